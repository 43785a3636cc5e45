"""The sheet of rationing."""

from __future__ import annotations

from model.sheets.common import GOODS, PLACES
from model.sheets.schema import ANY, Row, choice, key, number, percent, reference, sheet

PRO_RATA, PRIORITY, PARITY = "pro rata", "priority", "parity"


@sheet("Rationing", tab="Risk")
class Rationing(Row):
    """How supply that falls short in a disruption is allocated among markets: pro rata, by parity or by priority.
    Without a row the least-cost plan decides, so that markets where a shortage costs least go short first. The rule
    compares shortage rates, the unmet share of demand, in each period; a market's demand for all products of the row is
    added up. It also holds where goods cannot reach a market, which may hold down deliveries to the others."""

    rationing: str = key()
    of: str = reference(
        GOODS, default=ANY, any=True, note="Products, or a stage or group of them; they must have the same unit."
    )
    scope: str = reference(PLACES, default=ANY, any=True, note="The markets to which the rule applies.")
    rule: str = choice(
        (PRO_RATA, PRIORITY, PARITY),
        note=(
            "'pro rata': the shortage rate of each market of 'scope' is at most that of all combined. 'priority': that "
            "of those in 'first' combined is at most that of each other market of 'scope'. 'parity': that of each "
            "market of 'scope' is at most that of each other one, so also of the one served best; give it a leeway."
        ),
    )
    first: str = reference(
        PLACES,
        default="",
        note="With priority: the markets of 'scope' that come first. Empty: by 'tier' of Demand, each tier before all "
        "lower ones.",
    )
    factor: float = number(
        "×",
        default=1.0,
        at_least=0,
        note=(
            "Factor on the shortage rate that the rule compares with. Pro rata, 1 or more: 1.2 leaves some room. With "
            "priority, 1 or less: at 0.25 the shortage rate in 'first' is at most a quarter of the others', at 0 it is "
            "zero."
        ),
    )
    leeway: float = percent(
        default=0.0,
        note="Added to the shortage rate that the rule compares with: with parity, 20 % keeps each fill rate within 20 "
        "percentage points of the best one.",
    )
