"""An input workbook with its what-ifs as tables, or all their problems."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from model.checks import Doubts, run_checks
from model.errors import InputError, Problem
from model.sheets.names import count
from model.sheets.schema import SHEET_OF, Row
from model.sheets.tables import Tables
from model.sheets.whatifs import OF_WHAT_IFS, Change, Range, WhatIf
from model.whatif.apply import Unread, review
from model.whatif.ranges import review_ranges
from model.whatif.validation import KnownRows
from model.whatif.variants import EditableTables
from model.workbook.grid import SheetGrid, load_grid
from model.workbook.headers import normal
from model.workbook.parse import Reading, in_order, position, read_grids, wrong_cells

if TYPE_CHECKING:
    import pandas as pd


def load_tables(path: Path, uses: Collection[type[Row]] = ()) -> tuple[Tables, list[Problem]]:
    """The tables of a workbook without errors, and its warnings. Among the sheets of what-ifs and ranges only those
    used must be free of errors, and what-ifs where one has a probability: the plan of the workbook does not depend on
    the others, whose changed tables are not looked at. Raises InputError with every problem."""
    return valid(load_grid(path), path.name, uses)


def valid(grids: Mapping[str, SheetGrid], name: str, uses: Collection[type[Row]] = ()) -> tuple[Tables, list[Problem]]:
    """The same of cells by sheet, which messages call by a name."""
    tables, problems = check_grids(grids, uses)
    errors = [problem for problem in problems if not problem.is_warning]
    if tables is None or errors:
        raise InputError(f"{name} has {count(len(errors), 'error')}.", problems)
    return tables, problems


def tables_of(frames: Mapping[str, pd.DataFrame]) -> tuple[Tables, list[Problem]]:
    """Tables from DataFrames by name of the sheet; problems are reported by row label and column."""
    from model.workbook.frames import Frames

    frames_given = Frames(frames)
    try:
        tables, problems = valid(frames_given.grids, "The set of frames")
    except InputError as error:
        raise InputError(str(error), list(map(frames_given.problem, error.problems))) from None
    return frames_given.tables(tables), list(map(frames_given.problem, problems))


def check_workbook(path: Path) -> tuple[Tables | None, list[Problem]]:
    """The tables of a workbook, None if it has an error, and all its errors and warnings. Raises FileRefused if the
    file cannot be read."""
    return check_grids(load_grid(path))


def check_grids(
    grids: Mapping[str, SheetGrid], uses: Collection[type[Row]] = OF_WHAT_IFS
) -> tuple[Tables | None, list[Problem]]:
    """Tables from cells by sheet; errors in an unused sheet of what-ifs are warnings."""
    return check_reading(read_grids(grids), uses)


def check_reading(
    reading: Reading, uses: Collection[type[Row]] = OF_WHAT_IFS, *, with_whatifs: bool = True
) -> tuple[Tables | None, list[Problem]]:
    """The same of a workbook that has been read; without the check of each what-if, which takes longest."""
    wrong = wrong_cells(reading.problems)
    with_errors = {name for name, _ in wrong}
    doubtful = {row_class for row_class, sheet in SHEET_OF.items() if normal(sheet.name) in with_errors}
    between = run_checks(reading.tables, Doubts(reading.incomplete, doubtful, reading.absent, reading.lost_words))
    problems = reading.problems + [
        problem
        for problem in between
        if (normal(problem.sheet), problem.cell) not in wrong
        and (normal(problem.sheet), position(problem.cell)[0]) not in reading.patched
    ]
    problems += _problems_of_whatifs(reading, problems, uses) if with_whatifs else []
    if any(row.probability for row in reading.tables[WhatIf]):
        uses = (*uses, WhatIf, Change)
    unused = {normal(SHEET_OF[row_class].name) for row_class in OF_WHAT_IFS if row_class not in uses}
    problems = [
        replace(problem, is_warning=True) if normal(problem.sheet) in unused else problem for problem in problems
    ]
    has_errors = any(not problem.is_warning for problem in problems)
    return (None if has_errors else reading.tables), in_order(problems, reading.titles)


def _problems_of_whatifs(reading: Reading, problems: list[Problem], uses: Collection[type[Row]]) -> list[Problem]:
    """Problems of the what-ifs and the ranges, besides known ones. Their changed tables, which take longest, are
    checked if their sheets are used, and those of futures."""
    wrong = wrong_cells(problems)
    sheets = {normal(SHEET_OF[row_class].name) for row_class in OF_WHAT_IFS}
    doubts = Doubts(reading.incomplete, frozenset(), reading.absent, reading.lost_words)
    looks_at_tables = all(name in sheets for name, _ in wrong)
    rows = KnownRows(EditableTables.of(reading.tables).tables())

    def unread(row_class: type[Row]) -> Unread:
        own = normal(SHEET_OF[row_class].name)
        return Unread(
            doubts=doubts,
            changes=frozenset(position(cell)[0] for name, cell in wrong if name == own),
            patched=frozenset(line for name, line in reading.patched if name == own),
            looks_at_tables=looks_at_tables and (row_class is Change or row_class in uses),
            only_futures=Change not in uses,
            base=rows,
        )

    problems_of_changes = [
        *review(reading.tables, unread(Change)).problems,
        *review_ranges(reading.tables, unread(Range))[1],
    ]
    return [problem for problem in problems_of_changes if (normal(problem.sheet), problem.cell) not in wrong]


def check(path: Path) -> list[Problem]:
    """Every problem and warning of a workbook."""
    return check_workbook(path)[1]
