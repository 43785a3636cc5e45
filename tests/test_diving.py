"""Rounding one period after the other: what has been built by any period stays near what the relaxation had."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.solver import diving, primal_heuristics
from model.solver.diving import dive, exclusive_sets
from tests.conftest import program
from tests.search import Array, Deadline, Interrupt, LinearRows, Matrix, Solver, Status, as_large, relaxation
from tests.test_solving import exact_weights, is_plan, knapsacks


def lines(seed: int, years: int = 12) -> Matrix:
    """A plant that grows line by line with demand: each year lines are built, cheaper the later, and what demand lacks
    is bought for more."""
    random = np.random.default_rng(seed)
    demand = np.cumsum(random.uniform(0.1, 0.6, years))
    built = [(np.append(np.arange(year + 1), years + year), np.ones(year + 2)) for year in range(years)]
    return Matrix(
        cost=np.append(10 * 0.9 ** np.arange(years), np.full(years, 8.0)),
        offset=0.0,
        lower=np.zeros(2 * years),
        upper=np.append(np.full(years, 5.0), np.full(years, np.inf)),
        integer=np.arange(2 * years) < years,
        rows=LinearRows.of(built),
        row_lower=demand,
        row_upper=np.full(years, np.inf),
    )


def mine_and_lines(years: int = 6) -> Matrix:
    """A mine that is opened once, in one of the years, of which a limit allows nine tenths; lines, dearer every year;
    and purchases. Demand of 6, then half a unit more every year, is met by 8 of the mine, 1 of each line."""
    year = np.arange(years)
    served = [
        (
            np.concatenate([year[: last + 1], years + year[: last + 1], [2 * years + last]]),
            np.concatenate([np.full(last + 1, 8.0), np.ones(last + 2)]),
        )
        for last in range(years)
    ]
    return Matrix(
        cost=np.concatenate([6 * 0.8**year, 1.4**year, np.full(years, 3.0)]),
        offset=0.0,
        lower=np.zeros(3 * years),
        upper=np.concatenate([np.ones(years), np.full(years, 9.0), np.full(years, np.inf)]),
        integer=np.arange(3 * years) < 2 * years,
        rows=LinearRows.of([(year, np.ones(years)), (year, np.full(years, 2.0)), *served]),
        row_lower=np.concatenate([[-np.inf, -np.inf], 6 + 0.5 * year]),
        row_upper=np.concatenate([[1.0, 1.8], np.full(years, np.inf)]),
    )


def dived(matrix: Matrix, order: Array) -> tuple[Array, Array | None]:
    """The relaxation, and the plan if there is one."""
    solver = Solver(matrix)
    solver.run_linear(vertex=True)
    relaxed, whole = solver.values, np.flatnonzero(matrix.integer)
    return relaxed, solver.values if dive(solver, whole, order[whole]) else None


@pytest.mark.parametrize("ways", [(), ("careful rounding",)])
@pytest.mark.parametrize("seed", range(10))
def test_what_is_built_by_any_year_is_within_a_line_of_the_relaxation(
    seed: int, ways: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which builds less than half a line in each year: rounded alone, nothing would be built."""
    as_large(monkeypatch, *ways)
    matrix = lines(seed)
    relaxed, plan = dived(matrix, np.arange(len(matrix.cost)))
    assert plan is not None and is_plan(matrix, plan)
    assert np.abs(np.cumsum(plan[:12]) - np.cumsum(relaxed[:12])).max() < 1
    assert plan[:12].sum() >= 1


@pytest.mark.parametrize("ways", [(), ("careful rounding",)])
def test_where_rounding_leads_to_a_plan_it_is_one(ways: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of shares on two scales that hardly any rounding meets, and of knapsacks, in which numbers go the other way."""
    as_large(monkeypatch, *ways)
    found = 0
    for matrix in [*(exact_weights(seed) for seed in range(30)), knapsacks()]:
        _, plan = dived(matrix, np.zeros(len(matrix.cost)))
        if plan is not None:
            found += 1
            assert is_plan(matrix, plan)
    assert 1 < found < 31


@pytest.mark.parametrize("periods", [1, 2])
def test_where_rounding_leads_nowhere_a_period_is_decided_together(
    periods: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shares that hardly any rounding meets are met by HiGHS, but not always after those of an earlier period. No one
    is told of what it finds on the way, in which later periods are not whole."""
    as_large(monkeypatch, "rounding")
    rescued, told = 0, list[Array]()
    for matrix in (exact_weights(seed) for seed in range(30)):
        order = np.arange(len(matrix.cost)) % periods
        relaxed = relaxation(matrix, Deadline(), Interrupt())
        if relaxed is None or relaxed.links or dived(matrix, order)[1] is not None:
            continue
        whole = np.flatnonzero(matrix.integer)
        plan = primal_heuristics._dived(
            relaxed,
            whole,
            primal_heuristics.SearchEffort(0.0, 0.0, Deadline(), Interrupt(), order=order, better=told.append),
        )
        assert all(is_plan(matrix, each) for each in told)
        assert is_plan(matrix, plan.values) if plan else periods > 1
        brief = primal_heuristics.SearchEffort(0.0, 0.0, Deadline(), Interrupt(), order=order, effort=0.0)
        assert primal_heuristics._dived(relaxed, whole, brief) is None
        rescued += plan is not None
    assert rescued


def test_a_mine_that_a_limit_rules_out_is_not_put_off_from_year_to_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of the first years, which are cheap, are built in its place: eight and a purchase, for 9.5; the best plan
    has nine for 9. Year by year the relaxation counts on the mine of the next."""
    matrix, order = mine_and_lines(), np.tile(np.arange(6), 3)
    whole = np.flatnonzero(matrix.integer)

    def cost() -> float:
        solver = Solver(matrix)
        solver.run_linear(vertex=True)
        assert dive(solver, whole, order[whole], per_column=100.0)
        assert is_plan(matrix, solver.values)
        return solver.objective

    assert cost() == pytest.approx(9.5)
    monkeypatch.setattr(diving, "exclusive_sets", lambda matrix, whole: [])
    assert cost() > 20


def test_sets_of_which_one_is_built_are_rows_that_allow_one_of_whole_numbers() -> None:
    matrix = mine_and_lines()
    whole = np.flatnonzero(matrix.integer)
    (found,) = exclusive_sets(matrix, whole)
    assert found.tolist() == [0, 1, 2, 3, 4, 5]
    several = replace(matrix, row_upper=np.where(matrix.row_upper == 1, 2.0, matrix.row_upper))
    twice = replace(matrix, upper=np.where(np.arange(18) == 3, 2.0, matrix.upper))
    partly = replace(matrix, integer=matrix.integer & (np.arange(18) != 3))
    assert not any(exclusive_sets(each, np.flatnonzero(each.integer)) for each in (several, twice, partly))


def test_what_is_whole_up_to_rounding_alone_stays_so() -> None:
    """A row asks for half a millionth more than one: there is no solution at exactly one."""
    matrix = program(cost=[1.0, 1.0], rows=[[1.0, 0.0], [0.0, 1.0]], row_lower=[1.0000005, 0.5])
    solver = Solver(matrix)
    solver.run_linear(vertex=True)
    assert dive(solver, np.array([0]), np.zeros(1))
    assert solver.values == pytest.approx([1.0000005, 0.5], abs=1e-9) and solver.objective == pytest.approx(1.5000005)


def test_rounding_ends_with_its_effort() -> None:
    matrix, whole = lines(0), np.arange(12)
    solver = Solver(matrix)
    solver.run_linear(vertex=True)
    assert not dive(solver, whole, whole, per_column=0.1)


def test_rounding_says_how_many_periods_are_done() -> None:
    matrix, told = lines(0), []
    solver = Solver(matrix)
    solver.run_linear(vertex=True)
    assert dive(solver, np.arange(12), np.arange(12), lambda done, of: told.append((done, of)))
    assert told == sorted(told) and {of for _, of in told} == {12}


def test_from_a_plan_by_rounding_well_within_the_gap_no_other_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = lines(0)
    as_large(monkeypatch, "rounding")
    relaxed = relaxation(matrix, Deadline(), Interrupt())
    assert relaxed is not None

    def first(gap: float) -> primal_heuristics.FirstPlan:
        order = np.arange(len(matrix.cost))
        found = primal_heuristics.first_plan(
            relaxed, primal_heuristics.SearchEffort(gap, gap / 1000, Deadline(), Interrupt(), order=order)
        )
        assert found is not None
        return found

    rounded = first(9.9)
    away = rounded.cost / rounded.bound - 1
    assert rounded.found_by == first(away / (primal_heuristics.ROUNDED - 0.01)).found_by == "rounding by period"
    assert first(away / (primal_heuristics.ROUNDED + 0.01)).found_by == "rounding"


def test_a_brief_search_rounds_near_the_plan_of_a_neighbour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no line may be built in the year in which the neighbour's plan builds its first, others move; those that
    the relaxation leaves where they were stay."""
    as_large(monkeypatch, "rounding")
    matrix, whole = lines(0), np.arange(12)
    before, plan = dived(matrix, np.arange(len(matrix.cost)))
    assert plan is not None
    first = np.flatnonzero(plan[:12])[0]
    upper = matrix.upper.copy()
    upper[first] = 0.0
    changed = replace(matrix, upper=upper)
    relaxed = relaxation(changed, Deadline(), Interrupt())
    assert relaxed is not None and relaxed.basis is not None
    search = primal_heuristics.SearchEffort(
        0.0, 0.0, Deadline(), Interrupt(), order=np.arange(len(matrix.cost)), effort=0.0
    )  # fmt: skip
    found = primal_heuristics.first_plan(
        relaxed, search, None, primal_heuristics.Neighbour(relaxed.basis, before[:12], plan[:12])
    )
    assert found is not None and is_plan(changed, found.values) and found.basis is not None
    stays = np.abs(relaxed.values[:12] - before[:12]) <= primal_heuristics.NEARBY
    stays[first] = False
    assert stays.any() and (found.values[whole][stays] == plan[:12][stays]).all()


def test_a_brief_search_ends_without_a_plan_where_rounding_does_and_nothing_is_known_to_search_near(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What HiGHS would decide together is looked for only where the search is not brief."""
    matrix = next(each for each in map(exact_weights, range(30)) if _is_found_by_search_alone(each, monkeypatch))
    relaxed = relaxation(matrix, Deadline(), Interrupt())
    assert relaxed is not None
    order = np.zeros(len(matrix.cost))
    brief = primal_heuristics.SearchEffort(0.0, 0.0, Deadline(), Interrupt(), order=order, effort=0.0)
    assert primal_heuristics.first_plan(relaxed, brief) is None
    assert primal_heuristics.first_plan(relaxed, replace(brief, effort=np.inf)) is not None


def _is_found_by_search_alone(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> bool:
    as_large(monkeypatch, "rounding")
    relaxed = relaxation(matrix, Deadline(), Interrupt())
    return relaxed is not None and not relaxed.links and dived(matrix, np.zeros(len(matrix.cost)))[1] is None


def test_where_there_is_no_plan_near_that_of_a_neighbour_rounding_goes_on_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Shares that have to meet exactly are never met by none of them."""
    as_large(monkeypatch, "rounding")
    found = 0
    for matrix in (exact_weights(seed) for seed in range(30)):
        order, whole = np.zeros(len(matrix.cost)), np.flatnonzero(matrix.integer)
        expected = dived(matrix, order)[1]
        relaxed = relaxation(matrix, Deadline(), Interrupt())
        if expected is None or relaxed is None or relaxed.basis is None or relaxed.links:
            continue
        nothing = primal_heuristics.Neighbour(relaxed.basis, relaxed.values[whole], np.zeros(len(whole)))
        search = primal_heuristics.SearchEffort(0.0, 0.0, Deadline(), Interrupt(), order=order, effort=0.0)
        plan = primal_heuristics.first_plan(relaxed, search, None, nothing)
        assert plan is not None and is_plan(matrix, plan.values)
        found += 1
    assert found


def test_simplex_that_makes_no_steps_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no look to spare it counts as such from the first."""
    solver = Solver(program(cost=[1.0, 2.0], rows=[[1.0, 1.0]], row_lower=[1.0]))
    assert solver.run_linear(vertex=True) == Status.kOptimal
    solver.set_bounds(np.array([0]), np.zeros(1), np.array([0.5]))
    assert solver.run_from(solver.basis) == Status.kOptimal and solver.objective == 1.5
    as_large(monkeypatch, "simplex given up")
    solver.set_bounds(np.array([0]), np.zeros(1), np.array([0.2]))
    assert solver.run_from(solver.basis) == Status.kUnknown


def test_values_that_drifted_from_their_basis_are_worked_out_again() -> None:
    """The end of simplex is factorized anew where its values miss a row, and the steps to it still count."""
    drift = [1e-6]

    class Drifting(Solver):
        @property
        def values(self) -> np.ndarray:
            return super().values - (drift.pop() if drift and self.is_drifting else 0.0)

        is_drifting = False

    solver = Drifting(program(cost=[1.0, 2.0], rows=[[1.0, 1.0]], row_lower=[1.0]))
    assert solver.run_linear(vertex=True) == Status.kOptimal
    solver.set_bounds(np.array([0]), np.zeros(1), np.array([0.5]))
    solver.is_drifting = True
    assert solver.run_from(solver.basis) == Status.kOptimal
    assert not drift and (solver.values == [0.5, 0.5]).all() and solver.iterations > 0


def test_values_that_are_no_numbers_hold_nothing() -> None:
    matrix = program(cost=[1.0, 2.0], rows=[[1.0, 1.0]], row_lower=[1.0])
    assert matrix.holds(np.array([0.5, 0.5])) and matrix.holds(np.array([0.5, 0.49999995]), 1e-7)
    assert not matrix.holds(np.array([0.5, 0.4999995]), 1e-7)
    assert not matrix.holds(np.array([np.nan, 1.0])) and not matrix.holds(np.array([np.nan, np.nan]))
