"""What holds of strategic stocks whatever the figures: looser rules never cost more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Tables
from model.families.strategic_stocks.rows import ANY_TIME
from model.testing import ByYear, StrategicStock
from tests.conftest import cost_is, least_cost, solved
from tests.figures import audit
from tests.inline import tables
from tests.steps import IN_DISRUPTIONS
from tests.test_properties import at_most, risky, together

few = settings(max_examples=5)

HALF = tables("""
    Strategic stocks
    stockpile | release          | release rate | rotation | rotation cost | budget | total budget
    shed      | disruptions only | 30 %         | 20 %     | 40            | 4      | 6
    """)[StrategicStock][0]
"""Rules for the shed of `chains`, in which magnets are kept at a reference value of 1000; amounts are thousands."""


def ruled(given: Tables, **changes: Any) -> Tables:
    return together(given, Tables.of(given.settings, [replace(HALF, **changes)]))


LOOSER: dict[str, dict[str, Any]] = {
    "released at any time": {"release": ANY_TIME},
    "released faster": {"release_rate": 0.8},
    "not rotated": {"rotation": 0.0},
    "rotated for less": {"rotation_cost": 10.0},
    "more money a year": {"budget": ByYear.of(9.0)},
    "no limit by year": {"budget": None},
    "more money in all": {"total_budget": 9.0},
    "no limit in all": {"total_budget": None},
}


@pytest.mark.parametrize("looser", LOOSER.values(), ids=LOOSER)
@few
@given(given=risky())
def test_a_looser_rule_never_costs_more(looser: dict[str, Any], given: Tables) -> None:
    assert least_cost(ruled(given, **looser)) <= at_most(least_cost(ruled(given)))


@few
@given(given=risky())
def test_rules_that_ask_for_nothing_change_nothing(given: Tables) -> None:
    free = together(given, Tables.of(given.settings, [StrategicStock(stockpile="shed")]))
    assert least_cost(free) == cost_is(least_cost(given))


@few
@given(given=risky(), release=st.sampled_from([ANY_TIME, IN_DISRUPTIONS]), rate=st.floats(0, 1))
def test_the_audit_agrees_with_the_model(given: Tables, release: str, rate: float) -> None:
    plan = solved(ruled(given, release=release, release_rate=round(rate, 2)))
    assert [check for check in audit(plan) if not check.passed] == []


@few
@given(given=risky(), budget=st.floats(0, 9))
def test_undisturbed_stock_never_goes_down(given: Tables, budget: float) -> None:
    """Nor does any course of events cost more than the total budget."""
    plan = solved(ruled(given, total_budget=round(budget, 2)))
    frame = plan.frames["strategic stocks"]
    assert frame[frame["node"] == frame["period"].astype(str)]["released"].sum() == pytest.approx(0, abs=1e-6)
    assert frame[frame["node"] == frame["period"].astype(str)]["added"].sum() <= round(budget, 2) + 1e-6
