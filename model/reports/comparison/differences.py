"""What each plan does otherwise than the base: builds, flows, stock, people."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports.book import Book, number_format
from model.reports.comparison.looks import BETTER, FAINT, SAME, WEAK, WITHIN, WORSE, signed
from model.reports.looks import SHARE_FORMAT, Field
from model.reports.page import Page
from model.whatif.compare import Comparison
from model.whatif.digest import Digest
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


def _faint(comparison: Comparison, plans: Sequence[Digest]) -> dict[int, dict[str, object]]:
    """Lines of plans whose cost differs by no more than the solves leave open."""
    return {at: dict(FAINT) for at, plan in enumerate(plans) if not comparison.is_significant(plan)}


def _write_builds(page: Page, comparison: Comparison, base: Digest) -> None:
    lines = [(plan, change) for plan in comparison.beside for change in build_changes(base, plan)]
    same = [plan.name for plan in comparison.beside if not build_changes(base, plan)]
    page.heading("Investments")
    if same:
        page.note(f"{SAME.capitalize()}: {', '.join(same)}.")
    if not lines:
        page.skip()
        return
    faint = _faint(comparison, [plan for plan, _ in lines])
    changes = [change for _, change in lines]
    looks = {at: (BETTER if ADDED in each.words else WORSE if DROPPED in each.words else {})
             for at, each in enumerate(changes)}  # fmt: skip

    def of(name: str, before: bool) -> list[float | None]:
        sides = [change.before if before else change.after for change in changes]
        return [None if side is None else getattr(side, name) for side in sides]

    page.table(
        [
            Field("plan", [plan.name for plan, _ in lines], look="text", accents=faint),
            Field("project", [change.project for change in changes], look="text", accents=faint),
            Field("change", [", ".join(change.words) for change in changes], look="text", accents=looks | faint),
            Field("unit", [_unit(change) for change in changes], look="text", accents=faint),
            Field("capacity in the base", of("size", True), accents=faint),
            Field("capacity", of("size", False), accents=faint),
            Field("decided in the base", of("decided", True), look="year", accents=faint),
            Field("decided", of("decided", False), look="year", accents=faint),
            Field("online in the base", of("online", True), look="date", accents=faint),
            Field("online", of("online", False), look="date", accents=faint),
        ],
        sized=False,
    )


def _unit(change: BuildChange) -> str:
    side = change.before or change.after
    return "" if side is None else side.unit


def _write_shifts(page: Page, comparison: Comparison, base: Digest) -> None:
    page.heading("Flows, inventory and people, largest differences first")
    page.note(
        "Undisrupted case; totals over all years, of inventory the mean. 'Share': the largest difference in a year, as "
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
        page.note("None: shipments, inventory, training and recruitment are the same in all plans.")
        return
    found_shifts = [shift for _, shift in lines]
    faint = _faint(comparison, [plan for plan, _ in lines])
    forms = [number_format(max(shift.before, shift.after)) for shift in found_shifts]
    page.table(
        [
            Field("plan", [plan.name for plan, _ in lines], look="text", accents=faint),
            Field("location", [_where(shift) for shift in found_shifts], look="text", accents=faint),
            Field("goods or skill", [_what(shift) for shift in found_shifts], look="text", accents=faint),
            Field("measure", [KINDS[shift.kind] for shift in found_shifts], look="text", accents=faint | _weak(lines)),
            Field("unit", [shift.unit for shift in found_shifts], look="text", accents=faint),
            Field("in the base", [shift.before for shift in found_shifts], forms=forms, accents=faint),
            Field("in the plan", [shift.after for shift in found_shifts], forms=forms, accents=faint),
            Field("difference", [shift.change for shift in found_shifts], forms=[signed(form) for form in forms],
                  accents=faint),
            Field("share", [shift.part for shift in found_shifts], forms=[SHARE_FORMAT] * len(lines), accents=faint),
        ],
        sized=False,
    )  # fmt: skip
    for words in left_out:
        page.note(f"Smaller ones omitted: {words}.")


def _weak(lines: Sequence[object]) -> dict[int, dict[str, object]]:
    return {at: dict(WEAK) for at in range(len(lines))}


def _where(shift: Shift) -> str:
    if shift.kind == "flows":
        return f"{shift.labels[0]} → {shift.labels[1]}"
    return shift.labels[1] if shift.kind in ("trainees", "recruits") else shift.labels[0]


def _what(shift: Shift) -> str:
    return shift.labels[0] if shift.kind in ("trainees", "recruits") else shift.labels[-1]
