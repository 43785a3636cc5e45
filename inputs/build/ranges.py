"""Inputs of which it is not known what they will be: rows of the sheet Ranges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from model.sheets.schema import Entry, Row
from model.sheets.whatifs import Range


class Span(NamedTuple):
    """A row of Ranges, why it reaches so far, and the documents that this goes back to."""

    input: str
    sheet: str
    rows: str
    column: str
    operation: str
    low: float | None
    high: float | None
    why: str
    ids: tuple[str, ...] = ()
    from_year: int | None = None
    number_format: str = "General"


def rows_of(spans: Sequence[Span], source: Callable[..., str]) -> list[Row]:
    """``source`` tells the documents with some ids; with none, that the span is assumed."""
    return [
        Range(
            input=each.input, sheet=each.sheet, rows=each.rows, column=each.column, from_year=each.from_year,
            operation=each.operation, low=_entry(each, each.low), high=_entry(each, each.high),
            source=source(*each.ids), notes=each.why,
        )
        for each in spans
    ]  # fmt: skip


def _entry(span: Span, value: float | None) -> Entry | None:
    return None if value is None else Entry(value, span.number_format)
