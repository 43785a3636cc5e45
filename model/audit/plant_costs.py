"""Costs of plants: operation and capital, mothballing and closing, and payments due after the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from model.audit.costs import Expense, sized
from model.audit.effects import AuditedBuild, Stage, share_within
from model.audit.goods import Output, delayed, matured_by, quantities
from model.audit.horizon import Array, Timespan, overlap
from model.audit.ledger import Ledger, figures
from model.audit.plants import existing, in_use, standing, stands, states, was_closed, was_mothballed
from model.audit.stocks import mined
from model.audit.tally import Tally
from model.audit.technology import acquired, held_from, royalty
from model.families.closures.rows import Closure
from model.families.decisions.rows import OPERATE
from model.families.operating_rules.rows import OperatingRule
from model.families.reserves.rows import Reserve
from model.results.plan import AuditLine
from model.sheets.schema import ANY
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Costs of plants: operation, fixed cost, capital and technology.


def operation(ledger: Ledger) -> Iterator[Expense]:
    """Operating cost by capacity used: the plant's row, plus the row for the recipe."""
    rows, horizon = ledger.rows, ledger.horizon
    for (plant, recipe), (nodes, runs) in ledger.series("ran").items():
        operation = rows.operations.get((plant, recipe))
        if operation is not None:
            costs = [rows.costs[key] for key in ((plant, ANY), (plant, recipe)) if key in rows.costs]
            opex = sum((horizon.means(row.variable_opex) for row in costs), np.zeros(len(horizon.at)))
            used = horizon.means(operation.capacity_use)
            paid = sized((opex / ledger.money * used * horizon.years)[nodes], runs)
            yield Expense(
                "variable operation",
                "operation",
                f"{plant} · {recipe}",
                nodes,
                *paid,
                site=rows.plants[plant].site,
                names=frozenset({plant}),
            )


def extraction(ledger: Ledger) -> Iterator[Expense]:
    """Extra cost of extraction from a reserve."""
    rows = {row.reserve: row for row in ledger.plan.tables[Reserve]}
    for (name, node), amount in mined(ledger).items():
        if name in rows and node in ledger.horizon.spans:
            plant = ledger.rows.plants[rows[name].plant]
            paid = sized(ledger.large(rows[name].extra_cost) * ledger.horizon.spans[node].length, amount)
            yield Expense("extraction", "operation", name, node, *paid, site=plant.site, names=frozenset({plant.plant}))


def existing_plants(ledger: Ledger) -> Iterator[Expense]:
    horizon, nodes = ledger.horizon, np.arange(len(ledger.horizon.at))
    for name, plant in ledger.rows.plants.items():
        rate = horizon.by_span(partial(fixed_opex, ledger, name)) * horizon.years
        paid = sized(rate, horizon.by_span(partial(existing, ledger, plant)))
        yield Expense("existing plants", "operation", name, nodes, *paid, site=plant.site, names=frozenset({name}))


def was_in_use(ledger: Ledger, row: OperatingRule) -> float:
    """1 if a plant or recipe was in use before the first year, by a row of Decisions, else 0."""
    decisions = (
        decision for decision in ledger.rows.earlier if decision.action == OPERATE and decision.subject == row.plant
    )
    return float(any(decision.way in ("", row.recipe) for decision in decisions))


def use(ledger: Ledger) -> Iterator[Expense]:
    for row in ledger.plan.tables[OperatingRule]:
        for node in ledger.horizon.trunk:
            span = ledger.horizon.spans[node]
            rate = ledger.horizon.mean(row.cost_in_use, span) * span.length
            is_on = in_use(ledger, row.plant, row.recipe, span.start)
            paid = sized(rate, is_on)
            site, names = ledger.rows.plants[row.plant].site, frozenset({row.plant})
            item, before = f"{row.plant} · {row.recipe}", ledger.horizon.parent.get(node)
            was_on = was_in_use(ledger, row)
            if before is not None:
                was_on = in_use(ledger, row.plant, row.recipe, ledger.horizon.period[before])
            yield Expense("plants in use", "operation", item, node, *paid, site=site, names=names, ahead=True)
            started = sized(row.start_up_cost, max(0.0, is_on - was_on))
            yield Expense("starting plants", "operation", item, node, *started, site=site, names=names, ahead=True)


def fixed_opex(ledger: Ledger, item: str, span: Timespan) -> float:
    """Fixed cost of a unit of installed capacity in a year of some [amount]."""
    return ledger.large(ledger.horizon.mean(ledger.rows.cost_of(item).fixed_opex, span))


def capex(ledger: Ledger, build: AuditedBuild) -> float:
    """Capital of a build: for each module or once for a size, and by capacity [amount]."""
    row = ledger.rows.cost_of(build.project.project)
    fixed, by_size = (ledger.horizon.mean(price, build.decided) for price in (row.fixed_capex, row.capex_per_unit))
    return fixed * build.modules + ledger.large(by_size) * build.size


def _own(build: AuditedBuild) -> frozenset[str]:
    return frozenset({build.project.project, build.plant.plant})


def capital(ledger: Ledger) -> Iterator[Expense]:
    """Spent while permits are sought and by year of construction."""
    for build in ledger.builds:
        total = capex(ledger, build)
        for node in ledger.horizon.trunk:
            share = capital_share(build, *ledger.horizon.spans[node])
            yield Expense(
                "capital",
                "capital",
                _item(build),
                node,
                *sized(share, total),
                site=build.plant.site,
                names=_own(build),
                ahead=True,
            )


def capital_due(ledger: Ledger) -> Iterator[Expense]:
    """Capital still due until a build is online, where stated, for decisions made before the first year."""
    for build in ledger.builds:
        for node in ledger.horizon.trunk if build.decision is not None else ():
            yield Expense(
                "capital still due",
                "capital",
                _item(build),
                node,
                *sized(due(build, *ledger.horizon.spans[node]), 1.0),
                site=build.plant.site,
                names=_own(build),
                ahead=True,
            )


def due(build: AuditedBuild, after: int, before: int) -> float:
    """Capital still due for a build from the start of one year to that of another, where stated [amount]."""
    if build.decision is None or build.decision.still_to_pay is None:
        return 0.0
    return sum(build.decision.still_to_pay.at(year) for year in range(after, before) if year < build.online)


def capital_share(build: AuditedBuild, after: float, before: float) -> float:
    """Share of the capital spent from one moment to another; 0 if the amount still to pay is stated."""
    is_stated = build.decision is not None and build.decision.still_to_pay is not None
    return 0.0 if is_stated else share_within(_payments(build), after, before)


def capital_paid(ledger: Ledger, build: AuditedBuild, after: int, before: int) -> float:
    """Capital paid for a build from the start of one year to that of another: its cost, or amounts stated [amount]."""
    return capex(ledger, build) * capital_share(build, after, before) + due(build, after, before)


def _spread(start: float, end: float, span: Timespan) -> float:
    """Share in some years of a payment spread evenly from one moment to another, or made at once."""
    if end > start:
        return overlap(start, end, *span) / (end - start)
    return float(span.start <= start < span.end)


def _payments(build: AuditedBuild) -> Iterator[Stage]:
    """Payments, by share of the capital; those of an annuity are 1 / N of it each, or more by the interest."""
    lead, end = build.lead, build.online
    if lead.annuity_years is not None:
        growth = 1 + lead.annuity_rate
        due = growth**lead.annuity_years
        payment = (growth - 1) / (due - 1) * due / growth if growth > 1 else 1 / lead.annuity_years
        yield end, end + lead.annuity_years, payment * lead.annuity_years
        return
    yield build.decided, build.construction, lead.spend_permitting
    for start, stop, share in build.stages:
        yield start, stop, (1.0 - lead.spend_permitting) * share


def payments_after(ledger: Ledger) -> Iterator[Expense]:
    """Payments of annuities in the years after the plan, where they count, at their value in the last period."""
    horizon = ledger.horizon
    last, names = str(horizon.periods[-1]), ("payments after the plan", "income")
    base = horizon.presents[horizon.at[last]]
    for build in ledger.builds:
        if build.lead.payments_after != "counted" or build.lead.annuity_years is None:
            continue
        years = range(horizon.end, horizon.end + build.lead.annuity_years + 1)
        factors = ((1 + horizon.rate) ** (horizon.first - year - horizon.counted_at) for year in years)
        worth = sum(capital_share(build, y, y + 1) * factor for y, factor in zip(years, factors, strict=True)) / base
        paid = sized(worth, capex(ledger, build))
        yield Expense(*names, _item(build), last, *paid, site=build.plant.site, names=_own(build), ahead=True)


def salvage(ledger: Ledger) -> Iterator[Expense]:
    """Share of the capital recovered in the last period, for the remaining life."""
    last = ledger.horizon.periods[-1]
    for build in ledger.builds:
        paid = sized(-salvaged(ledger, build), capex(ledger, build))
        yield Expense(
            "salvage", "income", _item(build), str(last), *paid, site=build.plant.site, names=_own(build), ahead=True
        )


def salvaged(ledger: Ledger, build: AuditedBuild) -> float:
    """Share of the capital of a build that comes back."""
    left = max(0.0, build.end - ledger.horizon.end) / build.project.life
    return ledger.rows.cost_of(build.project.project).salvage * left


def built_plants(ledger: Ledger) -> Iterator[Expense]:
    horizon, nodes = ledger.horizon, ledger.horizon.checked
    for build in ledger.builds:
        rate = horizon.by_span(partial(fixed_opex, ledger, build.project.project)) * horizon.years
        paid = sized(rate[nodes], build.size * standing(ledger, build)[nodes])
        yield Expense("built plants", "operation", _item(build), nodes, *paid, site=build.plant.site, names=_own(build))


def _item(build: AuditedBuild) -> str:
    return f"{build.project.project} · {build.decided}"


def technology(ledger: Ledger) -> Iterator[Expense]:
    """Technology cost, spread evenly from the decision until it is held; paid immediately if that takes no time."""
    for row, decided in acquired(ledger):
        item = f"{row.technology} · {row.place} · {row.way} · {decided}"
        for node in ledger.horizon.trunk:
            share = _spread(decided, held_from(ledger, row, decided), ledger.horizon.spans[node])
            yield Expense("technology", "capital", item, node, *sized(share, row.cost), market=row.place, ahead=True)


def royalties(ledger: Ledger) -> Iterator[Expense]:
    for (name,), (nodes, licensed) in ledger.series("licensed").items():
        if name in ledger.rows.plants:
            plant = ledger.rows.plants[name]
            paid = sized(ledger.large(royalty(ledger, plant)) * ledger.horizon.years[nodes], licensed)
            yield Expense("royalties", "operation", name, nodes, *paid, site=plant.site, names=frozenset({name}))


# ----------------------------------------------------------------------------------------------------------------------
# Costs and savings of mothballing, reopening and closing.


def closure_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Costs of every plant that may be mothballed or closed."""
    for row in ledger.plan.tables[Closure]:
        yield from _saved(ledger, row)
        yield from _changes(ledger, row)
        yield from _salvage_lost(ledger, row)


def _expense(
    ledger: Ledger, row: Closure, cost: str, node: str, rate: float, quantity: float, *, ahead: bool = True
) -> Expense:
    category = "income" if cost == "salvage lost" else "operation"
    site = ledger.rows.plants[row.plant].site
    size = abs(rate) * max(abs(quantity), 1.0)
    names = frozenset({row.plant})
    return Expense(cost, category, row.plant, node, rate * quantity, size, site=site, names=names, ahead=ahead)


def _standing(ledger: Ledger, row: Closure, node: str) -> float:
    """Capacity of a plant if it were open, existing and built [units per year]."""
    return float(stands(ledger, row.plant)[ledger.horizon.at[node]])


def _saved(ledger: Ledger, row: Closure) -> Iterator[Expense]:
    """Fixed opex that a plant would pay if it were open, for existing and built capacity."""
    plant = ledger.rows.plants[row.plant]
    for node, span in ledger.horizon.spans.items():
        opex = fixed_opex(ledger, row.plant, span) * existing(ledger, plant, span)
        for build in ledger.builds_at(row.plant):
            there = standing(ledger, build)[ledger.horizon.at[node]]
            opex += fixed_opex(ledger, build.project.project, span) * build.size * there
        shut = 1.0 - states(ledger).share("open", row.plant, ledger.horizon.period[node])
        yield _expense(ledger, row, "fixed cost saved", node, -opex * span.length, shut, ahead=False)


def _changes(ledger: Ledger, row: Closure) -> Iterator[Expense]:
    """Each year of being mothballed; each time of being reopened; closing, once."""
    shut = float(was_closed(ledger, row.plant))
    was_open, closed = float(not (was_mothballed(ledger, row.plant) or shut)), shut
    for node in ledger.horizon.trunk:
        period = ledger.horizon.period[node]
        now = {state: states(ledger).share(state, row.plant, period) for state in ("open", "mothballed", "closed")}
        rate = ledger.large(row.mothball_cost or 0.0) * ledger.horizon.length(period)
        yield _expense(ledger, row, "mothballing", node, rate, now["mothballed"] * _standing(ledger, row, node))
        yield _expense(ledger, row, "reopening", node, row.reopening_cost, max(0.0, now["open"] - was_open))
        yield _expense(ledger, row, "closing", node, row.closing_cost or 0.0, now["closed"] - closed)
        was_open, closed = now["open"], now["closed"]


def _salvage_lost(ledger: Ledger, row: Closure) -> Iterator[Expense]:
    """Salvage value of builds, if the plant were not closed at the end."""
    last = ledger.horizon.periods[-1]
    closed = states(ledger).share("closed", row.plant, last)
    salvage = sum(salvaged(ledger, build) * capex(ledger, build) for build in ledger.builds_at(row.plant))
    yield _expense(ledger, row, "salvage lost", str(last), salvage, closed)


# ----------------------------------------------------------------------------------------------------------------------
# Work in progress: output of earlier runs that is still to come, and its replacement after a disruption.


@remembered
def in_progress(ledger: Ledger) -> dict[Output, Array]:
    """Output of runs of the plan still to come at the end of each node, by plant, recipe and commodity [units]."""
    horizon, under_work = ledger.horizon, {}
    for (plant, recipe, commodity), delay in delayed(ledger).items():
        begun = quantities(ledger, plant, recipe)[commodity] * ledger.at_nodes("ran", plant, recipe)
        under_work[plant, recipe, commodity] = horizon.brought(horizon.under_way(delay), begun)
    return under_work


def work_in_progress(ledger: Ledger) -> AuditLine:
    """The reported work in progress follows from runs and delays, and is replaced where a disruption leaves it missing
    [units; amount]."""
    tally, horizon = Tally("work in progress"), ledger.horizon
    reported = figures(ledger.plan, "work in progress", ("plant", "recipe", "commodity", "node"), "in_progress")
    paid = figures(ledger.plan, "costs", ("cost", "item", "node"), "amount")
    for (plant, recipe, commodity), amounts in in_progress(ledger).items():
        item, value = f"{plant} · {recipe} · {commodity}", _worth(ledger, commodity)
        for node in horizon.nodes:
            tally.equal(
                reported.get((plant, recipe, commodity, node), 0.0), amounts[horizon.at[node]], f"{item}, {node}"
            )
        for end, missing in zip(horizon.ends, _missing_work(ledger, (plant, recipe, commodity)), strict=True):
            spent = paid.get(("replacing work in progress", item, end), 0.0)
            tally.at_least(spent, value * missing, f"{item}, {end}", value)
    return tally.check()


def _missing_work(ledger: Ledger, output: Output) -> Array:
    """Work in progress missing against the undisturbed plan at the last node of each disruption [units]."""
    plant, recipe, commodity = output
    horizon = ledger.horizon
    quantity = quantities(ledger, plant, recipe)[commodity][horizon.at[str(horizon.first)]]
    return horizon.fall(in_progress(ledger)[output], 0.0, horizon.lead(matured_by(ledger, output)) * quantity)


def _worth(ledger: Ledger, commodity: str) -> float:
    return ledger.large(ledger.rows.commodities[commodity].replacement)


def work_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Work in progress missing after a disruption, at its replacement cost."""
    for plant, recipe, commodity in in_progress(ledger):
        paid = sized(_worth(ledger, commodity), _missing_work(ledger, (plant, recipe, commodity)))
        yield Expense(
            "replacing work in progress",
            "storage",
            f"{plant} · {recipe} · {commodity}",
            ledger.horizon.last,
            *paid,
            site=ledger.rows.plants[plant].site,
            names=frozenset({plant}),
        )


AUDITS = {
    "maturing": (work_in_progress,),
}
EXPENSES = {
    "plant costs": (
        operation,
        existing_plants,
        capital,
        capital_due,
        payments_after,
        salvage,
        built_plants,
    ),
    "closures": (closure_expenses,),
    "maturing": (work_expenses,),
    "operating rules": (use,),
    "reserves": (extraction,),
    "technology": (technology, royalties),
}
