"""The contribution of each candidate to a plan, within the gaps of the solves.

A game gives each set of candidates the least cost with them alone. A candidate's value alone is its saving with no
other, its value as the last one the loss without it alone; on average, over all orders in which they may join, its
Shapley value (Shapley 1953). Orders drawn at random come in pairs, each with its reverse (Mitchell, Cooper, Frank and
Holmes 2022).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from statistics import mean, stdev

from model.studies.shares.game import weights
from model.studies.with_without import Coefficients, Interval, Names, saving

SURE = 0.95
"""Confidence level of errors by the draw of orders."""


def shapley(names: Sequence[str], name: str) -> Coefficients:
    """Shapley value: the saving on joining, over all orders."""
    costs = {**weights(names, name), Names(): -1.0 / len(names)}
    return {members: -weight for members, weight in costs.items()}


def average(names: Sequence[str], name: str, costs: Mapping[Names, Interval]) -> Interval:
    """Shapley value as the mean of savings, each of which is at least 0."""
    weights_without = {members: weight for members, weight in shapley(names, name).items() if name not in members}
    joined = [(weight, saving(members, members | {name}, costs)) for members, weight in weights_without.items()]
    return sum(weight * low for weight, (low, _) in joined), sum(weight * high for weight, (_, high) in joined)


def together(everything: Names, one: str, other: str) -> Coefficients:
    """Joint value of the last two, beyond that of each as the last: above 0 they complement each other, below they are
    rivals."""
    return {everything: -1.0, everything - {one}: 1.0, everything - {other}: 1.0, everything - {one, other}: -1.0}


def difference(one: Coefficients, other: Coefficients) -> Coefficients:
    return {members: one.get(members, 0.0) - other.get(members, 0.0) for members in {**one, **other}}


@dataclass(frozen=True)
class Sampled:
    """Average contributions from pairs of orders: each order's sets from all candidates down to none."""

    orders: Sequence[Sequence[str]]
    """By pair: an order, then its reverse."""
    costs: Mapping[Names, Interval]

    @cached_property
    def marginals(self) -> dict[str, list[Interval]]:
        """Savings on joining, by candidate and pair of orders: the mean of the two."""
        by_order = [dict(marginals(order, self.costs)) for order in self.orders]
        pairs = list(zip(by_order[::2], by_order[1::2], strict=True))
        return {name: [mean_of(one[name], other[name]) for one, other in pairs] for name in self.orders[0]}

    def average(self, name: str) -> Interval:
        """Mean lower and upper end, which differ by gaps."""
        low, high = zip(*self.marginals[name], strict=True)
        return mean(low), mean(high)

    def error(self, name: str) -> float:
        """Half of the interval that the draw of orders leaves open."""
        return half_width([sum(ends) / 2 for ends in self.marginals[name]])

    def is_above(self, one: str, other: str, comparisons: int) -> bool:
        """Whether a candidate surely adds more than another: the paired difference, less gaps and the draw."""
        paired = zip(self.marginals[one], self.marginals[other], strict=True)
        least = [low - high for (low, _), (_, high) in paired]
        return mean(least) > half_width(least, comparisons)


def mean_of(one: Interval, other: Interval) -> Interval:
    """Mean of two intervals, end by end."""
    return mean((one[0], other[0])), mean((one[1], other[1]))


def marginals(order: Sequence[str], costs: Mapping[Names, Interval]) -> Iterator[tuple[str, Interval]]:
    """Saving of each of an order on joining those before it."""
    sets = [Names(order[:size]) for size in range(len(order) + 1)]
    for name, (before, after) in zip(order, pairwise(sets), strict=True):
        yield name, saving(before, after, costs)


def ranks(names: Sequence[str], is_above: Callable[[str, str], bool]) -> dict[str, tuple[int, int]]:
    """Best and worst rank of each, as far as differences are sure."""
    others = {name: [other for other in names if other != name] for name in names}
    above = {name: sum(is_above(other, name) for other in others[name]) for name in names}
    below = {name: sum(is_above(name, other) for other in others[name]) for name in names}
    return {name: (1 + above[name], len(names) - below[name]) for name in names}


def subsets(names: Sequence[str], size: int) -> Iterable[Names]:
    return map(frozenset, combinations(names, size))


def half_width(values: Sequence[float], comparisons: int = 1) -> float:
    """Half of the two-sided confidence interval of a mean; with several comparisons, of each by Bonferroni. Infinite
    for a single value, and where one is unknown."""
    if len(values) < 2 or not all(map(math.isfinite, values)):
        return math.inf
    return quantile(1 - (1 - SURE) / (2 * comparisons), len(values) - 1) * stdev(values) / math.sqrt(len(values))


def quantile(probability: float, freedom: int) -> float:
    """Quantile of Student's t distribution, above the median, by bisection on its integral."""
    constant = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)

    def below(t: float) -> float:
        # t = √ν tan u makes the density cosine to a power: smooth, on a finite range.
        end, steps = math.atan(t / math.sqrt(freedom)), 200
        points = [math.cos(end * at / steps) ** (freedom - 1) for at in range(steps + 1)]
        simpson = points[0] + points[-1] + 4 * sum(points[1:-1:2]) + 2 * sum(points[2:-1:2])
        return 0.5 + constant * math.sqrt(freedom) * simpson * end / steps / 3

    low, high = 0.0, 1e6
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < probability else (low, middle)
    return low
