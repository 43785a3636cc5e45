"""Careers: people recruited on contracts, terms of service that end, retraining, short time and overstaffing.

Built before the workforce, whose headcount and staffing it adds to.
"""

from __future__ import annotations

from typing import Any

from model.families.careers.terms import Careers, careers_of
from model.families.common.protocol import EMPLOYERS, LATER_EMPLOYERS, Cost, FirstStage, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, unless_trivial, variable
from model.families.decisions.rows import RECRUIT, RETRAIN, SHORT_TIME
from model.families.workforce.algebra import graduated, surplus
from model.families.workforce.terms import LabourAt
from model.scenario.build_context import BuildContext, grouped, ordered
from model.sheets.names import LabourMarket, Period, SkillName


def coefficients(context: BuildContext) -> Careers:
    """Careers of the tables."""
    return careers_of(context)


def build(m: Any, data: Careers) -> None:
    """Adds people recruited on contracts and people who start retraining [people/y], people on short time [people]."""
    pairs = [(s, l, t) for s, l in data.labour for t in m.PERIODS]
    _build_contracts(m, data)
    _build_changes(m, data, pairs)
    _build_terms(m, data, pairs)
    _build_short_time(m, data)
    counted = ((s, l) for (_, l), skills in data.overmanned.items() for s in skills)
    m.OVERMANNED = pyo.Set(dimen=2, initialize=ordered(counted))
    m.SKILLS_OF = members(list(data.overmanned), dimen=1, values=data.overmanned)
    m.OVERSTAFFING_LIMITED = pyo.Set(dimen=3, initialize=list(data.overstaffing_limit))
    m.most_surplus = parameter(m.OVERSTAFFING_LIMITED, values=data.overstaffing_limit)
    m.OVERSTAFFING_PAID = pyo.Set(dimen=3, initialize=list(data.overstaffing_cost))
    m.overstaffing_cost = parameter(m.OVERSTAFFING_PAID, values=data.overstaffing_cost)


def _build_contracts(m: Any, data: Careers) -> None:
    m.HIRINGS = pyo.Set(dimen=3, initialize=data.contracts)
    m.CONTRACTS_FOR = members(
        data.labour, dimen=1, values=grouped(data.labour, (((s, l), c) for s, l, c in data.contracts))
    )
    m.hiring_cost = parameter(m.HIRINGS, m.PERIODS, values=data.contract_cost)
    m.hired = variable(m.HIRINGS, m.PERIODS, doc=r"\hat f: people recruited on a contract [people/y]")
    m.LIMITED_HIRINGS = pyo.Set(dimen=4, initialize=list(data.contract_limit))
    m.most_hired = parameter(m.LIMITED_HIRINGS, values=data.contract_limit)
    m.hiring_limit = pyo.Constraint(m.LIMITED_HIRINGS, rule=hiring_limit)
    m.terms["RECRUITED"] += [hired] if data.contracts else []


def _build_changes(m: Any, data: Careers, pairs: list[LabourAt]) -> None:
    m.RETRAININGS = pyo.Set(dimen=3, initialize=data.changes)
    m.RETRAINED_FROM = members(
        data.labour, dimen=1, values=grouped(data.labour, (((s, l), o) for s, o, l in data.changes))
    )
    m.RETRAINED_INTO = members(
        data.labour,
        m.PERIODS,
        dimen=2,
        values=grouped(pairs, (((s, l, t), (o, b)) for o, s, l, b, t in data.arriving)),
    )
    m.arriving_share = parameter(m.RETRAININGS, m.PERIODS, m.PERIODS, values=data.arriving)
    m.begun_changes = parameter(data.labour, m.PERIODS, values=data.begun, default=0.0)
    m.change_cost = parameter(m.RETRAININGS, m.PERIODS, values=data.change_cost)
    m.retrained = variable(m.RETRAININGS, m.PERIODS, doc="v: people who start to retrain for another skill [people/y]")
    m.LIMITED_CHANGES = pyo.Set(dimen=4, initialize=list(data.change_limit))
    m.most_retrained = parameter(m.LIMITED_CHANGES, values=data.change_limit)
    m.retraining_limit = pyo.Constraint(m.LIMITED_CHANGES, rule=retraining_limit)
    m.SHARED_CHANGES = pyo.Set(dimen=3, initialize=list(data.maximum_share))
    m.greatest_retrained = parameter(m.SHARED_CHANGES, values=data.maximum_share)
    m.terms["MOVED"] += [changed] if data.changes else []


def _build_terms(m: Any, data: Careers, pairs: list[LabourAt]) -> None:
    m.SERVING = members(
        data.labour, m.PERIODS, dimen=1, values=grouped(pairs, (((s, l, t), b) for s, l, b, t in data.service))
    )
    m.service = parameter(data.labour, m.PERIODS, m.PERIODS, values=data.service)
    m.ENDING = members(
        data.labour, m.PERIODS, dimen=1, values=grouped(pairs, (((s, l, t), b) for s, l, b, t in data.end))
    )
    m.service_end = parameter(data.labour, m.PERIODS, m.PERIODS, values=data.end)
    m.HIRED_SERVING = members(
        data.labour,
        m.PERIODS,
        dimen=2,
        values=grouped(pairs, (((s, l, t), (c, b)) for s, l, c, b, t in data.contract_service)),
    )
    m.hired_service = parameter(m.HIRINGS, m.PERIODS, m.PERIODS, values=data.contract_service)
    m.HIRED_ENDING = members(
        data.labour,
        m.PERIODS,
        dimen=2,
        values=grouped(pairs, (((s, l, t), (c, b)) for s, l, c, b, t in data.contract_end)),
    )
    m.hired_end = parameter(m.HIRINGS, m.PERIODS, m.PERIODS, values=data.contract_end)
    m.COMMITTED = pyo.Set(
        dimen=3,
        initialize=ordered(
            [(s, l, t) for s, l, _, t in data.service]
            + [(s, l, t) for s, l, _, _, t in data.contract_service]
            + list(data.begun_service)
        ),
    )
    m.begun_service = parameter(data.labour, m.PERIODS, values=data.begun_service, default=0.0)
    m.begun_end = parameter(data.labour, m.PERIODS, values=data.begun_end, default=0.0)
    m.terms["MOVED"] += [ended] if data.end or data.contract_end or data.begun_end else []


def _build_short_time(m: Any, data: Careers) -> None:
    m.SHORT_TIMES = pyo.Set(dimen=2, initialize=data.short_time)
    m.SHORT_TIME_OF = members(
        data.labour, dimen=2, values=grouped(data.labour, ((labour, labour) for labour in data.short_time))
    )
    m.share_of_work = parameter(m.SHORT_TIMES, values=data.share_of_work)
    m.short_time = variable(m.SHORT_TIMES, m.PERIODS, doc=r"\zeta: people on short time [people]")
    m.LIMITED_SHORT_TIMES = pyo.Set(dimen=3, initialize=list(data.short_time_limit))
    m.most_on_short_time = parameter(m.LIMITED_SHORT_TIMES, values=data.short_time_limit)
    m.short_time_limit = pyo.Constraint(m.LIMITED_SHORT_TIMES, rule=short_time_limit)
    m.SHORT_TIMES_PAID = pyo.Set(dimen=3, initialize=list(data.short_time_cost))
    m.short_time_cost = parameter(m.SHORT_TIMES_PAID, values=data.short_time_cost)
    m.terms["IDLE"] += [idle] if data.short_time else []


def close(m: Any) -> None:
    """Adds limits on headcount, once the family workforce has added it."""
    if m.component("people") is not None:
        m.terms_kept = pyo.Constraint(m.COMMITTED, rule=terms_kept)
        m.retraining_share = pyo.Constraint(m.SHARED_CHANGES, m.PERIODS, rule=retraining_share)
        m.short_time_people = pyo.Constraint(m.SHORT_TIMES, m.PERIODS, rule=short_time_people)
        m.overstaffing_limit = pyo.Constraint(m.OVERSTAFFING_LIMITED, rule=unless_trivial(overstaffing_limit))


def hired(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People recruited on contracts [people per year]."""
    return sum(m.hired[s, l, c, t] for c in m.CONTRACTS_FOR[s, l])


def hiring_limit(m: Any, s: SkillName, l: LabourMarket, c: Any, t: Period) -> Any:
    r"""Recruits on a contract stay within its limit [people per year].

    .. math:: \hat f_{slct} \le \bar f_{slct} \qquad \forall s, l, c, t
    """
    return m.hired[s, l, c, t] <= m.most_hired[s, l, c, t]


def arrived(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People who complete retraining to a skill [people]."""
    retrained = sum(m.arriving_share[o, s, l, b, t] * m.retrained[o, s, l, b] for o, b in m.RETRAINED_INTO[s, l, t])
    return m.years[t] * retrained + m.begun_changes[s, l, t]


def changed(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People who complete retraining to a skill, less those who start retraining for another [people]."""
    return arrived(m, s, l, t) - m.years[t] * sum(m.retrained[s, o, l, t] for o in m.RETRAINED_FROM[s, l])


def retraining_limit(m: Any, s: SkillName, o: Any, l: LabourMarket, t: Period) -> Any:
    r"""People who start retraining stay within the limit [people per year].

    .. math:: v_{solt} \le \bar v_{solt} \qquad \forall s, o, l, t
    """
    return m.retrained[s, o, l, t] <= m.most_retrained[s, o, l, t]


def retraining_share(m: Any, s: SkillName, o: Any, l: LabourMarket, t: Period) -> Any:
    r"""People who start retraining are at most a share of those with the new skill [people per year].

    .. math:: v_{solt} \le \phi_{sol} \, h_{olt} \qquad \forall s, o, l, t
    """
    return m.retrained[s, o, l, t] <= m.greatest_retrained[s, o, l] * m.people[o, l, t]


def joined(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People who join a skill for its term of service: trained, recruited but for contracts, retrained [people]."""
    recruits = m.recruits_counted[s, l, t] * m.recruits[s, l, t]
    return m.years[t] * graduated(m, s, l, t) + m.years[t] * recruits + arrived(m, s, l, t)


def joined_on_contract(m: Any, s: SkillName, l: LabourMarket, c: Any, t: Period) -> Any:
    """People who join on a contract, less those who leave within the period [people]."""
    return m.years[t] * m.recruits_counted[s, l, t] * m.hired[s, l, c, t]


def ended(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """People whose term ends, negative since they leave [people]."""
    own = sum(m.service_end[s, l, b, t] * joined(m, s, l, b) for b in m.ENDING[s, l, t])
    contracts = m.HIRED_ENDING[s, l, t]
    hired = sum(m.hired_end[s, l, c, b, t] * joined_on_contract(m, s, l, c, b) for c, b in contracts)
    return -own - hired - m.begun_end[s, l, t]


def terms_kept(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""People who joined for a term stay to its end, attrition aside, and are neither released nor retrained [people].

    .. math:: \sum_b \tau_{slbt} \, j_{slb} + \sum_{c,b} \tau_{slcbt} \, \hat \jmath_{slcb} + \tau^0_{slt} \le h_{slt},
              \quad j_{slb} = L \sum_d g_{sldb} \, e_{sld} + L \, \beta_{sl} f_{slb}
              + L \sum_{o,d} \mu_{osldb} \, v_{osld},
              \quad \hat \jmath_{slcb} = L \, \beta_{sl} \hat f_{slcb} \qquad \forall s, l, t
    """
    own = sum(m.service[s, l, b, t] * joined(m, s, l, b) for b in m.SERVING[s, l, t])
    contracts = m.HIRED_SERVING[s, l, t]
    others = sum(m.hired_service[s, l, c, b, t] * joined_on_contract(m, s, l, c, b) for c, b in contracts)
    return own + others + m.begun_service[s, l, t] <= m.people[s, l, t]


def short_time_limit(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""People on short time stay within the limit [people].

    .. math:: \zeta_{slt} \le \bar \zeta_{slt} \qquad \forall s, l, t
    """
    return m.short_time[s, l, t] <= m.most_on_short_time[s, l, t]


def short_time_people(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""People on short time are employed [people].

    .. math:: \zeta_{slt} \le h_{slt} \qquad \forall s, l, t
    """
    return m.short_time[s, l, t] <= m.people[s, l, t]


def idle(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    """Full-time equivalents lost to short time [people]."""
    return sum((1 - m.share_of_work[a, b]) * m.short_time[a, b, t] for a, b in m.SHORT_TIME_OF[s, l])


def overstaffing_limit(m: Any, o: Any, l: LabourMarket, t: Period) -> Any:
    r"""People beyond those needed stay within the limit, for a skill or all skills of a labour market [people].

    .. math:: \sum_{s \in S_o} u_{slt} \le \bar u_{olt},
              \quad u_{slt} = h_{slt} - (1 - \kappa_{sl}) \, \zeta_{slt} - N_{slt}
              - \sum_{(j,b)} \left( n_{sjbt} \, z_{jb} + \nu_{sjbt} \, y_{jb} \right) \qquad \forall o, l, t
    """
    return sum(surplus(m, s, l, t) for s in m.SKILLS_OF[o, l]) <= m.most_surplus[o, l, t]


def hiring(m: Any, s: SkillName, l: LabourMarket, c: Any, t: Period) -> Any:
    r"""Cost of recruits on contracts: :math:`L \, \hat c_{slct} \, \hat f_{slct}`."""
    return m.years[t] * m.hiring_cost[s, l, c, t] * m.hired[s, l, c, t]


def retraining(m: Any, s: SkillName, o: Any, l: LabourMarket, t: Period) -> Any:
    r"""Cost of people who start retraining: :math:`L \, c_{solt} \, v_{solt}`."""
    return m.years[t] * m.change_cost[s, o, l, t] * m.retrained[s, o, l, t]


def short_time_spending(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""Cost of short time above the wage, or saving below it: :math:`L \, (w'_{slt} - w_{slt}) \, \zeta_{slt}`."""
    return m.years[t] * m.short_time_cost[s, l, t] * m.short_time[s, l, t]


def overstaffing(m: Any, s: SkillName, l: LabourMarket, t: Period) -> Any:
    r"""Cost, in addition to wages, of people beyond those needed: :math:`L \, c^u_{slt} \, u_{slt}`."""
    return m.years[t] * m.overstaffing_cost[s, l, t] * surplus(m, s, l, t)


DECIDED = (
    FirstStage(
        RECRUIT,
        ("HIRINGS", "PERIODS"),
        ("subject", "place", "way", "period"),
        lambda m, s, l, c, t: m.years[t] * m.hired[s, l, c, t],
    ),
    FirstStage(
        RETRAIN,
        ("RETRAININGS", "PERIODS"),
        ("subject", "way", "place", "period"),
        lambda m, s, o, l, t: m.years[t] * m.retrained[s, o, l, t],
    ),
    FirstStage(SHORT_TIME, ("SHORT_TIMES", "PERIODS"), ("subject", "place", "period"), "short_time"),
)

COSTS = (
    Cost("hiring", "people", LATER_EMPLOYERS, ("HIRINGS", "PERIODS"), hiring, owner=1, by_period=True),
    Cost("retraining", "people", LATER_EMPLOYERS, ("RETRAININGS", "PERIODS"), retraining, owner=2, by_period=True),
    Cost("short time", "people", EMPLOYERS, ("SHORT_TIMES_PAID",), short_time_spending, owner=1, by_period=True),
    Cost("overstaffing", "people", EMPLOYERS, ("OVERSTAFFING_PAID",), overstaffing, owner=1, by_period=True),
)

REPORTS = (
    Report(
        "recruiting",
        ("HIRINGS", "PERIODS"),
        ("skill", "market", "contract", "period"),
        (Measure("recruits", "people/y", "hired"),),
    ),
    Report(
        "retraining",
        ("RETRAININGS", "PERIODS"),
        ("skill", "new_skill", "market", "period"),
        (Measure("people", "people/y", "retrained"),),
    ),
    Report(
        "short time",
        ("SHORT_TIMES", "PERIODS"),
        ("skill", "market", "period"),
        (Measure("people", "people", "short_time"),),
    ),
    Report(
        "overstaffing",
        ("OVERMANNED", "PERIODS"),
        ("skill", "market", "period"),
        (Measure("people", "people", surplus),),
    ),
)
