"""The sheet of outlets; suppliers, whom disruptions name, are a sheet of all (model/sheets/common.py)."""

from __future__ import annotations

from model.sheets.names import CommodityName, OutletName, SiteName
from model.sheets.schema import MORE, ByYear, Row, key, reference, sheet, yearly


@sheet("Outlets", tab="Costs", located=True)
class Outlet(Row):
    """A buyer of a commodity at a site, at a price and up to a limit. Several rows make price steps."""

    outlet: OutletName = key()
    site: SiteName = reference("Sites")
    commodity: CommodityName = reference("Commodities")
    price: ByYear = yearly("{currency}/{unit}", at_least=None)
    limit: ByYear | None = yearly("{unit}/y", default=None, note="Empty: no limit.", gives=MORE)
