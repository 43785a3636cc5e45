"""Plants that are mothballed or closed when the later year begins."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.closures.rows import Closure
from model.families.common.past import Added, Change, Edit, Off, Past, never_after
from model.families.decisions.rows import CLOSE, FORBIDDEN, MOTHBALL, Decision


def states(past: Past) -> Iterator[Change]:
    """The state of each plant in the last year."""
    resting = past.at_end("closures", ("plant",), "mothballed", "period")
    closed: dict[str, int] = {}
    for line in past.lines("closures", "period"):
        if line.closed > 0.5:
            closed.setdefault(line.plant, line.at)
    before = {row.subject: row for row in past.made_before(MOTHBALL)}
    shut = {row.subject for row in past.made_before(CLOSE)}
    for row in past.tables[Closure]:
        rests, is_over = resting.get(row.plant, 0.0) > 0.5, row.latest is not None and row.latest < past.to
        if row.plant in closed and row.plant not in shut:
            yield Added(past.already_made(CLOSE, row.plant, closed[row.plant]), f"closed in {closed[row.plant]}")
        if rests and row.plant not in before:
            yield Added(past.already_made(MOTHBALL, row.plant, past.last), f"mothballed in {past.last}")
        if row.plant in before and not rests:
            yield Off(before[row.plant], f"not mothballed in {past.last}")
        if is_over and (rests or row.plant in closed):
            yield Edit(row, "latest", past.to, f"{row.latest} is over, and it may still be reopened")
            if row.closing_cost is not None and row.plant not in closed:
                stays = Decision(
                    decision=f"{past.to} not closed {row.plant}",
                    action=CLOSE,
                    subject=row.plant,
                    way="",
                    rule=FORBIDDEN,
                )
                yield Added(stays, f"it was not to be closed after {row.latest}")
        elif is_over:
            yield Off(row, f"open, and not to be closed or mothballed after {row.latest}")


ROLL = (states,)
WINDOWS = {Closure: ("latest",)}
DO_NOTHING = {Closure: never_after("latest")}
