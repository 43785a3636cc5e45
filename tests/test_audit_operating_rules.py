"""The audit of how plants are run: it works out again what is in use, shared and blended."""

from __future__ import annotations

from functools import cache

import pytest

from model import Plan
from model.testing import Blending, Limit, OperatingRule, Plant, Property, Route, SharedCapacity, Stockpile
from tests.conftest import solved
from tests.figures import Ledger
from tests.inline import tables
from tests.micro import MICRO
from tests.test_audit import Change, asked, by, less, more, problems_of
from tests.test_audit_risk import told_of

WORKS = """
    Settings
    last year        | 2031
    years per period | 2
    discount rate    | 5 %

    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity
    rich
    poor
    magnet

    Suppliers
    supplier | site | commodity | price
    deep pit | City | rich      | 9
    open pit | City | poor      | 1
    far      | City | magnet    | 60

    Capacity
    plant   | site | technology | existing capacity | availability 2026 | availability 2031
    Works   | City | pressing   | 90                | 80 %              | 100 %
    Mill    | City | pressing   | 60                | 100 %             | 100 %
    Furnace | City |            | 70                | 100 %             | 100 %

    Recipes
    recipe    | commodity | quantity
    from rich | rich      | -1
    from rich | magnet    | 1
    from poor | poor      | -2
    from poor | magnet    | 1

    Operations
    plant | recipe
    Works | from rich
    Works | from poor
    Mill  | from poor

    Shared capacity
    plant | recipe    | takes from | capacity use
    Works | from poor | Furnace    | 0.5
    Mill  | from poor | Furnace    | 0.8

    Properties
    commodity | property | value
    rich      | grade    | 0.8
    poor      | grade    | 0.2
    rich      | thorium  | 4
    poor      | thorium  | 1

    Blending
    plant | property | at least | at most
    Works | grade    | 0.4      |
    Works | thorium  |          | 3.5

    Operating rules
    plant | recipe    | minimum run | cost in use | set up capacity | start up cost | minimum campaign
    Works |           |             | 20          | 6               | 7             |
    Mill  | from poor | 15          | 30          | 3               |               | 3

    Demand
    market | product | 2026 | 2031
    City   | magnet  | 70   | 130

    Disruptions
    disruption | action   | target | value | start | duration | probability
    strike     | capacity | Works  | 0.2   | 2029  | 1        | 10 %

    Limits
    limit | measure       | of       | bound    | value
    crews | plants in use | pressing | at least | 1
"""


@cache
def run() -> Plan:
    return solved(tables(WORKS))


def test_a_plan_of_rules_passes() -> None:
    assert problems_of(run()) == {}


def test_the_plan_that_passes_uses_the_rules() -> None:
    """Both plants are in use, and the feed of Works has the least grade."""
    ledger = Ledger.of(run())
    on = run().frames["in use"].set_index(["plant", "period"])["in_use"]
    assert on["Works", 2030] == on["Mill", 2030] == 1
    ran = ledger.lines.ran
    rich, poor = ran["Works", "from rich", "2030"], 2 * ran["Works", "from poor", "2030"]
    assert 0.8 * rich + 0.2 * poor == pytest.approx(0.4 * (rich + poor))


LATER = {"plant": "Works", "recipe": "from poor", "node": "2030"}

TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("operating rules", "run out of use", told_of("in use", {"plant": "Works", "period": 2028}, in_use=0.0)),
    ("operating rules", "half in use", told_of("in use", {"plant": "Works", "period": 2028}, in_use=0.5)),
    ("operating rules", "too little run", asked(OperatingRule, {"plant": "Mill"}, minimum_run=58.0)),
    ("cost lines", "a dearer set-up", asked(OperatingRule, {"plant": "Mill"}, cost_in_use=by(31.0))),
    ("cost lines", "a higher start-up cost", asked(OperatingRule, {"plant": "Works"}, start_up_cost=8.0)),
    ("capacity reported", "a longer set-up", asked(OperatingRule, {"plant": "Mill"}, set_up_capacity=4.0)),
    ("capacity reported", "more of the furnace", asked(SharedCapacity, {"plant": "Works"}, capacity_use=0.6)),
    ("plant capacity", "an outage", asked(Plant, {"plant": "Works"}, availability=by(0.3))),
    ("blending", "more of the poor", told_of("runs", LATER, run=more)),
    ("blending", "less of the rich", told_of("runs", LATER | {"recipe": "from rich"}, run=less)),
    ("blending", "a higher grade", asked(Blending, {"property": "grade"}, at_least=by(0.45))),
    ("blending", "less thorium", asked(Blending, {"property": "thorium"}, at_most=by(1.5))),
    ("blending", "ore that is poorer", asked(Property, {"commodity": "poor", "property": "grade"}, value=0.1)),
)  # fmt: skip


@pytest.mark.parametrize(("name", "tamper"), [(n, f) for n, _, f in TAMPERED], ids=[what for _, what, _ in TAMPERED])
def test_what_breaks_a_rule_is_found(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(run()))


MANY, FEW = "operating_rules.three_recipes_in_use_at_least", "operating_rules.at_most_one_recipe_in_use"

USED: tuple[tuple[str, str, Change], ...] = (
    ("stockpiles.a_tank_that_has_to_be_built", "plant capacity", asked(Stockpile, {}, capacity_use=3.0)),
    ("stockpiles.a_tank_that_has_to_be_built", "capacity reported", asked(Stockpile, {}, capacity_of="")),
    (MANY, "limits", asked(Limit, {}, value=by(4.0))),
    (MANY, "limits", asked(Limit, {}, bound="at most", value=by(2.0))),
    (FEW, "limits", told_of("in use", {"recipe": "crack"}, in_use=1.0)),
    ("routes.a_port_that_has_to_be_built", "capacity reported", asked(Route, {}, capacity_of="")),
    ("routes.a_port_that_has_to_be_built", "plant capacity", told_of("flows", {}, shipped=lambda x: x + 1)),
)


@pytest.mark.parametrize(("instance", "name", "tamper"), USED)
def test_stock_and_shipments_beyond_the_capacity_of_a_plant_are_found(instance: str, name: str, tamper: Change) -> None:
    plan = solved(MICRO[instance]())
    assert problems_of(plan) == {}
    assert name in problems_of(tamper(plan))


def test_what_is_closed_is_not_in_use() -> None:
    plan = solved(MICRO["operating_rules.what_is_closed_is_not_in_use"]())
    assert problems_of(plan) == {}
    closed = told_of("closures", {"plant": "Mill"}, open=0.0, closed=1.0)
    assert "operating rules" in problems_of(closed(plan))


def test_what_is_not_built_is_not_in_use() -> None:
    plan = solved(MICRO["operating_rules.what_is_not_built_is_not_in_use"]())
    assert problems_of(plan) == {}
    assert "operating rules" in problems_of(told_of("builds", {"project": "Line"}, modules=0.0)(plan))


def test_a_campaign_is_not_cut_short() -> None:
    """Works is in use in 2026 and 2027, by a start in 2026 or in 2025, and not in 2028."""
    longer = asked(OperatingRule, {"plant": "Works"}, minimum_campaign=2.5)
    plan = solved(MICRO["operating_rules.a_campaign_of_two_years"]())
    assert problems_of(plan) == {}
    assert "operating rules" in problems_of(longer(plan))
    plan = solved(MICRO["operating_rules.a_campaign_from_before"]())
    assert problems_of(plan) == problems_of(longer(plan)) == {}
    assert "operating rules" in problems_of(asked(OperatingRule, {"plant": "Works"}, minimum_campaign=3.5)(plan))
