"""Proposals as a workbook, in which the planner types 'yes' beside those to accept, and back."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from model.errors import InputError, Problem
from model.importing.proposal import Proposal, Skipped
from model.importing.propose import NUMBERS
from model.sheets.schema import NO, YES, Kind
from model.system.files import CREATED, Output
from model.workbook.grid import SheetGrid, load_grid
from model.workbook.template import ordered_sheets

PROPOSALS, SKIPPED = "Proposals", "Not read"
BETWEEN, DOT = " · ", "·"
"""Separator of the names that identify a row; a dot in a name is written twice."""
COLUMNS = {
    "accept": 9,
    "sheet": 16,
    "row": 40,
    "column": 24,
    "year": 8,
    "unit": 14,
    "in the workbook": 18,
    "proposed": 18,
    "change": 10,
    "new row": 9,
    "source": 60,
    "lines of the file": 20,
}
"""Widths by header."""
ABOUT = (
    f"Type '{YES}' in the column 'accept' beside what the workbook is to get, and save; 'import --accept' writes those "
    "cells, with their source, into a copy of the workbook. A first value for one year, where there was one for all "
    "years or none, holds for all years until others are typed."
)
WHOLE, BROKEN, PER_CENT = "#,##0", "#,##0.######", "0.######%"
HEADER = 2
"""Line of the headers, from 0."""


def content(proposals: Sequence[Proposal], skipped: Sequence[Skipped], title: str) -> bytes:
    """The workbook as a file's content."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "subject": Output.PROPOSALS, "created": CREATED})
    forms = {text: book.add_format({"num_format": text}) for text in (WHOLE, BROKEN, PER_CENT)}
    bold, head = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
    wrapped, entry = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bg_color": "#FFF2CC"})
    share = book.add_format({"num_format": "+0.0%;-0.0%;0%"})
    sheet = book.add_worksheet(PROPOSALS)
    sheet.write(0, 0, title, bold)
    sheet.merge_range(1, 0, 1, len(COLUMNS) - 1, ABOUT, wrapped)
    sheet.set_row(1, 32)
    for at, (header, width) in enumerate(COLUMNS.items()):
        sheet.write(HEADER, at, header, head)
        sheet.set_column(at, at, width)
    for line, proposal in enumerate(proposals, start=HEADER + 1):
        for at, value in enumerate(_cells(proposal)):
            header = [*COLUMNS][at]
            form = entry if not at else share if header == "change" else wrapped if header == "source" else None
            if header in ("in the workbook", "proposed") and isinstance(value, int | float):
                form = forms[PER_CENT if proposal.is_percent else WHOLE if value == int(value) else BROKEN]
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


def _cells(proposal: Proposal) -> list[str | float | None]:
    return [
        "",
        proposal.sheet,
        _row(proposal.key),
        proposal.column,
        proposal.year or "",
        proposal.unit,
        proposal.now,
        proposal.proposed,
        proposal.change,
        YES if proposal.is_new_row else NO,
        proposal.source,
        proposal.lines,
    ]


def _row(key: Sequence[str]) -> str:
    return BETWEEN.join(name.replace(DOT, 2 * DOT) for name in key)


def accepted(path: Path) -> list[Proposal]:
    """Proposals with 'yes' beside them. Raises InputError for cells that hold neither yes nor no, or if there are no
    proposals."""
    grid = load_grid(path).get(PROPOSALS)
    if grid is None:
        raise InputError(f"{path} has no sheet {PROPOSALS!r}: give the workbook that 'import' wrote.")
    problems: list[Problem] = []
    proposals = list(_accepted(grid, problems))
    if problems:
        raise InputError(f"{path} cannot be accepted.", problems)
    if not proposals:
        raise InputError(f"{path}: nothing is accepted. Type '{YES}' in the column 'accept', and save.")
    return proposals


def _accepted(grid: SheetGrid, problems: list[Problem]) -> Iterator[Proposal]:
    headers: dict[int, str] = {}
    for row in grid.rows:
        cells = {cell.column: cell for cell in row}
        if not headers:
            titles = {at: str(cell.value) for at, cell in cells.items()}
            headers = titles if "accept" in titles.values() else {}
            if headers and (missing := [column for column in COLUMNS if column not in titles.values()]):
                problems.append(
                    Problem(PROPOSALS, row[0].address, "", f"the header '{missing[0]}'", "Run import again")
                )
                return
            continue
        named = {name: cells[at] for at, name in headers.items() if at in cells and not cells[at].is_blank}
        values: dict[str, Any] = {name: cell.value for name, cell in named.items()}
        answer = str(values.get("accept", NO)).strip().lower()
        if answer not in (YES, NO):
            wanted = f"'{YES}', '{NO}' or nothing"
            problems.append(Problem(PROPOSALS, named["accept"].address, answer, wanted, f"Type {YES} or {NO}"))
        if answer == YES:
            proposal = _proposal(values, f"row {row[0].line}")
            problems.extend(proposal if isinstance(proposal, list) else [])
            yield from [] if isinstance(proposal, list) else [proposal]


def _proposal(values: Mapping[str, Any], line: str) -> Proposal | list[Problem]:
    """A proposal that was accepted, or why it is none."""
    sheet = next(
        (sheet for sheet in ordered_sheets() if sheet.name == values.get("sheet") and not sheet.vertical), None
    )
    columns = () if sheet is None else sheet.columns
    column = next((column for column in columns if column.header == values.get("column")), None)
    key = tuple(name.replace(2 * DOT, DOT) for name in str(values.get("row", "")).split(BETWEEN))
    if sheet is None or column is None or len(key) != len(sheet.key):
        return [Problem(PROPOSALS, line, "", "a sheet, a row and a column as 'import' wrote them", "Run import again")]
    year, value = values.get("year", 0), values.get("proposed", "")
    is_whole = column.whole or column.kind is Kind.YEAR
    wanted = "a whole number" if is_whole else "a number" if column.kind in NUMBERS else "a text"
    is_right = _is_number(value) if column.kind in NUMBERS else isinstance(value, str) and value
    if not is_right or (is_whole and value != int(value)):
        return [Problem(PROPOSALS, line, str(value), f"{wanted} in the column 'proposed'", "Run import again")]
    if not _is_number(year) or year != int(year):
        return [Problem(PROPOSALS, line, str(year), "a year, or nothing", "Run import again")]
    return Proposal(
        sheet.name,
        key,
        column.header,
        int(year),
        values.get("in the workbook"),
        value,
        values.get("new row") == YES,
        str(values.get("source", "")),
        str(values.get("lines of the file", "")),
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
