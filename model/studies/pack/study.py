"""The study ``pack``: the record of a plan for its accreditation; the decision itself is left to those who take it.

It follows the logs and roles of the AQuA Book of HM Treasury, and the parts of an accreditation report after
MIL-STD-3022. It never says that a model is accredited."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, Self

from model.errors import ExitCode, InputError
from model.pipeline import PlanJob
from model.reports.answers.fails import FIELDS as SHORT
from model.reports.document import Document, DocumentSheet, DocumentTable, PagePart, Paragraphs
from model.reports.phrases import gap_text, joined, money
from model.reports.results.record import CHECK_COLUMNS, InputCell, input_cells, solve_facts
from model.reports.styles import Field
from model.results.build import StageSupply, supplies
from model.results.columns import Outcome
from model.results.describing import Source
from model.results.plan import Plan
from model.results.risk import outcomes, worst_starts
from model.results.shortages import short_markets
from model.results.view import View
from model.runs import exit_code_of
from model.runs.file import LIBRARIES, program_version
from model.runs.job import Asking
from model.sheets.names import count
from model.sheets.schema import ASSUMED, ESTIMATED, GRADES
from model.sheets.tables import Tables
from model.studies.study import RunContext, Study
from model.studies.tornado.question import Tornado
from model.studies.tornado.study import TornadoStudy
from model.system.declared import STUDIES, announced, provider
from model.system.files import Output
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
        self,
        tables: Tables,
        title: str = "",
        *,
        plan: Plan | None = None,
        swings: bool = False,
        evidence: str | None = None,
        source: Source | None = None,
    ) -> None:
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

    def document(self, finding: Pack) -> Document:
        return document(finding.plan, self.title, finding.evidence, finding.tornado)


# ---------------------------------------------------------------------------------------------- the document


NOT_ASKED, ABSENT, UNGRADED = "not asked", "absent", "no grade"
BLANKS = (
    ("Intended use", "The decisions that this plan is to inform, and those that it is not."),
    ("Acceptability criteria", "What the model must show for that use, and how it is measured."),
    ("Commissioner", "Who asked for the analysis, and answers for its use."),
    ("Analyst", "Who entered the figures and solved the plan."),
    ("Analytical assurer", "Who reviewed both, and did neither."),
    ("Findings of the review", "What was checked, what was found, and what was mended."),
    ("Decision", "For which use the model is accepted, until when, on which conditions; or that it is not."),
    ("Signatures and dates", ""),
)
"""Left to those who decide."""
BLANK: list[Field[tuple[str, str]]] = [
    Field("to be filled in", lambda blank: blank[0], "text", 26),
    Field("what it says", lambda blank: blank[1], "wrapped", 45),
    Field("entry", lambda blank: "", "wrapped", 45),
]
LIMITATIONS = (
    "Prices are typed: they do not respond to what the plan buys or builds, and rivals do not respond to it.",
    "Demand is typed by year and market. Goods inside imported products count only where somebody has entered them.",
    "Goods are mass balances by year and site: no lots or batches, and no order of events within a year, except in the "
    "months of a disruption.",
    "The plan is tested against the disruptions of its workbook, one at a time unless they are marked as independent. "
    "It says nothing about others. Their probabilities are typed.",
    "Investments are decided before a disruption is known, operation afterwards, knowing how long it will last.",
    "The audit shows that the plan follows from the workbook, not that this is right: assumed figures are taken "
    "as given, and so are those without a source.",
    "Costs are at constant prices, before tax and debt.",
)
ARTICLE_24 = (
    "Regulation (EU) 2024/1252, Article 24, asks large companies that use strategic raw materials for a mapping of "
    "where these are extracted, processed or recycled, an analysis of factors that may affect supply, and an "
    "assessment of vulnerability to disruptions. The tables are those of this plan: what is bought today is in its "
    "first year, as far as the workbook holds it."
)


class LoggedFigure(NamedTuple):
    """A figure of the workbook, and its effect on the cost [amount], if it was asked."""

    of: InputCell
    swing: float | str

    @property
    def grade(self) -> str:
        return self.of.row.grade or UNGRADED


LOG: list[Field[LoggedFigure]] = [
    Field("sheet", lambda figure: figure.of.sheet, "text", 16),
    Field("cell", lambda figure: figure.of.address, "text", 8),
    Field("of", lambda figure: figure.of.key, "text", 34),
    Field("column", lambda figure: figure.of.column, "text", 20),
    Field("value", lambda figure: figure.of.value, "value", 12),
    Field("unit", lambda figure: figure.of.unit, "text", 14),
    Field("grade", lambda figure: figure.grade, "text", 11),
    Field("date", lambda figure: dated(figure.of.row.source), "text", 11),
    Field("swing", lambda figure: figure.swing, "mixed", 12),
    Field("source", lambda figure: figure.of.row.source, "text", 70),
]


def document(plan: Plan, title: str, evidence: Evidence | None, tornado: Tornado | None) -> Document:
    view, log = View(plan), list(logged(plan, tornado))
    says = list(findings(plan, log, evidence))
    name = f"Accreditation pack: {title}"
    blanks = DocumentTable(BLANKS, BLANK)
    weak = Paragraphs(_weak(log), heading="Figures without a grade or source")
    home = "What is known of a plan, for those who decide on its use."
    verified = "Verification of the program and of this plan"
    audited = "The audit recomputes the plan from the workbook without the model and the solver."
    limits = "What the model does not say", "Holds for every plan of the program."
    preparedness = "Company risk preparedness (Article 24)"
    figures = (
        f"Every figure of the workbook. Swing: from the least to the greatest cost over the ends of the row of Ranges "
        f"that varies it ({plan.amount}); '{NOT_ASKED}' where none was solved."
    )
    table = DocumentTable(log, LOG, frozen=2)
    sheets = [
        DocumentSheet("Pack", "Settings", name, home, [Paragraphs(says), blanks], is_home=True),
        DocumentSheet("Verification", "Settings", verified, audited, list(_verification(view, evidence))),
        DocumentSheet("Limitations", "Risk", *limits, [Paragraphs(LIMITATIONS), weak]),
        DocumentSheet("Article 24", "Risk", preparedness, ARTICLE_24, list(_article(view))),
        DocumentSheet("Assumptions", "Settings", "Assumptions log", figures, [table], is_annex=True),
    ]
    shown = [PagePart("blanks", "To be filled in", ["By those who decide on the use."], [blanks])]
    return Document(name, name, f"Costs in {plan.amount}", Output.PACK, view, says, sheets, shown)


# ---------------------------------------------------------------------------------------------- assumptions log


def logged(plan: Plan, tornado: Tornado | None) -> Iterator[LoggedFigure]:
    """Every figure of the workbook."""
    swings = {} if tornado is None else _swings(tornado)
    for cell in input_cells(View(plan)):
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            year = cell.column.rpartition(" ")[2]  # a column by year may have no other header
            names = (cell.column, year) if year.isdecimal() else (cell.column,)
            own = [swings[at] for name in names if (at := (cell.sheet, cell.row.line, name)) in swings]
            yield LoggedFigure(cell, own[0] if own else NOT_ASKED)


def _swings(tornado: Tornado) -> dict[tuple[str, int, str], float]:
    """By sheet, line and column: the largest swing of a range that varies the cell [amount]."""
    swings: dict[tuple[str, int, str], float] = {}
    for bar in tornado.bars:
        swing = tornado.swing(bar)
        for variant in bar.ranged.ends.values():
            for cell in variant.changed:
                at = cell.sheet, cell.line, cell.column
                swings[at] = max(swing, swings.get(at, 0.0))
    return swings


DATE = re.compile(r"\b(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?\b")


def dated(source: str) -> str:
    """The latest date in a source, to the day, month or year given there; dates in web addresses do not count."""
    words = (word for word in source.split() if "://" not in word)
    return max((date for word in words for date in DATE.findall(word)), default="")


def _weak(log: Sequence[LoggedFigure]) -> list[str]:
    """Figures without a grade, by sheet."""
    rows: dict[str, list[int]] = {}
    for figure in log:
        if figure.grade == UNGRADED:
            rows.setdefault(figure.of.sheet, []).append(figure.of.row.line)
    sentences = [
        f"{sheet}: {count(len(lines), 'figure')} in {count(len({*lines}), 'row')}." for sheet, lines in rows.items()
    ]
    return sentences or ["Every figure has a grade."]


# ---------------------------------------------------------------------------------------------- findings


def findings(plan: Plan, log: Sequence[LoggedFigure], evidence: Evidence | None) -> Iterator[str]:
    """The record in sentences."""
    cost = f"The plan costs {money(plan.objective)} {plan.amount} ({plan.verdict})"
    yield f"{cost}; the least cost is at least {money(plan.bound)}, a gap of {gap_text(plan.gap)}."
    failed = [check.name for check in plan.audit if not check.passed]
    yield f"Of {count(len(plan.audit), 'audit check')} {f'{joined(failed)} failed' if failed else 'none failed'}."
    grades = Counter(figure.grade for figure in log)
    by_grade = joined(
        [
            f"{grades[grade]:,} {'ungraded' if grade == UNGRADED else grade}"
            for grade in (*GRADES, UNGRADED)
            if grades[grade]
        ]
    )
    yield f"Figures in the workbook, by grade: {by_grade}."
    asked = sum(figure.swing != NOT_ASKED for figure in log)
    weak = sum(figure.swing == NOT_ASKED and figure.grade in (ASSUMED, ESTIMATED, UNGRADED) for figure in log)
    effect = (
        f"The effect of {count(asked, 'figure')} on the cost was asked" if asked else "No effect on the cost was asked"
    )
    advice = "" if asked else " (see --swings)"
    yield f"{effect}; {weak:,} figures without it are assumed, estimated or ungraded{advice}."
    yield _evidence_text(evidence)
    yield "Intended use, criteria, review and decision are blank: this pack supports a decision and takes none."


def _evidence_text(evidence: Evidence | None) -> str:
    if evidence is None:
        return f"Test evidence of the program: {ABSENT}."
    if not evidence.is_of_this_program:
        other = f"what was given is of another ({evidence.program[:8]})"
        return f"Test evidence of this state of the program: {ABSENT}; {other}."
    wrong = [run.what for run in evidence.runs if run.passed < run.cases]
    outcome = f"not all passed: {joined(wrong)}" if wrong else "all passed"
    return f"Test evidence of this program: {count(sum(run.cases for run in evidence.runs), 'case')}, {outcome}."


# ---------------------------------------------------------------------------------------------- verification


def _verification(view: View, evidence: Evidence | None) -> Iterator[Any]:
    plan, source = view.plan, view.plan.source
    facts = [("program", program_version()[:16], "hash"), *((name, version(name), "") for name in LIBRARIES)]
    facts += [(f"family {family.name}", provider(family), "of another package") for family in announced()]
    facts += [(f"study {study.name}", provider(study), "of another package") for study in announced(STUDIES)]
    if source is not None:
        facts.append(("workbook", source.workbook, f"saved {source.saved}"))
        facts.append(("solved", source.solved, f"by {source.program}"))
    columns: list[Field[Any]] = [
        Field("figure", lambda fact: fact[0], "text", 40),
        Field("value", lambda fact: fact[1], "mixed", 18),
        Field("unit", lambda fact: fact[2], "text", 24),
    ]
    yield DocumentTable([*solve_facts(view), *facts], columns, heading="Plan and program")
    yield DocumentTable(plan.audit, CHECK_COLUMNS, heading="Audit", is_sized=False, nothing="Not audited.")
    runs = evidence.runs if evidence is not None and evidence.is_of_this_program else ()
    tests: list[Field[EvidenceRun]] = [
        Field("test", lambda run: run.what, "text"),
        Field("command", lambda run: run.command, "text"),
        Field("cases", lambda run: run.cases),
        Field("passed", lambda run: run.passed),
        Field("date", lambda run: run.date, "text"),
    ]
    yield DocumentTable(runs, tests, heading="Test evidence", is_sized=False, nothing=_evidence_text(evidence))


# ---------------------------------------------------------------------------------------------- article 24


class CountrySupply(NamedTuple):
    """A country's supply of a stage."""

    supply: StageSupply
    country: str

    def at(self, place: int) -> float:
        return self.supply.by_country[self.country][place]

    def share(self, place: int) -> float | None:
        return self.supply.shares(place).get(self.country)


def _article(view: View) -> Iterator[Any]:
    first, last = view.periods[0], view.periods[-1]
    origins = [CountrySupply(supply, country) for supply in supplies(view) for country in supply.by_country]
    mapping: list[Field[CountrySupply]] = [
        Field("stage", lambda origin: origin.supply.stage, "text", 24),
        Field("country", lambda origin: origin.country, "text", 24),
        Field("unit", lambda origin: origin.supply.unit, "text", 10),
        Field(str(first), lambda origin: origin.at(0), width=12),
        Field(f"share {first}", lambda origin: origin.share(0), "share", 10),
        Field(str(last), lambda origin: origin.at(-1), width=12),
        Field(f"share {last}", lambda origin: origin.share(-1), "share", 10),
    ]
    heading = "Mapping: where it is extracted, processed or recycled"
    rows = [origin for origin in origins if any(origin.supply.by_country[origin.country])]
    yield DocumentTable(rows, mapping, heading=heading, nothing="Nothing is supplied.")
    factors: list[Field[Outcome]] = [
        Field("disruption, at its worst start", lambda outcome: outcome.name, "text"),
        Field("start", lambda outcome: outcome.start, "year"),
        Field("probability a start", lambda outcome: outcome.probability, "share"),
        Field("fill rate", lambda outcome: outcome.service, "share"),
        Field(f"more cost ({view.amount})", lambda outcome: outcome.extra_cost),
    ]
    heading, none = "Factors: disruptions that the plan was tested against", "The workbook has no disruptions."
    yield DocumentTable(worst_starts(outcomes(view)), factors, heading=heading, is_sized=False, nothing=none)
    heading, none = "Vulnerability: short markets", "No market is short."
    yield DocumentTable(short_markets(view), SHORT, heading=heading, is_sized=False, nothing=none)


# ---------------------------------------------------------------------------------------------- test evidence


FORMAT = "supply plan evidence 1"


class EvidenceRun(NamedTuple):
    """One kind of test: the command, how many cases, how many came out right, and on which day."""

    what: str
    command: str
    cases: int
    passed: int
    date: str


@dataclass(frozen=True)
class Evidence:
    """All runs of one state of the program."""

    program: str
    """Hash over its modules and the versions of its libraries."""
    runs: tuple[EvidenceRun, ...]

    @property
    def is_of_this_program(self) -> bool:
        return self.program == program_version()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises InputError for a file that is none."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["format"] != FORMAT:
                raise ValueError(content["format"])
            return cls(str(content["program"]), tuple(EvidenceRun(**run) for run in content["runs"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise InputError(
                f"{path} is no test evidence: {error}. 'python -m bench.evidence' writes it, a JSON file with the "
                f"format '{FORMAT}'."
            ) from None

    def written(self) -> str:
        """The file's text."""
        content = {"format": FORMAT, "program": self.program, "runs": [run._asdict() for run in self.runs]}
        return json.dumps(content, indent=1) + "\n"
