"""Remaining failures, and their end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from model.reports.answers.answer import NAMED, PlanAnswer, listed, rate, sentence
from model.reports.document import DocumentTable
from model.reports.phrases import percent
from model.reports.styles import Field
from model.results.figures import services
from model.results.risk import outcomes
from model.results.short_markets import SERVED, ShortMarket, short_markets
from model.results.view import View, text
from model.sheets.names import count
from model.tolerances import SOLVED

FIELDS: list[Field[ShortMarket]] = [
    Field("in", lambda each: each.disruption or "undisrupted", "text"),
    Field("market", lambda each: each.market, "text"),
    Field("product", lambda each: each.product, "text"),
    Field("lowest fill rate", lambda each: each.lowest, "share"),
    Field("in, or if it starts in", lambda each: each.lowest_from, "year"),
    Field("served from", lambda each: each.until, "year"),
    Field("last fill rate", lambda each: each.last, "share"),
    Field("last year or start", lambda each: each.last_from, "year"),
]


def fails(view: View) -> PlanAnswer:
    """Markets that the worst disruption leaves short, and those short undisrupted."""
    short = short_markets(view)
    worst = next((each.disruption for each in short if each.disruption), "")
    caused = _by_market(short, worst) if worst else {}
    calm = _by_market(short, "")
    lead = _lead(worst, caused) if worst else _lead("", calm) if calm else _served(view)
    said = [f"Short: {_markets(view, caused, 'if it starts in')}."] if worst else []
    said += [_tested(view, bool(worst))]
    usual = f"short: {_markets(view, calm, 'in')}" if calm else _undisrupted(view)
    said += [sentence(f"undisrupted, {usual}" if outcomes(view) else usual)] if worst or calm else []
    met = "of demand met over a disruption" if caused else "of demand met"
    said += [f"Short is under {rate(SERVED)} {met}."] if short else []
    sheet = "Stress test" if view.has_branches else "Demand"
    table = DocumentTable(short, FIELDS)
    return PlanAnswer("What still fails, and until when", lead, " ".join(filter(None, said)), table, sheet)


Markets = Mapping[str, Sequence[ShortMarket]]
"""Short demands of each market, the largest damage first."""


def _by_market(short: Sequence[ShortMarket], disruption: str) -> Markets:
    found: dict[str, list[ShortMarket]] = {}
    for each in short:
        if each.disruption == disruption:
            found.setdefault(each.market, []).append(each)
    return found


def _until(rows: Sequence[ShortMarket]) -> int | None:
    """From when on a market is served with all products."""
    ends = [each.until for each in rows]
    return None if None in ends else max(end for end in ends if end is not None)


def _lead(disruption: str, markets: Markets) -> str:
    """'Export stop: China leaves 5 markets short, 2 of them still in 2037'."""
    ends = [_until(rows) for rows in markets.values()]
    open_ = ends.count(None)
    one_moment = all(each.last_from == each.lowest_from for rows in markets.values() for each in rows)
    if not open_:
        end = f" until {max(end for end in ends if end is not None)}"
    elif one_moment:
        end = ""
    else:
        last = max(each.last_from for rows in markets.values() for each in rows if each.until is None)
        end = f", still in {last}" if open_ == len(ends) else f", {open_} of them still in {last}"
    who = count(len(markets), "market") if len(markets) > 1 else next(iter(markets))
    return (
        f"{disruption} leaves {who} short{end}"
        if disruption
        else f"{who} {'are' if len(markets) > 1 else 'is'} short{end}"
    )


def _served(view: View) -> str:
    """The lead if no market is short."""
    found = outcomes(view)
    if any(each.hurts for each in found):
        return f"At least {rate(SERVED)} of each demand is met in every disruption tested"
    said = sentence(_undisrupted(view)).removesuffix(".")
    return f"{said}, in every disruption tested, too" if found and services(view) else said


def _tested(view: View, is_told: bool) -> str:
    """How many disruptions add to unmet demand."""
    found = outcomes(view)
    hurting = sum(each.hurts for each in found)
    if len(found) > 1:
        adds = "adds" if hurting <= 1 else "add"
        return f"{hurting or 'None'} of {len(found)} disruption scenarios tested {adds} to unmet demand."
    if is_told or not found:
        return ""
    return f"The disruption tested {'adds' if hurting else 'does not add'} to unmet demand."


def _undisrupted(view: View) -> str:
    least = min(services(view), key=lambda each: each.worst, default=None)
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
    said: list[str] = []
    most = NAMED
    for market, rows in markets.items():
        least, longest = rows[0], max(rows, key=lambda each: each.until or math.inf)
        first = f" {when} {least.lowest_from}" if not said else f" in {least.lowest_from}"
        met = f"{rate(least.lowest)} met{first}"
        if longest.until != least.until:
            end = _end(longest) or f" still in {longest.last_from}"
            said.append(f"{market} ({least.product}{_end(least)}, {met}; {longest.product}{end})")
            most = NAMED - 1  # they are long, and all is to be seen on a telephone at once
        else:
            what = f"{least.product}: " if several else ""
            said.append(f"{market}{_end(least)} ({what}{met})")
    return listed(said, most=most)


def _end(each: ShortMarket) -> str:
    """Until when it is short; nothing where only one moment is known."""
    if each.until is not None:
        return f" until {each.until}"
    return f" still in {each.last_from}" if each.last_from != each.lowest_from else ""
