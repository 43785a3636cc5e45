"""What must give where no plan exists: conflicts, remedies and the plan that comes nearest, each proven before it is
told."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from model.errors import AuditFailed, Infeasible, SolveFailed
from model.giving.cells import ALLOWED, EARLIER, LATER, Cell, cells_of, typed
from model.giving.conflicts import conflicts_of, fewest
from model.giving.elastic import Elastic
from model.giving.remedies import Given, Remedies
from model.giving.search import Search
from model.planning.solving import Request, audited, solve_once
from model.progress import Progress
from model.results.decisions import decided_in
from model.sheets.schema import LESS, NO, YES
from model.sheets.tables import Tables
from model.solver.deadline import Deadline
from model.solver.highs import Interrupt
from model.world.limits import Limit

if TYPE_CHECKING:
    from model.results.plan import Plan

MOST_REMEDIES = 3

REASON = 1.5e9
"""Of the work for the conflicts that are told of one solve among many, which is about a minute."""

FURTHER_WORK = REASON / 2
"""For each further conflict or remedy of a large workbook. In the example with funds at a tenth three conflicts were
found, and no fourth in 13 minutes; one remedy, and no second in six."""

UNKNOWN = "The conflicting cells could not be identified within the work that one solve of many may take."

FOUND = 0.25
"""Gap within which a remedy's plan is found in a large workbook."""

ROUNDED = 0.01
"""Of what a cell gives, that rounding may add, so that a planner has a figure that can be typed."""

ALMOST = 1e-7
"""Relative; a figure that is off by less is one that was found up to rounding."""

FURTHER = (1.0, 1.02, 1.1, 1.3, 2.0)
"""Times what was found, at which a remedy is tried: where cells multiply what is decided, it is found only nearly."""


@dataclass(frozen=True)
class Conflict:
    """Cells that cannot all hold, while any others give whatever it takes. Without any one of them the rest can."""

    cells: Sequence[Cell]
    disruptions: Sequence[str]
    """In each of which alone they cannot; none where they cannot even undisturbed."""
    is_relaxed: bool
    """Whether linear programs alone say that each cell is necessary; that the cells conflict is proven in any case."""
    is_irreducible: bool = True
    """Whether each cell is necessary; else the search for fewer was ended."""


@dataclass(frozen=True)
class Remedy:
    """Cells with other values, with which there is a plan."""

    values: Mapping[Cell, Any]
    weight: float
    """What all of them give, each relative to its value."""
    plan: Plan
    """Found with these values and audited."""


@dataclass(frozen=True)
class Answer:
    """What must give."""

    tables: Tables
    conflicts: Sequence[Conflict]
    remedies: Sequence[Remedy]
    is_complete: bool
    """Whether nothing was left out for want of time or work."""
    plan: Plan | None = None
    """Of the tables as they are, where they have one: nothing must give."""


def what_must_give(tables: Tables, request: Request) -> Answer:
    """Conflicts and remedies of tables that have no plan; of others their plan. Each plan is as good as is requested;
    in a large workbook it is one that was found, and its gap is stated."""
    search = _search(tables, request)
    remedies_of = Remedies(search)
    conflicts: list[Conflict] = []
    remedies: list[Remedy] = []
    is_complete, plan = False, None
    try:
        are_all = _told(search, remedies_of, request.progress, conflicts)
        request.progress.stage("Finding what must give")
        for given in remedies_of.in_order():
            request.progress.stage(f"Trying remedy {len(remedies) + 1}")
            remedy = _proven(search, given, request)
            if remedy is not None and not remedy.values:
                plan = remedy.plan
            elif remedy is not None:
                remedies = distinct([*remedies, remedy])
            if len(remedies) == MOST_REMEDIES:
                break
            request.progress.stage(f"Finding what must give ({len(remedies)} found)")
            if search.is_large and remedies:
                search.allow(FURTHER_WORK)
        is_complete = are_all
    except SolveFailed:  # time, work, or Ctrl-C: what was proven until then is told
        pass
    return Answer(search.tables, conflicts, sorted(remedies, key=lambda each: each.weight), is_complete, plan)


def _told(search: Search, remedies_of: Remedies, progress: Progress, conflicts: list[Conflict]) -> bool:
    """Add conflicts as they are found; whether these are all. In a large workbook each further one is looked for with
    limited work, for planners need remedies more. Raises SolveFailed where there is no more time, or none is found."""
    try:
        for conflict in _conflicts(search, remedies_of, progress):
            conflicts.append(conflict)
            progress.stage(f"Finding which cells conflict ({len(conflicts)} found)")
            if search.is_large:
                search.allow(FURTHER_WORK)
    except SolveFailed:
        if not conflicts or not search.is_large or search.is_late:
            raise
        return False
    finally:
        search.allow(math.inf)
    return True


def distinct(remedies: Sequence[Remedy]) -> list[Remedy]:
    """Remedies without those that change all that another one does, and more, and are no cheaper: which is the cheaper
    is known once prices are those of what is typed."""
    return [
        each
        for each in remedies
        if not any(other.values.keys() < each.values.keys() and other.weight <= each.weight for other in remedies)
    ]


def why_infeasible(tables: Tables, request: Request) -> str:
    """The conflicts of tables that have no plan, in words; nothing where none was found in time."""
    from model.giving.words import Words

    search = _search(tables, request, REASON)
    conflicts: list[Conflict] = []
    is_complete = False
    with suppress(SolveFailed):
        for conflict in _conflicts(search, Remedies(search), request.progress):
            conflicts.append(conflict)
        is_complete = True
    if not conflicts:
        return UNKNOWN
    return "\n".join(Words(search.tables).lines(Answer(search.tables, conflicts, (), is_complete)))


def _search(tables: Tables, request: Request, most: float = math.inf) -> Search:
    """Where all is looked for. Limits that come before cost have no value that could give way, and are left out there;
    in the tables that remedies are typed into they are the last rows, so that the numbers of all others stay."""
    rows = sorted(tables[Limit], key=_has_no_value)
    whole = replace(tables, rows={**tables.rows, Limit: rows})
    given = replace(tables, rows={**tables.rows, Limit: [row for row in rows if not _has_no_value(row)]})
    request.progress.stage("Finding which cells stand for which bounds of the program")
    elastic = Elastic.of(given, cells_of(given))
    until = Deadline.after(request.time_limit)
    return Search(whole, elastic, request.interrupt or Interrupt(), until, most)


def _has_no_value(row: Limit) -> bool:
    return row.priority is not None and not row.value


def _conflicts(search: Search, remedies: Remedies, progress: Progress) -> Iterator[Conflict]:
    """Conflicts, and the disruptions in which they are. Where the search is ended before the first one, the fewest
    cells of which a conflict is proven."""
    progress.stage("Finding which cells conflict")
    names = list(search.elastic.traced.open.instance.tree.branches)
    told = False
    try:
        for cells in conflicts_of(search, remedies.hint):
            yield Conflict(cells, [names[b] for b in search.disruptions(cells)], search.is_large)
            told = True
    except SolveFailed:
        if search.conflicting and not told:
            cells = fewest(search, search.elastic.cells)
            yield Conflict(cells, (), search.is_large, is_irreducible=False)
        raise


def _proven(search: Search, given: Given, request: Request) -> Remedy | None:
    """A remedy in figures that can be typed, with the plan that it makes; None where none was found."""
    near = decided_in(search.elastic.traced.open.matrix, given.values)
    gap = max(request.gap, FOUND) if search.is_large else request.gap
    quiet = replace(request, gap=gap, near=near, progress=Progress.silent())
    for factor in FURTHER:
        values = {cell: _figure(search.elastic, cell, given, factor) for cell in given.by}
        try:
            plan = audited(solve_once(typed(search.tables, values), quiet))
        except (Infeasible, AuditFailed):
            continue
        return Remedy(values, sum(cell.change_to(value) for cell, value in values.items()), plan)
    return None


def _figure(elastic: Elastic, cell: Cell, given: Given, factor: float) -> Any:
    """The value that a cell has to have, in a figure that can be typed."""
    if cell.is_switch:
        return YES if cell.gives == ALLOWED else NO
    if cell.gives in (EARLIER, LATER):
        used = [change for column, change in elastic.gates[cell] if given.values[column] > 0.5]
        years = max(used, default=given.by[cell])
        return round(cell.value - years if cell.gives == EARLIER else cell.value + years)
    step = given.by[cell] * factor
    low, high = cell.column.at_least, cell.column.at_most
    value = rounded(cell.value + cell.sign * step, ROUNDED * step, up=cell.gives != LESS, whole=cell.column.whole)
    return min(max(value, -math.inf if low is None else low), math.inf if high is None else high)


def rounded(value: float, room: float, *, up: bool, whole: bool = False) -> float:
    """The roundest figure that is no more than a room above a value, or below it, and not on the other side."""
    outward = math.ceil if up else math.floor
    if whole:
        return outward(value - (1e-6 if up else -1e-6))
    value -= (1.0 if up else -1.0) * ALMOST * abs(value)
    first = math.ceil(math.log10(max(abs(value), room, 1e-12)))
    for digits in range(-first, 15):
        scale = 10.0**digits
        figure = outward(value * scale) / scale
        if abs(figure - value) <= max(room, 2 * ALMOST * abs(value)):
            return figure
    return value
