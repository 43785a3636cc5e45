"""Search of the plan, and its audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from model.reports.book import Book, put
from model.reports.page import Page
from model.reports.palette import BAD, GOOD, QUIET
from model.reports.results.words import stored
from model.reports.styles import Field
from model.results.build import present_value
from model.results.plan import WITH_CHANGED_CELLS, Check
from model.results.view import View

LOGS = ("log", "gap log", "progress")
"""Statistics that are a log of the solver's state over time."""

CHECK_COLUMNS: list[Field[Check]] = [
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


def _write_audit(book: Book, page: Page, audit: Sequence[Check]) -> None:
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
