"""The record of a plan: its input, its search, its audit, and the meaning of its terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from model.reports.book import Book, put
from model.reports.page import Page
from model.reports.palette import BAD, GOOD, QUIET
from model.reports.results.annex import sheet_of
from model.reports.results.words import stored
from model.reports.styles import Field
from model.results.build import present_value
from model.results.columns import (
    BRANCHES,
    BREACHED,
    BY_MONTH,
    COLUMNS,
    COMPARED,
    COSTS,
    IN_FUTURES,
    LIMITS,
    OF_MONTHS,
    TERMS,
)
from model.results.columns import Column as ResultColumn
from model.results.optimality import ABOUT
from model.results.plan import WITH_CHANGED_CELLS, AuditLine
from model.results.risk import BY_MONTHS
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.results.view import View
from model.results.without import BREACHES, FUTURES, WITHOUT
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.schema import Column, Entry, Row, Sheet, typed
from model.sheets.tables import filled, unit_text
from model.workbook.template import ordered_sheets

# ----------------------------------------------------------------------------------------------------------------------
# Inputs of the plan, cell by cell.


INPUTS_SHEET = "Input as used"


class InputCell(NamedTuple):
    """A value of the workbook."""

    sheet: str
    row: Row
    key: str
    column: str
    """Header, with the year if it has one."""
    address: str
    value: Any
    unit: str


INPUT_COLUMNS: list[Field[InputCell]] = [
    Field("sheet", lambda change: change.sheet, "text", 16),
    Field("line", lambda change: change.row.line or None, "number", 7),
    Field("key", lambda change: change.key, "text", 40),
    Field("column", lambda change: change.column, "text", 24),
    Field("value", lambda change: change.value, "value", 14),
    Field("unit", lambda change: change.unit, "text", 16),
    Field("source", lambda change: change.row.source, "text", 90),
]


def write_inputs(book: Book) -> None:
    """The sheet 'Input as used': every cell that the plan was found for, one a line."""
    page = Page(
        book, INPUTS_SHEET, "Settings", "Inputs of this plan", "Every cell that holds a value, defaults included."
    )
    page.table(list(input_cells(book.view)), INPUT_COLUMNS)


def input_cells(view: View) -> Iterator[InputCell]:
    """Every value in the tables."""
    tables = view.plan.tables
    for sheet in ordered_sheets():
        rows = [tables.settings] if sheet.row_class is Settings else tables[sheet.row_class]
        for row in rows:
            name = "" if sheet.vertical else " · ".join(str(getattr(row, column.attribute)) for column in sheet.key)
            for column in sheet.columns:
                yield from _cells_of_row(view, sheet, row, column, name)


def _cells_of_row(view: View, sheet: Sheet, row: Row, column: Column, name: str) -> Iterator[InputCell]:
    value = getattr(row, column.attribute)
    if value is None or value == "":
        return
    unit = unit_text(column, view.settings)
    if column.is_percent or _is_share(value):
        unit = unit or "%"
    for year, figure in value.points if isinstance(value, ByYear) else ((0, value),):
        ending = f" {year}" if year else ""
        address = row.cell(f"{column.attribute}{ending}")
        yield InputCell(sheet.name, row, name, f"{column.header}{ending}", address, _in_unit(column, figure), unit)


def _in_unit(column: Column, value: Any) -> Any:
    """A value in the unit of its column: shares are held as fractions."""
    return round(100 * typed(value), 10) if column.is_percent or _is_share(value) else typed(value)


def _is_share(value: Any) -> bool:
    return isinstance(value, Entry) and value.is_percent and isinstance(value.value, int | float)


# ----------------------------------------------------------------------------------------------------------------------
# Search of the plan, and its audit.


LOGS = ("log", "gap log", "progress")
"""Statistics that are a log of the solver's state over time."""

CHECK_COLUMNS: list[Field[AuditLine]] = [
    Field("check", lambda check: check.name, "text"),
    Field("verdict", lambda check: "passed" if check.passed else "FAILED", "text"),
    Field("places checked", lambda check: int(check.checked)),
    Field("largest violation", lambda check: float(check.worst), "tiny"),
    Field("detail", lambda check: check.detail, "text"),
]


def write_solver(book: Book) -> None:
    """The sheet 'Solver'."""
    view, plan = book.view, book.view.plan
    about = (
        "What was asked of the search, what it proved, and what a second reckoning of the plan from its inputs found."
    )
    page = Page(book, "Solver", "Settings", "Solution and audit", about)
    page.set_widths([40, 18, 14, 16, 80])
    if remark := stored(view):
        page.note(remark)
    page.heading("Solve")
    row = page.advance()
    for at, header in enumerate(("figure", "value", "unit")):
        align = "right" if header == "value" else "left"
        put(page.sheet, row, at, header, book.styles.of(bold=True, font_color=QUIET, bottom=1, align=align))
    for name, value, unit in solve_facts(view):
        _fact(book, page, name, value, unit)
    page.skip()
    _write_audit(book, page, list(plan.audit))
    statistics = {str(name): value for name, value in plan.statistics.items()}
    page.heading("Solver statistics")
    for name, value in statistics.items():
        if name not in LOGS:
            words = (
                "; ".join(str(cell["words"]) for cell in plan.changed_cells)
                if name == WITH_CHANGED_CELLS
                else _figure_in_words(value)
            )
            _fact(book, page, name, words, "")
    page.skip()
    for name in LOGS:
        _write_log(page, statistics.get(name))


def solve_facts(view: View) -> list[tuple[str, Any, str]]:
    """Outcome, objective and proof."""
    plan = view.plan
    total = present_value(view)
    bound = "lower bound on cost, as stored" if plan.is_stored else "proven lower bound on cost"
    facts = [
        ("outcome", plan.verdict, ""),
        ("total discounted cost", plan.objective, view.amount),
        (bound, plan.bound, view.amount),
        ("gap", 100 * plan.gap, "%"),
        *_certified(view),
        *_asked(view),
    ]
    if view.trunk("costs"):
        facts += [
            ("total of the present values in 'Costs'", total, view.amount),
            ("difference from that total", plan.objective - total, view.amount),
        ]
    facts += [(name, value, view.amount) for name, value in view.measures.items()]
    return facts


def _certified(view: View) -> list[tuple[str, Any, str]]:
    """The certificate of the bound, and the plan in exact arithmetic."""
    proven = view.plan.proven
    if proven is None or proven.violation is None:
        return []
    size, where = proven.violation.size, proven.violation.where
    return [
        ("lower bound certified without the solver", proven.certificate.claim, view.amount),
        ("cases of its proof", proven.certificate.leaves, ""),
        ("largest violation of a row by the plan, exactly", f"{size:.2g}", where),
    ]


def _asked(view: View) -> list[tuple[str, Any, str]]:
    """Options of the search, which may differ from Settings."""
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


def _figure_in_words(value: object) -> object:
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return value.item() if hasattr(value, "item") else str(value)


def _write_audit(book: Book, page: Page, audit: Sequence[AuditLine]) -> None:
    page.heading("Audit: the plan recomputed from its inputs, independently of the solver")
    if not audit:
        page.note("Not audited.")
        page.skip()
        return
    cells = page.table(audit, CHECK_COLUMNS, sized=False)
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
    shown = [[_figure_in_words(value) for value in row] for row in rows]
    columns = [Field(name, itemgetter(at), "exact") for at, name in enumerate(names)]
    page.table(shown, columns, heading="Solver progress", sized=False)


# ----------------------------------------------------------------------------------------------------------------------
# Meaning of terms.


ANY_SHEET = "all sheets"

OF_FRAMES: Mapping[str, Mapping[str, ResultColumn]] = {
    "costs": COSTS,
    "branches": BRANCHES,
    LIMITS_FRAME: LIMITS,
    REPORTED: LIMITS,
    WITHOUT: COMPARED,
    BREACHES: BREACHED,
    FUTURES: IN_FUTURES,
    BY_MONTHS: BY_MONTH,
}
"""Columns of tables that no family reports."""


@dataclass(frozen=True)
class GlossaryEntry:
    """A term, its unit, its meaning, its place of use."""

    term: str
    unit: str
    meaning: str
    used: str


def write_glossary(book: Book) -> None:
    """The sheet 'Glossary'."""
    about = (
        "Terms of these pages first, then the columns of their tables; those of the inputs are explained in "
        "the notes of their headers."
    )
    page = Page(book, "Glossary", "Settings", "Terms, and names of columns", about)
    fields: list[Field[GlossaryEntry]] = [
        Field("term", lambda entry: entry.term, "text", 24),
        Field("meaning", lambda entry: entry.meaning, "wrapped", 70),
        Field("unit", lambda entry: entry.unit, "text", 12),
        Field("used in", lambda entry: entry.used, "text", 15),
    ]
    page.table(list(glossary_entries(book.view)), fields)


def glossary_entries(view: View) -> Iterator[GlossaryEntry]:
    """Terms by name, then columns of the existing tables."""
    terms = {**TERMS, **{name: f"{about[0].upper()}{about[1:]}." for name, about in ABOUT.items()}}
    if BY_MONTHS not in view.plan.frames:
        terms = {name: meaning for name, meaning in terms.items() if name not in OF_MONTHS}
    for term in sorted(terms, key=str.lower):
        yield GlossaryEntry(term, "", terms[term], ANY_SHEET)
    seen: set[tuple[str, str]] = set()
    for name, frame in view.plan.frames.items():
        own = OF_FRAMES.get(name, COLUMNS)
        for column in map(str, frame.columns):
            if column not in own or frame.empty:
                continue
            unit, meaning = own[column]
            if (column, meaning) not in seen:
                seen.add((column, meaning))
                used = sheet_of(name) if own is not COLUMNS else ANY_SHEET
                yield GlossaryEntry(column.replace("_", " "), filled(unit, view.settings), meaning, used)
