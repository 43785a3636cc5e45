"""The sheet of origin."""

from __future__ import annotations

from model.sheets.labels import StockpileName
from model.sheets.schema import Row, key, number, sheet


@sheet("Origin", tab="Demand")
class Origin(Row):
    """How much of an opening stock is compliant with what markets exclude, or with what a share by origin counts. No
    row: its origin is unknown, and none of it is compliant."""

    exclusion: str = key(note="As the results call it, such as 'no goods from China' or 'share: no ore from China'.")
    stockpile: StockpileName = key(of="Stockpiles")
    quantity: float = number("{unit}", at_least=0, note="Of the opening stock. Goods for several markets are divided.")
