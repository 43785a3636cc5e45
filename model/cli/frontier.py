"""The command ``frontier``: one limit tightened step by step, cost against risk."""

from __future__ import annotations

import argparse
from pathlib import Path

from model.cli.show import OUTPUTS, RUNS, report_beside, show_warnings
from model.errors import ExitCode, InputError
from model.reports.book import Book
from model.reports.frontier.book import frontier_book
from model.reports.frontier.surface import surface_book
from model.reports.frontier.surface_words import findings as surface_findings
from model.reports.frontier.words import findings
from model.reports.html.studies.frontier import frontier_report, surface_report
from model.runs import Store
from model.runs.pool import Processes
from model.runs.progress import Board
from model.scenario.limits import Limit
from model.studies.frontier import STEPS, explore
from model.studies.limit_path import chosen
from model.studies.surface import STEPS as GRID_STEPS
from model.studies.surface import explore_both
from model.system.outputs import Output, claim
from model.system.save import deliver, save
from model.whatif.load import load_tables


def run(options: argparse.Namespace) -> int:
    """Tighten one limit step by step and write cost against risk."""
    if options.values and (options.first, options.last, options.steps) != (None, None, None):
        raise InputError("--values cannot be combined with --from, --to and --steps.")
    tables, warnings = load_tables(options.workbook)
    row = chosen(tables, options.limit)
    second = None if options.second is None else chosen(tables, options.second)
    _refuse(options, row, second)
    out = options.out or OUTPUTS / f"{options.workbook.stem}_frontier.xlsx"
    claim(out, Output.FRONTIER, (options.workbook,))
    claim(report_beside(out), Output.REPORT)
    with Processes() as processes:
        if second is not None:
            surface = explore_both(
                tables,
                (row, second),
                Store(out.parent / RUNS),
                values=options.values or (),
                second_values=options.second_values or (),
                steps=options.steps or GRID_STEPS,
                gap=options.gap,
                time_limit=options.time_limit,
                workers=options.jobs,
                board=Board(quiet=options.quiet),
                pool=processes.solve,
            )
            book = surface_book(surface)
            report = surface_report(surface, book, out.name)
            show_warnings(warnings, quiet=options.quiet)
            return _written(surface.exit_code, book, report, out, surface_findings(surface))
        found = explore(
            tables,
            row,
            Store(out.parent / RUNS),
            values=options.values or (),
            first=options.first,
            last=options.last,
            steps=options.steps or STEPS,
            gap=options.gap,
            time_limit=options.time_limit,
            workers=options.jobs,
            board=Board(quiet=options.quiet),
            pool=processes.solve,
        )
    book = frontier_book(found)
    show_warnings(warnings, quiet=options.quiet)
    return _written(found.exit_code, book, frontier_report(found, book, out.name), out, findings(found))


def _refuse(options: argparse.Namespace, row: Limit, second: Limit | None) -> None:
    """Raise InputError if options do not fit together."""
    if second is None and options.second_values:
        raise InputError("--second-values are those of a second limit: name it with --second.")
    if second is row:
        raise InputError(f"--second: {row.limit!r} is the first limit; name another one.")
    if second is not None and (options.first, options.last) != (None, None):
        raise InputError("--from and --to are of a frontier of one limit; with --second give --values, or --steps.")


def _written(code: ExitCode, book: Book, report: bytes, out: Path, words: list[str]) -> int:
    """Write and print the findings; returns the exit code."""
    deliver(out, book.content())
    save(report_beside(out), report)
    print("\n".join([*words, f"Wrote {out} and {report_beside(out)}."]))
    return code
