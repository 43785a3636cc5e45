"""Faulty workbooks: cells of any kind, conflicting bounds, disruptions of one action alone.

Each is read, solved if it has no error, and fully described: a plan with its months, results and report, or a
diagnosis. Only an unforeseen error is a disagreement.
"""

from __future__ import annotations

import datetime
import random
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bench.fuzzing.chain import chain
from bench.fuzzing.changes import with_changed
from bench.fuzzing.draw import Drawer
from bench.fuzzing.outcome import FAILED, INFEASIBLE, PLAN, UNBOUNDED, UNDECIDED
from bench.fuzzing.workbook import all_rows, mended, random_workbook, with_row, with_rows_of
from model.diagnosis.diagnose import what_must_give
from model.diagnosis.findings import Words
from model.errors import Infeasible, SolveFailed, Unbounded
from model.families.demand.rows import Demand
from model.families.supply.rows import Outlet
from model.families.technology.rows import Technology
from model.pipeline import solve_tables
from model.planning.request import Request
from model.reports.html.page import report_bytes
from model.reports.no_plan_document import document
from model.reports.render.html import both
from model.reports.results.book import results_book
from model.scenario.disruptions import ACTIONS, Disruption
from model.sheets.columns import ByYear
from model.sheets.schema import ANY, SHEET_OF
from model.sheets.tables import Tables
from model.whatif.apply import base
from model.whatif.load import check_grids
from model.whatif.validation import problems_of
from model.workbook.frames import Frames, frames_of
from model.workbook.grid import RawCell, SheetGrid
from tests.changing import times

SECONDS = 5.0
"""For one solve."""

REFUSED = "refused"

RICH = 0.2
"""Share of workbooks with more sheets than a chain has."""

MOST_SLIPS = 4
"""Changes to one workbook."""

TYPED: tuple[Any, ...] = (
    "", "  ", "#REF!", "n/a", "-", "any", "each", "each plant", "1,5", "5 %", "12 kt", "−3", "x" * 3000, "2030", 0, -1,
    0.5, 1, 7.5, 120, 2025, 2031, 1e7, 1e12, 1e300, True, datetime.datetime(2026, 3, 1), datetime.time(4), None,
)  # fmt: skip
"""Typical faulty entries; None is a formula that was never calculated."""

FACTORS = (-1.0, 0.0, 0.001, 0.01, 0.5, 3.0, 100.0, 1000.0)

NEEDED: dict[str, tuple[type[Any], ...]] = {"licence": (Technology,), "sales": (Outlet,)}
"""Sheets without which an action has nothing to act on."""

Grids = dict[str, SheetGrid]


def wild(seed: str) -> tuple[str, Mapping[str, SheetGrid]]:
    """How a workbook is drawn, and its cells; the same for the same seed."""
    chance = random.Random(seed)
    how = chance.choice(list(DRAWN))
    return how, DRAWN[how](chance)


def sound(chance: random.Random) -> Tables:
    """A workbook without a slip: as a rule a chain alone, which is drawn at once."""
    return random_workbook(str(chance.random())) if chance.random() < RICH else mended(chain(chance), chance)


def spoiled(chance: random.Random) -> Grids:
    """A workbook with slips of any kind."""
    grids: Grids = Frames(frames_of(sound(chance))).grids
    for _ in range(chance.randint(1, MOST_SLIPS)):
        grids = chance.choice(SLIPS)(grids, chance)
    return grids


def cramped(chance: random.Random) -> Grids:
    """A workbook with numbers so much larger or smaller that its bounds may conflict."""
    tables = sound(chance)
    if chance.random() < 0.7:
        for row in tables[Demand]:
            tables = with_changed(row, tables, shortage_cost=None)
    for _ in range(chance.randint(1, MOST_SLIPS)):
        row = chance.choice(all_rows(tables))
        numbers = [
            column.attribute
            for column in SHEET_OF[type(row)].columns
            if isinstance(getattr(row, column.attribute), int | float | ByYear)
        ]
        if numbers:
            name = chance.choice(numbers)
            changed = with_changed(row, tables, **{name: times(getattr(row, name), chance.choice(FACTORS))})
            tables = tables if any(not each.is_warning for each in problems_of(changed)) else changed
    return Frames(frames_of(tables)).grids


def disrupted(chance: random.Random) -> Grids:
    """A workbook with a disruption of one action alone."""
    tables = sound(chance)
    others = [row for row in all_rows(tables) if not isinstance(row, Disruption)]
    tables, action = Tables.of(tables.settings, others), chance.choice(ACTIONS)
    for needed in NEEDED.get(action, ()):
        tables = with_rows_of(SHEET_OF[needed], tables, chance)
    fixed: dict[str, Any] = {"action": action} | ({} if action == "exports" else {"to": ANY})
    fixed |= {"commodity": ANY} if action in ("delay", "licence") else {}
    for _ in range(40):
        row = replace(Drawer(chance, tables).row(SHEET_OF[Disruption]), **fixed)
        changed = with_row(row, tables)
        if not any(not each.is_warning for each in problems_of(changed)):
            break
    return Frames(frames_of(changed)).grids


DRAWN: dict[str, Callable[[random.Random], Grids]] = {"spoiled": spoiled, "cramped": cramped, "disrupted": disrupted}

# ---------------------------------------------------------------------------------------------- slips


def another_value(grids: Grids, chance: random.Random) -> Grids:
    """Something else in a cell, also in a header."""
    value = chance.choice(TYPED)
    return at_a_cell(grids, chance, lambda cell: replace(cell, value=value, formula="=1+1" if value is None else ""))


def another_size(grids: Grids, chance: random.Random) -> Grids:
    """A number many times as large, or negative."""
    factor = chance.choice(FACTORS)

    def changed(cell: RawCell) -> RawCell:
        is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        return replace(cell, value=cell.value * factor) if is_number else cell  # type: ignore[operator]

    return at_a_cell(grids, chance, changed)


def misspelt(grids: Grids, chance: random.Random) -> Grids:
    """Two letters of a text that have changed places."""

    def changed(cell: RawCell) -> RawCell:
        if not isinstance(cell.value, str) or len(cell.value) < 2:
            return cell
        at = chance.randrange(len(cell.value) - 1)
        text = cell.value
        return replace(cell, value=text[:at] + text[at + 1] + text[at] + text[at + 2 :])

    return at_a_cell(grids, chance, changed)


def at_a_cell(grids: Grids, chance: random.Random, change: Callable[[RawCell], RawCell]) -> Grids:
    name, grid = chance.choice([(name, grid) for name, grid in grids.items() if grid.rows])
    row = chance.choice(grid.rows)
    cell = chance.choice(row)
    new = tuple(change(each) if each is cell else each for each in row)
    return grids | {name: replace(grid, rows=tuple(new if each is row else each for each in grid.rows))}


def emptied(grids: Grids, chance: random.Random) -> Grids:
    """A cell, a line, a column or a sheet is gone."""
    name = chance.choice(list(grids))
    if chance.random() < 0.2 or not grids[name].rows:
        return {each: grid for each, grid in grids.items() if each != name}
    rows = grids[name].rows
    line, column = chance.choice(rows), chance.choice(rows[0]).column
    gone = chance.choice(("cell", "line", "column"))
    kept = (
        tuple(
            cell
            for cell in row
            if not (gone != "column" and row is line and (gone == "line" or cell.column == column))
            and not (gone == "column" and cell.column == column)
        )
        for row in rows
    )
    return grids | {name: replace(grids[name], rows=tuple(row for row in kept if row))}


def renamed(grids: Grids, chance: random.Random) -> Grids:
    """A sheet under another name."""
    name = chance.choice(list(grids))
    other = chance.choice((f"{name}s", f"My {name}", name[:-1], "Notes", ""))
    return {other if each == name else each: grid for each, grid in grids.items()}


def doubled(grids: Grids, chance: random.Random) -> Grids:
    """A repeated line."""
    name, grid = chance.choice([(name, grid) for name, grid in grids.items() if grid.rows])
    row, end = chance.choice(grid.rows), grid.rows[-1][0].line + 1
    return grids | {name: replace(grid, rows=(*grid.rows, tuple(replace(cell, line=end) for cell in row)))}


SLIPS = (another_value, another_value, another_size, misspelt, emptied, renamed, doubled)

# ---------------------------------------------------------------------------------------------- what becomes of it


def told(grids: Mapping[str, SheetGrid]) -> str:
    """Verdict on a workbook, with all of it put into words on the way. Raises unforeseen errors."""
    tables, problems = check_grids(grids)
    assert all(map(str, problems))
    if tables is None:
        return REFUSED
    given = base(tables).tables
    request = Request(given.settings.gap, SECONDS)
    try:
        plan = solve_tables(given, time_limit=SECONDS, why=False, is_compared=True)
    except Infeasible:
        answer = what_must_give(given, request)
        both(document(answer), "no plan")
        assert Words(given).lines(answer)
        return INFEASIBLE
    except Unbounded:
        return UNBOUNDED
    except SolveFailed as error:
        return UNDECIDED if "limit" in str(error) else FAILED
    book = results_book(plan)
    book.content()
    report_bytes(book)
    return PLAN


def becomes(seed: str) -> tuple[str, str]:
    """Description of a drawn workbook with its verdict, and the traceback if there is one."""
    how = "drawing"
    try:
        how, grids = wild(seed)
        return f"{how}: {told(grids)}", ""
    except Exception:
        return f"{how}: traceback", traceback.format_exc(limit=-6)
