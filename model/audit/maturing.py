"""Work in progress: output of earlier runs that is still to come, and its replacement after a disruption."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.audit.balance import delayed, quantities
from model.audit.check import Tally
from model.audit.expense import Expense, sized
from model.audit.horizon import Array
from model.audit.ledger import Ledger, figures
from model.results.plan import Check

Output = tuple[str, str, str]
"""(plant, recipe, commodity)"""


def in_progress(ledger: Ledger) -> dict[Output, Array]:
    """Output of runs of the plan still to come at the end of each node, by plant, recipe and commodity [units]."""
    horizon, found = ledger.horizon, {}
    for (plant, recipe), row in delayed(ledger).items():
        for commodity, quantity in quantities(ledger, plant, recipe).items():
            if quantity[0] > 0:
                begun, total = quantity * ledger.at_nodes("ran", plant, recipe), np.zeros(len(horizon.at))
                for steps, share in horizon.arrivals(row.delay):
                    for back in range(steps):
                        at = horizon.earlier(back)
                        total += share * horizon.years * np.where(at >= 0, begun[at], 0.0)
                found[plant, recipe, commodity] = total
    return found


def work_in_progress(ledger: Ledger) -> Check:
    """The reported work in progress follows from runs and delays, and is replaced where a disruption leaves it missing
    [units; amount]."""
    tally, horizon = Tally("work in progress"), ledger.horizon
    told = figures(ledger.plan, "work in progress", ("plant", "recipe", "commodity", "node"), "in_progress")
    paid = figures(ledger.plan, "costs", ("cost", "item", "node"), "amount")
    for (plant, recipe, commodity), amounts in in_progress(ledger).items():
        item, value = f"{plant} · {recipe} · {commodity}", _worth(ledger, commodity)
        for node in horizon.nodes:
            tally.equal(told.get((plant, recipe, commodity, node), 0.0), amounts[horizon.at[node]], f"{item}, {node}")
        for end, missing in zip(horizon.ends, horizon.fall(amounts), strict=True):
            spent = paid.get(("replacing work in progress", item, end), 0.0)
            tally.at_least(spent, value * missing, f"{item}, {end}", value)
    return tally.check()


def _worth(ledger: Ledger, commodity: str) -> float:
    return ledger.large(ledger.rows.commodities[commodity].replacement)


def work_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Work in progress missing after a disruption, at its replacement cost."""
    for (plant, recipe, commodity), amounts in in_progress(ledger).items():
        paid = sized(_worth(ledger, commodity), ledger.horizon.fall(amounts))
        yield Expense("replacing work in progress", "storage", f"{plant} · {recipe} · {commodity}", ledger.horizon.last,
                      *paid, site=ledger.rows.plants[plant].site, names=frozenset({plant}))  # fmt: skip


EXPENSES = {"maturing": (work_expenses,)}
AUDITS = {"maturing": (work_in_progress,)}
