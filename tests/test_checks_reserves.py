"""Checks of reserves promise: what nobody could mine is reported at its cell, a correct book passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import SHEETS, put, put_row, told, write
from tests.steps import check_workbook
from tests.test_checks import Planted, doubtful, wrong

BOOK = SHEETS | {
    "Reserves": [
        ["reserve", "plant", "recipe", "available", "extra cost", "limit", "limit share"],
        ["unit", None, None, "unit", "USD/unit", "unit/y", "%"],
        ["Weld top", "Weld mine", None, 900, None, None, None],
        ["Weld deep", "Weld mine", "any", 2000, 100, 200, None],
        ["Weld magnets", "Texas magnets", "Make magnets", 500, None, None, None],
    ],
}

MISTAKES = {
    "a recipe of another plant": wrong(
        "Reserves!C5", ("a recipe that 'Texas magnets' runs: Make magnets",), put("Reserves!C5", "Mine ore")
    ),
    "a name of something elsewhere": wrong(
        "Reserves!A4", ("also in Capacity", "rename one"), put("Reserves!A4", "Texas magnets")
    ),
    "an unknown plant": wrong("Reserves!B3", ('Did you mean "Weld mine"?',), put("Reserves!B3", "Wled mine")),
    "below nothing": wrong("Reserves!D3", ("at least 0",), put("Reserves!D3", -1)),
    "nothing there": doubtful("Reserves!D4", ("Nothing can be extracted",), put("Reserves!D4", 0)),
    "nothing allowed": doubtful("Reserves!F4", ("more than 0 in some year",), put("Reserves!F4", 0)),
    "no share allowed": doubtful("Reserves!G4", ("more than 0 %",), put("Reserves!G4", 0)),
    "a step of nothing": doubtful("Reserves!A3", ("a quantity, a limit or an extra cost",), put("Reserves!D3", None)),
    "a year instead of all": doubtful(
        "Reserves!D3", ("at least 300", "250 for all years together"), put("Reserves!D3", 150), put("Reserves!D4", 100)
    ),
    "a share that holds up the rest": doubtful(
        "Reserves!D5", ("at least 120", "60 for 20 % of what is used, no more than 300"), put("Reserves!D5", 60)
    ),
}


def test_the_book_has_no_problems(tmp_path: Path) -> None:
    _, problems = check_workbook(write(tmp_path / "plan.xlsx", sheets=BOOK))
    assert [problem for problem in problems if problem.sheet == "Reserves"] == [], told(problems)


@pytest.mark.parametrize("planted", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_reported_at_its_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *planted.changes, sheets=BOOK))
    here = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    for words in planted.says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(problems)}"
    assert (tables is None) == (not planted.is_warning), told(problems)


def test_a_reserve_may_have_the_name_of_its_plant(tmp_path: Path) -> None:
    change = put_row("Reserves", "Weld mine", "Weld mine", None, 1000)
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", change, sheets=BOOK))
    assert tables is not None, told(problems)
