"""Periods of unequal length: the least cost of small chains, by a program that is written from the docs alone.

`tests.unequal` draws chains, with values by year in most columns that take years, and writes beside each sheet what
docs/conventions.md, docs/inputs.md and docs/mathematics.md say of it, for SciPy to solve. It shares no code with the
model. ``python -m bench.unequal 200`` compares more of them.
"""

from __future__ import annotations

from functools import cache

import pytest

from model import solve
from tests.inline import tables
from tests.steps import run_checks
from tests.unequal.compare import deviation, planned
from tests.unequal.horizon import Event, Horizon, Node, Yearly
from tests.unequal.kinds import KINDS, drawn
from tests.unequal.sheets import workbook

SEEDS = range(2)

TRIED = range(40)
"""Seeds among which a wrong rule must show."""

EXACT = 1e-6


@cache
def least_cost(kind: str, seed: int) -> float:
    return drawn(kind, seed).least_cost()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_both_programs_have_the_same_least_cost(kind: str, seed: int) -> None:
    chain = drawn(kind, seed)
    errors = [problem for problem in run_checks(workbook(chain.horizon, chain.rows)) if not problem.is_warning]
    assert not errors
    assert deviation(chain.least_cost(), planned(chain)) < EXACT


def shows(horizon_class: type[Horizon], kind: str) -> bool:
    """Whether a program of other rules has another least cost somewhere."""
    costs = ((least_cost(kind, seed), drawn(kind, seed, horizon_class).least_cost()) for seed in TRIED)
    return any(deviation(*pair) > 100 * EXACT for pair in costs)


# --- columns


def at_the_end(column: str) -> type[Horizon]:
    """A horizon in which a column counts by the last year of a period."""

    class AtTheEnd(Horizon):
        def mean(self, value: Yearly, node: Node, what: str = "") -> float:
            return value.at(node.end - 1) if what == column else super().mean(value, node, what)

    return AtTheEnd


MEANS = {
    "trade": [
        "Suppliers price",
        "Suppliers limit",
        "Routes freight",
        "Routes tariff",
        "Routes capacity",
        "Goods in transit arriving",
        "Demand quantity",
        "Outlets price",
        "Outlets limit",
    ],
    "plants": ["Capacity availability", "Operations capacity use", "Costs variable opex", "Costs fixed opex"],
    "projects": ["Costs fixed capex", "Costs capex per unit"],
    "scrap": ["Recycling collection rate", "Recycling minimum collection"],
    "contracts": ["Contracts price"],
    "laws": [
        "Limits value",
        "Export quotas quota",
        "Export quotas duty",
        "Funds limit",
        "Footprint limits charge",
        "Footprint limits limit",
    ],
    "stores": ["Strategic stocks budget"],
    "programmes": ["Reserves limit"],
    "crews": [
        "Skills wage",
        "Skills training cost",
        "Skills recruiting cost",
        "Skills redundancy cost",
        "Skills training seats",
        "Skills recruits from abroad",
        "Skills other need",
        "Staffing output per person",
    ],
    "origins": ["Origin arriving"],
    "blends": ["Blending at most", "Operating rules cost in use"],
}
"""Columns of which the mean of a period's years counts, by the kind that shows it."""


@pytest.mark.parametrize(("kind", "column"), [(kind, column) for kind, columns in MEANS.items() for column in columns])
def test_the_last_year_of_a_period_is_not_its_mean(kind: str, column: str) -> None:
    assert shows(at_the_end(column), kind)


# --- time


class SameRate(Horizon):
    """What leaves in a period arrives at the same rate in the next, however long it is."""

    def arrivals(self, node: Node, lag: float, spread: float = 0.0) -> dict[Node, float]:
        shares = super().arrivals(node, lag, spread)
        return {source: share * node.length / source.length for source, share in shares.items()}


class FirstFactor(Horizon):
    """A period is discounted as its first year."""

    def discount(self, node: Node) -> float:
        return self.factor(node.first)

    def weight(self, node: Node) -> float:
        return super().weight(node) * self.factor(node.first) / super().discount(node)


class ShareOfFirst(Horizon):
    """A year within a period counts for the whole period."""

    def share(self, node: Node, first: float = float("-inf"), end: float = float("inf")) -> float:
        return float(first < node.end and node.first < end)


class MeanOfAll(Horizon):
    """What counts for a part of a period counts by the mean of all of its years."""

    def during(self, value: Yearly, node: Node, start: float, end: float) -> float:
        return self.mean(value, node) * self.share(node, start, end)


class Certain(Horizon):
    """The undisturbed course is as likely all the time."""

    def likely(self, year: int) -> float:
        return 1.0


class EverAfter(Horizon):
    """The undisturbed course does not become likelier when a disruption is over."""

    def likely(self, year: int) -> float:
        return 1 - sum(event.probability for event in self.events if year >= event.start)


class AtTheStart(Horizon):
    """A disruption finds what there was when the period of its start began."""

    def standing(self, year: int) -> list[tuple[Node | None, float]]:
        return [(super().standing(year)[0][0], 1.0)]


class ToTheEnd(Horizon):
    """A branch goes on to the end of the period in which its disruption ends."""

    def branch(self, event: Event) -> list[Node]:
        nodes = super().branch(event)
        return [*nodes, *(Node(year, 1, event.name) for year in range(nodes[-1].end, self.twin(nodes[-1]).end))]


class ByDate(Horizon):
    """Goods under way when a disruption starts within a period come by the years in which they were sent."""

    def courses(self, node: Node) -> list[tuple[float, Node, list[tuple[Node, float, float]]]]:
        if not node.event:
            return super().courses(node)
        own = self.branches[node.event]
        start = own[0].first
        before = [(other, other.first, min(other.end, start)) for other in self.trunk if other.first < start]
        return [(1.0, node, [*before, *((other, other.first, other.end) for other in own)])]


TIMES: dict[type[Horizon], tuple[str, ...]] = {
    SameRate: ("trade", "plants", "scrap"),
    FirstFactor: ("trade",),
    ShareOfFirst: ("orders", "origins"),
    MeanOfAll: ("plants", "contracts", "programmes"),
    Certain: ("stops",),
    EverAfter: ("stops",),
    AtTheStart: ("stops",),
    ToTheEnd: ("stops",),
    ByDate: ("stops",),
}
"""Rules that are not ours, and kinds, each of which must show them."""


@pytest.mark.parametrize(
    ("rule", "kind"),
    [pytest.param(rule, kind, id=f"{rule.__name__}-{kind}") for rule, kinds in TIMES.items() for kind in kinds],
)
def test_another_rule_shows(rule: type[Horizon], kind: str) -> None:
    assert shows(rule, kind)


# --- what is under way when a disruption starts within a period

SENT_BEFORE = """
    Settings
    first year       | 2026
    last year        | 2030
    years per period | {periods}

    Countries
    country
    Far
    Home

    Commodities
    commodity
    ore

    Sites
    site | country
    Mine | Far
    City | Home

    Suppliers
    supplier | site | commodity | price | limit 2027 | limit 2028
    mine     | Mine | ore       | 1     | 8          | 0

    Routes
    from | to   | commodity | transit
    Mine | City | ore       | 182.5

    Stockpiles
    stockpile | site | commodity
    Shed      | City | ore

    Demand
    market | product | 2026 | 2027 | 2028 | shortage cost
    City   | ore     | 4    | 8    | 1    | 100

    Disruptions
    disruption | action | target | value | start | probability
    dear       | price  | mine   | 2     | 2030  | 10 %
"""
"""Of 8 t a year sent in 2027, 4 t arrive after it and 3 t are needed; what is dearer in 2030 is not sold then."""


@pytest.mark.parametrize("periods", [1, "1 to 2027, 3 to 2030"])
def test_goods_under_way_reach_a_disruption(periods: int | str) -> None:
    unmet = solve(tables(SENT_BEFORE.format(periods=periods)), light=True).frames["service"]
    assert unmet["shortage"].sum() == pytest.approx(0)
