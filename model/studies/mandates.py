"""The study ``mandates``: cost of each mandate, alone and on top of all others, between proof and plan."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from model.errors import InputError
from model.families.demand.rows import Demand
from model.pipeline import PlanJob
from model.reports.phrases import STOPPED_EARLY, joined
from model.reports.styles import Field
from model.results.limits import is_met
from model.results.plan import Plan
from model.runs import State, state_told
from model.runs.job import Asking
from model.scenario.limits import Limit, can_be_reported, loosened
from model.sheets.names import LimitName
from model.sheets.schema import ANY, YES
from model.sheets.tables import Tables
from model.studies.feasibility_boundary import Edge, find_edge, step_of
from model.studies.limit_path import limit_text, own_value, worst
from model.studies.study import RunContext, refuse_priorities
from model.studies.with_without import (
    NO_PLAN,
    Items,
    LeaveOutStudy,
    Names,
    SetCosts,
    cost_in_words,
    interval_fields,
    solve_sets,
    without_one,
)
from model.system.files import Output
from model.whatif.apply import base

ORIGIN = "Excluded origins of Demand"
"""Name of the origin rules of the sheet Demand as one mandate."""

WITHOUT_ANY, MET = "no mandate", "met without being required"

NOTE = (
    "Each mandate is required alone, and left out of all; the others are reported only, and each plan is decided anew. "
    "At least (proven) and at most (plans found and audited). A difference that may be 0 is not told apart."
)


def is_counted(row: Limit) -> bool:
    """Whether a row can be required and left out: it has a mandate, and no other part in the objective."""
    return bool(row.mandate) and row.measure != "N-1 cover" and row.priority is None and not row.weight


def tables_of(tables: Tables, members: Names) -> Tables:
    """The workbook with some mandates required; other rows are reported only, or left out where they cannot be."""
    rows = [replace(row, binding=YES) if is_counted(row) else row for row in tables[Limit]]
    required = tables.replaced(Limit, rows)
    changed = loosened(required, {row.limit for row in rows if is_counted(row) and row.mandate not in members})
    if ORIGIN in members or not any(row.excluded_origins for row in tables[Demand]):
        return changed
    free = [replace(row, excluded_origins="", excluded_goods=ANY, exclusion_from=None) for row in tables[Demand]]
    return changed.replaced(Demand, free)


@dataclass(frozen=True)
class Releases(Items):
    """Mandates of a workbook as items that can be left out: an item is the release from a mandate."""

    tables: Tables

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Mandates, then the origin rules of Demand."""
        origins = [ORIGIN] if any(row.excluded_origins for row in self.tables[Demand]) else []
        return tuple(dict.fromkeys([*(row.mandate for row in self.tables[Limit] if is_counted(row)), *origins]))

    def tables_with(self, members: Names) -> Tables:
        """The workbook with the other mandates required."""
        return tables_of(self.tables, frozenset(self.names) - members)

    def title(self, members: Names) -> str:
        """Mandates that are required."""
        return joined([name for name in self.names if name not in members]) or WITHOUT_ANY

    def used(self, plan: Plan) -> Names:
        """Mandates that a plan does not meet unless required."""
        return frozenset(name for name in self.names if not self._meets(plan, name))

    def _meets(self, plan: Plan, name: str) -> bool:
        rows = [row for row in self.tables[Limit] if is_counted(row) and row.mandate == name]
        return name != ORIGIN and all(map(can_be_reported, rows)) and is_met(plan, {row.limit for row in rows})


@dataclass
class MandateCosts(SetCosts):
    """Costs by mandates that are not required, and the tightest values of mandates that no plan meets."""

    edges: dict[LimitName, Edge] = field(default_factory=dict)
    """By limit."""

    def is_met(self, required: Names) -> bool:
        """Whether the plan without mandates meets some of them."""
        return self.lent_by.get(self.everything - required) == self.everything


class MandatesStudy(LeaveOutStudy[MandateCosts]):
    """Two solves for each mandate of a workbook, and two more."""

    sheet, title, note, output = "Mandates", "What each mandate costs", NOTE, Output.MANDATES

    def __init__(self, tables: Tables, title: str = "") -> None:
        self.tables = base(tables).tables
        refuse_priorities(self.tables, "mandates", "compares costs")
        self.items = Releases(self.tables)
        if not self.items.names:
            raise InputError("No row of the sheet 'Limits' has a mandate: type the name of its law in 'mandate'.")

    @property
    def announced(self) -> Sequence[str]:
        return [WITHOUT_ANY]

    def cases(self, context: RunContext) -> Asking[MandateCosts]:
        """Raises Infeasible or SolveFailed where the workbook has no plan even without mandates."""
        names, sets = self.items.names, MandateCosts(self.items)
        yield from solve_sets(sets, [[*without_one(names), Names()], [Names({name}) for name in names]])
        for name in names:
            if sets.without(name).state == State.INFEASIBLE:
                sets.edges |= yield from self._edges(name, sets.plan, context)
        return sets

    def _edges(self, name: str, plan: Plan, context: RunContext) -> Asking[dict[LimitName, Edge]]:
        """The tightest values that have a plan, of the limits of a mandate that have none."""
        edges = dict[LimitName, Edge]()
        for limit in [row.limit for row in self.tables[Limit] if is_counted(row) and row.mandate == name]:
            measured = next((row for row in plan.tables[Limit] if row.limit == limit), None)
            reached = math.nan if measured is None else worst(plan, measured)
            if measured is None or not math.isfinite(reached) or is_met(plan, {limit}):
                continue
            required = replace(measured, binding=YES)
            rows = [required if row is measured else row for row in plan.tables[Limit]]
            tables = plan.tables.replaced(Limit, rows)
            (result,) = yield [PlanJob(limit, tables, is_explained=False)]
            bound = own_value(required)
            if result.state == State.INFEASIBLE and bound is not None:
                step = step_of(required, reached, bound)
                edges[limit] = yield from find_edge(
                    tables, required, reached, (bound, result), step=step, at_a_time=context.at_a_time
                )
        return edges

    def fields(self, sets: MandateCosts) -> list[Field[str]]:
        """Cost of each mandate alone and with the others."""
        amount = sets.plan.amount
        return [
            Field("mandate", str, "text"),
            *interval_fields("alone", sets.last, amount),
            *interval_fields("with the others", sets.alone, amount),
            Field("finding", lambda name: self._finding(sets, name), "wrapped", 48),
        ]

    def findings(self, sets: MandateCosts) -> Iterator[str]:
        """The cost of all mandates, then of each."""
        together = MET if sets.is_met(sets.everything) else cost_in_words(sets.total, sets.plan.amount)
        yield f"All mandates together: {together}."
        if idle := dict.fromkeys(row.mandate for row in self.tables.off.get(Limit, []) if row.mandate):
            yield f"Not asked, since rows of the sheet Limits are not in use: {joined(list(idle))}."
        yield from (f"{name}: {self._finding(sets, name)}." for name in self.items.names)
        if sets.is_stopped:
            yield STOPPED_EARLY

    def _finding(self, sets: MandateCosts, name: str) -> str:
        """The cost of a mandate alone and with the others, or the tightest values that a plan meets."""
        alone, amount = sets.without(name), sets.plan.amount
        if sets.is_met(Names({name})):
            return MET
        if not alone.has_plan:
            rows = {row.limit: row for row in self.tables[Limit] if row.mandate == name}
            edges = {limit: edge for limit, edge in sets.edges.items() if limit in rows}
            tight = [f"{limit} {limit_text(self.tables, rows[limit], edge.feasible)}" for limit, edge in edges.items()]
            return state_told(alone.state) + (f"; tightest with a plan: {joined(tight)}" if tight else "")
        # Requiring a mandate alone costs what its release saves as the last one, and the other way round.
        has_no_plan = sets.costs[Names({name})] == NO_PLAN
        last = "that have no plan without it either" if has_no_plan else cost_in_words(sets.alone(name), amount)
        return f"alone {cost_in_words(sets.last(name), amount)}; with the others {last}"
