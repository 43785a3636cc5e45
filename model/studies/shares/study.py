"""The study ``shares``: the cost of the joint plan divided among its payers."""

from __future__ import annotations

from collections.abc import Sequence

from model.pipeline import PlanJob
from model.reports.document import Document
from model.runs.job import Asking
from model.sheets.tables import Tables
from model.studies.shares.coalitions import Payers, tables_of
from model.studies.shares.document import document
from model.studies.shares.question import Shares
from model.studies.study import RunContext, Study


class SharesStudy(Study[Shares]):
    """Shares of the payers of a workbook. Raises InputError where these do not divide all demand."""

    def __init__(self, tables: Tables, title: str = "") -> None:
        self.payers = Payers(tables)

    @property
    def announced(self) -> Sequence[str]:
        return list(map(self.payers.said, self.payers.coalitions))

    def cases(self, context: RunContext) -> Asking[Shares]:
        """Raises Infeasible or SolveFailed where the joint plan does not exist."""
        payers, (everybody, *others) = self.payers, self.payers.coalitions
        (joint,) = yield [PlanJob(payers.said(everybody), tables_of(payers, everybody))]
        plan = joint.required()
        alone = yield [PlanJob(payers.said(each), tables_of(payers, each), is_explained=False) for each in others]
        return Shares(payers, plan, {everybody: joint, **dict(zip(others, alone, strict=True))})

    def document(self, found: Shares) -> Document:
        return document(found)
