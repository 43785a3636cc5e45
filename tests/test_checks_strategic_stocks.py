"""Checks promise: what is wrong in Strategic stocks is told by cell before anything is solved. The book is that of
`tests.books`, with 5 t of oxide at 100,000 each in the Reserve."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import SHEETS, Change, Sheets, errors, put, put_row, told, write
from tests.steps import check_workbook
from tests.test_checks import Planted, doubtful, wrong

STRATEGIC: Sheets = {
    "Strategic stocks": [
        ["stockpile", "release", "release rate", "rotation", "rotation cost", "budget 2026", "budget 2030",
         "total budget"],
        ["unit", None, "%/y", "%/y", "USD/unit", "million USD/y", "million USD/y", "million USD"],
        ["Reserve", "disruptions only", 0.4, 0.2, 3000, 1, 1, 2],
    ],
    "Disruptions": [
        ["disruption", "action", "target", "value"],
        ["unit", None, None, "×"],
        ["China stops", "exports", "China", 0],
    ],
}  # fmt: skip


def per_cent(workbook: object) -> None:
    for (*cells,) in workbook["Strategic stocks"]["C3:D3"]:  # type: ignore[index]
        for cell in cells:
            cell.number_format = "0%"


def book(path: Path, *changes: Change) -> Path:
    return write(path, per_cent, *changes, sheets=SHEETS | STRATEGIC)


def no_disruptions(workbook: object) -> None:
    workbook["Disruptions"].delete_rows(3)  # type: ignore[index]


MISTAKES = {
    "unknown stockpile": wrong(
        "Strategic stocks!A3", ('Did you mean "Reserve"?',), put("Strategic stocks!A3", "Reserv")
    ),
    "another word": wrong(
        "Strategic stocks!B3", ("one of: any time, disruptions only",), put("Strategic stocks!B3", "emergency")
    ),
    "twice": wrong("Strategic stocks!A4", ("each stockpile once",), put_row("Strategic stocks", "Reserve")),
    "cost of no rotation": wrong(
        "Strategic stocks!E3", ("since 'rotation' is empty",), put("Strategic stocks!D3", None)
    ),
    "budget of what costs nothing": wrong(
        "Strategic stocks!F3", ("a unit value of 'Oxide'", "fill in Commodities!D4"), put("Commodities!D4", None)
    ),
    "budget that cannot fill the store": wrong(
        "Strategic stocks!H3", ("minimum closing stock of 26", "the stock can come to 25"), put("Stockpiles!F3", 26)
    ),
    "yearly budgets that cannot": wrong(
        "Strategic stocks!F3", ("the stock can come to 17.5",), put("Stockpiles!F3", 18),
        put("Strategic stocks!F3", 0.25), put("Strategic stocks!G3", 0.25),
    ),
    "rate above all": wrong("Strategic stocks!C3", ("at most 100 %",), put("Strategic stocks!C3", 1.4)),
    "stock that is never used": doubtful(
        "Strategic stocks!B3", ("The stock is never used",), no_disruptions
    ),
    "nothing can be released": doubtful(
        "Strategic stocks!C3", ("Nothing can ever be released",), put("Strategic stocks!C3", 0)
    ),
    "rotation for nothing": doubtful(
        "Strategic stocks!E3", ("Rotation costs nothing",), put("Strategic stocks!E3", None)
    ),
    "a total above the years": doubtful(
        "Strategic stocks!H3", ("The budgets of all years come to 5",), put("Strategic stocks!H3", 6)
    ),
    "no rule": doubtful(
        "Strategic stocks!A3", ("a rule for the stockpile",), *(
            put(f"Strategic stocks!{column}3", None) for column in "BCDEFGH"
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_reported_at_a_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx", *planted.changes))
    here = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    assert here, f"nothing reported at {planted.where}:\n{told(problems)}"
    for words in planted.says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(here)}"
    assert (tables is None) == (not planted.is_warning), told(problems)


def test_a_correct_sheet_passes(tmp_path: Path) -> None:
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx"))
    assert tables is not None, told(errors(problems))
    said = [problem for problem in problems if problem.sheet == "Strategic stocks" and "budget" not in problem.expected]
    assert said == [], told(said)
