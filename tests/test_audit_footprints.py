"""The audit of footprints: it works out again what is caused, allowed and charged, and finds a plan that hides it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from model import Infeasible, Plan, Tables
from model.audit.footprints import caused
from model.testing import ByYear, Footprint, FootprintLimit, Operation, Site, TransportFootprint
from tests.conftest import cost_is, least_cost, solved
from tests.inline import tables
from tests.test_audit import Change, Ledger, asked, by, chain, more, problems_of, told, unasked
from tests.test_audit_risk import DISRUPTIONS, with_risk
from tests.test_properties import at_most, chains, together

CAUSES = """
    Footprints
    footprint | item        | recipe   | amount | unit
    CO2       | separation  |          | 0.5    | t
    CO2       | Sep         | leach    | 0.9    |
    CO2       | any         | sinter   | 0.3    |
    CO2       | Rival oxide |          | 2      |
    water     | Sep         |          | 6      | m3
    water     | Sep         | separate | 4      |
    waste     | any         |          | 0.1    | t

    Transport footprints
    footprint | from | to    | commodity  | amount | unit
    CO2       | any  | any   |            | 0.01   | t
    CO2       | A    | coast | separation | 0.02   |
    CO2       | Mine | Works |            | 0.05   |
    noise     | any  | City  | oxide      | 0.1    | dB
"""
"""Footprints of all kinds, of which the rows that say more hold."""

LIMITS = """
    Footprint limits
    name     | footprint | scope | charge 2026 | charge 2036 | limit 2026 | limit 2036 | total
    price    | CO2       | ally  | 5           | 20          |            |            |
    levy     | CO2       | B     | 3           |             |            |            |
    abroad   | CO2       | C     |             |             | 60         | 40         |
    well     | water     | Sep   | 0.1         |             | 500        |            | 3000
    heap     | waste     |       |             |             | 100        |            | 100
    nobody's | water     | Port  | 9           |             | 1          |            |
"""
"""Charges and limits of all kinds: some bind, some do not, one counts nothing."""


@cache
def plan_of(case: str) -> Plan:
    extra = (DISRUPTIONS,) if case == "disrupted" else ()
    return solved(with_risk(chain(), CAUSES, LIMITS, *extra))


def charged() -> Plan:
    """The plan in which nothing goes wrong."""
    return plan_of("calm")


@pytest.mark.parametrize("case", ["calm", "disrupted"])
def test_a_plan_with_footprints_passes(case: str) -> None:
    assert problems_of(plan_of(case)) == {}


def test_the_plan_that_passes_causes_something() -> None:
    """Every footprint is caused, by plants, a supplier and lanes; the water and the rival's CO2 are at their limits."""
    plan = plan_of("calm")
    found = caused(Ledger.of(plan))
    assert {footprint for footprint, _, _ in found} == {"CO2", "water", "waste", "noise"}
    assert {item for _, item, _ in found} >= {"Sep", "Rival oxide", "Mine → Works: ore"}
    limits = plan.frames["footprint limits"]
    assert (limits["amount"] >= limits["limit"] - 1e-6).any()
    charged = plan.frames["costs"].query("cost == 'footprint charges'")
    assert set(charged["country"]) == {"A", "B"} and charged["amount"].gt(0).all()


TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("footprints reported", "one amount", told("footprints", 0, amount=more)),
    ("footprints reported", "a country's amount", told("footprint by country", 0, amount=more)),
    ("footprints reported", "another country", told("footprint by country", 0, country="C")),
    ("footprints reported", "an unknown item", told("footprints", 0, item="Nobody")),
    ("footprints reported", "one run", told("runs", 0, run=more)),
    ("footprints reported", "one purchase", told("purchases", None, bought=more)),
    ("footprints reported", "one flow", told("flows", 0, shipped=more)),
    ("footprints reported", "capacity use", asked(Operation, {"recipe": "separate"}, capacity_use=1.1)),
    ("footprints reported", "a plant's amount", asked(Footprint, {"recipe": "leach"}, amount=1.0)),
    ("footprints reported", "a supplier's amount", asked(Footprint, {"item": "Rival oxide"}, amount=1.0)),
    ("footprints reported", "the row that says most", unasked(Footprint, {"recipe": "separate"})),
    ("footprints reported", "a lane's amount", asked(TransportFootprint, {"origin": "Mine"}, amount=0.06)),
    ("footprints reported", "the lane's row that says most", unasked(TransportFootprint, {"origin": "Mine"})),
    ("footprints reported", "distance", asked(Site, {"site": "Mine"}, longitude=121.0)),
    ("footprint limits", "one amount", told("footprint limits", 0, amount=more)),
    ("footprint limits", "another limit", told("footprint limits", None, limit=more)),
    ("footprint limits", "an unknown limit", told("footprint limits", 0, footprint="smoke")),
    ("footprint limits", "less allowed", asked(FootprintLimit, {"name": "well"}, limit=by(1.0))),
    ("footprint limits", "less in all", asked(FootprintLimit, {"name": "heap"}, total=1.0)),
    ("footprint limits", "of somebody else", asked(FootprintLimit, {"name": "abroad"}, scope="any")),
    ("cost lines", "another charge", asked(FootprintLimit, {"name": "price"}, charge=by(6.0))),
    ("cost lines", "charged to others", asked(FootprintLimit, {"name": "levy"}, scope="A")),
    ("cost lines", "no charge", unasked(FootprintLimit, {"name": "levy"})),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, t) for n, _, t in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_plan_that_was_tampered_with_fails(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(plan_of("calm")))


def test_a_limit_holds_in_a_disruption() -> None:
    """More than the limit at nodes of disruptions only."""

    def more_in_disruptions(plan: Plan) -> Plan:
        runs = plan.frames["runs"]
        worst = runs.index[(runs["plant"] == "Sep") & (runs["node"] != runs["period"].astype(str))][0]
        return told("runs", int(worst), run=1e4)(plan)

    assert "footprint limits" in problems_of(more_in_disruptions(plan_of("disrupted")))


# --- properties ------------------------------------------------------------------------------------------------------

SOME = """
    Footprints
    footprint | item     | amount
    CO2       | pressing | {0}
    CO2       | importer | {1}
"""


def limited(given: Tables, **columns: Any) -> Tables:
    """A limit on all that is caused."""
    return together(given, Tables.of(given.settings, [FootprintLimit(name="it", footprint="CO2", **columns)]))


@st.composite
def causing(draw: st.DrawFn) -> Tables:
    return together(draw(chains()), tables(SOME.format(draw(st.integers(0, 3)), draw(st.integers(0, 3)))))


@given(given=causing())
def test_what_is_neither_limited_nor_charged_changes_nothing(given: Tables) -> None:
    rows = {each: lines for each, lines in given.rows.items() if each is not Footprint}
    assert least_cost(given) == cost_is(least_cost(Tables(given.settings, rows)))


@given(given=causing(), first=st.integers(0, 200), second=st.integers(0, 200))
def test_a_higher_charge_never_costs_less(given: Tables, first: int, second: int) -> None:
    low, high = sorted((first, second))
    cheap, dear = (least_cost(limited(given, charge=ByYear.of(each))) for each in (low, high))
    assert least_cost(given) <= at_most(cheap) and cheap <= at_most(dear)


@pytest.mark.parametrize("bound", ["limit", "total"])
@given(given=causing(), first=st.integers(0, 400), second=st.integers(0, 400))
def test_a_tighter_footprint_limit_never_costs_less(bound: str, given: Tables, first: int, second: int) -> None:
    tight, wide = sorted((first, second))
    held = [
        least_cost(limited(given, **{bound: ByYear.of(each) if bound == "limit" else float(each)}))
        for each in (wide, tight)
    ]
    assert least_cost(given) <= at_most(held[0]) and held[0] <= at_most(held[1])


@given(given=causing(), charge=st.integers(0, 200), limit=st.integers(20, 400))
def test_the_audit_agrees_with_the_model_on_footprints(given: Tables, charge: int, limit: int) -> None:
    bounded = limited(given, charge=ByYear.of(charge), limit=ByYear.of(limit))
    try:
        plan = solved(bounded)
    except Infeasible:
        assume(False)
    assert problems_of(plan) == {}
