"""What the plan costs: by category, country, item and year; and the budgets it must stay within."""

from __future__ import annotations

from collections.abc import Sequence

from model.workbook import charts
from model.workbook.book import Book
from model.workbook.charts import Series
from model.workbook.figures import present_value
from model.workbook.lines import Line, by_year, largest, lines_of, ratio, summed
from model.workbook.page import Page
from model.workbook.palette import CATEGORIES, OTHER, category_colours
from model.workbook.view import Record, View, text

MOST_COUNTRIES = 8


def write_costs(book: Book, colours: dict[str, str]) -> list[Series]:
    """The sheet 'Costs'. Returns the lines by category, for the summary's chart."""
    view = book.view
    page = Page(
        book, "Costs", "Costs", "What the plan costs",
        f"Undiscounted, in each {'year' if view.years == 1 else f'period of {view.years} years'}. Present values are "
        f"what the plan minimises; they add up to {present_value(view):,.1f} {view.amount}.",
    )  # fmt: skip
    if not view.rows("costs"):
        page.note("None: the plan costs nothing.")
        return []
    unit = view.amount if view.years == 1 else f"{view.amount} per period"
    categories = cost_lines(view, ("category",), unit)
    categories.sort(key=lambda line: _rank(line.labels[0]))
    countries = largest(cost_lines(view, ("country",), unit), MOST_COUNTRIES, ("other countries",))
    details = cost_lines(view, ("category", "cost", "item", "country"), unit)
    details.sort(key=lambda line: _rank(line.labels[0]))
    page.lay_out(("category", "cost", "item", "country"), details, totals=(f"sum {view.horizon}", "present value"),
                 ruler=True)  # fmt: skip
    slots = page.reserve(2, 320)
    block = page.years_block(
        [*categories, summed(categories, ("total",), "total")], ["category"], heading="By category"
    )
    shades = category_colours(line.labels[0] for line in categories)
    series = [Series(block, at, line.labels[0], shades[line.labels[0]]) for at, line in enumerate(categories)]
    place = page.years_block([*countries, summed(countries, ("total",), "total")], ["country"], heading="By country")
    where = [Series(place, at, line.labels[0], colours.get(line.labels[0], OTHER)) for at, line in enumerate(countries)]
    title = f"Cost by {{}}, {unit}"
    pictures = [
        charts.stacked(book, title.format("category"), series),
        charts.stacked(book, title.format("country"), where),
    ]
    page.place(slots, pictures)
    page.years_block(details, heading="Every item", filters=True)
    return series


def cost_lines(view: View, labels: Sequence[str], unit: str) -> list[Line]:
    """Amounts of the trunk by year, with their sum and, over all nodes, the present value."""
    groups: dict[tuple[str, ...], list[Record]] = {}
    for row in view.rows("costs"):
        groups.setdefault(tuple(text(row[label]) for label in labels), []).append(row)
    made = []
    for group, rows in groups.items():
        values = by_year(view, (row for row in rows if str(row["node"]) == str(row["period"])), "amount")
        present = sum(row["present_value"] or 0.0 for row in rows)
        if any(values) or present:
            made.append(Line(group, unit, values, (sum(value or 0.0 for value in values), present)))
    return made


def _rank(category: str) -> int:
    names = list(CATEGORIES)
    return names.index(category) if category in names else len(names)


def write_funds(book: Book) -> None:
    """The sheet 'Funds'."""
    view = book.view
    lines: list[Line] = []
    above: Line | None = None
    for line in lines_of(view, "funds", ("fund",), ("spent", "limit")):
        lines.append(line)
        if line.labels[-1] == "spent":
            above = line
        elif above is not None and above.labels[0] == line.labels[0]:
            lines.append(ratio(above, line, (line.labels[0], "spent %")))
    page = Page(book, "Funds", "Costs", "Budgets", "What is spent of each fund, and its yearly limit where it has one.")
    if not lines:
        page.note("None: no budget is set, or nothing is spent of it.")
        return
    page.lay_out(["fund", "measure"], lines)
    page.years_block(lines, filters=True)


__all__ = ["cost_lines", "write_costs", "write_funds"]
