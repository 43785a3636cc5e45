"""A roll, as an Excel workbook: how the costs of both plans agree, and every cell that was changed."""

from __future__ import annotations

from typing import Any

from model.families.common.past import Added, Change, Edit, Off
from model.reports.book import Book
from model.reports.page import Page
from model.reports.styles import Field
from model.results.view import View
from model.rolling.reconcile import Item, Statement
from model.rolling.write import Written
from model.scenario.build_context import MONEY
from model.sheets.byyear import ByYear
from model.sheets.schema import SHEET_OF
from model.system.outputs import Output
from model.whatif.inputs import key_of

AGREE = "Earlier plan = years that are over + disruptions that did not come + later plan + other responses"
"""Heading of the reconciliation."""

MOST_PAGES = 2
"""Pages of the reconciliation on paper: its total is the last row."""

WIDTHS = (28, 13, 16, 16, 16, 16, 16)


def rolled_book(statement: Statement, written: Written) -> Book:
    """The workbook with all its pages."""
    book = Book(View(statement.later), "From one year's plan to the next", Output.ROLL)
    _write_statement(book, statement)
    _write_changes(book, written)
    return book


def _write_statement(book: Book, statement: Statement) -> None:
    """The sheet 'Reconciliation', in the currency itself, with cents."""
    past, plan = statement.rolled.past, statement.earlier
    first, scale = past.calendar.first_year, MONEY[plan.tables.settings.amounts]
    page = Page(book, "Reconciliation", "Costs", "The costs of both plans agree", pages=MOST_PAGES)
    page.set_widths(WIDTHS)
    page.keep_title()
    own = f"; the later plan's own figures, discounted to {past.to}, are {past.growth:.9g} times as much"
    page.paragraph(
        f"The plan of {first}–{past.calendar.last_year}, carried on as it was decided in the workbook that begins in "
        f"{past.to}. All amounts are discounted to {first}{own if past.growth != 1 else ''}."
    )
    page.paragraph(
        "'Disruptions that did not come' began in the years that are over: what they would have cost later, less what "
        "undisturbed years cost, as these are likelier now. 'Other responses' is what the later plan does differently "
        "in response to disruptions, and what two solves leave to rounding."
    )
    total = Item("total", "", *(statement.total(name) for name in ("before", "over", "spared", "after")))

    def column(header: str, name: str, sign: float = 1.0) -> Field[Item]:
        def amount(item: Item) -> float:
            return round(sign * scale * getattr(item, name), 2) or 0.0  # no minus before nothing

        return Field(header, amount, form="#,##0.00;-#,##0.00;0.00", width=20)

    page.table(
        [*statement.items, total],
        [
            Field("cost item", lambda item: item.name, "text", 30),
            Field("category", lambda item: item.category, "text", 16),
            column(f"earlier plan ({plan.currency})", "before"),
            column(f"in {past.years} ({plan.currency})", "over"),
            column(f"disruptions that did not come ({plan.currency})", "spared"),
            column(f"later plan ({plan.currency})", "after"),
            column(f"other responses ({plan.currency})", "otherwise", -1.0),
        ],
        heading=AGREE,
        sized=False,
    )


def _write_changes(book: Book, written: Written) -> None:
    """The sheet 'Changed cells'."""
    page = Page(
        book, "Changed cells", "Settings", "What the roll wrote, cell by cell",
        "Nothing else in the workbook was touched; formats, notes, drop-downs, charts and formulas are as they were.",
    )  # fmt: skip
    page.table(
        written.cells,
        [
            Field("cell", lambda line: line[1], "text"),
            Field("row", lambda line: _name(line[0]), "text"),
            Field("column", lambda line: _column(line[0]), "text"),
            Field("was", lambda line: _was(line[0]), "text"),
            Field("is", lambda line: _is(line[0]), "wrapped"),
            Field("why", lambda line: line[0].why, "wrapped", 36),
        ],
        kept=1,
        whole=True,
    )


def _name(change: Change) -> str:
    return key_of(SHEET_OF[type(change.row)], change.row)


def _column(change: Change) -> str:
    if isinstance(change, Edit):
        return SHEET_OF[type(change.row)].column(change.attribute).header
    return "in use" if isinstance(change, Off) else "(new row)"


def _was(change: Change) -> str:
    return _shown(getattr(change.row, change.attribute)) if isinstance(change, Edit) else ""


def _is(change: Change) -> str:
    if isinstance(change, Edit):
        return _shown(change.value)
    return "no" if isinstance(change, Off) else _of_row(change)


def _of_row(change: Change) -> str:
    """Content of a new row besides its name."""
    if not isinstance(change, Added):
        return ""
    sheet = SHEET_OF[type(change.row)]
    said = [(column, getattr(change.row, column.attribute)) for column in sheet.columns if not column.is_key]
    return ", ".join(f"{column.header} {_shown(value)}" for column, value in said if value not in ("", None))


def _shown(value: Any) -> str:
    if isinstance(value, ByYear):
        points = [f"{year}: {number:.9g}" if year else f"{number:.9g}" for year, number in value.points]
        return "; ".join(points)
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)
