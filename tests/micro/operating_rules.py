"""Operating rules, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, PRESS, micro

LOTS = """
    Settings
    last year | 2029

    Capacity
    plant | site | existing capacity
    Works | City | 500

    Demand
    market | product | 2026 | 2027 | 2028 | 2029
    City   | magnet  | 90   | 120  | 80   | 70

    Stockpiles
    stockpile | site | commodity | holding cost
    shelf     | City | magnet    | 2
"""


@micro(
    objective=1740,
    plan="""
        in use
        plant | recipe | period | in use
        Works | press  | 2026   | 1
        Works | press  | 2027   | 0
        Works | press  | 2028   | 1
        Works | press  | 2029   | 0

        stock
        stockpile | node | stock
        shelf     | 2026 | 120
        shelf     | 2027 | 0
        shelf     | 2028 | 70
        shelf     | 2029 | 0
    """,
)
def lots() -> Tables:
    """Example 3.9 of L. V. Snyder and Z.-J. M. Shen, Fundamentals of Supply Chain Theory: two lots at 500, 210 and 150;
    120 and 70 held for a year at 2. 1000 + 380 = 1380, and 360 of ore at 1."""
    return tables(
        CITY,
        PRESS,
        LOTS,
        """
        Operating rules
        plant | recipe | cost in use
        Works | press  | 500
        """,
    )


@micro(
    objective=2280,
    plan="""
        in use
        plant | recipe | period | in use
        Works | any    | 2026   | 1
        Works | any    | 2028   | 1

        capacity
        plant | node | used
        Works | 2026 | 300
        Works | 2028 | 300
    """,
)
def periods_of_two_years() -> Tables:
    """In each of two periods of two years 200 magnets a year are made of ore at 1, and being in use takes 100 of the
    capacity and costs 370 a year: 4 · (200 + 370) = 2280. Bought at 10 they would cost 4 · 2000."""
    return tables(
        CITY,
        PRESS,
        """
        Settings
        last year        | 2029
        years per period | 2

        Capacity
        plant | site | existing capacity
        Works | City | 300

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Demand
        market | product | 2026
        City   | magnet  | 200

        Operating rules
        plant | cost in use | set up capacity
        Works | 370         | 100
        """,
    )


@micro(
    objective=720,
    plan="""
        in use
        plant | recipe | period | in use
        Works | press  | 2026   | 1

        purchases
        supplier | bought
        digger   | 40
        far      | 60
    """,
)
def a_set_up_takes_capacity() -> Tables:
    """Of 60 a set-up takes 20 and costs 80: 40 are pressed at 1, and 60 bought at 10. 80 + 40 + 600 = 720, where all
    bought would be 1000."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Capacity
        plant | site | existing capacity
        Works | City | 60

        Operating rules
        plant | recipe | cost in use | set up capacity
        Works | press  | 80          | 20
        """,
    )


@micro(
    objective=1000,
    plan="""
        in use
        plant | recipe | period | in use
        Works | press  | 2026   | 0
    """,
)
def too_little_for_a_least_run() -> Tables:
    """In use Works makes 130 at least, of which the city takes 100 and nobody the rest: all are bought at 10."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Capacity
        plant | site | existing capacity
        Works | City | 200

        Operating rules
        plant | recipe | minimum run
        Works | press  | 130
        """,
    )


MINES = """
    Capacity
    plant | site | technology | existing capacity
    North | City | mine       | 40
    South | City | mine       | 50
    East  | City | mine       | 70

    Recipes
    recipe | commodity | quantity
    press  | magnet    | 1

    Operations
    plant | recipe
    North | press
    South | press
    East  | press

    Operating rules
    plant
    North
    South
    East
"""


@micro(
    objective=100,
    plan="""
        in use
        plant | recipe | period | in use
        North | any    | 2026   | 0
        South | any    | 2026   | 1
        East  | any    | 2026   | 1

        limits
        limit | scope | actual | value
        crews | any   | 2      | 2
    """,
)
def two_mines_at_a_time() -> Tables:
    """There are crews for two of three mines: the two largest make 120 of 130 that are needed, 10 are bought at 10."""
    return tables(
        CITY,
        BUY_ALL.replace("| 100", "| 130"),
        MINES,
        """
        Limits
        limit | measure       | of   | value
        crews | plants in use | mine | 2
        """,
    )


@micro(
    objective=30,
    plan="""
        in use
        plant | recipe | period | in use
        North | any    | 2026   | 1
        South | any    | 2026   | 1
        East  | any    | 2026   | 1
    """,
)
def every_mine_kept_in_use() -> Tables:
    """South and East could make all 120 that are needed, but a limit wants three mines in use, at 10 each."""
    return tables(
        CITY,
        BUY_ALL.replace("| 100", "| 120"),
        MINES.split("Operating rules")[0],
        """
        Operating rules
        plant | cost in use
        North | 10
        South | 10
        East  | 10

        Limits
        limit | measure       | of     | bound    | value
        crews | plants in use | magnet | at least | 3
        """,
    )


@micro(
    objective=120,
    plan="""
        in use
        plant | recipe | period | in use
        Works | press  | 2026   | 1
        Works | press  | 2027   | 1

        runs
        plant | recipe | node              | run
        Works | press  | 2026              | 20
        Works | press  | 2027              | 100
        Works | press  | strike, 2027 / 2027 | 10
    """,
)
def in_use_is_decided_ahead() -> Tables:
    """In a strike of 2027 Works, in use, can do a tenth of its 100: less than its minimum run, which does not bind
    then. The strike has no probability: 20 + 100 of ore at 1."""
    return tables(
        CITY,
        PRESS,
        """
        Settings
        last year | 2027

        Capacity
        plant | site | existing capacity
        Works | City | 100

        Demand
        market | product | 2026 | 2027 | shortage cost
        City   | magnet  | 20   | 100  | 1000

        Operating rules
        plant | recipe | minimum run
        Works | press  | 20

        Disruptions
        disruption | action   | target | value | start | duration
        strike     | capacity | Works  | 0.1   | 2027  | 1
        """,
    )


@micro(
    objective=455,
    plan="""
        in use
        plant | recipe | period | in use
        Works | press  | 2026   | 1
        Works | press  | 2027   | 1
        Works | press  | 2028   | 1
    """,
)
def kept_in_use_rather_than_started_again() -> Tables:
    """Nothing is needed in 2027, but a second start would cost 100 and a year in use costs 55: 100 + 3 · 55, and 190 of
    ore at 1. Started twice it would be 200 + 2 · 55 + 190 = 500."""
    return tables(
        CITY,
        PRESS,
        """
        Settings
        last year | 2028

        Capacity
        plant | site | existing capacity
        Works | City | 100

        Demand
        market | product | 2026 | 2027 | 2028
        City   | magnet  | 95   | 0    | 95

        Operating rules
        plant | recipe | cost in use | start up cost
        Works | press  | 55          | 100
        """,
    )


@micro(
    objective=520,
    plan="""
        in use
        plant | recipe | period | in use
        Works | press  | 2026   | 1
        Works | press  | 2027   | 1
        Works | press  | 2028   | 0
        Works | press  | 2029   | 1
    """,
)
def a_campaign_of_two_years() -> Tables:
    """Once started Works stays in use for two years, at 110 a year: in 2027, too, when nothing is needed. The campaign
    that starts in 2029 lasts to the end of the plan: 3 · 110, and 190 of ore at 1."""
    return tables(
        CITY,
        PRESS,
        """
        Settings
        last year | 2029

        Capacity
        plant | site | existing capacity
        Works | City | 100

        Demand
        market | product | 2026 | 2027 | 2028 | 2029
        City   | magnet  | 95   | 0    | 0    | 95

        Operating rules
        plant | recipe | cost in use | minimum campaign
        Works | press  | 110         | 1.5
        """,
    )


@micro(
    objective=320,
    plan="""
        in use
        plant | recipe | period | in use
        Works | any    | 2026   | 1
        Works | any    | 2027   | 1
        Works | any    | 2028   | 0
        Works | any    | 2029   | 1
    """,
)
def a_campaign_from_before() -> Tables:
    """Started in 2025, Works stays in use for three years, two of them in the plan, at 60 a year. The next campaign is
    cut short by the end of the plan: 3 · 60, 40 to start again and 100 of ore at 1."""
    return tables(
        CITY,
        PRESS,
        """
        Settings
        last year | 2029

        Capacity
        plant | site | existing capacity
        Works | City | 100

        Demand
        market | product | 2026 | 2027 | 2028 | 2029
        City   | magnet  | 0    | 0    | 0    | 100

        Operating rules
        plant | cost in use | start up cost | minimum campaign
        Works | 60          | 40            | 3

        Decisions
        decision | action  | subject | rule         | year
        as it is | operate | Works   | already made | 2025
        """,
    )


@micro(
    objective=240,
    plan="""
        in use
        plant | recipe | period | in use
        Works | any    | 2026   | 1
        Mill  | any    | 2026   | 1

        closures
        plant | period | open
        Mill  | 2026   | 1
    """,
)
def what_is_closed_is_not_in_use() -> Tables:
    """Two plants must be in use, at 20 each, so that Mill may not be closed and costs 100; all 100 are pressed at 1."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Capacity
        plant | site | technology | existing capacity
        Works | City | pressing   | 100
        Mill  | City | pressing   | 100

        Operations
        plant | recipe
        Mill  | press

        Costs
        item | fixed opex
        Mill | 1

        Closures
        plant | closing cost
        Mill  | 0

        Operating rules
        plant | cost in use
        Works | 20
        Mill  | 20

        Limits
        limit | measure       | of       | bound    | value
        crews | plants in use | pressing | at least | 2
        """,
    )


@micro(
    objective=110,
    plan="""
        in use
        plant | recipe | period | in use
        Works | any    | 2026   | 1

        runs
        plant | recipe | node | run
        Works | press  | 2026 | 100
    """,
)
def experience_counts_in_use() -> Tables:
    """Thanks to Mill what is built at Works need not ramp up: all 100 are pressed at 1 in the first year, for 10 in
    use. Without experience 10 could be."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Capacity
        plant | site | technology | existing capacity
        Works | City | pressing   | 0
        Mill  | City | pressing   | 1

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 100

        Lead times
        project | ramp up year 1
        Line    | 10 %

        Technology
        technology | place | way  | experience
        pressing   | A     | held | 1

        Operating rules
        plant | cost in use
        Works | 10
        """,
    )


@micro(
    objective=190,
    plan="""
        in use
        plant | recipe | period | in use
        Works | any    | 2026   | 1
        Mill  | any    | 2026   | 1

        builds
        project | decided | modules
        Line    | 2026    | 1
    """,
)
def what_is_not_built_is_not_in_use() -> Tables:
    """Two plants must be in use, at 20 each, so that Mill is built for 50; all 100 are pressed at 1."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Capacity
        plant | site | technology | existing capacity
        Works | City | pressing   | 100
        Mill  | City | pressing   | 0

        Operations
        plant | recipe
        Mill  | press

        Projects
        project | plant | kind    | module size
        Line    | Mill  | modules | 10

        Costs
        item | fixed capex
        Line | 50

        Operating rules
        plant | cost in use
        Works | 20
        Mill  | 20

        Limits
        limit | measure       | of       | bound    | value
        crews | plants in use | pressing | at least | 2
        """,
    )


@micro(
    objective=150,
    plan="""
        in use
        plant | recipe | period | in use
        Works | press  | 2026   | 1
        Works | clean  | 2026   | 1
    """,
)
def a_recipe_that_needs_another() -> Tables:
    """All 100 are pressed of ore at 1, but not without cleaning, which costs 50 and of which nothing is run."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Capacity
        plant | site | existing capacity
        Works | City | 100

        Recipes
        recipe | commodity | quantity
        clean  | ore       | -2
        clean  | magnet    | 1

        Operations
        plant | recipe
        Works | clean

        Operating rules
        plant | recipe | cost in use | needs recipe
        Works | press  |             | clean
        Works | clean  | 50          |
        """,
    )


OILS = """
    Commodities
    commodity
    nut
    palm

    Suppliers
    supplier | site | commodity | price | limit
    digger   | City | ore       | 1     | 50
    grove    | City | nut       | 2     | 50
    estate   | City | palm      | 3     | 50

    Capacity
    plant | site | technology | existing capacity
    Works | City | blending   | 100

    Recipes
    recipe | commodity | quantity
    dig    | ore       | -1
    dig    | magnet    | 1
    crack  | nut       | -1
    crack  | magnet    | 1
    press  | palm      | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | dig
    Works | crack
    Works | press

    Operating rules
    plant | recipe | minimum run
    Works | dig    |
    Works | crack  | 30
    Works | press  | 20
"""


@micro(
    objective=550,
    plan="""
        in use
        plant | recipe | period | in use
        Works | dig    | 2026   | 1
        Works | crack  | 2026   | 0
        Works | press  | 2026   | 0

        purchases
        supplier | bought
        digger   | 50
        far      | 50
    """,
)
def at_most_one_recipe_in_use() -> Tables:
    """Of one feed there are 50: the cheapest, at 1, and 50 are bought at 10. Without the limit a second one at 2 would
    take their place: 150."""
    return tables(
        CITY,
        BUY_ALL,
        OILS,
        """
        Limits
        limit | measure        | of     | value
        blend | recipes in use | magnet | 1
        """,
    )


@micro(
    objective=170,
    plan="""
        in use
        plant | recipe | period | in use
        Works | dig    | 2026   | 1
        Works | crack  | 2026   | 1
        Works | press  | 2026   | 1

        runs
        plant | recipe | node | run
        Works | dig    | 2026 | 50
        Works | crack  | 2026 | 30
        Works | press  | 2026 | 20
    """,
)
def three_recipes_in_use_at_least() -> Tables:
    """A blend of three feeds takes the least of the dearer ones: 30 of nuts and 20 of palm, and 50 at 1: 50 + 60 + 60.
    Without the limit 50 and 50 of the cheapest two would cost 150."""
    return tables(
        CITY,
        BUY_ALL,
        OILS,
        """
        Limits
        limit | measure        | bound    | value
        blend | recipes in use | at least | 3
        """,
    )
