"""Water permits: yearly permits of basins, and fees on withdrawals beyond them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.families.common.protocol import BUYERS, Cost, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.conversion.algebra import capacity_used
from model.scenario.build_context import BuildContext, Owner, grouped
from model.sheets.names import Node, PlantName
from water_permits.rows import WaterPermit, WaterUse

BasinAt = tuple[str, Node]


@dataclass(frozen=True)
class WaterPermits:
    """Index sets and coefficients of water permits."""

    withdrawal: dict[tuple[PlantName, str], float]
    """By plant and basin [m3 per unit of capacity used]."""
    permit: dict[BasinAt, float]
    """Of basins that a plant uses [m3/y]."""
    fee: dict[BasinAt, float]
    """Of permits that have one [amount/m3]."""


def coefficients(context: BuildContext) -> WaterPermits:
    """Water permits of the tables. A fee is counted in the country that levies it."""
    withdrawal = {(row.plant, row.basin): row.withdrawal for row in context.tables[WaterUse]}
    used = {basin for _, basin in withdrawal}
    rows = [row for row in context.tables[WaterPermit] if row.basin in used]
    for row in rows:
        context.owners[row.basin] = Owner(row.country, names=frozenset({row.country}))
    nodes, mean = context.tree.period.items(), context.calendar.mean
    return WaterPermits(
        withdrawal,
        permit={(row.basin, n): mean(row.permit, t) for row in rows for n, t in nodes},
        fee={(row.basin, n): context.money(mean(fee, t)) for row in rows if (fee := row.fee) for n, t in nodes},
    )


def build(m: Any, data: WaterPermits) -> None:
    """Adds withdrawals beyond a permit [m3 per year, by basin with a fee and node]."""
    m.BASINS_AT = pyo.Set(dimen=2, initialize=list(data.permit))
    m.water_permit = parameter(m.BASINS_AT, values=data.permit)
    basins = list(dict.fromkeys(basin for basin, _ in data.permit))
    m.DRAWING = members(basins, dimen=1, values=grouped(basins, ((b, p) for p, b in data.withdrawal)))
    m.WATER_USES = pyo.Set(dimen=2, initialize=list(data.withdrawal))
    m.water_use = parameter(m.WATER_USES, values=data.withdrawal)
    m.FEES_AT = pyo.Set(dimen=2, initialize=list(data.fee))
    m.water_fee = parameter(m.FEES_AT, values=data.fee)
    m.beyond_permit = variable(m.FEES_AT, doc=r"\psi: withdrawals beyond a permit, at a fee [m3/y]")
    fees = {key: [key] if key in data.fee else [] for key in data.permit}
    m.FEE_AT = members(m.BASINS_AT, dimen=2, values=fees)  # one or none: an 'if' without an if


def close(m: Any) -> None:
    """Adds the limit, once every family has added its use of capacity."""
    m.water_limit = pyo.Constraint(m.BASINS_AT, rule=water_limit)


def withdrawn(m: Any, b: str, n: Node) -> Any:
    """Water that the plants of a basin withdraw [m3 per year]."""
    return sum(m.water_use[p, b] * capacity_used(m, p, n) for p in m.DRAWING[b])


def beyond(m: Any, b: str, n: Node) -> Any:
    """Withdrawals beyond the permit; 0 for a permit without a fee [m3 per year]."""
    return sum(m.beyond_permit[each] for each in m.FEE_AT[b, n])


def water_limit(m: Any, b: str, n: Node) -> Any:
    r"""Plants of a basin stay within its permit, except for withdrawals that pay a fee, also in disruptions [m3 per
    year].

    .. math:: \sum_p \omega_{pb} \sum_{r \in R_p} u_{pr} \, x_{prn} \le W_{bn} + \psi_{bn} \qquad \forall b, n
    """
    return withdrawn(m, b, n) <= m.water_permit[b, n] + beyond(m, b, n)


def water_fee_expense(m: Any, b: str, n: Node) -> Any:
    r"""Fee on withdrawals beyond a permit: :math:`L \, \varphi_{bn} \, \psi_{bn}`."""
    return m.years[n] * m.water_fee[b, n] * m.beyond_permit[b, n]


def fee_paid(m: Any, b: str, n: Node) -> Any:
    """Fee due; 0 for a permit without a fee [amount]."""
    return sum(water_fee_expense(m, *each) for each in m.FEE_AT[b, n])


COSTS = (Cost("water fees", "operation", BUYERS, ("FEES_AT",), water_fee_expense),)

REPORTS = (
    Report(
        "water permits", ("BASINS_AT",), ("basin", "node"),
        (
            Measure("withdrawn", "m3/y", withdrawn),
            Measure("permit", "m3/y", "water_permit", "Permitted withdrawal."),
            Measure("beyond", "m3/y", beyond),
            Measure("fee", "{amount}", fee_paid),
        ),
        keep_zero=True,
    ),
)  # fmt: skip
