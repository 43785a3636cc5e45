"""Wording of an explanation, and its findings; every figure is named proven or found."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from model.families.decisions.rows import BUILD, SIGN
from model.reports.phrases import exactly, joined, money, percent, some
from model.results.build import Taken
from model.results.plan import HELD
from model.sheets.common import Commodity
from model.sheets.names import NO_PLAN, NOT_KNOWN, count
from model.studies.explain.alternatives import Alternatives, SizeRange, Verdict
from model.studies.explain.answers import Extra
from model.studies.explain.explanation import BreakEven, ExplainedDecision, Explanation, Rejected
from model.studies.explain.instead import NO_LIMIT_FAILS, Instead
from model.studies.explain.questions import LEAST_PART, Query
from model.studies.explain.subjects import Subject
from model.whatif.plan_difference import ADDED, DROPPED, BuildChange

MOST_DIFFERENCES = 4
"""Differences between two plans that are named; the others are counted."""

HAVING: Mapping[str, tuple[str, str]] = {BUILD: ("built", "Building"), SIGN: ("signed", "Signing")}
"""Verbs of decisions, by action; 'acquired' for others."""


def done(subject: Subject) -> str:
    return HAVING.get(subject.action, ("acquired", ""))[0]


def doing(subject: Subject) -> str:
    return HAVING.get(subject.action, ("", "Acquiring"))[1]


ALL_OTHERS_HELD = "With all other decisions held and nothing else built or signed,"
"""`questions.HOLDS` in a few words."""

NO_LIMIT = "no limit: demand that must be met, what needs it, or a rule of its own"
"""Reason why there is no plan without it even without the limits."""


# ---------------------------------------------------------------------------------------------- costs


def extra_said(extra: Extra | None, amount: str) -> str:
    """'at least 12 million USD more, at most 20 more (proven); the plan found costs 15 more than this one'."""
    if extra is None:
        return "not asked"
    if extra.is_impossible:
        return f"{NO_PLAN} (proven)"
    if not extra.is_proven:
        if not math.isfinite(extra.attained):
            return NOT_KNOWN
        if extra.is_free:
            return "no more (found)"
        return f"{money(extra.attained)} {amount} more in the plan found, not significant at this gap"
    least = money(extra.at_least)
    if not math.isfinite(extra.attained):
        return f"at least {least} {amount} more (proven), if there is a plan: none was found"
    in_plan, most = money(extra.attained), money(extra.at_most) if math.isfinite(extra.at_most) else ""
    if least == most:
        return f"{least} {amount} more (proven)"
    proven = f"at least {least} {amount} more{most and f', at most {most} more'} (proven)"
    return proven if in_plan == most else f"{proven}; the plan found costs {in_plan} more than this one"


def because_said(decision: ExplainedDecision) -> str:
    """The limits for which it is built, as far as proven."""
    reason = decision.because
    if not reason:
        alone = decision.extra.get(Query.ALONE)
        is_known = alone is not None and not alone.is_impossible and math.isfinite(alone.attained)
        return f"no limit: it saves cost{_of_shortage(decision)}" if is_known else ""
    return NO_LIMIT if reason == NO_LIMIT_FAILS else reason


MOSTLY = 0.5
"""Share of the value of a decision from which on a component is named."""


def _of_shortage(decision: ExplainedDecision) -> str:
    """Share of its value that is avoided shortage, if it is most of it."""
    instead, without = decision.instead, decision.without
    if instead is None or without is None or not 0 < without.attained < math.inf:
        return ""
    if instead.shortage < MOSTLY * without.attained:
        return ""
    return f", most of it shortage ({money(instead.shortage)} more without it, found)"


# ---------------------------------------------------------------------------------------------- decisions


def decision_said(decision: ExplainedDecision, explanation: Explanation) -> str:
    """Why something is decided for."""
    title, amount = decision.subject.title, explanation.plan.amount
    reason = decision.because
    if decision.is_needed:
        words = f"{title} is needed: no plan does without it (proven)"
        if decision.reasons.get(Query.WITHOUT) == NO_LIMIT_FAILS:
            return f"{words}, even without the limits."
        return f"{words}; what comes nearest misses {reason}." if reason else f"{words}."
    words = f"Without {title} the plan costs {extra_said(decision.without, amount)}"
    if decision.instead is not None and (what := instead_said(decision.instead, explanation)):
        words += f": {'; '.join(what)}"
    alone = decision.extra.get(Query.ALONE)
    if reason and reason != NO_LIMIT_FAILS:
        return f"{words}. {ALL_OTHERS_HELD} it is needed for {reason} (proven)."
    if reason:
        return f"{words}. {ALL_OTHERS_HELD} there is no plan without it (proven), even without the limits."
    if alone is not None and not alone.is_impossible and alone.is_proven:
        saves = f"{title} saves at least {money(alone.at_least)} {amount} (proven)"
        return f"{words}. {ALL_OTHERS_HELD} {saves}; no limit needs it."
    return f"{words}."


def closely_said(decision: ExplainedDecision, amount: str) -> Iterator[str]:
    """A period later, and half as much."""
    for kind in (Query.LATER, Query.HALF):
        if kind in decision.extra:
            reason = decision.reasons.get(kind, "")
            missed = f"; what comes nearest misses {reason}" if reason and reason != NO_LIMIT_FAILS else ""
            dropped = f"; {DROPPED_SAID}" if kind in decision.dropped else ""
            yield f"{decision.subject.title} {kind}: {extra_said(decision.extra[kind], amount)}{missed}{dropped}."


DROPPED_SAID = "the plan found does without it"
"""Remark for questions in which it may be later, or half as much, and is omitted altogether."""


def rejected_said(rejected: Rejected, explanation: Explanation) -> str:
    """Why an option is rejected, and its break-even conditions."""
    title, amount = rejected.subject.title, explanation.plan.amount
    extra = rejected.extra
    subjects = explanation.subjects
    late = ", or less where it is opened late" if subjects.is_expansion(rejected.subject) else ""
    part = "" if subjects.is_any(rejected.subject) else f" (at least {percent(LEAST_PART)} of its maximum size{late})"
    if extra is None:
        return f"{title} is not {done(rejected.subject)}; what it costs to have it is {NOT_KNOWN}."
    if extra.is_impossible:
        reason = rejected.reason
        missed = f"; what comes nearest misses {reason}" if reason and reason != NO_LIMIT_FAILS else ""
        never = f"{title}{part} cannot be {done(rejected.subject)}: no plan has it (proven){missed}."
        return f"{never} {rejected.forbidden}".strip()
    words = f"{doing(rejected.subject)} {title}{part} costs {extra_said(extra, amount)}"
    if rejected.instead is not None and (what := instead_said(rejected.instead, explanation)):
        words += f": {'; '.join(what)}"
    return f"{words}. {break_even_said(rejected.break_even)}".strip()


def break_even_said(break_even: BreakEven | None) -> str:
    """Share of its capital cost at which a project would be built."""
    if break_even is None:
        return ""
    if break_even.not_even_free:
        return "Even free of capital cost it would not be built (proven)."
    built, never = share_said(rounded_down(break_even.built_at)), share_said(rounded_up(break_even.not_at))
    if built and never:
        far = "not at full cost" if (break_even.not_at or 0.0) >= 1.0 else f"not at {never} or more"
        return f"It is built at {built} of its capital cost or less, and {far} (both proven)."
    if built:
        return f"It is built at {built} of its capital cost or less (proven)."
    if never and (break_even.not_at or 0.0) < 1.0:
        return f"It is not built at {never} of its capital cost or more (proven); less was not settled at this gap."
    return "At what part of its capital cost it would be built is not settled at this gap."


TENTHS = 1000
"""Precision of shares of a capital cost, in tenths of a per cent, rounded to the side on which they are proven."""


def rounded_down(share: float | None) -> float | None:
    return None if share is None else math.floor(TENTHS * share) / TENTHS


def rounded_up(share: float | None) -> float | None:
    return None if share is None else math.ceil(TENTHS * share) / TENTHS


def share_said(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


# ---------------------------------------------------------------------------------------------- other plans


def instead_said(instead: Instead, explanation: Explanation, most: int = MOST_DIFFERENCES) -> list[str]:
    """Replacements in a few words each, the weightiest first: '200 t more shortage of magnet', 'Nolans added (2,000
    t/y, 2031)', '3,000 t more oxide from China'."""
    units: dict[str, str] = {row.commodity: row.unit for row in explanation.plan.tables[Commodity]}
    changes = sorted(instead.changes, key=lambda change: _weight(change[1]))
    lines = [
        *(_more_said(more, units.get(name, "units"), f"shortage of {name}") for name, more in instead.short.items()),
        *(_change_said(*change) for change in changes),
        *_bought_said(instead, units),
    ]
    return lines if len(lines) <= most + 1 else [*lines[:most], f"{count(len(lines) - most, 'further difference')}"]


LITTLE = 0.1
"""Share of a size below which a change is named last."""


def _weight(change: BuildChange) -> int:
    """Rank of a change: added or dropped first, then changes of time or size, then small changes of size."""
    before, after = change.before, change.after
    if before is None or after is None or {ADDED, DROPPED} & set(change.words):
        return 0
    is_little = abs(after.size - before.size) < LITTLE * before.size and after.years == before.years
    return 2 if is_little else 1


def _change_said(subject: Subject, change: BuildChange) -> str:
    before, after, title = change.before, change.after, subject.title
    if DROPPED in change.words or after is None:
        return f"without {title}"
    if ADDED in change.words or before is None:
        when = f", {after.decided}" if after.decided else ""
        return f"{title} added ({_size_said(after)}{when})" if subject.action == BUILD else f"{title} added"
    words = joined(change.words)
    if after.size != before.size:
        return f"{title} {words} ({quantity(before.size)} → {_size_said(after)})"
    return f"{title} {words} ({joined([*map(str, before.years)])} → {joined([*map(str, after.years)])})"


def _size_said(built: Taken) -> str:
    return f"{quantity(built.size)} {built.unit}".strip()


def _bought_said(instead: Instead, units: Mapping[str, str]) -> Iterator[str]:
    for name, more in instead.bought.items():
        yield _more_said(more, units.get(name.partition(" from ")[0], "units"), name)


def _more_said(more: float, unit: str, what: str) -> str:
    return f"{quantity(more)} {unit} {more_or_less(more)} {what}"


def quantity(value: float) -> str:
    return f"{float(f'{abs(value):.3g}'):,.12g}"


def more_or_less(value: float) -> str:
    return "more" if value > 0 else "less"


# ---------------------------------------------------------------------------------------------- findings


MOST_TOLD = 5
"""Findings that the terminal tells."""

HOLDS_ANOTHER = "The plan holds what another one decides, so that its bound is none on plans that decide otherwise."

MOST_LETTERS = 240
"""Letters for names of unsettled subjects."""


def findings(explanation: Explanation, alternatives: Alternatives | None = None) -> list[str]:
    """The most important first: decisions that every plan needs, then those with the greatest proven value, and last
    those that the workbook requires; rejected options by their distance."""

    def tells(decision: ExplainedDecision) -> bool:
        return decision.is_needed or (decision.without is not None and decision.without.is_proven)

    def rank(decision: ExplainedDecision) -> tuple[bool, float]:
        least = math.inf if decision.without is None else decision.without.at_least
        return explanation.subjects.is_required(decision.subject), -least

    telling = sorted(filter(tells, explanation.decisions), key=rank)
    others = [option for option in explanation.rejected if option.extra is not None and option.extra.is_proven]
    room = MOST_TOLD - (1 if alternatives is not None else 0)
    few = max(room - min(len(others), 2), 0)
    is_held = bool(explanation.plan.statistics.get(HELD))
    lines = [HOLDS_ANOTHER] if is_held else []
    lines += [decision_said(decision, explanation) for decision in telling[:few]]
    lines += [rejected_said(option, explanation) for option in others[: room - len(lines)]]
    if alternatives is not None:
        lines.append(within_said(alternatives))
    open_ = len(explanation.decisions) - len(telling)
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
        names = some([subject.title for subject in explanation.unsettled], MOST_LETTERS)
        lines.append(f"Not settled, with neither a plan nor a proof in the work that a question may take: {names}.")
    return lines or ["The plan decides for nothing, and nothing was asked about."]


def within_said(alternatives: Alternatives) -> str:
    """Number of investments that must be built, are a choice, and so on."""
    if not alternatives.ranges:
        return "There is no investment or contract to choose."
    counts = Counter(size_range.verdict for size_range in alternatives.ranges)
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
    many = count(len(alternatives.ranges), "investment or contract", "investments and contracts")
    of = f"Of {many}, in plans that cost at most {exactly(alternatives.tolerance)} more"
    return f"{of}: {joined(parts)}."


def must_said(size_range: SizeRange) -> str:
    return f"must be {done(size_range.subject)}" if size_range.verdict == Verdict.MUST else str(size_range.verdict)


def substitutes_said(alternatives: Alternatives) -> list[str]:
    """'Songwe Hill or Nolans: every plan has at least one of them (proven)'."""
    within = f"every plan within {exactly(alternatives.tolerance)} has at least one of them (proven)"
    return [f"{one.title} or {other.title}: {within}." for one, other in alternatives.substitutes]
