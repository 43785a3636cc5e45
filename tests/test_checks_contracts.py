"""Checks of the sheet Contracts, on the book of `tests.books` with an offtake of Chinese oxide in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from inputs.build.quickstart import tables as quickstart
from model import Problem, Tables
from model.testing import ByYear, Contract, Decision
from tests.books import SHEETS, Change, Sheets, errors, put, put_row, told, write
from tests.steps import check_workbook, run_checks

HEADERS = [
    "contract", "supplier", "volume", "price", "index", "floor", "ceiling", "take or pay", "make up", "earliest start",
    "latest start", "length", "signing cost", "cancellation fee", "beyond limit",
]  # fmt: skip
UNITS = [
    "unit", None, "unit/y", "USD/unit", "%", "USD/unit", "USD/unit", "%", "years", "year", "year", "years",
    "million USD", "million USD", None,
]  # fmt: skip
OFFTAKE = ["Offtake", "Chinese oxide", 20, 80000, None, None, None, 0.5, 2, 2026, 2028, 3, 1, 5, "no"]

BOOK: Sheets = {**SHEETS, "Contracts": [HEADERS, UNITS, OFFTAKE]}


def problems_of(path: Path, *changes: Change) -> list[Problem]:
    return check_workbook(write(path / "plan.xlsx", *changes, sheets=BOOK))[1]


def put_all(**cells: object) -> tuple[Change, ...]:
    """Other values in cells of the offtake's row, by column letter."""
    return tuple(put(f"Contracts!{column}3", value) for column, value in cells.items())


def test_the_book_with_a_contract_has_no_problems(tmp_path: Path) -> None:
    assert [problem for problem in problems_of(tmp_path) if problem.sheet == "Contracts"] == []
    assert errors(problems_of(tmp_path)) == []


WRONG = {
    "unknown supplier": ("B", {"B": "Chinese oxid"}, ('Did you mean "Chinese oxide"?',)),
    "no price": ("D", {"D": None}, ("a price, or an index", "'index'")),
    "a price and an index": ("E", {"E": 0.9}, ("an empty cell", "a price of its own")),
    "a floor of a fixed price": ("F", {"F": 5}, ("an empty cell", "a price of its own")),
    "a ceiling of a fixed price": ("G", {"G": 5}, ("an empty cell", "a price of its own")),
    "a ceiling below the floor": ("G", {"D": None, "E": 0.9, "F": 70000, "G": 60000}, ("at least the floor, 70000",)),
    "no volume": ("C", {"C": None}, ("required",)),
    "no length": ("L", {"L": 0}, ("above 0",)),
    "more than all to be paid": ("H", {"H": 1.2}, ("at most 100 %",)),
    "a fee below 0": ("N", {"N": -1}, ("at least 0",)),
    "neither yes nor no": ("O", {"O": "maybe"}, ("yes",)),
    "latest before earliest": ("K", {"J": 2028, "K": 2027}, ("a year not before 2028", "Swap the two")),
}

DOUBTFUL = {
    "a window before the horizon": ("J", {"J": 2020, "K": 2025}, ("What lies outside it has no effect", "K3 (2025)")),
    "a window after the horizon": ("J", {"J": 2031, "K": 2035}, ("What lies outside it has no effect", "J3 (2031)")),
    "longer than the horizon": ("L", {"L": 6}, ("by the end of 2030", "runs until 2032", "signing in full")),
    "no volume in any year": ("C", {"C": 0}, ("delivers nothing",)),
    "make-up without take-or-pay": ("H", {"H": 0, "N": None}, ("a share that is paid for", "'make up'")),
    "make-up of what is all owed": ("I", {"H": 1}, ("Nothing can be made up",)),
    "an end to what binds nobody": ("N", {"H": 0, "I": 0}, ("no reason to cancel it",)),
    "an end before any period starts": ("N", {"L": 1}, ("none starts while it runs",)),
    "on top of no limit": ("O", {"B": "Chinese magnets", "D": 50000, "O": "yes"}, ("no limit", "type 'no'")),
    "more owed than sold": ("C", {"C": 90}, ("within the limit of 'Chinese oxide', 40", "In 2026 45 must be paid")),
    "dearer than the supplier": ("D", {"D": 100000}, ("below that of 'Chinese oxide'", "never signed")),
    "an index of all": ("E", {"D": None, "E": 1}, ("below that of 'Chinese oxide'", "never signed")),
    "a floor above the supplier": ("E", {"D": None, "E": 0.5, "F": 100000}, ("never signed",)),
}


@pytest.mark.parametrize(("column", "cells", "says"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_a_problem(tmp_path: Path, column: str, cells: dict[str, object], says: list[str]) -> None:
    found = [
        problem
        for problem in errors(problems_of(tmp_path, *put_all(**cells)))
        if problem.where == f"Contracts!{column}3"
    ]
    assert found and all(any(words in str(problem) for problem in found) for words in says), told(found)


@pytest.mark.parametrize(("column", "cells", "says"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_is_odd_is_a_warning(tmp_path: Path, column: str, cells: dict[str, object], says: list[str]) -> None:
    problems = problems_of(tmp_path, *put_all(**cells))
    found = [problem for problem in problems if problem.where == f"Contracts!{column}3" and problem.is_warning]
    assert found and all(any(words in str(problem) for problem in found) for words in says), told(problems)
    assert errors(problems) == []


def test_a_contract_that_is_signed_starts_no_more() -> None:
    """How long it would run from the first year on says nothing."""
    contract = Contract(
        contract="Offtake", supplier="Chinese oxide", volume=ByYear.of(20.0), price=ByYear.of(8.0), length=6
    )
    signed = Decision(decision="signed", action="sign", subject="Offtake", rule="already made", year=2025)
    open_, given = ({**quickstart().rows, Contract: [contract], Decision: rows} for rows in ([], [signed]))
    lengths = [
        [each.value for each in run_checks(Tables(quickstart().settings, rows)) if each.value == "6"]
        for rows in (open_, given)
    ]
    assert lengths == [["6"], []]


def test_a_window_between_two_periods_has_no_start(tmp_path: Path) -> None:
    changes = put_row("Settings", "years per period", 5), *put_all(J=2027, K=2030)
    problems = errors(problems_of(tmp_path, *changes))
    assert any(problem.where == "Contracts!J3" and "(2026)" in str(problem) for problem in problems), told(problems)


@pytest.mark.parametrize("cells", [{"D": 95000}, {"D": 120000, "O": "yes"}])
def test_a_contract_that_may_be_signed_is_not_doubted(tmp_path: Path, cells: dict[str, object]) -> None:
    """Cheaper in the first years; dearer, but on top of the supplier's limit."""
    assert [problem for problem in problems_of(tmp_path, *put_all(**cells)) if problem.sheet == "Contracts"] == []


def test_against_prices_that_may_rise_a_dear_contract_is_a_shelter(tmp_path: Path) -> None:
    crisis: Sheets = {
        "Disruptions": [
            ["disruption", "action", "target", "value", "start", "probability"],
            ["unit", None, None, "×", None, "%"],
            ["crisis", "price", "China", 3, "2028", 0.01],
        ]
    }
    path = write(tmp_path / "plan.xlsx", *put_all(D=100000), sheets=BOOK | crisis)
    assert [problem for problem in check_workbook(path)[1] if problem.sheet == "Contracts"] == []


def test_one_name_for_two_things_elsewhere(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    problems = errors(problems_of(tmp_path, *put_all(A="Weld mine")))
    assert [str(problem) for problem in problems] == snapshot


def test_a_mine_that_sells_under_contract_only_is_a_source(tmp_path: Path) -> None:
    """Who sells iron and who sells magnets has a limit of 0: without a contract on top of it there is no magnet."""
    none = put("Suppliers!F4", 0), put("Suppliers!F5", 0)
    assert any(problem.where == "Demand!B3" for problem in errors(problems_of(tmp_path, *none)))
    beyond_limit = put_all(B="Iron", C=100, D=900, O="yes")
    assert errors(problems_of(tmp_path, *none, *beyond_limit)) == []
