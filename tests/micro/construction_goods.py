"""Construction goods, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, MINE_AND_CITY, PRESS, WORKS, micro

A_LINE_IN_TWO_YEARS = f"""
{CITY}
{PRESS}
{WORKS}
    Settings
    last year | 2029

    Commodities
    commodity
    steel

    Demand
    market | product | 2026
    City   | magnet  | 10

    Suppliers
    supplier | site | commodity | price 2026 | price 2027
    far      | City | magnet    | 10         | 10
    mill     | City | steel     | 1          | 2

    Projects
    project | plant | kind    | module size
    Line    | Works | modules | 10

    Lead times
    project | permitting | construction | spend year 1 | spend year 2
    Line    | 0          | 2            | 40 %         | 60 %

    Construction goods
    project | commodity | per module | per unit | taken
    Line    | steel     | 20         | 1        |
    Line    | ore       | 5          |          | coming online
"""
"""10 a year, bought at 10 or made of ore at 1 by a line that takes 30 steel in two years, and 5 ore to be filled."""


@micro(
    objective=273,
    plan="""
        construction goods
        project | plant | commodity | node | taken
        Line    | Works | steel     | 2026 | 12
        Line    | Works | steel     | 2027 | 18
        Line    | Works | ore       | 2028 | 5

        purchases
        supplier | node | bought
        digger   | 2028 | 15
        digger   | 2029 | 10
        far      | 2026 | 10
        far      | 2027 | 10
        mill     | 2026 | 12
        mill     | 2027 | 18
    """,
)
def steel_as_it_is_spent_and_a_first_fill() -> Tables:
    """40 % of the steel at 1, the rest at 2, and a first fill of 5 ore: 12 + 36 + 5. Two years of magnets at 10, two of
    ore at 1: 200 + 20. In all 273 instead of 400."""
    return tables(A_LINE_IN_TWO_YEARS)


@micro(
    objective=153,
    plan="""
        construction goods
        project | commodity | node | taken
        Line    | steel     | 2026 | 18
        Line    | ore       | 2027 | 5
    """,
)
def what_a_line_under_construction_still_takes() -> Tables:
    """A line decided in 2025 has 60 % of its steel to come, at 1, and is online in 2027: 18 + 5 + 100 + 3 · 10 =
    153."""
    return tables(
        A_LINE_IN_TWO_YEARS,
        """
        Decisions
        decision | action | subject | rule         | year
        earlier  | build  | Line    | already made | 2025
        """,
    )


STEEL = """
    Commodities
    commodity
    steel

    Suppliers
    supplier | site | commodity | price | limit
    mill     | Mine | steel     | 1     | 100

    Routes
    from | to  | commodity | freight
    any  | any | steel     | 2

    Projects
    project | plant | kind | maximum size | minimum size
    Line    | Works | size | 100          | 1
    Annex   | Works | size | 100          | 1

    Costs
    item  | capex per unit
    Annex | 100

    Construction goods
    project | commodity | per unit
    Line    | steel     | 2
"""


@micro(
    objective=850,
    plan="""
        flows
        lane               | node | shipped
        Mine → City: steel | 2026 | 100

        construction goods
        project | site | commodity | node | taken
        Line    | City | steel     | 2026 | 100
    """,
)
def steel_that_is_shipped_to_the_site() -> Tables:
    """A rule makes a lane to where steel is built in. A line of any size takes 2 steel for each of capacity, at 1 and 2
    for freight: 6, and ore at 1, so that 7 is less than 10. Of steel there are only 100: 50 · 7 + 50 · 10 = 850."""
    return tables(MINE_AND_CITY, BUY_ALL, PRESS, WORKS, STEEL)
