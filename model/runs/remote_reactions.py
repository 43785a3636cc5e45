"""Recourse subproblems of one solve on the workers of a cluster.

A task has some branches with their bases and right-hand sides, so that its result is the same on any worker and here.
Tasks that fail, as when their worker ends, are solved here.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from model.errors import SolveFailed
from model.runs.cluster import FETCH, Cluster
from model.runs.file import program_version
from model.runs.pool import TICK
from model.solver.arrays import Array
from model.solver.handover import Basis
from model.solver.highs import Interrupt
from model.solver.subproblems import Reaction, Recourse, reactions
from model.solver.warm_start import basis_from, statuses

WORTH = 200_000
"""Columns of all branches together from which a cluster is asked: fewer are solved here while a task is on its way."""

SHARES = 4
"""Tasks for each worker, so that a slow one does not keep the others waiting."""

Packed = tuple[Array, Array] | None
"""Statuses of a basis: HiGHS's own does not travel."""


def react_there(packed: bytes, version: str) -> bytes:
    """Pickled recourse subproblems, right-hand sides and bases → pickled reactions."""
    if version != program_version():
        raise SolveFailed("This worker has another version of the program.")
    tasks: list[tuple[Recourse, Array, Packed]] = pickle.loads(packed)
    found = [recourse.reaction(given, None, _basis(near)) for recourse, given, near in tasks]
    return pickle.dumps([replace(each, basis=_packed(each.basis)) for each in found])


@dataclass(frozen=True)
class RemoteReactor:
    """A `Reactor` on a cluster."""

    cluster: Cluster

    def __call__(
        self, recourses: Sequence[Recourse], near: Sequence[Basis | None], x: Array, interrupt: Interrupt
    ) -> list[Reaction]:
        """Reactions of the branches in their order."""
        workers = self.cluster.present()
        if not workers or sum(len(each.columns) for each in recourses) < WORTH:
            return reactions(recourses, near, x, interrupt)
        count = min(len(recourses), SHARES * len(workers))
        shares = [range(first, len(recourses), count) for first in range(count)]
        packed = [[(recourses[at], recourses[at].given(x), _packed(near[at])) for at in share] for share in shares]
        futures = [self.cluster.submit(react_there, pickle.dumps(each), program_version()) for each in packed]
        found: dict[int, Reaction] = {}
        for share, future in zip(shares, futures, strict=True):
            answers = self._received(future, interrupt)
            if answers is None:
                answers = reactions([recourses[at] for at in share], [near[at] for at in share], x, interrupt)
            found.update(zip(share, answers, strict=True))
        return [found[at] for at in range(len(recourses))]

    def _received(self, future: Any, interrupt: Interrupt) -> list[Reaction] | None:
        """Reactions of a task; None if it fails, or after Ctrl-C."""
        while not (future.done() or interrupt.is_set):
            with suppress(TimeoutError):
                future.result(timeout=TICK)
            if not self.cluster.present():
                break
        if future.status == "finished":
            with suppress(Exception):  # the worker has ended with its result
                return [replace(each, basis=_basis(each.basis)) for each in pickle.loads(future.result(timeout=FETCH))]
        future.cancel()
        return None


def _packed(basis: Basis | None) -> Packed:
    return None if basis is None else statuses(basis)


def _basis(packed: Packed) -> Basis | None:
    return None if packed is None else basis_from(*packed)
