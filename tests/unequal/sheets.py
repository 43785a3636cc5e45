"""Tables of rows that are dictionaries: header → cell, a value by year in a column per year."""

from __future__ import annotations

from typing import Any

from model import Tables
from model.testing import SHEET_OF, tables
from tests.unequal.horizon import FIRST, Horizon, Yearly

SHEETS = {sheet.name: sheet for sheet in SHEET_OF.values()}

Rows = dict[str, list[dict[str, Any]]]
"""Sheet → rows."""


def cells(sheet: str, row: dict[str, Any]) -> dict[str, str]:
    """Cells by header with year."""
    bare = {column.header for column in SHEETS[sheet].columns if column.bare}
    filled: dict[str, str] = {}
    for header, value in row.items():
        if isinstance(value, Yearly):
            name = "" if header in bare else f"{header} "
            filled |= {f"{name}{year}": repr(number) for year, number in value.points.items()}
        elif value is not None:
            filled[header] = str(value)
    return filled


def text(sheet: str, rows: list[dict[str, Any]]) -> str:
    """A block of `model.testing.tables`."""
    filled = [cells(sheet, row) for row in rows]
    headers = sorted({header for row in filled for header in row})
    lines = [headers, *([row.get(header, "") for header in headers] for row in filled)]
    return "\n".join([sheet, *(" | ".join(line) if len(line) > 1 else f"{line[0]}" for line in lines)])


def workbook(horizon: Horizon, rows: Rows) -> Tables:
    settings = f"""Settings
    first year | {FIRST}
    last year | {horizon.end - 1}
    years per period | {horizon.cell}
    discount rate | {horizon.rate}
    discounting | {"mid-year" if horizon.is_mid_year else "start of year"}"""
    return tables(settings, *(text(sheet, lines) for sheet, lines in rows.items() if lines))
