"""Checks promise: what is wrong with a programme of public money is told by cell. The book is that of `tests.books`."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from model import Problem
from tests.books import SHEETS, Change, Sheets, put, put_row, told, write
from tests.steps import check_workbook
from tests.test_checks import Planted, doubtful, wrong

PROGRAMMES: Sheets = {
    "Public money": [
        ["programme", "kind", "payer", "scope", "share", "rate", "term", "credit", "floor", "from year", "until year",
         "total", 2026, 2030, "upside share", "covered quantity"],
        ["unit", None, None, None, "%", "%/y", "years", "USD/unit", "USD/unit", "year", "year", "million USD",
         "million USD/y", "million USD/y", "%", "unit/y"],
        ["Defence grant", "grant", "US government", "USA", 0.3, None, None, None, None, None, 2029, 10, 5, 4],
        ["Export bank", "loan", None, "Separation module", 0.5, 0.02, 10, None, None, 2027, None, 8, None, None],
        ["Advanced manufacturing", "tax credit", "US government", "Texas magnets", None, None, None, 5000, None, 2026,
         2029, None, None, None],
        ["Floor", "price floor", "US government", "Oxide trade", None, None, None, None, 60000, None, None, None, 1,
         2],
    ],
}  # fmt: skip


def per_cent(book: openpyxl.Workbook) -> None:
    for (cell,) in [*book["Public money"]["E3:E9"], *book["Public money"]["F3:F9"]]:
        cell.number_format = "0.0%"


def book(path: Path, *changes: Change) -> Path:
    return write(path, *changes, per_cent, sheets=SHEETS | PROGRAMMES)


def programme(name: str, kind: str, scope: str, **cells: object) -> Change:
    """One more row, the seventh."""
    columns = ("share", "rate", "term", "credit", "floor", "start", "end", "total")
    return put_row("Public money", name, kind, None, scope, *(cells.get(each) for each in columns))


MISTAKES = {
    "grant with a rate": wrong("Public money!F3", ("since this is a grant", "It is for 'loan'"),
                               put("Public money!F3", 0.03)),
    "tax credit with a share": wrong("Public money!E5", ("since this is a tax credit", "'grant' and 'loan'"),
                                     put("Public money!E5", 0.3)),
    "grant without a share": wrong("Public money!E3", ("a share of capital",), put("Public money!E3", None)),
    "loan without a rate": wrong("Public money!F4", ("an interest rate, 0 % for none",), put("Public money!F4", None)),
    "loan without a term": wrong("Public money!G4", ("a term in years",), put("Public money!G4", None)),
    "tax credit without credit": wrong("Public money!H5", ("a credit by capacity used",), put("Public money!H5", None)),
    "floor without a floor": wrong("Public money!I6", ("a floor under the price",), put("Public money!I6", None)),
    "protection without a market": wrong(
        "Public money, row 7", ("a supplier whose price is the market price",),
        programme("Shield", "price protection", "Texas magnets", floor=60000),
    ),
    "grant with an upside share": wrong("Public money!O3", ("'price floor' and 'price protection'",),
                                        put("Public money!O3", 0.5)),
    "loan with a covered quantity": wrong("Public money!P4", ("'price floor' and 'price protection'",),
                                          put("Public money!P4", 5)),
    "covered sales without a limit": wrong(
        "Public money!P6", ("outlets with a limit", "Oxide trade"), put("Public money!O6", 0.5),
        put("Public money!P6", 5), put("Outlets!E3", None),
    ),
    "more than all capital": wrong("Public money!E3", ("at most 100 %",), put("Public money!E3", 1.2)),
    "a total below 0": wrong("Public money!L3", ("at least 0",), put("Public money!L3", -1)),
    "a kind that is none": wrong("Public money!B3", ("price floor",), put("Public money!B3", "subsidy")),
    "an unknown place": wrong("Public money!D3", ("Capacity",), put("Public money!D3", "Atlantis")),
    "until before from": wrong("Public money!K5", ("a year not before 2028", "Swap the two"),
                               put("Public money!J5", 2028), put("Public money!K5", 2027)),
    "tax credit for a project": wrong("Public money!D5", ("a place or a plant", "name its plant, 'Texas magnets'"),
                                      put("Public money!D5", "Magnet line")),
    "grant for an outlet": wrong("Public money!D3", ("is an outlet", "Separation module"),
                                 put("Public money!D3", "Oxide trade")),
    "floor for a plant": wrong("Public money!D6", ("is a plant", "choose Oxide trade"),
                               put("Public money!D6", "Weld mine")),
    "floor under two prices": wrong(
        "Public money!D6", ("outlets that take one commodity", "Magnet (Magnet trade)"),
        put("Public money!D6", "any"), put_row("Outlets", "Magnet trade", "Detroit", "Magnet", 50000, 5),
    ),
    "two floors": wrong(
        "Public money!D7", ("one price floor per outlet and year", "'Floor' (row 6) has one for 'Oxide trade' in 2028"),
        programme("Another", "price floor", "Australia", floor=70000, start=2028),
    ),
}  # fmt: skip

ODDITIES = {
    "fits no project": doubtful("Public money!D3", ("a project that can be online", "pays nothing"),
                                put("Public money!D3", "China")),
    "fits no plant": doubtful("Public money!D5", ("a plant that can run",), put("Public money!D5", "China")),
    "fits no outlet": doubtful("Public money!D6", ("a row in Outlets",), put("Public money!D6", "USA")),
    "floor below the price": doubtful("Public money!I6", ("above the price of Oxide trade",),
                                      put("Public money!I6", 40000)),
    "nothing in all": doubtful("Public money!L3", ("more than 0", "pays nothing"), put("Public money!L3", 0)),
    "nothing a year": doubtful("Public money!M6", ("more than 0",), put("Public money!M6", 0),
                               put("Public money!N6", 0)),
    "a loan too dear": doubtful("Public money!F4", ("below the discount rate, 5 %", "never borrows"),
                                put("Public money!F4", 0.06)),
    "after the plan": doubtful("Public money!J4", ("years of the horizon 2026–2030", "no effect: J4 (2040)"),
                               put("Public money!J4", 2040)),
    "credit for different units": doubtful(
        "Public money!D5", ("counts the same",), put("Public money!D5", "any"),
        put("Capacity!H1", "capacity unit"), put("Capacity!H3", "t of ore"), put("Capacity!H5", "t of magnets"),
    ),
}  # fmt: skip


def loan(term: int, drawn: float, header: str = "drawn 2025") -> Change:
    """The only row of Loans, for the separation module, of which two cost 10."""

    def change(book: openpyxl.Workbook) -> None:
        page = book.create_sheet("Loans")
        page.append(["programme", "project", "rate", "term", header])
        page.append(["unit", None, "%/y", "years", "million USD/y"])
        page.append(["Old bank", "Separation module", 0.02, term, drawn])
        page["C3"].number_format = "0%"

    return change


LOANS = {
    "drawn in no year": wrong("Loans!E3", ("the years in which it was drawn", "'drawn 2025'"), loan(5, 5, "drawn")),
    "drawn long ago, and since": wrong("Loans!E3", ("2011–2025", "add 'drawn 2011'"), loan(5, 5, "drawn 2010")),
    "repaid by then": doubtful("Loans!D3", ("nothing is owed in 2026",), loan(5, 5, "drawn 2010"),
                               put("Loans!F1", "drawn 2011"), put("Loans!F3", 0)),
    "more than the project": doubtful("Loans!E3", ("at most 10 in all", "5,000 would be owed"), loan(5, 5000)),
}  # fmt: skip

ALL = MISTAKES | ODDITIES | LOANS


def test_a_book_with_every_kind_of_programme_has_no_problems(tmp_path: Path) -> None:
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx"))
    assert tables is not None and not of_programmes(problems), told(problems)


def of_programmes(problems: list[Problem]) -> list[Problem]:
    """All but that limits between two years are interpolated."""
    return [problem for problem in problems if problem.sheet == "Public money" and "interpolated" not in problem.fix]


@pytest.mark.parametrize("planted", ALL.values(), ids=ALL.keys())
def test_a_mistake_in_a_programme_is_reported_at_a_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx", *planted.changes))
    here = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    assert here, f"nothing reported at {planted.where}:\n{told(problems)}"
    for words in planted.says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(here)}"
    assert (tables is None) == (not planted.is_warning), told(problems)


def test_a_floor_that_pays_in_a_disruption_is_above_the_price(tmp_path: Path) -> None:
    """50,000 is above a floor of 40,000 until the price falls by half."""
    slump: Sheets = {
        "Disruptions": [
            ["disruption", "action", "target", "commodity", "value", "start"],
            ["unit", None, None, None, "×", None],
            ["Slump", "price", "Australia", "Oxide", 0.5, 2028],
        ],
    }
    low = put("Public money!I6", 40000)
    path = write(tmp_path / "plan.xlsx", low, per_cent, sheets=SHEETS | PROGRAMMES | slump)
    tables, problems = check_workbook(path)
    assert tables is not None and not of_programmes(problems), told(problems)


def test_a_programme_that_is_not_in_use_need_not_fit(tmp_path: Path) -> None:
    off = (put("Public money!O1", "in use"), put("Public money!O3", "no"), put("Public money!D3", "China"))
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx", *off))
    assert tables is not None and not of_programmes(problems), told(problems)
