"""Sheets: typed row classes whose fields are their columns, declared once.

    @sheet("Water permits", tab="Network")
    class WaterPermit(Row):
        '''Water that a basin's permit allows.'''

        basin: str = key(of="Basins")
        limit: ByYear = yearly("m3/y", at_least=0, note="No row: no limit.")

From such a class follow the template's header, unit row, note and drop-down, the validation of every cell, the page
docs/inputs.md and the attribute that the model reads: ``permit.limit``. A field ``growth_rate`` is the column ``growth
rate``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, TypeVar, dataclass_transform

from model.sheets.columns import (
    ANY,
    EARLIER,
    LATER,
    LESS,
    MORE,
    SOONER,
    ByYear,
    Column,
    Entry,
    Kind,
    choice,
    date,
    entry,
    key,
    number,
    percent,
    periods,
    reference,
    text,
    typed,
    year,
    yearly,
)
from model.sheets.names import CALLED, place

UNBOUND = "unbound"
"""A limit at the place of others has no quantities, and the rest of its row stays."""
DECISION, RULE = "decision", "rule"
LEFT_OUT = "left out"
"""Its row is not there."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook. A vertical sheet (Settings) holds one row class, a field a line."""

    name: str
    tab: str
    about: str
    row_class: type[Any]
    columns: tuple[Column, ...]
    required: bool
    vertical: bool
    core: bool
    """Whether a first plan needs it; the others come after these."""
    in_months: bool = True
    """Whether its rows count in the months of a disruption: not those of first-stage decisions, whose effect is in the
    capacity of plants, of money that does not depend on the response, and of limits by year or disruption."""
    at: str = ""
    """Column of the place of a resource that payers divide,"""
    divided: tuple[str, ...] = ()
    """and the quantities of which each has its part."""
    elsewhere: str = ""
    """A row about the place of others is UNBOUND or LEFT_OUT; its quantities are 0 if this is empty."""
    measured: str = ""
    """Column of names whose unit is in the column 'unit'."""
    located: bool = False
    """Whether its rows are called by their name in costs and budgets, each with a site."""
    own_place: tuple[str, str] = ("", "")
    """Column of places that are their own, such as labour markets, and what such a place is."""
    is_a: str = ""
    """DECISION, if a row is one of the first stage, which is forbidden by taking it out of use; RULE, if it is a rule
    on such decisions, whose cells that are no numbers hold or do not."""

    @property
    def key(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_key)

    @cached_property
    def everywhere(self) -> tuple[Column, ...]:
        """Columns that it has as other sheets do."""
        has_bounds = any(column.gives for column in self.columns)
        return tuple(column for column in EVERYWHERE if has_bounds or column is not MAY_GIVE)

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """Its own, and those."""
        return (*self.columns, *self.everywhere)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Attributes that hold words."""
        kinds = (Kind.NAME, Kind.REFERENCE, Kind.TEXT, Kind.CHOICE)
        return tuple(column.attribute for column in self.all_columns if column.kind in kinds)

    def column(self, attribute: str) -> Column:
        """Column of a field, also one common to all sheets."""
        return next(column for column in (*self.columns, *EVERYWHERE) if column.attribute == attribute)


YES, NO = "yes", "no"

IN_USE = Column(
    Kind.CHOICE,
    "in_use",
    "in use",
    note="'no': the row is checked but excluded from the plan. A what-if can switch it.",
    default=YES,
    options=(YES, NO),
)
GRADES = MEASURED, REPORTED, ESTIMATED, ASSUMED = "measured", "reported", "estimated", "assumed"
"""How far figures can be trusted: measured by statistics or a market, reported by a company or an agency, estimated
from other figures, or assumed."""
SAID = (
    Column(
        Kind.TEXT,
        "source",
        "source",
        default="",
        note="Where the row's figures come from; its first word may say "
        f"how far to trust them: {', '.join(GRADES[:-1])} or {GRADES[-1]}.",
    ),
    Column(Kind.TEXT, "notes", "notes", note="What else should be known.", default=""),
)
EASILY, HARDLY, NEVER = "easily", "hardly", "never"
MAY_GIVE = Column(
    Kind.CHOICE,
    "may_give",
    "may give",
    note="Where no plan exists: whether bounds of the row may be changed. 'easily': a change counts a tenth of what "
    "it is relative to the value, 'hardly': ten times as much, 'never': they hold.",
    default="",
    options=(EASILY, HARDLY, NEVER),
)
CANDIDATE = "For 'contributions': the candidate that the row is part of; one name may have several rows."
"""Note of the column that rows which somebody has to choose among have."""
EVERYWHERE = (IN_USE, MAY_GIVE, *SAID)
"""Columns that every sheet of rows may have, that of bounds those that have any."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a sheet, with the addresses of its cells in the planner's file."""

    in_use: str = YES
    may_give: str = ""
    source: str = ""
    notes: str = ""
    line: int = 0
    cells: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """A plain number in a yearly column is the same every year."""
        declared = SHEET_OF.get(type(self))
        for column in declared.columns if declared else ():
            value = getattr(self, column.attribute)
            if column.kind is Kind.YEARLY and isinstance(value, int | float):
                object.__setattr__(self, column.attribute, ByYear.of(value))

    @property
    def grade(self) -> str:
        """How far the row's figures can be trusted; empty if its source does not say."""
        first = self.source.split(maxsplit=1)[0].rstrip(":;,.").lower() if self.source.strip() else ""
        return first if first in GRADES else ""

    def cell(self, attribute: str) -> str:
        """Address of a field's cell, such as ``F7``; of the line if the column is absent."""
        return self.cells.get(attribute) or f"row {self.line}"

    def where(self, attribute: str) -> str:
        """The same with the sheet, such as ``Sites!F7``."""
        return place(SHEET_OF[type(self)].name, self.cell(attribute))


SHEET_OF: dict[type[Any], Sheet] = {}
"""Every declared sheet by its row class."""

RowClass = TypeVar("RowClass", bound=Row)


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(key, reference, text, choice, number, percent, year, yearly, date, entry),
)
def sheet(
    name: str,
    *,
    tab: str,
    required: bool = False,
    vertical: bool = False,
    core: bool = False,
    in_months: bool = True,
    at: str = "",
    divided: tuple[str, ...] = (),
    elsewhere: str = "",
    measured: str = "",
    located: bool = False,
    own_place: tuple[str, str] = ("", ""),
    is_a: str = "",
) -> Callable[[type[RowClass]], type[RowClass]]:
    """Declare the decorated class as the rows of a sheet; its docstring explains the sheet."""

    def declare(row_class: type[RowClass]) -> type[RowClass]:
        row_type = dataclass(frozen=True, kw_only=True)(row_class)
        columns = []
        for attribute in fields(row_type):
            column = attribute.metadata.get("column")
            if column is not None:
                header = column.header or attribute.name.replace("_", " ")
                columns.append(_with_names(column, attribute.name, header))
        about = " ".join((row_class.__doc__ or "").split()).replace("python run.py", CALLED)
        is_core = core or required
        SHEET_OF[row_type] = Sheet(
            name,
            tab,
            about,
            row_type,
            tuple(columns),
            required,
            vertical,
            is_core,
            in_months,
            at,
            divided,
            elsewhere,
            measured,
            located,
            own_place,
            is_a,
        )
        return row_type

    return declare


def _with_names(column: Column, attribute: str, header: str) -> Column:
    declared = {field.name: getattr(column, field.name) for field in fields(Column)}
    return Column(**(declared | {"attribute": attribute, "header": header}))


__all__ = [
    "ANY",
    "ASSUMED",
    "CANDIDATE",
    "EARLIER",
    "EASILY",
    "ESTIMATED",
    "EVERYWHERE",
    "GRADES",
    "HARDLY",
    "IN_USE",
    "LATER",
    "LESS",
    "MAY_GIVE",
    "MEASURED",
    "MORE",
    "NEVER",
    "NO",
    "REPORTED",
    "SAID",
    "SHEET_OF",
    "SOONER",
    "YES",
    "ByYear",
    "Column",
    "Entry",
    "Kind",
    "Row",
    "Sheet",
    "choice",
    "date",
    "entry",
    "key",
    "number",
    "percent",
    "periods",
    "reference",
    "sheet",
    "text",
    "typed",
    "year",
    "yearly",
]
