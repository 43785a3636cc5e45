"""Decisions that are fixed, bounded, forbidden or already made, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.careers import OFFICE, clerks_become_smiths, contracts_of_a_year_and_of_two, short_time_in_a_slack_year
from tests.micro.case import BUY_ALL, CITY, PRESS, WORKS, micro
from tests.micro.closures import a_mine_is_closed_to_save_royalty, mothballed_for_a_period
from tests.micro.contracts import ended_for_good
from tests.micro.operating_rules import kept_in_use_rather_than_started_again, lots
from tests.micro.strategic_stocks import budgets_by_year_and_in_total
from tests.micro.technology import LINE, a_licence_is_quicker_than_own_development
from tests.micro.workforce import LINES as SMITHS

LINES = f"""
{CITY}
{PRESS}
{WORKS}
    Settings
    last year | 2029

    Demand
    market | product | 2026
    City   | magnet  | 30

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10

    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 10          | 3

    Costs
    item | fixed capex
    Line | 100
"""
"""30 a year for four years, bought at 10 or made of ore at 1 by three lines of 10 for 100 each. Left alone all three
are built in 2026: 3 · 100 + 4 · 30 = 420. A line less in a year costs 90 more."""


@micro(
    objective=600,
    plan="""
        builds
        project | decided | modules
        Line    | 2026    | 2
        Line    | 2028    | 1
    """,
)
def two_now_and_one_later() -> Tables:
    """Two lines in 2026 and one in 2028 are fixed; it is missing for two years: 420 + 2 · 90 = 600."""
    return tables(
        LINES,
        """
        Decisions
        decision | action | subject | rule  | year | size
        now      | build  | Line    | fixed | 2026 | 20
        later    | build  | Line    | fixed | 2028 |
        """,
    )


@micro(
    objective=940,
    plan="""
        builds
        project | decided | modules
        Line    | 2026    | 1
    """,
)
def at_most_one_in_all() -> Tables:
    """One line at most, whenever: 100 + 4 · 210 = 940."""
    return tables(
        LINES,
        """
        Decisions
        decision | action | subject | rule    | year | size
        no more  | build  | Line    | at most |      | 10
        """,
    )


@micro(
    objective=1200,
    plan="""
        purchases
        supplier | node | bought
        far      | 2026 | 30
        far      | 2027 | 30
        far      | 2028 | 30
        far      | 2029 | 30
    """,
)
def one_row_forbids_a_project() -> Tables:
    """Nothing is built, all is bought: 4 · 300."""
    return tables(
        LINES,
        """
        Decisions
        decision | action | subject | rule
        never    | build  | Line    | forbidden
        """,
    )


@micro(
    objective=1030,
    plan="""
        builds
        project | decided | modules
        Line    | 2027    | 1
    """,
)
def not_before_and_not_in_a_year() -> Tables:
    """Not before 2027, one at most then, none in 2028, and in 2029 it is not worth it: 100 + 300 + 3 · 210 = 1030."""
    return tables(
        LINES,
        """
        Decisions
        decision | action | subject | rule       | year | size
        early    | build  | Line    | not before | 2027 |
        slow     | build  | Line    | at most    | 2027 | 10
        late     | build  | Line    | forbidden  | 2028 |
        """,
    )


@micro(
    objective=870,
    plan="""
        builds
        project | decided | modules
        Line    | 2026    | 3
    """,
)
def not_after_a_year_in_which_it_is_cheaper() -> Tables:
    """Lines cost 250 in 2026 and 100 from 2027 on. Left alone they are built in 2027: 300 + 300 + 3 · 30 = 690; not
    after 2026: 750 + 120 = 870."""
    return tables(
        LINES.replace("fixed capex\n    Line | 100", "fixed capex 2026 | fixed capex 2027\n    Line | 250 | 100"),
        """
        Decisions
        decision | action | subject | rule      | year
        at once  | build  | Line    | not after | 2026
        """,
    )


@micro(
    objective=780,
    plan="""
        builds
        project | decided | modules
        Line    | 2026    | 1
        Line    | 2028    | 2
    """,
)
def at_least_two_in_a_year() -> Tables:
    """At least two of the three lines in 2028, and so one in 2026: 420 + 2 · 180 = 780."""
    return tables(
        LINES,
        """
        Decisions
        decision | action | subject | rule     | year | size
        two      | build  | Line    | at least | 2028 | 20
        """,
    )


# --- what else is decided ahead --------------------------------------------------------------------------


def narrowed(given: Tables, decisions: str) -> Tables:
    """An instance of another family, in which a decision is narrowed."""
    more = tables(decisions)
    return Tables(given.settings, {**given.rows, **more.rows})


@micro(
    objective=580,
    plan="""
        contracts
        contract | start | signed | until
        deal     | 2027  | 1      | 2031
    """,
)
def a_contract_is_kept() -> Tables:
    """As it may not be cancelled, the contract costs its 120 in each of four years: 100 + 480."""
    return narrowed(
        ended_for_good(),
        """
        Decisions
        decision | action | subject | rule
        kept     | cancel | deal    | forbidden
        """,
    )


@micro(
    objective=700,
    plan="""
        purchases
        supplier | node | bought
        far      | 2026 | 10
        far      | 2027 | 10
        far      | 2030 | 10
    """,
)
def a_contract_is_not_signed() -> Tables:
    """Neither in 2026, which it may not start after, nor later: 100 + 300 + 300."""
    return narrowed(
        ended_for_good(),
        """
        Decisions
        decision | action | subject | rule      | year
        never    | sign   | deal    | not after | 2025
        """,
    )


@micro(
    objective=2440,
    plan="""
        purchases
        supplier | node | bought
        far      | 2026 | 100
        far      | 2027 | 100
        far      | 2028 | 100
    """,
)
def a_technology_is_not_acquired() -> Tables:
    """By no way in the place: all is bought."""
    return narrowed(
        a_licence_is_quicker_than_own_development(),
        """
        Decisions
        decision | action  | subject  | place | rule
        without  | acquire | pressing | A     | forbidden
        """,
    )


@micro(
    objective=14,
    plan="""
        workforce
        skill | market | period | people | recruits
        smith | A      | 2026   | 2      | 0
        smith | A      | 2027   | 2      | 2
        smith | A      | 2028   | 2      | 0
    """,
)
def joined_for_a_term_before_the_plan() -> Tables:
    """The two of the headcount joined for two years in 2025 and leave after 2026. Then two are recruited for 4 each;
    wages are 2 in each of three years: 8 + 6."""
    return tables(
        OFFICE,
        """
        Settings
        last year | 2028

        Skills
        skill | market | headcount | other need | wage | recruits from abroad | recruiting cost | term of service
        smith | A      | 2         | 2          | 1    | 10                   | 4               | 2

        Decisions
        decision | action  | subject | place | rule         | year | people
        joined   | recruit | smith   | A     | already made | 2025 | 2
        """,
    )


@micro(
    objective=-8,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 1    | 0          | 0
        Pit   | 2027   | 1    | 0          | 0
        Pit   | 2028   | 0    | 0          | 1
        Hill  | 2026   | 1    | 0          | 0
        Hill  | 2027   | 1    | 0          | 0
        Hill  | 2028   | 1    | 0          | 0
    """,
)
def a_mine_is_closed_a_year_later() -> Tables:
    """Pit, closed in 2028, costs 5 more in 2027: 20 − 9 − 9 + 10 − 4 = 8 are earned."""
    return narrowed(
        a_mine_is_closed_to_save_royalty(),
        """
        Decisions
        decision | action | subject | rule  | year
        later    | close  | Pit     | fixed | 2028
        """,
    )


@micro(
    objective=120,
    plan="""
        closures
        plant | period | open
        Pit   | 2026   | 1
        Pit   | 2028   | 1
        Pit   | 2030   | 1
    """,
)
def a_mine_stays_open() -> Tables:
    """It is mothballed in no year, and so stands idle: 3 · 40."""
    return narrowed(
        mothballed_for_a_period(),
        """
        Decisions
        decision | action   | subject | rule
        open     | mothball | Pit     | forbidden
        """,
    )


@micro(
    objective=1800,
    plan="""
        in use
        plant | recipe | period | in use
        Works | press  | 2026   | 1
        Works | press  | 2027   | 1
        Works | press  | 2028   | 0
        Works | press  | 2029   | 0
    """,
)
def no_lot_in_a_year() -> Tables:
    """Not in 2028: lots of 90 and of 270, of which 150 and 70 are held. 1000 + 440 + 360 = 1800."""
    return narrowed(
        lots(),
        """
        Decisions
        decision | action  | subject | way   | rule      | year
        no lot   | operate | Works   | press | forbidden | 2028
        """,
    )


@micro(
    objective=1740,
    plan="""
        workforce
        skill | market | period | people | trainees
        smith | A      | 2026   | 0      | 4
        smith | A      | 2027   | 4      | 0
    """,
)
def four_are_trained_at_most() -> Tables:
    """4 of 6 seats are used. 2026: 1000 and 4 · 3. 2027: four lines 80, wages 8, ore 40, 60 bought: 1012 + 728."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        SMITHS,
        """
        Settings
        last year | 2027

        Skills
        skill | market | wage | training time | training cost | training seats
        smith | A      | 2    | 1             | 3             | 6

        Decisions
        decision | action | subject | place | rule    | people
        few      | train  | smith   | A     | at most | 4
        """,
    )


@micro(
    objective=27,
    plan="""
        recruiting
        skill | contract | period | recruits
        smith | a year   | 2026   | 2
        smith | a year   | 2027   | 3
        smith | a year   | 2028   | 1
    """,
)
def one_contract_for_recruits_is_not_used() -> Tables:
    """All come for a year: 2 · 5 + 3 · 5 + 2 = 27."""
    return narrowed(
        contracts_of_a_year_and_of_two(),
        """
        Decisions
        decision | action  | subject | place | way       | rule
        a year   | recruit | smith   | A     | two years | forbidden
        """,
    )


@micro(
    objective=30,
    plan="""
        recruiting
        skill | contract  | period | recruits
        smith | a year    | 2026   | 2
        smith | a year    | 2027   | 2
        smith | a year    | 2028   | 1
        smith | two years | 2026   | 1
    """,
)
def three_are_recruited_at_once() -> Tables:
    """On whatever contract; left alone two are: one more for a year, for 5."""
    return narrowed(
        contracts_of_a_year_and_of_two(),
        """
        Decisions
        decision | action  | subject | rule     | year | people
        three    | recruit | smith   | at least | 2026 | 3
        """,
    )


@micro(
    objective=62,
    plan="""
        retraining
        skill | new skill | period | people
        clerk | smith     | 2026   | 2
        clerk | smith     | 2027   | 2
    """,
)
def two_retrain_at_most() -> Tables:
    """2 clerks retrain in 2026 and one of them succeeds: 2 are recruited, for 40. In 2027 as without it. Retraining
    4 · 3, recruiting 40, wages 6 + 4: 62."""
    return narrowed(
        clerks_become_smiths(),
        """
        Decisions
        decision | action  | subject | way   | rule  | year | people
        two      | retrain | clerk   | smith | fixed | 2026 | 2
        """,
    )


@micro(
    objective=32,
    plan="""
        workforce
        skill | period | people | releases
        smith | 2026   | 4      | 1
        smith | 2027   | 4      | 0
    """,
)
def one_is_released_at_most() -> Tables:
    """5 smiths, of whom 3 are needed; one is released in all: 2 · 4 · 4."""
    return tables(
        """
        Settings
        last year | 2027

        Countries
        country
        A

        Skills
        skill | market | headcount | other need | wage
        smith | A      | 5         | 3          | 4

        Decisions
        decision | action  | subject | rule    | people
        one      | release | smith   | at most | 1
        """,
    )


@micro(
    objective=37,
    plan="""
        short time
        skill | period | people
        smith | 2026   | 1
    """,
)
def one_is_on_short_time() -> Tables:
    """In each year one at most: 4 · 4 + 1, and 5 · 4."""
    return narrowed(
        short_time_in_a_slack_year(),
        """
        Decisions
        decision | action            | subject | place | rule    | people
        one      | put on short time | smith   | A     | at most | 1
        """,
    )


@micro(
    objective=330,
    plan="""
        strategic stocks
        stockpile | node | added | released
        reserve   | 2026 | 2     | 0
        reserve   | 2027 | 2     | 0
        reserve   | 2028 | 0     | 5
    """,
)
def two_a_year_are_added_to_a_stock() -> Tables:
    """In each year 2 at most: 12 · 5 + 12 · 10 + 5 · 30 = 330."""
    return narrowed(
        budgets_by_year_and_in_total(),
        """
        Decisions
        decision | action | subject | rule    | size
        slowly   | add to | reserve | at most | 2
        """,
    )


# --- already made -------------------------------------------------------------------------------------

UNDER_CONSTRUCTION = f"""
{LINES}
    Lead times
    project | permitting | construction
    Line    | 1          | 2
"""
"""A line that is decided in 2026 is online in 2029, for 90: none is built."""


@micro(
    objective=980,
    plan="""
        builds
        project | decided | construction from | online | modules | capex
        Line    | 2024    | 2025              | 2027   | 1       | 50
    """,
)
def under_construction() -> Tables:
    """One line was decided in 2024 and is online in 2027. Half of its 100 was spent in 2025 and is not counted: 50 +
    300 + 3 · 210 = 980."""
    return tables(
        UNDER_CONSTRUCTION,
        """
        Decisions
        decision | action | subject | rule         | year
        begun    | build  | Line    | already made | 2024
        """,
    )


@micro(
    objective=780,
    plan="""
        builds
        project | decided | online | modules | size | capex
        Line    | 2024    | 2027.5 | 2       | 20   | 30

        costs
        cost              | item        | node | amount
        purchases         | far         | 2026 | 300
        purchases         | far         | 2027 | 200
        purchases         | far         | 2028 | 100
        purchases         | far         | 2029 | 100
        purchases         | digger      | 2027 | 10
        purchases         | digger      | 2028 | 20
        purchases         | digger      | 2029 | 20
        capital still due | Line · 2024 | 2026 | 20
        capital still due | Line · 2024 | 2027 | 10
    """,
)
def later_and_dearer_than_planned() -> Tables:
    """Two lines of 2024 come online in the middle of 2027; 20 are due in 2026, then 10 a year until they are online: 30
    + 300 + (10 + 200) + 2 · (20 + 100) = 780."""
    return tables(
        UNDER_CONSTRUCTION,
        """
        Decisions
        decision | action | subject | rule         | year | size | effective | still to pay 2026 | still to pay 2027
        begun    | build  | Line    | already made | 2024 | 20   | 2027.5    | 20                | 10
        """,
    )


@micro(
    objective=711,
    plan="""
        builds
        project | decided | modules | size | capex
        Big     | 2023    | 1       | 15   | 0
    """,
)
def smaller_than_may_be_built_today() -> Tables:
    """A size of 15, of 2023: of its capital of 60 nothing is due, half comes back of the three tenths of its life that
    are left. Keeping it 4 · 15, ore 4 · 15, bought 4 · 150, salvage 9: 711."""
    return tables(
        LINES.partition("    Projects")[0],
        """
        Projects
        project | plant | kind | minimum size | maximum size | life
        Big     | Works | size | 20           | 40           | 10

        Costs
        item | capex per unit | fixed opex | salvage
        Big  | 4              | 1          | 50 %

        Decisions
        decision | action | subject | rule         | year | size
        old      | build  | Big     | already made | 2023 | 15
        """,
    )


@micro(
    objective=640,
    plan="""
        builds
        project | decided | modules
        Line    | 2025    | 1
        Annex   | 2026    | 1
    """,
)
def what_is_there_counts_for_choices_and_needs() -> Tables:
    """A line of 2025 is there, so that its annex may be built, for 160, and its cheaper alternative may not: 160 + 4 ·
    (20 + 100) = 640."""
    return tables(
        LINES.replace("maximum modules", "choice group").replace("| 3\n", "| scale\n"),
        """
        Projects
        project | plant | kind    | module size | choice group | needs
        Twin    | Works | modules | 30          | scale        |
        Annex   | Works | modules | 10          |              | Line

        Costs
        item  | fixed capex
        Annex | 160

        Decisions
        decision | action | subject | rule         | year
        there    | build  | Line    | already made | 2025
        """,
    )


@micro(
    objective=356,
    plan="""
        contracts
        contract | start | signed | until
        deal     | 2025  | 1      | 2028

        contract deliveries
        contract | node | volume | taken | paid | made up | kept
        deal     | 2026 | 10     | 10    | 3    | 7       | 0
        deal     | 2027 | 10     | 10    | 10   | 0       | 0
    """,
)
def a_running_contract() -> Tables:
    """Signed in 2025 for three years, for 1000 that are not counted. Of the 9 that were paid for and left 7 can be made
    up in 2026, when 3 must be paid for; the others are lost. 3 · 12 + 120, and 200 in 2028."""
    return tables(
        CITY,
        """
        Settings
        last year | 2028

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 20

        Contracts
        contract | supplier | volume | price | take or pay | make up | length | signing cost
        deal     | far      | 10     | 12    | 30 %        | 1       | 3      | 1000

        Decisions
        decision | action | subject | rule         | year | prepaid
        running  | sign   | deal    | already made | 2025 | 9
        """,
    )


@micro(
    objective=1310,
    plan="""
        technology
        technology | place | decided | held from | cost
        pressing   | A     | 2025    | 2027      | 120
    """,
)
def own_development_under_way() -> Tables:
    """Begun in A in 2025, done in 2027, a year early: half of its 120 falls into 2026. 60 + 1000, with the line 50 +
    2 · 100 = 1310. B holds it without having acquired it."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        LINE,
        """
        Settings
        last year | 2028

        Technology
        technology | place | way             | cost | years
        pressing   | A     | own development | 120  | 3
        pressing   | B     | held            | 0    | 0

        Countries
        country
        B

        Decisions
        decision  | action  | subject  | rule         | year | effective
        under way | acquire | pressing | already made | 2025 | 2027
        """,
    )


@micro(
    objective=2155,
    plan="""
        workforce
        skill | period | people | trainees
        smith | 2026   | 0      | 1
        smith | 2027   | 5      | 0
        smith | 2028   | 6      | 0
    """,
)
def smiths_in_training() -> Tables:
    """5 entered training in 2025, for two years, and hold 5 of 6 seats in 2026: one more enters. 2026: 1000 and 3.
    2027: five lines 100, wages 10, ore 50, 50 bought. 2028: a sixth line 20, wages 12, ore 60, 40 bought. Together
    1003 + 660 + 492."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        SMITHS,
        """
        Settings
        last year | 2028

        Skills
        skill | market | wage | training time | training cost | training seats
        smith | A      | 2    | 2             | 3             | 6

        Decisions
        decision | action | subject | place | rule         | year | people
        last     | train  | smith   | A     | already made | 2025 | 5
        """,
    )


@micro(
    objective=-8,
    plan="""
        closures
        plant | period | open | mothballed | closed
        Pit   | 2026   | 0    | 0          | 1
        Pit   | 2027   | 0    | 0          | 1
        Pit   | 2028   | 0    | 0          | 1
        Hill  | 2026   | 1    | 0          | 0
        Hill  | 2027   | 1    | 0          | 0
        Hill  | 2028   | 1    | 0          | 0
    """,
)
def closed_when_the_plan_begins() -> Tables:
    """Only Hill is left, at 4 a year, which sells 10 in the first and the last year: 10 + 10 − 3 · 4 = 8."""
    return narrowed(
        a_mine_is_closed_to_save_royalty(),
        """
        Decisions
        decision | action | subject | rule         | year
        worked   | close  | Pit     | already made | 2024
        """,
    )


@micro(
    objective=106,
    plan="""
        closures
        plant | period | open | mothballed
        Pit   | 2026   | 1    | 0
        Pit   | 2028   | 0    | 1
        Pit   | 2030   | 1    | 0
    """,
)
def mothballed_when_the_plan_begins() -> Tables:
    """It is reopened, for 8, as early as in 2026: 98 + 8."""
    return narrowed(
        mothballed_for_a_period(),
        """
        Decisions
        decision | action   | subject | rule         | year
        resting  | mothball | Pit     | already made | 2024
        """,
    )


@micro(
    objective=355,
    plan="""
        in use
        plant | recipe | period | in use
        Works | press  | 2026   | 1
        Works | press  | 2027   | 1
        Works | press  | 2028   | 1
    """,
)
def in_use_when_the_plan_begins() -> Tables:
    """It need not be started in 2026: 455 − 100."""
    return narrowed(
        kept_in_use_rather_than_started_again(),
        """
        Decisions
        decision | action  | subject | rule         | year
        running  | operate | Works   | already made | 2025
        """,
    )


@micro(
    objective=6,
    plan="""
        workforce
        skill | period | people | recruits
        clerk | 2026   | 0      | 0
        clerk | 2027   | 0      | 0
        smith | 2026   | 0.5    | 0
        smith | 2027   | 1      | 0
    """,
)
def clerks_who_retrain() -> Tables:
    """2 clerks began to retrain in 2025, for a year and a half; half of them succeed, half of these in 2026. They are
    paid 0.5 · 4 and 4, and nobody is recruited for 20."""
    return tables(
        """
        Settings
        last year | 2027

        Countries
        country
        A

        Skills
        skill | market
        clerk | A

        Skills
        skill | market | wage | other need 2026 | other need 2027 | recruits from abroad | recruiting cost
        smith | A      | 4    | 0.5             | 1               | 9                    | 20

        Retraining
        skill | new skill | market | retraining time | success rate
        clerk | smith     | A      | 1.5             | 50 %

        Decisions
        decision | action  | subject | place | way   | rule         | year | people
        change   | retrain | clerk   | A     | smith | already made | 2025 | 2
        """,
    )


@micro(
    objective=500,
    plan="""
        builds
        project | decided | online | modules | size | capex
        Line    | 2023    | 2027   | 1       | 10   | 60
        Line    | 2026    | 2026   | 2       | 20   | 200

        workforce
        skill | period | people | trainees
        smith | 2026   | 1      | 0
        smith | 2028   | 2      | 0
    """,
)
def periods_of_two_years() -> Tables:
    """A line of 2023 is online in 2027, half of the first period; 60 are due in 2026. With two more for 200, 5 a year
    are bought in that period: 2 · 50, and ore for 2 · 25 and 2 · 30. Two people entered training in 2025 for two and a
    half years, and become skilled over a year from the middle of 2027 on: one in each period, at 5: 3 · 10."""
    return tables(
        LINES,
        """
        Settings
        years per period | 2

        Skills
        skill | market | training time | training seats | wage | other need 2027 | other need 2028
        smith | A      | 2.5           | 2              | 5    | 1               | 2

        Decisions
        decision | action | subject | rule         | year | effective | people | still to pay 2026 | still to pay 2027
        begun    | build  | Line    | already made | 2023 | 2027      |        | 60                | 20
        trained  | train  | smith   | already made | 2025 |           | 2      |                   |
        """,
    )
