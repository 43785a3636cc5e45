"""Proofs about workbooks: the bound of a plan, or that there is none, certified without a solver."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.errors import Infeasible, InputError, SolveFailed
from model.progress import Progress
from model.results.plan import CHANGED, HELD, Plan
from model.sheets.whatifs import OF_WHAT_IFS
from model.system.files import Output, claim, program_beside, proof_beside, save

if TYPE_CHECKING:
    from model.planning.reoptimise import Prepared, Question
    from model.proof.certify import Proven
    from model.proof.program import WholeProgram
    from model.proof.tree import Limits
    from model.sheets.tables import Tables
    from model.solver.arrays import Matrix
    from model.solver.cone_cuts import Tangents


def proven_plan(plan: Plan, progress: Progress | None = None) -> Proven:
    """The certificate of a plan's bound. Raises SolveFailed if none is found, Contradiction if a plan costs less,
    InputError if the bound is not on all plans of the workbook."""
    from model.families.assemble import build_model
    from model.families.instance import read_instance
    from model.proof.certify import LIMITS, NotProven, proven_bound
    from model.solver.decomposition import Rounds
    from model.solver.matrix import read_matrix
    from model.solver.relaxation import knowing

    if plan.statistics.get(HELD) == CHANGED:
        raise InputError(f"This plan is of {CHANGED}; a proof is about the program of the workbook.")
    if plan.statistics.get(HELD):
        raise InputError("The decisions of this plan were held, so that its bound is not on all plans. Solve it again.")
    progress = progress or Progress.silent()
    progress.stage("Building the model")
    instance = read_instance(plan.tables)
    matrix, reader = read_matrix(build_model(instance))
    rounds = Rounds.of(reader.model, matrix, reader, instance.tree)
    values = np.concatenate([plan.values[name] for name in matrix.variables])
    if plan.learned is not None and plan.learned.fits(matrix):
        rounds.learning = knowing(rounds.learning, plan.learned)
    elif rounds.learning.outside and matrix.nonzeros > LIMITS.size:
        near = np.round(values[matrix.integer])
        rounds.learn(near, gap=plan.tables.settings.gap, time_limit=math.inf, progress=progress)
    progress.stage("Proving the bound")
    try:
        program = whole_program(plan.tables, matrix, rounds.learning.tangents)
        return proven_bound(program, rounds.learning, values, plan.bound, plan.objective)
    except NotProven as error:
        raise SolveFailed(f"No proof of the bound was found: {error}.") from None


def proven_answer(plan: Plan, ask: Callable[[Prepared], Question], progress: Progress | None = None) -> Proven:
    """The certificate of the answer to a question about a plan, which is solved first. Raises as ``proven_plan``."""
    from model.planning.reoptimise import Prepared
    from model.proof.certify import NotProven, Proven, certify_infeasible, proven_bound

    progress, settings = progress or Progress.silent(), plan.tables.settings
    progress.stage("Building the model")
    base = Prepared(plan.tables, plan.learned, plan.decided)
    asked = ask(base).of(base.learning.program)
    program = whole_program(plan.tables, asked.matrix, base.learning.tangents)
    rounds = base.rounds(asked)
    try:
        with suppress(Infeasible):
            proven = rounds.solve(gap=settings.gap, time_limit=settings.time_limit, near=base.whole, progress=progress)
            progress.stage("Proving the bound")
            return proven_bound(program, rounds.learning, proven.values, proven.bound, proven.objective)
        progress.stage("Proving that there is no plan")
        return Proven(certify_infeasible(program))
    except NotProven as error:
        raise SolveFailed(f"No proof of the answer was found: {error}.") from None


def proven_infeasible(tables: Tables) -> Proven:
    """The certificate that a workbook has no plan. Raises SolveFailed if none is found, Contradiction if it has one."""
    from model.proof.certify import LIMITS, NotProven

    try:
        return _infeasible(tables, LIMITS, math.inf)
    except NotProven as error:
        raise SolveFailed(f"No proof that there is no plan was found: {error}.") from None


def quickly_infeasible(tables: Tables) -> Proven | None:
    """The same where it is found quickly."""
    from model.proof.certify import FEW, QUICK, NotProven

    with suppress(NotProven):
        return _infeasible(tables, FEW, QUICK)
    return None


def _infeasible(tables: Tables, limits: Limits, most: float) -> Proven:
    """The certificate that there is no plan, of programs with at most ``most`` coefficients. Raises NotProven."""
    from model.families.assemble import build_model
    from model.families.instance import read_instance
    from model.proof.certify import NotProven, Proven, certify_infeasible
    from model.solver.cone_cuts import Tangents
    from model.solver.matrix import read_matrix

    matrix, reader = read_matrix(build_model(read_instance(tables)))
    if matrix.nonzeros > most:
        raise NotProven("the program is large")
    program = whole_program(tables, matrix, Tangents.of(reader, reader.model))
    return Proven(certify_infeasible(program, limits))


def whole_program(tables: Tables, matrix: Matrix, tangents: Tangents) -> WholeProgram:
    """The program of tables, with the cells that hold each of their names."""
    from model.proof.program import WholeProgram

    cells: dict[str, list[str]] = {}
    for row in (row for rows in tables.without(*OF_WHAT_IFS).rows.values() for row in rows):
        for name in row.cells.keys() - {"notes", "source"}:
            if isinstance(value := getattr(row, name, None), str) and value:
                cells.setdefault(value, []).append(row.where(name))
    return WholeProgram(matrix, tangents.cones, {name: sorted(cells[name]) for name in sorted(cells)})


def claim_files(results: Path) -> None:
    """Raise OutputRefused if the files of a proof cannot be written beside results."""
    claim(program_beside(results), Output.PROGRAM)
    claim(proof_beside(results), Output.PROOF)


def save_files(proven: Proven | None, results: Path) -> tuple[Path, Path]:
    """Write the files of a proof beside results; without one, remove those of an earlier plan."""
    program, proof = program_beside(results), proof_beside(results)
    proof.unlink(missing_ok=True)  # so that a proof is never beside another program than its own
    if proven is None:
        program.unlink(missing_ok=True)
        return program, proof
    for path, content in zip((program, proof), proven.files(), strict=True):
        save(path, content)
    return program, proof
