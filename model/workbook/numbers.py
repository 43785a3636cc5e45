"""Texts in place of numbers: the intended number, and how to type it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.workbook.unit_conversion import convert

SIGN = r"[-+−–]?"
PLAIN = re.compile(rf"{SIGN}(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
COMMA_DECIMAL = re.compile(rf"{SIGN}\d+,\d+")
POINT_OF_WHAT = re.compile(rf"{SIGN}[1-9]\d{{0,2}}\.\d{{3}}")
"""1.234 kept as text: a decimal point here, a thousands mark in half of Europe."""
POINTS = re.compile(rf"{SIGN}\d{{1,3}}(\.\d{{3}}){{2,}}")
THOUSANDS = re.compile(rf"{SIGN}[1-9]\d{{0,2}}([,'’\s\u00a0\u202f\u2009])\d{{3}}(\1\d{{3}})*(\.\d+)?")
EUROPEAN = re.compile(rf"{SIGN}\d{{1,3}}([.'’\s\u00a0\u202f\u2009]\d{{3}})+,\d+")
RANGE = re.compile(r"\d[\d.,]*\s*(-|–|—|to|\.\.)\s*\d[\d.,]*", re.IGNORECASE)
APPROXIMATE = re.compile(r"(~|≈|<|>|≤|≥|ca\.?|c\.|about|approx\.?|est\.?)\s*(.+)", re.IGNORECASE)
NOT_KNOWN = (
    "tbd",
    "tbc",
    "tba",
    "na",
    "n/a",
    "n.a.",
    "-",
    "–",
    "—",
    "?",
    "??",
    "none",
    "null",
    "nil",
    "unknown",
    "x",
    "open",
    "...",
    "…",
    "nan",
)
INFINITE = ("inf", "+inf", "-inf", "infinity", "∞", "unlimited", "no limit")
LETTERS = re.compile(rf"{SIGN}(?=.*\d)(?=.*[OolI])([\d.,Oo]|[lI](?=[\dOo]))+")
"""Numbers with letters that look like digits; an l at the end is a litre."""
AS_DIGITS = str.maketrans("OolI", "0011")
WITH_WORDS = re.compile(r"([^\d+\-−.,]*)([-+−]?\s?[\d][\d.,'’\s\u00a0\u202f]*)\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Meant:
    """The number that a text clearly means, and the fix of the cell."""

    value: float | None
    fix: str
    guess: float | None = None
    """A number that may be meant, if none clearly is or if a remark would be lost."""
    is_unknown: bool = False
    """Whether the text says that there is no number yet."""


def meant_number(text: str, unit: str, *, is_percent: bool, if_empty: str, currency: str = "") -> Meant:
    """Read a text as a planner meant it.

    ``unit`` is that of the cell and ``currency`` that of all money; ``if_empty`` is the meaning of an empty cell.
    """
    plain = text.strip()
    if plain.casefold() in NOT_KNOWN:
        return Meant(None, if_empty, is_unknown=True)
    if plain.casefold() in INFINITE:
        return Meant(None, f"Numbers must be finite. {if_empty}")
    if plain.startswith("="):
        return Meant(None, "The formula is kept as text: set the cell's format to General and enter it again")
    if plain.endswith("%"):
        return _per_cent(plain, unit, is_percent=is_percent)
    number = simple_number(plain)
    if number is not None and is_percent and number.value is not None and abs(number.value) > 1:
        return Meant(number.value / 100, f"Type {number.value:.12g} % as a number: the cell holds it as text")
    if number is not None:
        return number
    if RANGE.fullmatch(plain):
        return Meant(None, "A range is not a number: type one value, and note the range in 'notes'")
    if (digits := as_digits(plain)) and (number := simple_number(digits)) and number.value is not None:
        value = number.value / 100 if is_percent and abs(number.value) > 1 else number.value
        shown = f"{number.value:.12g}{' %' if value != number.value else ''}"
        return Meant(value, f"Type {shown}: the cell has a letter in place of a digit")
    return _with_words(plain, unit, currency, is_percent=is_percent)


def as_digits(text: str) -> str:
    """A number with look-alike letters for digits, 2O28, as digits; otherwise empty."""
    return text.translate(AS_DIGITS) if LETTERS.fullmatch(text) else ""


def simple_number(text: str) -> Meant | None:
    """A number written in one of the ways that Excel keeps as text; otherwise None."""
    if POINT_OF_WHAT.fullmatch(text):
        small, large = _float(text), _float(text.replace(".", ""))
        return Meant(None, f"Type {small:.12g} as a number, or {large:.12g} if the point marks thousands")
    if POINTS.fullmatch(text):
        value = _float(text.replace(".", ""))
        return Meant(value, f"Type {value:.12g} without thousands marks")
    if PLAIN.fullmatch(text):
        value = _float(text)
        return Meant(value, f"Type {value:.12g} again as a number: the cell holds it as text")
    if thousands := THOUSANDS.fullmatch(text):
        mark = thousands[1]
        value = _float(text.replace(mark, ""))
        fix = f"Type {value:.12g} without thousands marks"
        if mark == "," and not thousands[2] and not thousands[3]:
            return Meant(None, f"{fix}, or {_float(text.replace(',', '.')):.12g} if the comma is a decimal comma")
        return Meant(value, fix)
    if COMMA_DECIMAL.fullmatch(text):
        value = _float(text.replace(",", "."))
        return Meant(value, f"Type {value:.12g} with a decimal point (or as your Excel writes decimals), as a number")
    if EUROPEAN.fullmatch(text):
        value = _float(re.sub(r"[^\d,+\-−–]", "", text).replace(",", "."))
        return Meant(value, f"Type {value:.12g} without thousands marks and with a decimal point")
    return None


def _per_cent(text: str, unit: str, *, is_percent: bool) -> Meant:
    number = simple_number(text[:-1].strip())
    if number is None or number.value is None:
        return Meant(None, "Type the per cent value as a number, such as 85 %")
    if is_percent:
        return Meant(number.value / 100, f"Type {number.value:.12g} % without quotes: the cell holds it as text")
    return Meant(None, f"This column is not in per cent but in {unit}" if unit else "This column is not in per cent")


def _with_words(text: str, unit: str, currency: str, *, is_percent: bool) -> Meant:
    """A number with a unit, a currency or a remark."""
    if rough := APPROXIMATE.fullmatch(text):
        number = simple_number(rough[2].strip())
        if number is not None and number.value is not None:
            fix = f"Type {number.value:.12g} alone; note in 'notes' that it is an estimate"
            return Meant(number.value, fix, guess=number.value)
    parts = WITH_WORDS.fullmatch(text)
    number = simple_number(parts[2].strip()) if parts else None
    if parts is None or number is None or number.value is None:
        return Meant(None, f"Type a number, in {unit}" if unit else "Type a number")
    words = " ".join((parts[1] + " " + parts[3]).split())
    if is_percent:
        return _share(number.value, words)
    column = f"; the column is in {unit}" if unit else ""
    if not unit:
        return Meant(None, f"Type a number alone, without {words!r}")
    converted = convert(number.value, words, unit, currency)
    if converted.other_currency:
        why = f"the exchange rate of {converted.other_currency} to {currency} is not known here"
        return Meant(None, f"Convert it to {currency} and type the number alone: {why}{column}")
    if not converted.values:
        guess = number.value if converted.is_unscaled else None
        return Meant(None, f"Type the number alone, in {unit}: {words!r} cannot be converted to that", guess)
    if converted.values == (number.value,):
        return Meant(number.value, f"Type {number.value:.12g} alone, without {words!r}{column}")
    values = " or ".join(f"{value:.12g}" for value in converted.values)
    if len(converted.values) > 1:
        return Meant(None, f"Type {values}: {words!r} has several meanings{column}")
    fix = f"Type {values}, which is {text!r} in {unit}, the unit of the column"
    return Meant(converted.values[0], fix, guess=converted.values[0])


def _share(number: float, words: str) -> Meant:
    """A number with words in a column of per cent."""
    if "%" in words or "per cent" in words.casefold() or "percent" in words.casefold():
        return Meant(number / 100, f"Type {number:.12g} % alone, without other words")
    return Meant(None, f"Type a per cent value alone, such as 85 %, without {words!r}")


def _float(text: str) -> float:
    return float(text.replace("−", "-").replace("–", "-"))
