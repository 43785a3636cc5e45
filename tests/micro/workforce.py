"""Workforce, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, PRESS, WORKS, micro

LINES = """
    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 10          | 10

    Costs
    item | fixed capex
    Line | 20

    Staffing
    technology | skill | operation
    pressing   | smith | 100
"""
"""Ten lines of 10 for 20 each; each takes one smith."""

HIRING = (CITY, BUY_ALL, PRESS, WORKS, LINES)
"""What is not made by new lines is bought."""


@micro(
    objective=1610,
    plan="""
        workforce
        skill | market | period | people | need | trainees | recruits | releases
        smith | A      | 2026   | 0      | 0    | 6        | 0        | 0
        smith | A      | 2027   | 6      | 6    | 0        | 0        | 0

        builds
        project | decided | modules
        Line    | 2027    | 6
    """,
)
def training_takes_a_seat_and_a_year() -> Tables:
    """6 seats give 6 smiths in 2027. 2026: 1000 for what is bought, training 6 · 3. 2027: six lines for 120, wages 6
    · 2, ore 60, 40 bought for 400. 1018 + 592 = 1610."""
    return tables(
        *HIRING,
        """
        Settings
        last year | 2027

        Skills
        skill | market | wage | training time | training cost | training seats
        smith | A      | 2    | 1             | 3             | 6
        """,
    )


@micro(
    objective=1493,
    plan="""
        workforce
        skill | period | people | trainees
        smith | 2026   | 2      | 3
        smith | 2027   | 5      | 0
    """,
)
def a_smith_trains_so_many() -> Tables:
    """2 smiths train 3 others in 2026. 2026: two lines 40, ore 20, bought 800, wages 4, training 9. 2027: three lines
    60, ore 50, bought 500, wages 10. 873 + 620 = 1493."""
    return tables(
        *HIRING,
        """
        Settings
        last year | 2027

        Skills
        skill | market | headcount | wage | training time | training cost | training seats | trainees per trainer
        smith | A      | 2         | 2    | 1             | 3             | 20             | 1.5
        """,
    )


@micro(
    objective=792,
    plan="""
        workforce
        skill | period | people | recruits
        smith | 2026   | 8      | 4
    """,
)
def recruits_come_every_year_of_a_period() -> Tables:
    """4 recruits a year are 8 in a period of two: eight lines for 160, recruiting 8 · 5, and for two years wages 8 ·
    2, ore 80, bought 200: 160 + 40 + 2 · 296 = 792."""
    return tables(
        *HIRING,
        """
        Settings
        last year        | 2027
        years per period | 2

        Skills
        skill | market | wage | recruits from abroad | recruiting cost
        smith | A      | 2    | 4                    | 5
        """,
    )


@micro(
    objective=180,
    plan="""
        workforce
        skill | period | people | need | recruits
        smith | 2026   | 10     | 5    | 0
        smith | 2027   | 5      | 5    | 0
        smith | 2028   | 5      | 5    | 2.5
    """,
)
def half_of_the_people_leave() -> Tables:
    """5 are needed and half leave each year. Keeping all 10 in 2026 costs 5 more in wages than releasing 5, and saves
    2.5 recruits at 4. Wages 10 + 5 + 5, recruits in 2028 only 2.5 · 4, ore 150: 180."""
    return tables(
        CITY,
        PRESS,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026
        City   | magnet  | 50

        Capacity
        plant | site | technology | existing capacity
        Works | City | pressing   | 50

        Skills
        skill | market | headcount | attrition | wage | recruits from abroad | recruiting cost
        smith | A      | 10        | 50 %      | 1    | 10                   | 4

        Staffing
        technology | skill | operation
        pressing   | smith | 100
        """,
    )


@micro(
    objective=174.4,
    plan="""
        workforce
        skill | period | people | need | trainees
        smith | 2026   | 6.4    | 4    | 2.4
        smith | 2028   | 4      | 4    | 0
    """,
)
def people_over_periods_of_two_years() -> Tables:
    """4 are needed and half leave each year, so that a quarter stays from period to period. Of e who start training
    each year of the first, half are skilled in it and half in the second: 4 + e people, then (4 + e) / 4 + e = 4, so
    e = 2.4. Training 2 · 2.4 · 3, ore for four years 160: 174.4."""
    return tables(
        CITY,
        PRESS,
        """
        Settings
        last year        | 2029
        years per period | 2

        Demand
        market | product | 2026
        City   | magnet  | 40

        Capacity
        plant | site | technology | existing capacity
        Works | City | pressing   | 40

        Skills
        skill | market | headcount | attrition | training time | training cost | training seats
        smith | A      | 4         | 50 %      | 1             | 3             | 9

        Staffing
        technology | skill | operation
        pressing   | smith | 100
        """,
    )


@micro(
    objective=55,
    plan="""
        workforce
        skill | people | need | releases
        smith | 5      | 5    | 5
    """,
)
def more_people_than_needed() -> Tables:
    """A plant of 50 needs 2, and 60 for each 1000 of capacity: 5 of the 10 there are. Wages 5, ore 50."""
    return tables(
        CITY,
        PRESS,
        """
        Demand
        market | product | 2026
        City   | magnet  | 50

        Capacity
        plant | site | technology | existing capacity
        Works | City | pressing   | 50

        Skills
        skill | market | headcount | wage
        smith | A      | 10        | 1

        Staffing
        technology | skill | operation | per plant
        pressing   | smith | 60        | 2
        """,
    )


@micro(
    objective=1982,
    plan="""
        workforce
        skill | period | people | need | recruits
        smith | 2026   | 2      | 2    | 2
        smith | 2027   | 8      | 8    | 6
        smith | 2028   | 11     | 11   | 3
    """,
)
def crews_from_construction_to_full_capacity() -> Tables:
    """A line of 100 under construction in 2026: 2 people. Half ramped up in 2027: 5 for 50 in operation, 2 for 50 in
    commissioning, 1 for the plant. Full in 2028: 10 + 1. Wages 21, recruits 11, capital 300, bought 1000 + 500, ore
    50 + 100: 1982. Without the line: 3000."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2028

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 100

        Lead times
        project | construction | ramp up year 1
        Line    | 1            | 50 %

        Costs
        item | fixed capex
        Line | 300

        Skills
        skill | market | wage | recruits from abroad | recruiting cost
        smith | A      | 1    | 20                   | 1

        Staffing
        technology | skill | operation | per plant | construction | commissioning
        pressing   | smith | 100       | 1         | 20           | 40
        """,
    )


@micro(
    objective=2476,
    plan="""
        workforce
        skill | period | people | trainees
        smith | 2026   | 0      | 4
        smith | 2027   | 2      | 2
        smith | 2028   | 5      | 0
    """,
)
def training_for_a_year_and_a_half() -> Tables:
    """Of 4 who start over 2026, half are skilled in 2027, all in 2028, and they hold 4 seats in 2026, 2 in 2027. So 2
    more start in 2027, of whom half are skilled in 2028: 2, then 5 smiths. Bought 1000 + 800 + 500, five lines 100,
    ore 20 + 50, training 6: 2476."""
    return tables(
        *HIRING,
        """
        Settings
        last year | 2028

        Skills
        skill | market | training time | training cost | training seats
        smith | A      | 1.5           | 1             | 4
        """,
    )


@micro(
    objective=2368,
    plan="""
        workforce
        skill | period | trainees | people
        smith | 2026   | 4        | 2
        smith | 2028   | 0        | 8
    """,
)
def seats_in_periods_of_two_years() -> Tables:
    """Of those who start in 2026, each for a year and a half, three quarters of a seat are taken in 2026 and 2027, and
    of those who start in 2027 half a seat, and a quarter in 2028 and 2029: 4 a year take 5 seats, then 1. A quarter
    are skilled in the first period, all of the 8 in the second. 2026: 2 · (800 + 20), two lines 40, training 2 · 4.
    2028: 2 · (200 + 80), six lines 120."""
    return tables(
        *HIRING,
        """
        Settings
        last year        | 2029
        years per period | 2

        Skills
        skill | market | training time | training cost | training seats 2027 | training seats 2028
        smith | A      | 1.5           | 1             | 5                   | 1
        """,
    )


@micro(
    objective=380,
    plan="""
        builds
        project   | modules
        Line      | 2
        Town line | 4
    """,
)
def a_labour_market_of_its_own_and_a_shared_one() -> Tables:
    """Country A has 2 smiths of its own; B draws on the 5 of the bloc, of whom it takes 4. So 20 of 40 are made in
    City, 40 of 40 in Town: six lines 120, ore 60, and 20 bought in City for 200: 380."""
    return tables(
        PRESS,
        WORKS,
        LINES,
        """
        Countries
        country | bloc
        A       | union
        B       | union

        Sites
        site | country
        City | A
        Town | B

        Commodities
        commodity
        ore
        magnet

        Demand
        market | product | 2026
        City   | magnet  | 40
        Town   | magnet  | 40

        Suppliers
        supplier    | site | commodity | price
        far         | City | magnet    | 10
        farther     | Town | magnet    | 20
        Town digger | Town | ore       | 1

        Capacity
        plant | site | technology
        Mill  | Town | pressing

        Operations
        plant | recipe
        Mill  | press

        Projects
        project   | plant | kind    | module size | maximum modules
        Town line | Mill  | modules | 10          | 10

        Costs
        item      | fixed capex
        Town line | 20

        Skills
        skill | market | headcount
        smith | union  | 5
        smith | A      | 2
        """,
    )


SMITHS = """
    Capacity
    plant | site | technology | existing capacity
    Works | City | pressing   | 100

    Staffing
    technology | skill | per plant | output per person
    pressing   | smith | 1         | 15

    Skills
    skill | market | headcount | wage
    smith | A      | 5         | {wage}
"""
"""Of five smiths one is needed whatever Works makes; each of the others makes 15 of 100."""


@micro(
    objective=465,
    plan="""
        capacity
        plant | node | capacity | used
        Works | 2026 | 100      | 60

        workforce
        skill | market | period | people | need | releases
        smith | A      | 2026   | 5      | 5    | 0
    """,
)
def a_plant_at_part_load_for_want_of_people() -> Tables:
    """Five smiths press 60 of ore at 1, at a wage of 1; 40 are bought at 10: 60 + 5 + 400."""
    return tables(CITY, BUY_ALL, PRESS, SMITHS.format(wage=1))


@micro(
    objective=2055,
    plan="""
        runs
        plant | recipe | node             | run
        Works | press  | stop, 2026 / 2026 | 60

        workforce
        skill | market | period | people | need
        smith | A      | 2026   | 5      | 1
    """,
)
def output_in_a_disruption_as_far_as_people_allow() -> Tables:
    """100 are bought at 0.5, unless the seller stops: then 60 are pressed of ore at 1 by the smiths who are there, and
    40 are missed at 100. Each is as likely: (50 + 60 + 4000) / 2."""
    return tables(
        CITY,
        PRESS,
        SMITHS.format(wage=0),
        """
        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 100  | 100

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 0.5

        Disruptions
        disruption | action   | target | probability
        stop       | capacity | far    | 50 %
        """,
    )


@micro(
    objective=190,
    plan="""
        workforce
        skill | market | period | people | need | recruits
        smith | A      | 2026   | 3      | 2.5  | 3
    """,
)
def whole_people_are_employed() -> Tables:
    """Works needs 2.5 smiths: three are recruited at 10 each and paid 20 each, and press 100 of ore at 1."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Capacity
        plant | site | technology | existing capacity
        Works | City | pressing   | 100

        Staffing
        technology | skill | operation
        pressing   | smith | 25

        Skills
        skill | market | wage | recruits from abroad | recruiting cost | whole people
        smith | A      | 20   | 10                   | 10              | yes
        """,
    )
