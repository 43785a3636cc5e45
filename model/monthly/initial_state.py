"""State of a plan's chain at the start of a year, and the monthly capability of its plants from then on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from types import MappingProxyType
from typing import Any

from model.families import load_rolls
from model.families.common.months import MonthsAhead
from model.families.common.past import Past, applied
from model.families.conversion.terms import existing_at
from model.families.instance import Instance
from model.families.investment.rows import LeadTime, Project
from model.families.routes.algebra import Routes
from model.families.stockpiles.rows import Stockpile
from model.results.build import Build, builds
from model.results.plan import Plan
from model.results.view import View
from model.scenario.calendar import Calendar
from model.scenario.disruptions import Branch
from model.scenario.effects import Effects
from model.scenario.months import FIRST, MONTHS, PER_YEAR, Months
from model.sheets.common import Plant
from model.sheets.names import LaneName, node_name
from model.sheets.tables import Tables
from model.system.memoise import remembered

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
        return self.ahead.period(year)

    @cached_property
    def ahead(self) -> MonthsAhead:
        """Its workbook and tables, as the families read them."""
        return MonthsAhead(self._tables(), self.plan.frames, self.calendar, self.months, {})

    def _tables(self) -> Tables:
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
        return self.ahead.sent("flows", year).get("", {})

    def arriving(self, network: Routes) -> Iterator[Any]:
        """Rows of goods sent before the months begin that arrive in them, on the lanes of the months."""
        rules = (rule for family in load_rolls() for rule in getattr(family, "ARRIVING", ()))
        for rule in rules:
            yield from rule(self.ahead, network)


def _runs(values: Sequence[float]) -> list[tuple[int, tuple[float, int]]]:
    """Runs of equal values: start, value, length."""
    runs, at = [], 0
    for value, same in groupby(values):
        count = len(list(same))
        runs.append((at, (value, count)))
        at += count
    return runs
