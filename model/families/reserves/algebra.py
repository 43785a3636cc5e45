"""Reserves: deposits that plants deplete, in steps of rising cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.families.common.describing import Described, Frame
from model.families.common.protocol import SPONSOR, Cost, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.conversion.algebra import capacity_provided, used_by
from model.families.conversion.rows import Operation
from model.families.reserves.rows import Reserve
from model.scenario.build_context import BuildContext, grouped, ordered
from model.sheets.common import Plant
from model.sheets.names import Node, PlantName, RecipeName, ReserveName
from model.sheets.schema import ANY

Deposit = tuple[PlantName, str]
"""(plant, recipe or 'any'): the deposit of which several reserves are steps."""


@dataclass(frozen=True)
class Reserves:
    """Index sets and coefficients of reserves."""

    steps: dict[Deposit, list[ReserveName]]
    depleted_by: dict[Deposit, list[RecipeName]]
    """Recipes whose runs deplete a deposit."""
    available: dict[ReserveName, float]
    """Capacity used that a reserve is enough for; without those that are never exhausted [units]."""
    extra_cost: dict[ReserveName, float]
    """[amount/unit]"""
    limit: dict[tuple[ReserveName, Node], float]
    """[units/y]"""
    limit_share: dict[tuple[ReserveName, PlantName], float]
    """Limit as a share of the plant's usable capacity."""
    rejoining: list[Node]
    """Last nodes of the branches that rejoin the undisturbed plan."""


def coefficients(context: BuildContext) -> Reserves:
    """Reserves of the tables, located at their plants."""
    rows = {row.reserve: row for row in context.tables[Reserve]}
    site = {plant.plant: plant.site for plant in context.tables[Plant]}
    for name, row in rows.items():
        context.own(name, site[row.plant], row.plant)
    deposits = ordered((row.plant, row.recipe) for row in rows.values())
    ends = [nodes[-1] for nodes in context.tree.branches.values()]
    return Reserves(
        steps=grouped(deposits, (((row.plant, row.recipe), name) for name, row in rows.items())),
        depleted_by={
            (p, r): [o.recipe for o in context.tables[Operation] if o.plant == p and r in (ANY, o.recipe)]
            for p, r in deposits
        },
        available={name: row.available for name, row in rows.items() if row.available is not None},
        extra_cost={name: context.money(row.extra_cost) for name, row in rows.items()},
        limit=context.by_node({name: row.limit for name, row in rows.items()}),
        limit_share={(name, row.plant): row.limit_share for name, row in rows.items() if row.limit_share is not None},
        rejoining=[n for n in ends if context.tree.period[n] < context.calendar.last_year],
    )


def build(m: Any, data: Reserves) -> None:
    """Adds extraction from each reserve [units per year], and the rest of those that can be exhausted [units]."""
    m.RESERVES = pyo.Set(dimen=1, initialize=list(data.extra_cost))
    m.EXHAUSTIBLE = pyo.Set(dimen=1, initialize=list(data.available))
    m.LEFT_OF = members(m.RESERVES, dimen=1, values={d: [d] if d in data.available else [] for d in data.extra_cost})
    m.DEPOSITS = pyo.Set(dimen=2, initialize=list(data.steps))
    m.STEPS = members(m.DEPOSITS, dimen=1, values=data.steps)
    m.DEPLETED_BY = members(m.DEPOSITS, dimen=1, values=data.depleted_by)
    m.available_reserve = parameter(m.EXHAUSTIBLE, values=data.available)
    m.extraction_cost = parameter(m.RESERVES, values=data.extra_cost)
    m.mined = variable(m.RESERVES, m.NODES, doc=r"\chi: extracted from a reserve [units/y]")
    m.reserve_left = variable(m.EXHAUSTIBLE, m.NODES, doc="R: left of a reserve at the end of the period [units]")
    m.deposit_mining = pyo.Constraint(m.DEPOSITS, m.NODES, rule=deposit_mining)
    m.reserve_balance = pyo.Constraint(m.EXHAUSTIBLE, m.NODES, rule=reserve_balance)
    m.LIMITED_RESERVES = pyo.Set(dimen=2, initialize=list(data.limit))
    m.mining_rate = parameter(m.LIMITED_RESERVES, values=data.limit)
    m.mining_limit = pyo.Constraint(m.LIMITED_RESERVES, rule=mining_limit)
    m.REJOINING = pyo.Set(dimen=1, initialize=data.rejoining if data.available else [])
    m.reserve_kept = pyo.Constraint(m.EXHAUSTIBLE, m.REJOINING, rule=reserve_kept)
    m.STEPS_OF_CAPACITY = pyo.Set(dimen=2, initialize=list(data.limit_share))
    m.limit_share = parameter(m.STEPS_OF_CAPACITY, values=data.limit_share)


def close(m: Any) -> None:
    """Adds limits by usable capacity, once every family has added the capacity it provides."""
    m.step_limit = pyo.Constraint(m.STEPS_OF_CAPACITY, m.NODES, rule=step_limit)


def deposit_mining(m: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    r"""Extraction from a deposit's reserves equals its use by the plant [units per year].

    .. math:: \sum_{d \in D_{pr}} \chi_{dn} = \sum_{q \in R_{pr}} u_{pq\tau(n)} \, x_{pqn} \qquad \forall p, r, n
    """
    taken = sum(used_by(m, p, q, n) for q in m.DEPLETED_BY[p, r])
    return sum(m.mined[d, n] for d in m.STEPS[p, r]) == taken


def reserve_balance(m: Any, d: ReserveName, n: Node) -> Any:
    r"""The reserve left is the opening reserve less extraction; never negative [units].

    .. math:: R_{dn} = R_{d,n-1} - L \, \chi_{dn} \ge 0, \quad R_{d0} = A_d \qquad \forall d, n
    """
    before = sum(m.part_before[n, e] * m.reserve_left[d, e] for e in m.BEFORE[n])
    before = before + m.part_of_opening[n] * m.available_reserve[d]
    return m.reserve_left[d, n] == before - m.years[n] * m.mined[d, n]


def mining_limit(m: Any, d: ReserveName, n: Node) -> Any:
    r"""Extraction from a reserve stays within its limit [units per year].

    .. math:: \chi_{dn} \le \bar\chi_{dn} \qquad \forall d, n
    """
    return m.mined[d, n] <= m.mining_rate[d, n]


def step_limit(m: Any, d: ReserveName, p: PlantName, n: Node) -> Any:
    r"""Extraction from a reserve stays within its share of the usable capacity of the plant [units per year].

    .. math:: \chi_{dn} \le \bar\sigma_d \, \eta_{pn} \Big( K_{pn} + \sum_{(j,b)} a_{jbn} \, z_{jb} \Big)
              \qquad \forall d, n
    """
    return m.mined[d, n] <= m.limit_share[d, p] * capacity_provided(m, p, n)


def reserve_kept(m: Any, d: ReserveName, n: Node) -> Any:
    r"""When a disruption is over, enough is left for the undisturbed plan from then on [units].

    .. math:: R_{dn} \ge R_{d\tau(n)} - R_{dT} \qquad \forall d, n \text{ at the end of a branch}
    """
    undisturbed = sum(m.part_rejoined[n, o] * m.reserve_left[d, o] for o in m.REJOINED[n])
    undisturbed = undisturbed + m.part_of_opening_rejoined[n] * m.available_reserve[d]
    return m.reserve_left[d, n] >= undisturbed - sum(m.reserve_left[d, o] for o in m.LAST)


def extraction(m: Any, d: ReserveName, n: Node) -> Any:
    r"""Extra cost of extraction from a reserve: :math:`L \, c_d \, \chi_{dn}`."""
    return m.years[n] * m.extraction_cost[d] * m.mined[d, n]


def left(m: Any, d: ReserveName, n: Node) -> Any:
    """Left of a reserve at the end of the period; 0 where it is never exhausted [units]."""
    return sum(m.reserve_left[e, n] for e in m.LEFT_OF[d])


COSTS = (Cost("extraction", "operation", SPONSOR, ("RESERVES", "NODES"), extraction, varies=True),)


def with_plants(plan: Described, frame: Frame) -> Frame:
    """The plant of each reserve."""
    plants = {row.reserve: row.plant for row in plan.tables[Reserve]}
    frame.insert(1, "plant", frame["reserve"].map(plants))
    return frame


REPORTS = (
    Report(
        "reserves",
        ("RESERVES", "NODES"),
        ("reserve", "node"),
        (
            Measure("mined", "{unit}/y", "mined"),
            Measure("left", "{unit}", left),
        ),
        describe=with_plants,
    ),
)
