"""Stockpiles: goods in store, with opening stock, capacity, holding cost and cover."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

from model.families.common.describing import located_goods
from model.families.common.protocol import STOCKHOLDER, Cost, Follows, Measure, Report, total
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.demand.rows import Demand
from model.families.stockpiles.rows import Stockpile
from model.scenario.build_context import BuildContext, Place, flat, grouped
from model.sheets.columns import ByYear
from model.sheets.common import Commodity
from model.sheets.names import CommodityName, Node, PlantName, RecipeName, SiteName, StockpileName
from model.tolerances import MOMENT


@dataclass(frozen=True)
class Stockpiles:
    """Index sets and coefficients of stockpiles."""

    stores: dict[StockpileName, Place]
    opening: dict[StockpileName, float]
    capacity: dict[StockpileName, float]
    held_at: dict[StockpileName, PlantName]
    """Plant whose capacity a stock takes,"""
    capacity_use: dict[StockpileName, float]
    """and how much [unit/y per unit]."""
    holding_cost: dict[StockpileName, float]
    least_closing: dict[StockpileName, float]
    cover: dict[tuple[StockpileName, Node], float]
    """Years of demand and use that must be in store."""
    covered_demand: dict[tuple[StockpileName, Node], float]
    """Demand that a stockpile covers [unit/y]."""
    covered_use: dict[StockpileName, list[Place]]
    """Places where recipes' use is covered."""
    replacement_cost: dict[StockpileName, float]
    """Replacement cost of stock, if any [amount/unit]."""
    within_life: dict[tuple[StockpileName, Node], dict[Node, float]]
    """By stockpile of perishable goods, and node: the nodes within the shelf life, with the years of each."""
    kept_before: dict[tuple[StockpileName, Node], float]
    """Goods received before the first period that keep until the end of a node [units]."""


def coefficients(context: BuildContext) -> Stockpiles:
    """Stockpiles of the tables; registers them as users and makers, since they take in and give out."""
    rows = {row.stockpile: row for row in context.tables[Stockpile]}
    calendar, period = context.calendar, context.tree.period
    for name, row in rows.items():
        context.own(name, row.site)
        context.users.add((row.site, row.commodity))
        context.makers.add((row.site, row.commodity))
    scope = {q: sorted(context.directory.sites(row.cover_of or row.site)) for q, row in rows.items()}
    demands = {(row.market, row.product): row for row in context.tables[Demand]}
    costs = {row.commodity: context.money(row.replacement) for row in context.tables[Commodity]}
    covering = [q for q, row in rows.items() if row.cover > 0]
    return Stockpiles(
        stores={q: (row.site, row.commodity) for q, row in rows.items()},
        opening={q: row.opening_stock for q, row in rows.items()},
        capacity={q: row.capacity for q, row in rows.items() if row.capacity is not None},
        held_at={q: row.capacity_of for q, row in rows.items() if row.capacity_of},
        capacity_use={q: row.capacity_use for q, row in rows.items() if row.capacity_of},
        holding_cost={q: context.money(row.holding_cost) for q, row in rows.items()},
        least_closing={q: row.minimum_closing_stock for q, row in rows.items() if row.minimum_closing_stock > 0},
        cover={
            (q, n): rows[q].cover / 12
            for q, n in product(covering, context.tree.trunk)
            if calendar.after(period[n]) > (rows[q].cover_from or calendar.first_year)
        },
        covered_demand={
            (q, n): sum(
                calendar.mean(demands[i, rows[q].commodity].quantity, period[n])
                for i in scope[q]
                if (i, rows[q].commodity) in demands
            )
            for q, n in product(covering, context.tree.trunk)
        },
        covered_use={q: [(i, rows[q].commodity) for i in scope[q]] for q in covering},
        replacement_cost={q: cost for q, row in rows.items() if (cost := costs[row.commodity]) > 0},
        within_life={
            (q, n): _within(context, row.shelf_life, n)
            for (q, row), n in product(rows.items(), period)
            if row.shelf_life
        },
        kept_before={
            (q, n): sum(
                history.part * _kept_before(row, row.shelf_life, calendar.first_year, history.end)
                for history in context.tree.histories[n]
            )
            for (q, row), n in product(rows.items(), period)
            if row.shelf_life
        },
    )


def _within(context: BuildContext, life: float, node: Node) -> dict[Node, float]:
    """Nodes on the way to one of which goods keep until its end, with the years of each that count."""
    by_node: dict[Node, float] = {}
    for history in context.tree.histories[node]:
        for way, start in history.way:
            length = context.calendar.length(context.tree.period[way])
            years = min(history.end, start + length) - max(history.end - life, start)
            if years <= MOMENT:
                break
            by_node[way] = by_node.get(way, 0.0) + history.part * years
    return by_node


def received_before(row: Stockpile, first_year: int) -> ByYear:
    """Inflow of a stockpile's site by year before the first [unit/y]."""
    return row.received or ByYear.of({first_year - 2: 0.0, first_year - 1: row.opening_stock})


def _kept_before(row: Stockpile, life: float, first_year: int, end: int) -> float:
    """Goods received before the first year that keep until the end of a node [units]."""
    oldest, received = end - life, received_before(row, first_year)
    years = range(math.floor(oldest), first_year)
    return sum(min(1.0, year + 1 - oldest) * received.at(year) for year in years)


def build(m: Any, data: Stockpiles) -> None:
    """Adds stock at the end of each node's period [units], and the inflow of perishable goods [units per year]."""
    places: list[Place] = list(m.PLACES)
    stores = list(data.stores)
    m.STORES = pyo.Set(dimen=1, initialize=stores)
    m.STORES_AT = members(m.PLACES, dimen=1, values=grouped(places, ((place, q) for q, place in data.stores.items())))
    m.opening_stock = parameter(m.STORES, values=data.opening)
    m.holding_cost = parameter(m.STORES, values=data.holding_cost)
    m.stock = variable(m.STORES, m.NODES, doc="s: stock at the end of the period [units]")
    m.BOUNDED_STORES = pyo.Set(dimen=1, initialize=list(data.capacity))
    m.store_capacity = parameter(m.BOUNDED_STORES, values=data.capacity)
    m.stock_limit = pyo.Constraint(m.BOUNDED_STORES, m.NODES, rule=stock_limit)
    if data.held_at:
        m.HELD_AT = members(m.PLANTS, dimen=1, values=grouped(m.PLANTS, ((p, q) for q, p in data.held_at.items())))
        m.store_use = parameter(list(data.capacity_use), values=data.capacity_use)
        m.terms["USE"].append(capacity_for_stock)
    m.CLOSING_STORES = pyo.Set(dimen=1, initialize=list(data.least_closing))
    m.minimum_closing_stock = parameter(m.CLOSING_STORES, values=data.least_closing)
    m.closing_stock = pyo.Constraint(m.CLOSING_STORES, m.LAST, rule=closing_stock)
    m.COVERS = pyo.Set(dimen=2, initialize=list(data.cover))
    m.cover = parameter(m.COVERS, values=data.cover)
    m.covered_demand = parameter(m.COVERS, values={key: data.covered_demand[key] for key in data.cover})
    all_places = set(places)
    uses = [(q, i, k) for q, at in data.covered_use.items() for i, k in at if (i, k) in all_places]
    used = [(q, (p, r, i, k)) for q, i, k in uses for p, r in _takers(m, i, k)]
    m.TAKEN_FROM = members(m.STORES, dimen=3, values=grouped(stores, ((q, (p, r, k)) for q, (p, r, i, k) in used)))
    m.stock_cover = pyo.Constraint(m.COVERS, rule=stock_cover)
    m.PERISHABLE = pyo.Set(dimen=2, initialize=list(data.within_life))
    m.PLACE_OF = members(stores, dimen=2, values={q: [place] for q, place in data.stores.items()})
    m.KEPT_FROM = members(m.PERISHABLE, dimen=1, values={key: list(years) for key, years in data.within_life.items()})
    years = flat(data.within_life)
    m.years_kept = parameter(list(years), values=years)
    m.kept_before = parameter(m.PERISHABLE, values=data.kept_before)
    m.received = variable(m.PERISHABLE, doc=r"\iota: perishable goods that come to the site [units/y]")
    m.shelf_life = pyo.Constraint(m.PERISHABLE, rule=shelf_life)
    m.VALUED_STORES = pyo.Set(dimen=1, initialize=list(data.replacement_cost))
    m.replacement_cost = parameter(m.VALUED_STORES, values=data.replacement_cost)
    m.restocked = variable(
        m.VALUED_STORES, m.BRANCH_ENDS, doc="w: stock used up by a disruption and replaced when it is over [units]"
    )
    m.restocking = pyo.Constraint(m.VALUED_STORES, m.BRANCH_ENDS, rule=restocking)


def close(m: Any) -> None:
    """Adds the inflow of perishable goods, once every family has added its own."""
    m.receipt = pyo.Constraint(m.PERISHABLE, rule=receipt)


def _takers(m: Any, i: SiteName, k: CommodityName) -> list[tuple[PlantName, RecipeName]]:
    """Runs at a place that use the commodity; empty if the family of conversion is absent."""
    if m.component("RUNS_AT") is None:
        return []
    return [(p, r) for p, r in m.RUNS_AT[i, k] if m.quantity[p, r, k] < 0]


def released(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Stock drawn down at a place, an inflow; built up, an outflow [units per year]."""
    drawn = sum(
        sum(m.part_before[n, e] * m.stock[q, e] for e in m.BEFORE[n]) - m.stock[q, n] for q in m.STORES_AT[i, k]
    )
    return (drawn + sum(m.part_of_opening[n] * m.opening_stock[q] for q in m.STORES_AT[i, k])) / m.years[n]


def stock_limit(m: Any, q: StockpileName, n: Node) -> Any:
    r"""Stock stays within the capacity of its store [units].

    .. math:: s_{qn} \le \bar s_q \qquad \forall q, n
    """
    return m.stock[q, n] <= m.store_capacity[q]


def capacity_for_stock(m: Any, p: PlantName, n: Node) -> Any:
    r"""Capacity of a plant that stock takes: :math:`\sum_{q \in Q_p} u_q \, s_{qn}` [units per year]."""
    return sum(m.store_use[q] * m.stock[q, n] for q in m.HELD_AT[p])


def closing_stock(m: Any, q: StockpileName, n: Node) -> Any:
    r"""At the end of the undisturbed horizon at least the minimum closing stock is left [units].

    .. math:: s_{qn} \ge \underline s_q \qquad \forall q, n \text{ at the end}
    """
    return m.stock[q, n] >= m.minimum_closing_stock[q]


def stock_cover(m: Any, q: StockpileName, n: Node) -> Any:
    r"""Stock lasts for the months of cover, at the demand and use of the places it covers [units].

    .. math:: s_{qn} \ge c_q \left( \sum_{i \in I_q} D_{ik_qn} + \sum_{(p,r)} |q_{prk_q}| \, x_{prn} \right)
              \qquad \forall q, n
    """
    used = sum(-m.quantity[p, r, k] * m.run[p, r, n] for p, r, k in m.TAKEN_FROM[q])
    return m.stock[q, n] >= m.cover[q, n] * (m.covered_demand[q, n] + used)


def receipt(m: Any, q: StockpileName, n: Node) -> Any:
    r"""Perishable goods received are purchases, output and arrivals at the site of their stockpile [units per year].

    .. math:: \iota_{qn} = \sum \text{inflows}_{i_q k_q n} - \text{stock drawn down} \qquad \forall q, n
    """
    return m.received[q, n] == sum(total(m.terms["INFLOW"], m, i, k, n) for i, k in m.PLACE_OF[q])


def shelf_life(m: Any, q: StockpileName, n: Node) -> Any:
    r"""Stock is of goods received within their shelf life, as the oldest are used first; :math:`a_{qne}` are the years
    of node :math:`e` that lie within it at the end of :math:`n` [units].

    .. math:: s_{qn} \le S^0_{qn} + \sum_{e \le n} a_{qne} \, \iota_{qe} \qquad \forall q, n
    """
    fresh = sum(m.years_kept[q, n, e] * m.received[q, e] for e in m.KEPT_FROM[q, n])
    return m.stock[q, n] <= m.kept_before[q, n] + fresh


def restocking(m: Any, q: StockpileName, n: Node) -> Any:
    r"""When a disruption is over, stock returns to its undisturbed level [units].

    .. math:: w_{qn} \ge s_{q\tau(n)} - s_{qn} \qquad \forall q, n \text{ at the end of a branch}
    """
    undisturbed = sum(m.part_rejoined[n, o] * m.stock[q, o] for o in m.REJOINED[n])
    return m.restocked[q, n] >= undisturbed + m.part_of_opening_rejoined[n] * m.opening_stock[q] - m.stock[q, n]


def restocking_cost(m: Any, q: StockpileName, n: Node) -> Any:
    r"""Replacement cost of stock used up: :math:`R_{k_q} \, w_{qn}`."""
    return m.replacement_cost[q] * m.restocked[q, n]


def holding(m: Any, q: StockpileName, n: Node) -> Any:
    r"""Cost of holding stock: :math:`L \, c_q \, s_{qn}`."""
    return m.years[n] * m.holding_cost[q] * m.stock[q, n]


BALANCE = (released,)

FOLLOWS = (Follows("restocked"), Follows("received"))

COSTS = (
    Cost("holding stock", "storage", STOCKHOLDER, ("STORES", "NODES"), holding),
    Cost("restocking", "storage", STOCKHOLDER, ("VALUED_STORES", "BRANCH_ENDS"), restocking_cost),
)

REPORTS = (
    Report(
        "stock",
        ("STORES", "NODES"),
        ("stockpile", "node"),
        (Measure("stock", "{unit}", "stock"),),
        keep_zero=True,
        describe=located_goods("stockpile", Stockpiles, "stores"),
    ),
    Report(
        "received",
        ("PERISHABLE",),
        ("stockpile", "node"),
        (Measure("received", "{unit}/y", "received"),),
        describe=located_goods("stockpile", Stockpiles, "stores"),
    ),
)
