"""What-ifs: a change does to the tables what typing it into the cells would do, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from model import InputError, Problem, Tables
from model.runs.record import effective
from model.testing import SHEET_OF, ByYear, Change, Country, Entry, Project, Route, Settings, Site, Supplier, WhatIf
from model.whatif.changes import CellOperation
from model.whatif.selectors import Place, rows_of
from model.whatif.variants import EditableTables, key_of
from model.workbook.cells import Terms
from model.workbook.parse import read
from tests import books
from tests.inline import tables
from tests.jobs import PlanJob
from tests.steps import Variant, base, check_workbook, load_tables, main, review, variants, write_inputs

CHAIN = """
Settings
last year | 2030

Countries
country
Australia
China

Sites
site    | country
Mt Weld | Australia
Perth   | Australia
Baotou  | China

Commodities
commodity | stage
Oxide     | oxide
Metal     | metal

Suppliers
supplier     | site    | commodity | price 2026 | price 2030 | limit | in use
Mt Weld; old | Mt Weld | Oxide     | 10         | 50         | 100   |
Baotou       | Baotou  | Oxide     | 5          | 5          |       |
Baotou new   | Baotou  | Metal     | 7          | 7          | 20    | no

Demand
market | product | 2026 | 2028 | shortage cost
Perth  | Oxide   | 10   | 30   | 1000
Perth  | Metal   | 1    | 1    | 1000

Routes
from    | to    | commodity | freight | tariff
Mt Weld | Perth | Oxide     | 1       | 10 %
Baotou  | Perth | any       | 2       | 25 %
"""

HEADER = "what-if | sheet | rows | column | from year | until year | operation | value"


def asked(*changes: str, what_ifs: str = "", chain: str = CHAIN) -> Tables:
    """The chain with changes, of one what-if 'it' unless others are named. What stands in a change is split at '|'."""
    listed = what_ifs or "it"
    header = "what-if | run | based on" if "|" in listed else "what-if"
    lines = "\n".join(each if what_ifs else f"it | {each}" for each in changes)
    return tables(chain, f"What-ifs\n{header}\n{listed}", f"Changes\n{HEADER}\n{lines}" if changes else "")


def changed(*changes: str) -> list[tuple[str, str, str, Any, Any]]:
    """(sheet, key, column, old, new) of every cell that the what-if of the changes echoes."""
    (variant,) = variants(asked(*changes))
    return [(each.sheet, each.key, each.column, each.old, each.new) for each in variant.changed]


def warnings(*changes: str, **more: str) -> list[str]:
    return [f"{each.where}: {each.fix}" for each in review(asked(*changes, **more)).problems if each.is_warning]


def problems(given_tables: Tables) -> list[Problem]:
    with pytest.raises(InputError) as error:
        variants(given_tables)
    return [each for each in error.value.problems if not each.is_warning]


def suppliers(variant: Variant) -> dict[str, Supplier]:
    return {row.supplier: row for row in variant.tables[Supplier]}


# --- which rows --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "rows", "hit"),
    [
        ("Sites", "Perth", ["Perth"]),
        ("Sites", "Perth; Baotou", ["Perth", "Baotou"]),
        ("Sites", "*t*", ["Mt Weld", "Perth", "Baotou"]),
        ("Sites", "P?rth", ["Perth"]),
        ("Sites", "any", ["Mt Weld", "Perth", "Baotou"]),
        ("Sites", "country = Australia", ["Mt Weld", "Perth"]),
        ("Sites", "country = Australia; site = P*", ["Perth"]),
        ("Sites", "Perth; Baotou; country = China", ["Baotou"]),
        ("Sites", "country = China; Australia; site = Mt*; Baotou", ["Mt Weld", "Baotou"]),
        ("Sites", "latitude =", ["Mt Weld", "Perth", "Baotou"]),
        ("Suppliers", '"Mt Weld; old"', ["Mt Weld; old"]),
        ("Suppliers", '"Mt Weld;"*', ["Mt Weld; old"]),
        ("Suppliers", "in use = no", ["Baotou new"]),
        ("Routes", "*", ["Mt Weld · Perth · Oxide", "Baotou · Perth · any"]),
        ("Routes", "from = Mt Weld; to = Perth", ["Mt Weld · Perth · Oxide"]),
        ("Routes", "commodity = any", ["Baotou · Perth · any"]),
        ("Routes", "TARIFF = 25 %", ["Baotou · Perth · any"]),
        ("Routes", "tariff = 0.25", ["Baotou · Perth · any"]),
    ],
)
def test_rows_are_those_that_the_pattern_means(sheet: str, rows: str, hit: list[str]) -> None:
    kind = next(each for each in SHEET_OF.values() if each.name == sheet)
    change = Change(what_if="it", sheet=sheet, rows=rows, column="", operation="set")
    book = EditableTables.of(tables(CHAIN))
    found, wrong = rows_of(change, kind, book)
    assert (wrong, [key_of(book.of_sheet(kind)[at], kind) for at in found]) == ([], hit)


def test_rows_with_values_by_year_are_not_chosen_by_them() -> None:
    kind = next(each for each in SHEET_OF.values() if each.name == "Routes")
    given = tables(CHAIN)
    first, second = given[Route]
    first = replace(first, tariff=ByYear.of({2026: 0.1, 2028: 0.25}))
    book = EditableTables.of(replace(given, rows={**given.rows, Route: [first, second]}))
    change = Change(what_if="it", sheet="Routes", rows="tariff = 25 %", column="", operation="set")
    assert rows_of(change, kind, book) == ([1], [])


def test_a_quote_within_a_name_is_doubled() -> None:
    chain = CHAIN.replace("Baotou new  ", 'Bao"to*u=1 ')
    named = tables(
        chain, "What-ifs\nwhat-if\nit", f'Changes\n{HEADER}\nit | Suppliers | "Bao""to*u=1" | in use ||| set | yes'
    )
    assert [each.key for each in variants(named)[0].changed] == ['Bao"to*u=1']


# --- what becomes of cells ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "cells"),
    [
        ("Routes | any | freight ||| set | 3", [("Mt Weld · Perth · Oxide", "freight", 1.0, 3.0),
                                                ("Baotou · Perth · any", "freight", 2.0, 3.0)]),
        ("Routes | from = Baotou | freight ||| multiply | 1.5", [("Baotou · Perth · any", "freight", 2.0, 3.0)]),
        ("Routes | from = Baotou | freight ||| multiply | 150 %", [("Baotou · Perth · any", "freight", 2.0, 3.0)]),
        ("Routes | from = Baotou | freight ||| add | -2", [("Baotou · Perth · any", "freight", 2.0, 0.0)]),
        ("Routes | from = Baotou | tariff ||| set | 50 %", [("Baotou · Perth · any", "tariff", 0.25, 0.5)]),
        ("Routes | from = Baotou | tariff ||| add | 25 %", [("Baotou · Perth · any", "tariff", 0.25, 0.5)]),
        ("Routes | from = Baotou | tariff ||| clear |", [("Baotou · Perth · any", "tariff", 0.25, 0.0)]),
        ("Routes | from = Baotou | in use ||| set | no", [("Baotou · Perth · any", "in use", "yes", "no")]),
        ("Suppliers | Mt* | site ||| set | Perth", [("Mt Weld; old", "site", "Mt Weld", "Perth")]),
        ("Suppliers | Baotou new | in use ||| set | YES", [("Baotou new", "in use", "no", "yes")]),
        ("Suppliers | Baotou | limit ||| set | 3", [("Baotou", "limit", None, 3.0)]),
        ('Suppliers | "Mt Weld; old" | limit ||| clear |', [("Mt Weld; old", "limit", 100.0, None)]),
        ('Suppliers | "Mt Weld; old" | price ||| multiply | 2', [("Mt Weld; old", "price 2026", 10.0, 20.0),
                                                                 ("Mt Weld; old", "price 2030", 50.0, 100.0)]),
        ('Suppliers | "Mt Weld; old" | price 2030 ||| set | 20', [("Mt Weld; old", "price 2030", 50.0, 20.0)]),
        ('Suppliers | "Mt Weld; old" | price 2028 ||| set | 20', [("Mt Weld; old", "price 2028", 30.0, 20.0)]),
        ('Suppliers | "Mt Weld; old" | price | 2029 | 2029 | add | 1', [("Mt Weld; old", "price 2029", 40.0, 41.0)]),
        ('Suppliers | "Mt Weld; old" | price | 2029 | | multiply | 2', [("Mt Weld; old", "price 2029", 40.0, 80.0),
                                                                       ("Mt Weld; old", "price 2030", 50.0, 100.0)]),
        ('Suppliers | "Mt Weld; old" | limit | | 2026 | set | 0', [("Mt Weld; old", "limit 2026", 100.0, 0.0)]),
        ("Demand | product = Oxide | 2028 ||| set | 50", [("Perth · Oxide", "2028", 30.0, 50.0)]),
        ("Demand | product = Oxide | quantity | 2027 | 2027 | set | 0", [("Perth · Oxide", "2027", 20.0, 0.0)]),
        ("Settings | discount rate | value ||| set | 5 %", [("", "discount rate", 0.0, 0.05)]),
        ("Settings | Currency | Value ||| set | AUD", [("", "currency", "USD", "AUD")]),
    ],
)  # fmt: skip
def test_cells_become_what_the_change_says(change: str, cells: list[tuple[str, str, Any, Any]]) -> None:
    assert [(key, *rest) for _, key, *rest in changed(change)] == cells


POINTS = st.one_of(
    st.floats(0, 1e4).map(ByYear.of),
    st.dictionaries(st.integers(2020, 2045), st.floats(0, 1e4), min_size=1, max_size=6).map(ByYear.of),
)
SUPPLIERS_PRICE = SHEET_OF[Supplier].column("price")


CALCULATED: dict[str, Callable[[float, float], float]] = {
    "set": lambda value, operand: operand,
    "multiply": lambda value, operand: value * operand,
    "add": lambda value, operand: value + operand,
}


@given(
    POINTS, st.integers(2026, 2040), st.integers(0, 14), st.sampled_from(["set", "multiply", "add"]), st.floats(0, 9)
)
def test_years_outside_a_range_stay_exactly_as_they_were(
    old: ByYear, first: int, length: int, kind: str, operand: float
) -> None:
    """Whatever is given and between whatever years: to the last bit, and within the range it is what was asked for."""
    horizon = Settings(first_year=2026, last_year=2040)
    last = min(first + length, 2040)
    operation = CellOperation(kind, operand, Terms(horizon, None))
    new = operation.result(old, Place(SUPPLIERS_PRICE, None, (first, last)))
    for year in range(2026, 2041):
        before = old.at(year)
        assert new.at(year) == (CALCULATED[kind](before, operand) if first <= year <= last else before)


def test_a_range_without_an_end_holds_to_the_end_whatever_the_horizon() -> None:
    """Also for years that another change adds to the plan, and for a value given beyond it."""
    chain = CHAIN.replace("price 2030", "price 2034")
    made = variants(
        asked(
            "Suppliers | Baotou* | price | 2029 | | multiply | 2", "Settings | last year | value ||| set | 2036",
            chain=chain,
        )
    )  # fmt: skip
    price = suppliers(made[0])["Baotou"].price
    assert [price.at(year) for year in (2026, 2028, 2029, 2034, 2036)] == [5, 5, 10, 10, 10]


def test_an_empty_cell_stays_empty_and_is_told_of(snapshot: SnapshotAssertion) -> None:
    """No limit times a half is no limit; where nothing is there to multiply it is a problem."""
    told = warnings("Suppliers | site = * | limit ||| multiply | 0.5")
    assert told == snapshot
    assert snapshot == ["G3"]


# --- several changes, several what-ifs ---------------------------------------------------------------


def test_changes_are_made_in_order(snapshot: SnapshotAssertion) -> None:
    assert snapshot == [2.0, 22.0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Routes | any | freight ||| set | 3", "Routes | from = Baotou | freight ||| set | 4"),
        ("Suppliers | Baotou | price ||| set | 3", "Suppliers | Baotou | price 2026 ||| set | 4"),
        ("Suppliers | Baotou | price | 2027 | 2029 | set | 3", "Suppliers | Baotou | price | 2029 | 2030 | set | 4"),
        ("Suppliers | Baotou new | limit ||| set | 3", "Suppliers | Baotou new | limit ||| clear |"),
        ("Settings | gap | value ||| set | 1 %", "Settings | g* | value ||| set | 2 %"),
    ],
)
def test_a_cell_is_set_once(first: str, second: str) -> None:
    (told,) = problems(asked(first, second))
    assert told.where == "Changes!G4" and "G3 sets" in told.fix


@pytest.mark.parametrize(
    "second",
    ["Suppliers | Baotou | price | 2029 | 2030 | set | 4", "Suppliers | Baotou | price | 2027 | 2028 | multiply | 4"],
)
def test_other_years_may_be_set_and_a_set_cell_calculated_with(second: str) -> None:
    assert variants(asked("Suppliers | Baotou | price | 2027 | 2028 | set | 3", second))


def test_one_what_if_stands_on_another_whatever_the_order_of_the_sheet() -> None:
    """Its changes come after, may set the same cell, and it is compared with the workbook as it is."""
    what_ifs = "top | | middle\nmiddle | no | low\nlow | | base"
    top, low = variants(
        asked(
            "top | Routes | any | freight ||| set | 9", "middle | Routes | any | freight ||| multiply | 2",
            "low | Routes | any | freight ||| set | 5", "middle | Settings | gap | value ||| set | 2 %",
            what_ifs=what_ifs,
        )
    )  # fmt: skip
    assert (top.name, top.based_on, low.name, low.based_on) == ("top", "middle", "low", "")
    assert [(each.column, each.old, each.new, each.by) for each in top.changed] == [
        ("gap", 0.0, 0.02, "Changes!H6"), ("freight", 1.0, 9.0, "Changes!H3"), ("freight", 2.0, 9.0, "Changes!H3"),
    ]  # fmt: skip
    assert [each.new for each in low.changed] == [5.0, 5.0]


def test_what_is_changed_back_is_not_changed(snapshot: SnapshotAssertion) -> None:
    """Nor is a row that the plan sees neither before nor after."""
    assert snapshot == []
    assert warnings("Suppliers | Baotou new | price ||| multiply | 2") == snapshot


def test_what_changes_nothing_is_told_of(snapshot: SnapshotAssertion) -> None:
    assert warnings("Routes | from = Mt Weld | freight ||| set | 1") == snapshot
    assert warnings() == snapshot


def test_a_what_if_without_changes_has_the_base_as_tables() -> None:
    (variant,) = variants(asked())
    assert effective(variant.tables) == effective(tables(CHAIN)) and variant.changed == ()


# --- as if typed -------------------------------------------------------------------------------------

TYPED = [
    (("Suppliers", "Chinese oxide", "price 2026", "set", 5), [("Suppliers!D3", 5)]),
    (
        ("Suppliers", "any", "price", "multiply", 2),
        [(f"Suppliers!{at}", None) for at in ("D3", "E3", "D4", "E4", "D5", "E5")],
    ),
    (("Demand", "any", "2028", "add", 10), [("Demand!F3", 120)]),
    (("Skills", "market = Australia", "attrition", "set", "8%"), [("Skills!D3", 0.08)]),
    (("Sites", "Shanghai", "country", "set", "USA"), [("Sites!B7", "USA")]),
    (("Substitutes", "any", "from year", "add", 1), [("Substitutes!F3", 2028)]),
    (("Capacity", "Port separation", "maximum capacity", "clear", None), [("Capacity!G4", None)]),
    (("Settings", "last year", "value", "set", 2031), [("Settings!B3", 2031)]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "typed"), TYPED, ids=[f"{change[0]} {change[3]}" for change, _ in TYPED])
def test_a_change_is_what_typing_would_be(
    change: tuple[Any, ...], typed: list[tuple[str, Any]], tmp_path: Path
) -> None:
    """The tables of the what-if are those of a workbook into which the same was typed by hand."""
    sheet, rows, column, operation, value = change
    is_percent = isinstance(value, str) and value.endswith("%")
    line = ["it", sheet, rows, column, None, None, operation, float(value[:-1]) / 100 if is_percent else value]
    what_ifs = {"What-ifs": [["what-if"], ["unit"], ["it"]], "Changes": [HEADER.split(" | "), ["unit"], line]}
    formats = books.put("Changes!H3", line[-1], "0%" if is_percent else "General")
    asked_for, _ = check_workbook(books.write(tmp_path / "asked.xlsx", formats, sheets=books.SHEETS | what_ifs))

    def doubled(where: str) -> Any:
        name, cell = where.split("!")
        return 2 * books.SHEETS[name][int(cell[1:]) - 1]["ABCDEFGH".index(cell[0])]

    by_hand = [books.put(where, doubled(where) if operation == "multiply" else cell) for where, cell in typed]
    expected, _ = check_workbook(books.write(tmp_path / "typed.xlsx", *by_hand))
    assert asked_for is not None and expected is not None
    (variant,) = variants(asked_for)
    assert effective(variant.tables) == effective(expected)
    assert effective(base(asked_for).tables) == effective(asked_for) != effective(expected)


# --- the base ----------------------------------------------------------------------------------------


def test_the_base_does_not_depend_on_what_ifs() -> None:
    """The plan of the workbook as it is has the same key, whatever is asked besides."""
    plain, more = tables(CHAIN), asked("Routes | any | freight ||| set | 3")
    assert PlanJob("base", more).key() == PlanJob("base", plain).key() == PlanJob("base", base(more).tables).key()
    (variant,) = variants(more)
    assert PlanJob("it", variant.tables).key() != PlanJob("base", plain).key()
    for each in (base(more), variant):
        assert not each.tables[WhatIf] and not each.tables[Change] and not each.tables.off


# --- rows that are not in use ------------------------------------------------------------------------


def test_a_row_that_is_not_in_use_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    """No plan depends on it, or on whether the others say 'yes'."""
    rows = {**books.SHEETS, "Outlets": [[*books.SHEETS["Outlets"][0], "in use"], *books.SHEETS["Outlets"][1:]]}
    switched = {**rows, "Outlets": [*rows["Outlets"][:2], [*rows["Outlets"][2], "yes"],
                                  ["Oxide bazaar", "Port Refinery", "Oxide", 60000, 1, "no"]]}  # fmt: skip
    found = [check_workbook(books.write(tmp_path / f"{at}.xlsx", sheets=each))[0]
            for at, each in enumerate((books.SHEETS, rows, switched))]  # fmt: skip
    assert all(each is not None for each in found)
    assert len({PlanJob("base", each).key() for each in found if each is not None}) == 1
    assert found[2] is not None and [row.outlet for off in found[2].off.values() for row in off] == ["Oxide bazaar"]


@pytest.mark.parametrize(
    ("where", "value", "cell"),
    [
        ("Sites!E5", "no", "Capacity!B5"),  # a plant stands there
        ("Capacity!H5", "maybe", "Capacity!H5"),
        ("Sites!E7", "no", "Suppliers!B3"),
    ],
)
def test_problems_of_rows_in_use_and_not(where: str, value: str, cell: str, tmp_path: Path) -> None:
    header = books.put(f"{where[:-1]}1", "in use")
    _, found = check_workbook(books.write(tmp_path / "plan.xlsx", header, books.put(where, value)))
    assert cell in [each.where for each in books.errors(found)]


def test_cells_of_a_row_that_is_not_in_use_are_checked(tmp_path: Path) -> None:
    """It may name what is not in use either, but not what does not exist."""
    sheets = {
        **books.SHEETS,
        "Sites": [[*books.SHEETS["Sites"][0], "in use"], *books.SHEETS["Sites"][1:], ["Lagos", "China", 6, 3, "no"]],
        "Outlets": [[*books.SHEETS["Outlets"][0], "in use"], *books.SHEETS["Outlets"][1:],
                  ["Lagos trade", "Lagos", "Oxide", 1, 1, "no"], ["Trade", "Nowhere", "Oxide", "x", 1, "no"]],
    }  # fmt: skip
    _, found = check_workbook(books.write(tmp_path / "plan.xlsx", sheets=sheets))
    assert [each.where for each in books.errors(found)] == ["Outlets!B5", "Outlets!D5"]


def test_years_of_a_row_that_is_not_in_use_may_be_over(tmp_path: Path) -> None:
    """A row that a roll has switched off keeps what it says; a what-if that switches it on is warned that all its
    years are over, so that it has no effect."""
    header = [*books.SHEETS["Projects"][0], "in use"]
    late = ["Late module", "Port separation", "modules", 20, 1, None, None, None, None, "soon", 2025, None, "no"]
    wrong = books.SHEETS | {"Projects": [header, *books.SHEETS["Projects"][1:], late]}
    _, found = check_workbook(books.write(tmp_path / "wrong.xlsx", sheets=wrong))
    assert [each.where for each in books.errors(found)] == ["Projects!J6"]
    late = [*late[:9], 2024, *late[10:]]
    over = wrong | {"Projects": [header, *books.SHEETS["Projects"][1:], late]}
    tables, found = check_workbook(books.write(tmp_path / "over.xlsx", sheets=over))
    assert tables is not None and [row.latest_decision for row in tables.off[Project]] == [2025], books.told(found)
    switched = over | {
        "What-ifs": [["what-if"], [None], ["Late after all"]],
        "Changes": [["what-if", "sheet", "rows", "column", "operation", "value"], [None] * 6,
                    ["Late after all", "Projects", "Late module", "in use", "set", "yes"]],
    }  # fmt: skip
    _, found = check_workbook(books.write(tmp_path / "switched.xlsx", sheets=switched))
    told = books.told(found)
    assert "Projects!J6" in told and "K6 (2025)" in told and "Late after all" in told and not books.errors(found)


def test_in_use_is_no_setting(tmp_path: Path) -> None:
    _, found = check_workbook(books.write(tmp_path / "plan.xlsx", books.put("Settings!D1", "in use")))
    assert "Settings!D1" in [each.where for each in books.errors(found)]


def test_a_what_if_switches_rows_together(snapshot: SnapshotAssertion) -> None:
    """A supplier that is switched on may stand on a site that the same what-if switches on, not on one that is off."""
    chain = CHAIN.replace("site    | country", "site    | country | in use").replace(
        "Baotou  | China", "Baotou  | China |\nLagos | China | no"
    ).replace("Australia\nPerth   | Australia", "Australia |\nPerth   | Australia |")  # fmt: skip
    chain = chain.replace("Baotou new   | Baotou", "Baotou new   | Lagos")
    on = "Suppliers | Baotou new | in use ||| set | yes"
    (told,) = problems(asked(on, chain=chain))
    assert told.where == "Changes!H3"
    assert told.fix == snapshot
    (variant,) = variants(asked(on, "Sites | Lagos | in use ||| set | yes", chain=chain))
    assert [row.supplier for row in variant.tables[Supplier]] == ["Mt Weld; old", "Baotou", "Baotou new"]
    assert [row.site for row in variant.tables[Site]][-1] == "Lagos"


def test_changes_and_what_ifs_are_switched_off_like_other_rows() -> None:
    rows = "it | Routes | any | freight ||| set | 3 |\nit | Routes | any | tariff ||| set | 3 % | no"
    sheets = f"What-ifs\nwhat-if | in use\nit |\nnot this | no\n\nChanges\n{HEADER} | in use\n{rows}"
    (variant,) = variants(tables(CHAIN, sheets))
    assert variant.name == "it" and {each.column for each in variant.changed} == {"freight"}


# --- problems of changed tables ------------------------------------------------------------------------


def test_the_change_is_named_that_led_to_a_problem_elsewhere() -> None:
    """Of four changes the third makes two of the plan's years not fit its periods; the others are innocent."""
    told = problems(
        asked(
            "Routes | any | freight ||| set | 3", "Suppliers | Baotou | limit ||| set | 3",
            "Sites | Baotou | in use ||| set | no", "Routes | from = Mt Weld | tariff ||| set | 3 %",
        )
    )  # fmt: skip
    assert {each.where for each in told} == {"Changes!H5"}
    assert any("Suppliers!B4" in each.expected for each in told)


def test_a_problem_is_told_once_though_others_stand_on_the_what_if() -> None:
    told = problems(
        asked(
            "low | Sites | Baotou | in use ||| set | no", "top | Routes | any | freight ||| set | 3",
            what_ifs="low | |\ntop | | low",
        )
    )  # fmt: skip
    assert len(told) == len({(each.where, each.expected) for each in told})
    assert all("'low'" in each.expected for each in told)


def test_all_problems_of_all_what_ifs_are_told_at_once() -> None:
    told = problems(
        asked(
            "a | Rutes | any | freight ||| set | 3", "b | Sites | Baotou | in use ||| set | no",
            "c | Routes | any | freight ||| set | -1", what_ifs="a | |\nb | |\nc | |",
        )
    )  # fmt: skip
    assert {each.where for each in told} == {"Changes!B3", "Changes!H4", "Changes!H5"}


def test_what_cannot_be_known_is_not_told(tmp_path: Path) -> None:
    """A row that could not be read may be the one that a change is about; other problems are told all the same."""
    lines = [
        ["it", "Sites", "Lagos", "latitude", None, None, "set", 3],
        ["it", "Sites", "Lagos", "altitude", None, None, "set", 3],
    ]
    what_ifs = {"What-ifs": [["what-if"], ["unit"], ["it"]], "Changes": [HEADER.split(" | "), ["unit"], *lines]}
    path = books.write(tmp_path / "plan.xlsx", books.put("Sites!B5", None), sheets=books.SHEETS | what_ifs)
    assert [each.where for each in books.errors(check_workbook(path)[1])] == ["Sites!B5", "Changes!D4"]


def test_what_a_command_does_not_use_does_not_stop_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A what-if is for 'batch', a range for 'tornado'; 'check' tells all, and others warn of both."""
    line = ["it", "Sites", "Lagos", "latitude", None, None, "set", 3]
    sheets = books.SHEETS | {
        "What-ifs": [["what-if"], ["unit"], ["it"]],
        "Changes": [HEADER.split(" | "), ["unit"], line],
        "Ranges": [["input", "sheet", "rows", "column", "operation", "low"], ["unit"],
                   ["price", "Suppliers", "Iron", "price", "set", -5]],
    }  # fmt: skip
    path = books.write(tmp_path / "plan.xlsx", sheets=sheets)
    for command, wrong in (
        ("check", {"Changes!C3", "Ranges!F3"}),
        ("batch", {"Changes!C3"}),
        ("tornado", {"Ranges!F3"}),
    ):
        assert main([command, str(path)]) == 2
        told = capsys.readouterr().err.splitlines()
        assert {each.split()[1] for each in told if each.startswith("error")} == wrong
    given, warnings = load_tables(path)
    assert {"Changes!C3", "Ranges!F3"} <= {each.where for each in warnings} and given[Supplier]


@pytest.mark.parametrize("probability", [None, 0.25])
def test_changed_tables_are_checked_of_what_ifs_in_use_and_of_futures(
    tmp_path: Path, probability: float | None
) -> None:
    sheets = books.SHEETS | {
        "What-ifs": [["what-if", "probability"], ["", ""], ["no town", probability]],
        "Changes": [["what-if", "sheet", "rows", "column", "operation", "value"], ["unit"],
                    ["no town", "Sites", "Detroit", "in use", "set", "no"]],
    }  # fmt: skip
    path = books.write(tmp_path / "plan.xlsx", sheets=sheets)
    with pytest.raises(InputError):
        load_tables(path, (WhatIf, Change))
    if probability:
        with pytest.raises(InputError):
            load_tables(path)
    else:
        assert not [problem for problem in load_tables(path)[1] if problem.sheet == "Changes"]


# --- the sheets --------------------------------------------------------------------------------------


def test_written_what_ifs_and_rows_not_in_use_come_back(tmp_path: Path) -> None:
    rows = [
        Country(country="A", line=3), Country(country="B", line=4, in_use="no"), Country(country="C", line=5),
        WhatIf(what_if="it", description="Why not", run="no", line=3),
        Change(what_if="it", sheet="Countries", rows="B", column="in use", operation="set", value=Entry("yes"), line=3),
        Change(what_if="it", sheet="Settings", rows="gap", column="value", operation="set", value=Entry(0.05, "0.0%"),
               line=4),
        Change(what_if="it", sheet="Demand", rows="any", column="2030", from_year=2026, operation="multiply",
               value=Entry(1.7), in_use="no", line=5),
    ]  # fmt: skip
    given_tables = Tables.of(Settings(first_year=2026, last_year=2030), rows)
    write_inputs(tmp_path / "plan.xlsx", given_tables)
    found = read(tmp_path / "plan.xlsx").tables
    assert {**found.rows} == {**given_tables.rows} and {**found.off} == {**given_tables.off}


OTHERWISE: dict[tuple[type[Any], str], Any] = {
    (WhatIf, "what_if"): "another name",
    (WhatIf, "description"): "another text",
    (WhatIf, "run"): "no",
    (WhatIf, "plan"): "held",
    (WhatIf, "based_on"): "other",
    (WhatIf, "probability"): 0.25,
    (WhatIf, "known_from"): 2027,
    (Change, "what_if"): "other",
    (Change, "sheet"): "Outlets",
    (Change, "rows"): "Baotou",
    (Change, "column"): "limit",
    (Change, "from_year"): 2028,
    (Change, "until_year"): 2027,
    (Change, "operation"): "multiply",
    (Change, "value"): Entry(8.0),
}


def test_every_column_is_tried_otherwise() -> None:
    columns = {(row_class, each.attribute) for row_class in (WhatIf, Change) for each in SHEET_OF[row_class].columns}
    assert set(OTHERWISE) == columns


@pytest.mark.parametrize(("row_class", "attribute"), OTHERWISE)
def test_every_column_does_something(row_class: type[Any], attribute: str) -> None:
    """Another value in the first row of a sheet gives other what-ifs, or a problem: nothing is read and ignored."""
    whole = asked(
        "it | Suppliers | any | price | 2027 | 2029 | add | 4", "other | Routes | any | freight ||| set | 3",
        what_ifs="it | |\nother | |",
    )  # fmt: skip
    first, *rest = whole[row_class]
    other = replace(first, **{attribute: OTHERWISE[row_class, attribute]})
    assert made(whole) != made(replace(whole, rows={**whole.rows, row_class: [other, *rest]}))


def made(whole: Tables) -> list[Any]:
    found = review(whole)
    return [
        found.problems,
        *(
            (each.name, each.description, each.based_on, each.plan, each.changed, each.probability)
            for each in found.variants
        ),
    ]


def test_a_change_before_the_horizon_is_warned_of(tmp_path: Path) -> None:
    header = ["what-if", "sheet", "rows", "column", "from year", "until year", "operation", "value"]
    change = ["Late", "Suppliers", "Iron", "price", 2019, None, "multiply", 2]
    sheets = books.SHEETS | {"What-ifs": [["what-if"], [None], ["Late"]], "Changes": [header, [None] * 8, change]}
    _, found = check_workbook(books.write(tmp_path / "plan.xlsx", sheets=sheets))
    told = [str(problem) for problem in found if problem.where == "Changes!E3" and problem.is_warning]
    assert len(told) == 1 and "E3 (2019)" in told[0]
