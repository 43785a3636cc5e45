"""Export quotas promise: mistakes in their sheet are told by cell, the audit works them out again and finds a plan that
hides them, and less that may leave never costs less."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from model import Plan, Tables
from model.audit.export_quotas import leaving
from model.testing import ExportQuota, Route
from tests.books import SHEETS, Sheets, put, put_row, write
from tests.books import told as told_of
from tests.conftest import cost_is, least_cost, solved
from tests.figures import Ledger
from tests.steps import check_workbook, results_bytes
from tests.test_audit import Change, asked, by, chain, more, problems_of, told, unasked
from tests.test_audit_risk import DISRUPTIONS, with_risk
from tests.test_checks import Planted, doubtful, wrong
from tests.test_properties import at_most, chains, together

# --- checks ----------------------------------------------------------------------------------------------------------

QUOTAS: Sheets = {
    "Export quotas": [
        ["country", "commodity", "to", "quota", "duty"],
        ["unit", None, None, "unit/y", "USD/unit"],
        ["China", "Oxide", None, 40, None],
        ["China", "magnet", "USA", 100, 5000],
    ]
}

PLANTED = {
    "misspelt country": wrong("Export quotas!A3", ('Did you mean "China"?',), put("Export quotas!A3", "Chnia")),
    "a bloc": wrong("Export quotas!A3", ("Countries",), put("Export quotas!A3", "ally")),
    "misspelt goods": wrong("Export quotas!B3", ('Did you mean "Oxide"?',), put("Export quotas!B3", "Oxid")),
    "negative quota": wrong("Export quotas!D3", ("at least 0",), put("Export quotas!D3", -1)),
    "the same twice": wrong(
        "Export quotas!A5", ("Rows 4 and 5",), put_row("Export quotas", "China", "magnet", "USA", 50, None)
    ),
    "goods of two units": wrong(
        "Export quotas!B3", ("Oxide is in t", "Weak magnet is in piece"), put("Export quotas!B3", "any"),
        put("Commodities!C8", "piece"),
    ),
    "what is not shipped": doubtful(
        "Export quotas!A3", ("no route carries 'Iron' from China abroad",), put("Export quotas!B3", "Iron")
    ),
    "what does not go there": doubtful(
        "Export "
        "quotas!A4", ("no route carries 'magnet' from China to 'Australia'",), put("Export quotas!C4", "Australia")
    ),
    "what stays in the country": doubtful(
        "Export quotas!A4", ("all of 'Shanghai' is in China",), put("Export quotas!C4", "Shanghai")
    ),
    "no duty at all": doubtful("Export quotas!E4", ("a duty above 0 in some year",), put("Export quotas!E4", 0)),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_mistake_about_export_quotas_is_reported_at_a_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *planted.changes, sheets=SHEETS | QUOTAS))
    here = [each for each in problems if each.where == planted.where and each.is_warning == planted.is_warning]
    assert here, f"nothing reported at {planted.where}:\n{told_of(problems)}"
    for words in planted.says:
        assert any(words in str(each) for each in here), f"{words!r} is not said:\n{told_of(here)}"
    assert (tables is None) == (not planted.is_warning), told_of(problems)


def test_a_sound_book_has_nothing_to_tell_about_export_quotas(tmp_path: Path) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", sheets=SHEETS | QUOTAS))
    assert tables is not None and tables[ExportQuota]
    assert [each for each in problems if each.sheet == "Export quotas"] == []


# --- audit -----------------------------------------------------------------------------------------------------------

LEAVING = """
    Export quotas
    country | commodity  | to   | quota 2026 | quota 2036 | duty 2026 | duty 2036
    C       | oxide      |      | 30         | 10         |           |
    A       | separation | ally | 20         | 40         | 2         | 6
    C       | any        | Port | 1          | 1          | 1         | 1
    B       | magnet     |      | 5          |            |           |
"""
"""Quotas with and without a duty; two on the same lanes; one on what is not exported."""


@cache
def plan_of(case: str) -> Plan:
    extra = (DISRUPTIONS,) if case == "disrupted" else ()
    return solved(with_risk(chain(), LEAVING, *extra))


@pytest.mark.parametrize("case", ["calm", "disrupted"])
def test_a_plan_with_export_quotas_passes(case: str) -> None:
    assert problems_of(plan_of(case)) == {}


def test_the_plan_that_passes_exports() -> None:
    """A quota without a duty is used up, and duties are paid; what nobody can export has no line."""
    plan = plan_of("calm")
    lines = plan.frames["export quotas"]
    strict = lines.query("country == 'C' and goods == 'oxide'")
    assert (strict["exported"] >= strict["quota"] - 1e-6).any() and strict["exported"].gt(0).any()
    assert lines.query("country == 'A'")["duty"].gt(0).any()
    assert "B" not in set(lines["country"])
    sent = leaving(Ledger.of(plan), ExportQuota(country="B", commodity="any", quota=by(0.0)))
    assert not any(sent.values())


AUDITED = (partial(plan_of, "calm"),)
"""Plans in which its checks look at something."""

TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("export quotas", "more exported", told("export quotas", 0, exported=more)),
    ("export quotas", "another quota", told("export quotas", 0, quota=more)),
    ("export quotas", "more beyond", told("export quotas", 0, beyond=more)),
    ("export quotas", "nobody's quota", told("export quotas", 0, goods="any")),
    ("export quotas", "more shipped", told("flows", None, shipped=more)),
    ("export quotas", "less allowed", asked(ExportQuota, {"commodity": "oxide"}, quota=by(1.0))),
    ("export quotas", "no duty asked", asked(ExportQuota, {"country": "A"}, duty=None)),
    ("export quotas", "other goods", asked(ExportQuota, {"country": "A"}, commodity="ore")),
    ("export quotas", "elsewhere", asked(ExportQuota, {"country": "A"}, to="C")),
    ("export quotas", "no such row", unasked(ExportQuota, {"commodity": "oxide"})),
    ("export duties reported", "another duty told", told("export quotas", 0, duty=more)),
    ("cost lines", "another duty asked", asked(ExportQuota, {"country": "A"}, duty=by(9.0))),
    ("cost lines", "none paid", told("costs", None, cost=lambda cost: cost.replace("export duties", "tariffs"))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, t) for n, _, t in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_plan_that_was_tampered_with_fails(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(plan_of("calm")))


def test_a_quota_holds_in_a_disruption() -> None:
    """More than the quota at one node of a disruption only."""
    plan = plan_of("disrupted")
    flows = plan.frames["flows"]
    of_rival = (flows["origin"] == "Rival") & (flows["node"] != flows["period"].astype(str))
    change = told("flows", int(flows.index[of_rival][0]), shipped=1e4)
    assert "export quotas" in problems_of(change(plan))


def test_the_results_have_a_sheet_of_export_quotas() -> None:
    """In the unit of the goods, where they have one."""
    page = openpyxl.load_workbook(io.BytesIO(results_bytes(plan_of("calm"))))["Export quotas"]
    cells = {str(cell.value) for row in page.iter_rows() for cell in row}
    assert {"exported", "beyond", "separation", "t/y", "thousand USD"} <= cells


# --- properties ------------------------------------------------------------------------------------------------------


def held_to(given: Tables, **columns: Any) -> Tables:
    """A quota on all that leaves the country of the works."""
    return together(given, Tables.of(given.settings, [ExportQuota(country="B", commodity="magnet", **columns)]))


@given(given=chains(), quota=st.integers(0, 150), fewer=st.integers(0, 50), duty=st.integers(0, 2000))
def test_a_smaller_quota_or_a_higher_duty_never_costs_less(given: Tables, quota: int, fewer: int, duty: int) -> None:
    """From no quota over a duty beyond it, a higher one and nothing beyond it, to nothing beyond a smaller quota."""
    costs = [
        least_cost(given),
        least_cost(held_to(given, quota=by(quota), duty=by(duty))),
        least_cost(held_to(given, quota=by(quota), duty=by(duty + 100))),
        least_cost(held_to(given, quota=by(quota))),
        least_cost(held_to(given, quota=by(max(0, quota - fewer)))),
    ]
    assert all(cheap <= at_most(dear) for cheap, dear in pairwise(costs))


@given(given=chains(), duty=st.integers(0, 2000))
def test_a_duty_beyond_nothing_is_freight(given: Tables, duty: int) -> None:
    """A quota of 0 with a duty is an export tax: it costs what as much more freight would."""
    taxed = held_to(given, quota=by(0.0), duty=by(float(duty)))
    assert least_cost(taxed) == cost_is(least_cost(with_freight(given, duty)))


def with_freight(given: Tables, more_freight: int) -> Tables:
    def dearer(row: Route) -> Route:
        points = {year: each + more_freight for year, each in row.freight.points}
        return replace(row, freight=by(points)) if row.commodity == "magnet" else row

    return replace(given, rows={**given.rows, Route: [dearer(row) for row in given[Route]]})


@given(given=chains(), quota=st.integers(0, 100), duty=st.integers(1, 500))
def test_the_audit_agrees_with_the_model_on_export_quotas(given: Tables, quota: int, duty: int) -> None:
    held = held_to(given, quota=by(quota), duty=by(duty))
    assume(math.isfinite(least_cost(held)))
    assert problems_of(solved(held)) == {}
