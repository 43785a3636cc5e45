"""Concentration, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, MINE_AND_CITY, PRESS, WORKS, micro

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

        limits
        scope | actual | slack | marginal cost
        A | 0.4 | 0.2 | 0
        B | 0.6 | 0 | 2000
    """,
)
def a_share_of_each_country() -> Tables:
    """No country may supply more than 60 %: 60 · 10 + 40 · 30 = 1800. All of it would save 100 · 20 for B."""
    return tables(
        TWO_SELLERS,
        """
        Limits
        limit   | measure | of     | scope        | value
        variety | share   | magnet | each country | 60 %
        """,
    )


@micro(
    objective=1700,
    plan="""
        purchases
        supplier | bought
        far      | 65
        near     | 35

        limits
        scope | actual | slack | marginal cost
        A | 0.35 | 0 | 2000
    """,
)
def a_least_share_of_one_country() -> Tables:
    """A, at home, supplies at least 35 %: 35 · 30 + 65 · 10 = 1700."""
    return tables(
        TWO_SELLERS,
        """
        Limits
        limit | measure | of     | scope | bound    | value
        home  | share   | magnet | A     | at least | 35 %
        """,
    )


@micro(
    objective=2040,
    plan="""
        purchases
        supplier | bought
        far      | 30
        third    | 20
        near     | 50
    """,
)
def a_share_of_a_group() -> Tables:
    """B sells 30 at 10, C more at 12; both are abroad, from where only a half may come: 30 · 10 + 20 · 12 + 50 · 30 =
    2040."""
    return tables(
        """
        Countries
        country | bloc
        A       | home
        B       | abroad
        C       | abroad

        Sites
        site | country
        City | A
        Port | B
        Mine | C

        Commodities
        commodity
        magnet

        Routes
        from   | to   | commodity
        abroad | City | magnet

        Suppliers
        supplier | site | commodity | price | limit
        near     | City | magnet    | 30    |
        far      | Port | magnet    | 10    | 30
        third    | Mine | magnet    | 12    |

        Demand
        market | product | 2026
        City   | magnet  | 100

        Limits
        limit   | measure | of     | scope  | value
        variety | share   | magnet | abroad | 50 %
        """,
    )


@micro(
    objective=5000,
    plan="""
        purchases
        supplier | node | bought
        far      | 2026 | 100
        far      | 2027 | 80
        near     | 2027 | 20
        far      | 2028 | 70
        near     | 2028 | 30
        far      | 2029 | 100
    """,
)
def a_share_by_year() -> Tables:
    """From 2027 to 2028 B supplies at most 80 %, then 70 %, on the way to 60 % in 2029, when nobody asks any more: 1000
    + (80 · 10 + 20 · 30) + (70 · 10 + 30 · 30) + 1000 = 5000."""
    return tables(
        TWO_SELLERS,
        """
        Settings
        last year | 2029

        Limits
        limit   | measure | of     | scope | value 2027 | value 2029 | from year | until year
        variety | share   | magnet | B     | 80 %       | 60 %       | 2027      | 2028
        """,
    )


@micro(
    objective=550,
    plan="""
        purchases
        supplier | bought
        digger   | 50
        near     | 10
        caster   | 40
    """,
)
def a_share_of_a_stage() -> Tables:
    """60 magnets and 40 alloys are the stage 'product', of which B makes and sells at most half; the ore that it digs
    is of another stage. Alloy costs 3 more at home, a magnet 29: all alloy comes from home, and 10 magnets. 50 · 1 +
    10 · 30 + 40 · 5 = 550."""
    return tables(
        """
        Countries
        country
        A
        B

        Sites
        site | country
        City | A
        Port | B

        Commodities
        commodity | stage
        ore       | ore
        magnet    | product
        alloy     | product

        Routes
        from | to   | commodity
        Port | City | product

        Suppliers
        supplier | site | commodity | price
        digger   | Port | ore       | 1
        near     | City | magnet    | 30
        melter   | Port | alloy     | 2
        caster   | City | alloy     | 5

        Capacity
        plant | site | existing capacity
        Works | Port | 100

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Demand
        market | product | 2026
        City   | magnet  | 60
        City   | alloy   | 40

        Limits
        limit   | measure | of      | scope | value
        variety | share   | product | B     | 50 %
        """,
    )


@micro(
    objective=2000,
    plan="""
        purchases
        supplier | node              | bought
        far      | 2026              | 100
        far      | quota, 2026 / 2026 | 60
        near     | quota, 2026 / 2026 | 40
    """,
)
def a_share_in_a_disruption() -> Tables:
    """With an even chance magnets at home cost twice as much, and just then 40 % must come from there: (1000 + 60 · 10
    + 40 · 60) / 2 = 2000."""
    return tables(
        TWO_SELLERS,
        """
        Disruptions
        disruption | action | target | value | probability
        quota      | price  | A      | 2     | 50 %

        Limits
        limit | measure | of     | scope | bound    | value | during
        home  | share   | magnet | A     | at least | 40 %  | quota
        """,
    )


@micro(
    objective=1600,
    plan="""
        purchases
        supplier | bought
        far      | 70
        near     | 30
    """,
)
def an_hhi_of_two_countries() -> Tables:
    """70² + 30² = 5800: 70 · 10 + 30 · 30 = 1600. One more from far adds 2 · 70 − 2 · 30 = 80 and saves 20, a quarter
    each."""
    return tables(
        TWO_SELLERS,
        """
        Limits
        limit   | measure | of     | value
        variety | HHI     | magnet | 5800
        """,
    )


@micro(
    objective=1000,
    plan="""
        purchases
        supplier | node              | bought
        far      | 2026              | 100
        far      | news, 2026 / 2026 | 70
        near     | news, 2026 / 2026 | 30
    """,
)
def an_hhi_in_a_disruption_without_probability() -> Tables:
    """Undisturbed all is bought from far, for 1000. When there is news, which costs nobody anything, 70² + 30² = 5800
    holds, as cheaply as it can."""
    return tables(
        TWO_SELLERS,
        """
        Disruptions
        disruption | action | target | value
        news       | demand | any    | 1

        Limits
        limit   | measure | of     | value | during
        variety | HHI     | magnet | 5800  | news
        """,
    )


@micro(
    objective=2200,
    plan="",
)
def an_hhi_of_three_countries() -> Tables:
    """50² + 30² + 20² = 3800. On this sphere, within x + y + z = 100, cost is least where x lies from the mean, 33⅓, as
    far against the prices 10, 30, 40 as these lie from theirs, 26⅔: 50 − 33⅓ = 26⅔ − 10, 30 − 33⅓ = 26⅔ − 30, 20 − 33⅓
    = 26⅔ − 40. So 50 · 10 + 30 · 30 + 20 · 40 = 2200."""
    return tables(
        """
        Countries
        country
        A
        B
        C

        Sites
        site | country
        City | A
        Port | B
        Mine | C

        Commodities
        commodity
        magnet

        Routes
        from | to   | commodity
        any  | City | magnet

        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 40
        far      | Port | magnet    | 10
        third    | Mine | magnet    | 30

        Demand
        market | product | 2026
        City   | magnet  | 100

        Limits
        limit   | measure | of     | value
        variety | HHI     | magnet | 3800
        """,
    )


@micro(
    objective=3050,
    plan="""
        builds
        project | decided | size
        Line    | 2026    | 50

        limits
        node | value | actual | slack | marginal cost
        2026 | 0     | 0      | 0     | 0
        2027 | 50    | 50     | 0     | 21
    """,
)
def a_technology_gap_closed_by_a_year() -> Tables:
    """From 2027, a year after it is decided, a line of 50 must stand in A for pressing; Kiln is of another technology,
    Mill in B. It costs 30 a unit and saves 9 in its one year: 1500, and 100 · 10 + 50 · 10 + 50 · 1."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Settings
        last year | 2027

        Countries
        country
        B

        Sites
        site | country
        Town | B

        Capacity
        plant | site | technology | existing capacity
        Kiln  | City | firing     | 70
        Mill  | Town | pressing   | 70

        Projects
        project | plant | kind | maximum size
        Line    | Works | size | 100

        Lead times
        project | construction
        Line    | 1

        Costs
        item | capex per unit
        Line | 30

        Limits
        limit | measure  | of       | scope | value 2026 | value 2027
        gap   | capacity | pressing | A     | 0          | 50
        """,
    )


@micro(
    objective=1180,
    plan="""
        builds
        project | size
        Line    | 30
        Hall    | 10

        limits
        scope | actual | slack | marginal cost
        A | 50 | 0 | 7
        B | 50 | 0 | 7
    """,
)
def a_greatest_capacity_in_each_country() -> Tables:
    """In no country may more than 50 make magnets: beside the 20 of Works stands a line of 30, beside the 40 of Mill a
    hall of 10, at 2 a unit; Kiln makes alloy. A: 60 + 50 · 1 + 50 · 10 = 610. B: 20 + 50 · 1 + 50 · 10 = 570."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        """
        Countries
        country
        B

        Sites
        site | country
        Town | B

        Commodities
        commodity
        alloy

        Demand
        market | product | 2026
        Town   | magnet  | 100

        Suppliers
        supplier | site | commodity | price
        further  | Town | magnet    | 10
        miner    | Town | ore       | 1

        Recipes
        recipe | commodity | quantity
        melt   | ore       | -1
        melt   | alloy     | 1

        Operations
        plant | recipe
        Mill  | press
        Kiln  | melt

        Capacity
        plant | site | existing capacity
        Works | City | 20
        Mill  | Town | 40
        Kiln  | City | 70

        Projects
        project | plant | kind | maximum size
        Line    | Works | size | 100
        Hall    | Mill  | size | 100

        Costs
        item | capex per unit
        Line | 2
        Hall | 2

        Limits
        limit | measure  | of     | scope        | bound   | value
        room  | capacity | magnet | each country | at most | 50
        """,
    )


@micro(
    objective=9200,
    plan="""
        purchases
        supplier | node | bought
        far      | 2026 | 60
        near     | 2026 | 40
        far      | 2028 | 60
        near     | 2028 | 40
        far      | 2030 | 100
    """,
)
def a_share_from_within_a_period() -> Tables:
    """From 2027 to 2028, so in the periods 2026 and 2028 of two years each, B supplies at most 60 %: 2 · (2 · 1800) +
    2 · 1000 = 9200."""
    return tables(
        TWO_SELLERS,
        """
        Settings
        last year        | 2031
        years per period | 2

        Limits
        limit   | measure | of     | scope | value | from year | until year
        variety | share   | magnet | B     | 60 %  | 2027      | 2028
        """,
    )


@micro(
    objective=1600,
    plan="""
        purchases
        supplier | bought
        far      | 65
        near     | 15
        digger   | 20

        limits
        measure | scope | sense    | value | actual | slack | marginal cost | unit
        supply  | A     | at least | 35    | 35     | 0     | 20            | unit/y
    """,
)
def a_least_supply_of_one_country() -> Tables:
    """At home at least 35 are made or bought: 20 are made of ore, which is not counted, for 1 + 24, and 15 bought at
    30. 65 come from abroad at 10: 500 + 450 + 650 = 1600. One less would save 30 − 10."""
    return tables(
        TWO_SELLERS,
        """
        Commodities
        commodity
        ore

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1

        Capacity
        plant | site | existing capacity
        Works | City | 20

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Costs
        item  | variable opex
        Works | 24

        Limits
        limit | measure | of     | scope | value
        home  | supply  | magnet | A     | 35
        """,
    )


@micro(
    objective=3800,
    plan="""
        purchases
        supplier | node | bought
        far      | 2026 | 80
        near     | 2026 | 20
        far      | 2027 | 80
        near     | 2027 | 20
        far      | 2028 | 100

        limits
        scope | node | actual | slack | marginal cost
        A | 2026 | 20 | 60 | 0
        B | 2026 | 80 | 0  | 20
        A | 2027 | 20 | 60 | 0
        B | 2027 | 80 | 0  | 20
    """,
)
def a_greatest_supply_of_each_country() -> Tables:
    """Until 2027 no country may supply more than 80: twice 80 · 10 + 20 · 30 = 1400, and once 100 · 10."""
    return tables(
        TWO_SELLERS,
        """
        Settings
        last year | 2028

        Limits
        limit | measure | of     | scope        | bound   | value | until year
        most  | supply  | magnet | each country | at most | 80    | 2027
        """,
    )


@micro(
    objective=2000,
    plan="""
        purchases
        supplier | node              | bought
        far      | 2026              | 100
        far      | boom, 2026 / 2026 | 60
        near     | boom, 2026 / 2026 | 40
    """,
)
def a_least_supply_in_every_disruption() -> Tables:
    """With an even chance magnets at home cost twice as much, and just then 40 must come from there: (1000 + 60 · 10 +
    40 · 60) / 2 = 2000."""
    return tables(
        TWO_SELLERS,
        """
        Disruptions
        disruption | action | target | value | probability
        boom       | price  | A      | 2     | 50 %

        Limits
        limit | measure | of     | scope | value | during
        home  | supply  | magnet | A     | 40    | every disruption
        """,
    )


STRAITS = """
    Countries
    country
    A
    B
    C

    Sites
    site   | country
    City   | A
    Town   | A
    Port   | B
    Haven  | C

    Commodities
    commodity
    magnet

    Routes
    from  | to   | commodity | freight | corridor
    Port  | City | magnet    | 2       | strait
    Haven | City | magnet    | 1       | strait
    Haven | Town | magnet    | 0       | cape
    Town  | City | magnet    | 5       |

    Suppliers
    supplier | site  | commodity | price | limit
    home     | Town  | magnet    | 30    |
    far      | Port  | magnet    | 10    |
    further  | Haven | magnet    | 12    |

    Demand
    market | product | 2026
    City   | magnet  | 100
"""
"""Magnets at City: from Port at 12 and Haven at 13 by a strait, from Haven around the cape and over Town at 17, from
Town itself at 35."""


@micro(
    objective=1400,
    plan="""
        flows
        origin | destination | shipped
        Port   | City        | 60
        Haven  | Town        | 40
        Town   | City        | 40

        limits
        scope  | value | actual | slack | marginal cost
        strait | 60    | 60     | 0     | 5
    """,
)
def what_passes_a_strait() -> Tables:
    """No more than 60 pass the strait: 60 · 12 + 40 · 17 = 1400. One more would save 17 − 12."""
    return tables(
        STRAITS,
        """
        Limits
        limit      | measure | of     | scope  | value
        chokepoint | flow    | magnet | strait | 60
        """,
    )


@micro(
    objective=1570,
    plan="""
        flows
        origin | destination | shipped
        Port   | City        | 80
        Haven  | Town        | 5
        Town   | City        | 20

        limits
        scope  | actual | slack | marginal cost
        A      | 85     | 0     | 18
        strait | 80     | 0     | 5
    """,
)
def what_comes_from_abroad() -> Tables:
    """A takes 85 from elsewhere, of which 80 may pass the strait and 5 come to Town; what goes from there to City stays
    within A, with 15 that are bought in Town: 80 · 12 + 5 · 17 + 15 · 35 = 1570. One more from elsewhere would save 18,
    and one more by the strait 5."""
    return tables(
        STRAITS,
        """
        Limits
        limit      | measure | of     | scope  | value
        imports    | flow    | magnet | A      | 85
        chokepoint | flow    | magnet | strait | 80
        """,
    )


@micro(
    objective=1700,
    plan="""
        flows
        origin | destination | shipped
        Port   | City        | 40
        Haven  | City        | 40
        Town   | City        | 20

        limits
        scope | actual | slack | marginal cost
        A     | 0      | 40    | 0
        B     | 40     | 0     | 23
        C     | 40     | 0     | 22
    """,
)
def what_each_country_sends() -> Tables:
    """No country sends A more than 40; what A sends itself does not count: 40 · 12 + 40 · 13 + 20 · 35 = 1700."""
    return tables(
        STRAITS,
        """
        Limits
        limit  | measure | of     | scope | against      | value
        spread | flow    | magnet | A     | each country | 40
        """,
    )


@micro(
    objective=1248,
    plan="""
        flows
        origin | destination | node              | shipped
        Port   | City        | 2026              | 70
        Haven  | City        | 2026              | 30
        Port   | City        | boom, 2026 / 2026 | 70
        Haven  | City        | boom, 2026 / 2026 | 30
    """,
)
def a_least_flow_from_a_country() -> Tables:
    """At least 30 come from C to City, always: 70 · 12 + 30 · 13 = 1230. With 10 % magnets of C cost half as much
    again, 18, and must come all the same: 70 · 12 + 30 · 19 = 1410, and 0.9 · 1230 + 0.1 · 1410 = 1248."""
    return tables(
        STRAITS,
        """
        Disruptions
        disruption | action | target | value | probability
        boom       | price  | C      | 1.5   | 10 %

        Limits
        limit | measure | of     | scope | against | bound    | value | during
        trade | flow    | magnet | City  | C       | at least | 30    | always
        """,
    )


@micro(
    objective=1300,
    plan="""
        flows
        origin | destination | shipped
        Haven  | Town        | 20
        Town   | City        | 20
        Port   | City        | 80

        limits
        measure    | scope | sense    | actual | marginal cost
        throughput | Town  | at least | 20     | 5
    """,
)
def what_a_depot_sends_on() -> Tables:
    """The depot in Town keeps busy with 20: 80 · 12 + 20 · 17 = 1300."""
    return tables(
        STRAITS,
        """
        Limits
        limit | measure    | of     | scope | bound    | value
        depot | throughput | magnet | Town  | at least | 20
        """,
    )


@micro(
    objective=1670,
    plan="""
        flows
        origin | destination | shipped
        Port   | City        | 60
        Haven  | Town        | 25
        Town   | City        | 40

        limits
        measure    | scope  | actual | slack | marginal cost
        flow       | strait | 60     | 0     | 23
        throughput | Haven  | 25     | 0     | 18
    """,
)
def what_may_leave_a_port() -> Tables:
    """60 may pass the strait, and 25 leave Haven whichever way, so 15 are bought in Town: 60 · 12 + 25 · 17 + 15 · 35 =
    1670. One more of each would save 35 − 12 and 35 − 17."""
    return tables(
        STRAITS,
        """
        Limits
        limit      | measure    | of     | scope  | value
        chokepoint | flow       | magnet | strait | 60
        quay       | throughput | magnet | Haven  | 25
        """,
    )


@micro(
    objective=3000,
    plan="""
        purchases
        supplier | bought
        far      | 60
        near     | 40

        limits
        scope | actual | slack | marginal cost
        B     | 0.6    | 0     | 5000
    """,
)
def a_share_of_each_country_but_home() -> Tables:
    """No country but A, at home, may supply more than 60 %. At home a unit costs 60, abroad 10: 60 · 10 + 40 · 60 =
    3000, and all from abroad would save 100 · 50. Were A not exempt, nothing would change; see the next."""
    return tables(
        TWO_SELLERS,
        """
        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 60
        far      | Port | magnet    | 10

        Limits
        limit   | measure | of     | scope        | value | exempt
        variety | share   | magnet | each country | 60 %  | A
        """,
    )


@micro(
    objective=1000,
    plan="""
        purchases
        supplier | bought
        near     | 100
    """,
)
def home_may_supply_all() -> Tables:
    """The cheapest is at home, and a limit of 60 % from any other country leaves it alone: 100 · 10."""
    return tables(
        TWO_SELLERS,
        """
        Suppliers
        supplier | site | commodity | price
        near     | City | magnet    | 10
        far      | Port | magnet    | 30

        Limits
        limit   | measure | of     | scope        | value | exempt
        variety | share   | magnet | each country | 60 %  | A
        """,
    )


@micro(
    objective=1400,
    plan="""
        purchases
        supplier | bought
        near     | 80
        far      | 10
        third    | 10
    """,
)
def an_hhi_of_all_but_home() -> Tables:
    """Home sells at most 80 at 10. Abroad far is cheaper, but of what comes from there an HHI of 5000 asks for two
    equal halves: 80 · 10 + 10 · 20 + 10 · 40 = 1400. With home in it the HHI would be 6600, and no plan."""
    return tables(
        """
        Countries
        country
        A
        B
        C

        Sites
        site | country
        City | A
        Port | B
        Mine | C

        Commodities
        commodity
        magnet

        Routes
        from | to   | commodity
        Port | City | magnet
        Mine | City | magnet

        Suppliers
        supplier | site | commodity | price | limit
        near     | City | magnet    | 10    | 80
        far      | Port | magnet    | 20    |
        third    | Mine | magnet    | 40    |

        Demand
        market | product | 2026
        City   | magnet  | 100

        Limits
        limit   | measure | of     | value | exempt
        variety | HHI     | magnet | 5000  | A
        """,
    )


GOING_ON = """
    Routes
    from | to   | commodity | freight
    Mine | City | any       | 0

    Suppliers
    supplier | site | commodity | price | limit
    rival    | Mine | magnet    | 1     | 100
    digger   | Mine | ore       | 3     | 100

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Capacity
    plant | site | technology | existing capacity
    Works | City | pressing   | 100

    Demand
    market | product | 2026
    City   | magnet  | 100
"""
"""Magnets at City: 1 from a rival at Mine, or 3 from Works, whose ore comes from there, too."""


@micro(
    objective=169,
    plan="""
        runs
        plant | node                 | run
        Works | 2026                 | 40
        Works | cheaper, 2026 / 2026 | 40

        limits
        node                 | value | actual
        2026                 | 40    | 40
        cheaper, 2026 / 2026 | 40    | 40
    """,
)
def an_offtake_goes_on_unless_hit() -> Tables:
    """40 of ore come under contract: 40 * 3 + 60 * 1 = 180. With 10 % the rival sells at a half: the offtake is not hit
    and goes on, 40 * 3 + 60 * 0.5 = 150. With another 10 % 90 of the digger's 100 are left, enough for 40, and yet the
    offtake is hit: the rival sells 100. 0.8 * 180 + 0.1 * 150 + 0.1 * 100 = 169."""
    return tables(
        MINE_AND_CITY,
        GOING_ON,
        """
        Limits
        limit   | measure | of  | scope | against | bound    | value | during
        offtake | flow    | ore | City  | Mine    | at least | 40    | unless hit

        Disruptions
        disruption | action   | target | value | probability
        cheaper    | price    | rival  | 0.5   | 10 %
        less       | capacity | digger | 0.9   | 10 %
        """,
    )


@micro(
    objective=169.12,
    plan="""
        runs
        plant | node                   | run
        Works | 2026                   | 40
        Works | cheaper, 2026 / 2026   | 40
        Works | no magnets, 2026 / 2026 | 40.6

        limits
        node                    | value | actual
        2026                    | 40    | 40
        cheaper, 2026 / 2026    | 40    | 40
        no magnets, 2026 / 2026 | 40    | 40.6
    """,
)
def a_plant_runs_on_unless_what_it_is_made_from_is_hit() -> Tables:
    """Works makes 40: 40 * 3 + 60 * 1 = 180, and 150 if the rival sells at a half. If the rival's exports fall to 99 %
    of the 60, it makes 40.6: 181.2. Less exports of ore, of which it is made, hit it: the rival sells 100.
    0.7 * 180 + 0.1 * 150 + 0.1 * 181.2 + 0.1 * 100 = 169.12."""
    return tables(
        MINE_AND_CITY,
        GOING_ON,
        """
        Limits
        limit   | measure | of     | scope | bound    | value | during
        as runs | supply  | magnet | City  | at least | 40    | unless hit

        Disruptions
        disruption | action  | target | commodity | value | probability
        cheaper    | price   | rival  |           | 0.5   | 10 %
        no magnets | exports | A      | magnet    | 0.99  | 10 %
        no ore     | exports | A      | ore       | 0.99  | 10 %
        """,
    )
