"""Origin: goods that must not come from excluded origins, traced from production or purchase to the point where they
count.

An exclusion names places and goods. Goods bought elsewhere are compliant, and so are products of compliant inputs,
except an excluded commodity made at an excluded site. The sheet Origin states the compliant part of opening stock; the
origin of the rest is unknown. Only excluded goods and products made of them are traced, not the other inputs of a
recipe; a run, a shipment or a stock may be compliant in part (mass balance). Goods for a market with an exclusion are
set aside for it, so that no unit serves two; goods set aside for a stricter exclusion, of more places and goods, may
serve a looser one. A share counted by origin counts as compliant whatever can be compliant, separately for each share.
"""

from __future__ import annotations

from typing import Any

from model.families.common.protocol import LimitRows, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, tuples, variable
from model.families.conversion.algebra import net_output
from model.families.origin.terms import OriginData, origin_of
from model.families.origin.tracing import Traces
from model.scenario.build_context import BuildContext, grouped
from model.sheets.names import CommodityName, LaneName, Node, PlantName, RecipeName, SiteName, SupplierName


def coefficients(context: BuildContext) -> OriginData:
    """Exclusions of markets and limits by origin, each traced through the chain."""
    return origin_of(context)


def build(m: Any, data: OriginData) -> None:
    """Adds the compliant part of purchases, runs, shipments and stock, by exclusion, unless the whole is compliant."""
    traces = data.traces
    m.TRACED_PURCHASES, m.COMPLIANT_PURCHASES, m.PART_BOUGHT, m.WHOLE_BOUGHT = _things(traces, "suppliers", 1)
    m.compliant_purchase = variable(m.COMPLIANT_PURCHASES, doc=r"\hat b: compliant part of a purchase [units/y]")
    m.TRACED_RUNS, m.COMPLIANT_RUNS, m.PART_RUN, m.WHOLE_RUN = _things(traces, "runs", 2)
    m.compliant_run = variable(m.COMPLIANT_RUNS, doc=r"\hat x: compliant part of a run [1/y]")
    m.TRACED_LANES, m.COMPLIANT_LANES, m.PART_SENT, m.WHOLE_SENT = _things(traces, "lanes", 1)
    m.compliant_ship = variable(m.COMPLIANT_LANES, doc=r"\hat f: compliant part of what is sent [units/y]")
    m.TRACED_STORES, m.COMPLIANT_STORES, m.PART_STORED, m.WHOLE_STORED = _things(traces, "stores", 1)
    m.compliant_stock = variable(m.COMPLIANT_STORES, doc=r"\hat s: compliant part of a stock [units]")
    stored = traces.compliance("stores")
    m.compliant_opening = parameter(
        tuples(dimen=2, values=stored),
        values={key: amount for key, amount in data.opening.items() if key in stored},
        default=0.0,
    )
    m.SPARED = tuples(dimen=5, values=traces.at_nodes(traces.spared))
    m.spared = variable(m.SPARED, doc="y: set aside for an exclusion, used for a looser [units/y]")
    _build_balance(m, data)
    m.DIVIDED_PURCHASES, m.BUYERS = _divided(traces, "suppliers", 1)
    m.compliant_purchase_limit = pyo.Constraint(m.DIVIDED_PURCHASES, rule=compliant_purchase_limit)
    m.DIVIDED_RUNS, m.RUNNERS = _divided(traces, "runs", 2)
    m.compliant_run_limit = pyo.Constraint(m.DIVIDED_RUNS, rule=compliant_run_limit)
    m.DIVIDED_LANES, m.SENDERS = _divided(traces, "lanes", 1)
    m.compliant_ship_limit = pyo.Constraint(m.DIVIDED_LANES, rule=compliant_ship_limit)
    m.DIVIDED_STORES, m.KEEPERS = _divided(traces, "stores", 1)
    m.compliant_stock_limit = pyo.Constraint(m.DIVIDED_STORES, rule=compliant_stock_limit)
    _build_shares(m, data)


def _things(traces: Traces, kind: str, dimen: int) -> tuple[Any, Any, Any, Any]:
    """(exclusion, *thing, node) of all traced things, and of those compliant in part; by exclusion and thing, the thing
    where it is compliant in part, and where it is compliant as a whole."""
    compliance = traces.compliance(kind)
    keys, traced = list(compliance), traces.at_nodes(compliance)
    return (
        tuples(dimen=dimen + 2, values=traced),
        tuples(dimen=dimen + 2, values=[key for key in traced if not compliance[key[:-1]]]),
        members(keys, dimen=dimen, values={key: _thing(key, not compliance[key]) for key in keys}),
        members(keys, dimen=dimen, values={key: _thing(key, compliance[key]) for key in keys}),
    )


def _thing(key: tuple[str, ...], is_so: bool) -> list[Any]:
    """The part of a key after the exclusion, or an empty list."""
    return [key[1:] if len(key) > 2 else key[1]] if is_so else []


def _divided(traces: Traces, kind: str, dimen: int) -> tuple[Any, Any]:
    """(ledger, *thing, node) of things compliant in part, and by ledger and thing the exclusions that divide it."""
    labels_of = traces.by_ledger(kind)
    index = [(*key, n) for key, labels in labels_of.items() for n in traces.nodes[labels[0]]]
    return tuples(dimen=dimen + 2, values=index), members(list(labels_of), dimen=1, values=labels_of)


def _build_balance(m: Any, data: OriginData) -> None:
    """Adds the balance of compliant goods."""
    traces, places = data.traces, data.traces.places

    def at(dimen: int, things: dict[tuple[str, SiteName, CommodityName], list[Any]]) -> Any:
        return members(places, dimen=dimen, values=things)

    lags = grouped(m.LANES, ((a, (a, step)) for a, step in m.ARRIVING))
    m.COMPLIANT_PLACES = tuples(dimen=4, values=traces.at_nodes(places))
    m.compliant_before = parameter(
        m.COMPLIANT_PLACES,
        values={key: amount for key, amount in data.arriving.items() if key in m.COMPLIANT_PLACES},
        default=0.0,
    )
    m.COMPLIANT_SUPPLIERS_AT = at(1, traces.by_place(lambda trace: ((at, u) for u, at in trace.suppliers.items())))
    m.COMPLIANT_RUNS_AT = at(
        2,
        traces.by_place(
            lambda trace: ((at, run) for run, (takes, makes) in trace.runs.items() for at in (*takes, *makes))
        ),
    )
    m.COMPLIANT_LANES_FROM = at(1, traces.by_place(lambda trace: ((start, a) for a, (start, _) in trace.lanes.items())))
    m.COMPLIANT_ARRIVALS_AT = at(
        2, traces.by_place(lambda trace: ((end, lag) for a, (_, end) in trace.lanes.items() for lag in lags[a]))
    )
    m.COMPLIANT_STORES_AT = at(1, traces.by_place(lambda trace: ((at, q) for q, at in trace.stores.items())))
    m.STRICTER_AT = at(1, grouped(places, (((l, i, k), o) for o, l, i, k in traces.spared)))
    m.LOOSER_AT = at(1, grouped(places, (((o, i, k), l) for o, l, i, k in traces.spared)))
    excluding = [(o, *serving) for o, servings in data.servings.items() for serving in servings]
    m.EXCLUDING_AT = at(3, grouped(places, (((o, i, c), (i, k, c)) for o, i, k, c in excluding)))
    m.EXCLUDING = tuples(
        dimen=5, values=[index for index in traces.at_nodes(excluding) if (*index[1:3], index[4]) in data.excluding]
    )
    m.excluded_share = parameter(m.DEMANDS, m.NODES, values=data.excluding, default=0.0)
    m.compliant_balance = pyo.Constraint(m.COMPLIANT_PLACES, rule=compliant_balance)


def _build_shares(m: Any, data: OriginData) -> None:
    """Adds limits on shares that are counted by origin."""
    shares, limits = list(data.supply), list(data.sign)
    supply = data.supply.items()
    compliant = {}
    for share, counted in supply:
        exclusion = data.exclusion_of[share]
        compliant[share] = [
            (exclusion, *line) for line in counted.compliant if line[:2] in data.traces.of[exclusion].runs
        ]
    m.MADE_BY_ORIGIN = members(shares, dimen=3, values={s: counted.output for s, counted in supply})
    m.BOUGHT_BY_ORIGIN = members(shares, dimen=1, values={s: counted.bought for s, counted in supply})
    m.TRACED = members(shares, dimen=3, values={s: counted.traced for s, counted in supply})
    m.MADE_COMPLIANT = members(shares, dimen=4, values=compliant)
    m.BOUGHT_NONCOMPLIANT = members(shares, dimen=1, values={s: counted.excluded for s, counted in supply})
    m.ORIGIN_SHARES = pyo.Set(dimen=3, initialize=data.limited)
    m.origin_sign = parameter(limits, values=data.sign)
    m.origin_at_least = parameter(limits, values={l: (1 - sign) / 2 for l, sign in data.sign.items()})
    m.origin_limit = parameter(list(data.share), values=data.share)
    m.origin_share = pyo.Constraint(m.ORIGIN_SHARES, rule=origin_share)


def bought_compliant(m: Any, o: Any, u: SupplierName, n: Node) -> Any:
    """Compliant purchases: the compliant part, or all of them [units per year]."""
    part = sum(m.compliant_purchase[o, v, n] for v in m.PART_BOUGHT[o, u])
    return part + sum(m.purchase[v, n] for v in m.WHOLE_BOUGHT[o, u])


def ran_compliant(m: Any, o: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    """Compliant runs: the compliant part, or all of them [units run per year]."""
    part = sum(m.compliant_run[o, x, y, n] for x, y in m.PART_RUN[o, p, r])
    return part + sum(m.run[x, y, n] for x, y in m.WHOLE_RUN[o, p, r])


def made_compliant(m: Any, o: Any, p: PlantName, r: RecipeName, k: CommodityName, n: Node) -> Any:
    """Output of a commodity by a compliant run; negative for inputs [units per year]."""
    return m.yielding[p, r, k, n] * m.quantity[p, r, k] * ran_compliant(m, o, p, r, n)


def sent_compliant(m: Any, o: Any, a: LaneName, n: Node) -> Any:
    """Compliant shipments: the compliant part, or all of them [units sent per year]."""
    part = sum(m.compliant_ship[o, b, n] for b in m.PART_SENT[o, a])
    return part + sum(m.ship[b, n] for b in m.WHOLE_SENT[o, a])


def stored_compliant(m: Any, o: Any, q: Any, n: Node) -> Any:
    """Compliant stock: the compliant part, or all of it [units]."""
    part = sum(m.compliant_stock[o, s, n] for s in m.PART_STORED[o, q])
    return part + sum(m.stock[s, n] for s in m.WHOLE_STORED[o, q])


def compliant_balance(m: Any, o: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    r"""Compliant inflows to a place cover its compliant outflows and deliveries to markets with the exclusion, from the
    year in which it begins; where all of a flow is compliant, its compliant part is the flow itself [units per year].

    .. math:: \sum_u \hat b_{\omega un} + \sum_{(p,r)} q_{prk} \, \hat x_{\omega prn}
              + \sum_{(a,d)} \rho_{ad} \, \hat f_{\omega a,n-d} + \hat u^0_{\omega ikn}
              - \sum_a \hat f_{\omega an} + \frac{\hat s_{\omega q,n-1} - \hat s_{\omega qn}}{L}
              + \sum_{\omega' \succ \omega} y_{\omega'\omega ikn} - \sum_{\omega' \prec \omega} y_{\omega\omega'ikn}
              \ge \sum_{k'} \theta_{ik'n} \, d_{ik'kn} \qquad \forall \omega, i, k, n,
              \quad \hat s_{\omega q,-1} = \hat s^0_{\omega q}
    """
    bought = sum(bought_compliant(m, o, u, n) for u in m.COMPLIANT_SUPPLIERS_AT[o, i, k])
    converted = sum(made_compliant(m, o, p, r, k, n) for p, r in m.COMPLIANT_RUNS_AT[o, i, k])
    lags = m.COMPLIANT_ARRIVALS_AT[o, i, k]
    arrived = sum(
        sum(m.rate_of_arrival[d, n, e] * m.arriving[a, d] * sent_compliant(m, o, a, e) for e in m.SOURCES[d, n])
        for a, d in lags
    )
    arrived = arrived + m.compliant_before[o, i, k, n]
    departed = sum(sent_compliant(m, o, a, n) for a in m.COMPLIANT_LANES_FROM[o, i, k])
    drawn = sum(
        sum(m.part_before[n, e] * stored_compliant(m, o, q, e) for e in m.BEFORE[n]) - stored_compliant(m, o, q, n)
        for q in m.COMPLIANT_STORES_AT[o, i, k]
    )
    drawn = drawn + sum(m.part_of_opening[n] * m.compliant_opening[o, q] for q in m.COMPLIANT_STORES_AT[o, i, k])
    taken = sum(m.spared[s, o, i, k, n] for s in m.STRICTER_AT[o, i, k])
    passed_on = sum(m.spared[o, l, i, k, n] for l in m.LOOSER_AT[o, i, k])
    delivered = sum(m.excluded_share[j, s, n] * m.delivery[j, s, c, n] for j, s, c in m.EXCLUDING_AT[o, i, k])
    return bought + converted + arrived - departed + drawn / m.years[n] + taken - passed_on >= delivered


def compliant_purchase_limit(m: Any, g: Any, u: SupplierName, n: Node) -> Any:
    r"""Compliant purchases, over all exclusions that they are divided between, are at most all purchases [units per
    year].

    .. math:: \sum_{\omega \in \Omega_g} \hat b_{\omega un} \le b_{un} \qquad \forall g, u, n
    """
    return sum(m.compliant_purchase[o, u, n] for o in m.BUYERS[g, u]) <= m.purchase[u, n]


def compliant_run_limit(m: Any, g: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    r"""The compliant parts of a run are at most the run [units run per year].

    .. math:: \sum_{\omega \in \Omega_g} \hat x_{\omega prn} \le x_{prn} \qquad \forall g, p, r, n
    """
    return sum(m.compliant_run[o, p, r, n] for o in m.RUNNERS[g, p, r]) <= m.run[p, r, n]


def compliant_ship_limit(m: Any, g: Any, a: LaneName, n: Node) -> Any:
    r"""The compliant parts of a shipment are at most the shipment [units sent per year].

    .. math:: \sum_{\omega \in \Omega_g} \hat f_{\omega an} \le f_{an} \qquad \forall g, a, n
    """
    return sum(m.compliant_ship[o, a, n] for o in m.SENDERS[g, a]) <= m.ship[a, n]


def compliant_stock_limit(m: Any, g: Any, q: Any, n: Node) -> Any:
    r"""The compliant parts of a stock are at most the stock [units].

    .. math:: \sum_{\omega \in \Omega_g} \hat s_{\omega qn} \le s_{qn} \qquad \forall g, q, n
    """
    return sum(m.compliant_stock[o, q, n] for o in m.KEEPERS[g, q]) <= m.stock[q, n]


def supply(m: Any, l: Any, w: Any, n: Node) -> Any:
    """Supply that a share refers to: production and purchases [units per year]."""
    return sum(net_output(m, p, r, k, n) for p, r, k in m.MADE_BY_ORIGIN[l, w]) + sum(
        m.purchase[u, n] for u in m.BOUGHT_BY_ORIGIN[l, w]
    )


def noncompliant_supply(m: Any, l: Any, w: Any, n: Node) -> Any:
    """Non-compliant supply: outputs less those of compliant runs, and excluded suppliers [units per year]."""
    traced = sum(net_output(m, p, r, k, n) for p, r, k in m.TRACED[l, w])
    compliant = sum(made_compliant(m, o, p, r, k, n) for o, p, r, k in m.MADE_COMPLIANT[l, w])
    return traced - compliant + sum(m.purchase[u, n] for u in m.BOUGHT_NONCOMPLIANT[l, w])


def supply_by_origin(m: Any, l: Any, w: Any, n: Node) -> Any:
    """Supply that counts for a party [units per year]: for at most, its own that is not compliant; for at least, the
    compliant supply of others."""
    return m.origin_at_least[l] * supply(m, l, w, n) + m.origin_sign[l] * noncompliant_supply(m, l, w, n)


def origin_share(m: Any, l: Any, w: Any, n: Node) -> Any:
    r"""The share of some goods' supply that comes from a given origin is at most, or at least, the limit [units per
    year].

    .. math:: \pm \, O_{lwn} \le \pm \, \sigma_{ln} \, S_{ln} \qquad \forall l, w, n
    """
    limit = m.origin_limit[l, n] * supply(m, l, w, n)
    return m.origin_sign[l] * supply_by_origin(m, l, w, n) <= m.origin_sign[l] * limit


LIMITS = (LimitRows("origin_share", "ORIGIN_SHARES", supply_by_origin, supply, value="origin_limit"),)

REPORTS = (
    Report(
        "compliant deliveries",
        ("EXCLUDING",),
        ("exclusion", "market", "product", "commodity", "node"),
        (
            Measure(
                "delivered", "{unit}/y", lambda m, o, i, k, c, n: m.excluded_share[i, k, n] * m.delivery[i, k, c, n]
            ),
        ),
    ),
    Report(
        "compliant purchases",
        ("TRACED_PURCHASES",),
        ("exclusion", "supplier", "node"),
        (Measure("bought", "{unit}/y", bought_compliant),),
    ),
    Report(
        "compliant production",
        ("TRACED_RUNS",),
        ("exclusion", "plant", "recipe", "node"),
        (Measure("run", "units/y", ran_compliant),),
    ),
    Report(
        "compliant shipments",
        ("TRACED_LANES",),
        ("exclusion", "lane", "node"),
        (Measure("shipped", "{unit}/y", sent_compliant),),
    ),
    Report(
        "compliant stock",
        ("TRACED_STORES",),
        ("exclusion", "stockpile", "node"),
        (Measure("stock", "{unit}", stored_compliant),),
    ),
    Report(
        "compliant transfers",
        ("SPARED",),
        ("exclusion", "serving", "site", "commodity", "node"),
        (Measure("spared", "{unit}/y", "spared"),),
    ),
)
