"""Properties in a sheet's XML that openpyxl's quick reader omits: merged areas, hidden rows, calculation mode.

It also omits rows that do not ascend, and one of two cells with the same address: neither is accepted here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

MOST_COLUMNS = 16_384


class OutOfOrderError(Exception):
    """A row or cell that is repeated or out of order: which of them counts is unknown."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, ends included."""

    first_column: int
    first_line: int
    last_column: int
    last_line: int

    @property
    def address(self) -> str:
        first, last = get_column_letter(self.first_column), get_column_letter(self.last_column)
        return f"{first}{self.first_line}:{last}{self.last_line}"

    def covers(self, line: int, column: int) -> bool:
        return self.first_line <= line <= self.last_line and self.first_column <= column <= self.last_column


@dataclass
class Marks:
    """Properties of a sheet besides its values."""

    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    has_formulas: bool = False


def read_marks(part: IO[bytes]) -> Marks:
    """The marks of a sheet's part. Raises OutOfOrderError if a row or cell is repeated or out of order."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.ParseFile(part)
    return reader.marks


class _Reader:
    """Takes elements in the order of the file."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.row = self.column = 0
        self.is_in_row = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(given.get("r", ""))
        elif name == "row":
            self._row(given)
        elif name == "f" and self.is_in_row:
            self.marks.has_formulas = True
        elif name == "mergeCell" and "ref" in given:
            self.marks.merged.append(Area(*range_boundaries(given["ref"])))
        elif name == "col" and (_is_true(given.get("hidden")) or _is_zero(given.get("width"))):
            first, last = int(given["min"]), min(int(given["max"]), MOST_COLUMNS)
            self.marks.hidden_columns.update(range(first, last + 1))
        elif name in ("sheetData", "mergeCells", "extLst"):
            self.is_in_row = False

    def _row(self, given: dict[str, str]) -> None:
        row = int(float(given["r"])) if "r" in given else self.row + 1
        if row <= self.row:
            raise OutOfOrderError(f"row {row} " + ("twice" if row == self.row else f"after row {self.row}"))
        self.row, self.column, self.is_in_row = row, 0, True
        if _is_true(given.get("hidden")) or _is_zero(given.get("ht")):
            self.marks.hidden_rows.add(row)

    def _cell(self, address: str) -> None:
        row, column = coordinate_to_tuple(address) if address else (self.row, self.column + 1)
        if row != self.row:
            raise OutOfOrderError(f"the cell {address} in row {self.row}")
        if column <= self.column:
            before = f"{get_column_letter(self.column)}{row}"
            raise OutOfOrderError(f"the cell {address} " + ("twice" if column == self.column else f"after {before}"))
        self.column = column


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")


def _is_zero(value: str | None) -> bool:
    return value is not None and re.fullmatch(r"0+(\.0*)?", value) is not None
