"""The plan against doing nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model.reports.answers.answer import (
    ORDINALS,
    AnswerPicture,
    Fact,
    Key,
    Mark,
    MarkedRow,
    PlanAnswer,
    Strip,
    all_rows,
    capital,
    in_letters,
    rate,
)
from model.reports.document import DocumentTable
from model.reports.phrases import in_words, money
from model.reports.results.without import NOTHING, WITHOUT_SHEET, compared, difference, future_columns, future_rows
from model.results.view import Record, View, text
from model.results.without import (
    AS_IT_IS,
    BREACHES,
    COST,
    FILL,
    LOWEST_FILL,
    SHORTAGE,
    UNPRICED,
    WITHOUT,
    InFuture,
    in_futures,
)
from model.sheets.names import count

SIDES = {"without_plan": ("Doing nothing", "idle"), "with_plan": ("The plan", "plan")}
"""Rows of the bars: column of the comparison, name and look."""
QUESTION = "Against doing nothing"


def against(view: View) -> PlanAnswer:
    """Cost, shortage and limits with the plan and without it."""
    rows, futures = view.rows(WITHOUT), in_futures(view)
    by_figure = {text(row["figure"]): row for row in rows}
    stored = "As stored, not verified." if view.plan.is_stored else ""
    if not by_figure:
        why = view.plan.statistics.get(WITHOUT)
        fact = (
            Fact("Not known", f"what there would be without the plan is {why}")
            if why
            else Fact("Settings", "‘without the plan’ asks for it, if anything is decided in advance")
        )
        table: DocumentTable[Any] = DocumentTable(rows, compared())
        picture = AnswerPicture("bars", QUESTION, note=stored)
        return PlanAnswer(QUESTION, "Not compared with doing nothing", [fact], picture, table, "", WITHOUT_SHEET)
    breached = len({text(row["limit"]) for row in view.rows(BREACHES)})
    if futures:
        headline, picture = _over_futures(view, futures), _dumbbells(view, futures, stored)
        table = DocumentTable(future_rows(futures), future_columns(futures))
    else:
        headline, picture = _price(view, by_figure, breached), _bars(view, by_figure, stored)
        table = DocumentTable(rows, compared())
    link = all_rows(len(futures), "future") if futures else "The comparison in figures"
    facts = [
        _served(by_figure.get(LOWEST_FILL), "of demand met in either’s worst disruption, without and with the plan"),
        _limits(breached, has_failed=any(future.with_plan.breaks for future in futures)),
        _failing(futures),
        None if futures else _served(by_figure.get(FILL), "of demand met undisrupted, without and with the plan"),
    ]
    return PlanAnswer(QUESTION, headline, [fact for fact in facts if fact][:3], picture, table, link, WITHOUT_SHEET)


# ---------------------------------------------------------------------------------------------- facts


def _served(row: Record | None, words: str) -> Fact | None:
    """'33 → 44 %', unless both are the same."""
    if row is None or None in (row["without_plan"], row["with_plan"]):
        return None
    nothing, planned = rate(row["without_plan"]), rate(row["with_plan"])
    return None if nothing == planned else Fact(f"{nothing.removesuffix(' %')} → {planned}", words)


def _limits(breached: int, *, has_failed: bool) -> Fact | None:
    where = " in the workbook as it is" if has_failed else ""
    return Fact(count(breached, "limit"), f"broken by doing nothing, none by the plan{where}") if breached else None


def _failing(futures: Sequence[InFuture]) -> Fact | None:
    failing = [future for future in futures if future.with_plan.breaks]
    if not failing:
        return None
    probability = sum(future.probability for future in failing)
    which = f"‘{failing[0].future}’" if len(failing) == 1 else "the futures"
    return Fact(rate(probability), f"probability of {which}, where the plan cannot meet all its limits")


# ---------------------------------------------------------------------------------------------- headlines


def _price(view: View, rows: Mapping[str, Record], breached: int) -> str:
    """Additional spending, shortage cost aside, and what it is for: shortage cost avoided, or else the limits kept."""
    if UNPRICED in rows:
        missing = f"{money(rows[UNPRICED]['without_plan'])} {rows[UNPRICED]['unit']}"
        return f"Doing nothing leaves {missing} of required demand unmet"
    shortage = difference(rows[SHORTAGE]) or 0.0 if SHORTAGE in rows else 0.0
    more = (difference(rows[COST]) or 0.0) - shortage
    if abs(more) <= NOTHING:
        spends, than = "Spends as much", "as doing nothing"
    else:
        spends, than = f"Spends {in_words(view, more)} {'more' if more > 0 else 'less'}", "than doing nothing"
    if shortage < -NOTHING:
        return f"{spends}, avoids {in_words(view, shortage)} of shortages"
    limits = f", keeps {count(breached, 'limit')}" if more > NOTHING and breached else ""
    return f"{spends} {than}{limits}"


def _over_futures(view: View, futures: Sequence[InFuture]) -> str:
    """Saving in the futures that have figures, and the futures in which the plan fails or that have none."""
    settled = [future for future in futures if _is_settled(future)]
    failing = [future for future in futures if future.with_plan.breaks]
    unknown = len(futures) - len(settled) - len(failing)
    ends = [f"fails in {_which(len(failing), len(futures))}"] if failing else []
    ends += [f"unknown in {_which(unknown, len(futures))}"] if unknown else []
    if not settled:
        return capital("; ".join(ends)) if failing else f"Saving is {ends[0]}"
    saved = [future.saved for future in settled]
    where = f"in {in_letters(len(settled))} {'future' if len(settled) == 1 else 'futures'}"
    if min(saved) >= 0:
        saving = f"Saves {_span(view, saved)} {where}"
    elif max(saved) <= 0:
        saving = f"Costs {_span(view, saved)} more {where}"
    else:
        saving = f"Saves up to {in_words(view, max(saved))}, or costs {in_words(view, min(saved))} more"
    return "; ".join([saving, *ends])


def _is_settled(future: InFuture) -> bool:
    return future.is_known and not future.with_plan.breaks


def _which(number: int, futures: int) -> str:
    """The only one, counted after the others; or how many."""
    if number == futures:
        return "every future" if number > 1 else "the only future"
    return f"the {ORDINALS[futures - 1]}" if number == 1 and futures <= len(ORDINALS) else in_letters(number)


def _span(view: View, amounts: Sequence[float]) -> str:
    """'USD 3.5–9.4 bn'."""
    low, high = (in_words(view, amount) for amount in sorted(map(abs, (min(amounts), max(amounts)))))
    (start, unit), (end, same) = (words.rpartition(" ")[::2] for words in (low, high))
    if low == high:
        return low
    return f"{start}–{end.partition(' ')[2]} {unit}" if unit == same else f"{low} to {high}"


# ---------------------------------------------------------------------------------------------- pictures


def _amount(view: View, value: float) -> str:
    """A sum without its currency, which stands at the axis."""
    return in_words(view, value).partition(" ")[2]


def _dumbbells(view: View, futures: Sequence[InFuture], stored: str) -> AnswerPicture:
    """Cost of doing nothing and of the plan in each future, the worst first."""
    sides = [future.without.cost for future in futures] + [future.with_plan.cost for future in futures]
    costs = [cost for cost in sides if not math.isnan(cost)]
    low, high, step = _round_axis(costs)
    places = [low + at * step for at in range(round((high - low) / step) + 1)]
    ticks = [(at, (in_words if at == low else _amount)(view, at).replace(".0 ", " ")) for at in places]
    room = 0.06 * (high - low)
    ranked = sorted(futures, key=lambda future: (_is_settled(future), -_ranked(future.without.cost)))
    strip = Strip("", low - room, high + room, ticks, [_dumbbell(view, future) for future in ranked], "saved")
    axis = "Present value." + ("" if low <= 0 else " The axis does not begin at zero.")
    key = [Key("nothing", "cost of doing nothing"), Key("planned", "cost of the plan")]
    caption = "Cost of the plan and of doing nothing in each future"
    return AnswerPicture("dumbbell", caption, [strip] if costs else [], key, f"{axis} {stored}".strip())


def _ranked(cost: float) -> float:
    return 0.0 if math.isnan(cost) else cost


def _round_axis(values: Iterable[float]) -> tuple[float, float, float]:
    """Round ends and step of an axis of about four steps; it need not begin at zero, as it compares positions."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    size = 10 ** math.floor(math.log10((high - low) or abs(high) or 1.0))
    step = next(size * part for part in (0.5, 1, 2, 5) if (high - low) / (size * part) <= 4)
    low, high = step * math.floor(low / step), step * math.ceil(high / step)
    return low, max(high, low + step), step


def _dumbbell(view: View, future: InFuture) -> MarkedRow:
    without, planned = future.without.cost, future.with_plan.cost
    is_settled = _is_settled(future)
    marks = [Mark("nothing", without, without)] if not math.isnan(without) else []
    figure, words = "unknown", "the plan is unknown"
    if is_settled:
        marks = [Mark("gain", min(without, planned), max(without, planned)), Mark("planned", planned, planned), *marks]
        figure = ("−" if future.saved < 0 else "") + _amount(view, future.saved)
        words = f"the plan {in_words(view, planned)}"
    elif future.with_plan.breaks:
        marks += [Mark("fails", without, without, "plan breaks limits")] if marks else []
        figure, words = "fails", f"the plan breaks {future.with_plan.breaks}"
    elif marks:
        marks.append(Mark("unknown", without, without, "plan unknown"))
    name = "The workbook as it is" if future.future == AS_IT_IS else future.future
    nothing = "unknown" if math.isnan(without) else in_words(view, without)
    return MarkedRow(
        name, f"{rate(future.probability)} likely", marks, figure, f"doing nothing costs {nothing}, {words}"
    )


def _bars(view: View, rows: Mapping[str, Record], stored: str) -> AnswerPicture:
    """Cost on either side, its shortage cost apart, and the share of demand met in the worst disruption."""
    strips, key = list[Strip](), list[Key]()
    if UNPRICED not in rows:
        costs = {side: rows[COST][side] or 0.0 for side in SIDES}
        shortages = {side: (rows[SHORTAGE][side] or 0.0) if SHORTAGE in rows else 0.0 for side in SIDES}
        high = max(*costs.values(), NOTHING)
        if min(costs.values()) >= 0:
            bars = [_bar(view, side, costs[side], shortages[side], high) for side in SIDES]
            strips.append(Strip("Cost, present value", 0.0, 1.1 * high, (), bars))
        if any(amount > NOTHING for amount in shortages.values()):
            key = [Key("short", "of it unmet demand, counted at its shortage cost")]
    if (lowest := rows.get(LOWEST_FILL)) is not None and None not in (lowest["without_plan"], lowest["with_plan"]):
        fills = [
            MarkedRow(
                name,
                "",
                [Mark(look, 0.0, lowest[side]), Mark("rest", lowest[side], 1.0)],
                rate(lowest[side]),
                f"{rate(lowest[side])} of demand met",
            )
            for side, (name, look) in SIDES.items()
        ]
        strips.append(Strip("Demand met in the worst disruption", 0.0, 1.1, (), fills))
    return AnswerPicture("bars", "The plan and doing nothing", strips, key, stored)


def _bar(view: View, side: str, cost: float, shortage: float, high: float) -> MarkedRow:
    name, look = SIDES[side]
    words = in_words(view, cost) + (f", {in_words(view, shortage)} of it for shortages" if shortage > NOTHING else "")
    text = f"{_amount(view, shortage)} short" if shortage > high / 4 else ""
    marks = [Mark(look, 0.0, cost - shortage), Mark("short", cost - shortage, cost, text)]
    return MarkedRow(name, "", [mark for mark in marks if mark.end > mark.start], in_words(view, cost), words)
