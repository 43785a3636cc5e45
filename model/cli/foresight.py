"""The command ``foresight``: decisions due now, and those to leave until the future is known."""

from __future__ import annotations

import argparse
from pathlib import Path

from model.cli.show import OUTPUTS, report_beside, show_warnings
from model.cli.values import percent
from model.errors import ExitCode, InputError
from model.planning.request import Request
from model.progress import Progress
from model.sheets.whatifs import Change, WhatIf
from model.studies.futures import futures_of
from model.studies.two_stage_solve import foresight
from model.system.outputs import Output, claim
from model.system.save import deliver, save
from model.whatif.load import load_tables


def run(options: argparse.Namespace) -> int:
    """Plan for several futures, and write the decisions of now and of each future."""
    from model.reports.foresight.book import foresight_book
    from model.reports.foresight.words import costs, findings, said
    from model.reports.html.studies.foresight import foresight_report

    workbook: Path = options.workbook
    out: Path = options.out or OUTPUTS / f"{workbook.stem}_foresight.xlsx"
    page = report_beside(out)
    progress = Progress(quiet=options.quiet)
    try:
        progress.stage(f"Reading {workbook.name}")
        tables, warnings = load_tables(workbook, (WhatIf, Change))
        claim(out, Output.FORESIGHT, (workbook,))
        claim(page, Output.REPORT)
        futures = futures_of(tables, [_future(*given) for given in options.future])
        gap = tables.settings.gap if options.gap is None else options.gap
        longest = tables.settings.time_limit if options.time_limit is None else options.time_limit
        found = foresight(futures, Request(gap, longest, progress), options.may_react)
        book = foresight_book(found)
        deliver(out, book.content())
        save(page, foresight_report(found, book, out.name))
    finally:
        progress.close()
    show_warnings(warnings, quiet=options.quiet)
    amount = found.staged.plans[0].amount
    ways = [(f"{name}: {said(value, amount)}", what) for name, value, what in costs(found)]
    for way, what in ways:
        print(f"{way:<{max(len(each) for each, _ in ways)}}  {what}")
    for each in findings(found):
        print(f"  {each}")
    print(f"Wrote {out} and {page}.")
    return ExitCode.OPTIMAL if found.is_within(gap) and found.is_whole else ExitCode.LIMIT


def _future(name: str, probability: str, year: str) -> tuple[str, float, int]:
    """A typed future. Raises InputError if its probability or year is invalid."""
    try:
        return name, percent(probability), int(year)
    except (ValueError, argparse.ArgumentTypeError):
        wanted = "a probability such as 20% and a year such as 2030"
        raise InputError(f"--future '{name}' {probability} {year}: expected {wanted}.") from None
