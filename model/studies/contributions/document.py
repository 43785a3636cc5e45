"""Contributions as a document: who adds most, alone, last and on average; pairs; every set that was solved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations

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
from model.reports.phrases import STOPPED_EARLY, if_finite, joined, money
from model.reports.styles import Field
from model.results.plan import Plan
from model.results.view import View
from model.runs import State, state_told
from model.sheets.names import NOT_KNOWN, count
from model.sheets.schema import NO, YES
from model.studies.contributions.question import Contributions
from model.studies.with_without import Interval, Names, interval_fields
from model.system.files import Output

ALL_SETS = "Alone: saved with this candidate and no other. Average: saved where it joins, over all orders of joining. "
ABOUT = (
    "Last: lost without this candidate alone. Each between the proven bounds and the plans found; '0?' is not told "
    "apart from nothing. All in this model, at these prices, limits and candidates. Shortage avoided: that of the plan "
    "without the candidate less that of the plan with all, expected and discounted; blank where units differ."
)
PAIRS = (
    "What two add as the last ones, beyond what each of them does; and whether they are so by themselves, without any "
    "other."
)
SETS = "Every set of candidates that was solved"
BUILT, NOT_BUILT = "built", "not built"
CHART_HEIGHT = 300


def document(
    answer: Contributions, title: str, output: Output = Output.CONTRIBUTIONS, remarks: Sequence[str] = ()
) -> Document:
    """Sentences, the most important first and ``remarks`` last; values, pairs and sets as sheets."""
    view, sentences = View(answer.plan), [*findings(answer), *remarks]
    values, pairs, name = _values(answer), _pairs(answer), f"Contributions: {title}"
    about = ABOUT if answer.is_last_only else ALL_SETS + ABOUT
    chart = _chart(answer, values, about)
    blocks = (Paragraphs(sentences), values, ChartRow([chart], CHART_HEIGHT, 1))
    lent = count(len(answer.sets.lent_by), "more set has", "more sets have")
    lent_note = f"{lent} the value of a larger one, whose plan takes none of the rest."
    sheets = [
        DocumentSheet("Contributions", "What-if", name, about, blocks, is_home=True),
        DocumentSheet("Pairs", "What-if", "Candidates that need or replace each other", PAIRS, [pairs]),
        DocumentSheet("Sets", "What-if", SETS, lent_note, [_sets(answer)], is_annex=True),
    ]
    shown: list[PagePart | DocumentChart] = [chart, PagePart("pairs", "Pairs", [], [pairs])]
    if answer.is_last_only:
        del sheets[1], shown[1]
    return Document(name, name, f"Costs in {view.amount}", output, view, sentences, sheets, shown)


# ---------------------------------------------------------------------------------------------- in sentences


def findings(answer: Contributions) -> Iterator[str]:
    """Who adds most, first."""
    names, sampled = answer.candidates.names, answer.sampled
    if answer.sets.is_stopped:
        yield STOPPED_EARLY
    if answer.is_last_only:
        yield from _security(answer)
    elif answer.sets.is_stopped:
        yield "Averages and ranks need all sets: the table has what is proven so far."
    else:
        yield from _averages(answer)
    yield from _grants(answer)
    yield from _strongest_pairs(answer)
    if answer.loose:
        limits = joined(list(answer.loose))
        yield f"No plan without any candidate keeps {limits}: reported only in all plans compared."
    if sampled is not None and all(math.isfinite(sampled.error(name)) for name in names):
        orders = count(len(answer.orders) // 2, "pair")
        yield f"From {orders} of random orders; ± is what the draw leaves open, at 95 %."
    if not any(map(answer.candidates.programmes, names)):
        yield (
            "No candidate is public money: to see what a grant adds, name its row of Public money a candidate, and "
            "not the project."
        )


def _strongest_pairs(answer: Contributions) -> Iterator[str]:
    """The two that complement each other most, and the strongest rivals, as far as they are sure."""
    pairs = _joint_values(answer)
    for word, sign in (("complement each other most", 1), ("are the strongest rivals", -1)):
        sure = [pair for pair in pairs if min(sign * end for end in pair[2]) > 0]
        if sure:
            one, other, ends = max(sure, key=lambda pair: sign * sum(pair[2]))
            where = _by_themselves(answer, one, other)
            yield f"{one} and {other} {word}: {span(ends)} {answer.unit}{where}."


def _by_themselves(answer: Contributions, one: str, other: str) -> str:
    """Remark that the value of a pair holds beside all others, with its value alone; empty if there are none."""
    if len(answer.candidates.names) == 2:
        return ""
    alone = answer.together(one, other, {one, other})
    what = "" if alone is None else f"; by themselves they are {_kind(alone)}: {span_or_zero(alone)}"
    return f" with all the others there{what}"


def _averages(answer: Contributions) -> Iterator[str]:
    """The first rank, all averages, and candidates that may add nothing."""
    names, sets = answer.candidates.names, answer.sets
    best = [name for name in names if answer.ranks[name][0] == 1]
    first = f"Most is added by {best[0]}" if len(best) == 1 else f"{joined(best)} share the first rank"
    if len(names) == len(best) > 1:
        first = "None ranks above another for sure"
    yield f"{first}. All together add {span(sets.total)} {answer.unit}."
    values = [
        f"{name} {span(answer.average(name))}{_drawn(answer, name)}, last {span(sets.last(name))}"
        for name in _ordered(answer)
    ]
    yield f"On average, and as the last one, each adds, in {answer.unit}: {'; '.join(values)}."
    alone = max(names, key=sets.alone)
    if alone not in best and sets.alone(alone)[0] > 0:
        yield f"Alone {alone} would add most, {span(sets.alone(alone))}; with the others it does not."
    idle = [name for name in names if sets.last(name)[0] <= 0]
    if 0 < len(idle) < len(names):
        yield f"If all others are there, {joined(idle)} may add nothing."
    if any(low <= 0 < high for low, high in map(sets.last, names)):
        yield "A smaller --gap tells more of them apart, and takes longer."


def _security(answer: Contributions) -> Iterator[str]:
    """The cost of a unit of the shortage that each programme avoids."""
    plan, sets = answer.plan, answer.sets
    for name, avoided in answer.avoided.items():
        cost, paid = answer.per_unit(name), f"{money(answer.paid(name))} {plan.amount}"
        if not sets.without(name).has_plan:
            yield f"Without {name}: {_state_without(answer, name)}."
        elif sets.everything - {name} in sets.lent_by:
            yield f"{name} pays nothing: the plan without it is the same."
        elif not answer.is_told(name):
            yield f"{name} ({paid}): no significant effect at this gap; a smaller gap would tell."
        elif avoided is None:
            yield f"{name} ({paid}): shortages are in unlike units, which have no sum."
        elif cost is None:
            yield f"{name} ({paid}) avoids no shortage."
        else:
            yield f"{name}: {paid} for a shortage avoided of {avoided:,.4g}, {money(cost)} {plan.currency} each."


def _state_without(answer: Contributions, name: str) -> str:
    """Why there is no plan without a candidate, and whether that is proven."""
    state = answer.sets.without(name).state
    return state_told(state) + (" (proven)" if state == State.INFEASIBLE else "")


def _grants(answer: Contributions) -> Iterator[str]:
    """Whether a grant saves more than it pays, and whether its projects are built without it, in the plans found."""
    candidates = answer.candidates
    grants = [name for name in candidates.names if candidates.is_grant(name)]
    if grants and not answer.is_service and not answer.is_last_only:
        yield (
            "Public money is income of the plan: a grant that changes no decision saves what it pays, 1 per million, "
            "and none saves more. What grants do for supply: 'shortage avoided', and --service."
        )
        shares = {name: _per_million(answer, name) for name in grants}
        less = [f"{name} {span(share)}" for name, share in shares.items() if share is not None and share[1] < 1]
        if less:
            yield f"A grant that saves less pays for more expensive projects: {joined(less)} per million."
    outcomes = {name: _with_all_others(answer, name) for name in grants}
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


def _drawn(answer: Contributions, name: str) -> str:
    error = math.inf if answer.sampled is None else answer.sampled.error(name)
    return f" ± {money(error)}" if math.isfinite(error) else ""


def _ordered(answer: Contributions) -> list[str]:
    """The best candidate first; where only the last one was asked, in the order of the workbook."""
    names = answer.candidates.names
    if answer.is_last_only:
        return list(names)
    averages = {name: answer.average(name) for name in names}
    return sorted(names, key=lambda name: (answer.ranks[name], *(-end for end in averages[name])))


# ---------------------------------------------------------------------------------------------- tables


def _values(answer: Contributions) -> DocumentTable[str]:
    sets, amount = answer.sets, answer.plan.amount
    intervals = [interval_fields(name, of, answer.unit, 13) for name, of in answer.measures.items()]
    fields: list[Field[str]] = [
        Field("candidate", str, "text", 34),
        Field("rank", lambda name: _rank(answer, name), "text", 8),
        *chain(*intervals),
        Field("±, draw", lambda name: answer.sampled and if_finite(answer.sampled.error(name)), width=9),
        Field("taken, with all", lambda name: YES if name in sets.used[sets.everything] else NO, "text", 8),
        Field(f"public money, with all ({amount})", lambda name: _paid(answer, name), width=13),
        Field("last, per public million", lambda name: _share(_per_million(answer, name)), "text", 16),
        Field("shortage avoided", lambda name: _avoided(answer, name), "mixed", 13),
        Field(f"{answer.plan.currency} per unit of security", answer.per_unit, width=13),
        Field("its projects with all others", lambda name: _with_all_others(answer, name), "text", 20),
        Field("its projects with no candidate", lambda name: _additional(answer, name, Names()), "text", 20),
    ]
    left_out = {"rank", fields[-1].header} if answer.is_last_only else set()
    left_out |= {"shortage avoided", f"{answer.plan.currency} per unit of security"} if answer.is_service else set()
    left_out |= {"±, draw"} if answer.sampled is None else set()
    columns = [field for field in fields if field.header not in left_out]
    return DocumentTable(_ordered(answer), columns, is_whole=True)


def _paid(answer: Contributions, name: str) -> float | None:
    """Amount that its programmes pay; blank beside candidates that have none, or none that pays."""
    return answer.paid(name) or (0.0 if answer.is_last_only else None)


def _share(ends: Interval | None) -> str:
    return "" if ends is None else span(ends)


def _avoided(answer: Contributions, name: str) -> float | str | None:
    """Shortage that a candidate avoids as the last one, or why that is not known; None if units differ."""
    return answer.avoided[name] if answer.sets.without(name).has_plan else _state_without(answer, name)


def _rank(answer: Contributions, name: str) -> str:
    best, worst = answer.ranks[name]
    return f"{best}" if best == worst else f"{best}–{worst}"


def _per_million(answer: Contributions, name: str) -> Interval | None:
    """Saved as the last one by million of public money; at most 1, but for the gaps."""
    paid, (least, most) = answer.paid(name), answer.sets.last(name)
    return (least / paid, most / paid) if paid > 0 else None


def _with_all_others(answer: Contributions, name: str) -> str:
    """Whether its projects are built without it, if all others are there."""
    return _additional(answer, name, answer.sets.everything - {name})


def _additional(answer: Contributions, name: str, others: Names) -> str:
    """Whether projects that a programme pays for are built with some others in its place, in the plan found."""
    candidates, plan = answer.candidates, answer.plan
    if not candidates.is_grant(name) or not candidates.funds_capital(name):
        return ""
    built = candidates.paid(name, plan) & _built(plan)
    if not built:
        return "not built with it"
    result = answer.sets.result(others)
    if not result.has_plan:
        return state_told(result.state)
    remaining = len(built & _built(result.plan()))
    if remaining == len(built):
        return BUILT
    return f"{remaining} of {len(built)} built" if remaining else NOT_BUILT


def _built(plan: Plan) -> set[str]:
    return set(plan.frames["builds"]["project"].astype(str))


def _chart(answer: Contributions, values: DocumentTable[str], about: str) -> DocumentChart:
    """Lower ends: proven contributions."""
    measure, of = list(answer.measures.items())[-1]
    legend = f"{measure}, at least"
    column = [field.header for field in values.fields].index(f"{legend} ({answer.unit})")
    series, scales = [ChartSeries(legend, values, 0, column, "bar", HUES[0])], (ChartScale("#,##0.##", least=0.0),)
    how = "as the last one" if answer.is_last_only else "on average"
    chart = DocumentChart("values", "stacked", f"What each adds {how}, at least ({answer.unit})", series, scales)
    return replace(
        chart,
        heading="Candidates",
        says=about,
        names={legend: HUES[0]},
        tables=[values],
        instead=lambda name: span_or_zero(of(name)),
    )


Pair = tuple[str, str, Interval]


def _joint_values(answer: Contributions) -> list[Pair]:
    """Pairs of candidates with their joint value as the last two, where it was asked."""
    pairs = combinations(answer.candidates.names, 2)
    joint = [(one, other, answer.together(one, other)) for one, other in pairs]
    return [(one, other, ends) for one, other, ends in joint if ends is not None]


def _pairs(answer: Contributions) -> DocumentTable[Pair]:
    def alone(pair: Pair) -> Interval | None:
        return answer.together(*pair[:2], set(pair[:2]))

    rows = sorted(_joint_values(answer), key=lambda pair: -abs(sum(pair[2])))
    fields: list[Field[Pair]] = [
        Field("one", lambda pair: pair[0], "text", 30),
        Field("other", lambda pair: pair[1], "text", 30),
        Field("they are", lambda pair: _kind(pair[2]), "text", 16),
        Field(f"together, at least ({answer.unit})", lambda pair: if_finite(pair[2][0]), width=14),
        Field("at most", lambda pair: if_finite(pair[2][1]), width=12),
        Field("by themselves", lambda pair: _kind(alone(pair)), "text", 16),
    ]
    return DocumentTable(rows, fields, nothing="Not asked.")


def _kind(both: Interval | None) -> str:
    if both is None:
        return "not asked"
    if both == (0.0, 0.0):
        return "neither"
    return "complements" if both[0] > 0 else "rivals" if both[1] < 0 else "not told apart"


def _sets(answer: Contributions) -> DocumentTable[Names]:
    results, costs = answer.sets.solved, answer.sets.costs
    what = "expected unmet" if answer.is_service else "cost"
    fields: list[Field[Names]] = [
        Field("set", lambda members: results[members].name, "text", 60),
        Field("candidates", len, width=9),
        Field("outcome", lambda members: str(results[members].state), "text", 20),
        Field(f"{what} ({answer.unit})", lambda members: if_finite(costs[members][1]), width=14),
        Field("at least", lambda members: if_finite(costs[members][0]), width=14),
    ]
    return DocumentTable(list(results), fields)
