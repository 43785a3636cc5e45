"""A linear or mixed-integer program that grows by variables, costs and rows, for SciPy to solve."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Term = tuple[Hashable, float]
"""Name of a variable, and its coefficient."""


class Program:
    """min cost · x, low ≤ rows · x ≤ high, x ≥ 0; variables come into being when they are first named."""

    def __init__(self) -> None:
        self.columns: dict[Hashable, int] = {}
        self.costs: dict[int, float] = {}
        self.upper: dict[int, float] = {}
        self.integers: set[int] = set()
        self.rows: list[tuple[list[Term], float, float]] = []
        self.constant = 0.0

    def column(self, name: Hashable, upper: float = math.inf, *, is_integer: bool = False) -> int:
        """The column of a variable, below a bound, and integer or not."""
        at = self.columns.setdefault(name, len(self.columns))
        self.upper[at] = min(upper, self.upper.get(at, math.inf))
        if is_integer:
            self.integers.add(at)
        return at

    def cost(self, name: Hashable, price: float) -> None:
        at = self.column(name)
        self.costs[at] = self.costs.get(at, 0.0) + price

    def row(self, terms: Iterable[Term], low: float = -math.inf, high: float = math.inf) -> None:
        self.rows.append((list(terms), low, high))

    def least_cost(self) -> float:
        """The least cost; infinite where no solution exists. Raises ArithmeticError where SciPy finds neither."""
        places = [(n, self.column(name), value) for n, (terms, *_) in enumerate(self.rows) for name, value in terms]
        at, columns, values = zip(*places, strict=True)
        width = len(self.columns)
        rows = csr_array((values, (at, columns)), shape=(len(self.rows), width))
        result = milp(
            [self.costs.get(column, 0.0) for column in range(width)],
            integrality=[column in self.integers for column in range(width)],
            bounds=Bounds(np.zeros(width), np.array([self.upper[column] for column in range(width)])),
            constraints=LinearConstraint(rows, [low for _, low, _ in self.rows], [high for *_, high in self.rows]),
            options={"mip_rel_gap": 0.0},
        )
        if result.status == 2:
            return math.inf
        if not result.success:
            raise ArithmeticError(result.message)
        self.solution = result.x
        return float(result.fun) + self.constant
