"""Dependence on licences: plants that wait while one is late, and royalties until it is replaced."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from model.families.conversion.algebra import Conversion
from model.families.investment.lead_times import BuildDecision
from model.families.technology.experience import Experience, Ramps
from model.families.technology.rows import LICENCE
from model.families.technology.terms import Acquisition, Right, held_before, moments
from model.scenario.build_context import grouped
from model.sheets.common import Plant
from model.sheets.names import Node, Period, PlantName, ProjectName
from model.tolerances import MOMENT, NO_SHARE

At = tuple[PlantName, float, Node]
"""(plant, moment within the period of the node from which something is held, or the period's end; node)"""

HeldFrom = Mapping[Acquisition, float]
"""Decimal year from which an acquisition is held."""


@dataclass
class Late:
    """Maximum runs by plant, moment and node while a disruption delays licences."""

    arrived: dict[At, list[Acquisition]] = field(default_factory=dict)
    """Acquisitions held before the moment: the last one of each way."""
    blocked: dict[At, float] = field(default_factory=dict)
    """Maximum capacity used if any of them is held; 0 if none is [unit/y]."""
    usable: dict[tuple[ProjectName, Period, float, Node], float] = field(default_factory=dict)
    """Share of a decision's size that is usable from the moment on, averaged over the period,"""
    more: dict[tuple[ProjectName, Period, float, Node], float] = field(default_factory=dict)
    """and how much more with experience."""


@dataclass
class Royalties:
    """Where royalties may be due, by plant, moment and node."""

    places: list[tuple[PlantName, Node]] = field(default_factory=list)
    """Plants, and nodes at which something built may run there."""
    replaced: dict[At, list[Acquisition]] = field(default_factory=dict)
    """Ways without royalty that are held before the moment, of each the last acquisition."""
    licensed: dict[At, list[Acquisition]] = field(default_factory=dict)
    """The last acquisition of the licence that is held before the period ends, if there is only one licence."""
    is_licensed: dict[At, float] = field(default_factory=dict)
    """1 if the royalty is always due, as there are several licences."""
    share: dict[At, float] = field(default_factory=dict)
    """Share of the period before it."""
    most: dict[At, float] = field(default_factory=dict)
    """Maximum capacity used on a licence in that share [unit/y]."""


@dataclass
class Plants:
    """Decisions possible at plants, and how much of each may run."""

    ramps: Ramps
    learned: Experience

    def maximum_size(self, j: ProjectName) -> float:
        """Maximum size of a decision on a project [unit/y]."""
        data = self.ramps.investment
        return data.modular[j] * data.most[j] if j in data.modular else data.sized[j][1]

    @cached_property
    def decisions(self) -> dict[PlantName, list[BuildDecision]]:
        """All that may be built, by plant."""
        data = self.ramps.investment
        return grouped(data.plant.values(), ((data.plant[j], (j, b)) for j, b in data.timing))

    def most(self, p: PlantName, n: Node, shares: Mapping[BuildDecision, float]) -> float:
        """Maximum capacity of the decisions at a plant at a node, each with a share of its size: one project per choice
        group, each project at its best time [unit/y]."""
        data = self.ramps.investment
        group = {j: name for name, projects in data.choice_groups.items() for j in projects}
        parts: dict[tuple[str, str], float] = {}
        for (j, _), share in shares.items():
            part = ("group", group[j]) if j in group else ("project", j)
            parts[part] = max(parts.get(part, 0.0), share * self.maximum_size(j))
        room = data.room.get((p, self.ramps.context.tree.undisturbed(n)), math.inf)
        availability: float = self.ramps.context.part(Conversion).availability.get((p, n), 1.0)
        return availability * min(sum(parts.values()), room)

    def greatest(self, p: PlantName, n: Node) -> float:
        """Capacity that a plant may have at a node at most [unit/y]: existing, and all that may be built and is usable,
        or would be with experience."""
        conversion = self.ramps.context.part(Conversion)
        shares = {d: self.usable(d, n) + self.more(d, n) for d in self.decisions.get(p, ())}
        return conversion.existing[p, n] * conversion.availability.get((p, n), 1.0) + self.most(p, n, shares)

    def usable(self, d: BuildDecision, n: Node) -> float:
        """Share of a decision's size that is usable at a node without experience."""
        return self.ramps.investment.usable.get((*d, n), 0.0)

    def more(self, d: BuildDecision, n: Node) -> float:
        """Additional usable share with experience."""
        return self.learned.more.get((*d, n), 0.0)

    def times_held(self, held_from: HeldFrom, plant: Plant, n: Node) -> dict[Acquisition, float]:
        """From when each acquisition is held at a node, licences as late as a disruption makes them."""
        effects = self.ramps.context.effects
        if n not in effects.banning:
            return dict(held_from)
        return {
            a: since + (effects.licence_delay(plant, a[3], since, n) if a[2] == LICENCE else 0.0)
            for a, since in held_from.items()
        }

    def period(self, n: Node) -> tuple[Period, Period]:
        """Start and end of a node's period."""
        start = self.ramps.context.tree.period[n]
        return start, self.ramps.context.calendar.after(start)


def late_licences(plants: Plants, ways: Mapping[PlantName, HeldFrom]) -> Late:
    """Maximum runs while licences are late, at plants whose technology can be acquired in several ways."""
    context, late = plants.ramps.context, Late()
    learned = set(plants.learned.decisions)
    for p, held_from in ways.items():
        for n in context.tree.branch_of or context.effects.averaged:
            if n not in context.effects.banning:
                continue
            start, end = plants.period(n)
            then = plants.times_held(held_from, plants.ramps.plants[p], n)
            if not any(since < end - MOMENT and then[a] > max(since, start) + MOMENT for a, since in held_from.items()):
                continue
            for moment in moments(then, start, end):
                at = p, moment, n
                after = {d: plants.ramps.usable(*d, n, moment) for d in plants.decisions[p]}
                more = {d: plants.ramps.more(*d, n, moment) if d in learned else 0.0 for d in after}
                missing = {d: plants.usable(d, n) - share for d, share in after.items()}
                most = {d: share + max(0.0, plants.more(d, n) - more[d]) for d, share in missing.items()}
                if (blocked := plants.most(p, n, most)) > NO_SHARE:
                    late.arrived[at], late.blocked[at] = held_before(then, moment), blocked
                    late.usable |= {(*d, moment, n): share for d, share in after.items() if share > NO_SHARE}
                    late.more |= {(*d, moment, n): share for d, share in more.items() if share > NO_SHARE}
    return late


def royalties(plants: Plants, ways: Mapping[PlantName, HeldFrom], free: Collection[Right]) -> Royalties:
    """Where plants may owe a royalty, with the licence that it is for and the ways, free of one, that make an end of
    it. ``ways`` are those of each plant that may owe any."""
    owed = Royalties()
    for p, every in ways.items():
        held_from = {a: since for a, since in every.items() if a[:3] in free}
        licences = {a: since for a, since in every.items() if a[:3] not in free}
        is_one = len({a[:3] for a in licences}) == 1
        for n in plants.ramps.context.tree.nodes:
            most = plants.most(p, n, {d: plants.usable(d, n) + plants.more(d, n) for d in plants.decisions[p]})
            if most <= NO_SHARE:
                continue
            owed.places.append((p, n))
            start, end = plants.period(n)
            then = plants.times_held(held_from, plants.ramps.plants[p], n)
            licensed = plants.times_held(licences, plants.ramps.plants[p], n)
            for moment in moments(then, start, end):
                share = (moment - start) / (end - start)
                owed.replaced[p, moment, n] = held_before(then, moment)
                owed.licensed[p, moment, n] = held_before(licensed, end) if is_one else []
                owed.is_licensed[p, moment, n] = 0.0 if is_one else 1.0
                owed.share[p, moment, n], owed.most[p, moment, n] = share, share * most
    return owed
