"""When goods arrive: evenly over a year where they go one way, at once where they can come back."""

from __future__ import annotations

from itertools import pairwise

import pytest

from model.families.routes.transit import circles, lags_of
from model.scenario.build_context import Ends


def lanes(*texts: str) -> dict[Ends, float]:
    """'ABC' are lanes from A to B to C, with a transit of a fifth of a year each."""
    return {(a, b, "magnet"): 73.0 for text in texts for a, b in pairwise(text)}


@pytest.mark.parametrize(
    ("given", "going_round"),
    [
        (("ABCD",), ()),
        (("ABA",), ("ABA",)),
        (("ABCA", "CD", "EA"), ("ABCA",)),
        (("ABA", "BC", "CDC"), ("ABA", "CDC")),
        (("ABD", "ACD"), ()),
    ],
)
def test_circles(given: tuple[str, ...], going_round: tuple[str, ...]) -> None:
    assert circles(lanes(*given)) == set(lanes(*going_round))


def test_another_commodity_that_comes_back_makes_no_circle() -> None:
    assert circles([("A", "B", "oxide"), ("B", "A", "metal")]) == frozenset()


def test_a_fifth_comes_a_year_later_unless_it_can_go_in_circles() -> None:
    found = lags_of(lanes("ABA", "BC"), 1)
    assert found["A", "B", "magnet"] == found["B", "A", "magnet"] == [(0, 1.0)]
    assert found["B", "C", "magnet"] == [(0, pytest.approx(0.8)), (1, pytest.approx(0.2))]
