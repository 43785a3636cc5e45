"""Risk: costs of scenarios, unmet demand, and the mean of the worst outcomes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from model.audit.costs import expenses
from model.audit.demand import wanted
from model.audit.horizon import Event
from model.audit.ledger import Ledger
from model.system.memoise import remembered

Outcome = tuple[float, float]
"""(probability, loss)"""

NO_CHANCE = 1e-12
"""Probability that is none, but for rounding."""


@remembered
def node_costs(ledger: Ledger) -> dict[str, float]:
    """Discounted cost at each node, not weighted by its probability [amount]."""
    found = dict.fromkeys(ledger.horizon.nodes, 0.0)
    for each in expenses(ledger):
        if not each.ahead and each.node in found:
            found[each.node] += each.amount * ledger.horizon.present(ledger.horizon.period[each.node])
    return found


def costs_ahead(ledger: Ledger) -> float:
    """Discounted cost of decisions taken in advance, the same in every branch [amount]."""
    period = ledger.horizon.period
    return sum(
        each.amount * ledger.horizon.present(period[each.node])
        for each in expenses(ledger)
        if each.ahead and each.node in period
    )


def scenario_costs(ledger: Ledger) -> list[Outcome]:
    """Discounted cost over the horizon of each disruption that has a probability, and of none of them."""
    at, ahead = node_costs(ledger), costs_ahead(ledger)
    undisturbed = ahead + sum(at[node] for node in ledger.horizon.trunk)
    likely = [event for event in ledger.horizon.events if event.probability > 0]
    found = [(event.probability, undisturbed + _extra_cost(ledger, event, at)) for event in likely]
    return [(1.0 - sum(event.probability for event in likely), undisturbed), *found]


def _extra_cost(ledger: Ledger, event: Event, at: dict[str, float]) -> float:
    return sum(at[node] - at[ledger.horizon.undisturbed(node)] for node in event.nodes)


def tail_mean(outcomes: Iterable[Outcome], confidence: float) -> float:
    """Mean of the worst outcomes that together have the probability 1 − confidence; the last of them by a part."""
    room = tail = 1.0 - confidence
    total = 0.0
    for probability, loss in sorted(outcomes, key=lambda each: -each[1]):
        share = min(max(probability, 0.0), room)
        total += share * loss
        room -= share
        if room <= NO_CHANCE:
            break
    return total / (tail - max(room, 0.0))


Demands = Collection[tuple[str, str]]
"""(market, product) of each"""


def demand_over(ledger: Ledger, nodes: Iterable[str], of: Demands) -> float:
    """Demand over the periods of some nodes [units]."""
    rows = ledger.rows.demands
    return ledger.horizon.years * sum(wanted(ledger, rows[each], node) for node in nodes for each in of)


def unmet_over(ledger: Ledger, nodes: Iterable[str], of: Demands) -> float:
    """Demand not met over the periods of some nodes [units]."""
    short = ledger.lines.short
    return ledger.horizon.years * sum(short.get((*each, node), 0.0) for node in nodes for each in of)


__all__ = ["costs_ahead", "demand_over", "node_costs", "scenario_costs", "tail_mean", "unmet_over"]
