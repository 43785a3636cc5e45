"""Fields of a row class, each with the column that it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, field
from typing import Any

from model.sheets.column import ANY, LESS, MORE, Column, Gives, Kind

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
        divides=divides,
    )


def date(*, note: str = "") -> Any:
    """A day, required."""
    return _column(Kind.DATE, MISSING, note=note)


def entry(*, default: Any = MISSING, note: str = "") -> Any:
    """A cell interpreted by the rest of its row."""
    return _column(Kind.ENTRY, default, note=note)
