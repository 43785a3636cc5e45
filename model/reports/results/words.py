"""The plan in plain words: sentences for a director, events of disruptions, and their effects."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from model.families.demand.rows import Demand
from model.families.investment.rows import Project
from model.reports.phrases import gap_text, joined, listed, money, percent, some
from model.reports.results.investors import questions_in_words
from model.reports.results.without import NOTHING
from model.results.build import Build, StageSupply, decided, expected_cost, new_builds, present_value, weighs_risk
from model.results.columns import Outcome
from model.results.doubts import oddities
from model.results.first_stage import decisions, people_in_words
from model.results.optimality import EVPI, VSS, information
from model.results.risk import BY_PRODUCT, cost_undisturbed, expected_relief, outcomes, short_by_product, unmet_unit
from model.results.view import View, text
from model.scenario.coincidence import branches
from model.scenario.disruptions import Disruption
from model.sheets.common import Plant
from model.sheets.names import count
from model.sheets.schema import ANY
from model.sheets.whatifs import OF_WHAT_IFS
from model.solver.decomposition import UNSETTLED
from model.solver.termination import EXACT
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Sentences for a director.


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
    strange = [oddity.words for oddity in oddities(view.plan)]
    clauses = listed(strange, "more such flows")
    return f"Check the workbook, since this makes no sense in practice: {clauses}." if strange else ""


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


def agreements(view: View) -> str:
    """Contracts signed, technologies acquired, and public money: decided ahead like investments."""
    signed = [f"{text(row['contract'])} ({int(row['start'] or 0)})" for row in decided(view, "contracts", "start")]
    acquired = [
        f"{text(row['technology'])} in {text(row['place'])} ({text(row['way'])}, {int(row['decided'] or 0)})"
        for row in decided(view, "technology")
    ]
    clauses = [f"signs {listed(signed)}"] if signed else []
    clauses += [f"acquires {listed(acquired)}"] if acquired else []
    for kind, verb in (("mothball", "mothballs"), ("reopen", "reopens"), ("close", "closes")):
        changed = [f"{decision.subject} ({decision.year})" for decision in decisions(view) if decision.kind == kind]
        clauses += [f"{verb} {listed(changed)}"] if changed else []
    paid = -present_value(view, "public money")
    clauses += [f"receives public funding with a present value of {money(paid)} {view.amount}"] if paid > 0 else []
    return f"The plan {joined(clauses)}." if clauses else ""


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


WORTH = {EVPI: "knowing in advance which disruption will occur would save", VSS: "planning for disruptions saves"}


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
        sentences.append(f"In {view.year_labels[-1]} supply is most concentrated for {listed(tied)}.")
    return " ".join(sentences)


def people(view: View) -> str:
    words = people_in_words(view)
    return f"Workforce over {view.horizon}: {words}." if words else ""


# ----------------------------------------------------------------------------------------------------------------------
# Disruptions in plain words: events, and effects on the plan.


MOST_ACTIONS = 3


class Events:
    """Events of each branch, from the rows of the sheet Disruptions."""

    def __init__(self, view: View) -> None:
        self.view = view
        tables = view.plan.tables
        self._branches = {branch.name: branch for branch in branches(tables)}
        self._single = {plant.plant for plant in tables[Plant]} | {project.project for project in tables[Project]}
        self._technologies = {plant.technology for plant in tables[Plant]}

    def what(self, outcome: Outcome) -> str:
        """'China stops exporting in 2030 and Works is out from 2031', or the name of the disruption if its rows are
        unknown."""
        branch = self._branches.get(outcome.branch)
        rows = branch.actions if branch else ()
        phrases = sorted(dict.fromkeys((row.after, self._phrase(row)) for row in rows), key=lambda change: change[0])
        if not phrases:
            return f"'{outcome.disruption}' occurs in {outcome.start}"
        if branch and branch.is_combination and len(phrases) > MOST_ACTIONS:
            return f"'{outcome.name}' occur together in {outcome.start}"
        shown = phrases[:MOST_ACTIONS]
        at_once = [phrase for after, phrase in shown if after == 0]
        later = [f"{phrase} from {outcome.start + after:g}" for after, phrase in shown if after > 0]
        more = [f"{count(len(phrases) - len(shown), 'further change')}"] if len(phrases) > len(shown) else []
        parts = [f"{joined(at_once)} in {outcome.start}"] if at_once else []
        return joined([*parts, *later, *more])

    def is_combination(self, outcome: Outcome) -> bool:
        """Whether several disruptions coincide."""
        branch = self._branches.get(outcome.branch)
        return branch is not None and branch.is_combination

    def _phrase(self, row: Disruption) -> str:
        if row.action == "delay":
            word = "of" if row.target in self._technologies else "in"
            who = row.target if row.target in self._single else f"construction {word} {place(row.target)}"
            return f"{who} is delayed by {f'{row.value:g} years' if row.value != 1 else 'a year'}"
        if row.action == "licence":
            word = "for" if row.target in self._technologies else "in"
            return f"no licence is granted {word} {place(row.target)}"
        return PHRASES[row.action](row)

    def sentence(self, outcome: Outcome) -> str:
        """Event, shortage and cost."""
        view = self.view
        start = f"If {self.what(outcome)}"
        if not outcome.hurts:
            total = " in total" if len(view.plan.tables[Demand]) > 1 else ""
            moved = [f"{money(more)} {unit} of {product}" for product, unit, more in short_by_product(view, outcome)]
            total += f", but an additional {joined(moved)}" if moved else ""
            return f"{start}, there is no additional shortfall{total}{more_cost(outcome.extra_cost, view.amount)}."
        if unmet_unit(view) == BY_PRODUCT:
            by_product = [
                f"{money(more)} {unit} of {product}" for product, unit, more in short_by_product(view, outcome)
            ]
            short, share = f"{joined(by_product or ['demand'])} go unmet", ""
        else:
            short = f"{money(outcome.extra_unmet)} {unmet_unit(view)} of demand go unmet"
            share = f" ({percent(outcome.extra_unmet / outcome.demand)} of the demand of {years_of(view, outcome)})"
        baseline = ", on top of the baseline shortfall" if outcome.undisturbed_unmet > SOLVED * outcome.demand else ""
        cost = more_cost(outcome.extra_cost, view.amount, ", shortage cost included")
        return f"{start}, {short}{share}{baseline}{cost}."


def years_of(view: View, outcome: Outcome) -> str:
    """The years that a disruption touches, over which its demand is counted."""
    years = view.calendar.by_year.periods
    touched = [year for year in years if year < outcome.end - 1e-9 and year + 1 > outcome.start + 1e-9]
    last = touched[-1]
    return str(last) if touched[0] == last else f"{touched[0]}–{last}"


def more_cost(extra: float, amount: str, included: str = "") -> str:
    """Cost added or saved by a disruption."""
    if abs(extra) < 1e-3:
        return ""
    if extra < 0:
        return f"; cost falls by {money(-extra)} {amount}{included}"
    return f"; additional cost: {money(extra)} {amount}{included}"


def relief(view: View) -> str:
    """Effect on the expected cost of limits, cover and minimum service that are not held in disruptions; empty without
    any."""
    all_outcomes = outcomes(view)
    saved, total = -expected_relief(all_outcomes), abs(expected_cost(view))
    if abs(saved) <= SOLVED * total:
        return ""
    change = "lower" if saved > 0 else "higher"
    return (
        f"Limits, cover and minimum service of undisturbed years are not held in a disruption: that alone makes the "
        f"expected cost {money(abs(saved))} {view.amount} ({percent(abs(saved) / total)}) {change}."
    )


def unsettled(view: View) -> str:
    """How many responses may cost more than they must; empty if none."""
    number = view.plan.statistics.get(UNSETTLED)
    if not isinstance(number, int) or not number:
        return ""
    return (
        f"For {count(number, 'disruption scenario')} without probability no least-cost response was found: the one "
        "shown is feasible, and may cost more than it must."
    )


def not_compared(all_outcomes: Sequence[Outcome]) -> str:
    """Disruptions whose additional cost is against the undisrupted plan; empty if there are none."""
    names = [outcome.branch for outcome in all_outcomes if math.isnan(outcome.reference_cost)]
    if not names:
        return ""
    if len(names) == len(all_outcomes):
        return "Additional cost is against the undisrupted plan."
    return f"Additional cost is against the undisrupted plan, as nothing else is known: {some(names, 200)}."


# ---------------------------------------------------------------------------------------------------- events


def place(target: str) -> str:
    return "every location" if target == ANY else target


def goods(row: Disruption, otherwise: str = "") -> str:
    return otherwise if row.commodity == ANY else row.commodity


def _exports(row: Disruption) -> str:
    who = "every country" if row.target == ANY else row.target
    to = "" if row.to == ANY else f" to {row.to}"
    what = f" {goods(row)}" if goods(row) else ""
    if row.value == 0:
        return f"{who} stops exporting{what}{to}"
    return f"{who} exports {percent(row.value)} of its usual{what or ' volume'}{to}"


def _capacity(row: Disruption) -> str:
    of = f" for {goods(row)}" if goods(row) else ""
    if row.value == 0:
        return f"{place(row.target)} shuts down{of}"
    return f"{place(row.target)} has {percent(row.value)} of its capacity{of}"


def _yield(row: Disruption) -> str:
    return f"yields of {goods(row, 'all goods')} at {place(row.target)} are {percent(row.value)} of the usual"


def _price(row: Disruption) -> str:
    return f"prices of {goods(row, 'all goods')} in {place(row.target)} are {row.value:g} times the usual"


def _demand(row: Disruption) -> str:
    return f"demand of {place(row.target)} for {goods(row, 'all goods')} is {percent(row.value)} of the usual"


def _sales(row: Disruption) -> str:
    if row.value == 0:
        return f"buyers in {place(row.target)} take no {goods(row, 'goods')}"
    return f"buyers in {place(row.target)} take {percent(row.value)} of {goods(row, 'all goods')}"


PHRASES: dict[str, Callable[[Disruption], str]] = {
    "exports": _exports,
    "capacity": _capacity,
    "yield": _yield,
    "price": _price,
    "demand": _demand,
    "sales": _sales,
}


MOST_CLAUSES = 2
"""Actions that a headline joins."""


def plain_event(rows: Sequence[Disruption]) -> str:
    """'China stops exporting and Works shuts down'; empty if a row does anything else, or later. That buyers take
    nothing while exports stop is part of the stop."""
    actions = [row for row in rows if row.action != "sales"]
    clauses = list(dict.fromkeys(PHRASES[row.action](row) for row in actions if row.action in ("exports", "capacity")))
    is_plain = all(row.action in ("exports", "capacity") and not row.after for row in actions)
    return joined(clauses) if is_plain and len(clauses) <= MOST_CLAUSES else ""


# ---------------------------------------------------------------------------------------------- on the summary


def risk(view: View) -> str:
    """Number of disruptions with shortages, and the effect of the worst one."""
    all_outcomes = outcomes(view)
    if not all_outcomes:
        return ""
    hurting, events = sum(outcome.hurts for outcome in all_outcomes), Events(view)
    several = sum(map(events.is_combination, all_outcomes))
    if len(all_outcomes) == 1:
        end = "increase unmet demand" if hurting else "not increase unmet demand"
        tested = f"The plan was stress-tested against one disruption, which would {end}."
    else:
        how = f"{several} of them combinations of disruptions" if several else "one at a time"
        tested = (
            f"The plan was stress-tested against {len(all_outcomes)} disruption scenarios, {how}: "
            f"{hurting or 'none'} would increase unmet demand."
        )
    return f"{tested} {events.sentence(all_outcomes[0])}" if hurting or len(all_outcomes) == 1 else tested
