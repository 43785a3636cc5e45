"""Why there is no plan, in the planner's rows and units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from model.families.demand.rows import Demand
from model.families.supply.rows import Outlet
from model.sheets.tables import Tables
from model.world.limits import AT_MOST, Limit

if TYPE_CHECKING:
    from model.solver.arrays import Array
    from model.solver.nearest import Missed
    from model.solver.reader import Reader
    from model.solver.rounds import Rounds

MOST_NAMED = 8

NOTHING = 1e-9
"""Figures below this are what rounding leaves."""


def why_infeasible(tables: Tables, reader: Reader, rounds: Rounds) -> str:
    """The limits that the search for the least misses had to miss, each with what is proven of it alone; else what else
    may be in the way."""
    missed = rounds.missed
    if missed is None or not len(missed.rows):
        not_found = "The conflicting limits could not be identified in time. "
        limits = not_found if missed is None else "Relaxing the limits alone does not help. "
        return (limits if tables[Limit] else "") + _what_must_be_served(tables)
    where = _moments(reader, missed)
    names = [row for row in tables[Limit] if row.limit in where]
    lines = [_missed_line(missed, row, where[row.limit], reader) for row in names[:MOST_NAMED]]
    if not lines:
        return ""
    more = f"\n  and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return (
        "These limits cannot all be met; with the smallest total violation, the following are missed:\n  "
        + "\n  ".join(lines)
        + more
    )


def _missed_line(missed: Missed, row: Limit, moments: list[str], reader: Reader) -> str:
    """A limit that is missed, where and when; and how near any plan may come that holds all else, where that is
    proven."""
    points = () if row.value is None else row.value.points
    values = sorted({value for _, value in points})
    asked = " to ".join(_number(value) for value in (values[0], values[-1])[: len(values)])
    when = f", {moments[0]}" + (f" and {len(moments) - 1} more" if len(moments) > 1 else "") if moments[0] else ""
    line = f"'{row.limit}' ({row.where('value')}) requires {row.sense} {asked}{when}"
    rows, moves = _rows_of(row, reader)
    apart = missed.least_alone(rows, moves) if len(rows) and len(rows) == _row_count(row, reader) else None
    if apart is None:
        return line
    if math.isinf(apart):
        return f"{line}; without it, there would still be no plan"
    if len(values) > 1:
        return f"{line}; with all other limits met, every plan misses it by {_number(apart)} somewhere"
    nearest = values[0] + apart if row.sense == AT_MOST else values[0] - apart
    than = f"{'less' if row.sense == AT_MOST else 'more'} than {_number(nearest)}"
    return f"{line}; with all other limits met, no plan comes to {than}"


def _rows_of(row: Limit, reader: Reader) -> tuple[Array, Array]:
    """Rows that hold a limit, and by how much each is widened where the limit is by one unit of the sheet. Only where
    that is by a figure, not by something that is to be decided, as the supply that a share is of."""
    rows: list[int] = []
    moves: list[float] = []
    for each in reader.model.limits:
        block = reader.constraints.get(each.constraint)
        places = [] if block is None else [at for at, key in enumerate(block.keys) if key[0] == row.limit]
        if block is None or not places:
            continue
        width = np.ones(len(places))
        if each.base is not None:
            base = reader.rows_of(each.base, reader.model.component(each.over))
            at = {key: place for place, key in enumerate(reader.model.component(each.over))}
            base = base.take(np.array([at[block.keys[place]] for place in places]))
            if len(base.columns):
                continue
            width = base.constants / each.scale
        rows += [block.start + at for at in places]
        moves += width.tolist()
    return np.array(rows, int), np.array(moves)


def _row_count(row: Limit, reader: Reader) -> int:
    """How many rows hold a limit."""
    held = {each.constraint for each in (*reader.model.limits, *reader.model.cones)}
    blocks = [block for name, block in reader.constraints.items() if name in held]
    return sum(key[0] == row.limit for block in blocks for key in block.keys)


def _what_must_be_served(tables: Tables) -> str:
    """How to find out what cannot be served, where all of some demand has to be."""
    rows = [row for row in tables[Demand] if row.shortage_cost is None]
    if not rows:
        return ""
    first = f"{rows[0].product} in {rows[0].market}" + (f" and {len(rows) - 1} more" if len(rows) > 1 else "")
    return (
        f"All demand for {first} must be met: fill in 'shortage cost' in Demand and solve again, and the plan shows "
        "what cannot be met, and when."
    )


def without_limit(tables: Tables) -> str:
    """What may be sold without limit, so that profit has none."""
    names = [f"'{row.outlet}' ({row.commodity} at {row.site})" for row in tables[Outlet] if row.limit is None]
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Without a limit in Outlets: {', '.join(names[:MOST_NAMED])}{more}."


def _number(value: Any) -> str:
    return f"{float(value) if abs(value) > NOTHING else 0.0:,.6g}"


def _moments(reader: Reader, missed: Missed) -> dict[str, list[str]]:
    """When each limit is missed, in order. Every row of a limit begins its index with the limit's name."""
    found: dict[str, list[str]] = {}
    for block in reader.constraints.values():
        for row in missed.rows[(missed.rows >= block.start) & (missed.rows < block.stop)]:
            key = block.keys[int(row) - block.start]
            moments = found.setdefault(str(key[0]), [])
            moments += [str(key[-1])] * (str(key[-1]) not in moments)
    return found


__all__ = ["why_infeasible", "without_limit"]
