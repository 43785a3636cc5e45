"""Checks of closures promise: what can never be done, or would save nothing, is reported at its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import SHEETS, put, put_row, told, write
from tests.steps import check_workbook
from tests.test_checks import Planted, doubtful, wrong

BOOK = SHEETS | {
    "Closures": [
        ["plant", "mothball cost", "reopening cost", "closing cost", "earliest", "latest"],
        ["unit", "USD/y per unit/y", "million USD", "million USD", "year", "year"],
        ["Weld mine", 5, 1, 2, 2027, None],
        ["Texas magnets", 0, None, None, None, 2029],
    ],
}

MISTAKES = {
    "an unknown plant": wrong("Closures!A3", ('Did you mean "Weld mine"?',), put("Closures!A3", "Wled mine")),
    "nothing allowed": wrong("Closures!D4", ("neither mothballed nor closed", "type 0"), put("Closures!B4", None)),
    "reopening what is not mothballed": wrong(
        "Closures!C3", ("may not be mothballed", "no effect"), put("Closures!B3", None)
    ),
    "a window that ends before it starts": wrong(
        "Closures!F3", ("a year not before 2027",), put("Closures!F3", 2026)
    ),
    "a window after the horizon": doubtful(
        "Closures!E3", ("What lies outside it has no effect", "E3 (2040)"), put("Closures!E3", 2040)
    ),
    "a window between two periods": wrong(
        "Closures!E3", ("the start of a period", "widen the window"), put_row("Settings", "years per period", 5),
        put("Closures!E3", 2028), put("Closures!F3", 2029),
    ),
    "a plant that does not stand": doubtful(
        "Closures!A5", ("existing capacity, in service from 2026",), put_row("Closures", "Port separation", 1)
    ),
    "a plant that stands no more": doubtful(
        "Closures!A4", ("in service from 2029 on",), put("Closures!E4", 2029), put("Capacity!F5", 2028)
    ),
    "a plant that costs nothing": doubtful(
        "Closures!A3", ("Keeping it open costs nothing",), put("Costs!E3", 0)
    ),
    "mothballed for more than idle": doubtful(
        "Closures!B3", ("less than 10", "never mothballed"), put("Closures!B3", 10)
    ),
}  # fmt: skip


def test_the_book_has_no_problems(tmp_path: Path) -> None:
    _, problems = check_workbook(write(tmp_path / "plan.xlsx", sheets=BOOK))
    assert [problem for problem in problems if problem.sheet == "Closures"] == [], told(problems)


@pytest.mark.parametrize("planted", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_reported_at_its_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *planted.changes, sheets=BOOK))
    here = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    for words in planted.says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(problems)}"
    assert (tables is None) == (not planted.is_warning), told(problems)


def test_less_capacity_may_be_asked_for_than_stands_where_it_may_be_closed(tmp_path: Path) -> None:
    """300 stand in 2026, and from 2027 on the mine may be closed."""
    row = ["quiet", "capacity", "Mine", "at most", 300, 0]
    limits = [["limit", "measure", "of", "bound", "value 2026", "value 2027"], ["unit"]]
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", sheets=BOOK | {"Limits": [*limits, row]}))
    assert tables is not None, told(problems)
    tables, _ = check_workbook(write(tmp_path / "plan.xlsx", sheets=SHEETS | {"Limits": [*limits, row]}))
    assert tables is None


def test_nobody_may_be_missing_where_a_plant_may_be_closed(tmp_path: Path) -> None:
    """14 people are needed in 2026, and 10 are there; but Texas may be mothballed from the start."""
    few = put("Skills!C4", 10)
    _, problems = check_workbook(write(tmp_path / "plan.xlsx", few, sheets=SHEETS))
    assert "Skills!C4" in {problem.where for problem in problems}
    _, problems = check_workbook(write(tmp_path / "plan.xlsx", few, sheets=BOOK))
    assert "Skills!C4" not in {problem.where for problem in problems}
