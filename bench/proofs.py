"""Certified bounds and proofs that there is no plan: what they show, how long they take to find and to check.

    python -m bench.proofs                       micro instances, published problems, workbooks with defects
    python -m bench.proofs --only published
    python -m bench.proofs outputs/*_plan.xlsx   plans in workbooks of results

Times are of the processor. Finding includes one run of the checker, which is timed on its own as well.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import model
from model.cli.kept import plan_in
from model.errors import Infeasible, InputError, SolveFailed
from model.proof.certify import Proven
from model.proof.verify import verify
from model.results.plan import Plan
from model.sheets.tables import Tables
from model.solver.termination import gap_of
from tests.goldens.published import PUBLISHED
from tests.micro import MICRO

WIDER = 2e-4
"""Excess of a certified gap over the stated one from which a line is marked."""

DEFECTS = Path(__file__).resolve().parents[2] / "shared" / "defects"


@dataclass(frozen=True)
class Line:
    """What is certified of one workbook."""

    name: str
    plan: Plan | None
    proven: Proven | None
    why: str = ""
    found: float = 0.0
    checked: float = 0.0

    @property
    def gaps(self) -> tuple[float, float]:
        """The stated gap and the certified one; 0 where it is certified that there is no plan."""
        if self.plan is None or self.proven is None or self.proven.certificate.claim is None:
            return (0.0, 0.0 if self.proven is not None else float("inf"))
        return self.plan.gap, gap_of(self.plan.objective, self.proven.certificate.claim)

    @property
    def is_wider(self) -> bool:
        return self.gaps[1] > self.gaps[0] + WIDER

    def __str__(self) -> str:
        if self.proven is None:
            return f"{self.name:58} NOT CERTIFIED: {self.why}"
        stated, certified = self.gaps
        said = "no plan" if self.plan is None else f"{100 * stated:9.5f} {100 * certified:9.5f}"
        found = self.proven.certificate
        size = sum(map(len, self.proven.files())) / 1000
        holds = "" if self.proven.violation is None else f"{self.proven.violation.size:.1e}"
        mark = "  WIDER" if self.is_wider else ""
        spent = f"{self.found:7.2f} {self.checked:6.2f}"
        return f"{self.name:58} {said:>19} {found.leaves:4} {spent} {size:8.1f} {holds:>8}{mark}"


HEADER = f"{'':58} {'stated certified %':>19} {'tree':>4} {'find s':>7} {'check':>6} {'kB':>8} {'holds to':>8}"


def line(name: str, find: Callable[[], Plan | Tables]) -> Line:
    """The line of a plan, or of tables without one."""
    subject = find()
    plan = subject if isinstance(subject, Plan) else None
    began = time.process_time()
    try:
        proven = model.prove(subject)
    except SolveFailed as error:
        return Line(name, plan, None, str(error))
    found = time.process_time() - began
    began = time.process_time()
    verify(proven.certificate.program, proven.certificate.proof)
    return Line(name, plan, proven, "", found, time.process_time() - began)


def solved(tables: Tables, gap: float | None) -> Plan | Tables:
    """The plan of tables, or the tables if they have none."""
    try:
        return model.solve(tables, gap=gap)
    except Infeasible:
        return tables


def micro() -> Iterator[Line]:
    for name, tables in MICRO.items():
        yield line(name, partial(solved, tables(), 0.0))


def published() -> Iterator[Line]:
    for each in PUBLISHED:
        if each.is_here:
            yield line(f"{each.case}: {each.name}", partial(solved, each.tables(), each.gap))


def defects() -> Iterator[Line]:
    for path in sorted(DEFECTS.glob("*.xlsx")):
        try:
            tables = model.load(path)
        except InputError:
            continue
        yield line(path.name, partial(solved, tables, None))


KINDS = {"micro": micro, "published": published, "defects": defects}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("results", nargs="*", type=Path)
    given.add_argument("--only", choices=KINDS)
    options = given.parse_args()
    lines = []
    print(HEADER)
    for path in options.results:
        lines.append(line(path.name, partial(plan_in, path)))
        print(lines[-1], flush=True)
    for name, kind in {} if options.results else KINDS.items():
        for each in kind() if options.only in (None, name) else ():
            lines.append(each)
            print(each, flush=True)
    wider, trees = sum(each.is_wider for each in lines), [each for each in lines if each.proven is not None]
    most = max((each.proven.certificate.leaves for each in trees if each.proven is not None), default=0)
    print(f"{len(lines)} workbooks, {wider} with a certified gap more than 0.02 points wider; at most {most} leaves")


if __name__ == "__main__":
    main()
