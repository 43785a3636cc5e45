"""The worst disruptions month by month: the fill rate with and without them, and stocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.drawing import WIDTH, Picture, Scale, drawing, fitted, grid, label, year_marks
from model.reports.html.elements import group, ink, path, tag
from model.reports.html.tables import shown, table_data
from model.reports.palette import DELIVERED, QUIET
from model.reports.results.months import SURVIVAL, heading, hues_of, sentence, stocks_shown
from model.reports.results.stress import SHEET
from model.reports.styles import SHARE_FORMAT
from model.results.months import ByMonth, by_month
from model.results.view import View
from model.sheets.wording import count

NAME = "months"
HIGH, APART = 236.0, 20.0
INSET, TOP, BOTTOM, RIGHT = 46.0, 30.0, 24.0, 132.0
WIDE = (WIDTH - APART) / 2
"""Width of a panel; two are side by side."""


@dataclass(frozen=True)
class Curve:
    """A line of a panel: its name, colour and shares by month; of stocks the first is of when it starts."""

    name: str
    colour: str
    shares: Sequence[float | None]
    is_usual: bool = False
    """Drawn as a dashed line."""


def draw(book: Book) -> Picture | None:
    """Two panels for each disruption."""
    view, found = book.view, by_month(book.view)
    if not found:
        return None
    says = [
        *map(sentence, found),
        "On the left, the share of demand met in each month, beside what would be met without the disruption; on the "
        "right, stocks as a share of what is in store when it starts. The chain responds month by month, with plants, "
        "contracts and people as planned. Stocks need be back only by the last month shown: where they refill late, "
        "waiting costs less.",
    ]
    drawn: list[Element] = []
    hues = hues_of(view, found)
    for each in found:
        drawn += [tag("h3", heading(each))] if len(found) > 1 else []
        drawn.append(drawing(NAME, HIGH, _panels(view, each, hues), region=f"{NAME}, {heading(each)}"))
    tables = [
        table_data(book, SHEET, title) for title in (SURVIVAL, *map(heading, found)) if (SHEET, title) in book.tables
    ]
    return Picture(NAME, "The worst, month by month", says, drawn, tables)


def _panels(view: View, each: ByMonth, hues: Mapping[str, str]) -> Iterator[Element]:
    whole = each.whole
    fill = [
        Curve("without it", QUIET, whole.fill(whole.baseline), is_usual=True),
        Curve("with it", DELIVERED, whole.fill(whole.unmet)),
    ]
    yield group(_panel(each, "Share of demand met", fill, first=1))
    stocks = [
        Curve(stock.of, hues[stock.of], [amount / stock.now[0] for amount in stock.now])
        for stock in stocks_shown(view, each)
    ]
    if stocks:
        title = "Stocks, share of those at the start"
        yield group(_panel(each, title, stocks, first=0), transform=f"translate({WIDE + APART:.0f} 0)")


def _panel(each: ByMonth, title: str, curves: Sequence[Curve], first: int) -> Iterator[Element]:
    """Lines over the months; ``first`` is the number of the month that shares begin with."""
    most = max((share for curve in curves for share in curve.shares if share is not None), default=1.0)
    up = Scale(0.0, max(most, 1.0), HIGH - BOTTOM, TOP)
    across = Scale(0, each.count, INSET, WIDE - RIGHT)
    years = [str(each.start + at) for at in range(-(-each.count // 12))]
    yield label(INSET, 14, title, class_="head")
    yield from grid(up, INSET, WIDE - RIGHT, lambda mark: f"{100 * mark:.0f} %")
    yield from year_marks(years, lambda at: across(12 * at + 6), HIGH - 8)
    ends = []
    for curve in curves:
        known = [(at, share) for at, share in enumerate(curve.shares, start=first) if share is not None]
        if not known:
            continue
        points = [(across(at), up(share)) for at, share in known]
        dashes = "6 4" if curve.is_usual else None
        yield tag("path", d=path(points), stroke=ink(curve.colour), class_="line", stroke_dasharray=dashes)
        for (at, share), (x, y) in zip(known, points, strict=True):
            when = each.label(at) if at else "at the start"
            tip = f"{curve.name}, {when} (after {count(at, 'month')}): {shown(share, SHARE_FORMAT)}"
            yield tag("circle", cx=x, cy=y, r=2.2, fill=ink(curve.colour), data_tip=tip)
        ends.append((points[-1][1], curve.name))
    lowest = 0.0
    for y, words in sorted(ends):
        lowest = max(y + 4, lowest + 13)
        yield label(WIDE - RIGHT + 5, lowest, fitted(words, RIGHT - 8))
