"""The study ``frontier``: cost against the value of a limit, or of two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from model.errors import InputError
from model.pipeline import PlanJob, near
from model.planning.reoptimise import Base
from model.reports.document import Document
from model.runs import Result, State
from model.runs.job import Asking
from model.sheets.tables import Tables
from model.studies.feasibility_boundary import find_edge, step_of
from model.studies.frontier.document import document
from model.studies.frontier.question import STEPS, Frontier, ends_of, settled, spread
from model.studies.limit_path import CUT, bounded, chosen, in_order, limit_text, refuse, tightest, worst
from model.studies.study import RunContext, Study


class FrontierStudy(Study[Frontier]):
    """The frontier of one limit: at some ``values``, or in steps from the ``first`` (unless given: no limit, and what
    is found then) to the ``last``; and where not all of these have a plan, at the edge, too."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        limit: str | None = None,
        values: Sequence[float] = (),
        first: float | None = None,
        last: float | None = None,
        steps: int | None = None,
    ) -> None:
        if values and (first, last, steps) != (None, None, None):
            raise InputError("--values cannot be combined with --from, --to and --steps.")
        self.tables, self.row = tables, chosen(tables, limit)
        self.values, self.first, self.last, self.steps = values, first, last, steps or STEPS
        refuse(self.row, [value for value in (*values, first, last) if value is not None])

    def cases(self, context: RunContext) -> Asking[Frontier]:
        """Raises Infeasible or SolveFailed where no point has a plan."""
        tables, row, first, last = self.tables, self.row, self.first, self.last
        base: Base | None = None
        """The loosest plan, which the others are near to."""

        def solve(wanted: Sequence[float | None]) -> Asking[dict[float | None, Result]]:
            """Solves, the loosest one first as long as there is no base."""
            nonlocal base
            jobs = [PlanJob(limit_text(tables, row, value), bounded(tables, row, value)) for value in wanted]
            alone = (yield jobs[:1]) if base is None else []
            for result in alone:
                base = Base.of(result.plan(), result.job.key()) if result.has_plan else None
            rest = yield [near(job, base) for job in jobs[len(alone) :]]
            return dict(zip(wanted, [*alone, *rest], strict=True))

        results: dict[float | None, Result] = {}
        if not self.values:
            least_cost = CUT * (first or 0.0)
            if first is None:
                results = yield from solve([None])
                loosest = results[None].required()
                first, least_cost = worst(loosest, row), loosest.measures["expected cost"]
                if math.isnan(first):
                    raise InputError(f"Without a limit nothing is counted for {row.limit!r}: give --from.")
            last = tightest(tables, row, first, least_cost) if last is None else last
            rest = in_order(spread(row, first, last, self.steps)[len(results) :], row)
            results |= yield from solve(rest)
        else:
            results = yield from solve(in_order(self.values, row))
        frontier = Frontier(tables, row, settled(row, results))
        if not frontier.solved:
            frontier.points[0].result.required()
        ends = ends_of(frontier)
        if self.values or first is None or last is None or ends is None:
            return frontier
        step = step_of(row, first, last)
        edge = yield from find_edge(tables, row, *ends, step=step, at_a_time=context.at_a_time, base=base)
        at: dict[float | None, Result] = dict(results)
        if edge.feasible != ends[0]:
            at |= yield from solve([edge.feasible])
        if edge.infeasible not in results:  # found on the way to the edge, where it is not asked why there is no plan
            explained = (yield from solve([edge.infeasible]))[edge.infeasible]
            earlier = replace(edge.proof, job=explained.job)
            at[edge.infeasible] = explained if explained.state == State.INFEASIBLE else earlier
        in_turn = [None] * (None in at) + in_order([value for value in at if value is not None], row)
        return Frontier(tables, row, settled(row, {value: at[value] for value in in_turn}), edge)

    def document(self, frontier: Frontier) -> Document:
        return document(frontier)


def frontier_of(
    tables: Tables,
    title: str = "",
    *,
    second: str | None = None,
    second_values: Sequence[float] = (),
    first: float | None = None,
    last: float | None = None,
    **options: Any,
) -> Study[Any]:
    """A frontier of one limit or two. Raises InputError where options do not go together."""
    if second is None and second_values:
        raise InputError("--second-values are those of a second limit: name it with --second.")
    if second is None:
        return FrontierStudy(tables, title, first=first, last=last, **options)
    if (first, last) != (None, None):
        raise InputError("--from and --to are of a frontier of one limit; with --second give --values, or --steps.")
    from model.studies.frontier.surface_study import SurfaceStudy

    return SurfaceStudy(tables, title, second=second, second_values=second_values, **options)
