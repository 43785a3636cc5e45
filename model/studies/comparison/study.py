"""The studies ``batch``, what-ifs of a workbook with regret, and ``compare``, plans solved earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from model.errors import ExitCode, InputError
from model.pipeline import PlanJob
from model.planning.reoptimise import Base
from model.reports.document import Document
from model.reports.phrases import joined
from model.results.plan import Plan
from model.runs import Result, State
from model.runs.job import Asking
from model.sheets.tables import Tables
from model.studies.comparison.batch import Batch, HeldJob, Run, chosen, is_meant, near_jobs, regret_jobs, regret_of
from model.studies.comparison.document import document
from model.studies.study import RunContext, Study
from model.whatif.apply import base as base_of
from model.whatif.apply import variants
from model.whatif.compare import Comparison, compare_plans


class BatchStudy(Study[Batch]):
    """A workbook as it is and under each of its what-ifs, compared, with the regret of each plan under the others."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        only: Sequence[str] = (),
        skip_regret: bool = False,
        is_alone: bool = True,
    ) -> None:
        self.title, self.with_regret, self.is_alone = title, not skip_regret, is_alone
        self.base = base_of(tables)
        self.what_ifs = tuple(variants(tables, are_checked=True))
        self.variants = (self.base, *chosen(self.what_ifs, only))
        if is_alone:
            refuse_unknown([self], only)

    @property
    def announced(self) -> Sequence[str]:
        return [self.shown(variant.name) for variant in self.variants]

    def shown(self, run: str) -> str:
        """Name of a run among those of all workbooks."""
        return run if self.is_alone else f"{self.title}: {run}"

    def cases(self, context: RunContext) -> Asking[Batch]:
        """No run takes another one down."""
        (base,) = yield [PlanJob(self.shown(self.base.name), self.base.tables)]
        results = [base, *(yield list(near_jobs(base, self.variants[1:], self.shown)))]
        batch = Batch(self.title, tuple(self._runs(results)))
        if not self.with_regret or _is_stopped(results):
            return batch
        under_others = yield [replace(job, name=self.shown(job.name)) for job in _held_jobs(batch)]
        if _is_stopped(under_others):
            return replace(batch, is_regret_cut_short=True)
        return replace(batch, regret=regret_of([run.result for run in batch.planned], under_others))

    def _runs(self, results: Sequence[Result]) -> Iterator[Run]:
        """Variants with their results, which go by the variant's name from here on; what is the base is as new as
        that."""
        base = results[0]
        for variant, result in zip(self.variants, results, strict=True):
            is_reused = base.is_reused if result.file == base.file else result.is_reused
            yield Run(variant, replace(result, job=replace(result.job, name=variant.name), is_reused=is_reused))

    def document(self, batch: Batch) -> Document | None:
        return document(batch.comparison, batch.regret) if batch.solved else None

    def printed(self, batch: Batch, document: Document | None, wrote: Sequence[Path]) -> Iterator[str]:
        for run in batch.runs:
            if run.result.reason or not run.result.has_plan:
                yield f"{self.shown(run.name)}: " + f"{run.result.state}. {run.result.reason}".strip()
        if document is None:
            yield f"{self.title}: no run has a plan, so there is nothing to compare. Nothing was written."
            return
        if batch.is_regret_cut_short:
            early = "stopped before every plan was tested under every other what-if: no regret is reported."
            yield f"{self.title}: {early}"
        reused = sum(run.result.is_reused for run in batch.runs)
        earlier = f", {reused} from earlier runs" if reused else ""
        yield (
            f"{self.title}: {len(batch.solved)} of {len(batch.runs)} runs have a plan{earlier}. "
            f"Wrote {joined(list(map(str, wrote)))}."
        )


def refuse_unknown(studies: Sequence[BatchStudy], only: Sequence[str]) -> None:
    """Raise InputError where a name or pattern means no what-if of any workbook."""
    what_ifs = [(study, variant.name) for study in studies for variant in study.what_ifs]
    unknown = [repr(pattern) for pattern in only if not any(is_meant(pattern, name) for _, name in what_ifs)]
    if unknown:
        listed = "".join(f"\n  {study.shown(name)}" for study, name in what_ifs) or " none."
        raise InputError(f"--only: there is no what-if {' or '.join(unknown)}. There are:{listed}")


def _held_jobs(batch: Batch) -> list[HeldJob]:
    """Every plan of a workbook under every other of its what-ifs. Plans are read one at a time: they are large."""
    decided, bases = {}, {}
    for run in batch.planned:
        plan = run.result.plan()
        decided[run.name], bases[run.name] = plan.decided, Base.of(plan, run.result.job.key())
    return regret_jobs([run.result.job for run in batch.planned], decided, bases)


def _is_stopped(results: Iterable[Result]) -> bool:
    return any(result.state == State.STOPPED for result in results)


@dataclass(frozen=True)
class Compared:
    """Plans solved earlier, side by side."""

    comparison: Comparison
    exit_code: ClassVar[ExitCode] = ExitCode.OPTIMAL


class CompareStudy(Study[Compared]):
    """Plans solved earlier, by name; the first is the base."""

    def __init__(self, plans: Mapping[str, Plan], title: str = "") -> None:
        if len(plans) < 2:
            raise InputError("A comparison needs at least two results workbooks: the base case and another one.")
        self.title, self.plans = title or next(iter(plans)), plans

    def cases(self, context: RunContext) -> Asking[Compared]:
        yield []  # nothing is solved
        return Compared(compare_plans(self.title, list(self.plans.items())))

    def document(self, compared: Compared) -> Document:
        return document(compared.comparison)
