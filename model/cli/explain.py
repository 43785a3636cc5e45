"""The command ``explain``: value of each decision, break-even of rejected options, near-optimal alternatives."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from model.cli.report import is_of, solved
from model.cli.show import EXPLAINED, OUTPUTS, RUNS, SUFFIX, report_beside, show_warnings, source_of
from model.errors import InputError
from model.explaining.alternatives import known_alternatives
from model.explaining.explanation import Explanation
from model.explaining.others import ask_alternatives
from model.explaining.why import NEAREST, Interview, ask_about, ask_why
from model.pipeline import PlanJob
from model.reports.embedded_plan import carried_plan
from model.reports.explained.book import explained_book
from model.reports.explained.findings import findings
from model.reports.explained.words import closely_said, decision_said, rejected_said
from model.reports.html.studies.explained import explained_report
from model.results.plan import Plan
from model.runs import Store, solve_all
from model.runs.engine import Pool
from model.runs.pool import Processes
from model.runs.progress import Board
from model.system.outputs import Output, claim, holds_plan
from model.system.save import deliver, save
from model.whatif.load import load_tables


def run(options: argparse.Namespace) -> int:
    """Explain a plan's decisions, write and print the answers; returns the exit code."""
    named = [*options.why, *options.why_not]
    stem = options.workbook.stem
    about = stem.removesuffix(SUFFIX) if holds_plan(options.workbook) else stem
    out: Path = options.out or OUTPUTS / f"{about}{EXPLAINED}.xlsx"
    page = report_beside(out)
    claim(out, Output.EXPLANATION, (options.workbook, options.plan))
    claim(page, Output.REPORT)
    store, board = Store(out.parent / RUNS), Board(quiet=options.quiet)
    with Processes() as processes:
        plan = _plan(options, store, board, processes.solve)
        interview = Interview(
            plan, store, gap=options.gap, time_limit=options.time_limit, workers=options.jobs, board=board,
            pool=processes.solve,
        )  # fmt: skip
        if named:
            subjects = [each for name in named for each in interview.subjects.find(name)]
            _require(interview, options)
            ask_about(interview, subjects)
            print("\n".join(_about(interview.explanation)))
            return interview.explanation.exit_code
        ask_why(interview, nearest=NEAREST if options.rejected is None else options.rejected)
        if options.within is None:
            alternatives = known_alternatives(interview.explanation)
        else:
            alternatives = ask_alternatives(interview, options.within)
    explanation = alternatives.explanation
    book = explained_book(explanation, alternatives)
    deliver(out, book.content())
    save(page, explained_report(explanation, alternatives, book, out.name))
    print("\n".join([*findings(explanation, alternatives), f"Wrote {out} and {page}."]))
    return explanation.exit_code


def _plan(options: argparse.Namespace, store: Store, board: Board, pool: Pool) -> Plan:
    """The plan to be explained: that in a results workbook, that of an unchanged solved workbook, or one solved first.
    Raises InputError if a plan is of other tables."""
    if options.plan is not None:
        plan = carried_plan(options.plan)
        tables, warnings = load_tables(options.workbook)
        show_warnings(warnings, quiet=options.quiet)
        if not is_of(plan, tables):
            raise InputError(f"{options.plan} is the plan of another workbook, or of another state of it.")
        return plan
    if holds_plan(options.workbook) or (OUTPUTS / f"{options.workbook.stem}{SUFFIX}.xlsx").exists():
        return solved(options.workbook)[1]
    source = source_of(options.workbook)
    tables, warnings = load_tables(options.workbook)
    show_warnings(warnings, quiet=options.quiet)
    job = PlanJob(f"the plan of {options.workbook.name}", tables, options.gap, options.time_limit, is_compared=True)
    result = solve_all([job], store, workers=1, board=board, pool=pool)[0]
    return replace(result.required(), source=source)


def _require(interview: Interview, options: argparse.Namespace) -> None:
    """Raise InputError if a rejected option is asked about as a decision, or vice versa."""
    subjects = interview.subjects
    for name in options.why:
        if not any(each in subjects.chosen for each in subjects.find(name)):
            raise InputError(f"The plan does not decide for {name!r}: ask --why-not {name!r}.")
    for name in options.why_not:
        if all(each in subjects.chosen for each in subjects.find(name)):
            raise InputError(f"The plan decides for {name!r}: ask --why {name!r}.")


def _about(explanation: Explanation) -> Iterator[str]:
    """All findings on the subjects asked about."""
    for decision in explanation.decisions:
        yield decision_said(decision, explanation)
        yield from closely_said(decision, explanation.plan.amount)
    for rejected in explanation.rejected:
        yield rejected_said(rejected, explanation)
