"""Markets: demand and its substitutes, need, rationing, and the risk of shortage."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from model.audit.costs import Expense, expenses, sized
from model.audit.goods import arrivals, sent_before
from model.audit.horizon import Array, Event, Timespan
from model.audit.ledger import Ledger, figures
from model.audit.plants import capacity, makes
from model.audit.tally import Tally
from model.families.demand.rows import OWED, TIERS, Demand
from model.families.rationing.rows import PARITY, PRIORITY, Rationing
from model.results.plan import AuditLine
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import Limit
from model.sheets.common import EQUIVALENT, Property
from model.system.declared import declared
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Demand: deliveries, substitutes, and permitted shortage.


def demand_met(ledger: Ledger) -> AuditLine:
    """Deliveries, in units of the product, and shortage equal the sheet's demand, plus the shortage of the period
    before where that is owed [units per year]."""
    tally = Tally("demand met")
    reported, owed_told = (
        figures(ledger.plan, "service", ("market", "product", "node"), measure) for measure in ("demand", "owed")
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
    owed = 0.0
    for before, part in ledger.horizon.begins(node):
        short = ledger.lines.short.get((row.market, row.product, before), 0.0) if before else 0.0
        owed += part * (short * ledger.horizon.spans[before].length if before else row.opening_backlog)
    return owed / ledger.horizon.spans[node].length


def wanted(ledger: Ledger, row: Demand, node: str) -> float:
    """Demand of a market for a product, as a disruption changes it [units per year]."""
    quantity = ledger.horizon.mean(row.quantity, ledger.horizon.spans[node])
    return quantity * float(ledger.effects.demand(row.market, row.product)[ledger.horizon.at[node]])


def units(ledger: Ledger, market: str, product: str, commodity: str) -> float:
    """Units of the product that one unit delivered replaces; 0 if it is no substitute."""
    substitute = ledger.rows.substitutes.get((market, product, commodity))
    if substitute is not None:
        return substitute.replacement_ratio
    return 1.0 if commodity == product else 0.0


def shortage_allowed(ledger: Ledger) -> AuditLine:
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


def shortage_needed(ledger: Ledger) -> AuditLine:
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


def substitutes_allowed(ledger: Ledger) -> AuditLine:
    """Only a product or its substitute is delivered, a substitute within its share and from its year [units/y]."""
    tally = Tally("substitutes allowed")
    horizon = ledger.horizon
    for (market, product, commodity, node), amount in ledger.lines.delivered.items():
        where = f"{commodity} for {product}, {market}, {node}"
        row = ledger.rows.substitutes.get((market, product, commodity))
        demand = ledger.rows.demands.get((market, product))
        if row is None:
            is_substitute = commodity == product and demand is not None
            tally.require(is_substitute or amount == 0, where, "no row allows this delivery")
        elif demand is not None and node in horizon.period:
            start = horizon.first if row.from_year is None else row.from_year
            allowed = row.maximum_share * horizon.level([(start, horizon.end, 1.0)], horizon.spans[node])
            need = wanted(ledger, demand, node)
            tally.at_most(amount * row.replacement_ratio, allowed * need, where, need)
    return tally.check()


def shortage_expenses(ledger: Ledger) -> Iterator[Expense]:
    for (market, product), (nodes, short) in ledger.series("short").items():
        demand = ledger.rows.demands.get((market, product))
        if demand is not None:
            years = ledger.horizon.years[nodes]
            late = years if demand.unmet_demand == OWED else 1.0
            paid = sized(ledger.large(demand.shortage_cost or 0.0) * years * late, short)
            yield Expense("shortage", "shortage", f"{market} · {product}", nodes, *paid, site=market)


def substitution_expenses(ledger: Ledger) -> Iterator[Expense]:
    for (market, product, commodity), (nodes, amounts) in ledger.series("delivered").items():
        row = ledger.rows.substitutes.get((market, product, commodity))
        if row is not None:
            paid = sized(ledger.large(row.extra_cost) * ledger.horizon.years[nodes], amounts)
            item = f"{market} · {product} · {commodity}"
            yield Expense("substitution", "operation", item, nodes, *paid, site=market)


# ----------------------------------------------------------------------------------------------------------------------
# Limits relative to need, counted again: need, capacity to make goods, imports by origin, supply by country.


def counted(ledger: Ledger, row: Limit) -> dict[str, float]:
    """Worth of a unit of each of the goods that a limit adds up: 1 if they are one, else their equivalent."""
    goods = ledger.directory.commodities(row.of) | _needed(ledger, row)
    if len(goods) == 1:
        return dict.fromkeys(goods, 1.0)
    rows = ledger.plan.tables[Property]
    return {row.commodity: row.value for row in rows if row.property == EQUIVALENT}


def _needed(ledger: Ledger, row: Limit) -> frozenset[str]:
    """Goods of which the need counts."""
    return ledger.directory.commodities(row.consumption_of or row.of) or ledger.directory.commodities(row.of)


def users(ledger: Ledger, row: Limit) -> frozenset[str]:
    """Sites of which the need counts."""
    return ledger.directory.sites(row.consumption_of or row.scope) or ledger.directory.sites(row.scope)


def need(ledger: Ledger, row: Limit, sites: frozenset[str]) -> Array:
    """Demand and inputs at some sites at each node [equivalent units per year]; a plant that makes some of the goods
    out of others does not use them up."""
    goods, worth, total = _needed(ledger, row), counted(ledger, row), np.zeros(len(ledger.horizon.at))
    for (market, product), demand in ledger.rows.demands.items():
        if market in sites and product in goods:
            asked = [worth[product] * wanted(ledger, demand, node) for node in ledger.horizon.nodes]
            total[ledger.horizon.checked] += asked
    for plant, recipe in ledger.series("ran"):
        if plant in ledger.rows.plants and ledger.rows.plants[plant].site in sites:
            lines = ledger.rows.recipes.get(recipe, ())
            if not any(line.quantity > 0 and line.commodity in goods for line in lines):
                taken = sum(-worth[line.commodity] * line.quantity for line in lines if line.commodity in goods)
                total += taken * ledger.at_nodes("ran", plant, recipe)
    return total


def able(ledger: Ledger, row: Limit) -> Array:
    """Output for which plants in the place of a capacity share have usable capacity [equivalent units per year]."""
    sites, total = ledger.directory.sites(row.scope), np.zeros(len(ledger.horizon.at))
    for plant in ledger.rows.plants:
        if ledger.rows.plants[plant].site in sites:
            total += capacity(ledger, plant) * ledger.horizon.by_span(partial(_best, ledger, row, plant))
    return total


def _best(ledger: Ledger, row: Limit, plant: str, span: Timespan) -> float:
    """Output of a unit of capacity that goes to recipes as far as each may have it, the most productive first."""
    goods, worth = ledger.directory.commodities(row.of), counted(ledger, row)
    feed = ledger.directory.commodities(row.counted_at) if row.counted_at else frozenset()
    rates = []
    for recipe in ledger.rows.operated.get(plant, ()):
        lines, operation = ledger.rows.recipes.get(recipe, ()), ledger.rows.operations[plant, recipe]
        outputs = [line for line in lines if line.quantity > 0 and line.commodity in goods]
        if not feed or any(line.quantity < 0 and line.commodity in feed for line in lines):
            value = operation.yield_factor * sum(worth[line.commodity] * line.quantity for line in outputs)
            rates.append((value / ledger.horizon.mean(operation.capacity_use, span), operation.maximum_share))
    output, free = 0.0, 1.0
    for rate, most in sorted(rates, reverse=True):
        output += min(free, most) * rate
        free -= min(free, most)
    return output


def imports(ledger: Ledger, row: Limit) -> dict[str, tuple[Array, Array]]:
    """Arrivals from elsewhere by party: of goods made or sold where they were sent, and of those that could be of any
    [equivalent units per year]."""
    goods, here, worth = ledger.directory.commodities(row.of), ledger.directory.sites(row.scope), counted(ledger, row)
    imported: dict[str, Array] = {}
    unknown = np.zeros(len(ledger.horizon.at))
    for (origin, destination, commodity), nodes, _, amounts in arrivals(ledger):
        if commodity in goods and destination in here and origin not in here:
            is_known = _has_source(ledger, origin, [commodity])
            counts = imported.setdefault(origin, np.zeros(len(unknown))) if is_known else unknown
            np.add.at(counts, nodes, worth[commodity] * amounts)
    for (site, commodity), nodes, amounts in sent_before(ledger):
        if commodity in goods and site in here:
            unknown[nodes] += worth[commodity] * amounts
    parties = {row.against: ledger.directory.sites(row.against) - here}
    if row.against == EACH_COUNTRY:
        left_out = {ledger.country(site) for site in here}
        left_out |= ledger.directory.countries(row.exempt) if row.exempt else set()
        selling = dict.fromkeys(ledger.country(site) for site in ledger.rows.sites if _has_source(ledger, site, goods))
        parties = {supplier: ledger.directory.sites(supplier) for supplier in selling if supplier not in left_out}
    nothing = np.zeros(len(unknown))
    return {w: (sum((imported.get(s, nothing) for s in sites), nothing), unknown) for w, sites in parties.items()}


def _has_source(ledger: Ledger, site: str, goods: Iterable[str]) -> bool:
    """Whether some goods can be made or bought at a site."""
    makers = (makes(ledger, name) & set(goods) for name, plant in ledger.rows.plants.items() if plant.site == site)
    sold = (supplier.site == site and supplier.commodity in goods for supplier in ledger.rows.suppliers.values())
    return any(makers) or any(sold)


# ----------------------------------------------------------------------------------------------------------------------
# Rationing: shortage rates of those who share in a disruption, from the sheet of demand and the shortage reported.


NAMES = ("rationing", "goods", "held", "against", "node")

Totals = tuple[float, float]
"""(demand, shortage) [units per year]"""


def totals(ledger: Ledger, row: Rationing, node: str) -> dict[str, Totals]:
    """Totals of every market that shares, at a node."""
    goods, sites = ledger.directory.commodities(row.of), ledger.directory.sites(row.scope)
    sums: dict[str, Totals] = {}
    for (market, product), demand in ledger.rows.demands.items():
        if market in sites and product in goods:
            need, short = sums.get(market, (0.0, 0.0))
            missing = ledger.lines.short.get((market, product, node), 0.0)
            sums[market] = need + wanted(ledger, demand, node), short + missing
    return sums


def together(some: list[Totals]) -> Totals:
    return sum(need for need, _ in some), sum(short for _, short in some)


def compared(ledger: Ledger, row: Rationing, node: str) -> Iterator[tuple[str, str, Totals, Totals]]:
    """Whose shortage rate is compared with whose, and their totals."""
    sums = totals(ledger, row, node)
    if row.rule == PRIORITY and not row.first:
        tier = {market: demand.tier for (market, _), demand in ledger.rows.demands.items()}
        for rank, ahead in enumerate(TIERS):
            first = [amount for market, amount in sums.items() if tier[market] == ahead]
            for market, amount in sums.items():
                if first and tier[market] in TIERS[rank + 1 :]:
                    yield ahead, market, together(first), amount
    elif row.rule == PRIORITY:
        leading = ledger.directory.sites(row.first)
        first = [amount for market, amount in sums.items() if market in leading]
        for market, amount in sums.items():
            if first and market not in leading:
                yield row.first, market, together(first), amount
    elif row.rule == PARITY:
        for market, amount in sums.items():
            yield from ((market, other, amount, served) for other, served in sums.items() if other != market)
    elif len(sums) > 1:
        for market, amount in sums.items():
            yield market, row.scope, amount, together(list(sums.values()))


def rationing(ledger: Ledger) -> AuditLine:
    """In every disruption the shortage of each party is at most that allowed by the other's, and as reported [units per
    year]."""
    tally = Tally("rationing")
    reported = {measure: figures(ledger.plan, "rationing", NAMES, measure) for measure in ("unmet", "allowed")}
    seen = set()
    for row in ledger.plan.tables[Rationing]:
        for node in ledger.horizon.event_at:
            for amounts, against, (need, short), (other, lacking) in compared(ledger, row, node):
                if need <= 0 or other <= 0:
                    continue
                key = (row.rationing, row.of, amounts, against, node)
                seen.add(key)
                allowed = need * (row.factor * lacking / other + row.leeway)
                where = ", ".join(key)
                tally.at_most(short, allowed, where, need)
                for measure, amount in {"unmet": short, "allowed": allowed}.items():
                    tally.equal(reported[measure].get(key, math.nan), amount, f"{measure} of {where}", need)
    for key in reported["unmet"]:
        tally.require(key in seen, ", ".join(key), "no row of Rationing is about this")
    return tally.check()


def is_rationed(ledger: Ledger, market: str, product: str) -> bool:
    """Whether a market may have to go short of a product by a rule."""
    directory, rules = ledger.directory, ledger.plan.tables[Rationing]
    return any(product in directory.commodities(row.of) and market in directory.sites(row.scope) for row in rules)


SHORT = {"rationing": (is_rationed,)}


# ----------------------------------------------------------------------------------------------------------------------
# Risk: costs of scenarios, unmet demand, and the mean of the worst outcomes.


Outcome = tuple[float, float]
"""(probability, loss)"""

NO_CHANCE = 1e-12
"""Probability that is none, but for rounding."""


@remembered
def node_costs(ledger: Ledger) -> dict[str, float]:
    """Discounted cost at each node, not weighted by its probability [amount]."""
    due, horizon = expenses(ledger), ledger.horizon
    lines = due.is_known & ~due.by_item([item.ahead for item in due.items])
    node = due.node[lines]
    values = np.bincount(node, due.amount[lines] * horizon.presents[node], len(horizon.at))
    return dict(zip(horizon.nodes, values[horizon.checked].tolist(), strict=True))


def costs_ahead(ledger: Ledger) -> float:
    """Discounted cost of decisions taken in advance, the same in every branch [amount]."""
    due, horizon = expenses(ledger), ledger.horizon
    lines = due.is_known & due.by_item([item.ahead for item in due.items])
    values: list[float] = (due.amount[lines] * horizon.presents[due.node[lines]]).tolist()
    return sum(values)


def scenario_costs(ledger: Ledger) -> list[Outcome]:
    """Discounted cost over the horizon of each disruption that has a probability, and of none of them."""
    at, ahead = node_costs(ledger), costs_ahead(ledger)
    undisturbed = ahead + sum(at[node] for node in ledger.horizon.trunk)
    likely = [event for event in ledger.horizon.events if event.probability > 0]
    costs = [(event.probability, undisturbed + _extra_cost(ledger, event, at)) for event in likely]
    return [(1.0 - sum(event.probability for event in likely), undisturbed), *costs]


def _extra_cost(ledger: Ledger, event: Event, at: dict[str, float]) -> float:
    usual = ledger.horizon.replaced_value(event)
    return sum(at[node] for node in event.nodes) - sum(at[node] * share for node, share in usual.items())


def tail_mean(outcomes: Iterable[Outcome], confidence: float) -> float:
    """Mean of the worst outcomes that together have the probability 1 − confidence; the last of them by a part."""
    room = tail = 1.0 - confidence
    total = 0.0
    for probability, loss in sorted(outcomes, key=lambda pair: -pair[1]):
        share = min(max(probability, 0.0), room)
        total += share * loss
        room -= share
        if room <= NO_CHANCE:
            break
    return total / (tail - max(room, 0.0))


Demands = Collection[tuple[str, str]]
"""(market, product) of each"""


def demand_over(ledger: Ledger, nodes: Iterable[str], of: Demands) -> float:
    """Demand over the periods of some nodes [units]."""
    rows, spans = ledger.rows.demands, ledger.horizon.spans
    return sum(spans[node].length * wanted(ledger, rows[moment], node) for node in nodes for moment in of)


def unmet_over(ledger: Ledger, nodes: Iterable[str], of: Demands) -> float:
    """Demand not met over the periods of some nodes [units]."""
    short, spans = ledger.lines.short, ledger.horizon.spans
    return sum(spans[node].length * short.get((*moment, node), 0.0) for node in nodes for moment in of)


Figures = dict[str, tuple[float, float]]
"""(figure, size of the terms that it is a sum of) by column."""


def disruptions_reported(ledger: Ledger) -> AuditLine:
    """The table of disruptions has each of them, with the right cost and unmet demand."""
    tally, costs = Tally("disruptions reported"), node_costs(ledger)
    table = ledger.plan.frames.get("branches")
    lines = [] if table is None else table.to_dict("records")
    reported = {line["branch"]: line for line in lines}
    names = {event.name for event in ledger.horizon.events}
    tally.require(len(reported) == len(lines), "table of disruptions", "it has one of them twice")
    for name in reported:
        tally.require(name in names, f"{name}", "the sheet Disruptions has no such disruption")
    for event in ledger.horizon.events:
        if event.name in reported:
            _compare(ledger, tally, event, reported[event.name], costs)
        else:
            tally.require(False, event.name, "the table of disruptions does not include it")
    return tally.check()


def _compare(ledger: Ledger, tally: Tally, event: Event, line: Mapping[Any, Any], costs: dict[str, float]) -> None:
    for column in ("disruption", "subject"):
        figures_of_column, right = line[column], getattr(event, column)
        tally.require(figures_of_column == right, event.name, f"{column} {figures_of_column!r} should be {right!r}")
    products = {product for _, product in ledger.rows.demands}
    is_sum = len({ledger.rows.commodities[product].unit for product in products}) <= 1
    of, products_named = line.get("product", ""), {""} if is_sum else products
    if of not in products_named:
        tally.require(False, event.name, f"product {of!r} should be one in demand, or none where units are alike")
        return
    for column, (right, size) in _figures(ledger, event, costs, of).items():
        tally.equal(float(line[column]), right, f"{column.replace('_', ' ')}, {event.name}", size)
    hurt = _unmet_share(ledger, event, of)
    for other in products_named:
        tally.at_least(hurt, _unmet_share(ledger, event, other), f"{of or 'all products'} beside {other}, {event.name}")


def _unmet_share(ledger: Ledger, event: Event, product: str) -> float:
    """Share of the demand for a product, or all, that goes unmet beyond the undisturbed shortage."""
    shortfall = _figures(ledger, event, dict.fromkeys(ledger.horizon.nodes, 0.0), product)
    need, unmet, usual = (shortfall[name][0] for name in ("demand", "unmet", "undisturbed_unmet"))
    return max(0.0, unmet - usual) / need if need > NO_CHANCE else 0.0


def _figures(ledger: Ledger, event: Event, costs: dict[str, float], product: str) -> Figures:
    horizon, nodes, undisturbed = ledger.horizon, event.nodes, ledger.horizon.replaced_value(event)
    demands = [demand for demand in ledger.rows.demands if product in ("", demand[1])]
    need, unmet = (measure(ledger, nodes, demands) for measure in (demand_over, unmet_over))
    usual = sum(
        unmet_over(ledger, [horizon.undisturbed(node)], demands) / horizon.length(horizon.period[node])
        for node in nodes
    )
    return {
        "start": (event.start, 0.0),
        "end": (event.end, 0.0),
        "probability": (event.probability, 0.0),
        "cost": (sum(costs[node] for node in event.nodes), sum(abs(costs[node]) for node in event.nodes)),
        "undisturbed_cost": _weighed(costs, undisturbed),
        "demand": (need, 0.0),
        "unmet": (unmet, need),
        "undisturbed_unmet": (usual, need),
        "service": (max(0.0, 1.0 - unmet / need) if need > 0 else 1.0, 1.0),
    }


def _weighed(costs: Mapping[str, float], shares: Mapping[str, float]) -> tuple[float, float]:
    amounts = [costs[node] * share for node, share in shares.items()]
    return sum(amounts), sum(map(abs, amounts))


AUDITS = {
    "demand": (demand_met, shortage_allowed, shortage_needed, substitutes_allowed),
    "rationing": (rationing,),
    "risk": (disruptions_reported,),
}
EXPENSES = {
    "demand": (shortage_expenses, substitution_expenses),
}
