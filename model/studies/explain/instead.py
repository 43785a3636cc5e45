"""Replacements in another plan: differences between the decisions of two plans, the largest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from model.results.build import Taken
from model.results.decisions import Decisions
from model.results.risk import outcomes
from model.results.view import View, text
from model.studies.explain.subjects import WHOLE, Subject, Subjects
from model.whatif.plan_difference import BuildChange, change_words

if TYPE_CHECKING:
    from model.planning.reoptimise import Prepared
    from model.results.plan import Plan
    from model.solver.solve import Solution


FEW = 1e-3
"""Share of all purchases of a commodity below which differences are negligible."""


@dataclass(frozen=True)
class Instead:
    """Differences of another plan."""

    changes: tuple[tuple[Subject, BuildChange], ...]
    """Changes of investments, contracts and technologies, the largest outlay first."""
    bought: Mapping[str, float]
    """More purchases by 'commodity from country' [units over all years]."""
    short: Mapping[str, float]
    """More shortage by product [units over all years]."""
    shortage: float
    """Additional expected cost of shortage, disruptions included [amount]."""

    def added(self) -> list[Subject]:
        """New or enlarged subjects."""
        return [each for each, change in self.changes if _size(change.after) > _size(change.before)]


def _size(built: Taken | None) -> float:
    return 0.0 if built is None else built.size


def instead(
    subjects: Subjects, other: Decisions, before: Mapping[str, float], after: Mapping[str, float],
    without: Collection[Subject] = (),
) -> Instead:  # fmt: skip
    """Differences of other decisions from the plan's, except those on some subjects; ``before`` and ``after`` are
    sketches."""
    found = [
        (each, BuildChange(each.title, words, one, two))
        for each in subjects.all
        if each not in without
        for one, two in [(_built(subjects, each, subjects.plan.decided), _built(subjects, each, other))]
        if (words := change_words(one, two))
    ]
    ordered = sorted(found, key=lambda each: (-subjects.outlay(each[0]), each[0].labels))
    bought = {
        " from ".join(name.split(SEPARATOR)): more
        for name, more in differences(before, after, BOUGHT).items()
        if abs(more) > FEW * _all_of(name, before, after)
    }
    short = {name: more for name, more in differences(before, after, SHORT).items() if abs(more) > FEW}
    return Instead(tuple(ordered), bought, short, differences(before, after, COSTS).get(SHORTAGE, 0.0))


def _all_of(name: str, *sketches: Mapping[str, float]) -> float:
    """Purchases of a commodity from all countries, in the sketch that has more of them."""
    start = SEPARATOR.join([BOUGHT, name.split(SEPARATOR)[0], ""])
    return max(sum(value for each, value in sketch.items() if each.startswith(start)) for sketch in sketches)


def _built(subjects: Subjects, subject: Subject, decided: Decisions) -> Taken | None:
    taken = subjects.taken(subject, decided)
    if taken.count <= WHOLE:
        return None
    return replace(taken, unit=subjects.unit(subject))


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
    return sums | {SEPARATOR.join([UNMET, each.branch]): each.unmet for each in outcomes(view) if not each.product}


def differences(before: Mapping[str, float], after: Mapping[str, float], kind: str) -> dict[str, float]:
    """Increases from one sketch to another, of one kind, the largest differences first."""
    start = kind + SEPARATOR
    names = dict.fromkeys(name for name in (*before, *after) if name.startswith(start))
    found = {name.removeprefix(start): after.get(name, 0.0) - before.get(name, 0.0) for name in names}
    return dict(sorted(found.items(), key=lambda each: (-abs(each[1]), each[0])))
