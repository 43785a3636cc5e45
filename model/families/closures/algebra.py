"""Closures: existing plants that are mothballed, reopened or permanently closed."""

from __future__ import annotations

from typing import Any

from model.families.closures.terms import Closures, Freed, Stages, States, closing_of
from model.families.common.protocol import SPONSOR, Cost, FirstStage, Follows, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.decisions.rows import CLOSE, MOTHBALL
from model.families.investment.algebra import capital
from model.families.investment.terms import Investment
from model.scenario.build_context import BuildContext
from model.sheets.names import LabourMarket, Node, Period, PlantName, ProjectName, SkillName


def coefficients(context: BuildContext) -> Closures:
    """Closures of the tables, and all coefficients that depend on whether a plant is open."""
    return closing_of(context, context.part(Investment))


def build(m: Any, data: Closures) -> None:
    """Adds the state of plants, decided in advance: open, mothballed, or closed, which is neither; and the working part
    of new capacity."""
    _build_states(m, data.states)
    _build_stages(m, data.stages)
    _build_money(m, data)
    if data.states.before:
        _build_freed(m, data.freed)
        m.terms["CAPACITY"].append(not_usable)
        m.terms["STANDING"].append(not_standing)
        m.terms["NEED"].append(freed)


def _build_states(m: Any, states: States) -> None:
    before, rests = states.before, set(states.rests)
    m.STATES = pyo.Set(dimen=2, initialize=list(before))
    m.RESTS = pyo.Set(dimen=2, initialize=states.rests)
    m.plant_open = variable(m.STATES, within=pyo.Binary, doc=r"\lambda: whether a plant is open")
    m.plant_mothballed = variable(m.RESTS, within=pyo.Binary, doc="h: whether a plant is mothballed")
    m.STATE_BEFORE = members(m.STATES, dimen=2, values=before)
    m.REST_AT = members(m.STATES, dimen=2, values={state: [state] if state in rests else [] for state in before})
    m.REST_BEFORE = members(
        m.STATES, dimen=2, values={state: [q for q in earlier if q in rests] for state, earlier in before.items()}
    )
    m.was_mothballed = parameter(m.STATES, values=dict.fromkeys(states.mothballed, 1.0), default=0.0)
    shut = set(states.closed)
    was_open = {state: 0.0 if earlier or state in shut else 1.0 for state, earlier in before.items()}
    m.was_open = parameter(m.STATES, values=was_open)
    m.closed_for_good = pyo.Constraint(m.STATES, rule=closed_for_good)
    m.NO_CLOSING = pyo.Set(dimen=2, initialize=states.no_closing)
    m.no_closing = pyo.Constraint(m.NO_CLOSING, rule=no_closing)
    m.NO_MOTHBALLING = pyo.Set(dimen=2, initialize=states.no_mothballing)
    m.no_mothballing = pyo.Constraint(m.NO_MOTHBALLING, rule=no_mothballing)
    m.STATE_AT = members(list(states.at), dimen=2, values=states.at)
    m.REPORTED_PLANTS = pyo.Set(dimen=2, initialize=list(states.reported))
    m.REPORTED_STATES = members(m.REPORTED_PLANTS, dimen=2, values=states.reported)
    reported_rests = {key: [q for q in listed if q in rests] for key, listed in states.reported.items()}
    m.REPORTED_RESTS = members(m.REPORTED_PLANTS, dimen=2, values=reported_rests)


def _build_stages(m: Any, stages: Stages) -> None:
    m.closable_plant = parameter(list(stages.plant), values=stages.plant)
    m.largest_size = parameter(list(stages.largest), values=stages.largest)
    m.UNDER_CONSTRUCTION = pyo.Set(dimen=3, initialize=stages.under_construction)
    m.built_while_open = pyo.Constraint(m.UNDER_CONSTRUCTION, rule=built_while_open)
    m.STAGES = pyo.Set(dimen=3, initialize=stages.standing)
    m.working_builds = variable(m.STAGES, doc=r"\tilde y: modules at an open plant")
    m.working_size = variable(m.STAGES, doc=r"\tilde z: what was built at an open plant [unit/y]")
    m.builds_work_if_open = pyo.Constraint(m.STAGES, rule=builds_work_if_open)
    m.open_builds_work = pyo.Constraint(m.STAGES, rule=open_builds_work)
    m.working_size_of_builds = pyo.Constraint(m.STAGES, rule=working_size_of_builds)
    m.working_size_is_whole = pyo.Constraint(m.STAGES, rule=working_size_is_whole)
    m.working_size_is_built = pyo.Constraint(m.STAGES, rule=working_size_is_built)
    m.USABLE_STAGES = members(list(stages.usable_at), dimen=3, values=stages.usable_at)
    m.STANDING_STAGES = members(list(stages.standing_at), dimen=3, values=stages.standing_at)


def _build_money(m: Any, data: Closures) -> None:
    before = data.states.before
    m.SHUT = pyo.Set(dimen=2, initialize=[at for at, state in data.states.at.items() if state])
    m.mothball_cost = parameter(list(data.mothball_cost), values=data.mothball_cost)
    m.closing_cost = parameter(list(data.closing_cost), values=data.closing_cost)
    m.reopening_cost = parameter(list(data.reopening_cost), values=data.reopening_cost)
    reopenings = [at for at in data.states.rests if before[at] or at in data.states.mothballed]
    m.REOPENINGS = pyo.Set(dimen=2, initialize=reopenings)
    m.reopened = variable(m.REOPENINGS, doc="e: whether a plant is reopened")
    m.reopening = pyo.Constraint(m.REOPENINGS, rule=reopening)
    m.CLOSINGS = pyo.Set(dimen=2, initialize=[(p, t) for p, t in before if p in data.closing_cost])
    m.resting_existing = parameter(m.STATES, values=data.existing)
    m.RESTING_BUILDS = pyo.Set(dimen=2, initialize=list(data.most_resting))
    m.RESTING_BUILDS_AT = members(
        m.RESTS, dimen=2, values={rest: [rest] if rest in data.most_resting else [] for rest in data.states.rests}
    )
    m.RESTING_STAGES = members(m.RESTING_BUILDS, dimen=3, values=data.resting_stages)
    m.most_resting = parameter(m.RESTING_BUILDS, values=data.most_resting)
    m.resting_builds = variable(
        m.RESTING_BUILDS, doc=r"\hat z: what was built and stands at a mothballed plant [unit/y]"
    )
    m.builds_rest = pyo.Constraint(m.RESTING_BUILDS, rule=builds_rest)
    m.LOST_SALVAGES = pyo.Set(dimen=2, initialize=list(data.most_salvage))
    m.SALVAGED_AT = members(m.LOST_SALVAGES, dimen=3, values=data.salvaged)
    m.most_salvage = parameter(m.LOST_SALVAGES, values=data.most_salvage)
    m.lost_salvage = variable(m.LOST_SALVAGES, doc=r"\hat v: salvage of a closed plant [amount]")
    m.salvage_lost = pyo.Constraint(m.LOST_SALVAGES, rule=salvage_lost)


def _build_freed(m: Any, freed: Freed) -> None:
    m.plant_need = parameter(list(freed.need), values=freed.need)
    m.FREED_BY = members(list(freed.plants), dimen=1, values=freed.plants)
    m.FREED_BY_SIZE = members(list(freed.by_size), dimen=3, values=freed.by_size)
    m.FREED_BY_BUILD = members(list(freed.by_build), dimen=3, values=freed.by_build)


def not_closed(m: Any, p: PlantName, t: Period) -> Any:
    """Whether a plant is open or mothballed [0/1]."""
    return m.plant_open[p, t] + sum(m.plant_mothballed[q, s] for q, s in m.REST_AT[p, t])


def kept_before(m: Any, p: PlantName, t: Period) -> Any:
    """The same a period before; a plant is open until it may be other [0/1]."""
    was_open = m.was_open[p, t] + sum(m.plant_open[q, s] for q, s in m.STATE_BEFORE[p, t])
    return was_open + sum(m.plant_mothballed[q, s] for q, s in m.REST_BEFORE[p, t])


def closed_for_good(m: Any, p: PlantName, t: Period) -> Any:
    r"""A plant is open or mothballed only if it was so before: closure is permanent [plants].

    .. math:: \lambda_{pt} + h_{pt} \le \lambda_{p,t-1} + h_{p,t-1} \qquad \forall p, t
    """
    return not_closed(m, p, t) <= kept_before(m, p, t)


def no_closing(m: Any, p: PlantName, t: Period) -> Any:
    r"""Where and when a plant may not be closed it stays open or mothballed [plants].

    .. math:: \lambda_{pt} + h_{pt} \ge \lambda_{p,t-1} + h_{p,t-1} \qquad \forall p, t
    """
    return not_closed(m, p, t) >= kept_before(m, p, t)


def no_mothballing(m: Any, p: PlantName, t: Period) -> Any:
    r"""When a plant may no longer be mothballed, it is mothballed only if it already was [plants].

    .. math:: h_{pt} \le h_{p,t-1} \qquad \forall p, t, \quad h_{p,-1} = h^0_p
    """
    before = m.was_mothballed[p, t] + sum(m.plant_mothballed[q, s] for q, s in m.REST_BEFORE[p, t])
    return m.plant_mothballed[p, t] <= before


def reopening(m: Any, p: PlantName, t: Period) -> Any:
    r"""A plant that is open and was not is reopened [plants].

    .. math:: e_{pt} \ge \lambda_{pt} - \lambda_{p,t-1} \qquad \forall p, t
    """
    return m.reopened[p, t] >= m.plant_open[p, t] - sum(m.plant_open[q, s] for q, s in m.STATE_BEFORE[p, t])


def built_while_open(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    r"""From the decision until it is online, something is built only at an open plant [modules].

    .. math:: y_{jb} \le \bar y_j \, \lambda_{p_jt} \qquad \forall (j,b), t
    """
    return m.build[j, b] <= m.maximum_modules[j] * m.plant_open[m.closable_plant[j], t]


def builds_work_if_open(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    r"""New capacity works only at an open plant [modules].

    .. math:: \tilde y_{jbt} \le \bar y_j \, \lambda_{p_jt} \qquad \forall (j,b), t
    """
    return m.working_builds[j, b, t] <= m.maximum_modules[j] * m.plant_open[m.closable_plant[j], t]


def open_builds_work(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    r"""All new capacity works, and is paid for, at an open plant [modules].

    .. math:: y_{jb} - \tilde y_{jbt} \le \bar y_j \, (1 - \lambda_{p_jt}) \qquad \forall (j,b), t
    """
    return m.build[j, b] - m.working_builds[j, b, t] <= m.maximum_modules[j] * (
        1 - m.plant_open[m.closable_plant[j], t]
    )


def working_size_of_builds(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    r"""Working capacity belongs to working modules [unit per year].

    .. math:: \tilde z_{jbt} \le q_j \, \tilde y_{jbt} \qquad \forall (j,b), t
    """
    return m.working_size[j, b, t] <= m.largest_size[j] * m.working_builds[j, b, t]


def working_size_is_whole(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    r"""Idle capacity belongs to idle modules [unit per year].

    .. math:: z_{jb} - \tilde z_{jbt} \le q_j \, (y_{jb} - \tilde y_{jbt}) \qquad \forall (j,b), t
    """
    idle = m.build[j, b] - m.working_builds[j, b, t]
    return m.size[j, b] - m.working_size[j, b, t] <= m.largest_size[j] * idle


def working_size_is_built(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    r"""Working capacity is at most the built capacity [unit per year].

    .. math:: \tilde z_{jbt} \le z_{jb} \qquad \forall (j,b), t
    """
    return m.working_size[j, b, t] <= m.size[j, b]


def builds_rest(m: Any, p: PlantName, t: Period) -> Any:
    r"""While a plant is mothballed, so is all capacity built there [unit per year].

    .. math:: \hat z_{pt} \ge \sum_{(j,b)} o_{jbt} \, z_{jb} - \hat Z_{pt} \, (1 - h_{pt}) \qquad \forall p, t
    """
    standing = sum(m.standing[j, b, n] * m.size[j, b] for j, b, n in m.RESTING_STAGES[p, t])
    return m.resting_builds[p, t] >= standing - m.most_resting[p, t] * (1 - m.plant_mothballed[p, t])


def salvage_lost(m: Any, p: PlantName, t: Period) -> Any:
    r"""A plant closed at the end has no salvage value [amount].

    .. math:: \hat v_p \ge \sum_{(j,b)} v_{jb} (F_j y_{jb} + C_j z_{jb}) - \hat V_p \, (\lambda_{pT} + h_{pT})
              \qquad \forall p
    """
    salvage = sum(m.salvage_share[j, b, s] * capital(m, j, b) for j, b, s in m.SALVAGED_AT[p, t])
    return m.lost_salvage[p, t] >= salvage - m.most_salvage[p, t] * not_closed(m, p, t)


def not_usable(m: Any, p: PlantName, n: Node) -> Any:
    """Usable capacity lost while the plant is not open, deducted [units per year]."""
    existing = sum(m.existing_capacity[p, n] * (1 - m.plant_open[q, t]) for q, t in m.STATE_AT[p, n])
    built = sum(m.usable[j, b, n] * (m.size[j, b] - m.working_size[j, b, t]) for j, b, t in m.USABLE_STAGES[p, n])
    return -existing - built


def not_standing(m: Any, p: PlantName, n: Node) -> Any:
    """Installed capacity of a plant that is not open, deducted [units per year]."""
    existing = sum(m.existing_capacity[p, n] * (1 - m.plant_open[q, t]) for q, t in m.STATE_AT[p, n])
    built = sum(m.standing[j, b, n] * (m.size[j, b] - m.working_size[j, b, t]) for j, b, t in m.STANDING_STAGES[p, n])
    return -existing - built


def freed(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """Staff not needed while plants are not open, deducted [people]."""
    existing = sum(m.plant_need[s, l, p, t] * (1 - m.plant_open[p, t]) for p in m.FREED_BY[s, l, t])
    by_size = sum(
        m.crew_by_size[s, l, j, b, q] * (m.size[j, b] - m.working_size[j, b, q]) for j, b, q in m.FREED_BY_SIZE[s, l, t]
    )
    by_build = sum(
        m.crew_by_build[s, l, j, b, q] * (m.build[j, b] - m.working_builds[j, b, q])
        for j, b, q in m.FREED_BY_BUILD[s, l, t]
    )
    return -existing - by_size - by_build


def reported_open(m: Any, p: PlantName, t: Period) -> Any:
    """Whether a plant is open, for certain or by decision [0/1]."""
    return 1 - sum(1 - m.plant_open[q, s] for q, s in m.REPORTED_STATES[p, t])


def reported_mothballed(m: Any, p: PlantName, t: Period) -> Any:
    """Whether a plant is mothballed [0/1]."""
    return sum(m.plant_mothballed[q, s] for q, s in m.REPORTED_RESTS[p, t])


def fixed_cost_saved(m: Any, p: PlantName, n: Node) -> Any:
    r"""Fixed opex of a plant that is not open, deducted:
    :math:`-L \bigl( f_{pt} K_{pn} (1 - \lambda_{pt}) + \sum_{(j,b)} f_{jt} o_{jbn} (z_{jb}-\tilde z_{jbt}) \bigr)`."""
    existing = sum(
        m.fixed_opex[p, m.period[n]] * m.existing_capacity[p, n] * (1 - m.plant_open[q, t]) for q, t in m.STATE_AT[p, n]
    )
    built = sum(
        m.project_opex[j, m.period[n]] * m.standing[j, b, n] * (m.size[j, b] - m.working_size[j, b, t])
        for j, b, t in m.STANDING_STAGES[p, n]
    )
    return -m.years[n] * (existing + built)


def mothballing(m: Any, p: PlantName, t: Period) -> Any:
    r"""Cost of keeping a mothballed plant: :math:`L \, c_p (K_{pt} h_{pt} + \hat z_{pt})`."""
    built = sum(m.resting_builds[q, s] for q, s in m.RESTING_BUILDS_AT[p, t])
    return m.years[t] * m.mothball_cost[p] * (m.resting_existing[p, t] * m.plant_mothballed[p, t] + built)


def reopening_spending(m: Any, p: PlantName, t: Period) -> Any:
    r"""Cost of reopening: :math:`c^e_p \, e_{pt}`."""
    return m.reopening_cost[p] * m.reopened[p, t]


def closing_spending(m: Any, p: PlantName, t: Period) -> Any:
    r"""Cost of closing, once: :math:`c^c_p (\lambda_{p,t-1} + h_{p,t-1} - \lambda_{pt} - h_{pt})`."""
    return m.closing_cost[p] * (kept_before(m, p, t) - not_closed(m, p, t))


def salvage_of_closed(m: Any, p: PlantName, t: Period) -> Any:
    r"""Salvage forgone at a closed plant: :math:`\hat v_p`."""
    return m.lost_salvage[p, t]


DECIDED = (
    FirstStage(CLOSE, ("CLOSINGS",), ("subject", "period"), lambda m, p, t: kept_before(m, p, t) - not_closed(m, p, t)),
    FirstStage(MOTHBALL, ("RESTS",), ("subject", "period"), "plant_mothballed"),
)

FOLLOWS = (
    Follows("working_builds"),
    Follows("working_size"),
    Follows("resting_builds"),
    Follows("reopened"),
    Follows("lost_salvage"),
)

UNASKED = {"plant_open": 1.0}

COSTS = (
    Cost("fixed cost saved", "operation", SPONSOR, ("SHUT",), fixed_cost_saved),
    Cost("mothballing", "operation", SPONSOR, ("RESTS",), mothballing, by_period=True),
    Cost("reopening", "operation", SPONSOR, ("REOPENINGS",), reopening_spending, by_period=True),
    Cost("closing", "operation", SPONSOR, ("CLOSINGS",), closing_spending, by_period=True),
    Cost("salvage lost", "income", SPONSOR, ("LOST_SALVAGES",), salvage_of_closed, by_period=True),
)

REPORTS = (
    Report(
        "closures",
        ("REPORTED_PLANTS",),
        ("plant", "period"),
        (
            Measure("open", "0/1", reported_open),
            Measure("mothballed", "0/1", reported_mothballed),
            Measure(
                "closed",
                "0/1",
                lambda m, p, t: 1 - reported_open(m, p, t) - reported_mothballed(m, p, t),
                "Whether a plant is closed for good.",
            ),
        ),
    ),
)
