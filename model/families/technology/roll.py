"""Technologies acquired or on their way; ways that can no longer take effect within the horizon are dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from model.families.common.past import Added, Change, Edit, Off, Past
from model.families.decisions.rows import ACQUIRE, FORBIDDEN, Decision
from model.families.technology.rows import HELD, Technology
from model.families.technology.terms import made_before, right_of
from model.sheets.common import Settings


def acquisitions(past: Past) -> Iterator[Change]:
    """Each technology that was acquired by a decision of the years that are over."""
    for line in past.lines("technology", "decided"):
        decision = past.already_made(ACQUIRE, line.technology, line.decided, place=line.place, way=line.way)
        yield Added(decision, f"decided in {line.decided}, held from {line.held_from:.6g}")


def too_late(past: Past) -> Iterator[Change]:
    """Ways that take too long by now. A technology without any row would be freely available, so its last one stays:
    it takes no time, and is forbidden."""
    decided = {acquired[:3] for acquired in made_before(past.tables)}
    decided |= {(line.technology, line.place, line.way) for line in past.lines("technology", "decided")}
    rows = past.tables[Technology]
    late = [row for row in rows if row.way != HELD and right_of(row) not in decided and _is_late(past, row)]
    for row in late:
        others = [other for other in rows if other.technology == row.technology and other not in late]
        is_last = row is [other for other in late if other.technology == row.technology][-1]
        if others or not is_last:
            yield Off(row, f"it could not be held before the end of {past.calendar.last_year}")
            continue
        yield Edit(row, "years", 0.0, "it could not be held in time, and is forbidden in Decisions")
        name = f"{past.to} no {row.technology} in {row.place}"
        never = Decision(
            decision=name, action=ACQUIRE, subject=row.technology, place=row.place, way=row.way, rule=FORBIDDEN
        )
        yield Added(never, f"it could not be held before the end of {past.calendar.last_year}")


def _is_late(past: Past, row: Technology) -> bool:
    starts = [t for t in past.ahead.periods if row.earliest_decision is None or t >= row.earliest_decision]
    return not starts or starts[0] + row.years >= past.ahead.end


def never(row: Technology, settings: Settings) -> Technology:
    """A technology that is not acquired."""
    return row if row.way == HELD else replace(row, earliest_decision=settings.last_year + 1)


ROLL = (acquisitions, too_late)
DO_NOTHING = {Technology: never}
