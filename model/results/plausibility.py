"""Implausible patterns in a solution: goods that travel both ways or in circles, goods sold to the country that stops
exporting while products made from them are short, stock that is built up and never drawn on.

Each is cheapest for the given workbook, so the workbook misstates something: a price, a limit or a tariff too many or
too few. The plan is right; the sentence says where to look.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from model.families.conversion.rows import Recipe
from model.families.stockpiles.rows import Stockpile
from model.results.plan import Plan
from model.scenario.coincidence import branches
from model.scenario.disruptions import Branch
from model.scenario.limits import Limit
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables
from model.system.memoise import remembered

NOTHING = (0, ANY, ANY)
"""Value, goods and destinations of a row that stops all exports."""

SMALLEST = 1e-3
"""Share of all shipments, sales or stock of a commodity in a node below which there is no finding."""


@dataclass(frozen=True)
class Oddity:
    """One finding: subject, and where it is largest. The amount is in the unit of the commodity, a year."""

    kind: str
    commodity: str
    places: tuple[str, ...]
    node: str
    amount: float

    @property
    def words(self) -> str:
        """As a clause: 'NdPr oxide travels both ways between A and B (2031: 40 a year)'."""
        size = f"{self.amount:,.0f}" if self.amount >= 100 else f"{self.amount:.3g}"
        at = f" ({self.node}: {size} a year)"
        if self.kind == BOTH_WAYS:
            return f"{self.commodity} travels both ways between {' and '.join(self.places)}{at}"
        if self.kind == CIRCLE:
            return f"{self.commodity} circles: {' → '.join((*self.places, self.places[0]))}{at}"
        if self.kind == SOLD_WHILE_SHORT:
            to = f"{self.places[0]}, which stops exporting"
            return f"{self.commodity} is sold to {to}, while what is made of it is short{at}"
        return f"{self.places[0]} builds up {self.commodity} that nothing ever uses (in {self.node}: {size})"


BOTH_WAYS, CIRCLE, SOLD_WHILE_SHORT, NEVER_USED = "both ways", "circle", "sold while short", "never used"


@remembered
def oddities(plan: Plan) -> tuple[Oddity, ...]:
    """Every finding once, at the node where it is largest."""
    largest: dict[tuple[str, str, tuple[str, ...]], Oddity] = {}
    for each in (*_rounds(plan), *_sold_while_short(plan), *_never_used(plan)):
        key = each.kind, each.commodity, each.places
        if key not in largest or each.amount > largest[key].amount:
            largest[key] = each
    return tuple(largest.values())


def _rounds(plan: Plan) -> Iterator[Oddity]:
    """Goods that come back to a site without anything having been done with them."""
    flows = _frame(plan, "flows")
    if flows.empty:
        return
    moved = flows[flows["shipped"] > 0]
    # Thousands of groups: pandas would take seconds to cut them out.
    lanes: dict[tuple[str, str], list[tuple[str, str, float]]] = {}
    names = ("commodity", "node", "origin", "destination", "shipped")
    for commodity, node, origin, destination, amount in zip(*(moved[name].tolist() for name in names), strict=True):
        lanes.setdefault((commodity, node), []).append((origin, destination, amount))
    for (commodity, node), of_good in lanes.items():
        least = SMALLEST * math.fsum(amount for *_, amount in of_good)
        sent: dict[str, dict[str, float]] = {}
        for origin, destination, amount in of_good:
            if amount > least:
                sent.setdefault(origin, {})[destination] = amount
        while (found := circle(sent)) is not None:
            amount = min(sent[a][b] for a, b in zip(found, (*found[1:], found[0]), strict=True))
            for a, b in zip(found, (*found[1:], found[0]), strict=True):
                sent[a][b] -= amount
                if sent[a][b] <= least:
                    del sent[a][b]
            first = found.index(min(found))
            places = found[first:] + found[:first]
            yield Oddity(BOTH_WAYS if len(found) == 2 else CIRCLE, str(commodity), places, str(node), amount)


def circle(sent: Mapping[str, Mapping[str, float]]) -> tuple[str, ...] | None:
    """Sites of a directed circle, in order, if there is one."""
    done: set[str] = set()
    for start in sent:
        path = {} if start in done else {start: iter(sent[start])}  # sites on the way, with where else goods go
        while path:
            site, onward = next(reversed(path.items()))
            following = next(onward, None)
            if following is None:
                done.add(site)
                del path[site]
            elif following in path:
                way = list(path)
                return tuple(way[way.index(following) :])
            elif following not in done:
                path[following] = iter(sent.get(following, ()))
    return None


def _sold_while_short(plan: Plan) -> Iterator[Oddity]:
    """Sales, in a country whose exports have stopped, of inputs to a product that is short."""
    sales, service = _frame(plan, "sales"), _frame(plan, "service")
    if sales.empty or service.empty:
        return
    directory, made_of = Directory(plan.tables), _made_of(plan.tables)
    sold = sales[sales["sold"] > 0]
    short = service[service["shortage"] > SMALLEST * service["demand"]]
    for branch in branches(plan.tables):
        stopped = _stopped(branch, directory)
        here = (
            sold[sold["node"].str.startswith(f"{branch.name} / ") & sold["site"].isin(stopped)] if stopped else sold[:0]
        )
        for row in here.to_dict("records"):
            lacking = short.loc[short["node"] == row["node"], "product"]
            good = row["commodity"]
            if any(good in made_of.get(product, {product}) for product in lacking):
                yield Oddity(SOLD_WHILE_SHORT, good, (row["country"],), row["node"], float(row["sold"]))


def _stopped(branch: Branch, directory: Directory) -> frozenset[str]:
    """Sites of the places whose exports stop in a disruption."""
    rows = (row for row in branch.actions if row.action == "exports" and (row.value, row.commodity, row.to) == NOTHING)
    return frozenset(site for row in rows for site in directory.sites(row.target))


def _made_of(tables: Tables) -> dict[str, set[str]]:
    """Direct and indirect inputs of each commodity, itself included, through all recipes."""
    inputs: dict[str, set[str]] = {}
    outputs: dict[str, set[str]] = {}
    for line in tables[Recipe]:
        (inputs if line.quantity < 0 else outputs).setdefault(line.recipe, set()).add(line.commodity)
    found: dict[str, set[str]] = {each.commodity: {each.commodity} for each in tables[Recipe]}
    changed = True
    while changed:
        changed = False
        for recipe, made in outputs.items():
            taken = {deep for each in inputs.get(recipe, ()) for deep in found[each]}
            for each in made:
                if not taken <= found[each]:
                    found[each] |= taken
                    changed = True
    return found


def _never_used(plan: Plan) -> Iterator[Oddity]:
    """Stock that grows, falls in no year and in no disruption, and that no row asks for."""
    stock = _frame(plan, "stock")
    if stock.empty:
        return
    asked = {row.stockpile for row in plan.tables[Stockpile] if row.cover > 0 or row.minimum_closing_stock > 0}
    directory = Directory(plan.tables)
    covers = [row for row in plan.tables[Limit] if row.measure == "cover"]
    opening = {str(row.stockpile): row.opening_stock for row in plan.tables[Stockpile]}
    for name, part in stock.groupby("stockpile", sort=False):
        row = part.iloc[0]
        if name in asked or any(_covers(each, row, directory) for each in covers):
            continue
        by_year = {each["period"]: float(each["stock"]) for each in _undisturbed(part).to_dict("records")}
        lowest = part.groupby("period")["stock"].min().to_dict()
        levels = [opening.get(str(name), 0.0), *(by_year[year] for year in sorted(by_year))]
        least = SMALLEST * max(levels)
        falls = any(after < before - least for before, after in pairwise(levels))
        helps = any(lowest[year] < level - least for year, level in by_year.items())
        if levels[-1] > levels[0] + least and not falls and not helps:
            yield Oddity(NEVER_USED, str(row["commodity"]), (str(name),), str(max(by_year)), levels[-1])


def _covers(limit: Limit, row: pd.Series, directory: Directory) -> bool:
    """Whether a limit on cover counts a stockpile."""
    return row["commodity"] in directory.commodities(limit.of) and row["site"] in directory.sites(limit.scope)


def _frame(plan: Plan, name: str) -> pd.DataFrame:
    """A result table, empty if the plan has none."""
    return plan.frames.get(name, pd.DataFrame())


def _undisturbed(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of no disruption: their node is the period itself."""
    return frame[frame["node"] == frame["period"].astype(str)]
