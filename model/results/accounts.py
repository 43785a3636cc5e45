"""Accounts along a course of events: cash flows and their returns, results of all parties, who pays the capital; and
the accounts of a plan at other prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from model.families.common.protocol import SPONSOR
from model.families.instance import Instance, read_instance, tree_of
from model.families.public_money.rows import LOAN, OWN_FUNDS
from model.ledger.accounts import accounts_of, in_advance
from model.ledger.parties import INSIDE, NOBODY, ROUNDING, TREASURY, cost_items
from model.ledger.prices import GIVEN
from model.results.build import builds
from model.results.columns import ACCOUNTS, PRICES
from model.results.describing import Describer
from model.results.plan import Plan
from model.results.view import Line, Record, View, by_year, money_by_year, text
from model.scenario.build_context import MONEY
from model.scenario.calendar import Calendar
from model.solver.arrays import Array
from model.system.memoise import remembered
from model.tolerances import FLOAT, SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Cash flows over the horizon: net present value, internal rates of return, payback.


LOWEST_RATE, HIGHEST_RATE = -0.99, 10.0
"""Rates of return that are looked for."""

NOTHING_IN, NEVER_BACK, ALWAYS = "nothing is put in", "never paid back", "above 1000 %"
"""Why there is no rate of return."""

CLOSE = 1e-6
"""Imaginary part of a root that counts as real, as that of a root of even order does."""


@cache
def discount_factors(calendar: Calendar, rate: float) -> tuple[float, ...]:
    """Discount factor of each year at a rate."""
    by_year = replace(calendar.by_year, discount_rate=rate)
    return tuple(by_year.discount(year) for year in by_year.periods)


def by_period(calendar: Calendar, yearly: Array) -> Array:
    """Amounts by year as sums of periods."""
    sums: Array = np.add.reduceat(yearly, np.array(calendar.periods) - calendar.first_year)
    return sums


@dataclass(frozen=True)
class CashFlow:
    """Money received less money paid in each year [amount]; the money of a period is spread evenly over its years."""

    calendar: Calendar
    yearly: tuple[float, ...]

    @cached_property
    def values(self) -> tuple[float, ...]:
        """Sums by period."""
        return tuple(by_period(self.calendar, np.array(self.yearly)).tolist())

    def npv(self, rate: float) -> float:
        """Present value when the first year begins."""
        factors = discount_factors(self.calendar, rate)
        return sum(value * factor for value, factor in zip(self.yearly, factors, strict=True))

    @property
    def total(self) -> float:
        return sum(self.yearly)

    @cached_property
    def is_empty(self) -> bool:
        """Whether nothing is paid and nothing received."""
        return not any(self._counted)

    @cached_property
    def _counted(self) -> tuple[float, ...]:
        """Values by year but for rounding."""
        most = max(map(abs, self.yearly), default=0.0)
        return tuple(value if abs(value) > FLOAT * most else 0.0 for value in self.yearly)

    @cached_property
    def rates_of_return(self) -> tuple[float, ...]:
        """All rates at which the present value is zero, from −99 % to 1000 %, the lowest first."""
        yearly = np.trim_zeros(self._counted)
        if not len(yearly):
            return ()
        roots = np.polynomial.Polynomial(yearly).roots()  # in 1 / (1 + rate), in which a first year is as any other
        real = np.sort(roots.real[abs(roots.imag) <= CLOSE * abs(roots)])
        low, high = 1 / (1 + HIGHEST_RATE), 1 / (1 + LOWEST_RATE)
        apart = real[np.diff(real, prepend=-np.inf) > CLOSE * abs(real)]
        return tuple(sorted(1 / x - 1 for x in apart.tolist() if low <= x <= high))

    @property
    def why_no_rate(self) -> str:
        """Why there is no rate of return; empty if there is one."""
        if self.rates_of_return:
            return ""
        if min(self._counted, default=0.0) >= 0:
            return NOTHING_IN
        return NEVER_BACK if self.npv(0.0) < 0 or max(self._counted) <= 0 else ALWAYS

    @cached_property
    def payback(self) -> float | None:
        """Years from the period of the first outlay until it is paid back, undiscounted; None if it is not."""
        started, balance = None, 0.0
        for at, value in enumerate(self._counted):
            if started is None and value < 0:
                started = at
            if started is None:
                continue
            if balance < 0 <= balance + value:
                return at - started - balance / value
            balance += value
        return None


# ----------------------------------------------------------------------------------------------------------------------
# Courses of events, and the accounts of parties along them.


UNDISTURBED, EXPECTED = "undisturbed", "expected"
"""Courses besides disruptions."""


@dataclass(frozen=True)
class Course:
    """A course of events: the nodes that it passes, one for each year, or expectation over all."""

    name: str
    nodes: tuple[int, ...] = ()
    """Positions; empty for the expectation."""


class Sums(NamedTuple):
    """Sums of an account: by year those decided in advance, the same in every course, and those at nodes [amount]."""

    ahead: Array
    amounts: Array


class Courses:
    """A plan's courses of events and its accounts by node."""

    def __init__(self, view: View) -> None:
        self.view, self.tables = view, view.plan.tables
        self.tree, self.calendar = tree_of(self.tables), Calendar.of(view.settings)
        self.scale = MONEY[view.settings.amounts]
        self.at = {str(node): at for at, node in enumerate(self.tree.nodes)}
        self.years = np.array([self.calendar.length(time) for time in self.tree.period.values()])
        starts = np.array(list(map(int, self.tree.period.values()))) - self.calendar.first_year
        self._node = np.repeat(np.arange(len(starts)), self.years)
        self._year = np.concatenate(
            [np.arange(first, first + count) for first, count in zip(starts, self.years, strict=True)]
        )
        self.trunk = np.array([self.at[str(node)] for node in self.tree.trunk])
        self.public = frozenset(name for name, cost in cost_items().items() if cost.category == "public money")
        self._chance = np.concatenate(list(self.tree.chance.values()))
        self._advance = in_advance()

    @cached_property
    def cases(self) -> list[Course]:
        """Undisturbed, expected, then each disruption with the trunk before and after it."""
        undisturbed = np.repeat(self.trunk, self.years[self.trunk])
        courses = [Course(UNDISTURBED, tuple(undisturbed)), Course(EXPECTED)]
        for name, nodes in self.tree.branches.items():
            course = undisturbed.copy()
            for node in nodes:
                first = self.tree.period[node] - self.calendar.first_year
                course[first : first + self.years[self.at[str(node)]]] = self.at[str(node)]
            courses.append(Course(name, tuple(course)))
        return courses

    def case(self, name: str) -> Course:
        """A course by its name. Raises KeyError if there is none."""
        return {course.name: course for course in self.cases}[name]

    def yearly(self, case: Course, amounts: Array) -> Array:
        """Amounts at nodes, by year of a course."""
        if case.nodes:
            nodes = np.array(case.nodes)
            own: Array = amounts[nodes] / self.years[nodes]
            return own
        expected: Array = np.bincount(self._year, self._chance * (amounts / self.years)[self._node])
        return expected

    def by_period(self, case: Course, amounts: Array) -> Array:
        """The same by period."""
        return by_period(self.calendar, self.yearly(case, amounts))

    def summed(self, lines: Mapping[str, Array], without: Collection[str] = ()) -> Sums:
        """Lines of an account together."""
        ahead, amounts = np.zeros(len(self.at)), np.zeros(len(self.at))
        for line, values in lines.items():
            if line not in without:
                if line in self._advance:
                    ahead += values
                else:
                    amounts += values
        return Sums(self.yearly(self.cases[0], ahead), amounts)

    def flow(self, sums: Sums, case: Course) -> CashFlow:
        """The sums by year of a course."""
        return CashFlow(self.calendar, tuple((sums.ahead + self.yearly(case, sums.amounts)).tolist()))

    @cached_property
    def accounts(self) -> dict[tuple[str, str, str], dict[str, Array]]:
        """By role, party and subject, the amount of each line at each node."""
        accounts: dict[tuple[str, str, str], dict[str, Array]] = defaultdict(dict)
        frame = self.view.plan.frames.get(ACCOUNTS)
        if frame is None:
            return {}
        names = ("role", "party", "subject", "line", "node", "amount")
        for *who, line, node, amount in zip(*(frame[name].tolist() for name in names), strict=True):
            lines = accounts[who[0], who[1], who[2]]
            if line not in lines:
                lines[line] = np.zeros(len(self.at))
            lines[line][self.at[node]] += amount
        return dict(accounts)

    def paid_by(self, programme: str) -> float:
        """Expected present value that a programme of public money pays, net of repayments [amount]."""
        return sum(
            -self.flow(self.summed(lines), self.case(EXPECTED)).npv(self.calendar.discount_rate)
            for (role, _, name), lines in self.accounts.items()
            if role == TREASURY and name == programme
        )

    def expected_shortage(self) -> float:
        """Shortage of all products, expected and discounted [units]."""
        short = np.zeros(len(self.at))
        for row in self.view.rows("service"):
            at = self.at[str(row["node"])]
            short[at] += self.years[at] * (row["shortage"] or 0.0)
        return float(self.discounts @ self.yearly(self.case(EXPECTED), short))

    @cached_property
    def discounts(self) -> Array:
        """Discount factor of each year."""
        return np.array(discount_factors(self.calendar, self.calendar.discount_rate))


# ----------------------------------------------------------------------------------------------------------------------
# Results of all parties: profit and loss and cash flow by year and course of events.


ROLES = (*INSIDE, TREASURY)
"""In the order in which they are shown."""


@dataclass(frozen=True)
class PartyResult:
    """A party's sums, with all its plants."""

    role: str
    name: str
    profit: dict[str, Array]
    """By line, at each node [amount]."""


class PartyResults(Courses):
    """Results of all parties of a plan; present values at the discount rate of Settings."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._no_cash = frozenset(
            name for name, cost in cost_items().items() if cost.category in ("income", "shortage") and name != "sales"
        )

    @cached_property
    def parties(self) -> list[PartyResult]:
        """By role, the largest sums first, as expected."""
        by_party: dict[tuple[str, str], dict[str, Array]] = defaultdict(dict)
        for (role, party, _), lines in self.accounts.items():
            own = by_party[role, party]
            for line, amounts in lines.items():
                own[line] = own.get(line, 0.0) + amounts
        parties = [
            PartyResult(role, name, lines)
            for (role, name), lines in by_party.items()
            if role != ROUNDING and any(np.abs(amount).max() > SOLVED for amount in self.summed(lines))
        ]
        order = {party.name: -abs(self.value(party, EXPECTED)) for party in parties}
        return sorted(parties, key=lambda party: (ROLES.index(party.role), order[party.name], party.name))

    def of_party(self, party: PartyResult, case: str, *, is_cash: bool = False) -> CashFlow:
        """Profit and loss by period; as cash without salvage and the cost of shortage."""
        return self.flow(self._sums(party, is_cash), self._courses[case])

    def _sums(self, party: PartyResult, is_cash: bool) -> Sums:
        key = party.role, party.name, is_cash
        if key not in self._sums_by_party:
            self._sums_by_party[key] = self.summed(party.profit, self._no_cash if is_cash else ())
        return self._sums_by_party[key]

    @cached_property
    def _sums_by_party(self) -> dict[tuple[str, str, bool], Sums]:
        return {}

    def of_parties(self, parties: Sequence[PartyResult], case: str, *, is_cash: bool = False) -> CashFlow:
        """Several parties together."""
        flows = [self.of_party(result, case, is_cash=is_cash).yearly for result in parties]
        return CashFlow(self.calendar, tuple(map(sum, zip(*flows, strict=True))))

    def value(self, party: PartyResult, case: str, *, is_cash: bool = False) -> float:
        """Present value."""
        return self.of_party(party, case, is_cash=is_cash).npv(self.calendar.discount_rate)

    def worst(self, party: PartyResult) -> tuple[str, float] | None:
        """The disruption in which the present value is lowest; None without disruptions."""
        values = [(self.value(party, name), name) for name in self.disruptions]
        return min(values)[::-1] if values else None

    @cached_property
    def disruptions(self) -> list[str]:
        return [course.name for course in self.cases if course.name not in (UNDISTURBED, EXPECTED)]

    @cached_property
    def _courses(self) -> dict[str, Course]:
        return {course.name: course for course in self.cases}

    def of_role(self, role: str) -> list[PartyResult]:
        return [party for party in self.parties if party.role == role]


@remembered
def party_results(view: View) -> PartyResults:
    """The results of a plan's parties."""
    return PartyResults(view)


# ----------------------------------------------------------------------------------------------------------------------
# Payers of the capital of a plan's investments: public money, the firms that announced them, none yet.


PUBLIC = "public money"
CAPITAL = ("capital", "capital still due")
"""Costs of investments, also of those decided before the plan."""


@dataclass(frozen=True)
class CapitalPayer:
    """A payer of capital: role, amount and projects."""

    name: str
    """A payer of public money, or a firm; for 'no sponsor yet' the project."""
    role: str
    amount: float
    """Capital over all years, undiscounted [amount]; loans as paid out."""
    projects: tuple[str, ...]
    """The largest sums first."""


def capital_lines(view: View) -> list[Line]:
    """Capital by payer and project: public money first, then sponsors, the largest sums first."""
    sponsors = {build.project: build.sponsor for build in builds(view)}
    spent: dict[str, list[Record]] = defaultdict(list)
    for row in view.trunk("costs"):
        if row["cost"] in CAPITAL:
            spent[text(row["item"]).split(" · ")[0]].append(row)
    granted: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for row in view.trunk("who pays"):
        if row["how"] != OWN_FUNDS:
            granted[text(row["who"]), text(row["project"])].append(row)
    public = [
        _line(view, (who, PUBLIC, project), by_year(view, rows, "capital")) for (who, project), rows in granted.items()
    ]
    private = []
    for project, rows in spent.items():
        sponsor = sponsors.get(project, "")
        rest = by_year(view, rows, "amount")
        for line in public:
            rest = tuple(map(_less, rest, line.values)) if line.labels[2] == project else rest
        private.append(_line(view, (sponsor or NOBODY, SPONSOR if sponsor else "", project), rest))
    order = (PUBLIC, SPONSOR, "")
    lines = (line for line in (*public, *private) if line.size > 0)
    return sorted(lines, key=lambda line: (order.index(line.labels[1]), -_total(line)))


def _less(amount: float | None, part: float | None) -> float | None:
    """The rest of a sum; None if it is rounding."""
    rest = (amount or 0.0) - (part or 0.0)
    return rest if rest > SOLVED else None


def _line(view: View, labels: tuple[str, ...], values: tuple[float | None, ...]) -> Line:
    return Line(labels, money_by_year(view), values, (sum(value or 0.0 for value in values),))


def _total(line: Line) -> float:
    return line.totals[0] or 0.0


def payers(view: View) -> list[CapitalPayer]:
    """Payers of capital over all years: by role, the largest sums first; without a sponsor each project alone."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in capital_lines(view):
        who, role, project = line.labels
        groups[(role, who) if role else (NOBODY, project)].append(line)
    everyone = []
    for (role, name), lines in groups.items():
        projects = (line.labels[2] for line in sorted(lines, key=lambda line: -_total(line)))
        everyone.append(CapitalPayer(name, role, sum(map(_total, lines)), tuple(projects)))
    order = (PUBLIC, SPONSOR, NOBODY)
    return sorted(everyone, key=lambda payer: (order.index(payer.role), -payer.amount, payer.name))


def lent(view: View) -> float:
    """The part of public money that is loans, as paid out."""
    return sum(row["capital"] or 0.0 for row in view.rows("who pays") if row["how"] == LOAN)


# ----------------------------------------------------------------------------------------------------------------------
# The accounts of a plan at other transfer prices.


def repriced(
    plan: Plan, prices: Mapping[tuple[str, str, str], float], basis: str = GIVEN, instance: Instance | None = None
) -> Plan:
    """The plan with some prices replaced, by site, commodity and node [currency per unit]."""
    read = read_instance(plan.tables) if instance is None else instance
    describe = Describer(plan.tables, read, MappingProxyType({}))
    priced, accounts = accounts_of(plan.tables, read, plan.frames, prices, basis)
    return replace(
        plan, frames={**plan.frames, PRICES: describe(PRICES, priced), ACCOUNTS: describe(ACCOUNTS, accounts)}
    )
