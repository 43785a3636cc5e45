"""Network: lanes between sites, made by rules or named, with freight, tariff, transit and loss."""

from __future__ import annotations

from model.schema import ByYear, Row, key, number, percent, sheet, yearly
from model.sheets import GOODS, PLACES


@sheet("Routes", tab="Network")
class Route(Row):
    """A lane between two sites, or a rule that makes lanes between all sites of two places. Rules make a lane only
    from where a commodity is made or bought to where it is used; a route that names both sites also passes goods on.
    Where several rows fit a lane the most specific one holds: site before country before group before 'any'."""

    origin: str = key(of=PLACES, any=True, header="from")
    destination: str = key(of=PLACES, any=True, header="to")
    commodity: str = key(of=GOODS, any=True, note="A commodity, a stage, a group of commodities or 'any'.")
    freight: float = number("{currency}/{unit}", 0.0, at_least=0)
    freight_by_distance: float = number(
        "{currency}/{unit} per 1000 km", 0.0, at_least=0, note="On top, by great-circle distance between the sites."
    )
    tariff: float = percent(0.0, at_most=10.0, note="Of the commodity's reference value.")
    transit: float = number("days", 0.0, at_least=0, at_most=3650, note="What is under way is not yet there.")
    loss: float = percent(0.0, note="Share of what is sent that does not arrive.")
    capacity: ByYear | None = yearly("{unit}/y", None, note="Of all lanes of this row together. Empty: no limit.")
