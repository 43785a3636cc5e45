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

from model.algebra import members, parameter, pyo, tuples
from model.families.conversion import made
from model.family import LimitRows, Measure, Report, World, grouped
from model.refusals import Origin, origin_of
from model.tracing import Trace, Traces


def coefficients(world: World) -> Origin:
    """What markets refuse and what limits count by origin, each followed through the chain."""
    return origin_of(world)


def build(m: Any, data: Origin) -> None:
    """Adds the clean part of what is bought, run, sent and stored, by refusal."""
    traces = data.traces
    m.CLEAN_PURCHASES = tuples(dimen=3, values=traces.each(suppliers_of))
    m.CLEAN_RUNS = tuples(dimen=4, values=traces.each(runs_of))
    m.CLEAN_LANES = tuples(dimen=3, values=traces.each(lanes_of))
    m.CLEAN_STORES = tuples(dimen=3, values=traces.each(stores_of))
    m.SPARED = tuples(dimen=5, values=traces.at_nodes(traces.spared))
    m.clean_purchase = pyo.Var(
        m.CLEAN_PURCHASES, within=pyo.NonNegativeReals, dense=False, doc=r"\hat b: clean part of a purchase [units/y]"
    )
    m.clean_run = pyo.Var(
        m.CLEAN_RUNS, within=pyo.NonNegativeReals, dense=False, doc=r"\hat x: clean part of a run [1/y]"
    )
    m.clean_ship = pyo.Var(
        m.CLEAN_LANES, within=pyo.NonNegativeReals, dense=False, doc=r"\hat f: clean part of what is sent [units/y]"
    )
    m.clean_stock = pyo.Var(
        m.CLEAN_STORES, within=pyo.NonNegativeReals, dense=False, doc=r"\hat s: clean part of a stock [units]"
    )
    m.spared = pyo.Var(
        m.SPARED,
        within=pyo.NonNegativeReals,
        dense=False,
        doc="y: set aside for a refusal, used for a looser [units/y]",
    )
    _build_limits(m, traces)
    _build_balance(m, data)
    _build_shares(m, data)


def suppliers_of(trace: Trace) -> list[tuple[str]]:
    """Suppliers of a trace."""
    return [(u,) for u in trace.suppliers]


def runs_of(trace: Trace) -> list[tuple[str, str]]:
    """Runs of a trace."""
    return list(trace.runs)


def lanes_of(trace: Trace) -> list[tuple[str]]:
    """Lanes of a trace."""
    return [(a,) for a in trace.lanes]


def stores_of(trace: Trace) -> list[tuple[str]]:
    """Stockpiles of a trace."""
    return [(q,) for q in trace.stores]


def _build_limits(m: Any, traces: Traces) -> None:
    """Adds that clean parts are parts of the whole."""
    parts = {what: traces.by_ledger(what) for what in (suppliers_of, runs_of, lanes_of, stores_of)}
    index = {
        what: [(*key, n) for key, labels in each.items() for n in traces.nodes[labels[0]]]
        for what, each in parts.items()
    }
    m.PURCHASE_PARTS = members(list(parts[suppliers_of]), dimen=1, values=parts[suppliers_of])
    m.RUN_PARTS = members(list(parts[runs_of]), dimen=1, values=parts[runs_of])
    m.LANE_PARTS = members(list(parts[lanes_of]), dimen=1, values=parts[lanes_of])
    m.STORE_PARTS = members(list(parts[stores_of]), dimen=1, values=parts[stores_of])
    m.DIVIDED_PURCHASES = tuples(dimen=3, values=index[suppliers_of])
    m.DIVIDED_RUNS = tuples(dimen=4, values=index[runs_of])
    m.DIVIDED_LANES = tuples(dimen=3, values=index[lanes_of])
    m.DIVIDED_STORES = tuples(dimen=3, values=index[stores_of])
    m.clean_purchase_limit = pyo.Constraint(m.DIVIDED_PURCHASES, rule=clean_purchase_limit)
    m.clean_run_limit = pyo.Constraint(m.DIVIDED_RUNS, rule=clean_run_limit)
    m.clean_ship_limit = pyo.Constraint(m.DIVIDED_LANES, rule=clean_ship_limit)
    m.clean_stock_limit = pyo.Constraint(m.DIVIDED_STORES, rule=clean_stock_limit)


def _build_balance(m: Any, data: Origin) -> None:
    """Adds the balance of clean goods."""
    traces, places = data.traces, data.traces.places

    def at(dimen: int, things: dict[tuple[str, str, str], list[Any]]) -> Any:
        return members(places, dimen=dimen, values=things)

    lags = grouped(m.LANES, ((a, (a, step)) for a, step in m.ARRIVING))
    m.CLEAN_PLACES = tuples(dimen=4, values=traces.at_nodes(places))
    m.CLEAN_SUPPLIERS_AT = at(1, traces.by_place(lambda each: ((at, u) for u, at in each.suppliers.items())))
    m.CLEAN_RUNS_AT = at(2, traces.by_place(lambda each: ((at, run) for run, ends in each.runs.items() for at in ends)))
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
    clean = {
        share: [(o, *line) for line in each.clean if line[:2] in data.traces.of[o].runs]
        for share, each in supply
        for o in (data.refusal_of[share],)
    }
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


def clean_balance(m: Any, o: Any, i: Any, k: Any, n: Any) -> Any:
    r"""Clean goods that come to a place cover those that leave it clean and what is delivered to markets that refuse,
    from the year on from which they do [units per year].

    .. math:: \sum_u \hat b_{\omega un} + \sum_{(p,r)} q_{prk} \, \hat x_{\omega prn}
              + \sum_{(a,d)} \rho_{ad} \, \hat f_{\omega a,n-d} - \sum_a \hat f_{\omega an}
              + \frac{\hat s_{\omega q,n-1} - \hat s_{\omega qn}}{L}
              + \sum_{\omega' \succ \omega} y_{\omega'\omega ikn} - \sum_{\omega' \prec \omega} y_{\omega\omega'ikn}
              \ge \sum_{k'} \theta_{ik'n} \, d_{ik'kn} \qquad \forall \omega, i, k, n
    """
    bought = sum(m.clean_purchase[o, u, n] for u in m.CLEAN_SUPPLIERS_AT[o, i, k])
    converted = sum(
        m.yielding[p, r, k, n] * m.quantity[p, r, k] * m.clean_run[o, p, r, n] for p, r in m.CLEAN_RUNS_AT[o, i, k]
    )
    arrived = sum(
        m.arriving[a, d] * m.clean_ship[o, a, e] for a, d in m.CLEAN_ARRIVALS_AT[o, i, k] for e in m.ANCESTOR[d, n]
    )
    departed = sum(m.clean_ship[o, a, n] for a in m.CLEAN_LANES_FROM[o, i, k])
    drawn = sum(
        sum(m.clean_stock[o, q, e] for e in m.PARENT[n]) - m.clean_stock[o, q, n] for q in m.CLEAN_STORES_AT[o, i, k]
    )
    taken = sum(m.spared[s, o, i, k, n] for s in m.STRICTER_AT[o, i, k])
    given = sum(m.spared[o, l, i, k, n] for l in m.LOOSER_AT[o, i, k])
    delivered = sum(m.refused_share[j, s, n] * m.delivery[j, s, c, n] for j, s, c in m.REFUSING_AT[o, i, k])
    return bought + converted + arrived - departed + drawn / m.years + taken - given >= delivered


def clean_purchase_limit(m: Any, g: Any, u: Any, n: Any) -> Any:
    r"""What is bought clean is no more than what is bought, over all refusals that it is divided between [units per
    year].

    .. math:: \sum_{\omega \in \Omega_g} \hat b_{\omega un} \le b_{un} \qquad \forall g, u, n
    """
    return sum(m.clean_purchase[o, u, n] for o in m.PURCHASE_PARTS[g, u]) <= m.purchase[u, n]


def clean_run_limit(m: Any, g: Any, p: Any, r: Any, n: Any) -> Any:
    r"""The clean parts of a run are no more than the run [units run per year].

    .. math:: \sum_{\omega \in \Omega_g} \hat x_{\omega prn} \le x_{prn} \qquad \forall g, p, r, n
    """
    return sum(m.clean_run[o, p, r, n] for o in m.RUN_PARTS[g, p, r]) <= m.run[p, r, n]


def clean_ship_limit(m: Any, g: Any, a: Any, n: Any) -> Any:
    r"""The clean parts of a shipment are no more than what is sent [units sent per year].

    .. math:: \sum_{\omega \in \Omega_g} \hat f_{\omega an} \le f_{an} \qquad \forall g, a, n
    """
    return sum(m.clean_ship[o, a, n] for o in m.LANE_PARTS[g, a]) <= m.ship[a, n]


def clean_stock_limit(m: Any, g: Any, q: Any, n: Any) -> Any:
    r"""The clean parts of a stock are no more than the stock [units].

    .. math:: \sum_{\omega \in \Omega_g} \hat s_{\omega qn} \le s_{qn} \qquad \forall g, q, n
    """
    return sum(m.clean_stock[o, q, n] for o in m.STORE_PARTS[g, q]) <= m.stock[q, n]


def supply(m: Any, l: Any, w: Any, n: Any) -> Any:
    """Supply that a share is of: what is made and bought [units per year]."""
    return sum(made(m, p, r, k, n) for p, r, k in m.MADE_BY_ORIGIN[l, w]) + sum(
        m.purchase[u, n] for u in m.BOUGHT_BY_ORIGIN[l, w]
    )


def unclean_supply(m: Any, l: Any, w: Any, n: Any) -> Any:
    """What of the supply is not clean: outputs less those of clean runs, and refused suppliers [units per year]."""
    traced = sum(made(m, p, r, k, n) for p, r, k in m.TRACED[l, w])
    clean = sum(
        m.yielding[p, r, k, n] * m.quantity[p, r, k] * m.clean_run[o, p, r, n] for o, p, r, k in m.MADE_CLEAN[l, w]
    )
    return traced - clean + sum(m.purchase[u, n] for u in m.BOUGHT_UNCLEAN[l, w])


def supply_by_origin(m: Any, l: Any, w: Any, n: Any) -> Any:
    """What counts as theirs [units per year]: for at most, all that is not clean of them; for at least, all that is
    clean of others."""
    return m.origin_at_least[l] * supply(m, l, w, n) + m.origin_sign[l] * unclean_supply(m, l, w, n)


def origin_share(m: Any, l: Any, w: Any, n: Any) -> Any:
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
        "clean purchases", ("CLEAN_PURCHASES",), ("refusal", "supplier", "node"),
        (Measure("bought", "{unit}/y", lambda m, o, u, n: m.clean_purchase[o, u, n]),),
    ),
    Report(
        "clean runs", ("CLEAN_RUNS",), ("refusal", "plant", "recipe", "node"),
        (Measure("run", "units/y", lambda m, o, p, r, n: m.clean_run[o, p, r, n]),),
    ),
    Report(
        "clean shipments", ("CLEAN_LANES",), ("refusal", "lane", "node"),
        (Measure("shipped", "{unit}/y", lambda m, o, a, n: m.clean_ship[o, a, n]),),
    ),
    Report(
        "clean stock", ("CLEAN_STORES",), ("refusal", "stockpile", "node"),
        (Measure("stock", "{unit}", lambda m, o, q, n: m.clean_stock[o, q, n]),),
    ),
    Report(
        "clean transfers", ("SPARED",), ("refusal", "serving", "site", "commodity", "node"),
        (Measure("spared", "{unit}/y", lambda m, o, l, i, k, n: m.spared[o, l, i, k, n]),),
    ),
)  # fmt: skip
