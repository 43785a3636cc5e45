"""The study ``drift``: causes of the differences between a later plan and the earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from model.errors import Infeasible, InputError
from model.pipeline import NearJob
from model.planning.reoptimise import Base
from model.progress import Progress
from model.reports.document import Document
from model.results.plan import Plan
from model.rolling.reconcile import carried_on
from model.rolling.roll import rolled
from model.runs import Result, State, exit_code_of
from model.runs.job import Asking
from model.sheets.tables import Tables
from model.sheets.wording import CALLED
from model.studies.drift.document import document
from model.studies.drift.question import Drift, changed, group_alone, shifts_of, together, with_group
from model.studies.study import RunContext, Study


class DriftStudy(Study[Drift]):
    """Drift of a ``plan`` in the workbook of a later year."""

    def __init__(self, tables: Tables, title: str = "", *, plan: Plan) -> None:
        self.tables, self.plan = tables, plan

    def cases(self, context: RunContext) -> Asking[Drift]:
        """Raises InputError if the plan cannot be rolled to the later year, Infeasible or SolveFailed if one of the
        two workbooks has no plan."""
        begins = self.tables.settings.first_year
        if begins <= self.plan.tables.settings.first_year:
            raise InputError(
                f"Settings: the workbook begins in {begins}, no later than the earlier plan. Name the workbook of a "
                f"later year, as '{CALLED} roll' writes it."
            )
        past = rolled(self.plan, begins)
        progress = context.progress or Progress.silent()
        statement = carried_on(self.plan, past, progress)
        progress.close()  # the board shows all further solves
        before, made = statement.later, past.tables
        first = NearJob("Without any change", made, near=before.decided)
        (start,) = yield [first]
        unchanged = _plan(start)
        near = partial(NearJob, is_explained=False, base=Base.of(unchanged, first.key()))
        groups = [group_alone(made, self.tables, name, cells) for name, cells in changed(made, self.tables).items()]
        jobs = [
            near(f"With '{group.name}' alone", with_group(made, self.tables, group.name), near=before.decided)
            for group in groups
            if not group.why_not
        ]
        alone = yield jobs
        found = iter(alone)
        groups = [group if group.why_not else group.solved(next(found)) for group in groups]
        (last,) = yield [near("With all changes", self.tables, near=together(before.decided, groups))]
        after = _plan(last)
        shifts = list(shifts_of(before, unchanged, after, groups))
        return Drift(statement, unchanged, after, groups, shifts, exit_code_of([start, *alone, last]))

    def document(self, found: Drift) -> Document:
        return document(found)

    def printed(self, found: Drift, document: Document | None, wrote: Sequence[Path]) -> Iterator[str]:
        first, *others = [] if document is None else document.findings
        yield f"{first} Wrote {wrote[0]} and {wrote[1]}."
        yield from (f"  {each}" for each in others)


def _plan(result: Result) -> Plan:
    """Plan of a workbook as a whole. Raises Infeasible in the words of its solve, or SolveFailed."""
    if result.state == State.INFEASIBLE:
        raise Infeasible(result.reason)
    return result.required()
