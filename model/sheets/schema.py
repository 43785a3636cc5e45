"""What a sheet is: a typed row class whose fields are its columns, declared once.

    @sheet("Water permits", tab="Network")
    class WaterPermit(Row):
        '''Water that a basin's permit allows.'''

        basin: str = key(of="Basins")
        limit: ByYear = yearly("m3/y", at_least=0, note="No row: no limit.")

From such a class follow the template's header, unit row, note and drop-down, the validation of every cell, the page
docs/inputs.md and the attribute that the model reads: ``permit.limit``. A field ``growth_rate`` is the column
``growth rate``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import Enum
from typing import Any, TypeVar, dataclass_transform

from model.sheets.byyear import ByYear
from model.sheets.wording import place

ANY = "any"
"""The word that stands for every site, every commodity: wherever a reference allows it."""


class Kind(Enum):
    """What a cell of a column holds."""

    NAME = "name"
    REFERENCE = "reference"
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    PERCENT = "percent"
    YEAR = "year"
    YEARLY = "yearly"
    ENTRY = "entry"
    """Whatever a cell may hold: another column of the row says how it is read."""


MORE, LESS, EARLIER, LATER = "more", "less", "earlier", "later"
"""Which way a bound gives way: to a greater value, a smaller one, an earlier year, a later one."""

Gives = str | Callable[[Any], str]
"""One of these; nothing: not at all; or which of them, by the row."""


@dataclass(frozen=True)
class Entry:
    """What was typed into a cell of which other cells say what it means: 5 of per-cent format is not 5."""

    value: str | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta
    number_format: str = "General"
    """Of Excel."""

    @property
    def is_percent(self) -> bool:
        return "%" in self.number_format


def typed(value: Any) -> Any:
    """What stands in a cell: of an entry what was typed."""
    return value.value if isinstance(value, Entry) else value


@dataclass(frozen=True)
class Column:
    """One column: its type, its unit, its bounds and what it is for.

    ``unit`` may hold {currency}, {amount} (large sums: million currency) and {unit} (of the commodity or plant).
    ``default`` is the value of an empty cell; a required column has none. ``bare`` marks the yearly column of a
    sheet whose headers are plain years, ``past`` one whose years lie before the first of the plan. ``words`` are what a
    reference may hold besides names: 'any', 'each country'. ``gives`` says of a bound that the planner sets which way
    it gives way where no plan exists. Nothing else does: what is known of the world is not the planner's to give.
    """

    kind: Kind
    attribute: str = ""
    header: str = ""
    unit: str = ""
    note: str = ""
    is_key: bool = False
    required: bool = False
    default: Any = None
    of: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    whole: bool = False
    bare: bool = False
    past: bool = False
    gives: Gives = ""

    @property
    def is_percent(self) -> bool:
        """Whether its numbers are shares, shown as per cent."""
        return self.kind is Kind.PERCENT or (self.kind is Kind.YEARLY and self.unit.startswith("%"))

    @property
    def if_empty(self) -> Any:
        """What an empty cell, or a column that is not there, means."""
        return ByYear.of(self.default) if self.kind is Kind.YEARLY and self.default is not None else self.default

    @property
    def or_words(self) -> str:
        """What a reference may hold besides names: ", or 'any'"."""
        return "".join(f", or '{word}'" for word in self.words)


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

    @property
    def key(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_key)

    @property
    def everywhere(self) -> tuple[Column, ...]:
        """Columns that it has as other sheets do."""
        has_bounds = any(column.gives for column in self.columns)
        return tuple(column for column in EVERYWHERE if has_bounds or column is not MAY_GIVE)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Its own, and those."""
        return (*self.columns, *self.everywhere)

    def column(self, attribute: str) -> Column:
        """Of a field, also one that every sheet may have."""
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
SAID = (
    Column(Kind.TEXT, "source", "source", note="Where the row's figures come from.", default=""),
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
EVERYWHERE = (IN_USE, MAY_GIVE, *SAID)
"""Columns that every sheet of rows may have, that of bounds those that have any."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a sheet, and where its cells stand in the planner's file."""

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

    def cell(self, attribute: str) -> str:
        """Address of a field's cell, such as ``F7``; of the line where the column is absent."""
        return self.cells.get(attribute) or f"row {self.line}"

    def where(self, attribute: str) -> str:
        """The same with the sheet, such as ``Sites!F7``."""
        return place(SHEET_OF[type(self)].name, self.cell(attribute))


SHEET_OF: dict[type[Any], Sheet] = {}
"""Every declared sheet by its row class."""

RowClass = TypeVar("RowClass", bound=Row)


def _column(kind: Kind, default: Any, **declared: Any) -> Any:
    """A dataclass field that carries its Column."""
    column = Column(kind=kind, default=None if default is MISSING else default, required=default is MISSING, **declared)
    if default is MISSING:
        return field(metadata={"column": column})
    return field(default=column.if_empty, metadata={"column": column})


def _names(of: str | Iterable[str]) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else tuple(of)


def key(
    of: str | Iterable[str] = (),
    *,
    default: Any = MISSING,
    any: bool = False,
    words: Iterable[str] = (),
    note: str = "",
    header: str = "",
) -> Any:
    """Part of what identifies a row: a new name, or (with ``of``) the name of a row of another sheet."""
    kind = Kind.REFERENCE if of else Kind.NAME
    return _column(kind, default, is_key=True, of=_names(of), words=_words(any, words), note=note, header=header)


def reference(
    of: str | Iterable[str],
    *,
    default: Any = MISSING,
    any: bool = False,
    words: Iterable[str] = (),
    note: str = "",
    header: str = "",
) -> Any:
    """The name of a row of one of the sheets ``of``; with ``any`` also the word 'any', or one of the ``words``."""
    return _column(Kind.REFERENCE, default, of=_names(of), words=_words(any, words), note=note, header=header)


def _words(any: bool, words: Iterable[str]) -> tuple[str, ...]:
    return ((ANY,) if any else ()) + tuple(words)


def text(*, default: Any = "", note: str = "") -> Any:
    return _column(Kind.TEXT, default, note=note)


def choice(options: Iterable[str], *, default: Any = MISSING, note: str = "", is_key: bool = False) -> Any:
    return _column(Kind.CHOICE, default, options=tuple(options), note=note, is_key=is_key)


def number(
    unit: str = "",
    *,
    default: Any = MISSING,
    note: str = "",
    at_least: float | None = None,
    at_most: float | None = None,
    above: float | None = None,
    whole: bool = False,
    gives: Gives = "",
) -> Any:
    return _column(
        Kind.NUMBER, default, unit=unit, note=note, at_least=at_least, at_most=at_most, above=above, whole=whole,
        gives=gives,
    )  # fmt: skip


def percent(
    *,
    default: Any = MISSING,
    note: str = "",
    at_least: float = 0.0,
    at_most: float = 1.0,
    unit: str = "%",
    gives: Gives = "",
) -> Any:
    """A share, held as a fraction and shown as per cent: 0.85 in a cell of per-cent format reads 85 %."""
    return _column(Kind.PERCENT, default, unit=unit, note=note, at_least=at_least, at_most=at_most, gives=gives)


def year(*, default: Any = MISSING, note: str = "", gives: Gives = "") -> Any:
    return _column(Kind.YEAR, default, note=note, unit="year", gives=gives)


def yearly(
    unit: str,
    *,
    default: Any = MISSING,
    note: str = "",
    bare: bool = False,
    past: bool = False,
    at_least: float | None = 0.0,
    at_most: float | None = None,
    gives: Gives = "",
) -> Any:
    """Values by year: columns ``price 2030`` (or ``2030`` where bare), or one column ``price`` for all years."""
    return _column(
        Kind.YEARLY, default, unit=unit, note=note, bare=bare, past=past, at_least=at_least, at_most=at_most,
        gives=gives,
    )  # fmt: skip


def entry(*, default: Any = MISSING, note: str = "") -> Any:
    """A cell of which the rest of the row says how it is read."""
    return _column(Kind.ENTRY, default, note=note)


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(key, reference, text, choice, number, percent, year, yearly, entry),
)
def sheet(
    name: str, *, tab: str, required: bool = False, vertical: bool = False, core: bool = False
) -> Callable[[type[RowClass]], type[RowClass]]:
    """Declare the decorated class as the rows of a sheet; its docstring explains the sheet."""

    def declare(row_class: type[RowClass]) -> type[RowClass]:
        made = dataclass(frozen=True, kw_only=True)(row_class)
        columns = []
        for each in fields(made):
            column = each.metadata.get("column")
            if column is not None:
                header = column.header or each.name.replace("_", " ")
                columns.append(_with_names(column, each.name, header))
        about = " ".join((row_class.__doc__ or "").split())
        SHEET_OF[made] = Sheet(name, tab, about, made, tuple(columns), required, vertical, core or required)
        return made

    return declare


def _with_names(column: Column, attribute: str, header: str) -> Column:
    declared = {each.name: getattr(column, each.name) for each in fields(Column)}
    return Column(**(declared | {"attribute": attribute, "header": header}))


__all__ = [
    "ANY",
    "EARLIER",
    "EASILY",
    "EVERYWHERE",
    "HARDLY",
    "IN_USE",
    "LATER",
    "LESS",
    "MAY_GIVE",
    "MORE",
    "NEVER",
    "NO",
    "SAID",
    "SHEET_OF",
    "YES",
    "ByYear",
    "Column",
    "Entry",
    "Kind",
    "Row",
    "Sheet",
    "choice",
    "entry",
    "key",
    "number",
    "percent",
    "reference",
    "sheet",
    "text",
    "year",
    "yearly",
]  # fmt: skip
