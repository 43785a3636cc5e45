"""Large programs: whole numbers from points between vertices, without crossover where no vertex is needed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from model import Plan
from tests.conftest import TIME_LIMIT
from tests.figures import audit
from tests.search import Array, Solver, as_large, solve_otherwise
from tests.steps import Progress, Request, read_instance, solve_instance
from tests.test_screening import generated, planned

STEPS = "Identifying the disruptions that matter: program"

LARGE = ("relaxation", "first plan", "cuts", "rounding", "wider gap", "no vertex")
"""All of what is done in large programs on the way to a first plan."""


class Stages(Progress):
    """Names of the stages of a solve."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.names: list[str] = []

    def stage(self, name: str) -> None:
        super().stage(name)
        self.names.append(name)


DIGITS = 1e-10
"""The last six of the sixteen digits of a number."""

SEEDS = [1, 2, 8, 9]
"""Of workbooks whose relaxation takes several programs."""


def solved_as_large(seed: int, progress: Progress | None = None) -> Plan:
    given = generated(seed)
    return solve_instance(given, read_instance(given), Request(0.005, TIME_LIMIT, progress or Progress.silent()))


class Programs:
    """Linear programs of interior points, in the order in which they end: whether crossover followed."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.crossed: list[bool] = []
        run = Solver.run_inside

        def counted(solver: Solver, *, crosses: bool = False) -> Any:
            status = run(solver, crosses=crosses)
            self.crossed.append(crosses)
            return status

        solve_otherwise(patch, "run_inside", counted)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_vertex_is_sought_before_sets_are_decided(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is the relaxation solved again, whose last point is known: the next program is that in which they are
    decided."""
    as_large(monkeypatch, *LARGE)
    programs, shown = Programs(monkeypatch), Stages()
    solved_as_large(seed, shown)
    relaxing = shown.names.index("Rounding to whole numbers, period by period")
    steps = [name for name in shown.names[:relaxing] if name.startswith(STEPS)]
    assert programs.crossed[: len(steps) + 1] == [*[False] * len(steps), True]


@pytest.mark.parametrize("seed", SEEDS)
def test_progress_counts_programs_and_disruptions(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    as_large(monkeypatch, *LARGE)
    shown = Stages()
    plan = solved_as_large(seed, shown)
    count = plan.statistics["disruptions"]
    steps = [name.removeprefix(STEPS) for name in shown.names if name.startswith(STEPS)]
    assert len(steps) > 1
    assert all(re.fullmatch(rf" \d+(, \d+ of {count} tested, \d+ matter)?", text) for text in steps)
    assert all("tested" in text for text in steps[1:])


def perturbed(patch: pytest.MonkeyPatch, seed: int) -> None:
    """Points between vertices with other last digits, as another machine's arithmetic gives them."""
    chance, values, run = np.random.default_rng(seed), Solver.values.fget, Solver.run_inside
    inside: set[int] = set()

    def noted(solver: Solver, *, crosses: bool = False) -> Any:
        (inside.discard if crosses else inside.add)(id(solver))
        return run(solver, crosses=crosses)

    def other(solver: Solver) -> Array:
        exact: Array = values(solver)
        return exact * (1 + DIGITS * chance.uniform(-1, 1, len(exact))) if id(solver) in inside else exact

    solve_otherwise(patch, "run_inside", noted)
    solve_otherwise(patch, "values", property(other))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_last_digits_of_interior_points_decide_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    as_large(monkeypatch, *LARGE)
    plan = solved_as_large(seed)
    for noise in range(5):
        with monkeypatch.context() as patch:
            perturbed(patch, noise)
            other = solved_as_large(seed)
        assert other.decided.keys() == plan.decided.keys()
        assert [other.decided[key] for key in plan.decided] == pytest.approx(list(plan.decided.values()), 1e-6, 1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_that_is_rounded_from_an_interior_point_is_within_the_gap(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_large(monkeypatch, *LARGE)
    plan = solved_as_large(seed)
    best = planned(seed, screen=False).objective
    assert plan.bound <= best * (1 + 1e-6)
    assert plan.objective - best <= 0.005 * abs(plan.objective) + 1e-6 * best
    assert [check for check in audit(plan) if not check.passed] == []
