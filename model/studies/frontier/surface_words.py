"""Cost surface of two limits, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.reports.phrases import joined, money, percent
from model.scenario.limits import Limit
from model.sheets.wording import count
from model.studies.feasibility_boundary import Edge
from model.studies.frontier.surface import Surface, SurfaceCell
from model.studies.limit_path import figure, said


def findings(surface: Surface) -> list[str]:
    """Joint cost of the two limits, and the feasibility boundary."""
    return [*_costs(surface), *_edges(surface), *_open(surface)]


def _costs(surface: Surface) -> Iterator[str]:
    loosest, amount = surface.loosest, surface.loosest.digest.amount if surface.loosest.digest else ""
    reached = [
        f"{row.limit} {figure(surface.tables, row, value, digits=4)}"
        for row, value in zip(surface.limits, surface.actual, strict=True)
        if not math.isnan(value)
    ]
    reaches = f" and reaches {joined(reached)}" if reached else ""
    yield f"Without either limit, the plan costs {money(loosest.solved.cost)} {amount}{reaches}."
    own = surface.own
    told = own if own is not None and own.digest is not None else _tightest(surface)
    if told is None:
        return
    where = "at the values in the workbook" if told is own else "the tightest pair with a plan"
    if not surface.is_significant(told):
        yield f"At {surface.said(told)}, {where}, the additional cost is not significant at this gap."
        return
    share = f" ({percent(surface.extra(told) / abs(loosest.solved.cost))})" if loosest.solved.cost else ""
    yield f"At {surface.said(told)}, {where}, it costs {money(surface.extra(told))} {amount}{share} more."
    alone = [
        next((cell for cell in surface.cells if cell.values == pair and cell.digest is not None), None)
        for pair in ((told.values[0], None), (None, told.values[1]))
    ]
    parts = [
        f"{row.limit} alone costs {_sum(surface, cell)}"
        for row, cell in zip(surface.limits, alone, strict=True)
        if cell is not None and cell is not told
    ]
    if parts:
        yield f"{joined(parts)}."


def _sum(surface: Surface, cell: SurfaceCell) -> str:
    """An additional cost in words."""
    if surface.extra(cell) == 0.0:
        return "nothing"
    amount = "" if cell.digest is None else cell.digest.amount
    return f"{money(surface.extra(cell))} {amount}" if surface.is_significant(cell) else "no significant amount"


def _tightest(surface: Surface) -> SurfaceCell | None:
    """The cell furthest from the loosest that has a plan, both limits being given."""
    solved = [cell for cell in surface.cells if cell.digest is not None and None not in cell.values]
    return max(solved, key=surface.extra, default=None)


def _edges(surface: Surface) -> Iterator[str]:
    one, other = surface.limits
    for level in surface.levels:
        if level.edge is not None:
            under = f"With {other.limit} {said(surface.tables, other, level.value)}"
            under = f"Without {other.limit}" if level.value is None else under
            yield f"{under}, {one.limit}: {edge_said(surface, one, level.edge)}."
    if surface.edge is not None:
        yield f"Without {one.limit}, {other.limit}: {edge_said(surface, other, surface.edge)}."
    none = [level for level in surface.levels if all(cell.is_lost for cell in level.cells)]
    if none:
        at = said(surface.tables, other, none[0].value)
        yield f"{other.limit} {at}: no plan at any value of {one.limit} (proven)."


def edge_said(surface: Surface, row: Limit, edge: Edge) -> str:
    """'feasible at ≤ 26 %, infeasible at ≤ 25 % (proven)'."""
    held, lost = (said(surface.tables, row, value) for value in (edge.held, edge.lost_at))
    return f"feasible at {held}, infeasible at {lost} (proven)" + ("" if edge.is_found else "; undecided in between")


def _open(surface: Surface) -> Iterator[str]:
    unknown = sum(cell.digest is None and not cell.is_lost for cell in surface.cells)
    if unknown:
        yield f"Could not decide in time whether {count(unknown, 'pair is', 'pairs are')} feasible: see the run log."
    faint = sum(
        cell.digest is not None and not surface.is_significant(cell) and surface.extra(cell) != 0.0
        for cell in surface.cells
    )
    if faint:
        yield f"The additional cost of {count(faint, 'pair')} is not significant at this gap; a smaller gap would tell."
