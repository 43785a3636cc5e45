"""Workforce: people by skill and labour market, with training lead times."""

from __future__ import annotations

from typing import Any

from model.families.common.protocol import EMPLOYERS, LATER_EMPLOYERS, Cost, FirstStage, Follows, Measure, Report, total
from model.families.common.pyomo import members, parameter, pyo, tuples, variable
from model.families.conversion.algebra import used_by_recipes
from model.families.decisions.rows import RECRUIT, RELEASE, TRAIN
from model.families.workforce.rows import Skill
from model.families.workforce.terms import LabourAt, Workforce, workforce_of
from model.scenario.build_context import BuildContext, Owner, grouped, ordered
from model.sheets.names import LabourMarket, Node, Period, SkillName


def coefficients(context: BuildContext) -> Workforce:
    """The workforce of the tables; registers its labour markets as owners of the cost of people."""
    for row in context.tables[Skill]:
        context.owners.setdefault(
            row.market, Owner(row.market, names=context.directory.countries(row.market) | {row.market})
        )
    return workforce_of(context)


def build(m: Any, data: Workforce) -> None:
    """Adds people [people], trainees who start [people/y], recruits from abroad [people/y], releases [people]."""
    m.LABOUR = pyo.Set(dimen=2, initialize=data.labour)
    pairs = [(s, l, t) for s, l in data.labour for t in m.PERIODS]
    m.people = variable(m.LABOUR, m.PERIODS, doc="h: skilled people employed [people]")
    m.trainees = variable(m.LABOUR, m.PERIODS, doc="e: people who start training [people/y]")
    m.recruits = variable(m.LABOUR, m.PERIODS, doc="f: people recruited from abroad [people/y]")
    m.releases = variable(m.LABOUR, m.PERIODS, doc="q: people released [people]")

    m.opening_headcount = parameter(m.LABOUR, values=data.opening)
    m.stay = parameter(m.LABOUR, m.PERIODS, values=data.stay)
    m.recruits_counted = parameter(m.LABOUR, m.PERIODS, values=data.recruits_counted)
    m.graduate_share = parameter(m.LABOUR, m.PERIODS, m.PERIODS, values=data.graduates)
    m.GRADUATING = members(
        m.LABOUR, m.PERIODS, dimen=1, values=grouped(pairs, (((s, l, t), b) for s, l, b, t in data.graduates))
    )
    m.begun_graduates = parameter(m.LABOUR, m.PERIODS, values=data.begun_graduates, default=0.0)
    m.headcount_balance = pyo.Constraint(m.LABOUR, m.PERIODS, rule=headcount_balance)

    m.training_years = parameter(m.LABOUR, m.PERIODS, m.PERIODS, values=data.in_training)
    m.IN_TRAINING = members(
        m.LABOUR, m.PERIODS, dimen=1, values=grouped(pairs, (((s, l, t), b) for s, l, b, t in data.in_training))
    )
    m.begun_training = parameter(m.LABOUR, m.PERIODS, values=data.begun_training, default=0.0)
    m.training_seats = parameter(m.LABOUR, m.PERIODS, values=data.seats)
    m.SEATED = pyo.Set(dimen=3, initialize=ordered((s, l, t) for s, l, _, t in data.in_training))
    m.seat_limit = pyo.Constraint(m.SEATED, rule=seat_limit)
    m.TRAINED = pyo.Set(dimen=2, initialize=list(data.trainees_per_trainer))
    m.trainees_per_trainer = parameter(m.TRAINED, values=data.trainees_per_trainer)
    m.trainer_limit = pyo.Constraint(m.TRAINED, m.PERIODS, rule=trainer_limit)
    m.recruits_from_abroad = parameter(m.LABOUR, m.PERIODS, values=data.recruits)
    m.recruiting_limit = pyo.Constraint(m.LABOUR, m.PERIODS, rule=recruiting_limit)

    m.wage = parameter(m.LABOUR, m.PERIODS, values=data.wage)
    m.training_cost = parameter(m.LABOUR, m.PERIODS, values=data.training_cost)
    m.recruiting_cost = parameter(m.LABOUR, m.PERIODS, values=data.recruiting_cost)
    m.REDUNDANT = pyo.Set(dimen=3, initialize=list(data.redundancy_cost))
    m.redundancy_cost = parameter(m.REDUNDANT, values=data.redundancy_cost)
    m.existing_need = parameter(m.LABOUR, m.PERIODS, values=data.existing_need, default=0.0)
    _build_crews(m, data, pairs)
    m.staffing = pyo.Constraint(m.LABOUR, m.PERIODS, rule=staffing)
    limited = ordered((s, l) for s, l, _, _ in data.crew_by_output)
    disturbed = [(n, m.period[o]) for n in m.NODES if n not in m.TRUNK for o in m.UNDISTURBED[n]]
    m.LABOUR_IN_DISRUPTIONS = tuples(dimen=4, values=[(s, l, n, t) for s, l in limited for n, t in disturbed])
    m.staffing_in_disruptions = pyo.Constraint(m.LABOUR_IN_DISRUPTIONS, rule=staffing_in_disruptions)
    m.WHOLE_LABOUR = pyo.Set(dimen=2, initialize=data.whole_people)
    m.heads = variable(m.WHOLE_LABOUR, m.PERIODS, within=pyo.NonNegativeIntegers, doc="H: whole people [people]")
    m.whole_people = pyo.Constraint(m.WHOLE_LABOUR, m.PERIODS, rule=whole_people)


def _build_crews(m: Any, data: Workforce, pairs: list[LabourAt]) -> None:
    """People needed by new plants; none if the family of investment is absent."""
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
    m.crew_by_output = parameter(list(data.crew_by_output), values=data.crew_by_output)
    worked = ordered((s, l, p) for s, l, p, _ in data.crew_by_output)
    m.WORKED_BY = members(m.LABOUR, dimen=1, values=grouped(data.labour, (((s, l), p) for s, l, p in worked)))
    m.TRUNK_IN = members(m.PERIODS, dimen=1, values={t: [n] for n, t in m.period.items() if n in m.TRUNK})
    m.terms["NEED"].append(existing_crews)
    if worked:
        m.terms["NEED"].append(crews_of_output)
    if has_projects:
        m.terms["NEED"].append(built_crews)


def graduated(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People who complete training, less those who leave within the period [people per year]."""
    trained = sum(m.graduate_share[s, l, b, t] * m.trainees[s, l, b] for b in m.GRADUATING[s, l, t])
    return trained + m.begun_graduates[s, l, t]


def recruited(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """Recruits, from abroad and on contracts [people per year]."""
    return m.recruits[s, l, t] + total(m.terms["RECRUITED"], m, s, l, t)


def headcount_balance(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""People are those who stay, plus graduates of earlier training, also of training begun before the first
    period, recruits and those retrained into the skill, less releases, those who retrain for another skill and those
    whose term ends [people].

    .. math:: h_{slt} = (1-\alpha_{sl})^L h_{sl,t-1} + L \sum_b g_{slbt} \, e_{slb} + L \, g^0_{slt}
              + L \, \beta_{sl} \Big( f_{slt} + \sum_c \hat f_{slct} \Big) - q_{slt}
              + L \sum_{o,b} \mu_{oslbt} \, v_{oslb} + v^0_{slt} - L \sum_o v_{solt}
              - \sum_b \epsilon_{slbt} \, j_{slb} - \sum_{c,b} \epsilon_{slcbt} \, \hat \jmath_{slcb} - \epsilon^0_{slt}
              \qquad \forall s, l, t
    """
    stayed = sum(m.stay[s, l, t] * m.people[s, l, q] for q in m.PREVIOUS[t]) + m.is_first[t] * m.opening_headcount[s, l]
    came = m.years[t] * graduated(m, s, l, t) + m.years[t] * m.recruits_counted[s, l, t] * recruited(m, s, l, t)
    return m.people[s, l, t] == stayed + came - m.releases[s, l, t] + total(m.terms["MOVED"], m, s, l, t)


def in_training(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """Trainees not yet skilled [people]."""
    trainees = sum(m.training_years[s, l, b, t] * m.trainees[s, l, b] for b in m.IN_TRAINING[s, l, t])
    return trainees + m.begun_training[s, l, t]


def seat_limit(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""A trainee keeps a seat until skilled [people].

    .. math:: \sum_b d_{slbt} \, e_{slb} + d^0_{slt} \le S_{slt} \qquad \forall s, l, t
    """
    return in_training(m, s, l, t) <= m.training_seats[s, l, t]


def trainer_limit(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""Trainees stay within the number that skilled people can train at a time [people].

    .. math:: \sum_b d_{slbt} \, e_{slb} + d^0_{slt} \le \rho_{sl} \, h_{slt} \qquad \forall s, l, t
    """
    return in_training(m, s, l, t) <= m.trainees_per_trainer[s, l] * m.people[s, l, t]


def recruiting_limit(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""Recruits from abroad stay within the limit [people per year].

    .. math:: f_{slt} \le \bar f_{slt} \qquad \forall s, l, t
    """
    return m.recruits[s, l, t] <= m.recruits_from_abroad[s, l, t]


def existing_crews(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People that existing plants, and other work, need [people]."""
    return m.existing_need[s, l, t]


def built_crews(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People that plants built need: under construction, in commissioning, in operation [people]."""
    return sum(m.crew_by_size[s, l, j, b, t] * m.size[j, b] for j, b in m.STAFFED_BY_SIZE[s, l, t]) + sum(
        m.crew_by_build[s, l, j, b, t] * m.build[j, b] for j, b in m.STAFFED_BY_BUILD[s, l, t]
    )


def crews_at(m: Any, s: SkillName, l: LabourMarket, n: Node) -> Any:
    """People that the output of plants needs at a node [people]."""
    return sum(m.crew_by_output[s, l, p, m.period[n]] * used_by_recipes(m, p, n) for p in m.WORKED_BY[s, l])


def crews_of_output(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People that undisturbed output needs [people]."""
    return sum(crews_at(m, s, l, n) for n in m.TRUNK_IN[t])


def people_needed(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People that all plants and other work of a labour market need [people]."""
    return total(m.terms["NEED"], m, s, l, t)


def surplus(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People beyond those needed, who do no work [people]."""
    return m.people[s, l, t] - total(m.terms["IDLE"], m, s, l, t) - people_needed(m, s, l, t)


def staffing(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""People, less reduced hours on short time, cover the need of construction, commissioning and operation
    [people].

    .. math:: h_{slt} - (1 - \kappa_{sl}) \, \zeta_{slt} \ge N_{slt}
              + \sum_{(j,b)} \left( n_{sjbt} \, z_{jb} + \nu_{sjbt} \, y_{jb} \right) \qquad \forall s, l, t
    """
    return m.people[s, l, t] >= people_needed(m, s, l, t) + total(m.terms["IDLE"], m, s, l, t)


def staffing_in_disruptions(m: Any, s: SkillName, l: LabourMarket, n: Node, t: Period) -> Any:
    r"""In a disruption, too, plants run only as far as the people who are there allow: :math:`1 / \omega_{spt}` is
    their output per person, part of their need :math:`N` while undisturbed [people].

    .. math:: h_{slt} - (1 - \kappa_{sl}) \, \zeta_{slt} \ge N_{slt} + \sum_p \omega_{spt} \sum_r
              \left( u_{prt} \, x_{prn} - u_{prt} \, x_{prt} \right) \qquad \forall s, l, n
    """
    usual = sum(crews_at(m, s, l, o) for o in m.UNDISTURBED[n])
    need = people_needed(m, s, l, t) - usual + crews_at(m, s, l, n)
    return m.people[s, l, t] >= need + total(m.terms["IDLE"], m, s, l, t)


def whole_people(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""People employed are a whole number [people].

    .. math:: h_{slt} = H_{slt} \in \mathbb Z \qquad \forall s, l, t
    """
    return m.people[s, l, t] == m.heads[s, l, t]


def wages(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""Wages of all employees: :math:`L \, w_{slt} \, h_{slt}`."""
    return m.years[t] * m.wage[s, l, t] * m.people[s, l, t]


def training_spending(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""Cost of those who start training: :math:`L \, c_{slt} \, e_{slt}`."""
    return m.years[t] * m.training_cost[s, l, t] * m.trainees[s, l, t]


def recruiting_spending(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""Cost of recruits from abroad: :math:`L \, c'_{slt} \, f_{slt}`."""
    return m.years[t] * m.recruiting_cost[s, l, t] * m.recruits[s, l, t]


def redundancy(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""Cost of those released: :math:`c''_{slt} \, q_{slt}`."""
    return m.redundancy_cost[s, l, t] * m.releases[s, l, t]


DECIDED = (
    FirstStage(
        TRAIN,
        ("LABOUR", "PERIODS"),
        ("subject", "place", "period"),
        lambda m, s, l, t: m.years[t] * m.trainees[s, l, t],
    ),
    FirstStage(
        RECRUIT,
        ("LABOUR", "PERIODS"),
        ("subject", "place", "period"),
        lambda m, s, l, t: m.years[t] * m.recruits[s, l, t],
    ),
    FirstStage(RELEASE, ("LABOUR", "PERIODS"), ("subject", "place", "period"), "releases"),
)

FOLLOWS = (Follows("people"), Follows("heads"))

COSTS = (
    Cost("wages", "people", EMPLOYERS, ("LABOUR", "PERIODS"), wages, owner=1, by_period=True),
    Cost("training", "people", LATER_EMPLOYERS, ("LABOUR", "PERIODS"), training_spending, owner=1, by_period=True),
    Cost("recruiting", "people", LATER_EMPLOYERS, ("LABOUR", "PERIODS"), recruiting_spending, owner=1, by_period=True),
    Cost("redundancy", "people", LATER_EMPLOYERS, ("REDUNDANT",), redundancy, owner=1, by_period=True),
)

REPORTS = (
    Report(
        "workforce",
        ("LABOUR", "PERIODS"),
        ("skill", "market", "period"),
        (
            Measure("people", "people", "people"),
            Measure("need", "people", people_needed),
            Measure("trainees", "people/y", "trainees"),
            Measure("recruits", "people/y", recruited),
            Measure("releases", "people", "releases"),
        ),
        keep_zero=True,
    ),
)
