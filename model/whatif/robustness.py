"""Regret of a plan if another what-if materialises, and decisions that are robust: in every plan, or due before the
future is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from model.results.build import Taken, taken
from model.results.optimality import is_significant
from model.whatif.compare import Comparison
from model.whatif.plan_difference import Digest

# ----------------------------------------------------------------------------------------------------------------------
# Regret: cost of a plan above the best known one, if another what-if materialises than the one it was made for.


@dataclass(frozen=True)
class Regret:
    """Costs of every plan under every what-if [amount]."""

    names: tuple[str, ...]
    """What-ifs that have a plan."""
    cost: Mapping[tuple[str, str], float]
    """By the what-if of the plan and the one that materialises; NaN if the plan is infeasible there."""
    reason: Mapping[tuple[str, str], str]
    """Why it cannot."""
    best: Mapping[str, float]
    """The cheapest known cost under each what-if."""
    left_out: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """Decisions of a plan that do not exist under the what-if that materialises, and are left out with their cost."""

    noise: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Joint gap of the solves behind a regret [amount]."""
    unknown: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Why a cost is unknown."""

    def regret(self, plan: str, what_if: str) -> float:
        """Cost of the plan above the best known one; infinite if it is infeasible, NaN if unknown."""
        cost = self.cost.get((plan, what_if), math.nan)
        if math.isnan(cost) and (plan, what_if) in self.reason:
            return math.inf
        return cost - self.best[what_if]

    def is_significant(self, plan: str, what_if: str) -> bool:
        """Whether a regret is more than the solves leave open; that a plan cannot be held is proven."""
        regret = self.regret(plan, what_if)
        return math.isinf(regret) or is_significant(regret, self.noise.get((plan, what_if), 0.0))

    def worst(self, plan: str) -> float:
        """The greatest regret of a plan; NaN if any is unknown."""
        regrets = [self.regret(plan, what_if) for what_if in self.names]
        return math.nan if any(math.isnan(regret) for regret in regrets) else max(regrets, default=math.nan)

    def worst_under(self, plan: str) -> str:
        """The what-if under which a plan's regret is greatest; empty if none is known."""
        regrets = {name: self.regret(plan, name) for name in self.names}
        regrets = {name: value for name, value in regrets.items() if not math.isnan(value)}
        return max(regrets, key=regrets.__getitem__, default="")

    def expected(self, plan: str, weights: Mapping[str, float]) -> float:
        """Expected cost of a plan's commitments; infinite if infeasible in a future, NaN if unknown in one."""
        regrets = [weight * self.regret(plan, name) for name, weight in weights.items()]
        return sum(regrets) + sum(weight * self.best[name] for name, weight in weights.items())

    def is_worst_significant(self, plan: str) -> bool:
        worst = self.worst_under(plan)
        return bool(worst) and self.is_significant(plan, worst)

    @property
    def compromises(self) -> tuple[str, ...]:
        """Plans with the lowest maximum regret, the lowest first: several if their difference is not significant. Empty
        if every plan fails somewhere."""
        worst = {name: self.worst(name) for name in self.names}
        finite = sorted((name for name, item in worst.items() if math.isfinite(item)), key=worst.__getitem__)
        return tuple(
            name
            for name in finite
            if name == finite[0] or not is_significant(worst[name] - worst[finite[0]], self._open(name, finite[0]))
        )

    def _open(self, one: str, other: str) -> float:
        return sum(self.noise.get((plan, self.worst_under(plan)), 0.0) for plan in (one, other))

    @property
    def compromise(self) -> str:
        """The plan with the lowest maximum regret; empty if there is none, or the difference is not significant."""
        plan = self.compromises
        return plan[0] if len(plan) == 1 else ""


# ----------------------------------------------------------------------------------------------------------------------
# Robust decisions: projects built in every plan, and decisions due before the future is known.


MOST = 2 / 3
"""Share of the plans from which on 'most' build a project."""

ALL, MANY, FEW = "all", "most", "few"


@dataclass(frozen=True)
class Agreement:
    """A project over all plans."""

    project: str
    country: str
    stage: str
    unit: str
    plans: int
    """Number of plans counted,"""
    building: tuple[str, ...]
    """which of them build it at any time,"""
    first: tuple[str, ...]
    """which decide it in the first period,"""
    due: tuple[str, ...]
    """and which before the inputs differ, or in the first period."""
    earliest: int
    """Year of the first decision in the plan that takes it first,"""
    latest: int
    """and in the plan that takes it last."""
    least: float
    """Size, all decisions together, in the plan that builds least of those that build it,"""
    greatest: float
    """and in the one that builds most."""
    least_due: float
    """Size decided by the time the inputs differ, in the plan that decides least of those that decide any."""
    greatest_due: float
    when: str
    """By when 'due' is: 'now', or 'by 2029'."""
    keeping: tuple[str, ...] = ()
    """The plans whose workbook keeps a decision to build it."""

    @property
    def marked(self) -> str:
        """The project, with a mark if workbooks keep it: what they ask for is no finding of their plans."""
        if not self.keeping:
            return self.project
        is_all = len(self.keeping) == len(self.building)
        return f"{self.project} (kept{'' if is_all else f' in {len(self.keeping)} of {self.plans} plans'})"

    @property
    def share(self) -> float:
        """Share of plans that build it."""
        return len(self.building) / self.plans

    @property
    def built_in(self) -> str:
        return _how_many(len(self.building), self.plans)

    @property
    def due_in(self) -> str:
        return _how_many(len(self.due), self.plans)

    @property
    def is_no_regret(self) -> bool:
        """Whether every plan builds it."""
        return self.built_in == ALL

    @property
    def advice(self) -> str:
        """Recommendation, as far as the plans agree."""
        some = f"{len(self.due)} of {self.plans} plans"
        if self.due_in == ALL:
            return f"decide {self.when}, as in every plan"
        if self.is_no_regret:
            return f"in every plan, first decided by {self.latest} at the latest"
        if self.due_in == MANY:
            return f"likely: decided {self.when} in {some}"
        return f"speculative: decided {self.when} in {some}" if self.due else "can wait for more information"


def _how_many(number: int, plans: int) -> str:
    if number == plans:
        return ALL
    return MANY if number >= MOST * plans - 1e-9 else FEW


def differ_in(comparison: Comparison) -> int | None:
    """The first year in which the inputs of any case with a plan differ from the base's; None if they never do."""
    years = [
        case.differs_from for case in comparison.others if case.digest is not None and case.differs_from is not None
    ]
    return min(years, default=None)


def due_before(comparison: Comparison) -> int:
    """Year before which decisions are due without knowing the future: those of the first period always, those of later
    ones while all inputs are still the same."""
    return max(_second(comparison), differ_in(comparison) or 0)


def _second(comparison: Comparison) -> int:
    """First year of the second period."""
    return min((plan.calendar.after(plan.periods[0]) for plan in comparison.solved), default=0)


def when_due(comparison: Comparison) -> str:
    """Time by which these decisions are due: 'now', or 'by 2029' if inputs begin to differ later."""
    before = due_before(comparison)
    return "now" if before <= _second(comparison) else f"by {before - 1}"


def agreements(comparison: Comparison) -> list[Agreement]:
    """Every project that any plan builds: those of most plans first, then those decided first."""
    plans = comparison.deciding
    of_plan = [taken(plan.builds) for plan in plans]
    before = due_before(comparison)
    projects = dict.fromkeys(project for built in of_plan for project in built)
    when = when_due(comparison)
    agreed = [_agreement(project, plans, of_plan, before, when) for project in projects]
    return sorted(
        agreed,
        key=lambda agreement: (-len(agreement.building), -len(agreement.due), agreement.earliest, agreement.project),
    )


def _agreement(
    project: str, plans: tuple[Digest, ...], of_plan: list[dict[str, Taken]], before: int, when: str
) -> Agreement:
    having = [(plan, built[project]) for plan, built in zip(plans, of_plan, strict=True) if project in built]
    due = {
        plan.name: sum(project.size for project in plan.projects[project] if project.decided < before)
        for plan, built in having
        if built.decided < before
    }
    one = having[0][0].projects[project][0]
    sizes = [built.size for _, built in having]
    return Agreement(
        project=project,
        country=one.country,
        stage=one.stage,
        unit=one.unit,
        plans=len(plans),
        building=tuple(plan.name for plan, _ in having),
        first=tuple(plan.name for plan, built in having if built.decided == plan.periods[0]),
        due=tuple(due),
        earliest=min(built.decided for _, built in having),
        latest=max(built.decided for _, built in having),
        least=min(sizes),
        greatest=max(sizes),
        least_due=min(due.values(), default=0.0),
        greatest_due=max(due.values(), default=0.0),
        when=when,
        keeping=tuple(plan.name for plan, _ in having if any(build.is_kept for build in plan.projects[project])),
    )


def decide_now(comparison: Comparison) -> list[Agreement]:
    """Projects that some plan decides on before the future is known."""
    due = [agreement for agreement in agreements(comparison) if agreement.due]
    return sorted(due, key=lambda agreement: (-len(agreement.due), agreement.earliest, agreement.project))
