"""Effects of disruptions on a plan: orders and sums of its frame 'branches', and cost with and without them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.results.outcome import Outcome
from model.results.view import View, text
from model.scenario.calendar import Calendar
from model.sheets.names import node_name
from model.tolerances import SOLVED


def outcomes(view: View) -> list[Outcome]:
    """All branches, those first that leave most unmet beyond the undisturbed plan, then those that cost most more."""
    return sorted(view.plan.outcomes, key=_rank)


def _rank(outcome: Outcome) -> tuple[bool, float, float]:
    # Differences below the solver's tolerance would set the order by chance.
    return not outcome.hurts, -round(outcome.severity, 4) * outcome.hurts, -round(outcome.extra_cost, 4)


def worst_starts(found: Iterable[Outcome]) -> list[Outcome]:
    """The first branch of each disruption and subject, in the order given."""
    worst: dict[str, Outcome] = {}
    for outcome in found:
        worst.setdefault(outcome.name, outcome)
    return list(worst.values())


def largest_costs(found: Iterable[Outcome]) -> dict[str, float]:
    """The largest additional cost of each disruption and subject over all starts; its start need not be the one with
    the largest shortage [amount]."""
    most: dict[str, float] = {}
    for outcome in found:
        most[outcome.name] = max(most.get(outcome.name, outcome.extra_cost), outcome.extra_cost)
    return most


def expected_relief(found: Iterable[Outcome]) -> float:
    """Expected cost of limits, cover and minimum service that are not held in disruptions, negative if it saves
    [amount]."""
    return sum(each.probability * each.relief for each in found if each.probability > 0 and math.isfinite(each.relief))


def worst_of_each(found: Iterable[Outcome]) -> list[Outcome]:
    """The first branch of each disruption, for any subject."""
    worst: dict[str, Outcome] = {}
    for outcome in found:
        worst.setdefault(outcome.disruption, outcome)
    return list(worst.values())


def unmet_unit(view: View) -> str:
    """Unit of shortages over a window."""
    units = {view.unit("service", "shortage", row).removesuffix("/y") for row in view.trunk("service")}
    if len(units) > 1:
        return BY_PRODUCT
    unit = units.pop() if units else ""
    return unit if unit not in ("", "unit") else "units"


BY_PRODUCT = "unit of the product"
"""Unit of shortages in several units, which have no sum: each outcome is of one product, and so are words."""


def named(view: View, outcome: Outcome, name: str = "") -> str:
    """The name of an outcome or, where units differ, 'Strike: transformer [units]', with the product that it is of."""
    of = outcome.product and f": {outcome.product} [{view.commodities[outcome.product].unit}]"
    return f"{name or outcome.name}{of}"


def short_by_product(view: View, outcome: Outcome) -> list[tuple[str, str, float]]:
    """(product, unit, additional shortage over the whole window), where positive."""
    touched = {row["period"] for row in view.branch("service", outcome.branch)}
    usual = (row for row in view.trunk("service") if row["period"] in touched)
    more: dict[tuple[str, str], float] = {}
    needed: dict[tuple[str, str], float] = {}
    for sign, rows in ((1, view.branch("service", outcome.branch)), (-1, usual)):
        for row in rows:
            key = text(row["product"]), view.unit("service", "shortage", row).removesuffix("/y")
            more[key] = more.get(key, 0.0) + sign * view.years * (row["shortage"] or 0.0)
            needed[key] = max(needed.get(key, 0.0), view.years * (row["demand"] or 0.0))
    return [(*key, each) for key, each in more.items() if each > SOLVED * max(needed[key], 1.0)]


@dataclass(frozen=True)
class Shortfall:
    """Shortage in a branch by period of its window, on top of the baseline shortage."""

    anyway: float
    more: tuple[float, ...]


def shortfalls(view: View, found: Sequence[Outcome]) -> list[Shortfall]:
    """Shortfall of each outcome, from the frame 'service'; rates count for all years of a period."""
    frame = view.branches("service")
    if frame.empty:
        return [Shortfall(outcome.unmet, ()) for outcome in found]
    usual: dict[tuple[str, str], float] = {}
    for row in view.trunk("service"):
        for product in ("", text(row["product"])):
            key = product, str(row["period"])
            usual[key] = usual.get(key, 0.0) + (row["shortage"] or 0.0) * view.years
    by_node: dict[tuple[str, str], float] = {}
    for product, node, short in zip(frame["product"], frame["node"], frame["shortage"], strict=True):
        for each in ("", product):
            by_node[each, node] = by_node.get((each, node), 0.0) + short * view.years
    made = []
    for outcome in found:
        of = outcome.product
        keys = [((of, node_name(outcome.branch, t)), (of, str(t))) for t in view.periods]
        pairs = [(by_node[node], usual.get(t, 0.0)) for node, t in keys if node in by_node]
        anyway = sum(min(pair) for pair in pairs)
        made.append(Shortfall(anyway, tuple(max(0.0, here - there) for here, there in pairs)))
    return made


# ---------------------------------------------------------------------------------------------- cost


def cost_undisturbed(view: View, category: str = "") -> float:
    """Present value of undisturbed cost: spending of the trunk, each sum with its full weight."""
    calendar = Calendar.of(view.settings)
    return float(
        sum(
            (row["amount"] or 0.0) * calendar.discount(int(row["period"]))
            for row in view.trunk("costs")
            if not category or row["category"] == category
        )
    )
