"""Demand, deliveries and shortage of each market."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports.book import Book
from model.reports.charts import Chart, Series, stacked
from model.reports.page import Page
from model.reports.palette import DELIVERED, SHORT
from model.reports.phrases import percent
from model.reports.styles import Block
from model.results.build import Service, services
from model.results.view import Line, View, lines_of, ratio, summed

DEMAND_SHEET, MOST_PRODUCTS_DRAWN, MOST_MARKETS_NAMED = "Demand", 3, 6


def write_demand(book: Book) -> None:
    """The sheet 'Demand'."""
    view = book.view
    products = demand_by_product(market_lines(view))
    if not products:
        book.absent.append((DEMAND_SHEET, "No market has any demand."))
        return
    page = Page(
        book,
        DEMAND_SHEET,
        "Demand",
        "Demand, and what is delivered of it",
        "Delivered is demand less shortage, of all markets together; each of them is in 'Demand by market'."
        + view.undisrupted,
    )
    page.lay_out(["product", "measure"], products, totals=[f"total {view.horizon}"], all_on_paper=True)
    names = list(dict.fromkeys((line.labels[0], line.unit) for line in products if line.labels[1] == "demand"))
    slots = page.reserve(len(names[:MOST_PRODUCTS_DRAWN]), 240)
    block = page.years_block(products, heading="All markets")
    page.place(slots, _product_pictures(block, names[:MOST_PRODUCTS_DRAWN]))
    page.note(
        f"Lowest fill rates over {view.horizon}: {'; '.join(map(_rates_in_words, services(view)[:MOST_MARKETS_NAMED]))}."
    )


def market_lines(view: View) -> list[Line]:
    """Demand, delivered, shortage and fill rate of each market and product."""
    return with_service(lines_of(view, "service", ("market", "product"), ("demand", "shortage")))


def _rates_in_words(service: Service) -> str:
    worst = f"{percent(service.worst)} in {service.worst_year}"
    return f"{service.market}, {service.product} {percent(service.overall)} ({worst})"


def with_service(lines: list[Line]) -> list[Line]:
    """From demand and shortage of each market and product: demand, delivered, shortage, share delivered."""
    demands = {line.labels[:-1]: line for line in lines if line.labels[-1] == "demand"}
    shortages = {line.labels[:-1]: line for line in lines if line.labels[-1] == "shortage"}
    service_lines: list[Line] = []
    for key, demand in demands.items():
        short = shortages.get(key)
        delivered = _delivered(demand, short, (*key, "delivered"))
        service_lines += [demand, delivered, *([short] if short else []), ratio(delivered, demand, (*key, "fill rate"))]
    return service_lines


def _delivered(demand: Line, short: Line | None, labels: tuple[str, ...]) -> Line:
    if short is None:
        return Line(labels, demand.unit, demand.values, demand.totals)
    values = tuple((need or 0.0) - (gap or 0.0) for need, gap in zip(demand.values, short.values, strict=True))
    totals = tuple((need or 0.0) - (gap or 0.0) for need, gap in zip(demand.totals, short.totals, strict=True))
    return Line(labels, demand.unit, values, totals)


def demand_by_product(markets: list[Line]) -> list[Line]:
    """The same lines for all markets together."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in markets:
        if line.labels[-1] in ("demand", "shortage"):
            groups.setdefault((line.labels[1], line.labels[2]), []).append(line)
    ordered = sorted(groups, key=lambda key: list(groups).index((key[0], "demand")))
    return with_service([summed(groups[key], key) for key in ordered])


def _product_pictures(block: Block, names: Sequence[tuple[str, str]]) -> list[Chart]:
    pictures = []
    for product, unit in names:
        series = [
            Series(block, at, name, colour)
            for name, colour in (("delivered", DELIVERED), ("shortage", SHORT))
            if (at := block.find(product, name)) is not None
        ]
        pictures.append(stacked(f"Demand for {product}, {unit}", series))
    return pictures
