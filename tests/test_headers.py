"""Under a header that stays in view, and is repeated on paper, stands what it names: on every page of each workbook."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.example_plan import example_plan
from tests.figures import Book, Field, Page
from tests.inline import tables
from tests.jobs import Store
from tests.micro.case import CITY, PRESS
from tests.steps import Output, View, results_bytes
from tests.studies import FrontierStudy, asked, comparison_bytes, written
from tests.studies import frontier_document as document
from tests.test_comparison_book import eleven, regret_of
from tests.test_frontier import LINE_OR_SHORT
from tests.test_results_risk import written as results_at_risk

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read

HEADER_INK = "FFFFFFFF"


def comparison() -> bytes:
    return comparison_bytes(eleven(), regret_of(eleven()))


def frontier() -> bytes:
    tail = "Limits\nlimit | measure | confidence | weight\ntail | CVaR of unmet | 95 % | 7"
    given = tables(CITY, PRESS, LINE_OR_SHORT, tail)
    with TemporaryDirectory() as folder:
        return written(document(asked(FrontierStudy(given, limit="tail"), Store(Path(folder)))))


BOOKS: dict[str, Callable[[], bytes]] = {
    "results": lambda: results_bytes(example_plan()),
    "results at risk": results_at_risk,
    "comparison": comparison,
    "frontier": frontier,
}


@cache
def opened(book: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(BOOKS[book]()))


def headers(sheet: Worksheet) -> dict[int, dict[int, str]]:
    """The words of every table's header, by row and column: what stands in white."""
    found: dict[int, dict[int, str]] = {}
    for row in sheet.iter_rows():
        for cell in row:
            ink = cell.font.color.rgb if cell.font.bold and cell.font.color is not None else ""
            if cell.value is not None and ink == HEADER_INK:
                found.setdefault(cell.row, {})[cell.column] = str(cell.value)
    return found


def kept(sheet: Worksheet) -> int | None:
    """The row that stays in view, which is the one repeated on paper."""
    if not sheet.print_title_rows:
        return None
    first, last = (int(each) for each in sheet.print_title_rows.replace("$", "").split(":"))
    assert first == last, sheet.title
    assert sheet.freeze_panes is not None, sheet.title
    assert sheet[sheet.freeze_panes].row == first + 1, f"{sheet.title}: another row is in view than on paper"
    return first


def belied(sheet: Worksheet) -> list[str]:
    """Columns of tables that are called otherwise than the row says that stays in view."""
    row = kept(sheet)
    if row is None:
        return []
    words = {cell.column: str(cell.value) for cell in sheet[row] if cell.value is not None}
    if row == 1:
        words.pop(1)  # the title of the page
    return [
        f"{sheet.title}, row {at}: {named[column]!r} under {words[column]!r}"
        for at, named in headers(sheet).items()
        for column in named
        if at > row and words.get(column, named[column]) != named[column]
    ]


@pytest.mark.parametrize("book", list(BOOKS))
def test_under_a_header_in_view_stands_what_it_names(book: str) -> None:
    """A second table must not begin a column further left, or have other columns, than the first one's header says."""
    sheets = [sheet for sheet in opened(book).worksheets if sheet.sheet_state == "visible"]
    assert sum(len(headers(sheet)) for sheet in sheets) >= 4, "no table was seen"
    assert sum(kept(sheet) is not None for sheet in sheets) >= 3, "no header stays in view"
    assert [words for sheet in sheets for words in belied(sheet)] == []


def test_plans_are_named_on_every_printed_page_of_their_figures() -> None:
    """Pages of many rows keep the names of plans or steps in view; it would be no way out to keep none."""
    for book, name in (("comparison", "Measures"), ("comparison", "Builds"), ("frontier", "Builds")):
        sheet = opened(book)[name]
        assert len(headers(sheet).get(kept(sheet) or 0, ())) > 4, name


@pytest.mark.parametrize(
    ("below", "row"),
    [((), 4), (("plan", "a"), 4), (("plan",), 4), (("plan", "b"), 1), (("a",), 1), (("plan", "a", "b"), 4)],
)
def test_a_header_stays_in_view_only_where_it_is_right(below: tuple[str, ...], row: int) -> None:
    book = Book(View(example_plan()), "a book", Output.PLAN)
    page = Page(book, "Page", "Risk", "A page")
    page.table(["x"], [Field("plan", str, "text"), Field("a", len)], heading="First")
    if below:
        page.table(["y"], [Field(header, len) for header in below], sized=False)
    sheet = openpyxl.load_workbook(io.BytesIO(book.content()))["Page"]
    assert kept(sheet) == row
    assert belied(sheet) == []
