"""The findings of an explanation: the most important decisions, and the common decisions of near-optimal plans."""

from __future__ import annotations

import math
from collections import Counter

from model.reports.phrases import exactly, joined, money, some
from model.results.plan import HELD
from model.sheets.wording import count
from model.studies.explain.alternatives import Alternatives, SizeRange, Verdict
from model.studies.explain.explanation import Explanation
from model.studies.explain.words import decision_said, done, rejected_said

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
