"""The plan for the mean of all disruptions, and the expected cost of its decisions (EEV)."""

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
"""Measures of the job's plan: the cost of the decisions, its lower bound, or 1 if they leave no plan."""

WITHOUT_MEAN = "exports"
"""The action without a mean: the exports left depend on undisturbed exports, which are a decision."""


@dataclass(frozen=True)
class MeanJob(TimedJob):
    """The mean-value plan, whose cost is the job's objective, and its decisions fixed in the whole tree. The decisions
    of a plan that is only nearly optimal when time ends are used unchanged."""

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
    """By node of the trunk, all nodes of its period with their probabilities."""
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
