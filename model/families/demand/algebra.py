"""Demand: demand of markets, its minimum service and substitutes, and the cost of shortage."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from model.families.common.protocol import BUYERS, UNSERVED, Cost, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.demand.rows import OWED, Demand, Substitute
from model.scenario.build_context import BuildContext, Place, grouped, ordered
from model.sheets.names import CommodityName, Node, SiteName

Serving = tuple[SiteName, CommodityName, CommodityName]
"""(market, product, commodity delivered for it)"""


@dataclass(frozen=True)
class DemandData:
    """Index sets and coefficients of demand."""

    demand: dict[tuple[SiteName, CommodityName, Node], float]
    """[unit/y]"""
    shortable: list[Place]
    """Where shortage is allowed."""
    shortage_cost: dict[tuple[SiteName, CommodityName, Node], float]
    """For backlogs over all years of the period at whose end they are."""
    opening_backlog: dict[Place, float]
    """Where unmet demand becomes backlog: demand that dates from before the first period [units]."""
    minimum_service: dict[Place, float]
    servings: dict[Serving, float]
    """Product that a unit of the commodity serves."""
    share: dict[Serving, float]
    extra_cost: dict[Serving, float]
    allowed: dict[tuple[SiteName, CommodityName, CommodityName, Node], float]
    """Share of a node's period in which a substitute may be used, if not always."""


def coefficients(context: BuildContext) -> DemandData:
    """Demand of the tables; registers markets as users of products and substitutes."""
    calendar, period = context.calendar, context.tree.period
    rows = {(row.market, row.product): row for row in context.tables[Demand]}
    substitutes = {
        (i, k, row.substitute): row
        for row, (i, k) in product(context.tables[Substitute], rows)
        if row.product == k and i in context.directory.sites(row.market)
    }
    servings = {(i, k, k): 1.0 for i, k in rows} | {key: row.replacement_ratio for key, row in substitutes.items()}
    context.users.update((i, c) for i, _, c in servings)
    return DemandData(
        demand={
            (i, k, n): calendar.mean(row.quantity, t) * context.effects.demand(i, k, n)
            for ((i, k), row), (n, t) in product(rows.items(), period.items())
        },
        shortable=[place for place, row in rows.items() if row.shortage_cost is not None],
        shortage_cost={
            (*place, n): context.money(row.shortage_cost) * (calendar.length(t) if row.unmet_demand == OWED else 1)
            for (place, row), (n, t) in product(rows.items(), period.items())
            if row.shortage_cost is not None
        },
        opening_backlog={
            place: row.opening_backlog
            for place, row in rows.items()
            if row.unmet_demand == OWED and row.shortage_cost is not None
        },
        minimum_service={place: row.minimum_service for place, row in rows.items() if row.minimum_service > 0},
        servings=servings,
        share={key: row.maximum_share for key, row in substitutes.items()},
        extra_cost={key: context.money(row.extra_cost) for key, row in substitutes.items()},
        allowed={
            (*key, n): calendar.share(row.from_year or calendar.first_year, calendar.end, t)
            for (key, row), (n, t) in product(substitutes.items(), period.items())
        },
    )


def build(m: Any, data: DemandData) -> None:
    """Adds deliveries and shortage [units per year, by node]."""
    markets = ordered((i, k) for i, k, _ in data.demand)
    m.DEMANDS = pyo.Set(dimen=2, initialize=markets)
    m.demand = parameter(m.DEMANDS, m.NODES, values=data.demand)
    m.SERVINGS = pyo.Set(dimen=3, initialize=list(data.servings))
    m.SERVED_BY = members(m.DEMANDS, dimen=1, values=grouped(markets, (((i, k), c) for i, k, c in data.servings)))
    places: list[Place] = list(m.PLACES)
    m.SERVINGS_AT = members(
        m.PLACES, dimen=3, values=grouped(places, (((i, c), (i, k, c)) for i, k, c in data.servings))
    )
    m.replacement_ratio = parameter(m.SERVINGS, values=data.servings)
    m.delivery = variable(m.SERVINGS, m.NODES, doc="d: delivered to a market for a product [units/y]")
    m.SHORTABLE = pyo.Set(dimen=2, initialize=data.shortable)
    m.SHORTAGES_AT = members(m.DEMANDS, dimen=2, values=grouped(markets, ((p, p) for p in data.shortable)))
    m.shortage_cost = parameter(m.SHORTABLE, m.NODES, values=data.shortage_cost)
    m.shortage = variable(m.SHORTABLE, m.NODES, doc="v: demand not met [units/y]")
    m.OWED_AT = members(m.DEMANDS, dimen=2, values=grouped(markets, ((p, p) for p in data.opening_backlog)))
    m.opening_backlog = parameter(list(data.opening_backlog), values=data.opening_backlog)
    m.demand_balance = pyo.Constraint(m.DEMANDS, m.NODES, rule=demand_balance)

    guaranteed = [place for place in data.minimum_service if place in data.shortable]
    m.GUARANTEED = pyo.Set(dimen=2, initialize=guaranteed)
    m.minimum_service = parameter(m.GUARANTEED, values={place: data.minimum_service[place] for place in guaranteed})
    m.minimum_service_holds = pyo.Constraint(m.GUARANTEED, m.TRUNK, rule=minimum_service_holds)

    m.SUBSTITUTES = pyo.Set(dimen=3, initialize=list(data.share))
    m.greatest_substitute = parameter(m.SUBSTITUTES, values=data.share)
    m.allowed = parameter(m.SUBSTITUTES, m.NODES, values=data.allowed)
    m.substitute_cost = parameter(m.SUBSTITUTES, values=data.extra_cost)
    m.substitute_limit = pyo.Constraint(m.SUBSTITUTES, m.NODES, rule=substitute_limit)


def demand_balance(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    r"""Deliveries, substitutes weighted, and shortage equal demand plus backlog; the backlog is the shortage of the
    period before where unmet demand is owed, else 0 [units per year]. A backlog as in lot sizing (Pochet and Wolsey,
    Production Planning by Mixed Integer Programming, 2006).

    .. math:: \sum_{c} \mu_{ikc} \, d_{ikcn} + v_{ikn} = D_{ikn} + b_{ikn}, \quad b_{ikn} = v_{ik,n-1} L_{n-1} / L_n,
              \; b_{ik1} = B_{ik} / L_1 \qquad \forall i, k, n
    """
    delivered = sum(m.replacement_ratio[i, k, c] * m.delivery[i, k, c, n] for c in m.SERVED_BY[i, k])
    return delivered + shortage_at(m, i, k, n) == due_at(m, i, k, n)


def minimum_service_holds(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    r"""Shortage leaves at least the minimum service while undisturbed [units per year].

    .. math:: v_{ikn} \le (1 - \lambda_{ik}) \, D_{ikn} \qquad \forall i, k, n
    """
    return m.shortage[i, k, n] <= (1 - m.minimum_service[i, k]) * m.demand[i, k, n]


def substitute_limit(m: Any, i: SiteName, k: CommodityName, c: Any, n: Node) -> Any:
    r"""A substitute meets at most its share of demand, from its first year on [units per year].

    .. math:: \mu_{ikc} \, d_{ikcn} \le \bar\phi_{ikc} \, a_{ikcn} \, D_{ikn} \qquad \forall i, k, c \ne k, n
    """
    limit = m.greatest_substitute[i, k, c] * m.allowed[i, k, c, n] * m.demand[i, k, n]
    return m.replacement_ratio[i, k, c] * m.delivery[i, k, c, n] <= limit


def shortage_at(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Demand not met; 0 unless shortage is allowed [units per year]."""
    return sum(m.shortage[j, c, n] for j, c in m.SHORTAGES_AT[i, k])


def owed_at(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Backlog from before a period, an amount that falls due evenly over its years [units per year]; 0 if unmet demand
    is lost."""
    return sum(_backlog_before(m, j, c, n) for j, c in m.OWED_AT[i, k]) / m.years[n]


def _backlog_before(m: Any, j: SiteName, c: CommodityName, n: Node) -> Any:
    """Backlog when a node begins [units]."""
    before = sum(m.part_before[n, e] * m.years[e] * m.shortage[j, c, e] for e in m.BEFORE[n])
    return before + m.part_of_opening[n] * m.opening_backlog[j, c]


def due_at(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Demand, as disruptions change it, plus backlog [units per year]."""
    return m.demand[i, k, n] + owed_at(m, i, k, n)


def delivered(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Deliveries at a place, as an outflow [units per year]."""
    return -sum(m.delivery[j, q, c, n] for j, q, c in m.SERVINGS_AT[i, k])


def shortage_expense(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    r"""Cost of demand not met: :math:`L \, c_{ik} \, v_{ikn}`; for a backlog, in each year of the period at whose end
    it is, :math:`L^2 \, c_{ik} \, v_{ikn}`."""
    return m.years[n] * m.shortage_cost[i, k, n] * m.shortage[i, k, n]


def substitute_expense(m: Any, i: SiteName, k: CommodityName, c: Any, n: Node) -> Any:
    r"""Extra cost of substitutes: :math:`L \, c_{ikc} \, d_{ikcn}`."""
    return m.years[n] * m.substitute_cost[i, k, c] * m.delivery[i, k, c, n]


BALANCE = (delivered,)

COSTS = (
    Cost("shortage", "shortage", UNSERVED, ("SHORTABLE", "NODES"), shortage_expense),
    Cost("substitution", "operation", BUYERS, ("SUBSTITUTES", "NODES"), substitute_expense),
)

REPORTS = (
    Report(
        "service",
        ("DEMANDS", "NODES"),
        ("market", "product", "node"),
        (
            Measure("demand", "{unit}/y", due_at),
            Measure("owed", "{unit}/y", owed_at),
            Measure("shortage", "{unit}/y", shortage_at),
        ),
        keep_zero=True,
    ),
    Report(
        "deliveries",
        ("SERVINGS", "NODES"),
        ("market", "product", "commodity", "node"),
        (Measure("delivered", "{unit}/y", "delivery"),),
    ),
)
