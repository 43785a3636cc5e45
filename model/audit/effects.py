"""Effects of disruptions at all nodes, from the rows of their sheet: factors on undisturbed values; and the builds of a
plan, which they delay."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from model.audit.horizon import MOMENT, Array, Event, Horizon
from model.families.decisions.rows import Decision
from model.families.investment.rows import EXPANSION, MODULES, LeadTime, Project
from model.families.supply.rows import Outlet
from model.scenario.disruptions import Disruption
from model.sheets.common import Plant, Supplier
from model.sheets.schema import ANY
from model.sheets.tables import Directory
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# A decision to build, as the audit reads it from the plan.

Stage = tuple[float, float, float]
"""(start, end, share): one without duration is at that moment."""


def share_within(stages: Iterable[Stage], after: float, before: float) -> float:
    """Share of all stages from one moment to another."""
    total = 0.0
    for start, end, share in stages:
        if end > start:
            total += share * max(0.0, min(end, before) - max(start, after)) / (end - start)
        elif after <= start < before:
            total += share
    return total


@dataclass(frozen=True)
class AuditedBuild:
    """One decision to build, and its life in decimal years."""

    project: Project
    plant: Plant
    lead: LeadTime
    decided: int
    modules: float
    size: float
    decision: Decision | None = None
    """Row of a decision made before the first year."""

    def __hash__(self) -> int:  # that of all fields takes longer than what is looked up by it
        return hash((self.project.project, self.decided))

    @property
    def is_something(self) -> bool:
        """Whether anything is built: a reported build of no size does not count."""
        if self.project.kind == EXPANSION:
            return self.modules > 0 or self.size > SOLVED
        return self.modules > 0 and (self.project.kind == MODULES or self.size > SOLVED)

    @property
    def construction(self) -> float:
        """When permits are there."""
        return min(self.decided + self.lead.permitting, self.online)

    @property
    def online(self) -> float:
        if self.decision is not None and self.decision.effective is not None:
            return self.decision.effective
        return self.decided + self.lead.permitting + self.lead.construction

    @property
    def stages(self) -> Iterator[Stage]:
        """Years of construction with their shares of spending; all of it at once where these are not given or an
        annuity takes their place."""
        lead, start, end = self.lead, self.construction, self.online
        years = (lead.spend_year_1, lead.spend_year_2, lead.spend_year_3, lead.spend_year_4, lead.spend_year_5)
        if lead.annuity_years is not None or all(share is None for share in years):
            yield start, end, 1.0
        else:
            for year, share in enumerate(years):
                yield min(start + year, end), min(start + year + 1, end), share or 0.0

    @property
    def end(self) -> float:
        return self.online + self.project.life

    @property
    def name(self) -> str:
        return f"{self.project.project} decided in {self.decided}"


# ----------------------------------------------------------------------------------------------------------------------
# Effects.

Spell = tuple[float, float, float]
"""The share that a row leaves, and the parts of a node's years (0 to 1) from which and to which it acts."""

Stop = tuple[str, str, str]
"""(target, to, commodity) of actions on exports."""


class DisruptionEffects:
    """Factors at every node, each action counting for the part of the node's years in which it acts."""

    def __init__(self, horizon: Horizon, directory: Directory) -> None:
        self._horizon, self._directory = horizon, directory
        self._acting: dict[str, dict[int, tuple[Disruption, list[tuple[str, Spell]]]]] = {}
        """By action, rows with the nodes at which they act."""
        self._known: dict[tuple[str, ...], Array] = {}
        for event in horizon.events:
            for node in event.nodes:
                for row in event.actions:
                    self._note(event, node, row)

    def _note(self, event: Event, node: str, row: Disruption) -> None:
        """From which to which part of the node's years a row acts."""
        span = self._horizon.spans[node]
        since = event.start + row.after - span.start
        begin, end = max(0.0, since), min(float(span.length), since + row.duration)
        if end - begin > MOMENT:
            spell = row.value, begin / span.length, end / span.length
            # By identity: of two rows that say the same, each acts.
            self._acting.setdefault(row.action, {}).setdefault(id(row), (row, []))[1].append((node, spell))

    def _left(self, action: str, *of: str, is_hit: Callable[[Disruption], bool]) -> Array:
        """Share left where rows act that hit something of a name."""
        if (action, *of) not in self._known:
            spells: dict[str, list[Spell]] = {}
            for row, acts in self._acting.get(action, {}).values():
                for node, spell in acts if is_hit(row) else ():
                    spells.setdefault(node, []).append(spell)
            share_left = self._known[action, *of] = np.ones(len(self._horizon.at))
            for node, several in spells.items():
                share_left[self._horizon.at[node]] = _mean(tuple(several))
        return self._known[action, *of]

    def capacity_of_plant(self, plant: Plant, makes: Collection[str]) -> Array:
        """Share of its capacity that a plant can use; a row for a commodity hits the plants that make it."""

        def is_hit(row: Disruption) -> bool:
            makes_it = row.commodity == ANY or any(self._is_of(row, make) for make in makes)
            return makes_it and self.hits(row, plant)

        return self._left("capacity", "plant", plant.plant, is_hit=is_hit)

    def yield_of(self, plant: Plant, commodity: str) -> Array:
        """Factor on a plant's output of a commodity."""
        return self._left(
            "yield", plant.plant, commodity, is_hit=lambda row: self._is_of(row, commodity) and self.hits(row, plant)
        )

    def capacity_of_supplier(self, supplier: Supplier) -> Array:
        """Share of its limit that a supplier can sell."""
        name = supplier.supplier
        return self._left("capacity", "supplier", name, is_hit=lambda row: self.hits_trade(row, name, supplier))

    def sales(self, outlet: Outlet) -> Array:
        """Share of its limit that an outlet takes."""
        return self._left("sales", outlet.outlet, is_hit=lambda row: self.hits_trade(row, outlet.outlet, outlet))

    def price(self, trader: Supplier | Outlet) -> Array:
        """Factor on the price of a supplier or an outlet."""
        kind, name = ("supplier", trader.supplier) if isinstance(trader, Supplier) else ("outlet", trader.outlet)
        return self._left("price", kind, name, is_hit=lambda row: self.hits_trade(row, name, trader))

    def demand(self, market: str, product: str) -> Array:
        """Factor on a market's demand for a product."""
        return self._left(
            "demand", market, product, is_hit=lambda row: self._is_of(row, product) and self._is_in(market, row.target)
        )

    def delays(self, build: AuditedBuild) -> Array:
        """Years by which a build is late at each node."""
        delay = np.zeros(len(self._horizon.at))
        for event in self._horizon.events:
            if late := self._delay(build, event):
                delay[[self._horizon.at[node] for node in event.nodes]] = late
        return delay

    def _delay(self, build: AuditedBuild, event: Event) -> float:
        """Years by which a build is late: it was decided and not yet online when the disruption's action set in."""
        return sum(
            row.value
            for row in event.actions
            if row.action == "delay"
            and (row.target == build.project.project or self.hits(row, build.plant))
            and build.decided <= event.start + row.after < build.online
        )

    def licensed(self, plant: Plant, decided: float, years: float, node: str) -> float:
        """When a plant holds a licence that takes this many years of work, none of them while it is banned."""
        event = self._horizon.event_at.get(node)
        actions = () if event is None else event.actions
        bans = [row for row in actions if row.action == "licence" and self.hits(row, plant)]
        at, left = decided, years
        for row in sorted(bans, key=lambda ban: ban.after):
            start = (0.0 if event is None else event.start) + row.after
            if start >= at - MOMENT:
                if left <= start - at + MOMENT:
                    return at + left
                left -= max(0.0, start - at)
            at = max(at, start + row.duration)
        return at + left

    def stops(self, node: str) -> dict[Stop, float]:
        """Share of undisturbed exports that is left, by the subject of the actions on exports."""
        return self._stops.get(node, {})

    @cached_property
    def _stops(self) -> dict[str, dict[Stop, float]]:
        open_at: dict[str, dict[Stop, list[Spell]]] = {}
        for row, acts in self._acting.get("exports", {}).values():
            for node, spell in acts:
                open_at.setdefault(node, {}).setdefault((row.target, row.to, row.commodity), []).append(spell)
        return {node: {stop: _mean(tuple(spells)) for stop, spells in stops.items()} for node, stops in open_at.items()}

    def is_export(self, stop: Stop, origin: str, destination: str, commodity: str) -> bool:
        """Whether a lane leaves the target for elsewhere; if the target is everywhere, whether it leaves a country."""
        target, to, goods = stop
        country = self._directory.country_of
        if target == ANY:
            leaves = country.get(origin) != country.get(destination)
        else:
            leaves = self._is_in(origin, target) and not self._is_in(destination, target)
        return leaves and self._is_in(destination, to) and commodity in self._directory.commodities(goods)

    def hits(self, row: Disruption, plant: Plant) -> bool:
        """Whether a row's target is a plant, its technology, or where it lies."""
        return row.target in (plant.plant, plant.technology) or self._is_in(plant.site, row.target)

    def hits_trade(self, row: Disruption, name: str, trader: Supplier | Outlet) -> bool:
        """Whether a row's target is a supplier or an outlet, or where it lies, with its goods."""
        is_target = row.target == name or self._is_in(trader.site, row.target)
        return is_target and self._is_of(row, trader.commodity)

    def _is_in(self, site: str, place: str) -> bool:
        return site in self._directory.sites(place)

    def _is_of(self, row: Disruption, commodity: str) -> bool:
        return commodity in self._directory.commodities(row.commodity)


@lru_cache(maxsize=1_000)
def _mean(spells: Sequence[Spell]) -> float:
    """Average share left over a period: over the intervals between any two changes, each with the product of the rows
    that act in its middle."""
    changes = sorted({0.0, 1.0, *(moment for _, begin, end in spells for moment in (begin, end))})
    total = 0.0
    for begin, end in pairwise(changes):
        middle = (begin + end) / 2
        total += (end - begin) * math.prod(value for value, first, last in spells if first < middle < last)
    return total


__all__ = ["DisruptionEffects", "Stop"]
