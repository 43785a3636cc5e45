"""The sheets of operating."""

from __future__ import annotations

from model.sheets.schema import ANY, ByYear, Row, key, number, sheet, yearly


@sheet("Operating rules", tab="Capacity")
class OperatingRule(Row):
    """What holds for a plant, or for one of its recipes, in a period in which it is in use. Whether it is in use is
    decided ahead: a disruption finds in use what was in use without it."""

    plant: str = key(of="Capacity")
    recipe: str = key(of="Recipes", default=ANY, any=True, note="'any' or empty: the plant as a whole.")
    least_run: float = number(
        "{unit}/y", default=0.0, at_least=0, note="Capacity used in an undisturbed period in use, at least."
    )
    cost_in_use: ByYear = yearly("{amount}/y", default=0.0, note="Of being in use, however little is run.")
    start_up_cost: float = number(
        "{amount}", default=0.0, at_least=0,
        note="Of being in use after a period in which it was not; before the first period it is not.",
    )  # fmt: skip
    capacity_in_use: float = number(
        "{unit}/y", default=0.0, at_least=0, note="Capacity of the plant that being in use takes, such as for set-ups."
    )
