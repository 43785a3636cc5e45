"""Effects of a disruption at each node of its branch: factors on undisturbed values, pro rata for parts of a period."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from model.scenario.calendar import Calendar
from model.scenario.disruptions import Branch, Disruption
from model.scenario.tree import Tree
from model.sheets.common import Plant
from model.sheets.names import CommodityName, Node, ProjectName, SiteName
from model.sheets.schema import ANY
from model.sheets.tables import Directory
from model.tolerances import MOMENT

Applies = Callable[[Disruption], bool]

Acting = tuple[Disruption, float, float]
"""A row, and when its action starts and ends, in decimal years."""


@dataclass(frozen=True)
class Effects:
    """Factors by node: 1 without any effect."""

    calendar: Calendar
    tree: Tree
    directory: Directory
    averaged: Mapping[Node, Mapping[Node, float]] = field(default_factory=dict)
    """For a mean-value problem: of a node, those whose effects it averages, with their probabilities."""

    @cached_property
    def _acting(self) -> dict[tuple[Node, str], list[Acting]]:
        """By node and action: rows that act in its period, targets filled in."""
        factors: dict[tuple[Node, str], list[Acting]] = {}
        for node, branch in self.tree.branch_of.items():
            for row in branch.actions:
                begins = branch.start + row.after
                ends = begins + row.duration
                if self.calendar.share(begins, ends, self.tree.period[node]) > MOMENT:
                    factors.setdefault((node, row.action), []).append((row, begins, ends))
        return factors

    def acting(self, node: Node, action: str) -> list[Acting]:
        """Rows of an action that act in the period of a node."""
        return self._acting.get((node, action), [])

    def left(self, node: Node, acting: Iterable[Acting]) -> float:
        """Mean share left over the period of a node; rows that act at the same time multiply."""
        return self.calendar.factor(((begin, end, row.value) for row, begin, end in acting), self.tree.period[node])

    def _factor(self, action: str, node: Node, applies: Applies) -> float:
        """Factor of the rows that apply; one that acts for part of a period counts for that part."""
        if not self.averaged and (node, action) not in self._acting:
            return 1.0
        return sum(
            share * self.left(of, (effect for effect in self.acting(of, action) if applies(effect[0])))
            for of, share in self._averages(node).items()
        )

    def _averages(self, node: Node) -> Mapping[Node, float]:
        """The nodes whose effects a node has, with their probabilities: itself, but in a mean-value problem."""
        return self.averaged.get(node) or {node: 1.0}

    def capacity_of_plant(self, plant: Plant, makes: Collection[CommodityName], node: Node) -> float:
        """Factor on a plant's capacity. A row for a commodity hits the plants that make it."""

        def applies(row: Disruption) -> bool:
            return self.hits_plant(row, plant) and (row.commodity == ANY or not self._goods(row).isdisjoint(makes))

        return self._factor("capacity", node, applies)

    def yield_of(self, plant: Plant, commodity: CommodityName, node: Node) -> float:
        """Factor on a plant's output of a commodity."""
        return self._factor("yield", node, lambda row: self.hits_plant(row, plant) and commodity in self._goods(row))

    def capacity_of_supplier(self, supplier: str, site: SiteName, commodity: CommodityName, node: Node) -> float:
        """Factor on a supplier's limit."""
        return self._factor("capacity", node, lambda row: self.hits_trade(row, supplier, site, commodity))

    def sales(self, outlet: str, site: SiteName, commodity: CommodityName, node: Node) -> float:
        """Factor on an outlet's limit."""
        return self._factor("sales", node, lambda row: self.hits_trade(row, outlet, site, commodity))

    def price(self, trader: str, site: SiteName, commodity: CommodityName, node: Node) -> float:
        """Factor on the price of a supplier or an outlet."""
        return self._factor("price", node, lambda row: self.hits_trade(row, trader, site, commodity))

    def demand(self, market: SiteName, product: CommodityName, node: Node) -> float:
        """Factor on a market's demand for a product."""
        return self._factor("demand", node, lambda row: market in self._sites(row) and product in self._goods(row))

    def delay(self, project: ProjectName, plant: Plant, decided: float, online: float, node: Node) -> float:
        """Years by which a project is late: only one that is under way, decided and not online, when the action sets
        in; it stays late to the end of the branch."""
        if node not in self.delaying:
            return 0.0
        delays: list[float] = []
        for share, branch in self._shares(node):
            rows = [row for row in branch.actions if row.action == "delay"]
            late = [row for row in rows if row.target == project or self.hits_plant(row, plant)]
            delays += [share * row.value for row in late if decided <= branch.start + row.after < online]
        return sum(delays)

    @cached_property
    def delaying(self) -> frozenset[Node]:
        """Nodes at which a project may be late."""
        return self._with("delay")

    @cached_property
    def banning(self) -> frozenset[Node]:
        """Nodes at which a licence may be late."""
        return self._with("licence")

    def _with(self, action: str) -> frozenset[Node]:
        """Nodes of branches with an action, whenever it acts."""
        of = {n for n, branch in self.tree.branch_of.items() if any(row.action == action for row in branch.actions)}
        averaged = {n for n, those in self.averaged.items() if of & those.keys()}
        return frozenset(averaged | (of - self.averaged.keys()))

    def licence_delay(self, plant: Plant, decided: float, delay: float, node: Node) -> float:
        """Years by which a licence that a plant relies on is late: it is interrupted while licences are banned; one
        that is held already stays. It stays late to the end of the branch."""
        return sum(
            share * (_arrival(decided, delay - decided, self._bans(branch, plant)) - delay)
            for share, branch in self._shares(node)
        )

    def _bans(self, branch: Branch, plant: Plant) -> list[tuple[float, float]]:
        """Bans on licences at a plant's location, or for its technology."""
        rows = (row for row in branch.actions if row.action == "licence" and self.hits_plant(row, plant))
        return sorted((branch.start + row.after, branch.start + row.after + row.duration) for row in rows)

    def _shares(self, node: Node) -> list[tuple[float, Branch]]:
        """Branches whose mean a node is, each with its share; none on the trunk."""
        branches = self.tree.branch_of
        return [(share, branches[of]) for of, share in self._averages(node).items() if of in branches]

    def hits_plant(self, row: Disruption, plant: Plant) -> bool:
        """Whether a row's target is a plant, its technology, or a place that it lies in."""
        return row.target in (plant.plant, plant.technology) or plant.site in self._sites(row)

    def hits_trade(self, row: Disruption, name: str, site: SiteName, commodity: CommodityName) -> bool:
        """Whether a row's target is a supplier or an outlet, or a place that it lies in, with these goods."""
        return (row.target == name or site in self._sites(row)) and commodity in self._goods(row)

    def _sites(self, row: Disruption) -> frozenset[SiteName]:
        return self.directory.sites(row.target)

    def _goods(self, row: Disruption) -> frozenset[CommodityName]:
        return self.directory.commodities(row.commodity)

    def leaves(self, row: Disruption, origin: SiteName, destination: SiteName, commodity: CommodityName) -> bool:
        """Whether an export restriction covers a lane: it leaves the target, and for 'any' target also its country."""
        if origin not in self._sites(row) or destination not in self.directory.sites(row.to):
            return False
        inside = self._sites(row)
        if row.target == ANY:
            inside = self.directory.sites(self.directory.country_of[origin])
        return destination not in inside and commodity in self._goods(row)


def _arrival(decided: float, years: float, bans: Iterable[tuple[float, float]]) -> float:
    """When something that takes this many years is done, if work stops during some spans, in order of their start."""
    at, left = decided, years
    for begin, end in bans:
        if at + left <= begin + MOMENT:
            break
        left -= max(0.0, begin - at)
        at = max(at, end)
    return at + left
