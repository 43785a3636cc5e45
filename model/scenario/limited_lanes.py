"""Lanes on which the sheet Limits bounds a flow or throughput."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from model.scenario.build_context import Ends
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import Limit, parties
from model.sheets.directory import Directory
from model.sheets.names import LaneName, SiteName
from model.sheets.schema import ANY


def counted_lanes(
    row: Limit, directory: Directory, lanes: Mapping[LaneName, Ends], corridor: Mapping[LaneName, str]
) -> dict[str, list[LaneName]]:
    """Lanes whose flow or throughput a limit is on, by party; ``corridor`` is that of each lane which has one."""
    goods, countries = directory.commodities(row.of), directory.countries_with_sites
    meant = {a: (i, j) for a, (i, j, k) in lanes.items() if k in goods}
    starts = parties(row.against, directory, countries)
    if row.measure == "throughput":
        places = parties(row.scope, directory, countries)
        return {w: [a for a, (i, _) in meant.items() if i in sites] for w, sites in places.items()}
    if row.scope in corridor.values() and not directory.sites(row.scope):
        through = {a: i for a, (i, _) in meant.items() if corridor.get(a) == row.scope}
        return {_party(row, row.scope, c): [a for a, i in through.items() if i in sites] for c, sites in starts.items()}
    return {
        _party(row, w, c): [a for a, (i, j) in meant.items() if _flows(row, i, j, origins, destinations)]
        for w, destinations in parties(row.scope, directory, countries).items()
        for c, origins in starts.items()
    }


def _party(row: Limit, scope: str, against: str) -> str:
    """Parties that a flow is reported for."""
    return against if row.against == EACH_COUNTRY else scope


def _flows(
    row: Limit,
    origin: SiteName,
    destination: SiteName,
    origins: Collection[SiteName],
    destinations: Collection[SiteName],
) -> bool:
    """Whether a lane leads from one place to the other. To or from 'any' place or 'each country' means to or from
    elsewhere: flows within the place at the other end do not count, unless that is 'any', too."""
    if origin not in origins or destination not in destinations:
        return False
    comes_from_elsewhere = row.against in (ANY, EACH_COUNTRY) and row.scope != ANY
    goes_elsewhere = row.scope in (ANY, EACH_COUNTRY) and row.against != ANY
    stays = (comes_from_elsewhere and origin in destinations) or (goes_elsewhere and destination in origins)
    return not stays
