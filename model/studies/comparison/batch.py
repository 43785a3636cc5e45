"""Workbooks with their what-ifs → a result for each: the bases first, then the what-ifs, each near its base.

Two plans of equal cost may build quite different things. To make differences meaningful, a what-if is solved near the
base: the base's decisions are its first plan, replaced only by cheaper ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from model.errors import ExitCode
from model.pipeline import NearJob
from model.planning.reoptimise import Base
from model.runs import Job, Result, State
from model.sheets.whatifs import HELD, NEW, NONE
from model.whatif.compare import Comparison, compare_runs
from model.whatif.regret_matrix import Regret
from model.whatif.variant import Variant

if TYPE_CHECKING:
    pass


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
        if states & {State.CRASHED, State.DIED, State.UNBOUNDED}:
            return ExitCode.FAILED
        is_cut_short = self.is_regret_cut_short or bool(states & {State.LIMIT, State.FAILED, State.STOPPED})
        return ExitCode.LIMIT if is_cut_short else ExitCode.OPTIMAL


def chosen(what_ifs: Iterable[Variant], patterns: Sequence[str]) -> tuple[Variant, ...]:
    """The named what-ifs, by name or with the wildcards ``*`` and ``?``; all if none is named."""
    return tuple(each for each in what_ifs if not patterns or any(is_meant(pattern, each.name) for pattern in patterns))


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
    near, known = (None, None) if plan is None else (plan.decided, Base.of(plan, key))
    for variant in what_ifs:
        plain = replace(base.job, name=shown(variant.name), tables=variant.tables)
        if plain.key() == key or variant.plan == NONE:
            yield plain
        else:
            is_held = variant.plan == HELD
            asked = vars(plain) | {"is_explained": is_explained}
            yield NearJob(**asked, near=near, base=known, is_held=is_held)
