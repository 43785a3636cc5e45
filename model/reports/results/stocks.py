"""Inventory by year, and its cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.families.stockpiles.rows import Stockpile
from model.reports.book import Book
from model.reports.charts import Chart, Series, stacked
from model.reports.page import Page
from model.reports.palette import HUES
from model.reports.styles import Block
from model.results.build import MONTHS, covered_use
from model.results.view import Line, View, largest, lines_of, summed

STOCKPILES_SHEET, BY_COMMODITY, COVER, BY_STOCKPILE = "Stockpiles", "By commodity", "Cover", "By stockpile"
COVER_UNIT, COVER_REACHED, COVER_REQUIRED = "months", "cover", "cover required"


def write_stockpiles(book: Book) -> None:
    """The sheet 'Stockpiles'."""
    view = book.view
    lines = lines_of(view, "stock", ("stockpile", "site", "country", "commodity"), ("stock",))
    if not lines:
        book.absent.append((STOCKPILES_SHEET, "Nothing is stored."))
        return
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.labels[3], line.unit), []).append(line)
    commodities = [summed(group, (commodity,)) for (commodity, _), group in groups.items()]
    cover = list(cover_lines(view, lines))
    piles = [Line((line.labels[0], line.labels[3]), line.unit, line.values) for line in lines]
    page = Page(
        book,
        STOCKPILES_SHEET,
        "Demand",
        "Stockpiles",
        "Stock at year end, and its cover: for how many months it would meet the year's demand and use in the place "
        "that it covers." + view.undisrupted,
    )
    page.lay_out(["stockpile", "measure"], piles, cover, all_on_paper=True)
    page.keep_title()
    units = list(dict.fromkeys(line.unit for line in commodities))
    slots = page.reserve(len(units), 220)
    block = page.years_block(commodities, ["commodity", ""], heading=BY_COMMODITY)
    page.place(slots, [_stock_picture(block, commodities, unit) for unit in units])
    if cover:
        page.years_block(cover, ["stockpile", "measure"], heading=COVER)
    page.years_block(piles, ["stockpile", "commodity"], heading=BY_STOCKPILE, filters=True)


def _stock_picture(block: Block, commodities: Sequence[Line], unit: str) -> Chart:
    """Stock of a unit by commodity."""
    biggest = largest([line for line in commodities if line.unit == unit], 8, ("other",))
    series = [
        Series(block, at, line.labels[0], HUES[place])
        for place, line in enumerate(biggest)
        if (at := block.find(line.labels[0])) is not None
    ]
    return stacked(f"Stock at year end, {unit}", series)


def cover_lines(view: View, stocks: Sequence[Line]) -> Iterator[Line]:
    """Months of cover of each stockpile, if there is demand or use in the covered places; and the required cover."""
    stock_of = {line.labels[0]: line.values for line in stocks}
    for row in view.plan.tables[Stockpile]:
        use = [covered_use(view, row, t) for t in view.periods]
        stock = stock_of.get(row.stockpile)
        if stock is None or not any(use):
            continue
        months = tuple(
            MONTHS * (amount or 0.0) / used if used > 0 else None for amount, used in zip(stock, use, strict=True)
        )
        yield Line((row.stockpile, COVER_REACHED), COVER_UNIT, months)
        if row.cover:
            since = row.cover_from or view.periods[0]
            required = tuple(row.cover if t + view.years > since else None for t in view.periods)
            yield Line((row.stockpile, COVER_REQUIRED), COVER_UNIT, required)
