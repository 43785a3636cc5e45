"""Closures as a document: plants by year, the floor that would prevent it, service then, and gains and losses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from model.ledger.parties import sponsors
from model.reports.document import Document, DocumentSheet, DocumentTable, PagePart, Paragraphs
from model.reports.phrases import STOPPED_EARLY, joined, money, percent, some
from model.reports.styles import Field, number_format
from model.results.columns import ACCOUNTS, fill_rate
from model.results.investor import main_products
from model.results.operating_profit import operating_profits
from model.results.plan import Plan
from model.results.view import View, text
from model.runs import state_told
from model.sheets.whatifs import BASE
from model.studies.closures.question import Lasting, PlantClosures
from model.system.files import Output
from model.tolerances import SOLVED

NOTE = (
    "First-stage decisions are those of the plan, and no disruption comes. A plant closes for good after as many years "
    "of cash losses running as Capacity says under 'closes after', unless more is under construction there; cash is "
    "that of its account at transfer prices, with support for output and without capital. Each further year is decided "
    "with those before it as they were."
)

TO_CASH = (
    "From a plant's operating profit to the cash by which it closes",
    "Of each plant that closes, until then, undisrupted. The first lines are of the plan of the workbook, the last of "
    "the what-if that lasts, where no disruption is prepared for: stocks, operation and transfer prices differ.",
)

FIGURES = {
    "operating profit, as on Investors": "",
    "account, as on Parties": "capital, salvage and public money",
    "account without capital": "capital, salvage, grants and loans, which closing does not change",
    "cash by which it closes": "without disruptions, and as the what-if lasts",
}
"""Figures of a plant, each with the step that leads to it."""

MOST_NAMED = 4
"""Plants that are named all."""


class ClosedPlant(NamedTuple):
    """A plant that closes in a case."""

    case: Lasting
    plant: str
    year: int
    product: str

    @property
    def losses(self) -> float:
        """Cash losses before it closes [amount]."""
        return sum(min(0.0, amount) for amount in self.case.losses[self.plant].values())


class Rates(NamedTuple):
    """A line by year of a case."""

    case: str
    labels: tuple[str, ...]
    values: Mapping[int, float]


def document(closures: PlantClosures) -> Document:
    says, view = list(findings(closures)), View(closures.base)
    closed, form = list(_closed(closures)), number_format(abs(closures.base.objective))
    planned = [(case.name, case.plan) for case in closures.cases if case.plan is not None]
    service = [line for name, plan in planned for line in _service(name, plan)]
    parties = [line for name, plan in planned for line in _parties(name, plan, closures)]
    years = f"({view.amount})"
    owners: Mapping[str, str] = sponsors(closures.base.tables)
    fields: list[Field[ClosedPlant]] = [
        Field("what-if", lambda row: row.case.name, "text"),
        Field("plant", lambda row: row.plant, "text"),
        Field("sponsor", lambda row: owners.get(row.plant, ""), "text"),
        Field("closes in", lambda row: row.year, "year"),
        Field(f"cash losses before {years}", lambda row: row.losses),
        Field("product", lambda row: row.product, "text"),
        Field(f"floor ({view.settings.currency} per unit)", lambda row: row.case.floors.get(row.product)),
    ]
    plants = DocumentTable(closed, fields, "Closures", nothing="No plant closes.")
    rates = DocumentTable(service, [*_labels("market", "product"), *_by_year(closures.base, "share")], is_whole=True)
    cash = DocumentTable(parties, [*_labels("role", "party"), *_by_year(closures.base, "mixed", form)], is_whole=True)
    years_of = [
        *_by_year(closures.base, "mixed", form),
        Field("total", lambda row: sum(row.values.values()), form=form),
    ]
    steps = DocumentTable(list(_steps(closures)), [*_labels("plant", "figure"), *years_of])
    served = "Fill rates with the closures", "Undisrupted."
    gains = (
        "Cash of each party against the plan",
        "With the closures, undisrupted, at transfer prices; received is positive.",
    )
    sheets = [
        DocumentSheet(
            "Closures", "What-if", "Plants that close in what-ifs that last", NOTE, [Paragraphs(says), plants]
        ),
        DocumentSheet("Cash of the plants", "Costs", *TO_CASH, [steps]),
        DocumentSheet("Service then", "Demand", *served, [rates]),
        DocumentSheet("Gains and losses", "Costs", *gains, [cash]),
    ]
    shown = [
        PagePart("plants", "Plants that close", [NOTE], [plants]),
        PagePart("cash", TO_CASH[0], TO_CASH[1:], [steps]),
        PagePart("service", served[0], served[1:], [rates]),
        PagePart("parties", gains[0], gains[1:], [cash]),
    ]
    title = "Closures if what-ifs last"
    return Document(title, title, f"Costs in {view.amount}", Output.CLOSURES, view, says, sheets, shown)


def findings(closures: PlantClosures) -> Iterator[str]:
    """Who closes in each case, unless there is a floor, and the lowest fill rate then."""
    if closures.is_stopped:
        yield STOPPED_EARLY
    for case in closures.cases:
        plan, when = case.plan, "As planned" if case.name == BASE else f"If '{case.name}' lasts"
        if plan is None:
            closed = f" if {_who(case)}" if case.closed else ""
            yield f"{when}: {state_told(case.result.state)} with the investments of the plan{closed}."
            continue
        misses = " Not every target can then be met." if case.misses else ""
        if not case.closed:
            yield f"{when}, no plant closes.{misses}"
        else:
            yield f"{when}, {_who(case)}.{_unless(case, closures.base)}{_lowest(plan)}{misses}"


def _who(case: Lasting) -> str:
    """The plants that close, the first of them by name if they are many."""
    years = sorted(set(case.closed.values()))
    by_year = {year: [plant for plant, closing in case.closed.items() if closing == year] for year in years}
    if len(case.closed) <= MOST_NAMED:
        return joined([f"{joined(by_year[year])} close{'s' * (len(by_year[year]) == 1)} in {year}" for year in years])
    return f"{len(case.closed)} plants close by {years[-1]}, first {some(by_year[years[0]], 60)} in {years[0]}"


def _unless(case: Lasting, base: Plan) -> str:
    if not case.floors:
        return f" No price floor was found that keeps all open: {case.why_no_floor}." if case.why_no_floor else ""
    unit, view = base.currency, View(base)
    floors = [
        f"{money(floor)} {unit}/{view.commodities[product].unit} for {product}"
        for product, floor in case.floors.items()
    ]
    return f" A floor of {joined(floors)} keeps all open."


def _lowest(plan: Plan) -> str:
    lines = [(rate, year, line.labels) for line in _service("", plan) for year, rate in line.values.items()]
    rate, year, labels = min(lines, default=(1.0, 0, ()))
    if not lines or rate > 1 - SOLVED:
        return " With the closures all demand is still met." if lines else ""
    return f" With the closures the lowest fill rate is {percent(rate)}: {labels[1]}, {labels[0]}, in {year}."


def _closed(closures: PlantClosures) -> Iterator[ClosedPlant]:
    for case in closures.cases:
        products = main_products(View(case.plan)) if case.plan else {}
        for plant, year in case.closed.items():
            yield ClosedPlant(case, plant, year, products.get(plant, ""))


def _steps(closures: PlantClosures) -> Iterator[Rates]:
    """Reconciliation of each closing plant's operating profit, its account as on Parties, and the cash of the rule."""
    planned = {profit.plant: profit for profit in operating_profits(View(closures.planned))}
    for case in closures.cases:
        for plant in case.closed:
            profit, last = planned[plant], case.losses[plant]
            stages = [profit.earnings, profit.account, {t: profit.cash(t) for t in last}, last]
            for at, (figure, step) in enumerate(FIGURES.items()):
                if at > 0:
                    yield Rates(case.name, (plant, step), {t: stages[at][t] - stages[at - 1][t] for t in last})
                yield Rates(case.name, (plant, figure), {t: stages[at][t] for t in last})


def _service(case: str, plan: Plan) -> Iterator[Rates]:
    """Fill rate of each market and product by year, undisrupted."""
    rates: dict[tuple[str, ...], dict[int, float]] = {}
    for row in View(plan).trunk("service"):
        if (rate := fill_rate(row["demand"] or 0.0, row["shortage"] or 0.0)) is not None:
            rates.setdefault((text(row["market"]), text(row["product"])), {})[int(row["period"])] = rate
    yield from (Rates(case, labels, values) for labels, values in rates.items())


def _parties(case: str, plan: Plan, closures: PlantClosures) -> Iterator[Rates]:
    """Cash of each party less that in the plan, by year."""
    after, before = _accounts(plan), _accounts(closures.base)
    for labels in dict.fromkeys((*before, *after)):
        changed = {
            year: after.get(labels, {}).get(year, 0.0) - before.get(labels, {}).get(year, 0.0) for year in plan.periods
        }
        if any(abs(amount) > SOLVED for amount in changed.values()):
            yield Rates(case, labels, changed)


def _accounts(plan: Plan) -> dict[tuple[str, ...], dict[int, float]]:
    accounts: dict[tuple[str, ...], dict[int, float]] = {}
    for row in View(plan).trunk(ACCOUNTS):
        by_year = accounts.setdefault((text(row["role"]), text(row["party"])), {})
        by_year[int(row["period"])] = by_year.get(int(row["period"]), 0.0) + (row["amount"] or 0.0)
    return accounts


def _labels(*names: str) -> list[Field[Rates]]:
    def label(at: int, row: Rates) -> str:
        return row.labels[at]

    return [
        Field("what-if", lambda row: row.case, "text"),
        *(Field(name, partial(label, at), "text") for at, name in enumerate(names)),
    ]


def _by_year(plan: Plan, look: str, form: str = "") -> list[Field[Rates]]:
    def value(year: int, row: Rates) -> float | None:
        return row.values.get(year)

    years = zip(plan.periods, View(plan).year_labels, strict=True)
    return [Field(label, partial(value, year), look, form=form) for year, label in years]
