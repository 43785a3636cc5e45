"""Origin: goods that must not come from some places, traced from where they were made or bought to where they count.

A refusal names places and goods. Clean is what is bought elsewhere, and what a run makes of clean inputs, except where
it makes a refused commodity at a refused site. Opening stock is not clean, for nobody vouches for it. Only refused
goods and what is made of them are traced, not what a recipe takes besides; a run, a shipment or a stock may be clean in
part (mass balance). Goods for a market that refuses are set aside for it, so that no unit serves two; what is set aside
for a stricter refusal, of more places and goods, may serve a looser one. A share that is counted by origin counts as
clean whatever can be clean, each share for itself.
"""

from __future__ import annotations

from typing import Any

from model.families.common.protocol import LimitRows, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, tuples
from model.families.conversion.algebra import made
from model.families.origin.terms import Origin, origin_of
from model.families.origin.tracing import Traces
from model.world.labels import CommodityName, LaneName, Node, PlantName, RecipeName, SiteName, SupplierName
from model.world.world import World, grouped


def coefficients(world: World) -> Origin:
    """What markets refuse and what limits count by origin, each followed through the chain."""
    return origin_of(world)


def build(m: Any, data: Origin) -> None:
    """Adds the clean part of what is bought, run, sent and stored, by refusal, where it is not all that there is."""
    traces = data.traces
    m.TRACED_PURCHASES, m.CLEAN_PURCHASES, m.PART_BOUGHT, m.WHOLE_BOUGHT = _things(traces, "suppliers", 1)
    m.clean_purchase = pyo.Var(
        m.CLEAN_PURCHASES, within=pyo.NonNegativeReals, dense=False, doc=r"\hat b: clean part of a purchase [units/y]"
    )
    m.TRACED_RUNS, m.CLEAN_RUNS, m.PART_RUN, m.WHOLE_RUN = _things(traces, "runs", 2)
    m.clean_run = pyo.Var(
        m.CLEAN_RUNS, within=pyo.NonNegativeReals, dense=False, doc=r"\hat x: clean part of a run [1/y]"
    )
    m.TRACED_LANES, m.CLEAN_LANES, m.PART_SENT, m.WHOLE_SENT = _things(traces, "lanes", 1)
    m.clean_ship = pyo.Var(
        m.CLEAN_LANES, within=pyo.NonNegativeReals, dense=False, doc=r"\hat f: clean part of what is sent [units/y]"
    )
    m.TRACED_STORES, m.CLEAN_STORES, m.PART_STORED, m.WHOLE_STORED = _things(traces, "stores", 1)
    m.clean_stock = pyo.Var(
        m.CLEAN_STORES, within=pyo.NonNegativeReals, dense=False, doc=r"\hat s: clean part of a stock [units]"
    )
    m.SPARED = tuples(dimen=5, values=traces.at_nodes(traces.spared))
    m.spared = pyo.Var(
        m.SPARED,
        within=pyo.NonNegativeReals,
        dense=False,
        doc="y: set aside for a refusal, used for a looser [units/y]",
    )
    _build_balance(m, data)
    m.DIVIDED_PURCHASES, m.BUYERS = _divided(traces, "suppliers", 1)
    m.clean_purchase_limit = pyo.Constraint(m.DIVIDED_PURCHASES, rule=clean_purchase_limit)
    m.DIVIDED_RUNS, m.RUNNERS = _divided(traces, "runs", 2)
    m.clean_run_limit = pyo.Constraint(m.DIVIDED_RUNS, rule=clean_run_limit)
    m.DIVIDED_LANES, m.SENDERS = _divided(traces, "lanes", 1)
    m.clean_ship_limit = pyo.Constraint(m.DIVIDED_LANES, rule=clean_ship_limit)
    m.DIVIDED_STORES, m.KEEPERS = _divided(traces, "stores", 1)
    m.clean_stock_limit = pyo.Constraint(m.DIVIDED_STORES, rule=clean_stock_limit)
    _build_shares(m, data)


def _things(traces: Traces, kind: str, dimen: int) -> tuple[Any, Any, Any, Any]:
    """(refusal, *thing, node) of all that is traced, and of what is only clean in part; by refusal and thing the thing
    itself where it is clean in part, and where it is as a whole."""
    whole = traces.whole(kind)
    part = [key for key, all_clean in whole.items() if not all_clean]
    return (
        tuples(dimen=dimen + 2, values=traces.at_nodes(whole)),
        tuples(dimen=dimen + 2, values=traces.at_nodes(part)),
        members(list(whole), dimen=dimen, values={key: _thing(key, not clean) for key, clean in whole.items()}),
        members(list(whole), dimen=dimen, values={key: _thing(key, clean) for key, clean in whole.items()}),
    )


def _thing(key: tuple[str, ...], is_so: bool) -> list[Any]:
    """What stands behind the refusal in a key, or nothing."""
    return [key[1:] if len(key) > 2 else key[1]] if is_so else []


def _divided(traces: Traces, kind: str, dimen: int) -> tuple[Any, Any]:
    """(ledger, *thing, node) of what is clean in part, and by ledger and thing the refusals that divide it."""
    found = traces.by_ledger(kind)
    index = [(*key, n) for key, labels in found.items() for n in traces.nodes[labels[0]]]
    return tuples(dimen=dimen + 2, values=index), members(list(found), dimen=1, values=found)


def _build_balance(m: Any, data: Origin) -> None:
    """Adds the balance of clean goods."""
    traces, places = data.traces, data.traces.places

    def at(dimen: int, things: dict[tuple[str, str, str], list[Any]]) -> Any:
        return members(places, dimen=dimen, values=things)

    lags = grouped(m.LANES, ((a, (a, step)) for a, step in m.ARRIVING))
    m.CLEAN_PLACES = tuples(dimen=4, values=traces.at_nodes(places))
    m.CLEAN_SUPPLIERS_AT = at(1, traces.by_place(lambda each: ((at, u) for u, at in each.suppliers.items())))
    m.CLEAN_RUNS_AT = at(
        2,
        traces.by_place(
            lambda each: ((at, run) for run, (takes, makes) in each.runs.items() for at in (*takes, *makes))
        ),
    )
    m.CLEAN_LANES_FROM = at(1, traces.by_place(lambda each: ((start, a) for a, (start, _) in each.lanes.items())))
    m.CLEAN_ARRIVALS_AT = at(
        2, traces.by_place(lambda each: ((end, lag) for a, (_, end) in each.lanes.items() for lag in lags[a]))
    )
    m.CLEAN_STORES_AT = at(1, traces.by_place(lambda each: ((at, q) for q, at in each.stores.items())))
    m.STRICTER_AT = at(1, grouped(places, (((l, i, k), o) for o, l, i, k in traces.spared)))
    m.LOOSER_AT = at(1, grouped(places, (((o, i, k), l) for o, l, i, k in traces.spared)))
    refusing = [(o, *serving) for o, servings in data.servings.items() for serving in servings]
    m.REFUSING_AT = at(3, grouped(places, (((o, i, c), (i, k, c)) for o, i, k, c in refusing)))
    m.REFUSING = tuples(
        dimen=5, values=[each for each in traces.at_nodes(refusing) if (*each[1:3], each[4]) in data.refusing]
    )
    m.refused_share = parameter(m.DEMANDS, m.NODES, values=data.refusing, default=0.0)
    m.clean_balance = pyo.Constraint(m.CLEAN_PLACES, rule=clean_balance)


def _build_shares(m: Any, data: Origin) -> None:
    """Adds limits on shares that are counted by origin."""
    shares, limits = list(data.supply), list(data.sign)
    supply = data.supply.items()
    clean = {}
    for share, each in supply:
        refusal = data.refusal_of[share]
        clean[share] = [(refusal, *line) for line in each.clean if line[:2] in data.traces.of[refusal].runs]
    m.MADE_BY_ORIGIN = members(shares, dimen=3, values={s: each.made for s, each in supply})
    m.BOUGHT_BY_ORIGIN = members(shares, dimen=1, values={s: each.bought for s, each in supply})
    m.TRACED = members(shares, dimen=3, values={s: each.traced for s, each in supply})
    m.MADE_CLEAN = members(shares, dimen=4, values=clean)
    m.BOUGHT_UNCLEAN = members(shares, dimen=1, values={s: each.refused for s, each in supply})
    m.ORIGIN_SHARES = pyo.Set(dimen=3, initialize=data.held)
    m.origin_sign = parameter(limits, values=data.sign)
    m.origin_at_least = parameter(limits, values={l: (1 - sign) / 2 for l, sign in data.sign.items()})
    m.origin_limit = parameter(list(data.share), values=data.share)
    m.origin_share = pyo.Constraint(m.ORIGIN_SHARES, rule=origin_share)


def bought_clean(m: Any, o: Any, u: SupplierName, n: Node) -> Any:
    """What is bought clean: the clean part, or all of it [units per year]."""
    part = sum(m.clean_purchase[o, v, n] for v in m.PART_BOUGHT[o, u])
    return part + sum(m.purchase[v, n] for v in m.WHOLE_BOUGHT[o, u])


def ran_clean(m: Any, o: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    """What is run clean: the clean part, or all of it [units run per year]."""
    part = sum(m.clean_run[o, x, y, n] for x, y in m.PART_RUN[o, p, r])
    return part + sum(m.run[x, y, n] for x, y in m.WHOLE_RUN[o, p, r])


def made_clean(m: Any, o: Any, p: PlantName, r: RecipeName, k: CommodityName, n: Node) -> Any:
    """What a clean run makes of a commodity; below 0 what it takes [units per year]."""
    return m.yielding[p, r, k, n] * m.quantity[p, r, k] * ran_clean(m, o, p, r, n)


def sent_clean(m: Any, o: Any, a: LaneName, n: Node) -> Any:
    """What is sent clean: the clean part, or all of it [units sent per year]."""
    part = sum(m.clean_ship[o, b, n] for b in m.PART_SENT[o, a])
    return part + sum(m.ship[b, n] for b in m.WHOLE_SENT[o, a])


def stored_clean(m: Any, o: Any, q: Any, n: Node) -> Any:
    """What is clean of a stock: the clean part, or all of it [units]."""
    part = sum(m.clean_stock[o, s, n] for s in m.PART_STORED[o, q])
    return part + sum(m.stock[s, n] for s in m.WHOLE_STORED[o, q])


def clean_balance(m: Any, o: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    r"""Clean goods that come to a place cover those that leave it clean and what is delivered to markets that refuse,
    from the year on from which they do; where all is clean, the clean part is the flow itself [units per year].

    .. math:: \sum_u \hat b_{\omega un} + \sum_{(p,r)} q_{prk} \, \hat x_{\omega prn}
              + \sum_{(a,d)} \rho_{ad} \, \hat f_{\omega a,n-d} - \sum_a \hat f_{\omega an}
              + \frac{\hat s_{\omega q,n-1} - \hat s_{\omega qn}}{L}
              + \sum_{\omega' \succ \omega} y_{\omega'\omega ikn} - \sum_{\omega' \prec \omega} y_{\omega\omega'ikn}
              \ge \sum_{k'} \theta_{ik'n} \, d_{ik'kn} \qquad \forall \omega, i, k, n
    """
    bought = sum(bought_clean(m, o, u, n) for u in m.CLEAN_SUPPLIERS_AT[o, i, k])
    converted = sum(made_clean(m, o, p, r, k, n) for p, r in m.CLEAN_RUNS_AT[o, i, k])
    arrived = sum(
        m.arriving[a, d] * sent_clean(m, o, a, e) for a, d in m.CLEAN_ARRIVALS_AT[o, i, k] for e in m.ANCESTOR[d, n]
    )
    departed = sum(sent_clean(m, o, a, n) for a in m.CLEAN_LANES_FROM[o, i, k])
    drawn = sum(
        sum(stored_clean(m, o, q, e) for e in m.PARENT[n]) - stored_clean(m, o, q, n)
        for q in m.CLEAN_STORES_AT[o, i, k]
    )
    taken = sum(m.spared[s, o, i, k, n] for s in m.STRICTER_AT[o, i, k])
    given = sum(m.spared[o, l, i, k, n] for l in m.LOOSER_AT[o, i, k])
    delivered = sum(m.refused_share[j, s, n] * m.delivery[j, s, c, n] for j, s, c in m.REFUSING_AT[o, i, k])
    return bought + converted + arrived - departed + drawn / m.years + taken - given >= delivered


def clean_purchase_limit(m: Any, g: Any, u: SupplierName, n: Node) -> Any:
    r"""What is bought clean is no more than what is bought, over all refusals that it is divided between [units per
    year].

    .. math:: \sum_{\omega \in \Omega_g} \hat b_{\omega un} \le b_{un} \qquad \forall g, u, n
    """
    return sum(m.clean_purchase[o, u, n] for o in m.BUYERS[g, u]) <= m.purchase[u, n]


def clean_run_limit(m: Any, g: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    r"""The clean parts of a run are no more than the run [units run per year].

    .. math:: \sum_{\omega \in \Omega_g} \hat x_{\omega prn} \le x_{prn} \qquad \forall g, p, r, n
    """
    return sum(m.clean_run[o, p, r, n] for o in m.RUNNERS[g, p, r]) <= m.run[p, r, n]


def clean_ship_limit(m: Any, g: Any, a: LaneName, n: Node) -> Any:
    r"""The clean parts of a shipment are no more than what is sent [units sent per year].

    .. math:: \sum_{\omega \in \Omega_g} \hat f_{\omega an} \le f_{an} \qquad \forall g, a, n
    """
    return sum(m.clean_ship[o, a, n] for o in m.SENDERS[g, a]) <= m.ship[a, n]


def clean_stock_limit(m: Any, g: Any, q: Any, n: Node) -> Any:
    r"""The clean parts of a stock are no more than the stock [units].

    .. math:: \sum_{\omega \in \Omega_g} \hat s_{\omega qn} \le s_{qn} \qquad \forall g, q, n
    """
    return sum(m.clean_stock[o, q, n] for o in m.KEEPERS[g, q]) <= m.stock[q, n]


def supply(m: Any, l: Any, w: Any, n: Node) -> Any:
    """Supply that a share is of: what is made and bought [units per year]."""
    return sum(made(m, p, r, k, n) for p, r, k in m.MADE_BY_ORIGIN[l, w]) + sum(
        m.purchase[u, n] for u in m.BOUGHT_BY_ORIGIN[l, w]
    )


def unclean_supply(m: Any, l: Any, w: Any, n: Node) -> Any:
    """What of the supply is not clean: outputs less those of clean runs, and refused suppliers [units per year]."""
    traced = sum(made(m, p, r, k, n) for p, r, k in m.TRACED[l, w])
    clean = sum(made_clean(m, o, p, r, k, n) for o, p, r, k in m.MADE_CLEAN[l, w])
    return traced - clean + sum(m.purchase[u, n] for u in m.BOUGHT_UNCLEAN[l, w])


def supply_by_origin(m: Any, l: Any, w: Any, n: Node) -> Any:
    """What counts as theirs [units per year]: for at most, all that is not clean of them; for at least, all that is
    clean of others."""
    return m.origin_at_least[l] * supply(m, l, w, n) + m.origin_sign[l] * unclean_supply(m, l, w, n)


def origin_share(m: Any, l: Any, w: Any, n: Node) -> Any:
    r"""Of the supply of some goods, the share that comes from somewhere is at most, or at least, the limit [units per
    year].

    .. math:: \pm \, O_{lwn} \le \pm \, \sigma_{ln} \, S_{ln} \qquad \forall l, w, n
    """
    limit = m.origin_limit[l, n] * supply(m, l, w, n)
    return m.origin_sign[l] * supply_by_origin(m, l, w, n) <= m.origin_sign[l] * limit


LIMITS = (LimitRows("origin_share", "ORIGIN_SHARES", supply_by_origin, supply, value="origin_limit"),)

REPORTS = (
    Report(
        "clean deliveries", ("REFUSING",), ("refusal", "market", "product", "commodity", "node"),
        (Measure("delivered", "{unit}/y", lambda m, o, i, k, c, n: m.refused_share[i, k, n] * m.delivery[i, k, c, n]),),
    ),
    Report(
        "clean purchases", ("TRACED_PURCHASES",), ("refusal", "supplier", "node"),
        (Measure("bought", "{unit}/y", bought_clean),),
    ),
    Report(
        "clean runs", ("TRACED_RUNS",), ("refusal", "plant", "recipe", "node"),
        (Measure("run", "units/y", ran_clean),),
    ),
    Report(
        "clean shipments", ("TRACED_LANES",), ("refusal", "lane", "node"),
        (Measure("shipped", "{unit}/y", sent_clean),),
    ),
    Report(
        "clean stock", ("TRACED_STORES",), ("refusal", "stockpile", "node"),
        (Measure("stock", "{unit}", stored_clean),),
    ),
    Report(
        "clean transfers", ("SPARED",), ("refusal", "serving", "site", "commodity", "node"),
        (Measure("spared", "{unit}/y", lambda m, o, l, i, k, n: m.spared[o, l, i, k, n]),),
    ),
)  # fmt: skip
