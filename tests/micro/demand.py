"""Demand, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, micro


@micro(
    objective=920,
    plan="""
        service
        market | product | demand | shortage
        City   | magnet  | 100    | 40

        deliveries
        market | product | commodity | delivered
        City   | magnet  | magnet    | 60
    """,
)
def service_is_promised() -> Tables:
    """A shortage costs 8, a magnet 10, but 60 % must be delivered: 60 · 10 + 40 · 8 = 920."""
    return tables(
        CITY,
        """
        Demand
        market | product | 2026 | shortage cost | minimum service
        City   | magnet  | 100  | 8             | 60 %

        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 10
        """,
    )


@micro(
    objective=1840,
    plan="""
        deliveries
        commodity | node | delivered
        magnet    | 2026 | 100
        magnet    | 2027 | 60
        ferrite   | 2027 | 80
    """,
)
def a_substitute_for_a_share() -> Tables:
    """From 2027 ferrite may serve 40 %; it takes 2 of it for a magnet, at 2 and 1 extra. 2026: 1000. 2027: 60 · 10 +
    80 · 3 = 840."""
    return tables(
        CITY,
        """
        Settings
        last year | 2027

        Commodities
        commodity
        ferrite

        Demand
        market | product | 2026
        City   | magnet  | 100

        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 10
        potter   | City | ferrite   | 2

        Substitutes
        market | product | substitute | replacement ratio | maximum share | extra cost | from year
        City   | magnet  | ferrite    | 0.5               | 40 %          | 1          | 2027
        """,
    )


@micro(
    objective=120,
    plan="""
        deliveries
        market | commodity | delivered
        City   | ferrite   | 10
        Town   | magnet    | 10
    """,
)
def a_substitute_in_one_country() -> Tables:
    """Ferrite at 1 and 1 extra stands in for magnets at 10, but only in country A: 10 · 2 + 10 · 10 = 120."""
    return tables(
        CITY,
        """
        Countries
        country
        B

        Sites
        site | country
        Town | B

        Commodities
        commodity
        ferrite

        Demand
        market | product | 2026
        City   | magnet  | 10
        Town   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 10
        far      | Town | magnet    | 10
        potter   | City | ferrite   | 1
        caster   | Town | ferrite   | 1

        Substitutes
        market | product | substitute | extra cost
        A      | magnet  | ferrite    | 1
        """,
    )


@micro(
    objective=100,
    plan="""
        service
        market | node | demand | shortage
        City   | 2026 | 15     | 0
        City   | 2028 | 35     | 0
    """,
)
def demand_grows_within_a_period() -> Tables:
    """From 10 in 2026 to 40 in 2029: 10, 20 and 30, 40, so 15 and 35 on average, at 1 a unit for two years each."""
    return tables(
        CITY,
        """
        Settings
        last year        | 2029
        years per period | 2

        Demand
        market | product | 2026 | 2029
        City   | magnet  | 10   | 40

        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 1
        """,
    )


@micro(
    objective=1210,
    plan="""
        service
        market | product | node              | demand | shortage
        City   | magnet  | 2026              | 100    | 0
        City   | alloy   | 2026              | 10     | 0
        City   | magnet  | boom, 2026 / 2026 | 150    | 0
        City   | alloy   | boom, 2026 / 2026 | 10     | 0
    """,
)
def the_demand_for_a_product() -> Tables:
    """With 10 % City needs half as many magnets again, not alloy, also at 10. far sells 120 at 10, near more at 30:
    0.9 · 1000 + 0.1 · (120 · 10 + 30 · 30) + 10 · 10 = 1210."""
    return tables(
        CITY,
        """
        Commodities
        commodity
        alloy

        Demand
        market | product | 2026
        City   | magnet  | 100
        City   | alloy   | 10

        Suppliers
        supplier | site | commodity | price | limit
        far      | City | magnet    | 10    | 120
        near     | City | magnet    | 30    |
        melter   | City | alloy     | 10    |

        Disruptions
        disruption | action | target | commodity | value | probability
        boom       | demand | City   | magnet    | 1.5   | 10 %
        """,
    )


@micro(
    objective=860,
    plan="""
        service
        node             | shortage
        2026             | 40
        cut, 2026 / 2026 | 100
    """,
)
def service_is_promised_while_undisturbed() -> Tables:
    """60 % must be delivered at 10, though a shortage costs 8; not if the seller is cut off, which has an even chance:
    (60 · 10 + 40 · 8 + 100 · 8) / 2 = 860."""
    return tables(
        CITY,
        """
        Demand
        market | product | 2026 | shortage cost | minimum service
        City   | magnet  | 100  | 8             | 60 %

        Suppliers
        supplier | site | commodity | price
        seller   | City | magnet    | 10

        Disruptions
        disruption | action   | target | probability
        cut        | capacity | seller | 50 %
        """,
    )


@micro(
    objective=80,
    plan="""
        service
        market | product | node | demand | owed | shortage
        City   | magnet  | 2026 | 10     | 0    | 6
        City   | magnet  | 2027 | 16     | 6    | 4
        City   | magnet  | 2028 | 14     | 4    | 0

        deliveries
        market | product | commodity | node | delivered
        City   | magnet  | magnet    | 2026 | 4
        City   | magnet  | magnet    | 2027 | 12
        City   | magnet  | magnet    | 2028 | 14
    """,
)
def owed_until_delivered() -> Tables:
    """10 a year, of which a trader has 4, 12 and 30 at 1. Each unit costs 5 a year that it is late: 6 in 2026, 4 in
    2027. 30 · 1 + 10 · 5. Lost, there would be no reason to deliver more than 10: 24 + 6 · 5."""
    return tables(
        CITY,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026 | shortage cost | unmet demand
        City   | magnet  | 10   | 5             | owed

        Suppliers
        supplier | site | commodity | price | limit 2026 | limit 2027 | limit 2028
        trader   | City | magnet    | 1     | 4          | 12         | 30
        """,
    )


@micro(
    objective=64,
    plan="""
        service
        market | product | node | demand | owed | shortage
        City   | magnet  | 2026 | 12     | 2    | 1
        City   | magnet  | 2028 | 11     | 1    | 0
    """,
)
def owed_from_before() -> Tables:
    """4 are owed when the first period of two years begins, which is 2 a year; 10 a year are added. The trader has 11 a
    year at 1: 24 − 22 are owed at its end, at 5 for each of its two years, and 22 − 22 at the end of the second. 44 · 1
    + 2 · 2 · 5."""
    return tables(
        CITY,
        """
        Settings
        last year        | 2029
        years per period | 2

        Demand
        market | product | 2026 | shortage cost | unmet demand | opening backlog
        City   | magnet  | 10   | 5             | owed         | 4

        Suppliers
        supplier | site | commodity | price | limit
        trader   | City | magnet    | 1     | 11
        """,
    )


@micro(
    objective=3090,
    plan="""
        service
        market | product | node                 | demand | owed | shortage
        City   | magnet  | 2026                 | 100    | 0    | 0
        City   | magnet  | 2027                 | 100    | 0    | 0
        City   | magnet  | 2028                 | 100    | 0    | 0
        City   | magnet  | no ship, 2027 / 2027 | 100    | 0    | 40
        City   | magnet  | no ship, 2027 / 2028 | 140    | 40   | 10
    """,
)
def owed_in_a_disruption() -> Tables:
    """With 10 % far has 60 of its usual 100 in 2027. 40 wait for a year, at 20 each, and of 140 far has 130 in 2028;
    10 are still owed when the disruption is over, at 20 again: 0.9 · 2000 + 0.1 · (600 + 800 + 1300 + 200) + 1000."""
    return tables(
        CITY,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026 | shortage cost | unmet demand
        City   | magnet  | 100  | 20            | owed

        Suppliers
        supplier | site | commodity | price | limit 2026 | limit 2027 | limit 2028
        far      | City | magnet    | 10    | 100        | 100        | 130

        Disruptions
        disruption | action   | target | value | start | duration | recovery | probability
        no ship    | capacity | far    | 0.6   | 2027  | 1        | 1        | 10 %
        """,
    )


@micro(
    objective=67,
    plan="""
        branches
        branch    | start | end  | cost | undisturbed cost | demand | unmet | service
        cut, 2027 | 2027  | 2030 | 300  | 30               | 30     | 60    | 0
    """,
)
def owed_for_years() -> Tables:
    """10 a year at 1. Once the trader is cut off for three years, 10, 20 and 30 are owed, at 5 a year: more than the
    demand of these years, of which nothing is met. 0.9 · 40 + 0.1 · (10 + 300)."""
    return tables(
        CITY,
        """
        Settings
        last year | 2029

        Demand
        market | product | 2026 | shortage cost | unmet demand
        City   | magnet  | 10   | 5             | owed

        Suppliers
        supplier | site | commodity | price
        trader   | City | magnet    | 1

        Disruptions
        disruption | action   | target | start | duration | probability
        cut        | capacity | trader | 2027  | 3        | 10 %
        """,
    )
