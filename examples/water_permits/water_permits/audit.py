"""Water permits: withdrawals of each basin from the runs of its plants, and the fee on those beyond the permit."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from model.audit.costs import Expense, sized
from model.audit.horizon import Array
from model.audit.ledger import Ledger, figures
from model.audit.plants import capacity_taken
from model.audit.tally import Tally
from model.results.plan import AuditLine
from water_permits.rows import WaterPermit, WaterUse


def water(ledger: Ledger, basin: str) -> Array:
    """Water that the plants of a basin withdraw at each node [m3 per year]."""
    uses = (row for row in ledger.plan.tables[WaterUse] if row.basin == basin)
    return sum((row.withdrawal * capacity_taken(ledger, row.plant) for row in uses), np.zeros(len(ledger.horizon.at)))


def water_permits(ledger: Ledger) -> AuditLine:
    """Withdrawals stay within each permit at every node, unless they pay a fee; the report is right [m3 per year]."""
    tally, names = Tally("water permits"), ("basin", "node")
    measures = ("withdrawn", "permit", "beyond", "fee")
    reported = {measure: figures(ledger.plan, "water permits", names, measure) for measure in measures}
    rows = {row.basin: row for row in ledger.plan.tables[WaterPermit]}
    used = {row.basin for row in ledger.plan.tables[WaterUse]}
    for basin, node in reported["permit"]:
        tally.require(basin in rows, f"{basin}, {node}", "no row of Water permits is about this")
    for basin in rows.keys() & used:
        drawn, row = water(ledger, basin), rows[basin]
        permit, fee = ledger.horizon.means(row.permit), _fee(ledger, row)
        beyond = np.maximum(drawn - permit, 0.0)
        for node, at in ledger.horizon.at.items():
            if row.fee is None:
                tally.at_most(drawn[at], permit[at], f"{basin}, {node}")
            right = (drawn[at], permit[at], beyond[at], fee[at] * beyond[at])
            for measure, amount in zip(measures, right, strict=True):
                figure = reported[measure].get((basin, node), math.nan)
                tally.equal(figure, amount, f"{measure} of {basin}, {node}", max(drawn[at], permit[at]))
    return tally.check()


def water_fees(ledger: Ledger) -> Iterator[Expense]:
    """Fees, counted in the country that levies them."""
    for row in ledger.plan.tables[WaterPermit]:
        beyond = np.maximum(water(ledger, row.basin) - ledger.horizon.means(row.permit), 0.0)
        for node, at in ledger.horizon.at.items():
            if row.fee is not None:
                paid = sized(_fee(ledger, row)[at], beyond[at])
                yield Expense("water fees", "operation", row.basin, node, *paid, market=row.country)


def _fee(ledger: Ledger, row: WaterPermit) -> Array:
    """Fee of a period at each node [amount/m3 times years]."""
    nothing = np.zeros(len(ledger.horizon.at))
    return nothing if row.fee is None else ledger.horizon.means(row.fee) / ledger.money * ledger.horizon.years


AUDITS = (water_permits,)
EXPENSES = (water_fees,)
