"""The study ``tornado``: inputs at their low and high values, ranked by effect."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from model.errors import InputError
from model.pipeline import PlanJob
from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    Document,
    DocumentBlock,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
    PagePart,
    Paragraphs,
)
from model.reports.html.elements import signed as signed_said
from model.reports.palette import HUES, OTHER
from model.reports.phrases import if_finite
from model.reports.render.xlsx import DocumentBook
from model.reports.styles import FAINT, MARK, Field, number_format
from model.results.plan import Plan
from model.runs import State, state_said
from model.runs.job import Asking
from model.sheets.names import NO_PLAN, NOT_KNOWN, LimitName
from model.sheets.tables import Tables
from model.sheets.whatifs import HIGH, LOW
from model.studies.comparison.batch import is_meant, near_jobs
from model.studies.comparison.differences import differences_sheet
from model.studies.comparison.document import inputs_sheet, measures_sheet, runs_sheet, view_of
from model.studies.comparison.styles import MOST_DRAWN, WITHIN, height, signed
from model.studies.frontier.question import PERCENT_POINT
from model.studies.limit_path import is_share, limit_text, subject
from model.studies.study import RunContext, Study
from model.studies.tornado.break_even import (
    LOOSER,
    TIGHTER,
    Switch,
    Worth,
    binding,
    find_switches,
    marginal,
    step_of,
    step_said,
    steps,
)
from model.studies.tornado.question import Tornado, TornadoBar, changes_said, findings, proof_said, unit_said
from model.system.files import Output
from model.tolerances import SOLVED
from model.whatif.apply import base as base_of
from model.whatif.compare import Case, compare_runs
from model.whatif.figures import SERVED, SHORTAGE, WORST_SERVICE
from model.whatif.ranges import Ranged, ranges_of


class TornadoStudy(Study[Tornado]):
    """The tornado of some ranges of a workbook."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        only: Sequence[str] = (),
        skip_break_even: bool = False,
        skip_limits: bool = False,
    ) -> None:
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
        of_ends = [(*end[:2], result) for end, result in zip(ends, results, strict=False)]
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

    def document(self, tornado: Tornado) -> Document:
        return document(tornado)

    def outputs(self, out: Path) -> list[Path]:
        from model.system.files import SUFFIX, report_beside

        return [report_beside(out.with_name(f"{self.title}{SUFFIX}.xlsx"))]

    def beside(self, tornado: Tornado, document: Document, places: DocumentBook, out: Path) -> dict[Path, bytes]:
        """The report of the plan, with the tornado among its pictures."""
        from model.reports.html.page import report_bytes
        from model.reports.render.html import picture
        from model.reports.results.book import results_book
        from model.system.files import SUFFIX

        results = out.with_name(f"{self.title}{SUFFIX}.xlsx")
        plan = _plan(tornado, results)
        if plan is None:
            return {}
        charts = [replace(chart, tables=chart.tables[:1]) for chart in document.charts]
        drawn = [picture(chart, places, out.name, document.findings) for chart in charts]
        return {self.outputs(out)[0]: report_bytes(results_book(plan), more=drawn)}


def _plan(tornado: Tornado, results: Path) -> Plan | None:
    """The plan that the report beside a tornado is of: that in the workbook of results there, or where there is none
    the one that the inputs were varied around; None where the report is of another plan, and stays."""
    from model.reports.embedded_plan import carried_plan
    from model.results.plan import AuditFailed

    own = tornado.results[0].plan()
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
    unknown = [repr(pattern) for pattern in patterns if not any(is_meant(pattern, ranged.name) for ranged in ranges)]
    if unknown:
        listed = "".join(f"\n  {ranged.name}" for ranged in ranges) or " none."
        raise InputError(f"--only: there is no range {' or '.join(unknown)}. There are:{listed}")
    return [ranged for ranged in ranges if not patterns or any(is_meant(pattern, ranged.name) for pattern in patterns)]


# ---------------------------------------------------------------------------------------------- the document


WIDTHS = (32, 10, 11, 10, 13.5, 13.5, 12.5, 13)
SIGNED = "+#,##0.##;-#,##0.##;0"

End = tuple[TornadoBar, str, Case]
"""A line: an input, the end, and its result."""


def document(tornado: Tornado) -> Document:
    comparison = tornado.comparison
    title, says = f"What drives the result: {comparison.title}", findings(tornado)
    inputs, ends = _inputs(tornado), _ends(tornado)
    sheets = [_first(tornado, says, inputs, [inputs, *([ends] if ends else [])])]
    if ends:
        about = (
            "Found: against the plan of the workbook. Proven: the least cost there differs from that of the workbook "
            "by at least and at most so much."
        )
        sheets.append(DocumentSheet("Ends", "What-if", "Each input at its low and high value", about, [ends]))
    shown = []
    if tornado.switches:
        table = _switches(tornado)
        about = (
            "The two values between which the largest investment that differs at an end enters or leaves the plan, "
            "or plans end. Proven: at neither does any cheapest plan decide otherwise."
        )
        sheets.append(DocumentSheet("Break-even", "What-if", "Break-even values", about, [table]))
        caption = "The two values of an input between which an investment enters or leaves the plan."
        shown.append(PagePart("changes", "Where a decision changes", [caption], [table]))
    if tornado.worths:
        worths = _worths(tornado)
        heading = "What a step of each limit is worth"
        about = (
            "Each limit that binds, one step looser and one step tighter in all years, all decided anew, beside the "
            "shadow price, which is for a little more room with everything as built."
        )
        note = "Grey: not significant, the difference is within what the solves leave open."
        sheets.append(DocumentSheet("Limits", "Risk", heading, about, [worths, note]))
        caption = "Each limit that binds, one step looser and one step tighter in all years."
        shown.append(PagePart("limits", heading, [caption], [worths]))
    others = [make(comparison) for make in (measures_sheet, differences_sheet, inputs_sheet, runs_sheet)]
    about = f"Each input at its low and high value; costs in {comparison.amount}"
    view = view_of(comparison)
    return Document(title, title, about, Output.TORNADO, view, says, [*sheets, *others], shown)


def _first(
    tornado: Tornado, says: Sequence[str], inputs: DocumentTable[TornadoBar], behind: Sequence[DocumentTable[Any]]
) -> DocumentSheet:
    blocks: list[DocumentBlock] = [Paragraphs(says), Paragraphs([*_left_out(tornado)], is_note=True, has_gap=True)]
    if not tornado.bars:
        blocks.append("The sheet 'Ranges' has no rows: no input was varied.")
    else:
        shown = [bar for bar in tornado.bars if tornado.swing(bar) > 0][:MOST_DRAWN]
        drawn = _drawn(tornado, shown)
        notes = [
            f"Swing: from the cheapest to the most expensive plan. Grey: {WITHIN}, the difference is within what "
            "the solves leave open.",
            "Inputs are varied one at a time; for several together write a what-if.",
        ]
        body: list[DocumentBlock] = [inputs, *notes]
        blocks += [ChartRow([_chart(tornado, drawn, behind)], height(len(shown)), 1), *body, drawn] if shown else body
    about = "The plan is re-optimised at the low and the high value of each input, one at a time."
    return DocumentSheet("Tornado", "What-if", "What drives the result", about, blocks, WIDTHS, papers=2)


def _left_out(tornado: Tornado) -> Iterator[str]:
    """Why pages are missing that would be empty."""
    if not tornado.switches:
        yield (
            "No page 'Break-even': no end adds or drops an investment significantly, or none was looked for. A change "
            "of size or date has no break-even value."
        )
    if not tornado.worths:
        yield "No page 'Limits': no limit with a value binds, or none was looked at."


def _inputs(tornado: Tornado) -> DocumentTable[TornadoBar]:
    amount = tornado.comparison.amount
    form = signed(number_format(max([tornado.swing(bar) for bar in tornado.bars] + [0.0])))

    def value_at(end: str) -> Field[TornadoBar]:
        return Field(end, lambda bar: bar.ranged.typed(end) if end in bar.ends else "", "mixed")

    def extra(end: str) -> Field[TornadoBar]:
        """Additional cost at an end, or the text that there is no plan, or that none is known."""

        def get(bar: TornadoBar) -> Any:
            case = bar.ends.get(end)
            if case is None or case.digest is not None:
                return None if case is None else tornado.extra(case)
            return state_said(case.state)

        def accent(bar: TornadoBar) -> Mapping[str, Any]:
            case = bar.ends.get(end)
            if case is None or tornado.is_significant(case):
                return MARK if case is not None and case.state == State.INFEASIBLE else {}
            return FAINT

        return Field(f"additional cost at {end} ({amount})", get, "mixed", form=form, accent=accent)

    fields: list[Field[TornadoBar]] = [
        Field("input", lambda bar: bar.name, "text"),
        value_at(LOW),
        Field("in the workbook", lambda bar: bar.ranged.base_said, "mixed"),
        value_at(HIGH),
        extra(LOW),
        extra(HIGH),
        Field(f"swing ({amount})", tornado.swing, accent=lambda bar: {} if tornado.matters(bar) else FAINT),
        Field("finding", lambda bar: finding(tornado, bar), "text"),
    ]
    return DocumentTable(tornado.bars, fields, "Inputs, what matters most first", is_sized=False)


def finding(tornado: Tornado, bar: TornadoBar) -> str:
    """Finding of a bar, in a word or two."""
    if bar.without:
        return f"{NO_PLAN} at {' and '.join(bar.without)}"
    if any(case.digest is None for case in bar.ends.values()):
        return NOT_KNOWN
    if tornado.swing(bar) == 0.0:
        return "no change"
    return "significant" if tornado.matters(bar) else WITHIN


SERIES = (
    ("low value", LOW, True, HUES[0]),
    ("high value", HIGH, True, HUES[1]),
    (f"low value, {WITHIN}", LOW, False, OTHER),
    (f"high value, {WITHIN}", HIGH, False, OTHER),
)
"""Significant bars in colour, the others in grey."""


def _drawn(tornado: Tornado, shown: Sequence[TornadoBar]) -> DocumentTable[TornadoBar]:
    def part(header: str, end: str, is_finding: bool) -> Field[TornadoBar]:
        def get(bar: TornadoBar) -> float | None:
            case = bar.ends.get(end)
            return tornado.extra(case) if case is not None and tornado.is_significant(case) == is_finding else None

        return Field(f"{header} ({tornado.comparison.amount})", get)

    def name(bar: TornadoBar) -> str:
        return bar.name + (f" ({NO_PLAN} at {' and '.join(bar.without)})" if bar.without else "")

    fields = [Field("input", name, "text"), *(part(*line[:3]) for line in SERIES)]
    return DocumentTable(shown, fields, "What the chart draws", is_sized=False)


def _chart(tornado: Tornado, drawn: DocumentTable[TornadoBar], behind: Sequence[DocumentTable[Any]]) -> DocumentChart:
    amount = tornado.comparison.amount

    extras = [tornado.extra(case) or 0.0 for bar in drawn.rows for case in bar.ends.values()]
    form = number_format(max(map(abs, extras), default=0.0))

    def tip(end: str, bar: TornadoBar) -> str:
        return f"{bar.name} {bar.ranged.typed(end)}: {signed_said(tornado.extra(bar.ends[end]) or 0.0, form)} {amount}"

    series = [
        ChartSeries(name, drawn, 0, at, "bar", colour, tip=partial(tip, end))
        for at, (name, end, _, colour) in enumerate(SERIES, start=1)
        if any(drawn.values(at))
    ]
    title = f"Cost compared with the plan of the workbook ({amount})"
    says = (
        "Each input at its low and its high value, all others as in the workbook: what the plan then costs more or "
        f"less ({amount}), what matters most first."
    )
    names = {"low value": HUES[0], "high value": HUES[1], "not significant": OTHER}
    scales = (ChartScale(SIGNED),)
    return DocumentChart("tornado", "bars", title, series, scales, "What drives the result", says, names, behind)


def _ends(tornado: Tornado) -> DocumentTable[End] | None:
    """Each end of each range: cost of its plan, found and proven, shortage, and differences."""
    amount = tornado.comparison.amount
    lines: list[End] = [(bar, end, case) for bar in tornado.bars for end, case in bar.ends.items()]

    def faint(line: End) -> Mapping[str, Any]:
        return {} if tornado.is_significant(line[2]) else FAINT

    def proven(line: End, side: int) -> float | None:
        between = tornado.proven(line[2])
        return None if between is None else between[side]

    def measured(name: str) -> Field[End]:
        return Field(name, lambda line: _measure(line[2], name), "share", 10)

    fields: list[Field[End]] = [
        Field("input", lambda line: line[0].name, "text", 28),
        Field("end", lambda line: line[1], "text", 8),
        Field("value", lambda line: line[0].ranged.typed(line[1]), "mixed", 10),
        Field("status", lambda line: line[2].state, "text", 10),
        Field(f"cost ({amount})", lambda line: None if line[2].digest is None else line[2].digest.objective, width=12),
        Field(f"additional cost, found ({amount})", lambda line: tornado.extra(line[2]), width=13, accent=faint),
        Field(f"at least, proven ({amount})", lambda line: proven(line, 0), width=13),
        Field(f"at most, proven ({amount})", lambda line: proven(line, 1), width=13),
        measured(SERVED),
        measured(WORST_SERVICE),
        Field("additional shortage, all years", lambda line: _shortage(tornado, line[2]), width=12, accent=faint),
        Field("built otherwise", lambda line: changes_said(tornado, line[2], 60), "text", 48),
    ]
    # What is built otherwise may be left for the screen.
    return DocumentTable(lines, fields, needed=len(fields) - 1) if lines else None


def _measure(case: Case, name: str) -> float | None:
    figures = case.digest.figures if case.digest is not None else ()
    return next((figure.value for figure in figures if figure.name == name), None)


def _shortage(tornado: Tornado, case: Case) -> float | None:
    """Shortage of all products together, against the workbook's plan; None if their units differ."""
    base = tornado.comparison.base.digest
    if base is None or case.digest is None:
        return None
    sums = []
    for digest in (base, case.digest):
        short = [figure for figure in digest.figures if figure.name.startswith(SHORTAGE)]
        if len({figure.unit for figure in short}) > 1:
            return None
        sums.append(sum(figure.value or 0.0 for figure in short))
    return sums[1] - sums[0]


def _switches(tornado: Tornado) -> DocumentTable[Switch]:
    """Between which two values of an input a decision changes."""

    def changes(switch: Switch) -> str:
        word = "enters" if switch.is_built else "leaves"
        return f"{switch.project} {word} the plan" if switch.project else "no plan any more"

    fields: list[Field[Switch]] = [
        Field("input", lambda switch: switch.ranged.name, "text", 28),
        Field("towards", lambda switch: switch.end, "text", 9),
        Field("in the workbook", lambda switch: switch.ranged.base_said, "mixed", 12),
        Field("at the end", lambda switch: switch.ranged.typed(switch.end), "mixed", 12),
        Field("what changes", changes, "text", 36),
        Field("as in the workbook at", lambda switch: switch.ranged.value_said(switch.end, switch.near), "mixed", 13),
        Field("as at the end at", lambda switch: switch.ranged.value_said(switch.end, switch.far), "mixed", 13),
        Field("proven or found", proof_said, "text", 26),
    ]
    return DocumentTable(tornado.switches, fields, is_whole=True)


def _worths(tornado: Tornado) -> DocumentTable[Worth]:
    """The long-run value of each binding limit, next to its marginal value with everything as built."""
    comparison = tornado.comparison

    def scaled(worth: Worth, per_unit: float) -> float | None:
        return if_finite(per_unit * PERCENT_POINT if is_share(worth.limit) and math.isfinite(per_unit) else per_unit)

    def moved(header: str, way: str) -> Field[Worth]:
        def price(worth: Worth) -> Any:
            if way in worth.cases and worth.cases[way].digest is None:
                return state_said(worth.cases[way].state)
            return scaled(worth, worth.per_unit(comparison, way))

        def accent(worth: Worth) -> Mapping[str, Any]:
            if way in worth.cases and worth.cases[way].state == State.INFEASIBLE:
                return MARK
            return {} if worth.is_significant(comparison, way) else FAINT

        return Field(header, price, "mixed", 13, form="#,##0.###", accent=accent)

    def last(worth: Worth) -> float | None:
        return None if worth.limit.value is None else worth.limit.value.points[-1][1]

    fields: list[Field[Worth]] = [
        Field("limit", lambda worth: worth.limit.limit, "text", 26),
        Field("on", lambda worth: subject(worth.limit), "text", 30),
        Field("value at the end", lambda worth: limit_text(worth.tables, worth.limit, last(worth)), "mixed", 12),
        Field("step", lambda worth: step_said(worth.tables, worth.limit), "mixed", 19),
        Field("unit of the figures", lambda worth: unit_said(tornado, worth), "text", 26),
        moved("a step looser saves, found", LOOSER),
        Field("shadow price, all as built", lambda worth: scaled(worth, worth.marginal), "mixed", 13, form="#,##0.###"),
        moved("a step tighter costs, found", TIGHTER),
    ]
    return DocumentTable(tornado.worths, fields, is_whole=True)
