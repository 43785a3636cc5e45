"""Recourse subproblems, warm-started from their last basis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.solver.arrays import Array, LinearRows
from model.solver.handover import Basis
from model.solver.highs import Interrupt
from model.solver.program import Program
from model.solver.recourse import Reaction, Recourse, reactions
from model.solver.warm import UNKNOWN, WarmStart, basis_of


class Reacting:
    """The branches of a program with its tangents."""

    def __init__(self, program: Program, ended: WarmStart | None = None) -> None:
        """``ended`` has the last bases from warm-start data."""
        self.program = program
        self._ended = ended
        self._recourses: dict[int, Recourse] = {}
        self.bases: dict[int, Basis] = {}
        """Of the last reaction of each branch."""
        self.missed: set[int] = set()
        """Branches whose limits any plan missed so far."""

    def to(self, values: Array, branches: Sequence[int], interrupt: Interrupt) -> list[Reaction]:
        """Recourse of branches to a plan; their values become the plan's if they are feasible."""
        recourses = [self.recourse(b) for b in branches]
        bases = [self.basis(b) for b in branches]
        answers = reactions(recourses, bases, values, interrupt) if branches else []
        for each in answers:
            if each.holds:
                self.bases[each.branch] = each.basis
                values[self.recourse(each.branch).columns] = each.values
            else:
                self.missed.add(each.branch)
        return answers

    def recourse(self, branch: int) -> Recourse:
        """The recourse problem of a branch."""
        if branch not in self._recourses:
            self._recourses[branch] = Recourse(self.program, branch)
        return self._recourses[branch]

    def basis(self, branch: int) -> Basis | None:
        """Last basis of a branch's recourse, here or from warm-start data."""
        if branch in self.bases or self._ended is None:
            return self.bases.get(branch)
        recourse = self.recourse(branch)
        columns, rows = self._ended.columns[recourse.columns], self._ended.rows[recourse.rows]
        return basis_of(columns, rows, recourse.matrix(np.zeros(len(rows)))) if (rows != UNKNOWN).any() else None

    def touch(self, tangents: LinearRows) -> None:
        """Add tangents, some of which may be in a branch's own columns."""
        self.program = self.program.with_tangents(tangents)
        self.forget()

    def forget(self) -> None:
        """Release data that is quickly rebuilt, to leave the memory to a large program."""
        self._recourses.clear()

    def leave(self, branch: int) -> None:
        """Let go of a branch that is in the program from now on."""
        self._recourses.pop(branch, None)
        self.bases.pop(branch, None)
