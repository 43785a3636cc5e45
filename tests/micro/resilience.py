"""Resilience, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, micro
from tests.micro.rationing import TWO_MARKETS as CITY_AND_TOWN

ONE_SELLER = """
    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 99

    Suppliers
    supplier | site | commodity | price
    seller   | City | magnet    | 10

    Stockpiles
    stockpile | site | commodity | holding cost
    shed      | City | magnet    | 1
"""
"""100 a year at 10; a year in store costs 1, a shortage much."""

TWO_MARKETS = """
    Countries
    country
    A
    B

    Sites
    site | country
    City | A
    Town | B

    Commodities
    commodity
    magnet
    alloy

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 5
    Town   | magnet  | 50   | 5
    City   | alloy   | 10   | 5

    Suppliers
    supplier | site | commodity | price
    near     | City | magnet    | 10
    far      | Town | magnet    | 30
    melter   | City | alloy     | 10
"""
"""Two countries where a shortage costs 5, less than anything that is sold."""

IMPORTS = """
    Countries
    country
    A
    B
    C

    Sites
    site | country
    City | A
    Mine | B
    Port | C

    Commodities
    commodity
    magnet

    Demand
    market | product | 2026
    City   | magnet  | 100

    Routes
    from | to   | commodity
    any  | City | magnet

    Stockpiles
    stockpile | site | commodity | holding cost
    shed      | City | magnet    | 1
"""
"""City has a shed and buys abroad."""


@micro(
    objective=2060,
    plan="""
        stock
        node             | stock
        2026             | 60
        2027             | 0
        cut, 2027 / 2027 | 0

        purchases
        node | bought
        2026 | 160
        2027 | 40

        limits
        node | actual | slack | marginal cost
        cut, 2027 | 0.6 | 0 | 100
    """,
)
def service_when_the_seller_is_cut_off() -> Tables:
    """However unlikely it is that nothing is sold in 2027, 60 % must be delivered then. So 60 are in store, used up in
    2027 if nothing happens: 200 · 10 + 60 · 1."""
    return tables(
        CITY,
        ONE_SELLER,
        """
        Settings
        last year | 2027

        Disruptions
        disruption | action   | target | start
        cut        | capacity | seller | 2027

        Limits
        limit | measure | of     | value
        N-1   | service | magnet | 60 %
        """,
    )


@micro(
    objective=3200,
    plan="""
        purchases
        node | bought
        2026 | 250
        2028 | 50

        limits
        node | actual | slack | marginal cost
        cut, 2027 | 50 | 0 | 2
    """,
)
def unmet_demand_of_two_years() -> Tables:
    """The seller is gone from 2027 for two years, in which 50, the mean of 40 and 60, may be short altogether,
    wherever the stock is used: 150 are in store at first, and 50 a year later: 300 · 10 + 200 · 1."""
    return tables(
        CITY,
        ONE_SELLER,
        """
        Settings
        last year | 2028

        Disruptions
        disruption | action   | target | start | duration
        cut        | capacity | seller | 2027  | 2

        Limits
        limit | measure | value 2027 | value 2028
        N-1   | unmet   | 40         | 60
        """,
    )


@micro(
    objective=2140,
    plan="""
        service
        node                    | market | product | shortage
        2026                    | City   | magnet  | 0
        2027                    | City   | magnet  | 0
        cut, 2027 / 2027        | City   | magnet  | 60
    """,
)
def expected_unmet_demand() -> Tables:
    """A shortage costs 8, the seller 10 and another 20. With even odds the seller is gone in 2027, when 100 would be
    short: 50 are expected, and 30 may be. So 40 are bought from the other: 150 · 10 + 0.5 · 40 · 20 + 30 · 8."""
    return tables(
        CITY,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 100  | 8

        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 10
        other    | City | magnet    | 20

        Disruptions
        disruption | action   | target | start | probability
        cut        | capacity | seller | 2027  | 50 %

        Limits
        limit  | measure        | value
        served | expected unmet | 30
        """,
    )


@micro(
    objective=1100,
    plan="""
        service
        market | product | shortage
        City   | magnet  | 40
        City   | alloy   | 10
        Town   | magnet  | 50
    """,
)
def service_of_one_market_and_product() -> Tables:
    """Only City must have 60 % of its magnets: 60 · 10, and 100 short at 5."""
    return tables(
        TWO_MARKETS,
        """
        Limits
        limit   | measure | of     | scope | value | during
        promise | service | magnet | A     | 60 %  | undisturbed
        """,
    )


@micro(
    objective=1850,
    plan="""
        service
        market | product | shortage
        City   | magnet  | 40
        City   | alloy   | 10
        Town   | magnet  | 20
    """,
)
def service_in_each_country() -> Tables:
    """Both countries have 60 % of their magnets; of all magnets together it would be 90 for City: 60 · 10 + 30 · 30 +
    70 · 5 = 1850."""
    return tables(
        TWO_MARKETS,
        """
        Limits
        limit   | measure | of     | scope        | value | during
        promise | service | magnet | each country | 60 %  | always
        """,
    )


@micro(
    objective=1275,
    plan="""
        stock
        stockpile | stock
        shed      | 25

        flows
        origin | shipped
        Mine   | 125

        limits
        scope | actual | slack | marginal cost
        B | 2.4 | 0 | 143.2292
    """,
)
def cover_of_what_a_country_sends() -> Tables:
    """The shed replaces B for 2.4 months, a fifth of a year; so it holds a fifth of all that comes, what fills it
    included: s = (100 + s) / 5 = 25. 125 · 10 + 25 · 1. With a share x of a year for a fifth all costs 1000 / (1 − x)
    + 100 x / (1 − x), which grows by 1100 / 0.8², a twelfth of it a month."""
    return tables(
        IMPORTS,
        """
        Suppliers
        supplier | site | commodity | price
        far      | Mine | magnet    | 10

        Limits
        limit | measure | of     | scope | against | value
        cover | cover   | magnet | A     | B       | 2.4
        """,
    )


@micro(
    objective=1652,
    plan="""
        stock
        stockpile | stock
        shed      | 12

        flows
        origin | shipped
        Mine   | 60
        Port   | 52
    """,
)
def cover_against_each_country() -> Tables:
    """A fifth of a year of what either country sends, not of both together: of 60 from B, 12, which is more than a
    fifth of the 52 from C. 60 · 10 + 52 · 20 + 12 · 1 = 1652. One less from B would spare 10 and 0.2 in store, and
    cost 0.8 · 20."""
    return tables(
        IMPORTS,
        """
        Suppliers
        supplier | site | commodity | price | limit
        far      | Mine | magnet    | 10    | 60
        other    | Port | magnet    | 20    |

        Limits
        limit | measure | of     | scope | against      | value
        cover | cover   | magnet | A     | each country | 2.4
        """,
    )


@micro(
    objective=1700,
    plan="""
        service
        market | product | shortage
        City   | magnet  | 30

        limits
        limit   | actual | slack | marginal cost
        promise | 60     | 0     | 5
    """,
)
def unmet_demand_of_a_period_of_two_years() -> Tables:
    """A shortage costs 5 and a magnet 10, but over two years only 60 may be short, 30 a year: 2 · (70 · 10 + 30 ·
    5)."""
    return tables(
        CITY,
        """
        Settings
        last year        | 2027
        years per period | 2

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 100  | 5

        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 10

        Limits
        limit   | measure | of     | scope | value | during
        promise | unmet   | magnet | City  | 60    | undisturbed
        """,
    )


@micro(
    objective=2600,
    plan="""
        stock
        stockpile | stock
        shed      | 50

        flows
        origin | shipped
        Mine   | 125
    """,
)
def cover_over_a_period_of_two_years() -> Tables:
    """The shed replaces B for 4.8 months, so it holds 0.4 of what comes in a year: 2 f = 200 + 0.4 f gives f = 125. 2
    · 125 · 10, and 50 in store for two years."""
    return tables(
        IMPORTS,
        """
        Settings
        last year        | 2027
        years per period | 2

        Suppliers
        supplier | site | commodity | price
        far      | Mine | magnet    | 10

        Limits
        limit | measure | of     | scope | against | value
        cover | cover   | magnet | A     | B       | 4.8
        """,
    )


@micro(
    objective=1525,
    plan="""
        stock
        stockpile | stock
        shed      | 25

        flows
        origin | shipped
        Dock   | 50
        Mine   | 125
    """,
)
def cover_of_all_that_comes_from_abroad() -> Tables:
    """The shed replaces a fifth of a year of imports, not of the 50 at 5 from Dock, in A itself: 125 · 10 + 25 · 1 +
    50 · 5 = 1525."""
    return tables(
        IMPORTS,
        """
        Sites
        site | country
        Dock | A
        Town | A

        Demand
        market | product | 2026
        Town   | magnet  | 50

        Routes
        from | to   | commodity
        Dock | Town | magnet

        Suppliers
        supplier | site | commodity | price | limit
        far      | Mine | magnet    | 10    |
        near     | Dock | magnet    | 5     | 50

        Limits
        limit | measure | of     | scope | value
        cover | cover   | magnet | A     | 2.4
        """,
    )


@micro(
    objective=1262.5,
    plan="""
        stock
        node               | stock
        2026               | 0
        dearth, 2026 / 2026 | 25

        flows
        node               | shipped
        2026               | 100
        dearth, 2026 / 2026 | 125
    """,
)
def cover_that_is_asked_for_only_when_something_goes_wrong() -> Tables:
    """Undisturbed nothing is in store: 100 · 10. While prices are a fifth higher the shed has to replace B for 2.4
    months, a fifth of what comes, 25: 125 · 12 + 25 · 1 = 1525. Each as likely as the other."""
    return tables(
        IMPORTS,
        """
        Suppliers
        supplier | site | commodity | price
        far      | Mine | magnet    | 10

        Disruptions
        disruption | action | target | value | start | probability
        dearth     | price  | far    | 1.2   | 2026  | 50 %

        Limits
        limit | measure | of     | scope | against | value | during
        cover | cover   | magnet | A     | B       | 2.4   | dearth
        """,
    )


@micro(
    objective=3975,
    plan="""
        limits
        scope | node        | actual | slack | marginal cost
        City  | strike, 2026 | 0.475 | 0.225 | 0
        Town  | strike, 2026 | 0.25  | 0     | 1500
    """,
)
def each_market_is_served_in_part() -> Tables:
    """A strike leaves 60 of 150, in the pool 40 %, all of them for City, where a shortage costs most. A quarter is due
    to each market: 12.5 for Town. 600 + 52.5 · 90 + 37.5 · 30 = 6450; (1500 + 6450) / 2. One unit more for Town costs
    60 / 2, so 50 · 30 for its whole demand."""
    return tables(
        CITY_AND_TOWN,
        """
        Limits
        limit | measure | of    | scope       | value
        floor | service | oxide | each market | 25 %
        """,
    )
