"""Funds: budgets that limit spending."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.common.describing import with_limit
from model.families.common.past import Change, Edit, Past, with_cells
from model.families.common.protocol import Cost, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, unless_trivial
from model.families.investment.rows import Project
from model.scenario.build_context import BuildContext, Owner, grouped
from model.sheets.common import PLACES, Plant
from model.sheets.names import FundName, Node, Period
from model.sheets.schema import ANY, LEFT_OUT, MORE, ByYear, Row, choice, key, number, reference, sheet, yearly
from model.sheets.tables import Directory, Tables

SPENDING = ("capital", "operation", "people", "purchases", "freight", "storage", "everything")
"""Spending that a fund can cover: the categories of cost, or all of them."""


@sheet("Funds", tab="Costs", in_months=False, at="scope", divided=("limit", "total"), elsewhere=LEFT_OUT)
class Fund(Row):
    """A budget for a type of spending in a scope, by year and in total."""

    fund: FundName = key()
    pays_for: str = choice(SPENDING, note="Type of spending, before public money.")
    scope: str = reference(
        (*PLACES, "Capacity", "Projects"), default="any", any=True, note="A place, a plant or a project."
    )
    total: float | None = number(
        "{amount}",
        default=None,
        at_least=0,
        note="Over all undisturbed years, undiscounted. Empty: no limit.",
        gives=MORE,
        undisturbed="total_budget",
    )
    limit: ByYear | None = yearly(
        "{amount}/y",
        default=None,
        bare=True,
        note="Per year; for a period of several years, their sum. Empty: no limit.",
        gives=MORE,
    )


@dataclass(frozen=True)
class Funds:
    """Index sets and coefficients of budgets."""

    pays_for: dict[FundName, str]
    scope: dict[FundName, frozenset[str]]
    """Names in a fund's scope: a plant or project, or a place and all that it contains; empty: everything."""
    total: dict[FundName, float]
    limit: dict[tuple[FundName, Node], float]
    """Over the whole period [amount]."""
    owners: dict[str, Owner]
    period: dict[Node, Period]


def coefficients(context: BuildContext) -> Funds:
    """Funds of the tables."""
    funds = {row.fund: row for row in context.tables[Fund]}
    limits = context.by_node({f: row.limit for f, row in funds.items()})
    period, calendar = context.tree.period, context.calendar
    return Funds(
        pays_for={f: row.pays_for for f, row in funds.items()},
        scope={f: _names(context, row.scope) for f, row in funds.items()},
        total={f: row.total for f, row in funds.items() if row.total is not None},
        limit={(f, n): calendar.length(period[n]) * limit for (f, n), limit in limits.items()},
        owners=context.owners,
        period=context.tree.trunk_period,
    )


def _names(context: BuildContext, scope: str) -> frozenset[str]:
    """A fund's scope names countries only where they themselves are meant, since a site is not its country."""
    return frozenset() if scope == ANY else frozenset(context.directory.contents(scope))


def build(m: Any, data: Funds) -> None:
    """Adds no variable: spending is the sum of the cost items that a fund pays for."""
    m.FUNDS = pyo.Set(dimen=1, initialize=list(data.pays_for))
    m.funded_costs = []
    paying: set[str] = set()
    for cost in m.costs:
        paid = _paid(m, data, cost)
        if any(paid.values()):
            width = sum(m.component(name).dimen for name in cost.over)
            m.add_component(_funded(cost), members(m.FUNDS, m.NODES, dimen=width, values=paid))
            m.funded_costs.append(cost)
            paying |= {f for (f, _), indices in paid.items() if indices}
    m.LIMITED_FUNDS = pyo.Set(dimen=2, initialize=[(f, n) for f, n in data.limit if f in paying])
    m.fund_limit = parameter(m.LIMITED_FUNDS, values={(f, n): data.limit[f, n] for f, n in m.LIMITED_FUNDS})
    m.yearly_budget = pyo.Constraint(m.LIMITED_FUNDS, rule=unless_trivial(yearly_budget))
    m.TOTAL_FUNDS = pyo.Set(dimen=1, initialize=[f for f in data.total if f in paying])
    m.fund_total = parameter(m.TOTAL_FUNDS, values={f: data.total[f] for f in m.TOTAL_FUNDS})
    m.total_budget = pyo.Constraint(m.TOTAL_FUNDS, rule=unless_trivial(total_budget))


def _funded(cost: Cost) -> str:
    return "FUNDED_" + cost.name.upper().replace(" ", "_")


def _paid(m: Any, data: Funds, cost: Cost) -> dict[tuple[FundName, Node], list[Any]]:
    """A fund's payments for a cost in each node's period, as indices of the cost."""
    paid: dict[tuple[FundName, Node], list[Any]] = {(f, n): [] for f in data.pays_for for n in data.period}
    funds = [f for f, what in data.pays_for.items() if what == cost.category or _is_everything(what, cost)]
    if not funds:
        return paid
    nodes = grouped(data.period.values(), ((t, n) for n, t in data.period.items())) if cost.by_period else None
    sets = [list(m.component(name)) for name in cost.over]
    for index in sets[0] if len(sets) == 1 else map(_flat, product(*sets)):
        owner = data.owners[index[cost.owner]]
        names = owner.names | {owner.site, owner.country}
        for f in funds:
            if not data.scope[f] or data.scope[f] & names:
                for n in [index[-1]] if nodes is None else nodes[index[-1]]:
                    paid[f, n].append(index)
    return paid


def _is_everything(what: str, cost: Cost) -> bool:
    """Whether a fund for everything pays a cost: neither revenue nor the cost of shortage."""
    return what == "everything" and cost.category in SPENDING


def _flat(index: tuple[Any, ...]) -> tuple[Any, ...]:
    """An index of nested tuples as one tuple."""
    return tuple(chain.from_iterable(part if isinstance(part, tuple) else (part,) for part in index))


def spending(m: Any, f: FundName, n: Node) -> Any:
    """Spending from a fund in a node's period; of decisions taken in advance a branch's year has its share [amount]."""
    spent: Any = 0
    for cost in m.funded_costs:
        of_node = sum(cost.rule(m, *index) for index in m.component(_funded(cost))[f, n])
        spent = spent + (m.share_of_period[n] * of_node if cost.by_period else of_node)
    return spent


def yearly_budget(m: Any, f: FundName, n: Node) -> Any:
    r"""Spending from a fund in a period stays within its limit [amount].

    .. math:: \sum_{c \in C_f} c_{\cdot n} \le L \, B_{fn} \qquad \forall f, n
    """
    return spending(m, f, n) <= m.fund_limit[f, n]


def total_budget(m: Any, f: FundName) -> Any:
    r"""Spending from a fund over all years, undiscounted and undisturbed, stays within its total [amount].

    .. math:: \sum_{n \in \text{trunk}} \sum_{c \in C_f} c_{\cdot n} \le B_f \qquad \forall f
    """
    return sum(spending(m, f, n) for n in m.TRUNK) <= m.fund_total[f]


REPORTS = (
    Report(
        "funds",
        ("FUNDS", "NODES"),
        ("fund", "node"),
        (Measure("spent", "{amount}", spending),),
        keep_zero=True,
        describe=with_limit("fund", Funds),
        totals=lambda tables: {row.fund: row.total for row in tables[Fund]},
    ),
)


def totals(past: Past) -> Iterator[Change]:
    """Remaining amount of each fund that has a total."""
    spent: dict[str, float] = {}
    for line in past.lines("funds"):
        spent[line.fund] = spent.get(line.fund, 0.0) + line.spent
    for row in past.tables[Fund]:
        if row.total is not None:
            so_far = spent.get(row.fund, 0.0)
            yield Edit(row, "total", max(0.0, row.total - so_far), f"{so_far:.6g} has been spent")


@needs(Plant, Project)
def limits_and_scopes(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A fund without limit; a fund for a name that is a place and a plant."""
    things = {row.plant for row in tables[Plant]} | {row.project for row in tables[Project]}
    for row in tables[Fund]:
        if row.total is None and row.limit is None:
            fix = f"'{row.fund}' has no effect: fill in a total or values by year"
            yield problem(row, "total", "a limit in total or by year", fix, is_warning=True)
        if row.scope in things and row.scope != ANY and directory.sites(row.scope):
            wanted, fix = "a name of one thing only", f"'{row.scope}' is a place and a plant: it is read as the place"
            yield problem(row, "scope", wanted, fix, is_warning=True)


CHECKS = (limits_and_scopes,)
ROLL = (totals,)
DO_NOTHING = MEASURED = {Fund: with_cells(total=None, limit=None)}
