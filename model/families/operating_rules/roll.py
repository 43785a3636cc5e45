"""Plants and recipes that are in use when the later year begins."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Added, Change, Off, Past
from model.families.decisions.rows import OPERATE
from model.families.decisions.terms import is_meant
from model.families.operating_rules.rows import OperatingRule


def in_use(past: Past) -> Iterator[Change]:
    """Plants in use in the last year need no start-up."""
    used = past.at_end("in use", ("plant", "recipe"), "in_use", "period")
    known = past.made_before(OPERATE)
    rules = past.tables[OperatingRule]
    kept = set()
    for made in known:
        meant = [row for row in rules if row.plant == made.subject and is_meant(made, way=row.recipe)]
        if all(used.get((row.plant, row.recipe), 0.0) > 0.5 for row in meant):
            kept |= {(row.plant, row.recipe) for row in meant}
        else:
            yield Off(made, f"not all in use in {past.last}")
    for row in rules:
        is_new = (row.plant, row.recipe) not in kept and used.get((row.plant, row.recipe), 0.0) > 0.5
        if is_new and row.start_up_cost > 0:
            yield Added(past.made(OPERATE, row.plant, past.last, way=row.recipe), f"in use in {past.last}")


ROLL = (in_use,)
