"""The audit of origins, and of the audit itself: every check looks at something, and every check can fail."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from model import Plan
from model.audit.limit_values import levels
from model.testing import Demand, Limit, Route, Site
from tests.conftest import solved
from tests.figures import Ledger, audit, audits
from tests.inline import tables
from tests.test_audit import TAMPERED, Change, asked, by, chain_plan, less, more, problems_of
from tests.test_audit_careers import TAMPERED as CAREERS
from tests.test_audit_careers import guild_plan
from tests.test_audit_closures import SHUT, closed_plan
from tests.test_audit_contracts import BROKEN, offtakes
from tests.test_audit_footprints import TAMPERED as CAUSED
from tests.test_audit_footprints import charged
from tests.test_audit_operating_rules import TAMPERED as UNRULED
from tests.test_audit_operating_rules import run
from tests.test_audit_public_money import CONTRACT, paid
from tests.test_audit_public_money import TAMPERED as TAKEN
from tests.test_audit_recycling import TAMPERED as RECYCLED
from tests.test_audit_recycling import recycled
from tests.test_audit_reserves import RESERVED, mined_plan
from tests.test_audit_risk import HIDDEN, limited, told_of, untold
from tests.test_audit_strategic_stocks import TAMPERED as INSURED
from tests.test_audit_strategic_stocks import insured
from tests.test_audit_technology import UNHELD, allied
from tests.test_coincidence import TAMPERED as COINCIDING
from tests.test_coincidence import plan_of as coinciding

CHAIN = """
    Settings
    last year | 2028

    Countries
    country
    A
    C
    S

    Sites
    site  | country
    Mine  | A
    Pit   | C
    Works | S
    City  | A
    Base  | A
    Town  | S

    Commodities
    commodity | stage | disposal cost
    ore       | raw   |
    acid      |       |
    waste     |       | 0
    oxide     | oxides |

    Capacity
    plant   | site  | existing capacity
    Digger  | Mine  | 40
    Old pit | Pit   | 100
    Plant   | Works | 100
    Plant C | Pit   | 100

    Costs
    item    | variable opex
    Digger  | 3
    Old pit | 1
    Plant   | 2
    Plant C | 1

    Recipes
    recipe   | commodity | quantity
    dig      | ore       | 1
    separate | ore       | -2
    separate | acid      | -1
    separate | oxide     | 1
    separate | waste     | 1

    Operations
    plant   | recipe   | yield factor
    Digger  | dig      | 1
    Old pit | dig      | 1
    Plant   | separate | 0.9
    Plant C | separate | 1

    Suppliers
    supplier | site  | commodity | price
    acid     | Works | acid      | 1
    acid C   | Pit   | acid      | 1
    seller   | Pit   | oxide     | 12
    broker   | Town  | oxide     | 30

    Routes
    from  | to    | commodity | freight | transit | loss
    Mine  | Works | ore       | 0.5     | 73      | 2 %
    Mine  | Pit   | ore       | 0.2     | 0       |
    Pit   | Works | ore       | 0.5     | 0       |
    Works | any   | oxide     | 1       | 20      |
    Pit   | any   | oxide     | 0.5     | 0       | 1 %
    Town  | any   | oxide     | 0.5     | 0       |

    Stockpiles
    stockpile | site  | commodity | opening stock | capacity | holding cost
    silo      | Works | ore       | 20            | 30       | 0.1
    store     | City  | oxide     | 6             | 20       | 0.1

    Demand
    market | product | 2026 | 2028 | shortage cost | excluded origins | excluded goods | exclusion from
    City   | oxide   | 6    | 8    | 90            | C                | any            | 2027
    Base   | oxide   | 2    | 4    | 90            | C                | raw            |
    Town   | oxide   | 10   | 12   | 90            |                  |                |

    Disruptions
    disruption | action   | target | value | start | duration | recovery | probability
    flood      | capacity | Digger | 0.2   | 2027  | 1        | 1        | 10 %

    Limits
    limit | measure | of     | scope        | bound    | value | counted at | during
    pit   | share   | oxides | C            | at most  | 0.5   | raw        |
    mine  | share   | oxides | A            | at least | 0.4   | raw        | undisturbed
    each  | share   | oxides | each country | at most  | 0.75  | raw        | always
"""
"""Ore is dug in A or, for less, in C, and separated in S or in C. From 2027 on City takes nothing of C, Base no ore of
C, Town anything; limits count the oxide by where its ore is from."""


@cache
def traced() -> Plan:
    return solved(tables(CHAIN))


def test_a_plan_with_compliant_goods_passes() -> None:
    assert problems_of(traced()) == {}


def test_the_plan_that_passes_is_bound_by_origin() -> None:
    """Compliant ore is stored and shipped; limits by ore bind; without exclusions the plan would be cheaper."""
    plan = traced()
    assert plan.frames["compliant production"]["run"].sum() > 1
    assert plan.frames["compliant shipments"]["shipped"].sum() > 1
    bound = {level.row.limit for level in levels(Ledger.of(plan)) if abs(level.found - level.bound) < 1e-6}
    assert bound >= {"pit"}
    free = asked(Demand, {"market": "City"}, excluded_origins="")(
        asked(Demand, {"market": "Base"}, excluded_origins="")(plan)
    )
    assert solved(free.tables).objective < plan.objective - 1


NONCOMPLIANT: tuple[tuple[str, Change], ...] = (
    ("compliant run above the run", told_of("compliant production", {"plant": "Plant", "node": "2027"}, run=more)),
    ("compliant shipment above what is sent", told_of("compliant shipments", {"node": "2027"}, shipped=more)),
    ("compliant stock above the stock", told_of("compliant stock", {}, stock=lambda each: each + 30)),
    ("a purchase from whom is excluded", told_of("compliant purchases", {"supplier": "acid"}, supplier="acid C")),
    ("runs that take nothing compliant", told_of("compliant production", {"plant": "Digger"}, run=0.0)),
    ("no compliant production", untold("compliant production")),
    ("no compliant shipments", untold("compliant shipments")),
    ("no compliant transfers", untold("compliant transfers")),
    ("a transfer the other way", told_of("compliant transfers", {}, exclusion="no raw from C",
                                         serving="no goods from C")),
    ("a delivery of less", told_of("compliant deliveries", {"market": "City", "node": "2028"}, delivered=less)),
    ("what nobody excludes", told_of("compliant production", {}, exclusion="no goods from A")),
    ("City excludes A too", asked(Demand, {"market": "City"}, excluded_origins="any")),
    ("City excludes earlier", asked(Demand, {"market": "City"}, exclusion_from=2026)),
    ("City excludes S too", asked(Site, {"site": "Works"}, country="C")),
    ("losses on the way", asked(Route, {"origin": "Mine", "destination": "Works"}, loss=0.1)),
    ("time on the way", asked(Route, {"origin": "Mine", "destination": "Works"}, transit=200.0)),
)  # fmt: skip


@pytest.mark.parametrize("tamper", [change for _, change in NONCOMPLIANT], ids=[what for what, _ in NONCOMPLIANT])
def test_goods_that_are_not_compliant_are_found(tamper: Change) -> None:
    assert "compliant supply" in problems_of(tamper(traced()))


@pytest.mark.parametrize(
    ("limit", "changes"),
    [
        ("pit", {"value": by(0.4)}),
        ("mine", {"value": by(0.8)}),
        ("each", {"value": by(0.6)}),
        ("pit", {"during": "always", "value": by(0.5)}),
        ("pit", {"counted_at": "oxides", "value": by(0.3)}),
    ],
)
def test_a_share_by_origin_that_does_not_hold_is_found(limit: str, changes: dict[str, Any]) -> None:
    assert "limits" in problems_of(asked(Limit, {"limit": limit}, **changes)(traced()))


# --- the audit itself ------------------------------------------------------------------------------------------------

PLANS = (
    chain_plan,
    limited,
    traced,
    recycled,
    insured,
    coinciding,
    paid,
    run,
    allied,
    mined_plan,
    closed_plan,
    offtakes,
    guild_plan,
    charged,
)
"""Plans that between them fill every sheet."""

TAMPERINGS = (
    TAMPERED,
    HIDDEN,
    RECYCLED,
    INSURED,
    COINCIDING,
    TAKEN,
    UNRULED,
    CAREERS,
    CAUSED,
    BROKEN,
    UNHELD,
    RESERVED,
    SHUT,
    CONTRACT,
)
"""All changes that some check must find."""


def in_tests(name: str) -> Iterator[Any]:
    """What test modules declare by a name: families bring their own plans (AUDITED) and changes (TAMPERED)."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if f"\n{name}" in path.read_text(encoding="utf-8"):
            yield from getattr(import_module(f"tests.{path.stem}"), name)


def test_every_check_looks_at_something() -> None:
    """A check that looks at nothing in any plan is blind."""
    checked: dict[str, int] = {}
    for plan in (*PLANS, *in_tests("AUDITED")):
        for check in audit(plan()):
            checked[check.name] = checked.get(check.name, 0) + check.checked
    assert [name for name, count in checked.items() if not count] == []


def test_every_check_can_fail() -> None:
    tampered = [*in_tests("TAMPERED"), *(each for tampering in TAMPERINGS for each in tampering)]
    found = {name for name, *_ in tampered} | {
        "limits",
        "limits reported",
        "compliant supply",
    }
    assert found == {check.name for check in audit(chain_plan())}
    assert len(audits()) == len(found)
