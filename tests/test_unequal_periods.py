"""Periods of several lengths: the audit, by a calendar of its own, passes plans of them, and finds what is altered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from model import Infeasible, Plan, Tables, load, solve
from model.audit.horizon import Horizon, Timespan
from model.testing import ByYear, Decision, Limit, Settings, Skill, Staffing
from tests.conftest import solved
from tests.figures import Ledger
from tests.inline import tables as inline
from tests.micro import MICRO
from tests.micro.case import CITY
from tests.steps import Calendar, solve_tables
from tests.test_audit import Change, chain, more, problems_of, years
from tests.test_audit_risk import DISRUPTIONS, told_of, with_risk

QUICKSTART = Path(__file__).parents[1] / "inputs" / "quickstart.xlsx"

GRIDS: tuple[Callable[[int], str], ...] = (
    lambda first: f"1 to {first}, 2 to {first + 2}",
    lambda first: f"2 to {first + 1}, 1 to {first + 2}",
    lambda first: f"1 to {first}, 2 to {first + 2}, 3 to {first + 5}",
    lambda first: f"3 to {first + 2}, 1 to {first + 3}, 2 to {first + 5}",
)
"""Years per period by the first year."""


def in_grid(given: Tables, grid: str) -> Tables:
    """The tables over the periods of a grid."""
    settings = replace(given.settings, years_per_period=grid, last_year=int(grid[-4:]))
    return replace(given, settings=settings)


@pytest.mark.parametrize("name", MICRO)
def test_a_plan_of_a_micro_instance_passes(name: str) -> None:
    """Every column in use, each in one of the grids; bench.fuzzing draws others."""
    given = MICRO[name]()
    number = list(MICRO).index(name) % len(GRIDS)
    tables = in_grid(given, GRIDS[number](given.settings.first_year))
    periods = Calendar.of(tables.settings).periods
    decided = [row.year for row in given[Decision] if row.year is not None and row.year >= given.settings.first_year]
    if any(year not in periods for year in decided):
        pytest.skip("a decision of a year with which no period begins is refused")
    try:
        plan = solve_tables(tables, why=False)
    except Infeasible:
        pytest.skip("its limits leave no plan in these periods")
    assert plan.audit and all(check.passed for check in plan.audit)


GRID = "1 to 2027, 2 to 2031, 3 to 2037"


@cache
def chained() -> Plan:
    """The chain of the other audits, with disruptions whose windows begin and end inside periods."""
    return solved(with_risk(chain(years(2026, 2037, each=GRID)), DISRUPTIONS))


def test_a_chain_with_disruptions_passes() -> None:
    assert problems_of(chained()) == {}


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        (1, 2026, 2029),
        (3, 2026, 2034),
        ("1 to 2027, 3 to 2030", 2026, 2030),
        ("1 to 2027, 2 to 2031, 3 to 2037", 2028, 2037),  # rolled to 2028: the first part is over
        ("4 to 2029, 1 to 2031, 5 to 2041", 2026, 2041),
    ],
)
def test_two_readings_of_the_cell_agree(cell: int | str, first: int, last: int) -> None:
    settings = Settings(first_year=first, last_year=last, years_per_period=cell)
    horizon = Horizon.of(replace(chained(), tables=Tables.of(settings, [])))
    own = {year: horizon.length(year) for year in horizon.periods}
    assert own == Calendar.of(settings).lengths


def test_nodes_of_a_disruption_are_years() -> None:
    """From 2029 on for 2.5 years and one to recover: 2029 of the period 2028–29, 2030–31, and of 2032–34 the year
    2032, in whose middle it is over."""
    horizon = Ledger.of(chained()).horizon
    assert horizon.trunk == ["2026", "2027", "2028", "2030", "2032", "2035"]
    event = next(event for event in horizon.events if event.name == "cut: B, 2029")
    assert [horizon.spans[node] for node in event.nodes] == [Timespan(year, year + 1) for year in range(2029, 2033)]
    assert [horizon.period[node] for node in event.nodes] == [2028, 2030, 2030, 2032]
    assert horizon.parent[event.nodes[0]] == "2028" and horizon.begins(event.nodes[0]) == [("2028", 0.5), ("2027", 0.5)]
    assert horizon.replaced(event) == {"2028": 0.5, "2030": 1.0, "2032": pytest.approx(1 / 3)}


def test_what_is_under_way_keeps_its_amount() -> None:
    """With half a year: of 8 a year sent in 2027, 4 come in 2027 and 2 a year in 2028–29; of 8 a year sent in 2028–29,
    6 a year in it and 2 a year in 2030–31; what has not come when 2027 ends is half of its year."""
    horizon = Ledger.of(chained()).horizon
    assert [8 * horizon.share(0.5, *pair) for pair in ((2027, 2027), (2027, 2028), (2028, 2028), (2028, 2030))] == [
        4,
        2,
        6,
        2,
    ]
    comings = horizon.under_way(0.5)
    at = horizon.at["2027"]
    assert comings.rate[(comings.at == at) & (comings.sources == at)].tolist() == [0.5]


ALTERED: dict[str, tuple[str, Change]] = {
    "stock of a long period": ("mass balance", told_of("stock", {"node": "2032", "stockpile": "Shelf"}, stock=more)),
    "stock of a year": (
        "mass balance",
        told_of("stock", {"node": "cut: B, 2029 / 2032", "stockpile": "Shelf"}, stock=more),
    ),
    "a flow into a longer period": (
        "mass balance",
        told_of("flows", {"node": "2030", "commodity": "oxide"}, shipped=more),
    ),
    "people of a long period": ("headcount balance", told_of("workforce", {"period": 2032}, people=more)),
    "trainees before a longer period": ("headcount balance", told_of("workforce", {"period": 2027}, trainees=more)),
    "a cost of a long period": ("cost lines", told_of("costs", {"node": "2035", "cost": "purchases"}, amount=more)),
    "its present value": ("discounting", told_of("costs", {"node": "2035", "cost": "purchases"}, present_value=more)),
    "a fund of a year": ("funds", told_of("funds", {"node": "cut: B, 2029 / 2032"}, spent=more)),
    "unmet demand of a disruption": (
        "disruptions reported",
        told_of("branches", {"branch": "cut: B, 2029"}, unmet=more),
    ),
    "a period": ("places", told_of("purchases", {"node": "2032"}, period=2036)),
}
"""The check that finds it, and what is altered."""


@pytest.mark.parametrize("what", ALTERED)
def test_what_is_altered_is_found(what: str) -> None:
    check, change = ALTERED[what]
    assert check in problems_of(change(chained()))


def other_grid(plan: Plan, cell: Any) -> Plan:
    """A plan whose workbook has other periods."""
    settings = replace(plan.tables.settings, years_per_period=cell)
    return replace(plan, tables=replace(plan.tables, settings=settings))


def test_a_plan_of_other_periods_is_refused() -> None:
    assert "names" in problems_of(other_grid(chained(), "1 to 2027, 2 to 2029, 1 to 2031, 3 to 2037"))


SCRAP = """
    Settings
    first year       | 2026
    last year        | 2029
    years per period | 2

    Suppliers
    supplier  | site | commodity | price
    importer  | City | magnet    | 9
    collector | City | ore       | 1

    Recycling
    supplier  | market | product | scrap per unit | collection rate | lag | spread
    collector | City   | magnet  | 1              | 50 %            | 3   | 2

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 10   | 100

    Outlets
    outlet  | site | commodity | price
    smelter | City | ore       | 2

    Disruptions
    disruption | action | target | value | start
    dear       | price  | City   | 1     | 2029
"""
"""Of 10 a year sold from 2026 on, what is 3 years old, or from 2 to 4, comes back."""


def test_scrap_comes_back_in_a_last_year_within_a_period() -> None:
    """2029 is to one half as 2028, to the other as 2030 after 2028–29, so that 2026 is 2 years ago and 4. Of sales of a
    year 1/4 come back 2 years later, 1/2 after 3 and 1/4 after 4: of 10 a year 2.5 in 2028; in 2030 2.5 of 2026, 5 of
    2027 and 2.5 of 2028. Half of it is collected, (2.5 + 10) / 2 · 50 % in 2029."""
    plan = solve_tables(inline(CITY, SCRAP), why=False)
    bought = plan.frames["purchases"].query("supplier == 'collector' and node.str.startswith('dear')")
    assert bought["bought"].tolist() == pytest.approx([3.125])


@pytest.mark.parametrize("cell", [1, "1 to 2027, 3 to 2030", "1 to 2028, 2 to 2030", "3 to 2028, 2 to 2030", 5])
def test_a_stop_of_a_year_has_the_same_force_in_every_grid(cell: int | str) -> None:
    """In the quick start without people, a floor of 60 in place of 40 % of demand costs 0.55 million: nobody prepares
    for a stop within a period before it begins. People are there for all of the period in which they join."""
    whole = load(QUICKSTART).without(Skill).without(Staffing)
    settings = replace(whole.settings, years_per_period=cell)
    tables = replace(whole, settings=settings)
    costs = []
    for share in (0.4, 0.6):
        floors = [replace(row, value=ByYear.of(share)) for row in tables[Limit]]
        costs.append(solve(tables.replaced(Limit, floors), gap=0.0).objective)
    assert costs == pytest.approx([36.35, 36.9])


@pytest.mark.parametrize(("cell", "cost"), [(1, 4.71), ("1 to 2027, 3 to 2030", 3.45)])
def test_people_make_a_grid_cheaper(cell: int | str, cost: float) -> None:
    """The figures of docs/conventions.md."""
    whole = load(QUICKSTART)
    tables = replace(whole, settings=replace(whole.settings, years_per_period=cell))
    floors = [replace(row, value=ByYear.of(0.6)) for row in tables[Limit]]
    raised = solve(tables.replaced(Limit, floors), gap=0.0).objective
    assert raised - solve(tables, gap=0.0).objective == pytest.approx(cost)
