"""The record of a plan: the input it was found for, how it was found, and what its audit checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from model.reports.book import Book, put
from model.reports.looks import Field
from model.reports.page import Page
from model.reports.palette import BAD, GOOD, QUIET
from model.results.figures import present_value
from model.results.plan import Check
from model.results.view import View
from model.sheets.byyear import ByYear
from model.sheets.common import Settings
from model.sheets.schema import Column, Entry, Row, Sheet, typed
from model.sheets.units import unit_text
from model.workbook.template import ordered_sheets

INPUT_COLUMNS = (
    ("sheet", "text", 16), ("line", "number", 7), ("key", "text", 46), ("column", "text", 28), ("value", "value", 20),
    ("unit", "text", 24), ("source", "text", 90),
)  # fmt: skip
LOGS = ("log", "gap log", "progress")
"""Statistics that are a list of what the solver knew at which moment."""


def write_input(book: Book) -> None:
    """The sheet 'Input as used': every cell that the plan was found for, one a line."""
    page = Page(
        book, "Input as used", "Settings", "Inputs of this plan", "Every cell that holds a value, defaults included."
    )
    columns = [Field(header, itemgetter(at), look, width) for at, (header, look, width) in enumerate(INPUT_COLUMNS)]
    page.table(list(input_cells(book.view)), columns)


def input_cells(view: View) -> Iterator[tuple[Any, ...]]:
    """Sheet, line, key, column, value, unit, source of every value in the tables."""
    tables = view.plan.tables
    for sheet in ordered_sheets():
        rows = [tables.settings] if sheet.row_class is Settings else tables[sheet.row_class]
        for row in rows:
            name = "" if sheet.vertical else " · ".join(str(getattr(row, column.attribute)) for column in sheet.key)
            for column in sheet.columns:
                yield from _cells(view, sheet, row, column, name)


def _cells(view: View, sheet: Sheet, row: Row, column: Column, name: str) -> Iterator[tuple[Any, ...]]:
    value = getattr(row, column.attribute)
    if value is None or value == "":
        return
    unit = unit_text(column, view.settings)
    if column.is_percent or _is_share(value):
        unit = unit or "%"
    line = row.line or None
    if not isinstance(value, ByYear):
        yield sheet.name, line, name, column.header, _in_unit(column, value), unit, row.source
        return
    for year, figure in value.points:
        header = f"{column.header} {year}" if year else column.header
        yield sheet.name, line, name, header, _in_unit(column, figure), unit, row.source


def _in_unit(column: Column, value: Any) -> Any:
    """A value in the unit of its column: shares are held as fractions."""
    return round(100 * typed(value), 10) if column.is_percent or _is_share(value) else typed(value)


def _is_share(value: Any) -> bool:
    return isinstance(value, Entry) and value.is_percent and isinstance(value.value, int | float)


# ---------------------------------------------------------------------------------------------- solver


def write_solver(book: Book) -> None:
    """The sheet 'Solver'."""
    view, plan = book.view, book.view.plan
    page = Page(book, "Solver", "Settings", "Solution and audit")
    page.set_widths([40, 18, 14, 16, 80])
    page.heading("Solve")
    for name, value, unit in solve_facts(view):
        _fact(book, page, name, value, unit)
    page.skip()
    _write_audit(book, page, list(plan.audit))
    statistics = {str(name): value for name, value in plan.statistics.items()}
    page.heading("Solver statistics")
    for name, value in statistics.items():
        if name not in LOGS:
            _fact(book, page, name, _shown(value), "")
    page.skip()
    for name in LOGS:
        _write_log(page, statistics.get(name))


def solve_facts(view: View) -> list[tuple[str, Any, str]]:
    """Outcome, objective and what proves it."""
    plan = view.plan
    total = present_value(view)
    facts = [
        ("outcome", plan.verdict, ""), ("total discounted cost", plan.objective, view.amount),
        ("proven lower bound on cost", plan.bound, view.amount), ("gap", 100 * plan.gap, "%"),
        *_asked(view),
    ]  # fmt: skip
    if view.trunk("costs"):
        facts += [
            ("total of the present values in 'Costs'", total, view.amount),
            ("difference from that total", plan.objective - total, view.amount),
        ]
    facts += [(name, value, view.amount) for name, value in view.measures.items()]
    return facts


def _asked(view: View) -> list[tuple[str, Any, str]]:
    """What the search was asked for, which need not be what Settings says."""
    asked, settings = view.plan.asked, view.settings
    gap, limit = asked.get("gap", settings.gap), asked.get("time limit", settings.time_limit)
    facts: list[tuple[str, Any, str]] = [("gap requested", 100 * gap, "%")]
    if gap != settings.gap:
        facts.append(("gap in Settings (overridden)", 100 * settings.gap, "%"))
    facts.append(("time limit requested", limit, "s"))
    if limit != settings.time_limit:
        facts.append(("time limit in Settings (overridden)", settings.time_limit, "s"))
    return facts


def _fact(book: Book, page: Page, name: str, value: Any, unit: str) -> None:
    row = page.advance()
    put(page.sheet, row, 0, name, book.styles.of(font_color=QUIET))
    shown = "#,##0" if isinstance(value, int) else "#,##0.00"
    align = "left" if isinstance(value, str) else "right"
    put(page.sheet, row, 1, value, book.styles.of(num_format=shown, align=align))
    put(page.sheet, row, 2, unit, book.styles.of(font_color=QUIET, indent=1))


def _shown(value: object) -> object:
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return value.item() if hasattr(value, "item") else str(value)


def _write_audit(book: Book, page: Page, audit: Sequence[Check]) -> None:
    page.heading("Audit: the plan recomputed from its inputs, independently of the solver")
    if not audit:
        page.note("Not audited.")
        page.skip()
        return
    columns: list[Field[Check]] = [
        Field("check", lambda each: each.name, "text"),
        Field("verdict", lambda each: "passed" if each.passed else "FAILED", "text"),
        Field("places checked", lambda each: int(each.checked)),
        Field("largest violation", lambda each: float(each.worst), "tiny"),
        Field("detail", lambda each: each.detail, "text"),
    ]
    cells = page.table(audit, columns, sized=False)
    for word, colour in (("passed", GOOD), ("FAILED", BAD)):
        style = book.file.add_format({"font_color": colour, "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style}
        page.sheet.conditional_format(cells.first, 1, cells.last, 1, rule)


def _write_log(page: Page, log: object) -> None:
    """Cost and bound over time, if the solver reported them."""
    entries = list(log) if isinstance(log, Sequence) and not isinstance(log, str) else []
    if not entries:
        return
    if isinstance(entries[0], Mapping):
        names = [str(name) for name in entries[0]]
        rows = [[entry.get(name) for name in entries[0]] for entry in entries]
    else:
        rows = [
            list(entry) if isinstance(entry, Sequence) and not isinstance(entry, str) else [entry] for entry in entries
        ]
        names = [f"column {at + 1}" for at in range(max(map(len, rows)))]
        rows = [row + [None] * (len(names) - len(row)) for row in rows]
    shown = [[_shown(value) for value in row] for row in rows]
    columns = [Field(name, itemgetter(at), "exact") for at, name in enumerate(names)]
    page.table(shown, columns, heading="Solver progress", sized=False)
