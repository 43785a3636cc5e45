"""Shared state while families read the tables; and lags between nodes of shipments, runs and sales, in steps: a step
has the years of a period if all nodes have as many, else a single year.

With a lag of half a year, of 8 t a year sent in 2027, 4 t come in 2027 and 4 t in 2028. If the period after 2027 has
three years, these are 1.33 t a year of it: a shipment keeps its amount.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any, TypeVar

from model.scenario.calendar import Calendar
from model.scenario.effects import Effects
from model.scenario.tree import Tree
from model.sheets.common import Settings
from model.sheets.names import CommodityName, LaneName, Node, Period, SiteName
from model.sheets.schema import ByYear
from model.sheets.tables import Directory, Tables
from model.tolerances import NO_SHARE

Place = tuple[SiteName, CommodityName]
"""(site, commodity)"""

Ends = tuple[SiteName, SiteName, CommodityName]
"""(origin, destination, commodity) of a lane"""

MONEY = {"ones": 1.0, "thousands": 1e3, "millions": 1e6}


Mean = Callable[[Sequence[int]], float]
"""Mean over some years [unit a year]."""

Part = TypeVar("Part")


@dataclass(frozen=True)
class Owner:
    """Where something lies: for reporting by country and for budgets that name a place."""

    country: str
    site: str = ""
    names: frozenset[str] = frozenset()


@dataclass
class BuildContext:
    """Shared state while families read the tables.

    ``makers`` and ``users`` collect the origins and uses of each commodity; the network, read after them, makes lanes
    between the two.
    """

    tables: Tables
    calendar: Calendar
    tree: Tree
    directory: Directory
    effects: Effects
    makers: set[Place] = field(default_factory=set)
    users: set[Place] = field(default_factory=set)
    owners: dict[str, Owner] = field(default_factory=dict)
    lanes: dict[LaneName, Ends] = field(default_factory=dict)
    """Once the network has been made."""
    parts: dict[str, Any] = field(default_factory=dict)
    """Coefficients of the families that were read before, by name."""

    def part(self, kind: type[Part]) -> Part:
        """Coefficients of a family that was read before, by their class."""
        return part(self.parts, kind)

    @cached_property
    def lags(self) -> Lags:
        """Which nodes a lag joins."""
        return Lags(self.calendar, self.tree)

    @cached_property
    def times(self) -> list[Period]:
        """All periods, and the single years of branches in longer ones."""
        return ordered((*self.calendar.periods, *self.tree.period.values()))

    @property
    def settings(self) -> Settings:
        return self.tables.settings

    def money(self, value: float) -> float:
        """A sum in the currency, as large amount."""
        return value / MONEY[self.settings.amounts]

    def by_period(self, series: Mapping[Any, ByYear | None]) -> dict[Any, float]:
        """Means of some series by label and period, omitting labels without one [unit of the series]."""
        return self._means(series, {t: t for t in self.calendar.periods})

    def by_time(self, series: Mapping[Any, ByYear | None]) -> dict[Any, float]:
        """The same by label and period, and by single year of a branch."""
        return self._means(series, {t: t for t in self.times})

    def by_node(self, series: Mapping[Any, ByYear | None]) -> dict[Any, float]:
        """The same by label and node, over the node's period."""
        return self._means(series, self.tree.period)

    def from_before(self, means: Mapping[Any, Mean]) -> dict[Any, float]:
        """What comes at each node of goods or runs under way before the horizon, by label and node [unit a year]. A
        branch has the years that its histories have."""
        rates: dict[Any, float] = {}
        for label, n in product(means, self.tree.nodes):
            length = self.calendar.length(self.tree.period[n])
            rates[*_labels(label), n] = sum(
                history.part * means[label](range(history.end - length, history.end))
                for history in self.tree.histories[n]
            )
        return rates

    def ahead(self, means: Mapping[Any, Mean]) -> dict[Any, float]:
        """How much more of it a branch has had by its end than the undisturbed course, where this is not the same, by
        label and last node [units]."""
        tree, amounts = self.tree, {}
        for label, (*_, end) in product(means, tree.branches.values()):
            usual = [(-part, tree.histories[n][0].end) for n, part in tree.rejoined(end).items()]
            moments = [*((history.part, history.end) for history in tree.histories[end]), *usual]
            amount = sum(part * self._by(means[label], year) for part, year in moments)
            if abs(amount) > NO_SHARE:
                amounts[*_labels(label), end] = amount
        return amounts

    def _by(self, mean: Mean, end: int) -> float:
        """What has come of it before a year [units]."""
        years = range(self.calendar.first_year, end)
        return len(years) * mean(years) if years else 0.0

    def _means(self, series: Mapping[Any, ByYear | None], period: Mapping[Any, Period]) -> dict[Any, float]:
        means = {}
        for label, values in series.items():
            if values is not None:
                of = {t: self.calendar.mean(values, t) for t in dict.fromkeys(period.values())}
                for moment, t in period.items():
                    means[*_labels(label), moment] = of[t]
        return means

    def own(self, label: str, site: SiteName, *names: str) -> None:
        """Say at which site something lies, and by which further names a budget may mean it."""
        country = self.directory.country_of[site]
        self.owners[label] = Owner(country, site, frozenset((label, *names)))


def part(parts: Mapping[str, Any], kind: type[Part]) -> Part:
    """The part of a class, such as ``part(instance.parts, Supply)``. Raises KeyError if no family has made it."""
    for part in parts.values():
        if isinstance(part, kind):
            return part
    raise KeyError(kind.__name__)


Key = TypeVar("Key")
Member = TypeVar("Member")


def grouped(keys: Iterable[Key], pairs: Iterable[tuple[Key, Member]]) -> dict[Key, list[Member]]:
    """The members of each key, an empty list for a key without any. Pairs of other keys are left out."""
    groups: dict[Key, list[Member]] = {key: [] for key in keys}
    for key, member in pairs:
        if key in groups:
            groups[key].append(member)
    return groups


def flat(nested: Mapping[Any, Mapping[Any, Member]]) -> dict[Any, Member]:
    """One mapping by outer and inner label, in place of one within the other."""
    values = {}
    for outer, inner in nested.items():
        for label, value in inner.items():
            values[*_labels(outer), *_labels(label)] = value
    return values


def _labels(label: Any) -> tuple[Any, ...]:
    return label if isinstance(label, tuple) else (label,)


def ordered(items: Iterable[Any]) -> list[Any]:
    """Without doubles, in order of first mention: the same workbook always gives the same model."""
    return list(dict.fromkeys(items))


# ----------------------------------------------------------------------------------------------------------------------
# Lags between nodes.


@dataclass(frozen=True, eq=False)
class Lags:
    """Steps of the nodes of a tree, and which nodes a lag of some steps joins."""

    calendar: Calendar
    tree: Tree

    @cached_property
    def step(self) -> int:
        """Years of a step."""
        return self.tree.step or self.calendar.step

    def steps(self, node: Node) -> int:
        """Number of steps of a node."""
        return self.calendar.length(self.tree.period[node]) // self.step

    def shares(self, duration: float) -> list[tuple[int, float]]:
        """(steps later, share) of arrivals after a duration in years, for departures spread evenly over a step."""
        return self.calendar.lags(duration, self.step)

    def sources(self, lag: int, node: Node) -> dict[Node, float]:
        """Nodes from which something comes at a node after a lag in steps, each with the rate that comes for each unit
        a year sent there: 1, or the part of the node's years that its arrivals reach."""
        size = self.steps(node)
        rates: dict[Node, float] = {}
        for part, way in self._ways(node):
            end = 0
            for earlier, steps in way:
                # Steps from the end of the node backwards: the source has end … end + steps, arrivals are lag later.
                first, last = max(end - lag, 0), min(end + steps - lag, size)
                if last > first:
                    rates[earlier] = rates.get(earlier, 0.0) + part * (last - first) / size
                end += steps
                if end >= size + lag:
                    break
        return rates

    def under_way(self, lag: int, node: Node) -> dict[Node, float]:
        """Nodes whose departures are under way when a node ends, of those that take a lag in steps, each with the
        number of its steps of which this is so."""
        counts: dict[Node, float] = {}
        for part, way in self._ways(node):
            end = 0
            for earlier, steps in way:
                if lag <= end:
                    break
                counts[earlier] = counts.get(earlier, 0.0) + part * min(steps, lag - end)
                end += steps
        return counts

    def _ways(self, node: Node) -> Iterator[tuple[float, list[tuple[Node, int]]]]:
        """The histories that lead to a node: the part of each, and its nodes, the latest first, with their numbers of
        steps."""
        for history in self.tree.histories[node]:
            yield history.part, [(way, self.steps(way)) for way, _ in history.way]
