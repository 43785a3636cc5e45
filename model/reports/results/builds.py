"""What is built, when, and how full the plants are."""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter

from model.families.investment.rows import Project
from model.reports.book import Book
from model.reports.charts import TIMELINE, Chart, Gantt, Series, columns_and_line, gantt
from model.reports.looks import ROW, Block, Field
from model.reports.page import Page
from model.reports.palette import HAVE, NEED
from model.reports.phrases import count
from model.results.figures import build_order
from model.results.lines import Line, lines_of, ratio, summed
from model.results.view import Record, View

DECIDED = "decided (year)"
NAMES = ("project", "plant", "site", "country", "stage")
BARS_A_CHART = 40
"""More projects than fit on a page go to a second chart."""


def write_builds(book: Book) -> Gantt | None:
    """The sheet 'Builds'. Returns where the bars of its first chart stand."""
    view = book.view
    rows = build_order(view)
    capex = sum(row["capex"] or 0.0 for row in rows)
    page = Page(
        book, "Builds", "Capacity", "Investments and their timing",
        f"{count(len(rows), 'investment')}, {capex:,.0f} {view.amount} of capital, undiscounted. Dates are decimal "
        "years: 2031.5 is mid-2031. 'Decided' is when permitting starts.",
    )  # fmt: skip
    if not rows:
        page.note("None: the plan makes no investments.")
        return None
    if any(row["decided"] < view.periods[0] for row in rows):
        page.note(f"Of what was decided before {view.periods[0]} the capital is what was still to pay.")
    columns = build_columns(view, rows)
    cells = page.table(rows, columns)
    decided, last = [column.header for column in columns].index(DECIDED), len(columns)
    drawn = (decided, last - 4, last - 3, last - 2, last - 1)
    whole = Gantt(cells, drawn, view.periods[0], view.periods[-1] + view.years)
    number = -(-len(rows) // BARS_A_CHART)
    each = -(-len(rows) // number)
    bars = [replace(whole, cells=cells.part(start, start + each)) for start in range(0, len(rows), each)]
    for number, bar in enumerate(bars, start=1):
        part = f" ({number} of {len(bars)})" if len(bars) > 1 else ""
        height = 110 + 22 * (bar.cells.last - bar.cells.first + 1)
        page.place(page.reserve(1, height, across=1, width=page.width), [gantt(TIMELINE + part, bar)])
    return bars[0]


def build_columns(view: View, rows: list[Record]) -> list[Field[Record]]:
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
        figure("construction start (year)", "construction_from", "date"),
        figure("online (year)", "online", "date"),
        figure("full capacity (year)", "ramped", "date"),
        figure("modules (number)", "modules"),
        *_size_columns(view, rows),
        figure(f"capital cost ({view.amount})", "capex"),
        between("permitting (years)", "decided", "construction_from"),
        between("construction (years)", "construction_from", "online"),
        between("ramp-up (years)", "online", "ramped"),
        Field(f"full operation to {end - 1} (years)", in_operation),
    ]


def _size_columns(view: View, rows: list[Record]) -> list[Field[Record]]:
    """Sizes, with their unit in the header where all agree."""
    units = {view.unit("builds", "size", row) for row in rows}
    if len(units) == 1:
        return [Field(f"capacity added ({units.pop()})", lambda row: float(row["size"] or 0.0))]
    return [
        Field("capacity added", lambda row: float(row["size"] or 0.0)),
        Field("unit", lambda row: view.unit("builds", "size", row), "text"),
    ]


# ---------------------------------------------------------------------------------------------- capacity


def write_capacity(book: Book) -> None:
    """The sheet 'Capacity': use against capacity by stage, then by plant."""
    view = book.view
    labels = ("plant", "site", "country", "technology", "stage")
    plants = with_use(lines_of(view, "capacity", labels, ("capacity", "used")))
    page = Page(
        book, "Capacity", "Capacity", "Capacity and utilisation",
        "Usable capacity in each year, existing and new, and how much of it is used." + view.undisrupted,
    )  # fmt: skip
    if not plants:
        page.note("None: no plant has capacity.")
        return
    stages = by_stage(plants)
    names = list(dict.fromkeys((line.labels[0], line.unit) for line in stages if line.labels[1] == "used"))
    page.lay_out([*labels, "measure"], plants, ruler=True)
    slots = page.reserve(len(names), 12 * ROW)
    block = page.years_block(stages, ["stage", "measure"], heading="By stage")
    page.place(slots, [_picture(block, stage, unit) for stage, unit in names])
    page.years_block(plants, heading="By plant", filters=True)


def _picture(block: Block, stage: str, unit: str) -> Chart:
    """Use against capacity of a stage. What is used stands beside what it is used of."""
    used, have = block.find(stage, "used") or 0, block.find(stage, "capacity") or 0
    columns = [Series(block, used, "used", NEED)]
    title = f"{stage or 'no stage'}: capacity and use" + ("" if stage.endswith(unit) else f", {unit}")
    return columns_and_line(title, columns, Series(block, have, "capacity", HAVE))


def with_use(lines: list[Line]) -> list[Line]:
    """Adds the share of capacity that is used after each pair of lines."""
    made: list[Line] = []
    have: Line | None = None
    for line in lines:
        made.append(line)
        if line.labels[-1] == "capacity":
            have = line
        elif have is not None and have.labels[:-1] == line.labels[:-1]:
            made.append(ratio(line, have, (*line.labels[:-1], "utilisation")))
    return made


def by_stage(plants: list[Line]) -> list[Line]:
    """Capacity and use of all plants of a stage; where their capacity is counted in several units, a unit at a time."""
    groups: dict[tuple[str, str], dict[str, list[Line]]] = {}
    for line in plants:
        if line.look != "share":
            groups.setdefault((line.labels[4], line.unit), {}).setdefault(line.labels[5], []).append(line)
    doubled = [stage for stage, _ in groups]
    made = []
    for (stage, unit), measures in groups.items():
        name = f"{stage}, {unit}" if doubled.count(stage) > 1 else stage
        made += [summed(lines, (name, measure)) for measure, lines in measures.items()]
    return with_use(made)
