"""Reserves, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, PRESS, micro

TEN_A_YEAR = """
    Demand
    market | product | 2026 | shortage cost
    City   | ore     | 10   | 50

    Recipes
    recipe | commodity | quantity
    dig    | ore       | 1
"""
"""10 a year, dug out of the ground."""

PIT = """
    Capacity
    plant | site | existing capacity
    Pit   | City | 10

    Operations
    plant | recipe
    Pit   | dig

    Costs
    item | variable opex
    Pit  | 1
"""


@micro(
    objective=196,
    plan="""
        reserves
        reserve | plant | node | mined | left
        top     | Pit   | 2026 | 0     | 12
        top     | Pit   | 2028 | 6     | 0
        deep    | Pit   | 2026 | 4     | 12
        deep    | Pit   | 2028 | 4     | 4

        purchases
        supplier | node | bought
        seller   | 2026 | 6

        costs
        cost               | item      | node | amount
        variable operation | Pit · dig | 2026 | 8
        variable operation | Pit · dig | 2028 | 20
        extraction         | deep      | 2026 | 24
        extraction         | deep      | 2028 | 24
        purchases          | seller    | 2026 | 120
    """,
)
def the_cheap_step_is_kept_for_dear_years() -> Tables:
    """Two periods of two years need 20 each. Digging costs 1, and 3 more in the deep, where 4 a year is all that can be
    done: 16 of 20. The 12 at the top are kept for when ore costs 20: (16 + 12) · 1 + 16 · 3 + 12 · 10 = 196."""
    return tables(
        CITY,
        TEN_A_YEAR,
        PIT,
        """
        Settings
        last year        | 2029
        years per period | 2

        Suppliers
        supplier | site | commodity | price 2026 | price 2027 | price 2028
        seller   | City | ore       | 10         | 10         | 20

        Reserves
        reserve | plant | available | extra cost | limit
        top     | Pit   | 12        |            |
        deep    | Pit   | 20        | 3          | 4
        """,
    )


@micro(
    objective=48,
    plan="""
        reserves
        reserve | node | mined | left
        vein    | 2026 | 2     | 0
        whole   | 2026 | 7     | 0

        runs
        recipe | run
        rich   | 4
        dig    | 5
    """,
)
def a_vein_within_a_deposit() -> Tables:
    """In two years 20 are needed. The rich vein gives 2 for each unit of capacity, of which 4 are there; of all that is
    dug 14 are. So 8 come from the vein for 4 · 2, 10 from elsewhere for 10 · 2, and 2 are bought at 10: 48."""
    return tables(
        CITY,
        TEN_A_YEAR,
        """
        Settings
        last year        | 2027
        years per period | 2

        Capacity
        plant | site | existing capacity
        Pit   | City | 10

        Recipes
        recipe | commodity | quantity
        rich   | ore       | 1

        Operations
        plant | recipe | capacity use
        Pit   | rich   | 0.5
        Pit   | dig    | 1

        Costs
        item | variable opex
        Pit  | 2

        Suppliers
        supplier | site | commodity | price
        seller   | City | ore       | 10

        Reserves
        reserve | plant | recipe | available
        vein    | Pit   | rich   | 4
        whole   | Pit   | any    | 14
        """,
    )


@micro(
    objective=48,
    plan="""
        reserves
        reserve | node | mined | left
        seam    | 2026 | 3     | 0

        runs
        plant | run
        Pit   | 3
        Hill  | 7
    """,
)
def the_other_plant_is_not_exhausted() -> Tables:
    """20 in two years: 6 of the pit at 1, then its seam is at an end; 14 of the hill at 3: 48."""
    return tables(
        CITY,
        TEN_A_YEAR,
        PIT,
        """
        Settings
        last year        | 2027
        years per period | 2

        Capacity
        plant | site | existing capacity
        Hill  | City | 10

        Operations
        plant | recipe
        Hill  | dig

        Costs
        item | variable opex
        Hill | 3

        Reserves
        reserve | plant | available
        seam    | Pit   | 6
        """,
    )


@micro(
    objective=84,
    plan="""
        reserves
        reserve | node             | mined | left
        seam    | 2026             | 4     | 20
        seam    | 2027             | 10    | 10
        seam    | 2028             | 10    | 0
        seam    | cut, 2027 / 2027 | 10    | 10

        purchases
        supplier | node | bought
        seller   | 2026 | 6
    """,
)
def enough_is_left_after_a_disruption() -> Tables:
    """24 are there, 30 are needed. Without the seller, in half of all cases in 2027, what is not dug then is short at
    50. It can only be dug if it is planned to be dug anyway, for when the cut is over the plan still needs what it digs
    in 2028. So 10 are dug in 2027, 10 in 2028, when ore is dearest, and 2026 buys 6: 24 · 1 + 6 · 10 = 84. Could the
    branch take what 2028 needs, it would be 2027 that buys 6, in half of all cases."""
    return tables(
        CITY,
        TEN_A_YEAR,
        PIT,
        """
        Settings
        last year | 2028

        Suppliers
        supplier | site | commodity | price 2026 | price 2027 | price 2028
        seller   | City | ore       | 10         | 10         | 11

        Reserves
        reserve | plant | available
        seam    | Pit   | 24

        Disruptions
        disruption | action   | target | start | probability
        cut        | capacity | seller | 2027  | 50 %
        """,
    )


@micro(
    objective=713,
    plan="""
        reserves
        reserve | node | mined | left
        day     | 2026 | 30    | 0
        night   | 2026 | 18    | 0
        weekend | 2026 | 5     | 0

        purchases
        supplier | node | bought
        digger   | 2026 | 53
        far      | 2026 | 47
    """,
)
def shifts_that_cost_more() -> Tables:
    """Of the 60 that Works can press, half costs 1 + 2 each by day; 30 % costs 3 more by night, and 5 cost 6 more at
    weekends. All are cheaper than buying the rest at 10: 30 · 3 + 18 · 6 + 5 · 9 + 47 · 10 = 713."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Capacity
        plant | site | existing capacity | availability
        Works | City | 80                | 75 %

        Costs
        item  | variable opex
        Works | 2

        Reserves
        reserve | plant | extra cost | limit | limit share
        day     | Works |            |       | 50 %
        night   | Works | 3          |       | 30 %
        weekend | Works | 6          | 5     |
        """,
    )
