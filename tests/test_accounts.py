"""Accounts promise: a party for every sum, all parties together at the plan's cost, at whatever prices they trade."""

from __future__ import annotations

import io
import math
import random
import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from bench.fuzzing.chain import chain
from model import InputError, Plan, at_prices, check
from tests.conftest import EXACT, solved
from tests.inline import tables
from tests.steps import audited, read_instance, results_bytes, solve_instance
from tests.test_audit import Change, more, problems_of, told

PRESS = """
    Settings
    last year     | 2027
    discount rate | 25 %

    Countries
    country
    Abroad
    Home

    Sites
    site | country
    Pit  | Abroad
    City | Home

    Commodities
    commodity
    ore
    magnet

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 12   | 50

    Suppliers
    supplier | site | commodity | price | limit
    far      | City | magnet    | 12    | 4

    Outlets
    outlet | site | commodity | price
    yard   | Pit  | ore       | 4

    Capacity
    plant | site | existing capacity | sponsor   | hurdle rate
    Mine  | Pit  | 10                | Digger Co |
    Press | City |                   | Press Co  | 25 %

    Recipes
    recipe | commodity | quantity
    dig    | ore       | 1
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Mine  | dig
    Press | press

    Projects
    project | plant | kind    | module size
    Line    | Press | modules | 10

    Costs
    item  | fixed capex | variable opex
    Mine  |             | 2
    Press |             | 3
    Line  | 110         |

    Routes
    from | to   | commodity | freight
    Pit  | City | ore       | 1

    Disruptions
    disruption | action   | target | value | start | probability
    Glut       | price    | far    | 50 %  | 2027  | 25 %
    Glut       | capacity | Mine   | 50 %  |       |
"""
"""A mine and a press: ore at 2, made for 3 into magnets that cost 12 elsewhere, and 6 in a glut."""

PROTECTED = """
    Public money
    programme | kind             | payer    | scope | floor | market
    Shield    | price protection | Treasury | Press | 15    | far
"""

UNPRICED = """
    commodity
    ore
    magnet
"""

PRICED = """
    commodity | market price
    ore       |
    magnet    | 20
"""

GLUT = "Glut, 2027 / 2027"

TABLE = {
    "Digger Co": (20, 20, 10, 34),
    "Press Co": (-40, 70, 35, 9),
    "buyers of Abroad": (0, 0, 0, 0),
    "buyers of Home": (-144, -144, -54, -241.2),
    "unserved of Home": (0, 0, -150, -30),
    "Treasury": (-30, -30, -45, -57),
}
"""By party: 2026, 2027, 2027 in the glut, and in expectation."""


@cache
def press() -> Plan:
    return solved(tables(PRESS, PROTECTED))


def sums(plan: Plan) -> dict[str, tuple[float, ...]]:
    """Of each party, as in the table."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    frame = plan.frames["accounts"]
    names = ("party", "line", "node", "amount", "present_value")
    for party, line, node, amount, value in zip(*(frame[name] for name in names), strict=True):
        found[party][node] += amount
        found[party]["expected"] += value
        if line == "capital" and node == "2027":
            found[party][GLUT] += amount
    return {party: tuple(by[each] for each in ("2026", "2027", GLUT, "expected")) for party, by in found.items()}


def at_random(plan: Plan, seed: int) -> Plan:
    """The plan at transfer prices of any size and sign."""
    chance, frame = random.Random(seed), plan.frames["transfer prices"]
    keys = zip(frame["site"], frame["commodity"], frame["node"], strict=True)
    return at_prices(plan, {key: chance.uniform(-1e4, 1e5) for key in keys})


def test_who_pays_and_who_earns() -> None:
    """Ore is worth what the yard pays, 4, and 5 where it arrives, magnets what far asks for: 12, in the glut 6. The
    press earns 120 and 30 of public money, and spends 50 on ore, 30 on operation and 110 on its line."""
    plan = press()
    assert plan.objective == pytest.approx(228.2)
    found = sums(plan)
    for party, row in TABLE.items():
        assert found.get(party, (0.0,) * 4) == pytest.approx(row, abs=1e-6), party


def test_parties_inside_have_the_cost_and_with_treasuries_that_before_public_money() -> None:
    found = sums(press())
    inside = [sum(row[at] for party, row in found.items() if party != "Treasury") for at in range(4)]
    assert inside == pytest.approx([-164, -54, -159, -228.2])
    public = press().frames["costs"].query("category == 'public money'")["present_value"].sum()
    assert inside[3] + found["Treasury"][3] == pytest.approx(-(press().objective - public))


def test_accounts_are_left_out_of_a_plan_of_which_only_the_cost_counts() -> None:
    given = press().tables
    plan = audited(solve_instance(given, read_instance(given), replace(EXACT, has_accounts=False)))
    assert plan.objective == pytest.approx(press().objective)
    checks, others = ({line.name for line in checked.audit} for checked in (audited(press()), plan))
    assert press().frames.keys() - plan.frames.keys() == {"accounts", "transfer prices"}
    assert len(checks) - len(others) == 3


def test_each_price_names_its_rule() -> None:
    frame = press().frames["transfer prices"]
    found = {(row.site, row.commodity, row.node): (row.price, row.basis) for row in frame.itertuples()}
    assert found["Pit", "ore", "2026"] == (4, "export parity")
    assert found["City", "ore", "2026"] == (5, "cost paid")
    assert found["City", "magnet", GLUT] == (6, "import parity")


def test_a_market_price_comes_before_parity() -> None:
    """At 20 a magnet the press has 80 more a year, which the buyers pay."""
    given = tables(PRESS.replace(UNPRICED, PRICED), PROTECTED)
    found = sums(solved(given))
    assert found["Press Co"] == pytest.approx((40, 150, 35 + 14 * 5, 9 + 80 + 0.8 * (0.75 * 80 + 0.25 * 70)))
    assert sum(row[3] for party, row in found.items() if party != "Treasury") == pytest.approx(-228.2)


@pytest.mark.parametrize("seed", range(3))
def test_no_price_changes_the_sum(seed: int) -> None:
    plan = at_random(press(), seed)
    assert sums(plan)["Press Co"] != pytest.approx(TABLE["Press Co"])
    assert sum(row[3] for party, row in sums(plan).items() if party != "Treasury") == pytest.approx(-228.2, rel=1e-6)
    assert problems_of(plan) == {}


@pytest.mark.parametrize("number", (0, 2, 3, 4))
def test_the_sum_holds_for_generated_chains(number: int) -> None:
    plan = at_random(solved(chain(random.Random(number))), number)
    assert problems_of(plan) == {}


TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("accounts", "another sum", told("accounts", 0, amount=more)),
    ("accounts", "another party", told("accounts", 0, party="Nobody")),
    ("accounts", "another price", told("transfer prices", 0, price=more)),
    ("transfer prices", "another price", told("transfer prices", 0, price=more)),
    ("transfer prices", "another basis", told("transfer prices", 0, basis="a guess")),
    ("accounts add up", "another present value", told("accounts", 0, present_value=more)),
    ("accounts add up", "a party outside", told("accounts", 0, role="treasury")),
)


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, f) for n, _, f in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_wrong_account_fails(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(press()))


TWO_SPONSORS = """
    Capacity
    plant | site | sponsor
    Mill  | City |

    Operations
    plant | recipe
    Mill  | press

    Projects
    project | plant | kind    | module size | sponsor
    Wing    | Press | modules | 10          | Other Co
    Stage 1 | Mill  | modules | 10          | Press Co
    Stage 2 | Mill  | modules | 10          | Other Co

    Costs
    item    | fixed capex
    Wing    | 200
    Stage 1 | 200
    Stage 2 | 200
"""


def test_a_project_has_the_sponsor_of_its_plant(snapshot: SnapshotAssertion) -> None:
    found = check(tables(PRESS, TWO_SPONSORS))
    assert [str(each) for each in found if not each.is_warning] == snapshot


def test_a_project_names_the_sponsor_of_a_plant_without_one() -> None:
    given = PRESS
    for old, new in (
        ("| sponsor   | hurdle rate", "| hurdle rate"), ("| Digger Co |", "|"), ("| Press Co  | 25 %", "| 25 %"),
        ("| module size\n", "| module size | sponsor\n"), ("| modules | 10\n", "| modules | 10          | Firm\n"),
    ):  # fmt: skip
        given = given.replace(old, new)
    assert {"Firm", "no sponsor yet: Mine"} <= set(sums(solved(tables(given))))


def test_without_any_price_a_party_trades_at_nothing() -> None:
    """Ore has neither outlet nor reference value: the mine gives it away, and the sum stays."""
    given = PRESS.replace("yard   | Pit  | ore       | 4", "scrap  | City | magnet    | 0")
    plan = solved(tables(given))
    ore = plan.frames["transfer prices"].query("commodity == 'ore' and site == 'Pit'")
    assert set(ore["basis"]) == {"not known"} and not ore["price"].any()
    assert sums(plan)["Digger Co"][0] == -20
    assert problems_of(plan) == {}


def page(plan: Plan, sheet: str) -> list[list[Any]]:
    """Rows of a sheet of the results workbook, without empty cells."""
    book = openpyxl.load_workbook(io.BytesIO(results_bytes(plan)))
    rows = ([cell for cell in row if cell not in (None, "")] for row in book[sheet].iter_rows(values_only=True))
    return [[round(cell, 4) if isinstance(cell, float) else cell for cell in row] for row in rows if row]


@pytest.mark.parametrize("sheet", ["Parties", "Investors"])
def test_the_sheets_of_who_pays_and_who_earns(sheet: str, snapshot: SnapshotAssertion) -> None:
    assert page(press(), sheet) == snapshot


@pytest.mark.parametrize(
    ("key", "price", "said"),
    [
        ((), math.nan, "is nan: give a finite number"),
        ((), math.inf, "is inf: give a finite number"),
        ((), "5", "is '5': give a finite number"),
        (("near",), 5.0, "such as {key}"),
        (("nowhere", "at all"), 5.0, "give site, commodity and node"),
    ],
)
def test_a_price_that_is_none_is_refused_in_words(key: tuple[str, ...], price: Any, said: str) -> None:
    """A number that is none, and a name that the plan does not have, with the nearest one."""
    row = press().frames["transfer prices"].iloc[0]
    known = (row["site"], row["commodity"], row["node"])
    asked = (f"{known[0]}x", *known[1:]) if len(key) == 1 else key or known
    with pytest.raises(InputError, match=re.escape(said.format(key=known))):
        at_prices(press(), {asked: price})
