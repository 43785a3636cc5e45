"""Sheets that several families read: settings, places, commodities, plants and their costs."""

from __future__ import annotations

from model.sheets.schema import ANY, ByYear, Row, choice, key, number, percent, reference, sheet, text, year, yearly

PLACES = ("Sites", "Countries", "Groups")
"""Where a place may be named, it is a site, a country, a bloc or a group of them."""

GOODS = ("Commodities", "Groups")
"""Where a commodity may be named, so may a stage (all its commodities) or a group of commodities."""


@sheet("Settings", tab="Settings", required=True, vertical=True)
class Settings(Row):
    """Horizon, money and how precisely to solve. Money is real (without inflation) and in one currency."""

    first_year: int = number("year", whole=True, at_least=1900, at_most=2200, note="First year of the plan.")
    last_year: int = number("year", whole=True, at_least=1900, at_most=2200, note="Last year of the plan.")
    years_per_period: int = number(
        "years", default=1, whole=True, at_least=1, at_most=50, note="Length of a period; it must divide the horizon."
    )
    currency: str = text(default="USD", note="Name of the currency; all money is in it.")
    amounts: str = choice(
        ("ones", "thousands", "millions"),
        default="millions",
        note="Scale of large sums, shown as {amount} in unit rows.",
    )
    discount_rate: float = percent(
        default=0.08,
        unit="%/y",
        note="Yearly; the first year is not "
        "discounted. In a period of several years money counts as spread evenly over them: the mean of their factors.",
    )
    discounting: str = choice(
        ("start of year", "mid-year"),
        default="start of year",
        note="When a year's money is counted: 'mid-year' discounts the first year by half a year.",
    )
    gap: float = percent(default=0.01, note="The plan may be this much dearer than the best bound.")
    time_limit: float = number("s", default=600.0, above=0, note="The best plan found by then is given, with its gap.")
    value_of_information: str = choice(
        ("yes", "no"),
        default="no",
        note="'yes': also reports what knowing the disruptions beforehand would be worth (EVPI) and what planning for "
        "their mean would cost (VSS); one more solve for each disruption with a probability, within what the plan "
        "leaves of the time limit.",
    )


@sheet("Countries", tab="Network", required=True, core=True)
class Country(Row):
    """A country in which sites lie. A bloc's name can be used wherever a group can."""

    country: str = key()
    bloc: str = text(note="A name that stands for all its countries, such as 'ally'.")
    governance: float | None = number(
        "score", default=None, at_least=-2.5, at_most=2.5,
        note="Weak −2.5 to strong 2.5 (World Bank scale); weighs the concentration index that the results report.",
    )  # fmt: skip


@sheet("Groups", tab="Network")
class Group(Row):
    """A member of a named group of countries, sites or commodities. One row a member; the group's name can be used
    wherever one of its members can."""

    group: str = key()
    member: str = key(of=("Sites", "Countries", "Commodities", "Groups"))


@sheet("Commodities", tab="Network", required=True, core=True)
class Commodity(Row):
    """Something that is bought, made, shipped, stored or sold. A stage's name can be used wherever a group of
    commodities can, and orders the results."""

    commodity: str = key()
    stage: str = text(note="Step of the chain, such as 'oxide'; the results follow the order of first mention.")
    unit: str = text(
        default="t", note="What one of it is. kg, t and kt are masses: a recipe that takes some makes no more."
    )
    reference_value: float = number(
        "{currency}/{unit}", default=0.0, at_least=0, note="Value for customs: a tariff is a share of it."
    )
    replacement_cost: float | None = number(
        "{currency}/{unit}",
        default=None,
        at_least=0,
        note="Paid after a disruption for what it used up of stock and of goods under way, all costs to the door "
        "included. Empty: the reference value.",
    )
    disposal_cost: float | None = number(
        "{currency}/{unit}", default=None, at_least=0, note="Empty: may not be thrown away."
    )
    storable: str = choice(
        ("yes", "no"), default="yes", note="A stockpile of something that cannot be stored is an error."
    )

    @property
    def replacement(self) -> float:
        """What a unit costs that is bought back after a disruption [amount/unit]."""
        return self.reference_value if self.replacement_cost is None else self.replacement_cost


@sheet("Sites", tab="Network", required=True, core=True)
class Site(Row):
    """A place where something is bought, made, stored or used."""

    site: str = key()
    country: str = reference("Countries")
    latitude: float | None = number(
        "degrees", default=None, at_least=-90, at_most=90, note="Needed where a route costs by distance."
    )
    longitude: float | None = number("degrees", default=None, at_least=-180, at_most=180)


@sheet("Capacity", tab="Capacity", core=True)
class Plant(Row):
    """A plant, standing or only possible. Capacity is per year, in the unit of the plant's recipes."""

    plant: str = key()
    site: str = reference("Sites")
    technology: str = text(note="What kind of plant; decides which staff it needs.")
    capacity_unit: str = text(default="t", note="What capacity counts, such as t of oxide in the feed.")
    existing_capacity: float = number("{unit}/y", default=0.0, at_least=0)
    in_service_from: int | None = year(
        default=None, note="Existing capacity counts from the start of this year. Empty: from the first."
    )
    in_service_until: int | None = year(
        default=None, note="Existing capacity counts to the end of this year. Empty: to the last."
    )
    maximum_capacity: float | None = number(
        "{unit}/y", default=None, at_least=0, note="Existing and built together. Empty: no limit."
    )
    availability: ByYear = yearly(
        "%", default=1.0, at_most=1.0, note="Share of the capacity that can be used, such as 92 % for planned outages."
    )


@sheet("Costs", tab="Costs", core=True)
class CostRow(Row):
    """What a plant or a project costs; of a plant, one row may also be for one recipe that it runs."""

    item: str = key(of=("Capacity", "Projects"))
    recipe: str = key(
        of="Recipes", default=ANY, any=True, note="'any' or empty: all recipes of the plant, and always for a project."
    )
    fixed_capex: ByYear = yearly(
        "{amount}", default=0.0, note="Project: for each module, or once for a size; as in the year of the decision."
    )
    capex_per_unit: ByYear = yearly(
        "{currency} per {unit}/y", default=0.0, note="Project: on top, by capacity; as in the year of the decision."
    )
    fixed_opex: ByYear = yearly(
        "{currency}/y per {unit}/y", default=0.0, note="By standing capacity: existing (plant) or built (project)."
    )
    variable_opex: ByYear = yearly("{currency}/{unit}", default=0.0, note="Plant: by capacity used. Not for a project.")
    salvage: float = percent(default=0.0, note="Project: share of capex that comes back for the life left at the end.")


@sheet("Suppliers", tab="Costs", core=True)
class Supplier(Row):
    """Something that can be bought at a site, at a price and up to a limit."""

    supplier: str = key()
    site: str = reference("Sites", note="Where it is handed over; freight from there is on top.")
    commodity: str = reference("Commodities")
    price: ByYear = yearly("{currency}/{unit}")
    limit: ByYear | None = yearly("{unit}/y", default=None, note="Empty: no limit.")
