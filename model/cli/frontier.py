"""The command ``frontier``: one limit tightened step by step, cost against risk."""

from __future__ import annotations

import argparse

from model.cli.show import OUTPUTS, RUNS, show_problems
from model.errors import InputError, OutputRefused
from model.reports.frontier.book import frontier_bytes
from model.reports.frontier.words import findings
from model.runs import Store
from model.runs.board import Board
from model.runs.pool import Processes
from model.studies.frontier import STEPS, explore
from model.studies.tightening import chosen
from model.system.save import deliver, ready
from model.whatif.load import load_tables


def run(options: argparse.Namespace) -> int:
    """Tighten one limit step by step and write cost against risk."""
    if options.values and (options.first, options.last, options.steps) != (None, None, None):
        raise InputError("--values cannot be combined with --from, --to and --steps.")
    tables, warnings = load_tables(options.workbook)
    row = chosen(tables, options.limit)
    out = options.out or OUTPUTS / f"{options.workbook.stem}_frontier.xlsx"
    if out.exists() and out.samefile(options.workbook):
        raise OutputRefused(f"{out} is the workbook itself; choose another file for the results.")
    ready(out)
    with Processes() as processes:
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
    deliver(out, frontier_bytes(found))
    show_problems(warnings, most=5)
    print("\n".join([*findings(found), f"Wrote {out}."]))
    return found.exit_code
