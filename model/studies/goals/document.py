"""Stock goals as a document: goals, cases and their costs, shortfalls by market, releases, and ends of ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from model.families.demand.rows import TIERS, Demand
from model.reports.document import Document, DocumentSheet, DocumentTable, PagePart, Paragraphs
from model.reports.phrases import STOPPED_EARLY, joined, known, percent
from model.reports.styles import Field
from model.results.evpi_vss import Interval
from model.results.view import View
from model.runs import state_told
from model.scenario.build_context import Place
from model.sheets.names import CommodityName
from model.studies.explain.alternatives import LITTLE_MORE
from model.studies.goals.question import Case, End, Goal, Goals, Gross, over
from model.studies.goals.scenario import BUILD, CONTRACT, MEANS, SUBSTITUTE, short_of
from model.studies.goals.stocks import Drawdown, drawn, goal, taken, unmet
from model.studies.goals.words import NOT_POSSIBLE, NOT_TOLD_APART, amounts, ended, findings, unstocked
from model.system.files import Output
from model.tolerances import SOLVED

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

    found: Goal
    of: Any


class CaseLine(NamedTuple):
    """A case, and the one that it is compared with."""

    found: Goal
    name: str
    case: Case
    beside: Case
    beside_name: str

    @property
    def cost(self) -> Interval | None:
        return None if self.case.plan is None or self.found.is_priced else over(self.case, self.beside)

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

    found: Goal
    gross: Gross
    product: CommodityName
    tier: str = ""
    market: str = ""

    def short(self, amounts: Mapping[Place, float]) -> float:
        own = {place: each for place, each in amounts.items() if self.market in ("", place[0])}
        return short_of(own, self.product)

    def in_case(self, case: Case | None) -> float | None:
        return None if case is None or case.plan is None else self.short(unmet(case.plan, self.gross.branch))


def document(found: Goals) -> Document:
    says = [sentence for each in found.found for sentence in findings(each)]
    if found.is_stopped:
        says.insert(0, STOPPED_EARLY)
    view = View(found.found[0].free.source.plan())
    stocks = _stocks(found)
    parts: list[tuple[str, str, str, str, DocumentTable[Any]]] = [
        ("Variants", "Costs", "Variants of the plan and their costs", CASES, _cases(found, view.amount)),
        ("Shortfall", "Demand", "Shortfall by product and market", SHORTFALL, _shortfall(found)),
        ("Release", "Demand", "Release of stocks and refill", RELEASE, _release(found)),
        ("Ranges", "What-if", "Goals over the ranges of the workbook", RANGES, _ends(found)),
    ]
    title = "Stock goals"
    sheets = [
        DocumentSheet(title, "What-if", "The stock that a scenario needs", NOTE, [Paragraphs(says), stocks], WIDTHS)
    ]
    sheets += [DocumentSheet(name, tab, heading, note, [table]) for name, tab, heading, note, table in parts]
    shown = [PagePart("goals", "Goals", [NOTE], [stocks])]
    shown += [PagePart(name.lower(), heading, [note], [table]) for name, _, heading, note, table in parts]
    about = f"{joined([each.name for each in found.found])}; costs in {view.amount}"
    return Document(title, title, about, Output.GOALS, view, says, sheets, shown)


def _stocks(found: Goals) -> DocumentTable[GoalLine]:
    """Commodities that are stored, and short products that no stock can serve."""
    lines = []
    for each in found.found:
        own = dict.fromkeys((*each.goal, *(k for case in each.alone for k in _stock(case))))
        short = [product for product in unstocked(each.tables) if each.worst(product) and product not in own]
        lines += [GoalLine(each, k) for k in (*own, *short)]

    def planned(line: GoalLine) -> float | str:
        return line.found.goal.get(line.of, 0.0) if line.of not in unstocked(line.found.tables) else NOT_POSSIBLE

    def alone(line: GoalLine) -> float | str | None:
        cases = line.found.alone[1:]
        return next((ended(each) if each.plan is None else _stock(each).get(line.of, 0.0) for each in cases), None)

    def span(line: GoalLine) -> Interval:
        return next((each.proven for each in line.found.spans if each.commodity == line.of), Interval())

    return DocumentTable(lines, [
        *_labels("stock of"),
        Field("unit", lambda line: line.found.unit[line.of], "text"),
        Field("goal", planned, "mixed"),
        Field("stock alone", alone, "mixed"),
        Field(f"within {percent(LITTLE_MORE)} of cost, at least", lambda line: known(span(line).least)),
        Field("at most", lambda line: known(span(line).most)),
    ], nothing="No stock is needed.")  # fmt: skip


def _labels(header: str) -> Iterator[Field[Any]]:
    yield Field("scenario", lambda line: line.found.name, "text")
    yield Field(header, lambda line: line[1], "text")


def _stock(case: Case) -> Mapping[CommodityName, float]:
    return {} if case.plan is None else goal(case.plan)


def _cases(found: Goals, amount: str) -> DocumentTable[CaseLine]:
    lines = []
    for each in found.found:
        target = percent(each.share)
        lines += [CaseLine(each, percent(case.at.share), case, each.free, "no target") for case in each.targets]
        if each.alone:
            free, lone = each.alone
            lines.append(CaseLine(each, f"{target}, stock alone", lone, free, "no target, stock alone"))
        without = {means: each.case(each.share, means) for means in MEANS}
        lines += [
            CaseLine(each, f"{target} without {m}", case, each.target, target) for m, case in without.items() if case
        ]
    return DocumentTable(lines, [
        *_labels("demand met"),
        Field("beside", lambda line: line.beside_name, "text"),
        Field(f"more cost, at least ({amount})", lambda line: line.least, "mixed"),
        Field(f"at most ({amount})", lambda line: None if line.cost is None else line.cost.most),
        Field("stock", lambda line: amounts(line.found, _stock(line.case)), "wrapped", 30),
        Field("projects, contracts and substitutes", lambda line: line.mix, "wrapped", 48),
    ], is_whole=True)  # fmt: skip


def _shortfall(found: Goals) -> DocumentTable[ShortLine]:
    lines = []
    for each in found.found:
        for product in each.products:
            rows = sorted((row for row in each.tables[Demand] if row.product == product), key=_rank)
            if (worst := each.worst(product)) is not None:
                lines.append(ShortLine(each, worst, product))
                lines += [ShortLine(each, worst, product, row.tier, row.market) for row in rows]
    shares = sorted({case.at.share for each in found.found for case in (each.free, *each.targets)})

    def unmet_at(share: float) -> Callable[[ShortLine], float | None]:
        return lambda line: line.in_case(line.found.case(share))

    return DocumentTable(lines, [
        Field("start", lambda line: line.gross.branch, "text"),
        Field("product", lambda line: line.product, "text"),
        Field("tier", lambda line: line.tier, "text"),
        Field("market", lambda line: line.market or "all", "text"),
        Field("unit", lambda line: line.found.unit[line.product], "text"),
        Field("demand", lambda line: line.short(line.gross.demand)),
        Field("listed shortfall", lambda line: None if line.market else line.gross.listed[line.product]),
        Field("gross shortfall", lambda line: line.short(line.gross.unmet)),
        *(Field(f"unmet, {f'{percent(share)} met' if share else 'no target'}", unmet_at(share)) for share in shares),
    ], nothing="No product is short at any start.")  # fmt: skip


def _rank(row: Demand) -> int:
    return TIERS.index(row.tier)


def _release(found: Goals) -> DocumentTable[GoalLine]:
    plans = [(each, each.plan) for each in found.found if each.plan is not None]
    lines = [GoalLine(each, one) for each, plan in plans for one in drawn(plan) if one.amount > SOLVED]

    def of(get: Callable[[Drawdown], Any]) -> Callable[[GoalLine], Any]:
        return lambda line: get(line.of)

    return DocumentTable(lines, [
        Field("scenario", lambda line: line.found.name, "text"),
        Field("stockpile", of(lambda one: one.stockpile), "text"),
        Field("commodity", of(lambda one: one.commodity), "text"),
        Field("trigger", of(lambda one: one.branch), "text"),
        Field("first release", of(lambda one: one.since), "year"),
        Field("stock before", of(lambda one: one.before)),
        Field("least left", of(lambda one: one.left)),
        Field("released in a year, at most", of(lambda one: one.released), "share"),
        Field("release rate", of(lambda one: one.may_be), "share"),
        Field("refill", of(lambda one: one.refill)),
    ], nothing="No stock is released.")  # fmt: skip


def _ends(found: Goals) -> DocumentTable[GoalLine]:
    def stock(line: GoalLine) -> str:
        end: End = line.of
        return state_told(end.result.state) if end.goal is None else amounts(line.found, end.goal)

    return DocumentTable([GoalLine(each, end) for each in found.found for end in each.ends], [
        Field("scenario", lambda line: line.found.name, "text"),
        Field("input", lambda line: line.of.ranged.name, "text"),
        Field("at", lambda line: line.of.ranged.said(line.of.end), "text"),
        Field("goal", stock, "wrapped", 48),
    ], nothing="No range was asked for.")  # fmt: skip
