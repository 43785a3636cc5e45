"""A document: sentences, tables and charts, independent of where they are shown: a workbook, a page, a DataFrame."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Literal

from model.reports.styles import Field, R
from model.results.view import View
from model.system.files import Output

if TYPE_CHECKING:
    from model.reports.book import Book
    from model.reports.html.elements import PageChart

Mark = Literal["line", "dash", "ring", "cross", "bar", "diamond", "dot", "named", "square"]
"""How a series is drawn; a named point has the series' name beside it."""
Kind = Literal["scatter", "columns", "bars", "grouped", "stacked", "heat"]
"""Charts: figures over figures; columns over names; lying bars to both sides of zero, on top of each other, side by
side or stacked; squares, the darker the more, a series for each column."""


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
    frozen: int = 1
    """Columns that stay in view."""
    nothing: str = ""
    """Remark in place of a table without rows."""
    is_heated: bool = False
    """Whether figures after the first column are shaded from the least to the greatest."""

    def values(self, at: int) -> list[Any]:
        return [self.fields[at].get(row) for row in self.rows]


@dataclass(frozen=True)
class Paragraphs:
    """Sentences: findings are paragraphs, remarks notes; with a heading a section, nothing without any."""

    sentences: Sequence[str]
    is_note: bool = False
    heading: str = ""
    is_apart: bool = True
    """Whether the heading leaves a gap above, and stays with the first sentence on paper."""
    has_gap: bool = False
    """Whether a gap follows."""


@dataclass(frozen=True)
class DocumentKey:
    """Key to the colours of a table: words in their format, side by side."""

    entries: Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class ChartSeries:
    """Two columns of a table, drawn: names or figures, and figures. ``only``: of one row alone."""

    name: str
    table: DocumentTable[Any]
    x: int
    y: int
    mark: Mark
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
    words: Callable[[float], str] | None = None
    """A figure in words; in the number format unless given."""
    step: float = math.nan
    """Between two marks of the axis,"""
    start: float = math.nan
    """and where bars begin, unless at nothing."""


@dataclass(frozen=True)
class DocumentChart:
    """A picture of tables, which may stand on any page. On a page for the browser it has a ``heading``, sentences that
    explain it, and the ``tables`` behind it; without heading it is in the workbook alone."""

    name: str
    kind: Kind
    title: str
    series: Sequence[ChartSeries]
    scales: tuple[ChartScale, ...]
    heading: str = ""
    says: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """Legend: names and colours."""
    tables: Sequence[DocumentTable[Any]] = ()
    rows: tuple[int, int] | None = None
    """Range of rows that are drawn."""
    instead: Callable[[Any], str] | None = None
    """Words in place of a bar that has no figures."""


@dataclass(frozen=True)
class DrawnBar:
    """A bar with figures of its own, one for each series, or words in their place."""

    name: str
    values: Sequence[float | None] = ()
    tips: Sequence[str] = ()
    instead: str = ""


def bar_chart(
    name: str,
    heading: str,
    says: str,
    colours: Mapping[str, str],
    bars: Sequence[DrawnBar],
    tables: Sequence[DocumentTable[Any]],
    kind: Kind = "stacked",
    scale: ChartScale | None = None,
) -> Shown:
    """A chart for the browser alone, of bars that are in no table of the workbook, with a series for each colour;
    sentences if no bar has a figure."""
    used = [at for at in range(len(colours)) if any(bar.values and bar.values[at] for bar in bars)]
    if not used:
        return PagePart(name, heading, [says, *(f"{bar.name}: {bar.instead}." for bar in bars)], tables)

    def value(bar: DrawnBar, at: int) -> float | None:
        return bar.values[at] if bar.values else None

    def tip(bar: DrawnBar, at: int) -> str:
        return bar.tips[at]

    names = list(colours)
    figures = [Field(names[at], partial(value, at=at)) for at in used]
    drawn = DocumentTable(bars, [Field("name", lambda bar: bar.name, "text"), *figures])
    series = [
        ChartSeries(names[at], drawn, 0, column, "bar", colours[names[at]], tip=partial(tip, at=at))
        for column, at in enumerate(used, start=1)
    ]
    key = {name: colours[name] for at, name in enumerate(names) if at in used and len(used) > 1}
    return DocumentChart(
        name,
        kind,
        heading,
        series,
        (scale or ChartScale(""),),
        heading,
        says,
        key,
        tables,
        instead=lambda bar: bar.instead,
    )


@dataclass(frozen=True)
class ChartRow:
    """Charts beside each other."""

    charts: Sequence[DocumentChart]
    height: int
    across: int


@dataclass(frozen=True)
class PagePart:
    """A part of a page for the browser: sentences, charts of another kind, and tables; left out with neither charts
    nor rows."""

    name: str
    heading: str
    says: Sequence[str]
    tables: Sequence[DocumentTable[Any]]
    drawn: Sequence[PageChart] = ()


Shown = PagePart | DocumentChart
DocumentBlock = DocumentTable[Any] | Paragraphs | ChartRow | DocumentKey | str
"""A text alone is a remark."""


@dataclass(frozen=True)
class DocumentSheet:
    """A page of the workbook. ``widths``: of its columns, where its tables are not of one form, and only the title
    stays in view then. ``papers``: how many sheets of paper; ``needed``: columns that are on paper in any case."""

    name: str
    tab: str
    title: str
    about: str
    blocks: Sequence[DocumentBlock]
    widths: Sequence[float] = ()
    papers: int = 1
    needed: int = 0
    is_home: bool = False
    is_annex: bool = False
    """Whether it lists or records, after the sheets that tell."""

    @property
    def tables(self) -> list[DocumentTable[Any]]:
        return [block for block in self.blocks if isinstance(block, DocumentTable)]

    @property
    def charts(self) -> list[DocumentChart]:
        return [chart for block in self.blocks if isinstance(block, ChartRow) for chart in block.charts]


@dataclass(frozen=True)
class GridTable(Generic[R]):
    """A small table of an overview; the widths of its fields are in columns of the grid. Rows beyond ``most`` are on
    another ``sheet``, to which its heading leads."""

    heading: str
    rows: Sequence[R]
    fields: Sequence[Field[R]]
    sheet: str
    nothing: str = ""
    most: int = 12
    at: int = 0
    """Its first column."""
    wraps: bool = False
    note: str = ""
    """In grey below it."""


@dataclass(frozen=True)
class DocumentOverview:
    """The first sheet of a workbook with a contents page: one sheet of paper with sentences, small tables in rows, and
    charts."""

    name: str
    tab: str
    title: str
    about: str
    sentences: Sequence[str]
    tables: Sequence[Sequence[GridTable[Any]]]
    charts: Sequence[DocumentChart]


Writer = Callable[["Book"], None]
"""Writer of a page."""
SheetOrWriter = DocumentSheet | Writer


@dataclass(frozen=True)
class Document:
    """Findings, sheets, and parts of a page. Pages of a plan's results write themselves."""

    title: str
    heading: str
    """Title of the page for the browser,"""
    about: str
    """and the line below it."""
    output: Output
    view: View
    """Whose money and horizon it has."""
    findings: Sequence[str]
    sheets: Sequence[SheetOrWriter]
    shown: Sequence[Shown] = ()
    """Parts of a page for the browser after the charts; a chart of a sheet may be among them, for its place."""
    first: Paragraphs | None = None
    """Shown before the findings on a page for the browser, as a numbered list."""
    overview: DocumentOverview | None = None
    around: Callable[[Sequence[Writer], Sequence[Writer]], Book] | None = None
    """Writes the workbook that these sheets belong to: those that tell, and those of the annex."""

    @property
    def charts(self) -> list[DocumentChart]:
        """Those of the sheets that a page for the browser shows first."""
        sheets = [sheet for sheet in self.sheets if isinstance(sheet, DocumentSheet)]
        others = {id(part) for part in self.shown}
        return [chart for sheet in sheets for chart in sheet.charts if chart.heading and id(chart) not in others]
