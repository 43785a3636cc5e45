"""Careers, solved by hand."""

from model import Tables
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, PRESS, WORKS, micro

OFFICE = """
    Countries
    country
    A
    B
"""
"""Two countries in which people work; what they are needed for is not in the plan."""


# --- contracts and terms -------------------------------------------------------------------------------


@micro(
    objective=22,
    plan="""
        workforce
        skill | period | people | recruits | releases
        smith | 2026   | 2      | 2        | 0
        smith | 2027   | 2      | 0        | 0
        smith | 2028   | 2      | 2        | 0
    """,
)
def a_term_of_two_years() -> Tables:
    """2 are needed each year. Who comes in 2026 leaves after 2027, so that 2 more come in 2028. Recruiting 4 · 4, wages
    2 · 1 in three years: 22."""
    return tables(
        OFFICE,
        """
        Settings
        last year | 2028

        Skills
        skill | market | other need | wage | recruits from abroad | recruiting cost | term of service
        smith | A      | 2          | 1    | 10                   | 4               | 2
        """,
    )


@micro(
    objective=5,
    plan="""
        workforce
        skill | period | people | need | recruits | releases
        smith | 2026   | 3      | 3    | 2        | 0
        smith | 2027   | 2      | 0    | 0        | 1
    """,
)
def a_term_is_kept() -> Tables:
    """3 are needed in 2026, nobody in 2027. The one of the headcount is released, the 2 recruits stay to the end of
    their term. Wages 3 + 2: 5."""
    return tables(
        OFFICE,
        """
        Settings
        last year | 2027

        Skills
        skill | market | headcount | other need 2026 | other need 2027 | wage | recruits from abroad | term of service
        smith | A      | 1         | 3               | 0               | 1    | 10                   | 2
        """,
    )


@micro(
    objective=25,
    plan="""
        recruiting
        skill | contract  | period | recruits
        smith | a year    | 2026   | 1
        smith | a year    | 2027   | 2
        smith | a year    | 2028   | 1
        smith | two years | 2026   | 1

        workforce
        skill | period | people | need | recruits
        smith | 2026   | 2      | 2    | 2
        smith | 2027   | 3      | 3    | 2
        smith | 2028   | 1      | 1    | 1
    """,
)
def contracts_of_a_year_and_of_two() -> Tables:
    """2, 3 and 1 are needed. Two years cost 8, less than 5 twice, but only one may come so each year; in 2027 they cost
    more than 5 then and 2 in 2028. 8 + 5, 2 · 5 and 2: 25."""
    return tables(
        OFFICE,
        """
        Settings
        last year | 2028

        Skills
        skill | market | other need 2026 | other need 2027 | other need 2028
        smith | A      | 2               | 3               | 1

        Recruiting
        skill | market | contract | recruiting cost 2027 | recruiting cost 2028 | term of service
        smith | A      | a year   | 5                    | 2                    | 1

        Recruiting
        skill | market | contract  | recruits | recruiting cost | term of service
        smith | A      | two years | 1        | 8               | 2
        """,
    )


@micro(
    objective=42,
    plan="""
        workforce
        skill  | period | people | recruits
        smith  | 2026   | 4      | 2
        smith  | 2028   | 1      | 0.25
        welder | 2026   | 3      | 3
        welder | 2028   | 0      | 0
    """,
)
def terms_over_periods_of_two_years() -> Tables:
    """Half of the smiths leave each year, so that a quarter of the 4 of 2026 would be there in 2028; half of these have
    served their three years by then. So 0.5 is left, and 0.25 a year are recruited: (4 + 0.5) · 8. Of the welders who
    come for a year each, half are there at a time: 3 a year for 1. 36 + 6 = 42."""
    return tables(
        OFFICE,
        """
        Settings
        last year        | 2029
        years per period | 2

        Skills
        skill  | market | other need 2026 | other need 2027 | other need 2028 | attrition
        smith  | A      | 4               | 4               | 1               | 50 %
        welder | A      | 3               | 3               | 0               |

        Recruiting
        skill  | market | contract    | recruiting cost | term of service
        smith  | A      | three years | 8               | 3
        welder | A      | a year      | 1               | 1
        """,
    )


@micro(
    objective=16,
    plan="""
        workforce
        skill | period | people | trainees
        clerk | 2026   | 2      | 0
        clerk | 2027   | 1      | 0
        clerk | 2028   | 0      | 0
        smith | 2026   | 0      | 1
        smith | 2027   | 2      | 1
        smith | 2028   | 2      | 0

        retraining
        skill | new skill | period | people
        clerk | smith     | 2027   | 1
        clerk | smith     | 2028   | 1
    """,
)
def terms_of_the_trained_and_the_retrained() -> Tables:
    """Smiths stay for a year. 2 are needed in 2027 and in 2028; one is trained for 3 the year before, on the only seat,
    the other was a clerk and retrains for 5. Clerks cost 10 to release. 2 · 3 + 2 · 5 = 16."""
    return tables(
        OFFICE,
        """
        Settings
        last year | 2028

        Skills
        skill | market | headcount | redundancy cost
        clerk | A      | 2         | 10

        Skills
        skill | market | other need 2026 | other need 2027 | training seats | training cost | term of service
        smith | A      | 0               | 2               | 1              | 3             | 1

        Retraining
        skill | new skill | market | retraining cost
        clerk | smith     | A      | 5
        """,
    )


# --- attrition -----------------------------------------------------------------------------------------


@micro(
    objective=57.6,
    plan="""
        workforce
        skill | period | people | recruits
        smith | 2026   | 12     | 4
        smith | 2027   | 12     | 1.6
    """,
)
def attrition_from_the_first_period() -> Tables:
    """A tenth of 10 smiths leaves in 2026, and a quarter of the recruits: 9 + 0.75 · 4 = 12; of these a tenth leaves in
    2027: 10.8 + 0.75 · 1.6. Recruiting 5.6 · 6, wages 12 · 1 in two years: 57.6."""
    return tables(
        OFFICE,
        """
        Settings
        last year | 2027

        Skills
        skill | market | headcount | other need | attrition | attrition from | attrition of recruits | wage
        smith | A      | 10        | 12         | 10 %      | first period   | 25 %                  | 1

        Recruiting
        skill | market | contract | recruiting cost
        smith | A      | for good | 6
        """,
    )


@micro(
    objective=44,
    plan="""
        workforce
        skill  | people | recruits | trainees
        smith  | 5      | 8        | 0
        welder | 3      | 0        | 8
        clerk  | 1.5    | 2        | 0
    """,
)
def attrition_within_a_period_of_two_years() -> Tables:
    """Half leave each year. Of 8 smiths 2 are left after two years; of recruits 1/4 after one, and 1/8 after two, on
    average 3/16 of 2 · 8: 3 more. Half of the welders who train are skilled within the period; of these 1/2 and 1/4
    stay, 3/8 of 2 · 8 / 2: 3. Clerks have no attrition of recruits of their own: 3/8 of 2 · 2: 1.5. Wages 2 · 5,
    recruiting 16 and 2, training 16: 44."""
    return tables(
        OFFICE,
        """
        Settings
        last year        | 2027
        years per period | 2

        Skills
        skill | market | headcount | other need | attrition | attrition from | attrition of recruits | wage
        smith | A      | 8         | 5          | 50 %      | first period   | 75 %                  | 1

        Recruiting
        skill | market | contract | recruiting cost
        smith | A      | for good | 1

        Skills
        skill  | market | other need | attrition | attrition from | training seats | training cost
        welder | A      | 3          | 50 %      | first period   | 8              | 1

        Skills
        skill | market | other need | attrition | attrition from | recruits from abroad | recruiting cost
        clerk | A      | 1.5        | 50 %      | first period   | 9                    | 0.5
        """,
    )


# --- retraining ----------------------------------------------------------------------------------------


@micro(
    objective=48,
    plan="""
        retraining
        skill | new skill | period | people
        clerk | smith     | 2026   | 4
        clerk | smith     | 2027   | 2

        workforce
        skill | period | people | need | recruits | releases
        clerk | 2026   | 6      | 4    | 0        | 0
        clerk | 2027   | 4      | 4    | 0        | 0
        smith | 2026   | 5      | 5    | 1        | 0
        smith | 2027   | 6      | 6    | 0        | 0
    """,
)
def clerks_become_smiths() -> Tables:
    """3 smiths are missing in 2026. 4 clerks may retrain, for 3 each, and half of them succeed: one more is recruited,
    for 20. One is missing in 2027: 2 clerks are kept for it, at a wage of 1. Retraining 6 · 3, recruiting 20, wages
    6 + 4: 48."""
    return tables(
        OFFICE,
        """
        Settings
        last year | 2027

        Skills
        skill | market | headcount | other need | wage
        clerk | A      | 10        | 4          | 1

        Skills
        skill | market | headcount | other need 2026 | other need 2027 | recruits from abroad | recruiting cost
        smith | A      | 2         | 5               | 6               | 9                    | 20

        Retraining
        skill | new skill | market | limit | success rate | retraining cost
        clerk | smith     | A      | 4     | 50 %         | 3
        """,
    )


@micro(
    objective=82,
    plan="""
        retraining
        skill | new skill | period | people
        clerk | smith     | 2026   | 1

        workforce
        skill | period | people | recruits | releases
        clerk | 2026   | 0      | 0        | 2
        clerk | 2027   | 0      | 0        | 0
        smith | 2026   | 4      | 0        | 0
        smith | 2027   | 6      | 1        | 0
    """,
)
def four_smiths_teach_one() -> Tables:
    """2 more smiths are needed in 2027. Retraining takes a year, and each year a quarter of the number of smiths can
    start: one clerk, for 2, who gets no wage meanwhile. The other 2 are released. A smith is recruited for 20, not
    before 2027 since smiths are paid 6. 2 + 20, wages 4 · 6 + 6 · 6: 82."""
    return tables(
        OFFICE,
        """
        Settings
        last year | 2027

        Skills
        skill | market | headcount | wage
        clerk | A      | 3         | 1

        Skills
        skill | market | headcount | other need 2026 | other need 2027 | wage | recruits from abroad | recruiting cost
        smith | A      | 4         | 4               | 6               | 6    | 9                    | 20

        Retraining
        skill | new skill | market | maximum share | retraining time | retraining cost
        clerk | smith     | A      | 25 %          | 1               | 2
        """,
    )


@micro(
    objective=12,
    plan="""
        retraining
        skill | new skill | period | people
        clerk | smith     | 2026   | 2

        workforce
        skill | period | people | releases
        clerk | 2026   | 0      | 8
        clerk | 2028   | 0      | 0
        smith | 2026   | 2      | 0
        smith | 2028   | 4      | 0
    """,
)
def retraining_over_periods_of_two_years() -> Tables:
    """Of 2 · 2 clerks who start in 2026 and 2027, half are smiths in these years and all in the next two: 2, then 4.
    2 · 2 · 3 = 12; the other 8 clerks, paid 1, are released."""
    return tables(
        OFFICE,
        """
        Settings
        last year        | 2029
        years per period | 2

        Skills
        skill | market | headcount | other need 2026 | other need 2027 | other need 2028 | wage
        clerk | A      | 12        |                 |                 |                 | 1
        smith | A      |           | 2               | 2               | 4               |

        Retraining
        skill | new skill | market | retraining time | retraining cost
        clerk | smith     | A      | 1               | 3
        """,
    )


@micro(
    objective=2,
    plan="""
        retraining
        skill | new skill | people
        smith | hand      | 4

        workforce
        skill | people | need | releases
        hand  | 2      | 1    | 0
        smith | 0      | 0    | 0
    """,
)
def half_of_the_downgraded_leave() -> Tables:
    """Nobody needs the 4 smiths. To release one costs 10, to keep one 5; of those who become hands half leave. So all
    do, one hand more than needed at a wage of 1: 2."""
    return tables(
        OFFICE,
        """
        Skills
        skill | market | headcount | other need | wage | redundancy cost
        smith | A      | 4         |            | 5    | 10
        hand  | A      |           | 1          | 1    | 10

        Retraining
        skill | new skill | market | success rate
        smith | hand      | A      | 50 %
        """,
    )


# --- short time and overstaffing ------------------------------------------------------------------------


@micro(
    objective=34,
    plan="""
        short time
        skill | period | people
        smith | 2026   | 2

        workforce
        skill | period | people | need | releases
        smith | 2026   | 5      | 3    | 0
        smith | 2027   | 5      | 5    | 0
    """,
)
def short_time_in_a_slack_year() -> Tables:
    """5 smiths, of whom 3 are needed in 2026 and all in 2027. 2 at most do a quarter of the work for 1 instead of 4:
    3 · 4 + 2 · 1, and 5 · 4 in 2027: 34."""
    return tables(
        OFFICE,
        """
        Settings
        last year | 2027

        Skills
        skill | market | headcount | other need 2026 | other need 2027 | wage
        smith | A      | 5         | 3               | 5               | 4

        Short time
        skill | market | limit | share of work | pay
        smith | A      | 2     | 25 %          | 1
        """,
    )


@micro(
    objective=4,
    plan="""
        short time
        skill | people
        smith | 4

        workforce
        skill | people | releases
        smith | 4      | 0
    """,
)
def all_are_on_short_time() -> Tables:
    """The work of one is needed of 4, whom to release costs 10. All do half of it, for 1 instead of 3: 4."""
    return tables(
        OFFICE,
        """
        Skills
        skill | market | headcount | other need | wage | redundancy cost
        smith | A      | 4         | 1          | 3    | 10

        Short time
        skill | market | pay
        smith | A      | 1
        """,
    )


@micro(
    objective=20,
    plan="""
        short time
        skill | period | people
        smith | 2026   | 4

        overstaffing
        skill | period | people

        workforce
        skill | period | people | releases
        clerk | 2026   | 0      | 0
        smith | 2026   | 5      | 0
    """,
)
def short_time_leaves_nobody_idle() -> Tables:
    """5 smiths for the work of 3, and nobody may be idle. 4 on short time, at half of the work and the full wage, are
    2 too many no more, and cost less than to release 2 for 20 each. Wages of two years 2 · 5 · 2: 20."""
    return tables(
        OFFICE,
        """
        Settings
        last year        | 2027
        years per period | 2

        Skills
        skill | market | headcount | other need | wage | redundancy cost
        smith | A      | 5         | 3          | 2    | 20
        clerk | A      |           |            |      |

        Short time
        skill | market | share of work
        smith | A      | 50 %

        Overstaffing
        skill | market | limit
        smith | A      | 0
        """,
    )


@micro(
    objective=10,
    plan="""
        overstaffing
        skill | people
        clerk | 1
        smith | 1

        workforce
        skill | people | need | releases
        clerk | 4      | 3    | 1
        smith | 5      | 4    | 0
    """,
)
def two_may_be_too_many() -> Tables:
    """2 clerks and a smith are too many, one more than may be. An idle clerk costs 1 + 2, an idle smith 1; to release
    one costs 6 or 9. One clerk goes: 6 + 3 + 1 = 10. In B there is nobody, and nothing to limit."""
    return tables(
        OFFICE,
        """
        Skills
        skill | market | headcount | other need | redundancy cost
        clerk | A      | 5         | 3          | 6
        smith | A      | 5         | 4          | 9

        Overstaffing
        skill | market | limit | overstaffing cost
        any   | A      | 2     | 1
        any   | B      | 2     |
        clerk | A      |       | 2
        """,
    )


@micro(
    objective=1060,
    plan="""
        builds
        project | modules
        Line    | 6

        overstaffing
        skill | people
    """,
)
def work_for_those_who_are_there() -> Tables:
    """A line costs 100 and saves 10 · 9, which is not worth it, but gives work to one of 6 smiths, who cost 15 more
    when idle and 40 to release. Six lines 600, ore 60, bought 400: 1060."""
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        WORKS,
        """
        Projects
        project | plant | kind    | module size | maximum modules
        Line    | Works | modules | 10          | 10

        Costs
        item | fixed capex
        Line | 100

        Staffing
        technology | skill | operation
        pressing   | smith | 100

        Skills
        skill | market | headcount | redundancy cost
        smith | A      | 6         | 40

        Overstaffing
        skill | market | overstaffing cost
        smith | A      | 15
        """,
    )
