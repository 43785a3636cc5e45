"""Shares of single countries in the supply of each stage, and in other limited amounts, against their limits."""

from __future__ import annotations

from collections.abc import Iterator

from model.reports.book import Book
from model.reports.html.elements import Picture, undisrupted
from model.reports.html.pictures.panels import DASH, LINE, Curve, Panel, panels
from model.reports.html.tables import block_data
from model.reports.results.concentration import BOUND, REST
from model.reports.results.words import concentration
from model.results.build import supplies

CONCENTRATION, CONCENTRATION_SHEET = "concentration", "Concentration"
SHARES, BY_STAGE, LIMITED = "Share of supply by country", "Concentration by stage", "Shares with a limit"


def draw_concentration(book: Book) -> Picture | None:
    """A small chart for each stage and limit; those with a limit come first."""
    if (CONCENTRATION_SHEET, SHARES) not in book.blocks:
        return None
    tables = [block_data(book, CONCENTRATION_SHEET, name) for name in (SHARES, LIMITED, BY_STAGE) if (CONCENTRATION_SHEET, name) in book.blocks]
    drawn = sorted(_share_panels(book), key=lambda panel: all(curve.mark != DASH for curve in panel.curves))
    has_limits = any(curve.mark == DASH for panel in drawn for curve in panel.curves)
    limit = "Dashed lines are limits." if has_limits else "No limit is set on single countries."
    says = [
        "Lines are the shares of countries in a supply: made in their plants or bought there. A share near 100 % is a "
        f"single source. {limit}{undisrupted(book.view)}",
    ]
    title = concentration(book.view, supplies(book.view)).partition(". ")[0].removesuffix(".")
    return Picture(CONCENTRATION, title or "Who supplies how much", says, [panels(drawn)], tables)


def _share_panels(book: Book) -> Iterator[Panel]:
    """Panels of each stage, then of other limited shares."""
    lines = book.blocks[CONCENTRATION_SHEET, SHARES].lines
    for stage in dict.fromkeys(line.labels[0] for line in lines):
        curves = [
            Curve(line.labels[1], LINE, "country", row=at)
            for at, line in enumerate(lines)
            if line.labels[0] == stage and line.labels[1] != REST
        ]
        yield Panel(f"{stage}, share of supply", 0, curves, is_share=True)
    limited = book.blocks.get((CONCENTRATION_SHEET, LIMITED))
    for title in dict.fromkeys(line.labels[0] for line in limited.lines) if limited else ():
        curves = [
            Curve(line.labels[1], DASH if line.labels[1].startswith(BOUND) else LINE, "country", row=at)
            for at, line in enumerate(limited.lines if limited else ())
            if line.labels[0] == title
        ]
        yield Panel(title, 1, curves, is_share=True)
