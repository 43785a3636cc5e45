"""A document: what is to be told, shown and drawn, before anyone knows where: a workbook, a page, a DataFrame."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from model.reports.styles import Field, R
from model.results.view import View
from model.system.outputs import Output

if TYPE_CHECKING:
    from model.reports.book import Book
    from model.reports.html.drawing import PageChart

LINE, DASH, RING, CROSS, BAR, DIAMOND = "line", "dash", "ring", "cross", "bar", "diamond"
"""How a series is drawn."""
SCATTER, COLUMNS, BARS = "scatter", "columns", "bars"
"""Kinds of charts: figures over figures; columns over names; lying bars to both sides of nothing."""


@dataclass(frozen=True, eq=False)
class DocumentTable(Generic[R]):
    """Rows and columns. ``is_sized``: it gives its page the column widths. ``is_whole``: all columns are on paper;
    of others at least ``needed``."""

    rows: Sequence[R]
    fields: Sequence[Field[R]]
    heading: str = ""
    is_sized: bool = True
    is_whole: bool = False
    needed: int = 0
    kept: int = 1
    """Columns that stay in view."""

    def values(self, at: int) -> list[Any]:
        return [self.fields[at].get(row) for row in self.rows]


@dataclass(frozen=True)
class Paragraphs:
    """Sentences: findings are paragraphs, remarks notes; with a heading a section, nothing without any."""

    said: Sequence[str]
    is_note: bool = False
    heading: str = ""
    is_apart: bool = True
    """Whether the heading leaves a gap above, and stays with the first sentence on paper."""


@dataclass(frozen=True)
class ChartSeries:
    """Two columns of a table, drawn: names or figures, and figures. ``only``: of one row alone."""

    name: str
    table: DocumentTable[Any]
    x: int
    y: int
    mark: str
    colour: str
    only: int | None = None
    faint: Sequence[int] = ()
    """Rows that are no finding."""
    tip: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class ChartScale:
    """An axis of figures: title, number format, what it must show, the greatest figure there can be."""

    form: str
    title: str = ""
    least: float = math.nan
    most: float = math.nan
    end: float = math.inf
    said: Callable[[float], str] | None = None
    """A figure in words; in the number format unless given."""


@dataclass(frozen=True)
class DocumentChart:
    """A picture of tables, which may stand on any page. On a page of its own it has a ``heading``, sentences that say
    what it shows, and the ``tables`` behind it."""

    name: str
    kind: str
    title: str
    series: Sequence[ChartSeries]
    scales: tuple[ChartScale, ...]
    heading: str
    says: str
    names: Mapping[str, str]
    """Legend of a page for the browser: names and colours."""
    tables: Sequence[DocumentTable[Any]] = ()


@dataclass(frozen=True)
class ChartRow:
    """Charts beside each other."""

    charts: Sequence[DocumentChart]
    height: int
    across: int


@dataclass(frozen=True)
class PagePart:
    """A part of a page for the browser: sentences, drawings, and the tables behind them, by their sheet and heading
    if the workbook is not written from the document. Left out with neither drawings nor rows."""

    name: str
    heading: str
    says: Sequence[str]
    tables: Sequence[DocumentTable[Any] | tuple[str, str]]
    drawn: Sequence[PageChart] = ()


DocumentBlock = DocumentTable[Any] | Paragraphs | ChartRow


@dataclass(frozen=True)
class DocumentSheet:
    """A page of the workbook. ``widths``: of its columns, where its tables are not of one form, and only the title
    stays in view then. ``papers``: how many sheets of paper."""

    name: str
    tab: str
    title: str
    about: str
    blocks: Sequence[DocumentBlock]
    widths: Sequence[float] = ()
    papers: int = 1
    is_home: bool = False


SheetOrWriter = DocumentSheet | Callable[["Book"], None]


@dataclass(frozen=True)
class Document:
    """All that is told. What is not a Document yet writes its pages itself: ``Callable[[Book], None]``."""

    title: str
    heading: str
    """Of the page for the browser,"""
    about: str
    """and what stands below it."""
    output: Output
    view: View
    """Whose money and horizon it has."""
    findings: Sequence[str]
    sheets: Sequence[SheetOrWriter]
    shown: Sequence[PagePart] = ()
    """What a page for the browser shows after the charts."""
    first: Paragraphs | None = None
    """Shown before the findings on a page for the browser, as a numbered list."""
    write: Callable[[], Book] | None = None
    """Writes a workbook that has more pages than these: contents, a first page, a plan."""

    @property
    def charts(self) -> list[DocumentChart]:
        return [
            chart
            for sheet in self.sheets if isinstance(sheet, DocumentSheet)
            for block in sheet.blocks if isinstance(block, ChartRow)
            for chart in block.charts
        ]  # fmt: skip
