"""Risk of a plan: effects of disruptions, and the response month by month."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from model.families.demand.rows import Demand
from model.results.columns import BY_MONTH, Outcome, fill_rate
from model.results.plan import Plan
from model.results.view import Record, View, text
from model.scenario.calendar import Calendar
from model.sheets.common import Commodity
from model.sheets.names import branch_name, node_name
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Effects of disruptions on a plan: orders and sums of its frame 'branches', and cost with and without them.


def outcomes(view: View) -> list[Outcome]:
    """All branches, those first that leave most unmet beyond the undisturbed plan, then those that cost most more."""
    return sorted(view.plan.outcomes, key=_rank)


def _rank(outcome: Outcome) -> tuple[bool, float, float]:
    # Differences below the solver's tolerance would set the order by chance.
    return not outcome.hurts, -round(outcome.severity, 4) * outcome.hurts, -round(outcome.extra_cost, 4)


def worst_starts(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The first branch of each disruption and subject, in the order given."""
    worst: dict[str, Outcome] = {}
    for outcome in outcomes:
        worst.setdefault(outcome.name, outcome)
    return list(worst.values())


def expected_relief(outcomes: Iterable[Outcome]) -> float:
    """Expected cost of limits, cover and minimum service that are not held in disruptions, negative if it saves
    [amount]."""
    return sum(
        outcome.probability * outcome.relief
        for outcome in outcomes
        if outcome.probability > 0 and math.isfinite(outcome.relief)
    )


def worst_of_each(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The first branch of each disruption, for any subject."""
    worst: dict[str, Outcome] = {}
    for outcome in outcomes:
        worst.setdefault(outcome.disruption, outcome)
    return list(worst.values())


def unmet_unit(view: View) -> str:
    """Unit of shortages over a window."""
    units = {view.unit("service", "shortage", row).removesuffix("/y") for row in view.trunk("service")}
    if len(units) > 1:
        return BY_PRODUCT
    unit = units.pop() if units else ""
    return unit if unit not in ("", "unit") else "units"


BY_PRODUCT = "unit of the product"
"""Unit of shortages in several units, which have no sum: each outcome is of one product, and so are words."""


def named(view: View, outcome: Outcome, name: str = "") -> str:
    """The name of an outcome or, where units differ, 'Strike: transformer [units]', with the product that it is of."""
    of = outcome.product and f": {outcome.product} [{view.commodities[outcome.product].unit}]"
    return f"{name or outcome.name}{of}"


def short_by_product(view: View, outcome: Outcome) -> list[tuple[str, str, float]]:
    """(product, unit, additional shortage over the whole window), where positive."""
    own = view.branch("service", outcome.branch)
    years = Counter(map(view.calendar.period_of, {row["period"] for row in own}))
    usual = (row for row in view.trunk("service") if row["period"] in years)
    more: dict[tuple[str, str], float] = {}
    needed: dict[tuple[str, str], float] = {}
    for sign, rows in ((1, own), (-1, usual)):
        for row in rows:
            key = text(row["product"]), view.unit("service", "shortage", row).removesuffix("/y")
            count = 1 if sign > 0 else years[row["period"]]
            more[key] = more.get(key, 0.0) + sign * count * (row["shortage"] or 0.0)
            needed[key] = max(needed.get(key, 0.0), count * (row["demand"] or 0.0))
    return [(*key, amount) for key, amount in more.items() if amount > SOLVED * max(needed[key], 1.0)]


@dataclass(frozen=True)
class Shortfall:
    """Shortage in a branch by year of its window, on top of the baseline shortage."""

    anyway: float
    more: tuple[float, ...]


def shortfalls(view: View, outcomes: Sequence[Outcome]) -> list[Shortfall]:
    """Shortfall of each outcome, from the frame 'service'; without it a rate is that of the period in each year."""
    frame = view.branches("service")
    if frame.empty:
        return [Shortfall(outcome.unmet, ()) for outcome in outcomes]
    usual: dict[tuple[str, str], float] = {}
    for row in view.trunk("service"):
        for product in ("", text(row["product"])):
            key = product, str(row["period"])
            usual[key] = usual.get(key, 0.0) + (row["shortage"] or 0.0)
    by_node: dict[tuple[str, str], float] = {}
    for product, node, short in zip(frame["product"], frame["node"], frame["shortage"], strict=True):
        for goods in ("", product):
            by_node[goods, node] = by_node.get((goods, node), 0.0) + short
    results = []
    for outcome in outcomes:
        of = outcome.product
        years = [(t, year) for t in view.periods for year in view.calendar.years_of(t)]
        nodes = [(t, node_name(outcome.branch, year)) for t, year in years]
        keys = [((of, node), (of, str(t))) for t, node in nodes]
        pairs = [(by_node[node], usual.get(t, 0.0)) for node, t in keys if node in by_node]
        anyway = sum(min(pair) for pair in pairs)
        results.append(Shortfall(anyway, tuple(max(0.0, here - there) for here, there in pairs)))
    return results


# ---------------------------------------------------------------------------------------------- cost


def cost_undisturbed(view: View, category: str = "") -> float:
    """Present value of undisturbed cost: spending of the trunk, each sum with its full weight."""
    calendar = Calendar.of(view.settings)
    return float(
        sum(
            (row["amount"] or 0.0) * calendar.discount(int(row["period"]))
            for row in view.trunk("costs")
            if not category or row["category"] == category
        )
    )


def in_windows(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of disruptions, with the name of their branch, in the years of their assessment periods."""
    if frame.empty:
        return frame
    branches = {node: branch_name(node) for node in frame["node"].unique()}
    assessed = {outcome.branch for outcome in view.plan.outcomes}
    within = {node: branch in assessed for node, branch in branches.items()}
    return frame[frame["node"].map(within)].assign(branch=lambda rows: rows["node"].map(branches))


# ----------------------------------------------------------------------------------------------------------------------
# Monthly response of the plan: time to survive, time to recover, remaining stock.


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
        return min((rate for rate in self.fill(self.unmet) if rate is not None), default=None)


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
    outputs: Sequence[Amount]

    @property
    def count(self) -> int:
        """Months."""
        return len(self.overall.demand)

    @cached_property
    def overall(self) -> MonthlyService:
        """All demand together; of products in different units, the first to be short, else the one with the lowest fill
        rate."""
        if len({service.unit for service in self.services}) <= 1:
            return together(self.services)
        of = (
            self.first or min(self.services, key=lambda service: 1.0 if service.lowest is None else service.lowest)
        ).of
        return replace(together([service for service in self.services if service.of == of]), of=of)

    @property
    def name(self) -> str:
        return self.branch.removesuffix(f", {self.start}")

    def label(self, month: int) -> str:
        """'2029-03' for the third month of a disruption that starts in 2029."""
        return f"{self.start + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}"

    @cached_property
    def first(self) -> MonthlyService | None:
        """Whoever goes short first; of several who has the lowest fill rate."""
        short = [service for service in self.services if service.survives is not None]
        return min(short, key=lambda service: (service.survives or 0, service.lowest or 0.0), default=None)


def together(services: Sequence[MonthlyService]) -> MonthlyService:
    """Demand of all of them."""

    def total(part: Callable[[MonthlyService], Sequence[float]]) -> list[float]:
        return [sum(parts) for parts in zip(*map(part, services), strict=True)]

    amounts = total(lambda s: s.demand), total(lambda s: s.unmet), total(lambda s: s.baseline)
    return MonthlyService("", "", *amounts, next((service.unit for service in services), ""))


def by_month(view: View) -> list[ByMonth]:
    """The responses of a plan, the worst disruption first."""
    by_branch: dict[str, list[Record]] = {}
    for row in view.rows(BY_MONTHS):
        by_branch.setdefault(text(row["branch"]), []).append(row)
    starts = {text(row["branch"]): int(row["start"]) for row in view.rows("branches")}
    return [_read(branch, starts[branch], rows) for branch, rows in by_branch.items()]


KEPT = ("branch", "measure", "of", "market", "disrupted", "undisrupted")
Series = Sequence[Any]
"""(branch, measure, of, market, disrupted, undisrupted), by month."""


def series_of(frame: pd.DataFrame) -> list[Series]:
    """The frame in the form kept in a file: labels once, then figures."""
    by_labels: dict[tuple[str, ...], tuple[list[float], list[float]]] = {}
    for *labels, now, usual in zip(*(frame[name] for name in KEPT), strict=True):
        pair = by_labels.setdefault(tuple(labels), ([], []))
        pair[0].append(float(now))
        pair[1].append(float(usual))
    return [(*labels, *pair) for labels, pair in by_labels.items()]


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
        if not (is_known and is_right and all(0 <= value < math.inf for value in (*now, *usual))):
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
    stocks, outputs = (
        [Amount(of, unit, now, usual) for (measure, of, _), (unit, now, usual) in series.items() if measure == wanted]
        for wanted in (STOCK, MADE)
    )
    return ByMonth(branch, start, services, stocks, outputs)
