"""Limits in a plan: the rows of its frame 'limits', by limit and party."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.results.riskframes import LIMITS_FRAME
from model.results.view import Record, View, text
from model.scenario.limits import AT_LEAST
from model.sheets.names import BETWEEN
from model.sheets.schema import ANY
from model.tolerances import FLOAT

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
            None if row["period"] is None else int(row["period"]), text(row["node"]), row["value"], row["actual"],
            row["slack"], None if row["marginal_cost"] is None else price * row["marginal_cost"],
            row["base"], row["alternative"],
        )  # fmt: skip
        groups.setdefault(tuple(text(row[label]) for label in LABELS), []).append(spot)
    return [PartyLimit(tuple(spots), *labels) for labels, spots in groups.items()]


def _unit(view: View, row: Record) -> str:
    """Unit of a limit; for a quantity that of its goods, if they have one."""
    unit, of = text(row["unit"]), text(row["of"])
    if unit == "amount":
        return view.amount
    if unit in ("unit", "unit/y"):
        own = {each.unit for each in view.commodities.values() if of in (ANY, each.commodity, each.stage)}
        return unit.replace("unit", own.pop()) if len(own) == 1 else unit
    return unit


def tightest_first(held: Iterable[PartyLimit]) -> list[PartyLimit]:
    """Binding limits first, those with the highest shadow price before others, then those closest to binding."""

    def rank(each: PartyLimit) -> tuple[bool, float, float]:
        spot = each.tightest
        return not spot.binds, -(spot.marginal or 0.0) * spot.binds, spot.tightness

    return sorted(held, key=rank)


def tightest_parties(held: Sequence[PartyLimit]) -> list[PartyLimit]:
    """The party closest to each limit, tightest first."""
    first: dict[str, PartyLimit] = {}
    for each in tightest_first(held):
        first.setdefault(each.limit, each)
    return list(first.values())


def sign_of(held: PartyLimit) -> str:
    return "≥" if held.sense == AT_LEAST else "≤"


def price_unit(view: View, held: PartyLimit) -> str:
    """Unit of a marginal cost."""
    return f"{view.amount} {per_unit(held)}"


def per_unit(held: PartyLimit) -> str:
    return "per " + {"share": "pp", "0–10000": "point", "months": "month"}.get(held.unit, held.unit)


def moment(spot: LimitMoment) -> str:
    """When a limit is counted: a year, a disruption, or all years."""
    if spot.is_trunk or not spot.node:
        return "all years" if spot.period is None else str(spot.period)
    return spot.node.replace(BETWEEN, ", in ")
