"""The study ``tornado``: inputs at their low and high values, ranked by effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from model.errors import InputError
from model.pipeline import PlanJob
from model.reports.document import Document
from model.reports.render.xlsx import DocumentBook
from model.results.plan import Plan
from model.runs import State
from model.runs.job import Asking
from model.sheets.names import LimitName
from model.sheets.tables import Tables
from model.studies.comparison.batch import is_meant, near_jobs
from model.studies.study import RunContext, Study
from model.studies.tornado.break_even import Switch, Worth, binding, find_switches, marginal, step_of, steps
from model.studies.tornado.document import document
from model.studies.tornado.question import Tornado, TornadoBar
from model.tolerances import SOLVED
from model.whatif.apply import base as base_of
from model.whatif.compare import Case, compare_runs
from model.whatif.ranges import Ranged, ranges_of


class TornadoStudy(Study[Tornado]):
    """The tornado of some ranges of a workbook."""

    def __init__(
        self, tables: Tables, title: str = "", *, only: Sequence[str] = (), skip_break_even: bool = False,
        skip_limits: bool = False,
    ) -> None:  # fmt: skip
        self.tables, self.title, self.ranges = tables, title, chosen(ranges_of(tables), only)
        if not self.ranges and skip_limits:
            raise InputError("The sheet 'Ranges' is empty: a tornado varies the inputs that it lists.")
        self.with_break_even, self.with_limits = not skip_break_even, not skip_limits

    def cases(self, context: RunContext) -> Asking[Tornado]:
        """Raises Infeasible or SolveFailed where the workbook itself has no plan."""
        start = base_of(self.tables)
        (base,) = yield [PlanJob(start.name, start.tables)]
        plan = base.required()
        ends = [(ranged, end, variant) for ranged in self.ranges for end, variant in ranged.ends.items()]
        limits = [(row, way, variant) for row in binding(plan) for way, variant in steps(self.tables, row)]
        limits *= self.with_limits
        variants = [variant for *_, variant in (*ends, *limits)]
        moved = near_jobs(base, [variant for *_, variant in limits], is_explained=False)
        results = yield [*near_jobs(base, [variant for *_, variant in ends]), *moved]
        comparison = compare_runs(self.title, [(start, base), *zip(variants, results, strict=True)])
        of_ends = [(*each[:2], result) for each, result in zip(ends, results, strict=False)]
        switches: list[Switch] = []
        if self.with_break_even and not any(result.state == State.STOPPED for result in results):
            switches = yield from find_switches(comparison, base, of_ends)
        bars = (
            TornadoBar(ranged, {end: comparison.case(variant.name) for end, variant in ranged.ends.items()})
            for ranged in self.ranges
        )
        of_limits: dict[LimitName, dict[str, Case]] = {}
        for row, way, variant in limits:
            of_limits.setdefault(row.limit, {})[way] = comparison.case(variant.name)
        rows = {row.limit: row for row, *_ in limits}
        worths = (
            Worth(row, step_of(row), marginal(plan, row), of_limits[name], self.tables) for name, row in rows.items()
        )
        return Tornado(comparison, tuple(bars), tuple(switches), tuple(worths), (base, *results))

    def document(self, found: Tornado) -> Document:
        return document(found)

    def outputs(self, out: Path) -> list[Path]:
        from model.system.files import SUFFIX, report_beside

        return [report_beside(out.with_name(f"{self.title}{SUFFIX}.xlsx"))]

    def beside(self, found: Tornado, document: Document, places: DocumentBook, out: Path) -> dict[Path, bytes]:
        """The report of the plan, with the tornado among its pictures."""
        from model.reports.html.page import report_bytes
        from model.reports.render.html import picture
        from model.reports.results.book import results_book
        from model.system.files import SUFFIX

        results = out.with_name(f"{self.title}{SUFFIX}.xlsx")
        plan = _plan(found, results)
        if plan is None:
            return {}
        charts = [replace(chart, tables=chart.tables[:1]) for chart in document.charts]
        drawn = [picture(chart, places, out.name, document.findings) for chart in charts]
        return {self.outputs(out)[0]: report_bytes(results_book(plan), more=drawn)}


def _plan(found: Tornado, results: Path) -> Plan | None:
    """The plan that the report beside a tornado is of: that in the workbook of results there, or where there is none
    the one that the inputs were varied around; None where the report is of another plan, and stays."""
    from model.reports.embedded_plan import carried_plan
    from model.results.plan import AuditFailed

    own = found.results[0].plan()
    if not results.exists():
        return own
    try:
        plan = carried_plan(results)
    except (InputError, AuditFailed):
        return None
    is_same = abs(plan.objective - own.objective) <= SOLVED * abs(own.objective)
    return plan if is_same and plan.tables == own.tables else None


def chosen(ranges: Sequence[Ranged], patterns: Sequence[str]) -> list[Ranged]:
    """The ranges that are named, by name or with the wildcards ``*`` and ``?``; all where nothing is named. Raises
    InputError where a pattern means none."""
    unknown = [repr(each) for each in patterns if not any(is_meant(each, ranged.name) for ranged in ranges)]
    if unknown:
        listed = "".join(f"\n  {ranged.name}" for ranged in ranges) or " none."
        raise InputError(f"--only: there is no range {' or '.join(unknown)}. There are:{listed}")
    return [each for each in ranges if not patterns or any(is_meant(pattern, each.name) for pattern in patterns)]
