"""Frames shown unchanged: contracts, technology, and every frame without a page of its own."""

from __future__ import annotations

from operator import itemgetter

from model.reports.answers.pays import WHO_PAYS_SHEET as PAYS
from model.reports.book import Book
from model.reports.page import Page
from model.reports.phrases import joined
from model.reports.results.annex import COMPLIANT, COST_ITEMS_SHEET, MARKETS_SHEET, MOVEMENTS, ORIGIN, PLANTS
from model.reports.results.parties import PARTIES_SHEET as PARTIES
from model.reports.results.without import WITHOUT_SHEET
from model.reports.styles import Field
from model.results.columns import ACCOUNTS
from model.results.risk import BY_MONTHS
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.results.view import Record, View, lines_of, text
from model.results.without import BREACHES, WITHOUT

YEARS = {"period": "year", "decided": "year", "start": "year", "until": "date"}
"""Columns of other frames that are moments, and how they look."""

CONTRACTS, TECHNOLOGY = "Contracts", "Technology"

TECHNOLOGY_TABLES = {
    "technology": "Technology acquired, and from when it is held",
    "experience": "Experience gained by building",
    "royalties": "Use of licensed plants, on which royalties are due",
}
"""Headings of the frames on the sheet 'Technology'."""

SHEET_OF_FRAME = {
    "builds": "Builds",
    "capacity": PLANTS.sheet,
    "service": MARKETS_SHEET,
    "deliveries": MARKETS_SHEET,
    "workforce": "Workforce",
    "conversion": "Production",
    "stock": "Stockpiles",
    "costs": COST_ITEMS_SHEET,
    **dict.fromkeys(TECHNOLOGY_TABLES, TECHNOLOGY),
    "contracts": CONTRACTS,
    "contract deliveries": CONTRACTS,
    **dict.fromkeys(("funds", "who pays"), PAYS),
    ACCOUNTS: PARTIES,
    "branches": "Stress test",
    LIMITS_FRAME: "Limits",
    REPORTED: "Mandates",
    WITHOUT: WITHOUT_SHEET,
    BREACHES: WITHOUT_SHEET,
    BY_MONTHS: "Stress test",
    **{frame: page.sheet for frame, page in MOVEMENTS.items()},
    **dict.fromkeys(COMPLIANT, ORIGIN.sheet),
}
"""Frames with a page of their own; every other non-empty one gets a sheet of its name."""


def sheet_of(frame: str) -> str:
    """The sheet of a frame."""
    return SHEET_OF_FRAME.get(frame, _label(frame).capitalize())


DELIVERY_LABELS = ("contract", "supplier", "site", "country", "commodity")
START, SIGNED, END = 9.0, 11.0, 6.5
"""Widths of columns in the upper table of contracts: start of a contract, number signed, and end."""


def write_contracts(book: Book) -> None:
    """The sheet 'Contracts': signed contracts, of which a plan has few, and their deliveries."""
    view = book.view
    signed = view.trunk("contracts")
    if not signed:
        book.absent.append((CONTRACTS, "No contract is signed."))
        return
    about = "What is signed, and from when until when; below, by year, what is delivered under it." + view.undisrupted
    page = Page(book, CONTRACTS, "What-if", CONTRACTS, about)
    measures = ("volume", "taken", "paid", "made_up", "kept")
    lines = lines_of(view, "contract deliveries", DELIVERY_LABELS, measures)
    page.lay_out([*DELIVERY_LABELS, "measure"], lines, least=END)
    at = len(DELIVERY_LABELS)
    page.set_widths([*page.widths[:at], START, SIGNED, *page.widths[at + 2 :]])
    page.keep_title()
    page.table(signed, _frame_columns(view, "contracts"), heading="Signed", sized=False)
    if lines:
        page.years_block(lines, heading="Deliveries", filters=True)


def write_technology(book: Book) -> None:
    """The sheet 'Technology': acquired technology, and experience from building."""
    view = book.view
    shown = [name for name in TECHNOLOGY_TABLES if view.trunk(name)]
    if not shown:
        book.absent.append((TECHNOLOGY, "No technology has to be acquired."))
        return
    about = "Technology is decided in advance, the same in every scenario." + view.undisrupted
    page = Page(book, TECHNOLOGY, "Capacity", "Technology and experience", about)
    page.set_widths((30, 16, 16, 12, 12, 14))
    page.keep_title()
    for name in shown:
        page.table(view.trunk(name), _frame_columns(view, name), heading=TECHNOLOGY_TABLES[name], sized=False)


def _frame_columns(view: View, name: str) -> list[Field[Record]]:
    """All columns of a frame but the node."""
    return [frame_column(view, name, column) for column in view.columns(name) if column != "node"]


def write_other_frames(book: Book) -> None:
    """A sheet for every frame that no other page shows."""
    for name, frame in book.view.plan.frames.items():
        if name not in SHEET_OF_FRAME and not frame.empty:
            _write_frame(book, name)


def _write_frame(book: Book, name: str) -> None:
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
    subject = joined([_label(measure) for measure in measures or labels])
    by = f", by {joined([_label(label) for label in labels])}" if measures and labels else ""
    page = Page(book, title, "What-if", title, f"{subject[0].upper()}{subject[1:]}{by}.{view.undisrupted}")
    if not across:
        page.table(rows, [frame_column(view, name, column) for column in columns])
        return
    page.lay_out([_label(label) for label in labels] + (["measure"] if len(measures) > 1 else []), lines)
    page.years_block(lines, filters=True)


def _label(column: str) -> str:
    return column.replace("_", " ")


def frame_column(view: View, name: str, column: str) -> Field[Record]:
    """A column of a frame as one of a table, with its unit."""
    words = _label(column)
    if column in YEARS:
        return Field(f"{column} (year)", itemgetter(column), YEARS[column])
    if is_figure(view, name, column):
        unit = view.common_unit(name, column)
        look = "date" if unit == "year" else "number"
        return Field(words + (f" ({unit})" if unit else ""), itemgetter(column), look)
    return Field(words, lambda row: _as_text(row[column]), "text")


def is_figure(view: View, name: str, column: str) -> bool:
    """Whether a column holds only numbers."""
    values = [row[column] for row in view.trunk(name) or view.rows(name) if row[column] is not None]
    return bool(values) and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _as_text(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else text(value)
