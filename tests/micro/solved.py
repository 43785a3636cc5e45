"""Micro instances built and solved, once for all the tests that ask."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from inspect import unwrap
from typing import Any

import numpy as np
import pytest
from pyomo.environ import Constraint

from model import Plan
from model.errors import Unbounded
from model.families import assemble, load
from model.families.assemble import build_model
from model.families.instance import Instance, read_instance
from model.planning.solve import solve_matrix
from model.results.plan import read_plan
from model.sheets.tables import Tables
from model.solver.arrays import Matrix
from model.solver.decomposition import Rounds
from model.solver.matrix import read_matrix
from model.solver.reader import Reader
from model.solver.solve import Solution, solve
from tests.conftest import EXACT, TIME_LIMIT, differs, least_cost_of
from tests.micro import MICRO
from tests.programs import with_rows_kept

BOX = 1e4
"""Where a plan could earn without end it may have this much of everything, so that there is one."""


@cache
def tables_of(name: str) -> Tables:
    return MICRO[name]()


@cache
def instance_of(name: str) -> Instance:
    return read_instance(tables_of(name))


@cache
def model_of(name: str) -> Any:
    """The Pyomo model, as everybody finds it: nobody changes it. It stays to the end, and the garbage collector, which
    else would look through all of them again and again, is told so."""
    model = build_model(instance_of(name))
    gc.freeze()
    return model


@cache
def read_of(name: str) -> tuple[Matrix, Reader]:
    """Read from templates alone: no rule falls back to rows built one at a time, which would be right but slow."""

    def refuse(self: Reader, expressions: list[Any]) -> Any:
        assert not expressions, f"built by row: {expressions[0]}"
        return read_no_row(self, [])

    read_no_row = Reader.plain
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "plain", refuse)
        return with_rows_kept(*unwrap(read_matrix)(model_of(name)))


def matrix_named(name: str) -> Matrix:
    return read_of(name)[0]


@cache
def cost_of(name: str) -> float:
    return least_cost_of(matrix_named(name))


@cache
def plan_of(name: str) -> Plan:
    return solve_matrix(tables_of(name), instance_of(name), *read_of(name), EXACT)


def is_cheaper_without(name: str, constraint: str) -> bool:
    """Whether there is another plan, and a cheaper one, once a constraint asks for nothing."""
    return differs(solution_without(name, constraint).objective, plan_of(name).objective)


def plan_without(name: str, constraint: str) -> Plan:
    """The cheapest plan of those that a constraint does not forbid, not audited."""
    return read_plan(tables_of(name), instance_of(name), read_of(name)[1], solution_without(name, constraint))


@cache
def solution_without(name: str, constraint: str) -> Solution:
    loose = matrix_without(name, constraint)
    if any(cone.constraint == constraint for cone in model_of(name).cones):
        return solve(loose, gap=0.0, time_limit=TIME_LIMIT, start=False)  # without tangents, which are rows of it
    try:
        return _solution(name, loose)
    except Unbounded:
        lower, upper = np.maximum(loose.lower, -BOX), np.minimum(loose.upper, BOX)
        return _solution(name, replace(loose, lower=lower, upper=upper))


def _solution(name: str, matrix: Matrix) -> Solution:
    rounds = Rounds.of(model_of(name), matrix, read_of(name)[1], instance_of(name).tree, screen=False)
    return rounds.solve(gap=0.0, time_limit=TIME_LIMIT)


def matrix_without(name: str, constraint: str) -> Matrix:
    """The matrix with the rows of a constraint left open."""
    matrix = matrix_named(name)
    rows = matrix.constraints[constraint].span
    lower, upper = matrix.row_lower.copy(), matrix.row_upper.copy()
    lower[rows], upper[rows] = -np.inf, np.inf
    return replace(matrix, row_lower=lower, row_upper=upper)


def constraints() -> list[str]:
    """Every constraint of the model: a family makes the same ones whatever the tables hold."""
    return [each.name for each in model_of(next(iter(MICRO))).component_objects(Constraint)]


def rule_named(constraint: str) -> Callable[..., Any]:
    """The rule of a constraint, which has its name."""
    places = [*load(), assemble]
    return next(getattr(module, constraint) for module in places if hasattr(module, constraint))


@cache
def has_rows_of(name: str, constraint: str) -> bool:
    """Whether a constraint has rows in a micro instance."""
    return len(model_of(name).component(constraint)) > 0
