"""Why there is no plan, in the planner's rows and units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.families.demand import Demand
from model.families.supply import Outlet
from model.instance import Instance
from model.limits import Limit
from model.riskframes import limits_frame
from model.schema import SHEET_OF
from model.tables import Tables

if TYPE_CHECKING:
    from model.solver.reader import Reader
    from model.solver.rounds import Missed

MOST_NAMED = 8


def why_infeasible(tables: Tables, instance: Instance, reader: Reader, missed: Missed | None) -> str:
    """The limits that no plan holds, each with the nearest that one comes to it; else what else may be in the way."""
    if missed is None or not len(missed.rows):
        not_found = "Which of its limits stand in the way was not found in time. "
        limits = not_found if missed is None else "It has limits, but does not fail for them alone. "
        return (limits if tables[Limit] else "") + _what_must_be_served(tables)
    places = _places(reader, missed)
    frame = limits_frame(tables, instance, reader, values=missed.values)
    rows = {row.limit: row for row in tables[Limit]}
    lines: dict[str, str] = {}
    for line in frame.to_dict("records"):
        name = str(line["limit"])
        if (name, line["node"]) in places and line["slack"] < 0 and name not in lines:
            asked = f"{line['sense']} {_number(line['value'])}"
            when = f", {line['node']}" if line["node"] else ""
            cell = f"{SHEET_OF[Limit].name}!{rows[name].cell('value')}"
            lines[name] = f"'{name}' ({cell}) asks for {asked}; the nearest is {_number(line['found'])}{when}"
    if not lines:
        return ""
    listed = list(lines.values())[:MOST_NAMED]
    more = f"\n  and {len(lines) - MOST_NAMED} more" if len(lines) > MOST_NAMED else ""
    return "These limits stand in each other's way, or in that of the rest:\n  " + "\n  ".join(listed) + more


def _what_must_be_served(tables: Tables) -> str:
    """How to find out what cannot be served, where all of some demand has to be."""
    rows = [row for row in tables[Demand] if row.shortage_cost is None]
    if not rows:
        return ""
    first = f"{rows[0].product} in {rows[0].market}" + (f" and {len(rows) - 1} more" if len(rows) > 1 else "")
    return (
        f"All that Demand asks of {first} must be served: fill in 'shortage cost' there and solve again, and the plan "
        "tells what cannot be, and when."
    )


def without_limit(tables: Tables) -> str:
    """What may be sold without limit, and so earn without end."""
    names = [f"'{row.outlet}' ({row.commodity} at {row.site})" for row in tables[Outlet] if row.limit is None]
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Without a limit in Sales: {', '.join(names[:MOST_NAMED])}{more}."


def _number(value: Any) -> str:
    return f"{float(value):,.6g}"


def _places(reader: Reader, missed: Missed) -> set[tuple[str, str]]:
    """Limit and moment of each row that is missed. Every row of a limit begins its index with the limit's name."""
    found = set()
    for block in reader.constraints.values():
        for row in missed.rows[(missed.rows >= block.start) & (missed.rows < block.stop)]:
            key = block.keys[int(row) - block.start]
            found.add((str(key[0]), str(key[-1])))
    return found


__all__ = ["why_infeasible", "without_limit"]
