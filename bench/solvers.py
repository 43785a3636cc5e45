"""The same programs by other solvers: their gap to the best plan in the time of ours.

    python -m bench.solvers                the shipped example, all disruptions in one program: HiGHS alone and SCIP
    python -m bench.solvers BOOK.xlsx
    python -m bench.solvers --small        small generated chains, each to a gap of 0.1 %, and Gurobi where it is there

Each runs in a process of its own, with one thread, for as many seconds of processor time as our solve took, from the
tables on. The gap is that to the best bound that any of them proved. SCIP and Gurobi come with the extra 'bench';
Gurobi is left out where gurobipy is missing. Its licence is for 2,000 columns and 2,000 rows.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from time import process_time

from bench.generate import supply_chain
from model.errors import PlannerError
from model.families.assemble import build_model
from model.families.instance import read_instance
from model.planning.request import Request
from model.planning.solve import solve_instance
from model.sheets.tables import Tables
from model.solver.arrays import Matrix
from model.solver.highs import Interrupt, Solver
from model.solver.matrix import read_matrix
from model.whatif.load import load_tables

EXAMPLE = Path(__file__).parents[1] / "inputs" / "rare_earths.xlsx"

SMALL = ((2, 2, 8), (3, 2, 8), (2, 2, 12))
"""Sites, kinds and years of the small chains."""

SMALL_GAP, SMALL_SECONDS = 1e-3, 300.0

NO_LIMIT = 1e6
"""Seconds for ours, which ends by itself."""


def tables_of(book: str) -> Tables:
    if book.endswith(".xlsx"):
        return load_tables(Path(book))[0]
    sites, kinds, years = (int(part) for part in book.split("x"))
    return supply_chain(sites, kinds, years=years, seed=1)


def ours(tables: Tables, gap: float, seconds: float) -> tuple[float, float]:
    """Cost and bound of our solve, which the clock of others does not limit."""
    plan = solve_instance(tables, read_instance(tables), Request(gap, NO_LIMIT))
    return plan.objective, plan.bound


def matrix_of(tables: Tables) -> Matrix:
    return read_matrix(build_model(read_instance(tables)))[0]


def highs(tables: Tables, gap: float, seconds: float) -> tuple[float, float]:
    until, interrupt = process_time() + seconds, Interrupt()

    def tick() -> None:
        if process_time() > until:
            interrupt.set()

    solver = Solver(matrix_of(tables), interrupt, tick)
    solver.option("mip_rel_gap", gap)
    solver.option("mip_lp_solver", "choose")
    solver.run()
    return solver.objective if solver.has_solution else math.nan, solver.bound


def _written(tables: Tables) -> Path:
    """The program as a file that every solver reads, with unscaled costs."""
    path = Path(tempfile.mkdtemp()) / "program.mps"
    solver = Solver(matrix_of(tables))
    solver._scale_costs(1.0)
    solver.highs.writeModel(str(path))
    return path


def scip(tables: Tables, gap: float, seconds: float) -> tuple[float, float]:
    import pyscipopt

    until = process_time() + seconds
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(_written(tables)))
    model.setParam("timing/clocktype", 1)  # processor time
    model.setParam("limits/time", max(1.0, until - process_time()))
    model.setParam("limits/gap", gap)
    model.optimize()
    return model.getObjVal() if model.getNSols() else math.nan, model.getDualbound()


def gurobi(tables: Tables, gap: float, seconds: float) -> tuple[float, float]:
    import gurobipy

    with gurobipy.Env(params={"OutputFlag": 0}) as env, gurobipy.read(str(_written(tables)), env=env) as model:
        model.setParam("Threads", 1)
        model.setParam("TimeLimit", seconds)
        model.setParam("MIPGap", gap)
        model.optimize()
        return model.ObjVal if model.SolCount else math.nan, model.ObjBound


SOLVERS = {"ours": ours, "HiGHS alone": highs, "SCIP": scip, "Gurobi": gurobi}


def one(name: str, book: str, gap: str, seconds: str) -> str:
    """Solve in this process; seconds of processor time, cost and bound as text."""
    tables, began = tables_of(book), process_time()
    try:
        cost, bound = SOLVERS[name](tables, float(gap), float(seconds))
    except PlannerError:
        cost, bound = math.nan, -math.inf
    return json.dumps([process_time() - began, cost, bound])


def compare(book: str, names: list[str], gap: float, limit: float | None) -> None:
    """Ours first; the others for as long, or to the limit."""
    found: dict[str, tuple[float, float, float]] = {}
    for name in names:
        seconds = limit if limit is not None or not found else found["ours"][0]
        command = [sys.executable, "-m", "bench.solvers", "--one", name, book, str(gap), str(seconds or NO_LIMIT)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found[name] = tuple(json.loads(done.stdout.splitlines()[-1]))
    best = max(bound for _, _, bound in found.values() if math.isfinite(bound))
    for name, (seconds, cost, bound) in found.items():
        away = "no plan" if math.isnan(cost) else f"{(cost - best) / abs(cost):.2%}"
        print(f"{Path(book).stem:>16} {name:>12} {seconds:8.1f} {cost:14,.1f} {bound:14,.1f} {away:>8}", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("workbook", nargs="?", default=str(EXAMPLE))
    asked.add_argument("--small", action="store_true")
    options = asked.parse_args()
    print(f"{'program':>16} {'solver':>12} {'s':>8} {'cost':>14} {'bound':>14} {'gap':>8}")
    if not options.small:
        gap = load_tables(Path(options.workbook))[0].settings.gap
        compare(options.workbook, ["ours", "HiGHS alone", "SCIP"], gap, None)
        return
    names = [name for name in SOLVERS if name != "Gurobi" or find_spec("gurobipy") is not None]
    if "Gurobi" not in names:
        print("gurobipy is not installed: without Gurobi")
    for size in SMALL:
        compare("x".join(map(str, size)), names, SMALL_GAP, SMALL_SECONDS)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(one(*sys.argv[2:6]))
    else:
        main()
