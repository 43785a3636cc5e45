"""Files of comma-separated values, as their publishers write them, as records of words with a year and a grade."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from model.errors import FileRefused
from model.sheets.imports import COMTRADE, CSV, EUROSTAT, USGS
from model.sheets.schema import ESTIMATED, REPORTED

LARGEST = 200_000_000
"""Bytes of a file that is read."""
SNIFFED = 100_000
"""Characters from which the separator is found."""


@dataclass(frozen=True)
class Format:
    """How a publisher writes tables: header of the year, of flags for estimates with their values, and the source."""

    year: str = ""
    flag: str = ""
    flagged: tuple[str, ...] = ()
    source: str = ""


FORMAT_OF: Mapping[str, Format] = {
    CSV: Format(),
    USGS: Format("year", "estimated", ("yes",),
                 "U.S. Geological Survey, Mineral Commodity Summaries; public domain"),
    COMTRADE: Format("refYear", "isNetWgtEstimated", ("true", "1"),
                     "UN Comtrade Database; use under the UN Comtrade policy on use and re-dissemination"),
    EUROSTAT: Format("TIME_PERIOD", "OBS_FLAG", ("e", "p"), "Eurostat; reuse with acknowledgement, CC BY 4.0"),
}  # fmt: skip

YEARLY = re.compile(r"(?P<measure>.+?)_(?P<estimated>est_)?(?P<year>\d{4})(?P<late>_est)?")
"""Headers of the Mineral Commodity Summaries, such as Prod_t_2023 and Prod_t_est_2024."""


@dataclass(frozen=True)
class Record:
    """A line of a file."""

    line: int
    values: Mapping[str, str]
    grade: str


def read(path: Path, form: str) -> tuple[list[str], list[Record]]:
    """Headers and records. Raises FileRefused if the file is no table."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise FileRefused(f"{path} has more than {LARGEST // 1_000_000} MB. Keep the rows and columns that are needed.")
    text = _text(content)
    if "\0" in text:
        raise FileRefused(f"{path} is no text. Save the table as comma-separated values (CSV).")
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:SNIFFED].split("\n", 1)[0], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    lines = csv.reader(io.StringIO(text), delimiter=dialect.delimiter)
    headers = [each.strip() for each in next(lines, [])]
    if len(headers) < 2 or len(set(headers) - {""}) < len([each for each in headers if each]):
        raise FileRefused(f"{path}: its first line has no headers, or the same one twice. Type one above each column.")
    rows = ((lines.line_num, dict(zip(headers, map(str.strip, row), strict=False))) for row in lines if any(row))
    if form == USGS:
        long = [each for line, row in rows for each in _by_year(line, row)]
        return [*(each for each in headers if not YEARLY.fullmatch(each)), "measure", "year", "value"], long
    known = FORMAT_OF[form]
    return headers, [Record(line, row, _grade(known, row)) for line, row in rows]


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
        if found := YEARLY.fullmatch(header):
            is_estimated = bool(found["estimated"] or found["late"])
            long = {**words, "measure": found["measure"], "year": found["year"], "value": value}
            yield Record(line, long, ESTIMATED if is_estimated else REPORTED)
