"""The plan for the mean of all disruptions, and what its decisions cost when these come as they do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from model.errors import Infeasible, SolveFailed
from model.families.instance import Averages, Instance, read_instance, tree_of
from model.planning.timed import TimedJob
from model.planning.wait_and_see import undisturbed, without_tails
from model.results.decisions import decisions, held, up_to_rounding
from model.scenario.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.progress import Progress
    from model.results.plan import Plan
    from model.solver.arrays import Matrix
    from model.solver.decomposition import Rounds
    from model.solver.solve import Solution

EEV, EEV_BOUND, EEV_FAILS = "EEV", "EEV_bound", "EEV_fails"
"""Measures of the job's plan: what the decisions cost, no less than what, or 1 where they leave no plan."""

WITHOUT_MEAN = "exports"
"""The action that has no mean: the exports left depend on what would be sent, which is to be decided."""


@dataclass(frozen=True)
class MeanJob(TimedJob):
    """The plan for the mean, whose cost is the job's objective, and its decisions held in the whole tree. Of a plan
    that is found in time only nearly, the decisions are taken as they are."""

    is_whole: ClassVar[bool] = False

    def find(self, progress: Progress) -> Plan:
        self.require_time()
        progress.stage("Planning for the mean")
        tree = tree_of(self.tables)
        certain = read_instance(without_tails(self.tables), tree=undisturbed(tree), averaged=averages(tree))
        matrix, rounds = _read(certain, lambda matrix: matrix)
        mean = rounds.solve(gap=self.precision, time_limit=self.longest, progress=progress)
        probable = {branch.name for branch in tree.branch_of.values() if branch.probability > 0}
        decided = decisions(matrix, mean.values, ahead(tree, probable))
        progress.stage("Testing the decisions for the mean")
        whole = read_instance(self.tables)

        def tested(tolerance: float) -> Solution:
            self.require_time()
            _, rounds = _read(whole, partial(held, decided=decided, tolerance=tolerance))
            return rounds.hold(gap=self.precision, time_limit=self.longest, progress=progress)

        try:
            used = up_to_rounding(tested)
        except Infeasible:
            return self.cost_only(mean, {EEV_FAILS: 1.0})
        except SolveFailed:
            return self.cost_only(mean, is_done=False)
        measures = {EEV: used.objective, EEV_BOUND: used.bound}
        return self.cost_only(mean, measures, is_done=used.outcome == "optimal")


def _read(instance: Instance, change: Callable[[Matrix], Matrix]) -> tuple[Matrix, Rounds]:
    """The changed matrix of an instance, and its rounds."""
    from model.families.assemble import build_model
    from model.solver.decomposition import Rounds
    from model.solver.matrix import read_matrix

    model = build_model(instance)
    matrix, reader = read_matrix(model)
    matrix = change(matrix)
    return matrix, Rounds.of(model, matrix, reader, instance.tree)


def averages(tree: Tree) -> Averages:
    """Of each node of the trunk, all nodes of its period by their probabilities."""
    return {
        each: {
            node: tree.weight[node]
            for node in tree.nodes
            if tree.period[node] == tree.period[each] and tree.weight[node] > 0
        }
        for each in tree.trunk
    }


def ahead(tree: Tree, probable: Collection[str]) -> set[object]:
    """Moments of decisions taken in advance: every period, and the nodes before the first disruption with a
    probability."""
    first = min(tree.period[node] for name in probable for node in tree.branches[name])
    return {*tree.period.values(), *(node for node in tree.trunk if tree.period[node] < first)}
