"""Sheets that several families read: settings, places, commodities, plants and their costs."""

from __future__ import annotations

from model.sheets.names import CALLED, CommodityName, PlantName, SiteName, SupplierName
from model.sheets.periods import EXAMPLE
from model.sheets.schema import (
    ANY,
    HARDLY,
    MORE,
    ByYear,
    Row,
    choice,
    key,
    number,
    percent,
    periods,
    reference,
    sheet,
    text,
    year,
    yearly,
)

PLACES = ("Sites", "Countries", "Groups")
"""Where a place may be named, it is a site, a country, a bloc or a group of them."""

GOODS = ("Commodities", "Groups")
"""Where a commodity may be named, so may a stage (all its commodities) or a group of commodities."""


@sheet("Settings", tab="Settings", required=True, vertical=True)
class Settings(Row):
    """Planning horizon, money and solver settings. Money is real (without inflation) and in one currency."""

    first_year: int = number(
        "year", whole=True, at_least=1900, at_most=2200, note="First year of the planning horizon."
    )
    last_year: int = number("year", whole=True, at_least=1900, at_most=2200, note="Last year of the planning horizon.")
    years_per_period: int | str = periods(
        default=1,
        note=(
            f"Length of a planning period, or lengths up to given years: '{EXAMPLE}' has periods of one year up to "
            "2031, then of three. Each length must fill its years with whole periods."
        ),
    )
    currency: str = text(default="USD", note="Currency of all monetary values.")
    amounts: str = choice(
        ("ones", "thousands", "millions"),
        default="millions",
        note="Scale of large amounts, shown as {amount} in unit rows.",
    )
    discount_rate: float = percent(
        default=0.08,
        unit="%/y",
        note=(
            "Annual; the first year is not discounted. In a period of several years cash flows are spread evenly over "
            "its years: the mean of their discount factors applies."
        ),
    )
    discounting: str = choice(
        ("start of year", "mid-year"),
        default="start of year",
        note="When in a year cash flows occur: 'mid-year' discounts the first year by half a year.",
    )
    gap: float = percent(default=0.01, note="The plan may cost at most this much more than the proven lower bound.")
    time_limit: float = number(
        "s", default=600.0, above=0, note="The best plan found by then is reported, with its gap."
    )
    value_of_information: str = choice(
        ("yes", "no"),
        default="no",
        note=(
            "'yes': also reports the expected value of perfect information (EVPI) and the value of the stochastic "
            "solution (VSS); one more solve for each disruption with a probability, within the time limit that the "
            "plan leaves."
        ),
    )
    coinciding_disruptions: int = number(
        "disruptions",
        default=2,
        whole=True,
        at_least=1,
        at_most=9,
        note=(
            "How many of the disruptions marked as independent may start in the same year, at most. That more start is "
            "counted as this many, evenly among them. 1: they never coincide."
        ),
    )
    without_the_plan: str = choice(
        ("yes", "no"),
        default="yes",
        note=(
            "'yes': also reports what there would be without the plan, where nothing new is decided and limits are "
            "measured, not held; one more solve, within the time limit that the plan leaves."
        ),
    )


@sheet("Countries", tab="Network", required=True, core=True)
class Country(Row):
    """A country that has sites. A bloc's name can be used wherever a group's can."""

    country: str = key()
    bloc: str = text(note="Stands for all its countries, such as 'ally'.")
    governance: float | None = number(
        "score",
        default=None,
        at_least=-2.5,
        at_most=2.5,
        note="Weak −2.5 to strong 2.5 (World Bank scale); weights the concentration index in the results.",
    )


@sheet("Groups", tab="Network")
class Group(Row):
    """A member of a named group of countries, sites or commodities. One row a member; the group's name can be used
    wherever one of its members can."""

    group: str = key()
    member: str = key(of=("Sites", "Countries", "Commodities", "Groups"))


@sheet("Commodities", tab="Network", required=True, core=True)
class Commodity(Row):
    """A good that is bought, made, shipped, stored or sold. A stage's name can be used wherever a group
    of commodities can; stages order the results."""

    commodity: CommodityName = key()
    stage: str = text(note="Stage of the supply chain, such as 'oxide'; results follow the order of first mention.")
    unit: str = text(
        default="t", note="Unit of quantity. kg, t and kt are masses: a recipe cannot make more mass than it takes."
    )
    reference_value: float = number(
        "{currency}/{unit}", default=0.0, at_least=0, note="Customs value: tariffs are a share of it."
    )
    replacement_cost: float | None = number(
        "{currency}/{unit}",
        default=None,
        at_least=0,
        note="Paid after a disruption to replace stock and goods in transit that it used up: the full delivered "
        "cost. Empty: the reference value.",
    )
    disposal_cost: float | None = number(
        "{currency}/{unit}", default=None, at_least=0, note="Empty: disposal is not allowed."
    )
    storable: str = choice(
        ("yes", "no"), default="yes", note="A stockpile of something that cannot be stored is an error."
    )
    market_price: ByYear | None = yearly(
        "{currency}/{unit}",
        default=None,
        note="For the results: price at which parties trade it with each other. Empty: found from suppliers, outlets "
        "and the reference value.",
    )

    @property
    def replacement(self) -> float:
        """Cost of a unit that is replaced after a disruption [amount/unit]."""
        return self.reference_value if self.replacement_cost is None else self.replacement_cost


@sheet("Sites", tab="Network", required=True, core=True)
class Site(Row):
    """A location where goods are bought, made, stored or used."""

    site: SiteName = key()
    country: str = reference("Countries")
    latitude: float | None = number(
        "degrees", default=None, at_least=-90, at_most=90, note="Required where freight depends on distance."
    )
    longitude: float | None = number("degrees", default=None, at_least=-180, at_most=180)


@sheet("Capacity", tab="Capacity", located=True, core=True, at="site", divided=("existing_capacity",))
class Plant(Row):
    """An existing or potential plant. Capacity is per year, in the unit of the plant's recipes."""

    plant: PlantName = key()
    site: SiteName = reference("Sites")
    technology: str = text(note="Type of plant; determines staffing needs.")
    capacity_unit: str = text(
        note="Unit of capacity, such as t of oxide in the feed. Empty: that of what the plant makes."
    )
    existing_capacity: ByYear = yearly(
        "{unit}/y",
        default=0.0,
        note="What stands or is committed, at no cost to the plan; by year where it changes.",
        gives=MORE,
        ease=HARDLY,
    )
    in_service_from: int | None = year(
        default=None, note="Existing capacity is available from the start of this year. Empty: from the first."
    )
    in_service_until: int | None = year(
        default=None, note="Existing capacity is available to the end of this year. Empty: to the last."
    )
    maximum_capacity: float | None = number(
        "{unit}/y",
        default=None,
        at_least=0,
        note="Existing and new capacity combined. Empty: no limit.",
        gives=MORE,
    )
    availability: ByYear = yearly(
        "%",
        default=1.0,
        at_most=1.0,
        note="Usable share of capacity, such as 92 % for planned outages.",
        gives=MORE,
        ease=HARDLY,
    )
    sponsor: str = text(
        note="For the results: firm that owns the plant and pays its costs. Empty: the sponsor of its projects, else "
        "none yet."
    )
    hurdle_rate: float | None = percent(
        default=None, unit="%/y", note="For the results: return that its sponsor requires. Empty: the discount rate."
    )
    closes_after: int = number(
        "years",
        default=2,
        whole=True,
        at_least=1,
        note=f"For '{CALLED} closures': years running of cash losses after which its sponsor closes it for good.",
    )


@sheet("Costs", tab="Costs", core=True)
class CostRow(Row):
    """Costs of a plant or a project; for a plant, a row may also cover one of its recipes."""

    item: str = key(of=("Capacity", "Projects"))
    recipe: str = key(
        of="Recipes", default=ANY, any=True, note="'any' or empty: all recipes of the plant; always for a project."
    )
    fixed_capex: ByYear = yearly(
        "{amount}",
        default=0.0,
        note="Project: per module, or once for a size; at the price of the year of the decision, of a period of "
        "several years their mean.",
    )
    capex_per_unit: ByYear = yearly(
        "{currency} per {unit}/y",
        default=0.0,
        note="Project: in addition, per unit of capacity; at the price of the year of the decision, of a period of "
        "several years their mean.",
    )
    fixed_opex: ByYear = yearly(
        "{currency}/y per {unit}/y",
        default=0.0,
        note="Per unit of capacity, used or not: existing (plant) or built (project).",
    )
    variable_opex: ByYear = yearly(
        "{currency}/{unit}",
        default=0.0,
        note="Plant: per unit of capacity used, and more in Reserves. Not for a project.",
    )
    salvage: float = percent(default=0.0, note="Project: share of capex recovered for the life remaining at the end.")


@sheet("Suppliers", tab="Costs", located=True, core=True)
class Supplier(Row):
    """A source of a commodity at a site, at a price and up to a limit."""

    supplier: SupplierName = key()
    site: SiteName = reference("Sites", note="Point of delivery; freight from there is extra.")
    commodity: CommodityName = reference("Commodities")
    price: ByYear = yearly("{currency}/{unit}")
    limit: ByYear | None = yearly("{unit}/y", default=None, note="Empty: no limit.", gives=MORE)


EQUIVALENT = "equivalent"
"""The property by which goods add up in limits relative to need, such as the content of a metal."""


@sheet("Properties", tab="Network")
class Property(Row):
    """A property of a commodity: its grade, an impurity, an octane number."""

    commodity: CommodityName = key(of="Commodities")
    property: str = key(
        words=(EQUIVALENT,),
        note=f"A name of your choice, used in Blending; '{EQUIVALENT}' adds up goods in Limits relative to need.",
    )
    value: float = number("of the property")
