"""Shared parts of checks of proportion: figures, their distance from others, and the unit they may be in."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from model.errors import Problem
from model.families.common.checking import problem
from model.families.conversion.algebra import capacity_units
from model.sheets.common import Plant, Settings
from model.sheets.names import shown
from model.sheets.schema import SHEET_OF, ByYear, Column, Kind, Row
from model.sheets.tables import SCALES, RowUnits, Tables, in_reading_order, unit_text

FAR = 2.5
"""Decades from the median: a factor of 300. Another unit is one of 1,000 as a rule, other goods seldom one of 100."""
SPREADS = 6
"""Median deviations by which a figure must also differ in a column that itself has a wide spread."""

NEAR = 1.5
"""Distance from the usual, in decades, of a figure that would be right in another unit."""

SCALE_OF = {"ones": 1.0, "thousands": 1e3, "millions": 1e6}
MASSES = {"kg": 1e-3, "t": 1.0, "kt": 1e3}


@dataclass(frozen=True)
class RowFigure:
    """One number of a row; ``attribute`` is its field, with the year if it has one."""

    row: Row
    column: Column
    attribute: str
    value: float


def figures(row: Row, columns: Iterable[Column]) -> list[RowFigure]:
    """The non-zero numbers of a row in some columns: 0 is 0 in any unit."""
    numbers = []
    for column in columns:
        value = getattr(row, column.attribute)
        if isinstance(value, ByYear):
            for year, amount in value.points:
                numbers.append(RowFigure(row, column, f"{column.attribute} {year or ''}".rstrip(), amount))
        elif isinstance(value, int | float):
            numbers.append(RowFigure(row, column, column.attribute, float(value)))
    return [figure for figure in numbers if figure.value]


def is_measured(column: Column) -> bool:
    """Whether a column's numbers are money, goods or people, which may be counted in other units."""
    return column.kind in (Kind.NUMBER, Kind.YEARLY) and ("{" in column.unit or "people" in column.unit)


def decades(value: float, other: float) -> float:
    """Number of powers of ten between two numbers, the sign aside."""
    return math.log10(abs(value) / abs(other))


def odd_ones(values: Sequence[float]) -> dict[int, float]:
    """Positions of outliers with the median of all, on a logarithmic scale."""
    logs = [math.log10(abs(value)) for value in values]
    if len(logs) < 3:
        return {}
    middle = statistics.median(logs)
    spread = statistics.median(abs(log - middle) for log in logs)
    far = max(FAR, SPREADS * spread)
    return {at: 10**middle for at, log in enumerate(logs) if abs(log - middle) >= far}


def plain(number: float) -> str:
    """A number of six digits, as one writes it: 8,333,330."""
    return f"{float(f'{number:.6g}'):,.12g}"


def times(value: float, other: float) -> str:
    """Ratio of two numbers in words: '1,000 times', 'a 1,000th of'."""
    ratio = abs(value / other)
    if ratio >= 1:
        return f"{float(f'{ratio:.2g}'):,.0f} times"
    return f"a {float(f'{1 / ratio:.2g}'):,.0f}th of"


@dataclass(frozen=True)
class Odd:
    """A figure out of proportion, with its reference: ``usual`` [of the column] and in words."""

    figure: RowFigure
    usual: float
    than: str


def warnings_of(outliers: Iterable[Odd], tables: Tables, units: RowUnits) -> list[Problem]:
    """One warning for each column, with the first place and the number of others."""
    columns: dict[tuple[type[Row], str], list[Odd]] = {}
    for odd in outliers:
        columns.setdefault((type(odd.figure.row), odd.figure.column.attribute), []).append(odd)
    return [_warning(odds, tables, units) for odds in columns.values()]


def _warning(odds: list[Odd], tables: Tables, units: RowUnits) -> Problem:
    first = odds[0]
    figure = first.figure
    unit = unit_of(figure.row, units)
    others = list(dict.fromkeys(odd.figure.row.cell(odd.figure.attribute) for odd in odds[1:]))
    more = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
    fix = f"It is {times(figure.value, first.usual)} {first.than}: is one of the two in another unit?"
    if sure := other_unit(figure, first.usual, tables.settings, unit):
        fix += f" Type {sure}"
    fix += f" (as {more})" if others else ""
    wanted = f"a plausible '{figure.column.header}', in {unit_text(figure.column, tables.settings, unit or 'unit')}"
    return problem(figure.row, figure.attribute, wanted, fix, value=shown(figure.value), is_warning=True)


def unit_of(row: Row, units: RowUnits) -> str:
    """Unit of a row's goods or plant; empty if in doubt."""
    possible = units.of(SHEET_OF[type(row)], vars(row))
    return next(iter(possible)) if len(possible) == 1 else ""


def other_unit(figure: RowFigure, usual: float, settings: Settings, unit: str) -> str:
    """The figure converted from a unit in which it would be as usual: "60 if it is in USD"."""
    declared = figure.column.unit
    factors: dict[str, float] = {}
    if "{amount}" in declared:
        own = SCALE_OF[settings.amounts]
        for name, scale in SCALE_OF.items():
            if scale != own:
                factors[f"in {SCALES[name]}{settings.currency}"] = scale / own
    elif declared.startswith("{currency}"):
        factors[f"in thousand {settings.currency}"] = 1e3
        factors[f"in million {settings.currency}"] = 1e6
    if "{unit}" in declared and unit in MASSES:
        before = declared[: declared.index("{unit}")]
        is_below = "/" in before or "per" in before
        for name, mass in MASSES.items():
            if name != unit:
                factors[f"{'per' if is_below else 'in'} {name}"] = (mass / MASSES[unit]) ** (-1 if is_below else 1)
    if "per 1000" in declared and "people" in declared:
        factors[f"people per {unit or 'unit'}/y"] = 1e3
    near = {words: figure.value * by for words, by in factors.items() if abs(decades(figure.value * by, usual)) < NEAR}
    if not near:
        return ""
    best = min(near.values(), key=lambda value: abs(decades(value, usual)))
    return f"{best:.12g} if it is " + " or ".join(words for words, value in near.items() if value == best)


def units_of(tables: Tables) -> RowUnits:
    """Unit of every row of the tables; a plant without its own has that of its products."""
    units, of_plants = RowUnits(), capacity_units(tables)
    for sheet, _ in in_reading_order({sheet: sheet.name for sheet in SHEET_OF.values() if not sheet.vertical}):
        rows = tables.rows.get(sheet.row_class, ())
        if sheet.row_class is Plant:
            rows = [replace(row, capacity_unit=of_plants[row.plant]) for row in tables[Plant]]
        units.add(sheet, map(vars, rows))
    return units
