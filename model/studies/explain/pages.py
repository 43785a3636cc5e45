"""The pages 'Why' (value of each decision, break-even conditions of rejected options) and 'Alternatives' (common
decisions of all near-optimal plans, and plans that differ)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    DocumentBlock,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
    Paragraphs,
)
from model.reports.palette import HUES
from model.reports.phrases import exactly, if_finite, money
from model.reports.styles import FAINT, MARK, Field
from model.results.build import Taken
from model.sheets.common import Commodity
from model.sheets.names import NO_PLAN, NOT_KNOWN
from model.studies.explain.alternatives import Alternatives, SizeRange, Verdict
from model.studies.explain.answers import Extra
from model.studies.explain.explanation import ExplainedDecision, Explanation, Rejected
from model.studies.explain.instead import SEPARATOR, SHORT
from model.studies.explain.questions import HOLDS, Query
from model.studies.explain.words import (
    DROPPED_SAID,
    because_said,
    instead_said,
    must_said,
    quantity,
    rounded_down,
    rounded_up,
    substitutes_said,
    within_said,
)

SHEET = "Why"
DECIDES = "What the plan decides for: additional cost of doing without"
REJECTS = "What it does without, the nearest first: additional cost"
"""Headings of its tables."""

MOST_PAGES = 4
"""Pages on paper: some forty decisions, each with its replacements in a few lines."""

OPEN = "not proven"
"""Text in place of the minimum additional cost, if a plan without it may be as cheap within the gap."""

COLOURS = {"at least (proven)": HUES[0], "in the plan found": HUES[3]}

WIDTHS = (24, 7, 8, 7, 9, 11, 11, 11, 11, 26, 44)
"""Widths of the columns, in all tables: name, kind, size, unit, outlay, four figures, two texts."""

MOST_BARS = 15
BAR_HEIGHT, AROUND_BARS = 22, 110
"""Height of a bar and of its surroundings, in pixels."""
STOPPED = "Stopped early: only the questions answered so far are shown; the next run resumes here."


def why_sheet(explanation: Explanation, says: Sequence[str]) -> DocumentSheet:
    """The sheet 'Why', with the findings as they are ``said``."""
    decisions, rejected = explanation.decisions, explanation.rejected
    tables: list[DocumentBlock] = list(_decisions(explanation, decisions))
    if rejected:
        tables.append(_rejected(explanation, rejected))
    shown = [decision for decision in decisions if _bar(decision.without) is not None][:MOST_BARS]
    if shown:
        drawn = _drawn(explanation, shown)
        row = ChartRow([_chart(explanation, drawn)], AROUND_BARS + BAR_HEIGHT * len(shown), 1)
        tables = [row, *tables, drawn]
    early = [STOPPED] * explanation.is_stopped
    holds = [HOLDS] * any(Query.ALONE in decision.extra for decision in decisions)
    about = (
        "'Proven' holds of every plan of the workbook. 'Found' is a plan that was found; there may be a cheaper one."
    )
    blocks = [Paragraphs([*early, *says, *holds], has_gap=True), *tables]
    title = "Why this plan, and why not another"
    return DocumentSheet(SHEET, "Costs", title, about, blocks, WIDTHS, MOST_PAGES, len(WIDTHS))


def _decisions(
    explanation: Explanation, decisions: Sequence[ExplainedDecision]
) -> Iterator[DocumentTable[ExplainedDecision]]:
    amount, cost = explanation.plan.amount, abs(explanation.plan.objective)
    alone = f"and all other decisions held ({amount}): at least, proven"
    columns: list[Field[ExplainedDecision]] = [
        *_labels(explanation),
        *_costs(f"without it ({amount})", Query.WITHOUT),
        Field(alone, lambda row: _least(row.extra.get(Query.ALONE)), "mixed"),
        Field("without it at least, as a share of the plan's cost", lambda row: _part(row.without, cost), "share"),
        Field("with all other decisions held, needed for (proven)", because_said, "wrapped"),
        Field("instead, in the plan found without it", lambda row: _instead(row, explanation), "wrapped"),
    ]
    nothing = "The plan decides for no investment, contract or technology."
    yield DocumentTable(decisions, columns, DECIDES, is_sized=False, nothing=nothing)
    closely = [decision for decision in decisions if decision.extra.keys() & {Query.LATER, Query.HALF}]
    if closely:
        columns = [
            *_labels(explanation),
            *_costs(f"a period later ({amount})", Query.LATER),
            *_costs(f"half as much ({amount})", Query.HALF),
            Field("remark", _remarks, "wrapped"),
        ]
        yield DocumentTable(closely, columns, "Later, or half as much: additional cost", is_sized=False)


def _labels(explanation: Explanation) -> list[Field[ExplainedDecision]]:
    return [
        Field("decision", lambda row: row.subject.title, "text"),
        Field("kind", lambda row: row.subject.action, "text"),
        Field("size", lambda row: row.taken.size),
        Field("unit", lambda row: explanation.subjects.unit(row.subject), "text"),
        Field(f"outlay ({explanation.plan.amount})", lambda row: row.outlay),
    ]


def _costs(what: str, kind: Query) -> list[Field[ExplainedDecision]]:
    def extra(decision: ExplainedDecision) -> Extra | None:
        return decision.without if kind == Query.WITHOUT else decision.extra.get(kind)

    def accent(decision: ExplainedDecision) -> Mapping[str, Any]:
        return _accent(extra(decision))

    return [
        Field(f"{what}: at least, proven", lambda row: _least(extra(row)), "mixed"),
        Field(f"{what}: in the plan found", lambda row: _in_plan(extra(row)), "mixed", accent=accent),
        Field(f"{what}: at most, proven", lambda row: _most(extra(row)), "mixed"),
    ]


def _part(extra: Extra | None, cost: float) -> float | None:
    """Proven additional cost as a share of the plan's."""
    if extra is None or not math.isfinite(extra.at_least) or not extra.is_proven or not cost:
        return None
    return extra.at_least / cost


def _remarks(decision: ExplainedDecision) -> str:
    """Limits violated a period later or at half the size, and cases in which the plan found omits it."""
    kinds = [kind for kind in (Query.LATER, Query.HALF) if kind in decision.extra]
    reasons = {kind: decision.reasons[kind] for kind in kinds if decision.reasons.get(kind)}
    parts = [f"{kind}: what comes nearest misses {reason}" for kind, reason in reasons.items()]
    return "; ".join([*parts, *(f"{kind}: {DROPPED_SAID}" for kind in kinds if kind in decision.dropped)])


def _least(extra: Extra | None) -> Any:
    if extra is None or extra.at_least == -math.inf:
        return None
    if extra.is_impossible:
        return NO_PLAN
    return extra.at_least if extra.is_proven else OPEN


def _in_plan(extra: Extra | None) -> Any:
    if extra is None:
        return None
    if extra.is_impossible:
        return NO_PLAN
    return extra.attained if math.isfinite(extra.attained) else NOT_KNOWN


def _most(extra: Extra | None) -> Any:
    if extra is None or not (extra.is_impossible or math.isfinite(extra.at_most)):
        return None
    return NO_PLAN if extra.is_impossible else extra.at_most


def _accent(extra: Extra | None) -> Mapping[str, Any]:
    """Faint if not significant."""
    return FAINT if extra is not None and not extra.is_proven else {}


def _instead(row: ExplainedDecision | Rejected, explanation: Explanation) -> str:
    return "" if row.instead is None else "; ".join(instead_said(row.instead, explanation))


def _rejected(explanation: Explanation, rejected: Sequence[Rejected]) -> DocumentTable[Rejected]:
    amount = explanation.plan.amount

    def accent(option: Rejected) -> Mapping[str, Any]:
        return _accent(option.extra)

    columns: list[Field[Rejected]] = [
        Field("not decided for", lambda row: row.subject.title, "text"),
        Field("kind", lambda row: row.subject.action, "text"),
        Field("size, in the plan found with it", lambda row: None if row.taken is None else row.taken.size),
        Field("unit", lambda row: explanation.subjects.unit(row.subject), "text"),
        Field(f"its capital, discounted ({amount})", lambda row: if_finite(row.capital)),
        Field(f"with it ({amount}): at least, proven", lambda row: _least(row.extra), "mixed"),
        Field(f"with it ({amount}): in the plan found", lambda row: _in_plan(row.extra), "mixed", accent=accent),
        Field(f"with it ({amount}): at most, proven", lambda row: _most(row.extra), "mixed"),
        Field("built at this part of its capital cost or less, proven", _built_at, "share"),
        Field("not built at this part or more, proven", _not_at, "share"),
        Field("why it cannot be", lambda row: ". ".join(filter(None, (row.reason, row.forbidden))), "wrapped"),
        Field("otherwise, in the plan found with it", lambda row: _instead(row, explanation), "wrapped"),
    ]
    return DocumentTable(rejected, columns, REJECTS, is_sized=False)


def _built_at(option: Rejected) -> float | None:
    return None if option.break_even is None else rounded_down(option.break_even.built_at)


def _not_at(option: Rejected) -> float | None:
    return None if option.break_even is None else rounded_up(option.break_even.not_at)


# ---------------------------------------------------------------------------------------------- the chart


def _bar(extra: Extra | None) -> tuple[float, float] | None:
    """Proven additional cost, and the further cost of the plan found; None if there is no figure or no proof."""
    if extra is None or not extra.is_proven or not math.isfinite(extra.attained):
        return None
    return extra.at_least, max(extra.attained - extra.at_least, 0.0)


def _drawn(explanation: Explanation, shown: Sequence[ExplainedDecision]) -> DocumentTable[ExplainedDecision]:
    amount = explanation.plan.amount
    fields: list[Field[ExplainedDecision]] = [
        Field("decision", lambda row: row.subject.title, "text"),
        Field(f"proven ({amount})", lambda row: (_bar(row.without) or (0.0, 0.0))[0]),
        Field(f"found, beyond that ({amount})", lambda row: (_bar(row.without) or (0.0, 0.0))[1]),
    ]
    return DocumentTable(shown, fields, "What the chart draws", is_sized=False)


def _chart(explanation: Explanation, drawn: DocumentTable[ExplainedDecision]) -> DocumentChart:
    series = [
        ChartSeries(name, drawn, 0, at, "bar", colour) for at, (name, colour) in enumerate(COLOURS.items(), start=1)
    ]
    title = f"What doing without costs ({explanation.plan.amount})"
    return DocumentChart("without", "stacked", title, series, (ChartScale("#,##0.##", least=0),), names=COLOURS)


# ---------------------------------------------------------------------------------------------- the page Alternatives


ORDER = (Verdict.MUST, Verdict.REQUIRED, Verdict.CHOICE, Verdict.OPEN, Verdict.NEVER)

ALTERNATIVES, SIZES = "Alternatives", "Size of each over all these plans"

ALTERNATIVES_PAGES = 2
"""On paper."""

ALTERNATIVES_WIDTHS = (28, 12, 14, 12, 12, 12, 10, 10, 10)
"""Widths of the columns, in both tables: the second one has a plan in each from the third on."""

DIFFERS = 1e-3
"""Share of the greatest size below which a difference counts as none."""


def alternatives_sheet(alternatives: Alternatives) -> DocumentSheet:
    """The sheet 'Alternatives'."""
    amount, cost = alternatives.explanation.plan.amount, alternatives.explanation.plan.objective
    title = f"Plans that cost at most {exactly(alternatives.tolerance)} more"
    about = (
        f"The plan costs {money(cost)} {amount}; plans up to {money(alternatives.at_cost)} count. "
        "Proven: no such plan is outside. Found: some such plan is there."
    )
    says = Paragraphs([within_said(alternatives), *substitutes_said(alternatives)], has_gap=True)
    blocks = [says, _ranges(alternatives), *_different(alternatives)]
    widths = ALTERNATIVES_WIDTHS
    return DocumentSheet(ALTERNATIVES, "Capacity", title, about, blocks, widths, ALTERNATIVES_PAGES, len(widths))


def in_order(alternatives: Alternatives) -> list[SizeRange]:
    """Common decisions of all plans first."""
    return sorted(alternatives.ranges, key=lambda size_range: ORDER.index(size_range.verdict))


def _ranges(alternatives: Alternatives) -> DocumentTable[SizeRange]:
    subjects = alternatives.explanation.subjects
    fields: list[Field[SizeRange]] = [
        Field("investment or contract", lambda row: row.subject.title, "text"),
        Field("kind", lambda row: row.subject.action, "text"),
        Field("in all plans", must_said, "text", accent=_must_accent),
        Field("unit", lambda row: subjects.unit(row.subject), "text"),
        Field("size in the plan", lambda row: row.size),
        Field("at least, proven", lambda row: row.proven[0]),
        Field("least found", lambda row: row.attained[0]),
        Field("greatest found", lambda row: row.attained[1]),
        Field("at most, proven", lambda row: row.proven[1]),
    ]
    nothing = "There is nothing to decide for."
    return DocumentTable(in_order(alternatives), fields, SIZES, is_sized=False, nothing=nothing)


def _must_accent(size_range: SizeRange) -> Mapping[str, Any]:
    return FAINT if size_range.verdict == Verdict.OPEN else MARK if size_range.verdict == Verdict.MUST else {}


@dataclass(frozen=True)
class _AlternativeRow:
    """A line of the table of plans: cost or shortage of each plan, or the size and time of a decision."""

    title: str
    unit: str
    values: tuple[float | str, ...]


def _different(alternatives: Alternatives) -> Iterator[DocumentBlock]:
    """Plans side by side, with their differences."""
    if not alternatives.different:
        return

    def value(at: int, name: str) -> Field[_AlternativeRow]:
        def accent(row: _AlternativeRow) -> Mapping[str, Any]:
            return MARK if isinstance(row.values[at], str) and row.values[at] != row.values[0] else {}

        return Field(name, lambda row: row.values[at], "mixed", width=14, accent=accent)

    names = ["the plan", *(other.name for other in alternatives.different)]
    columns: list[Field[_AlternativeRow]] = [
        Field("investment or contract", lambda row: row.title, "text"),
        Field("unit", lambda row: row.unit, "text"),
        *(value(at, name) for at, name in enumerate(names)),
    ]
    heading = "Plans that differ as much as can be, each from all before it (found); in brackets when first decided"
    yield DocumentTable([*_figures(alternatives), *_sizes(alternatives)], columns, heading, is_sized=False)
    note = "What is unmet is so undisrupted, over all years; that of disruptions stands in 'Stress test'."
    yield note


def _figures(alternatives: Alternatives) -> Iterator[_AlternativeRow]:
    """Cost of each plan, and its undisturbed shortage, if different."""
    plan, others = alternatives.explanation.plan, alternatives.different
    costs = [plan.objective, *(other.cost for other in others)]
    yield _AlternativeRow("cost", plan.amount, tuple(costs))
    yield _AlternativeRow("additional cost", plan.amount, tuple(cost - costs[0] for cost in costs))
    sketches = [alternatives.explanation.sketch, *(other.sketch for other in others)]
    units: dict[str, str] = {row.commodity: row.unit for row in plan.tables[Commodity]}
    if not all(sketches):
        return
    start = SHORT + SEPARATOR
    for name in dict.fromkeys(name for sketch in sketches for name in sketch if name.startswith(start)):
        short = tuple(sketch.get(name, 0.0) for sketch in sketches)
        if max(short) - min(short) > DIFFERS * max(1.0, *short):
            product = name.removeprefix(start)
            yield _AlternativeRow(f"unmet: {product}", units.get(product, ""), short)


def _sizes(alternatives: Alternatives) -> Iterator[_AlternativeRow]:
    subjects = alternatives.explanation.subjects
    decided = [alternatives.explanation.plan.decided, *(other.decided for other in alternatives.different)]
    for size_range in alternatives.ranges:
        subject = size_range.subject
        taken = [subjects.taken(subject, one) for one in decided]
        sizes = [one.size for one in taken]
        if max(sizes) - min(sizes) > DIFFERS * size_range.most:
            yield _AlternativeRow(subject.title, subjects.unit(subject), tuple(map(_size_and_year, taken)))


def _size_and_year(taken: Taken) -> str:
    if not taken.years:
        return "–"
    return f"{quantity(taken.size)} ({taken.years[0]})"
