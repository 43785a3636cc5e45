"""When disruptions start and end, whom they hit and how likely they are, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, MINE_AND_CITY, WORKS, micro

TWO_SELLERS = """
    Demand
    market | product | 2026
    City   | magnet  | 100

    Suppliers
    supplier | site | commodity | price | limit
    far      | City | magnet    | 10    | 100
    near     | City | magnet    | 30    |
"""
"""100 a year, at 10 from far and without it at 30 from near: 1000 or 3000."""

STORE = """
    Stockpiles
    stockpile | site | commodity | holding cost
    shed      | City | magnet    | 1
"""
"""A shed in which a year costs 1."""


@micro(
    objective=3300,
    plan="""
        purchases
        supplier | node             | bought
        far      | 2026             | 100
        far      | 2027             | 100
        far      | 2028             | 100
        near     | row, 2026 / 2026 | 100
        far      | row, 2026 / 2027 | 100
    """,
)
def one_action_after_the_other() -> Tables:
    """With 10 % far sells nothing in 2026 and at twice its price in 2027: 0.9 · 1000 + 0.1 · 3000, 0.9 · 1000 + 0.1 ·
    2000, 1000."""
    return tables(
        CITY,
        TWO_SELLERS,
        """
        Settings
        last year | 2028

        Disruptions
        disruption | action   | target | value | start | after | probability
        row        | capacity | far    | 0     | 2026  |       |
        row        | price    | far    | 2     |       | 1     | 10 %
        """,
    )


@micro(
    objective=2300,
    plan="""
        purchases
        supplier | node             | bought
        far      | 2026             | 100
        far      | 2027             | 100
        near     | cut, 2026 / 2026 | 100
        far      | cut, 2026 / 2027 | 50
        near     | cut, 2026 / 2027 | 50
    """,
)
def eighteen_months() -> Tables:
    """With 10 % far sells nothing for a year and a half, so half of its 100 in the second year: 0.9 · 2000 + 0.1 ·
    (3000 + 50 · 10 + 50 · 30) = 2300."""
    return tables(
        CITY,
        TWO_SELLERS,
        """
        Settings
        last year | 2027

        Disruptions
        disruption | action   | target | start | duration | probability
        cut        | capacity | far    | 2026  | 1.5      | 10 %
        """,
    )


@micro(
    objective=4200,
    plan="""
        purchases
        supplier | node             | bought
        far      | 2026             | 100
        far      | 2028             | 100
        near     | cut, 2027 / 2027 | 100
    """,
)
def a_year_of_a_period_of_two() -> Tables:
    """With 10 % far sells nothing in 2027, the second half of a period: 1000 + 0.9 · 1000 + 0.1 · 3000 + 2000 =
    4200."""
    return tables(
        CITY,
        TWO_SELLERS,
        """
        Settings
        last year        | 2029
        years per period | 2

        Disruptions
        disruption | action   | target | start | probability
        cut        | capacity | far    | 2027  | 10 %
        """,
    )


@micro(
    objective=5500,
    plan="""
        purchases
        supplier | node                      | bought
        far      | 2026                      | 100
        far      | 2028                      | 100
        near     | fire, 2027 / 2027         | 100
        near     | flood, 2027 / 2027        | 100
        near     | fire + flood, 2027 / 2027 | 100
    """,
)
def the_same_year_of_a_period_twice() -> Tables:
    """A fire and a flood, with 50 % each, close far in the same second half of a period, and nobody knows of them in
    the first. 1000 + 0.25 · 1000 + 0.75 · 3000 + 2000 = 5500."""
    return tables(
        CITY,
        TWO_SELLERS,
        """
        Settings
        last year        | 2029
        years per period | 2

        Disruptions
        disruption | action   | target | start | probability | independent
        fire       | capacity | far    | 2027  | 50 %        | yes
        flood      | capacity | far    | 2027  | 50 %        | yes
        """,
    )


@micro(
    objective=2500,
    plan="""
        purchases
        supplier | node              | bought
        far      | 2026              | 100
        far      | fire, 2026 / 2026 | 25
        near     | fire, 2026 / 2026 | 75
    """,
)
def half_a_year_closed_and_half_a_year_at_half() -> Tables:
    """Far is closed, then works at half: a quarter of a year's capacity is left, 25 · 10 + 75 · 30."""
    return tables(
        CITY,
        TWO_SELLERS,
        """
        Disruptions
        disruption | action   | target | value | after | duration | start | probability
        fire       | capacity | far    | 0     |       | 0.5      | 2026  | 100 %
        fire       | capacity | City   | 0.5   | 0.5   | 0.5      |       |
        """,
    )


@micro(
    objective=2500,
    plan="""
        stock
        node             | stock
        2026             | 100
        2027             | 0
        ban, 2027 / 2027 | 0

        flows
        node | shipped
        2026 | 220
        2027 | 20

        branches
        branch    | start | end  | cost | undisturbed cost | demand | unmet | service
        ban, 2027 | 2027  | 2028 | 1980 | 200              | 120    | 20    | 0.8333
    """,
)
def stock_bridges_all_but_two_months() -> Tables:
    """City takes 10 a month. If nothing leaves the mine for a year, it may go without for two months, so the shed holds
    ten: 240 · 10 + 100 · 1."""
    return tables(
        MINE_AND_CITY,
        STORE,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 120  | 99

        Suppliers
        supplier | site | commodity | price
        seller   | Mine | magnet    | 10

        Routes
        from | to   | commodity
        Mine | City | magnet

        Disruptions
        disruption | action  | target | start
        ban        | exports | A      | 2027

        Limits
        limit | measure | of     | scope | value | during
        N-1   | unmet   | magnet | City  | 20    | ban
        """,
    )


@micro(
    objective=2450,
    plan="""
        stock
        node               | stock
        2026               | 50
        2027               | 0
        flood, 2027 / 2027 | 0

        purchases
        node               | bought
        2026               | 170
        2027               | 70
        flood, 2027 / 2027 | 50

        branches
        branch      | start | end     | cost | undisturbed cost | demand | unmet | service
        flood, 2027 | 2027  | 2027.75 | 2480 | 700              | 120    | 20    | 0.8333
    """,
)
def stock_bridges_part_of_a_year() -> Tables:
    """City takes 10 a month. The mine, which digs 200 a year, is flooded for nine months of 2027, then digs 50; for two
    months, 20, City may go without: 50 in the shed. 240 · 10 + 50 · 1."""
    return tables(
        CITY,
        STORE,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 120  | 99

        Suppliers
        supplier | site | commodity | price | limit
        seller   | City | magnet    | 10    | 200

        Disruptions
        disruption | action   | target | start | duration
        flood      | capacity | City   | 2027  | 0.75

        Limits
        limit | measure | value
        N-1   | unmet   | 20
        """,
    )


@micro(
    objective=200,
    plan="""
        stock
        node             | stock
        2026             | 10
        2027             | 10
        cut, 2026 / 2026 | 0
        cut, 2026 / 2027 | 10

        costs
        cost      | node             | amount | present value
        purchases | 2026             | 100    | 90
        purchases | 2027             | 100    | 90
        purchases | cut, 2026 / 2027 | 200    | 20

        branches
        branch    | start | end  | cost | undisturbed cost | demand | unmet
        cut, 2026 | 2026  | 2028 | 200  | 200              | 20     | 0
    """,
)
def a_year_to_recover() -> Tables:
    """10 are there to cover a year; with 10 % nothing is sold in 2026, and they are used up. A year to recover lets
    them be bought at 10 with what is needed, not at the reference value of 50: 0.9 · 200 + 0.1 · 200."""
    return tables(
        """
        Countries
        country
        A

        Sites
        site | country
        City | A

        Commodities
        commodity | reference value
        magnet    | 50

        Settings
        last year | 2027

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 10   | 99

        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 10

        Stockpiles
        stockpile | site | commodity | opening stock | cover
        shed      | City | magnet    | 10            | 12

        Disruptions
        disruption | action   | target | start | recovery | probability
        cut        | capacity | seller | 2026  | 1        | 10 %
        """,
    )


@micro(
    objective=249,
    plan="""
        service
        node             | shortage
        2026             | 0
        2027             | 0
        cut, 2026 / 2026 | 10
        cut, 2027 / 2027 | 0

        stock
        node             | stock
        2026             | 10
        2027             | 0
        cut, 2026 / 2026 | 0
        cut, 2027 / 2027 | 0

        costs
        cost          | node             | amount | present value
        purchases     | 2026             | 200    | 180
        holding stock | 2026             | 10     | 9
        shortage      | cut, 2026 / 2026 | 500    | 50
        restocking    | cut, 2026 / 2026 | 100    | 10

        branches
        branch    | probability | cost | undisturbed cost | demand | unmet | service
        cut, 2026 | 0.1         | 600  | 210              | 10     | 10    | 0
        cut, 2027 | 0.1         | 0    | 0                | 10     | 0     | 1
    """,
)
def nobody_knew() -> Tables:
    """With 10 % each year the seller is cut off. In 2026 nothing is in store, since nobody knew: 10 are short at 50,
    and when that is over the 10 are bought, at the reference value of 10, that there would be otherwise. These serve
    2027, whatever happens: 0.9 · (20 · 10 + 10 · 1) + 0.1 · (500 + 100) = 249."""
    return tables(
        STORE,
        """
        Countries
        country
        A

        Sites
        site | country
        City | A

        Commodities
        commodity | reference value
        magnet    | 10

        Settings
        last year | 2027

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 10   | 50

        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 10

        Disruptions
        disruption | action   | target | start | probability
        cut        | capacity | seller | each  | 10 %
        """,
    )


@micro(
    objective=1200,
    plan="""
        purchases
        supplier | node                   | bought
        far      | 2026                   | 100
        near     | cut: far, 2026 / 2026  | 100
        far      | cut: near, 2026 / 2026 | 100
    """,
)
def each_supplier() -> Tables:
    """With 10 % far is cut off, with 10 % near: 0.9 · 1000 + 0.1 · 3000."""
    return tables(
        CITY,
        TWO_SELLERS,
        """
        Disruptions
        disruption | action   | target        | probability
        cut        | capacity | each supplier | 10 %
        """,
    )


@micro(
    objective=11,
    plan="""
        capacity
        plant | node                    | used
        Works | 2026                    | 10
        Mill  | 2026                    | 0
        Mill  | fire: Works, 2026 / 2026 | 10
        Works | fire: Mill, 2026 / 2026 | 10
    """,
)
def each_plant() -> Tables:
    """Works makes 10 magnets at 1, Mill at 2. Each of them burns down with 10 %: 0.9 · 10 + 0.1 · 20 = 11."""
    return tables(
        CITY,
        """
        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 0

        Capacity
        plant | site | existing capacity
        Works | City | 10
        Mill  | City | 10

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press
        Mill  | press

        Costs
        item  | variable opex
        Works | 1
        Mill  | 2

        Disruptions
        disruption | action   | target     | probability
        fire       | capacity | each plant | 10 %
        """,
    )


@micro(
    objective=1200,
    plan="""
        flows
        node                | shipped
        2026                | 100
        war: B, 2026 / 2026 | 100

        service
        node                | demand
        2026                | 100
        war: A, 2026 / 2026 | 100
        war: B, 2026 / 2026 | 100

        branches
        branch       | disruption | subject | service
        war: A, 2026 | war        | A       | 1
        war: B, 2026 | war        | B       | 1
    """,
)
def each_country() -> Tables:
    """A has a plant that makes magnets at 10, B a seller at 30, C neither. With 10 % each A or B lets nothing out, and
    its sellers sell nothing: 0.9 · 1000 + 0.1 · 3000."""
    return tables(
        MINE_AND_CITY,
        """
        Countries
        country
        C

        Sites
        site | country
        Town | C

        Demand
        market | product | 2026
        City   | magnet  | 100

        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 30

        Routes
        from | to  | commodity
        Mine | any | magnet

        Capacity
        plant | site | existing capacity
        Works | Mine | 100

        Recipes
        recipe | commodity | quantity
        dig    | magnet    | 1

        Operations
        plant | recipe
        Works | dig

        Costs
        item  | variable opex
        Works | 10

        Disruptions
        disruption | action   | target       | probability
        war        | exports  | each country | 10 %
        war        | capacity | each country |
        """,
    )


@micro(
    objective=2600,
    plan="""
        purchases
        supplier | node             | bought
        far      | 2026             | 100
        far      | 2027             | 100
        near     | cut, 2026 / 2026 | 100
        near     | cut, 2026 / 2027 | 100
        near     | cut, 2027 / 2027 | 100
    """,
)
def a_start_in_each_year() -> Tables:
    """With 10 % far is cut off for two years from 2026, with 10 % from 2027: 0.9 · 1000 + 0.1 · 3000, and in 2027 0.8 ·
    1000 + 0.2 · 3000."""
    return tables(
        CITY,
        TWO_SELLERS,
        """
        Settings
        last year | 2027

        Disruptions
        disruption | action   | target | start | duration | probability
        cut        | capacity | far    | each  | 2        | 10 %
        """,
    )


@micro(
    objective=3520,
    plan="""
        purchases
        supplier | node              | bought
        far      | 2026              | 100
        far      | 2027              | 100
        far      | 2028              | 100
        near     | cut, 2026 / 2026  | 100
        near     | cut, 2028 / 2028  | 100
        far      | boom, 2027 / 2027 | 100
        near     | boom, 2027 / 2027 | 10
        far      | boom, 2028 / 2028 | 100
        near     | boom, 2028 / 2028 | 10
    """,
)
def starts_in_some_years() -> Tables:
    """far is cut off in 2026 or 2028, with 10 % each; demand is 110 in 2027 or 2028, with 20 % each, of which near
    sells 10: 0.9 · 1000 + 0.1 · 3000, 0.8 · 1000 + 0.2 · 1300, 0.7 · 1000 + 0.1 · 3000 + 0.2 · 1300."""
    return tables(
        CITY,
        TWO_SELLERS,
        """
        Settings
        last year | 2028

        Disruptions
        disruption | action   | target | value | start      | probability
        cut        | capacity | far    | 0     | 2026; 2028 | 10 %
        boom       | demand   | City   | 1.1   | 2027-2028  | 20 %
        """,
    )


@micro(
    objective=1200,
    plan="""
        builds
        project | decided | size
        Line    | 2026    | 40
    """,
)
def built_for_what_is_not_expected() -> Tables:
    """No shortage is allowed, not even if far is cut off, which has no probability. near sells 60, so for 5 a unit a
    line for the other 40 is there, though it makes magnets at no less than far: 100 · 10 + 40 · 5 = 1200."""
    return tables(
        CITY,
        WORKS,
        """
        Demand
        market | product | 2026
        City   | magnet  | 100

        Suppliers
        supplier | site | commodity | price | limit
        far      | City | magnet    | 10    |
        near     | City | magnet    | 30    | 60
        digger   | City | ore       | 10    |

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Projects
        project | plant | kind | maximum size
        Line    | Works | size | 100

        Costs
        item | capex per unit
        Line | 5

        Disruptions
        disruption | action   | target
        cut        | capacity | far
        """,
    )


@micro(
    objective=-1295,
    plan="""
        sales
        outlet | node              | sold | limit
        dump   | 2026              | 100  | 100
        dump   | 2027              | 100  | 100
        dump   | shut, 2026 / 2027 | 50   | 50
    """,
)
def an_outlet_that_closes() -> Tables:
    """Each of 100 magnets bought at 3 fetches 10. With 10 % nobody in the city buys for a year and a half, while its
    sellers sell on: 0.9 · 2 · 700 + 0.1 · (0 + 350) = 1295 of profit."""
    return tables(
        CITY,
        """
        Settings
        last year | 2027

        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 3

        Outlets
        outlet | site | commodity | price | limit
        dump   | City | magnet    | 10    | 100

        Disruptions
        disruption | action | target | start | duration | probability
        shut       | sales  | City   | 2026  | 1.5      | 10 %
        """,
    )
