"""Interruption, solved by hand."""

from model.tables import Tables
from tests.inline import tables
from tests.micro.case import MINE_AND_CITY, micro


@micro(
    objective=90,
    plan="""
        stranded
        site | commodity | node                    | stranded
        City | swarf     | recyclers out, 2027 / 2027 | 10
    """,
)
def what_is_under_way_is_stranded() -> Tables:
    """Works makes 10 magnets a year of ore at 1, and as much swarf, which may not be thrown away; the recycler's ash
    sells at 3. 20 of swarf may be bought at 1, half of it arrives in the next year.

    2026: ore 10, swarf 20, ash −20 · 3: −30. 2027 undisturbed: as much, and 10 more of ash: −60. Without recycler, a
    chance of a half, the 10 of swarf under way are stranded, but swarf that is made has nowhere to go, so that magnets
    must be bought at 30: 300. −30 + (−60 + 300) / 2 = 90.
    """
    return tables(
        MINE_AND_CITY,
        """
        Settings
        last year | 2027

        Commodities
        commodity
        swarf
        ash

        Capacity
        plant    | site | technology | existing capacity
        Works    | City | pressing   | 100
        Recycler | City | recycling  | 100

        Recipes
        recipe  | commodity | quantity
        press   | ore       | -1
        press   | magnet    | 1
        press   | swarf     | 1
        recycle | swarf     | -1
        recycle | ash       | 1

        Operations
        plant    | recipe
        Works    | press
        Recycler | recycle

        Suppliers
        supplier | site | commodity | price | limit
        digger   | City | ore       | 1     |
        scrapper | Mine | swarf     | 1     | 20
        seller   | City | magnet    | 30    |

        Sales
        outlet | site | commodity | price
        kiln   | City | ash       | 3

        Routes
        from | to   | commodity | transit
        Mine | City | swarf     | 182.5

        Demand
        market | product | 2026
        City   | magnet  | 10

        Disruptions
        disruption    | action   | target   | start | probability
        recyclers out | capacity | Recycler | 2027  | 50 %
        """,
    )


@micro(
    objective=5000,
    plan="""
        purchases
        supplier | node                      | bought
        far      | 2026                      | 100
        far      | 2027                      | 100
        far      | squeeze, 2027 / 2027   | 25
        near     | squeeze, 2027 / 2027   | 75
    """,
)
def a_quarter_of_exports_is_left() -> Tables:
    """Undisturbed the mine's country sends 100 a year at 10. In 2027 it may send a quarter of that only, a chance of a
    half; the rest is bought at home at 90: 1000 + 1000 / 2 + (25 · 10 + 75 · 90) / 2 = 1000 + 500 + 3500."""
    return tables(
        MINE_AND_CITY,
        """
        Settings
        last year | 2027

        Suppliers
        supplier | site | commodity | price
        far      | Mine | magnet    | 10
        near     | City | magnet    | 90

        Routes
        from | to   | commodity
        Mine | City | magnet

        Demand
        market | product | 2026
        City   | magnet  | 100

        Disruptions
        disruption | action  | target       | value | start | probability
        squeeze    | exports | A            | 0.25  | 2027  | 50 %
        """,
    )
