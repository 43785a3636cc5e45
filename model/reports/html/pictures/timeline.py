"""When what is decided, permitted, built and ramped up: a bar for each investment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.charts import GANTT_COLOURS, GANTT_NAMES
from model.reports.html.colours import ink
from model.reports.html.drawing import WIDTH, Picture, Scale, drawing, fitted, label, legend
from model.reports.html.elements import tag
from model.reports.html.tables import shown, table_data
from model.reports.phrases import money
from model.reports.results.builds import BUILDS, build_columns
from model.reports.results.words import building
from model.results.figures import build_order
from model.results.view import Record, View, text

NAME = "timeline"
LINE, TOP, LEFT = 17.0, 24.0, 300.0
THICK = 11.0
MOST_BARS = 30
"""The largest by capital; all of them stand in the table."""


def draw(book: Book) -> Picture | None:
    """Investments in order of decision."""
    view = book.view
    rows = build_order(view)
    if not rows:
        return None
    largest = sorted(rows, key=lambda row: -(row["capex"] or 0.0))[:MOST_BARS]
    kept = [row for row in rows if row in largest]
    end = view.periods[-1] + view.years
    across = Scale(view.periods[0], end, LEFT, WIDTH - 4)
    height = TOP + LINE * len(kept) + 6
    parts = [*_years(view, across, height)]
    spans = build_columns(view, rows)[-len(GANTT_NAMES) + 1 :]
    for at, row in enumerate(kept):
        parts += _bar(view, row, across, TOP + LINE * at, [span.get(row) for span in spans])
    part = sum(row["capex"] or 0.0 for row in kept)
    most = (
        f"The {len(kept)} largest, {money(part)} {view.amount} of it, are drawn in" if len(kept) < len(rows) else "In"
    )
    says = [
        building(view),
        f"{most} order of decision. A bar begins when permitting does, which is when the decision is due: what is "
        "decided later comes online later.",
    ]
    drawn = [drawing(NAME, height, parts), legend(dict(zip(GANTT_NAMES[1:], GANTT_COLOURS[1:], strict=True)))]
    return Picture(NAME, "From decision to operation", says, drawn, [table_data(book, "Builds", BUILDS)])


def _years(view: View, across: Scale, height: float) -> Iterator[Element]:
    """Lines at the beginnings of years."""
    years = range(view.periods[0], view.periods[-1] + view.years + 1)
    for year in years:
        yield tag("line", x1=across(year), x2=across(year), y1=TOP - 4, y2=height - 4, class_="rule")
    every = 1 if len(years) <= 20 else 5
    for year in years[:-1]:
        if (year - years[0]) % every == 0:
            yield label((across(year) + across(year + every)) / 2, 14, str(year), anchor="middle", class_="q")


def _bar(view: View, row: Record, across: Scale, top: float, spans: Sequence[float]) -> Iterator[Element]:
    """The name of an investment and its spans, one after the other."""
    name = f"{text(row['project'])}, {text(row['country'])}"
    size = f"{shown(row['size'], '#,##0')} {view.unit('builds', 'size', row)}"
    yield label(LEFT - 8, top + THICK - 1, fitted(name, LEFT - 12), anchor="end")
    start = float(row["decided"])
    for span, word, colour in zip(spans, GANTT_NAMES[1:], GANTT_COLOURS[1:], strict=True):
        stop = start + span
        left, right = across(max(start, across.least)), across(min(stop, across.most))
        if right > left:
            tip = f"{name}: {word} {_moment(start)} to {_moment(stop)}; {size}"
            yield tag("rect", x=left, y=top, width=right - left, height=THICK, fill=ink(colour), data_tip=tip)
        start = stop


def _moment(year: float) -> str:
    """A decimal year as the sheet Builds shows it."""
    return shown(year, "0.0")
