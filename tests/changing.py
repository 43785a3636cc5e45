"""Workbooks changed as tables: every number of a unit times a factor, all money in another currency or scale, all names
spelt otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from model import Tables
from model.families.origin.labels import exclusion_labels
from model.scenario.limits import MEASURES
from model.testing import SHEET_OF, ByYear, Column, Kind, Limit, Origin
from tests.steps import Directory


def with_rows(given: Tables, change: Callable[[Any], Any]) -> Tables:
    """The tables with every row changed, settings aside."""
    return replace(given, rows={each: [change(row) for row in rows] for each, rows in given.rows.items()})


def scaled(given: Tables, factor: Callable[[str, Column], float]) -> Tables:
    """The tables with every number times a factor that depends on its sheet and column."""

    def change(row: Any) -> Any:
        sheet = SHEET_OF[type(row)]
        columns = [column for column in sheet.columns if factor(sheet.name, column) != 1]
        return replace(row, **{c.attribute: times(getattr(row, c.attribute), factor(sheet.name, c)) for c in columns})

    return with_rows(given, change)


def times(value: Any, factor: float) -> Any:
    if isinstance(value, ByYear):
        return ByYear(tuple((year, factor * each) for year, each in value.points))
    return value if value is None else type(value)(factor * value)


def power_of(unit: str, mark: str) -> int:
    """How often a mark such as {unit} stands above the line of a unit, less how often below it."""
    above, *below = unit.replace(" per ", "/").split("/")
    return (mark in above) - any(mark in part for part in below)


def money_in(unit: str) -> int:
    return power_of(unit, "{currency}") + power_of(unit, "{amount}")


def rescaled(given: Tables, factor: Callable[[str], float]) -> Tables:
    """The tables with every number times a factor that depends on its unit."""

    def change(row: Any) -> Any:
        numbers = [column for column in SHEET_OF[type(row)].columns if factor(unit_of(row, column)) != 1]
        return replace(row, **{c.attribute: times(getattr(row, c.attribute), factor(unit_of(row, c))) for c in numbers})

    return with_rows(given, change)


def unit_of(row: Any, column: Column) -> str:
    """The unit of a cell; in the sheet Limits it depends on the measure. A weight makes an amount of it."""
    if not isinstance(row, Limit) or column.header not in ("value", "weight"):
        return column.unit
    unit = MEASURES[row.measure].unit.replace("amount", "{amount}").replace("unit", "{unit}")
    return unit if column.header == "value" else {"{amount}": "", "{unit}/y": "{amount} per {unit}/y"}.get(unit, "")


MONEY_TO_SPEND = ("limit", "total", "budget", "total budget", "credit", "floor")


def is_expense(column: Column) -> bool:
    """Whether a column is a price that is paid, never earned."""
    return money_in(column.unit) == 1 and column.at_least == 0 and column.header not in MONEY_TO_SPEND


def in_yen(given: Tables) -> Tables:
    """All money 150 times as much."""
    return rescaled(given, lambda unit: 150.0 ** money_in(unit))


def with_amounts(given: Tables, amounts: str) -> Tables:
    """The same workbook with its large amounts in ones, thousands or millions."""
    size = {"ones": 1.0, "thousands": 1e3, "millions": 1e6}
    factor = size[given.settings.amounts] / size[amounts]
    changed = rescaled(given, lambda unit: factor ** power_of(unit, "{amount}"))
    return replace(changed, settings=replace(given.settings, amounts=amounts))


def in_kilograms(given: Tables) -> Tables:
    """Every quantity a thousand times as large, every price a thousandth."""
    return rescaled(given, lambda unit: 1000.0 ** power_of(unit, "{unit}"))


def renamed(given: Tables) -> Tables:
    """Every name spelt backwards: so their order changes too. What the sheet Origin calls an exclusion has names in it,
    and follows them."""

    def change(row: Any) -> Any:
        names = {c: getattr(row, c.attribute) for c in SHEET_OF[type(row)].columns if is_name(c)}
        return replace(row, **{c.attribute: value if value in c.words else value[::-1] for c, value in names.items()})

    changed = with_rows(given, change)
    labels = [list(exclusion_labels(each, Directory(each))) for each in (given, changed)]
    called = dict(zip(*labels, strict=True))
    origins = [
        replace(row, exclusion=called[old.exclusion]) for old, row in zip(given[Origin], changed[Origin], strict=True)
    ]
    return replace(changed, rows={**changed.rows, Origin: origins})


def is_name(column: Column) -> bool:
    is_text = column.kind is Kind.TEXT and "unit" not in column.attribute and column.attribute != "start"
    return column.kind in (Kind.NAME, Kind.REFERENCE) or is_text
