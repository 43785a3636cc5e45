"""Investment, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, PRESS, WORKS, micro

TWO_YEARS_OF_TEN = f"""
{CITY}
{PRESS}
{WORKS}
    Settings
    last year | 2027

    Demand
    market | product | 2026
    City   | magnet  | 10

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10

    Projects
    project | plant | kind    | module size
    Line    | Works | modules | 10
"""
"""10 a year for two years, bought at 10 or made of ore at 1 by a line that may be built."""


@micro(
    objective=760,
    plan="""
        builds
        project | decided | modules | size | capex
        Line    | 2026    | 2       | 120  | 440
    """,
)
def whole_modules() -> Tables:
    """Over two years. Modules of 60 cost 100 and 2 a unit, 220 once, and 30 a year to keep. None: 2 · 1000. One: 220
    + 2 · (30 + 60 + 400) = 1200. Two, of which only 100 are used: 440 + 2 · (60 + 100) = 760."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Settings
        last year        | 2027
        years per period | 2

        Projects
        project | plant | kind    | module size | maximum modules
        Line    | Works | modules | 60          | 2

        Costs
        item | fixed capex | capex per unit | fixed opex
        Line | 100         | 2              | 0.5
        """,
    )


@micro(
    objective=620,
    plan="""
        builds
        project | decided | modules | size
        Line    | 2026    | 1       | 20
        Line    | 2027    | 1       | 20
        Line    | 2028    | 1       | 20
    """,
)
def no_more_modules_than_there_are() -> Tables:
    """Demand 20, 40, 60, 80 is bought at 10, or made by modules of 20 that cost 20 and then 1 a unit and year. There
    are three, built as demand grows; the last year buys 20. Capital 60, keeping 20 + 40 + 60 + 60 = 180, as much ore,
    200 for what is bought: 620."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2029

        Demand
        market | product | 2026 | 2029
        City   | magnet  | 20   | 80

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Projects
        project | plant | kind    | module size | maximum modules
        Line    | Works | modules | 20          | 3

        Costs
        item | fixed capex | fixed opex
        Line | 20          | 1
        """,
    )


@micro(
    objective=260,
    plan="""
        builds
        project | decided | modules | size
        Line    | 2026    | 1       | 30
    """,
)
def a_size_only_once() -> Tables:
    """Demand 30, then 60. A line of at most 30 costs 20; it is not built twice, so the second year buys 30 at 6: 20 +
    30 + 30 + 180 = 260."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 30   | 60

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 6

        Projects
        project | plant | kind | maximum size
        Line    | Works | size | 30

        Costs
        item | fixed capex
        Line | 20
        """,
    )


@micro(
    objective=240,
    plan="""
        builds
        project | modules | size
        Line    | 1       | 80
    """,
)
def a_size_not_below_its_least() -> Tables:
    """Demand 60, a line of 80 to 200 for 100 and 1 a unit: 100 + 80 + 60 = 240, against 600 for buying at 10."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Demand
        market | product | 2026
        City   | magnet  | 60

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Projects
        project | plant | kind | minimum size | maximum size
        Line    | Works | size | 80           | 200

        Costs
        item | fixed capex | capex per unit
        Line | 100         | 1
        """,
    )


@micro(
    objective=300,
    plan="""
        builds
        project | modules | size
        Large   | 1       | 100
    """,
)
def one_scale_of_two() -> Tables:
    """None: 1000. A small line of at most 50 for 10: 10 + 50 + 500 = 560. A large one of at least 80 for 100 and 1 a
    unit: 100 + 100 + 100 = 300. Both, 50 and 80, would cost 290, but they are one choice."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Projects
        project | plant | kind | minimum size | maximum size | choice group
        Small   | Works | size |              | 50           | scale
        Large   | Works | size | 80           | 200          | scale

        Costs
        item  | fixed capex | capex per unit
        Small | 10          |
        Large | 100         | 1
        """,
    )


@micro(
    objective=575,
    plan="""
        builds
        project | modules | size
        Small   | 5       | 50
    """,
)
def modules_of_one_scale() -> Tables:
    """Five small lines of 10 for 5 each: 25 + 50 + 500 = 575. One large line of 30 for 20: 750. Not both."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Projects
        project | plant | kind    | module size | maximum modules | choice group
        Small   | Works | modules | 10          | 5               | scale
        Large   | Works | modules | 30          | 1               | scale

        Costs
        item  | fixed capex
        Small | 5
        Large | 20
        """,
    )


@micro(
    objective=1250,
    plan="""
        builds
        project | decided | construction from | online | modules
        Rail    | 2026    | 2026              | 2027   | 1
        Line    | 2027    | 2027              | 2027   | 2
    """,
)
def a_project_that_needs_another() -> Tables:
    """Two lines of 50 for 25 each need a rail for 100 that takes a year. 2026 buys for 1000, 2027 makes for 100:
    1250."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2027

        Capacity
        plant | site
        Yard  | City

        Projects
        project | plant | kind    | module size | maximum modules | needs
        Rail    | Yard  | modules | 1           |                 |
        Line    | Works | modules | 50          | 2               | Rail

        Lead times
        project | construction
        Rail    | 1

        Costs
        item | fixed capex
        Rail | 100
        Line | 25
        """,
    )


@micro(
    objective=1160,
    plan="""
        builds
        project | decided | modules | size
        Rail    | 2026    | 1       | 1
        Line    | 2027    | 2       | 100
    """,
)
def a_size_of_nothing_meets_no_need() -> Tables:
    """As before, but the rail may have any size up to a million, for 10 a unit: less than a millionth of that, 1, is no
    rail: 1000 + 100 + 50 + 10 = 1160."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2027

        Capacity
        plant | site
        Yard  | City

        Projects
        project | plant | kind    | module size | maximum modules | maximum size | needs
        Rail    | Yard  | size    |             |                 | 1000000      |
        Line    | Works | modules | 50          | 2               |              | Rail

        Lead times
        project | construction
        Rail    | 1

        Costs
        item | capex per unit | fixed capex
        Rail | 10             |
        Line |                | 25
        """,
    )


@micro(
    objective=1010,
    plan="""
        builds
        project | modules | size
        Line    | 1       | 1
    """,
)
def built_for_certain_is_not_built_at_nothing() -> Tables:
    """What is bought costs 1000. The line, built for certain, is of no use without ore; less than a millionth of its
    maximum size, 1 for 10, is no line: 1010."""
    return tables(
        CITY,
        BUY_ALL,
        WORKS,
        """
        Projects
        project | plant | kind | maximum size | minimum modules
        Line    | Works | size | 1000000      | 1

        Costs
        item | capex per unit
        Line | 10
        """,
    )


@micro(
    objective=380,
    plan="""
        builds
        project | size
        Line    | 50

        capacity
        plant | capacity | used
        Works | 80       | 80
    """,
)
def what_the_place_can_hold() -> Tables:
    """30 stand and the place holds 80, so 50 are built for 2 each, 80 made and 20 bought: 100 + 80 + 200 = 380."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Capacity
        plant | site | existing capacity | maximum capacity
        Works | City | 30                | 80

        Projects
        project | plant | kind | maximum size
        Line    | Works | size | 100

        Costs
        item | capex per unit
        Line | 2
        """,
    )


@micro(
    objective=2623.2,
    plan="""
        builds
        project | decided | construction from | online | ramped | modules
        Line    | 2026    | 2027              | 2028   | 2029   | 1

        capacity
        plant | node | capacity | used
        Works | 2028 | 50       | 50
        Works | 2029 | 100      | 100

        costs
        cost      | node | amount | present value
        capital   | 2026 | 100    | 100
        capital   | 2027 | 400    | 320
        purchases | 2026 | 1000   | 1000
        purchases | 2027 | 1000   | 800
        purchases | 2028 | 500    | 320
        purchases | 2028 | 50     | 32
        purchases | 2029 | 100    | 51.2
    """,
)
def permit_construction_ramp_up() -> Tables:
    """A year of permits at a fifth of the capital, a year of construction, a year at half capacity. At 25 % a year
    the four years are worth 1, 0.8, 0.64, 0.512. Capital 100 + 400 · 0.8 = 420; bought for 1000 + 1000 · 0.8; half
    and half in 2028, (500 + 50) · 0.64 = 352; ore only in 2029, 51.2: 2623.2. Without the line: 1000 · 2.952 =
    2952."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Settings
        last year     | 2029
        discount rate | 25 %

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 100

        Lead times
        project | permitting | construction | ramp up year 1 | spend permitting
        Line    | 1          | 1            | 50 %           | 20 %

        Costs
        item | fixed capex
        Line | 500
        """,
    )


@micro(
    objective=536.25,
    plan="""
        costs
        cost      | node | amount | present value
        capital   | 2026 | 160    | 160
        capital   | 2027 | 320    | 160
        capital   | 2028 | 480    | 120
        capital   | 2029 | 400    | 50
        capital   | 2030 | 240    | 15
        purchases | 2031 | 1000   | 31.25
    """,
)
def capital_by_year_of_construction() -> Tables:
    """1600 over five years as 10, 20, 30, 25, 15 %, each year worth half the one before: 160 + 320/2 + 480/4 + 400/8
    + 240/16 = 505, and ore 1000/32. Buying would cost 20 · 1000/32 = 625."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year     | 2031
        discount rate | 100 %

        Demand
        market | product | 2030 | 2031
        City   | magnet  | 0    | 1000

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 1000

        Lead times
        project | construction | spend year 1 | spend year 2 | spend year 3 | spend year 4 | spend year 5
        Line    | 5            | 10 %         | 20 %         | 30 %         | 25 %         | 15 %

        Costs
        item | fixed capex
        Line | 1600
        """,
    )


@micro(
    objective=2277.5,
    plan="""
        costs
        cost      | node | amount | present value
        capital   | 2026 | 240    | 240
        capital   | 2027 | 1040   | 520
        capital   | 2028 | 320    | 80
        purchases | 2028 | 750    | 187.5
        purchases | 2028 | 5000   | 1250
    """,
)
def capital_of_half_a_year() -> Tables:
    """Construction from late September 2026 for a year and a half: 60 % of 1600 in the first year, a quarter of it in
    2026; 40 % in the half year to March 2028, half of it in 2027. So 15, 65 and 20 % by calendar year, each worth
    half the one before. Of 1000 in 2028, three quarters are made at 1, the others bought at 20."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year     | 2028
        discount rate | 100 %

        Demand
        market | product | 2027 | 2028
        City   | magnet  | 0    | 1000

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 1000

        Lead times
        project | permitting | construction | spend year 1 | spend year 2
        Line    | 0.75       | 1.5          | 60 %         | 40 %

        Costs
        item | fixed capex
        Line | 1600
        """,
    )


@micro(
    objective=2750,
    plan="""
        capacity
        plant | node | capacity
        Works | 2026 | 20
        Works | 2027 | 50
        Works | 2028 | 80
        Works | 2029 | 100
    """,
)
def three_years_of_ramp_up() -> Tables:
    """20, 50, 80 and 100 are made at 1 instead of bought at 10: 4000 − 9 · 250 = 1750, and capital 1000."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2029

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 100

        Lead times
        project | ramp up year 1 | ramp up year 2 | ramp up year 3
        Line    | 20 %           | 50 %           | 80 %

        Costs
        item | fixed capex
        Line | 1000
        """,
    )


@micro(
    objective=750,
    plan="""
        capacity
        plant | capacity | used
        Works | 50       | 50
    """,
)
def half_a_year_of_construction() -> Tables:
    """Online in the middle of the only year, a line of 100 makes 50: 200 + 50 + 50 · 10 = 750."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 100

        Lead times
        project | construction
        Line    | 0.5

        Costs
        item | fixed capex
        Line | 200
        """,
    )


@micro(
    objective=132.5,
    plan="""
        builds
        project | decided | modules
        Line    | 2026    | 1
        Line    | 2030    | 1

        capacity
        plant | node | capacity
        Works | 2026 | 10
        Works | 2027 | 10
        Works | 2028 | 10
        Works | 2029 | 10
        Works | 2030 | 10

        costs
        cost         | node | amount
        capital      | 2026 | 20
        capital      | 2030 | 20
        salvage      | 2030 | -7.5
        built plants | 2026 | 10
        built plants | 2027 | 10
        built plants | 2028 | 10
        built plants | 2029 | 10
        built plants | 2030 | 10
        purchases    | 2026 | 10
        purchases    | 2027 | 10
        purchases    | 2028 | 10
        purchases    | 2029 | 10
        purchases    | 2030 | 10
    """,
)
def a_life_of_four_years() -> Tables:
    """Demand 10 for five years, a line of 10 for 20 that lasts four. The second has three quarters of its life left
    at the end, of which half the capital comes back: 20 + 20 − 7.5, keeping 5 · 10 and ore 5 · 10: 132.5."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2030

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 9

        Projects
        project | plant | kind    | module size | maximum modules | life
        Line    | Works | modules | 10          | 2               | 4

        Costs
        item | fixed capex | fixed opex | salvage
        Line | 20          | 1          | 50 %
        """,
    )


@micro(
    objective=1150,
    plan="""
        builds
        project | decided
        Line    | 2027
    """,
)
def no_earlier_than_allowed() -> Tables:
    """2026 buys for 1000; the line for 50 is decided in 2027 and makes for 100."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2027

        Projects
        project | plant | kind    | module size | earliest decision
        Line    | Works | modules | 100         | 2027

        Costs
        item | fixed capex
        Line | 50
        """,
    )


@micro(
    objective=130,
    plan="""
        builds
        project | decided
        Line    | 2027
    """,
)
def no_later_than_allowed() -> Tables:
    """Demand 10 is bought at 2, 2 and 20. A line for 50 that costs 20 a year to keep would best be built in 2028, for
    120 in all, but must be decided by 2027: 20, then 50 + 20 + 10, then 20 + 10."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price 2026 | price 2027 | price 2028
        far      | City | magnet    | 2          | 2          | 20

        Projects
        project | plant | kind    | module size | latest decision
        Line    | Works | modules | 10          | 2027

        Costs
        item | fixed capex | fixed opex
        Line | 50          | 2
        """,
    )


@micro(
    objective=144.5,
    plan="""
        builds
        project | decided | modules
        Line    | 2026    | 1

        capacity
        node              | capacity | used
        2027              | 10       | 10
        2028              | 10       | 10
        late, 2026 / 2027 | 5        | 5
        late, 2027 / 2027 | 10       | 10
        late, 2027 / 2028 | 10       | 10
    """,
)
def a_project_under_way_is_late() -> Tables:
    """Demand is bought at 10, or made of ore at 1 by a line for 20 that takes a year to build. With 10 % what is under
    way in 2026 is half a year late, so 5 more are bought in 2027; in 2027 the line stands. 20 + 100 + 0.9 · 10 + 0.1 ·
    (5 · 1 + 5 · 10) + 10 = 144.5."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 10

        Lead times
        project | construction
        Line    | 1

        Costs
        item | fixed capex
        Line | 20

        Disruptions
        disruption | action | target   | value | start      | duration | probability
        late       | delay  | pressing | 0.5   | 2026; 2027 | 2        | 10 %
        """,
    )


@micro(
    objective=152.5,
    plan="""
        capacity
        node              | used
        2027              | 10
        late, 2026 / 2027 | 5
    """,
)
def one_project_of_two_is_late() -> Tables:
    """A line and a hall of 5 each, for 10 each, are a year in building, then make of ore at 1 what costs 10 otherwise.
    With an even chance the line is a year late: 20 + 100 + (10 + 5 + 50) / 2 = 152.5."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 5
        Hall    | Works | modules | 5

        Lead times
        project | construction
        Line    | 1
        Hall    | 1

        Costs
        item | fixed capex
        Line | 10
        Hall | 10

        Disruptions
        disruption | action | target | value | start | duration | probability
        late       | delay  | Line   | 1     | 2026  | 2        | 50 %
        """,
    )


@micro(
    objective=1050,
    plan="""
        builds
        project | decided | modules | size
        Line    | 2026    | 1       | 10
    """,
)
def built_for_certain() -> Tables:
    """A module of 10 for 140 saves 90 in its one year, and is built for certain: 140 + 10 + 900 = 1050."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Projects
        project | plant | kind    | module size | maximum modules | minimum modules
        Line    | Works | modules | 10          | 2               | 1

        Costs
        item | fixed capex
        Line | 140
        """,
    )


@micro(
    objective=1000 / 1.21**0.5 + 1000 / 1.21**1.5,
    plan="""
        purchases
        supplier | node | bought
        far      | 2026 | 100
        far      | 2027 | 100
    """,
)
def money_is_counted_in_the_middle_of_a_year() -> Tables:
    """1000 a year for two years, discounted at 21 % from the middle of each: 1000 / 1.1 + 1000 / 1.331."""
    return tables(
        CITY,
        BUY_ALL,
        """
        Settings
        last year     | 2027
        discount rate | 21 %
        discounting   | mid-year
        """,
    )


@micro(
    objective=160,
    plan="""
        builds
        project | decided | capex
        Line    | 2027    | 50
    """,
)
def capital_that_falls() -> Tables:
    """10 a year, bought at 10 or made of ore at 1. The line costs 150 and 5 a unit in 2026, 30 and 2 in 2027: at once
    200 + 10 + 10, a year later 100 + 50 + 10."""
    return tables(
        TWO_YEARS_OF_TEN,
        """
        Costs
        item | fixed capex 2026 | fixed capex 2027 | capex per unit 2026 | capex per unit 2027
        Line | 150              | 30               | 5                   | 2
        """,
    )


@micro(
    objective=130,
    plan="""
        builds
        project | decided
        Line    | 2026

        costs
        cost         | node | amount
        purchases    | 2026 | 10
        purchases    | 2027 | 10
        capital      | 2026 | 50
        built plants | 2026 | 10
        built plants | 2027 | 50
    """,
)
def keeping_by_year() -> Tables:
    """10 a year, bought at 10 or made of ore at 1. The line for 50 costs 1 a unit to keep in 2026 and 5 in 2027: 50 +
    10 + 10 + 50 + 10."""
    return tables(
        TWO_YEARS_OF_TEN,
        """
        Costs
        item | fixed capex | fixed opex 2026 | fixed opex 2027
        Line | 50          | 1               | 5
        """,
    )


@micro(
    objective=550,
    plan="""
        builds
        project | decided | modules | size | capex
        Line    | 2026    | 1       | 10   | 70
        Line    | 2027    | 0       | 10   | 50
        Line    | 2028    | 0       | 5    | 25
    """,
)
def expansion_year_by_year() -> Tables:
    """30 a year, bought at 10 or made of ore at 1. A line is opened once for 20 and expanded for 5 a unit, by up to 10
    a year and 25 in all: 20 + 25 · 5 of capital, 10 + 20 + 25 of ore, (20 + 10 + 5) · 10 bought. All at once, had there
    been no limit on additions, would be 20 + 125 + 75 + 150 = 370; without the maximum, 20 + 150 + 60 + 300 = 530."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026
        City   | magnet  | 30

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Projects
        project | plant | kind      | maximum size | maximum addition
        Line    | Works | expansion | 25           | 10

        Costs
        item | fixed capex | capex per unit
        Line | 20          | 5
        """,
    )


@micro(
    objective=49,
    plan="""
        builds
        project | decided | modules | size | capex
        Line    | 2024    | 1       | 4    | 0
        Line    | 2025    | 0       | 2    | 3
        Line    | 2026    | 0       | 4    | 8
    """,
)
def expansion_that_was_opened_before() -> Tables:
    """10 a year, bought at 10 or made of ore at 1. The line was opened in 2024 with 4; 2 were added in 2025 that come
    in 2027, with 3 still to pay. It is not opened for 100 again: the 4 that are left of its maximum of 10 cost 2 each.
    3 + 8 of capital, 8 + 10 of ore, 2 · 10 bought in 2026."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Projects
        project | plant | kind      | maximum size
        Line    | Works | expansion | 10

        Costs
        item | fixed capex | capex per unit
        Line | 100         | 2

        Decisions
        decision | action | subject | rule         | year | size | effective | still to pay
        opened   | build  | Line    | already made | 2024 | 4    |           |
        added    | build  | Line    | already made | 2025 | 2    | 2027      | 3
        """,
    )


@micro(
    objective=1000 + 120 / 1.1 + 120 / 1.21,
    plan="""
        builds
        project | decided | capex
        Line    | 2026    | 220

        costs
        cost      | item        | node | amount
        purchases | far         | 2026 | 1000
        purchases | digger      | 2027 | 10
        purchases | digger      | 2028 | 10
        capital   | Line · 2026 | 2027 | 110
        capital   | Line · 2026 | 2028 | 110
    """,
)
def capital_paid_in_two_years() -> Tables:
    """A line for 210 comes online in 2027. Paid by an annuity of two years at 10 %, which is the discount rate too, it
    is worth as much as 210 in 2027: 110 + 110 / 1.1. 10 a year are bought at 100 in 2026, then made of ore at 1."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year     | 2028
        discount rate | 10 %

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 100

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 10

        Lead times
        project | construction | annuity years | annuity rate
        Line    | 1            | 2             | 10 %

        Costs
        item | fixed capex
        Line | 210
        """,
    )


@micro(
    objective=320,
    plan="""
        builds
        project | decided | capex
        Line    | 2026    | 220

        costs
        cost                    | item        | node | amount
        purchases               | digger      | 2026 | 10
        purchases               | digger      | 2027 | 10
        capital                 | Line · 2026 | 2026 | 110
        capital                 | Line · 2026 | 2027 | 110
        payments after the plan | Line · 2026 | 2027 | 100
    """,
)
def payments_after_the_plan_that_count() -> Tables:
    """A line is paid in three years by 110 each, of which the third is after the plan: in the last year it is worth
    110 / 1.1 = 100. 120 + 120 / 1.1 + 100 / 1.1 = 320; bought, the
    magnets would cost 1000 a year."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        """
        Settings
        last year     | 2027
        discount rate | 10 %

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 100

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 10

        Lead times
        project | annuity years | annuity rate | payments after
        Line    | 3             | 10 %         | counted

        Costs
        item | fixed capex
        Line | 300.90909090909093
        """,
    )
