"""Micro instances built and solved, once for all the tests that ask."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from pyomo.environ import Constraint

from model.assemble import build_model
from model.instance import read_instance
from model.plan import Plan
from model.solver.arrays import Matrix
from model.solver.matrix import read_matrix
from model.tables import Tables
from tests.conftest import least_cost_of, solved
from tests.micro import MICRO


@cache
def tables_of(name: str) -> Tables:
    return MICRO[name]()


@cache
def model_of(name: str) -> Any:
    """The Pyomo model, as everybody finds it: nobody changes it."""
    return build_model(read_instance(tables_of(name)))


@cache
def matrix_named(name: str) -> Matrix:
    return read_matrix(model_of(name))[0]


@cache
def cost_of(name: str) -> float:
    return least_cost_of(matrix_named(name))


@cache
def plan_of(name: str) -> Plan:
    return solved(tables_of(name))


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


@cache
def has_rows_of(name: str, constraint: str) -> bool:
    """Whether a constraint has rows in a micro instance."""
    return len(model_of(name).component(constraint)) > 0
