"""What the results workbook promises on paper and on the way through it: few pages, letters that can be read, whole
charts, links that lead somewhere."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from model.reports.styles import FALLBACK, FONT_SIZE, LEAST_SIZE, PAPER_WIDTH
from model.results.build import covered_use
from tests.conftest import solved
from tests.example_plan import example_plan
from tests.figures import Book, Field, Page
from tests.inline import tables
from tests.office import needs_office, printed
from tests.steps import Output, View, load_tables, results_bytes, solve_tables
from tests.test_headers import BOOKS as OTHERS

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read

INPUTS = Path(__file__).parents[1] / "inputs"
MOST_PAGES = 40
DEFAULT = 64
"""Width of a column that has none, in pixels."""

LONG = ("Costs", "Who pays", "Parties", "Investors", "Capacity", "Stress test", "Contents")
"""Sheets on more than one page."""
BOOKS = ("quickstart", "example")
COMPARED = ("comparison", "frontier")


@cache
def written(name: str) -> bytes:
    if name in COMPARED:
        return OTHERS[name]()
    plan = example_plan() if name == "example" else solve_tables(load_tables(INPUTS / f"{name}.xlsx")[0])
    return results_bytes(plan)


@cache
def opened(name: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(name)))


def sheets(name: str) -> list[Worksheet]:
    """All that a reader can come to: those with a tab, and those that are hidden until one unhides them."""
    return [sheet for sheet in opened(name).worksheets if sheet.sheet_state != "veryHidden"]


def area(sheet: Worksheet) -> tuple[int, int]:
    """Last row and last column that are printed; the first are 1."""
    found = re.search(r"\$A\$1:\$([A-Z]+)\$(\d+)$", str(sheet.print_area))
    assert found, (sheet.title, sheet.print_area)
    return int(found[2]), openpyxl.utils.column_index_from_string(found[1])


def widths(sheet: Worksheet, last: int) -> list[int]:
    """Of columns, in Excel's pixels."""
    known = {}
    for letter, each in sheet.column_dimensions.items():
        first = each.min or openpyxl.utils.column_index_from_string(letter)
        known |= dict.fromkeys(range(first, (each.max or first) + 1), round(each.width * 7))
    return [known.get(at, DEFAULT) for at in range(1, last + 1)]


def paper(sheet: Worksheet) -> float:
    """Width of its paper, in pixels."""
    return PAPER_WIDTH * (2**0.5 if str(sheet.page_setup.paperSize) == "8" else 1)


@pytest.mark.parametrize("book", BOOKS + COMPARED)
def test_no_letter_on_paper_is_too_small(book: str) -> None:
    """What is printed of a sheet is scaled to the width of the paper: its smallest letters times that scale."""
    for sheet in sheets(book):
        rows, columns = area(sheet)
        scale = min(1.0, paper(sheet) / sum(widths(sheet, columns)))
        cells = (cell for row in sheet.iter_rows(max_row=rows, max_col=columns) for cell in row if cell.value)
        smallest = min(cell.font.sz for cell in cells)
        assert smallest >= FONT_SIZE and scale * smallest >= LEAST_SIZE, sheet.title
        assert not any(cell.alignment.shrink_to_fit for row in sheet.iter_rows(max_row=rows) for cell in row)


@pytest.mark.parametrize("book", BOOKS)
def test_the_first_page_can_be_read_without_its_font_too(book: str) -> None:
    """LibreOffice without Calibri, or a font of its measures, makes columns a third wider."""
    _, columns = area(sheets(book)[0])
    assert FONT_SIZE * paper(sheets(book)[0]) / (FALLBACK * sum(widths(sheets(book)[0], columns))) >= LEAST_SIZE


@pytest.mark.parametrize("book", BOOKS + COMPARED)
def test_letters_of_charts_are_no_smaller(book: str) -> None:
    with zipfile.ZipFile(io.BytesIO(written(book))) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    sizes = {int(size) for chart in charts for size in re.findall(r'sz="(\d+)"', chart)}
    assert sizes and min(sizes) >= 100 * FONT_SIZE


@pytest.mark.parametrize("book", BOOKS + COMPARED)
def test_no_chart_is_cut_on_paper(book: str) -> None:
    """A chart lies within what is printed of its sheet, or without."""
    seen = 0
    for sheet in sheets(book):
        rows, columns = area(sheet)
        edge = sum(widths(sheet, columns))
        for chart in sheet._charts:
            start, end = chart.anchor._from, chart.anchor.to
            right = sum(widths(sheet, end.col)) + end.colOff / 9525
            if start.row < rows:
                assert end.row < rows + 1 and right <= edge + 1, (sheet.title, end.row, rows, right, edge)
                seen += 1
    assert seen >= (2 if book in COMPARED else 6)


@pytest.mark.parametrize("book", BOOKS)
def test_every_sheet_says_what_it_is_in_which_units_and_leads_back(book: str) -> None:
    """A title, a sentence, units; from the contents a link leads to each, and back."""
    names = [sheet.title for sheet in sheets(book)]
    contents = {
        cell.hyperlink.location for row in opened(book)["Contents"].iter_rows() for cell in row if cell.hyperlink
    }
    assert contents == {f"'{name}'!A1" for name in names if name != "Contents"}
    for sheet in sheets(book)[1:]:
        top = [str(row[0].value) for row in sheet.iter_rows(max_row=6) if row[0].value]
        assert sheet["A1"].font.b and sheet["A1"].font.sz >= 14, sheet.title
        assert any((len(text) > 20 and text.rstrip().endswith(".")) or text.count(" ") > 5 for text in top[1:]), (
            sheet.title
        )
        if sheet.title != "Contents":
            assert any(cell.hyperlink for (cell,) in sheet.iter_rows(max_row=8, max_col=1)), sheet.title
            words = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
            assert "unit" in words or any(re.search(r"\(.+\)", word) for word in words), sheet.title


@pytest.mark.parametrize("book", BOOKS + COMPARED)
def test_every_link_leads_to_a_sheet(book: str) -> None:
    """Excel follows no link to a hidden sheet: only the contents, which say how to show them, have such links."""
    names = {sheet.title: sheet.sheet_state for sheet in sheets(book)}
    links = [
        (sheet.title, cell.hyperlink.location.removesuffix("!A1").strip("'"))
        for sheet in sheets(book)
        for cell in itertools.chain.from_iterable(sheet.iter_rows())
        if cell.hyperlink
    ]
    assert len(links) >= (2 * len(names) if book in BOOKS else len(names) - 1)
    assert {target for _, target in links} <= set(names)
    assert {title for title, target in links if names[target] == "hidden"} <= {"Contents"}


@pytest.mark.parametrize("book", BOOKS)
def test_a_page_begins_where_a_table_does_without_a_gap(book: str) -> None:
    """Two rows at most are empty between tables of the sheets on who pays, and all of their years are on paper."""
    for name in set(opened(book).sheetnames) & {"Who pays", "Parties", "Investors"}:
        sheet = opened(book)[name]
        is_empty = [all(value is None for value in row) for row in sheet.iter_rows(values_only=True)]
        assert not any(all(is_empty[at : at + 3]) for at in range(len(is_empty) - 2)), name
        starts = [brk.id for brk in sheet.row_breaks.brk]
        assert all(sheet.cell(row + 1, 1).font.b for row in starts), name
        years = max(cell.column for row in sheet.rows for cell in row if cell.value == str(2030))
        assert area(sheet)[1] >= years, name


@needs_office
def test_it_prints_on_few_pages(tmp_path: Path) -> None:
    """As LibreOffice prints it: no more pages than are promised, and none of them empty."""
    for name in BOOKS:
        book = tmp_path / f"{name}.xlsx"
        book.write_bytes(written(name))
        (pdf,) = printed(tmp_path, book)
        count = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf.read_bytes()))
        told = sum(sheet.title in LONG for sheet in sheets(name))
        assert len(sheets(name)) <= count <= min(len(sheets(name)) + told, MOST_PAGES)


def test_rows_that_are_not_printed_can_be_folded_and_are_told() -> None:
    """Of a list of 200 lines the first are on paper; the foot of the page says which are not."""
    book = Book(View(example_plan()), "a book", Output.PLAN)
    page = Page(book, "List", "Risk", "A list", "Numbers (number).")
    page.table(list(range(200)), [Field("number (number)", lambda each: each)])
    sheet = openpyxl.load_workbook(io.BytesIO(book.content()))["List"]
    last, _ = area(sheet)
    assert 20 < last < 40
    folded = [row for row in range(1, 210) if sheet.row_dimensions[row].outlineLevel]
    assert folded == list(range(last + 1, 205))
    assert f"Not printed: rows {last + 1} to" in str(sheet.oddFooter.center.text)


def test_stock_is_told_with_its_cover() -> None:
    """30 are kept at the end of 2026, where 120 a year are needed: 3 months, of which 2 are required."""
    given = """
        Settings
        last year | 2026

        Countries
        country
        A

        Sites
        site | country
        City | A

        Commodities
        commodity | unit
        magnet    | t

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 120  | 100

        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 1

        Stockpiles
        stockpile | site | commodity | opening stock | minimum closing stock | cover
        pile      | City | magnet    | 30            | 30                    | 2
    """
    plan = solved(tables(given))
    (row,) = plan.tables[next(each for each in plan.tables.rows if each.__name__ == "Stockpile")]
    assert covered_use(View(plan), row, 2026) == pytest.approx(120)
    sheet = openpyxl.load_workbook(io.BytesIO(results_bytes(plan)))["Stockpiles"]
    lines = [tuple(cell.value for cell in row if cell.value is not None) for row in sheet.iter_rows()]
    assert ("pile", "cover", "months", 3) in lines and ("pile", "cover required", "months", 2) in lines


def test_investments_are_summed_by_country_and_stage() -> None:
    """The totals of the table are the capital of all investments."""
    plan = example_plan()
    sheet = openpyxl.load_workbook(io.BytesIO(results_bytes(plan)))["Builds"]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    start = next(at for at, row in enumerate(rows) if row and str(row[0]).startswith("Capital by country"))
    header, body = rows[start + 1], rows[start + 2 : rows.index([], start)]
    assert header[0] == "country" and header[-1] == "all stages"
    places = body[:-1] if body[-1][0] == "total" else body
    assert sum(row[-1] for row in places) == pytest.approx(plan.frames["builds"]["capex"].sum())
    assert all(sum(row[1:-1]) == pytest.approx(row[-1]) for row in body)
    assert get_column_letter(len(header)) > "B"
