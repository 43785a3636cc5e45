"""Technology: a plant can be built only with rights to its technology, and ramps up faster after one of its kind.

A variable states for each way to acquire a technology and each period whether it has been decided by then; so
possession at any time is one of these variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from model.families.common.protocol import ADOPTERS, SPONSOR, Cost, FirstStage, Follows, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, tuples, variable
from model.families.conversion.algebra import Conversion, capacity_used
from model.families.decisions.rows import ACQUIRE
from model.families.investment.lead_times import BuildDecision
from model.families.investment.terms import Investment
from model.families.technology.experience import Experience, Ramps, experience
from model.families.technology.licences import Late, Plants, Royalties, late_licences, royalties
from model.families.technology.rows import LICENCE, Technology
from model.families.technology.terms import Acquisition, Right, held_by, right_of, to_acquire, useful
from model.scenario.build_context import BuildContext, Owner, grouped
from model.sheets.names import Node, Period, PlantName, ProjectName
from model.tolerances import NO_SHARE


@dataclass(frozen=True)
class TechnologyData:
    """Index sets and coefficients of technology."""

    held_from: dict[Acquisition, float]
    """Every acquisition that may be of use, each way's in order of time, and the decimal year from which it is held."""
    cost: dict[Right, float]
    spend: dict[tuple[str, str, str, int, int], float]
    """Share of the cost spent in each period."""
    needs: dict[BuildDecision, list[Acquisition]]
    """Acquisitions in time for a decision to come online: the last one of each way. Among a project's decisions with
    the same acquisitions only the last is listed,"""
    online_by: dict[BuildDecision, list[int]]
    """with itself and all earlier ones on the project."""
    late: Late
    royalty: dict[PlantName, float]
    """By plant [amount/unit]."""
    royalties: Royalties
    experience: Experience
    maximum_size: dict[ProjectName, float]
    """Maximum size of a decision on a project [unit/y]."""
    plant: dict[ProjectName, PlantName]


def coefficients(context: BuildContext) -> TechnologyData:
    """Technology of the tables; registers the places that hold or acquire it as owners of its cost."""
    rows = {right_of(row): row for row in context.tables[Technology]}
    for _, place, _ in rows:
        context.owners.setdefault(place, Owner(place, names=context.directory.countries(place) | {place}))
    investment = context.part(Investment)
    ways = to_acquire(context.tables, context.directory)
    needing = {j: ways[p] for j, p in investment.plant.items() if p in ways}
    latest: dict[Right, float] = {}
    for (j, _), span in investment.timing.items():
        latest |= {right: max(latest.get(right, 0.0), span.online) for right in map(right_of, needing.get(j, ()))}
    held_from = useful(context, latest)
    held_at = {
        p: {a: since for a, since in held_from.items() if rows[a[:3]] in ways[p]}
        for p in dict.fromkeys(investment.plant[j] for j in needing)
        if any(p == q for q, _ in context.part(Conversion).runs)
    }
    ramps = Ramps(context, investment)
    plants = Plants(ramps, experience(ramps))
    rate = {p: max((row.royalty for row in ways[p] if row.way == LICENCE), default=0.0) for p in held_at}
    owing = {p: acquisitions for p, acquisitions in held_at.items() if rate[p]}
    free = {right for right, row in rows.items() if not row.royalty}
    needs = {
        (j, t): held_by({a: since for a, since in held_from.items() if rows[a[:3]] in needing[j]}, span.online)
        for (j, t), span in investment.timing.items()
        if j in needing
    }
    last = {(j, tuple(acquisitions)): (j, t) for (j, t), acquisitions in needs.items()}
    decided = grouped(needing, needs)
    return TechnologyData(
        held_from=held_from,
        cost={right: rows[right].cost for right in dict.fromkeys(a[:3] for a in held_from)},
        spend={
            (*a, t): share
            for (a, since), t in product(held_from.items(), context.calendar.periods)
            if (share := context.calendar.spread(a[3], since, t)) > NO_SHARE
        },
        needs={decision: needs[decision] for decision in last.values()},
        online_by={(j, t): [b for b in decided[j] if b <= t] for j, t in last.values()},
        late=late_licences(plants, held_at),
        royalty={p: context.money(royalty) for p, royalty in rate.items() if royalty},
        royalties=royalties(plants, owing, free),
        experience=plants.learned,
        maximum_size={j: plants.maximum_size(j) for j, _ in plants.learned.learning},
        plant=investment.plant,
    )


def build(m: Any, data: TechnologyData) -> None:
    """Adds acquisitions by each period [yes or no], capacity that ramps up with the experience of earlier plants
    [unit/y], and capacity used on a licence with a royalty [unit/y]."""
    _build_acquisitions(m, data)
    _build_experience(m, data)
    _build_late(m, data.late, data.plant)
    _build_royalties(m, data)


def close(m: Any) -> None:
    """Adds the constraints on the capacity used, once every family has added its uses of it."""
    m.licence_arrived = pyo.Constraint(m.LATE, rule=licence_arrived)
    m.royalty_due = pyo.Constraint(m.ROYALTY_MOMENTS, rule=royalty_due)


def _build_acquisitions(m: Any, data: TechnologyData) -> None:
    acquisitions = list(data.held_from)
    before = {a: [b[3]] for b, a in pairwise(acquisitions) if a[:3] == b[:3]}
    m.ACQUISITIONS = pyo.Set(dimen=4, initialize=acquisitions)
    m.LATER_ACQUISITIONS = pyo.Set(dimen=4, initialize=list(before))
    m.ACQUIRED_BEFORE = members(m.ACQUISITIONS, dimen=1, values={a: before.get(a, []) for a in acquisitions})
    m.held_from = parameter(m.ACQUISITIONS, values=data.held_from)
    bounds = {a: (1 if a[3] < min(m.PERIODS) else 0, 1) for a in acquisitions}
    m.acquired = variable(
        m.ACQUISITIONS,
        within=pyo.Binary,
        bounds=lambda m, h, l, w, t: bounds[h, l, w, t],
        doc="a: whether a technology has been acquired in a place, in a way, by a decision up to a period [yes or no]",
    )
    m.acquired_stays = pyo.Constraint(m.LATER_ACQUISITIONS, rule=acquired_stays)
    needs = list(data.needs)
    m.RESTRICTED = pyo.Set(dimen=2, initialize=needs)
    m.ONLINE_BY = members(m.RESTRICTED, dimen=1, values=data.online_by)
    m.HELD_BY = members(m.RESTRICTED, dimen=4, values=data.needs)
    m.held_in_time = pyo.Constraint(m.RESTRICTED, rule=held_in_time)
    m.acquisition_cost = parameter(list(data.cost), values=data.cost)
    m.ACQUISITION_SPENDS = tuples(dimen=5, values=data.spend)
    m.acquisition_share = parameter(m.ACQUISITION_SPENDS, values=data.spend)


def _build_late(m: Any, late: Late, plant: Mapping[ProjectName, PlantName]) -> None:
    keys = list(late.arrived)
    m.LATE = pyo.Set(dimen=3, initialize=keys)
    m.ARRIVED = members(m.LATE, dimen=4, values=late.arrived)
    m.blocked = parameter(m.LATE, values=late.blocked)
    after, more = (
        grouped(keys, (((plant[j], moment, n), (j, b)) for j, b, moment, n in shares))
        for shares in (late.usable, late.more)
    )
    m.USABLE_AFTER = members(m.LATE, dimen=2, values=after)
    m.usable_after = parameter(list(late.usable), values=late.usable)
    m.MORE_AFTER = members(m.LATE, dimen=2, values=more)
    m.more_after = parameter(list(late.more), values=late.more)


def _build_royalties(m: Any, data: TechnologyData) -> None:
    due = data.royalties
    m.ROYALTY_PLACES = pyo.Set(dimen=2, initialize=due.places)
    m.royalty = parameter(list(data.royalty), values=data.royalty)
    m.licensed_use = variable(m.ROYALTY_PLACES, doc="d: capacity used on a licence with a royalty [unit/y]")
    m.ROYALTY_MOMENTS = pyo.Set(dimen=3, initialize=list(due.share))
    m.REPLACED = members(m.ROYALTY_MOMENTS, dimen=4, values=due.replaced)
    m.LICENSED = members(m.ROYALTY_MOMENTS, dimen=4, values=due.licensed)
    m.is_licensed = parameter(m.ROYALTY_MOMENTS, values=due.is_licensed)
    m.licensed_share = parameter(m.ROYALTY_MOMENTS, values=due.share)
    m.greatest_licensed = parameter(m.ROYALTY_MOMENTS, values=due.most)


def _build_experience(m: Any, data: TechnologyData) -> None:
    learned, plants = data.experience, [(p, n) for p in m.PLANTS for n in m.NODES]
    m.EXPERIENCED = pyo.Set(dimen=2, initialize=learned.decisions)
    m.is_taught = parameter(m.EXPERIENCED, values=dict.fromkeys(learned.taught, 1.0), default=0.0)
    m.LEARNING = pyo.Set(dimen=2, initialize=list(learned.learning))
    m.LEARNING_IN = members(
        m.EXPERIENCED, dimen=1, values={(j, t): [t] if (j, t) in learned.learning else [] for j, t in learned.decisions}
    )
    m.TEACHERS = members(m.LEARNING, dimen=2, values=learned.learning)
    m.greatest_learning = parameter(list(data.maximum_size), values=data.maximum_size)
    m.learned = variable(
        m.LEARNING, doc="e: capacity decided that ramps up with the experience of what is built before [unit/y]"
    )
    m.learned_of_size = pyo.Constraint(m.LEARNING, rule=learned_of_size)
    m.learned_from_others = pyo.Constraint(m.LEARNING, rule=learned_from_others)
    more = (((data.plant[j], n), (j, b)) for j, b, n in learned.more)
    m.EXPERIENCED_AT = members(m.PLANTS, m.NODES, dimen=2, values=grouped(plants, more))
    m.more_usable = parameter(list(learned.more), values=learned.more)


def acquired_stays(m: Any, h: Any, l: Any, w: Any, t: Period) -> Any:
    r"""A technology acquired by a period stays acquired in all later ones [yes or no].

    .. math:: a_{hlwt} \ge a_{hlw,t-1} \qquad \forall h, l, w, t
    """
    return m.acquired[h, l, w, t] >= sum(m.acquired[h, l, w, b] for b in m.ACQUIRED_BEFORE[h, l, w, t])


def held_in_time(m: Any, j: ProjectName, t: Period) -> Any:
    r"""A project comes online only if its technology is held by then [modules].

    .. math:: \sum_{b \le t} y_{jb} \le \bar y_j \sum_{(h,l,w,b) \in H_{jt}} a_{hlwb} \qquad \forall j, t
    """
    acquired = sum(m.acquired[h, l, w, b] for h, l, w, b in m.HELD_BY[j, t])
    return sum(m.build[j, b] for b in m.ONLINE_BY[j, t]) <= m.maximum_modules[j] * acquired


def acquiring(m: Any, h: Any, l: Any, w: Any, t: Period) -> Any:
    """Whether a technology is acquired by a decision of the period [yes or no]."""
    return m.acquired[h, l, w, t] - sum(m.acquired[h, l, w, b] for b in m.ACQUIRED_BEFORE[h, l, w, t])


def acquiring_cost(m: Any, h: Any, l: Any, w: Any, t: Period) -> Any:
    """Cost of acquiring a technology by a decision of the period [amount]."""
    return m.acquisition_cost[h, l, w] * acquiring(m, h, l, w, t)


def licence_arrived(m: Any, p: PlantName, q: Any, n: Node) -> Any:
    r"""While a disruption delays licences, new capacity is used only once its technology is held [units per
    year].

    .. math:: \sum_{r \in R_p} u_{pr} \, x_{prn} \le \eta_{pn} \Big( K_{pn} + \sum_{(j,b)} a^q_{jbn} \, z_{jb}
              + \sum_{(j,b)} g^q_{jbn} \, e_{jb} \Big) + M_{pqn} \sum_{(h,l,w,b) \in H_{pqn}} a_{hlwb}
              \qquad \forall p, q, n
    """
    usable = sum(m.usable_after[j, b, q, n] * m.size[j, b] for j, b in m.USABLE_AFTER[p, q, n])
    usable = usable + sum(m.more_after[j, b, q, n] * experienced(m, j, b) for j, b in m.MORE_AFTER[p, q, n])
    arrived = sum(m.acquired[h, l, w, b] for h, l, w, b in m.ARRIVED[p, q, n])
    there = m.availability[p, n] * (m.existing_capacity[p, n] + usable)
    return capacity_used(m, p, n) <= there + m.blocked[p, q, n] * arrived


def royalty_due(m: Any, p: PlantName, q: Any, n: Node) -> Any:
    r"""New capacity is used under the licence acquired, for the share of the period before the technology is held
    without royalty [units per year].

    .. math:: d_{pn} \ge \lambda_{pqn} \Big( \sum_{r \in R_p} u_{pr} \, x_{prn} - \eta_{pn} K_{pn} \Big)
              - M_{pqn} \Big( \sum_{(h,l,w,b) \in F_{pqn}} a_{hlwb} + 1 - \sum_{(h,l,w,b) \in L_{pqn}} a_{hlwb} \Big)
              \qquad \forall p, q, n
    """
    built = capacity_used(m, p, n) - m.availability[p, n] * m.existing_capacity[p, n]
    replaced = sum(m.acquired[h, l, w, b] for h, l, w, b in m.REPLACED[p, q, n])
    licensed = m.is_licensed[p, q, n] + sum(m.acquired[h, l, w, b] for h, l, w, b in m.LICENSED[p, q, n])
    free = m.greatest_licensed[p, q, n] * (replaced + 1 - licensed)
    return m.licensed_use[p, n] >= m.licensed_share[p, q, n] * built - free


def learned_of_size(m: Any, j: ProjectName, t: Period) -> Any:
    r"""A build benefits from experience by at most its size [unit per year].

    .. math:: e_{jt} \le z_{jt} \qquad \forall j, t
    """
    return m.learned[j, t] <= m.size[j, t]


def learned_from_others(m: Any, j: ProjectName, t: Period) -> Any:
    r"""Experience comes from capacity that came online before [unit per year].

    .. math:: e_{jt} \le \bar z_j \sum_{(i,b) \in E_{jt}} y_{ib} \qquad \forall j, t
    """
    return m.learned[j, t] <= m.greatest_learning[j] * sum(m.build[i, b] for i, b in m.TEACHERS[j, t])


def experienced(m: Any, j: ProjectName, t: Period) -> Any:
    """Capacity decided that ramps up with experience [unit per year]."""
    return m.is_taught[j, t] * m.size[j, t] + sum(m.learned[j, b] for b in m.LEARNING_IN[j, t])


def experienced_capacity(m: Any, p: PlantName, n: Node) -> Any:
    """Built capacity that is usable thanks to experience [unit per year]."""
    return sum(m.more_usable[j, b, n] * experienced(m, j, b) for j, b in m.EXPERIENCED_AT[p, n])


def acquisition_spending(m: Any, h: Any, l: Any, w: Any, b: Period, t: Period) -> Any:
    r"""Cost of acquiring a technology spent in a period: :math:`s_{hlwbt} \, C_{hlw} (a_{hlwb} - a_{hlw,b-1})`."""
    return m.acquisition_share[h, l, w, b, t] * acquiring_cost(m, h, l, w, b)


def royalty_spending(m: Any, p: PlantName, n: Node) -> Any:
    r"""Royalty on capacity used on a licence: :math:`L \, \rho_p \, d_{pn}`."""
    return m.years[n] * m.royalty[p] * m.licensed_use[p, n]


CAPACITY = (experienced_capacity,)

DECIDED = (FirstStage(ACQUIRE, ("ACQUISITIONS",), ("subject", "place", "way", "period"), acquiring),)

FOLLOWS = (Follows("learned"),)

UNASKED = {"acquired": None}

COSTS = (
    Cost("technology", "capital", ADOPTERS, ("ACQUISITION_SPENDS",), acquisition_spending, owner=1, by_period=True),
    Cost("royalties", "operation", SPONSOR, ("ROYALTY_PLACES",), royalty_spending, varies=True),
)

REPORTS = (
    Report(
        "technology",
        ("ACQUISITIONS",),
        ("technology", "place", "way", "decided"),
        (
            Measure(
                "held_from",
                "year",
                lambda m, h, l, w, t: m.held_from[h, l, w, t] * acquiring(m, h, l, w, t),
                "From when the technology is held.",
            ),
            Measure("cost", "{amount}", acquiring_cost),
        ),
    ),
    Report("experience", ("EXPERIENCED",), ("project", "decided"), (Measure("size", "{unit}/y", experienced),)),
    Report("royalties", ("ROYALTY_PLACES",), ("plant", "node"), (Measure("licensed", "{unit}/y", "licensed_use"),)),
)
