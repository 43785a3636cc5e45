"""Limits and mandates in a plan: how near each is to its bound, whether it is met, and by how much it is missed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.families.conversion.algebra import outputs
from model.families.demand.rows import Demand
from model.families.stockpiles.rows import Stockpile
from model.results.plan import Plan
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.results.view import Record, View, text
from model.scenario.limits import AT_LEAST, Limit
from model.sheets.common import EQUIVALENT, Plant, Property, Supplier
from model.sheets.names import BETWEEN, spans
from model.sheets.schema import ANY, ASSUMED, NO, SHEET_OF, Row
from model.tolerances import FLOAT

# ----------------------------------------------------------------------------------------------------------------------
# Limits in a plan: the rows of its frame 'limits', by limit and party.


BINDS = 1e-5
"""A limit binds if its slack is below this share of its value: solvers are exact to about 1e-6."""

SHARE, PERCENT_POINT = "share", 0.01


@dataclass(frozen=True)
class LimitMoment:
    """A limit at one moment. None for unknown values, such as the marginal cost in a search cut short."""

    period: int | None
    node: str
    """A node, or the branch that counts as a whole, or empty for a limit on the whole horizon."""
    bound: float | None
    actual: float | None
    slack: float | None
    marginal: float | None
    """Cost that one unit of the bound would save; of shares, one percentage point."""
    base: float | None = None
    """Denominator [units or units/y]."""
    alternative: float | None = None
    """Value by another reading."""

    @property
    def tightness(self) -> float:
        """Slack relative to the bound; infinite without a bound."""
        if self.slack is None or self.bound is None:
            return float("inf")
        return self.slack / max(abs(self.bound), abs(self.actual or 0.0), FLOAT)

    @property
    def binds(self) -> bool:
        return self.tightness <= BINDS

    @property
    def is_trunk(self) -> bool:
        return self.period is not None and self.node == str(self.period)


@dataclass(frozen=True)
class PartyLimit:
    """A limit, for one party that it is about."""

    spots: tuple[LimitMoment, ...]
    limit: str
    measure: str
    of: str
    scope: str
    during: str
    sense: str
    unit: str

    @property
    def is_share(self) -> bool:
        return self.unit == SHARE

    @property
    def subject(self) -> str:
        """Measure, scope and goods in words: 'share of China in oxide'."""
        of = f" in {self.of}" if self.of not in ("", ANY) else ""
        scope = f" of {self.scope}" if self.scope not in ("", ANY) else ""
        return f"{self.measure}{scope}{of}"

    @cached_property
    def tightest(self) -> LimitMoment:
        """Where it binds at the highest price, or else is closest to binding."""
        return min(self.spots, key=lambda spot: (not spot.binds, -(spot.marginal or 0.0) * spot.binds, spot.tightness))

    @cached_property
    def binding(self) -> int:
        """At how many moments it binds."""
        return sum(spot.binds for spot in self.spots)

    @property
    def binds(self) -> bool:
        return self.binding > 0

    @property
    def by_period(self) -> dict[int, LimitMoment]:
        """Where it is counted in the undisturbed plan, by period."""
        return {spot.period: spot for spot in self.spots if spot.is_trunk and spot.period is not None}


LABELS = ("limit", "measure", "of", "scope", "during", "sense", "unit")


def limits(view: View, frame: str = LIMITS_FRAME) -> list[PartyLimit]:
    """Every limit and party of a frame, in the order of the sheet."""
    groups: dict[tuple[str, ...], list[LimitMoment]] = {}
    for row in view.rows(frame):
        unit = text(row["unit"])
        row = row | {"unit": _unit(view, row)}
        price = PERCENT_POINT if unit == SHARE else 1.0
        spot = LimitMoment(
            None if row["period"] is None else int(row["period"]),
            text(row["node"]),
            row["value"],
            row["actual"],
            row["slack"],
            None if row["marginal_cost"] is None else price * row["marginal_cost"],
            row["base"],
            row["alternative"],
        )
        groups.setdefault(tuple(text(row[label]) for label in LABELS), []).append(spot)
    return [PartyLimit(tuple(spots), *labels) for labels, spots in groups.items()]


def _unit(view: View, row: Record) -> str:
    """Unit of a limit; for a quantity that of its goods, if they have one."""
    unit, of = text(row["unit"]), text(row["of"])
    if unit == "amount":
        return view.amount
    if unit in ("unit", "unit/y"):
        own = {
            commodity.unit
            for commodity in view.commodities.values()
            if of in (ANY, commodity.commodity, commodity.stage)
        }
        return unit.replace("unit", own.pop()) if len(own) == 1 else unit
    return unit


def tightest_first(limits: Iterable[PartyLimit]) -> list[PartyLimit]:
    """Binding limits first, those with the highest shadow price before others, then those closest to binding."""

    def rank(limit: PartyLimit) -> tuple[bool, float, float]:
        spot = limit.tightest
        return not spot.binds, -(spot.marginal or 0.0) * spot.binds, spot.tightness

    return sorted(limits, key=rank)


def tightest_parties(limits: Sequence[PartyLimit]) -> list[PartyLimit]:
    """The party closest to each limit, tightest first."""
    first: dict[str, PartyLimit] = {}
    for limit in tightest_first(limits):
        first.setdefault(limit.limit, limit)
    return list(first.values())


def sign_of(limit: PartyLimit) -> str:
    return "≥" if limit.sense == AT_LEAST else "≤"


def price_unit(view: View, limit: PartyLimit) -> str:
    """Unit of a marginal cost."""
    return f"{view.amount} {per_unit(limit)}"


def per_unit(limit: PartyLimit) -> str:
    return "per " + {"share": "pp", "0–10000": "point", "months": "month"}.get(limit.unit, limit.unit)


def moment(spot: LimitMoment) -> str:
    """When a limit is counted: a year, a disruption, or all years."""
    if spot.is_trunk or not spot.node:
        return "all years" if spot.period is None else str(spot.period)
    return spot.node.replace(BETWEEN, ", in ")


# ----------------------------------------------------------------------------------------------------------------------
# Mandates in a plan: limits of laws and rules, and those that are reported only, with their misses and their data.


MONTHS = 12.0
"""In a year."""


@dataclass(frozen=True)
class Mandate:
    """A limit of a mandate for one party: its row and its moments in the plan."""

    row: Limit
    result: PartyLimit
    assumed: str
    """Input rows that are assumed."""

    @property
    def name(self) -> str:
        return self.row.mandate or self.row.limit

    @cached_property
    def by_period(self) -> dict[int, LimitMoment]:
        return dict(sorted(self.result.by_period.items()))

    @property
    def last(self) -> LimitMoment | None:
        """The last undisturbed moment."""
        return next(reversed(self.by_period.values()), None)

    @property
    def met_from(self) -> int | None:
        """First period from which all later ones hold; periods without need do not count."""
        first = None
        for period, spot in reversed(self.by_period.items()):
            if spot.slack is not None:
                if not holds(spot):
                    break
                first = period
        return first

    def units_missing(self, spot: LimitMoment) -> float | None:
        """By how much it misses, in units of its goods; None if it is not applicable."""
        if spot.slack is None:
            return None
        scale = MONTHS if self.result.unit == "months" else 1.0
        return missing(spot) * (1.0 if spot.base is None else spot.base / scale)


def is_at(spot: LimitMoment) -> bool:
    """Whether a value is its bound, rounding aside."""
    size = max(abs(spot.bound or 0.0), abs(spot.actual or 0.0))
    return spot.slack is not None and abs(spot.slack) <= BINDS * size


def holds(spot: LimitMoment) -> bool:
    """Whether a value is met, rounding aside; an unknown one is not."""
    return spot.slack is not None and (spot.slack >= 0 or is_at(spot))


def missing(spot: LimitMoment) -> float:
    """By how much a value misses its bound, in its unit."""
    return 0.0 if holds(spot) else max(0.0, -(spot.slack or 0.0))


def mandates(view: View) -> list[Mandate]:
    """All limits with a mandate, and all that are reported only, in the order of the sheet."""
    rows: dict[str, Limit] = {row.limit: row for row in view.plan.tables[Limit]}
    order = list(rows)
    meant = [limit for frame in (LIMITS_FRAME, REPORTED) for limit in limits(view, frame)]
    meant = [limit for limit in meant if rows[limit.limit].mandate or rows[limit.limit].binding == NO]
    meant.sort(key=lambda limit: order.index(limit.limit))
    assumed = {limit.limit: _assumed(view, rows[limit.limit]) for limit in meant}
    return [Mandate(rows[limit.limit], limit, assumed[limit.limit]) for limit in meant]


def is_met(plan: Plan, names: Collection[str]) -> bool:
    """Whether a plan meets limits at all their moments, which need not hold."""
    chosen = [mandate for mandate in mandates(View(plan)) if mandate.result.limit in names]
    spots = [spot for mandate in chosen for spot in mandate.result.spots]
    return all(holds(spot) or spot.slack is None for spot in spots)


def _assumed(view: View, row: Limit) -> str:
    """Rows by sheet that a limit rests on and that are assumed, such as 'Demand rows 3–5'."""
    lines: dict[str, set[int]] = {}
    for input_row in _inputs(view, row):
        if input_row.grade == ASSUMED:
            lines.setdefault(SHEET_OF[type(input_row)].name, set()).add(input_row.line)
    return "; ".join(f"{sheet} {spans(numbers)}" for sheet, numbers in lines.items())


def _inputs(view: View, row: Limit) -> Iterator[Row]:
    """Demand, plants, suppliers, stockpiles and equivalents of the goods."""
    tables, directory = view.plan.tables, view.directory
    goods = directory.commodities(row.of) | directory.commodities(row.consumption_of or row.of)
    places = directory.sites(row.scope) or directory.sites(ANY)
    makers = {plant for plant, _, k in outputs(tables) if k in goods}
    yield from (row for row in tables[Demand] if row.product in goods and row.market in places)
    yield from (row for row in tables[Plant] if row.plant in makers and row.site in places)
    yield from (row for row in tables[Supplier] if row.commodity in goods)
    yield from (row for row in tables[Stockpile] if row.commodity in goods and row.site in places)
    yield from (row for row in tables[Property] if row.property == EQUIVALENT and row.commodity in goods)
