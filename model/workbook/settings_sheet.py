"""The sheet Settings: one setting a line, its value next to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.errors import Problem, Replacement
from model.sheets.common import Settings
from model.sheets.names import Names, did_you_mean
from model.sheets.periods import PeriodsRefused, lengths_of
from model.sheets.schema import SAID, Column, Kind, Sheet
from model.workbook.cells import NOTHING, Terms, expected, fix_of_empty, read_cell
from model.workbook.grid import RawCell, SheetGrid, address
from model.workbook.headers import ColumnLayout, is_other_unit, normal, read_header
from model.workbook.rows import merged_cells, split_at_gap, uncalculated, values_outside

COLUMNS = (
    Column(Kind.TEXT, "setting", "setting", required=True),
    Column(Kind.TEXT, "value", "value", required=True),
    Column(Kind.TEXT, "unit", "unit", default=""),
    Column(Kind.TEXT, "what_it_is", "what it is", default=""),
    *SAID,
)
STANDARD = Settings(first_year=2026, last_year=2040)
"""Default if Settings cannot be read, so that the other sheets still can."""


@dataclass
class SettingsRead:
    """Settings that could be read, and their problems."""

    terms: Terms = field(default_factory=lambda: Terms(STANDARD, None, knows_units=False))
    problems: list[Problem] = field(default_factory=list)
    is_complete: bool = False


def read_settings(grid: SheetGrid, sheet: Sheet) -> SettingsRead:
    """Every setting of the sheet."""
    result = SettingsRead()
    layout, result.problems = read_header(grid, sheet, COLUMNS, result.terms)
    if layout is None or layout.at("setting") is None or layout.at("value") is None:
        return result
    lines = [row for row in grid.rows if row[0].line >= layout.first]
    table, below = split_at_gap(lines, layout)
    result.problems += merged_cells(grid, layout, sheet) + values_outside(table, below, layout, sheet)
    named, problems = _by_setting(table, layout, sheet)
    result.problems += problems
    values = _read_values(named, layout, sheet, result)
    result.problems += _units(named, layout, sheet, result.terms)
    result.problems += horizon_problems(values, result.terms.settings, sheet)
    return result


Line = Mapping[str, RawCell]
"""Cells of one setting by column."""


def _by_setting(
    table: Sequence[Sequence[RawCell]], layout: ColumnLayout, sheet: Sheet
) -> tuple[dict[str, Line], list[Problem]]:
    """The line of each setting, and problems of names that are unknown, missing or there twice."""
    columns = {normal(column.header): column for column in sheet.columns}
    names = Names(column.header for column in sheet.columns)
    settings_found: dict[str, Line] = {}
    problems = []
    for row in table:
        cells = {layout.places[cell.column][0].attribute: cell for cell in row if cell.column in layout.places}
        cell = cells.get("setting")
        if cell is None or cell.is_blank:
            if "value" in cells and not cells["value"].is_blank:
                where, wanted = cells["value"].address, "the name of a setting beside the value"
                problems.append(
                    Problem(sheet.name, where, cells["value"].text, wanted, f"Type one of: {names.some(20)}")
                )
            continue
        if cell.line == layout.header + 1 and normal(cell.text) in ("unit", "units"):
            continue
        column = columns.get(normal(cell.text))
        if column is None:
            begun = [column.header for name, column in columns.items() if name.startswith(normal(cell.text))]
            meant = names.meant(cell.text) if len(begun) < 2 else None
            unsure = f"Type one of: {', '.join(begun)}" if len(begun) > 1 else "Delete the row"
            fix = did_you_mean(cell.text, meant) if meant else unsure
            wanted, replacement = f"a setting: {names.some(20)}", meant and Replacement.by_name(cell.text, meant)
            problems.append(Problem(sheet.name, cell.address, cell.text, wanted, fix, replacement=replacement or None))
            column = columns[normal(meant)] if meant else None
        if column is not None and column.attribute in settings_found:
            fix = f"{settings_found[column.attribute]['setting'].address} has it too: delete one of the two"
            problems.append(Problem(sheet.name, cell.address, cell.text, "each setting once", fix))
        elif column is not None:
            settings_found[column.attribute] = cells
    return settings_found, problems


def _read_values(named: Mapping[str, Line], layout: ColumnLayout, sheet: Sheet, result: SettingsRead) -> dict[str, Any]:
    """Values by setting, problems added to the result, whose terms become those of this workbook."""
    values: dict[str, Any] = {}
    cells: dict[str, str] = {}
    unsaved: list[RawCell] = []
    free = max((line["setting"].line for line in named.values()), default=layout.header) + 1
    for column in sheet.columns:
        line = named.get(column.attribute)
        if line is None:
            if column.required:
                wanted = f"the setting '{column.header}': {expected(column, result.terms)}, required"
                fix = f"Add a row with the setting '{column.header}'"
                result.problems.append(Problem(sheet.name, address(_at(layout, "setting"), free), "", wanted, fix))
            continue
        cell = line.get("value")
        where = cells[column.attribute] = address(_at(layout, "value"), line["setting"].line)
        if cell is not None and cell.is_uncalculated:
            unsaved.append(cell)
            continue
        reading = read_cell(cell, column, result.terms)
        if reading.is_problem:
            fix = reading.fix or fix_of_empty(column, result.terms)
            text, replacement = cell.text if cell else "", reading.replacement
            result.problems.append(Problem(sheet.name, where, text, reading.expected, fix, replacement=replacement))
        values[column.attribute] = reading.value
    result.problems += uncalculated(unsaved, sheet)
    typed_values = {name: value for name, value in values.items() if value is not NOTHING}
    years = (typed_values.get("first_year"), typed_values.get("last_year"))
    horizon = years if None not in years and years[0] <= years[1] else None  # type: ignore[operator]
    standard = {"first_year": STANDARD.first_year, "last_year": STANDARD.last_year} if horizon is None else {}
    settings = Settings(**(typed_values | standard), line=layout.first, cells=cells)
    money = ("currency", "amounts")
    knows_units = all(values.get(name) is not NOTHING for name in money)
    result.terms = Terms(settings, horizon, knows_units)  # type: ignore[arg-type]
    result.is_complete = horizon is not None and NOTHING not in values.values()
    return values


def _at(layout: ColumnLayout, attribute: str) -> int:
    return layout.at(attribute) or 1


def _units(named: Mapping[str, Line], layout: ColumnLayout, sheet: Sheet, terms: Terms) -> list[Problem]:
    """Problems of units that are not the setting's own."""
    problems = []
    for attribute, line in named.items():
        cell, column = line.get("unit"), sheet.column(attribute)
        if cell is not None and terms.knows_units and is_other_unit(cell.text, column, terms):
            unit = terms.unit(column)
            fix = f"Restore '{unit}': changing a unit here has no effect. Convert the value instead"
            guess = Replacement(unit, is_certain=False)
            problems.append(Problem(sheet.name, cell.address, cell.text, f"the unit '{unit}'", fix, replacement=guess))
    return problems


def horizon_problems(values: Mapping[str, Any], settings: Settings, sheet: Sheet) -> list[Problem]:
    """Problems between first year, last year and the length of a period."""
    first, last, years = (values.get(name, NOTHING) for name in ("first_year", "last_year", "years_per_period"))
    years = settings.years_per_period if years is NOTHING else years
    if first is NOTHING or last is NOTHING:
        return []
    if last < first:
        fix = f"Type a year from {first} on, or an earlier 'first year'"
        return [Problem(sheet.name, settings.cell("last_year"), str(last), "a last year not before the first", fix)]
    try:
        lengths_of(years, first, last)
    except PeriodsRefused as refused:
        return [Problem(sheet.name, settings.cell("years_per_period"), str(years), refused.wanted, refused.fix)]
    return []
