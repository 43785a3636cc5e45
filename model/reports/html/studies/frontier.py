"""The report of a frontier: the curve, cost of each step; for two limits the cost of each pair of values."""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.frontier.curve import drawn_at, price, price_unit
from model.reports.frontier.surface import EXTRA
from model.reports.frontier.surface_words import findings as surface_findings
from model.reports.frontier.words import findings, step_said
from model.reports.html.bars import Bar, Part, bars
from model.reports.html.colours import ink
from model.reports.html.drawing import WIDTH, Picture, Scale, across, drawing, fitted, label, legend, padded
from model.reports.html.elements import path, tag
from model.reports.html.heatmap import LINE, frame, square
from model.reports.html.page import study_bytes
from model.reports.html.tables import of_workbook, shown, table_data
from model.reports.number_formats import number_format
from model.reports.palette import BAD, HUES, NEUTRAL, OTHER
from model.reports.phrases import money
from model.studies.frontier import Frontier
from model.studies.limit_path import figure, said, subject
from model.studies.surface import Cell, Surface

HIGH = 380.0
"""Height of the curve."""
FOUND, PROVEN, NONE = HUES[0], NEUTRAL, BAD


def frontier_report(frontier: Frontier, book: Book, file: str) -> bytes:
    """The report of one limit; ``book`` is the workbook whose tables it shows, ``file`` its name."""
    row = frontier.limit
    about = f"The limit ‘{row.limit}’ ({subject(row)}) tightened step by step, all other inputs as in the workbook"
    pictures = [_curve(frontier, book, file), _prices(frontier, book, file)]
    return study_bytes(f"Cost against {row.limit}", about, findings(frontier), pictures)


def _curve(frontier: Frontier, book: Book, file: str) -> Picture:
    tighter = "left" if frontier.limit.sense == "at most" else "right"
    says = [
        f"The lowest cost found ({book.view.amount}) at each value of the limit, tighter to the {tighter}, and below "
        "it the proven lower bound. A ring marks the value in the workbook, a cross a value without a plan."
    ]
    names = {"lowest cost found": FOUND, "proven lower bound": PROVEN, "no plan": NONE}
    has_end = any(point.plan is None for point in frontier.points)
    headings = ["Steps with a plan", *(["Steps without a plan"] if has_end else [])]
    tables = [table_data(book, "Frontier", heading) for heading in headings]
    drawn = [drawing("frontier", HIGH, _points(frontier)), legend(names)]
    return Picture("frontier", f"Cost against {frontier.limit.limit}", says, drawn, of_workbook(file, *tables))


def _points(frontier: Frontier) -> Iterator[Element]:
    places = {id(point): drawn_at(frontier, point) for point in frontier.points}
    solved = [point for point in frontier.solved if math.isfinite(places[id(point)])]
    without = [point for point in frontier.points if point.plan is None and math.isfinite(places[id(point)])]
    x = Scale(*padded([places[id(point)] for point in [*solved, *without]]), 90.0, WIDTH - 40.0)
    costs = [value for point in solved for value in (point.cost, point.proven) if math.isfinite(value)]
    y = Scale(*padded(costs), HIGH - 40.0, 16.0)
    yield from across(x, y, lambda value: figure(frontier.tables, frontier.limit, value, digits=3), money)
    for name, colour, look in (("cost", FOUND, None), ("proven", PROVEN, "6 4")):
        known = [(x(places[id(point)]), getattr(point, name)) for point in solved]
        line = [(at, y(value)) for at, value in known if math.isfinite(value)]
        if len(line) > 1:
            yield tag("path", d=path(line), class_="line", stroke=ink(colour), stroke_dasharray=look)
    for point in solved:
        at = x(places[id(point)]), y(point.cost)
        if point.is_own:
            yield tag("circle", cx=at[0], cy=at[1], r=11.0, class_="ring")
        tip = f"{point.name}: {money(point.cost)}, proven at least {money(point.proven)}"
        yield tag("circle", cx=at[0], cy=at[1], r=6.0, fill=ink(FOUND), data_tip=tip)
    for point in without:
        at = x(places[id(point)]), HIGH - 56.0
        tip = f"{point.name}: {point.result.state}"
        yield tag("text", "×", x=at[0], y=at[1], text_anchor="middle", class_="cross", fill=ink(NONE), data_tip=tip)


def _prices(frontier: Frontier, book: Book, file: str) -> Picture | None:
    rows = []
    for step in frontier.steps:
        value, colour = price(frontier, step.price), FOUND if step.is_significant else OTHER
        tip = f"{step_said(step)}: {money(value or 0.0)} {price_unit(frontier)}"
        rows.append(Bar(step_said(step), [Part(value, colour, tip)] if value else [], "nothing"))
    if not rows:
        return None
    says = [f"Additional cost of each step per unit of tightening ({price_unit(frontier)}), investments adjusted."]
    drawn = [bars("price", rows, shown), legend({"price of the step": FOUND, "not significant": OTHER})]
    return Picture("price", "The price of each step", says, drawn, of_workbook(file, table_data(book, "Steps")))


# ---------------------------------------------------------------------------------------------- two limits


def surface_report(surface: Surface, book: Book, file: str) -> bytes:
    """The report of two limits."""
    one, other = surface.limits
    title = f"Cost against {one.limit} and {other.limit}"
    about = f"Across: {subject(one)}. Down: {subject(other)}. The loosest first."
    says = [
        f"Additional cost of the cheapest plan that holds both limits ({book.view.amount}), against the loosest pair; "
        "the darker the more. ×: no plan (proven); ?: could not be decided in time. A frame marks the workbook's own."
    ]
    tables = of_workbook(file, table_data(book, "Frontier", EXTRA.format(book.view.amount)))
    drawn = [drawing("pairs", 30.0 + LINE * len(surface.levels), _pairs(surface))]
    picture = Picture("pairs", "What each pair of values costs", says, drawn, tables)
    return study_bytes(title, about, surface_findings(surface), [picture])


def _pairs(surface: Surface) -> Iterator[Element]:
    one, other = surface.limits
    left, top = 220.0, 24.0
    width = min((WIDTH - left) / len(surface.levels[0].cells), 120.0)
    extras = [surface.extra(cell) for cell in surface.cells if cell.digest is not None]
    most = max([*extras, 0.0]) or 1.0
    form = number_format(most).split(";")[0]
    for at, cell in enumerate(surface.levels[0].cells):
        words = fitted(said(surface.tables, one, cell.values[0]), width)
        yield label(left + (at + 0.5) * width, 14, words, anchor="middle", class_="q")
    for line, level in enumerate(surface.levels):
        y = top + LINE * line
        yield label(left - 8, y + 16, fitted(said(surface.tables, other, level.value), left - 12), anchor="end")
        for at, cell in enumerate(level.cells):
            words, depth = _shade(surface, cell, most, form)
            tip = f"{surface.said(cell)}: {cell.result.state if cell.digest is None else words}"
            yield from square(left + at * width, y, width, depth, words, tip)
            if cell is surface.own:
                yield frame(left + at * width, y, width)


def _shade(surface: Surface, cell: Cell, most: float, form: str) -> tuple[str, float]:
    if cell.digest is None:
        return ("×", 1.0) if cell.is_lost else ("?", 0.0)
    extra = surface.extra(cell)
    words = "–" if extra == 0 else shown(extra, form)
    return words if surface.is_significant(cell) or extra == 0 else f"≈ {words}", 0.85 * max(extra, 0.0) / most
