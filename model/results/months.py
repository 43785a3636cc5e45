"""Monthly response of the plan: time to survive, time to recover, remaining stock."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from model.families.demand.rows import Demand
from model.results.columns import BY_MONTH
from model.results.outcome import fill_rate
from model.results.plan import Plan
from model.results.view import Record, View, text
from model.sheets.common import Commodity

BY_MONTHS = "response by month"
"""The frame, and the statistic that says why it is missing."""

DEMAND, UNMET, MADE, STOCK = "demand", "unmet", "made", "stock"
MEASURES = (DEMAND, UNMET, MADE, STOCK)
"""Its measures."""

SHORT = 1e-3
"""Share of a month's demand below which a shortage is rounding."""


@dataclass(frozen=True)
class MonthlyService:
    """Demand month by month of a market for a product, or of several together."""

    of: str
    market: str
    demand: Sequence[float]
    unmet: Sequence[float]
    baseline: Sequence[float]
    """The part unmet also without the disruption."""
    unit: str

    @cached_property
    def more(self) -> list[float]:
        """Unmet beyond that, by month."""
        pairs = zip(self.unmet, self.baseline, self.demand, strict=True)
        return [short - usual if short - usual > SHORT * demand else 0.0 for short, usual, demand in pairs]

    @property
    def survives(self) -> int | None:
        """Time to survive: months until more goes unmet than without the disruption; None if that never happens."""
        return next((at for at, more in enumerate(self.more) if more > 0), None)

    @property
    def recovers(self) -> int | None:
        """Time to recover: months from the start until no more goes unmet than without the disruption, within the
        simulated months; None if that is not reached."""
        after = max((at for at, more in enumerate(self.more, start=1) if more > 0), default=0)
        return after if after < len(self.more) else None

    def fill(self, unmet: Sequence[float]) -> list[float | None]:
        """Fill rate by month."""
        return list(map(fill_rate, self.demand, unmet))

    @property
    def lowest(self) -> float | None:
        """The lowest fill rate of a month."""
        return min((each for each in self.fill(self.unmet) if each is not None), default=None)


@dataclass(frozen=True)
class Amount:
    """A stock at the end of each month, from the start on, or the output in each."""

    of: str
    unit: str
    now: Sequence[float]
    usual: Sequence[float]
    """Without the disruption."""


@dataclass(frozen=True)
class ByMonth:
    """The response to one disruption."""

    branch: str
    start: int
    """The year."""
    services: Sequence[MonthlyService]
    stocks: Sequence[Amount]
    made: Sequence[Amount]

    @property
    def count(self) -> int:
        """Months."""
        return len(self.whole.demand)

    @cached_property
    def whole(self) -> MonthlyService:
        """All demand together; in unlike units that for the product which goes short first, or is served least."""
        if len({each.unit for each in self.services}) <= 1:
            return together(self.services)
        of = (self.first or min(self.services, key=lambda each: 1.0 if each.lowest is None else each.lowest)).of
        return replace(together([each for each in self.services if each.of == of]), of=of)

    @property
    def name(self) -> str:
        return self.branch.removesuffix(f", {self.start}")

    def label(self, month: int) -> str:
        """'2029-03' for the third month of a disruption that starts in 2029."""
        return f"{self.start + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}"

    @cached_property
    def first(self) -> MonthlyService | None:
        """Whoever goes short first; of several who has the lowest fill rate."""
        short = [each for each in self.services if each.survives is not None]
        return min(short, key=lambda each: (each.survives or 0, each.lowest or 0.0), default=None)


def together(services: Sequence[MonthlyService]) -> MonthlyService:
    """Demand of all of them."""

    def total(part: Callable[[MonthlyService], Sequence[float]]) -> list[float]:
        return [sum(each) for each in zip(*map(part, services), strict=True)]

    amounts = total(lambda s: s.demand), total(lambda s: s.unmet), total(lambda s: s.baseline)
    return MonthlyService("", "", *amounts, next((each.unit for each in services), ""))


def by_month(view: View) -> list[ByMonth]:
    """The responses of a plan, the worst disruption first."""
    found: dict[str, list[Record]] = {}
    for row in view.rows(BY_MONTHS):
        found.setdefault(text(row["branch"]), []).append(row)
    starts = {text(row["branch"]): int(row["start"]) for row in view.rows("branches")}
    return [_read(branch, starts[branch], rows) for branch, rows in found.items()]


KEPT = ("branch", "measure", "of", "market", "disrupted", "undisrupted")
Series = Sequence[Any]
"""(branch, measure, of, market, disrupted, undisrupted), by month."""


def series_of(frame: pd.DataFrame) -> list[Series]:
    """The frame in the form kept in a file: labels once, then figures."""
    found: dict[tuple[str, ...], tuple[list[float], list[float]]] = {}
    for *labels, now, usual in zip(*(frame[name] for name in KEPT), strict=True):
        pair = found.setdefault(tuple(labels), ([], []))
        pair[0].append(float(now))
        pair[1].append(float(usual))
    return [(*labels, *pair) for labels, pair in found.items()]


def frame_of(series: Iterable[Series], plan: Plan) -> pd.DataFrame:
    """The frame of such series. Raises ValueError if they are not those of the plan."""
    units: dict[str, str] = {row.commodity: row.unit for row in plan.tables[Commodity]}
    markets = {"", *(row.market for row in plan.tables[Demand])}
    months: dict[str, int] = {}
    lines: list[tuple[Any, ...]] = []
    for branch, measure, of, market, now, usual in series:
        count = len(now) - (measure == STOCK)
        is_known = branch in set(plan.frames["branches"]["branch"]) and measure in MEASURES and of in units
        is_right = len(usual) == len(now) and months.setdefault(branch, count) == count and market in markets
        if not (is_known and is_right and all(0 <= each < math.inf for each in (*now, *usual))):
            raise ValueError(f"{measure} of {of}, {branch}: no response by month of this plan")
        first = 0 if measure == STOCK else 1
        for month, pair in enumerate(zip(now, usual, strict=True), start=first):
            lines.append((branch, measure, of, market, units[of], month, *map(float, pair)))
    return pd.DataFrame(lines, columns=list(BY_MONTH))


def _read(branch: str, start: int, rows: Iterable[Record]) -> ByMonth:
    series: dict[tuple[str, str, str], tuple[str, list[float], list[float]]] = {}
    for row in rows:
        key = text(row["measure"]), text(row["of"]), text(row["market"])
        _, now, usual = series.setdefault(key, (text(row["unit"]), [], []))
        now.append(row["disrupted"] or 0.0)
        usual.append(row["undisrupted"] or 0.0)
    services = []
    for (measure, of, market), (unit, need, _) in series.items():
        if measure == DEMAND:
            nothing: tuple[Any, ...] = ("", [0.0] * len(need), [0.0] * len(need))
            _, now, usual = series.get((UNMET, of, market), nothing)
            services.append(MonthlyService(of, market, need, now, usual, unit))
    stocks, made = (
        [Amount(of, unit, now, usual) for (measure, of, _), (unit, now, usual) in series.items() if measure == wanted]
        for wanted in (STOCK, MADE)
    )
    return ByMonth(branch, start, services, stocks, made)
