"""What is built, when, and how full the plants are."""

from __future__ import annotations

from model.families.investment.rows import Project
from model.reports import charts
from model.reports.book import Book
from model.reports.charts import TIMELINE, Gantt, Series
from model.reports.looks import ROW, Block, Field
from model.reports.page import Page
from model.reports.palette import HAVE, NEED
from model.reports.phrases import count
from model.results.figures import build_order
from model.results.lines import Line, lines_of, ratio, summed
from model.results.view import Record, View

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
    columns = build_fields(view, rows)
    block = page.table(columns, kept=1)
    number = -(-len(rows) // BARS_A_CHART)
    each = -(-len(rows) // number)
    bars = [_bars(view, block, columns, start, min(start + each, len(rows))) for start in range(0, len(rows), each)]
    for number, bar in enumerate(bars, start=1):
        part = f" ({number} of {len(bars)})" if len(bars) > 1 else ""
        chart = charts.gantt(book, TIMELINE + part, bar)
        height = 110 + 22 * (bar.last - bar.first + 1)
        page.place(page.reserve(1, height, across=1, width=page.width), [chart])
    return bars[0]


def build_fields(view: View, rows: list[Record]) -> list[Field]:
    """The columns of the table of builds; the last four are the lengths of the bars."""
    end = view.periods[-1] + view.years
    lives = {each.project: each.life for each in view.plan.tables[Project]}

    def of(column: str) -> list[float]:
        return [float(row[column] or 0.0) for row in rows]

    out = [min(end, row["online"] + lives.get(row["project"], end)) for row in rows]
    return [
        *(Field(name, [row[name] for row in rows], look="text") for name in NAMES),
        Field("decided (year)", of("decided"), look="year"),
        Field("construction start (year)", of("construction_from"), look="date"),
        Field("online (year)", of("online"), look="date"),
        Field("full capacity (year)", of("ramped"), look="date"),
        Field("modules (number)", of("modules")),
        *_size_fields(view, rows),
        Field(f"capital cost ({view.amount})", of("capex")),
        Field("permitting (years)", _gaps(of("decided"), of("construction_from"))),
        Field("construction (years)", _gaps(of("construction_from"), of("online"))),
        Field("ramp-up (years)", _gaps(of("online"), of("ramped"))),
        Field(f"full operation to {end - 1} (years)", _gaps(of("ramped"), out)),
    ]  # fmt: skip


def _size_fields(view: View, rows: list[Record]) -> list[Field]:
    """Sizes, with their unit in the header where all agree."""
    sizes = [float(row["size"] or 0.0) for row in rows]
    units = [view.unit("builds", "size", row) for row in rows]
    if len(set(units)) == 1:
        return [Field(f"capacity added ({units[0]})", sizes)]
    return [Field("capacity added", sizes), Field("unit", units, look="text")]


def _gaps(starts: list[float], ends: list[float]) -> list[float]:
    return [max(0.0, end - start) for start, end in zip(starts, ends, strict=True)]


def _bars(view: View, block: Block, columns: list[Field], start: int, stop: int) -> Gantt:
    decided = next(at for at, column in enumerate(columns) if column.header.startswith("decided"))
    last = len(columns)
    return Gantt(
        block.sheet, block.first + start, block.first + stop - 1, 0, (decided, last - 4, last - 3, last - 2, last - 1),
        view.periods[0], view.periods[-1] + view.years,
    )  # fmt: skip


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
    page.place(slots, [_picture(book, block, stage, unit) for stage, unit in names])
    page.years_block(plants, heading="By plant", filters=True)


def _picture(book: Book, block: Block, stage: str, unit: str) -> object:
    """Use against capacity of a stage. What is used stands beside what it is used of."""
    used, have = block.find(stage, "used") or 0, block.find(stage, "capacity") or 0
    columns = [Series(block, used, "used", NEED)]
    title = f"{stage or 'no stage'}: capacity and use" + ("" if stage.endswith(unit) else f", {unit}")
    return charts.columns_and_line(book, title, columns, Series(block, have, "capacity", HAVE))


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
