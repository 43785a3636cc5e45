"""The sheets of conversion."""

from __future__ import annotations

from model.sheets.schema import Row, key, number, percent, sheet


@sheet("Recipes", tab="Capacity", core=True)
class Recipe(Row):
    """One commodity that a recipe takes (−) or makes (+), for each unit that the recipe is run."""

    recipe: str = key()
    commodity: str = key(of="Commodities")
    quantity: float = number("{unit} per unit run", note="Negative: taken. Positive: made.")


@sheet("Operations", tab="Capacity", core=True)
class Operation(Row):
    """A recipe that a plant can run. Recipes of one plant share its capacity."""

    plant: str = key(of="Capacity")
    recipe: str = key(of="Recipes")
    capacity_use: float = number(
        "{unit} per unit run", default=1.0, above=0, note="Plant capacity that a unit run takes."
    )
    yield_factor: float = number("×", default=1.0, above=0, note="Multiplies what the recipe makes, at this plant.")
    least_share: float = percent(default=0.0, note="Of the plant's capacity in use, at least so much for this recipe.")
    greatest_share: float = percent(
        default=1.0, note="Of the plant's capacity in use, at most so much for this recipe."
    )
