"""The stock when the later year begins."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Change, Edit, Past
from model.families.stockpiles.rows import Stockpile


def opening_stock(past: Past) -> Iterator[Change]:
    """Stock at the end of the last year."""
    stock = past.at_end("stock", ("stockpile",), "stock")
    for row in past.tables[Stockpile]:
        yield Edit(row, "opening_stock", stock.get(row.stockpile, 0.0), f"in store at the end of {past.last}")


ROLL = (opening_stock,)
