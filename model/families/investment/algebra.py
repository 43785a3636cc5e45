"""Investment: projects, their time of coming online, their cost."""

from __future__ import annotations

from typing import Any

from model.families.common.describing import Described, Frame
from model.families.common.protocol import SPONSOR, Cost, FirstStage, Follows, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, tuples, variable
from model.families.conversion.algebra import stages
from model.families.decisions.rows import BUILD
from model.families.investment.rows import PAYMENTS_AFTER, LeadTime, Project
from model.families.investment.terms import Investment, investment_of
from model.scenario.build_context import BuildContext, grouped
from model.sheets.common import Plant
from model.sheets.names import Node, Period, PlantName, ProjectName


def coefficients(context: BuildContext) -> Investment:
    """Investment of the tables; registers the locations of its projects."""
    site = {plant.plant: plant.site for plant in context.tables[Plant]}
    for project in context.tables[Project]:
        context.own(project.project, site[project.plant], project.plant)
    return investment_of(context)


def build(m: Any, data: Investment) -> None:
    """Adds investment decisions: modules, or whether a size is built [whole number], and the capacity added [unit/y],
    by project and period."""
    decisions = list(data.timing)
    m.PROJECTS = pyo.Set(dimen=1, initialize=data.projects)
    m.DECISIONS = pyo.Set(dimen=2, initialize=decisions)
    m.DECIDED = members(m.PROJECTS, dimen=1, values=grouped(data.projects, decisions))
    m.maximum_modules = parameter(m.PROJECTS, values=data.most)
    built = {(j, b): (0, data.most[j]) for j, b in decisions} | {d: (k, k) for d, (k, _) in data.decided_before.items()}
    added = {decision: (0.0, most) for decision, most in data.additions.items()}
    sizes = (
        dict.fromkeys(decisions, (0.0, None))
        | added
        | {d: (size, size) for d, (_, size) in data.decided_before.items()}
    )
    m.build = variable(
        m.DECISIONS,
        within=pyo.NonNegativeIntegers,
        bounds=lambda m, j, t: built[j, t],
        doc="y: modules, or whether a size is built [whole number]",
    )
    m.size = variable(m.DECISIONS, bounds=lambda m, j, t: sizes[j, t], doc="z: capacity decided [unit/y]")
    _build_sizes(m, data)
    _build_capacity(m, data)
    _build_choices(m, data)
    _build_money(m, data)


def _build_sizes(m: Any, data: Investment) -> None:
    m.MODULAR = pyo.Set(
        dimen=2, initialize=[d for d in data.timing if d[0] in data.modular and d not in data.decided_before]
    )
    m.module_size = parameter(list(data.modular), values=data.modular)
    m.size_of_modules = pyo.Constraint(m.MODULAR, rule=size_of_modules)
    sized = [d for d in data.timing if d[0] in data.sized and d not in data.decided_before]
    m.SIZED = pyo.Set(dimen=2, initialize=[d for d in sized if d not in data.additions or data.sized[d[0]][0] > 0])
    m.SIZED_ONCE = pyo.Set(dimen=2, initialize=[d for d in sized if d not in data.additions])
    m.minimum_size = parameter(list(data.sized), values={j: least for j, (least, _) in data.sized.items()})
    m.maximum_size = parameter(list(data.sized), values={j: most for j, (_, most) in data.sized.items()})
    m.size_at_least = pyo.Constraint(m.SIZED, rule=size_at_least)
    m.size_at_most = pyo.Constraint(m.SIZED_ONCE, rule=size_at_most)
    _build_expansions(m, data)
    m.build_limit = pyo.Constraint(m.PROJECTS, rule=build_limit)
    m.CERTAIN_PROJECTS = pyo.Set(dimen=1, initialize=list(data.least))
    m.minimum_modules = parameter(m.CERTAIN_PROJECTS, values=data.least)
    m.built_for_certain = pyo.Constraint(m.CERTAIN_PROJECTS, rule=built_for_certain)


def _build_expansions(m: Any, data: Investment) -> None:
    periods = list(dict.fromkeys((j, t) for j, _, t in data.expanded))
    m.EXPANSIONS = pyo.Set(dimen=2, initialize=periods)
    m.EXPANDED = tuples(dimen=3, values=data.expanded)
    m.greatest_expansion = parameter(m.EXPANDED, values=data.expanded)
    m.UNTIL = members(m.EXPANSIONS, dimen=1, values=grouped(periods, (((j, t), b) for j, b, t in data.expanded)))
    m.expansion_limit = pyo.Constraint(m.EXPANSIONS, rule=expansion_limit)


def _build_capacity(m: Any, data: Investment) -> None:
    m.usable = parameter(m.DECISIONS, m.NODES, values=data.usable)
    m.STANDING = tuples(dimen=3, values=data.standing)
    m.standing = parameter(m.STANDING, values=data.standing)
    plants = [(p, n) for p in m.PLANTS for n in m.NODES]
    decision = {d: d for d in data.timing}  # one tuple, as each is at many nodes
    usable = (((data.plant[j], n), decision[j, b]) for j, b, n in data.usable)
    standing = (((data.plant[j], n), decision[j, b]) for j, b, n in data.standing)
    m.USABLE_AT = members(m.PLANTS, m.NODES, dimen=2, values=grouped(plants, usable))
    m.STANDING_AT = members(m.PLANTS, m.NODES, dimen=2, values=grouped(plants, standing))
    crowded = {(data.plant[j], n) for j, _, n in data.standing}
    m.ROOM = pyo.Set(dimen=2, initialize=[key for key in data.room if key in crowded])
    m.room = parameter(m.ROOM, values={key: data.room[key] for key in m.ROOM})
    m.maximum_capacity = pyo.Constraint(m.ROOM, rule=maximum_capacity)


def _build_choices(m: Any, data: Investment) -> None:
    m.CHOICE_GROUPS = pyo.Set(dimen=1, initialize=list(data.choice_groups))
    m.ALTERNATIVES = members(m.CHOICE_GROUPS, dimen=1, values=data.choice_groups)
    m.GROUPED = pyo.Set(dimen=1, initialize=[j for group in data.choice_groups.values() for j in group])
    m.chosen = variable(m.GROUPED, within=pyo.Binary, doc="g: whether a project of a choice group is the one built")
    m.chosen_if_built = pyo.Constraint(m.GROUPED, rule=chosen_if_built)
    m.one_of_group = pyo.Constraint(m.CHOICE_GROUPS, rule=one_of_group)
    m.DEPENDENT = pyo.Set(dimen=2, initialize=list(data.needs))
    m.PREREQUISITES = members(m.DEPENDENT, dimen=2, values=data.needs)
    m.prerequisite = pyo.Constraint(m.DEPENDENT, rule=prerequisite)


def _build_money(m: Any, data: Investment) -> None:
    m.SPENDS = tuples(dimen=3, values=data.spend)
    m.spend_share = parameter(m.SPENDS, values=data.spend)
    m.SPENDS_OF = members(m.DECISIONS, dimen=1, values=grouped(data.timing, (((j, b), t) for j, b, t in data.spend)))
    m.LATER_PAYMENTS = tuples(dimen=3, values=data.later)
    m.later_share = parameter(m.LATER_PAYMENTS, values=data.later)
    m.DUES = tuples(dimen=3, values=data.due)
    m.capital_due = parameter(
        m.DUES,
        values={(j, b, t): amount / (data.decided_before[j, b][1] or 1.0) for (j, b, t), amount in data.due.items()},
    )
    m.DUES_OF = members(m.DECISIONS, dimen=1, values=grouped(data.timing, (((j, b), t) for j, b, t in data.due)))
    opened = {(j, b, t): amount for (j, b, t), amount in data.due.items() if not data.decided_before[j, b][1]}
    m.opening_due = parameter(m.DUES, values=opened, default=0.0)
    payments = [*data.spend, *data.due]
    m.PAYMENTS = tuples(dimen=3, values=payments)
    m.SPENT_IN = members(payments, dimen=1, values=grouped(payments, ((key, key[2]) for key in data.spend)))
    m.DUE_IN = members(payments, dimen=1, values=grouped(payments, ((key, key[2]) for key in data.due)))
    m.fixed_capex = parameter(m.DECISIONS, values=data.fixed_capex)
    m.unit_capex = parameter(m.DECISIONS, values=data.unit_capex)
    m.project_opex = parameter(m.PROJECTS, m.TIMES, values=data.fixed_opex)
    m.SALVAGES = tuples(dimen=3, values=data.salvage)
    m.salvage_share = parameter(m.SALVAGES, values=data.salvage)


def size_of_modules(m: Any, j: ProjectName, t: Period) -> Any:
    r"""Modules have one size [unit per year].

    .. math:: z_{jt} = q_j \, y_{jt} \qquad \forall (j,t) \text{ in modules}
    """
    return m.size[j, t] == m.module_size[j] * m.build[j, t]


def size_at_least(m: Any, j: ProjectName, t: Period) -> Any:
    r"""A size that is built is at least the minimum size, and above zero [unit per year].

    .. math:: z_{jt} \ge \underline z_j \, y_{jt} \qquad \forall (j,t) \text{ of free size}
    """
    return m.size[j, t] >= m.minimum_size[j] * m.build[j, t]


def size_at_most(m: Any, j: ProjectName, t: Period) -> Any:
    r"""A size is at most the maximum size, and zero without a decision [unit per year].

    .. math:: z_{jt} \le \bar z_j \, y_{jt} \qquad \forall (j,t) \text{ of free size}
    """
    return m.size[j, t] <= m.maximum_size[j] * m.build[j, t]


def expansion_limit(m: Any, j: ProjectName, t: Period) -> Any:
    r"""Only opened projects are expanded, by a limited amount a year, up to the maximum size [unit per year]. The
    bounds are those of a single opening, hence tighter than one for each of the two where openings are fractional.

    .. math:: \sum_{b \le t} z_{jb} \le \sum_{b \le t} \min(\bar z_j,\, (t - b + 1)\, \bar a_j) \, y_{jb}
        \qquad \forall (j,t) \text{ of expansions}
    """
    opened = sum(m.greatest_expansion[j, b, t] * m.build[j, b] for b in m.UNTIL[j, t])
    return sum(m.size[j, b] for b in m.UNTIL[j, t]) <= opened


def build_limit(m: Any, j: ProjectName) -> Any:
    r"""Over all periods at most the maximum modules; a free size is built, an expansion opened once [modules].

    .. math:: \sum_t y_{jt} \le \bar y_j \qquad \forall j
    """
    return sum(m.build[j, t] for t in m.DECIDED[j]) <= m.maximum_modules[j]


def built_for_certain(m: Any, j: ProjectName) -> Any:
    r"""Over all periods at least the minimum modules; a free size once [modules].

    .. math:: \sum_t y_{jt} \ge \underline y_j \qquad \forall j
    """
    return sum(m.build[j, t] for t in m.DECIDED[j]) >= m.minimum_modules[j]


def chosen_if_built(m: Any, j: ProjectName) -> Any:
    r"""Only the chosen project of a choice group is built [modules].

    .. math:: \sum_t y_{jt} \le \bar y_j \, g_j \qquad \forall j \text{ in a choice group}
    """
    return sum(m.build[j, t] for t in m.DECIDED[j]) <= m.maximum_modules[j] * m.chosen[j]


def one_of_group(m: Any, g: Any) -> Any:
    r"""At most one project of a choice group is built [projects].

    .. math:: \sum_{j \in G} g_j \le 1 \qquad \forall G
    """
    return sum(m.chosen[j] for j in m.ALTERNATIVES[g]) <= 1


def prerequisite(m: Any, j: ProjectName, t: Period) -> Any:
    r"""A project comes online no earlier than the project that it needs [modules].

    .. math:: y_{jt} \le \bar y_j \sum_{(q,b):\, \text{online}_{qb} \le \text{online}_{jt}} y_{qb} \qquad \forall (j,t)
    """
    return m.build[j, t] <= m.maximum_modules[j] * sum(m.build[q, b] for q, b in m.PREREQUISITES[j, t])


def maximum_capacity(m: Any, p: PlantName, n: Node) -> Any:
    r"""Existing and new capacity stay within the plant's maximum [unit per year].

    .. math:: K_{pn} + \sum_{(j,b)} o_{jbn} \, z_{jb} \le \bar K_p \qquad \forall p, n
    """
    return sum(m.standing[j, b, n] * m.size[j, b] for j, b in m.STANDING_AT[p, n]) <= m.room[p, n]


def built_capacity(m: Any, p: PlantName, n: Node) -> Any:
    """Built capacity that is online and ramped up [unit per year]."""
    return sum(m.usable[j, b, n] * m.size[j, b] for j, b in m.USABLE_AT[p, n])


def capital(m: Any, j: ProjectName, t: Period) -> Any:
    """Capital that a decision costs, fixed and by size [amount]."""
    return m.fixed_capex[j, t] * m.build[j, t] + m.unit_capex[j, t] * m.size[j, t]


def capital_spending(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    r"""Capital of a decision spent in a period, :math:`s_{jbt} (F_{jb} y_{jb} + C_{jb} z_{jb})`. By an annuity of
    :math:`N` years at the rate :math:`i`, it is paid in each year by :math:`1 / \sum_{q<N} (1+i)^{-q}`."""
    return m.spend_share[j, b, t] * capital(m, j, b)


def payments_after(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    r"""Payments of an annuity after the last year :math:`T`, where they count, by their value in the last period:
    :math:`\sum_{y>T} d_y / d_t \, s_{jby} (F_{jb} y_{jb} + C_{jb} z_{jb})`."""
    return m.later_share[j, b, t] * capital(m, j, b)


def capital_still_due(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    r"""Capital still due in a period for decisions made before the first, also for an expansion opened at size 0:
    :math:`D_{jbt} \, z_{jb} + D^0_{jbt} \, y_{jb}`."""
    return m.capital_due[j, b, t] * m.size[j, b] + m.opening_due[j, b, t] * m.build[j, b]


def capital_payment(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    """Capital of a decision paid in a period: its share that is spent then or, of one made before the first period with
    amounts still to pay, those due then [amount]."""
    due = sum(capital_still_due(m, j, b, s) for s in m.DUE_IN[j, b, t])
    return sum(capital_spending(m, j, b, s) for s in m.SPENT_IN[j, b, t]) + due


def capital_counted(m: Any, j: ProjectName, b: Period) -> Any:
    """Capital of a decision; for one made before the first period, the part still to pay; of an annuity the payments
    of the years of the plan [amount]."""
    due = sum(capital_still_due(m, j, b, t) for t in m.DUES_OF[j, b])
    return sum(capital_spending(m, j, b, t) for t in m.SPENDS_OF[j, b]) + due


def salvage_income(m: Any, j: ProjectName, b: Period, t: Period) -> Any:
    r"""Capital recovered in the last period for remaining life: :math:`-v_{jb} (F_{jb} y_{jb} + C_{jb} z_{jb})`."""
    return -m.salvage_share[j, b, t] * capital(m, j, b)


def built_operation(m: Any, j: ProjectName, b: Period, n: Node) -> Any:
    r"""Fixed cost of new capacity: :math:`L \, f_{j \tau(n)} \, o_{jbn} z_{jb}`."""
    return m.years[n] * m.project_opex[j, m.period[n]] * m.standing[j, b, n] * m.size[j, b]


CAPACITY = (built_capacity,)

DECIDED = (FirstStage(BUILD, ("DECISIONS",), ("subject", "period"), "size"),)

FOLLOWS = (Follows("size", over="MODULAR"),)

UNASKED = {"chosen": None}

COSTS = (
    Cost("capital", "capital", SPONSOR, ("SPENDS",), capital_spending, by_period=True),
    Cost("capital still due", "capital", SPONSOR, ("DUES",), capital_still_due, by_period=True),
    Cost(PAYMENTS_AFTER, "income", SPONSOR, ("LATER_PAYMENTS",), payments_after, by_period=True),
    Cost("salvage", "income", SPONSOR, ("SALVAGES",), salvage_income, by_period=True),
    Cost("built plants", "operation", SPONSOR, ("STANDING",), built_operation),
)


def with_dates(plan: Described, frame: Frame) -> Frame:
    """Plant of each build, its location and stage, and when it is built, comes online and is at full capacity; in
    order of the decisions."""
    plant_of = {row.project: row.plant for row in plan.tables[Project]}
    plants = [plant_of[project] for project in frame["project"].tolist()]
    frame.insert(1, "plant", plants)
    frame = plan.place(frame, "plant")
    frame.insert(4, "stage", [stages(plan)[plant] for plant in plants])
    timing = plan.part(Investment).timing
    spans = [timing[j, b] for j, b in zip(frame["project"], frame["decided"], strict=True)]
    leads = {row.project: row for row in plan.tables[LeadTime]}
    ramp = [_ramp_years(leads.get(project)) for project in frame["project"].tolist()]
    frame.insert(6, "construction_from", [span.construction for span in spans])
    frame.insert(7, "online", [span.online for span in spans])
    frame.insert(8, "ramped", [span.online + years for span, years in zip(spans, ramp, strict=True)])
    return frame.sort_values(["decided", "project"], ignore_index=True)


def _ramp_years(lead: LeadTime | None) -> int:
    """Years until the full capacity is usable."""
    if lead is None:
        return 0
    below = [year for year, share in enumerate(lead.ramp_up, start=1) if share < 1]
    return max(below, default=0)


REPORTS = (
    Report(
        "builds",
        ("DECISIONS",),
        ("project", "decided"),
        (
            Measure("modules", "modules", "build"),
            Measure("size", "{unit}/y", "size"),
            Measure("capex", "{amount}", capital_counted),
        ),
        describe=with_dates,
    ),
)
