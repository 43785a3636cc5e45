"""Does the audit defend the rows that carry a proof?

    python -m bench.defended                        the quick start, and some micro instances
    python -m bench.defended outputs/my_plan.xlsx   plans in workbooks of results

The rows with duals in the certificate of a plan are the ones by which no plan costs less. Were a class of them too
strict, the bound would be wrong and every plan too expensive. So one class after the other is removed, on the side
that carries the proof, and the program solved again: the audit, which reads the workbook and not the program, must
refuse the plan if that is cheaper. A cheaper plan that it accepts shows a class that the audit does not defend.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

import model
from inputs.build.quickstart import tables as quickstart
from model.audit import audit
from model.errors import PlannerError, Unbounded
from model.families.assemble import build_model
from model.families.instance import read_instance
from model.planning.request import Request
from model.planning.solve import solve_matrix
from model.reports.embedded_plan import carried_plan
from model.results.plan import Plan
from model.solver.arrays import Matrix
from model.solver.matrix import read_matrix
from tests.micro import MICRO

MICROS = tuple(MICRO)[::16]

CHEAPER = 1e-6
"""Relative difference of costs that is rounding."""

BOX = 1e6
"""Most of everything, where a plan without a class of rows could earn without limit."""

REFUSED, NO_CHEAPER, ACCEPTED, UNSOLVED = "refused", "no cheaper", "ACCEPTED", "not solved"


def carrying(plan: Plan) -> dict[tuple[str, str], list[int]]:
    """Rows with duals by class and side."""
    proven = model.prove(plan)
    proof, names = json.loads(proven.certificate.proof), json.loads(proven.certificate.program)["row_names"]
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    duals: Counter[int] = Counter()
    for node in proof["tree"]:
        for row, change in zip(node.get("rows", ()), node.get("changes", ()), strict=True):
            duals[row] += change
        for row, dual in duals.items():
            if dual and row < len(names):
                found[names[row].partition("[")[0], "lower" if dual > 0 else "upper"].add(row)
    return {key: sorted(rows) for key, rows in found.items()}


def without(matrix: Matrix, side: str, rows: list[int]) -> Matrix:
    """The program without one side of some rows."""
    lower, upper = matrix.row_lower.copy(), matrix.row_upper.copy()
    (lower if side == "lower" else upper)[rows] = -np.inf if side == "lower" else np.inf
    return replace(matrix, row_lower=lower, row_upper=upper)


def verdicts(plan: Plan) -> Iterator[tuple[str, str, int, str]]:
    """Class, side, number of rows, and what the audit says without them."""
    instance = read_instance(plan.tables)
    matrix, reader = read_matrix(build_model(instance))
    request = Request(0.0, plan.tables.settings.time_limit)
    for (name, side), rows in carrying(plan).items():
        loose = without(matrix, side, rows)
        try:
            try:
                found = solve_matrix(plan.tables, instance, loose, reader, request)
            except Unbounded:
                boxed = replace(loose, lower=np.maximum(loose.lower, -BOX), upper=np.minimum(loose.upper, BOX))
                found = solve_matrix(plan.tables, instance, boxed, reader, request)
        except PlannerError:
            yield name, side, len(rows), UNSOLVED
            continue
        is_cheaper = found.objective < plan.objective - CHEAPER * max(1.0, abs(plan.objective))
        failed = [check for check in audit(found) if not check.passed]
        yield name, side, len(rows), REFUSED if is_cheaper and failed else ACCEPTED if is_cheaper else NO_CHEAPER


def plans() -> Iterator[tuple[str, Plan]]:
    """Plans whose proofs are looked at."""
    if len(sys.argv) > 1:
        yield from ((path, carried_plan(Path(path))) for path in sys.argv[1:])
        return
    yield "quick start", model.solve(quickstart(), gap=0.0)
    yield from ((name, model.solve(MICRO[name](), gap=0.0)) for name in MICROS)


def main() -> None:
    of_class: dict[str, Counter[str]] = defaultdict(Counter)
    for name, plan in plans():
        for constraint, side, count, verdict in verdicts(plan):
            of_class[constraint][verdict] += 1
            if verdict in (ACCEPTED, UNSOLVED):
                print(f"{name}: {constraint}, {side}, {count} rows: {verdict}", flush=True)
    for constraint, counts in sorted(of_class.items()):
        print(f"{constraint:40}", dict(counts))
    print("in all", dict(sum(of_class.values(), Counter())))


if __name__ == "__main__":
    main()
