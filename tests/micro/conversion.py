"""Conversion, solved by hand."""

from model.tables import Tables
from tests.inline import tables
from tests.micro.case import CITY, micro

TWO_PRODUCTS = """
    Commodities
    commodity
    alloy

    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | 1

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1
    melt   | ore       | -1
    melt   | alloy     | 1
"""
"""Magnets and alloy, each out of one ore at 1."""

TWO_WAYS = """
    Commodities
    commodity
    scrap

    Demand
    market | product | 2026
    City   | magnet  | 100

    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | 1
    dealer   | City | scrap     | 5

    Capacity
    plant | site | existing capacity
    Works | City | 500

    Recipes
    recipe  | commodity | quantity
    refine  | ore       | -1
    refine  | magnet    | 1
    recycle | scrap     | -1
    recycle | magnet    | 1
"""
"""100 magnets out of ore at 1 or scrap at 5."""


@micro(
    objective=790,
    plan="""
        runs
        plant | recipe | run
        Works | press  | 60
        Works | melt   | 20

        capacity
        plant | capacity | used
        Works | 100      | 100

        service
        product | shortage
        magnet  | 0
        alloy   | 10
    """,
)
def recipes_share_capacity() -> Tables:
    """Capacity 100; a magnet takes 1 of it and saves a shortage of 50, an alloy takes 2 and saves 71. So 60 magnets
    first, then 20 alloys of 30 wanted: ore 80 · 1 and shortage 10 · 71 are 790."""
    return tables(
        CITY,
        TWO_PRODUCTS,
        """
        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 60   | 50
        City   | alloy   | 30   | 71

        Capacity
        plant | site | existing capacity
        Works | City | 100

        Operations
        plant | recipe | capacity use
        Works | press  | 1
        Works | melt   | 2
        """,
    )


@micro(
    objective=240,
    plan="""
        costs
        cost               | item          | amount
        purchases          | digger        | 20
        variable operation | Works · press | 20
        variable operation | Works · melt  | 100
        existing plants    | Works         | 100
    """,
)
def what_a_plant_costs() -> Tables:
    """10 of each: ore 20 · 1. Capacity used costs 2 a unit, and 3 more when melting, which uses 2 a run: 10 · 2 + 10
    · 2 · (2 + 3) = 120. Keeping 100 of capacity costs 1 each. 20 + 120 + 100 = 240."""
    return tables(
        CITY,
        TWO_PRODUCTS,
        """
        Demand
        market | product | 2026
        City   | magnet  | 10
        City   | alloy   | 10

        Capacity
        plant | site | existing capacity
        Works | City | 100

        Operations
        plant | recipe | capacity use
        Works | press  | 1
        Works | melt   | 2

        Costs
        item  | recipe | variable opex | fixed opex
        Works |        | 2             | 1
        Works | melt   | 3             |
        """,
    )


@micro(
    objective=100,
    plan="""
        conversion
        plant | commodity | made | taken
        Good  | ore       | 0    | 60
        Good  | magnet    | 30   | 0
        Poor  | ore       | 0    | 40
        Poor  | magnet    | 10   | 0
    """,
)
def the_better_yield_first() -> Tables:
    """2 ore make 1 magnet, at Poor only half of one. 40 magnets: 30 at Good, its capacity, take 60 ore; 10 at Poor
    take 20 runs and 40 ore. Ore costs 1: 100."""
    return tables(
        CITY,
        """
        Demand
        market | product | 2026
        City   | magnet  | 40

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1

        Capacity
        plant | site | existing capacity
        Good  | City | 30
        Poor  | City | 30

        Recipes
        recipe | commodity | quantity
        press  | ore       | -2
        press  | magnet    | 1

        Operations
        plant | recipe | yield factor
        Good  | press  | 1
        Poor  | press  | 0.5
        """,
    )


@micro(
    objective=200,
    plan="""
        runs
        recipe  | run
        refine  | 75
        recycle | 25
    """,
)
def a_recipe_that_must_be_run() -> Tables:
    """A quarter of what is run must be recycled: 75 · 1 + 25 · 5 = 200."""
    return tables(
        CITY,
        TWO_WAYS,
        """
        Operations
        plant | recipe  | least share
        Works | refine  |
        Works | recycle | 25 %
        """,
    )


@micro(
    objective=300,
    plan="""
        runs
        recipe  | run
        refine  | 50
        recycle | 50

        capacity
        plant | used
        Works | 125
    """,
)
def a_recipe_that_may_not_be_run_alone() -> Tables:
    """Refining takes 1.5 of capacity a run and may have 60 % of what is used: 1.5 r ≤ 0.6 (1.5 r + 100 − r) gives r =
    50: 50 · 1 + 50 · 5 = 300."""
    return tables(
        CITY,
        TWO_WAYS,
        """
        Operations
        plant | recipe  | capacity use | greatest share
        Works | refine  | 1.5          | 60 %
        Works | recycle | 1            |
        """,
    )


@micro(
    objective=120,
    plan="""
        capacity
        plant | node | capacity | used
        Works | 2026 | 5        | 5
        Works | 2028 | 5        | 5

        purchases
        supplier | node | bought
        digger   | 2026 | 5
        digger   | 2028 | 5
        trader   | 2026 | 5
        trader   | 2028 | 5
    """,
)
def a_plant_in_service_for_a_while() -> Tables:
    """In service from 2027 to 2028, half of each period of two years, so capacity 10 counts 5 in both. Demand 10 a
    year: 5 made of ore at 1, 5 bought at 5, over 4 years: 4 · (5 + 25) = 120."""
    return tables(
        CITY,
        """
        Settings
        last year        | 2029
        years per period | 2

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1
        trader   | City | magnet    | 5

        Capacity
        plant | site | existing capacity | in service from | in service until
        Works | City | 10                | 2027            | 2028

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press
        """,
    )
