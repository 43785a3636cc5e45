"""The sheet of routes."""

from __future__ import annotations

from model.sheets.common import GOODS, PLACES
from model.sheets.names import CommodityName, PlantName, SiteName
from model.sheets.schema import MORE, ByYear, Row, key, number, percent, reference, sheet, text, yearly


@sheet("Routes", tab="Network", core=True)
class Route(Row):
    """A lane between two sites, or a rule that creates lanes between all sites of two places. Rules create a lane only
    from where a commodity is made or bought to where it is used; a route that names both sites can also forward goods.
    Where several rows match a lane, the one with the most points applies: 3 for a site, 2 for a country, 1 for a group
    or bloc, at each end; 2 for a commodity, 1 for a stage or group of them."""

    origin: str = key(of=PLACES, any=True, header="from")
    destination: str = key(of=PLACES, any=True, header="to")
    commodity: str = key(of=GOODS, any=True, note="A commodity, a stage, a group of commodities or 'any'.")
    freight: ByYear = yearly("{currency}/{unit}", default=0.0)
    freight_by_distance: float = number(
        "{currency}/{unit} per 1000 km",
        default=0.0,
        at_least=0,
        note="In addition to 'freight', by great-circle distance between the sites.",
    )
    tariff: ByYear = yearly("%", default=0.0, at_most=10.0, note="Of the commodity's reference value.")
    transit: float = number(
        "days",
        default=0.0,
        at_least=0,
        at_most=3650,
        note=(
            "Goods in transit are not yet available; the plan starts with those of the sheet of that name. "
            "Ignored where a commodity could return, as between plants that supply each other, since transit would "
            "act as storage."
        ),
    )
    loss: float = percent(default=0.0, note="Share of the quantity sent that does not arrive.")
    capacity: ByYear | None = yearly(
        "{unit}/y",
        default=None,
        note="Of all lanes of this row combined. Empty: no limit.",
        gives=MORE,
    )
    capacity_of: PlantName = reference(
        "Capacity",
        default="",
        note="Plant whose capacity shipments of this row take, a unit each, with all else that does, such as a port or "
        "pipeline that Projects may enlarge. Empty: none.",
    )
    corridor: str = text(
        default="", note="Chokepoint on its lanes, such as 'Malacca', to which Limits on a flow can refer."
    )

    @property
    def label(self) -> str:
        return f"{self.origin} → {self.destination}: {self.commodity}"


@sheet("Goods in transit", tab="Network", at="site", divided=("arriving",))
class GoodsInTransit(Row):
    """Goods that were sent before the first year and arrive in a year of the plan, less losses. Freight and tariffs on
    them have been paid. No row: none."""

    site: SiteName = key(of="Sites", note="Where they arrive.")
    commodity: CommodityName = key(of="Commodities")
    arriving: ByYear = yearly("{unit}/y", bare=True, note="Type 0 from the year on in which nothing more arrives.")
