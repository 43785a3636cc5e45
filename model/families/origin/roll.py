"""The compliant part of stock."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.months import MonthsAhead, numbered
from model.families.common.past import Added, Change, Edit, Off, Past
from model.families.origin.rows import Origin
from model.families.routes.algebra import Routes
from model.families.routes.roll import arrivals_by_month, as_stated
from model.tolerances import FLOAT


def compliant_stock(past: Past) -> Iterator[Change]:
    """Compliant quantity of each stock, by exclusion."""
    by_place = {(row.exclusion, row.stockpile): row for row in past.tables[Origin] if row.stockpile}
    opening = {place: row.quantity or 0.0 for place, row in by_place.items()}
    stock = past.level("compliant stock", ("exclusion", "stockpile"), "stock", opening)
    for place, quantity in stock.items():
        if place in by_place:
            yield Edit(by_place[place], "quantity", quantity, f"in store at the end of {past.to - 1}")
        elif quantity > FLOAT:
            row = Origin(exclusion=place[0], stockpile=place[1], quantity=quantity)
            yield Added(row, f"in store at the end of {past.to - 1}")
    for place, row in by_place.items():
        if stock.get(place, 0.0) <= FLOAT:
            yield Off(row, "none of it is left")


def of_stocks(ahead: MonthsAhead, rows: list[Origin]) -> Iterator[Origin]:
    """The compliant part of stocks; that of goods under way is added from the lanes of the months."""
    yield from (ahead.months.row(row) for row in rows if row.stockpile)


def arriving(ahead: MonthsAhead, network: Routes) -> Iterator[Origin]:
    """The compliant part of goods sent before the months begin."""
    if ahead.is_first:
        yield from as_stated(ahead, network, [row for row in ahead.tables[Origin] if row.site])
        return
    for exclusion, sent in ahead.sent("compliant shipments", ahead.months.start - 1).items():
        for (site, commodity), amounts in arrivals_by_month(network, sent).items():
            yield Origin(exclusion=exclusion, site=site, commodity=commodity, arriving=numbered(amounts))


ROLL = STATE = (compliant_stock,)
IN_MONTHS = {Origin: of_stocks}
ARRIVING = (arriving,)
