"""The compliant part of stock."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Added, Change, Edit, Off, Past
from model.families.origin.rows import Origin
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


ROLL = STATE = (compliant_stock,)
