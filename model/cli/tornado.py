"""The command ``tornado``: the plan re-optimised at the low and high value of every range, ranked by effect."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from model.cli.show import OUTPUTS, RUNS, SUFFIX, report_beside, show_warnings
from model.errors import InputError
from model.reports.embedded_plan import carried_plan
from model.reports.html.page import report_bytes
from model.reports.html.studies.tornado import tornado_picture, tornado_report
from model.reports.phrases import joined
from model.reports.results.book import results_book
from model.reports.tornado.book import tornado_book
from model.reports.tornado.words import findings
from model.results.plan import AuditFailed, Plan
from model.runs import Store
from model.runs.pool import Processes
from model.runs.progress import Board
from model.sheets.whatifs import Range
from model.studies.tornado import Tornado, solve_tornado
from model.system.outputs import Output, claim
from model.system.save import deliver, save
from model.tolerances import SOLVED
from model.whatif.batch import is_meant
from model.whatif.load import load_tables
from model.whatif.ranges import Ranged, ranges_of


def run(options: argparse.Namespace) -> int:
    """Solve both ends of every range and write the ranking; returns the exit code."""
    workbook: Path = options.workbook
    tables, warnings = load_tables(workbook, (Range,))
    ranges = chosen(ranges_of(tables), options.only)
    if not ranges and options.skip_limits:
        raise InputError("The sheet 'Ranges' is empty: a tornado varies the inputs that it lists.")
    out: Path = options.out or OUTPUTS / f"{workbook.stem}_tornado.xlsx"
    claim(out, Output.TORNADO, (workbook,))
    results = out.with_name(f"{workbook.stem}{SUFFIX}.xlsx")
    page, report = report_beside(out), report_beside(results)
    for each in (page, report):
        claim(each, Output.REPORT)
    with Processes() as processes:
        found = solve_tornado(
            workbook.stem,
            tables,
            ranges,
            Store(out.parent / RUNS),
            gap=options.gap,
            time_limit=options.time_limit,
            workers=options.jobs,
            board=Board(quiet=options.quiet),
            pool=processes.solve,
            with_break_even=not options.skip_break_even,
            with_limits=not options.skip_limits,
        )
    book = tornado_book(found)
    content = book.content()
    deliver(out, content)
    save(page, tornado_report(found, book, out.name))
    plan = _plan(found, results)
    wrote = [out, page]
    if plan is not None:
        save(report, report_bytes(results_book(plan), more=[tornado_picture(found, book, out.name)]))
        wrote.append(report)
    show_warnings(warnings, quiet=options.quiet)
    print("\n".join([*findings(found), f"Wrote {joined(list(map(str, wrote)))}."]))
    return found.exit_code


def _plan(found: Tornado, results: Path) -> Plan | None:
    """The plan of the report next to a tornado: that in the results workbook there, or without one the base plan of the
    tornado; None if the report is of another plan, and stays."""
    own = found.results[0].plan()
    if not results.exists():
        return own
    try:
        plan = carried_plan(results)
    except (InputError, AuditFailed):
        return None
    is_same = abs(plan.objective - own.objective) <= SOLVED * abs(own.objective)
    return plan if is_same and plan.tables == own.tables else None


def chosen(ranges: Sequence[Ranged], patterns: Sequence[str]) -> list[Ranged]:
    """The named ranges, by name or with the wildcards ``*`` and ``?``; all if none is named. Raises InputError if a
    pattern matches none."""
    unknown = [repr(each) for each in patterns if not any(is_meant(each, ranged.name) for ranged in ranges)]
    if unknown:
        listed = "".join(f"\n  {ranged.name}" for ranged in ranges) or " none."
        raise InputError(f"--only: there is no range {' or '.join(unknown)}. There are:{listed}")
    return [each for each in ranges if not patterns or any(is_meant(pattern, each.name) for pattern in patterns)]
