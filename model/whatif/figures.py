"""Figures of a plan for comparing what-ifs, each with its unit and better direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.results.build import (
    StageSupply,
    builds,
    capital_by_year,
    expected_cost,
    new_builds,
    people_over_horizon,
    present_value,
    served,
    services,
)
from model.results.limits import PartyLimit, limits, moment, sign_of, tightest_parties
from model.results.operating_profit import operating_profits
from model.results.risk import BY_PRODUCT, cost_undisturbed, outcomes, unmet_unit
from model.results.view import View, text
from model.scenario.limits import AT_LEAST

LOWER, HIGHER, NEUTRAL = "lower", "higher", ""
"""Direction in which a figure is better; neutral if that depends."""

PERCENT = "%"

COST, BUILDING, SERVICE, CONCENTRATION, DISRUPTIONS, PEOPLE, LOSSES, HELD = (
    "cost",
    "building",
    "service",
    "concentration",
    "disruptions",
    "people",
    "losses",
    "limits",
)
"""Groups, in their order."""

EXPECTED_COST = "expected cost, present value"
UNDISTURBED_COST = "cost in the undisrupted case"
CAPITAL = "capital investment"
SERVED = "fill rate"
WORST_SERVICE = "fill rate in the worst disruption"
LARGEST_SHARE = "largest country's share, mean of stages"
TRAINED = "people to train"
RECRUITED = "people to recruit"
SHORTAGE = "shortage of"


@dataclass(frozen=True)
class Figure:
    """One measure of a plan."""

    group: str
    name: str
    unit: str
    """``%``: a share, held as a fraction."""
    value: float | None
    """None if it has no meaning for this plan."""
    better: str = NEUTRAL
    is_minimised: bool = False
    """Whether it is a part of the minimised cost, whose precision follows from the gaps."""
    is_main: bool = False
    """Whether it is on the first page."""
    is_part: bool = False
    """Whether it is a part of the expected cost: 0 in a plan without it."""

    @property
    def is_share(self) -> bool:
        return self.unit == PERCENT

    @property
    def key(self) -> tuple[str, str, str]:
        """The same for the same measure of another plan."""
        return self.group, self.name, self.unit


@dataclass(frozen=True)
class LimitFigure:
    """A limit at its tightest in a plan."""

    limit: str
    subject: str
    """Measure, scope and goods in words: 'share of China in oxide'."""
    sign: str
    unit: str
    bound: float | None
    actual: float | None
    slack: float | None
    binds: bool
    moment: str
    """When: a year, a disruption, or all years."""

    @property
    def is_share(self) -> bool:
        return self.unit == PERCENT


def figures_of(view: View, supplied: Sequence[StageSupply]) -> Iterator[Figure]:
    """All figures of a plan, group by group."""
    yield from _costs(view)
    yield from _building(view)
    yield from _service(view)
    yield from _concentration(view, supplied)
    yield from _disruptions(view)
    yield from _people(view)
    yield from _losses(view)
    yield from _limits(view)


def _costs(view: View) -> Iterator[Figure]:
    total = expected_cost(view)
    yield Figure(COST, EXPECTED_COST, view.amount, total, LOWER, is_minimised=True, is_main=True)
    for (category,), _ in view.sums("costs", ("category",), "present_value").items():
        value = present_value(view, category)
        yield Figure(COST, f"of which {category}", view.amount, value, is_minimised=True, is_part=True)
    if abs(view.plan.objective - total) > 1e-6 * max(abs(total), 1.0):
        yield Figure(COST, "cost including weighted risk", view.amount, view.plan.objective, LOWER, is_minimised=True)
    if view.has_branches:
        yield Figure(COST, UNDISTURBED_COST, view.amount, cost_undisturbed(view), LOWER)
    for name, words in (("EVPI", "value of perfect information (EVPI)"), ("VSS", "value of planning for risk (VSS)")):
        if name in view.measures:  # for a figure known within bounds only, a difference would be meaningless
            yield Figure(COST, words, view.amount, view.measures[name])


def _building(view: View) -> Iterator[Figure]:
    rows = builds(view)
    yield Figure(BUILDING, CAPITAL, view.amount, sum(row.capex for row in rows), is_main=True)
    yield Figure(BUILDING, "peak capital in a year", view.amount, max(capital_by_year(view), default=0.0))
    yield Figure(BUILDING, "projects built", "number", len({build.project for build in new_builds(view)}))
    first = sum(row.decided == view.periods[0] for row in rows)
    yield Figure(BUILDING, f"investments decided in {view.year_labels[0]}", "number", first)


def _service(view: View) -> Iterator[Figure]:
    yield Figure(SERVICE, SERVED, PERCENT, served(view), HIGHER, is_main=True)
    service_of = services(view)
    if service_of:
        yield Figure(SERVICE, "lowest fill rate, all years", PERCENT, service_of[0].overall, HIGHER)
        yield Figure(
            SERVICE, "lowest fill rate in a year", PERCENT, min(service.worst for service in service_of), HIGHER
        )
    short: dict[tuple[str, str], float] = {}
    for row in view.trunk("service"):
        key = text(row["product"]), view.unit("service", "shortage", row).removesuffix("/y")
        short[key] = short.get(key, 0.0) + (row["shortage"] or 0.0) * view.years_of(row)
    for (product, unit), amount in short.items():
        yield Figure(SERVICE, f"{SHORTAGE} {product}, all years", unit, amount, LOWER)


def _concentration(view: View, supplied: Sequence[StageSupply]) -> Iterator[Figure]:
    last = view.year_labels[-1]
    means = {supply.stage: _mean_share(view, supply) for supply in supplied}
    yield Figure(
        CONCENTRATION,
        LARGEST_SHARE,
        PERCENT,
        _mean([(mean, 1) for mean in means.values() if mean is not None]),
        LOWER,
        is_main=True,
    )
    for supply in supplied:
        leader = supply.leader(-1)
        yield Figure(
            CONCENTRATION, f"{supply.stage}: largest share, mean of years", PERCENT, means[supply.stage], LOWER
        )
        share = None if leader is None else leader[1]
        yield Figure(CONCENTRATION, f"{supply.stage}: largest share, {last}", PERCENT, share, LOWER)
        yield Figure(CONCENTRATION, f"{supply.stage}: HHI, {last}", "0–10000", supply.hhi(-1), LOWER)


def _mean_share(view: View, supply: StageSupply) -> float | None:
    """Mean over the years of the largest share of a country."""
    leaders = zip(map(supply.leader, range(len(supply.totals))), view.calendar.lengths.values(), strict=False)
    return _mean([(leader[1], years) for leader, years in leaders if leader is not None])


def _mean(values: Sequence[tuple[float, int]]) -> float | None:
    """Mean of values with their weights; None without any."""
    return sum(value * weight for value, weight in values) / sum(weight for _, weight in values) if values else None


def _disruptions(view: View) -> Iterator[Figure]:
    results = outcomes(view)
    if not results:
        return
    met = [outcome.service for outcome in results if outcome.service is not None]
    yield Figure(DISRUPTIONS, WORST_SERVICE, PERCENT, min(met, default=None), HIGHER, is_main=True)
    hurting = sum(outcome.hurts for outcome in results)
    yield Figure(DISRUPTIONS, "disruptions that increase unmet demand", "number", hurting, LOWER)
    unmet, unit = max(outcome.extra_unmet for outcome in results), unmet_unit(view)
    if unit != BY_PRODUCT:
        yield Figure(DISRUPTIONS, "largest additional shortfall in a disruption", unit, unmet, LOWER)
    highest = max(outcome.extra_cost for outcome in results)
    yield Figure(DISRUPTIONS, "largest additional cost of a disruption", view.amount, highest, LOWER)


def _people(view: View) -> Iterator[Figure]:
    yield Figure(PEOPLE, TRAINED, "people", people_over_horizon(view, "trainees"), is_main=True)
    yield Figure(PEOPLE, RECRUITED, "people", people_over_horizon(view, "recruits"))


def _losses(view: View) -> Iterator[Figure]:
    """Who loses money, undisrupted."""
    profits = operating_profits(view)
    losing = [profit for profit in profits if profit.losing]
    if any(profit.running for profit in profits):
        yield Figure(LOSSES, "plants with an operating loss", "number", len(losing), LOWER)
    for profit in losing:
        yield Figure(LOSSES, f"{profit.plant}, {profit.product}: operating loss", view.amount, profit.loss, LOWER)


def _limits(view: View) -> Iterator[Figure]:
    for limit in tightest_parties(limits(view)):
        better = HIGHER if limit.sense == AT_LEAST else LOWER
        unit = PERCENT if limit.is_share else limit.unit
        yield Figure(HELD, f"{limit.limit} {sign_of(limit)}", unit, _worst(view, limit), better)


def _worst(view: View, tightest: PartyLimit) -> float | None:
    """Worst actual value of a limit over all its parties."""
    same = [limit for limit in limits(view) if limit.limit == tightest.limit]
    values = [spot.actual for limit in same for spot in limit.spots if spot.actual is not None]
    if not values:
        return None
    return min(values) if tightest.sense == AT_LEAST else max(values)


def limit_figures(view: View) -> Iterator[LimitFigure]:
    """Every limit at its tightest party and moment."""
    for limit in tightest_parties(limits(view)):
        spot = limit.tightest
        yield LimitFigure(
            limit=limit.limit,
            subject=limit.subject,
            sign=sign_of(limit),
            unit=PERCENT if limit.is_share else limit.unit,
            bound=spot.bound,
            actual=spot.actual,
            slack=spot.slack,
            binds=spot.binds,
            moment=moment(spot),
        )
