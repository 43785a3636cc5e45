"""Contracts that may be signed with suppliers: possible starts, volumes, costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from model.families.contracts.rows import Contract
from model.families.decisions.rows import SIGN
from model.families.decisions.terms import already_made
from model.families.supply.terms import Supply
from model.scenario.build_context import BuildContext, grouped, ordered
from model.scenario.calendar import Calendar
from model.sheets.names import ContractName, Node, Period, SupplierName
from model.sheets.schema import YES


def starts(contract: Contract, calendar: Calendar) -> list[int]:
    """Periods at whose start a contract may begin."""
    first = calendar.first_year if contract.earliest_start is None else contract.earliest_start
    last = calendar.last_year if contract.latest_start is None else contract.latest_start
    return [period for period in calendar.periods if first <= period <= last]


def volume_in(contract: Contract, calendar: Calendar, start: int, period: int) -> float:
    """Volume in a period of a contract from some start, pro rata in a partial year [unit/y]."""
    end, years = contract.end(start), [year for year in calendar.years_of(period) if year >= start]
    return sum(contract.volume.at(year) * max(0.0, min(end - year, 1.0)) for year in years) / calendar.length(period)


def sold_beyond_limit(contracts: Iterable[Contract]) -> frozenset[SupplierName]:
    """Suppliers that sell something on top of their limit."""
    return frozenset(contract.supplier for contract in contracts if contract.beyond_limit == YES)


def delivers(contract: Contract, calendar: Calendar, period: int) -> bool:
    """Whether it can deliver anything in a period, from any of its starts."""
    return any(volume_in(contract, calendar, start, period) > 0 for start in starts(contract, calendar))


Signing = tuple[ContractName, Period]
"""(contract, period at whose start it begins)"""

Delivery = tuple[ContractName, Node]
"""(contract, node in whose period it may run)"""


@dataclass(frozen=True)
class Contracts:
    """Index sets and coefficients of contracts."""

    supplier: dict[ContractName, SupplierName]
    end: dict[Signing, float]
    """When each contract that may be signed, or has been, ends, a decimal year."""
    signed: list[Signing]
    """Signings before the first period."""
    contracted: dict[tuple[ContractName, Period, Node], float]
    """Volume by contract, start and node, after cuts by a disruption [unit/y]."""
    price: dict[Delivery, float]
    """Contract price [amount/unit]."""
    premium: dict[Delivery, float]
    """Its price less the supplier's own [amount/unit]."""
    obligation: dict[ContractName, float]
    """Share of the volume that is paid for, of contracts with take-or-pay."""
    cut_short: dict[tuple[ContractName, Period, Period], float]
    """Years that a contract loses by being ended: (contract, start, period)."""
    ended: dict[Delivery, list[tuple[Period, Period]]]
    """Cancellations by which a contract does not run any more: (start, period)."""
    signing_cost: dict[ContractName, float]
    cancellation_fee: dict[ContractName, float]
    lasting: dict[Delivery, dict[Node, float]]
    """For contracts with make-up: by node and earlier node, the share of the volume left at the latter that may still
    be made up after the former."""
    prepaid: dict[ContractName, float]
    """Prepaid volume of contracts signed before the plan, left in the year before the first [units],"""
    prepaid_left: dict[Delivery, float]
    """and the part of it that may still be made up after a node."""
    beyond_limit: dict[ContractName, SupplierName]
    """Contracts that are on top of their supplier's limit, with the supplier."""
    spot_limits: list[tuple[SupplierName, Node]]
    """Suppliers that sell on top of a limit, by node."""


def terms(context: BuildContext) -> Contracts:
    """Contracts of the tables. Their prices and volumes depend on their suppliers, which were read before."""
    rows = {row.contract: row for row in context.tables[Contract]}
    binding = {c: row for c, row in rows.items() if row.take_or_pay > 0}
    supply, calendar, period = context.part(Supply), context.calendar, context.tree.period
    signed = {
        (ContractName(row.subject), row.year): row.prepaid or 0.0
        for row in already_made(context.tables, SIGN)
        if row.year
    }
    signings = [*signed, *((c, b) for c, row in rows.items() for b in starts(row, calendar))]
    end = {(c, b): rows[c].end(b) for c, b in signings}
    running = ordered((c, n) for (c, b), e in end.items() for n, t in period.items() if calendar.share(b, e, t) > 0)
    spot = {(c, n): supply.price[rows[c].supplier, n] for c, n in running}
    price = {(c, n): _price(context, rows[c], spot_price, period[n]) for (c, n), spot_price in spot.items()}
    cancellable = [(c, b) for c, b in end if c in binding and rows[c].cancellation_fee is not None]
    cut_short = {(c, b, t): end[c, b] - t for (c, b), t in product(cancellable, calendar.periods) if b < t < end[c, b]}
    lasting = _lasting(context, {c: row for c, row in binding.items() if row.make_up > 0}, running)
    prepaid = {c: units for (c, _), units in signed.items()}
    return Contracts(
        supplier={c: row.supplier for c, row in rows.items()},
        end=end,
        signed=list(signed),
        contracted=_contracted(context, rows, end),
        price=price,
        premium={key: price[key] - spot_price for key, spot_price in spot.items()},
        obligation={c: row.take_or_pay for c, row in binding.items()},
        cut_short=cut_short,
        ended=grouped(running, (((c, n), (b, t)) for c, b, t in cut_short for n, now in period.items() if t <= now)),
        signing_cost={c: row.signing_cost for c, row in rows.items()},
        cancellation_fee={c: row.cancellation_fee or 0.0 for c, row in rows.items()},
        lasting=lasting,
        prepaid=prepaid,
        prepaid_left={
            (c, n): prepaid[c]
            * sum(
                history.part * min(1.0, max(0.0, calendar.first_year - (history.end - rows[c].make_up)))
                for history in context.tree.histories[n]
            )
            for c, n in lasting
            if c in prepaid
        },
        beyond_limit={c: row.supplier for c, row in rows.items() if row.beyond_limit == YES},
        spot_limits=[(u, n) for u, n in supply.limit if u in supply.beyond_limit],
    )


def _price(context: BuildContext, row: Contract, spot: float, period: int) -> float:
    """Price of a contract, from its own by year, or by index of the supplier's, between floor and ceiling [amount]."""
    if row.price is not None:
        return context.money(context.calendar.mean(row.price, period))
    indexed = max((row.index or 0.0) * spot, context.money(row.floor or 0.0))
    return indexed if row.ceiling is None else min(indexed, context.money(row.ceiling))


def _contracted(
    context: BuildContext, rows: Mapping[ContractName, Contract], signings: Iterable[Signing]
) -> dict[tuple[ContractName, Period, Node], float]:
    """A disruption that leaves a supplier a share of its capacity leaves that share of the volume."""
    left: dict[Delivery, float] = {}
    for c, row in rows.items():
        site, commodity = context.part(Supply).suppliers[row.supplier]
        for n in context.tree.nodes:
            left[c, n] = context.effects.capacity_of_supplier(row.supplier, site, commodity, n)
    volumes = (
        ((c, b, n), left[c, n] * volume_in(rows[c], context.calendar, b, t))
        for (c, b), (n, t) in product(signings, context.tree.period.items())
    )
    return {key: volume for key, volume in volumes if volume > 0}


def _lasting(
    context: BuildContext, rows: Mapping[ContractName, Contract], running: Iterable[Delivery]
) -> dict[Delivery, dict[Node, float]]:
    """Shares by node: prepaid volume arises evenly over a period and may be made up for the make-up years."""
    calendar, tree, deliveries = context.calendar, context.tree, set(running)
    shares: dict[Delivery, dict[Node, float]] = {}
    for c, n in running:
        if c not in rows:
            continue
        by_node: dict[Node, float] = {}
        shares[c, n] = by_node
        for history in tree.histories[n]:
            for e, start in history.way:
                length = calendar.length(tree.period[e])
                years = min(history.end, start + length) - max(history.end - rows[c].make_up, start)
                if (c, e) in deliveries:
                    by_node[e] = by_node.get(e, 0.0) + history.part * max(0.0, years) / length
    return shares
