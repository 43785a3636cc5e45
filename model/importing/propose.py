"""Proposals: rows and cells of the workbook that differ from a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from model.errors import InputError, Problem
from model.families.common.checking import problem
from model.importing.formats import FORMAT_OF, DataTable, Record, decimal_mark, number, read
from model.importing.proposal import Key, Proposal, Skipped, in_words, is_same, names_of, value_in
from model.sheets.names import Names, did_you_mean
from model.sheets.schema import ANY, ESTIMATED, Column, Kind, Row, Sheet
from model.sheets.tables import Tables, unit_text
from model.sheets.whatifs import CSV, Import, ImportColumn, ImportName
from model.whatif.selectors import NotReadable, conditions
from model.workbook.headers import normal
from model.workbook.template import all_rows, ordered_sheets

NUMBERS = (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY, Kind.YEAR)

YEAR = re.compile(r"(\d{4})(\.0+|\d{2}|-?[QM]\d+|-\d{2}(-\d{2})?)?")
"""2026, and days, months and quarters of it."""


@dataclass
class FoundCell:
    """Sums or words of the records of a row and year, for one column."""

    taken: float = 0.0
    per: float = 0.0
    words: set[str] = field(default_factory=set)
    lines: list[int] = field(default_factory=list)
    grades: set[str] = field(default_factory=set)


def propose(tables: Tables, name: str, path: Path) -> tuple[list[Proposal], list[Skipped]]:
    """Proposals of a file, and lines left out. Raises InputError with every error of the import's rows, FileRefused
    if the file is no table."""
    rows = [row for row in tables[Import] if row.import_ == name]
    if not rows:
        imports = Names(row.import_ for row in tables[Import])
        meant = imports.meant(name)
        have = f" {did_you_mean(name, meant)}" if meant else f" It has {', '.join(imports.all) or 'none'}."
        raise InputError(f"The sheet Imports has no {name!r}.{have}")
    table = read(path, rows[0].format)
    reader = _ImportReader(tables, rows[0], table, path)
    if problems := list(reader.problems()):
        raise InputError(f"The import {name!r} cannot read {path.name}.", problems)
    return reader.proposals()


class _ImportReader:
    """An import, with the columns of its sheet and of the file."""

    def __init__(self, tables: Tables, row: Import, table: DataTable, path: Path) -> None:
        self.tables, self.row, self.headers, self.table, self.path = tables, row, table.headers, table, path
        self.columns = [line for line in tables[ImportColumn] if line.import_ == row.import_]
        names = [line for line in tables[ImportName] if line.import_ in (ANY, row.import_)]
        self.names = {name.found: name.name for name in sorted(names, key=lambda name: name.import_ != ANY)}
        self.skipped: dict[str, list[int]] = {}

    @cached_property
    def sheet(self) -> Sheet | None:
        sheets = (sheet for sheet in ordered_sheets() if normal(sheet.name) == normal(self.row.sheet))
        return next((sheet for sheet in sheets if _has_names(sheet)), None)

    def column(self, header: str) -> Column | None:
        assert self.sheet is not None
        return next((column for column in self.sheet.columns if normal(column.header) == normal(header)), None)

    # ------------------------------------------------------------------------------------------ its own rows

    def problems(self) -> Iterator[Problem]:
        """Errors of the import's rows."""
        if self.sheet is None:
            names = Names(sheet.name for sheet in ordered_sheets() if _has_names(sheet))
            yield problem(self.row, "sheet", "a sheet whose rows have names", _meant(self.row.sheet, names))
            return
        if self.row.year and self.row.year not in self.headers and not self.row.year.isdigit():
            yield problem(
                self.row, "year", "a header of the file, or a year", _meant(self.row.year, Names(self.headers))
            )
        try:
            wanted = [condition.header for condition in conditions(self.row.only or ANY)]
        except NotReadable as error:
            yield problem(self.row, "only", error.expected, error.fix)
        else:
            for header in (name for name in wanted if name not in self.headers):
                yield problem(self.row, "only", "headers of the file", _meant(header or "", Names(self.headers)))
        headers = set()
        for chosen in self.columns:
            column = self.column(chosen.column)
            if column is None:
                names = Names(one.header for one in self.sheet.columns)
                yield problem(chosen, "column", f"a header of {self.sheet.name}", _meant(chosen.column, names))
                continue
            if column.attribute in headers:
                yield problem(chosen, "column", f"each header of {self.sheet.name} once", "Delete one of its rows")
            headers.add(column.attribute)
            yield from self._problems_of(chosen, column)
        for column in self.sheet.key:
            if column.attribute not in headers and column.required:
                fix = f"Add a row to 'Import columns' for '{column.header}', which identifies rows of {self.sheet.name}"
                yield problem(self.row, "import_", f"a column for '{column.header}'", fix)

    def _problems_of(self, chosen: ImportColumn, column: Column) -> Iterator[Problem]:
        if bool(chosen.take) == bool(chosen.value):
            yield problem(chosen, "take", "either 'take' or 'value'", "Fill one of the two")
        for attribute in ("take", "per"):
            header = getattr(chosen, attribute)
            if header and header not in self.headers:
                yield problem(chosen, attribute, f"a header of {self.path.name}", _meant(header, Names(self.headers)))
        if chosen.per and column.kind not in NUMBERS:
            yield problem(chosen, "per", "nothing, as the column holds words", "Clear the cell")
        if chosen.value and column.kind in NUMBERS and number(chosen.value, ".") is None:
            yield problem(chosen, "value", "a number", "Type digits alone, such as 12.5")

    # ------------------------------------------------------------------------------------------ the file

    def proposals(self) -> tuple[list[Proposal], list[Skipped]]:
        cells_of: dict[Key, dict[tuple[str, int], FoundCell]] = {}
        for record in self._chosen(self.table.records):
            key = self._key(record)
            if key is not None:
                self._add(cells_of.setdefault(key, {}), record)
        proposals = [proposal for key, cells in cells_of.items() for proposal in self._proposed(key, cells)]
        return proposals, [Skipped(why, in_words(lines)) for why, lines in self.skipped.items()]

    def _chosen(self, records: Iterable[Record]) -> Iterator[Record]:
        wanted = conditions(self.row.only or ANY)
        for record in records:
            values = record.values
            if all(any(pattern.hits([values.get(of.header or "", "")]) for pattern in of.patterns) for of in wanted):
                yield record

    def _skip(self, why: str, record: Record) -> None:
        self.skipped.setdefault(why, []).append(record.line)

    def _word(self, column: ImportColumn, record: Record) -> str:
        text = column.value or record.values.get(column.take, "")
        return self.names.get(text, text)

    def _key(self, record: Record) -> Key | None:
        """Names that identify the row of a record; None if the workbook lacks one."""
        assert self.sheet is not None
        values = {
            column.attribute: self._word(one, record) for one in self.columns if (column := self.column(one.column))
        }
        key = tuple(values.get(column.attribute, str(column.if_empty or "")) for column in self.sheet.key)
        for column, text in zip(self.sheet.key, key, strict=True):
            if not text:
                self._skip(f"no {column.header}", record)
                return None
            if not self._is_known(column, text, record):
                return None
        return key

    def _is_known(self, column: Column, text: str, record: Record) -> bool:
        """Whether a cell may hold a word; otherwise the record is skipped."""
        names = self._names_of(column)
        if names is None or text in names:
            return True
        meant = names.meant(text)
        fix = f" ({did_you_mean(text, meant)})" if meant else ""
        if column.kind is Kind.CHOICE:
            have = f"{column.header!r} has no {text!r}{fix}: add a row to Import names"
        else:
            have = f"{' and '.join(column.of)} has no {text!r}{fix}: add it there, or a row to Import names"
        self._skip(have, record)
        return False

    def _names_of(self, column: Column) -> Names | None:
        """Words that a reference or a choice may hold; None if any."""
        if column.kind is Kind.CHOICE:
            return Names(column.options)
        if column.kind is not Kind.REFERENCE:
            return None
        if column.attribute not in self._names_by_column:
            sheets = [sheet for sheet in ordered_sheets() if sheet.name in column.of]
            rows = ((row, sheet) for sheet in sheets for row in self.tables.rows.get(sheet.row_class, []))
            self._names_by_column[column.attribute] = Names(
                [*column.words, *(str(getattr(row, table_row.key[0].attribute)) for row, table_row in rows)]
            )
        return self._names_by_column[column.attribute]

    @cached_property
    def mark(self) -> str:
        """Decimal mark of the columns that are taken."""
        numeric = [
            numeric_column
            for numeric_column in self.columns
            if (column := self.column(numeric_column.column)) and column.kind in NUMBERS
        ]
        headers = {header for one in numeric for header in (one.take, one.per) if header}
        texts = (record.values.get(header, "") for record in self.table.records for header in headers)
        return decimal_mark(texts, self.table.separator, is_english=self.row.format != CSV)

    @cached_property
    def _names_by_column(self) -> dict[str, Names]:
        return {}

    def _year(self, record: Record) -> int | None:
        """0 for every year; None if it cannot be read."""
        text = self.row.year or FORMAT_OF[self.row.format].year
        text = text if text.isdigit() else record.values.get(text, "") if text else "0"
        match = YEAR.fullmatch(text)
        return 0 if text == "0" else int(match[1]) if match else None

    def _add(self, cells: dict[tuple[str, int], FoundCell], record: Record) -> None:
        """Add what a record says of each column of its row."""
        for one in self.columns:
            column = self.column(one.column)
            if column is None or column.is_key:
                continue
            year = self._year(record) if column.kind is Kind.YEARLY else 0
            settings = self.tables.settings
            if year is None:
                self._skip("its year cannot be read", record)
                continue
            if year and not settings.first_year <= year <= settings.last_year:
                self._skip(f"{year} is no year of the plan, {settings.first_year} to {settings.last_year}", record)
                continue
            if column.kind in NUMBERS:
                self._add_number(cells, (column.header, year), one, record)
            else:
                text = self._word(one, record)
                if text and self._is_known(column, text, record):
                    cell = cells.setdefault((column.header, year), FoundCell())
                    cell.words.add(text)
                    cell.lines.append(record.line)

    def _add_number(
        self, cells: dict[tuple[str, int], FoundCell], at: tuple[str, int], column: ImportColumn, record: Record
    ) -> None:
        text = column.value or record.values.get(column.take, "")
        taken = number(text, "." if column.value else self.mark)
        per = number(record.values.get(column.per, ""), self.mark) if column.per else 1.0
        if taken is None or per is None:
            header = column.take if taken is None else column.per
            wrong = record.values.get(header, "")
            self._skip(f"'{header}' is {wrong!r}, no clear number" if wrong else f"'{header}' is empty", record)
            return
        cell = cells.setdefault(at, FoundCell())
        if column.value:
            cell.taken = taken
        else:
            cell.taken += taken
        cell.per += per
        cell.lines.append(record.line)
        cell.grades.add(record.grade)

    # ------------------------------------------------------------------------------------------ the difference

    def _proposed(self, key: Key, cells: Mapping[tuple[str, int], FoundCell]) -> Iterator[Proposal]:
        """Cells of a row that differ from the workbook's."""
        assert self.sheet is not None
        present = self._row(key)
        for (header, year), cell in cells.items():
            column = self.column(header)
            chosen = next(one for one in self.columns if normal(one.column) == normal(header))
            assert column is not None
            if len(cell.words) > 1:
                self.skipped.setdefault(f"'{header}' of {', '.join(key)} has several values", []).extend(cell.lines)
                continue
            value: float | str
            if column.kind in NUMBERS:
                if not cell.per:
                    self.skipped.setdefault(f"'{chosen.per}' of {', '.join(key)} adds up to 0", []).extend(cell.lines)
                    continue
                value = chosen.factor * cell.taken / (cell.per if chosen.per else 1.0)
            else:
                (value,) = cell.words
            now = value_in(present, column, year)
            if not is_same(now, value):
                yield Proposal(
                    self.sheet.name,
                    key,
                    column.header,
                    year,
                    now,
                    value,
                    present is None,
                    self._source(cell),
                    in_words(cell.lines),
                    unit_text(column, self.tables.settings),
                    column.is_percent,
                )

    def _row(self, key: Key) -> Row | None:
        """The row of the workbook, in use or not."""
        assert self.sheet is not None
        rows: Iterable[Row] = all_rows(self.tables, self.sheet)
        return next((row for row in rows if names_of(row, self.sheet) == key), None)

    def _source(self, cell: FoundCell) -> str:
        grade = ESTIMATED if ESTIMATED in cell.grades else self.row.grade or min(cell.grades, default="reported")
        source = self.row.source.removeprefix(self.row.grade).lstrip(":;,. ") if self.row.grade else self.row.source
        source = source or FORMAT_OF[self.row.format].source
        return f"{grade}: {'; '.join(filter(None, (source, self.path.name)))}"


def _has_names(sheet: Sheet) -> bool:
    return bool(sheet.key) and not sheet.vertical


def _meant(text: str, names: Names) -> str:
    meant = names.meant(text)
    return did_you_mean(text, meant) if meant else f"Choose one of: {', '.join(names.all)}"
