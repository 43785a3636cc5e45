"""The sheet of stockpiles."""

from __future__ import annotations

from model.sheets.common import PLACES
from model.sheets.names import CommodityName, PlantName, SiteName, StockpileName
from model.sheets.schema import HARDLY, LESS, MORE, ByYear, Row, key, number, reference, sheet, year, yearly


@sheet(
    "Stockpiles",
    tab="Demand",
    located=True,
    at="site",
    divided=("opening_stock", "received", "capacity", "minimum_closing_stock"),
)
class Stockpile(Row):
    """A stock of one commodity at a site. Without a row nothing can be kept from year to year."""

    stockpile: StockpileName = key()
    site: SiteName = reference("Sites")
    commodity: CommodityName = reference("Commodities")
    opening_stock: float = number("{unit}", default=0.0, at_least=0, gives=MORE, ease=HARDLY)
    capacity: float | None = number("{unit}", default=None, at_least=0, note="Empty: no limit.", gives=MORE)
    capacity_of: PlantName = reference(
        "Capacity",
        default="",
        note="Plant at the site whose capacity stock takes, with all else that does, such as a tank farm that Projects "
        "may enlarge. Empty: none.",
    )
    capacity_use: float = number(
        "{unit}/y per {unit}", default=1.0, above=0, note="Capacity of that plant taken per unit in store."
    )
    holding_cost: float = number(
        "{currency} per {unit} and year", default=0.0, at_least=0, note="On the year-end stock."
    )
    minimum_closing_stock: float = number(
        "{unit}",
        default=0.0,
        at_least=0,
        note="At the end of the last year.",
        gives=LESS,
        undisturbed="closing_stock",
    )
    shelf_life: float | None = number(
        "years",
        default=None,
        above=0,
        note="Goods that came to the site longer ago are used or disposed of, the oldest first. Empty: they keep.",
    )
    received: ByYear | None = yearly(
        "{unit}/y",
        default=None,
        past=True,
        note="For a shelf life: what came to the site per year before the plan, such as 'received 2025'. Empty: the "
        "opening stock came in the year before the plan.",
    )
    cover: float = number(
        "months",
        default=0.0,
        at_least=0,
        note=(
            "Minimum year-end stock, in months of that year's demand and use in 'cover of'. A disruption may use it up."
        ),
        gives=LESS,
        undisturbed="stock_cover",
    )
    cover_of: str = reference(
        PLACES, default="", any=True, note="Place whose demand and use are covered. Empty: this site."
    )
    cover_from: int | None = year(default=None, note="First year in which the cover is required. Empty: the first.")
