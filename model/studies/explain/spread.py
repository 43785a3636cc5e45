"""Near-optimal ranges of the figures in a plan's results."""

from __future__ import annotations

from collections.abc import Iterable

from model.families.decisions.rows import BUILD
from model.families.investment.rows import SMALLEST
from model.results.decisions import Decisions
from model.results.significance import Span, Spread
from model.studies.explain.alternatives import Alternatives, Verdict
from model.studies.explain.answers import Answer
from model.studies.explain.sketch import SEPARATOR, UNMET


def spread_of(found: Alternatives) -> Spread:
    """Sizes and first years of projects over all plans within the tolerance; shortages of disruptions over those that
    are the cheapest for their decisions, for in others a shortage may be an artefact."""
    own, sketched = found.explanation, [each for each in found.answers if each.is_sketched]
    builds = [each for each in found.ranges if each.subject.action == BUILD]
    known = [own.sketch, *(each.measures for each in sketched)]
    unmet: dict[str, Span] = {}
    start = UNMET + SEPARATOR
    for name in (name for name in own.sketch if name.startswith(start)):
        figures = [each[name] for each in known if name in each]
        unmet[name.removeprefix(start)] = Span(min(figures), max(figures))
    return Spread(
        found.tolerance,
        sizes={each.subject.name: Span(*each.found, each.verdict, each.verdict == Verdict.MUST) for each in builds},
        decided={each.subject.name: Span(*each.decided) for each in builds if each.decided is not None},
        others=_distinct(own.plan.decided, found.answers),
        unmet=unmet,
        reacting=_distinct(own.plan.decided, sketched),
    )


def _distinct(own: Decisions, answers: Iterable[Answer]) -> int:
    """Number of plans with different decisions from a plan, and from each other."""
    return len({_what(each.decided) for each in answers} - {_what(own)})


def _what(decided: Decisions) -> frozenset[tuple[object, str]]:
    """All decisions above rounding."""
    return frozenset((key, f"{value:.4g}") for key, value in decided.items() if value > SMALLEST)
