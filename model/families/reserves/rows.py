"""The sheet of reserves."""

from __future__ import annotations

from model.sheets.names import PlantName, ReserveName
from model.sheets.schema import ANY, HARDLY, MORE, ByYear, Row, key, number, percent, reference, sheet, yearly


@sheet("Reserves", tab="Capacity", located=True, at="plant", divided=("available", "limit"))
class Reserve(Row):
    """A deposit that a plant depletes, or a cost step of it. A plant draws on all its rows: several rows make cost
    steps, also of a plant without deposit, whose cost rises with its use. No row: never exhausted. After a disruption
    enough remains for the undisturbed plan from then on."""

    reserve: ReserveName = key()
    plant: PlantName = reference("Capacity")
    recipe: str = reference(
        "Recipes", default=ANY, any=True, note="The recipe that depletes it. 'any' or empty: all recipes of the plant."
    )
    available: float | None = number(
        "{unit}",
        default=None,
        at_least=0,
        note="In units of plant capacity used, total over all years; it must last to the end of the plan. Empty: never "
        "exhausted, as for overtime or a higher tariff beyond a volume.",
        gives=MORE,
        ease=HARDLY,
    )
    extra_cost: float = number(
        "{currency}/{unit}", default=0.0, at_least=0, note="Per unit extracted, in addition to the plant's opex."
    )
    limit: ByYear | None = yearly("{unit}/y", default=None, note="Extraction per year. Empty: no limit.", gives=MORE)
    limit_share: float | None = percent(
        default=None, note="Of the plant's usable capacity: extraction per year. Empty: no limit.", gives=MORE
    )
