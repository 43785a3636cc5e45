"""Why there is no plan: limits and rules violated at the nearest point, and cells that forbid a decision."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from model.diagnosis.diagnose import REASON, what_must_give
from model.diagnosis.findings import MOST_LINES, Words
from model.reports.phrases import money
from model.solver.highs import LARGE, Interrupt, Solver, Status, elastic
from model.solver.program import NEED
from model.solver.relaxation import MISSED, misses
from model.solver.termination import Deadline

if TYPE_CHECKING:
    from model.planning.reoptimise import Prepared
    from model.planning.request import Request
    from model.scenario.disruptions import Branch
    from model.sheets.tables import Tables
    from model.solver.arrays import Array
    from model.solver.master import Learning

NODES = 1000
"""Nodes of an integer search for the nearest point."""

NO_LIMIT_FAILS = "no plan, even without the limits"

RULES: Mapping[str, Callable[[Any], str]] = {
    "built_for_certain": lambda key: f"'minimum modules' of '{key}' in Projects",
    "decided_at_least": lambda key: f"'{key[0]}' in Decisions",
    "decided_at_most": lambda key: f"'{key[0]}' in Decisions",
}
"""A planner's rules on decisions, in words, by the constraint that enforces them."""


def missed(base: Prepared, learning: Learning) -> str:
    """In words, with the time or disruption; empty if unknown. In a large program only disruptions with a violation at
    the nearest point are examined, and integers are relaxed."""
    looks: list[tuple[Collection[int], bool]]
    if len(base.matrix.cost) >= LARGE:
        looks = [(learning.active | _missing(learning), True)]
    else:
        known = learning.active | {branch for branch, _ in learning.needs}
        whole = range(len(learning.program.probability))
        looks = [(known, True), (known, False), (whole, True), (whole, False)]
    for branches, relaxed in looks:
        rows = _rows(base, learning, branches, relaxed=relaxed)
        if rows is None:
            return NO_LIMIT_FAILS
        if len(rows):
            return _said(base, learning, rows)
    return ""


def forbidding(tables: Tables, request: Request, cost: float) -> str:
    """The cells that forbid a decision required by ``tables``, and the smallest changes with which a plan has it, each
    with its cost beside the ``cost`` of the plan without it [amount]; empty if unknown."""
    answer = what_must_give(tables, request, REASON)
    if answer.plan is not None or not answer.conflicts:
        return ""
    words = Words(answer.tables)
    cells = dict.fromkeys(cell for conflict in answer.conflicts for cell in conflict.cells)
    said = [words.bound(cell) for cell in list(cells)[:MOST_LINES]]
    more = [f"and {len(cells) - MOST_LINES:,} more"] if len(cells) > MOST_LINES else []
    parts = [f"It is forbidden by {'; '.join([*said, *more])}."] if cells else []
    for remedy in sorted(answer.remedies, key=lambda each: each.plan.objective):
        figures = f"{money(remedy.plan.objective)} in place of {money(cost)} {remedy.plan.amount}"
        parts.append(f"With {words.changes(remedy)} a plan has it, and costs {figures} (found).")
    return " ".join(parts)


def _missing(learning: Learning) -> set[int]:
    """Disruptions whose known needs are violated at the nearest point."""
    master = learning.master()
    found = misses(learning, master, Interrupt(), Deadline())
    if found is None:
        return {branch for branch, _ in learning.needs}
    missed = {row for row, amount in zip(*found, strict=True) if amount > MISSED}
    needs = np.flatnonzero(master.rows == NEED)
    return {branch for (branch, _), row in zip(master.needs, needs, strict=True) if row in missed}


def _rows(base: Prepared, learning: Learning, branches: Collection[int], *, relaxed: bool) -> Array | None:
    """Limits and rules violated at the nearest point, undisturbed and in some disruptions; None if no point satisfies
    the rest."""
    master = learning.program.master(branches, [])
    is_given = learning.program.is_limit.copy()
    is_given[[row for name in RULES for row in base.rows(name).values()]] = True
    limits = np.flatnonzero(is_given[master.rows])
    solver = Solver(elastic(master.matrix, limits))
    solver.option("mip_max_nodes", NODES)
    status = solver.run_linear(vertex=True) if relaxed else solver.run()
    if status == Status.kInfeasible:
        return None
    if not solver.has_solution:
        return np.zeros(0, int)
    slack = solver.values[len(master.matrix.cost) :].reshape(2, -1).sum(axis=0)
    return np.asarray(master.rows[limits[slack > MISSED]])


def _said(base: Prepared, learning: Learning, rows: Array) -> str:
    found: dict[str, list[str]] = {}
    for name, moment in _named(base, learning, rows):
        found.setdefault(name, []).append(moment)
    return "; ".join(name + _when(moments) for name, moments in found.items())


def _named(base: Prepared, learning: Learning, rows: Array) -> Iterator[tuple[str, str]]:
    """Limit and moment of each row, or rule; a moment in a disruption is the disruption."""
    branch_of: Mapping[Any, Branch] = base.instance.tree.branch_of
    tangents = {row: (cone.limit, cone.moment) for cone, row in learning.tangent_rows}
    for row in rows:
        if row in tangents:
            name, moment = tangents[row]
        else:
            of, block = next(each for each in base.matrix.constraints.items() if each[1].start <= row < each[1].stop)
            key = block.keys[int(row) - block.start]
            if of in RULES:
                yield RULES[of](key), ""
                continue
            name, moment = key[0], key[-1]
        yield f"'{name}'", branch_of[moment].name if moment in branch_of else str(moment)


def _when(moments: list[str]) -> str:
    first, *others = dict.fromkeys(moments)
    return f" ({first}" + (f" and {len(others)} more" if others else "") + ")" if first else ""
