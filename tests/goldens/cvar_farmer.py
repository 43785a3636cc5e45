"""Conditional value at risk with known values: the farmer who also minds the worst years, and four fixed costs.

The figures of the farmer (mean −103313.33 and worst −57640 at confidence 0.8 and weight 5) and the closed form of the
four costs (mean 25, CVaR 36.25 at 0.6) are those of the public mpi-sppy test file test_cvar.py. At 0.8 the tail is less
than one year in three; at 0.5 it splits one.
"""

from __future__ import annotations

from model import Tables
from tests.goldens.farmer import farmer
from tests.inline import tables

WEIGHTED = {"objective": -391_513.333_333, "expected cost": -103_313.333_333, "CVaR": -57_640.0}
"""At confidence 0.8 and weight 5;"""

ACRES = {"wheat": 100.0, "corn": 80.0, "beets": 320.0}
"""what is then planted."""

PURE = {0.8: -59_950.0, 0.5: -77_033.333_333}
"""Least CVaR by confidence, whatever the mean."""

FOUR_COSTS_MEAN, FOUR_COSTS_CVAR = 25.0, 36.25


def averse_farmer(confidence: float, weight: float, at_most: float | str = "") -> Tables:
    """A farmer to whom the worst years count on top of the mean, or may come to so much at most."""
    return farmer(
        f"""
        Limits
        limit     | measure      | confidence   | weight   | value
        bad years | CVaR of cost | {confidence} | {weight} | {at_most}
        """
    )


def four_costs() -> Tables:
    """One unit must be bought, at 10, 20, 30 or 40: nothing is to be decided. CVaR at 0.6: the dearest quarter, and of
    the next the 0.15 that are left of 0.4, (0.25 · 40 + 0.15 · 30) / 0.4 = 36.25."""
    return tables(
        """
        Countries
        country
        A

        Sites
        site | country
        City | A

        Commodities
        commodity | unit
        good      | piece

        Demand
        market | product | 2026
        City   | good    | 1

        Suppliers
        supplier | site | commodity | price
        seller   | City | good      | 10

        Disruptions
        disruption | action | target | value | start | duration | probability
        twice      | price  | seller | 2     | 2026  | 1        | 25 %
        threefold  | price  | seller | 3     | 2026  | 1        | 25 %
        fourfold   | price  | seller | 4     | 2026  | 1        | 25 %

        Limits
        limit | measure      | confidence | value
        tail  | CVaR of cost | 0.6        | 40
        """
    )
