"""Audit of goods that keep for some time, output that comes later, whole people and take-back: each check can fail."""

from __future__ import annotations

from functools import partial

import pytest

from model.testing import LeadTime, Operation, Recipe, Recycling, Stockpile
from tests.micro.solved import plan_of
from tests.test_audit import Change, more, problems_of
from tests.test_audit import asked as stated
from tests.test_audit import told as said

LATER, KEPT = "maturing.pressed_a_year_and_a_half_before", "stockpiles.stock_that_expires"
OWN = "maturing.an_output_sooner_than_the_others"
OWED = "investment.payments_after_the_plan_that_count"
WHOLE, DUTY = "workforce.whole_people_are_employed", "recycling.a_take_back_duty_that_is_partly_missed"

TAMPERINGS: tuple[tuple[str, str, str, Change], ...] = (
    ("work in progress", LATER, "more told", said("work in progress", 0, in_progress=more)),
    ("work in progress", LATER, "it comes sooner", stated(Operation, {"recipe": "press"}, delay=0.5)),
    ("mass balance", OWN, "the alloy comes at once, too", stated(Recipe, {"commodity": "alloy"}, delay=0.0)),
    ("mass balance", OWN, "magnets come later, too", stated(Recipe, {"commodity": "magnet"}, delay=None)),
    ("cost lines", OWED, "a payment more is due", stated(LeadTime, {}, annuity_years=4)),
    ("cost lines", OWED, "what is due later does not count", stated(LeadTime, {}, payments_after="left out")),
    ("shelf life", KEPT, "more told", said("received", 0, received=more)),
    ("shelf life", KEPT, "it keeps for less", stated(Stockpile, {}, shelf_life=0.5)),
    ("whole people", WHOLE, "half a person", said("workforce", 0, people=2.5)),
    ("take-back", DUTY, "less is missed", said("take-back", 0, missed=1.0)),
    ("take-back", DUTY, "more is due", stated(Recycling, {}, minimum_collection=0.8)),
    ("take-back", DUTY, "nothing is charged", stated(Recycling, {}, shortfall_cost=None)),
)
TAMPERED = tuple((name, where, tamper) for name, _, where, tamper in TAMPERINGS)
"""Checks that must fail, and what was done to a plan."""
AUDITED = tuple(partial(plan_of, name) for name in (LATER, KEPT, OWN, OWED, WHOLE, DUTY))


@pytest.mark.parametrize("name", [LATER, KEPT, OWN, OWED, WHOLE, DUTY])
def test_a_plan_passes(name: str) -> None:
    assert problems_of(plan_of(name)) == {}


@pytest.mark.parametrize(
    ("name", "plan", "tamper"), [(n, p, t) for n, p, _, t in TAMPERINGS], ids=[f"{n}: {w}" for n, _, w, _ in TAMPERINGS]
)
def test_a_plan_that_was_tampered_with_fails(name: str, plan: str, tamper: Change) -> None:
    assert name in problems_of(tamper(plan_of(plan)))
