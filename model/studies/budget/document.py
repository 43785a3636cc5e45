"""Budget as a document: purchases at each step, from which on, and those dropped again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import partial

from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    Document,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
    Paragraphs,
)
from model.reports.palette import HUES
from model.reports.phrases import STOPPED_EARLY, joined, money, percent
from model.reports.styles import Field
from model.results.view import View
from model.runs import State, state_told
from model.studies.budget.question import EXPECTED, WORST, Budget, BudgetStep
from model.system.files import Output
from model.tolerances import SOLVED

ABOUT = (
    "Within each budget first the least worst unmet demand of any year or disruption is sought, then the least "
    "expected unmet demand, then the least cost. A budget is the additional cost over the cheapest plan, expected and "
    "in present value; 0 % of it is the cheapest plan itself. Plans are found: the least unmet demand lies between "
    "'proven at least' and that of the plan, half a per cent of the range of all budgets apart if the gap is small "
    "enough; the expected one of plans whose worst is that of the step. Empty: not proven."
)
CHART_HEIGHT = 300


def document(found: Budget, title: str) -> Document:
    view, says = View(found.cheapest.plan()), list(findings(found))
    name = f"What a budget buys: {title}"
    steps, items = _steps(found, view.amount), _items(found)
    chart = DocumentChart(
        "Unmet demand by budget", "scatter", "Unmet demand by budget",
        [ChartSeries("worst", steps, 2, 3, "line", HUES[0]), ChartSeries("expected", steps, 2, 5, "dash", HUES[1])],
        (ChartScale("#,##0", f"spent ({view.amount})", 0.0, most(found.spent(each) for each in found.steps)),
         ChartScale("#,##0", "unmet demand", 0.0, most(each.unmet(WORST) or 0.0 for each in found.steps))),
        "Unmet demand by budget", ABOUT, {"worst": HUES[0], "expected": HUES[1]}, [steps],
    )  # fmt: skip
    sheets = [
        DocumentSheet("Budget", "What-if", name, ABOUT,
                      [Paragraphs(says), steps, ChartRow([chart], CHART_HEIGHT, 1)], is_home=True),
        DocumentSheet("Bought", "What-if", "What each budget buys",
                      "Size in the unit of the plant or store; 1 for what is signed or acquired.", [items]),
    ]  # fmt: skip
    return Document(name, name, f"Costs in {view.amount}", Output.BUDGET, view, says, sheets)


def findings(found: Budget) -> Iterator[str]:
    """The effect of the whole budget, and whether there is an order in which to buy."""
    view = View(found.cheapest.plan())
    first, last = found.steps[0], found.steps[-1]
    ends = first.unmet(WORST), last.unmet(WORST)
    if found.is_stopped:
        yield STOPPED_EARLY
    if ends[0] is not None and ends[1] is not None:
        what = f"{money(found.premium)} {view.amount} more than the cheapest plan" if found.fund is None else found.fund
        start = f" with {percent(first.share)} of it" if first.share else ""
        more = max(ends[0] - ends[1], 0.0) > SOLVED * max(1.0, ends[0])
        how = f"falls from {money(ends[0])}{start} to" if more else "stays at"
        yield f"{what}: the worst unmet demand {how} {money(ends[1])}."
    dropped = [_said(item) for item in found.items if found.is_dropped(item)]
    if dropped:
        yield f"There is no order in which to buy: a larger budget drops {joined(dropped)} again, or has less of it."
    elif found.items and all(step.plan is not None or step.result.state == State.INFEASIBLE for step in found.steps):
        order = sorted(found.items, key=lambda item: found.bought_from(item).share)
        told = [f"{_said(item)} (from {percent(found.bought_from(item).share)})" for item in order]
        yield f"Each plan has all of the one before it: {joined(told)}."
    lost = [percent(step.share) for step in found.steps if step.result.state == State.INFEASIBLE]
    if lost and found.fund is not None:
        yield f"Without a plan: {joined(lost)}."
    elif lost:
        yield f"Lost to rounding: {joined(lost)}. The cheapest plan is within every budget."


def most(values: Iterable[float]) -> float:
    """The greatest of values that are known, at least 1."""
    return max([1.0, *(value for value in values if math.isfinite(value))])


def _said(item: tuple[str, str]) -> str:
    return " ".join(item) if item[0] != "stock" else f"the stock {item[1]}"


def _steps(found: Budget, amount: str) -> DocumentTable[BudgetStep]:
    return DocumentTable(found.steps, [
        Field("share", lambda each: each.share, "share", 9),
        Field(f"budget ({amount})", lambda each: None if found.fund else each.share * found.premium, width=14),
        Field(f"spent ({amount})", lambda each: found.spent(each) if each.plan else None, width=14),
        Field("worst unmet", lambda each: each.unmet(WORST), width=13),
        Field("worst, proven at least", lambda each: each.proven, width=13),
        Field("expected unmet", lambda each: each.unmet(EXPECTED), width=13),
        Field("expected, proven at least", lambda each: each.proven_expected, width=13),
        Field("outcome", lambda each: state_told(each.result.state) if each.plan is None else "", "text", 24),
    ])  # fmt: skip


Item = tuple[str, str]


def _items(found: Budget) -> DocumentTable[Item]:
    def size(item: Item, at: int) -> float | None:
        return found.items[item][at] or None

    steps = [Field[Item](percent(step.share), partial(size, at=at), width=11) for at, step in enumerate(found.steps)]
    return DocumentTable(list(found.items), [
        Field("action", lambda each: each[0], "text", 10), Field("what", lambda each: each[1], "text", 36),
        Field("from", lambda each: found.bought_from(each).share, "share", 9),
        Field("dropped again", lambda each: "yes" if found.is_dropped(each) else "", "text", 10), *steps,
    ], nothing="Nothing is bought.", kept=2)  # fmt: skip
