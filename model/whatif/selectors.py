"""Which cells a change is about: its sheet, its column and years, its rows, selected by names, wildcards and
conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from model.errors import Problem
from model.families.common.checking import problem
from model.sheets.common import Settings
from model.sheets.names import Names, did_you_mean, shown
from model.sheets.schema import ANY, IN_USE, SHEET_OF, ByYear, Column, Kind, Row, Sheet
from model.sheets.whatifs import OF_WHAT_IFS, Change
from model.whatif.variants import EVER, EditableTables, Years
from model.workbook.grid import RawCell
from model.workbook.headers import KnownHeaders, header_year, normal
from model.workbook.template import ordered_sheets

# ----------------------------------------------------------------------------------------------------------------------
# Selection of rows by names, wildcards and conditions, as 'A; B' or 'from = Japan; commodity = NdPr*; Dy*'.


Letters = list[tuple[str, bool]]
"""Characters, and whether each was quoted and so is literal."""

ALL = "*"


class NotReadable(ValueError):
    """A text that matches no rows: expected content, and fix."""

    def __init__(self, expected: str, fix: str) -> None:
        super().__init__(expected)
        self.expected, self.fix = expected, fix


@dataclass(frozen=True)
class Pattern:
    """One name, with or without wildcards."""

    text: str
    """As typed, but for quotes."""
    expression: re.Pattern[str]
    has_wildcards: bool

    @classmethod
    def of(cls, letters: Letters, *, any_case: bool = False) -> Pattern:
        wild = {"*": ".*", "?": "."}
        parts = [
            re.escape(letter) if is_quoted else wild.get(letter, re.escape(letter)) for letter, is_quoted in letters
        ]
        expression = re.compile("".join(parts), re.DOTALL | (re.IGNORECASE if any_case else 0))
        has_wildcards = any(letter in wild and not is_quoted for letter, is_quoted in letters)
        return cls("".join(letter for letter, _ in letters), expression, has_wildcards)

    def hits(self, texts: Iterable[str]) -> bool:
        return any(self.expression.fullmatch(text) for text in texts)

    def almost(self, text: str) -> bool:
        """Whether only capitals keep it from a text."""
        return re.compile(self.expression.pattern, re.DOTALL | re.IGNORECASE).fullmatch(text) is not None


@dataclass(frozen=True)
class Condition:
    """Names of which a column must hold one; without a header, the key column of the rows."""

    header: str | None
    patterns: tuple[Pattern, ...]


def conditions(text: str, *, any_case: bool = False) -> tuple[Condition, ...]:
    """Conditions of a text, which must all hold; none for one that selects every row. Raises NotReadable."""
    letters = _letters(text)
    if _plain(letters).strip().casefold() in (ANY, ALL) and not any(is_quoted for _, is_quoted in letters):
        return ()
    parsed: list[tuple[str | None, list[Letters]]] = []
    for part in _split(letters, ";"):
        header, *rest = _split(part, "=", most=1)
        if rest:
            if not _plain(_stripped(header)):
                raise NotReadable("a column before every '='", "Type its header, as in 'from = Japan'")
            parsed.append((_plain(_stripped(header)), [_stripped(rest[0])]))
            continue
        name = _stripped(header)
        if not name:
            raise NotReadable("a name between every two ';'", "Delete the superfluous ';'")
        if not parsed:
            parsed.append((None, []))
        parsed[-1][1].append(name)
    headers = [condition for condition, _ in parsed]
    if doubled := [header for header in headers if headers.count(header) > 1]:
        fix = f"List the names after one '{doubled[0]} =', with ';' between them"
        raise NotReadable("each column once", fix)
    return tuple(Condition(of, tuple(Pattern.of(name, any_case=any_case) for name in names)) for of, names in parsed)


def _letters(text: str) -> Letters:
    """The characters of a text without the quotes. Raises NotReadable if a quote is left open."""
    letters: Letters = []
    is_open, at = False, 0
    while at < len(text):
        if text[at] != '"':
            letters.append((text[at], is_open))
        elif is_open and text[at + 1 : at + 2] == '"':
            letters.append(('"', True))
            at += 1
        else:
            is_open = not is_open
        at += 1
    if is_open:
        doubled = text.replace('"', '""')
        fix = f'Close it; or, if it belongs to the name, quote the name and double the mark: "{doubled}"'
        raise NotReadable("a second double quote after each first", fix)
    return letters


def _split(letters: Letters, mark: str, most: int = -1) -> list[Letters]:
    parts: list[Letters] = [[]]
    for letter in letters:
        if letter == (mark, False) and most != len(parts) - 1:
            parts.append([])
        else:
            parts[-1].append(letter)
    return parts


def _stripped(letters: Letters) -> Letters:
    """Without spaces at the ends that are not quoted."""
    inked = [at for at, (letter, is_quoted) in enumerate(letters) if is_quoted or not letter.isspace()]
    return letters[inked[0] : inked[-1] + 1] if inked else []


def _plain(letters: Letters) -> str:
    return "".join(letter for letter, _ in letters)


# ----------------------------------------------------------------------------------------------------------------------
# Which cells a change is about: its sheet, its column and years, its rows. All in the words of the workbook.


VALUE = "value"
"""The column of Settings that can be changed."""

WITH_YEAR = re.compile(r"(.+?) (\d{4})")


@dataclass(frozen=True)
class Place:
    """A column, and the years of a change: one cell's, a range's or all."""

    column: Column
    year: int | None = None
    """Year in the header, if any."""
    years: Years | None = None
    """Years of a range, open ends infinite."""

    @property
    def span(self) -> Years:
        if self.year is not None:
            return self.year, self.year
        return self.years or EVER


def sheet_of(change: Change) -> tuple[Sheet | None, list[Problem]]:
    """The sheet that a change is about."""
    sheets = _changeable()
    matched = sheets.get(normal(change.sheet))
    if matched is not None:
        return matched, []
    names = Names(sheet.name for sheet in sheets.values())
    wanted = "the name of a sheet"
    if normal(change.sheet) in (normal(SHEET_OF[row_class].name) for row_class in OF_WHAT_IFS):
        fix = "No what-if can change What-ifs, Changes or Ranges: base one what-if on another, or write two"
        return None, [problem(change, "sheet", "an input sheet of the plan", fix)]
    meant = names.meant(change.sheet)
    fix = did_you_mean(change.sheet, meant) if meant else f"Choose one of: {', '.join(names.all)}"
    return None, [problem(change, "sheet", wanted, fix, meant=meant)]


@cache
def _changeable() -> dict[str, Sheet]:
    """Sheets of which a what-if may change cells, by name."""
    return {normal(sheet.name): sheet for sheet in ordered_sheets() if sheet.row_class not in OF_WHAT_IFS}


# ------------------------------------------------------------------------------------------ columns


def places_of(change: Change, sheet: Sheet, hits: Sequence[int]) -> tuple[list[tuple[int, Place]], list[Problem]]:
    """(row, place) of everything that a change is about. In Settings the rows are the settings."""
    if sheet.row_class is Settings:
        if normal(change.column) != VALUE:
            fix = f"Type '{VALUE}'; the setting is named in 'rows'"
            return [], [problem(change, "column", f"'{VALUE}', in Settings", fix)]
        places = [(0, Place(sheet.columns[at])) for at in hits]
        return places, _years_that_are_none(change, VALUE)
    place, problems = _place(change, sheet)
    return ([] if place is None else [(at, place) for at in hits]), problems


def _place(change: Change, sheet: Sheet) -> tuple[Place | None, list[Problem]]:
    """The column of a change in a sheet of rows, and its years."""
    headers = KnownHeaders((*sheet.columns, IN_USE))
    place = headers.place(RawCell(change.line, 1, change.column))
    if place is None:
        return None, [
            problem(change, "column", f"a column of {sheet.name}", _meant_column(change.column, sheet, headers))
        ]
    column, year = place
    if column.is_key:
        fix = "Add the new row to the sheet with 'no' in 'in use'; then let the what-if switch one off and the other on"
        return None, [problem(change, "column", "a column that does not identify rows: a key cannot be changed", fix)]
    if column.kind is not Kind.YEARLY:
        return Place(column), _years_that_are_none(change, column.header)
    first, last = change.from_year, change.until_year
    if first is None and last is None:
        return Place(column, year), []
    if year is not None:
        attribute = "from_year" if first is not None else "until_year"
        fix = f"Clear it, or type '{column.header}' as the column to change a range of years"
        return None, [problem(change, attribute, f"an empty cell, as the column is '{change.column}' already", fix)]
    if first is not None and last is not None and last < first:
        return None, [problem(change, "until_year", f"a year not before {first}", "Swap the two years")]
    low, high = EVER
    return Place(column, None, (low if first is None else first, high if last is None else last)), []


def _years_that_are_none(change: Change, header: str) -> list[Problem]:
    wanted = f"an empty cell: '{header}' does not vary by year"
    return [
        problem(change, attribute, wanted, "Clear it")
        for attribute in ("from_year", "until_year")
        if getattr(change, attribute) is not None
    ]


def _meant_column(text: str, sheet: Sheet, known_headers: KnownHeaders) -> str:
    """A hint for a header that the sheet does not have."""
    year = header_year(RawCell(0, 1, text))
    if year is not None and known_headers.yearly:
        return "Name the quantity: " + " or ".join(f"'{column.header} {year}'" for column in known_headers.yearly)
    with_year = WITH_YEAR.fullmatch(text.strip())
    stem, of_year = (with_year[1], f" {with_year[2]}") if with_year else (text, "")
    meant = known_headers.names.meant(stem)
    if meant is None:
        headers = [f"'{column.header}'" for column in (*sheet.columns, IN_USE) if not column.is_key]
        return f"Choose one of: {', '.join(headers)}"
    if known_headers.by_name[normal(meant)].kind is not Kind.YEARLY and of_year:
        return f"'{meant}' does not vary by year: type '{meant}'"
    return f'Did you mean "{meant}{of_year}"?'


# ------------------------------------------------------------------------------------------ rows


def rows_of(change: Change, sheet: Sheet, book: EditableTables) -> tuple[list[int], list[Problem]]:
    """Places of the rows that a change is about; of the settings among all in Settings."""
    try:
        asked = conditions(change.rows, any_case=sheet.row_class is Settings)
    except NotReadable as error:
        return [], [problem(change, "rows", error.expected, error.fix)]
    lines = _settings(sheet) if sheet.row_class is Settings else _lines(sheet, book)
    if not lines:
        return [], [problem(change, "rows", f"a row of {sheet.name}, which has none", "Fill in the sheet first")]
    hits = list(range(len(lines)))
    for condition in asked:
        column, problems = _column(change, condition, sheet, lines[0])
        if column is None:
            return [], problems
        texts = [line[column] for line in lines]
        problems = [
            _no_hit(change, pattern, column, texts, sheet, book)
            for pattern in condition.patterns
            if not any(pattern.hits(text) for text in texts)
        ]
        if problems:
            return [], problems
        hits = [at for at in hits if any(pattern.hits(texts[at]) for pattern in condition.patterns)]
    if not hits:
        fix = (
            "Each condition holds in some rows, but no row meets all of them: remove one, or type 'any' to mean every "
            "row"
        )
        return [], [problem(change, "rows", f"a row of {sheet.name} that meets all conditions", fix)]
    return hits, []


Line = dict[str, tuple[str, ...]]
"""By column that may select rows, the texts that identify its cell."""


def _settings(sheet: Sheet) -> list[Line]:
    return [{"setting": (column.header,)} for column in sheet.columns]


def _lines(sheet: Sheet, book: EditableTables) -> list[Line]:
    rows = book.of_sheet(sheet)
    columns = [column for column in sheet.all_columns if _has_values(column, rows)]
    return [{column.attribute: _texts(getattr(row, column.attribute), column) for column in columns} for row in rows]


def _has_values(column: Column, rows: Sequence[Row]) -> bool:
    """Whether some row has one value, the same in all years."""
    if column.kind is not Kind.YEARLY:
        return True
    values = (getattr(row, column.attribute) for row in rows)
    return any(value is None or len(value.points) == 1 for value in values)


def _texts(value: Any, column: Column) -> tuple[str, ...]:
    """A value as text; of a share both '25 %' and '0.25'."""
    if isinstance(value, ByYear):
        if len(value.points) > 1:
            return ()
        ((_, value),) = value.points
    if value is None:
        return ("",)
    if column.is_percent:
        return shown(value, is_percent=True), shown(value, is_percent=True).replace(" ", ""), shown(value)
    return (shown(value),)


def _column(change: Change, condition: Condition, sheet: Sheet, line: Line) -> tuple[str | None, list[Problem]]:
    """The attribute that a condition is about, one of those of a line."""
    if sheet.row_class is Settings:
        if condition.header is None or normal(condition.header) == "setting":
            return "setting", []
        return None, [problem(change, "rows", "names of settings", "Remove what stands before '='")]
    if condition.header is None:
        if len(sheet.key) == 1:
            return sheet.key[0].attribute, []
        headers = " and ".join(f"'{column.header}'" for column in sheet.key)
        fix = f"Name the column, as in '{sheet.key[0].header} = {change.rows}'"
        return None, [
            problem(change, "rows", f"conditions, since {headers} together identify rows of {sheet.name}", fix)
        ]
    known_headers = KnownHeaders(sheet.all_columns)
    column = known_headers.by_name.get(normal(condition.header))
    if column is None:
        meant = known_headers.names.meant(condition.header)
        hint = (
            did_you_mean(condition.header, meant) if meant else f"Choose one of: {', '.join(known_headers.names.all)}"
        )
        quoted = "; if '=' belongs to a name, put the name between double quotes"
        return None, [problem(change, "rows", f"a column of {sheet.name} before each '='", hint + quoted)]
    if column.attribute not in line:
        fix = "Choose rows by their names or by another column"
        return None, [problem(change, "rows", f"a column with one value a row, which '{column.header}' is not", fix)]
    return column.attribute, []


def _no_hit(
    change: Change,
    pattern: Pattern,
    attribute: str,
    texts: Sequence[tuple[str, ...]],
    sheet: Sheet,
    book: EditableTables,
) -> Problem:
    """A name that no row has."""
    header = attribute.replace("_", " ") if sheet.row_class is Settings else sheet.column(attribute).header
    names = Names(text for part in texts for text in part[:1] if text)
    wanted = f"names that the column '{header}' of {sheet.name} holds, which '{pattern.text}' is not"
    almost = [name for name in names.all if pattern.almost(name)]
    elsewhere = []
    for other in SHEET_OF.values():
        if other.key and other is not sheet and not pattern.has_wildcards:
            key = other.key[0].attribute
            elsewhere += [other.name for row in book.of_sheet(other) if getattr(row, key) == pattern.text]
    meant = names.meant(pattern.text)
    if almost and pattern.has_wildcards:
        fix = f'Check upper and lower case, as in "{almost[0]}"'
    elif elsewhere:
        fix = f"'{pattern.text}' is a row of {elsewhere[0]}; {sheet.name} has {names.some()}"
    elif meant is not None and not pattern.has_wildcards:
        fix = did_you_mean(pattern.text, meant)
    else:
        fix = f"It holds {names.some()}" if names.all else "All its cells are empty"
    return problem(change, "rows", wanted, fix)
