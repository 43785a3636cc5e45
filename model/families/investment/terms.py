"""Investment options, online dates and costs: the sheets of projects → index sets and coefficients."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from model.families.conversion.terms import existing_in
from model.families.decisions.rows import Decision
from model.families.investment.lead_times import (
    BuildDecision,
    Timing,
    lead_times,
    made_before,
    modules_and_size,
    timings,
)
from model.families.investment.rows import EXPANSION, MODULES, Project
from model.scenario.build_context import BuildContext, grouped, ordered
from model.scenario.calendar import Calendar
from model.sheets.common import CostRow, Plant
from model.sheets.names import Node, Period, PlantName, ProjectName
from model.sheets.schema import ANY
from model.tolerances import NO_SHARE


@dataclass(frozen=True)
class Investment:
    """Index sets and coefficients of investment."""

    projects: list[ProjectName]
    modular: dict[ProjectName, float]
    """Size of a module [unit/y] of each project built in modules."""
    sized: dict[ProjectName, tuple[float, float]]
    """Least and maximum size of each other project [unit/y]; of expansions on opening, and in total."""
    additions: dict[BuildDecision, float]
    """For expansions: maximum addition in a period [unit/y],"""
    expanded: dict[tuple[ProjectName, Period, Period], float]
    """and by the end of a period if opened in another [unit/y]."""
    most: dict[ProjectName, int]
    least: dict[ProjectName, int]
    """Modules that must be built, if any."""
    timing: dict[BuildDecision, Timing]
    """Every decision that may be taken and comes online within the horizon."""
    usable: dict[tuple[ProjectName, Period, Node], float]
    """Share of the size that is usable, by decision and node: online, ramped up, within its life."""
    standing: dict[tuple[ProjectName, Period, Node], float]
    """Share of the node's period in which the size exists, ramped up or not."""
    decided_before: dict[BuildDecision, tuple[int, float]]
    """Modules and size of decisions made before the first period [modules; unit/y]."""
    spend: dict[tuple[ProjectName, Period, Period], float]
    """Share of the capital spent in each period; by an annuity, which has interest, it may be more than all,"""
    later: dict[tuple[ProjectName, Period, Period], float]
    """Share of the capital that payments after the last year are worth in the last period, where they count;"""
    due: dict[tuple[ProjectName, Period, Period], float]
    """and, where given, the capital still due on decisions made before [amount]."""
    plant: dict[ProjectName, PlantName]
    choice_groups: dict[str, list[ProjectName]]
    needs: dict[BuildDecision, list[BuildDecision]]
    """By decision that needs another project: the decisions on that project that come online in time."""
    room: dict[tuple[PlantName, Node], float]
    """Capacity that may still be added at a plant with a maximum, by node [unit/y]."""
    fixed_capex: dict[BuildDecision, float]
    unit_capex: dict[BuildDecision, float]
    fixed_opex: dict[tuple[ProjectName, Period], float]
    salvage: dict[tuple[ProjectName, Period, Period], float]
    """Share of the capital that comes back in the last period."""

    def outlived(self, period: Mapping[Node, Period]) -> Iterator[tuple[ProjectName, Period, Node]]:
        """Openings of expansions whose first capacity has been retired, by node: the later one keeps them there."""
        for (j, b), span in self.timing.items():
            if (j, b) in self.additions:
                yield from ((j, b, n) for n, t in period.items() if t >= span.end)


def investment_of(context: BuildContext) -> Investment:
    """Investment of the tables: every decision that comes online within the horizon, with its coefficients."""
    plants = {plant.plant: plant for plant in context.tables[Plant]}
    leads, timing, before = lead_times(context), timings(context), made_before(context.tables)
    due = {decision for decision, row in before.items() if row.still_to_pay is not None}
    projects = {p.project: p for p in context.tables[Project] if any(j == p.project for j, _ in timing)}
    rows = {row.item: row for row in context.tables[CostRow] if row.recipe == ANY}
    costs = {j: rows.get(j) or CostRow(item=j) for j in projects}
    nodes, calendar = context.tree.period, context.calendar
    additions = {(j, b): _addition(projects[j], calendar, b) for j, b in timing if projects[j].kind == EXPANSION}
    delaying = [n for n in nodes if n in context.effects.delaying]
    late = {
        (j, b, n): context.effects.delay(j, plants[projects[j].plant], span.decided, span.online, n)
        for n, ((j, b), span) in product(delaying, timing.items())
    }
    built_at = {project.plant for project in projects.values()}
    trunk = {n: t for n, t in nodes.items() if n not in context.tree.branch_of}
    fixed_opex = context.by_time({j: row.fixed_opex for j, row in costs.items()})
    usable, standing = _at_nodes(
        timing,
        late,
        nodes,
        lambda j, online, end, t: (
            calendar.profile(online, end, leads[j].ramp_up, t),
            calendar.share(online, end, t),
        ),
    )
    return Investment(
        projects=list(projects),
        modular={j: p.module_size or 0.0 for j, p in projects.items() if p.kind == MODULES},
        sized={j: (p.smallest_size, p.maximum_size or 0.0) for j, p in projects.items() if p.kind != MODULES},
        additions=additions,
        expanded=_expanded(projects, additions, before),
        most={j: p.maximum_modules if p.kind == MODULES else 1 for j, p in projects.items()},
        least={j: p.minimum_modules for j, p in projects.items() if p.minimum_modules},
        timing=timing,
        usable=usable,
        standing=standing,
        spend=_sparse(
            ((j, b, t), span.spent(leads[j], calendar, t))
            for ((j, b), span), t in product(timing.items(), calendar.periods)
            if (j, b) not in due
        ),
        later=_sparse(
            ((j, b, calendar.periods[-1]), span.due_later(leads[j], calendar))
            for (j, b), span in timing.items()
            if (j, b) not in due
        ),
        due=_sparse(
            ((j, b, t), still_due(row, timing[j, b].online, calendar.years_of(t)))
            for ((j, b), row), t in product(before.items(), calendar.periods)
        ),
        decided_before=_decided_before(projects, before),
        plant={j: p.plant for j, p in projects.items()},
        choice_groups=grouped(
            ordered(p.choice_group for p in projects.values() if p.choice_group),
            ((p.choice_group, j) for j, p in projects.items()),
        ),
        needs={
            (j, b): [
                (q, c) for (q, c), other in timing.items() if q == projects[j].needs and other.online <= span.online
            ]
            for (j, b), span in timing.items()
            if projects[j].needs and (j, b) not in before
        },
        room={
            (p, n): plant.maximum_capacity - existing_in(calendar, plant, t)
            for (p, plant), (n, t) in product(plants.items(), trunk.items())
            if plant.maximum_capacity is not None and p in built_at
        },
        fixed_capex={(j, b): calendar.mean(costs[j].fixed_capex, b) for j, b in timing},
        unit_capex={(j, b): context.money(calendar.mean(costs[j].capex_per_unit, b)) for j, b in timing},
        fixed_opex={key: context.money(cost) for key, cost in fixed_opex.items()},
        salvage=_sparse(
            (
                (j, b, calendar.periods[-1]),
                costs[j].salvage * max(0.0, span.end - calendar.end) / (span.end - span.online),
            )
            for (j, b), span in timing.items()
        ),
    )


def still_due(decision: Decision, online: float, years: Iterable[int]) -> float:
    """Capital that is due in some years, until it is online, on a decision made before the first period [amount]."""
    amounts = decision.still_to_pay
    return 0.0 if amounts is None else sum(amounts.at(year) for year in years if year < online)


def _addition(project: Project, calendar: Calendar, period: Period) -> float:
    """The most that an expansion adds in a period [unit/y]."""
    most = project.maximum_size or 0.0
    return most if project.maximum_addition is None else min(most, calendar.length(period) * project.maximum_addition)


def _decided_before(
    projects: Mapping[ProjectName, Project], decisions: Mapping[BuildDecision, Decision]
) -> dict[BuildDecision, tuple[int, float]]:
    """Modules and size of decisions made before the first period; an expansion was opened at its first one."""
    sizes = {(j, b): modules_and_size(row, projects[j]) for (j, b), row in sorted(decisions.items())}
    # Reversed, so that the first decision on each expansion stays.
    opened = {j: b for j, b in reversed(sizes) if projects[j].kind == EXPANSION}
    return {(j, b): (0 if opened.get(j, b) != b else modules, size) for (j, b), (modules, size) in sizes.items()}


def _expanded(
    projects: Mapping[ProjectName, Project],
    additions: Mapping[BuildDecision, float],
    before: Collection[BuildDecision],
) -> dict[tuple[ProjectName, Period, Period], float]:
    """Largest size of an expansion in each period, by the period in which it was opened [unit/y]."""
    expanded = {}
    for j in dict.fromkeys(j for j, _ in additions):
        largest, periods = projects[j].maximum_size or 0.0, [b for i, b in additions if i == j]
        for b, t in product(sorted(periods), periods):
            if b <= t and (j, t) not in before:
                size = sum(additions[j, s] for s in periods if b <= s <= t)
                expanded[j, b, t] = largest if (j, b) in before else min(largest, size)
    return expanded


def _at_nodes(
    timing: Mapping[BuildDecision, Timing],
    late: Mapping[tuple[ProjectName, Period, Node], float],
    nodes: Mapping[Node, Period],
    shares: Callable[[ProjectName, float, float, Period], tuple[float, ...]],
) -> Sequence[dict[tuple[ProjectName, Period, Node], float]]:
    """Shares of each decision at each node, by when it is online there and until when; nodes of one period at which it
    is as late have the same, calculated once. Both mappings share keys."""
    at_nodes: Sequence[dict[tuple[ProjectName, Period, Node], float]] = ({}, {})
    delays: dict[BuildDecision, dict[Node, float]] = {}
    for (j, b, n), delay in late.items():
        if delay:
            delays.setdefault((j, b), {})[n] = delay
    periods = sorted(set(nodes.values()))
    for (j, b), span in timing.items():
        usual = {t: shares(j, span.online, span.end, t) for t in periods}
        shifted: dict[tuple[float, Period], tuple[float, ...]] = {}
        own = delays.get((j, b), {})
        for n, t in nodes.items():
            if own and n in own:
                at = own[n], t
                if at not in shifted:
                    shifted[at] = shares(j, span.online + at[0], span.end + at[0], t)
                fractions = shifted[at]
            else:
                fractions = usual[t]
            key = j, b, n
            for share_of, fraction in zip(at_nodes, fractions, strict=True):
                if fraction > NO_SHARE:
                    share_of[key] = fraction
    return at_nodes


Index = TypeVar("Index")


def _sparse(items: Iterable[tuple[Index, float]]) -> dict[Index, float]:
    return {index: value for index, value in items if value > NO_SHARE}
