"""A workbook of inputs with its what-ifs as tables, or every fault that it has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from model.checks import Doubts, run_checks
from model.errors import Fault, InputError
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Tables
from model.sheets.whatifs import Change, WhatIf
from model.whatif.apply import Unread, review
from model.workbook.grid import Grid, load_grid
from model.workbook.headers import normal
from model.workbook.parse import Reading, faulty_cells, in_order, position, read_grids


def load_tables(path: Path) -> tuple[Tables, list[Fault]]:
    """The tables of a workbook without faults, and its warnings. Raises InputError with every fault there is."""
    return valid(load_grid(path), path.name)


def valid(grids: Mapping[str, Grid], name: str) -> tuple[Tables, list[Fault]]:
    """The same of cells by sheet, which messages call by a name."""
    tables, faults = check_grids(grids)
    errors = [fault for fault in faults if not fault.is_warning]
    if tables is None or errors:
        raise InputError(f"{name} has {len(errors)} fault{'s' if len(errors) != 1 else ''}.", faults)
    return tables, faults


def check_workbook(path: Path) -> tuple[Tables | None, list[Fault]]:
    """The tables of a workbook, None if it has an error, and all its errors and warnings. Raises FileRefused where the
    file cannot be read at all."""
    return check_grids(load_grid(path))


def check_grids(grids: Mapping[str, Grid]) -> tuple[Tables | None, list[Fault]]:
    """The same of cells by sheet."""
    reading = read_grids(grids)
    known = faulty_cells(reading.faults)
    with_errors = {name for name, _ in known}
    doubtful = {row_class for row_class, sheet in SHEET_OF.items() if normal(sheet.name) in with_errors}
    between = run_checks(reading.tables, Doubts(reading.incomplete, doubtful, reading.absent, reading.lost_words))
    faults = reading.faults + [
        fault
        for fault in between
        if (normal(fault.sheet), fault.cell) not in known
        and (normal(fault.sheet), position(fault.cell)[0]) not in reading.patched
    ]
    faults += _faults_of_whatifs(reading, faults)
    has_errors = any(not fault.is_warning for fault in faults)
    return (None if has_errors else reading.tables), in_order(faults, reading.titles)


def _faults_of_whatifs(reading: Reading, faults: list[Fault]) -> list[Fault]:
    """What is wrong with the what-ifs, besides faults that are known."""
    known = faulty_cells(faults)
    sheets = {normal(SHEET_OF[row_class].name) for row_class in (WhatIf, Change)}
    own = normal(SHEET_OF[Change].name)
    unread = Unread(
        doubts=Doubts(reading.incomplete, frozenset(), reading.absent, reading.lost_words),
        changes=frozenset(position(cell)[0] for name, cell in known if name == own),
        patched=frozenset(line for name, line in reading.patched if name == own),
        looks_at_tables=all(name in sheets for name, _ in known),
    )
    found = review(reading.tables, unread).faults
    return [fault for fault in found if (normal(fault.sheet), fault.cell) not in known]


def check(path: Path) -> list[Fault]:
    """Every fault and warning of a workbook."""
    return check_workbook(path)[1]
