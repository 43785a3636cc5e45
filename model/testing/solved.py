"""Small tables, built and solved once, and solved again without one of their constraints."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from model.errors import Infeasible, Unbounded
from model.families.assemble import build_model
from model.families.common.templates import count_rows
from model.families.instance import Instance, read_instance
from model.planning.request import Request
from model.planning.solve import solve_matrix
from model.results.plan import Plan, read_plan
from model.sheets.tables import Tables
from model.solver.arrays import LinearRows, Matrix
from model.solver.decomposition import Rounds
from model.solver.matrix import read_matrix
from model.solver.reader import Reader
from model.solver.solve import Solution, solve

EXACT = Request(0.0, math.inf)

BOX = 1e4
"""Bound of every variable where a plan could earn without limit, so that there is one."""


class TemplateReader(Reader):
    """Reads rules as templates alone. Raises AssertionError where one is built row by row: right, but slow."""

    def plain(self, expressions: list[Any]) -> LinearRows:
        assert not expressions, f"built by row: {expressions[0]}"
        return super().plain(expressions)


@dataclass(frozen=True, eq=False)
class SolvedTables:
    """Tables with their model, matrix and plan. Nothing of it may be changed."""

    tables: Tables

    @cached_property
    def instance(self) -> Instance:
        return read_instance(self.tables)

    @cached_property
    def model(self) -> Any:
        """The Pyomo model."""
        return build_model(self.instance)

    @cached_property
    def read(self) -> tuple[Matrix, Reader]:
        """The matrix, and its reader."""
        return read_matrix(self.model, TemplateReader)

    @property
    def matrix(self) -> Matrix:
        return self.read[0]

    @cached_property
    def cost(self) -> float:
        """Cost of the cheapest plan; infinite if there is none, minus infinite if it could earn without limit."""
        return least_cost(self.matrix)

    @cached_property
    def plan(self) -> Plan:
        return solve_matrix(self.tables, self.instance, *self.read, EXACT)

    def has_rows_of(self, constraint: str) -> bool:
        """Whether a constraint has rows here."""
        return count_rows(self.model.component(constraint)) > 0

    def is_cheaper_without(self, constraint: str) -> bool:
        """Whether there is another, cheaper plan without a constraint."""
        return differs(self.solution_without(constraint).objective, self.plan.objective)

    def plan_without(self, constraint: str) -> Plan:
        """The cheapest plan without a constraint, not audited."""
        return read_plan(self.tables, self.instance, self.read[1], self.solution_without(constraint))

    def solution_without(self, constraint: str) -> Solution:
        """The same as the solver's solution, kept with these tables."""
        cache: dict[str, Solution] = vars(self).setdefault("without", {})
        if constraint not in cache:
            cache[constraint] = self._solved_without(constraint)
        return cache[constraint]

    def _solved_without(self, constraint: str) -> Solution:
        loose = self._loosened(constraint)
        if any(cone.constraint == constraint for cone in self.model.cones):
            return solve(loose, gap=0.0, time_limit=math.inf, start=False)  # without tangents, which are rows of it
        try:
            return self._solution(loose)
        except Unbounded:
            lower, upper = np.maximum(loose.lower, -BOX), np.minimum(loose.upper, BOX)
            return self._solution(replace(loose, lower=lower, upper=upper))

    def _solution(self, matrix: Matrix) -> Solution:
        rounds = Rounds.of(self.model, matrix, self.read[1], self.instance.tree, screen=False)
        return rounds.solve(gap=0.0, time_limit=math.inf)

    def _loosened(self, constraint: str) -> Matrix:
        """The matrix with the rows of a constraint left open."""
        rows = self.matrix.constraints[constraint].span
        lower, upper = self.matrix.row_lower.copy(), self.matrix.row_upper.copy()
        lower[rows], upper[rows] = -np.inf, np.inf
        return replace(self.matrix, row_lower=lower, row_upper=upper)


def least_cost(matrix: Matrix) -> float:
    """Cost of the cheapest plan of a matrix; infinite if there is none, minus infinite if it could earn without
    limit."""
    try:
        return solve(matrix, gap=0.0, time_limit=math.inf, start=False).objective
    except Infeasible:
        return math.inf
    except Unbounded:
        return -math.inf


def differs(one: float, other: float) -> bool:
    """Whether two costs are more than rounding apart."""
    return one != other and not math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)
