"""Maturing: output that comes years after its input, such as a crop, a cured electrode or an aged good.

Inputs and capacity are used when a run begins, its output is at hand once the delay has passed. Work in progress is
like goods in transit: what a disruption leaves missing of it is replaced afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

from model.families.common.past import Change, Edit, Past, continued
from model.families.common.protocol import SPONSOR, Cost, Follows, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, tuples, variable
from model.families.conversion.algebra import Conversion, delays
from model.families.conversion.rows import Operation
from model.scenario.build_context import BuildContext, flat
from model.scenario.calendar import Calendar
from model.sheets.common import Commodity
from model.sheets.names import CommodityName, Node, PlantName, RecipeName

Output = tuple[PlantName, RecipeName, CommodityName]


@dataclass(frozen=True)
class Maturing:
    """Index sets and coefficients of delayed outputs."""

    late: dict[Output, dict[int, float]]
    """Share of an output that comes this many steps later, by steps of 1 or more."""
    sources: dict[tuple[int, Node], dict[Node, float]]
    """Nodes whose runs come at a node after this many steps, and the rate that comes of each unit begun."""
    in_progress: dict[tuple[int, Node], dict[Node, float]]
    """Nodes whose runs are not over when a node ends, and the steps of theirs of which this is so."""
    step: int
    """Years of a step."""
    before: dict[tuple[PlantName, RecipeName, CommodityName, Node], float]
    """Output of runs begun before the horizon [units/y]."""
    ahead: dict[tuple[PlantName, RecipeName, CommodityName, Node], float]
    """Output of such runs that a branch has had by its end, and the undisturbed course, by its mean, not yet
    [units]."""
    replacement_cost: dict[Output, float]
    """Replacement cost, if any [amount/unit]."""


def coefficients(context: BuildContext) -> Maturing:
    """Delayed outputs of the tables."""
    calendar, tree = context.calendar, context.tree
    delay = delays(context.tables)
    begun = {(row.plant, row.recipe): row.begun for row in context.tables[Operation]}
    amount = {x: quantity for x, quantity in context.part(Conversion).quantity.items() if x in delay}
    late = {x: dict(lag for lag in Calendar.lags(delay[x], context.lags.step) if lag[0] > 0) for x in amount}
    steps = sorted({step for by_step in late.values() for step in by_step})
    worth = {row.commodity: context.money(row.replacement) for row in context.tables[Commodity]}
    before = {
        x: partial(calendar.left_from, runs, Calendar.lags(delay[x], 1))
        for x in amount
        if (runs := begun[x[:2]]) is not None
    }
    return Maturing(
        late=late,
        sources={(d, n): context.lags.sources(d, n) for d, n in product(steps, tree.nodes)},
        in_progress={(d, n): context.lags.under_way(d, n) for d, n in product(steps, tree.nodes)},
        step=context.lags.step,
        before={key: amount[key[:3]] * rate for key, rate in context.from_before(before).items()},
        ahead={key: amount[key[:3]] * runs for key, runs in context.ahead(before).items()},
        replacement_cost={x: worth[x[2]] for x in amount if worth[x[2]] > 0},
    )


def build(m: Any, data: Maturing) -> None:
    """Adds delayed output when it comes [units per year]."""
    m.DELAYED = tuples(dimen=3, values=data.late)
    m.LATE_STEPS = members(m.DELAYED, dimen=1, values={x: list(shares) for x, shares in data.late.items()})
    shares = {(*x, d): share for x, by_step in data.late.items() for d, share in by_step.items()}
    m.late_share = parameter(list(shares), values=shares)
    m.BEGUN_BEFORE = members(list(data.sources), dimen=1, values={key: list(of) for key, of in data.sources.items()})
    rates = {(*key, e): rate for key, sources in data.sources.items() for e, rate in sources.items()}
    m.rate_of_maturing = parameter(list(rates), values=rates)
    m.UNFINISHED = members(
        list(data.in_progress), dimen=1, values={key: list(of) for key, of in data.in_progress.items()}
    )
    years = {key: float(data.step * steps) for key, steps in flat(data.in_progress).items()}
    m.years_unfinished = parameter(list(years), values=years)
    m.matured_before = parameter(m.DELAYED, m.NODES, values=data.before, default=0.0)
    m.matured = variable(m.DELAYED, m.NODES, doc=r"\mu: output of earlier runs [units/y]")
    m.maturing = pyo.Constraint(m.DELAYED, m.NODES, rule=maturing)
    m.MATURED_OF = members(m.QUANTITIES, dimen=3, values={x: [x] if x in data.late else [] for x in m.QUANTITIES})
    if data.late:
        m.terms["MATURED"].append(matured_output)
    m.work_ahead = parameter(m.DELAYED, m.BRANCH_ENDS, values=data.ahead, default=0.0)
    m.REPLACED_WORK = tuples(dimen=3, values=data.replacement_cost)
    m.work_unit_cost = parameter(m.REPLACED_WORK, values=data.replacement_cost)
    m.replaced_work = variable(
        m.REPLACED_WORK, m.BRANCH_ENDS, doc="k: work in progress that is missing when a disruption is over [units]"
    )
    m.replacing_work = pyo.Constraint(m.REPLACED_WORK, m.BRANCH_ENDS, rule=replacing_work)


def begun(m: Any, p: PlantName, r: RecipeName, k: CommodityName, n: Node) -> Any:
    """Output of the runs begun at a node, whenever it comes [units per year]."""
    return m.yielding[p, r, k, n] * m.quantity[p, r, k] * m.run[p, r, n]


def maturing(m: Any, p: PlantName, r: RecipeName, k: CommodityName, n: Node) -> Any:
    r"""Delayed output comes from the runs of earlier periods, by the shares :math:`\lambda` of a delay that is no whole
    number of periods, and from those begun before the first [units per year].

    .. math:: \mu_{prkn} = \mu^0_{prkn} + \sum_{d>0} \lambda_{prd} \, q_{prk} \, x_{pr,n-d} \qquad \forall p, r, k, n
    """
    x = p, r, k
    came = sum(
        sum(m.rate_of_maturing[d, n, e] * m.late_share[*x, d] * begun(m, *x, e) for e in m.BEGUN_BEFORE[d, n])
        for d in m.LATE_STEPS[x]
    )
    return m.matured[p, r, k, n] == m.matured_before[p, r, k, n] + came


def matured_output(m: Any, p: PlantName, r: RecipeName, k: CommodityName, n: Node) -> Any:
    """Delayed output of earlier runs [units per year]."""
    return sum(m.matured[q, s, c, n] for q, s, c in m.MATURED_OF[p, r, k])


def in_progress(m: Any, p: PlantName, r: RecipeName, k: CommodityName, n: Node) -> Any:
    """Output of runs begun in the horizon that is still to come at the end of a node's period [units]."""
    x = p, r, k
    return sum(
        sum(m.years_unfinished[d, n, e] * m.late_share[*x, d] * begun(m, *x, e) for e in m.UNFINISHED[d, n])
        for d in m.LATE_STEPS[x]
    )


def replacing_work(m: Any, p: PlantName, r: RecipeName, k: CommodityName, n: Node) -> Any:
    r"""When a disruption is over, work in progress returns to its undisturbed level [units].

    .. math:: k_{prkn} \ge L \sum_{d > 0} \lambda_{prd} \sum_{e < d} q_{prk}
              \left( x_{pr,\tau(n)-e} - x_{pr,n-e} \right) \qquad \forall p, r, k, n \text{ at the end of a branch}
    """
    usual = sum(m.part_rejoined[n, o] * in_progress(m, p, r, k, o) for o in m.REJOINED[n])
    return m.replaced_work[p, r, k, n] >= usual - in_progress(m, p, r, k, n) + m.work_ahead[p, r, k, n]


def work_replaced(m: Any, p: PlantName, r: RecipeName, k: CommodityName, n: Node) -> Any:
    r"""Replacement cost of missing work in progress: :math:`R_k \, k_{prkn}`."""
    return m.work_unit_cost[p, r, k] * m.replaced_work[p, r, k, n]


FOLLOWS = (Follows("matured"), Follows("replaced_work"))

COSTS = (Cost("replacing work in progress", "storage", SPONSOR, ("REPLACED_WORK", "BRANCH_ENDS"), work_replaced),)

REPORTS = (
    Report(
        "work in progress",
        ("DELAYED", "NODES"),
        ("plant", "recipe", "commodity", "node"),
        (Measure("in_progress", "{unit}", in_progress),),
    ),
)


def begun_before(past: Past) -> Iterator[Change]:
    """Runs of the years that are over, whose output is still to come."""
    ran: dict[tuple[str, str], dict[int, float]] = {}
    for line in past.lines("runs"):
        years = past.years_of(line.at)
        ran.setdefault((line.plant, line.recipe), {}).update(dict.fromkeys(years, line.run))
    first, late = past.calendar.first_year, {(p, r) for p, r, _ in delays(past.tables)}
    for row in past.tables[Operation]:
        if (row.plant, row.recipe) in late:
            every = dict.fromkeys(range(first, past.to), 0.0) | ran.get((row.plant, row.recipe), {})
            yield Edit(row, "begun", continued(row.begun, every, first), f"begun until {past.to - 1}")


ROLL = STATE = (begun_before,)
