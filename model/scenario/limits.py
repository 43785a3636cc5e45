"""Bounds that a plan must hold, each a row of the sheet Limits; and the lanes on which one bounds a flow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from model.scenario.build_context import Ends
from model.scenario.calendar import Calendar
from model.scenario.disruptions import EACH_COUNTRY, Branch
from model.scenario.tree import Tree
from model.sheets.common import GOODS, PLACES
from model.sheets.names import LaneName, LimitName, Node, Period, SiteName
from model.sheets.schema import (
    ANY,
    EASILY,
    LESS,
    MORE,
    NO,
    YES,
    ByYear,
    Row,
    choice,
    key,
    number,
    percent,
    reference,
    sheet,
    text,
    year,
    yearly,
)
from model.sheets.tables import Directory, Tables

# ----------------------------------------------------------------------------------------------------------------------
# Bounds that a plan must hold, each a row of the sheet Limits.


UNDISTURBED, UNLESS_HIT, EVERY_DISRUPTION, ALWAYS = "undisturbed", "unless hit", "every disruption", "always"

AT_MOST, AT_LEAST = "at most", "at least"

EACH_MARKET = "each market"
"""Scope of a limit on service or unmet demand that holds for every market alone."""

EXPECTED_UNMET = "expected unmet"

PLANTS_IN_USE, RECIPES_IN_USE = "plants in use", "recipes in use"

IN_USE = (PLANTS_IN_USE, RECIPES_IN_USE)
"""Measures that count rows of Operating rules."""

ALL_USE = "all use"
"""In a cover: stock is compared with all need for the goods, not with deliveries."""


@dataclass(frozen=True)
class MeasureOf:
    """Properties of a measure of the sheet Limits."""

    unit: str
    bounds: tuple[str, ...]
    """The first one is the default."""
    during: str
    """Default time of validity."""
    about: str


MEASURES = {
    "share": MeasureOf(
        "share",
        (AT_MOST, AT_LEAST),
        UNDISTURBED,
        "share of 'scope' in the supply of 'of': production and purchases there",
    ),
    "HHI": MeasureOf(
        "0–10000", (AT_MOST,), UNDISTURBED, "sum of the squared shares, in %, of countries in the supply of 'of'"
    ),
    "capacity": MeasureOf(
        "unit/y",
        (AT_LEAST, AT_MOST),
        UNDISTURBED,
        "installed capacity in 'scope', of the technology or the plants that make 'of'",
    ),
    "capacity share": MeasureOf(
        "share",
        (AT_LEAST, AT_MOST),
        UNDISTURBED,
        "usable capacity of plants in 'scope', by the recipes that make most of 'of', relative to the need of 'scope'",
    ),
    "import share": MeasureOf(
        "share",
        (AT_MOST, AT_LEAST),
        UNDISTURBED,
        "arrivals of 'of' in 'scope' from 'against', relative to the need of 'scope'; what no plant or supplier at its "
        "origin makes or sells counts against the limit",
    ),
    "N-1 cover": MeasureOf(
        "share",
        (AT_LEAST,),
        UNDISTURBED,
        "supply of 'of' outside the country that supplies most, relative to the need outside it; reported only",
    ),
    PLANTS_IN_USE: MeasureOf(
        "plants",
        (AT_MOST, AT_LEAST),
        UNDISTURBED,
        "plants in use in 'scope', of the technology or those that make 'of'; each needs a row for the whole plant in "
        "Operating rules",
    ),
    RECIPES_IN_USE: MeasureOf(
        "recipes",
        (AT_MOST, AT_LEAST),
        UNDISTURBED,
        "recipes in use in 'scope', at plants of the technology or making 'of'; each needs a row for the recipe in "
        "Operating rules",
    ),
    "supply": MeasureOf("unit/y", (AT_LEAST, AT_MOST), UNDISTURBED, "production and purchases of 'of' in 'scope'"),
    "flow": MeasureOf(
        "unit/y",
        (AT_MOST, AT_LEAST),
        UNDISTURBED,
        "shipments of 'of' from 'against' to 'scope' ('any': elsewhere), or through a corridor of Routes",
    ),
    "throughput": MeasureOf("unit/y", (AT_MOST, AT_LEAST), UNDISTURBED, "shipments of 'of' leaving sites of 'scope'"),
    "cover": MeasureOf(
        "months", (AT_LEAST,), UNDISTURBED, "how long the stock of 'of' in 'scope' replaces deliveries from 'against'"
    ),
    "service": MeasureOf(
        "share", (AT_LEAST,), EVERY_DISRUPTION, "fill rate of demand for 'of' in the markets of 'scope'"
    ),
    "unmet": MeasureOf("unit", (AT_MOST,), EVERY_DISRUPTION, "unmet demand for 'of' in the markets of 'scope'"),
    EXPECTED_UNMET: MeasureOf(
        "unit",
        (AT_MOST,),
        ALWAYS,
        "unmet demand for 'of' in the markets of 'scope' over all years, in each course with its probability",
    ),
    "cost": MeasureOf("amount", (AT_MOST,), EVERY_DISRUPTION, "discounted operating cost of the supply chain"),
    "CVaR of unmet": MeasureOf(
        "unit/y",
        (AT_MOST,),
        ALWAYS,
        "mean of the worst outcomes of a year: unmet demand for 'of' in the markets of 'scope'",
    ),
    "CVaR of cost": MeasureOf(
        "amount", (AT_MOST,), ALWAYS, "mean of the worst outcomes: discounted cost over the horizon"
    ),
}
"""All measures that can be limited. For 'service', 'unmet' and 'cost' a disruption counts as a whole."""

OF_LANES = ("flow", "throughput")
"""Measures of flows on lanes."""

HELD_UNLESS_HIT = (
    "share",
    "HHI",
    "import share",
    "capacity share",
    "supply",
    "flow",
    "throughput",
    "cover",
    "service",
    "unmet",
)
"""Measures of flows and stock, which go on in a disruption that does not hit them."""

OF_NEED = ("capacity share", "import share", "N-1 cover")
"""Measures relative to need; a cover of all use is another."""

MEASURES_IN_WORDS = "; ".join(f"'{name}' [{item.unit}]: {item.about}" for name, item in MEASURES.items()) + "."


@sheet("Limits", tab="Risk", core=True, in_months=False)
class Limit(Row):
    """A target or constraint that the plan must meet; the results report each with its slack and marginal cost."""

    limit: LimitName = key()
    measure: str = choice(MEASURES, note=MEASURES_IN_WORDS)
    of: str = reference(
        (*GOODS, "Technologies"), default=ANY, any=True, note="A commodity, stage or group; for plants a technology."
    )
    scope: str = reference(
        (*PLACES, "Corridors"),
        default=ANY,
        any=True,
        words=(EACH_COUNTRY, EACH_MARKET),
        note=(
            "Countries of supply, markets, places of stock or destinations of lanes; for a flow also a corridor of "
            f"Routes. '{EACH_MARKET}': for service and unmet, every market alone."
        ),
    )
    bound: str = choice(
        (AT_MOST, AT_LEAST),
        default="",
        note="Empty: 'at least' for capacity, supply, cover and service, else 'at most'.",
    )
    value: ByYear | None = yearly(
        "see measure",
        default=None,
        note="A share is 0.65 or 65 %. Empty only for a CVaR with a weight, or with a priority.",
        gives=lambda row: MORE if row.sense == AT_MOST else LESS,
        ease=EASILY,
    )
    from_year: int | None = year(default=None, note="First year in which it applies. Empty: the first.")
    until_year: int | None = year(default=None, note="Last year in which it applies. Empty: the last.")
    during: str = reference(
        "Disruptions",
        default="",
        words=(UNDISTURBED, UNLESS_HIT, EVERY_DISRUPTION, ALWAYS),
        note=(
            "Empty: 'every disruption' for service, unmet and cost; else 'undisturbed'. 'unless hit': undisturbed, and "
            "in each disruption that acts on nothing that what is limited depends on, as an offtake goes on. A "
            "disruption: also where it coincides with others. Not for CVaR."
        ),
    )
    counted_at: str = reference(
        GOODS,
        default="",
        note=(
            "Share: the stage whose origin counts, such as the ore. Empty: where 'of' is made. Capacity share: only "
            "recipes that take these goods count, such as scrap."
        ),
    )
    exempt: str = reference(
        PLACES,
        default="",
        note=(
            "Share or import share of 'each country', HHI: countries that are not limited, such as home. To the HHI "
            "their supply does not count; of a share it does, as part of all supply."
        ),
    )
    against: str = reference(
        PLACES,
        default=ANY,
        any=True,
        words=(EACH_COUNTRY, ALL_USE),
        note=(
            f"Cover: whose deliveries the stock replaces, or '{ALL_USE}' for all need of 'scope'. Flow, import share: "
            "the origin; 'any' and 'each country' are those elsewhere."
        ),
    )
    confidence: float = percent(default=0.95, at_most=0.9999, note="CVaR: 95 % means the worst 5 % of outcomes.")
    weight: float = number("×", default=0.0, at_least=0, note="CVaR: its weight in the objective, limited or not.")

    priority: int | None = number(
        "order",
        default=None,
        whole=True,
        at_least=1,
        note=(
            "1: before cost, this limit is tightened as far as possible; then 2, and so on; last comes the cheapest "
            "plan that meets them all. The value is then computed; leave it empty. For capacity, plants or recipes in "
            "use, supply, flow, throughput, unmet, expected unmet and cost."
        ),
    )

    consumption_of: str = reference(
        (*GOODS, *PLACES),
        default="",
        note=(
            f"For measures of need and a cover of '{ALL_USE}': goods whose need in 'scope' counts, or places whose "
            "need for 'of' does. Empty: need for 'of' in 'scope'. Need: demand, and inputs of plants whose recipes "
            "make none of the goods, times 'equivalent' in Properties."
        ),
    )
    mandate: str = text(
        default="", note="For the results: the law or rule that it is from. One name for all of its rows."
    )
    binding: str = choice(
        (YES, NO),
        default=YES,
        note="'no': reported only; the plan need not meet it, and nothing is lost if it does not.",
    )

    @property
    def is_of_need(self) -> bool:
        """Whether it compares with need."""
        return self.measure in OF_NEED or (self.measure == "cover" and self.against == ALL_USE)

    @property
    def sense(self) -> str:
        """'at most' or 'at least'."""
        return self.bound or MEASURES[self.measure].bounds[0]

    @property
    def is_floor(self) -> bool:
        """Whether a plan must reach at least the value."""
        return self.sense == AT_LEAST and self.binding == YES

    @property
    def held_during(self) -> str:
        """'undisturbed', 'unless hit', 'every disruption', 'always' or a disruption."""
        return self.during or MEASURES[self.measure].during

    @property
    def holds_undisturbed(self) -> bool:
        """Whether it holds while nothing happens."""
        return self.held_during in (UNDISTURBED, UNLESS_HIT, ALWAYS)

    def holds_in(self, branch: Branch) -> bool:
        """Whether it holds in a branch."""
        if self.held_during == UNLESS_HIT:
            return self.limit in branch.spared
        return self.held_during in (EVERY_DISRUPTION, ALWAYS, *branch.members)


def held_in(row: Limit, tree: Tree, calendar: Calendar) -> dict[str, list[Node]]:
    """Nodes at which a limit holds, by moment: a disruption's branch as a whole, or each node of the trunk alone."""
    limits_by_moment: dict[str, list[Node]] = {}
    for node in tree.nodes:
        branch = tree.branch_of.get(node)
        is_held = row.holds_undisturbed if branch is None else row.holds_in(branch)
        if is_held and _is_in_time(row, tree.period[node], calendar):
            limits_by_moment.setdefault(node if branch is None else branch.name, []).append(node)
    return limits_by_moment


def held_at(row: Limit, tree: Tree, calendar: Calendar) -> list[Node]:
    """Nodes at which a limit holds, separately at each."""
    return [node for nodes in held_in(row, tree, calendar).values() for node in nodes]


def periods_of(row: Limit, calendar: Calendar) -> list[Period]:
    """Periods in which a limit holds."""
    return [t for t in calendar.periods if _is_in_time(row, t, calendar)]


def _is_in_time(row: Limit, period: int, calendar: Calendar) -> bool:
    first = calendar.first_year if row.from_year is None else row.from_year
    last = calendar.last_year if row.until_year is None else row.until_year
    return calendar.after(period) > first and period <= last


def bound_at(row: Limit, periods: Iterable[int], calendar: Calendar) -> float:
    """The value that holds in some periods, the mean of their years. Raises ValueError if the row has none."""
    if row.value is None:
        raise ValueError(f"the limit {row.limit!r} has no value")
    times = list(periods)
    means, lengths = [calendar.mean(row.value, t) for t in times], [calendar.length(t) for t in times]
    if len(set(lengths)) == 1:
        return sum(means) / len(means)
    return sum(mean * years for mean, years in zip(means, lengths, strict=True)) / sum(lengths)


def bounds_by_node(rows: Iterable[Limit], tree: Tree, calendar: Calendar) -> dict[tuple[LimitName, Node], float]:
    """The value of each limit at each node at which it holds."""
    bounds = {}
    for row in rows:
        for n in held_at(row, tree, calendar):
            bounds[row.limit, n] = bound_at(row, [tree.period[n]], calendar)
    return bounds


def parties(place: str, directory: Directory, countries: Iterable[str]) -> dict[str, frozenset[SiteName]]:
    """Sites by party: of the place itself, or of every country for 'each country'."""
    if place == EACH_COUNTRY:
        return {country: directory.sites(country) for country in countries}
    return {place: directory.sites(place)}


def must_hold(tables: Tables) -> list[Limit]:
    """Limits that a plan must hold; the others are reported only."""
    return [row for row in tables[Limit] if row.binding == YES]


AMOUNTS = ("capacity", *IN_USE, "supply", "flow", "throughput", "unmet", EXPECTED_UNMET, "cost")
"""Measures that can come before cost: those whose rows compare an amount with the bound."""


def in_order(tables: Tables) -> list[Limit]:
    """Limits with a priority, the first one first."""
    return sorted((row for row in tables[Limit] if row.priority is not None), key=lambda row: row.priority or 0)


def with_value(tables: Tables, row: Limit, value: float) -> Tables:
    """The tables with another value of a limit, which has no longer a priority."""
    changed = replace(row, value=ByYear.of(value), priority=None)
    lines = [changed if line.limit == row.limit else line for line in tables[Limit]]
    return replace(tables, rows={**tables.rows, Limit: lines})


UNREPORTED = ("HHI", "cost", "CVaR of unmet", "CVaR of cost")
"""Measures that results show without a limit, or that take variables of their own."""


def can_be_reported(row: Limit) -> bool:
    """Whether a limit may be measured alone; goods are traced to their origin only where it must hold."""
    return row.priority is None and row.measure not in UNREPORTED and not (row.measure == "share" and row.counted_at)


def loosened(tables: Tables, names: Collection[LimitName]) -> Tables:
    """The tables with some limits that are reported only, or left out if they cannot be."""
    rows = (row for row in tables[Limit] if can_be_reported(row) or row.limit not in names)
    return tables.replaced(Limit, [replace(row, binding=NO) if row.limit in names else row for row in rows])


# ----------------------------------------------------------------------------------------------------------------------
# Lanes on which the sheet Limits bounds a flow or throughput.


def counted_lanes(
    row: Limit, directory: Directory, lanes: Mapping[LaneName, Ends], corridor: Mapping[LaneName, str]
) -> dict[str, list[LaneName]]:
    """Lanes whose flow or throughput a limit is on, by party; ``corridor`` is that of each lane which has one."""
    goods, countries = directory.commodities(row.of), directory.countries_with_sites
    meant = {a: (i, j) for a, (i, j, k) in lanes.items() if k in goods}
    starts = parties(row.against, directory, countries)
    if row.measure == "throughput":
        places = parties(row.scope, directory, countries)
        return {w: [a for a, (i, _) in meant.items() if i in sites] for w, sites in places.items()}
    if row.scope in corridor.values() and not directory.sites(row.scope):
        through = {a: i for a, (i, _) in meant.items() if corridor.get(a) == row.scope}
        return {_party(row, row.scope, c): [a for a, i in through.items() if i in sites] for c, sites in starts.items()}
    counted: dict[str, list[LaneName]] = {}
    for w, destinations in parties(row.scope, directory, countries).items():
        for c, origins in starts.items():
            flows = [a for a, (i, j) in meant.items() if _flows(row, i, j, origins, destinations)]
            counted[_party(row, w, c)] = flows
    return counted


def _party(row: Limit, scope: str, against: str) -> str:
    """Parties that a flow is reported for."""
    return against if row.against == EACH_COUNTRY else scope


def _flows(
    row: Limit,
    origin: SiteName,
    destination: SiteName,
    origins: Collection[SiteName],
    destinations: Collection[SiteName],
) -> bool:
    """Whether a lane leads from one place to the other. To or from 'any' place or 'each country' means to or from
    elsewhere: flows within the place at the other end do not count, unless that is 'any', too."""
    if origin not in origins or destination not in destinations:
        return False
    comes_from_elsewhere = row.against in (ANY, EACH_COUNTRY) and row.scope != ANY
    goes_elsewhere = row.scope in (ANY, EACH_COUNTRY) and row.against != ANY
    stays = (comes_from_elsewhere and origin in destinations) or (goes_elsewhere and destination in origins)
    return not stays
