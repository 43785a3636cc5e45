"""Suppliers, outlets and disposal as values by period."""

from __future__ import annotations

from dataclasses import dataclass

from model.scenario.build_context import Place
from model.sheets.names import CommodityName, Node, OutletName, SupplierName


@dataclass(frozen=True)
class Supply:
    """Index sets and coefficients of supply; prices in {amount} per unit, limits in units per year, by node."""

    suppliers: dict[SupplierName, Place]
    price: dict[tuple[SupplierName, Node], float]
    limit: dict[tuple[SupplierName, Node], float]
    beyond_limit: frozenset[SupplierName]
    """Suppliers that sell more than their limit under contract; the family of contracts holds their limit."""
    outlets: dict[OutletName, Place]
    sale_price: dict[tuple[OutletName, Node], float]
    sale_limit: dict[tuple[OutletName, Node], float]
    disposal_cost: dict[CommodityName, float]
    """Disposal cost by disposable commodity."""
