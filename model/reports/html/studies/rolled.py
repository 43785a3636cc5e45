"""From one year's plan to the next: reconciliation of the costs of both, and effects of changed data."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.html.bars import Bar, Part, bars, signed
from model.reports.html.drawing import Picture, legend, of_tables
from model.reports.html.page import study_bytes
from model.reports.html.tables import of_workbook, shown, table_data
from model.reports.number_formats import number_format
from model.reports.palette import HUES, OTHER
from model.reports.rolled.book import AGREE
from model.reports.rolled.drift import findings, open_left
from model.rolling.drift import Drift, Group
from model.rolling.reconcile import Statement

COLOUR = HUES[0]


def rolled_report(statement: Statement, book: Book, file: str) -> bytes:
    """The report of a roll; ``book`` is the workbook whose tables it shows, ``file`` its name."""
    past, amount = statement.rolled.past, statement.earlier.amount
    parts = {
        f"in {past.years}": statement.total("over"),
        "disruptions that did not come": statement.total("spared"),
        f"from {past.to} on": statement.total("after"),
        "other responses": -statement.total("otherwise"),
    }
    form = number_format(max(map(abs, parts.values())))
    rows = [
        Bar(name, [Part(value, COLOUR, f"{name}: {shown(value, form)} {amount}")] if round(value, 6) else [], "nothing")
        for name, value in parts.items()
    ]
    says = [f"The cost of the earlier plan ({amount}, discounted to {past.calendar.first_year}) and where it remains."]
    costs = Picture("costs", "The costs of both plans agree", says, [bars("costs", rows, shown)],
                    of_workbook(file, table_data(book, "Reconciliation", AGREE)))  # fmt: skip
    cells = of_tables("cells", "What the roll wrote", "Every cell and row that differs from the earlier workbook.",
                      of_workbook(file, table_data(book, "Changed cells")))  # fmt: skip
    title = f"From the plan of {past.calendar.first_year} to that of {past.to}"
    return study_bytes(title, "The earlier plan, carried on as it was decided", statement.lines(), [costs, cells])


def drift_report(drift: Drift, book: Book, file: str) -> bytes:
    """The report of a drift."""
    past = drift.rolled.past
    about = f"Against the plan of {past.calendar.first_year}–{past.calendar.last_year}, carried on from {past.to}"
    pictures = [
        _groups(drift, book, file),
        of_tables("decisions", "Decisions that differ", "Each with the change of data that causes it.",
                  of_workbook(file, table_data(book, "Drift"))),
        of_tables("inputs", "Changed inputs", "Cells that differ from the rolled workbook.",
                  of_workbook(file, table_data(book, "Changed inputs"))),
    ]  # fmt: skip
    return study_bytes("What has changed since, and what that causes", about, findings(drift), pictures)


def _groups(drift: Drift, book: Book, file: str) -> Picture | None:
    if not drift.groups:
        return None
    costs = [cost for group in drift.groups if (cost := drift.cost(group))]
    form = number_format(max(map(abs, costs), default=0.0))
    drawn = bars("changes", [_bar(drift, group, form) for group in drift.groups])
    names = {"what a change costs": COLOUR, "not significant": OTHER}
    says = [f"What each group of changes costs by itself ({drift.after.amount}), all other inputs as they were."]
    data = of_workbook(file, table_data(book, "Cost of changes"))
    return Picture("changes", "What the changes cost", says, [drawn, legend(names)], data)


def _bar(drift: Drift, group: Group, form: str) -> Bar:
    cost = drift.cost(group)
    if not cost:
        return Bar(group.name, [], "no plan alone" if cost is None else "nothing")
    said = f"{group.name}: {signed(cost, form)} {drift.after.amount}{open_left(drift, group.plan)}"
    return Bar(group.name, [Part(cost, COLOUR if drift.is_significant(group.plan) else OTHER, said)])
