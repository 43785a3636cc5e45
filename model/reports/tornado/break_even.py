"""Break-even values: between which two values of an input a decision changes."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.page import Page
from model.reports.styles import Field
from model.reports.tornado.words import proof_said
from model.studies.break_even import Switch
from model.studies.tornado import Tornado


def write_break_even(book: Book, tornado: Tornado) -> None:
    """Write the sheet 'Break-even', if there are any."""
    if not tornado.switches:
        return
    page = Page(
        book, "Break-even", "What-if", "Break-even values",
        "The two values between which the largest investment that differs at an end enters or leaves the plan, or "
        "plans end. Proven: at neither does any cheapest plan decide otherwise.",
    )  # fmt: skip
    columns: list[Field[Switch]] = [
        Field("input", lambda each: each.ranged.name, "text", 28),
        Field("towards", lambda each: each.end, "text", 9),
        Field("in the workbook", lambda each: each.ranged.base_said, "mixed", 12),
        Field("at the end", lambda each: each.ranged.said(each.end), "mixed", 12),
        Field("what changes", _changes, "text", 36),
        Field("as in the workbook at", lambda each: each.ranged.value_said(each.end, each.near), "mixed", 13),
        Field("as at the end at", lambda each: each.ranged.value_said(each.end, each.far), "mixed", 13),
        Field("proven or found", proof_said, "text", 26),
    ]
    page.table(tornado.switches, columns, whole=True)


def _changes(switch: Switch) -> str:
    if not switch.project:
        return "no plan any more"
    return f"{switch.project} {'enters' if switch.is_built else 'leaves'} the plan"
