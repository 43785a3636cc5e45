"""The study ``investor``: what plants earn for their sponsors, and support at which they break even."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from model.audit import Ledger
from model.errors import InputError
from model.pipeline import PlanJob
from model.reports.document import Document
from model.results.accounts import EXPECTED
from model.results.investor import Investor
from model.results.plan import Plan
from model.results.view import View
from model.runs.job import Asking
from model.sheets.tables import Tables
from model.studies.investor.document import document
from model.studies.investor.question import Returned, Verified, case_of, jobs, lacking, recomputed
from model.studies.investor.worth import ranges, with_duals, worth_job
from model.studies.study import RunContext, Study
from model.whatif.apply import base as base_of

if TYPE_CHECKING:
    from model.results.describing import Source


class InvestorStudy(Study[Returned]):
    """Returns of the ``plan`` of a workbook, which is solved first unless given, and support in a ``case`` of some
    ``plants``."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        plan: Plan | None = None,
        plants: Sequence[str] = (),
        case: str | None = None,
        source: Source | None = None,
    ) -> None:
        if plan is not None and base_of(tables).tables != base_of(plan.tables).tables:
            raise InputError("investor: plan takes a plan of these tables; this is one of others, or of another state.")
        self.tables, self.title, self.plan, self.source = tables, title, plan, source
        self.plants, self.case = plants, case or EXPECTED

    def cases(self, context: RunContext) -> Asking[Returned]:
        """Raises InputError where the plan has no such plant or case."""
        plan = self.plan
        if plan is None:
            start = base_of(self.tables)
            (result,) = yield [PlanJob(f"the plan of {self.title}", start.tables)]
            plan = replace(result.required(), source=self.source)
        (worth,) = yield [worth_job(plan)]
        plan = with_duals(plan, worth)
        investor = Investor(View(plan))
        needs = lacking(investor, case_of(investor, self.case), self.plants)
        ledger = Ledger.of(plan)
        asked = [list(jobs(plan, need)) for need in needs]
        results = iter((yield [job for several in asked for job in several]))
        verified = [
            Verified(need, recomputed(plan, ledger, need), (next(results), next(results)) if several else None)
            for need, several in zip(needs, asked, strict=True)
        ]
        return Returned(plan, self.case, verified, worth, ranges(plan, worth))

    def document(self, returned: Returned) -> Document:
        return document(returned)
