"""Least-cost responses to disruptions, by linear programs apart from the search, at whose bases they may begin.

The additional cost of a disruption is that of its least-cost response, less that of the same period if nothing happens.
Limits, cover and minimum service that hold only undisturbed hold in neither: a disruption without any effect costs 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from model.audit.tally import Tally
from model.families.assemble import build_model
from model.families.instance import read_instance
from model.planning.solve import is_large
from model.results.columns import frame_of
from model.results.plan import RESPONSES, AuditLine, Plan, costs_frame
from model.results.riskframes import window_costs
from model.scenario.calendar import Calendar
from model.scenario.disruptions import Branch
from model.scenario.limits import Limit
from model.scenario.tree import Tree, grow
from model.sheets.tables import Tables
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.cone_cuts import Tangents
from model.solver.highs import Interrupt
from model.solver.master import MOST_STEPS, Learning
from model.solver.matrix import read_matrix
from model.solver.program import program_of
from model.solver.reader import Reader
from model.solver.subproblems import Reacting
from model.solver.warm_start import places, without_model
from model.system.processes import give_back

UNEVENTFUL = "nothing happens"
PRECISION = 1e-6
"""Cones of branches count as held up to this, relative to their size."""


def with_least_cost(matrix: Matrix, reader: Reader, tree: Tree, values: Array) -> Array:
    """A plan's values with least-cost recourse in disruptions without probability, which no solver of the whole program
    optimises."""
    learning = _learning(matrix, reader, tree)
    unlikely = set(range(len(tree.branches))) - learning.probable - learning.program.interdependent
    return learning.cheapest(sorted(unlikely), values)


def _learning(matrix: Matrix, reader: Reader, tree: Tree) -> Learning:
    program = program_of(reader.model, matrix, reader, tree)
    return Learning(program, Tangents.of(reader, reader.model), screen=True)


@dataclass(frozen=True)
class LeastCost:
    """Least-cost recourse of branches to the decisions and the undisturbed operation of a plan."""

    values: Array
    """By column of the whole program."""
    solved: frozenset[int]
    """Branches that have recourse."""

    @classmethod
    def of(cls, matrix: Matrix, reader: Reader, tree: Tree, values: Array) -> LeastCost:
        """Recourse to the shared part of ``values``, each branch solved from nothing."""
        learning = _learning(matrix, reader, tree)
        branches = sorted(set(range(len(tree.branches))) - learning.program.interdependent)
        for _ in range(MOST_STEPS):
            least = values.copy()
            reactions = learning.reacting.to(least, branches, Interrupt())
            if not learning.touch(least, PRECISION).count:
                break
        return cls(least, frozenset(answer.branch for answer in reactions if answer.holds))


def uneventful(tables: Tables, tree: Tree) -> dict[str, Branch]:
    """By branch, the one over the same assessment period, with the same limits, in which nothing happens."""
    named = {row.during for row in tables[Limit]}
    references: dict[tuple[object, ...], Branch] = {}
    of_branch: dict[str, Branch] = {}
    for name, nodes in tree.branches.items():
        branch = tree.branch_of[nodes[0]]
        limited = tuple(member for member in branch.members if member in named)
        key = branch.start, branch.end, limited, branch.spared
        alike = Branch(
            name=f"{UNEVENTFUL} {len(references) + 1}, {branch.start}",
            disruption=UNEVENTFUL,
            subject="",
            start=branch.start,
            end=branch.end,
            probability=0.0,
            actions=(),
            members=limited,
            spared=branch.spared,
        )
        of_branch[name] = references.setdefault(key, alike)
    return of_branch


def _reference_costs(plan: Plan, tree: Tree, variables: Mapping[str, IndexedBlock]) -> dict[str, float]:
    """By branch, the least cost of its assessment period if nothing happens in it [amount]. ``variables`` are those of
    the plan's program."""
    alike = uneventful(plan.tables, tree)
    calm = grow(Calendar.of(plan.tables.settings), dict.fromkeys(alike.values()))
    instance = read_instance(plan.tables, tree=calm)
    calm_matrix, reader = read_matrix(build_model(instance))
    columns = places(calm_matrix.variables, variables)
    planned = np.concatenate([plan.values[name] for name in variables])
    values = np.where(columns >= 0, planned[columns], 0.0)
    least = LeastCost.of(calm_matrix, reader, calm, values)
    costs = window_costs(instance, costs_frame(instance, reader, least.values), reader.model)
    solved = {name for number, name in enumerate(calm.branches) if number in least.solved}
    return {name: costs[branch.name] if branch.name in solved else math.nan for name, branch in alike.items()}


def least_costs(plan: Plan) -> tuple[Mapping[str, float], set[int], Tree, Mapping[str, IndexedBlock]]:
    """By branch, the cost of its least-cost response [amount]; branches that have one, by number; the scenario tree and
    the variables of the program."""
    instance = read_instance(plan.tables)
    matrix, reader = read_matrix(build_model(instance))
    values = np.concatenate([plan.values[name] for name in matrix.variables])
    learning = _learning(matrix, reader, instance.tree)
    if plan.learned is not None and plan.learned.fits(matrix):  # simplex has only to confirm that these are optimal
        learning.reacting = Reacting(learning.program, plan.learned.reacted_at)
    branches = sorted(set(range(len(instance.tree.branches))) - learning.program.interdependent)
    least = learning.cheapest(branches, values)  # also of those that only just hold a limit
    costs = window_costs(instance, costs_frame(instance, reader, least), reader.model)
    return costs, set(branches) - set(learning.unsettled), instance.tree, without_model(matrix.variables)


def with_responses_checked(plan: Plan) -> tuple[Plan, AuditLine]:
    """The plan with the cost of each assessment period if nothing happens in it, NaN without a feasible response, where
    it has none; and the audit of its responses by a program that is built again. From the search it takes only the
    bases at which simplex begins.

    No response costs more than the least-cost one to the same decisions and undisturbed operation, and costs without
    disruption are right.
    """
    tally = Tally(RESPONSES)
    costs, settled, tree, variables = least_costs(plan)
    give_back(cycles=is_large(plan))  # the first program, before the second is built
    references = _reference_costs(plan, tree, variables)
    if all(math.isnan(outcome.reference_cost) for outcome in plan.outcomes):
        compared = (replace(outcome, reference_cost=references[outcome.branch]) for outcome in plan.outcomes)
        plan = replace(plan, frames={**plan.frames, "branches": frame_of(compared)})
    numbers = {name: number for number, name in enumerate(tree.branches)}
    for outcome in plan.outcomes:
        name, size = outcome.branch, abs(outcome.undisturbed_cost)
        if numbers[name] in settled:
            tally.at_most(outcome.cost, costs[name], f"cost of the response to {name}", size)
        if not (math.isnan(references[name]) and math.isnan(outcome.reference_cost)):
            tally.equal(outcome.reference_cost, references[name], f"cost if nothing happens, {name}", size)
    return plan, tally.check()
