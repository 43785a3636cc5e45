"""Public money: what each country and bloc pays and receives, how it is served, and the contingent liability of
support."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache, cached_property

import numpy as np

from model.families import load
from model.families.common.protocol import BUYERS, SPONSOR, UNSERVED
from model.families.public_money.rows import PRICE_FLOOR, PROTECTION, PublicMoney
from model.families.public_money.terms import years_of
from model.families.stockpiles.rows import Stockpile
from model.ledger.parties import STOCKHOLDERS, TREASURY
from model.results.accounts import EXPECTED, Course, Courses
from model.results.build import services
from model.results.columns import ACCOUNTS, PRICES, fill_rate
from model.results.risk import in_windows
from model.results.riskframes import mean_of_worst
from model.results.view import View, text
from model.scenario.build_context import MONEY
from model.sheets.common import Country, Plant, Supplier
from model.solver.arrays import Array
from model.system.memoise import remembered
from model.tolerances import FLOAT, SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Payments and receipts of each country and bloc, and how it is served; its capital, jobs, imports and stocks.


@cache
def to_states() -> frozenset[str]:
    """Costs that states receive: a memo, as they are outside the plan's objective."""
    costs = (cost for module in load() for cost in getattr(module, "COSTS", ()))
    return frozenset(cost.name for cost in costs if cost.to_state)


@dataclass
class Figures:
    """Sums of a country; present values as expected [amount]."""

    buyers: float = 0.0
    """Payments of its buyers, net of earnings,"""
    stockholders: float = 0.0
    unserved: float = 0.0
    """cost of shortage there, which is no payment,"""
    plants: float = 0.0
    """and earnings of sponsors of its plants."""
    wages: float = 0.0
    state: float = 0.0
    """Tariffs, duties and charges that it receives."""
    capital: float = 0.0
    """Capital spent there, undiscounted."""
    jobs: float = 0.0
    """People in plants and other work in the last period, in its own labour markets."""
    imports: float = 0.0
    """Goods from abroad at transfer prices, undisrupted and undiscounted,"""
    stock: float = 0.0
    """and its stock in the last period, undisrupted."""

    @property
    def is_empty(self) -> bool:
        return all(abs(getattr(self, field.name)) <= SOLVED for field in fields(self))

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True)
class ServedMarket:
    """A market's fill rates of a product: over all years undisrupted, and in the disruption that hurts it most."""

    market: str
    country: str
    product: str
    undisturbed: float
    lowest: float | None
    """None without disruptions."""
    case: str


MEASURE_OF_ROLE = {BUYERS: "buyers", STOCKHOLDERS: "stockholders", UNSERVED: "unserved", SPONSOR: "plants"}


def governments(view: View) -> dict[str, Figures]:
    """Figures by country, then by bloc."""
    by_country: dict[str, Figures] = defaultdict(Figures)
    _parties(view, by_country)
    for (cost, country), value in view.sums("costs", ("cost", "country"), "present_value").items():
        if cost == "wages":
            by_country[country].wages += value
        if cost in to_states():
            by_country[country].state += value
    for row in view.trunk("costs"):
        if row["category"] == "capital":
            by_country[text(row["country"])].capital += row["amount"] or 0.0
    for row in view.trunk("workforce"):
        if row["period"] == view.periods[-1]:
            by_country[text(row["market"])].jobs += row["need"] or 0.0
    _goods(view, by_country)
    blocs: dict[str, Figures] = {}
    for country in view.plan.tables[Country]:
        if country.bloc and country.country in by_country:
            blocs[country.bloc] = blocs.get(country.bloc, Figures()) + by_country[country.country]
    countries = {row.country for row in view.plan.tables[Country]}
    return {name: figures for name, figures in by_country.items() if name in countries and not figures.is_empty} | blocs


def _parties(view: View, by_country: dict[str, Figures]) -> None:
    """Payments of parties of a country, and earnings of plants there."""
    country_of = {row.plant: view.directory.country_of.get(row.site, "") for row in view.plan.tables[Plant]}
    for (role, party, subject), value in view.sums(ACCOUNTS, ("role", "party", "subject"), "present_value").items():
        name = country_of.get(subject, "") if role == SPONSOR else party.partition(" of ")[2]
        measure = MEASURE_OF_ROLE.get(role)
        if measure is not None and name:
            setattr(
                by_country[name], measure, getattr(by_country[name], measure) + (value if role == SPONSOR else -value)
            )


def _goods(view: View, by_country: dict[str, Figures]) -> None:
    """Imports and stocks at transfer prices, undisrupted."""
    prices = _prices(view)
    for row in view.trunk("flows"):
        if row["origin_country"] != row["destination_country"]:
            price = prices.get((row["origin"], row["commodity"], row["period"]), 0.0)
            by_country[text(row["destination_country"])].imports += price * (row["shipped"] or 0.0) * view.years_of(row)
    for row in view.trunk("stock"):
        if row["period"] == view.periods[-1]:
            price = prices.get((row["site"], row["commodity"], row["period"]), 0.0)
            by_country[text(row["country"])].stock += price * (row["stock"] or 0.0)


def _prices(view: View) -> dict[tuple[str, str, int], float]:
    """Transfer prices, undisrupted [amount/unit]."""
    scale = MONEY[view.settings.amounts]
    return {(row["site"], row["commodity"], row["period"]): (row["price"] or 0.0) / scale for row in view.trunk(PRICES)}


def stocks_at_prices(view: View) -> tuple[float, float]:
    """Opening and closing stock at the transfer prices of the first and last period, undisrupted: a memo, as opening
    stock is free and closing stock is worth nothing [amount]."""
    prices, first, last = _prices(view), view.periods[0], view.periods[-1]
    opening = sum(
        prices.get((row.site, row.commodity, first), 0.0) * row.opening_stock for row in view.plan.tables[Stockpile]
    )
    closing = sum(
        prices.get((row["site"], row["commodity"], last), 0.0) * (row["stock"] or 0.0)
        for row in view.trunk("stock")
        if row["period"] == last
    )
    return opening, closing


@remembered
def served_markets(view: View) -> list[ServedMarket]:
    """All demands, those with the lowest fill rate in a disruption first."""
    lowest: dict[tuple[str, str], tuple[float, str]] = {}
    for (market, product, case), rate in _rates(view).items():
        if rate < lowest.get((market, product), (2.0, ""))[0]:
            lowest[market, product] = rate, case
    markets = []
    for service in services(view):
        least, case = lowest.get((service.market, service.product), (None, ""))
        country = view.directory.country_of.get(service.market, "")
        markets.append(ServedMarket(service.market, country, service.product, service.overall, least, case))
    return sorted(
        markets, key=lambda market: (market.undisturbed if market.lowest is None else market.lowest, market.market)
    )


@remembered
def _rates(view: View) -> dict[tuple[str, str, str], float]:
    """Fill rates over the window of each disruption, by market, product and disruption."""
    served = in_windows(view, view.branches("service"))
    if served.empty:
        return {}
    sums = served.groupby(["market", "product", "branch"], sort=False)[["demand", "shortage"]].sum()
    return {
        at: rate
        for at, demand, shortage in sums.itertuples()
        if demand > SOLVED and (rate := fill_rate(demand, shortage)) is not None
    }


# ----------------------------------------------------------------------------------------------------------------------
# Contingent liability: support for output and sales, net of paybacks, in each course of events.


CONFIDENCE = 0.95
"""Confidence of a conditional value at risk."""


TAIL = "CVaR 95 %"
"""Name of this risk."""


@dataclass(frozen=True)
class Programme:
    """A programme, or all of a payer, with its net payments at each node [amount]."""

    payer: str
    name: str
    """Empty for all of a payer."""
    paid: Array


class Liabilities(Courses):
    """Net payments of all programmes that follow output and sales."""

    @cached_property
    def programmes(self) -> list[Programme]:
        """By payer and programme."""
        programmes = []
        for (role, payer, name), lines in self.accounts.items():
            payments = [-amounts for line, amounts in lines.items() if line not in self._advance]
            if role == TREASURY and payments and np.abs(sum(payments)).max() > SOLVED:
                programmes.append(Programme(payer, name, np.sum(payments, axis=0)))
        return programmes

    @cached_property
    def payers(self) -> list[Programme]:
        """All programmes of each payer."""
        names = dict.fromkeys(programme.payer for programme in self.programmes)
        return [Programme(name, "", self._of(name)) for name in names]

    def _of(self, payer: str) -> Array:
        total = np.zeros(len(self.at))
        for programme in self.programmes:
            total += programme.paid if programme.payer == payer else 0.0
        return total

    def worth(self, of: Programme, case: Course) -> float:
        """Present value in a course, or expected [amount]."""
        return float(self.discounts @ self.yearly(case, of.paid))

    @property
    def courses(self) -> list[Course]:
        """Undisturbed, and every disruption, also those without a probability."""
        return [course for course in self.cases if course.name != EXPECTED]

    def expected(self, of: Programme) -> float:
        return self.worth(of, self.case(EXPECTED))

    def worst(self, of: Programme) -> tuple[float, str]:
        """Greatest present value of all courses, and the course [amount]."""
        value, neg = max((self.worth(of, course), -at) for at, course in enumerate(self.courses))
        return value, self.courses[-neg].name

    @cached_property
    def chances(self) -> list[float] | None:
        """Probability of each course; None if those of disruptions exceed 100 %, so that they are no alternatives."""
        tree = self.tree
        chances = [tree.branch_of[nodes[0]].probability for nodes in tree.branches.values()]
        return [max(0.0, 1 - sum(chances)), *chances] if sum(chances) <= 1 + FLOAT else None

    def tail(self, of: Programme, confidence: float = CONFIDENCE) -> float | None:
        """Conditional value at risk of the present value; None if courses are no alternatives [amount]."""
        if self.chances is None:
            return None
        outcomes = [(self.worth(of, course), chance) for course, chance in zip(self.courses, self.chances, strict=True)]
        return mean_of_worst(outcomes, 1 - confidence)

    def tails(self, of: Programme, confidence: float = CONFIDENCE) -> tuple[float, ...]:
        """The same of each period alone, undiscounted [amount]."""
        outcomes: dict[int, list[tuple[float, float]]] = {t: [] for t in self.calendar.periods}
        for node, years in self.tree.alongside.items():
            if node == years[-1]:
                paid = sum(float(of.paid[self.at[str(year)]]) for year in years)
                chance = self.tree.part_of_period(node) * self.tree.weight[node]
                outcomes[self.tree.trunk_period[node]].append((paid, chance))
        return tuple(mean_of_worst(losses, 1 - confidence) for losses in outcomes.values())

    def by_year(self, of: Programme) -> Iterator[tuple[str, tuple[float, ...]]]:
        """Undiscounted payments by period [amount]."""
        yield "undisrupted", tuple(self.by_period(self.courses[0], of.paid).tolist())
        yield "expected", tuple(self.by_period(self.case(EXPECTED), of.paid).tolist())
        every = np.array([self.by_period(course, of.paid) for course in self.courses])
        yield "worst", tuple(every.max(axis=0).tolist())
        yield TAIL, self.tails(of)

    def covered(self, of: Programme) -> float:
        """Expected discounted quantity that a price floor or protection covers [units]; NaN for others."""
        row = next((row for row in self.tables[PublicMoney] if row.programme == of.name), None)
        if row is None or row.kind not in (PRICE_FLOOR, PROTECTION):
            return np.nan
        frame, goods = self.view.plan.frames["public money"], ""
        name, measure, who = ("sales", "sold", "outlet") if row.kind == PRICE_FLOOR else ("conversion", "made", "plant")
        if row.kind == PROTECTION:
            goods = next(supplier.commodity for supplier in self.tables[Supplier] if supplier.supplier == row.market)
        quantity: dict[tuple[str, str], float] = {}
        paid = set(frame.loc[frame["programme"] == of.name, "recipient"])
        for line in self.view.rows(name):
            if line[who] in paid and goods in ("", line["commodity"]):
                key = str(line[who]), str(line["node"])
                quantity[key] = quantity.get(key, 0.0) + (line[measure] or 0.0)
        most = np.inf if row.covered_quantity is None else row.covered_quantity
        total = np.zeros(len(self.at))
        for (_, node), amount in quantity.items():
            years = years_of(row, self.calendar, self.tree.period[self.tree.nodes[self.at[node]]])
            total[self.at[node]] += min(amount, most) * len(years)
        return self.expected(Programme(of.payer, of.name, total))
