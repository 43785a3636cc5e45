"""Replacements in another plan: differences between the decisions of two plans, the largest first."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from model.results.decisions import Decisions
from model.studies.explain.sketch import BOUGHT, COSTS, SEPARATOR, SHORT, SHORTAGE, differences
from model.studies.explain.subjects import WHOLE, Subject, Subjects
from model.whatif.plandiff import BuildChange, ProjectBuilds, change_words

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


def _size(built: ProjectBuilds | None) -> float:
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


def _built(subjects: Subjects, subject: Subject, decided: Decisions) -> ProjectBuilds | None:
    taken = subjects.taken(subject, decided)
    if taken.count <= WHOLE:
        return None
    first = taken.years[0] if taken.years else 0
    unit = subjects.unit(subject)
    mean = sum(taken.years) / len(taken.years) if taken.years else 0.0
    return ProjectBuilds(taken.size, taken.count, first, math.nan, taken.years, mean, unit, math.nan)
