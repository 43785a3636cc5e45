"""Mistakes in the sheet Ranges are told by cell, those of addressing and values as in Changes: one check, no solve."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from model.sheets.whatifs import CLEAR
from tests.books import SHEETS, write
from tests.steps import check
from tests.test_thirty_whatif_mistakes import FIRST, MISTAKES

HEADER = ["input", "sheet", "rows", "column", "from year", "until year", "operation", "low", "high"]

AS_IN_CHANGES = {name: each for name, each in MISTAKES.items() if each.operation != CLEAR}

PRICE = ["Suppliers", "Iron", "price", None, None]

OWN: dict[str, tuple[list[Any], str, str]] = {
    "cleared": ([*PRICE, "clear", 5, None], "operation", "set, multiply, add"),
    "neither end": ([*PRICE, "set", None, None], "low", "a low value, a high value, or both"),
    "low above high": ([*PRICE, "set", 9, 5], "high", "Swap the two"),
    "low as high": ([*PRICE, "multiply", 2, 2], "high", "Clear one of them"),
    "high end alone is wrong": ([*PRICE, "set", 5, "dear"], "high", "in USD/unit"),
    "row misspelt at both ends": (["Suppliers", "Irn", "price", None, None, "set", 1, 2], "rows", 'mean "Iron"?'),
    "another range": (["Ranges", "any", "low", None, None, "set", 5, 6], "sheet", "write two"),
    "end without the only supplier": (
        ["Commodities", "Iron", "in use", None, None, "set", None, "no"], "high", "'Iron' is not in use"
    ),
}  # fmt: skip
"""Mistakes that only a range can have: its row, the column in which it is told, and words of it."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is said of each cell with an error."""
    rows: list[list[Any]] = [HEADER, ["unit"]]
    for name, mistake in AS_IN_CHANGES.items():
        rows.append([name, *mistake.row, None])
    rows += [[name, *row] for name, (row, _, _) in OWN.items()]

    def formats(book: Any) -> None:
        for line, mistake in enumerate(AS_IN_CHANGES.values(), start=FIRST):
            if mistake.number_format:
                book["Ranges"][f"H{line}"].number_format = mistake.number_format

    path = tmp_path_factory.mktemp("ranges") / "plan.xlsx"
    write(path, formats, sheets=SHEETS | {"Ranges": rows})
    found: dict[str, list[str]] = {}
    for each in check(path):
        if not each.is_warning:
            found.setdefault(each.where, []).append(f"{each.expected}: {each.fix}")
    return found


def cell(name: str, column: str) -> str:
    line = FIRST + [*AS_IN_CHANGES, *OWN].index(name)
    return f"Ranges!{'ABCDEFGHI'[HEADER.index(column)]}{line}"


@pytest.mark.parametrize("mistake", AS_IN_CHANGES)
def test_a_mistake_of_addressing_is_told_as_in_changes(mistake: str, told: dict[str, list[str]]) -> None:
    each = AS_IN_CHANGES[mistake]
    said = told.get(cell(mistake, "low" if each.told == "value" else each.told), [])
    expected = "a low value" if mistake == "value empty" else each.says
    assert any(expected in each for each in said), said


@pytest.mark.parametrize("mistake", OWN)
def test_a_mistake_of_a_range_is_told_by_cell(mistake: str, told: dict[str, list[str]]) -> None:
    _, column, words = OWN[mistake]
    said = told.get(cell(mistake, column), [])
    assert any(words in each for each in said), said


def test_what_is_wrong_with_both_ends_is_told_once(told: dict[str, list[str]]) -> None:
    assert len(told[cell("row misspelt at both ends", "rows")]) == 1


def test_nothing_else_is_told(told: dict[str, list[str]]) -> None:
    own = {cell(name, column) for name, (_, column, _) in OWN.items()}
    planted = {cell(name, "low" if each.told == "value" else each.told) for name, each in AS_IN_CHANGES.items()} | own
    assert set(told) == planted


BESIDE = {
    "price": ([*PRICE, "set", 1500, 2000], "low", "at most 1,000, what the workbook holds"),
    "tariff": (
        ["Routes", "from = China; commodity = oxide", "tariff", None, None, "set", None, 0.2], "high", "at least 25 %"
    ),
    "factor": ([*PRICE, "multiply", 1.1, 1.2], "low", "at most × 1, no change"),
    "both sides": (["Routes", "any", "freight", None, None, "set", 600, 700], "", ""),
    "around": ([*PRICE, "set", 1000, 1100], "", ""),
}  # fmt: skip
"""Ranges, the column in which it is told that the workbook lies beside them, and what is told."""


def test_a_range_beside_what_the_workbook_holds_is_doubtful(tmp_path: Path) -> None:
    rows = [HEADER, ["unit"], *([name, *row] for name, (row, _, _) in BESIDE.items())]

    def shares(book: Any) -> None:
        book["Ranges"]["I4"].number_format = "0%"

    problems = check(write(tmp_path / "plan.xlsx", shares, sheets=SHEETS | {"Ranges": rows}))
    found = {each.where: str(each) for each in problems if each.sheet == "Ranges"}
    expected = {
        f"Ranges!{'ABCDEFGHI'[HEADER.index(column)]}{line}": says
        for line, (_, column, says) in enumerate(BESIDE.values(), start=3)
        if column
    }
    assert found.keys() == expected.keys()
    assert all(says in found[where] for where, says in expected.items()), found


def test_a_range_without_a_mistake_has_none(tmp_path: Path) -> None:
    rows = [HEADER, ["unit"], ["iron", *PRICE, "multiply", 0.8, 1.2]]
    assert not [each for each in check(write(tmp_path / "plan.xlsx", sheets=SHEETS | {"Ranges": rows}))
                if not each.is_warning]  # fmt: skip
