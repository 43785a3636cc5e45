"""Blending: limits on the average grade, purity or another property of a plant's feed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from model.families.common.pyomo import members, parameter, pyo, unless_trivial
from model.families.conversion.algebra import quantities
from model.scenario.build_context import BuildContext, grouped
from model.sheets.common import Property
from model.sheets.names import CommodityName, Node, PlantName, RecipeName
from model.sheets.schema import ANY, LESS, MORE, ByYear, Row, key, sheet, yearly


@sheet("Blending", tab="Capacity")
class Blending(Row):
    """Quality limits on the average feed of a plant, weighted by quantity. Commodities without a value of the property,
    such as power, do not count."""

    plant: PlantName = key(of="Capacity")
    recipe: str = key(of="Recipes", default=ANY, any=True, note="'any' or empty: all recipes of the plant together.")
    property: str = key(note="As in the column 'property' of Properties.")
    at_least: ByYear | None = yearly(
        "of the property", default=None, at_least=None, note="Empty: no limit.", gives=LESS
    )
    at_most: ByYear | None = yearly("of the property", default=None, at_least=None, note="Empty: no limit.", gives=MORE)


@dataclass(frozen=True)
class BlendingData:
    """Index sets and coefficients of blending."""

    feed: dict[tuple[PlantName, str, str, RecipeName, CommodityName], float]
    """(plant, recipe of the row, property, recipe run, commodity taken): quantity per unit run, of each blend."""
    value: dict[tuple[CommodityName, str], float]
    """By commodity and property."""
    least: dict[tuple[PlantName, str, str, Node], float]
    """By blend and node."""
    most: dict[tuple[PlantName, str, str, Node], float]


def coefficients(context: BuildContext) -> BlendingData:
    """Blending of the tables."""
    value = {(row.commodity, row.property): row.value for row in context.tables[Property]}
    taken = {key: -amount for key, amount in quantities(context.tables).items() if amount < 0}
    rows = {(row.plant, row.recipe, row.property): row for row in context.tables[Blending]}
    return BlendingData(
        feed={
            (p, of, q, r, k): taken[p, r, k]
            for (p, of, q), (plant, r, k) in product(rows, taken)
            if plant == p and of in (ANY, r) and (k, q) in value
        },
        value=value,
        least=context.by_node({blend: row.at_least for blend, row in rows.items()}),
        most=context.by_node({blend: row.at_most for blend, row in rows.items()}),
    )


def build(m: Any, data: BlendingData) -> None:
    """Adds no variable: the feed follows from the runs."""
    blends = list(dict.fromkeys(feed[:3] for feed in data.feed))
    m.FEEDS = pyo.Set(dimen=5, initialize=list(data.feed))
    m.feed = parameter(m.FEEDS, values=data.feed)
    m.FEEDS_OF = members(blends, dimen=2, values=grouped(blends, ((feed[:3], feed[3:]) for feed in data.feed)))
    m.property_value = parameter(list(data.value), values=data.value)
    m.LEAST_BLENDS = pyo.Set(dimen=4, initialize=[blend for blend in data.least if blend[:3] in set(blends)])
    m.least_blend = parameter(m.LEAST_BLENDS, values={blend: data.least[blend] for blend in m.LEAST_BLENDS})
    m.blend_at_least = pyo.Constraint(m.LEAST_BLENDS, rule=unless_trivial(blend_at_least))
    m.MOST_BLENDS = pyo.Set(dimen=4, initialize=[blend for blend in data.most if blend[:3] in set(blends)])
    m.most_blend = parameter(m.MOST_BLENDS, values={blend: data.most[blend] for blend in m.MOST_BLENDS})
    m.blend_at_most = pyo.Constraint(m.MOST_BLENDS, rule=unless_trivial(blend_at_most))


def blend_at_least(m: Any, p: PlantName, s: Any, q: Any, n: Node) -> Any:
    r"""The average feed of a plant has at least the required value of a property [property × units per year].

    .. math:: \sum_{(r,k)} |q_{prk}| \, (\phi_{kq} - \underline\phi_{psqn}) \, x_{prn} \ge 0 \qquad \forall p, s, q, n
    """
    return (
        sum(
            m.feed[p, s, q, r, k] * (m.property_value[k, q] - m.least_blend[p, s, q, n]) * m.run[p, r, n]
            for r, k in m.FEEDS_OF[p, s, q]
        )
        >= 0
    )


def blend_at_most(m: Any, p: PlantName, s: Any, q: Any, n: Node) -> Any:
    r"""The average feed of a plant has at most the allowed value of a property [property × units per year].

    .. math:: \sum_{(r,k)} |q_{prk}| \, (\phi_{kq} - \bar\phi_{psqn}) \, x_{prn} \le 0 \qquad \forall p, s, q, n
    """
    return (
        sum(
            m.feed[p, s, q, r, k] * (m.property_value[k, q] - m.most_blend[p, s, q, n]) * m.run[p, r, n]
            for r, k in m.FEEDS_OF[p, s, q]
        )
        <= 0
    )
