"""Cost surface of two limits: one tightened step by step under each of some values of the other.

Every cell is a solve near the loosest. Its plan is feasible for every cell that is looser in both limits, and the bound
of a looser cell is valid for it: each cell takes the cheapest plan and the best bound known. If a cell is proven to
have no plan, all tighter ones have none. Under each value of the second limit the boundary of the first is found as for
a frontier: the tightest value that has a plan, and the loosest proven to have none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from model.errors import InputError
from model.results.optimality import is_significant, noise
from model.runs import Result
from model.scenario.limits import AT_MOST, Limit
from model.sheets.tables import Tables
from model.studies.feasibility_boundary import Edge
from model.studies.frontier.question import holds, spread
from model.studies.limit_path import in_order, limit_text, own_value, tightest, worst
from model.studies.study import CaseOutcome, OfSolves, settle

STEPS = 5
"""Values of each limit by default, the first of them no limit."""

COARSER = 10
"""Ratio of the permitted width of boundaries to that of a frontier: there is one for each value of the second limit."""

Value = float | None
"""Value of a limit; None if unlimited."""


class SurfaceCell(CaseOutcome[tuple[Value, Value]]):
    """One pair of values, and the cheapest plan known that holds both."""

    @property
    def values(self) -> tuple[Value, Value]:
        return self.at


@dataclass(frozen=True)
class SurfaceLevel:
    """One value of the second limit: a cell for each value of the first, the loosest first."""

    value: Value
    cells: tuple[SurfaceCell, ...]
    edge: Edge | None = None
    """Boundary of the first limit; None if all values tried have a plan, or none has."""


@dataclass(frozen=True)
class Surface(OfSolves):
    """All levels, the loosest first."""

    tables: Tables
    limits: tuple[Limit, Limit]
    levels: tuple[SurfaceLevel, ...]
    edge: Edge | None = None
    """Boundary of the second limit without the first."""

    @property
    def cells(self) -> list[SurfaceCell]:
        return [cell for level in self.levels for cell in level.cells]

    @property
    def loosest(self) -> SurfaceCell:
        return self.levels[0].cells[0]

    @property
    def actual(self) -> tuple[float, float]:
        """What the loosest plan comes to where that is worst, of each limit."""
        return actual_of(self.loosest, self.limits[0]), actual_of(self.loosest, self.limits[1])

    @property
    def own(self) -> SurfaceCell | None:
        """The cell of the values in the workbook."""
        wanted = tuple(own_value(row) for row in self.limits)
        return next((cell for cell in self.cells if cell.values == wanted), None)

    def extra(self, cell: SurfaceCell) -> float:
        """Additional cost against the loosest cell; NaN if there is no plan [amount]."""
        return cell.solved.cost - self.loosest.solved.cost

    def is_significant(self, cell: SurfaceCell) -> bool:
        """Whether that is more than the two solves leave open."""
        return is_significant(self.extra(cell), noise(cell.solved, self.loosest.solved))

    def label(self, cell: SurfaceCell) -> str:
        """'≤ 65 % and ≥ 90 %'."""
        return named(self.tables, self.limits, cell.values)

    @property
    def results(self) -> list[Result]:
        return [cell.result for cell in self.cells]


def named(tables: Tables, rows: tuple[Limit, Limit], values: tuple[Value, Value]) -> str:
    return " and ".join(limit_text(tables, row, value) for row, value in zip(rows, values, strict=True))


# ---------------------------------------------------------------------------------------------- the cells


def in_steps(tables: Tables, row: Limit, reached: Sequence[float], least_cost: float, steps: int) -> list[float]:
    """Values from the loosest actual one without a limit, which is left out, to the tightest. Raises InputError."""
    values = [value for value in reached if not math.isnan(value)]
    if not values:
        raise InputError(f"Without a limit nothing is counted for {row.limit!r}: give its values.")
    loosest = max(values) if row.sense == AT_MOST else min(values)
    last = tightest(tables, row, loosest, least_cost)
    return in_order(spread(row, loosest, last, steps)[1:], row)


def lost_before(
    rows: tuple[Limit, Limit], levels: Sequence[SurfaceLevel], values: tuple[Value, Value]
) -> SurfaceCell | None:
    """A looser cell of earlier levels that is proven to have no plan."""
    for level in levels:
        for cell in level.cells:
            if cell.is_lost and _are_tighter(rows, values, cell.values):
                return cell
    return None


def _are_tighter(rows: tuple[Limit, Limit], values: tuple[Value, Value], others: tuple[Value, Value]) -> bool:
    """Whether a pair of values is as tight as another or tighter, in both limits."""
    return all(_is_tighter(row, value, other) for row, value, other in zip(rows, values, others, strict=True))


def _is_tighter(row: Limit, value: Value, other: Value) -> bool:
    """Whether a value is as tight as another or tighter, in every year."""
    if other is None or value is None:
        return other is None
    is_so = value <= other if row.sense == AT_MOST else value >= other
    return is_so and holds(row, value, other)


def actual_of(cell: SurfaceCell, row: Limit) -> float:
    """What the plan comes to where that is worst; NaN where there is none."""
    return worst(cell.source.plan(), row) if cell.source.has_plan else math.nan


def ends_of(row: Limit, cells: Sequence[SurfaceCell], at: int) -> tuple[float, tuple[float, Result]] | None:
    """For one limit, the tightest value with a plan, and the loosest proven to have none; None without such a pair."""
    feasible = [cell for cell in cells if cell.result.has_plan]
    infeasible = [cell for cell in cells if cell.is_lost and cell.at[at] is not None]
    if not feasible or not infeasible:
        return None
    value, end = feasible[-1].at[at], infeasible[0].at[at]
    actual = actual_of(feasible[-1], row) if value is None else value
    return None if math.isnan(actual) or end is None else (actual, (end, infeasible[0].result))


def settled(rows: tuple[Limit, Limit], levels: Sequence[SurfaceLevel]) -> tuple[SurfaceLevel, ...]:
    """Levels with the cheapest plan and the best bound for each cell among all that apply."""
    cells = iter(settle([cell for level in levels for cell in level.cells], partial(_are_tighter, rows)))
    return tuple(replace(level, cells=tuple(next(cells) for _ in level.cells)) for level in levels)
