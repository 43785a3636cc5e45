"""State of a plan's chain at the start of a year, and the monthly capability of its plants from then on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from types import MappingProxyType

from model.families import load_rolls
from model.families.common.past import Past, applied
from model.families.conversion.terms import existing_at
from model.families.instance import Instance
from model.families.investment.rows import LeadTime, Project
from model.families.origin.rows import Origin
from model.families.routes.algebra import Routes
from model.families.routes.rows import GoodsInTransit
from model.families.stockpiles.rows import Stockpile
from model.monthly.time import FIRST, MONTHS, PER_YEAR, Months
from model.results.build import Build, builds
from model.results.plan import Plan
from model.results.view import View
from model.scenario.calendar import Calendar
from model.scenario.disruptions import Branch
from model.scenario.effects import Effects
from model.sheets.columns import ByYear
from model.sheets.common import Plant
from model.sheets.names import CommodityName, LaneName, SiteName, node_name
from model.sheets.tables import Tables
from model.system.memoise import remembered

Sent = Mapping[LaneName, float]
"""Units sent a month, by lane."""


DELAY = "delay"

Late = Mapping[tuple[str, int], float]
"""Months by which builds come later, by project and year of the decision."""
NOT_LATE: Late = MappingProxyType({})


@dataclass(frozen=True)
class PlanAtStart:
    """A plan at the start of a year."""

    plan: Plan
    instance: Instance
    """Instance of its workbook,"""
    effects: Effects
    """and of its disruptions."""
    months: Months
    _capacities: dict[tuple[str, int], float] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        return self.instance.calendar

    def period(self, year: int) -> int:
        """The period of the plan that a year lies in."""
        return max(t for t in self.calendar.periods if t <= year)

    def tables(self) -> Tables:
        """The plan's workbook with stocks, reserves and earlier deliveries as they are by then; still in years.
        Goods in transit are listed by month (`arriving`)."""
        if self.months.start == self.calendar.first_year:
            return self.plan.tables
        past = Past(self.plan.tables, self.calendar, self.months.start, self.plan.frames)
        rules = (rule for family in load_rolls() for rule in getattr(family, "STATE", ()))
        return applied(past, [change for rule in rules for change in rule(past)])[0]

    def stock(self, number: float) -> dict[str, float]:
        """By stockpile, the plan's undisturbed stock when a month starts [units]: between ends of periods on a straight
        line."""
        moment = self.months.moment(number)
        period = self.period(max(math.ceil(moment - 1e-9) - 1, self.calendar.first_year))
        end = self.calendar.after(period)
        before, after = self._stock_after(period - 1), self._stock_after(end - 1)
        share = (moment - period) / (end - period)
        return {q: (1 - share) * before[q] + share * closing for q, closing in after.items()}

    @remembered
    def _stock_after(self, year: int) -> dict[str, float]:
        """At the end of the last year of a period; of the year before the first, the opening stock."""
        if year < self.calendar.first_year:
            return {row.stockpile: row.opening_stock for row in self.plan.tables[Stockpile]}
        frame = self.plan.frames["stock"]
        at_end = frame[frame["node"] == node_name("", self.period(year))]
        return dict(zip(at_end["stockpile"].tolist(), at_end["stock"].tolist(), strict=True))

    def stocks(self) -> dict[tuple[str], dict[int, float]]:
        """The same by commodity, at the end of each month and, under the number before the first, when it starts."""
        by_commodity: dict[tuple[str], dict[int, float]] = {}
        for number in range(FIRST - 1, FIRST + self.months.count):
            stock = self.stock(number + 1)
            for row in self.plan.tables[Stockpile]:
                by_month = by_commodity.setdefault((row.commodity,), {})
                by_month[number] = by_month.get(number, 0.0) + stock[row.stockpile]
        return by_commodity

    # ------------------------------------------------------------------------------------------ capacity

    def capacity(self, plant: Plant) -> list[float]:
        """Usable capacity of a plant in each month [units a month], availability included.

        The plan has averages over each period; their distribution over the months follows from service dates of
        existing capacity, and online dates, ramp-ups and ends of life of builds.
        """
        capacities = []
        for number in self.months.numbers:
            period = self.period(self.months.year_of(number))
            level = PER_YEAR * self._usable.get((plant.plant, node_name("", period)), 0.0)
            first, count = self.months.first_of(period), MONTHS * self.calendar.length(period)
            usual = sum(self._standing(plant, month) for month in range(first, first + count)) / count
            capacities.append(level * self._standing(plant, number) / usual if usual > 0 else level)
        return capacities

    @cached_property
    def _usable(self) -> dict[tuple[str, str], float]:
        """Usable capacity by plant and node, according to the plan."""
        frame = self.plan.frames["capacity"]
        return dict(zip(zip(frame["plant"], frame["node"], strict=True), frame["capacity"].astype(float), strict=True))

    @cached_property
    def _by_month(self) -> Calendar:
        """The plan's horizon in periods of a month."""
        first, end = (self.months.first_of(year) for year in (self.calendar.first_year, self.calendar.end))
        return Calendar(first, end - 1, 1, 0.0)

    def _standing(self, plant: Plant, number: int, late: Late = NOT_LATE) -> float:
        """Usable capacity of a plant in a month, before outages [unit/y]; ``late`` are months by which builds are
        delayed."""
        if late or (plant.plant, number) not in self._capacities:
            capacity = existing_at(plant, self.months.year_of(number))
            for build in self._builds.get(plant.plant, ()):
                wait = late.get((build.project, build.decided), 0.0)
                online, end = self.months.number(build.online) + wait, self.months.number(build.until) + wait
                capacity += build.size * self._by_month.profile(online, end, self._ramps[build.project], number)
            if late:
                return capacity
            self._capacities[plant.plant, number] = capacity
        return self._capacities[plant.plant, number]

    @cached_property
    def _builds(self) -> dict[str, list[Build]]:
        """Builds of the plan, and those made before, by plant."""
        by_plant: dict[str, list[Build]] = {}
        for build in builds(View(self.plan)):
            by_plant.setdefault(build.plant, []).append(build)
        return by_plant

    @cached_property
    def _ramps(self) -> dict[str, list[float]]:
        """By project: usable share by month since it came online, until all is."""
        leads = {row.project: row for row in self.plan.tables[LeadTime]}
        shares = {
            row.project: (leads.get(row.project) or LeadTime(project=row.project)).ramp_up
            for row in self.plan.tables[Project]
        }
        return {name: [share for share in by_year for _ in range(MONTHS)] for name, by_year in shares.items()}

    def late(self, branch: Branch) -> dict[str, list[tuple[int, tuple[float, int]]]]:
        """By plant whose projects a disruption delays: (months later, factor on its capacity, duration)."""
        delays, effects = [row for row in branch.actions if row.action == DELAY], self.effects
        by_plant: dict[str, list[tuple[int, tuple[float, int]]]] = {}
        for plant in self.plan.tables[Plant] if delays else ():
            wait = {
                (build.project, build.decided): sum(
                    MONTHS * row.value
                    for row in delays
                    if build.decided <= branch.start + row.after < build.online
                    and (row.target == build.project or effects.hits_plant(row, plant))
                )
                for build in self._builds.get(plant.plant, ())
            }
            if any(wait.values()):
                usual = [self._standing(plant, number) for number in self.months.numbers]
                now = [self._standing(plant, number, wait) for number in self.months.numbers]
                factors = [min(1.0, b / a) if a > 0 else 1.0 for a, b in zip(usual, now, strict=True)]
                by_plant[plant.plant] = [run for run in _runs(factors) if run[1][0] < 1]
        return by_plant

    # ------------------------------------------------------------------------------------------ goods under way

    def sent(self, year: int) -> dict[LaneName, float]:
        """Units that the plan sends a month on each lane in a year, undisrupted."""
        return self._sent("flows", year).get("", {})

    def _sent(self, name: str, year: int) -> dict[str, dict[LaneName, float]]:
        """The same for a table of shipments, by exclusion if any."""
        frame = self.plan.frames[name]
        frame = frame[frame["node"] == node_name("", self.period(year))]
        exclusions = frame["exclusion"].tolist() if "exclusion" in frame else [""] * len(frame)
        by_exclusion: dict[str, dict[LaneName, float]] = {}
        for exclusion, lane, amount in zip(exclusions, frame["lane"], frame["shipped"], strict=True):
            by_exclusion.setdefault(str(exclusion), {})[lane] = float(amount) * PER_YEAR
        return by_exclusion

    def arriving(self, routes: Routes) -> Iterator[GoodsInTransit | Origin]:
        """Goods sent before the months begin that arrive in them: at the even rate of the year before, or as stated in
        the workbook for its first year, where arrivals of a year come within the longest transit.

        ``routes`` are those of the months: a lane's lags are in months there.
        """
        if self.months.start == self.calendar.first_year:
            yield from self._of_workbook(routes)
            return
        before = self.months.start - 1
        for (site, commodity), amounts in _arriving(routes, self.sent(before)).items():
            yield GoodsInTransit(site=site, commodity=commodity, arriving=self._numbered(amounts))
        for exclusion, sent in self._sent("compliant shipments", before).items():
            for (site, commodity), amounts in _arriving(routes, sent).items():
                by_month = self._numbered(amounts)
                yield Origin(exclusion=exclusion, site=site, commodity=commodity, arriving=by_month)

    def _of_workbook(self, routes: Routes) -> Iterator[GoodsInTransit | Origin]:
        longest: dict[tuple[SiteName, CommodityName], int] = {}
        for lane, step in routes.arriving:
            _, site, commodity = routes.lanes[lane]
            longest[site, commodity] = max(longest.get((site, commodity), 1), step)
        tables = self.plan.tables
        rows: Iterable[GoodsInTransit | Origin] = (*tables[GoodsInTransit], *(o for o in tables[Origin] if o.site))
        for row in rows:
            if row.arriving is not None:
                months = longest.get((row.site, row.commodity), 1)
                amount = row.arriving.at(self.months.start) / months
                yield replace(row, arriving=self._numbered(dict.fromkeys(range(months), amount)))

    def _numbered(self, amounts: Mapping[int, float]) -> ByYear:
        return ByYear.of({FIRST + month: amounts.get(month, 0.0) for month in range(max(amounts) + 2)})


def _arriving(routes: Routes, sent: Sent) -> dict[tuple[SiteName, CommodityName], dict[int, float]]:
    """Arrivals at each place in each month from the first on, of goods sent evenly before."""
    arrivals: dict[tuple[SiteName, CommodityName], dict[int, float]] = {}
    for (lane, step), share in routes.arriving.items():
        if amount := sent.get(lane, 0.0) * share:
            _, site, commodity = routes.lanes[lane]
            by_month = arrivals.setdefault((site, commodity), {})
            for month in range(step):
                by_month[month] = by_month.get(month, 0.0) + amount
    return {place: by_month for place, by_month in arrivals.items() if by_month}


def _runs(values: Sequence[float]) -> list[tuple[int, tuple[float, int]]]:
    """Runs of equal values: start, value, length."""
    runs, at = [], 0
    for value, same in groupby(values):
        count = len(list(same))
        runs.append((at, (value, count)))
        at += count
    return runs
