"""Recycling, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, micro

REMELT = """
    Commodities
    commodity
    scrap

    Capacity
    plant   | site | existing capacity
    Furnace | City | 100

    Operations
    plant   | recipe
    Furnace | remelt
"""
"""A furnace that makes magnets out of scrap."""

REMELTED = """
    Recipes
    recipe | commodity | quantity
    remelt | scrap     | -1
    remelt | magnet    | 1

    Suppliers
    supplier  | site | commodity | price
    far       | City | magnet    | 10
    collector | City | scrap     | 1
"""
"""A magnet is made of one scrap at 1, or bought at 10."""


@micro(
    objective=460,
    plan="""
        recycling
        supplier  | site | commodity | node | available | collected
        collector | City | scrap     | 2027 | 3         | 3
        collector | City | scrap     | 2028 | 7         | 7

        purchases
        supplier  | node | bought
        far       | 2026 | 10
        far       | 2027 | 18.5
        far       | 2028 | 16.5
        collector | 2027 | 3
        collector | 2028 | 7
    """,
)
def scrap_comes_back_after_a_year_and_a_quarter() -> Tables:
    """A magnet leaves 0.8 scrap, of which half is collected, three quarters a year later and the rest in two years: in
    2027 0.4 · 0.75 · 10 = 3, in 2028 0.4 · (0.75 · 20 + 0.25 · 10) = 7. Two of them, at 1 each, make a magnet, which
    else costs 10: 100 + 185 + 3 + 165 + 7 = 460."""
    return tables(
        CITY,
        REMELT,
        """
        Settings
        last year | 2028

        Recipes
        recipe | commodity | quantity
        remelt | scrap     | -2
        remelt | magnet    | 1

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 10   | 20

        Suppliers
        supplier  | site | commodity | price
        far       | City | magnet    | 10
        collector | City | scrap     | 1

        Recycling
        supplier  | market | product | scrap per unit | collection rate | lag
        collector | A      | magnet  | 0.8            | 50 %            | 1.25
        """,
    )


@micro(
    objective=1313.75,
    plan="""
        recycling
        supplier  | node | available | collected
        collector | 2026 | 7.5       | 7.5
        collector | 2028 | 30.625    | 30.625
    """,
)
def what_was_sold_before_comes_back_spread_over_years() -> Tables:
    """Sales rose by 10 a year from 10 in 2022 to 40 in 2025. What is sold in a year comes back two to four years after:
    a quarter two calendar years later, half three, a quarter four. So 20 come back in 2026 and 30 in 2027, 25 a year;
    27.5 in 2028 and 10 in 2029, 18.75 a year, to which comes half of the 50 a year sold in 2026/27: 43.75. Of that 30 %
    and 70 % are collected, 7.5 and 30.625 at 1; the other magnets cost 10:
    2 · (425 + 7.5 + 193.75 + 30.625) = 1313.75."""
    return tables(
        CITY,
        REMELT,
        REMELTED,
        """
        Settings
        last year        | 2029
        years per period | 2

        Demand
        market | product | 2026
        City   | magnet  | 50

        """,
        "Recycling\n"
        "supplier  | market | product | collection rate 2026 | collection rate 2029 | lag | spread"
        " | past sales 2022 | past sales 2025\n"
        "collector | City | magnet | 20 % | 80 % | 3 | 2 | 10 | 40",
    )


@micro(
    objective=264.95,
    plan="""
        recycling
        supplier  | node                | available | collected
        collector | 2027                | 5         | 5
        collector | 2028                | 5         | 5
        collector | cut, 2027 / 2027    | 5         | 5
        collector | cut, 2027 / 2028    | 2.5       | 2.5
        collector | strike, 2028 / 2028 | 2         | 2

        service
        node                | shortage
        2026                | 0
        2027                | 0
        2028                | 0
        cut, 2027 / 2027    | 5
        cut, 2027 / 2028    | 7.5
        strike, 2028 / 2028 | 0
    """,
)
def what_is_not_delivered_does_not_come_back() -> Tables:
    """10 a year are needed; half of what was delivered the year before is collected at 1. With 10 % nothing else is
    sold from 2027 on: then what was delivered before still comes back, 5, and a year later half of the 5 that it made:
    5 and 7.5 are short at 50. With 10 % the collector strikes in 2028 and collects 40 % of the 5: 8 more are bought at
    10. 100 + (0.9 · 55 + 0.1 · 255) + (0.8 · 55 + 0.1 · 377.5 + 0.1 · 82) = 264.95."""
    return tables(
        CITY,
        REMELT,
        REMELTED,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 10   | 50

        Recycling
        supplier  | market | product | collection rate | lag
        collector | any    | magnet  | 50 %            | 1

        Disruptions
        disruption | action   | target    | value | start | duration | probability
        cut        | capacity | far       | 0     | 2027  | 2        | 10 %
        strike     | capacity | collector | 0.4   | 2028  |          | 10 %
        """,
    )


@micro(
    objective=1318,
    plan="""
        recycling
        supplier  | available | collected
        collector | 26        | 26
        dealer    | 48        | 10

        deliveries
        market | product | commodity | delivered
        City   | magnet  | magnet    | 80
        City   | magnet  | ferrite   | 40
        City   | ferrite | ferrite   | 8
        Port   | magnet  | magnet    | 10
    """,
)
def scrap_of_a_product_and_of_its_substitute() -> Tables:
    """City needs 100 magnets, of which a fifth may be replaced by two ferrites at 4 each, and 8 ferrites; Port needs 10
    magnets. Scrap is left at once, whatever a commodity was delivered for: 30 % of the 80 magnets of City and 20 % of
    those of Port, 26, for 1 each; all 48 ferrites, but the dealer sells no more than 10, for 2. So 44 of City's magnets
    are bought at 20, and those of Port: 880 + 200 + 192 + 26 + 20 = 1318."""
    return tables(
        CITY,
        REMELT,
        """
        Sites
        site | country
        Port | A

        Commodities
        commodity
        ferrite

        Recipes
        recipe | commodity | quantity
        remelt | scrap     | -1
        remelt | magnet    | 1

        Demand
        market | product | 2026
        City   | magnet  | 100
        City   | ferrite | 8
        Port   | magnet  | 10

        Substitutes
        market | product | substitute | replacement ratio | maximum share
        City   | magnet  | ferrite    | 0.5               | 20 %

        Suppliers
        supplier  | site | commodity | price | limit
        far       | City | magnet    | 20    |
        near      | Port | magnet    | 20    |
        potter    | City | ferrite   | 4     |
        collector | City | scrap     | 1     |
        dealer    | City | scrap     | 2     | 10

        Recycling
        supplier  | market | product | collection rate | lag
        collector | City   | magnet  | 30 %            | 0
        collector | Port   | magnet  | 20 %            | 0
        dealer    | any    | ferrite | 100 %           | 0
        """,
    )


DUTY = """
    Settings
    last year | 2028

    Commodities
    commodity
    scrap

    Demand
    market | product | 2026
    City   | magnet  | 10

    Suppliers
    supplier  | site | commodity | price
    far       | City | magnet    | 10
    collector | City | scrap     | 5
"""
"""Magnets at 10 each, whose scrap costs 5 to collect."""


@micro(
    objective=354,
    plan="""
        take-back
        supplier  | node | due | missed
        collector | 2027 | 6   | 3
        collector | 2028 | 6   | 3

        recycling
        supplier  | node | available | collected
        collector | 2027 | 8         | 3
        collector | 2028 | 8         | 3
    """,
)
def a_take_back_duty_that_is_partly_missed() -> Tables:
    """Of 10 magnets at 10 a year, 60 % must be collected a year later. Scrap costs 5, an outlet takes 3 of it at 1, and
    there is no other use for it: 4 each, less than the charge of 5 on the 3 that are missed. In all 300 + 2 · 12 +
    2 · 15 = 354."""
    return tables(
        CITY,
        DUTY,
        """
        Outlets
        outlet | site | commodity | price | limit
        smelt  | City | scrap     | 1     | 3

        Recycling
        supplier  | market | product | collection rate | minimum collection | shortfall cost | lag
        collector | City   | magnet  | 80 %            | 60 %               | 5              | 1
        """,
    )


@micro(
    objective=364,
    plan="""
        recycling
        supplier  | node | available | collected
        collector | 2027 | 8         | 8
        collector | 2028 | 8         | 8
    """,
)
def a_take_back_duty_without_a_charge() -> Tables:
    """All 8 that can be collected must be, though each costs 5 and gives 1: 300 + 2 · 8 · 4 = 364."""
    return tables(
        CITY,
        DUTY,
        """
        Outlets
        outlet | site | commodity | price
        smelt  | City | scrap     | 1

        Recycling
        supplier  | market | product | collection rate | minimum collection | lag
        collector | City   | magnet  | 80 %            | 80 %               | 1
        """,
    )
