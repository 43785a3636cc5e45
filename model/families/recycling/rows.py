"""The sheets of recycling."""

from __future__ import annotations

from model.sheets.common import PLACES
from model.sheets.schema import ByYear, Row, key, number, sheet, yearly


@sheet("Returns", tab="Demand")
class Return(Row):
    """Scrap that comes back from what was delivered some years ago. A supplier with rows here collects it, and sells no
    more than it collects; a limit in Suppliers holds as well."""

    supplier: str = key(
        of="Suppliers", note="Who collects: the price is that of collecting, the commodity is the scrap."
    )
    market: str = key(of=PLACES, any=True, note="From whose deliveries it comes.")
    product: str = key(of="Commodities", note="What was delivered: a product, or a substitute for one.")
    units_per_unit: float = number(
        "{unit} per {unit}", default=1.0, above=0, note="Scrap that a unit delivered leaves, if all is collected."
    )
    collection_rate: ByYear = yearly("%", at_most=1.0, note="Share that is collected of what comes back in a year.")
    lag: float = number("years", at_least=0, at_most=100, note="From delivery to return.")
    spread: float = number(
        "years",
        default=0.0,
        at_least=0,
        note="What is delivered at one time comes back evenly over so many years around the lag. Empty: all at once.",
    )
    past_sales: ByYear | None = yearly(
        "{unit}/y",
        default=None,
        past=True,
        note="Deliveries a year before the plan begins, of all its markets, such as 'past sales 2015'. Empty: none.",
    )
