"""What knowing would be worth: the expected value of perfect information and the value of the stochastic solution.

*EVPI* is what the plan's expected cost is above that of plans which each know from the start what will go wrong (wait
and see): so much would a perfect forecast be worth. *VSS* is how much more it costs to decide ahead as if the mean of
all disruptions came for certain, and to learn better then (J. R. Birge and F. Louveaux, *Introduction to Stochastic
Programming*, chapter 4).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from model.assemble import build_model
from model.decisions import TOLERANCES, decisions, held
from model.disruptions import Branch
from model.errors import Infeasible, PlannerError, SolveFailed
from model.instance import Averages, Instance, read_instance, tree_of
from model.plan import Plan
from model.progress import Progress
from model.solver.arrays import Matrix
from model.solver.highs import Interrupt
from model.solver.matrix import read_matrix
from model.solver.rounds import Rounds
from model.solver.solve import Solution
from model.tree import Tree
from model.wait_and_see import scenarios, undisturbed, without_tails

EVPI, VSS = "EVPI", "VSS"

WITHOUT_MEAN = "exports"
"""The action that has no mean: what is left of exports hangs on what would be sent, which is to be decided."""

NOBODY_CAN_KNOW = "no disruption has a probability."
TOO_LIKELY = "probabilities of all disruptions and starts add up to more than 1, so they are not scenarios."
NO_MEAN = "a disruption of exports has no mean."
NO_MEAN_PLAN = "there is no plan for the mean of all disruptions."
MEAN_PLAN_FAILS = "the plan for the mean of all disruptions fails: it breaks a limit, or has no answer to one of them."

Change = Callable[[Matrix], Matrix]
"""Changes costs or bounds of a model before it is solved."""


class Solved(NamedTuple):
    """A solved model: its columns, and their values."""

    matrix: Matrix
    solution: Solution


Find = Callable[[Instance, Change], Solved]
"""Builds, changes and solves the model of an instance. Raises PlannerError where there is no plan."""


@dataclass
class Value:
    """What knowing is worth [amount] by measure, and why a measure is missing or how precise it is."""

    measures: dict[str, float] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)


def valued(plan: Plan, find: Find) -> Plan:
    """The plan with EVPI and VSS among its measures, and what is to be said of them among its statistics."""
    value = value_of_information(plan, find)
    return replace(
        plan,
        measures={**plan.measures, **value.measures},
        statistics={**plan.statistics, **value.remarks},
    )


def finding(
    gap: float,
    time_limit: float,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
    screen: bool = True,
) -> Find:
    """A way to find plans within a gap, each within a time limit."""

    def find(instance: Instance, change: Change) -> Solved:
        if interrupt is not None and interrupt.is_set:
            raise SolveFailed("stopped before it was found.")
        model = build_model(instance)
        matrix, reader = read_matrix(model)
        matrix = change(matrix)
        rounds = Rounds.of(model, matrix, reader, instance.tree, screen=screen)
        return Solved(matrix, rounds.solve(gap=gap, time_limit=time_limit, progress=progress, interrupt=interrupt))

    return find


def value_of_information(plan: Plan, find: Find) -> Value:
    """EVPI and VSS of a plan. VSS is counted as the objective is: with a weight on CVaR, in that too."""
    tree = tree_of(plan.tables)
    probable = {branch.name: branch for branch in tree.branch_of.values() if branch.probability > 0}
    value = Value()
    for name, measure in ((EVPI, _perfect_information), (VSS, _stochastic_solution)):
        try:
            if not probable:
                raise _Missing(NOBODY_CAN_KNOW)
            value.measures[name] = measure(plan, tree, probable, find, value)
        except PlannerError as error:
            value.remarks[name] = f"not known: {error}"
    return value


class _Missing(PlannerError):
    """A measure that has no meaning here, and why."""


def _perfect_information(plan: Plan, tree: Tree, probable: Mapping[str, Branch], find: Find, value: Value) -> float:
    if sum(branch.probability for branch in probable.values()) > 1 + 1e-9:
        raise _Missing(TOO_LIKELY)
    flows = plan.frames["flows"]
    shipped = dict(zip(zip(flows["lane"], flows["node"], strict=True), flows["shipped"].astype(float), strict=True))
    cost, waited, bound = plan.measures["expected cost"], 0.0, 0.0
    for scenario in scenarios(plan.tables, tree, probable):
        found = find(scenario.instance, partial(scenario.known, shipped=shipped)).solution
        waited += scenario.probability * found.objective
        bound += scenario.probability * found.bound
    most, least = cost - bound, cost - waited - max(0.0, plan.objective - plan.bound)
    if most - least > 1e-6 * max(1.0, math.fabs(cost)):
        value.remarks[EVPI] = f"between {max(0.0, least):,.1f} and {most:,.1f}, as precisely as the gap allows."
    return cost - waited


def _stochastic_solution(plan: Plan, tree: Tree, probable: Mapping[str, Branch], find: Find, value: Value) -> float:
    if any(row.action == WITHOUT_MEAN for branch in probable.values() for row in branch.actions):
        raise _Missing(NO_MEAN)
    certain = read_instance(without_tails(plan.tables), tree=undisturbed(tree), averaged=averages(tree))
    try:
        mean = find(certain, lambda matrix: matrix)
    except Infeasible:
        raise _Missing(NO_MEAN_PLAN) from None
    decided = decisions(mean.matrix, mean.solution.values, ahead(tree, probable))
    whole = read_instance(plan.tables)
    for tolerance in TOLERANCES:
        try:
            used = find(whole, partial(held, decided=decided, tolerance=tolerance)).solution
            break
        except Infeasible:
            continue
    else:
        raise _Missing(MEAN_PLAN_FAILS)
    margin = used.objective - min(used.bound, used.objective) + plan.objective - min(plan.bound, plan.objective)
    if margin > 1e-6 * max(1.0, math.fabs(plan.objective)):
        value.remarks[VSS] = f"within {margin:,.1f}, as precisely as the gap allows."
    return used.objective - plan.objective


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


def ahead(tree: Tree, probable: Mapping[str, Branch]) -> set[object]:
    """Moments of what is decided ahead: every period, and the nodes before the first disruption with a probability."""
    first = min(tree.period[node] for name in probable for node in tree.branches[name])
    return {*tree.period.values(), *(node for node in tree.trunk if tree.period[node] < first)}
