"""The content of a proof's file, from a tree whose leaves have duals."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from model.proof import verify
from model.proof.exact import NOISE, Bound, ImpliedBounds, Step, WholeDuals, linked
from model.proof.program import WholeProgram
from model.proof.tree import Node
from model.solver.arrays import Array, LinearRows

STEP = ("columns", "sides", "rows", "values")
"""Members of an implied bound in the file."""

SHORT = 8
"""Significant bits of an implied bound."""


@dataclass(frozen=True)
class Grown:
    """A tree; its duals are those of the program's rows, of links (rows whose first column is the limited one), and of
    tangents."""

    root: Node
    links: LinearRows
    tangents: Sequence[dict[str, Any]]

    def used(self, own: int) -> Array:
        """Whether each row is needed: those of the program, and others with a dual in some leaf."""
        used = np.append(np.ones(own, bool), np.zeros(self.links.count + len(self.tangents), bool))
        for node in self.root.preorder():
            if node.split is None:
                used[: len(node.duals)] |= np.abs(node.duals) > NOISE
        return used


def proof_content(program: WholeProgram, grown: Grown, cutoff: float | None) -> dict[str, Any]:
    """The proof, with the greatest claim that it shows; without a cutoff, that there is no plan. Raises Refused if it
    shows nothing."""
    matrix, content = program.matrix, program.content
    own, count = len(matrix.row_lower), grown.links.count
    used = grown.used(own)
    numbers = np.cumsum(used) - 1
    numbers[own:] += 1  # for the cutoff, which follows the rows of the program
    proof: dict[str, Any] = {
        "format": verify.PROOF,
        "program": hashlib.sha256(program.file).hexdigest(),
        "claim": cutoff,
        "cutoff": cutoff,
        "links": [],
        "tangents": [tangent for tangent, has in zip(grown.tangents, used[own + count :], strict=True) if has],
        **_steps([]),
    }
    links = grown.links.take(np.flatnonzero(used[own : own + count]))
    proof["links"], steps = linked(matrix, links, verify.Proof(content, proof)) if links.count else ([], [])
    stated = verify.Proof(content, proof | _steps(steps))
    search = ImpliedBounds.of(matrix)
    search.run()
    if cutoff is not None and search.absent:
        search.with_cutoff(matrix.cost, cutoff - matrix.offset)
        search.run()
    proof["tree"], wanted = _tree(grown.root, stated, numbers, search.absent)
    proof |= _steps([*steps, *search.steps(stated, wanted, SHORT)])
    shown = stated.least(proof["tree"])
    return proof if cutoff is None else proof | {"claim": _below(min(shown, Fraction(cutoff)))}


def _steps(steps: Sequence[Step]) -> dict[str, list[Any]]:
    """Steps as the file has them."""
    columns = zip(*steps, strict=True) if steps else ([] for _ in STEP)
    return {f"implied_{name}": list(column) for name, column in zip(STEP, columns, strict=True)}


def _tree(
    root: Node, proof: verify.Proof, numbers: Array, absent: set[Bound]
) -> tuple[list[dict[str, Any]], set[Bound]]:
    """The nodes as the file has them, with changes of duals from leaf to leaf; and the bounds that leaves use and the
    program does not have."""
    nodes: list[dict[str, Any]] = []
    wanted: set[Bound] = set()
    before: dict[int, int] = {}
    for node in root.preorder():
        if node.split is not None:
            nodes.append({"column": node.split[0], "floor": node.split[1]})
            continue
        duals = WholeDuals(proof, node.duals, numbers)
        duals.repair(absent)
        now = duals.by_row
        changes = {row: now.get(row, 0) - before.get(row, 0) for row in sorted(now.keys() | before.keys())}
        changes = {row: change for row, change in changes.items() if change}
        nodes.append({"rows": list(changes), "changes": list(changes.values())})
        wanted |= duals.used()
        before = now
    return nodes, wanted


def _below(value: Fraction) -> float:
    """The greatest float that is not above a rational number."""
    number = float(value)
    return number if number <= value else math.nextafter(number, -math.inf)
