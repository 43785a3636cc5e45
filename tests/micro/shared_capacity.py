"""Shared capacity, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, PRESS, micro


@micro(
    objective=500,
    plan="""
        runs
        plant | recipe | run
        Works | press  | 40
        Works | cast   | 20

        capacity
        plant   | node | capacity | used
        Works   | 2026 | 60       | 60
        Furnace | 2026 | 20       | 20
    """,
)
def a_furnace_that_recipes_share() -> Tables:
    """Each magnet that Works presses of ore at 1 also takes half a unit of the furnace, which has 20:
    40 are pressed, 20 cast of 3 ore each, and 40 bought at 10. 40 + 60 + 400 = 500."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Capacity
        plant   | site | existing capacity
        Works   | City | 60
        Furnace | City | 20

        Recipes
        recipe | commodity | quantity
        cast   | ore       | -3
        cast   | magnet    | 1

        Operations
        plant | recipe
        Works | cast

        Shared capacity
        plant | recipe | takes from | capacity use
        Works | press  | Furnace    | 0.5
        """,
    )


@micro(
    objective=340,
    plan="""
        runs
        plant   | recipe | run
        Furnace | cast   | 60

        capacity
        plant   | node | capacity | used
        Furnace | 2026 | 60       | 60
        Works   | 2026 | 60       | 0
    """,
)
def a_furnace_whose_other_user_rests() -> Tables:
    """Casting takes the whole furnace: 60 of 2 ore at 1 and 40 at 5.5. Pressing, which takes a unit of it as well,
    needs 6 ore, more than a magnet costs: 120 + 220 = 340."""
    return tables(
        CITY,
        """
        Demand
        market | product | 2026
        City   | magnet  | 100

        Suppliers
        supplier | site | commodity | price
        mine     | City | ore       | 1
        seller   | City | magnet    | 5.5

        Capacity
        plant   | site | existing capacity
        Works   | City | 60
        Furnace | City | 60

        Recipes
        recipe | commodity | quantity
        cast   | ore       | -2
        cast   | magnet    | 1
        press  | ore       | -6
        press  | magnet    | 1

        Operations
        plant   | recipe
        Furnace | cast
        Works   | press

        Shared capacity
        plant | recipe | takes from | capacity use
        Works | press  | Furnace    | 1
        """,
    )
