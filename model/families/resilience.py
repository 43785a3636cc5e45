"""Resilience: limits on stock cover, and on service in disruptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.families.common.past import Rolling
from model.families.common.protocol import LimitRows
from model.families.common.pyomo import binding, members, parameter, pyo, unless_trivial
from model.families.demand.algebra import shortage_at
from model.families.demand.rows import Demand
from model.families.stockpiles.rows import Stockpile
from model.scenario.build_context import BuildContext, Ends, Place, flat, ordered
from model.scenario.limits import EACH_MARKET, EXPECTED_UNMET, Limit, bound_at, held_in, parties
from model.sheets.names import CommodityName, LaneName, LimitName, Node, SiteName, StockpileName

Held = tuple[LimitName, str, str]
"""(limit, scope or against whom, moment): a node, or a branch that counts as a whole."""

MEASURES = ("cover", "service", "unmet", EXPECTED_UNMET)

HORIZON = "horizon"
"""Moment of expected unmet demand."""

MONTHS = 12.0
"""In a year."""


@dataclass(frozen=True)
class Resilience:
    """Index sets and coefficients of limits on cover, service and unmet demand."""

    limited: dict[str, list[Held]]
    """By measure."""
    value: dict[tuple[LimitName, str], float]
    """By limit and moment: months, a share, or units."""
    window: dict[tuple[LimitName, str], list[Node]]
    """Nodes of a limit's moment."""
    demands: dict[tuple[LimitName, str], list[Place]]
    """Demands that count, by limit and scope."""
    stores: dict[tuple[LimitName, str], list[StockpileName]]
    """Stockpiles that cover deliveries, by limit and against whom,"""
    covered: dict[tuple[LimitName, str], tuple[frozenset[SiteName], frozenset[SiteName], frozenset[CommodityName]]]
    """and which deliveries: sites that they come from, that they go to, commodities."""


def coefficients(context: BuildContext) -> Resilience:
    """Limits of the tables on cover, service and unmet demand."""
    rows = {row.limit: row for row in context.tables[Limit] if row.measure in MEASURES and not row.is_of_need}
    windows = flat({limit: _windows(context, row) for limit, row in rows.items()})
    party = {limit: _parties(context, row) for limit, row in rows.items()}
    return Resilience(
        limited={
            measure: [(l, w, moment) for l, moment in windows if rows[l].measure == measure for w in party[l]]
            for measure in MEASURES
        },
        value={
            (l, moment): bound_at(rows[l], ordered(context.tree.period[n] for n in nodes), context.calendar)
            for (l, moment), nodes in windows.items()
        },
        window=windows,
        demands={(l, w): counted_demands(context, rows[l], sites) for (l, w), sites in flat(party).items()},
        stores={(l, w): _stores(context, rows[l]) for l, by_party in party.items() for w in by_party},
        covered={
            (l, w): (
                sites - (to := context.directory.sites(rows[l].scope)),
                to,
                context.directory.commodities(rows[l].of),
            )
            for (l, w), sites in flat(party).items()
            if rows[l].measure == "cover"
        },
    )


def _windows(context: BuildContext, row: Limit) -> dict[str, list[Node]]:
    """Nodes by moment: cover must hold at each node, service and unmet demand over a disruption as a whole, expected
    unmet demand over all that may come."""
    by_moment = held_in(row, context.tree, context.calendar)
    if row.measure == EXPECTED_UNMET:
        return {HORIZON: [n for nodes in by_moment.values() for n in nodes if context.tree.weight[n] > 0]}
    return {n: [n] for nodes in by_moment.values() for n in nodes} if row.measure == "cover" else by_moment


def _parties(context: BuildContext, row: Limit) -> dict[str, frozenset[SiteName]]:
    """Sites of those whose demand counts; of a cover, against whose deliveries it is held."""
    if row.scope == EACH_MARKET:
        return {demand.market: frozenset((demand.market,)) for demand in context.tables[Demand]}
    place = row.against if row.measure == "cover" else row.scope
    return parties(place, context.directory, context.directory.countries_with_sites)


def counted_demands(context: BuildContext, row: Limit, sites: frozenset[SiteName]) -> list[Place]:
    """Demands on which a limit is, of some sites."""
    goods = context.directory.commodities(row.of)
    return [(d.market, d.product) for d in context.tables[Demand] if d.market in sites and d.product in goods]


def _stores(context: BuildContext, row: Limit) -> list[StockpileName]:
    sites, goods = context.directory.sites(row.scope), context.directory.commodities(row.of)
    return [store.stockpile for store in context.tables[Stockpile] if store.site in sites and store.commodity in goods]


def build(m: Any, data: Resilience) -> None:
    """Adds no variable: limits are about stock, deliveries and shortage."""
    keys = list(data.value)
    m.resilience_value = parameter(keys, values=data.value)
    m.WINDOW = members(keys, dimen=1, values=data.window)
    m.DEMANDS_OF = members(list(data.demands), dimen=2, values=data.demands)
    m.SERVED = pyo.Set(dimen=3, initialize=data.limited["service"])
    m.service_limit = pyo.Constraint(binding(m, m.SERVED), rule=unless_trivial(service_limit))
    m.UNMET = pyo.Set(dimen=3, initialize=data.limited["unmet"])
    m.greatest_unmet = pyo.Constraint(binding(m, m.UNMET), rule=unless_trivial(greatest_unmet))
    m.EXPECTED_UNMET = pyo.Set(dimen=3, initialize=data.limited[EXPECTED_UNMET])
    m.greatest_expected_unmet = pyo.Constraint(
        binding(m, m.EXPECTED_UNMET), rule=unless_trivial(greatest_expected_unmet)
    )

    lanes = lanes_of(m)
    delivering = {
        key: [a for a, (i, j, k) in lanes.items() if i in origins and j in destinations and k in goods]
        for key, (origins, destinations, goods) in data.covered.items()
    }
    m.COVERING = members(list(data.stores), dimen=1, values=data.stores)
    m.COVERED = pyo.Set(dimen=3, initialize=[cover for cover in data.limited["cover"] if delivering[cover[:2]]])
    m.DELIVERING = members(list(delivering), dimen=1, values=delivering)
    m.import_cover = pyo.Constraint(binding(m, m.COVERED), rule=import_cover)


def lanes_of(m: Any) -> dict[LaneName, Ends]:
    """Origin, destination and commodity of each lane; empty if the family of routes is absent."""
    ends: dict[LaneName, Ends] = m.lane_ends if m.component("LANES") is not None else {}
    return ends


def demand_in(m: Any, l: LimitName, w: Any, moment: Any) -> Any:
    """Demand that counts, over a window [units]."""
    return sum(m.years[n] * m.demand[i, k, n] for n in m.WINDOW[l, moment] for i, k in m.DEMANDS_OF[l, w])


def unmet_in(m: Any, l: LimitName, w: Any, moment: Any) -> Any:
    """Demand that counts and is not met, over a window [units]."""
    return sum(m.years[n] * shortage_at(m, i, k, n) for n in m.WINDOW[l, moment] for i, k in m.DEMANDS_OF[l, w])


def service_limit(m: Any, l: LimitName, w: Any, moment: Any) -> Any:
    r"""Over a disruption, at least a share of demand is met [units].

    .. math:: L \sum_{n \in W} \sum_{i,k} v_{ikn} \le (1 - \lambda_{lW}) \, L \sum_{n \in W} \sum_{i,k} D_{ikn}
              \qquad \forall l, W
    """
    return unmet_in(m, l, w, moment) <= (1 - m.resilience_value[l, moment]) * demand_in(m, l, w, moment)


def greatest_unmet(m: Any, l: LimitName, w: Any, moment: Any) -> Any:
    r"""Over a disruption, unmet demand stays within the limit [units].

    .. math:: L \sum_{n \in W} \sum_{i,k} v_{ikn} \le \bar v_{lW} \qquad \forall l, W
    """
    return unmet_in(m, l, w, moment) <= m.resilience_value[l, moment]


def expected_unmet_in(m: Any, l: LimitName, w: Any, moment: Any) -> Any:
    """Demand that counts and is not met, over all years and courses with their probabilities [units]."""
    nodes = m.WINDOW[l, moment]
    return sum(m.years[n] * m.chance[n] * shortage_at(m, i, k, n) for n in nodes for i, k in m.DEMANDS_OF[l, w])


def greatest_expected_unmet(m: Any, l: LimitName, w: Any, moment: Any) -> Any:
    r"""Expected unmet demand stays within the limit [units].

    .. math:: L \sum_n \pi_n \sum_{i,k} v_{ikn} \le \bar v_l \qquad \forall l
    """
    return expected_unmet_in(m, l, w, moment) <= m.resilience_value[l, moment]


def stock_in(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Stock that covers deliveries, at the end of a period [units]."""
    return sum(m.stock[q, n] for q in m.COVERING[l, w])


def deliveries_from(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    """Shipments from the party against whose loss stock is held [units per year]."""
    return sum(m.ship[a, n] for a in m.DELIVERING[l, w])


def import_cover(m: Any, l: LimitName, w: Any, n: Node) -> Any:
    r"""Stock replaces another party's deliveries for the months of cover [units].

    .. math:: \sum_q s_{qn} \ge \frac{\mu_{ln}}{12} \sum_{a \in A_{lw}} f_{an} \qquad \forall l, w, n
    """
    return stock_in(m, l, w, n) >= m.resilience_value[l, n] / MONTHS * deliveries_from(m, l, w, n)


LIMITS = (
    LimitRows("service_limit", "SERVED", unmet_in, demand_in, value="resilience_value", complement=True),
    LimitRows("greatest_unmet", "UNMET", unmet_in, value="resilience_value"),
    LimitRows("greatest_expected_unmet", "EXPECTED_UNMET", expected_unmet_in, value="resilience_value"),
    LimitRows("import_cover", "COVERED", stock_in, deliveries_from, value="resilience_value", scale=MONTHS),
)

ROLL: tuple[Rolling, ...] = ()
"""Nothing: windows of disruptions lie in years to come."""
