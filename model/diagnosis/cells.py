"""Cells with bounds set by a planner: their properties, and tables in which they are changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from model.families.decisions.rows import ALREADY_MADE, Decision
from model.families.investment.rows import Project
from model.scenario.limits import Limit
from model.sheets.columns import ByYear
from model.sheets.common import Plant
from model.sheets.schema import (
    DECISION,
    EARLIER,
    EASILY,
    HARDLY,
    IN_USE,
    LATER,
    LESS,
    MORE,
    NEVER,
    NO,
    RULE,
    SHEET_OF,
    SOONER,
    YES,
    Column,
    Kind,
    Row,
)
from model.sheets.tables import Tables

ALLOWED, LIFTED = "allowed", "lifted"
"""Which way a row gives way as a whole: one that is not in use is used, or the other way round."""

SWITCHED = 1.0
"""Weight of allowing a decision, or lifting a rule on one: that of doubling a bound."""

COUNTED = ("people", "people/y", "modules")
"""Units of countable amounts."""

EASE = {"": 1.0, EASILY: 10.0, HARDLY: 0.1}
"""Factor on the size of a change, by the row's own statement."""

TARGETS = ("minimum_service", "minimum_collection", "cover", "minimum_closing_stock")
"""Columns besides those of Limits that state what a plan is to reach."""

PER_YEAR = 0.25
"""Weight of a year earlier or later."""

NOT_THERE = 0.1
"""A fact that is 0, such as the capacity of a plant yet to be built, gives as much more hardly."""


@dataclass(frozen=True)
class Cell:
    """A cell with a bound, and which way it gives way."""

    row: Row = field(compare=False, repr=False)
    sheet: str
    at: int
    """Place of its row among those of its class; of rows that are not in use among these."""
    attribute: str
    year: int | None
    """Year of the cell, in a column with values by year."""
    value: Any = field(compare=False)
    gives: str = field(compare=False)
    size: float = field(compare=False, default=1.0)
    """Scale of a change, which makes changes of different cells comparable."""
    scale: float = field(compare=False, default=1.0)
    """Value of the cell or, if it is 0, of others like it."""

    @property
    def column(self) -> Column:
        return SHEET_OF[type(self.row)].column(self.attribute)

    @property
    def is_number(self) -> bool:
        """Whether its bound is a number that moves rows of the program; else it opens or closes decisions."""
        return self.gives in (MORE, LESS)

    @property
    def is_rule(self) -> bool:
        """Whether it is a rule on a decision, or a campaign, which the program has as rows that hold or do not."""
        return self.gives == LIFTED or (SHEET_OF[type(self.row)].is_a == RULE and not self.is_number)

    @property
    def is_target(self) -> bool:
        """Whether it states a target of the plan, rather than a fact or an option."""
        return (type(self.row) is Limit and self.is_number) or self.attribute in TARGETS

    @property
    def is_whole(self) -> bool:
        """Whether its value is countable, such as people and modules, so that it is relaxed in whole numbers."""
        return self.column.whole or self.column.unit in COUNTED

    @property
    def is_fact(self) -> bool:
        """Whether it states a fact rather than a permission."""
        return self.is_number and self.column.ease == HARDLY

    @property
    def ease(self) -> str:
        """How easily it may be relaxed: as its row says, or its column."""
        return self.row.may_give or ("" if self.is_switch else self.column.ease)

    @property
    def is_switch(self) -> bool:
        """Whether it states that its row is in use."""
        return self.gives in (ALLOWED, LIFTED)

    @property
    def sign(self) -> float:
        return -1.0 if self.gives == LESS else 1.0

    def change_to(self, value: Any) -> float:
        """Change of a cell to another value, relative to its scale."""
        return 1 / self.size if self.is_switch else float(abs(value - self.value) / self.size)

    @property
    def place(self) -> str:
        """Such as ``Funds!E5``."""
        name = self.attribute if self.year is None else f"{self.attribute} {self.year}"
        return f"{self.sheet}!{self.row.cells.get(name) or self.row.cell(self.attribute)}"


def cells_of(tables: Tables) -> list[Cell]:
    """All cells that can give way, in the order of the sheets and their rows."""
    return [cell for row_class in SHEET_OF for cell in _of_sheet(row_class, tables)]


def _of_sheet(row_class: type[Any], tables: Tables) -> Iterator[Cell]:
    sheet = SHEET_OF[row_class]
    cells_of_sheet: list[Cell] = []
    for column in sheet.columns:
        for at, row in enumerate(tables[row_class]):
            cells_of_sheet += _of_row(row, at, column)
    for cell in cells_of_sheet:
        if cell.value or not _is_yet_to_be_built(cell.row, tables):
            scale = _relative_to(cell, cells_of_sheet)
            yield replace(cell, size=_ease(cell) * scale, scale=scale)
    if sheet.is_a == DECISION:
        for at, row in enumerate(tables.off.get(row_class, [])):
            if row.may_give != NEVER:
                yield Cell(row, sheet.name, at, IN_USE.attribute, None, NO, ALLOWED, EASE[row.may_give] / SWITCHED)
    if row_class is Decision:
        amounts = {cell.at for cell in cells_of_sheet}
        for at, row in enumerate(tables[Decision]):
            if at not in amounts and row.rule != ALREADY_MADE and row.may_give != NEVER:
                yield Cell(row, sheet.name, at, IN_USE.attribute, None, YES, LIFTED, EASE[row.may_give] / SWITCHED)


def _is_yet_to_be_built(row: Row, tables: Tables) -> bool:
    """Whether a row is a plant without existing capacity that projects can build."""
    if not isinstance(row, Plant):
        return False
    projects = [*tables[Project], *tables.off.get(Project, [])]
    return row.existing_capacity.is_zero and any(project.plant == row.plant for project in projects)


def _ease(cell: Cell) -> float:
    """How easily a cell may be relaxed, given its value."""
    is_there = bool(cell.value) or not cell.is_fact
    return EASE[cell.ease] * (1.0 if is_there else NOT_THERE)


def _relative_to(cell: Cell, cells: Sequence[Cell]) -> float:
    """Scale of a change of a cell: its value or, if that is 0, the mean of others in its column, or with its unit."""
    if not cell.is_number:
        return 1 / PER_YEAR
    if cell.value:
        return float(abs(cell.value))
    filled = [cell for cell in cells if cell.is_number and cell.value]
    alike = [one for one in filled if one.attribute == cell.attribute] or [
        one for one in filled if one.column.unit.split("/")[0] == cell.column.unit.split("/")[0]
    ]
    return sum(abs(cell.value) for cell in alike) / len(alike) if alike else 1.0


def _of_row(row: Row, at: int, column: Column) -> Iterator[Cell]:
    gives = column.gives if isinstance(column.gives, str) else column.gives(row)
    value = getattr(row, column.attribute)
    if not gives or value is None or row.may_give == NEVER:
        return
    loosest = column.at_most if gives == MORE else column.at_least if gives in (LESS, SOONER) else None
    points = value.points if isinstance(value, ByYear) else ((None, value),)
    for year, bound in points:
        if loosest is None or bound != loosest:
            yield Cell(row, SHEET_OF[type(row)].name, at, column.attribute, year, bound, gives)


def typed(tables: Tables, values: Mapping[Cell, Any]) -> Tables:
    """The tables with other values in some cells."""
    rows = {row_class: list(lines) for row_class, lines in tables.rows.items()}
    switched = {cell for cell in values if cell.is_switch}
    for cell, value in values.items():
        if not cell.is_switch:
            row = rows[type(cell.row)][cell.at]
            if cell.column.kind is Kind.YEARLY:
                value = ByYear.of(dict(getattr(row, cell.attribute).points) | {cell.year: value})
            rows[type(cell.row)][cell.at] = replace(row, **{cell.attribute: value})
    used, off = _switched(rows, tables.off, {(type(row.row), row.at, row.gives) for row in switched})
    return replace(tables, rows=used, off=off)


Rows = Mapping[type[Any], list[Any]]


def _switched(rows: Rows, off: Rows, places: set[tuple[type[Any], int, str]]) -> tuple[Rows, Rows]:
    """Rows in use and others, with those at some places changed over."""
    both: list[dict[type[Any], list[Any]]] = [{}, {}]
    for part, gives, becomes in ((rows, LIFTED, 1), (off, ALLOWED, 0)):
        for row_class, lines in part.items():
            for at, row in enumerate(lines):
                is_switched = (row_class, at, gives) in places
                where = becomes if is_switched else 1 - becomes
                switched = replace(row, in_use=NO if row.in_use == YES else YES) if is_switched else row
                both[where].setdefault(row_class, []).append(switched)
    return both[0], both[1]


__all__ = ["ALLOWED", "EARLIER", "LATER", "LESS", "LIFTED", "MORE", "Cell", "cells_of", "typed"]
