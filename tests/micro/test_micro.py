"""Each micro instance has the optimum that its docstring works out by hand, and keeps what every instance must keep.

An instance is one test, which solves it once; the name of the check that failed stands in the traceback.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import pytest

from model import Tables
from model.checks import proportions
from model.testing import SHEET_OF, Disruption, Limit, Plant, Technology
from model.testing.family import instance_problems, slipping_by
from tests.books import told
from tests.changing import in_kilograms, in_yen, renamed, with_amounts
from tests.conftest import assert_plan, assert_same, cost_is, least_cost, least_cost_of, matrix_of
from tests.figures import audits
from tests.micro import CASES
from tests.micro.solved import cost_of, matrix_named, of, plan_of, read_of, tables_of
from tests.steps import Calendar, Directory, branches, build_model, load, read_instance, read_matrix

CHECKS: list[Callable[[str], None]] = []
"""What every instance must keep."""


def of_each(check: Callable[[str], None]) -> Callable[[str], None]:
    CHECKS.append(check)
    return check


@pytest.mark.parametrize("name", CASES)
def test_instance(name: str) -> None:
    for check in CHECKS:
        check(name)


# --- the plan ----------------------------------------------------------------------------------------


@of_each
def optimum_is_the_one_worked_out_by_hand(name: str) -> None:
    case, plan = CASES[name], plan_of(name)
    assert plan.objective == pytest.approx(case.objective, rel=1e-6, abs=1e-6)
    assert_plan(plan, case.plan)


@of_each
def instance_keeps_what_those_of_other_packages_keep(name: str) -> None:
    """The audit finds what the model says when it works everything out again, and whatever a constraint forbids."""
    assert [*instance_problems(of(name))] == []


def test_a_constraint_that_nobody_audits_slips_by() -> None:
    """What the check above would say of limits of suppliers if the audit had no check of them."""
    kept = [each for each in audits() if each.__name__ != "supplier_limits"]
    assert slipping_by(of("supply.the_cheaper_seller_up_to_its_limit"), kept) == ["supplier_limit"]


# --- costs -------------------------------------------------------------------------------------------


@of_each
def present_value_is_the_amount_discounted(name: str) -> None:
    """Every line of the costs is discounted by its own period, by a factor worked out here from the settings, and
    what reacts to what happens weighs as much as that is likely."""
    plan = plan_of(name)
    given, weight = plan.tables.settings, probabilities(plan.tables)
    lengths = Calendar.of(given).lengths
    for line in plan.frames["costs"].itertuples():
        is_ahead = line.cost in DECIDED_AHEAD
        likely = [1.0] * lengths[line.period] if is_ahead else weight[line.node]
        middle = 0.5 if given.discounting == "mid-year" else 0.0
        ages = [line.period - given.first_year + year + middle for year in range(len(likely))]
        factors = [(1 + given.discount_rate) ** -age for age in ages]
        value = sum(map(operator.mul, likely, factors)) / len(likely) * line.amount
        assert line.present_value == pytest.approx(value, rel=1e-9, abs=1e-9)


DECIDED_AHEAD = {cost.name for family in load() for cost in getattr(family, "COSTS", ()) if cost.by_period}
"""Cost items of what goes on as planned, whatever happens."""


def probabilities(given: Tables) -> dict[str, list[float]]:
    """Probability of being at each node in each of its years: of a branch its own; of the trunk what the branches of
    that year leave."""
    calendar = Calendar.of(given.settings)
    weight = {str(period): [1.0] * calendar.length(period) for period in calendar.periods}
    for branch in branches(given):
        for period in calendar.periods:
            if period < branch.end:
                for year in calendar.years_of(period):
                    if branch.start < year + 1:
                        weight[f"{branch.name} / {year}"] = [branch.probability]
                        weight[str(period)][year - period] -= branch.probability
    return weight


@of_each
def every_cost_lies_in_a_country(name: str) -> None:
    """Costs are counted in a country of the workbook, or a labour market or technology that several share."""
    plan = plan_of(name)
    places = {row.country for row in plan.tables[sheet_rows("Countries")]}
    places |= {row.market for row in plan.tables[sheet_rows("Skills")]}
    places |= {row.place for row in plan.tables[sheet_rows("Technology")]}
    assert set(plan.frames["costs"]["country"]) <= places


def sheet_rows(name: str) -> type[Any]:
    return next(row_class for row_class, sheet in SHEET_OF.items() if sheet.name == name)


# --- the same in other words -------------------------------------------------------------------------


@of_each
def a_period_of_two_years_costs_twice_a_year(name: str) -> None:
    """Where nothing is built, stored or learnt: no cost forgets the length of a period, nor counts it twice. What goes
    wrong lasts twice as long, too, and a price on a year's unmet demand is twice as high."""
    given = tables_of(name)
    if is_a_year_that_leaves_nothing(given):
        longer = replace(given.settings, last_year=given.settings.first_year + 1, years_per_period=2)
        rows = [twice(row) for each in at_once(given).rows.values() for row in each]
        assert least_cost(Tables.of(longer, rows)) == pytest.approx(2 * cost_of(name))


def is_a_year_that_leaves_nothing(given: Tables) -> bool:
    """Whether tables are of one year, from which neither plants nor people nor stock nor contracts are left, and of
    disruptions of whole years: a part of one, twice as long, is not the same in both years."""
    lasting = ("Projects", "Skills", "Stockpiles", "Contracts")
    is_lasting = any(given[row_class] for row_class, sheet in SHEET_OF.items() if sheet.name in lasting)
    spans = [years for row in given[Disruption] for years in (row.after, row.duration, row.recovery)]
    is_of_whole_years = all(float(years).is_integer() for years in spans)
    return given.settings.first_year == given.settings.last_year and not is_lasting and is_of_whole_years


def at_once(given: Tables) -> Tables:
    """Disruptions of each year start in the first, which is the only one."""
    own = {row.disruption: row for row in reversed(given[Disruption])} | {
        row.disruption: row for row in given[Disruption] if row.start
    }
    first = str(given.settings.first_year)
    rows = [replace(row, start=first) if row is own[row.disruption] else row for row in given[Disruption]]
    return given.replaced(Disruption, rows)


def twice(row: Any) -> Any:
    """A disruption of twice the length; a weight that is twice as much; any other row as it is."""
    if isinstance(row, Disruption):
        return replace(row, after=2 * row.after, duration=2 * row.duration, recovery=2 * row.recovery)
    if isinstance(row, Limit) and row.measure == "CVaR of unmet":
        return replace(row, weight=2 * row.weight)
    return row


OWN_ROWS = (
    "acquired_stays",
    "held_in_time",
    "licence_arrived",
    "royalty_due",
    "learned_of_size",
    "learned_from_others",
)
OWN_COLUMNS = ("acquired", "licensed_use", "learned")


@of_each
def units_names_and_technologies_that_are_held_change_nothing(name: str) -> None:
    """Nor does the sheet Technology add anything without rows, or for what is held wherever there is a plant."""
    given = tables_of(name)
    is_free = not given[Technology]
    other = matrix_of(with_amounts(in_yen(renamed(in_kilograms(all_held(given) if is_free else given))), "millions"))
    assert 1e6 * least_cost_of(other) == cost_is(150 * cost_of(name))
    for matrix in (matrix_named(name), other) if is_free else ():
        assert [matrix.variables[each].size for each in OWN_COLUMNS] == [0] * len(OWN_COLUMNS)
        assert [each for each in OWN_ROWS if each in matrix.constraints and matrix.constraints[each].size] == []


def all_held(given: Tables) -> Tables:
    """The tables with every technology held in every country where it has a plant."""
    country_of = Directory(given).country_of
    used = dict.fromkeys((plant.technology, country_of[plant.site]) for plant in given[Plant])
    held = [Technology(technology=technology, place=country, way="held") for technology, country in used]
    return replace(given, rows={**given.rows, Technology: held})


# --- what the solver gets ----------------------------------------------------------------------------


@of_each
def templates_give_the_rows_and_the_objective_that_pyomo_builds(name: str) -> None:
    """`read_of` sees to it that no rule falls back to rows built one at a time."""
    matrix, _ = read_of(name)
    model = build_model(read_instance(tables_of(name)), use_templates=False)
    by_row, reader = read_matrix(model)
    assert_same(matrix, by_row)
    row = reader.plain([model.total_cost.expr])
    cost = np.zeros(len(matrix.cost))
    cost[row.columns] = row.values
    assert matrix.cost == pytest.approx(cost, rel=1e-12)
    assert matrix.offset == pytest.approx(row.constants[0], rel=1e-12)


# --- the workbook ------------------------------------------------------------------------------------


@of_each
def nothing_is_out_of_proportion(name: str) -> None:
    """They were made up to be solved by hand, and their figures are of no industry."""
    given = tables_of(name)
    directory = Directory(given)
    checks = chain.from_iterable(proportions.CHECKS.values())
    found = [problem for check in checks for problem in check(given, directory)]
    assert not found, told(found)


# --- single instances --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "bound", "shares", "marginal_cost"),
    [
        ("concentration.an_hhi_of_two_countries", 5800, (70, 30), 20 / (2 * 70 - 2 * 30)),
        ("concentration.an_hhi_of_three_countries", 3800, (50, 30, 20), 20 / (2 * 50 - 2 * 30)),
    ],
)
def test_the_hhi_is_met(name: str, bound: float, shares: tuple[int, ...], marginal_cost: float) -> None:
    """To a millionth; the shares, at which cost hardly changes along the bound, to a ten-thousandth. What a unit of the
    index is worth: one more of the cheapest for one of the next raises the sum of squares, and saves 20."""
    plan = plan_of(name)
    bought = plan.frames["purchases"]["bought"]
    assert 1e4 * (bought**2).sum() / bought.sum() ** 2 == pytest.approx(bound, rel=1e-6)
    assert sorted(bought, reverse=True) == pytest.approx(shares, rel=1e-3)
    assert plan.frames["limits"]["actual"].tolist() == pytest.approx([bound], rel=1e-6)
    assert plan.frames["limits"]["marginal_cost"].tolist() == pytest.approx([marginal_cost], rel=1e-2)
