"""Neighbours of a plan: an answer is what a solve of the changed program finds, whatever was asked before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from model.errors import Infeasible
from model.planning.prepared import Prepared, Question
from model.planning.solving import Request
from model.solver.arrays import Rows
from model.solver.learning import Learning
from model.solver.rounds import Rounds
from model.solver.solve import solve
from tests.conftest import TIME_LIMIT
from tests.test_screening import generated

EXACTLY = Request(gap=0.0, time_limit=TIME_LIMIT)

SEEDS = range(6)
"""Of workbooks with all kinds of limits and disruptions."""


@cache
def base(seed: int) -> Prepared:
    return Prepared.of(generated(seed), EXACTLY)


def questions(base: Prepared) -> Iterator[tuple[str, Question]]:
    """One of each kind."""
    matrix = base.matrix
    builds = base.columns("build")
    decided = dict(zip(np.flatnonzero(matrix.integer), base.whole, strict=True))
    built = [key for key, column in builds.items() if decided[column] > 0]
    other = [key for key, column in builds.items() if decided[column] == 0 and matrix.upper[column] >= 1]
    yield "nothing is otherwise", Question()
    for key in built[:1]:
        yield f"without {key}", base.at_most({("build", key): 0.0})
    for key in other[:1]:
        yield f"with {key}", base.at_least({("build", key): 1.0})
    bought = base.columns("purchase").values()
    dearer = {at: 1.3 * matrix.cost[at] for at in bought if matrix.cost[at]}
    yield "dearer goods", Question(cost=dearer)
    scarce = {at: 0.8 * matrix.upper[at] for at in bought if np.isfinite(matrix.upper[at])}
    yield "scarce goods, in disruptions, too", Question(upper=scarce)
    limits = np.flatnonzero(base.learning.program.is_limit[: len(matrix.row_lower)])
    lower = {at: 0.97 * matrix.row_lower[at] for at in limits if np.isfinite(matrix.row_lower[at])}
    yield "limits are lower", Question(row_lower=lower)
    sides = matrix.row_lower == matrix.row_upper
    owned = base.learning.program.row_branch[: len(matrix.row_lower)] >= 0
    moved = np.flatnonzero(sides & owned & (matrix.row_lower > 0))
    more = {at: 1.02 * matrix.row_lower[at] for at in moved}
    yield "more in disruptions", Question(row_lower=more, row_upper=more)


def from_nothing(base: Prepared, question: Question) -> float:
    program = question.of(base.learning.program)
    try:
        learning = Learning(program, base.learning.tangents, screen=True)
        return Rounds(learning).solve(gap=0.0, time_limit=TIME_LIMIT).objective
    except Infeasible:
        return np.inf


def answer(base: Prepared, question: Question) -> tuple[float, float]:
    """Cost, and the bound on it."""
    try:
        found = base.ask(question, EXACTLY)
        return found.objective, found.bound
    except Infeasible:
        return np.inf, np.inf


@pytest.mark.parametrize("seed", SEEDS)
def test_an_answer_is_that_of_a_solve_from_nothing(seed: int) -> None:
    for name, question in questions(base(seed)):
        cost, bound = answer(base(seed), question)
        expected = from_nothing(base(seed), question)
        assert cost == pytest.approx(expected, rel=1e-6), name
        assert bound == pytest.approx(expected, rel=1e-6), name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_ranges_of_plans_that_cost_little_more(seed: int, sign: float) -> None:
    """The least and the greatest number of modules that a plan within 10 % of the cheapest one builds."""
    prepared = base(seed)
    cheapest = prepared.ask(Question(), EXACTLY).objective
    weights = {("build", key): sign for key in prepared.columns("build")}
    most = cheapest + 0.1 * abs(cheapest)
    found = prepared.ask(prepared.least(weights, at_cost=most, constant=10.0), EXACTLY)
    assert prepared.matrix.cost_of(found.values) <= most * (1 + 1e-6)
    assert found.objective == pytest.approx(
        10 + sum(sign * found.values[at] for at in prepared.columns("build").values())
    )
    whole = prepared.learning.program
    assert not whole.matrix.integer.all()
    spent = np.flatnonzero(whole.matrix.cost)
    limit = whole.matrix.with_rows(
        Rows.of([(spent, whole.matrix.cost[spent])]), np.array([-np.inf]), np.array([most - whole.matrix.offset])
    )
    aim = np.zeros(len(whole.matrix.cost))
    aim[list(prepared.columns("build").values())] = sign
    expected = solve(replace(limit, cost=aim, offset=10.0), gap=0.0, time_limit=TIME_LIMIT).objective
    assert found.objective == pytest.approx(expected, abs=1e-4)
    assert found.bound == pytest.approx(expected, abs=1e-4)
