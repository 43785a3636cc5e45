"""Cost of the plan by kind and country, year by year, and payers of the investments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.drawing import WIDTH, Picture, Scale, drawing, grid, label, legend, undisrupted, year_marks
from model.reports.html.elements import group, ink, tag
from model.reports.html.tables import block_data, found, shown
from model.reports.palette import HUES, OTHER, category_colours
from model.reports.results.words import cost
from model.reports.styles import line_format
from model.results.year_series import Line, largest, summed

NAME = "costs"
HIGH, TOP, BOTTOM, INSET, BETWEEN = 280.0, 28.0, 24.0, 46.0, 24.0
MOST_PAYERS = 6


@dataclass(frozen=True)
class Stack:
    """A chart of stacked columns: lines in their colours."""

    title: str
    lines: Sequence[Line]
    colours: Mapping[str, str]


def draw(book: Book) -> Picture | None:
    """Charts of stacked columns, side by side."""
    view = book.view
    kinds, countries, payers = _lines(book, "By category"), _lines(book, "By country"), _payers(book)
    if not kinds:
        return None
    names = [line.labels[0] for line in payers]
    stacks = [
        Stack("By kind", kinds, category_colours(line.labels[0] for line in kinds)),
        Stack("By country", countries, {line.labels[0]: book.colours.get(line.labels[0], OTHER) for line in countries}),
        Stack("Capital, by who pays", payers, dict(zip(names, cycle(HUES), strict=False))),
    ]
    shown_stacks = [stack for stack in stacks if stack.lines]
    width = (WIDTH - BETWEEN * (len(shown_stacks) - 1)) / len(shown_stacks)
    parts = [
        group(_columns(book, stack, width), transform=f"translate({at * (width + BETWEEN):.0f} 0)")
        for at, stack in enumerate(shown_stacks)
    ]
    says = [
        cost(view),
        f"Columns are sums of each period [{kinds[0].unit}], undiscounted; what lies below the line comes in: sales, "
        f"salvage, public money.{undisrupted(view)}",
    ]
    drawn = [drawing(NAME, HIGH, parts), *(legend(stack.colours, stack.title) for stack in shown_stacks)]
    tables = [block_data(book, "Costs", "By category"), block_data(book, "Costs", "By country")]
    return Picture(NAME, "What it costs, and who pays", says, drawn, [*tables, block_data(book, "Who pays")])


def _lines(book: Book, heading: str) -> list[Line]:
    """Lines of a block without their sum."""
    block = found(book.blocks, "Costs", heading)
    return [line for line in block.lines if line.look != "total"] if block else []


def _payers(book: Book) -> list[Line]:
    """Capital by who pays it, the largest sums first."""
    block = found(book.blocks, "Who pays", "")
    payers: dict[str, list[Line]] = {}
    for line in block.lines if block else ():
        payers.setdefault(line.labels[1], []).append(line)
    return largest([summed(lines, (payer,)) for payer, lines in payers.items()], MOST_PAYERS, ("others",))


def _columns(book: Book, stack: Stack, width: float) -> Iterator[Element]:
    """Stacked columns: spending above the axis, income below it."""
    years, lines = book.view.year_labels, stack.lines
    ups = [sum(max(line.values[at] or 0.0, 0.0) for line in lines) for at in range(len(years))]
    downs = [sum(min(line.values[at] or 0.0, 0.0) for line in lines) for at in range(len(years))]
    up = Scale(min(downs), max(*ups, 0.0) or 1.0, HIGH - BOTTOM, TOP)
    step = (width - INSET) / len(years)
    yield label(INSET, 14, stack.title, class_="head")
    yield from grid(up, INSET, width, lambda mark: shown(mark, "#,##0.##" if max(ups) < 10 else "#,##0"))
    yield from year_marks(years, lambda at: INSET + (at + 0.5) * step, HIGH - 6, every=max(1, -(-len(years) // 6)))
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
                    fill=ink(stack.colours.get(line.labels[0], OTHER)), data_tip=tip, class_="span",
                )  # fmt: skip
            high, low = (high + value, low) if value > 0 else (high, low + value)
    yield tag("line", x1=INSET, x2=width, y1=up(0.0), y2=up(0.0), class_="base")
