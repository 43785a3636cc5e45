"""Remaining total budget of a stock."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.months import MonthsAhead
from model.families.common.past import Change, Edit, Past
from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import StrategicStock
from model.scenario.build_context import MONEY
from model.scenario.months import PER_YEAR
from model.sheets.common import Commodity


def total_budget(past: Past) -> Iterator[Change]:
    """The value of additions in the years that are over is spent."""
    commodity = {row.stockpile: row.commodity for row in past.tables[Stockpile]}
    value = {row.commodity: row.replacement / MONEY[past.tables.settings.amounts] for row in past.tables[Commodity]}
    added: dict[str, float] = {}
    for line in past.lines("strategic stocks"):
        added[line.stockpile] = added.get(line.stockpile, 0.0) + max(0.0, line.added)
    for row in past.tables[StrategicStock]:
        if row.total_budget is not None:
            spent = value[commodity[row.stockpile]] * added.get(row.stockpile, 0.0)
            yield Edit(row, "total_budget", max(0.0, row.total_budget - spent), f"{spent:.6g} has been spent")


def releases(ahead: MonthsAhead, rows: list[StrategicStock]) -> Iterator[StrategicStock]:
    """Release rates of a month, of which twelve in a row amount to that of a year."""
    for row in rows:
        yield ahead.months.row(row, release_rate=1 - (1 - row.release_rate) ** PER_YEAR)


ROLL = STATE = (total_budget,)
IN_MONTHS = {StrategicStock: releases}
