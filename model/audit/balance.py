"""Mass balance at every place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from model.audit.check import Tally
from model.audit.ledger import Ledger, Place, figures
from model.audit.routes import Routing
from model.families.routes.rows import GoodsInTransit
from model.results.plan import Check

Movement = tuple[Place, str, float]
"""(place, node, units per year): inflow positive, outflow negative."""


def mass_balance(ledger: Ledger) -> Check:
    """At every place and node: arrivals, purchases, output and stock drawn down equal departures, input, deliveries,
    sales, disposal, stranded goods and stock built up [units per year]."""
    tally = Tally("mass balance")
    received: dict[tuple[Place, str], float] = {}
    given: dict[tuple[Place, str], float] = {}
    places: dict[Place, None] = {}
    for place, node, amount in _movements(ledger):
        places[place] = None
        side = received if amount >= 0 else given
        side[place, node] = side.get((place, node), 0.0) + abs(amount)
    for place in places:
        for node in ledger.horizon.nodes:
            site, commodity = place
            came, went = received.get((place, node), 0.0), given.get((place, node), 0.0)
            tally.balance(came, went, f"{site}, {commodity}, {node}")
    return tally.check()


def _movements(ledger: Ledger) -> Iterator[Movement]:
    yield from _traded(ledger)
    yield from _converted(ledger)
    yield from shipments(ledger)
    yield from sent_before(ledger)
    yield from _stored(ledger)


def _traded(ledger: Ledger) -> Iterator[Movement]:
    rows, lines = ledger.rows, ledger.lines
    for (name, node), amount in lines.bought.items():
        if name in rows.suppliers:
            yield (rows.suppliers[name].site, rows.suppliers[name].commodity), node, amount
    for (name, node), amount in lines.sold.items():
        if name in rows.outlets:
            yield (rows.outlets[name].site, rows.outlets[name].commodity), node, -amount
    for (site, commodity, node), amount in (*lines.disposed.items(), *lines.stranded.items()):
        yield (site, commodity), node, -amount
    for (market, _, commodity, node), amount in lines.delivered.items():
        yield (market, commodity), node, -amount


def _converted(ledger: Ledger) -> Iterator[Movement]:
    for (plant, recipe, node), run in ledger.lines.ran.items():
        if plant in ledger.rows.plants:
            for commodity, quantity in quantities(ledger, plant, recipe, node).items():
                yield (ledger.rows.plants[plant].site, commodity), node, quantity * run


def quantities(ledger: Ledger, plant: str, recipe: str, node: str) -> dict[str, float]:
    """Inputs (−) and outputs (+) of a unit run at a plant; outputs are multiplied by its yield factor and that of a
    disruption."""
    operation = ledger.rows.operations.get((plant, recipe))
    factor = 1.0 if operation is None else operation.yield_factor
    found: dict[str, float] = {}
    for line in ledger.rows.recipes.get(recipe, ()):
        found[line.commodity] = line.quantity
        if line.quantity > 0:
            left = ledger.effects.yield_of(ledger.rows.plants[plant], line.commodity, node)
            found[line.commodity] = line.quantity * factor * left
    return found


def shipments(ledger: Ledger) -> Iterator[Movement]:
    """Departures, and arrivals one transit time later, less losses."""
    for (origin, _, commodity, node), amount in ledger.lines.shipped.items():
        yield (origin, commodity), node, -amount
    for place, node, _, amount in _arrivals(ledger):
        yield place, node, amount


def sent_before(ledger: Ledger) -> Iterator[Movement]:
    """Goods that were in transit when the plan began."""
    for row in ledger.plan.tables[GoodsInTransit]:
        for node, period in ledger.horizon.period.items():
            yield (row.site, row.commodity), node, ledger.horizon.mean(row.arriving, period)


def _arrivals(ledger: Ledger) -> Iterator[tuple[Place, str, str, float]]:
    """(place, node, node in which it was sent, units per year)"""
    routing, shipped = Routing(ledger), ledger.lines.shipped
    for lane in dict.fromkeys((i, j, k) for i, j, k, _ in shipped):
        route = routing.route(lane)
        arriving = 1.0 if route is None else 1.0 - route.loss
        for step, share in ledger.horizon.arrivals(routing.delay(lane)):
            for node in ledger.horizon.nodes:
                sent_in = ledger.horizon.before(node, step)
                if sent_in is not None:
                    yield (lane[1], lane[2]), node, sent_in, shipped.get((*lane, sent_in), 0.0) * share * arriving


def under_way(ledger: Ledger, nodes: Iterable[str]) -> dict[tuple[str, str, str], float]:
    """Goods in transit to a place at the end of the periods of some nodes, less losses [units]."""
    routing, horizon, shipped = Routing(ledger), ledger.horizon, ledger.lines.shipped
    found: dict[tuple[str, str, str], float] = {}
    most = len(horizon.periods)
    ends = [(node, [horizon.before(node, back) for back in range(most)]) for node in dict.fromkeys(nodes)]
    for i, j, k in dict.fromkeys((i, j, k) for i, j, k, _ in shipped):
        route = routing.route((i, j, k))
        if route is None:
            continue
        for step, share in horizon.arrivals(routing.delay((i, j, k))):
            for node, sent_in in ends:
                sent = sum(shipped.get((i, j, k, earlier), 0.0) for earlier in sent_in[:step] if earlier is not None)
                if sent:
                    amount = sent * share * (1.0 - route.loss) * horizon.years
                    found[j, k, node] = found.get((j, k, node), 0.0) + amount
    return found


def stranded_goods(ledger: Ledger) -> Check:
    """Stranded goods were in transit when a disruption began, and arrived after it [units per year]."""
    tally = Tally("stranded goods")
    surprised: dict[tuple[str, str, str], float] = {}
    for (site, commodity), node, sent_in, amount in _arrivals(ledger):
        event = ledger.horizon.event_at.get(node)
        if event is not None and sent_in not in event.nodes:
            surprised[site, commodity, node] = surprised.get((site, commodity, node), 0.0) + amount
    for (site, commodity), node, amount in sent_before(ledger):
        surprised[site, commodity, node] = surprised.get((site, commodity, node), 0.0) + amount
    for key, amount in ledger.lines.stranded.items():
        tally.at_most(amount, surprised.get((key[0], key[1], key[2]), 0.0), ", ".join(key))
    return tally.check()


def _stored(ledger: Ledger) -> Iterator[Movement]:
    """Stock drawn down over a period, or built up."""
    stock, horizon = ledger.lines.stock, ledger.horizon
    for name, store in ledger.rows.stores.items():
        for node in horizon.nodes:
            parent = horizon.parent.get(node)
            before = store.opening_stock if parent is None else stock.get((name, parent), 0.0)
            yield (store.site, store.commodity), node, (before - stock.get((name, node), 0.0)) / horizon.years


def conversion_reported(ledger: Ledger) -> Check:
    """Reported outputs and inputs follow from runs and recipes [units per year]."""
    tally = Tally("conversion reported")
    names = ("plant", "recipe", "commodity", "node")
    made, taken = (figures(ledger.plan, "conversion", names, measure) for measure in ("made", "taken"))
    expected = {
        (plant, recipe, commodity, node): quantity * run
        for (plant, recipe, node), run in ledger.lines.ran.items()
        if plant in ledger.rows.plants
        for commodity, quantity in quantities(ledger, plant, recipe, node).items()
    }
    for line in expected | made | taken:
        plant, recipe, commodity, node = line
        amount = expected.get(line, 0.0)
        size = abs(amount)
        where = f"{plant}, {recipe}, {commodity}, {node}"
        tally.equal(made.get(line, 0.0), max(amount, 0.0), f"made: {where}", size)
        tally.equal(taken.get(line, 0.0), max(-amount, 0.0), f"taken: {where}", size)
    return tally.check()


AUDITS = (mass_balance, conversion_reported, stranded_goods)

__all__ = [
    "Movement",
    "conversion_reported",
    "mass_balance",
    "quantities",
    "sent_before",
    "shipments",
    "stranded_goods",
]
