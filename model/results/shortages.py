"""Short markets by calendar year: undisrupted, and at the worst start of disruptions that do the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from model.families.demand.rows import Demand
from model.results.columns import Outcome, fill_rate
from model.results.risk import outcomes
from model.results.view import Record, View
from model.scenario.coincidence import branches
from model.scenario.disruptions import Branch, Disruption
from model.system.memoise import remembered
from model.tolerances import SOLVED

SERVED = 0.95
"""Fill rate from which a market counts as served: below it, it is short."""

Demanded = tuple[str, str]
"""Market and product."""


@dataclass(frozen=True)
class Shortage:
    """Lowest fill rates by period, undisrupted or over all starts of disruptions that do the same."""

    outcomes: tuple[Outcome, ...]
    """The disruptions, the worst first; empty: undisrupted."""
    rates: Mapping[Demanded, Mapping[int, float]]
    """By demand and tested period."""
    damage: Mapping[Demanded, float]
    """Shortage at its cost [amount], without a cost its quantity, of each demand that it leaves short; the largest
    first."""

    @property
    def names(self) -> list[str]:
        """The disruptions as the workbook calls them."""
        return sorted({outcome.name for outcome in self.outcomes})

    @cached_property
    def markets(self) -> dict[str, list[Demanded]]:
        """Short demands by market, the largest damage first."""
        by_market: dict[str, list[Demanded]] = {}
        for demanded in self.damage:
            by_market.setdefault(demanded[0], []).append(demanded)
        return dict(sorted(by_market.items(), key=lambda item: -round(sum(self.damage[key] for key in item[1]), 4)))

    def of_market(self, market: str) -> dict[int, float]:
        """The lowest fill rate of any product by period: rates have no units, so unlike products need no weights."""
        rates = [rates for (place, _), rates in self.rates.items() if place == market]
        periods = sorted({period for by_period in rates for period in by_period})
        return {period: min(by_period.get(period, 1.0) for by_period in rates) for period in periods}


def last_short(rates: Mapping[int, float]) -> tuple[int, bool]:
    """The last period below the fill rate that counts as served, and whether it is the last one tested."""
    until = max(period for period, rate in rates.items() if rate < SERVED)
    return until, until == max(rates)


@dataclass(frozen=True)
class ShortMarket:
    """A demand that is short, undisrupted or by a disruption."""

    disruption: str
    """Names of disruptions that do the same; empty: undisrupted."""
    market: str
    product: str
    lowest: float
    """Lowest fill rate,"""
    lowest_in: int
    """and the first period that has it."""
    until: int
    """The last period in which it is short."""
    is_open: bool
    """Whether that is the last one tested."""
    damage: float


def short_markets(view: View) -> list[ShortMarket]:
    """Short demands, the undisrupted ones first, then by disruption, the worst first; of each the largest damage
    first."""
    return [_short_market(shortage, demanded) for shortage in shortages(view) for demanded in shortage.damage]


def _short_market(shortage: Shortage, demanded: Demanded) -> ShortMarket:
    rates = shortage.rates[demanded]
    lowest = min(rates, key=lambda period: (rates[period], period))
    names, damage = "; ".join(shortage.names), shortage.damage[demanded]
    return ShortMarket(names, *demanded, rates[lowest], lowest, *last_short(rates), damage)


@remembered
def shortages(view: View) -> tuple[Shortage, ...]:
    """The undisrupted case, then disruptions that hurt, those that do the same together, the worst first."""
    costs = {(row.market, row.product): row.shortage_cost or 1.0 for row in view.plan.tables[Demand]}
    calm = list(_lines(view, view.trunk("service")))
    anyway = {(line.demanded, line.period): line.shortage for line in calm}
    families: dict[Any, list[Outcome]] = {}
    rows = {branch.name: branch for branch in branches(view.plan.tables)}
    for outcome in outcomes(view):
        families.setdefault(_effect(rows.get(outcome.branch)) or outcome.name, []).append(outcome)
    cases = [tuple(family) for family in families.values() if any(outcome.hurts for outcome in family)]
    tested = [[list(_lines(view, view.branch("service", outcome.branch))) for outcome in family] for family in cases]
    return tuple(
        _shortage(family, lines, anyway if family else {}, costs)
        for family, lines in zip([(), *cases], [[calm], *tested], strict=True)
    )


def _effect(branch: Branch | None) -> tuple[object, ...]:
    """What a disruption does, apart from its name, its start and its probability."""
    return () if branch is None else tuple(sorted(map(_action, branch.actions)))


def _action(row: Disruption) -> tuple[str | float, ...]:
    return row.action, row.target, row.commodity, row.to, row.value, row.after, row.duration, row.recovery


class ServiceLine(NamedTuple):
    """Demand and shortage of a market in a period, or in a year of one [unit/y]."""

    demanded: Demanded
    period: int
    years: int
    demand: float
    shortage: float


def _lines(view: View, rows: Sequence[Record]) -> Iterator[ServiceLine]:
    for row in rows:
        if (row["demand"] or 0.0) > 0:
            period, years = view.calendar.period_of(row["period"]), view.years_of(row)
            yield ServiceLine((row["market"], row["product"]), period, years, row["demand"], row["shortage"] or 0.0)


def _shortage(
    family: tuple[Outcome, ...],
    lines_by_start: Sequence[Sequence[ServiceLine]],
    anyway: Mapping[tuple[Demanded, int], float],
    costs: Mapping[Demanded, float],
) -> Shortage:
    """The lowest rates over all starts; a demand counts as short if the disruption adds to its shortage while it is
    below the rate that counts as served."""
    rates: dict[Demanded, dict[int, float]] = {}
    damage: dict[Demanded, float] = {}
    short: set[Demanded] = set()
    for lines in lines_by_start:
        of_start: dict[Demanded, float] = {}
        for key, period, years, demand, shortage in lines:
            rate, more = fill_rate(demand, shortage) or 0.0, shortage - anyway.get((key, period), 0.0)
            of_period = rates.setdefault(key, {})
            of_period[period] = min(rate, of_period.get(period, rate))
            if more > SOLVED * demand:
                of_start[key] = of_start.get(key, 0.0) + more * costs.get(key, 1.0) * years
                short |= {key} if rate < SERVED else set()
        damage |= {key: max(amount, damage.get(key, 0.0)) for key, amount in of_start.items()}
    ranked = sorted(short, key=lambda key: (-round(damage[key], 4), min(rates[key].values()), key))
    return Shortage(family, rates, {key: damage[key] for key in ranked})
