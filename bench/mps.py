"""The written MPS is the program: its optimum by HiGHS's own reading and by SCIP, against the plan's interval.

    python -m bench.mps                  published problems and shipped workbooks but the largest
    python -m bench.mps farmer quickstart
    python -m bench.mps --all            rare_earths.xlsx, too, which takes hours

Each file is solved in processes of their own by HiGHS as anybody has it (``readModel``) and by SCIP (``readProblem``),
to the gap of the plan. Two intervals of bound and cost agree if they have a point in common: then the same optimum can
be true of both. A solver that ends at its time has an interval, too. Cones and priorities have no such file.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import model
from model.sheets.tables import Tables
from tests.goldens.published import PUBLISHED
from tests.shipped import INPUTS

LARGEST = "rare_earths"
NEAR = 1e-6
"""Relative difference of costs that is rounding."""
SECONDS = 600.0
"""For each solver and file, after which its interval so far is compared."""


def cases(has_largest: bool) -> Iterator[tuple[str, Callable[[], Tables], float | None]]:
    """Name, tables and gap of each program."""
    for each in PUBLISHED:
        if each.is_here:
            yield f"{each.case}, {each.name}", each.tables, each.gap
    for book in sorted(INPUTS.glob("*.xlsx")):
        if has_largest or book.stem != LARGEST:
            yield book.stem, lambda book=book: model.load(book), None  # type: ignore[misc]


def highs(file: str, gap: float, seconds: float) -> tuple[float, float]:
    import highspy

    solver = highspy.Highs()
    for name, value in {"output_flag": False, "mip_rel_gap": gap, "time_limit": seconds}.items():
        solver.setOptionValue(name, value)
    if solver.readModel(file) != highspy.HighsStatus.kOk:
        return math.nan, math.nan
    solver.run()
    info, is_mip = solver.getInfo(), any(solver.getLp().integrality_)
    is_optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    cost = info.objective_function_value if info.primal_solution_status == 2 else math.inf
    return cost, info.mip_dual_bound if is_mip else cost if is_optimal else -math.inf


def scip(file: str, gap: float, seconds: float) -> tuple[float, float]:
    import pyscipopt

    solver = pyscipopt.Model()
    solver.hideOutput()
    solver.readProblem(file)
    solver.setParam("timing/clocktype", 1)  # processor time
    solver.setParam("limits/time", seconds)
    solver.setParam("limits/gap", gap)
    solver.optimize()
    return solver.getObjVal() if solver.getNSols() else math.inf, solver.getDualbound()


SOLVERS = {"HiGHS": highs, "SCIP": scip}


def interval(solver: str, file: Path, gap: float, seconds: float = SECONDS) -> tuple[float, float]:
    """Cost and bound of a file by a solver, in a new process."""
    command = [sys.executable, "-m", "bench.mps", "--one", solver, str(file), str(gap), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    cost, bound = json.loads(done.stdout.splitlines()[-1])
    return cost, bound


def agree(plan: model.Plan, cost: float, bound: float) -> bool:
    """Whether an interval has a point in common with that of a plan."""
    room = NEAR * max(1.0, abs(plan.objective))
    return bound <= plan.objective + room and plan.bound <= cost + room


def compared(name: str, tables: Tables, gap: float | None) -> bool | None:
    """Solve one program by all; print, and return whether they agree; None if it has no such file."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            file = model.build(tables).write(Path(folder) / "program.mps")
        except model.InputError as error:
            print(f"{name:<44} {error}", flush=True)
            return None
        plan = model.solve(tables, gap=gap, light=True)
        asked, is_right = plan.asked["gap"], True
        line = f"{name:<44} {plan.bound:>16,.4f} {plan.objective:>16,.4f}"
        for solver in SOLVERS:
            cost, bound = interval(solver, file, asked)
            is_right &= agree(plan, cost, bound)
            line += f" {bound:>16,.4f} {cost:>16,.4f}"
        print(f"{line}  {'agree' if is_right else 'DIFFER'}", flush=True)
    return is_right


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("only", nargs="*", help="parts of names")
    asked.add_argument("--all", action="store_true")
    options = asked.parse_args()
    print(f"{'':<44}" + "".join(f" {each + ': bound':>16} {'cost':>16}" for each in ("ours", *SOLVERS)))
    results = [
        compared(name, tables(), gap)
        for name, tables, gap in cases(options.all)
        if not options.only or any(part in name for part in options.only)
    ]
    known = [each for each in results if each is not None]
    print(f"{sum(known)} of {len(known)} agree; {len(results) - len(known)} have no such file.")
    return 0 if all(known) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _, _, name, file, gap, seconds = sys.argv
        print(json.dumps(SOLVERS[name](file, float(gap), float(seconds))))
    else:
        sys.exit(main())
