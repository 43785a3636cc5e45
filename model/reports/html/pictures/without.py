"""The plan beside doing nothing: costs, fill rates and concentration."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.html.elements import Picture
from model.reports.html.pictures.panels import BAR, Curve, Panel, panels
from model.reports.html.tables import content_at, table_data
from model.reports.results.without import BREACHED, COMPARISON_HEADING, FUTURES_HEADING, WITHOUT_SHEET, security
from model.results.view import text

SIDES = {"without the plan": 2, "with the plan": 3}
"""Columns of the comparison."""


def draw_without(book: Book) -> Picture | None:
    """A small chart for each figure, with a column for either side."""
    rows = content_at(book.tables, WITHOUT_SHEET, COMPARISON_HEADING)
    if rows is None:
        return None
    shown = [
        Panel(
            f"{text(row['figure'])} ({'%' if row['unit'] == 'share' else row['unit']})",
            0,
            [Curve(side, BAR, "side", row=at, columns=(column,)) for side, column in SIDES.items()],
            is_share=row["unit"] == "share",
        )
        for at, row in enumerate(rows.rows)
    ]
    breached = table_data(book, WITHOUT_SHEET, BREACHED) if (WITHOUT_SHEET, BREACHED) in book.tables else None
    in_futures = (
        table_data(book, WITHOUT_SHEET, FUTURES_HEADING) if (WITHOUT_SHEET, FUTURES_HEADING) in book.tables else None
    )
    says = ["Without the plan what exists goes on and nothing new is decided; disruptions are the same."]
    title = security(book.view).partition("; ")[0].removesuffix(".")
    return Picture(
        "without",
        title,
        says,
        [panels(shown, across=5)],
        [table_data(book, WITHOUT_SHEET, COMPARISON_HEADING), in_futures, breached],
    )
