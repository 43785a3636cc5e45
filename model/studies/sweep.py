"""One input at several values: a plan for each, each search begun at the plan before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from model.errors import Infeasible, InputError, Problem, SolveFailed, Unbounded
from model.families.common.templates import collector_off
from model.sheets.schema import SHEET_OF, Entry
from model.sheets.tables import Tables
from model.sheets.whatifs import MULTIPLY, OPERATIONS, Change
from model.whatif.compare import compare_plans, frame_of
from model.whatif.ranges import varied
from model.whatif.selectors import places_of, rows_of, sheet_of
from model.whatif.validation import KnownRows, problems_of
from model.whatif.variants import EditableTables, Variant

if TYPE_CHECKING:
    from model.results.plan import Plan

ADDRESS = re.compile(r"\s*(?P<sheet>[^!]+?)\s*!\s*(?P<column>[^\[]+?)\s*(?:\[(?P<rows>.*)\])?\s*", re.DOTALL)
"""As in the sheet Changes: its sheet, column and rows."""

STATES = {Infeasible: "infeasible", Unbounded: "unbounded", SolveFailed: "not found"}
"""Outcomes without a plan."""


def swept(
    tables: Tables, cell: str, values: Sequence[Any], operation: str, solve: Callable[[Tables, Plan | None], Plan]
) -> Iterator[tuple[Any, str, Plan | None]]:
    """Each value with the outcome and the plan of its tables. Raises InputError if the cell is not there, or cannot
    hold one of the values: all of them are tried before anything is solved."""
    changes = [_change(tables, cell, value, operation) for value in values]
    known_rows, problems = KnownRows(tables), list[str]()
    variants: list[Variant | None] = []
    for value, change in zip(values, changes, strict=True):
        variant, own, changed = varied(tables, cell, change)
        own = [problem for problem in (*own, *problems_of(changed, known_rows)) if not problem.is_warning]
        problems += [f"{value!r}: {_problem_text(problem)}" for problem in own]
        variants.append(variant)
    if problems:
        raise InputError("\n".join([f"{cell} cannot hold each of these values.", *dict.fromkeys(problems)]))
    last: Plan | None = None
    for value, variant in zip(values, variants, strict=True):
        assert variant is not None
        try:
            last = solve(variant.tables, last)
            yield value, last.outcome, last
        except (Infeasible, Unbounded, SolveFailed) as error:
            yield value, STATES[type(error)], None


def frame_of_sweep(cell: str, outcomes: Sequence[tuple[Any, str, Plan | None]]) -> pd.DataFrame:
    """Outcome, plan, cost, bound, and the measures of all plans, by value; ``attrs`` has their units."""
    index = pd.Index([value for value, _, _ in outcomes], name=cell)
    plans = [plan for _, _, plan in outcomes]
    frame = pd.DataFrame({"outcome": [outcome for _, outcome, _ in outcomes]}, index=index)
    frame["plan"] = pd.Series(plans, index=index, dtype=object)
    for name in ("objective", "bound", "gap"):
        frame[name] = [float("nan") if plan is None else getattr(plan, name) for plan in plans]
    solved = [(str(at), plan) for at, plan in enumerate(plans) if plan is not None]
    if not solved:
        return frame
    with collector_off():
        measures = frame_of(compare_plans("", solved))
    names = [name for _, name, _ in measures.index]
    labels = [f"{group}: {name}" if names.count(name) > 1 else name for group, name, _ in measures.index]
    by_plan = measures.T.set_axis(labels, axis=1).set_axis(index[[int(at) for at, _ in solved]], axis=0)
    table = frame.join(by_plan) if index.is_unique else frame
    amount = solved[0][1].amount
    table.attrs["units"] = {"objective": amount, "bound": amount, "gap": "share"} | {
        label: unit for label, (_, _, unit) in zip(labels, measures.index, strict=True)
    }
    return table


def _change(tables: Tables, cell: str, value: Any, operation: str) -> Change:
    """The change of a cell, addressed as 'Suppliers!price[Ore]', to a value. Raises InputError with what is wrong."""
    address = ADDRESS.fullmatch(cell)
    if address is None:
        raise InputError(f"{cell!r} is no address: type 'Sheet!column[rows]', such as 'Suppliers!price[Ore]'.")
    if operation not in OPERATIONS:
        raise InputError(f"operation is one of {', '.join(OPERATIONS)}; not {operation!r}.")
    title, where, column = address["sheet"], address["rows"] or "any", address["column"]
    change = Change(what_if=cell, sheet=title, rows=where, column=column, operation=operation, value=Entry(value))
    sheet, problems = sheet_of(change)
    places: list[Any] = []
    if sheet is not None:
        rows, missing = rows_of(change, sheet, EditableTables.of(tables))
        places, misplaced = places_of(change, sheet, rows or ([] if sheet.vertical else [0]))
        problems = [*missing, *misplaced]
    if problems:
        raise InputError(
            "\n".join(f"{cell}: {problem.value!r}, but expected {_problem_text(problem)}" for problem in problems)
        )
    is_share = operation != MULTIPLY and any(place.column.is_percent for _, place in places)
    form = "0.0%" if is_share and isinstance(value, int | float) else "General"
    return replace(change, value=Entry(value, form))


def _problem_text(problem: Problem) -> str:
    """A problem of the change itself without its place in a sheet, which it has none in; any other with it."""
    if problem.sheet != SHEET_OF[Change].name:
        return str(problem)
    return f"{problem.expected}. {problem.fix}".removesuffix(". ")
