"""Footprints: emissions, water and the like of plants, purchases and shipments, with limits and charges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.families.common.describing import located, with_limit
from model.families.common.protocol import CAUSER, Cost, Measure, Report
from model.families.common.pyomo import members, parameter, pyo, tuples
from model.families.footprints.rows import FootprintLimit
from model.families.footprints.terms import Factors
from model.scenario.build_context import BuildContext, grouped, ordered
from model.sheets.names import Node
from model.sheets.schema import ANY

Caused = tuple[str, str]
"""(footprint, item): the item is the plant, supplier or lane that causes it."""


@dataclass(frozen=True)
class Footprints:
    """Index sets and coefficients of footprints, in the unit that each has."""

    factors: Factors
    """Footprint of a unit of capacity used, bought or sent."""
    caused: list[Caused]
    caused_in: dict[tuple[str, str], list[Caused]]
    """The same by footprint and country."""
    counted: dict[tuple[str, str], list[Caused]]
    """By row of Footprint limits and its footprint, the sources that count; rows without any are left out."""
    charge: dict[tuple[str, str, str, Node], float]
    """By row, footprint, item and node [amount for each unit]."""
    limit: dict[tuple[str, Node], float]
    """By row and node, in a year."""
    total: dict[str, float]


def coefficients(context: BuildContext) -> Footprints:
    """Footprints of the tables."""
    factors = Factors.of(context.tables, context.directory, context.lanes)
    caused = ordered((index[0], index[1]) for index in (*factors.runs, *factors.purchases, *factors.lanes))
    in_country = {(f, i): (f, context.owners[i].country) for f, i in caused}
    rows = {(row.name, row.footprint): row for row in context.tables[FootprintLimit]}
    counted = {
        key: [pair for pair in caused if pair[0] == row.footprint and _counts(context, row.scope, pair[1])]
        for key, row in rows.items()
    }
    counted = {key: pairs for key, pairs in counted.items() if pairs}
    charges = context.by_node({key: rows[key].charge for key in counted})
    charges = {at: context.money(charge) for at, charge in charges.items() if charge > 0}
    return Footprints(
        factors=factors,
        caused=caused,
        caused_in=grouped(in_country.values(), ((place, pair) for pair, place in in_country.items())),
        counted=counted,
        charge={(l, f, i, n): charge for (l, f, n), charge in charges.items() for _, i in counted[l, f]},
        limit=context.by_node({l: limit for l, f in counted if (limit := rows[l, f].limit) is not None}),
        total={l: total for l, f in counted if (total := rows[l, f].total) is not None},
    )


def _counts(context: BuildContext, scope: str, item: str) -> bool:
    """Whether an item's footprint counts for a place or plant; a name that is both means the place."""
    sites = context.directory.sites(scope)
    return scope == ANY or (context.owners[item].site in sites if sites else item == scope)


def build(m: Any, data: Footprints) -> None:
    """Adds no variable: footprints follow from runs, purchases and shipments."""
    m.FOOTPRINTS = tuples(dimen=2, values=data.caused)
    factors, caused = data.factors, data.caused
    m.CAUSING_RUNS = members(
        m.FOOTPRINTS, dimen=2, values=grouped(caused, (((f, p), (p, r)) for f, p, r in factors.runs))
    )
    m.CAUSING_PURCHASES = members(
        m.FOOTPRINTS, dimen=1, values=grouped(caused, (((f, u), u) for f, u in factors.purchases))
    )
    m.CAUSING_LANES = members(m.FOOTPRINTS, dimen=1, values=grouped(caused, (((f, a), a) for f, a in factors.lanes)))
    m.run_footprint = parameter(tuples(dimen=3, values=factors.runs), values=factors.runs)
    m.purchase_footprint = parameter(tuples(dimen=2, values=factors.purchases), values=factors.purchases)
    m.lane_footprint = parameter(tuples(dimen=2, values=factors.lanes), values=factors.lanes)
    m.FOOTPRINT_COUNTRIES = tuples(dimen=2, values=data.caused_in)
    m.CAUSED_IN = members(m.FOOTPRINT_COUNTRIES, dimen=2, values=data.caused_in)

    rows = [l for l, _ in data.counted]
    m.FOOTPRINT_LIMITS = pyo.Set(dimen=2, initialize=list(data.counted))
    m.COUNTED_FOOTPRINTS = members(rows, dimen=2, values={l: pairs for (l, _), pairs in data.counted.items()})
    m.CHARGED_FOOTPRINTS = tuples(dimen=4, values=data.charge)
    m.footprint_charge = parameter(m.CHARGED_FOOTPRINTS, values=data.charge)
    m.LIMITED_FOOTPRINTS = pyo.Set(dimen=2, initialize=list(data.limit))
    m.footprint_bound = parameter(m.LIMITED_FOOTPRINTS, values=data.limit)
    m.footprint_limit = pyo.Constraint(m.LIMITED_FOOTPRINTS, rule=footprint_limit)
    m.TOTAL_FOOTPRINTS = pyo.Set(dimen=1, initialize=list(data.total))
    m.footprint_total_bound = parameter(m.TOTAL_FOOTPRINTS, values=data.total)
    m.footprint_total = pyo.Constraint(m.TOTAL_FOOTPRINTS, rule=footprint_total)


def footprint_of(m: Any, e: Any, h: Any, n: Node) -> Any:
    """Footprint of a plant, supplier or lane [footprint units per year]."""
    ran = sum(
        m.run_footprint[e, p, r] * m.capacity_use[p, r, m.period[n]] * m.run[p, r, n] for p, r in m.CAUSING_RUNS[e, h]
    )
    bought = sum(m.purchase_footprint[e, u] * m.purchase[u, n] for u in m.CAUSING_PURCHASES[e, h])
    return ran + bought + sum(m.lane_footprint[e, a] * m.ship[a, n] for a in m.CAUSING_LANES[e, h])


def footprint_in(m: Any, e: Any, c: Any, n: Node) -> Any:
    """Footprint that counts in a country [footprint units per year]."""
    return sum(footprint_of(m, f, h, n) for f, h in m.CAUSED_IN[e, c])


def counted_footprint(m: Any, l: Any, n: Node) -> Any:
    """Footprint that counts towards a limit [footprint units per year]."""
    return sum(footprint_of(m, e, h, n) for e, h in m.COUNTED_FOOTPRINTS[l])


def footprint_limit(m: Any, l: Any, n: Node) -> Any:
    r"""A footprint stays within its limit, also in disruptions [footprint units per year].

    .. math:: E_{ln} = \sum_{\iota \in l} E_{e\iota n} = \sum_{(p,r) \in l} \varepsilon_{pr} \, u_{pr} \, x_{prn}
              + \sum_{u \in l} \varepsilon_u \, b_{un} + \sum_{a \in l} \varepsilon_a \, f_{an} \le \bar E_{ln}
              \qquad \forall l, n
    """
    return counted_footprint(m, l, n) <= m.footprint_bound[l, n]


def footprint_total(m: Any, l: Any) -> Any:
    r"""A footprint over all years, undisturbed, stays within its total [footprint units].

    .. math:: \sum_{n \in \text{trunk}} L \, E_{ln} \le \bar E_l \qquad \forall l
    """
    return sum(m.years[n] * counted_footprint(m, l, n) for n in m.TRUNK) <= m.footprint_total_bound[l]


def footprint_expense(m: Any, l: Any, e: Any, h: Any, n: Node) -> Any:
    r"""Charge on the footprint of a plant, supplier or lane: :math:`L \, \chi_{ln} \, E_{e\iota n}`."""
    return m.years[n] * m.footprint_charge[l, e, h, n] * footprint_of(m, e, h, n)


COSTS = (
    Cost(
        "footprint charges",
        "operation",
        CAUSER,
        ("CHARGED_FOOTPRINTS",),
        footprint_expense,
        owner=2,
        to_state=True,
        varies=True,
    ),
)

REPORTS = (
    Report(
        "footprints",
        ("FOOTPRINTS", "NODES"),
        ("footprint", "item", "node"),
        (Measure("amount", "{unit}/y", footprint_of),),
        describe=located("item"),
    ),
    Report(
        "footprint by country",
        ("FOOTPRINT_COUNTRIES", "NODES"),
        ("footprint", "country", "node"),
        (Measure("amount", "{unit}/y", footprint_in),),
    ),
    Report(
        "footprint limits",
        ("FOOTPRINT_LIMITS", "NODES"),
        ("name", "footprint", "node"),
        (Measure("amount", "{unit}/y", lambda m, l, e, n: counted_footprint(m, l, n), "Amount counted."),),
        keep_zero=True,
        describe=with_limit("name", Footprints),
        totals=lambda tables: {row.name: row.total for row in tables[FootprintLimit]},
    ),
)
