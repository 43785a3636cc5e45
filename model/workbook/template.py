"""The workbook that a planner fills in, written from the declared sheets: purpose, how to fill it in, contents, then
the sheets."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from model import families
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.names import CALLED
from model.sheets.schema import ANY, SAID, SHEET_OF, Column, Kind, Row, Sheet, typed
from model.sheets.tables import Tables, unit_text
from model.system.files import ready, save
from model.workbook.explain_column import bounds, explanation, hint
from model.workbook.styles import INPUT_FILL, INPUT_FONT, TAB_COLOURS, Styles, tab_colour

# ----------------------------------------------------------------------------------------------------------------------
# The first sheet of an input workbook: purpose, how to fill it in, contents.


WHAT = (
    "This workbook describes a supply chain and the investments that could reduce its dependence on any one country. "
    "The planner program reads it, finds the least-cost plan (what to build, where and when, whom to buy from, how "
    "many people to train, how much to stock) and writes it to a new file. It never writes to this one."
)

HOW = (
    "One table a sheet. Row 1 names the columns, row 2 gives their units, your data start in row 3.",
    "Hover over a column header to see its meaning, its bounds and what an empty cell means.",
    "Names tie the sheets together: Capacity, Suppliers and Demand refer to the sites named in Sites. Cells that "
    "refer to another sheet offer its names in a drop-down list.",
    "Values that change with time have a column a year (2030, or 'price 2030'). Years in between are interpolated; "
    "after the last given year the value stays constant. One column without a year holds for all years.",
    "Shares are per cent: type 85%. Years are calendar years, lead times are in years, capacities are per year.",
    "Sheets and cells may stay empty unless a note says 'Required'. Sheets and columns the program does not "
    "know are reported as errors, since a mistyped name would otherwise be ignored silently.",
    "Type 'no' in 'in use' to take a row out of the plan without deleting it. What-ifs (sheets What-ifs and Changes) "
    "can switch rows off and on, and change any cell.",
    "Give the source of a row's figures in 'source' ('estimate' where it is one), and anything else a reader should "
    "know in 'notes'.",
)

RUN = (
    (f"{CALLED} check FILE", "lists every error by sheet and cell, without solving"),
    (f"{CALLED} solve FILE", "solves for the plan and writes it to outputs/"),
    (f"{CALLED} template FILE", "writes an empty workbook like this one"),
)


def write_about(page: Any, styles: Styles, sheets: list[Sheet], title: str, *, is_empty: bool) -> None:
    """Write the sheet 'About'."""
    text = styles.of(text_wrap=True, valign="top")
    head = styles.of(bold=True, font_size=12, font_color="#203864", bottom=1, bottom_color="#203864")
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 110)
    page.write_string(0, 0, title, styles.of(bold=True, font_size=16, font_color="#203864"))
    line = 1
    page.merge_range(line, 0, line, 1, WHAT, text)
    page.set_row(line, 42)

    line = _heading(page, line + 2, "How to fill it", head)
    for how in HOW:
        page.merge_range(line, 0, line, 1, "•  " + how, text)
        page.set_row(line, 15 * (1 + len(how) // 165))
        line += 1

    line = _heading(page, line + 1, "Colours", head)
    page.write_string(line, 0, "12.3", styles.of(font_color=INPUT_FONT, bg_color=INPUT_FILL))
    page.write_string(line, 1, "blue on light yellow: an input that you can change", text)
    page.write_string(line + 1, 0, "name", styles.of(font_color=INPUT_FONT, bg_color=INPUT_FILL, bold=True))
    page.write_string(line + 1, 1, "bold: what identifies a row; no two rows may share it", text)
    page.write_string(line + 2, 0, "unit", styles.unit())
    page.write_string(line + 2, 1, "grey: units and remarks; the program ignores them", text)

    line = _heading(page, line + 4, "What to run", head)
    for command, meaning in RUN:
        page.write_string(line, 0, command, styles.of(font_name="Consolas"))
        page.write_string(line, 1, meaning, text)
        line += 1

    line = _heading(page, line + 1, "Sheets", head)
    page.write_string(line, 0, "For a first plan", styles.of(bold=True, font_color="#203864"))
    page.write_string(line, 1, "In this order. What is not 'Required' may stay empty.", text)
    line += 1
    for at, sheet in enumerate(sheets):
        if not sheet.core and sheets[at - 1].core:
            page.write_string(line, 0, "Optional", styles.of(bold=True, font_color="#203864"))
            page.write_string(line, 1, "Not needed for a first plan; leave empty what you do not use.", text)
            line += 1
        link = styles.of(font_color="#0563C1", underline=1, valign="top", left=5, left_color=tab_colour(sheet.tab))
        page.write_url(line, 0, f"internal:'{sheet.name}'!A1", link, sheet.name)
        needed = " Required." if sheet.required else ""
        page.write_string(line, 1, sheet.about + needed, text)
        page.set_row(line, 15 * (1 + len(sheet.about + needed) // 140))
        line += 1
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    if is_empty:
        page.activate()


def _heading(page: Any, line: int, text: str, style: Any) -> int:
    page.write_string(line, 0, text, style)
    page.write_blank(line, 1, None, style)
    return line + 1


# ----------------------------------------------------------------------------------------------------------------------
# The workbook that a planner fills in, written from the declared sheets.


HEADER_ROW, UNIT_ROW, FIRST_ROW = 0, 1, 2
SPARE_ROWS, EMPTY_ROWS = 15, 40
VALIDATED_ROWS = 1000
"""Drop-downs and checks reach to this row of the sheet."""

DEFAULT_SETTINGS = Settings(first_year=2026, last_year=2040)


TITLE = "Supply diversification plan"

WHAT_IF = ("Imports", "Import columns", "Import names", "What-ifs", "Changes", "Ranges", "Payers")
"""Sheets of that tab, in their order: they are of no family, and of several files."""


def write_inputs(path: Path | str, tables: Tables | None, title: str = TITLE) -> None:
    """Write a workbook of inputs: with the rows of ``tables``, or empty. The file appears whole or not at all."""
    ready(path)
    save(path, input_bytes(tables, title))


def write_template(path: Path | str, settings: Settings = DEFAULT_SETTINGS) -> None:
    """Write an empty workbook with units and columns of years as these settings have them."""
    ready(path)
    save(path, input_bytes(None, TITLE, settings))


def input_bytes(tables: Tables | None, title: str, settings: Settings = DEFAULT_SETTINGS) -> bytes:
    """The workbook as a file's content. ``settings`` are those of a workbook without tables."""
    memory = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(memory, options)
    book.set_properties({"title": title, "created": datetime.datetime(2026, 1, 1)})
    styles = Styles(book)
    settings = tables.settings if tables else settings
    sheets = ordered_sheets()
    write_about(book.add_worksheet("About"), styles, sheets, title, is_empty=tables is None)
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.set_tab_color(tab_colour(sheet.tab))
        if sheet.vertical:
            write_settings(page, styles, sheet, settings)
        else:
            rows = all_rows(tables, sheet) if tables else []
            write_sheet(page, styles, sheet, rows, settings)
    book.close()
    return memory.getvalue()


def all_rows(tables: Tables, sheet: Sheet) -> list[Any]:
    """The rows of a sheet, those that are not in use too, in the order of their lines."""
    off = tables.off.get(sheet.row_class, [])
    return sorted([*tables[sheet.row_class], *off], key=lambda row: row.line) if off else tables[sheet.row_class]


def ordered_sheets() -> list[Sheet]:
    """Every declared sheet: those of a first plan, then the others, either by tab, the one that names the tab first,
    then in the order of the families, independent of imports and of the files that declare them."""
    families.load()
    tabs, names = list(TAB_COLOURS), ["", *families.in_order()]

    def rank(sheet: Sheet) -> tuple[bool, int, bool, int, int]:
        tab = tabs.index(sheet.tab) if sheet.tab in tabs else len(tabs)
        family = names.index(families.family_of(sheet.row_class.__module__))
        at = WHAT_IF.index(sheet.name) if sheet.name in WHAT_IF else 0
        return not sheet.core, tab, sheet.name != sheet.tab, family, at

    return sorted(SHEET_OF.values(), key=rank)


# ---------------------------------------------------------------------------------------------- sheets of rows


def write_sheet(page: Any, styles: Styles, sheet: Sheet, rows: list[Any], settings: Settings) -> None:
    """One sheet: header, unit row, rows, then lines to fill in, each with its drop-downs."""
    places = columns_to_write(sheet, rows, settings)
    count_of_places = len(places)
    for at, (column, year) in enumerate(places):
        write_header(page, at, column, year, styles.header(sheet.tab, column))
        if at == 0 or places[at - 1][0] is not column:
            comment(page, HEADER_ROW, at, explanation(column, settings))
        page.write_string(UNIT_ROW, at, "unit" if at == 0 else unit_text(column, settings), styles.unit(column))
        add_validation(page, column, at)
    for at, column in enumerate(sheet.everywhere, start=count_of_places):
        write_header(page, at, column, None, styles.header(sheet.tab))
        comment(page, HEADER_ROW, at, explanation(column, settings))
        page.write_blank(UNIT_ROW, at, None, styles.unit())
        add_validation(page, column, at)
    last = FIRST_ROW + len(rows) + (SPARE_ROWS if rows else EMPTY_ROWS)
    for line in range(FIRST_ROW, last):
        row = rows[line - FIRST_ROW] if line - FIRST_ROW < len(rows) else None
        for at, (column, year) in enumerate(places):
            value = cell_value(row, column, year, places)
            write_value(page, line, at, value, styles.cell(column, value))
        for at, column in enumerate(sheet.everywhere, start=count_of_places):
            value = getattr(row, column.attribute, column.if_empty)
            style = styles.cell(None if column in SAID else column)
            write_value(page, line, at, None if value == column.if_empty else value, style)
    set_widths(page, places, rows)
    page.set_row(HEADER_ROW, 30)
    page.set_row(UNIT_ROW, 27)
    page.freeze_panes(FIRST_ROW, len(sheet.key))
    page.repeat_rows(HEADER_ROW, UNIT_ROW)
    page.print_area(
        HEADER_ROW, 0, FIRST_ROW + len(rows) - 1 if rows else last - 1, count_of_places + len(sheet.everywhere) - 1
    )
    set_up_print(page)


def columns_to_write(sheet: Sheet, rows: list[Any], settings: Settings) -> list[tuple[Column, int | None]]:
    """The columns of a sheet, a yearly one once for each year given or, if constant, once."""
    places: list[tuple[Column, int | None]] = []
    for column in sheet.columns:
        years = years_given(column, rows, settings) if column.kind is Kind.YEARLY else []
        places += [(column, year) for year in years] or [(column, None)]
    return places


def years_given(column: Column, rows: list[Any], settings: Settings) -> list[int]:
    """Years that need a column. None of them: one column for all years."""
    values = [value for row in rows if (value := getattr(row, column.attribute)) is not None]
    years = sorted({year for value in values for year, _ in value.points if year})
    if not years and column.bare:
        return list(range(settings.first_year, settings.last_year + 1))
    return years


def cell_value(row: Row | None, column: Column, year: int | None, places: list[tuple[Column, int | None]]) -> Any:
    """Content of a cell. A constant among years is written in the first of them, after which it holds."""
    value = None if row is None else getattr(row, column.attribute)
    if value is None or is_nothing(value, column):
        return None
    if column.kind is not Kind.YEARLY:
        return value
    if year is None:
        return value.points[0][1]
    if value.points[0][0] == 0:
        return value.points[0][1] if year == next(place for of, place in places if of is column) else None
    return dict(value.points).get(year)


def is_nothing(value: Any, column: Column) -> bool:
    """Whether a value may be omitted: it equals the default, and is empty, 'any' or 0."""
    is_none = value.is_zero if isinstance(value, ByYear) else value in ("", ANY, 0)
    return is_none and not column.required and value == column.if_empty


def write_value(page: Any, line: int, at: int, value: Any, style: Any) -> None:
    value = typed(value)
    if value is None:
        page.write_blank(line, at, None, style)
    elif isinstance(value, str):
        page.write_string(line, at, value, style)
    else:
        page.write_number(line, at, value, style)


def write_header(page: Any, at: int, column: Column, year: int | None, style: Any) -> None:
    if year is None:
        page.write_string(HEADER_ROW, at, column.header, style)
    elif column.bare:
        page.write_number(HEADER_ROW, at, year, style)
    else:
        page.write_string(HEADER_ROW, at, f"{column.header} {year}", style)


def comment(page: Any, line: int, at: int, text: str) -> None:
    """A note, large enough for its text."""
    lines = sum(1 + len(part) // 42 for part in text.splitlines())
    page.write_comment(line, at, text, {"width": 270, "height": 22 + 15 * lines, "font_size": 9, "color": "#FFFFE1"})


# ---------------------------------------------------------------------------------------------- the settings sheet


def write_settings(page: Any, styles: Styles, sheet: Sheet, settings: Settings) -> None:
    """Write the settings, one a line: name, value, unit and meaning."""
    for at, header in enumerate(("setting", "value", "unit", "what it is")):
        page.write_string(HEADER_ROW, at, header, styles.header(sheet.tab))
    for line, column in enumerate(sheet.columns, start=1):
        value = getattr(settings, column.attribute)
        page.write_string(line, 0, column.header, styles.of(bold=True))
        write_value(page, line, 1, value, styles.cell(column, value))
        page.write_string(line, 2, unit_text(column, settings), styles.of(italic=True, font_color="#595959"))
        meaning = explanation(column, settings).replace("\n", " ")
        page.write_string(line, 3, meaning, styles.of(font_color="#595959", text_wrap=True))
        add_validation(page, column, 1, line, line)
    for at, width in enumerate((22, 16, 12, 90)):
        page.set_column(at, at, width)
    page.freeze_panes(1, 1)
    set_up_print(page)


# ---------------------------------------------------------------------------------------------- checks while typing


def add_validation(page: Any, column: Column, at: int, first: int = FIRST_ROW, last: int = VALIDATED_ROWS) -> None:
    """Add a drop-down or bounds to a column's cells, with a hint. References may be typed before their targets
    exist."""
    rule = validation(column)
    title, message = hint(column)
    if rule is None and message:
        rule = {"validate": "any"}
    if rule is not None:
        if message:
            rule |= {"input_title": title, "input_message": message}
        page.data_validation(first, at, last, at, rule)


def validation(column: Column) -> dict[str, Any] | None:
    """Validation of a column in Excel; the program checks it completely."""
    if column.kind is Kind.CHOICE:
        return {
            "validate": "list",
            "source": list(column.options),
            "error_title": column.header,
            "error_message": "One of: " + ", ".join(column.options),
        }
    if column.kind is Kind.REFERENCE and len(column.of) == 1:
        is_open = bool(column.words)
        return {
            "validate": "list",
            "source": names_of(column.of[0]),
            "error_type": "information" if is_open else "warning",
            "error_title": column.header,
            "error_message": f"Not (yet) a row of {column.of[0]}{column.or_words.replace(', or', ', nor')}.",
        }
    if column.kind in (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY, Kind.YEAR):
        is_whole = column.whole or column.kind is Kind.YEAR
        return {
            "validate": "integer" if is_whole else "decimal",
            "error_title": column.header,
            "error_message": f"A number, {bounds(column) or 'of any size'}."[:255],
            **criteria(column),
        }
    return None


def criteria(column: Column) -> dict[str, Any]:
    """A column's bounds in Excel's words."""
    low = column.at_least if column.above is None else column.above
    if low is not None and column.at_most is not None and column.above is None:
        return {"criteria": "between", "minimum": low, "maximum": column.at_most}
    if column.above is not None:
        return {"criteria": ">", "value": column.above}
    if low is not None:
        return {"criteria": ">=", "value": low}
    if column.at_most is not None:
        return {"criteria": "<=", "value": column.at_most}
    return {"criteria": "between", "minimum": -1e15, "maximum": 1e15}


def names_of(sheet_name: str) -> str:
    """Formula of the filled cells in another sheet's first column, the one with its names."""
    sheet = next(sheet for sheet in SHEET_OF.values() if sheet.name == sheet_name)
    letter = xl_col_to_name(sheet.columns.index(sheet.key[0]))
    quoted = f"'{sheet_name}'!${letter}$"
    filled = f"{quoted}{FIRST_ROW + 1}:${letter}${VALIDATED_ROWS + 1}"
    return f"=OFFSET({quoted}{FIRST_ROW + 1},0,0,MAX(1,COUNTA({filled})),1)"


# ---------------------------------------------------------------------------------------------- page


def set_widths(page: Any, places: list[tuple[Column, int | None]], rows: list[Any]) -> None:
    """Set column widths for the contents, narrow enough to see the sheet."""
    for at, (column, year) in enumerate(places):
        texts = [value for row in rows if isinstance(value := getattr(row, column.attribute), str)]
        longest = max([len(text) for text in texts] + [9])
        is_text = column.kind in (Kind.NAME, Kind.REFERENCE, Kind.TEXT, Kind.CHOICE)
        width = min(max(longest * 1.05 + 1, 16), 42) if is_text else (9.5 if year else 13)
        page.set_column(at, at, width)
    for at, width in enumerate((9.5, 40, 70), start=len(places)):
        page.set_column(at, at, width)


def set_up_print(page: Any) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    page.set_zoom(90)
    page.set_footer("&L&A&RPage &P of &N")
