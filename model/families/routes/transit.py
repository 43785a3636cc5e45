"""When goods arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from model.scenario.build_context import Ends, Place
from model.scenario.calendar import Calendar
from model.sheets.names import CommodityName, SiteName

Shares = list[tuple[int, float]]
"""(steps later, share of the quantity sent)"""

DAYS_A_YEAR = 365


def lags_of(days: Mapping[Ends, float], step: int) -> dict[Ends, Shares]:
    """Arrival times, by lane, of goods sent evenly over a step of some years, with transit times in days; lanes on
    circles: at once.

    Goods in transit at the end of a period can be used in the next one. Sent back and forth, any amount could so be
    kept for another year, whatever room the stockpiles have.
    """
    at_once = circles(days)
    return {
        ends: Calendar.lags(0.0 if ends in at_once else transit / DAYS_A_YEAR, step) for ends, transit in days.items()
    }


def circles(lanes: Iterable[Ends]) -> frozenset[Ends]:
    """Lanes from whose destination a commodity can come back to their origin."""
    links = list(lanes)
    onward: dict[Place, list[SiteName]] = {}
    for origin, destination, commodity in links:
        onward.setdefault((origin, commodity), []).append(destination)
    reached = {place: _reached(*place, onward) for place in onward}
    return frozenset((i, j, k) for i, j, k in links if i in reached.get((j, k), ()))


def _reached(start: SiteName, commodity: CommodityName, onward: Mapping[Place, list[SiteName]]) -> set[SiteName]:
    """Sites that a commodity can be sent on to from a site."""
    reached: set[SiteName] = set()
    waiting = [start]
    while waiting:
        new = {site for site in onward.get((waiting.pop(), commodity), ()) if site not in reached}
        reached |= new
        waiting.extend(new)
    return reached
