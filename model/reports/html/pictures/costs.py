"""What the plan costs by kind and country, year by year, and who pays for what is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.colours import ink
from model.reports.html.drawing import WIDTH, Picture, Scale, drawing, grid, label, legend, year_marks
from model.reports.html.elements import group, tag
from model.reports.html.tables import block_data, found, shown
from model.reports.looks import line_format
from model.reports.palette import OTHER, category_colours
from model.results.lines import Line

NAME = "costs"
HIGH, TOP, BOTTOM, INSET, BETWEEN = 300.0, 28.0, 24.0, 56.0, 40.0


def draw(book: Book) -> Picture | None:
    """Two charts of stacked columns."""
    view = book.view
    kinds, countries = (_lines(book, heading) for heading in ("By category", "By country"))
    if not kinds:
        return None
    shades = category_colours(line.labels[0] for line in kinds)
    hues = {line.labels[0]: book.colours.get(line.labels[0], OTHER) for line in countries}
    width = (WIDTH - BETWEEN) / 2
    beside = f"translate({width + BETWEEN:.0f} 0)"
    parts = [
        group(_columns(book, "By kind", kinds, shades, width)),
        group(_columns(book, "By country", countries, hues, width), transform=beside),
    ]
    unit = kinds[0].unit
    calm = " in the undisrupted case" if view.has_branches else ""
    says = [
        f"Spending{calm}, {unit}, undiscounted. What lies below the line comes in: sales, salvage and public money."
    ]
    drawn = [drawing(NAME, HIGH, parts), legend(shades), legend(hues)]
    tables = [block_data(book, "Costs", "By category"), block_data(book, "Costs", "By country")]
    tables.append(block_data(book, "Who pays"))
    return Picture(NAME, "What it costs, and who pays", says, drawn, tables)


def _lines(book: Book, heading: str) -> list[Line]:
    """Those of a block without their sum."""
    block = found(book.blocks, "Costs", heading)
    return [line for line in block.lines if line.look != "total" and line.labels != ("total",)] if block else []


def _columns(
    book: Book, title: str, lines: Sequence[Line], colours: Mapping[str, str], width: float
) -> Iterator[Element]:  # fmt: skip
    """Stacked columns: what is spent above the line, what comes in below it."""
    years = book.view.year_labels
    ups = [sum(max(line.values[at] or 0.0, 0.0) for line in lines) for at in range(len(years))]
    downs = [sum(min(line.values[at] or 0.0, 0.0) for line in lines) for at in range(len(years))]
    up = Scale(min(downs), max(*ups, 0.0) or 1.0, HIGH - BOTTOM, TOP)
    step = (width - INSET) / len(years)
    yield label(INSET, 14, title, class_="head")
    yield from grid(up, INSET, width, lambda mark: shown(mark, "#,##0.##" if max(ups) < 10 else "#,##0"))
    yield from year_marks(years, lambda at: INSET + (at + 0.5) * step, HIGH - 6, every=max(1, -(-len(years) // 8)))
    for at, year in enumerate(years):
        high = low = 0.0
        for line in lines:
            value = line.values[at] or 0.0
            start = high if value > 0 else low
            tip = f"{line.labels[0]}, {year}: {shown(value, line_format(line))} {line.unit}"
            top, bottom = up(max(start, start + value)), up(min(start, start + value))
            if value:
                yield tag(
                    "rect", x=INSET + at * step + 2, y=top, width=step - 4, height=bottom - top,
                    fill=ink(colours.get(line.labels[0], OTHER)), data_tip=tip, class_="span",
                )  # fmt: skip
            high, low = (high + value, low) if value > 0 else (high, low + value)
    yield tag("line", x1=INSET, x2=width, y1=up(0.0), y2=up(0.0), class_="base")
