"""Remaining failures, and their end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from model.reports.answers.answer import NAMED, PlanAnswer, listed, rate, sentence
from model.reports.document import DocumentTable
from model.reports.phrases import percent
from model.reports.styles import Field
from model.results.build import services
from model.results.risk import SERVED, ShortMarket, outcomes, short_markets
from model.results.view import View, text
from model.sheets.names import count
from model.tolerances import SOLVED

FIELDS: list[Field[ShortMarket]] = [
    Field("in", lambda market: market.disruption or "undisrupted", "text"),
    Field("market", lambda market: market.market, "text"),
    Field("product", lambda market: market.product, "text"),
    Field("lowest fill rate", lambda market: market.lowest, "share"),
    Field("in, or if it starts in", lambda market: market.lowest_from, "year"),
    Field("served from", lambda market: market.until, "year"),
    Field("last fill rate", lambda market: market.last, "share"),
    Field("last year or start", lambda market: market.last_from, "year"),
]


def fails(view: View) -> PlanAnswer:
    """Markets that the worst disruption leaves short, and those short undisrupted."""
    short = short_markets(view)
    worst = next((market.disruption for market in short if market.disruption), "")
    caused = _by_market(short, worst) if worst else {}
    calm = _by_market(short, "")
    lead = _lead(worst, caused) if worst else _lead("", calm) if calm else _served(view)
    sentences = [f"Short: {_markets(view, caused, 'if it starts in')}."] if worst else []
    sentences += [_tested(view, bool(worst))]
    usual = f"short: {_markets(view, calm, 'in')}" if calm else _undisrupted(view)
    sentences += [sentence(f"undisrupted, {usual}" if outcomes(view) else usual)] if worst or calm else []
    met = "of demand met over a disruption" if caused else "of demand met"
    sentences += [f"Short is under {rate(SERVED)} {met}."] if short else []
    sheet = "Stress test" if view.has_branches else "Demand"
    table = DocumentTable(short, FIELDS)
    return PlanAnswer("What still fails, and until when", lead, " ".join(filter(None, sentences)), table, sheet)


Markets = Mapping[str, Sequence[ShortMarket]]
"""Short demands of each market, the largest damage first."""


def _by_market(short: Sequence[ShortMarket], disruption: str) -> Markets:
    rows_by_market: dict[str, list[ShortMarket]] = {}
    for market in short:
        if market.disruption == disruption:
            rows_by_market.setdefault(market.market, []).append(market)
    return rows_by_market


def _until(rows: Sequence[ShortMarket]) -> int | None:
    """From when on a market is served with all products."""
    ends = [row.until for row in rows]
    return None if None in ends else max(end for end in ends if end is not None)


def _lead(disruption: str, markets: Markets) -> str:
    """'Export stop: China leaves 5 markets short, 2 of them still in 2037'."""
    ends = [_until(rows) for rows in markets.values()]
    open_ = ends.count(None)
    one_moment = all(row.last_from == row.lowest_from for rows in markets.values() for row in rows)
    if not open_:
        end = f" until {max(end for end in ends if end is not None)}"
    elif one_moment:
        end = ""
    else:
        last = max(row.last_from for rows in markets.values() for row in rows if row.until is None)
        end = f", still in {last}" if open_ == len(ends) else f", {open_} of them still in {last}"
    who = count(len(markets), "market") if len(markets) > 1 else next(iter(markets))
    return (
        f"{disruption} leaves {who} short{end}"
        if disruption
        else f"{who} {'are' if len(markets) > 1 else 'is'} short{end}"
    )


def _served(view: View) -> str:
    """The lead if no market is short."""
    all_outcomes = outcomes(view)
    if any(outcome.hurts for outcome in all_outcomes):
        return f"At least {rate(SERVED)} of each demand is met in every disruption tested"
    lead = sentence(_undisrupted(view)).removesuffix(".")
    return f"{lead}, in every disruption tested, too" if all_outcomes and services(view) else lead


def _tested(view: View, is_told: bool) -> str:
    """How many disruptions add to unmet demand."""
    all_outcomes = outcomes(view)
    hurting = sum(outcome.hurts for outcome in all_outcomes)
    if len(all_outcomes) > 1:
        adds = "adds" if hurting <= 1 else "add"
        return f"{hurting or 'None'} of {len(all_outcomes)} disruption scenarios tested {adds} to unmet demand."
    if is_told or not all_outcomes:
        return ""
    return f"The disruption tested {'adds' if hurting else 'does not add'} to unmet demand."


def _undisrupted(view: View) -> str:
    least = min(services(view), key=lambda service: service.worst, default=None)
    if least is None:
        return "there is no demand"
    if least.worst >= 1 - SOLVED:
        return "all demand is met"
    where = f"{least.product}, {least.market}, {least.worst_year}"
    return f"at least {percent(least.worst)} of each demand is met ({where})"


def _markets(view: View, markets: Markets, when: str) -> str:
    """Each market until when, and its lowest fill rate, with the product if there are several; with two if another
    than the shortest is short for longer."""
    several = len({text(row["product"]) for row in view.trunk("service")}) > 1
    parts: list[str] = []
    most = NAMED
    for market, rows in markets.items():
        least, longest = rows[0], max(rows, key=lambda row: row.until or math.inf)
        first = f" {when} {least.lowest_from}" if not parts else f" in {least.lowest_from}"
        met = f"{rate(least.lowest)} met{first}"
        if longest.until != least.until:
            end = _end(longest) or f" still in {longest.last_from}"
            parts.append(f"{market} ({least.product}{_end(least)}, {met}; {longest.product}{end})")
            most = NAMED - 1  # they are long, and all is to be seen on a telephone at once
        else:
            what = f"{least.product}: " if several else ""
            parts.append(f"{market}{_end(least)} ({what}{met})")
    return listed(parts, most=most)


def _end(market: ShortMarket) -> str:
    """Until when it is short; nothing where only one moment is known."""
    if market.until is not None:
        return f" until {market.until}"
    return f" still in {market.last_from}" if market.last_from != market.lowest_from else ""
