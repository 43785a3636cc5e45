"""Differences of each plan from the base: builds, flows, stock, people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from model.reports.book import Book
from model.reports.number_formats import number_format
from model.reports.page import Page
from model.reports.styles import SHARE_FORMAT, Field
from model.studies.comparison.styles import BETTER, FAINT, SAME, WEAK, WITHIN, WORSE, signed
from model.whatif.compare import Comparison
from model.whatif.plan_summary import Digest
from model.whatif.plandiff import ADDED, DROPPED, KINDS, BuildChange, Shift, build_changes, shifts

MOST_SHIFTS = 15
"""Lines of a kind and plan; the sheet counts the others."""


def write_differences(book: Book, comparison: Comparison) -> None:
    """The sheet 'Plan differences'."""
    base = comparison.base.digest
    page = Page(
        book, "Plan differences", "Capacity", f"Differences from {comparison.base.name}",
        f"Where a plan's cost difference is {WITHIN} (grey), one like the base's may be as good: neither are these.",
    )  # fmt: skip
    if base is None or not comparison.beside:
        page.note("None: there are no two plans to compare.")
        return
    page.set_widths([26, 30, 17, 12, 12, 12, 12, 12, 12, 12])
    page.keep_title()
    _write_builds(page, comparison, base)
    _write_shifts(page, comparison, base)


def _write_builds(page: Page, comparison: Comparison, base: Digest) -> None:
    lines = [(plan, change) for plan in comparison.beside for change in build_changes(base, plan)]
    same = [plan.name for plan in comparison.beside if not build_changes(base, plan)]
    page.heading("Investments")
    if same:
        page.note(f"{SAME.capitalize()}: {', '.join(same)}.")
    if not lines:
        page.skip()
        return

    def field(header: str, get: Callable[[BuildChange], Any], look: str = "number") -> Field[Changed]:
        return Field(header, lambda line: get(line[1]), look, accent=lambda line: _faint(comparison, line[0]))

    def sides(header: str, name: str, look: str = "number") -> list[Field[Changed]]:
        """A figure of the base and of the plan."""
        return [
            field(f"{header} in the base", lambda change: getattr(change.before, name, None), look),
            field(header, lambda change: getattr(change.after, name, None), look),
        ]

    page.table(
        lines,
        [
            Field("plan", lambda line: line[0].name, "text", accent=lambda line: _faint(comparison, line[0])),
            field("project", lambda change: change.project, "text"),
            Field("change", lambda line: ", ".join(line[1].words), "text",
                  accent=lambda line: {**_colour(line[1]), **_faint(comparison, line[0])}),
            field("unit", _unit, "text"),
            *sides("capacity", "size"), *sides("decided", "decided", "year"), *sides("online", "online", "date"),
        ],
        sized=False,
    )  # fmt: skip


Changed = tuple[Digest, BuildChange]
Shifted = tuple[Digest, Shift]


def _faint(comparison: Comparison, plan: Digest) -> Mapping[str, Any]:
    """Grey if a plan's cost differs by no more than the joint gap."""
    return {} if comparison.is_significant(plan) else FAINT


def _colour(change: BuildChange) -> Mapping[str, Any]:
    return BETTER if ADDED in change.words else WORSE if DROPPED in change.words else {}


def _unit(change: BuildChange) -> str:
    side = change.before or change.after
    return "" if side is None else side.unit


def _write_shifts(page: Page, comparison: Comparison, base: Digest) -> None:
    page.heading("Flows, stock and people, largest differences first")
    page.note(
        "Undisrupted case; totals over all years, of stock the mean. 'Share': the largest difference in a year, as "
        "a share of all of the same goods or skill in a year."
    )
    lines: list[tuple[Digest, Shift]] = []
    left_out = []
    for plan in comparison.beside:
        for kind in KINDS:
            found = shifts(base, plan, kind)
            lines += [(plan, shift) for shift in found[:MOST_SHIFTS]]
            if len(found) > MOST_SHIFTS:
                left_out.append(f"{plan.name}: {len(found) - MOST_SHIFTS} more {KINDS[kind]}")
    if not lines:
        page.note("None: shipments, stock, training and recruitment are the same in all plans.")
        return

    def faint(line: Shifted) -> Mapping[str, Any]:
        return _faint(comparison, line[0])

    def form(line: Shifted) -> str:
        return number_format(max(line[1].before, line[1].after))

    page.table(
        lines,
        [
            Field("plan", lambda line: line[0].name, "text", accent=faint),
            Field("location", lambda line: _where(line[1]), "text", accent=faint),
            Field("goods or skill", lambda line: _what(line[1]), "text", accent=faint),
            Field("measure", lambda line: KINDS[line[1].kind], "text", accent=lambda line: {**faint(line), **WEAK}),
            Field("unit", lambda line: line[1].unit, "text", accent=faint),
            Field("in the base", lambda line: line[1].before, form=form, accent=faint),
            Field("in the plan", lambda line: line[1].after, form=form, accent=faint),
            Field("difference", lambda line: line[1].change, form=lambda line: signed(form(line)), accent=faint),
            Field("share", lambda line: line[1].part, form=SHARE_FORMAT, accent=faint),
        ],
        sized=False,
    )
    for words in left_out:
        page.note(f"Smaller ones omitted: {words}.")


def _where(shift: Shift) -> str:
    if shift.kind == "flows":
        return f"{shift.labels[0]} → {shift.labels[1]}"
    return shift.labels[1] if shift.kind in ("trainees", "recruits") else shift.labels[0]


def _what(shift: Shift) -> str:
    return shift.labels[0] if shift.kind in ("trainees", "recruits") else shift.labels[-1]
