"""Cost surface of two limits: one tightened step by step under each of some values of the other.

Every cell is a solve near the loosest. Its plan is feasible for every cell that is looser in both limits, and the bound
of a looser cell is valid for it: each cell takes the cheapest plan and the best bound known. If a cell is proven to
have no plan, all tighter ones have none. Under each value of the second limit the boundary of the first is found as for
a frontier: the tightest value that has a plan, and the loosest proven to have none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from model.errors import ExitCode, InputError
from model.pipeline import PlanJob, near
from model.planning.reoptimise import Base
from model.results.significance import Solved, is_significant, noise
from model.runs import Job, Result, State, Store, exit_code_of, solve_all
from model.runs.engine import Pool
from model.runs.pool import solve_in_processes
from model.runs.progress import Board
from model.scenario.limits import AT_MOST, Limit
from model.sheets.tables import Tables
from model.solver.termination import bound_below
from model.studies.feasibility_boundary import Edge, find_edge, step_of
from model.studies.frontier import holds, spread
from model.studies.limit_path import bounded, in_order, own_value, refuse, said, tightest, worst
from model.system.resources import usable_cores
from model.tolerances import SOLVED
from model.whatif.plan_summary import Digest, digest

STEPS = 5
"""Values of each limit by default, the first of them no limit."""

COARSER = 10
"""Ratio of the permitted width of boundaries to that of a frontier: there is one for each value of the second limit."""

Value = float | None
"""Value of a limit; None if unlimited."""


@dataclass(frozen=True)
class Cell:
    """One pair of values, and the cheapest plan known that holds both."""

    values: tuple[Value, Value]
    result: Result
    """Result of the cell's own solve; of a looser one, if that is proven to have no plan."""
    digest: Digest | None
    actual: tuple[float, float]
    """Worst actual value of each limit in the plan."""
    proven: float
    """No plan that holds both costs less [amount]."""
    lent_by: str = ""
    """The tighter cell whose plan is cheaper than that of the cell's own solve."""

    @property
    def solved(self) -> Solved:
        return Solved(math.nan if self.digest is None else self.digest.objective, self.proven)

    @property
    def is_lost(self) -> bool:
        """Whether it is proven to have no plan."""
        return self.result.state == State.INFEASIBLE and self.digest is None


@dataclass(frozen=True)
class Level:
    """One value of the second limit: a cell for each value of the first, the loosest first."""

    value: Value
    cells: tuple[Cell, ...]
    edge: Edge | None = None
    """Boundary of the first limit; None if all values tried have a plan, or none has."""


@dataclass(frozen=True)
class Surface:
    """All levels, the loosest first."""

    tables: Tables
    limits: tuple[Limit, Limit]
    levels: tuple[Level, ...]
    edge: Edge | None = None
    """Boundary of the second limit without the first."""

    @property
    def cells(self) -> list[Cell]:
        return [cell for level in self.levels for cell in level.cells]

    @property
    def loosest(self) -> Cell:
        return self.levels[0].cells[0]

    @property
    def own(self) -> Cell | None:
        """The cell of the values in the workbook."""
        wanted = tuple(own_value(row) for row in self.limits)
        return next((cell for cell in self.cells if cell.values == wanted), None)

    def extra(self, cell: Cell) -> float:
        """Additional cost against the loosest cell; NaN if there is no plan [amount]."""
        return cell.solved.cost - self.loosest.solved.cost

    def is_significant(self, cell: Cell) -> bool:
        """Whether that is more than the two solves leave open."""
        return is_significant(self.extra(cell), noise(cell.solved, self.loosest.solved))

    def said(self, cell: Cell) -> str:
        """'≤ 65 % and ≥ 90 %'."""
        return named(self.tables, self.limits, cell.values)

    @property
    def exit_code(self) -> ExitCode:
        """Exit code of the command: the worst of all solves."""
        return exit_code_of([cell.result for cell in self.cells])


def named(tables: Tables, rows: tuple[Limit, Limit], values: tuple[Value, Value]) -> str:
    return " and ".join(said(tables, row, value) for row, value in zip(rows, values, strict=True))


# ---------------------------------------------------------------------------------------------- the cells


def explore_both(
    tables: Tables,
    rows: tuple[Limit, Limit],
    store: Store,
    *,
    values: Sequence[float] = (),
    second_values: Sequence[float] = (),
    steps: int = STEPS,
    gap: float | None = None,
    time_limit: float | None = None,
    workers: int | None = None,
    board: Board | None = None,
    pool: Pool = solve_in_processes,
) -> Surface:
    """The surface of two limits, at some values of each or in steps from no limit to the tightest. Raises Infeasible or
    SolveFailed if there is no plan even without them."""
    refuse(rows[0], values)
    refuse(rows[1], second_values)

    def run(jobs: Sequence[Job]) -> list[Result]:
        return solve_all(jobs, store, workers=workers, board=board, pool=pool)

    def job(pair: tuple[Value, Value]) -> PlanJob:
        both = bounded(bounded(tables, rows[0], pair[0]), rows[1], pair[1])
        return PlanJob(named(tables, rows, pair), both, gap, time_limit, is_explained=pair == (None, None))

    start = run([job((None, None))])[0]
    plan = start.required()
    base = Base.of(plan, start.job.key())
    least_cost = plan.measures["expected cost"]
    first = in_order(values, rows[0]) or _in_steps(tables, rows[0], [worst(plan, rows[0])], least_cost, steps)

    def edge(given: Tables, row: Limit, held: float, lost: tuple[float, Result]) -> Edge:
        width = COARSER * step_of(row, worst(plan, row), lost[0])
        return find_edge(
            given, row, run, held=held, lost=lost, step=width, at_a_time=workers or usable_cores(),
            time_limit=time_limit, base=base,
        )  # fmt: skip

    levels: list[Level] = []

    def solve_level(value: Value) -> None:
        """Nothing more is solved once Ctrl-C came."""
        if levels and _is_stopped(levels[-1]):
            return
        asked = [pair for at in (None, *first) if _lost(rows, levels, pair := (at, value)) is None]
        known: dict[tuple[Value, Value], Result] = {(None, None): start} if value is None else {}
        fresh = [pair for pair in asked if pair not in known]
        known |= dict(zip(fresh, run([near(job(pair), base) for pair in fresh]), strict=True))
        cells = []
        for at in (None, *first):
            lost = _lost(rows, levels, (at, value))
            cells.append(_cell(rows, (at, value), known[at, value] if lost is None else lost.result))
        level = Level(value, tuple(cells))
        ends = None if _is_stopped(level) else _ends(cells, 0)
        given = bounded(tables, rows[1], value)
        levels.append(level if ends is None else replace(level, edge=edge(given, rows[0], *ends)))

    solve_level(None)
    reached = [cell.actual[1] for cell in levels[0].cells]
    for value in in_order(second_values, rows[1]) or _in_steps(tables, rows[1], reached, least_cost, steps):
        solve_level(value)
    ends = None if _is_stopped(levels[-1]) else _ends([level.cells[0] for level in levels], 1)
    alone = None if ends is None else edge(bounded(tables, rows[0], None), rows[1], *ends)
    return Surface(tables, rows, settled(rows, levels), alone)


def _is_stopped(level: Level) -> bool:
    return any(cell.result.state == State.STOPPED for cell in level.cells)


def _in_steps(tables: Tables, row: Limit, reached: Sequence[float], least_cost: float, steps: int) -> list[float]:
    """Values from the loosest actual one without a limit, which is left out, to the tightest. Raises InputError."""
    known = [value for value in reached if not math.isnan(value)]
    if not known:
        raise InputError(f"Without a limit nothing is counted for {row.limit!r}: give its values.")
    loosest = max(known) if row.sense == AT_MOST else min(known)
    last = tightest(tables, row, loosest, least_cost)
    return in_order(spread(row, loosest, last, steps)[1:], row)


def _lost(rows: tuple[Limit, Limit], levels: Sequence[Level], values: tuple[Value, Value]) -> Cell | None:
    """A looser cell of earlier levels that is proven to have no plan."""
    for level in levels:
        for cell in level.cells:
            if cell.is_lost and all(_is_tighter(*each) for each in zip(rows, values, cell.values, strict=True)):
                return cell
    return None


def _is_tighter(row: Limit, value: Value, other: Value) -> bool:
    """Whether a value is as tight as another or tighter, in every year."""
    if other is None or value is None:
        return other is None
    is_so = value <= other if row.sense == AT_MOST else value >= other
    return is_so and holds(row, value, other)


def _cell(rows: tuple[Limit, Limit], values: tuple[Value, Value], result: Result) -> Cell:
    if not result.has_plan:
        return Cell(values, result, None, (math.nan, math.nan), -math.inf)
    plan = result.plan()
    actual = worst(plan, rows[0]), worst(plan, rows[1])
    return Cell(values, result, digest(result.name, plan), actual, result.bound)


def _ends(cells: Sequence[Cell], at: int) -> tuple[float, tuple[float, Result]] | None:
    """For one limit, the tightest value with a plan, and the loosest proven to have none; None without such a pair."""
    held = [cell for cell in cells if cell.digest is not None]
    lost = [cell for cell in cells if cell.is_lost and cell.values[at] is not None]
    if not held or not lost:
        return None
    value, end = held[-1].values[at], lost[0].values[at]
    known = held[-1].actual[at] if value is None else value
    return None if math.isnan(known) or end is None else (known, (end, lost[0].result))


def settled(rows: tuple[Limit, Limit], levels: Sequence[Level]) -> tuple[Level, ...]:
    """Levels with the cheapest plan and the best bound for each cell among all that apply."""
    grid = [list(level.cells) for level in levels]
    places = [(at, place) for at, cells in enumerate(grid) for place in range(len(cells))]

    def beside(at: int, place: int, step: int) -> Iterator[Cell]:
        """The next cells that are tighter, or looser."""
        if 0 <= at + step < len(grid):
            yield grid[at + step][place]
        if 0 <= place + step < len(grid[at]):
            yield grid[at][place + step]

    for at, place in reversed(places):
        for other in beside(at, place, 1):
            grid[at][place] = _lent(rows, grid[at][place], other)
    for at, place in places:
        for other in beside(at, place, -1):
            cell = grid[at][place]
            if all(_is_tighter(*each) for each in zip(rows, cell.values, other.values, strict=True)):
                grid[at][place] = replace(cell, proven=max(cell.proven, other.proven))
    best: Callable[[Cell], Cell] = lambda cell: (  # noqa: E731
        cell if cell.digest is None else replace(cell, proven=bound_below(cell.digest.objective, cell.proven))
    )
    return tuple(replace(level, cells=tuple(map(best, cells))) for level, cells in zip(levels, grid, strict=True))


def _lent(rows: tuple[Limit, Limit], cell: Cell, tighter: Cell) -> Cell:
    """A cell with the plan of a tighter one, if that satisfies its limits and is cheaper."""
    if tighter.digest is None or not all(
        _is_tighter(*each) for each in zip(rows, tighter.values, cell.values, strict=True)
    ):
        return cell
    cost, other = cell.solved.cost, tighter.digest.objective
    if cell.digest is not None and other >= cost - SOLVED * abs(cost):
        return cell
    return replace(cell, digest=tighter.digest, actual=tighter.actual, lent_by=tighter.lent_by or tighter.digest.name)
