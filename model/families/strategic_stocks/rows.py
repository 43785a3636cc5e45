"""The sheet of strategic stocks."""

from __future__ import annotations

from model.sheets.names import StockpileName
from model.sheets.schema import MORE, ByYear, Row, choice, key, number, percent, sheet, yearly

ANY_TIME, IN_DISRUPTIONS = "any time", "disruptions only"


@sheet("Strategic stocks", tab="Demand", at="stockpile", divided=("budget", "total_budget"))
class StrategicStock(Row):
    """Rules for a stockpile held as insurance. No row: used wherever cheapest."""

    stockpile: StockpileName = key(of="Stockpiles")
    release: str = choice(
        (ANY_TIME, IN_DISRUPTIONS),
        default=ANY_TIME,
        note="'disruptions only': undisturbed stock never falls. A disruption lasts to the end of its recovery; stock "
        "used up is replaced afterwards.",
    )
    release_rate: float = percent(
        default=1.0,
        unit="%/y",
        note="Maximum share of the stock released per year. Empty: all of it.",
        gives=MORE,
    )
    rotation: float = percent(
        default=0.0,
        unit="%/y",
        note="Share of the stock replaced with fresh goods each year to prevent ageing; the quantity is unchanged.",
    )
    rotation_cost: float = number(
        "{currency}/{unit}",
        default=0.0,
        at_least=0,
        note="Per unit rotated: loss of value and handling. On the year-end stock.",
    )
    budget: ByYear | None = yearly(
        "{amount}/y",
        default=None,
        note=(
            "Maximum value of additions to the stock, at the commodity's replacement cost or else reference value; "
            "for a period of several years, their sum. Empty: no limit."
        ),
        gives=MORE,
    )
    total_budget: float | None = number(
        "{amount}",
        default=None,
        at_least=0,
        note="The same over all years, undiscounted. Empty: no limit.",
        gives=MORE,
    )
