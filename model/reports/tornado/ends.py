"""Each end of each range: cost of its plan, found and proven, shortage, and differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.reports.book import Book
from model.reports.page import Page
from model.reports.styles import FAINT, Field
from model.reports.tornado.words import changes_said
from model.studies.tornado import Bar, Tornado
from model.whatif.compare import Case
from model.whatif.figures import SERVED, SHORTAGE, WORST_SERVICE

End = tuple[Bar, str, Case]
"""A line: an input, the end, and its result."""


def write_ends(book: Book, tornado: Tornado) -> None:
    """Write the sheet 'Ends', if there are any."""
    amount = tornado.comparison.amount
    lines: list[End] = [(bar, end, case) for bar in tornado.bars for end, case in bar.ends.items()]
    if not lines:
        return
    page = Page(
        book, "Ends", "What-if", "Each input at its low and high value",
        "Found: against the plan of the workbook. Proven: the least cost there differs from that of the workbook by "
        "at least and at most so much.",
    )  # fmt: skip

    def faint(line: End) -> Mapping[str, Any]:
        return {} if tornado.is_significant(line[2]) else FAINT

    def proven(line: End, side: int) -> float | None:
        between = tornado.proven(line[2])
        return None if between is None else between[side]

    def measured(name: str) -> Field[End]:
        return Field(name, lambda line: _measure(line[2], name), "share", 10)

    columns: list[Field[End]] = [
        Field("input", lambda line: line[0].name, "text", 28),
        Field("end", lambda line: line[1], "text", 8),
        Field("value", lambda line: line[0].ranged.said(line[1]), "mixed", 10),
        Field("status", lambda line: line[2].state, "text", 10),
        Field(f"cost ({amount})", lambda line: None if line[2].digest is None else line[2].digest.objective, width=12),
        Field(f"additional cost, found ({amount})", lambda line: tornado.extra(line[2]), width=13, accent=faint),
        Field(f"at least, proven ({amount})", lambda line: proven(line, 0), width=13),
        Field(f"at most, proven ({amount})", lambda line: proven(line, 1), width=13),
        measured(SERVED),
        measured(WORST_SERVICE),
        Field(
            "additional shortage, all years", lambda line: _shortage(tornado, line[2]), width=12, accent=faint
        ),
        Field("built otherwise", lambda line: changes_said(tornado, line[2], 60), "text", 48),
    ]  # fmt: skip
    page.needed = len(columns) - 1  # differences in builds may be left for the screen
    page.table(lines, columns)


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
