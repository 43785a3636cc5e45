"""Pictures of a page, and charts that any study may have: lying bars, squares, dots, spans of years."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field
from typing import Any

from model.reports.html.tables import Data, shown
from model.reports.number_formats import is_whole, number_format
from model.results.view import View


@dataclass(frozen=True)
class PageChart:
    """A chart of the page: the function of the scripts that draws it, and its data beside the tables."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """A picture of the report: its name in links, its finding, explanatory sentences, charts, and the tables of the
    workbook that it shows."""

    name: str
    title: str
    says: Sequence[str]
    charts: Sequence[PageChart]
    tables: Sequence[Data | None]


def undisrupted(view: View) -> str:
    """Remark on figures without disruptions, after a full stop."""
    return " Undisrupted case." if view.has_branches else ""


def signed(value: float, form: str) -> str:
    """A figure with + before increases."""
    return f"+{shown(value, form)}" if value > 0 else shown(value, form)


Names = Mapping[str, str]
"""Legend: names and colours."""


@dataclass(frozen=True)
class Part:
    """A segment up to a value, from zero or from the end of another one."""

    value: float
    colour: str
    tip: str
    start: float = 0.0


@dataclass(frozen=True)
class Bar:
    """A line of bars: segments, or without any a text in their place."""

    name: str
    parts: Sequence[Part]
    instead: str = ""
    beside: str = ""
    """Text next to it, in place of the figure of its only segment."""


def bars(
    rows: Sequence[Bar], names: Names | None = None, told: Callable[[float, str], str] = signed, *,
    is_share: bool = False,
) -> PageChart:  # fmt: skip
    """Lying bars to both sides of nothing; a bar of one part has its figure beside it."""
    values = [part.value for row in rows for part in row.parts]
    form = number_format(max(map(abs, values), default=0.0), is_whole(values)).split(";")[0]
    beside = [row.beside or (told(row.parts[0].value, form) if len(row.parts) == 1 else row.instead) for row in rows]
    parts = [[at, part.start, part.value, part.colour, part.tip] for at, row in enumerate(rows) for part in row.parts]
    return PageChart("bars", {"rows": [row.name for row in rows], "parts": parts, "beside": beside,
                              "share": is_share, "names": names or {}})  # fmt: skip


@dataclass(frozen=True)
class Square:
    """A square of a grid, from the paper (0) to the darkest (1), with its words."""

    column: int
    row: int
    depth: float
    words: str
    tip: str
    is_framed: bool = False


def squares(columns: Sequence[str], rows: Sequence[str], found: Sequence[Square], across: str = "") -> PageChart:
    """A grid of squares; ``across`` says what its columns are."""
    cells = [astuple(each) for each in found]
    return PageChart("squares", {"columns": columns, "rows": rows, "cells": cells, "across": across})


@dataclass(frozen=True)
class Dots:
    """A series of a scatter: places with their tips and names; ``mark`` as in documents."""

    name: str
    mark: str
    colour: str
    places: Sequence[tuple[float, float | None, str, str]]


def scatter(
    found: Sequence[Dots], titles: tuple[str, str], forms: tuple[str, str], end: float | None = None
) -> PageChart:
    """Figures over figures: axes with titles and number formats; ``end`` is the greatest figure across there can be."""
    return PageChart(
        "scatter", {"series": [asdict(each) for each in found], "titles": titles, "forms": forms, "end": end}
    )
