"""The study ``doubled``: one input twice as large, and the fill rate of each demand before and after."""

from __future__ import annotations

from dataclasses import dataclass

from model.errors import ExitCode, InputError
from model.pipeline import PlanJob
from model.reports.document import Document, DocumentSheet, DocumentTable, Paragraphs
from model.reports.phrases import percent
from model.reports.styles import Field
from model.results.build import services
from model.results.view import View
from model.runs import exit_code_of
from model.runs.job import Asking
from model.sheets.schema import Entry
from model.sheets.tables import Tables
from model.sheets.whatifs import MULTIPLY, Change
from model.studies.comparison.batch import near_jobs
from model.studies.study import CaseOutcome, RunContext, Study
from model.system.files import Output
from model.whatif.apply import base
from model.whatif.ranges import varied


@dataclass(frozen=True)
class Doubled:
    """The plan of the workbook, and that with the input doubled."""

    before: CaseOutcome[str]
    after: CaseOutcome[str]

    @property
    def exit_code(self) -> ExitCode:
        return exit_code_of([self.before.result, self.after.result])


class DoubledStudy(Study[Doubled]):
    """A ``column`` of a ``sheet`` doubled in all its rows."""

    def __init__(self, tables: Tables, title: str = "", *, sheet: str, column: str) -> None:
        name = f"{sheet}, {column} doubled"
        twice = Entry(2.0, "General")
        change = Change(what_if=name, sheet=sheet, rows="any", column=column, operation=MULTIPLY, value=twice)
        variant, problems, _ = varied(tables, name, change)
        if variant is None:
            raise InputError(f"{name}: this cannot be done.", problems)
        self.tables, self.variant = tables, variant

    def cases(self, context: RunContext) -> Asking[Doubled]:
        start = base(self.tables)
        (before,) = yield [PlanJob(start.name, start.tables)]
        (after,) = yield list(near_jobs(before, [self.variant]))
        return Doubled(CaseOutcome.of(start.name, before), CaseOutcome.of(self.variant.name, after))

    def document(self, finding: Doubled) -> Document:
        plan = finding.before.result.required()
        rates = [
            {(rate.market, rate.product): rate.overall for rate in services(View(case.plan))} if case.plan else {}
            for case in (finding.before, finding.after)
        ]
        fields: list[Field[tuple[str, str]]] = [
            Field("market", lambda key: key[0], "text"),
            Field("product", lambda key: key[1], "text"),
            Field("fill rate", lambda key: rates[0][key], "share"),
            Field(f"fill rate, {finding.after.at}", lambda key: rates[1].get(key), "share"),
        ]
        table = DocumentTable(list(rates[0]), fields)
        least = [f"{percent(min(case.values()))}" if case else str(finding.after.result.state) for case in rates]
        says = [f"Lowest fill rate: {least[0]}; {finding.after.at}: {least[1]}."]
        sheet = DocumentSheet("Doubled", "What-if", "Fill rates before and after", "", [Paragraphs(says), table])
        return Document("Doubled", "One input doubled", finding.after.at, Output.COMPARISON, View(plan), says, [sheet])
