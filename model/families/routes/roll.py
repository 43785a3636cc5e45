"""Goods under way when the later year begins, and how much of them is compliant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from model.families import in_order
from model.families.common.past import Added, Change, Edit, Past
from model.families.instance import read_instance
from model.families.origin.rows import Origin
from model.families.routes.algebra import Routes
from model.families.routes.rows import GoodsInTransit, Route
from model.scenario.tree import trunk
from model.sheets.columns import ByYear
from model.sheets.names import CommodityName, LaneName, SiteName
from model.tolerances import FLOAT

ByPeriod = Mapping[int, float]


def under_way(past: Past) -> Iterator[Change]:
    """Goods in transit that arrive in a year to come."""
    shipped = [(LaneName(line.lane), line.at, "", line.shipped) for line in past.lines("flows")]
    compliant = [
        (LaneName(line.lane), line.at, str(line.exclusion), line.shipped) for line in past.lines("compliant shipments")
    ]
    if not any(row.transit > 0 for row in past.tables[Route]) and not past.tables[GoodsInTransit]:
        return
    families = in_order()[: in_order().index("routes") + 1]
    network = read_instance(past.tables, families, trunk(past.calendar.periods)).part(Routes)
    arriving: dict[LaneName, list[tuple[int, float]]] = {}
    for (lane, step), share in network.arriving.items():
        arriving.setdefault(lane, []).append((step * past.calendar.years, share))
    arrivals: dict[tuple[str, SiteName, CommodityName], dict[int, float]] = {}
    for lane, sent, exclusion, amount in (*shipped, *compliant):
        for years, share in arriving.get(lane, ()):
            period = sent + years
            if period >= past.to and amount * share > FLOAT:
                _, site, commodity = network.lanes[lane]
                by_period = arrivals.setdefault((exclusion, site, commodity), {})
                by_period[period] = by_period.get(period, 0.0) + amount * share
    rows: dict[tuple[str, SiteName, CommodityName], GoodsInTransit | Origin]
    rows = {("", row.site, row.commodity): row for row in past.tables[GoodsInTransit]}
    rows |= {(row.exclusion, row.site, row.commodity): row for row in past.tables[Origin] if row.site}
    for (exclusion, site, commodity), by_period in arrivals.items():
        row = rows.get((exclusion, site, commodity))
        by_year, why = _by_year(past, by_period, None if row is None else row.arriving), f"sent before {past.to}"
        if row is not None:
            yield Edit(row, "arriving", by_year, why)
        elif exclusion:
            yield Added(Origin(exclusion=exclusion, site=site, commodity=commodity, arriving=by_year), why)
        else:
            yield Added(GoodsInTransit(site=site, commodity=commodity, arriving=by_year), why)


def _by_year(past: Past, by_period: ByPeriod, before: ByYear | None) -> ByYear:
    """Arrivals in each year to come, added to those already known; years that are over are unchanged."""
    points = {} if before is None else {year: value for year, value in before.points if 0 < year < past.to}
    for t in past.ahead.periods:
        for year in range(t, t + past.calendar.years):
            points[year] = by_period.get(t, 0.0) + (0.0 if before is None else before.at(year))
    return ByYear.of(points)


ROLL = (under_way,)
