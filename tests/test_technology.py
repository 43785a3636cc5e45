"""Technologies promise: an option that is not taken changes nothing, nor does a sheet without rows; what-ifs, first
plans and the value of information work with them."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from model import Tables
from model.scenario.effects import Effects
from model.scenario.tree import grow
from model.testing import Plant, Technology
from tests.conftest import EXACT, cost_is, least_cost, matrix_of, solved
from tests.figures import audit
from tests.inline import tables
from tests.jobs import PlanJob, Store, solve_all
from tests.micro import MICRO
from tests.micro.case import BUY_ALL, CITY, PRESS
from tests.micro.technology import HALL
from tests.steps import LICENCE, OWN, Calendar, Directory, branches, results_bytes, solve_tables, valued
from tests.studies import regret_jobs, regret_of
from tests.test_family_protocol import chain
from tests.test_properties import at_most, chains, together
from tests.test_regret import with_demand

# --- options -----------------------------------------------------------------------------------------


def ways(*lines: str) -> Tables:
    header = "technology | place | way | cost | years | royalty | experience"
    return tables("\n".join(["Technology", header, *lines]))


def own(cost: int, years: float) -> str:
    return f"pressing | B | own development | {cost} | {years} | |"


costs, times = st.integers(0, 20), st.sampled_from([0.0, 0.5, 1.0, 1.25])


@settings(max_examples=15)
@given(chained=chains(), cost=costs, years=times, dearer=st.integers(0, 5), royalty=st.integers(0, 50))
def test_a_licence_that_is_dearer_and_no_quicker_changes_nothing(
    chained: Tables, cost: int, years: float, dearer: int, royalty: int
) -> None:
    alone = least_cost(together(chained, ways(own(cost, years))))
    licence = f"pressing | B | licence | {cost + dearer} | {years + dearer / 4} | {royalty} |"
    assert least_cost(together(chained, ways(own(cost, years), licence))) == cost_is(alone)


@settings(max_examples=15)
@given(chained=chains(), cost=costs, years=times, other=costs, sooner=times, royalty=st.integers(0, 50))
def test_another_way_never_costs_more(
    chained: Tables, cost: int, years: float, other: int, sooner: float, royalty: int
) -> None:
    """And the technology never costs less than if it were held, which costs as much as if it were free."""
    held = least_cost(together(chained, ways("pressing | B | held | | | |")))
    alone = least_cost(together(chained, ways(own(cost, years))))
    more = least_cost(
        together(chained, ways(own(cost, years), f"pressing | B | licence | {other} | {sooner} | {royalty} |"))
    )
    assert held == cost_is(least_cost(chained)) and held <= at_most(more) and more <= at_most(alone)


@settings(max_examples=10)
@given(chained=chains(), skipped=st.sampled_from([0.5, 1.0, 2.0]))
def test_experience_never_costs_more(chained: Tables, skipped: float) -> None:
    held, learned = (ways(f"pressing | B | held | | | | {each}") for each in ("", skipped))
    assert least_cost(together(chained, learned)) <= at_most(least_cost(together(chained, held)))


@settings(max_examples=10)
@given(
    chained=chains(),
    cost=st.integers(0, 3),
    duration=st.sampled_from([0.5, 1.5]),
    start=st.sampled_from(["each", "2026"]),
)
def test_a_ban_of_no_probability_costs_nothing(chained: Tables, cost: int, duration: float, start: str) -> None:
    """Whatever is built in vain in its branch has been decided ahead."""
    licensed = together(chained, ways(f"pressing | B | licence | {cost} | 0.5 | 5 |"))
    ban = tables(f"""
        Disruptions
        disruption | action  | target | start   | duration   | recovery
        ban        | licence | any    | {start} | {duration} | 1
        """)
    assert least_cost(together(licensed, ban)) == cost_is(least_cost(licensed))


# --- nothing to add ----------------------------------------------------------------------------------


def test_a_technology_without_rows_is_free() -> None:
    """Rows of another change nothing."""
    other = Technology(technology="sintering", place="A", way=OWN, cost=5.0)
    whole = chain()
    given = replace(whole, rows={**whole.rows, Technology: [other]})
    assert matrix_of(given).cost.tolist() == matrix_of(whole).cost.tolist()


# --- bans --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided", "years", "late"),
    [
        (2027, 2.0, 1.0),  # under way when the first ban begins: from 2029 to 2030, when the second is over
        (2028, 0.25, 0.0),  # held a quarter before the first begins
        (2028, 0.5, 0.0),  # held when it begins
        (2028, 0.75, 0.5),  # a quarter of a year of work is left when the first ends, and done when the second begins
        (2028, 1.0, 1.0),  # half a year of work is left: it takes to the end of the second
        (2030, 1.0, 0.0),  # decided when both are over
    ],
)
def test_work_on_a_licence_stands_still_while_it_is_banned(decided: int, years: float, late: float) -> None:
    """Bans of half a year from mid 2028 on, and again from 2029.25 on; in B nothing is banned."""
    given = tables(
        """
        Settings
        last year | 2032

        Countries
        country
        A
        B

        Sites
        site | country
        City | A
        Town | B

        Disruptions
        disruption | action  | target   | start | after | duration
        ban        | licence | A        | 2028  | 0.5   | 0.5
        ban        | licence | City     |       | 1.25  | 0.5
        ban        | licence | pressing |       | 1.25  | 0.25
        """
    )
    calendar = Calendar.of(given.settings)
    effects = Effects(calendar, grow(calendar, branches(given)), Directory(given))
    city, town = Plant(plant="Works", site="City", technology="pressing"), Plant(plant="Mill", site="Town")
    assert effects.licence_delay(city, decided, decided + years, "ban, 2028 / 2028") == pytest.approx(late)
    assert effects.licence_delay(town, decided, decided + years, "ban, 2028 / 2028") == 0
    assert effects.licence_delay(city, decided, decided + years, "2028") == 0


# --- results -----------------------------------------------------------------------------------------


def test_the_results_tell_what_is_acquired_and_what_a_ban_does(snapshot: SnapshotAssertion) -> None:
    """Sheets for what is acquired, learned and owed; in words what happens if no licence is given."""
    plan = solved(MICRO["technology.a_licence_under_way_is_banned"]())
    book = openpyxl.load_workbook(io.BytesIO(results_bytes(plan)))
    lines = [[cell.value for cell in row] for row in book["Technology"].iter_rows()]
    assert ["technology", "place", "way", "decided (year)", "held from (year)", "cost (USD)"] in [l[:6] for l in lines]
    assert ["pressing", "A", "licence", 2026, 2027, 100] in [line[:6] for line in lines]
    texts = [str(cell.value) for row in book["Stress test"].iter_rows() for cell in row]
    assert [text for text in texts if "licence is granted" in text] == snapshot


# --- other plans -------------------------------------------------------------------------------------


def licensed(quantity: float) -> Tables:
    """Works of 20 t for 150 that need a licence for 15; a tonne made costs 1, an imported one 10."""
    return together(with_demand(quantity), ways("pressing | A | licence | 15 | 0 | |"))


def test_a_plan_may_start_near_another() -> None:
    """Of 30 t: with a line 150 + 15 + 20 + 100 = 285, without 300. What it acquires is known, too."""
    much = solve_tables(licensed(30), gap=0.0)
    assert much.objective == pytest.approx(285) and all(check.passed for check in much.audit)
    assert solve_tables(licensed(30), gap=0.0, near={}).objective == pytest.approx(285)
    assert solve_tables(licensed(10), gap=0.0, near=much.decided).objective == pytest.approx(100)


def test_what_is_acquired_stays(tmp_path: Path) -> None:
    """So does what is built: under 10 t the plan with a line costs 150 + 15 + 10."""
    jobs = [PlanJob("little", licensed(10)), PlanJob("much", licensed(30))]
    found = solve_all(jobs, Store(tmp_path), workers=1)
    decided = {result.name: result.plan().decided for result in found}
    regret = regret_of(found, solve_all(regret_jobs(jobs, decided), Store(tmp_path), workers=1))
    assert regret.cost == pytest.approx(
        {("little", "little"): 100, ("much", "much"): 285, ("little", "much"): 300, ("much", "little"): 175}
    )


def test_what_builds_need_may_be_acquired_later(tmp_path: Path) -> None:
    """Where know-how is free a line is built for 150; held where it is not, its licence costs 15 more."""
    free = replace(licensed(30), rows={**licensed(30).rows, Technology: []})
    jobs = [PlanJob("free", free), PlanJob("licensed", licensed(30))]
    found = solve_all(jobs, Store(tmp_path), workers=1)
    decided = {result.name: result.plan().decided for result in found}
    regret = regret_of(found, solve_all(regret_jobs(jobs, decided), Store(tmp_path), workers=1))
    assert regret.cost == pytest.approx(
        {("free", "free"): 270, ("licensed", "licensed"): 285, ("free", "licensed"): 285, ("licensed", "free"): 270}
    )


def test_the_value_of_knowing_of_a_ban() -> None:
    """A year is bought for 820, then a hall for 50 runs on a licence for 100, unless that is banned, with an even
    chance; or on own development for 500. Licence: 820 + 150 + (100 + 820) / 2 = 1430, own: 1470. Who knows takes own
    development if there is a ban, 1470, else the licence, 1070: 160 less. Who plans for the mean sees it seven eighths
    of a year late, 820 + 150 + 730, takes own development and pays 40 more."""
    given = tables(
        CITY,
        BUY_ALL,
        PRESS,
        HALL,
        """
        Settings
        last year | 2027

        Technology
        technology | place | way             | cost | years
        pressing   | A     | licence         | 100  | 1
        pressing   | A     | own development | 500  | 1

        Disruptions
        disruption | action  | target | start | duration | probability
        ban        | licence | A      | 2026  | 1.75     | 50 %
        """,
    )
    plan = solved(given)
    assert plan.objective == pytest.approx(1430)
    assert [line.way for line in plan.frames["technology"].itertuples()] == [LICENCE]
    value = valued(plan, EXACT).measures
    assert (value["EVPI"], value["VSS"]) == pytest.approx((160, 40))


def test_no_royalty_without_its_licence() -> None:
    """Both ways cost nothing. Own development holds from the middle of the year, in which a plant that starts then owes
    nothing, as no licence was acquired."""
    half = "Lead times\nproject | construction\nLine | 0.5\n"
    own_only = ways("pressing | A | own development | 0 | 0.5 | |")
    both = ways("pressing | A | own development | 0 | 0.5 | |", "pressing | A | licence | 0 | 0 | 50 |")
    base = with_demand(30)
    assert least_cost(together(base, both, tables(half))) <= at_most(least_cost(together(base, own_only, tables(half))))


def test_a_royalty_is_due_on_set_ups_too() -> None:
    """A set-up takes 10 of the hall's 100. 90 are pressed at 1 and 10 bought at 10; the hall costs 50, and of the 100
    that are used 80 are new: 90 + 100 + 50 + 2 · 80 = 400."""
    rules = "Operating rules\nplant | recipe | set up capacity\nWorks | press | 10\n"
    plan = solved(together(tables(CITY, BUY_ALL, PRESS, HALL, rules), ways("pressing | A | licence | 0 | 0 | 2 |")))
    assert plan.objective == pytest.approx(400)
    assert all(check.passed for check in audit(plan))
