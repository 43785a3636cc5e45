"""Concentration, solved by hand."""

from model.tables import Tables
from tests.inline import tables
from tests.micro.case import micro

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
    """,
)
def a_share_of_each_country() -> Tables:
    """No country may supply more than 60 %: 60 · 10 + 40 · 30 = 1800."""
    return tables(
        TWO_SELLERS,
        """
        Limits
        limit   | measure | of     | whose        | value
        variety | share   | magnet | each country | 60 %
        """,
    )
