"""The sheets of reserves."""

from __future__ import annotations

from model.sheets.schema import ANY, ByYear, Row, key, number, reference, sheet, yearly


@sheet("Reserves", tab="Capacity")
class Reserve(Row):
    """A deposit that a plant depletes, or a step of it. What a plant runs is taken from its rows together: several rows
    make steps of cost. No row: it is never exhausted. After a disruption enough is left for what the undisturbed plan
    takes from then on."""

    reserve: str = key()
    plant: str = reference("Capacity")
    recipe: str = reference(
        "Recipes", default=ANY, any=True, note="Whose runs deplete it. 'any' or empty: all recipes of the plant."
    )
    available: float = number(
        "{unit}", at_least=0, note="By plant capacity used, in all years together; it must last to the end of the plan."
    )
    extra_cost: float = number(
        "{currency}/{unit}", default=0.0, at_least=0, note="Of what is taken from it, on top of the plant's opex."
    )
    limit: ByYear | None = yearly("{unit}/y", default=None, note="Taken from it in a year. Empty: no limit.")
