"""Public money: grants and loans for capital, tax credits for output, price floors for sales.

The amounts received are decisions, bounded by a share of the capital spent, or by the value of the credit or the floor.
Grants and loans are decided in advance, with the capital that they pay for. Tax credits and price floors follow output
and sales at each node, and their totals hold in every future: undisturbed, and in every branch with the trunk before
and after it. A loan is repaid in equal annuities, the first a year after the money is received, and the rest at the end
of the horizon. Budgets count spending before support."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from model.families.common.protocol import BUYERS, CAUSER, SPONSOR, Cost, Follows, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, tuples, variable
from model.families.conversion.algebra import net_output, used_by_recipes
from model.families.investment.algebra import capital_payment
from model.families.investment.lead_times import BuildDecision
from model.families.public_money.rows import FOR_CAPITAL, GRANT, LOAN, OWN_FUNDS, PRICE_FLOOR, PROTECTION, TAX_CREDIT
from model.families.public_money.terms import UNDISTURBED, PublicMoneyData, public_money
from model.scenario.build_context import BuildContext, grouped, ordered
from model.sheets.names import Node, Period, PlantName, ProjectName
from model.tolerances import FLOAT

PLANNER = "planner"


def coefficients(context: BuildContext) -> PublicMoneyData:
    """Programmes of the tables, and their maximum payments by recipient."""
    return public_money(context)


def build(m: Any, data: PublicMoneyData) -> None:
    """Adds support received from each programme: for a project by period, for a plant or an outlet by node [amount]."""
    awards = ordered((h, j, t) for h, j, _, t in data.covered)
    m.AWARDS = tuples(dimen=3, values=awards)
    m.award = variable(m.AWARDS, doc="γ: grant or loan received for a project [amount]")
    m.SUPPORTS = tuples(dimen=3, values=data.support)
    m.support = variable(m.SUPPORTS, doc="β: tax credit or price floor received [amount]")
    _build_awards(m, data, awards)
    _build_loans(m, data, awards)
    _build_supports(m, data)
    _build_paybacks(m, data)
    _build_reports(m, data, awards)


def _build_awards(m: Any, data: PublicMoneyData, awards: list[tuple[str, ProjectName, Period]]) -> None:
    m.covered_share = parameter(list(data.covered), values=data.covered)
    m.COVERED_DECISIONS = members(
        awards, dimen=1, values=grouped(awards, (((h, j, t), b) for h, j, b, t in data.covered))
    )
    m.award_limit = pyo.Constraint(m.AWARDS, rule=award_limit)

    awarded = ordered((j, t) for _, j, t in awards)
    m.SPENDING_ON = members(awarded, dimen=1, values=grouped(awarded, (((j, t), b) for j, b, t in m.PAYMENTS)))
    m.PROGRAMMES_OF = members(awarded, dimen=1, values=grouped(awarded, (((j, t), h) for h, j, t in awards)))
    m.STACKED = tuples(dimen=2, values=_stacked(data))
    m.award_stack = pyo.Constraint(m.STACKED, rule=award_stack)

    by_period = ordered((h, t) for h, _, t in awards)
    m.AWARDED_IN = members(by_period, dimen=1, values=grouped(by_period, (((h, t), j) for h, j, t in awards)))
    m.LIMITED_AWARDS = tuples(dimen=2, values=[award for award in by_period if award in data.limit])
    m.award_budget = parameter(m.LIMITED_AWARDS, values={award: data.limit[award] for award in m.LIMITED_AWARDS})
    m.yearly_award = pyo.Constraint(m.LIMITED_AWARDS, rule=yearly_award)

    programmes = ordered(h for h, _, _ in awards)
    m.AWARDED = members(programmes, dimen=2, values=grouped(programmes, ((h, (j, t)) for h, j, t in awards)))
    m.CAPPED_AWARDS = tuples(dimen=1, values=[h for h in programmes if h in data.total])
    m.award_cap = parameter(m.CAPPED_AWARDS, values={h: data.total[h] for h in m.CAPPED_AWARDS})
    m.total_award = pyo.Constraint(m.CAPPED_AWARDS, rule=total_award)


def _stacked(data: PublicMoneyData) -> list[BuildDecision]:
    """Projects and periods for which programmes together could pay more than all capital."""
    most: dict[BuildDecision, dict[str, float]] = {}
    for (h, j, _, t), share in data.covered.items():
        by_programme = most.setdefault((j, t), {})
        by_programme[h] = max(share, by_programme.get(h, 0.0))
    return [decision for decision, shares in most.items() if sum(shares.values()) > 1 + FLOAT]


def _build_loans(m: Any, data: PublicMoneyData, awards: list[tuple[str, ProjectName, Period]]) -> None:
    m.GRANTS = tuples(dimen=3, values=[award for award in awards if data.kind[award[0]] == GRANT])
    m.LOANS = tuples(dimen=3, values=[award for award in awards if data.kind[award[0]] == LOAN])
    due: dict[tuple[str, Period], list[Period]] = {}
    for h, received, s in data.repaid:
        due.setdefault((h, received), []).append(s)
    repaying = [((h, j, s), t) for h, j, t in m.LOANS for s in due[h, t]]
    m.REPAYMENTS = tuples(dimen=3, values=ordered([*(repayment for repayment, _ in repaying), *data.owed]))
    m.owed_before = parameter(m.REPAYMENTS, values=data.owed, default=0.0)
    m.repaid_share = parameter(list(data.repaid), values=data.repaid)
    m.REPAID = members(m.REPAYMENTS, dimen=1, values=grouped(m.REPAYMENTS, repaying))


def _build_supports(m: Any, data: PublicMoneyData) -> None:
    m.support_rate = parameter(m.SUPPORTS, values=data.support)
    paying = ordered((h, x) for h, x, _ in [*data.support, *data.payback])
    output = {
        (h, x): [run for run in data.outputs if run[0] == x and run[2] == data.protected.get(h)] for h, x in paying
    }
    m.PROTECTED_OUTPUT = members(paying, dimen=3, values=output)
    sold = {(h, x): [x] if data.kind[h] == PRICE_FLOOR else [] for h, x in paying}
    m.FLOORED_SALES = members(paying, dimen=1, values=sold)
    m.CREDITS = tuples(dimen=3, values=[support for support in data.support if data.kind[support[0]] == TAX_CREDIT])
    m.tax_credit = pyo.Constraint(m.CREDITS, rule=tax_credit)
    covered = {(h, x, n): rate * data.cover[h] for (h, x, n), rate in data.support.items() if h in data.cover}
    m.COVERED_SUPPORTS = tuples(dimen=3, values=covered)
    m.greatest_support = parameter(m.COVERED_SUPPORTS, values=covered)
    m.covered_support = pyo.Constraint(m.COVERED_SUPPORTS, rule=covered_support)
    m.TOP_UPS = tuples(dimen=3, values=[support for support in data.support if data.kind[support[0]] == PRICE_FLOOR])
    m.price_floor = pyo.Constraint(m.TOP_UPS, rule=price_floor)

    protections = [support for support in data.support if data.kind[support[0]] == PROTECTION]
    m.PROTECTIONS = tuples(dimen=3, values=protections)
    m.price_protection = pyo.Constraint(m.PROTECTIONS, rule=price_protection)

    by_node = ordered((h, n) for h, _, n in data.support)
    supported = grouped(by_node, (((h, n), x) for h, x, n in data.support))
    m.SUPPORTED_AT = members(by_node, dimen=1, values=supported)
    m.LIMITED_SUPPORTS = tuples(dimen=2, values=[support for support in by_node if support in data.limit])
    m.support_budget = parameter(
        m.LIMITED_SUPPORTS, values={support: data.limit[support] for support in m.LIMITED_SUPPORTS}
    )
    m.yearly_support = pyo.Constraint(m.LIMITED_SUPPORTS, rule=yearly_support)

    capped = [h for h in ordered(h for h, _ in by_node) if h in data.total]
    paid_on = {(h, c): _paid_on(nodes, h, supported) for h in capped for c, nodes in data.paths.items()}
    courses = [
        course
        for course in paid_on
        if course[1] == UNDISTURBED or set(paid_on[course]) - set(paid_on[course[0], UNDISTURBED])
    ]
    m.SUPPORT_COURSES = tuples(dimen=2, values=[course for course in courses if paid_on[course]])
    m.PAID_ON = members(courses, dimen=2, values={course: paid_on[course] for course in courses})
    parts = {(*course, n): data.paths[course[1]][n] for course in courses for _, n in paid_on[course]}
    m.part_of_course = parameter(list(parts), values=parts)
    m.support_cap = parameter(capped, values={h: data.total[h] for h in capped})
    m.total_support = pyo.Constraint(m.SUPPORT_COURSES, rule=total_support)


def _build_paybacks(m: Any, data: PublicMoneyData) -> None:
    m.PAYBACKS = tuples(dimen=3, values=data.payback)
    m.payback_rate = parameter(m.PAYBACKS, values=data.payback)
    m.payback = variable(m.PAYBACKS, doc="β⁻: share of a price above the floor that is paid back [amount]")
    m.BEYOND_COVER = tuples(dimen=3, values=data.beyond)
    m.uncovered = parameter(m.BEYOND_COVER, values=data.beyond)
    m.covered_quantity = parameter(m.BEYOND_COVER, values={index: data.cover[index[0]] for index in data.beyond})
    m.beyond_cover = variable(
        m.BEYOND_COVER, within=pyo.Binary, doc=r"\chi: whether more is made or sold than is covered [0 or 1]"
    )
    m.BEYOND_AT = members(
        m.PAYBACKS, dimen=3, values={index: [index] if index in data.beyond else [] for index in data.payback}
    )
    m.upside_payback = pyo.Constraint(m.PAYBACKS, rule=upside_payback)
    m.covered_payback = pyo.Constraint(m.BEYOND_COVER, rule=covered_payback)


def _paid_on(nodes: Iterable[Node], h: str, supported: dict[tuple[str, Node], list[str]]) -> list[tuple[str, Node]]:
    """Recipients of a programme along some nodes: (plant or outlet, node)."""
    return [(x, n) for n in nodes for x in supported.get((h, n), ())]


def _build_reports(m: Any, data: PublicMoneyData, awards: list[tuple[str, ProjectName, Period]]) -> None:
    def line(h: str, x: str, n: object) -> tuple[str, str, str, str, str]:
        return h, data.kind[h], data.payer[h], x, str(n)

    lines = ordered(line(*payment) for payment in [*awards, *m.REPAYMENTS, *data.support, *data.payback])
    m.PUBLIC_MONEY = tuples(dimen=5, values=lines)
    m.AWARD_AT = members(lines, dimen=1, values=grouped(lines, ((line(h, j, t), t) for h, j, t in awards)))
    m.REPAYMENT_AT = members(lines, dimen=1, values=grouped(lines, ((line(h, j, t), t) for h, j, t in m.REPAYMENTS)))
    m.PAYBACK_AT = members(lines, dimen=1, values=grouped(lines, ((line(h, x, n), n) for h, x, n in data.payback)))
    m.SUPPORT_AT = members(lines, dimen=1, values=grouped(lines, ((line(h, x, n), n) for h, x, n in data.support)))

    spent: dict[tuple[ProjectName, str, str, Period], list[Period]] = {}
    for j, b, t in m.PAYMENTS if any(kind in FOR_CAPITAL for kind in data.kind.values()) else ():
        spent.setdefault((j, PLANNER, OWN_FUNDS, t), []).append(b)
    paying: list[tuple[Any, str]] = []
    for h, j, t in awards:
        paying += [((j, PLANNER, OWN_FUNDS, t), h), ((j, data.payer[h], data.kind[h], t), h)]
    sources = ordered([*spent, *(source for source, _ in paying)])
    m.CAPITAL_SOURCES = tuples(dimen=4, values=sources)
    m.SPENT_BY = members(sources, dimen=1, values={source: spent.get(source, []) for source in sources})
    m.PAYING = members(sources, dimen=1, values=grouped(sources, paying))
    m.source_sign = parameter([OWN_FUNDS, *FOR_CAPITAL], values={OWN_FUNDS: -1.0, **dict.fromkeys(FOR_CAPITAL, 1.0)})


def award_limit(m: Any, h: Any, j: ProjectName, t: Period) -> Any:
    r"""A grant or a loan is at most its share of the capital that is spent on a project while it pays, or is still due
    for one that is already made [amount].

    .. math:: \gamma_{hjt} \le \sum_b \kappa_{hjbt} \, (s_{jbt} (F_j y_{jb} + C_j z_{jb}) + D_{jbt} z_{jb})
        \qquad \forall h, j, t
    """
    spent = sum(m.covered_share[h, j, b, t] * capital_payment(m, j, b, t) for b in m.COVERED_DECISIONS[h, j, t])
    return m.award[h, j, t] <= spent


def capital_spent(m: Any, j: ProjectName, t: Period) -> Any:
    """Capital spent on a project in a period [amount]."""
    return sum(capital_payment(m, j, b, t) for b in m.SPENDING_ON[j, t])


def award_stack(m: Any, j: ProjectName, t: Period) -> Any:
    r"""Grants and loans for a project together are at most the capital that is spent on it [amount].

    .. math:: \sum_h \gamma_{hjt} \le \sum_b (s_{jbt} (F_j y_{jb} + C_j z_{jb}) + D_{jbt} z_{jb}) \qquad \forall j, t
    """
    return sum(m.award[h, j, t] for h in m.PROGRAMMES_OF[j, t]) <= capital_spent(m, j, t)


def yearly_award(m: Any, h: Any, t: Period) -> Any:
    r"""Grants and loans of a programme in a period stay within its limit [amount].

    .. math:: \sum_j \gamma_{hjt} \le B_{ht} \qquad \forall h, t
    """
    return sum(m.award[h, j, t] for j in m.AWARDED_IN[h, t]) <= m.award_budget[h, t]


def total_award(m: Any, h: Any) -> Any:
    r"""Grants and loans of a programme over all years stay within its total [amount].

    .. math:: \sum_{j,t} \gamma_{hjt} \le \bar B_h \qquad \forall h
    """
    return sum(m.award[h, j, t] for j, t in m.AWARDED[h]) <= m.award_cap[h]


def tax_credit(m: Any, h: Any, p: PlantName, n: Node) -> Any:
    r"""A tax credit is at most its rate for the capacity that a plant's own recipes use [amount].

    .. math:: \beta_{hpn} \le \rho_{hpn} \sum_{r \in R_p} u_{pr} \, x_{prn} \qquad \forall h, p, n
    """
    return m.support[h, p, n] <= m.support_rate[h, p, n] * used_by_recipes(m, p, n)


def price_floor(m: Any, h: Any, o: Any, n: Node) -> Any:
    r"""A price-floor payment is at most the gap between floor and outlet price, for the quantity sold [amount].

    .. math:: \beta_{hon} \le \rho_{hon} \, s_{on} \qquad \forall h, o, n
    """
    return m.support[h, o, n] <= m.support_rate[h, o, n] * supported_quantity(m, h, o, n)


def price_protection(m: Any, h: Any, p: PlantName, n: Node) -> Any:
    r"""Price protection is at most the gap between floor and market price, for all that a plant makes of the commodity,
    sold, stored or used [amount].

    .. math:: \beta_{hpn} \le \rho_{hpn} \sum_{r} y_{prk_hn} \, q_{prk_h} \, x_{prn} \qquad \forall h, p, n
    """
    return m.support[h, p, n] <= m.support_rate[h, p, n] * supported_quantity(m, h, p, n)


def supported_quantity(m: Any, h: Any, x: Any, n: Node) -> Any:
    """Quantity that a floor is for: sold to an outlet, or made by a plant [units per year]."""
    sold = sum(m.sale[o, n] for o in m.FLOORED_SALES[h, x])
    return sold + sum(net_output(m, q, r, k, n) for q, r, k in m.PROTECTED_OUTPUT[h, x])


def covered_support(m: Any, h: Any, x: Any, n: Node) -> Any:
    r"""A price floor pays at most for the covered quantity [amount].

    .. math:: \beta_{hxn} \le \rho_{hxn} \, \bar q_h \qquad \forall h, x, n
    """
    return m.support[h, x, n] <= m.greatest_support[h, x, n]


def upside_payback(m: Any, h: Any, x: Any, n: Node) -> Any:
    r"""The share of a price above the floor is paid back for the quantity :math:`q` made or sold, unless that is more
    than is covered [amount]. Years above and years below the floor in one period do not offset each other.

    .. math:: \beta^-_{hxn} \ge \rho^-_{hxn} (q_{hxn} - M_{hxn} \, \chi_{hxn}) \qquad \forall h, x, n
    """
    room = sum(m.uncovered[index] * m.beyond_cover[index] for index in m.BEYOND_AT[h, x, n])
    return m.payback[h, x, n] >= m.payback_rate[h, x, n] * (supported_quantity(m, h, x, n) - room)


def covered_payback(m: Any, h: Any, x: Any, n: Node) -> Any:
    r"""If more than the covered quantity is made or sold, the covered one is paid back for: together the lesser of both
    [amount].

    .. math:: \beta^-_{hxn} \ge \rho^-_{hxn} \, \bar q_h \, \chi_{hxn} \qquad \forall h, x, n
    """
    due = m.payback_rate[h, x, n] * m.covered_quantity[h, x, n] * m.beyond_cover[h, x, n]
    return m.payback[h, x, n] >= due


def yearly_support(m: Any, h: Any, n: Node) -> Any:
    r"""A programme's payments for output or sales in a node's period stay within its limit [amount].

    .. math:: \sum_x \beta_{hxn} \le B_{hn} \qquad \forall h, n
    """
    return sum(m.support[h, x, n] for x in m.SUPPORTED_AT[h, n]) <= m.support_budget[h, n]


def total_support(m: Any, h: Any, c: Any) -> Any:
    r"""A programme's payments for output or sales stay within its total, undisturbed and in every branch with the trunk
    before and after it [amount].

    .. math:: \sum_{n \in c} \sum_x \beta_{hxn} \le \bar B_h \qquad \forall h, c
    """
    paid = sum(m.part_of_course[h, c, n] * m.support[h, x, n] for x, n in m.PAID_ON[h, c])
    return paid <= m.support_cap[h]


def award_income(m: Any, h: Any, j: ProjectName, t: Period) -> Any:
    r"""Grant or loan received, a negative cost: :math:`-\gamma_{hjt}`."""
    return -m.award[h, j, t]


def loan_repayment(m: Any, h: Any, j: ProjectName, t: Period) -> Any:
    r"""Annuities of loans received before, also before the first period, and the balance outstanding at the end:
    :math:`\sum_b \alpha_{hbt} \, \gamma_{hjb} + \alpha^0_{hjt}`."""
    return sum(m.repaid_share[h, b, t] * m.award[h, j, b] for b in m.REPAID[h, j, t]) + m.owed_before[h, j, t]


def support_income(m: Any, h: Any, x: Any, n: Node) -> Any:
    r"""Tax credit or price floor received, a negative cost: :math:`-\beta_{hxn}`."""
    return -m.support[h, x, n]


def payback_expense(m: Any, h: Any, x: Any, n: Node) -> Any:
    r"""Share of a price above the floor that is paid back: :math:`\beta^-_{hxn}`."""
    return m.payback[h, x, n]


def paid(m: Any, h: Any, kind: Any, payer: Any, x: Any, n: Node) -> Any:
    """Payment of a programme for a project, a plant or an outlet in a node's period [amount]."""
    awarded = sum(m.award[h, x, t] for t in m.AWARD_AT[h, kind, payer, x, n])
    return awarded + sum(m.support[h, x, e] for e in m.SUPPORT_AT[h, kind, payer, x, n])


def repaid(m: Any, h: Any, kind: Any, payer: Any, x: Any, n: Node) -> Any:
    """Repayment to a programme: of a loan with interest, or of a price above the floor [amount]."""
    back = sum(m.payback[h, x, e] for e in m.PAYBACK_AT[h, kind, payer, x, n])
    return back + sum(loan_repayment(m, h, x, t) for t in m.REPAYMENT_AT[h, kind, payer, x, n])


def capital_paid(m: Any, j: ProjectName, who: Any, how: Any, t: Period) -> Any:
    """Capital of a project paid by a payer; the planner pays the part that no programme covers [amount]."""
    spent = sum(capital_payment(m, j, b, t) for b in m.SPENT_BY[j, who, how, t])
    return spent + m.source_sign[how] * sum(m.award[h, j, t] for h in m.PAYING[j, who, how, t])


CATEGORY = "public money"

FOLLOWS = (Follows("award"),)

COSTS = (
    Cost("grants", CATEGORY, SPONSOR, ("GRANTS",), award_income, owner=1, by_period=True),
    Cost("loans", CATEGORY, SPONSOR, ("LOANS",), award_income, owner=1, by_period=True),
    Cost("loan repayments", CATEGORY, SPONSOR, ("REPAYMENTS",), loan_repayment, owner=1, by_period=True),
    Cost("tax credits", CATEGORY, SPONSOR, ("CREDITS",), support_income, owner=1),
    Cost("price floors", CATEGORY, BUYERS, ("TOP_UPS",), support_income, owner=1),
    Cost("price protection", CATEGORY, SPONSOR, ("PROTECTIONS",), support_income, owner=1),
    Cost("paybacks", CATEGORY, CAUSER, ("PAYBACKS",), payback_expense, owner=1),
)

REPORTS = (
    Report(
        "public money",
        ("PUBLIC_MONEY",),
        ("programme", "kind", "payer", "recipient", "node"),
        (Measure("paid", "{amount}", paid), Measure("repaid", "{amount}", repaid)),
        ahead=FOR_CAPITAL,
    ),
    Report(
        "who pays",
        ("CAPITAL_SOURCES",),
        ("project", "who", "how", "period"),
        (Measure("capital", "{amount}", capital_paid),),
    ),
)
