"""Strategic stocks, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import micro
from tests.micro.stockpiles import TEN_A_YEAR

TOWN = """
    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity | replacement cost
    magnet    | 10
"""
"""One site; a magnet that is added to a stock, or bought back for it, costs 10."""

TWO_YEARS_EACH = """
    Settings
    last year        | 2029
    years per period | 2
"""


@micro(
    objective=273,
    plan="""
        strategic stocks
        stockpile | site | commodity | node             | added | released | rotated
        reserve   | City | magnet    | cut, 2027 / 2027 | 0     | 4        | 0

        stock
        node             | stock
        2026             | 10
        2027             | 10
        cut, 2027 / 2027 | 6

        costs
        cost       | node             | amount | present value
        purchases  | 2026             | 50     | 50
        purchases  | 2027             | 200    | 180
        shortage   | cut, 2027 / 2027 | 390    | 39
        restocking | cut, 2027 / 2027 | 40     | 4
    """,
)
def released_in_disruptions_only() -> Tables:
    """The price rises from 5 to 20, and yet the 10 in store stay there. With 10 % nothing is sold in 2027: 40 % of them
    are released, 6 are short at 65, and the 4 are bought back at 10: 50 + 0.9 · 200 + 0.1 · (390 + 40) = 273. One more
    in 2026 would cost 5, and save 0.1 · 0.4 · (65 − 10) = 2.2."""
    return tables(
        TOWN,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 10   | 65

        Suppliers
        supplier | site | commodity | price 2026 | price 2027
        seller   | City | magnet    | 5          | 20

        Stockpiles
        stockpile | site | commodity | opening stock
        reserve   | City | magnet    | 10

        Strategic stocks
        stockpile | release          | release rate
        reserve   | disruptions only | 40 %

        Disruptions
        disruption | action   | target | start | probability
        cut        | capacity | seller | 2027  | 10 %
        """,
    )


@micro(
    objective=70,
    plan="""
        strategic stocks
        stockpile | node             | released
        reserve   | cut, 2026 / 2026 | 2

        service
        node             | shortage
        2026             | 0
        cut, 2026 / 2026 | 2
    """,
)
def a_disruption_of_half_a_year() -> Tables:
    """Of 10 in store 36 % may be released in a year, so in half a year a share of which the square of what it leaves is
    0.64: 2. For half a year the seller sells nothing of his 12: 6 are bought at 5, 2 are short at 50, and 2 are bought
    back at 10: 0.8 · 50 + 0.2 · (30 + 100 + 20) = 70."""
    return tables(
        TOWN,
        """
        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 10   | 50

        Suppliers
        supplier | site | commodity | price | limit
        seller   | City | magnet    | 5     | 12

        Stockpiles
        stockpile | site | commodity | opening stock
        reserve   | City | magnet    | 10

        Strategic stocks
        stockpile | release          | release rate
        reserve   | disruptions only | 36 %

        Disruptions
        disruption | action   | target | duration | probability
        cut        | capacity | seller | 0.5      | 20 %
        """,
    )


@micro(
    objective=125,
    plan="""
        strategic stocks
        stockpile | node | released
        reserve   | 2026 | 12
        reserve   | 2028 | 3
    """,
)
def half_of_what_is_in_store_a_year() -> Tables:
    """At any time, but no more than half of it a year: of 16 a quarter is left after two years, and a quarter of that
    after another two. 20 less 12, and 20 less 3, are bought at 5: 125."""
    return tables(
        TOWN,
        TEN_A_YEAR,
        TWO_YEARS_EACH,
        """
        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 5

        Stockpiles
        stockpile | site | commodity | opening stock
        reserve   | City | magnet    | 16

        Strategic stocks
        stockpile | release  | release rate
        reserve   | any time | 50 %
        """,
    )


@micro(
    objective=212,
    plan="""
        strategic stocks
        stockpile | node | added | released | rotated
        reserve   | 2026 | 0     | 0        | 2
        reserve   | 2028 | 0     | 0        | 2

        costs
        cost           | category  | node | amount
        purchases      | purchases | 2026 | 80
        purchases      | purchases | 2028 | 100
        holding stock  | storage   | 2026 | 8
        holding stock  | storage   | 2028 | 8
        rotating stock | storage   | 2026 | 8
        rotating stock | storage   | 2028 | 8
    """,
)
def stock_is_kept_fresh() -> Tables:
    """The 8 in the reserve are for disruptions, of which there are none; the 4 in the shed are used. A quarter of the
    reserve is replaced every year, which costs 2 each, and to hold one costs 0.5: in two years 16 · 5 + 2 · 8 · 0.5 +
    2 · 2 · 2 = 96, and in the next two, without the 4, 20 more."""
    return tables(
        TOWN,
        TEN_A_YEAR,
        TWO_YEARS_EACH,
        """
        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 5

        Stockpiles
        stockpile | site | commodity | opening stock | holding cost
        reserve   | City | magnet    | 8             | 0.5
        shed      | City | magnet    | 4             | 0.5

        Strategic stocks
        stockpile | release          | rotation | rotation cost
        reserve   | disruptions only | 25 %     | 2
        """,
    )


@micro(
    objective=305,
    plan="""
        strategic stocks
        stockpile | node | added | released
        reserve   | 2026 | 3     | 0
        reserve   | 2027 | 2     | 0
        reserve   | 2028 | 0     | 6
    """,
)
def budgets_by_year_and_in_total() -> Tables:
    """Prices rise from 5 to 10 and 30, so one would buy ahead. A magnet counts as 10: the 30 of 2026 are good for 3, of
    the total of 50 there are 20 left for 2027, and the one in store from the start counts as nothing.
    13 · 5 + 12 · 10 + 4 · 30 = 305."""
    return tables(
        TOWN,
        TEN_A_YEAR,
        """
        Settings
        last year | 2028

        Suppliers
        supplier | site | commodity | price 2026 | price 2027 | price 2028
        seller   | City | magnet    | 5          | 10         | 30

        Stockpiles
        stockpile | site | commodity | opening stock
        reserve   | City | magnet    | 1

        Strategic stocks
        stockpile | budget 2026 | budget 2027 | total budget
        reserve   | 30          | 40          | 50
        """,
    )


@micro(
    objective=455,
    plan="""
        strategic stocks
        stockpile | node | added | released
        reserve   | 2026 | 3     | 0
        reserve   | 2028 | 0     | 3
    """,
)
def the_budget_of_two_years() -> Tables:
    """15 a year come to 30 over the first period: 3 more than its 20 are bought at 5, and 3 of the 20 at 20 are saved:
    115 + 340 = 455."""
    return tables(
        TOWN,
        TEN_A_YEAR,
        TWO_YEARS_EACH,
        """
        Suppliers
        supplier | site | commodity | price 2026 | price 2027 | price 2028
        seller   | City | magnet    | 5          | 5          | 20

        Stockpiles
        stockpile | site | commodity
        reserve   | City | magnet

        Strategic stocks
        stockpile | budget
        reserve   | 15
        """,
    )


@micro(
    objective=302,
    plan="""
        strategic stocks
        stockpile | node              | added | released
        reserve   | glut, 2027 / 2027 | 4     | 0
        reserve   | glut, 2027 / 2028 | 0     | 4
    """,
)
def the_total_budget_holds_in_a_disruption_too() -> Tables:
    """With 10 % the price falls from 10 to 2 and then rises to 30. The 40 are good for 4 that are bought at 2 and held
    at 3: 100 + 0.9 · 200 + 0.1 · (28 + 12 + 180) = 302."""
    return tables(
        TOWN,
        TEN_A_YEAR,
        """
        Settings
        last year | 2028

        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 10

        Stockpiles
        stockpile | site | commodity | holding cost
        reserve   | City | magnet    | 3

        Strategic stocks
        stockpile | total budget
        reserve   | 40

        Disruptions
        disruption | action | target | value | start | after | probability
        glut       | price  | seller | 0.2   | 2027  |       | 10 %
        glut       | price  | seller | 3     | 2027  | 1     | 10 %
        """,
    )
