"""The study ``frontier`` with a second limit: cost against both."""

from __future__ import annotations

from collections.abc import Sequence

from model.errors import InputError
from model.pipeline import PlanJob, near
from model.planning.reoptimise import Base
from model.reports.document import Document
from model.runs import Result
from model.runs.job import Asking
from model.scenario.limits import Limit
from model.sheets.tables import Tables
from model.studies.feasibility_boundary import Edge, find_edge, step_of
from model.studies.frontier.surface import (
    COARSER,
    STEPS,
    Surface,
    SurfaceCell,
    SurfaceLevel,
    Value,
    actual_of,
    ends_of,
    in_steps,
    lost_before,
    named,
    settled,
)
from model.studies.frontier.surface_document import document
from model.studies.limit_path import bounded, chosen, in_order, refuse, worst
from model.studies.study import RunContext, Study


class SurfaceStudy(Study[Surface]):
    """The surface of two limits, at some values of each or in steps from no limit to the tightest."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        limit: str | None = None,
        second: str | None = None,
        values: Sequence[float] = (),
        second_values: Sequence[float] = (),
        steps: int | None = None,
    ) -> None:
        self.tables, self.rows = tables, (chosen(tables, limit), chosen(tables, second))
        self.values, self.second_values, self.steps = values, second_values, steps or STEPS
        if self.rows[0] is self.rows[1]:
            raise InputError(f"--second: {self.rows[0].limit!r} is the first limit; name another one.")
        refuse(self.rows[0], values)
        refuse(self.rows[1], second_values)

    def cases(self, context: RunContext) -> Asking[Surface]:
        """Raises Infeasible or SolveFailed where there is no plan even without them."""
        tables, rows = self.tables, self.rows

        def job(pair: tuple[Value, Value]) -> PlanJob:
            both = bounded(bounded(tables, rows[0], pair[0]), rows[1], pair[1])
            return PlanJob(named(tables, rows, pair), both, is_explained=pair == (None, None))

        (start,) = yield [job((None, None))]
        plan = start.required()
        base = Base.of(plan, start.job.key())
        least_cost = plan.measures["expected cost"]
        first = in_order(self.values, rows[0])
        if not first:
            first = in_steps(tables, rows[0], [worst(plan, rows[0])], least_cost, self.steps)

        def edge(limited: Tables, row: Limit, feasible: float, infeasible: tuple[float, Result]) -> Asking[Edge]:
            width = COARSER * step_of(row, worst(plan, row), infeasible[0])
            at_a_time = context.at_a_time
            return find_edge(limited, row, feasible, infeasible, step=width, at_a_time=at_a_time, base=base)

        levels: list[SurfaceLevel] = []

        def solve_level(value: Value) -> Asking[None]:
            asked = [pair for at in (None, *first) if lost_before(rows, levels, pair := (at, value)) is None]
            results: dict[tuple[Value, Value], Result] = {(None, None): start} if value is None else {}
            fresh = [pair for pair in asked if pair not in results]
            results |= dict(zip(fresh, (yield [near(job(pair), base) for pair in fresh]), strict=True))
            cells = []
            for at in (None, *first):
                looser = lost_before(rows, levels, (at, value))
                cells.append(SurfaceCell.of((at, value), results[at, value] if looser is None else looser.result))
            ends = ends_of(rows[0], cells, 0)
            limited = bounded(tables, rows[1], value)
            boundary = None if ends is None else (yield from edge(limited, rows[0], *ends))
            levels.append(SurfaceLevel(value, tuple(cells), boundary))

        yield from solve_level(None)
        reached = [actual_of(cell, rows[1]) for cell in levels[0].cells]
        seconds = in_order(self.second_values, rows[1])
        for value in seconds or in_steps(tables, rows[1], reached, least_cost, self.steps):
            yield from solve_level(value)
        ends = ends_of(rows[1], [level.cells[0] for level in levels], 1)
        alone = None if ends is None else (yield from edge(bounded(tables, rows[0], None), rows[1], *ends))
        return Surface(tables, rows, settled(rows, levels), alone)

    def document(self, surface: Surface) -> Document:
        return document(surface)
