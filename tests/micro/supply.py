"""Supply, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, micro


@micro(
    objective=880,
    plan="""
        purchases
        supplier | bought | limit
        near     | 60     | 60
        far      | 40     |
    """,
)
def the_cheaper_seller_up_to_its_limit() -> Tables:
    """near sells 60 at 8, far the other 40 at 10: 60 · 8 + 40 · 10 = 880."""
    return tables(
        CITY,
        BUY_ALL,
        """
        Suppliers
        supplier | site | commodity | price | limit
        near     | City | magnet    | 8     | 60
        """,
    )


@micro(
    objective=452,
    plan="""
        costs
        cost      | node | amount | present value
        purchases | 2026 | 100    | 100
        purchases | 2027 | 200    | 160
        purchases | 2028 | 300    | 192
    """,
)
def a_price_between_two_years() -> Tables:
    """The price rises from 10 to 30, so it is 20 between; at 25 % a year money is worth 1, 0.8, 0.64 of itself: 10 ·
    (10 · 1 + 20 · 0.8 + 30 · 0.64) = 452."""
    return tables(
        CITY,
        """
        Settings
        last year     | 2028
        discount rate | 25 %

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price 2026 | price 2028
        seller   | City | magnet    | 10         | 30
        """,
    )


@micro(
    objective=1620,
    plan="""
        purchases
        supplier | node | bought
        seller   | 2026 | 10
        seller   | 2028 | 10

        costs
        cost      | node | amount | present value
        purchases | 2026 | 300    | 300
        purchases | 2028 | 1320   | 1320
    """,
)
def periods_of_two_years() -> Tables:
    """Prices are 10, 20 | 60, 72, so 15 and 66 a period on average; 10 a year: 2 · 10 · (15 + 66) = 1620."""
    return tables(
        CITY,
        """
        Settings
        last year        | 2029
        years per period | 2

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price 2026 | price 2027 | price 2028 | price 2029
        seller   | City | magnet    | 10         | 20         | 60         | 72
        """,
    )


@micro(
    objective=-1000,
    plan="""
        purchases
        supplier | bought
        far      | 190

        sales
        outlet | sold | limit
        best   | 40   | 40
        next   | 50   | 50
    """,
)
def outlets_in_price_steps() -> Tables:
    """What is bought at 10 for 100 of demand may be sold on: 40 at 50, 50 at 18. One outlet pays less than 10, one is
    in Port, to which no route leads: 100 · 10 − 40 · (50 − 10) − 50 · (18 − 10) = −1000."""
    return tables(
        CITY,
        BUY_ALL,
        """
        Sites
        site | country
        Port | A

        Outlets
        outlet | site | commodity | price | limit
        best   | City | magnet    | 50    | 40
        next   | City | magnet    | 18    | 50
        low    | City | magnet    | 9     |
        off    | Port | magnet    | 99    |
        """,
    )


@micro(
    objective=105,
    plan="""
        sales
        outlet | sold
        taker  | 5

        disposal
        site | commodity | disposed
        City | cerium    | 15
    """,
)
def what_nobody_wants() -> Tables:
    """10 magnets take 10 ore at 5 and leave 20 cerium: a taker is paid 2 each for 5, the rest is disposed of at 3: 50
    + 10 + 45 = 105."""
    return tables(
        CITY,
        """
        Commodities
        commodity | disposal cost
        cerium    | 3

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 5

        Outlets
        outlet | site | commodity | price | limit
        taker  | City | cerium    | -2    | 5

        Capacity
        plant | site | existing capacity
        Works | City | 100

        Recipes
        recipe | commodity | quantity
        make   | ore       | -1
        make   | magnet    | 1
        make   | cerium    | 2

        Operations
        plant | recipe
        Works | make
        """,
    )


@micro(
    objective=220,
    plan="""
        purchases
        supplier | node             | bought | limit
        far      | 2026             | 10     |
        dear     | cut, 2026 / 2026 | 6      | 6
        digger   | cut, 2026 / 2026 | 4      |
    """,
)
def sellers_cut_off() -> Tables:
    """With an even chance far, which has no limit, sells nothing, and dear half of its 12; the other 4 are made of ore
    at 50, which nobody cut off. (10 · 10 + 6 · 20 + 4 · 55) / 2 = 220."""
    return tables(
        CITY,
        """
        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price | limit
        far      | City | magnet    | 10    |
        dear     | City | magnet    | 20    | 12
        digger   | City | ore       | 55    |

        Capacity
        plant | site | existing capacity
        Works | City | 10

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Disruptions
        disruption | action   | target | value | probability
        cut        | capacity | far    |       | 50 %
        cut        | capacity | dear   | 0.5   |
        """,
    )


@micro(
    objective=1050,
    plan="""
        purchases
        supplier | node              | bought
        far      | 2026              | 120
        near     | boom, 2026 / 2026 | 120

        costs
        cost      | node              | amount | present value
        purchases | 2026              | 1200   | 1080
        sales     | 2026              | -300   | -270
        purchases | boom, 2026 / 2026 | 3000   | 300
        sales     | boom, 2026 / 2026 | -600   | -60
    """,
)
def prices_of_a_seller_and_an_outlet() -> Tables:
    """City needs 100 and sells 20 more at 15. With 10 % far asks three times its 10, so near sells for 25, and the
    outlet pays twice as much: 0.9 · (1200 − 300) + 0.1 · (3000 − 600) = 1050."""
    return tables(
        CITY,
        BUY_ALL,
        """
        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 25

        Outlets
        outlet | site | commodity | price | limit
        maker  | City | magnet    | 15    | 20

        Disruptions
        disruption | action | target | value | probability
        boom       | price  | far    | 3     | 10 %
        boom       | price  | maker  | 2     |
        """,
    )


@micro(
    objective=170,
    plan="""
        purchases
        supplier | node              | bought
        far      | 2026              | 10
        digger   | 2026              | 5
        far      | boom, 2026 / 2026 | 10
        digger   | boom, 2026 / 2026 | 5
    """,
)
def the_price_of_a_commodity_in_a_country() -> Tables:
    """With an even chance magnets cost twice as much in A, ore does not: 10 · (10 + 20) / 2 + 5 · 4 = 170."""
    return tables(
        CITY,
        """
        Demand
        market | product | 2026
        City   | magnet  | 10
        City   | ore     | 5

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10
        digger   | City | ore       | 4

        Disruptions
        disruption | action | target | commodity | value | probability
        boom       | price  | A      | magnet    | 2     | 50 %
        """,
    )
