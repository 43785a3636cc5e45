"""What the plan reports of each disruption: cost, demand not met, and how long it holds out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from model.audit.books import Books
from model.audit.horizon import Event
from model.audit.risk import demand_over, node_costs, unmet_over
from model.audit.tally import TOLERANCE, Tally
from model.plan import Check

MONTHS = 12
"""In a year."""

Figures = dict[str, tuple[float, float]]
"""(figure, size of the terms that it is a sum of) by column."""


def disruptions_reported(books: Books) -> Check:
    """The table of disruptions has each of them, and says rightly what becomes of it."""
    tally, costs = Tally("disruptions reported"), node_costs(books)
    table = books.plan.frames.get("branches")
    lines = [] if table is None else table.to_dict("records")
    told = {line["branch"]: line for line in lines}
    names = {event.name for event in books.horizon.events}
    tally.require(len(told) == len(lines), "table of disruptions", "it has one of them twice")
    for name in told:
        tally.require(name in names, f"{name}", "the sheet Disruptions has no such disruption")
    for event in books.horizon.events:
        if event.name in told:
            _compare(books, tally, event, told[event.name], costs)
        else:
            tally.require(False, event.name, "the table of disruptions does not have it")
    return tally.check()


def _compare(books: Books, tally: Tally, event: Event, line: Mapping[Any, Any], costs: dict[str, float]) -> None:
    for column in ("disruption", "subject"):
        told, right = line[column], getattr(event, column)
        tally.require(told == right, event.name, f"{column} {told!r} should be {right!r}")
    for column, (right, size) in _figures(books, event, costs).items():
        tally.equal(float(line[column]), right, f"{column.replace('_', ' ')}, {event.name}", size)
    _holds_out(books, tally, event, float(line["survives"]))


def _figures(books: Books, event: Event, costs: dict[str, float]) -> Figures:
    undisturbed = [books.horizon.undisturbed(node) for node in event.nodes]
    demands = list(books.rows.demands)
    need = demand_over(books, event.nodes, demands)
    unmet = unmet_over(books, event.nodes, demands)
    return {
        "start": (event.start, 0.0),
        "end": (event.end, 0.0),
        "probability": (event.probability, 0.0),
        "cost": (sum(costs[node] for node in event.nodes), sum(abs(costs[node]) for node in event.nodes)),
        "undisturbed_cost": (sum(costs[n] for n in undisturbed), sum(abs(costs[n]) for n in undisturbed)),
        "demand": (need, 0.0),
        "unmet": (unmet, need),
        "undisturbed_unmet": (unmet_over(books, undisturbed, demands), need),
        "service": (1.0 - unmet / need if need > 0 else 1.0, 1.0),
    }


def _holds_out(books: Books, tally: Tally, event: Event, told: float) -> None:
    """Months until more is short than without the disruption: in the first period in which more is, as if nothing were
    short until all is; of a period within which it starts, all that is more short falls after that."""
    where, years, demands = f"survives, {event.name}", books.horizon.years, list(books.rows.demands)
    for node in event.nodes:
        usual = unmet_over(books, [books.horizon.undisturbed(node)], demands)
        served = demand_over(books, [node], demands) - usual
        more = unmet_over(books, [node], demands) - usual
        if more > TOLERANCE * max(served, 1.0):
            period = books.horizon.period[node]
            begun = max(period, event.start)
            held = begun - event.start + max(0.0, period + years - begun - years * min(1.0, more / max(served, more)))
            tally.equal(told, MONTHS * held, where, MONTHS * years)
            return
    tally.require(math.isnan(told), where, f"{told:,.6g} months are told, but no more is short than without it")


__all__ = ["disruptions_reported"]
