"""The command ``tornado``: every input with a range at its low and high value, ranked by what that changes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from model.cli.show import OUTPUTS, RUNS, show_problems
from model.errors import InputError, OutputRefused
from model.reports.tornado.book import tornado_bytes
from model.reports.tornado.words import findings
from model.runs import Store
from model.runs.board import Board
from model.runs.pool import Processes
from model.studies.tornado import solve_tornado
from model.system.save import deliver, ready
from model.whatif.batch import is_meant
from model.whatif.load import load_tables
from model.whatif.ranges import Ranged, ranges_of


def run(options: argparse.Namespace) -> int:
    """Solve both ends of every range and write what drives the result; returns the exit code."""
    workbook: Path = options.workbook
    tables, warnings = load_tables(workbook)
    ranges = chosen(ranges_of(tables), options.only)
    if not ranges and options.skip_limits:
        raise InputError("The sheet 'Ranges' is empty: a tornado varies the inputs that it lists.")
    out: Path = options.out or OUTPUTS / f"{workbook.stem}_tornado.xlsx"
    if out.exists() and out.samefile(workbook):
        raise OutputRefused(f"{out} is the workbook itself; choose another file for the results.")
    ready(out)
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
    deliver(out, tornado_bytes(found))
    show_problems(warnings, most=5)
    print("\n".join([*findings(found), f"Wrote {out}."]))
    return found.exit_code


def chosen(ranges: Sequence[Ranged], patterns: Sequence[str]) -> list[Ranged]:
    """The ranges that are named, by name or with the wildcards ``*`` and ``?``; all where nothing is named. Raises
    InputError where a pattern means none."""
    unknown = [repr(each) for each in patterns if not any(is_meant(each, ranged.name) for ranged in ranges)]
    if unknown:
        listed = "".join(f"\n  {ranged.name}" for ranged in ranges) or " none."
        raise InputError(f"--only: there is no range {' or '.join(unknown)}. There are:{listed}")
    return [each for each in ranges if not patterns or any(is_meant(pattern, each.name) for pattern in patterns)]
