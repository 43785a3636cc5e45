"""Summary of a frontier, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.reports.phrases import money, percent
from model.results.plan import amount_text
from model.results.significance import is_significant
from model.runs import State
from model.sheets.names import count
from model.studies.frontier.question import Frontier, FrontierPoint, Step
from model.studies.limit_path import NO_LIMIT, figure, is_share, own_value, per_one, said

PERCENT_POINT = 0.01


def step_said(step: Step) -> str:
    return f"{step.before.name} → {step.after.name}"


def findings(frontier: Frontier) -> list[str]:
    """The curve, its slope and its end in sentences."""
    return [*_ends(frontier), *_prices(frontier), *_without(frontier), *_remarks(frontier)]


def _ends(frontier: Frontier) -> Iterator[str]:
    first, last = frontier.solved[0], frontier.solved[-1]
    found = frontier.found(first)
    comes_to = "" if math.isnan(found) else f" and reaches {figure(frontier.tables, frontier.limit, found, digits=4)}"
    amount = _amount(frontier)
    under = "Without the limit" if first.value is None else f"At {first.name}"
    yield f"{under}, the plan costs {money(first.cost)} {amount}{comes_to}."
    if last is not first:
        tightest = "" if frontier.lost is not None else ", the tightest value tried,"
        yield f"At {last.name}{tightest or ','} it costs {_more(frontier, first, last)}."
    yield from _edge(frontier)
    own = next((point for point in frontier.solved if frontier.is_own(point)), None)
    if own is not None and own is not first and own is not last:
        yield f"At {own.name}, the value in the workbook, it costs {_more(frontier, first, own)}."


def _edge(frontier: Frontier) -> Iterator[str]:
    """Feasibility boundary, as far as proven."""
    lost, edge = frontier.lost, frontier.edge
    if lost is None or lost.value is None:
        return
    held = frontier.solved[-1].name if edge is None else said(frontier.tables, frontier.limit, edge.held)
    none = said(frontier.tables, frontier.limit, lost.value)
    if edge is not None and edge.is_found:
        yield f"Feasible at {held}, infeasible at {none} (proven)."
    elif held == NO_LIMIT:
        yield f"Infeasible at {none} (proven); not every looser value was tried."
    else:
        yield f"Feasible at {held}, infeasible at {none} (proven); undecided in between."


def _more(frontier: Frontier, first: FrontierPoint, point: FrontierPoint) -> str:
    extra = Step(first, point, 0.0)
    if not extra.is_significant:
        return f"{money(point.cost)} {_amount(frontier)}: not significantly more at this gap"
    share = f", {percent(extra.extra / abs(first.cost))} more" if first.cost else ""
    return f"{money(point.cost)} {_amount(frontier)}{share}"


def _prices(frontier: Frontier) -> Iterator[str]:
    steps = [step for step in frontier.steps if step.is_significant and step.tightening > 0]
    per = "percentage point" if is_share(frontier.limit) else per_one(frontier.tables, frontier.limit)
    scale = PERCENT_POINT if is_share(frontier.limit) else 1.0
    free = sum(step.extra == 0 for step in frontier.steps if not step.is_significant)
    others = f"; {count(free, 'step costs', 'steps cost')} nothing" if free else ""
    if len(steps) > 1:
        low, high = (which(steps, key=lambda step: step.price) for which in (min, max))
        open_ = sum(each.noise / each.tightening for each in (low, high))
        if high.price > 1.01 * low.price and not is_significant(high.price - low.price, open_):
            yield (
                f"Tightening costs {money(scale * low.price)} to {money(scale * high.price)} {_amount(frontier)} per "
                f"{per}; the difference between them is not significant at this gap{others}."
            )
        elif high.price > 1.01 * low.price:
            subject = "Tightening" if len(steps) == len(frontier.steps) else "Where it costs, tightening"
            yield (
                f"{subject} is cheapest from {low.before.name} to {low.after.name}, at "
                f"{money(scale * low.price)} {_amount(frontier)} per {per}, and most expensive from "
                f"{high.before.name} to {high.after.name}, "
                f"at {money(scale * high.price)}{others}."
            )
        else:
            throughout = others or " throughout"
            yield f"Tightening costs {money(scale * high.price)} {_amount(frontier)} per {per}{throughout}."
    faint = sum(not step.is_significant and abs(step.extra) > 0 for step in frontier.steps)
    if faint:
        which = "one step" if faint == 1 else f"{faint} steps"
        yield f"The cost of {which} is not significant at this gap; a smaller gap would tell."


def _without(frontier: Frontier) -> Iterator[str]:
    never = [point.name for point in frontier.points if point.result.state == State.INFEASIBLE]
    unknown = [point.name for point in frontier.points if not point.source.has_plan and point.name not in never]
    if never:
        yield f"Why {never[0]} is infeasible, as far as known, is explained below the tables."
    if unknown:
        which = " or ".join(unknown) if len(unknown) < 4 else f"the other {len(unknown)} limits"
        yield f"Could not decide in time whether {which} is feasible: see the run log."


def _remarks(frontier: Frontier) -> Iterator[str]:
    row = frontier.limit
    if row.weight > 0:
        yield "The weight of this CVaR in the workbook is left out: each step is the cheapest plan within its limit."
    if row.value is not None and len(row.value.points) > 1 and row.value.points[0][1] != own_value(row):
        year, start = row.value.points[0]
        yield (
            f"The workbook sets values by year: a step tighter than the first of them starts in {year} at "
            f"{figure(frontier.tables, row, start)}, ends at its own limit and follows the workbook's path in between."
        )
    if any(other.weight > 0 for other in frontier.tables[type(row)] if other is not row):
        yield "Cost includes the other risks that have a weight in the workbook."


def _amount(frontier: Frontier) -> str:
    return amount_text(frontier.tables)
