"""Sensitivity of the result: every input with a range at its low and high value, one at a time, ranked by effect;
break-even values of decisions; and the long-run value of binding limits.

One input at a time does not cover two that move together: for these there are what-ifs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.errors import ExitCode
from model.pipeline import PlanJob
from model.results.significance import Solved, is_significant, noise
from model.runs import Job, Result, State, Store, exit_code_of, solve_all
from model.runs.engine import Pool
from model.runs.pool import solve_in_processes
from model.runs.progress import Board
from model.sheets.names import LimitName
from model.sheets.tables import Tables
from model.studies.break_even import Switch, find_switches
from model.studies.limit_value import Worth, binding, marginal, step_of, steps
from model.whatif.apply import base as base_of
from model.whatif.batch import near_jobs
from model.whatif.compare import Case, Comparison, compare_runs
from model.whatif.ranges import Ranged


@dataclass(frozen=True)
class Bar:
    """An input, and how the solves at its ends came out."""

    ranged: Ranged
    ends: Mapping[str, Case]

    @property
    def name(self) -> str:
        return self.ranged.name

    @property
    def without(self) -> list[str]:
        """Ends proven to have no plan."""
        return [end for end, case in self.ends.items() if case.state == State.INFEASIBLE]


@dataclass(frozen=True)
class Tornado:
    """The bars of a workbook, with further findings."""

    comparison: Comparison
    """The base, the ends of all ranges, and the steps of limits."""
    given: tuple[Bar, ...]
    """In the order of the sheet."""
    switches: tuple[Switch, ...]
    worths: tuple[Worth, ...]
    results: tuple[Result, ...]
    """Results of the base and of all of these."""

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """Bars by importance: those with an end without a plan, then by swing; insignificant ones last."""

        def rank(bar: Bar) -> tuple[bool, bool, float]:
            return not self.matters(bar), not bar.without, -self.swing(bar)

        return tuple(sorted(self.given, key=rank))

    @property
    def base(self) -> Solved:
        """Cost of the workbook's plan, and its bound."""
        digest = self.comparison.base.digest
        if digest is None:
            raise ValueError("a tornado is of a workbook that has a plan")
        return digest.solved

    def extra(self, case: Case) -> float | None:
        """Additional cost of the plan found at an end; None if there is none [amount]."""
        return None if case.digest is None else self.comparison.extra(case.digest)

    def proven(self, case: Case) -> tuple[float, float] | None:
        """Proven interval of the difference between the least costs [amount]."""
        if case.digest is None or self.extra(case) is None:
            return None
        return case.digest.bound - self.base.cost, case.digest.objective - self.base.bound

    def is_significant(self, case: Case) -> bool:
        """Whether an end differs by more than the solves leave open; that it has no plan is proven."""
        if case.state == State.INFEASIBLE:
            return True
        return case.digest is not None and self.comparison.is_significant(case.digest)

    def swing(self, bar: Bar) -> float:
        """From the cheapest to the most expensive plan of a bar, the workbook's counted [amount]."""
        costs = [0.0, *(extra for case in bar.ends.values() if (extra := self.extra(case)) is not None)]
        return max(costs) - min(costs)

    def matters(self, bar: Bar) -> bool:
        """Whether a bar is significant: an end is, or its two ends differ by more than their joint gap."""
        solved = [case.digest.solved for case in bar.ends.values() if case.digest is not None]
        if any(map(self.is_significant, bar.ends.values())):
            return True
        return len(solved) > 1 and is_significant(solved[0].cost - solved[1].cost, noise(*solved))

    @property
    def is_stopped(self) -> bool:
        return any(result.state == State.STOPPED for result in self.results)

    @property
    def exit_code(self) -> ExitCode:
        """Exit code of the command: the worst of all solves."""
        return exit_code_of(self.results)


def solve_tornado(
    title: str,
    tables: Tables,
    ranges: Sequence[Ranged],
    store: Store,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    workers: int | None = None,
    board: Board | None = None,
    pool: Pool = solve_in_processes,
    with_break_even: bool = True,
    with_limits: bool = True,
) -> Tornado:
    """The tornado of some ranges of a workbook; gap and time limit as in Settings unless given. Raises Infeasible or
    SolveFailed if the workbook itself has no plan, OutputRefused where results cannot be kept."""

    def solve(jobs: Sequence[Job]) -> list[Result]:
        return solve_all(jobs, store, workers=workers, board=board, pool=pool)

    start = base_of(tables)
    base = solve([PlanJob(start.name, start.tables, gap, time_limit)])[0]
    plan = base.required()
    ends = [(ranged, end, variant) for ranged in ranges for end, variant in ranged.ends.items()]
    limits = [(row, way, variant) for row in binding(plan) for way, variant in steps(tables, row)] * with_limits
    variants = [variant for *_, variant in (*ends, *limits)]
    moved = near_jobs(base, [variant for *_, variant in limits], is_explained=False)
    results = solve([*near_jobs(base, [variant for *_, variant in ends]), *moved])
    runs = [(start, base), *zip(variants, results, strict=True)]
    comparison = compare_runs(title, runs)
    of_ends = [(*each[:2], result) for each, result in zip(ends, results, strict=False)]
    switches: list[Switch] = []
    if with_break_even and not any(result.state == State.STOPPED for result in results):
        switches = find_switches(comparison, base, of_ends, solve, gap=gap, time_limit=time_limit)
    bars = (
        Bar(ranged, {end: comparison.case(variant.name) for end, variant in ranged.ends.items()}) for ranged in ranges
    )
    of_limits: dict[LimitName, dict[str, Case]] = {}
    for row, way, variant in limits:
        of_limits.setdefault(row.limit, {})[way] = comparison.case(variant.name)
    rows = {row.limit: row for row, *_ in limits}
    worths = (Worth(row, step_of(row), marginal(plan, row), of_limits[name], tables) for name, row in rows.items())
    return Tornado(comparison, tuple(bars), tuple(switches), tuple(worths), (base, *results))
