"""Export quotas, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import micro

MINE_AND_MARKETS = """
    Countries
    country
    A
    B
    C

    Sites
    site | country
    Mine | B
    Port | B
    City | A
    Town | C

    Commodities
    commodity | stage
    oxide     | separation
    metal     | separation

    Suppliers
    supplier | site | commodity | price
    digger   | Mine | oxide     | 10
    near     | City | oxide     | 30
    other    | Town | oxide     | 40

    Routes
    from | to  | commodity
    Mine | any | any
"""
"""The mine of B sells oxide at 10; City has a seller at 30, Town one at 40."""

CITY_NEEDS_OXIDE = """
    Demand
    market | product | 2026
    City   | oxide   | 100
"""


@micro(
    objective=1800,
    plan="""
        export quotas
        country | goods     | to  | node | exported | quota | beyond | duty
        B       | oxide     | any | 2026 | 60       | 60    | 0      | 0

        purchases
        supplier | bought
        digger   | 60
        near     | 40
    """,
)
def nothing_leaves_beyond_a_quota() -> Tables:
    """60 of 100 come from the mine at 10, the rest from City's own seller at 30: 600 + 1200."""
    return tables(
        MINE_AND_MARKETS,
        CITY_NEEDS_OXIDE,
        """
        Export quotas
        country | commodity | quota
        B       | oxide     | 60
        """,
    )


@micro(
    objective=1600,
    plan="""
        export quotas
        country | goods     | to  | node | exported | quota | beyond | duty
        B       | oxide     | any | 2026 | 100      | 60    | 40     | 600

        costs
        cost          | country | item            | amount
        purchases     | B       | digger          | 1000
        export duties | B       | B · oxide · any | 600
    """,
)
def beyond_a_quota_a_duty_is_paid() -> Tables:
    """With a duty of 15 the 40 beyond the quota still cost 25 and not 30: 100 · 10 + 40 · 15. B levies it."""
    return tables(
        MINE_AND_MARKETS,
        CITY_NEEDS_OXIDE,
        """
        Export quotas
        country | commodity | quota | duty
        B       | oxide     | 60    | 15
        """,
    )


@micro(
    objective=3200,
    plan="""
        export quotas
        country | node | exported | beyond | duty
        B       | 2026 | 60       | 0      | 0
        B       | 2027 | 100      | 80     | 400
    """,
)
def a_quota_and_a_duty_change_over_the_years() -> Tables:
    """In 2026 a duty of 25 is more than City's own seller asks: 60 · 10 + 40 · 30 = 1800. In 2027 it is 5, on 80 beyond
    the quota of 20: 100 · 10 + 80 · 5 = 1400."""
    return tables(
        MINE_AND_MARKETS,
        CITY_NEEDS_OXIDE,
        """
        Settings
        last year | 2027

        Export quotas
        country | commodity | quota 2026 | quota 2027 | duty 2026 | duty 2027
        B       | oxide     | 60         | 20         | 25        | 5
        """,
    )


@micro(
    objective=3900,
    plan="""
        export quotas
        country | goods      | to   | exported | quota
        B       | separation | any  | 90       | 90
        B       | oxide      | C    | 20       | 20

        flows
        destination | shipped
        City        | 70
        Port        | 50
        Town        | 20
    """,
)
def what_stays_in_the_country_does_not_count() -> Tables:
    """Port, which is in B, gets its 50 at 10: no export. Of the 90 that may leave B, Town may have 20, which save 30
    each; City gets the 70 that are left, its other 30 at 30, Town its other 40 at 40:
    (50 + 90) · 10 + 30 · 30 + 40 · 40 = 3900."""
    return tables(
        MINE_AND_MARKETS,
        """
        Demand
        market | product | 2026
        City   | oxide   | 100
        Port   | oxide   | 50
        Town   | oxide   | 60

        Export quotas
        country | commodity  | to   | quota
        B       | separation |      | 90
        B       | oxide      | C    | 20
        """,
    )


@micro(
    objective=1950,
    plan="""
        export quotas
        node                | exported | quota | beyond | duty
        2026                | 60       | 60    | 0      | 0
        spree, 2026 / 2026  | 60       | 60    | 0      | 0
    """,
)
def a_quota_holds_in_a_disruption() -> Tables:
    """With an even chance City needs 110 instead of 100, and no more leaves: 60 · 10 + (40 + 50) / 2 · 30 = 1950."""
    return tables(
        MINE_AND_MARKETS,
        CITY_NEEDS_OXIDE,
        """
        Export quotas
        country | commodity | quota
        B       | oxide     | 60

        Disruptions
        disruption | action | target | value | probability
        spree      | demand | City   | 1.1   | 50 %
        """,
    )


@micro(
    objective=1600,
    plan="""
        export quotas
        node               | exported | quota | beyond | duty
        2026               | 100      | 60    | 40     | 600
        glut, 2026 / 2026  | 50       | 60    | 0      | 0
    """,
)
def a_duty_in_a_disruption_without_probability() -> Tables:
    """As beyond a quota; in a disruption that has no part in the expected cost City needs half, within the quota."""
    return tables(
        MINE_AND_MARKETS,
        CITY_NEEDS_OXIDE,
        """
        Export quotas
        country | commodity | quota | duty
        B       | oxide     | 60    | 15

        Disruptions
        disruption | action | target | value
        glut       | demand | City   | 0.5
        """,
    )
