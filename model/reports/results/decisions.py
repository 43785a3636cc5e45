"""Decisions of the plan: all that are taken ahead in order of time, and investments by time and place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from model.reports.answers.decide import KEPT_COLUMN
from model.reports.book import Book
from model.reports.charts import TIMELINE, gantt
from model.reports.page import Page
from model.reports.phrases import money
from model.reports.results.stress import LATEST_FOUND, note_on_sizes, size_columns
from model.reports.results.words import investments
from model.reports.styles import Field
from model.results.build import Build, builds, due_later
from model.results.first_stage import Commitment, decisions, row_of
from model.results.optimality import Spread
from model.results.view import View

# ----------------------------------------------------------------------------------------------------------------------
# Every decision that is taken ahead, in order of time, in the columns of the sheet Decisions.


DECISIONS_SHEET = "Decisions"

DECISION_COLUMNS = (
    ("decision", "text", 31),
    ("action", "text", 10),
    ("subject", "text", 24),
    ("place", "text", 12),
    ("way", "text", 9),
    ("rule", "text", 8),
    ("year", "year", 8),
    ("size", "number", 0),
    ("people", "number", 0),
)
"""Columns of the inputs' sheet Decisions, with their look and width."""


def cell_of_row(name: str) -> Callable[[Commitment], Any]:
    """A cell of the row that fixes a decision."""
    return lambda decision: getattr(row_of(decision), name)


def write_decisions(book: Book) -> None:
    """The sheet 'Decisions'."""
    view = book.view
    commitments = decisions(view)
    if not commitments:
        book.absent.append(
            (DECISIONS_SHEET, "No investment, technology, contract, closure, strategic stock or workforce change.")
        )
        return
    about = (
        "Commitments, the same in every scenario: investments, technology, contracts, closures, stocks and people. "
        "Production, purchases, shipments and stock withdrawals are adjusted as events unfold."
    )
    page = Page(book, DECISIONS_SHEET, "Capacity", "Decisions and their timing", about)
    if not view.calendar.is_yearly:
        page.note(f"A year stands for the {view.a_period} that it begins; people are counted over all of it.")
    page.note("Up to 'people', the columns are those of the inputs' sheet Decisions: copy rows there to fix them.")
    page.table(
        commitments,
        [
            *(Field(name, cell_of_row(name), look, width) for name, look, width in DECISION_COLUMNS),
            Field("unit", lambda decision: decision.unit, "text"),
            Field("location", lambda decision: decision.where, "text", 20),
            Field(f"outlay, all years ({view.amount})", lambda decision: decision.outlay),
            *([KEPT_COLUMN] if any(decision.is_kept for decision in commitments) else []),
        ],
        frozen=1,
        all_on_paper=True,
    )


# ----------------------------------------------------------------------------------------------------------------------
# Investments by time and place.


DECIDED = "decided (year)"
BUILD_LABELS = ("project", "plant", "site", "country", "stage")
BUILDS_SHEET, BUILDS = "Builds", "Every investment"
PAGES_WITH_OTHERS = 3
"""Pages on paper if each line has its near-optimal range."""

MOST_BARS = 11
"""Maximum bars in the chart: as many as fit on a page with the tables below it."""
AROUND, BAR = 100, 19
"""Height of the chart without bars, and of a bar, in pixels."""


def write_builds(book: Book) -> None:
    """The sheet 'Builds'."""
    view = book.view
    rows = builds(view)
    if not rows:
        book.absent.append((BUILDS_SHEET, "The plan makes no investments."))
        return
    capex = sum(build.capex for build in rows)
    about = (
        f"{investments(rows)}, {capex:,.0f} {view.amount} of capital, undiscounted. Dates are decimal "
        "years: 2031.5 is mid-2031. 'Decided' is when permitting starts."
    )
    page = Page(
        book,
        BUILDS_SHEET,
        "Capacity",
        "Investments and their timing",
        about,
        pages=1 if book.spread is None else PAGES_WITH_OTHERS,
    )
    if any(build.decided < view.periods[0] for build in rows):
        page.note(f"Of what was decided before {view.periods[0]} the capital is what was still to pay.")
    for is_counted, amount in due_later(view).items():
        if amount > 0:
            how = "counted in the cost at their present value" if is_counted else "not counted in any cost"
            last = view.plan.tables.settings.last_year
            page.note(f"Payments of annuities after {last}, {money(amount)} {view.amount}, are {how}.")
    columns = build_columns(view, rows, book.spread)
    if book.spread is not None:
        page.note(note_on_sizes(book.spread, view.periods[0]))
        page.needed = [column.header for column in columns].index(LATEST_FOUND) + 1
    page.set_widths([column.width_of([column.get(row) for row in rows]) for column in columns])
    page.keep_title()
    shown = min(len(rows), MOST_BARS)
    slots = page.reserve(1, AROUND + BAR * shown, across=1)
    for heading, fields, places in by_country_and_stage(view, rows):
        page.table(places, fields, heading=heading, sized=False)
    cells = page.table(rows, columns, heading=BUILDS, sized=False).part(0, shown)
    last = len(columns)
    drawn = ([column.header for column in columns].index(DECIDED), *range(last - 4, last))
    part = f": first {shown} of {len(rows)}" if shown < len(rows) else ""
    page.place(slots, [gantt(TIMELINE + part, cells, drawn, view.periods[0], view.calendar.end)])


Place = tuple[str, list[float]]
"""A country, and its investments by stage."""


def by_country_and_stage(view: View, rows: Sequence[Build]) -> list[tuple[str, list[Field[Place]], list[Place]]]:
    """Capital, and number of investments, by country and stage: heading, columns and rows of each table."""
    stages = sorted({build.stage for build in rows}, key=view.stage_rank)
    countries = list(dict.fromkeys(build.country for build in rows))
    sizes: tuple[tuple[str, Callable[[Build], float]], ...] = (
        (f"Capital by country and stage ({view.amount}, undiscounted)", lambda build: build.capex),
        ("Investments by country and stage (number)", lambda build: float(build.is_opening)),
    )
    tables = []
    for heading, size in sizes:
        sums = {(country, stage): 0.0 for country in countries for stage in stages}
        for build in rows:
            sums[build.country, build.stage] += size(build)
        places = [(country, [sums[country, stage] for stage in stages]) for country in countries]
        places.sort(key=lambda place: -sum(place[1]))
        if len(places) > 1:
            places.append(
                ("total", [sum(column) for column in zip(*(of_country for _, of_country in places), strict=True)])
            )
        fields: list[Field[Place]] = [Field("country", itemgetter(0), "text")]
        fields += [_of_stage(stage or "no stage", at) for at, stage in enumerate(stages)]
        fields.append(Field("all stages", lambda place: sum(place[1])))
        tables.append((heading, fields, places))
    return tables


def _of_stage(stage: str, at: int) -> Field[Place]:
    return Field(stage, lambda place: place[1][at])


def build_columns(view: View, rows: Sequence[Build], spread: Spread | None = None) -> list[Field[Build]]:
    """The columns of the table of builds; the last four are the lengths of the bars."""
    end = view.calendar.end

    def between(header: str, start: str, stop: str) -> Field[Build]:
        return Field(header, lambda build: max(0.0, getattr(build, stop) - getattr(build, start)))

    return [
        *(Field[Build](name, attrgetter(name), "text") for name in BUILD_LABELS),
        Field(DECIDED, lambda build: float(build.decided), "year"),
        *_size_columns(rows),
        *([] if spread is None else size_columns(spread, view.periods[0])),
        Field("construction start (year)", attrgetter("building_from"), "date"),
        Field("online (year)", attrgetter("online"), "date"),
        Field("full capacity (year)", attrgetter("full"), "date"),
        Field("modules (number)", attrgetter("modules")),
        Field(f"capital cost ({view.amount})", attrgetter("capex")),
        between("permitting (years)", "decided", "building_from"),
        between("construction (years)", "building_from", "online"),
        between("ramp-up (years)", "online", "full"),
        between(f"full operation to {end - 1} (years)", "full", "until"),
    ]


def _size_columns(rows: Sequence[Build]) -> list[Field[Build]]:
    """Sizes, with their unit in the header if all agree."""
    units = {build.unit for build in rows}
    if len(units) == 1:
        return [Field(f"capacity added ({units.pop()})", attrgetter("size"))]
    return [Field("capacity added", attrgetter("size")), Field("unit", attrgetter("unit"), "text")]
