"""Primal heuristics: a first plan for HiGHS to start from.

HiGHS finds first plans of investment models late and by luck. The relaxation indicates well which openings are worth
having, so the small program in which every opening may only be rounded down or up is solved first (relaxation enforced
neighbourhood search, Berthold 2014), together with the openings of an earlier plan, if any. If no plan is left in it,
all openings that are positive in the relaxation are free. bench/start.py measures the benefit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from model.progress import Progress
from model.solver.arrays import Array, Matrix
from model.solver.diving import ITERATIONS_PER_COLUMN, chosen_at, dive
from model.solver.handover import Basis
from model.solver.highs import LARGE, Better, Interrupt, Solver, Status
from model.solver.root_bound import Relaxation
from model.solver.subproblems import few_iterations
from model.solver.termination import EXACT, Deadline, gap_of
from model.tolerances import SOLVED

OPENED = 1e-4
"""Minimum value at which the relaxation counts as opening a column."""

EFFORTS = (1e6, 1e6, 1e7)
"""Nodes times columns of a search before it restarts from its best plan with another random seed: on the example HiGHS
rounds to a plan near the bound in 20 s with some seeds, and to none in 90 s with others."""

MOVES = (0.5, 0.1)
"""From the relaxation of a neighbour, by more than which whole numbers of its plan are free. The program of eight that
have moved by half a unit took a quarter of the time of a first plan on the example, and had as good a plan."""

SEARCHES = ("mip_heuristic_run_rens", "mip_heuristic_run_rins", "mip_heuristic_run_root_reduced_cost")
"""HiGHS's own neighbourhood searches, which report their plans when they end; only the last effort uses them. On the
example one ran for four minutes with a plan that it had after one."""

INSIDE = 0.95
"""Share of the gap at which a first plan is sought, so that rounding stays within it."""

NEARBY = 0.1
"""The same in a brief search; these few are rounded first, period by period. On a shorter example HiGHS took up to 30 s
for two such programs; rounding, where it succeeded, took 4 s and found a much cheaper plan."""

PER_COLUMN_NEARBY = 0.3
"""Simplex iterations per column to round these. The program with all other integers fixed may take as many as any
nearby one: 3,500 in a shorter example, where it succeeded; in the example itself 13,000 were not enough."""

QUICK = 15_000
"""Columns of a neighbour below which rounding, within the box and without it, comes first: it takes a tenth of a second
each, and was most often as good as HiGHS's search of three tenths. It then has to meet the aim, since a first plan from
nothing does."""

ROUNDED = 0.75
"""Share of the gap within which a plan by rounding is not improved further. On the example with High demand HiGHS
searched for 138 s from one that was 0.61 % above the bound, and found none that was better."""


UNSCALED = 0
"""HiGHS does not scale for rounding. Cuts have very small coefficients, too: in rows that it scaled (the example
without recruiting abroad) pivots were so small that a single step took minutes, which no limit on steps ends."""


@dataclass(frozen=True)
class FirstPlan:
    """Values of all columns, their cost, and how they were found."""

    values: Array
    cost: float
    bound: float
    """On any plan, by the relaxation."""
    found_by: str
    basis: Basis | None = None
    """Basis of the program with integers fixed."""

    def is_within(self, gap: float) -> bool:
        return gap_of(self.cost, self.bound) <= max(gap, EXACT)


@dataclass(frozen=True)
class Neighbour:
    """Warm-start data of a program that differs by numbers only."""

    basis: Basis
    """Basis of its relaxation,"""
    relaxed: Array
    """the whole numbers there,"""
    integers: Array | None
    """and those of its plan, if it is of use, in the order of the columns."""


@dataclass(frozen=True)
class SearchEffort:
    """Target and maximum duration of a search."""

    gap: float
    aim: float
    """A smaller gap, to the relaxation, at which the search ends immediately."""
    until: Deadline
    interrupt: Interrupt
    progress: Progress = field(default_factory=Progress.silent)
    better: Better = lambda values: None
    """Told of each better plan."""
    order: Array | None = None
    """By integer column: rank in the order of decisions."""
    effort: float = math.inf
    """Maximum nodes times columns of a search that restarts from its best plan."""

    @property
    def is_brief(self) -> bool:
        """Whether the first plan that is found is the last."""
        return self.effort < EFFORTS[0]

    def solver(self, matrix: Matrix, effort: float, seed: int) -> Solver:
        """HiGHS, ready for some effort."""
        solver = Solver(matrix, self.interrupt, self.progress.tick, self.better)
        solver.allow(self.until)
        solver.option("mip_rel_gap", self.aim / 2)
        solver.option("random_seed", seed)
        solver.option("mip_max_nodes", max(1, int(effort / len(matrix.cost))))
        for name in SEARCHES if effort < EFFORTS[-1] else ():
            solver.option(name, False)
        return solver


def first_plan(
    relaxed: Relaxation, search: SearchEffort, earlier: Array | None = None, neighbour: Neighbour | None = None
) -> FirstPlan | None:
    """The best plan of some effort, with less if one is within the aim, or after a part of it within the gap.

    ``earlier`` is a known plan. Near the plan of a ``neighbour`` one within the gap is accepted; in a brief search, the
    first one found near it, or anywhere.
    """
    matrix, bound = relaxed.matrix, relaxed.bound
    integers = np.flatnonzero(matrix.integer)
    near, near_enough = (bound + INSIDE * limit * abs(bound) for limit in (search.aim, search.gap))
    rounded = max(near, bound + ROUNDED * search.gap * abs(bound))
    if earlier is not None and matrix.cost_of(earlier) <= near:
        return FirstPlan(earlier, matrix.cost_of(earlier), bound, "an earlier plan")
    if (np.abs(relaxed.values[integers] - np.round(relaxed.values[integers])) <= SOLVED).all():
        return FirstPlan(relaxed.values, bound, bound, "the relaxation", relaxed.basis if relaxed.is_vertex else None)
    if search.is_brief and (rounded_plan := _rounded_near(relaxed, integers, search, neighbour)) is not None:
        return rounded_plan
    dived, is_quick = None, neighbour is not None and len(matrix.cost) < QUICK
    if is_quick:
        both = _rounded_near(relaxed, integers, search, neighbour), _dived(relaxed, integers, search, is_large=False)
        dived = min(filter(None, both), key=lambda plan: plan.cost, default=None)
        if dived is not None and dived.cost <= near:
            return dived
    if neighbour is not None and neighbour.integers is not None:
        search.progress.stage("Looking for a plan near the one that is known")
        enough = near if is_quick else near_enough
        earlier = _moved(relaxed, search, neighbour.integers, neighbour.relaxed, enough, earlier)
        if earlier is not None and (search.is_brief or matrix.cost_of(earlier) <= enough):
            return FirstPlan(earlier, matrix.cost_of(earlier), bound, "what the relaxation moves")
    if not is_quick:
        dived = _dived(relaxed, integers, search)
    if search.is_brief and (dived is not None or _is_dived(relaxed, search)):
        return dived
    if dived is not None and dived.cost <= rounded:
        return dived
    if dived is not None and (earlier is None or dived.cost < matrix.cost_of(earlier)):
        earlier = dived.values
    search.progress.stage("Looking for a first plan")
    previous = None if earlier is None else np.round(earlier[integers])
    for found_by, lower, upper in _neighbourhoods(matrix, relaxed.values[integers], integers, previous):
        plan, best = None, earlier
        for seed, effort in enumerate(effort for effort in EFFORTS if effort <= max(search.effort, EFFORTS[0])):
            if search.until.is_over or search.interrupt.is_set:
                return plan or dived
            solver = search.solver(matrix, effort, seed)
            solver.set_bounds(integers, lower, upper)
            solver.aim_at(near)
            if best is not None:
                solver.start_from(best, bound)
            is_cut_short = solver.run() in (Status.kSolutionLimit, Status.kTimeLimit)
            if solver.has_solution:
                plan = FirstPlan(solver.values, solver.objective, bound, found_by)
                best = plan.values
            if not is_cut_short or (plan is not None and plan.cost <= near_enough):
                break
        if plan is not None:
            return plan
    return dived


def _moved(
    relaxed: Relaxation, search: SearchEffort, near: Array, before: Array, enough: float, earlier: Array | None
) -> Array | None:
    """The cheapest plan with known integers, free only where the relaxation has moved; or an earlier one. In a brief
    search, the first that HiGHS finds before it branches."""
    matrix, integers = relaxed.matrix, np.flatnonzero(relaxed.matrix.integer)
    for move in MOVES:
        solver = search.solver(matrix, 0.0 if search.is_brief else EFFORTS[0], seed=0)
        solver.set_bounds(integers, *_near(relaxed, near, before, move))
        solver.aim_at(enough)
        solver.run()
        if solver.has_solution and (earlier is None or solver.objective < matrix.cost_of(earlier)):
            earlier = solver.values
        if earlier is not None and (search.is_brief or matrix.cost_of(earlier) <= enough):
            break
    return earlier


def _near(relaxed: Relaxation, near: Array, before: Array, move: float) -> tuple[Array, Array]:
    """Bounds that fix known integers, except where the relaxation has moved further."""
    matrix, values = relaxed.matrix, relaxed.values[relaxed.matrix.integer]
    least, most = matrix.lower[matrix.integer], matrix.upper[matrix.integer]
    low, high = np.minimum(np.floor(values + SOLVED), near), np.maximum(np.ceil(values - SOLVED), near)
    is_free = np.abs(values - before) > move
    return np.clip(np.where(is_free, low, near), least, most), np.clip(np.where(is_free, high, near), least, most)


def _rounded_near(
    relaxed: Relaxation, integers: Array, search: SearchEffort, neighbour: Neighbour | None
) -> FirstPlan | None:
    """The plan by rounding near that of a neighbour."""
    if neighbour is None or neighbour.integers is None:
        return None
    box = _near(relaxed, neighbour.integers, neighbour.relaxed, NEARBY)
    return _dived(relaxed, integers, search, box, is_large=False)


def _is_dived(relaxed: Relaxation, search: SearchEffort) -> bool:
    """Whether a first plan is looked for by rounding; in small programs the search finds one as soon."""
    has_start = relaxed.basis is not None or relaxed.is_inside
    return search.order is not None and has_start and len(relaxed.matrix.cost) >= LARGE


def _dived(
    relaxed: Relaxation,
    integers: Array,
    search: SearchEffort,
    box: tuple[Array, Array] | None = None,
    *,
    is_large: bool = True,
) -> FirstPlan | None:
    """The plan by rounding in the order of decisions, in a box of whole numbers if one is given; in ``is_large``
    programs only."""
    is_inside = relaxed.is_inside and box is None
    has_start = relaxed.basis is not None or is_inside
    if search.order is None or not has_start or (is_large and len(relaxed.matrix.cost) < LARGE):
        return None
    search.progress.stage("Rounding to whole numbers, period by period")
    matrix, columns = relaxed.solved
    inside, most, per_column = np.flatnonzero(matrix.integer), None, ITERATIONS_PER_COLUMN
    if box is not None:
        is_left = np.isin(integers, columns[inside])
        limits = matrix.lower[inside], matrix.upper[inside]
        matrix = _within(matrix, inside, *(np.clip(bounds[is_left], *limits) for bounds in box))
        most, per_column = few_iterations(matrix), PER_COLUMN_NEARBY
    per_column *= len(relaxed.matrix.cost) / len(matrix.cost)
    solver = Solver(matrix, search.interrupt, search.progress.tick)
    solver.allow(search.until)
    solver.option("simplex_scale_strategy", UNSCALED)
    basis, chosen = relaxed.basis, None
    if is_inside:
        basis, chosen = _chosen_vertex(matrix, inside, relaxed.values[columns[inside]], search)
    if chosen is not None:
        solver.set_bounds(inside[chosen[0]], chosen[1], chosen[1])
    if basis is None or solver.run_from(basis, most) != Status.kOptimal:
        return None

    def decide(which: Array, lower: Array, upper: Array) -> Array | None:
        return None if search.is_brief else _decided(matrix, inside, which, (lower, upper), search)

    if not dive(solver, inside, search.order[columns[inside]], search.progress.share, per_column, decide, chosen):
        return None
    values, basis = relaxed.restored(solver.values), None if relaxed.presolved is not None else solver.basis
    return FirstPlan(values, solver.objective, relaxed.bound, "rounding by period", basis)


def _chosen_vertex(
    matrix: Matrix, integers: Array, values: Array, search: SearchEffort
) -> tuple[Basis | None, tuple[Array, Array] | None]:
    """A basis of the relaxation in which sets of alternatives are decided as an interior point has them, and their
    places among the integers, with their numbers; without them where that has no solution, None if nothing has.

    A solver of its own: one that has run interior points takes a second and more for each later run by simplex.
    """
    for chosen in (chosen_at(matrix, integers, values), None):
        solver = Solver(matrix, search.interrupt, search.progress.tick)
        solver.allow(search.until)
        if chosen is not None:
            solver.set_bounds(integers[chosen[0]], chosen[1], chosen[1])
        if solver.run_inside(crosses=True) == Status.kOptimal:
            return solver.basis, chosen
    return None, None


def _decided(
    matrix: Matrix, integers: Array, which: Array, box: tuple[Array, Array], search: SearchEffort
) -> Array | None:
    """Some of the whole numbers as they cost least in a box of all, while the others need not be whole."""
    is_integer = np.zeros(len(matrix.cost), dtype=bool)
    is_integer[integers[which]] = True
    alone = replace(search, better=lambda values: None)  # what it finds is no plan while others are not whole
    solver = alone.solver(replace(_within(matrix, integers, *box), integer=is_integer), EFFORTS[0], seed=0)
    solver.run()
    return np.round(solver.values[integers[which]]) if solver.has_solution else None


def _within(matrix: Matrix, columns: Array, lower: Array, upper: Array) -> Matrix:
    """A program with other bounds of some columns."""
    matrix = replace(matrix, lower=matrix.lower.copy(), upper=matrix.upper.copy())
    matrix.lower[columns], matrix.upper[columns] = lower, upper
    return matrix


def _neighbourhoods(
    matrix: Matrix, relaxed: Array, integers: Array, previous: Array | None
) -> Iterator[tuple[str, Array, Array]]:
    """Name, lower and upper bounds of the whole numbers of each small program."""
    least, most = matrix.lower[integers], matrix.upper[integers]
    low, high = np.floor(relaxed + SOLVED), np.ceil(relaxed - SOLVED)
    if previous is not None:
        low, high = np.minimum(low, previous), np.maximum(high, previous)
    yield "rounding", np.maximum(low, least), np.minimum(high, most)
    yield "openings", least, np.where(high > OPENED, most, np.maximum(least, 0.0))
