"""A random valid workbook: a chain, and rows of any other sheets, mended until the checks pass.

The checks that report a faulty cell to a planner determine here which cell to redraw. So conditions between the columns
of a sheet need not be repeated.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bench.fuzzing.chain import chain
from bench.fuzzing.draw import Drawer, addressed, asked_first, column_at, sheets_of_rows
from model.errors import Problem
from model.sheets.schema import EVERYWHERE, SHEET_OF, Row, Sheet
from model.sheets.tables import Tables
from model.whatif.validation import problems_of

MOST_CELLS = 8
"""Cells that are filled in rows which are there already."""

MENDINGS = 40
"""So often problems are looked for before the rows that are wrong are left out."""

MENDINGS_OF_A_CELL = 8

FOR_WARNINGS = 10
"""Number of them for rows without effect, which are no problem."""

OFTEN = {
    "Decisions": 8,
    "Disruptions": 12,
    "Limits": 10,
    "Public money": 2,
    "Retraining": 4,
    "Shared capacity": 4,
    "Overstaffing": 2,
}
"""How much more often than others a sheet is chosen that has many kinds of rows, or that seldom fits."""


def random_workbook(seed: str) -> Tables:
    """Tables without problems; the same for the same seed."""
    chance = random.Random(seed)
    tables = mended(chain(chance, random.Random(f"lengths of {seed}")), chance)
    sheets = sheets_of_rows()
    for sheet in chance.choices(sheets, [OFTEN.get(sheet.name, 1) for sheet in sheets], k=chance.randint(2, 9)):
        tables = with_rows_of(sheet, tables, chance)
    for _ in range(chance.randint(0, MOST_CELLS)):
        tables = with_cell(tables, chance)
    return tables


def with_cell(tables: Tables, chance: random.Random) -> Tables:
    """The tables with one more cell filled, of any sheet with equal chance; unchanged if that causes a problem."""
    sheet = SHEET_OF[chance.choice([row_class for row_class, rows in tables.rows.items() if rows])]
    row = chance.choice(tables[sheet.row_class])
    empty = [c for c in sheet.columns if not c.required and getattr(row, c.attribute) == c.if_empty]
    if not empty:
        return tables
    column = chance.choice(empty)
    value = Drawer(chance, tables).value(sheet, column, vars(row))
    changed = tables if value is None else put_back(row, replace(row, **{column.attribute: value}), tables)
    return mended(changed, chance, before=tables, mendings=MENDINGS_OF_A_CELL)


def with_rows_of(sheet: Sheet, tables: Tables, chance: random.Random) -> Tables:
    """The tables with one or two more rows of a sheet, and of those that it needs; unchanged if none fits."""
    before = tables
    for needed in (*asked_first(sheet, tables), *[sheet] * chance.randint(1, 2)):
        tables = with_row(Drawer(chance, tables).row(needed), tables) if is_ready(needed, tables) else tables
    return mended(tables, chance, before=before)


def is_ready(sheet: Sheet, tables: Tables) -> bool:
    """Whether there are names for all that a row must name."""
    drawer = Drawer(random.Random(0), tables)
    return all(
        bool(column.words or drawer.registry.names(column.of).all)
        for column in sheet.columns
        if column.required and column.of
    )


def all_rows(tables: Tables) -> list[Any]:
    return [row for rows in tables.rows.values() for row in rows]


def with_row(row: Row, tables: Tables) -> Tables:
    return Tables.of(tables.settings, [*all_rows(tables), row])


def numbered(tables: Tables) -> Tables:
    """Every row once, at a line of its own from the third on."""
    rows = []
    for each in tables.rows.values():
        unlike = {key_of(row): row for row in reversed(each)}
        kept = [row for row in each if unlike[key_of(row)] is row]
        rows += [addressed(row, line) for line, row in enumerate(kept, start=3)]
    return Tables.of(tables.settings, rows)


def key_of(row: Any) -> tuple[Any, ...]:
    sheet = SHEET_OF[type(row)]
    return tuple(getattr(row, column.attribute) for column in sheet.key) or (row,)


def mended(tables: Tables, chance: random.Random, before: Tables | None = None, mendings: int = MENDINGS) -> Tables:
    """The tables with faulty cells redrawn or emptied, and rows that stay faulty left out; those before if even this
    does not help. Earlier warnings are ignored."""
    known = set() if before is None else {(problem.sheet, problem.cell) for problem in problems_of(before)}
    for attempt in range(mendings):
        tables = numbered(tables)
        problems = sorted(problems_of(tables), key=lambda problem: (problem.sheet, problem.cell))
        errors = [problem for problem in problems if not problem.is_warning]
        if attempt < FOR_WARNINGS:
            errors = errors or [problem for problem in problems if (problem.sheet, problem.cell) not in known]
        if not errors:
            return tables
        of_rows = {(problem.sheet, line_of(problem)): problem for problem in errors}
        for problem in of_rows.values():
            changed = without_problem(problem, tables, chance, is_late=attempt > mendings // 2)
            if changed is None:
                return unmended(before)
            tables = changed
    return unmended(before)


def unmended(before: Tables | None) -> Tables:
    if before is None:
        raise ValueError("the chain has errors")
    return before


def line_of(problem: Problem) -> int:
    return int("".join(letter for letter in problem.cell if letter.isdigit()) or 0)


def without_problem(problem: Problem, tables: Tables, chance: random.Random, *, is_late: bool) -> Tables | None:
    """The tables with the cell of a problem redrawn or emptied, with another cell of its row changed, or without the
    row."""
    sheet = next(each for each in SHEET_OF.values() if each.name == problem.sheet)
    rows = [row for row in tables[sheet.row_class] if row.line == line_of(problem)]
    if not rows:
        return None
    row, column = rows[0], column_at(sheet, problem.cell)
    drawer, dice = Drawer(chance, tables), chance.random()
    if column is None or column in EVERYWHERE or dice < 0.15:
        column = chance.choice(sheet.columns)
    others = [each for each in all_rows(tables) if each is not row]
    if is_late and dice > 0.5:
        return Tables.of(tables.settings, others)
    value = None if not column.required and dice > 0.6 else drawer.value(sheet, column, vars(row))
    if value is None:
        if column.required:
            return Tables.of(tables.settings, others)
        value = column.if_empty
    return put_back(row, replace(row, **{column.attribute: value}), tables)


def put_back(row: Any, changed: Any, tables: Tables) -> Tables:
    return Tables.of(tables.settings, [changed if each is row else each for each in all_rows(tables)])


def dropped(rows: Iterable[Any], tables: Tables) -> Tables:
    gone = {id(row) for row in rows}
    return Tables.of(tables.settings, [each for each in all_rows(tables) if id(each) not in gone])
