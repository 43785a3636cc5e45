"""What programmes have paid, and loans that are owed."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import NOTHING, Cannot, Change, Edit, Off, Past
from model.families.public_money.rows import LOAN, PublicMoney


def totals(past: Past) -> Iterator[Change]:
    """What is left of each programme, where a total limits it."""
    paid: dict[str, float] = {}
    for line in past.lines("public money"):
        paid[line.programme] = paid.get(line.programme, 0.0) + line.paid
    for row in past.tables[PublicMoney]:
        spent = paid.get(row.programme, 0.0)
        if row.until_year is not None and row.until_year < past.to:
            yield Off(row, f"it paid until {row.until_year}")
        elif row.total is not None:
            yield Edit(row, "total", max(0.0, row.total - spent), f"{spent:.6g} has been paid")
        if row.kind == LOAN and spent > NOTHING:
            yield Cannot(row, "kind", f"{spent:.6g} was drawn; what is owed when a plan begins cannot be said yet")


ROLL = (totals,)
