"""The sheets of conversion."""

from __future__ import annotations

from model.sheets.names import CommodityName, PlantName, RecipeName
from model.sheets.schema import HARDLY, LESS, MORE, ByYear, Row, key, number, percent, sheet, yearly


@sheet("Recipes", tab="Capacity", core=True)
class Recipe(Row):
    """One input (−) or output (+) of a recipe, per unit run."""

    recipe: RecipeName = key()
    commodity: CommodityName = key(of="Commodities")
    quantity: float = number("{unit} per unit run", note="Negative: input. Positive: output.")
    delay: float | None = number(
        "years",
        default=None,
        at_least=0,
        note="Of an output that comes later than the others of its recipe, or sooner. Empty: as in Operations.",
    )


@sheet("Operations", tab="Capacity", core=True)
class Operation(Row):
    """A recipe that a plant can run. Recipes of one plant share its capacity."""

    plant: PlantName = key(of="Capacity")
    recipe: RecipeName = key(of="Recipes")
    capacity_use: ByYear = yearly(
        "{unit} per unit run", default=1.0, at_least=None, above=0, note="Plant capacity used per unit run."
    )
    yield_factor: float = number("×", default=1.0, above=0, note="Multiplies the outputs of the recipe at this plant.")
    delay: float = number(
        "years",
        default=0.0,
        at_least=0,
        note="Outputs come this long after inputs and capacity are used, as in ageing, curing or growing. An output "
        "may have a delay of its own in Recipes.",
    )
    begun: ByYear | None = yearly(
        "units/y",
        default=None,
        past=True,
        gives=MORE,
        ease=HARDLY,
        note="For a delay: units run per year before the plan, such as 'begun 2025'. Earlier years are like the first "
        "given. Empty: none.",
    )
    minimum_share: float = percent(
        default=0.0, note="Minimum share of the plant's used capacity for this recipe.", gives=LESS
    )
    maximum_share: float = percent(
        default=1.0, note="Maximum share of the plant's used capacity for this recipe.", gives=MORE
    )
