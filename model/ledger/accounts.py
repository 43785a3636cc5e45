"""Accounts of all parties at all nodes: two tables of a plan, prices and sums.

Money received is positive. At each node the parties inside, with what mass balances leave by rounding, have together
the plan's cost with the opposite sign, at any prices; by what has a probability and is discounted, the objective less
weighted tail risk. With the treasuries it is the cost before public money.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from model.families import load
from model.families.instance import Instance
from model.ledger.goods import Goods
from model.ledger.parties import ROUNDING, TREASURY, Account, Parties, cost_items
from model.ledger.prices import RULES, UNKNOWN, TransferPrices
from model.scenario.build_context import MONEY
from model.sheets.tables import Tables
from model.solver.arrays import Array

if TYPE_CHECKING:
    from collections.abc import Sequence

LABELS = ("role", "party", "subject", "line", "node")


class Entries(NamedTuple):
    """Sums of one kind."""

    account: Sequence[Account]
    """By line; so are the rest."""
    node: Array
    amount: Array
    value: Array
    """The amount discounted and weighted by its probability."""


def accounts_of(
    tables: Tables,
    instance: Instance,
    frames: Mapping[str, pd.DataFrame],
    prices_given: Mapping[tuple[str, str, str], float] = MappingProxyType({}),
    basis: str = UNKNOWN,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Transfer prices, and the accounts at these prices, from the other tables of a plan. Prices of places and nodes
    that are ``known`` [currency per unit] are used instead of those of the rules."""
    goods = Goods(Parties(tables, instance, frames), instance, frames)
    prices = TransferPrices(tables, goods)
    prices.replace(prices_given, basis)
    scale = MONEY[tables.settings.amounts]
    place, node = np.nonzero(goods.is_traded)
    names, nodes = list(goods.places), list(goods.nodes)
    priced = pd.DataFrame(
        {
            "site": [names[number][0] for number in place.tolist()],
            "commodity": [names[number][1] for number in place.tolist()],
            "node": [nodes[number] for number in node.tolist()],
            "price": prices.value[place, node] * scale,
            "basis": [RULES[number] for number in prices.rule[place, node].tolist()],
        }
    )
    return priced, accounts(goods, prices.value)


def accounts(goods: Goods, prices: Array) -> pd.DataFrame:
    """The accounts at prices of places by node [amount per unit]."""
    entries = [*_costs(goods), *_treasuries(goods), *_transfers(goods, prices)]
    numbers: dict[Account, int] = {}
    count = len(goods.nodes)
    line = np.concatenate(
        [
            np.zeros(0, int),
            *(
                np.array([numbers.setdefault(part, len(numbers)) for part in entry.account], dtype=int) * count
                + entry.node
                for entry in entries
            ),
        ]
    )
    size = len(numbers) * count
    amount, value = (
        np.bincount(line, np.concatenate([np.zeros(0), *(getattr(entry, name) for entry in entries)]), size)
        for name in ("amount", "value")
    )
    is_nonzero = np.flatnonzero((amount != 0) | (value != 0))
    numbers_and_goods, nodes = list(numbers), list(goods.nodes)
    labels = [(*numbers_and_goods[at // count], nodes[at % count]) for at in is_nonzero.tolist()]
    table = pd.DataFrame(labels, columns=list(LABELS))
    table["amount"], table["present_value"] = amount[is_nonzero], value[is_nonzero]
    return table


def _costs(goods: Goods) -> Iterator[Entries]:
    """Cost items, each with its party or parties."""
    columns = ("cost", "item", "owner", "country", "node", "amount", "present_value")
    costs = zip(*(goods.frames["costs"][column].tolist() for column in columns), strict=True)
    single: dict[tuple[str, str, str], Account | None] = {}
    lines: list[tuple[Account, int, float, float]] = []
    for cost, item, owner, country, node, amount, value in costs:
        key = cost, owner, country
        if key not in single:
            single[key] = goods.parties.single(*key)
        at = goods.nodes[node]
        if (account := single[key]) is not None:
            lines.append((account, at, -amount, -value))
        else:
            shares = goods.parties.shared(cost, item, owner, node)
            lines += [(payer, at, -amount * share, -value * share) for payer, share in shares]
    if lines:
        who, nodes, amounts, values = zip(*lines, strict=True)
        yield Entries(who, np.array(nodes), np.array(amounts), np.array(values))


def _treasuries(goods: Goods) -> Iterator[Entries]:
    """Payments of programmes and repayments to them, by payer."""
    table = goods.frames.get("public money")
    if table is None or table.empty:
        return
    node = np.array([goods.nodes[node] for node in table["node"]], dtype=int)
    ahead, likely = _discount(goods)[node], _present_value(goods)[node]
    factor = np.where(table["kind"].isin(in_advance()), ahead, likely)
    who = [Account(TREASURY, *payer) for payer in zip(table["payer"], table["programme"], table["kind"], strict=True)]
    amount = (table["repaid"] - table["paid"]).to_numpy(float)
    yield Entries(who, node, amount, amount * factor)


def _transfers(goods: Goods, prices: Array) -> Iterator[Entries]:
    """Goods that parties give to their places, or take from them, at the prices there; the rest is rounding."""
    factor = _present_value(goods)
    left = np.zeros(len(goods.nodes))
    for movement in goods.movements:
        amount = prices[movement.place, movement.node] * movement.quantity * goods.years[movement.node]
        np.subtract.at(left, movement.node, amount)
        yield Entries(movement.account, movement.node, amount, amount * factor[movement.node])
    every = np.arange(len(left))
    yield Entries([Account(ROUNDING, ROUNDING, "", ROUNDING)] * len(left), every, left, left * factor)


def _present_value(goods: Goods) -> Array:
    value = goods.instance.tree.present_value(goods.instance.calendar)
    return np.array([value[node] for node in goods.nodes])


def _discount(goods: Goods) -> Array:
    calendar = goods.instance.calendar
    return np.array([calendar.discount(t) for t in goods.instance.tree.period.values()])


def in_advance() -> frozenset[str]:
    """Costs, and kinds of programmes, that follow from decisions taken in advance: the same in every course of
    events."""
    reports = (report for module in load() for report in getattr(module, "REPORTS", ()))
    kinds = chain.from_iterable(report.ahead for report in reports)
    return frozenset({*kinds, *(name for name, cost in cost_items().items() if cost.by_period)})
