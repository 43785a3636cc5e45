"""Construction goods: a term of the mass balance that follows from builds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from model.families.common.describing import Described, Frame
from model.families.common.protocol import Measure, Report
from model.families.common.pyomo import members, parameter, pyo, tuples
from model.families.construction_goods.rows import DURING, ConstructionGood
from model.families.investment.lead_times import lead_times
from model.families.investment.rows import Project
from model.families.investment.terms import Investment
from model.scenario.build_context import BuildContext, Place, grouped, ordered
from model.sheets.common import Plant
from model.sheets.names import CommodityName, Node, Period, ProjectName, SiteName

Taking = tuple[ProjectName, Period, CommodityName, Node]
"""(project, period of the decision, commodity, node)"""


@dataclass(frozen=True)
class ConstructionGoods:
    """Index sets and coefficients of construction goods."""

    share: dict[Taking, float]
    """Share of a decision's goods taken at a node, by year [1/y]."""
    place: dict[Taking, Place]
    per_module: dict[tuple[ProjectName, CommodityName], float]
    """[units]"""
    per_unit: dict[tuple[ProjectName, CommodityName], float]
    """[units per unit/y]"""


def coefficients(context: BuildContext) -> ConstructionGoods:
    """Construction goods of the tables; registers their places as users."""
    rows = {(row.project, row.commodity): row for row in context.tables[ConstructionGood]}
    site = {row.plant: row.site for row in context.tables[Plant]}
    built_at = {row.project: site[row.plant] for row in context.tables[Project]}
    context.users.update((built_at[j], k) for j, k in rows)
    share = dict(_shares(context, rows)) if rows else {}
    return ConstructionGoods(
        share=share,
        place={(j, b, k, n): (built_at[j], k) for j, b, k, n in share},
        per_module={key: row.per_module for key, row in rows.items()},
        per_unit={key: row.per_unit for key, row in rows.items()},
    )


def _shares(
    context: BuildContext, rows: dict[tuple[ProjectName, CommodityName], ConstructionGood]
) -> Iterator[tuple[Taking, float]]:
    leads, calendar = lead_times(context), context.calendar
    for (j, b), span in context.part(Investment).timing.items():
        for (project, k), row in rows.items():
            for n, t in context.tree.period.items() if project == j else ():
                during = row.taken == DURING
                share = span.built(leads[j], calendar, t) if during else calendar.spread(span.online, span.online, t)
                if share > 0:
                    yield (j, b, k, n), share / calendar.length(t)


def build(m: Any, data: ConstructionGoods) -> None:
    """Adds no variable: goods taken follow from builds."""
    m.TAKINGS = tuples(dimen=4, values=data.share)
    m.taking_share = parameter(m.TAKINGS, values=data.share)
    m.BUILT_GOODS = pyo.Set(dimen=2, initialize=list(data.per_module))
    m.goods_per_module = parameter(m.BUILT_GOODS, values=data.per_module)
    m.goods_per_unit = parameter(m.BUILT_GOODS, values=data.per_unit)
    takings = ordered((j, k, n) for j, _, k, n in data.share)
    m.BUILT_INTO = tuples(dimen=3, values=takings)
    m.BUILT_INTO_BY = members(takings, dimen=1, values=grouped(takings, (((j, k, n), b) for j, b, k, n in data.share)))
    if data.share:
        everywhere = [(*place, n) for place in m.PLACES for n in m.NODES]
        at = grouped(everywhere, (((*place, key[-1]), key) for key, place in data.place.items()))
        m.TAKINGS_AT = members(m.PLACES, m.NODES, dimen=4, values=at)
        m.terms["BALANCE"].append(built_in)


def taken(m: Any, j: ProjectName, b: Period, k: CommodityName, n: Node) -> Any:
    r"""Goods that the construction of a project takes, by the share :math:`\kappa` of it that is done in a period
    [units per year]: :math:`\kappa_{jb\tau(n)} (G_{jk} \, y_{jb} + g_{jk} \, z_{jb}) / L`."""
    return m.taking_share[j, b, k, n] * (
        m.goods_per_module[j, k] * m.build[j, b] + m.goods_per_unit[j, k] * m.size[j, b]
    )


def built_in(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Goods that construction takes at a place, as an outflow [units per year]."""
    return -sum(taken(m, j, b, c, o) for j, b, c, o in m.TAKINGS_AT[i, k, n])


def taken_by_project(m: Any, j: ProjectName, k: CommodityName, n: Node) -> Any:
    """Goods that the construction of a project takes, over all decisions on it [units per year]."""
    return sum(taken(m, j, b, k, n) for b in m.BUILT_INTO_BY[j, k, n])


def with_plants(plan: Described, frame: Frame) -> Frame:
    """The plant of each project, and its location."""
    plants = {row.project: row.plant for row in plan.tables[Project]}
    frame.insert(1, "plant", [plants[project] for project in frame["project"].tolist()])
    return plan.place(frame, "plant")


REPORTS = (
    Report(
        "construction goods",
        ("BUILT_INTO",),
        ("project", "commodity", "node"),
        (Measure("taken", "{unit}/y", taken_by_project),),
        describe=with_plants,
    ),
)
