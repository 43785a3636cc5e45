"""Monthly responses to the worst disruptions of a plan, and their result frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from model.audit import audits
from model.audit.accounts import OF_ACCOUNTS
from model.audit.horizon import Horizon
from model.audit.labels import names_known
from model.audit.ledger import Ledger
from model.audit.markets import disruptions_reported
from model.audit.stocks import closing_stock, depletion, stock_budgets
from model.monthly.respond import Response, of_years, respond
from model.monthly.tables import UNDISRUPTED
from model.planning.do_nothing import deterrents
from model.planning.request import Request
from model.results.columns import BY_MONTH, Outcome
from model.results.plan import AuditLine, Plan
from model.results.risk import BY_MONTHS, DEMAND, MADE, STOCK, UNMET, outcomes, worst_of_each
from model.results.view import View
from model.scenario.coincidence import branches
from model.scenario.disruptions import Branch
from model.scenario.months import FIRST
from model.sheets.common import Commodity
from model.sheets.names import NOT_KNOWN, node_name
from model.solver.termination import Deadline
from model.tolerances import SOLVED

MOST = 3
"""Disruptions at most,"""
MOST_COLUMNS = 60_000
"""and no further one once linear programs have had this many columns in all: for a large plan the worst alone."""

LICENCE = "licence"
"""An action that months leave out: which capacity needs a licence that is late is known by year only."""


def by_months(plan: Plan, request: Request, until: Deadline) -> Plan:
    """The plan with its responses by month to the worst of its disruptions among its frames or, among its statistics,
    why these are not known."""
    by_name = {branch.name: branch for branch in branches(plan.tables)}
    worst = [by_name[outcome.branch] for outcome in _worst(plan) if _is_of_months(by_name[outcome.branch])][:MOST]
    if not worst:
        return plan
    request.progress.stage("The worst disruptions month by month")
    responses: dict[Branch, Response] = {}
    years, columns = of_years(plan), 0
    for branch in worst:
        if until.left <= 0 or (request.interrupt is not None and request.interrupt.is_set):
            break
        response = respond(plan, years, branch, deterrents(plan), until, request.interrupt)
        if response is None:
            return _unknown(plan, f"'{branch.name}' was not solved month by month, or not before the time limit.")
        if wrong := list(failed(response.plan)):
            failures = "; ".join(f"{check.name}: {check.detail}" for check in wrong)
            return _unknown(plan, f"The months of '{branch.name}' fail their audit: {failures}.")
        responses[branch] = response
        columns += response.size
        if columns > MOST_COLUMNS:
            break
    if not responses:
        return _unknown(plan, "They were not solved before the time limit or Ctrl-C.")
    return replace(plan, frames={**plan.frames, BY_MONTHS: by_month_frame(responses)})


def _worst(plan: Plan) -> list[Outcome]:
    """The branch of each disruption with the largest shortage, if larger than without it."""
    return [outcome for outcome in worst_of_each(outcomes(View(plan))) if outcome.hurts]


def _is_of_months(branch: Branch) -> bool:
    """Whether a disruption acts by month."""
    return all(row.action != LICENCE for row in branch.actions)


def _unknown(plan: Plan, why: str) -> Plan:
    return replace(plan, statistics={**plan.statistics, BY_MONTHS: f"{NOT_KNOWN}: {why}"})


# ----------------------------------------------------------------------------------------------------------------------
# Frames.

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
    *OF_ACCOUNTS,
    closing_stock,
    depletion,
    disruptions_reported,
    names_known,
    stock_budgets,
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
