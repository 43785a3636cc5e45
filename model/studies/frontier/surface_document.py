"""The surface of two limits as a workbook: the additional cost of each pair of values as a heat map, and the
feasibility boundary."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from model.reports.book import Book
from model.reports.charts import Axis, Chart, Drawn, marker
from model.reports.document import Document, PagePart, SheetOrWriter
from model.reports.html.drawing import PageChart, Square, squares
from model.reports.html.tables import shown
from model.reports.number_formats import number_format
from model.reports.page import Page
from model.reports.palette import HUES, NEUTRAL, RULE
from model.reports.phrases import EARLIER
from model.reports.results.inputs import write as write_input
from model.reports.styles import FAINT, HEAT, Cells, Field
from model.results.plan import amount_text
from model.results.view import View
from model.studies.feasibility_boundary import Edge
from model.studies.frontier.document import _audit as audit_said
from model.studies.frontier.surface import Surface, SurfaceCell, SurfaceLevel
from model.studies.frontier.surface_words import edge_said, findings
from model.studies.frontier.words import known
from model.studies.limit_path import is_share, said, subject, unit
from model.studies.states import NO_PLAN, NOT_KNOWN
from model.system.outputs import Output
from model.whatif.plandiff import build_changes, counted

CHART_HEIGHT = 330
NONE = {"bg_color": RULE, "font_color": NEUTRAL}
"""Look of a cell without a plan, apart from the shades of cost."""
COLUMN = 12.0
"""Width of a column of the heat map."""


def document(surface: Surface) -> Document:
    """A surface as a document, of which the pages write themselves."""
    view = View(replace(surface.loosest.result.plan(), tables=surface.tables))
    one, other = surface.limits
    title = f"Cost against {one.limit} and {other.limit}"
    about = f"Across: {subject(one)}. Down: {subject(other)}. The loosest first."
    sheets: list[SheetOrWriter] = [
        partial(write_surface, surface=surface),
        partial(write_cells, surface=surface),
        write_input,
    ]
    return Document(title, title, about, Output.FRONTIER, view, findings(surface), sheets, shown=[pairs_of(surface)])


def write_surface(book: Book, surface: Surface) -> None:
    """The sheet 'Frontier'."""
    one, other = surface.limits
    page = Page(
        book, "Frontier", "Risk", f"Cost against {one.limit} and {other.limit}",
        f"Across: {subject(one)}. Down: {subject(other)}. The loosest first.",
        pages=3,
    )  # fmt: skip
    page.set_widths([26.0, *[COLUMN] * max(len(surface.levels[0].cells), 8)])
    page.keep_title()
    page.needed = 1 + len(surface.levels[0].cells)
    for words in findings(surface):
        page.paragraph(words)
    page.skip()
    amount = page.view.amount
    cells = _heat(page, surface, EXTRA.format(amount), surface.extra)
    if surface.loosest.solved.cost:
        page.note("Grey: not significant, the difference is within what the solves leave open.")
    slots = page.reserve(1, CHART_HEIGHT, across=1)
    _heat(page, surface, f"Cost ({amount})", lambda cell: cell.solved.cost, is_shaded=False)
    _write_edges(page, surface)
    chart = _chart(page, surface, cells)
    page.place(slots, [chart])


def _heat(
    page: Page, surface: Surface, heading: str, get: Callable[[SurfaceCell], float], *, is_shaded: bool = True
) -> Cells:  # fmt: skip
    """A row for each value of the second limit, a column for each of the first."""
    one, other = surface.limits
    tables = surface.tables

    def column(at: int) -> Field[SurfaceLevel]:
        def shown(level: SurfaceLevel) -> Any:
            cell = level.cells[at]
            if cell.digest is None:
                return NO_PLAN if cell.is_lost else NOT_KNOWN
            return get(cell)

        def accent(level: SurfaceLevel) -> Mapping[str, Any]:
            cell = level.cells[at]
            if cell.digest is None:
                return NONE if cell.is_lost else FAINT
            bold = {"bold": True, "border": 2} if cell is surface.own else {}
            return bold if cell is surface.loosest or surface.is_significant(cell) else {**FAINT, **bold}

        header = said(tables, one, surface.levels[0].cells[at].values[0])
        return Field(header, shown, "mixed", COLUMN, form='#,##0;-#,##0;"–"', accent=accent)

    columns: list[Field[SurfaceLevel]] = [
        Field(f"{other.limit} \\ {one.limit}", lambda level: said(tables, other, level.value), "text"),
        *(column(at) for at in range(len(surface.levels[0].cells))),
    ]
    cells = page.table(surface.levels, columns, heading=heading, sized=False)
    if is_shaded:
        scale = {**HEAT, "min_type": "min", "max_type": "max"}
        page.sheet.conditional_format(cells.first, 1, cells.last, len(columns) - 1, scale)
    return cells


def _write_edges(page: Page, surface: Surface) -> None:
    """Where plans end under each value of the second limit, and of that without the first."""
    one, other = surface.limits
    found = [(level.value, level.edge) for level in surface.levels if level.edge is not None]
    if found:

        def value(get: Callable[[Edge], float]) -> Callable[[tuple[float | None, Edge]], str]:
            return lambda row: said(surface.tables, one, get(row[1]))

        columns: list[Field[tuple[float | None, Edge]]] = [
            Field(other.limit, lambda row: said(surface.tables, other, row[0]), "text"),
            Field("feasible at", value(lambda edge: edge.held), "mixed"),
            Field("infeasible at, proven", value(lambda edge: edge.lost_at), "mixed"),
            Field("undecided between", lambda row: "no" if row[1].is_found else "yes", "mixed"),
        ]
        page.table(found, columns, heading=f"Where plans end: {one.limit}", sized=False)
    if surface.edge is not None:
        page.note(f"{other.limit} without the other: {edge_said(surface, other, surface.edge)}.")


def _chart(page: Page, surface: Surface, cells: Cells) -> Chart:
    """A curve for each value of the second limit."""
    one, other = surface.limits
    columns = [cell.values[0] for cell in surface.levels[0].cells]
    places = [surface.actual[0] if value is None else value for value in columns]

    form = "0.0%" if is_share(one) else "#,##0.##"

    def at_value(at: int) -> Field[list[float]]:
        return Field(f"at {said(surface.tables, one, columns[at])}", lambda row: row[at], form=form)

    fields = [at_value(at) for at in range(len(places))]
    drawn_at = page.table([places], fields, heading="Where the curves are drawn", sized=False)
    last = len(columns) - 1
    x = [drawn_at.sheet, drawn_at.first, 0, drawn_at.first, last]
    drawn = []
    for at, level in enumerate(surface.levels):
        known_to = max((place for place, cell in enumerate(level.cells) if cell.digest is not None), default=None)
        if known_to is None:
            continue
        row = cells.first + at
        look = {
            "line": {"color": HUES[at % len(HUES)], "width": 2},
            "marker": marker("circle", HUES[at % len(HUES)], 6),
        }
        name = f"{other.limit} {said(surface.tables, other, level.value)}"
        drawn.append(Drawn(name, [*x[:4], known_to], [cells.sheet, row, 1, row, 1 + known_to], look))
    extras = [surface.extra(cell) for cell in surface.cells if cell.digest is not None]
    form = "0%" if is_share(one) else "#,##0.##"
    end = 1.0 if is_share(one) else math.inf
    tighter = "tighter to the left" if one.sense == "at most" else "tighter to the right"
    across = Axis(
        f"{one.limit} ({unit(surface.tables, one) or 'points'}), {tighter}", min(places), max(places), form, end
    )
    up = Axis("", min(extras), max(extras), "#,##0.##")
    title = f"Additional cost ({page.view.amount}) against {one.limit}, by {other.limit}"
    return Chart("scatter", title, drawn, across.look, up.look, "straight_with_markers")


def write_cells(book: Book, surface: Surface) -> None:
    """The sheet 'Run log'."""
    page = Page(
        book, "Run log", "Settings", "Each pair of values, and how it was solved",
        "Results are stored by key: a pair with the same inputs and version of the program is not solved again. "
        "What is as tight as a pair without a plan, or tighter, is not solved. " + EARLIER,
    )  # fmt: skip
    amount = book.view.amount
    one, other = surface.limits
    base = surface.loosest.digest

    def built(cell: SurfaceCell) -> str:
        if base is None or cell.digest is None or not surface.is_significant(cell):
            return ""
        return ", ".join(f"{number} {word}" for word, number in counted(build_changes(base, cell.digest)))

    def significant(cell: SurfaceCell) -> str:
        return "" if cell.digest is None else "yes" if surface.is_significant(cell) else "no"

    columns: list[Field[SurfaceCell]] = [
        Field(one.limit, lambda cell: said(surface.tables, one, cell.values[0]), "text", 18),
        Field(other.limit, lambda cell: said(surface.tables, other, cell.values[1]), "text", 18),
        Field("status", lambda cell: str(cell.result.state), "text", 12),
        Field(f"cost ({amount})", lambda cell: known(cell.solved.cost), width=14),
        Field(f"proven lower bound ({amount})", lambda cell: known(cell.proven), width=14),
        Field(f"additional cost ({amount})", lambda cell: known(surface.extra(cell)), width=14),
        Field("significant", significant, "text", 11),
        Field("investments against the loosest", built, "text", 34),
        Field("plan taken from", lambda cell: cell.lent_by or (cell.digest.name if cell.digest else ""), "text", 26),
        Field("solved as", lambda cell: cell.result.name, "text", 26),
        Field("from an earlier run", lambda cell: "yes" if cell.result.is_reused else "no", "text", 10),
        Field("seconds", lambda cell: known(cell.result.seconds), width=10),
        Field("audit", lambda cell: audit_said(cell.result), "text", 9),
        Field("remark", lambda cell: cell.result.reason.partition("\n")[0], "text", 50),
    ]
    page.table(surface.cells, columns)


EXTRA = "Additional cost ({})"
"""Heading of each pair's cost above the loosest, with the unit of money."""

HIGH = 380.0
"""Height of the curve."""


# ---------------------------------------------------------------------------------------------- two limits


def pairs_of(surface: Surface) -> PagePart:
    """What each pair of values costs."""
    amount = amount_text(surface.tables)
    says = [
        f"Additional cost of the cheapest plan that holds both limits ({amount}), against the loosest pair; "
        "the darker the more. ×: no plan (proven); ?: could not be decided in time. A frame marks the workbook's own."
    ]
    drawn = [_pairs(surface)]
    return PagePart("pairs", "What each pair of values costs", says, [("Frontier", EXTRA.format(amount))], drawn)


def _pairs(surface: Surface) -> PageChart:
    one, other = surface.limits
    extras = [surface.extra(cell) for cell in surface.cells if cell.digest is not None]
    most = max([*extras, 0.0]) or 1.0
    form = number_format(most).split(";")[0]
    found = []
    for row, level in enumerate(surface.levels):
        for at, cell in enumerate(level.cells):
            words, depth = _shade(surface, cell, most, form)
            tip = f"{surface.said(cell)}: {cell.result.state if cell.digest is None else words}"
            found.append(Square(at, row, depth, words, tip, cell is surface.own))
    columns = [said(surface.tables, one, cell.values[0]) for cell in surface.levels[0].cells]
    rows = [said(surface.tables, other, level.value) for level in surface.levels]
    return squares(columns, rows, found, one.limit)


def _shade(surface: Surface, cell: SurfaceCell, most: float, form: str) -> tuple[str, float]:
    if cell.digest is None:
        return ("×", 1.0) if cell.is_lost else ("?", 0.0)
    extra = surface.extra(cell)
    words = "–" if extra == 0 else shown(extra, form)
    return words if surface.is_significant(cell) or extra == 0 else f"≈ {words}", 0.85 * max(extra, 0.0) / most
