"""Technology: acquisitions permitted by the workbook, possession when plants come online; royalties; and ramp-up with
experience."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from model.audit.effects import AuditedBuild
from model.audit.horizon import FOREVER, MOMENT, Array, overlap
from model.audit.ledger import DecisionDone, Ledger, figures
from model.audit.plants import capacity_taken, existing, makes, stood, usable_size
from model.audit.tally import Tally, at_each
from model.families.decisions.rows import ACQUIRE, Decision
from model.families.technology.rows import HELD, LICENCE, Technology
from model.results.plan import AuditLine
from model.sheets.common import Plant

NAMES = ("technology", "place", "way", "decided")

Acquired = tuple[Technology, int]
"""A row of the workbook, and the period of the decision on it."""


def acquired(ledger: Ledger) -> Iterator[Acquired]:
    """Acquisitions of the plan that exist in the workbook."""
    for *right, decided in ledger.lines.acquired:
        row = ledger.rows.technologies.get((right[0], right[1], right[2]))
        if row is not None:
            yield row, int(decided)


def held_from(ledger: Ledger, row: Technology, decided: int) -> float:
    """Time from which a technology is held: the decision plus its duration, or, for one made before the first year, as
    stated in a row of Decisions."""
    start = _acquired_earlier(ledger, row, decided)
    return decided + row.years if start is None or start.effective is None else start.effective


def _acquired_earlier(ledger: Ledger, row: Technology, decided: int) -> Decision | None:
    return ledger.rows.made_in(ACQUIRE, row.technology, decided, row.place, row.way)


def acquisitions(ledger: Ledger) -> AuditLine:
    """Technologies are acquired once, in a way and at a time permitted by the workbook, and are held and paid as stated
    there [years; amount]."""
    tally, times = Tally("acquisitions"), dict[tuple[str, str, str], int]()
    costs = figures(ledger.plan, "technology", NAMES, "cost")
    for line, acquired in ledger.lines.acquired.items():
        technology, place, way, decided = line
        where = f"{technology}, {place}, {way}, decided in {decided}"
        row = ledger.rows.technologies.get((technology, place, way))
        if row is None or way == HELD:
            tally.require(False, where, "the workbook has no such way to acquire it")
            continue
        times[technology, place, way] = times.get((technology, place, way), 0) + 1
        if _acquired_earlier(ledger, row, decided) is None:
            tally.require(decided in ledger.horizon.periods, where, "this is not the start of a period")
            if row.earliest_decision is not None:
                tally.at_least(decided, row.earliest_decision, where, 1.0)
        tally.equal(acquired - decided, held_from(ledger, row, decided) - decided, f"years of {where}")
        tally.equal(costs.get(line, math.nan), row.cost, f"cost of {where}")
    for right, count in times.items():
        tally.at_most(count, 1, f"acquisitions of {', '.join(right)}")
    return tally.check()


def technology_held(ledger: Ledger) -> AuditLine:
    """A build comes online only once its technology is held there."""
    tally = Tally("technology held")
    for build in ledger.builds:
        if build.is_something and is_restricted(ledger, build.plant):
            holding = _held_from(ledger, build.plant, ledger.horizon.trunk[0])
            why = f"{build.plant.technology} is not held in {ledger.country(build.plant.site)} by then"
            tally.require(holding <= build.online + MOMENT, build.name, why)
    return tally.check()


def licences_in_disruptions(ledger: Ledger) -> AuditLine:
    """New capacity is not used in a disruption before its technology is held [units per year]."""
    tally = Tally("licences in disruptions")
    for name, plant in ledger.rows.plants.items():
        if not is_restricted(ledger, plant):
            continue
        since, nothing = _held_at_nodes(ledger, plant), np.zeros(len(ledger.horizon.at))
        usable = sum((usable_size(ledger, build, since) for build in ledger.builds_at(name)), nothing)
        most = _availability(ledger, plant) * usable + _stands_usable(ledger, plant)
        at = [ledger.horizon.at[node] for node in ledger.horizon.event_at]
        tally.at_most(capacity_taken(ledger, name)[at], most[at], at_each(ledger.horizon.event_at, name))
    return tally.check()


def royalties(ledger: Ledger) -> AuditLine:
    """Royalties are counted, once their licence has been acquired, on all use beyond the capacity existing before the
    plan, until a way without royalty is held [units per year]."""
    tally = Tally("royalties")
    for name, plant in ledger.rows.plants.items():
        if royalty(ledger, plant) <= 0:
            continue
        free = _held_at_nodes(ledger, plant, lambda row: not row.royalty)
        licensed = _held_at_nodes(ledger, plant, lambda row: row.royalty > 0)
        for at, (node, span) in enumerate(ledger.horizon.spans.items()):
            if licensed[at] >= span.end - MOMENT:
                continue
            share = overlap(span.start, free[at], *span) / span.length
            used = capacity_taken(ledger, name)[at]
            due = share * max(0.0, used - _stands_usable(ledger, plant)[at])
            tally.at_least(ledger.lines.licensed.get((name, node), 0.0), due, f"{name}, {node}", used)
    return tally.check()


def royalty(ledger: Ledger, plant: Plant) -> float:
    """Royalty of a plant for each unit that it uses on a licence [currency per unit]."""
    rows = _rows(ledger, plant) if is_restricted(ledger, plant) else []
    return max((row.royalty for row in rows if row.way == LICENCE), default=0.0)


def experience(ledger: Ledger) -> AuditLine:
    """Builds that ramp up with experience exist, and a plant of their kind was in service in their country before
    [units per year]."""
    tally = Tally("experience")
    builds = {(build.project.project, build.decided): build for build in ledger.builds}
    for line, size in ledger.lines.experienced.items():
        build = builds.get((line[0], line[1]))
        if build is None:
            tally.require(size <= 0, f"{line[0]} decided in {line[1]}", "it is not built")
            continue
        tally.at_most(size, build.size, build.name)
        tally.require(any(_stood_before(ledger, build)), build.name, "there was no plant of its kind before")
    return tally.check()


def _stood_before(ledger: Ledger, build: AuditedBuild) -> Iterator[bool]:
    """For all plants of a technology in a country, whether each was in service before a build comes online."""
    country, technology, moment = ledger.country(build.plant.site), build.plant.technology, build.online
    for plant in ledger.rows.plants.values():
        if plant.technology == technology and ledger.country(plant.site) == country:
            yield stood(plant, moment)
            for other in ledger.builds_at(plant.plant):
                yield other.is_something and other.online < moment - MOMENT and moment < other.end - MOMENT


def _rows(ledger: Ledger, plant: Plant) -> list[Technology]:
    """Rows of a plant's technology for its country."""
    country = ledger.country(plant.site)
    return [
        row
        for row in ledger.rows.technologies.values()
        if row.technology == plant.technology and country in ledger.directory.countries(row.place)
    ]


def is_restricted(ledger: Ledger, plant: Plant) -> bool:
    """Whether a plant's technology must be acquired at its location."""
    has_rows = any(row.technology == plant.technology for row in ledger.rows.technologies.values())
    return has_rows and all(row.way != HELD for row in _rows(ledger, plant))


def _held_from(
    ledger: Ledger, plant: Plant, node: str, counts: Callable[[Technology], bool] = lambda row: True
) -> float:
    """When a plant holds its technology in a way that counts, as the plan acquires it and a disruption holds it up."""
    here = {(row.technology, row.place, row.way) for row in _rows(ledger, plant)}
    first = FOREVER
    for row, decided in acquired(ledger):
        if (row.technology, row.place, row.way) in here and counts(row):
            holding = held_from(ledger, row, decided)
            if row.way == LICENCE:
                holding = ledger.effects.licensed(plant, decided, holding - decided, node)
            first = min(first, holding)
    return first


def _held_at_nodes(ledger: Ledger, plant: Plant, counts: Callable[[Technology], bool] = lambda row: True) -> Array:
    """The same at each node: one moment for all nodes of an event."""
    horizon = ledger.horizon
    first = {number: node for node, number in zip(horizon.period, horizon.event_number.tolist(), strict=True)}
    counts_at = {number: _held_from(ledger, plant, node, counts) for number, node in first.items()}
    return np.array([counts_at[number] for number in horizon.event_number.tolist()])


def _availability(ledger: Ledger, plant: Plant) -> Array:
    return ledger.effects.capacity_of_plant(plant, makes(ledger, plant.plant))


def _stands_usable(ledger: Ledger, plant: Plant) -> Array:
    """Capacity existing before the plan at each node, after effects of a disruption [units per year]."""
    return ledger.horizon.by_span(lambda span: existing(ledger, plant, span)) * _availability(ledger, plant)


def technology_decided(ledger: Ledger) -> Iterator[DecisionDone]:
    """Technologies that are acquired."""
    for row, year in acquired(ledger):
        yield DecisionDone(ACQUIRE, row.technology, year, 1.0, row.place, row.way)


DONE = {"technology": (technology_decided,)}
AUDITS = {"technology": (acquisitions, technology_held, licences_in_disruptions, royalties, experience)}

__all__ = [
    "acquired",
    "acquisitions",
    "experience",
    "held_from",
    "is_restricted",
    "licences_in_disruptions",
    "royalties",
    "royalty",
    "technology_held",
]
