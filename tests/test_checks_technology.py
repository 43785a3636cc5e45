"""Checks promise: what is wrong with the sheet Technology, or with bans of licences, is told by cell."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.books import SHEETS, Change, Sheets, errors, put, put_row, told, write
from tests.steps import check_workbook
from tests.test_checks import Planted, doubtful, drop_rows, wrong

CAPABILITIES: Sheets = {
    "Technology": [
        ["technology", "place", "way", "cost", "years", "earliest decision", "royalty", "experience"],
        ["unit", None, None, "million USD", "years", "year", "USD/unit", "years"],
        ["Separation", "Pacific", "licence", 10, 1, None, 500, 1],
        ["Separation", "Australia", "own development", 20, 1.5, 2026, None, 1],
        ["Magnet works", "home", "held", None, None, None, None, None],
    ],
    "Disruptions": [
        ["disruption", "action", "target", "commodity", "to", "value", "start", "after", "duration", "recovery"],
        ["unit", None, None, None, None, "×", None, "years", "years", "years"],
        ["No licences", "licence", "Separation", None, None, None, "2026", None, 1, 1],
    ],
}


def book(path: Path, *changes: Change) -> Path:
    return write(path, *changes, sheets=SHEETS | CAPABILITIES)


def row(*values: object) -> Change:
    return put_row("Technology", *values)


def ban(*values: object) -> Change:
    return put_row("Disruptions", *values)


ROWS = {
    "misspelt technology": wrong("Technology!A3", ('Did you mean "Separation"?', "of Capacity"),
                                 put("Technology!A3", "Seperation")),
    "unlike any": wrong("Technology!A6", ("Choose one of: Mine, Separation, Magnet works",),
                        row("Fusion", "USA", "held")),
    "misspelt place": wrong("Technology!B4", ('Did you mean "Australia"?',), put("Technology!B4", "Austrlia")),
    "a site": wrong("Technology!B4", ("'Port Refinery' is a row of Sites",),
                    put("Technology!B4", "Port Refinery")),
    "a group of goods": wrong("Technology!B3", ("'Feeds' is a group of commodities",),
                              put("Technology!B3", "Feeds")),
    "no such way": wrong("Technology!C3", ("held, own development, licence",), put("Technology!C3", "theft")),
    "negative cost": wrong("Technology!D3", ("at least 0",), put("Technology!D3", -1)),
    "negative years": wrong("Technology!E3", ("at least 0",), put("Technology!E3", -1)),
    "a century": wrong("Technology!E3", ("at most 50",), put("Technology!E3", 100)),
    "the same twice": wrong("Technology!A6", ("Rows 3 and 6",), row("Separation", "Pacific", "licence", 3, 1)),
    "cost of what is held": wrong("Technology!D5", ("held from the start", "clear it"),
                                  put("Technology!D5", 5)),
    "years of what is held": wrong("Technology!E5", ("held from the start",), put("Technology!E5", 2)),
    "start of what is held": wrong("Technology!F5", ("held from the start",), put("Technology!F5", 2027)),
    "royalty on what is held": wrong("Technology!G5", ("held from the start",), put("Technology!G5", 1)),
    "royalty on own development": wrong("Technology!G4", ("pays no royalty", "'licence'"),
                                        put("Technology!G4", 1)),
    "two royalties": wrong("Technology!G6", ("one royalty of 'Separation' in Australia", "Row 3 has one too"),
                           row("Separation", "Australia", "licence", 12, 1, None, 300)),
    "two experiences": wrong("Technology!H4", ("one experience of 'Separation' in Australia",),
                             put("Technology!H4", 2)),
    "not within the horizon": doubtful("Technology!E4",
                                    ("before the end of 2030", "Decided in 2026, it is held in 2031"),
                                    put("Technology!E4", 5)),
    "decided too late": doubtful("Technology!F4", ("at the start of a period, the last in 2026",),
                              put("Technology!F4", 2027), put_row("Settings", "years per period", 5, "years")),
    "for nothing": doubtful("Technology!D4", ("build at once and at no cost", "make the way 'held'"),
                            put("Technology!D4", None), put("Technology!E4", None),
                            put("Technology!F4", None)),
    "no plant of it": doubtful("Technology!B6", ("plants of it lie in Australia",),
                               row("Separation", "China", "own development", 9, 1)),
    "held anyway": doubtful("Technology!C6", ("'Magnet works' is held in USA from the start (row 5)",),
                            row("Magnet works", "USA", "licence", 9, 1)),
    "no ramp-up": doubtful("Technology!H5", ("a project there whose ramp-up is below 100 %",),
                           put("Technology!H5", 1)),
}  # fmt: skip

PROJECTS = {
    "held elsewhere only": doubtful("Projects!B5", ("never built", "a row for 'Magnet works' in USA"),
                                    put("Technology!B5", "Australia")),
    "held too late": doubtful("Projects!B3", ("online in 2030 at the latest", "held in 2030.5 at the earliest"),
                              drop_rows("Technology", 3), put("Technology!E3", 4.5),
                              put("Disruptions!B3", "delay"), put("Disruptions!F3", 1)),
}  # fmt: skip

BANS = {
    "of a plant": wrong("Disruptions!C3", ("a place or a technology, for 'licence'", "name its site, 'Port Refinery'"),
                        put("Disruptions!C3", "Port separation")),
    "of each plant": wrong("Disruptions!C3", ("choose 'each country'",), put("Disruptions!C3", "each plant")),
    "by "
    "half": wrong("Disruptions!F3", ("a licence is either granted or not", "'duration'"), put("Disruptions!F3", 0.5)),
    "of goods": wrong("Disruptions!D3", ("licences are of technologies",), put("Disruptions!D3", "Oxide")),
    "to somewhere": wrong("Disruptions!E3", ("'licence' has no destination",), put("Disruptions!E3", "USA")),
    "where nobody has one": wrong("Disruptions!C3", ("a plant with a licence in Technology in or of 'China'",),
                                  put("Disruptions!C3", "China")),
    "of what is held": wrong("Disruptions!C3", ("in or of 'Magnet works'", "has no effect"),
                             put("Disruptions!C3", "Magnet works")),
    "before any is under way": doubtful("Disruptions!C3", ("that can be under way while it lasts",),
                                        put("Technology!F3", 2028)),
    "over before it matters": doubtful("Disruptions!I3", ("lengthen them",), put("Disruptions!I3", 0.5),
                                       put("Disruptions!J3", 0.25), put("Disruptions!G3", "2026")),
}  # fmt: skip


def test_a_correct_book_has_no_problems(tmp_path: Path) -> None:
    """But for what all years between two given ones are told."""
    tables, problems = check_workbook(book(tmp_path / "book.xlsx"))
    assert tables is not None and not errors(problems), told(problems)
    assert not [problem for problem in problems if problem.sheet in CAPABILITIES], told(problems)


@pytest.mark.parametrize(
    "planted", [*ROWS.values(), *PROJECTS.values(), *BANS.values()], ids=[*ROWS, *PROJECTS, *(f"ban {b}" for b in BANS)]
)
def test_the_problem_is_told_by_cell(planted: Planted, tmp_path: Path) -> None:
    _, problems = check_workbook(book(tmp_path / "book.xlsx", *planted.changes))
    found = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    assert found, told(problems)
    for words in planted.says:
        assert any(words in str(problem) for problem in found), told(found)
    assert planted.is_warning == (not errors(problems)), told(problems)


def test_a_place_must_not_be_named_like_a_plant(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """What a technology of the Pacific costs could not be told apart from what is spent on the plant."""

    def change(book: openpyxl.Workbook) -> None:
        book["Suppliers"]["A4"] = "Pacific"

    _, problems = check_workbook(
        book(tmp_path / "book.xlsx", change, drop_rows("Skills", 3, 2), drop_rows("Staffing", 3, 2))
    )
    assert [str(problem) for problem in problems if problem.where == "Suppliers!A4"] == snapshot


def test_technologies_of_the_sheet_are_no_names_for_others(tmp_path: Path) -> None:
    """A disruption may hit technologies that plants have, not those that are only written down here."""
    changes = (row("Fusion", "USA", "held"), put("Disruptions!C3", "Fusion"))
    _, problems = check_workbook(book(tmp_path / "book.xlsx", *changes))
    assert any(problem.where == "Disruptions!C3" for problem in errors(problems)), told(problems)
