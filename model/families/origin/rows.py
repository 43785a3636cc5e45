"""The sheet of origin."""

from __future__ import annotations

from model.sheets.names import CommodityName, SiteName, StockpileName
from model.sheets.schema import ByYear, Row, key, number, sheet, yearly


@sheet("Origin", tab="Demand")
class Origin(Row):
    """How much of an opening stock, or of goods in transit, is compliant with what markets exclude, or with what a
    share by origin counts. No row: their origin is unknown, and none of them are compliant."""

    exclusion: str = key(note="As the results call it, such as 'no goods from China' or 'share: no ore from China'.")
    stockpile: StockpileName = key(of="Stockpiles", default="", note="Empty: of goods in transit.")
    site: SiteName = key(of="Sites", default="", note="Of goods in transit, as there.")
    commodity: CommodityName = key(of="Commodities", default="", note="Of goods in transit, as there.")
    quantity: float | None = number(
        "{unit}", default=None, at_least=0, note="Of an opening stock. Goods for several markets are divided."
    )
    arriving: ByYear | None = yearly("{unit}/y", default=None, bare=True, note="Of goods in transit, as there.")
