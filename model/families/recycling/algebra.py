"""Recycling: end-of-life scrap from earlier deliveries.

Collected scrap is purchased from an ordinary row of Suppliers: its price is the cost of collection, its site the place
of handover, its commodity the scrap. So shares, excluded origins, lanes and export stops apply as to any other
purchase. A row of Recycling states which deliveries the scrap comes from, and thereby its amount. Only the delivered
commodity counts: a substitute leaves scrap if a row names it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

from model.families.common.describing import located_goods
from model.families.common.protocol import BUYERS, Cost, Follows, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.demand.algebra import DemandData, Serving
from model.families.recycling.rows import Recycling
from model.families.supply.terms import Supply
from model.scenario.build_context import BuildContext, grouped, ordered
from model.scenario.calendar import Calendar
from model.sheets.common import Supplier
from model.sheets.names import CommodityName, Node, SupplierName
from model.tolerances import MOMENT, SOLVED

Stream = tuple[SupplierName, str, CommodityName]
"""(supplier, market, product): a row of the sheet."""


@dataclass(frozen=True)
class RecyclingData:
    """Index sets and coefficients of scrap that comes back."""

    streams: dict[SupplierName, list[Stream]]
    """Streams by supplier that collects scrap."""
    servings: dict[Stream, list[Serving]]
    """Deliveries that leave a stream's scrap."""
    returning: dict[tuple[SupplierName, str, CommodityName, int], float]
    """Scrap that returns this many steps later for each unit delivered."""
    collection: dict[tuple[SupplierName, str, CommodityName, Node], float]
    """Share collected at a node, after a disruption of the supplier."""
    least: dict[tuple[SupplierName, str, CommodityName, Node], float]
    """Share that must be collected, likewise, of suppliers with a take-back duty."""
    shortfall_cost: dict[SupplierName, float]
    """Charge of suppliers that may miss theirs [amount/unit]."""
    past: dict[tuple[SupplierName, str, CommodityName, Node], float]
    """Scrap that comes back at a node from deliveries before the horizon [unit/y]."""
    sources: dict[tuple[int, Node], dict[Node, float]]
    """Nodes whose deliveries come back at a node after this many steps, and the rate that comes of each unit."""


def coefficients(context: BuildContext) -> RecyclingData:
    """Recycling of the tables."""
    rows = {(row.supplier, row.market, row.product): row for row in context.tables[Recycling]}
    calendar, tree = context.calendar, context.tree
    suppliers = {row.supplier: row for row in context.tables[Supplier]}
    shares, by_year = (
        {stream: return_shares(row.lag, row.spread, step) for stream, row in rows.items()}
        for step in (context.lags.step, 1)
    )
    left = {
        (u, n): context.effects.capacity_of_supplier(u, suppliers[u].site, suppliers[u].commodity, n)
        for u, n in product(ordered(u for u, _, _ in rows), tree.nodes)
    }
    latest = max(history.end for histories in tree.histories.values() for history in histories)
    most = (latest - calendar.first_year) // context.lags.step
    steps = ordered(step for lags in shares.values() for step, _ in lags if step < most)
    demand = context.part(DemandData).servings
    collected = context.by_node({stream: row.collection_rate for stream, row in rows.items()})
    required = context.by_node({stream: row.minimum_collection for stream, row in rows.items()})
    returning: dict[tuple[SupplierName, str, CommodityName, int], float] = {}
    for stream, row in rows.items():
        returning |= {(*stream, step): row.scrap_per_unit * share for step, share in shares[stream] if step in steps}
    return RecyclingData(
        streams=grouped(ordered(u for u, _, _ in rows), ((stream[0], stream) for stream in rows)),
        servings={
            stream: [(i, k, c) for i, k, c in demand if c == row.product and i in context.directory.sites(row.market)]
            for stream, row in rows.items()
        },
        returning=returning,
        collection={(u, *at, n): rate * left[u, n] for (u, *at, n), rate in collected.items()},
        least={(u, *at, n): rate * left[u, n] for (u, *at, n), rate in required.items()},
        shortfall_cost={
            row.supplier: context.money(row.shortfall_cost)
            for row in rows.values()
            if row.minimum_collection is not None and row.shortfall_cost is not None
        },
        past={
            key: rows[key[:3]].scrap_per_unit * rate
            for key, rate in context.from_before(
                {
                    stream: partial(calendar.left_from, row.past_sales, by_year[stream])
                    for stream, row in rows.items()
                    if row.past_sales is not None
                }
            ).items()
        },
        sources={(step, n): context.lags.sources(step, n) for step in steps for n in tree.nodes},
    )


def return_shares(lag: float, spread: float, years: int) -> list[tuple[int, float]]:
    """(steps later, share) of the return of goods delivered evenly within a step of some years."""
    if spread < SOLVED:
        return Calendar.lags(lag, years)
    early, late = (lag - spread / 2) / years, (lag + spread / 2) / years
    shares = [
        (step, (_risen(late - step) - _risen(early - step)) / (late - early))
        for step in range(math.floor(early), math.ceil(late) + 1)
    ]
    return [(step, share) for step, share in shares if share > MOMENT]


def _risen(steps: float) -> float:
    """Area up to a point under the share that arrives a step later, which rises and falls within a step each."""
    x = min(max(steps, -1.0), 1.0)
    return (1 + x) ** 2 / 2 if x < 0 else 1 - (1 - x) ** 2 / 2


def build(m: Any, data: RecyclingData) -> None:
    """Adds the shortfall of take-back duties [units per year]; collected scrap is a purchase."""
    collectors, streams = list(data.streams), list(data.servings)
    m.COLLECTORS = pyo.Set(dimen=1, initialize=collectors)
    m.STREAMS = pyo.Set(dimen=3, initialize=streams)
    m.STREAMS_OF = members(m.COLLECTORS, dimen=3, values=data.streams)
    m.SCRAPPED = members(m.STREAMS, dimen=3, values=data.servings)
    steps = ordered(step for step, _ in data.sources)
    m.RETURN_STEPS = pyo.Set(dimen=1, initialize=steps)
    m.STEPS_OF = members(m.STREAMS, dimen=1, values=grouped(streams, (((u, i, k), d) for u, i, k, d in data.returning)))
    m.DELIVERED_IN = members(
        m.RETURN_STEPS, m.NODES, dimen=1, values={key: list(of) for key, of in data.sources.items()}
    )
    rates = {(*key, e): rate for key, sources in data.sources.items() for e, rate in sources.items()}
    m.rate_of_return = parameter(list(rates), values=rates)
    m.returning = parameter(m.STREAMS, m.RETURN_STEPS, values=data.returning)
    m.collection_rate = parameter(m.STREAMS, m.NODES, values=data.collection)
    m.past_scrap = parameter(m.STREAMS, m.NODES, values=data.past, default=0.0)
    m.collection_limit = pyo.Constraint(m.COLLECTORS, m.NODES, rule=collection_limit)
    obliged = ordered(u for u, _, _, _ in data.least)
    m.OBLIGED_COLLECTORS = pyo.Set(dimen=1, initialize=obliged)
    m.least_collected = parameter(m.STREAMS, m.NODES, values=data.least, default=0.0)
    m.CHARGED_COLLECTORS = pyo.Set(dimen=1, initialize=list(data.shortfall_cost))
    m.CHARGED_OF = members(obliged, dimen=1, values={u: [u] if u in data.shortfall_cost else [] for u in obliged})
    m.shortfall_cost = parameter(m.CHARGED_COLLECTORS, values=data.shortfall_cost)
    m.uncollected = variable(
        m.CHARGED_COLLECTORS, m.NODES, doc="e: scrap below the minimum collection of its supplier [units/y]"
    )
    m.least_collection = pyo.Constraint(m.OBLIGED_COLLECTORS, m.NODES, rule=least_collection)


def available(m: Any, u: Any, n: Node) -> Any:
    """Scrap that a supplier can collect [units per year]."""
    return _returns(m, m.collection_rate, u, n)


def due(m: Any, u: Any, n: Node) -> Any:
    """Scrap that a supplier must collect [units per year]."""
    return _returns(m, m.least_collected, u, n)


def missed(m: Any, u: Any, n: Node) -> Any:
    """Scrap below the minimum that was not collected [units per year]."""
    return sum(m.uncollected[v, n] for v in m.CHARGED_OF[u])


def _returns(m: Any, rate: Any, u: Any, n: Node) -> Any:
    """A share of returns to a supplier [units per year]."""
    before = sum(rate[v, i, k, n] * m.past_scrap[v, i, k, n] for v, i, k in m.STREAMS_OF[u])
    return before + sum(_returned(m, rate, v, i, k, d, n) for v, i, k in m.STREAMS_OF[u] for d in m.STEPS_OF[v, i, k])


def _returned(m: Any, rate: Any, u: Any, i: Any, k: Any, d: int, n: Node) -> Any:
    """A share of the scrap that comes back some steps after its delivery [units per year]."""
    share = rate[u, i, k, n] * m.returning[u, i, k, d]
    return sum(
        sum(m.rate_of_return[d, n, e] * share * m.delivery[j, q, c, e] for j, q, c in m.SCRAPPED[u, i, k])
        for e in m.DELIVERED_IN[d, n]
    )


def collection_limit(m: Any, u: Any, n: Node) -> Any:
    r"""Purchases from a supplier of scrap are collected from earlier deliveries [units per year].

    .. math:: b_{un} \le \sum_{(I,c) \in R_u} \rho_{uIcn} \Big( P_{uIcn} + \sum_d \mu_{uIcd}
              \sum_{i \in I} \sum_k d_{ikc,n-d} \Big) \qquad \forall u \text{ with returns}, n
    """
    return m.purchase[u, n] <= available(m, u, n)


def least_collection(m: Any, u: Any, n: Node) -> Any:
    r"""A supplier of scrap collects at least its minimum share of returns, or pays for the shortfall [units per
    year].

    .. math:: b_{un} + e_{un} \ge \sum_{(I,c) \in R_u} \underline\rho_{uIcn} \Big( P_{uIcn} + \sum_d \mu_{uIcd}
              \sum_{i \in I} \sum_k d_{ikc,n-d} \Big) \qquad \forall u \text{ with a duty}, n
    """
    return m.purchase[u, n] + missed(m, u, n) >= due(m, u, n)


def shortfall_charge(m: Any, u: Any, n: Node) -> Any:
    r"""Charge on scrap below the minimum: :math:`L \, c_u \, e_{un}`."""
    return m.years[n] * m.shortfall_cost[u] * m.uncollected[u, n]


FOLLOWS = (Follows("uncollected"),)

COSTS = (Cost("missed collection", "operation", BUYERS, ("CHARGED_COLLECTORS", "NODES"), shortfall_charge),)

REPORTS = (
    Report(
        "recycling",
        ("COLLECTORS", "NODES"),
        ("supplier", "node"),
        (
            Measure("available", "{unit}/y", available),
            Measure("collected", "{unit}/y", "purchase"),
        ),
        describe=located_goods("supplier", Supply, "suppliers"),
    ),
    Report(
        "take-back",
        ("OBLIGED_COLLECTORS", "NODES"),
        ("supplier", "node"),
        (
            Measure("due", "{unit}/y", due),
            Measure("missed", "{unit}/y", missed),
        ),
        describe=located_goods("supplier", Supply, "suppliers"),
    ),
)
