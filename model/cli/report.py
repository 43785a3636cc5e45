"""The command ``report``: a plan that was solved earlier, drawn as one page for a browser."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from model.cli.show import OUTPUTS
from model.errors import ExitCode, InputError
from model.reports.embedded_plan import carried_plan
from model.reports.html.page import report_bytes
from model.reports.plan_record import changed, plan_data
from model.reports.results.book import TITLE, results_book
from model.results.plan import Plan
from model.sheets.names import CALLED
from model.sheets.tables import Tables
from model.system.files import SUFFIX, Output, brief_beside, claim, holds_plan, report_of_plan, save
from model.whatif.apply import base
from model.whatif.load import load_tables


def run(options: argparse.Namespace) -> int:
    """Draw the plan in a workbook of results, or that of a workbook which was solved as it is now."""
    results, plan = solved(options.workbook)
    out: Path = options.out or report_of_plan(results)
    claim(out, Output.REPORT, (results, options.workbook))
    brief = brief_beside(results) if options.brief else None
    if brief is not None:
        claim(brief, Output.BRIEF)
    before = None if options.since is None else results_book(carried_plan(options.since))
    book = results_book(plan)
    save(out, report_bytes(book))
    if brief is not None:
        from model.reports.brief.brief import brief_bytes

        save(brief, brief_bytes(book, TITLE))
    if options.json:
        print(json.dumps(plan_data(book)))
    else:
        print(f"Wrote {out}{f' and {brief}' if brief else ''}.")
    if before is not None:
        print("\n".join(changed(plan_data(before), plan_data(book))))
    return ExitCode.OPTIMAL


def is_of(plan: Plan, tables: Tables) -> bool:
    """Whether a plan is that of the unchanged workbook. What-ifs and rows not in use are no part of it."""
    return base(tables).tables == plan.tables


def solved(path: Path) -> tuple[Path, Plan]:
    """The results workbook of a path, and its plan. Raises InputError if there is none."""
    results = OUTPUTS / f"{path.stem}{SUFFIX}.xlsx"
    if holds_plan(path) or not results.exists():
        return path, carried_plan(path)
    plan = carried_plan(results)
    if not is_of(plan, load_tables(path)[0]):
        raise InputError(f"{results} is the plan of an earlier state of {path}. Solve that: {CALLED} solve {path}")
    return results, plan
