"""Every end that a solve can come to: a plan, a plan at a limit, or an error that says why there is none."""

from __future__ import annotations

import datetime
import hashlib
import io
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

import model.solver.round
import model.solver.solve
from model import Contradiction, Infeasible, SolveFailed, Tables, Unbounded
from model.reports.embedded_plan import SHEET
from model.results import describing
from model.solver import primal_heuristics
from model.solver.primal_heuristics import FirstPlan, SearchEffort, first_plan
from model.solver.program import Master, program_of
from model.solver.root_bound import Relaxation
from model.solver.solve import Status
from tests.conftest import build_model, least_cost_of, matrix_of, program, read_instance, read_matrix, solved
from tests.inline import tables
from tests.jobs import shop
from tests.micro import MICRO
from tests.micro.case import BUY_ALL, CITY
from tests.search import (
    Array,
    Deadline,
    Interrupt,
    LinearRows,
    Matrix,
    Program,
    Solution,
    Solver,
    as_large,
    relaxation,
    solve,
    with_bound_above_its_plan,
)
from tests.shipped import INPUTS
from tests.steps import FAMILIES, load_tables, main, results_bytes, solve_tables, write_inputs

MIXED = [name for name in MICRO if name.startswith(("investment", "workforce", "funds"))]
"""Micro instances with something to decide in whole numbers, but for a few."""


def knapsacks(items: int = 120, rows: int = 20) -> Matrix:
    """Many knapsacks at once: a plan is found at once, and proven best only after hours."""
    random = np.random.default_rng(0)
    weights = random.integers(10, 100, (rows, items)).astype(float)
    values = weights.mean(axis=0) + random.integers(0, 10, items)
    return program(cost=-values, rows=weights, row_upper=weights.sum(axis=1) / 2, upper=1, whole=True)


def market_split(items: int = 50, rows: int = 6) -> Matrix:
    """Shares of exactly a half, after Cornuéjols and Dawande (1999): a plan is not found by looking around."""
    weights = np.random.default_rng(1).integers(0, 100, (rows, items)).astype(float)
    half = np.floor(weights.sum(axis=1) / 2)
    return program(cost=[0] * items, rows=weights, row_lower=half, row_upper=half, upper=1, whole=True)


def is_plan(matrix: Matrix, values: Array) -> bool:
    """Whether values keep all rows, bounds and whole numbers."""
    rows = matrix.rows.at(values) - matrix.rows.constants
    return bool(
        (rows >= matrix.row_lower - 1e-6).all()
        and (rows <= matrix.row_upper + 1e-6).all()
        and (values >= matrix.lower - 1e-6).all()
        and (values <= matrix.upper + 1e-6).all()
        and np.allclose(values[matrix.integer], np.round(values[matrix.integer]), atol=1e-6)
    )


# --- plans -------------------------------------------------------------------------------------------


def test_an_optimal_plan_is_within_the_gap() -> None:
    solution = solve(matrix_of(MICRO["investment.whole_modules"]()), gap=0.0, time_limit=60)
    assert solution.outcome == "optimal"
    assert solution.gap == 0 and solution.bound == pytest.approx(solution.objective) == pytest.approx(760)


def test_a_wide_gap_stops_early() -> None:
    """With a gap of 20 % the plan may be so much dearer than the bound, and is given with the gap that it has."""
    solution = solve(knapsacks(), gap=0.2, time_limit=60)
    assert solution.outcome == "optimal" and solution.seconds < 30
    assert solution.gap <= 0.2
    assert solution.gap == pytest.approx((solution.objective - solution.bound) / abs(solution.objective))


def test_the_time_limit_gives_the_best_plan_so_far() -> None:
    matrix = knapsacks()
    solution = solve(matrix, gap=0.0, time_limit=2)
    assert solution.outcome == "time limit" and solution.seconds < 6
    assert is_plan(matrix, solution.values)
    assert solution.objective == pytest.approx(matrix.cost @ solution.values)
    assert solution.bound < solution.objective and 0 < solution.gap < 0.2


def test_a_bound_of_highs_above_the_cost_of_its_plan_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with_bound_above_its_plan(monkeypatch)
    with pytest.raises(Contradiction, match="Contradiction"):
        solve(knapsacks(10, 3), gap=1e-6, time_limit=60.0, start=False)


def test_whole_numbers_come_out_exactly_whole() -> None:
    """Not 0.9999999: a plan is read by people, and audited."""
    matrix = knapsacks()
    values = solve(matrix, gap=0.05, time_limit=60).values
    assert set(values) == {0.0, 1.0}


def test_an_interrupt_gives_the_best_plan_at_once() -> None:
    """Ctrl-C is heard within half a second; the margin is for slow machines."""
    matrix = knapsacks()
    solution, waited = interrupted(matrix, after=1.0)
    assert solution.outcome == "interrupted" and waited < 2.0
    assert is_plan(matrix, solution.values) and solution.objective < 0 < solution.gap


def interrupted(matrix: Matrix, after: float) -> tuple[Solution, float]:
    """The plan of a solve that is interrupted after some seconds, and how long it took to stop."""
    interrupt, asked = Interrupt(), []

    def ask() -> None:
        asked.append(time.monotonic())
        interrupt.set()

    timer = threading.Timer(after, ask)
    timer.start()
    try:
        solution = solve(matrix, gap=0.0, time_limit=60, interrupt=interrupt)
    finally:
        timer.cancel()
    return solution, time.monotonic() - asked[0]


# --- no plan -----------------------------------------------------------------------------------------


def test_no_plan_by_the_time_limit_is_an_error() -> None:
    with pytest.raises(SolveFailed, match="before the limit"):
        solve(market_split(), gap=0.0, time_limit=1)


def test_no_plan_by_the_interrupt_is_an_error() -> None:
    with pytest.raises(SolveFailed, match="Stopped before"):
        interrupted(market_split(), after=0.5)


def test_demand_that_nobody_can_serve_is_infeasible() -> None:
    nobody = tables(CITY, "Demand\nmarket | product | 2026\nCity | magnet | 100")
    with pytest.raises(Infeasible):
        solved(nobody)


def test_an_outlet_above_the_price_without_a_limit_is_unbounded() -> None:
    endless = tables(CITY, BUY_ALL, "Outlets\noutlet | site | commodity | price\nmaker | City | magnet | 11")
    with pytest.raises(Unbounded, match=r"has no limit.*Without a limit in Outlets: 'maker' \(magnet at City\)"):
        solve_tables(endless)


@pytest.mark.parametrize("whole", [False, True])
def test_infeasible_and_unbounded_programs(whole: bool) -> None:
    """x + y ≥ 3 with both up to 1 has no plan; more of y at −1, without an upper bound, no least cost."""
    with pytest.raises(Infeasible):
        solve(program(cost=[1, 1], rows=[[1, 1]], row_lower=[3], upper=1, whole=whole), gap=0.0, time_limit=60)
    with pytest.raises(Unbounded):
        solve(program(cost=[1, -1], rows=[[1, 1]], row_lower=[3], whole=whole), gap=0.0, time_limit=60)


class Claims(Solver):
    """A solver that ends as it is told, whatever the program; a second one, asked again, finds the truth."""

    status: Any
    asked = 0

    def run(self, report: Any = None) -> Any:
        Claims.asked += 1
        return Claims.status if Claims.asked == 1 else super().run(report)


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (Status.kTimeLimit, SolveFailed, "before the limit"),
        (Status.kInterrupt, SolveFailed, "Stopped before"),
        (Status.kInfeasible, SolveFailed, "contradictory answers"),
        (Status.kUnbounded, Unbounded, "has no limit"),
        (Status.kUnboundedOrInfeasible, Unbounded, "has no limit"),
        (Status.kSolveError, SolveFailed, "Solve error"),
        (Status.kMemoryLimit, SolveFailed, "Memory limit"),
        (Status.kUnknown, SolveFailed, "Unknown"),
    ],
)
def test_every_status_without_a_plan_is_an_error(
    status: Any, error: type[Exception], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a program that has a plan; so that 'infeasible' is seen to be wrong, as HiGHS issue 3258 was."""
    monkeypatch.setattr(model.solver.solve, "Solver", Claims)
    Claims.status, Claims.asked = status, 0
    with pytest.raises(error, match=words):
        solve(program(cost=[1], rows=[[1]], row_lower=[1]), gap=0.0, time_limit=60)


# --- without a verdict ---------------------------------------------------------------------------------


def at_a_loss(monkeypatch: pytest.MonkeyPatch, times: float) -> list[int]:
    """HiGHS has no verdict the first so many times that it is asked about a program of two columns; their number."""
    run, asked = Solver._run, []

    def lost(solver: Solver, report: Any) -> Any:
        if len(solver.matrix.cost) != 2:
            return run(solver, report)
        asked.append(1)
        return Status.kUnknown if len(asked) <= times else run(solver, report)

    monkeypatch.setattr(Solver, "_run", lost)
    return asked


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("whole", [False, True])
def test_where_highs_has_no_verdict_it_is_asked_in_other_ways(
    whole: bool, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = at_a_loss(monkeypatch, times)
    least = program(cost=[1, 2], rows=[[1, 1]], row_lower=[3], whole=whole)
    assert solve(least, gap=0.0, time_limit=60).objective == 3
    assert len(asked) > times


@pytest.mark.parametrize(("rows", "whole"), [([[1, 1], [-1, -1]], False), ([[2, 4], [-2, -4]], True)])
def test_where_highs_is_at_a_loss_all_rows_together_show_that_there_is_no_plan(
    rows: list[list[float]], whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least 3 and at most 2; or exactly 3 of what is even, which whole numbers alone rule out."""
    at_a_loss(monkeypatch, np.inf)
    none = program(cost=[1, 2], rows=rows, row_lower=[3, -3] if whole else [3, -2], upper=9, whole=whole)
    with pytest.raises(Infeasible):
        solve(none, gap=0.0, time_limit=60)


def test_what_no_way_decides_is_said_with_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_loss(monkeypatch, np.inf)
    with pytest.raises(SolveFailed, match=r"Not decided whether a plan exists.*larger units"):
        solve(program(cost=[1, 2], rows=[[1, 1]], row_lower=[3]), gap=0.0, time_limit=60)


# --- settings ----------------------------------------------------------------------------------------


def test_settings_say_how_far_and_how_long_to_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def record(matrix: Matrix, **options: Any) -> Solution:
        asked.update(options)
        return solve(matrix, **options)

    monkeypatch.setattr(model.solver.round, "solve", record)
    given = tables(CITY, BUY_ALL, "Settings\ngap | 3 %\ntime limit | 45")
    solve_tables(given)
    assert asked["gap"] == 0.03 and asked["time_limit"] == pytest.approx(45, abs=5)
    solve_tables(given, gap=0.5, time_limit=7)
    assert asked["gap"] == 0.5 and asked["time_limit"] == pytest.approx(7, abs=5)


# --- the same again ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["funds.a_budget_in_total", "workforce.a_labour_market_of_its_own_and_a_shared_one"])
def test_the_same_workbook_gives_the_same_plan(name: str) -> None:
    one, other = solved(MICRO[name]()), solved(MICRO[name]())
    assert one.objective == other.objective
    for frame in one.frames:
        assert one.frames[frame].equals(other.frames[frame]), frame


def test_the_same_workbook_gives_the_same_matrix_in_another_process() -> None:
    """The order of Python's sets changes from process to process; nothing in the model may follow it."""
    assert printed_in_a_process("fingerprint", "1") == printed_in_a_process("fingerprint", "2")


def test_the_same_workbook_gives_the_same_results_in_another_process() -> None:
    """Down to the last digit: sums of three, of which one is no power of two, differ by their order."""
    assert printed_in_a_process("cells_of_results", "1") == printed_in_a_process("cells_of_results", "2")


UNEVEN = """
    Settings
    last year | 2035

    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity | unit | reference value
    ore       | t    | 1
    magnet    | t    | 10

    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | 0.7

    Capacity
    plant | site | existing capacity
    Works | City | 100

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1.3
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Costs
    item  | variable opex | fixed opex
    Works | 0.1           | 7

    Demand
    market | product | 2026 | 2035 | shortage cost
    City   | magnet  | 33.3 | 77.7 | 900
"""


def cells_of_results() -> dict[tuple[str, str], Any]:
    """Every cell of a results workbook by sheet and place, but those on seconds."""
    book = openpyxl.load_workbook(io.BytesIO(results_bytes(solved(tables(UNEVEN)))))
    sheets = (sheet for sheet in book if sheet.title not in ("Runs", "Solver"))
    return {(sheet.title, cell.coordinate): cell.value for sheet in sheets for row in sheet.rows for cell in row}


def fingerprint() -> str:
    """Of the programs of a micro instance a family and of the example, and the names of their columns."""
    digest = hashlib.sha256()
    micro = [next(maker for name, maker in reversed(MICRO.items()) if name.startswith(family))() for family in FAMILIES]
    for workbook in (*micro, load_tables(INPUTS / "rare_earths.xlsx")[0]):
        model = build_model(instance := read_instance(workbook))
        matrix, reader = read_matrix(model)
        built, coefficients = program_of(model, matrix, reader, instance.tree), matrix.rows
        for array in (matrix.cost, coefficients.columns, coefficients.values, matrix.row_lower, matrix.row_upper):
            digest.update(array.tobytes())
        for array in (built.branch, built.order, built.unit_cost, np.array(built.probability)):
            digest.update(array.tobytes())
        digest.update(str([matrix.column_name(column) for column in range(len(matrix.cost))]).encode())
    return digest.hexdigest()


def printed_in_a_process(name: str, hash_seed: str) -> str:
    """What a function of this module returns there, in words."""
    command = [sys.executable, "-W", "ignore", "-c", f"from tests.test_solving import {name}; print({name}())"]
    root = Path(__file__).parent.parent
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True).stdout.strip()


# --- the first plan ----------------------------------------------------------------------------------


def many_openings(budget: int) -> Tables:
    """Twelve plants of up to 50 cost 40, 47, ... to open, out of a budget; 300 are wanted, or bought at 10."""
    plants = range(12)
    return tables(
        CITY,
        "Demand\nmarket | product | 2026\nCity | magnet | 300",
        "Suppliers\nsupplier | site | commodity | price\nfar | City | magnet | 10\ndigger | City | ore | 1",
        "Recipes\nrecipe | commodity | quantity\npress | ore | -1\npress | magnet | 1",
        "Capacity\nplant | site\n" + "\n".join(f"P{p} | City" for p in plants),
        "Operations\nplant | recipe\n" + "\n".join(f"P{p} | press" for p in plants),
        "Projects\nproject | plant | kind | maximum size\n" + "\n".join(f"J{p} | P{p} | size | 50" for p in plants),
        "Costs\nitem | fixed capex\n" + "\n".join(f"J{p} | {40 + 7 * p}" for p in plants),
        f"Funds\nfund | pays for | total\npublic | capital | {budget}",
    )


def first_plan_of(matrix: Matrix, seconds: float = 20.0, earlier: Array | None = None) -> FirstPlan | None:
    """The first plan near the relaxation, where there is one."""
    until = Deadline.after(seconds)
    relaxed = relaxation(matrix, until, Interrupt())
    return None if relaxed is None else first_plan(relaxed, SearchEffort(0.0, 0.0, until, Interrupt()), earlier)


def around(matrix: Matrix) -> Relaxation:
    """A relaxation that leaves every whole number open."""
    return Relaxation(matrix, np.full(len(matrix.cost), 0.5), float(matrix.cost.sum()), 0)


def test_after_a_while_a_first_plan_within_the_gap_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plans of knapsacks are found at once, at half of what all things together are worth: far from any aim, but
    nearer than 94 %. So there is one search."""
    limits, starts = recorded(monkeypatch)
    first = first_plan(around(knapsacks()), SearchEffort(0.99, 0.0, Deadline(), Interrupt()))
    assert first is not None and is_plan(knapsacks(), first.values)
    assert limits == [1] and starts == []


def test_a_search_that_begins_again_goes_on_from_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    limits, starts = recorded(monkeypatch)
    first = first_plan(around(knapsacks()), SearchEffort(0.0, 0.0, Deadline(), Interrupt()))
    assert first is not None and limits == [1, 5] and len(starts) == 1
    assert first.cost <= knapsacks().cost_of(starts[0]) + 1e-6


def recorded(monkeypatch: pytest.MonkeyPatch) -> tuple[list[object], list[Array]]:
    """Limits of nodes of the searches for a first plan, of which the first is brief, and what they start from."""
    limits: list[object] = []
    starts: list[Array] = []

    class Recording(Solver):
        def option(self, name: str, value: object) -> None:
            if name == "mip_max_nodes":
                limits.append(value)
            super().option(name, value)

        def start_from(self, values: Array, bound: float) -> None:
            starts.append(values)
            super().start_from(values, bound)

    monkeypatch.setattr(primal_heuristics, "EFFORTS", (1, 600))
    monkeypatch.setattr(primal_heuristics, "Solver", Recording)
    return limits, starts


@pytest.mark.parametrize("budget", [0, 45, 100, 145, 1000])
def test_a_first_plan_keeps_a_tight_budget(budget: int) -> None:
    """The relaxation opens a part of everything; a first plan opens what the budget pays for in full."""
    matrix = matrix_of(many_openings(budget))
    first = first_plan_of(matrix)
    assert first is not None and is_plan(matrix, first.values)
    nothing_built = 300 * 10
    assert first.cost == pytest.approx(matrix.cost @ first.values + matrix.offset)
    assert least_cost_of(matrix) - 1e-6 <= first.cost <= nothing_built + 1e-6


def exact_weights(seed: int) -> Matrix:
    """Eight things of which some weigh exactly so much, on two scales."""
    random = np.random.default_rng(seed)
    weights = random.integers(3, 20, (2, 8)).astype(float)
    wanted = weights @ random.integers(0, 2, 8)
    cost = random.integers(1, 20, 8).astype(float)
    return program(cost=cost.tolist(), rows=weights.tolist(), row_lower=wanted, row_upper=wanted, upper=1, whole=True)


def test_a_first_plan_is_near_the_relaxation_or_near_an_earlier_plan() -> None:
    """Of shares on two scales that no rounding meets, an earlier plan leads to one; else the solver itself must."""
    for seed in range(30):
        matrix = exact_weights(seed)
        alone = first_plan_of(matrix)
        if alone is not None:
            assert is_plan(matrix, alone.values) and alone.cost == pytest.approx(matrix.cost @ alone.values)
        best = solve(matrix, gap=0.0, time_limit=20, start=False)
        led = first_plan_of(matrix, earlier=best.values)
        assert led is not None and led.cost == pytest.approx(best.objective)


def test_there_is_no_first_plan_without_whole_numbers() -> None:
    solution = solve(program(cost=[1], rows=[[1]], row_lower=[1]), gap=0.0, time_limit=5)
    assert solution.statistics["first plan found by"] == "none"


def test_there_is_no_first_plan_where_there_is_no_plan() -> None:
    impossible = program(cost=[1], rows=[[1]], row_lower=[2], upper=1, whole=True)
    assert first_plan_of(impossible) is None


@pytest.mark.parametrize("name", MIXED)
def test_the_start_changes_no_optimum(name: str) -> None:
    matrix = matrix_of(MICRO[name]())
    with_start, without = (solve(matrix, gap=0.0, time_limit=60, start=start) for start in (True, False))
    assert with_start.objective == pytest.approx(without.objective)


def test_highs_starts_from_the_first_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of shares so hard to split that HiGHS alone finds no plan in time, it keeps the one it is given."""
    matrix = market_split()
    planted = np.arange(50.0) % 2
    matrix.row_lower = matrix.row_upper = matrix.rows.at(planted)
    first = FirstPlan(planted, cost=0.0, bound=0.0, found_by="planting")
    with pytest.raises(SolveFailed):
        solve(matrix, gap=0.0, time_limit=1, start=False)
    monkeypatch.setattr(model.solver.solve, "first_plan", lambda *_: first)
    as_large(monkeypatch, "relaxation", "first plan")
    assert solve(matrix, gap=0.0, time_limit=1).values.tolist() == planted.tolist()


def test_the_plan_is_no_dearer_than_the_start() -> None:
    """At any limit: HiGHS takes the first plan and can only better it."""
    matrix = knapsacks()
    first = first_plan_of(matrix, seconds=0.5)
    assert first is not None
    assert solve(matrix, gap=0.0, time_limit=2).objective <= first.cost + 1e-6


def test_further_rows_may_hold_coefficients_that_are_nought_to_highs() -> None:
    solver = Solver(program(cost=[1, 1], rows=[[1, 1]], row_lower=[1]))
    solver.run_linear(vertex=True)
    solver.add_rows(LinearRows.of([(np.array([0, 1]), np.array([1.0, -1e-10]))]), np.full(1, -np.inf), np.zeros(1))
    assert solver.run() == Status.kOptimal
    assert solver.values == pytest.approx([0, 1])


def test_a_start_that_highs_gives_for_something_cheaper_is_not_taken_for_it() -> None:
    """HiGHS 1.16 says what the best plan costs, and gives the start: nothing is bought, nothing earned."""
    matrix = program(
        cost=[-114.9, 0, 9.4, 0, 6.2, 5.8, 0, 0, 1.6],
        rows=[
            [0, 0, 0, 0, 0, 0, -79, 1, 0],
            [0, 0, 0, -79, 1, 0, 79, -1, 0],
            [0, 0, 0, 0, -1, 0, 0, 1, 0],
            [0, 1.5, 0, 0, 0, -0.6, 0, -1, 0],
            [0, 0, 1, 0, 0, 0, 0, 0, 0],
            [-1, 0, 0.9, 0, 0, 0, 0, 0, 0],
            [0, 0, -2, 0, 0, 0, 0, 0, 1],
            [0, 1, 0, 0, 0, 0, 0, 0, -1],
        ],
        row_lower=[-math.inf] * 5 + [0, 0, 0],
        row_upper=[0, 0, 0, 0, 6, 0, 0, 0],
    )
    matrix.integer[3], matrix.upper[3] = True, 1.0
    best = solve(matrix, gap=0.0, time_limit=10)
    assert best.objective < -100
    for polish in (True, False):
        found = solve(matrix, gap=0.0, time_limit=10, start=False, earlier=np.zeros(9), polish=polish)
        assert found.objective == pytest.approx(best.objective)
        assert matrix.cost_of(found.values) == pytest.approx(best.objective)


@pytest.mark.filterwarnings("ignore:Sparkline Group")
def test_the_same_workbook_gives_the_same_results_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """To the byte at the same time; at another, but for the one line that says when it was solved."""
    book = Path(__file__).parents[1] / "inputs" / "quickstart.xlsx"
    files = [tmp_path / f"{name}.xlsx" for name in ("one", "two", "later")]
    for file, moment in zip(files, (1e9, 1e9, 1.1e9), strict=True):
        monkeypatch.setattr(describing, "now", lambda moment=moment: moment)
        assert main(["solve", str(book), "--out", str(file), "--quiet"]) == 0
    one, two, later = files
    assert one.read_bytes() == two.read_bytes()
    first, last = (openpyxl.load_workbook(file) for file in (one, later))
    differ = [
        (page.title, cell.coordinate, cell.value)
        for page in first
        if page.title != SHEET
        for row in page.iter_rows()
        for cell in row
        if cell.value != last[page.title][cell.coordinate].value
    ]
    ((sheet, cell, said),) = differ
    assert (sheet, cell) == ("Summary", "A3")
    assert said == snapshot
    assert "solved 2001-09-0" in said


def test_results_of_an_earlier_day_are_kept_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["list"]) == 0
    assert capsys.readouterr().out == snapshot
    assert main(["list", "elsewhere"]) == 2
    assert capsys.readouterr().err == snapshot
    write_inputs(Path("shop.xlsx"), shop())
    assert main(["solve", "shop.xlsx", "--quiet"]) == 0
    week_ago = time.time() - 7 * 86_400
    day, found = datetime.date.fromtimestamp(week_ago), {}
    for file in Path("outputs").iterdir():
        os.utime(file, (week_ago, week_ago))
        found[file.stem] = file.read_bytes()
    assert main(["solve", "shop.xlsx", "--quiet"]) == 0
    assert main(["solve", "shop.xlsx", "--quiet"]) == 0
    kept = {file.stem: file.read_bytes() for file in Path("outputs").iterdir()}
    files = [f"{name}{of}" for name in ("shop_plan", "shop_report") for of in ("", f"_{day}")]
    files += [f"{name}{of}.json" for name in ("shop_program", "shop_proof") for of in ("", f"_{day}")]
    assert sorted(kept) == sorted(files)
    of_then = {name.replace(".json", "") + f"_{day}" + ".json" * name.endswith(".json"): found[name] for name in found}
    assert all(kept[name] == content for name, content in of_then.items())
    capsys.readouterr()
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines == snapshot


CUT_OFF = """
    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 500

    Suppliers
    supplier | site | commodity | price | limit
    far      | City | magnet    | 10    | 100

    Disruptions
    disruption | start | action   | target | probability
    cut        | 2026  | capacity | far    | {probability}

    Limits
    limit  | measure | of     | scope | bound    | value | during
    served | service | magnet | City  | at least | 80 %  | cut
"""
"""When nothing can be bought, 80 % is to be served."""


def test_what_a_few_branches_rule_out_is_not_asked_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """That 'cut' leaves no plan is known before 'strike', which has a probability, is in any program."""
    programs: list[Collection[int]] = []
    master = Program.master

    def noted(self: Program, active: Collection[int], cuts: Any) -> Master:
        programs.append(set(active))
        return master(self, active, cuts)

    monkeypatch.setattr(Program, "master", noted)
    strike = """
        Disruptions
        disruption | start | action   | target | value | probability
        strike     | 2026  | capacity | far    | 10 %  | 10 %
    """
    with pytest.raises(Infeasible):
        solve_tables(tables(CITY, CUT_OFF.format(probability=""), strike), why=False)
    assert programs == [set(), {0}]
