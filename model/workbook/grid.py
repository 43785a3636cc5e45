"""A workbook as cells: values and addresses, with number formats, formulas and errors.

No interpretation yet. openpyxl makes two passes, one for saved values and, if there are any, one for formulas. The file
is read into memory once and closed, so that a planner may save it meanwhile.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from model.errors import FileRefused
from model.sheets.names import shown
from model.workbook import guard
from model.workbook.styles import Area, Marks, OutOfOrderError, read_marks

Value = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None

ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!")


def address(column: int, line: int) -> str:
    """Address of a cell, such as 'B7'."""
    return f"{get_column_letter(column)}{int(line)}"


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell that holds something. ``value`` is None only of a formula without a saved result."""

    line: int
    column: int
    value: Value
    number_format: str = "General"
    formula: str = ""

    @property
    def address(self) -> str:
        return address(self.column, self.line)

    @property
    def is_uncalculated(self) -> bool:
        """A formula whose result was never saved: written by a program, not by Excel."""
        return self.value is None

    @property
    def is_error(self) -> bool:
        return isinstance(self.value, str) and self.value.strip() in ERRORS

    @property
    def is_percent(self) -> bool:
        return "%" in self.number_format

    @property
    def is_date(self) -> bool:
        return isinstance(self.value, (datetime.datetime, datetime.date, datetime.time, datetime.timedelta))

    @property
    def is_blank(self) -> bool:
        """A text of spaces only: it looks empty."""
        return isinstance(self.value, str) and not self.value.strip()

    @property
    def serial(self) -> float:
        """Excel's serial number of a date."""
        return float(to_excel(self.value))  # type: ignore[no-untyped-call]

    @property
    def text(self) -> str:
        """The value as a reader sees it."""
        return shown(self.value, is_percent=self.is_percent) if self.value is not None else self.formula


@dataclass(frozen=True)
class SheetGrid:
    """A sheet: its non-empty lines, each as its non-empty cells, and merged or hidden areas."""

    rows: tuple[tuple[RawCell, ...], ...]
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    is_manual: bool = False
    """Whether formulas of the workbook are calculated only when asked."""
    outside_names: frozenset[str] = frozenset()
    """Names of the workbook that stand for values of other files or programs, in small letters."""


def load_grid(path: Path) -> dict[str, SheetGrid]:
    """Every sheet of cells, by its name as written. Raises FileRefused if the file cannot be read."""
    return grids_of(guard.inspect(path), path)


def grids_of(content: bytes, path: Path) -> dict[str, SheetGrid]:
    """Grids of a file's contents, existing or about to be written."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _grids(content)
    except OutOfOrderError as error:
        raise FileRefused(f"{path} holds {error}: it is ambiguous which one counts. {guard.AGAIN}") from error
    except Exception as error:  # openpyxl raises whatever a broken part leads it to
        raise FileRefused(f"{path} cannot be read{_reason(content)}. {guard.AGAIN}") from error


# ------------------------------------------------------------------------------------------ reading


def _grids(content: bytes) -> dict[str, SheetGrid]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = sheet_parts(archive)
        marks = {name: _marks(archive, name, part) for name, part in parts.sheets.items()}
    formulas = _formulas(content) if any(mark.has_formulas for mark in marks.values()) else {}
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        return {
            sheet.title: SheetGrid(
                rows=tuple(_rows(sheet, formulas.get(sheet.title, {}), is_stale=parts.is_stale)),
                merged=tuple(marks[sheet.title].merged),
                hidden_rows=frozenset(marks[sheet.title].hidden_rows),
                hidden_columns=frozenset(marks[sheet.title].hidden_columns),
                is_hidden=sheet.sheet_state != "visible",
                is_manual=parts.is_manual,
                outside_names=parts.outside_names,
            )
            for sheet in book.worksheets
        }
    finally:
        book.close()


def _rows(sheet: Any, formulas: dict[tuple[int, int], str], *, is_stale: bool) -> Iterator[tuple[RawCell, ...]]:
    """The lines that hold something."""
    for row in _lines(sheet):
        cells = []
        for cell in row:
            if cell is EMPTY_CELL or (cell.value is None and not formulas):
                continue
            formula = formulas.get((cell.row, cell.column), "")
            value = None if is_stale and formula else cell.value
            if value is not None or formula:
                # Only its format changes a number's meaning.
                number_format = "General" if isinstance(value, str) else cell.number_format or "General"
                cells.append(RawCell(cell.row, cell.column, value, number_format, formula))
        if cells:
            yield tuple(cells)


def _lines(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Each line up to its last filled cell, whatever size the sheet claims to have."""
    sheet.reset_dimensions()
    yield from sheet.iter_rows(max_row=guard.LAST_ROW)


def _formulas(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    try:
        formulas: dict[str, dict[tuple[int, int], str]] = {}
        for sheet in book.worksheets:
            cells = [cell for row in _lines(sheet) for cell in row if cell.data_type == "f"]
            texts = [str(getattr(cell.value, "text", None) or cell.value) for cell in cells]
            formulas[sheet.title] = {(cell.row, cell.column): text for cell, text in zip(cells, texts, strict=True)}
        return formulas
    finally:
        book.close()


# --------------------------------------------------------------------------------------------- omissions of openpyxl

OTHER_FILE = re.compile(r"\[[^\[\]]+\][^\[\]!]*!")
NOT_A_NUMBER = re.compile(rb"""<c\s[^<>]*?\br="([A-Z]+\d+)"[^<>]*>\s*<v>\s*([-+]?(?:nan|inf|infinity))\s*</v>""", re.I)


@dataclass(frozen=True)
class Parts:
    """Declarations of the workbook part itself."""

    sheets: dict[str, str]
    """The part of the zip that holds each sheet, by the sheet's name."""
    is_stale: bool
    """Whether saved results are made up: who asks Excel to calculate when it opens the file has not calculated."""
    is_manual: bool
    names: dict[str, str]
    """Names of the workbook in small letters, with their texts."""
    outside_names: frozenset[str]


def sheet_parts(archive: zipfile.ZipFile) -> Parts:
    """Parts of the workbook. Raises OutOfOrderError if two sheets have the same name."""
    book = _targets(archive, "_rels/.rels", "")
    part = next((target for kind, target in book.values() if kind.endswith("/officeDocument")), "xl/workbook.xml")
    targets = relations_of(archive, part)
    sheets: dict[str, str] = {}
    root = ElementTree.fromstring(archive.read(part))
    for element in root.iterfind("{*}sheets/{*}sheet"):
        link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        title = element.get("name", "")
        if title in sheets:
            raise OutOfOrderError(f"two sheets named '{title}'")
        sheets[title] = targets.get(link, ("", ""))[1]
    calculation = root.find("{*}calcPr")
    attributes = {} if calculation is None else calculation.attrib
    defined = root.iterfind("{*}definedNames/{*}definedName")
    names = {element.get("name", "").casefold(): element.text or "" for element in defined}
    outside = frozenset(name for name, text in names.items() if OTHER_FILE.search(text))
    is_stale = attributes.get("fullCalcOnLoad") in ("1", "true")
    return Parts(sheets, is_stale, attributes.get("calcMode") == "manual", names, outside)


def _targets(archive: zipfile.ZipFile, rels: str, folder: str) -> dict[str, tuple[str, str]]:
    """(type, part) of each relation, by its id."""
    if rels not in archive.namelist():
        return {}
    targets = {}
    for element in ElementTree.fromstring(archive.read(rels)).iterfind("{*}Relationship"):
        target = element.get("Target", "")
        part = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}" if folder else target)
        targets[element.get("Id", "")] = (element.get("Type", ""), part)
    return targets


def relations_of(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """(type, part) of each relation of a part, by its id."""
    folder, _, name = part.rpartition("/")
    return _targets(archive, f"{folder}/_rels/{name}.rels", folder)


def _marks(archive: zipfile.ZipFile, sheet: str, part: str) -> Marks:
    if part not in archive.namelist():
        return Marks()
    with archive.open(part) as content:
        try:
            return read_marks(content)
        except OutOfOrderError as error:
            raise OutOfOrderError(f"{error}, in the sheet '{sheet}'") from error


def _reason(content: bytes) -> str:
    """The cell that openpyxl cannot read as a number, if that is why it failed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name, part in sheet_parts(archive).sheets.items():
                for chunk in guard.chunks(archive, part):
                    if match := NOT_A_NUMBER.search(chunk):
                        return f": {name}!{match[1].decode()} holds {match[2].decode()!r}, which is not a number"
    except Exception:  # the file is refused anyway; this only looks for a better word
        pass
    return ""
