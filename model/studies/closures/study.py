"""The study ``closures``: what-ifs that last, in which plants with cash losses close."""

from __future__ import annotations

from collections.abc import Sequence

from model.errors import InputError
from model.pipeline import PlanJob
from model.reports.document import Document
from model.runs.job import Asking, together
from model.sheets.tables import Tables
from model.sheets.whatifs import BASE, NONE
from model.studies.closures.document import document
from model.studies.closures.question import ClosureJob, PlantClosures, lasting
from model.studies.closures.rule import undisturbed
from model.studies.comparison.batch import chosen
from model.studies.study import RunContext, Study
from model.whatif.apply import base as base_of
from model.whatif.apply import variants


class ClosuresStudy(Study[PlantClosures]):
    """Closures in what-ifs of a workbook, all or ``only`` some, and without any."""

    def __init__(self, tables: Tables, title: str = "", *, only: Sequence[str] = ()) -> None:
        self.base = base_of(tables)
        what_ifs = [variant for variant in variants(tables, are_checked=True) if variant.plan != NONE]
        self.variants = chosen(what_ifs, only)
        if only and not self.variants:
            listed = "".join(f"\n  {what_if.name}" for what_if in what_ifs) or " none."
            raise InputError(f"--only: there is no such what-if. There are:{listed}")

    def cases(self, context: RunContext) -> Asking[PlantClosures]:
        """Raises Infeasible or SolveFailed where the workbook itself has no plan."""
        (base,) = yield [PlanJob(self.base.name, self.base.tables)]
        decided, workbook = base.required().decided, undisturbed(self.base.tables)
        (planned,) = yield [ClosureJob(BASE, workbook, is_explained=False, decided=decided)]
        asked = [(BASE, workbook), *((variant.name, undisturbed(variant.tables)) for variant in self.variants)]
        cases = yield from together([lasting(name, tables, decided) for name, tables in asked])
        return PlantClosures(planned.required(), tuple(cases), (base, planned, *(case.result for case in cases)))

    def document(self, finding: PlantClosures) -> Document:
        return document(finding)
