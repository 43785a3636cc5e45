"""Purchases and contracts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from model.audit.costs import Expense, market_prices, sized
from model.audit.horizon import FOREVER, Array, overlap
from model.audit.ledger import At, DecisionDone, Ledger, figures
from model.audit.tally import Tally
from model.families.contracts.rows import Contract
from model.families.decisions.rows import CANCEL, SIGN, Decision
from model.families.supply.rows import Outlet
from model.results.plan import AuditLine
from model.sheets.common import Supplier

# ----------------------------------------------------------------------------------------------------------------------
# Supply: purchases, sales and disposal, within their limits.


def supplier_limits(ledger: Ledger) -> AuditLine:
    """Purchases stay within a supplier's limit plus deliveries under contracts beyond it, and the reported limit is
    both [units per year]."""
    left, frame = ledger.effects.capacity_of_supplier, ("purchases", "supplier")
    beyond = beyond_limit(ledger, delivered(ledger, "taken")), beyond_limit(ledger, volumes(ledger))
    return _within(ledger, "supplier limits", ledger.rows.suppliers, ledger.lines.bought, frame, left, beyond)


def outlet_limits(ledger: Ledger) -> AuditLine:
    """Sales stay within an outlet's limit, which is reported correctly [units per year]."""
    frame = ("sales", "outlet")
    return _within(ledger, "outlet limits", ledger.rows.outlets, ledger.lines.sold, frame, ledger.effects.sales)


Trader = TypeVar("Trader", Supplier, Outlet)


def _within(
    ledger: Ledger,
    name: str,
    rows: Mapping[str, Trader],
    traded: At,
    frame: tuple[str, str],
    left: Callable[[Trader], Array],
    beyond: tuple[At, At] = ({}, {}),
) -> AuditLine:
    """``left`` is the share of its limit that a trader has at a node; a trader without limit and with a share of 0
    trades nothing. ``beyond`` the limit are extra trade and its maximum."""
    tally = Tally(name)
    reported = figures(ledger.plan, frame[0], (frame[1], "node"), "limit")
    for (who, node), amount in traded.items():
        row = rows.get(who)
        if row is None or node not in ledger.horizon.period:
            continue  # the check of names says so
        reported_amount, share = reported.get((who, node), math.nan), left(row)[ledger.horizon.at[node]]
        if row.limit is None and share > 0:
            tally.require(math.isnan(reported_amount), f"{who}, {node}", "a limit is reported where the sheet has none")
        else:
            limit = 0.0 if row.limit is None else share * ledger.horizon.mean(row.limit, ledger.horizon.spans[node])
            tally.at_most(amount, limit + beyond[0].get((who, node), 0.0), f"{who}, {node}")
            tally.equal(reported_amount, limit + beyond[1].get((who, node), 0.0), f"limit of {who}, {node}")
    return tally.check()


def disposal_allowed(ledger: Ledger) -> AuditLine:
    """Only goods with a disposal cost are disposed of."""
    tally = Tally("disposal allowed")
    for (site, commodity, node), amount in ledger.lines.disposed.items():
        row = ledger.rows.commodities.get(commodity)
        allowed = amount == 0 or (row is not None and row.disposal_cost is not None)
        tally.require(allowed, f"{site}, {commodity}, {node}", "disposal is not allowed")
    return tally.check()


def trade_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Cost of purchases, income from sales."""
    years, rows = ledger.horizon.years, ledger.rows
    for (name,), (nodes, bought) in ledger.series("bought").items():
        if name in rows.suppliers:
            supplier = rows.suppliers[name]
            paid = sized((market_prices(ledger, supplier) * years)[nodes], bought)
            yield Expense("purchases", "purchases", name, nodes, *paid, site=supplier.site)
    for (name,), (nodes, sold) in ledger.series("sold").items():
        if name in rows.outlets:
            outlet = rows.outlets[name]
            earned = sized((-market_prices(ledger, outlet) * years)[nodes], sold)
            yield Expense("sales", "income", name, nodes, *earned, site=outlet.site)


def disposal_expenses(ledger: Ledger) -> Iterator[Expense]:
    for (site, commodity), (nodes, amounts) in ledger.series("disposed").items():
        if commodity in ledger.rows.commodities:
            rate = ledger.large(ledger.rows.commodities[commodity].disposal_cost or 0.0) * ledger.horizon.years[nodes]
            yield Expense("disposal", "operation", f"{site} · {commodity}", nodes, *sized(rate, amounts), site=site)


# ----------------------------------------------------------------------------------------------------------------------
# Contracts: signed and cancelled, volumes taken and paid for, and make-up balances.


DELIVERIES = "contract deliveries"

ROUNDING = 1e-3
"""Years by which a date may be off, as whole numbers are off by a millionth."""


@dataclass(frozen=True)
class Deal:
    """A contract as it was signed; times are decimal years."""

    contract: Contract
    supplier: Supplier
    start: int
    signed: float
    until: float

    @property
    def name(self) -> str:
        return f"{self.contract.contract} from {self.start}"

    @property
    def by_itself(self) -> float:
        """When it ends if it is not cancelled."""
        return self.start + self.contract.length

    @property
    def is_ended(self) -> bool:
        """Whether it was cancelled."""
        return self.until < self.by_itself


def deals(ledger: Ledger) -> list[Deal]:
    """All contracts that are signed."""
    signed = figures(ledger.plan, "contracts", ("contract", "start"), "signed")
    until = figures(ledger.plan, "contracts", ("contract", "start"), "until")
    deals = []
    for (name, start), count in signed.items():
        row = ledger.rows.contracts.get(name)
        if row is not None and count > 0:
            dates = [start + row.length, *map(float, ledger.horizon.periods)]
            end = until[name, start] / count
            end = next((date for date in dates if abs(date - end) < ROUNDING), end)
            deals.append(Deal(row, ledger.rows.suppliers[row.supplier], int(start), count, end))
    return deals


def _signed_earlier(ledger: Ledger, deal: Deal) -> Decision | None:
    """Row of a contract signed before the first year."""
    return ledger.rows.made_in(SIGN, deal.contract.contract, deal.start)


def _prepaid(ledger: Ledger) -> dict[str, float]:
    """Volume paid for and left in the year before the first, by contract signed before [units]."""
    return {row.subject: row.prepaid or 0.0 for row in ledger.rows.earlier if row.action == SIGN}


def delivered(ledger: Ledger, measure: str) -> At:
    """A column of the deliveries, by contract and node."""
    return figures(ledger.plan, DELIVERIES, ("contract", "node"), measure)


def volumes(ledger: Ledger) -> At:
    """Volume of each contract at each node: of the years in which it runs, and of that the share that a disruption
    leaves of the supplier's capacity [units per year]."""
    delivered_volumes: At = {(name, node): 0.0 for name in ledger.rows.contracts for node in ledger.horizon.nodes}
    for deal in deals(ledger):
        years = range(deal.start, ledger.horizon.end)
        running = [(year, min(year + 1, deal.until), deal.contract.volume.at(year)) for year in years]
        for node in ledger.horizon.nodes:
            left = ledger.effects.capacity_of_supplier(deal.supplier)[ledger.horizon.at[node]]
            level = ledger.horizon.level(running, ledger.horizon.spans[node])
            delivered_volumes[deal.contract.contract, node] += deal.signed * left * level
    return delivered_volumes


def price(ledger: Ledger, row: Contract, node: str) -> float:
    """Price of a contract: its own, or a share of the supplier's in the same node, between floor and ceiling
    [currency per unit]."""
    span, supplier = ledger.horizon.spans[node], ledger.rows.suppliers[row.supplier]
    if row.price is not None:
        return ledger.horizon.mean(row.price, span)
    spot = ledger.horizon.mean(supplier.price, span) * float(ledger.effects.price(supplier)[ledger.horizon.at[node]])
    least, most = row.floor or 0.0, FOREVER if row.ceiling is None else row.ceiling
    return min(max((row.index or 0.0) * spot, least), most)


def contract_terms(ledger: Ledger) -> AuditLine:
    """A contract is signed once, starts within its window, and ends at term or by an allowed cancellation."""
    tally, count = Tally("contract terms"), dict.fromkeys(ledger.rows.contracts, 0.0)
    for deal in deals(ledger):
        row, terms = deal.contract, ledger.plan.tables.settings
        count[row.contract] += deal.signed
        tally.equal(deal.signed, 1.0, f"{deal.name} signed")
        if _signed_earlier(ledger, deal) is None:
            tally.require(deal.start in ledger.horizon.periods, deal.name, "this is not the start of a period")
            earliest = terms.first_year if row.earliest_start is None else row.earliest_start
            latest = terms.last_year if row.latest_start is None else row.latest_start
            tally.require(earliest <= deal.start <= latest, deal.name, f"it may start from {earliest} to {latest}")
        tally.require(deal.until <= deal.by_itself, deal.name, f"it ends in {deal.by_itself:.2f} at the latest")
        if deal.is_ended:
            tally.require(row.cancellation_fee is not None, deal.name, "it cannot be ended")
            is_period = deal.until in ledger.horizon.periods and deal.until > deal.start
            tally.require(is_period, deal.name, f"it is ended in {deal.until:.2f}, not when a later period starts")
    for name, times in count.items():
        tally.at_most(times, 1.0, f"{name} signed")
    for frame in ("contracts", DELIVERIES):
        for name, supplier in figures_of_suppliers(ledger, frame):
            row_of = ledger.rows.contracts.get(name)
            tally.require(row_of is not None and row_of.supplier == supplier, f"{frame}, {name}", "not its supplier")
    return tally.check()


def figures_of_suppliers(ledger: Ledger, frame: str) -> Iterator[tuple[str, str]]:
    """Each contract of a table with the supplier that the table names."""
    table = ledger.plan.frames.get(frame)
    if table is not None and not table.empty:
        yield from zip(table["contract"].tolist(), table["supplier"].tolist(), strict=True)


def contract_volumes(ledger: Ledger) -> AuditLine:
    """Volumes taken stay within the volume of a contract while it runs, and are part of purchases [units per year]."""
    tally, taken, reported = Tally("contract volumes"), delivered(ledger, "taken"), delivered(ledger, "volume")
    of_supplier: At = {}
    for (name, node), volume in volumes(ledger).items():
        amount = taken.get((name, node), 0.0)
        tally.at_most(amount, volume, f"{name}, {node}")
        tally.equal(reported.get((name, node), 0.0), volume, f"volume of {name}, {node}")
        place = ledger.rows.contracts[name].supplier, node
        of_supplier[place] = of_supplier.get(place, 0.0) + amount
    for place, amount in of_supplier.items():
        tally.at_most(amount, ledger.lines.bought.get(place, 0.0), f"{place[0]}, {place[1]}, under contract")
    return tally.check()


def take_or_pay(ledger: Ledger) -> AuditLine:
    """A share of the volume is paid for, taken or not, and all volumes taken except those made up [units per year]."""
    tally, taken, paid = Tally("take or pay"), delivered(ledger, "taken"), delivered(ledger, "paid")
    made_up = delivered(ledger, "made_up")
    for (name, node), volume in volumes(ledger).items():
        row, where = ledger.rows.contracts[name], f"{name}, {node}"
        payment, amount = paid.get((name, node), 0.0), taken.get((name, node), 0.0)
        tally.at_least(payment, row.take_or_pay * volume, where, volume)
        if row.take_or_pay == 0:
            tally.equal(payment, amount, f"paid for, {where}", volume)
        elif row.make_up == 0:
            tally.at_least(payment, amount, f"paid for, {where}", volume)
        tally.equal(made_up.get((name, node), 0.0), max(0.0, amount - payment), f"made up, {where}", volume)
    return tally.check()


def make_up(ledger: Ledger) -> AuditLine:
    """Volumes made up were paid for and not taken, at most the take-or-pay share of the volume not taken, within the
    make-up years [units]."""
    tally, all_volumes, made_up = Tally("make-up"), volumes(ledger), delivered(ledger, "kept")
    taken, paid = delivered(ledger, "taken"), delivered(ledger, "paid")
    horizon = ledger.horizon
    for (name, node), volume in all_volumes.items():
        years = horizon.spans[node].length
        row, where = ledger.rows.contracts[name], f"{name}, {node}"
        if row.make_up == 0 or row.take_or_pay == 0:
            tally.equal(made_up.get((name, node), 0.0), 0.0, f"kept, {where}")
            continue
        unused = paid.get((name, node), 0.0) - taken.get((name, node), 0.0)
        greatest = row.take_or_pay * (volume - taken.get((name, node), 0.0))
        tally.at_most(unused, greatest, f"left, {where}", volume)
        prepaid, before = _prepaid(ledger).get(name, 0.0), 0.0
        for earlier, part in horizon.begins(node):
            before += part * (made_up.get((name, earlier), 0.0) if earlier else prepaid)
        stock = made_up.get((name, node), 0.0)
        tally.at_least(stock, 0.0, f"kept, {where}")
        tally.at_least(before + years * unused - stock, 0.0, f"kept, {where}", max(before, years * volume))
        since = 0.0
        for part, way in horizon.histories[node]:
            oldest = way[0][1].end - row.make_up
            since += part * prepaid * overlap(oldest, math.inf, horizon.first - 1, horizon.first)
            for earlier, span in way:
                unused = all_volumes[name, earlier] - taken.get((name, earlier), 0.0)
                since += part * overlap(oldest, math.inf, *span) * row.take_or_pay * unused
        tally.at_most(stock, since, f"kept for {row.make_up:g} years, {where}", years * volume)
    return tally.check()


def used_make_up(ledger: Ledger) -> dict[tuple[str, str], float]:
    """Make-up balance missing against the undisturbed plan, by contract and last node of a disruption [units]."""
    made_up, horizon = delivered(ledger, "kept"), ledger.horizon
    missing: dict[tuple[str, str], float] = {}
    for name in ledger.rows.contracts:
        balance = np.array([made_up.get((name, node), 0.0) for node in horizon.at])
        fallen = horizon.fall(balance, _prepaid(ledger).get(name, 0.0))
        missing |= {(name, node): float(amount) for node, amount in zip(horizon.ends, fallen, strict=True)}
    return missing


def beyond_limit(ledger: Ledger, measure: At) -> At:
    """Sums by supplier and node of a measure by contract, over the contracts that are on top of the limit."""
    beyond: At = {}
    for (name, node), amount in measure.items():
        row = ledger.rows.contracts.get(name)
        if row is not None and row.beyond_limit == "yes":
            beyond[row.supplier, node] = beyond.get((row.supplier, node), 0.0) + amount
    return beyond


def contract_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Cost of contracts on top of the suppliers' own price of volumes taken."""
    taken, paid = delivered(ledger, "taken"), delivered(ledger, "paid")
    for (name, node), amount in taken.items():
        row = ledger.rows.contracts.get(name)
        if row is not None and node in ledger.horizon.period:
            supplier, own = ledger.rows.suppliers[row.supplier], ledger.large(price(ledger, row, node))
            years = ledger.horizon.spans[node].length
            size = abs(own) * years * max(amount, 1.0)
            surcharge = years * (own - market_prices(ledger, supplier)[ledger.horizon.at[node]]) * amount
            yield Expense("contract prices", "purchases", name, node, surcharge, size, site=supplier.site)
            unused = years * own * (paid.get((name, node), 0.0) - amount)
            yield Expense("take or pay", "purchases", name, node, unused, size, site=supplier.site)
    for (name, node), missing in used_make_up(ledger).items():
        row = ledger.rows.contracts[name]
        again = sized(ledger.large(price(ledger, row, ledger.horizon.undisturbed(node))), missing)
        site = ledger.rows.suppliers[row.supplier].site
        yield Expense("make-up restored", "purchases", name, node, *again, site=site)
    for deal in deals(ledger):
        row, site = deal.contract, deal.supplier.site
        if _signed_earlier(ledger, deal) is None:
            once = sized(row.signing_cost, deal.signed)
            yield Expense("contract signing", "purchases", row.contract, str(deal.start), *once, site=site, ahead=True)
        if deal.is_ended:
            item, fee = f"{row.contract} · {deal.start}", sized(row.cancellation_fee or 0.0, deal.signed)
            yield Expense("contract cancellation", "purchases", item, f"{deal.until:.0f}", *fee, site=site, ahead=True)


def contracts_decided(ledger: Ledger) -> Iterator[DecisionDone]:
    """Contracts that are signed, and ended before their term."""
    for deal in deals(ledger):
        yield DecisionDone(SIGN, deal.contract.contract, deal.start, deal.signed)
        if deal.is_ended:
            yield DecisionDone(CANCEL, deal.contract.contract, round(deal.until), deal.signed)


DONE = {"contracts": (contracts_decided,)}
AUDITS = {
    "supply": (supplier_limits, outlet_limits, disposal_allowed),
    "contracts": (contract_terms, contract_volumes, take_or_pay, make_up),
}
EXPENSES = {
    "supply": (trade_expenses, disposal_expenses),
    "contracts": (contract_expenses,),
}
