"""The sheets of strategic stock."""

from __future__ import annotations

from model.sheets.schema import ByYear, Row, choice, key, number, percent, sheet, yearly

ANY_TIME, IN_DISRUPTIONS = "any time", "disruptions only"


@sheet("Strategic stocks", tab="Demand")
class StrategicStock(Row):
    """Rules for a stockpile that is kept as insurance. No row: it is stocked and used as is cheapest."""

    stockpile: str = key(of="Stockpiles")
    release: str = choice(
        (ANY_TIME, IN_DISRUPTIONS),
        default=ANY_TIME,
        note="'disruptions only': while undisturbed, stock never goes down. A disruption lasts to the end of its "
        "recovery; what it used up is bought back afterwards.",
    )
    release_rate: float = percent(
        default=1.0,
        unit="%/y",
        note="Of what is in store, at most so much is released in a year in which it may be. Empty: all of it.",
    )
    rotation: float = percent(
        default=0.0,
        unit="%/y",
        note="Share of the stock that is replaced by fresh goods each year so that it does not age; the quantity in "
        "store stays.",
    )
    rotation_cost: float = number(
        "{currency}/{unit}",
        default=0.0,
        at_least=0,
        note="For what is rotated: loss of value and handling. On the stock at year's end.",
    )
    budget: ByYear | None = yearly(
        "{amount}/y",
        default=None,
        note="What is added to the stock, at the commodity's replacement cost or else reference value, stays within "
        "it; over a period of several years, within their sum. Empty: no limit.",
    )
    total_budget: float | None = number(
        "{amount}", default=None, at_least=0, note="The same over all years, undiscounted. Empty: no limit."
    )
