"""Files of comma-separated values, as their publishers write them, as records of words and numbers with a year and a
place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from model.errors import FileRefused
from model.sheets.names import cleaned
from model.sheets.schema import ESTIMATED, REPORTED
from model.sheets.whatifs import COMTRADE, CSV, EUROSTAT, USGS

# ----------------------------------------------------------------------------------------------------------------------
# Numbers of a file: all have the decimal mark that those with one meaning show.


DIGITS = r"[-+]?(\d*{mark}(\d{{1,2}}|\d{{4,}})|0?{mark}\d{{3}}|\d{{4,}}{mark}\d{{3}}"
GROUPS = r"|\d{{1,3}}([{other}'’ ]\d{{3}})+{mark}\d+|\d{{1,3}}({other}\d{{3}}){{2,}})"
MARKED = {
    mark: re.compile((DIGITS + GROUPS).format(mark=re.escape(mark), other=re.escape(other)))
    for mark, other in (".,", ",.")
}
"""By decimal mark: numbers that can be read with this one only."""
GROUPED = {mark: re.compile(rf"[-+]?\d{{1,3}}([{other}'’ ]\d{{3}})+([{mark}]\d+)?") for mark, other in (".,", ",.")}
"""By decimal mark: numbers with marks of thousands."""
DOUBTFUL = re.compile(r"[-+]?\d{1,3}[.,]\d{3}")
LEAST = 1e-30
"""A smaller size is none that anything has; a greater one than its inverse neither."""
MINUS = str.maketrans("−–", "--")


def decimal_mark(texts: Iterable[str], separator: str, *, is_english: bool) -> str:
    """The decimal mark of a file's numbers; empty if they show none. Where a semicolon separates cells, 1.234 shows
    nothing."""
    marks = set(texts)
    shown = {mark for text in marks for mark, mark_for in MARKED.items() if mark_for.fullmatch(text)}
    is_point = is_english or (separator != ";" and any("." in text and DOUBTFUL.fullmatch(text) for text in marks))
    return shown.pop() if len(shown) == 1 else "." if is_point and not shown else ""


def number(text: str, mark: str) -> float | None:
    """A number with a decimal mark; without one, what can be read in one way only."""
    text = text.translate(MINUS)
    if not mark:
        if DOUBTFUL.fullmatch(text) and not any(mark.fullmatch(text) for mark in MARKED.values()):
            return None
        mark = "," if MARKED[","].fullmatch(text) else "."
    other = "," if mark == "." else "."
    if GROUPED[mark].fullmatch(text):
        text = re.sub(rf"[{other}'’ ]", "", text)
    elif other in text or "_" in text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    is_amount = not value or LEAST <= abs(value) <= 1 / LEAST  # also what is divided by is one
    return value if is_amount else None


# ----------------------------------------------------------------------------------------------------------------------
# Files of comma-separated values, as their publishers write them, as records of words with a year and a grade.


LARGEST = 50_000_000
"""Bytes of a file that is read: half a minute."""
LONGEST_RECORD = 10
"""Lines of a record; more are those after a quotation mark that is not closed."""
SEPARATORS = "\t;|,"
SNIFFED = 20
"""Lines from which the separator is found."""


@dataclass(frozen=True)
class Format:
    """How a publisher writes tables: header of the year, of flags for estimates with their values, and the source."""

    year: str = ""
    flag: str = ""
    flagged: tuple[str, ...] = ()
    source: str = ""


FORMAT_OF: Mapping[str, Format] = {
    CSV: Format(),
    USGS: Format("year", "estimated", ("yes",), "U.S. Geological Survey, Mineral Commodity Summaries; public domain"),
    COMTRADE: Format(
        "refYear",
        "isNetWgtEstimated",
        ("true", "1"),
        "UN Comtrade Database; use under the UN Comtrade policy on use and re-dissemination",
    ),
    EUROSTAT: Format("TIME_PERIOD", "OBS_FLAG", ("e", "p"), "Eurostat; reuse with acknowledgement, CC BY 4.0"),
}

YEARLY = re.compile(r"(?P<measure>.+?)_(?P<estimated>est_)?(?P<year>\d{4})(?P<late>_est)?")
"""Headers of the Mineral Commodity Summaries, such as Prod_t_2023 and Prod_t_est_2024."""


@dataclass(frozen=True)
class Record:
    """A line of a file."""

    line: int
    values: Mapping[str, str]
    grade: str


@dataclass(frozen=True)
class DataTable:
    """A file's headers and records."""

    headers: list[str]
    records: list[Record]
    separator: str


def read(path: Path, form: str) -> DataTable:
    """The table of a file. Raises FileRefused if it is none."""
    text = _text(_content(path))
    if "\0" in text:
        raise FileRefused(f"{path} is no text. Save the table as comma-separated values (CSV).")
    separator = max(SEPARATORS, key=lambda separator: _narrowest(text, separator))
    lines = csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True)
    clean = lru_cache(maxsize=None)(cleaned)
    try:
        headers = [clean(cell) for cell in next(lines, [])]
        rows = [(line, [clean(cell) for cell in row]) for line, row in _records(lines, path) if any(row)]
    except csv.Error as error:
        raise FileRefused(
            f"{path}, near line {lines.line_num}: a quotation mark is not closed, or stands alone within a cell in "
            "quotation marks. Close it, or double it."
        ) from error
    if len(headers) < 2 or len(set(headers) - {""}) < len([header for header in headers if header]):
        raise FileRefused(f"{path}: its first line has no headers, or the same one twice. Type one above each column.")
    if wide := [str(line) for line, row in rows if any(row[len(headers) :])]:
        where = ", ".join(wide[:5])
        raise FileRefused(
            f"{path}: more cells than headers in line {where}. Quote texts that have '{separator}' in them."
        )
    named = [(line, dict(zip(headers, row, strict=False))) for line, row in rows]
    if form == USGS:
        long = [record for line, row in named for record in _by_year(line, row)]
        words = [header for header in headers if not YEARLY.fullmatch(header)]
        return DataTable([*words, "measure", "year", "value"], long, separator)
    file_format = FORMAT_OF[form]
    return DataTable(headers, [Record(line, row, _grade(file_format, row)) for line, row in named], separator)


def _content(path: Path) -> bytes:
    """Raises FileRefused if there is no file that can be read, or a far too large one."""
    try:
        if path.exists() and not path.is_file():
            raise FileRefused(f"{path} is no file. Name a file of comma-separated values (CSV).")
        if path.stat().st_size > LARGEST:
            raise FileRefused(
                f"{path} has more than {LARGEST // 1_000_000} MB. Keep the rows and columns that are needed."
            )
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}.") from error


def _records(lines: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Last line and cells of each record of a csv reader. Raises FileRefused for one that swallows further lines."""
    before = lines.line_num
    for row in lines:
        if lines.line_num - before > LONGEST_RECORD:
            raise FileRefused(
                f"{path}: lines {before + 1} to {lines.line_num} are one record, as a quotation mark is not closed."
            )
        before = lines.line_num
        yield before, row


def _narrowest(text: str, separator: str) -> int:
    """Least number of cells in the first lines."""
    lines = csv.reader(io.StringIO(text, newline=None), delimiter=separator)
    try:
        return min((len(row) for row in islice(lines, SNIFFED) if any(row)), default=0)
    except csv.Error:
        return 0


def _text(content: bytes) -> str:
    """UTF-8, with or without its mark; else the code page of Windows, as Excel writes it."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _grade(form: Format, row: Mapping[str, str]) -> str:
    return ESTIMATED if form.flag and row.get(form.flag, "").lower() in form.flagged else REPORTED


def _by_year(line: int, row: Mapping[str, str]) -> Iterator[Record]:
    """A record for each year of a line."""
    words = {header: value for header, value in row.items() if not YEARLY.fullmatch(header)}
    for header, value in row.items():
        if match := YEARLY.fullmatch(header):
            is_estimated = bool(match["estimated"] or match["late"])
            long = {**words, "measure": match["measure"], "year": match["year"], "value": value}
            yield Record(line, long, ESTIMATED if is_estimated else REPORTED)
