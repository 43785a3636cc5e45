"""The command ``drift``: differences between the plan of a later year and the rest of the earlier one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from model.cli.show import OUTPUTS, report_beside, show_warnings
from model.errors import ExitCode, Infeasible
from model.planning.request import Request
from model.progress import Progress
from model.rolling.drift import drift
from model.system.outputs import Output, claim
from model.system.save import deliver, save
from model.whatif.load import load_tables

if TYPE_CHECKING:
    from model.sheets.tables import Tables


def run(options: argparse.Namespace) -> int:
    """Solve the later workbook with each group of changes alone, and write the cause of each difference."""
    from model.reports.embedded_plan import carried_plan
    from model.reports.html.studies.rolled import drift_report
    from model.reports.rolled.drift import drift_book, findings

    workbook: Path = options.workbook
    out: Path = options.out or OUTPUTS / f"{workbook.stem}_drift.xlsx"
    page = report_beside(out)
    progress = Progress(quiet=options.quiet)
    try:
        progress.stage(f"Reading {workbook.name} and the earlier plan")
        tables, warnings = load_tables(workbook)
        plan = carried_plan(options.plan)
        claim(out, Output.DRIFT, (workbook, options.plan))
        claim(page, Output.REPORT)
        try:
            found = drift(plan, tables, progress, gap=options.gap, time_limit=options.time_limit)
        except Infeasible as infeasible:
            raise _explained(infeasible, tables, out, options, progress) from None
        book = drift_book(found)
        deliver(out, book.content())
        save(page, drift_report(found, book, out.name))
    finally:
        progress.close()
    show_warnings(warnings, quiet=options.quiet)
    first, *others = findings(found)
    print(f"{first} Wrote {out} and {page}.")
    for each in others:
        print(f"  {each}")
    return ExitCode.OPTIMAL


def _explained(
    infeasible: Infeasible, tables: Tables, out: Path, options: argparse.Namespace, progress: Progress
) -> Infeasible:
    """The error of an infeasible later workbook, with its diagnosis, which is written; errors of other workbooks are
    unchanged."""
    from model.cli.no_plan import answered

    gap = tables.settings.gap if options.gap is None else options.gap
    limit = tables.settings.time_limit if options.time_limit is None else options.time_limit
    beside = out.with_name(f"{out.stem.removesuffix('_drift')}_no_plan.xlsx")
    answer, told = answered(tables, beside, Request(gap, limit, progress))
    return infeasible if answer.plan is not None else Infeasible(f"{str(infeasible).splitlines()[0]}\n{told}")
