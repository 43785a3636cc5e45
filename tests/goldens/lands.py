"""Power plants of F. V. Louveaux and Y. Smeers, "Optimal investments for electricity generation: a stochastic model and
a test problem", in Ermoliev and Wets (eds), *Numerical Techniques for Stochastic Optimization*, 1988, pp. 445-452;
model LANDS of the GAMS Model Library.

Capacity of four plants is bought before it is known whether mode 1 needs 3, 5 or 7. Each plant splits its capacity
between three modes. At least 12 must be built, for at most 120. The
price of fuel is within what running costs.
"""

from __future__ import annotations

from itertools import product

from model import Tables
from tests.inline import tables

COST = 381.853_333_333

CAPACITY = {"plant 1": 8 / 3, "plant 2": 4.0, "plant 3": 10 / 3, "plant 4": 2.0}

EVPI, VSS = 1.686_666_667, 2.133_333_333

CAPEX = {"plant 1": 10, "plant 2": 7, "plant 3": 16, "plant 4": 6}

OPEX = {
    "mode 1": (40, 45, 32, 55),
    "mode 2": (24, 27, 19.2, 33),
    "mode 3": (4, 4.5, 3.2, 5.5),
}
"""Of a unit, by mode and plant."""

GRID = """
    Countries
    country
    A

    Sites
    site | country
    Grid | A

    Commodities
    commodity | unit
    fuel      | unit
    mode 1    | unit
    mode 2    | unit
    mode 3    | unit

    Recipes
    recipe | commodity | quantity
    run 1  | fuel      | -1
    run 1  | mode 1    | 1
    run 2  | fuel      | -1
    run 2  | mode 2    | 1
    run 3  | fuel      | -1
    run 3  | mode 3    | 1

    Suppliers
    supplier | site | commodity | price
    fuel     | Grid | fuel      | 0

    Demand
    market | product | 2026
    Grid   | mode 1  | 5
    Grid   | mode 2  | 3
    Grid   | mode 3  | 2

    Funds
    fund   | pays for | total
    budget | capital  | 120

    Limits
    limit           | measure  | bound    | value
    enough standing | capacity | at least | 12

    Disruptions
    disruption | action | target | commodity | value | start | duration | probability
    slack      | demand | Grid   | mode 1    | 0.6   | 2026  | 1        | 30 %
    boom       | demand | Grid   | mode 1    | 1.4   | 2026  | 1        | 30 %
"""


def lands() -> Tables:
    """The grid with its four plants, none of them built."""
    runs = [(p, mode, opex) for mode, each in OPEX.items() for p, opex in zip(CAPEX, each, strict=True)]
    return tables(
        GRID,
        "Capacity\nplant | site | capacity unit\n" + "".join(f"{p} | Grid | unit\n" for p in CAPEX),
        "Operations\nplant | recipe\n" + "".join(f"{p} | run {q}\n" for p, q in product(CAPEX, (1, 2, 3))),
        "Projects\nproject | plant | kind | maximum size | life\n"
        + "".join(f"build {p} | {p} | size | 20 | 1\n" for p in CAPEX),
        "Costs\nitem | capex per unit\n" + "".join(f"build {p} | {capex}\n" for p, capex in CAPEX.items()),
        "Costs\nitem | recipe | variable opex\n"
        + "".join(f"{p} | run {mode[-1]} | {opex}\n" for p, mode, opex in runs),
    )
