"""Contributions as a document: who adds most, alone, last and on average; pairs; every set that was solved."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
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
from model.results.courses import Courses
from model.results.plan import Plan
from model.results.view import View
from model.runs import state_told
from model.sheets.schema import NO, YES
from model.sheets.wording import NOT_KNOWN, count
from model.studies.contributions.game import Interval, Names
from model.studies.contributions.question import Contributions
from model.studies.security import paid_by
from model.system.files import Output

ABOUT = (
    "Alone: saved with this candidate and no other. Last: lost without it alone. Average: saved where it joins, over "
    "all orders of joining. Each between the proven bounds and the plans found; '0?' is not told apart from nothing. "
    "All in this model, at these prices, limits and candidates."
)
BUILT, NOT_BUILT = "built", "not built"
CHART_HEIGHT = 300


def document(found: Contributions, title: str) -> Document:
    view, says = View(found.plan), list(findings(found))
    values, pairs, name = _values(found), _pairs(found), f"Contributions: {title}"
    chart = _chart(found, values)
    sheets = [
        DocumentSheet("Contributions", "What-if", name, ABOUT,
                      [Paragraphs(says), values, ChartRow([chart], CHART_HEIGHT, 1)], is_home=True),
        DocumentSheet("Pairs", "What-if", "Candidates that need or replace each other",
                      "What two add as the last ones, beyond what each of them does; and whether they "
                      "are so by themselves, without any other.", [pairs]),
        DocumentSheet("Sets", "What-if", "Every set of candidates that was solved",
                      f"{count(len(found.solved.carried), 'more set has', 'more sets have')} the value of a larger "
                      "one, whose plan takes none of the rest.", [_sets(found)], is_annex=True),
    ]  # fmt: skip
    shown: list[PagePart | DocumentChart] = [chart, PagePart("pairs", "Pairs", [], [pairs])]  # fmt: skip
    return Document(name, name, f"Costs in {found.plan.amount}", Output.CONTRIBUTIONS, view, says, sheets, shown)


# ---------------------------------------------------------------------------------------------- in sentences


def findings(found: Contributions) -> Iterator[str]:
    """Who adds most, first."""
    names, amount = found.candidates.names, found.unit
    if found.is_stopped:
        yield STOPPED_EARLY
        yield "Averages and ranks need all sets: the table has what is proven so far."
    else:
        yield from _averages(found)
    yield from _grants(found)
    together = [(one, other, both) for one, other in combinations(names, 2) if (both := found.together(one, other))]
    for word, sign in (("complement each other most", 1), ("are the strongest rivals", -1)):
        sure = [each for each in together if min(sign * end for end in each[2]) > 0]
        if sure:
            one, other, both = max(sure, key=lambda each: sign * sum(each[2]))
            yield f"{one} and {other} {word}: {span(both)} {amount}{_by_themselves(found, one, other)}."
    if found.loose:
        yield f"No plan without any candidate keeps {joined(list(found.loose))}: reported only in all plans compared."
    if found.sampled is not None and all(math.isfinite(found.sampled.error(name)) for name in names):
        yield f"From {count(len(found.orders) // 2, 'pair')} of random orders; ± is what the draw leaves open, at 95 %."
    if not any(map(found.candidates.programmes, names)):
        yield ("No candidate is public money: to see what a grant adds, name its row of Public money a candidate, and "
               "not the project.")  # fmt: skip


def _by_themselves(found: Contributions, one: str, other: str) -> str:
    """Remark that the value of a pair holds beside all others, with its value alone; empty if there are none."""
    if len(found.candidates.names) == 2:
        return ""
    alone = found.together(one, other, {one, other})
    what = "" if alone is None else f"; by themselves they are {_kind(alone)}: {said(alone)}"
    return f" with all the others there{what}"


def _averages(found: Contributions) -> Iterator[str]:
    """The first rank, all averages, and candidates that may add nothing."""
    names = found.candidates.names
    best = [name for name in names if found.ranks[name][0] == 1]
    first = f"Most is added by {best[0]}" if len(best) == 1 else f"{joined(best)} share the first rank"
    if len(names) == len(best) > 1:
        first = "None ranks above another for sure"
    yield f"{first}. All together add {span(found.total)} {found.unit}."
    values = [f"{name} {span(found.average(name))}{_drawn(found, name)}, last {span(found.last(name))}"
              for name in _ordered(found)]  # fmt: skip
    yield f"On average, and as the last one, each adds, in {found.unit}: {'; '.join(values)}."
    alone = max(names, key=found.alone)
    if alone not in best and found.alone(alone)[0] > 0:
        yield f"Alone {alone} would add most, {span(found.alone(alone))}; with the others it does not."
    idle = [name for name in names if found.last(name)[0] <= 0]
    if 0 < len(idle) < len(names):
        yield f"If all others are there, {joined(idle)} may add nothing."
    if any(ends[0] <= 0 < ends[1] for ends in map(found.last, names)):
        yield "A smaller --gap tells more of them apart, and takes longer."


def _grants(found: Contributions) -> Iterator[str]:
    """Whether a grant saves more than it pays, and whether its projects are built without it, in the plans found."""
    candidates = found.candidates
    grants = [name for name in candidates.names if candidates.is_grant(name)]
    if grants and not found.is_service:
        yield (
            "Public money is income of the plan: a grant that changes no decision saves what it pays, 1 per million, "
            "and none saves more. What grants do for supply is found with --service, and by 'security'."
        )
        per_million = {name: per for name in grants if (per := _per_million(found, name)) is not None and per[1] < 1}
        if per_million:
            each = joined([f"{name} {span(per)}" for name, per in per_million.items()])
            yield f"A grant that saves less pays for more expensive projects: {each} per million."
    for outcome, word in ((BUILT, "are built without it, too"), (NOT_BUILT, "are not built without it")):
        if named := [name for name in grants if _additional(found, name, found.everything - {name}) == outcome]:
            pays = "pays" if len(named) == 1 else "pay"
            yield f"In the plans found with all the others, projects that {joined(named)} {pays} for {word}."


def span(ends: Interval) -> str:
    """'24', '24 to 28', or the end that is known."""
    if not all(map(math.isfinite, ends)):
        return (
            f"at least {_money(ends[0])}" if ends[0] > 0 else f"at most {_money(ends[1])}" if ends[1] < 0 else NOT_KNOWN
        )
    low, high = map(_money, ends)
    return low if low == high else f"{low} to {high}"


def said(ends: Interval) -> str:
    """The same, or that it is not told apart from 0."""
    is_open = all(map(math.isfinite, ends)) and ends[0] <= 0 <= ends[1]
    return span(ends) if not is_open else "0" if _money(ends[0]) == _money(ends[1]) else f"0? ({span(ends)})"


def _money(amount: float) -> str:
    return money(amount).replace("-", "−")


def _drawn(found: Contributions, name: str) -> str:
    error = math.inf if found.sampled is None else found.sampled.error(name)
    return f" ± {money(error)}" if math.isfinite(error) else ""


def _ordered(found: Contributions) -> list[str]:
    return sorted(found.candidates.names, key=lambda name: (found.ranks[name], *(-end for end in found.average(name))))


# ---------------------------------------------------------------------------------------------- tables


def _values(found: Contributions) -> DocumentTable[str]:
    amount, money_unit = found.unit, found.plan.amount
    measures = {"alone": found.alone, "last": found.last, "average": found.average}
    ends = [(f"{name}, {word} ({amount})", get, at) for name, get in measures.items()
            for at, word in enumerate(("at least", "at most"))]  # fmt: skip
    intervals = [Field[str](header, partial(_end, get, at), width=13) for header, get, at in ends]
    drawn = [Field[str]("±, draw", lambda name: found.sampled and known(found.sampled.error(name)), width=9)]
    return DocumentTable(_ordered(found), [
        Field("candidate", str, "text", 34), Field("rank", lambda name: _rank(found, name), "text", 8),
        *intervals, *(drawn if found.sampled is not None else []),
        Field("taken, with all", lambda name: _yes(name in found.solved.taken[found.everything]), "text", 8),
        Field(f"public money, with all ({money_unit})", lambda name: _paid(found, name) or None, width=13),
        Field("last, per public million", lambda name: "" if (per := _per_million(found, name)) is None else span(per),
              "text", 16),
        Field("its projects with all others", lambda name: _additional(found, name, found.everything - {name}),
              "text", 20),
        Field("its projects with no candidate", lambda name: _additional(found, name, Names()), "text", 20),
    ], is_whole=True)  # fmt: skip


def _end(get: Callable[[str], Interval], at: int, name: str) -> float | None:
    return known(get(name)[at])


def _yes(is_so: bool) -> str:
    return YES if is_so else NO


def _rank(found: Contributions, name: str) -> str:
    best, worst = found.ranks[name]
    return f"{best}" if best == worst else f"{best}–{worst}"


def _paid(found: Contributions, name: str) -> float:
    """Expected present value that a candidate's programmes pay, with all candidates [amount]."""
    courses = Courses(View(found.plan))
    return sum(paid_by(courses, programme) for programme in found.candidates.programmes(name))


def _per_million(found: Contributions, name: str) -> Interval | None:
    """Saved as the last one by million of public money; at most 1 and what the gaps leave open."""
    paid = _paid(found, name)
    return (found.last(name)[0] / paid, found.last(name)[1] / paid) if paid > 0 else None


def _additional(found: Contributions, name: str, others: Names) -> str:
    """Whether projects that a programme pays for are built with some others in its place, in the plan found."""
    if not found.candidates.is_grant(name):
        return ""
    built = found.candidates.paid(name, found.plan) & _built(found.plan)
    if not built:
        return "not built with it"
    result = found.solved.results.get(found.solved.carried.get(others, others))
    if result is None or not result.has_plan:
        return NOT_KNOWN if result is None else state_told(result.state)
    kept = built & _built(result.plan())
    return BUILT if len(kept) == len(built) else f"{len(kept)} of {len(built)} built" if kept else NOT_BUILT


def _built(plan: Plan) -> set[str]:
    return set(plan.frames["builds"]["project"].astype(str))


def _chart(found: Contributions, values: DocumentTable[str]) -> DocumentChart:
    """Lower ends: proven contributions."""
    series = [ChartSeries("average, at least", values, 0, 6, "bar", HUES[0])]
    title = f"What each adds on average, at least ({found.unit})"
    scale = ChartScale("#,##0.##", least=0.0)
    return DocumentChart("values", "stacked", title, series, (scale,), "Candidates", ABOUT,
                         {"average, at least": HUES[0]}, [values],
                         instead=lambda name: said(found.average(name)))  # fmt: skip


Pair = tuple[str, str, Interval]


def _pairs(found: Contributions) -> DocumentTable[Pair]:
    rows = [(one, other, both) for one, other in combinations(found.candidates.names, 2)
            if (both := found.together(one, other)) is not None]  # fmt: skip
    rows.sort(key=lambda each: -abs(sum(each[2])))
    return DocumentTable(rows, [
        Field("one", lambda each: each[0], "text", 30), Field("other", lambda each: each[1], "text", 30),
        Field("they are", lambda each: _kind(each[2]), "text", 16),
        Field(f"together, at least ({found.unit})", lambda each: known(each[2][0]), width=14),
        Field("at most", lambda each: known(each[2][1]), width=12),
        Field("by themselves", lambda each: _kind(found.together(*each[:2], set(each[:2]))), "text", 16),
    ], nothing="Not asked.")  # fmt: skip


def _kind(both: Interval | None) -> str:
    if both is None:
        return "not asked"
    if both == (0.0, 0.0):
        return "neither"
    return "complements" if both[0] > 0 else "rivals" if both[1] < 0 else "not told apart"


def _sets(found: Contributions) -> DocumentTable[Names]:
    results = found.solved.results
    what = "expected unmet" if found.is_service else "cost"
    return DocumentTable(list(results), [
        Field("set", lambda each: results[each].name, "text", 60), Field("candidates", len, width=9),
        Field("outcome", lambda each: str(results[each].state), "text", 20),
        Field(f"{what} ({found.unit})", lambda each: known(found.costs[each][1]), width=14),
        Field("at least", lambda each: known(found.costs[each][0]), width=14),
    ])  # fmt: skip
