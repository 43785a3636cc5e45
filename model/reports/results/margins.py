"""Cash cost, market price and margin of each plant: who loses money at the prices of the market."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.questions import QUESTIONED, questioned
from model.reports.styles import Field
from model.results.doubts import doubts
from model.results.margins import Maker, Margin, makers
from model.results.view import View
from model.results.year_series import Line

SHEET = "Margins"
ABOUT = "Each plant as if it bought what it takes and sold what it makes on the market, undisrupted."
OF_COST = (
    "Cash cost: operation, wages of operating staff and inputs, less by-products, for a unit of the main product; "
    "without capital, freight and tariffs; blank where a plant uses less than 1 % of its capacity."
)
OF_PRICE = (
    "Price: of the cheapest supplier; where nobody sells the product, of the outlet that pays most, else its reference "
    "value."
)
LOSING, BY_YEAR = "Plants with a negative margin", "Cash cost, price and margin by year"
COST, PRICE, EACH, TOTAL = "cash cost", "price", "margin", "margin of all"


def write(book: Book) -> None:
    """The sheet 'Margins'."""
    view, shown = book.view, makers(book.view)
    lines = [line for maker in shown for line in lines_of_plant(view, maker)]
    questions = doubts(view)
    if not lines and not questions:
        book.absent.append((SHEET, "No plant produces anything that has a price."))
        return
    page = Page(book, SHEET, "Costs", "Margins at market prices", ABOUT)
    losing = sorted((maker for maker in shown if maker.losing), key=lambda maker: maker.lost)
    page.note(OF_COST)
    page.note(OF_PRICE)
    page.skip()
    page.lay_out(["plant", "product", "measure"], lines, ruler=True)
    if questions:
        page.table(questions, questioned(view), heading=QUESTIONED, sized=False)
    if losing:
        page.table(losing, _losing(view), heading=LOSING, sized=False)
    else:
        page.note("No plant has a negative margin in a year in which it produces, as far as there are prices.")
        page.skip()
    page.years_block(lines, heading=BY_YEAR, filters=True)
    unpriced = sorted({name for maker in shown for each in maker.margins for name in each.unpriced})
    unpriced += sorted({maker.first.product for maker in shown if maker.first.price is None})
    if unpriced:
        page.note(f"Without a market price, so that margins are blank: {', '.join(dict.fromkeys(unpriced))}.")


def _losing(view: View) -> list[Field[Maker]]:
    return [
        Field("plant", lambda maker: maker.first.plant, "text"),
        Field("product", lambda maker: maker.first.product, "text"),
        Field("country", lambda maker: maker.first.country, "text"),
        Field("years", lambda maker: view.spans(each.period for each in maker.losing), "text"),
        Field("unit", lambda maker: unit_of(view, maker), "text"),
        Field("worst in", lambda maker: maker.worst.period, form="0"),
        Field("cash cost", lambda maker: maker.worst.cash_cost),
        Field("price", lambda maker: maker.worst.price.value if maker.worst.price else None),
        Field("margin", lambda maker: maker.worst.each),
        Field(f"loss ({view.amount})", lambda maker: maker.lost),
        Field("price of", lambda maker: maker.worst.price.source if maker.worst.price else "", "text"),
    ]


def unit_of(view: View, maker: Maker) -> str:
    """Unit of money per unit of the main product."""
    return f"{view.settings.currency}/{view.commodities[maker.first.product].unit}"


def lines_of_plant(view: View, maker: Maker) -> list[Line]:
    """Cash cost, price and margin of a unit, and the margin of a year, by period; empty without output."""
    by_period = {each.period: each for each in maker.margins}
    unit = unit_of(view, maker)

    def line(measure: str, unit: str, values: Sequence[float | None], marked: Collection[int] = ()) -> Line:
        return Line((maker.first.plant, maker.first.product, measure), unit, tuple(values), marked=marked)

    def over(figure: Callable[[Margin], float | None]) -> list[float | None]:
        return [figure(by_period[period]) if period in by_period else None for period in view.periods]

    each = over(lambda margin: margin.each)
    losing = {margin.period for margin in maker.losing}
    below = [at for at, period in enumerate(view.periods) if period in losing]
    lines = [
        line(COST, unit, over(lambda margin: margin.cash_cost)),
        line(PRICE, unit, over(lambda margin: margin.price.value if margin.price else None)),
        line(EACH, unit, each, below),
        line(TOTAL, f"{view.amount}/y", over(lambda margin: margin.total(maker.unit)), below),
    ]
    return [each for each in lines if any(value is not None for value in each.values)]
