"""Limits relative to need: their goods, the equivalent of each, and a plant's greatest output of them."""

from __future__ import annotations

from model.families.conversion.algebra import capacity_uses, outputs, quantities
from model.families.conversion.rows import Operation
from model.scenario.build_context import Place
from model.scenario.calendar import Calendar
from model.scenario.limits import Limit
from model.sheets.common import EQUIVALENT, Property, Supplier
from model.sheets.names import CommodityName, PlantName, RecipeName, SiteName
from model.sheets.tables import Directory, Tables

Goods = frozenset[CommodityName]


def needed_goods(row: Limit, directory: Directory) -> Goods:
    """Goods whose need a limit refers to."""
    return directory.commodities(row.consumption_of) or directory.commodities(row.of)


def needing_sites(row: Limit, directory: Directory) -> frozenset[SiteName]:
    """Sites whose need a limit refers to."""
    return directory.sites(row.consumption_of) or directory.sites(row.scope)


def equivalents(row: Limit, tables: Tables, directory: Directory) -> dict[CommodityName, float]:
    """Equivalent of each of the goods that a limit adds up; 1 if they are one."""
    goods = directory.commodities(row.of) | needed_goods(row, directory)
    if len(goods) == 1:
        return dict.fromkeys(goods, 1.0)
    return {p.commodity: p.value for p in tables[Property] if p.property == EQUIVALENT and p.commodity in goods}


def sources(tables: Tables) -> set[Place]:
    """Where goods are made or sold: shipments from elsewhere are of unknown origin."""
    produced = {(site, k) for (_, _, k), site in outputs(tables).items()}
    return produced | {(row.site, row.commodity) for row in tables[Supplier]}


def best_output(row: Limit, tables: Tables, directory: Directory, period: int) -> dict[PlantName, float]:
    """Most that a plant can make of a limit's goods per unit of capacity in a period, by recipes within their maximum
    shares; with 'counted at', by those that take these goods [unit per unit]."""
    worth, goods = equivalents(row, tables, directory), directory.commodities(row.of)
    feed = directory.commodities(row.counted_at) if row.counted_at else Goods()
    lines = quantities(tables)
    fed = {(p, r) for (p, r, k), quantity in lines.items() if quantity < 0 and k in feed}
    output: dict[tuple[PlantName, RecipeName], float] = {}
    for (p, r, k), quantity in lines.items():
        if quantity > 0 and k in goods and (not row.counted_at or (p, r) in fed):
            output[p, r] = output.get((p, r), 0.0) + worth[k] * quantity
    runs = [run for run in tables[Operation] if (run.plant, run.recipe) in output]
    use, mean = capacity_uses(tables), Calendar.of(tables.settings).mean
    rate = {key: amount / mean(use[key], period) for key, amount in output.items()}
    runs.sort(key=lambda run: -rate[run.plant, run.recipe])
    left: dict[PlantName, float] = {}
    best: dict[PlantName, float] = {}
    for run in runs:
        share = min(left.get(run.plant, 1.0), run.maximum_share)
        left[run.plant] = left.get(run.plant, 1.0) - share
        best[run.plant] = best.get(run.plant, 0.0) + share * rate[run.plant, run.recipe]
    return best
