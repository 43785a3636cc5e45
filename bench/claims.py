"""Verification of explanations: every claim is solved from scratch at a gap of 1e-6.

    python -m bench.claims                          fifty claims of each kind, in generated workbooks
    python -m bench.claims --claims 5 --start 40
    python -m bench.claims inputs/quickstart.xlsx   the claims of one workbook

Plans and answers are found at a gap of 5 %, so that their intervals are wide. A claim on additional cost is a proven
range, and the cost of a plan found; it is about the least cost with a decision changed, less the least cost of the
workbook. Both are enclosed here by solves of the workbook with a row in Decisions, and the claim is false if no value
between them fits. A break-even value is tested on either side of it, a size common to all plans, and a pair of which
every plan has one, by the cost of plans without. A decision that is kept costs no more, and the plan that keeps it says
so. A step of a budget is held against the least unmet demand of one program with the budget as a limit, and values of
candidates against the least cost of every set of them. Ends with exit code 1 if a claim is false.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from bench.generate import supply_chain
from model.errors import Infeasible, PlannerError
from model.families.decisions.rows import (
    ACQUIRE,
    ADD,
    AT_LEAST,
    AT_MOST,
    BUILD,
    FIXED,
    FORBIDDEN,
    NOT_BEFORE,
    Decision,
)
from model.families.investment.rows import MODULES, Project
from model.pipeline import solve_tables
from model.results.first_stage import Commitment, decisions, named, row_of
from model.results.view import View
from model.runs import Store
from model.runs.engine import one_by_one
from model.runs.job import drive
from model.scenario.limits import ALWAYS, EXPECTED_UNMET, Limit
from model.sheets.columns import ByYear
from model.sheets.names import LimitName
from model.sheets.schema import ANY
from model.sheets.tables import Tables
from model.studies.budget.question import EXPECTED, WORST, actual
from model.studies.budget.study import BudgetStudy, slack, up
from model.studies.contributions.game import average, subsets, together
from model.studies.contributions.study import ContributionsStudy
from model.studies.explain.alternatives import Alternatives
from model.studies.explain.answers import Extra
from model.studies.explain.explanation import ExplainedDecision as Decided
from model.studies.explain.explanation import Rejected
from model.studies.explain.questions import Query
from model.studies.explain.subjects import Subject, with_capex
from model.studies.explain.why import Interview, ask_alternatives, ask_why
from model.studies.study import RunContext, run
from model.studies.with_without import Names, saving, value
from model.whatif.load import load_tables
from tests.inline import tables
from tests.test_screening import generated

TIME_LIMIT = 36_000.0

LOOSE, EXACT = 0.05, 1e-6
"""Gaps of the explanation, and of its verification."""

BESIDE = 1e-3
"""Relative distance from a break-even value or a size at which it is tested."""

BREAK_EVEN, RANGE, PAIR = "break-even", "size in all plans", "one of a pair"
KEPT, BUDGET, CONTRIBUTION = "kept decisions", "budget", "contributions"

MOST_CANDIDATES = 3
"""Projects of a workbook that are made candidates."""

UNITS = 1e-3
"""Relative to unmet demand: by as much values of limits may be off."""


@dataclass(frozen=True)
class Enclosed:
    """The least cost of a workbook: no less than the bound, no more than a plan's; both infinite where none exists."""

    least: float
    most: float


def exact(tables: Tables) -> Enclosed:
    """The least cost, from nothing."""
    try:
        plan = solve_tables(tables, gap=EXACT, time_limit=TIME_LIMIT, why=False)
    except Infeasible:
        return Enclosed(math.inf, math.inf)
    return Enclosed(plan.bound, plan.objective)


def deciding(
    given: Tables, subject: Subject, rule: str, year: int | None = None, size: float | None = None
) -> Tables:  # fmt: skip
    """The workbook with one more row of Decisions about a subject."""
    place, way = subject.labels[1:] if subject.action == ACQUIRE else ("", "")
    name = f"claim {len(given[Decision])}"
    row = Decision(
        decision=name, action=subject.action, subject=subject.name, place=place, way=way, rule=rule, year=year,
        size=size,
    )  # fmt: skip
    return replace(given, rows={**given.rows, Decision: [*given[Decision], row]})


def within(least: float, true: float, most: float) -> bool:
    """Whether an amount is between what is proven and what is found, up to rounding [units]."""
    room = UNITS * max(1.0, abs(most))
    return least <= true + room and true <= most + room


class Trial:
    """The claims about one workbook, each with whether it holds and in words."""

    def __init__(self, tables: Tables, folder: Path) -> None:
        self.tables = tables
        self.plan = solve_tables(tables, gap=LOOSE, time_limit=TIME_LIMIT, is_base=True, why=False)
        self.interview = Interview(self.plan)
        self.solve = RunContext(Store(folder), workers=1, pool=one_by_one).solve
        self.loosely = RunContext(Store(folder), LOOSE, workers=1, pool=one_by_one)
        self.base = exact(tables)
        self.rounding = 3 * EXACT * max(1.0, abs(self.base.most))

    def claims(self, enough: Collection[str] = ()) -> Iterator[tuple[str, bool, str]]:
        """Kind, whether it holds, and the claim with what was found from nothing; none of studies of which there are
        ``enough``, as these take longest."""
        drive(ask_why(self.interview), self.solve)
        for each in self.interview.explanation.decisions:
            for kind, extra in each.extra.items():
                yield self.additional(kind, each, extra)
        for other in self.interview.explanation.rejected:
            yield from self.of_rejected(other)
        yield from self.of_alternatives(drive(ask_alternatives(self.interview, 0.02), self.solve))
        for kind, claims in ((KEPT, self.of_kept), (BUDGET, self.of_budget), (CONTRIBUTION, self.of_contributions)):
            if kind not in enough:
                yield from claims()

    def additional(self, kind: str, each: Decided | Rejected, extra: Extra) -> tuple[str, bool, str]:
        this = self.changed(kind, each)
        low, high = this.least - self.base.most, this.most - self.base.least
        is_so = extra.at_least <= high + self.rounding and low <= extra.at_most + self.rounding
        is_so &= this.least <= self.plan.objective + extra.attained + self.rounding
        said = f"{extra.at_least:,.6g} to {extra.at_most:,.6g}, found {extra.attained:,.6g}"
        return kind, is_so, f"{each.subject.title} {kind}: said {said}, from nothing {low:,.6g} to {high:,.6g}"

    def changed(self, kind: str, each: Decided | Rejected) -> Enclosed:
        """The workbook with a decision changed."""
        subject, given = each.subject, self.tables
        years = self.plan.tables.settings.years_per_period
        if kind == Query.ALONE:
            return exact(self.all_others_held(subject))
        if kind == Query.WITHOUT:
            return exact(deciding(given, subject, FORBIDDEN))
        if kind == Query.LATER:
            taken = self.interview.subjects.taken(subject, self.plan.decided)
            return exact(deciding(given, subject, NOT_BEFORE, taken.years[0] + years))
        if kind == Query.HALF:
            taken = self.interview.subjects.taken(subject, self.plan.decided)
            project = next(row for row in given[Project] if row.project == subject.name)
            half = taken.size / 2
            if project.kind == MODULES:
                half = (project.module_size or 0.0) * math.floor(taken.count / 2)
            return exact(deciding(given, subject, AT_MOST, size=half) if half else deciding(given, subject, FORBIDDEN))
        return exact(deciding(given, subject, AT_LEAST))

    def all_others_held(self, subject: Subject) -> Tables:
        """The workbook with every printed decision but those on a subject and on stocks, and nothing else built, signed
        or acquired."""
        subjects, given = self.interview.subjects, deciding(self.tables, subject, FORBIDDEN)
        printed = [each for each in self.printed if each.kind != ADD]
        for other in subjects.all:
            own = [each for each in printed if (each.kind, each.subject) == (other.action, other.name)]
            printed = [each for each in printed if each not in own]
            if other == subject:
                continue
            if other not in subjects.chosen:
                given = deciding(given, other, FORBIDDEN)
            elif other.action == ACQUIRE:
                given = deciding(given, other, FIXED, subjects.taken(other, self.plan.decided).years[0])
            else:
                rows = [row_of(each) for each in own]
                given = given.replaced(Decision, [*given[Decision], *rows])
                for year in set(self.plan.periods) - {each.year for each in own}:
                    given = deciding(given, other, FORBIDDEN, year)
        return given.replaced(Decision, [*given[Decision], *map(row_of, printed)])

    @property
    def printed(self) -> list[Commitment]:
        return decisions(View(self.plan))

    def of_kept(self) -> Iterator[tuple[str, bool, str]]:
        """Each printed decision, kept as a row of Decisions: no more expensive, and printed again."""
        for each in self.printed:
            given = self.tables.replaced(Decision, [*self.tables[Decision], row_of(each)])
            try:
                plan = solve_tables(given, gap=EXACT, time_limit=TIME_LIMIT, why=False)
            except Infeasible:
                yield KEPT, False, f"{named(each)}: no plan keeps it"
                continue
            again = {named(other) for other in decisions(View(plan))}
            is_so = plan.bound <= self.plan.objective + self.rounding and named(each) in again
            yield KEPT, is_so, f"{named(each)}: {plan.objective:,.6g}, the plan {self.plan.objective:,.6g}"

    def of_budget(self) -> Iterator[tuple[str, bool, str]]:
        """What each step is said to leave unmet, and what is proven, by one program with the budget as a limit."""
        try:
            found = run(BudgetStudy(self.tables), self.loosely)
        except PlannerError:
            return
        cheapest = found.cheapest.objective
        for step in found.steps[1:]:
            budget = max(cheapest + step.share * found.premium + slack(found.cheapest), step.result.objective)
            said = step.unmet(WORST), step.unmet(EXPECTED)
            if None in said:
                continue
            least, most = step.proven or 0.0, float(said[0] or 0.0)
            true = self.least_unmet(WORST, budget, math.inf)
            yield BUDGET, within(least, true, most), f"{step.share:.0%}: worst {least:,.6g}, {true:,.6g}, {most:,.6g}"
            worst, least, most = most, step.proven_expected or 0.0, float(said[1] or 0.0)
            true = self.least_unmet(EXPECTED, budget, worst)
            words = f"{step.share:.0%}: expected {least:,.6g}, {true:,.6g}, {most:,.6g}"
            yield BUDGET, within(least, true, most), words

    def least_unmet(self, limit: LimitName, budget: float, worst: float) -> float:
        """The least unmet demand of a plan within a budget [amount] and with a worst unmet demand [units]."""
        first = Limit(limit=WORST, measure="unmet", of=ANY, during=ALWAYS)
        second = Limit(limit=EXPECTED, measure=EXPECTED_UNMET, of=ANY)
        kept = [replace(first, value=ByYear.of(up(worst)))] if math.isfinite(worst) else []
        cost = Limit(limit=LimitName("cap"), measure="CVaR of cost", confidence=0.0, value=ByYear.of(budget))
        asked = replace(first if limit == WORST else second, priority=1)
        given = self.tables.replaced(Limit, [*self.tables[Limit], *kept, cost, asked])
        return actual(solve_tables(given, gap=EXACT, time_limit=TIME_LIMIT, why=False), limit)

    def of_contributions(self) -> Iterator[tuple[str, bool, str]]:
        """Values of projects as candidates, by the least cost of every set of them."""
        names = [row.project for row in self.tables[Project]][:MOST_CANDIDATES]
        rows = [replace(row, candidate=row.project if row.project in names else "") for row in self.tables[Project]]
        given = self.tables.replaced(Project, rows)
        try:
            found = run(ContributionsStudy(given), self.loosely)
        except PlannerError:
            return
        if found.loose:
            return
        costs: dict[Names, tuple[float, float]] = {}
        for members in (each for size in range(len(names) + 1) for each in subsets(names, size)):
            without = self.tables
            for name in set(names) - members:
                without = deciding(without, Subject(BUILD, (name,)), FORBIDDEN)
            enclosed = exact(without)
            costs[members] = enclosed.least, enclosed.most
        everything = Names(names)
        for name in names:
            rest = everything - {name}
            for what, claimed, true in (
                ("alone", found.sets.alone(name), saving(Names(), Names({name}), costs)),
                ("last", found.sets.last(name), saving(rest, everything, costs)),
                ("on average", found.average(name), average(names, name, costs)),
            ):
                yield CONTRIBUTION, self.meet(claimed, true), f"{name} {what}: said {claimed}, from nothing {true}"
        for one, other in combinations(names, 2):
            for among in (everything, Names({one, other})):
                claimed, true = found.together(one, other, among), value(together(among, one, other), costs)
                if claimed is not None:
                    words = f"{one} and {other} among {len(among)}: said {claimed}, from nothing {true}"
                    yield CONTRIBUTION, self.meet(claimed, true), words

    def meet(self, one: tuple[float, float], other: tuple[float, float]) -> bool:
        """Whether two intervals [amount] have a value in common, up to rounding."""
        return one[0] <= other[1] + 2 * self.rounding and other[0] <= one[1] + 2 * self.rounding

    def of_rejected(self, each: Rejected) -> Iterator[tuple[str, bool, str]]:
        if each.extra is not None and self.interview.subjects.is_any(each.subject):
            yield self.additional(Query.WITH, each, each.extra)
        found = each.break_even
        if found is None:
            return
        if found.built_at:
            given = with_capex(self.tables, each.subject.name, found.built_at * (1 - BESIDE))
            without, best = exact(deciding(given, each.subject, FORBIDDEN)), exact(given)
            yield BREAK_EVEN, without.most >= best.least, f"{each.subject.title} is built at {found.built_at:.2%}"
        never = 0.0 if found.not_even_free else found.not_at
        if never is not None and self.interview.subjects.is_any(each.subject):
            given = with_capex(self.tables, each.subject.name, never * (1 + BESIDE))
            having, best = exact(deciding(given, each.subject, AT_LEAST)), exact(given)
            is_so = having.most > best.least - self.rounding
            yield BREAK_EVEN, is_so, f"{each.subject.title} is not built at {never:.2%}"

    def of_alternatives(self, found: Alternatives) -> Iterator[tuple[str, bool, str]]:
        """Sizes that all plans within the tolerance are said to have, and pairs."""
        subjects = self.interview.subjects
        for each in found.ranges:
            low, high = each.proven
            others = []
            if each.is_needed:
                others.append(deciding(self.tables, each.subject, FORBIDDEN))
            if each.is_excluded and subjects.is_any(each.subject):
                others.append(deciding(self.tables, each.subject, AT_LEAST))
            if each.subject.action == BUILD and each.most > 0 and subjects.is_sized(each.subject):
                if low > BESIDE * each.most:
                    others.append(deciding(self.tables, each.subject, AT_MOST, size=low - BESIDE * each.most))
                if not each.is_excluded and high < (1 - 2 * BESIDE) * each.most:
                    others.append(deciding(self.tables, each.subject, AT_LEAST, size=high + BESIDE * each.most))
            for other in others:
                cost = exact(other)
                said = f"{each.subject.title}: {low:,.6g} to {high:,.6g}, beside it {cost.most:,.6g}"
                yield RANGE, cost.most > found.at_cost - self.rounding, f"{said} (within {found.at_cost:,.6g})"
        for one, two in found.substitutes:
            cost = exact(deciding(deciding(self.tables, one, FORBIDDEN), two, FORBIDDEN))
            yield (
                PAIR,
                cost.most > found.at_cost - self.rounding,
                f"{one.title} or {two.title}: {cost.most:,.6g} without",
            )


def twins(seed: int) -> Tables:
    """Three goods, each of two lines that cost about as much, so that every plan has one of each pair at least."""
    draw = random.Random(seed)
    goods = range(3)
    lines = [(good, side) for good in goods for side in "ab"]

    def rows(header: str, made: Iterable[str]) -> str:
        return "\n".join([header, *made])

    return tables(
        "Countries\ncountry\nA",
        "Sites\nsite | country\nCity | A",
        rows("Commodities\ncommodity", ["ore", *(f"G{good}" for good in goods)]),
        "Suppliers\nsupplier | site | commodity | price\ndigger | City | ore | 1",
        rows("Capacity\nplant | site", (f"P{g}{s} | City" for g, s in lines)),
        rows("Recipes\nrecipe | commodity | quantity", (
            line for g in goods for line in (f"R{g} | ore | -1", f"R{g} | G{g} | 1"))),
        rows("Operations\nplant | recipe", (f"P{g}{s} | R{g}" for g, s in lines)),
        rows("Projects\nproject | plant | kind | module size | maximum modules", (
            f"J{g}{s} | P{g}{s} | modules | 100 | 2" for g, s in lines)),
        rows("Costs\nitem | fixed capex", (f"J{g}{s} | {draw.uniform(1000, 1020):.6g}" for g, s in lines)),
        rows("Demand\nmarket | product | 2026 | shortage cost", (
            f"City | G{g} | {draw.uniform(40, 90):.4g} | {draw.uniform(20, 60):.4g}" for g in goods)),
    )  # fmt: skip


def drawn(start: int) -> Iterator[tuple[str, Tables]]:
    """An endless series of generated workbooks: small ones with disruptions and limits, pairs of lines, and chains of
    several sites."""
    for number in range(start, start + 10_000):
        yield f"generated {number}", generated(number)
        yield f"twins {number}", twins(number)
        if number % 3 == 0:
            yield f"chain {number}", supply_chain(sites=3, kinds=1, countries=3, years=5, seed=number)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("workbook", type=Path, nargs="?")
    options.add_argument("--claims", type=int, default=50, help="of each kind")
    options.add_argument("--start", type=int, default=0, help="number of the first generated workbook")
    options.add_argument("--workbooks", type=int, default=400, help="that are drawn at most")
    given = options.parse_args()
    kinds = (
        Query.ALONE,
        Query.WITHOUT,
        Query.LATER,
        Query.HALF,
        Query.WITH,
        BREAK_EVEN,
        RANGE,
        PAIR,
        KEPT,
        BUDGET,
        CONTRIBUTION,
    )
    held: Counter[str] = Counter()
    false: list[str] = []
    one = [(given.workbook.name, load_tables(given.workbook)[0])] if given.workbook else None
    for at, (name, book) in enumerate(one or drawn(given.start)):
        if at == given.workbooks or (not one and all(held[kind] >= given.claims for kind in kinds)):
            break
        with tempfile.TemporaryDirectory() as folder:
            try:
                this = Trial(book, Path(folder))
            except PlannerError as error:
                print(f"{name}: {type(error).__name__}", flush=True)
                continue
            for kind, is_so, said in this.claims([kind for kind in kinds if held[kind] >= given.claims]):
                held[kind] += 1
                if not is_so:
                    false.append(f"FALSE, {name}: {said}")
                    print(false[-1], flush=True)
        print(f"{name}, gap {this.plan.gap:.2%}: {', '.join(f'{kind} {held[kind]}' for kind in kinds)}", flush=True)
    print(f"{sum(held.values())} claims, {len(false)} false")
    return 1 if false else 0


if __name__ == "__main__":
    raise SystemExit(main())
