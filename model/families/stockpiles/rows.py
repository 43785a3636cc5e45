"""The sheet of stockpiles."""

from __future__ import annotations

from model.sheets.common import PLACES
from model.sheets.names import CommodityName, SiteName, StockpileName
from model.sheets.schema import HARDLY, LESS, MORE, Row, key, number, reference, sheet, year


@sheet("Stockpiles", tab="Demand")
class Stockpile(Row):
    """A stock of one commodity at a site. Without a row nothing can be kept from year to year."""

    stockpile: StockpileName = key()
    site: SiteName = reference("Sites")
    commodity: CommodityName = reference("Commodities")
    opening_stock: float = number("{unit}", default=0.0, at_least=0, gives=MORE, ease=HARDLY)
    capacity: float | None = number("{unit}", default=None, at_least=0, note="Empty: no limit.", gives=MORE)
    holding_cost: float = number(
        "{currency} per {unit} and year", default=0.0, at_least=0, note="On the year-end stock."
    )
    minimum_closing_stock: float = number(
        "{unit}", default=0.0, at_least=0, note="At the end of the last year.", gives=LESS
    )
    cover: float = number(
        "months",
        default=0.0,
        at_least=0,
        note=(
            "Minimum year-end stock, in months of that year's demand and use in 'cover of'. A disruption may use it up."
        ),
        gives=LESS,
    )
    cover_of: str = reference(
        PLACES, default="", any=True, note="Place whose demand and use are covered. Empty: this site."
    )
    cover_from: int | None = year(default=None, note="First year in which the cover is required. Empty: the first.")
