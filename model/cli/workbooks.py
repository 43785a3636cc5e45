"""Commands about input workbooks: check one, write a template, import data, lock decisions, roll to a later year."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.cli.show import OUTPUTS, first_of_kinds, show_problems, show_warnings
from model.errors import ExitCode, InputError, Problem
from model.families.common.past import Off
from model.families.decisions.rows import Decision
from model.importing.document import accepted, content
from model.importing.proposal import with_accepted
from model.importing.propose import propose
from model.progress import Progress
from model.rolling import KEEP, NOT_AT_ALL, NOT_BEFORE, NOT_THEN
from model.rolling.mandates import with_mandates
from model.rolling.write import Written, written
from model.scenario.limits import Limit
from model.sheets.names import CALLED, count
from model.sheets.schema import NO, SHEET_OF, Entry, Row, Sheet
from model.sheets.tables import Tables
from model.sheets.whatifs import OF_WHAT_IFS, Change, Import, Range, WhatIf
from model.system.files import Output, claim, report_beside, save, shipped
from model.whatif.apply import variants
from model.whatif.inputs import SEPARATOR, WHOLE_ROW, differences, key_of
from model.whatif.load import load_tables
from model.workbook import guard
from model.workbook.template import DEFAULT_SETTINGS, write_inputs, write_template

if TYPE_CHECKING:
    from model.rolling.locks import ChangedCells

# ----------------------------------------------------------------------------------------------------------------------
# The command ``check``: every problem and warning of a workbook.


SUBJECTS = ("Projects", "Capacity", "Contracts", "Technology", "Commodities")
NAMED = ("Limits", "What-ifs", "Ranges", "Disruptions", *SUBJECTS)
"""Sheets whose names questions are about."""


def run_check(options: argparse.Namespace) -> int:
    """Report every problem and warning of a workbook."""
    if options.json:
        return _as_json(options)
    _, warnings = load_tables(options.workbook, OF_WHAT_IFS)
    show_problems(warnings)
    print(f"{options.workbook.name}: no errors" + (f", {count(len(warnings), 'warning')}." if warnings else "."))
    return ExitCode.OPTIMAL


def _as_json(options: argparse.Namespace) -> int:
    """Print the problems as JSON, errors first, of a kind the first ones; names that questions can be about; and
    the unit of money."""
    try:
        tables, problems = load_tables(options.workbook, OF_WHAT_IFS)
    except InputError as error:
        print(json.dumps({"said": str(error), **_as_fields(error.problems), "names": {}}))
        return ExitCode.INPUT
    text = f"{options.workbook.name}: no errors."
    money = {"currency": tables.settings.currency, "scale": tables.settings.amounts}
    columns = {SHEET_OF[kind].name: [column.header for column in SHEET_OF[kind].columns] for kind in tables.rows}
    print(json.dumps({"said": text, **_as_fields(problems), "names": _names(tables), "columns": columns, **money}))
    return ExitCode.OPTIMAL


def _as_fields(problems: Sequence[Problem]) -> dict[str, Any]:
    listed = sorted(first_of_kinds(problems), key=lambda problem: problem.is_warning)
    warnings = sum(problem.is_warning for problem in problems)
    return {"errors": len(problems) - warnings, "warnings": warnings, "problems": [one.fields for one in listed]}


def _names(tables: Tables) -> dict[str, list[str]]:
    """Names of rows by sheet."""
    sheets = {sheet.name: (sheet, tables.rows.get(row_class, [])) for row_class, sheet in SHEET_OF.items()}
    return {name: _keys(*sheets[name]) for name in NAMED if name in sheets}


def _keys(sheet: Sheet, rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(key_of(sheet, row).split(SEPARATOR)[0] for row in rows))


# ----------------------------------------------------------------------------------------------------------------------
# The command ``template``: an empty workbook in the asked currency, scale and years; mandates for a workbook.


def run_template(options: argparse.Namespace) -> int:
    """Write an empty workbook in the asked currency, scale and years, or a copy with rows for mandates."""
    from model.rolling.locks import with_rows

    workbook: Path = options.workbook
    start: Path | None = options.mandates
    claim(workbook, Output.INPUTS)
    first, last = options.years or (DEFAULT_SETTINGS.first_year, DEFAULT_SETTINGS.last_year)
    asked = {"currency": options.currency, "amounts": options.amounts, "first_year": first, "last_year": last}
    is_new = options.years or any(asked[name] for name in ("currency", "amounts"))
    if options.example:
        if is_new or start is not None:
            raise InputError("An example has its own currency, scale, years and limits: leave the other options out.")
        save(workbook, shipped(f"inputs/{options.example}.xlsx").read_bytes())
        print(f"Wrote {workbook}, a copy of the example. Solve it: {CALLED} solve {workbook}")
        return ExitCode.OPTIMAL
    if start is not None and start != Path():
        if is_new:
            raise InputError(f"A copy of {start} has its currency, scale and years: leave these options out.")
        rows = with_rows(start, with_mandates, "mandates")
        save(workbook, rows.content)
        lines = [*rows.tables[Limit], *rows.tables.off.get(Limit, [])]
        print(f"Wrote {workbook}, a copy of {start}. {_shown_rows(row for row in lines if row.mandate)}")
        return ExitCode.OPTIMAL
    settings = replace(DEFAULT_SETTINGS, **{name: value for name, value in asked.items() if value})
    if start is None:
        write_template(workbook, settings)
    else:
        write_inputs(workbook, Tables.of(settings, with_mandates(Tables(settings))))
    print(f"Wrote {workbook}. Fill it in, then: {CALLED} check {workbook}")
    return ExitCode.OPTIMAL


def _shown_rows(rows: Iterable[Limit]) -> str:
    """How many mandates are in use, and how many wait for names or equivalents."""
    rows = list(rows)
    idle = sum(row.in_use == NO for row in rows)
    text = f"Limits has {count(len(rows), 'row')} with a mandate"
    return f"{text}, {idle} of them not in use: see 'notes'." if idle else f"{text}."


# ----------------------------------------------------------------------------------------------------------------------
# The command ``import``: proposals from a file of data, and a copy of the workbook with those accepted.


def run_import(options: argparse.Namespace) -> int:
    """Write proposals, or accept them. The workbook itself is never touched."""
    workbook: Path = options.workbook
    if (options.data is None) == (options.accept is None):
        raise InputError("import: give a file of data, or --accept with the proposals.")
    return _propose(workbook, options) if options.accept is None else _accept(workbook, options)


def _propose(workbook: Path, options: argparse.Namespace) -> int:
    tables, _ = load_tables(workbook, (Import,))
    names = [row.import_ for row in tables[Import]]
    name = options.name or (names[0] if len(names) == 1 else None)
    if name is None:
        raise InputError(f"import: name one with --as: {', '.join(names) or 'the sheet Imports has none'}.")
    out: Path = options.out or OUTPUTS / f"{workbook.stem}_import.xlsx"
    claim(out, Output.PROPOSALS, (workbook, options.data))
    proposals, skipped = propose(tables, name, options.data)
    save(out, content(proposals, skipped, f"{name}: {options.data.name}"))
    rows = {(proposal.sheet, proposal.key) for proposal in proposals if proposal.is_new_row}
    print(
        f"{count(len(proposals), 'cell differs', 'cells differ')} from {workbook.name}, of "
        f"{count(len(rows), 'new row', 'new rows')} among others."
        if rows
        else f"{count(len(proposals), 'cell differs', 'cells differ')} from {workbook.name}."
    )
    for line in skipped:
        print(f"Not read: {line.why} (lines {line.lines}).")
    print(f"Wrote {out}. Type 'yes' beside what to accept, then: {CALLED} import {workbook} --accept {out}")
    return ExitCode.OPTIMAL


def _accept(workbook: Path, options: argparse.Namespace) -> int:
    out: Path = options.out or workbook.with_name(f"{workbook.stem}_imported.xlsx")
    claim(out, Output.INPUTS)
    copy = with_accepted(workbook, accepted(options.accept))
    save(out, copy.content)
    show_problems(copy.warnings)
    print(f"Wrote {out}, a copy of {workbook} with {count(len(copy.cells), 'cell')} changed.")
    return ExitCode.OPTIMAL


# ----------------------------------------------------------------------------------------------------------------------
# The command ``lock``: decisions of a plan, kept or ruled out in a copy of the workbook.


def run_lock(options: argparse.Namespace) -> int:
    """Write a copy of the workbook with the decisions asked for, and the changed cells without which the plan would not
    be."""
    from model.rolling.locks import with_decisions

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
    from model.rolling.locks import lock

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


# ----------------------------------------------------------------------------------------------------------------------
# The command ``vary``: a what-if in the words of the workbook, the cells that it changes, and a copy that has it.


def run_vary(options: argparse.Namespace) -> int:
    """Print the cells that a what-if would change, and with ``--out`` write a copy of the workbook that has it."""
    from model.reports.plan_record import cells_changed
    from model.rolling.locks import with_rows

    if options.out is not None:
        claim(options.out, Output.INPUTS)
    row = WhatIf(what_if=options.name, description=options.description)
    changes = []
    for line, parts in enumerate(options.change, 1):
        named = dict(zip(("sheet", "rows", "column", "operation"), parts, strict=False))
        changes.append(Change(what_if=row.what_if, **named, value=_entry(parts[-1]), line=line))
    try:
        copy = with_rows(options.workbook, lambda tables: [row, *changes], "this what-if")
        others = [replace(other, run=NO) for other in copy.tables[WhatIf] if other.what_if != row.what_if]
        (variant,) = variants(replace(copy.tables, rows={**copy.tables.rows, WhatIf: [*others, row]}))
    except InputError as error:
        if not options.json:
            raise
        print(json.dumps({"said": str(error), **_as_fields(error.problems), "cells": []}))
        return ExitCode.INPUT
    cells = cells_changed(variant.changed)
    if options.out is not None:
        save(options.out, copy.content)
    if options.json:
        print(json.dumps({"said": "", **_as_fields([]), "cells": cells}))
        return ExitCode.OPTIMAL
    for cell in cells:
        print(f"{cell['sheet']}!{cell['cell']} {cell['column']} of {cell['key']}: {cell['old']} → {cell['new']}")
    if options.out is not None:
        print(f"Wrote {options.out}, with the what-if '{row.what_if}'.")
    return ExitCode.OPTIMAL


def _entry(text: str) -> Entry | None:
    """Typed text as a cell value: '20%' and '0.2' are numbers; None if empty."""
    plain = text.strip()
    try:
        number = float(plain.removesuffix("%").strip()) / (100 if plain.endswith("%") else 1)
    except ValueError:
        return Entry(plain) if plain else None
    return Entry(int(number) if number.is_integer() else number)


# ----------------------------------------------------------------------------------------------------------------------
# The command ``roll``: next year's workbook, with the plan's decisions as already made.


MOST = 5
"""Cells that are named in a message, or printed; the others are counted."""


def run_roll(options: argparse.Namespace) -> int:
    """Write the workbook of a later year, and the statement by which its cost and the plan's agree."""
    from model.reports.embedded_plan import carried_plan
    from model.reports.render.html import both
    from model.reports.rolled_document import document
    from model.rolling.reconcile import carried_on
    from model.rolling.roll import extended, past_of, rolled

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
    if new.formula_count:
        print(f"{new.formula_count} formulas keep their saved results: open the workbook in Excel and save it once.")
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
