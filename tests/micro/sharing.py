"""Sharing, solved by hand."""

from model.sheets.tables import Tables
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
