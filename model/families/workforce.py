"""Workforce: people by skill and labour market, who like plants have a lead time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.algebra import members, parameter, pyo
from model.family import Cost, Measure, Owner, Report, World, grouped, ordered, total
from model.staffing import Labour, Skill, crews, existing_need


@dataclass(frozen=True)
class Workforce:
    """Index sets and coefficients of the workforce, by skill, labour market and period."""

    labour: list[Labour]
    opening: dict[Labour, float]
    stay: dict[Labour, float]
    """Share of people who stay from one period to the next."""
    graduates: dict[tuple[str, str, int, int], float]
    """Of those who start training per year in a period, the share per year who are skilled in a later one."""
    in_training: dict[tuple[str, str, int, int], float]
    """Of those who start training per year in a period, how many are in training in a later one."""
    seats: dict[tuple[str, str, int], float]
    trainees_per_trainer: dict[Labour, float]
    recruits: dict[tuple[str, str, int], float]
    wage: dict[Labour, float]
    training_cost: dict[Labour, float]
    recruiting_cost: dict[Labour, float]
    existing_need: dict[tuple[str, str, int], float]
    """People that existing plants need."""
    crew_by_size: dict[tuple[str, str, str, int, int], float]
    """(skill, market, project, decided, period): people for each unit of size."""
    crew_by_build: dict[tuple[str, str, str, int, int], float]
    """The same for each module."""


def coefficients(world: World) -> Workforce:
    """The workforce of the tables."""
    calendar = world.calendar
    skills = {(row.skill, row.market): row for row in world.tables[Skill]}
    for market in {market for _, market in skills}:
        world.owners.setdefault(market, Owner(market, names=world.directory.countries(market) | {market}))
    pairs = [(labour, b, t) for labour in skills for b in calendar.periods for t in calendar.periods if t >= b]
    crew_by_size, crew_by_build = crews(world, skills)
    return Workforce(
        labour=list(skills),
        opening={labour: row.headcount for labour, row in skills.items()},
        stay={labour: (1 - row.attrition) ** calendar.years for labour, row in skills.items()},
        graduates={
            (*labour, b, b + step * calendar.years): share
            for labour, row in skills.items()
            for b in calendar.periods
            for step, share in calendar.lags(row.training_time)
            if b + step * calendar.years < calendar.end
        },
        in_training={
            (*labour, b, t): years
            for labour, b, t in pairs
            if (years := calendar.overlap(b, b + skills[labour].training_time, t)) > 0
        },
        seats={
            (*labour, t): calendar.mean(r.training_seats, t) for labour, r in skills.items() for t in calendar.periods
        },
        trainees_per_trainer={
            labour: row.trainees_per_trainer for labour, row in skills.items() if row.trainees_per_trainer is not None
        },
        recruits={
            (*labour, t): calendar.mean(r.recruits_abroad, t) for labour, r in skills.items() for t in calendar.periods
        },
        wage={labour: world.money(row.wage) for labour, row in skills.items()},
        training_cost={labour: world.money(row.training_cost) for labour, row in skills.items()},
        recruiting_cost={labour: world.money(row.recruiting_cost) for labour, row in skills.items()},
        existing_need=existing_need(world, skills),
        crew_by_size=crew_by_size,
        crew_by_build=crew_by_build,
    )


def build(m: Any, data: Workforce) -> None:
    """Adds people [people], trainees who start [people/y], recruits from abroad [people/y], releases [people]."""
    m.LABOUR = pyo.Set(dimen=2, initialize=data.labour)
    pairs = [(s, l, t) for s, l in data.labour for t in m.PERIODS]
    m.people = pyo.Var(
        m.LABOUR, m.PERIODS, within=pyo.NonNegativeReals, dense=False, doc="h: skilled people employed [people]"
    )
    m.trainees = pyo.Var(
        m.LABOUR, m.PERIODS, within=pyo.NonNegativeReals, dense=False, doc="e: people who start training [people/y]"
    )
    m.recruits = pyo.Var(
        m.LABOUR, m.PERIODS, within=pyo.NonNegativeReals, dense=False, doc="f: people recruited abroad [people/y]"
    )
    m.releases = pyo.Var(
        m.LABOUR, m.PERIODS, within=pyo.NonNegativeReals, dense=False, doc="q: people released [people]"
    )

    m.opening_headcount = parameter(m.LABOUR, values=data.opening)
    m.stay = parameter(m.LABOUR, values=data.stay)
    m.graduate_share = parameter(m.LABOUR, m.PERIODS, m.PERIODS, values=data.graduates)
    m.GRADUATING = members(
        m.LABOUR, m.PERIODS, dimen=1, values=grouped(pairs, (((s, l, t), b) for s, l, b, t in data.graduates))
    )
    m.headcount_balance = pyo.Constraint(m.LABOUR, m.PERIODS, rule=headcount_balance)

    m.training_years = parameter(m.LABOUR, m.PERIODS, m.PERIODS, values=data.in_training)
    m.IN_TRAINING = members(
        m.LABOUR, m.PERIODS, dimen=1, values=grouped(pairs, (((s, l, t), b) for s, l, b, t in data.in_training))
    )
    m.training_seats = parameter(m.LABOUR, m.PERIODS, values=data.seats)
    m.SEATED = pyo.Set(dimen=3, initialize=ordered((s, l, t) for s, l, _, t in data.in_training))
    m.seat_limit = pyo.Constraint(m.SEATED, rule=seat_limit)
    m.TRAINED = pyo.Set(dimen=2, initialize=list(data.trainees_per_trainer))
    m.trainees_per_trainer = parameter(m.TRAINED, values=data.trainees_per_trainer)
    m.trainer_limit = pyo.Constraint(m.TRAINED, m.PERIODS, rule=trainer_limit)
    m.recruits_abroad = parameter(m.LABOUR, m.PERIODS, values=data.recruits)
    m.recruiting_limit = pyo.Constraint(m.LABOUR, m.PERIODS, rule=recruiting_limit)

    m.wage = parameter(m.LABOUR, values=data.wage)
    m.training_cost = parameter(m.LABOUR, values=data.training_cost)
    m.recruiting_cost = parameter(m.LABOUR, values=data.recruiting_cost)
    m.existing_need = parameter(m.LABOUR, m.PERIODS, values=data.existing_need, default=0.0)
    _build_crews(m, data, pairs)
    m.staffing = pyo.Constraint(m.LABOUR, m.PERIODS, rule=staffing)


def _build_crews(m: Any, data: Workforce, pairs: list[tuple[str, str, int]]) -> None:
    """People that built plants need; none where the family of investment is absent."""
    has_projects = m.component("PROJECTS") is not None
    by_size = data.crew_by_size if has_projects else {}
    by_build = data.crew_by_build if has_projects else {}
    decisions = [m.DECISIONS] if has_projects else []
    m.crew_by_size = parameter(m.LABOUR, *decisions, m.PERIODS, values=by_size)
    m.crew_by_build = parameter(m.LABOUR, *decisions, m.PERIODS, values=by_build)
    m.STAFFED_BY_SIZE = members(
        m.LABOUR, m.PERIODS, dimen=2, values=grouped(pairs, (((s, l, t), (j, b)) for s, l, j, b, t in by_size))
    )
    m.STAFFED_BY_BUILD = members(
        m.LABOUR, m.PERIODS, dimen=2, values=grouped(pairs, (((s, l, t), (j, b)) for s, l, j, b, t in by_build))
    )
    m.terms["NEED"].append(existing_crews)
    if has_projects:
        m.terms["NEED"].append(built_crews)


def headcount_balance(m: Any, s: Any, l: Any, t: Any) -> Any:
    r"""People are those who stay, graduates of training begun a training time ago, recruits, less releases [people].

    .. math:: h_{slt} = (1-\alpha_{sl})^L h_{sl,t-1} + L \sum_b g_{slbt} \, e_{slb} + L \, f_{slt} - q_{slt}
              \qquad \forall s, l, t
    """
    stayed = sum(m.stay[s, l] * m.people[s, l, q] for q in m.PREVIOUS[t]) + m.is_first[t] * m.opening_headcount[s, l]
    graduated = sum(m.graduate_share[s, l, b, t] * m.trainees[s, l, b] for b in m.GRADUATING[s, l, t])
    return m.people[s, l, t] == stayed + m.years * graduated + m.years * m.recruits[s, l, t] - m.releases[s, l, t]


def in_training(m: Any, s: Any, l: Any, t: Any) -> Any:
    """Trainees not yet skilled [people]."""
    return sum(m.training_years[s, l, b, t] * m.trainees[s, l, b] for b in m.IN_TRAINING[s, l, t])


def seat_limit(m: Any, s: Any, l: Any, t: Any) -> Any:
    r"""A trainee keeps a seat until skilled [people].

    .. math:: \sum_b d_{slbt} \, e_{slb} \le S_{slt} \qquad \forall s, l, t
    """
    return in_training(m, s, l, t) <= m.training_seats[s, l, t]


def trainer_limit(m: Any, s: Any, l: Any, t: Any) -> Any:
    r"""Skilled people train only so many at a time [people].

    .. math:: \sum_b d_{slbt} \, e_{slb} \le \rho_{sl} \, h_{slt} \qquad \forall s, l, t
    """
    return in_training(m, s, l, t) <= m.trainees_per_trainer[s, l] * m.people[s, l, t]


def recruiting_limit(m: Any, s: Any, l: Any, t: Any) -> Any:
    r"""Only so many skilled people can be brought in from abroad [people per year].

    .. math:: f_{slt} \le \bar f_{slt} \qquad \forall s, l, t
    """
    return m.recruits[s, l, t] <= m.recruits_abroad[s, l, t]


def existing_crews(m: Any, s: Any, l: Any, t: Any) -> Any:
    """People that existing plants need [people]."""
    return m.existing_need[s, l, t]


def built_crews(m: Any, s: Any, l: Any, t: Any) -> Any:
    """People that plants built need: under construction, in commissioning, in operation [people]."""
    return sum(m.crew_by_size[s, l, j, b, t] * m.size[j, b] for j, b in m.STAFFED_BY_SIZE[s, l, t]) + sum(
        m.crew_by_build[s, l, j, b, t] * m.build[j, b] for j, b in m.STAFFED_BY_BUILD[s, l, t]
    )


def people_needed(m: Any, s: Any, l: Any, t: Any) -> Any:
    """People that all plants of a labour market need [people]."""
    return total(m.terms["NEED"], m, s, l, t)


def staffing(m: Any, s: Any, l: Any, t: Any) -> Any:
    r"""People cover what plants need in construction, commissioning and operation [people].

    .. math:: h_{slt} \ge N_{slt} + \sum_{(j,b)} \left( n_{sjbt} \, z_{jb} + \nu_{sjbt} \, y_{jb} \right)
              \qquad \forall s, l, t
    """
    return m.people[s, l, t] >= people_needed(m, s, l, t)


def wages(m: Any, s: Any, l: Any, t: Any) -> Any:
    r"""Wages of everybody employed: :math:`L \, w_{sl} \, h_{slt}`."""
    return m.years * m.wage[s, l] * m.people[s, l, t]


def training_spending(m: Any, s: Any, l: Any, t: Any) -> Any:
    r"""Cost of those who start training: :math:`L \, c_{sl} \, e_{slt}`."""
    return m.years * m.training_cost[s, l] * m.trainees[s, l, t]


def recruiting_spending(m: Any, s: Any, l: Any, t: Any) -> Any:
    r"""Cost of recruits from abroad: :math:`L \, c'_{sl} \, f_{slt}`."""
    return m.years * m.recruiting_cost[s, l] * m.recruits[s, l, t]


COSTS = (
    Cost("wages", "people", ("LABOUR", "PERIODS"), wages, owner=1, by_period=True),
    Cost("training", "people", ("LABOUR", "PERIODS"), training_spending, owner=1, by_period=True),
    Cost("recruiting", "people", ("LABOUR", "PERIODS"), recruiting_spending, owner=1, by_period=True),
)

REPORTS = (
    Report(
        "workforce", ("LABOUR", "PERIODS"), ("skill", "market", "period"),
        (
            Measure("people", "people", lambda m, s, l, t: m.people[s, l, t]),
            Measure("need", "people", people_needed),
            Measure("trainees", "people/y", lambda m, s, l, t: m.trainees[s, l, t]),
            Measure("recruits", "people/y", lambda m, s, l, t: m.recruits[s, l, t]),
            Measure("releases", "people", lambda m, s, l, t: m.releases[s, l, t]),
        ),
        keep_zero=True,
    ),
)  # fmt: skip
