"""The plan and doing nothing in each future, in words and as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from model.reports.phrases import joined, money, percent, some, spoken
from model.reports.styles import SHARE_FORMAT, Field, number_format
from model.results.view import View
from model.results.without import InFuture, OneSide, expected
from model.scenario.build_context import MONEY

FUTURES_HEADING = "In each future"
ABOUT_FUTURES = (
    "Futures are what-ifs with a probability (sheet What-ifs); the rest is the workbook as it is. The plan is held "
    "there in all that it decides in advance; purchases, production and shipments adapt, on both sides. It keeps its "
    "limits unless the remark names those that it breaks, which are then measured only. Disruptions without a "
    "probability are left out there. 'At least' and 'at most' allow for the gaps of the solves."
)


def future_rows(futures: Sequence[InFuture]) -> list[InFuture]:
    """Every future and, if all are known, their expectation."""
    mean = expected(futures)
    return [*futures, *([mean] if mean else [])]


def future_columns(futures: Sequence[InFuture]) -> list[Field[InFuture]]:
    """Columns of the table."""
    form = number_format(
        max((abs(side.cost) for future in futures for side in _both_sides(future) if _has_figure(side)), default=0.0)
    )

    def if_known(figure: Callable[[InFuture], float]) -> Callable[[InFuture], float | None]:
        return lambda future: figure(future) if future.is_known else None

    return [
        Field("future", lambda future: future.future, "text"),
        Field("probability", lambda future: future.probability, form=SHARE_FORMAT),
        Field("without", lambda future: future.without.cost if _has_figure(future.without) else None, form=form),
        Field("of it shortage", lambda future: future.without.shortage if _has_figure(future.without) else None, form=form),
        Field("with", lambda future: future.with_plan.cost if _has_figure(future.with_plan) else None, form=form),
        Field("shortage with", lambda future: future.with_plan.shortage if _has_figure(future.with_plan) else None, form=form),
        Field("saved", if_known(lambda future: future.saved), form=form),
        Field("at least", if_known(lambda future: future.saved_range.least), form=form),
        Field("at most", if_known(lambda future: future.saved_range.most), form=form),
        Field("remark", remark, "text"),
    ]


def remark(future: InFuture) -> str:
    """What is to be said of either side."""
    sides = (("without", future.without.remark), ("with", future.with_plan.remark))
    return " ".join(f"{name}: {words}" for name, words in sides if words)


def _both_sides(future: InFuture) -> tuple[OneSide, OneSide]:
    return future.without, future.with_plan


def _has_figure(side: OneSide) -> bool:
    return side.cost == side.cost


class Ranges(NamedTuple):
    """The futures in words: what the plan saves, and the costs behind it."""

    saving: str
    costs: str


def ranges(view: View, futures: Sequence[InFuture]) -> Ranges:
    """Cost of either side and saving, from the lowest to the highest of the futures; first those in which the plan
    cannot keep its limits, or that have no figure."""
    figured = [future for future in futures if future.is_known]
    failing = [future for future in futures if future.with_plan.breaks]
    unknown = [future for future in futures if not future.is_known and not future.with_plan.breaks]
    says = [_failure(view, future) for future in failing]
    says += [f"'{future.future}' ({percent(future.probability)}) has no figure: {remark(future)}" for future in unknown]
    if not figured:
        return Ranges("Not known in any future", " ".join(says))
    least, most = (pick(future.saved for future in figured) for pick in (min, max))
    nothing = _span(view, [future.without.cost for future in figured])
    planned = _span(view, [future.with_plan.cost for future in figured])
    mean = expected(futures)
    count_of = f"{len(futures)}" if len(figured) == len(futures) else f"{len(figured)} of {len(futures)}"
    costs = f"Doing nothing costs {nothing}, the plan {planned}, in {count_of} futures of the sheet What-ifs, the "
    costs += "workbook as it is included"
    costs += f"; expected saving: {_amount(view, mean.saved)}." if mean else "."
    saving = _saving(view, least, most)
    lead = [f"Fails in '{future.future}'" for future in failing] + [
        f"Not known in '{future.future}'" for future in unknown
    ]
    if lead:
        saving = f"{joined(lead)}; else {saving[:1].lower()}{saving[1:]}"
    return Ranges(saving, " ".join([*says, costs]))


def _failure(view: View, future: InFuture) -> str:
    """The limits that the plan breaks in a future, and its cost without them, if that is known."""
    cost = f"; without these limits it costs {_amount(view, future.with_plan.cost)}" if _has_figure(future.with_plan) else ""
    breaks = some(future.with_plan.breaks.split("; "), 160)
    return f"In '{future.future}' ({percent(future.probability)}) the plan as fixed breaks {breaks}{cost}."


def _saving(view: View, least: float, most: float) -> str:
    if least >= 0:
        return f"Save {_span(view, [least, most])}, depending on the future"
    if most <= 0:
        return f"Pay {_span(view, [-most, -least])} more than doing nothing, depending on the future"
    return f"Save up to {_amount(view, most)} or pay up to {_amount(view, -least)} more, depending on the future"


def _span(view: View, amounts: Sequence[float]) -> str:
    low, high = (_amount(view, pick(amounts)) for pick in (min, max))
    return low if low == high else f"{low} to {high.partition(' ')[2]}"


def _amount(view: View, amount: float) -> str:
    return spoken(amount * MONEY[view.settings.amounts], str(view.plan.currency))


def span_of(futures: Sequence[InFuture], figure: Callable[[InFuture], float]) -> str:
    """'64,030 to 103,769 in 5 futures', for a tile."""
    values = [figure(future) for future in futures if future.is_known]
    return f"{money(min(values))} to {money(max(values))} in {len(values)} futures" if values else ""
