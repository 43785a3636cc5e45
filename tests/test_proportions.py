"""A figure out of all proportion is a warning at its cell, with what it would be in the unit that was meant; nothing is
told of figures that only differ."""

from __future__ import annotations

import dataclasses
from itertools import chain
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from model import Problem, Tables
from model.checks import proportions, worth
from model.testing import Commodity, Staffing
from tests.books import Change, errors, put, put_row, told, write
from tests.inline import tables
from tests.steps import Directory, check_workbook, read_workbook, run_checks

ROOT = Path(__file__).parents[1]

PLANTED: dict[str, tuple[str, tuple[str, ...], tuple[Change, ...]]] = {
    "sixty million in a column of millions": (
        "Costs!C5", ("'60000000'", "in million USD", "27,000,000 times", "Type 60 if it is in USD"),
        (put("Costs!C5", 60_000_000),),
    ),
    "price by kg in a column by t": (
        "Suppliers!D3", ("in USD/t", "a 1,000th of the worth of a unit of 'Oxide'", "Type 100000", "per kg", "(as E3)"),
        (put("Suppliers!D3", 100), put("Suppliers!E3", 90)),
    ),
    "price by t of goods counted in kg": (
        "Suppliers!D5", ("in USD/kg", "1,000 times", "Type 60 if it is per t"),
        (put("Commodities!C8", "kg"), put("Commodities!D8", 60)),
    ),
    "shortage cost by kg": ("Demand!C3", ("'Magnet'", "Type 300000"), (put("Demand!C3", 300),)),
    "shortage cost of a fiftieth of the goods": ("Demand!C3", ("a 50th of the worth",), (put("Demand!C3", 1400),)),
    "capacity that stands for no limit": (
        "Capacity!D3", ("10,000,000,000 times all demand in a year",), (put("Capacity!D3", 1.2e12),)
    ),
    "limit that stands for none": ("Routes!I3", ("times all demand in a year",), (put("Routes!I3", 1e10),)),
    "backlog of centuries": (
        "Demand!I3", ("at most a few years of demand, which is 120 a year",),
        (put("Demand!H1", "unmet demand"), put("Demand!H3", "owed"), put("Demand!I1", "opening backlog"),
         put("Demand!I3", 100_000)),
    ),
    "tariff of ten times the value": (
        "Routes!F5", ("'1000 %'", "did you mean 10 %?"), (put("Routes!F5", 10, "0.0%"),)
    ),
    "budget that is none": ("Funds!D3", ("all that markets need", "Type 100 if it is in USD"), (put("Funds!D3", 1e8),)),
    "capital by unit": ("Costs!D7", ("what it can make in a year",), (put("Costs!D7", 4e7),)),
    "freight of another column": ("Routes!D4", ("the median of",), (put("Routes!D4", 1e6),)),
    "one year of demand in kg": ("Demand!F3", ("median of its years", "Type 110 if it is in kg"),
                                 (put("Demand!F3", 110_000),)),
    "people by unit of capacity": (
        "Staffing!C3", ("a plausible number of people there", "needs 0.025 of them"), (put("Staffing!C3", 0.5),)
    ),
    "people by unit in a column by thousand": (
        "Staffing!C3", ("Type 40 if it is by unit of capacity",), (put("Staffing!C3", 0.04), put("Staffing!D3", 0))
    ),
    "people of the plant": (
        "Staffing!C3", ("needs 0.5 people in all", "Type 200 if 10 people work there"),
        (put("Staffing!C3", 10), put("Staffing!D3", 0)),
    ),
    "more people than there can be": (
        "Staffing!C4", ("needs 120,000 people, of whom 115 can be available",), (put("Staffing!C4", 1e6),)
    ),
    "demand far above capacity": (
        "Demand!G3", ("no more than 160 is available", "same unit"),
        (put("Demand!E3", 100_000), put("Demand!F3", 110_000), put("Demand!G3", 120_000)),
    ),
    "any plan will do": ("Settings!B6", ("'100 %'", "a gap below 50 %"), (put_row("Settings", "gap", 1.0),)),
    "site that nothing uses": (
        "Sites!A8", ("Not used: Hobart, Perth",),
        (put_row("Sites", "Hobart", "Australia"), put_row("Sites", "Perth", "Australia")),
    ),
    "commodity that nothing uses": (
        "Commodities!A9", ("Not used: Yttrium",), (put_row("Commodities", "Yttrium", "oxide"),)
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_figure_out_of_proportion_is_warned_of_at_its_cell(
    tmp_path: Path, planted: tuple[str, tuple[str, ...], tuple[Change, ...]]
) -> None:
    where, says, changes = planted
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *changes))
    here = [problem for problem in problems if problem.where == where]
    assert here and all(problem.is_warning for problem in here), told(problems)
    for words in says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(here)}"
    assert tables is not None and errors(problems) == []


def of_proportion(tables: Tables) -> list[Problem]:
    directory = Directory(tables)
    checks = chain.from_iterable(proportions.CHECKS.values())
    return [problem for check in checks for problem in check(tables, directory)]


@pytest.mark.parametrize("name", ["quickstart", "rare_earths", "gallium_germanium", "graphite_anode", "antibiotics"])
def test_nothing_of_the_examples_is_out_of_proportion_or_unused(name: str) -> None:
    tables, _ = read_workbook(ROOT / "inputs" / f"{name}.xlsx")
    assert tables is not None
    found = of_proportion(tables) + worth.unused(tables, Directory(tables))
    assert not found, told(found)


def test_nothing_of_the_correct_book_is_out_of_proportion(tmp_path: Path) -> None:
    tables, _ = read_workbook(write(tmp_path / "plan.xlsx"))
    assert tables is not None and not of_proportion(tables) and not worth.unused(tables, Directory(tables))


UNLIKE = """
    Commodities
    commodity   | unit
    steel       | t
    wire        | t
    transformer | MVA

    Capacity
    plant   | site | technology
    Mill A  | City | Rolling
    Mill B  | City | Drawing
    Mill C  | City | Coating
    Mill D  | City | Cutting
    Works A | City | Assembly
    Works B | City | Assembly

    Recipes
    recipe   | commodity   | quantity
    Roll     | steel       | 1
    Draw     | wire        | 1
    Assemble | steel       | -1
    Assemble | transformer | 1

    Operations
    plant   | recipe   | capacity use
    Mill A  | Roll     | 1
    Mill B  | Draw     | 1
    Mill C  | Draw     | 1
    Mill D  | Roll     | 1
    Works A | Assemble | 1
    Works B | Assemble | 1

    Costs
    item    | recipe | variable opex
    Mill A  | any    | 5
    Mill B  | any    | {mill}
    Mill C  | any    | 5
    Mill D  | any    | 6
    Works A | any    | 5000
    Works B | any    | 5000
"""


@pytest.mark.parametrize(("mill", "expected"), [(5, []), (5000, ["Costs!C4"])])
def test_plants_are_compared_with_those_that_make_goods_of_the_same_unit(mill: float, expected: list[str]) -> None:
    """A transformer costs a thousand times as much as a tonne of steel."""
    rows = tables(UNLIKE.format(mill=mill))
    assert [problem.where for problem in proportions.out_of_column(rows, Directory(rows))] == expected


def test_ten_people_in_a_column_by_thousand_tonnes_of_the_quick_start(snapshot: SnapshotAssertion) -> None:
    """A module of 20 t a year needs ten operators: 500 by 1,000 t."""
    tables, _ = read_workbook(ROOT / "inputs" / "quickstart.xlsx")
    assert tables is not None
    rows = [dataclasses.replace(row, operation=10.0) for row in tables[Staffing]]
    (found,) = of_proportion(Tables(tables.settings, {**tables.rows, Staffing: rows}, tables.off))
    assert found.fix == snapshot


def test_each_figure_of_the_example_by_a_thousand_is_seen() -> None:
    """Reference values by kg in place of t, one after the other."""
    tables, _ = read_workbook(ROOT / "inputs" / "rare_earths.xlsx")
    assert tables is not None
    rows = tables[Commodity]
    valued = [at for at, row in enumerate(rows) if row.reference_value]
    for at in valued[:: len(valued) // 6]:
        wrong = dataclasses.replace(rows[at], reference_value=rows[at].reference_value / 1000)
        changed = {**tables.rows, Commodity: [*rows[:at], wrong, *rows[at + 1 :]]}
        assert of_proportion(Tables(tables.settings, changed, tables.off)), rows[at].commodity


def test_a_site_that_a_row_out_of_use_would_use_is_not_told(tmp_path: Path) -> None:
    """A what-if may switch the row on."""
    changes = (put_row("Sites", "Perth", "Australia"), put("Suppliers!G1", "in use"),
               put_row("Suppliers", "Perth iron", "Perth", "Iron", 1000, 1000, None, "no"))  # fmt: skip
    _, problems = check_workbook(write(tmp_path / "plan.xlsx", *changes))
    assert not [problem for problem in problems if "Not used" in problem.fix], told(problems)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([60, 55, 70, 6e7], {3}),
        ([1, 1000], set()),
        ([1, 10, 1000], set()),
        ([5, 5, 5, 5e-3, 5], {3}),
        ([1e-3, 1, 1e3, 1e6], set()),
        ([1, 10, 100, 1000, 1e4, 1e5], set()),
    ],
)
def test_what_is_far_from_the_median_where_the_rest_is_near(values: list[float], found: set[int]) -> None:
    assert set(worth.odd_ones(values)) == found


def test_checks_of_proportion_are_among_all(tmp_path: Path) -> None:
    tables, _ = read_workbook(write(tmp_path / "plan.xlsx", put("Costs!C5", 60_000_000)))
    assert tables is not None and any(problem.cell == "C5" for problem in run_checks(tables))
