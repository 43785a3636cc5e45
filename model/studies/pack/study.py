"""The study ``pack``: the record of a plan for its accreditation; the decision itself is left to those who take it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from model.errors import ExitCode, InputError
from model.pipeline import PlanJob
from model.reports.document import Document
from model.results.describing import Source
from model.results.plan import Plan
from model.runs import exit_code_of
from model.runs.job import Asking
from model.sheets.tables import Tables
from model.studies.pack.document import document
from model.studies.pack.evidence import Evidence
from model.studies.study import RunContext, Study
from model.studies.tornado.question import Tornado
from model.studies.tornado.study import TornadoStudy
from model.whatif.apply import base


@dataclass(frozen=True)
class Pack:
    """A plan, the test evidence of its program, and the tornado of its inputs, if asked for."""

    plan: Plan
    evidence: Evidence | None
    tornado: Tornado | None

    @property
    def exit_code(self) -> ExitCode:
        return exit_code_of([] if self.tornado is None else self.tornado.results)


class PackStudy(Study[Pack]):
    """The pack of the ``plan`` of a workbook, which is solved first unless given; with ``swings`` every row of the
    sheet Ranges is solved at its ends, and ``evidence`` is a file of ``python -m bench.evidence``."""

    def __init__(
        self, tables: Tables, title: str = "", *, plan: Plan | None = None, swings: bool = False,
        evidence: str | None = None, source: Source | None = None,
    ) -> None:  # fmt: skip
        if plan is not None and base(tables).tables != base(plan.tables).tables:
            raise InputError("pack: plan takes a plan of these tables; this is one of others, or of another state.")
        self.tables, self.title, self.plan, self.source = tables, title, plan, source
        self.evidence = None if evidence is None else Evidence.read(Path(evidence))
        self.tornado = TornadoStudy(tables, title, skip_break_even=True, skip_limits=True) if swings else None

    def cases(self, context: RunContext) -> Asking[Pack]:
        """Raises Infeasible or SolveFailed where the workbook has no plan."""
        plan = self.plan
        if plan is None:
            (result,) = yield [PlanJob(f"the plan of {self.title}", self.tables, is_compared=True)]
            plan = replace(result.required(), source=self.source)
        tornado = None if self.tornado is None else (yield from self.tornado.cases(context))
        return Pack(plan, self.evidence, tornado)

    def document(self, found: Pack) -> Document:
        return document(found.plan, self.title, found.evidence, found.tornado)
