"""The workbook under construction: sheets with names that Excel accepts, texts that stay texts, formats."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter import worksheet

from model.results.view import View
from model.system.files import CREATED, Output
from model.workbook.styles import Styles, tab_colour

if TYPE_CHECKING:
    from model.reports.styles import Block, Table
    from model.results.optimality import Spread

LONGEST_TEXT = 32767
LONGEST_HEADER = 255
LONGEST_SHEET_NAME = 31
MOST_ROWS = 1_048_576
CUT = " … (cut)"

STYLE = "_get_sparkline_style"

if hasattr(worksheet, STYLE):
    # XlsxWriter makes all colours of all its styles for each sparkline, a tenth of writing a workbook.
    setattr(worksheet, STYLE, cache(getattr(worksheet, STYLE)))

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def _description(view: View) -> str:
    """Description of a plan in the list of results; empty if its source is unknown."""
    plan = view.plan
    if plan.source is None:
        return ""
    return f"{plan.objective:,.6g} {view.amount}, {plan.verdict}; {plan.source.words}"


class Book:
    """One workbook of results."""

    def __init__(self, view: View, title: str, output: Output) -> None:
        self.title = title
        self.view = view
        self._memory = io.BytesIO()
        self.file: Any = xlsxwriter.Workbook(self._memory, OPTIONS)
        properties = {"title": title, "subject": output, "created": CREATED}
        self.file.set_properties(properties | ({"comments": texts} if (texts := _description(view)) else {}))
        self.file.set_size(2400, 1500)
        self.styles = Styles(self.file)
        self._names: set[str] = set()
        self.pages: list[Any] = []
        self.blocks: dict[tuple[str, str], Block] = {}
        self.tables: dict[tuple[str, str], Table] = {}
        """Cells by sheet and heading."""
        self.colours: dict[str, str] = {}
        """Colours of countries, the same on every sheet."""
        self.said: dict[str, tuple[str, int]] = {}
        """Sheet and row of sentences in the first column."""
        self.home = ""
        """The sheet to which every page leads back."""
        self.spread: Spread | None = None
        """Near-optimal ranges of figures, if requested."""
        self.absent: list[tuple[str, str]] = []
        """Pages that would be empty, and why; they are not written."""

    def add_sheet(self, name: str, tab: str) -> Any:
        """A new sheet with a name that Excel accepts; ``tab`` is the group that gives its colour."""
        sheet = self.file.add_worksheet(self._free_name(name))
        sheet.set_tab_color(tab_colour(tab))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.27, right=0.27, top=0.4, bottom=0.55)
        sheet.fit_to_pages(1, 0)
        sheet.outline_settings(True, False, True, False)  # folded rows are opened above them
        set_footer(sheet)
        return sheet

    def can_open(self, name: str) -> bool:
        """Whether a link to a sheet leads there: it exists by now and is not hidden, as Excel follows none to those."""
        sheet = self.file.get_worksheet_by_name(name) if name else None
        return sheet is not None and not sheet.hidden

    def _free_name(self, name: str) -> str:
        allowed = "".join("-" if letter in "[]:*?/\\" or ord(letter) < 32 else letter for letter in name)
        allowed = allowed.strip("' ")[:LONGEST_SHEET_NAME] or "Sheet"
        candidate, number = allowed, 1
        while candidate.lower() in self._names | {"history"}:
            number += 1
            candidate = f"{allowed[: LONGEST_SHEET_NAME - len(str(number)) - 1]} {number}"
        self._names.add(candidate.lower())
        return candidate

    def content(self) -> bytes:
        """Finish the workbook and return the file's content."""
        for page in self.pages:
            page.close()
        self.file.close()
        return self._memory.getvalue()


def set_footer(sheet: Any, remark: str = "") -> None:
    """Name of the sheet, a remark, and the page number, in the same size on paper at any scale."""
    sheet.set_footer(f"&L&10&A&C&10{remark}&R&10Page &P of &N", {"scale_with_doc": False})


def link(sheet: Any, row: int, column: int, words: str, to: str, style: Any) -> None:
    """A text that leads to the top of another sheet."""
    name = to.replace("'", "''")
    sheet.write_url(row, column, f"internal:'{name}'!A1", style, fitting(words), f"Go to the sheet {to}")


def put(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    """Write a value by its type: text never becomes a formula, an address or a number."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, (int, float)):
        if math.isfinite(value):
            sheet.write_number(row, column, value, style)
        else:
            sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, fitting(str(value)), style)


def fitting(value: str, longest: int = LONGEST_TEXT) -> str:
    """A text within Excel's limit; a cut is marked."""
    if value.isascii() and len(value) <= longest:
        return value
    clean = value.encode("utf-8", "replace").decode("utf-8")
    # Excel counts the two halves of letters outside the basic plane.
    if len(clean.encode("utf-16-le")) // 2 <= longest:
        return clean
    return clean.encode("utf-16-le")[: 2 * (longest - len(CUT))].decode("utf-16-le", "ignore") + CUT


def unique_headers(headers: Iterable[str]) -> list[str]:
    """Headers as an Excel table needs them: none empty, no two alike in any case of letters."""
    unique: list[str] = []
    seen: set[str] = set()
    for header in headers:
        base = fitting(" ".join(header.split()) or "column", LONGEST_HEADER - 8)
        candidate, number = base, 1
        while candidate.lower() in seen:
            number += 1
            candidate = f"{base} {number}"
        seen.add(candidate.lower())
        unique.append(candidate)
    return unique


def add_table(sheet: Any, row: int, headers: Sequence[str], styles: Sequence[Any], rows: int) -> None:
    """An Excel table over ``rows`` rows below the header, plain enough to look the same in LibreOffice."""
    columns = [
        {"header": header, "header_format": style}
        for header, style in zip(unique_headers(headers), styles, strict=True)
    ]
    options = {"columns": columns, "style": "Table Style Light 1", "banded_rows": False}
    refused = sheet.add_table(row, 0, row + rows, len(headers) - 1, options)
    if refused:
        raise ValueError(f"table refused on sheet {sheet.get_name()}: {refused}")
