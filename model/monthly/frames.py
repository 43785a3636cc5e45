"""Responses in months as a table of the plan's results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from model.audit import audits
from model.audit.accounts import accounts_add_up, accounts_reported, transfer_prices
from model.audit.horizon import Horizon
from model.audit.labels import names_known
from model.audit.ledger import Ledger
from model.audit.markets import disruptions_reported
from model.audit.stocks import closing_stock, depletion, stock_budgets
from model.monthly.respond import Response
from model.monthly.tables import UNDISRUPTED
from model.results.columns import BY_MONTH
from model.results.plan import AuditLine, Plan
from model.results.risk import DEMAND, MADE, STOCK, UNMET
from model.scenario.disruptions import Branch
from model.scenario.months import FIRST
from model.sheets.common import Commodity
from model.sheets.names import node_name
from model.tolerances import SOLVED

Line = tuple[str, str, str, str, str, int, float, float]
"""As in BY_MONTH."""


def by_month_frame(responses: Mapping[Branch, Response]) -> pd.DataFrame:
    """A line for each disruption, measure, good, place and month."""
    lines = [line for branch, response in responses.items() for line in _lines(branch, response)]
    return pd.DataFrame(lines, columns=list(BY_MONTH))


def _lines(branch: Branch, response: Response) -> Iterator[Line]:
    """Lines of the disruption and of its undisturbed reference; for stocks the latter are the plan's year ends."""
    for measure, table, column, labels in (
        (DEMAND, "service", "demand", ("product", "market")),
        (UNMET, "service", "shortage", ("product", "market")),
        (MADE, "conversion", "made", ("commodity",)),
    ):
        now, usual = (_sums(response, name, table, column, labels) for name in (branch.name, UNDISRUPTED))
        for key in dict.fromkeys([*now, *usual]):
            pair = now.get(key, {}), usual.get(key, {})
            yield from _of(branch, response, measure, key, pair)
    stock = _sums(response, branch.name, "stock", "stock", ("commodity",))
    for (good,), planned in response.state.stocks().items():
        by_month = {FIRST - 1: planned[FIRST - 1], **stock.get((good,), {})}
        yield from _of(branch, response, STOCK, (good,), (by_month, planned))


def _of(
    branch: Branch,
    response: Response,
    measure: str,
    key: tuple[str, ...],
    pair: tuple[Mapping[int, float], Mapping[int, float]],
) -> Iterator[Line]:
    now, usual = pair
    if all(abs(value) <= SOLVED for values in pair for value in values.values()):
        return
    unit = next(row.unit for row in response.plan.tables[Commodity] if row.commodity == key[0])
    for number in (*([FIRST - 1] if measure == STOCK else []), *response.state.months.numbers):
        values = now.get(number, 0.0), usual.get(number, 0.0)
        yield branch.name, measure, key[0], key[1] if len(key) > 1 else "", unit, number - FIRST + 1, *values


def _sums(
    response: Response, disruption: str, table: str, column: str, labels: tuple[str, ...]
) -> dict[tuple[str, ...], dict[int, float]]:
    """Sums of a column over equal labels, by month."""
    frame = response.plan.frames[table]
    nodes = {node_name(f"{disruption}, {FIRST}", number): number for number in response.state.months.numbers}
    frame = frame[frame["node"].isin(nodes)]
    sums: dict[tuple[str, ...], dict[int, float]] = {}
    for *key, node, amount in zip(*(frame[name] for name in (*labels, "node", column)), strict=True):
        by_month = sums.setdefault(tuple(map(str, key)), {})
        by_month[nodes[node]] = by_month.get(nodes[node], 0.0) + float(amount)
    return sums


MEASURED_AGAINST = ("flows", "stock", "costs")
"""Tables with the undisturbed reference of responses, and their costs."""

SUMMED_UP = ("branches",)
"""Tables of sums over months, which are not shown."""

OF_WHOLE_PLANS = (
    accounts_add_up,
    accounts_reported,
    closing_stock,
    depletion,
    disruptions_reported,
    names_known,
    stock_budgets,
    transfer_prices,
)
"""Checks that need the undisturbed months as well, or tables that months do not have."""


def failed(plan: Plan) -> Iterator[AuditLine]:
    """Checks of a plan in months that do not hold in some disruption."""
    nodes = set(Horizon.of(plan).event_at)
    frames = {
        name: frame if name in MEASURED_AGAINST or "node" not in frame else frame[frame["node"].isin(nodes)]
        for name, frame in plan.frames.items()
        if name not in SUMMED_UP
    }
    ledger = Ledger.of(replace(plan, frames=frames))
    horizon = replace(ledger.horizon, nodes=tuple(node for node in ledger.horizon.nodes if node in nodes))
    ledger = replace(ledger, horizon=horizon)
    for check in audits():
        if check not in OF_WHOLE_PLANS and not (outcome := check(ledger)).passed:
            yield outcome
