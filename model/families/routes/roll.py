"""Goods under way when the later year begins, and how much of them is compliant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from model.families import in_order
from model.families.common.months import MonthsAhead, Sent, none_in_months, numbered
from model.families.common.past import Added, Change, Edit, Past
from model.families.instance import read_instance, tree_of
from model.families.origin.rows import Origin
from model.families.routes.algebra import Routes
from model.families.routes.rows import GoodsInTransit, Route
from model.scenario.tree import trunk
from model.sheets.columns import ByYear
from model.sheets.names import CommodityName, LaneName, SiteName
from model.tolerances import FLOAT

Arriving = TypeVar("Arriving", GoodsInTransit, Origin)
"""Rows of goods that arrive at a place."""


def under_way(past: Past) -> Iterator[Change]:
    """Goods in transit that arrive in a year to come."""
    shipped = [(LaneName(line.lane), line.at, "", line.shipped) for line in past.lines("flows")]
    compliant = [
        (LaneName(line.lane), line.at, str(line.exclusion), line.shipped) for line in past.lines("compliant shipments")
    ]
    if not any(row.transit > 0 for row in past.tables[Route]) and not past.tables[GoodsInTransit]:
        return
    families = in_order()[: in_order().index("routes") + 1]
    step = tree_of(past.tables).step
    network = read_instance(past.tables, families, replace(trunk(past.calendar), step=step)).part(Routes)
    arriving: dict[LaneName, list[tuple[int, float]]] = {}
    for (lane, steps), share in network.arriving.items():
        arriving.setdefault(lane, []).append((steps * (step or past.calendar.step), share))
    arrivals: dict[tuple[str, SiteName, CommodityName], dict[int, float]] = {}
    for lane, sent, exclusion, amount in (*shipped, *compliant):
        for years, share in arriving.get(lane, ()):
            for year in past.calendar.years_of(sent):
                if year + years >= past.to and amount * share > FLOAT:
                    _, site, commodity = network.lanes[lane]
                    by_year = arrivals.setdefault((exclusion, site, commodity), {})
                    by_year[year + years] = by_year.get(year + years, 0.0) + amount * share
    rows: dict[tuple[str, SiteName, CommodityName], GoodsInTransit | Origin]
    rows = {("", row.site, row.commodity): row for row in past.tables[GoodsInTransit]}
    rows |= {(row.exclusion, row.site, row.commodity): row for row in past.tables[Origin] if row.site}
    for (exclusion, site, commodity), more in arrivals.items():
        row = rows.get((exclusion, site, commodity))
        values, why = _with(past, more, None if row is None else row.arriving), f"sent before {past.to}"
        if row is not None:
            yield Edit(row, "arriving", values, why)
        elif exclusion:
            yield Added(Origin(exclusion=exclusion, site=site, commodity=commodity, arriving=values), why)
        else:
            yield Added(GoodsInTransit(site=site, commodity=commodity, arriving=values), why)


def _with(past: Past, more: Mapping[int, float], before: ByYear | None) -> ByYear:
    """Arrivals in each year to come, added to those already known; years that are over are unchanged."""
    points = {} if before is None else {year: value for year, value in before.points if 0 < year < past.to}
    for year in range(past.to, past.ahead.end):
        points[year] = more.get(year, 0.0) + (0.0 if before is None else before.at(year))
    return ByYear.of(points)


def arriving(ahead: MonthsAhead, network: Routes) -> Iterator[GoodsInTransit]:
    """Goods sent before the months begin that arrive in them: at the even rate of the year before, or as stated in the
    workbook for its first year, where arrivals of a year come within the longest transit.

    The ``network`` is that of the months: a lane's lags are in months there.
    """
    if ahead.is_first:
        yield from as_stated(ahead, network, ahead.tables[GoodsInTransit])
        return
    before = ahead.months.start - 1
    for (site, commodity), amounts in arrivals_by_month(network, ahead.sent("flows", before).get("", {})).items():
        yield GoodsInTransit(site=site, commodity=commodity, arriving=numbered(amounts))


def as_stated(ahead: MonthsAhead, network: Routes, rows: Iterable[Arriving]) -> Iterator[Arriving]:
    """Rows of goods under way in the first year of the workbook, evenly over the longest transit to their place."""
    longest: dict[tuple[SiteName, CommodityName], int] = {}
    for lane, step in network.arriving:
        _, site, commodity = network.lanes[lane]
        longest[site, commodity] = max(longest.get((site, commodity), 1), step)
    for row in rows:
        if row.arriving is not None:
            months = longest.get((row.site, row.commodity), 1)
            amount = row.arriving.at(ahead.months.start) / months
            yield replace(row, arriving=numbered(dict.fromkeys(range(months), amount)))


def arrivals_by_month(network: Routes, sent: Sent) -> dict[tuple[SiteName, CommodityName], dict[int, float]]:
    """Arrivals at each place in each month from the first on, of goods sent evenly before."""
    arrivals: dict[tuple[SiteName, CommodityName], dict[int, float]] = {}
    for (lane, step), share in network.arriving.items():
        if amount := sent.get(lane, 0.0) * share:
            _, site, commodity = network.lanes[lane]
            by_month = arrivals.setdefault((site, commodity), {})
            for month in range(step):
                by_month[month] = by_month.get(month, 0.0) + amount
    return {place: by_month for place, by_month in arrivals.items() if by_month}


ROLL = (under_way,)
IN_MONTHS = {GoodsInTransit: none_in_months}
ARRIVING = (arriving,)
