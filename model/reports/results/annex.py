"""The annex: lists of every figure by year, most of them declared as one block of lines, and frames shown unchanged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from model.reports.answers.pays import WHO_PAYS_SHEET as PAYS
from model.reports.book import Book
from model.reports.page import Page
from model.reports.phrases import joined
from model.reports.results.capacity import PLANT_LABELS, market_lines, plant_lines
from model.reports.results.concentration import stage_names, supply_lines
from model.reports.results.costs import PARTIES_SHEET as PARTIES
from model.reports.results.costs import cost_lines, expected_columns, expected_costs, in_category_order, sum_headers
from model.reports.results.without import WITHOUT_SHEET
from model.reports.styles import Field
from model.results.build import supplies
from model.results.columns import ACCOUNTS
from model.results.risk import BY_MONTHS
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.results.view import Line, Record, View, lines_of, money_by_year, text
from model.results.without import BREACHES, WITHOUT

# ----------------------------------------------------------------------------------------------------------------------
# Pages of the annex with years across: most are declared as one block of lines, three have more.


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
        lines += supply_lines(view, supply, names[supply.stage, supply.unit])
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
    about = (
        "Delivered is demand less shortage; deliveries by commodity, substitutes included, are below."
        + view.undisrupted
    )
    page = Page(book, MARKETS_SHEET, "Demand", "Demand and deliveries of each market", about)
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


# ----------------------------------------------------------------------------------------------------------------------
# Frames shown unchanged: contracts, technology, and every frame without a page of its own.


YEARS = {"period": "year", "decided": "year", "start": "year", "until": "date"}
"""Columns of other frames that are moments, and how they look."""

CONTRACTS, TECHNOLOGY = "Contracts", "Technology"

TECHNOLOGY_TABLES = {
    "technology": "Technology acquired, and from when it is held",
    "experience": "Experience gained by building",
    "royalties": "Use of licensed plants, on which royalties are due",
}
"""Headings of the frames on the sheet 'Technology'."""

SHEET_OF_FRAME = {
    "builds": "Builds",
    "capacity": PLANTS.sheet,
    "service": MARKETS_SHEET,
    "deliveries": MARKETS_SHEET,
    "workforce": "Workforce",
    "conversion": "Production",
    "stock": "Stockpiles",
    "costs": COST_ITEMS_SHEET,
    **dict.fromkeys(TECHNOLOGY_TABLES, TECHNOLOGY),
    "contracts": CONTRACTS,
    "contract deliveries": CONTRACTS,
    **dict.fromkeys(("funds", "who pays"), PAYS),
    ACCOUNTS: PARTIES,
    "branches": "Stress test",
    LIMITS_FRAME: "Limits",
    REPORTED: "Mandates",
    WITHOUT: WITHOUT_SHEET,
    BREACHES: WITHOUT_SHEET,
    BY_MONTHS: "Stress test",
    **{frame: page.sheet for frame, page in MOVEMENTS.items()},
    **dict.fromkeys(COMPLIANT, ORIGIN.sheet),
}
"""Frames with a page of their own; every other non-empty one gets a sheet of its name."""


def sheet_of(frame: str) -> str:
    """The sheet of a frame."""
    return SHEET_OF_FRAME.get(frame, _label(frame).capitalize())


DELIVERY_LABELS = ("contract", "supplier", "site", "country", "commodity")
START, SIGNED, END = 9.0, 11.0, 6.5
"""Widths of columns in the upper table of contracts: start of a contract, number signed, and end."""


def write_contracts(book: Book) -> None:
    """The sheet 'Contracts': signed contracts, of which a plan has few, and their deliveries."""
    view = book.view
    signed = view.trunk("contracts")
    if not signed:
        book.absent.append((CONTRACTS, "No contract is signed."))
        return
    about = "What is signed, and from when until when; below, by year, what is delivered under it." + view.undisrupted
    page = Page(book, CONTRACTS, "What-if", CONTRACTS, about)
    measures = ("volume", "taken", "paid", "made_up", "kept")
    lines = lines_of(view, "contract deliveries", DELIVERY_LABELS, measures)
    page.lay_out([*DELIVERY_LABELS, "measure"], lines, least=END)
    at = len(DELIVERY_LABELS)
    page.set_widths([*page.widths[:at], START, SIGNED, *page.widths[at + 2 :]])
    page.keep_title()
    page.table(signed, _frame_columns(view, "contracts"), heading="Signed", sized=False)
    if lines:
        page.years_block(lines, heading="Deliveries", filters=True)


def write_technology(book: Book) -> None:
    """The sheet 'Technology': acquired technology, and experience from building."""
    view = book.view
    shown = [name for name in TECHNOLOGY_TABLES if view.trunk(name)]
    if not shown:
        book.absent.append((TECHNOLOGY, "No technology has to be acquired."))
        return
    about = "Technology is decided in advance, the same in every scenario." + view.undisrupted
    page = Page(book, TECHNOLOGY, "Capacity", "Technology and experience", about)
    page.set_widths((30, 16, 16, 12, 12, 14))
    page.keep_title()
    for name in shown:
        page.table(view.trunk(name), _frame_columns(view, name), heading=TECHNOLOGY_TABLES[name], sized=False)


def _frame_columns(view: View, name: str) -> list[Field[Record]]:
    """All columns of a frame but the node."""
    return [frame_column(view, name, column) for column in view.columns(name) if column != "node"]


def write_other_frames(book: Book) -> None:
    """A sheet for every frame that no other page shows."""
    for name, frame in book.view.plan.frames.items():
        if name not in SHEET_OF_FRAME and not frame.empty:
            _write_frame(book, name)


def _write_frame(book: Book, name: str) -> None:
    """Write a frame without a page of its own: years across if it has periods, else unchanged."""
    view, title = book.view, sheet_of(name)
    rows, columns = view.trunk(name), view.columns(name)
    measures = [column for column in columns if column != "period" and is_figure(view, name, column)]
    labels = [column for column in columns if column not in (*measures, "node", "period")]
    across = "period" in columns and measures and labels
    lines = lines_of(view, name, labels, measures) if across else []
    if not rows or (across and not lines):
        book.absent.append((title, "Nothing in the undisrupted case." if view.has_branches else "Nothing."))
        return
    subject = joined([_label(measure) for measure in measures or labels])
    by = f", by {joined([_label(label) for label in labels])}" if measures and labels else ""
    page = Page(book, title, "What-if", title, f"{subject[0].upper()}{subject[1:]}{by}.{view.undisrupted}")
    if not across:
        page.table(rows, [frame_column(view, name, column) for column in columns])
        return
    page.lay_out([_label(label) for label in labels] + (["measure"] if len(measures) > 1 else []), lines)
    page.years_block(lines, filters=True)


def _label(column: str) -> str:
    return column.replace("_", " ")


def frame_column(view: View, name: str, column: str) -> Field[Record]:
    """A column of a frame as one of a table, with its unit."""
    words = _label(column)
    if column in YEARS:
        return Field(f"{column} (year)", itemgetter(column), YEARS[column])
    if is_figure(view, name, column):
        unit = view.common_unit(name, column)
        look = "date" if unit == "year" else "number"
        return Field(words + (f" ({unit})" if unit else ""), itemgetter(column), look)
    return Field(words, lambda row: _as_text(row[column]), "text")


def is_figure(view: View, name: str, column: str) -> bool:
    """Whether a column holds only numbers."""
    values = [row[column] for row in view.trunk(name) or view.rows(name) if row[column] is not None]
    return bool(values) and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _as_text(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else text(value)
