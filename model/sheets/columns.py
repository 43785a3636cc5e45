"""Columns of sheets: permitted contents and documentation, the field of a row class that stands for each, and
quantities that change over the years."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field
from enum import Enum
from operator import itemgetter
from typing import Any

# ----------------------------------------------------------------------------------------------------------------------
# A quantity that changes over the years.


YEAR = itemgetter(0)
"""Year of a point."""


@dataclass(frozen=True)
class ByYear:
    """Values at given years; linear between two of them, held before the first and after the last."""

    points: tuple[tuple[int, float], ...]

    @classmethod
    def of(cls, values: Mapping[int, float] | float) -> ByYear:
        """From values by year, or from one value for all years. Raises ValueError on no values."""
        if not isinstance(values, Mapping):
            return cls(((0, float(values)),))
        if not values:
            raise ValueError("no values")
        return cls(tuple(sorted((year, float(value)) for year, value in values.items())))

    def times(self, factor: float) -> ByYear:
        return ByYear(tuple((year, factor * value) for year, value in self.points))

    @property
    def is_zero(self) -> bool:
        """Whether it is 0 in every year."""
        return all(value == 0 for _, value in self.points)

    @property
    def greatest(self) -> float:
        return max(value for _, value in self.points)

    @property
    def least(self) -> float:
        return min(value for _, value in self.points)

    def at(self, year: float) -> float:
        """Value in a year."""
        after = bisect_right(self.points, year, key=YEAR) if len(self.points) > 1 else 0
        if after == 0:
            return self.points[0][1]
        if after == len(self.points):
            return self.points[-1][1]
        (year_0, value_0), (year_1, value_1) = self.points[after - 1], self.points[after]
        return value_0 + (value_1 - value_0) * (year - year_0) / (year_1 - year_0)


# ----------------------------------------------------------------------------------------------------------------------
# Columns of sheets: permitted contents and documentation.


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
    PERIODS = "periods"
    """A whole number of years, or lengths up to given years: 1 to 2031, 3 to 2040."""
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


# ----------------------------------------------------------------------------------------------------------------------
# Fields of a row class, each with the column that it stands for.


DIVISIBLE = ("modules", "people")
"""Units of whole numbers that a program may treat as fractions: such a bound is relaxed like any amount."""


def _column(kind: Kind, default: Any, **declared: Any) -> Any:
    """A dataclass field that carries its Column. Raises ValueError if its numbers cannot be relaxed as declared: a year
    only EARLIER or LATER, a number of years or of steps not at all."""
    column = Column(kind=kind, default=None if default is MISSING else default, required=default is MISSING, **declared)
    is_index = kind is Kind.YEAR or (column.whole and column.unit not in DIVISIBLE)
    if is_index and column.gives in (MORE, LESS):
        raise ValueError(f"a whole number of {column.unit} has no values in between to give way to")
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
    """Part of a row's key: a new name, or (with ``of``) the name of a row of another sheet."""
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
    ease: str = "",
    undisturbed: str = "",
) -> Any:
    return _column(
        Kind.NUMBER,
        default,
        unit=unit,
        note=note,
        at_least=at_least,
        at_most=at_most,
        above=above,
        whole=whole,
        gives=gives,
        ease=ease,
        undisturbed=undisturbed,
    )


def percent(
    *,
    default: Any = MISSING,
    note: str = "",
    at_least: float = 0.0,
    at_most: float = 1.0,
    unit: str = "%",
    gives: Gives = "",
    ease: str = "",
    undisturbed: str = "",
) -> Any:
    """A share, held as a fraction and shown as per cent: 0.85 in a cell of per-cent format reads 85 %."""
    return _column(
        Kind.PERCENT,
        default,
        unit=unit,
        note=note,
        at_least=at_least,
        at_most=at_most,
        gives=gives,
        ease=ease,
        undisturbed=undisturbed,
    )


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
    above: float | None = None,
    gives: Gives = "",
    ease: str = "",
    undisturbed: str = "",
    divides: bool = False,
) -> Any:
    """Values by year: columns ``price 2030`` (or ``2030`` where bare), or one column ``price`` for all years."""
    return _column(
        Kind.YEARLY,
        default,
        unit=unit,
        note=note,
        bare=bare,
        past=past,
        at_least=at_least,
        at_most=at_most,
        above=above,
        gives=gives,
        ease=ease,
        undisturbed=undisturbed,
        divides=divides,
    )


def periods(*, default: int, note: str = "") -> Any:
    """The years of a planning period."""
    return _column(Kind.PERIODS, default, note=note, unit="years")


def date(*, note: str = "") -> Any:
    """A day, required."""
    return _column(Kind.DATE, MISSING, note=note)


def entry(*, default: Any = MISSING, note: str = "") -> Any:
    """A cell interpreted by the rest of its row."""
    return _column(Kind.ENTRY, default, note=note)
