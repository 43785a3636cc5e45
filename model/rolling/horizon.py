"""Roll-over outside the families: the horizon itself, past years in cells, disruptions that did not happen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.families import load_rolls
from model.families.common.past import Cannot, Change, Edit, Off, Past
from model.families.technology.rows import Technology
from model.scenario.disruptions import EACH_START, Disruption, events, starts
from model.scenario.limits import EVERY_DISRUPTION, Limit
from model.sheets.byyear import ByYear
from model.sheets.common import Plant
from model.sheets.schema import SHEET_OF, Kind


def first_year(past: Past) -> Iterator[Change]:
    """The horizon begins later, and ends when it did."""
    yield Edit(past.tables.settings, "first_year", past.to, "the horizon begins later")


def begun(past: Past) -> Iterator[Change]:
    """A window that has begun is open from the first year, like an empty cell; one that is over is useless."""
    handled: dict[type[Any], tuple[str, ...]] = {Plant: ("in_service_until",)}  # by a rule here; others by families
    for family in load_rolls():
        handled |= getattr(family, "WINDOWS", {})
    for row_class, rows in past.tables.rows.items():
        years = [column.attribute for column in SHEET_OF[row_class].columns if column.kind is Kind.YEAR]
        for row in rows:
            for name in years:
                year = getattr(row, name)
                if year is None or year >= past.to or name in handled.get(row_class, ()):
                    continue
                if "until" in name:
                    yield Off(row, f"it was until {year}")
                else:
                    yield Edit(row, name, None, f"{year} is over: from the first year")


def out_of_service(past: Past) -> Iterator[Change]:
    """Capacity that has been retired."""
    teaching = {row.technology for row in past.tables[Technology] if row.experience > 0}
    for row in past.tables[Plant]:
        if row.in_service_until is not None and row.in_service_until < past.to:
            if row.technology in teaching:
                yield Cannot(row, "in_service_until", "others may have learned from it, which cannot be said")
            yield Edit(row, "existing_capacity", ByYear.of(0.0), f"in service until {row.in_service_until}")
            yield Edit(row, "in_service_until", None, f"in service until {row.in_service_until}")


def disruptions(past: Past) -> Iterator[Change]:
    """Starts that are over, without that it came; a disruption without any other start is none any more."""
    for name, rows in events(past.tables).items():
        given = next((row for row in rows if row.start), None)
        if given is None or given.start.strip().casefold() == EACH_START:
            continue
        years = starts(given.start, past.calendar)
        left = [year for year in years if year >= past.to]
        if not left:
            yield from (Off(row, f"'{name}' did not come in {given.start}") for row in rows)
        elif left != years:
            yield Edit(given, "start", "; ".join(map(str, left)), f"it did not come before {past.to}")


def nothing_left(past: Past) -> Iterator[Change]:
    """Limits that hold in disruptions, once there are none."""
    off = {each.row.line for each in disruptions(past) if isinstance(each, Off)}
    if off and off == {row.line for row in past.tables[Disruption]}:
        for row in past.tables[Limit]:
            if row.held_during == EVERY_DISRUPTION:
                yield Off(row, "no disruption is left")


HORIZON = (first_year, begun, out_of_service, disruptions, nothing_left)
