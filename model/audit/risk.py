"""Risk: costs of scenarios, unmet demand, and the mean of the worst outcomes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from model.audit.check import Tally
from model.audit.costs import expenses
from model.audit.demand import wanted
from model.audit.horizon import Event
from model.audit.ledger import Ledger
from model.results.plan import Check
from model.system.memoise import remembered

Outcome = tuple[float, float]
"""(probability, loss)"""

NO_CHANCE = 1e-12
"""Probability that is none, but for rounding."""


@remembered
def node_costs(ledger: Ledger) -> dict[str, float]:
    """Discounted cost at each node, not weighted by its probability [amount]."""
    due, horizon = expenses(ledger), ledger.horizon
    lines = due.is_known & ~due.by_item([each.ahead for each in due.items])
    node = due.node[lines]
    values = np.bincount(node, due.amount[lines] * horizon.by_period(horizon.present)[node], len(horizon.at))
    return dict(zip(horizon.nodes, values[horizon.checked].tolist(), strict=True))


def costs_ahead(ledger: Ledger) -> float:
    """Discounted cost of decisions taken in advance, the same in every branch [amount]."""
    due, horizon = expenses(ledger), ledger.horizon
    lines = due.is_known & due.by_item([each.ahead for each in due.items])
    values: list[float] = (due.amount[lines] * horizon.by_period(horizon.present)[due.node[lines]]).tolist()
    return sum(values)


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


Figures = dict[str, tuple[float, float]]
"""(figure, size of the terms that it is a sum of) by column."""


def disruptions_reported(ledger: Ledger) -> Check:
    """The table of disruptions has each of them, with the right cost and unmet demand."""
    tally, costs = Tally("disruptions reported"), node_costs(ledger)
    table = ledger.plan.frames.get("branches")
    lines = [] if table is None else table.to_dict("records")
    told = {line["branch"]: line for line in lines}
    names = {event.name for event in ledger.horizon.events}
    tally.require(len(told) == len(lines), "table of disruptions", "it has one of them twice")
    for name in told:
        tally.require(name in names, f"{name}", "the sheet Disruptions has no such disruption")
    for event in ledger.horizon.events:
        if event.name in told:
            _compare(ledger, tally, event, told[event.name], costs)
        else:
            tally.require(False, event.name, "the table of disruptions does not include it")
    return tally.check()


def _compare(ledger: Ledger, tally: Tally, event: Event, line: Mapping[Any, Any], costs: dict[str, float]) -> None:
    for column in ("disruption", "subject"):
        told, right = line[column], getattr(event, column)
        tally.require(told == right, event.name, f"{column} {told!r} should be {right!r}")
    products = {product for _, product in ledger.rows.demands}
    is_sum = len({ledger.rows.commodities[product].unit for product in products}) <= 1
    of, known = line.get("product", ""), {""} if is_sum else products
    if of not in known:
        tally.require(False, event.name, f"product {of!r} should be one in demand, or none where units are alike")
        return
    for column, (right, size) in _figures(ledger, event, costs, of).items():
        tally.equal(float(line[column]), right, f"{column.replace('_', ' ')}, {event.name}", size)
    hurt = _lost(ledger, event, of)
    for other in known:
        tally.at_least(hurt, _lost(ledger, event, other), f"{of or 'all products'} beside {other}, {event.name}")


def _lost(ledger: Ledger, event: Event, product: str) -> float:
    """Share of the demand for a product, or all, that goes unmet beyond the undisturbed shortage."""
    told = _figures(ledger, event, dict.fromkeys(ledger.horizon.nodes, 0.0), product)
    need, unmet, usual = (told[name][0] for name in ("demand", "unmet", "undisturbed_unmet"))
    return max(0.0, unmet - usual) / need if need > NO_CHANCE else 0.0


def _figures(ledger: Ledger, event: Event, costs: dict[str, float], product: str) -> Figures:
    undisturbed = [ledger.horizon.undisturbed(node) for node in event.nodes]
    demands = [each for each in ledger.rows.demands if product in ("", each[1])]
    need = demand_over(ledger, event.nodes, demands)
    unmet = unmet_over(ledger, event.nodes, demands)
    return {
        "start": (event.start, 0.0),
        "end": (event.end, 0.0),
        "probability": (event.probability, 0.0),
        "cost": (sum(costs[node] for node in event.nodes), sum(abs(costs[node]) for node in event.nodes)),
        "undisturbed_cost": (sum(costs[n] for n in undisturbed), sum(abs(costs[n]) for n in undisturbed)),
        "demand": (need, 0.0),
        "unmet": (unmet, need),
        "undisturbed_unmet": (unmet_over(ledger, undisturbed, demands), need),
        "service": (max(0.0, 1.0 - unmet / need) if need > 0 else 1.0, 1.0),
    }


AUDITS = {"risk": (disruptions_reported,)}
