"""The report of a frontier: the curve, cost of each step; for two limits the cost of each pair of values."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from model.reports.document import PagePart
from model.reports.html.drawing import LINE, WIDTH, drawing, fitted, frame, label, square
from model.reports.html.tables import shown
from model.reports.number_formats import number_format
from model.reports.palette import BAD, HUES, NEUTRAL
from model.results.plan import amount_text
from model.studies.frontier.surface import Surface, SurfaceCell
from model.studies.limit_path import said

EXTRA = "Additional cost ({})"
"""Heading of each pair's cost above the loosest, with the unit of money."""

HIGH = 380.0
"""Height of the curve."""
FOUND, PROVEN, NONE = HUES[0], NEUTRAL, BAD


# ---------------------------------------------------------------------------------------------- two limits


def pairs_of(surface: Surface) -> PagePart:
    """What each pair of values costs."""
    amount = amount_text(surface.tables)
    says = [
        f"Additional cost of the cheapest plan that holds both limits ({amount}), against the loosest pair; "
        "the darker the more. ×: no plan (proven); ?: could not be decided in time. A frame marks the workbook's own."
    ]
    drawn = [drawing("pairs", 30.0 + LINE * len(surface.levels), _pairs(surface))]
    return PagePart("pairs", "What each pair of values costs", says, [("Frontier", EXTRA.format(amount))], drawn)


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


def _shade(surface: Surface, cell: SurfaceCell, most: float, form: str) -> tuple[str, float]:
    if cell.digest is None:
        return ("×", 1.0) if cell.is_lost else ("?", 0.0)
    extra = surface.extra(cell)
    words = "–" if extra == 0 else shown(extra, form)
    return words if surface.is_significant(cell) or extra == 0 else f"≈ {words}", 0.85 * max(extra, 0.0) / most
