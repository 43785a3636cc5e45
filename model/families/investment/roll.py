"""Projects built or begun become decisions already made; those that can no longer be decided are dropped."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Added, Change, Edit, Off, Past, never_after
from model.families.decisions.rows import BUILD, FORBIDDEN, Decision
from model.families.investment.lead_times import modules_and_size
from model.families.investment.rows import MODULES, SIZE, LeadTime, Project


def builds(past: Past) -> Iterator[Change]:
    """Each build of the years that are over."""
    for line in past.lines("builds", "decided"):
        yield Added(past.already_made(BUILD, line.project, line.decided, size=line.size), f"decided in {line.decided}")


def windows(past: Past) -> Iterator[Change]:
    """Projects that no decision of the years to come brings online within the horizon."""
    decided = {row.subject for row in past.made_before(BUILD)} | {
        line.project for line in past.lines("builds", "decided")
    }
    leads = {row.project: row for row in past.tables[LeadTime]}
    for row in past.tables[Project]:
        lead = leads.get(row.project) or LeadTime(project=row.project)
        is_over = row.latest_decision is not None and row.latest_decision < past.to
        may_be = any(
            t + lead.permitting + lead.construction < past.ahead.end
            for t in past.ahead.periods
            if t >= (row.earliest_decision or t) and t <= (row.latest_decision or t)
        )
        if not may_be and row.project not in decided:
            yield Off(row, "it was not built, and can no longer be")
        elif is_over:
            yield Edit(row, "latest_decision", None, f"it lies before {past.to}")
            if row.kind == SIZE or (row.kind == MODULES and _modules(past, row) >= row.maximum_modules):
                continue  # it cannot be built again
            no_more = f"{past.to} no more {row.project}"
            yield Added(
                Decision(decision=no_more, action=BUILD, subject=row.project, way="", rule=FORBIDDEN),
                f"its latest decision was {row.latest_decision}",
            )


def _modules(past: Past, row: Project) -> int:
    """Number of modules of a project built so far, also before the plan."""
    built: int = sum(round(line.modules) for line in past.lines("builds", "decided") if line.project == row.project)
    earlier = [decision for decision in past.made_before(BUILD) if decision.subject == row.project]
    return built + sum(modules_and_size(decision, row)[0] for decision in earlier)


ROLL = (builds, windows)
WINDOWS = {Project: ("latest_decision",)}
DO_NOTHING = {Project: never_after("latest_decision", minimum_modules=0)}
