"""What suppliers, outlets and disposal come to, period by period."""

from __future__ import annotations

from dataclasses import dataclass

from model.world.world import Place


@dataclass(frozen=True)
class Supply:
    """Index sets and coefficients of supply; prices in {amount} per unit, limits in units per year, by node."""

    suppliers: dict[str, Place]
    price: dict[tuple[str, str], float]
    limit: dict[tuple[str, str], float]
    beyond_limit: frozenset[str]
    """Suppliers that sell more than their limit under contract; the family of contracts holds their limit."""
    outlets: dict[str, Place]
    sale_price: dict[tuple[str, str], float]
    sale_limit: dict[tuple[str, str], float]
    disposal_cost: dict[str, float]
    """By commodity that may be disposed of."""
