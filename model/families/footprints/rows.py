"""The sheets of footprints."""

from __future__ import annotations

from model.families.routes.rows import Route
from model.sheets.common import GOODS, PLACES
from model.sheets.schema import ANY, MORE, UNBOUND, ByYear, Row, key, number, reference, sheet, text, yearly

CAUSES = ("Footprints", "Transport footprints")


@sheet("Footprints", tab="Capacity", in_months=False, measured="footprint")
class Footprint(Row):
    """Footprint per unit of capacity used or bought: emissions, water, waste, radioactivity or anything named. Where
    several rows match a recipe at a plant, the one with the most points applies: 2 for a plant, 1 for a technology; 1
    for a recipe."""

    footprint: str = key(note="What is counted, such as 'CO2' or 'water'.")
    item: str = key(
        of=("Capacity", "Suppliers", "Technologies"),
        any=True,
        note="A plant, a technology or 'any' plant; or a supplier, for its upstream footprint.",
    )
    recipe: str = key(of="Recipes", default=ANY, any=True, note="A recipe of the plant. Not for a supplier.")
    amount: float = number(
        "footprint unit per {unit}", at_least=0, note="Per unit of capacity used; for a supplier per unit bought."
    )
    unit: str = text(note="Unit of the footprint, such as t or m3, in one of its rows at least.")


@sheet("Transport footprints", tab="Network", in_months=False, measured="footprint")
class TransportFootprint(Row):
    """Footprint of shipping, by great-circle distance between the sites. Where several rows match a lane, the one with
    the most points applies, as in Routes."""

    footprint: str = key(note="As in Footprints, or one for shipping only.")
    origin: str = key(of=PLACES, any=True, header="from")
    destination: str = key(of=PLACES, any=True, header="to")
    commodity: str = key(of=GOODS, default=ANY, any=True, note="A commodity, a stage, a group or 'any'.")
    amount: float = number("footprint unit per {unit} and 1000 km", at_least=0, note="Per unit sent.")
    unit: str = text(note="Unit of the footprint, such as t or m3, in one of its rows at least.")

    @property
    def as_route(self) -> Route:
        """A route of the same ends and goods."""
        return Route(origin=self.origin, destination=self.destination, commodity=self.commodity)


@sheet("Footprint limits", tab="Costs", in_months=False, at="scope", divided=("limit", "total"), elsewhere=UNBOUND)
class FootprintLimit(Row):
    """Limits and charges on a footprint: a carbon price, a water permit. It counts where the plant or supplier is; for
    shipping, at the destination. Limits also apply in disruptions; charges of several rows add up."""

    name: str = key()
    footprint: str = reference(CAUSES)
    scope: str = reference(
        (*PLACES, "Capacity"),
        default=ANY,
        any=True,
        note="A place, including everything that counts there, or a plant.",
    )
    charge: ByYear | None = yearly("{currency}/footprint unit", default=None, note="Empty: none.")
    limit: ByYear | None = yearly("footprint unit/y", default=None, note="Empty: no limit.", gives=MORE)
    total: float | None = number(
        "footprint unit",
        default=None,
        at_least=0,
        note="Over all years, undisrupted. Empty: no limit.",
        gives=MORE,
        undisturbed="footprint_total",
    )
