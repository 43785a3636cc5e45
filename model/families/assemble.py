"""Instance → Pyomo model: builds each family, then closes the shared parts: mass balance, shared limits, objective."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from model.families import load
from model.families.common.protocol import Cost, index_set, total
from model.families.common.pyomo import members, parameter, pyo
from model.families.common.templates import collector_off, templates
from model.families.instance import Instance
from model.scenario.build_context import flat
from model.scenario.tree import Tree
from model.sheets.names import CommodityName, Node, SiteName


def build_model(instance: Instance, *, use_templates: bool = True) -> Any:
    """A Pyomo ConcreteModel of the families in the instance.

    With ``use_templates`` constraint rules are kept as templates, to be read by `model.solver.matrix`; without, Pyomo
    builds every row, for any of its own interfaces.
    """
    from model.families.common.given import UniqueNames

    with templates(use_templates), collector_off():
        m = UniqueNames("supply diversification")
        _build_time(m, instance)
        m.PLACES = pyo.Set(dimen=2, initialize=instance.places)
        m.terms = defaultdict(list)
        m.costs, m.limits, m.cones, m.tails = [], [], [], []
        m.follows, m.unasked, m.decided = [], {}, []
        m.reported_only = instance.reported_only
        modules = load(tuple(instance.parts))
        for name, module in zip(instance.parts, modules, strict=True):
            for what in ("BALANCE", "INFLOW", "CAPACITY", "USE"):
                m.terms[what].extend(getattr(module, what, ()))
            module.build(m, instance.parts[name])
            m.costs.extend(getattr(module, "COSTS", ()))
            m.limits.extend(getattr(module, "LIMITS", ()))
            m.cones.extend(getattr(module, "CONES", ()))
            m.tails.extend(getattr(module, "TAILS", ()))
            m.decided.extend(getattr(module, "DECIDED", ()))
            m.follows.extend(getattr(module, "FOLLOWS", ()))
            m.unasked.update(getattr(module, "UNASKED", {}))
        for module in modules:
            if hasattr(module, "close"):
                module.close(m)
        m.mass_balance = pyo.Constraint(m.PLACES, m.NODES, rule=mass_balance)
        for cost in m.costs:
            index_set(m, cost)
        m.total_cost = pyo.Objective(rule=total_cost, sense=pyo.minimize)
    return m


def _build_time(m: Any, instance: Instance) -> None:
    """Nodes and periods, and how they follow each other."""
    calendar, tree = instance.calendar, instance.tree
    periods = calendar.periods
    discount = {t: calendar.discount(t) for t in (*periods, *tree.period.values())}
    m.PERIODS = pyo.Set(dimen=1, initialize=periods)
    m.TIMES = pyo.Set(dimen=1, initialize=list(dict.fromkeys((*periods, *tree.period.values()))))  # of all nodes
    m.NODES = pyo.Set(dimen=1, initialize=tree.nodes)
    m.TRUNK = pyo.Set(dimen=1, initialize=tree.trunk)
    m.LAST = pyo.Set(dimen=1, initialize=tree.trunk[-1:])
    m.UNDISTURBED = members(m.NODES, dimen=1, values={n: [tree.undisturbed(n)] for n in tree.nodes})
    m.PREVIOUS = members(
        m.PERIODS, dimen=1, values={t: list(periods[max(q - 1, 0) : q]) for q, t in enumerate(periods)}
    )
    before = {n: tree.before(n) for n in tree.nodes}
    m.BEFORE = members(m.NODES, dimen=1, values={n: list(parts) for n, parts in before.items()})
    parts = flat(before)
    m.part_before = parameter(list(parts), values=parts)
    m.discounting = parameter(m.NODES, values={n: discount[t] for n, t in tree.period.items()})
    m.period = parameter(m.NODES, values=tree.period)  # a branch's is a single year where periods have several
    lengths = {t: float(calendar.length(t)) for t in periods} | {
        n: float(calendar.length(t)) for n, t in tree.period.items()
    }
    m.years = parameter(list(lengths), values=lengths)
    shares = {n: lengths[n] / lengths[t] for n, t in tree.trunk_period.items()}
    m.share_of_period = parameter(m.NODES, values=shares)
    m.is_first = parameter(m.PERIODS, values=dict.fromkeys(periods[:1], 1.0), default=0.0)
    opening = {n: tree.opening(parts) for n, parts in before.items()}
    m.part_of_opening = parameter(m.NODES, values={n: part for n, part in opening.items() if part}, default=0.0)
    _build_ends(m, {nodes[-1]: tree.rejoined(nodes[-1]) for nodes in tree.branches.values()}, tree)
    m.discount = parameter(m.PERIODS, values={t: discount[t] for t in periods})
    m.chance = parameter(m.NODES, values=tree.weight)
    m.present_value = parameter(m.NODES, values=tree.present_value(calendar))


def _build_ends(m: Any, rejoined: dict[Node, dict[Node, float]], tree: Tree) -> None:
    """What there is on the undisturbed course when a disruption is over, by nodes and the beginning of the horizon."""
    m.BRANCH_ENDS = pyo.Set(dimen=1, initialize=list(rejoined))
    m.REJOINED = members(m.BRANCH_ENDS, dimen=1, values={n: list(parts) for n, parts in rejoined.items()})
    parts = flat(rejoined)
    m.part_rejoined = parameter(list(parts), values=parts)
    opening = {n: tree.opening(parts) for n, parts in rejoined.items()}
    m.part_of_opening_rejoined = parameter(
        m.BRANCH_ENDS, values={n: part for n, part in opening.items() if part}, default=0.0
    )


def mass_balance(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    r"""Inflow equals outflow: arrivals, purchases, output and stock against departures, input, deliveries, sales and
    disposal [units per year].

    .. math:: \sum \text{inflows}_{ikn} - \sum \text{outflows}_{ikn} = 0 \qquad \forall i, k, n
    """
    return total(m.terms["BALANCE"], m, i, k, n) == 0


def discounting(m: Any, cost: Cost) -> Any:
    """Weight of a cost by moment: its discount factor and, at a node, its probability [-]."""
    return m.discount if cost.by_period else m.present_value


def present_value(m: Any, cost: Cost, *index: Any) -> Any:
    """A cost item as discounted and weighted by its probability [amount]."""
    return discounting(m, cost)[index[-1]] * cost.rule(m, *index)


def total_cost(m: Any) -> Any:
    r"""Expected discounted cost, the sum of all cost items, and risk where it has a weight [amount].

    .. math:: \min \sum_c \sum_n \pi_n \, \delta_{\tau(n)} \, c_n + \sum_l w_l \, \text{CVaR}_l
    """
    cost_total: Any = total(m.terms["RISK"], m)
    for cost in m.costs:
        if len(index_set(m, cost)):
            cost_total = cost_total + sum(present_value(m, cost, *index) for index in index_set(m, cost))
    return cost_total
