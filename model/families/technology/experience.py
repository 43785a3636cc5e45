"""Value of experience: ramp-up that the second plant of a technology in a country can skip."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from model.families.closures.rows import Closure
from model.families.conversion.terms import existing_at
from model.families.investment.lead_times import BuildDecision, Timing, lead_times
from model.families.investment.rows import LeadTime
from model.families.technology.rows import Technology
from model.families.technology.terms import covering
from model.scenario.build_context import BuildContext
from model.sheets.common import Plant
from model.sheets.names import Node, Period, PlantName, ProjectName
from model.tolerances import MOMENT, NO_SHARE

if TYPE_CHECKING:
    from model.families.investment.terms import Investment


@dataclass
class Ramps:
    """Usable share of a decision's size at a node, with experience and without."""

    context: BuildContext
    investment: Investment
    _known: dict[tuple[ProjectName, Period, Period, float, float], float] = field(default_factory=dict)

    @cached_property
    def plants(self) -> dict[PlantName, Plant]:
        return {plant.plant: plant for plant in self.context.tables[Plant]}

    @cached_property
    def leads(self) -> dict[ProjectName, LeadTime]:
        return lead_times(self.context)

    @cached_property
    def skipped(self) -> dict[PlantName, float]:
        """Years of ramp-up that experience saves each plant, if any; none at a plant that may be closed."""
        rows = self.context.tables[Technology]
        closable = {row.plant for row in self.context.tables[Closure]}
        plants = {p: plant for p, plant in self.plants.items() if p not in closable} if rows else {}
        by_plant = {p: covering(plant, rows, self.context.directory) for p, plant in plants.items()}
        years = {p: max((row.experience for row in fitting), default=0.0) for p, fitting in by_plant.items()}
        return {p: saved for p, saved in years.items() if saved > 0}

    def usable(self, j: ProjectName, b: Period, n: Node, since: float = -math.inf) -> float:
        """Share of the size that is usable at a node from a moment on, averaged over the node's period."""
        return self._share(j, b, self.context.tree.period[n], self._late(j, b, n), since, 0.0)

    def more(self, j: ProjectName, b: Period, n: Node, since: float = -math.inf) -> float:
        """Additional usable share with experience."""
        skipped = self.skipped.get(self.investment.plant[j], 0.0)
        if not skipped:
            return 0.0
        key = j, b, self.context.tree.period[n], self._late(j, b, n), since
        if key not in self._known:  # most nodes of a period have the same share
            self._known[key] = max(0.0, self._share(*key, skipped) - self._share(*key, 0.0))
        return self._known[key]

    def _late(self, j: ProjectName, b: Period, n: Node) -> float:
        if n not in self.context.effects.delaying:
            return 0.0
        span, plant = self.investment.timing[j, b], self.plants[self.investment.plant[j]]
        return self.context.effects.delay(j, plant, span.decided, span.online, n)

    def _share(self, j: ProjectName, b: Period, period: Period, late: float, since: float, skipped: float) -> float:
        """A ramp that begins long enough before coming online for the skipped part to be over by then."""
        span, total = self.investment.timing[j, b], 0.0
        online, end, start = max(span.online + late, since), span.end + late, span.online + late - skipped
        for share in self.leads[j].ramp_up:
            total += share * self.context.calendar.share(max(start, online), min(start + 1, end), period)
            start += 1
        return total + self.context.calendar.share(max(start, online), end, period)


@dataclass(frozen=True)
class Experience:
    """Decisions that experience lets ramp up faster."""

    more: dict[tuple[ProjectName, Period, Node], float]
    """Share of the size that is usable on top, by decision and node."""
    taught: list[BuildDecision]
    """Decisions that come after a plant existing before the plan,"""
    learning: dict[BuildDecision, list[BuildDecision]]
    """and the others, with the decisions from which they may learn: online before them, and still there."""

    @property
    def decisions(self) -> list[BuildDecision]:
        return [*self.taught, *self.learning]


def experience(ramps: Ramps) -> Experience:
    """Decisions that ramp up faster with experience, by how much and thanks to which others."""
    if not ramps.skipped:
        return Experience({}, [], {})
    investment, nodes = ramps.investment, ramps.context.tree.nodes
    more = {
        (j, b, n): share
        for (j, b), n in product((d for d in investment.timing if investment.plant[d[0]] in ramps.skipped), nodes)
        if (share := ramps.more(j, b, n)) > NO_SHARE
    }
    taught: list[BuildDecision] = []
    learning: dict[BuildDecision, list[BuildDecision]] = {}
    for j, b in dict.fromkeys((j, b) for j, b, _ in more):
        span, kin = investment.timing[j, b], _kin(ramps, investment.plant[j])
        if any(_stood(plant, span.online) for plant in kin):
            taught.append((j, b))
        else:
            names = {plant.plant for plant in kin}
            built = ((d, timing) for d, timing in investment.timing.items() if investment.plant[d[0]] in names)
            earlier = [d for d, timing in built if _is_there(timing, span) and not _excludes(investment, d[0], j)]
            if earlier:
                learning[j, b] = earlier
    decisions = {*taught, *learning}
    return Experience({key: share for key, share in more.items() if key[:2] in decisions}, taught, learning)


def _kin(ramps: Ramps, plant: PlantName) -> Iterable[Plant]:
    """Plants of a plant's technology in its country, itself too."""
    country, one = ramps.context.directory.country_of, ramps.plants[plant]
    return [
        other
        for other in ramps.plants.values()
        if other.technology == one.technology and country[other.site] == country[one.site]
    ]


def _stood(plant: Plant, moment: float) -> bool:
    """Whether existing capacity has been in service just before a moment, and is at it."""
    around = math.ceil(moment - MOMENT) - 1, math.floor(moment + MOMENT)
    return all(existing_at(plant, year) > 0 for year in around)


def _is_there(other: Timing, span: Timing) -> bool:
    """Whether another decision comes online before one, and its life is not over when that does."""
    return other.online < span.online - MOMENT and span.online < other.end - MOMENT


def _excludes(investment: Investment, i: ProjectName, j: ProjectName) -> bool:
    """Whether building one project excludes another: itself, if built only once, or an alternative."""
    group = next((group for group in investment.choice_groups.values() if j in group), [])
    return investment.most[j] == 1 if i == j else i in group
