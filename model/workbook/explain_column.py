"""A column in words: for the notes on headers, the hints on cells and the page of inputs."""

from __future__ import annotations

from typing import Any

from model.sheets.common import Settings
from model.sheets.schema import Column, Kind
from model.sheets.tables import filled


def explanation(column: Column, settings: Settings) -> str:
    """All there is to know about a column, a fact a line."""
    facts = [filled(column.note, settings), what_it_holds(column), bounds(column).capitalize(), default_text(column)]
    return "\n".join(fact if fact.endswith(".") else f"{fact}." for fact in facts if fact)


def what_it_holds(column: Column) -> str:
    """Kind of content, unless the header says it."""
    if column.kind is Kind.NAME and column.is_key:
        return "A name, used by other sheets"
    if column.kind is Kind.REFERENCE:
        return f"A name from {listed(column.of, 'or')}" + column.or_words
    if column.kind is Kind.CHOICE:
        return f"One of: {', '.join(column.options)}"
    if column.kind is Kind.YEARLY and column.bare:
        return "A column a year, such as 2030; linear between given years, held after the last and before the first"
    if column.kind is Kind.YEARLY:
        return (
            f"One column '{column.header}' for all years, or a column a year, such as '{column.header} 2030'; "
            "linear between given years, held after the last and before the first"
        )
    return ""


def bounds(column: Column) -> str:
    """Least and greatest value, 'at least 0 and at most 100 %'."""
    shown = _percent if column.is_percent else _plain
    parts = []
    if column.whole:
        parts.append("whole")
    if column.above is not None:
        parts.append(f"above {shown(column.above)}")
    if column.at_least is not None:
        parts.append(f"at least {shown(column.at_least)}")
    if column.at_most is not None:
        parts.append(f"at most {shown(column.at_most)}")
    return ", ".join(parts)


def default_text(column: Column) -> str:
    """Meaning of an empty cell."""
    if column.required:
        return "Required"
    if column.default is None or column.default == "":
        return ""
    shown = _percent(column.default) if column.kind is Kind.PERCENT else _plain(column.default)
    return f"Empty means {shown}"


def hint(column: Column) -> tuple[str, str]:
    """Title and text of the hint that Excel shows next to a selected cell, within its 32 and 255 characters."""
    facts = [what_it_holds(column)] if column.kind is Kind.REFERENCE else [bounds(column), default_text(column)]
    if column.kind in (Kind.NAME, Kind.TEXT, Kind.CHOICE):
        facts = []
    return column.header[:32], ". ".join(fact[0].upper() + fact[1:] for fact in facts if fact)[:255]


def listed(names: tuple[str, ...], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.10g}".replace("-", "−")
    return str(value)


def _percent(value: float) -> str:
    return f"{100 * value:.10g} %".replace("-", "−")
