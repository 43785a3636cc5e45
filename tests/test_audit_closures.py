"""The audit of closures: what state plants are in, whether they may be, and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from model import Plan
from model.testing import Closure, Limit
from tests.conftest import solved
from tests.inline import tables
from tests.test_audit import Change, asked, by, more, problems_of, unasked
from tests.test_audit_risk import left_out, told_of, untold

MINES = """
    Settings
    last year        | 2037
    years per period | 2
    discount rate    | 4 %

    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity | reference value
    ore       | 5

    Capacity
    plant | site | technology | existing capacity | in service from
    Old   | City | digging    | 30                |
    Swing | City | digging    | 20                | 2027
    Brief | City | digging    | 10                |

    Recipes
    recipe | commodity | quantity
    dig    | ore       | 1

    Operations
    plant | recipe
    Old   | dig
    Swing | dig
    Brief | dig

    Projects
    project | plant | kind    | module size | maximum modules | minimum size | maximum size | life
    Annex   | Swing | modules | 10          | 2               |              |              | 20
    Block   | Brief | size    |             |                 | 10           | 60           | 14

    Lead times
    project | construction | ramp up year 1
    Annex   | 1.5          | 50 %
    Block   | 0.5          | 80 %

    Costs
    item  | fixed opex | variable opex | fixed capex | capex per unit | salvage
    Old   | 3          | 2             |             |                |
    Swing | 1.5        | 1             |             |                |
    Brief | 4          | 1             |             |                |
    Annex | 1          |               | 20          | 1              | 30 %
    Block | 1          |               | 10          | 2              | 40 %

    Closures
    plant | mothball cost | reopening cost | closing cost | earliest | latest
    Old   |               |                | 10           | 2027     | 2034
    Swing | 0.2           | 6              |              |          | 2033
    Brief | 1.5           | 1              | 3            | 2029     |

    Skills
    skill  | market | headcount | attrition | wage | training time | training cost | training seats
    digger | A      | 12        | 2 %       | 4    | 1             | 2             | 6

    Staffing
    technology | skill  | operation | per plant | construction
    digging    | digger | 90        | 1         | 20

    Suppliers
    supplier | site | commodity | price
    seller   | City | ore       | 20

    Demand
    market | product | 2026 | 2027 | 2028 | 2031 | 2032 | 2033 | 2034 | 2035 | 2036 | shortage cost
    City   | ore     | 50   | 50   | 95   | 95   | 8    | 8    | 45   | 45   | 30   | 90

    Disruptions
    disruption | action   | target | value | start      | duration | probability
    strike     | capacity | seller | 0     | 2028; 2034 | 3        | 5 %
    late       | delay    | any    | 1     | 2028       | 4        | 5 %

    Limits
    limit   | measure  | of      | scope | bound    | value | from year
    at home | capacity | digging | A     | at least | 20    | 2028
"""
"""What is needed rises, falls to almost nothing and rises again; three plants, of which two may grow."""


@cache
def closed_plan() -> Plan:
    return solved(tables(MINES))


def test_a_plan_with_closures_passes() -> None:
    assert problems_of(closed_plan()) == {}


def test_the_plan_that_passes_does_it_all() -> None:
    """A plant with what was built is mothballed and reopened, two are closed, one of them with what was built."""
    plan = closed_plan()
    costs = plan.frames["costs"].groupby("cost")["amount"].sum()
    assert costs[["mothballing", "reopening", "closing", "salvage lost"]].min() > 1 > 0 > costs["fixed cost saved"]
    assert set(plan.frames["builds"]["plant"]) == {"Swing", "Brief"}
    states = plan.frames["closures"].set_index(["plant", "period"])
    assert states.loc[("Swing", 2032), "mothballed"] == states.loc[("Swing", 2036), "open"] == 1
    assert states.loc[("Old", 2028), "closed"] == states.loc[("Brief", 2036), "closed"] == 1


def state(plant: str, period: int, *shares: float) -> Change:
    """The plan says that a plant is in another state: open, mothballed, closed."""
    which = {"plant": plant, "period": period}
    return told_of("closures", which, **dict(zip(("open", "mothballed", "closed"), shares, strict=True)))


SHUT: tuple[tuple[str, str, Change], ...] = (
    ("plant states", "a half", state("Swing", 2028, 0.5, 0.5, 0)),
    ("plant states", "two at once", state("Swing", 2032, 1, 1, 0)),
    ("plant states", "none", state("Brief", 2032, 0, 0, 0)),
    ("plant states", "open after it was closed", state("Old", 2034, 1, 0, 0)),
    ("plant states", "mothballed after it was closed", state("Old", 2036, 0, 1, 0)),
    ("plant states", "closed before it may be", asked(Closure, {"plant": "Old"}, earliest=2029)),
    ("plant states", "mothballed when it may no more be", asked(Closure, {"plant": "Swing"}, latest=2031)),
    ("plant states", "mothballed though it may not be", state("Old", 2028, 0, 1, 0)),
    ("plant states", "closed though it may not be", asked(Closure, {"plant": "Brief"}, closing_cost=None)),
    ("plant states", "a year is left out", left_out("closures", plant="Swing", period=2028)),
    ("plant states", "of which nothing is asked", unasked(Closure, {"plant": "Old"})),
    ("building sites", "mothballed when it is decided", state("Swing", 2026, 0, 1, 0)),
)  # fmt: skip


@pytest.mark.parametrize(("name", "tamper"), [(n, f) for n, _, f in SHUT], ids=[f"{n}: {w}" for n, w, _ in SHUT])
def test_a_plan_that_was_tampered_with_fails(name: str, tamper: Callable[[Plan], Plan]) -> None:
    assert name in problems_of(tamper(closed_plan()))


OTHERS: tuple[tuple[str, str, Change], ...] = (
    ("capacity reported", "all are open", untold("closures")),
    ("plant capacity", "mothballed in use", state("Swing", 2028, 0, 1, 0)),
    ("need reported", "people at a closed plant", state("Old", 2028, 1, 0, 0)),
    ("need reported", "people at what was built", state("Swing", 2032, 1, 0, 0)),
    ("limits", "closed capacity does not count", asked(Limit, {"limit": "at home"}, value=by(67.0))),
    ("cost lines", "the cost of being mothballed", asked(Closure, {"plant": "Swing"}, mothball_cost=0.3)),
    ("cost lines", "the cost of reopening", asked(Closure, {"plant": "Swing"}, reopening_cost=7.0)),
    ("cost lines", "the cost of closing", asked(Closure, {"plant": "Brief"}, closing_cost=4.0)),
    ("cost lines", "fixed opex saved", told_of("costs", {"cost": "fixed cost saved", "item": "Old"}, amount=more)),
    ("cost lines", "salvage of a closed plant", told_of("costs", {"cost": "salvage lost"}, amount=0.0)),
    ("discounting", "closing happens for certain", told_of("costs", {"cost": "closing"}, present_value=more)),
)  # fmt: skip


@pytest.mark.parametrize(("name", "tamper"), [(n, f) for n, _, f in OTHERS], ids=[f"{n}: {w}" for n, w, _ in OTHERS])
def test_other_checks_take_closures_into_account(name: str, tamper: Callable[[Plan], Plan]) -> None:
    assert name in problems_of(tamper(closed_plan()))
