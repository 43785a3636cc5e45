"""Payers of the plan."""

from __future__ import annotations

from model.families.common.protocol import BUYERS, SPONSOR, UNSERVED
from model.ledger.parties import NOBODY, TREASURY
from model.reports.answers.answer import NAMED, PlanAnswer, in_words, listed, rate
from model.reports.document import DocumentTable
from model.reports.phrases import money, percent
from model.reports.results.investors import returns, unit_of
from model.reports.styles import Field
from model.results.courses import EXPECTED
from model.results.doubts import LOSING, Doubt, doubts
from model.results.governments import rates_in, served_markets
from model.results.party_results import party_results
from model.results.payers import PUBLIC, CapitalPayer, lent, payers
from model.results.view import View
from model.sheets.names import count
from model.tolerances import SOLVED

SHEET = "Who pays"
WORDS = {PUBLIC: "public money for capital", SPONSOR: "sponsors", NOBODY: "no sponsor yet"}


def pays(view: View) -> PlanAnswer:
    """Capital by payer, and losses of plants."""
    found = payers(view)
    fields: list[Field[CapitalPayer]] = [
        Field("who", lambda each: NOBODY if each.role == NOBODY else each.name, "text"),
        Field("as", lambda each: each.role, "text"),
        Field(f"capital ({view.amount})", lambda each: each.amount),
        Field("for", lambda each: listed(each.projects), "text"),
    ]
    said = [
        f"{words[0].upper()}{words[1:]}{_loans(view) if role == PUBLIC else ''}: {_named(view, of_role)}."
        for role, words in WORDS.items()
        if (of_role := [each for each in found if each.role == role])
    ]
    parts = [_buyers(view), *said, _treasuries(view), _losses(view), _served(view)]
    return PlanAnswer(
        "Who pays", _lead(view, found), " ".join(filter(None, parts)), DocumentTable(found, fields), SHEET
    )


def _loans(view: View) -> str:
    """Loans are paid back, unlike grants."""
    amount = lent(view)
    return f" ({in_words(view, amount)} of it loans)" if amount > SOLVED else ""


def _named(view: View, found: list[CapitalPayer]) -> str:
    """The first payers; between semicolons where a name has a comma of its own."""
    named = [f"{each.name} {in_words(view, each.amount)}" for each in found]
    if not any("," in each.name for each in found[:NAMED]):
        return listed(named)
    rest = len(named) - NAMED
    return "; ".join([*named[:NAMED], *([f"{rest} more"] if rest > 0 else [])])


def _lead(view: View, found: list[CapitalPayer]) -> str:
    """Capital without a sponsor; without any, the parts of public money and sponsors."""
    total = sum(each.amount for each in found)
    if not found:
        return "No capital is spent"
    parts = {role: sum(each.amount for each in found if each.role == role) for role in WORDS}
    if parts[NOBODY]:
        of = "" if parts[NOBODY] >= total else f" of {in_words(view, total)}"
        return f"{in_words(view, parts[NOBODY])}{of} of capital has no sponsor yet"
    public, whole = in_words(view, parts[PUBLIC]), in_words(view, total)
    if not parts[PUBLIC]:
        return f"Sponsors pay all {whole} of capital"
    return f"Public money pays {public} of {whole}, sponsors the rest" if parts[SPONSOR] else (
        f"Public money pays all {whole} of capital"
    )  # fmt: skip


def _losses(view: View) -> str:
    """Plants that lose money, how much of it public money pays, and where the first of them breaks even."""
    losing = [doubt for doubt in doubts(view) if doubt.kind == LOSING]
    if not losing:
        return ""
    lost, paid = sum(doubt.amount for doubt in losing), sum(doubt.other for doubt in losing)
    who = f"public money for output pays {in_words(view, paid)} of it" if paid > 0 else "no payer is named"
    plants = count(len(losing), "plant loses", "plants lose")
    first = _largest_loss(view, losing[0])
    return f"In loss years, at transfer prices, {plants} {in_words(view, lost)}; {who}; most of all {first}."


def _largest_loss(view: View, doubt: Doubt) -> str:
    """A plant, its loss a year, and the price at which it would earn its hurdle rate, as on Investors, if that is above
    its price."""
    plant = next(row for row in returns(view) if row.venture.name == doubt.subject and not row.venture.is_project)
    yearly = doubt.amount / (len(doubt.periods) * view.years)
    loss = f"{doubt.subject}, {in_words(view, yearly)} a year in {view.spans(doubt.periods)}"
    break_even, price = plant.break_even(), plant.price
    if break_even is None or price is None or break_even <= price * (1 + SOLVED):
        return loss
    only_at = f"{money(break_even)} {unit_of(view, plant.venture)} (price {money(price)})"
    return f"{loss}, which earns {percent(plant.venture.hurdle)} only at {only_at}"


def _buyers(view: View) -> str:
    """Payments of buyers by country, or by market where a country has one; and the cost of shortage, which is no
    payment."""
    results = party_results(view)
    prefix, market_of = f"{BUYERS} of ", _only_markets(view)
    buyers = ((each, each.name.removeprefix(prefix)) for each in results.of_role(BUYERS))
    paid = [(-results.value(each, EXPECTED), market_of.get(country, country)) for each, country in buyers]
    paid = sorted((each for each in paid if each[0] > SOLVED), reverse=True)
    named = [f"{name} {in_words(view, amount)}" for amount, name in paid]
    said = f"Buyers pay, in present value: {listed(named)}" if named else ""
    unserved = -sum(results.value(each, EXPECTED) for each in results.of_role(UNSERVED))
    if unserved > SOLVED:
        words = f"unserved demand counts {in_words(view, unserved)}, which nobody pays"
        said = f"{said}; {words}" if said else f"In present value {words}"
    return f"{said}." if said else ""


def _only_markets(view: View) -> dict[str, str]:
    """The market of each country that has only one; that of a bloc is in one of its countries."""
    markets: dict[str, set[str]] = {}
    for each in served_markets(view):
        markets.setdefault(each.country, set()).add(each.market)
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
    told = {each.name for each in payers(view) if each.role == PUBLIC}
    others = [(-results.value(each, EXPECTED), each.name) for each in treasuries if each.name not in told]
    named = listed([f"{name} {in_words(view, amount)}" for amount, name in sorted(others, reverse=True)])
    who = f" ({named} of it)" if others else ""
    said = f"Public money costs {in_words(view, expected)} in present value{who}"
    if worst[0] > expected + SOLVED * abs(expected):
        said += f", in the worst course ({worst[1]}) {in_words(view, worst[0])}"
    return f"{said}."


def _served(view: View) -> str:
    """The market with the lowest fill rate in a disruption, beside the one with the highest there."""
    served = [each for each in served_markets(view) if each.lowest is not None]
    if not served or (served[0].lowest or 0.0) >= 1 - SOLVED:
        return ""
    least = served[0]
    beside = max(
        (each for each in rates_in(view, least.case) if each[1] == least.product and each[0] != least.market),
        key=lambda each: each[2], default=None,
    )  # fmt: skip
    if beside is None or beside[2] <= (least.lowest or 0.0) + SOLVED:
        return ""
    what = f"{rate(least.lowest or 0.0)} of {least.product} in {least.case}"
    return f"Least served: {least.market}, {what}, beside {rate(beside[2])} of {beside[0]}."
