"""Supply: buying from suppliers, selling to outlets, disposal of what nobody wants."""

from __future__ import annotations

from model.schema import ByYear, Row, key, reference, sheet, yearly


@sheet("Suppliers", tab="Costs")
class Supplier(Row):
    """Something that can be bought at a site, at a price and up to a limit."""

    supplier: str = key()
    site: str = reference("Sites", note="Where it is handed over; freight from there is on top.")
    commodity: str = reference("Commodities")
    price: ByYear = yearly("{currency}/{unit}")
    limit: ByYear | None = yearly("{unit}/y", None, note="Empty: no limit.")


@sheet("Sales", tab="Costs")
class Outlet(Row):
    """Somebody who takes a commodity at a site, at a price and up to a limit. Several rows make price steps."""

    outlet: str = key()
    site: str = reference("Sites")
    commodity: str = reference("Commodities")
    price: ByYear = yearly("{currency}/{unit}", at_least=None)
    limit: ByYear | None = yearly("{unit}/y", None, note="Empty: no limit.")
