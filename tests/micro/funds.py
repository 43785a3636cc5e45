"""Funds, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, MINE_AND_CITY, PRESS, WORKS, micro

LINES = """
    Settings
    last year | 2027

    Demand
    market | product | 2026
    City   | magnet  | 30

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10

    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 10          | 5

    Costs
    item | fixed capex
    Line | 60
"""
"""Two years of 30, bought at 10 or made by lines of 10 that cost 60."""


@micro(
    objective=450,
    plan="""
        builds
        project | decided | modules
        Line    | 2026    | 1
        Line    | 2027    | 1

        funds
        fund   | node | spent | limit
        public | 2026 | 60    | 100
        public | 2027 | 60    | 100
    """,
)
def a_budget_a_year() -> Tables:
    """100 a year pay for one line each year: 120, ore 10 + 20, bought 200 + 100: 450. Three at once would cost
    240."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        LINES,
        """
        Funds
        fund   | pays for | 2026
        public | capital  | 100
        """,
    )


@micro(
    objective=360,
    plan="""
        builds
        project | decided | modules
        Line    | 2026    | 2
    """,
)
def a_budget_in_total() -> Tables:
    """150 pay for two lines, both at once: 120, ore 20 + 20, bought 100 + 100: 360."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        LINES,
        """
        Funds
        fund   | pays for | total
        public | capital  | 150
        """,
    )


@micro(
    objective=900,
    plan="""
        purchases
        supplier | bought
        near     | 50
        far      | 50
    """,
)
def a_budget_for_one_country() -> Tables:
    """400 may be spent on purchases in A, where a magnet costs 8; the rest costs 10 in B: 50 · 8 + 50 · 10 = 900."""
    return tables(
        MINE_AND_CITY,
        BUY_ALL,
        """
        Suppliers
        supplier | site | commodity | price
        near     | Mine | magnet    | 8

        Routes
        from | to   | commodity
        Mine | City | magnet

        Funds
        fund   | pays for  | scope | 2026
        public | purchases | A     | 400
        """,
    )


@micro(
    objective=2120,
    plan="""
        funds
        fund   | node | spent | limit
        public | 2026 | 1400  | 1400

        service
        market | shortage
        City   | 30
    """,
)
def a_budget_for_everything() -> Tables:
    """700 a year, 1400 in a period of two, buy 70 a year at 10; a shortage of 30 costs 12 each, and no fund pays for
    it: 1400 + 2 · 360 = 2120."""
    return tables(
        CITY,
        """
        Settings
        last year        | 2027
        years per period | 2

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 100  | 12

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Funds
        fund   | pays for   | 2026
        public | everything | 700
        """,
    )


@micro(
    objective=130,
    plan="""
        builds
        project   | plant | modules
        Mill line | Mill  | 1
    """,
)
def no_budget_for_one_plant() -> Tables:
    """Nothing may be spent on Works, where a line costs 20; at Mill it costs 30. 30 + ore 100 = 130."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Capacity
        plant | site
        Mill  | City

        Operations
        plant | recipe
        Mill  | press

        Projects
        project   | plant | kind    | module size
        Line      | Works | modules | 100
        Mill line | Mill  | modules | 100

        Costs
        item      | fixed capex
        Line      | 20
        Mill line | 30

        Funds
        fund   | pays for | scope | total
        public | capital  | Works | 0
        """,
    )
