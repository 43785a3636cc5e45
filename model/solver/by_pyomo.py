"""Programs by any solver that Pyomo knows, as a whole: all branches at once, and no tangents to cones.

The solver's bound is passed on as it states it. Its plan is not: whole numbers are rounded and the linear program
around them is solved again, so that values are as exact as those of HiGHS.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from model.errors import Infeasible, InputError, SolveFailed, Unbounded
from model.progress import Progress
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.solve import LIMITED, Solution, at_whole_numbers
from model.solver.termination import bound_below, gap_of, now
from model.tolerances import SOLVED

GAPS = {
    "gurobi": "MIPGap",
    "scip": "limits/gap",
    "highs": "mip_rel_gap",
    "cplex": "mip_tolerances_mipgap",
    "cbc": "ratioGap",
    "glpk": "mipgap",
    "xpress": "miprelstop",
}
"""Each solver's name for the gap."""

LINEAR = ("appsi_highs", "highs", "gurobi", "scip", "cbc", "cplex", "glpk", "xpress", "mosek", "copt")
"""Solvers of mixed-integer linear programs that are looked for when another one is not there."""

WAYS = ("", "_direct", "_persistent")
"""Endings of Pyomo's names of one solver: by its program, or by its Python package."""

ENDS = {"optimal": "optimal", "maxTimeLimit": LIMITED, "globallyOptimal": "optimal", "locallyOptimal": "optimal"}
"""How a search with a plan ended, by Pyomo's words."""


def solver_named(name: str) -> Any:
    """Pyomo's interface to a solver. Raises InputError, which names those that are available, if it is not."""
    import pyomo.environ as pyo

    with _silent():
        found = next((each for way in WAYS if (each := _available(pyo, name + way)) is not None), None)
        if found is not None:
            return found
        others = [each for each in LINEAR if any(_available(pyo, each + way) is not None for way in WAYS)]
    known = "is not installed, or has no licence" if name in set(pyo.SolverFactory) else "is no solver that Pyomo knows"
    raise InputError(f"{name!r} {known}. Available: {', '.join(others)}.")


def _available(pyo: Any, name: str) -> Any:
    """The interface of exactly this name, None if it cannot be used."""
    if name not in set(pyo.SolverFactory):
        return None
    try:
        solver = pyo.SolverFactory(name)
        return solver if solver.available(exception_flag=False) else None
    except Exception:  # an interface is any code, and some fail where their solver is missing
        return None


@contextmanager
def _silent() -> Iterator[None]:
    """Without Pyomo's warnings about solvers that are missing."""
    log = logging.getLogger("pyomo")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


def solve_by(
    name: str,
    model: Any,
    matrix: Matrix,
    *,
    gap: float | None,
    default_gap: float,
    time_limit: float,
    options: Mapping[str, Any],
    progress: Progress,
) -> Solution:
    """The solution of a Pyomo model, which the matrix was read of, by a solver of this name. ``gap`` is asked for
    explicitly; the default one holds where the solver's name for a gap is known. Raises InputError if the solver is not
    available or takes no gap from here; Infeasible, Unbounded, or SolveFailed if it has no plan."""
    solver, began = solver_named(name), now()
    of_gap = next((option for part, option in GAPS.items() if part in name), "")
    if gap is not None and not of_gap:
        raise InputError(f"How {name} calls the gap is not known here: give it by its own name, in options.")
    asked = ({of_gap: default_gap if gap is None else gap} if of_gap else {}) | dict(options)
    progress.stage(f"Solving with {name}")
    for option, value in asked.items():
        solver.options[option] = value
    try:
        with _without_empty_rows(model, matrix):
            results = solver.solve(model, load_solutions=False, timelimit=time_limit)
    except Infeasible:
        raise
    except Exception as error:  # of the solver, its licence, its options
        raise SolveFailed(f"{name} failed: {error}") from error
    ended = str(results.solver.termination_condition)
    if ended.startswith("infeasible") and ended != "infeasibleOrUnbounded":
        raise Infeasible(f"No plan can hold every constraint, {name} finds.")
    if ended in ("unbounded", "infeasibleOrUnbounded"):
        raise Unbounded(f"{name} finds no least cost: profit has no limit, or no plan can hold every constraint.")
    if not len(results.solution):
        raise SolveFailed(f"{name} found no plan before it ended: {ended}.")
    model.solutions.load_from(results)
    found = np.clip(_values(model, matrix.variables), matrix.lower, matrix.upper)
    exact = at_whole_numbers(matrix, found)
    values = found if exact is None else exact.values
    objective, is_linear = matrix.cost_of(values), not matrix.integer.any()
    stated = results.problem.lower_bound
    bound = float(stated) if isinstance(stated, int | float) else objective if is_linear else -math.inf
    outcome = ENDS.get(ended, ended)
    return Solution(
        outcome=outcome,
        values=values,
        objective=objective,
        bound=bound_below(objective, bound),
        gap=gap_of(objective, bound),
        seconds=now() - began,
        statistics={
            "rows": len(matrix.row_lower),
            "columns": len(matrix.cost),
            "nonzeros": matrix.nonzeros,
            "whole-number columns": int(matrix.integer.sum()),
            "solver": name,
        },
        duals=np.zeros(len(matrix.row_lower)) if exact is None else exact.row_duals,
    )


@contextmanager
def _without_empty_rows(model: Any, matrix: Matrix) -> Iterator[None]:
    """Without rows that have no variable, which interfaces of Pyomo refuse. Raises Infeasible if one cannot hold."""
    is_empty = np.diff(matrix.rows.starts) == 0
    if (is_empty & ((matrix.row_lower > SOLVED) | (matrix.row_upper < -SOLVED))).any():
        raise Infeasible("No plan can hold every constraint: one of them has no variable, and does not hold.")
    rows = [
        model.find_component(block.name)[block.keys[at]]
        for block in matrix.constraints.values()
        for at in np.flatnonzero(is_empty[block.span])
    ]
    rows = [row for row in rows if row.active]
    for row in rows:
        row.deactivate()
    try:
        yield
    finally:
        for row in rows:
            row.activate()


def _values(model: Any, variables: Mapping[str, IndexedBlock]) -> Array:
    """Values of the columns; 0 of those that no row has, which the solver has not seen."""
    values = np.zeros(sum(block.size for block in variables.values()))
    for block in variables.values():
        data = model.find_component(block.name)._data
        known = ((at, data.get(key)) for at, key in enumerate(block.keys, block.start))
        for at, each in known:
            if each is not None and each.value is not None:
                values[at] = each.value
    return values
