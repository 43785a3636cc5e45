"""Markets that are left short, by what, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from model.results.risk import outcomes
from model.results.view import View
from model.sheets.names import branch_name
from model.system.memoise import remembered
from model.tolerances import SOLVED

SERVED = 0.95
"""Fill rate from which a market counts as served: below it, it is short."""

KEYS = ["market", "product"]


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


@remembered
def short_markets(view: View) -> tuple[ShortMarket, ...]:
    """Short demands, the undisrupted ones first, then by disruption, the worst first; of each the lowest fill rate
    first. A disruption's own are those that it makes worse."""
    rates = {each.name: {} for each in outcomes(view) if each.hurts} if view.has_branches else {}
    starts = {each.branch: each for each in outcomes(view)}
    usual = view.trunk("service")
    calm: dict[tuple[str, str], dict[int, float]] = {}
    for row in usual:
        if (row["demand"] or 0.0) > 0:
            calm.setdefault((row["market"], row["product"]), {})[row["period"]] = 1 - row["shortage"] / row["demand"]
    found = [*_short("", calm, calm)]
    served = view.branches("service")
    if served.empty or not rates:
        return tuple(found)
    anyway = {(row["market"], row["product"], row["period"]): row["shortage"] or 0.0 for row in usual}
    served = served.assign(
        branch=[branch_name(node) for node in served["node"].astype(str)],
        anyway=[anyway.get(each, 0.0) for each in zip(*(served[name] for name in (*KEYS, "period")), strict=True)],
    )
    sums = served.groupby(["branch", *KEYS], sort=False)[["demand", "shortage", "anyway"]].sum()
    worse: dict[str, dict[tuple[str, str], dict[int, float]]] = {}
    for (branch, *key), demand, shortage, before in sums.itertuples():
        outcome = starts.get(branch)
        if outcome is None or outcome.name not in rates or demand <= 0:
            continue
        by_start = rates[outcome.name].setdefault(tuple(key), {})
        by_start[outcome.start] = 1 - shortage / demand
        if shortage - before > SOLVED * demand:
            worse.setdefault(outcome.name, {}).setdefault(tuple(key), {})[outcome.start] = by_start[outcome.start]
    for name, by_market in rates.items():
        found += _short(name, by_market, worse.get(name, {}))
    return tuple(found)


Rates = Mapping[tuple[str, str], Mapping[int, float]]
"""Fill rates by market and product, and by year or start."""


def _short(disruption: str, rates: Rates, caused: Rates) -> Iterator[ShortMarket]:
    """Demands below the fill rate that counts as served, ``caused`` by the disruption itself."""
    made = []
    for (market, product), by_start in rates.items():
        late = {start: rate for start, rate in caused.get((market, product), {}).items() if rate < SERVED}
        if not late:
            continue
        lowest = min(late, key=lambda start: (late[start], start))
        last = max(by_start)
        after = [start for start in by_start if start > max(late)]
        made.append(ShortMarket(
            disruption, market, product, late[lowest], lowest, min(after, default=None), by_start[last], last,
        ))  # fmt: skip
    return iter(sorted(made, key=lambda each: (each.lowest, each.market, each.product)))
