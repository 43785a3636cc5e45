"""Shared capacity: recipes that take capacity of other plants."""

from __future__ import annotations

from collections.abc import Iterator

from model.audit.horizon import Array
from model.audit.ledger import Ledger
from model.families.shared_capacity import SharedCapacity


def uses(ledger: Ledger, plant: str) -> Iterator[Array]:
    """Capacity of a plant that recipes of other plants take, at each node [units per year]."""
    for row in ledger.plan.tables[SharedCapacity]:
        if row.takes_from == plant:
            yield row.capacity_use * ledger.at_nodes("ran", row.plant, row.recipe)


USES = {"shared capacity": (uses,)}
