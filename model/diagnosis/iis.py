"""Conflicts: sets of cells that cannot all hold, though they can without any one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count

from model.diagnosis.cells import Cell
from model.diagnosis.feasibility import DUST, Search

MOST_CONFLICTS, MOST_LOOKS = 8, 24
"""Conflicts that are told, and sets of cells without which others are looked for."""

OF_SIZE = (
    "In a workbook of this size the search covers only conflicts that the smallest change resolves, and none that "
    "whole numbers alone cause (modules, people, decisions)."
)


def conflicts_of(search: Search, given: Callable[[], Collection[Cell]]) -> Iterator[list[Cell]]:
    """Conflicts, the more the further it is looked: once a cell of one is left out, another shows, if there is one
    without it (R. Reiter, "A theory of diagnosis from first principles", *Artificial Intelligence* 32, 1987). What is
    ``given`` in the cheapest way, which is asked once there is a conflict, is left out first, so that all conflicts
    that it settles are found before others; in a large workbook only these are, and it is asked before all else, unless
    work is bounded: then a conflict of many cells is better than none."""
    found: list[list[Cell]] = []
    first: set[Cell] | None = None
    queue, seen = [frozenset[Cell]()], {frozenset[Cell]()}
    if search.is_large and not search.is_bounded:
        first = set(given())
        for cell in _alone(search, first):
            found.append([cell])
            yield [cell]
        queue = [frozenset(cell for (cell,) in found)]
    if search.is_large:
        search.unfinished.append(OF_SIZE)
    for look in count():
        if not queue:
            return
        if look == MOST_LOOKS or len(found) == MOST_CONFLICTS:
            search.unfinished.append(f"The search for conflicts ended after {len(found)}.")
            return
        gone = queue.pop(0)
        known = next((each for each in found if not gone & set(each)), None)
        cells = known or conflict(search, [cell for cell in search.elastic.cells if cell not in gone])
        if cells is None:
            continue
        if known is None:
            found.append(cells)
            yield cells
        first = set(given()) if first is None else first
        ways = sorted(cells, key=first.__contains__, reverse=True)
        for cell in ways[:1] if search.is_large else ways:
            further = gone | {cell}
            if further not in seen:
                seen.add(further)
                queue.append(further)


def _alone(search: Search, given: Collection[Cell]) -> Iterator[Cell]:
    """Cells that cannot be met by themselves, among those that give in the cheapest way, where these are enough to
    give: each takes one small question, where to narrow the conflict of all cells down to it takes several large
    ones."""
    if not given or not search.has_plan([cell for cell in search.elastic.cells if cell not in given]):
        return
    for cell in sorted(given, key=lambda cell: -search.paid.get(cell, 0.0))[:MOST_CONFLICTS]:
        if not search.has_plan([cell]):
            yield cell


def conflict(search: Search, cells: Collection[Cell]) -> list[Cell] | None:
    """Cells among some that have no plan together, though they have without any one of them, whatever all others
    give; None where all of them together have a plan."""
    if search.is_large:
        return _by_leaving_out(search, cells)
    return _by_hitting(search, cells)


def _by_hitting(search: Search, cells: Collection[Cell]) -> list[Cell] | None:
    """Cells of every solution that is found give there; a conflict has one of them. The fewest cells of which this
    holds are asked whether they have a plan, which gives one solution more or the conflict: without any one of
    them another solution will do. What has a plan is told soon, and that there is none is asked only once (A.
    Ignatiev, A. Previti, M. Liffiton and J. Marques-Silva, "Smallest MUS extraction with minimal hitting set
    dualization", *CP* 2015)."""
    if len(cells) < len(search.elastic.cells) and search.has_plan(cells):
        return None
    linear = _by_leaving_out(search, cells, relaxed=True)
    among = frozenset(cells if linear is None else linear)
    while True:
        kept = hitting([gave & among for gave in search.gave], search.elastic.cells)
        if kept is None:
            return None
        if not search.has_plan(kept):
            return fewest(search, kept)


def _by_leaving_out(search: Search, cells: Collection[Cell], *, relaxed: bool = False) -> list[Cell] | None:
    """The same by leaving out cells of a proof, fewer and fewer of them at once, those first that give least where all
    are to hold: what gives most is most likely the conflict."""
    if search.has_plan(cells, relaxed=relaxed):
        return None
    kept = fewest(search, cells)[::-1]
    paying = [cell for cell in kept if search.paid.get(cell, 0.0) > DUST] if search.is_large else []
    if 0 < len(paying) < len(kept) and not search.has_plan(paying, relaxed=relaxed):
        kept = fewest(search, paying)[::-1]  # what gives nothing is left out at once
    width = max(1, len(kept) // 2)
    while True:
        at = 0
        while at < len(kept):
            rest = [*kept[:at], *kept[at + width :]]
            if search.has_plan(rest, relaxed=relaxed):
                at += width
            else:
                kept = fewest(search, rest)[::-1]
        if width == 1:
            return kept
        width = max(1, width // 2)


def fewest(search: Search, cells: Collection[Cell]) -> list[Cell]:
    """The fewest of some cells of which it is known that they conflict, those first that give most where all are to
    hold."""
    among = set(cells)
    known = min((each for each in search.conflicting if each <= among), key=len)
    inside = [cell for cell in search.elastic.cells if cell in known]
    return sorted(inside, key=lambda cell: -search.paid.get(cell, 0.0))


def hitting(sets: Sequence[frozenset[Cell]], order: Sequence[Cell]) -> list[Cell] | None:
    """Few cells of which each set has one, and no fewer of them do; None where a set has no cell."""
    chosen: list[Cell] = []
    left = list(sets)
    while left:
        times = Counter(cell for each in left for cell in each)
        if not all(left):
            return None
        best = max(order, key=lambda cell: times[cell])
        chosen.append(best)
        left = [each for each in left if best not in each]
    for cell in list(chosen):
        rest = set(chosen) - {cell}
        if all(rest & each for each in sets):
            chosen.remove(cell)
    return chosen
