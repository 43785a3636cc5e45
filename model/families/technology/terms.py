"""Technologies that are not freely available: where they are held, and how and by when they can be acquired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from model.families.decisions.rows import ACQUIRE
from model.families.decisions.terms import already_made, is_meant
from model.families.technology.rows import HELD, Technology
from model.scenario.build_context import BuildContext
from model.scenario.calendar import Calendar
from model.sheets.common import Plant
from model.sheets.names import PlantName
from model.sheets.tables import Directory, Tables
from model.tolerances import MOMENT

Right = tuple[str, str, str]
"""(technology, place, way)"""

Acquisition = tuple[str, str, str, int]
"""(technology, place, way, period at whose start it is decided)"""


def right_of(row: Technology) -> Right:
    """The right that a row describes."""
    return row.technology, row.place, row.way


def covering(plant: Plant, rows: Iterable[Technology], directory: Directory) -> list[Technology]:
    """Rows of a plant's technology that its country has a part in."""
    country = directory.country_of[plant.site]
    return [row for row in rows if row.technology == plant.technology and country in directory.countries(row.place)]


def to_acquire(tables: Tables, directory: Directory) -> dict[PlantName, list[Technology]]:
    """By plant whose technology is neither free nor held at its location: the rows by which it can be acquired
    there."""
    rows = tables[Technology]
    restricted = {row.technology for row in rows}
    by_plant = {p.plant: covering(p, rows, directory) for p in tables[Plant] if p.technology in restricted}
    return {plant: ways for plant, ways in by_plant.items() if all(row.way != HELD for row in ways)}


def decisions_on(row: Technology, calendar: Calendar) -> dict[Acquisition, float]:
    """By acquisition that a row allows, the decimal year from which it is held."""
    earliest = calendar.first_year if row.earliest_decision is None else row.earliest_decision
    return {(*right_of(row), b): b + row.years for b in calendar.periods if b >= earliest}


def made_before(tables: Tables) -> dict[Acquisition, float]:
    """Acquisitions before the first year, with the decimal year from which they are held."""
    ways = {right_of(row): row for row in tables[Technology] if row.way != HELD}
    acquired = {}
    for row in already_made(tables, ACQUIRE):
        for right, way in ways.items():
            if row.year is not None and row.subject == way.technology and is_meant(row, place=way.place, way=way.way):
                acquired[*right, row.year] = row.year + way.years if row.effective is None else row.effective
    return acquired


def useful(context: BuildContext, latest: Mapping[Right, float]) -> dict[Acquisition, float]:
    """Acquisitions held by the latest moment at which their way is of use, each way's in order of time, with the time
    from which they are held. Technologies acquired before are not acquired again."""
    before = made_before(context.tables)
    done = {a[:3] for a in before}
    acquisitions = dict(before)
    for row in context.tables[Technology]:
        right = right_of(row)
        if right in latest and right not in done:
            times = decisions_on(row, context.calendar)
            acquisitions |= {a: since for a, since in times.items() if since <= latest[right] + MOMENT}
    return acquisitions


def held_by(held_from: Mapping[Acquisition, float], moment: float) -> list[Acquisition]:
    """For each way the last acquisition held by a moment; later ones are not held yet, all earlier ones are."""
    return list({a[:3]: a for a, since in held_from.items() if since <= moment + MOMENT}.values())


def held_before(held_from: Mapping[Acquisition, float], moment: float) -> list[Acquisition]:
    """For each way the last acquisition held before a moment."""
    return held_by(held_from, moment - 2 * MOMENT)


def moments(held_from: Mapping[Acquisition, float], start: float, end: float) -> list[float]:
    """Moments within a period from which something is held, and its end."""
    inside = {round(since, 9) for since in held_from.values() if start + MOMENT < since < end - MOMENT}
    return [*sorted(inside), float(end)]
