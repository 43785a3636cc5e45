"""Goods taken by construction in the months of a disruption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from model.families.common.months import MonthsAhead
from model.families.demand.rows import Demand
from model.scenario.months import PER_YEAR
from model.sheets.columns import ByYear
from model.sheets.names import CommodityName, SiteName, node_name


def with_construction(ahead: MonthsAhead, rows: list[Demand]) -> Iterator[Demand]:
    """Demand with goods taken by construction, at the even rates of the plan; without demand, these alone, at the
    highest cost of a shortage."""
    taken = _taken(ahead)
    for row in rows:
        more = taken.pop((row.market, row.product), {})
        quantity = {number: row.quantity.at(number) + amount for number, amount in more.items()}
        yield replace(row, quantity=ByYear.of(quantity)) if more else row
    most = max((row.shortage_cost or 0.0 for row in rows), default=0.0)
    for (site, commodity), amounts in taken.items():
        yield Demand(
            market=SiteName(site), product=CommodityName(commodity), quantity=ByYear.of(amounts), shortage_cost=most
        )


def _taken(ahead: MonthsAhead) -> dict[tuple[str, str], dict[int, float]]:
    """Goods that construction takes in each month, by site and commodity [units a month]."""
    frame, months = ahead.frames["construction goods"], ahead.months
    by_place: dict[tuple[str, str], dict[int, float]] = {}
    months_of: dict[str, list[int]] = {}
    for number in months.numbers:
        months_of.setdefault(node_name("", ahead.period(months.year_of(number))), []).append(number)
    for site, k, node, taken in zip(frame["site"], frame["commodity"], frame["node"], frame["taken"], strict=True):
        if node in months_of:
            by_month = by_place.setdefault((site, k), dict.fromkeys(months.numbers, 0.0))
            for number in months_of[node]:
                by_month[number] += PER_YEAR * float(taken)
    return by_place


IN_MONTHS = {Demand: with_construction}
