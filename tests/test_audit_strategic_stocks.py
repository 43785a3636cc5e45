"""The audit of strategic stocks: it finds stock that is released without leave, and money that is not there."""

from __future__ import annotations

from functools import cache

import pytest

from model import Plan
from model.testing import Commodity, Disruption, Stockpile, StrategicStock
from tests.conftest import solved
from tests.inline import tables
from tests.steps import IN_DISRUPTIONS
from tests.test_audit import Change, asked, by, less, more, problems_of
from tests.test_audit_risk import told_of, untold

CHAIN = """
    Settings
    last year        | 2033
    years per period | 2
    discount rate    | 5 %
    amounts          | thousands

    Countries
    country
    A

    Sites
    site | country
    City | A
    Town | A

    Commodities
    commodity | reference value | replacement cost
    magnet    | 900             | 1000
    oxide     | 500             |

    Suppliers
    supplier | site | commodity | price 2026 | price 2028 | price 2032 | limit
    importer | City | magnet    | 500        | 500        | 2000       | 60
    refiner  | Town | oxide     | 400        |            |            | 30

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 50   | 9000
    Town   | oxide   | 20   | 5000

    Stockpiles
    stockpile | site | commodity | opening stock | capacity | holding cost
    reserve   | City | magnet    | 20            | 90       | 10
    shed      | City | magnet    | 5             | 10       | 30
    silo      | Town | oxide     | 10            | 40       | 5
    heap      | Town | oxide     | 3             |          | 1

    Strategic stocks
    stockpile | release          | release rate | rotation | rotation cost | budget 2026 | budget 2033 | total budget
    reserve   | disruptions only | 30 %         | 20 %     | 40            | 9           | 2           | 25
    silo      | any time         | 50 %         | 10 %     | 20            | 2           |             |
    shed      | any time         |              |          |               |             |             | 3

    Disruptions
    disruption | action   | target   | value | start | after | duration | recovery | probability
    cut        | capacity | importer | 0     | 2029  |       | 1.5      | 1        | 20 %
    cut        | capacity | refiner  | 0     | 2029  |       | 1.5      |          |
    glut       | price    | importer | 0.2   | 2030  |       | 1        |          | 10 %
    glut       | capacity | importer | 0.1   | 2030  | 2     | 2        |          | 10 %
"""
"""Prices rise and magnets are cut off now and then; a reserve for that, a store that is released slowly, and two that
are used as is cheapest."""


@cache
def insured() -> Plan:
    return solved(tables(CHAIN))


def test_a_plan_with_strategic_stocks_passes() -> None:
    assert problems_of(insured()) == {}


def test_the_plan_that_passes_does_something() -> None:
    """The total budget of 25 is spent by the end of a glut; of 37 in the reserve when a cut begins in 2029, halfway
    between 30 and 44 at the ends of two periods, a share of 0.7 a year is left after each year of it, also after the
    half year in which it ends; of the 10 in the silo a quarter after two years."""
    frame = insured().frames["strategic stocks"].set_index(["stockpile", "node"])
    added, released = frame["added"], frame["released"]
    glut = added["reserve", "glut, 2030 / 2030"] + added["reserve", "glut, 2030 / 2031"]
    assert added["reserve", "2026"] + glut == pytest.approx(25)
    assert released["reserve", "cut, 2029 / 2029"] == pytest.approx(37 * (1 - 0.7))
    assert released["reserve", "cut, 2029 / 2031"] == pytest.approx(37 * 0.7**2 * (1 - 0.7**0.5))
    assert released["silo", "2026"] == pytest.approx(7.5)


RESERVE, SILO, SHED = {"stockpile": "reserve"}, {"stockpile": "silo"}, {"stockpile": "shed"}
CUT = {"stockpile": "reserve", "node": "cut, 2029 / 2030"}

RELEASE, BUDGETS, REPORTED = (
    "release of strategic stocks", "budgets of strategic stocks", "strategic stocks reported",
)  # fmt: skip

TAMPERED: tuple[tuple[str, str, Change], ...] = (
    (RELEASE, "stock undisturbed", told_of("stock", {"stockpile": "reserve", "node": "2032"}, stock=less)),
    (RELEASE, "more of it", told_of("stock", CUT, stock=less)),
    (RELEASE, "slower", asked(StrategicStock, RESERVE, release_rate=0.2)),
    (RELEASE, "slower at any time", asked(StrategicStock, SILO, release_rate=0.1)),
    (RELEASE, "for disruptions", asked(StrategicStock, SHED, release=IN_DISRUPTIONS)),
    (RELEASE, "for a shorter time", asked(Disruption, {"disruption": "cut"}, recovery=0.0)),
    (RELEASE, "more from the start", asked(Stockpile, RESERVE, opening_stock=60.0)),
    (BUDGETS, "less a year", asked(StrategicStock, RESERVE, budget=by(7.0))),
    (BUDGETS, "less in all", asked(StrategicStock, RESERVE, total_budget=20.0)),
    (BUDGETS, "dearer", asked(Commodity, {"commodity": "magnet"}, replacement_cost=1100.0)),
    (BUDGETS, "less from the start", asked(Stockpile, RESERVE, opening_stock=15.0)),
    (BUDGETS, "more added in a disruption", told_of("stock", {"stockpile": "reserve", "node": "glut, 2030 / 2030"},
                                                    stock=lambda each: each + 20)),
    (REPORTED, "more added", told_of("strategic stocks", {"stockpile": "reserve", "node": "2026"}, added=more)),
    (REPORTED, "less released", told_of("strategic stocks", CUT, released=less)),
    (REPORTED, "more rotated", told_of("strategic stocks", RESERVE, rotated=more)),
    (REPORTED, "rotation", asked(StrategicStock, SILO, rotation=0.2)),
    (REPORTED, "a stock without rules", told_of("strategic stocks", CUT, stockpile="heap")),
    (REPORTED, "nothing told", untold("strategic stocks")),
    ("cost lines", "rotation", asked(StrategicStock, RESERVE, rotation=0.25)),
    ("cost lines", "its cost", asked(StrategicStock, RESERVE, rotation_cost=41.0)),
    ("cost lines", "a cost line", told_of("costs", {"cost": "rotating stock"}, amount=more)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, f) for n, _, f in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_plan_that_breaks_its_rules_is_found(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(insured()))
