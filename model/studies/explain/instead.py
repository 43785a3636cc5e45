"""Replacements in another plan: differences between the decisions of two plans, the largest first. If no plan is left:
limits and rules violated at the nearest point, and cells that forbid a decision."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from model.diagnosis.diagnose import REASON, what_must_give
from model.diagnosis.findings import MOST_LINES, Words
from model.errors import Infeasible
from model.families.investment.rows import PAYMENTS_AFTER
from model.reports.phrases import money
from model.results.build import Taken
from model.results.decisions import Decisions
from model.results.risk import outcomes
from model.results.view import View, text
from model.solver.highs import LARGE, Interrupt, Solver, Status, elastic
from model.solver.program import NEED
from model.solver.relaxation import MISSED, misses
from model.solver.termination import Deadline
from model.studies.explain.subjects import WHOLE, Subject, Subjects
from model.whatif.plan_difference import BuildChange, change_words

if TYPE_CHECKING:
    from model.planning.reoptimise import Prepared
    from model.planning.request import Request
    from model.results.plan import Plan
    from model.scenario.disruptions import Branch
    from model.sheets.tables import Tables
    from model.solver.arrays import Array
    from model.solver.master import Learning
    from model.solver.solve import Solution

FEW = 1e-3
"""Share of all purchases of a commodity below which differences are negligible."""


@dataclass(frozen=True)
class Instead:
    """Differences of another plan."""

    changes: tuple[tuple[Subject, BuildChange], ...]
    """Changes of investments, contracts and technologies, the largest outlay first."""
    bought: Mapping[str, float]
    """More purchases by 'commodity from country' [units over all years]."""
    short: Mapping[str, float]
    """More shortage by product [units over all years]."""
    shortage: float
    """Additional expected cost of shortage, disruptions included [amount]."""

    def added(self) -> list[Subject]:
        """New or enlarged subjects."""
        return [subject for subject, change in self.changes if _size(change.after) > _size(change.before)]


def _size(built: Taken | None) -> float:
    return 0.0 if built is None else built.size


def instead(
    subjects: Subjects,
    other: Decisions,
    before: Mapping[str, float],
    after: Mapping[str, float],
    without: Collection[Subject] = (),
) -> Instead:
    """Differences of other decisions from the plan's, except those on some subjects; ``before`` and ``after`` are
    sketches."""
    changes = []
    for subject in subjects.all:
        if subject in without:
            continue
        one, two = _built(subjects, subject, subjects.plan.decided), _built(subjects, subject, other)
        if words := change_words(one, two):
            changes.append((subject, BuildChange(subject.title, words, one, two)))
    ordered = sorted(changes, key=lambda change: (-subjects.outlay(change[0]), change[0].labels))
    bought = {
        " from ".join(name.split(SEPARATOR)): more
        for name, more in differences(before, after, BOUGHT).items()
        if abs(more) > FEW * _all_of(name, before, after)
    }
    short = {name: more for name, more in differences(before, after, SHORT).items() if abs(more) > FEW}
    return Instead(tuple(ordered), bought, short, differences(before, after, COSTS).get(SHORTAGE, 0.0))


def _all_of(name: str, *sketches: Mapping[str, float]) -> float:
    """Purchases of a commodity from all countries, in the sketch that has more of them."""
    start = SEPARATOR.join([BOUGHT, name.split(SEPARATOR)[0], ""])
    return max(sum(value for key, value in sketch.items() if key.startswith(start)) for sketch in sketches)


def _built(subjects: Subjects, subject: Subject, decided: Decisions) -> Taken | None:
    taken = subjects.taken(subject, decided)
    if taken.count <= WHOLE:
        return None
    return replace(taken, unit=subjects.unit(subject))


BOUGHT, SHORT, COSTS = "bought", "short", "costs"
"""Purchases by commodity and country, shortage by product [units over all years], costs by category [amount]."""

SHORTAGE = "shortage"
"""The category of shortage costs."""

UNMET = "unmet"
"""Shortage of each disruption in its window, by branch, in units of demand."""

CAPITAL, OF_CAPITAL = "capital", ("capital", PAYMENTS_AFTER, "salvage")
"""Cost of each project that goes with its capital cost [amount]."""

SEPARATOR = " | "


def sketch(base: Prepared, solution: Solution) -> dict[str, float]:
    """Sketch of a solution, at the costs of the workbook."""
    from model.results.plan import read_plan

    return sketch_of(read_plan(base.tables, base.instance, base.reader, solution))


def capital_of(measures: Mapping[str, float], project: str) -> float:
    """Capital cost of a project in a sketch, also due after the plan, less salvage, discounted [amount]."""
    return measures.get(SEPARATOR.join([CAPITAL, project]), 0.0)


def sketch_of(plan: Plan) -> dict[str, float]:
    """The sums by subject."""
    view = View(plan)
    sums: dict[str, float] = {}
    for kind, frame, labels, measure in (
        (BOUGHT, "purchases", ("commodity", "country"), "bought"),
        (SHORT, "service", ("product",), "shortage"),
    ):
        for row in view.trunk(frame):
            name = SEPARATOR.join([kind, *(text(row[label]) for label in labels)])
            sums[name] = sums.get(name, 0.0) + view.years_of(row) * float(row[measure] or 0.0)
    for (category,), amount in view.sums("costs", ("category",), "present_value").items():
        sums[SEPARATOR.join([COSTS, category])] = amount
    for (cost, item), amount in view.sums("costs", ("cost", "item"), "present_value").items():
        if cost in OF_CAPITAL:
            name = SEPARATOR.join([CAPITAL, item.rpartition(" · ")[0]])
            sums[name] = sums.get(name, 0.0) + amount
    for outcome in outcomes(view):
        if not outcome.product:
            sums[SEPARATOR.join([UNMET, outcome.branch])] = outcome.unmet
    return sums


def differences(before: Mapping[str, float], after: Mapping[str, float], kind: str) -> dict[str, float]:
    """Increases from one sketch to another, of one kind, the largest differences first."""
    start = kind + SEPARATOR
    names = dict.fromkeys(name for name in (*before, *after) if name.startswith(start))
    increases = {name.removeprefix(start): after.get(name, 0.0) - before.get(name, 0.0) for name in names}
    return dict(sorted(increases.items(), key=lambda increase: (-abs(increase[1]), increase[0])))


# ---------------------------------------------------------------------------------------------- what would be missed


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
        needed = learning.active | {branch for branch, _ in learning.needs}
        all_branches = range(len(learning.program.probability))
        looks = [(needed, True), (needed, False), (all_branches, True), (all_branches, False)]
    for branches, relaxed in looks:
        rows = _rows(base, learning, branches, relaxed=relaxed)
        if rows is None:
            return NO_LIMIT_FAILS
        if len(rows):
            return _in_words(base, learning, rows)
    return ""


def forbidding(tables: Tables, request: Request, cost: float) -> Infeasible:
    """The cells that forbid a decision required by ``tables``, and the smallest changes with which a plan has it, each
    with its cost beside the ``cost`` of the plan without it [amount]; empty if unknown."""
    answer = what_must_give(tables, request, REASON)
    if answer.plan is not None or not answer.conflicts:
        return Infeasible()
    words = Words(answer.tables)
    cells = dict.fromkeys(cell for conflict in answer.conflicts for cell in conflict.cells)
    bounds = [words.bound(cell) for cell in list(cells)[:MOST_LINES]]
    more = [f"and {len(cells) - MOST_LINES:,} more"] if len(cells) > MOST_LINES else []
    parts = [f"It is forbidden by {'; '.join([*bounds, *more])}."] if cells else []
    remedies = sorted(answer.remedies, key=lambda remedy: remedy.plan.objective)
    for remedy in remedies:
        figures = f"{money(remedy.plan.objective)} in place of {money(cost)} {remedy.plan.amount}"
        parts.append(f"With {words.changes(remedy)} a plan has it, and costs {figures} (found).")
    forbidden = Infeasible(" ".join(parts))
    forbidden.changes = words.as_data(remedies)
    return forbidden


def _missing(learning: Learning) -> set[int]:
    """Disruptions whose known needs are violated at the nearest point."""
    master = learning.master()
    violations = misses(learning, master, Interrupt(), Deadline())
    if violations is None:
        return {branch for branch, _ in learning.needs}
    missed = {row for row, amount in zip(*violations, strict=True) if amount > MISSED}
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


def _in_words(base: Prepared, learning: Learning, rows: Array) -> str:
    by_name: dict[str, list[str]] = {}
    for name, moment in _named(base, learning, rows):
        by_name.setdefault(name, []).append(moment)
    return "; ".join(name + _when(moments) for name, moments in by_name.items())


def _named(base: Prepared, learning: Learning, rows: Array) -> Iterator[tuple[str, str]]:
    """Limit and moment of each row, or rule; a moment in a disruption is the disruption."""
    branch_of: Mapping[Any, Branch] = base.instance.tree.branch_of
    tangents = {row: (cone.limit, cone.moment) for cone, row in learning.tangent_rows}
    for row in rows:
        if row in tangents:
            name, moment = tangents[row]
        else:
            of, block = next(
                constraint
                for constraint in base.matrix.constraints.items()
                if constraint[1].start <= row < constraint[1].stop
            )
            key = block.keys[int(row) - block.start]
            if of in RULES:
                yield RULES[of](key), ""
                continue
            name, moment = key[0], key[-1]
        yield f"'{name}'", branch_of[moment].name if moment in branch_of else str(moment)


def _when(moments: list[str]) -> str:
    first, *others = dict.fromkeys(moments)
    return f" ({first}" + (f" and {len(others)} more" if others else "") + ")" if first else ""
