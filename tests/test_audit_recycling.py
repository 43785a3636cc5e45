"""The audit of scrap: it works out again what came back, and finds a plan that collects more."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Plan
from model.testing import Recycling, Site, Substitute
from tests.conftest import solved
from tests.figures import Ledger
from tests.inline import tables
from tests.micro import MICRO
from tests.test_audit import Change, asked, by, less, more, problems_of, unasked
from tests.test_audit_risk import action, told_of, untold

CHAIN = (
    """
    Settings
    last year        | 2033
    years per period | 2
    discount rate    | 5 %

    Countries
    country
    A
    C

    Sites
    site | country
    City | A
    Town | A
    Pit  | C

    Commodities
    commodity
    magnet
    ferrite
    scrap
    dust

    Suppliers
    supplier  | site | commodity | price | limit
    importer  | Pit  | magnet    | 20    | 90
    potter    | City | ferrite   | 4     |
    collector | City | scrap     | 1     |
    dealer    | Town | scrap     | 2     | 12
    sweeper   | City | dust      | 1     |

    Routes
    from | to   | commodity | freight
    Pit  | A    | magnet    | 1
    City | Town | any       | 1
    Town | City | any       | 1

    Capacity
    plant   | site | existing capacity
    Furnace | City | 100

    Recipes
    recipe | commodity | quantity
    remelt | scrap     | -1.2
    remelt | magnet    | 1
    sieve  | dust      | -2
    sieve  | magnet    | 1

    Operations
    plant   | recipe
    Furnace | remelt
    Furnace | sieve

    Demand
    market | product | 2026 | 2032 | shortage cost
    City   | magnet  | 60   | 90   | 99
    Town   | magnet  | 20   | 40   | 99

    Substitutes
    market | product | substitute | replacement ratio | maximum share
    any    | magnet  | ferrite    | 0.5               | 20 %

    Disruptions
    disruption | action   | target    | value | start | after | duration | probability
    cut        | capacity | importer  | 0.3   | 2029  |       | 2.5      | 5 %
    strike     | capacity | collector | 0.4   | 2030  | 0.5   | 1        | 5 %
""",
    (
        "Recycling\n"
        "supplier  | market | product | scrap per unit | collection rate 2026 | collection rate 2033 | lag | spread"
        " | past sales 2018 | past sales 2025\n"
        "collector | City | magnet  | 0.9 | 20 % | 60 % | 5   | 7   | 10 | 60\n"
        "collector | Town | magnet  | 0.9 | 20 % | 40 % | 3.5 |     | 20 |\n"
        "dealer    | A    | magnet  | 0.5 | 10 % | 20 % | 2.5 | 1   |    |\n"
        "sweeper   | any  | ferrite | 1   | 50 % |      | 3   | 4   |    |"
    ),
)
"""Magnets from C, from two kinds of scrap of magnets that came before, and from the dust of ferrites."""


@cache
def recycled() -> Plan:
    return solved(tables(*CHAIN))


def test_a_plan_that_recycles_passes() -> None:
    assert problems_of(recycled()) == {}


def test_the_plan_that_passes_is_bound_by_what_comes_back() -> None:
    """Everything is collected in most years, of past sales and of those of the plan, also in disruptions."""
    frame = recycled().frames["recycling"]
    collected = frame[frame["available"] - frame["collected"] < 1e-6]
    assert {"collector", "sweeper"} <= set(collected["supplier"])
    assert set(frame["node"]) == set(Ledger.of(recycled()).horizon.nodes)
    collector = frame[frame["supplier"] == "collector"].set_index("node")["available"]
    left = [collector[f"strike, 2030 / {year}"] for year in (2030, 2031)]  # half of each year is on strike
    assert sum(left) / 2 == pytest.approx((1 - 0.5 * 0.6) * collector["2030"], rel=0.01)


CUT = {"supplier": "collector", "node": "cut, 2029 / 2030"}

TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("scrap collected", "more of it", told_of("purchases", {"supplier": "collector", "node": "2028"}, bought=more)),
    ("scrap collected", "more of it in a disruption", told_of("purchases", CUT, bought=more)),
    ("scrap collected", "other deliveries", told_of("deliveries", {"market": "Town", "node": "2026"}, delivered=less)),
    ("scrap collected", "of what stands in", told_of("deliveries", {"commodity": "ferrite"}, delivered=less)),
    ("scrap collected", "another figure for what comes back", told_of("recycling", CUT, available=more)),
    ("scrap collected", "another figure for what is collected", told_of("recycling", CUT, collected=less)),
    ("scrap collected", "nothing told", untold("recycling")),
    ("scrap collected", "who does not collect", told_of("recycling", CUT, supplier="potter")),
    ("scrap collected", "no returns", unasked(Recycling, {"supplier": "dealer"})),
    ("scrap collected", "less scrap", asked(Recycling, {"market": "Town"}, scrap_per_unit=0.8)),
    ("scrap collected", "a lower rate", asked(Recycling, {"market": "City"}, collection_rate=by(0.2))),
    ("scrap collected", "a longer lag", asked(Recycling, {"market": "City"}, lag=5.5)),
    ("scrap collected", "a wider spread", asked(Recycling, {"market": "City"}, spread=7.5)),
    ("scrap collected", "all at once", asked(Recycling, {"supplier": "sweeper"}, spread=0.0)),
    ("scrap collected", "less in the past", asked(Recycling, {"market": "City"}, past_sales=by({2018: 10, 2025: 50}))),
    ("scrap collected", "no past", asked(Recycling, {"market": "Town"}, past_sales=None)),
    ("scrap collected", "another product", asked(Recycling, {"supplier": "dealer"}, product="ferrite")),
    ("scrap collected", "another market", asked(Recycling, {"supplier": "dealer"}, market="Town")),
    ("scrap collected", "a market elsewhere", asked(Site, {"site": "Town"}, country="C")),
    ("scrap collected", "a longer strike", action("strike", "capacity", duration=1.5)),
)  # fmt: skip


@pytest.mark.parametrize(("name", "tamper"), [(n, f) for n, _, f in TAMPERED], ids=[what for _, what, _ in TAMPERED])
def test_scrap_that_did_not_come_back_is_found(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(recycled()))


@cache
def obliged() -> Plan:
    return solved(MICRO["recycling.a_take_back_duty_that_is_partly_missed"]())


DUTIES: tuple[tuple[str, str, Change], ...] = (
    ("take-back", "a higher minimum", asked(Recycling, {}, minimum_collection=by(0.7))),
    ("take-back", "less missed", told_of("take-back", {"node": "2027"}, missed=less)),
    ("take-back", "less due", told_of("take-back", {"node": "2027"}, due=less)),
    ("take-back", "nothing told", untold("take-back")),
    ("take-back", "missed without a charge", asked(Recycling, {}, shortfall_cost=None)),
    ("cost lines", "a higher charge", asked(Recycling, {}, shortfall_cost=6.0)),
)


@pytest.mark.parametrize(("name", "tamper"), [(n, f) for n, _, f in DUTIES], ids=[what for _, what, _ in DUTIES])
def test_a_duty_that_was_not_met_is_found(name: str, tamper: Change) -> None:
    assert problems_of(obliged()) == {}
    assert name in problems_of(tamper(obliged()))


def times(least: float, most: float) -> st.SearchStrategy[float]:
    return st.floats(least, most).map(lambda x: round(x, 2))


@settings(max_examples=8)
@given(lag=times(0, 9), part=times(0, 2), before=st.booleans(), years=st.sampled_from([1, 2, 4]))
def test_the_audit_agrees_with_the_model(lag: float, part: float, before: bool, years: int) -> None:
    """Whatever the lag, its spread and the length of periods."""
    horizon = f"Settings\nlast year | 2033\nyears per period | {years}"
    given = tables(*CHAIN, horizon)
    past = by(50.0) if before else None
    rows = [replace(row, lag=lag, spread=part * lag, past_sales=past) for row in given[Recycling]]
    assert problems_of(solved(replace(given, rows={**given.rows, Recycling: rows}))) == {}


def test_a_substitute_leaves_scrap_of_its_own() -> None:
    """Without ferrites there is no dust, and nothing else than magnets makes scrap."""
    plan = solved(unasked(Substitute, {})(recycled()).tables)
    assert set(plan.frames["recycling"]["supplier"]) == {"collector", "dealer"}
    assert set(plan.frames["deliveries"]["commodity"]) == {"magnet"}
