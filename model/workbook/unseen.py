"""Hidden or possibly outdated inputs: one warning for each kind, with addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from model.errors import Problem
from model.sheets.names import count, spans
from model.sheets.schema import SAID, Sheet
from model.workbook.grid import RawCell, SheetGrid
from model.workbook.rows import Body

MOST_PLACES = 8
QUOTED = re.compile(r'"[^"]*"')
OUTSIDE = re.compile(
    r"\[[^\[\]]+\][^\[\]!(),;+*/=<>&]*!"  # [1]Prices!A1, '[Market.xlsx]Prices'!A1 and, of DDE, [1]!'item'
    r"|\b(?:DDE|RTD|WEBSERVICE)\("
    r"|\w\|[^|!]+!",
    re.IGNORECASE,
)
"""Pattern of formulas that take a value from another file or program."""


@dataclass(frozen=True)
class Seen:
    """Cells of a sheet that are part of the plan."""

    title: str
    grid: SheetGrid
    lines: frozenset[int]
    columns: frozenset[int]

    @property
    def cells(self) -> Iterable[RawCell]:
        for row in self.grid.rows:
            if row[0].line in self.lines:
                yield from (cell for cell in row if cell.column in self.columns and not cell.is_blank)


def seen(sheets: Mapping[Sheet, str], grids: Mapping[str, SheetGrid], bodies: Iterable[Body]) -> list[Seen]:
    """Cells in use of each sheet: the rows in use of a table, all lines of Settings."""
    bodies_seen = {body.sheet.row_class: body for body in bodies}
    unseen_parts = []
    for sheet, title in sheets.items():
        grid = grids[title]
        if sheet.vertical:
            lines = {row[0].line for row in grid.rows}
            columns = {cell.column for row in grid.rows for cell in row[:2]}
        elif body := bodies_seen.get(sheet.row_class):
            lines = {draft.line for draft in body.drafts if draft.is_in_use}
            columns = {at for at, (column, _) in body.layout.places.items() if column not in SAID}
        else:
            continue
        if lines:
            unseen_parts.append(Seen(title, grid, frozenset(lines), frozenset(columns)))
    return unseen_parts


def unseen(parts: list[Seen]) -> list[Problem]:
    """One warning for each kind of input that may be read unawares."""
    kinds = (_sheets, _rows, _columns, _old_results, _from_outside)
    return [problem for kind in kinds for problem in kind(parts)]


def _sheets(parts: list[Seen]) -> list[Problem]:
    hidden = [part.title for part in parts if part.grid.is_hidden]
    return _problems_at(
        [(title, "", title) for title in hidden],
        "visible sheets",
        "Hidden sheets are read like any other ({places}): unhide them, or delete them",
    )


def _rows(parts: list[Seen]) -> list[Problem]:
    places = []
    for part in parts:
        hidden = sorted({cell.line for cell in part.cells} & part.grid.hidden_rows)
        if hidden:
            places.append((part.title, f"A{hidden[0]}", f"{part.title} {spans(hidden)}"))
    return _problems_at(
        places,
        "visible rows",
        "Hidden or filtered rows are read like any other ({places}): show them, or put 'no' in 'in use'",
    )


def _columns(parts: list[Seen]) -> list[Problem]:
    places = []
    for part in parts:
        hidden = sorted({cell.column for cell in part.cells} & part.grid.hidden_columns)
        if hidden:
            letters = ", ".join(get_column_letter(at) for at in hidden)
            places.append((part.title, f"{get_column_letter(hidden[0])}1", f"{part.title} {letters}"))
    return _problems_at(
        places, "visible columns", "Hidden columns are read like any other ({places}): show them, or delete them"
    )


def _old_results(parts: list[Seen]) -> list[Problem]:
    manual = [part for part in parts if part.grid.is_manual]
    return _problems_at(
        _cells(manual, lambda cell, _: bool(cell.formula)),
        "formulas that Excel calculates by itself",
        "The workbook calculates only on request, so results may be out of date; those saved last were "
        "read ({places}). Press F9 and save, or set Formulas > Calculation Options to Automatic",
    )


def _from_outside(parts: list[Seen]) -> list[Problem]:
    return _problems_at(
        _cells(parts, is_from_outside),
        "values of this workbook",
        "A formula takes it from another file or program; the value saved last was read ({places}). "
        "Type the values, or update the links and save",
    )


def is_from_outside(cell: RawCell, grid: SheetGrid) -> bool:
    """Whether a cell's formula takes a value from another file or program, or from a name that does."""
    if not cell.formula:
        return False
    plain = QUOTED.sub("", cell.formula)
    names = {name.casefold() for name in re.findall(r"[^\W\d][\w.]*", plain)} if grid.outside_names else set()
    return OUTSIDE.search(plain) is not None or bool(names & grid.outside_names)


def _cells(parts: Iterable[Seen], is_meant: Callable[[RawCell, SheetGrid], bool]) -> list[tuple[str, str, str]]:
    """(sheet, first cell, sheet and cells) of each sheet with such cells."""
    places = []
    for part in parts:
        cells = [cell.address for cell in part.cells if is_meant(cell, part.grid)]
        if cells:
            more = f" and {len(cells) - MOST_PLACES} more" if len(cells) > MOST_PLACES else ""
            places.append((part.title, cells[0], f"{part.title} {', '.join(cells[:MOST_PLACES])}{more}"))
    return places


def _problems_at(places: list[tuple[str, str, str]], expected: str, fix: str) -> list[Problem]:
    if not places:
        return []
    title, cell, _ = places[0]
    listed = "; ".join(place for _, _, place in places[:MOST_PLACES])
    listed += f" and {count(len(places) - MOST_PLACES, 'more sheet')}" if len(places) > MOST_PLACES else ""
    return [Problem(title, cell, "", expected, fix.format(places=listed), is_warning=True)]
