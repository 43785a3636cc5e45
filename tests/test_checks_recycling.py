"""Checks promise: what is wrong in Recycling is told by cell before anything is solved. The book is that of
`tests.books`: magnets in Detroit, weak ones from China in place of some of them; scrap of both comes back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.books import SHEETS, Change, Sheets, errors, put, put_row, told, write
from tests.steps import check_workbook, write_inputs
from tests.test_checks import Planted, doubtful, wrong

RETURNS: Sheets = {
    "Recycling": [
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
    for (*cells,) in book["Recycling"]["E3:F5"]:
        for cell in cells:
            cell.number_format = "0%"


def book(path: Path, *changes: Change) -> Path:
    return write(path, scrap, *changes, sheets=SHEETS | RETURNS)


def duty(*cells: tuple[float | None, float | None]) -> list[Change]:
    """Minimum collection and shortfall cost of the first rows."""
    heads = put("Recycling!K1", "minimum collection"), put("Recycling!K2", "%"), put("Recycling!L1", "shortfall cost")
    filled = [put(f"Recycling!{c}{at}", v) for at, pair in enumerate(cells, 3) for c, v in zip("KL", pair, strict=True)]
    return [*heads, put("Recycling!L2", "USD/unit"), *filled, in_per_cent]


def in_per_cent(book: openpyxl.Workbook) -> None:
    for (cell,) in book["Recycling"]["K3:K4"]:
        cell.number_format = "0%"


MISTAKES = {
    "unknown supplier": wrong("Recycling!A3", ('Did you mean "Collector"?',), put("Recycling!A3", "Colector")),
    "rate above all": wrong("Recycling!F3", ("at least 0 %, at most 100 %",), put("Recycling!F3", 1.5)),
    "product that nobody is delivered": wrong(
        "Recycling!C4", ("a product in Demand, or a substitute", "choose one of Magnet, Weak magnet"),
        put("Recycling!C4", "Oxide"),
    ),
    "market without demand": wrong("Recycling!B4", ("(Detroit)",), put("Recycling!B4", "Australia")),
    "a city and its country": wrong(
        "Recycling!B6", ("Row 4 counts the scrap of 'Detroit' already",),
        put_row("Recycling", "Collector", "Detroit", "Weak magnet", 1, 0.1, 0.1, 2),
    ),
    "the same row twice": wrong(
        "Recycling!A6", ("each supplier and market and product once",),
        put_row("Recycling", "Collector", "any", "Magnet", 1, 0.1, 0.1, 2),
    ),
    "more than a magnet weighs": wrong(
        "Recycling!D4", ("In 2030, 1.2 t of scrap would come from 1 t in Detroit",), put("Recycling!D4", 4)
    ),
    "in other units": wrong("Recycling!D4", ("300 t of scrap",), put("Commodities!C9", "kt")),
    "more than a magnet weighs, for two": wrong(
        "Recycling!E5", ("In 2030, with row 3, 1.1 t",), put("Recycling!D5", 1), put("Recycling!E5", 0.6),
        put("Recycling!F5", 0.6),
    ),
    "scrap before the product": wrong("Recycling!H3", ("at most twice the lag, 8",), put("Recycling!H3", 9)),
    "no lag": wrong("Recycling!G3", ("required",), put("Recycling!G3", None)),
    "never": doubtful("Recycling!G4", ("a lag within the 5 years of the plan, or past sales",), put("Recycling!G4", 5)),
    "past sales of no use": doubtful(
        "Recycling!I3", ("no effect",), put("Recycling!G3", 0), put("Recycling!H3", 0)
    ),
    "Nothing is collected": doubtful(
        "Recycling!E4", ("a rate above 0",), put("Recycling!E4", 0), put("Recycling!F4", 0)
    ),
    "scrap that is sold, not collected": doubtful(
        "Recycling!K3", ("The supplier has no limit then",), put("Recycling!K1", "in use"),
        put("Recycling!K3", "no"), put("Recycling!K4", "no"),
    ),
    "the product itself": doubtful(
        "Recycling!C4", ("another commodity than 'Weak magnet'",), put("Suppliers!C6", "Weak magnet")
    ),
    "a duty above what is collected": doubtful(
        "Recycling!K3", ("at most the collection rate, 10 % in 2026",), *duty((0.9, None)),
    ),
    "a charge without a duty": doubtful("Recycling!L3", ("there is no duty",), *duty((None, 5))),
    "two charges": wrong("Recycling!L4", ("one charge for all rows of 'Collector'",), *duty((0.05, 5), (0.05, 6))),
    "past sales in the plan": doubtful(
        "Recycling!J1", ("years before the first of the plan, 2026",), put("Recycling!J1", "past sales 2027")
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
    still = put("Recycling!K1", "in use"), put("Recycling!K3", "no"), put("Recycling!K5", "no")
    none = *still, put("Recycling!K4", "no"), put("Suppliers!G1", "in use"), put("Suppliers!G6", "no")
    for changes in (still, none):
        _, problems = check_workbook(book(tmp_path / "plan.xlsx", *changes))
        assert not [problem for problem in problems if "has no limit then" in str(problem)], told(problems)


def test_a_correct_sheet_passes(tmp_path: Path) -> None:
    """Nothing is said of past sales in years before the plan, nor of those that are not given; it reads back as it was
    written."""
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx"))
    assert tables is not None, told(errors(problems))
    said = [
        problem for problem in problems if problem.sheet == "Recycling" and "collection rate" not in problem.expected
    ]
    assert said == [], told(said)
    write_inputs(tmp_path / "again.xlsx", tables)
    again, problems = check_workbook(tmp_path / "again.xlsx")
    assert again is not None and again.rows == tables.rows, told(errors(problems))
