r"""Boxes of inputs in which a plan fails, by the patient rule induction method (PRIM).

Friedman and Fisher, Bump hunting in high-dimensional data, 1999; for plans Bryant and Lempert, Thinking inside the box,
2010. A box is peeled from all points: each step cuts off at least a share :math:`\alpha` of its points at one end of an
input, or one word, where the density :math:`\rho` of failures rises most by point removed,

.. math:: (\rho_{new} - \rho_{old}) / (n_{old} - n_{new})

until it would hold too few points. One of the boxes on the way is chosen; a restriction that chance explains as well
(quasi-p) is dropped.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from model.solver.arrays import Array

PEELED, MASS = 0.05, 0.05
"""Least share of a box that a step cuts off; least share of all points in a box."""
DENSE, RESTRICTED, BOXES = 0.75, 3, 3
"""Least density of a reported box; maximum number of inputs that it restricts, and of boxes."""
BY_CHANCE = 0.05
"""A restriction with a greater quasi-p is dropped."""

Within = tuple[float, float] | frozenset[int]
"""Least and greatest number, or the words left, by place."""


@dataclass(frozen=True)
class FailureBox:
    """Restrictions by input; inputs without one are free. The figures are those of the points that it was found in."""

    within: Mapping[int, Within] = field(default_factory=dict)
    points: int = 0
    failing: int = 0

    @property
    def density(self) -> float:
        """Share of its points that fail."""
        return self.failing / self.points if self.points else 0.0

    def holds(self, sample: Sequence[Array]) -> Array:
        """Which points lie in it, of inputs with a value for each point. Shape: points."""
        inside = np.ones(len(sample[0]), dtype=bool)
        for at, within in self.within.items():
            if isinstance(within, frozenset):
                inside &= np.isin(sample[at], list(within))
            else:
                inside &= (sample[at] >= within[0]) & (sample[at] <= within[1])
        return inside


def boxes(sample: Sequence[Array], fails: Array, words: Mapping[int, int]) -> list[FailureBox]:
    """Up to three boxes, each found in the points outside those before it. ``words`` has the number of words of inputs
    that are no numbers."""
    chosen: list[FailureBox] = []
    left = np.ones(len(fails), dtype=bool)
    while len(chosen) < BOXES:
        rest = [values[left] for values in sample]
        box = best(trajectory(rest, fails[left], words, least=MASS * len(fails)))
        box = None if box is None else significant(box, rest, fails[left])
        if box is None:
            return chosen
        chosen.append(box)
        left &= ~box.holds(sample)
    return chosen


def trajectory(sample: Sequence[Array], fails: Array, words: Mapping[int, int], least: float = 0.0) -> list[FailureBox]:
    """All points, and the box after each peel, with at least ``least`` points."""
    boxes = [_counted({}, np.ones(len(fails), dtype=bool), fails)]
    while True:
        box, inside = boxes[-1], boxes[-1].holds(sample)
        gains = []
        for order, within in enumerate(_peels(box, sample, inside, words)):
            peeled = _counted(within, FailureBox(within).holds(sample), fails)
            if max(least, 1) <= peeled.points < box.points:
                gains.append((gain(box, peeled), -order, peeled))
        if not gains or max(gains, key=lambda peel: peel[:2])[0] <= 0:
            return boxes
        boxes.append(max(gains, key=lambda peel: peel[:2])[2])


def gain(box: FailureBox, peeled: FailureBox) -> float:
    """Rise in density by point removed."""
    return (peeled.density - box.density) / (box.points - peeled.points)


def best(boxes: Sequence[FailureBox]) -> FailureBox | None:
    """The box with most failing points of those that are dense enough and restrict few inputs; of equals the simplest,
    then the densest."""
    fit = [box for box in boxes if box.density >= DENSE and 0 < len(box.within) <= RESTRICTED]
    return max(fit, key=lambda box: (box.failing, -len(box.within), box.density), default=None)


def significant(box: FailureBox, sample: Sequence[Array], fails: Array) -> FailureBox | None:
    """The box without restrictions that chance explains as well; None if it is not dense then."""
    while box.within:
        chances = {at: quasi_p(box, at, sample, fails) for at in box.within}
        worst = max(chances, key=lambda at: chances[at])
        if chances[worst] <= BY_CHANCE:
            break
        rest = {at: within for at, within in box.within.items() if at != worst}
        box = _counted(rest, FailureBox(rest).holds(sample), fails)
    return box if box.within and box.density >= DENSE else None


def quasi_p(box: FailureBox, at: int, sample: Sequence[Array], fails: Array) -> float:
    """Probability that as many of the box's points or more fail if they do as often as without its restriction of an
    input."""
    rest = {other: within for other, within in box.within.items() if other != at}
    return at_least(box.failing, box.points, _counted(rest, FailureBox(rest).holds(sample), fails).density)


def at_least(successes: int, trials: int, probability: float) -> float:
    """Probability of at least this number of successes in independent trials."""
    return sum(
        math.comb(trials, n) * probability**n * (1 - probability) ** (trials - n) for n in range(successes, trials + 1)
    )


def proven_share(successes: int, trials: int, confidence: float = 0.95) -> float:
    """Share that this number of successes proves, one-sided (Clopper and Pearson 1934)."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if at_least(successes, trials, middle) < 1 - confidence else (low, middle)
    return low


def _counted(within: Mapping[int, Within], inside: Array, fails: Array) -> FailureBox:
    return FailureBox(within, int(inside.sum()), int(fails[inside].sum()))


def _peels(
    box: FailureBox, sample: Sequence[Array], inside: Array, words: Mapping[int, int]
) -> Iterator[Mapping[int, Within]]:
    """The restrictions after each possible peel, in the order of the inputs, the low end first."""
    for at, values in enumerate(sample):
        here, was = values[inside], box.within.get(at)
        if at in words:
            left = was if isinstance(was, frozenset) else frozenset(range(words[at]))
            yield from ({**box.within, at: left - {word}} for word in sorted(left) if len(left) > 1)
            continue
        low, high = was if isinstance(was, tuple) else (-math.inf, math.inf)
        yield {**box.within, at: (_cut(here, PEELED), high)}
        yield {**box.within, at: (low, -_cut(-here, PEELED))}


def _cut(values: Array, share: float) -> float:
    """Value below which at least a share of the values lies: between two that differ."""
    ordered = np.sort(values)
    place = (len(ordered) - 1) * share
    lower, upper = math.floor(place), math.ceil(place)
    while upper < len(ordered) - 1 and ordered[lower] == ordered[upper]:
        upper += 1
    return float((ordered[lower] + ordered[upper]) / 2)
