"""Stock goals in sentences: the goal and its price, the shortfall, the mix, and how far the figures can be trusted."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from model.families.conversion.rows import Recipe
from model.families.demand.rows import Demand
from model.families.stockpiles.rows import Stockpile
from model.reports.phrases import joined, money, percent, some
from model.results.optimality import Interval
from model.results.plan import Plan, amount_text
from model.results.view import View
from model.runs import state_told
from model.scenario.build_context import MONEY
from model.sheets.names import CommodityName
from model.sheets.schema import ASSUMED
from model.sheets.tables import Tables
from model.studies.explain.alternatives import LITTLE_MORE
from model.studies.goals.question import Case, Goal, goal, over, taken, unmet
from model.studies.goals.scenario import BUILD, CONTRACT, MEANS, SUBSTITUTE, short_of
from model.tolerances import SOLVED

NOT_TOLD_APART, NOT_POSSIBLE = "not told apart", "not possible"

LETTERS = 120
"""Names in a sentence; all are in the table."""


def findings(scenario: Goal) -> Iterator[str]:
    """The goal and its price first."""
    plan, amount = scenario.plan, amount_text(scenario.tables)
    if plan is None:
        yield f"{scenario.name}: {state_told((scenario.least or scenario.target.result).state)}."
        return
    stock = amounts(scenario, scenario.goal)
    of = "cheapest mix"
    if scenario.least is None:
        price = "" if scenario.is_priced else cost_text(over(scenario.target, scenario.free), amount)
        price = price and f", at an additional cost of {price}"
        met = f"{percent(scenario.share)} of demand is met{price}"
        yield f"{scenario.name}: the stock goal is {stock}. With the rest of the cheapest mix {met}."
    else:
        left = {product: _most_unmet(scenario, plan, product) for product in scenario.products}
        is_least = len(left) == 1 and len({row.tier for row in scenario.tables[Demand]}) == 1
        short = f"{amounts(scenario, left)} stay unmet"
        least = f"at least {short}" if is_least else f"{short} in the plan that leaves the least, higher tiers first"
        yield f"{scenario.name}: {percent(scenario.share)} of demand is {NOT_POSSIBLE}; {least}."
        of = "cheapest mix with the least unmet demand"
    if scenario.is_priced:
        yield "Costs are withheld: Demand allows no shortage, and without one there is no plan."
    mix = {means: list(taken(plan, means)) for means in (BUILD, CONTRACT, SUBSTITUTE)}
    rest = "; ".join(f"{means} {some(names, LETTERS)}" for means, names in mix.items() if names)
    yield f"{scenario.name}, {of}: stock {stock}{f'; {rest}' if rest else ''}.{_worths(scenario, plan)}"
    yield from _shortfall(scenario)
    yield from _next_units(scenario)
    yield from _doubts(scenario)


def _worths(scenario: Goal, plan: Plan) -> str:
    cases = {means: scenario.case(scenario.share, means) for means in MEANS}
    used = {means: case for means, case in cases.items() if case is not None and any(taken(plan, means))}
    costs = [f"{means} {worth(scenario, case)}" for means, case in used.items()]
    return "" if scenario.is_priced or not costs else f" Additional cost without each: {'; '.join(costs)}."


def worth(scenario: Goal, case: Case) -> str:
    return ended(case) if case.plan is None else cost_text(over(case, scenario.target), amount_text(scenario.tables))


def _shortfall(scenario: Goal) -> Iterator[str]:
    gross = {
        product: short_of(start.unmet, product) for product in scenario.products if (start := scenario.worst(product))
    }
    if scenario.gross:
        short = amounts(scenario, gross)
        yield f"{scenario.name}, gross shortfall without stocks, substitutes and new decisions: {short}."
    if not scenario.alone:
        return
    free, lone = scenario.alone
    if lone.plan is None:
        without = [product for product in unstocked(scenario.tables) if product in gross]
        why = f": no stockpile holds {joined(without)}, nor what it is made of" if without else ""
        yield f"{scenario.name}, stock alone: {ended(lone)}{why}."
    else:
        price = "" if scenario.is_priced else f", for {cost_text(over(lone, free), amount_text(scenario.tables))}"
        yield f"{scenario.name}, stock alone: {amounts(scenario, goal(lone.plan))}{price}."


def _next_units(scenario: Goal) -> Iterator[str]:
    for less, more in zip(scenario.targets, scenario.targets[1:], strict=False):
        if less.plan is None or more.plan is None or scenario.is_priced:
            continue
        cost, by_unit = over(more, less), ""
        units = max((_met_more(less.plan, more.plan, branch) for branch in scenario.branches(more.plan)), default=0.0)
        if units > SOLVED and len(names := {scenario.unit[product] for product in scenario.products}) == 1:
            scale = MONEY[scenario.tables.settings.amounts] / units
            (unit,) = names
            unit_cost = cost_text(Interval(scale * cost.least, scale * cost.most), f"{less.plan.currency}/{unit}")
            by_unit = f" for {money(units)} {unit} more, {unit_cost}"
        yield (
            f"{scenario.name}, from {percent(less.at.share)} to {percent(more.at.share)} of demand: "
            f"{cost_text(cost, less.plan.amount)}{by_unit}. At {percent(less.at.share)} the shortage falls on "
            f"{some(list(_who(scenario, less.plan)), LETTERS) or 'nobody'}."
        )


def _met_more(less: Plan, more: Plan, branch: str) -> float:
    """Demand in a branch that the second plan meets and the first does not [units]."""
    return sum(unmet(less, branch).values()) - sum(unmet(more, branch).values())


def _who(scenario: Goal, plan: Plan) -> Iterator[str]:
    """Markets that take a shortage, in the branch with the most."""
    branches = [unmet(plan, branch) for branch in scenario.branches(plan)]
    worst = max(branches, key=lambda branch: sum(branch.values()), default={})
    for (market, product), amount in sorted(worst.items(), key=lambda shortage: -shortage[1]):
        if amount > SOLVED:
            yield f"{market} ({money(amount)} {scenario.unit[product]} of {product})"


def _doubts(scenario: Goal) -> Iterator[str]:
    for span in scenario.spans:
        least, most = money(span.proven.least), span.proven.most
        if math.isinf(most) and span.proven.least <= 0:
            continue
        bounds = f"at least {least}" if math.isinf(most) else f"{least} to {money(most)}"
        stock = f"{bounds} {scenario.unit[span.commodity]}"
        yield (
            f"{scenario.name}: every plan that costs at most {percent(LITTLE_MORE)} more has {stock} of "
            f"{span.commodity} in stock when the scenario starts (proven)."
        )
    for commodity, amount in scenario.goal.items():
        others = [end.goal.get(commodity, 0.0) for end in scenario.ends if end.goal is not None]
        if max(amount, *others, 0.0) > SOLVED and others:
            low, high = money(min(amount, *others)), money(max(amount, *others))
            ends = (
                f"is {low} to {high} {scenario.unit[commodity]}"
                if low != high
                else f"stays {low} {scenario.unit[commodity]}"
            )
            yield f"{scenario.name}: over the rows of Ranges, one at a time, the goal of {commodity} {ends}."
    grades = [row.grade for rows in scenario.tables.rows.values() for row in rows if row.grade]
    if grades:
        share = percent(grades.count(ASSUMED) / len(grades))
        yield f"{share} of the {len(grades):,} rows whose source says how far to trust it are {ASSUMED}."


def _most_unmet(scenario: Goal, plan: Plan, product: CommodityName) -> float:
    """In the years of the target, in any start [units]."""
    branches = (str(row["branch"]) for row in View(plan).rows("branches"))
    return max((short_of(unmet(plan, branch, scenario.since), product) for branch in branches), default=0.0)


def unstocked(tables: Tables) -> list[CommodityName]:
    """Products that no stockpile holds, nor anything that they are made of."""
    inputs: dict[str, set[CommodityName]] = {}
    for row in tables[Recipe]:
        if row.quantity < 0:
            inputs.setdefault(row.recipe, set()).add(row.commodity)
    stocked, before = {row.commodity for row in tables[Stockpile]}, -1
    while len(stocked) != before:
        before = len(stocked)
        stocked |= {
            row.commodity for row in tables[Recipe] if row.quantity > 0 and stocked & inputs.get(row.recipe, set())
        }
    return [product for product in dict.fromkeys(row.product for row in tables[Demand]) if product not in stocked]


def ended(case: Case) -> str:
    """Why a case has no plan."""
    return NOT_POSSIBLE if case.is_lost else state_told(case.result.state)


def cost_text(cost: Interval, unit: str) -> str:
    """'186 million USD', '170–200 million USD'."""
    low, high = money(cost.least), money(cost.most)
    if cost.least <= 0 < cost.most:
        return f"at most {high} {unit} ({NOT_TOLD_APART} from 0)"
    return f"{low} {unit}" if low == high else f"{low}–{high} {unit}"


def amounts(scenario: Goal, of: Mapping[CommodityName, float]) -> str:
    """'6.00 t of magnet and 20.0 t of oxide'."""
    return (
        joined([f"{money(amount)} {scenario.unit[k]} of {k}" for k, amount in of.items() if amount > SOLVED]) or "none"
    )
