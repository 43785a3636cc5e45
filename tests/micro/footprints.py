"""Footprints, solved by hand."""

import math

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, micro
from tests.micro.concentration import TWO_SELLERS

QUARTER = 6371 * math.pi / 2 / 1000
"""A quarter of the way around the earth [1000 km]."""


@micro(
    objective=130,
    plan="""
        footprints
        footprint | item | site | country | node | amount
        CO2       | Kiln | City | A       | 2026 | 30
        CO2       | Mill | City | A       | 2027 | 5

        costs
        cost               | category  | item                      | country | node | amount
        purchases          | purchases | digger                    | A       | 2026 | 10
        purchases          | purchases | digger                    | A       | 2027 | 10
        variable operation | operation | Kiln · fire               | A       | 2026 | 20
        variable operation | operation | Mill · press              | A       | 2027 | 50
        footprint charges  | operation | carbon price · CO2 · Kiln | A       | 2026 | 30
        footprint charges  | operation | carbon price · CO2 · Mill | A       | 2027 | 10

        footprint limits
        name         | footprint | node | amount | limit
        carbon price | CO2       | 2026 | 30     |
        carbon price | CO2       | 2027 | 5      |
    """,
)
def a_carbon_price_that_rises() -> Tables:
    """Kiln takes 2 of its capacity for a magnet, at 1 each, and causes 1.5 t CO2 with each: 3 with the ore, and 3 t.
    Mill costs 6 and causes 0.5 t. At 1 a ton Kiln runs for 3 + 3 · 1, in 2027 at 2 a ton, on the way to 3, Mill for 6 +
    0.5 · 2: 10 · 6 + 10 · 7 = 130."""
    return tables(
        CITY,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1

        Capacity
        plant | site | technology | existing capacity
        Kiln  | City | firing     | 100
        Mill  | City | pressing   | 100

        Recipes
        recipe | commodity | quantity
        fire   | ore       | -1
        fire   | magnet    | 1
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe | capacity use
        Kiln  | fire   | 2
        Mill  | press  | 1

        Costs
        item | variable opex
        Kiln | 1
        Mill | 5

        Footprints
        footprint | item   | amount | unit
        CO2       | firing | 1.5    | t
        CO2       | Mill   | 0.5    | t

        Footprint limits
        name         | footprint | charge 2026 | charge 2028
        carbon price | CO2       | 1           | 3
        """,
    )


@micro(
    objective=250,
    plan="""
        footprints
        footprint | item  | amount
        dust      | Kiln  | 10
        dust      | Mill  | 20
        dust      | Works | 120
        water     | Works | 30
    """,
)
def the_row_that_says_most_holds() -> Tables:
    """10 of each good are made of ore at 1. Kiln causes 1 of dust with each brick, as any plant would; Mill 2 with its
    powder, as a press; Works 4 with a plate, as it does whatever it runs, but 8 with a magnet. A ton costs 1, and that
    of Works 0.5 more; its water, 3 with each plate, costs nothing: 40 + 150 + 60 = 250."""
    return tables(
        CITY,
        """
        Commodities
        commodity
        brick
        powder
        plate

        Demand
        market | product | 2026
        City   | magnet  | 10
        City   | brick   | 10
        City   | powder  | 10
        City   | plate   | 10

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1

        Capacity
        plant | site | technology | existing capacity
        Kiln  | City | firing     | 100
        Mill  | City | pressing   | 100
        Works | City | pressing   | 100

        Recipes
        recipe | commodity | quantity
        fire   | ore       | -1
        fire   | brick     | 1
        grind  | ore       | -1
        grind  | powder    | 1
        roll   | ore       | -1
        roll   | plate     | 1
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Kiln  | fire
        Mill  | grind
        Works | roll
        Works | press

        Footprints
        footprint | item     | recipe | amount
        dust      | any      |        | 1
        dust      | pressing |        | 2
        dust      | Works    |        | 4
        dust      | Works    | press  | 8
        water     | any      | roll   | 3

        Footprint limits
        name | footprint | scope | charge
        tax  | dust      |       | 1
        levy | dust      | Works | 0.5
        """,
    )


@micro(
    objective=2400,
    plan="""
        purchases
        supplier | node              | bought
        far      | 2026              | 60
        near     | 2026              | 40
        far      | quota, 2026 / 2026 | 60
        near     | quota, 2026 / 2026 | 40

        footprints
        item | country | node              | amount
        near | A       | 2026              | 40
        far  | B       | 2026              | 120
        near | A       | quota, 2026 / 2026 | 40
        far  | B       | quota, 2026 / 2026 | 120

        footprint by country
        footprint | country | node              | amount
        water     | A       | 2026              | 40
        water     | B       | 2026              | 120
        water     | A       | quota, 2026 / 2026 | 40
        water     | B       | quota, 2026 / 2026 | 120
    """,
)
def a_limit_on_what_is_bought_holds_in_a_disruption_too() -> Tables:
    """For each magnet 2 of water were drawn in B, where 120 are allowed: 60 come from there. With an even chance those
    from A cost twice as much, and no more come from B: (60 · 10 + 40 · 30) / 2 + (60 · 10 + 40 · 60) / 2 = 2400."""
    return tables(
        TWO_SELLERS,
        """
        Footprints
        footprint | item | amount | unit
        water     | far  | 2      | m3
        water     | near | 1      |

        Footprint limits
        name   | footprint | scope | limit
        permit | water     | B     | 120

        Disruptions
        disruption | action | target | value | probability
        quota      | price  | A      | 2     | 50 %
        """,
    )


@micro(
    objective=2570,
    plan="""
        footprints
        item  | node | amount
        Works | 2026 | 50
        Mill  | 2026 | 10
        Works | 2028 | 25
        Mill  | 2028 | 10
    """,
)
def a_total_over_all_years() -> Tables:
    """What Works leaves has room for 150 in all: 50 in each of the first two years, when ore costs 1, and 25 in each of
    the last two, when it costs 5. Mill has 10 more. The other magnets are bought at 10: 2 · (60 · 1 + 40 · 10) + 2 ·
    (35 · 5 + 65 · 10) = 2570."""
    return tables(
        CITY,
        BUY_ALL,
        """
        Settings
        last year        | 2029
        years per period | 2

        Suppliers
        supplier | site | commodity | price 2027 | price 2028
        digger   | City | ore       | 1          | 5

        Capacity
        plant | site | existing capacity
        Works | City | 50
        Mill  | City | 10

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press
        Mill  | press

        Footprints
        footprint | item | recipe | amount
        tailings  | any  | press  | 1

        Footprint limits
        name | footprint | scope | total
        pond | tailings  | Works | 150
        """,
    )


@micro(
    objective=1895,
    plan="""
        footprints
        node              | amount
        2026              | 40
        boom, 2026 / 2026 | 50
        boom, 2026 / 2027 | 50
    """,
)
def a_total_is_of_what_goes_as_planned() -> Tables:
    """As planned 40 of dust may be left in two years, by the magnets that Works makes of ore at 1, in 2027 at 2, which
    would else be bought at 10: 40 + 600 and 1000. With an even chance magnets cost twice as much; then Works makes all
    the 50 that it can: 50 + 1000 and 100 + 1000. (1640 + 2150) / 2 = 1895."""
    return tables(
        CITY,
        BUY_ALL,
        """
        Settings
        last year | 2027

        Suppliers
        supplier | site | commodity | price 2026 | price 2027
        digger   | City | ore       | 1          | 2

        Capacity
        plant | site | existing capacity
        Works | City | 50

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Footprints
        footprint | item  | amount
        dust      | Works | 1

        Footprint limits
        name | footprint | scope | total
        pond | dust      | City  | 40

        Disruptions
        disruption | action | target | value | start | duration | probability
        boom       | price  | far    | 2     | 2026  | 2        | 50 %
        """,
    )


@micro(
    objective=1080 + 50 * QUARTER,
    plan="""
        flows
        origin | destination | shipped
        Port   | City        | 100
        Haven  | Town        | 10
    """,
)
def shipping_by_distance() -> Tables:
    """Port and Haven lie a quarter of the earth from City on either side, Town beyond both. A unit causes 0.1 t on each
    1000 km, 0.4 t where it comes from Haven to City. What arrives in A is charged 5 a ton: 10 from Port are dearer by
    0.5 on each 1000 km but not as dear as 20 at home, 8 from Haven by 2. Town pays no charge, and buys at Haven: 100 ·
    10 + 10 · 8, and 100 · 0.5 on each of 10 thousand km."""
    return tables(
        """
        Countries
        country
        A
        B
        C

        Sites
        site  | country | latitude | longitude
        City  | A       | 0        | 0
        Port  | B       | 0        | 90
        Haven | C       | 0        | -90
        Town  | B       | 0        | 180

        Commodities
        commodity
        magnet
        ore

        Routes
        from | to  | commodity
        any  | any | magnet

        Suppliers
        supplier | site  | commodity | price
        near     | City  | magnet    | 20
        far      | Port  | magnet    | 10
        third    | Haven | magnet    | 8

        Demand
        market | product | 2026
        City   | magnet  | 100
        Town   | magnet  | 10

        Transport footprints
        footprint | from  | to   | commodity | amount | unit
        CO2       | any   | any  |           | 0.1    | t
        CO2       | Haven | City | magnet    | 0.4    | t

        Footprint limits
        name   | footprint | scope | charge
        border | CO2       | A     | 5
        """,
    )
