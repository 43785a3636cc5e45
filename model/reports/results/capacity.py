"""Use against capacity, by stage."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.charts import Chart, Series, columns_and_line
from model.reports.page import Page
from model.reports.palette import HAVE, NEED
from model.reports.styles import ROW, Block
from model.results.view import Line, View, lines_of, ratio, summed

CAPACITY_SHEET, BY_STAGE = "Capacity", "By stage"
PLANT_LABELS = ("plant", "site", "country", "technology", "stage")


def write_capacity(book: Book) -> None:
    """The sheet 'Capacity'."""
    stages = plants_by_stage(plant_lines(book.view))
    if not stages:
        book.absent.append((CAPACITY_SHEET, "No plant has capacity."))
        return
    page = Page(
        book,
        CAPACITY_SHEET,
        "Capacity",
        "Capacity and utilisation by stage",
        "Usable capacity in each year, existing and new, and how much of it is used; each plant is in 'Capacity by "
        "plant'." + book.view.undisrupted,
        pages=2,
    )
    names = list(dict.fromkeys((line.labels[0], line.unit) for line in stages if line.labels[1] == "used"))
    page.lay_out(["stage", "measure"], stages, all_on_paper=True)
    slots = page.reserve(len(names), 12 * ROW)
    block = page.years_block(stages, heading=BY_STAGE)
    page.place(slots, [_stage_picture(block, stage, unit) for stage, unit in names])


def plant_lines(view: View) -> list[Line]:
    """Capacity, use and utilisation of every plant."""
    return with_use(lines_of(view, "capacity", PLANT_LABELS, ("capacity", "used")))


def _stage_picture(block: Block, stage: str, unit: str) -> Chart:
    """Use against capacity of a stage, side by side."""
    used, have = block.find(stage, "used") or 0, block.find(stage, "capacity") or 0
    columns = [Series(block, used, "used", NEED)]
    title = f"{stage or 'no stage'}: capacity and use" + ("" if stage.endswith(unit) else f", {unit}")
    return columns_and_line(title, columns, Series(block, have, "capacity", HAVE))


def with_use(lines: list[Line]) -> list[Line]:
    """Adds the share of capacity that is used after each pair of lines."""
    lines_with_use: list[Line] = []
    have: Line | None = None
    for line in lines:
        lines_with_use.append(line)
        if line.labels[-1] == "capacity":
            have = line
        elif have is not None and have.labels[:-1] == line.labels[:-1]:
            lines_with_use.append(ratio(line, have, (*line.labels[:-1], "utilisation")))
    return lines_with_use


def plants_by_stage(plants: list[Line]) -> list[Line]:
    """Capacity and use of all plants of a stage; for several units, one unit at a time."""
    groups: dict[tuple[str, str], dict[str, list[Line]]] = {}
    for line in plants:
        if line.look != "share":
            groups.setdefault((line.labels[4], line.unit), {}).setdefault(line.labels[5], []).append(line)
    doubled = [stage for stage, _ in groups]
    lines_by_stage = []
    for (stage, unit), measures in groups.items():
        name = f"{stage}, {unit}" if doubled.count(stage) > 1 else stage
        lines_by_stage += [summed(lines, (name, measure)) for measure, lines in measures.items()]
    return with_use(lines_by_stage)
