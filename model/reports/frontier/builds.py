"""Investments at each step of a frontier, and how they change against the loosest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model.families.investment.rows import Project
from model.reports.book import Book
from model.reports.page import Page
from model.reports.styles import MARK, Field, always
from model.results.build import new_builds
from model.results.view import View
from model.sheets.common import Plant, Site
from model.studies.frontier import Frontier, Point
from model.whatif.plandiff import (
    ADDED,
    DROPPED,
    EARLIER,
    LARGER,
    LATER,
    SMALLER,
    SPREAD,
    BuildChange,
    Built,
    all_built,
    changes,
)


def built_by(point: Point) -> dict[str, Built]:
    """Projects that a point's plan builds."""
    return {} if point.plan is None else all_built(new_builds(View(point.plan)))


def write_builds(book: Book, frontier: Frontier) -> None:
    """The sheets 'Builds' and 'Build changes'."""
    points = frontier.solved
    page = Page(
        book, "Builds", "Capacity", "Investments at each step",
        f"Shaded: differs from the loosest step, '{points[0].name}'.",
    )  # fmt: skip
    built = [built_by(point) for point in points]
    projects = sorted({project for each in built for project in each}, key=lambda name: _first(built, name))
    if not projects:
        page.note("No step makes any investment.")
        return
    moved = [
        {change.project: set(change.words) for change in changes(built[0], each)} if frontier.tells(point) else {}
        for point, each in zip(points, built, strict=True)
    ]

    def figure(at: int, name: str, look: str, words: set[str]) -> Field[str]:
        def accent(project: str) -> Mapping[str, Any]:
            return MARK if moved[at].get(project, set()) & words else {}

        return Field(points[at].name, lambda project: _of(built[at].get(project), name), look, 12, accent=accent)

    labels = _labels(book.view)
    unit: Field[str] = Field("unit", lambda project: f"{book.view.capacity_units.get(project) or 'unit'}/y", "text")
    sizes = [figure(at, "size", "number", {ADDED, DROPPED, LARGER, SMALLER}) for at in range(len(points))]
    page.table(projects, [*labels, unit, *sizes], heading="Capacity added over all years")
    year: Field[str] = Field("unit", always("year"), "text")
    years = [figure(at, "decided", "year", {ADDED, DROPPED, EARLIER, LATER, SPREAD}) for at in range(len(points))]
    page.table(projects, [*labels, year, *years], heading="Year of the first decision", sized=False)
    _write_changes(book, [point for point in points if frontier.tells(point)])


def _of(built: Built | None, name: str) -> Any:
    return None if built is None else getattr(built, name)


def _first(built: Iterable[dict[str, Built]], project: str) -> tuple[int, str]:
    """Rank of a project: by the loosest step that builds it."""
    return next((at for at, each in enumerate(built) if project in each), 0), project


def _labels(view: View) -> list[Field[str]]:
    site = {row.plant: row.site for row in view.plan.tables[Plant]}
    country = {row.site: row.country for row in view.plan.tables[Site]}
    countries = {row.project: country.get(site.get(row.plant, ""), "") for row in view.plan.tables[Project]}
    return [Field("project", str, "text"), Field("country", lambda project: countries.get(project, ""), "text")]


def _write_changes(book: Book, points: Sequence[Point]) -> None:
    """Differences in investments from the loosest step, without steps whose cost does not differ significantly."""
    page = Page(book, "Build changes", "Capacity", f"Changes from '{points[0].name}'")
    loosest = built_by(points[0])
    lines = [
        (point, change)
        for point in points[1:]
        for change in sorted(changes(loosest, built_by(point)), key=lambda change: change.project)
    ]
    if not lines:
        page.note("Every step whose cost differs significantly from the loosest one's makes the same investments.")
        return
    columns: list[Field[tuple[Point, BuildChange]]] = [
        Field("project", lambda line: line[1].project, "text"),
        Field("step", lambda line: line[0].name, "text"),
        Field("change", lambda line: ", ".join(line[1].words), "text"),
        Field("capacity in the loosest", lambda line: _of(line[1].before, "size")),
        Field("capacity", lambda line: _of(line[1].after, "size")),
        Field("decided in the loosest", lambda line: _of(line[1].before, "decided"), "year"),
        Field("decided", lambda line: _of(line[1].after, "decided"), "year"),
    ]
    page.table(lines, columns)
