"""Blending, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import micro

TWO_ORES = """
    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity
    rich
    poor
    power
    magnet

    Suppliers
    supplier | site | commodity | price
    deep pit | City | rich      | 9
    open pit | City | poor      | 1
    grid     | City | power     | 0

    Capacity
    plant | site | existing capacity
    Works | City | 1000

    Recipes
    recipe    | commodity | quantity
    from rich | rich      | -1
    from rich | power     | -5
    from rich | magnet    | 1
    from poor | poor      | -2
    from poor | magnet    | 1

    Operations
    plant | recipe
    Works | from rich
    Works | from poor

    Properties
    commodity | property | value
    rich      | grade    | 0.8
    poor      | grade    | 0.2
    rich      | thorium  | 4
    poor      | thorium  | 1
"""
"""A magnet takes 1 of an ore at 9 or 2 of an ore at 1, and power, which has no grade."""


YEARLY = """
    Demand
    market | product | 2026
    City   | magnet  | 100
"""


@micro(
    objective=550,
    plan="""
        runs
        plant | recipe    | run
        Works | from poor | 50
        Works | from rich | 50
    """,
)
def a_least_grade() -> Tables:
    """The feed has a grade of 0.4 at least: with a of rich and b of poor 0.8 a + 0.2 b ≥ 0.4 (a + b), so that
    a ≥ b / 2. The a + b / 2 = 100 magnets then take 50 of rich and 100 of poor. 50 · 9 + 100 · 1 = 550."""
    return tables(
        TWO_ORES,
        YEARLY,
        """
        Blending
        plant | property | at least
        Works | grade    | 0.4
        """,
    )


@micro(
    objective=1950,
    plan="""
        runs
        plant | recipe    | node | run
        Works | from rich | 2026 | 100
        Works | from poor | 2027 | 50
        Works | from rich | 2027 | 50
    """,
)
def thorium_is_limited_later() -> Tables:
    """Poor costs 6 a unit, and 12 a magnet, where rich costs 9. In 2027 the feed may hold 2 of thorium:
    4 a + b ≤ 2 (a + b), so that b ≥ 2 a, and 50 of rich and 100 of poor make 100.
    100 · 9 + 50 · 9 + 100 · 6 = 1950."""
    return tables(
        TWO_ORES.replace("open pit | City | poor      | 1", "open pit | City | poor      | 6"),
        YEARLY,
        """
        Settings
        last year | 2027

        Blending
        plant | property | at most 2026 | at most 2027
        Works | thorium  | 4            | 2
        """,
    )


@micro(
    objective=690,
    plan="""
        runs
        plant | recipe    | run
        Works | from rich | 70
        Mill  | from poor | 30
    """,
)
def a_recipe_that_its_feed_cannot_meet() -> Tables:
    """The recipe for poor asks a grade of 0.3 of its feed at Works, where it has 0.2. Mill asks nothing: 30 of its
    magnets take 60 of poor, the others 70 of rich. 60 + 630 = 690."""
    return tables(
        TWO_ORES,
        YEARLY,
        """
        Capacity
        plant | site | existing capacity
        Mill  | City | 30

        Operations
        plant | recipe
        Mill  | from poor

        Blending
        plant | recipe    | property | at least
        Works | from poor | grade    | 0.3
        """,
    )
