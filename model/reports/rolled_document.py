"""A roll, as an Excel workbook: how the costs of both plans agree, and every cell that was changed."""

from __future__ import annotations

from typing import Any

from model.families.common.past import Added, Change, Edit, Off
from model.reports.document import (
    Document,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
    DrawnBar,
    PagePart,
    Paragraphs,
    Shown,
    bar_chart,
)
from model.reports.html.tables import shown
from model.reports.palette import HUES
from model.reports.styles import Field, number_format
from model.results.view import View
from model.rolling.reconcile import Item, Statement
from model.rolling.write import Written
from model.scenario.build_context import MONEY
from model.sheets.columns import ByYear
from model.sheets.schema import SHEET_OF
from model.system.files import Output
from model.whatif.inputs import key_of

AGREE = "Earlier plan = years that are over + disruptions that did not come + later plan + other responses"
"""Heading of the reconciliation."""

MOST_PAGES = 2
"""Pages of the reconciliation on paper: its total is the last row."""

WIDTHS = (28, 13, 16, 16, 16, 16, 16)


def document(statement: Statement, written: Written) -> Document:
    past = statement.rolled.past
    items, cells = _items(statement), _cells(written)
    first = past.calendar.first_year
    own = f"; the later plan's own figures, discounted to {past.to}, are {past.growth:.9g} times as much"
    says = [
        f"The plan of {first}–{past.calendar.last_year}, carried on as it was decided in the workbook that begins in "
        f"{past.to}. All amounts are discounted to {first}{own if past.growth != 1 else ''}.",
        "'Disruptions that did not come' began in the years that are over: what they would have cost later, less what "
        "undisturbed years cost, as these are likelier now. 'Other responses' is what the later plan does differently "
        "in response to disruptions, and what two solves leave to rounding.",
    ]
    sheets = [
        DocumentSheet(
            "Reconciliation",
            "Costs",
            "The costs of both plans agree",
            "",
            [Paragraphs(says), items],
            WIDTHS,
            MOST_PAGES,
        ),
        DocumentSheet(
            "Changed cells",
            "Settings",
            "What the roll wrote, cell by cell",
            "Nothing else in the workbook was touched; formats, notes, drop-downs, charts and formulas are "
            "as they were.",
            [cells],
        ),
    ]
    differ = "Every cell and row that differs from the earlier workbook."
    page: list[PagePart | DocumentChart] = [
        _costs(statement, items),
        PagePart("cells", "What the roll wrote", [differ], [cells]),
    ]
    title = f"From the plan of {first} to that of {past.to}"
    return Document(
        "From one year's plan to the next",
        title,
        "The earlier plan, carried on as it was decided",
        Output.ROLL,
        View(statement.later),
        statement.lines(),
        sheets,
        page,
    )


def _costs(statement: Statement, items: DocumentTable[Item]) -> Shown:
    past, amount = statement.rolled.past, statement.earlier.amount
    parts = {
        f"in {past.years}": statement.total("over"),
        "disruptions that did not come": statement.total("spared"),
        f"from {past.to} on": statement.total("after"),
        "other responses": -statement.total("otherwise"),
    }
    form = number_format(max(map(abs, parts.values())))
    bars = [
        DrawnBar(name, [value if round(value, 6) else None], [f"{name}: {shown(value, form)} {amount}"], "nothing")
        for name, value in parts.items()
    ]
    says = f"The cost of the earlier plan ({amount}, discounted to {past.calendar.first_year}) and where it remains."
    return bar_chart("costs", "The costs of both plans agree", says, {amount: HUES[0]}, bars, [items])


def _items(statement: Statement) -> DocumentTable[Item]:
    """Reconciliation in the currency itself, with cents."""
    past, plan = statement.rolled.past, statement.earlier
    scale = MONEY[plan.tables.settings.amounts]
    total = Item("total", "", *(statement.total(name) for name in ("before", "over", "spared", "after")))

    def column(header: str, name: str, sign: float = 1.0) -> Field[Item]:
        def amount(item: Item) -> float:
            return round(sign * scale * getattr(item, name), 2) or 0.0  # no minus before nothing

        return Field(header, amount, form="#,##0.00;-#,##0.00;0.00", width=20)

    return DocumentTable(
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
        AGREE,
        is_sized=False,
    )


def _cells(written: Written) -> DocumentTable[Any]:
    return DocumentTable(
        written.cells,
        [
            Field("cell", lambda line: line[1], "text"),
            Field("row", lambda line: key_of(SHEET_OF[type(line[0].row)], line[0].row), "text"),
            Field("column", lambda line: _column(line[0]), "text"),
            Field("was", lambda line: _was(line[0]), "text"),
            Field("is", lambda line: _is(line[0]), "wrapped"),
            Field("why", lambda line: line[0].why, "wrapped", 36),
        ],
        is_whole=True,
    )


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
    texts = [(column, getattr(change.row, column.attribute)) for column in sheet.columns if not column.is_key]
    return ", ".join(f"{column.header} {_shown(value)}" for column, value in texts if value not in ("", None))


def _shown(value: Any) -> str:
    if isinstance(value, ByYear):
        points = [f"{year}: {number:.9g}" if year else f"{number:.9g}" for year, number in value.points]
        return "; ".join(points)
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)
