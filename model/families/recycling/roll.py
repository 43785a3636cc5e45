"""Deliveries of the years that are over come back as scrap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from model.families.common.past import Change, Edit, Past, continued
from model.families.recycling.rows import Recycling
from model.sheets.common import Settings
from model.sheets.tables import Directory


def past_sales(past: Past) -> Iterator[Change]:
    """They are past sales by now."""
    directory = Directory(past.tables)
    delivered: dict[tuple[str, str, int], float] = {}
    for line in past.lines("deliveries"):
        key = (line.market, line.commodity, line.at)
        delivered[key] = delivered.get(key, 0.0) + line.delivered
    for row in past.tables[Recycling]:
        sites = sorted(directory.sites(row.market))
        periods = {year: t for t in past.periods for year in past.years_of(t)}
        sold = {year: sum(delivered.get((site, row.product, t), 0.0) for site in sites) for year, t in periods.items()}
        if any(sold.values()) or row.past_sales is not None:
            sales = continued(row.past_sales, sold, past.calendar.first_year)
            yield Edit(row, "past_sales", sales, f"delivered until {past.to - 1}")


def voluntary(row: Recycling, settings: Settings) -> Recycling:
    """Recycling without a minimum that must be met."""
    return row if row.shortfall_cost is not None else replace(row, minimum_collection=None)


ROLL = STATE = (past_sales,)
DO_NOTHING = {Recycling: voluntary}
