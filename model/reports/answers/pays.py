"""Payers of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from model.families.common.protocol import BUYERS, SPONSOR
from model.ledger.parties import NOBODY, TREASURY
from model.reports.answers.answer import AnswerPicture, Fact, Key, Mark, MarkedRow, PlanAnswer, Strip
from model.reports.document import DocumentTable
from model.reports.phrases import NAMED, in_words, joined, listed
from model.reports.styles import Field
from model.results.accounts import EXPECTED, PUBLIC, CapitalPayer, lent, party_results, payers
from model.results.doubts import Losing, doubts
from model.results.public import served_markets
from model.results.view import View
from model.sheets.names import count
from model.tolerances import SOLVED

WHO_PAYS_SHEET = "Who pays"
LOOKS = {
    PUBLIC: ("public", "Public money"),
    SPONSOR: ("sponsor", "Sponsors"),
    NOBODY: ("gap", "No sponsor yet"),
}
"""Look and name of the payers of capital, from left to right."""


def pays(view: View) -> PlanAnswer:
    """Capital by payer, and losses of plants."""
    capital_payers = payers(view)
    fields: list[Field[CapitalPayer]] = [
        Field("who", lambda payer: NOBODY if payer.role == NOBODY else payer.name, "text"),
        Field("as", lambda payer: payer.role, "text"),
        Field(f"capital ({view.amount})", lambda payer: payer.amount),
        Field("for", lambda payer: listed(payer.projects), "text"),
    ]
    return PlanAnswer(
        "Who pays",
        _headline(view, capital_payers),
        [fact for fact in (_buyers(view), _losses(view), _treasuries(view)) if fact],
        _picture(view, capital_payers),
        DocumentTable(capital_payers, fields),
        "Capital by payer" if capital_payers else "No rows",
        WHO_PAYS_SHEET,
    )


def _headline(view: View, capital_payers: Sequence[CapitalPayer]) -> str:
    """Capital without a sponsor; without any, the parts of public money and sponsors."""
    if not capital_payers:
        return "No capital is spent"
    sums = {role: sum(payer.amount for payer in capital_payers if payer.role == role) for role in LOOKS}
    all_capital = sum(sums.values())
    gap, public, total = (in_words(view, amount) for amount in (sums[NOBODY], sums[PUBLIC], all_capital))
    if sums[NOBODY] >= all_capital - SOLVED:
        return f"No sponsor is named for the {total} of capital"
    if sums[NOBODY]:
        return f"{gap} of {total} capital has no sponsor yet"
    if not sums[PUBLIC]:
        return f"Sponsors pay all {total} of capital"
    if sums[SPONSOR]:
        return f"Public money pays {public} of {total} capital, sponsors the rest"
    return f"Public money pays all {total} of capital"


def _losses(view: View) -> Fact | None:
    """Plants that lose money, and how much of it public money pays."""
    losing = [doubt for doubt in doubts(view) if isinstance(doubt, Losing)]
    if not losing:
        return None
    loss, paid = sum(doubt.amount for doubt in losing), sum(doubt.supported for doubt in losing)
    who = f"public money pays {in_words(view, paid)}" if paid > 0 else "no payer is named"
    return Fact(in_words(view, loss), f"lost by {count(len(losing), 'plant')} in loss years; {who}")


def _buyers(view: View) -> Fact | None:
    """Payments of buyers, and the country that pays most, or its market if it has only one."""
    results = party_results(view)
    prefix, market_of = f"{BUYERS} of ", _only_markets(view)
    buyers = ((buyer, buyer.name.removeprefix(prefix)) for buyer in results.of_role(BUYERS))
    paid = [(-results.value(buyer, EXPECTED), market_of.get(country, country)) for buyer, country in buyers]
    paid = sorted((payment for payment in paid if payment[0] > SOLVED), reverse=True)
    if not paid:
        return None
    most = f"; {paid[0][1]} most: {in_words(view, paid[0][0])}" if len(paid) > 1 else ""
    return Fact(in_words(view, sum(amount for amount, _ in paid)), f"paid by buyers, present value{most}")


def _only_markets(view: View) -> dict[str, str]:
    """The market of each country that has only one; that of a bloc is in one of its countries."""
    markets: dict[str, set[str]] = {}
    for market in served_markets(view):
        markets.setdefault(market.country, set()).add(market.market)
    return {country: next(iter(only)) for country, only in markets.items() if len(only) == 1}


def _treasuries(view: View) -> Fact | None:
    """Public money as expected, and in the disruption that takes most of it."""
    results = party_results(view)
    treasuries = results.of_role(TREASURY)
    if not treasuries:
        return None
    rate_of_interest = results.calendar.discount_rate
    expected, *others = (
        -results.of_parties(treasuries, case).npv(rate_of_interest) for case in (EXPECTED, *results.disruptions)
    )
    worst = max(others, default=expected)
    more = f"; {in_words(view, worst)} at worst" if worst > expected + SOLVED * abs(expected) else ""
    return Fact(in_words(view, expected), f"public money in all, present value{more}") if expected > SOLVED else None


def _picture(view: View, capital_payers: Sequence[CapitalPayer]) -> AnswerPicture:
    """One bar of all capital, a line between firms; beneath it sums and names."""
    all_capital = sum(payer.amount for payer in capital_payers)
    if not capital_payers:
        return AnswerPicture("stacked", "Capital by payer", note="The plan invests nothing.")
    marks, key, start = list[Mark](), list[Key](), 0.0
    for role, (look, name) in LOOKS.items():
        of_role = [payer for payer in capital_payers if payer.role == role]
        total = sum(payer.amount for payer in of_role)
        if not of_role:
            continue
        share, middle, end = round(100 * total / all_capital), start + total / 2, start
        for payer in of_role if role == SPONSOR else [replace(of_role[0], amount=total)]:
            marks.append(Mark(look, end, end + payer.amount))
            end += payer.amount
        marks += [Mark(f"on {look}", middle, middle, f"{share} %")] if share > LABELLED else []
        key.append(Key(look, name, in_words(view, total), _named(view, of_role, role)))
        start = end
    words = joined([f"{item.name}: {item.figure}" for item in key])
    row = MarkedRow("", "", marks, "", words)
    note = "Bar: capital of all investments, undiscounted. Payments of buyers and losses: at transfer prices."
    note += " Sponsors: sheet Projects, column sponsor." if key[0].look == "gap" else ""
    return AnswerPicture("stacked", "Capital by payer", [Strip("", 0.0, all_capital, (), [row])], key, note)


LABELLED = 12
"""Per cent of the bar from which on a part has its share written on it."""


def _named(view: View, of_role: Sequence[CapitalPayer], role: str) -> str:
    """The first payers, or projects without one, apart by semicolons since names have commas of their own."""
    named = [f"{payer.name} {in_words(view, payer.amount).partition(' ')[2]}" for payer in of_role[:NAMED]]
    rest, loans = len(of_role) - NAMED, lent(view) if role == PUBLIC else 0.0
    named += [f"{rest} more"] if rest > 0 else []
    return "; ".join([*named, *([f"{in_words(view, loans)} of it loans"] if loans > SOLVED else [])])
