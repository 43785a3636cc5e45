r"""Independent disruptions that coincide: the sets with a branch, and their probabilities.

Those that start in the same year form a group. Among :math:`n` in a group, each with a probability :math:`p_i`, a set
:math:`T` of fewer than :math:`k` of them ('coinciding disruptions') occurs, and no other, with the probability

.. math:: P_T = \prod_{i \in T} p_i \prod_{i \notin T} (1 - p_i)

and sets of :math:`k` also take the probability of larger ones, each divided evenly among its subsets of :math:`k`:

.. math:: P_T = \prod_{i \in T} p_i \sum_{j = 0}^{n - k} q_{Tj} \Big/ \binom{k + j}{k}

where :math:`q_{Tj}` is the probability that :math:`j` of the others start (Poisson's binomial distribution). The
undisturbed case so keeps its probability, :math:`\prod (1 - p_i)`, and no disruption is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from math import comb, prod

from model.scenario.disruptions import Branch, alone
from model.sheets.tables import Tables

AND = " + "
"""Stands between disruptions that coincide."""


def branches(tables: Tables) -> list[Branch]:
    """Every branch of the tree: each disruption alone, then those that coincide."""
    return coinciding(alone(tables), tables.settings.coinciding_disruptions)


def coinciding(single: Sequence[Branch], most: int) -> list[Branch]:
    """Branches of one disruption each with their probabilities of occurring alone, then branches of up to ``most``."""
    alone_now, together = {branch: branch for branch in single}, list[Branch]()
    for group in groups(single).values():
        for size in range(1, min(most, len(group)) + 1):
            for numbers in combinations(range(len(group)), size):
                others = [member.probability for at, member in enumerate(group) if at not in numbers]
                chosen = [group[at] for at in numbers]
                if size == 1:
                    alone_now[chosen[0]] = replace(chosen[0], probability=_probability(chosen, others, most))
                else:
                    together.append(_together(chosen, _probability(chosen, others, most)))
    return [*alone_now.values(), *together]


def groups(single: Iterable[Branch]) -> dict[int, list[Branch]]:
    """Independent disruptions by the year in which they start."""
    grouped: dict[int, list[Branch]] = {}
    for branch in single:
        if branch.is_independent:
            grouped.setdefault(branch.start, []).append(branch)
    return grouped


def how_many(single: Iterable[Branch], most: int) -> int:
    """Number of branches of two disruptions or more."""
    sizes = [len(group) for group in groups(single).values()]
    return sum(comb(size, several) for size in sizes for several in range(2, min(most, size) + 1))


def _probability(chosen: Sequence[Branch], others: Sequence[float], most: int) -> float:
    return chance([branch.probability for branch in chosen], others, is_most=len(chosen) == most)


def _together(chosen: Sequence[Branch], probability: float) -> Branch:
    """The branch in which several disruptions start in one year."""
    start = chosen[0].start
    labels = (branch.name.removesuffix(f", {start}") for branch in chosen)
    return Branch(
        name=f"{AND.join(labels)}, {start}",
        disruption=AND.join(branch.disruption for branch in chosen),
        subject=AND.join(branch.subject for branch in chosen if branch.subject),
        start=start,
        end=max(branch.end for branch in chosen),
        probability=probability,
        actions=tuple(row for branch in chosen for row in branch.actions),
        members=tuple(branch.disruption for branch in chosen),
    )


def chance(chosen: Sequence[float], others: Sequence[float], is_most: bool) -> float:
    """Probability that independent events occur and others do not; with the part of larger sets, if they are as many
    as may coincide."""
    counts = numbers_of(others) if is_most else [prod(1 - other for other in others)]
    return prod(chosen) * sum(count / comb(len(chosen) + more, more) for more, count in enumerate(counts))


def numbers_of(probabilities: Iterable[float]) -> list[float]:
    """Probability that none, one, two ... of some independent events occur."""
    return _numbers_of(tuple(sorted(probabilities)))


@lru_cache(maxsize=1024)  # sets of disruptions that are alike leave others that are alike
def _numbers_of(probabilities: tuple[float, ...]) -> list[float]:
    chances = [1.0]
    for probability in probabilities:
        if probability > 0:
            occurs, not_so = (
                [0.0, *(probability * before for before in chances)],
                [(1 - probability) * before for before in chances],
            )
            chances = [a + b for a, b in zip(occurs, [*not_so, 0.0], strict=True)]
    return chances


def beyond(single: Iterable[Branch], most: int) -> Iterator[tuple[int, int, float]]:
    """Year, how many independent disruptions start in it, and the probability that more than ``most`` do."""
    for start, group in groups(single).items():
        yield start, len(group), sum(numbers_of(probability.probability for probability in group)[most + 1 :])
