"""The investor's view: earnings of each plant and project for its sponsor, and the support at which its net present
value is zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.families.closures.rows import Closure
from model.families.common.protocol import SPONSOR
from model.families.conversion.terms import existing_in
from model.families.instance import context_of
from model.families.investment.rows import PAYMENTS_AFTER, LeadTime, Project
from model.ledger.parties import NOBODY, cost_items, sponsors
from model.results.accounts import UNDISTURBED, CashFlow, Course, Courses, Sums
from model.results.build import builds
from model.results.columns import PRICES
from model.results.view import View
from model.scenario.calendar import Calendar
from model.sheets.common import Plant, Supplier
from model.sheets.tables import Tables
from model.solver.arrays import Array
from model.system.memoise import remembered
from model.tolerances import FLOAT, SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# The investor's view: earnings of each plant and project for its sponsor, undisrupted, in each disruption and as
# expected, with public money and without.


CAPITAL = ("capital", "capital still due")

AWARDS = frozenset({"grants", "loans", "loan repayments"})
"""Public money for capital."""

OWN = frozenset({*CAPITAL, *AWARDS, "built plants", "salvage", PAYMENTS_AFTER})
"""Lines of a project itself; 'existing plants' is the line of existing capacity."""
EXISTING = "existing plants"

BOUGHT = "goods bought"
"""Line that ends when a plant stops, as costs do that vary,"""
INVESTING = ("capital", "income")
"""and categories of lines that follow from investments: the rest, but for public money, ends when it closes."""

SALES = "goods sold"


@dataclass(frozen=True)
class MainProduct:
    """The main product, that which earns most: quantity [unit/y] and price [currency/unit] by node."""

    commodity: str
    quantity: Array
    price: Array


@dataclass(frozen=True)
class Venture:
    """A plant, or one of its projects, with its account by line and node [amount]."""

    name: str
    plant: str
    sponsor: str
    """Empty if there is none yet."""
    hurdle: float
    is_hurdle_given: bool
    lines: Mapping[str, Array]
    output: MainProduct | None
    life_left: float
    """Years in service after the horizon, for a project."""

    @property
    def is_project(self) -> bool:
        return self.name != self.plant

    @property
    def has_capital(self) -> bool:
        """Whether capital is spent on it."""
        return any(name in self.lines for name in CAPITAL)

    def line(self, *names: str) -> Array:
        """Amount of some lines of its account at each node."""
        nothing = np.zeros_like(next(iter(self.lines.values())))
        # By the order of the account: sums over a set of names would differ in the last digit from process to process.
        return sum((amounts for name, amounts in self.lines.items() if name in names), nothing)


class Investor(Courses):
    """Cash flows and their measures for all plants and projects of a plan."""

    def earned(
        self, venture: Venture, case: Course, *, has_public: bool = True, without: frozenset[str] = frozenset()
    ) -> CashFlow:
        """The cash flow of a venture in a course."""
        return self.flow(self._earned(venture, without if has_public else without | self.public), case)

    def operating_profit(self, venture: Venture, case: Course) -> CashFlow:
        """The same without capital, salvage and public money."""
        return self.earned(venture, case, has_public=False, without=self.invested)

    @cached_property
    def invested(self) -> frozenset[str]:
        """Lines of capital and salvage."""
        return frozenset(name for name, cost in cost_items().items() if cost.category in INVESTING)

    def _earned(self, venture: Venture, without: frozenset[str]) -> Sums:
        key = venture.name, venture.is_project, without
        if key not in self._sums_by_venture:
            self._sums_by_venture[key] = self.summed(venture.lines, without)
        return self._sums_by_venture[key]

    @cached_property
    def _sums_by_venture(self) -> dict[tuple[str, bool, frozenset[str]], Sums]:
        return {}

    def worth(self, venture: Venture, case: Course, amounts: Array) -> float:
        """Present value of amounts at nodes at the hurdle rate."""
        return CashFlow(self.calendar, tuple(self.yearly(case, amounts).tolist())).npv(venture.hurdle)

    def capital_worth(self, venture: Venture) -> float:
        """Present value of capital, negative, at the hurdle rate."""
        return self.worth(venture, self.case(UNDISTURBED), venture.line(*CAPITAL))

    # ------------------------------------------------------------------------------------------ measures

    def break_even(self, venture: Venture, case: Course, *, has_public: bool = True) -> float | None:
        """Price of the main product at which the present value is zero, constant over time [currency/unit]."""
        output = venture.output
        if output is None:
            return None
        output_worth = self.worth(venture, case, output.quantity * self.years)
        sales = self.worth(venture, case, output.quantity * output.price * self.years / self.scale)
        if output_worth <= 0:
            return None
        npv = self.earned(venture, case, has_public=has_public).npv(venture.hurdle)
        return (sales - npv) / output_worth * self.scale

    def extrapolated(self, venture: Venture, case: Course) -> float:
        """Net present value if the last year's cash is repeated for the life left, in place of salvage."""
        income = frozenset(name for name, cost in cost_items().items() if cost.category == "income") - {PAYMENTS_AFTER}
        flow = self.earned(venture, case, without=income)
        last = self.operating_profit(venture, case).yearly[-1]
        rate, years, end = venture.hurdle, venture.life_left, self.calendar.end - self.calendar.first_year
        counted = self.calendar.counted_at
        later = sum(min(1.0, years - y) * (1 + rate) ** -(end + y + counted) for y in range(int(np.ceil(years))))
        return float(flow.npv(rate) + last * later)

    def unit_costs(self, venture: Venture) -> dict[int, tuple[float, float]]:
        """By period, undisturbed: prices of the main product below which the plant stops, and below which it closes
        [currency/unit]."""
        if (output := venture.output) is None:
            return {}
        varying = [name for name, cost in cost_items().items() if cost.varies]
        profit = np.array(self.operating_profit(venture, self.case(UNDISTURBED)).values)
        open_for = profit + self._mothballed.get(venture.plant, np.zeros(len(self.at)))[self.trunk]
        contribution = venture.line(SALES, BOUGHT, *varying)[self.trunk]
        amount, price = (by_node[self.trunk] for by_node in (output.quantity, output.price))
        unit = amount * self.years[self.trunk] / self.scale
        return {
            t: (price[at] - contribution[at] / unit[at], price[at] - open_for[at] / unit[at])
            for at, t in enumerate(self.calendar.periods)
            if unit[at] > FLOAT
        }

    @cached_property
    def _mothballed(self) -> dict[str, Array]:
        """Cost of keeping plants mothballed that may be, in place of their fixed cost, at each node [amount]."""
        by_plant: dict[str, Array] = {}
        rates = {row.plant: row.mothball_cost for row in self.tables[Closure] if row.mothball_cost}
        for row in self.view.trunk("capacity"):
            if row["plant"] in rates:
                costs = by_plant.setdefault(row["plant"], np.zeros(len(self.at)))
                at = self.at[str(row["node"])]
                costs[at] = rates[row["plant"]] * (row["capacity"] or 0.0) * self.years[at] / self.scale
        return by_plant

    # ------------------------------------------------------------------------------------------ ventures

    @cached_property
    def ventures(self) -> list[Venture]:
        """All plants with an account, each with its projects if there are several or existing capacity."""
        sponsor_of = sponsors(self.tables)
        ventures = []
        for plant in self.tables[Plant]:
            lines = self._accounts.get(plant.plant)
            if not lines:
                continue
            own_rate = plant.hurdle_rate
            hurdle = self.view.settings.discount_rate if own_rate is None else own_rate
            whole_plant = Venture(
                plant.plant,
                plant.plant,
                sponsor_of[plant.plant],
                hurdle,
                own_rate is not None,
                lines,
                self._output(plant),
                self._life_left(plant.plant),
            )
            ventures += [whole_plant, *self._projects(plant, whole_plant)]
        return ventures

    @cached_property
    def _accounts(self) -> dict[str, dict[str, Array]]:
        """Amount at each node, by plant and line."""
        return {subject: lines for (role, _, subject), lines in self.accounts.items() if role == SPONSOR}

    def _output(self, plant: Plant) -> MainProduct | None:
        outputs = self._quantities.get(plant.plant)
        if not outputs:
            return None
        nothing = np.zeros(len(self.at))
        prices = {commodity: self._prices.get((plant.site, commodity), nothing) for commodity in outputs}
        main = max(
            outputs,
            key=lambda commodity: (
                float((outputs[commodity] * prices[commodity] * self.years)[self.trunk].sum()),
                (outputs[commodity] * self.years).sum(),
            ),
        )
        return MainProduct(main, outputs[main], prices[main])

    @cached_property
    def _quantities(self) -> dict[str, dict[str, Array]]:
        outputs_of: dict[str, dict[str, Array]] = defaultdict(dict)
        frame = self.view.plan.frames["conversion"]
        names = ("plant", "commodity", "node", "made")
        for plant, commodity, node, amount in zip(*(frame[name].tolist() for name in names), strict=True):
            if amount > 0:
                outputs = outputs_of[plant]
                if commodity not in outputs:
                    outputs[commodity] = np.zeros(len(self.at))
                outputs[commodity][self.at[node]] += amount
        return dict(outputs_of)

    @cached_property
    def _prices(self) -> dict[tuple[str, str], Array]:
        prices: dict[tuple[str, str], Array] = {}
        frame = self.view.plan.frames[PRICES]
        names = ("site", "commodity", "node", "price")
        for site, commodity, node, price in zip(*(frame[name].tolist() for name in names), strict=True):
            if (site, commodity) not in prices:
                prices[site, commodity] = np.zeros(len(self.at))
            prices[site, commodity][self.at[node]] = price
        return prices

    def _projects(self, plant: Plant, venture: Venture) -> Iterator[Venture]:
        """Its projects; none if the plant is one project."""
        usable = self._usable(plant)
        if len(usable) < 2:
            return
        total = sum(usable.values(), np.zeros(len(self.at)))
        for project, capacity in usable.items():
            if project == EXISTING:
                continue
            part = np.divide(capacity, total, out=np.zeros(len(total)), where=total > 0)
            lines = {
                line: amounts * part for line, amounts in venture.lines.items() if line not in OWN and line != EXISTING
            }
            lines |= self._own.get(project, {})
            output = venture.output and replace(venture.output, quantity=venture.output.quantity * part)
            yield replace(venture, name=project, lines=lines, output=output, life_left=self._lives.get(project, 0.0))

    @cached_property
    def _own(self) -> dict[str, dict[str, Array]]:
        """Lines of each project itself."""
        lines_of: dict[str, dict[str, Array]] = defaultdict(dict)
        frame = self.view.plan.frames["costs"]
        rows = frame[frame["cost"].isin(OWN)]
        names = ("cost", "owner", "node", "amount")
        for cost, owner, node, amount in zip(*(rows[name].tolist() for name in names), strict=True):
            if cost not in lines_of[owner]:
                lines_of[owner][cost] = np.zeros(len(self.at))
            lines_of[owner][cost][self.at[node]] -= amount
        return dict(lines_of)

    def _usable(self, plant: Plant) -> dict[str, Array]:
        """Usable capacity at each node of each project built, and of existing capacity [unit/y]."""
        shares: dict[str, Array] = {}
        times, at = self._times
        existing = np.array([existing_in(self.calendar, plant, t) for t in times])
        if existing.any():
            shares[EXISTING] = existing[at]
        leads = {row.project: row.ramp_up for row in self.tables[LeadTime]}
        life = {row.project: row.life for row in self.tables[Project]}
        for build in builds(self.view):
            if build.plant == plant.plant and build.size > 0:
                ramp, end = leads.get(build.project, ()), build.online + life[build.project]
                usable = [self.calendar.profile(build.online, end, ramp, t) for t in times]
                shares[build.project] = shares.get(build.project, 0.0) + build.size * np.array(usable)[at]
        return shares

    @cached_property
    def _times(self) -> tuple[list[int], list[int]]:
        """The periods, and single years, of the nodes, and at each node the place of its own."""
        times = {t: at for at, t in enumerate(dict.fromkeys(self.tree.period.values()))}
        return list(times), [times[t] for t in self.tree.period.values()]

    @cached_property
    def _lives(self) -> dict[str, float]:
        """Years after the horizon in which a project's builds are in service, by size."""
        sizes: dict[str, float] = defaultdict(float)
        years: dict[str, float] = defaultdict(float)
        life = {row.project: row.life for row in self.tables[Project]}
        for build in builds(self.view):
            left = max(0.0, build.online + life[build.project] - self.calendar.end)
            for name in (build.project, build.plant):
                sizes[name] += build.size
                years[name] += build.size * left
        return {name: years[name] / size for name, size in sizes.items() if size > 0}

    def _life_left(self, plant: str) -> float:
        return self._lives.get(plant, 0.0)


@remembered
def main_products(view: View) -> dict[str, str]:
    """The product of each plant that is worth most at transfer prices, undisturbed."""
    plants = (venture for venture in Investor(view).ventures if not venture.is_project)
    return {plant.plant: plant.output.commodity for plant in plants if plant.output}


def cheapest_supplier(tables: Tables, commodity: str) -> Supplier | None:
    """The cheapest supplier of a commodity over the horizon; None if there is none. Its price is the market price."""
    calendar = Calendar.of(tables.settings)

    def cost(row: Supplier) -> tuple[float, str]:
        return sum(calendar.length(t) * calendar.mean(row.price, t) for t in calendar.periods), row.supplier

    return min((row for row in tables[Supplier] if row.commodity == commodity), key=cost, default=None)


def sponsor_name(venture: Venture) -> str:
    """The sponsor, or that there is none yet."""
    return venture.sponsor or NOBODY


# ----------------------------------------------------------------------------------------------------------------------
# Support at which a venture's net present value is zero, operation held: grant, offtake price, price floor.


BISECTIONS = 200
"""More than the digits of a float have."""


@dataclass(frozen=True)
class Support:
    """The support that a venture lacks in a case, beyond the public money that it has, in several forms: each alone,
    everything else as in the plan."""

    venture: Venture
    case: Course
    npv: float
    """Net present value without it [amount]."""
    grant: float | None
    """Share of capital; None if no capital is spent, or all of it is too little,"""
    granted: float | None
    """and the amount, undiscounted."""
    offtake: float | None
    """Price of all of the main product, constant over time [currency/unit]; None without output."""
    market: Supplier | None
    """Supplier whose price is the market price of the floor; None if the main product has no supplier."""
    floor: float | None
    """Price floor for the main product, constant over time [currency/unit]; None if no floor suffices."""

    @property
    def is_needed(self) -> bool:
        return self.npv < 0


def support(investor: Investor, venture: Venture, case: Course) -> Support:
    """Support of a venture in a case."""
    npv = investor.earned(venture, case).npv(venture.hurdle)
    capital = sum(float(venture.lines[line].sum()) for line in CAPITAL if line in venture.lines)
    spent = -investor.capital_worth(venture)
    share = -npv / spent if spent > 0 and npv < 0 and -npv <= spent * (1 + SOLVED) else None
    output = venture.output
    market = cheapest_supplier(investor.tables, output.commodity) if output else None
    return Support(
        venture,
        case,
        npv,
        share,
        None if share is None else -share * capital,
        investor.break_even(venture, case),
        market,
        None if market is None or npv >= 0 else floor_at(investor, venture, case, market, -npv),
    )


def market_price(investor: Investor, market: Supplier) -> Array:
    """A supplier's price at each node, as disruptions change it [currency/unit]."""
    effects, tree = context_of(investor.tables, investor.tree).effects, investor.tree
    return np.array(
        [
            investor.calendar.mean(market.price, t) * effects.price(market.supplier, market.site, market.commodity, n)
            for n, t in tree.period.items()
        ]
    )


def floor_at(investor: Investor, venture: Venture, case: Course, market: Supplier, missing: float) -> float | None:
    """The floor whose payments are worth an amount; None if there is no output on which it is paid."""
    output, price = venture.output, market_price(investor, market)
    if output is None or investor.worth(venture, case, output.quantity) <= FLOAT:
        return None

    def paid(floor: float) -> float:
        gap = np.maximum(0.0, floor - price) * output.quantity * investor.years / investor.scale
        return investor.worth(venture, case, gap)

    return _least(paid, missing, float(price.min()), float(price.max()))


def _least(paid: Callable[[float], float], missing: float, low: float, high: float) -> float:
    """The argument at which a nondecreasing function has a value."""
    high = max(high, 1.0)
    while paid(high) < missing:
        low, high = high, 2 * high
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if paid(middle) >= missing else (middle, high)
    return high
