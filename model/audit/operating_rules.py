"""Operating rules: use, set-up and shared capacity, from the plan's runs and its plants in use."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.audit.check import Tally
from model.audit.closures import is_open
from model.audit.existing import in_service
from model.audit.horizon import Array
from model.audit.ledger import At, Ledger, figures
from model.audit.routes import Routing
from model.families.decisions.rows import OPERATE
from model.families.operating_rules.rows import OperatingRule
from model.results.plan import Check
from model.sheets.schema import ANY
from model.system.declared import declared
from model.system.memoise import remembered

ROUNDING = 1e-6
"""A yes or no this near to a whole number is one."""


def in_use(ledger: Ledger, plant: str, recipe: str, period: int) -> float:
    """Whether a plant or a recipe is in use in a period, according to the plan."""
    return _used(ledger).get((plant, recipe, period), 0.0)


@remembered
def _used(ledger: Ledger) -> At:
    return figures(ledger.plan, "in use", ("plant", "recipe", "period"), "in_use")


def rules_at(ledger: Ledger, plant: str) -> Iterator[OperatingRule]:
    """Operating rules of a plant and of its recipes."""
    return (row for row in ledger.plan.tables[OperatingRule] if row.plant == plant)


@remembered
def own_use(ledger: Ledger, plant: str, recipe: str) -> Array:
    """Capacity that a recipe, or all of them, take of their own plant at each node [units per year]."""
    uses = (
        ledger.horizon.means(operation.capacity_use) * ledger.at_nodes("ran", plant, each)
        for each, operation in ledger.rows.operated.get(plant, {}).items()
        if recipe in (ANY, each)
    )
    return sum(uses, np.zeros(len(ledger.horizon.at)))


@remembered
def capacity_taken(ledger: Ledger, plant: str) -> Array:
    """Capacity of a plant in use at each node: by its recipes, by recipes of other plants that share it, by stock and
    shipments, and by set-ups [units per year]."""
    shared = (use for uses in declared("model.audit", "USES", "audit") for use in uses(ledger, plant))
    nothing = np.zeros(len(ledger.horizon.at))
    rules = list(rules_at(ledger, plant))
    set_up = ledger.horizon.by_period(
        lambda period: sum(row.set_up_capacity * in_use(ledger, plant, row.recipe, period) for row in rules)
    )
    stored = (
        row.capacity_use * ledger.at_nodes("stock", name)
        for name, row in ledger.rows.stores.items()
        if row.capacity_of == plant
    )
    shipped = (ledger.at_nodes("shipped", *lane) for lane in _carried(ledger).get(plant, ()))
    total: Array = own_use(ledger, plant, ANY) + sum((*shared, *stored, *shipped), nothing) + set_up
    return total


@remembered
def _carried(ledger: Ledger) -> dict[str, list[tuple[str, str, str]]]:
    """Lanes in use that take capacity of a plant."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    if any(row.capacity_of for row in ledger.rows.routes):
        routing = Routing(ledger)
        for origin, destination, commodity in ledger.series("shipped"):
            route = routing.route((origin, destination, commodity))
            if route is not None and route.capacity_of:
                found.setdefault(route.capacity_of, []).append((origin, destination, commodity))
    return found


def _is_there(ledger: Ledger, plant: str, period: int) -> bool:
    """Whether a plant is open, and existed or has been built before a period ends."""
    is_built = any(
        each.is_something and each.online < period + ledger.horizon.years for each in ledger.builds_at(plant)
    )
    return is_open(ledger, plant, period) > 0.5 and (
        is_built or in_service(ledger, ledger.rows.plants[plant], period) > 0
    )


def _is_kept_in_use(ledger: Ledger, row: OperatingRule, period: int) -> bool:
    """Whether a campaign lasts to a period that started in an earlier one or, as Decisions says, before the first."""
    made = (each for each in ledger.rows.made if each.action == OPERATE and each.subject == row.plant)
    known = [each.year for each in made if each.way in ("", row.recipe) and each.year is not None]
    before, begun = bool(known), [max(known)] if known else []
    for each in ledger.horizon.periods:
        now = in_use(ledger, row.plant, row.recipe, each) > 0.5
        if now and not before and each < period:
            begun.append(each)
        before = now
    return any(period < year + row.minimum_campaign - ROUNDING for year in begun)


def operating_rules(ledger: Ledger) -> Check:
    """Plants and recipes run only while in use, for a campaign and with the recipe that they need; a plant in use is
    open, and runs at least its minimum while undisturbed [units per year]."""
    tally = Tally("operating rules")
    for row in ledger.plan.tables[OperatingRule]:
        for node in ledger.horizon.nodes:
            used = own_use(ledger, row.plant, row.recipe)[ledger.horizon.at[node]]
            on = in_use(ledger, row.plant, row.recipe, ledger.horizon.period[node])
            where = f"{row.plant}, {row.recipe}, {node}"
            tally.require(min(abs(on), abs(on - 1)) <= ROUNDING, where, f"{on:.6g} is neither in use nor not")
            if row.needs_recipe and on > 0.5:
                is_with = in_use(ledger, row.plant, row.needs_recipe, ledger.horizon.period[node]) > 0.5
                tally.require(is_with, where, f"in use without {row.needs_recipe}")
            if on < 0.5:
                is_kept = _is_kept_in_use(ledger, row, ledger.horizon.period[node])
                tally.require(not is_kept, where, f"out of use within its campaign of {row.minimum_campaign:g} years")
                tally.at_most(used, 0.0, where)
            elif not _is_there(ledger, row.plant, ledger.horizon.period[node]):
                tally.require(False, where, "the plant is yet to be built, mothballed or closed")
            elif node not in ledger.horizon.event_at:
                tally.at_least(used, row.minimum_run, where)
    return tally.check()


AUDITS = {"operating rules": (operating_rules,)}

__all__ = ["capacity_taken", "in_use", "operating_rules", "own_use", "rules_at"]
