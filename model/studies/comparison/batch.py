"""Workbooks with their what-ifs → a result for each: the bases first, then the what-ifs, each near its base.

Two plans of equal cost may build quite different things. To make differences meaningful, a what-if is solved near the
base: the base's decisions are its first plan, replaced only by cheaper ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, ClassVar

from model.errors import ExitCode, Infeasible
from model.pipeline import NearJob
from model.planning.reoptimise import Base
from model.planning.request import Request
from model.results.decisions import Decisions, up_to_rounding
from model.results.optimality import Solved, noise
from model.runs import Job, Result, State
from model.runs.job import BROKEN
from model.sheets.whatifs import HELD, NEW, NONE
from model.whatif.compare import Comparison, compare_runs
from model.whatif.robustness import Regret
from model.whatif.variants import Variant

if TYPE_CHECKING:
    from model.progress import Progress
    from model.results.plan import Plan


@dataclass(frozen=True)
class Run:
    """A variant and how its solve ended."""

    variant: Variant
    result: Result

    @property
    def name(self) -> str:
        return self.variant.name


@dataclass(frozen=True)
class Batch:
    """All runs of a workbook, the base first."""

    title: str
    runs: tuple[Run, ...]
    regret: Regret | None = None
    is_regret_cut_short: bool = False
    """Whether Ctrl-C came before every plan had been tried under every other what-if."""

    @property
    def solved(self) -> list[Run]:
        """Runs with a plan."""
        return [run for run in self.runs if run.result.has_plan]

    @property
    def planned(self) -> list[Run]:
        """Runs with a plan of their own, which regret compares."""
        return [run for run in self.solved if run.variant.plan == NEW]

    @property
    def comparison(self) -> Comparison:
        return compare_runs(self.title, [(run.variant, run.result) for run in self.runs])

    @property
    def exit_code(self) -> ExitCode:
        """Exit code of the command: the worst of all runs; if none of them has a plan, that of the base."""
        states = {run.result.state for run in self.runs}
        if not all(run.result.is_audited for run in self.runs):
            return ExitCode.AUDIT
        if not self.solved:
            ends = {State.INFEASIBLE: ExitCode.INFEASIBLE, State.UNBOUNDED: ExitCode.UNBOUNDED}
            return ends.get(self.runs[0].result.state, ExitCode.FAILED)
        if states & BROKEN:
            return ExitCode.FAILED
        is_cut_short = self.is_regret_cut_short or bool(states & {State.LIMIT, State.FAILED, State.STOPPED})
        return ExitCode.LIMIT if is_cut_short else ExitCode.OPTIMAL


def chosen(what_ifs: Iterable[Variant], patterns: Sequence[str]) -> tuple[Variant, ...]:
    """The named what-ifs, by name or with the wildcards ``*`` and ``?``; all if none is named."""

    def is_named(name: str) -> bool:
        return not patterns or any(is_meant(pattern, name) for pattern in patterns)

    return tuple(variant for variant in what_ifs if is_named(variant.name))


def is_meant(pattern: str, name: str) -> bool:
    """Whether a name, or a pattern with wildcards, matches a what-if; capitals do not matter."""
    pattern, name = pattern.strip().casefold(), name.casefold()
    return pattern == name or fnmatchcase(name, pattern)


def near_jobs(
    base: Result, what_ifs: Iterable[Variant], shown: Callable[[str], str] = str, *, is_explained: bool = True
) -> Iterator[Job]:
    """The jobs of what-ifs, with their names as ``shown``. One with the inputs of the base is the base."""
    key = base.job.key()
    plan = base.plan() if base.has_plan else None
    near, warm_start = (None, None) if plan is None else (plan.decided, Base.of(plan, key))
    for variant in what_ifs:
        plain = replace(base.job, name=shown(variant.name), tables=variant.tables)
        if plain.key() == key or variant.plan == NONE:
            yield plain
        else:
            is_held = variant.plan == HELD
            asked = vars(plain) | {"is_explained": is_explained}
            yield NearJob(**asked, near=near, base=warm_start, is_held=is_held)


@dataclass(frozen=True)
class HeldJob(Job):
    """The cost of a plan's first-stage decisions under the tables of another what-if. Its plan has no frames: only cost
    is needed.

    Decisions that would come online after the horizon there are left out, with their cost; so are those that do not
    exist there.
    """

    plan_of: str = ""
    """The what-if whose plan is held,"""
    what_if: str = ""
    """and the one that comes."""
    decided: Decisions = field(default_factory=dict)
    """First-stage decisions of the plan."""
    base: Base | None = None
    """The own plan of the one that comes, to begin from."""

    is_whole: ClassVar[bool] = False

    def content(self) -> dict[str, Any]:
        decisions = sorted([repr(key), value] for key, value in self.decided.items())
        return super().content() | {"held": decisions, "base": self.base and self.base.key}

    def find(self, progress: Progress) -> Plan:
        from model.planning.reoptimise import Prepared, prepared
        from model.results.decisions import LEFT_OUT, broken, not_held, too_much
        from model.results.plan import Plan

        progress.stage("Building the model")
        program = Prepared(self.tables) if self.base is None else prepared(self.base)
        model, ahead = program.model, program.ahead
        reason = too_much(model, ahead, self.decided)
        if reason:
            raise Infeasible(reason)
        request = Request(self.precision, self.longest, progress)
        decided = ahead.adopted(self.decided)
        try:
            solution = up_to_rounding(lambda tolerance: program.hold(decided, request, tolerance))
        except Infeasible as error:
            raise Infeasible(broken(ahead, self.decided) or str(error)) from error
        left_out = not_held(model, ahead.left_out(self.decided))
        return Plan(
            outcome=solution.outcome,
            objective=solution.objective,
            bound=solution.bound,
            gap=solution.gap,
            seconds=solution.seconds,
            tables=self.tables,
            periods=program.instance.calendar.periods,
            frames={},
            units={},
            statistics={LEFT_OUT: left_out} if left_out else {},
        )


def regret_jobs(
    jobs: Iterable[Job], decided: Mapping[str, Decisions], bases: Mapping[str, Base | None] | None = None
) -> list[HeldJob]:
    """Every plan under every other what-if. ``jobs`` are those of the what-ifs, with first-stage decisions in
    ``decided`` and warm-start data in ``bases`` by name; a what-if without a plan is left out on both sides."""
    solved = [job for job in jobs if job.name in decided]
    held_jobs = []
    for other in solved:
        for one in solved:
            if one is not other:
                job = HeldJob(
                    f"{one.name} under {other.name}",
                    other.tables,
                    gap=other.tables.settings.gap,  # also where plans are solved to another
                    time_limit=other.time_limit,
                    plan_of=one.name,
                    what_if=other.name,
                    decided=decided[one.name],
                    base=(bases or {}).get(other.name),
                )
                held_jobs.append(job)
    return held_jobs


def regret_of(own: Sequence[Result], held_results: Iterable[Result]) -> Regret:
    """The matrix of costs, from the results of the what-ifs and those of ``regret_jobs``."""
    from model.results.decisions import LEFT_OUT

    own = [result for result in own if result.has_plan]
    cost = {(result.name, result.name): result.objective for result in own}
    reason: dict[tuple[str, str], str] = {}
    unknown: dict[tuple[str, str], str] = {}
    left_out: dict[tuple[str, str], tuple[str, ...]] = {}
    of_own = {result.name: Solved(result.objective, result.bound) for result in own}
    open_ = {(name, name): noise(solved) for name, solved in of_own.items()}
    for result in held_results:
        job = result.job
        if not isinstance(job, HeldJob):
            raise TypeError(f"{job.name} holds no plan")
        place = job.plan_of, job.what_if
        cost[place] = result.objective if result.has_plan else math.nan
        if result.has_plan:
            open_[place] = noise(of_own[job.what_if], Solved(result.objective, result.bound))
        if not result.has_plan:
            why = reason if result.state == State.INFEASIBLE else unknown
            why[place] = result.reason or str(result.state)
        elif result.file is not None:
            lacking = result.plan().statistics.get(LEFT_OUT, ())
            left_out[place] = tuple(lacking) if isinstance(lacking, (list, tuple)) else ()
    names = tuple(result.name for result in own)
    finite = {place: amount for place, amount in cost.items() if not math.isnan(amount)}
    best = {name: min(amount for (_, what_if), amount in finite.items() if what_if == name) for name in names}
    left_out = {place: commitments for place, commitments in left_out.items() if commitments}
    return Regret(names=names, cost=cost, reason=reason, best=best, left_out=left_out, noise=open_, unknown=unknown)
