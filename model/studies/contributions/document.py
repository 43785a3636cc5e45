"""Contributions as a document: who adds most, alone, last and on average; pairs; every set that was solved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    Document,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
    PagePart,
    Paragraphs,
)
from model.reports.palette import HUES
from model.reports.phrases import STOPPED_EARLY, joined, known, money
from model.reports.styles import Field
from model.results.plan import Plan
from model.results.view import View
from model.runs import state_told
from model.sheets.schema import NO, YES
from model.sheets.wording import NOT_KNOWN, count
from model.studies.contributions.question import Contributions
from model.studies.with_without import NO_PLAN, Interval, Names, interval_fields
from model.system.outputs import Output

ABOUT = (
    "Alone: saved with this candidate and no other. Last: lost without it alone. Average: saved where it joins, over "
    "all orders of joining. Each between the proven bounds and the plans found; '0?' is not told apart from nothing. "
    "All in this model, at these prices, limits and candidates."
)
LAST_ONLY = (
    "Last: lost without this candidate alone, between the proven bound and the plan found; '0?' is not told apart from "
    "nothing. All in this model, at these prices, limits and candidates."
)
SHORTAGE = (
    "Public money: expected present value, net of repayments. Shortage avoided: that of the plan without this "
    "candidate less that of the plan with all, expected and discounted, over all products; blank where their units "
    "differ."
)
PAIRS = (
    "What two add as the last ones, beyond what each of them does; and whether they are so by themselves, without any "
    "other."
)
SETS = "Every set of candidates that was solved"
BUILT, NOT_BUILT = "built", "not built"
CHART_HEIGHT = 300


def document(
    contributions: Contributions, title: str, output: Output = Output.CONTRIBUTIONS, remarks: Sequence[str] = ()
) -> Document:
    """Sentences, the most important first and ``remarks`` last; values, pairs and sets as sheets."""
    view, sentences = View(contributions.plan), [*findings(contributions), *remarks]
    values, pairs, name = _values(contributions), _pairs(contributions), f"Contributions: {title}"
    chart = _chart(contributions, values)
    about = f"{LAST_ONLY if contributions.is_last_only else ABOUT} {SHORTAGE}"
    lent = count(len(contributions.sets.lent_by), "more set has", "more sets have")
    lent_note = f"{lent} the value of a larger one, whose plan takes none of the rest."
    sheets = [
        DocumentSheet(
            "Contributions",
            "What-if",
            name,
            about,
            [Paragraphs(sentences), values, ChartRow([chart], CHART_HEIGHT, 1)],
            is_home=True,
        ),
        DocumentSheet("Pairs", "What-if", "Candidates that need or replace each other", PAIRS, [pairs]),
        DocumentSheet("Sets", "What-if", SETS, lent_note, [_sets(contributions)], is_annex=True),
    ]
    shown: list[PagePart | DocumentChart] = [chart, PagePart("pairs", "Pairs", [], [pairs])]
    if contributions.is_last_only:
        sheets, shown = [sheets[0], sheets[2]], [chart]
    return Document(name, name, f"Costs in {view.amount}", output, view, sentences, sheets, shown)


# ---------------------------------------------------------------------------------------------- in sentences


def findings(contributions: Contributions) -> Iterator[str]:
    """Who adds most, first."""
    names, sampled = contributions.candidates.names, contributions.sampled
    if contributions.sets.is_stopped:
        yield STOPPED_EARLY
        if not contributions.is_last_only:
            yield "Averages and ranks need all sets: the table has what is proven so far."
    elif not contributions.is_last_only:
        yield from _averages(contributions)
    if contributions.is_last_only:
        yield from _security(contributions)
    yield from _grants(contributions)
    yield from _strongest_pairs(contributions)
    if contributions.loose:
        limits = joined(list(contributions.loose))
        yield f"No plan without any candidate keeps {limits}: reported only in all plans compared."
    if sampled is not None and all(math.isfinite(sampled.error(name)) for name in names):
        orders = count(len(contributions.orders) // 2, "pair")
        yield f"From {orders} of random orders; ± is what the draw leaves open, at 95 %."
    if not any(map(contributions.candidates.programmes, names)):
        yield (
            "No candidate is public money: to see what a grant adds, name its row of Public money a candidate, and "
            "not the project."
        )


def _strongest_pairs(contributions: Contributions) -> Iterator[str]:
    """The two that complement each other most, and the strongest rivals, as far as they are sure."""
    pairs = _joint_values(contributions)
    for word, sign in (("complement each other most", 1), ("are the strongest rivals", -1)):
        sure = [pair for pair in pairs if min(sign * end for end in pair[2]) > 0]
        if sure:
            one, other, ends = max(sure, key=lambda pair: sign * sum(pair[2]))
            where = _by_themselves(contributions, one, other)
            yield f"{one} and {other} {word}: {span(ends)} {contributions.unit}{where}."


def _by_themselves(contributions: Contributions, one: str, other: str) -> str:
    """Remark that the value of a pair holds beside all others, with its value alone; empty if there are none."""
    if len(contributions.candidates.names) == 2:
        return ""
    alone = contributions.together(one, other, {one, other})
    what = "" if alone is None else f"; by themselves they are {_kind(alone)}: {span_or_zero(alone)}"
    return f" with all the others there{what}"


def _averages(contributions: Contributions) -> Iterator[str]:
    """The first rank, all averages, and candidates that may add nothing."""
    names, sets = contributions.candidates.names, contributions.sets
    best = [name for name in names if contributions.ranks[name][0] == 1]
    first = f"Most is added by {best[0]}" if len(best) == 1 else f"{joined(best)} share the first rank"
    if len(names) == len(best) > 1:
        first = "None ranks above another for sure"
    yield f"{first}. All together add {span(sets.total)} {contributions.unit}."
    values = [
        f"{name} {span(contributions.average(name))}{_drawn(contributions, name)}, last {span(sets.last(name))}"
        for name in _ordered(contributions)
    ]
    yield f"On average, and as the last one, each adds, in {contributions.unit}: {'; '.join(values)}."
    alone = max(names, key=sets.alone)
    if alone not in best and sets.alone(alone)[0] > 0:
        yield f"Alone {alone} would add most, {span(sets.alone(alone))}; with the others it does not."
    idle = [name for name in names if sets.last(name)[0] <= 0]
    if 0 < len(idle) < len(names):
        yield f"If all others are there, {joined(idle)} may add nothing."
    if any(low <= 0 < high for low, high in map(sets.last, names)):
        yield "A smaller --gap tells more of them apart, and takes longer."


def _security(contributions: Contributions) -> Iterator[str]:
    """The cost of a unit of the shortage that each programme avoids."""
    plan, sets = contributions.plan, contributions.sets
    for name, avoided in contributions.avoided.items():
        without, cost = sets.everything - {name}, contributions.per_unit(name)
        paid = f"{money(contributions.paid(name))} {plan.amount}"
        if not sets.has_plan(without):
            yield f"Without {name}: {_state_without(contributions, name)}."
        elif without in sets.lent_by:
            yield f"{name} pays nothing: the plan without it is the same."
        elif not contributions.is_told(name):
            yield f"{name} ({paid}): no significant effect at this gap; a smaller gap would tell."
        elif avoided is None:
            yield f"{name} ({paid}): shortages are in unlike units, which have no sum."
        elif cost is None:
            yield f"{name} ({paid}) avoids no shortage."
        else:
            yield f"{name}: {paid} for a shortage avoided of {avoided:,.4g}, {money(cost)} {plan.currency} each."


def _state_without(contributions: Contributions, name: str) -> str:
    """Why there is no plan without a candidate, and whether that is proven."""
    sets = contributions.sets
    without = sets.everything - {name}
    return "no plan (proven)" if sets.costs[without] == NO_PLAN else state_told(sets.state(without))


def _grants(contributions: Contributions) -> Iterator[str]:
    """Whether a grant saves more than it pays, and whether its projects are built without it, in the plans found."""
    candidates = contributions.candidates
    grants = [name for name in candidates.names if candidates.is_grant(name)]
    if grants and not contributions.is_service and not contributions.is_last_only:
        yield (
            "Public money is income of the plan: a grant that changes no decision saves what it pays, 1 per million, "
            "and none saves more. What grants do for supply: 'shortage avoided', and --service."
        )
        shares = {name: _per_million(contributions, name) for name in grants}
        less = [f"{name} {span(share)}" for name, share in shares.items() if share is not None and share[1] < 1]
        if less:
            yield f"A grant that saves less pays for more expensive projects: {joined(less)} per million."
    outcomes = {name: _with_all_others(contributions, name) for name in grants}
    for outcome, word in ((BUILT, "are built without it, too"), (NOT_BUILT, "are not built without it")):
        if named := [name for name in grants if outcomes[name] == outcome]:
            pays = "pays" if len(named) == 1 else "pay"
            yield f"In the plans found with all the others, projects that {joined(named)} {pays} for {word}."


def span(ends: Interval) -> str:
    """'24', '24 to 28', or the end that is known."""
    if all(map(math.isfinite, ends)):
        return " to ".join(dict.fromkeys(map(_money, ends)))
    if ends[0] > 0:
        return f"at least {_money(ends[0])}"
    return f"at most {_money(ends[1])}" if ends[1] < 0 else NOT_KNOWN


def span_or_zero(ends: Interval) -> str:
    """The same, or that it is not told apart from 0."""
    if not all(map(math.isfinite, ends)) or not ends[0] <= 0 <= ends[1]:
        return span(ends)
    return "0" if _money(ends[0]) == _money(ends[1]) else f"0? ({span(ends)})"


def _money(amount: float) -> str:
    return money(amount).replace("-", "−")


def _drawn(contributions: Contributions, name: str) -> str:
    error = math.inf if contributions.sampled is None else contributions.sampled.error(name)
    return f" ± {money(error)}" if math.isfinite(error) else ""


def _ordered(contributions: Contributions) -> list[str]:
    """The best candidate first; where only the last one was asked, in the order of the workbook."""
    names = contributions.candidates.names
    if contributions.is_last_only:
        return list(names)
    averages = {name: contributions.average(name) for name in names}
    return sorted(names, key=lambda name: (contributions.ranks[name], *(-end for end in averages[name])))


# ---------------------------------------------------------------------------------------------- tables


def _values(contributions: Contributions) -> DocumentTable[str]:
    sets, amount = contributions.sets, contributions.unit
    before, after = list[Field[str]](), list[Field[str]]()
    if not contributions.is_last_only:
        before = [
            Field("rank", lambda name: _rank(contributions, name), "text", 8),
            *interval_fields("alone", sets.alone, amount, 13),
        ]
        after = interval_fields("average", contributions.average, amount, 13)
    if (sampled := contributions.sampled) is not None:
        after.append(Field("±, draw", lambda name: known(sampled.error(name)), width=9))
    fields: list[Field[str]] = [
        Field("candidate", str, "text", 34),
        *before,
        *interval_fields("last", sets.last, amount, 13),
        *after,
        Field("taken, with all", lambda name: YES if name in sets.used[sets.everything] else NO, "text", 8),
        *_public_money(contributions),
    ]
    return DocumentTable(_ordered(contributions), fields, is_whole=True)


def _public_money(contributions: Contributions) -> Iterator[Field[str]]:
    """What a candidate's programmes pay, the shortage avoided, and projects that would be built without it."""
    plan = contributions.plan
    nothing = 0.0 if contributions.is_last_only else None
    yield Field(f"public money, with all ({plan.amount})", lambda name: contributions.paid(name) or nothing, width=13)
    yield Field("last, per public million", lambda name: _share(_per_million(contributions, name)), "text", 16)
    if not contributions.is_service:
        yield Field("shortage avoided", lambda name: _avoided(contributions, name), "mixed", 13)
        yield Field(f"{plan.currency} per unit of security", contributions.per_unit, width=13)
    yield Field("its projects with all others", lambda name: _with_all_others(contributions, name), "text", 20)
    if not contributions.is_last_only:
        header = "its projects with no candidate"
        yield Field(header, lambda name: _additional(contributions, name, Names()), "text", 20)


def _share(ends: Interval | None) -> str:
    return "" if ends is None else span(ends)


def _avoided(contributions: Contributions, name: str) -> float | str | None:
    """Shortage that a candidate avoids as the last one, or why that is not known; None where units differ."""
    has_plan = contributions.sets.has_plan(contributions.sets.everything - {name})
    return contributions.avoided[name] if has_plan else _state_without(contributions, name)


def _rank(contributions: Contributions, name: str) -> str:
    best, worst = contributions.ranks[name]
    return f"{best}" if best == worst else f"{best}–{worst}"


def _per_million(contributions: Contributions, name: str) -> Interval | None:
    """Saved as the last one by million of public money; at most 1 and what the gaps leave open."""
    paid, (least, most) = contributions.paid(name), contributions.sets.last(name)
    return (least / paid, most / paid) if paid > 0 else None


def _with_all_others(contributions: Contributions, name: str) -> str:
    """Whether its projects are built without it, if all others are there."""
    return _additional(contributions, name, contributions.sets.everything - {name})


def _additional(contributions: Contributions, name: str, others: Names) -> str:
    """Whether projects that a programme pays for are built with some others in its place, in the plan found."""
    candidates, plan = contributions.candidates, contributions.plan
    if not candidates.is_grant(name) or not candidates.funds_capital(name):
        return ""
    built = candidates.paid(name, plan) & _built(plan)
    if not built:
        return "not built with it"
    result = contributions.sets.result(others)
    if result is None or not result.has_plan:
        return NOT_KNOWN if result is None else state_told(result.state)
    remaining = len(built & _built(result.plan()))
    if remaining == len(built):
        return BUILT
    return f"{remaining} of {len(built)} built" if remaining else NOT_BUILT


def _built(plan: Plan) -> set[str]:
    return set(plan.frames["builds"]["project"].astype(str))


def _chart(contributions: Contributions, values: DocumentTable[str]) -> DocumentChart:
    """Lower ends: proven contributions."""
    measure, words, about, of = "average", "on average", ABOUT, contributions.average
    if contributions.is_last_only:
        measure, words, about, of = "last", "as the last one", LAST_ONLY, contributions.sets.last
    legend, amount = f"{measure}, at least", contributions.unit
    column = [field.header for field in values.fields].index(f"{legend} ({amount})")
    series = [ChartSeries(legend, values, 0, column, "bar", HUES[0])]
    return DocumentChart(
        "values",
        "stacked",
        f"What each adds {words}, at least ({amount})",
        series,
        (ChartScale("#,##0.##", least=0.0),),
        "Candidates",
        about,
        {legend: HUES[0]},
        [values],
        instead=lambda name: span_or_zero(of(name)),
    )


Pair = tuple[str, str, Interval]


def _joint_values(contributions: Contributions) -> list[Pair]:
    """Pairs of candidates with their joint value as the last two, where it was asked."""
    pairs = combinations(contributions.candidates.names, 2)
    joint = [(one, other, contributions.together(one, other)) for one, other in pairs]
    return [(one, other, ends) for one, other, ends in joint if ends is not None]


def _pairs(contributions: Contributions) -> DocumentTable[Pair]:
    def alone(pair: Pair) -> Interval | None:
        return contributions.together(*pair[:2], set(pair[:2]))

    return DocumentTable(sorted(_joint_values(contributions), key=lambda pair: -abs(sum(pair[2]))), [
        Field("one", lambda pair: pair[0], "text", 30), Field("other", lambda pair: pair[1], "text", 30),
        Field("they are", lambda pair: _kind(pair[2]), "text", 16),
        Field(f"together, at least ({contributions.unit})", lambda pair: known(pair[2][0]), width=14),
        Field("at most", lambda pair: known(pair[2][1]), width=12),
        Field("by themselves", lambda pair: _kind(alone(pair)), "text", 16),
    ], nothing="Not asked.")  # fmt: skip


def _kind(both: Interval | None) -> str:
    if both is None:
        return "not asked"
    if both == (0.0, 0.0):
        return "neither"
    return "complements" if both[0] > 0 else "rivals" if both[1] < 0 else "not told apart"


def _sets(contributions: Contributions) -> DocumentTable[Names]:
    results, costs = contributions.sets.results, contributions.sets.costs
    what = "expected unmet" if contributions.is_service else "cost"
    return DocumentTable(list(results), [
        Field("set", lambda members: results[members].name, "text", 60),
        Field("candidates", len, width=9),
        Field("outcome", lambda members: str(results[members].state), "text", 20),
        Field(f"{what} ({contributions.unit})", lambda members: known(costs[members][1]), width=14),
        Field("at least", lambda members: known(costs[members][0]), width=14),
    ])  # fmt: skip
