"""Concentration, solved by hand."""

from model.tables import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, PRESS, WORKS, micro

TWO_SELLERS = """
    Countries
    country
    A
    B

    Sites
    site | country
    City | A
    Port | B

    Commodities
    commodity
    magnet

    Routes
    from | to   | commodity
    Port | City | magnet

    Suppliers
    supplier | site | commodity | price
    near     | City | magnet    | 30
    far      | Port | magnet    | 10

    Demand
    market | product | 2026
    City   | magnet  | 100
"""
"""Two countries that sell: at home at 30, abroad at 10."""


@micro(
    objective=1800,
    plan="""
        purchases
        supplier | bought
        far      | 60
        near     | 40

        limits
        whose | found | slack | marginal cost
        A | 0.4 | 0.2 | 0
        B | 0.6 | 0 | 2000
    """,
)
def a_share_of_each_country() -> Tables:
    """No country may supply more than 60 %: 60 · 10 + 40 · 30 = 1800. All of it would save 100 · 20 for B."""
    return tables(
        TWO_SELLERS,
        """
        Limits
        limit   | measure | of     | whose        | value
        variety | share   | magnet | each country | 60 %
        """,
    )


@micro(
    objective=1700,
    plan="""
        purchases
        supplier | bought
        far      | 65
        near     | 35

        limits
        whose | found | slack | marginal cost
        A | 0.35 | 0 | 2000
    """,
)
def a_least_share_of_one_country() -> Tables:
    """A, at home, supplies at least 35 %: 35 · 30 + 65 · 10 = 1700."""
    return tables(
        TWO_SELLERS,
        """
        Limits
        limit | measure | of     | whose | bound    | value
        home  | share   | magnet | A     | at least | 35 %
        """,
    )


@micro(
    objective=2040,
    plan="""
        purchases
        supplier | bought
        far      | 30
        third    | 20
        near     | 50
    """,
)
def a_share_of_a_group() -> Tables:
    """B sells 30 at 10, C more at 12; both are abroad, from where only a half may come: 30 · 10 + 20 · 12 + 50 · 30 =
    2040."""
    return tables(
        """
        Countries
        country | bloc
        A       | home
        B       | abroad
        C       | abroad

        Sites
        site | country
        City | A
        Port | B
        Mine | C

        Commodities
        commodity
        magnet

        Routes
        from   | to   | commodity
        abroad | City | magnet

        Suppliers
        supplier | site | commodity | price | limit
        near     | City | magnet    | 30    |
        far      | Port | magnet    | 10    | 30
        third    | Mine | magnet    | 12    |

        Demand
        market | product | 2026
        City   | magnet  | 100

        Limits
        limit   | measure | of     | whose  | value
        variety | share   | magnet | abroad | 50 %
        """,
    )


@micro(
    objective=5000,
    plan="""
        purchases
        supplier | node | bought
        far      | 2026 | 100
        far      | 2027 | 80
        near     | 2027 | 20
        far      | 2028 | 70
        near     | 2028 | 30
        far      | 2029 | 100
    """,
)
def a_share_by_year() -> Tables:
    """From 2027 to 2028 B supplies at most 80 %, then 70 %, on the way to 60 % in 2029, when nobody asks any more: 1000
    + (80 · 10 + 20 · 30) + (70 · 10 + 30 · 30) + 1000 = 5000."""
    return tables(
        TWO_SELLERS,
        """
        Settings
        last year | 2029

        Limits
        limit   | measure | of     | whose | value 2027 | value 2029 | from year | until year
        variety | share   | magnet | B     | 80 %       | 60 %       | 2027      | 2028
        """,
    )


@micro(
    objective=550,
    plan="""
        purchases
        supplier | bought
        digger   | 50
        near     | 10
        caster   | 40
    """,
)
def a_share_of_a_stage() -> Tables:
    """60 magnets and 40 alloys are the stage 'product', of which B makes and sells at most half; the ore that it digs
    is of another stage. Alloy costs 3 more at home, a magnet 29: all alloy comes from home, and 10 magnets. 50 · 1 +
    10 · 30 + 40 · 5 = 550."""
    return tables(
        """
        Countries
        country
        A
        B

        Sites
        site | country
        City | A
        Port | B

        Commodities
        commodity | stage
        ore       | ore
        magnet    | product
        alloy     | product

        Routes
        from | to   | commodity
        Port | City | product

        Suppliers
        supplier | site | commodity | price
        digger   | Port | ore       | 1
        near     | City | magnet    | 30
        melter   | Port | alloy     | 2
        caster   | City | alloy     | 5

        Capacity
        plant | site | existing capacity
        Works | Port | 100

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Demand
        market | product | 2026
        City   | magnet  | 60
        City   | alloy   | 40

        Limits
        limit   | measure | of      | whose | value
        variety | share   | product | B     | 50 %
        """,
    )


@micro(
    objective=2000,
    plan="""
        purchases
        supplier | node              | bought
        far      | 2026              | 100
        far      | quota, 2026 / 2026 | 60
        near     | quota, 2026 / 2026 | 40
    """,
)
def a_share_in_a_disruption() -> Tables:
    """With an even chance magnets at home cost twice as much, and just then 40 % must come from there: (1000 + 60 · 10
    + 40 · 60) / 2 = 2000."""
    return tables(
        TWO_SELLERS,
        """
        Disruptions
        disruption | action | target | value | probability
        quota      | price  | A      | 2     | 50 %

        Limits
        limit | measure | of     | whose | bound    | value | during
        home  | share   | magnet | A     | at least | 40 %  | quota
        """,
    )


@micro(
    objective=1600,
    plan="""
        purchases
        supplier | bought
        far      | 70
        near     | 30
    """,
)
def an_hhi_of_two_countries() -> Tables:
    """70² + 30² = 5800: 70 · 10 + 30 · 30 = 1600. One more from far adds 2 · 70 − 2 · 30 = 80 and saves 20, a quarter
    each."""
    return tables(
        TWO_SELLERS,
        """
        Limits
        limit   | measure | of     | value
        variety | HHI     | magnet | 5800
        """,
    )


@micro(
    objective=2200,
    plan="",
)
def an_hhi_of_three_countries() -> Tables:
    """50² + 30² + 20² = 3800. On this sphere, within x + y + z = 100, cost is least where x lies from the mean, 33⅓, as
    far against the prices 10, 30, 40 as these lie from theirs, 26⅔: 50 − 33⅓ = 26⅔ − 10, 30 − 33⅓ = 26⅔ − 30, 20 − 33⅓
    = 26⅔ − 40. So 50 · 10 + 30 · 30 + 20 · 40 = 2200."""
    return tables(
        """
        Countries
        country
        A
        B
        C

        Sites
        site | country
        City | A
        Port | B
        Mine | C

        Commodities
        commodity
        magnet

        Routes
        from | to   | commodity
        any  | City | magnet

        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 40
        far      | Port | magnet    | 10
        third    | Mine | magnet    | 30

        Demand
        market | product | 2026
        City   | magnet  | 100

        Limits
        limit   | measure | of     | value
        variety | HHI     | magnet | 3800
        """,
    )


@micro(
    objective=3050,
    plan="""
        builds
        project | decided | size
        Line    | 2026    | 50

        limits
        node | value | found | slack | marginal cost
        2026 | 0     | 0     | 0     | 0
        2027 | 50    | 50    | 0     | 21
    """,
)
def a_technology_gap_closed_by_a_year() -> Tables:
    """From 2027, a year after it is decided, a line of 50 must stand in A for pressing; Kiln is of another technology,
    Mill in B. It costs 30 a unit and saves 9 in its one year: 1500, and 100 · 10 + 50 · 10 + 50 · 1."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2027

        Countries
        country
        B

        Sites
        site | country
        Town | B

        Capacity
        plant | site | technology | existing capacity
        Kiln  | City | firing     | 70
        Mill  | Town | pressing   | 70

        Projects
        project | plant | kind | greatest size
        Line    | Works | size | 100

        Lead times
        project | construction
        Line    | 1

        Costs
        item | capex per unit
        Line | 30

        Limits
        limit | measure  | of       | whose | value 2026 | value 2027
        gap   | capacity | pressing | A     | 0          | 50
        """,
    )


@micro(
    objective=1180,
    plan="""
        builds
        project | size
        Line    | 30
        Hall    | 10

        limits
        whose | found | slack | marginal cost
        A | 50 | 0 | 7
        B | 50 | 0 | 7
    """,
)
def a_greatest_capacity_in_each_country() -> Tables:
    """In no country may more than 50 make magnets: beside the 20 of Works stands a line of 30, beside the 40 of Mill a
    hall of 10, at 2 a unit; Kiln makes alloy. A: 60 + 50 · 1 + 50 · 10 = 610. B: 20 + 50 · 1 + 50 · 10 = 570."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Countries
        country
        B

        Sites
        site | country
        Town | B

        Commodities
        commodity
        alloy

        Demand
        market | product | 2026
        Town   | magnet  | 100

        Suppliers
        supplier | site | commodity | price
        further  | Town | magnet    | 10
        miner    | Town | ore       | 1

        Recipes
        recipe | commodity | quantity
        melt   | ore       | -1
        melt   | alloy     | 1

        Operations
        plant | recipe
        Mill  | press
        Kiln  | melt

        Capacity
        plant | site | existing capacity
        Works | City | 20
        Mill  | Town | 40
        Kiln  | City | 70

        Projects
        project | plant | kind | greatest size
        Line    | Works | size | 100
        Hall    | Mill  | size | 100

        Costs
        item | capex per unit
        Line | 2
        Hall | 2

        Limits
        limit | measure  | of     | whose        | bound   | value
        room  | capacity | magnet | each country | at most | 50
        """,
    )


@micro(
    objective=9200,
    plan="""
        purchases
        supplier | node | bought
        far      | 2026 | 60
        near     | 2026 | 40
        far      | 2028 | 60
        near     | 2028 | 40
        far      | 2030 | 100
    """,
)
def a_share_from_within_a_period() -> Tables:
    """From 2027 to 2028, so in the periods 2026 and 2028 of two years each, B supplies at most 60 %: 2 · (2 · 1800) +
    2 · 1000 = 9200."""
    return tables(
        TWO_SELLERS,
        """
        Settings
        last year        | 2031
        years per period | 2

        Limits
        limit   | measure | of     | whose | value | from year | until year
        variety | share   | magnet | B     | 60 %  | 2027      | 2028
        """,
    )
