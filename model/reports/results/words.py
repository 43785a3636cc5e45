"""Summary of a plan, in plain words for a director."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.families.investment.rows import Project
from model.reports.phrases import gap_text, joined, money, percent
from model.reports.results.questions import questions_in_words
from model.reports.results.risk_words import risk
from model.reports.results.without import NOTHING
from model.results.build import (
    Build,
    StageSupply,
    decided,
    expected_cost,
    new_builds,
    present_value,
    weighs_risk,
)
from model.results.doubts import oddities
from model.results.first_stage import decisions, people_in_words
from model.results.optimality import EVPI, VSS, information
from model.results.risk import cost_undisturbed
from model.results.view import View, text
from model.sheets.names import count
from model.sheets.whatifs import OF_WHAT_IFS
from model.solver.termination import EXACT


def plain_words(view: View, supplies: Sequence[StageSupply]) -> list[str]:
    """The plan in a few sentences, a subject each, the most telling first."""
    sentences = (
        oddities_in_words(view),
        questions_in_words(view),
        risk(view),
        uncertain(view),
        knowing(view),
        concentration(view, supplies),
        cost(view),
        building(view),
        agreements(view),
        people(view),
    )
    return [sentence for sentence in sentences if sentence]


MOST_ODDITIES = 3
"""Maximum number named; others are counted."""


def stored(view: View) -> str:
    """Remark on the parts of a plan from a file that were not recomputed."""
    return STORED if view.plan.is_stored else ""


STORED = (
    "This plan was read from a results file. Its quantities, costs and limits were recomputed from the inputs stored "
    "there and audited. As stored, not verified: the inputs, the bound and how the search ended, marginal costs, what "
    "happens without the plan, responses by month, the value of information, its workbook and dates, and remarks on "
    "the search."
)


def oddities_in_words(view: View) -> str:
    """A warning of implausible patterns in the plan."""
    strange = oddities(view.plan)
    clauses = [oddity.words for oddity in strange[:MOST_ODDITIES]]
    clauses += [f"{len(strange) - MOST_ODDITIES} more such flows"] if len(strange) > MOST_ODDITIES else []
    return f"Check the workbook, since this makes no sense in practice: {joined(clauses)}." if clauses else ""


def uncertain(view: View) -> str:
    """Share of the inputs that are estimates, if their column 'source' is used."""
    inputs = view.plan.tables.without(*OF_WHAT_IFS).rows
    sources = [row.source.strip().lower() for rows in inputs.values() for row in rows]
    guessed = sum(source.startswith(ESTIMATES) for source in sources)
    if not any(sources):
        return ""
    unsaid = sum(not source for source in sources)
    without = f", and {count(unsaid, 'names', 'name')} no source" if unsaid else ""
    return (
        f"What is uncertain: by their column 'source', {guessed:,} of {len(sources):,} rows of the inputs are "
        f"estimates or assumptions{without}."
    )


ESTIMATES = ("estimate", "own estimate", "assum", "invented", "guess")
"""Beginnings of such a source."""


def building(view: View) -> str:
    rows = new_builds(view)
    if not rows:
        return "The plan makes no investments." if view.plan.tables[Project] else ""
    capex = sum(build.capex for build in rows)
    countries = {build.country for build in rows}
    years = sorted({build.decided for build in rows})
    when = f"in {years[0]}" if len(years) == 1 else f"between {years[0]} and {years[-1]}"
    by_stage: dict[str, float] = {}
    for build in rows:
        by_stage[build.stage] = by_stage.get(build.stage, 0.0) + build.capex
    top = max(by_stage, key=lambda stage: by_stage[stage])
    most = (
        f", {percent(by_stage[top] / capex)} of it at the stage {top}"
        if capex > 0 and top and len(by_stage) > 1
        else ""
    )
    return (
        f"The plan commits to {investments(rows)} in {count(len(countries), 'country', 'countries')}, "
        f"decided {when}, for {money(capex)} {view.amount} of capital{most}."
    )


def investments(rows: Sequence[Build]) -> str:
    """'45 investments and 463 additions to expansions': number of projects built, and of enlargements of open ones."""
    opened = sum(build.is_opening for build in rows)
    added = len(rows) - opened
    parts = [count(opened, "investment")] if opened or not added else []
    parts += [count(added, "addition to expansions", "additions to expansions")] if added else []
    return joined(parts)


MOST_AGREEMENTS = 3
"""Maximum number named, of contracts and of know-how; others are counted."""


def agreements(view: View) -> str:
    """Contracts signed, technologies acquired, and public money: decided ahead like investments."""
    signed = [f"{text(row['contract'])} ({int(row['start'] or 0)})" for row in decided(view, "contracts", "start")]
    acquired = [
        f"{text(row['technology'])} in {text(row['place'])} ({text(row['way'])}, {int(row['decided'] or 0)})"
        for row in decided(view, "technology")
    ]
    clauses = [f"signs {_some_names(signed)}"] if signed else []
    clauses += [f"acquires {_some_names(acquired)}"] if acquired else []
    for kind, verb in (("mothball", "mothballs"), ("reopen", "reopens"), ("close", "closes")):
        changed = [f"{decision.subject} ({decision.year})" for decision in decisions(view) if decision.kind == kind]
        clauses += [f"{verb} {_some_names(changed)}"] if changed else []
    paid = -present_value(view, "public money")
    clauses += [f"receives public funding with a present value of {money(paid)} {view.amount}"] if paid > 0 else []
    return f"The plan {joined(clauses)}." if clauses else ""


def _some_names(names: Sequence[str]) -> str:
    more = len(names) - MOST_AGREEMENTS
    return joined([*names[:MOST_AGREEMENTS], *([f"{more} more"] if more > 0 else [])])


def cost(view: View) -> str:
    total, proven = expected_cost(view), optimality(view)
    parts = _cost_parts(view, total)
    usual = ""
    if view.has_branches:
        calm = cost_undisturbed(view)
        usual = "; in the undisrupted case "
        usual += (
            f"income exceeds all costs by {money(-calm)} {view.amount}"
            if calm < -NOTHING
            else (f"it is {money(calm)} {view.amount}")
        )
    if total < -NOTHING:
        expected = "the expected income exceeds all costs" if view.has_branches else "income exceeds all costs"
        return f"Over {view.horizon}, {expected} by {money(-total)} {view.amount} in present value{usual}. {proven}"
    if view.has_branches:
        return f"The expected cost over {view.horizon} is {money(total)} {view.amount}{parts}{usual}. {proven}"
    if total <= NOTHING:
        return f"Over {view.horizon}, the plan costs nothing. {proven}"
    return f"The total cost over {view.horizon} has a present value of {money(total)} {view.amount}{parts}. {proven}"


def _cost_parts(view: View, total: float) -> str:
    """Share of capital in a cost, unless there is revenue; and the share of shortage cost."""
    by_category = view.sums("costs", ("category",), "present_value")
    capital, shortage = (by_category.get((name,), 0.0) for name in ("capital", "shortage"))
    earns = any(amount < -NOTHING for amount in by_category.values())
    parts = [f"{percent(capital / total)} of it capital"] if not earns and 0 < capital < total else []
    if shortage > NOTHING:
        parts.append(f"{money(shortage)} {view.amount} of it the shortage cost of unmet demand")
    return "".join(f", {part}" for part in parts) if total > NOTHING else ""


def optimality(view: View) -> str:
    """Proof of optimality; with a remark if the search was cut short."""
    gap, outcome = view.plan.gap, str(view.plan.outcome)
    is_known = isinstance(gap, (int, float)) and math.isfinite(gap) and gap >= 0
    # A share of revenue, or of nearly nothing, says little.
    room = gap_text(gap) if view.plan.objective > NOTHING else f"{money(gap * abs(view.plan.objective))} {view.amount}"
    if outcome == "optimal" and is_known:
        proven = "no plan is cheaper" if gap < EXACT else f"at most {room} could still be saved"
        by = "By the stored bound, which was not verified" if view.plan.is_stored else "Proven"
        return f"{by}: {proven}{', including the weight on risk' if weighs_risk(view) else ''}."
    cut = {"time limit": "The search ended at its time limit", "interrupted": "The search was interrupted"}
    start = cut.get(outcome, f"The search ended with '{outcome}'")
    if is_known:
        return f"{start}: this is the best plan found; at most {room} could still be saved."
    return f"{start}: this is the best plan found; how much could still be saved is not known."


def knowing(view: View) -> str:
    """Value of information, and of planning for risk, if requested."""
    intervals = information(view.measures)
    clauses = [
        f"{words} {intervals[name].in_words(view.amount)} ({name})"
        for name, words in WORTH.items()
        if name in intervals
    ]
    return f"{joined(clauses)[0].upper()}{joined(clauses)[1:]}." if clauses else ""


WORTH = {
    EVPI: "knowing in advance which disruption will occur would save",
    VSS: "planning for disruptions saves",
}


def concentration(view: View, supplies: Sequence[StageSupply]) -> str:
    """The stage whose largest share falls most, and those with the largest final share."""
    ends = [(supply, supply.leader(0), supply.leader(-1)) for supply in supplies]
    falls = [(first[1] - last[1], supply.stage, first, last) for supply, first, last in ends if first and last]
    sentences = []
    fall, stage, before, after = max(falls, key=lambda shift: shift[0], default=(0.0, "", ("", 0.0), ("", 0.0)))
    if fall > 0.02:
        moved = f"from {percent(before[1])} ({before[0]}) to {percent(after[1])} ({after[0]})"
        sentences.append(f"The largest country's share of supply falls most at the stage {stage}: {moved}.")
    lasts = [(supply.stage, *last) for supply, _, last in ends if last]
    if lasts:
        most = max(share for *_, share in lasts)
        tied = [f"{stage} ({percent(share)} {country})" for stage, country, share in lasts if share > most - 1e-6]
        sentences.append(f"In {view.year_labels[-1]} supply is most concentrated for {_some_names(tied)}.")
    return " ".join(sentences)


def people(view: View) -> str:
    words = people_in_words(view)
    return f"Workforce over {view.horizon}: {words}." if words else ""
