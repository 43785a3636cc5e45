"""Who pays and who earns: accounts of all parties by year and disruption, and by country and bloc with fill rates."""

from __future__ import annotations

from functools import partial

from model.ledger.parties import INSIDE, TREASURY
from model.reports.book import Book
from model.reports.page import Page
from model.reports.phrases import money
from model.reports.results.investors import MONEY_WIDTH, unpriced
from model.reports.styles import Field
from model.results.accounts import EXPECTED, UNDISTURBED, PartyResult, PartyResults, party_results
from model.results.public import Figures, ServedMarket, governments, served_markets, stocks_at_prices
from model.results.view import Line, View, money_by_year
from model.tolerances import SOLVED

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
    page = Page(book, PARTIES_SHEET, "Costs", "Who pays and who earns", ABOUT_PARTIES, pages=4)
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
    page.lay_out(["role", "party"], profit, names, totals=[f"total {view.horizon}"], least=MONEY_WIDTH)
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
