"""Plants and recipes that are in use when the later year begins."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Added, Change, Off, Past
from model.families.decisions.rows import OPERATE
from model.families.decisions.terms import is_meant
from model.families.operating_rules.algebra import put_into_use
from model.families.operating_rules.rows import OperatingRule


def in_use(past: Past) -> Iterator[Change]:
    """Plants in use in the last year need no start-up, and stay in use for the rest of their campaign."""
    decided = past.made_before(OPERATE)
    rules = past.tables[OperatingRule]
    since = {(row.plant, row.recipe): _since(past, row) for row in rules}
    throughout = set()
    for decision in decided:
        meant = [row for row in rules if row.plant == decision.subject and is_meant(decision, way=row.recipe)]
        if all((since[row.plant, row.recipe] or past.to) < past.calendar.first_year for row in meant):
            throughout |= {(row.plant, row.recipe) for row in meant}
        else:
            yield Off(decision, f"not all in use throughout {past.years}")
    for row in rules:
        year = None if (row.plant, row.recipe) in throughout else since[row.plant, row.recipe]
        if year is not None and (row.start_up_cost > 0 or row.minimum_campaign > 0):
            yield Added(past.already_made(OPERATE, row.plant, year, way=row.recipe), f"in use since {year}")


def _since(past: Past, row: OperatingRule) -> int | None:
    """Year from which a plant or recipe has been in use, None if it is not in the last year."""
    lines = past.lines("in use", "period")
    used = {line.at for line in lines if (line.plant, line.recipe) == (row.plant, row.recipe) and line.in_use > 0.5}
    year = put_into_use(past.tables, row.plant, row.recipe)
    for period in past.periods:
        year = (year or period) if period in used else None
    return year


ROLL = (in_use,)
