"""Rationing, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import micro

TWO_MARKETS = """
    Countries
    country
    A
    B

    Sites
    site | country
    City | A
    Town | B
    Mine | B

    Commodities
    commodity
    oxide

    Suppliers
    supplier | site | commodity | price | limit
    digger   | Mine | oxide     | 10    | 150

    Routes
    from | to  | commodity
    Mine | any | any

    Demand
    market | product | 2026 | shortage cost
    City   | oxide   | 100  | 90
    Town   | oxide   | 50   | 30

    Disruptions
    disruption | action   | target | value | probability
    strike     | capacity | digger | 0.4   | 50 %
"""
"""150 are there at 10, with an even chance only 60. A shortage costs most in City."""


@micro(
    objective=4200,
    plan="""
        service
        market | node                | shortage
        City   | 2026                | 0
        City   | strike, 2026 / 2026 | 60
        Town   | 2026                | 0
        Town   | strike, 2026 / 2026 | 30

        rationing
        rationing | goods | held | against | node                | unmet | allowed
        fair      | oxide | City | any     | strike, 2026 / 2026 | 60    | 60
        fair      | oxide | Town | any     | strike, 2026 / 2026 | 30    | 30
    """,
)
def all_alike() -> Tables:
    """City would get all 60. Pro rata both get 40 %: 600 + 60 · 90 + 30 · 30 = 6900, undisturbed 1500, mean 4200."""
    return tables(
        TWO_MARKETS,
        """
        Rationing
        rationing | of    | rule
        fair      | oxide | pro rata
        """,
    )


@micro(
    objective=3975,
    plan="""
        rationing
        held | unmet | allowed
        City | 52.5  | 75
        Town | 37.5  | 37.5
    """,
)
def nearly_alike() -> Tables:
    """All lack 60 %; Town may lack 1.25 times that, 75 %: 600 + 52.5 · 90 + 37.5 · 30 = 6450; (1500 + 6450) / 2."""
    return tables(
        TWO_MARKETS,
        """
        Rationing
        rationing | scope | rule     | factor
        fair      | any   | pro rata | 1.25
        """,
    )


@micro(
    objective=4560,
    plan="""
        rationing
        held | against | unmet | allowed
        B    | City    | 18    | 18
    """,
)
def some_first() -> Tables:
    """Town lacks at most half of what City lacks, as a share of demand: 18 of 50 and 72 of 100.
    600 + 72 · 90 + 18 · 30 = 7620; (1500 + 7620) / 2."""
    return tables(
        TWO_MARKETS,
        """
        Rationing
        rationing | scope | rule     | first | factor
        hospital  | any   | priority | B     | 0.5
        """,
    )


@micro(
    objective=3600,
    plan="""
        service
        market | node                | shortage
        City   | 2026                | 0
        City   | strike, 2026 / 2026 | 40
        Town   | 2026                | 0
        Town   | strike, 2026 / 2026 | 50
    """,
)
def only_those_of_its_scope_share() -> Tables:
    """Of the markets of A there is one only. 600 + 40 · 90 + 50 · 30 = 5700; (1500 + 5700) / 2."""
    return tables(
        TWO_MARKETS,
        """
        Rationing
        rationing | of    | scope | rule
        fair      | oxide | A     | pro rata
        """,
    )


@micro(
    objective=3900,
    plan="""
        rationing
        held | against | node                | unmet | allowed
        City | Town    | strike, 2026 / 2026 | 50    | 110
        Town | City    | strike, 2026 / 2026 | 40    | 40
    """,
)
def nobody_far_behind_the_best_served() -> Tables:
    """City would get all 60, a fill rate of 60 % beside 0 %. Town stays within 30 percentage points of it: 20 % and
    50 %, 10 and 50 delivered. 600 + 50 · 90 + 40 · 30 = 6300; (1500 + 6300) / 2."""
    return tables(
        TWO_MARKETS,
        """
        Rationing
        rationing | of    | rule   | leeway
        alike     | oxide | parity | 30 %
        """,
    )


@micro(
    objective=6082.5,
    plan="""
        rationing
        held      | against | node                | unmet | allowed
        defence   | City    | strike, 2026 / 2026 | 11.5  | 23
        defence   | Port    | strike, 2026 / 2026 | 11.5  | 11.5
        essential | City    | strike, 2026 / 2026 | 11.5  | 11.5
    """,
)
def each_tier_before_lower_ones() -> Tables:
    """Of 175 there are 60. Port lacks half of what City lacks, as a share of demand, and Town half of what Port lacks:
    92 %, 46 % and 23 %. 600 + 92 · 90 + 11.5 · (60 + 30) = 9915, undisturbed 1500 + 25 · 30 = 2250; mean 6082.5."""
    tiers = TWO_MARKETS.replace("shortage cost", "shortage cost | tier").replace("| 90", "| 90 | other")
    return tables(
        tiers.replace("| 30", "| 30 | defence"),
        """
        Sites
        site | country
        Port | A

        Demand
        market | product | 2026 | shortage cost | tier
        Port   | oxide   | 25   | 60            | essential

        Rationing
        rationing | rule     | factor
        tiers     | priority | 0.5
        """,
    )
