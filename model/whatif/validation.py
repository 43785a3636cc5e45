"""Changed tables looked at as if they had been typed: the same checks, on rows instead of cells."""

from __future__ import annotations

from functools import cache
from typing import Any

from model.checks import run_checks
from model.errors import Problem
from model.families.common.checking import problem
from model.sheets.byyear import ByYear
from model.sheets.common import Settings
from model.sheets.schema import SHEET_OF, Kind, Row, Sheet
from model.sheets.tables import Tables
from model.workbook.cells import NOTHING, Terms, allowed, read_cell
from model.workbook.grid import RawCell
from model.workbook.headers import ColumnLayout
from model.workbook.references import check_references
from model.workbook.rows import Body, Draft
from model.workbook.settings_sheet import horizon_problems
from model.workbook.styles import PERCENT_FORMAT

LAYOUT = ColumnLayout(header=1, first=3)


def problems_of(tables: Tables) -> list[Problem]:
    """Problems of tables whose single cells are valid. Checks that depend on a problem are skipped."""
    settings = tables.settings
    years = {name: getattr(settings, name) for name in ("first_year", "last_year", "years_per_period")}
    problems = horizon_problems(years, settings, SHEET_OF[Settings])
    if problems:
        return problems
    terms = Terms(settings, (settings.first_year, settings.last_year))
    problems = _empty_sheets(tables) + _cells(tables, terms) + check_references(bodies_of(tables), terms, set())
    return problems or run_checks(tables)


def _empty_sheets(tables: Tables) -> list[Problem]:
    """Sheets that must have rows and have none that is in use."""
    return [
        Problem(sheet.name, "", "", "at least one row in use", f"Leave one in use. {sheet.about}")
        for row_class, sheet in SHEET_OF.items()
        if sheet.required and not sheet.vertical and not tables[row_class]
    ]


NUMBERS = (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY)


def _cells(tables: Tables, terms: Terms) -> list[Problem]:
    """Years outside the horizon, which a what-if may have moved, and numbers that their columns do not allow."""
    problems = []
    for row_class, rows in [(Settings, [tables.settings]), *tables.rows.items()]:
        for column in SHEET_OF[row_class].columns:
            for row in rows if column.kind in (*NUMBERS, Kind.YEAR) else ():
                value = getattr(row, column.attribute)
                for year, each in value.points if isinstance(value, ByYear) else ((0, value),):
                    if each is None or (column.kind in NUMBERS and allowed(each, column) is not NOTHING):
                        continue
                    form = PERCENT_FORMAT if column.is_percent else "General"
                    found = read_cell(RawCell(row.line, 1, each, form), column, terms)
                    if found.is_problem:
                        where = f"{column.attribute} {year or ''}".rstrip()
                        problems.append(problem(row, where, found.expected, found.fix))
    return problems


def bodies_of(tables: Tables) -> dict[type[Any], Body]:
    """Rows in the state after reading, with their words."""
    bodies: dict[type[Any], Body] = {}
    for part in (tables.rows, tables.off):
        for row_class, rows in part.items():
            sheet = SHEET_OF[row_class]
            body = bodies.setdefault(row_class, Body(sheet, LAYOUT))
            body.drafts += [_draft(row, sheet) for row in rows]
    return bodies


def _draft(row: Row, sheet: Sheet) -> Draft:
    values = {name: getattr(row, name) for name in _words_of(sheet)}
    texts = {name: value for name, value in values.items() if value}
    cells = {name: row.cell(name) for name in texts}
    return Draft(row.line, values, cells, {name: RawCell(row.line, 1, text) for name, text in texts.items()})


@cache
def _words_of(sheet: Sheet) -> tuple[str, ...]:
    """Attributes that hold words."""
    kinds = (Kind.NAME, Kind.REFERENCE, Kind.TEXT, Kind.CHOICE)
    return tuple(column.attribute for column in sheet.all_columns if column.kind in kinds)
