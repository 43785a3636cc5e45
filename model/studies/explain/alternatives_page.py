"""The page 'Alternatives': common decisions of all near-optimal plans, and plans that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.reports.document import DocumentBlock, DocumentSheet, DocumentTable, Paragraphs
from model.reports.phrases import exactly, money
from model.reports.styles import FAINT, MARK, Field
from model.results.build import Taken
from model.sheets.common import Commodity
from model.studies.explain.alternatives import Alternatives, SizeRange, Verdict
from model.studies.explain.findings import must_said, substitutes_said, within_said
from model.studies.explain.instead import SEPARATOR, SHORT
from model.studies.explain.words import quantity

ORDER = (Verdict.MUST, Verdict.REQUIRED, Verdict.CHOICE, Verdict.OPEN, Verdict.NEVER)

SHEET, SIZES = "Alternatives", "Size of each over all these plans"

MOST_PAGES = 2
"""On paper."""

WIDTHS = (28, 12, 14, 12, 12, 12, 10, 10, 10)
"""Widths of the columns, in both tables: the second one has a plan in each from the third on."""

DIFFERS = 1e-3
"""Share of the greatest size below which a difference counts as none."""


def alternatives_sheet(found: Alternatives) -> DocumentSheet:
    """The sheet 'Alternatives'."""
    amount, cost = found.explanation.plan.amount, found.explanation.plan.objective
    return DocumentSheet(
        SHEET, "Capacity", f"Plans that cost at most {exactly(found.tolerance)} more",
        f"The plan costs {money(cost)} {amount}; plans up to {money(found.at_cost)} count. "
        "Proven: no such plan is outside. Found: some such plan is there.",
        [Paragraphs([within_said(found), *substitutes_said(found)], has_gap=True), _ranges(found),
         *_different(found)],
        WIDTHS, MOST_PAGES, len(WIDTHS),
    )  # fmt: skip


def in_order(found: Alternatives) -> list[SizeRange]:
    """Common decisions of all plans first."""
    return sorted(found.ranges, key=lambda each: ORDER.index(each.verdict))


def _ranges(found: Alternatives) -> DocumentTable[SizeRange]:
    subjects = found.explanation.subjects
    return DocumentTable(in_order(found), [
        Field("investment or contract", lambda each: each.subject.title, "text"),
        Field("kind", lambda each: each.subject.action, "text"),
        Field("in all plans", must_said, "text", accent=_accent),
        Field("unit", lambda each: subjects.unit(each.subject), "text"),
        Field("size in the plan", lambda each: each.size),
        Field("at least, proven", lambda each: each.proven[0]),
        Field("least found", lambda each: each.found[0]),
        Field("greatest found", lambda each: each.found[1]),
        Field("at most, proven", lambda each: each.proven[1]),
    ], SIZES, is_sized=False, nothing="There is nothing to decide for.")  # fmt: skip


def _accent(each: SizeRange) -> Mapping[str, Any]:
    return FAINT if each.verdict == Verdict.OPEN else MARK if each.verdict == Verdict.MUST else {}


@dataclass(frozen=True)
class _AlternativeRow:
    """A line of the table of plans: cost or shortage of each plan, or the size and time of a decision."""

    title: str
    unit: str
    values: tuple[float | str, ...]


def _different(found: Alternatives) -> Iterator[DocumentBlock]:
    """Plans side by side, with their differences."""
    if not found.different:
        return

    def value(at: int, name: str) -> Field[_AlternativeRow]:
        def accent(row: _AlternativeRow) -> Mapping[str, Any]:
            return MARK if isinstance(row.values[at], str) and row.values[at] != row.values[0] else {}

        return Field(name, lambda row: row.values[at], "mixed", width=14, accent=accent)

    names = ["the plan", *(each.name for each in found.different)]
    columns: list[Field[_AlternativeRow]] = [
        Field("investment or contract", lambda row: row.title, "text"),
        Field("unit", lambda row: row.unit, "text"),
        *(value(at, name) for at, name in enumerate(names)),
    ]
    heading = "Plans that differ as much as can be, each from all before it (found); in brackets when first decided"
    yield DocumentTable([*_figures(found), *_sizes(found)], columns, heading, is_sized=False)
    note = "What is unmet is so undisrupted, over all years; that of disruptions stands in 'Stress test'."
    yield note


def _figures(found: Alternatives) -> Iterator[_AlternativeRow]:
    """Cost of each plan, and its undisturbed shortage, if different."""
    plan, others = found.explanation.plan, found.different
    costs = [plan.objective, *(each.cost for each in others)]
    yield _AlternativeRow("cost", plan.amount, tuple(costs))
    yield _AlternativeRow("additional cost", plan.amount, tuple(cost - costs[0] for cost in costs))
    sketches = [found.explanation.sketch, *(each.sketch for each in others)]
    units: dict[str, str] = {row.commodity: row.unit for row in plan.tables[Commodity]}
    if not all(sketches):
        return
    start = SHORT + SEPARATOR
    for name in dict.fromkeys(name for each in sketches for name in each if name.startswith(start)):
        short = tuple(each.get(name, 0.0) for each in sketches)
        if max(short) - min(short) > DIFFERS * max(1.0, *short):
            product = name.removeprefix(start)
            yield _AlternativeRow(f"unmet: {product}", units.get(product, ""), short)


def _sizes(found: Alternatives) -> Iterator[_AlternativeRow]:
    subjects = found.explanation.subjects
    decided = [found.explanation.plan.decided, *(each.decided for each in found.different)]
    for each in found.ranges:
        taken = [subjects.taken(each.subject, one) for one in decided]
        sizes = [one.size for one in taken]
        if max(sizes) - min(sizes) > DIFFERS * each.most:
            yield _AlternativeRow(each.subject.title, subjects.unit(each.subject), tuple(map(_size_and_year, taken)))


def _size_and_year(taken: Taken) -> str:
    if not taken.years:
        return "–"
    return f"{quantity(taken.size)} ({taken.years[0]})"
