"""The workbooks that planners get: complete, documented, the same bytes each time, and what is shipped is current."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from inputs.build import quickstart, rare_earths
from model.byyear import ByYear
from model.docs import FOLDER, PAGES
from model.families.demand import Demand
from model.families.supply import Supplier
from model.leadtime import Project
from model.limits import Limit
from model.schema import EVERYWHERE, SHEET_OF, Kind
from model.sheets import Commodity, Country, Settings, Site
from model.tables import Tables
from model.workbook.parse import check_workbook
from model.workbook.template import input_bytes, ordered_sheets, write_inputs
from tests.conftest import solved
from tests.office import needs_office, printed

INPUTS = Path(__file__).resolve().parent.parent / "inputs"
SHIPPED = {"quickstart": quickstart, "rare_earths": rare_earths}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.xlsx"
    write_inputs(path, None)
    return path


def headers(page: openpyxl.worksheet.worksheet.Worksheet) -> list[str]:
    return [str(cell.value) for cell in page[1] if cell.value is not None]


def read_back(path: Path) -> Tables:
    """The tables of a workbook that must have no faults."""
    tables, faults = check_workbook(path)
    assert tables is not None
    assert [str(fault) for fault in faults if not fault.is_warning] == []
    return tables


def parts(content: bytes) -> dict[str, bytes]:
    """The files within a workbook: how they are compressed may depend on the machine."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_template_has_every_sheet_after_a_page_about_them(empty: Path) -> None:
    book = openpyxl.load_workbook(empty)
    assert book.sheetnames == ["About", *(sheet.name for sheet in ordered_sheets())]
    linked = {cell.value for row in book["About"].iter_rows(max_col=1) for cell in row if cell.hyperlink}
    assert linked == set(book.sheetnames[1:])


def test_every_declared_column_has_a_header_with_a_note_and_a_unit(empty: Path) -> None:
    book = openpyxl.load_workbook(empty)
    for sheet in ordered_sheets():
        page = book[sheet.name]
        if sheet.vertical:
            assert [row[0].value for row in page.iter_rows(min_row=2)] == [column.header for column in sheet.columns]
            continue
        assert page["A2"].value == "unit", sheet.name
        assert headers(page)[-3:] == [column.header for column in EVERYWHERE], sheet.name
        for column in sheet.columns:
            shown = "2026" if column.bare else column.header
            at = headers(page).index(shown) + 1
            assert page.cell(1, at).comment or not (column.note or column.required), (sheet.name, column.header)
            assert bool(page.cell(2, at).value) == bool(column.unit) or at == 1, (sheet.name, column.header)


def test_choices_and_references_to_one_sheet_offer_a_list(empty: Path) -> None:
    book = openpyxl.load_workbook(empty)
    for sheet in ordered_sheets():
        page = book[sheet.name]
        for column in sheet.columns:
            if column.kind is Kind.CHOICE or len(column.of) == 1:
                if sheet.vertical:
                    cell = page.cell(2 + sheet.columns.index(column), 2)
                else:
                    cell = page.cell(3, 1 + headers(page).index(column.header))
                rules = [rule for rule in page.data_validations.dataValidation if cell.coordinate in rule.sqref]
                assert [rule.type for rule in rules] == ["list"], (sheet.name, column.header)


def test_a_template_without_rows_reads_as_a_workbook_without_rows(tmp_path: Path) -> None:
    """What is missing is rows of the required sheets, and something that is wanted: the template itself is no fault."""
    path = tmp_path / "none.xlsx"
    write_inputs(path, None)
    _, faults = check_workbook(path)
    required = {sheet.name for sheet in ordered_sheets() if sheet.required}
    assert {fault.sheet for fault in faults if not fault.is_warning} <= {*required, "Demand"}


def test_the_same_rows_give_the_same_bytes() -> None:
    assert input_bytes(None, "t") == input_bytes(None, "t")
    assert input_bytes(quickstart.tables(), "t") == input_bytes(quickstart.tables(), "t")


def test_text_stays_text(tmp_path: Path) -> None:
    """Names that Excel would take for formulas, links or numbers come back as they were."""
    names = ["=1+1", "http://example.org", "007", "1e5"]
    rows = [Country(country=name, line=line) for line, name in enumerate(names, start=3)]
    write_inputs(tmp_path / "names.xlsx", Tables.of(Settings(first_year=2026, last_year=2027), rows))
    page = openpyxl.load_workbook(tmp_path / "names.xlsx")["Countries"]
    assert [(page.cell(line, 1).value, page.cell(line, 1).data_type) for line in range(3, 7)] == [
        (name, "s") for name in names
    ]


def test_years_have_a_column_each_and_a_constant_holds_among_them(tmp_path: Path) -> None:
    """One supplier has a price by year, another one price for all years: it stands in the first year's column."""
    rows = [
        Country(country="Chile", line=3),
        Site(site="Port", country="Chile", line=3),
        Commodity(commodity="Ore", line=3),
        Supplier(supplier="A", site="Port", commodity="Ore", price=ByYear.of({2026: 5, 2028: 7}), line=3),
        Supplier(supplier="B", site="Port", commodity="Ore", price=ByYear.of(6), line=4),
        Demand(market="Port", product="Ore", quantity=ByYear.of({2027: 1}), shortage_cost=9, line=3),
    ]
    path = tmp_path / "years.xlsx"
    write_inputs(path, Tables.of(Settings(first_year=2026, last_year=2028), rows))
    page = openpyxl.load_workbook(path)["Suppliers"]
    assert headers(page)[3:6] == ["price 2026", "price 2028", "limit"]
    first, second = read_back(path)[Supplier]
    assert [first.price.at(year) for year in (2026, 2027, 2028)] == [5, 6, 7]
    assert [second.price.at(year) for year in (2026, 2028)] == [6, 6]


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_is_current(name: str) -> None:
    builder = SHIPPED[name]
    current = input_bytes(builder.tables(), builder.TITLE)
    assert parts((INPUTS / f"{name}.xlsx").read_bytes()) == parts(current), "write it anew: python -m inputs.build"


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_reads_back_as_it_was_built(name: str) -> None:
    built, read = SHIPPED[name].tables(), read_back(INPUTS / f"{name}.xlsx")
    assert read.settings == built.settings
    for row_class, sheet in SHEET_OF.items():
        if not sheet.vertical:
            assert read[row_class] == built[row_class], sheet.name


@pytest.mark.parametrize("builder", SHIPPED.values(), ids=SHIPPED)
def test_every_row_that_is_shipped_says_where_it_comes_from(builder: ModuleType) -> None:
    for rows in builder.tables().rows.values():
        assert all(row.source for row in rows)


def test_the_quick_start_costs_what_its_docstring_adds_up_to() -> None:
    """39.05 million: one module, decided in 2026; see inputs/build/quickstart.py."""
    plan = solved(quickstart.tables())
    assert plan.objective == pytest.approx(39.05)
    build = plan.frames["builds"].iloc[0]
    assert (len(plan.frames["builds"]), build["decided"], build["modules"]) == (1, 2026, 1)
    assert plan.frames["limits"]["found"].to_list() == pytest.approx([0.5])


def test_the_quick_starts_other_plans_cost_what_its_docstring_says() -> None:
    """A year later 45.54 million; nothing built 58.64 million, where no limit forbids it."""
    tables = quickstart.tables()
    [module] = tables[Project]
    for earliest, cost in ((2027, 45.54), (2030, 58.64)):
        rows = {**tables.rows, Project: [replace(module, earliest_decision=earliest)], Limit: []}
        assert solved(Tables(tables.settings, rows)).objective == pytest.approx(cost)


def test_generated_pages_are_current() -> None:
    for name, page in PAGES.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == page(), "write it anew: python -m model.docs"


def test_every_sheet_and_column_is_documented() -> None:
    page = PAGES["inputs.md"]()
    for sheet in ordered_sheets():
        section = page.split(f"\n## {sheet.name}\n")[1].split("\n## ")[0]
        assert sheet.about in section
        for column in sheet.columns:
            assert f"| {column.header} |" in section or f"| **{column.header}** |" in section


def test_no_part_of_the_package_is_stored_twice(empty: Path) -> None:
    names = zipfile.ZipFile(empty).namelist()
    assert len(names) == len(set(names))


@needs_office
def test_libreoffice_opens_the_books(empty: Path, tmp_path: Path) -> None:
    books = [empty, INPUTS / "quickstart.xlsx", INPUTS / "rare_earths.xlsx"]
    for page in printed(tmp_path, *books):
        assert page.stat().st_size > 10_000


def test_zeros_that_an_empty_cell_means_too_are_left_out() -> None:
    """The quick start's operators: nobody is there yet (0, which is the default), and they earn 100,000."""
    page = openpyxl.load_workbook(INPUTS / "quickstart.xlsx")["Skills"]
    shown = dict(zip(headers(page), (cell.value for cell in page[3]), strict=False))
    assert (shown["headcount"], shown["wage"]) == (None, 100_000)


def test_so_are_zeros_of_columns_by_year() -> None:
    page = openpyxl.load_workbook(INPUTS / "quickstart.xlsx")["Costs"]
    shown = dict(zip(headers(page), (cell.value for cell in page[3]), strict=False))
    assert (shown["fixed capex"], shown["fixed opex"], shown["variable opex"]) == (None, None, 4_000)
