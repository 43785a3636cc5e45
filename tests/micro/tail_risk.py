"""Tail risk, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, micro

TEN_FOR_TWO_YEARS = """
    Settings
    last year | 2027

    Demand
    market | product | 2026
    City   | magnet  | 10

    Suppliers
    supplier | site | commodity | price
    seller   | City | magnet    | 10

    Stockpiles
    stockpile | site | commodity | holding cost
    shed      | City | magnet    | 1
"""
"""10 a year at 10, in two years, between which 1 a piece keeps them."""

SHORT_OR_DEAR = """
    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 20

    Suppliers
    supplier | site | commodity | price | limit
    far      | City | magnet    | 10    |
    near     | City | magnet    | 50    | 60

    Disruptions
    disruption | action   | target | probability
    cut        | capacity | far    | 10 %
"""
"""One year in ten only near sells, up to 60 at 50; a shortage costs 20."""

A_HEDGE = """
    Demand
    market | product | 2026
    City   | magnet  | 10

    Suppliers
    supplier | site | commodity | price
    seller   | City | magnet    | 10
    digger   | City | ore       | 10

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Capacity
    plant | site
    Works | City

    Projects
    project | plant | kind | maximum size
    Line    | Works | size | 5

    Costs
    item | capex per unit
    Line | 6

    Disruptions
    disruption | action | target | value | probability
    dear       | price  | seller | 4     | 2 %
"""
"""10 magnets at 10, one year in fifty at 40, unless for 6 a unit a line is there that makes them at 10 all the same:
for its size z the year costs 100 + 6 z or 400 − 30 z + 6 z."""


@micro(
    objective=189,
    plan="""
        purchases
        node              | bought
        2026              | 13
        2027              | 7
        dear, 2027 / 2027 | 7

        limits
        node | actual | slack | marginal cost
        dear, 2027 | 168 | 0 | 0.125

        branches
        branch     | cost | undisturbed cost | unmet
        dear, 2027 | 168  | 56               | 0
    """,
)
def what_a_disruption_may_cost() -> Tables:
    """If the price is 30 in 2027, that year may cost 168 at most, which is 210 then, or 7 · 30. So 3 are in store: 13
    · 10 + 3 · 1 + 0.8 · 7 · 10 = 189. One more in store saves 0.8 · 30 then, and costs 10 + 1 − 0.8 · 10."""
    return tables(
        CITY,
        TEN_FOR_TWO_YEARS,
        """
        Settings
        discount rate | 25 %

        Disruptions
        disruption | action | target | value | start
        dear       | price  | seller | 3     | 2027

        Limits
        limit | measure | value
        worst | cost    | 168
        """,
    )


@micro(
    objective=1220,
    plan="""
        service
        node             | shortage
        2026             | 0
        cut, 2026 / 2026 | 60

        limits
        node | actual | slack | marginal cost
        2026 | 30 | 0 | 6
    """,
)
def a_tail_of_unmet_demand() -> Tables:
    """The worst 20 % are the 10 % in which far is cut off and as many without a shortage, so a mean of 30 lets 60 be
    short: 0.9 · 1000 + 0.1 · (40 · 50 + 60 · 20) = 1220."""
    return tables(
        CITY,
        SHORT_OR_DEAR,
        """
        Limits
        limit | measure       | of     | value | confidence
        tail  | CVaR of unmet | magnet | 30    | 80 %
        """,
    )


@micro(
    objective=1480,
    plan="""
        service
        node             | shortage
        2026             | 0
        cut, 2026 / 2026 | 40

        limits
        value | actual | slack
        | 20 |
    """,
)
def a_tail_of_unmet_demand_has_a_price() -> Tables:
    """Half of what is short in the cut is the mean of the worst 20 %; at 10 for that mean, a unit short costs 5 beside
    the 0.1 · 20, more than the 0.1 · 50 at near, which sells all it can. 900 + 0.1 · (60 · 50 + 40 · 20) + 20 · 10 =
    1480."""
    return tables(
        CITY,
        SHORT_OR_DEAR,
        """
        Limits
        limit | measure       | of     | scope | confidence | weight
        tail  | CVaR of unmet | magnet | A     | 80 %       | 10
        """,
    )


@micro(
    objective=207.2,
    plan="""
        purchases
        node              | bought
        2026              | 13
        2027              | 7
        dear, 2027 / 2027 | 7

        limits
        node | actual | slack | marginal cost
        horizon | 287 | 0 | 0.0364
    """,
)
def a_tail_that_splits_a_scenario() -> Tables:
    """With 2 % the price is 40 in 2027. The worst 5 % are these, and 3 of the 98 % in which nothing happens. With s in
    store they cost 200 + s and 100 + 10 s + s + 40 (10 − s) = 500 − 29 s, so the mean is 0.4 (500 − 29 s) + 0.6 (200 +
    s) = 320 − 11 s, which is to be 287: s = 3. 0.98 · 203 + 0.02 · 413 = 207.2. One more in store costs 0.98 − 0.02 ·
    29, for 11 off the mean."""
    return tables(
        CITY,
        TEN_FOR_TWO_YEARS,
        """
        Disruptions
        disruption | action | target | value | start | probability
        dear       | price  | seller | 4     | 2027  | 2 %

        Limits
        limit | measure      | value | confidence
        tail  | CVaR of cost | 287   | 95 %
        """,
    )


@micro(
    objective=122.2,
    plan="""
        builds
        project | size
        Line    | 3

        limits
        actual | slack | marginal cost
        202 | 0 | 0.9
    """,
)
def a_tail_with_what_is_built() -> Tables:
    """The worst 5 % are all 2 % and 3 of the 98 %: 0.4 (400 − 24 z) + 0.6 (100 + 6 z) = 220 − 6 z, which is to be 202:
    z = 3. 0.98 · 118 + 0.02 · 328 = 122.2."""
    return tables(
        CITY,
        A_HEDGE,
        """
        Limits
        limit | measure      | value | confidence
        tail  | CVaR of cost | 202   | 95 %
        """,
    )


@micro(
    objective=323,
    plan="""
        builds
        project | size
        Line    | 5

        limits
        value | actual | slack
        | 190 |
    """,
)
def a_tail_weighs_in_the_objective() -> Tables:
    """The expected 0.98 (100 + 6 z) + 0.02 (400 − 24 z) = 106 + 5.4 z and the mean of the worst 5 %, 220 − 6 z,
    together fall with z, to its maximum size 5: 133 + 190 = 323."""
    return tables(
        CITY,
        A_HEDGE,
        """
        Limits
        limit | measure      | confidence | weight
        tail  | CVaR of cost | 95 %       | 1
        """,
    )
