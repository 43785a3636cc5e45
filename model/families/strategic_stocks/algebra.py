"""Strategic stocks: rules on release, rotation and build-up budgets of stock held as insurance.

A public stockpile differs from a commercial one: it is released when supply fails, not when prices rise; its goods are
rotated before they age; and purchases stay within an appropriation. Rotation replaces old goods by fresh ones: it costs
money and leaves the quantity unchanged. Opening stock counts in no budget. Stock used up in a disruption is replaced
afterwards, as in any other stockpile, on top of the budget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.families.common.describing import Described, Frame
from model.families.common.protocol import STOCKHOLDER, Cost, FirstStage, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.decisions.rows import ADD
from model.families.stockpiles.algebra import Stockpiles
from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import IN_DISRUPTIONS, StrategicStock
from model.scenario.build_context import BuildContext, flat
from model.sheets.common import Commodity
from model.sheets.names import Node, StockpileName
from model.tolerances import FLOAT


@dataclass(frozen=True)
class StrategicStocks:
    """Index sets and coefficients of strategic stocks."""

    stores: list[StockpileName]
    kept_share: dict[tuple[StockpileName, Node], float]
    """Share of stock that must remain over a node's period, if not 0."""
    rotation: dict[StockpileName, float]
    """Share that is rotated [1/y]."""
    rotation_cost: dict[StockpileName, float]
    budget: dict[tuple[StockpileName, Node], float]
    """Over the whole period [amount]."""
    total: dict[StockpileName, float]
    unit_cost: dict[StockpileName, float]
    """Value of a unit added that counts in a budget [amount/unit]."""
    paths: dict[Node, dict[Node, float]]
    """By final node of a scenario, all nodes on the path to it, with the share of each that is."""


def coefficients(context: BuildContext) -> StrategicStocks:
    """Strategic stocks of the tables."""
    rows = {row.stockpile: row for row in context.tables[StrategicStock]}
    commodity = {row.stockpile: row.commodity for row in context.tables[Stockpile]}
    replacement = {row.commodity: context.money(row.replacement) for row in context.tables[Commodity]}
    calendar, tree = context.calendar, context.tree
    shares = {(q, n): _kept_share(context, row, n) for q, row in rows.items() for n in tree.nodes}
    ends = [nodes[-1] for nodes in (tree.trunk, *tree.branches.values()) if nodes]
    budgets = context.by_node({q: row.budget for q, row in rows.items()})
    return StrategicStocks(
        stores=list(rows),
        kept_share={key: share for key, share in shares.items() if share > FLOAT},
        rotation={q: row.rotation for q, row in rows.items() if row.rotation > 0},
        rotation_cost={q: context.money(row.rotation_cost) for q, row in rows.items() if row.rotation > 0},
        budget={(q, n): calendar.length(tree.period[n]) * budget for (q, n), budget in budgets.items()},
        total={q: row.total_budget for q, row in rows.items() if row.total_budget is not None},
        unit_cost={q: replacement[commodity[q]] for q in rows},
        paths={n: dict(reversed(list(tree.back(n)))) for n in ends},
    )


def _kept_share(context: BuildContext, row: StrategicStock, node: Node) -> float:
    """Share of stock that must remain: all while release is forbidden, and in each year of permitted release the rest
    after the release rate."""
    time, branch = context.tree.period[node], context.tree.branch_of.get(node)
    years = float(context.calendar.length(time))
    if row.release == IN_DISRUPTIONS:
        years = 0.0 if branch is None else context.calendar.overlap(branch.start, branch.end, time)
    return float((1 - row.release_rate) ** years)


def build(m: Any, data: StrategicStocks) -> None:
    """Adds additions to a stock with a total budget [units, by node]."""
    m.STRATEGIC_STORES = pyo.Set(dimen=1, initialize=data.stores)
    m.KEPT = pyo.Set(dimen=2, initialize=list(data.kept_share))
    m.kept_share = parameter(m.KEPT, values=data.kept_share)
    m.release_limit = pyo.Constraint(m.KEPT, rule=release_limit)
    m.ROTATED = pyo.Set(dimen=1, initialize=list(data.rotation))
    m.rotation = parameter(m.STRATEGIC_STORES, values=data.rotation, default=0.0)
    m.rotation_cost = parameter(m.ROTATED, values=data.rotation_cost)

    m.stock_unit_cost = parameter(m.STRATEGIC_STORES, values=data.unit_cost)
    m.BUDGETED = pyo.Set(dimen=2, initialize=list(data.budget))
    m.stock_budget_limit = parameter(m.BUDGETED, values=data.budget)
    m.stock_budget = pyo.Constraint(m.BUDGETED, rule=stock_budget)
    m.APPROPRIATED = pyo.Set(dimen=1, initialize=list(data.total))
    m.appropriation = parameter(m.APPROPRIATED, values=data.total)
    m.addition = variable(m.APPROPRIATED, m.NODES, doc="a: added to a stock [units]")
    m.stock_addition = pyo.Constraint(m.APPROPRIATED, m.NODES, rule=stock_addition)
    m.COURSES = pyo.Set(dimen=1, initialize=list(data.paths))
    m.COURSE = members(m.COURSES, dimen=1, values={n: list(path) for n, path in data.paths.items()})
    shares = flat(data.paths)
    m.share_of_course = parameter(list(shares), values=shares)
    m.total_stock_budget = pyo.Constraint(m.APPROPRIATED, m.COURSES, rule=total_stock_budget)


def stored_before(m: Any, q: StockpileName, n: Node) -> Any:
    """Stock when a node's period begins [units]."""
    before = sum(m.part_before[n, e] * m.stock[q, e] for e in m.BEFORE[n])
    return before + m.part_of_opening[n] * m.opening_stock[q]


def risen(m: Any, q: StockpileName, n: Node) -> Any:
    """Change in stock over a node's period [units]."""
    return m.stock[q, n] - stored_before(m, q, n)


def release_limit(m: Any, q: StockpileName, n: Node) -> Any:
    r"""Stock that may not be released stays: all of it while undisturbed if it is for disruptions only, else the rest
    after the release rate [units].

    .. math:: s_{qn} \ge \kappa_{qn} \, s_{q,n-1} \qquad \forall q, n
    """
    return m.stock[q, n] >= m.kept_share[q, n] * stored_before(m, q, n)


def stock_budget(m: Any, q: StockpileName, n: Node) -> Any:
    r"""Additions to a stock stay within the budget of the period [amount].

    .. math:: R_{k_q} (s_{qn} - s_{q,n-1}) \le L \, B_{qn} \qquad \forall q, n
    """
    return m.stock_unit_cost[q] * risen(m, q, n) <= m.stock_budget_limit[q, n]


def stock_addition(m: Any, q: StockpileName, n: Node) -> Any:
    r"""An increase of stock is an addition [units].

    .. math:: a_{qn} \ge s_{qn} - s_{q,n-1} \qquad \forall q, n
    """
    return m.addition[q, n] >= risen(m, q, n)


def total_stock_budget(m: Any, q: StockpileName, n: Node) -> Any:
    r"""All additions to a stock, in every disruption, stay within its total budget [amount].

    .. math:: \sum_{e \text{ on the path to } n} R_{k_q} \, a_{qe} \le B_q
              \qquad \forall q, n \text{ at the end of the trunk or of a branch}
    """
    added = sum(m.share_of_course[n, e] * m.addition[q, e] for e in m.COURSE[n])
    return m.stock_unit_cost[q] * added <= m.appropriation[q]


def rotated(m: Any, q: StockpileName, n: Node) -> Any:
    """Goods rotated [units per year]."""
    return m.rotation[q] * m.stock[q, n]


def rotating(m: Any, q: StockpileName, n: Node) -> Any:
    r"""Cost of replacing stock with fresh goods: :math:`L \, c_q \, \rho_q \, s_{qn}`."""
    return m.years[n] * m.rotation_cost[q] * rotated(m, q, n)


DECIDED = (FirstStage(ADD, ("STRATEGIC_STORES", "TRUNK"), ("subject", "period"), risen),)

COSTS = (Cost("rotating stock", "storage", STOCKHOLDER, ("ROTATED", "NODES"), rotating),)


def rises_and_falls(plan: Described, frame: Frame) -> Frame:
    """Location and commodity; additions and releases, each shown where it is above 0."""
    frame[["added", "released"]] = frame[["added", "released"]].clip(lower=0.0)
    return plan.placed(frame, "stockpile", plan.part(Stockpiles).stores)


REPORTS = (
    Report(
        "strategic stocks",
        ("STRATEGIC_STORES", "NODES"),
        ("stockpile", "node"),
        (
            Measure("added", "{unit}", risen, "By how much stock has risen.", is_change=True),
            Measure(
                "released", "{unit}", lambda m, q, n: -risen(m, q, n), "By how much stock has fallen.", is_change=True
            ),
            Measure("rotated", "{unit}/y", rotated),
        ),
        describe=rises_and_falls,
    ),
)
