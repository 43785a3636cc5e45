"""Demand: deliveries, substitutes, and permitted shortage."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.check import Tally
from model.audit.expense import Expense, sized
from model.audit.ledger import Ledger, figures
from model.families.demand.rows import OWED, Demand
from model.results.plan import Check
from model.system.declared import declared


def demand_met(ledger: Ledger) -> Check:
    """Deliveries, in units of the product, and shortage equal the sheet's demand, plus the shortage of the period
    before where that is owed [units per year]."""
    tally = Tally("demand met")
    reported, owed_told = (
        figures(ledger.plan, "service", ("market", "product", "node"), each) for each in ("demand", "owed")
    )
    served: dict[tuple[str, str, str], float] = {}
    for (market, product, commodity, node), amount in ledger.lines.delivered.items():
        key = (market, product, node)
        served[key] = served.get(key, 0.0) + amount * units(ledger, market, product, commodity)
    for (market, product), row in ledger.rows.demands.items():
        for node in ledger.horizon.nodes:
            where = f"{market}, {product}, {node}"
            owed = _owed(ledger, row, node)
            demand = wanted(ledger, row, node) + owed
            short = ledger.lines.short.get((market, product, node), 0.0)
            tally.equal(owed_told.get((market, product, node), 0.0), owed, f"owed of {where}", demand)
            tally.equal(served.get((market, product, node), 0.0) + short, demand, where)
            tally.equal(reported.get((market, product, node), 0.0), demand, f"demand of {where}")
    return tally.check()


def _owed(ledger: Ledger, row: Demand, node: str) -> float:
    """Backlog from before a node's period [units per year of the period]."""
    if row.unmet_demand != OWED:
        return 0.0
    before = ledger.horizon.before(node, 1)
    if before is None:
        return row.opening_backlog / ledger.horizon.years
    return ledger.lines.short.get((row.market, row.product, before), 0.0)


def wanted(ledger: Ledger, row: Demand, node: str) -> float:
    """Demand of a market for a product, as a disruption changes it [units per year]."""
    quantity = ledger.horizon.mean(row.quantity, ledger.horizon.period[node])
    return quantity * float(ledger.effects.demand(row.market, row.product)[ledger.horizon.at[node]])


def units(ledger: Ledger, market: str, product: str, commodity: str) -> float:
    """Units of the product that one unit delivered replaces; 0 if it is no substitute."""
    substitute = ledger.rows.substitutes.get((market, product, commodity))
    if substitute is not None:
        return substitute.replacement_ratio
    return 1.0 if commodity == product else 0.0


def shortage_allowed(ledger: Ledger) -> Check:
    """There is no shortage unless allowed, and elsewhere the minimum service is kept while undisturbed [units per
    year]."""
    tally = Tally("shortage allowed")
    for (market, product), row in ledger.rows.demands.items():
        for node in ledger.horizon.nodes:
            short = ledger.lines.short.get((market, product, node), 0.0)
            promised = 0.0 if node in ledger.horizon.event_at else row.minimum_service
            demand = wanted(ledger, row, node)
            allowed = 0.0 if row.shortage_cost is None else (1.0 - promised) * demand
            if not promised:
                allowed += _owed(ledger, row, node)
            tally.at_most(short, allowed, f"{market}, {product}, {node}", demand)
    return tally.check()


def shortage_needed(ledger: Ledger) -> Check:
    """In a disruption no market goes short of a product that is disposed of there: delivering it costs less. Markets
    that exclude origins, and those whose supply is rationed, may have to [units per year]."""
    tally = Tally("disposed of where it is short")
    may_be_short = declared("model.audit", "SHORT", "audit")
    for (site, commodity, node), disposed in ledger.lines.disposed.items():
        row = ledger.rows.demands.get((site, commodity))
        if row is None or node not in ledger.horizon.event_at or not row.shortage_cost or row.excluded_origins:
            continue
        if any(is_short(ledger, site, commodity) for is_short in may_be_short):
            continue
        avoidable = min(disposed, ledger.lines.short.get((site, commodity, node), 0.0))
        tally.at_most(avoidable, 0.0, f"{site}, {commodity}, {node}", wanted(ledger, row, node))
    return tally.check()


def substitutes_allowed(ledger: Ledger) -> Check:
    """Only a product or its substitute is delivered, a substitute within its share and from its year [units/y]."""
    tally = Tally("substitutes allowed")
    horizon = ledger.horizon
    for (market, product, commodity, node), amount in ledger.lines.delivered.items():
        where = f"{commodity} for {product}, {market}, {node}"
        row = ledger.rows.substitutes.get((market, product, commodity))
        demand = ledger.rows.demands.get((market, product))
        if row is None:
            known = commodity == product and demand is not None
            tally.require(known or amount == 0, where, "no row allows this delivery")
        elif demand is not None and node in horizon.period:
            period = horizon.period[node]
            start = horizon.first if row.from_year is None else row.from_year
            allowed = row.maximum_share * horizon.level([(start, horizon.end, 1.0)], period)
            need = wanted(ledger, demand, node)
            tally.at_most(amount * row.replacement_ratio, allowed * need, where, need)
    return tally.check()


def shortage_expenses(ledger: Ledger) -> Iterator[Expense]:
    for (market, product), (nodes, short) in ledger.series("short").items():
        demand = ledger.rows.demands.get((market, product))
        if demand is not None:
            late = ledger.horizon.years if demand.unmet_demand == OWED else 1
            paid = sized(ledger.large(demand.shortage_cost or 0.0) * ledger.horizon.years * late, short)
            yield Expense("shortage", "shortage", f"{market} · {product}", nodes, *paid, site=market)


def substitution_expenses(ledger: Ledger) -> Iterator[Expense]:
    for (market, product, commodity), (nodes, amounts) in ledger.series("delivered").items():
        row = ledger.rows.substitutes.get((market, product, commodity))
        if row is not None:
            paid = sized(ledger.large(row.extra_cost) * ledger.horizon.years, amounts)
            item = f"{market} · {product} · {commodity}"
            yield Expense("substitution", "operation", item, nodes, *paid, site=market)


EXPENSES = {"demand": (shortage_expenses, substitution_expenses)}
AUDITS = {"demand": (demand_met, shortage_allowed, shortage_needed, substitutes_allowed)}

__all__ = ["demand_met", "shortage_allowed", "shortage_needed", "substitutes_allowed", "units", "wanted"]
