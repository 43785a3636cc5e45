"""Public money, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import CITY, PRESS, WORKS, micro

TEN_A_YEAR = """
    Demand
    market | product | 2026
    City   | magnet  | 10

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10
"""
"""Demand of 10 a year, which may always be bought at 10."""

LINE = """
    Projects
    project | plant | kind    | module size
    Line    | Works | modules | 10
"""
"""A line at Works that serves all of it, with ore at 1."""

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
"""Two years of 30, bought at 10 or made of ore at 1 by lines of 10 that cost 60: three at once come to 180 + 60."""

SELLER = """
    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | {price}
"""


@micro(
    objective=85,
    plan="""
        public money
        programme | kind  | payer      | recipient | node | paid | repaid
        aid       | grant | government | Line      | 2026 | 75   | 0

        who pays
        project | who        | how       | period | capital
        Line    | planner    | own funds | 2026   | 75
        Line    | government | grant     | 2026   | 75

        costs
        cost      | category     | item        | amount
        purchases | purchases    | digger      | 10
        capital   | capital      | Line · 2026 | 150
        grants    | public money | aid · Line  | -75
    """,
)
def a_grant_that_tips_the_scales() -> Tables:
    """A line for 150 and ore for 10 are dearer than 100 for what is bought; with half of it granted, 75 + 10."""
    return tables(
        CITY, TEN_A_YEAR, PRESS, WORKS, LINE,
        """
        Costs
        item | fixed capex
        Line | 150

        Public money
        programme | kind  | payer      | share
        aid       | grant | government | 50 %
        """,
    )  # fmt: skip


@micro(
    objective=115,
    plan="""
        builds
        project   | plant | modules
        Mill line | Mill  | 1

        public money
        programme | payer | recipient | paid
        aid       | aid   | Mill line | 15
    """,
)
def a_grant_for_one_plant() -> Tables:
    """A line at Works costs 20; one at Mill 30, of which half is granted: 15, and 100 for ore."""
    return tables(
        CITY, PRESS, WORKS,
        """
        Demand
        market | product | 2026
        City   | magnet  | 100

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

        Public money
        programme | kind  | scope | share
        aid       | grant | Mill  | 50 %
        """,
    )  # fmt: skip


@micro(
    objective=200,
    plan="""
        builds
        project | decided | modules
        Line    | 2026    | 3

        public money
        programme | node | paid
        aid       | 2026 | 40
    """,
)
def a_grant_within_a_yearly_limit() -> Tables:
    """Half of 180 would be 90, but there are 40 a year: 240 − 40. A line later would get 30 of next year's and cost 90
    in magnets bought instead of made."""
    return tables(
        CITY, PRESS, WORKS, LINES,
        """
        Public money
        programme | kind  | share | 2026
        aid       | grant | 50 %  | 40
        """,
    )  # fmt: skip


@micro(
    objective=190,
    plan="""
        public money
        programme | node | paid
        aid       | 2026 | 50
    """,
)
def a_grant_within_a_total() -> Tables:
    """Half of 180 would be 90, but there are 50 in all: 240 − 50."""
    return tables(
        CITY, PRESS, WORKS, LINES,
        """
        Public money
        programme | kind  | share | total
        aid       | grant | 50 %  | 50
        """,
    )  # fmt: skip


@micro(
    objective=10,
    plan="""
        who pays
        project | who        | how   | capital
        Line    | government | grant | 150
    """,
)
def two_grants_for_one_project() -> Tables:
    """80 % and 60 % of a line for 150 are not paid twice: all of it is granted, and ore costs 10."""
    return tables(
        CITY, TEN_A_YEAR, PRESS, WORKS, LINE,
        """
        Costs
        item | fixed capex
        Line | 150

        Public money
        programme | kind  | payer      | share
        first     | grant | government | 80 %
        second    | grant | government | 60 %
        """,
    )  # fmt: skip


@micro(
    objective=270,
    plan="""
        builds
        project | decided | modules
        Line    | 2026    | 2

        funds
        fund   | node | spent
        budget | 2026 | 120
        budget | 2027 | 0
    """,
)
def a_budget_counts_what_is_spent_before_a_grant() -> Tables:
    """A budget of 150 pays for two lines at 60, though three quarters of them are granted: 120 − 90, 40 for ore and 200
    for what is bought."""
    return tables(
        CITY, PRESS, WORKS, LINES,
        """
        Funds
        fund   | pays for | total
        budget | capital  | 150

        Public money
        programme | kind  | share
        aid       | grant | 75 %
        """,
    )  # fmt: skip


@micro(
    objective=295,
    plan="""
        builds
        project | decided
        Line    | 2026

        public money
        programme | node | paid
        aid       | 2026 | 25

        who pays
        project | who     | period | capital
        Line    | planner | 2026   | 75
        Line    | aid     | 2026   | 25
    """,
)
def a_grant_from_a_year_within_a_period() -> Tables:
    """Two periods of two years; a line for 100 is built over the first. Half of what is spent from 2027 on is granted:
    25. 75, bought 2 · 100, then ore 2 · 10."""
    return tables(
        CITY, TEN_A_YEAR, PRESS, WORKS, LINE,
        """
        Settings
        last year        | 2029
        years per period | 2

        Lead times
        project | construction
        Line    | 2

        Costs
        item | fixed capex
        Line | 100

        Public money
        programme | kind  | share | from year
        aid       | grant | 50 %  | 2027
        """,
    )  # fmt: skip


@micro(
    objective=151.5,
    plan="""
        public money
        programme | node | paid | repaid
        bank      | 2026 | 80   | 0
        bank      | 2027 | 0    | 72
        bank      | 2028 | 0    | 72

        costs
        cost            | item        | node | amount | present value
        capital         | Line · 2026 | 2026 | 160    | 160
        loans           | bank · Line | 2026 | -80    | -80
        loan repayments | bank · Line | 2027 | 72     | 36
        loan repayments | bank · Line | 2028 | 72     | 18
        purchases       | digger      | 2026 | 10     | 10
        purchases       | digger      | 2027 | 10     | 5
        purchases       | digger      | 2028 | 10     | 2.5
    """,
)
def a_loan_that_tips_the_scales() -> Tables:
    """Discounted at 100 %, three years of 100 come to 175, a line for 160 and ore to 177.5. Half of it is lent at 50 %
    for two years: annuities of 0.9 · 80, 0.5 / (1 − 1 / 1.5²) being 0.9. 177.5 − 80 + 36 + 18."""
    return tables(
        CITY, TEN_A_YEAR, PRESS, WORKS, LINE,
        """
        Settings
        last year     | 2028
        discount rate | 100 %

        Costs
        item | fixed capex
        Line | 160

        Public money
        programme | kind | share | rate | term
        bank      | loan | 50 %  | 50 % | 2
        """,
    )  # fmt: skip


@micro(
    objective=99.375,
    plan="""
        public money
        programme | node | paid | repaid
        bank      | 2026 | 80   | 10
        bank      | 2028 | 0    | 70
    """,
)
def a_loan_that_is_owed_at_the_end() -> Tables:
    """Two periods of two years, discounted at 100 %: by 0.75 and 0.1875. A line for 160 and ore come to 138.75. Half is
    lent without interest for four years, 40 of it in each of two years. 10 of the first are repaid in 2027, 10 of each
    in 2028 and 2029; then 10 and 20 are owed, and repaid. 138.75 − 0.75 · (80 − 10) + 0.1875 · 70."""
    return tables(
        CITY, TEN_A_YEAR, PRESS, WORKS, LINE,
        """
        Settings
        last year        | 2029
        years per period | 2
        discount rate    | 100 %

        Costs
        item | fixed capex
        Line | 160

        Public money
        programme | kind | share | rate | term
        bank      | loan | 50 %  | 0 %  | 4
        """,
    )  # fmt: skip


@micro(
    objective=88,
    plan="""
        public money
        programme | kind       | recipient | node | paid
        credit    | tax credit | Works     | 2026 | 30

        capacity
        plant | used
        Works | 6
    """,
)
def a_tax_credit_within_a_yearly_limit() -> Tables:
    """What is made costs 12, and 1 for ore, what is bought 10. A credit of 5 is paid for 6, which cost 8: 48 + 40."""
    return tables(
        CITY, TEN_A_YEAR, PRESS,
        """
        Capacity
        plant | site | existing capacity
        Works | City | 10

        Costs
        item  | variable opex
        Works | 12

        Public money
        programme | kind       | credit | 2026
        credit    | tax credit | 5      | 30
        """,
    )  # fmt: skip


@micro(
    objective=172,
    plan="""
        public money
        programme | node              | paid
        credit    | 2026              | 20
        credit    | 2027              | 50
        credit    | dear, 2027 / 2027 | 50
    """,
)
def a_tax_credit_within_a_total() -> Tables:
    """The credit of 5 pays for 14 of 20, whatever happens. With 10 % what is bought costs 20 in 2027: then all is made
    anyway, and the credit saves 5 instead of the 2 that 8 is below 10. So all of 2027 is paid for, and 4 of 2026:
    4 · 8 + 6 · 10 + 10 · 8."""
    return tables(
        CITY, TEN_A_YEAR, PRESS,
        """
        Settings
        last year | 2027

        Capacity
        plant | site | existing capacity
        Works | City | 10

        Costs
        item  | variable opex
        Works | 12

        Public money
        programme | kind       | credit | total
        credit    | tax credit | 5      | 70

        Disruptions
        disruption | action | target | value | start | probability
        dear       | price  | far    | 2     | 2027  | 10 %
        """,
    )  # fmt: skip


@micro(
    objective=-20,
    plan="""
        sales
        outlet | node | sold
        mill   | 2027 | 10

        public money
        programme | kind        | payer | recipient | node | paid
        floor     | price floor | army  | mill      | 2027 | 40
    """,
)
def a_price_floor_for_a_year() -> Tables:
    """Ore at 8 is sold at 6, if somebody pays on top what is missing to 10: only in 2027, 10 · (6 + 4 − 8). The other
    outlet has no floor."""
    return tables(
        CITY, SELLER.format(price=8),
        """
        Settings
        last year | 2028

        Outlets
        outlet | site | commodity | price | limit
        mill   | City | ore       | 6     | 10
        other  | City | ore       | 7     | 10

        Public money
        programme | kind        | payer | scope | floor | from year | until year
        floor     | price floor | army  | mill  | 10    | 2027      | 2027
        """,
    )  # fmt: skip


@micro(
    objective=-40,
    plan="""
        public money
        programme | node | paid
        floor     | 2026 | 20
    """,
)
def a_price_floor_year_by_year() -> Tables:
    """In a period of two years the price is 8, then 12. The floor of 10 pays 2 in the first, and takes nothing in the
    second: 10 · (8 + 2 − 9) + 10 · (12 − 9)."""
    return tables(
        CITY, SELLER.format(price=9),
        """
        Settings
        last year        | 2027
        years per period | 2

        Outlets
        outlet | site | commodity | price 2026 | price 2027 | limit
        mill   | City | ore       | 8          | 12         | 10

        Public money
        programme | kind        | floor
        floor     | price floor | 10
        """,
    )  # fmt: skip


@micro(
    objective=-139.5,
    plan="""
        public money
        programme | node               | paid
        floor     | slump, 2027 / 2027 | 30
    """,
)
def a_price_floor_in_a_disruption() -> Tables:
    """Ore at 5 is sold at 12, above the floor of 10. With 10 % both prices are halved in 2027: 4 are paid on top, but
    not more than 30. 2026 earns 70, 2027 0.9 · 70 + 0.1 · (60 − 25 + 30)."""
    return tables(
        CITY, SELLER.format(price=5),
        """
        Settings
        last year | 2027

        Outlets
        outlet | site | commodity | price | limit
        mill   | City | ore       | 12    | 10

        Public money
        programme | kind        | floor | total
        floor     | price floor | 10    | 30

        Disruptions
        disruption | action | target | value | start | probability
        slump      | price  | City   | 0.5   | 2027  | 10 %
        """,
    )  # fmt: skip


@micro(
    objective=344,
    plan="""
        public money
        programme | recipient | node | paid | repaid
        bank      | Line      | 2026 | 0    | 72
        bank      | Line      | 2027 | 0    | 72
    """,
)
def a_loan_that_was_drawn_before_the_plan() -> Tables:
    """Magnets for 100 in each of two years, as a line is too expensive; and two annuities of 0.9 · 80 for what was lent
    in 2025 at 50 % for two years, 0.5 / (1 − 1 / 1.5²) being 0.9: 200 + 144. Of 2024 nothing is owed any more. Nor is
    anything for the Wing, which is as expensive."""
    return tables(
        CITY, TEN_A_YEAR, PRESS, WORKS, LINE,
        """
        Settings
        last year | 2027

        Costs
        item | fixed capex
        Line | 1000
        Wing | 1000

        Projects
        project | plant | kind    | module size
        Wing    | Works | modules | 10

        Loans
        programme | project | payer | rate | term | drawn 2024 | drawn 2025
        bank      | Line    | State | 50 % | 2    | 0          | 80
        """,
    )  # fmt: skip


@micro(
    objective=-61,
    plan="""
        public money
        programme | kind             | recipient | node               | paid
        shield    | price protection | Works     | 2026               | 20
        shield    | price protection | Works     | 2027               | 60
        shield    | price protection | Works     | slump, 2027 / 2027 | 70
    """,
)
def protection_of_all_that_a_plant_makes() -> Tables:
    """Works makes 10 magnets that the city uses, at 1 each; abroad they cost 8, then 4, and with 10 % half of that in
    2027. A floor of 10 pays 2 on each, then 6, then 8 with 10 %: and of those only 90 in all, with 20 of 2026. 2026:
    10 − 20; 2027: 0.9 · (10 − 60) + 0.1 · (10 − 70)."""
    return tables(
        CITY,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price 2026 | price 2027
        far      | City | magnet    | 8          | 4
        farther  | City | magnet    | 9          | 9

        Capacity
        plant | site | existing capacity
        Works | City | 10

        Recipes
        recipe | commodity | quantity
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Costs
        item  | variable opex
        Works | 1

        Public money
        programme | kind             | scope | floor | market | total
        shield    | price protection | Works | 10    | far    | 90

        Disruptions
        disruption | action | target | value | start | probability
        slump      | price  | far    | 0.5   | 2027  | 10 %
        """,
    )


TWO_YEARS_WITH_A_GLUT = """
    Settings
    last year     | 2027
    discount rate | 25 %

    Countries
    country
    Home
    Abroad

    Sites
    site | country
    City | Home
    Pit  | Abroad

    Commodities
    commodity
    ore
    magnet

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 12   | 50

    Suppliers
    supplier | site | commodity | price | limit
    far      | City | magnet    | 12    | 4

    Outlets
    outlet | site | commodity | price
    yard   | Pit  | ore       | 4

    Recipes
    recipe | commodity | quantity
    dig    | ore       | 1
    press  | ore       | -1
    press  | magnet    | 1

    Capacity
    plant | site | existing capacity
    Mine  | Pit  | 10
    Works | City | 0

    Operations
    plant | recipe
    Mine  | dig
    Works | press

    Projects
    project | plant | kind    | module size
    Line    | Works | modules | 10

    Costs
    item  | fixed capex | variable opex
    Mine  |             | 2
    Works |             | 3
    Line  | 110         |

    Routes
    from | to   | commodity | freight
    Pit  | City | ore       | 1

    Disruptions
    disruption | action   | target | value | start | probability
    Glut       | price    | far    | 0.5   | 2027  | 25 %
    Glut       | capacity | Mine   | 0.5   | 2027  | 25 %

    Public money
    programme | kind             | payer    | scope | floor   | market | upside share | covered quantity
    contract  | price protection | Treasury | Works | {terms}
"""
"""Ten ore a year are dug at 2, moved at 1 and pressed at 3 by a line for 110; with two magnets from far at 12 they meet
demand: 110 + 60 + 24 in 2026 and 84 in 2027. In a glut there are 5, four come from far at 6, and 3 are short: 30 + 24 +
150. Without a contract 194 + 0.6 · 84 + 0.2 · 204 = 285.2."""


@micro(
    objective=297.2,
    plan="""
        public money
        programme | kind             | payer    | recipient | node              | paid | repaid
        contract  | price protection | Treasury | Works     | 2026              | 0    | 10
        contract  | price protection | Treasury | Works     | 2027              | 0    | 10
        contract  | price protection | Treasury | Works     | Glut, 2027 / 2027 | 20   | 0
    """,
)
def a_contract_for_difference_takes_half_of_the_upside() -> Tables:
    """At 12, 1 is paid back for each of 10 magnets; in a glut at 6, 4 are paid for each of 5: 285.2 + 10 + 0.6 · 10 −
    0.2 · 20. Works earns −80, 30 and, in a glut, 10, with ore at 5: −80 + 0.6 · 30 + 0.2 · 10 = −60."""
    return tables(TWO_YEARS_WITH_A_GLUT.format(terms="10 | far | 50 % |"))


@micro(
    objective=258.8,
    plan="""
        public money
        node              | paid | repaid
        2026              | 12   | 0
        2027              | 12   | 0
        Glut, 2027 / 2027 | 36   | 0
    """,
)
def a_floor_covers_four_tonnes() -> Tables:
    """The floor of 15 is paid for 4 of 10 magnets: 3 each, and 9 each in a glut. 285.2 − 12 − 0.6 · 12 − 0.2 · 36.
    Works earns −58, 52 and, in a glut, 26: −58 + 0.6 · 52 + 0.2 · 26 = −21.6."""
    return tables(TWO_YEARS_WITH_A_GLUT.format(terms="15 | far | | 4"))


@micro(
    objective=288.4,
    plan="""
        public money
        node              | paid | repaid
        2026              | 0    | 4
        2027              | 0    | 4
        Glut, 2027 / 2027 | 16   | 0
    """,
)
def four_tonnes_of_a_contract_for_difference() -> Tables:
    """1 is paid back for 4 of 10 magnets at 12, and 4 are paid for 4 of 5 at 6: 285.2 + 4 + 0.6 · 4 − 0.2 · 16."""
    return tables(TWO_YEARS_WITH_A_GLUT.format(terms="10 | far | 50 % | 4"))


@micro(
    objective=-52,
    plan="""
        sales
        outlet | sold
        mill   | 8

        public money
        kind        | recipient | paid | repaid
        price floor | mill      | 0    | 4
    """,
)
def a_sale_beyond_what_a_contract_covers() -> Tables:
    """8 of at most 10 are sold at 12, bought at 5. Half of the 2 above the floor is paid back, for 4 of 8: 56 − 4."""
    return tables(
        CITY,
        """
        Suppliers
        supplier | site | commodity | price | limit
        digger   | City | ore       | 5     | 8

        Outlets
        outlet | site | commodity | price | limit
        mill   | City | ore       | 12    | 10

        Public money
        programme | kind        | floor | upside share | covered quantity
        floor     | price floor | 10    | 50 %         | 4
        """,
    )


@micro(
    objective=-104,
    plan="""
        public money
        node              | paid | repaid
        2026              | 0    | 4
        2027              | 0    | 4
        Flood, 2026 / 2026 | 0   | 4
        Flood, 2027 / 2027 | 0   | 4
    """,
)
def what_is_paid_back_in_a_disruption_is_capped_whenever_it_starts() -> Tables:
    """At 12 half of 2 is paid back for 4 of 8, and in a flood for 4 of 6: 4 in any year. 2 · (8 · (12 − 5) − 4) = 104.
    If exceeding the cover could be partly true, six tenths of it would leave 2.4 to pay back."""
    return tables(
        CITY,
        """
        Settings
        last year | 2027

        Suppliers
        supplier | site | commodity | price | limit
        digger   | City | ore       | 5     | 8

        Outlets
        outlet | site | commodity | price | limit
        mill   | City | ore       | 12    | 10

        Disruptions
        disruption | action   | target | value
        Flood      | capacity | digger | 0.75

        Public money
        programme | kind        | floor | upside share | covered quantity
        floor     | price floor | 10    | 50 %         | 4
        """,
    )


@micro(
    objective=-24,
    plan="""
        public money
        node | paid | repaid
        2026 | 10   | 10
    """,
)
def years_of_a_contract_are_apart() -> Tables:
    """A period of two years at 8 and at 12: under a floor of 10 the first is short of 2, and half of 2 is paid back for
    the second, for 10 a year. 10 · (8 + 12 − 2 · 8.8) = 24; of the 20 that are due only a total of 10 is paid, and 10
    are paid back."""
    return tables(
        CITY, SELLER.format(price=8.8),
        """
        Settings
        last year        | 2027
        years per period | 2

        Outlets
        outlet | site | commodity | price 2026 | price 2027 | limit
        mill   | City | ore       | 8          | 12         | 10

        Public money
        programme | kind        | floor | upside share | total
        floor     | price floor | 10    | 50 %         | 10
        """,
    )  # fmt: skip


@micro(
    objective=40,
    plan="""
        builds
        project | decided | capex
        Line    | 2026    | 30

        public money
        programme | node | paid
        aid       | 2026 | 5
        aid       | 2027 | 5

        who pays
        project | who        | how       | period | capital
        Line    | planner    | own funds | 2026   | 5
        Line    | planner    | own funds | 2027   | 5
        Line    | planner    | own funds | 2028   | 10
        Line    | government | grant     | 2026   | 5
        Line    | government | grant     | 2027   | 5

        funds
        fund   | node | spent
        budget | 2026 | 10
        budget | 2027 | 10
        budget | 2028 | 10
    """,
)
def half_of_an_annuity_is_granted() -> Tables:
    """A line for 40 is paid in four years at no interest, of which three are of the plan, within a budget of 10 a year.
    Half is granted until 2027: 20 of capital remain, and 20 for ore in two years. In 2028 nothing is needed."""
    return tables(
        CITY,
        PRESS,
        WORKS,
        LINE,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026 | 2027 | 2028
        City   | magnet  | 10   | 10   | 0

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10

        Costs
        item | fixed capex
        Line | 40

        Lead times
        project | annuity years
        Line    | 4

        Public money
        programme | kind  | payer      | share | until year
        aid       | grant | government | 50 %  | 2027

        Funds
        fund   | pays for | limit
        budget | capital  | 10
        """,
    )


@micro(
    objective=180,
    plan="""
        builds
        project | decided | online | capex
        Line    | 2025    | 2027.5 | 30

        public money
        programme | node | paid
        aid       | 2026 | 5

        who pays
        project | who        | how       | period | capital
        Line    | planner    | own funds | 2026   | 25
        Line    | government | grant     | 2026   | 5
    """,
)
def half_of_what_is_still_to_pay_is_granted() -> Tables:
    """A line of 2025 has 20 to pay in 2026 and 10 in 2027, until it is online in the middle of that year; a grant from
    2027 on pays 5 of them. Of 20 magnets, 5 are made of ore and 15 bought: 30 − 5 + 5 + 150."""
    return tables(
        CITY, TEN_A_YEAR, PRESS, WORKS, LINE,
        """
        Settings
        last year        | 2027
        years per period | 2

        Costs
        item | fixed capex
        Line | 60

        Decisions
        decision | action | subject | rule         | year | effective | still to pay 2026 | still to pay 2027
        begun    | build  | Line    | already made | 2025 | 2027.5    | 20                | 10

        Public money
        programme | kind  | payer      | share | from year
        aid       | grant | government | 50 %  | 2027
        """,
    )  # fmt: skip
