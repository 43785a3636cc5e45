"""Frames of a plan's risk: every disruption, and every limit against its bound."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from model.families.common.protocol import LimitRows, Tail
from model.families.instance import Instance
from model.results.columns import LIMITS, Outcome, fill_rate
from model.scenario.limits import MEASURES, Limit, must_hold
from model.sheets.common import Commodity
from model.sheets.names import Node
from model.sheets.tables import Tables
from model.tolerances import FLOAT

if TYPE_CHECKING:
    from model.solver.arrays import Array
    from model.solver.reader import Reader


def running_costs(instance: Instance, costs: pd.DataFrame, model: Any) -> dict[Node, float]:
    """Discounted cost at each node, not weighted, without costs of first-stage decisions, which no disruption changes
    [amount]. ``costs`` is the frame of a solution of ``model``."""
    decided_ahead = {cost.name for cost in model.costs if cost.by_period}
    running = costs[~costs["cost"].isin(decided_ahead)].groupby("node")["amount"].sum()
    discount = instance.calendar.discount
    return {n: float(running.get(n, 0.0)) * discount(t) for n, t in instance.tree.period.items()}


def window_costs(instance: Instance, costs: pd.DataFrame, model: Any) -> dict[str, float]:
    """The same by branch, over its assessment period [amount]."""
    at_node = running_costs(instance, costs, model)
    return {name: sum(at_node[n] for n in nodes) for name, nodes in instance.tree.branches.items()}


def outcomes_of(tables: Tables, instance: Instance, frames: dict[str, pd.DataFrame], model: Any) -> Iterator[Outcome]:
    """One line per branch: its cost against the trunk in the same periods, and its shortage in the years of its window
    against the trunk's in these."""
    tree, calendar = instance.tree, instance.calendar
    cost = running_costs(instance, frames["costs"], model)

    def worth(node: Node) -> float:
        time = tree.period[node]
        return calendar.length(time) * calendar.discount(time)

    served = _served(tables, frames)
    for name, nodes in tree.branches.items():
        branch, same = tree.branch_of[nodes[0]], list(map(tree.undisturbed, nodes))
        outcomes = []
        for product, sums in served.items():
            needed, unmet = (float(sums[at].reindex(nodes).sum()) for at in ("needed", "shortage"))
            outcomes.append(
                Outcome(
                    name,
                    branch.disruption,
                    branch.subject,
                    branch.start,
                    branch.end,
                    branch.probability,
                    sum(cost[n] for n in nodes),
                    sum(cost[t] * worth(n) / worth(t) for n, t in zip(nodes, same, strict=True)),
                    needed,
                    unmet,
                    float(sums["shortage"].reindex(list(map(tree.undisturbed, nodes))).sum()),
                    1.0 if (rate := fill_rate(needed, unmet)) is None else rate,
                    product,
                )
            )
        yield max(outcomes, key=lambda outcome: (outcome.hurts, outcome.severity * outcome.hurts, -outcome.service))


def _served(tables: Tables, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Demand and shortage a year by node: all together if in one unit, else by product."""
    service = frames.get("service", pd.DataFrame(columns=["product", "node", "demand", "owed", "shortage"]))
    unit = {row.commodity: row.unit for row in tables[Commodity]}
    service = service.assign(needed=service["demand"] - service["owed"])
    is_sum = service["product"].map(unit).nunique() <= 1
    parts = [("", service)] if is_sum else service.groupby("product", sort=False)
    return {str(product): part.groupby("node")[["needed", "shortage"]].sum() for product, part in parts}


LIMITS_FRAME, REPORTED = "limits", "reported limits"
"""Frames of the limits that hold, and of those that are reported only."""


def limits_frames(tables: Tables, frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Lines of limits that hold, and of others."""
    binding = frame["limit"].isin([row.limit for row in must_hold(tables)])
    parts = {LIMITS_FRAME: frame[binding], REPORTED: frame[~binding]}
    return {name: part.reset_index(drop=True) for name, part in parts.items() if name == LIMITS_FRAME or len(part)}


def limits_frame(
    tables: Tables,
    instance: Instance,
    reader: Reader,
    *,
    values: Array,
    duals: Array | None = None,
    tangents: Iterable[tuple[str, str, int]] = (),
) -> pd.DataFrame:
    """One line for every place, party and time at which a limit holds: the bound, the actual value, the slack, and the
    saving per unit of relaxation.

    ``values`` are those of the program's columns, ``duals`` of its rows with integers fixed, ``tangents`` the limit,
    moment and row of each tangent to a cone.
    """
    at = _Answer(reader, values, np.zeros(0) if duals is None else duals, tuple(tangents))
    tails = {key: cvar for tail in reader.model.tails for key, cvar in _of_tail(tail, at).items()}
    lines = [line for rows in reader.model.limits for line in _of_rows(rows, at, tails)]
    lines += _of_cones(at)
    limited = {line[:3] for line in lines}
    lines += [
        (l, w, t, math.nan, cvar, 0.0, math.nan, math.nan)
        for (l, w, t), cvar in tails.items()
        if (l, w, t) not in limited
    ]
    by_name: dict[str, Limit] = {row.limit: row for row in tables[Limit]}
    order = {name: at for at, name in enumerate(by_name)}
    table = [_line(by_name[line[0]], instance, line) for line in sorted(lines, key=lambda line: order[line[0]])]
    return pd.DataFrame(table, columns=list(LIMITS))


@dataclass(frozen=True)
class _Answer:
    """A solution, and the reader that identifies its columns and rows."""

    reader: Reader
    values: Array
    duals: Array
    tangents: tuple[tuple[str, str, int], ...]


Line = tuple[str, str, str, float, float, float, float, float]
"""(limit, scope, moment, bound, actual value, marginal cost, base, value by another reading)"""


def _of_tail(tail: Tail, at: _Answer) -> dict[tuple[str, str, str], float]:
    """The CVaR of each limit, from the losses themselves: above its bound's least, a value at risk may lie anywhere."""
    index = at.reader.model.component(tail.over)
    if not len(index):
        return {}
    losses = at.reader.rows_of(tail.loss, index).at(at.values)
    probability, share = at.reader.model.component(tail.probability), at.reader.model.component(tail.share)
    outcomes: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for key, loss in zip(index, losses.tolist(), strict=True):
        outcomes.setdefault(key[:3], []).append((loss, float(probability[key])))
    return {key: mean_of_worst(losses, float(share[key[0]])) for key, losses in outcomes.items()}


def mean_of_worst(outcomes: list[tuple[float, float]], share: float) -> float:
    """Mean of the worst outcomes, (loss, probability), that together have a probability of ``share``."""
    left, total = share, 0.0
    for loss, probability in sorted(outcomes, reverse=True):
        taken = min(left, probability)
        total += taken * loss
        left -= taken
    return total / (share - left) if left < share else math.nan


def _of_rows(rows: LimitRows, at: _Answer, tails: Mapping[tuple[str, str, str], float]) -> Iterator[Line]:
    index = at.reader.model.component(rows.over)
    if index is None or not len(index):
        return
    bound = at.reader.model.component(rows.value)
    level = at.reader.rows_of(rows.level, index).at(at.values)
    base = np.ones(len(level)) if rows.base is None else at.reader.rows_of(rows.base, index).at(at.values)
    if rows.is_without_largest:
        yield from _without_largest(index, level, base, bound)
        return
    keys = list(index)
    others = np.full(len(level), math.nan)
    if rows.alternative is not None:
        others = at.reader.rows_of(rows.alternative, index).at(at.values)
    places = _rows_by_key(at, rows.constraint)
    for (limit, scope, moment), much, of, other in zip(keys, level, base, others, strict=True):
        share, alternative = (rows.scale * amount / of if of > FLOAT else math.nan for amount in (much, other))
        actual = tails.get((limit, scope, moment), 1 - share if rows.complement else share)
        dual = abs(places.get((limit, scope, moment), 0.0))
        yield (
            limit,
            scope,
            moment,
            float(bound[limit, moment]),
            float(actual),
            float(dual * of / rows.scale),
            math.nan if rows.base is None else float(of),
            float(alternative),
        )


def _without_largest(index: Any, level: Array, base: Array, bound: Any) -> Iterator[Line]:
    """Level and base without the part of the highest level; of several, without that which needs least itself."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, (limit, _, moment) in enumerate(index):
        groups.setdefault((limit, moment), []).append(place)
    for (limit, moment), places in groups.items():
        supply, need = level[places], base[places]
        left = float(supply.sum() - supply.max())
        rest = float(need.sum() - need[supply >= supply.max() * (1 - FLOAT)].min())
        actual, alternative = (left / of if of > FLOAT else math.nan for of in (rest, float(need.sum())))
        yield limit, "", moment, float(bound[limit, moment]), actual, 0.0, rest, alternative


def _rows_by_key(at: _Answer, constraint: str) -> dict[Any, float]:
    """Duals of a constraint's rows by index."""
    block = at.reader.constraints.get(constraint)
    if block is None or not len(at.duals):
        return {}
    return dict(zip(block.keys, at.duals[block.span].tolist(), strict=True))


def _of_cones(at: _Answer) -> Iterator[Line]:
    """The HHI: its marginal cost is that of all tangents, and of the first ones at single countries."""
    for cone in at.reader.model.cones:
        index = at.reader.model.component(cone.over)
        if not len(index):
            continue
        level = at.reader.rows_of(cone.level, index).at(at.values)
        frame = pd.DataFrame([*index], columns=["limit", "part", "moment"]).assign(level=level)
        first = _rows_by_key(at, cone.constraint)
        frame["dual"] = [abs(first.get(key, 0.0)) for key in index]
        later: dict[tuple[str, str], float] = {}
        for limit, moment, row in at.tangents:
            later[limit, moment] = later.get((limit, moment), 0.0) + abs(float(at.duals[row]))
        for (limit, moment), places in frame.groupby(["limit", "moment"], sort=False).groups.items():  # type: ignore[misc]
            group = frame.loc[places]
            supply, bound = float(group["level"].sum()), float(at.reader.model.component(cone.value)[limit, moment])
            squares = float((group["level"] ** 2).sum())
            actual = 1e4 * squares / supply**2 if supply > FLOAT else math.nan
            dual = float(group["dual"].sum()) + later.get((limit, moment), 0.0)
            slope = supply / (2 * math.sqrt(1e4 * bound)) if bound > 0 else 0.0
            yield limit, "", moment, bound, actual, dual * slope, math.nan, math.nan


def _line(row: Limit, instance: Instance, line: Line) -> tuple[Any, ...]:
    _, scope, moment, bound, actual, marginal, base, alternative = line
    tree = instance.tree
    branch = tree.branches.get(moment)
    period: int | None = tree.period.get(branch[0] if branch else Node(moment))
    if period is None and moment.isdigit():
        period = int(moment)
    at_most = row.sense == "at most"
    slack = math.nan if math.isnan(actual) else (bound - actual if at_most else actual - bound)
    return (
        row.limit,
        row.measure,
        row.of,
        scope or row.scope,
        row.held_during,
        moment,
        None if period is None else int(period),
        row.sense,
        bound,
        actual,
        slack,
        marginal,
        MEASURES[row.measure].unit,
        base,
        alternative,
    )
