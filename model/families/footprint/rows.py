"""The sheets of footprint."""

from __future__ import annotations

from model.families.network.rows import Route
from model.sheets.common import GOODS, PLACES
from model.sheets.schema import ANY, ByYear, Row, key, number, reference, sheet, text, yearly

CAUSES = ("Footprints", "Transport footprints")


@sheet("Footprints", tab="Capacity")
class Footprint(Row):
    """What a unit of capacity used, or of what is bought, causes besides goods: emissions, water drawn, waste,
    radioactivity or whatever is named. Where several rows fit a recipe at a plant the one with most points holds: 2
    for a plant, 1 for a technology; 1 for a recipe."""

    footprint: str = key(note="What is counted, such as 'CO2' or 'water'.")
    item: str = key(
        of=("Capacity", "Suppliers", "Technologies"),
        any=True,
        note="A plant, a technology or 'any' plant; or a supplier: what was caused before it is bought.",
    )
    recipe: str = key(of="Recipes", default=ANY, any=True, note="That the plant runs. Not for a supplier.")
    amount: float = number(
        "footprint unit per {unit}", at_least=0, note="By capacity used; of a supplier by unit bought."
    )
    unit: str = text(note="Unit of the footprint, such as t or m3, in one of its rows at least.")


@sheet("Transport footprints", tab="Network")
class TransportFootprint(Row):
    """What shipping causes, by great-circle distance between the sites. Where several rows fit a lane the one with the
    most points holds, as in Routes."""

    footprint: str = key(note="As in Footprints, or one of shipping alone.")
    origin: str = key(of=PLACES, any=True, header="from")
    destination: str = key(of=PLACES, any=True, header="to")
    commodity: str = key(of=GOODS, default=ANY, any=True, note="A commodity, a stage, a group or 'any'.")
    amount: float = number("footprint unit per {unit} and 1000 km", at_least=0, note="By unit sent.")
    unit: str = text(note="Unit of the footprint, such as t or m3, in one of its rows at least.")

    @property
    def as_route(self) -> Route:
        """A route of the same ends and goods."""
        return Route(origin=self.origin, destination=self.destination, commodity=self.commodity)


@sheet("Footprint limits", tab="Costs")
class FootprintLimit(Row):
    """What a footprint may come to, and what it costs: a carbon price, a water permit. What is caused counts where the
    plant or supplier is, of shipping where it arrives. Limits hold in disruptions too; charges of several rows add
    up."""

    name: str = key()
    footprint: str = reference(CAUSES)
    whose: str = reference(
        (*PLACES, "Capacity"), default=ANY, any=True, note="A place, with all that counts there, or a plant."
    )
    charge: ByYear | None = yearly("{currency}/footprint unit", default=None, note="Empty: none.")
    limit: ByYear | None = yearly("footprint unit/y", default=None, note="Empty: no limit.")
    total: float | None = number(
        "footprint unit", default=None, at_least=0, note="Over all years, if nothing goes wrong. Empty: no limit."
    )
