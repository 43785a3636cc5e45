"""Production, shipments, purchases, sales and disposal."""

from __future__ import annotations

from dataclasses import dataclass

from model.reports.book import Book
from model.reports.page import Page
from model.results.year_series import lines_of


@dataclass(frozen=True)
class Movement:
    """A sheet that shows one frame with years across."""

    sheet: str
    tab: str
    frame: str
    title: str
    about: str
    nothing: str
    labels: tuple[str, ...]
    measures: tuple[str, ...]


MOVEMENTS = (
    Movement(
        "Production", "Network", "production", "Production and inputs of plants",
        "Output made and input taken, by plant and commodity, per year.", "No plant runs.",
        ("plant", "site", "country", "commodity", "stage"), ("made", "taken"),
    ),
    Movement(
        "Flows", "Network", "flows", "Shipments", "Quantities dispatched, before losses in transit, per year.",
        "Nothing is shipped.",
        ("commodity", "origin", "destination", "origin_country", "destination_country"), ("shipped",),
    ),
    Movement(
        "Purchases", "Network", "purchases", "Purchases, and what suppliers could deliver",
        "By supplier, per year. A supplier without a line 'limit' has no limit.", "Nothing is purchased.",
        ("supplier", "site", "country", "commodity", "stage"), ("bought", "limit"),
    ),
    Movement(
        "Sales", "Network", "sales", "Sales",
        "By outlet, per year. An outlet without a line 'limit' has no limit.",
        "Nothing is sold.", ("outlet", "site", "country", "commodity"), ("sold", "limit"),
    ),
    Movement(
        "Disposal", "Network", "disposal", "Disposal", "Surplus that is neither used, stored nor sold, per year.",
        "Nothing is disposed of.", ("site", "country", "commodity"), ("disposed",),
    ),
)  # fmt: skip


def write(book: Book) -> None:
    """The sheets above."""
    view = book.view
    for movement in MOVEMENTS:
        lines = lines_of(view, movement.frame, movement.labels, movement.measures)
        if not lines:
            book.absent.append((movement.sheet, movement.nothing))
            continue
        page = Page(book, movement.sheet, movement.tab, movement.title, movement.about + view.undisrupted)
        labels = [label.replace("_", " ") for label in movement.labels]
        labels += ["measure"] if len(movement.measures) > 1 else []
        page.lay_out(labels, lines, totals=[f"total {view.horizon}"] if any(line.totals[0] for line in lines) else [])
        page.years_block(lines, filters=True)
