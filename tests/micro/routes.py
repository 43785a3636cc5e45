"""Routes, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, MINE_AND_CITY, micro

SELLER = """
    Suppliers
    supplier | site | commodity | price
    seller   | Mine | magnet    | 1
"""
"""Magnets at 1, at the mine."""


@micro(
    objective=700,
    plan="""
        flows
        origin | destination | commodity | shipped
        Mine   | City        | magnet    | 100

        costs
        cost      | amount
        purchases | 300
        freight   | 200
        tariffs   | 200
    """,
)
def freight_tariff_and_loss() -> Tables:
    """A fifth is lost, so 100 are sent for 80: bought at 3, freight 2, a tariff of 10 % on a value of 20."""
    return tables(
        """
        Countries
        country
        A
        B

        Sites
        site | country
        Mine | A
        City | B

        Commodities
        commodity | reference value
        magnet    | 20

        Demand
        market | product | 2026
        City   | magnet  | 80

        Suppliers
        supplier | site | commodity | price
        seller   | Mine | magnet    | 3

        Routes
        from | to   | commodity | freight | tariff | loss
        Mine | City | magnet    | 2       | 10 %   | 20 %
        """,
    )


@micro(
    objective=190,
    plan="""
        flows
        origin | destination | shipped
        Mine   | City        | 50
        Mine   | Port        | 30
        Port   | City        | 30
    """,
)
def the_rest_goes_by_a_port() -> Tables:
    """The direct route takes 50 at 1; the other 30 of 80 pay 1 to the port and 1 from it: 80 + 50 + 60 = 190."""
    return tables(
        MINE_AND_CITY,
        SELLER,
        """
        Sites
        site | country
        Port | B

        Demand
        market | product | 2026
        City   | magnet  | 80

        Routes
        from | to   | commodity | freight | capacity
        Mine | City | magnet    | 1       | 50
        Mine | Port | magnet    | 1       |
        Port | City | magnet    | 1       |
        """,
    )


@micro(
    objective=600,
    plan="""
        flows
        origin | node | shipped
        Mine   | 2026 | 100
        Mine   | 2027 | 200
    """,
)
def a_fifth_of_a_year_under_way() -> Tables:
    """A fifth arrives a year later, and nothing is under way at the start. 100 sent for 80; then 0.8 s + 20 = 180
    takes 200. Each costs 1 and freight 1: 600."""
    return tables(
        MINE_AND_CITY,
        SELLER,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 80   | 180

        Routes
        from | to   | commodity | freight | transit
        Mine | City | magnet    | 1       | 73
        """,
    )


THIS_YEAR_OR_DEAR = """
    Settings
    last year | 2027

    Suppliers
    supplier | site | commodity | price 2026 | price 2027
    near     | Mine | magnet    | 1          | 9
    own      | City | magnet    | 20         | 20

    Demand
    market | product | 2026 | 2027
    City   | magnet  | 20   | 20
    Mine   | magnet  | 5    | 5
"""
"""Magnets at Mine cost 1 this year and 9 the next; City has dear ones, so that either could send to the other."""


@micro(
    objective=250,
    plan="""
        flows
        origin | destination | node | shipped
        Mine   | City        | 2026 | 20
        Mine   | City        | 2027 | 20
    """,
)
def nothing_is_kept_on_the_road() -> Tables:
    """If a fifth were under way at the year's end, what is needed in 2027 could be bought in 2026 and sent to and fro
    until then. As it can come back it is there at once: 25 · 1 + 25 · 9 = 250."""
    return tables(
        MINE_AND_CITY,
        THIS_YEAR_OR_DEAR,
        """
        Routes
        from | to  | commodity | transit
        any  | any | magnet    | 73
        """,
    )


@micro(
    objective=250,
    plan="""
        flows
        origin | destination | node | shipped
        Mine   | Port        | 2026 | 20
        Mine   | Port        | 2027 | 20
        Port   | City        | 2026 | 20
        Port   | City        | 2027 | 20
    """,
)
def nor_on_a_way_round() -> Tables:
    """The same where the way there leads by a port and the way back does not: a circle of three lanes."""
    return tables(
        MINE_AND_CITY,
        THIS_YEAR_OR_DEAR,
        """
        Sites
        site | country
        Port | A

        Routes
        from | to   | commodity | transit
        Mine | Port | magnet    | 73
        Port | City | magnet    | 73
        City | Mine | magnet    | 73
        """,
    )


@micro(
    objective=140,
    plan="""
        costs
        cost      | item                  | amount
        purchases | digger                | 10
        purchases | seller                | 20
        freight   | Mine → City: ore      | 40
        freight   | Mine → City: magnet   | 20
        freight   | Mine → Town: magnet   | 50
    """,
)
def the_most_specific_route_holds() -> Tables:
    """Of four rows that fit, the one that names both sites and the commodity holds for magnets to City (2), the one
    that names both sites for ore (4), and the rule for all for Town (5): 30 · 1 + 10 · (2 + 4 + 5) = 140."""
    return tables(
        MINE_AND_CITY,
        SELLER,
        """
        Countries
        country
        C

        Sites
        site | country
        Town | C

        Demand
        market | product | 2026
        City   | magnet  | 10
        City   | ore     | 10
        Town   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        digger   | Mine | ore       | 1

        Routes
        from | to   | commodity | freight
        any  | any  | any       | 5
        A    | B    | any       | 3
        Mine | City | any       | 4
        Mine | City | magnet    | 2
        """,
    )


@micro(
    objective=96.71695598,
    plan="""
        flows
        origin | destination | shipped
        Mine   | City        | 10
    """,
)
def a_sixth_round_the_earth() -> Tables:
    """Both on the equator, 60 degrees apart: 6371 · π / 3 = 6671.6956 km, at 1 per 1000 km, on top of 2. With the
    price of 1, 10 cost 10 · (1 + 2 + 6.6716956)."""
    return tables(
        SELLER,
        """
        Countries
        country
        A

        Sites
        site | country | latitude | longitude
        Mine | A       | 0        | 0
        City | A       | 0        | 60

        Commodities
        commodity
        magnet

        Demand
        market | product | 2026
        City   | magnet  | 10

        Routes
        from | to   | commodity | freight | freight by distance
        Mine | City | magnet    | 2       | 1
        """,
    )


@micro(
    objective=980,
    plan="""
        purchases
        supplier | stage    | bought
        ally     | finished | 60
        rival    | finished | 40
    """,
)
def rules_by_bloc_group_and_stage() -> Tables:
    """All lanes of a rule share its capacity: 60 from the bloc at 8 and freight 1. The other 40 come from a group
    within a group at 5; of its two rules the one for magnets holds, freight 1 and a tariff of half of 10: 60 · 9 + 40
    · 11 = 980."""
    return tables(
        """
        Countries
        country | bloc
        A       | friends
        B       |
        C       |

        Groups
        group     | member
        others    | C
        strangers | others

        Sites
        site  | country
        Mine  | A
        City  | B
        Pit   | C

        Commodities
        commodity | stage    | reference value
        magnet    | finished | 10

        Demand
        market | product | 2026
        City   | magnet  | 100

        Suppliers
        supplier | site | commodity | price
        ally     | Mine | magnet    | 8
        rival    | Pit  | magnet    | 5

        Routes
        from      | to   | commodity | freight | tariff | capacity
        friends   | any  | finished  | 1       |        | 60
        strangers | City | finished  | 9       |        |
        strangers | City | magnet    | 1       | 50 %   |
        """,
    )


@micro(
    objective=80,
    plan="""
        flows
        origin | destination | node | shipped
        Mine   | City        | 2026 | 10
        Mine   | City        | 2027 | 5

        costs
        cost      | node | amount
        purchases | 2026 | 10
        purchases | 2027 | 5
        purchases | 2027 | 20
        freight   | 2026 | 10
        freight   | 2027 | 10
        tariffs   | 2027 | 25
    """,
)
def freight_and_tariff_by_year() -> Tables:
    """10 a year. In 2026 the mine's cost 1 and freight 1, 20 together. In 2027 they cost 1, freight 2 and half of 10,
    so that the city's own are cheaper at 4, of which there are 5: 20 + 40."""
    return tables(
        MINE_AND_CITY,
        SELLER,
        """
        Settings
        last year | 2027

        Commodities
        commodity | reference value
        magnet    | 10

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price | limit
        own      | City | magnet    | 4     | 5

        Routes
        from | to   | commodity | freight 2026 | freight 2027 | tariff 2026 | tariff 2027
        Mine | City | magnet    | 1            | 2            | 0 %         | 50 %
        """,
    )


@micro(
    objective=240,
    plan="""
        flows
        origin | destination | shipped
        Mine   | City        | 80

        costs
        cost      | amount
        purchases | 80
        freight   | 160
    """,
)
def a_group_says_more_than_any() -> Tables:
    """From anywhere freight is 5, from the producers' sites, of which the mine is one, 2: 80 · (1 + 2) = 240."""
    return tables(
        MINE_AND_CITY,
        SELLER,
        """
        Groups
        group     | member
        producers | A

        Demand
        market | product | 2026
        City   | magnet  | 80

        Routes
        from      | to   | commodity | freight
        any       | City | magnet    | 5
        producers | City | magnet    | 2
        """,
    )


@micro(
    objective=60,
    plan="""
        purchases
        supplier | node | bought
        near     | 2026 | 2
        near     | 2027 | 4
    """,
)
def sent_before_the_plan() -> Tables:
    """5 are wanted each year. 3 arrive in 2026 and 1 in 2027 that were sent before; the rest is bought: 20 + 40."""
    return tables(
        CITY,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026
        City   | magnet  | 5

        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 10

        Goods in transit
        site | commodity | 2026 | 2027
        City | magnet    | 3    | 1
        """,
    )


@micro(
    objective=30,
    plan="""
        stranded
        site | commodity | node              | stranded
        City | magnet    | ruin, 2026 / 2026 | 3
    """,
)
def sent_before_and_stranded() -> Tables:
    """Demand of 3 for the 3 that arrive; in the disruption nobody wants them, and they are stranded. It costs the 30
    for the demand of 2027, which is bought: a disruption without a probability is not in the cost."""
    return tables(
        CITY,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026
        City   | magnet  | 3

        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 10

        Disruptions
        disruption | action | target | value | start
        ruin       | demand | City   | 0     | 2026

        Goods in transit
        site | commodity | 2026 | 2027
        City | magnet    | 3    | 0
        """,
    )


@micro(
    objective=580,
    plan="""
        builds
        project | decided | size
        Berth   | 2026    | 60

        flows
        lane                | node | shipped
        Mine → City: magnet | 2026 | 60

        capacity
        plant | node | capacity | used
        Port  | 2026 | 60       | 60
        Pier  | 2026 | 5        | 0
    """,
)
def a_port_that_has_to_be_built() -> Tables:
    """Magnets of the mine at 1 take a port each, of which up to 60 may be built at 2; others cost 10: 60 · 3 + 40 · 10
    = 580."""
    return tables(
        MINE_AND_CITY,
        BUY_ALL,
        """
        Suppliers
        supplier | site | commodity | price
        near     | Mine | magnet    | 1

        Routes
        from | to   | commodity | capacity of
        Mine | City | magnet    | Port
        Mine | City | ore       | Pier

        Capacity
        plant | site | existing capacity
        Port  | City |
        Pier  | City | 5

        Projects
        project | plant | kind | minimum size | maximum size
        Berth   | Port  | size | 1            | 60

        Costs
        item  | capex per unit
        Berth | 2
        """,
    )
