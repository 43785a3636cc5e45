"""Transferable warm-start data."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.cone_cuts import Touch
from model.solver.warm import UNKNOWN, WarmStart


@dataclass(frozen=True)
class Learned:
    """It holds of any other program with the same rows and columns, whatever numbers are in it: which branches are
    active is a choice, a basis is a place to begin, and any duals prove a cut (`Recourse.cut`)."""

    active: frozenset[int]
    touches: Sequence[Touch]
    """Tangents, the last rows of the program."""
    proofs: Sequence[Array]
    """Duals of the rows of all branches that were not active, one array for each family of cuts."""
    needs: Sequence[Array]
    """Likewise the needs of branches: one array for the first need of every branch, one for the second, and so on."""
    relaxed: Array
    """Solution of the relaxation, by column."""
    relaxed_at: WarmStart | None
    settled_at: WarmStart | None
    reacted_at: WarmStart | None
    """Vertices of the relaxation, of the program with whole numbers fixed, and of reactions."""

    def fits(self, matrix: Matrix) -> bool:
        """Whether it can be of a program with this matrix."""
        starts = [start for start in (self.relaxed_at, self.settled_at, self.reacted_at) if start is not None]
        columns = [self.relaxed, *(start.columns for start in starts)]
        rows = [*self.proofs, *self.needs, *(start.rows for start in starts)]
        is_wide = all(len(each) == len(matrix.cost) for each in columns)
        return is_wide and all(len(each) >= len(matrix.row_lower) for each in rows)

    def elsewhere(self, columns: Array, rows: Array, branches: Sequence[int]) -> Learned:
        """Warm-start data for a program with given columns, rows and branches of this one, UNKNOWN where missing."""

        def moved(start: WarmStart | None) -> WarmStart | None:
            return None if start is None else start.elsewhere(columns, rows)

        place = np.full(len(self.relaxed) + 1, UNKNOWN)
        place[columns] = np.arange(len(columns))
        place[-1] = UNKNOWN

        def there(touch: Touch) -> Touch:
            at = place[touch.columns]
            return replace(touch, columns=at[at != UNKNOWN], values=touch.values[at != UNKNOWN])

        return Learned(
            frozenset(new for new, old in enumerate(branches) if old in self.active),
            [there(each) for each in self.touches],
            [np.append(duals, 0.0)[rows] for duals in self.proofs],
            [np.append(duals, 0.0)[rows] for duals in self.needs],
            np.append(self.relaxed, 0.0)[columns],
            moved(self.relaxed_at),
            moved(self.settled_at),
            moved(self.reacted_at),
        )

    def packed(self) -> bytes:
        """As bytes, the same for the same content."""
        arrays: dict[str, Array] = {
            "active": np.array(sorted(self.active), int), "relaxed": self.relaxed,
            "proofs": np.array(self.proofs), "needs": np.array(self.needs),
            "cones": np.array([[each.limit, each.moment] for each in self.touches], str),
        }  # fmt: skip
        for number, each in enumerate(self.touches):
            arrays |= {f"columns {number}": each.columns, f"values {number}": each.values}
        for name in STARTS:
            start = getattr(self, name)
            if start is not None:
                arrays |= {f"{name} {each.name}": getattr(start, each.name) for each in fields(start)}
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, **arrays)
        return file.getvalue()

    @classmethod
    def unpacked(cls, content: bytes) -> Learned:
        """From bytes. They need not be trusted, since cuts are proven again from the duals."""
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:

            def start(name: str) -> WarmStart | None:
                parts = [f"{name} {each.name}" for each in fields(WarmStart)]
                return WarmStart(*(arrays[part] for part in parts)) if parts[0] in arrays else None

            proofs, needs = (list(np.nan_to_num(arrays[name])) for name in ("proofs", "needs"))
            active = frozenset(map(int, arrays["active"]))
            touches = [
                Touch(str(limit), str(moment), arrays[f"columns {number}"], np.nan_to_num(arrays[f"values {number}"]))
                for number, (limit, moment) in enumerate(arrays["cones"].reshape(-1, 2))
            ]
            return cls(active, touches, proofs, needs, arrays["relaxed"], *(start(name) for name in STARTS))


STARTS = ("relaxed_at", "settled_at", "reacted_at")


def places(blocks: Mapping[str, IndexedBlock], others: Mapping[str, IndexedBlock]) -> Array:
    """Position of each column or row among others, by name and index; UNKNOWN if absent."""
    parts = []
    for name, block in blocks.items():
        other = others.get(name)
        if other is None:
            parts.append(np.full(block.size, UNKNOWN))
        elif block.keys == other.keys:
            parts.append(np.arange(other.start, other.stop))
        else:
            at = {key: number for number, key in enumerate(other.keys, other.start)}
            parts.append(np.array([at.get(key, UNKNOWN) for key in block.keys], int))
    return np.concatenate(parts or [np.zeros(0, int)])
