"""Short markets by cause, and the end of each shortage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.families.demand.rows import Demand
from model.results.outcome import fill_rate
from model.results.risk import outcomes
from model.results.view import View
from model.sheets.names import branch_name
from model.system.memoise import remembered
from model.tolerances import SOLVED

SERVED = 0.95
"""Fill rate from which a market counts as served: below it, it is short."""

Key = tuple[str, str]


class Served(NamedTuple):
    """Demand and shortage in a year, or over a disruption [unit/y, summed over years]."""

    demand: float
    shortage: float

    @property
    def rate(self) -> float:
        return 1.0 if (rate := fill_rate(self.demand, self.shortage)) is None else rate


Rates = Mapping[Key, Mapping[int, Served]]
"""By market and product, and by year or start."""


@dataclass(frozen=True)
class ShortMarket:
    """A demand that is short, undisrupted in some year or in some start of a disruption."""

    disruption: str
    """Empty: undisrupted."""
    market: str
    product: str
    lowest: float
    """Lowest fill rate,"""
    lowest_from: int
    """and the year, or the start of the disruption, that has it."""
    until: int | None
    """The first year or start from which on it is served; None if it is short in the last."""
    last: float
    """Fill rate in the last year, or at the last start,"""
    last_from: int
    """which this is."""
    damage: float
    """Shortage at the lowest fill rate, at its cost [amount]; without a cost its quantity."""


@remembered
def short_markets(view: View) -> tuple[ShortMarket, ...]:
    """Short demands, the undisrupted ones first, then by disruption, the worst first; of each the largest damage
    first. A disruption's own are those that it makes worse."""
    calm: dict[Key, dict[int, Served]] = {}
    anyway: dict[tuple[str, str, int], float] = {}
    for row in view.trunk("service"):
        market, product, period, short = row["market"], row["product"], row["period"], row["shortage"] or 0.0
        anyway[market, product, period] = short
        if (row["demand"] or 0.0) > 0:
            calm.setdefault((market, product), {})[period] = Served(row["demand"], short)
    costs = {(row.market, row.product): row.shortage_cost or 1.0 for row in view.plan.tables[Demand]}
    found = [*_short("", calm, calm, costs)]
    for name, (rates, worse) in _disrupted(view, anyway).items():
        found += _short(name, rates, worse, costs)
    return tuple(found)


def _disrupted(view: View, anyway: Mapping[tuple[str, str, int], float]) -> dict[str, tuple[Rates, Rates]]:
    """By disruption that hurts: fill rates by start, and those of them that it makes worse."""
    hurting = {each.branch: each for each in outcomes(view) if each.hurts}
    names = dict.fromkeys(each.name for each in hurting.values())
    rates: dict[str, tuple[Any, Any]] = {name: ({}, {}) for name in names}
    served = view.branches("service")
    if served.empty or not hurting:
        return {}
    starts = {each.branch: (each.name, each.start) for each in outcomes(view) if each.name in names}
    keys = zip(served["market"], served["product"], served["period"], strict=True)
    served = served.assign(
        branch=[branch_name(node) for node in served["node"].astype(str)],
        anyway=[anyway.get(key, 0.0) for key in keys],
    )
    sums = served.groupby(["branch", "market", "product"], sort=False)[["demand", "shortage", "anyway"]].sum()
    for (branch, market, product), demand, shortage, before in sums.itertuples():
        if branch not in starts or demand <= 0:
            continue
        name, start = starts[branch]
        every, worse = rates[name]
        every.setdefault((market, product), {})[start] = Served(demand, shortage)
        if shortage - before > SOLVED * demand:
            worse.setdefault((market, product), {})[start] = Served(demand, shortage)
    return rates


def _short(disruption: str, rates: Rates, caused: Rates, costs: Mapping[Key, float]) -> Iterator[ShortMarket]:
    """Demands below the fill rate that counts as served, ``caused`` by the disruption itself."""
    made = []
    for key, by_start in rates.items():
        late = {start: served for start, served in caused.get(key, {}).items() if served.rate < SERVED}
        if not late:
            continue
        lowest = min(late, key=lambda start: (late[start].rate, start))
        last = max(by_start)
        after = [start for start in by_start if start > max(late)]
        made.append(ShortMarket(
            disruption, *key, late[lowest].rate, lowest, min(after, default=None), by_start[last].rate, last,
            late[lowest].shortage * costs[key],
        ))  # fmt: skip
    return iter(sorted(made, key=lambda each: (-round(each.damage, 4), each.lowest, each.market, each.product)))
