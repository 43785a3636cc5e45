"""Parties of a plan: who pays each cost item, and the staff that each plant needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from model.families import load
from model.families.common.protocol import (
    ADOPTERS,
    BUYERS,
    CAUSER,
    EMPLOYERS,
    LATER_EMPLOYERS,
    SHIPPERS,
    SPONSOR,
    STOCKHOLDER,
    UNSERVED,
    Cost,
)
from model.families.conversion.algebra import capacity_uses
from model.families.instance import Instance, context_of
from model.families.investment.rows import Project
from model.families.routes.algebra import Routes
from model.families.workforce.rows import Skill
from model.families.workforce.terms import Workforce, existing_need
from model.scenario.calendar import Calendar
from model.sheets.common import Plant
from model.sheets.names import node_name
from model.sheets.tables import Directory, Tables

if TYPE_CHECKING:
    from collections.abc import Callable

# ----------------------------------------------------------------------------------------------------------------------
# Staff that each plant needs, by skill, labour market and period.


OTHER = ""
"""Who needs people for other work, among the plants that need them."""

Staff = dict[tuple[str, str, int], dict[str, float]]
"""By skill, labour market and period, the people that each plant needs."""


def staff(tables: Tables, instance: Instance, frames: Mapping[str, pd.DataFrame]) -> Staff:
    """People that each plant needs while it is open, existing or built, and those that other work needs."""
    context, data = context_of(tables, instance.tree), instance.part(Workforce)
    skills = {(row.skill, row.market): row for row in tables[Skill]}
    people_by_plant: Staff = defaultdict(lambda: defaultdict(float))
    for plant in tables[Plant]:
        for (s, l, t), people in existing_need(context, skills, [plant]).items():
            people_by_plant[s, l, t][plant.plant] += people
    plant_of = {row.project: row.plant for row in tables[Project]}
    for by_decision, measure in ((data.crew_by_size, "size"), (data.crew_by_build, "modules")):
        built = _built(frames.get("builds"), measure)
        for (s, l, j, b, t), people in by_decision.items():
            if (j, b) in built:
                people_by_plant[s, l, t][plant_of[j]] += people * built[j, b]
    _without_closed(people_by_plant, frames.get("closures"))
    used = used_by_plants(tables, instance.calendar, frames.get("runs"))
    for (s, l, p, t), people in data.crew_by_output.items():
        people_by_plant[s, l, t][p] += people * used.get((p, t), 0.0)
    for labour, row in skills.items():
        for t in instance.calendar.periods:
            people_by_plant[(*labour, t)][OTHER] += instance.calendar.mean(row.other_need, t)
    return people_by_plant


def later(need: Staff) -> Staff:
    """Staff of a period and all later ones together."""
    people_later: Staff = defaultdict(lambda: defaultdict(float))
    for s, l, t in need:
        for (skill, market, period), people in need.items():
            if (skill, market) == (s, l) and period >= t:
                for plant, item in people.items():
                    people_later[s, l, t][plant] += item
    return people_later


def _built(builds: pd.DataFrame | None, measure: str) -> dict[tuple[str, int], float]:
    if builds is None or builds.empty:
        return {}
    return {
        (str(j), int(b)): float(amount)
        for j, b, amount in zip(builds["project"], builds["decided"], builds[measure], strict=True)
    }


def used_by_plants(tables: Tables, calendar: Calendar, runs: pd.DataFrame | None) -> dict[tuple[str, int], float]:
    """Capacity that recipes use, undisturbed, by plant and period [units/y]."""
    if runs is None or runs.empty:
        return {}
    period, use = {node_name("", t): t for t in calendar.periods}, capacity_uses(tables)
    by_plant: dict[tuple[str, int], float] = defaultdict(float)
    for p, r, node, run in zip(runs["plant"], runs["recipe"], runs["node"], runs["run"], strict=True):
        if node in period:
            by_plant[p, period[node]] += run * calendar.mean(use[p, r], period[node])
    return by_plant


def _without_closed(of_plants: Staff, closures: pd.DataFrame | None) -> None:
    """A plant that is closed or mothballed needs no staff."""
    if closures is None or closures.empty:
        return
    is_open = dict(zip(zip(closures["plant"], closures["period"], strict=True), closures["open"], strict=True))
    for (_, _, t), people in of_plants.items():
        for plant in people:
            people[plant] *= is_open.get((plant, t), 1.0)


# ----------------------------------------------------------------------------------------------------------------------
# Parties of a plan: who pays each cost item.


STOCKHOLDERS, OTHERS, TREASURY, ROUNDING = "stockholders", "other employers", "treasury", "rounding"
"""Roles of parties besides those of cost items; treasuries are outside of the plan's objective; rounding is that of
mass balances."""

INSIDE = (SPONSOR, STOCKHOLDERS, BUYERS, UNSERVED, OTHERS)

NOBODY = "no sponsor yet"


class Account(NamedTuple):
    """A line of a party's account."""

    role: str
    party: str
    subject: str
    """Plant, or technology that no plant uses; empty for other parties."""
    line: str


Share = tuple[Account, float]


def cost_items() -> dict[str, Cost]:
    """Every cost item of every family, by name."""
    return {cost.name: cost for module in load() for cost in getattr(module, "COSTS", ())}


def sponsors(tables: Tables) -> dict[Any, str]:
    """Sponsor of each plant: its own, else that of its projects; empty if there is none."""
    sponsor_of: dict[Any, str] = {row.plant: row.sponsor for row in tables[Plant]}
    for project in tables[Project]:
        sponsor_of[project.plant] = sponsor_of.get(project.plant) or project.sponsor
    return sponsor_of


def buyers(country: str, line: str) -> Account:
    """The buyers of a country."""
    return Account(BUYERS, f"buyers of {country}", "", line)


def stockholders(country: str, line: str) -> Account:
    """The stockholders of a country."""
    return Account(STOCKHOLDERS, f"stockholders of {country}", "", line)


class Parties:
    """Finds who pays."""

    def __init__(self, tables: Tables, instance: Instance, frames: Mapping[str, pd.DataFrame]) -> None:
        self.tables, self.instance, self.frames = tables, instance, frames
        self.directory = Directory(tables)
        self._sponsors = sponsors(tables)
        self._plants: dict[Any, str] = {row.plant: row.plant for row in tables[Plant]}
        self._plants |= {row.project: row.plant for row in tables[Project]}
        for name, owner in instance.owners.items():  # of what lies at a plant, as a reserve does
            if name not in self._plants and (at := owner.names & self._sponsors.keys()):
                self._plants[name] = min(at)
        self._kind = {name: cost.party for name, cost in cost_items().items()}

    def sponsor(self, plant: str, line: str) -> Account:
        """The sponsor of a plant."""
        return Account(SPONSOR, self._sponsors.get(plant) or f"{NOBODY}: {plant}", plant, line)

    def single(self, cost: str, owner: str, country: str) -> Account | None:
        """The one party of a cost item; None if several share it."""
        kind = self._kind[cost]
        if kind == SPONSOR or (kind == CAUSER and owner in self._plants):
            return self.sponsor(self._plants[owner], cost)
        if kind in (BUYERS, CAUSER):
            return buyers(country, cost)
        if kind == STOCKHOLDER:
            return stockholders(country, cost)
        return Account(UNSERVED, f"unserved of {country}", "", cost) if kind == UNSERVED else None

    def shared(self, cost: str, item: str, owner: str, node: str) -> list[Share]:
        """The parties of a cost item that several share, and the share of each."""
        split = self._sharing[self._kind[cost]](cost, item, owner, node)
        total = sum(weight for _, weight in split)
        return [(account, weight / total) for account, weight in split]

    @cached_property
    def _sharing(self) -> Mapping[str, Callable[[str, str, str, str], list[Share]]]:
        return {
            EMPLOYERS: lambda *at: self._employers(self._staff, *at),
            LATER_EMPLOYERS: lambda *at: self._employers(self._staff_later, *at),
            ADOPTERS: self._adopters,
            SHIPPERS: self._shippers,
        }

    @cached_property
    def _staff(self) -> Staff:
        return staff(self.tables, self.instance, self.frames)

    @cached_property
    def _staff_later(self) -> Staff:
        return later(self._staff)

    def _employers(self, need: Staff, cost: str, item: str, market: str, period: str) -> list[Share]:
        skill = _first_of(item, {employer for employer, _, _ in need})
        people = need.get((skill, market, int(period)), {})
        shares = [
            (self.sponsor(plant, cost) if plant != OTHER else _others(market, cost), item)
            for plant, item in people.items()
            if item > 0
        ]
        return shares or [(_others(market, cost), 1.0)]

    def _adopters(self, cost: str, item: str, place: str, period: str) -> list[Share]:
        """Sponsors of plants built with a technology in the countries that share it."""
        countries = self.directory.countries(place)
        plants = {
            row.plant: row
            for row in self.tables[Plant]
            if self.directory.country_of[row.site] in countries and item.startswith(f"{row.technology} · {place} · ")
        }
        sizes: dict[str, float] = defaultdict(float)
        for project, size in _columns(self.frames.get("builds"), "project", "size"):
            if self._plants[project] in plants:
                sizes[self._plants[project]] += size
        shares = [(self.sponsor(plant, cost), size) for plant, size in sizes.items() if size > 0]
        technology = item.split(f" · {place} · ")[0]
        return shares or [(Account(SPONSOR, f"{NOBODY}: {technology}", technology, cost), 1.0)]

    def _shippers(self, cost: str, item: str, country: str, node: str) -> list[Share]:
        """Buyers of the destinations of the lanes that pay a cost, by the amount sent to them at a node."""
        sent: dict[str, float] = defaultdict(float)
        ends: Mapping[Any, Any] = self.instance.part(Routes).lanes
        for lane in self._lanes[cost, item]:
            destination = self.directory.country_of[ends[lane][1]]
            sent[destination] += self._sent.get((lane, node), 0.0)
        return [(buyers(destination, cost), amount) for destination, amount in sent.items() if amount > 0]

    @cached_property
    def _lanes(self) -> dict[tuple[str, str], Iterable[str]]:
        """Lanes that pay cost items, by name of the cost and item."""
        lanes: dict[tuple[str, str], Iterable[str]] = {}
        for module, data in zip(load(tuple(self.instance.parts)), self.instance.parts.values(), strict=True):
            for cost in getattr(module, "COSTS", ()):
                by_index = {} if cost.lanes is None else cost.lanes(data)
                lanes |= {(cost.name, " · ".join(index)): paying for index, paying in by_index.items()}
        return lanes

    @cached_property
    def _sent(self) -> dict[tuple[str, str], float]:
        flows = self.frames.get("flows")
        return {(lane, node): sent for lane, node, sent in _columns(flows, "lane", "node", "shipped")}


def _others(market: str, line: str) -> Account:
    return Account(OTHERS, f"other employers of {market}", "", line)


def _first_of(item: str, names: Iterable[str]) -> str:
    """The first label of a cost item, one of some names; empty if it is none of them."""
    return max((name for name in names if item.startswith(f"{name} · ")), key=len, default="")


def _columns(frame: pd.DataFrame | None, *names: str) -> Iterator[tuple[Any, ...]]:
    if frame is not None and len(frame):
        yield from zip(*(frame[name].tolist() for name in names), strict=True)
