"""The study ``security``: each programme of public money left out, and the cost of the shortage that it avoids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.errors import ExitCode, InputError
from model.families.public_money.rows import PublicMoney
from model.ledger.parties import TREASURY
from model.pipeline import PlanJob
from model.reports.document import Document, DocumentSheet, DocumentTable, PagePart, Paragraphs
from model.reports.phrases import money
from model.reports.styles import Field
from model.results.courses import EXPECTED, Courses
from model.results.plan import Plan
from model.results.risk import BY_PRODUCT, unmet_unit
from model.results.significance import is_significant, noise
from model.results.view import View
from model.runs import exit_code_of, state_told
from model.runs.job import Asking
from model.sheets.tables import Tables
from model.studies.comparison.batch import near_jobs
from model.studies.study import CaseOutcome, RunContext, Study
from model.system.files import Output
from model.tolerances import SOLVED
from model.whatif.apply import base
from model.whatif.variants import Variant

NOTE = (
    "Every programme is left out in turn and the plan decided again. Public money: expected present value, net of "
    "repayments. Avoided: shortage of the plan without it less that of the plan with it, expected and discounted, over "
    "all products; blank where their units differ."
)


@dataclass(frozen=True)
class Security:
    """The plan with all programmes, and without each of them."""

    whole: CaseOutcome[str]
    without: tuple[CaseOutcome[str], ...]

    @property
    def exit_code(self) -> ExitCode:
        return exit_code_of([self.whole.result, *(each.result for each in self.without)])

    def paid(self, programme: str) -> float:
        """Expected present value that a programme pays in the plan [amount]."""
        return paid_by(self.courses, programme)

    @cached_property
    def courses(self) -> Courses:
        """Courses of the plan with all programmes."""
        return Courses(View(self.whole.result.required()))

    def avoided(self, case: CaseOutcome[str]) -> float | None:
        """Expected discounted shortage that a programme avoids; None without a plan, or if units differ [units]."""
        if case.plan is None or unmet_unit(self.courses.view) == BY_PRODUCT:
            return None
        return _short(Courses(View(case.plan))) - _short(self.courses)

    def per_unit(self, case: CaseOutcome[str]) -> float | None:
        """Cost of a unit of shortage avoided; None if none is, or it is not known [currency/unit]."""
        avoided = self.avoided(case)
        if avoided is None or avoided <= SOLVED or self.is_open(case):
            return None
        return self.paid(case.at) * self.courses.scale / avoided

    def is_open(self, case: CaseOutcome[str]) -> bool:
        """Whether the gaps of the two solves leave open that the programme changes the plan."""
        return not is_significant(case.cost - self.whole.cost, noise(self.whole.solved, case.solved))


def paid_by(courses: Courses, programme: str) -> float:
    """Expected present value that a programme pays [amount]."""
    return sum(
        -courses.flow(courses.summed(lines), courses.case(EXPECTED)).npv(courses.calendar.discount_rate)
        for (role, _, name), lines in courses.accounts.items()
        if role == TREASURY and name == programme
    )


def _short(courses: Courses) -> float:
    """Shortage, expected and discounted [units]."""
    short = np.zeros(len(courses.at))
    for row in courses.view.rows("service"):
        short[courses.at[str(row["node"])]] += courses.calendar.years * (row["shortage"] or 0.0)
    discounts = np.array(list(map(courses.calendar.discount, courses.calendar.periods)))
    return float(discounts @ courses.by_period(courses.case(EXPECTED), short))


class SecurityStudy(Study[Security]):
    """A solve without each programme of the sheet Public money."""

    def __init__(self, tables: Tables, title: str = "") -> None:
        self.start = base(tables)
        self.names = [row.programme for row in self.start.tables[PublicMoney]]
        if not self.names:
            raise InputError("The sheet 'Public money' is empty: there is no programme to leave out.")

    @property
    def announced(self) -> Sequence[str]:
        return [self.start.name, *self.names]

    def cases(self, context: RunContext) -> Asking[Security]:
        """Raises Infeasible or SolveFailed where the workbook itself has no plan."""
        tables = self.start.tables
        (whole,) = yield [PlanJob(self.start.name, tables)]
        whole.required()
        rows = {name: [row for row in tables[PublicMoney] if row.programme != name] for name in self.names}
        without = [Variant(name, tables.replaced(PublicMoney, kept)) for name, kept in rows.items()]
        results = yield list(near_jobs(whole, without, is_explained=False))
        cases = (CaseOutcome.of(name, each) for name, each in zip(self.names, results, strict=True))
        return Security(CaseOutcome.of(self.start.name, whole), tuple(cases))

    def document(self, found: Security) -> Document:
        plan = found.whole.result.required()
        view, says = View(plan), list(findings(found, plan))
        table = DocumentTable(list(found.without), [
            Field("programme", lambda case: case.at, "text"),
            Field(f"public money ({plan.amount})", lambda case: found.paid(case.at)),
            Field("shortage avoided", lambda case: _known(found.avoided(case), case), "mixed"),
            Field(f"{plan.currency} per unit of security", found.per_unit),
            Field(f"cost without it, more ({plan.amount})", lambda case: _known(case.cost - found.whole.cost, case),
                  "mixed"),
        ])  # fmt: skip
        title = "What a unit of security costs"
        sheet = DocumentSheet("Security", "Costs", title, NOTE, [Paragraphs(says), table])
        shown = [PagePart("programmes", "Programmes", [NOTE], [table])]
        return Document(title, title, f"Costs in {plan.amount}", Output.SECURITY, view, says, [sheet], shown)


def findings(found: Security, plan: Plan) -> Iterator[str]:
    """The cost of a unit of shortage avoided by each programme."""
    for case in found.without:
        paid, cost = f"{money(found.paid(case.at))} {plan.amount}", found.per_unit(case)
        if case.plan is None:
            yield f"Without {case.at}: {state_told(case.result.state)}."
        elif found.is_open(case):
            yield f"{case.at} ({paid}): no significant effect at this gap; a smaller gap would tell."
        elif found.avoided(case) is None:
            yield f"{case.at} ({paid}): shortages are in unlike units, which have no sum."
        elif cost is None:
            yield f"{case.at} ({paid}) avoids no shortage."
        else:
            avoided = found.avoided(case) or 0.0
            yield f"{case.at}: {paid} for a shortage avoided of {avoided:,.4g}, {money(cost)} {plan.currency} each."


def _known(value: float | None, case: CaseOutcome[str]) -> float | str | None:
    return value if case.plan is not None else state_told(case.result.state)
