"""Mandates, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import micro

UNION = """
    Countries
    country
    U
    C
    D

    Sites
    site  | country
    Works | U
    Mine  | C
    Port  | D

    Commodities
    commodity | disposal cost
    ore       | 0
    metal     |
    part      |

    Routes
    from | to    | commodity
    Mine | Works | metal
    Port | Works | metal

    Suppliers
    supplier | site | commodity | price
    far      | Mine | metal     | 10
    near     | Port | metal     | 30

    Demand
    market | product | 2026
    Works  | metal   | 150
    Works  | part    | 50

    Recipes
    recipe | commodity | quantity
    cast   | metal     | -1
    cast   | part      | 1
    dig    | ore       | 1

    Operations
    plant | recipe
    Shop  | cast
    Pit   | dig

    Capacity
    plant | site  | technology | existing capacity
    Shop  | Works | casting    | 100
    Pit   | Works | mining     | 30

    Properties
    commodity | property   | value
    ore       | equivalent | 0.4
    metal     | equivalent | 1
"""
"""A country that needs 150 + 50 of metal, of which a shop takes 50; from C it costs 10, from D 30: all of it 2000."""


@micro(
    objective=2060,
    plan="""
        builds
        project | decided | size
        Pit II  | 2026    | 20

        limits
        scope | actual | slack | base
        U     | 0.1    | 0     | 200
    """,
)
def a_share_of_need_in_capacity() -> Tables:
    """Capacity for 10 % of the need for metal, 20: as ore 50, of which 30 are there and 20 cost 3 each: 2000 + 60."""
    return tables(
        UNION,
        """
        Projects
        project | plant | kind | minimum size | maximum size
        Pit II  | Pit   | size | 1            | 100

        Costs
        item   | capex per unit
        Pit II | 3

        Limits
        limit | measure        | of  | scope | value | consumption of
        mined | capacity share | ore | U     | 10 %  | metal
        """,
    )


@micro(
    objective=3400,
    plan="""
        purchases
        supplier | bought
        far      | 130
        near     | 70

        limits
        scope | actual | slack | marginal cost
        C     | 0.65   | 0     | 4000
        D     | 0.35   | 0.3   | 0
    """,
)
def a_share_of_need_in_imports() -> Tables:
    """Of the need of 200 at most 65 % from one country: 130 · 10 + 70 · 30 = 3400. Another 2 of C save 40."""
    return tables(
        UNION,
        """
        Limits
        limit   | measure      | of    | scope | against      | value
        variety | import share | metal | U     | each country | 65 %
        """,
    )


@micro(
    objective=2500,
    plan="""
        stock
        stockpile | stock
        Store     | 50

        limits
        scope | actual | slack | base
        Works | 3      | 0     | 200
    """,
)
def a_cover_of_all_use() -> Tables:
    """Stock for three months of the need of 200 a year, 50, which has to be bought as well: 250 · 10 = 2500."""
    return tables(
        UNION,
        """
        Stockpiles
        stockpile | site  | commodity
        Store     | Works | metal

        Limits
        limit | measure | of    | scope | against | value
        stock | cover   | metal | Works | all use | 3
        """,
    )


@micro(
    objective=2000,
    plan="""
        purchases
        supplier | bought
        far      | 200

        reported limits
        limit    | scope | actual | slack | alternative | base
        mined    | U     | 0.06   | -0.04 |             | 200
        variety  | C     | 1      | -0.35 | 1           | 200
        variety  | D     | 0      | 0.65  | 0           | 200
        one less | any   | 0      | -1    | 0           | 200
        supplied | U     | 0      | -10   |             |
    """,
)
def a_mandate_that_is_reported_only() -> Tables:
    """No limit has to hold: all metal comes from C, which is all that N-1 leaves out, and nothing more is dug."""
    return tables(
        UNION,
        """
        Limits
        limit    | measure        | of    | scope | against      | bound    | value | consumption of | binding
        mined    | capacity share | ore   | U     |              |          | 10 %  | metal          | no
        variety  | import share   | metal | U     | each country |          | 65 %  |                | no
        one less | N-1 cover      | metal |       |              |          | 1     |                | no
        supplied | supply         | metal | U     |              | at least | 10    |                | no
        """,
    )
