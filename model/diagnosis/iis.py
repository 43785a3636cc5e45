"""Conflicts: sets of cells that cannot all hold, though they can without any one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count

from model.diagnosis.cells import Cell
from model.diagnosis.feasibility import DUST, Search

MOST_CONFLICTS, MOST_LOOKS = 8, 24
"""Maximum number of conflicts reported, and of sets of cells without which others are sought."""

OF_SIZE = (
    "In a workbook of this size the search covers only conflicts that the smallest change resolves, and none that "
    "whole numbers alone cause (modules, people, decisions)."
)


def conflicts_of(search: Search, search_conflicts: Callable[[], Collection[Cell]]) -> Iterator[list[Cell]]:
    """Conflicts, enumerated: once a cell of one is dropped, another appears, if there is one without it (R. Reiter, "A
    theory of diagnosis from first principles", *Artificial Intelligence* 32, 1987). The cells ``given`` in the cheapest
    relaxation, computed after the first conflict, are dropped first, so that all conflicts that it resolves are found
    before others; in a large workbook only these are, and it is computed first, unless work is bounded: then a conflict
    of many cells is better than none."""
    conflicts: list[list[Cell]] = []
    first: set[Cell] | None = None
    queue, seen = [frozenset[Cell]()], {frozenset[Cell]()}
    if search.is_large and not search.is_bounded:
        first = set(search_conflicts())
        for cell in _alone(search, first):
            conflicts.append([cell])
            yield [cell]
        queue = [frozenset(cell for (cell,) in conflicts)]
    if search.is_large:
        search.unfinished.append(OF_SIZE)
    for look in count():
        if not queue:
            return
        if look == MOST_LOOKS or len(conflicts) == MOST_CONFLICTS:
            search.unfinished.append(f"The search for conflicts ended after {len(conflicts)}.")
            return
        gone = queue.pop(0)
        next_conflict = next((conflict for conflict in conflicts if not gone & set(conflict)), None)
        cells = next_conflict or conflict(search, [cell for cell in search.elastic.cells if cell not in gone])
        if cells is None:
            continue
        if next_conflict is None:
            conflicts.append(cells)
            yield cells
        first = set(search_conflicts()) if first is None else first
        ways = sorted(cells, key=first.__contains__, reverse=True)
        for cell in ways[:1] if search.is_large else ways:
            further = gone | {cell}
            if further not in seen:
                seen.add(further)
                queue.append(further)


def _alone(search: Search, cells: Collection[Cell]) -> Iterator[Cell]:
    """Single infeasible cells among those in the cheapest relaxation, if relaxing these is sufficient: each takes one
    small question, while narrowing down the conflict of all cells takes several large ones."""
    if not cells or not search.has_plan([cell for cell in search.elastic.cells if cell not in cells]):
        return
    for cell in sorted(cells, key=lambda cell: -search.paid.get(cell, 0.0))[:MOST_CONFLICTS]:
        if not search.has_plan([cell]):
            yield cell


def conflict(search: Search, cells: Collection[Cell]) -> list[Cell] | None:
    """Irreducible infeasible subset of some cells, all other bounds relaxed; None if all of them together have a
    plan."""
    if search.is_large:
        return _by_leaving_out(search, cells)
    return _by_hitting(search, cells)


def _by_hitting(search: Search, cells: Collection[Cell]) -> list[Cell] | None:
    """Irreducible subset by minimal hitting sets: every solution found relaxes some cells, and a conflict contains one
    of each such set. The smallest hitting set is tested, which yields one more solution or the conflict: without any
    one of its cells another solution is feasible. Feasible sets are decided quickly, and infeasibility is proven only
    once (A. Ignatiev, A. Previti, M. Liffiton and J. Marques-Silva, "Smallest MUS extraction with minimal hitting set
    dualization", *CP* 2015)."""
    if len(cells) < len(search.elastic.cells) and search.has_plan(cells):
        return None
    linear = _by_leaving_out(search, cells, relaxed=True)
    among = frozenset(cells if linear is None else linear)
    while True:
        hit = hitting([gave & among for gave in search.gave], search.elastic.cells)
        if hit is None:
            return None
        if not search.has_plan(hit):
            return fewest(search, hit)


def _by_leaving_out(search: Search, cells: Collection[Cell], *, relaxed: bool = False) -> list[Cell] | None:
    """Irreducible subset by deleting cells of a proof, fewer and fewer at once, those with the least relaxation first:
    the most relaxed cells are most likely the conflict."""
    if search.has_plan(cells, relaxed=relaxed):
        return None
    left_out = fewest(search, cells)[::-1]
    paying = [cell for cell in left_out if search.paid.get(cell, 0.0) > DUST] if search.is_large else []
    if 0 < len(paying) < len(left_out) and not search.has_plan(paying, relaxed=relaxed):
        left_out = fewest(search, paying)[::-1]  # cells without relaxation are dropped at once
    width = max(1, len(left_out) // 2)
    while True:
        at = 0
        while at < len(left_out):
            rest = [*left_out[:at], *left_out[at + width :]]
            if search.has_plan(rest, relaxed=relaxed):
                at += width
            else:
                left_out = fewest(search, rest)[::-1]
        if width == 1:
            return left_out
        width = max(1, width // 2)


def fewest(search: Search, cells: Collection[Cell]) -> list[Cell]:
    """The smallest known conflict among some cells, those with the greatest relaxation first."""
    among = set(cells)
    smallest = min((conflict for conflict in search.conflicting if conflict <= among), key=len)
    inside = [cell for cell in search.elastic.cells if cell in smallest]
    return sorted(inside, key=lambda cell: -search.paid.get(cell, 0.0))


def hitting(sets: Sequence[frozenset[Cell]], order: Sequence[Cell]) -> list[Cell] | None:
    """A minimal hitting set, found greedily; None if a set is empty."""
    chosen: list[Cell] = []
    left = list(sets)
    while left:
        times = Counter(cell for choice in left for cell in choice)
        if not all(left):
            return None
        best = max(order, key=lambda cell: times[cell])
        chosen.append(best)
        left = [cell for cell in left if best not in cell]
    for cell in list(chosen):
        rest = set(chosen) - {cell}
        if all(rest & candidate for candidate in sets):
            chosen.remove(cell)
    return chosen
