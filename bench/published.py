"""Published problems, to proven optimum: our whole program against HiGHS with the formulation of a textbook.

    python -m bench.published             every case, three times each way
    python -m bench.published cap131      one case

Both solve the same problem to gap 0 (Trigeiro: 0.1 %) in one process, one after the other in turn; shown are medians.
*Textbook* is from the data to the optimum, with HiGHS as it comes; *read* is from the workbook on disk to checked
tables, *plan* from there to the audited plan; *solve* is from the finished matrix to the proven optimum, without the
linear program around its whole numbers that tells marginal values, which textbooks do not ask for. Ratios are to the
textbook.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import highspy
import numpy as np

from model.sheets.tables import Tables
from model.solver.arrays import Array, LinearRows, Matrix
from tests.goldens import facility, lot_sizing, warehouses

RUNS = 3

AGREE = 1e-6
"""Relative difference of optima that is rounding."""


@dataclass(frozen=True)
class Case:
    """A problem, as a planner states it and as a textbook does."""

    name: str
    tables: Tables
    textbook: Callable[[], Matrix]
    """Makes the arrays of the textbook's program of the data."""
    gap: float = 0.0


@dataclass(frozen=True)
class Ours:
    """Seconds of our program, and its result."""

    read: float
    plan: float
    solve: float
    cost: float


@dataclass(frozen=True)
class Bare:
    """Seconds of HiGHS alone, and its result."""

    seconds: float
    cost: float


# ------------------------------------------------------------------------------------------------ location


def location_cases() -> Iterator[Case]:
    """Where to have warehouses, of limited capacity and without limit."""
    for name in warehouses.OPTIMA if warehouses.FOLDER.is_dir() else ():
        given = warehouses.Warehouses.read(name)
        yield Case(name, warehouses.warehouses(given), partial(capacitated, given))
    if facility.FOLDER.is_dir():
        cities = facility.Cities.read()
        tables = facility.location(cities, customers=cities.demand, candidates=cities.demand)
        yield Case("facility 49", tables, partial(uncapacitated, cities))


def capacitated(given: warehouses.Warehouses) -> Matrix:
    """Deliveries equal demand, and those of a warehouse are at most its capacity, if it is open."""
    flow_cost = np.array(given.unit_cost).T
    warehouse_count, customer_count = flow_cost.shape
    flow = warehouse_count + np.arange(flow_cost.size).reshape(flow_cost.shape)
    everyone, candidates = np.ones(customer_count), range(warehouse_count)
    served = [(flow[:, j], np.ones(warehouse_count)) for j in range(customer_count)]
    within = [(np.append(flow[i], i), np.append(everyone, -given.capacity[i])) for i in candidates]
    demand = np.array(given.demand)
    return program(
        np.concatenate([given.fixed_cost, flow_cost.ravel()]),
        warehouse_count,
        served + within,
        np.concatenate([demand, np.full(warehouse_count, -np.inf)]),
        np.concatenate([demand, np.zeros(warehouse_count)]),
    )


def uncapacitated(cities: facility.Cities) -> Matrix:
    """Shares of a customer's demand add up to one, and a site serves no customer unless it is open."""
    miles = np.loadtxt(facility.FOLDER / "distance_miles.csv", delimiter=",", skiprows=1)[:, 1:]
    cost = miles * np.array(list(cities.demand.values()))
    site_count, customer_count = cost.shape
    share = site_count + np.arange(cost.size).reshape(cost.shape)
    served = [(share[:, j], np.ones(site_count)) for j in range(customer_count)]
    pairs = [(i, j) for i in range(site_count) for j in range(customer_count)]
    from_open = [(np.array([share[i, j], i]), np.array([1.0, -1.0])) for i, j in pairs]
    return program(
        np.concatenate([list(cities.fixed_cost.values()), cost.ravel()]),
        site_count,
        served + from_open,
        np.concatenate([np.ones(customer_count), np.full(len(pairs), -np.inf)]),
        np.concatenate([np.ones(customer_count), np.zeros(len(pairs))]),
    )


# -------------------------------------------------------------------------------------------------- set-ups


def lot_sizing_cases() -> Iterator[Case]:
    """When to set up, from one item to twelve."""
    for name, make in lot_sizing.INSTANCES.items():
        if name != "trigeiro" or lot_sizing.FOLDER.is_dir():
            lots = make()
            gap = lot_sizing.FAIR_GAP if name == "trigeiro" else 0.0
            yield Case(name, lot_sizing.lot_sizing(lots), partial(lot_sized, lots), gap)


def lot_sized(lots: lot_sizing.Lots) -> Matrix:
    """Stock before and production equal demand and stock after; production is at most the remaining demand, and the
    capacity left by a set-up, if it is set up; items share the capacity."""
    items, periods = list(lots.demand), range(lots.periods)
    count = len(items) * lots.periods
    at = {(i, t): n for n, (i, t) in enumerate((i, t) for i in items for t in periods)}
    set_up, made, stock = dict(at), {k: count + n for k, n in at.items()}, {k: 2 * count + n for k, n in at.items()}
    capacity = [lots.capacity[t] if isinstance(lots.capacity, Sequence) else lots.capacity for t in periods]
    time_of = {i: lots.set_up_time[i] if lots.set_up_time else 0.0 for i in items}
    cost = np.zeros(3 * count)
    rows: list[tuple[Array, Array]] = []
    lower, upper = [], []
    for i, t in at:
        given = lots.set_up_cost[i]
        cost[set_up[i, t]] = given[t] if isinstance(given, Sequence) else given
        cost[stock[i, t]] = lots.holding_cost[i]
        before = [stock[i, t - 1]] if t else []
        rows.append((np.array([made[i, t], stock[i, t], *before]), np.array([1.0, -1.0, *[1.0] * len(before)])))
        lower.append(float(lots.demand[i][t]))
        upper.append(float(lots.demand[i][t]))
    for i, t in at:
        most = min(sum(lots.demand[i][t:]), capacity[t] - time_of[i])
        rows.append((np.array([made[i, t], set_up[i, t]]), np.array([1.0, -most])))
        lower.append(-np.inf)
        upper.append(0.0)
    for t in periods:
        columns = [made[i, t] for i in items] + [set_up[i, t] for i in items]
        rows.append((np.array(columns), np.array([1.0] * len(items) + [time_of[i] for i in items])))
        lower.append(-np.inf)
        upper.append(float(capacity[t]))
    return program(cost, count, rows, np.array(lower), np.array(upper))


# ----------------------------------------------------------------------------------------------- measuring


def program(cost: Array, openings: int, lists: list[tuple[Array, Array]], lower: Array, upper: Array) -> Matrix:
    """A program whose first columns are yes or no and whose others are not negative."""
    is_opening = np.arange(len(cost)) < openings
    return Matrix(
        cost=cost,
        offset=0.0,
        lower=np.zeros(len(cost)),
        upper=np.where(is_opening, 1.0, np.inf),
        integer=is_opening,
        rows=LinearRows.of(lists),
        row_lower=lower,
        row_upper=upper,
    )


def bare(case: Case) -> Bare:
    """HiGHS with default options but the gap, from the data."""
    began = time.perf_counter()
    a = case.textbook()
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("mip_rel_gap", case.gap)
    highs.passModel(
        len(a.cost), len(a.row_lower), a.nonzeros, 2, 1, a.offset, a.cost, a.lower, a.upper, a.row_lower, a.row_upper,
        a.rows.starts.astype(np.int32), a.rows.columns.astype(np.int32), a.rows.values, a.integer.astype(np.int32),
    )  # fmt: skip
    highs.run()
    return Bare(time.perf_counter() - began, highs.getInfo().objective_function_value)


def ours(path: Path, gap: float) -> Ours:
    """The command's way from the workbook to the audited plan, and that from the matrix to the optimum."""
    from model.pipeline import solve_tables
    from model.solver.solve import solve
    from model.whatif.load import load_tables

    began = time.perf_counter()
    tables, _ = load_tables(path)
    read = time.perf_counter() - began
    plan = solve_tables(tables, gap=gap)
    planned = time.perf_counter() - began - read
    found = solve(our_matrix(tables), gap=gap, time_limit=tables.settings.time_limit, polish=False)
    return Ours(read, planned, found.seconds, plan.objective)


def sizes(matrix: Matrix) -> str:
    return f"{len(matrix.row_lower):,} × {len(matrix.cost):,}, {matrix.nonzeros:,}"


def our_matrix(tables: Tables) -> Matrix:
    from model.families.assemble import build_model
    from model.families.instance import read_instance
    from model.solver.matrix import read_matrix

    return read_matrix(build_model(read_instance(tables)))[0]


HEADER = (
    f"{'case':>12} {'rows × columns, nonzeros':>26} {'textbook':>22} {'textbook s':>11} {'read s':>7} "
    f"{'plan s':>7} {'ratio':>7} {'solve s':>8} {'ratio':>7}"
)


def compare(case: Case, folder: Path) -> None:
    """Solve a case in turn both ways, and print medians."""
    from model.workbook.template import write_inputs

    path = folder / "case.xlsx"
    write_inputs(path, case.tables)
    pairs = [(ours(path, case.gap), bare(case)) for _ in range(RUNS)]
    for mine, theirs in pairs:
        if abs(mine.cost - theirs.cost) > (case.gap + AGREE) * abs(theirs.cost):
            raise SystemExit(f"{case.name}: ours is {mine.cost}, the textbook's {theirs.cost}")
    textbook = statistics.median(theirs.seconds for _, theirs in pairs)
    read, plan, solve = (
        statistics.median(each) for each in zip(*((mine.read, mine.plan, mine.solve) for mine, _ in pairs), strict=True)
    )
    print(
        f"{case.name:>12} {sizes(our_matrix(case.tables)):>26} {sizes(case.textbook()):>22} {textbook:11.3f} "
        f"{read:7.2f} {plan:7.2f} {plan / textbook:6.1f}× {solve:8.3f} {solve / textbook:6.1f}×",
        flush=True,
    )


def cases() -> Iterator[Case]:
    """Cases whose data are there."""
    yield from location_cases()
    yield from lot_sizing_cases()


def main(names: list[str]) -> None:
    print(HEADER)
    with tempfile.TemporaryDirectory() as folder:
        for case in cases():
            if not names or case.name in names:
                compare(case, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
