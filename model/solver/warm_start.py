"""Warm starts: where simplex begins in a program that differs little from one whose vertex is known, and data for it
that can be transferred."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import highspy
import numpy as np

from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.cone_cuts import Touch
from model.solver.handover import Basis
from model.solver.program import CUT, NEED, Master

# ----------------------------------------------------------------------------------------------------------------------
# Where simplex begins in a program that differs little from one whose vertex is known.


KINDS = [highspy.HighsBasisStatus(item) for item in range(4)]
LOWER, BASIC, UPPER, FREE = range(4)
UNKNOWN = -1

NOTHING = np.zeros(0, np.int8)


@dataclass(frozen=True)
class WarmStart:
    """A basis by the numbers of the whole program, so that it serves masters with other branches and cuts, and programs
    with other numbers in them."""

    columns: Array
    """Status of each column of the whole program, UNKNOWN if missing."""
    rows: Array
    """The same of rows."""
    recourse: Array = field(default_factory=lambda: NOTHING)
    """Status of the column of expected recourse cost, if any,"""
    cuts: Array = field(default_factory=lambda: NOTHING)
    """of the rows that are cuts, in their order,"""
    needs: Array = field(default_factory=lambda: NOTHING)
    """and of those that are needs."""

    @classmethod
    def of(cls, basis: Basis, master: Master, matrix: Matrix) -> WarmStart:
        """A basis of a master of the whole program."""
        start = cls.unknown(matrix)
        of_columns, of_rows = statuses(basis)
        is_row = master.rows >= 0
        start.columns[master.columns] = of_columns[: len(master.columns)]
        start.rows[master.rows[is_row]] = of_rows[is_row]
        cuts, needs = (of_rows[master.rows == kind] for kind in (CUT, NEED))
        return cls(start.columns, start.rows, of_columns[len(master.columns) :], cuts, needs)

    @classmethod
    def unknown(cls, matrix: Matrix) -> WarmStart:
        """Nothing known of a whole program."""
        return cls(*(np.full(len(item), UNKNOWN, np.int8) for item in (matrix.cost, matrix.row_lower)))

    def with_part(self, basis: Basis, columns: Array, rows: Array) -> WarmStart:
        """With the basis of a program of its own in some columns and rows that it did not know."""
        count = max(len(self.rows), int(rows.max(initial=-1)) + 1)
        start = replace(self, columns=self.columns.copy(), rows=_filled(self.rows, count))
        of_columns, of_rows = statuses(basis)
        start.columns[columns], start.rows[rows] = of_columns, _filled(of_rows, len(rows))
        return start

    def with_needs(self, order: Array) -> WarmStart:
        """With needs in another order."""
        return replace(self, needs=_filled(self.needs, len(order))[order])

    def elsewhere(self, columns: Array, rows: Array) -> WarmStart:
        """Warm start for a program with given columns and rows of this one, UNKNOWN where missing."""
        return replace(self, columns=_taken(self.columns, columns), rows=_taken(self.rows, rows))

    def of_rows(self, rows: Array) -> Array:
        """Statuses of some rows of the whole program; those that came later are UNKNOWN."""
        return _filled(self.rows, int(rows.max(initial=-1)) + 1)[rows]

    def basis(self, master: Master) -> Basis:
        """The basis in a master."""
        is_row = master.rows >= 0
        columns = _filled(np.append(self.columns[master.columns], self.recourse), len(master.matrix.cost))
        rows = np.full(len(master.rows), UNKNOWN, np.int8)
        rows[is_row] = self.of_rows(master.rows[is_row])
        for kind, kinds in ((CUT, self.cuts), (NEED, self.needs)):
            rows[master.rows == kind] = _filled(kinds, int((master.rows == kind).sum()))
        return basis_of(columns, rows, master.matrix)


def statuses(basis: Basis) -> tuple[Array, Array]:
    """Statuses of columns and of rows."""
    columns, rows = (
        np.array([int(status) for status in part], np.int8) for part in (basis.col_status, basis.row_status)
    )
    return columns, rows


def basis_of(columns: Array, rows: Array, matrix: Matrix) -> Basis:
    """The basis of statuses; UNKNOWN rows are slack, UNKNOWN columns at a bound."""
    rows = np.where(rows == UNKNOWN, BASIC, rows)
    statuses = basis_from(
        _at_bounds(columns, matrix.lower, matrix.upper), _at_bounds(rows, matrix.row_lower, matrix.row_upper)
    )
    statuses.alien = bool((columns == BASIC).sum() + (rows == BASIC).sum() != len(rows))
    return statuses


def basis_from(columns: Array, rows: Array) -> Basis:
    """The basis of all statuses as HiGHS gave them."""
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status = ([KINDS[status] for status in part] for part in (columns, rows))
    basis.valid, basis.alien = True, False
    return basis


def _filled(statuses: Array, count: int) -> Array:
    """Statuses cut or filled with UNKNOWN to a length."""
    return np.append(statuses, np.full(max(0, count - len(statuses)), UNKNOWN, np.int8))[:count]


def _taken(statuses: Array, places: Array) -> Array:
    return np.append(statuses, np.int8(UNKNOWN))[places]


def _at_bounds(statuses: Array, lower: Array, upper: Array) -> Array:
    """Statuses in which every nonbasic column is at an existing bound."""
    has_lower, has_upper = np.isfinite(lower), np.isfinite(upper)
    is_there = np.where(statuses == LOWER, has_lower, np.where(statuses == UPPER, has_upper, statuses == BASIC))
    return np.where(is_there, statuses, np.where(has_lower, LOWER, np.where(has_upper, UPPER, FREE)))


# ----------------------------------------------------------------------------------------------------------------------
# Transferable warm-start data.


@dataclass(frozen=True)
class ProgramNames:
    """Names of the columns, rows and branches of a program."""

    variables: Mapping[str, IndexedBlock]
    constraints: Mapping[str, IndexedBlock]
    branches: Sequence[str]

    @classmethod
    def of(cls, matrix: Matrix, branches: Iterable[str]) -> ProgramNames:
        """The names of a program, without the model that it was read from."""
        blocks = (without_model(matrix.variables), without_model(matrix.constraints))
        return cls(*blocks, tuple(branches))

    @property
    def rows(self) -> int:
        """Number of rows."""
        return sum(block.size for block in self.constraints.values())


def without_model(blocks: Mapping[str, IndexedBlock]) -> dict[str, IndexedBlock]:
    """Blocks that do not keep the Pyomo model in memory."""
    return {name: IndexedBlock(name, block.start, block.size, block.keys) for name, block in blocks.items()}


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
    """Solution of the relaxation, by column; for futures the plan itself."""
    relaxed_at: WarmStart | None
    settled_at: WarmStart | None
    reacted_at: WarmStart | None
    """Vertices of the relaxation, of the program with whole numbers fixed, and of reactions."""
    names: ProgramNames | None = field(default=None, compare=False, repr=False)
    """Names in its program, in the process that solved it: elsewhere it is built again for them."""

    def fits(self, matrix: Matrix) -> bool:
        """Whether it can be of a program with this matrix."""
        starts = [start for start in (self.relaxed_at, self.settled_at, self.reacted_at) if start is not None]
        columns = [self.relaxed, *(start.columns for start in starts)]
        rows = [*self.proofs, *self.needs, *(start.rows for start in starts)]
        is_wide = all(len(column) == len(matrix.cost) for column in columns)
        return is_wide and all(len(row) >= len(matrix.row_lower) for row in rows)

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
            [there(touching) for touching in self.touches],
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
            "active": np.array(sorted(self.active), int),
            "relaxed": self.relaxed,
            "proofs": np.array(self.proofs),
            "needs": np.array(self.needs),
            "cones": np.array([[touching.limit, touching.moment] for touching in self.touches], str),
        }
        for number, touching in enumerate(self.touches):
            arrays |= {f"columns {number}": touching.columns, f"values {number}": touching.values}
        for name in STARTS:
            start = getattr(self, name)
            if start is not None:
                arrays |= {f"{name} {field.name}": getattr(start, field.name) for field in fields(start)}
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, **arrays)
        return file.getvalue()

    @classmethod
    def unpacked(cls, content: bytes) -> Learned:
        """From bytes. They need not be trusted, since cuts are proven again from the duals."""
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:

            def start(name: str) -> WarmStart | None:
                parts = [f"{name} {field.name}" for field in fields(WarmStart)]
                return WarmStart(*(arrays[part] for part in parts)) if parts[0] in arrays else None

            proofs, needs = (list(np.nan_to_num(arrays[name])) for name in ("proofs", "needs"))
            active = frozenset(map(int, arrays["active"]))
            touches = [
                Touch(str(limit), str(moment), arrays[f"columns {number}"], np.nan_to_num(arrays[f"values {number}"]))
                for number, (limit, moment) in enumerate(arrays["cones"].reshape(-1, 2))
            ]
            relaxed_at, settled_at, reacted_at = map(start, STARTS)
            return cls(active, touches, proofs, needs, arrays["relaxed"], relaxed_at, settled_at, reacted_at)


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
