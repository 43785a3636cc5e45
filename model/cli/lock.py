"""The command ``lock``: decisions of a plan, kept or ruled out in a copy of the workbook."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from model.errors import ExitCode, InputError
from model.families.decisions.rows import Decision
from model.rolling.locks import ChangedCells, lock, with_decisions
from model.rolling.wishes import KEEP, NOT_AT_ALL, NOT_BEFORE, NOT_THEN
from model.sheets.names import count
from model.system.files import Output, claim, save


def run(options: argparse.Namespace) -> int:
    """Write a copy of the workbook with the decisions asked for, and the changed cells without which the plan would not
    be."""
    claim(options.out, Output.INPUTS)
    decisions, changed = _decisions(options.plan)
    rows = list(_rows(options, decisions))
    copy = with_decisions(options.workbook, rows, changed)
    save(options.out, copy.content)
    print(f"Wrote {options.out}, with {count(len(rows), 'row')} more in Decisions.")
    if words := "; ".join(str(change["words"]) for change in changed):
        print(f"It has the changed cells of the plan, without which there is none: {words}.")
    return ExitCode.OPTIMAL


def _rows(options: argparse.Namespace, decisions: dict[str, Decision]) -> Iterator[Decision]:
    """The rows asked for. Raises InputError for a name that the plan does not have, or a year that is none."""
    wishes = [(KEEP, options.keep), (NOT_THEN, options.not_then), (NOT_AT_ALL, options.not_at_all)]
    asked = [(name, wish, "") for wish, names in wishes for name in names]
    for name, wish, year in [*asked, *((name, NOT_BEFORE, year) for name, year in options.not_before)]:
        if name not in decisions:
            raise InputError(f"The plan has no decision '{name}'; its sheet Decisions has their names.")
        if year and not year.isdecimal():
            raise InputError(f"--not-before '{name}' {year}: name a year, such as 2028.")
        yield lock(decisions[name], wish, int(year) if year else None)


def _decisions(path: Path) -> tuple[dict[str, Decision], ChangedCells]:
    """Decisions of a plan by name, as rows that fix them; and the changed cells of its workbook."""
    if path.suffix != ".json":
        from model.reports.embedded_plan import carried_plan
        from model.results.first_stage import decisions, row_of
        from model.results.view import View

        plan = carried_plan(path)
        return {row.decision: row for row in map(row_of, decisions(View(plan)))}, plan.changed_cells
    try:
        data = json.loads(path.read_text("utf-8"))
        rows = [Decision(**decision["row"]) for decision in data["decisions"]]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(f"{path} is no plan as 'solve --json' prints it ({error}).") from error
    return {row.decision: row for row in rows}, list(data.get("changed", ()))
