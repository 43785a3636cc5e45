"""Pictures of a page and their charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from model.reports.html.tables import Data, shown
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
    cells = [astuple(cell) for cell in found]
    return PageChart("squares", {"columns": columns, "rows": rows, "cells": cells, "across": across})
