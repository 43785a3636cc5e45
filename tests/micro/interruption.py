"""Interruption, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, MINE_AND_CITY, micro

TWO_MARKETS = """
    Countries
    country | bloc
    A       | west
    B       | east
    C       | east

    Sites
    site | country
    City | A
    Mine | B
    Port | B
    Town | C

    Commodities
    commodity
    magnet

    Demand
    market | product | 2026
    City   | magnet  | 100
    Port   | magnet  | 20
    Town   | magnet  | 30

    Suppliers
    supplier | site | commodity | price
    far      | Mine | magnet    | 10
    near     | City | magnet    | 30
    other    | Town | magnet    | 40

    Routes
    from | to  | commodity
    Mine | any | magnet
"""
"""The mine of B serves Port, at home, Town and City, at 10; City has a seller at 30, Town one at 40."""


@micro(
    objective=90,
    plan="""
        stranded
        site | commodity | node                    | stranded
        City | swarf     | recyclers out, 2027 / 2027 | 10
    """,
)
def what_is_under_way_is_stranded() -> Tables:
    """Works makes 10 magnets a year of ore at 1, and as much swarf, which may not be thrown away; the recycler's ash
    sells at 3. 20 of swarf may be bought at 1, half of it arrives in the next year.

    2026: ore 10, swarf 20, ash −20 · 3: −30. 2027 undisturbed: as much, and 10 more of ash: −60. Without recycler, a
    chance of a half, the 10 of swarf under way are stranded, but swarf that is made has nowhere to go, so that magnets
    must be bought at 30: 300. −30 + (−60 + 300) / 2 = 90.
    """
    return tables(
        MINE_AND_CITY,
        """
        Settings
        last year | 2027

        Commodities
        commodity
        swarf
        ash

        Capacity
        plant    | site | technology | existing capacity
        Works    | City | pressing   | 100
        Recycler | City | recycling  | 100

        Recipes
        recipe  | commodity | quantity
        press   | ore       | -1
        press   | magnet    | 1
        press   | swarf     | 1
        recycle | swarf     | -1
        recycle | ash       | 1

        Operations
        plant    | recipe
        Works    | press
        Recycler | recycle

        Suppliers
        supplier | site | commodity | price | limit
        digger   | City | ore       | 1     |
        scrapper | Mine | swarf     | 1     | 20
        seller   | City | magnet    | 30    |

        Outlets
        outlet | site | commodity | price
        kiln   | City | ash       | 3

        Routes
        from | to   | commodity | transit
        Mine | City | swarf     | 182.5

        Demand
        market | product | 2026
        City   | magnet  | 10

        Disruptions
        disruption    | action   | target   | start | probability
        recyclers out | capacity | Recycler | 2027  | 50 %
        """,
    )


@micro(
    objective=5000,
    plan="""
        purchases
        supplier | node                      | bought
        far      | 2026                      | 100
        far      | 2027                      | 100
        far      | squeeze, 2027 / 2027   | 25
        near     | squeeze, 2027 / 2027   | 75
    """,
)
def a_quarter_of_exports_is_left() -> Tables:
    """Undisturbed the mine's country sends 100 a year at 10. In 2027 it may send a quarter of that only, a chance of a
    half; the rest is bought at home at 90: 1000 + 1000 / 2 + (25 · 10 + 75 · 90) / 2 = 1000 + 500 + 3500."""
    return tables(
        MINE_AND_CITY,
        """
        Settings
        last year | 2027

        Suppliers
        supplier | site | commodity | price
        far      | Mine | magnet    | 10
        near     | City | magnet    | 90

        Routes
        from | to   | commodity
        Mine | City | magnet

        Demand
        market | product | 2026
        City   | magnet  | 100

        Disruptions
        disruption | action  | target       | value | start | probability
        squeeze    | exports | A            | 0.25  | 2027  | 50 %
        """,
    )


@micro(
    objective=1790,
    plan="""
        flows
        origin | destination | node             | shipped
        Mine   | City        | 2026             | 100
        Mine   | Port        | 2026             | 20
        Mine   | Town        | 2026             | 30
        Mine   | Port        | ban, 2026 / 2026 | 20
    """,
)
def a_country_exports_nothing() -> Tables:
    """With 10 % nothing leaves B, which still serves itself: 0.9 · 1500 + 0.1 · (20 · 10 + 100 · 30 + 30 · 40) =
    1790."""
    return tables(
        TWO_MARKETS,
        """
        Disruptions
        disruption | action  | target | probability
        ban        | exports | B      | 10 %
        """,
    )


@micro(
    objective=1700,
    plan="""
        flows
        origin | destination | node             | shipped
        Mine   | City        | 2026             | 100
        Mine   | Port        | 2026             | 20
        Mine   | Town        | 2026             | 30
        Mine   | Port        | ban, 2026 / 2026 | 20
        Mine   | Town        | ban, 2026 / 2026 | 30
    """,
)
def a_bloc_exports_nothing() -> Tables:
    """With 10 % nothing leaves the east, to which Town belongs: 0.9 · 1500 + 0.1 · (50 · 10 + 100 · 30) = 1700."""
    return tables(
        TWO_MARKETS,
        """
        Disruptions
        disruption | action  | target | probability
        ban        | exports | east   | 10 %
        """,
    )


@micro(
    objective=1590,
    plan="""
        flows
        origin | destination | node             | shipped
        Mine   | City        | 2026             | 100
        Mine   | Port        | 2026             | 20
        Mine   | Town        | 2026             | 30
        Mine   | City        | ban, 2026 / 2026 | 100
        Mine   | Port        | ban, 2026 / 2026 | 20
    """,
)
def no_exports_to_one_place() -> Tables:
    """With 10 % nothing goes to Town: 0.9 · 1500 + 0.1 · (120 · 10 + 30 · 40) = 1590."""
    return tables(
        TWO_MARKETS,
        """
        Disruptions
        disruption | action  | target | to | probability
        ban        | exports | Mine   | C  | 10 %
        """,
    )


@micro(
    objective=1604,
    plan="""
        flows
        origin | destination | node               | shipped
        Mine   | City        | 2026               | 100
        Mine   | Port        | 2026               | 20
        Mine   | Town        | 2026               | 30
        Mine   | City        | quota, 2026 / 2026 | 48
        Mine   | Port        | quota, 2026 / 2026 | 20
        Mine   | Town        | quota, 2026 / 2026 | 30
    """,
)
def a_share_of_undisturbed_exports() -> Tables:
    """With 10 % B lets out 60 % of the 130 that it sends otherwise: 78, of which Town gets its 30, being dearer to
    serve, and City 48. 0.9 · 1500 + 0.1 · (98 · 10 + 52 · 30) = 1604."""
    return tables(
        TWO_MARKETS,
        """
        Disruptions
        disruption | action  | target | value | probability
        quota      | exports | B      | 0.6   | 10 %
        """,
    )


@micro(
    objective=180,
    plan="""
        flows
        commodity | node             | shipped
        magnet    | 2026             | 10
        ore       | ban, 2026 / 2026 | 10
    """,
)
def no_exports_of_one_commodity() -> Tables:
    """Magnets come at 5 from the mine. With an even chance they may not leave, but ore at 1, of which City presses
    them at 30: (10 · 5 + 10 · 1 + 10 · 30) / 2 = 180."""
    return tables(
        MINE_AND_CITY,
        """
        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        digger   | Mine | ore       | 1
        far      | Mine | magnet    | 5

        Routes
        from | to   | commodity
        any  | City | any

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

        Costs
        item  | variable opex
        Works | 30

        Disruptions
        disruption | action  | target | commodity | probability
        ban        | exports | any    | magnet    | 50 %
        """,
    )


@micro(
    objective=31,
    plan="""
        flows
        node | shipped
        2026 | 10

        stranded
        site | commodity | node              | stranded
        City | magnet    | bust, 2027 / 2027 | 10

        sales
        outlet | node              | sold
        taker  | bust, 2027 / 2027 | 5
    """,
)
def goods_under_way_find_no_use() -> Tables:
    """Works makes 10 alloys a year of ore at 1, and as many magnets; in 2027 City needs 10 more of these, bought at 1
    at the mine a year before. With 10 % it needs 5 instead of 20 in 2027: what arrives finds no use, and 5 of what
    Works makes go to somebody who is paid 2: 10 + 10 + 0.9 · 10 + 0.1 · (10 + 5 · 2) = 31."""
    return tables(
        CITY,
        """
        Settings
        last year | 2027

        Sites
        site | country
        Mine | A

        Commodities
        commodity
        alloy

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 10   | 20
        City   | alloy   | 10   | 10

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1
        seller   | Mine | magnet    | 1

        Routes
        from | to   | commodity | transit
        Mine | City | magnet    | 365

        Outlets
        outlet | site | commodity | price
        taker  | City | magnet    | -2

        Capacity
        plant | site | existing capacity
        Works | City | 10

        Recipes
        recipe | commodity | quantity
        make   | ore       | -1
        make   | magnet    | 1
        make   | alloy     | 1

        Operations
        plant | recipe
        Works | make

        Disruptions
        disruption | action | target | commodity | value | start | probability
        bust       | demand | City   | magnet    | 0.25  | 2027  | 10 %
        """,
    )


@micro(
    objective=1630,
    plan="""
        flows
        origin | destination | node             | shipped
        Mine   | City        | 2026             | 100
        Mine   | Port        | 2026             | 20
        Mine   | Town        | 2026             | 30
        Mine   | City        | ban, 2026 / 2026 | 35
        Mine   | Port        | ban, 2026 / 2026 | 20
        Mine   | Town        | ban, 2026 / 2026 | 30
    """,
)
def no_exports_for_half_a_year() -> Tables:
    """With 10 % half of the 130 that leave B in a year otherwise: 65, of which Town gets its 30 and City 35. 0.9 ·
    1500 + 0.1 · (85 · 10 + 65 · 30) = 1630."""
    return tables(
        TWO_MARKETS,
        """
        Disruptions
        disruption | action  | target | duration | probability
        ban        | exports | B      | 0.5      | 10 %
        """,
    )


@micro(
    objective=12,
    plan="""
        flows
        node | shipped
        2026 | 10

        costs
        cost      | node               | amount | present value
        purchases | 2026               | 10     | 9
        resupply  | spike, 2026 / 2026 | 30     | 3
    """,
)
def what_is_under_way_is_brought_back() -> Tables:
    """What is asked in 2027 is sent in 2026. With 10 % the price is 5 that year instead of 1: nothing is sent, and
    when that is over the 10 that would be under way are bought at what replacing them costs, 3:
    0.9 · 10 + 0.1 · 30 = 12."""
    return tables(
        """
        Settings
        last year | 2027

        Countries
        country
        A

        Sites
        site | country
        City | A
        Mine | A

        Commodities
        commodity | reference value | replacement cost
        magnet    | 1               | 3

        Suppliers
        supplier | site | commodity | price
        seller   | Mine | magnet    | 1

        Routes
        from | to   | commodity | transit
        Mine | City | magnet    | 365

        Demand
        market | product | 2026 | 2027 | shortage cost
        City   | magnet  | 0    | 10   | 50

        Disruptions
        disruption | action | target | value | start | probability
        spike      | price  | seller | 5     | 2026  | 10 %
        """,
    )
