"""Reading promises: every mistake is reported by sheet and cell, with the value as the planner sees it, what was
expected with its unit, and how to mend it; all of them in one run; and a correct book becomes the rows it shows."""

from __future__ import annotations

import copy
import datetime
import random
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import PatternFill
from syrupy.assertion import SnapshotAssertion

from model.testing import ByYear, CostRow, Country, Demand, LeadTime, Route, Stockpile, Supplier
from tests.books import SHEETS, Change, errors, put, put_row, told, write
from tests.steps import check_workbook, load_grid, read_instance, read_workbook, write_inputs


@dataclass(frozen=True)
class Planted:
    """One mistake: how it is made, the cell that must be named, and words of the value, expectation and fix."""

    change: Change
    where: str
    says: tuple[str, ...]
    is_warning: bool = False
    also: int = 0
    """Problems that follow from it and cannot be told apart from mistakes of their own."""


def cell(where: str, value: Any, *says: str, number_format: str | None = None, **more: Any) -> Planted:
    """A mistake that is one cell's value."""
    return Planted(put(where, value, number_format), where, says, **more)


def header(where: str, value: Any, *says: str, **more: Any) -> Planted:
    return Planted(put(where, value), where, says, **more)


NUMBERS = {
    "per cent without the sign": cell("Routes!F3", 85, "'85'", "Type 85 %", number_format="General"),
    "per cent hundredfold": cell("Operations!E5", 85, "'8500 %'", "Type 85 %"),
    "per cent as text": cell("Operations!E5", "85 %", "'85 %'", "Type 85 % without quotes"),
    "per cent in a column of numbers": cell("Routes!D3", "85%", "not in per cent but in USD/t"),
    "decimal comma": cell("Routes!D3", "12,5", "'12,5'", "a number, at least 0, in USD/unit", "Type 12.5"),
    "thousands mark '": cell("Routes!D3", "1'000", "Type 1000"),
    "thousands space": cell("Routes!D3", "1 000", "Type 1000"),
    "thousands non-breaking space": cell("Routes!D3", "1\u00a0000", "Type 1000"),
    "thousands comma": cell("Routes!D3", "1,000", "Type 1000", "or 1 if"),
    "unit typed in": cell("Suppliers!F3", "12 kt", "Type 12000, which is '12 kt' in t/y", "in unit/y"),
    "thousandfold unit": cell("Capacity!D3", "0.3 kt", "Type 300, which is '0.3 kt' in t/y"),
    "months in years": cell("Lead times!C3", "6 months", "Type 0.5, which is '6 months' in years"),
    "minutes in seconds": Planted(
        put_row("Settings", "time limit", "10 min"), "Settings!B6", ("Type 600, which is '10 min' in s",)
    ),
    "thousands of money": cell("Routes!D3", "1 kUSD", "Type 1000, which is '1 kUSD' in USD/t"),
    "price by another unit": cell("Routes!D3", "5 $/kg", "Type 5000, which is '5 $/kg' in USD/t"),
    "another currency": cell("Routes!D3", "4 EUR", "Convert it to USD", "the exchange rate of EUR to USD is not known"),
    "one dollar or one million": cell("Costs!C5", "USD 60", "Type 6e-05 or 60", "several meanings"),
    "ton of which country": cell("Suppliers!F3", "12 tons", "Type 12 or 10.88621", "several meanings"),
    "unit of another kind": cell("Suppliers!F3", "12 MW", "'MW' cannot be converted"),
    "unit of a row of two commodities": cell("Staffing!C3", "12 people", "Type 12 alone"),
    "point that may mark thousands": cell("Routes!D3", "1.234", "Type 1.234 as a number, or 1234 if"),
    "point and comma": cell("Routes!D3", "1.234,5", "Type 1234.5"),
    "points": cell("Routes!D3", "1.234.567", "Type 1234567 without"),
    "comma after a zero": cell("Routes!D3", "0,123", "Type 0.123 with a decimal point"),
    "letter O": cell("Routes!D3", "1O0", "Type 100: the cell has a letter"),
    "per cent with words": cell("Operations!E5", "5 % p.a.", "Type 5 % alone"),
    "currency typed in": cell("Routes!D3", "USD 5", "Type 5 alone", "USD/unit"),
    "dollar sign": cell("Routes!D3", "$5", "Type 5 alone"),
    "number kept as text": cell("Routes!D3", "12.5", "Type 12.5 again as a number"),
    "to be done, optional": cell("Routes!D3", "TBD", "'TBD'", "Leave the cell empty to mean 0"),
    "to be done, required": cell("Recipes!C3", "n/a", "'n/a'", "Fill in a number in unit per unit run"),
    "dash": cell("Suppliers!F3", "-", "Leave the cell empty"),
    "boolean": cell("Routes!D3", True, "'TRUE'", "Type a number"),
    "date": cell("Routes!D3", datetime.datetime(2026, 5, 1), "'2026-05-01'", "turned it into a date", "1.5"),
    "negative": cell("Routes!D3", -5, "'-5'", "at least 0", "without the minus sign"),
    "above the greatest": cell("Routes!G3", 4000, "at most 3650", "in days"),
    "not above the least": cell("Projects!D3", 0, "above 0", "unit/y"),
    "infinite": cell("Routes!D3", 1e300, "No plan needs a number as large"),
    "infinite as text": cell("Suppliers!F3", "inf", "Numbers must be finite"),
    "range": cell("Routes!D3", "5-7", "A range is not a number"),
    "about": cell("Routes!D3", "~5", "Type 5 alone"),
    "words": cell("Routes!D3", "cheap", "a number, at least 0, in USD/unit"),
    "not whole": cell("Projects!E3", 2.5, "a whole number", "2 or 3"),
    "error value": cell("Routes!D3", "#REF!", "'#REF!'", "Correct the formula"),
    "formula without a result": cell("Routes!D3", "=1+1", "'=1+1'", "save it once"),
    "required number is blank": cell("Recipes!C3", None, "a number, in unit per unit run, required"),
    "large sums in their unit": cell("Costs!C5", "5 m", "million USD"),
    "percent out of bounds": cell("Operations!E5", -0.1, "'-10 %'", "at least 0 %"),
}

YEARS = {
    "no year": cell("Capacity!E5", 19900, "'19900'", "a year from 1900 to 2200", "leave the cell empty"),
    "as text": cell("Capacity!E5", "2027", "Type 2027 again as a number"),
    "as date": cell("Capacity!E5", datetime.datetime(2027, 1, 1), "type 2027"),
    "number under a date format": cell("Capacity!E5", 2027, "type 2027", number_format="d-mmm-yy"),
    "letter O": cell("Capacity!E5", "2O28", "Type 2028 again as a number: the cell has a letter"),
    "fraction": cell("Capacity!E5", 2027.5, "a year from 2026 to 2030"),
    "last before first": cell("Settings!B3", 2020, "a last year not before the first", "2026"),
    "period does not divide": Planted(
        put_row("Settings", "years per period", 2), "Settings!B6", ("divide the 5 years 2026–2030", "1 or 5")
    ),
    "yearly cell": cell("Demand!F3", "1,5", "Type 1.5", "unit/y"),
    "no yearly value": Planted(
        lambda book: [put(f"Demand!{letter}3", None)(book) for letter in "EFG"], "Demand!E3",
        ("for at least one year, required", "unit/y"),
    ),
    "both constant and by year": Planted(
        lambda book: [put("Suppliers!G1", "price")(book), put("Suppliers!G3", 5)(book)], "Suppliers!G3",
        ("either one 'price' for all years or values by year", "'5'"),
    ),
}  # fmt: skip

NAMES = {
    "misspelt": cell("Capacity!B3", "Mt Wield", "'Mt Wield'", "a name from Sites", 'Did you mean "Mt Weld"?'),
    "capitals": cell("Capacity!B3", "mt weld", 'Type "Mt Weld"', "other capitals"),
    "space at the end": cell("Capacity!B3", "Mt Weld ", 'Type "Mt Weld"', "a space at the end"),
    "space at the start": cell("Capacity!B3", " Mt Weld", "a space at the start"),
    "two spaces": cell("Capacity!B3", "Mt  Weld", "two spaces in a row"),
    "non-breaking space": cell("Capacity!B3", "Mt\u00a0Weld", "a non-breaking space"),
    "zero-width space": cell("Capacity!B3", "Mt\u200b Weld", "ZERO WIDTH SPACE"),
    "Cyrillic letter": cell("Sites!B7", "Сhina", "Cyrillic 'С' in place of 'C'", 'Type "China"'),
    "Greek letter": cell("Sites!B3", "Australiα", "Greek 'α' in place of 'a'"),
    "dash that looks alike": Planted(
        lambda book: [put("Staffing!C3", 1)(book), put("Groups!B3", "Austra–lia")(book)], "Groups!B3",
        ('Did you mean "Australia"?',),
    ),
    "of another sheet": cell("Capacity!B3", "Australia", "is a row of Countries"),
    "of no sheet": cell("Capacity!B3", "Atlantis", "Add it to Sites, or choose one of: Mt Weld"),
    "key with a space": cell("Sites!A3", "Mt Weld ", "a space at the end"),
    "key that became a date": cell("Suppliers!A4", datetime.datetime(2026, 3, 1), "turned it into a date"),
    "key that is the word any": cell("Suppliers!A4", "any", "a name other than 'any'"),
    "blank key": cell("Suppliers!A4", None, "a name, required", "or clear the rest of the row"),
    "blank part of a key": cell("Recipes!B3", None, "a name from Commodities, required"),
    "doubled key": cell("Suppliers!A4", "Chinese oxide", "each supplier once", "Rows 3 and 4"),
    "doubled key of two columns": Planted(
        put("Recipes!B5", "Concentrate"), "Recipes!A5", ("each recipe and commodity once", "Rows 4 and 5")
    ),
    "doubled lead time": cell("Lead times!A4", "Separation module", "each project once", "Rows 3 and 4"),
    "key in two spellings": cell("Suppliers!A5", "chinese oxide", "one spelling", "row 3"),
    "choice": cell("Projects!C3", "module", "one of: modules, size", 'Did you mean "modules"?'),
    "choice as boolean": cell("Commodities!F3", True, "'TRUE'", "Type yes"),
    "required choice is blank": cell("Projects!C3", None, "Choose modules, size or expansion"),
    "text in two spellings": cell("Commodities!B8", "Magnet", "one spelling of each stage", is_warning=True),
    "formula kept as text": cell("Routes!A3", " =A1", "kept as text"),
    "project it needs": cell("Projects!I5", "Separation modul", 'Did you mean "Separation module"?'),
}  # fmt: skip


def shift(name: str, *titles: str) -> Change:
    """Put title rows above a sheet's header."""

    def change(book: openpyxl.Workbook) -> None:
        book[name].insert_rows(1, len(titles))
        for line, title in enumerate(titles, start=1):
            book[name].cell(line, 1).value = title

    return change


def rename(name: str, title: str) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book[name].title = title

    return change


def remove(name: str) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        del book[name]

    return change


def add(title: str, *rows: list[Any]) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)

    return change


def merge(where: str) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        name, _, area = where.partition("!")
        book[name].merge_cells(area)

    return change


def drop_column(name: str, at: int) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book[name].delete_cols(at)

    return change


SHAPES = {
    "misspelt sheet": Planted(rename("Routes", "Rutes"), "Rutes", ("Routes is missing", "Rename Rutes to Routes?")),
    "misspelt empty sheet": Planted(add("Closurs", ["plant"]), "Closurs", ('Did you mean "Closures"?',)),
    "renamed sheet": Planted(rename("Capacity", "Plants"), "Plants", ("Capacity is missing", "to Capacity?")),
    "renamed settings": Planted(rename("Settings", "General"), "General", ("sheet Settings is missing",)),
    "text below a table": Planted(put("Sites!A10", "See maps"), "Sites!A10", ("'See maps'", "the column 'notes'")),
    "sentence under a table": Planted(
        put("Sites!A8", "Places are only approximate."), "Sites!A8", ("more than one cell is required",)
    ),
    "unknown sheet": Planted(
        add("Weather", ["sun"]), "Weather", ("one of the program's sheets: Settings", "start its name with '_'")
    ),
    "doubled sheet": Planted(add("routes ", ["from", "to", "commodity"]), "routes ", ("'Routes' is the same",)),
    "missing sheet": Planted(remove("Sites"), "Sites", ("the sheet 'Sites', required", "A location")),
    "misspelt column": header("Routes!D1", "frieght", "a column of Routes", 'Did you mean "freight"?'),
    "unknown column": header("Routes!J1", "colour", "a column of Routes", "'notes'"),
    "doubled column": header("Routes!J1", "Freight", "each column once", "D1 has the same header"),
    "column with a look-alike letter": header("Routes!D1", "frеighт", 'Did you mean "freight"?'),
    "missing column": Planted(drop_column("Sites", 2), "Sites!D1", ("the column 'country', required", "D1")),
    "missing years": Planted(
        lambda book: book["Demand"].delete_cols(5, 3), "Demand!E1", ("the column 'quantity', required", "2030")
    ),
    "one title row": Planted(shift("Routes", "All routes"), "Routes!A1", ("header in row 1", "Delete row 1", "row 2")),
    "title rows": Planted(shift("Sites", "Sites", "of 2026"), "Sites!A1", ("Delete rows 1 to 2", "row 3")),
    "value beside the table": Planted(put("Routes!L4", "ask Jo"), "Routes!L4", ("outside the table", "'ask Jo'", "L1")),
    "value in the last cell": Planted(
        put("Routes!XFD1048576", 1), "Routes!XFD1048576", ("outside the table", "rows to 7")
    ),
    "value far below": Planted(put("Routes!A300", "old"), "Routes!A300", ("outside the table", "'old'")),
    "merged cells": Planted(merge("Sites!B3:B4"), "Sites!B3:B4", ("not merged", "Unmerge", "each cell")),
    "year of nonsense": header("Demand!G1", 20300, "Type a year from 1900 to 2200"),
    "year before trains": header("Demand!G1", 1066, "a year from 1900 to 2200"),
    "year of what": header("Suppliers!G1", 2030, "'price 2030' or 'limit 2030'"),
    "misspelt yearly column": header("Suppliers!D1", "prise 2026", 'Did you mean "price 2026"?'),
    "yearly column with a mark": header("Suppliers!D1", "price_2026", 'Did you mean "price 2026"?'),
    "year of a constant": header("Routes!E1", "freight by distance 2026", "'freight by distance' does not vary"),
    "year outside the horizon": Planted(
        lambda book: [put("Demand!H1", 2040)(book), put("Demand!H3", 150)(book)],
        "Demand!H1",
        ("years of the horizon 2026–2030", "interpolate"), is_warning=True
    ),
    "unit changed": header("Routes!D2", "USD/kg", "the unit 'USD/unit'", "no effect"),
    "scale changed": header("Costs!C2", "USD", "the unit 'million USD'", "Settings"),
    "unit row without its mark": header("Routes!A2", None, "the word 'unit'", "Type 'unit' in A2"),
    "empty sheet that is required": Planted(
        lambda book: book["Countries"].delete_rows(1, 9), "Countries!A1", ("a table", "Fill in the sheet")
    ),
    "no rows in a sheet that is required": Planted(
        lambda book: book["Countries"].delete_rows(3, 9), "Countries!A3", ("at least one row",), also=16
    ),
    "unknown setting": Planted(
        put_row("Settings", "curency", "USD"), "Settings!A6", ('Did you mean "currency"?',), also=1
    ),
    "swapped letters": Planted(put_row("Settings", "gpa", 0.02), "Settings!A6", ('Did you mean "gap"?',)),
    "doubled setting": Planted(put_row("Settings", "currency", "EUR"), "Settings!A6", ("each setting once", "A4")),
    "missing setting": Planted(
        lambda book: book["Settings"].delete_rows(2), "Settings!A5", ("the setting 'first year'", "Add a row")
    ),
    "setting that is no number": cell("Settings!B5", "8 %", "Type 8 % without quotes"),
    "unit of a setting": cell("Settings!C5", "USD", "the unit '%/y'"),
}  # fmt: skip

ALL = {f"{kind}: {name}": planted
       for kind, group in (("number", NUMBERS), ("year", YEARS), ("name", NAMES), ("shape", SHAPES))
       for name, planted in group.items()}  # fmt: skip


@pytest.mark.parametrize("planted", ALL.values(), ids=ALL.keys())
def test_a_mistake_is_reported_where_it_is_with_its_fix(tmp_path: Path, planted: Planted) -> None:
    tables, problems = read_workbook(write(tmp_path / "plan.xlsx", planted.change))
    here = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    assert here, f"nothing reported at {planted.where}:\n{told(problems)}"
    for words in planted.says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(here)}"
    assert (tables is None) == (not planted.is_warning)
    others = [problem for problem in errors(problems) if problem not in here]
    assert len(others) <= planted.also, f"one mistake, but also reported:\n{told(others)}"


def test_a_correct_book_has_no_problem(tmp_path: Path) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx"))
    assert tables is not None and errors(problems) == []


def test_rows_know_their_values_and_where_they_stand(tmp_path: Path) -> None:
    tables, _ = read_workbook(write(tmp_path / "plan.xlsx"))
    assert tables is not None
    assert (tables.settings.first_year, tables.settings.last_year, tables.settings.currency) == (2026, 2030, "USD")
    assert tables.settings.amounts == "millions" and tables.settings.cell("discount_rate") == "B5"
    mine = tables[Route][0]
    assert (mine.origin, mine.destination, mine.commodity) == ("Mt Weld", "Port Refinery", "Feeds")
    assert mine.freight == ByYear.of(200)
    assert mine.capacity == ByYear.of(1000) and tables[Route][1].capacity is None
    assert (mine.line, mine.cell("origin"), mine.cell("capacity")) == (3, "A3", "I3")
    assert tables[Supplier][0].price == ByYear.of({2026: 100000, 2030: 90000})
    assert tables[Supplier][0].cell("price") == "D3"
    assert tables[LeadTime][1].spend == (0.4, 0.6, 0, 0, 0)
    assert tables[CostRow][2].recipe == "any"
    assert tables[Country][0].source == "World Bank"
    assert isinstance(tables[CostRow][2].fixed_capex, ByYear)
    assert tables[Stockpile][0].cover_of == "home"


def test_thirty_mistakes_are_reported_in_one_run(tmp_path: Path) -> None:
    chosen = [
        "number: per cent without the sign", "number: decimal comma", "number: unit typed in", "number: not whole",
        "number: percent out of bounds", "number: large sums in their unit", "name: required choice is blank",
        "year: as text", "year: yearly cell", "name: misspelt", "name: Cyrillic letter", "name: Greek letter",
        "name: key in two spellings", "name: choice as boolean", "name: project it needs", "shape: unknown sheet",
        "shape: unknown column", "shape: value beside the table", "shape: year outside the horizon",
        "shape: unit of a setting", "shape: setting that is no number", "shape: doubled setting",
    ]  # fmt: skip
    single = [ALL[name] for name in chosen]
    # The decimal comma and the per cent value stand in one sheet; each mistake needs a cell of its own.
    between = [
        Planted(put("Stockpiles!D3", 500), "Stockpiles!D3", ("at most the capacity, 50",)),
        Planted(put("Recipes!C5", 6), "Recipes!C5", ("weigh no more than its inputs",)),
        Planted(put_row("Lead times", "Magnet line 2", 1), "Lead times!A6", ("Magnet line",)),
        Planted(put("Skills!B4", "Australia"), "Skills!A4", ("each skill and market once",)),
        Planted(put("Groups!A6", "Loop"), "Groups!B6", ("",)),
        Planted(put_row("Substitutes", "any", "Magnet", "Magnet"), "Substitutes!C4", ("another commodity",)),
        Planted(put("Lead times!F4", 0.5), "Lead times!F4", ("add up to 110 %",)),
        Planted(put("Projects!G5", 4), "Projects!G5", ("at least the minimum size, 5",)),
        Planted(put("Staffing!B4", "Operater"), "Staffing!B4", ('Did you mean "Operator"?',)),
        Planted(put_row("Stockpiles", "Iron heap", "Texas Works", "Iron"), "Stockpiles!C4", ("can be stored",)),
    ]
    between[4] = Planted(put_row("Groups", "Loop", "Loop"), "Groups!B6", ("does not contain the group 'Loop'",))
    planted = single + between
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *(each.change for each in planted)))
    assert tables is None and len(planted) >= 30
    missed = [
        (each.where, words)
        for each in planted
        for words in each.says
        if not any(problem.where == each.where and words in str(problem) for problem in problems)
    ]
    assert not missed, f"{missed}\n{told(problems)}"
    assert len(errors(problems)) <= len(planted) + 1, told(errors(problems))


def test_problems_come_in_the_order_of_the_workbook(tmp_path: Path) -> None:
    _, problems = read_workbook(
        write(tmp_path / "plan.xlsx", put("Routes!D7", "x"), put("Routes!D3", "x"), put("Countries!C3", "x"))
    )
    assert [problem.where for problem in errors(problems)] == ["Countries!C3", "Routes!D3", "Routes!D7"]


ODD = [
    None, "", " ", "x", "any", "Mt Weld", "Oxide", "home", "Feeds", "unit", "\u200b", "size", "price 2030", -1, 0, 1,
    0.5, 85, 2027, 20300, 2026.5, 1e300, True, "12,5", "#REF!", "=1+1", datetime.datetime(2026, 5, 1),
    datetime.time(3, 4), datetime.timedelta(days=3),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_whatever_stands_in_cells_is_reported_or_read_and_what_is_read_becomes_an_instance(
    tmp_path: Path, seed: int
) -> None:
    """Half of the books get one odd cell, half get ten."""
    dice = random.Random(seed)
    sheets = copy.deepcopy(SHEETS)
    for _ in range(1 if seed % 2 else 10):
        row = dice.choice(sheets[dice.choice(list(sheets))])
        row.append(None)
        row[dice.randrange(len(row))] = dice.choice(ODD)
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", sheets=sheets))
    assert (tables is None) == bool(errors(problems))
    if tables is not None:
        read_instance(tables)


# ------------------------------------------------------------------------------------------ what is no mistake


NO_MISTAKE = {
    "a year and a space": put("Demand!E1", "2026 "),
    "a year as a text": put("Demand!E1", "2026"),
    "a year as a date": put("Demand!E1", datetime.datetime(2026, 1, 1)),
    "a year in the format of a date": put("Demand!E1", 2026, "yyyy"),
    "a year behind its column's name": put("Demand!E1", "quantity 2026"),
    "a header in capitals with a hard space": put("Routes!D1", "  Freight\u00a0"),
    "two spaces before the year": put("Suppliers!D1", "Price  2026"),
    "any in capitals": put("Routes!C3", "ANY"),
    "a choice in capitals": put("Projects!C3", "Modules "),
    "a row of units started from 'Unit'": put("Routes!A2", "Unit"),
    "the money of the unit row": put("Costs!C2", "{amount}"),
    "a space": put("Routes!E3", " "),
    "a sheet About": add("About", ["anything", 1, "#REF!"]),
    "a sheet of workings": add("_workings", ["=1+1"]),
    "an empty sheet": add("Sheet1"),
    "a sheet left out": remove("Outlets"),
    "an empty row": put_row("Routes"),
    "a format below the rows": put("Routes!A12", None, "0.0%"),
    "a formula beside the table": put("Countries!D4", "=1+1"),
}


@pytest.mark.parametrize("change", NO_MISTAKE.values(), ids=NO_MISTAKE)
def test_what_does_not_change_a_meaning_is_accepted(tmp_path: Path, change: Change) -> None:
    _, problems = read_workbook(write(tmp_path / "plan.xlsx", change))
    assert errors(problems) == [], told(problems)


def test_capitals_and_spaces_of_a_sheet_name_do_not_matter(tmp_path: Path) -> None:
    sheets = {f"{name.upper()} ": rows for name, rows in SHEETS.items() if name != "Settings"}
    path = write(tmp_path / "plan.xlsx", sheets={"Settings": SHEETS["Settings"]} | sheets)
    tables, problems = read_workbook(path)
    assert tables is not None, told(problems)


def test_empty_rows_between_rows_are_skipped(tmp_path: Path) -> None:
    path = write(tmp_path / "plan.xlsx", lambda book: book["Sites"].insert_rows(4, 3))
    tables, problems = read_workbook(path)
    assert tables is not None, told(problems)


def test_years_that_are_made_up_are_told_once_for_each_column(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    rows = [["market", "product", 2026, 2028, 2030], ["unit", None, "unit/y", "unit/y", "unit/y"]]
    rows += [[site, "Magnet", 100, None, 120] for site in ("Mt Weld", "Port Refinery", "Texas Works")]
    rows += [["Detroit", "Magnet", None, 110, None]]
    tables, problems = read_workbook(write(tmp_path / "plan.xlsx", sheets=SHEETS | {"Demand": rows}))
    assert tables is not None
    (told_once,) = [problem for problem in problems if problem.sheet == "Demand"]
    assert told_once.is_warning
    assert told_once.fix == snapshot
    assert tables[Demand][3].quantity == ByYear.of({2028: 110})


def test_a_book_without_calculated_values_asks_once_to_be_saved_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, rows in SHEETS.items():
        page = book.add_worksheet(name)
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
        if name == "Routes":
            for line in range(2, 7):
                page.write_formula(line, 3, "=100*2")  # saved with a result of 0 that nobody calculated
    book.close()
    _, problems = read_workbook(path)
    assert [problem.where for problem in errors(problems)] == ["Routes!D3"]
    assert "4 more formulas" in errors(problems)[0].fix


def test_formulas_that_excel_has_calculated_are_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, rows in SHEETS.items():
        page = book.add_worksheet(name)
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
        if name == "Routes":
            page.write_formula(2, 3, "=100*2", None, 200)
            page.write_formula(3, 3, "=#REF!", None, "#REF!")
    book.close()
    _drop_calculate_on_load(path)
    _, problems = read_workbook(path)
    assert [problem.where for problem in errors(problems)] == ["Routes!D4"], told(problems)


def _drop_calculate_on_load(path: Path) -> None:
    """As Excel saves a workbook: calculated."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


# ------------------------------------------------------------------------------------------ files and templates


def test_a_template_that_is_filled_in_reads_back(tmp_path: Path) -> None:
    tables, _ = read_workbook(write(tmp_path / "plan.xlsx"))
    assert tables is not None
    write_inputs(tmp_path / "again.xlsx", tables)
    again, problems = read_workbook(tmp_path / "again.xlsx")
    assert again is not None, told(problems)
    for row_class, rows in tables.rows.items():
        assert len(again[row_class]) == len(rows)
    assert again.settings == tables.settings


def test_an_empty_template_says_which_sheets_to_fill_in(tmp_path: Path) -> None:
    write_inputs(tmp_path / "empty.xlsx", None)
    _, problems = read_workbook(tmp_path / "empty.xlsx")
    assert {problem.sheet for problem in errors(problems)} == {"Countries", "Commodities", "Sites"}


def test_the_file_is_left_as_it_was_and_not_held_open(tmp_path: Path) -> None:
    path = write(tmp_path / "plan.xlsx")
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    check_workbook(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    path.rename(tmp_path / "moved.xlsx")


def test_a_large_book_is_read_in_seconds(tmp_path: Path) -> None:
    """2,000 suppliers with 15 years of prices, 30,000 numbers, some 300 kB."""
    rows = [["supplier", "site", "commodity", *(f"price {year}" for year in range(2026, 2041))]]
    rows += [[f"S{number}", "Shanghai", "Oxide", *range(number, number + 15)] for number in range(2000)]
    path = write(tmp_path / "plan.xlsx", put("Settings!B3", 2040), sheets=SHEETS | {"Suppliers": rows})
    started = time.perf_counter()
    tables, _ = read_workbook(path)
    assert tables is not None and len(tables[Supplier]) == 2000
    assert time.perf_counter() - started < 10  # about 1 s; generous for a busy machine


def test_formatted_empty_rows_cost_nothing_and_mean_nothing(tmp_path: Path) -> None:
    def paint(book: openpyxl.Workbook) -> None:
        fill = PatternFill("solid", fgColor="FFFFCC")
        for line in range(8, 3000):
            for at in range(1, 12):
                book["Routes"].cell(line, at).fill = fill

    path = write(tmp_path / "plan.xlsx", paint)
    tables, problems = read_workbook(path)
    assert tables is not None and len(tables[Route]) == 5, told(problems)
    assert len(load_grid(path)["Routes"].rows) == 7


def test_a_template_whose_currency_is_changed_is_read_in_it(tmp_path: Path) -> None:
    """The unit row still says USD where figures stand: that is told once a sheet, and is no problem. Where nothing
    stands it is not told."""
    path = write(tmp_path / "pounds.xlsx", put("Settings!B4", "GBP"))
    tables, problems = read_workbook(path)
    assert tables is not None and tables.settings.currency == "GBP"
    assert errors(problems) == []
    told = [problem for problem in problems if "Money is read in GBP" in problem.fix]
    assert told and len({problem.sheet for problem in told}) == len(told)
