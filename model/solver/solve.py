"""Matrix → Solution, or a typed error with the reason; by HiGHS, or by any solver that Pyomo knows."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.errors import Infeasible, InputError, SolveFailed, Unbounded
from model.progress import Progress
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.handover import Basis
from model.solver.highs import Better, Interrupt, Report, Solver, Status
from model.solver.primal_heuristics import FirstPlan, Neighbour, SearchEffort, first_plan
from model.solver.root_bound import Interior, Relaxation, relaxation
from model.solver.termination import Deadline, bound_below, gap_of, now
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Matrix → Solution, or a typed error with the reason.


START_SHARE = 0.5
"""Share of the time limit that the search for a first plan may take."""

TINY, SMALL = 500, 1000
"""Columns below which HiGHS is done before anything is prepared, and below which it searches as fast as a first plan is
found, unless links settle most of it (bench/published.py)."""

ENOUGH = "limit of effort"
"""Outcome of a search that ended at its limit of effort."""

OUTCOMES = {Status.kOptimal: "optimal", Status.kInterrupt: "interrupted", Status.kSolutionLimit: ENOUGH}
"""By how HiGHS ended."""

LIMITED = "time limit"
"""Outcome of a search that ended at its time limit."""

ENDS = (*OUTCOMES.values(), LIMITED)
"""All ways in which a search ends."""

DOUBTED_NODES = 10_000
"""For a second look at whether there is no plan."""


@dataclass(frozen=True)
class Solution:
    """Values of the columns, and how good they are."""

    outcome: str
    """'optimal' (within the gap), 'time limit', 'interrupted', or ENOUGH."""
    values: Array
    objective: float
    bound: float
    gap: float
    """(objective − bound) / |objective|."""
    seconds: float
    statistics: dict[str, object] = field(default_factory=dict)
    duals: Array = field(default_factory=lambda: np.zeros(0))
    """By row, with integers fixed: change of the cost per unit that the row's bound rises."""
    tangents: list[tuple[str, str, int]] = field(default_factory=list)
    """Limit, moment and row of each tangent to a cone."""
    basis: Basis | None = None
    """Basis of the relaxation, unless links made it tighter."""
    settled: Basis | None = None
    """Basis of the program with integers fixed, if known."""


def solve(
    matrix: Matrix,
    *,
    gap: float,
    time_limit: float,
    aim: float | None = None,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
    start: bool = True,
    earlier: Array | None = None,
    polish: bool = True,
    neighbour: Neighbour | None = None,
    interior: Interior | None = None,
    order: Array | None = None,
    better: Better = lambda values: None,
    effort: float = math.inf,
    report: Report | None = None,
) -> Solution:
    """The cheapest plan within the gap, or the best one found by the time limit or the interrupt.

    ``earlier`` is a known plan. With ``start`` a first plan is sought before HiGHS's own search, near the earlier one
    and a ``neighbour``, too, within ``aim`` if possible; if it is within the gap it stays the plan. ``interior`` is a
    point near the solution of the relaxation. ``order`` ranks columns by time of decision. Without ``polish`` integers
    have HiGHS's tolerance, and there are no duals. ``better`` receives each better plan. ``effort`` limits the nodes
    times columns of the search; with none, a first plan is the last. ``report`` gets the bounds of HiGHS's search in
    place of ``progress``. Raises Infeasible, Unbounded, or SolveFailed if HiGHS fails or contradicts itself, or no plan
    was found in time.
    """
    began, until = now(), Deadline.after(time_limit)
    progress = progress or Progress.silent()
    interrupt = interrupt or Interrupt()
    is_mip = bool(matrix.integer.any())
    relaxed, first = None, None
    if start and is_mip and (len(matrix.cost) >= TINY or earlier is not None):
        progress.stage("Solving the relaxation")
        search = SearchEffort(gap, aim or gap, until.share(START_SHARE), interrupt, progress, better, order, effort)
        basis = None if neighbour is None else neighbour.basis
        relaxed = relaxation(matrix, search.until, interrupt, progress.tick, basis, interior)
        is_small = len(matrix.cost) < SMALL and earlier is None
        if relaxed is not None and (relaxed.links or not is_small):
            first = first_plan(relaxed, search, earlier, neighbour)
    solver = Solver(matrix if relaxed is None else relaxed.matrix, interrupt, progress.tick, better)
    solver.option("mip_rel_gap", gap)
    if first is not None:
        solver.start_from(first.values, first.bound)
    elif earlier is not None:
        solver.start_from(earlier, -math.inf)
    is_within = first is not None and first.is_within(gap)
    if is_within or (not effort and relaxed is not None):
        solver.keep_start()
        status = Status.kOptimal if is_within else Status.kSolutionLimit
    else:
        progress.stage("Solving")
        solver.allow(until)
        if math.isfinite(effort):
            solver.option("mip_max_nodes", max(1, int(effort / len(matrix.cost))))
        status = solver.run(report or progress.bounds)
    if not solver.has_solution or status in (Status.kUnbounded, Status.kUnboundedOrInfeasible):
        raise_without_plan(matrix, status, solver, interrupt)
    if interrupt.is_set and status != Status.kOptimal:
        status = Status.kInterrupt
    outcome = OUTCOMES.get(status, LIMITED)
    if status not in (*OUTCOMES, Status.kTimeLimit):
        raise solver.undecided(status)
    proven = solver.objective if outcome == "optimal" else -math.inf
    bound = max(solver.bound if is_mip else proven, -math.inf if relaxed is None else relaxed.bound)
    if polish:
        values, objective, duals = _polished(matrix, solver)
    else:
        values, objective, duals = solver.values, solver.objective, np.zeros(len(matrix.row_lower))
    return Solution(
        outcome=outcome,
        values=values,
        objective=objective,
        bound=bound_below(objective, bound),
        gap=gap_of(objective, bound),
        seconds=now() - began,
        statistics=_statistics(matrix, solver, relaxed, first),
        duals=duals,
        basis=None if relaxed is None or not relaxed.is_vertex else relaxed.basis,
        settled=None if relaxed is None or relaxed.links or first is None or not solver.is_abandoned else first.basis,
    )


def raise_without_plan(matrix: Matrix, status: Any, solver: Solver, interrupt: Interrupt) -> None:
    """Turn a status without a plan into its error; a verdict of 'no plan' is checked once more without presolve.

    HiGHS has called feasible models infeasible in presolve (its issue 3258).
    """
    if interrupt.is_set or status == Status.kInterrupt:
        raise SolveFailed("Stopped before a first plan was found; nothing was written.")
    if status in (Status.kTimeLimit, Status.kSolutionLimit):
        late = "No plan was found before the limit. Raise 'time limit' in Settings, or request a wider gap."
        raise SolveFailed(late, is_late=True)
    if status in (Status.kInfeasible, Status.kUnbounded, Status.kUnboundedOrInfeasible):
        again = Solver(_without_cost(matrix), interrupt)
        again.option("presolve", "off")
        again.option("mip_max_nodes", DOUBTED_NODES)
        again.run()
        if again.has_solution and status == Status.kInfeasible:
            raise SolveFailed(
                "HiGHS gives contradictory answers on whether a plan exists; please report this workbook."
            )
        if again.has_solution:
            raise Unbounded("Profit has no limit: an outlet has no limit, or a price exceeds all costs.")
        raise Infeasible("No plan can satisfy the workbook.")
    raise solver.undecided(status)


def _without_cost(matrix: Matrix) -> Matrix:
    copy = Matrix(**vars(matrix))  # which shares the rows, by far the largest part
    copy.cost = np.zeros_like(matrix.cost)
    return copy


def _polished(matrix: Matrix, solver: Solver) -> tuple[Array, float, Array]:
    """The plan with its whole numbers made exactly whole and the rest solved again around them; its cost, its duals."""
    values = solver.values
    if not matrix.integer.any():
        return values, solver.objective, solver.row_duals
    fixed = at_whole_numbers(matrix, values)
    if fixed is not None:
        return fixed.values, fixed.objective, fixed.row_duals
    return values, solver.objective, np.zeros(len(matrix.row_lower))


def at_whole_numbers(matrix: Matrix, values: Array) -> Solver | None:
    """The linear program around the whole numbers of a plan, made exactly whole, solved to a vertex; None if HiGHS does
    not solve it."""
    integers = np.flatnonzero(matrix.integer)
    rounded = np.round(values[integers])
    fixed = Solver(matrix)
    fixed.set_bounds(integers, rounded, rounded)
    return fixed if fixed.run_linear(vertex=True) == Status.kOptimal else None


def _statistics(
    matrix: Matrix, solver: Solver, relaxed: Relaxation | None, first: FirstPlan | None
) -> dict[str, object]:
    info = solver.highs.getInfo()
    return {
        "rows": len(matrix.row_lower),
        "columns": len(matrix.cost),
        "nonzeros": matrix.nonzeros,
        "whole-number columns": int(matrix.integer.sum()),
        "links added": 0 if relaxed is None else relaxed.links,
        "branch-and-bound nodes": max(0, int(info.mip_node_count)) if matrix.integer.any() else 0,
        "simplex iterations": solver.iterations,
        "first plan found by": "none" if first is None else f"{first.found_by}, cost {first.cost:,.1f}",
        "HiGHS version": solver.highs.version(),
    }


# ----------------------------------------------------------------------------------------------------------------------
# Programs by any solver that Pyomo knows, as a whole: all branches at once, and no tangents to cones.


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

VERDICTS = {"optimal": "optimal", "maxTimeLimit": LIMITED, "globallyOptimal": "optimal", "locallyOptimal": "optimal"}
"""How a search with a plan ended, by Pyomo's words."""


def solver_named(name: str) -> Any:
    """Pyomo's interface to a solver. Raises InputError, which names those that are available, if it is not."""
    import pyomo.environ as pyo

    with _silent():
        available = next((candidate for way in WAYS if (candidate := _available(pyo, name + way)) is not None), None)
        if available is not None:
            return available
        others = [solver for solver in LINEAR if any(_available(pyo, solver + way) is not None for way in WAYS)]
    problem = (
        "is not installed, or has no licence" if name in set(pyo.SolverFactory) else "is no solver that Pyomo knows"
    )
    raise InputError(f"{name!r} {problem}. Available: {', '.join(others)}.")


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
    values_found = np.clip(_values(model, matrix.variables), matrix.lower, matrix.upper)
    exact = at_whole_numbers(matrix, values_found)
    values = values_found if exact is None else exact.values
    objective, is_linear = matrix.cost_of(values), not matrix.integer.any()
    stated = results.problem.lower_bound
    bound = float(stated) if isinstance(stated, int | float) else objective if is_linear else -math.inf
    outcome = VERDICTS.get(ended, ended)
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
    rows = []
    for block in matrix.constraints.values():
        empty = np.flatnonzero(is_empty[block.span])
        rows += [model.find_component(block.name)[block.keys[at]] for at in empty]
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
        pairs = ((at, data.get(key)) for at, key in enumerate(block.keys, block.start))
        for at, pair in pairs:
            if pair is not None and pair.value is not None:
                values[at] = pair.value
    return values
