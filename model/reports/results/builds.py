"""Investments by time and place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import itemgetter

from model.families.investment.rows import Project
from model.reports.book import Book
from model.reports.charts import TIMELINE, Gantt, gantt
from model.reports.page import Page
from model.reports.results.near_optimal_columns import LATEST, size_columns, sizes_said
from model.reports.results.words import investments
from model.reports.styles import Field
from model.results.figures import build_order, is_opening
from model.results.significance import Spread
from model.results.view import Record, View, text

DECIDED = "decided (year)"
NAMES = ("project", "plant", "site", "country", "stage")
SHEET, BUILDS = "Builds", "Every investment"
PAGES_WITH_OTHERS = 3
"""Pages on paper if each line has its near-optimal range."""

MOST_BARS = 11
"""Maximum bars in the chart: as many as fit on a page with the tables below it."""
AROUND, BAR = 100, 19
"""Height of the chart without bars, and of a bar, in pixels."""


def write(book: Book) -> None:
    """The sheet 'Builds'."""
    view = book.view
    rows = build_order(view)
    if not rows:
        book.absent.append((SHEET, "The plan makes no investments."))
        return
    capex = sum(row["capex"] or 0.0 for row in rows)
    page = Page(
        book, SHEET, "Capacity", "Investments and their timing",
        f"{investments(rows)}, {capex:,.0f} {view.amount} of capital, undiscounted. Dates are decimal "
        "years: 2031.5 is mid-2031. 'Decided' is when permitting starts.",
        pages=1 if book.spread is None else PAGES_WITH_OTHERS,
    )  # fmt: skip
    if any(row["decided"] < view.periods[0] for row in rows):
        page.note(f"Of what was decided before {view.periods[0]} the capital is what was still to pay.")
    columns = build_columns(view, rows, book.spread)
    if book.spread is not None:
        page.note(sizes_said(book.spread, view.periods[0]))
        page.needed = [column.header for column in columns].index(LATEST) + 1
    page.set_widths([column.width_of([column.get(row) for row in rows]) for column in columns])
    page.keep_title()
    shown = min(len(rows), MOST_BARS)
    slots = page.reserve(1, AROUND + BAR * shown, across=1)
    for heading, fields, places in matrices(view, rows):
        page.table(places, fields, heading=heading, sized=False)
    page.table(rows, columns, heading=BUILDS, sized=False)
    bars = gantt_of(book)
    if bars:
        part = f": first {shown} of {len(rows)}" if shown < len(rows) else ""
        page.place(slots, [gantt(TIMELINE + part, replace(bars, cells=bars.cells.part(0, shown)))])


def gantt_of(book: Book) -> Gantt | None:
    """Cells of the investments' bars; None without any."""
    table = book.tables.get((SHEET, BUILDS))
    if table is None:
        return None
    view, headers = book.view, [field.header for field in table.fields]
    last = len(headers)
    drawn = (headers.index(DECIDED), last - 4, last - 3, last - 2, last - 1)
    end = view.periods[-1] + view.years
    return Gantt(table.cells, drawn, view.periods[0], end, 1 if end - view.periods[0] <= 24 else 5)


Place = tuple[str, list[float]]
"""A country, and its investments by stage."""


def matrices(view: View, rows: Sequence[Record]) -> list[tuple[str, list[Field[Place]], list[Place]]]:
    """Capital, and number of investments, by country and stage: heading, columns and rows of each table."""
    stages = sorted({text(row["stage"]) for row in rows}, key=view.stage_rank)
    countries = list(dict.fromkeys(text(row["country"]) for row in rows))
    sizes: tuple[tuple[str, Callable[[Record], float]], ...] = (
        (f"Capital by country and stage ({view.amount}, undiscounted)", lambda row: row["capex"] or 0.0),
        ("Investments by country and stage (number)", lambda row: float(is_opening(row))),
    )
    made = []
    for heading, size in sizes:
        sums = {(country, stage): 0.0 for country in countries for stage in stages}
        for row in rows:
            sums[text(row["country"]), text(row["stage"])] += size(row)
        places = [(country, [sums[country, stage] for stage in stages]) for country in countries]
        places.sort(key=lambda place: -sum(place[1]))
        if len(places) > 1:
            places.append(("total", [sum(column) for column in zip(*(each for _, each in places), strict=True)]))
        fields: list[Field[Place]] = [Field("country", itemgetter(0), "text")]
        fields += [_of_stage(stage or "no stage", at) for at, stage in enumerate(stages)]
        fields.append(Field("all stages", lambda place: sum(place[1])))
        made.append((heading, fields, places))
    return made


def _of_stage(stage: str, at: int) -> Field[Place]:
    return Field(stage, lambda place: place[1][at])


def build_columns(view: View, rows: list[Record], spread: Spread | None = None) -> list[Field[Record]]:
    """The columns of the table of builds; the last four are the lengths of the bars."""
    end = view.periods[-1] + view.years
    lives: dict[str, float] = {each.project: each.life for each in view.plan.tables[Project]}

    def figure(header: str, name: str, look: str = "number") -> Field[Record]:
        return Field(header, lambda row: float(row[name] or 0.0), look)

    def between(header: str, start: str, stop: str) -> Field[Record]:
        return Field(header, lambda row: max(0.0, float(row[stop] or 0.0) - float(row[start] or 0.0)))

    def in_operation(row: Record) -> float:
        out = min(float(end), float(row["online"]) + lives.get(row["project"], end))
        return max(0.0, out - float(row["ramped"] or 0.0))

    return [
        *(Field[Record](name, itemgetter(name), "text") for name in NAMES),
        figure(DECIDED, "decided", "year"),
        *_size_columns(view, rows),
        *([] if spread is None else size_columns(spread, view.periods[0])),
        figure("construction start (year)", "construction_from", "date"),
        figure("online (year)", "online", "date"),
        figure("full capacity (year)", "ramped", "date"),
        figure("modules (number)", "modules"),
        figure(f"capital cost ({view.amount})", "capex"),
        between("permitting (years)", "decided", "construction_from"),
        between("construction (years)", "construction_from", "online"),
        between("ramp-up (years)", "online", "ramped"),
        Field(f"full operation to {end - 1} (years)", in_operation),
    ]


def _size_columns(view: View, rows: list[Record]) -> list[Field[Record]]:
    """Sizes, with their unit in the header if all agree."""
    units = {view.unit("builds", "size", row) for row in rows}
    if len(units) == 1:
        return [Field(f"capacity added ({units.pop()})", lambda row: float(row["size"] or 0.0))]
    return [
        Field("capacity added", lambda row: float(row["size"] or 0.0)),
        Field("unit", lambda row: view.unit("builds", "size", row), "text"),
    ]
