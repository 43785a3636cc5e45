"""What is built at each step of a frontier, and what that changes against the loosest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from model.reports.book import Book
from model.reports.looks import Field
from model.reports.page import Page
from model.results.view import View, text
from model.studies.frontier import Frontier, Point

SAME = 1e-4
"""Sizes that differ by less, as part of the larger, are the same."""


@dataclass(frozen=True)
class Built:
    """A project in a plan."""

    size: float
    decided: int
    """The first decision."""
    online: float


@dataclass(frozen=True)
class Change:
    """A project that is not built as in the loosest plan."""

    project: str
    what: str
    before: Built | None
    after: Built | None


def builds_of(point: Point) -> dict[str, Built]:
    """Projects that a point's plan builds."""
    if point.plan is None:
        return {}
    found: dict[str, Built] = {}
    for row in View(point.plan).rows("builds"):
        size, decided, online = float(row["size"] or 0.0), int(row["decided"]), float(row["online"])
        one = found.get(row["project"], Built(0.0, decided, online))
        found[row["project"]] = Built(one.size + size, min(one.decided, decided), min(one.online, online))
    return found


def changes(loosest: dict[str, Built], here: dict[str, Built]) -> list[Change]:
    """What is added, dropped, resized and moved, in the order of the projects' names."""
    found = []
    for project in sorted({*loosest, *here}):
        before, after = loosest.get(project), here.get(project)
        what = _what(before, after)
        if what:
            found.append(Change(project, what, before, after))
    return found


def _what(before: Built | None, after: Built | None) -> str:
    if before is None or after is None:
        return "added" if before is None else "dropped"
    words = []
    if abs(after.size - before.size) > SAME * max(after.size, before.size):
        words.append("larger" if after.size > before.size else "smaller")
    if after.decided != before.decided:
        words.append("earlier" if after.decided < before.decided else "later")
    return ", ".join(words)


def write_builds(book: Book, frontier: Frontier) -> None:
    """The sheets 'Builds' and 'Build changes'."""
    points = frontier.solved
    page = Page(
        book,
        "Builds",
        "Capacity",
        "Investments at each step",
        f"Shaded: differs from the loosest step, '{points[0].name}'.",
    )
    built = [builds_of(point) for point in points]
    projects = sorted({project for each in built for project in each}, key=lambda name: _first(built, name))
    if not projects:
        page.note("No step makes any investment.")
        return
    names = _labels(book.view, projects)
    moved = [
        changes(built[0], each) if frontier.tells(point) else [] for point, each in zip(points, built, strict=True)
    ]

    def column(at: int, values: list[float | None], look: str, words: tuple[str, ...]) -> Field:
        differs = {change.project for change in moved[at] if set(change.what.split(", ")) & set(words)}
        marked = [place for place, project in enumerate(projects) if project in differs]
        return Field(points[at].name, values, 12, look, marked=marked)

    sizes = [
        column(
            at,
            [each[p].size if p in each else None for p in projects],
            "number",
            ("added", "dropped", "larger", "smaller"),
        )
        for at, each in enumerate(built)
    ]
    years = [
        column(
            at,
            [each[p].decided if p in each else None for p in projects],
            "year",
            ("added", "dropped", "earlier", "later"),
        )
        for at, each in enumerate(built)
    ]
    page.table([*names, *sizes], heading="Capacity added over all years", kept=1)
    unit = Field("unit", ["year"] * len(projects), look="text")
    page.table([*names[:2], unit, *years], heading="Year of the first decision", sized=False)
    _write_changes(book, [point for point in points if frontier.tells(point)])


def _first(built: Iterable[dict[str, Built]], project: str) -> tuple[int, str]:
    """Rank of a project: by the loosest step that builds it."""
    return next((at for at, each in enumerate(built) if project in each), 0), project


def _labels(view: View, projects: list[str]) -> list[Field]:
    from model.families.investment.rows import Project
    from model.sheets.common import Plant, Site

    plants = {row.plant: row for row in view.plan.tables[Plant]}
    country = {row.site: row.country for row in view.plan.tables[Site]}
    plant_of = {row.project: plants.get(row.plant) for row in view.plan.tables[Project]}
    where = [plant_of.get(project) for project in projects]
    return [
        Field("project", projects, look="text"),
        Field("country", ["" if plant is None else country.get(plant.site, "") for plant in where], look="text"),
        Field("unit", [f"{view.capacity_units.get(project) or 'unit'}/y" for project in projects], look="text"),
    ]


def _write_changes(book: Book, points: list[Point]) -> None:
    """What steps build otherwise than the loosest, those that cost the same as far as the solves tell left out."""
    built = [builds_of(point) for point in points]
    page = Page(book, "Build changes", "Capacity", f"Changes from '{points[0].name}'")
    lines = [
        (point.name, change)
        for point, each in zip(points[1:], built[1:], strict=True)
        for change in changes(built[0], each)
    ]
    if not lines:
        page.note("Every step whose cost differs significantly from the loosest one's makes the same investments.")
        return

    def size(built: Built | None) -> float | None:
        return None if built is None else built.size

    def year(built: Built | None) -> int | None:
        return None if built is None else built.decided

    each = [change for _, change in lines]
    page.table(
        [
            Field("project", [change.project for change in each], look="text"),
            Field("step", [name for name, _ in lines], look="text"),
            Field("change", [text(change.what) for change in each], look="text"),
            Field("capacity in the loosest", [size(change.before) for change in each]),
            Field("capacity", [size(change.after) for change in each]),
            Field("decided in the loosest", [year(change.before) for change in each], look="year"),
            Field("decided", [year(change.after) for change in each], look="year"),
        ],
        kept=1,
    )
