"""Goods in unlike units have no sum: fill rates are by product, and a plant counts in the unit of what it makes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from model import Plan, Tables
from model.reports.results.stress import outcome_columns
from model.results.risk import BY_PRODUCT, unmet_unit
from model.testing import Commodity, Plant
from tests.figures import ByMonth, Events, MonthlyService, audit, figures_of, outcomes, shortfalls, supplies
from tests.inline import tables
from tests.steps import View, solve_tables

GRID = """
    Settings
    last year | 2027

    Countries
    country
    A
    B

    Sites
    site | country
    Mine | A
    City | B

    Commodities
    commodity   | unit
    copper      | t
    steel       | t
    transformer | units

    Capacity
    plant | site | existing capacity
    Works | City | 4000

    Recipes
    recipe | commodity   | quantity
    wind   | copper      | -1
    wind   | transformer | 1

    Operations
    plant | recipe
    Works | wind

    Suppliers
    supplier | site | commodity   | price | limit
    digger   | Mine | copper      | 10    |
    near     | City | copper      | 12    |
    shop     | City | transformer | 200   | 2000

    Routes
    from | to   | commodity | transit
    Mine | City | copper    | 0

    Demand
    market | product     | 2026   | shortage cost
    City   | copper      | 100000 | 100
    City   | transformer | 4000   | 1000

    Disruptions
    disruption | action   | target | start | value
    strike     | capacity | Works  | 2026  | 0 %
    strike     | capacity | shop   | 2026  | 50 %
    strike     | capacity | near   | 2026  | 0 %
    flood      | capacity | digger | 2027  | 0 %
    flood      | capacity | near   | 2027  | 0 %
"""
"""100,000 t of copper and 4,000 transformers a year. In the strike the shop alone has transformers, 1,000 of them; in
the flood there is no copper."""


def grid(unit: str = "units", capacity_unit: str = "") -> Tables:
    given = tables(GRID)
    goods = [replace(row, unit=unit) if row.commodity == "transformer" else row for row in given[Commodity]]
    plants = [replace(row, capacity_unit=capacity_unit) for row in given[Plant]]
    return replace(given, rows={**given.rows, Commodity: goods, Plant: plants})


@cache
def plan(unit: str = "units") -> Plan:
    return solve_tables(grid(unit), gap=0.0)


@pytest.mark.parametrize(
    ("unit", "capacity_unit", "told"), [("units", "", "units"), ("t", "", "t"), ("units", "t of core", "t of core")]
)
def test_a_plant_counts_in_the_unit_of_what_it_makes(unit: str, capacity_unit: str, told: str) -> None:
    view = View(replace(plan(unit), tables=grid(unit, capacity_unit)))
    (row, *_) = view.trunk("capacity")
    assert view.unit("capacity", "capacity", row) == f"{told}/y"
    assert {each.unit for each in supplies(View(plan(unit)))} == {"t/y", f"{unit}/y"}


def test_a_disruption_is_told_by_the_product_that_it_leaves_short_most() -> None:
    found = {each.disruption: each for each in outcomes(View(plan()))}
    flood, strike = found["flood"], found["strike"]
    assert (flood.product, flood.demand, flood.unmet, flood.service) == ("copper", 100_000, 100_000, 0)
    assert (strike.product, strike.demand) == ("transformer", 4_000)
    assert strike.service == 1 - strike.unmet / 4_000
    assert [each.more for each in shortfalls(View(plan()), [flood, strike])] == [(100_000,), (strike.unmet,)]
    assert [check.detail for check in audit(plan()) if not check.passed] == []


def test_goods_in_one_unit_are_added_up() -> None:
    flood = next(each for each in outcomes(View(plan("t"))) if each.disruption == "flood")
    assert (flood.product, flood.demand) == ("", 104_000)
    assert unmet_unit(View(plan("t"))) == "t"


@pytest.mark.parametrize(
    ("column", "value"), [("product", ""), ("product", "copper"), ("demand", 104_000.0), ("service", 0.9)]
)
def test_the_audit_refuses_a_sum_of_unlike_units(column: str, value: object) -> None:
    given = plan()
    lines = given.frames["branches"].copy()
    lines.loc[lines["disruption"] == "strike", column] = value
    wrong = audit(replace(given, frames={**given.frames, "branches": lines}))
    assert [check.name for check in wrong if not check.passed] == ["disruptions reported"]


def test_no_figure_adds_up_unlike_units() -> None:
    view = View(plan())
    assert unmet_unit(view) == BY_PRODUCT
    told = {field.header: list(map(field.get, outcomes(view))) for field in outcome_columns(view)}
    assert [each.split(": ")[1] for each in told["disruption"]] == ["copper [t]", "transformer [units]"]
    figures = {each.name: each for each in figures_of(view, supplies(view))}
    assert figures["fill rate"].value is None
    assert not any("additional shortfall" in name for name in figures)
    said = Events(view).sentence(next(each for each in outcomes(view) if each.disruption == "flood"))
    assert "t of copper" in said


def test_months_of_unlike_units_are_those_of_one_product() -> None:
    copper = MonthlyService("copper", "City", [10.0, 10.0], [0.0, 0.0], [0.0, 0.0], "t")
    wound = MonthlyService("transformer", "City", [4.0, 4.0], [0.0, 1.0], [0.0, 0.0], "units")
    whole = ByMonth("strike, 2026", 2026, [copper, wound], [], []).overall
    assert (whole.of, whole.unit, list(whole.demand), whole.lowest) == ("transformer", "units", [4.0, 4.0], 0.75)
    alike = ByMonth("strike, 2026", 2026, [copper, replace(wound, unit="t")], [], []).overall
    assert (alike.of, list(alike.demand)) == ("", [14.0, 14.0])
