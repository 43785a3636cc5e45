"""Risk: costs of scenarios, unmet demand, and the mean of the worst outcomes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from model.audit.books import Books
from model.audit.costs import expenses
from model.audit.demand import wanted
from model.audit.horizon import Event
from model.system.remembering import remembered

Outcome = tuple[float, float]
"""(probability, loss)"""

NO_CHANCE = 1e-12
"""Probability that is none, but for rounding."""


@remembered
def node_costs(books: Books) -> dict[str, float]:
    """Discounted cost of what is done at each node, not weighted by its probability [amount]."""
    found = dict.fromkeys(books.horizon.nodes, 0.0)
    for each in expenses(books):
        if not each.ahead and each.node in found:
            found[each.node] += each.amount * books.horizon.present(books.horizon.period[each.node])
    return found


def costs_ahead(books: Books) -> float:
    """Discounted cost of decisions taken in advance, the same in every branch [amount]."""
    period = books.horizon.period
    return sum(
        each.amount * books.horizon.present(period[each.node])
        for each in expenses(books)
        if each.ahead and each.node in period
    )


def scenario_costs(books: Books) -> list[Outcome]:
    """Discounted cost over the horizon of each disruption that has a probability, and of none of them."""
    at, ahead = node_costs(books), costs_ahead(books)
    undisturbed = ahead + sum(at[node] for node in books.horizon.trunk)
    likely = [event for event in books.horizon.events if event.probability > 0]
    found = [(event.probability, undisturbed + _extra_cost(books, event, at)) for event in likely]
    return [(1.0 - sum(event.probability for event in likely), undisturbed), *found]


def _extra_cost(books: Books, event: Event, at: dict[str, float]) -> float:
    return sum(at[node] - at[books.horizon.undisturbed(node)] for node in event.nodes)


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


def demand_over(books: Books, nodes: Iterable[str], of: Demands) -> float:
    """Demand over the periods of some nodes [units]."""
    rows = books.rows.demands
    return books.horizon.years * sum(wanted(books, rows[each], node) for node in nodes for each in of)


def unmet_over(books: Books, nodes: Iterable[str], of: Demands) -> float:
    """Demand not met over the periods of some nodes [units]."""
    short = books.lines.short
    return books.horizon.years * sum(short.get((*each, node), 0.0) for node in nodes for each in of)


__all__ = ["costs_ahead", "demand_over", "node_costs", "scenario_costs", "tail_mean", "unmet_over"]
