"""Origin, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import micro

CHAIN = """
    Countries
    country
    A
    C
    S

    Sites
    site  | country
    Mine  | A
    Pit   | C
    Works | S
    City  | A
    Town  | S

    Commodities
    commodity | stage
    ore       | raw
    acid      | reagent
    oxide     | oxides

    Capacity
    plant | site  | existing capacity
    Plant | Works | 100

    Recipes
    recipe   | commodity | quantity
    separate | ore       | -1
    separate | acid      | -1
    separate | oxide     | 1

    Operations
    plant | recipe
    Plant | separate

    Suppliers
    supplier  | site  | commodity | price
    compliant | Mine  | ore       | 3
    cheap     | Pit   | ore       | 1
    acid      | Works | acid      | 1

    Routes
    from  | to    | commodity | freight
    Mine  | Works | ore       | 0
    Pit   | Works | ore       | 0
    Works | City  | oxide     | 1
    Works | Town  | oxide     | 0
"""
"""Ore at 3 from Mine (A) or at 1 from Pit (C), with acid at 1 separated at Works (S), wanted at City (A), Town (S)."""


@micro(
    objective=60,
    plan="""
        purchases
        supplier  | bought
        compliant | 10
        cheap     | 5
        acid      | 15

        runs
        plant | run
        Plant | 15

        compliant production
        exclusion     | plant | run
        no raw from C | Plant | 10
    """,
)
def ore_of_one_country_separated_elsewhere() -> Tables:
    """City excludes what was mined in C, Town does not; the plant in S serves both. City's 10 are of ore at 3, Town's 5
    of ore at 1, all with acid at 1, which is not traced: 30 + 5 + 15, and City's freight of 1 on 10: 60."""
    return tables(
        CHAIN,
        """
        Demand
        market | product | 2026 | excluded origins | excluded goods
        City   | oxide   | 10   | C                | raw
        Town   | oxide   | 5    |                  |
        """,
    )


@micro(
    objective=180,
    plan="""
        purchases
        supplier  | node | bought
        compliant | 2026 | 5
        cheap     | 2026 | 5
        acid      | 2026 | 10
        compliant | 2028 | 10
        acid      | 2028 | 10
    """,
)
def excluded_from_within_a_period() -> Tables:
    """From 2027, the second of two years, so half of the first period's 10 a year: ore 2 · (5 · 3 + 5 · 1) and
    2 · 10 · 3. Acid and freight cost 2 a unit, 4 years long: 40 + 60 + 80 = 180."""
    return tables(
        CHAIN,
        """
        Settings
        last year        | 2029
        years per period | 2

        Demand
        market | product | 2026 | excluded origins | excluded goods | exclusion from
        City   | oxide   | 10   | C                | raw            | 2027
        """,
    )


MAGNETS = """
    Countries
    country
    A
    C

    Sites
    site | country
    Mine | A
    Pit  | C
    City | A

    Commodities
    commodity
    magnet
"""
"""Magnets from A or C, wanted in City."""


@micro(
    objective=66,
    plan="""
        purchases
        supplier | node | bought
        friend   | 2026 | 6
        foe      | 2026 | 6
        friend   | 2027 | 4

        compliant stock
        exclusion       | stockpile | node | stock
        no goods from C | shed      | 2026 | 6
    """,
)
def compliant_stock_for_the_year_of_exclusion() -> Tables:
    """City accepts anything in 2026: the opening stock of 4, which is not compliant, and 6 at 1 of the foe. For 2027
    the shed is filled with 6 of the friend, at 3 and 1 for holding; the other 4 cost 9: 6 + 18 + 6 + 36 = 66."""
    return tables(
        MAGNETS,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | excluded origins | exclusion from
        City   | magnet  | 10   | C                | 2027

        Suppliers
        supplier | site | commodity | price 2026 | price 2027
        friend   | City | magnet    | 3          | 9
        foe      | Pit  | magnet    | 1          | 1

        Routes
        from | to   | commodity
        Pit  | City | magnet

        Stockpiles
        stockpile | site | commodity | opening stock | capacity | holding cost
        shed      | City | magnet    | 4             | 6        | 1
        """,
    )


@micro(
    objective=62,
    plan="""
        purchases
        supplier | node | bought
        friend   | 2026 | 10
        foe      | 2026 | 2
        friend   | 2027 | 10
    """,
)
def compliant_goods_under_way() -> Tables:
    """A fifth of what the friend sends arrives a year later. Of at most 10 sent in 2027, 8 arrive for the 10 that must
    be compliant; so 10 are sent in 2026 too, of which 8 arrive beside 2 of the foe: 20 · 3 + 2 · 1 = 62."""
    return tables(
        MAGNETS,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | excluded origins | exclusion from
        City   | magnet  | 10   | C                | 2027

        Suppliers
        supplier | site | commodity | price | limit
        friend   | Mine | magnet    | 3     | 10
        foe      | Pit  | magnet    | 1     |

        Routes
        from | to   | commodity | transit
        Mine | City | magnet    | 73
        Pit  | City | magnet    | 0
        """,
    )


@micro(
    objective=70,
    plan="""
        flows
        origin | destination | shipped
        Mine   | City        | 10
        Pit    | Mine        | 10
    """,
)
def compliant_goods_must_be_sent() -> Tables:
    """City excludes C; Mine does not, and wants 10 as well. The friend's 10 at 3 go from Mine to City at 2, the foe's
    10 at 1 to Mine at 1, though the other way round no freight would be paid: 30 + 20 + 10 + 10 = 70."""
    return tables(
        MAGNETS,
        """
        Demand
        market | product | 2026 | excluded origins
        City   | magnet  | 10   | C
        Mine   | magnet  | 10   |

        Suppliers
        supplier | site | commodity | price
        friend   | Mine | magnet    | 3
        foe      | Pit  | magnet    | 1

        Routes
        from | to   | commodity | freight
        Mine | City | magnet    | 2
        Pit  | City | magnet    | 0
        Pit  | Mine | magnet    | 1
        """,
    )


@micro(
    objective=35,
    plan="""
        compliant deliveries
        market | product | commodity | delivered
        City   | magnet  | magnet    | 5
        City   | magnet  | ferrite   | 5
    """,
)
def a_substitute_is_excluded_too() -> Tables:
    """Ferrites may serve half of 10: of the friend at 2, not of the foe at 1. The others are magnets at 5: 35."""
    return tables(
        MAGNETS,
        """
        Commodities
        commodity
        ferrite

        Demand
        market | product | 2026 | excluded origins
        City   | magnet  | 10   | C

        Substitutes
        market | product | substitute | maximum share
        City   | magnet  | ferrite    | 50 %

        Suppliers
        supplier | site | commodity | price
        friend   | Mine | magnet    | 5
        second   | Mine | ferrite   | 2
        foe      | Pit  | ferrite   | 1

        Routes
        from | to   | commodity
        Mine | City | any
        Pit  | City | any
        """,
    )


@micro(
    objective=79,
    plan="""
        runs
        plant    | recipe   | run
        Digger A | dig      | 12
        Digger C | dig      | 5
        Plant C  | separate | 10
        Plant S  | separate | 7
    """,
)
def what_is_excluded_is_what_was_made_there() -> Tables:
    """Ore is dug in A at 3 or C at 1, separated in C at 1 or S at 4. City excludes C's ore, but not ore of A that C
    separates: 10 · (3 + 1). Town excludes what C separates, but not its ore: 5 · (1 + 4). Fort excludes C for both: 2 ·
    (3 + 4). 40 + 25 + 14 = 79."""
    return tables(
        """
        Countries
        country
        A
        C
        S

        Sites
        site   | country
        Mine   | A
        Pit    | C
        Works  | S
        City   | A
        Town   | A
        Fort   | A

        Commodities
        commodity | stage
        ore       | raw
        oxide     | oxides

        Capacity
        plant    | site  | existing capacity
        Digger A | Mine  | 100
        Digger C | Pit   | 100
        Plant C  | Pit   | 100
        Plant S  | Works | 100

        Costs
        item     | variable opex
        Digger A | 3
        Digger C | 1
        Plant C  | 1
        Plant S  | 4

        Recipes
        recipe   | commodity | quantity
        dig      | ore       | 1
        separate | ore       | -1
        separate | oxide     | 1

        Operations
        plant    | recipe
        Digger A | dig
        Digger C | dig
        Plant C  | separate
        Plant S  | separate

        Demand
        market | product | 2026 | excluded origins | excluded goods
        City   | oxide   | 10   | C                | raw
        Town   | oxide   | 5    | C                | oxides
        Fort   | oxide   | 2    | C                | any

        Routes
        from | to  | commodity
        any  | any | any
        """,
    )


SILO = """
    Stockpiles
    stockpile | site  | commodity | capacity | holding cost
    silo      | Works | ore       | 4        | 1
"""


@micro(
    objective=149,
    plan="""
        compliant stock
        exclusion     | stockpile | node | stock
        no raw from C | silo      | 2026 | 4

        service
        node           | shortage
        2026           | 0
        2027           | 0
        strike, 2027 / 2027 | 6
    """,
)
def compliant_ore_bridges_a_strike() -> Tables:
    """Half of the time Mine stops in 2027, and City would rather be 20 a unit short than take ore of C. 2026: 14 of ore
    at 3, of which 4 are held at 1; acid and freight 2 · 10: 66. 2027 undisturbed: the 4 and 6 more, 18 + 20 = 38;
    struck: the 4 only, 8 and 6 · 20 = 128. 66 + (38 + 128) / 2 = 149."""
    return tables(
        CHAIN,
        SILO,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | excluded origins | excluded goods | shortage cost
        City   | oxide   | 10   | C                | raw            | 20

        Disruptions
        disruption | action   | target | value | start | probability
        strike     | capacity | Mine   | 0     | 2027  | 50 %
        """,
    )


TOWN = """
    Demand
    market | product | 2026
    Town   | oxide   | 10
"""
"""Town takes 10, of whatever origin."""


@micro(
    objective=32,
    plan="""
        purchases
        supplier  | bought
        compliant | 6
        cheap     | 4
        acid      | 10
    """,
)
def at_most_of_one_country_by_ore() -> Tables:
    """All oxide is made in S; at most 40 % of it may be of ore from C: 6 · 3 + 4 · 1, and acid for 10."""
    return tables(
        CHAIN,
        TOWN,
        """
        Limits
        limit | measure | of     | scope | value | counted at
        ore C | share   | oxides | C     | 40 %  | raw
        """,
    )


@micro(
    objective=74,
    plan="""
        purchases
        supplier  | node | bought
        cheap     | 2026 | 10
        acid      | 2026 | 10
        compliant | 2027 | 7
        cheap     | 2027 | 3
        acid      | 2027 | 10
        cheap     | 2028 | 10
        acid      | 2028 | 10

        compliant production
        exclusion       | node | run
        share: only raw from A | 2027 | 7
    """,
)
def at_least_of_one_country_by_ore() -> Tables:
    """In 2027 at least 70 % of the oxide must be of ore from A: 7 · 3 + 3 · 1 + 10 = 34; 20 in each year beside it:
    74."""
    return tables(
        CHAIN,
        TOWN,
        """
        Settings
        last year | 2028

        Limits
        limit | measure | of     | scope | bound    | value | counted at | from year | until year
        ore A | share   | oxides | A     | at least | 70 %  | raw        | 2027      | 2027
        """,
    )


@micro(
    objective=28,
    plan="""
        purchases
        supplier  | bought
        compliant | 2
        cheap     | 4
        third     | 4
        acid      | 10
    """,
)
def at_most_of_each_country_by_ore() -> Tables:
    """No country's ore for more than 40 % of the oxide: 4 of C at 1, 4 of S at 2, 2 of A at 3, acid for 10."""
    return tables(
        CHAIN,
        TOWN,
        """
        Suppliers
        supplier | site  | commodity | price
        third    | Works | ore       | 2

        Limits
        limit | measure | of     | scope        | value | counted at
        each  | share   | oxides | each country | 40 %  | raw
        """,
    )


@micro(
    objective=30,
    plan="""
        purchases
        supplier  | bought
        compliant | 6
        seller    | 4
        acid      | 6
    """,
)
def bought_oxide_counts_where_it_is_sold() -> Tables:
    """The seller in C, at 1.5, does not say where its ore is from. So its oxide counts as C's, at most 40 %: 4 · 1.5;
    the other 6 are of ore at 3 with acid at 1."""
    return tables(
        CHAIN,
        TOWN,
        """
        Suppliers
        supplier | site | commodity | price
        seller   | Pit  | oxide     | 1.5

        Routes
        from | to   | commodity
        Pit  | Town | oxide

        Limits
        limit | measure | of     | scope | value | counted at
        ore C | share   | oxides | C     | 40 %  | raw
        """,
    )


@micro(
    objective=28,
    plan="""
        purchases
        supplier  | bought
        compliant | 6
        acid      | 10
    """,
)
def nobody_vouches_for_opening_stock() -> Tables:
    """4 of ore lie in store. Not known to be others', they count as C's, whose 40 % they fill: 6 · 3, acid for 10."""
    return tables(
        CHAIN,
        TOWN,
        """
        Stockpiles
        stockpile | site  | commodity | opening stock
        silo      | Works | ore       | 4

        Limits
        limit | measure | of     | scope | value | counted at
        ore C | share   | oxides | C     | 40 %  | raw
        """,
    )


@micro(
    objective=110,
    plan="""
        purchases
        supplier | node | bought
        cheap    | 2026 | 10
        acid     | 2026 | 10
    """,
)
def a_share_by_ore_in_a_disruption() -> Tables:
    """While Mine stands still no more than 40 % may be of C, and nothing else is to be had: all 10 are short at 20.
    Undisturbed all is of ore at 1, acid at 1. (20 + 200) / 2 = 110."""
    return tables(
        CHAIN,
        """
        Demand
        market | product | 2026 | shortage cost
        Town   | oxide   | 10   | 20

        Disruptions
        disruption | action   | target | value | start | probability
        strike     | capacity | Mine   | 0     | 2026  | 50 %

        Limits
        limit | measure | of     | scope | value | counted at | during
        ore C | share   | oxides | C     | 40 %  | raw        | strike
        """,
    )


@micro(
    objective=35,
    plan="""
        runs
        plant   | run
        Plant S | 5

        compliant transfers
        exclusion       | serving       | commodity | spared
        no goods from C | no raw from C | light     | 5
    """,
)
def what_a_stricter_market_leaves() -> Tables:
    """Fort excludes C for all and takes 5 of heavy oxide: ore of A at 3, separated in S at 4. The 5 of light oxide that
    come with it serve City, which excludes C's ore only: 35. Separated apart for City, in C at 1, they would cost 20
    more."""
    return tables(
        """
        Countries
        country
        A
        C
        S

        Sites
        site  | country
        Pit   | C
        Works | S
        City  | A
        Fort  | A

        Commodities
        commodity | stage  | disposal cost
        ore       | raw    |
        light     | oxides | 0
        heavy     | oxides | 0

        Suppliers
        supplier  | site | commodity | price
        compliant | City | ore       | 3

        Capacity
        plant   | site  | existing capacity
        Plant C | Pit   | 100
        Plant S | Works | 100

        Costs
        item    | variable opex
        Plant C | 1
        Plant S | 4

        Recipes
        recipe   | commodity | quantity
        separate | ore       | -1
        separate | light     | 1
        separate | heavy     | 1

        Operations
        plant   | recipe
        Plant C | separate
        Plant S | separate

        Demand
        market | product | 2026 | excluded origins | excluded goods
        City   | light   | 5    | C                | raw
        Fort   | heavy   | 5    | C                | any

        Routes
        from | to  | commodity
        any  | any | any
        """,
    )


@micro(
    objective=26,
    plan="""
        compliant production
        exclusion     | plant | recipe  | run
        no raw from C | Plant | recycle | 4

        runs
        recipe   | run
        separate | 6
        recycle  | 4
    """,
)
def what_is_made_of_no_ore() -> Tables:
    """Scrap at 2.5 has nothing of C's ore in it: the 4 for City, 1 freight each, are recycled, the 6 for Town are of
    ore at 1 and acid at 1: 10 + 4 + 12 = 26."""
    return tables(
        CHAIN,
        """
        Commodities
        commodity | stage
        scrap     | scrap

        Suppliers
        supplier | site  | commodity | price
        dealer   | Works | scrap     | 2.5

        Recipes
        recipe  | commodity | quantity
        recycle | scrap     | -1
        recycle | oxide     | 1

        Operations
        plant | recipe
        Plant | recycle

        Demand
        market | product | 2026 | excluded origins | excluded goods
        City   | oxide   | 4    | C                | raw
        Town   | oxide   | 6    |                  |
        """,
    )


@micro(
    objective=65,
    plan="""
        runs
        recipe   | run
        separate | 10
        coarse   | 10

        compliant production
        recipe   | run
        separate | 10
    """,
)
def compliant_runs_must_be_run() -> Tables:
    """Without acid, half as much again of ore is needed. Of ore at 3 that is dear: City's 10 are of 3 + 1 and 1 for
    freight; of ore at 1 it is cheap: Town's 10 are of 1.5. 50 + 15 = 65."""
    return tables(
        CHAIN,
        TOWN,
        """
        Recipes
        recipe | commodity | quantity
        coarse | ore       | -1.5
        coarse | oxide     | 1

        Operations
        plant | recipe
        Plant | coarse

        Demand
        market | product | 2026 | excluded origins | excluded goods
        City   | oxide   | 10   | C                | raw
        """,
    )


@micro(
    objective=35,
    plan="""
        purchases
        supplier | bought
        friend   | 10
        foe      | 5

        compliant purchases
        exclusion       | supplier | bought
        no goods from C | friend   | 10
        no goods from A | foe      | 5
    """,
)
def two_markets_that_exclude_each_other() -> Tables:
    """City buys nothing of C, Pit nothing of A: 10 at 3 and 5 at 1, though goods of either could go anywhere."""
    return tables(
        MAGNETS,
        """
        Demand
        market | product | 2026 | excluded origins
        City   | magnet  | 10   | C
        Pit    | magnet  | 5    | A

        Suppliers
        supplier | site | commodity | price
        friend   | City | magnet    | 3
        foe      | Pit  | magnet    | 1

        Routes
        from | to   | commodity
        Pit  | City | magnet
        City | Pit  | magnet
        """,
    )


@micro(
    objective=22,
    plan="""
        purchases
        supplier | node | bought
        friend   | 2026 | 7
    """,
)
def three_of_the_opening_stock_are_compliant() -> Tables:
    """City accepts nothing of C. Of the 4 in the shed 3 are compliant and serve it, with 7 of the friend at 3; the
    other one stays, at 1 for holding: 21 + 1. If all of it were of unknown origin, 10 would be bought."""
    return tables(
        MAGNETS,
        """
        Demand
        market | product | 2026 | excluded origins
        City   | magnet  | 10   | C

        Suppliers
        supplier | site | commodity | price
        friend   | City | magnet    | 3
        foe      | Pit  | magnet    | 1

        Routes
        from | to   | commodity
        Pit  | City | magnet

        Stockpiles
        stockpile | site | commodity | opening stock | holding cost
        shed      | City | magnet    | 4             | 1
        heap      | Pit  | magnet    | 0             | 1

        Origin
        exclusion       | stockpile | quantity
        no goods from C | shed      | 3
        """,
    )


@micro(
    objective=22,
    plan="""
        purchases
        supplier | node | bought
        friend   | 2026 | 7
    """,
)
def three_of_the_goods_in_transit_are_compliant() -> Tables:
    """City accepts nothing of C. Of the 4 that arrive 3 are compliant and serve it, with 7 of the friend at 3; the
    other one is stored, at 1 for holding: 21 + 1."""
    return tables(
        MAGNETS,
        """
        Demand
        market | product | 2026 | excluded origins
        City   | magnet  | 10   | C

        Commodities
        commodity
        oxide

        Suppliers
        supplier | site | commodity | price
        friend   | City | magnet    | 3
        foe      | Pit  | magnet    | 1

        Routes
        from | to   | commodity
        Pit  | City | magnet

        Stockpiles
        stockpile | site | commodity | holding cost
        shed      | City | magnet    | 1

        Goods in transit
        site | commodity | 2026
        City | magnet    | 4

        Origin
        exclusion       | site | commodity | 2026
        no goods from C | City | magnet    | 3
        """,
    )
