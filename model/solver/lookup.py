"""Look-ups for whole arrays of index tuples at once."""

from __future__ import annotations

import numpy as np

from model.families.common.templates import UnreadableTemplate
from model.solver.arrays import Array


class Lookup:
    """Position of an index tuple among given ones, for whole arrays of tuples (integer codes, n × d)."""

    def __init__(self, codes: Array, labels: int) -> None:
        self.size, dimensions = codes.shape
        self.ranks: list[Array] = []
        self.cardinalities: list[int] = []
        for d in range(dimensions):
            rank = np.full(labels + 1, -1, dtype=np.int64)  # the last for labels that came later
            occurs = np.zeros(labels, dtype=bool)
            occurs[codes[:, d]] = True
            unique = np.flatnonzero(occurs)  # np.unique would import numpy.ma, a fifth of the whole hand-over
            rank[unique] = np.arange(len(unique))
            self.ranks.append(rank)
            self.cardinalities.append(len(unique))
        keys, _ = self._keys(codes)
        possible = int(np.prod([float(c) for c in self.cardinalities], initial=1.0))
        self.table: Array | None = None
        if possible <= 8 * self.size + 1024:
            self.table = np.full(possible, -1, dtype=np.int64)
            self.table[keys] = np.arange(self.size)
        else:
            if possible > 2**62:
                raise UnreadableTemplate("index set too wide")
            self.order = np.argsort(keys, kind="stable")
            self.sorted = keys[self.order]

    def _keys(self, codes: Array) -> tuple[Array, Array]:
        """One integer a tuple, and whether every part of the tuple occurs at all."""
        keys = np.zeros(len(codes), dtype=np.int64)
        known = np.ones(len(codes), dtype=bool)
        for d, (rank, cardinality) in enumerate(zip(self.ranks, self.cardinalities, strict=True)):
            part = rank[np.minimum(codes[:, d], len(rank) - 1)]
            known &= part >= 0
            keys = keys * cardinality + part
        return keys, known

    def __call__(self, codes: Array) -> Array:
        """Positions of the given tuples, −1 where absent."""
        if not self.size:
            return np.full(len(codes), -1, dtype=np.int64)
        keys, known = self._keys(codes)
        keys = np.where(known, keys, 0)
        if self.table is not None:
            position = self.table[keys]
        else:
            place = np.minimum(np.searchsorted(self.sorted, keys), self.size - 1)
            position = np.where(self.sorted[place] == keys, self.order[place], -1)
        return np.where(known, position, -1)
