"""The sheets of water permits."""

from __future__ import annotations

from model.sheets.names import PlantName
from model.sheets.schema import MORE, ByYear, Row, key, number, reference, sheet, yearly


@sheet("Water permits", tab="Network")
class WaterPermit(Row):
    """The water that all plants of a basin may withdraw in a year together. Permits also apply in disruptions."""

    basin: str = key()
    country: str = reference("Countries", note="Its authority issues the permit and levies the fee.")
    permit: ByYear = yearly("m3/y", note="Maximum withdrawal of all plants of the basin together.", gives=MORE)
    fee: ByYear | None = yearly(
        "{currency}/m3", default=None, note="On withdrawals beyond the permit. Empty: none are allowed."
    )


@sheet("Water use", tab="Capacity")
class WaterUse(Row):
    """Water that a plant withdraws from a basin; a plant may use several."""

    plant: PlantName = key(of="Capacity")
    basin: str = key(of="Water permits")
    withdrawal: float = number("m3 per {unit}", above=0, note="Per unit of capacity used.")
