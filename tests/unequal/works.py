"""Plants and projects: the rows of their sheets, and the program of a plant that is run and enlarged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.unequal.chain import Chain
from tests.unequal.horizon import FIRST, Node, Yearly, coming, overlap
from tests.unequal.program import Term

ZERO, ONE = Yearly({FIRST: 0.0}), Yearly({FIRST: 1.0})


@dataclass
class Works:
    """A plant at a site, with its recipes and projects."""

    chain: Chain
    name: str
    site: str
    cells: Mapping[str, Any]
    costs: Mapping[str, Yearly]
    use: dict[Node, list[Term]] = field(default_factory=dict)
    """Capacity used."""
    room: dict[Node, list[Term]] = field(default_factory=dict)
    """Usable new capacity, before availability."""

    def __post_init__(self) -> None:
        self.chain.write("Capacity", plant=self.name, site=self.site, **self.cells)
        self.chain.write("Costs", item=self.name, **self.costs)

    def existing(self, node: Node) -> float:
        """Existing capacity that is in service."""
        first, until = self.cells.get("in_service_from", FIRST), self.cells.get("in_service_until", math.inf)
        capacity: Yearly = self.cells.get("existing_capacity", ZERO)
        return self.chain.horizon.during(capacity, node, first, until + 1)

    def available(self, node: Node) -> float:
        """Share of capacity that is available, in disruptions too."""
        share = self.chain.horizon.mean(self.cells.get("availability", ONE), node, "Capacity availability")
        return share * self.chain.effect(node, "capacity", self.name)

    def operation(
        self, recipe: str, quantities: Mapping[str, float], own_delay: float | None = None, **cells: Any
    ) -> None:
        """Capacity use by year, yield factor, delay and what was begun; outputs may have a delay of their own."""
        chain, h = self.chain, self.chain.horizon
        chain.write("Operations", plant=self.name, recipe=recipe, **cells)
        for commodity, quantity in quantities.items():
            own = {} if own_delay is None or quantity < 0 else {"delay": own_delay}
            chain.write("Recipes", recipe=recipe, commodity=commodity, quantity=quantity, **own)
        delay, begun = cells.get("delay", 0.0) if own_delay is None else own_delay, cells.get("begun")
        for node in h.nodes:
            run = "run", self.name, recipe, node
            use = h.mean(cells.get("capacity_use", ONE), node, "Operations capacity use")
            self.use.setdefault(node, []).append((run, use))
            chain.pay(run, node, use * h.mean(self.costs.get("variable_opex", ZERO), node, "Costs variable opex"))
            for commodity, quantity in quantities.items():
                if quantity < 0:
                    chain.flow(self.site, commodity, node, run, quantity)
                    continue
                output = quantity * cells.get("yield_factor", 1.0)
                for source, share in h.arrivals(node, delay).items():
                    chain.flow(self.site, commodity, node, ("run", self.name, recipe, source), share * output)
                for year in range(FIRST - 12, FIRST) if begun else []:
                    for part, at in h.moved(node):
                        share = part * coming(year, year + 1, at.first, at.end, delay) / node.length
                        chain.constant(self.site, commodity, node, share * output * begun.at(year))

    def blend(self, feed: Mapping[str, tuple[str, float]], **bounds: Yearly) -> None:
        """Bounds on the mean grade of the feed: recipe → what it takes, one a run, and its grade."""
        chain, h = self.chain, self.chain.horizon
        for commodity, grade in feed.values():
            chain.write("Properties", commodity=commodity, property="grade", value=grade)
        chain.write("Blending", plant=self.name, property="grade", **bounds)
        for node in h.nodes:
            for name, bound in bounds.items():
                level = h.mean(bound, node, f"Blending {name.replace('_', ' ')}")
                terms = [(("run", self.name, recipe, node), grade - level) for recipe, (_, grade) in feed.items()]
                low, high = (0.0, math.inf) if name == "at_least" else (-math.inf, 0.0)
                chain.program.row(terms, low, high)

    def use_in_periods(self, **cells: Any) -> None:
        """The plant is in use in a period, with a cost and a minimum run; once started it stays so for a campaign."""
        chain, h, program = self.chain, self.chain.horizon, self.chain.program
        chain.write("Operating rules", plant=self.name, **cells)
        for at, node in enumerate(h.trunk):
            used, started = ("in use", self.name, node), ("started", self.name, node)
            price = h.mean(cells["cost_in_use"], node, "Operating rules cost in use")
            program.column(used, 1, is_integer=True)
            program.cost(used, node.length * h.discount(node) * price)
            program.cost(started, cells["start_up_cost"] * h.discount(node))
            program.row([*self.use[node], (used, -cells["minimum_run"])], low=0)
            before = [(("in use", self.name, h.trunk[at - 1]), 1.0)] if at else []
            program.row([(started, 1), (used, -1), *before], low=0)
            begun = [other for other in h.trunk[: at + 1] if node.first < other.first + cells["minimum_campaign"]]
            program.row([(used, 1), *((("started", self.name, other), -1) for other in {*begun, node})], low=0)
        for node in h.nodes:
            program.row([*self.use[node], (("in use", self.name, h.twin(node)), -1000)], high=0)

    def project(
        self, name: str, kind: str, lead: Mapping[str, float], costs: Mapping[str, Any], **cells: Any
    ) -> Project:
        """Modules, a size or an expansion, decided when a period begins."""
        project = Project(self, name, kind, lead, costs, cells)
        project.write()
        return project

    def close(self) -> None:
        """The rows of its capacity, and the fixed cost of what exists."""
        chain, h = self.chain, self.chain.horizon
        for node in h.nodes:
            available = self.available(node)
            terms = self.use.get(node, []) + [(name, -share * available) for name, share in self.room.get(node, [])]
            chain.program.row(terms, high=available * self.existing(node))
            fixed = h.mean(self.costs.get("fixed_opex", ZERO), node, "Costs fixed opex")
            chain.program.constant += node.length * h.weight(node) * fixed * self.existing(node)


@dataclass
class Project:
    """An investment at a plant."""

    works: Works
    name: str
    kind: str
    lead: Mapping[str, float]
    costs: Mapping[str, Any]
    cells: Mapping[str, Any]

    def decisions(self) -> list[Node]:
        """Periods at whose start it may be decided, in time to come online."""
        h = self.works.chain.horizon
        earliest, latest = self.cells.get("earliest_decision", FIRST), self.cells.get("latest_decision", h.end)
        return [node for node in h.trunk if earliest <= node.first <= latest and node.first + self.years < h.end]

    @property
    def years(self) -> float:
        return self.lead.get("permitting", 0.0) + self.lead.get("construction", 0.0)

    def usable(self, decided: Node, node: Node, *, ramped: bool) -> float:
        """Share of its capacity that is there in a node, ramped up or not."""
        online = decided.first + self.years
        retired = online + self.cells["life"]
        share = overlap(online, retired, node.first, node.end)
        for year in (1, 2, 3) if ramped else ():
            missing = 1 - self.lead.get(f"ramp_up_year_{year}", 1.0)
            share -= missing * overlap(online + year - 1, min(retired, online + year), node.first, node.end)
        return share / node.length

    def spent(self, decided: Node, node: Node) -> float:
        """Share of capital spent in a period."""
        permitting, construction = self.lead.get("permitting", 0.0), self.lead.get("construction", 0.0)
        if "annuity_years" in self.lead:
            online, rate, number = (
                decided.first + self.years,
                self.lead["annuity_rate"],
                int(self.lead["annuity_years"]),
            )
            payment = 1 / sum((1 + rate) ** -at for at in range(number))
            return payment * overlap(online, online + number, node.first, node.end)
        if not self.years:
            return float(decided == node)
        early = self.lead.get("spend_permitting", 0.0)
        share = early * overlap(decided.first, decided.first + permitting, node.first, node.end) / max(permitting, 1e-9)
        start = decided.first + permitting
        by_year = [self.lead.get(f"spend_year_{at}", 0.0) for at in range(1, 6)]
        if not any(by_year):
            return share + (1 - early) * overlap(start, start + construction, node.first, node.end) / construction
        years = (overlap(start + at, start + at + 1, node.first, node.end) for at in range(5))
        return share + (1 - early) * sum(a * b for a, b in zip(by_year, years, strict=True))

    def write(self) -> None:
        works, chain, h = self.works, self.works.chain, self.works.chain.horizon
        chain.write("Projects", project=self.name, plant=works.name, kind=self.kind, **self.cells)
        chain.write("Costs", item=self.name, **self.costs)
        chain.write("Lead times", project=self.name, **self.lead)
        builds: list[Term] = []
        sizes: list[Term] = []
        for decided in self.decisions():
            build, size = ("build", self.name, decided), ("size", self.name, decided)
            chain.program.column(build, is_integer=True)
            builds.append((build, 1))
            sizes.append((size, 1))
            self.bound(decided, builds)
            self.capital(decided)
            for node in h.nodes:
                works.room.setdefault(node, []).append((size, self.usable(decided, node, ramped=True)))
                fixed = h.mean(self.costs.get("fixed_opex", ZERO), node, "Costs fixed opex")
                chain.pay(size, node, fixed * self.usable(decided, node, ramped=False))
        if builds:
            chain.program.row(builds, high=self.cells.get("maximum_modules", 1))
            if self.kind == "expansion":
                chain.program.row(sizes, high=self.cells["maximum_size"])

    def bound(self, decided: Node, builds: list[Term]) -> None:
        """What may be built of it when a period begins; ``builds`` are its decisions until then."""
        program = self.works.chain.program
        build, size = ("build", self.name, decided), ("size", self.name, decided)
        if self.kind == "modules":
            program.row([(size, 1), (build, -self.cells["module_size"])], 0, 0)
            return
        program.row([(size, 1), (build, -self.cells.get("minimum_size", 0.0))], low=0)
        most = self.cells["maximum_size"]
        if self.kind == "size":
            program.row([(size, 1), (build, -most)], high=0)
            return
        most = min(most, self.cells["maximum_addition"] * decided.length)
        program.row([(size, 1), *((name, -most) for name, _ in builds)], high=0)

    def capital(self, decided: Node) -> None:
        """Capital as it is spent, less what is recovered at the end."""
        chain, h = self.works.chain, self.works.chain.horizon
        prices = {
            "build": h.mean(self.costs.get("fixed_capex", ZERO), decided, "Costs fixed capex"),
            "size": h.mean(self.costs.get("capex_per_unit", ZERO), decided, "Costs capex per unit"),
        }
        left = max(0.0, decided.first + self.years + self.cells["life"] - h.end) / self.cells["life"]
        worth = sum(self.spent(decided, node) * h.discount(node) for node in h.trunk)
        if self.lead.get("payments_after") == "counted":
            online, number = decided.first + self.years, int(self.lead["annuity_years"])
            payment = 1 / sum((1 + self.lead["annuity_rate"]) ** -at for at in range(number))
            for year in range(h.end, h.end + number + 1):
                worth += payment * overlap(online, online + number, year, year + 1) * h.factor(year)
        worth -= self.costs.get("salvage", 0.0) * left * h.discount(h.trunk[-1])
        for what, price in prices.items():
            chain.program.cost((what, self.name, decided), price * worth)
