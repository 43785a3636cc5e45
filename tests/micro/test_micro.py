"""Each micro instance has the optimum that its docstring works out by hand."""

from __future__ import annotations

import pytest

from tests.conftest import assert_plan, solved
from tests.micro import CASES


@pytest.mark.parametrize("name", CASES)
def test_optimum_is_the_one_worked_out_by_hand(name: str) -> None:
    case = CASES[name]
    plan = solved(case.tables())
    assert plan.objective == pytest.approx(case.objective, rel=1e-6, abs=1e-6)
    assert_plan(plan, case.plan)
