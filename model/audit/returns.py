"""Net present value of a plant at a rate of its own, with a further support: a check of the investor's view."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.audit.accounts import prices_told, spent, traded
from model.audit.balance import converted
from model.audit.costs import ahead
from model.audit.horizon import Array
from model.audit.ledger import Ledger
from model.sheets.common import Supplier

GRANT, OFFTAKE, FLOOR = "grant", "offtake", "floor"
"""Kinds of support: a share of capital, a price for the main product, a floor on a supplier's price."""


def value_with(
    ledger: Ledger, plant: str, rate: float, support: tuple[str, float], product: str, market: str, case: str = ""
) -> float:
    """The value in a case [amount]: of an event, undisturbed if it is empty, or as expected."""
    horizon = replace(ledger.horizon, rate=rate)
    present = horizon.by_period(horizon.present)
    total, (kind, level) = 0.0, support
    for (_, subject, line), amounts in (*spent(ledger).items(), *traded(ledger, prices_told(ledger)).items()):
        if subject == plant:
            share = 1.0 - level if kind == GRANT and line in ("capital", "capital still due") else 1.0
            course = _weights(ledger, "undisturbed" if line in ahead(ledger) else case)
            total += share * float((course * present * amounts).sum())
    if kind == GRANT:
        return total
    made = _made(ledger, plant, product) * horizon.years
    if kind == OFFTAKE:
        site = ledger.rows.plants[plant].site
        more = ledger.large(level) - prices_told(ledger).get((site, product), np.zeros(len(made)))
    else:
        more = np.maximum(0.0, level - _asked(ledger, market)) / ledger.money
    return total + float((_weights(ledger, case) * present * made * more).sum())


def _asked(ledger: Ledger, market: str) -> Array:
    """A supplier's price at every node [currency per unit]."""
    row: Supplier = next(each for name, each in ledger.rows.suppliers.items() if name == market)
    return ledger.horizon.means(row.price) * ledger.effects.price(row)


def _made(ledger: Ledger, plant: str, product: str) -> Array:
    found = np.zeros(len(ledger.horizon.at))
    for name, _, commodity, nodes, amounts in converted(ledger):
        if (name, commodity) == (plant, product):
            np.add.at(found, nodes, np.maximum(amounts, 0.0))
    return found


def _weights(ledger: Ledger, case: str) -> Array:
    """How much each node counts in a case."""
    horizon = ledger.horizon
    if case == "expected":
        return np.array([horizon.weight[node] for node in horizon.at])
    event = next((each for each in horizon.events if each.name == case), None)
    passed = set(horizon.trunk)
    if event is not None:
        passed = passed - {horizon.undisturbed(node) for node in event.nodes} | set(event.nodes)
    return np.array([float(node in passed) for node in horizon.at])


__all__ = ["FLOOR", "GRANT", "OFFTAKE", "value_with"]
