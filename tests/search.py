"""Parts of the search for a plan, and of the reasons why there is none, for tests that look at one of them.

Where they lie in `model` is known here alone.
"""

from model.diagnosis.diagnose import what_must_give
from model.diagnosis.findings import Diagnosis, Words
from model.proof.check import check as check_proof
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
    "check_proof",
    "relaxation",
    "solve",
    "what_must_give",
]
