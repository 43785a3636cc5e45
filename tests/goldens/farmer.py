"""The farmer of J. R. Birge and F. Louveaux, *Introduction to Stochastic Programming*, section 1.1.

500 acres are split between wheat, corn and beets before the yield is known. What is planted in 2026 is a commodity,
acres under a crop, kept over the winter; in 2027 an acre is harvested. The undisturbed year is the average one, a
'good year' and a 'bad year' have a third each. Feed is a demand without shortage; beets sell at 36 up to a quota, at 10
above it.
"""

from __future__ import annotations

from model import Tables
from tests.inline import tables

COST = -108_390.0

ACRES = {"wheat": 170.0, "corn": 80.0, "beets": 250.0}

COST_BY_YEAR = {"good year": -167_000.0, "undisturbed": -109_350.0, "bad year": -48_820.0}

EVPI, VSS = 7_015.555_556, 1_150.0

FARM = """
    Settings
    first year | 2026
    last year  | 2027

    Countries
    country
    A

    Sites
    site | country
    Farm | A

    Commodities
    commodity      | unit
    acres of wheat | acre
    acres of corn  | acre
    acres of beets | acre
    wheat          | ton
    corn           | ton
    beets          | ton

    Capacity
    plant  | site | capacity unit | existing capacity | in service from | in service until
    Land   | Farm | acre          | 500               |                 | 2026
    Reaper | Farm | acre          | 500               | 2027            |

    Recipes
    recipe        | commodity      | quantity
    plant wheat   | acres of wheat | 1
    plant corn    | acres of corn  | 1
    plant beets   | acres of beets | 1
    harvest wheat | acres of wheat | -1
    harvest wheat | wheat          | 2.5
    harvest corn  | acres of corn  | -1
    harvest corn  | corn           | 3
    harvest beets | acres of beets | -1
    harvest beets | beets          | 20

    Operations
    plant  | recipe
    Land   | plant wheat
    Land   | plant corn
    Land   | plant beets
    Reaper | harvest wheat
    Reaper | harvest corn
    Reaper | harvest beets

    Costs
    item | recipe      | variable opex
    Land | plant wheat | 150
    Land | plant corn  | 230
    Land | plant beets | 260

    Stockpiles
    stockpile    | site | commodity
    wheat fields | Farm | acres of wheat
    corn fields  | Farm | acres of corn
    beet fields  | Farm | acres of beets

    Demand
    market | product | 2026 | 2027
    Farm   | wheat   | 0    | 200
    Farm   | corn    | 0    | 240

    Suppliers
    supplier     | site | commodity | price
    wheat dealer | Farm | wheat     | 238
    corn dealer  | Farm | corn      | 210

    Outlets
    outlet             | site | commodity | price | limit
    wheat market       | Farm | wheat     | 170   |
    corn market        | Farm | corn      | 150   |
    beets within quota | Farm | beets     | 36    | 6000
    beets above quota  | Farm | beets     | 10    |
"""

YEARS = f"""
    Disruptions
    disruption | action | target | value | start | duration | probability
    good year  | yield  | Reaper | 1.2   | 2027  | 1        | {1 / 3!r}
    bad year   | yield  | Reaper | 0.8   | 2027  | 1        | {1 / 3!r}
"""


def farmer(*more: str) -> Tables:
    """The farm with its good and bad years; ``more`` blocks on top."""
    return tables(FARM, YEARS, *more)
