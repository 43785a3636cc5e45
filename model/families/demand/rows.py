"""The sheets of demand."""

from __future__ import annotations

from model.sheets.common import GOODS, PLACES
from model.sheets.names import CommodityName, SiteName
from model.sheets.schema import (
    ANY,
    EARLIER,
    LESS,
    MORE,
    ByYear,
    Row,
    choice,
    key,
    number,
    percent,
    reference,
    sheet,
    year,
    yearly,
)

LOST, OWED = "lost", "owed"

TIERS = DEFENCE, ESSENTIAL, OTHER = "defence", "essential", "other"
"""Tiers of markets, in the order in which they are served in a shortage where tiers count."""


@sheet("Demand", tab="Demand", core=True)
class Demand(Row):
    """Demand of a market for a product, by year."""

    market: SiteName = key(of="Sites")
    product: CommodityName = key(of="Commodities")
    quantity: ByYear = yearly("{unit}/y", bare=True, gives=lambda row: LESS if row.shortage_cost is None else "")
    shortage_cost: float | None = number(
        "{currency}/{unit}",
        default=None,
        at_least=0,
        note="Per unit not delivered; of what is owed for each year that it is late. Empty: no shortage is allowed.",
    )
    unmet_demand: str = choice(
        (LOST, OWED),
        default=LOST,
        note="'owed': a delayed order, due in addition to next year's demand until it is delivered. It counts as "
        "shortage again in each year in which it is late, also in limits; in a period of several years all of it "
        "counts for each of them. 'lost': due in its year only.",
    )
    opening_backlog: float = number(
        "{unit}", default=0.0, at_least=0, note="Owed when the first year begins. For unmet demand that is owed."
    )
    minimum_service: float = percent(
        default=0.0,
        note="Minimum fill rate in every undisturbed year, of a period of several years as their mean; for disruptions "
        "see Limits.",
        gives=LESS,
        undisturbed="minimum_service_holds",
    )
    excluded_origins: str = reference(
        PLACES, default="", note="Places whose goods this market does not accept, such as under procurement rules."
    )
    excluded_goods: str = reference(
        GOODS,
        default=ANY,
        any=True,
        note="Goods that must not have been made or bought there: a stage, or a group of them.",
    )
    exclusion_from: int | None = year(default=None, note="Empty: from the first year.")
    tier: str = choice(
        TIERS,
        default=OTHER,
        note="In a shortage 'defence' comes before 'essential', and that before 'other': by a 'priority' of Rationing "
        "without 'first', and in stock goals. One for all products of a market.",
    )


@sheet("Substitutes", tab="Demand")
class Substitute(Row):
    """A commodity that may be delivered in place of a product."""

    market: str = key(of=PLACES, any=True)
    product: CommodityName = key(of="Commodities")
    substitute: CommodityName = key(of="Commodities")
    replacement_ratio: float = number(
        "{unit} per {unit}", default=1.0, above=0, note="Units of product that one unit of substitute replaces."
    )
    maximum_share: float = percent(default=1.0, note="Of the product's demand.", gives=MORE)
    extra_cost: float = number("{currency}/{unit}", default=0.0, at_least=0, note="Per unit of the substitute.")
    from_year: int | None = year(default=None, note="Empty: from the first.", gives=EARLIER)
