"""Pages of the annex with years across: most are declared as one block of lines, three have more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from model.reports.book import Book
from model.reports.page import Page
from model.reports.results.capacity import PLANT_LABELS, plant_lines
from model.reports.results.concentration import stage_names, supply_lines
from model.reports.results.costs import cost_lines, expected_columns, expected_costs, in_category_order, sum_headers
from model.reports.results.demand import market_lines
from model.results.build import supplies
from model.results.view import Line, View, lines_of, money_by_year


@dataclass(frozen=True)
class YearPage:
    """A page of one block of lines with years across."""

    sheet: str
    tab: str
    title: str
    about: str
    labels: tuple[str, ...]
    lines: Callable[[View], Sequence[Line]]
    nothing: str = ""
    """Why the page is absent if there is no line; without it the contents do not mention the page."""
    totals: bool | None = False
    """Whether years are summed; None: if any line has a sum."""
    is_undisrupted: bool = True
    """Whether the page states that its figures are undisrupted."""

    def write(self, book: Book) -> None:
        """Write the page, or why it is absent."""
        view, lines = book.view, self.lines(book.view)
        if not lines:
            if self.nothing:
                book.absent.append((self.sheet, self.nothing))
            return
        about = self.about + (view.undisrupted if self.is_undisrupted else "")
        page = Page(book, self.sheet, self.tab, self.title, about)
        summed = any(line.totals[0] for line in lines) if self.totals is None else self.totals
        page.lay_out(self.labels, lines, totals=[f"total {view.horizon}"] if summed else [])
        page.years_block(lines, filters=True)


# ---------------------------------------------------------------------------------------------- one block of lines

PLANTS = YearPage(
    "Capacity by plant",
    "Capacity",
    "Capacity and utilisation of each plant",
    "Usable capacity in each year, existing and new, and how much of it is used.",
    (*PLANT_LABELS, "measure"),
    plant_lines,
)


def _supply_by_country(view: View) -> list[Line]:
    supplied = supplies(view)
    names = stage_names(supplied)
    lines: list[Line] = []
    for supply in supplied:
        lines += supply_lines(supply, names[supply.stage, supply.unit], view.years)
    return lines


COUNTRIES = YearPage(
    "Supply by country",
    "Risk",
    "Supply by country",
    "Production of the plants in a country plus purchases there, by stage, within this plan.",
    ("stage", "country"),
    _supply_by_country,
    totals=True,
)

MOVEMENTS: dict[str, YearPage] = {}
"""Page of each frame of production, shipments, purchases, sales and disposal."""


def _movement(
    sheet: str, frame: str, title: str, about: str, nothing: str, labels: tuple[str, ...], measures: tuple[str, ...]
) -> None:
    """Declare the page of a frame; several measures have a column of their names."""
    headers = tuple(label.replace("_", " ") for label in labels) + (("measure",) if len(measures) > 1 else ())
    MOVEMENTS[frame] = YearPage(
        sheet, "Network", title, about, headers, lambda view: lines_of(view, frame, labels, measures), nothing, None
    )


_movement(
    "Production",
    "production",
    "Production and inputs of plants",
    "Output made and input taken, by plant and commodity, per year.",
    "No plant runs.",
    ("plant", "site", "country", "commodity", "stage"),
    ("made", "taken"),
)
_movement(
    "Flows",
    "flows",
    "Shipments",
    "Quantities dispatched, before losses in transit, per year.",
    "Nothing is shipped.",
    ("commodity", "origin", "destination", "origin_country", "destination_country"),
    ("shipped",),
)
_movement(
    "Purchases",
    "purchases",
    "Purchases, and what suppliers could deliver",
    "By supplier, per year. A supplier without a line 'limit' has no limit.",
    "Nothing is purchased.",
    ("supplier", "site", "country", "commodity", "stage"),
    ("bought", "limit"),
)
_movement(
    "Sales",
    "sales",
    "Sales",
    "By outlet, per year. An outlet without a line 'limit' has no limit.",
    "Nothing is sold.",
    ("outlet", "site", "country", "commodity"),
    ("sold", "limit"),
)
_movement(
    "Disposal",
    "disposal",
    "Disposal",
    "Surplus that is neither used, stored nor sold, per year.",
    "Nothing is disposed of.",
    ("site", "country", "commodity"),
    ("disposed",),
)


COMPLIANT = {
    "compliant deliveries": (("market", "product", "commodity"), "delivered"),
    "compliant purchases": (("supplier",), "bought"),
    "compliant production": (("plant", "recipe"), "run"),
    "compliant shipments": (("lane",), "shipped"),
    "compliant stock": (("stockpile",), "stock"),
    "compliant transfers": (("serving", "site", "commodity"), "spared"),
}
"""Labels besides the exclusion, and the measure, of each frame of goods of accepted origin."""


def _compliant(view: View) -> list[Line]:
    lines: list[Line] = []
    for name, (labels, measure) in COMPLIANT.items():
        of = name.removeprefix("compliant ")
        for line in lines_of(view, name, ("exclusion", *labels), (measure,)):
            exclusion, *rest = line.labels
            lines.append(Line((exclusion, of, " · ".join(rest)), line.unit, line.values, line.totals))
    return lines


ORIGIN = YearPage(
    "Origin",
    "Risk",
    "Deliveries of accepted origin, and what they are made of",
    "Each exclusion of the sheet that names origins and goods which a demand does not accept.",
    ("exclusion", "compliant", "of"),
    _compliant,
    "No demand excludes origins or goods.",
)

# ---------------------------------------------------------------------------------------------- several blocks

MARKETS_SHEET = "Demand by market"


def write_markets(book: Book) -> None:
    """The sheet 'Demand by market': demand and deliveries of each market."""
    view = book.view
    markets = market_lines(view)
    deliveries = lines_of(view, "deliveries", ("market", "product", "commodity"), ("delivered",))
    if not markets and not deliveries:
        return
    page = Page(
        book,
        MARKETS_SHEET,
        "Demand",
        "Demand and deliveries of each market",
        "Delivered is demand less shortage; deliveries by commodity, substitutes included, are below."
        + view.undisrupted,
    )
    page.lay_out(
        ["market", "product", "commodity / measure"], markets, deliveries, totals=[f"total {view.horizon}"], ruler=True
    )
    for heading, lines, label in (
        ("By market", markets, "measure"),
        ("Deliveries by commodity", deliveries, "commodity"),
    ):
        if lines:
            page.years_block(lines, ["market", "product", label], heading=heading, filters=True)


COST_ITEMS_SHEET = "Cost items"


def write_cost_items(book: Book) -> None:
    """The sheet 'Cost items': cost of the plan, item by item; and on average over disruptions."""
    view = book.view
    labels = ("category", "cost", "item", "country")
    lines = in_category_order(cost_lines(view, labels, money_by_year(view)))
    if not lines:
        return
    about = "Undiscounted by year, then the sum and the present value." + view.undisrupted
    page = Page(book, COST_ITEMS_SHEET, "Costs", "Every cost", about)
    page.lay_out(labels, lines, totals=sum_headers(view), ruler=view.has_branches)
    if view.has_branches:
        categories = list(dict.fromkeys(line.labels[0] for line in lines))
        heading = "From the undisrupted case to expected cost, present values"
        page.table(expected_costs(view, categories), expected_columns(view.amount), heading=heading, sized=False)
    page.years_block(lines, heading="By item", filters=True)
