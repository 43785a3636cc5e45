"""Timeline of decisions, permits, construction and ramp-up: a bar for each investment; and start dates of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.charts import GANTT_COLOURS, GANTT_NAMES
from model.reports.html.drawing import LETTER, WIDTH, Picture, Scale, drawing, fitted, label, legend
from model.reports.html.elements import Content, ink, tag
from model.reports.html.tables import Data, block_data, shown, table_data
from model.reports.palette import CATEGORIES
from model.reports.phrases import money
from model.reports.results.builds import BUILDS, build_columns
from model.reports.results.words import building
from model.reports.results.workforce import MOST_MARKETS, SHEET, STARTS, starting, starting_in_words
from model.results.build import Build, builds
from model.results.view import View
from model.results.year_series import Line

NAME = "timeline"
LINE, TOP, LEFT = 17.0, 24.0, 300.0
THICK = 11.0
MOST_BARS = 30
"""Maximum number of bars, the largest by capital; all are in the table."""


PEOPLE, FAINT, STRONG = CATEGORIES["people"], 0.08, 0.5
"""Colour of a year's people, and its strength at the minimum and maximum."""


def draw(book: Book) -> Picture | None:
    """Investments in order of decision, and the people who must start by then."""
    parts = [part for part in (_investments(book), _people(book)) if part is not None]
    if not parts:
        return None
    says = [words for told, _, _ in parts for words in told]
    drawn = [each for _, marks, _ in parts for each in marks]
    return Picture(NAME, "From decision to operation", says, drawn, [data for *_, data in parts])


Told = tuple[list[str], list[Content], Data | None]
"""Sentences, shapes, and the table behind them."""


def _investments(book: Book) -> Told | None:
    view = book.view
    rows = builds(view)
    if not rows:
        return None
    largest = sorted(rows, key=lambda each: -each.capex)[:MOST_BARS]
    kept = [row for row in rows if row in largest]
    across = _scale(view)
    height = TOP + LINE * len(kept) + 6
    parts = [*_years(view, across, height)]
    spans = build_columns(view, rows)[-len(GANTT_NAMES) + 1 :]
    for at, row in enumerate(kept):
        parts += _bar(row, across, TOP + LINE * at, [span.get(row) for span in spans])
    part = sum(each.capex for each in kept)
    most = (
        f"The {len(kept)} largest, {money(part)} {view.amount} of it, are drawn in" if len(kept) < len(rows) else "In"
    )
    says = [
        building(view),
        f"{most} order of decision. A bar begins when permitting does, which is when the decision is due: what is "
        "decided later comes online later.",
    ]
    spans_mean = legend(dict(zip(GANTT_NAMES[1:], GANTT_COLOURS[1:], strict=True)))
    return says, [drawing(NAME, height, parts), spans_mean], table_data(book, "Builds", BUILDS)


def _people(book: Book) -> Told | None:
    """A row for each skill and labour market, with how many start in each year."""
    view, lines = book.view, starting(book.view)[:MOST_MARKETS]
    if not lines:
        return None
    across, height = _scale(view), TOP + LINE * len(lines) + 6
    parts = [*_years(view, across, height)]
    most = max(line.size for line in lines)
    for at, line in enumerate(lines):
        parts += _starts(view, line, most, across, TOP + LINE * at)
    says = [
        starting_in_words(view),
        "Below the investments, how many people enter training or are recruited each year: the darker, the more. They "
        "start before the plants that need them do.",
    ]
    drawn: list[Content] = [tag("h3", f"{STARTS} ({lines[0].unit})"), drawing(NAME, height, parts, region="people")]
    return says, drawn, block_data(book, SHEET, STARTS)


def _starts(view: View, line: Line, most: float, across: Scale, top: float) -> Iterator[Element]:
    """The name of a skill in a labour market, and those who start in each year."""
    skill, market, took = line.labels
    name = f"{skill}, {market}"
    yield label(LEFT - 8, top + THICK, fitted(name, LEFT - 12), anchor="end")
    for year, value in zip(view.periods, line.values, strict=True):
        if not value:
            continue
        left, right = across(year) + 1, across(year + view.years) - 1
        number = shown(value, "#,##0")
        tip = f"{name}, {year}: {shown(value, '#,##0.0')} {line.unit}{f'; training takes {took}' if took else ''}"
        depth = FAINT + (STRONG - FAINT) * value / most
        yield tag("rect", x=left, y=top, width=right - left, height=LINE - 2, fill=ink(PEOPLE),
                  fill_opacity=f"{depth:.2f}", data_tip=tip)  # fmt: skip
        if LETTER * len(number) <= right - left:
            yield label((left + right) / 2, top + THICK, number, anchor="middle", class_="told")


def _scale(view: View) -> Scale:
    """Years across, the same for investments and people."""
    return Scale(view.periods[0], view.periods[-1] + view.years, LEFT, WIDTH - 4)


def _years(view: View, across: Scale, height: float) -> Iterator[Element]:
    """Lines at the beginnings of years."""
    years = range(view.periods[0], view.periods[-1] + view.years + 1)
    for year in years:
        yield tag("line", x1=across(year), x2=across(year), y1=TOP - 4, y2=height - 4, class_="rule")
    every = 1 if len(years) <= 20 else 5
    for year in years[:-1]:
        if (year - years[0]) % every == 0:
            yield label((across(year) + across(year + every)) / 2, 14, str(year), anchor="middle", class_="q")


def _bar(build: Build, across: Scale, top: float, spans: Sequence[float]) -> Iterator[Element]:
    """The name of an investment and its spans, one after the other."""
    name = f"{build.project}, {build.country}"
    size = f"{shown(build.size, '#,##0')} {build.unit}"
    yield label(LEFT - 8, top + THICK - 1, fitted(name, LEFT - 12), anchor="end")
    start = float(build.decided)
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
