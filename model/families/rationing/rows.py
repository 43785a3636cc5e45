"""The sheet of rationing."""

from __future__ import annotations

from model.sheets.common import GOODS, PLACES
from model.sheets.schema import ANY, Row, choice, key, number, reference, sheet

PRO_RATA, PRIORITY = "pro rata", "priority"


@sheet("Rationing", tab="Risk")
class Rationing(Row):
    """How markets share what there is in a disruption, when demand is not met: all alike, or some first. Without a row
    whoever costs least to leave short goes without. What counts is the shortage rate, the unmet share of demand, period
    by period; of a market, demand for all products of the row is added up. That goods cannot reach a market is no
    excuse: where one cannot be served, the others are held down with it."""

    rationing: str = key()
    of: str = reference(
        GOODS, default=ANY, any=True, note="What is shared: products, a stage or group of them, if they have one unit."
    )
    scope: str = reference(PLACES, default=ANY, any=True, note="The markets that share.")
    rule: str = choice(
        (PRO_RATA, PRIORITY),
        note=(
            "'pro rata': the shortage rate of each market of 'scope' is at most that of all combined. 'priority': that "
            "of those in 'first' combined is at most that of each other market of 'scope'."
        ),
    )
    first: str = reference(PLACES, default="", note="Priority: the markets of 'scope' that come first.")
    factor: float = number(
        "×",
        default=1.0,
        at_least=0,
        note=(
            "Times the shortage rate that the row compares with. Pro rata 1 or more: 1.2 leaves some room. Priority 1 "
            "or less: at 0.25 those in 'first' lack at most a quarter of what the others lack, at 0 nothing."
        ),
    )
