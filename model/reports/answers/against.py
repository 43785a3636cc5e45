"""The plan against doing nothing."""

from __future__ import annotations

from collections.abc import Mapping

from model.reports.answers.answer import PlanAnswer, in_words, rate
from model.reports.document import DocumentTable
from model.reports.phrases import joined, money
from model.reports.results.without import NOTHING, WITHOUT_SHEET, compared, difference, ranges
from model.results.view import Record, View, text
from model.results.without import BREACHES, COST, LOWEST_FILL, SHORTAGE, UNPRICED, WITHOUT, in_futures
from model.sheets.names import count


def against(view: View) -> PlanAnswer:
    """Cost and shortage with the plan and without it."""
    rows = view.rows(WITHOUT)
    by_figure = {text(row["figure"]): row for row in rows}
    lead, comparison = _compared(view, by_figure) if by_figure else _unknown(view)
    stored = " As stored, not verified." if view.plan.is_stored else ""
    return PlanAnswer(
        "Against doing nothing", lead, comparison + stored, DocumentTable(rows, compared()), WITHOUT_SHEET
    )


def _unknown(view: View) -> tuple[str, str]:
    remark = view.plan.statistics.get(WITHOUT)
    if remark:
        return "Not known", f"What there would be without the plan is {remark}"
    return "Not compared", "Nothing is decided in advance, or Settings do not ask what there would be without the plan."


def _compared(view: View, rows: Mapping[str, Record]) -> tuple[str, str]:
    breached = len({text(row["limit"]) for row in view.rows(BREACHES)})
    worse = [f"{count(breached, 'limit')} would be breached"] if breached else []
    lowest = rows.get(LOWEST_FILL)
    if lowest is not None and None not in (lowest["with_plan"], lowest["without_plan"]):
        nothing, planned = (rate(lowest[side]) for side in ("without_plan", "with_plan"))
        if nothing != planned:
            worse.append(f"in the worst disruption {nothing} of demand would be met, not {planned}")
    without = f" Without the plan {joined(worse)}." if worse else ""
    if UNPRICED in rows:
        missing = f"{money(rows[UNPRICED]['without_plan'])} {rows[UNPRICED]['unit']}"
        clause = f"{missing} of demand that must be met, and has no shortage cost, would go unmet without the plan."
        return "Costs cannot be compared", f"{clause}{without}"
    if futures := in_futures(view):
        saving, costs = ranges(view, futures)
        return saving, costs + without
    return _price(view, rows, breached), _costs(view, rows) + without


def _price(view: View, rows: Mapping[str, Record], breached: int) -> str:
    """Additional spending, shortage cost aside, and what it is for: shortage cost avoided, or else the limits kept."""
    shortage = difference(rows[SHORTAGE]) or 0.0 if SHORTAGE in rows else 0.0
    more = (difference(rows[COST]) or 0.0) - shortage
    spend = f"Spend {in_words(view, more)} {'more' if more > 0 else 'less'}" if abs(more) > NOTHING else "Spend as much"
    avoided = f", avoid {in_words(view, shortage)} of shortages" if shortage < -NOTHING else ""
    if not avoided and more > NOTHING and breached:
        avoided = f", keep {count(breached, 'limit')}"
    return spend + (avoided or (" than doing nothing" if abs(more) > NOTHING else " as doing nothing"))


def _costs(view: View, rows: Mapping[str, Record]) -> str:
    sides = {side: rows[COST][side] for side in ("with_plan", "without_plan")}
    shortages = {side: rows[SHORTAGE][side] if SHORTAGE in rows else 0.0 for side in sides}
    with_it, without = (
        in_words(view, amount)
        + (f" ({in_words(view, shortages[side])} of it for shortages)" if shortages[side] else "")
        for side, amount in sides.items()
    )
    return f"The plan costs {with_it}, doing nothing {without}, in present value."
