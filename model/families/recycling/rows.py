"""The sheet of recycling."""

from __future__ import annotations

from model.sheets.common import PLACES
from model.sheets.names import CommodityName, SupplierName
from model.sheets.schema import LESS, ByYear, Row, key, number, sheet, yearly


@sheet("Recycling", tab="Demand", at="market", divided=("past_sales",))
class Recycling(Row):
    """End-of-life scrap from earlier deliveries. A supplier with rows here collects it, and sells no more than it
    collects; a limit in Suppliers applies as well."""

    supplier: SupplierName = key(
        of="Suppliers", note="The collector: its price is the cost of collection, its commodity the scrap."
    )
    market: str = key(of=PLACES, any=True, note="Market whose deliveries it comes from.")
    product: CommodityName = key(of="Commodities", note="What was delivered: a product, or a substitute for one.")
    scrap_per_unit: float = number(
        "{unit} per {unit}", default=1.0, above=0, note="Scrap per unit delivered, if all is collected."
    )
    collection_rate: ByYear = yearly("%", at_most=1.0, note="Share of a year's returns that is collected.")
    minimum_collection: ByYear | None = yearly(
        "%",
        default=None,
        at_most=1.0,
        note="Take-back duty: share of a year's returns, of all rows of the supplier together, that must be collected; "
        "less in a disruption of the supplier, as for the rate. Empty: none.",
        gives=LESS,
    )
    shortfall_cost: float | None = number(
        "{currency}/{unit}",
        default=None,
        at_least=0,
        note="Charge per unit of scrap below that minimum, one for all rows of the supplier. Empty: it must be met.",
    )
    lag: float = number("years", at_least=0, at_most=100, note="From delivery to return.")
    spread: float = number(
        "years",
        default=0.0,
        at_least=0,
        note="Returns are spread evenly over this many years around the lag. Empty: all at once.",
    )
    past_sales: ByYear | None = yearly(
        "{unit}/y",
        default=None,
        past=True,
        note="Deliveries per year before the plan, to all its markets, such as 'past sales 2015'. Empty: none.",
    )
