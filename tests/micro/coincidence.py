"""Independent disruptions that coincide, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, micro

TWO_PLANTS = """
    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | 0

    Capacity
    plant  | site | existing capacity
    first  | City | 100
    second | City | 100

    Costs
    item   | variable opex
    first  | 1
    second | 2

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant  | recipe
    first  | press
    second | press
"""
"""Two plants, each of which can make all that is wanted, at 1 and at 2."""

A_HUNDRED = """
    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 11
"""


@micro(
    objective=211,
    plan="""
        branches
        branch                              | probability | cost | unmet
        outage: first, 2026                 | 0.21        | 200  | 0
        outage: second, 2026                | 0.21        | 100  | 0
        outage: first + outage: second, 2026 | 0.09        | 1100 | 100
    """,
)
def two_plants_that_fail() -> Tables:
    """Each fails with 30 %, so neither with 0.7 · 0.7, one alone with 0.3 · 0.7, both with 0.3 · 0.3: 0.49 · 100 +
    0.21 · 200 + 0.21 · 100 + 0.09 · 1100 = 211."""
    return tables(
        CITY,
        TWO_PLANTS,
        A_HUNDRED,
        """
        Disruptions
        disruption | action   | target     | probability | independent
        outage     | capacity | each plant | 30 %        | yes
        """,
    )


@micro(
    objective=130,
    plan="""
        branches
        branch               | probability | cost | unmet
        outage: first, 2026  | 0.3         | 200  | 0
        outage: second, 2026 | 0.3         | 100  | 0
    """,
)
def two_plants_that_never_fail_together() -> Tables:
    """Where one excludes the other it is 0.4 · 100 + 0.3 · 200 + 0.3 · 100 = 130."""
    return tables(
        CITY,
        TWO_PLANTS,
        A_HUNDRED,
        """
        Disruptions
        disruption | action   | target     | probability
        outage     | capacity | each plant | 30 %
        """,
    )


@micro(
    objective=117.3,
    plan="""
        branches
        branch                        | probability | cost
        out: one, 2026                | 0.147       | 130
        out: two, 2026                | 0.147       | 130
        out: three, 2026              | 0.147       | 130
        out: one + out: two, 2026     | 0.072       | 230
        out: one + out: three, 2026   | 0.072       | 230
        out: two + out: three, 2026   | 0.072       | 230
    """,
)
def two_of_three_at_once() -> Tables:
    """Three sell 10 each, which cost 1, or 11 where they are short. That all three fail, with 0.027, counts as a third
    of that for each pair: 0.3 · 0.3 · 0.7 + 0.009. One alone fails with 0.3 · 0.7 · 0.7: 0.343 · 30 + 3 · 0.147 · 130 +
    3 · 0.072 · 230 = 117.3."""
    return tables(CITY, THREE_SELLERS, OUTAGES)


@micro(
    objective=120,
    plan="""
        branches
        branch                                 | probability | cost
        out: one, 2026                         | 0.147       | 130
        out: two, 2026                         | 0.147       | 130
        out: three, 2026                       | 0.147       | 130
        out: one + out: two, 2026              | 0.063       | 230
        out: one + out: three, 2026            | 0.063       | 230
        out: two + out: three, 2026            | 0.063       | 230
        out: one + out: two + out: three, 2026 | 0.027       | 330
    """,
)
def three_at_once() -> Tables:
    """All sets: each seller is missing with 0.3, which costs 100 more, so 30 + 3 · 0.3 · 100."""
    return tables(
        CITY,
        THREE_SELLERS,
        OUTAGES,
        """
        Settings
        coinciding disruptions | 3
        """,
    )


THREE_SELLERS = """
    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 30   | 11

    Suppliers
    supplier | site | commodity | price | limit
    one      | City | magnet    | 1     | 10
    two      | City | magnet    | 1     | 10
    three    | City | magnet    | 1     | 10
"""

OUTAGES = """
    Disruptions
    disruption | action   | target        | probability | independent
    out        | capacity | each supplier | 30 %        | yes
"""


@micro(
    objective=320,
    plan="""
        stock
        node                      | stock
        2026                      | 60
        2027                      | 0
        fire, 2027 / 2027         | 0
        flood, 2027 / 2027        | 0
        fire + flood, 2027 / 2027 | 0

        limits
        node               | actual | slack
        fire, 2027         | 1      | 0.4
        fire + flood, 2027 | 0.6    | 0
    """,
)
def a_limit_that_binds_when_both_fail() -> Tables:
    """However unlikely it is, 60 % must be delivered in a fire, and so where a flood coincides with it: with either
    alone the other plant delivers all, so the 60 in store are for both, used up in 2027 if nothing happens: 100 · 1 +
    60 · 2 in 2026, 60 · 1 for the store, 40 · 1 in 2027."""
    return tables(
        CITY,
        TWO_PLANTS,
        A_HUNDRED,
        """
        Settings
        last year | 2027

        Stockpiles
        stockpile | site | commodity | holding cost
        shed      | City | magnet    | 1

        Disruptions
        disruption | action   | target | start | independent
        fire       | capacity | first  | 2027  | yes
        flood      | capacity | second | 2027  | yes

        Limits
        limit | measure | of     | value | during
        two   | service | magnet | 60 %  | fire
        """,
    )


@micro(
    objective=368,
    plan="""
        branches
        branch             | end  | probability | cost | unmet
        fire, 2026         | 2028 | 0.18        | 400  | 0
        flood, 2026        | 2027 | 0.28        | 100  | 0
        flood, 2027        | 2028 | 0.4         | 100  | 0
        fire + flood, 2026 | 2028 | 0.12        | 1300 | 100
    """,
)
def what_excludes_what() -> Tables:
    """A fire of 2026, with 30 %, lasts two years, a flood, with 40 % in each, one; that of 2027 excludes the fire,
    which is then under way. In 2026 it is 0.42 · 100 + 0.18 · 200 + 0.28 · 100 + 0.12 · 1100 = 238. In 2027 the first
    plant is still out with 0.18 + 0.12, there is a flood with 0.4 and nothing with the rest: 0.3 · 200 + 0.4 · 100 +
    0.3 · 100 = 130."""
    return tables(
        CITY,
        TWO_PLANTS,
        A_HUNDRED,
        """
        Settings
        last year | 2027

        Disruptions
        disruption | action   | target | start      | duration | probability | independent
        fire       | capacity | first  | 2026       | 2        | 30 %        | yes
        flood      | capacity | second | 2026; 2027 | 1        | 40 %        | yes
        """,
    )
