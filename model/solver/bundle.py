"""What each branch costs, by cuts of its own: the multicut L-shaped method (J. R. Birge and F. V. Louveaux, "A multicut
algorithm for two-stage stochastic linear programs", *European Journal of Operational Research* 34, 1988).

A cut for each branch says far more than one for all of them together: on the example two linear programs come as near
to the truth as three do with one row each. That many dense rows make simplex slow, so that only interior points see
them. What they say at the end goes into one row: weighted by their duals, all cuts together prove what the linear
program proved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np

from model.solver.arrays import Array, Rows
from model.solver.program import Cut, Master, Program, row_of
from model.solver.recourse import Reaction


class Bundle:
    """Cuts of single branches, all that were found."""

    def __init__(self) -> None:
        self._cuts: list[tuple[int, Cut]] = []

    def add(self, reactions: Iterable[Reaction]) -> None:
        """Take the cuts of some reactions."""
        self._cuts += [(each.branch, each.cut) for each in reactions if each.cut is not None]

    @property
    def branches(self) -> set[int]:
        """Those that have a cut."""
        return {branch for branch, _ in self._cuts}

    def _outside(self, active: Collection[int]) -> list[tuple[int, Cut]]:
        return [(branch, cut) for branch, cut in self._cuts if branch not in active]

    def master(self, program: Program, active: Collection[int]) -> Master:
        """The program of the active branches, in which the cost of every other branch that has cuts is a column."""
        master, cuts = program.master(active, []), self._outside(active)
        branches = sorted({branch for branch, _ in cuts})
        first = len(master.columns)
        place = {branch: first + at for at, branch in enumerate(branches)}
        rows = [row_of(cut, np.searchsorted(master.columns, cut.columns), place[branch]) for branch, cut in cuts]
        matrix = master.matrix.with_free_columns(np.array([program.probability[each] for each in branches]))
        matrix = matrix.with_rows(
            Rows.of(rows), np.array([cut.constant for _, cut in cuts]), np.full(len(cuts), np.inf)
        )
        return replace(master, matrix=matrix, rows=np.append(master.rows, np.full(len(cuts), -1)))

    def family(self, active: Collection[int], duals: Array) -> dict[int, Cut]:
        """One cut a branch: its cuts, each weighted by the dual of its row in the master."""
        cuts = self._outside(active)
        duals = np.maximum(duals[len(duals) - len(cuts) :], 0.0)
        mixed: dict[int, Cut] = {}
        for branch in {branch for branch, _ in cuts}:
            at = [number for number, (of, _) in enumerate(cuts) if of == branch]
            total = duals[at].sum()
            weights = duals[at] / total if total > 0 else np.full(len(at), 1 / len(at))
            mixed[branch] = _sum_of([cuts[number][1] for number in at], weights)
        return mixed


def _sum_of(cuts: list[Cut], weights: Array) -> Cut:
    """The mean of some cuts, which is as true as they are."""
    columns, place = np.unique(np.concatenate([cut.columns for cut in cuts]), return_inverse=True)
    values = np.concatenate([weight * cut.values for weight, cut in zip(weights, cuts, strict=True)])
    constant = sum(float(weight) * cut.constant for weight, cut in zip(weights, cuts, strict=True))
    return Cut(columns, np.bincount(place, values, len(columns)), constant)
