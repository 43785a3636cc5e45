"""Contingent liability worked by hand: expected, at its worst, its tail where it is defined, per unit covered."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from model import Tables
from model.testing import Disruption
from tests.conftest import solved
from tests.figures import Liabilities
from tests.inline import tables
from tests.micro.public_money import TWO_YEARS_WITH_A_GLUT
from tests.steps import View, results_bytes


def liabilities(given: Tables) -> Liabilities:
    return Liabilities(View(solved(given)))


def shield(terms: str = "15 | far | |") -> Tables:
    return tables(TWO_YEARS_WITH_A_GLUT.format(terms=terms))


def test_mean_worst_and_tail() -> None:
    """30 in 2026, in 2027 30 or in a glut 45, discounted by 0.8: 54 or 66, with 25 %. Mean 57; the worst half is half
    of each, 60."""
    found = liabilities(shield())
    (treasury,) = found.payers
    assert found.expected(treasury) == pytest.approx(57)
    assert found.worst(treasury) == (pytest.approx(66), "Glut, 2027")
    assert found.tail(treasury, 0.5) == pytest.approx(60) and found.tail(treasury) == pytest.approx(66)
    years = dict(found.by_year(treasury))
    assert years["expected"] == pytest.approx((30, 33.75)) and years["worst"] == pytest.approx((30, 45))
    assert found.tails(treasury, 0.5) == pytest.approx((30, 37.5))


def test_per_unit_covered() -> None:
    """10 a year, 5 in a glut: 10 + 0.6 · 10 + 0.2 · 5 = 17 for 57; 4 of them: 4 + 0.6 · 4 + 0.2 · 4 = 7.2 for 26.4."""
    for terms, covered, paid in (("15 | far | |", 17, 57), ("15 | far | | 4", 7.2, 26.4)):
        found = liabilities(shield(terms))
        (programme,) = found.programmes
        assert (found.covered(programme), found.expected(programme)) == pytest.approx((covered, paid))


def test_what_is_paid_back_counts() -> None:
    """10 are paid back in each year, 20 paid in a glut: −10 − 6 + 4 = −12, at worst −10 + 0.8 · 20 = 6."""
    found = liabilities(shield("10 | far | 50 % |"))
    (treasury,) = found.payers
    assert found.expected(treasury) == pytest.approx(-12)
    assert found.worst(treasury)[0] == pytest.approx(6)


def test_no_tail_where_disruptions_are_no_alternatives() -> None:
    """In both years with 60 %: they may both come, so that a tail is known by year only."""
    given = shield()
    rows = [each.__class__(**{**vars(each), "start": "each", "probability": 0.6}) for each in given[Disruption]]
    found = liabilities(given.replaced(Disruption, rows))
    (treasury,) = found.payers
    assert found.tail(treasury) is None
    assert found.tails(treasury, 0.4) == pytest.approx((45, 45))


def test_the_sheet() -> None:
    book = openpyxl.load_workbook(BytesIO(results_bytes(solved(shield()))))
    cells = [cell for row in book["Who pays"].values for cell in row]
    assert {"Treasury", "contract", "Glut, 2027", "worst"} <= set(cells)
    assert [each for each in cells if isinstance(each, int | float) and abs(each - 57) < 1e-6]
