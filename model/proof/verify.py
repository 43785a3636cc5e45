"""Checker of proofs: that no plan of a program costs less than a bound, or that the program has no plan.

    python verify.py NAME_program.json.gz NAME_proof.json.gz

It needs the standard library alone, trusts neither file and calculates in whole numbers; docs/proof.md has the formats.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import sys
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

PROGRAM, PROOF, LONGEST, MOST = "supply plan program 1", "supply plan proof 1", 1 << 28, 1 << 24  # bytes, commas
BITS, POINT = 60, 320  # after the point: of duals and directions; of coefficients, cost and bounds
NUMBER, OR_NULL = {int, float}, {int, float, type(None)}
Object = dict[str, Any]
Bounds = tuple[list[Any], list[Any]]  # lower and upper ones, infinite where there is none


class Refused(Exception):
    """The proof does not show its claim, or a file has another form."""


def require(holds: bool, why: str) -> None:
    """Raise Refused, with the reason, unless something holds."""
    if not holds:
        raise Refused(why)


def parsed(raw: bytes, form: str) -> Object:
    """The object that a JSON text of a format holds."""

    def distinct(pairs: list[tuple[str, Any]]) -> Object:
        require(len(dict(pairs)) == len(pairs), "a key occurs twice")
        return dict(pairs)

    require(len(raw) <= LONGEST and raw.count(b",") <= MOST, "a file is too long")
    try:
        content = json.loads(raw.decode(), object_pairs_hook=distinct)
    except (ValueError, RecursionError) as error:
        raise Refused(f"unreadable ({type(error).__name__})") from None
    require(type(content) is dict and content.get("format") == form, f"not of the format '{form}'")
    return dict(content)


def members(of: Object, name: str, kinds: set[type], count: int | None = None) -> list[Any]:
    """A list with members of some types, numbers doubles of reasonable size; one alone need not be in a list."""
    values = [of.get(name)] if count == 1 and type(of.get(name)) is not list else of.get(name)
    if type(values) is not list or not set(map(type, values)) <= kinds:
        raise Refused(f"'{name}' is missing, or a member has the wrong type")
    require(count in (None, len(values)), f"'{name}' has {len(values)} members, not {count}")
    is_double = float not in kinds or all(2.0**-200 <= abs(v) <= 2.0**200 and v == float(v) for v in values if v)
    require(is_double, f"'{name}' has a number of a wrong size, or that is no double")
    return values


def positions(of: Object, name: str, below: int, count: int | None = None, *, rising: bool = False) -> list[int]:
    """A list of positions; if rising, each greater than the one before."""
    places = members(of, name, {int}, count)
    is_inside = not places or 0 <= min(places) <= max(places) < below
    require(
        is_inside and not (rising and any(a >= b for a, b in pairwise(places))), f"'{name}' is out of range or order"
    )
    return places


def fixed(values: Sequence[Any], bits: int, empty: float = math.nan) -> list[Any]:
    """Numbers in multiples of 2^-bits, and a value in place of null."""
    numerals = {None: empty} | {v: (Fraction(v) * (1 << bits)).numerator for v in {*values} - {None}}
    return [numerals[v] for v in values]


def link_row(link: Object, width: int) -> tuple[dict[int, Any], Any]:
    """Values and upper side of a link: a column is at most a multiple of the sum of its openings."""
    (column,), openings = positions(link, "column", width, 1), positions(link, "openings", width, rising=True)
    (greatest,) = members(link, "greatest", NUMBER, 1)
    require(column not in openings and greatest >= 0, "a link has the wrong form")
    return {column: 1, **dict.fromkeys(openings, -greatest)}, 0


def tangent(cut: Object, cones: list[Object], width: int) -> tuple[dict[int, Any], Any]:
    """Values and upper side of a tangent: where ‖p‖ ≤ root · Σp, u·p ≤ root · Σp for every u not longer than 1. The
    root of the index (10,000 points are 1) is rounded up, as Σp is not negative."""
    cone = cones[positions(cut, "cone", len(cones), 1)[0]]
    parts, (index,) = members(cone, "parts", {dict}), members(cone, "index", NUMBER, 1)
    direction = members(cut, "direction", {int}, len(parts))
    require(index >= 0 and sum(u * u for u in direction) <= 1 << 2 * BITS, "the direction of a tangent is too long")
    root = math.isqrt(math.floor(Fraction(index) * (1 << 2 * BITS) / 10_000)) + 1
    values, upper = dict[int, Any](), Fraction()
    for u, part in zip(direction, parts, strict=True):
        weight, columns = Fraction(u - root, 1 << BITS), positions(part, "columns", width, rising=True)
        upper -= weight * Fraction(*members(part, "constant", NUMBER, 1))
        for column, value in zip(columns, members(part, "values", NUMBER, len(columns)), strict=True):
            values[column] = values.get(column, 0) + weight * Fraction(value)
    return values, upper


class Proof:
    """A program in whole numbers. After its rows come the cutoff's (a limit on cost), then links and tangents."""

    def __init__(self, file: Object, proof: Object) -> None:
        cost, row_lower = members(file, "cost", NUMBER), members(file, "row_lower", OR_NULL)
        (offset,), (self.claim,) = members(file, "offset", NUMBER, 1), members(proof, "claim", OR_NULL, 1)
        cost, offset = ([0] * len(cost), 0) if self.claim is None else (cost, offset)  # a bound above 0: no plan
        (self.cutoff,) = members(proof, "cutoff", OR_NULL, 1)
        width, self.own = len(cost), len(row_lower)
        self.integer = set(positions(file, "integer", width, rising=True))
        self.starts = list(positions(file, "starts", 1 << 40, self.own + 1))
        self.columns = list(positions(file, "columns", width, self.starts[-1]))
        require(self.starts[0] == 0 and all(a <= b for a, b in pairwise(self.starts)), "'starts' does not rise from 0")
        falls = {at for at, (a, b) in enumerate(pairwise(self.columns), 1) if a >= b}
        require(falls <= {*self.starts}, "the columns of a row are not in rising order")
        spent = None if self.cutoff is None else Fraction(self.cutoff) - Fraction(offset)
        links, cones = members(proof, "links", {dict}), members(file, "cones", {dict})
        added = [(dict(enumerate(cost)), spent), *(link_row(link, width) for link in links)]
        added += [tangent(member, cones, width) for member in members(proof, "tangents", {dict})]
        lower, upper = (members(file, name, OR_NULL, width) for name in ("lower", "upper"))
        row_upper = [*members(file, "row_upper", OR_NULL, self.own), *(side for _, side in added)]
        values = list(members(file, "values", NUMBER, len(self.columns)))
        for entries, _ in added:
            self.columns += (used := sorted(column for column, value in entries.items() if value))
            self.starts.append(len(self.columns))
            values += [entries[column] for column in used]
        columns = positions(proof, "implied_columns", width)
        sides = positions(proof, "implied_sides", 2, len(columns))
        rows = positions(proof, "implied_rows", self.own + 1, len(columns))
        derived = members(proof, "implied_values", NUMBER, len(columns))
        self.offset, self.cost, self.values = Fraction(offset), fixed(cost, POINT), fixed(values, POINT)
        self.bounds = fixed(lower, POINT, -math.inf), fixed(upper, POINT, math.inf)
        self.sides = fixed(row_lower + [None] * len(added), 2 * POINT, -math.inf), fixed(row_upper, 2 * POINT, math.inf)
        self.spent: tuple[int, int] | None = None
        for step in zip(columns, sides, rows, fixed(derived, POINT), strict=True):
            self.imply(self.bounds, *step)
        for link in links:
            self.check_link(link, width)

    def rest(self, bounds: Bounds, row: int, side: int) -> tuple[int, int]:
        """The least of a row (for its upper side) or the greatest, of columns with a bound; and the number without."""
        if row == self.own and self.spent is not None:  # found once, as bounds only become tighter
            return self.spent
        span = slice(*self.starts[row : row + 2])
        pairs = zip(self.values[span], self.columns[span], strict=True)
        terms = [(value, bounds[(value > 0) != side][column]) for value, column in pairs]
        finite = [value * bound for value, bound in terms if type(bound) is int]
        total = sum(finite), len(terms) - len(finite)
        self.spent = total if row == self.own else self.spent
        return total

    def implied(self, bounds: Bounds, column: int, side: int, row: int) -> Fraction:
        """The bound of a column that a row implies, the rest of it being at its least or greatest."""
        place = bisect_left(self.columns, column, *self.starts[row : row + 2])
        require(self.columns[place : self.starts[row + 1]][:1] == [column], f"column {column} is not in row {row}")
        factor = self.values[place]
        uses = side if factor > 0 else 1 - side
        limit, own = self.sides[uses][row], bounds[(factor > 0) != uses][column]
        (total, without), is_known = self.rest(bounds, row, uses), type(own) is int
        require(factor and type(limit) is int and without == (not is_known), f"row {row} implies no bound of {column}")
        return Fraction(limit - total + factor * (own if is_known else 0), factor)

    def imply(self, bounds: Bounds, column: int, side: int, row: int, value: int) -> None:
        """Tighten a bound to a value, if a row implies it."""
        at = self.implied(bounds, column, side, row)
        require(value >= at if side else value <= at, f"row {row} does not imply the bound of column {column}")
        bounds[side][column] = (min if side else max)(bounds[side][column], value)

    def check_link(self, link: Object, width: int) -> None:
        """If all openings are 0 a column is, too, by rows; else they add up to 1, and it has its greatest value."""
        (column,), (greatest,) = positions(link, "column", width, 1), members(link, "greatest", NUMBER, 1)
        columns, bounds = positions(link, "zero_columns", width), (list(self.bounds[0]), list(self.bounds[1]))
        require(bounds[1][column] <= Fraction(greatest) * (1 << POINT), f"column {column} may exceed its link")
        for opening in link["openings"]:
            require(opening in self.integer and bounds[0][opening] >= 0, f"column {opening} is not an opening")
            bounds[1][opening] = min(bounds[1][opening], 0)
        for other, row in zip(columns, positions(link, "zero_rows", self.own, len(columns)), strict=True):
            self.imply(bounds, other, 1, row, 0)
        require(bounds[1][column] <= 0, f"column {column} may exceed 0 while its openings are 0")

    def least(self, tree: list[Object]) -> Fraction:
        """The least bound of all leaves of a tree, whose splits cover all whole numbers."""
        boxes: list[list[tuple[int, int, int]]] = [[]]
        reduced, duals, leaves = [cost << BITS for cost in self.cost], dict[int, int](), list[Fraction]()
        for node in tree:
            require(bool(boxes), "a node follows the last leaf")
            box = boxes.pop()
            if "column" in node:
                (column,), (floor,) = positions(node, "column", len(reduced), 1), members(node, "floor", {int}, 1)
                require(column in self.integer and len(box) < 1000, f"column {column} is not whole, or split too deep")
                boxes += [[*box, (column, 0, (floor + 1) << POINT)], [*box, (column, 1, floor << POINT)]]
                continue
            rows = positions(node, "rows", len(self.starts) - 1, rising=True)
            for row, change in zip(rows, members(node, "changes", {int}, len(rows)), strict=True):
                duals[row] = duals.get(row, 0) + change
                for at in range(self.starts[row], self.starts[row + 1]):
                    reduced[self.columns[at]] -= self.values[at] * change
            leaves.append(self.leaf(box, duals, reduced))
        require(not boxes, "a leaf is missing")
        return min(leaves) + self.offset

    def leaf(self, box: list[tuple[int, int, int]], duals: dict[int, int], reduced: list[int]) -> Fraction:
        """The bound that duals prove in a box, by weak duality."""
        bounds = (list(self.bounds[0]), list(self.bounds[1])) if box else self.bounds
        for column, side, value in box:
            bounds[side][column] = (min if side else max)(bounds[side][column], value)
        total = 0
        for factors, limits in ((duals.items(), self.sides), (enumerate(reduced), bounds)):
            for at, factor in factors:
                if factor:
                    limit = limits[factor < 0][at]
                    require(type(limit) is int, f"there is no bound where the proof uses one (number {at})")
                    total += factor * limit
        return Fraction(total, 1 << (BITS + 2 * POINT))


def verify(program: bytes, proof: bytes) -> tuple[Any, Any]:
    """The claim, None that there is no plan; and the greatest cost that the proof shows. Raises Refused."""
    claims = parsed(proof, PROOF)
    require(claims.get("program") == hashlib.sha256(program).hexdigest(), "the proof is about another program")
    claimed = Proof(parsed(program, PROGRAM), claims)
    shown = claimed.least(members(claims, "tree", {dict}))
    if claimed.claim is None:
        require(claimed.cutoff is None and shown > 0, "it does not show that there is no plan, whatever it costs")
        return None, shown
    shown = shown if claimed.cutoff is None else min(shown, claimed.cutoff)
    require(claimed.claim <= shown, f"it claims {claimed.claim!r}, but shows less")
    return claimed.claim, shown


def main(paths: Sequence[str]) -> None:
    """Check a program and its proof; the exit code is 0 if it holds, 1 if not."""
    try:
        require(len(paths) == 2, "name a program and its proof")
        with gzip.open(paths[0]) as program, gzip.open(paths[1]) as proof:
            claim, _ = verify(program.read(LONGEST + 1), proof.read(LONGEST + 1))
    except (Refused, OSError, EOFError, zlib.error, MemoryError) as error:
        sys.exit(f"REFUSED: {error}")
    print(f"CERTIFIED: the program has no plan{'' if claim is None else f' that costs less than {claim!r}'}")


if __name__ == "__main__":
    main(sys.argv[1:])
