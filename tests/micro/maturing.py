"""Output that comes later, solved by hand."""

from model.sheets.tables import Tables
from tests.inline import tables
from tests.micro.case import CITY, PRESS, micro

TEN_A_YEAR = """
    Capacity
    plant | site | existing capacity
    Works | City | 50

    Demand
    market | product | 2026
    City   | magnet  | 10

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10
"""
"""10 a year, bought at 10 or pressed of ore at 1."""

PRESSED = PRESS.split("Operations")[0]


@micro(
    objective=120,
    plan="""
        runs
        plant | recipe | node | run
        Works | press  | 2026 | 20

        conversion
        commodity | node | made | taken
        ore       | 2026 | 0    | 20
        magnet    | 2027 | 10   | 0
        magnet    | 2028 | 10   | 0

        work in progress
        commodity | node | in progress
        magnet    | 2026 | 20
        magnet    | 2027 | 10
    """,
)
def pressed_a_year_and_a_half_before() -> Tables:
    """Half of what is pressed comes a year later and half in the year after: 20 pressed in 2026 do for both years, and
    10 are bought before."""
    return tables(
        CITY,
        PRESSED,
        TEN_A_YEAR,
        """
        Settings
        last year | 2028

        Operations
        plant | recipe | delay
        Works | press  | 1.5
        """,
    )


@micro(
    objective=60,
    plan="""
        runs
        plant | recipe | node | run
        Works | press  | 2026 | 10
        Works | press  | 2027 | 10

        purchases
        supplier | node | bought
        digger   | 2026 | 10
        digger   | 2027 | 10
        far      | 2026 | 4
    """,
)
def begun_before_the_plan() -> Tables:
    """What is pressed comes a year later. 6 were begun in 2025 and 4 are bought in 2026; then all is pressed of ore."""
    return tables(
        CITY,
        PRESSED,
        TEN_A_YEAR,
        """
        Settings
        last year | 2028

        Operations
        plant | recipe | delay | begun 2025
        Works | press  | 1     | 6
        """,
    )


@micro(
    objective=120,
    plan="""
        runs
        plant | recipe | node | run
        Works | press  | 2026 | 10

        work in progress
        node | in progress
        2026 | 10
    """,
)
def work_that_a_disruption_leaves_missing() -> Tables:
    """In 2026 all are bought at 10, and 10 are pressed of ore for 2027. If there is no ore, which is as likely as not,
    they are replaced at 3 each: 100 + 10 / 2 + 30 / 2."""
    return tables(
        CITY.split("Commodities")[0],
        PRESSED,
        TEN_A_YEAR,
        """
        Settings
        last year | 2027

        Commodities
        commodity | replacement cost
        ore       |
        magnet    | 3

        Operations
        plant | recipe | delay
        Works | press  | 1

        Disruptions
        disruption | action   | target | start | probability
        no ore     | capacity | digger | 2026  | 50 %
        """,
    )
