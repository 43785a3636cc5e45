"""The plan and doing nothing in each future, in words and as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from model.reports.phrases import joined, money, percent, some, spoken
from model.reports.styles import SHARE_FORMAT, Field, number_format
from model.results.futures import InFuture, OneSide, expected
from model.results.view import View
from model.scenario.build_context import MONEY

HEADING = "In each future"
ABOUT = (
    "Futures are what-ifs with a probability (sheet What-ifs); the rest is the workbook as it is. The plan is held "
    "there in all that it decides in advance; purchases, production and shipments adapt, on both sides. It keeps its "
    "limits unless the remark names those that it breaks, which are then measured only. Disruptions without a "
    "probability are left out there. 'At least' and 'at most' allow for the gaps of the solves."
)


def rows(found: Sequence[InFuture]) -> list[InFuture]:
    """Every future and, if all are known, their expectation."""
    mean = expected(found)
    return [*found, *([mean] if mean else [])]


def columns(found: Sequence[InFuture]) -> list[Field[InFuture]]:
    """Columns of the table."""
    form = number_format(max((abs(side.cost) for each in found for side in _sides(each) if _is(side)), default=0.0))

    def known(figure: Callable[[InFuture], float]) -> Callable[[InFuture], float | None]:
        return lambda each: figure(each) if each.is_known else None

    return [
        Field("future", lambda each: each.future, "text"),
        Field("probability", lambda each: each.probability, form=SHARE_FORMAT),
        Field("without", lambda each: each.without.cost if _is(each.without) else None, form=form),
        Field("of it shortage", lambda each: each.without.shortage if _is(each.without) else None, form=form),
        Field("with", lambda each: each.with_plan.cost if _is(each.with_plan) else None, form=form),
        Field("shortage with", lambda each: each.with_plan.shortage if _is(each.with_plan) else None, form=form),
        Field("saved", known(lambda each: each.saved), form=form),
        Field("at least", known(lambda each: each.saved_range.least), form=form),
        Field("at most", known(lambda each: each.saved_range.most), form=form),
        Field("remark", remark, "text"),
    ]


def remark(each: InFuture) -> str:
    """What is to be said of either side."""
    sides = (("without", each.without.remark), ("with", each.with_plan.remark))
    return " ".join(f"{name}: {said}" for name, said in sides if said)


def _sides(each: InFuture) -> tuple[OneSide, OneSide]:
    return each.without, each.with_plan


def _is(side: OneSide) -> bool:
    return side.cost == side.cost


class Ranges(NamedTuple):
    """The futures in words: what the plan saves, and the costs behind it."""

    saving: str
    costs: str


def ranges(view: View, found: Sequence[InFuture]) -> Ranges:
    """Cost of either side and saving, from the lowest to the highest of the futures; first those in which the plan
    cannot keep its limits, or that have no figure."""
    known = [each for each in found if each.is_known]
    failing = [each for each in found if each.with_plan.breaks]
    unknown = [each for each in found if not each.is_known and not each.with_plan.breaks]
    says = [_failure(view, each) for each in failing]
    says += [f"'{each.future}' ({percent(each.probability)}) has no figure: {remark(each)}" for each in unknown]
    if not known:
        return Ranges("Not known in any future", " ".join(says))
    least, most = (pick(each.saved for each in known) for pick in (min, max))
    nothing = _span(view, [each.without.cost for each in known])
    planned = _span(view, [each.with_plan.cost for each in known])
    mean = expected(found)
    count_of = f"{len(found)}" if len(known) == len(found) else f"{len(known)} of {len(found)}"
    costs = f"Doing nothing costs {nothing}, the plan {planned}, in {count_of} futures of the sheet What-ifs, the "
    costs += "workbook as it is included"
    costs += f"; expected saving: {_amount(view, mean.saved)}." if mean else "."
    saving = _saving(view, least, most)
    lead = [f"Fails in '{each.future}'" for each in failing] + [f"Not known in '{each.future}'" for each in unknown]
    if lead:
        saving = f"{joined(lead)}; else {saving[:1].lower()}{saving[1:]}"
    return Ranges(saving, " ".join([*says, costs]))


def _failure(view: View, future: InFuture) -> str:
    """The limits that the plan breaks in a future, and its cost without them, if that is known."""
    cost = f"; without these limits it costs {_amount(view, future.with_plan.cost)}" if _is(future.with_plan) else ""
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


def span_of(found: Sequence[InFuture], figure: Callable[[InFuture], float]) -> str:
    """'64,030 to 103,769 in 5 futures', for a tile."""
    values = [figure(each) for each in found if each.is_known]
    return f"{money(min(values))} to {money(max(values))} in {len(values)} futures" if values else ""
