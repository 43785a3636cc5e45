"""Proposals as a workbook, in which the planner types 'yes' beside those to accept, and back."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from model.errors import InputError, Problem
from model.importing.propose import Proposal, Skipped
from model.sheets.schema import NO, YES
from model.system.outputs import CREATED, Output
from model.workbook.grid import SheetGrid, load_grid

PROPOSALS, SKIPPED = "Proposals", "Not read"
BETWEEN = " · "
"""Separator of the names that identify a row."""
COLUMNS = {"accept": 9, "sheet": 16, "row": 40, "column": 24, "year": 8, "in the workbook": 18, "proposed": 18,
           "change": 10, "new row": 9, "source": 60, "lines of the file": 20}  # fmt: skip
"""Widths by header."""
ABOUT = (
    f"Type '{YES}' in the column 'accept' beside what the workbook is to get, and save; 'import --accept' writes those "
    "cells, with their source, into a copy of the workbook. Nothing else is changed."
)
HEADER = 2
"""Line of the headers, from 0."""


def content(proposals: Sequence[Proposal], skipped: Sequence[Skipped], title: str) -> bytes:
    """The workbook as a file's content."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "subject": Output.PROPOSALS, "created": CREATED})
    bold, head = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
    wrapped, entry = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bg_color": "#FFF2CC"})
    number, share = book.add_format({"num_format": "#,##0.######"}), book.add_format({"num_format": "+0.0%;-0.0%;0%"})
    sheet = book.add_worksheet(PROPOSALS)
    sheet.write(0, 0, title, bold)
    sheet.merge_range(1, 0, 1, len(COLUMNS) - 1, ABOUT, wrapped)
    sheet.set_row(1, 32)
    for at, (header, width) in enumerate(COLUMNS.items()):
        sheet.write(HEADER, at, header, head)
        sheet.set_column(at, at, width)
    for line, each in enumerate(proposals, start=HEADER + 1):
        for at, value in enumerate(_cells(each)):
            header = [*COLUMNS][at]
            form = entry if not at else share if header == "change" else wrapped if header == "source" else None
            form = number if header in ("in the workbook", "proposed") else form
            sheet.write(line, at, value, form)
    last = HEADER + max(1, len(proposals))
    sheet.data_validation(HEADER + 1, 0, last, 0, {"validate": "list", "source": [YES, NO]})
    sheet.autofilter(HEADER, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(HEADER + 1, 4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER)
    other = book.add_worksheet(SKIPPED)
    other.write_row(0, 0, ["why", "lines of the file"], head)
    other.set_column(0, 0, 90, wrapped)
    other.set_column(1, 1, 40, wrapped)
    for line, left in enumerate(skipped, start=1):
        other.write_row(line, 0, [left.why, left.lines])
    book.close()
    return memory.getvalue()


def _cells(each: Proposal) -> list[str | float | None]:
    numbers = isinstance(each.now, int | float) and isinstance(each.proposed, int | float)
    change = each.proposed / each.now - 1 if numbers and each.now else None  # type: ignore[operator]
    return ["", each.sheet, BETWEEN.join(each.key), each.column, each.year or "", each.now, each.proposed, change,
            YES if each.is_new_row else NO, each.source, each.lines]  # fmt: skip


def accepted(path: Path) -> list[Proposal]:
    """Proposals with 'yes' beside them. Raises InputError for cells that hold neither yes nor no, or if there are no
    proposals."""
    grid = load_grid(path).get(PROPOSALS)
    if grid is None:
        raise InputError(f"{path} has no sheet {PROPOSALS!r}: give the workbook that 'import' wrote.")
    problems: list[Problem] = []
    found = list(_accepted(grid, problems))
    if problems:
        raise InputError(f"{path} cannot be accepted.", problems)
    if not found:
        raise InputError(f"{path}: nothing is accepted. Type '{YES}' in the column 'accept', and save.")
    return found


def _accepted(grid: SheetGrid, problems: list[Problem]) -> Iterator[Proposal]:
    headers: dict[int, str] = {}
    for row in grid.rows:
        cells = {cell.column: cell for cell in row}
        if not headers:
            if "accept" in (said := [str(cell.value) for cell in row]):
                headers = dict(zip(cells, said, strict=True))
            continue
        held: dict[str, Any] = {name: cells[at].value if at in cells else None for at, name in headers.items()}
        answer = str(held["accept"] or NO).strip().lower()
        if answer not in (YES, NO):
            wanted = f"'{YES}', '{NO}' or nothing"
            problems.append(Problem(PROPOSALS, row[0].address, answer, wanted, f"Type {YES} or {NO}"))
        if answer == YES:
            yield Proposal(str(held["sheet"]), tuple(str(held["row"]).split(BETWEEN)), str(held["column"]),
                           int(held["year"] or 0), held["in the workbook"], held["proposed"],
                           held["new row"] == YES, str(held["source"]), str(held["lines of the file"]))  # fmt: skip
