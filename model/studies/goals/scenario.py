"""A scenario as tables: its disruptions alone, with a target of service or means barred, and its gross shortfall."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from model.errors import InputError
from model.families.contracts.rows import Contract
from model.families.conversion.rows import Operation, Recipe
from model.families.demand.rows import TIERS, Demand, Substitute
from model.families.instance import context_of
from model.families.investment.rows import Project
from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import StrategicStock
from model.families.technology.rows import HELD, Technology
from model.planning.do_nothing import as_it_stands
from model.results.plan import Plan
from model.results.view import View, text
from model.scenario.build_context import BuildContext, Place
from model.scenario.disruptions import Branch, Disruption, events
from model.scenario.limits import EVERY_DISRUPTION, UNDISTURBED, Limit
from model.sheets.columns import ByYear
from model.sheets.common import Commodity, Group, Supplier
from model.sheets.names import CommodityName, LimitName, Node, SiteName
from model.sheets.schema import ANY, Row
from model.sheets.tables import Tables
from model.studies.comparison.batch import is_meant

STOCK, BUILD, CONTRACT, SUBSTITUTE = "stock", "build", "contract", "substitute"
MEANS: Mapping[str, type[Row]] = {STOCK: Stockpile, BUILD: Project, CONTRACT: Contract, SUBSTITUTE: Substitute}
"""Means against a shortage, each with its sheet."""

REPLACED = ("service", "unmet", "CVaR of unmet")
"""Measures of Limits that a target of service in the scenario replaces."""

Demanded = Mapping[str, Mapping[Place, float]]
"""By branch: demand of each market for each product, backlog aside [units]."""


def chosen(tables: Tables, patterns: Sequence[str]) -> tuple[str, ...]:
    """Names of disruptions, also by wildcards. Raises InputError if one is unknown or has no effect."""
    disruptions = events(tables)
    unknown = [repr(pattern) for pattern in patterns if not any(is_meant(pattern, name) for name in disruptions)]
    if unknown:
        listed = "".join(f"\n  {name}" for name in disruptions) or " none."
        raise InputError(f"--scenario: there is no disruption {' or '.join(unknown)}. There are:{listed}")
    names = tuple(name for name in disruptions if any(is_meant(pattern, name) for pattern in patterns))
    for name in names:
        idle = [row for row in disruptions[name] if row.value == (0.0 if row.action == "delay" else 1.0)]
        if len(idle) == len(disruptions[name]) and not any(row.action == "licence" for row in idle):
            cells = ", ".join(row.where("value") for row in idle)
            raise InputError(
                f"--scenario: {name!r} has no effect. Give it a value other than {idle[0].value:g}: {cells}."
            )
    return names


def of_scenarios(tables: Tables, names: Collection[str]) -> Tables:
    """The workbook with some of its disruptions alone, and without its own limits on service in disruptions."""
    others = {row.disruption for row in tables[Disruption]} - set(names)
    settings = replace(tables.settings, value_of_information="no", without_the_plan="no")
    rows = [row for row in tables[Disruption] if row.disruption in names]
    limits = [limit for row in tables[Limit] if (limit := _without_target(row)) and limit.during not in others]
    return replace(tables, settings=settings).replaced(Disruption, rows).replaced(Limit, limits)


def _without_target(row: Limit) -> Limit | None:
    """A limit without the part that a target replaces; None if nothing is left."""
    if row.measure not in REPLACED:
        return row
    is_kept = row.holds_undisturbed and row.measure != "CVaR of unmet"
    return replace(row, during=UNDISTURBED) if is_kept else None


def demanded(tables: Tables, since: int = 0) -> Demanded:
    """Demand in periods that end after a year."""
    world = context_of(tables)
    return {
        branch: {
            (row.market, row.product): sum(
                _demand(world, row, node) for node in nodes if world.calendar.after(world.tree.period[node]) > since
            )
            for row in tables[Demand]
        }
        for branch, nodes in world.tree.branches.items()
    }


def _demand(world: BuildContext, row: Demand, node: Node) -> float:
    """Demand at a node [units]."""
    calendar, time = world.calendar, world.tree.period[node]
    quantity = calendar.length(time) * calendar.mean(row.quantity, time)
    return quantity * world.effects.demand(row.market, row.product, node)


def short_of(amounts: Mapping[Place, float], product: CommodityName) -> float:
    return sum(amount for (_, good), amount in amounts.items() if good == product)


def targeted(tables: Tables, share: float, since: int) -> Tables:
    """Tables with a target: at least a share of the demand for each product in the scenario is met, from a year on; of
    that much, higher tiers get all that they need first, at the start at which that is most of their demand."""
    needs, limits = demanded(tables, since).values(), list(tables[Limit])
    for product in dict.fromkeys(row.product for row in tables[Demand]):
        limits.append(_served(product, ANY, share, since))
        for rank, tier in enumerate(TIERS[:-1], start=1):
            upper = {row.market for row in tables[Demand] if row.tier in TIERS[:rank]}
            own = [{place: demand for place, demand in branch.items() if place[0] in upper} for branch in needs]
            sums = [
                (short_of(branch, product), short_of(part, product)) for branch, part in zip(needs, own, strict=True)
            ]
            if least := [min(1.0, share * need / part) for need, part in sums if part > 0]:
                limits.append(_served(product, _group(tier), max(least), since))
    return tables.replaced(Limit, limits).replaced(Group, [*tables[Group], *_tiers(tables)])


def _served(product: CommodityName, scope: str, share: float, since: int) -> Limit:
    name, value = LimitName(f"Target: {product}, {scope}"), ByYear.of(share)
    return Limit(
        limit=name, measure="service", of=product, scope=scope, value=value, from_year=since, during=EVERY_DISRUPTION
    )


def _group(tier: str) -> str:
    return f"Tiers down to {tier}"


def _tiers(tables: Tables) -> Iterator[Group]:
    """For each tier a group of the markets of this and all higher ones."""
    for rank, tier in enumerate(TIERS):
        markets = dict.fromkeys(row.market for row in tables[Demand] if TIERS.index(row.tier) <= rank)
        yield from (Group(group=_group(tier), member=market) for market in markets)


def barred(tables: Tables, means: Collection[str]) -> Tables:
    """Tables without some means; earlier decisions stay, and every other limit of the workbook."""
    never, after = tables.settings.first_year - 1, tables.settings.last_year + 1
    if BUILD in means:
        built = [replace(row, latest_decision=never) for row in tables[Project]]
        licences = [row if row.way == HELD else replace(row, earliest_decision=after) for row in tables[Technology]]
        tables = tables.replaced(Project, built).replaced(Technology, licences)
    if CONTRACT in means:
        tables = tables.replaced(Contract, [replace(row, latest_start=never) for row in tables[Contract]])
    if SUBSTITUTE in means:
        tables = tables.replaced(Substitute, [])
    if STOCK in means:
        most = [min(row.opening_stock, row.capacity or row.opening_stock) for row in tables[Stockpile]]
        stores = [replace(row, capacity=capacity) for row, capacity in zip(tables[Stockpile], most, strict=True)]
        tables = tables.replaced(Stockpile, stores)
    return tables


def stock_alone(tables: Tables, prices: Mapping[tuple[str, str], float]) -> Tables:
    """The do-nothing baseline in which any amount may be stored, without substitutes."""
    stores = [replace(row, capacity=None) for row in tables[Stockpile]]
    rules = [replace(row, budget=None, total_budget=None) for row in tables[StrategicStock]]
    bare = barred(as_it_stands(tables, prices), {SUBSTITUTE})
    return bare.replaced(Stockpile, stores).replaced(StrategicStock, rules)


def unserved(tables: Tables, branch: Branch, prices: Mapping[tuple[str, str], float]) -> Tables:
    """The do-nothing baseline in one branch, without opening stocks and substitutes, where unmet demand is as low as
    can be, that of the highest tier first."""
    empty = [
        replace(row, opening_stock=0.0, capacity=0.0, minimum_closing_stock=0.0, cover=0.0) for row in tables[Stockpile]
    ]
    actions = [replace(row, start=str(branch.start), independent="") for row in branch.actions]
    bare = barred(as_it_stands(tables, prices), {SUBSTITUTE}).replaced(Stockpile, empty)
    return least_unmet(bare.replaced(Disruption, actions))


def least_unmet(tables: Tables, since: int | None = None) -> Tables:
    """Tables in which unmet demand in the scenario, from a year on, comes before cost, that of the highest tier first.
    Products of one unit count together."""
    unit = {row.commodity: row.unit for row in tables[Commodity]}
    products = dict.fromkeys(row.product for row in tables[Demand])
    names = {product: f"Demand in {unit[product]}" for product in products}
    goods = list(dict.fromkeys(names.values()))
    groups = []
    for name in goods:
        groups += [Group(group=name, member=product) for product in products if names[product] == name]
    tiers = [tier for tier in TIERS if any(row.tier == tier for row in tables[Demand])]
    asked = [(name, _group(tier)) for tier in tiers for name in goods]
    limits = [
        Limit(
            limit=LimitName(f"{name}, {scope}"),
            measure="unmet",
            of=name,
            scope=scope,
            from_year=since,
            during=EVERY_DISRUPTION,
            priority=order,
        )
        for order, (name, scope) in enumerate(asked, start=1)
    ]
    groups += [*tables[Group], *_tiers(tables)]
    return tables.replaced(Limit, [*tables[Limit], *limits]).replaced(Group, groups)


def listed_shortfall(plan: Plan, branch: str) -> dict[CommodityName, float]:
    """By product, demand in a branch beyond the limits of its suppliers and plants: limits times the share that
    the scenario leaves of them and of their exports, without the chain behind them [units]. ``plan`` has the usable
    capacity."""
    world, view, short = context_of(plan.tables), View(plan), {}
    for product in dict.fromkeys(row.product for row in world.tables[Demand]):
        short[product] = 0.0
        for node in world.tree.branches[branch]:
            rows = [row for row in world.tables[Demand] if row.product == product]
            needed = sum(_demand(world, row, node) for row in rows)
            markets = [row.market for row in rows]
            supply = sum(
                amount * share
                for site, amount in _sources(world, view.branch("capacity", branch), node, product)
                if (share := max(_sent(world, node, site, market, product) for market in markets)) > 0
            )
            short[product] += max(0.0, needed - world.calendar.length(world.tree.period[node]) * supply)
    return short


def _sources(
    world: BuildContext, plants: Sequence[Mapping[str, object]], node: Node, product: CommodityName
) -> Iterator[tuple[SiteName, float]]:
    """Sites with the amount that a supplier or a plant there may give of a product at a node [units per year]."""
    for row in world.tables[Supplier]:
        if row.commodity == product:
            limit = float("inf") if row.limit is None else world.calendar.mean(row.limit, world.tree.period[node])
            left = world.effects.capacity_of_supplier(row.supplier, row.site, product, node)
            yield row.site, limit * left if left else 0.0
    output = {row.recipe: row.quantity for row in world.tables[Recipe] if row.commodity == product and row.quantity > 0}
    best: dict[str, float] = {}
    for operation in world.tables[Operation]:
        use = world.calendar.mean(operation.capacity_use, world.tree.period[node])
        per_capacity = output.get(operation.recipe, 0.0) * operation.yield_factor / use
        best[operation.plant] = max(best.get(operation.plant, 0.0), per_capacity)
    for usable in plants:
        if usable["node"] == node and best.get(text(usable["plant"])):
            yield SiteName(text(usable["site"])), float(usable["capacity"]) * best[text(usable["plant"])]  # type: ignore[arg-type]


def _sent(world: BuildContext, node: Node, site: SiteName, market: SiteName, product: CommodityName) -> float:
    """Share of undisturbed shipments to a market that may leave a site at a node."""
    acting = world.effects.acting(node, "exports")
    return world.effects.left(
        node, (effect for effect in acting if world.effects.leaves(effect[0], site, market, product))
    )
