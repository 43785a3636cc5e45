"""Technologies that not everybody holds: who does, and by which ways and until when others acquire them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from model.calendar import Calendar
from model.directory import Directory
from model.schema import Row, choice, key, number, sheet, year
from model.sheets import Plant
from model.tables import Tables

HELD, OWN, LICENCE = "held", "own development", "licence"


@sheet("Capabilities", tab="Lead times")
class Capability(Row):
    """A way in which a technology is held, or can be acquired, in a place. A technology without rows is free to
    everybody. One with rows is held only where they say so, and a project at a plant of it comes online there no
    earlier. What stands before the plan is not affected."""

    technology: str = key(note="As in the column 'technology' of Capacity.")
    place: str = key(of=("Countries", "Groups"), note="A country, or a group or bloc of countries that share it.")
    way: str = choice(
        (HELD, OWN, LICENCE),
        is_key=True,
        note=f"'{HELD}': from the start. The others: when it has been acquired, which is decided once. A '{LICENCE}' "
        "can be banned, by that action in Disruptions.",
    )
    cost: float = number("{amount}", default=0.0, at_least=0, note="Spent evenly from the decision until it is held.")
    years: float = number("years", default=0.0, at_least=0, at_most=50, note="From the decision to holding it.")
    earliest_decision: int | None = year(default=None, note="Empty: first year.")
    royalty: float = number(
        "{currency}/{unit}",
        default=0.0,
        at_least=0,
        note="Of a licence, by capacity used beyond what stood before the plan, until a way without royalty is held.",
    )
    experience: float = number(
        "years",
        default=0.0,
        at_least=0,
        note="Of its ramp-up that a project skips if another plant or project of the technology came online in its "
        "country before; not at a plant in Closures. Staff, and the date of full capacity in the results, are as if "
        "it did not.",
    )


Right = tuple[str, str, str]
"""(technology, place, way)"""

Acquisition = tuple[str, str, str, int]
"""(technology, place, way, period at whose start it is decided)"""

MOMENT = 1e-9
"""Years by which two moments may differ by rounding."""


def right_of(row: Capability) -> Right:
    """What a row is about."""
    return row.technology, row.place, row.way


def covering(plant: Plant, rows: Iterable[Capability], directory: Directory) -> list[Capability]:
    """Rows of a plant's technology that its country has a part in."""
    country = directory.country_of[plant.site]
    return [row for row in rows if row.technology == plant.technology and country in directory.countries(row.place)]


def to_acquire(tables: Tables, directory: Directory) -> dict[str, list[Capability]]:
    """By plant whose technology is neither free nor held where it lies: the rows by which it can be acquired there."""
    rows = tables[Capability]
    restricted = {row.technology for row in rows}
    found = {p.plant: covering(p, rows, directory) for p in tables[Plant] if p.technology in restricted}
    return {plant: ways for plant, ways in found.items() if all(row.way != HELD for row in ways)}


def decisions_on(row: Capability, calendar: Calendar) -> dict[Acquisition, float]:
    """By acquisition that a row allows, the decimal year from which it is held."""
    earliest = calendar.first_year if row.earliest_decision is None else row.earliest_decision
    return {(*right_of(row), b): b + row.years for b in calendar.periods if b >= earliest}


def useful(rows: Iterable[Capability], latest: Mapping[Right, float], calendar: Calendar) -> dict[Acquisition, float]:
    """Acquisitions that are held by the latest moment at which their way is of use, each way's in order of time, and
    from when they are held."""
    return {
        a: held
        for row in rows
        if right_of(row) in latest
        for a, held in decisions_on(row, calendar).items()
        if held <= latest[right_of(row)] + MOMENT
    }


def held_by(held_from: Mapping[Acquisition, float], moment: float) -> list[Acquisition]:
    """Of each way the last acquisition that is held by a moment; later ones are not, all earlier ones are too."""
    return list({a[:3]: a for a, held in held_from.items() if held <= moment + MOMENT}.values())


def held_before(held_from: Mapping[Acquisition, float], moment: float) -> list[Acquisition]:
    """The same of what is held before a moment."""
    return held_by(held_from, moment - 2 * MOMENT)


def moments(held_from: Mapping[Acquisition, float], start: float, end: float) -> list[float]:
    """Moments within a period from which something is held, and its end."""
    inside = {round(held, 9) for held in held_from.values() if start + MOMENT < held < end - MOMENT}
    return [*sorted(inside), float(end)]


__all__ = [
    "HELD", "LICENCE", "MOMENT", "OWN", "Acquisition", "Capability", "Right", "covering", "decisions_on", "held_before",
    "held_by", "moments", "right_of", "to_acquire", "useful",
]  # fmt: skip
