"""Obsolete what-ifs and ranges after rolling: the cells they change are decided by now, or no longer possible.

'What if we do not build it' makes no sense once it is built. No plan of the workbook depends on such rows, so that they
are switched off and reported; any other error is for the planner to correct first.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Off, Past
from model.sheets.schema import SHEET_OF, Row
from model.sheets.tables import Tables
from model.sheets.whatifs import OF_WHAT_IFS, Change, WhatIf
from model.whatif.apply import Unread, review
from model.whatif.ranges import review_ranges
from model.workbook.parse import position


def pointless(past: Past, tables: Tables) -> Iterator[Off]:
    """Rows to be switched off in the tables of the later year; a what-if takes its changes along."""
    found = [*review(tables).problems, *review_ranges(tables, Unread())[1]]
    errors = {(each.sheet, position(each.cell)[0]): each for each in found if not each.is_warning}
    rows: dict[str, Row] = {row.what_if: row for row in past.tables[WhatIf]}
    told: set[int] = set()
    for row_class in OF_WHAT_IFS:
        for row in past.tables[row_class]:
            error = errors.get((SHEET_OF[row_class].name, row.line))
            if error is None:
                continue
            meant = rows[row.what_if] if isinstance(row, Change) else row
            if id(meant) not in told:
                told.add(id(meant))
                yield Off(meant, f"from {past.to} on it has an error; expected: {error.expected}")
