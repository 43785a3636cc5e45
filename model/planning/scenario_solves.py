"""Solves of scenarios under one deadline: the plan for the mean of all disruptions, and the expected cost of its
decisions (EEV)."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from model.errors import Infeasible, SolveFailed
from model.families.instance import Averages, Instance, read_instance, tree_of
from model.progress import Progress
from model.results.decisions import decisions, up_to_rounding, with_fixed
from model.runs import Job, Result
from model.runs.progress import Board
from model.scenario.limits import Limit
from model.scenario.tree import NOTHING_HAPPENS, Tree
from model.sheets.tables import Tables
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.highs import Interrupt

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.results.plan import Plan
    from model.solver.decomposition import Rounds
    from model.solver.solve import Solution

# ----------------------------------------------------------------------------------------------------------------------
# Many small solves within one plan: one deadline for all, and one line of progress.


GRACE = 5.0
"""Seconds that solves which ought to have ended have to do so."""


class SolveCounter(Board):
    """Tells how many solves are done; ends them all when time is over, and on Ctrl-C."""

    def __init__(self, progress: Progress, interrupt: Interrupt, until: float) -> None:
        super().__init__(quiet=True)
        self._progress_line, self._interrupt, self._until = progress, interrupt, until
        self._done = self._all = 0

    def open(self, jobs: Sequence[Job]) -> None:
        self._done, self._all = 0, len(jobs)
        super().open(jobs)
        self._progress_line.stage("Value of information")
        self._count_told()

    def finished(self, result: Result) -> None:
        super().finished(result)
        self._done += 1
        self._count_told()

    def _count_told(self) -> None:
        self._progress_line.share(self._done, self._all)

    def tick(self) -> None:
        if self._interrupt.is_set or time.time() > self._until + GRACE:
            raise KeyboardInterrupt
        self._progress_line.tick()


NO_TIME = "The time limit left no time for it."


@dataclass(frozen=True)
class TimedJob(Job):
    """A job that may take until a time of the wall clock, whenever it begins."""

    until: float = math.inf
    of: str = ""
    """Identity of the tables for the key of the result, if many jobs share them: to read them once."""

    @property
    def longest(self) -> float:
        return min(super().longest, max(0.0, self.until - time.time()))

    def content(self) -> dict[str, Any]:
        return {"job": type(self).__qualname__, "tables": self.of} if self.of else super().content()

    def require_time(self) -> None:
        """Raise SolveFailed if no time is left."""
        if self.longest <= 0:
            raise SolveFailed(NO_TIME)

    def cost_only(
        self, solution: Solution, measures: Mapping[str, float] | None = None, *, is_done: bool = True
    ) -> Plan:
        """A plan without frames and tables: its cost, and further figures."""
        from model.results.plan import Plan

        return Plan(
            outcome=solution.outcome if is_done else "time limit",
            objective=solution.objective,
            bound=solution.bound,
            gap=solution.gap,
            seconds=solution.seconds,
            tables=Tables(self.tables.settings, {}),
            periods=(),
            frames={},
            units={},
            measures=measures or {},
        )


# ----------------------------------------------------------------------------------------------------------------------
# The plan for the mean of all disruptions, and the expected cost of its decisions (EEV).


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
        instance = read_instance(self.tables)

        def tested(tolerance: float) -> Solution:
            self.require_time()
            _, rounds = _read(instance, partial(with_fixed, decided=decided, tolerance=tolerance))
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
    """By node of the trunk, all nodes of its period with their probabilities; each year of a branch has its part."""
    return {
        at_node: {
            node: tree.weight[node] * tree.part_of_period(node) / len(tree.alongside[node])
            for node in tree.nodes
            if tree.undisturbed(node) == at_node and tree.weight[node] > 0
        }
        for at_node in tree.trunk
    }


def ahead(tree: Tree, probable: Collection[str]) -> set[object]:
    """Moments of decisions taken in advance: every period, and the nodes before the first disruption with a
    probability."""
    first = min(tree.trunk_period[node] for name in probable for node in tree.branches[name])
    return {*tree.period.values(), *(node for node in tree.trunk if tree.period[node] < first)}


NO_REST = 1e-9
"""Probabilities below this are rounding noise."""


@dataclass(frozen=True)
class Scenario:
    """A certain course of events."""

    instance: Instance
    beside: frozenset[str]
    """Nodes of the trunk that the scenario passes by."""

    def foreseen(self, matrix: Matrix, shipped: Mapping[tuple[str, str], float]) -> Matrix:
        """The matrix of this scenario, with exports as a plan would send them undisturbed."""
        ship = matrix.variables.get("ship")
        return matrix if ship is None or not self.beside else _exports_given(matrix, self.beside, ship, shipped)


def _exports_given(
    matrix: Matrix, beside: Collection[str], ship: IndexedBlock, shipped: Mapping[tuple[str, str], float]
) -> Matrix:
    """Rows of stopped exports relative to the plan's undisturbed exports, instead of those of this scenario."""
    block = matrix.constraints["export_stop"]
    exports: Array = np.full(len(matrix.cost), np.nan)
    exports[ship.span] = [shipped.get(key, 0.0) if key[1] in beside else np.nan for key in ship.keys]
    values, upper = matrix.rows.values.copy(), matrix.row_upper.copy()
    for row in range(block.start, block.stop):
        entries = np.arange(matrix.rows.starts[row], matrix.rows.starts[row + 1])
        entries = entries[np.isfinite(exports[matrix.rows.columns[entries]])]
        upper[row] -= values[entries] @ exports[matrix.rows.columns[entries]]
        values[entries] = 0.0
    return replace(matrix, rows=replace(matrix.rows, values=values), row_upper=upper)


def scenario_of(tables: Tables, tree: Tree, name: str) -> Scenario:
    """The scenario of a branch, or the undisturbed one; years on its path weigh 1, the others 0."""
    certain = without_tails(tables)
    if name == NOTHING_HAPPENS:
        return Scenario(read_instance(certain, tree=undisturbed(tree)), frozenset())
    alone, beside = tree.only([name]), beside_of(tree, name)
    branch = tree.branch_of[tree.branches[name][0]]
    alone = alone.weighing(alone.passing(name))
    alone = replace(alone, branch_of=dict.fromkeys(alone.branch_of, replace(branch, probability=1.0)))
    return Scenario(read_instance(certain, tree=alone), beside)


def beside_of(tree: Tree, name: str) -> frozenset[str]:
    """Nodes of the trunk of which a branch has years."""
    return frozenset(tree.undisturbed(node) for node in tree.branches[name])


def probabilities_of(tree: Tree) -> dict[str, float]:
    """Probability of every scenario that has one, the likeliest first. They add up to more than 1 if those of the
    branches do, which are then no scenarios."""
    probabilities = {branch.name: branch.probability for branch in tree.branch_of.values() if branch.probability > 0}
    rest = 1 - sum(probabilities.values())
    if rest > NO_REST:
        probabilities[NOTHING_HAPPENS] = rest
    return dict(sorted(probabilities.items(), key=lambda pair: -pair[1]))


@dataclass(frozen=True)
class ScenarioJob(TimedJob):
    """The cheapest plan of one scenario. Its plan has no frames: only its cost is used."""

    is_whole: ClassVar[bool] = False

    scenario: str = NOTHING_HAPPENS
    shipped: tuple[tuple[str, str, float], ...] = ()
    """(lane, node, amount) of the plan's shipments of which a ban leaves a share."""

    def content(self) -> dict[str, Any]:
        return super().content() | {"scenario": self.scenario, "shipped": [list(item) for item in self.shipped]}

    def find(self, progress: Progress) -> Plan:
        from model.families.assemble import build_model
        from model.families.instance import tree_of
        from model.solver.decomposition import Rounds
        from model.solver.matrix import read_matrix

        self.require_time()
        progress.stage("Building the model")
        scenario = scenario_of(self.tables, tree_of(self.tables), self.scenario)
        model = build_model(scenario.instance)
        matrix, reader = read_matrix(model)
        matrix = scenario.foreseen(matrix, {(lane, node): amount for lane, node, amount in self.shipped})
        # There is one branch at most, and it comes for certain: nothing is to be screened.
        rounds = Rounds.of(model, matrix, reader, scenario.instance.tree, screen=False)
        solution = rounds.solve(gap=self.precision, time_limit=self.longest, progress=progress)
        return self.cost_only(solution)


def undisturbed(tree: Tree) -> Tree:
    """The trunk alone, for certain."""
    alone = tree.only([])
    return alone.weighing({node: (1.0,) * len(chances) for node, chances in alone.chance.items()})


def without_tails(tables: Tables) -> Tables:
    """Tables without limits on CVaR, which is about all scenarios and has no meaning in one of them."""
    rows = [row for row in tables[Limit] if not row.measure.startswith("CVaR")]
    return replace(tables, rows={**tables.rows, Limit: rows})
