"""Checks promise: what is wrong in Returns is told by cell before anything is solved. The book is that of
`tests.books`: magnets in Detroit, weak ones from China in place of some of them; scrap of both comes back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from model.whatif.load import check_workbook
from model.workbook.template import write_inputs
from tests.books import SHEETS, Change, Sheets, errors, put, put_row, told, write
from tests.test_checks import Planted, doubtful, wrong

RETURNS: Sheets = {
    "Returns": [
        ["supplier", "market", "product", "scrap per unit", "collection rate 2026", "collection rate 2030", "lag",
         "spread", "past sales 2015", "past sales 2025"],
        ["unit", None, None, "unit per unit", "%", "%", "years", "years", "unit/y", "unit/y"],
        ["Collector", "any", "Magnet", 1, 0.1, 0.5, 4, 3, 20, 80],
        ["Collector", "USA", "Weak magnet", 1, 0.1, 0.3, 2, None, None, None],
        ["Dealer", "Detroit", "Magnet", 0.5, 0.2, 0.2, 2, None, None, None],
    ],
}  # fmt: skip


def scrap(book: openpyxl.Workbook) -> None:
    book["Commodities"].append(["Scrap", "scrap", "t", 1000, 0, "yes"])
    book["Suppliers"].append(["Collector", "Detroit", "Scrap", 500, None, None])
    book["Suppliers"].append(["Dealer", "Detroit", "Scrap", 900, None, 5])
    for (*cells,) in book["Returns"]["E3:F5"]:
        for cell in cells:
            cell.number_format = "0%"


def book(path: Path, *changes: Change) -> Path:
    return write(path, scrap, *changes, sheets=SHEETS | RETURNS)


MISTAKES = {
    "unknown supplier": wrong("Returns!A3", ('Did you mean "Collector"?',), put("Returns!A3", "Colector")),
    "rate above all": wrong("Returns!F3", ("at least 0 %, at most 100 %",), put("Returns!F3", 1.5)),
    "product that nobody is delivered": wrong(
        "Returns!C4", ("a product in Demand, or a substitute", "choose one of Magnet, Weak magnet"),
        put("Returns!C4", "Oxide"),
    ),
    "market without demand": wrong("Returns!B4", ("(Detroit)",), put("Returns!B4", "Australia")),
    "a city and its country": wrong(
        "Returns!B6", ("Row 4 counts the scrap of 'Detroit' already",),
        put_row("Returns", "Collector", "Detroit", "Weak magnet", 1, 0.1, 0.1, 2),
    ),
    "the same row twice": wrong(
        "Returns!A6", ("each supplier and market and product once",),
        put_row("Returns", "Collector", "any", "Magnet", 1, 0.1, 0.1, 2),
    ),
    "more than a magnet weighs": wrong(
        "Returns!D4", ("In 2030, 1.2 t of scrap would come from 1 t in Detroit",), put("Returns!D4", 4)
    ),
    "in other units": wrong("Returns!D4", ("300 t of scrap",), put("Commodities!C9", "kt")),
    "more than a magnet weighs, for two": wrong(
        "Returns!E5", ("In 2030, with row 3, 1.1 t",), put("Returns!D5", 1), put("Returns!E5", 0.6),
        put("Returns!F5", 0.6),
    ),
    "scrap before the product": wrong("Returns!H3", ("at most twice the lag, 8",), put("Returns!H3", 9)),
    "no lag": wrong("Returns!G3", ("required",), put("Returns!G3", None)),
    "never": doubtful("Returns!G4", ("a lag within the 5 years of the plan, or past sales",), put("Returns!G4", 5)),
    "past sales of no use": doubtful(
        "Returns!I3", ("no effect",), put("Returns!G3", 0), put("Returns!H3", 0)
    ),
    "Nothing is collected": doubtful(
        "Returns!E4", ("a rate above 0",), put("Returns!E4", 0), put("Returns!F4", 0)
    ),
    "scrap that is sold, not collected": doubtful(
        "Returns!K3", ("The supplier has no limit then",), put("Returns!K1", "in use"),
        put("Returns!K3", "no"), put("Returns!K4", "no"),
    ),
    "the product itself": doubtful(
        "Returns!C4", ("another commodity than 'Weak magnet'",), put("Suppliers!C6", "Weak magnet")
    ),
    "past sales in the plan": doubtful(
        "Returns!J1", ("years before the first of the plan, 2026",), put("Returns!J1", "past sales 2027")
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


def test_a_supplier_that_still_collects_or_is_limited_or_off_may_lose_rows(tmp_path: Path) -> None:
    """Collector collects weak magnets still; Dealer sells 5 at most; and both may go altogether."""
    still = put("Returns!K1", "in use"), put("Returns!K3", "no"), put("Returns!K5", "no")
    none = *still, put("Returns!K4", "no"), put("Suppliers!G1", "in use"), put("Suppliers!G6", "no")
    for changes in (still, none):
        _, problems = check_workbook(book(tmp_path / "plan.xlsx", *changes))
        assert not [problem for problem in problems if "has no limit then" in str(problem)], told(problems)


def test_a_correct_sheet_passes(tmp_path: Path) -> None:
    """Nothing is said of past sales in years before the plan, nor of those that are not given; it reads back as it was
    written."""
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx"))
    assert tables is not None, told(errors(problems))
    said = [problem for problem in problems if problem.sheet == "Returns" and "collection rate" not in problem.expected]
    assert said == [], told(said)
    write_inputs(tmp_path / "again.xlsx", tables)
    again, problems = check_workbook(tmp_path / "again.xlsx")
    assert again is not None and again.rows == tables.rows, told(errors(problems))
