"""A workbook of inputs with its what-ifs as tables, or every fault that it has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import Fault, InputError
from model.sheets.tables import Tables

if TYPE_CHECKING:
    pass
from model.sheets.schema import SHEET_OF
from model.sheets.whatifs import Change, WhatIf
from model.workbook.headers import normal
from model.workbook.parse import Reading, faulty_cells, in_order, position, read


def load_tables(path: Path) -> tuple[Tables, list[Fault]]:
    """The tables of a workbook without faults, and its warnings. Raises InputError with every fault there is."""
    tables, faults = check_workbook(path)
    errors = [fault for fault in faults if not fault.is_warning]
    if tables is None or errors:
        raise InputError(f"{path.name} has {len(errors)} fault{'s' if len(errors) != 1 else ''}.", faults)
    return tables, faults


def check_workbook(path: Path) -> tuple[Tables | None, list[Fault]]:
    """The same, with what is wrong between sheets as well."""
    from model.checks import Doubts, run_checks

    reading = read(path)
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
    from model.checks import Doubts
    from model.whatif.apply import Unread, review

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
