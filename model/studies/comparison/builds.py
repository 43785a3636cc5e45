"""Build timelines of all plans side by side: at a glance, as a grid of years, as bars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from model.reports.charts import GANTT_COLOURS, GANTT_NAMES, TIMELINE, years_apart
from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    DocumentBlock,
    DocumentChart,
    DocumentKey,
    DocumentSheet,
    DocumentTable,
)
from model.reports.styles import Field, number_format
from model.results.build import Build, Taken, taken
from model.sheets.names import count
from model.studies.comparison.styles import CASE_WIDTH, listed
from model.whatif.compare import Comparison
from model.whatif.plan_difference import ADDED, DROPPED, EARLIER, LARGER, LATER, SMALLER, Digest, change_words

CHANGES: Mapping[str, str] = {
    ADDED: "#D5EBD9",
    DROPPED: "#F6D5D2",
    LARGER: "#D9E7F5",
    SMALLER: "#E8EEF5",
    EARLIER: "#FFF2C2",
    LATER: "#FBE0D5",
}
"""Shades of differences from the base; the first word that applies decides."""

PHASES: Mapping[str, tuple[str, str]] = {
    letter: (name, colour) for letter, name, colour in zip("pcrs", GANTT_NAMES[1:], GANTT_COLOURS[1:], strict=True)
}
"""Letters of the grid, with their phases and colours."""

YEAR_WIDTH = 12.0
"""Width for the names of the phases."""

BARS_A_CHART, MOST_CHARTS = 26, 6
"""Bars on a page, and pages of them."""

BAR_HEIGHT, FRAME = 20, 110
"""Height of a bar and of the frame around the bars, in pixels."""


@dataclass(frozen=True)
class Track:
    """One decision to build, and the plans that take it just so."""

    build: Build
    plans: tuple[str, ...]


def tracks(comparison: Comparison) -> list[Track]:
    """Every decision that differs from others, by project in the order of the base: the earliest first."""
    plans_of: dict[Build, list[str]] = {}
    for plan in comparison.solved:
        for build in plan.builds:
            # Its cost may differ even if nothing else does.
            plans_of.setdefault(replace(build, capex=0.0, size=round(build.size, 3)), []).append(plan.name)
    rank = {project: at for at, project in enumerate(_projects(comparison.solved))}
    all_tracks = [Track(build, tuple(dict.fromkeys(plans))) for build, plans in plans_of.items()]
    return sorted(all_tracks, key=lambda track: (rank[track.build.project], track.build.decided, -len(track.plans)))


def _projects(plans: Sequence[Digest]) -> list[str]:
    return list(dict.fromkeys(build.project for plan in plans for build in plan.builds))


def build_sheets(comparison: Comparison) -> Iterator[DocumentSheet]:
    """The sheets 'Builds', 'Builds by year' and 'Timelines'."""
    plans = comparison.solved
    projects = _projects(plans)
    none = "None: no plan makes any investment." if plans else "None: no plan was found."
    about = f"Years of decision, and capacity added. Shaded: differs from {comparison.base.name}."
    blocks: list[DocumentBlock] = [_glance(comparison, projects), _key(CHANGES.items())] if projects else [none]
    yield DocumentSheet("Builds", "Capacity", "Investments of every plan", about, blocks)
    if projects:
        all_tracks = tracks(comparison)
        yield _grid(comparison, all_tracks)
        yield from _timelines(comparison, all_tracks)


def _key(entries: Iterable[tuple[str, str]]) -> DocumentKey:
    return DocumentKey([(word, {"bg_color": colour, "align": "center"}) for word, colour in entries])


# ---------------------------------------------------------------------------------------------- at a glance


def _glance(comparison: Comparison, projects: Sequence[str]) -> DocumentTable[str]:
    plans = comparison.solved
    of_plan = [taken(plan.builds) for plan in plans]
    one = {build.project: build for plan in plans for build in plan.builds}
    base = None if comparison.base.digest is None else taken(comparison.base.digest.builds)

    def of_plan_field(plan: Digest, built: Mapping[str, Taken]) -> Field[str]:
        own_base = base if plan in comparison.telling else None

        def value(project: str) -> str | None:
            return _when_and_size(built.get(project))

        def accent(project: str) -> Mapping[str, Any]:
            return _shade(own_base, built, project)

        return Field(plan.name, value, "mixed", CASE_WIDTH, accent=accent)

    fields: list[Field[str]] = [
        Field("project", str, "text", 30),
        Field("country", lambda project: one[project].country, "text", 30),
        Field("unit", lambda project: one[project].unit, "text", 10),
        *map(of_plan_field, plans, of_plan),
    ]
    return DocumentTable(projects, fields)


def _when_and_size(built: Taken | None) -> str | None:
    if built is None:
        return None
    years = list(dict.fromkeys(built.years))
    when = ", ".join(map(str, years)) if len(years) <= 2 else f"{years[0]}–{years[-1]}"
    size = f"{built.size:,.0f}" if built.size >= 100 or built.size == int(built.size) else f"{built.size:,.3g}"
    return f"{when}: {size}"


def _shade(base: Mapping[str, Taken] | None, built: Mapping[str, Taken], project: str) -> dict[str, Any]:
    words = () if base is None else change_words(base.get(project), built.get(project))
    colour = next((CHANGES[word] for word in words if word in CHANGES), None)
    return {"align": "center"} | ({"bg_color": colour} if colour else {})


# ---------------------------------------------------------------------------------------------- years across


def _grid(comparison: Comparison, all_tracks: Sequence[Track]) -> DocumentSheet:
    """A row for each decision, a column a year, a letter and a colour for the phase."""
    plans = comparison.solved
    names = [plan.name for plan in plans]
    years = sorted({period for plan in plans for period in plan.periods})
    end = max(plan.calendar.end for plan in plans)
    middle = {year: (year + after) / 2 for year, after in pairwise([*years, end])}
    size = number_format(max(track.build.size for track in all_tracks))

    def of_year(year: int) -> Field[Track]:
        def phase(track: Track) -> str | None:
            return _phase(track.build, middle[year])

        return Field(str(year), phase, "mixed", YEAR_WIDTH, accent=lambda track: _cell(phase(track)))

    fields: list[Field[Track]] = [
        Field("project", lambda track: track.build.project, "text", 30),
        Field("plans", lambda track: listed(track.plans, names, 46), "text", 46),
        Field("capacity", lambda track: track.build.size, width=10, form=size),
        *map(of_year, years),
    ]
    table = DocumentTable(all_tracks, fields)
    key = DocumentKey([(f"{letter}: {words}", _cell(letter)) for letter, (words, _) in PHASES.items()])
    title = "Investments of every plan, year by year"
    about = "One line for each investment, with the plans that make it in this way."
    return DocumentSheet("Builds by year", "Capacity", title, about, [table, key])


def _phase(build: Build, middle: float) -> str | None:
    """Phase in most of a period, at its middle, between decision and the end of service."""
    if not build.decided <= middle < build.until:
        return None
    ends = (("p", build.building_from), ("c", build.online), ("r", build.full))
    return next((letter for letter, end in ends if middle < end), "s")


def _cell(letter: str | None) -> dict[str, Any]:
    if letter is None:
        return {}
    ink = "#FFFFFF" if letter == "s" else "#404040"
    return {"bg_color": PHASES[letter][1], "align": "center", "font_color": ink}


# ---------------------------------------------------------------------------------------------- bars


def _timelines(comparison: Comparison, all_tracks: Sequence[Track]) -> Iterator[DocumentSheet]:
    """Bars from decision to service, as many as fit on a page, and the table that they draw."""
    parts = [all_tracks[first : first + BARS_A_CHART] for first in range(0, len(all_tracks), BARS_A_CHART)]
    shown = parts[:MOST_CHARTS]
    left = count(len(all_tracks) - BARS_A_CHART * MOST_CHARTS, "more investment is", "more investments are")
    more = f"{left} on the sheet 'Builds by year'."
    for number, part in enumerate(shown, start=1):
        numbered = f" ({number} of {len(shown)})" if len(shown) > 1 else ""
        is_cut = number == len(shown) < len(parts)
        yield _timeline(comparison, part, TIMELINE, numbered, [more] if is_cut else [])


def _timeline(
    comparison: Comparison, shown: Sequence[Track], title: str, part: str, more: Sequence[str]
) -> DocumentSheet:
    plans = comparison.solved
    start, end = min(plan.periods[0] for plan in plans), max(plan.calendar.end for plan in plans)
    columns = _bar_fields([plan.name for plan in plans])
    table = DocumentTable(shown, columns, "Investments drawn", is_sized=False)
    series = [
        ChartSeries(name, table, 0, at, "bar", colour)
        for at, name, colour in zip((5, 7, 8, 9, 10), GANTT_NAMES, GANTT_COLOURS, strict=True)
    ]
    scale = ChartScale("0", least=start, most=end, step=years_apart(start, end))
    chart = DocumentChart(f"timeline{part}", "stacked", title + part, series, (scale,))
    about = "One bar for each investment, with the plans that make it in this way. Dates are decimal years."
    blocks: list[DocumentBlock] = [ChartRow([chart], FRAME + BAR_HEIGHT * max(len(shown), 4), 1), table, *more]
    widths = [column.width for column in columns]
    return DocumentSheet("Timelines", "Capacity", f"{title}, side by side{part}", about, blocks, widths)


def _bar_fields(names: Sequence[str]) -> list[Field[Track]]:
    """The columns of the table; of the last four and the decision the bars are drawn."""

    def build(header: str, get: Callable[[Build], Any], look: str = "number", width: float = 9) -> Field[Track]:
        return Field(header, lambda track: get(track.build), look, width)

    return [
        Field("project: plans", lambda track: f"{track.build.project}: {listed(track.plans, names, 30)}", "text", 60),
        Field("plans (number)", lambda track: len(track.plans), width=9),
        build("modules", lambda project: project.modules),
        build("capacity", lambda project: project.size, width=10),
        build("unit", lambda project: project.unit, "text"),
        build("decided", lambda project: project.decided, "year"),
        build("online", lambda project: project.online, "date"),
        build("permitting (years)", lambda project: max(0.0, project.building_from - project.decided), width=10),
        build("construction (years)", lambda project: max(0.0, project.online - project.building_from), width=10),
        build("ramp-up (years)", lambda project: max(0.0, project.full - project.online), width=10),
        build("full operation (years)", lambda project: max(0.0, project.until - project.full), width=10),
    ]
