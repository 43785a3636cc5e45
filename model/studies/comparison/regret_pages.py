"""Regret: cost of each plan's commitments above the best plan, if another what-if materialises."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from model.reports.document import DocumentBlock, DocumentSheet, DocumentTable, Paragraphs
from model.reports.palette import BAD, GOOD
from model.reports.phrases import money, some
from model.reports.styles import MARK, Field, number_format
from model.sheets.names import NO_PLAN, NOT_KNOWN
from model.studies.comparison.styles import CASE_WIDTH, FAINT, listed
from model.whatif.compare import Comparison
from model.whatif.robustness import Regret

HELD = (
    "The commitments of a plan are all that it decides ahead, held as they are: investments, contracts signed and "
    "cancelled, technology acquired, people trained, recruited, retrained, put on short time and released, plants "
    "open, mothballed or closed, and what is in use. Headcount and public funding follow from these. Purchases, "
    "production, shipments, stocks, sales and deliveries are optimised anew."
)
LACKING = (
    "Where the commitments do not fit another what-if, for example because of fewer training seats, there is no plan "
    "with them. What does not exist there, or would not be ready in time, is left out together with its cost."
)
NOTES = (
    "Green: the best compromise, with the lowest maximum regret. Shaded: the maximum regret of each plan.",
    "Grey: within solver tolerance, not significant.",
)
COMPROMISE = {"bold": True, "bg_color": "#D5EBD9", "font_color": GOOD}
NEVER = {"font_color": BAD, "align": "right", "italic": True}


def regret_sheet(comparison: Comparison, regret: Regret) -> DocumentSheet:
    """The sheet 'Regret'."""
    names = list(regret.names)
    blocks: list[DocumentBlock] = ["None: no plan was found."]
    if names:
        blocks = [
            Paragraphs([*regret_sentences(comparison, regret), HELD, LACKING], has_gap=True),
            _matrix(regret, names),
            Paragraphs(NOTES, is_note=True, has_gap=True),
            _costs(regret, names, comparison.weights),
            "Bold: each plan under the what-if that it was made for.",
            _reasons(regret.reason, names, "Why there is no plan"),
            _reasons(regret.unknown, names, "Why it is not known whether there is a plan"),
            _left_out(regret, names),
        ]
    title = "Regret: if another what-if materialises than the plan was made for"
    about = (
        f"Cost of a row's plan under a column's what-if, above that of the best plan known there: {comparison.amount}."
    )
    widths = [28, *[CASE_WIDTH] * len(names), 12, 26] if names else ()
    return DocumentSheet("Regret", "Risk", title, about, blocks, widths)


def regret_sentences(comparison: Comparison, regret: Regret) -> list[str]:
    """Summary of the matrix, in sentences."""
    if len(regret.names) < 2:
        return ["There is only one plan, so there is no regret."]
    if not regret.compromises:
        return [_without_compromise(comparison, regret)]
    best = regret.compromise
    if not best:
        return [_not_told(regret)]
    worst = regret.worst(best)
    if not regret.is_worst_significant(best):
        return [f"Plan '{best}' has no significant regret under any what-if, at this gap."]
    sentences = [
        f"Best compromise: the commitments of plan '{best}'. At worst they cost {money(worst)} {comparison.amount} "
        f"more than the best known plan, if '{regret.worst_under(best)}' materialises."
    ]
    base = comparison.base.name
    if base in regret.names and base != best:
        own = regret.worst(base)
        case = f"if '{regret.worst_under(base)}' materialises"
        if math.isinf(own):
            sentences.append(f"With the commitments of plan '{base}' there is {NO_PLAN} {case}.")
        elif math.isfinite(own) and regret.is_worst_significant(base):
            sentences.append(f"At worst, those of plan '{base}' cost {money(own)} more, {case}.")
    return sentences


def _not_told(regret: Regret) -> str:
    """Several plans whose maximum regret does not differ significantly."""
    plans = regret.compromises
    who = listed(plans, regret.names)
    if all(not regret.is_worst_significant(name) for name in plans):
        return f"No significant regret under any what-if, at this gap: {who}."
    return f"No single best compromise at this gap: {who}; a smaller gap would tell."


def _without_compromise(comparison: Comparison, regret: Regret) -> str:
    first = ranked(regret)[0]
    failing = fails(regret, first)
    rest = [name for name in regret.names if name not in failing]
    worst = max((regret.regret(first, n) for n in rest if regret.is_significant(first, n)), default=0.0)
    under = " and ".join(f"'{name}'" for name in failing[:2]) + (" and others" if len(failing) > 2 else "")
    more = f"they cost at most {money(worst)} {comparison.amount} more than the best known"
    return (
        f"No plan's commitments can be held under every what-if. Those of '{first}' fail in the fewest: {under}. "
        f"Elsewhere {more if worst > 0 else 'they have no significant regret'}."
    )


def fails(regret: Regret, plan: str) -> list[str]:
    """What-ifs under which a plan cannot be held."""
    return [name for name in regret.names if math.isinf(regret.regret(plan, name))]


def ranked(regret: Regret) -> list[str]:
    """Plans, the best compromise first: those that fail least often, then those whose worst regret is least."""

    def rank(plan: str) -> tuple[int, bool, float]:
        regrets = [regret.regret(plan, name) for name in regret.names]
        finite = [value for value in regrets if math.isfinite(value)]
        return len(fails(regret, plan)), any(math.isnan(value) for value in regrets), max(finite, default=math.inf)

    return sorted(regret.names, key=rank)


def worst_said(regret: Regret, plan: str) -> float | str:
    failing = fails(regret, plan)
    return f"{NO_PLAN} in {len(failing)}" if failing else regret_said(regret.worst(plan))


def worst_case(regret: Regret, plan: str) -> str:
    """The what-if under which a plan's regret is largest; empty if it is not significant."""
    return regret.worst_under(plan) if regret.is_worst_significant(plan) else ""


def size_of(regret: Regret) -> float:
    """The largest regret that is a figure."""
    values = [regret.regret(one, other) for one in regret.names for other in regret.names]
    return max((abs(value) for value in values if math.isfinite(value)), default=0.0)


def regret_said(value: float) -> float | str:
    """A regret, or the words in its place."""
    if math.isnan(value):
        return NOT_KNOWN
    return NO_PLAN if math.isinf(value) else value


def _matrix(regret: Regret, names: Sequence[str]) -> DocumentTable[str]:
    form = number_format(size_of(regret))
    best = regret.compromise

    def under(what_if: str) -> Field[str]:
        def value(plan: str) -> float | str:
            return regret_said(regret.regret(plan, what_if))

        def accent(plan: str) -> Mapping[str, Any]:
            return _accent(regret, plan, what_if, best)

        return Field(what_if, value, form=form, accent=accent)

    def worst_accent(plan: str) -> Mapping[str, Any]:
        if plan == best:
            return COMPROMISE
        if not math.isfinite(regret.worst(plan)):
            return {"bold": True, **NEVER}
        return {"bold": True} if regret.is_worst_significant(plan) else FAINT

    columns: list[Field[str]] = [
        Field("plan made for", str, "text", accent=lambda plan: COMPROMISE if plan == best else {}),
        *map(under, names),
        Field("maximum regret", lambda plan: regret_said(regret.worst(plan)), form=form, accent=worst_accent),
        Field("if this materialises", partial(worst_case, regret), "text"),
    ]
    return DocumentTable(names, columns, "Regret", is_sized=False)


def _accent(regret: Regret, plan: str, name: str, best: str) -> dict[str, Any]:
    value = regret.regret(plan, name)
    if not math.isfinite(value):
        return dict(NEVER) | (dict(MARK) if math.isinf(value) else {})
    if value > 0 and not regret.is_significant(plan, name):
        return dict(FAINT)
    if value > 0 and regret.worst_under(plan) == name:
        return dict(MARK) | ({"bold": True} if plan == best else {})
    return {"bold": True} if plan == best else {}


def _costs(regret: Regret, names: Sequence[str], weights: Mapping[str, float]) -> DocumentTable[str]:
    costs = {place: value for place, value in regret.cost.items() if math.isfinite(value)}
    form = number_format(max(map(abs, costs.values()), default=0.0))

    def under(what_if: str) -> Field[str]:
        def value(plan: str) -> float | str:
            return costs.get((plan, what_if), regret_said(regret.regret(plan, what_if)))

        def accent(plan: str) -> Mapping[str, Any]:
            return {"bold": plan == what_if} if (plan, what_if) in costs else NEVER

        return Field(what_if, value, form=form, accent=accent)

    columns: list[Field[str]] = [Field("plan made for", str, "text"), *map(under, names)]
    if weights:
        columns.append(Field("expected", lambda plan: regret_said(regret.expected(plan, weights)), form=form))
    return DocumentTable(names, columns, "Cost of each plan under each what-if", is_sized=False)


def _reasons(reasons: Mapping[tuple[str, str], str], names: Sequence[str], heading: str) -> Paragraphs:
    """Why plans cannot be held, or were not found to be: those with the same reason together."""
    plans: dict[tuple[str, str], list[str]] = {}
    for other in names:
        for one in names:
            if (one, other) in reasons:
                plans.setdefault((other, " ".join(reasons[one, other].split())), []).append(one)
    lines = []
    for (other, reason), those in plans.items():
        lines.append(f"Under '{other}', the plan of {listed(those, names, 160)}: {reason}")
    return Paragraphs(lines, heading=heading)


def _left_out(regret: Regret, names: Sequence[str]) -> Paragraphs:
    """The decisions of plans that do not exist under another what-if, plans that lack the same together."""
    plans: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (one, other), lacking in regret.left_out.items():
        plans.setdefault((other, lacking), []).append(one)
    lines = []
    for (other, lacking), those in plans.items():
        lines.append(f"Under '{other}', of the plan of {listed(those, names, 160)}: {some(lacking, 400)}")
    return Paragraphs(lines, heading="Commitments left out, with their cost")
