"""The sheets of closure."""

from __future__ import annotations

from model.sheets.schema import Row, key, number, sheet, year


@sheet("Closures", tab="Capacity")
class Closure(Row):
    """An existing plant that may be mothballed for a time or closed for good, and what that costs. It concerns the
    whole plant, existing capacity and what was built there. It is decided ahead, when a period starts, and no
    disruption changes it. An open plant that runs nothing goes on paying its fixed opex. Only what is open counts where
    a limit is on capacity. No row: it stays open."""

    plant: str = key(of="Capacity")
    mothball_cost: float | None = number(
        "{currency}/y per {unit}/y",
        default=None,
        at_least=0,
        note="While mothballed, by standing capacity, existing and built, instead of fixed opex; nobody is needed. "
        "Empty: it may not be mothballed.",
    )
    reopening_cost: float = number("{amount}", default=0.0, at_least=0, note="Each time that it is reopened.")
    closing_cost: float | None = number(
        "{amount}",
        default=None,
        at_least=0,
        note="Once. Then it has no capacity, no cost and no salvage, and nothing is built there. "
        "Empty: it may not be closed.",
    )
    earliest: int | None = year(
        default=None, note="First year in which it may be mothballed or closed. Empty: the first."
    )
    latest: int | None = year(default=None, note="Last year to do so; it may be reopened later. Empty: the last.")
