"""Certificates: proofs that the checker has accepted, that no plan costs less than a bound or that there is none."""

from __future__ import annotations

import gzip
import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from model.errors import Contradiction
from model.proof import verify
from model.proof.program import Violation, WholeProgram, encoded, violation
from model.proof.tree import BoundTree, Limits, Node
from model.proof.writing import Grown, proof_content
from model.solver.arrays import Array, LinearRows, Matrix
from model.solver.cone_cuts import OneCone
from model.solver.highs import MISSED, Interrupt, elastic
from model.solver.master import Learning
from model.solver.root_bound import dual_solution
from model.solver.termination import Deadline

NEAR = 2e-4
"""Distance of a certified bound from the stated one, relative to the cost, that is good enough."""


LEVEL = 6
"""Level of compression."""

LIMITS = Limits()
"""Limits of a tree unless others are given."""

QUICK, FEW = 150_000, Limits(20, 3e6, 20_000)
"""Coefficients up to which a program is certified as it is solved, within narrower limits: that takes less than a tenth
of the command."""


@dataclass(frozen=True)
class KnownDuals:
    """Duals from the relaxation of a solve: of all rows of a program, and of links, whose first column each is the one
    that is limited."""

    duals: Array
    links: LinearRows

    @classmethod
    def of(cls, learning: Learning) -> KnownDuals | None:
        """Those of a decomposed program, of which the relaxation without the other branches is solved once more; None
        if all branches are in the program, or if it has cones."""
        if not learning.outside or learning.tangents.cones:
            return None
        master = learning.master()
        near = None if learning.relaxed_at is None else learning.relaxed_at.basis(master)
        solution = dual_solution(master.matrix, Deadline(), Interrupt(), near=near)
        if solution is None:
            return None
        duals = np.append(learning.duals_of_all(master, solution.duals), solution.link_duals)
        return cls(duals, replace(solution.links, columns=master.columns[solution.links.columns]))


@dataclass(frozen=True)
class Certificate:
    """A program and a proof about it, as their files have them."""

    program: bytes = field(repr=False)
    proof: bytes = field(repr=False)
    claim: float | None
    """No plan costs less; None: there is no plan."""
    leaves: int

    @property
    def bound(self) -> float:
        """The claim, if it is one on cost."""
        return -math.inf if self.claim is None else self.claim


@dataclass(frozen=True)
class Proven:
    """A certificate, and how far the plan whose bound it certifies is from holding exactly."""

    certificate: Certificate
    violation: Violation | None = None
    """None if there is no plan."""

    def files(self) -> tuple[bytes, bytes]:
        """Compressed files of the program and of the proof."""
        both = self.certificate.program, self.certificate.proof
        program, proof = (gzip.compress(content, LEVEL, mtime=0) for content in both)
        return program, proof


class NotProven(Exception):
    """No proof was found; the message says why."""


def proven_bound(
    program: WholeProgram, learning: Learning, values: Array, bound: float, cost: float, limits: Limits = LIMITS
) -> Proven:
    """The certificate of a bound, and the violation of the plan that has this cost. Raises as ``certify``."""
    stated = bound if math.isfinite(bound) else cost
    certified = certify(program, bound=stated, cutoff=cost, known_duals=KnownDuals.of(learning), limits=limits)
    return Proven(certified, violation(program.content, values))


def certify(
    program: WholeProgram,
    *,
    bound: float,
    cutoff: float,
    known_duals: KnownDuals | None = None,
    limits: Limits = LIMITS,
) -> Certificate:
    """Certificate that no plan costs less than about ``bound``, or as much of that as can be shown. ``cutoff`` is the
    cost of a plan. Known duals may prove enough; otherwise the relaxation is solved, and branched until the bound is
    reached, unless the program is large. Raises NotProven, and Contradiction if a plan costs less than the bound."""
    target, bound_and_proof = bound - NEAR * abs(cutoff), None
    if known_duals is not None:
        with suppress(NotProven):
            root = Node({}, bound, known_duals.duals, np.zeros(0), None)
            bound_and_proof = _certificate(program, Grown(root, known_duals.links, ()), cutoff)
        if bound_and_proof is not None and (program.matrix.nonzeros > limits.size or bound_and_proof.bound >= target):
            return bound_and_proof
    stated = f"The solver states that no plan costs less than {bound:,.6g}, but one costs less than {target:,.6g}"
    grown = _certificate(program, _grown(program.matrix, program.cones, target, limits, stated), cutoff)
    return grown if bound_and_proof is None or grown.bound > bound_and_proof.bound else bound_and_proof


def certify_infeasible(program: WholeProgram, limits: Limits = LIMITS) -> Certificate:
    """Certificate that no plan exists, by the least violation of all rows together. Raises NotProven, and Contradiction
    if there is a plan."""
    least = elastic(program.matrix, np.arange(len(program.matrix.row_lower)))
    stated = "The solver states that there is no plan, but one violates no row by more than rounding"
    return _certificate(program, _grown(least, program.cones, MISSED, limits, stated), None)


def _grown(searched: Matrix, cones: Sequence[OneCone], target: float, limits: Limits, stated: str) -> Grown:
    """A tree. Raises Contradiction, with a statement, if a solution in whole numbers is below the target."""
    tree = BoundTree(searched, cones, target, limits)
    root = tree.grown()
    if root is None:
        raise NotProven("the relaxation has no solution")
    if tree.solution is not None and not cones:
        raise Contradiction(f"{stated}. Neither can be trusted; please report this workbook.")
    return Grown(root, tree.links, tree.tangents)


def _certificate(program: WholeProgram, grown: Grown, cutoff: float | None) -> Certificate:
    """The certificate of a tree, once the checker has accepted its files; without a cutoff, that no plan exists."""
    try:
        certificate = proof_content(program, grown, cutoff)
        proof = encoded(certificate)
        claim, _ = verify.verify(program.file, proof)
    except verify.Refused as refused:
        raise NotProven(str(refused)) from None
    return Certificate(program.file, proof, claim, (len(certificate["tree"]) + 1) // 2)
