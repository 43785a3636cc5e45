"""A workbook that is edited in the browser: texts that are typed into its cells, the file with them, and its problems.
Its sheets stay in memory, so that a cell is checked at once. Where a formula is calculated from a cell that changes,
its saved result is old until Excel calculates again."""

from __future__ import annotations

import re
import zipfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from model.errors import InputError, Problem
from model.sheets.common import Settings
from model.sheets.names import place, shown
from model.sheets.schema import SAID, Column, Kind, Sheet
from model.system.memoise import remembered
from model.whatif.load import check_grids, check_reading
from model.workbook.cells import Terms, may_be_share
from model.workbook.explain_column import bounds, explanation
from model.workbook.grid import RawCell, SheetGrid, grids_of, sheet_parts
from model.workbook.guard import LAST_COLUMN, LAST_ROW, inspect
from model.workbook.headers import ColumnLayout, header_of, normal
from model.workbook.parse import SheetRead, match_sheets, read_grids
from model.workbook.patch import Patch
from model.workbook.references import Registry
from model.workbook.sheet_part import At
from model.workbook.styles import Area

Typed = tuple[str | bool | int | float | None, bool | None]
"""A value, and whether its cell must be shown as per cent or must not; None: unchanged."""

NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%?)", re.IGNORECASE)
NUMBERS = (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY, Kind.YEAR, Kind.PERIODS, Kind.ENTRY)
MOST_NEW = 5_000
"""New lines below a table at once."""
REMARKS = [column.header for column in SAID]
MOST_OPEN = 100
"""States of workbooks that are kept in memory: twice as many as users may type at once. They share most sheets."""


def typed(text: str, column: Column | None) -> Typed:
    """The meaning of a text in a cell, as Excel takes it: 85 in a column of per cent is 85 %. All else stays text, also
    a text that begins as a formula does."""
    kind = Kind.ENTRY if column is None else column.kind
    match = NUMBER.fullmatch(text.strip())
    if not match or kind not in NUMBERS:
        return text or None, None
    number, is_share = float(match[1]), column is not None and column.is_percent
    if match[2] and not (is_share or kind is Kind.ENTRY or (column is not None and may_be_share(column))):
        return text, None
    if match[2] or (is_share and abs(number) >= 1):
        return float(f"{number / 100:.15g}"), True
    plain = int(match[1]) if re.fullmatch(r"[+-]?\d{1,15}", match[1]) else number
    return plain, True if is_share else False if kind is Kind.ENTRY else None


class OpenBook:
    """A state of a workbook: its content, its cells by sheet, and its problems."""

    def __init__(
        self, path: Path, content: bytes, grids: Mapping[str, SheetGrid], earlier: Mapping[str, SheetRead] | None = None
    ) -> None:
        self.path, self.content, self.grids = path, content, grids
        self.reading = read_grids(grids, earlier)
        self.problems = check_reading(self.reading, with_whatifs=False)[1]
        self._sheets = {title: sheet for sheet, title in match_sheets(grids)[0].items()}

    @cached_property
    def all_problems(self) -> list[Problem]:
        """With those of what-ifs and ranges, from the file itself."""
        return check_grids(grids_of(self.content, self.path))[1]

    @cached_property
    def _inputs(self) -> Any:
        with zipfile.ZipFile(BytesIO(self.content)) as archive:
            return inputs_of(self.grids, sheet_parts(archive).names)

    def declared(self, title: str) -> Sheet | None:
        """The sheet of a title; None if it is not declared."""
        return self._sheets.get(title)

    def layout(self, title: str) -> ColumnLayout:
        """Where the columns of a sheet are; its first line is a header in Settings, and none in sheets not declared."""
        read = self.reading.sheets.get(title)
        if read is not None and read.body is not None:
            return read.body.layout
        head = 1 if title in self._sheets else 0
        return ColumnLayout(head, head + 1)

    def column(self, title: str, at: At) -> Column | None:
        """The declared column of a cell; of a setting its own."""
        sheet = self._sheets.get(title)
        if sheet is not None and sheet.row_class is Settings:
            cells = self._cells(title).get(at[0], {})
            name = normal(cells[1].text) if 1 in cells else ""
            return next((column for column in sheet.columns if normal(column.header) == name and at[1] == 2), None)
        return self.layout(title).places.get(at[1], (None, None))[0]

    def last(self, title: str) -> int:
        """The last line that holds something, at least that above the first row."""
        lines = [row[0].line for row in self.grids[title].rows if not all(cell.is_blank for cell in row)]
        return max([self.layout(title).first - 1, *lines])

    @remembered
    def _cells(self, title: str) -> dict[int, dict[int, RawCell]]:
        return {row[0].line: {cell.column: cell for cell in row} for row in self.grids[title].rows}

    def locked(self, title: str, at: At) -> str:
        """Why a cell cannot be written here: it is calculated, or something is calculated from it."""
        cell = self._cells(title).get(at[0], {}).get(at[1]) if self._inputs else None
        if cell is not None and cell.formula:
            return f"{cell.address} holds the formula {cell.formula[:60]}: change it in Excel."
        reader = next((area.formula for area in self._inputs if area.covers(title, *at)), "")
        where = RawCell(*at, None).address
        return f"{reader} is calculated from {where}: change it in Excel, which calculates it again." if reader else ""

    # ------------------------------------------------------------------------------------------ changes

    def with_cells(self, title: str, cells: Mapping[At, Typed]) -> OpenBook:
        """The workbook with other values in some cells of a sheet, rows below the last one among them. Raises
        InputError for cells that cannot be written."""
        layout, last = self.layout(title), self.last(title)
        rows = {line: dict(row) for line, row in self._cells(title).items()}
        right = max([cell.column for row in self.grids[title].rows for cell in row] + [1])
        for (line, column), (value, percent) in cells.items():
            if not (layout.first <= line <= last + MOST_NEW or line in rows) or not 1 <= column <= right:
                raise InputError(f"There is no cell in line {line}, column {column} of {title}.")
            if reason := self.locked(title, (line, column)):
                raise InputError(reason)
            before = rows.setdefault(line, {}).pop(column, None)
            number_format = {True: "0.00%", False: "General", None: before.number_format if before else "General"}
            if value not in (None, ""):
                rows[line][column] = RawCell(line, column, value, number_format[percent])
        patch = Patch(self.content)
        percents = {at: percent for at, (_, percent) in cells.items() if percent is not None}
        inside, below = ({at: value for at, (value, _) in cells.items() if (at[0] > last) is b} for b in (False, True))
        for write, values in ((patch.put, inside), (patch.append, below)):
            if values:
                write(title, values, {}, percents, layout.first - 1)
        return self._now(title, patch, rows)

    def without_row(self, title: str, line: int) -> OpenBook:
        """The workbook without a row. Raises InputError if it cannot be deleted."""
        last, rows = self.last(title), self._cells(title)
        if not self.layout(title).first <= line <= last:
            raise InputError(f"{title} has no row in line {line}.")
        patch = Patch(self.content)
        patch.delete(title, line, last)
        rows = {at - (at > line): cells for at, cells in rows.items() if at != line}
        return self._now(title, patch, rows)

    def typed(self, title: str, texts: Sequence[tuple[int, int, str]]) -> OpenBook:
        """The workbook with texts typed into cells, each with its line and column."""
        cells = {(line, column): typed(text, self.column(title, (line, column))) for line, column, text in texts}
        return self.with_cells(title, cells)

    def corrected(self, places: Sequence[str] | None) -> OpenBook:
        """The workbook with the replacements of problems at some places; without, with all that are certain."""
        cells: dict[str, dict[At, Typed]] = {}
        is_quick = set(places or ()) <= {problem.where for problem in self.problems}
        for problem in self.problems if is_quick else self.all_problems:
            replacement, (title, at) = problem.replacement, self._place(problem.sheet, problem.cell)
            if replacement and at and (replacement.is_certain if places is None else problem.where in places):
                is_share = self._is_share(title, at) and not isinstance(replacement.value, str)
                cells.setdefault(title, {})[at] = replacement.value, True if is_share else None
        book = self
        for title, values in cells.items():
            book = book.with_cells(title, values)
        return book

    def _place(self, sheet: str, cell: str) -> tuple[str, At | None]:
        """The title of a sheet as the workbook has it, and a cell's line and column, if it is one."""
        title = next((title for title in self.grids if normal(title) == normal(sheet)), sheet)
        return title, coordinate_to_tuple(cell) if re.fullmatch(r"[A-Z]+\d+", cell) else None

    def _is_share(self, title: str, at: At) -> bool:
        column = self.column(title, at)
        return column is not None and column.is_percent

    def _now(self, title: str, patch: Patch, rows: Mapping[int, Mapping[int, RawCell]]) -> OpenBook:
        cells = ((at, [rows[at][n] for n in sorted(rows[at])]) for at in sorted(rows) if rows[at])
        lines = [tuple(cell if cell.line == at else replace(cell, line=at) for cell in row) for at, row in cells]
        grids = {**self.grids, title: replace(self.grids[title], rows=tuple(lines))}
        return OpenBook(self.path, patch.content(), grids, self.reading.sheets)

    # ------------------------------------------------------------------------------------------ as the page has it

    def fields(self, problem: Problem) -> dict[str, Any]:
        """A problem, with words of its correction."""
        fields = problem.fields
        return fields | {"words": self.words(problem.sheet, problem.cell, fields["replacement"])}

    def words(self, sheet: str, cell: str, replacement: Mapping[str, Any] | None) -> str:
        """Words of a correction, with the text that the cell then shows; empty without one."""
        if replacement is None:
            return ""
        title, at = self._place(sheet, cell)
        is_share = at is not None and self._is_share(title, at) and not isinstance(replacement["value"], str)
        text = "empty" if replacement["value"] is None else shown(replacement["value"], is_percent=is_share)
        return f"{'Correct to' if replacement['is_certain'] else 'If that is meant:'} {text}"

    def row(self, sheet: str, cell: str) -> list[tuple[str, str, bool]]:
        """The filled cells in the row of a cell: the header of each, its text, and whether it is that cell."""
        title, at = self._place(sheet, cell)
        if at is None or title not in self.grids:
            return []
        cells = self._cells(title)
        heads = cells.get(self.layout(title).header, {})
        line = {at[1]: RawCell(*at, ""), **cells.get(at[0], {})}
        texts = [(heads[n].text if n in heads else "", line[n].text, n == at[1]) for n in sorted(line)]
        return [text for text in texts if text[0] not in REMARKS or text[2]]

    def lines(self, title: str) -> dict[int, dict[str, str]]:
        """Texts of cells by line and letter of the column."""
        rows, first = self._cells(title), self.layout(title).first
        return {
            line: {get_column_letter(at): cell.text for at, cell in cells.items()}
            for line, cells in rows.items()
            if line >= first
        }

    def columns(self, title: str) -> list[dict[str, Any]]:
        """Properties of each column for the page."""
        layout, cells = self.layout(title), self._cells(title)
        registry = Registry(
            {read.body.sheet.row_class: read.body for read in self.reading.sheets.values() if read.body}, with_off=True
        )
        settings = self.reading.tables.settings
        terms = Terms(settings, (settings.first_year, settings.last_year))
        right = max([cell for line in cells.values() for cell in line] + [1])
        columns = []
        for at in range(1, right + 1):
            letter, head = get_column_letter(at), cells.get(layout.header, {}).get(at)
            about: dict[str, Any] = {"field": letter, "number": at, "title": letter if head is None else head.text}
            column, year = layout.places.get(at, (None, None))
            if column is not None:
                names = registry.names(column.of).all if column.of else ()
                own = {
                    name: getattr(column, name) for name in ("above", "at_least", "at_most", "required", "is_percent")
                }
                about |= own | {
                    "title": str(header_of(column, year)),
                    "unit": terms.unit(column),
                    "note": explanation(column, settings),
                    "bounds": bounds(column),
                    "is_number": column.kind in NUMBERS[:-1],
                    "is_key": column.is_key,
                    "names": [*column.options, *names, *column.words],
                }
            columns.append(about)
        return columns


_OPEN: OrderedDict[Path, OpenBook] = OrderedDict()


def opened(path: Path, book: OpenBook | None = None) -> OpenBook:
    """A workbook from memory, or from its file. A path stands for one content for ever. Raises FileRefused if it cannot
    be read safely."""
    now = book or _OPEN.get(path)
    if now is None:
        content = inspect(path)
        now = OpenBook(path, content, grids_of(content, path))
    _OPEN[path] = now
    _OPEN.move_to_end(path)
    if len(_OPEN) > MOST_OPEN:
        _OPEN.popitem(last=False)
    return now


# ----------------------------------------------------------------------------------------------------------------------
# Formulas that are calculated from a cell.

CELLS = r"\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+"
AREA = re.compile(rf"(?:(?:'((?:[^']|'')+)'|([^'!:\[\]]+))!)?({CELLS})", re.IGNORECASE)
BY_TEXT = ("INDIRECT(", "OFFSET(", "CELL(", "INFO(")
"""Functions that reach cells which their formula does not name."""


@dataclass(frozen=True)
class FormulaInputs:
    """Cells from which a formula is calculated."""

    sheet: str
    """In small letters; empty: any."""
    area: Area
    formula: str
    """Place of the formula."""

    def covers(self, sheet: str, line: int, column: int) -> bool:
        return self.sheet in ("", sheet.casefold()) and self.area.covers(line, column)


EVERYTHING = ("", Area(1, 1, LAST_COLUMN, LAST_ROW))


def inputs_of(grids: Mapping[str, SheetGrid], names: Mapping[str, str]) -> list[FormulaInputs]:
    """The inputs of every formula of a workbook; ``names`` are its own in small letters, with their texts."""
    inputs: dict[tuple[str, Area], FormulaInputs] = {}
    for title, grid in grids.items():
        for cell in (cell for row in grid.rows for cell in row if cell.formula):
            for area in _areas(cell.formula, title, names):
                inputs.setdefault(area, FormulaInputs(*area, place(title, cell.address)))
    return list(inputs.values())


def _areas(formula: str, sheet: str, names: Mapping[str, str], depth: int = 0) -> Iterator[tuple[str, Area]]:
    """Areas that a formula in a sheet reads; everything, if it does not tell."""
    if not formula.startswith("=") or depth > len(names) or any(word in formula.upper() for word in BY_TEXT):
        yield EVERYTHING
        return
    for token in Tokenizer(formula).items:
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            continue
        if match := AREA.fullmatch(token.value):
            low, top, high, bottom = range_boundaries(match[3])
            title = (match[1] or match[2] or sheet).replace("''", "'").casefold()
            yield title, Area(low or 1, top or 1, high or LAST_COLUMN, bottom or LAST_ROW)
        else:
            text = names.get(token.value.casefold())
            yield from [EVERYTHING] if text is None else _areas(f"={text}", sheet, names, depth + 1)
