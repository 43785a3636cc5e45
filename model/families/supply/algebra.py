"""Supply: purchases from suppliers, sales to outlets, disposal of surplus."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any, TypeVar

from model.families.common.describing import Described, Frame, limited
from model.families.common.protocol import BUYERS, Cost, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.contracts.rows import Contract
from model.families.contracts.terms import Contracts, sold_beyond_limit
from model.families.supply.rows import Outlet
from model.families.supply.terms import Supply
from model.scenario.build_context import BuildContext, Place, grouped
from model.sheets.common import Commodity, Supplier
from model.sheets.names import CommodityName, Node, OutletName, SiteName, SupplierName
from model.sheets.schema import ByYear

Trader = TypeVar("Trader", SupplierName, OutletName)


def coefficients(context: BuildContext) -> Supply:
    """Supply of the tables; registers suppliers as makers and outlets as users."""
    suppliers, outlets = context.tables[Supplier], context.tables[Outlet]
    for supplier in suppliers:
        context.makers.add((supplier.site, supplier.commodity))
        context.own(supplier.supplier, supplier.site)
    for outlet in outlets:
        context.users.add((outlet.site, outlet.commodity))
        context.own(outlet.outlet, outlet.site)
    nodes = context.tree.period
    return Supply(
        suppliers={supplier.supplier: (supplier.site, supplier.commodity) for supplier in suppliers},
        price=_prices(context, {s.supplier: (s.site, s.commodity, s.price) for s in suppliers}),
        limit={
            (s.supplier, n): limit for s, n in product(suppliers, nodes) if (limit := _limit(context, s, n)) is not None
        },
        beyond_limit=sold_beyond_limit(context.tables[Contract]),
        outlets={outlet.outlet: (outlet.site, outlet.commodity) for outlet in outlets},
        sale_price=_prices(context, {o.outlet: (o.site, o.commodity, o.price) for o in outlets}),
        sale_limit={
            (o.outlet, n): limit for o, n in product(outlets, nodes) if (limit := _taken(context, o, n)) is not None
        },
        disposal_cost={
            row.commodity: context.money(row.disposal_cost)
            for row in context.tables[Commodity]
            if row.disposal_cost is not None
        },
    )


def _prices(
    context: BuildContext, traders: Mapping[Trader, tuple[SiteName, CommodityName, ByYear]]
) -> dict[tuple[Trader, Node], float]:
    """Prices by trader and node, disruptions included [amount/unit]."""
    return {
        (name, n): context.money(context.calendar.mean(price, t)) * context.effects.price(name, site, commodity, n)
        for (name, (site, commodity, price)), (n, t) in product(traders.items(), context.tree.period.items())
    }


def _limit(context: BuildContext, supplier: Supplier, node: Node) -> float | None:
    """Sales limit of a supplier [unit/y]."""
    left = context.effects.capacity_of_supplier(supplier.supplier, supplier.site, supplier.commodity, node)
    return _left(context, supplier.limit, left, node)


def _taken(context: BuildContext, outlet: Outlet, node: Node) -> float | None:
    """Intake limit of an outlet [unit/y]."""
    return _left(context, outlet.limit, context.effects.sales(outlet.outlet, outlet.site, outlet.commodity, node), node)


def _left(context: BuildContext, limit: ByYear | None, left: float, node: Node) -> float | None:
    """Remaining limit [unit/y]; None if unlimited, unless a disruption reduces it to 0."""
    if limit is None:
        return 0.0 if left == 0 else None
    return context.calendar.mean(limit, context.tree.period[node]) * left


def build(m: Any, data: Supply) -> None:
    """Adds purchases, sales and disposal [units per year, by node]."""
    m.SUPPLIERS = pyo.Set(dimen=1, initialize=list(data.suppliers))
    m.SUPPLIERS_AT = members(m.PLACES, dimen=1, values=_at(m, data.suppliers))
    m.LIMITED_SUPPLIES = pyo.Set(dimen=2, initialize=[(u, n) for u, n in data.limit if u not in data.beyond_limit])
    m.purchase_price = parameter(m.SUPPLIERS, m.NODES, values=data.price)
    m.purchase_limit = parameter(list(data.limit), values=data.limit)
    m.purchase = variable(m.SUPPLIERS, m.NODES, doc="b: purchases from a supplier [units/y]")
    m.supplier_limit = pyo.Constraint(m.LIMITED_SUPPLIES, rule=supplier_limit)

    m.OUTLETS = pyo.Set(dimen=1, initialize=list(data.outlets))
    m.OUTLETS_AT = members(m.PLACES, dimen=1, values=_at(m, data.outlets))
    m.LIMITED_SALES = pyo.Set(dimen=2, initialize=list(data.sale_limit))
    m.sale_price = parameter(m.OUTLETS, m.NODES, values=data.sale_price)
    m.sale_limit = parameter(m.LIMITED_SALES, values=data.sale_limit)
    m.sale = variable(m.OUTLETS, m.NODES, doc="s: sales to an outlet [units/y]")
    m.outlet_limit = pyo.Constraint(m.LIMITED_SALES, rule=outlet_limit)

    disposable = [(i, k) for i, k in m.PLACES if k in data.disposal_cost]
    m.DISPOSALS = pyo.Set(dimen=2, initialize=disposable)
    m.DISPOSALS_AT = members(m.PLACES, dimen=2, values=grouped(list(m.PLACES), ((p, p) for p in disposable)))
    m.disposal_cost = parameter(m.DISPOSALS, values={(i, k): data.disposal_cost[k] for i, k in disposable})
    m.disposal = variable(m.DISPOSALS, m.NODES, doc="w: disposal at a place [units/y]")


def _at(m: Any, places: Mapping[Trader, Place]) -> dict[Place, list[Trader]]:
    return grouped(list(m.PLACES), ((place, name) for name, place in places.items()))


def supplier_limit(m: Any, u: SupplierName, n: Node) -> Any:
    r"""Purchases from a supplier stay within its limit [units per year].

    .. math:: b_{un} \le \bar b_{un} \qquad \forall u, n
    """
    return m.purchase[u, n] <= m.purchase_limit[u, n]


def outlet_limit(m: Any, o: OutletName, n: Node) -> Any:
    r"""Sales to an outlet stay within its limit [units per year].

    .. math:: s_{on} \le \bar s_{on} \qquad \forall o, n
    """
    return m.sale[o, n] <= m.sale_limit[o, n]


def bought(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Purchases at a place [units per year]."""
    return sum(m.purchase[u, n] for u in m.SUPPLIERS_AT[i, k])


def sold(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Sales at a place, as an outflow [units per year]."""
    return -sum(m.sale[o, n] for o in m.OUTLETS_AT[i, k])


def disposed(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Disposal at a place, as an outflow [units per year]."""
    return -sum(m.disposal[j, c, n] for j, c in m.DISPOSALS_AT[i, k])


def purchase_cost(m: Any, u: SupplierName, n: Node) -> Any:
    r"""Price of purchases: :math:`L \, p_{un} \, b_{un}`."""
    return m.years[n] * m.purchase_price[u, n] * m.purchase[u, n]


def sales_income(m: Any, o: OutletName, n: Node) -> Any:
    r"""Income from sales, a negative cost: :math:`-L \, p_{on} \, s_{on}`."""
    return -m.years[n] * m.sale_price[o, n] * m.sale[o, n]


def disposal_expense(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    r"""Cost of disposal: :math:`L \, c_k \, w_{ikn}`."""
    return m.years[n] * m.disposal_cost[i, k] * m.disposal[i, k, n]


BALANCE = (bought, sold, disposed)

INFLOW = (bought,)

COSTS = (
    Cost("purchases", "purchases", BUYERS, ("SUPPLIERS", "NODES"), purchase_cost),
    Cost("sales", "income", BUYERS, ("OUTLETS", "NODES"), sales_income),
    Cost("disposal", "operation", BUYERS, ("DISPOSALS", "NODES"), disposal_expense),
)


def with_seller(plan: Described, frame: Frame) -> Frame:
    """Limit of each supplier, volumes of contracts on top of it included; its location and commodity."""
    limits = dict(plan.part(Supply).limit)
    for key, volume in _volumes_on_top(plan).items():
        if key in limits:
            limits[key] += volume
    return _traded(plan, frame, "supplier", plan.part(Supply).suppliers, limits)


def _volumes_on_top(plan: Described) -> dict[tuple[SupplierName, Node], float]:
    """Volume of contracts that is on top of the limit of each supplier, by node [units/y]."""
    if "contract deliveries" not in plan.frames:
        return {}
    beyond_limit = plan.part(Contracts).beyond_limit
    frame = plan.frames["contract deliveries"]
    volumes: dict[tuple[SupplierName, Node], float] = {}
    for c, n, volume in zip(frame["contract"], frame["node"], frame["volume"].astype(float), strict=True):
        if c in beyond_limit:
            volumes[beyond_limit[c], n] = volumes.get((beyond_limit[c], n), 0.0) + volume
    return volumes


def with_buyer(plan: Described, frame: Frame) -> Frame:
    """Limit, location and commodity of each outlet."""
    supply = plan.part(Supply)
    return _traded(plan, frame, "outlet", supply.outlets, supply.sale_limit)


def _traded(
    plan: Described,
    frame: Frame,
    who: str,
    places: Mapping[Any, Place],
    limits: Mapping[tuple[Any, Node], float],
) -> Frame:
    frame = plan.placed(limited(frame, who, limits), who, places)
    frame.insert(4, "stage", [plan.stage_of(places[trader][1]) for trader in frame[who].tolist()])
    return frame


def in_country(plan: Described, frame: Frame) -> Frame:
    """The country of each site."""
    frame.insert(1, "country", frame["site"].map({name: owner.country for name, owner in plan.owners.items()}))
    return frame


REPORTS = (
    Report(
        "purchases",
        ("SUPPLIERS", "NODES"),
        ("supplier", "node"),
        (Measure("bought", "{unit}/y", "purchase"),),
        describe=with_seller,
    ),
    Report(
        "sales",
        ("OUTLETS", "NODES"),
        ("outlet", "node"),
        (Measure("sold", "{unit}/y", "sale"),),
        describe=with_buyer,
    ),
    Report(
        "disposal",
        ("DISPOSALS", "NODES"),
        ("site", "commodity", "node"),
        (Measure("disposed", "{unit}/y", "disposal"),),
        describe=in_country,
    ),
)
