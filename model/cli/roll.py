"""The command ``roll``: next year's workbook, with the plan's decisions as already made."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from model.cli.show import OUTPUTS, show_warnings
from model.errors import ExitCode, InputError, Problem
from model.families.common.past import Off
from model.progress import Progress
from model.rolling.reconcile import carried_on
from model.rolling.roll import extended, past_of, rolled
from model.rolling.write import Written, written
from model.scenario.limits import Limit
from model.sheets.names import count
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Tables
from model.sheets.whatifs import Range, WhatIf
from model.system.files import Output, claim, report_beside, save
from model.whatif.inputs import WHOLE_ROW, differences, key_of
from model.whatif.load import load_tables
from model.workbook import guard

MOST = 5
"""Cells that are named in a message, or printed; the others are counted."""


def run(options: argparse.Namespace) -> int:
    """Write the workbook of a later year, and the statement by which its cost and the plan's agree."""
    from model.reports.embedded_plan import carried_plan
    from model.reports.render.html import both
    from model.reports.rolled_document import document

    workbook: Path = options.workbook
    out: Path = options.out or workbook.with_name(f"{workbook.stem}_{options.to}.xlsx")
    target: Path = (OUTPUTS if options.out is None else out.parent) / f"{out.stem}_rolled.xlsx"
    page = report_beside(target)
    progress = Progress(quiet=options.quiet)
    try:
        progress.stage(f"Reading {workbook.name} and its plan")
        content = guard.inspect(workbook)
        tables, _ = load_tables(workbook)
        plan = carried_plan(options.plan)
        _require_same(workbook, options.plan, tables, plan.tables)
        plan = replace(plan, tables=tables)
        past_of(plan, options.to)
        claim(out, Output.INPUTS)
        claim(target, Output.ROLL, (options.plan,))
        claim(page, Output.REPORT)
        progress.stage(f"Rolling to {options.to}")
        roll = rolled(plan, options.to)
        later = roll if options.extend is None else extended(roll, options.extend)
        new = written(content, workbook, later, f"{workbook.name}, rolled to {options.to},")
        progress.stage(f"Carrying on with the plan from {options.to}")
        statement = carried_on(plan, roll, progress)
        save(out, new.content)
        content, report = both(document(statement, new), target.name)
        save(target, content)
        save(page, report)
    finally:
        progress.close()
    show_warnings(new.warnings, quiet=options.quiet)
    print(f"Wrote {out}, in which {_counted(new)}, {target} and {page}.")
    print("\n".join(statement.lines()))
    for change in roll.changes:
        if isinstance(change, Off) and isinstance(change.row, WhatIf | Range):
            kind, sheet = ("What-if" if isinstance(change.row, WhatIf) else "Range"), SHEET_OF[type(change.row)]
            print(f"{kind} '{key_of(sheet, change.row)}' is switched off: {change.why}.")
    if options.extend is not None:
        old = tables.settings.last_year
        print(
            f"The horizon ends in {options.extend}, with the values of {old} in the years after it: revise them. "
            f"Rows with a value for {old} say so in the column 'notes'; others hold the last value that they have. "
            "The costs above are those of the horizon as it was."
        )
    if new.formulas:
        print(f"Formulas that gave way to values: {_some(new.formulas)}.")
    if new.kept:
        print(f"{new.kept} formulas keep their saved results: open the workbook in Excel and save it once.")
    return ExitCode.OPTIMAL


def _require_same(workbook: Path, results: Path, tables: Tables, solved: Tables) -> None:
    """Raises InputError, with the cells in which they differ, if the plan is not one of the workbook."""
    prior = {row.limit for row in tables[Limit] if row.priority is not None}
    changed = [
        difference
        for difference in differences(solved, tables)
        if not (
            difference.sheet == "Limits"
            and difference.key in prior
            and difference.column.split()[0] in ("value", "priority")
        )
    ]
    changed = [difference for difference in changed if difference.year is not None or difference.column == WHOLE_ROW]
    if changed:
        wanted = "what it was when the plan was made"
        problems = [
            Problem(
                difference.sheet,
                difference.cell,
                str(difference.new),
                f"{difference.old}, {wanted} ({difference.column} of '{difference.key}')",
            )
            for difference in changed
        ]
        difference = (
            f"{results} is not a plan of {workbook} as it is now. Solve it, or name the workbook that was solved."
        )
        raise InputError(difference, problems)


def _counted(new: Written) -> str:
    """Number of cells and rows that the roll has changed."""
    number = len({cell for _, cell in new.cells})
    return f"{count(number, 'cell or row is', 'cells or rows are')} changed"


def _some(cells: list[str]) -> str:
    rest = f" and {len(cells) - MOST} more" if len(cells) > MOST else ""
    return ", ".join(cells[:MOST]) + rest
