"""Interruption: exports stopped by a disruption, goods in transit that it strands, and those missing afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from model.families.common.past import Rolling
from model.families.common.protocol import BUYERS, Cost, Follows, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.routes.algebra import Routes
from model.scenario.build_context import BuildContext, flat, ordered
from model.scenario.disruptions import Disruption
from model.scenario.effects import Acting
from model.sheets.common import Commodity
from model.sheets.names import CommodityName, LaneName, Node, SiteName


@dataclass(frozen=True)
class Interruption:
    """Index sets and coefficients of export stops and of goods in transit."""

    exports_left: dict[tuple[str, Node], float]
    """Share of undisturbed exports that a disruption leaves, by action and node."""
    stopped: dict[str, list[LaneName]]
    """Lanes that each export stop is about."""
    branch: Mapping[Node, str]
    """Name of the branch of each node that is not of the trunk."""
    in_transit: dict[tuple[int, Node], dict[Node, float]]
    """The nodes in which goods were sent that take a number of steps and are in transit at the end of a node, and the
    steps of theirs of which this is so."""
    step: int
    """Years of a step."""
    arriving: list[tuple[SiteName, CommodityName, Node]]
    """Where goods arrive in a branch that were sent before the horizon."""
    ahead: dict[tuple[SiteName, CommodityName, Node], float]
    """Such goods that a branch has had by its end, and the undisturbed course, by its mean, not yet [units]."""
    replacement_cost: dict[CommodityName, float]
    """By commodity, if any [amount/unit]. Below the price of a purchase, a branch would earn by using up stock."""

    @property
    def lanes_closed(self) -> list[tuple[LaneName, Node]]:
        """Lanes on which nothing may be sent, by node; prices know them."""
        stops = (key for key, left in self.exports_left.items() if left <= 0)
        return [(lane, node) for stop, node in stops for lane in self.stopped[stop]]


def coefficients(context: BuildContext) -> Interruption:
    """Export stops of the tables."""
    network, tree, lags = context.part(Routes), context.tree, context.lags
    steps = {step for _, step in network.arriving if step > 0}
    return Interruption(
        exports_left=_exports_left(context),
        stopped=_stopped(context),
        branch={n: branch.name for n, branch in context.tree.branch_of.items()},
        in_transit={(step, n): lags.under_way(step, n) for step, n in product(steps, tree.nodes)},
        step=lags.step,
        arriving=[key for key in network.before if key[-1] in tree.branch_of],
        ahead=network.ahead,
        replacement_cost={
            row.commodity: context.money(row.replacement) for row in context.tables[Commodity] if row.replacement > 0
        },
    )


def _exports_left(context: BuildContext) -> dict[tuple[str, Node], float]:
    acting: dict[tuple[str, Node], list[Acting]] = {}
    for n in context.tree.branch_of:
        for action in context.effects.acting(n, "exports"):
            acting.setdefault((stop_label(action[0]), n), []).append(action)
    left = {key: context.effects.left(key[1], rows) for key, rows in acting.items()}
    return {key: factor for key, factor in left.items() if factor < 1}


def _stopped(context: BuildContext) -> dict[str, list[LaneName]]:
    branches = dict.fromkeys(context.tree.branch_of.values())
    rows = {stop_label(row): row for branch in branches for row in branch.actions if row.action == "exports"}
    leaves = context.effects.leaves
    return {label: [a for a, lane in context.lanes.items() if leaves(row, *lane)] for label, row in rows.items()}


def stop_label(row: Disruption) -> str:
    """Label of an export restriction."""
    return f"{row.target} → {row.to}: {row.commodity}"


def build(m: Any, data: Interruption) -> None:
    """Adds goods that arrive and are stranded [units per year, by node of a branch]."""
    m.EXPORT_STOPS = pyo.Set(dimen=2, initialize=[(e, n) for e, n in data.exports_left if data.stopped[e]])
    m.STOPPED = members(list(data.stopped), dimen=1, values=data.stopped)
    m.exports_left = parameter(m.EXPORT_STOPS, values={key: data.exports_left[key] for key in m.EXPORT_STOPS})
    m.export_stop = pyo.Constraint(m.EXPORT_STOPS, rule=export_stop)

    sent_before = _sent_before(m, data.branch)
    m.SENT_BEFORE = members(m.LAGS, m.NODES, dimen=1, values=sent_before)
    sent = [key for key, sent in sent_before.items() if sent]
    m.STRANDED = pyo.Set(dimen=3, initialize=_strandable(m, sent, data.arriving))
    m.STRANDED_AT = members(m.PLACES, m.NODES, dimen=3, values={key: [key] for key in m.STRANDED})
    m.stranded = variable(m.STRANDED, doc="g: arrived and stranded by a disruption [units/y]")
    m.stranding = pyo.Constraint(m.STRANDED, rule=stranding)
    _build_resupply(m, data)


def _build_resupply(m: Any, data: Interruption) -> None:
    ahead = {(i, k) for i, k, _ in data.ahead}
    places = [(i, k) for i, k in m.PLACES if k in data.replacement_cost and (list(m.WAITS_AT[i, k]) or (i, k) in ahead)]
    m.RESUPPLIED = pyo.Set(dimen=2, initialize=places)
    steps = ordered(step for step, _ in data.in_transit)
    m.LATE_LAGS = pyo.Set(dimen=1, initialize=steps)
    m.IN_TRANSIT = members(
        m.LATE_LAGS, m.NODES, dimen=1, values={key: list(nodes) for key, nodes in data.in_transit.items()}
    )
    years = {key: float(data.step * steps) for key, steps in flat(data.in_transit).items()}
    m.years_in_transit = parameter(list(years), values=years)
    resupplied = {key: amount for key, amount in data.ahead.items() if key[:2] in set(places)}
    m.goods_ahead = parameter(m.RESUPPLIED, m.BRANCH_ENDS, values=resupplied, default=0.0)
    m.resupply_unit_cost = parameter(m.RESUPPLIED, values={(i, k): data.replacement_cost[k] for i, k in places})
    m.resupplied = variable(
        m.RESUPPLIED,
        m.BRANCH_ENDS,
        doc="h: goods in transit to a place that are missing when a disruption is over [units]",
    )
    m.resupply = pyo.Constraint(m.RESUPPLIED, m.BRANCH_ENDS, rule=resupply)


def _sent_before(m: Any, branch: Mapping[Node, str]) -> dict[tuple[int, Node], list[Node]]:
    """By lag and node, the node of dispatch, if it was before the node's disruption began."""
    return {
        (step, n): [sent for sent in m.SOURCES[step, n] if n in branch and branch.get(sent) != branch[n]]
        for step, n in product(m.LAGS, m.NODES)
    }


def _strandable(
    m: Any, surprised: list[tuple[int, Node]], arriving: Iterable[tuple[SiteName, CommodityName, Node]]
) -> list[tuple[SiteName, CommodityName, Node]]:
    """Where and when goods arrive that were sent before, also before the horizon, and may not be disposed of there."""
    disposable = set(m.DISPOSALS)
    indices: list[tuple[SiteName, CommodityName, Node]] = []
    for i, k in m.PLACES:
        if (i, k) not in disposable:
            waits = set(m.WAITS_AT[i, k])
            indices += [(i, k, n) for step, n in surprised if step in waits]
    indices += [(i, k, n) for i, k, n in arriving if (i, k) not in disposable]
    return ordered(indices)


def export_stop(m: Any, e: Any, n: Node) -> Any:
    r"""A disruption leaves a share of undisturbed exports [units sent per year].

    .. math:: \sum_{a \in A_e} f_{an} \le \epsilon_{en} \sum_{a \in A_e} f_{a \tau(n)} \qquad \forall e, n
    """
    # Not of those on the way: a plan could send more before the stop, and so keep more.
    undisturbed = sum(m.ship[a, o] for a in m.STOPPED[e] for o in m.UNDISTURBED[n])
    return sum(m.ship[a, n] for a in m.STOPPED[e]) <= m.exports_left[e, n] * undisturbed


def stranding(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    r"""Only goods sent before a disruption began may be stranded on arrival [units per year].

    .. math:: g_{ikn} \le \sum_{d:\; n - d \text{ before the branch}} u_{ikd,n-d} + u^0_{ikn}
              \qquad \forall i, k, n
    """
    sent = sum(_arriving_from_before(m, i, k, d, n) for d in m.WAITS_AT[i, k])
    return m.stranded[i, k, n] <= sent + m.sent_before[i, k, n]


def _arriving_from_before(m: Any, i: SiteName, k: CommodityName, d: int, n: Node) -> Any:
    """Arrivals at a node, after a lag, of goods sent before a disruption began [units per year]."""
    return sum(m.rate_of_arrival[d, n, e] * m.under_way[i, k, d, e] for e in m.SENT_BEFORE[d, n])


def stranded_outflow(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Stranded goods, as an outflow [units per year]."""
    return -sum(m.stranded[j, c, e] for j, c, e in m.STRANDED_AT[i, k, n])


def on_its_way(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Goods in transit to a place at the end of a node's period, less losses [units]."""
    return sum(_still_under_way(m, i, k, d, n) for d in m.WAITS_AT[i, k])


def _still_under_way(m: Any, i: SiteName, k: CommodityName, d: int, n: Node) -> Any:
    """The same of goods with one lag."""
    return sum(m.years_in_transit[d, n, e] * m.under_way[i, k, d, e] for e in m.IN_TRANSIT[d, n])


def resupply(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    r"""When a disruption is over, goods in transit to a place return to their undisturbed level [units].

    .. math:: h_{ikn} \ge L \sum_{d > 0} \sum_{e < d} \left( u_{ikd,\tau(n)-e} - u_{ikd,n-e} \right)
              \qquad \forall i, k, n \text{ at the end of a branch}
    """
    usual = sum(m.part_rejoined[n, o] * on_its_way(m, i, k, o) for o in m.REJOINED[n])
    return m.resupplied[i, k, n] >= usual - on_its_way(m, i, k, n) + m.goods_ahead[i, k, n]


def resupply_cost(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    r"""Replacement cost of goods missing in transit: :math:`R_k \, h_{ikn}`."""
    return m.resupply_unit_cost[i, k] * m.resupplied[i, k, n]


BALANCE = (stranded_outflow,)

FOLLOWS = (Follows("resupplied"),)

COSTS = (Cost("resupply", "storage", BUYERS, ("RESUPPLIED", "BRANCH_ENDS"), resupply_cost),)

REPORTS = (
    Report("stranded", ("STRANDED",), ("site", "commodity", "node"), (Measure("stranded", "{unit}/y", "stranded"),)),
)

ROLL: tuple[Rolling, ...] = ()
"""Nothing: goods under way are carried by routes."""
