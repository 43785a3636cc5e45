"""Diagnosis: conflicts, repairs and the nearest feasible plan, each proven before it is reported."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from model.diagnosis.cells import PER_YEAR, Cell, cells_of, typed
from model.diagnosis.conflicts import Search, conflicts_of, fewest
from model.diagnosis.elastic import Elastic
from model.diagnosis.figures import ALMOST, Remedy, Trial, proven
from model.diagnosis.findings import Conflict, Diagnosis
from model.diagnosis.repairs import Remedies
from model.errors import SolveFailed
from model.planning.request import Request
from model.progress import Progress
from model.scenario.calendar import Calendar
from model.scenario.limits import Limit
from model.sheets.schema import LATER
from model.sheets.tables import Tables
from model.solver.highs import Interrupt
from model.solver.termination import Deadline

MOST_REMEDIES = 3

REASON = 6e9
"""Work allowed for conflicts of one solve among many, which is two to three minutes: in the example without half of its
training seats 54 cells are left after a quarter of it, and after nine tenths the six that matter."""

FURTHER_WORK = 7.5e8
"""For each further conflict or remedy of a large workbook. In the example with funds at a tenth three conflicts were
found, and no fourth in 13 minutes; one remedy, and no second in six."""

UNKNOWN = "The conflicting cells could not be identified within the work that one solve of many may take."

SLIPS = (10.0, 100.0, 1000.0)
"""Factors of figures with a misplaced decimal point."""

MOST_SLIPS = 4
"""Cells that are asked whether their decimal is misplaced."""


def what_must_give(tables: Tables, request: Request, most: float = math.inf) -> Diagnosis:
    """Conflicts and repairs of infeasible tables; of others their plan. Each plan is within the requested gap; in a
    large workbook it is the first one found, and its gap is stated. The time limit applies to the conflicts, and once
    more to the repairs; so does ``most``, the maximum work, as `REASON`."""
    search = _search(tables, request, most)
    remedies_of = Remedies(search)
    conflicts = _more_conflicts(search, remedies_of, request.progress, most)
    search.begin(Deadline.after(request.time_limit))
    remedies: list[Remedy] = []
    slips: dict[Cell, float] = {}
    plan = None
    try:
        request.progress.stage("Diagnosing infeasibility")
        slips = _slips(search, remedies_of, conflicts, request)
        conflicts = conflicts if search.is_large else _suspected(search, conflicts, request)
        for decision in remedies_of.in_order(_common(conflicts)):
            request.progress.stage(f"Trying remedy {len(remedies) + 1}")
            remedy = proven(search, decision, request)
            if remedy is not None and not remedy.values:
                plan = remedy.plan
            elif remedy is not None:
                remedies = distinct([*remedies, remedy])
            if len(remedies) == MOST_REMEDIES:
                break
            request.progress.stage(f"Diagnosing infeasibility ({len(remedies)} found)")
            if search.is_large and remedies:
                search.allow(FURTHER_WORK)
        for cells in _other_kinds(search, conflicts) if plan is None else ():
            if search.is_large:
                search.allow(FURTHER_WORK)
            if any(remedy.values.keys() <= set(cells) for remedy in remedies):
                continue
            request.progress.stage(f"Trying remedy {len(remedies) + 1}")
            least = remedies_of.least([cell for cell in search.elastic.cells if cell not in set(cells)])
            remedy = None if least is None else proven(search, least, request)
            remedies = distinct([*remedies, remedy]) if remedy is not None and remedy.values else remedies
        trial = Trial(search, replace(request, progress=Progress.silent()))
        for cell, first in (
            {pair for conflict in conflicts for pair in conflict.suspects.items()} if plan is None else ()
        ):
            later = ((t, trial.plan({cell: t})) for t in Calendar.of(tables.settings).periods if t >= first)
            remedies += islice((Remedy({cell: t}, cell.change_to(t), p) for t, p in later if p is not None), 1)
    except (SolveFailed, KeyboardInterrupt) as failed:  # conflicts proven until then are reported
        search.unfinished.append(search.ended("remedies", failed))
    remedies.sort(key=lambda remedy: (float(f"{remedy.weight:.2g}"), remedy.plan.objective))
    kinds = list(dict.fromkeys(remedy.kind for remedy in remedies))
    remedies.sort(key=lambda remedy: kinds.index(remedy.kind))  # the kind with the smallest change first
    return Diagnosis(search.tables, conflicts, remedies, tuple(dict.fromkeys(search.unfinished)), plan, slips)


def _other_kinds(search: Search, conflicts: Sequence[Conflict]) -> Iterator[Sequence[Cell]]:
    """Cells of which a remedy is to be known, too: targets, all others, each of those in a conflict by itself, since
    any may be mistyped; this not in a large workbook."""
    yield [cell for cell in search.elastic.cells if cell.is_target]
    yield [cell for cell in search.elastic.cells if not cell.is_target]
    if not search.is_large:
        alone = _common(conflicts, len(search.elastic.cells))
        yield from ([cell] for cell in alone if cell.value and not cell.is_target)


def _common(conflicts: Sequence[Conflict], most: int = MOST_REMEDIES) -> list[Cell]:
    """Some cells that all conflicts have, those first that give most easily."""
    cells = (
        [cell for cell in conflicts[0].cells if all(cell in conflict.cells for conflict in conflicts)]
        if conflicts
        else []
    )
    return sorted(cells, key=lambda cell: -cell.size / cell.scale)[:most]


def _more_conflicts(search: Search, remedies_of: Remedies, progress: Progress, most: float) -> list[Conflict]:
    """Conflicts found so far. In a large workbook each further one is sought with limited work, for planners need
    repairs more. The search is left with ``most`` work."""
    conflicts: list[Conflict] = []
    try:
        for conflict in _conflicts(search, remedies_of, progress):
            conflicts.append(conflict)
            progress.stage(f"Finding which cells conflict ({len(conflicts)} found)")
            if search.is_large:
                search.allow(FURTHER_WORK)
    except (SolveFailed, KeyboardInterrupt) as failed:
        search.unfinished.append(search.ended("conflicts", failed))
    finally:
        search.allow(most)
    return conflicts


def _suspected(search: Search, conflicts: Sequence[Conflict], request: Request) -> list[Conflict]:
    """The conflicts with the first years of their limits that end them where they are later: of a limit its rows move
    with its value alone, so that each year is a program of its own."""
    calendar, span, named = Calendar.of(search.tables.settings), set[int](), []
    for conflict in conflicts:
        suspects: dict[Cell, int] = {}
        for cell in conflict.cells:
            if not isinstance(cell.row, Limit) or cell.row.from_year is None or len(span | {cell.at}) > MOST_SLIPS:
                continue
            span.add(cell.at)
            start, scale = cell.row.from_year, 1 / PER_YEAR
            first = Cell(cell.row, cell.sheet, cell.at, "from_year", None, start, LATER, scale, scale)
            years = [t for t in calendar.periods if t > cell.row.from_year]
            at = bisect_left(years, True, key=lambda year: _ends(search, conflict, {first: year}, request))
            if at < len(years):
                suspects[first] = years[at]
        named.append(replace(conflict, suspects=suspects))
    return named


def _ends(search: Search, conflict: Conflict, values: Mapping[Cell, Any], request: Request) -> bool:
    """Whether the cells of a conflict can be met with other values elsewhere."""
    changed = _search(typed(search.tables, values), replace(request, progress=Progress.silent()))
    return changed.has_plan([cell for cell in changed.elastic.cells if cell in set(conflict.cells)])


def _slips(search: Search, remedies: Remedies, conflicts: Sequence[Conflict], request: Request) -> dict[Cell, float]:
    """Facts in conflicts that alone give a plan if their decimal point is moved, if they would otherwise change by half
    or more."""
    if search.is_large:
        return {}
    slips: dict[Cell, float] = {}
    facts = dict.fromkeys(cell for conflict in conflicts for cell in conflict.cells if cell.is_fact and cell.value)
    for cell in list(facts)[:MOST_SLIPS]:
        changes = remedies.least([other for other in search.elastic.cells if other != cell])
        if changes is None or changes.by.get(cell, 0.0) < cell.value / 2:
            continue
        trial = Trial(search, replace(request, progress=Progress.silent()))
        most = math.inf if cell.column.at_most is None else cell.column.at_most
        figures = [float(f"{cell.value * slip:.12g}") for slip in SLIPS]
        for figure in figures:
            if (
                cell.value + changes.by[cell] <= figure * (1 + ALMOST)
                and figure <= most
                and trial.has_plan({cell: figure})
            ):
                slips[cell] = figure
                break
    return slips


def distinct(remedies: Sequence[Remedy]) -> list[Remedy]:
    """Repairs without those that contain all changes of another one at no lower cost, compared at the prices of the
    typed values."""
    different: list[Remedy] = []
    for remedy in remedies:
        others = [*different, *(other for other in remedies if other.values.keys() < remedy.values.keys())]
        if not any(other.values.keys() <= remedy.values.keys() and other.weight <= remedy.weight for other in others):
            different.append(remedy)
    return different


def why_infeasible(tables: Tables, request: Request) -> str:
    """The conflicts of infeasible tables, in words; empty if none was found in time."""
    from model.diagnosis.findings import Words

    search = _search(tables, request, REASON)
    conflicts: list[Conflict] = []
    try:
        for conflict in _conflicts(search, Remedies(search), request.progress):
            conflicts.append(conflict)
    except SolveFailed as failed:
        search.unfinished.append(search.ended("conflicts", failed))
    if not conflicts:
        return UNKNOWN
    answer = Diagnosis(search.tables, conflicts, (), tuple(search.unfinished))
    return "\n".join(Words(search.tables).lines(answer))


def _search(tables: Tables, request: Request, most: float = math.inf) -> Search:
    """The search. Limits with a priority have no value that could be relaxed, and are left out there; in the tables of
    remedies they are the last rows, so that the numbers of all others stay."""
    rows = sorted(tables[Limit], key=_has_no_value)
    all_tables = replace(tables, rows={**tables.rows, Limit: rows})
    with_values = replace(tables, rows={**tables.rows, Limit: [row for row in rows if not _has_no_value(row)]})
    request.progress.stage("Finding which cells stand for which bounds of the program")
    elastic = Elastic.of(with_values, cells_of(with_values))
    return Search(all_tables, elastic, request.interrupt or Interrupt(), Deadline.after(request.time_limit), most)


def _has_no_value(row: Limit) -> bool:
    return row.priority is not None and not row.value


def _conflicts(search: Search, remedies: Remedies, progress: Progress) -> Iterator[Conflict]:
    """Conflicts, with the disruptions in which they occur. If the search ends before the first one, the smallest proven
    set of conflicting cells."""
    progress.stage("Finding which cells conflict")
    names = list(search.elastic.traced.open.instance.tree.branches)
    is_shown = False
    try:
        for cells in conflicts_of(search, remedies.hint):
            yield Conflict(cells, [names[b] for b in search.disruptions(cells)], search.is_large)
            search.tell()
            is_shown = True
    except SolveFailed:
        if search.conflicting and not is_shown:
            cells = fewest(search, search.elastic.cells)
            yield Conflict(cells, (), search.is_large, is_irreducible=False)
        raise
