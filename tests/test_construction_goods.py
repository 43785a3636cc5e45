"""Construction goods promise: mistakes in their sheet are told by cell, the audit works out what builds take and finds
a plan that hides it, and sponsors pay for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from model import Plan
from model.families.construction_goods.rows import DURING
from model.testing import ConstructionGood, LeadTime
from tests.books import SHEETS, Sheets, put, told, write
from tests.conftest import solved
from tests.inline import tables
from tests.micro.construction_goods import A_LINE_IN_TWO_YEARS
from tests.steps import check_workbook
from tests.test_audit import Change, asked, more, problems_of
from tests.test_audit_risk import told_of
from tests.test_checks import Planted, doubtful, wrong

GOODS: Sheets = {
    "Construction goods": [
        ["project", "commodity", "per module", "per unit", "taken"],
        ["unit", None, "unit", "unit per unit/y", None],
        ["Magnet line", "Magnet", 3, 0.5, None],
    ]
}

PLANTED = {
    "misspelt project": wrong("Construction goods!A3", ("Magnet line",), put("Construction goods!A3", "Magnet lime")),
    "of nothing": doubtful(
        "Construction goods!C3", ("a quantity per module",), put("Construction goods!C3", None),
        put("Construction goods!D3", None),
    ),
    "not to be had": doubtful(
        "Construction goods!B3", ("can never be built",), put("Construction goods!B3", "Concentrate"),
    ),
    "less than nothing": wrong("Construction goods!C3", ("at least 0",), put("Construction goods!C3", -1)),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_mistake_about_construction_goods_is_reported_at_a_cell(tmp_path: Path, planted: Planted) -> None:
    read, problems = check_workbook(write(tmp_path / "plan.xlsx", *planted.changes, sheets=SHEETS | GOODS))
    here = [each for each in problems if each.where == planted.where and each.is_warning == planted.is_warning]
    for words in planted.says:
        assert any(words in str(each) for each in here), f"{words!r} is not said:\n{told(problems)}"
    assert (read is None) == (not planted.is_warning), told(problems)


def test_a_sound_book_has_nothing_to_tell_about_construction_goods(tmp_path: Path) -> None:
    read, problems = check_workbook(write(tmp_path / "plan.xlsx", sheets=SHEETS | GOODS))
    assert read is not None and read[ConstructionGood]
    assert [each for each in problems if each.sheet == "Construction goods"] == []


STRIKE = """
    Disruptions
    disruption | action   | target | value | start | probability
    strike     | capacity | mill   | 0     | 2027  | 10 %
"""

YARD = """
    Stockpiles
    stockpile | site | commodity | capacity
    yard      | City | steel     | 18
"""

CUT = f"""
{STRIKE}
{YARD}
    Demand
    market | product | 2026 | shortage cost
    City   | steel   | 1    | 500
"""


@cache
def plan_with_goods() -> Plan:
    """Steel that a strike stops, so that some is kept in store."""
    return solved(tables(A_LINE_IN_TWO_YEARS, CUT))


def test_a_plan_with_construction_goods_passes() -> None:
    assert problems_of(plan_with_goods()) == {}


def test_construction_goes_on_in_a_disruption() -> None:
    """The 18 of 2027 are needed during the strike, too, so that they are in store by then."""
    stock = plan_with_goods().frames["stock"].set_index("node")["stock"]
    assert stock["2026"] >= 18


def test_sponsors_pay_for_what_construction_takes() -> None:
    accounts = plan_with_goods().frames["accounts"]
    bought = accounts[(accounts["line"] == "goods bought") & (accounts["subject"] == "Works")]
    assert {"2026", "2027"} <= set(bought["node"])


AUDITED = (plan_with_goods,)
TAMPERED: tuple[tuple[str, str, Change], ...] = (
    (
        "construction goods",
        "more told",
        told_of("construction goods", {"commodity": "steel", "node": "2026"}, taken=more),
    ),
    ("construction goods", "more taken", asked(ConstructionGood, {"commodity": "steel"}, per_module=25.0)),
    ("construction goods", "more by size", asked(ConstructionGood, {"commodity": "steel"}, per_unit=1.5)),
    ("construction goods", "at another time", asked(ConstructionGood, {"commodity": "ore"}, taken=DURING)),
    ("construction goods", "spent otherwise", asked(LeadTime, {"project": "Line"}, spend_year_1=0.5, spend_year_2=0.5)),
    ("mass balance", "more taken", asked(ConstructionGood, {"commodity": "steel"}, per_module=25.0)),
    ("accounts", "more taken", asked(ConstructionGood, {"commodity": "steel"}, per_module=25.0)),
)


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, t) for n, _, t in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_plan_that_was_tampered_with_fails(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(plan_with_goods()))
