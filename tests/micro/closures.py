"""Closures, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, micro

DIG = """
    Recipes
    recipe | commodity | quantity
    dig    | ore       | 1

    Operations
    plant | recipe
    Pit   | dig
"""
"""What Pit does, without inputs."""

SELLER = """
    Suppliers
    supplier | site | commodity | price
    seller   | City | ore       | 10
"""

PIT = """
    Capacity
    plant | site | technology | existing capacity
    Pit   | City | digging    | 10
"""


@micro(
    objective=-13,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 1    | 0          | 0
        Pit   | 2027   | 0    | 0          | 1
        Pit   | 2028   | 0    | 0          | 1
        Hill  | 2026   | 1    | 0          | 0
        Hill  | 2027   | 1    | 0          | 0
        Hill  | 2028   | 1    | 0          | 0

        costs
        cost             | item       | node | amount
        existing plants  | Pit        | 2026 | 5
        existing plants  | Pit        | 2027 | 5
        existing plants  | Pit        | 2028 | 5
        existing plants  | Hill       | 2026 | 4
        existing plants  | Hill       | 2027 | 4
        existing plants  | Hill       | 2028 | 4
        fixed cost saved | Pit        | 2027 | -5
        fixed cost saved | Pit        | 2028 | -5
        sales            | smelter    | 2026 | -20
        sales            | smelter    | 2028 | -10
    """,
)
def a_mine_is_closed_to_save_royalty() -> Tables:
    """After the mines of H. P. Williams: a royalty, of 5 for Pit and 4 for Hill, as long as a mine is open, working or
    idle; once closed it is not reopened. The smelter takes 20, then nothing, then 10 at 1. Pit works for a year and is
    closed; Hill stands idle for a year, as it could not be reopened: 20 − 9 − 4 + 10 − 4 = 13. Both closed: 11. Both
    kept: 3."""
    return tables(
        CITY,
        PIT,
        DIG,
        """
        Settings
        last year | 2028

        Capacity
        plant | site | technology | existing capacity
        Hill  | City | digging    | 10

        Operations
        plant | recipe
        Hill  | dig

        Costs
        item | fixed opex
        Pit  | 0.5
        Hill | 0.4

        Outlets
        outlet  | site | commodity | price | limit 2026 | limit 2027 | limit 2028
        smelter | City | ore       | 1     | 20         | 0          | 10

        Closures
        plant | closing cost
        Pit   | 0
        Hill  | 0
        """,
    )


@micro(
    objective=98,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 1    | 0          | 0
        Pit   | 2028   | 0    | 1          | 0
        Pit   | 2030   | 1    | 0          | 0

        costs
        cost             | node | amount
        existing plants  | 2026 | 40
        existing plants  | 2028 | 40
        existing plants  | 2030 | 40
        fixed cost saved | 2028 | -40
        mothballing      | 2028 | 10
        reopening        | 2030 | 8
    """,
)
def mothballed_for_a_period() -> Tables:
    """Periods of two years; nothing is needed in the second. Open costs 20 a year, mothballed 5, reopening 8 once: 40 +
    10 + 8 + 40 = 98, against 120 for standing idle."""
    return tables(
        CITY,
        PIT,
        DIG,
        SELLER,
        """
        Settings
        last year        | 2031
        years per period | 2

        Demand
        market | product | 2027 | 2028 | 2029 | 2030
        City   | ore     | 10   | 0    | 0    | 10

        Costs
        item | fixed opex
        Pit  | 2

        Closures
        plant | mothball cost | reopening cost
        Pit   | 0.5           | 8
        """,
    )


@micro(
    objective=93,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 1    | 0          | 0
        Pit   | 2027   | 0    | 1          | 0
        Pit   | 2028   | 1    | 0          | 0
        Pit   | 2029   | 1    | 0          | 0
        Pit   | 2030   | 1    | 0          | 0
    """,
)
def too_late_to_be_mothballed() -> Tables:
    """10 are needed in 2026 and 2028. Mothballed in 2027, the last year in which that may be done, and reopened for
    2028: 20 + 5 + 8 + 20; then it stands idle for two years at 20: 93. Mothballed to the end, 2028 would buy for
    100."""
    return tables(
        CITY,
        PIT,
        DIG,
        SELLER,
        """
        Settings
        last year | 2030

        Demand
        market | product | 2026 | 2027 | 2028 | 2029
        City   | ore     | 10   | 0    | 10   | 0

        Costs
        item | fixed opex
        Pit  | 2

        Closures
        plant | mothball cost | reopening cost | latest
        Pit   | 0.5           | 8              | 2027
        """,
    )


@micro(
    objective=92,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 1    | 0          | 0
        Pit   | 2028   | 0    | 0          | 1

        costs
        cost             | node | amount
        existing plants  | 2026 | 40
        existing plants  | 2028 | 40
        fixed cost saved | 2028 | -40
        closing          | 2028 | 12
        purchases        | 2026 | 20
        purchases        | 2028 | 20
    """,
)
def closed_as_soon_as_may_be() -> Tables:
    """Digging costs 5, ore costs 1, so the pit is of no use. The first period of two years that starts from 2027 on is
    that of 2028: 2 · 20 for keeping it, 12 for closing, 40 for ore: 92."""
    return tables(
        CITY,
        PIT,
        DIG,
        """
        Settings
        last year        | 2029
        years per period | 2

        Demand
        market | product | 2026
        City   | ore     | 10

        Suppliers
        supplier | site | commodity | price
        seller   | City | ore       | 1

        Costs
        item | fixed opex | variable opex
        Pit  | 2          | 5

        Closures
        plant | closing cost | earliest
        Pit   | 12           | 2027
        """,
    )


@micro(
    objective=28,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 0    | 1          | 0

        workforce
        skill  | people | need
        digger | 1      | 1
    """,
)
def people_are_freed_for_the_other_plant() -> Tables:
    """There is one digger, and each plant needs one. Pit digs at 5, Hill at 1, so Pit is mothballed for 1 a year: 2 ·
    (10 + 1 + wage 3) = 28."""
    return tables(
        CITY,
        PIT,
        DIG,
        """
        Settings
        last year        | 2027
        years per period | 2

        Capacity
        plant | site | technology | existing capacity
        Hill  | City | digging    | 10

        Operations
        plant | recipe
        Hill  | dig

        Demand
        market | product | 2026
        City   | ore     | 10

        Costs
        item | variable opex
        Pit  | 5
        Hill | 1

        Skills
        skill  | market | headcount | wage
        digger | A      | 1         | 3

        Staffing
        technology | skill  | operation
        digging    | digger | 100

        Closures
        plant | mothball cost
        Pit   | 0.1
        """,
    )


@micro(
    objective=39,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 0    | 1          | 0
        Pit   | 2027   | 1    | 0          | 0

        capacity
        plant | node             | capacity | used
        Pit   | 2027             | 10       | 0
        Pit   | cut, 2027 / 2027 | 10       | 10
    """,
)
def reopened_in_case() -> Tables:
    """Ore costs 1, digging 5. With 10 % nothing is sold in 2027, and what is short costs 50. Reopening is no reaction:
    Pit is mothballed in 2026 for 2 and open in 2027 for 3 + 10, needed or not: 10 + 9 + 0.1 · 50 + 15 = 39. Open in
    both years: 44. Never: 10 + 9 + 50 + 4."""
    return tables(
        CITY,
        PIT,
        DIG,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | shortage cost
        City   | ore     | 10   | 50

        Suppliers
        supplier | site | commodity | price
        seller   | City | ore       | 1

        Costs
        item | fixed opex | variable opex
        Pit  | 1          | 5

        Closures
        plant | mothball cost | reopening cost
        Pit   | 0.2           | 3

        Disruptions
        disruption | action   | target | start | probability
        cut        | capacity | seller | 2027  | 10 %
        """,
    )


@micro(
    objective=40,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 0    | 0          | 1
        Hill  | 2026   | 1    | 0          | 0

        limits
        limit   | actual
        at home | 10
    """,
)
def capacity_that_must_stand_is_open() -> Tables:
    """Nothing is dug, as ore costs 1 and digging 5; but 10 of capacity must stand. Hill is kept, for 10 a year, and Pit
    closed, which would cost 20: 2 · (10 + 10) = 40."""
    return tables(
        CITY,
        PIT,
        DIG,
        """
        Settings
        last year        | 2027
        years per period | 2

        Capacity
        plant | site | technology | existing capacity
        Hill  | City | digging    | 10

        Operations
        plant | recipe
        Hill  | dig

        Demand
        market | product | 2026
        City   | ore     | 10

        Suppliers
        supplier | site | commodity | price
        seller   | City | ore       | 1

        Costs
        item | fixed opex | variable opex
        Pit  | 2          | 5
        Hill | 1          | 5

        Closures
        plant | closing cost
        Pit   | 0
        Hill  | 0

        Limits
        limit   | measure  | of      | scope | bound    | value
        at home | capacity | digging | A     | at least | 10
        """,
    )


@micro(
    objective=73,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 0    | 1          | 0
        Pit   | 2027   | 1    | 0          | 0
        Pit   | 2028   | 1    | 0          | 0

        builds
        project | decided | size
        Line    | 2027    | 10
    """,
)
def built_while_open() -> Tables:
    """20 are needed in 2028 only. A line of 10 for 30 takes a year, in which the plant must be open: mothballed for 1
    in 2026, reopened for 2 and open for 20 in 2027 and in 2028: 30 + 1 + 2 + 40 = 73. Built in 2026, and mothballed
    with the line in 2027: 30 + 20 + 2 + 2 + 20 = 74."""
    return tables(
        CITY,
        PIT,
        DIG,
        SELLER,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2027 | 2028
        City   | ore     | 0    | 20

        Projects
        project | plant | kind    | module size
        Line    | Pit   | modules | 10

        Lead times
        project | construction
        Line    | 1

        Costs
        item | fixed opex | fixed capex
        Pit  | 2          |
        Line |            | 30

        Closures
        plant | mothball cost | reopening cost
        Pit   | 0.1           | 2
        """,
    )


@micro(
    objective=100,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 1    | 0          | 0
        Pit   | 2027   | 1    | 0          | 0

        capacity
        plant | node | capacity | used
        Pit   | 2026 | 20       | 20
        Pit   | 2027 | 20       | 10
    """,
)
def what_was_built_does_not_work_alone() -> Tables:
    """20 are needed, then 10. What stood costs 30 a year, a line of 10 costs 20 and 10 a year. In 2027 the line would
    be enough, but closing, for 5, is of the whole plant: 20 + 2 · (30 + 10) = 100."""
    return tables(
        CITY,
        PIT,
        DIG,
        SELLER,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | 2027
        City   | ore     | 20   | 10

        Projects
        project | plant | kind    | module size
        Line    | Pit   | modules | 10

        Costs
        item | fixed opex | fixed capex
        Pit  | 3          |
        Line | 1          | 20

        Closures
        plant | closing cost
        Pit   | 5
        """,
    )


@micro(
    objective=103,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 1    | 0          | 0
        Pit   | 2027   | 1    | 0          | 0
        Pit   | 2028   | 0    | 0          | 1

        builds
        project | decided | size
        Line    | 2027    | 20

        workforce
        period | people | need
        2026   | 5      | 2
        2027   | 5      | 5
        2028   | 0      | 0

        costs
        cost             | node | amount
        existing plants  | 2026 | 10
        existing plants  | 2027 | 10
        existing plants  | 2028 | 10
        built plants     | 2027 | 20
        built plants     | 2028 | 20
        fixed cost saved | 2028 | -30
        closing          | 2028 | 5
        capital          | 2027 | 48
        salvage          | 2028 | -6
        salvage lost     | 2028 | 6
        wages            | 2026 | 5
        wages            | 2027 | 5
    """,
)
def closed_with_what_was_built() -> Tables:
    """10 are needed, then 30, then nothing. A line of 20 for 8 + 2 · 20 is built in 2027, and half of its life, worth a
    quarter, would be left: 6. Closing for 5 in 2028 saves 30 of fixed opex and the wages of 5 people, and loses the
    salvage: 48 + 10 + 30 + 5 + 10 = 103. Kept open: 48 + 10 + 60 − 6 + 15 = 127."""
    return tables(
        CITY,
        PIT,
        DIG,
        SELLER,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026 | 2027 | 2028
        City   | ore     | 10   | 30   | 0

        Projects
        project | plant | kind | maximum size | life
        Line    | Pit   | size | 40           | 4

        Costs
        item | fixed opex | fixed capex | capex per unit | salvage
        Pit  | 1          |             |                |
        Line | 1          | 8           | 2              | 25 %

        Skills
        skill  | market | headcount | wage
        digger | A      | 5         | 1

        Staffing
        technology | skill  | operation | per plant
        digging    | digger | 100       | 1

        Closures
        plant | closing cost
        Pit   | 5
        """,
    )


@micro(
    objective=93,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 1    | 0          | 0
        Pit   | 2027   | 0    | 1          | 0
        Pit   | 2028   | 1    | 0          | 0

        costs
        cost             | node | amount
        existing plants  | 2026 | 20
        existing plants  | 2027 | 20
        existing plants  | 2028 | 20
        built plants     | 2026 | 10
        built plants     | 2027 | 10
        built plants     | 2028 | 10
        capital          | 2026 | 20
        fixed cost saved | 2027 | -30
        mothballing      | 2027 | 10
        reopening        | 2028 | 3
    """,
)
def mothballed_with_what_was_built() -> Tables:
    """20 are needed, nothing, 20. What stood costs 20 a year, a line of 10 costs 20 and 10 a year. In 2027 all 20 are
    mothballed for 0.5 each, then reopened for 3: 20 + 30 + 10 + 3 + 30 = 93."""
    return tables(
        CITY,
        DIG,
        SELLER,
        """
        Settings
        last year | 2028

        Capacity
        plant | site | existing capacity | maximum capacity
        Pit   | City | 10                | 25

        Demand
        market | product | 2026 | 2027 | 2028
        City   | ore     | 20   | 0    | 20

        Projects
        project | plant | kind    | module size | maximum modules
        Line    | Pit   | modules | 10          | 2

        Costs
        item | fixed opex | fixed capex
        Pit  | 2          |
        Line | 1          | 20

        Closures
        plant | mothball cost | reopening cost
        Pit   | 0.5           | 3
        """,
    )
