"""Build timelines of all plans side by side: at a glance, as a grid of years, as bars."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.reports.book import Book
from model.reports.charts import TIMELINE, Gantt, gantt
from model.reports.number_formats import number_format
from model.reports.page import Page
from model.reports.palette import CONSTRUCTION, IN_OPERATION, PERMIT, RAMP_UP
from model.reports.styles import Field
from model.results.build import Build
from model.sheets.wording import count
from model.studies.comparison.styles import CASE_WIDTH, listed
from model.whatif.compare import Comparison
from model.whatif.plan_summary import Digest
from model.whatif.plandiff import (
    ADDED,
    DROPPED,
    EARLIER,
    LARGER,
    LATER,
    SMALLER,
    ProjectBuilds,
    all_built,
    change_words,
)

CHANGES: Mapping[str, str] = {
    ADDED: "#D5EBD9", DROPPED: "#F6D5D2", LARGER: "#D9E7F5", SMALLER: "#E8EEF5", EARLIER: "#FFF2C2", LATER: "#FBE0D5",
}  # fmt: skip
"""Shades of differences from the base; the first word that applies decides."""

PHASES: Mapping[str, tuple[str, str]] = {
    "p": ("permitting", PERMIT), "c": ("construction", CONSTRUCTION), "r": ("ramp-up", RAMP_UP),
    "s": ("in operation", IN_OPERATION),
}  # fmt: skip
"""Letters of the grid, with their phases and colours."""

YEAR_WIDTH = 12.0
"""Width for the names of the phases."""

BARS_A_CHART, MOST_CHARTS = 26, 6
"""Bars on a page, and pages of them."""

BAR, FRAME = 20, 110
"""Height of a bar and of the frame around the bars, in pixels."""


@dataclass(frozen=True)
class Track:
    """One decision to build, and the plans that take it just so."""

    build: Build
    plans: tuple[str, ...]


def tracks(comparison: Comparison) -> list[Track]:
    """Every decision that differs from others, by project in the order of the base: the earliest first."""
    found: dict[Build, list[str]] = {}
    for plan in comparison.solved:
        for build in plan.builds:
            # Its cost may differ even if nothing else does.
            found.setdefault(replace(build, capex=0.0, size=round(build.size, 3)), []).append(plan.name)
    rank = {project: at for at, project in enumerate(_projects(comparison.solved))}
    made = [Track(build, tuple(dict.fromkeys(plans))) for build, plans in found.items()]
    return sorted(made, key=lambda each: (rank[each.build.project], each.build.decided, -len(each.plans)))


def _projects(plans: Sequence[Digest]) -> list[str]:
    return list(dict.fromkeys(build.project for plan in plans for build in plan.builds))


def write_builds(book: Book, comparison: Comparison) -> None:
    """The sheets 'Builds', 'Builds by year' and 'Timelines'."""
    page = Page(
        book, "Builds", "Capacity", "Investments of every plan",
        f"Years of decision, and capacity added. Shaded: differs from {comparison.base.name}.",
    )  # fmt: skip
    plans = comparison.solved
    projects = _projects(plans)
    if not projects:
        page.note("None: no plan makes any investment." if plans else "None: no plan was found.")
        return
    _write_glance(page, comparison, projects)
    found = tracks(comparison)
    _write_grid(book, comparison, found)
    _write_timelines(book, comparison, found)


# ---------------------------------------------------------------------------------------------- at a glance


def _write_glance(page: Page, comparison: Comparison, projects: Sequence[str]) -> None:
    plans = comparison.solved
    of_plan = [all_built(plan.builds) for plan in plans]
    one = {build.project: build for plan in plans for build in plan.builds}
    base = None if comparison.base.digest is None else all_built(comparison.base.digest.builds)

    def of_plan_field(plan: Digest, built: Mapping[str, ProjectBuilds]) -> Field[str]:
        own_base = base if plan in comparison.telling else None
        return Field(
            plan.name, lambda project: _said(built.get(project)), "mixed", CASE_WIDTH,
            accent=lambda project: _shade(own_base, built, project),
        )  # fmt: skip

    columns: list[Field[str]] = [
        Field("project", str, "text", 30),
        Field("country", lambda project: one[project].country, "text", 30),
        Field("unit", lambda project: one[project].unit, "text", 10),
        *map(of_plan_field, plans, of_plan),
    ]
    page.table(projects, columns)
    _write_legend(page, [(word, colour, {}) for word, colour in CHANGES.items()])


def _said(built: ProjectBuilds | None) -> str | None:
    if built is None:
        return None
    years = list(dict.fromkeys(built.years))
    when = ", ".join(map(str, years)) if len(years) <= 2 else f"{years[0]}–{years[-1]}"
    size = f"{built.size:,.0f}" if built.size >= 100 or built.size == int(built.size) else f"{built.size:,.3g}"
    return f"{when}: {size}"


def _shade(
    base: Mapping[str, ProjectBuilds] | None, built: Mapping[str, ProjectBuilds], project: str
) -> dict[str, Any]:
    words = () if base is None else change_words(base.get(project), built.get(project))
    colour = next((CHANGES[word] for word in words if word in CHANGES), None)
    return {"align": "center"} | ({"bg_color": colour} if colour else {})


def _write_legend(page: Page, entries: Sequence[tuple[str, str, Mapping[str, Any]]]) -> None:
    """Words on their colours, side by side."""
    row = page.advance()
    for at, (word, colour, look) in enumerate(entries, start=3):
        style = page.styles.of(bg_color=colour, align="center", **look)
        page.sheet.write_string(row, at, word, style)
    page.skip()


# ---------------------------------------------------------------------------------------------- years across


def _write_grid(book: Book, comparison: Comparison, found: Sequence[Track]) -> None:
    """Write the sheet 'Builds by year': a row for each decision, a column a year, a letter and a colour for the
    phase."""
    page = Page(
        book, "Builds by year", "Capacity", "Investments of every plan, year by year",
        "One line for each investment, with the plans that make it in this way.",
    )  # fmt: skip
    plans = comparison.solved
    names = [plan.name for plan in plans]
    years = sorted({period for plan in plans for period in plan.periods})
    length = plans[0].years
    size = number_format(max(track.build.size for track in found))

    def of_year(year: int) -> Field[Track]:
        def phase(track: Track) -> str | None:
            return _phase(track.build, year, length)

        return Field(str(year), phase, "mixed", YEAR_WIDTH, accent=lambda track: _cell(phase(track)))

    columns: list[Field[Track]] = [
        Field("project", lambda track: track.build.project, "text", 30),
        Field("plans", lambda track: listed(track.plans, names, 46), "text", 46),
        Field("capacity", lambda track: track.build.size, width=10, form=size),
        *map(of_year, years),
    ]
    page.table(found, columns)
    _write_legend(page, [(f"{letter}: {words}", colour, _ink(letter)) for letter, (words, colour) in PHASES.items()])


def _phase(build: Build, year: int, length: int) -> str | None:
    """Phase in most of a period, between decision and the end of service."""
    middle = year + length / 2
    if not build.decided <= middle < build.until:
        return None
    ends = (("p", build.building_from), ("c", build.online), ("r", build.full))
    return next((letter for letter, end in ends if middle < end), "s")


def _cell(letter: str | None) -> dict[str, Any]:
    if letter is None:
        return {}
    return {"bg_color": PHASES[letter][1], "align": "center", **_ink(letter)}


def _ink(letter: str) -> dict[str, Any]:
    return {"font_color": "#FFFFFF" if letter == "s" else "#404040"}


# ---------------------------------------------------------------------------------------------- bars


def _write_timelines(book: Book, comparison: Comparison, found: Sequence[Track]) -> None:
    """The sheets 'Timelines': bars from decision to service, as many as fit on a page, and the table that they draw."""
    parts = [found[first : first + BARS_A_CHART] for first in range(0, len(found), BARS_A_CHART)]
    shown = parts[:MOST_CHARTS]
    for number, part in enumerate(shown, start=1):
        _write_bars(book, comparison, part, f" ({number} of {len(shown)})" if len(shown) > 1 else "")
    if len(shown) < len(parts):
        more = count(len(found) - BARS_A_CHART * MOST_CHARTS, "more investment is", "more investments are")
        book.pages[-1].note(f"{more} on the sheet 'Builds by year'.")


def _write_bars(book: Book, comparison: Comparison, shown: Sequence[Track], part: str) -> None:
    page = Page(
        book, "Timelines", "Capacity", f"{TIMELINE}, side by side{part}",
        "One bar for each investment, with the plans that make it in this way. Dates are decimal years.",
    )  # fmt: skip
    plans = comparison.solved
    start, end = min(plan.periods[0] for plan in plans), max(plan.periods[-1] + plan.years for plan in plans)
    columns = _bar_fields([plan.name for plan in plans])
    page.set_widths([column.width for column in columns])
    page.keep_title()
    slots = page.reserve(1, FRAME + BAR * max(len(shown), 4), across=1)
    cells = page.table(shown, columns, heading="Investments drawn", sized=False)
    step = 1 if end - start <= 12 else 2 if end - start <= 24 else 5
    page.place(slots, [gantt(TIMELINE + part, Gantt(cells, (5, 7, 8, 9, 10), start, end, step))])


def _bar_fields(names: Sequence[str]) -> list[Field[Track]]:
    """The columns of the table; of the last four and the decision the bars are drawn."""

    def build(header: str, get: Callable[[Build], Any], look: str = "number", width: float = 9) -> Field[Track]:
        return Field(header, lambda track: get(track.build), look, width)

    return [
        Field("project: plans", lambda track: f"{track.build.project}: {listed(track.plans, names, 30)}", "text", 60),
        Field("plans (number)", lambda track: len(track.plans), width=9),
        build("modules", lambda each: each.modules),
        build("capacity", lambda each: each.size, width=10),
        build("unit", lambda each: each.unit, "text"),
        build("decided", lambda each: each.decided, "year"),
        build("online", lambda each: each.online, "date"),
        build("permitting (years)", lambda each: max(0.0, each.building_from - each.decided), width=10),
        build("construction (years)", lambda each: max(0.0, each.online - each.building_from), width=10),
        build("ramp-up (years)", lambda each: max(0.0, each.full - each.online), width=10),
        build("full operation (years)", lambda each: max(0.0, each.until - each.full), width=10),
    ]
