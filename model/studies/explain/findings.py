"""The findings of an explanation: the most important decisions, and the common decisions of near-optimal plans."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from model.reports.phrases import exactly, joined, money, some
from model.results.plan import HELD
from model.sheets.wording import count
from model.solver.highs import LARGE, Interrupt, Solver, Status
from model.solver.ladder import elastic
from model.solver.program import NEED
from model.solver.relaxing import MISSED, misses
from model.solver.termination import Deadline
from model.studies.explain.alternatives import Alternatives, SizeRange, Verdict
from model.studies.explain.explanation import Explanation
from model.studies.explain.words import decision_said, done, rejected_said

if TYPE_CHECKING:
    from model.planning.reoptimise import Prepared
    from model.scenario.disruptions import Branch
    from model.solver.arrays import Array
    from model.solver.master import Learning


MOST_TOLD = 5
"""Findings that the terminal tells."""

HOLDS_ANOTHER = "The plan holds what another one decides, so that its bound is none on plans that decide otherwise."

MOST_LETTERS = 240
"""Letters for names of unsettled subjects."""


def findings(explanation: Explanation, alternatives: Alternatives | None = None) -> list[str]:
    """The most important first: decisions that every plan needs, then those with the greatest proven value, and last
    those that the workbook requires; rejected options by their distance."""
    known = [*explanation.decisions]
    telling = [each for each in known if each.is_needed or (each.without is not None and each.without.is_proven)]
    is_required = explanation.subjects.is_required
    telling.sort(
        key=lambda each: (is_required(each.subject), -math.inf if each.without is None else -each.without.at_least)
    )
    others = [each for each in explanation.rejected if each.extra is not None and each.extra.is_proven]
    room = MOST_TOLD - (1 if alternatives is not None else 0)
    few = max(room - min(len(others), 2), 0)
    is_held = bool(explanation.plan.statistics.get(HELD))
    lines = [HOLDS_ANOTHER] if is_held else []
    lines += [decision_said(each, explanation) for each in telling[:few]]
    lines += [rejected_said(each, explanation) for each in others[: room - len(lines)]]
    if alternatives is not None:
        lines.append(within_said(alternatives))
    open_ = len(known) - len(telling)
    if open_ and not is_held and len(lines) < MOST_TOLD:
        lines.append(
            f"Of {count(open_, 'decision')} it is not proven at this gap that doing without costs more; a smaller gap "
            "would tell."
        )
    if explanation.cheaper is not None:
        less = money(explanation.plan.objective - explanation.cheaper.cost)
        why = "which the decisions that are held rule out" if is_held else "which the gap left open"
        title = explanation.cheaper.asked.title
        lines.append(f"A plan was found that costs {less} {explanation.plan.amount} less, {why}: {title}.")
    if explanation.unsettled:
        names = some([each.title for each in explanation.unsettled], MOST_LETTERS)
        lines.append(f"Not settled, with neither a plan nor a proof in the work that a question may take: {names}.")
    return lines or ["The plan decides for nothing, and nothing was asked about."]


def within_said(found: Alternatives) -> str:
    """Number of investments that must be built, are a choice, and so on."""
    if not found.ranges:
        return "There is no investment or contract to choose."
    counts = Counter(each.verdict for each in found.ranges)
    parts = [
        f"{counts[verdict]} {word}"
        for verdict, word in (
            (Verdict.MUST, "must be built or signed (proven)"),
            (Verdict.REQUIRED, "required by the workbook"),
            (Verdict.CHOICE, "a real choice"),
            (Verdict.NEVER, "never built or signed (proven)"),
            (Verdict.OPEN, "open"),
        )
        if counts[verdict]
    ]
    many = count(len(found.ranges), "investment or contract", "investments and contracts")
    of = f"Of {many}, in plans that cost at most {exactly(found.tolerance)} more"
    return f"{of}: {joined(parts)}."


def must_said(found: SizeRange) -> str:
    return f"must be {done(found.subject)}" if found.verdict == Verdict.MUST else str(found.verdict)


def substitutes_said(found: Alternatives) -> list[str]:
    """'Songwe Hill or Nolans: every plan has at least one of them (proven)'."""
    return [
        f"{one.title} or {other.title}: every plan within {exactly(found.tolerance)} has at least one of them (proven)."
        for one, other in found.substitutes
    ]


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
