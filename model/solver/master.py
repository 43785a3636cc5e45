"""State of the decomposition: branches that matter, cuts for the others, tangents to cones."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from model.solver.arrays import Array, LinearRows
from model.solver.cone_cuts import PRECISION, OneCone, Tangents
from model.solver.highs import Interrupt
from model.solver.primal_heuristics import Neighbour
from model.solver.program import CUT, NEED, Cut, Master, Need, Program
from model.solver.root_bound import Interior
from model.solver.subproblems import KNOWN, Point, Reacting, Reaction
from model.solver.warm_start import Learned

MOST_ADDED = 8
"""Branches that one step adds, those that miss their limits most: others often hold once these do."""

MOST_STEPS = 60
"""Maximum number of linear programs, one after the other."""

SMALL = 20_000
"""Columns of probable branches up to which a linear program with all of them is solved directly."""

MANY = 20_000
"""Columns that all branches share, from which a program is large."""

COARSE = 1e-2
"""Cones count as held up to this, relative to their size, while whole numbers are still relaxed."""


class Learning:
    """A program with the state of its decomposition."""

    def __init__(self, program: Program, tangents: Tangents, *, screen: bool, before: Learned | None = None) -> None:
        """``before`` is warm-start data of another program."""
        branches = range(len(program.probability))
        self.reacting = Reacting(program, None if before is None else before.reacted_at)
        """Recourse of inactive branches."""
        self.tangents = tangents
        self.tangent_rows: list[tuple[OneCone, int]] = []
        """Each cone with a tangent, and its row."""
        self.active = set(program.linked) if screen else set(branches)
        """Branches in the mixed-integer program."""
        self.probable = frozenset(b for b in branches if program.probability[b] > 0)
        self.cuts: list[dict[int, Cut]] = []
        """Families of cuts, each with one for every branch with a probability that is not active."""
        self.needs: list[Need] = []
        """Needs of branches whose limits a plan missed."""
        self.unsettled: list[int] = []
        """Branches without probability that keep the search's own recourse, as none of least cost is known."""
        self.interior: Interior | None = None
        """Solution of the last relaxation, in columns of the whole program."""
        self.before = before
        self.relaxed_at = None if before is None else before.relaxed_at
        """Vertex of the last relaxation of a master,"""
        self.settled_at = None if before is None else before.settled_at
        """and of the last master with whole numbers fixed."""

    @property
    def program(self) -> Program:
        """With all tangents."""
        return self.reacting.program

    def neighbour(self, master: Master, near: Array | None) -> Neighbour | None:
        """Neighbour of a master, if one is known; ``near`` are the integers of its plan."""
        if self.before is None or self.relaxed_at is None:
            return None
        return Neighbour(self.relaxed_at.basis(master), self.before.relaxed[self.whole_numbers], near)

    @property
    def is_neighbour(self) -> bool:
        """Whether there was warm-start data."""
        return self.before is not None

    def master(self) -> Master:
        """The program of the active branches, with cuts for the others."""
        return self.program.master(self.active, self.cuts, self._needs)

    def in_parts(self, parts: int) -> Master:
        """The same with the other branches in several groups, for interior points."""
        return self.program.master(self.active, self.cuts, self._needs, parts)

    @property
    def _needs(self) -> list[Need]:
        """Needs of inactive branches."""
        return [need for need in self.needs if need[0] not in self.active]

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
    def is_large(self) -> bool:
        """Whether a first plan takes minutes."""
        return int((self.program.branch < 0).sum()) >= MANY

    @property
    def is_known(self) -> bool:
        """Whether recourse costs are known from another program."""
        return self.is_neighbour and (bool(self.cuts) or self.probable <= self.active)

    @property
    def whole_numbers(self) -> Array:
        """Columns of whole numbers."""
        return np.flatnonzero(self.program.matrix.integer)

    def padded(self, master: Master, values: Array) -> Array:
        """Values of a master's columns as those of the whole program, 0 in branches that it has not."""
        values_of_all = np.zeros(len(self.program.matrix.cost))
        values_of_all[master.columns] = values[: len(master.columns)]
        return values_of_all

    def point(self, master: Master, values: Array, cost: float, duals: Array, interrupt: Interrupt) -> Point:
        """A master's solution in the whole program.

        Branches with a cost, and those missed before, are solved first; if one of them is missed, the others are not
        solved, since the solution is infeasible.
        """
        count = len(master.columns)
        values_of_all = self.padded(master, values)
        inside = set(self.program.branch[master.columns])
        outside = [b for b in range(len(self.program.probability)) if b not in inside]
        first = self.reacting.missed | self.probable
        answers = self.reacting.to(values_of_all, [b for b in outside if b in first], interrupt)
        if all(answer.holds for answer in answers):
            answers += self.reacting.to(values_of_all, [b for b in outside if b not in first], interrupt)
        guessed = float(master.matrix.cost[count:] @ values[count:])
        recourse_cost = sum(
            self.program.probability[answer.branch] * answer.cost
            for answer in answers
            if answer.branch in self.probable
        )
        all_duals = self._own_duals(master, duals)
        for answer in answers:
            if answer.holds:
                all_duals[self.reacting.recourse(answer.branch).rows] = (
                    self.program.probability[answer.branch] * answer.duals
                )
        self._add_duals_of_needs(all_duals, master, duals)
        holds = all(answer.holds for answer in answers) and not self.tangents.at(values_of_all)[1]
        if self.program.aim is not None:
            return Point(values_of_all, cost, answers, all_duals, holds and self.program.is_affordable(values_of_all))
        return Point(values_of_all, cost - guessed + recourse_cost, answers, all_duals, holds)

    def duals_of_all(self, master: Master, duals: Array) -> Array:
        """Duals of the whole program's rows with the bound that those of a master's rows prove: those of cuts and needs
        lie on the rows of their branches, since by weak duality these prove them."""
        duals_of_rows = self._own_duals(master, duals)
        cuts = self.cuts if master.has_recourse else []
        for dual, family in zip(duals[master.rows == CUT], cuts, strict=True):
            for branch in family.keys() - self.active:
                _, rows = self.program.of_branch(branch)
                cut_duals = family[branch].duals
                duals_of_rows[rows[: len(cut_duals)]] += dual * self.program.probability[branch] * cut_duals
        self._add_duals_of_needs(duals_of_rows, master, duals)
        return duals_of_rows

    def _own_duals(self, master: Master, duals: Array) -> Array:
        """Duals of the rows of the whole program that a master has."""
        duals_of_rows, is_own = np.zeros(len(self.program.matrix.row_lower)), master.rows >= 0
        duals_of_rows[master.rows[is_own]] = duals[is_own]
        return duals_of_rows

    def _add_duals_of_needs(self, duals_of_rows: Array, master: Master, duals: Array) -> None:
        for dual, (branch, need) in zip(duals[master.rows == NEED], master.needs, strict=True):
            rows = self.program.of_branch(branch)[1][: len(need.duals)]
            duals_of_rows[rows] -= dual * need.duals  # a side moves the constant

    def cheapest(self, branches: Sequence[int], values: Array) -> Array:
        """A plan's values with least-cost recourse of some branches within their cones. Those for which there is none
        are ``unsettled`` afterwards and keep the plan's own values."""
        for _ in range(MOST_STEPS):
            settled = values.copy()
            reactions = self.reacting.to(settled, branches, Interrupt())
            self.unsettled = self._improve(settled, [answer.branch for answer in reactions if not answer.holds])
            if not self.touch(settled, PRECISION).count:
                return settled
        self.unsettled = list(branches)
        return values

    def _improve(self, values: Array, missed: Sequence[int]) -> list[int]:
        """Replace the recourse of branches whose limits a plan only just holds by one of least cost within the sides
        that their own values attain; returns the branches for which there is none."""
        unsettled = []
        for branch in missed:
            recourse = self.reacting.recourse(branch)
            own = recourse.no_more_expensive(values)
            if own is None:
                unsettled.append(branch)
            else:
                values[recourse.columns] = own
        return unsettled

    def learn(self, point: Point, *, by_needs: bool = False) -> bool:
        """Add the branches, cuts and tangents that a solution requires; whether there was any. With ``by_needs`` a
        branch missed for the first time enters only with its need."""
        already = {branch for branch, _ in self.needs}
        new = [
            reaction
            for reaction in point.reactions
            if by_needs and not reaction.holds and reaction.branch not in already
        ]
        self.need(new)
        is_missed = self.learn_limits(point, PRECISION, {branch.branch for branch in new})
        return self.cut(point) or is_missed or bool(new)

    def learn_limits(self, point: Point, precision: float, later: Collection[int] = ()) -> bool:
        """Add the tangents that a solution asks for, and the branches that it misses, but those that come in later."""
        missed = sorted(
            (reaction for reaction in point.reactions if not reaction.holds), key=lambda reaction: -reaction.violation
        )
        missed = [reaction for reaction in missed if reaction.branch not in later]
        self._enter(reaction.branch for reaction in missed[:MOST_ADDED])
        tangents = self.touch(point.values, precision)
        return bool(missed or len(tangents.constants))

    def touch(self, values: Array, precision: float) -> LinearRows:
        """Add tangents to the cones that a point violates; the new rows."""
        rows, cones = self.tangents.at(values, precision)
        if cones:
            first = len(self.program.matrix.row_lower)
            self.reacting.touch(rows)
            self.tangent_rows += [(cone, first + at) for at, cone in enumerate(cones)]
        return rows

    def leave(self) -> None:
        """Discard vertices from which simplex does not proceed; proofs stay."""
        self.relaxed_at = self.settled_at = None

    def enter_probable(self) -> bool:
        """Have all branches with a probability in the program; whether one was not."""
        outside = self.probable - self.active
        self._enter(outside)
        return bool(outside)

    def _enter(self, branches: Iterable[int]) -> None:
        for branch in branches:
            recourse, basis = self.reacting.recourse(branch), self.reacting.basis(branch)
            if basis is not None:
                self.relaxed_at, self.settled_at = (
                    None if start is None else start.with_part(basis, recourse.columns, recourse.rows)
                    for start in (self.relaxed_at, self.settled_at)
                )
            self.active.add(branch)
            self.reacting.leave(branch)

    def expected_recourse(self, values: Array) -> float:
        """Lower bound from cuts on the expected recourse cost of inactive branches."""
        return max((self.program.expected(cut, self.active).at(values) for cut in self.cuts), default=-math.inf)

    def overstated(self, values: Array) -> float:
        """The most by which reduced costs taken as 0 raise the expected cost of recourse that a family of cuts states,
        at a plan."""
        probability = self.program.probability
        worths = (sum(probability[b] * cut.ignored_at(values) for b, cut in one.items()) for one in self.cuts)
        return max(worths, default=0.0)

    def ignored(self, values: Array) -> dict[str, object]:
        """Number of cuts and needs in which reduced costs are taken as 0, and what this may add to the bound."""
        count = sum(len(need.unpriced[0]) > 0 for _, need in self.needs)
        count += sum(len(cut.unpriced[0]) > 0 for family in self.cuts for cut in family.values())
        most = self.overstated(values)
        return (
            {"cuts with reduced costs taken as 0": count, "cost that this may add to the bound": most} if count else {}
        )

    def cut_by_duals(self, point: Point) -> None:
        """Add the cuts of all probable branches at a solution that they have part in."""
        cuts = {}
        for branch in self.probable - self.active:
            recourse = self.reacting.recourse(branch)
            cuts[branch] = recourse.cut(point.duals[recourse.rows] / self.program.probability[branch])
        self.cuts.append(self._family(cuts))

    def take(self, answers: Sequence[Reaction]) -> None:
        """Add the cuts of recourse solutions: an optimality cut for each probable branch, a feasibility cut for each
        that is missed. A branch without a proof enters."""
        self.need(answer for answer in answers if not answer.holds)
        cuts = {answer.branch: answer.cut for answer in answers if answer.branch in self.probable - self.active}
        for branch in cuts.keys() - (self.cuts[-1].keys() if self.cuts else ()):
            recourse = self.reacting.recourse(branch)
            cuts[branch] = cuts[branch] or recourse.cut(np.zeros(len(recourse.rows)))  # a lower bound for any plan
        self.cuts.append(self._family(cuts))

    def cut_at_base(self, interrupt: Interrupt) -> None:
        """Add cuts at the solution of warm-start data, if there is one. With other prices those proven by its duals may
        be far below the cost there."""
        if self.before is not None:
            probable = sorted(self.probable - self.active)
            self.take(self.reacting.to(self.before.relaxed.copy(), probable, interrupt))

    def need(self, missed: Iterable[Reaction]) -> None:
        """Add the feasibility cuts of branches without recourse. A branch without a proof enters."""
        for reaction in missed:
            if reaction.need is None:
                self._enter([reaction.branch])
            else:
                self.needs.append((reaction.branch, reaction.need))

    def need_again(self, values: Array, interrupt: Interrupt) -> None:
        """The same of branches that were missed before and are again."""
        inactive = sorted({branch for branch, _ in self.needs} - self.active)
        self.need(answer for answer in self.reacting.to(values, inactive, interrupt) if not answer.holds)

    def cut_between(
        self, families: Sequence[Mapping[int, Cut]], groups: Sequence[Sequence[int]], shares: Array
    ) -> None:
        """Add convex combinations of families of cuts, with a share of each family in each group of branches: with
        duals as shares, one row of the new cuts is as strong as all rows of the others."""
        cuts = {}
        for group, share in zip(groups, (shares / shares.sum(axis=0)).T, strict=True):
            for branch in set(group) - self.active:
                recourse = self.reacting.recourse(branch)
                duals = np.zeros(len(recourse.rows))
                for part, family in zip(share, families, strict=True):
                    cut_duals = family[branch].duals
                    duals[: len(cut_duals)] += part * cut_duals
                cuts[branch] = recourse.cut(duals)
        self.cuts.append(self._family(cuts))

    def cut(self, point: Point) -> bool:
        """Add cuts that are exact at a point where those so far are weaker; whether they did."""
        if self.probable <= self.active:
            return False
        exact = {
            reaction.branch: reaction.cut
            for reaction in point.reactions
            if reaction.cut and reaction.branch in self.probable
        }
        family = self._family(exact)
        says = self.program.expected(family, self.active).at(point.values)
        if says - self.expected_recourse(point.values) <= KNOWN * max(
            1.0, abs(self.program.matrix.cost_of(point.values))
        ):
            return False
        self.cuts.append(family)
        return True

    def _family(self, cuts: Mapping[int, Cut | None]) -> dict[int, Cut]:
        """A cut for every probable inactive branch: an earlier one if there is no new one. A branch without any
        enters."""
        family = (self.cuts[-1] if self.cuts else {}) | {branch: cut for branch, cut in cuts.items() if cut is not None}
        self._enter(self.probable - self.active - family.keys())
        return family
