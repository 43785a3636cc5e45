"""Output that comes later, solved by hand."""

from model import Tables
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
    objective=250,
    plan="""
        conversion
        commodity | node | made | taken
        magnet    | 2026 | 6.25 | 0
        magnet    | 2028 | 1.25 | 0

        purchases
        supplier | node | bought
        far      | 2026 | 3.75
        far      | 2028 | 8.75
    """,
)
def begun_year_by_year_before_periods_of_two_years() -> Tables:
    """What is pressed comes two and a half years later. 20 were begun in 2023, half of them ready by the end of 2025
    and half in 2026; of the 0 of 2024 none, of the 5 of 2025 half in 2027 and half in 2028. So 10 + 2.5 are ready in
    2026/27, 6.25 a year, and 2.5 in 2028/29, 1.25 a year; the rest of 10 a year is bought at 10, as no ore is left:
    2 · (37.5 + 87.5)."""
    return tables(
        CITY,
        PRESSED.replace("digger   | City | ore       | 1", "digger   | City | ore       | 100"),
        TEN_A_YEAR,
        """
        Settings
        last year        | 2029
        years per period | 2

        Operations
        plant | recipe | delay | begun 2022 | begun 2023 | begun 2024 | begun 2025
        Works | press  | 2.5   | 0          | 20         | 0          | 5
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


TWO_OUTPUTS = """
    Settings
    last year | 2027

    Commodities
    commodity
    alloy

    Capacity
    plant | site | existing capacity
    Works | City | 50

    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | 1
    far      | City | alloy     | 10

    Demand
    market | product | 2026 | 2027
    City   | magnet  | 10   | 0
    City   | alloy   | 0    | 10
"""


@micro(
    objective=10,
    plan="""
        runs
        plant | recipe | node | run
        Works | press  | 2026 | 10

        conversion
        commodity | node | made | taken
        ore       | 2026 | 0    | 10
        magnet    | 2026 | 10   | 0
        alloy     | 2027 | 10   | 0

        work in progress
        commodity | node | in progress
        alloy     | 2026 | 10
    """,
)
def an_output_later_than_another() -> Tables:
    """A run makes a magnet at once and an alloy a year later, as a cow gives milk now and is a year older next year: 10
    of ore at 1 do for both. Were both at once, 10 of alloy would be bought at 10."""
    return tables(
        CITY,
        TWO_OUTPUTS,
        """
        Recipes
        recipe | commodity | quantity | delay
        press  | ore       | -1       |
        press  | magnet    | 1        |
        press  | alloy     | 1        | 1

        Operations
        plant | recipe
        Works | press
        """,
    )


@micro(
    objective=70,
    plan="""
        runs
        plant | recipe | node | run
        Works | press  | 2026 | 10

        conversion
        commodity | node | made | taken
        ore       | 2026 | 0    | 10
        magnet    | 2026 | 10   | 0
        alloy     | 2026 | 4    | 0
        alloy     | 2027 | 10   | 0

        purchases
        supplier | node | bought
        digger   | 2026 | 10
        far      | 2026 | 6
    """,
)
def an_output_sooner_than_the_others() -> Tables:
    """The recipe takes a year, but its magnets come at once. 10 of alloy are needed in 2026, too: 4 come of what was
    begun in 2025, and 6 are bought at 10. 10 of ore at 1."""
    return tables(
        CITY,
        TWO_OUTPUTS.replace("City   | alloy   | 0 ", "City   | alloy   | 10"),
        """
        Recipes
        recipe | commodity | quantity | delay
        press  | ore       | -1       |
        press  | magnet    | 1        | 0
        press  | alloy     | 1        |

        Operations
        plant | recipe | delay | begun 2025
        Works | press  | 1     | 4
        """,
    )
