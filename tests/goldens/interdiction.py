"""Loss of one or two lanes of a network: the interdiction example (minimum-cost flow) of the PyomoGallery.

Thirty units go from two supply nodes to one demand node over six arcs. Each unit of supply left over and each unit of
demand left open costs 350. Supply is an opening stock, which to keep costs 350 a unit; an arc that fails is a
disruption of the exports from its one end to the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from model import Tables
from tests.inline import tables

ARCS = {
    ("Start", "B"): (10, 0),
    ("Start", "C"): (70, 10),
    ("C", "B"): (30, 30),
    ("B", "End"): (100, 0),
    ("C", "D"): (40, 20),
    ("D", "End"): (50, 70),
}
"""Capacity and cost by arc."""

NO_LOSS = 700.0

SINGLE_LOSS = {"Start-B": 1100.0, "Start-C": 7300.0, "C-B": 1900.0, "B-End": 2900.0, "C-D": 700.0, "D-End": 700.0}
"""Cost once an arc has failed."""

WORST_DOUBLE_LOSS = 21_000.0

NETWORK = """
    Countries
    country
    A

    Sites
    site  | country
    Start | A
    B     | A
    C     | A
    D     | A
    End   | A

    Commodities
    commodity | unit
    good      | piece

    Stockpiles
    stockpile    | site  | commodity | opening stock | holding cost
    Start supply | Start | good      | 20            | 350
    C supply     | C     | good      | 10            | 350

    Demand
    market | product | 2026 | shortage cost
    End    | good    | 30   | 350
"""


def lost(arcs: Iterable[tuple[str, str]]) -> str:
    """Name of a loss."""
    return " and ".join(f"{tail}-{head}" for tail, head in arcs)


def interdiction(together: int, probability: float) -> Tables:
    """The network, with a disruption for every loss of so many arcs together."""
    routes = "Routes\nfrom | to | commodity | capacity | freight\n"
    routes += "".join(f"{i} | {j} | good | {most} | {cost}\n" for (i, j), (most, cost) in ARCS.items())
    losses = "Disruptions\ndisruption | action | target | to | value | start | probability\n"
    for arcs in combinations(ARCS, together):
        losses += "".join(f"{lost(arcs)} | exports | {i} | {j} | 0 | 2026 | {probability}\n" for i, j in arcs)
    return tables(NETWORK, routes, losses)
