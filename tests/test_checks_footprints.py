"""Checks promise: what is wrong in the sheets of footprints is told by cell before anything is solved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import SHEETS, Change, Sheets, errors, put, put_row, told, write
from tests.steps import check_workbook
from tests.test_checks import Planted, doubtful, wrong

FOOTPRINTS: Sheets = {
    "Footprints": [
        ["footprint", "item", "recipe", "amount", "unit"],
        ["unit", None, None, "footprint unit per unit", None],
        ["CO2", "Mine", None, 0.2, "t"],
        ["CO2", "Texas magnets", "Make magnets", 3, None],
        ["CO2", "Chinese oxide", None, 20, None],
        ["water", "Separation", "Separate", 50, "m3"],
    ],
    "Transport footprints": [
        ["footprint", "from", "to", "commodity", "amount", "unit"],
        ["unit", None, None, None, "footprint unit per unit and 1000 km", None],
        ["CO2", "any", "any", None, 0.01, None],
        ["CO2", "Shanghai", "USA", "Oxide", 0.02, None],
    ],
    "Footprint limits": [
        ["name", "footprint", "scope", "charge 2026", "charge 2030", "limit", "total"],
        ["unit", None, None, "USD/footprint unit", "USD/footprint unit", "footprint unit/y", "footprint unit"],
        ["carbon price", "CO2", "USA", 50, 100, None, 50000],
        ["well", "water", "Port separation", None, None, 100000, None],
    ],
}


def book(path: Path, *changes: Change) -> Path:
    return write(path, *changes, sheets=SHEETS | FOOTPRINTS)


def cause(*values: object) -> Change:
    return put_row("Footprints", *values)


def bound(*values: object) -> Change:
    return put_row("Footprint limits", *values)


PLANTED = {
    "misspelt footprint": wrong("Footprint limits!B4", ('Did you mean "water"?',), put("Footprint limits!B4", "watre")),
    "unknown footprint": wrong("Footprint limits!B4", ("Add it to Footprints",), put("Footprint limits!B4", "noise")),
    "misspelt plant": wrong("Footprints!B4", ('Did you mean "Texas magnets"?',),
                            put("Footprints!B4", "Texas magnet")),
    "an outlet": wrong("Footprints!B5", ("'Oxide trade' is a row of Outlets",), put("Footprints!B5", "Oxide trade")),
    "a limit on a supplier": wrong("Footprint limits!C3", ("'Chinese oxide' is a row of Suppliers",),
                                   put("Footprint limits!C3", "Chinese oxide")),
    "recipe that the plant does not run": wrong(
        "Footprints!C4", ("a recipe that 'Texas magnets' runs: Make magnets",), put("Footprints!C4", "Separate")
    ),
    "recipe that the technology does not run": wrong(
        "Footprints!C6", ("'Separation' runs: Separate",), put("Footprints!C6", "Mine ore")
    ),
    "recipe of a supplier": wrong("Footprints!C5", ("row is for a supplier",), put("Footprints!C5", "Separate")),
    "a plant and a technology": wrong(
        "Footprints!B3", ("'Mine' is a plant and a technology",), put_row("Capacity", "Mine", "Mt Weld", "Separation"),
        put_row("Operations", "Mine", "Mine ore"),
    ),
    "a plant and a supplier": wrong(
        "Footprints!B4", ("is a plant and a supplier",), put("Suppliers!A4", "Texas magnets")
    ),
    "two rows that fit equally well": wrong(
        "Footprints!B8", ("'Separate' at Port separation", "Rows 7 and 8"),
        cause("sludge", "any", "Separate", 1, "t"), cause("sludge", "Separation", None, 2),
    ),
    "two lanes that fit equally well": wrong(
        "Transport footprints!B5", ("Rows 4 and 5", "name sites or commodity"),
        put_row("Transport footprints", "CO2", "China", "Texas Works", "Oxide", 0.03),
    ),
    "two units": wrong("Footprints!E4", ("one unit of 'CO2'", "Row 3 has 't'"), put("Footprints!E4", "kg")),
    "another unit of shipping": wrong("Transport footprints!F4", ("Row 3 has 't'",),
                                      put("Transport footprints!F4", "kg")),
    "no unit": doubtful("Footprints!E6", ("a unit of 'water'",), put("Footprints!E6", None)),
    "two spellings": wrong("Transport footprints!A4", ("CO2",), put("Transport footprints!A4", "Co2"),
                           put("Transport footprints!A3", "Co2")),
    "negative amount": wrong("Footprints!D3", ("0",), put("Footprints!D3", -1)),
    "no position": wrong(
        "Sites!C7", ("'CO2' depends on distance (Transport footprints, row 3)",), put("Sites!C7", None)
    ),
    "row that never holds": doubtful(
        "Footprints!B4", ("more specific rows",), put("Footprints!C4", None),
        cause("CO2", "Texas magnets", "Make magnets", 1),
    ),
    "shipping that never is": doubtful(
        "Transport footprints!B4", ("nothing is shipped this way",), put("Transport footprints!B4", "Detroit")
    ),
    "limit on a place that causes none": doubtful(
        "Footprint limits!C4", ("'water' is caused by Port separation",), put("Footprint limits!C4", "China")
    ),
    "limit on what is nought": doubtful(
        "Footprint limits!B4", ("an amount above 0",), put("Footprints!D6", 0)
    ),
    "limit without a figure": doubtful(
        "Footprint limits!D5", ("fill in a charge, a limit or a total",), bound("idea", "CO2", "any")
    ),
    "limit on a place and a plant": doubtful(
        "Footprint limits!C5", ("it is read as the place",), bound("both", "CO2", "Detroit", 1),
        put_row("Capacity", "Detroit", "Detroit", "Magnet works", 1), put_row("Operations", "Detroit", "Make magnets"),
        put_row("Suppliers", "Iron in Detroit", "Detroit", "Iron", 1000, 1000),
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_mistake_about_footprints_is_reported_at_a_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx", *planted.changes))
    here = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    assert here, f"nothing reported at {planted.where}:\n{told(problems)}"
    for words in planted.says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(here)}"
    assert (tables is None) == (not planted.is_warning), told(problems)


def test_a_sound_book_has_nothing_to_tell_about_footprints(tmp_path: Path) -> None:
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx"))
    assert tables is not None, told(errors(problems))
    about = [problem for problem in problems if problem.sheet in FOOTPRINTS and "every year" not in problem.expected]
    assert not about, told(about)


def test_rows_that_fit_equally_well_and_agree_are_no_problem(tmp_path: Path) -> None:
    path = book(
        tmp_path / "plan.xlsx", cause("sludge", "any", "Separate", 2, "t"), cause("sludge", "Separation", None, 2)
    )
    tables, problems = check_workbook(path)
    assert tables is not None, told(errors(problems))
