"""What the years before a plan leave to its periods, by a second formulation.

The model adds up shares of calendar years, the audit overlaps of spans. Here a curve says how much was begun, sold or
received until any moment, evenly within each year, and stops where the plan begins. What comes later is the same curve
moved by the delay, or averaged over delays where returns are spread; a period has what the curve rises by within it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from model.families.conversion.rows import Operation, Recipe
from model.families.instance import Instance
from model.families.maturing import Maturing
from model.families.recycling.algebra import RecyclingData
from model.families.recycling.rows import Recycling
from model.families.stockpiles.algebra import Stockpiles
from model.families.stockpiles.rows import Stockpile
from model.scenario.calendar import Calendar
from model.sheets.columns import ByYear
from model.sheets.tables import Tables

LONG_AGO = 400
"""Years before the plan at which curves begin: longer than any delay."""

CLOSE = 1e-9

Span = tuple[int, int]
"""Years of a node, from the first to that after the last."""

Moved = Mapping[str, Sequence[tuple[float, Span]]]
"""By node its years, moved as the start of its disruption is, with the parts of a mixture."""


class Curve:
    """All that was begun until a moment, in the years before a plan."""

    def __init__(self, rates: ByYear, first: int) -> None:
        self.moments = np.arange(first - LONG_AGO, first + 1, dtype=float)
        self.sums = np.append(0.0, np.cumsum([rates.at(int(year)) for year in self.moments[:-1]]))

    def until(self, moments: Any) -> Any:
        """By moment; it stays as it is when the plan begins."""
        return np.interp(moments, self.moments, self.sums)

    def come(self, moment: float, early: float, late: float) -> float:
        """What has come by a moment after delays spread evenly from one to another."""
        if late <= early:
            return float(self.until(moment - early))
        start, end = moment - late, moment - early
        bends = np.concatenate([[start], self.moments[(self.moments > start) & (self.moments < end)], [end]])
        return float(np.trapezoid(self.until(bends), bends) / (late - early))

    def rate(self, moved: Sequence[tuple[float, Span]], early: float, late: float) -> float:
        """Mean a year of a node."""
        return sum(
            part * (self.come(end, early, late) - self.come(start, early, late)) / (end - start)
            for part, (start, end) in moved
        )


def moved_of(instance: Instance) -> Moved:
    """Years of each node. A disruption that starts within a period is, to what is under way, one that starts when the
    period begins, and one when it ends, in proportion to the years."""
    calendar, tree = instance.calendar, instance.tree
    moved: dict[str, list[tuple[float, Span]]] = {}
    for node in tree.trunk:
        moved[node] = [(1.0, (tree.period[node], calendar.after(tree.period[node])))]
    for nodes in tree.branches.values():
        start = int(tree.period[nodes[0]])
        period = calendar.period_of(start)
        passed = (start - period) / calendar.length(period)
        for node in nodes:
            later = int(tree.period[node]) - start
            starts = ((1 - passed, period + later), (passed, calendar.after(period) + later))
            moved[node] = [(part, (year, year + 1)) for part, year in starts if part > 0]
    return moved


def matured(tables: Tables, calendar: Calendar, moved: Moved) -> dict[Any, float]:
    """Output of runs begun before the plan, by plant, recipe, commodity and node [units/y]."""
    found = {}
    for row in tables[Operation]:
        if row.begun is not None:
            curve = Curve(row.begun, calendar.first_year)
            for line in (line for line in tables[Recipe] if line.recipe == row.recipe and line.quantity > 0):
                delay = row.delay if line.delay is None else line.delay
                for node, years in moved.items() if delay > 0 else ():
                    ready = curve.rate(years, delay, delay)
                    found[row.plant, row.recipe, line.commodity, node] = line.quantity * row.yield_factor * ready
    return found


def returned(tables: Tables, calendar: Calendar, moved: Moved) -> dict[Any, float]:
    """Scrap of goods sold before the plan, by row and node [units/y]."""
    found = {}
    for row in tables[Recycling]:
        if row.past_sales is not None:
            curve, half = Curve(row.past_sales, calendar.first_year), row.spread / 2
            for node, years in moved.items():
                back = curve.rate(years, row.lag - half, row.lag + half)
                found[row.supplier, row.market, row.product, node] = row.scrap_per_unit * back
    return found


def fresh(tables: Tables, calendar: Calendar, moved: Moved) -> dict[Any, float]:
    """Goods received before the plan that still keep at the end of a node, by stockpile and node [units]."""
    found, first = {}, calendar.first_year
    for row in tables[Stockpile]:
        if row.shelf_life is not None:
            curve = Curve(row.received or ByYear.of({first - 2: 0.0, first - 1: row.opening_stock}), first)
            for node, years in moved.items():
                kept = (part * (curve.until(first) - curve.until(end - row.shelf_life)) for part, (_, end) in years)
                found[row.stockpile, node] = float(sum(kept))
    return found


def with_history(instance: Instance, tables: Tables) -> Instance:
    """The instance with what this formulation finds, for a second solver."""
    parts, moved = dict(instance.parts), moved_of(instance)
    for name, attribute, own in (
        ("maturing", "before", matured(tables, instance.calendar, moved)),
        ("recycling", "past", returned(tables, instance.calendar, moved)),
        ("stockpiles", "kept_before", fresh(tables, instance.calendar, moved)),
    ):
        if name in parts:
            parts[name] = replace(parts[name], **{attribute: own})
    return replace(instance, parts=parts)


def unlike(instance: Instance, tables: Tables) -> Iterator[str]:
    """Where the coefficients of an instance are others than these."""
    second = with_history(instance, tables)
    for kind, attribute in ((Maturing, "before"), (RecyclingData, "past"), (Stockpiles, "kept_before")):
        one, other = (getattr(each.part(kind), attribute) for each in (instance, second))
        for key in one.keys() | other.keys():
            here, there = one.get(key, 0.0), other.get(key, 0.0)
            if abs(here - there) > CLOSE * max(1.0, abs(here), abs(there)):
                yield f"{attribute} of {', '.join(map(str, key))}: {here:.9g}, by curves {there:.9g}"
