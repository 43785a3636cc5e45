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
from model.sheets.imports import CSV, Import, ImportColumn, ImportName
from model.sheets.names import Names, did_you_mean
from model.sheets.row_units import unit_text
from model.sheets.schema import ANY, ESTIMATED, Column, Kind, Row, Sheet
from model.sheets.tables import Tables
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
        known = Names(row.import_ for row in tables[Import])
        meant = known.meant(name)
        have = f" {did_you_mean(name, meant)}" if meant else f" It has {', '.join(known.all) or 'none'}."
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
        self.columns = [each for each in tables[ImportColumn] if each.import_ == row.import_]
        names = [each for each in tables[ImportName] if each.import_ in (ANY, row.import_)]
        self.names = {each.found: each.name for each in sorted(names, key=lambda each: each.import_ != ANY)}
        self.skipped: dict[str, list[int]] = {}

    @cached_property
    def sheet(self) -> Sheet | None:
        found = (each for each in ordered_sheets() if normal(each.name) == normal(self.row.sheet))
        return next((each for each in found if _has_names(each)), None)

    def column(self, header: str) -> Column | None:
        assert self.sheet is not None
        return next((each for each in self.sheet.columns if normal(each.header) == normal(header)), None)

    # ------------------------------------------------------------------------------------------ its own rows

    def problems(self) -> Iterator[Problem]:
        """Errors of the import's rows."""
        if self.sheet is None:
            names = Names(each.name for each in ordered_sheets() if _has_names(each))
            yield problem(self.row, "sheet", "a sheet whose rows have names", _meant(self.row.sheet, names))
            return
        if self.row.year and self.row.year not in self.headers and not self.row.year.isdigit():
            yield problem(
                self.row, "year", "a header of the file, or a year", _meant(self.row.year, Names(self.headers))
            )
        try:
            wanted = [each.header for each in conditions(self.row.only or ANY)]
        except NotReadable as error:
            yield problem(self.row, "only", error.expected, error.fix)
        else:
            for header in (each for each in wanted if each not in self.headers):
                yield problem(self.row, "only", "headers of the file", _meant(header or "", Names(self.headers)))
        given = set()
        for each in self.columns:
            column = self.column(each.column)
            if column is None:
                names = Names(one.header for one in self.sheet.columns)
                yield problem(each, "column", f"a header of {self.sheet.name}", _meant(each.column, names))
                continue
            if column.attribute in given:
                yield problem(each, "column", f"each header of {self.sheet.name} once", "Delete one of its rows")
            given.add(column.attribute)
            yield from self._problems_of(each, column)
        for column in self.sheet.key:
            if column.attribute not in given and column.required:
                fix = f"Add a row to 'Import columns' for '{column.header}', which identifies rows of {self.sheet.name}"
                yield problem(self.row, "import_", f"a column for '{column.header}'", fix)

    def _problems_of(self, each: ImportColumn, column: Column) -> Iterator[Problem]:
        if bool(each.take) == bool(each.value):
            yield problem(each, "take", "either 'take' or 'value'", "Fill one of the two")
        for attribute in ("take", "per"):
            header = getattr(each, attribute)
            if header and header not in self.headers:
                yield problem(each, attribute, f"a header of {self.path.name}", _meant(header, Names(self.headers)))
        if each.per and column.kind not in NUMBERS:
            yield problem(each, "per", "nothing, as the column holds words", "Clear the cell")
        if each.value and column.kind in NUMBERS and number(each.value, ".") is None:
            yield problem(each, "value", "a number", "Type digits alone, such as 12.5")

    # ------------------------------------------------------------------------------------------ the file

    def proposals(self) -> tuple[list[Proposal], list[Skipped]]:
        found: dict[Key, dict[tuple[str, int], FoundCell]] = {}
        for record in self._chosen(self.table.records):
            key = self._key(record)
            if key is not None:
                self._add(found.setdefault(key, {}), record)
        made = [each for key, cells in found.items() for each in self._proposed(key, cells)]
        return made, [Skipped(why, in_words(lines)) for why, lines in self.skipped.items()]

    def _chosen(self, records: Iterable[Record]) -> Iterator[Record]:
        wanted = conditions(self.row.only or ANY)
        for record in records:
            values = record.values
            if all(any(each.hits([values.get(of.header or "", "")]) for each in of.patterns) for of in wanted):
                yield record

    def _skip(self, why: str, record: Record) -> None:
        self.skipped.setdefault(why, []).append(record.line)

    def _word(self, each: ImportColumn, record: Record) -> str:
        said = each.value or record.values.get(each.take, "")
        return self.names.get(said, said)

    def _key(self, record: Record) -> Key | None:
        """Names that identify the row of a record; None if the workbook lacks one."""
        assert self.sheet is not None
        given = {
            column.attribute: self._word(each, record) for each in self.columns if (column := self.column(each.column))
        }
        key = tuple(given.get(column.attribute, str(column.if_empty or "")) for column in self.sheet.key)
        for column, said in zip(self.sheet.key, key, strict=True):
            if not said:
                self._skip(f"no {column.header}", record)
                return None
            if not self._is_known(column, said, record):
                return None
        return key

    def _is_known(self, column: Column, said: str, record: Record) -> bool:
        """Whether a cell may hold a word; otherwise the record is skipped."""
        known = self._names_of(column)
        if known is None or said in known:
            return True
        meant = known.meant(said)
        fix = f" ({did_you_mean(said, meant)})" if meant else ""
        if column.kind is Kind.CHOICE:
            have = f"{column.header!r} has no {said!r}{fix}: add a row to Import names"
        else:
            have = f"{' and '.join(column.of)} has no {said!r}{fix}: add it there, or a row to Import names"
        self._skip(have, record)
        return False

    def _names_of(self, column: Column) -> Names | None:
        """Words that a reference or a choice may hold; None if any."""
        if column.kind is Kind.CHOICE:
            return Names(column.options)
        if column.kind is not Kind.REFERENCE:
            return None
        if column.attribute not in self._known:
            sheets = [each for each in ordered_sheets() if each.name in column.of]
            rows = ((row, each) for each in sheets for row in self.tables.rows.get(each.row_class, []))
            self._known[column.attribute] = Names(
                [*column.words, *(str(getattr(row, each.key[0].attribute)) for row, each in rows)]
            )
        return self._known[column.attribute]

    @cached_property
    def mark(self) -> str:
        """Decimal mark of the columns that are taken."""
        numeric = [each for each in self.columns if (known := self.column(each.column)) and known.kind in NUMBERS]
        headers = {header for each in numeric for header in (each.take, each.per) if header}
        texts = (each.values.get(header, "") for each in self.table.records for header in headers)
        return decimal_mark(texts, self.table.separator, is_english=self.row.format != CSV)

    @cached_property
    def _known(self) -> dict[str, Names]:
        return {}

    def _year(self, record: Record) -> int | None:
        """0 for every year; None if it cannot be read."""
        said = self.row.year or FORMAT_OF[self.row.format].year
        said = said if said.isdigit() else record.values.get(said, "") if said else "0"
        found = YEAR.fullmatch(said)
        return 0 if said == "0" else int(found[1]) if found else None

    def _add(self, cells: dict[tuple[str, int], FoundCell], record: Record) -> None:
        """Add what a record says of each column of its row."""
        for each in self.columns:
            column = self.column(each.column)
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
                self._add_number(cells, (column.header, year), each, record)
            else:
                said = self._word(each, record)
                if said and self._is_known(column, said, record):
                    cell = cells.setdefault((column.header, year), FoundCell())
                    cell.words.add(said)
                    cell.lines.append(record.line)

    def _add_number(
        self, cells: dict[tuple[str, int], FoundCell], at: tuple[str, int], each: ImportColumn, record: Record
    ) -> None:
        said = each.value or record.values.get(each.take, "")
        taken = number(said, "." if each.value else self.mark)
        per = number(record.values.get(each.per, ""), self.mark) if each.per else 1.0
        if taken is None or per is None:
            header = each.take if taken is None else each.per
            wrong = record.values.get(header, "")
            self._skip(f"'{header}' is {wrong!r}, no clear number" if wrong else f"'{header}' is empty", record)
            return
        cell = cells.setdefault(at, FoundCell())
        if each.value:
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
        for (header, year), found in cells.items():
            column = self.column(header)
            each = next(one for one in self.columns if normal(one.column) == normal(header))
            assert column is not None
            if len(found.words) > 1:
                self.skipped.setdefault(f"'{header}' of {', '.join(key)} has several values", []).extend(found.lines)
                continue
            value: float | str
            if column.kind in NUMBERS:
                if not found.per:
                    self.skipped.setdefault(f"'{each.per}' of {', '.join(key)} adds up to 0", []).extend(found.lines)
                    continue
                value = each.factor * found.taken / (found.per if each.per else 1.0)
            else:
                (value,) = found.words
            now = value_in(present, column, year)
            if not is_same(now, value):
                yield Proposal(self.sheet.name, key, column.header, year, now, value, present is None,
                               self._source(found), in_words(found.lines), unit_text(column, self.tables.settings),
                               column.is_percent)  # fmt: skip

    def _row(self, key: Key) -> Row | None:
        """The row of the workbook, in use or not."""
        assert self.sheet is not None
        rows: Iterable[Row] = all_rows(self.tables, self.sheet)
        return next((row for row in rows if names_of(row, self.sheet) == key), None)

    def _source(self, found: FoundCell) -> str:
        grade = ESTIMATED if ESTIMATED in found.grades else self.row.grade or min(found.grades, default="reported")
        said = self.row.source.removeprefix(self.row.grade).lstrip(":;,. ") if self.row.grade else self.row.source
        said = said or FORMAT_OF[self.row.format].source
        return f"{grade}: {'; '.join(filter(None, (said, self.path.name)))}"


def _has_names(sheet: Sheet) -> bool:
    return bool(sheet.key) and not sheet.vertical


def _meant(said: str, names: Names) -> str:
    meant = names.meant(said)
    return did_you_mean(said, meant) if meant else f"Choose one of: {', '.join(names.all)}"
