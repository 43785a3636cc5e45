"""Clean goods: where they can come from, and which places, runs, lanes and stores they can pass on their way to a use.

A *refusal* says at which sites which commodities must not have been made or bought. It tracks these commodities and all
that is made of them. Only what lies between a clean source and a use is worth a variable; this is found here, by
places and without amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.family import Place, grouped

Run = tuple[str, str]
"""(plant, recipe)"""

Leg = tuple[Place, Place]
"""Where a lane starts and ends."""


@dataclass(frozen=True)
class Refusal:
    """What does not count as clean: these commodities, where they were made or bought at these sites."""

    sites: frozenset[str]
    goods: frozenset[str]

    def is_stricter(self, other: Refusal) -> bool:
        """Whether all that is clean by this is clean by the other, but not the other way round."""
        return self != other and self.sites >= other.sites and self.goods >= other.goods


@dataclass(frozen=True)
class Chain:
    """All that goods can pass through."""

    site: Mapping[str, str]
    """Of each plant."""
    takes: Mapping[Run, frozenset[str]]
    makes: Mapping[Run, frozenset[str]]
    lanes: Mapping[str, tuple[str, str, str]]
    """(origin, destination, commodity)"""
    suppliers: Mapping[str, Place]
    stores: Mapping[str, Place]

    @classmethod
    def of(cls, parts: Mapping[str, Any]) -> Chain:
        """From the coefficients of the families."""
        conversion = parts["conversion"]
        quantity = conversion.quantity.items()
        takes = grouped(conversion.runs, (((p, r), k) for (p, r, k), amount in quantity if amount < 0))
        makes = grouped(conversion.runs, (((p, r), k) for (p, r, k), amount in quantity if amount > 0))
        return cls(
            site=conversion.site,
            takes={run: frozenset(goods) for run, goods in takes.items()},
            makes={run: frozenset(goods) for run, goods in makes.items()},
            lanes=parts["network"].lanes,
            suppliers=parts["supply"].suppliers,
            stores=parts["inventory"].stores,
        )

    def made_of(self, goods: Iterable[str]) -> frozenset[str]:
        """The commodities and everything that is made of them."""
        found: set[str] = set()
        new = set(goods)
        while new:
            found |= new
            new = {k for run, taken in self.takes.items() if taken & new for k in self.makes[run]} - found
        return frozenset(found)


@dataclass(frozen=True)
class Trace:
    """What clean goods of a refusal can pass on their way to a use."""

    places: list[Place]
    """Where the clean goods must balance."""
    runs: dict[Run, list[Place]]
    """Runs and the places of what they take and cleanly make."""
    lanes: dict[str, Leg]
    stores: dict[str, Place]
    suppliers: dict[str, Place]


@dataclass(frozen=True)
class Tracer:
    """Follows one refusal through the chain."""

    chain: Chain
    refusal: Refusal

    @cached_property
    def tracked(self) -> frozenset[str]:
        """What is refused and all that is made of it."""
        return self.chain.made_of(self.refusal.goods)

    def makes(self, run: Run) -> list[Place]:
        """What a run makes of tracked commodities; clean if what it takes of them is."""
        site = self.chain.site[run[0]]
        refused = self.refusal.goods if site in self.refusal.sites else frozenset()
        return [(site, k) for k in sorted((self.chain.makes[run] & self.tracked) - refused)]

    def takes(self, run: Run) -> list[Place]:
        """What a run takes of tracked commodities."""
        site = self.chain.site[run[0]]
        return [(site, k) for k in sorted(self.chain.takes[run] & self.tracked)]

    @property
    def suppliers(self) -> dict[str, Place]:
        """Who sells tracked commodities clean: not at a refused site."""
        offers = self.chain.suppliers.items()
        return {u: (i, k) for u, (i, k) in offers if k in self.tracked and i not in self.refusal.sites}

    @property
    def is_met(self) -> bool:
        """Whether anything of the refused origins could ever be made or bought."""
        made = any(
            self.chain.site[run[0]] in self.refusal.sites and self.chain.makes[run] & self.refusal.goods
            for run in self.chain.makes
        )
        sold = any(k in self.tracked and i in self.refusal.sites for i, k in self.chain.suppliers.values())
        return made or sold

    def trace(self, used: Iterable[Place], counted: Iterable[Run]) -> Trace:
        """What lies between clean sources and uses: places where clean goods must be delivered, runs that count."""
        ends, last = {(i, k) for i, k in used if k in self.tracked}, set(counted)
        runs = {run: (self.takes(run), makes) for run in self.chain.makes if (makes := self.makes(run))}
        lanes = {a: ((i, k), (j, k)) for a, (i, j, k) in self.chain.lanes.items() if k in self.tracked}
        had = self._had(runs, lanes)
        runs = {run: (takes, makes) for run, (takes, makes) in runs.items() if had.issuperset(takes)}
        lanes = {a: (start, end) for a, (start, end) in lanes.items() if start in had}
        wanted = ends | {place for run, (takes, _) in runs.items() if run in last for place in takes}
        _widen(
            wanted,
            lambda: (place for takes, makes in runs.values() if not wanted.isdisjoint(makes) for place in takes),
            lambda: (start for start, end in lanes.values() if end in wanted),
        )
        return Trace(
            places=sorted(had & wanted | ends),
            runs={
                run: [*takes, *makes]
                for run, (takes, makes) in runs.items()
                if run in last or not wanted.isdisjoint(makes)
            },
            lanes={a: ends_of for a, ends_of in lanes.items() if ends_of[1] in wanted},
            stores={q: place for q, place in self.chain.stores.items() if place in had & wanted},
            suppliers={u: place for u, place in self.suppliers.items() if place in wanted},
        )

    def _had(self, runs: Mapping[Run, tuple[list[Place], list[Place]]], lanes: Mapping[str, Leg]) -> set[Place]:
        """Places to which clean goods can come."""
        had = set(self.suppliers.values())
        _widen(
            had,
            lambda: (place for takes, makes in runs.values() if had.issuperset(takes) for place in makes),
            lambda: (end for start, end in lanes.values() if start in had),
        )
        return had


def _widen(places: set[Place], *steps: Callable[[], Iterable[Place]]) -> None:
    """Add what each step leads to until nothing is new."""
    before = -1
    while len(places) > before:
        before = len(places)
        for step in steps:
            places |= set(step())


Key = tuple[str, ...]
"""(refusal or ledger, what it is about)"""


@dataclass(frozen=True)
class Traces:
    """All traces by refusal, and how they share what there is.

    A *ledger* is what must not count a unit twice: refusals of one ledger divide goods between them. What is set aside
    for a stricter refusal may serve a looser one of its ledger.
    """

    of: Mapping[str, Trace]
    ledgers: Mapping[str, list[str]]
    """Refusals by ledger."""
    looser: Mapping[str, list[str]]
    nodes: Mapping[str, list[str]]
    """Of the scenario tree, by refusal; the same within a ledger."""

    @cached_property
    def places(self) -> list[tuple[str, str, str]]:
        """(refusal, site, commodity)"""
        return [(o, *place) for o, trace in self.of.items() for place in trace.places]

    @cached_property
    def spared(self) -> list[tuple[str, str, str, str]]:
        """(refusal, looser refusal, site, commodity)"""
        known = set(self.places)
        return [(o, other, i, k) for o, i, k in self.places for other in self.looser[o] if (other, i, k) in known]

    def at_nodes(self, keys: Iterable[Key]) -> list[Key]:
        """Keys with every node of their refusal."""
        return [(*key, n) for key in keys for n in self.nodes[key[0]]]

    def by_place(self, things: Callable[[Trace], Iterable[tuple[Place, Any]]]) -> dict[tuple[str, str, str], list[Any]]:
        """Things at each place of each refusal."""
        pairs = (((o, *place), thing) for o, trace in self.of.items() for place, thing in things(trace))
        return grouped(self.places, pairs)

    def each(self, things: Callable[[Trace], Iterable[Key]]) -> list[Key]:
        """(refusal, *thing, node) of everything that is traced."""
        return self.at_nodes((o, *thing) for o, trace in self.of.items() for thing in things(trace))

    def by_ledger(self, things: Callable[[Trace], Iterable[Key]]) -> dict[Key, list[str]]:
        """By ledger and thing the refusals that divide it."""
        found: dict[Key, list[str]] = {}
        for ledger, labels in self.ledgers.items():
            for o in labels:
                for thing in things(self.of[o]):
                    found.setdefault((ledger, *thing), []).append(o)
        return found
