"""Sketch of a plan in a few sums: purchases, shortage and costs of its undisturbed years, and shortage in each
disruption."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from model.results.risk import outcomes
from model.results.view import View, text

if TYPE_CHECKING:
    from model.planning.reoptimise import Prepared
    from model.results.plan import Plan
    from model.solver.solve import Solution

BOUGHT, SHORT, COSTS = "bought", "short", "costs"
"""Purchases by commodity and country, shortage by product [units over all years], costs by category [amount]."""

SHORTAGE = "shortage"
"""The category of shortage costs."""

UNMET = "unmet"
"""Shortage of each disruption in its window, by branch, in units of demand."""

CAPITAL, OF_CAPITAL = "capital", ("capital", "salvage")
"""Cost of each project that goes with its capital cost [amount]."""

SEPARATOR = " | "


def sketch(base: Prepared, solution: Solution) -> dict[str, float]:
    """Sketch of a solution, at the costs of the workbook."""
    from model.results.plan import read_plan

    return sketch_of(read_plan(base.tables, base.instance, base.reader, solution))


def capital_of(measures: Mapping[str, float], project: str) -> float:
    """Capital cost of a project in a sketch, less salvage, discounted [amount]."""
    return measures.get(SEPARATOR.join([CAPITAL, project]), 0.0)


def sketch_of(plan: Plan) -> dict[str, float]:
    """The sums by subject."""
    view = View(plan)
    sums: dict[str, float] = {}
    for kind, frame, labels, measure in (
        (BOUGHT, "purchases", ("commodity", "country"), "bought"),
        (SHORT, "service", ("product",), "shortage"),
    ):
        for row in view.trunk(frame):
            name = SEPARATOR.join([kind, *(text(row[label]) for label in labels)])
            sums[name] = sums.get(name, 0.0) + view.years * float(row[measure] or 0.0)
    for (category,), amount in view.sums("costs", ("category",), "present_value").items():
        sums[SEPARATOR.join([COSTS, category])] = amount
    for (cost, item), amount in view.sums("costs", ("cost", "item"), "present_value").items():
        if cost in OF_CAPITAL:
            name = SEPARATOR.join([CAPITAL, item.rpartition(" · ")[0]])
            sums[name] = sums.get(name, 0.0) + amount
    return sums | {SEPARATOR.join([UNMET, each.branch]): each.unmet for each in outcomes(view)}


def differences(before: Mapping[str, float], after: Mapping[str, float], kind: str) -> dict[str, float]:
    """Increases from one sketch to another, of one kind, the largest differences first."""
    start = kind + SEPARATOR
    names = dict.fromkeys(name for name in (*before, *after) if name.startswith(start))
    found = {name.removeprefix(start): after.get(name, 0.0) - before.get(name, 0.0) for name in names}
    return dict(sorted(found.items(), key=lambda each: (-abs(each[1]), each[0])))
