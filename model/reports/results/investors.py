"""The investor's view: returns of each plant and project, prices below which it stops or closes, and doubts
about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.ledger.prices import UNKNOWN
from model.reports.book import Book
from model.reports.document import DocumentTable
from model.reports.page import Page
from model.reports.phrases import joined, money, percent
from model.reports.styles import Field
from model.results.accounts import EXPECTED, UNDISTURBED, CashFlow, Course
from model.results.columns import PRICES
from model.results.doubts import Doubt, Emptied, Losing, Rehired, Salvaged, Shut, Underused, doubts
from model.results.investor import Investor, Venture, sponsor_name
from model.results.operating_profit import operating_profits
from model.results.view import Line, View, money_by_year
from model.sheets.names import count
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# The investor's view of each plant and project: returns, and the prices below which it stops or closes.


INVESTORS_SHEET = "Investors"
RETURNS = "Returns by plant and project"
THRESHOLDS = "Operating profit, and prices below which a plant stops or closes"
ABOUT_INVESTORS = (
    "What each plant and project earns for its sponsor at transfer prices: real, before tax, with public money unless "
    "stated."
)
NOTES_ON_RETURNS = (
    "Net present value (NPV) at the hurdle rate, with salvage as in the plan; extrapolated: the last year repeated for "
    "the remaining life instead. Worst: the disruption with the lowest NPV.",
    "IRR: every rate from −99 % to 1000 % at which the NPV is zero; with several the NPV decides. Payback: years from "
    "the first outlay, undiscounted. Break-even: constant price of the main product at which the NPV is zero.",
    "A plant stops below its variable cost less by-products, and closes below that with fixed cost and staff; by unit "
    "of the main product, undisrupted. Operating profit: sales less inputs, operation and people, without capital, "
    "salvage and public money.",
)
MONEY_WIDTH = 10.0
"""Width of a year's column, in which tables have columns with longer headers."""
DEFAULT_RATE = "discount rate"
"""Mark of a hurdle rate that is not given."""


@dataclass(frozen=True)
class Returns:
    """Measures of a venture over all cases."""

    investor: Investor
    venture: Venture

    @cached_property
    def undisturbed(self) -> CashFlow:
        return self.flow(UNDISTURBED)

    @cached_property
    def expected(self) -> CashFlow:
        return self.flow(EXPECTED)

    def flow(self, case: str) -> CashFlow:
        return self.investor.earned(self.venture, self.investor.case(case))

    def npv(self, case: str = UNDISTURBED) -> float:
        return self.flow(case).npv(self.venture.hurdle)

    @cached_property
    def worst(self) -> tuple[Course, float] | None:
        """The disruption with the lowest net present value; None without disruptions."""
        hurdle = self.venture.hurdle
        values = [
            (self.investor.earned(self.venture, case).npv(hurdle), case)
            for case in self.investor.cases
            if case.name not in (UNDISTURBED, EXPECTED)
        ]
        if not values:
            return None
        least, case = min(values, key=lambda pair: (pair[0], pair[1].name))
        return case, least

    @property
    def without_public(self) -> float:
        case = self.investor.case(UNDISTURBED)
        return self.investor.earned(self.venture, case, has_public=False).npv(self.venture.hurdle)

    def break_even(self, *, has_public: bool = True) -> float | None:
        case = self.investor.case(UNDISTURBED)
        return self.investor.break_even(self.venture, case, has_public=has_public)

    @property
    def extrapolated(self) -> float:
        return self.investor.extrapolated(self.venture, self.investor.case(UNDISTURBED))

    @property
    def price(self) -> float | None:
        """Mean transfer price of the main product, by quantity, undisrupted [currency/unit]."""
        output, trunk = self.venture.output, self.investor.trunk
        if output is None:
            return None
        amount = (output.quantity * self.investor.years)[trunk]
        money = amount * output.price[trunk]
        return float(money.sum() / amount.sum()) if amount.sum() > 0 else None

    def payback(self) -> str | float:
        flow, last = self.undisturbed, self.investor.calendar.last_year
        if flow.payback is not None:
            return flow.payback
        return "" if min(flow.values) >= 0 else f"not by {last}"


def rate_in_words(flow: CashFlow) -> float | str:
    """The rate of return, all if there are several, or why there is none."""
    rates = flow.rates_of_return
    if len(rates) == 1:
        return rates[0]
    return ", ".join(f"{100 * rate:.1f} %" for rate in rates) or flow.why_no_rate


def unpriced(view: View) -> list[str]:
    """A remark on goods without a known price; none without such goods."""
    goods = sorted({row["commodity"] for row in view.rows(PRICES) if row["basis"] == UNKNOWN})
    return [f"Not known: no price of {joined(goods)}; it counts as 0."] if goods else []


@remembered
def returns(view: View) -> list[Returns]:
    """Measures of all plants and projects; sponsors together."""
    investor = Investor(view)
    return [Returns(investor, venture) for venture in investor.ventures]


def returns_table(view: View, measured: Sequence[Returns]) -> DocumentTable[Returns]:
    """One row a plant or project."""
    amount = view.amount
    fields: list[Field[Returns]] = [
        Field("plant", lambda row: row.venture.plant, "text"),
        Field("project", lambda row: row.venture.name if row.venture.is_project else "", "text"),
        Field("sponsor", lambda row: sponsor_name(row.venture), "text"),
        Field("product", lambda row: product_of(row.venture), "text"),
        Field(f"NPV ({amount})", lambda row: row.npv()),
        Field("expected", lambda row: row.npv(EXPECTED)),
        Field("IRR", lambda row: rate_in_words(row.undisturbed), "value", form="0.0 %"),
        Field("payback (years)", lambda row: row.payback(), "value", form="0.0"),
        Field("break-even price", lambda row: row.break_even()),
        Field("price", lambda row: row.price),
        Field("unit", lambda row: price_unit_of(view, row.venture), "text"),
        Field("worst", lambda row: row.worst[1] if row.worst else None),
        Field("without public money", lambda row: row.without_public),
        Field("extrapolated", lambda row: row.extrapolated),
        Field("break-even without public money", lambda row: row.break_even(has_public=False)),
        Field("hurdle rate", lambda row: row.venture.hurdle, "share"),
        Field("from", lambda row: "Capacity" if row.venture.is_hurdle_given else DEFAULT_RATE, "text"),
        Field("worst in", lambda row: row.worst[0].name if row.worst else "", "text"),
    ]
    return DocumentTable(measured, fields, RETURNS, is_sized=False)


def product_of(venture: Venture) -> str:
    """The main product; empty if there is none."""
    return venture.output.commodity if venture.output else ""


def price_unit_of(view: View, venture: Venture) -> str:
    """Unit of money per unit of the main product."""
    output = venture.output
    return f"{view.settings.currency}/{view.commodities[output.commodity].unit}" if output else ""


def thresholds(view: View, measured: Sequence[Returns]) -> list[Line]:
    """By year, undisrupted, the price of the main product and those below which a plant stops or closes, and its
    operating profit."""
    lines, profits = [], {profit.plant: profit for profit in operating_profits(view)}
    for row in measured:
        costs, output = row.investor.unit_costs(row.venture), row.venture.output
        if row.venture.is_project or output is None or not costs:
            continue
        prices = dict(zip(view.periods, output.price[row.investor.trunk].tolist(), strict=True))
        for at, words in enumerate(("stops below", "closes below", "price")):
            values = [(costs[t][at] if at < 2 else prices[t]) if t in costs else None for t in view.periods]
            labels = (row.venture.plant, output.commodity, words)
            below = [number for number, t in enumerate(view.periods) if t in costs and prices[t] < costs[t][1]]
            lines.append(Line(labels, price_unit_of(view, row.venture), tuple(values), marked=below if at == 2 else ()))
        profit = profits[row.venture.plant]
        losing = [number for number, t in enumerate(view.periods) if t in profit.losing]
        labels = (row.venture.plant, output.commodity, "operating profit")
        lines.append(Line(labels, money_by_year(view), tuple(profit.earnings.values()), marked=losing))
    return lines


def write_investors(book: Book) -> None:
    """The sheet 'Investors'."""
    view = book.view
    measured, questions = returns(view), doubts(view)
    if not measured and not questions:
        book.absent.append((INVESTORS_SHEET, "There are no plants with an account."))
        return
    page, lines = (
        Page(book, INVESTORS_SHEET, "Costs", "The investor's view", ABOUT_INVESTORS, pages=4),
        thresholds(view, measured),
    )
    for note in (*NOTES_ON_RETURNS, *unpriced(view)):
        page.note(note)
    page.skip()
    ventures = [row.venture for row in measured]
    names = [Line((at.plant, at.name, sponsor_name(at)), product_of(at), ()) for at in ventures]
    names += [Line((row.kind, row.subject, view.spans(row.periods)), "", ()) for row in questions]
    page.lay_out(
        ["plant", "product", "measure"],
        lines,
        names,
        ruler=True,
        all_on_paper=True,
        least=MONEY_WIDTH,
    )
    page.table(measured, returns_table(view, measured).fields, heading=RETURNS, sized=False)
    if questions:
        page.table(questions, questioned(view), heading=QUESTIONED, sized=False)
    page.years_block(lines, heading=THRESHOLDS, filters=True)


# ----------------------------------------------------------------------------------------------------------------------
# Features that a planner would question in a plan, in words: a sentence for the first page, a table for the sheet
# Investors.


QUESTIONED = "What a planner would question"

QUESTION_KINDS: Mapping[type[Doubt], tuple[str, str]] = {
    Shut: ("existing plant stands idle, though cheap to run", "existing plants stand idle, though cheap to run"),
    Underused: ("new plant is used below 60 %", "new plants are used below 60 %"),
    Salvaged: ("new plant earns less than its salvage is worth", "new plants earn less than their salvage is worth"),
    Emptied: ("store is emptied before a disruption may start", "stores are emptied before a disruption may start"),
    Rehired: ("skill is released and hired again", "skills are released and hired again"),
    Losing: ("plant has years with a loss", "plants have years with a loss"),
}
"""One and several of each kind."""


def questions_in_words(view: View) -> str:
    """Number of features of each kind, with the weightiest of each."""
    clauses = []
    for kind, words in QUESTION_KINDS.items():
        of_kind = [doubt for doubt in doubts(view) if isinstance(doubt, kind)]
        if of_kind:
            most = ":" if len(of_kind) == 1 else ", most of all" if kind is Losing else ", e.g."
            clauses.append(f"{count(len(of_kind), *words)}{most} {of_kind[0].subject}{_weight_in_words(view, of_kind)}")
    return f"Questions before signing (sheet Investors): {'; '.join(clauses)}." if clauses else ""


def _weight_in_words(view: View, of_kind: Sequence[Doubt]) -> str:
    """The periods of the weightiest feature; of losses the largest, the sum, and who pays it."""
    losing = [doubt for doubt in of_kind if isinstance(doubt, Losing)]
    if not losing:
        return f" ({view.spans(of_kind[0].periods)})" if of_kind[0].periods else ""
    loss, paid = sum(doubt.amount for doubt in losing), sum(doubt.supported for doubt in losing)
    who = f"public money pays {money(paid)} in all" if paid > 0 else "no payer is named"
    largest = f"{money(losing[0].amount)} of " if len(losing) > 1 else ""
    return f" ({largest}{money(loss)} {view.amount}; {who})"


def questioned(view: View) -> list[Field[Doubt]]:
    """Columns of the table of all features."""
    return [
        Field("feature", lambda doubt: doubt.kind, "text"),
        Field("subject", lambda doubt: doubt.subject, "text"),
        Field("years", lambda doubt: view.spans(doubt.periods), "text"),
        Field("what", lambda doubt: _detail(view, doubt), "text"),
    ]


def _detail(view: View, doubt: Doubt) -> str:
    """Remark on a feature."""
    match doubt:
        case Shut(cost_of_running=cost):
            would = f"running it would cost about {money(cost)} {view.amount}" if cost > 0 else "it would earn money"
            return f"stands idle, although {would}"
        case Underused():
            return f"is used to {percent(doubt.share_used)} after ramp-up"
        case Salvaged(amount=salvage):
            earnings = money(doubt.earnings) if doubt.earnings > 0 else "none"
            return f"salvage {money(salvage)} {view.amount}, operating profit until then {earnings} (present value)"
        case Emptied():
            return f"opening stock is used up; no disruption may start before {doubt.first_disruption}"
        case Rehired(amount=released):
            later = view.spans(doubt.periods[1:])
            return f"{money(released)} released, {money(doubt.hired)} hired in {later}"
    assert isinstance(doubt, Losing)
    paid = doubt.supported
    who = f"public money for output pays {money(paid)} of it" if paid > 0 else "no payer is named"
    return f"loses {money(doubt.amount)} {view.amount}; {who}"
