"""Demand: what markets need, what may stand in for it, what a shortage costs."""

from __future__ import annotations

from model.schema import ByYear, Row, key, number, percent, sheet, year, yearly
from model.sheets import PLACES


@sheet("Demand", tab="Demand", required=True)
class Demand(Row):
    """What a market needs of a product, year by year."""

    market: str = key(of="Sites")
    product: str = key(of="Commodities")
    quantity: ByYear = yearly("{unit}/y", bare=True)
    shortage_cost: float | None = number(
        "{currency}/{unit}", None, at_least=0, note="For each unit not delivered. Empty: no shortage is allowed."
    )
    least_service: float = percent(0.0, note="Share of demand that must be delivered in every year.")


@sheet("Substitutes", tab="Demand")
class Substitute(Row):
    """A commodity that may be delivered in place of a product."""

    market: str = key(of=PLACES, any=True)
    product: str = key(of="Commodities")
    substitute: str = key(of="Commodities")
    units_per_unit: float = number("{unit} per {unit}", 1.0, above=0, note="Product that a unit of substitute replaces.")
    greatest_share: float = percent(1.0, note="Of the product's demand.")
    extra_cost: float = number("{currency}/{unit}", 0.0, at_least=0, note="For each unit of the substitute.")
    from_year: int | None = year(None, note="Empty: from the first.")
