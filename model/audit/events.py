"""The disruptions that the audit counts: their windows, those that coincide, and their probabilities."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.polynomial.legendre import leggauss

from model.scenario.disruptions import Branch, Disruption, alone
from model.sheets.names import node_name
from model.sheets.tables import Tables

MOMENT = 1e-9
"""Years that two dates may differ by rounding."""


class Timespan(NamedTuple):
    """Whole years, from the start of one to the start of another."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Number of years."""
        return self.end - self.start


@dataclass(frozen=True)
class Event:
    """One disruption at one start, for one target, or several that coincide, and the nodes at which the plan lives
    through it."""

    name: str
    disruption: str
    subject: str
    start: int
    end: float
    """When duration and recovery are over."""
    probability: float
    actions: Sequence[Disruption]
    """Its rows, with the target filled in."""
    nodes: Sequence[str]
    """In order of time."""
    members: Sequence[str]
    """The disruptions that coincide; one if it occurs alone."""


def events_of(tables: Tables, periods: Sequence[Timespan]) -> Iterable[Event]:
    """Each disruption at each of its starts, then those that may coincide; cells are read by the module of the sheet.
    The window of each is from its start to the end of its last action and the longest recovery after it."""
    ends: dict[str, float] = {}
    parts: dict[str, Sequence[Branch]] = {}
    for event in alone(tables):
        rows, parts[event.name] = event.actions, [event]
        ends[event.name] = event.start + max(r.after + r.duration for r in rows) + max(r.recovery for r in rows)
    chances = {}
    for group in _free(parts):
        for several, chance in _coinciding(group, tables.settings.coinciding_disruptions):
            labels = [event.name.rpartition(", ")[0] for event in several]
            name = f"{' + '.join(labels)}, {several[0].start}"
            parts[name], chances[name] = several, chance
            ends[name] = max(ends[event.name] for event in several)
    for name, several in parts.items():
        window = years_of_window(periods, several[0].start, ends[name])
        yield Event(
            name=name,
            disruption=" + ".join(event.disruption for event in several),
            subject=" + ".join(event.subject for event in several if event.subject),
            start=several[0].start,
            end=ends[name],
            probability=chances.get(name, _probability(several[0])),
            actions=[row for event in several for row in event.actions],
            nodes=[node_name(name, year) for _, year in window],
            members=[event.disruption for event in several],
        )


def _free(single: Mapping[str, Sequence[Branch]]) -> Iterable[list[Branch]]:
    """Independent disruptions that start in one year."""
    marked = [event for (event,) in single.values() if any(row.independent == "yes" for row in event.actions)]
    for year in dict.fromkeys(event.start for event in marked):
        yield [event for event in marked if event.start == year]


def _probability(disruption: Branch) -> float:
    return max(row.probability for row in disruption.actions)


def _coinciding(group: Sequence[Branch], most: int) -> Iterable[tuple[Sequence[Branch], float]]:
    """Sets of independent disruptions of one year, with their probabilities.

    Among those that occur, the first few count, in random order. If each comes at a time uniform between 0 and 1, then
    some have come by x and the last of them just then, while another has not with 1 − p·x: over all x this is the
    probability that they are the first ones. The integrand is a polynomial, for which Gauss's rule is exact.
    """
    at, weight = leggauss(len(group) // 2 + 1)
    at, weight = (at + 1) / 2, weight / 2
    for size in range(1, min(most, len(group)) + 1):
        for several in combinations(group, size):
            others = [_probability(event) for event in group if event not in several]
            if size < most:
                rest = math.prod(1 - p for p in others)
            else:
                not_yet = np.prod([1 - p * at for p in others], axis=0)
                rest = float(np.sum(weight * size * at ** (size - 1) * not_yet))
            yield several, rest * math.prod(map(_probability, several))


def years_of_window(periods: Sequence[Timespan], start: float, end: float) -> list[tuple[Timespan, int]]:
    """Years that a window touches, each with its period."""
    years = [(span, year) for span in periods for year in range(*span)]
    return [(span, year) for span, year in years if overlap(start, end, year, year + 1) > MOMENT]


def overlap(a: float, b: float, c: float, d: float) -> float:
    """Years that the spans from a to b and from c to d have in common."""
    return max(0.0, min(b, d) - max(a, c))
