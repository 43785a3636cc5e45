"""The smallest workbook in which a rule still fails: sheets, rows and cells are left out while it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from bench.fuzzing.rules import RULES, Trial, told_by
from bench.fuzzing.workbook import all_rows, dropped, numbered, put_back
from model.scenario.calendar import Calendar
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Tables
from model.whatif.validation import problems_of
from model.workbook.template import write_inputs

TRIES = 400
"""Maximum number of smaller workbooks tried."""


def shrunk(tables: Tables, is_wrong: Callable[[Tables], bool], tries: int = TRIES) -> Tables:
    """A workbook without problems that is wrong as well, of which nothing can be left out."""
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for step in STEPS:
            at = 0
            while tries > 0 and (smaller := next(islice(step(tables), at, None), None)) is not None:
                is_right = any(not problem.is_warning for problem in problems_of(smaller))
                tries -= not is_right
                if is_right or not is_wrong(smaller):
                    at += 1
                else:
                    tables, is_smaller = numbered(smaller), True
    return tables


def fewer_sheets(tables: Tables) -> Iterator[Tables]:
    for rows in tables.rows.values():
        if len(rows) > 1:
            yield without(rows, tables)


def fewer_rows(tables: Tables) -> Iterator[Tables]:
    for row in all_rows(tables):
        yield without([row], tables)


def emptier(tables: Tables) -> Iterator[Tables]:
    """Without a cell, or with one value for all years."""
    for row in all_rows(tables):
        for column in SHEET_OF[type(row)].columns:
            value = getattr(row, column.attribute)
            if not column.required and value != column.if_empty:
                yield put_back(row, replace(row, **{column.attribute: column.if_empty}), tables)
            if isinstance(value, ByYear) and len(value.points) > 1:
                yield put_back(row, replace(row, **{column.attribute: ByYear.of(value.points[0][1])}), tables)


def without(rows: list[object], tables: Tables) -> Tables:
    """Without some rows, and whatever is wrong without them."""
    left = dropped(rows, tables)
    for _ in range(8):
        errors = [problem for problem in problems_of(left) if not problem.is_warning]
        lines = {(problem.sheet, "".join(filter(str.isdigit, problem.cell))) for problem in errors}
        gone = [row for row in all_rows(left) if (SHEET_OF[type(row)].name, str(row.line)) in lines]
        if not gone:
            return left
        left = dropped(gone, left)
    return left


def shorter(tables: Tables) -> Iterator[Tables]:
    settings: Settings = tables.settings
    calendar = Calendar.of(settings)
    *before, last = calendar.periods
    if before:
        parts = [(calendar.length(t), calendar.after(t) - 1) for t in before]
        even = settings.years_per_period if calendar.is_even else ", ".join(f"{n} to {year}" for n, year in parts)
        yield replace(tables, settings=replace(settings, years_per_period=even, last_year=last - 1))
    if settings.years_per_period != 1:
        yield replace(tables, settings=replace(settings, years_per_period=1, last_year=settings.first_year))
    if settings.discount_rate:
        yield replace(tables, settings=replace(settings, discount_rate=0.0))


STEPS: tuple[Callable[[Tables], Iterator[Tables]], ...] = (fewer_sheets, fewer_rows, shorter, emptier)
"""Ways of shrinking, in this order, and repeated while they help."""


def write_failure(folder: Path, name: str, rule: str, tables: Tables, seed: str, said: str) -> Path:
    """Write the smallest workbook that fails like this one, with the disagreement in words. Returns the workbook's
    path."""
    small = shrunk(tables, lambda each: bool(told_by(rule, Trial(each, seed))))
    folder.mkdir(parents=True, exist_ok=True)
    book = folder / f"{name} {rule}.xlsx"
    write_inputs(book, small)
    words = f"{rule}: {RULES[rule].__doc__}\nAs drawn: {said}\nThe smallest: {told_by(rule, Trial(small, seed))}\n"
    book.with_suffix(".txt").write_text(words, encoding="utf-8")
    return book
