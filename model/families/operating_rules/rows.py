"""The sheet of operating rules."""

from __future__ import annotations

from model.scenario.limits import PLANTS_IN_USE, RECIPES_IN_USE
from model.sheets.names import PlantName
from model.sheets.schema import ANY, HARDLY, LESS, RULE, SOONER, ByYear, Row, key, number, reference, sheet, yearly


@sheet(
    "Operating rules",
    tab="Capacity",
    in_months=False,
    at="plant",
    divided=("minimum_run", "cost_in_use", "start_up_cost", "set_up_capacity"),
    is_a=RULE,
)
class OperatingRule(Row):
    """Rules for a plant, or one of its recipes, in periods in which it is in use. Use is decided in advance: a
    disruption cannot change it."""

    plant: PlantName = key(of="Capacity")
    recipe: str = key(of="Recipes", default=ANY, any=True, note="'any' or empty: the plant as a whole.")
    minimum_run: float = number(
        "{unit}/y",
        default=0.0,
        at_least=0,
        note="Minimum capacity used in an undisturbed period in use.",
        gives=LESS,
        undisturbed="run_at_least",
    )
    cost_in_use: ByYear = yearly("{amount}/y", default=0.0, note="While in use, regardless of output.")
    start_up_cost: float = number(
        "{amount}",
        default=0.0,
        at_least=0,
        note="When in use after a period not in use; before the first period it is not in use.",
    )
    minimum_campaign: float = number(
        "years",
        default=0.0,
        at_least=0,
        gives=SOONER,
        ease=HARDLY,
        note="Once started it stays in use this long, in whole periods, or to the end of the plan. Started before the "
        "first year: as 'already made' in Decisions.",
    )
    needs_recipe: str = reference(
        "Recipes", default="", note="In use only while the plant also uses this recipe, which has a row here, too."
    )
    set_up_capacity: float = number(
        "{unit}/y", default=0.0, at_least=0, note="Plant capacity lost to set-up while in use."
    )

    @property
    def counted_by(self) -> str:
        """The measure of Limits that counts it."""
        return PLANTS_IN_USE if self.recipe == ANY else RECIPES_IN_USE
