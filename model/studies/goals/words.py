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


def findings(found: Goal) -> Iterator[str]:
    """The goal and its price first."""
    plan, amount = found.plan, amount_text(found.tables)
    if plan is None:
        yield f"{found.name}: {state_told((found.least or found.target.result).state)}."
        return
    stock = amounts(found, found.goal)
    of = "cheapest mix"
    if found.least is None:
        price = "" if found.is_priced else f", at an additional cost of {said(over(found.target, found.free), amount)}"
        met = f"{percent(found.share)} of demand is met{price}"
        yield f"{found.name}: the stock goal is {stock}. With the rest of the cheapest mix {met}."
    else:
        left = {product: _most_unmet(found, plan, product) for product in found.products}
        is_least = len(left) == 1 and len({row.tier for row in found.tables[Demand]}) == 1
        short = f"{amounts(found, left)} stay unmet"
        least = f"at least {short}" if is_least else f"{short} in the plan that leaves the least, higher tiers first"
        yield f"{found.name}: {percent(found.share)} of demand is {NOT_POSSIBLE}; {least}."
        of = "cheapest mix with the least unmet demand"
    if found.is_priced:
        yield "Costs are withheld: Demand allows no shortage, and without one there is no plan."
    mix = {means: list(taken(plan, means)) for means in (BUILD, CONTRACT, SUBSTITUTE)}
    rest = "; ".join(f"{means} {some(names, LETTERS)}" for means, names in mix.items() if names)
    yield f"{found.name}, {of}: stock {stock}{f'; {rest}' if rest else ''}.{_worths(found, plan)}"
    yield from _shortfall(found)
    yield from _next_units(found)
    yield from _doubts(found)


def _worths(found: Goal, plan: Plan) -> str:
    cases = {means: found.case(found.share, means) for means in MEANS}
    known = {means: case for means, case in cases.items() if case is not None and any(taken(plan, means))}
    told = [f"{means} {worth(found, case)}" for means, case in known.items()]
    return "" if found.is_priced or not told else f" Additional cost without each: {'; '.join(told)}."


def worth(found: Goal, case: Case) -> str:
    return ended(case) if case.plan is None else said(over(case, found.target), amount_text(found.tables))


def _shortfall(found: Goal) -> Iterator[str]:
    gross = {product: short_of(each.unmet, product) for product in found.products if (each := found.worst(product))}
    if found.gross:
        yield f"{found.name}, gross shortfall without stocks, substitutes and new decisions: {amounts(found, gross)}."
    if not found.alone:
        return
    free, lone = found.alone
    if lone.plan is None:
        without = [product for product in unstocked(found.tables) if product in gross]
        why = f": no stockpile holds {joined(without)}, nor what it is made of" if without else ""
        yield f"{found.name}, stock alone: {ended(lone)}{why}."
    else:
        price = "" if found.is_priced else f", for {said(over(lone, free), amount_text(found.tables))}"
        yield f"{found.name}, stock alone: {amounts(found, goal(lone.plan))}{price}."


def _next_units(found: Goal) -> Iterator[str]:
    for less, more in zip(found.targets, found.targets[1:], strict=False):
        if less.plan is None or more.plan is None or found.is_priced:
            continue
        cost, by_unit = over(more, less), ""
        units = max((_met_more(less.plan, more.plan, branch) for branch in found.branches(more.plan)), default=0.0)
        if units > SOLVED and len(names := {found.unit[product] for product in found.products}) == 1:
            scale = MONEY[found.tables.settings.amounts] / units
            (unit,) = names
            each = said(Interval(scale * cost.least, scale * cost.most), f"{less.plan.currency}/{unit}")
            by_unit = f" for {money(units)} {unit} more, {each}"
        yield (
            f"{found.name}, from {percent(less.at.share)} to {percent(more.at.share)} of demand: "
            f"{said(cost, less.plan.amount)}{by_unit}. At {percent(less.at.share)} the shortage falls on "
            f"{some(list(_who(found, less.plan)), LETTERS) or 'nobody'}."
        )


def _met_more(less: Plan, more: Plan, branch: str) -> float:
    """Demand in a branch that the second plan meets and the first does not [units]."""
    return sum(unmet(less, branch).values()) - sum(unmet(more, branch).values())


def _who(found: Goal, plan: Plan) -> Iterator[str]:
    """Markets that take a shortage, in the branch with the most."""
    branches = [unmet(plan, branch) for branch in found.branches(plan)]
    worst = max(branches, key=lambda each: sum(each.values()), default={})
    for (market, product), amount in sorted(worst.items(), key=lambda each: -each[1]):
        if amount > SOLVED:
            yield f"{market} ({money(amount)} {found.unit[product]} of {product})"


def _doubts(found: Goal) -> Iterator[str]:
    for each in found.spans:
        least, most = money(each.proven.least), each.proven.most
        if math.isinf(most) and each.proven.least <= 0:
            continue
        held = f"at least {least}" if math.isinf(most) else f"{least} to {money(most)}"
        stock = f"{held} {found.unit[each.commodity]}"
        yield (
            f"{found.name}: every plan that costs at most {percent(LITTLE_MORE)} more has {stock} of {each.commodity} "
            "in stock when the scenario starts (proven)."
        )
    for commodity, amount in found.goal.items():
        others = [each.goal.get(commodity, 0.0) for each in found.ends if each.goal is not None]
        if max(amount, *others, 0.0) > SOLVED and others:
            low, high = money(min(amount, *others)), money(max(amount, *others))
            ends = (
                f"is {low} to {high} {found.unit[commodity]}" if low != high else f"stays {low} {found.unit[commodity]}"
            )
            yield f"{found.name}: over the rows of Ranges, one at a time, the goal of {commodity} {ends}."
    grades = [row.grade for rows in found.tables.rows.values() for row in rows if row.grade]
    if grades:
        share = percent(grades.count(ASSUMED) / len(grades))
        yield f"{share} of the {len(grades):,} rows whose source says how far to trust it are {ASSUMED}."


def _most_unmet(found: Goal, plan: Plan, product: CommodityName) -> float:
    """In the years of the target, in any start [units]."""
    branches = (str(row["branch"]) for row in View(plan).rows("branches"))
    return max((short_of(unmet(plan, branch, found.since), product) for branch in branches), default=0.0)


def unstocked(tables: Tables) -> list[CommodityName]:
    """Products that no stockpile holds, nor anything that they are made of."""
    inputs: dict[str, set[CommodityName]] = {}
    for row in tables[Recipe]:
        if row.quantity < 0:
            inputs.setdefault(row.recipe, set()).add(row.commodity)
    held, before = {row.commodity for row in tables[Stockpile]}, -1
    while len(held) != before:
        before = len(held)
        held |= {row.commodity for row in tables[Recipe] if row.quantity > 0 and held & inputs.get(row.recipe, set())}
    return [product for product in dict.fromkeys(row.product for row in tables[Demand]) if product not in held]


def ended(case: Case) -> str:
    """Why a case has no plan."""
    return NOT_POSSIBLE if case.is_lost else state_told(case.result.state)


def said(cost: Interval, unit: str) -> str:
    """'186 million USD', '170–200 million USD'."""
    low, high = money(cost.least), money(cost.most)
    if cost.least <= 0 < cost.most:
        return f"at most {high} {unit} ({NOT_TOLD_APART} from 0)"
    return f"{low} {unit}" if low == high else f"{low}–{high} {unit}"


def amounts(found: Goal, of: Mapping[CommodityName, float]) -> str:
    """'6.00 t of magnet and 20.0 t of oxide'."""
    return joined([f"{money(each)} {found.unit[k]} of {k}" for k, each in of.items() if each > SOLVED]) or "none"
