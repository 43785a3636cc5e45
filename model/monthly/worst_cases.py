"""Monthly responses to the worst disruptions of a plan."""

from __future__ import annotations

from dataclasses import replace

from model.monthly.frames import by_month_frame, failed
from model.monthly.respond import Response, of_years, respond
from model.planning.do_nothing import deterrents
from model.planning.request import Request
from model.results.columns import Outcome
from model.results.plan import Plan
from model.results.risk import BY_MONTHS, outcomes, worst_of_each
from model.results.view import View
from model.scenario.coincidence import branches
from model.scenario.disruptions import Branch
from model.sheets.names import NOT_KNOWN
from model.solver.termination import Deadline

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
