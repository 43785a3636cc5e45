"""Wrong answers put into the solver: each has to be noticed.

    python -m bench.wrong_answers

Noticed is an error, or a certificate that shows less than the solver states: the gap that a reader sees is then the
certified one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import numpy as np

import model
from model.errors import Infeasible, PlannerError
from model.sheets.tables import Tables
from model.solver import matrix
from model.solver.arrays import Matrix
from model.solver.decomposition import Rounds
from model.solver.highs import Solver
from model.solver.program import Cut
from model.solver.reader import Reader
from model.solver.solve import Solution
from model.solver.subproblems import Recourse
from tests.goldens import factory, vietman
from tests.test_screening import SEEDS, generated

NEAR = 2e-4
"""Excess of a certified gap over the stated one that is taken for the certificate's own."""


@dataclass(frozen=True)
class WrongAnswer:
    """Something that is made wrong while a workbook is solved."""

    tables: Callable[[], Tables]
    owner: Any
    name: str
    wrong: Callable[[Any], Any]
    gap: float = 0.0

    def noticed(self) -> str:
        """How it is noticed; empty if it is not."""
        tables = self.tables()
        try:
            with self._put():
                plan = model.solve(tables, gap=self.gap)
            claim = model.prove(plan).certificate.claim
        except Infeasible as refuted:
            return self._refuted(tables, refuted)
        except PlannerError as error:
            return f"{type(error).__name__}: {str(error).splitlines()[0]}"
        lacking = plan.bound - (-np.inf if claim is None else claim)
        return f"certified {claim:,.6g}, not {plan.bound:,.6g}" if lacking > NEAR * abs(plan.objective) else ""

    def _refuted(self, tables: Tables, refuted: Infeasible) -> str:
        """What comes of the attempt to prove that there is no plan."""
        try:
            model.prove(tables)
        except PlannerError as error:
            return f"{type(error).__name__}: {error}"
        return ""

    def _put(self) -> AbstractContextManager[None]:
        return replaced(self.owner, self.name, self.wrong)


@contextmanager
def replaced(owner: Any, name: str, wrong: Callable[[Any], Any]) -> Iterator[None]:
    """A method or property whose result is made wrong."""
    before: Any = vars(owner)[name]
    if isinstance(before, property):
        with patch.object(owner, name, property(lambda self: wrong(before.__get__(self)))):
            yield
        return

    def new(*given: Any, **options: Any) -> Any:
        return wrong(before(*given, **options))

    with patch.object(owner, name, new):
        yield


def disrupted() -> Tables:
    """Disruptions that cost something; most stay out of the program."""
    return generated(SEEDS[0])


def higher(share: float) -> Callable[[float], float]:
    """A figure raised by a share."""
    return lambda value: value + share * abs(value)


def cut_raised(cut: Cut | None) -> Cut | None:
    """A cut whose constant no duals prove."""
    return None if cut is None else replace(cut, constant=cut.constant + 0.5 * abs(cut.constant) + 1.0)


def cut_steeper(cut: Cut | None) -> Cut | None:
    """A cut whose slopes no duals prove."""
    return None if cut is None else replace(cut, values=0.5 * cut.values)


def refuted(found: Solution) -> Solution:
    raise Infeasible("No plan can satisfy the workbook.")


def at_cost(found: Solution) -> Solution:
    """A bound that is the cost of the plan."""
    return replace(found, bound=found.objective, gap=0.0)


def cheaper(found: Solution) -> Solution:
    """A plan that is said to cost less."""
    return replace(found, objective=0.95 * found.objective, bound=0.95 * found.bound)


def without_demand(read: tuple[Matrix, Reader]) -> tuple[Matrix, Reader]:
    """A program without the rows by which demand is met."""
    program, reader = read
    rows = program.constraints["demand_balance"].span
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    lower[rows], upper[rows] = -np.inf, np.inf
    return replace(program, row_lower=lower, row_upper=upper), reader


def nothing_built(read: tuple[Matrix, Reader]) -> tuple[Matrix, Reader]:
    """A program in which no integer may be more than its least."""
    program, reader = read
    return replace(program, upper=np.where(program.integer, program.lower, program.upper)), reader


def moved(found: Solution) -> Solution:
    """A plan that does more of everything."""
    return replace(found, values=1.05 * found.values)


ANSWERS = {
    "bound of the relaxation above the cost": WrongAnswer(disrupted, Rounds, "_relaxed", higher(0.6)),
    "bound of HiGHS raised by 2 %": WrongAnswer(factory.outages_chosen, Solver, "bound", higher(0.02)),
    "bound of a plan that is its cost": WrongAnswer(factory.outages_chosen, Rounds, "_solution", at_cost, 0.1),
    "cuts raised": WrongAnswer(disrupted, Recourse, "cut", cut_raised),
    "cuts with other slopes": WrongAnswer(disrupted, Recourse, "cut", cut_steeper),
    "rows lost on the way to HiGHS": WrongAnswer(vietman.vietman, matrix, "read_matrix", without_demand),
    "integers fixed on the way to HiGHS": WrongAnswer(vietman.vietman, matrix, "read_matrix", nothing_built),
    "values changed by 5 %": WrongAnswer(vietman.vietman, Rounds, "_solution", moved),
    "cost lowered by 5 %": WrongAnswer(vietman.vietman, Rounds, "_solution", cheaper),
    "a workbook with a plan called infeasible": WrongAnswer(vietman.vietman, Rounds, "_solve", refuted),
}


def main() -> None:
    for name, each in ANSWERS.items():
        print(f"{name:44}{each.noticed() or 'NOT NOTICED'}", flush=True)


if __name__ == "__main__":
    main()
