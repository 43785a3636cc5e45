"""Costs of the plan, its payers, and the earnings of all parties."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from operator import itemgetter

from model.ledger.parties import INSIDE, NOBODY, TREASURY
from model.reports.answers.pays import WHO_PAYS_SHEET
from model.reports.book import Book
from model.reports.charts import Series, stacked
from model.reports.page import Page
from model.reports.palette import CATEGORIES, OTHER, category_colours
from model.reports.phrases import money
from model.reports.results.investors import MONEY_WIDTH, unpriced
from model.reports.results.words import relief
from model.reports.styles import Field
from model.results.accounts import EXPECTED, UNDISTURBED, PartyResult, PartyResults, capital_lines, party_results
from model.results.build import present_value, weighs_risk
from model.results.public import (
    TAIL,
    Figures,
    Liabilities,
    Programme,
    ServedMarket,
    governments,
    served_markets,
    stocks_at_prices,
)
from model.results.risk import cost_undisturbed
from model.results.view import Line, Record, View, by_year, largest, lines_of, money_by_year, ratio, summed, text
from model.sheets.names import CALLED
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Cost: by category, by country, and on average over disruptions.


MOST_COUNTRIES = 8
COSTS_SHEET, BY_CATEGORY = "Costs", "By category"


def write_costs(book: Book) -> None:
    """The sheet 'Costs'."""
    view = book.view
    if not view.trunk("costs"):
        book.absent.append((COSTS_SHEET, "The plan costs nothing."))
        return
    about = (
        f"Undiscounted, in each {view.a_period}"
        f"{', undisrupted case' if view.has_branches else ''}. Present values"
        f"{', disruptions weighted by their probabilities,' if view.has_branches else ''} add up to "
        f"{present_value(view):,.1f} {view.amount}: {minimised(view)}."
    )
    page = Page(book, COSTS_SHEET, "Costs", "Cost of the plan", about, pages=2)
    page.note(discounting(view))
    if remark := relief(view):
        page.note(remark)
    unit = money_by_year(view)
    categories = in_category_order(cost_lines(view, ("category",), unit))
    countries = largest(cost_lines(view, ("country",), unit), MOST_COUNTRIES, ("other countries",))
    page.lay_out(["category"], categories, countries, totals=sum_headers(view), ruler=True, all_on_paper=True)
    slots = page.reserve(2, 290)
    page.years_block([*categories, summed(categories, ("total",), "total")], ["category"], heading=BY_CATEGORY)
    series = category_series(book)
    place = page.years_block([*countries, summed(countries, ("total",), "total")], ["country"], heading="By country")
    where = [
        Series(place, at, line.labels[0], book.colours.get(line.labels[0], OTHER)) for at, line in enumerate(countries)
    ]
    title = f"Cost by {{}}{', undisrupted case' if view.has_branches else ''}, {unit}"
    page.place(slots, [stacked(title.format("category"), series), stacked(title.format("country"), where)])


def sum_headers(view: View) -> list[str]:
    """Headers of the sums after the years."""
    return [f"total {view.horizon}", "expected present value" if view.has_branches else "present value"]


def in_category_order(lines: Iterable[Line]) -> list[Line]:
    """Costs in the order of their categories."""
    return sorted(lines, key=lambda line: _category_rank(line.labels[0]))


def category_series(book: Book) -> list[Series]:
    """The lines by category, to be drawn."""
    block = book.blocks.get((COSTS_SHEET, BY_CATEGORY))
    lines = block.lines[:-1] if block else ()
    shades = category_colours(line.labels[0] for line in lines)
    return [Series(block, at, line.labels[0], shades[line.labels[0]]) for at, line in enumerate(lines)] if block else []


def minimised(view: View) -> str:
    """Whether the plan has the least present value, or weighs risk as well."""
    if weighs_risk(view):
        return f"including the weight on risk, the plan minimises {view.plan.objective:,.1f}"
    return "the sum that the plan minimises"


def discounting(view: View) -> str:
    """Discounting of sums to present values."""
    settings = view.settings
    if not settings.discount_rate:
        return "The discount rate is 0: present values equal the undiscounted sums."
    counted = "mid-year" if settings.discounting == "mid-year" else "at the start of the year"
    spread = (
        f" A cash flow of a {view.a_period} is spread evenly over them: it is discounted by the mean of their factors."
    )
    return (
        f"Present values are discounted to the start of {settings.first_year}, at {100 * settings.discount_rate:g} % a "
        f"year; cash flows of a year fall {counted}." + ("" if view.calendar.is_yearly else spread)
    )


def expected_costs(view: View, categories: Sequence[str]) -> list[tuple[str, float, float, float]]:
    """By category: undisturbed cost of the plan, expected addition by disruptions, and their sum; totals below."""
    usual = [cost_undisturbed(view, category) for category in categories]
    expected = [present_value(view, category) for category in categories]
    rows = zip([*categories, "total"], [*usual, sum(usual)], [*expected, sum(expected)], strict=True)
    return [(name, calm, _added(total, calm), total) for name, calm, total in rows]


def expected_columns(amount: str) -> list[Field[tuple[str, float, float, float]]]:
    """The columns of the way from the undisrupted case to expected cost."""
    return [
        Field("category", itemgetter(0), "text"),
        Field(f"undisrupted ({amount})", itemgetter(1)),
        Field(f"effect of disruptions ({amount})", itemgetter(2)),
        Field(f"expected ({amount})", itemgetter(3)),
    ]


def _added(expected: float, usual: float) -> float:
    """Cost added by disruptions; 0 if it is rounding."""
    return expected - usual if abs(expected - usual) > 1e-9 * max(abs(expected), abs(usual)) else 0.0


def cost_lines(view: View, labels: Sequence[str], unit: str) -> list[Line]:
    """Amounts of the trunk by year, with their sum and, over all nodes, the present value."""
    groups: dict[tuple[str, ...], list[Record]] = {key: [] for key in view.sums("costs", labels, "present_value")}
    for row in view.trunk("costs"):
        groups[tuple(text(row[label]) for label in labels)].append(row)
    amounts = []
    for group, present in view.sums("costs", labels, "present_value").items():
        values = by_year(view, groups[group], "amount")
        if any(values) or present:
            amounts.append(Line(group, unit, values, (sum(value or 0.0 for value in values), present)))
    return amounts


def _category_rank(category: str) -> int:
    names = list(CATEGORIES)
    return names.index(category) if category in names else len(names)


# ----------------------------------------------------------------------------------------------------------------------
# Who pays, by year: capital by payer and by project, public money, and budgets.


BY_PAYER, BY_PROJECT, PUBLIC_MONEY, BUDGETS = "Capital by payer", "Capital by project", "Public money", "Budgets"
LIABILITY, LIABLE_NOW = "Support for output and sales", "Support for output and sales, present value"
LIABLE = (
    "Support for output and sales: tax credits, price floors and price protection, net of what is paid back above a "
    "floor: as expected, in the worst course of events, also one without a probability, and in the worst 5 % of "
    "courses (CVaR)."
)
PER_UNIT_COVERED = (
    "Per unit covered: present value by discounted quantity. What a unit of security costs takes a plan without the "
    f"programme: {CALLED} contributions --programmes."
)
NO_TAIL = (
    "The probabilities of disruptions add up to more than 100 %: a CVaR over the horizon is not defined, only by year."
)


ADDS_UP = ("undisrupted", "expected")
"""Measures of support whose years add up: the worst years are of several courses."""


def write_payers(book: Book) -> None:
    """The sheet 'Who pays'."""
    view = book.view
    projects, public, budgets = capital_lines(view), _public_money(view), _budgets(view)
    liabilities = Liabilities(view)
    liability = _support_by_year(view, liabilities)
    if not projects and not public and not budgets and not liability:
        book.absent.append((WHO_PAYS_SHEET, "No capital is spent, and there is neither public money nor a budget."))
        return
    about = (
        f"Capital of investments, undiscounted, loans as paid out. '{NOBODY}': Projects names no sponsor. Operation, "
        f"purchases and people have no payer here: see 'Costs'.{view.undisrupted}"
    )
    page = Page(book, WHO_PAYS_SHEET, "Costs", "Who pays", about, pages=4)
    payers = _capital_by_payer(projects)
    page.lay_out(
        ["who", "as", "for"],
        payers,
        projects,
        public,
        budgets,
        liability,
        totals=[f"total {view.horizon}"],
        ruler=True,
        all_on_paper=True,
        least=MONEY_WIDTH if liability else 0.0,
    )
    for heading, lines, labels in (
        (BY_PAYER, payers, ["who", "as"]),
        (PUBLIC_MONEY, public, ["payer", "kind", "measure"]),
        (BY_PROJECT, projects, ["who", "as", "project"]),
        (BUDGETS, budgets, ["fund", "measure"]),
        (LIABILITY, liability, ["payer", "measure"]),
    ):
        if lines:
            page.years_block(lines, labels, heading=heading)
    if liability:
        page.note(LIABLE)
        page.note(PER_UNIT_COVERED)
        if liabilities.chances is None:
            page.note(NO_TAIL)
        page.table(
            [*liabilities.programmes, *liabilities.payers],
            _programme_columns(view, liabilities),
            heading=LIABLE_NOW,
            sized=False,
        )


def _capital_by_payer(projects: list[Line]) -> list[Line]:
    groups: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in projects:
        groups[line.labels[:2]].append(line)
    lines = [summed(those, labels) for labels, those in groups.items()]
    return [*lines, summed(lines, ("total",), "total")] if lines else []


def _public_money(view: View) -> list[Line]:
    """Public money by payer and kind, paid and repaid."""
    return lines_of(view, "public money", ("payer", "kind"), ("paid", "repaid"))


def _budgets(view: View) -> list[Line]:
    """Spending and limit of each fund, and after both the share that is spent."""
    lines: list[Line] = []
    above: Line | None = None
    for line in lines_of(view, "funds", ("fund",), ("spent", "limit")):
        lines.append(line)
        if line.labels[-1] == "spent":
            above = line
        elif above is not None and above.labels[0] == line.labels[0]:
            lines.append(ratio(above, line, (line.labels[0], "share spent")))
    return lines


def _support_by_year(view: View, liabilities: Liabilities) -> list[Line]:
    """Support of each payer by year: undisrupted, expected, in the worst course, and its tail."""
    lines: list[Line] = []
    for payer in liabilities.payers:
        for measure, values in liabilities.by_year(payer):
            totals = (sum(values),) if measure in ADDS_UP else ()
            lines.append(Line((payer.payer, measure), money_by_year(view), values, totals))
    return lines


def _programme_columns(view: View, liabilities: Liabilities) -> list[Field[Programme]]:
    def per_unit(programme: Programme) -> float | None:
        covered = liabilities.covered(programme)
        if not math.isfinite(covered) or covered <= 0:
            return None
        return liabilities.expected(programme) * liabilities.scale / covered

    return [
        Field("payer", lambda programme: programme.payer, "text"),
        Field("programme", lambda programme: programme.name or "all", "text"),
        Field(f"expected ({view.amount})", liabilities.expected),
        Field("worst", lambda programme: liabilities.worst(programme)[0]),
        Field(TAIL, liabilities.tail),
        Field(f"{view.settings.currency} per unit covered", per_unit),
        Field("worst in", lambda programme: liabilities.worst(programme)[1], "text"),
    ]


# ----------------------------------------------------------------------------------------------------------------------
# Who pays and who earns: accounts of all parties by year and disruption, and by country and bloc with fill rates.


PARTIES_SHEET = "Parties"
ABOUT_PARTIES = (
    "What each party receives less what it pays, at transfer prices: all parties inside have together the plan's cost, "
    "treasuries are outside. Unserved demand has a cost that nobody pays."
)
IN_ALL, PROFIT, CASH, BY_DISRUPTION = (
    "In all, present value",
    "Profit and loss",
    "Cash flow",
    "By disruption, present value",
)
BY_COUNTRY, FILL_RATES = "By country and bloc", "Fill rates, lowest first"
MEMO_OF_COUNTRIES = (
    "Buyers and stockholders: net of what they earn. Unserved: cost of shortage, no cash. Plants: what sponsors of "
    "plants there earn. State: tariffs, duties and charges, outside the plan's cost. Capital and imports (at transfer "
    "prices) undiscounted; jobs and stock in the last period, undisrupted."
)


def write_parties(book: Book) -> None:
    """The sheet 'Parties'."""
    view, results = book.view, party_results(book.view)
    if not results.parties:
        book.absent.append((PARTIES_SHEET, "Nothing is paid."))
        return
    page = Page(book, PARTIES_SHEET, "Costs", "Who pays and who earns", ABOUT_PARTIES, pages=6)
    for note in unpriced(view):
        page.note(note)
        page.skip()
    opening, closing = stocks_at_prices(view)
    if opening > SOLVED or closing > SOLVED:
        page.note(
            f"Memo: at transfer prices stock is worth {money(opening) if opening else 0} {view.amount} at the "
            f"beginning, for which nobody pays, and {money(closing)} at the end, which counts as nothing."
        )
        page.skip()
    profit, cash = _party_lines(view, results, is_cash=False), _party_lines(view, results, is_cash=True)
    served = served_markets(view)
    names = [Line((market.market, market.country), market.product, ()) for market in served]
    names += [Line((disruption,), "", ()) for disruption in results.disruptions]
    totals = [f"total {view.horizon}"]
    page.lay_out(["role", "party"], profit, names, totals=totals, all_on_paper=True, least=MONEY_WIDTH)
    page.table(results.parties, _party_columns(view, results), heading=IN_ALL, sized=False)
    if countries := governments(view):
        page.table(list(countries.items()), _country_columns(view), heading=BY_COUNTRY, sized=False)
        page.note(MEMO_OF_COUNTRIES)
        page.skip()
    if served:
        page.table(served, _market_columns(), heading=FILL_RATES, sized=False)
    page.years_block(profit, heading=PROFIT)
    page.years_block(cash, heading=CASH)
    if results.disruptions:
        page.table(results.disruptions, _disruption_columns(view, results), heading=BY_DISRUPTION, sized=False)


def _party_columns(view: View, results: PartyResults) -> list[Field[PartyResult]]:
    worst = {party.name: results.worst(party) for party in results.parties}
    return [
        Field("role", lambda party: party.role, "text"),
        Field("party", lambda party: party.name, "text"),
        Field(f"expected ({view.amount})", partial(results.value, case=EXPECTED)),
        Field("cash, expected", partial(results.value, case=EXPECTED, is_cash=True)),
        Field("undisrupted", partial(results.value, case=UNDISTURBED)),
        Field("worst", lambda party: (worst[party.name] or (None, None))[1]),
        Field("worst in", lambda party: (worst[party.name] or ("",))[0], "text"),
    ]


def _party_lines(view: View, results: PartyResults, *, is_cash: bool) -> list[Line]:
    """Parties by year, undisrupted, and those inside together."""
    unit = money_by_year(view)
    lines = []
    for party in results.parties:
        values = results.of_party(party, UNDISTURBED, is_cash=is_cash).values
        if any(abs(value) > SOLVED for value in values):
            lines.append(Line((party.role, party.name), unit, values, (sum(values),)))
    inside = [party for party in results.parties if party.role in INSIDE]
    values = results.of_parties(inside, UNDISTURBED, is_cash=is_cash).values
    return [*lines, Line(("inside", "all"), unit, values, (sum(values),), "total")]


def _disruption_columns(view: View, results: PartyResults) -> list[Field[str]]:
    def value(case: str, role: str) -> float:
        return results.of_parties(results.of_role(role), case).npv(results.calendar.discount_rate)

    roles = [role for role in (*INSIDE, TREASURY) if results.of_role(role)]
    return [
        Field("disruption", lambda case: case, "text"),
        *(Field(f"{role} ({view.amount})", partial(value, role=role)) for role in roles),
        Field("all inside", lambda case: sum(value(case, role) for role in roles if role in INSIDE)),
    ]


def _country_columns(view: View) -> list[Field[tuple[str, Figures]]]:
    def figure(row: tuple[str, Figures], name: str) -> float:
        return float(getattr(row[1], name))

    amount = view.amount
    named = (
        (f"buyers pay ({amount})", "buyers"),
        ("stockholders pay", "stockholders"),
        ("unserved", "unserved"),
        ("plants earn", "plants"),
        ("wages", "wages"),
        ("state receives", "state"),
        ("capital", "capital"),
        ("jobs (people)", "jobs"),
        ("imports", "imports"),
        ("stock", "stock"),
    )
    return [
        Field("country or bloc", lambda row: row[0], "text"),
        *(Field(words, partial(figure, name=name)) for words, name in named),
    ]


def _market_columns() -> list[Field[ServedMarket]]:
    return [
        Field("market", lambda market: market.market, "text"),
        Field("country", lambda market: market.country, "text"),
        Field("product", lambda market: market.product, "text"),
        Field("undisrupted", lambda market: market.undisturbed, "share"),
        Field("lowest in a disruption", lambda market: market.lowest, "share"),
        Field("in", lambda market: market.case, "text"),
    ]
