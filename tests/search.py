"""Parts of the search for a plan, and of the reasons why there is none, for tests that look at one of them.

Where they lie in `model` is known here alone, and so is what large programs have that the small ones of tests have not.
"""

import pytest

from model.diagnosis.cell_to_matrix import cells_behind
from model.diagnosis.diagnose import what_must_give
from model.diagnosis.findings import Diagnosis, Words
from model.proof.verify import verify
from model.solver.arrays import Array, LinearRows, Matrix
from model.solver.cone_cuts import Tangents
from model.solver.decomposition import UNSETTLED, Rounds
from model.solver.highs import Interrupt, Solver, Status
from model.solver.master import Learning
from model.solver.program import Program
from model.solver.reader import Reader
from model.solver.root_bound import relaxation
from model.solver.solve import Solution, solve
from model.solver.subproblems import Reaction, Recourse
from model.solver.termination import Deadline

__all__ = [
    "UNSETTLED",
    "Array",
    "Deadline",
    "Diagnosis",
    "Interrupt",
    "Learning",
    "LinearRows",
    "Matrix",
    "Program",
    "Reaction",
    "Reader",
    "Recourse",
    "Rounds",
    "Solution",
    "Solver",
    "Status",
    "Tangents",
    "Words",
    "cells_behind",
    "relaxation",
    "solve",
    "solve_otherwise",
    "verify",
    "what_must_give",
]

LARGE: dict[str, dict[str, float]] = {
    "relaxation": {"model.solver.solve.TINY": 0},
    "first plan": {"model.solver.solve.SMALL": 0},
    "cuts": {"model.solver.master.SMALL": 0},
    "wider gap": {"model.solver.master.MANY": 0},
    "merged lanes": {"model.solver.hubs.LARGE": 0, "model.solver.hubs.WORTH": 1.0},
    "rounding": {"model.solver.primal_heuristics.LARGE": 0},
    "no vertex": {"model.solver.root_bound.LARGE": 0, "model.solver.highs.LARGE": 0},
    "careful rounding": {"model.solver.diving.VERY_LARGE": 0},
    "linear conflicts": {"model.diagnosis.conflicts.MANY": 0},
    "interior points": {"model.diagnosis.elastic_lp.WIDE": 0},
    "few steps": {"model.solver.fixed_integer_lp.FEW_STEPS": 1},
    "responses elsewhere": {"model.runs.cluster.WORTH": 0},
    "simplex given up": {"model.solver.highs.STUCK": -1, "model.solver.highs.FEW_LOOKS": -1},
    "futures apart": {"model.studies.foresight.two_stage_solve.MANY": 0},
}
"""What is done in large programs alone: their relaxation is solved before the search, a first plan is looked for,
branches are told of by cuts, the search begins with a wider gap, and so on; and the size from which on it is, as it has
to be for that to be done in any program."""


def as_large(patch: pytest.MonkeyPatch, *ways: str) -> None:
    """Have programs of any size solved in some of the `LARGE` ways."""
    for way in ways:
        for size, value in LARGE[way].items():
            patch.setattr(size, value)


def with_bound(patch: pytest.MonkeyPatch, bound: float) -> None:
    """Have every relaxation prove this bound, whatever is true."""
    patch.setattr(Rounds, "_relaxed", lambda *_args, **_options: bound)


def with_bound_above_its_plan(patch: pytest.MonkeyPatch) -> None:
    """Have HiGHS claim that no plan costs less than 5 % more than the one that it has."""
    solve_otherwise(patch, "bound", property(lambda solver: solver.objective + 0.05 * abs(solver.objective)))


def solve_otherwise(patch: pytest.MonkeyPatch, name: str, part: object) -> None:
    """Have HiGHS run, or answer, in another way."""
    patch.setattr(Solver, name, part)
