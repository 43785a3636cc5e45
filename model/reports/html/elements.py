"""Elements of a page, any content of which is text, even a name with a tag in it; and its pictures with their
charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from model.reports.html.tables import Data, shown
from model.results.view import View

# ----------------------------------------------------------------------------------------------------------------------
# Elements of a page: any content is text, even a name with a tag in it.


Content = Element | str | None
TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Letters without a shape that turn the direction of all that follows: in a name they would turn figures, too."""


def tag(name: str, /, *parts: Content, **looks: object) -> Element:
    """An element. ``looks`` are its attributes, ``class_`` and ``data_row`` as ``class`` and ``data-row``; one that is
    None is left out."""
    attributes = {key.rstrip("_").replace("_", "-"): str(value) for key, value in looks.items() if value is not None}
    element = Element(name, attributes)
    for part in parts:
        if isinstance(part, str):
            if len(element):
                element[-1].tail = (element[-1].tail or "") + part
            else:
                element.text = (element.text or "") + part
        elif part is not None:
            element.append(part)
    return element


# ----------------------------------------------------------------------------------------------------------------------
# Pictures of a page and their charts.


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


def squares(columns: Sequence[str], rows: Sequence[str], shaded: Sequence[Square], across: str = "") -> PageChart:
    """A grid of squares; ``across`` says what its columns are."""
    cells = [astuple(cell) for cell in shaded]
    return PageChart("squares", {"columns": columns, "rows": rows, "cells": cells, "across": across})
