"""Each micro instance has the optimum that its docstring works out by hand, and the audit finds nothing wrong in it."""

from __future__ import annotations

import pytest

from model.audit import audit
from tests.conftest import assert_plan
from tests.micro import CASES
from tests.micro.solved import plan_of


@pytest.mark.parametrize("name", CASES)
def test_optimum_is_the_one_worked_out_by_hand(name: str) -> None:
    case = CASES[name]
    plan = plan_of(name)
    assert plan.objective == pytest.approx(case.objective, rel=1e-6, abs=1e-6)
    assert_plan(plan, case.plan)
    assert [check for check in audit(plan) if not check.passed] == []


@pytest.mark.parametrize(
    ("name", "bound", "shares", "marginal_cost"),
    [
        ("concentration.an_hhi_of_two_countries", 5800, (70, 30), 20 / (2 * 70 - 2 * 30)),
        ("concentration.an_hhi_of_three_countries", 3800, (50, 30, 20), 20 / (2 * 50 - 2 * 30)),
    ],
)
def test_the_hhi_is_met(name: str, bound: float, shares: tuple[int, ...], marginal_cost: float) -> None:
    """To a millionth; the shares, at which cost hardly changes along the bound, to a ten-thousandth. What a unit of the
    index is worth: one more of the cheapest for one of the next raises the sum of squares, and saves 20."""
    plan = plan_of(name)
    bought = plan.frames["purchases"]["bought"]
    assert 1e4 * (bought**2).sum() / bought.sum() ** 2 == pytest.approx(bound, rel=1e-6)
    assert sorted(bought, reverse=True) == pytest.approx(shares, rel=1e-3)
    assert plan.frames["limits"]["actual"].tolist() == pytest.approx([bound], rel=1e-6)
    assert plan.frames["limits"]["marginal_cost"].tolist() == pytest.approx([marginal_cost], rel=1e-2)
