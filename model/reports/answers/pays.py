"""Payers of the plan."""

from __future__ import annotations

from model.families.common.protocol import BUYERS, SPONSOR, UNSERVED
from model.ledger.parties import NOBODY, TREASURY
from model.reports.answers.answer import NAMED, PlanAnswer, in_words, listed, rate
from model.reports.document import DocumentTable
from model.reports.phrases import money, percent
from model.reports.results.investors import price_unit_of, returns
from model.reports.styles import Field
from model.results.accounts import EXPECTED, PUBLIC, CapitalPayer, lent, party_results, payers
from model.results.doubts import Losing, doubts
from model.results.public import rates_in, served_markets
from model.results.view import View
from model.sheets.names import count
from model.tolerances import SOLVED

WHO_PAYS_SHEET = "Who pays"
WORDS = {PUBLIC: "public money for capital", SPONSOR: "sponsors", NOBODY: "no sponsor yet"}


def pays(view: View) -> PlanAnswer:
    """Capital by payer, and losses of plants."""
    capital_payers = payers(view)
    fields: list[Field[CapitalPayer]] = [
        Field("who", lambda payer: NOBODY if payer.role == NOBODY else payer.name, "text"),
        Field("as", lambda payer: payer.role, "text"),
        Field(f"capital ({view.amount})", lambda payer: payer.amount),
        Field("for", lambda payer: listed(payer.projects), "text"),
    ]
    sentences = [
        f"{words[0].upper()}{words[1:]}{_loans(view) if role == PUBLIC else ''}: {_named(view, of_role)}."
        for role, words in WORDS.items()
        if (of_role := [payer for payer in capital_payers if payer.role == role])
    ]
    parts = [_buyers(view), *sentences, _treasuries(view), _losses(view), _served(view)]
    return PlanAnswer(
        "Who pays",
        _lead(view, capital_payers),
        " ".join(filter(None, parts)),
        DocumentTable(capital_payers, fields),
        WHO_PAYS_SHEET,
    )


def _loans(view: View) -> str:
    """Loans are paid back, unlike grants."""
    amount = lent(view)
    return f" ({in_words(view, amount)} of it loans)" if amount > SOLVED else ""


def _named(view: View, capital_payers: list[CapitalPayer]) -> str:
    """The first payers; between semicolons where a name has a comma of its own."""
    named = [f"{payer.name} {in_words(view, payer.amount)}" for payer in capital_payers]
    if not any("," in payer.name for payer in capital_payers[:NAMED]):
        return listed(named)
    rest = len(named) - NAMED
    return "; ".join([*named[:NAMED], *([f"{rest} more"] if rest > 0 else [])])


def _lead(view: View, capital_payers: list[CapitalPayer]) -> str:
    """Capital without a sponsor; without any, the parts of public money and sponsors."""
    total = sum(payer.amount for payer in capital_payers)
    if not capital_payers:
        return "No capital is spent"
    parts = {role: sum(payer.amount for payer in capital_payers if payer.role == role) for role in WORDS}
    if parts[NOBODY]:
        of = "" if parts[NOBODY] >= total else f" of {in_words(view, total)}"
        return f"{in_words(view, parts[NOBODY])}{of} of capital has no sponsor yet"
    public, total_words = in_words(view, parts[PUBLIC]), in_words(view, total)
    if not parts[PUBLIC]:
        return f"Sponsors pay all {total_words} of capital"
    return (
        f"Public money pays {public} of {total_words}, sponsors the rest"
        if parts[SPONSOR]
        else (f"Public money pays all {total_words} of capital")
    )


def _losses(view: View) -> str:
    """Plants that lose money, how much of it public money pays, and where the first of them breaks even."""
    losing = [doubt for doubt in doubts(view) if isinstance(doubt, Losing)]
    if not losing:
        return ""
    loss, paid = sum(doubt.amount for doubt in losing), sum(doubt.supported for doubt in losing)
    who = f"public money for output pays {in_words(view, paid)} of it" if paid > 0 else "no payer is named"
    plants = count(len(losing), "plant loses", "plants lose")
    first = _largest_loss(view, losing[0])
    return f"In loss years, at transfer prices, {plants} {in_words(view, loss)}; {who}; most of all {first}."


def _largest_loss(view: View, doubt: Losing) -> str:
    """A plant, its loss a year, and the price at which it would earn its hurdle rate, as on Investors, if that is above
    its price."""
    plant = next(row for row in returns(view) if row.venture.name == doubt.subject and not row.venture.is_project)
    yearly = doubt.amount / sum(map(view.calendar.length, doubt.periods))
    loss = f"{doubt.subject}, {in_words(view, yearly)} a year in {view.spans(doubt.periods)}"
    break_even, price = plant.break_even(), plant.price
    if break_even is None or price is None or break_even <= price * (1 + SOLVED):
        return loss
    only_at = f"{money(break_even)} {price_unit_of(view, plant.venture)} (price {money(price)})"
    return f"{loss}, which earns {percent(plant.venture.hurdle)} only at {only_at}"


def _buyers(view: View) -> str:
    """Payments of buyers by country, or by market where a country has one; and the cost of shortage, which is no
    payment."""
    results = party_results(view)
    prefix, market_of = f"{BUYERS} of ", _only_markets(view)
    buyers = ((buyer, buyer.name.removeprefix(prefix)) for buyer in results.of_role(BUYERS))
    paid = [(-results.value(buyer, EXPECTED), market_of.get(country, country)) for buyer, country in buyers]
    paid = sorted((payment for payment in paid if payment[0] > SOLVED), reverse=True)
    named = [f"{name} {in_words(view, amount)}" for amount, name in paid]
    payments = f"Buyers pay, in present value: {listed(named)}" if named else ""
    unserved = -sum(results.value(party, EXPECTED) for party in results.of_role(UNSERVED))
    if unserved > SOLVED:
        words = f"unserved demand counts {in_words(view, unserved)}, which nobody pays"
        payments = f"{payments}; {words}" if payments else f"In present value {words}"
    return f"{payments}." if payments else ""


def _only_markets(view: View) -> dict[str, str]:
    """The market of each country that has only one; that of a bloc is in one of its countries."""
    markets: dict[str, set[str]] = {}
    for market in served_markets(view):
        markets.setdefault(market.country, set()).add(market.market)
    return {country: next(iter(only)) for country, only in markets.items() if len(only) == 1}


def _treasuries(view: View) -> str:
    """Public money as expected and in the disruption that takes most of it; with payers that pay no capital."""
    results = party_results(view)
    treasuries = results.of_role(TREASURY)
    if not treasuries:
        return ""
    rate_of_interest = results.calendar.discount_rate
    expected = -results.of_parties(treasuries, EXPECTED).npv(rate_of_interest)
    worst = max(
        ((-results.of_parties(treasuries, name).npv(rate_of_interest), name) for name in results.disruptions),
        default=(expected, ""),
    )
    with_capital = {payer.name for payer in payers(view) if payer.role == PUBLIC}
    others = [
        (-results.value(treasury, EXPECTED), treasury.name)
        for treasury in treasuries
        if treasury.name not in with_capital
    ]
    named = listed([f"{name} {in_words(view, amount)}" for amount, name in sorted(others, reverse=True)])
    who = f" ({named} of it)" if others else ""
    words = f"Public money costs {in_words(view, expected)} in present value{who}"
    if worst[0] > expected + SOLVED * abs(expected):
        words += f", in the worst course ({worst[1]}) {in_words(view, worst[0])}"
    return f"{words}."


def _served(view: View) -> str:
    """The market with the lowest fill rate in a disruption, beside the one with the highest there."""
    served = [market for market in served_markets(view) if market.lowest is not None]
    if not served or (served[0].lowest or 0.0) >= 1 - SOLVED:
        return ""
    least = served[0]
    beside = max(
        (fill for fill in rates_in(view, least.case) if fill[1] == least.product and fill[0] != least.market),
        key=lambda fill: fill[2],
        default=None,
    )
    if beside is None or beside[2] <= (least.lowest or 0.0) + SOLVED:
        return ""
    what = f"{rate(least.lowest or 0.0)} of {least.product} in {least.case}"
    return f"Least served: {least.market}, {what}, beside {rate(beside[2])} of {beside[0]}."
