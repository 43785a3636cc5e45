"""The command ``drift``: why the plan of a later year is not what is left of the earlier one."""

from __future__ import annotations

import argparse
from pathlib import Path

from model.cli.show import OUTPUTS
from model.errors import ExitCode
from model.progress import Progress
from model.rolling.drift import drift
from model.system.outputs import Output, claim
from model.system.save import deliver
from model.whatif.load import load_tables

MOST = 8
"""Differences that are printed."""


def run(options: argparse.Namespace) -> int:
    """Solve the later workbook with each group of changes alone, and write what causes which difference."""
    from model.reports.carried import carried_plan
    from model.reports.rolled.drift import cause, drift_bytes, what

    workbook: Path = options.workbook
    out: Path = options.out or OUTPUTS / f"{workbook.stem}_drift.xlsx"
    progress = Progress(quiet=options.quiet)
    try:
        progress.stage(f"Reading {workbook.name} and the earlier plan")
        tables, _ = load_tables(workbook)
        plan = carried_plan(options.plan)
        claim(out, Output.DRIFT, (workbook, options.plan))
        found = drift(plan, tables, progress, gap=options.gap, time_limit=options.time_limit)
        deliver(out, drift_bytes(found))
    finally:
        progress.close()
    change = found.after.objective - found.unchanged.objective
    print(
        f"From {found.rolled.past.to} on the plan costs {found.after.objective:,.6g} {plan.amount}; with unchanged "
        f"data it would be {found.unchanged.objective:,.6g} ({change:+,.6g}). Wrote {out}."
    )
    for shift in found.shifts[:MOST]:
        print(f"  {what(shift)}: {cause(shift)}")
    if len(found.shifts) > MOST:
        print(f"  and {len(found.shifts) - MOST} more differences")
    if not found.shifts:
        print("  All that is decided in advance is as it was.")
    return ExitCode.OPTIMAL
