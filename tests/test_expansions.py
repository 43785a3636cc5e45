"""Expansions promise: what is wrong with their rows is told by cell, the audit finds a plan that hides more than was
opened, what must give is one of their cells, and next year's workbook knows what was opened."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Plan
from model.reports.results.decisions import by_country_and_stage
from model.testing import ByYear, Decision, Project
from tests.books import SHEETS, Sheets, put, put_row, write
from tests.books import told as told_of
from tests.conftest import matrix_of, solved
from tests.figures import building, builds, without_tokens
from tests.inline import tables as tables_of
from tests.micro import case
from tests.micro.investment import expansion_year_by_year
from tests.steps import View, check_workbook, rolled, run_checks
from tests.studies import Subjects
from tests.test_audit import Change, asked, problems_of, told
from tests.test_checks import Planted, doubtful, wrong
from tests.test_diagnosis import CITY, DEMAND, WORKS, answer, conflicts, remedies

# --- checks ----------------------------------------------------------------------------------------------------------

LINES: Sheets = {
    "Projects": [
        ["project", "plant", "kind", "minimum size", "maximum size", "maximum addition", "module size"],
        ["unit", None, None, "unit/y", "unit/y", "unit/y", "unit/y"],
        ["Separation module", "Port separation", "expansion", None, 50, 10, None],
        ["Magnet line", "Texas magnets", "size", 5, 40, None, None],
        ["Separation block", "Port separation", "size", 10, 50, None, None],
    ],
    "Lead times": [["project", "permitting"], ["unit", "years"]],
    "Closures": [["plant", "mothball cost"], ["unit", "USD/y per unit/y"]],
}

PLANTED = {
    "no maximum": wrong("Projects!E3", ("a maximum size",), put("Projects!E3", None)),
    "too little a year": wrong("Projects!F3", ("at least 20, so that",), put("Projects!D3", 20)),
    "additions of a size": doubtful("Projects!F4", ("make the kind 'expansion'",), put("Projects!F4", 5)),
    "modules of an expansion": doubtful("Projects!G3", ("expanded by any size",), put("Projects!G3", 5)),
    "a plant that may be closed": wrong(
        "Closures!A3", ("no project of kind 'expansion'",), put_row("Closures", "Port separation", 5)
    ),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_mistake_about_expansions_is_reported_at_a_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *planted.changes, sheets=SHEETS | LINES))
    here = [each for each in problems if each.where == planted.where and each.is_warning == planted.is_warning]
    assert here, f"nothing reported at {planted.where}:\n{told_of(problems)}"
    for words in planted.says:
        assert any(words in str(each) for each in here), f"{words!r} is not said:\n{told_of(here)}"
    assert (tables is None) == (not planted.is_warning), told_of(problems)


# --- audit -----------------------------------------------------------------------------------------------------------


@cache
def plan() -> Plan:
    return solved(expansion_year_by_year())


AUDITED = (plan,)
TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("expansions", "never opened", told("builds", 0, modules=0.0)),
    ("expansions", "more in a year", told("builds", 2, size=10.5)),
    ("expansions", "less allowed in a year", asked(Project, {"project": "Line"}, maximum_addition=9.0)),
    ("expansions", "less allowed in total", asked(Project, {"project": "Line"}, maximum_size=24.0)),
    ("expansions", "opened with more", asked(Project, {"project": "Line"}, minimum_size=11.0)),
)


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, t) for n, _, t in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_plan_that_was_tampered_with_fails(name: str, tamper: Change) -> None:
    assert problems_of(plan()) == {}
    assert name in problems_of(tamper(plan()))


# --- what follows ----------------------------------------------------------------------------------------------------


def test_what_must_give_is_how_much_is_added_a_year() -> None:
    """100 are needed at once, and 40 may be added a year of at most 200."""
    found = answer(
        CITY, WORKS, DEMAND,
        """
        Projects
        project | plant | kind      | maximum size | maximum addition
        line    | works | expansion | 200          | 40
        """,
    )  # fmt: skip
    assert conflicts(found) == [{"Demand!C3", "Projects!E3"}]
    assert remedies(found) == [{"Demand!C3": 40}, {"Projects!E3": 100}]


def test_next_years_workbook_has_what_was_opened_and_added() -> None:
    """Rolled by a year the rest is decided as before, for what it costs from then on."""
    ahead = rolled(plan(), 2027).tables
    made = [row for row in ahead[Decision] if row.subject == "Line"]
    assert [(row.year, row.size) for row in made] == [(2026, 10.0)]
    later = solved(ahead)
    assert later.frames["builds"][["decided", "modules", "size"]].to_numpy().tolist() == [
        [2026, 1, 10], [2027, 0, 10], [2028, 0, 5],
    ]  # fmt: skip
    subjects = Subjects(later)
    assert [each.name for each in subjects.chosen] == ["Line"]


OPENED = """
    Settings
    last year | 2028

    Demand
    market | product | 2026
    City   | magnet  | 30

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10

    Costs
    item | fixed capex | capex per unit
    Yard | 5           | 100
    Line | 20          | 0
"""
YARD = """
    Projects
    project | plant | kind      | maximum size | module size | needs
    Yard    | Works | expansion | 25           |             |
    Line    | Works | modules   |              | 30          | Yard
"""


def test_what_is_opened_at_no_size_since_something_needs_it_is_there_a_year_later() -> None:
    """The yard costs 5 to open and 100 for each unit; the line for 20 needs it to be open. 30 magnets a year of ore at
    1: 25 + 3 · 30, of which 2 · 30 are left a year later; and what of the opening is still to pay then."""
    found = solved(tables_of(case.CITY, case.PRESS, case.WORKS, OPENED, YARD))
    assert found.objective == pytest.approx(115)
    assert found.frames["builds"][["project", "modules", "size"]].to_numpy().tolist() == [
        ["Line", 1, 30], ["Yard", 1, 0],
    ]  # fmt: skip
    ahead = rolled(found, 2027).tables
    assert not [each for each in run_checks(ahead) if not each.is_warning]
    assert solved(ahead).objective == pytest.approx(60)
    paid = [replace(row, still_to_pay=ByYear.of(3.0), effective=2028) if row.subject == "Yard" else row
            for row in ahead[Decision]]  # fmt: skip
    assert solved(replace(ahead, rows={**ahead.rows, Decision: paid})).objective == pytest.approx(63)


def test_what_is_opened_at_no_size_for_nothing_is_not_there() -> None:
    """Opening costs nothing and nothing needs it, so that a solver may leave it open."""
    given = tables_of(
        case.CITY, case.PRESS, case.WORKS, OPENED.replace("| 5  ", "| 0  "), YARD.replace("| Yard\n", "|\n")
    )
    matrix = matrix_of(given)
    values = np.zeros(len(matrix.cost))
    block = matrix.variables["build"]
    values[[at for at, key in enumerate(block.keys, block.start) if key == ("Yard", 2027)]] = 1.0
    assert values.any() and not without_tokens(matrix, values).any()


def test_what_is_added_later_is_no_investment_of_its_own(snapshot: SnapshotAssertion) -> None:
    """Opened once, then expanded twice; a roll later it has been opened."""
    view = View(plan())
    assert building(view) == snapshot
    (_, _, countries), (_, _, counted) = by_country_and_stage(view, builds(view))
    assert (countries, counted) == ([("A", [145.0])], [("A", [1.0])])
    later = View(solved(rolled(plan(), 2027).tables))
    assert building(later) == snapshot
