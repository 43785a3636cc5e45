"""Tail risk: limits on the cost of a disruption and on the mean of the worst outcomes.

The conditional value at risk (CVaR) of a loss at a confidence α is the mean of its worst outcomes, of probability 1 − α
together; the tail may split an outcome. It is linear in the losses with a free value at risk η and an excess e of each
outcome above it (Rockafellar and Uryasev, Optimization of Conditional Value-at-Risk, 2000).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from model.families.common.past import Cannot, Change, Edit, Past
from model.families.common.protocol import Cost, Follows, LimitRows, Tail, index_set
from model.families.common.pyomo import members, parameter, pyo, unless_trivial, variable
from model.families.demand.algebra import shortage_at
from model.families.resilience import counted_demands
from model.scenario.build_context import BuildContext, Place, flat
from model.scenario.limits import Limit, bound_at, held_in, parties, periods_of
from model.scenario.tree import NOTHING_HAPPENS
from model.sheets.names import LimitName, Node, Period
from model.tolerances import NO_SHARE

Worst = tuple[LimitName, str, str]
"""(limit, scope, period) of a CVaR of unmet demand; (limit, 'any', 'horizon') of a CVaR of cost."""

HORIZON = "horizon"


@dataclass(frozen=True)
class TailRisk:
    """Index sets and coefficients of limits on the cost of a disruption and on CVaR."""

    costly: list[Worst]
    """(limit, 'any', moment) of each limit on the cost of a disruption, or of an undisturbed period."""
    window: dict[tuple[LimitName, str], list[Node]]
    value: dict[tuple[LimitName, str], float]
    """By limit and moment: amount, or unmet [unit/y]."""
    tails: dict[str, list[Worst]]
    """By measure."""
    outcomes: Mapping[Worst, Mapping[Node, float] | Mapping[str, float]]
    """Nodes of a period, or scenarios, with their probabilities; of a branch the last node in the period."""
    years: dict[Node, dict[Node, float]]
    """Nodes of a branch in a period, by the last, with their parts of its years there."""
    demands: dict[tuple[LimitName, str], list[Place]]
    """Demands that count, by limit and scope."""
    paths: dict[str, dict[Node, float]]
    """Nodes that each scenario passes through, with the shares of their discounted years that it does."""
    tail: dict[LimitName, float]
    """Probability of the tail, 1 − confidence, by limit."""
    weight: dict[LimitName, float]
    """Weight of the CVaR in the objective, if any."""


def coefficients(context: BuildContext) -> TailRisk:
    """Limits of the tables on cost and CVaR."""
    tree, calendar = context.tree, context.calendar
    rows = {row.limit: row for row in context.tables[Limit] if row.measure in ("cost", "CVaR of unmet", "CVaR of cost")}
    windows = flat({limit: held_in(row, tree, calendar) for limit, row in rows.items() if row.measure == "cost"})
    countries = context.directory.countries_with_sites
    scope = {limit: parties(row.scope, context.directory, countries) for limit, row in rows.items()}
    of_unmet: list[Worst] = []
    for limit, row in rows.items():
        if row.measure == "CVaR of unmet":
            of_unmet += [(limit, w, str(t)) for w, t in product(scope[limit], periods_of(row, calendar))]
    of_cost = [(limit, "any", HORIZON) for limit, row in rows.items() if row.measure == "CVaR of cost"]
    scenarios = scenarios_of(context) if of_cost else {}
    likely = [n for n in tree.nodes if tree.weight[n] > 0]
    outcomes = {n: tree.part_of_period(n) * tree.weight[n] for n in likely if tree.alongside[n][-1] == n}
    return TailRisk(
        costly=[(limit, "any", moment) for limit, moment in windows],
        window=windows,
        value={
            (limit, moment): bound_at(rows[limit], [tree.period[n] for n in nodes], calendar)
            for (limit, moment), nodes in windows.items()
        }
        | {(l, t): bound_at(rows[l], [int(t)], calendar) for l, _, t in of_unmet if rows[l].value is not None}
        | {(l, t): bound_at(rows[l], calendar.periods, calendar) for l, _, t in of_cost if rows[l].value is not None},
        tails={"CVaR of unmet": of_unmet, "CVaR of cost": of_cost},
        outcomes={
            (l, w, t): {n: chance for n, chance in outcomes.items() if tree.trunk_period[n] == int(t)}
            for l, w, t in of_unmet
        }
        | {tail: {s: probability for s, (probability, _) in scenarios.items()} for tail in of_cost},
        years={n: dict.fromkeys(tree.alongside[n], 1 / len(tree.alongside[n])) for n in outcomes} if of_unmet else {},
        demands={(l, w): counted_demands(context, rows[l], sites) for (l, w), sites in flat(scope).items()},
        paths={s: path for s, (_, path) in scenarios.items()},
        tail={limit: 1 - row.confidence for limit, row in rows.items()},
        weight={limit: row.weight for limit, row in rows.items() if row.weight > 0},
    )


def scenarios_of(context: BuildContext) -> dict[str, tuple[float, dict[Node, float]]]:
    """Probability and path of every scenario: each probable branch, with the trunk before and after it; and the
    undisturbed case."""
    tree = context.tree
    probable = {b.name: b.probability for b in dict.fromkeys(tree.branch_of.values()) if b.probability > 0}
    scenarios = {}
    for name, probability in probable.items():
        alone = tree.weighing(tree.passing(name)).present_value(context.calendar)
        parts = {n: value / context.calendar.discount(tree.period[n]) for n, value in alone.items()}
        scenarios[name] = probability, {n: part for n, part in parts.items() if part > 0}
    rest = 1 - sum(probable.values())
    if rest > NO_SHARE:
        scenarios[NOTHING_HAPPENS] = rest, dict.fromkeys(tree.trunk, 1.0)
    return scenarios


def build(m: Any, data: TailRisk) -> None:
    """Adds discounted costs of nodes and of first-stage decisions [amount], and for each tail the value at risk and the
    excess of each outcome above it."""
    costed = {n for nodes in [*data.window.values(), *data.paths.values()] for n in nodes}
    m.COSTED = pyo.Set(dimen=1, initialize=[n for n in m.NODES if n in costed])
    m.node_cost = variable(m.COSTED, within=pyo.Reals, doc="c: discounted cost of a node, however likely [amount]")
    m.plain_costs = [cost for cost in m.costs if not cost.by_period]
    for cost in m.plain_costs:
        width = sum(m.component(name).dimen for name in cost.over)
        m.add_component(_costed(cost), members(m.COSTED, dimen=width, values=_at_nodes(m, cost, costed)))
    m.cost_of_node = pyo.Constraint(m.COSTED, rule=cost_of_node)
    keys = list(dict.fromkeys([*data.window, *data.value]))
    m.tail_value = parameter(keys, values=data.value)
    m.COST_WINDOW = members(keys, dimen=1, values={key: data.window.get(key, []) for key in keys})
    m.COSTLY = pyo.Set(dimen=3, initialize=data.costly)
    m.greatest_cost = pyo.Constraint(m.COSTLY, rule=greatest_cost)
    _build_tails(m, data)


def _build_tails(m: Any, data: TailRisk) -> None:
    tails = [tail for group in data.tails.values() for tail in group]
    m.TAILS = pyo.Set(dimen=3, initialize=tails)
    m.value_at_risk = variable(m.TAILS, within=pyo.Reals, doc="η: value at risk, the smallest loss of the tail")
    outcomes = [(*tail, outcome) for tail in tails for outcome in data.outcomes[tail]]
    m.OUTCOMES = pyo.Set(dimen=4, initialize=outcomes)
    m.excess = variable(m.OUTCOMES, doc="e: loss of an outcome above the value at risk")
    m.OUTCOMES_OF = members(m.TAILS, dimen=1, values={tail: list(data.outcomes[tail]) for tail in tails})
    m.probability = parameter(
        m.OUTCOMES, values={(*tail, o): p for tail in tails for o, p in data.outcomes[tail].items()}
    )
    m.tail = parameter(list(data.tail), values=data.tail)
    unmet, cost = (
        [outcome for outcome in outcomes if outcome[:3] in set(data.tails[of])]
        for of in ("CVaR of unmet", "CVaR of cost")
    )
    m.YEARS_OF_OUTCOME = members(list(data.years), dimen=1, values={n: list(years) for n, years in data.years.items()})
    years, paths = flat(data.years), flat(data.paths)
    m.part_of_outcome = parameter(list(years), values=years)
    m.UNMET_OUTCOMES = pyo.Set(dimen=4, initialize=unmet)
    m.DEMANDS_AT_RISK = members(list(data.demands), dimen=2, values=data.demands)
    m.excess_unmet = pyo.Constraint(m.UNMET_OUTCOMES, rule=excess_unmet)
    m.COST_OUTCOMES = pyo.Set(dimen=4, initialize=cost)
    m.PATH = members(list(data.paths), dimen=1, values={s: list(path) for s, path in data.paths.items()})
    m.part_of_path = parameter(list(paths), values=paths)
    m.PLAN = pyo.Set(dimen=1, initialize=[HORIZON] if cost else [])
    m.plan_cost = variable(m.PLAN, within=pyo.Reals, doc="C: discounted cost of decisions taken in advance [amount]")
    m.cost_of_plan = pyo.Constraint(m.PLAN, rule=unless_trivial(cost_of_plan))
    m.excess_cost = pyo.Constraint(m.COST_OUTCOMES, rule=excess_cost)
    m.LIMITED_TAILS = pyo.Set(dimen=3, initialize=[(l, w, t) for l, w, t in tails if (l, t) in data.value])
    m.greatest_tail = pyo.Constraint(m.LIMITED_TAILS, rule=greatest_tail)
    m.WEIGHTED_TAILS = pyo.Set(dimen=3, initialize=[tail for tail in tails if tail[0] in data.weight])
    m.tail_weight = parameter(list(data.weight), values=data.weight)
    if len(m.WEIGHTED_TAILS):
        m.terms["RISK"].append(weighted_tails)


def _costed(cost: Cost) -> str:
    return "COSTED_" + cost.name.upper().replace(" ", "_")


def _at_nodes(m: Any, cost: Cost, costed: Iterable[str]) -> dict[str, list[Any]]:
    """Indices of a cost by the node at which it falls."""
    by_node: dict[str, list[Any]] = {n: [] for n in m.COSTED}
    for index in index_set(m, cost) if by_node else ():
        if index[-1] in by_node:
            by_node[index[-1]].append(index)
    return by_node


def cost_of_node(m: Any, n: Node) -> Any:
    r"""Cost at a node, discounted but not weighted by probability [amount].

    .. math:: c_n = \delta_{\tau(n)} \sum_c c_{\cdot n} \qquad \forall n
    """
    cost_total: Any = 0
    for cost in m.plain_costs:
        cost_total = cost_total + sum(cost.rule(m, *index) for index in m.component(_costed(cost))[n])
    return m.node_cost[n] == m.discounting[n] * cost_total


def cost_of_plan(m: Any, h: Any) -> Any:
    r"""Cost of decisions taken in advance, discounted [amount].

    .. math:: C = \sum_c \sum_t \delta_t \, c_{\cdot t}
    """
    cost_total: Any = 0
    for cost in m.costs:
        if cost.by_period and len(index_set(m, cost)):
            cost_total = cost_total + sum(m.discount[index[-1]] * cost.rule(m, *index) for index in index_set(m, cost))
    return m.plan_cost[h] == cost_total


def cost_in(m: Any, l: LimitName, w: Any, moment: Any) -> Any:
    """Discounted cost of running the chain over a window [amount]."""
    return sum(m.node_cost[n] for n in m.COST_WINDOW[l, moment])


def greatest_cost(m: Any, l: LimitName, w: Any, moment: Any) -> Any:
    r"""Over a disruption, the operating cost of the supply chain stays within the limit [amount].

    .. math:: \sum_{n \in W} c_n \le \bar c_{lW} \qquad \forall l, W
    """
    return cost_in(m, l, w, moment) <= m.tail_value[l, moment]


def unmet_at(m: Any, l: LimitName, w: Any, t: Period, n: Node) -> Any:
    """Demand that counts and is not met in a period, the mean of its years [units per year]."""
    return sum(
        sum(m.part_of_outcome[n, e] * shortage_at(m, i, k, e) for i, k in m.DEMANDS_AT_RISK[l, w])
        for e in m.YEARS_OF_OUTCOME[n]
    )


def excess_unmet(m: Any, l: LimitName, w: Any, t: Period, n: Node) -> Any:
    r"""Unmet demand of an outcome above the value at risk [units per year].

    .. math:: e_{ltn} \ge \sum_{i,k} v_{ikn} - \eta_{lt} \qquad \forall l, t, n
    """
    return m.excess[l, w, t, n] >= unmet_at(m, l, w, t, n) - m.value_at_risk[l, w, t]


def cost_of_scenario(m: Any, l: LimitName, w: Any, t: Period, s: Any) -> Any:
    """Discounted cost of first-stage decisions and of the nodes on a scenario's path [amount]."""
    return sum(m.plan_cost[h] for h in m.PLAN) + sum(m.part_of_path[s, n] * m.node_cost[n] for n in m.PATH[s])


def excess_cost(m: Any, l: LimitName, w: Any, t: Period, s: Any) -> Any:
    r"""Cost of a scenario above the value at risk [amount].

    .. math:: e_{ls} \ge C + \sum_{n \in s} c_n - \eta_l \qquad \forall l, s
    """
    return m.excess[l, w, t, s] >= cost_of_scenario(m, l, w, t, s) - m.value_at_risk[l, w, t]


def conditional_value_at_risk(m: Any, l: LimitName, w: Any, t: Period) -> Any:
    """Mean of the worst outcomes [units per year, or amount]."""
    beyond = sum(m.probability[l, w, t, o] * m.excess[l, w, t, o] for o in m.OUTCOMES_OF[l, w, t])
    return m.value_at_risk[l, w, t] + beyond / m.tail[l]


def greatest_tail(m: Any, l: LimitName, w: Any, t: Period) -> Any:
    r"""The mean of the worst outcomes stays within the limit [units per year, or amount].

    .. math:: \eta_{lt} + \frac{1}{1 - \alpha_l} \sum_o \pi_o \, e_{lto} \le \bar r_{lt} \qquad \forall l, t
    """
    return conditional_value_at_risk(m, l, w, t) <= m.tail_value[l, t]


def weighted_tails(m: Any) -> Any:
    """CVaR in the objective, each with its weight."""
    return sum(m.tail_weight[l] * conditional_value_at_risk(m, l, w, t) for l, w, t in m.WEIGHTED_TAILS)


FOLLOWS = (Follows("plan_cost"), Follows("value_at_risk"), Follows("excess"))

LIMITS = (
    LimitRows("greatest_cost", "COSTLY", cost_in, value="tail_value"),
    LimitRows("greatest_tail", "LIMITED_TAILS", conditional_value_at_risk, value="tail_value"),
)

TAILS = (Tail("UNMET_OUTCOMES", unmet_at), Tail("COST_OUTCOMES", cost_of_scenario))


def rebased(past: Past) -> Iterator[Change]:
    """Limits on discounted cost in money of the new first year; a weight refers to undiscounted cost."""
    for row in past.tables[Limit]:
        if row.measure == "CVaR of cost":
            why = "it is about all years together, of which some are over"
            yield Cannot(row, "measure", why)
        elif row.measure == "cost" and row.value is not None:
            yield Edit(row, "value", row.value.times(past.growth), f"discounted to {past.to}")
        elif row.weight > 0:
            yield Edit(row, "weight", row.weight * past.growth, f"weighed against cost discounted to {past.to}")


ROLL = (rebased,)
