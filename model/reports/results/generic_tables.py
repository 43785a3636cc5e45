"""Every table of the plan that no other page shows."""

from __future__ import annotations

from operator import itemgetter

from model.reports.book import Book
from model.reports.page import Page
from model.reports.phrases import joined
from model.reports.results.movements import MOVEMENTS
from model.reports.results.origin import FRAMES as ORIGIN
from model.reports.results.origin import SHEET as ORIGIN_SHEET
from model.reports.results.without import SHEET as WITHOUT_SHEET
from model.reports.styles import Field
from model.results.months import BY_MONTHS
from model.results.view import Record, View, text
from model.results.without import BREACHES, WITHOUT
from model.results.year_series import lines_of

YEARS = {"period": "year", "decided": "year", "start": "year", "until": "date"}
"""Columns of other frames that are moments, and how they look."""

SHEET_OF_FRAME = {
    "builds": "Builds", "capacity": "Capacity by plant", "service": "Demand by market",
    "deliveries": "Demand by market", "workforce": "Workforce", "conversion": "Production",
    "stock": "Stockpiles", "costs": "Cost items", "technology": "Technology", "experience": "Technology",
    "royalties": "Technology",
    "contracts": "Contracts", "contract deliveries": "Contracts",
    "funds": "Funds", "branches": "Stress test", "limits": "Limits", WITHOUT: WITHOUT_SHEET, BREACHES: WITHOUT_SHEET,
    BY_MONTHS: "Stress test",
    **{movement.frame: movement.sheet for movement in MOVEMENTS}, **dict.fromkeys(ORIGIN, ORIGIN_SHEET),
}  # fmt: skip
"""Frames that have a page of their own; every other one that says anything gets a sheet of its name."""


def sheet_of(frame: str) -> str:
    """The sheet of a frame."""
    return SHEET_OF_FRAME.get(frame, _words(frame).capitalize())


def write(book: Book) -> None:
    """A sheet for each of them."""
    for name, frame in book.view.plan.frames.items():
        if name not in SHEET_OF_FRAME and not frame.empty:
            _write(book, name)


def _write(book: Book, name: str) -> None:
    """Write a frame without a page of its own: years across if it has periods, else unchanged."""
    view, title = book.view, sheet_of(name)
    rows, columns = view.trunk(name), view.columns(name)
    measures = [column for column in columns if column != "period" and is_figure(view, name, column)]
    labels = [column for column in columns if column not in (*measures, "node", "period")]
    across = "period" in columns and measures and labels
    lines = lines_of(view, name, labels, measures) if across else []
    if not rows or (across and not lines):
        book.absent.append((title, "Nothing in the undisrupted case." if view.has_branches else "Nothing."))
        return
    said = joined([_words(each) for each in measures or labels])
    by = f", by {joined([_words(each) for each in labels])}" if measures and labels else ""
    page = Page(book, title, "What-if", title, f"{said[0].upper()}{said[1:]}{by}.{view.undisrupted}")
    if not across:
        page.table(rows, [frame_column(view, name, column) for column in columns])
        return
    page.lay_out([_words(label) for label in labels] + (["measure"] if len(measures) > 1 else []), lines)
    page.years_block(lines, filters=True)


def _words(column: str) -> str:
    return column.replace("_", " ")


def frame_column(view: View, name: str, column: str) -> Field[Record]:
    """A column of a frame as one of a table, with its unit."""
    words = _words(column)
    if column in YEARS:
        return Field(f"{column} (year)", itemgetter(column), YEARS[column])
    if is_figure(view, name, column):
        unit = view.common_unit(name, column)
        look = "date" if unit == "year" else "number"
        return Field(words + (f" ({unit})" if unit else ""), itemgetter(column), look)
    return Field(words, lambda row: _as_text(row[column]), "text")


def is_figure(view: View, name: str, column: str) -> bool:
    """True of a column that holds numbers and nothing else."""
    values = [row[column] for row in view.trunk(name) or view.rows(name) if row[column] is not None]
    return bool(values) and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _as_text(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else text(value)
