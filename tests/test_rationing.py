"""Rationing promises: mistakes in its sheet are reported by cell, the audit recomputes shortage rates and rejects a
plan that hides a favourite, a rule never costs less than none, and one that allows more never costs more."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Plan, Tables
from model.families.rationing.rows import PRIORITY, PRO_RATA
from model.testing import Demand, Rationing
from tests.books import SHEETS, Sheets, put, put_row, write
from tests.books import told as told_of
from tests.conftest import least_cost, solved
from tests.inline import tables
from tests.micro.rationing import TWO_MARKETS
from tests.steps import check_workbook
from tests.test_audit import Change, asked, by, more, problems_of, told, unasked
from tests.test_checks import Planted, doubtful, drop_rows, wrong
from tests.test_properties import at_most

# --- checks ----------------------------------------------------------------------------------------------------------

RULES: Sheets = {
    "Rationing": [
        ["rationing", "of", "scope", "rule", "first", "factor"],
        ["unit", None, None, None, None, "×"],
        ["fair", "any", "any", "pro rata", None, 1.5],
        ["hospitals", None, None, "priority", "USA", None],
    ],
    "Demand": [*SHEETS["Demand"], ["Shanghai", "Weak magnet", 90000, 0, 10, 10, 10]],
    "Disruptions": [
        ["disruption", "action", "target", "value"],
        ["unit", None, None, "×"],
        ["China stops", "exports", "China", 0],
    ],
}

PLANTED = {
    "misspelt place": wrong("Rationing!C3", ('Did you mean "any"?',), put("Rationing!C3", "anny")),
    "a rule that there is not": wrong("Rationing!D3", ("pro rata",), put("Rationing!D3", "first come")),
    "none first": wrong("Rationing!E4", ("the markets that come first", "or give tiers"),
                        put("Rationing!E4", None)),
    "two tiers of a market": wrong(
        "Demand!H5", ("one tier for each market", "Demand!H4 has 'defence'"),
        put("Demand!H1", "tier"), put("Demand!H4", "defence"), put_row("Demand", "Shanghai", "Magnet", 90000, 0, 10),
    ),
    "one tier where it applies": doubtful(
        "Rationing!C4", ("markets of two tiers or more",),
        put("Demand!H1", "tier"), put("Demand!H4", "defence"), put("Rationing!E4", None), put("Rationing!C4", "USA"),
    ),
    "some first, pro rata": wrong("Rationing!E3", ("no market comes first",), put("Rationing!E3", "USA")),
    "no shortage at all": wrong("Rationing!F3", ("would forbid every shortage",), put("Rationing!F3", 0.5)),
    "last of all": wrong("Rationing!F4", ("that is no priority",), put("Rationing!F4", 2)),
    "per cent typed as a factor": doubtful(
        "Rationing!F3", ("a factor below 13", "no effect", "Type 1.2 if 120 % is meant"), put("Rationing!F3", 120)
    ),
    "one market": doubtful("Rationing!C3", ("fewer than two parties",), put("Rationing!C3", "USA")),
    "no other market": doubtful("Rationing!C4", ("other markets than those of 'USA'",), put("Rationing!C4", "USA")),
    "goods of two units": wrong(
        "Rationing!B3", ("Magnet is in t", "Weak magnet is in piece"), put("Commodities!C8", "piece")
    ),
    "all markets first": doubtful("Rationing!E4", ("some of the markets of 'any', not all",),
                                  put_row("Groups", "Both", "USA"), put_row("Groups", "Both", "China"),
                                  put("Rationing!E4", "Both")),
    "first where nothing is in demand": doubtful("Rationing!E4", ("a market of 'any' with demand",),
                                                 put("Rationing!E4", "Australia")),
    "goods of one market": doubtful("Rationing!B3", ("that two markets or more",), put("Rationing!B3", "Magnet")),
    "no disruption": doubtful("Rationing!A3", ("the sheet Disruptions is empty",), drop_rows("Disruptions", 3)),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_mistake_about_rationing_is_reported_at_a_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *planted.changes, sheets=SHEETS | RULES))
    here = [each for each in problems if each.where == planted.where and each.is_warning == planted.is_warning]
    assert here, f"nothing reported at {planted.where}:\n{told_of(problems)}"
    for words in planted.says:
        assert any(words in str(each) for each in here), f"{words!r} is not said:\n{told_of(here)}"
    assert (tables is None) == (not planted.is_warning), told_of(problems)


def test_a_sound_book_has_nothing_to_tell_about_rationing(tmp_path: Path) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", sheets=SHEETS | RULES))
    assert tables is not None and tables[Rationing]
    assert [each for each in problems if each.sheet == "Rationing"] == []


# --- audit -----------------------------------------------------------------------------------------------------------

BOTH = """
    Rationing
    rationing | of    | rule     | first | factor
    fair      | oxide | pro rata |       | 1.25
    first     | any   | priority | City  | 0.9
"""

ALIKE = """
    Rationing
    rationing | of    | rule   | leeway
    alike     | oxide | parity | 30 %
"""


@cache
def plan_of() -> Plan:
    return solved(tables(TWO_MARKETS, BOTH))


@cache
def plan_alike() -> Plan:
    return solved(tables(TWO_MARKETS, ALIKE))


def test_a_plan_with_rationing_passes() -> None:
    assert problems_of(plan_of()) == problems_of(plan_alike()) == {}


AUDITED = (plan_of,)
"""Plans in which its check looks at something."""

TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("rationing", "more unmet than is reported", told("rationing", 0, unmet=more)),
    ("rationing", "more allowed", told("rationing", 0, allowed=more)),
    ("rationing", "a rule for other goods", told("rationing", 0, goods="magnet")),
    ("rationing", "another is short", told("service", None, shortage=more)),
    ("rationing", "all alike", asked(Rationing, {"rationing": "fair"}, factor=1.0)),
    ("rationing", "the other first", asked(Rationing, {"rationing": "first"}, first="Town")),
    ("rationing", "less for the first", asked(Rationing, {"rationing": "first"}, factor=0.1)),
    ("rationing", "no such rule", unasked(Rationing, {"rationing": "fair"})),
    ("rationing", "more leeway", asked(Rationing, {"rationing": "fair"}, leeway=0.1)),
    ("rationing", "other demand", asked(Demand, {"market": "Town"}, quantity=by(10.0))),
)


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, t) for n, _, t in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_plan_that_was_tampered_with_fails(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(plan_of()))


# --- properties ------------------------------------------------------------------------------------------------------


def ruled(rule: str, factor: float, **columns: str) -> Tables:
    given = tables(TWO_MARKETS)
    rows = [row for part in given.rows.values() for row in part]
    return Tables.of(given.settings, [*rows, Rationing(rationing="rule", rule=rule, factor=factor, **columns)])


costs = cache(lambda rule, factor, first: least_cost(ruled(rule, factor, first=first)))
free = cache(partial(least_cost, tables(TWO_MARKETS)))


@given(hundredths=st.integers(100, 200), further=st.integers(0, 100))
def test_more_room_pro_rata_never_costs_more(hundredths: int, further: int) -> None:
    strict, loose = (costs(PRO_RATA, each / 100, "") for each in (hundredths, hundredths + further))
    assert free() <= at_most(loose) and loose <= at_most(strict)


@given(hundredths=st.integers(0, 100), further=st.integers(0, 100), first=st.sampled_from(("City", "Town")))
def test_a_weaker_priority_never_costs_more(hundredths: int, further: int, first: str) -> None:
    strict, loose = (costs(PRIORITY, min(each, 100) / 100, first) for each in (hundredths, hundredths + further))
    assert free() <= at_most(loose) and loose <= at_most(strict)


def test_a_rule_that_holds_anyway_costs_nothing() -> None:
    """A factor that is never reached, and the priority of those whom a shortage costs most."""
    assert costs(PRO_RATA, 10.0, "") == pytest.approx(free())
    assert costs(PRIORITY, 1.0, "City") == pytest.approx(free())
