"""The command ``import``: proposals from a file of data, and a copy of the workbook with those accepted."""

from __future__ import annotations

import argparse
from pathlib import Path

from model.cli.show import OUTPUTS, show_problems
from model.errors import ExitCode, InputError
from model.importing.accept import with_accepted
from model.importing.document import accepted, content
from model.importing.propose import propose
from model.sheets.names import CALLED, count
from model.sheets.whatifs import Import
from model.system.files import Output, claim, save
from model.whatif.load import load_tables


def run(options: argparse.Namespace) -> int:
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
