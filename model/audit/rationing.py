"""Rationing: shortage rates of those who share in a disruption, from the sheet of demand and the shortage reported."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.audit.check import Tally
from model.audit.demand import wanted
from model.audit.ledger import Ledger, figures
from model.families.demand.rows import TIERS
from model.families.rationing.rows import PARITY, PRIORITY, Rationing
from model.results.plan import Check

NAMES = ("rationing", "goods", "held", "against", "node")

Totals = tuple[float, float]
"""(demand, shortage) [units per year]"""


def totals(ledger: Ledger, row: Rationing, node: str) -> dict[str, Totals]:
    """Totals of every market that shares, at a node."""
    goods, sites = ledger.directory.commodities(row.of), ledger.directory.sites(row.scope)
    found: dict[str, Totals] = {}
    for (market, product), demand in ledger.rows.demands.items():
        if market in sites and product in goods:
            need, short = found.get(market, (0.0, 0.0))
            missing = ledger.lines.short.get((market, product, node), 0.0)
            found[market] = need + wanted(ledger, demand, node), short + missing
    return found


def together(some: list[Totals]) -> Totals:
    return sum(need for need, _ in some), sum(short for _, short in some)


def compared(ledger: Ledger, row: Rationing, node: str) -> Iterator[tuple[str, str, Totals, Totals]]:
    """Whose shortage rate is compared with whose, and their totals."""
    found = totals(ledger, row, node)
    if row.rule == PRIORITY and not row.first:
        tier = {market: demand.tier for (market, _), demand in ledger.rows.demands.items()}
        for rank, ahead in enumerate(TIERS):
            first = [each for market, each in found.items() if tier[market] == ahead]
            for market, each in found.items():
                if first and tier[market] in TIERS[rank + 1 :]:
                    yield ahead, market, together(first), each
    elif row.rule == PRIORITY:
        leading = ledger.directory.sites(row.first)
        first = [each for market, each in found.items() if market in leading]
        for market, each in found.items():
            if first and market not in leading:
                yield row.first, market, together(first), each
    elif row.rule == PARITY:
        for market, each in found.items():
            yield from ((market, other, each, served) for other, served in found.items() if other != market)
    elif len(found) > 1:
        for market, each in found.items():
            yield market, row.scope, each, together(list(found.values()))


def rationing(ledger: Ledger) -> Check:
    """In every disruption the shortage of each party is at most that allowed by the other's, and as reported [units per
    year]."""
    tally = Tally("rationing")
    told = {each: figures(ledger.plan, "rationing", NAMES, each) for each in ("unmet", "allowed")}
    seen = set()
    for row in ledger.plan.tables[Rationing]:
        for node in ledger.horizon.event_at:
            for held, against, (need, short), (other, lacking) in compared(ledger, row, node):
                if need <= 0 or other <= 0:
                    continue
                key = (row.rationing, row.of, held, against, node)
                seen.add(key)
                allowed = need * (row.factor * lacking / other + row.leeway)
                where = ", ".join(key)
                tally.at_most(short, allowed, where, need)
                for measure, amount in {"unmet": short, "allowed": allowed}.items():
                    tally.equal(told[measure].get(key, math.nan), amount, f"{measure} of {where}", need)
    for key in told["unmet"]:
        tally.require(key in seen, ", ".join(key), "no row of Rationing is about this")
    return tally.check()


def is_rationed(ledger: Ledger, market: str, product: str) -> bool:
    """Whether a market may have to go short of a product by a rule."""
    directory, rules = ledger.directory, ledger.plan.tables[Rationing]
    return any(product in directory.commodities(row.of) and market in directory.sites(row.scope) for row in rules)


SHORT = {"rationing": (is_rationed,)}
AUDITS = {"rationing": (rationing,)}
