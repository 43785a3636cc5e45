"""One cell under one column: its value, or its problem with the expected content and a fix.

A faulty cell often leaves no doubt about its meaning: '12,5', 'Mt  Weld'. Reading continues with that value, so that
problems elsewhere are found in the same run; the problem remains, and no plan is made.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from model.errors import Replacement
from model.sheets.common import Settings
from model.sheets.names import Names, cleaned, did_you_mean, oddities, shown
from model.sheets.periods import EXAMPLE, MOST_YEARS, PeriodsRefused, parts_of, text_of
from model.sheets.schema import Column, Entry, Kind
from model.sheets.tables import unit_text
from model.workbook.explain_column import bounds, listed
from model.workbook.grid import RawCell
from model.workbook.numbers import as_digits, meant_number

BY_MEASURE = "see measure"
"""Unit of a column whose numbers have that of the measure in their row."""

GREATEST = 1e15
"""Upper bound of numbers: Excel keeps 15 digits; nothing in a plan is larger."""

KEPT_AS_TEXT = "The formula is kept as text: set the cell's format to General and enter it again"
MEND_FORMULA = "Correct the formula: it refers to something deleted or cannot be calculated"

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years that a cell or a header may name."""
CENTURY = 2000
"""The century of years that are typed with two digits."""
YEAR_AND_MARK = re.compile(r"\D*((?:19|20|21)\d{2})\D*")


class _Nothing:
    """Marker of a cell that cannot be read."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING = _Nothing()


@dataclass(frozen=True)
class Terms:
    """Context for reading cells: money and units, and the first and last year, None if Settings lacks them."""

    settings: Settings
    horizon: tuple[int, int] | None
    knows_units: bool = True
    expectations: dict[int, str] = field(default_factory=dict, compare=False, repr=False)
    """Expected content of a column, in words, by the column's identity: it is needed for every cell."""

    def unit(self, column: Column) -> str:
        return unit_text(column, self.settings)


@dataclass(frozen=True)
class CellRead:
    """A cell as read: its value or, with a problem, the intended value, NOTHING if that is in doubt."""

    value: Any
    expected: str = ""
    fix: str = ""
    replacement: Replacement | None = None

    @property
    def is_problem(self) -> bool:
        return bool(self.expected)


def read_cell(
    cell: RawCell | None, column: Column, terms: Terms, unit_of_row: Callable[[], str] = lambda: ""
) -> CellRead:
    """The value of a cell; the column's default if it is empty.

    ``unit_of_row`` returns the unit of the row's commodity or plant, empty if not known.
    """
    if cell is None or cell.is_blank:
        if not column.required:
            return CellRead(column.default)
        return CellRead(NOTHING, f"{expected(column, terms)}, required", fix_of_empty(column, terms))
    if cell.is_error:
        return CellRead(NOTHING, expected(column, terms), f"{MEND_FORMULA} ({cell.text})")
    if column.kind in (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY):
        return _read_number(cell, column, terms, unit_of_row)
    if column.kind is Kind.YEAR:
        return _read_year(cell, column, terms)
    if column.kind is Kind.PERIODS:
        return _read_periods(cell, expected(column, terms))
    if column.kind is Kind.DATE:
        return _read_date(cell, expected(column, terms))
    if column.kind is Kind.ENTRY:
        return CellRead(Entry(cell.value, cell.number_format))  # type: ignore[arg-type]
    return _read_text(cell, column, terms)


# ------------------------------------------------------------------------------------------ in words


def expected(column: Column, terms: Terms) -> str:
    """Expected content of the column's cells, with its unit: 'a number, at least 0, in USD/unit'."""
    if id(column) not in terms.expectations:
        terms.expectations[id(column)] = _expected(column, terms)
    return terms.expectations[id(column)]


def _expected(column: Column, terms: Terms) -> str:
    if column.kind is Kind.CHOICE:
        return "one of: " + ", ".join(column.options)
    if column.kind is Kind.REFERENCE:
        return f"a name from {listed(column.of, 'or')}" + column.or_words
    if column.kind is Kind.YEAR:
        return "a year from {} to {}".format(*terms.horizon) if terms.horizon else "a year"
    if column.kind in (Kind.NAME, Kind.TEXT):
        return "a name" if column.kind is Kind.NAME else "a text"
    if column.kind is Kind.PERIODS:
        return f"a whole number of years from 1 to {MOST_YEARS}, or lengths up to given years: {EXAMPLE}"
    if column.kind is Kind.DATE:
        return "a date"
    if column.kind is Kind.ENTRY:
        return "a number or a text"
    parts = ["a whole number" if column.whole else "a per cent value" if column.is_percent else "a number"]
    parts.append(bounds(column).removeprefix("whole").removeprefix(", "))
    unit = unit_of(column, terms)
    parts.append(f"in {unit}" if unit and not column.is_percent else "")
    return ", ".join(part for part in parts if part)


def fix_of_empty(column: Column, terms: Terms) -> str:
    if column.kind in (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY):
        unit = unit_of(column, terms)
        return f"Fill in a number{f' in {unit}' if unit else ''}; mark an estimate as one in 'source'"
    if column.kind is Kind.CHOICE:
        return f"Choose {listed(column.options, 'or')}"
    return f"Fill in the {column.header}"


def if_empty(column: Column, terms: Terms) -> str:
    """How to enter an unknown value."""
    if column.required:
        return fix_of_empty(column, terms)
    if column.default is None:
        return f"Leave the cell empty if there is none. {column.note}".strip()
    default = shown(column.default, is_percent=column.is_percent)
    return f"Leave the cell empty to mean {default}, or fill in a number"


def unit_of(column: Column, terms: Terms) -> str:
    """The unit of a column's numbers; empty if it depends on the row."""
    return "" if column.unit == BY_MEASURE else terms.unit(column)


def may_be_share(column: Column) -> bool:
    """Whether a number without dimension belongs there, so that per cent can be meant."""
    return column.unit in ("×", BY_MEASURE)


# ------------------------------------------------------------------------------------------ numbers


def _read_number(cell: RawCell, column: Column, terms: Terms, unit_of_row: Callable[[], str]) -> CellRead:
    """A number within its bounds, in the column's unit."""
    wanted = expected(column, terms)
    if isinstance(cell.value, bool):
        return CellRead(NOTHING, wanted, f"Type a number in place of {cell.text}")
    if cell.is_date:
        return CellRead(NOTHING, wanted, _undo_date(cell))
    if isinstance(cell.value, str):
        as_share = column.is_percent or (cell.value.strip().endswith("%") and may_be_share(column))
        unit = unit_text(column, terms.settings, unit_of_row() or "unit")
        meant = meant_number(
            cell.value,
            "" if column.unit == BY_MEASURE else unit,
            is_percent=as_share,
            if_empty=if_empty(column, terms),
            currency=terms.settings.currency,
        )
        if meant.is_unknown and not column.required:
            return CellRead(NOTHING, wanted, meant.fix, Replacement(None, is_certain=False))
        is_certain = meant.guess is None
        replacement = replaced(allowed(meant.value if is_certain else meant.guess, column), is_certain=is_certain)
        return CellRead(allowed(meant.value, column), wanted, meant.fix, replacement)
    value = float(cell.value)  # type: ignore[arg-type]
    if not math.isfinite(value) or abs(value) > GREATEST:
        return CellRead(NOTHING, wanted, "No plan needs a number as large as this")
    if column.is_percent and not cell.is_percent and value > 1:
        fix = f"Type {value:.12g} %: without the per cent sign it means {100 * value:.12g} %"
        share = allowed(value / 100, column)
        return CellRead(share, wanted, fix, replaced(share, is_certain=allowed(value, column) is NOTHING))
    return _within_bounds(cell, value, column, wanted)


def replaced(value: Any, *, is_certain: bool) -> Replacement | None:
    """The replacement of a cell by a value; None if there is none."""
    return None if value is NOTHING else Replacement(value, is_certain)


def allowed(meant: float | None, column: Column) -> Any:
    """A number that was meant, NOTHING if the column does not allow it, or it is none."""
    if meant is None or not abs(meant) <= GREATEST or (column.whole and meant != round(meant)):
        return NOTHING
    if column.above is not None and meant <= column.above:
        return NOTHING
    low, high = column.at_least, column.at_most
    if (low is not None and meant < low) or (high is not None and meant > high):
        return NOTHING
    return int(meant) if column.whole else float(meant)


def _within_bounds(cell: RawCell, value: float, column: Column, wanted: str) -> CellRead:
    if column.whole and value != round(value):
        low, high = math.floor(value), math.ceil(value)
        return CellRead(allowed(round(value), column), wanted, f"Type a whole number, such as {low} or {high}")
    typed = int(value) if column.whole else value
    if column.above is not None and value <= column.above:
        return _too_low(cell, column, wanted)
    if column.at_least is not None and value < column.at_least:
        return _too_low(cell, column, wanted)
    if column.at_most is not None and value > column.at_most:
        if column.is_percent and value <= 100 * column.at_most:
            fix = f"Type {value:.12g} %, if that was meant: the cell holds {cell.text}"
            share = allowed(value / 100, column)
            return CellRead(share, wanted, fix, replaced(share, is_certain=False))
        return CellRead(NOTHING, wanted, f"The maximum is {_bound(column, column.at_most)}")
    return CellRead(typed)


def _too_low(cell: RawCell, column: Column, wanted: str) -> CellRead:
    if isinstance(cell.value, (int, float)) and cell.value < 0 and (column.at_least == 0 or column.above == 0):
        fix = f"Type it without the minus sign ({cell.text.lstrip('-')}) if that was meant"
        return CellRead(NOTHING, wanted, fix, replaced(allowed(-cell.value, column), is_certain=False))
    low = column.at_least if column.above is None else column.above
    word = "The minimum is" if column.above is None else "It must be above"
    return CellRead(NOTHING, wanted, f"{word} {_bound(column, low)}")


def _bound(column: Column, value: float | None) -> str:
    return shown(value, is_percent=column.is_percent)


def _undo_date(cell: RawCell) -> str:
    """The text typed before Excel made a date of it, if it can be recovered."""
    typed = ""
    if isinstance(cell.value, datetime.datetime):
        day = cell.value
        typed = f"; if {day.day}.{day.month} or {cell.serial:.10g} was meant, type that"
    return f"Excel turned it into a date: set the cell's format to General{typed or ', then type the number again'}"


def _read_year(cell: RawCell, column: Column, terms: Terms) -> CellRead:
    """A whole year. One outside the horizon has no effect there, of which `model.checks.horizon` warns."""
    wanted = expected(column, terms)
    year: Any = NOTHING
    guess: int | None = None
    fix = f"Type a year such as {terms.horizon[0] if terms.horizon else 2030}"
    if cell.is_date:
        year = year_of_date(cell)
        fix = f"Set the cell's format to General and type {year if year is not None else 'the year alone'}"
    elif isinstance(cell.value, str):
        typed = cell.value.strip()
        digits = as_digits(typed) or typed
        year = int(digits) if digits.isdecimal() and len(digits) == 4 else NOTHING
        if year is not NOTHING:
            why = "the cell holds it as text" if digits == typed else "the cell has a letter in place of a digit"
            fix = f"Type {year} again as a number: {why}"
        elif marked := YEAR_AND_MARK.fullmatch(typed):
            guess = int(marked[1])
            fix = f"Did you mean {guess}? Type the year alone"
        if year is NOTHING and not column.required:
            fix += f", or leave the cell empty. {column.note}"
    elif not isinstance(cell.value, bool) and isinstance(cell.value, (int, float)) and float(cell.value).is_integer():
        year, fix = int(cell.value), ""
    if isinstance(year, int) and not FIRST_YEAR <= year <= LAST_YEAR:
        empty = "" if column.required else f", or leave the cell empty. {column.note}"
        guess = CENTURY + year if 0 < year < 100 else None
        short = "" if guess is None else f"Did you mean {guess}? "
        fix = f"{short}Type a year from {FIRST_YEAR} to {LAST_YEAR}{empty}"
        return CellRead(NOTHING, wanted, fix, None if guess is None else Replacement(guess, is_certain=False))
    year = NOTHING if year is None else year
    replacement = replaced(year, is_certain=True) if guess is None else Replacement(guess, is_certain=False)
    return CellRead(year, wanted if fix else "", fix, replacement if fix else None)


def year_of_date(cell: RawCell) -> int | None:
    """The year that a cell was meant to hold before it became a date: 2030 typed under a date format, or 1 Jan 2030."""
    if not isinstance(cell.value, datetime.datetime):
        return None
    if cell.serial == int(cell.serial) and FIRST_YEAR <= cell.serial <= LAST_YEAR:
        return int(cell.serial)
    return cell.value.year if (cell.value.month, cell.value.day) in ((1, 1), (12, 31)) else None


def _read_periods(cell: RawCell, wanted: str) -> CellRead:
    """A whole number of years, or lengths up to given years. Whether they fill the horizon is checked with it."""
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else cleaned(cell.text)
    try:
        parts = parts_of(text)
    except PeriodsRefused as refused:
        return CellRead(NOTHING, wanted, refused.fix)
    if parts[0][1] is not None:
        return CellRead(text_of(parts))
    alone = parts[0][0]
    if isinstance(value, int):
        return CellRead(alone)
    fix = f"Type {alone} again as a number: the cell holds it as text"
    return CellRead(alone, wanted, fix, Replacement(alone))


def _read_date(cell: RawCell, wanted: str) -> CellRead:
    """A date of Excel, or a text such as 2026-04-30."""
    if isinstance(cell.value, datetime.datetime):
        return CellRead(cell.value.date().isoformat())
    try:
        return CellRead(datetime.date.fromisoformat(cell.text.strip()).isoformat())
    except ValueError:
        return CellRead(NOTHING, wanted, "Type it as 2026-04-30")


# ------------------------------------------------------------------------------------------ texts


def _read_text(cell: RawCell, column: Column, terms: Terms) -> CellRead:
    """A name, a choice or a text. Names are taken unchecked; `model.workbook.references` checks them later."""
    wanted = expected(column, terms)
    if cell.is_date:
        return CellRead(
            NOTHING, wanted, "Excel turned it into a date: set the cell's format to Text and type the name again"
        )
    if isinstance(cell.value, bool) and column.kind is not Kind.TEXT:
        word = fix_of_bool(cell, column)
        replacement = Replacement(word) if word in column.options else None
        return CellRead(NOTHING, wanted, f"Type {word} in place of {cell.text}", replacement)
    text = unicodedata.normalize("NFC", str(cell.value) if isinstance(cell.value, str) else cell.text)
    if column.kind is Kind.CHOICE:
        return _read_choice(text, column, wanted)
    if text.lstrip().startswith("="):
        return CellRead(NOTHING, wanted, KEPT_AS_TEXT)
    if column.kind is Kind.REFERENCE:
        return CellRead(text)
    if odd := oddities(text):
        plain = cleaned(text)
        return CellRead(plain, wanted, f'Type "{plain}": the cell has {" and ".join(odd)}', Replacement(plain))
    if column.kind is Kind.NAME and text.casefold() == "any":
        return CellRead(NOTHING, "a name other than 'any'", "'any' stands for all of them: choose another name")
    return CellRead(text)


def fix_of_bool(cell: RawCell, column: Column) -> str:
    word = "yes" if cell.value else "no"
    return word if word in column.options else "a name"


def _read_choice(text: str, column: Column, wanted: str) -> CellRead:
    options = {option.casefold(): option for option in column.options}
    plain = cleaned(text).casefold()
    if plain in options:
        return CellRead(options[plain])
    begun = [option for name, option in options.items() if plain and name.startswith(plain)]
    meant = begun[0] if len(begun) == 1 else Names(column.options).meant(text)
    if meant is None:
        return CellRead(NOTHING, wanted, f"Choose {listed(column.options, 'or')}")
    return CellRead(meant, wanted, did_you_mean(text, meant), Replacement.by_name(text, meant))
