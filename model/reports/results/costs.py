"""What the plan costs: by category, country, item and year; and the budgets it must stay within."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from model.reports.book import Book
from model.reports.charts import Series, stacked
from model.reports.looks import Field
from model.reports.page import Page
from model.reports.palette import CATEGORIES, OTHER, category_colours
from model.results.figures import present_value, weighs_risk
from model.results.lines import Line, by_year, largest, lines_of, ratio, summed
from model.results.risk import cost_undisturbed
from model.results.view import Record, View, text

MOST_COUNTRIES = 8


def write_costs(book: Book, colours: dict[str, str]) -> list[Series]:
    """The sheet 'Costs'. Returns the lines by category, for the summary's chart."""
    view = book.view
    page = Page(
        book, "Costs", "Costs", "Cost of the plan",
        f"Undiscounted, in each {'year' if view.years == 1 else f'period of {view.years} years'}"
        f"{', undisrupted case' if view.has_branches else ''}. Present values"
        f"{', disruptions weighted by their probabilities,' if view.has_branches else ''} add up to "
        f"{present_value(view):,.1f} {view.amount}: {minimised(view)}.",
    )  # fmt: skip
    page.note(discounting(view))
    if not view.trunk("costs"):
        page.note("None: the plan costs nothing.")
        return []
    unit = view.amount if view.years == 1 else f"{view.amount} per period"
    categories = cost_lines(view, ("category",), unit)
    categories.sort(key=lambda line: _rank(line.labels[0]))
    countries = largest(cost_lines(view, ("country",), unit), MOST_COUNTRIES, ("other countries",))
    details = cost_lines(view, ("category", "cost", "item", "country"), unit)
    details.sort(key=lambda line: _rank(line.labels[0]))
    present = "expected present value" if view.has_branches else "present value"
    page.lay_out(
        ("category", "cost", "item", "country"), details, totals=(f"total {view.horizon}", present), ruler=True
    )
    slots = page.reserve(2, 320)
    block = page.years_block(
        [*categories, summed(categories, ("total",), "total")], ["category"], heading="By category"
    )
    shades = category_colours(line.labels[0] for line in categories)
    series = [Series(block, at, line.labels[0], shades[line.labels[0]]) for at, line in enumerate(categories)]
    place = page.years_block([*countries, summed(countries, ("total",), "total")], ["country"], heading="By country")
    where = [Series(place, at, line.labels[0], colours.get(line.labels[0], OTHER)) for at, line in enumerate(countries)]
    title = f"Cost by {{}}{', undisrupted case' if view.has_branches else ''}, {unit}"
    pictures = [
        stacked(title.format("category"), series),
        stacked(title.format("country"), where),
    ]
    page.place(slots, pictures)
    if view.has_branches:
        _write_expected(page, [line.labels[0] for line in categories])
    page.years_block(details, heading="By item", filters=True)
    return series


def minimised(view: View) -> str:
    """Whether the plan has the least present value, or weighs risk as well."""
    if weighs_risk(view):
        return f"including the weight on risk, the plan minimises {view.plan.objective:,.1f}"
    return "the sum that the plan minimises"


def discounting(view: View) -> str:
    """How sums become present values."""
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
    """By category: what the undisturbed plan costs, what disruptions add on average, and their sum; totals below."""
    usual = [cost_undisturbed(view, category) for category in categories]
    expected = [present_value(view, category) for category in categories]
    rows = zip([*categories, "total"], [*usual, sum(usual)], [*expected, sum(expected)], strict=True)
    return [(name, calm, _added(whole, calm), whole) for name, calm, whole in rows]


def _write_expected(page: Page, categories: Sequence[str]) -> None:
    amount = page.view.amount
    page.table(
        expected_costs(page.view, categories),
        [
            Field("category", itemgetter(0), "text"),
            Field(f"undisrupted ({amount})", itemgetter(1)),
            Field(f"effect of disruptions ({amount})", itemgetter(2)),
            Field(f"expected ({amount})", itemgetter(3)),
        ],
        heading="From the undisrupted case to expected cost, present values",
        sized=False,
    )


def _added(expected: float, usual: float) -> float:
    """What disruptions add; nothing where it is rounding."""
    return expected - usual if abs(expected - usual) > 1e-9 * max(abs(expected), abs(usual)) else 0.0


def cost_lines(view: View, labels: Sequence[str], unit: str) -> list[Line]:
    """Amounts of the trunk by year, with their sum and, over all nodes, the present value."""
    groups: dict[tuple[str, ...], list[Record]] = {key: [] for key in view.sums("costs", labels, "present_value")}
    for row in view.trunk("costs"):
        groups[tuple(text(row[label]) for label in labels)].append(row)
    made = []
    for group, present in view.sums("costs", labels, "present_value").items():
        values = by_year(view, groups[group], "amount")
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
            lines.append(ratio(above, line, (line.labels[0], "share spent")))
    page = Page(book, "Funds", "Costs", "Budgets", "Spending from each fund, and its annual limit where it has one.")
    if not lines:
        page.note("None: no budget is set, or nothing is spent from it.")
        return
    page.lay_out(["fund", "measure"], lines)
    page.years_block(lines, filters=True)
