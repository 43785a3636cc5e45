"""Columns of sheets: permitted contents and documentation."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from model.sheets.byyear import ByYear

ANY = "any"
"""The word that stands for every site, every commodity: wherever a reference allows it."""


class Kind(Enum):
    """Kind of contents of a column's cells."""

    NAME = "name"
    REFERENCE = "reference"
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    PERCENT = "percent"
    YEAR = "year"
    YEARLY = "yearly"
    DATE = "date"
    """A day, held as text: 2026-04-30."""
    ENTRY = "entry"
    """Any content: another column of the row determines how it is read."""


MORE, LESS, EARLIER, LATER, SOONER = "more", "less", "earlier", "later", "sooner"
"""Which way a bound gives way: to a greater value, a smaller one, an earlier year, a later one, fewer years of
waiting."""

Gives = str | Callable[[Any], str]
"""A direction; None: never relaxed; or a function of the row."""


@dataclass(frozen=True)
class Entry:
    """The typed value of a cell that is interpreted by other cells of its row: 5 in per-cent format is not 5."""

    value: str | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta
    number_format: str = "General"
    """Excel's number format."""

    @property
    def is_percent(self) -> bool:
        return "%" in self.number_format


def typed(value: Any) -> Any:
    """The value of a cell; for an entry, the typed one."""
    return value.value if isinstance(value, Entry) else value


@dataclass(frozen=True)
class Column:
    """One column: its type, unit, bounds and purpose.

    ``unit`` may hold {currency}, {amount} (large sums: million currency) and {unit} (of the commodity or plant).
    ``default`` is the value of an empty cell; a required column has none. ``bare`` marks the yearly column of a sheet
    whose headers are plain years, ``past`` one whose years lie before the first of the plan. ``words`` are the entries
    of a reference besides names: 'any', 'each country'. ``gives`` marks a bound set by the planner with the direction
    in which it may be relaxed if no plan exists, and ``ease`` how easily if the row does not say: a fact hardly. No
    other column is relaxed. ``undisturbed`` names the constraint of a bound that holds in no disruption.
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
    ease: str = ""
    undisturbed: str = ""
    divides: bool = False
    """Whether amounts are divided by it: the more of it, the less is needed."""

    @property
    def is_percent(self) -> bool:
        """Whether its numbers are shares, shown as per cent."""
        return self.kind is Kind.PERCENT or (self.kind is Kind.YEARLY and self.unit.startswith("%"))

    @property
    def if_empty(self) -> Any:
        """Value of an empty cell or a missing column."""
        return ByYear.of(self.default) if self.kind is Kind.YEARLY and self.default is not None else self.default

    @property
    def or_words(self) -> str:
        """Permitted entries of a reference besides names: ", or 'any'"."""
        return "".join(f", or '{word}'" for word in self.words)
