"""The study ``goals``: the stock that each scenario needs beside other means, and that of all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from model.errors import InputError
from model.families.demand.rows import TIERS, Demand
from model.pipeline import PlanJob, near
from model.planning.do_nothing import DETERRENT, deterrents, highest_price
from model.planning.reoptimise import Base
from model.reports.document import Document, DocumentSheet, DocumentTable, PagePart, Paragraphs
from model.reports.phrases import STOPPED_EARLY, if_finite, joined, percent
from model.reports.styles import Field
from model.results.optimality import Interval
from model.results.plan import Plan
from model.results.view import View
from model.runs import Result, State, state_told
from model.runs.job import Asking, together
from model.scenario.build_context import Place
from model.scenario.disruptions import alone
from model.sheets.names import CommodityName
from model.sheets.tables import Tables
from model.studies.explain.alternatives import LITTLE_MORE, cap
from model.studies.explain.questions import Asked, Query
from model.studies.goals.question import (
    At,
    Case,
    Drawdown,
    End,
    Goal,
    Goals,
    Gross,
    StockJob,
    StockSpan,
    drawn,
    goal,
    over,
    stores_of,
    taken,
    unmet,
)
from model.studies.goals.scenario import (
    BUILD,
    CONTRACT,
    MEANS,
    SUBSTITUTE,
    barred,
    chosen,
    demanded,
    least_unmet,
    listed_shortfall,
    of_scenarios,
    short_of,
    stock_alone,
    targeted,
    unserved,
)
from model.studies.goals.words import NOT_POSSIBLE, NOT_TOLD_APART, amounts, ended, findings, unstocked
from model.studies.study import RunContext, Study, refuse_priorities, settle
from model.system.files import Output
from model.tolerances import SOLVED
from model.whatif.apply import base
from model.whatif.ranges import ranges_of

GAP = 0.001
"""Gap of the solves, unless Settings or the command ask for less, as differences are reported."""
STEP = 0.05
"""By which the target is lowered and raised for the cost of the next units."""


class GoalsStudy(Study[Goals]):
    """Stock goals of some disruptions: a share of demand is met in each of them, from a year on."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        scenario: Sequence[str],
        target: float = 1.0,
        from_year: int | None = None,
        skip_ranges: bool = False,
    ) -> None:
        if not 0 < target <= 1:
            raise InputError(f"--target: {target:g} is no share of demand. Give more than 0 and at most 100%.")
        if not tables[Demand]:
            raise InputError("The sheet 'Demand' is empty: nothing can be short.")
        last = tables.settings.last_year
        if from_year is not None and not tables.settings.first_year <= from_year <= last:
            raise InputError(f"--from: {from_year} is no year from {tables.settings.first_year} to {last}.")
        self.names, self.target = chosen(tables, scenario), target
        self.since = from_year or tables.settings.first_year
        refuse_priorities(base(tables).tables, "goals", "compares costs")
        self.start, self.ranges = base(tables).tables, [] if skip_ranges else ranges_of(tables)

    def cases(self, context: RunContext) -> Asking[Goals]:
        """Raises Infeasible or SolveFailed where the workbook has no plan in a scenario even without a target."""
        scenarios = yield from together([_ScenarioSearch(self, context, (name,)).goal() for name in self.names])
        if len(self.names) > 1:
            scenarios.append((yield from _ScenarioSearch(self, context, self.names).goal()))
        return Goals(scenarios)

    def document(self, finding: Goals) -> Document:
        says = [sentence for scenario in finding.scenarios for sentence in findings(scenario)]
        if finding.is_stopped:
            says.insert(0, STOPPED_EARLY)
        view = View(finding.scenarios[0].free.source.plan())
        stocks = _stocks(finding)
        parts: list[tuple[str, str, str, str, DocumentTable[Any]]] = [
            ("Variants", "Costs", "Variants of the plan and their costs", CASES, _cases(finding, view.amount)),
            ("Shortfall", "Demand", "Shortfall by product and market", SHORTFALL, _shortfall(finding)),
            ("Release", "Demand", "Release of stocks and refill", RELEASE, _release(finding)),
            ("Ranges", "What-if", "Goals over the ranges of the workbook", RANGES, _ends(finding)),
        ]
        title = "Stock goals"
        sheets = [
            DocumentSheet(title, "What-if", "The stock that a scenario needs", NOTE, [Paragraphs(says), stocks], WIDTHS)
        ]
        sheets += [DocumentSheet(name, tab, heading, note, [table]) for name, tab, heading, note, table in parts]
        shown = [PagePart("goals", "Goals", [NOTE], [stocks])]
        shown += [PagePart(name.lower(), heading, [note], [table]) for name, _, heading, note, table in parts]
        about = f"{joined([scenario.name for scenario in finding.scenarios])}; costs in {view.amount}"
        return Document(title, title, about, Output.GOALS, view, says, sheets, shown)


class _ScenarioSearch:
    """The solves of one scenario, or of several in one plan."""

    def __init__(self, study: GoalsStudy, context: RunContext, names: tuple[str, ...]) -> None:
        self.study, self.names, self.is_priced = study, names, False
        self.gap = min(study.start.settings.gap, GAP) if context.gap is None else context.gap

    def tables(self, workbook: Tables) -> Tables:
        tables = of_scenarios(workbook, self.names)
        return _priced(tables) if self.is_priced else tables

    def job(self, what: str, tables: Tables) -> PlanJob:
        return PlanJob(f"{joined(self.names)}: {what}", tables, self.gap, is_explained=False)

    def goal(self) -> Asking[Goal]:
        (free,) = yield [self.job("no target", self.tables(self.study.start))]
        if free.state == State.INFEASIBLE:
            self.is_priced = True
            (free,) = yield [self.job("no target, shortage priced", self.tables(self.study.start))]
        plan, tables, share, since = free.required(), free.job.tables, self.study.target, self.study.since
        base_of = Base.of(plan, free.job.key())
        shares = [level for level in (share - STEP, share, share + STEP) if 0 < level <= 1 + SOLVED]
        results = yield [
            near(self.job(f"{percent(level)} met", targeted(tables, level, since)), base_of) for level in shares
        ]
        cases = [Case.of(At(0.0), free), *map(Case.of, map(At, shares), results)]
        scenario = Goal(self.names, tables, since, share, settle(cases, At.is_tighter), is_priced=self.is_priced)
        if len(self.names) == 1:
            scenario = yield from self._shortfall(scenario, plan)
        if scenario.target.result.has_plan:
            return (yield from self._beside(scenario, scenario.target.result.plan()))
        (least,) = yield [near(self.job("least unmet demand", least_unmet(tables, since)), base_of)]
        return replace(scenario, least=least)

    def _shortfall(self, scenario: Goal, plan: Plan) -> Asking[Goal]:
        """Gross shortfalls, one start at a time, and stock alone."""
        prices, branches = deterrents(plan), alone(scenario.tables)
        bare = stock_alone(scenario.tables, prices)
        lone = {0.0: bare, scenario.share: targeted(bare, scenario.share, scenario.since)}
        jobs = [self.job(f"stock alone, {percent(level)} met", tables) for level, tables in lone.items()]
        jobs += [self.job(f"gross, {branch.name}", unserved(scenario.tables, branch, prices)) for branch in branches]
        results = yield jobs
        cases = settle([Case.of(At(at), result) for at, result in zip(lone, results, strict=False)], At.is_tighter)
        gross = [_gross(branch.name, result) for branch, result in zip(branches, results[2:], strict=True)]
        return replace(scenario, alone=cases, gross=gross)

    def _beside(self, scenario: Goal, plan: Plan) -> Asking[Goal]:
        """The plan without each means; of one scenario stocks of plans that cost little more, and ends of ranges."""
        searches: list[Asking[Any]] = [self._without(scenario, plan)]
        if len(self.names) == 1:
            searches += [self._spans(scenario, plan), self._ends(scenario, plan)]
        cases, *others = yield from together(searches)
        spans, ends = others or ((), ())
        return replace(scenario, cases=cases, spans=spans, ends=ends)

    def _without(self, scenario: Goal, plan: Plan) -> Asking[list[Case]]:
        """All cases; without a means that the plan does not use it is the same plan."""
        at = scenario.target.result
        bars, start = [means for means in MEANS if any(taken(plan, means))], Base.of(plan, at.job.key())
        results = yield [near(self.job(f"without {means}", barred(at.job.tables, {means})), start) for means in bars]
        answers = dict.fromkeys(MEANS, at) | dict(zip(bars, results, strict=True))
        without = [Case.of(At(scenario.share, frozenset((means,))), result) for means, result in answers.items()]
        return settle([*(Case.of(case.at, case.result) for case in scenario.cases), *without], At.is_tighter)

    def _spans(self, scenario: Goal, plan: Plan) -> Asking[list[StockSpan]]:
        start = Base(scenario.target.result.job.key(), plan.tables, plan.decided, plan.learned)
        most = cap(scenario.target.cost, LITTLE_MORE)
        stores = {k: stores_of(plan, k) for k, amount in goal(plan).items() if amount > SOLVED}
        jobs = []
        for k, (names, at) in stores.items():
            for kind in (Query.LEAST, Query.MOST) if at else ():
                asked, name = Asked(kind, at_cost=most), f"{joined(self.names)}, {k}: {kind}"
                jobs.append(StockJob(name, plan.tables, self.gap, asked=asked, base=start, stores=names, at=at))
        results = yield jobs
        pairs = zip(results[::2], results[1::2], strict=True)
        return [StockSpan(k, *pair) for k, pair in zip((k for k in stores if stores[k][1]), pairs, strict=True)]

    def _ends(self, scenario: Goal, plan: Plan) -> Asking[list[End]]:
        start = Base.of(plan, scenario.target.result.job.key())
        ends = [(ranged, end, variant) for ranged in self.study.ranges for end, variant in ranged.ends.items()]
        tables = [
            targeted(self.tables(base(variant.tables).tables), scenario.share, scenario.since) for *_, variant in ends
        ]
        results = yield [near(self.job(end[2].name, changed), start) for end, changed in zip(ends, tables, strict=True)]
        return [End(ranged, end, result) for (ranged, end, _), result in zip(ends, results, strict=True)]


def _gross(branch: str, result: Result) -> Gross:
    if not result.has_plan:
        return Gross(branch, result, {}, {}, {})
    plan = result.plan()
    return Gross(branch, result, unmet(plan, branch), demanded(plan.tables)[branch], listed_shortfall(plan, branch))


def _priced(tables: Tables) -> Tables:
    """Tables in which shortage that the workbook does not allow has a price, as in the do-nothing baseline."""
    price = DETERRENT * highest_price(tables)
    rows = [row if row.shortage_cost is not None else replace(row, shortage_cost=price) for row in tables[Demand]]
    return tables.replaced(Demand, rows)


# ---------------------------------------------------------------------------------------------- the document


NOTE = (
    "Goal: stock when the scenario starts less the least that is left of it, at the start that takes most, in the "
    "cheapest plan that meets the target. Only the disruptions named occur. The target replaces the workbook's own "
    "limits on service and unmet demand in disruptions; all others hold."
)
CASES = (
    "Each variant is planned anew; its least cost exceeds that of the one beside it by at least and at most as much "
    "(proven). Stock alone: any amount may be stored, but there are no new decisions and no substitutes, and limits "
    "are measured and not enforced."
)
SHORTFALL = (
    "At the start at which most of a product is short. Gross: no stocks, no substitutes, no new decisions; higher "
    "tiers are served first. Listed: demand less the limits of its suppliers and the capacity of its plants, times "
    "what the scenario leaves of them and of their exports; the rest is the chain's, such as a want of inputs."
)
RELEASE = "In the plan of the goal, at the start that takes most of a stockpile. Refill: replaced afterwards."
RANGES = "The goal with one row of Ranges at an end, planned anew."


WIDTHS = (22, 22, 8, 14, 16, 16, 16)
"""Widths of the columns of the first page, over which its sentences run."""


class GoalLine(NamedTuple):
    """A line of a scenario, and its subject."""

    scenario: Goal
    of: Any


class CaseLine(NamedTuple):
    """A case, and the one that it is compared with."""

    scenario: Goal
    name: str
    case: Case
    beside: Case
    beside_name: str

    @property
    def cost(self) -> Interval | None:
        return None if self.case.plan is None or self.scenario.is_priced else over(self.case, self.beside)

    @property
    def least(self) -> float | str:
        """The lower end, or why there is none."""
        if self.cost is None:
            return ended(self.case) if self.case.plan is None else "withheld"
        return NOT_TOLD_APART if self.cost.least <= 0 < self.cost.most else self.cost.least

    @property
    def mix(self) -> str:
        plan = self.case.plan
        return (
            ""
            if plan is None
            else joined([name for means in (BUILD, CONTRACT, SUBSTITUTE) for name in taken(plan, means)])
        )


class ShortLine(NamedTuple):
    """A product at the start at which most of it is short; of one market, unless that is empty."""

    scenario: Goal
    gross: Gross
    product: CommodityName
    tier: str = ""
    market: str = ""

    def short(self, amounts: Mapping[Place, float]) -> float:
        own = {place: amount for place, amount in amounts.items() if self.market in ("", place[0])}
        return short_of(own, self.product)

    def in_case(self, case: Case | None) -> float | None:
        return None if case is None or case.plan is None else self.short(unmet(case.plan, self.gross.branch))


def _stocks(goals: Goals) -> DocumentTable[GoalLine]:
    """Commodities that are stored, and short products that no stock can serve."""
    lines = []
    for scenario in goals.scenarios:
        own = dict.fromkeys((*scenario.goal, *(k for case in scenario.alone for k in _stock(case))))
        short = [product for product in unstocked(scenario.tables) if scenario.worst(product) and product not in own]
        lines += [GoalLine(scenario, k) for k in (*own, *short)]

    def planned(line: GoalLine) -> float | str:
        return line.scenario.goal.get(line.of, 0.0) if line.of not in unstocked(line.scenario.tables) else NOT_POSSIBLE

    def alone(line: GoalLine) -> float | str | None:
        cases = line.scenario.alone[1:]
        return next((ended(case) if case.plan is None else _stock(case).get(line.of, 0.0) for case in cases), None)

    def span(line: GoalLine) -> Interval:
        return next((stock.proven for stock in line.scenario.spans if stock.commodity == line.of), Interval())

    fields: list[Field[GoalLine]] = [
        *_labels("stock of"),
        Field("unit", lambda line: line.scenario.unit[line.of], "text"),
        Field("goal", planned, "mixed"),
        Field("stock alone", alone, "mixed"),
        Field(f"within {percent(LITTLE_MORE)} of cost, at least", lambda line: if_finite(span(line).least)),
        Field("at most", lambda line: if_finite(span(line).most)),
    ]
    return DocumentTable(lines, fields, nothing="No stock is needed.")


def _labels(header: str) -> Iterator[Field[Any]]:
    yield Field("scenario", lambda line: line.scenario.name, "text")
    yield Field(header, lambda line: line[1], "text")


def _stock(case: Case) -> Mapping[CommodityName, float]:
    return {} if case.plan is None else goal(case.plan)


def _cases(goals: Goals, amount: str) -> DocumentTable[CaseLine]:
    lines = []
    for scenario in goals.scenarios:
        target = percent(scenario.share)
        lines += [
            CaseLine(scenario, percent(case.at.share), case, scenario.free, "no target") for case in scenario.targets
        ]
        if scenario.alone:
            free, lone = scenario.alone
            lines.append(CaseLine(scenario, f"{target}, stock alone", lone, free, "no target, stock alone"))
        without = {means: scenario.case(scenario.share, means) for means in MEANS}
        lines += [
            CaseLine(scenario, f"{target} without {m}", case, scenario.target, target)
            for m, case in without.items()
            if case
        ]
    fields: list[Field[CaseLine]] = [
        *_labels("demand met"),
        Field("beside", lambda line: line.beside_name, "text"),
        Field(f"more cost, at least ({amount})", lambda line: line.least, "mixed"),
        Field(f"at most ({amount})", lambda line: None if line.cost is None else line.cost.most),
        Field("stock", lambda line: amounts(line.scenario, _stock(line.case)), "wrapped", 30),
        Field("projects, contracts and substitutes", lambda line: line.mix, "wrapped", 48),
    ]
    return DocumentTable(lines, fields, is_whole=True)


def _shortfall(goals: Goals) -> DocumentTable[ShortLine]:
    lines = []
    for scenario in goals.scenarios:
        for product in scenario.products:
            rows = sorted((row for row in scenario.tables[Demand] if row.product == product), key=_rank)
            if (worst := scenario.worst(product)) is not None:
                lines.append(ShortLine(scenario, worst, product))
                lines += [ShortLine(scenario, worst, product, row.tier, row.market) for row in rows]
    shares = sorted({case.at.share for scenario in goals.scenarios for case in (scenario.free, *scenario.targets)})

    def unmet_at(share: float) -> Callable[[ShortLine], float | None]:
        return lambda line: line.in_case(line.scenario.case(share))

    fields: list[Field[ShortLine]] = [
        Field("start", lambda line: line.gross.branch, "text"),
        Field("product", lambda line: line.product, "text"),
        Field("tier", lambda line: line.tier, "text"),
        Field("market", lambda line: line.market or "all", "text"),
        Field("unit", lambda line: line.scenario.unit[line.product], "text"),
        Field("demand", lambda line: line.short(line.gross.demand)),
        Field("listed shortfall", lambda line: None if line.market else line.gross.listed[line.product]),
        Field("gross shortfall", lambda line: line.short(line.gross.unmet)),
        *(Field(f"unmet, {f'{percent(share)} met' if share else 'no target'}", unmet_at(share)) for share in shares),
    ]
    return DocumentTable(lines, fields, nothing="No product is short at any start.")


def _rank(row: Demand) -> int:
    return TIERS.index(row.tier)


def _release(goals: Goals) -> DocumentTable[GoalLine]:
    lines = []
    for scenario in goals.scenarios:
        drawdowns = [] if scenario.plan is None else drawn(scenario.plan)
        lines += [GoalLine(scenario, drawdown) for drawdown in drawdowns if drawdown.amount > SOLVED]

    def of(get: Callable[[Drawdown], Any]) -> Callable[[GoalLine], Any]:
        return lambda line: get(line.of)

    fields: list[Field[GoalLine]] = [
        Field("scenario", lambda line: line.scenario.name, "text"),
        Field("stockpile", of(lambda drawdown: drawdown.stockpile), "text"),
        Field("commodity", of(lambda drawdown: drawdown.commodity), "text"),
        Field("trigger", of(lambda drawdown: drawdown.branch), "text"),
        Field("first release", of(lambda drawdown: drawdown.since), "year"),
        Field("stock before", of(lambda drawdown: drawdown.before)),
        Field("least left", of(lambda drawdown: drawdown.left)),
        Field("released in a year, at most", of(lambda drawdown: drawdown.released), "share"),
        Field("release rate", of(lambda drawdown: drawdown.may_be), "share"),
        Field("refill", of(lambda drawdown: drawdown.refill)),
    ]
    return DocumentTable(lines, fields, nothing="No stock is released.")


def _ends(goals: Goals) -> DocumentTable[GoalLine]:
    def stock(line: GoalLine) -> str:
        end: End = line.of
        return state_told(end.result.state) if end.goal is None else amounts(line.scenario, end.goal)

    fields: list[Field[GoalLine]] = [
        Field("scenario", lambda line: line.scenario.name, "text"),
        Field("input", lambda line: line.of.ranged.name, "text"),
        Field("at", lambda line: line.of.ranged.typed(line.of.end), "text"),
        Field("goal", stock, "wrapped", 48),
    ]
    return DocumentTable(
        [GoalLine(scenario, end) for scenario in goals.scenarios for end in scenario.ends],
        fields,
        nothing="No range was asked for.",
    )
