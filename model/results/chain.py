"""Supply links: flows from the plants and suppliers of a country to plants and markets, year by year.

Shipments are from site to site, without the origin of goods that a site passes on. Outflow there counts as mixed: a
share of it comes from each of the site's sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from model.results.view import TONNES, Record, View, text
from model.system.memoise import remembered
from model.tolerances import FLOAT

MARKET = "market"
"""The last stage: those whose demand is met."""

LEAST = 1e-3
"""Tonnes; less is rounding."""

MOST_MARKETS = 12
"""With more, markets are those of a country together."""

FRAMES = ("flows", "production", "purchases", "deliveries", "service")


@dataclass(frozen=True, order=True)
class Station:
    """The plants and suppliers of a country at a stage, or a market."""

    stage: str
    name: str
    comes_back: bool = False
    """Whether the good is recovered further down the chain and re-enters."""


Links = dict[tuple[Station, Station], float]
"""Flow from one station to another [t/y]."""


class Chain:
    """The chain of the undisturbed plan, or of one of its branches."""

    def __init__(self, view: View, branch: str = "") -> None:
        self.view = view
        self.goods = [name for name, commodity in view.commodities.items() if commodity.unit in TONNES]
        self._country = view.directory.country_of
        self._stage, self._named, bought = _names(view)
        rows_of = {name: view.branch(name, branch) if branch else view.trunk(name) for name in FRAMES}
        self._rows = {name: _by_moment(view, rows) for name, rows in rows_of.items()}
        self.left_out = [good for good in self.goods if good in bought]
        """Goods of stages whose whole supply is bought where it is used, such as additives of an alloy."""

    def links(self, period: int) -> Links:
        """Flows between stations in a period; none within a stage."""
        flows: Links = defaultdict(float)
        for good in self.goods:
            if good not in self.left_out:
                for source, target, amount in self._of_good(good, period):
                    flows[source, target] += amount
        return {pair: amount for pair, amount in flows.items() if amount > LEAST}

    def demands(self, period: int) -> dict[Station, tuple[float, float]]:
        """Demand of each market, and the unmet part [t/y]."""
        by_market: dict[Station, tuple[float, float]] = {}
        for good in self.goods:
            tonnes = TONNES[self.view.commodities[good].unit]
            for row in self._rows_of("service", good, period):
                market = self._market(text(row["market"]))
                need, short = by_market.get(market, (0.0, 0.0))
                by_market[market] = need + tonnes * (row["demand"] or 0.0), short + tonnes * (row["shortage"] or 0.0)
        return by_market

    def _market(self, market: str) -> Station:
        return Station(MARKET, self._named.get(market) or market)

    def _rows_of(self, frame: str, good: str, period: int) -> list[Record]:
        return self._rows[frame].get((good, period), [])

    def _of_good(self, good: str, period: int) -> Iterator[tuple[Station, Station, float]]:
        """From whom to whom one good goes."""
        tonnes = TONNES[self.view.commodities[good].unit]
        supply: dict[tuple[str, str], float] = defaultdict(float)  # by site and stage
        use: dict[tuple[str, Station], float] = defaultdict(float)  # by site and who uses it
        for row in self._rows_of("production", good, period):
            site, stage = text(row["site"]), self._stage.get(text(row["plant"]), "")
            supply[site, stage] += tonnes * (row["made"] or 0.0)
            use[site, Station(stage, self._country[site])] += tonnes * (row["taken"] or 0.0)
        for row in self._rows_of("purchases", good, period):
            supply[text(row["site"]), self.view.stage_of(good)] += tonnes * (row["bought"] or 0.0)
        if not any(amount > 0 for amount in supply.values()):
            return
        for row in self._rows_of("deliveries", good, period):
            market = text(row["market"])
            use[market, self._market(market)] += tonnes * (row["delivered"] or 0.0)
        moved: dict[tuple[str, str], float] = defaultdict(float)
        for row in self._rows_of("flows", good, period):
            moved[text(row["origin"]), text(row["destination"])] += tonnes * (row["shipped"] or 0.0)
        for (origin, stage), (_, user), amount in _traced(supply, use, moved):
            source = Station(stage, self._country.get(origin, origin))
            if source.stage != user.stage:
                yield self._in_order(source, user, good), user, amount

    def _in_order(self, source: Station, user: Station, good: str) -> Station:
        """Goods from further down the chain are a source of their own, named by good."""
        ranks = self.view.stages
        if user.stage == MARKET or source.stage not in ranks or user.stage not in ranks:
            return source
        if ranks.index(source.stage) < ranks.index(user.stage):
            return source
        return Station(self.view.stage_of(good), source.name, comes_back=True)


@remembered
def _names(view: View) -> tuple[Mapping[str, str], Mapping[str, str], frozenset[str]]:
    """Stage of each plant, name of each market, and goods of stages whose whole supply is bought, undisturbed."""
    stage = {text(row["plant"]): text(row["stage"]) for row in view.trunk("capacity")}
    markets = {text(row["market"]) for row in view.trunk("service")}
    named = dict.fromkeys(markets, "") if len(markets) <= MOST_MARKETS else view.directory.country_of
    shipped, bought = ({text(row["commodity"]) for row in view.trunk(name)} for name in ("flows", "purchases"))
    produced = {text(row["commodity"]) for row in view.trunk("production") if row["made"]}
    moving = {view.stage_of(good) for good in shipped | produced}
    return stage, named, frozenset(good for good in bought if view.stage_of(good) not in moving)


def _by_moment(view: View, rows: Iterable[Record]) -> dict[tuple[str, int], list[Record]]:
    """Rows by good and period, a year of a longer period with its part of the rates; for demand the good is the
    product."""
    by_good: dict[tuple[str, int], list[Record]] = defaultdict(list)
    for period, part, row in view.in_periods(rows):
        if part < 1:
            row = {name: part * value if isinstance(value, float) else value for name, value in row.items()}
        by_good[text(row.get("commodity", row.get("product"))), period].append(row)
    return by_good


def _traced(
    supply: Mapping[tuple[str, str], float],
    use: Mapping[tuple[str, Station], float],
    moved: Mapping[tuple[str, str], float],
) -> Iterator[tuple[tuple[str, str], tuple[str, Station], float]]:
    """(supplier, user, amount) of one good, with all throughput of a site mixed."""
    sites = sorted({site for site, _ in (*supply, *use)} | {site for lane in moved for site in lane})
    places = {site: at for at, site in enumerate(sites)}
    sources = [key for key, amount in supply.items() if amount > 0]
    flow, own = np.zeros((len(sites), len(sites))), np.zeros((len(sources), len(sites)))
    for (origin, target), amount in moved.items():
        flow[places[origin], places[target]] += amount
    for at, key in enumerate(sources):
        own[at, places[key[0]]] = supply[key]
    needed = flow.sum(axis=1)
    for (site, _), amount in use.items():
        needed[places[site]] += amount
    # Stock has no source here: a site's throughput is its inflow or its outflow, whichever is more.
    through = np.maximum(own.sum(axis=0) + flow.sum(axis=0), needed)
    passed_on = np.divide(flow, through[:, None], out=np.zeros_like(flow), where=through[:, None] > 0)
    # Flows in circles lose a little each time, so that the loop ends.
    mix = np.linalg.solve((np.eye(len(sites)) - (1 - FLOAT) * passed_on).T, own.T).T
    for (site, user), amount in use.items():
        here = places[site]
        if amount > 0 and through[here] > 0:
            for at, key in enumerate(sources):
                if mix[at, here] > 0:
                    yield key, (site, user), float(mix[at, here] * amount / through[here])
