"""Technology, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, MINE_AND_CITY, PRESS, WORKS, micro

LINE = """
    Projects
    project | plant | kind    | module size
    Line    | Works | modules | 100

    Costs
    item | fixed capex
    Line | 50
"""
"""A line for 50 that makes all that is needed: of ore for 100 a year, instead of buying for 1000."""

HALL = """
    Capacity
    plant | site | technology | existing capacity
    Works | City | pressing   | 20

    Projects
    project | plant | kind    | module size
    Hall    | Works | modules | 80

    Costs
    item | fixed capex
    Hall | 50
"""
"""Works that make 20, and for 50 the other 80 too: of ore for 100 a year, instead of 20 and 800 for what is bought."""


@micro(
    objective=1344,
    plan="""
        technology
        technology | place | way     | decided | held from | cost
        pressing   | A     | licence | 2026    | 2027      | 160

        builds
        project | decided
        Line    | 2027

        costs
        cost       | category  | item                         | country | node | amount | present value
        technology | capital   | pressing · A · licence · 2026 | A       | 2026 | 160    | 160
        capital    | capital   | Line · 2027                   | A       | 2027 | 50     | 40
        purchases  | purchases | far                           | A       | 2026 | 1000   | 1000
        purchases  | purchases | digger                        | A       | 2027 | 100    | 80
        purchases  | purchases | digger                        | A       | 2028 | 100    | 64
    """,
)
def a_licence_is_quicker_than_own_development() -> Tables:
    """Three years are worth 1, 0.8 and 0.64. With a licence for 160 the line stands in 2027: 160 + 1000 + 0.8 · (50 +
    100) + 64 = 1344. Own development takes until 2028, for 50 in each of two years: 50 + 40 + 1000 + 800 + 0.64 · (50 +
    100) = 1986. Buying all: 2440."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        LINE,
        """
        Settings
        last year     | 2028
        discount rate | 25 %

        Technology
        technology | place | way             | cost | years
        pressing   | A     | own development | 100  | 2
        pressing   | A     | licence         | 160  | 1
        """,
    )


@micro(
    objective=5000,
    plan="""
        technology
        technology | decided | held from | cost
        pressing   | 2028    | 2030.5    | 300

        costs
        cost       | item                                  | node | amount
        technology | pressing · A · own development · 2028 | 2028 | 240
        technology | pressing · A · own development · 2028 | 2030 | 60
        capital    | Line · 2028                           | 2028 | 40
        capital    | Line · 2028                           | 2030 | 10
        purchases  | far                                   | 2026 | 2000
        purchases  | far                                   | 2028 | 2000
        purchases  | far                                   | 2030 | 500
        purchases  | digger                                | 2030 | 150
    """,
)
def spent_over_the_years_of_development() -> Tables:
    """Periods of two years. Not before 2027, so from 2028 on, development takes two and a half years: four fifths of
    300 fall into the first of two periods. So does building the line, which runs from the middle of 2030 on, three
    quarters of the last period: 2 · 2000 + 2 · (25 · 10 + 75) + 300 + 50. Buying all: 6000."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        LINE,
        """
        Settings
        last year        | 2031
        years per period | 2

        Lead times
        project | construction
        Line    | 2.5

        Technology
        technology | place | way             | cost | years | earliest decision
        pressing   | A     | own development | 300  | 2.5   | 2027
        """,
    )


@micro(
    objective=230,
    plan="""
        builds
        project | modules
        Mill 1  | 1

        capacity
        plant | used
        Old   | 20
        Mill  | 80
    """,
)
def built_only_where_it_is_held() -> Tables:
    """Pressing is held in A. In B old works go on making 20, but the line for 10 cannot be built; the mill in A can,
    for 50, and each magnet comes from there for 1: 20 + 50 + 80 + 80 = 230. With the line it would be 110."""
    return tables(
        MINE_AND_CITY,
        BUY_ALL,
        """
        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1
        digger 2 | Mine | ore       | 1

        Capacity
        plant | site | technology | existing capacity
        Old   | City | pressing   | 20
        Works | City | pressing   |
        Mill  | Mine | pressing   |

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Old   | press
        Works | press
        Mill  | press

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 80
        Mill 1  | Mill  | modules | 80

        Costs
        item   | fixed capex
        Line   | 10
        Mill 1 | 50

        Routes
        from | to   | commodity | freight
        Mine | City | magnet    | 1

        Technology
        technology | place | way
        pressing   | A     | held
        """,
    )


@micro(
    objective=740,
    plan="""
        technology
        technology | place | way     | cost
        pressing   | ally  | licence | 100

        builds
        project | country | size
        Line    | A       | 60

        costs
        cost       | item                            | country | amount
        technology | pressing · ally · licence · 2026 | ally    | 100
        capital    | Line · 2026                     | A       | 60
        purchases  | far                             | A       | 400
        purchases  | digger                          | A       | 60
        purchases  | other                           | B       | 120
    """,
)
def allies_share_what_they_acquire() -> Tables:
    """One licence for 100 is good for A, where 60 are made for 1 each and 40 more bought at 10, and for B, where 20 are
    needed: bought at 6, or made by a line for 30. But that is capital of B, whose fund of 120 pays for the licence too:
    100 + 60 + 60 + 400 + 120 = 740. With both lines it would be 670."""
    return tables(
        """
        Countries
        country | bloc
        A       | ally
        B       | ally

        Sites
        site | country
        City | A
        Town | B

        Commodities
        commodity
        ore
        magnet
        """,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Demand
        market | product | 2026
        Town   | magnet  | 20

        Suppliers
        supplier | site | commodity | price
        other    | Town | magnet    | 6
        digger 2 | Town | ore       | 1

        Capacity
        plant | site | technology
        Mill  | Town | pressing

        Operations
        plant | recipe
        Mill  | press

        Projects
        project | plant | kind | maximum size
        Line    | Works | size | 60
        Row     | Mill  | size | 60

        Costs
        item | fixed capex
        Line | 60
        Row  | 30

        Funds
        fund | pays for | scope | total
        of B | capital  | B     | 120

        Technology
        technology | place | way     | cost
        pressing   | ally  | licence | 100
        """,
    )


@micro(
    objective=1224,
    plan="""
        technology
        way     | decided | held from
        licence | 2026    | 2027

        capacity
        node             | used
        2026             | 20
        2027             | 100
        2028             | 100
        ban, 2026 / 2026 | 20
        ban, 2026 / 2027 | 40
        ban, 2027 / 2027 | 100
        ban, 2027 / 2028 | 100
    """,
)
def a_licence_under_way_is_banned() -> Tables:
    """A licence for 100 is held after a year, and the hall, for 50, built then. With 10 % licences are banned for nine
    months of 2026: it comes so much later, and in 2027 the hall runs for a quarter of the year, beside the 20 that
    stand: 40 are made and 600 spent on 60. If they are banned in 2027 it is held already. 820 + 0.8 · 100 + 0.1 · 640 +
    0.1 · 100 + 100 + 150 = 1224. Nobody can ban own development, but that costs 220 and so 1290; buying all 2460."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        HALL,
        """
        Settings
        last year | 2028

        Technology
        technology | place | way             | cost | years
        pressing   | A     | licence         | 100  | 1
        pressing   | A     | own development | 220  | 1

        Disruptions
        disruption | action  | target | start      | duration | recovery | probability
        ban        | licence | A      | 2026; 2027 | 0.75     | 1.25     | 10 %
        """,
    )


@micro(
    objective=2295,
    plan="""
        technology
        decided | held from
        2027    | 2028

        capacity
        node             | used
        2028             | 100
        ban, 2026 / 2028 | 50
    """,
)
def a_licence_is_decided_while_it_is_banned() -> Tables:
    """A licence that is decided in 2027 for 100 takes a year. With 10 % none are given for a year and a half from 2026
    on, so that work on it starts in the middle of 2027, and the line for 50 stands still for half of 2028: 2000 + 0.9 ·
    100 + 0.1 · (50 + 500) + 150."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        LINE,
        """
        Settings
        last year | 2028

        Technology
        technology | place | way     | cost | years | earliest decision
        pressing   | A     | licence | 100  | 1     | 2027

        Disruptions
        disruption | action  | target   | start | duration | recovery | probability
        ban        | licence | pressing | 2026  | 1.5      | 1.5      | 10 %
        """,
    )


@micro(
    objective=1670,
    plan="""
        technology
        way             | decided | held from
        licence         | 2026    | 2027
        own development | 2026    | 2028.5

        royalties
        plant | node | licensed
        Works | 2027 | 80
        Works | 2028 | 40

        costs
        cost       | node | amount
        purchases  | 2026 | 800
        purchases  | 2026 | 20
        purchases  | 2027 | 100
        purchases  | 2028 | 100
        purchases  | 2029 | 100
        capital    | 2027 | 50
        technology | 2026 | 60
        technology | 2026 | 80
        technology | 2027 | 80
        technology | 2028 | 40
        royalties  | 2027 | 160
        royalties  | 2028 | 80
    """,
)
def a_royalty_until_own_development_is_done() -> Tables:
    """A licence for 60 is held in 2027, for a royalty of 2 on each of the 80 that the hall makes, but not on the 20
    that were made before. Own development for 200 makes an end of it in the middle of 2028. 820 + 3 · 100 + 50 + 60 +
    200 + 160 + 80 = 1670. On the licence alone: 820 + 3 · 260 + 110 = 1710. By own development alone: 2 · 820 + (60 +
    400) + 100 + 250 = 2450."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        HALL,
        """
        Settings
        last year | 2029

        Technology
        technology | place | way             | cost | years | royalty
        pressing   | A     | licence         | 60   | 1     | 2
        pressing   | A     | own development | 200  | 2.5   |
        """,
    )


@micro(
    objective=362.5,
    plan="""
        experience
        project | decided | size
        Line    | 2026    | 100

        capacity
        plant | node | capacity | used
        Old   | 2026 | 10       | 0
        Old   | 2027 | 10       | 0
        Works | 2026 | 87.5     | 87.5
        Works | 2027 | 100      | 100
    """,
)
def experience_of_what_stands() -> Tables:
    """A line ramps up over 50 and 75 % in its first two years. Old works nearby, which stand idle, save one and a half
    years of that: 75 % for half a year, then all. 50 + 87.5 + 125 + 100 = 362.5. Without: 50 + 50 + 500 + 75 + 250 =
    925."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        LINE,
        """
        Settings
        last year | 2027

        Capacity
        plant | site | technology | existing capacity
        Old   | City | pressing   | 10

        Lead times
        project | ramp up year 1 | ramp up year 2
        Line    | 50 %           | 75 %

        Technology
        technology | place | way  | experience
        pressing   | A     | held | 1.5
        """,
    )


@micro(
    objective=465,
    plan="""
        builds
        project | decided | size
        Pilot   | 2026    | 10
        Line    | 2027    | 100

        experience
        project | decided | size
        Line    | 2027    | 100

        capacity
        plant | node | used
        Yard  | 2026 | 5
        Yard  | 2027 | 10
        Works | 2027 | 100
    """,
)
def a_pilot_for_its_experience() -> Tables:
    """10 magnets are needed in 2026, 110 in 2027, at 10 or of ore at 1. What is built makes half in its first year,
    unless a plant came before. From 2027 on up to three lines of 50 can be built, for 50 each. After a pilot that makes
    10, for 200, two of them make the rest: 300 + 55 + 110 = 465. One line after a pilot: 250 + 55 + 60 + 500 = 865.
    Without the pilot two make half of 100, three of 150: 100 + 100 + 50 + 600 = 850, 100 + 150 + 75 + 350 = 675."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 10   | 110

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Capacity
        plant | site | technology
        Yard  | City | pressing

        Operations
        plant | recipe
        Yard  | press

        Projects
        project | plant | kind    | module size | maximum modules | earliest decision
        Pilot   | Yard  | modules | 10          | 1               |
        Line    | Works | modules | 50          | 3               | 2027

        Lead times
        project | ramp up year 1
        Pilot   | 50 %
        Line    | 50 %

        Costs
        item  | fixed capex
        Pilot | 200
        Line  | 50

        Technology
        technology | place | way  | experience
        pressing   | A     | held | 1
        """,
    )


@micro(
    objective=220,
    plan="""
        builds
        project | decided | modules | size
        Pilot   | 2026    | 1       | 1
        Line    | 2027    | 2       | 100

        experience
        project | decided | size
        Line    | 2027    | 100
    """,
)
def nothing_is_learned_of_a_pilot_of_nothing() -> Tables:
    """100 magnets are needed in 2027, at 10 or of ore at 1. Two lines of 50 for 50 each make half in their first year,
    unless a plant came before: 100 + 50 + 500 = 650. A pilot costs 20 a unit, of up to a million; less than a millionth
    of that, 1, is no pilot: 20 + 100 + 100 = 220."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 0    | 100

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Capacity
        plant | site | technology
        Yard  | City | pressing

        Operations
        plant | recipe
        Yard  | press

        Projects
        project | plant | kind    | module size | maximum modules | maximum size | earliest decision
        Pilot   | Yard  | size    |             |                 | 1000000      |
        Line    | Works | modules | 50          | 2               |              | 2027

        Lead times
        project | ramp up year 1
        Line    | 50 %

        Costs
        item  | capex per unit | fixed capex
        Pilot | 20             |
        Line  |                | 50

        Technology
        technology | place | way  | experience
        pressing   | A     | held | 1
        """,
    )
