"""A rolled workbook whose horizon ends later, with the values of its last year in the years that are added."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import InputError
from model.families.common.past import Change, Edit, applied
from model.rolling.notes import with_mark
from model.rolling.roll import Rolled, new_errors
from model.sheets.byyear import ByYear
from model.sheets.schema import SHEET_OF, Kind, Row


def extended(made: Rolled, last: int) -> Rolled:
    """The same up to a later last year. Raises InputError if it is not later, or leaves errors.

    Values by year continue as in the last year given, so that no plan of it depends on the copies: they are to be
    revised, and their rows say so.
    """
    settings = made.tables.settings
    if last <= settings.last_year:
        raise InputError(f"--extend {last}: the horizon ends in {settings.last_year}. Name a later year.")
    why = f"copied from {settings.last_year}: revise"
    changes = [Edit(settings, "last_year", last, "the horizon ends later"), *_copied(made, last, why)]
    tables, all_made = applied(made.past, [*made.changes, *changes])
    if errors := new_errors(made.tables, tables):
        said = f"With a last year of {last} the workbook would have errors. Nothing was written."
        raise InputError(said, errors)
    return Rolled(made.past, tables, all_made)


def _copied(made: Rolled, last: int, why: str) -> Iterator[Change]:
    """Values of the last year copied to the added years, for rows of the workbook that name that year."""
    old = made.tables.settings.last_year
    new = range(old + 1, last + 1)
    span = str(last) if len(new) == 1 else f"{old + 1}–{last}"
    for row_class, rows in made.past.tables.rows.items():
        yearly = [each for each in SHEET_OF[row_class].columns if each.kind is Kind.YEARLY and not each.past]
        lines: dict[int, Row] = {row.line: row for row in made.tables.rows.get(row_class, ())}
        for row in (lines[each.line] for each in rows if yearly and each.line in lines):
            names = []
            for column in yearly:
                value: ByYear | None = getattr(row, column.attribute)
                points = {} if value is None else dict(value.points)
                if old in points and not set(new) & set(points):
                    names.append(column.header)
                    points |= dict.fromkeys(new, points[old])
                    yield Edit(row, column.attribute, ByYear.of(points), why)
            if names:
                yield Edit(row, "notes", with_mark(row.notes, f"{', '.join(names)} {span} {why}"), why)
