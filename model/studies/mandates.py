"""The study ``mandates``: cost of each mandate, alone and on top of all others, between proof and plan."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from model.errors import ExitCode, InputError
from model.families.demand.rows import Demand
from model.families.origin.rows import Origin
from model.pipeline import PlanJob
from model.reports.document import Document, DocumentSheet, DocumentTable, PagePart, Paragraphs
from model.reports.phrases import STOPPED_EARLY, joined, known, money
from model.reports.styles import Field
from model.results.mandates import is_met
from model.results.view import View
from model.runs import Result, State, exit_code_of, state_told
from model.runs.asking import Asking
from model.scenario.limits import Limit, can_be_reported, loosened
from model.sheets.schema import ANY, YES
from model.sheets.tables import Tables
from model.sheets.wording import NOT_KNOWN
from model.studies.comparison.batch import near_jobs
from model.studies.feasibility_boundary import Edge, find_edge, step_of
from model.studies.limit_path import own_value, said, worst
from model.studies.study import CaseOutcome, RunContext, Study, refuse_priorities, settle
from model.system.outputs import Output
from model.tolerances import SOLVED
from model.whatif.apply import base
from model.whatif.variant import Variant

Members = frozenset[str]
"""Mandates that are required."""

ORIGIN = "Excluded origins of Demand"
"""Name of the origin rules of the sheet Demand as one mandate."""

NONE: Members = frozenset()
WITHOUT_ANY, MET = "no mandate", "met without being required"

NOTE = (
    "Each mandate is required alone, and left out of all; the others are reported only, and each plan is decided anew. "
    "At least (proven) and at most (plans found and audited). A difference that may be 0 is not told apart."
)


def is_counted(row: Limit) -> bool:
    """Whether a row can be required and left out: it has a mandate, and no other part in the objective."""
    return bool(row.mandate) and row.measure != "N-1 cover" and row.priority is None and not row.weight


def tables_of(tables: Tables, members: Members) -> Tables:
    """The workbook with some mandates required; other rows are reported only, or left out where they cannot be."""
    rows = [replace(row, binding=YES) if is_counted(row) else row for row in tables[Limit]]
    required = tables.replaced(Limit, rows)
    changed = loosened(required, {row.limit for row in rows if is_counted(row) and row.mandate not in members})
    if ORIGIN in members or not any(row.excluded_origins for row in tables[Demand]):
        return changed
    free = [replace(d, excluded_origins="", excluded_goods=ANY, exclusion_from=None) for d in tables[Demand]]
    return changed.replaced(Demand, free).replaced(Origin, [])


@dataclass(frozen=True)
class CostInterval:
    """Least cost: at least ``low`` (proven), at most ``high`` (of an audited plan); infinite without a plan."""

    low: float
    high: float

    @classmethod
    def of(cls, case: CaseOutcome[Members]) -> Self:
        if case.source.has_plan:
            return cls(min(case.proven, case.cost), case.cost)
        return cls(math.inf if case.is_lost else case.proven, math.inf)

    def beyond(self, other: CostInterval) -> CostInterval:
        """Additional cost against fewer mandates, which is never negative; infinite if only these have no plan."""
        if self.is_lost:
            return self
        high = math.inf if math.isinf(self.high) else self.high - other.low
        return CostInterval(max(0.0, self.low - other.high), high)

    @property
    def is_told(self) -> bool:
        """Whether it excludes 0 by more than rounding."""
        return self.low > SOLVED * max(1.0, abs(self.high) if math.isfinite(self.high) else 1.0)

    @property
    def is_lost(self) -> bool:
        """Whether it is proven that no plan exists."""
        return self.low == math.inf


@dataclass(frozen=True)
class MandateCosts:
    """Solves with sets of mandates, and the tightest values of mandates that no plan meets."""

    tables: Tables
    names: tuple[str, ...]
    results: Mapping[Members, Result]
    """A set that the plan of a smaller one meets has its result."""
    carried: Mapping[Members, Members]
    """The smaller set, of each of these."""
    edges: Mapping[str, Edge] = field(default_factory=dict)
    """By limit."""

    @property
    def exit_code(self) -> ExitCode:
        return exit_code_of(list(self.results.values()))

    @cached_property
    def intervals(self) -> dict[Members, CostInterval]:
        """Least cost of each set: more mandates never cost less [amount]."""
        cases = [CaseOutcome.of(each, self.results[each]) for each in sorted(self.results, key=len)]
        return {case.at: CostInterval.of(case) for case in settle(cases, lambda one, other: one > other)}

    def alone(self, name: str) -> CostInterval:
        """Additional cost of one mandate against none [amount]."""
        return self.intervals[frozenset({name})].beyond(self.intervals[NONE])

    def last(self, name: str) -> CostInterval:
        """Additional cost of one mandate on top of all others [amount]."""
        every = frozenset(self.names)
        return self.intervals[every].beyond(self.intervals[every - {name}])

    @property
    def together(self) -> CostInterval:
        return self.intervals[frozenset(self.names)].beyond(self.intervals[NONE])


class MandatesStudy(Study[MandateCosts]):
    """Two solves for each mandate of a workbook, and two more."""

    def __init__(self, tables: Tables, title: str = "") -> None:
        self.tables = base(tables).tables
        refuse_priorities(self.tables, "mandates", "compares costs")
        origins = [ORIGIN] if any(row.excluded_origins for row in self.tables[Demand]) else []
        found = [row.mandate for row in self.tables[Limit] if is_counted(row)]
        self.names = tuple(dict.fromkeys([*found, *origins]))
        if not self.names:
            raise InputError("No row of the sheet 'Limits' has a mandate: type the name of its law in 'mandate'.")

    def _named(self, members: Members) -> str:
        return joined([name for name in self.names if name in members]) or WITHOUT_ANY

    @property
    def announced(self) -> Sequence[str]:
        return [WITHOUT_ANY]

    def cases(self, context: RunContext) -> Asking[MandateCosts]:
        """Raises Infeasible or SolveFailed where the workbook has no plan even without mandates."""
        (none,) = yield [PlanJob(WITHOUT_ANY, tables_of(self.tables, NONE))]
        none.required()
        every, results, carried = frozenset(self.names), {NONE: none}, dict[Members, Members]()
        alone = [frozenset({name}) for name in self.names]
        for wanted in ([*alone, every], [every - one for one in alone]):
            ask = []
            for members in (each for each in dict.fromkeys(wanted) if each not in results):
                found = next((s for s in results if s < members and self._meets(results[s], members - s)), None)
                if found is None:
                    ask.append(members)
                else:
                    results[members], carried[members] = results[found], found
            variants = [Variant(self._named(each), tables_of(self.tables, each)) for each in ask]
            results |= dict(zip(ask, (yield list(near_jobs(none, variants, is_explained=False))), strict=True))
        edges: dict[str, Edge] = {}
        for one in alone:
            if results[one].state == State.INFEASIBLE:
                edges |= yield from self._edges(one, none, context)
        return MandateCosts(self.tables, self.names, results, carried, edges)

    def _meets(self, result: Result, members: Members) -> bool:
        """Whether a plan meets further mandates, although they are not required."""
        if not result.has_plan or not result.is_audited or ORIGIN in members:
            return False
        rows = [row for row in self.tables[Limit] if is_counted(row) and row.mandate in members]
        return all(map(can_be_reported, rows)) and is_met(result.plan(), {row.limit for row in rows})

    def _edges(self, one: Members, none: Result, context: RunContext) -> Asking[dict[str, Edge]]:
        """The tightest values that have a plan, of the limits of a mandate that have none."""
        plan, found = none.plan(), dict[str, Edge]()
        for name in [row.limit for row in self.tables[Limit] if is_counted(row) and row.mandate in one]:
            measured = next((row for row in plan.tables[Limit] if row.limit == name), None)
            held = math.nan if measured is None else worst(plan, measured)
            if measured is None or not math.isfinite(held) or is_met(plan, {name}):
                continue
            row = replace(measured, binding=YES)
            others = [row if each is measured else each for each in plan.tables[Limit]]
            tables = plan.tables.replaced(Limit, others)
            (result,) = yield [PlanJob(row.limit, tables, is_explained=False)]
            bound = own_value(row)
            if result.state == State.INFEASIBLE and bound is not None:
                found[name] = yield from find_edge(
                    tables, row, held=held, lost=(bound, result), step=step_of(row, held, bound),
                    at_a_time=context.at_a_time,
                )  # fmt: skip
        return found

    def document(self, found: MandateCosts) -> Document:
        plan = found.results[NONE].required()
        view, says = View(plan), list(findings(found, plan.amount))
        table = DocumentTable(list(found.names), [
            Field("mandate", lambda name: name, "text"),
            *_ends("alone", found.alone, plan.amount),
            *_ends("with the others", found.last, plan.amount),
            Field("finding", lambda name: finding(found, name), "wrapped", 48),
        ], is_whole=True)  # fmt: skip
        title = "What each mandate costs"
        sheet = DocumentSheet("Mandates", "Costs", title, NOTE, [Paragraphs(says), table])
        shown = [PagePart("mandates", title, [NOTE], [table])]
        return Document(title, title, f"Costs in {plan.amount}", Output.MANDATES, view, says, [sheet], shown)


def _ends(header: str, of: Callable[[str], CostInterval], amount: str) -> list[Field[str]]:
    """Both ends of an interval by mandate; empty if unknown."""
    return [
        Field(f"{header}, at least ({amount})", lambda name: known(of(name).low)),
        Field(f"{header}, at most ({amount})", lambda name: known(of(name).high)),
    ]


def findings(found: MandateCosts, amount: str) -> Iterator[str]:
    """The cost of all mandates, then of each."""
    every = frozenset(found.names)
    together = MET if found.carried.get(every) == NONE else _told(found.together, amount)
    yield f"All mandates together: {together}."
    if idle := dict.fromkeys(row.mandate for row in found.tables.off.get(Limit, []) if row.mandate):
        yield f"Not asked, since rows of the sheet Limits are not in use: {joined(list(idle))}."
    for name in found.names:
        yield f"{name}: {finding(found, name)}."
    if any(result.state == State.STOPPED for result in found.results.values()):
        yield STOPPED_EARLY


def finding(found: MandateCosts, name: str) -> str:
    """The cost of a mandate alone and with the others, or the tightest values that a plan meets."""
    alone = frozenset({name})
    if found.carried.get(alone) == NONE:
        return MET
    if not found.results[alone].has_plan:
        rows: dict[str, Limit] = {row.limit: row for row in found.tables[Limit]}
        tight = [f"{limit} {said(found.tables, rows[limit], edge.held)}" for limit, edge in found.edges.items()
                 if rows[limit].mandate == name]  # fmt: skip
        return state_told(found.results[alone].state) + (f"; tightest with a plan: {joined(tight)}" if tight else "")
    amount = found.results[alone].required().amount
    is_lost = found.intervals[frozenset(found.names) - alone].is_lost
    last = "that have no plan without it either" if is_lost else _told(found.last(name), amount)
    return f"alone {_told(found.alone(name), amount)}; with the others {last}"


def _told(cost: CostInterval, amount: str) -> str:
    if cost.is_lost:
        return "no plan (proven)"
    if cost.low <= 0 and math.isinf(cost.high):
        return NOT_KNOWN
    if not cost.is_told:
        return "not told apart; a smaller gap would tell"
    if math.isinf(cost.high):
        return f"at least {money(cost.low)} {amount}"
    ends = dict.fromkeys((money(cost.low), money(cost.high)))
    return f"{' to '.join(ends)} {amount}"
