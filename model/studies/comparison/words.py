"""Summary of a comparison, in sentences for a director."""

from __future__ import annotations

from collections.abc import Iterator

from model.reports.phrases import EARLIER, joined, money, percent, some
from model.results.optimality import is_significant, noise
from model.runs import state_told
from model.sheets.names import count
from model.studies.comparison.regret_pages import regret_sentences
from model.studies.comparison.styles import listed
from model.whatif.compare import Comparison
from model.whatif.figures import SERVED, WORST_SERVICE
from model.whatif.plan_difference import Digest
from model.whatif.robustness import Regret, agreements, decide_now, when_due

MOST_NAMES = 60
"""Letters of a list of names in a sentence."""


def findings(comparison: Comparison, regret: Regret | None = None) -> list[str]:
    """The main findings, without insignificant differences."""
    sentences = [*_apart(comparison), *_costs(comparison), *_without(comparison), *_service(comparison)]
    if regret is not None and comparison.solved:
        sentences += regret_sentences(comparison, regret)
    earlier = [EARLIER] if any(case.is_stored for case in comparison.cases) else []
    return [*sentences, *_builds(comparison), *_audits(comparison), *earlier]


def _apart(comparison: Comparison) -> Iterator[str]:
    """Remarks that plans are of different workbooks or years, over which their costs are counted."""
    books = list(dict.fromkeys(case.workbook for case in comparison.cases if case.workbook))
    if len(books) > 1:
        yield f"The plans are of different workbooks: {some(books, MOST_NAMES)}."
    spans = {(plan.periods[0], plan.calendar.last_year): plan.name for plan in reversed(comparison.solved)}
    if len(spans) > 1:
        in_words = joined([f"{first}–{last} ({name})" for (first, last), name in reversed(spans.items())])
        yield f"The plans are for different years, and each cost is over its own: {in_words}."
    grids = {plan.calendar.years_per_period: plan.name for plan in reversed(comparison.solved)}
    if len(grids) > 1:
        in_words = joined([f"{years} ({name})" for years, name in reversed(grids.items())])
        yield f"Their years per period differ, which alone may make a difference: {in_words}."


def asked(comparison: Comparison) -> str:
    """The subject of the comparison."""
    others = len(comparison.others)
    if not others:
        return f"{comparison.base.name} alone, without what-ifs"
    what = f"{count(others, 'what-if')} compared with {comparison.base.name}"
    solved = len(comparison.beside)
    return what if solved == others else f"{what}, {others - solved} of them without a plan"


def _costs(comparison: Comparison) -> Iterator[str]:
    base = comparison.base.digest
    if base is None:
        yield f"{comparison.base.name}: {state_told(comparison.base.state)}, so there is nothing to compare with."
        return
    yield f"The plan of {base.name} costs {money(base.objective)} {base.amount}."
    if (expected := comparison.expected) is not None:
        of_own = f"Expected cost over {count(len(comparison.weights), 'future')}, each with a plan of its own"
        yield f"{of_own}: {expected.in_words(comparison.amount)}."
    extra = {plan.name: comparison.extra(plan) or 0.0 for plan in comparison.beside}
    findings = [plan for plan in comparison.beside if comparison.is_significant(plan)]
    if findings:
        most, least = (pick(findings, key=lambda plan: extra[plan.name]) for pick in (max, min))
        for word, extreme, is_so in (
            ("Most expensive", most, extra[most.name] > 0),
            ("Cheapest", least, extra[least.name] < 0),
        ):
            like = [
                plan.name
                for plan in findings
                if plan is not extreme
                and not is_significant(plan.objective - extreme.objective, noise(plan.solved, extreme.solved))
            ]
            alike = f"; not significantly different: {some(like, MOST_NAMES)}" if like else ""
            if is_so:
                yield f"{word}: {extreme.name}, {_more(base, extra[extreme.name])}{alike}."
    names = [plan.name for plan in comparison.beside]
    same = [plan.name for plan in comparison.beside if comparison.extra(plan) == 0.0]
    if same:
        yield f"No change in cost: {listed(same, names, MOST_NAMES)}."
    faint = [
        plan.name
        for plan in comparison.beside
        if comparison.extra(plan) is not None and not comparison.is_significant(plan) and plan.name not in same
    ]
    if faint:
        yield f"Within solver tolerance, cost difference not significant: {listed(faint, names, MOST_NAMES)}."
    chains = [plan.name for plan in comparison.beside if not comparison.is_of_chain(plan)]
    if chains:
        listing = listed(chains, names, MOST_NAMES)
        yield f"Of another chain, with no product in common, so nothing is compared: {listing}."
    strange = [plan.name for plan in comparison.beside if plan.amount != base.amount and plan.name not in chains]
    if strange:
        yield f"In another unit of money, so cost is not compared: {listed(strange, names, MOST_NAMES)}."


def _more(base: Digest, extra: float) -> str:
    share = f" ({percent(abs(extra) / abs(base.objective))})" if base.objective else ""
    return f"{money(abs(extra))} {base.amount}{share} {'more' if extra > 0 else 'less'}"


def _without(comparison: Comparison) -> Iterator[str]:
    states: dict[str, list[str]] = {}
    for case in comparison.failed:
        states.setdefault(state_told(case.state).capitalize(), []).append(case.name)
    for state, names in states.items():
        yield f"{state}: {some(names, MOST_NAMES)}; for the reasons see the sheet 'Run log'."


def _service(comparison: Comparison) -> Iterator[str]:
    for name, words in ((SERVED, "Lowest fill rate"), (WORST_SERVICE, "Lowest fill rate in the worst disruption")):
        measure = comparison.measure(name)
        if measure is None or comparison.base.digest is None:
            continue
        rates = {
            plan.name: value
            for plan, value in zip(comparison.solved, measure.values, strict=True)
            if value is not None and (plan is comparison.base.digest or comparison.is_significant(plan))
        }
        base = rates.get(comparison.base.name)
        least = min(rates, key=rates.__getitem__, default=None)
        if base is not None and least is not None and rates[least] < base - 1e-6:
            yield f"{words}: {least}, {percent(rates[least])} against {percent(base)}."


def _builds(comparison: Comparison) -> Iterator[str]:
    common = agreements(comparison)
    same = [plan for plan in comparison.beside if comparison.is_of_chain(plan)]
    if not comparison.solved or (comparison.beside and not same):
        return
    if not common:
        yield "No plan makes a new investment."
        return
    every = [investment.marked for investment in common if investment.is_no_regret]
    if every:
        yield f"Investments in all plans: {some(every, 2 * MOST_NAMES)}."
    else:
        yield "No new investment is common to all plans."
    due = decide_now(comparison)
    agreed = [investment.marked for investment in due if len(investment.due) == investment.plans]
    when = when_due(comparison)
    if agreed:
        yield f"Decisions due {when} in every plan: {some(agreed, 2 * MOST_NAMES)}."
    elif due:
        first = due[0]
        yield f"No decision due {when} is common to all plans; {first.marked} is in {len(first.due)} of {first.plans}."


def _audits(comparison: Comparison) -> Iterator[str]:
    failed = [plan.name for plan in comparison.solved if not plan.is_audited]
    if failed:
        yield f"AUDIT FAILED, do not rely on: {', '.join(failed)}."
