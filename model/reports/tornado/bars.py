"""The first page of a tornado: the findings, the bars, and all inputs in the order in which they matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from model.reports.book import Book
from model.reports.charts import Chart, two_sided_bars
from model.reports.comparison.styles import MOST_DRAWN, NO_PLAN, WITHIN, height, planless, signed
from model.reports.number_formats import number_format
from model.reports.page import Page
from model.reports.palette import HUES, OTHER
from model.reports.styles import FAINT, MARK, Cells, Field
from model.reports.tornado.words import findings
from model.runs import State
from model.sheets.whatifs import HIGH, LOW
from model.studies.tornado import Bar, Tornado

INPUTS = "Inputs, what matters most first"
"""Heading of the table."""

WIDTHS = (32, 10, 11, 10, 13.5, 13.5, 12.5, 13)


def write_bars(book: Book, tornado: Tornado) -> None:
    """The sheet 'Tornado'."""
    page = Page(
        book, "Tornado", "What-if", "What drives the result",
        "The plan is re-optimised at the low and the high value of each input, one at a time.",
        pages=2,
    )  # fmt: skip
    page.set_widths(WIDTHS)
    page.keep_title()
    if tornado.is_stopped:
        page.paragraph("Stopped early; results so far are shown. Run again to continue.")
    for words in findings(tornado):
        page.paragraph(words)
    for words in _left_out(tornado):
        page.note(words)
    page.skip()
    if not tornado.bars:
        page.note("The sheet 'Ranges' has no rows: no input was varied.")
        return
    shown = [bar for bar in tornado.bars if tornado.swing(bar) > 0][:MOST_DRAWN]
    slots = page.reserve(1, height(len(shown)), across=1) if shown else []
    _write_inputs(page, tornado)
    if shown:
        page.place(slots, [_chart(page, tornado, shown)])


def _left_out(tornado: Tornado) -> Iterator[str]:
    """Why pages are missing that would be empty."""
    if not tornado.switches:
        yield (
            "No page 'Break-even': no end adds or drops an investment significantly, or none was looked for. A change "
            "of size or date has no break-even value."
        )
    if not tornado.worths:
        yield "No page 'Limits': no limit with a value binds, or none was looked at."


def _write_inputs(page: Page, tornado: Tornado) -> None:
    amount = tornado.comparison.amount
    form = signed(number_format(max([tornado.swing(bar) for bar in tornado.bars] + [0.0])))

    def said(end: str) -> Field[Bar]:
        return Field(end, lambda bar: bar.ranged.said(end) if end in bar.ends else "", "mixed")

    def extra(end: str) -> Field[Bar]:
        """Additional cost at an end, or the text that there is no plan, or that none is known."""

        def get(bar: Bar) -> Any:
            case = bar.ends.get(end)
            if case is None or case.digest is not None:
                return None if case is None else tornado.extra(case)
            return planless(case)

        def accent(bar: Bar) -> Mapping[str, Any]:
            case = bar.ends.get(end)
            if case is None or tornado.is_significant(case):
                return MARK if case is not None and case.state == State.INFEASIBLE else {}
            return FAINT

        return Field(f"additional cost at {end} ({amount})", get, "mixed", form=form, accent=accent)

    columns: list[Field[Bar]] = [
        Field("input", lambda bar: bar.name, "text"),
        said(LOW),
        Field("in the workbook", lambda bar: bar.ranged.base_said, "mixed"),
        said(HIGH),
        extra(LOW),
        extra(HIGH),
        Field(f"swing ({amount})", tornado.swing, accent=lambda bar: {} if tornado.matters(bar) else FAINT),
        Field("finding", lambda bar: finding(tornado, bar), "text"),
    ]
    page.table(tornado.bars, columns, heading=INPUTS, sized=False)
    page.note(
        f"Swing: from the cheapest to the most expensive plan. Grey: {WITHIN}, the difference is within what the "
        "solves leave open."
    )
    page.note("Inputs are varied one at a time; for several together write a what-if.")


def finding(tornado: Tornado, bar: Bar) -> str:
    """Finding of a bar, in a word or two."""
    if bar.without:
        return f"{NO_PLAN} at {' and '.join(bar.without)}"
    if any(case.digest is None for case in bar.ends.values()):
        return "not decided"
    if tornado.swing(bar) == 0.0:
        return "no change"
    return "significant" if tornado.matters(bar) else WITHIN


def _chart(page: Page, tornado: Tornado, shown: Sequence[Bar]) -> Chart:
    """Significant bars in colour, the others in grey."""
    amount = tornado.comparison.amount

    def part(header: str, end: str, *, is_finding: bool) -> Field[Bar]:
        def get(bar: Bar) -> float | None:
            case = bar.ends.get(end)
            return tornado.extra(case) if case is not None and tornado.is_significant(case) == is_finding else None

        return Field(f"{header} ({amount})", get)

    names = ("low value", "high value", f"low value, {WITHIN}", f"high value, {WITHIN}")
    fields = [
        part(name, end, is_finding=at < 2) for at, (name, end) in enumerate(zip(names, (LOW, HIGH) * 2, strict=True))
    ]
    columns: list[Field[Bar]] = [Field("input", _name, "text"), *fields]
    cells: Cells = page.table(shown, columns, heading="What the chart draws", sized=False)
    drawn = [at for at, field in enumerate(fields) if any(field.get(bar) for bar in shown)]
    colours = (HUES[0], HUES[1], OTHER, OTHER)
    parts = [(1 + at, names[at], colours[at]) for at in drawn]
    title = f"Cost compared with the plan of the workbook ({amount})"
    scale = {"num_format": "+#,##0.##;-#,##0.##;0"}
    return two_sided_bars(title, cells, parts, scale, {"gap": 35, "overlap": 100})


def _name(bar: Bar) -> str:
    """Name of a bar, with the infeasible end, if any."""
    return bar.name + (f" ({NO_PLAN} at {' and '.join(bar.without)})" if bar.without else "")
