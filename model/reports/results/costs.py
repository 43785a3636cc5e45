"""Cost of the plan: by category, by country, and on average over disruptions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from model.reports.book import Book
from model.reports.charts import Series, stacked
from model.reports.page import Page
from model.reports.palette import CATEGORIES, OTHER, category_colours
from model.reports.results.risk_words import relief
from model.reports.styles import Field
from model.results.build import present_value, weighs_risk
from model.results.risk import cost_undisturbed
from model.results.view import Line, Record, View, by_year, largest, money_by_year, summed, text

MOST_COUNTRIES = 8
COSTS_SHEET, BY_CATEGORY = "Costs", "By category"


def write_costs(book: Book) -> None:
    """The sheet 'Costs'."""
    view = book.view
    if not view.trunk("costs"):
        book.absent.append((COSTS_SHEET, "The plan costs nothing."))
        return
    page = Page(
        book,
        COSTS_SHEET,
        "Costs",
        "Cost of the plan",
        f"Undiscounted, in each {'year' if view.years == 1 else f'period of {view.years} years'}"
        f"{', undisrupted case' if view.has_branches else ''}. Present values"
        f"{', disruptions weighted by their probabilities,' if view.has_branches else ''} add up to "
        f"{present_value(view):,.1f} {view.amount}: {minimised(view)}.",
        pages=2,
    )
    page.note(discounting(view))
    if remark := relief(view):
        page.note(remark)
    unit = money_by_year(view)
    categories = in_category_order(cost_lines(view, ("category",), unit))
    countries = largest(cost_lines(view, ("country",), unit), MOST_COUNTRIES, ("other countries",))
    page.lay_out(["category"], categories, countries, totals=sum_headers(view), ruler=True, all_on_paper=True)
    slots = page.reserve(2, 290)
    page.years_block([*categories, summed(categories, ("total",), "total")], ["category"], heading=BY_CATEGORY)
    series = category_series(book)
    place = page.years_block([*countries, summed(countries, ("total",), "total")], ["country"], heading="By country")
    where = [
        Series(place, at, line.labels[0], book.colours.get(line.labels[0], OTHER)) for at, line in enumerate(countries)
    ]
    title = f"Cost by {{}}{', undisrupted case' if view.has_branches else ''}, {unit}"
    page.place(slots, [stacked(title.format("category"), series), stacked(title.format("country"), where)])


def sum_headers(view: View) -> list[str]:
    """Headers of the sums after the years."""
    return [f"total {view.horizon}", "expected present value" if view.has_branches else "present value"]


def in_category_order(lines: Iterable[Line]) -> list[Line]:
    """Costs in the order of their categories."""
    return sorted(lines, key=lambda line: _category_rank(line.labels[0]))


def category_series(book: Book) -> list[Series]:
    """The lines by category, to be drawn."""
    block = book.blocks.get((COSTS_SHEET, BY_CATEGORY))
    lines = block.lines[:-1] if block else ()
    shades = category_colours(line.labels[0] for line in lines)
    return [Series(block, at, line.labels[0], shades[line.labels[0]]) for at, line in enumerate(lines)] if block else []


def minimised(view: View) -> str:
    """Whether the plan has the least present value, or weighs risk as well."""
    if weighs_risk(view):
        return f"including the weight on risk, the plan minimises {view.plan.objective:,.1f}"
    return "the sum that the plan minimises"


def discounting(view: View) -> str:
    """Discounting of sums to present values."""
    settings = view.settings
    if not settings.discount_rate:
        return "The discount rate is 0: present values equal the undiscounted sums."
    counted = "mid-year" if settings.discounting == "mid-year" else "at the start of the year"
    spread = (
        f" A cash flow of a period of {view.years} years is spread evenly over them: it is discounted by the mean of "
        "their factors."
    )
    return (
        f"Present values are discounted to the start of {settings.first_year}, at {100 * settings.discount_rate:g} % a "
        f"year; cash flows of a year fall {counted}." + (spread if view.years > 1 else "")
    )


def expected_costs(view: View, categories: Sequence[str]) -> list[tuple[str, float, float, float]]:
    """By category: undisturbed cost of the plan, expected addition by disruptions, and their sum; totals below."""
    usual = [cost_undisturbed(view, category) for category in categories]
    expected = [present_value(view, category) for category in categories]
    rows = zip([*categories, "total"], [*usual, sum(usual)], [*expected, sum(expected)], strict=True)
    return [(name, calm, _added(total, calm), total) for name, calm, total in rows]


def expected_columns(amount: str) -> list[Field[tuple[str, float, float, float]]]:
    """The columns of the way from the undisrupted case to expected cost."""
    return [
        Field("category", itemgetter(0), "text"),
        Field(f"undisrupted ({amount})", itemgetter(1)),
        Field(f"effect of disruptions ({amount})", itemgetter(2)),
        Field(f"expected ({amount})", itemgetter(3)),
    ]


def _added(expected: float, usual: float) -> float:
    """Cost added by disruptions; 0 if it is rounding."""
    return expected - usual if abs(expected - usual) > 1e-9 * max(abs(expected), abs(usual)) else 0.0


def cost_lines(view: View, labels: Sequence[str], unit: str) -> list[Line]:
    """Amounts of the trunk by year, with their sum and, over all nodes, the present value."""
    groups: dict[tuple[str, ...], list[Record]] = {key: [] for key in view.sums("costs", labels, "present_value")}
    for row in view.trunk("costs"):
        groups[tuple(text(row[label]) for label in labels)].append(row)
    amounts = []
    for group, present in view.sums("costs", labels, "present_value").items():
        values = by_year(view, groups[group], "amount")
        if any(values) or present:
            amounts.append(Line(group, unit, values, (sum(value or 0.0 for value in values), present)))
    return amounts


def _category_rank(category: str) -> int:
    names = list(CATEGORIES)
    return names.index(category) if category in names else len(names)
