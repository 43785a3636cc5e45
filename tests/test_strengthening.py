"""Links promise: a relaxation that knows them is nearer to the plan, and no cheapest plan is lost by them. Hubs promise
the same plans in fewer columns."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Tables
from model.solver.hubs import Merging
from model.solver.root_bound import MARGIN, Links, split
from tests.conftest import least_cost, matrix_of, program, solved
from tests.inline import tables
from tests.search import Array, Deadline, Interrupt, LinearRows, Matrix, Solver, Status, as_large, relaxation, solve

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


# --- lanes alike ---------------------------------------------------------------------------------------

TOLERANCE = 1e-6


def transport(seed: int, origins: int, destinations: int, regions: int, missing: float = 0.05) -> Matrix:
    """Goods go from origins to destinations, at a cost by region; some lanes are missing. What an origin can make costs
    something, and what a destination lacks costs more."""
    random = np.random.default_rng(seed)
    of_origin, of_destination = random.integers(regions, size=origins), random.integers(regions, size=destinations)
    freight = random.integers(1, 9, (regions, regions)).astype(float)
    lanes = [each for each in product(range(origins), range(destinations)) if random.random() >= missing]
    count = len(lanes)
    made, short = (
        np.arange(first, first + size) for first, size in ((count, origins), (count + origins, destinations))
    )
    at = [(made[i], 1.0, i) for i in range(origins)]
    at += [(short[j], 1.0, origins + j) for j in range(destinations)]
    at += [(lane, -1.0, i) for lane, (i, _) in enumerate(lanes)]
    at += [(lane, 0.9, origins + j) for lane, (_, j) in enumerate(lanes)]
    columns, values, rows = (np.array(each) for each in zip(*sorted(at, key=lambda entry: entry[2]), strict=True))
    starts = np.searchsorted(rows, np.arange(origins + destinations + 1))
    costs = [freight[of_origin[i], of_destination[j]] for i, j in lanes]
    demand = random.integers(0, 5, destinations).astype(float)
    return Matrix(
        cost=np.concatenate([costs, random.uniform(1, 9, origins), np.full(destinations, 20.0)]),
        offset=3.0,
        lower=np.zeros(count + origins + destinations),
        upper=np.concatenate([np.full(count, np.inf), random.uniform(0, 4, origins), np.full(destinations, np.inf)]),
        integer=np.zeros(count + origins + destinations, bool),
        rows=LinearRows(starts, columns, values, np.zeros(origins + destinations)),
        row_lower=np.append(np.zeros(origins), demand),
        row_upper=np.append(np.zeros(origins), demand),
    )


def merged(matrix: Matrix) -> Merging:
    """As a large program is merged, and however little that saves."""
    with pytest.MonkeyPatch.context() as patch:
        as_large(patch, "merged lanes")
        return Merging.of(matrix)


def optimal(matrix: Matrix) -> Solver:
    solver = Solver(matrix)
    assert solver.run() == Status.kOptimal
    return solver


def is_feasible(matrix: Matrix, values: Array) -> bool:
    rows = matrix.rows.at(values)
    violation = [matrix.row_lower - rows, rows - matrix.row_upper, matrix.lower - values, values - matrix.upper]
    return bool(np.concatenate(violation).max() <= TOLERANCE)


chains = st.builds(transport, st.integers(0, 10_000), st.integers(1, 9), st.integers(1, 9), st.integers(1, 3))


def test_a_rule_for_all_sites_takes_a_column_for_each() -> None:
    """Of 7 × 8 lanes and 15 other columns, 15 and 15 are left, and a row joins them."""
    matrix = transport(seed=0, origins=7, destinations=8, regions=1, missing=0.0)
    small = merged(matrix).matrix
    assert (len(matrix.cost), len(small.cost)) == (7 * 8 + 15, 15 + 15)
    assert len(small.row_lower) == len(matrix.row_lower) + 1


@given(chains)
def test_the_merged_program_has_the_same_plans(matrix: Matrix) -> None:
    """Every plan of one is a plan of the other, at the same cost."""
    merging = merged(matrix)
    whole, small = optimal(matrix), optimal(merging.matrix)
    values = merging.values(small.values)
    assert is_feasible(matrix, values) and is_feasible(merging.matrix, merging.columns(whole.values))
    assert small.objective == pytest.approx(whole.objective, abs=TOLERANCE)
    assert matrix.cost_of(values) == pytest.approx(whole.objective, abs=TOLERANCE)
    assert merging.columns(values) == pytest.approx(small.values, abs=TOLERANCE)


@given(chains)
def test_a_vertex_of_the_merged_program_is_one_of_the_whole(matrix: Matrix) -> None:
    """From which simplex takes hardly a step; where hubs carry nothing, it may have to."""
    merging = merged(matrix)
    small = optimal(merging.matrix)
    basis, values = small.basis, small.values
    for step in reversed(merging.steps):
        basis, values = step.basis(basis, values), step.values(values)
    whole = Solver(matrix)
    assert whole.run_from(basis) == Status.kOptimal
    assert whole.objective == pytest.approx(small.objective, abs=TOLERANCE)
    assert whole.iterations <= matrix.rows.count
