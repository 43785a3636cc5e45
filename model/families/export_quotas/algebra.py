"""Export quotas: quotas on a country's exports, and duties beyond them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.families.common.protocol import SHIPPERS, Cost, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, variable
from model.families.export_quotas.rows import ExportQuota
from model.scenario.build_context import BuildContext, Ends, Owner
from model.sheets.names import LaneName, Node
from model.sheets.tables import Directory

Quota = tuple[str, str, str]
"""(country, goods, destination): the key of a row."""
QuotaAt = tuple[str, str, str, Node]
"""The same, and a node."""


@dataclass(frozen=True)
class ExportQuotas:
    """Index sets and coefficients of export quotas."""

    lanes: dict[Quota, list[LaneName]]
    """Lanes that count for each; a quota without any is left out."""
    quota: dict[QuotaAt, float]
    """[units/y]"""
    duty: dict[QuotaAt, float]
    """Duty of quotas that have one [amount/unit]."""


def coefficients(context: BuildContext) -> ExportQuotas:
    """Export quotas of the tables. A duty is counted in the country that levies it."""
    rows = {(row.country, row.commodity, row.to): row for row in context.tables[ExportQuota]}
    lanes = {key: exports(context.directory, row, context.lanes) for key, row in rows.items()}
    lanes = {key: labels for key, labels in lanes.items() if labels}
    for country, _, _ in lanes:
        context.owners.setdefault(country, Owner(country, names=frozenset({country})))
    duties = context.by_node({key: rows[key].duty for key in lanes})
    return ExportQuotas(
        lanes=lanes,
        quota=context.by_node({key: rows[key].quota for key in lanes}),
        duty={at: context.money(duty) for at, duty in duties.items()},
    )


def exports(directory: Directory, row: ExportQuota, lanes: Mapping[LaneName, Ends]) -> list[LaneName]:
    """Lanes by which goods of a quota leave its country."""
    inside, there, goods = directory.sites(row.country), directory.sites(row.to), directory.commodities(row.commodity)
    return [a for a, (i, j, k) in lanes.items() if i in inside and j in there - inside and k in goods]


def build(m: Any, data: ExportQuotas) -> None:
    """Adds exports beyond a quota [units per year, by quota with a duty and node]."""
    m.EXPORT_QUOTAS = pyo.Set(dimen=4, initialize=list(data.quota))
    m.EXPORT_LANES = members(list(data.lanes), dimen=1, values=data.lanes)
    m.export_quota = parameter(m.EXPORT_QUOTAS, values=data.quota)
    m.DUTIABLE = pyo.Set(dimen=4, initialize=list(data.duty))
    m.export_duty = parameter(m.DUTIABLE, values=data.duty)
    beyond = {key: [key] if key in data.duty else [] for key in data.quota}
    m.DUTIABLE_AT = members(m.EXPORT_QUOTAS, dimen=4, values=beyond)  # one or none: an 'if' without an if
    m.beyond_quota = variable(m.DUTIABLE, doc=r"\xi: exports beyond a quota, at a duty [units/y]")
    m.quota_limit = pyo.Constraint(m.EXPORT_QUOTAS, rule=quota_limit)


def exported(m: Any, c: str, k: str, d: str, n: Node) -> Any:
    """Exports that count towards a quota [units sent per year]."""
    return sum(m.ship[a, n] for a in m.EXPORT_LANES[c, k, d])


def beyond(m: Any, c: str, k: str, d: str, n: Node) -> Any:
    """Exports beyond a quota; 0 for a quota without duty [units sent per year]."""
    return sum(m.beyond_quota[index] for index in m.DUTIABLE_AT[c, k, d, n])


def quota_limit(m: Any, c: str, k: str, d: str, n: Node) -> Any:
    r"""Exports of goods :math:`k` from country :math:`c` to places :math:`d` stay within the quota, except those that
    pay a duty, also in disruptions [units sent per year].

    .. math:: \sum_{a \in A_{ckd}} f_{an} \le Q_{ckdn} + \xi_{ckdn} \qquad \forall c, k, d, n
    """
    return exported(m, c, k, d, n) <= m.export_quota[c, k, d, n] + beyond(m, c, k, d, n)


def duty_expense(m: Any, c: str, k: str, d: str, n: Node) -> Any:
    r"""Duty on exports beyond a quota, in two steps as of a tariff-rate quota (Skully, USDA ERS Technical Bulletin
    1893, 2001): :math:`L \, \vartheta_{ckdn} \, \xi_{ckdn}`."""
    return m.years[n] * m.export_duty[c, k, d, n] * m.beyond_quota[c, k, d, n]


def duty_paid(m: Any, c: str, k: str, d: str, n: Node) -> Any:
    """Duty due under a quota; 0 for a quota without duty [amount]."""
    return sum(duty_expense(m, *index) for index in m.DUTIABLE_AT[c, k, d, n])


COSTS = (
    Cost(
        "export duties", "freight", SHIPPERS, ("DUTIABLE",), duty_expense, to_state=True, lanes=lambda data: data.lanes
    ),
)

REPORTS = (
    Report(
        "export quotas",
        ("EXPORT_QUOTAS",),
        ("country", "goods", "to", "node"),
        (
            Measure("exported", "{unit}/y", exported),
            Measure("quota", "{unit}/y", "export_quota", "Permitted exports."),
            Measure("beyond", "{unit}/y", beyond),
            Measure("duty", "{amount}", duty_paid),
        ),
        keep_zero=True,
    ),
)
