"""Availability of commodities in each period, undisturbed and regardless of amounts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from model.families.common.checking import calendar_of, timings_of
from model.families.common.reach import Reach, reach_of
from model.families.contracts.rows import Contract
from model.families.contracts.terms import delivers, sold_beyond_limit
from model.families.conversion.terms import existing_in
from model.families.demand.rows import Demand
from model.families.investment.lead_times import BuildDecision, Timing
from model.families.investment.rows import Project
from model.families.routes.transit import lags_of
from model.families.stockpiles.rows import Stockpile
from model.scenario.build_context import Place
from model.scenario.calendar import Calendar
from model.scenario.limits import bound_at, must_hold, periods_of
from model.sheets.common import Plant, Supplier
from model.sheets.tables import Directory, Tables
from model.system.memoise import remembered


@dataclass(frozen=True)
class Duty:
    """A requirement in a period: a commodity must be available at one of the places."""

    what: str
    places: frozenset[Place]


@dataclass
class Timeline:
    """Sources, goods and duties by period."""

    tables: Tables
    directory: Directory

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_of(self.tables)

    @cached_property
    def reach(self) -> Reach:
        return reach_of(self.directory)

    @property
    def timings(self) -> dict[BuildDecision, Timing]:
        """Decisions that come online within the horizon."""
        return timings_of(self.directory)

    @cached_property
    def timings_at(self) -> dict[str, list[tuple[Project, list[Timing]]]]:
        """Projects of each plant, with when each of its decisions comes online."""
        by_project: dict[str, list[Timing]] = {}
        for (project, _), timing in self.timings.items():
            by_project.setdefault(project, []).append(timing)
        by_plant: dict[str, list[tuple[Project, list[Timing]]]] = {}
        for row in self.tables[Project]:
            by_plant.setdefault(row.plant, []).append((row, by_project.get(row.project, [])))
        return by_plant

    @cached_property
    def able(self) -> dict[int, set[str]]:
        """Plants with capacity by period, standing or as soon as built."""
        plant_of = {project.project: project.plant for project in self.tables[Project]}
        spans = [(plant_of[project], timing) for (project, _), timing in self.timings.items()]
        by_period: dict[int, set[str]] = {}
        for t in self.calendar.periods:
            able = by_period[t] = {row.plant for row in self.tables[Plant] if existing_in(self.calendar, row, t) > 0}
            for plant, timing in spans:
                if plant not in able and self.calendar.overlap(timing.online, timing.end, t) > 0:
                    able.add(plant)
        return by_period

    def sources(self, goods: Collection[str], period: int) -> dict[str, None]:
        """Sites that can make or sell some goods in a period."""
        sellers, makers, able = self.reach.selling, self.reach.making, self.able[period]
        sold = (seller.site for k in goods for seller in sellers.get(k, ()) if self._sells(seller, period))
        produced = (run.site for k in goods for run in makers.get(k, ()) if run.operation.plant in able)
        return dict.fromkeys((*sold, *produced))

    def _sells(self, supplier: Supplier, period: int) -> bool:
        if supplier.limit is None or self.calendar.mean(supplier.limit, period) > 0:
            return True
        return supplier.supplier in self._on_top[period]

    @cached_property
    def _on_top(self) -> dict[int, frozenset[str]]:
        """Suppliers that can sell something on top of their limit, by period."""
        rows, calendar = self.tables[Contract], self.calendar
        return {t: sold_beyond_limit(row for row in rows if delivers(row, calendar, t)) for t in calendar.periods}

    @cached_property
    def _sent(self) -> list[tuple[Place, Place, int]]:
        """(origin, destination, lag in periods) of shipments."""
        lags = lags_of({lane.ends: lane.route.transit for lane in self.reach.lanes}, self.calendar.step)
        return [((i, k), (j, k), step) for (i, j, k), arriving in lags.items() for step, _ in arriving]

    def had(self, without: Collection[str] = (), during: Collection[int] = ()) -> dict[int, set[Place]]:
        """Available places and commodities by period, if some goods are neither made nor bought in some periods."""
        stored = {(row.site, row.commodity): row for row in self.tables[Stockpile]}
        sent = self._sent
        by_period: dict[int, set[Place]] = {}
        periods = self.calendar.periods
        for at, t in enumerate(periods):
            gone = set(without) if t in during else set()
            had = {place for place, store in stored.items() if store.opening_stock > 0}
            had |= {
                place for place, store in stored.items() if at and _holds(store) and place in by_period[periods[at - 1]]
            }
            had |= {
                (row.site, row.commodity)
                for row in self.tables[Supplier]
                if row.commodity not in gone and self._sells(row, t)
            }
            had |= {end for start, end, step in sent if 0 < step <= at and start in by_period[periods[at - step]]}
            runs = [r for r in self.reach.runs if r.operation.plant in self.able[t] and r.makes.isdisjoint(gone)]
            new = set(had)
            while new:
                new = {end for start, end, step in sent if step == 0 and start in had}
                new |= {(r.site, k) for r in runs if all((r.site, feed) in had for feed in r.takes) for k in r.makes}
                new -= had
                had |= new
            by_period[t] = had
        return by_period

    @cached_property
    def had_at_all(self) -> dict[int, set[Place]]:
        """Available places and commodities by period."""
        return self.had()

    def duties(self, period: int) -> Iterator[Duty]:
        """Requirements of an undisturbed period."""
        for row in self.tables[Demand]:
            is_due = row.shortage_cost is None or row.minimum_service > 0
            if is_due and self.calendar.mean(row.quantity, period) > 0:
                yield Duty(f"'{row.product}' in {row.market} (Demand, row {row.line})", self._served_by(row))
        for limit in must_hold(self.tables):
            if limit.measure != "service" or limit.value is None or not limit.holds_undisturbed:
                continue
            if period in periods_of(limit, self.calendar) and bound_at(limit, [period], self.calendar) > 0:
                sites, goods = self.directory.sites(limit.scope), self.directory.commodities(limit.of)
                rows = [d for d in self.tables[Demand] if d.market in sites and d.product in goods]
                if any(self.calendar.mean(row.quantity, period) > 0 for row in rows):
                    places = frozenset(place for row in rows for place in self._served_by(row))
                    yield Duty(f"the service of '{limit.limit}' (Limits, row {limit.line})", places)

    def _served_by(self, row: Demand) -> frozenset[Place]:
        return frozenset((row.market, k) for k in self.reach.servings[row.market, row.product])

    def hurt(self, goods: Collection[str], periods: Collection[int]) -> tuple[Duty, int] | None:
        """The first requirement, and its period, that fails if some goods are neither made nor bought in some
        periods."""
        had = self.had(goods, periods)
        for t in self.calendar.periods:
            for duty in self.duties(t):
                if duty.places.isdisjoint(had[t]) and not duty.places.isdisjoint(self.had_at_all[t]):
                    return duty, t
        return None


def _holds(store: Stockpile) -> bool:
    return store.capacity is None or store.capacity > 0


@remembered
def timeline_of(directory: Directory) -> Timeline:
    """The timeline of a workbook, worked out once for all checks."""
    return Timeline(directory.tables, directory)


def greatest_capacity(plant: Plant, period: int, directory: Directory) -> float:
    """Maximum capacity of a plant in a period [unit/y]."""
    timeline = timeline_of(directory)
    built = 0.0
    for project, timings in timeline.timings_at.get(plant.plant, ()):
        shares = [timeline.calendar.share(timing.online, timing.end, period) for timing in timings]
        if shares:
            size = (project.module_size or 0.0) * project.maximum_modules
            built += max(shares) * (size if project.kind == "modules" else project.maximum_size or 0.0)
    total = existing_in(timeline.calendar, plant, period) + built
    return total if plant.maximum_capacity is None else min(total, max(plant.maximum_capacity, 0.0))
