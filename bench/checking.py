"""Scaling of checks: ten times the rows should take about ten times as long, on every sheet.

    python -m bench.checking                          every sheet, 2,000 and 20,000 rows, in order and with problems
    python -m bench.checking --rows 500 --sheets Suppliers Routes

Rows are made from the declared columns: row i names row i of the sheets that it refers to. 'in order' has no problem
within a sheet (between sheets many may exist), 'three problems' has three in every row: a number typed as text, a
misspelt name, an invalid choice. 'listed' is the length of the output of `check`, in thousand characters.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from model import families
from model.cli.show import listing
from model.sheets.schema import SHEET_OF, Column, Kind, Sheet
from model.whatif.load import check

FIRST_YEAR, LAST_YEAR = 2026, 2035
FEW = 3
"""Rows of a sheet that is referred to by rows that have names of their own."""

STANDING = {"Technologies": "technology", "Corridors": "corridor"}
"""Targets of references that are no sheets: a column of texts."""


def named(name: str) -> Sheet:
    return next(sheet for sheet in SHEET_OF.values() if sheet.name == name)


def sizes(sheet: Sheet, rows: int) -> dict[str, int]:
    """Rows of the sheet, and of those that it refers to: as many as make its keys distinct."""
    found = {sheet.name: rows}
    of_keys = [column for column in sheet.key if column.kind is Kind.REFERENCE]
    has_name = any(column.kind is Kind.NAME for column in sheet.key)
    each = FEW if has_name or not of_keys else round(rows ** (1 / len(of_keys)) + 1)
    for column in sheet.columns:
        for of in column.of[:1]:
            if of not in STANDING and of not in found:
                needed = sizes(named(of), each if column.is_key else FEW)
                found |= {name: max(count, found.get(name, 0)) for name, count in needed.items()}
    return found


def cells(sheet: Sheet, counts: dict[str, int]) -> Iterator[list[Any]]:
    """The rows of a sheet as typed."""
    for row in range(counts[sheet.name]):
        step, values = row, []
        for column in sheet.columns:
            if column.kind is Kind.REFERENCE and column.of[0] in counts:
                there = counts[column.of[0]]
                of = named(column.of[0]).key[0].header
                values.append(f"{of} {step % there}" if column.required or column.is_key else None)
                step = step // there if column.is_key else step
            else:
                values.append(plain(column, row))
        yield values


def plain(column: Column, row: int) -> Any:
    """Something that the column allows."""
    if column.kind in (Kind.NAME, Kind.TEXT):
        return f"{column.header} {row}" if column.is_key else f"{column.header} {row % 7}"
    if column.kind is Kind.CHOICE:
        return column.options[row % len(column.options)]
    if column.kind is Kind.DATE:
        return "2026-04-30"
    if column.kind is Kind.YEAR:
        return FIRST_YEAR + row % 5
    if column.kind is Kind.REFERENCE:
        return f"{STANDING.get(column.of[0], column.of[0])} {row % 7}" if column.required else None
    low = column.at_least if column.above is None else column.above + 1
    high = column.at_most
    return 1 if low is None or low <= 1 <= (1 if high is None else high) else low


def spoilt(value: Any, column: Column) -> Any:
    if column.kind in (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY):
        return "1,25"
    return f"{value}x" if column.kind in (Kind.REFERENCE, Kind.CHOICE) and value is not None else value


def write(path: Path, sheet: Sheet, rows: int, problems: int) -> Path:
    """A book with a number of rows on a sheet, and of problems in each."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    counts = sizes(sheet, rows)
    settings = [("setting", "value"), ("first year", FIRST_YEAR), ("last year", LAST_YEAR)]
    for name, lines in {"Settings": settings, **dict.fromkeys(counts)}.items():
        page = book.add_worksheet(name)
        declared = named(name)
        if lines is None:
            headers = [FIRST_YEAR if column.bare else column.header for column in declared.columns]
            lines = [headers, ["unit"], *cells(declared, counts)]
        for at, line in enumerate(lines):
            values = list(line)
            if name == sheet.name and at > 1:
                left = problems
                for place in reversed(range(len(values))):
                    bad = spoilt(values[place], declared.columns[place])
                    if left and bad != values[place]:
                        values[place], left = bad, left - 1
            page.write_row(at, 0, values)
    book.close()
    return path


def seconds(path: Path) -> tuple[float, int, int]:
    """Seconds to read and check a book, its number of problems, and the length of their list."""
    started = time.process_time()
    problems = check(path)
    text = "\n".join(listing(problems))
    return time.process_time() - started, len(problems), len(text)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=2000)
    options.add_argument("--sheets", nargs="+", default=[])
    given = options.parse_args()
    families.load()
    few, many = given.rows, 10 * given.rows
    print(f"{'':22} {'in order':^26}   {'three problems':^26}")
    print(f"{'sheet':22} " + f"{few:8,} {many:8,} {'ratio':>8}   " * 2 + f"{'problems':>9} {'listed':>7}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        for sheet in SHEET_OF.values():
            if not sheet.vertical and (not given.sheets or sheet.name in given.sheets):
                line, said = f"{sheet.name:22} ", ""
                for problems in (0, 3):
                    short, *_ = seconds(write(path, sheet, few, problems))
                    long, count, length = seconds(write(path, sheet, many, problems))
                    line += f"{short:8.2f} {long:8.2f} {long / short:8.1f}   "
                    said = f"{count:9,} {length / 1000:7.1f}"
                print(line + said, flush=True)


if __name__ == "__main__":
    main()
