"""Conversion, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, MINE_AND_CITY, PRESS, micro

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
        plant | recipe  | minimum share
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
        plant | recipe  | capacity use | maximum share
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


THREE_PLANTS = """
    Demand
    market | product | 2026
    City   | magnet  | 30

    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | 1
    far      | City | magnet    | 20

    Capacity
    plant | site | technology | existing capacity
    Works | City | pressing   | 10
    Mill  | City | pressing   | 10
    Kiln  | City | firing     | 10

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press
    Mill  | press
    Kiln  | press
"""
"""Three plants make 10 magnets each of ore at 1; what is missing costs 20."""


@micro(
    objective=885,
    plan="""
        capacity
        plant | node                | capacity | used
        Works | 2026                | 50       | 50
        Works | strike, 2026 / 2026 | 20       | 20
        Mill  | 2026                | 5        | 5
        Mill  | strike, 2026 / 2026 | 5        | 5

        purchases
        supplier | node                | bought
        digger   | 2026                | 50
        far      | 2026                | 50
        miner    | 2026                | 5
        digger   | strike, 2026 / 2026 | 20
        far      | strike, 2026 / 2026 | 20
        miner    | strike, 2026 / 2026 | 5
        near     | strike, 2026 / 2026 | 60
    """,
)
def the_capacity_of_a_country() -> Tables:
    """With 10 % A has 40 % of its capacity: of the 50 of Works, which makes a magnet of ore at 5, and of the 50 that
    far sells at 10. 5 are always made in B for nothing; what else is missing of 105 is bought at 30: 0.9 · (50 · 5 +
    50 · 10) + 0.1 · (20 · 5 + 20 · 10 + 60 · 30) = 885."""
    return tables(
        MINE_AND_CITY,
        """
        Routes
        from | to   | commodity
        Mine | City | magnet

        Demand
        market | product | 2026
        City   | magnet  | 105

        Suppliers
        supplier | site | commodity | price | limit
        digger   | Mine | ore       | 5     |
        miner    | City | ore       | 0     |
        far      | Mine | magnet    | 10    | 50
        near     | City | magnet    | 30    |

        Capacity
        plant | site | existing capacity
        Works | Mine | 50
        Mill  | City | 5

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press
        Mill  | press

        Disruptions
        disruption | action   | target | value | probability
        strike     | capacity | A      | 0.4   | 10 %
        """,
    )


@micro(
    objective=125,
    plan="""
        capacity
        plant | node              | used
        Works | 2026              | 10
        Mill  | 2026              | 10
        Kiln  | 2026              | 10
        Mill  | fire, 2026 / 2026 | 10
        Kiln  | fire, 2026 / 2026 | 10
    """,
)
def the_capacity_of_a_plant() -> Tables:
    """With an even chance Works burns down: (30 · 1 + 20 · 1 + 10 · 20) / 2 = 125."""
    return tables(
        CITY,
        THREE_PLANTS,
        """
        Disruptions
        disruption | action   | target | probability
        fire       | capacity | Works  | 50 %
        """,
    )


@micro(
    objective=125,
    plan="""
        capacity
        plant | node              | used
        Works | 2026              | 10
        Mill  | 2026              | 10
        Kiln  | 2026              | 10
        Works | flaw, 2026 / 2026 | 5
        Mill  | flaw, 2026 / 2026 | 5
        Kiln  | flaw, 2026 / 2026 | 10
    """,
)
def the_capacity_of_a_technology() -> Tables:
    """With an even chance half of all that presses is out: (30 · 1 + (5 + 5 + 10) · 1 + 10 · 20) / 2 = 125."""
    return tables(
        CITY,
        THREE_PLANTS,
        """
        Disruptions
        disruption | action   | target   | value | probability
        flaw       | capacity | pressing | 0.5   | 50 %
        """,
    )


@micro(
    objective=182.5,
    plan="""
        capacity
        plant | node              | capacity
        Works | 2026              | 10
        Mill  | 2026              | 10
        Kiln  | 2026              | 10
        Oven  | 2026              | 10
        Works | fake, 2026 / 2026 | 5
        Mill  | fake, 2026 / 2026 | 5
        Kiln  | fake, 2026 / 2026 | 5
        Oven  | fake, 2026 / 2026 | 10
    """,
)
def the_capacity_for_a_commodity() -> Tables:
    """With an even chance half of what makes magnets in A is out, which Oven does not, with alloy of ore at 1: (30 · 1
    + 15 · 1 + 15 · 20) / 2 + 10 · 1 = 182.5."""
    return tables(
        CITY,
        THREE_PLANTS,
        """
        Commodities
        commodity
        alloy

        Demand
        market | product | 2026
        City   | alloy   | 10

        Capacity
        plant | site | existing capacity
        Oven  | City | 10

        Recipes
        recipe | commodity | quantity
        melt   | ore       | -1
        melt   | alloy     | 1

        Operations
        plant | recipe
        Oven  | melt

        Disruptions
        disruption | action   | target | commodity | value | probability
        fake       | capacity | A      | magnet    | 0.5   | 50 %
        """,
    )


@micro(
    objective=100,
    plan="""
        conversion
        commodity | node             | made | taken
        ore       | 2026             | 0    | 100
        magnet    | 2026             | 100  | 0
        cerium    | 2026             | 100  | 0
        ore       | bad, 2026 / 2026 | 0    | 100
        magnet    | bad, 2026 / 2026 | 50   | 0
        cerium    | bad, 2026 / 2026 | 100  | 0

        purchases
        supplier | node             | bought
        digger   | 2026             | 100
        digger   | bad, 2026 / 2026 | 100
        far      | bad, 2026 / 2026 | 50
    """,
)
def the_yield_of_a_plant() -> Tables:
    """100 ore at 1 become 100 magnets and as much cerium, sold at 0.5. With 10 % only half the magnets are good, and 50
    are bought at 10: 0.9 · (100 − 50) + 0.1 · (100 − 50 + 500) = 100."""
    return tables(
        CITY,
        """
        Commodities
        commodity
        cerium

        Demand
        market | product | 2026
        City   | magnet  | 100

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1
        far      | City | magnet    | 10

        Outlets
        outlet | site | commodity | price
        taker  | City | cerium    | 0.5

        Capacity
        plant | site | existing capacity
        Works | City | 100

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1
        press  | cerium    | 1

        Operations
        plant | recipe
        Works | press

        Disruptions
        disruption | action | target | commodity | value | probability
        bad        | yield  | Works  | magnet    | 0.5   | 10 %
        """,
    )


@micro(
    objective=560,
    plan="""
        capacity
        plant | node | capacity | used
        Works | 2026 | 60       | 60
        Works | 2027 | 100      | 100

        purchases
        supplier | node | bought
        digger   | 2026 | 60
        far      | 2026 | 40
        digger   | 2027 | 100
    """,
)
def an_outage_in_one_year() -> Tables:
    """Works can use 60 % of its 100 in 2026 and all of it in 2027: 160 of ore at 1, and 40 magnets at 10. 160 + 400."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Settings
        last year | 2027

        Capacity
        plant | site | existing capacity | availability 2026 | availability 2027
        Works | City | 100               | 60 %              | 100 %
        """,
    )


@micro(
    objective=160,
    plan="""
        costs
        cost               | node | amount
        purchases          | 2026 | 10
        purchases          | 2027 | 100
        variable operation | 2026 | 20
        existing plants    | 2026 | 10
        existing plants    | 2027 | 20
    """,
)
def operation_by_year() -> Tables:
    """10 a year. In 2026 the press makes them of ore at 1 for 2 each; in 2027 that would cost 20 each, so they are
    bought at 10. Its capacity of 10 costs 1 each to keep, then 2: 10 + 20 + 100 + 10 + 20 = 160."""
    return tables(
        CITY,
        PRESS,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Capacity
        plant | site | existing capacity
        Works | City | 10

        Costs
        item  | variable opex 2026 | variable opex 2027 | fixed opex 2026 | fixed opex 2027
        Works | 2                  | 20                 | 1               | 2
        """,
    )


@micro(
    objective=165,
    plan="""
        purchases
        supplier | node | bought
        digger   | 2027 | 5
        digger   | 2028 | 10
        far      | 2026 | 10
        far      | 2027 | 5
    """,
)
def existing_capacity_by_year() -> Tables:
    """Of 10 a year the works can press 0, 5 and 10 of ore at 1, as given for 2026 and 2028; 2027 lies between the two.
    The rest is bought at 10: 100 + (5 · 10 + 5 · 1) + 10 · 1 = 165."""
    return tables(
        CITY,
        PRESS,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Capacity
        plant | site | existing capacity 2026 | existing capacity 2028
        Works | City | 0                      | 10
        """,
    )


@micro(
    objective=850,
    plan="""
        runs
        plant | recipe | node | run
        Works | press  | 2026 | 100
        Works | press  | 2027 | 50

        capacity
        plant | node | used
        Works | 2026 | 100
        Works | 2027 | 100
    """,
)
def a_recipe_that_takes_more_capacity_each_year() -> Tables:
    """As its ore becomes harder Works can press 100 in the first year and half of it in the second, at 1 for each unit
    of capacity used: 100 + 100 at first, then 50 + 100, and 50 bought at 10."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS.split("Operations")[0],
        """
        Settings
        last year | 2027

        Capacity
        plant | site | existing capacity
        Works | City | 100

        Operations
        plant | recipe | capacity use 2026 | capacity use 2027
        Works | press  | 1                 | 2

        Costs
        item  | variable opex
        Works | 1
        """,
    )
