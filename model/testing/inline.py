"""Tables written as a planner sees them, so that a test reads like a sheet.

    tables('''
        Routes
        from | to   | commodity | freight
        Mine | City | magnet    | 1

        Demand
        market | product | 2026 | 2028
        City   | magnet  | 100  | 200
    ''')

A block is a sheet: its name, its headers, its rows; a blank line ends it. Headers are those of the workbook, years are
columns, ``50 %`` is a half and an empty cell is empty. Settings is one setting a line; what it leaves out is one year,
2026, money in ones, no discounting, no gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.families import load
from model.sheets.common import Settings
from model.sheets.schema import SHEET_OF, ByYear, Column, Entry, Kind, Row, Sheet
from model.sheets.tables import Tables

load()

FIRST_LINE = 3
"""First line of a sheet's rows, below headers and units."""

SETTINGS = {"first_year": 2026, "last_year": 2026, "discount_rate": 0.0, "amounts": "ones", "gap": 0.0}


def tables(*texts: str) -> Tables:
    """The tables of all blocks; blocks of one sheet follow each other."""
    settings: dict[str, Any] = dict(SETTINGS)
    rows: dict[str, list[Row]] = {}
    for name, header, lines in (block for text in texts for block in blocks(text)):
        sheet = sheet_named(name)
        if sheet.vertical:
            settings |= _settings(sheet, [header, *lines])
            continue
        own = rows.setdefault(name, [])
        first = FIRST_LINE + len(own)
        own.extend(_row(sheet, header, line, number) for number, line in enumerate(lines, start=first))
    return Tables.of(Settings(**settings), [row for line in rows.values() for row in line])


def blocks(text: str) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """(name, headers, rows of cells) of every block of a text."""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            block.append(line.strip())
        elif block:
            name, header, *rows = block
            yield name, _cells(header), [_cells(row) for row in rows]
            block = []


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def sheet_named(name: str) -> Sheet:
    """The declared sheet of a name. Raises KeyError if there is none."""
    sheets = {sheet.name: sheet for sheet in SHEET_OF.values()}
    if name not in sheets:
        raise KeyError(f"there is no sheet '{name}'; that of a family of another package needs the package installed")
    return sheets[name]


def _settings(sheet: Sheet, lines: list[list[str]]) -> dict[str, Any]:
    columns = {column.header: column for column in sheet.columns}
    return {columns[name].attribute: _value(columns[name], cell) for name, cell in lines}


def _row(sheet: Sheet, header: list[str], line: list[str], number: int) -> Row:
    values: dict[str, Any] = {}
    cells: dict[str, str] = {}
    for place, (head, cell) in enumerate(zip(header, line, strict=True)):
        column, year = _column(sheet, head)
        address = f"{chr(ord('A') + place)}{number}"
        cells.setdefault(column.attribute, address)
        if cell and year is not None:
            cells[f"{column.attribute} {year}"] = address
            values.setdefault(column.attribute, {})[year] = _number(cell)
        elif cell:
            values[column.attribute] = _value(column, cell)
    values = {name: ByYear.of(value) if isinstance(value, dict) else value for name, value in values.items()}
    row: Row = sheet.row_class(**values, line=number, cells=cells)
    return row


def _column(sheet: Sheet, head: str) -> tuple[Column, int | None]:
    """The column of a header, and its year where it has one. Raises KeyError on a header that the sheet has not."""
    for column in sheet.all_columns:
        if head == column.header:
            return column, None
        name, _, year = ("", "", head) if column.bare else head.rpartition(" ")
        if column.kind is Kind.YEARLY and year.isdigit() and name == ("" if column.bare else column.header):
            return column, int(year)
    raise KeyError(f"{sheet.name} has no column {head!r}")


def _value(column: Column, cell: str) -> Any:
    if column.kind is Kind.YEARLY:
        return ByYear.of(_number(cell))
    if column.kind is Kind.ENTRY:
        return _entry(cell)
    if column.kind is Kind.YEAR or column.whole or (column.kind is Kind.PERIODS and cell.isdigit()):
        return int(cell)
    return _number(cell) if column.kind in (Kind.NUMBER, Kind.PERCENT) else cell


def _entry(cell: str) -> Entry:
    """A number, of per-cent format where it says so, or a text."""
    try:
        return Entry(_number(cell), "0%" if cell.endswith("%") else "General")
    except ValueError:
        return Entry(cell)


def _number(cell: str) -> float:
    return float(cell.removesuffix("%")) / (100 if cell.endswith("%") else 1)
