"""What plans that cost little more say of the lines of a plan's results."""

from __future__ import annotations

from collections.abc import Sequence

from model.explaining.alternatives import Alternatives, Verdict
from model.explaining.sketch import SEPARATOR, UNMET, sketch_of
from model.families.decisions.rows import BUILD
from model.results.decisions import Decisions
from model.results.spread import Span, Spread

DIGITS = 3
"""Of what is decided: less is rounding."""


def spread_of(found: Alternatives) -> Spread:
    """Sizes and first years of projects over all plans within the tolerance; what disruptions leave unmet over those
    that are the cheapest for what they decide, for in others a shortage may be nothing but carelessness."""
    sizes = {
        each.subject.name: Span(*each.found, each.verdict, each.verdict == Verdict.MUST)
        for each in found.ranges
        if each.subject.action == BUILD
    }
    decided: dict[str, Span] = {}
    for each in found.ranges:
        taken = (found.explanation.subjects.taken(each.subject, plan) for plan in found.plans)
        years = [each.years[0] for each in taken if each.years]
        if each.subject.name in sizes and years:
            decided[each.subject.name] = Span(min(years), max(years))
    sketched = [each for each in found.answers if each.is_sketched]
    known = [sketch_of(found.explanation.plan), *(each.measures for each in sketched)]
    unmet: dict[str, Span] = {}
    start = UNMET + SEPARATOR
    for name in (name for name in known[0] if name.startswith(start)):
        figures = [each[name] for each in known if name in each]
        unmet[name.removeprefix(start)] = Span(min(figures), max(figures))
    own = found.explanation.plan.decided
    others, reacting = (_distinct(own, [each.decided for each in some]) for some in (found.answers, sketched))
    return Spread(found.tolerance, sizes, decided, others, unmet, reacting)


def _distinct(own: Decisions, plans: Sequence[Decisions]) -> int:
    """How many plans decide otherwise than a plan, and than each other."""
    return len({_what(each) for each in plans} - {_what(own)})


def _what(decided: Decisions) -> frozenset[tuple[object, float]]:
    """All that is decided, to what counts as nothing."""
    return frozenset((key, round(value, DIGITS)) for key, value in decided.items() if round(value, DIGITS))
