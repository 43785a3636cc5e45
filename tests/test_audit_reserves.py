"""The audit of reserves: what is mined, from where, and whether it is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from model import Plan
from model.testing import Operation, Plant, Reserve
from tests.conftest import solved
from tests.inline import tables
from tests.test_audit import Change, asked, by, less, more, problems_of
from tests.test_audit_risk import told_of, untold

MINES = """
    Settings
    last year        | 2031
    years per period | 2
    discount rate    | 5 %

    Countries
    country
    A
    B

    Sites
    site | country
    Hill | A
    City | B

    Commodities
    commodity | reference value
    ore       | 5

    Capacity
    plant | site | existing capacity
    Pit   | Hill | 20

    Recipes
    recipe | commodity | quantity
    rich   | ore       | 1
    poor   | ore       | 1

    Operations
    plant | recipe | capacity use
    Pit   | rich   | 0.5
    Pit   | poor   | 1

    Costs
    item | variable opex
    Pit  | 2

    Reserves
    reserve | plant | recipe | available | extra cost | limit
    vein    | Pit   | rich   | 30        |            | 4
    top     | Pit   |        | 40        |            |
    deep    | Pit   |        | 60        | 3          | 6

    Suppliers
    supplier | site | commodity | price
    seller   | City | ore       | 9

    Routes
    from | to   | commodity | freight
    Hill | City | ore       | 0.5

    Demand
    market | product | 2026 | 2030 | shortage cost
    City   | ore     | 15   | 25   | 60

    Disruptions
    disruption | action   | target | value | start | duration | recovery | probability
    embargo    | capacity | seller | 0     | 2028  | 2        | 1        | 20 %
    flood      | capacity | Pit    | 0.3   | each  | 1        |          | 2 %
"""
"""A vein within a deposit of two steps, which is not enough for all years; without the seller it must be."""


@cache
def mined_plan() -> Plan:
    return solved(tables(MINES))


def test_a_plan_with_reserves_passes() -> None:
    assert problems_of(mined_plan()) == {}


def test_the_plan_that_passes_is_short_of_reserves() -> None:
    """All three are mined, some is bought, and the top is exhausted."""
    plan = mined_plan()
    frame = plan.frames["reserves"]
    assert frame.groupby("reserve")["mined"].sum().min() > 1
    last = frame[frame["node"] == "2030"].set_index("reserve")["left"]
    assert last["top"] == pytest.approx(0, abs=1e-6) and plan.frames["purchases"]["bought"].sum() > 1


RESERVED: tuple[tuple[str, str, Change], ...] = (
    ("mined reserves", "more mined", told_of("reserves", {"reserve": "top", "node": "2026"}, mined=more)),
    ("mined reserves", "nothing said", untold("reserves")),
    ("mined reserves", "a slower limit", asked(Reserve, {"reserve": "deep"}, limit=by(1.0))),
    ("mined reserves", "a smaller share", asked(Reserve, {"reserve": "deep"}, limit_share=0.05)),
    ("mined reserves", "of the other recipe", asked(Reserve, {"reserve": "vein"}, recipe="poor")),
    ("mined reserves", "more capacity used", asked(Operation, {"recipe": "rich"}, capacity_use=0.6)),
    ("depletion", "less there", asked(Reserve, {"reserve": "top"}, available=39.0)),
    ("depletion", "more in a branch", told_of("reserves", {"node": "embargo, 2028 / 2028"}, mined=lambda x: x + 20)),
    ("reserves reported", "never exhausted", asked(Reserve, {"reserve": "deep"}, available=None)),
    ("reserves reported", "more left", told_of("reserves", {"reserve": "deep", "node": "2028"}, left=more)),
    ("reserves reported", "less left", told_of("reserves", {"node": "flood, 2026 / 2026"}, left=less)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, f) for n, _, f in RESERVED], ids=[f"{n}: {w}" for n, w, _ in RESERVED]
)
def test_a_plan_that_was_tampered_with_fails(name: str, tamper: Callable[[Plan], Plan]) -> None:
    assert name in problems_of(tamper(mined_plan()))


@pytest.mark.parametrize(
    ("name", "tamper"),
    [
        ("cost lines", asked(Reserve, {"reserve": "deep"}, extra_cost=4.0)),
        ("names", told_of("reserves", {"reserve": "top"}, reserve="bottom")),
        ("cost lines", asked(Plant, {"plant": "Pit"}, site="City")),
    ],
    ids=["dearer", "unknown", "elsewhere"],
)
def test_other_checks_take_reserves_into_account(name: str, tamper: Callable[[Plan], Plan]) -> None:
    assert name in problems_of(tamper(mined_plan()))
