"""The sheet of closures."""

from __future__ import annotations

from model.sheets.names import PlantName
from model.sheets.schema import EARLIER, LATER, Row, key, number, sheet, year


@sheet("Closures", tab="Capacity", in_months=False, at="plant", divided=("reopening_cost", "closing_cost"))
class Closure(Row):
    """An existing plant that may be mothballed or permanently closed, and the cost. This applies to the whole plant,
    existing and new capacity. It is decided in advance, at the start of a period, and does not respond to disruptions.
    An open plant that is idle still pays its fixed opex. Limits on capacity count open plants only. No row: it stays
    open."""

    plant: PlantName = key(of="Capacity")
    mothball_cost: float | None = number(
        "{currency}/y per {unit}/y",
        default=None,
        at_least=0,
        note="While mothballed, per unit of existing and new capacity, instead of fixed opex; no staff "
        "is needed. Empty: it may not be mothballed.",
    )
    reopening_cost: float = number("{amount}", default=0.0, at_least=0, note="For each reopening.")
    closing_cost: float | None = number(
        "{amount}",
        default=None,
        at_least=0,
        note="Once. Afterwards there is no capacity, cost or salvage, and nothing can be built there. Empty: "
        "it may not be closed.",
    )
    earliest: int | None = year(
        default=None,
        note="First year in which it may be mothballed or closed. Empty: the first.",
        gives=EARLIER,
    )
    latest: int | None = year(
        default=None,
        note="Last year in which it may be; it may be reopened later. Empty: the last.",
        gives=LATER,
    )
