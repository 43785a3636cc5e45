"""Monthly response of a plan's chain to a disruption: a linear program, and another one without it.

Before a disruption, and in the undisturbed reference, everything runs at the plan's even rates. The disruption is
compared with the response to none, which has the rest of the plan's year cut into months: builds within it exist from
one month on, and goods in transit arrive weeks later.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from model.families import in_order
from model.families.assemble import build_model
from model.families.instance import Instance, context_of, read_families, read_instance, tree_of
from model.families.routes.algebra import Routes
from model.monthly.initial_state import PlanAtStart
from model.monthly.tables import UNDISRUPTED, month_tables
from model.results.plan import Plan, read_plan
from model.scenario.disruptions import Branch
from model.scenario.effects import Effects
from model.scenario.months import MONTHS, Months
from model.scenario.tree import trunk
from model.sheets.tables import Tables
from model.solver.arrays import Array, Matrix
from model.solver.highs import Interrupt, Solver, Status
from model.solver.matrix import read_matrix
from model.solver.program import program_of
from model.solver.solve import Solution
from model.solver.subproblems import Recourse
from model.solver.termination import Deadline
from model.system.processes import results, threads

AFTERWARDS = 1
"""Years that are shown after the last action of a disruption,"""
FEWEST, MOST = 2, 5
"""and in all."""


@dataclass(frozen=True)
class Response:
    """The response to a disruption, and to none, in months."""

    state: PlanAtStart
    plan: Plan
    """For the undisturbed case, only the reference of responses is filled in."""
    size: int
    """Columns of the two linear programs together."""


def window(plan: Plan, branch: Branch) -> Months:
    """The months from the start of a disruption until a year after the last of its actions, in whole years and within
    the horizon."""
    lasts = math.ceil(max(row.after + row.duration for row in branch.actions))
    years = min(max(lasts + AFTERWARDS, FEWEST), MOST, plan.tables.settings.last_year + 1 - branch.start)
    return Months(branch.start, MONTHS * years)


def of_years(plan: Plan) -> tuple[Instance, Effects]:
    """Builds of a plan's workbook, and effects of its disruptions: the same for the months of each."""
    context = context_of(plan.tables, tree_of(plan.tables))
    families = in_order()[: in_order().index("investment") + 1]
    return read_instance(plan.tables, families, trunk(context.calendar)), context.effects


def respond(
    plan: Plan,
    years: tuple[Instance, Effects],
    branch: Branch,
    prices: Mapping[tuple[str, str], float],
    until: Deadline,
    interrupt: Interrupt | None = None,
) -> Response | None:
    """The cheapest response of a plan to a disruption; None if there is none, or it was not found in time. ``years`` is
    `of_years`; ``prices`` are those of shortage that the workbook does not allow."""
    state = PlanAtStart(plan, *years, window(plan, branch))
    tables = month_tables(state, branch, prices)
    months, families, at = context_of(tables), in_order(), in_order().index("routes")
    routes = read_families(months, families[: at + 1]).part(Routes)
    months.tables = tables = _with(tables, state.arriving(routes))
    instance = read_families(months, families[at:])  # those before do not depend on goods in transit
    matrix, reader = read_matrix(build_model(instance))
    values = _undisturbed(state, matrix, routes)
    program = program_of(reader.model, matrix, reader, instance.tree)
    recourses = [Recourse(program, number) for number in range(len(program.probability))]

    def best(name: str, recourse: Recourse) -> Array | None:
        solver = Solver(recourse.at(values), interrupt)
        solver.allow(until)
        # Crossover takes as long again undisrupted, where many solutions cost the same.
        status = solver.run_linear(vertex=not name.startswith(UNDISRUPTED))
        return solver.values if status == Status.kOptimal else None

    with ThreadPoolExecutor(threads()) as pool:
        solved = results([pool.submit(best, *pair) for pair in zip(instance.tree.branches, recourses, strict=True)])
    for recourse, optimum in zip(recourses, solved, strict=True):
        if optimum is None:
            return None
        values[recourse.columns] = optimum
    solution = Solution("optimal", values, cost := matrix.cost_of(values), cost, 0.0, 0.0)
    size = sum(len(recourse.columns) for recourse in recourses)
    return Response(state, read_plan(tables, instance, reader, solution, has_accounts=False), size)


def _with(tables: Tables, rows: Iterable[Any]) -> Tables:
    """Tables with further rows."""
    more: dict[type[Any], list[Any]] = {}
    for row in rows:
        more.setdefault(type(row), list(tables[type(row)])).append(row)
    return replace(tables, rows={**tables.rows, **more})


def _undisturbed(state: PlanAtStart, matrix: Matrix, routes: Routes) -> Array:
    """Values of all columns with only the undisturbed reference filled in: the plan's even rates of shipments, goods in
    transit, stocks at the end."""
    values, months = np.where(matrix.lower == matrix.upper, matrix.lower, 0.0), state.months
    sent = {year: state.sent(year) for year in months.years}
    number_of = {str(number): number for number in months.numbers}
    arriving: dict[tuple[Any, ...], list[tuple[Any, float]]] = {}
    for (lane, step), share in routes.arriving.items():
        if step > 0:
            arriving.setdefault((*routes.lanes[lane][1:], step), []).append((lane, share))
    for key, column in _columns(matrix, "ship"):
        if (number := number_of.get(key[-1])) is not None:
            values[column] = sent[months.year_of(number)].get(key[0], 0.0)
    for key, column in _columns(matrix, "under_way"):
        if (number := number_of.get(key[-1])) is not None:
            rates = sent[months.year_of(number)]
            values[column] = sum(rates.get(lane, 0.0) * share for lane, share in arriving[key[:-1]])
    last, stock = str(months.numbers[-1]), state.stock(months.numbers[-1] + 1)
    for key, column in _columns(matrix, "stock"):
        if key[-1] == last:
            values[column] = stock.get(key[0], 0.0)
    return values


def _columns(matrix: Matrix, variable: str) -> Iterator[tuple[Any, int]]:
    block = matrix.variables.get(variable)
    if block is not None:
        yield from zip(block.keys, range(block.start, block.stop), strict=True)
