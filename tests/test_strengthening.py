"""Links promise: a relaxation that knows them is nearer to the plan, and no cheapest plan is lost by them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.sheets.tables import Tables
from model.solver.arrays import Matrix
from model.solver.highs import Interrupt
from model.solver.root_bound import relaxation
from model.solver.solve import solve
from model.solver.strengthening import MARGIN, Links
from model.solver.termination import Deadline
from model.solver.transshipment import split
from tests.conftest import least_cost, matrix_of, program, solved
from tests.inline import tables

PLANT, SIZE, MADE, NEAR, FAR, MET_NEAR, MET_FAR = range(7)


def plant(standing: float = 0.0) -> Matrix:
    """A plant of size 100 may be built, at a cost of 100, beside what stands; it serves two markets of 3 and 5."""
    rows = np.zeros((6, 7))
    rows[0, [SIZE, PLANT]] = 1, -100
    rows[1, [MADE, SIZE]] = 1, -1
    rows[2, [MADE, NEAR, FAR]] = 1, -1, -1
    rows[3, [NEAR, MET_NEAR]] = 1, -1
    rows[4, [FAR, MET_FAR]] = 1, -1
    rows[5, [MET_NEAR, MET_FAR]] = -1, -1
    matrix = program(
        cost=[100, 0, 1, 1, 2, -20, -40],
        rows=rows.tolist(),
        row_lower=[0, -math.inf, 0, 0, 0, -math.inf],
        row_upper=[0, standing, 0, 0, 0, math.inf],
    )
    matrix.upper[[PLANT, MET_NEAR, MET_FAR]] = 1, 3, 5
    matrix.integer[PLANT] = True
    return matrix


def tightened(matrix: Matrix) -> float:
    found = relaxation(matrix, Deadline(), Interrupt())
    assert found is not None
    return found.bound


# --- what is known of columns --------------------------------------------------------------------------


def test_greatest_values_follow_from_rows() -> None:
    """A lane carries what its market takes, a plant makes what its lanes carry, whatever its size is."""
    greatest = Links(plant()).greatest
    assert greatest[[NEAR, FAR, MADE, SIZE]].tolist() == [3, 5, 8, 100]


def test_openings_are_found_over_several_rows() -> None:
    links = Links(plant())
    assert {links.openings(each) for each in (SIZE, MADE, NEAR, FAR, MET_NEAR)} == {frozenset({PLANT})}


def test_nothing_opens_what_is_possible_anyway() -> None:
    """Where something stands, lanes are not empty without a decision."""
    links = Links(plant(standing=1.0))
    assert links.opened_by[[MADE, NEAR, FAR, MET_NEAR, MET_FAR]].tolist() == [0] * 5


def test_a_broken_link_is_told_with_its_greatest_value() -> None:
    """A twelfth of the plant is enough by its size; but each lane needs all of it, and so does what is made."""
    values = np.array([0.08, 8, 8, 3, 5, 3, 5])
    broken = Links(plant()).broken(values)
    spans = [slice(*broken.starts[row : row + 2]) for row in range(broken.count)]
    told = {broken.columns[at][0]: (broken.columns[at][1:].tolist(), broken.values[at].tolist()) for at in spans}
    assert told.keys() == {MADE, NEAR, FAR, MET_NEAR, MET_FAR}
    assert told[NEAR] == ([PLANT], [1.0, -3 * MARGIN])


def test_no_link_is_broken_by_a_plan() -> None:
    assert Links(plant()).broken(np.array([1.0, 100, 8, 3, 5, 3, 5])).count == 0


def test_the_relaxation_comes_to_the_plan() -> None:
    """Sales of 3 · 20 + 5 · 40 less freight of 13, production of 8 and all of the plant; the rows alone know of 8 %."""
    matrix = plant()
    assert tightened(matrix) == pytest.approx(-(260 - 13 - 8 - 100))
    assert solve(matrix, gap=0.0, time_limit=10).objective == pytest.approx(-139)


def test_where_a_plan_needs_no_search_links_prove_it() -> None:
    solution = solve(plant(), gap=0.0, time_limit=10)
    assert solution.outcome == "optimal" and solution.statistics["branch-and-bound nodes"] == 0
    assert solution.bound == pytest.approx(solution.objective)


# --- places through which nothing is passed on ---------------------------------------------------------


def towns(*routes: str) -> Tables:
    """Three towns that need 10 each; works that can make 1000 may be built in any of them, at a cost of 50."""
    return tables(
        """
        Countries
        country
        A

        Sites
        site  | country
        North | A
        South | A
        West  | A

        Commodities
        commodity | unit
        good      | piece

        Demand
        market | product | 2026
        North  | good    | 10
        South  | good    | 10
        West   | good    | 10

        Capacity
        plant  | site
        works1 | North
        works2 | South
        works3 | West

        Recipes
        recipe | commodity | quantity
        make   | good      | 1

        Operations
        plant  | recipe
        works1 | make
        works2 | make
        works3 | make

        Projects
        project | plant  | kind    | module size
        build1  | works1 | modules | 1000
        build2  | works2 | modules | 1000
        build3  | works3 | modules | 1000

        Costs
        item   | fixed capex
        build1 | 50
        build2 | 50
        build3 | 50
        """,
        "Routes\nfrom | to | commodity | freight | capacity | loss\n" + "\n".join(routes),
    )


NEAR_EACH_OTHER = ("North | South | good | 2 | |", "South | North | good | 2 | |")


@pytest.mark.parametrize(
    ("west", "places"),
    [
        (("any | any | good | 2 | |",), 3),
        ((*NEAR_EACH_OTHER, "West | any | good | 9 | |", "any | West | good | 9 | |"), 3),
        # in these two something may pass South to West, but nothing comes by way of North
        ((*NEAR_EACH_OTHER, "North | West | good | 9 | |", "South | West | good | 1 | |"), 1),
        ((*NEAR_EACH_OTHER, "South | West | good | 1 | |"), 1),
        (("North | South | good | 2 | 8 |", "South | West | good | 2 | |"), 0),
        (("North | South | good | 2 | | 10 %", "South | West | good | 2 | |"), 0),
    ],
    ids=["everywhere", "two prices", "cheaper by way of", "only by way of", "limited", "lossy"],
)
def test_places_are_split_where_passing_on_never_pays(west: tuple[str, ...], places: int) -> None:
    assert split(matrix_of(towns(*west))).kept.count == places


def test_towns_that_serve_themselves_build_all_of_their_works() -> None:
    """One works for all, 50 + 2 · 10 · 2 = 90, is cheaper than one each; a relaxation of the rows builds 3 % of one."""
    matrix = matrix_of(towns("any | any | good | 2 | |"))
    assert tightened(matrix) == pytest.approx(90)


def test_what_is_kept_is_what_is_made_less_what_is_sent() -> None:
    parts = split(matrix_of(towns("any | any | good | 2 | |")))
    plan = solve(parts.matrix, gap=0.0, time_limit=10).values
    assert parts.extended(plan[: parts.own]) == pytest.approx(plan)


# --- the plan stays the plan ---------------------------------------------------------------------------


@st.composite
def networks(draw: st.DrawFn) -> Tables:
    """Towns with works that may stand or be built, lanes of any cost between some of them, of limited capacity or not;
    a dealer, a store and a shortage here and there, over one or two years."""

    def some(least: int, most: int) -> int:
        return draw(st.integers(least, most))

    count = some(2, 4)
    towns = [f"T{each}" for each in range(count)]
    routes = "Routes\nfrom | to | commodity | freight | capacity\n" + "".join(
        f"{i} | {j} | good | {some(0, 6)} | {draw(st.sampled_from(['', '', '7']))}\n"
        for i in towns
        for j in towns
        if i != j and draw(st.booleans())
    )
    demand = "Demand\nmarket | product | 2026 | 2027 | shortage cost\n" + "".join(
        f"{i} | good | {some(0, 12)} | {some(0, 12)} | 30\n" for i in towns
    )
    return tables(
        f"Settings\nlast year | {2026 + some(0, 1)}",
        "Countries\ncountry\nA",
        "Sites\nsite | country\n" + "".join(f"{i} | A\n" for i in towns),
        "Commodities\ncommodity | unit | disposal cost\ngood | piece | 1",
        routes,
        demand,
        f"Suppliers\nsupplier | site | commodity | price | limit\ndealer | T0 | good | 20 | {some(1, 9)}",
        f"Stockpiles\nstockpile | site | commodity | opening stock\nstore | T1 | good | {some(0, 4)}",
        "Recipes\nrecipe | commodity | quantity\nmake | good | 1",
        "Capacity\nplant | site | existing capacity\n"
        + "".join(f"works {i} | {i} | {draw(st.sampled_from([0, 0, 3]))}\n" for i in towns),
        "Operations\nplant | recipe\n" + "".join(f"works {i} | make\n" for i in towns),
        "Projects\nproject | plant | kind | module size | maximum modules | maximum size\n"
        + "".join(
            f"build {i} | works {i} | modules | {some(3, 40)} | {some(1, 2)} |\n"
            if draw(st.booleans())
            else f"build {i} | works {i} | size | | | {some(3, 40)}\n"
            for i in towns
        ),
        "Costs\nitem | fixed capex | salvage\n" + "".join(f"build {i} | {some(10, 90)} | 10 %\n" for i in towns),
    )


@given(networks())
def test_links_leave_the_cheapest_plan(given_tables: Tables) -> None:
    """HiGHS alone, without any of it, finds the same cost; and no relaxation is above it."""
    plain = least_cost(given_tables)
    assert solved(given_tables).objective == pytest.approx(plain, rel=1e-6, abs=1e-6)
    assert tightened(matrix_of(given_tables)) <= plain + 1e-6 * max(1.0, abs(plain))
