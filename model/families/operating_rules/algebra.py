"""Operating rules: a plant, or one of its recipes, is in use in a period or is not; in use it has a cost,
loses capacity to set-up, and has a minimum run; once started it stays in use for a minimum campaign."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from itertools import product
from typing import Any

from model.families.closures.terms import Closures, State
from model.families.common.protocol import SPONSOR, Cost, FirstStage, Follows, LimitRows, Measure, Report
from model.families.common.pyomo import binding, members, parameter, pyo, unless_trivial, variable
from model.families.concentration import counted_plants, whose_capacity
from model.families.conversion.algebra import Conversion, outputs, used_by
from model.families.conversion.rows import Operation
from model.families.decisions.rows import OPERATE
from model.families.decisions.terms import already_made, is_meant
from model.families.investment.lead_times import BuildDecision
from model.families.investment.terms import Investment
from model.families.operating_rules.rows import OperatingRule
from model.families.technology.algebra import TechnologyData
from model.families.technology.experience import Ramps
from model.families.technology.licences import Plants
from model.scenario.build_context import BuildContext, flat, grouped
from model.scenario.limits import AT_MOST, IN_USE, PLANTS_IN_USE, Limit, bounds_by_node, held_at
from model.sheets.common import Plant
from model.sheets.names import LimitName, Node, Period, PlantName, RecipeName, SiteName
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables
from model.tolerances import MOMENT

Ruled = tuple[PlantName, str]
"""(plant, recipe or 'any')"""


@dataclass(frozen=True)
class OperatingRules:
    """Index sets and coefficients of operating rules."""

    rules: list[Ruled]
    runs: dict[Ruled, list[tuple[PlantName, RecipeName]]]
    """Runs under each rule."""
    least: dict[Ruled, float]
    """Capacity used in use, at least [unit/y]."""
    most: dict[tuple[PlantName, str, Node], float]
    """Maximum capacity used while in use, by rule and node [unit/y]."""
    cost: dict[tuple[PlantName, str, Period], float]
    """Fixed cost of being in use, by rule and period [amount/y]."""
    start_up: dict[Ruled, float]
    """Start-up cost, of rules by which starts count [amount]."""
    campaign: dict[tuple[PlantName, str, Period], list[Period]]
    """Periods in which a start keeps a rule with a campaign of several periods in use in a later or the same period."""
    still_in_campaign: list[tuple[PlantName, str, Period]]
    """Rules and periods to which a campaign lasts that began before the first."""
    needs: dict[Ruled, str]
    """Recipe without which a plant or recipe is not in use."""
    was_in_use: list[Ruled]
    """In use before the first period."""
    set_up: dict[Ruled, float]
    """Capacity that being in use takes [unit/y]."""
    period: dict[Node, Period]
    sign: dict[LimitName, float]
    """By limit on plants or recipes in use: 1 for at most, −1 for at least."""
    value: dict[tuple[LimitName, Node], float]
    """[plants or recipes]"""
    counted: dict[tuple[LimitName, str], list[Ruled]]
    """Plants or recipes that count, by limit and scope."""
    limited: list[tuple[LimitName, str, Node]]
    """(limit, scope, node)"""
    closable: list[tuple[PlantName, str, Period]]
    """Rules and periods in which the plant may be other than open."""
    yet_to_be_built: dict[tuple[PlantName, str, Period], list[BuildDecision]]
    """Rules and periods without existing capacity, with the decisions that may have provided it by then."""


def coefficients(context: BuildContext) -> OperatingRules:
    """Operating rules of the tables."""
    rows = {(row.plant, row.recipe): row for row in context.tables[OperatingRule]}
    conversion = context.part(Conversion)
    limits = [row for row in context.tables[Limit] if row.measure in IN_USE]
    at = {row.limit: held_at(row, context.tree, context.calendar) for row in limits}
    states: Collection[State] = context.part(Closures).states.before
    investment = context.part(Investment)
    plants = Plants(Ramps(context, investment), context.part(TechnologyData).experience)
    periods = context.calendar.periods
    campaigns = {
        rule: row.minimum_campaign
        for rule, row in rows.items()
        if row.minimum_campaign > min(context.calendar.lengths.values())
    }
    in_use_since = {rule: year for rule in rows if (year := put_into_use(context.tables, *rule)) is not None}
    trunk = {context.tree.period[n]: n for n in context.tree.trunk}
    places = [(p, n) for p in conversion.plants for n in context.tree.nodes]
    there = [*investment.standing, *investment.outlived(context.tree.period)]
    standing = grouped(places, (((investment.plant[j], n), (j, b)) for j, b, n in there))
    whose = flat({row.limit: whose_capacity(context, row) for row in limits})
    rows_of = {row.limit: row for row in limits}
    counted = {
        (l, w): counted_rules(context.tables, context.directory, rows_of[l], sites) for (l, w), sites in whose.items()
    }
    return OperatingRules(
        rules=list(rows),
        runs={(p, r): [(q, recipe) for q, recipe in conversion.runs if q == p and r in (ANY, recipe)] for p, r in rows},
        least={rule: row.minimum_run for rule, row in rows.items() if row.minimum_run > 0},
        most={
            (p, r, n): max(0.0, plants.greatest(p, n) - row.set_up_capacity)
            for ((p, r), row), n in product(rows.items(), context.tree.nodes)
        },
        cost=context.by_period({rule: row.cost_in_use for rule, row in rows.items()}),
        start_up={rule: row.start_up_cost for rule, row in rows.items() if row.start_up_cost > 0 or rule in campaigns},
        campaign={
            (*rule, t): [b for b in periods if b <= t < b + length - MOMENT]
            for (rule, length), t in product(campaigns.items(), periods)
        },
        still_in_campaign=[
            (*rule, t)
            for (rule, length), t in product(campaigns.items(), periods)
            if t < in_use_since.get(rule, -math.inf) + length - MOMENT
        ],
        needs={rule: row.needs_recipe for rule, row in rows.items() if row.needs_recipe},
        was_in_use=list(in_use_since),
        set_up={rule: row.set_up_capacity for rule, row in rows.items() if row.set_up_capacity > 0},
        period=context.tree.trunk_period,
        sign={row.limit: 1.0 if row.sense == AT_MOST else -1.0 for row in limits},
        value=bounds_by_node(limits, context.tree, context.calendar),
        counted={scope: [rule for rule in ruled if rule in rows] for scope, ruled in counted.items()},
        limited=[(l, w, n) for l, w in whose for n in at[l]],
        yet_to_be_built={
            (p, r, t): standing[p, n]
            for (p, r), (t, n) in product(rows, trunk.items())
            if not conversion.existing[p, n]
        },
        closable=[(p, r, t) for p, r in rows for t in context.calendar.periods if (p, t) in states],
    )


def counted_rules(tables: Tables, directory: Directory, row: Limit, sites: frozenset[SiteName]) -> list[Ruled]:
    """Plants at some sites, or recipes of these, that a limit counts; all of them need an operating rule."""
    if row.measure == PLANTS_IN_USE:
        return [(p, ANY) for p in counted_plants(tables, directory, row, sites)]
    goods = directory.commodities(row.of)
    makers = {(p, r) for p, r, k in outputs(tables) if k in goods}
    technology = {plant.plant: plant.technology for plant in tables[Plant] if plant.site in sites}
    operated = [(row.plant, row.recipe) for row in tables[Operation] if row.plant in technology]
    return [(p, r) for p, r in operated if row.of in (ANY, technology[p]) or (p, r) in makers]


def put_into_use(tables: Tables, plant: PlantName, recipe: str) -> int | None:
    """Year before the first from which a plant or recipe has been in use, None if it was not."""
    rows = (row for row in already_made(tables, OPERATE) if row.subject == plant and is_meant(row, way=recipe))
    return max((row.year for row in rows if row.year is not None), default=None)


def build(m: Any, data: OperatingRules) -> None:
    """Adds whether a plant or a recipe is in use, by period [0 or 1]."""
    m.RULES = pyo.Set(dimen=2, initialize=data.rules)
    m.RULED_RUNS = members(data.rules, dimen=2, values=data.runs)
    m.PERIOD_AT = members(m.NODES, dimen=1, values={n: [t] for n, t in data.period.items()})
    m.in_use = variable(m.RULES, m.PERIODS, within=pyo.Binary, doc="o: whether a plant or a recipe is in use [0 or 1]")
    m.most_in_use = parameter(m.RULES, m.NODES, values=data.most)
    m.run_in_use = pyo.Constraint(m.RULES, m.NODES, rule=unless_trivial(run_in_use))
    m.LEAST_RULES = pyo.Set(dimen=2, initialize=list(data.least))
    m.minimum_run = parameter(m.LEAST_RULES, values=data.least)
    m.run_at_least = pyo.Constraint(m.LEAST_RULES, m.TRUNK, rule=run_at_least)
    m.UNBUILT_RULES = pyo.Set(dimen=3, initialize=list(data.yet_to_be_built))
    m.BUILT_BY = members(m.UNBUILT_RULES, dimen=2, values=data.yet_to_be_built)
    m.built_in_use = pyo.Constraint(m.UNBUILT_RULES, rule=built_in_use)
    m.CLOSABLE_RULES = pyo.Set(dimen=3, initialize=data.closable)
    m.open_in_use = pyo.Constraint(m.CLOSABLE_RULES, rule=open_in_use)
    m.cost_in_use = parameter(m.RULES, m.PERIODS, values=data.cost)
    m.STARTING_RULES = pyo.Set(dimen=2, initialize=list(data.start_up))
    m.start_up_cost = parameter(m.STARTING_RULES, values=data.start_up)
    m.started = variable(m.STARTING_RULES, m.PERIODS, doc="e: whether it is started [0 or 1]")
    m.was_in_use = parameter(m.RULES, values=dict.fromkeys(data.was_in_use, 1.0), default=0.0)
    m.starting = pyo.Constraint(m.STARTING_RULES, m.PERIODS, rule=starting)
    m.CAMPAIGNS = pyo.Set(dimen=3, initialize=list(data.campaign))
    m.STARTED_IN = members(m.CAMPAIGNS, dimen=1, values=data.campaign)
    m.campaign_before = parameter(m.CAMPAIGNS, values=dict.fromkeys(data.still_in_campaign, 1.0), default=0.0)
    m.kept_in_use = pyo.Constraint(m.CAMPAIGNS, rule=kept_in_use)
    m.RULES_WITH_NEEDS = pyo.Set(dimen=2, initialize=list(data.needs))
    needed = {(p, r): [(p, q)] for (p, r), q in data.needs.items()}
    m.NEEDED_IN_USE = members(m.RULES_WITH_NEEDS, dimen=2, values=needed)
    m.used_together = pyo.Constraint(m.RULES_WITH_NEEDS, m.PERIODS, rule=used_together)
    m.set_up = parameter(list(data.set_up), values=data.set_up)
    plants = list(m.PLANTS)
    m.SET_UPS_AT = members(m.PLANTS, dimen=2, values=grouped(plants, ((p, (p, r)) for p, r in data.set_up)))
    m.COUNTS_IN_USE = pyo.Set(dimen=3, initialize=data.limited)
    m.COUNTED_IN_USE = members(list(data.counted), dimen=2, values=data.counted)
    m.in_use_sign = parameter(list(data.sign), values=data.sign)
    m.in_use_limit = parameter(list(data.value), values=data.value)
    m.plants_in_use = pyo.Constraint(binding(m, m.COUNTS_IN_USE), rule=unless_trivial(plants_in_use))


def run_in_use(m: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    r"""A plant or recipe runs only while in use [units per year].

    .. math:: \sum_{q \in R_{pr}} u_{pq\tau(n)} \, x_{pqn} \le M_{prn} \, o_{pr\tau(n)} \qquad \forall p, r, n
    """
    used = sum(used_by(m, p, q, n) for p, q in m.RULED_RUNS[p, r])
    return used <= sum(m.most_in_use[p, r, n] * m.in_use[p, r, t] for t in m.PERIOD_AT[n])


def run_at_least(m: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    r"""A plant or recipe in use runs at least its minimum while undisturbed [units per year].

    .. math:: \sum_{q \in R_{pr}} u_{pq\tau(n)} \, x_{pqn} \ge \underline x_{pr} \, o_{pr\tau(n)} \qquad \forall p, r, n
    """
    used = sum(used_by(m, p, q, n) for p, q in m.RULED_RUNS[p, r])
    return used >= sum(m.minimum_run[p, r] * m.in_use[p, r, t] for t in m.PERIOD_AT[n])


def starting(m: Any, p: PlantName, r: RecipeName, t: Period) -> Any:
    r"""A plant or recipe in use that was not in the period before is started [starts].

    .. math:: e_{prt} \ge o_{prt} - o_{pr,t-1} \qquad \forall p, r, t, \quad o_{pr,-1} = o^0_{pr}
    """
    before = m.is_first[t] * m.was_in_use[p, r] + sum(m.in_use[p, r, b] for b in m.PREVIOUS[t])
    return m.started[p, r, t] >= m.in_use[p, r, t] - before


def kept_in_use(m: Any, p: PlantName, r: RecipeName, t: Period) -> Any:
    r"""A plant or recipe started within the length of its minimum campaign, :math:`\ell_{pr}`, is in use: the minimum
    up-time of D. Rajan and S. Takriti, IBM Research Report RC23628, 2005 [starts].

    .. math:: o_{prt} \ge e^0_{prt} + \sum_{b \le t < b + \ell_{pr}} e_{prb} \qquad \forall p, r, t
    """
    return m.in_use[p, r, t] >= m.campaign_before[p, r, t] + sum(m.started[p, r, b] for b in m.STARTED_IN[p, r, t])


def used_together(m: Any, p: PlantName, r: RecipeName, t: Period) -> Any:
    r"""A plant or recipe is in use only while the recipe that it needs, :math:`n(r)`, is in use there [recipes].

    .. math:: o_{prt} \le o_{p,n(r),t} \qquad \forall p, r, t
    """
    return m.in_use[p, r, t] <= sum(m.in_use[q, recipe, t] for q, recipe in m.NEEDED_IN_USE[p, r])


def built_in_use(m: Any, p: PlantName, r: RecipeName, t: Period) -> Any:
    r"""A plant that does not exist and has not been built is not in use [plants].

    .. math:: o_{prt} \le \sum_{(j,b)} y_{jb} \qquad \forall p, r, t \text{ with } K_{pt} = 0
    """
    return m.in_use[p, r, t] <= sum(m.build[j, b] for j, b in m.BUILT_BY[p, r, t])


def open_in_use(m: Any, p: PlantName, r: RecipeName, t: Period) -> Any:
    r"""A mothballed or closed plant is not in use [plants].

    .. math:: o_{prt} \le \lambda_{pt} \qquad \forall p, r, t
    """
    return m.in_use[p, r, t] <= m.plant_open[p, t]


def used_by_set_ups(m: Any, p: PlantName, n: Node) -> Any:
    """Capacity of a plant lost to set-up [units per year]."""
    return sum(m.set_up[q, r] * m.in_use[q, r, t] for q, r in m.SET_UPS_AT[p] for t in m.PERIOD_AT[n])


def counted_in_use(m: Any, l: Any, w: Any, n: Node) -> Any:
    """Plants, or recipes, of one party that are in use [plants or recipes]."""
    return sum(m.in_use[p, r, t] for p, r in m.COUNTED_IN_USE[l, w] for t in m.PERIOD_AT[n])


def plants_in_use(m: Any, l: Any, w: Any, n: Node) -> Any:
    r"""The number of plants, or of recipes, in use is at most, or at least, the limit [plants or recipes].

    .. math:: \pm \sum_{(p,r) \in P_{lw}} o_{pr\tau(n)} \le \pm \, \bar N_{ln} \qquad \forall l, w, n
    """
    return m.in_use_sign[l] * counted_in_use(m, l, w, n) <= m.in_use_sign[l] * m.in_use_limit[l, n]


def cost_of_use(m: Any, p: PlantName, r: RecipeName, t: Period) -> Any:
    r"""Cost of being in use: :math:`L \, c_{prt} \, o_{prt}`."""
    return m.years[t] * m.cost_in_use[p, r, t] * m.in_use[p, r, t]


def start_up_expense(m: Any, p: PlantName, r: RecipeName, t: Period) -> Any:
    r"""Cost of starting: :math:`S_{pr} \, e_{prt}`."""
    return m.start_up_cost[p, r] * m.started[p, r, t]


USE = (used_by_set_ups,)

DECIDED = (FirstStage(OPERATE, ("RULES", "PERIODS"), ("subject", "way", "period"), "in_use"),)

FOLLOWS = (Follows("started"),)

UNASKED = {"in_use": None}

COSTS = (
    Cost("plants in use", "operation", SPONSOR, ("RULES", "PERIODS"), cost_of_use, by_period=True),
    Cost("starting plants", "operation", SPONSOR, ("STARTING_RULES", "PERIODS"), start_up_expense, by_period=True),
)

LIMITS = (LimitRows("plants_in_use", "COUNTS_IN_USE", counted_in_use, value="in_use_limit"),)

REPORTS = (
    Report(
        "in use",
        ("RULES", "PERIODS"),
        ("plant", "recipe", "period"),
        (Measure("in_use", "0 or 1", "in_use"),),
        keep_zero=True,
    ),
)
