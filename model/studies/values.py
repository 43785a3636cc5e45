"""Types of option values. An invalid one raises an error that argparse turns into a message."""

from __future__ import annotations

from argparse import ArgumentTypeError


def percent(text: str) -> float:
    """A share below 1, such as 1% or 0.01."""
    share = _number(text)
    if not 0 <= share < 1:
        raise ArgumentTypeError(f"{text!r}: expected a share such as 1% or 0.01")
    return share


def currency(text: str) -> str:
    """The name of a currency, such as EUR."""
    name = " ".join(text.split())
    if not name or not name.isprintable() or len(name) > 20 or name[0] in "=+-@" or any(map(str.isdigit, name)):
        raise ArgumentTypeError(f"{text!r}: expected a currency such as EUR")
    return name


def years(text: str) -> tuple[int, int]:
    """A first and a last year."""
    first, _, last = text.replace("–", "-").partition("-")
    known = [int(each) for each in (first, last) if each.strip().isdecimal() and 1900 <= int(each) <= 2200]
    if len(known) != 2 or known[0] > known[1]:
        raise ArgumentTypeError(f"{text!r}: expected years such as 2026-2033")
    return known[0], known[1]


def seconds(text: str) -> float:
    """A length of time [s]."""
    time = float(text)
    if not time > 0:
        raise ArgumentTypeError(f"{text!r}: expected more than 0 seconds")
    return time


def value(text: str) -> float:
    """A value of a limit, in its unit or in per cent."""
    number = _number(text)
    if not 0 <= number < float("inf"):
        raise ArgumentTypeError(f"{text!r}: expected a value such as 65%, 0.65 or 3000")
    return number


def values(text: str) -> list[float]:
    """Several values, with commas between them."""
    return [value(each) for each in text.split(",")]


def count(text: str) -> int:
    """A whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"{text!r}: expected at least 1")
    return number


def _number(text: str) -> float:
    """A number, or one in per cent."""
    text = text.strip()
    return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
