"""Years in cells against the horizon and its periods: what lies outside it, and limits that begin or end inside a
period."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, listed, needs, problem
from model.scenario.calendar import Calendar
from model.scenario.disruptions import Disruption, years_of_start
from model.scenario.limits import Limit
from model.sheets.common import Settings
from model.sheets.schema import SHEET_OF, Kind, Row
from model.sheets.tables import Directory, Tables


@needs(Settings)
def outside_horizon(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Years before the first or after the last: what lies there has no effect, so that another horizon is one cell."""
    calendar = calendar_of(tables)
    for rows in tables.rows.values():
        cells = [(row, attribute, year) for row in rows for attribute, year in _outside(row, calendar)]
        if cells:
            row, attribute, _ = cells[0]
            where = [f"{row.cell(attribute)} ({year})" for row, attribute, year in cells]
            wanted = f"years of the horizon {calendar.first_year}–{calendar.last_year}"
            fix = f"What lies outside it has no effect: {listed(where)}. Change them only if they are mistyped"
            yield problem(row, attribute, wanted, fix, is_warning=True)


def _outside(row: Row, calendar: Calendar) -> Iterator[tuple[str, int]]:
    """Cells of a row with a year outside the horizon, and the year."""
    for column in SHEET_OF[type(row)].columns:
        year = getattr(row, column.attribute) if column.kind is Kind.YEAR else None
        if year is not None and not calendar.first_year <= year <= calendar.last_year:
            yield column.attribute, year
    if isinstance(row, Disruption):
        for year in years_of_start(row.start):
            if not calendar.first_year <= year <= calendar.last_year:
                yield "start", year


@needs(Settings)
def inside_period(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A limit on the undisturbed course that begins or ends inside a period of several years. It would hold for all of
    them, against the cell; in a disruption limits hold by year."""
    calendar = calendar_of(tables)
    for row in tables[Limit]:
        if not row.holds_undisturbed:
            continue
        for attribute, year, is_end in (("from_year", row.from_year, 0), ("until_year", row.until_year, 1)):
            if year is None or not calendar.first_year <= year <= calendar.last_year:
                continue
            period = calendar.period_of(year)
            before, after = period - is_end, calendar.after(period) - is_end
            if year in (before, after):
                continue
            what = "a period ends" if is_end else "a period begins"
            typed = [str(at) for at in (before, after) if calendar.first_year <= at <= calendar.last_year]
            fix = f"Type {' or '.join(typed)}, or end a period with {year if is_end else year - 1} ('years per period')"
            yield problem(row, attribute, f"a year with which {what}", fix)


CHECKS = {"horizon": (outside_horizon, inside_period)}
