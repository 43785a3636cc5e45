"""Transfer of warm-start data from one program to another."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import numpy as np

from model.errors import Infeasible, SolveFailed, Unbounded
from model.progress import Progress
from model.solver.cone_cuts import Touch
from model.solver.highs import LARGE, Interrupt
from model.solver.master import Learning
from model.solver.program import Cut, Program
from model.solver.relaxing import relaxed_near
from model.solver.subproblems import Recourse
from model.solver.termination import Deadline
from model.solver.vertex import Box, cheapest_vertex
from model.solver.warm import WarmStart, statuses
from model.solver.warm_start_data import Learned

NEARLY = 1e-3
"""Share of its cost within which the relaxation of a base is solved."""


def knowing(learning: Learning, learned: Learned, program: Program | None = None) -> Learning:
    """The same program, or one with other numbers, with warm-start data of another one. If its duals prove no cut,
    since some cost is lower here, there are cuts at the solution of its relaxation."""
    program, tangents = program or learning.program, learning.tangents
    rows, cones = tangents.again(learned.touches)
    first = len(program.matrix.row_lower)
    found = Learning(program.with_tangents(rows), tangents, screen=True, before=learned)
    found.tangent_rows = [(cone, first + place) for cone, place in cones]
    found.active |= learned.active & set(found.outside)
    for duals in learned.proofs:
        recourses = [found.reacting.recourse(branch) for branch in found.probable - found.active]
        found.cuts += _family({each.branch: each.cut(duals[each.rows]) for each in recourses})
    if learned.proofs and not found.cuts:
        reactions = found.reacting.to(learned.relaxed.copy(), sorted(found.probable - found.active), Interrupt())
        found.cuts += _family({each.branch: each.cut for each in reactions})
    for duals in learned.needs:
        for branch in found.outside:
            recourse = found.reacting.recourse(branch)
            need = recourse.need(duals[recourse.rows])
            found.needs += [] if need is None or not len(need.columns) else [(branch, need)]
    found.reacting.missed.update(branch for branch, _ in found.needs)
    return found


def _family(cuts: Mapping[int, Cut | None]) -> list[dict[int, Cut]]:
    """One family of cuts; None if a branch has no cut."""
    proven = {branch: cut for branch, cut in cuts.items() if cut is not None}
    return [proven] if len(proven) == len(cuts) else []


def learned_of(learning: Learning, progress: Progress, *, is_draft: bool = False) -> Learned:
    """Transferable data of a program; unless it had some itself, its relaxation is solved well enough for others to
    start from its vertex. In a draft that is left to the first that asks, if only presolve's vertex is known."""
    is_draft = is_draft and learning.relaxed_at is None and len(learning.program.matrix.cost) >= LARGE
    if not is_draft and not (learning.is_neighbour and learning.relaxed_at is not None):
        with suppress(Infeasible, SolveFailed, Unbounded):
            if relaxed_near(learning, NEARLY, progress, Interrupt(), Deadline()) is None:
                learning.relaxed_at = None
                relaxed_near(learning, NEARLY, progress, Interrupt(), Deadline())
    _order_needs(learning)
    matrix, master = learning.program.matrix, learning.master()
    near = None if learning.relaxed_at is None else learning.relaxed_at.basis(master)
    nothing = np.array([], dtype=int)
    vertex = None
    with suppress(SolveFailed):  # where one cut alone says too little
        vertex = (
            None
            if is_draft
            else cheapest_vertex(master, Box.at(nothing, nothing), near, progress, Interrupt(), Deadline())
        )
    learning.reacting.forget()
    relaxed_at = None if vertex is None else WarmStart.of(vertex.basis, master, matrix)
    reacted_at = WarmStart.unknown(matrix)
    proofs = [np.zeros(len(matrix.row_lower)) for _ in learning.cuts]
    of_branch = {branch: [need for other, need in learning.needs if other == branch] for branch in learning.outside}
    most = max(map(len, of_branch.values()), default=0)
    needs = [np.zeros(len(matrix.row_lower)) for _ in range(most)]
    for branch in learning.outside:
        recourse = Recourse(learning.program, branch)
        for duals, need in zip(needs, of_branch[branch], strict=False):
            duals[recourse.rows[: len(need.duals)]] = need.duals
        basis = learning.reacting.bases.get(branch)
        if basis is not None:
            reacted_at.columns[recourse.columns], reacted_at.rows[recourse.rows] = statuses(basis)
        for duals, family in zip(proofs, learning.cuts, strict=True):
            if branch in family:
                known = family[branch].duals
                duals[recourse.rows[: len(known)]] = known
    relaxed = np.zeros(len(matrix.cost))
    if vertex is not None:
        relaxed[master.columns] = vertex.values[: len(master.columns)]
    touches = [Touch(cone.limit, cone.moment, *matrix.rows.one(row)) for cone, row in learning.tangent_rows]
    return Learned(
        frozenset(learning.active), touches, proofs, needs, relaxed, relaxed_at, learning.settled_at, reacted_at
    )


def _order_needs(learning: Learning) -> None:
    """The first need of every branch before the second of any, as they are kept."""
    learning.needs = [(branch, need) for branch, need in learning.needs if branch not in learning.active]
    count: dict[int, int] = {}
    turns = []
    for branch, _ in learning.needs:
        turns.append((count.get(branch, 0), branch))
        count[branch] = turns[-1][0] + 1
    order = np.array(sorted(range(len(turns)), key=turns.__getitem__), int)
    learning.needs = [learning.needs[at] for at in order]
    learning.relaxed_at, learning.settled_at = (
        None if start is None else start.with_needs(order) for start in (learning.relaxed_at, learning.settled_at)
    )
