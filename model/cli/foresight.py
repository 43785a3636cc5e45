"""The command ``foresight``: what to decide now, and what to leave until it is known which future comes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from model.cli.show import OUTPUTS
from model.cli.values import percent
from model.errors import ExitCode, InputError
from model.planning.solving import Request
from model.progress import Progress
from model.studies.foresight import Foresight, foresight
from model.studies.futures import futures_of
from model.system.outputs import Output, claim
from model.system.save import deliver
from model.whatif.load import load_tables

MOST = 12
"""Decisions that are printed."""


def run(options: argparse.Namespace) -> int:
    """Plan for several futures, and write what is decided now and in which of them."""
    from model.reports.foresight import foresight_bytes, lines, said

    workbook: Path = options.workbook
    out: Path = options.out or OUTPUTS / f"{workbook.stem}_foresight.xlsx"
    progress = Progress(quiet=options.quiet)
    try:
        progress.stage(f"Reading {workbook.name}")
        tables, _ = load_tables(workbook)
        claim(out, Output.FORESIGHT, (workbook,))
        futures = futures_of(tables, [_future(*given) for given in options.future])
        gap = tables.settings.gap if options.gap is None else options.gap
        longest = tables.settings.time_limit if options.time_limit is None else options.time_limit
        found = foresight(futures, Request(gap, longest, progress))
        deliver(out, foresight_bytes(found))
    finally:
        progress.close()
    amount = found.staged.plans[0].amount
    ways = [(f"{name}: {said(value, amount)}", what) for name, value, what in lines(found)]
    for way, what in ways:
        print(f"{way:<{max(len(each) for each, _ in ways)}}  {what}")
    print(*_choices(found), f"Wrote {out}.", sep="\n")
    return ExitCode.OPTIMAL if found.is_within(gap) and found.is_whole else ExitCode.LIMIT


def _future(name: str, probability: str, year: str) -> tuple[str, float, int]:
    """What was typed. Raises InputError where it is no probability or year."""
    try:
        return name, percent(probability), int(year)
    except (ValueError, argparse.ArgumentTypeError):
        wanted = "a probability such as 20% and a year such as 2030"
        raise InputError(f"--future '{name}' {probability} {year}: expected {wanted}.") from None


def _choices(found: Foresight) -> Iterator[str]:
    """Decisions that differ between futures, or are there because of them."""
    from model.reports.foresight import choice_said

    special = [each for each in found.choices() if each.depends or each.prepares]
    for each in special[:MOST]:
        yield f"  {choice_said(found, each)}"
    if len(special) > MOST:
        yield f"  and {len(special) - MOST} more"
    if not special:
        yield "  Every decision is the same in all futures, and nothing is decided now only to prepare."
