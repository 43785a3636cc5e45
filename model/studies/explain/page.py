"""Explanation of a plan: value of each decision, cost of rejected options, and near-optimal ranges."""

from __future__ import annotations

import math
from collections.abc import Iterable

from model.reports.document import PagePart
from model.reports.html.bars import Bar, Part, bars
from model.reports.html.drawing import legend
from model.reports.html.tables import shown
from model.reports.palette import HUES
from model.reports.phrases import exactly, money, percent
from model.studies.explain import alternatives_page as sizes
from model.studies.explain import why_page as why
from model.studies.explain.alternatives import Alternatives, SizeRange, Verdict
from model.studies.explain.answers import Extra
from model.studies.explain.explanation import Decision, Explanation, Rejected
from model.studies.states import NO_PLAN, NOT_KNOWN

MOST = 25
"""Bars of a picture; the tables have all."""

PROVEN, FOUND = HUES[0], HUES[3]
MUST, ALWAYS, SOMETIMES = HUES[1], HUES[0], HUES[3]
SIZES = {"in every plan found; must be built (proven)": MUST, "in every plan found": ALWAYS, "in some plans": SOMETIMES}

NAMES = {"at least (proven)": PROVEN, "in the plan found": FOUND}


def parts(explanation: Explanation, alternatives: Alternatives | None) -> list[PagePart]:
    """Parts of the page with something to show."""
    found = [
        _costs(explanation, explanation.decisions, "without", "What doing without each decision costs", why.DECIDES),
        _costs(explanation, explanation.rejected, "with", "What having each other option costs", why.REJECTS),
        None if alternatives is None else _ranges(alternatives),
    ]
    return [part for part in found if part is not None]


def _costs(
    explanation: Explanation, asked: Iterable[Decision | Rejected], name: str, title: str, heading: str
) -> PagePart | None:
    """Additional cost of each, proven and found; None without questions."""
    extras = [(each.subject.title, each.without if isinstance(each, Decision) else each.extra) for each in asked]
    if not extras:
        return None
    says = [
        f"Additional cost ({explanation.plan.amount}): every plan costs at least that much more (proven), the plan "
        "found that much more than this one (found)."
    ]
    drawn = [bars(name, [_bar(title, extra) for title, extra in extras[:MOST]], shown), legend(NAMES)]
    return PagePart(name, title, says, [(why.SHEET, heading)], drawn)


def _bar(name: str, extra: Extra | None) -> Bar:
    if extra is None or (extra.at_least == -math.inf and not math.isfinite(extra.found)):
        return Bar(name, [], NOT_KNOWN)
    if extra.is_impossible:
        return Bar(name, [], NO_PLAN)
    if extra.is_free:
        return Bar(name, [], "no more (found)")
    least, most = max(extra.at_least, 0.0), max(extra.found, 0.0)
    parts = [Part(least, PROVEN, f"{name}: at least {money(least)} more (proven)")]
    if math.isfinite(most) and most > least:
        parts.append(Part(most, FOUND, f"{name}: {money(most)} more in the plan found", least))
    return Bar(name, parts)


def _ranges(found: Alternatives) -> PagePart | None:
    """The least and the greatest size of each found, as a share of the maximum possible."""
    some = sorted((each for each in found.ranges if each.most > 0), key=lambda each: sizes.ORDER.index(each.verdict))
    if not some:
        return None
    says = [
        f"Size of each over the plans found that cost at most {exactly(found.tolerance)} more, as a share of the most "
        "that can be decided for."
    ]
    drawn = [bars("alternatives", [_size(each) for each in some[:MOST]], lambda value, form: percent(value)),
             legend(SIZES)]  # fmt: skip
    tables = [(sizes.SHEET, sizes.SIZES)]
    return PagePart("alternatives", "How far near-optimal plans differ", says, tables, drawn)


def _size(each: SizeRange) -> Bar:
    least, most = (size / each.most for size in each.found)
    if most <= 0:
        return Bar(each.subject.title, [], "in no plan found")
    tip = f"{each.subject.title}: {percent(least)} to {percent(most)}, in the plan {percent(each.size / each.most)}"
    parts = [Part(least, MUST if each.verdict == Verdict.MUST else ALWAYS, tip)] if least > 0 else []
    beside = percent(most) if least == most else f"{round(100 * least)}–{percent(most)}"
    parts += [Part(most, SOMETIMES, tip, least)] if most > least else []
    return Bar(each.subject.title, parts, beside=beside)
