"""Mandates in a plan: limits of laws and rules, and those that are reported only, with their misses and their data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from model.families.blending import EQUIVALENT, Property
from model.families.conversion.algebra import outputs
from model.families.demand.rows import Demand
from model.families.stockpiles.rows import Stockpile
from model.results.bounds import BINDS, LimitMoment, PartyLimit, limits
from model.results.plan import Plan
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.results.view import View
from model.scenario.limits import Limit
from model.sheets.common import Plant, Supplier
from model.sheets.names import spans
from model.sheets.schema import ANY, ASSUMED, NO, SHEET_OF, Row

MONTHS = 12.0
"""In a year."""


@dataclass(frozen=True)
class Mandate:
    """A limit of a mandate for one party: its row and its moments in the plan."""

    row: Limit
    held: PartyLimit
    assumed: str
    """Input rows that are assumed."""

    @property
    def name(self) -> str:
        return self.row.mandate or self.row.limit

    @cached_property
    def by_period(self) -> dict[int, LimitMoment]:
        return dict(sorted(self.held.by_period.items()))

    @property
    def last(self) -> LimitMoment | None:
        """The last undisturbed moment."""
        return next(reversed(self.by_period.values()), None)

    @property
    def met_from(self) -> int | None:
        """First period from which all later ones hold; periods without need do not count."""
        found = None
        for period, spot in reversed(self.by_period.items()):
            if spot.slack is not None:
                if not holds(spot):
                    break
                found = period
        return found

    def units_missing(self, spot: LimitMoment) -> float | None:
        """By how much it misses, in units of its goods; None if it is not applicable."""
        if spot.slack is None:
            return None
        scale = MONTHS if self.held.unit == "months" else 1.0
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
    meant = [each for frame in (LIMITS_FRAME, REPORTED) for each in limits(view, frame)]
    meant = [each for each in meant if rows[each.limit].mandate or rows[each.limit].binding == NO]
    meant.sort(key=lambda each: order.index(each.limit))
    assumed = {each.limit: _assumed(view, rows[each.limit]) for each in meant}
    return [Mandate(rows[each.limit], each, assumed[each.limit]) for each in meant]


def is_met(plan: Plan, names: Collection[str]) -> bool:
    """Whether a plan meets limits at all their moments, which need not hold."""
    found = [each for each in mandates(View(plan)) if each.held.limit in names]
    spots = [spot for each in found for spot in each.held.spots]
    return all(holds(spot) or spot.slack is None for spot in spots)


def _assumed(view: View, row: Limit) -> str:
    """Rows by sheet that a limit rests on and that are assumed, such as 'Demand rows 3–5'."""
    lines: dict[str, set[int]] = {}
    for each in _inputs(view, row):
        if each.grade == ASSUMED:
            lines.setdefault(SHEET_OF[type(each)].name, set()).add(each.line)
    return "; ".join(f"{sheet} {spans(found)}" for sheet, found in lines.items())


def _inputs(view: View, row: Limit) -> Iterator[Row]:
    """Demand, plants, suppliers, stockpiles and equivalents of the goods."""
    tables, directory = view.plan.tables, view.directory
    goods = directory.commodities(row.of) | directory.commodities(row.consumption_of or row.of)
    places = directory.sites(row.scope) or directory.sites(ANY)
    makers = {plant for plant, _, k in outputs(tables) if k in goods}
    yield from (each for each in tables[Demand] if each.product in goods and each.market in places)
    yield from (each for each in tables[Plant] if each.plant in makers and each.site in places)
    yield from (each for each in tables[Supplier] if each.commodity in goods)
    yield from (each for each in tables[Stockpile] if each.commodity in goods and each.site in places)
    yield from (each for each in tables[Property] if each.property == EQUIVALENT and each.commodity in goods)
