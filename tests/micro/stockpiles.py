"""Stockpiles, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, micro

TEN_A_YEAR = """
    Demand
    market | product | 2026
    City   | magnet  | 10
"""


@micro(
    objective=172,
    plan="""
        stock
        stockpile | node | stock
        shed      | 2026 | 6
        shed      | 2027 | 0

        purchases
        supplier | node | bought
        seller   | 2026 | 16
        seller   | 2027 | 4
    """,
)
def bought_before_it_gets_dear() -> Tables:
    """The price rises from 5 to 20; the shed holds 6, at 2 each. 16 · 5 + 6 · 2 + 4 · 20 = 172."""
    return tables(
        CITY,
        TEN_A_YEAR,
        """
        Settings
        last year | 2027

        Suppliers
        supplier | site | commodity | price 2026 | price 2027
        seller   | City | magnet    | 5          | 20

        Stockpiles
        stockpile | site | commodity | capacity | holding cost
        shed      | City | magnet    | 6        | 2
        """,
    )


@micro(
    objective=23,
    plan="""
        stock
        stockpile | stock
        shed      | 3
    """,
)
def opening_and_closing_stock() -> Tables:
    """8 are there, 10 are used and 3 must be left: 5 are bought at 4, and 3 held at 1."""
    return tables(
        CITY,
        TEN_A_YEAR,
        """
        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 4

        Stockpiles
        stockpile | site | commodity | opening stock | minimum closing stock | holding cost
        shed      | City | magnet    | 8             | 3                     | 1
        """,
    )


@micro(
    objective=280,
    plan="""
        stock
        stockpile | node | stock
        shed      | 2026 | 0
        shed      | 2028 | 5
        shed      | 2030 | 5
    """,
)
def cover_from_a_year_on() -> Tables:
    """From 2029, within the second period of two years, the stock at its end lasts six months at 10 a year: 5. 65 are
    bought at 4, and 5 held at 1 for four years."""
    return tables(
        CITY,
        TEN_A_YEAR,
        """
        Settings
        last year        | 2031
        years per period | 2

        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 4

        Stockpiles
        stockpile | site | commodity | holding cost | cover | cover from
        shed      | City | magnet    | 1            | 6     | 2029
        """,
    )


@micro(
    objective=52,
    plan="""
        stock
        stockpile | stock
        silo      | 7

        flows
        origin | destination | commodity | shipped
        Port   | City        | ore       | 20
    """,
)
def cover_of_a_whole_country() -> Tables:
    """The silo in Port covers three months of all ore that country A needs: 8 a year in Port, and 20 in City, of
    which 10 magnets are made. Stock 28 / 4 = 7. 35 ore at 1, 20 shipped at 0.5, 7 held at 1: 52."""
    return tables(
        CITY,
        TEN_A_YEAR,
        """
        Sites
        site | country
        Port | A

        Demand
        market | product | 2026
        Port   | ore     | 8

        Suppliers
        supplier | site | commodity | price
        digger   | Port | ore       | 1

        Routes
        from | to   | commodity | freight
        Port | City | ore       | 0.5

        Capacity
        plant | site | existing capacity
        Works | City | 10

        Recipes
        recipe | commodity | quantity
        press  | ore       | -2
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Stockpiles
        stockpile | site | commodity | holding cost | cover | cover of
        silo      | Port | ore       | 1            | 3     | A
        """,
    )


@micro(
    objective=376,
    plan="""
        stock
        stockpile | node | stock
        shed      | 2026 | 6
        shed      | 2028 | 0

        purchases
        supplier | node | bought
        seller   | 2026 | 9
        seller   | 2028 | 7
    """,
)
def stock_over_periods_of_two_years() -> Tables:
    """Each period uses 20. The first starts with 8 and leaves 6, the shed's capacity: 18 at 5; the second takes 14 at
    20. 6 are held for two years at 0.5: 90 + 280 + 6 = 376."""
    return tables(
        CITY,
        TEN_A_YEAR,
        """
        Settings
        last year        | 2029
        years per period | 2

        Suppliers
        supplier | site | commodity | price 2026 | price 2027 | price 2028
        seller   | City | magnet    | 5          | 5          | 20

        Stockpiles
        stockpile | site | commodity | opening stock | capacity | holding cost
        shed      | City | magnet    | 8             | 6        | 0.5
        """,
    )


@micro(
    objective=140,
    plan="""
        stock
        node             | stock
        2026             | 10
        cut, 2026 / 2026 | 0

        costs
        cost       | node             | amount | present value
        purchases  | 2026             | 100    | 90
        restocking | cut, 2026 / 2026 | 500    | 50
    """,
)
def stock_used_up_is_bought_back() -> Tables:
    """10 are there to cover a year. With 10 % nothing is sold: they are used up, and bought back at the reference
    value of 50 when it is over: 0.9 · 100 + 0.1 · 500 = 140."""
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
        disruption | action   | target | probability
        cut        | capacity | seller | 10 %
        """,
    )


@micro(
    objective=120,
    plan="""
        purchases
        supplier | node | bought
        far      | 2026 | 20
        far      | 2028 | 10

        stock
        stockpile | node | stock
        shelf     | 2026 | 10
        shelf     | 2027 | 0
        shelf     | 2028 | 0
    """,
)
def goods_that_keep_for_a_year() -> Tables:
    """10 a year are bought at 1 in 2026 and at 10 later. What is bought in 2026 does for 2027, too: 20 + 100."""
    return tables(
        CITY,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price 2026 | price 2027
        far      | City | magnet    | 1          | 10

        Stockpiles
        stockpile | site | commodity | shelf life
        shelf     | City | magnet    | 1
        """,
    )


@micro(
    objective=31,
    plan="""
        purchases
        supplier | node | bought
        far      | 2027 | 1

        disposal
        node | disposed
        2026 | 21

        received
        stockpile | node | received
        shelf     | 2027 | 1
    """,
)
def stock_that_expires() -> Tables:
    """Of 40 in store 30 came in 2025. They keep for 1.3 years, 9 of them beyond 2026: in that year 10 are used and 21
    disposed of at 1; in the next 9 are used, and 1 is bought at 10."""
    return tables(
        CITY.split("Commodities")[0],
        TEN_A_YEAR,
        """
        Settings
        last year | 2027

        Commodities
        commodity | disposal cost
        magnet    | 1

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Stockpiles
        stockpile | site | commodity | opening stock | shelf life | received 2024 | received 2025
        shelf     | City | magnet    | 40            | 1.3        | 20            | 30
        """,
    )


@micro(
    objective=198,
    plan="""
        builds
        project | decided | modules | size
        Tank    | 2026    | 1       | 8

        stock
        stockpile | node | stock
        shed      | 2026 | 4
        shed      | 2027 | 0
        heap      | 2026 | 0
        heap      | 2027 | 0

        capacity
        plant | node | capacity | used
        Farm  | 2026 | 8        | 8
        Farm  | 2027 | 8        | 0
        Hall  | 2026 | 1        | 0
        Hall  | 2027 | 1        | 0
    """,
)
def a_tank_that_has_to_be_built() -> Tables:
    """The price rises from 5 to 20. Each unit in store takes 2 of a tank farm, of which one module of 8
    may be built for 8: 4 are kept, 14 · 5 + 6 · 20 + 8 = 198."""
    return tables(
        CITY,
        TEN_A_YEAR,
        """
        Settings
        last year | 2027

        Suppliers
        supplier | site | commodity | price 2026 | price 2027
        seller   | City | magnet    | 5          | 20

        Stockpiles
        stockpile | site | commodity | capacity of | capacity use
        shed      | City | magnet    | Farm        | 2
        heap      | City | ore       | Hall        | 2

        Capacity
        plant | site | existing capacity
        Farm  | City |
        Hall  | City | 1

        Projects
        project | plant | kind    | module size
        Tank    | Farm  | modules | 8

        Costs
        item | fixed capex
        Tank | 8
        """,
    )
