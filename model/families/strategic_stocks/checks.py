"""Strategic stocks: rules and figures without effect, budgets too small for the minimum closing stock."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, needs, problem
from model.families.common.choices import Choices, every_period
from model.families.decisions.rows import ADD
from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import ANY_TIME, IN_DISRUPTIONS, StrategicStock
from model.scenario.disruptions import Disruption
from model.sheets.common import Commodity, Settings
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT

BUDGETS = ("budget", "total_budget")


@needs(Disruption)
def release(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Stock that can never be used; a row without a rule."""
    for row in tables[StrategicStock]:
        if row.release == IN_DISRUPTIONS and not tables[Disruption]:
            fix = "The stock is never used: add disruptions to Disruptions"
            yield problem(row, "release", "disruptions, for which the stock is kept", fix, is_warning=True)
        if row.release_rate == 0:
            fix = "Nothing can ever be released: leave the cell empty, or type the share"
            yield problem(row, "release_rate", "a share above 0 %", fix, is_warning=True)
        is_bounded = row.budget is not None or row.total_budget is not None
        if row.release == ANY_TIME and row.release_rate == 1 and not row.rotation and not is_bounded:
            fix = "This row has no effect: fill in a rule, or delete it"
            yield problem(row, "stockpile", "a rule for the stockpile", fix, is_warning=True)


def rotation(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A cost of rotation without rotation; a rotation without cost."""
    for row in tables[StrategicStock]:
        if row.rotation_cost and not row.rotation:
            fix = "This cell has no effect yet: fill in 'rotation', or clear this cell"
            yield problem(row, "rotation_cost", "an empty cell, since 'rotation' is empty", fix)
        if row.rotation and not row.rotation_cost:
            wanted = "the cost of replacing a unit with a fresh one"
            fix = "Rotation costs nothing and has no effect: fill in loss of value and handling"
            yield problem(row, "rotation_cost", wanted, fix, is_warning=True)


@needs(Stockpile, Commodity)
def budgets_of_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A budget for free goods."""
    goods = {row.commodity: row for row in tables[Commodity]}
    commodity = {row.stockpile: goods.get(row.commodity) for row in tables[Stockpile]}
    for row in tables[StrategicStock]:
        stored = commodity.get(row.stockpile)
        attributes = [attribute for attribute in BUDGETS if getattr(row, attribute) is not None]
        if stored is not None and attributes and stored.replacement == 0:
            wanted = f"a unit value of '{stored.commodity}' for the budget"
            cell = stored.where("replacement_cost" if stored.replacement_cost is not None else "reference_value")
            fix = f"A unit costs nothing, so the budget has no effect: fill in {cell}"
            yield problem(row, attributes[0], wanted, fix)


@needs(Stockpile, Commodity, Settings)
def budgets(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Budgets too small for the required final stock; a total that the yearly budgets cannot reach."""
    goods = {row.commodity: row for row in tables[Commodity]}
    stores = {row.stockpile: row for row in tables[Stockpile]}
    for row in tables[StrategicStock]:
        store = stores.get(row.stockpile)
        if store is not None and store.commodity in goods and goods[store.commodity].replacement > 0:
            yield from _budgets(row, store, goods[store.commodity], tables)


def _budgets(row: StrategicStock, store: Stockpile, stored: Commodity, tables: Tables) -> Iterator[Problem]:
    calendar = calendar_of(tables)
    money = {"ones": 1.0, "thousands": 1e3, "millions": 1e6}[tables.settings.amounts]
    budget = row.budget
    by_year = None if budget is None else sum(calendar.mean(budget, t) * calendar.length(t) for t in calendar.periods)
    if by_year is not None and row.total_budget is not None and row.total_budget > by_year * (1 + FLOAT):
        fix = f"The budgets of all years come to {by_year:.6g}: the total has no effect"
        yield problem(row, "total_budget", f"at most {by_year:.6g}", fix, is_warning=True)
    limits = [limit for limit in (by_year, row.total_budget) if limit is not None]
    if limits:
        most = store.opening_stock + min(limits) * money / stored.replacement
        if store.minimum_closing_stock > most * (1 + FLOAT):
            attribute = "total_budget" if row.total_budget is not None and row.total_budget == min(limits) else "budget"
            wanted = f"enough for the minimum closing stock of {store.minimum_closing_stock:.6g}"
            fix = (
                f"At {stored.replacement:.6g} a unit the stock can come to {most:.6g}: raise the budget, or lower "
                f"{store.where('minimum_closing_stock')}"
            )
            yield problem(row, attribute, wanted, fix)


added_to = every_period(StrategicStock, "stockpile")
CHOICES = (Choices(ADD, "a stockpile with a row in Strategic stocks", added_to, (StrategicStock,)),)

CHECKS = (release, rotation, budgets_of_nothing, budgets)
