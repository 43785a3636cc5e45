"""Relaxation of a large program: cuts from linear programs with integers relaxed, the multi-cut bound, and the
transfer of both to another program."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from enum import Enum, auto

import numpy as np

from model.errors import Infeasible, SolveFailed, Unbounded
from model.progress import Progress
from model.solver.arrays import Array
from model.solver.cone_cuts import Touch
from model.solver.highs import LARGE, Interrupt, Solver, Status, elastic
from model.solver.master import COARSE, Learning
from model.solver.program import NEED, Cut, Master, Program
from model.solver.root_bound import Interior
from model.solver.solve import raise_without_plan
from model.solver.subproblems import PER_COLUMN, PRECISION, VERDICTS, Box, Recourse, cheapest_vertex, few_iterations
from model.solver.termination import Deadline, gap_of, now
from model.solver.warm_start import Learned, WarmStart, statuses

# ----------------------------------------------------------------------------------------------------------------------
# Cuts from linear programs with integers relaxed: which branches matter, and their cost.


MISSED = 1e-6
"""Violations above this, relative to size, count."""

FAR = 0.25
"""Simplex iterations per column where a vertex is sought in any case. Of questions about the example some take 5,000;
without its largest mine 13,000 are not enough, and interior points take as long as 10,000."""

FEW_STEPS = 6
"""Maximum number of programs near a known one, one after the other."""


class Stage(Enum):
    """Whose columns are in the relaxed program, besides those of active branches."""

    UNDISTURBED = auto()
    PROBABLE = auto()
    CUTS = auto()
    """No branches; cuts bound the cost of probable ones."""


def relaxed_near(
    learning: Learning,
    near: float,
    progress: Progress,
    interrupt: Interrupt,
    until: Deadline,
    *,
    is_far: bool = False,
) -> float | None:
    """A bound on any plan from the nearly solved relaxation. Missed branches and recourse costs are added until they
    raise the bound by no more than a share ``near``, or could not. If simplex does not get to the next vertex in few
    steps, that is found from nothing, the first one only if ``is_far`` from there to approach it; else None. In a large
    program that is far and of which no vertex was known simplex is not tried: of the example's futures it took as long
    after each cut as two times interior points. Raises as ``relaxed``."""
    bound = -math.inf
    by_simplex = not (is_far and learning.is_large and learning.relaxed_at is None)

    def ready() -> Solver:
        solver = Solver(master.matrix, interrupt, progress.tick)
        solver.allow(until)
        return solver

    for _ in range(FEW_STEPS):
        master = learning.master()
        solver, status = ready(), None
        if learning.relaxed_at is not None and by_simplex:
            status = solver.run_from(
                learning.relaxed_at.basis(master), few_iterations(master.matrix, FAR if is_far else PER_COLUMN)
            )
        if status == Status.kNotset:  # simplex has given up
            raise_missed(learning, master, interrupt, until)
        if status is None or (status not in VERDICTS and (is_far or bound > -math.inf)):
            solver = ready()
            status = solver.run_linear(vertex=True)
        if status not in VERDICTS:
            return None
        if status == Status.kTimeLimit or interrupt.is_set:
            break
        if status != Status.kOptimal:
            missed = raise_missed(learning, master, interrupt, until)
            if status == Status.kInfeasible and missed is not None:
                raise SolveFailed("HiGHS gives contradictory answers on whether a plan exists.", bound)
            raise_without_plan(master.matrix, status, solver, interrupt)
        learning.relaxed_at = WarmStart.of(solver.basis, master, learning.program.matrix)
        before, bound = bound, solver.objective
        if bound - before <= near * abs(bound):
            break
        point = learning.point(master, solver.values, bound, solver.row_duals, interrupt)
        if point.is_whole and gap_of(point.cost, bound) <= near:  # the relaxation costs no more than this
            break
        without = [reaction for reaction in point.reactions if not reaction.holds]
        learning.need(without)
        is_more = bool(learning.touch(point.values, COARSE).count or without)
        if not learning.cut(point) and not is_more:
            break
    return bound


def relaxed(
    learning: Learning,
    progress: Progress,
    interrupt: Interrupt,
    until: Deadline,
    stages: Iterable[Stage],
    *,
    doubts: bool = True,
) -> float:
    """Learn from linear programs, with integers relaxed, until no branch is missed, or time runs out; a bound on any
    plan.

    Branches that the undisturbed plan misses enter first, since that is quick; in a large program once, since the
    second pass would add all of the following ones. Then all with a probability enter together once and give cuts, with
    which the last branches are found. If there is no solution, raises the error that explains it; it ``doubts`` that
    there is none, and looks once more.
    """
    bound = -math.inf
    for stage in stages:
        is_more = True
        while is_more:
            if stage == Stage.PROBABLE:
                learning.reacting.forget()
            master = (
                learning.master() if stage == Stage.CUTS else learning.program.master(_has_part(learning, stage), [])
            )
            solver = Solver(master.matrix, interrupt, progress.tick)
            solver.allow(until)
            status = solver.run_linear(vertex=False)
            has_no_plan = status == Status.kInfeasible or stage != Stage.UNDISTURBED
            if status == Status.kInfeasible and not doubts:
                raise Infeasible("No plan can satisfy the workbook.")
            if has_no_plan and status not in (Status.kOptimal, Status.kTimeLimit):
                raise_without_plan(master.matrix, status, solver, interrupt)
            if status == Status.kTimeLimit or interrupt.is_set:
                return bound
            if status != Status.kOptimal:
                break
            if stage != Stage.UNDISTURBED:
                bound = solver.objective
            point = learning.point(master, solver.values, solver.objective, solver.row_duals, interrupt)
            if stage == Stage.PROBABLE:
                learning.cut_by_duals(point)
            later = learning.probable if stage == Stage.UNDISTURBED else frozenset()
            is_more = learning.learn_limits(point, COARSE, later)
            if stage == Stage.PROBABLE or (stage == Stage.UNDISTURBED and len(master.columns) >= LARGE):
                break
        if stage == Stage.PROBABLE and not is_more:
            break
    return bound


def misses(learning: Learning, master: Master, interrupt: Interrupt, until: Deadline) -> tuple[Array, Array] | None:
    """Rows of a master that are limits or needs of branches, with the violation of each in its elastic relaxation,
    relative to size; None if HiGHS does not find that."""
    is_limit = (master.rows >= 0) & learning.program.is_limit[np.maximum(master.rows, 0)]
    rows = np.flatnonzero((master.rows == NEED) | is_limit)
    solver = Solver(elastic(master.matrix, rows), interrupt)
    solver.allow(until)
    if solver.run_linear(vertex=True) != Status.kOptimal:
        return None
    return rows, solver.values[len(master.matrix.cost) :].reshape(2, -1).sum(axis=0)


def raise_missed(learning: Learning, master: Master, interrupt: Interrupt, until: Deadline) -> float | None:
    """Raise Infeasible if the total violation exceeds the tolerance of a branch; else return it, None if it is not
    found. HiGHS often decides this soon when it cannot solve the relaxation itself, or takes minutes to."""
    violations = misses(learning, master, interrupt, until)
    if violations is None:
        return None
    missed = float(violations[1].sum())
    if missed > PRECISION:
        raise Infeasible("No plan can satisfy the workbook.")
    return missed


def _has_part(learning: Learning, stage: Stage) -> Collection[int]:
    """Branches whose columns are in the relaxed program."""
    return learning.active | learning.probable if stage == Stage.PROBABLE else learning.active


# ----------------------------------------------------------------------------------------------------------------------
# Multi-cut L-shaped bound for the relaxation of a large program, with query points from the interior.


MOST_STEPS = 12
"""Programs at most, before the one that has all probable branches is the quicker way."""

REACHED = (0.0, 0.07, 0.45, 0.75, 0.97)
"""Part of all programs that is done after each: the first knows no cut, and four are usual."""

CLOSE = 0.02
"""Distance from the bound, relative to it, from which disruptions without a probability are looked at: at the first
solutions, which know of no disruption, their recourse takes as long as that of all others together, and once the
relaxation is known, those that are missed take another program."""

PARTS = 50
"""Groups of branches at most, each with a row a step."""


def approach(
    learning: Learning, near: float, progress: Progress, interrupt: Interrupt, until: Deadline
) -> float | None:
    """Learn cuts and needs until the relaxation is known up to a share ``near`` of its cost; a bound on any plan. None
    if the program is small, if another objective than cost is minimised, or if that was not reached."""
    if learning.is_small or learning.program.aim is not None:
        return None
    return _Approach(learning, progress, interrupt, until).bound(near)


class _Approach:
    def __init__(self, learning: Learning, progress: Progress, interrupt: Interrupt, until: Deadline) -> None:
        self._learning = learning
        self._progress, self._interrupt, self._until = progress, interrupt, until
        self._centre: Array | None = None
        """Between the solutions so far."""
        self._pace = math.inf
        """Seconds that the last program and its responses took, by the square of its columns."""

    def bound(self, near: float) -> float | None:
        learning = self._learning
        for step in range(1, MOST_STEPS + 1):
            self._progress.stage(f"Identifying the disruptions that matter: program {step}{self._so_far}")
            families = list(learning.cuts)
            groups = learning.program.groups(learning.active, families, PARTS)
            master, began = learning.in_parts(PARTS), now()
            solver = self._ready(master, step)
            if solver.run_linear(vertex=False) != Status.kOptimal:
                if learning.is_neighbour:
                    raise_missed(learning, master, self._interrupt, self._until)
                return None
            least, values, duals = solver.objective, solver.values, solver.row_duals
            del solver  # its memory is wanted for reactions
            self._progress.bounds(math.inf, least, math.inf)
            guessed = float(values[len(master.columns) :].sum())
            cost = least - guessed + self._recourse_at(learning.padded(master, values))
            away = (cost - least) / abs(least) if families and least else math.inf
            is_missed = away <= max(CLOSE, near) and self._others_miss(learning.padded(master, values))
            self._pace = (now() - began) / len(master.matrix.cost) ** 2
            if away <= near and not is_missed:
                shares = np.maximum(duals[len(duals) - len(families) * len(groups) :], 0.0)
                learning.cut_between(families, groups, shares.reshape(len(families), len(groups)))
                learning.interior = Interior(learning.padded(master, values), least)
                return least
        return None

    @property
    def _so_far(self) -> str:
        """How many disruptions have been tested, and in how many limits were missed."""
        learning = self._learning
        short = learning.reacting.missed | learning.active
        tested = len(learning.reacting.bases.keys() | short)
        return f", {tested} of {len(learning.program.probability)} tested, {len(short)} matter" if tested else ""

    def _ready(self, master: Master, step: int) -> Solver:
        """The solver of a step's program, which tells how far it is."""
        before, after = (REACHED[min(at, len(REACHED) - 1)] for at in (step - 1, step))
        began, expected = now(), self._pace * len(master.matrix.cost) ** 2

        def tick() -> None:
            self._progress.tick()
            share = min((now() - began) / expected, 1.0) if expected else 1.0
            self._progress.part(before + (after - before) * share)

        solver = Solver(master.matrix, self._interrupt, tick)
        solver.allow(self._until)
        return solver

    def _recourse_at(self, values_of_all: Array) -> float:
        """Recourse cost of probable branches at a solution, infinite if one is infeasible; adds cuts there and at the
        midpoint to it."""
        learning = self._learning
        probable = sorted(learning.probable - learning.active)
        branches = sorted((learning.reacting.missed - learning.active).union(probable))
        answers = learning.reacting.to(values_of_all.copy(), branches, self._interrupt)
        learning.take(answers)
        learning.touch(values_of_all, COARSE)
        if self._centre is not None:
            halfway = (values_of_all + self._centre) / 2
            learning.take(learning.reacting.to(halfway.copy(), probable, self._interrupt))
        self._centre = values_of_all if self._centre is None else (values_of_all + self._centre) / 2
        return sum(
            learning.program.probability[answer.branch] * answer.cost for answer in answers if answer.branch in probable
        )

    def _others_miss(self, values_of_all: Array) -> bool:
        """Whether a solution misses limits in disruptions without a probability; adds what these need."""
        learning = self._learning
        others = sorted(set(learning.outside) - learning.probable - learning.reacting.missed)
        missed = [
            reaction
            for reaction in learning.reacting.to(values_of_all.copy(), others, self._interrupt)
            if not reaction.holds
        ]
        learning.need(missed)
        return bool(missed)


# ----------------------------------------------------------------------------------------------------------------------
# Transfer of warm-start data from one program to another.


NEARLY = 1e-3
"""Share of its cost within which the relaxation of a base is solved."""


def knowing(learning: Learning, learned: Learned, program: Program | None = None) -> Learning:
    """The same program, or one with other numbers, with warm-start data of another one. If its duals prove no cut,
    since some cost is lower here, there are cuts at the solution of its relaxation, or for futures at the plan."""
    program, tangents = program or learning.program, learning.tangents
    rows, cones = tangents.again(learned.touches)
    first = len(program.matrix.row_lower)
    learning_so_far = Learning(program.with_tangents(rows), tangents, screen=True, before=learned)
    learning_so_far.tangent_rows = [(cone, first + place) for cone, place in cones]
    learning_so_far.active |= learned.active & set(learning_so_far.outside)
    for duals in learned.proofs:
        recourses = [
            learning_so_far.reacting.recourse(branch) for branch in learning_so_far.probable - learning_so_far.active
        ]
        learning_so_far.cuts += _family({recourse.branch: recourse.cut(duals[recourse.rows]) for recourse in recourses})
    if learned.proofs and not learning_so_far.cuts:
        reactions = learning_so_far.reacting.to(
            learned.relaxed.copy(), sorted(learning_so_far.probable - learning_so_far.active), Interrupt()
        )
        learning_so_far.cuts += _family({reaction.branch: reaction.cut for reaction in reactions})
    for duals in learned.needs:
        for branch in learning_so_far.outside:
            recourse = learning_so_far.reacting.recourse(branch)
            need = recourse.need(duals[recourse.rows])
            learning_so_far.needs += [] if need is None or not len(need.columns) else [(branch, need)]
    learning_so_far.reacting.missed.update(branch for branch, _ in learning_so_far.needs)
    return learning_so_far


def _family(cuts: Mapping[int, Cut | None]) -> list[dict[int, Cut]]:
    """One family of cuts; None if a branch has no cut."""
    proven = {branch: cut for branch, cut in cuts.items() if cut is not None}
    return [proven] if len(proven) == len(cuts) else []


def learned_of(learning: Learning, progress: Progress, *, is_draft: bool = False) -> Learned:
    """Transferable data of a program; unless it had some itself, its relaxation is solved well enough for others to
    start from its vertex. In a draft that is left to the first that asks, if only presolve's vertex is known."""
    is_draft = is_draft and learning.relaxed_at is None and len(learning.program.matrix.cost) >= LARGE
    if not is_draft and not (learning.is_neighbour and learning.relaxed_at is not None):
        with suppress(Infeasible, SolveFailed, Unbounded):
            if relaxed_near(learning, NEARLY, progress, Interrupt(), Deadline()) is None:
                learning.relaxed_at = None  # from another program's vertex it came to nothing: once more from none
                relaxed_near(learning, NEARLY, progress, Interrupt(), Deadline())
    _order_needs(learning)
    matrix, master = learning.program.matrix, learning.master()
    near = None if learning.relaxed_at is None else learning.relaxed_at.basis(master)
    nothing = np.array([], dtype=int)
    vertex = None
    with suppress(SolveFailed):  # where one cut alone says too little
        vertex = (
            None
            if is_draft
            else cheapest_vertex(master, Box.at(nothing, nothing), near, progress, Interrupt(), Deadline())
        )
    learning.reacting.forget()
    relaxed_at = None if vertex is None else WarmStart.of(vertex.basis, master, matrix)
    reacted_at = WarmStart.unknown(matrix)
    proofs = [np.zeros(len(matrix.row_lower)) for _ in learning.cuts]
    of_branch = {branch: [need for other, need in learning.needs if other == branch] for branch in learning.outside}
    most = max(map(len, of_branch.values()), default=0)
    needs = [np.zeros(len(matrix.row_lower)) for _ in range(most)]
    for branch in learning.outside:
        recourse = Recourse(learning.program, branch)
        for duals, need in zip(needs, of_branch[branch], strict=False):
            duals[recourse.rows[: len(need.duals)]] = need.duals
        basis = learning.reacting.bases.get(branch)
        if basis is not None:
            reacted_at.columns[recourse.columns], reacted_at.rows[recourse.rows] = statuses(basis)
        for duals, family in zip(proofs, learning.cuts, strict=True):
            if branch in family:
                cut_duals = family[branch].duals
                duals[recourse.rows[: len(cut_duals)]] = cut_duals
    relaxed = np.zeros(len(matrix.cost))
    if vertex is not None:
        relaxed[master.columns] = vertex.values[: len(master.columns)]
    touches = [Touch(cone.limit, cone.moment, *matrix.rows.one(row)) for cone, row in learning.tangent_rows]
    return Learned(
        frozenset(learning.active), touches, proofs, needs, relaxed, relaxed_at, learning.settled_at, reacted_at
    )


def _order_needs(learning: Learning) -> None:
    """The first need of every branch before the second of any, as they are kept."""
    learning.needs = [(branch, need) for branch, need in learning.needs if branch not in learning.active]
    count: dict[int, int] = {}
    turns = []
    for branch, _ in learning.needs:
        turns.append((count.get(branch, 0), branch))
        count[branch] = turns[-1][0] + 1
    order = np.array(sorted(range(len(turns)), key=turns.__getitem__), int)
    learning.needs = [learning.needs[at] for at in order]
    learning.relaxed_at, learning.settled_at = (
        None if start is None else start.with_needs(order) for start in (learning.relaxed_at, learning.settled_at)
    )
