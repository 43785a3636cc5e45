"""Goods: the balance at each site and node, blends, and goods that construction takes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from model.audit.effects import AuditedBuild, share_within
from model.audit.horizon import Array, Horizon
from model.audit.lanes import Lane, Routing
from model.audit.ledger import Ledger, NodeFigures, Place, by_names, dense, figures
from model.audit.tally import Tally, at_each
from model.families.blending import Blending
from model.families.construction_goods.rows import AT_START, ConstructionGood
from model.families.routes.rows import GoodsInTransit
from model.results.plan import AuditLine
from model.sheets.columns import ByYear
from model.sheets.common import Property
from model.sheets.schema import ANY
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Mass balance at every place.


Output = tuple[str, str, str]
"""(plant, recipe, commodity)"""

Movement = tuple[Place, Array, Array]
"""(place, positions of nodes, units per year): inflow positive, outflow negative."""


class Sides(NamedTuple):
    """Sums of movements by place and node [units per year]."""

    places: list[Place]
    received: Array
    outgoing: Array
    is_given: Array
    """Whether anything goes out."""


def sides(horizon: Horizon, movements: Iterable[Movement]) -> Sides:
    """Inflow and outflow of each place at each node, one line for each place."""
    places: dict[Place, int] = {}
    count, at, amounts = len(horizon.at), [np.zeros(0, int)], [np.zeros(0)]
    for place, nodes, amount in movements:
        at.append(places.setdefault(place, len(places)) * count + nodes)
        amounts.append(amount)
    where, moved = np.concatenate(at), np.concatenate(amounts)
    comes, shape = moved >= 0, (len(places), count)
    received = np.bincount(where[comes], moved[comes], len(places) * count)
    outgoing = np.bincount(where[~comes], -moved[~comes], len(places) * count)
    is_given = np.bincount(where[~comes], minlength=len(places) * count) > 0
    return Sides(list(places), received.reshape(shape), outgoing.reshape(shape), is_given.reshape(shape))


def mass_balance(ledger: Ledger) -> AuditLine:
    """At every place and node: arrivals, purchases, output and stock drawn down equal departures, input, deliveries,
    sales, disposal, stranded goods and stock built up [units per year]."""
    tally, horizon = Tally("mass balance"), ledger.horizon
    totals = sides(horizon, _movements(ledger))
    nodes = horizon.checked

    def where(place: int) -> str:
        (site, commodity), node = totals.places[place // len(nodes)], horizon.nodes[place % len(nodes)]
        return f"{site}, {commodity}, {node}"

    tally.balance(totals.received[:, nodes].ravel(), totals.outgoing[:, nodes].ravel(), where)
    return tally.check()


def _movements(ledger: Ledger) -> Iterator[Movement]:
    yield from _moved(ledger)
    yield from _stored(ledger)


def _moved(ledger: Ledger) -> Iterator[Movement]:
    """All but stock drawn down or built up."""
    yield from _traded(ledger)
    yield from _converted(ledger)
    yield from _built_in(ledger)
    yield from shipments(ledger)
    yield from sent_before(ledger)


@remembered
def received(ledger: Ledger) -> dict[Place, Array]:
    """Purchases, output and arrivals at each place [units per year]."""
    totals = sides(ledger.horizon, _moved(ledger))
    return dict(zip(totals.places, totals.received, strict=True))


def _traded(ledger: Ledger) -> Iterator[Movement]:
    rows = ledger.rows
    for (name,), (nodes, amounts) in ledger.series("bought").items():
        if name in rows.suppliers:
            yield (rows.suppliers[name].site, rows.suppliers[name].commodity), nodes, amounts
    for (name,), (nodes, amounts) in ledger.series("sold").items():
        if name in rows.outlets:
            yield (rows.outlets[name].site, rows.outlets[name].commodity), nodes, -amounts
    for place, (nodes, amounts) in (*ledger.series("disposed").items(), *ledger.series("stranded").items()):
        yield (place[0], place[1]), nodes, -amounts
    for (market, _, commodity), (nodes, amounts) in ledger.series("delivered").items():
        yield (market, commodity), nodes, -amounts


def _converted(ledger: Ledger) -> Iterator[Movement]:
    for plant, _, commodity, nodes, amounts in converted(ledger):
        yield (ledger.rows.plants[plant].site, commodity), nodes, amounts


def _built_in(ledger: Ledger) -> Iterator[Movement]:
    for build, commodity, amounts in built_in(ledger):
        yield (build.plant.site, commodity), np.arange(len(amounts)), -amounts


def converted(ledger: Ledger) -> Iterator[tuple[str, str, str, Array, Array]]:
    """Inputs (−) and outputs (+) of each recipe at each plant, by nodes at which there are any: (plant, recipe,
    commodity, nodes, units per year)."""
    ran = ledger.series("ran")
    for plant, recipe in {**ran, **dict.fromkeys(late[:2] for late in delayed(ledger))}:
        if plant in ledger.rows.plants:
            for commodity, quantity in quantities(ledger, plant, recipe).items():
                if (plant, recipe, commodity) in delayed(ledger):
                    amounts, nodes = matured(ledger, (plant, recipe, commodity), quantity), ledger.horizon.checked
                    nodes = nodes[amounts[nodes] != 0]
                    yield plant, recipe, commodity, nodes, amounts[nodes]
                elif (plant, recipe) in ran:
                    nodes, runs = ran[plant, recipe]
                    yield plant, recipe, commodity, nodes, quantity[nodes] * runs


@remembered
def delayed(ledger: Ledger) -> dict[Output, float]:
    """Outputs that come later than the inputs of their recipes [years]: a line's own delay, else that of the
    operation."""
    late: dict[Output, float] = {}
    for (plant, recipe), operation in ledger.rows.operations.items():
        for line in ledger.rows.recipes.get(recipe, ()):
            delay = operation.delay if line.delay is None else line.delay
            if line.quantity > 0 and delay > 0:
                late[plant, recipe, line.commodity] = delay
    return late


def matured(ledger: Ledger, output: Output, quantity: Array) -> Array:
    """Output at each node of the runs of earlier years, of which those before the plan had no disruption [units per
    year]."""
    horizon, run, delay = ledger.horizon, output[:2], delayed(ledger)[output]
    total = horizon.brought(horizon.arrivals(delay), quantity * ledger.at_nodes("ran", *run))
    if (before := ledger.rows.operations[run].begun) is not None:
        amounts = horizon.by_history(lambda span: horizon.before_first(before, *(year - delay for year in span)))
        total += amounts / horizon.years * quantity[horizon.at[str(horizon.first)]]
    return total


def matured_by(ledger: Ledger, output: Output) -> Callable[[int], float]:
    """Runs from before the plan whose output is at hand by a year."""
    horizon, before, delay = ledger.horizon, ledger.rows.operations[output[:2]].begun, delayed(ledger)[output]
    if before is None:
        return lambda year: 0.0
    return lambda year: horizon.before_first(before, horizon.first - delay, year - delay)


@remembered
def quantities(ledger: Ledger, plant: str, recipe: str) -> dict[str, Array]:
    """Inputs (−) and outputs (+) of a unit run at a plant at each node; outputs are multiplied by its yield factor and
    that of a disruption."""
    operation = ledger.rows.operations.get((plant, recipe))
    factor = 1.0 if operation is None else operation.yield_factor
    quantity_of: dict[str, Array] = {}
    for line in ledger.rows.recipes.get(recipe, ()):
        quantity_of[line.commodity] = np.full(len(ledger.horizon.at), line.quantity)
        if line.quantity > 0:
            left = ledger.effects.yield_of(ledger.rows.plants[plant], line.commodity)
            quantity_of[line.commodity] = line.quantity * factor * left
    return quantity_of


def shipments(ledger: Ledger) -> Iterator[Movement]:
    """Departures, and arrivals one transit time later, less losses."""
    for (origin, _, commodity), (nodes, amounts) in ledger.series("shipped").items():
        yield (origin, commodity), nodes, -amounts
    for (_, destination, commodity), nodes, _, amounts in arrivals(ledger):
        yield (destination, commodity), nodes, amounts


def sent_before(ledger: Ledger) -> Iterator[Movement]:
    """Goods that were in transit when the plan began."""
    every = np.arange(len(ledger.horizon.at))
    for row in ledger.plan.tables[GoodsInTransit]:
        yield (row.site, row.commodity), every, ledger.horizon.by_history(partial(ledger.horizon.mean, row.arriving))


def came_before(ledger: Ledger) -> dict[Place, Callable[[int], float]]:
    """By place, the goods that have come by a year of those that were in transit when the plan began [units]."""
    first = ledger.horizon.first

    def came(arriving: ByYear, year: int) -> float:
        return math.fsum(map(arriving.at, range(first, year)))

    return {(row.site, row.commodity): partial(came, row.arriving) for row in ledger.plan.tables[GoodsInTransit]}


def arrivals(ledger: Ledger) -> Iterator[tuple[Lane, Array, Array, Array]]:
    """(lane, nodes, nodes in which it was sent, units per year)"""
    routing, horizon = Routing(ledger), ledger.horizon
    for lane, series in ledger.series("shipped").items():
        origin, destination, commodity = lane
        route = routing.route((origin, destination, commodity))
        sent, arriving = dense(horizon, series), 1.0 if route is None else 1.0 - route.loss
        comings = horizon.arrivals(routing.delay((origin, destination, commodity)))
        is_checked = np.isin(comings.at, horizon.checked)
        at, sent_in, share = (figures[is_checked] for figures in comings)
        yield (origin, destination, commodity), at, sent_in, sent[sent_in] * share * arriving


def under_way(ledger: Ledger) -> dict[Place, Array]:
    """Goods in transit to a place at the end of each node's period, less losses [units]."""
    routing, horizon = Routing(ledger), ledger.horizon
    nothing = np.zeros(len(horizon.at))
    on_the_way: dict[Place, Array] = {}
    for (i, j, k), series in ledger.series("shipped").items():
        if (route := routing.route((i, j, k))) is None:
            continue
        moving = horizon.brought(horizon.under_way(routing.delay((i, j, k))), dense(horizon, series))
        on_the_way[j, k] = on_the_way.get((j, k), nothing) + moving * (1.0 - route.loss)
    return on_the_way


def stranded_goods(ledger: Ledger) -> AuditLine:
    """Stranded goods were in transit when a disruption began, and arrived after it [units per year]."""
    tally, horizon = Tally("stranded goods"), ledger.horizon
    totals = sides(horizon, _surprised(ledger))
    places = {place: line for line, place in enumerate(totals.places)}
    for (site, commodity, node), amount in ledger.lines.stranded.items():
        line, at = places.get((site, commodity)), horizon.at.get(node)
        most = 0.0 if line is None or at is None else float(totals.received[line, at])
        tally.at_most(amount, most, f"{site}, {commodity}, {node}")
    return tally.check()


def _surprised(ledger: Ledger) -> Iterator[Movement]:
    """Arrivals of goods that were in transit when a disruption began, or the plan."""
    event = ledger.horizon.event_number
    for lane, nodes, sent_in, amounts in arrivals(ledger) if ledger.lines.stranded else ():
        late = (event[nodes] >= 0) & (event[nodes] != event[sent_in])
        yield lane[1:], nodes[late], amounts[late]
    yield from sent_before(ledger)


def _stored(ledger: Ledger) -> Iterator[Movement]:
    """Stock drawn down over a period, or built up."""
    for name, store in ledger.rows.stores.items():
        stock = ledger.series("stock").get((name,))
        yield (store.site, store.commodity), *drawn(ledger.horizon, stock, store.opening_stock)


def drawn(horizon: Horizon, stock: NodeFigures | None, opening: float) -> tuple[Array, Array]:
    """Nodes, and by how much a stock falls over the period of each [units per year]."""
    after = dense(horizon, stock)
    return horizon.checked, ((horizon.before(after, opening) - after) / horizon.years)[horizon.checked]


def conversion_reported(ledger: Ledger) -> AuditLine:
    """Reported outputs and inputs follow from runs and recipes [units per year]."""
    tally, horizon = Tally("conversion reported"), ledger.horizon
    names = ("plant", "recipe", "commodity", "node")
    reported_amounts, taken = (
        by_names(horizon, figures(ledger.plan, "conversion", names, measure)) for measure in ("made", "taken")
    )
    expected = {
        (plant, recipe, commodity): NodeFigures(nodes, amounts)
        for plant, recipe, commodity, nodes, amounts in converted(ledger)
    }
    every = list(horizon.period)
    for line in expected | reported_amounts | taken:
        amounts, outputs, inputs = (dense(horizon, table.get(line)) for table in (expected, reported_amounts, taken))
        compared = [table[line].nodes for table in (expected, reported_amounts, taken) if line in table]
        at = np.unique(np.concatenate(compared))
        nodes, amount, what = [every[node_number] for node_number in at], amounts[at], ", ".join(line)
        tally.equal(outputs[at], np.maximum(amount, 0.0), at_each(nodes, f"made: {what}"), np.abs(amount))
        tally.equal(inputs[at], np.maximum(-amount, 0.0), at_each(nodes, f"taken: {what}"), np.abs(amount))
    return tally.check()


# ----------------------------------------------------------------------------------------------------------------------
# Blending: the average feed of plants, from their runs and recipes.


def blends(ledger: Ledger) -> AuditLine:
    """The average feed of a plant meets its rows of Blending [property × units per year]."""
    tally = Tally("blending")
    value: dict[tuple[str, str], float] = {
        (row.commodity, row.property): row.value for row in ledger.plan.tables[Property]
    }
    for row in ledger.plan.tables[Blending]:
        for node, span in ledger.horizon.spans.items():
            feed = _feed(ledger, row, node, value)
            amount = sum(feed.values())
            content = sum(value[k, row.property] * quantity for k, quantity in feed.items())
            size = sum(abs(value[k, row.property]) * quantity for k, quantity in feed.items())
            where = f"{row.property} at {row.plant}, {row.recipe}, {node}"
            if row.at_least is not None:
                tally.at_least(content, ledger.horizon.mean(row.at_least, span) * amount, where, size)
            if row.at_most is not None:
                tally.at_most(content, ledger.horizon.mean(row.at_most, span) * amount, where, size)
    return tally.check()


def _feed(ledger: Ledger, row: Blending, node: str, value: dict[tuple[str, str], float]) -> dict[str, float]:
    """Use of each commodity that has the property [units per year]."""
    feed: dict[str, float] = {}
    for recipe in ledger.rows.operated.get(row.plant, ()):
        if row.recipe in (ANY, recipe):
            run = ledger.lines.ran.get((row.plant, recipe, node), 0.0)
            for line in ledger.rows.recipes.get(recipe, ()):
                if line.quantity < 0 and (line.commodity, row.property) in value:
                    feed[line.commodity] = feed.get(line.commodity, 0.0) - line.quantity * run
    return feed


# ----------------------------------------------------------------------------------------------------------------------
# Construction goods: quantities taken by builds at their sites, from their lead times and sizes.


def built_in(ledger: Ledger) -> Iterator[tuple[AuditedBuild, str, Array]]:
    """Goods taken by construction: (build, commodity, units per year at each node)."""
    horizon = ledger.horizon
    for row in ledger.plan.tables[ConstructionGood]:
        for build in ledger.builds:
            if build.project.project == row.project:
                total = row.per_module * build.modules + row.per_unit * build.size
                stages = [(build.online, build.online, 1.0)] if row.taken == AT_START else list(build.stages)
                shares = np.array([share_within(stages, *span) for span in horizon.spans.values()])
                yield build, row.commodity, total * shares / horizon.years


def construction_reported(ledger: Ledger) -> AuditLine:
    """Reported construction goods follow from builds [units per year]."""
    tally = Tally("construction goods")
    reported = figures(ledger.plan, "construction goods", ("project", "commodity", "node"), "taken")
    expected: dict[tuple[str, str], Array] = {}
    for build, commodity, amounts in built_in(ledger):
        line = build.project.project, commodity
        expected[line] = expected.get(line, 0.0) + amounts
    for (project, commodity), total in expected.items():
        for node, amount in zip(ledger.horizon.period, total.tolist(), strict=True):
            reported_amount = reported.get((project, commodity, node), 0.0)
            tally.equal(reported_amount, amount, f"{commodity} for {project}, {node}")
    for project, commodity, node in reported:
        tally.require((project, commodity) in expected, f"{commodity} for {project}, {node}", "nothing built takes it")
    return tally.check()


def construction_places(ledger: Ledger) -> Iterator[Place]:
    """Where goods are built in."""
    rows = ledger.rows
    for row in ledger.plan.tables[ConstructionGood]:
        yield rows.plants[rows.projects[row.project].plant].site, row.commodity


PLACES_OF_USE = {"construction goods": (construction_places,)}
AUDITS = {
    "balance": (mass_balance, conversion_reported, stranded_goods),
    "blending": (blends,),
    "construction goods": (construction_reported,),
}
