"""Periods as the cell 'years per period' names them: one length, or the lengths up to given years.

``3`` is periods of three years. ``1 to 2031, 3 to 2040`` is periods of one year up to 2031, then of three up to 2040.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

EXAMPLE = "1 to 2031, 3 to 2040"

MOST_YEARS = 50
"""Longest period [years]."""

PART = re.compile(r"(\d+)(?:\s*(?:years?)?\s*to\s*(\d{4}))?")


class PeriodsRefused(ValueError):
    """Lengths that do not fill the horizon. ``fix`` says what to type instead."""

    def __init__(self, wanted: str, fix: str) -> None:
        super().__init__(wanted)
        self.wanted, self.fix = wanted, fix


@cache
def parts_of(cell: int | str) -> tuple[tuple[int, int | None], ...]:
    """(years per period, last year of the last such period) of each part of a cell; a number alone has no last year.

    Raises PeriodsRefused if the text is neither a number nor such parts, or their years do not rise.
    """
    if isinstance(cell, int):
        return ((cell, None),)
    matches = [PART.fullmatch(part.strip()) for part in cell.split(",")]
    parts = [(int(match[1]), int(match[2]) if match[2] else None) for match in matches if match]
    is_alone = len(parts) == 1
    years = [year for _, year in parts if year is not None]
    if len(parts) != len(matches) or not (is_alone or len(years) == len(parts)):
        raise PeriodsRefused("a number of years, or lengths up to given years", f"Type it as: {EXAMPLE}")
    if any(not 1 <= length <= MOST_YEARS for length, _ in parts):
        raise PeriodsRefused(f"periods of 1 to {MOST_YEARS} years", f"Type it as: {EXAMPLE}")
    if years != sorted(set(years)):
        raise PeriodsRefused("years that rise from part to part", f"Type it as: {EXAMPLE}")
    return tuple(parts)


@cache
def lengths_of(cell: int | str, first_year: int, last_year: int) -> dict[int, int]:
    """Years of each period of a horizon, by the year in which it begins. Parts that end before the first year, as of a
    plan rolled forward, are passed over.

    Raises PeriodsRefused if the periods do not fill the horizon.
    """
    lengths: dict[int, int] = {}
    start = first_year
    for length, until in parts_of(cell):
        end = last_year if until is None else min(until, last_year)
        while start <= end:
            if start + length - 1 > end:
                raise PeriodsRefused(*_crossing(length, start, end, until, first_year, last_year))
            lengths[start] = length
            start += length
    if start <= last_year:
        wanted = f"lengths up to the last year, {last_year}: these end with {start - 1}"
        raise PeriodsRefused(wanted, f"Add a part up to {last_year}, or make the last year {start - 1}")
    return lengths


def lasting(cell: int | str, old: int, last: int) -> int | str:
    """The cell for a horizon that ends with another year: its last part, if it ended with the old one, ends then."""
    parts = parts_of(cell)
    if parts[-1][1] != old:
        return cell
    return text_of([*parts[:-1], (parts[-1][0], last)])


def text_of(parts: Iterable[tuple[int, int | None]]) -> str:
    """Lengths up to given years as they are typed."""
    return ", ".join(f"{length} to {year}" for length, year in parts)


def _crossing(length: int, start: int, end: int, until: int | None, first_year: int, last_year: int) -> tuple[str, str]:
    """The expected value and the fix for a period that would go beyond the end of its part."""
    if until is None:
        span = last_year - first_year + 1
        fitting = [str(years) for years in range(1, span + 1) if span % years == 0 and years <= 10]
        low, high = last_year - span % length, last_year + length - span % length
        wanted = f"years per period that divide the {span} years {first_year}–{last_year}"
        return wanted, f"Type {' or '.join(fitting)}, or make the last year {low} or {high}"
    which = "last year" if end == last_year else "year of the part"
    wanted = f"whole periods up to {end}: one of {length} years from {start} would go beyond it"
    return wanted, f"Make the {which} {start - 1} or {start + length - 1}, or the part one of other lengths"
