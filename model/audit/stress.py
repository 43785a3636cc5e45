"""Reported effects of each disruption: cost and demand not met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.audit.check import Tally
from model.audit.horizon import Event
from model.audit.ledger import Ledger
from model.audit.risk import demand_over, node_costs, unmet_over
from model.results.plan import Check

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
    for column, (right, size) in _figures(ledger, event, costs).items():
        tally.equal(float(line[column]), right, f"{column.replace('_', ' ')}, {event.name}", size)


def _figures(ledger: Ledger, event: Event, costs: dict[str, float]) -> Figures:
    undisturbed = [ledger.horizon.undisturbed(node) for node in event.nodes]
    demands = list(ledger.rows.demands)
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


AUDITS = (disruptions_reported,)

__all__ = ["disruptions_reported"]
