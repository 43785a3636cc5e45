"""What rounds have learned of a program: the branches that matter, cuts for the others, and tangents to its cones.

Linear programs are cheap enough to hold every branch with a probability, and so find out at once what cuts alone would
take many steps to: at their solution the duals of the branches' rows give a cut with which the program without them is
worth as much.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import numpy as np

from model.errors import Infeasible, SolveFailed, Unbounded
from model.progress import Progress
from model.solver.arrays import Array, Rows
from model.solver.deadline import Deadline
from model.solver.gap import gap_of
from model.solver.highs import LARGE, Basis, Interrupt, Solver, Status
from model.solver.learned import Learned
from model.solver.program import NEED, Cut, Master, Need, Program
from model.solver.recourse import Reaction, Recourse, reactions
from model.solver.solve import raise_without_plan
from model.solver.start import Neighbour
from model.solver.tangents import PRECISION, OneCone, Tangents, Touch
from model.solver.vertex import VERDICTS, cheapest_vertex, few_iterations
from model.solver.warm import UNKNOWN, WarmStart, basis_of, statuses

MOST_ADDED = 8
"""Branches that one step adds, those that miss their limits most: others often hold once these do."""

MOST_STEPS = 60
"""Linear programs at most, one after the other."""

SMALL = 20_000
"""Columns of probable branches up to which a linear program that has them all is solved at once."""

COARSE = 1e-2
"""Cones count as held up to this, relative to their size, while whole numbers are still relaxed."""

NEARLY = 1e-3
"""Of its cost, within which the relaxation of a base is known."""

FEW_STEPS = 6
"""Programs near a known one at most, one after the other."""

KNOWN = 1e-7
"""A cost of recourse that is nearer than this to what cuts say, relative to the whole cost, counts as known."""


class Stage(Enum):
    """Whose columns are in the relaxed program, besides those of active branches."""

    UNDISTURBED = auto()
    PROBABLE = auto()
    CUTS = auto()
    """None; cuts say what probable branches cost."""


@dataclass(frozen=True)
class Point:
    """A solution of the program, whole numbers relaxed or fixed, with the reactions of branches that are left out."""

    values: Array
    """Of the columns of the whole program; 0 in branches that have no reaction."""
    cost: float
    """Of the whole: with what the reactions of the branches left out cost."""
    reactions: Sequence[Reaction]
    duals: Array
    """Of the rows of the whole program."""
    is_whole: bool
    """Whether every limit of every branch and every cone holds."""
    least: float = -math.inf
    """What a plan with the same whole numbers costs at least."""

    @property
    def is_exact(self) -> bool:
        """Whether no other plan with the same whole numbers is cheaper."""
        return gap_of(self.cost, self.least) <= KNOWN


class Learning:
    """A program as far as it is known."""

    def __init__(self, program: Program, tangents: Tangents, *, screen: bool) -> None:
        branches = range(len(program.probability))
        self.program = program
        self.tangents = tangents
        self.tangent_rows: list[tuple[OneCone, int]] = []
        """Each cone that has a tangent, and the row of it."""
        self.active = set(program.linked) if screen else set(branches)
        """Branches in the mixed-integer program."""
        self.probable = frozenset(b for b in branches if program.probability[b] > 0)
        self.cuts: list[dict[int, Cut]] = []
        """Families of cuts, each with one for every branch with a probability that is not active."""
        self.needs: list[Need] = []
        """Of branches whose limits a plan missed."""
        self._recourses: dict[int, Recourse] = {}
        self._bases: dict[int, Basis] = {}
        """Of the last reaction of each branch."""
        self.relaxed_at: WarmStart | None = None
        """Vertex of the last relaxation of a master,"""
        self.settled_at: WarmStart | None = None
        """and of the last master with whole numbers fixed."""
        self._learned: Learned | None = None
        """What was known before."""

    @classmethod
    def of(cls, program: Program, tangents: Tangents, learned: Learned) -> Learning:
        """A program of which is known what was learned of another one. Where its duals prove nothing, since something
        is cheaper here, there are cuts at the solution of its relaxation."""
        rows, cones = tangents.again(learned.touches)
        first = len(program.matrix.row_lower)
        self = cls(_touched(program, rows), tangents, screen=True)
        self.tangent_rows = [(cone, first + place) for cone, place in cones]
        self.active |= learned.active & set(self.outside)
        self._learned = learned
        self.relaxed_at, self.settled_at = learned.relaxed_at, learned.settled_at
        for duals in learned.proofs:
            recourses = [self._recourse(branch) for branch in self.probable - self.active]
            cuts = {each.branch: each.cut(duals[each.rows]) for each in recourses}
            proven = {branch: cut for branch, cut in cuts.items() if cut is not None}
            if len(proven) == len(cuts):
                self.cuts.append(proven)
        if learned.proofs and not self.cuts:
            reactions = self.reactions(sorted(self.probable - self.active), learned.relaxed.copy(), Interrupt())
            cuts = {each.branch: each.cut for each in reactions}
            proven = {branch: cut for branch, cut in cuts.items() if cut is not None}
            self.cuts += [proven] if len(proven) == len(cuts) else []
        for duals in learned.needs:
            for branch in self.outside:
                recourse = self._recourse(branch)
                need = recourse.need(duals[recourse.rows])
                self.needs += [] if need is None or not len(need.columns) else [(branch, need)]
        return self

    def knowing(self, learned: Learned, program: Program | None = None) -> Learning:
        """The same program, or one with other numbers, with what was learned of another one."""
        return Learning.of(program or self.program, self.tangents, learned)

    def learned(self, progress: Progress) -> Learned:
        """What serves other programs, too; the relaxation is known well enough that others begin from its vertex."""
        if self.relaxed_at is not None:
            with suppress(Infeasible, SolveFailed, Unbounded):
                self.relaxed_near(NEARLY, progress, Interrupt(), Deadline())
        self._order_needs()
        matrix, master = self.program.matrix, self.master()
        near = None if self.relaxed_at is None else self.relaxed_at.basis(master)
        nothing = np.array([], dtype=int)
        vertex = None
        with suppress(SolveFailed):  # where one cut alone says too little
            vertex = cheapest_vertex(master, nothing, nothing, near, progress, Interrupt(), Deadline())
        self.forget()
        relaxed_at = None if vertex is None else WarmStart.of(vertex.basis, master, matrix)
        reacted_at = WarmStart.unknown(matrix)
        proofs = [np.zeros(len(matrix.row_lower)) for _ in self.cuts]
        of_branch = {branch: [need for other, need in self.needs if other == branch] for branch in self.outside}
        most = max(map(len, of_branch.values()), default=0)
        needs = [np.zeros(len(matrix.row_lower)) for _ in range(most)]
        for branch in self.outside:
            recourse = Recourse(self.program, branch)
            for duals, need in zip(needs, of_branch[branch], strict=False):
                duals[recourse.rows[: len(need.duals)]] = need.duals
            if branch in self._bases:
                reacted_at.columns[recourse.columns], reacted_at.rows[recourse.rows] = statuses(self._bases[branch])
            for duals, family in zip(proofs, self.cuts, strict=True):
                if branch in family:
                    known = family[branch].duals
                    duals[recourse.rows[: len(known)]] = known
        relaxed = np.zeros(len(matrix.cost))
        if vertex is not None:
            relaxed[master.columns] = vertex.values[: len(master.columns)]
        touches = [Touch(cone.limit, cone.moment, *matrix.rows.one(row)) for cone, row in self.tangent_rows]
        return Learned(frozenset(self.active), touches, proofs, needs, relaxed, relaxed_at, self.settled_at, reacted_at)

    def _order_needs(self) -> None:
        """The first need of every branch before the second of any, as they are kept."""
        self.needs = [(branch, need) for branch, need in self.needs if branch not in self.active]
        count: dict[int, int] = {}
        turns = []
        for branch, _ in self.needs:
            turns.append((count.get(branch, 0), branch))
            count[branch] = turns[-1][0] + 1
        order = np.array(sorted(range(len(turns)), key=turns.__getitem__), int)
        self.needs = [self.needs[at] for at in order]
        self.relaxed_at, self.settled_at = (
            None if start is None else start.with_needs(order) for start in (self.relaxed_at, self.settled_at)
        )

    def neighbour(self, master: Master, near: Array | None, whole: Array) -> Neighbour | None:
        """Of a master, as far as one is known; ``near`` are whole numbers of the plan there, in columns ``whole``."""
        if self._learned is None or self.relaxed_at is None:
            return None
        return Neighbour(self.relaxed_at.basis(master), self._learned.relaxed[whole], near)

    @property
    def is_neighbour(self) -> bool:
        """Whether something was known of it before."""
        return self._learned is not None

    def master(self) -> Master:
        """The program of the active branches, with what cuts know of the others."""
        return self.program.master(self.active, self.cuts, self._needs)

    def in_parts(self, parts: int) -> Master:
        """The same with so many parts of the others apart, for interior points."""
        return self.program.master(self.active, self.cuts, self._needs, parts)

    @property
    def _needs(self) -> list[Need]:
        """Of branches that are not active."""
        return [each for each in self.needs if each[0] not in self.active]

    @property
    def outside(self) -> list[int]:
        """Branches that are not active."""
        return [b for b in range(len(self.program.probability)) if b not in self.active]

    @property
    def is_small(self) -> bool:
        """Whether a linear program with all probable branches is solved as soon as one with cuts."""
        apart = np.isin(self.program.branch, list(self.probable - self.active))
        return int(apart.sum()) <= SMALL

    @property
    def is_known(self) -> bool:
        """Whether it was learned elsewhere what branches cost."""
        return self.is_neighbour and (bool(self.cuts) or self.probable <= self.active)

    def relaxed_near(self, near: float, progress: Progress, interrupt: Interrupt, until: Deadline) -> float:
        """A bound on any plan from the relaxation that is known nearly. What is missed there is learned, and what
        branches cost, until that raises the bound by no more than a share ``near``. Raises as ``relaxed``."""
        bound = -math.inf
        for _ in range(FEW_STEPS):
            master = self.master()
            solver, status = self._solved(master, progress, interrupt, until)
            if status == Status.kTimeLimit or interrupt.is_set:
                break
            if status != Status.kOptimal:
                raise_without_plan(master.matrix, status, solver, interrupt)
            before, bound = bound, solver.objective
            if bound - before <= near * abs(bound):
                break
            point = self.point(master, solver.values, bound, solver.row_duals, interrupt)
            missed = [each for each in point.reactions if not each.holds]
            self.need(missed)
            is_more = bool(self.touch(point.values, COARSE).count or missed)
            if not self._cut(point) and not is_more:
                break
        return bound

    def relaxed(self, progress: Progress, interrupt: Interrupt, until: Deadline, stages: Iterable[Stage]) -> float:
        """Learn from linear programs, with whole numbers relaxed, until no branch is missed, or time runs out; a bound
        on any plan.

        Branches that the undisturbed plan misses enter first, since that is quick; in a large program once, since the
        next ones have all that the second one would have. Then all with a probability have a part for once and give
        cuts, with which the last branches are looked for. Raises what says why there is no solution.
        """
        bound = -math.inf
        for stage in stages:
            is_more = True
            while is_more:
                if stage == Stage.PROBABLE:
                    self.forget()
                master = self.master() if stage == Stage.CUTS else self.program.master(self._has_part(stage), [])
                solver = Solver(master.matrix, interrupt, progress.tick)
                solver.allow(until)
                status = solver.run_linear(vertex=False)
                has_no_plan = status == Status.kInfeasible or stage != Stage.UNDISTURBED
                if has_no_plan and status not in (Status.kOptimal, Status.kTimeLimit):
                    raise_without_plan(master.matrix, status, solver, interrupt)
                if status == Status.kTimeLimit or interrupt.is_set:
                    return bound
                if status != Status.kOptimal:
                    break
                if stage != Stage.UNDISTURBED:
                    bound = solver.objective
                point = self.point(master, solver.values, solver.objective, solver.row_duals, interrupt)
                if stage == Stage.PROBABLE:
                    self.cut_by_duals(point)
                later = self.probable if stage == Stage.UNDISTURBED else frozenset()
                is_more = self._learn_limits(point, COARSE, later)
                if stage == Stage.PROBABLE or (stage == Stage.UNDISTURBED and len(master.columns) >= LARGE):
                    break
            if stage == Stage.PROBABLE and not is_more:
                break
        return bound

    def _solved(self, master: Master, progress: Progress, interrupt: Interrupt, until: Deadline) -> tuple[Solver, Any]:
        """The relaxation of a master, and how it ended; from the vertex that is near, if simplex does not lose its
        way."""
        for near in (None,) if self.relaxed_at is None else (self.relaxed_at, None):
            solver = Solver(master.matrix, interrupt, progress.tick)
            solver.allow(until)
            if near is None:
                status = solver.run_linear(vertex=True)
            else:
                status = solver.run_from(near.basis(master), few_iterations(master.matrix))
            if status in VERDICTS:
                break
        if status == Status.kOptimal:
            self.relaxed_at = WarmStart.of(solver.basis, master, self.program.matrix)
        return solver, status

    def _has_part(self, stage: Stage) -> Collection[int]:
        """Branches whose columns are in the relaxed program."""
        return self.active | self.probable if stage == Stage.PROBABLE else self.active

    def whole(self, master: Master, values: Array) -> Array:
        """Values of a master's columns as those of the whole program, 0 in branches that it has not."""
        whole = np.zeros(len(self.program.matrix.cost))
        whole[master.columns] = values[: len(master.columns)]
        return whole

    def point(self, master: Master, values: Array, cost: float, duals: Array, interrupt: Interrupt) -> Point:
        """What a solution of a master means to the whole."""
        count = len(master.columns)
        whole = self.whole(master, values)
        inside = set(self.program.branch[master.columns])
        outside = [b for b in range(len(self.program.probability)) if b not in inside]
        answers = self.reactions(outside, whole, interrupt)
        guessed = float(master.matrix.cost[count:] @ values[count:])
        known = sum(
            self.program.probability[each.branch] * each.cost for each in answers if each.branch in self.probable
        )
        all_duals = np.zeros(len(self.program.matrix.row_lower))
        is_own = master.rows >= 0
        all_duals[master.rows[is_own]] = duals[is_own]
        for each in answers:
            if each.holds:
                all_duals[self._recourse(each.branch).rows] = self.program.probability[each.branch] * each.duals
        for dual, (branch, need) in zip(duals[master.rows == NEED], master.needs, strict=True):
            all_duals[self._recourse(branch).rows[: len(need.duals)]] -= dual * need.duals  # a side moves the constant
        holds = all(each.holds for each in answers) and not self.tangents.at(whole)[1]
        if self.program.aim is not None:
            return Point(whole, cost, answers, all_duals, holds and self.program.is_affordable(whole))
        return Point(whole, cost - guessed + known, answers, all_duals, holds)

    def reactions(self, branches: Sequence[int], values: Array, interrupt: Interrupt) -> list[Reaction]:
        """Reactions of branches to a plan; their values become the plan's where they hold what they must."""
        recourses = [self._recourse(b) for b in branches]
        bases = [self._basis(each) for each in recourses]
        answers = reactions(recourses, bases, values, interrupt) if branches else []
        for each in answers:
            if each.holds:
                self._bases[each.branch] = each.basis
                values[self._recourse(each.branch).columns] = each.values
        return answers

    def _basis(self, recourse: Recourse) -> Basis | None:
        """Where the last reaction of a branch ended, here or in what was known before."""
        known = None if self._learned is None else self._learned.reacted_at
        if recourse.branch in self._bases or known is None:
            return self._bases.get(recourse.branch)
        columns, rows = known.columns[recourse.columns], known.rows[recourse.rows]
        return basis_of(columns, rows, recourse.matrix(np.zeros(len(rows)))) if (rows != UNKNOWN).any() else None

    def cheapest(self, branches: Sequence[int], values: Array) -> Array:
        """A plan's values with the cheapest reactions of some branches that hold their cones, too; those that the plan
        has where none is found."""
        for _ in range(MOST_STEPS):
            found = values.copy()
            self.reactions(branches, found, Interrupt())
            if not self.touch(found, PRECISION).count:
                return found
        return values

    def learn(self, point: Point, *, by_needs: bool = False) -> bool:
        """Add the branches, cuts and tangents that a solution asks for; whether there was any. ``by_needs`` a branch
        that is missed for the first time enters only with what it needs."""
        known = {branch for branch, _ in self.needs}
        new = [each for each in point.reactions if by_needs and not each.holds and each.branch not in known]
        self.need(new)
        is_missed = self._learn_limits(point, PRECISION, {each.branch for each in new})
        return self._cut(point) or is_missed or bool(new)

    def _learn_limits(self, point: Point, precision: float, later: Collection[int] = ()) -> bool:
        """Add the tangents that a solution asks for, and the branches that it misses, but those that come in later."""
        missed = sorted((each for each in point.reactions if not each.holds), key=lambda each: -each.violation)
        missed = [each for each in missed if each.branch not in later]
        self._enter(each.branch for each in missed[:MOST_ADDED])
        tangents = self.touch(point.values, precision)
        return bool(missed or len(tangents.constants))

    def touch(self, values: Array, precision: float) -> Rows:
        """Add tangents to the cones that a point violates; the new rows."""
        rows, cones = self.tangents.at(values, precision)
        if cones:
            first = len(self.program.matrix.row_lower)
            self.program = _touched(self.program, rows)
            self.tangent_rows += [(cone, first + at) for at, cone in enumerate(cones)]
            self.forget()
        return rows

    def forget(self) -> None:
        """Let go of what is soon made again, to leave the memory to a large program."""
        self._recourses.clear()

    def _recourse(self, branch: int) -> Recourse:
        if branch not in self._recourses:
            self._recourses[branch] = Recourse(self.program, branch)
        return self._recourses[branch]

    def enter_probable(self) -> bool:
        """Have all branches with a probability in the program; whether one was not."""
        outside = self.probable - self.active
        self._enter(outside)
        return bool(outside)

    def _enter(self, branches: Iterable[int]) -> None:
        for branch in branches:
            recourse = self._recourse(branch)
            basis = self._basis(recourse)
            if basis is not None:
                self.relaxed_at, self.settled_at = (
                    None if start is None else start.with_part(basis, recourse.columns, recourse.rows)
                    for start in (self.relaxed_at, self.settled_at)
                )
            self.active.add(branch)
            self._recourses.pop(branch, None)
            self._bases.pop(branch, None)

    def expected_recourse(self, values: Array) -> float:
        """What cuts say that the recourse of branches that are not active is expected to cost at least."""
        return max((self.program.expected(each, self.active).at(values) for each in self.cuts), default=-math.inf)

    def cut_by_duals(self, point: Point) -> None:
        """Add the cuts of all probable branches at a solution that they have part in."""
        cuts = {}
        for branch in self.probable - self.active:
            recourse = self._recourse(branch)
            cuts[branch] = recourse.cut(point.duals[recourse.rows] / self.program.probability[branch])
        self.cuts.append(self._family(cuts))

    def take(self, answers: Sequence[Reaction]) -> None:
        """Add what reactions to a solution prove: a cut for each probable branch, a need for each that is missed. One
        that proves nothing enters."""
        self.need(each for each in answers if not each.holds)
        cuts = {each.branch: each.cut for each in answers if each.branch in self.probable - self.active}
        for branch in cuts.keys() - (self.cuts[-1].keys() if self.cuts else ()):
            recourse = self._recourse(branch)
            cuts[branch] = cuts[branch] or recourse.cut(np.zeros(len(recourse.rows)))  # what it costs at any plan
        self.cuts.append(self._family(cuts))

    def need(self, missed: Iterable[Reaction]) -> None:
        """Add what branches without a reaction prove. One that proves nothing enters."""
        for each in missed:
            if each.need is None:
                self._enter([each.branch])
            else:
                self.needs.append((each.branch, each.need))

    def need_again(self, values: Array, interrupt: Interrupt) -> None:
        """The same of branches that were missed before and are again."""
        known = sorted({branch for branch, _ in self.needs} - self.active)
        self.need(each for each in self.reactions(known, values, interrupt) if not each.holds)

    def cut_between(
        self, families: Sequence[Mapping[int, Cut]], groups: Sequence[Sequence[int]], shares: Array
    ) -> None:
        """Add the cuts between those of some families, of which each has a share in each group of branches: where
        shares are duals, the one row of the new cuts is worth as much as all rows of the others."""
        cuts = {}
        for group, share in zip(groups, (shares / shares.sum(axis=0)).T, strict=True):
            for branch in set(group) - self.active:
                recourse = self._recourse(branch)
                duals = np.zeros(len(recourse.rows))
                for part, family in zip(share, families, strict=True):
                    known = family[branch].duals
                    duals[: len(known)] += part * known
                cuts[branch] = recourse.cut(duals)
        self.cuts.append(self._family(cuts))

    def _cut(self, point: Point) -> bool:
        """Add cuts that are exact at a point where those so far say less; whether they did."""
        if self.probable <= self.active:
            return False
        exact = {each.branch: each.cut for each in point.reactions if each.cut and each.branch in self.probable}
        family = self._family(exact)
        says = self.program.expected(family, self.active).at(point.values)
        if says - self.expected_recourse(point.values) <= KNOWN * max(
            1.0, abs(self.program.matrix.cost_of(point.values))
        ):
            return False
        self.cuts.append(family)
        return True

    def _family(self, cuts: Mapping[int, Cut | None]) -> dict[int, Cut]:
        """A cut for every probable branch outside: an earlier one where there is none now. One without any enters."""
        family = (self.cuts[-1] if self.cuts else {}) | {branch: cut for branch, cut in cuts.items() if cut is not None}
        self._enter(self.probable - self.active - family.keys())
        return family


def _touched(program: Program, tangents: Rows) -> Program:
    """A program with tangents."""
    return program.with_rows(tangents, np.full(tangents.count, -np.inf), np.zeros(tangents.count))
