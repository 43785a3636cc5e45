"""Demand of each market, what is delivered, what is short."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports.book import Book
from model.reports.charts import Chart, Series, stacked
from model.reports.looks import Block
from model.reports.page import Page
from model.reports.palette import DELIVERED, SHORT
from model.results.lines import Line, lines_of, ratio, summed

MOST_CHARTS = 6


def write_demand(book: Book) -> None:
    """The sheet 'Demand'."""
    view = book.view
    markets = with_service(lines_of(view, "service", ("market", "product"), ("demand", "shortage")))
    deliveries = lines_of(view, "deliveries", ("market", "product", "commodity"), ("delivered",))
    page = Page(
        book, "Demand", "Demand", "Demand and deliveries",
        "Delivered is demand less shortage; deliveries by commodity, substitutes included, are listed below."
        + view.undisrupted,
    )  # fmt: skip
    if not markets and not deliveries:
        page.note("None: no market has any demand.")
        return
    page.lay_out(
        ["market", "product", "commodity / measure"], markets, deliveries, totals=[f"total {view.horizon}"], ruler=True
    )
    if markets:
        products = by_product(markets)
        names = list(dict.fromkeys((line.labels[0], line.unit) for line in products if line.labels[2] == "demand"))
        slots = page.reserve(len(names[:MOST_CHARTS]), 260)
        block = page.years_block(products, ["product", "", "measure"], heading="All markets")
        page.place(slots, _pictures(block, names[:MOST_CHARTS]))
        page.years_block(markets, ["market", "product", "measure"], heading="By market", filters=True)
    if deliveries:
        page.years_block(
            deliveries, ["market", "product", "commodity"], heading="Deliveries by commodity", filters=True
        )


def with_service(lines: list[Line]) -> list[Line]:
    """From demand and shortage of each market and product: demand, delivered, shortage, share delivered."""
    demands = {line.labels[:-1]: line for line in lines if line.labels[-1] == "demand"}
    shortages = {line.labels[:-1]: line for line in lines if line.labels[-1] == "shortage"}
    made: list[Line] = []
    for key, demand in demands.items():
        short = shortages.get(key)
        delivered = _less(demand, short, (*key, "delivered"))
        made += [demand, delivered, *([short] if short else []), ratio(delivered, demand, (*key, "fill rate"))]
    return made


def _less(demand: Line, short: Line | None, labels: tuple[str, ...]) -> Line:
    if short is None:
        return Line(labels, demand.unit, demand.values, demand.totals)
    values = tuple((need or 0.0) - (gap or 0.0) for need, gap in zip(demand.values, short.values, strict=True))
    totals = tuple((need or 0.0) - (gap or 0.0) for need, gap in zip(demand.totals, short.totals, strict=True))
    return Line(labels, demand.unit, values, totals)


def by_product(markets: list[Line]) -> list[Line]:
    """The same lines for all markets together."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in markets:
        if line.labels[-1] in ("demand", "shortage"):
            groups.setdefault((line.labels[1], line.labels[2]), []).append(line)
    ordered = sorted(groups, key=lambda key: list(groups).index((key[0], "demand")))
    made = with_service([summed(groups[key], key) for key in ordered])
    return [Line((line.labels[0], "", line.labels[1]), line.unit, line.values, line.totals, line.look) for line in made]


def _pictures(block: Block, names: Sequence[tuple[str, str]]) -> list[Chart]:
    pictures = []
    for product, unit in names:
        series = [
            Series(block, at, name, colour)
            for name, colour in (("delivered", DELIVERED), ("shortage", SHORT))
            if (at := block.find(product, "", name)) is not None
        ]
        pictures.append(stacked(f"Demand for {product}, {unit}", series))
    return pictures
