"""Decisions: fixed, bounded, forbidden, or made before the plan begins.

Each family states its first-stage decisions (`DECIDED`); a row of the sheet bounds the sum of all decisions that it
addresses. Decisions made before the first period are read by the families themselves: they are decisions like any
other, of an earlier year, and no longer open.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

from model.families.common.protocol import FirstStage, total
from model.families.common.pyomo import members, parameter, pyo
from model.families.decisions.rows import Decision
from model.families.decisions.terms import Bound, amount_of, bounds, is_meant, projects_of
from model.scenario.build_context import BuildContext
from model.sheets.names import DecisionName, Period

At = tuple[str, int]
"""(decision, first of its periods)"""


@dataclass(frozen=True)
class Decisions:
    """Rows of the sheet with their bounds."""

    rows: dict[At, Decision]
    asked: dict[At, Bound]


def coefficients(context: BuildContext) -> Decisions:
    """Decisions of the tables."""
    projects = projects_of(context.tables)
    asked: dict[At, tuple[Decision, Bound]] = {}
    for row in context.tables[Decision]:
        for bound in bounds(row, context.calendar, amount_of(row, projects) or 0.0):
            asked[row.decision, bound.periods[0]] = (row, bound)
    return Decisions({at: row for at, (row, _) in asked.items()}, {at: bound for at, (_, bound) in asked.items()})


def build(m: Any, data: Decisions) -> None:
    """Adds no variable: it bounds those of the families before."""
    addressed: set[At] = set()
    for number, stage in enumerate(m.decided if data.asked else ()):
        values = {at: list(_meant(m, stage, row, data.asked[at])) for at, row in data.rows.items()}
        if any(values.values()):
            addressed |= {at for at, those in values.items() if those}
            name = f"DECIDED_{number}"
            m.add_component(name, members(list(values), dimen=len(stage.names), values=values))
            m.terms["DECIDED"].append(_term(stage, name))
    least = {at: bound.least for at, bound in data.asked.items() if bound.least > 0}
    most = {at: bound.most for at, bound in data.asked.items() if math.isfinite(bound.most) and at in addressed}
    m.DECIDED_AT_LEAST = pyo.Set(dimen=2, initialize=list(least))
    m.least_decided = parameter(m.DECIDED_AT_LEAST, values=least)
    m.decided_at_least = pyo.Constraint(m.DECIDED_AT_LEAST, rule=decided_at_least)
    m.DECIDED_AT_MOST = pyo.Set(dimen=2, initialize=list(most))
    m.most_decided = parameter(m.DECIDED_AT_MOST, values=most)
    m.decided_at_most = pyo.Constraint(m.DECIDED_AT_MOST, rule=decided_at_most)


def _meant(m: Any, stage: FirstStage, row: Decision, bound: Bound) -> Iterator[tuple[Any, ...]]:
    """Indices of a family's decisions that a row addresses."""
    if stage.action == row.action:
        for parts in product(*(m.component(name) for name in stage.over)):
            index = tuple(chain.from_iterable(part if isinstance(part, tuple) else (part,) for part in parts))
            label = dict(zip(stage.names, index, strict=True))
            is_asked = label["subject"] == row.subject and _period(m, label["period"]) in bound.periods
            if is_asked and is_meant(row, label.get("place", ""), label.get("way", "")):
                yield index


def _period(m: Any, moment: Any) -> int | None:
    """The period of a moment; none of a disruption, which no decision is taken in."""
    if moment in m.NODES:
        return m.period[moment] if moment in m.TRUNK else None
    return int(moment)


def _term(stage: FirstStage, name: str) -> Callable[..., Any]:
    """A family's term in the amount that a row bounds."""

    def amount(m: Any, d: DecisionName, t: Period) -> Any:
        return sum(stage.at(m, *index) for index in m.component(name)[d, t])

    return amount


def decided(m: Any, d: DecisionName, t: Period) -> Any:
    """All that a row is about: capacity, people, a quantity, or how many times."""
    return total(m.terms["DECIDED"], m, d, t)


def decided_at_least(m: Any, d: DecisionName, t: Period) -> Any:
    r"""The amount decided is at least the bound of a row of Decisions, over its periods, from :math:`t` on [unit of the
    decision].

    .. math:: \sum_{x \in D_{dt}} x \ge \underline D_{dt} \qquad \forall d, t
    """
    return decided(m, d, t) >= m.least_decided[d, t]


def decided_at_most(m: Any, d: DecisionName, t: Period) -> Any:
    r"""The amount decided is at most the bound of a row of Decisions, over its periods, from :math:`t` on [unit of the
    decision].

    .. math:: \sum_{x \in D_{dt}} x \le \bar D_{dt} \qquad \forall d, t
    """
    return decided(m, d, t) <= m.most_decided[d, t]
