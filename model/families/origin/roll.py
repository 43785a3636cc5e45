"""The compliant part of what is in store."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import NOTHING, Cannot, Change, Past
from model.families.stockpiles.rows import Stockpile


def compliant_stock(past: Past) -> Iterator[Change]:
    """What is in store is of unknown origin to the later plan."""
    compliant: dict[str, float] = {}
    for (_, stockpile), stock in past.at_end("compliant stock", ("exclusion", "stockpile"), "stock").items():
        compliant[stockpile] = compliant.get(stockpile, 0.0) + stock
    for row in past.tables[Stockpile]:
        if (stock := compliant.get(row.stockpile, 0.0)) > NOTHING:
            why = f"{stock:.6g} of it are of accepted origin, which cannot be said of an opening stock yet"
            yield Cannot(row, "opening_stock", why)


ROLL = (compliant_stock,)
