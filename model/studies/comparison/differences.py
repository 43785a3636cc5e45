"""Differences of each plan from the base: builds, flows, stock, people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from model.reports.document import DocumentBlock, DocumentSheet, DocumentTable, Paragraphs
from model.reports.palette import GOOD
from model.reports.phrases import some
from model.reports.styles import SHARE_FORMAT, Field, number_format
from model.studies.comparison.styles import BETTER, FAINT, SAME, WEAK, WITHIN, WORSE, listed, signed
from model.whatif.compare import Comparison
from model.whatif.plan_difference import ADDED, DROPPED, KINDS, BuildChange, Digest, Shift, build_changes, shifts
from model.whatif.robustness import ALL, MANY, Agreement, agreements, decide_now, differ_in, when_due

MOST_SHIFTS = 15
"""Lines of a kind and plan; the sheet counts the others."""

Changed = tuple[Digest, BuildChange]
Shifted = tuple[Digest, Shift]


def differences_sheet(comparison: Comparison) -> DocumentSheet:
    """The sheet 'Plan differences'."""
    base = comparison.base.digest
    has_any = base is not None and bool(comparison.beside)
    none = "None: there are no two plans to compare."
    title = f"Differences from {comparison.base.name}"
    about = f"Where a plan's cost difference is {WITHIN} (grey), one like the base's may be as good: neither are these."
    blocks = [none] if base is None or not has_any else [*_builds(comparison, base), *_shifts(comparison, base)]
    widths = [26, 30, 17, 12, 12, 12, 12, 12, 12, 12] if has_any else ()
    return DocumentSheet("Plan differences", "Capacity", title, about, blocks, widths)


def _builds(comparison: Comparison, base: Digest) -> Iterator[DocumentBlock]:
    lines = [(plan, change) for plan in comparison.beside for change in build_changes(base, plan)]
    same = [plan.name for plan in comparison.beside if not build_changes(base, plan)]
    notes = [f"{SAME.capitalize()}: {', '.join(same)}."] * bool(same)
    has_gap = bool(same) and not lines
    yield Paragraphs(notes, is_note=True, heading="Investments", is_apart=False, has_gap=has_gap)
    if lines:
        yield _changed(comparison, lines)


def _changed(comparison: Comparison, lines: Sequence[Changed]) -> DocumentTable[Changed]:
    def field(header: str, get: Callable[[BuildChange], Any], look: str = "number") -> Field[Changed]:
        return Field(header, lambda line: get(line[1]), look, accent=lambda line: _faint(comparison, line[0]))

    def sides(header: str, name: str, look: str = "number") -> list[Field[Changed]]:
        """A figure of the base and of the plan."""
        return [
            field(f"{header} in the base", lambda change: getattr(change.before, name, None), look),
            field(header, lambda change: getattr(change.after, name, None), look),
        ]

    def colour(line: Changed) -> Mapping[str, Any]:
        return {**_colour(line[1]), **_faint(comparison, line[0])}

    fields: list[Field[Changed]] = [
        Field("plan", lambda line: line[0].name, "text", accent=lambda line: _faint(comparison, line[0])),
        field("project", lambda change: change.project, "text"),
        Field("change", lambda line: ", ".join(line[1].words), "text", accent=colour),
        field("unit", _unit, "text"),
        *sides("capacity", "size"),
        *sides("decided", "decided", "year"),
        *sides("online", "online", "date"),
    ]
    return DocumentTable(lines, fields, is_sized=False)


def _faint(comparison: Comparison, plan: Digest) -> Mapping[str, Any]:
    """Grey if a plan's cost differs by no more than the joint gap."""
    return {} if comparison.is_significant(plan) else FAINT


def _colour(change: BuildChange) -> Mapping[str, Any]:
    return BETTER if ADDED in change.words else WORSE if DROPPED in change.words else {}


def _unit(change: BuildChange) -> str:
    side = change.before or change.after
    return "" if side is None else side.unit


def _shifts(comparison: Comparison, base: Digest) -> Iterator[DocumentBlock]:
    notes = [
        "Undisrupted case; totals over all years, of stock the mean. 'Share': the largest difference in a year, as "
        "a share of all of the same goods or skill in a year."
    ]
    lines: list[Shifted] = []
    left_out = []
    for plan in comparison.beside:
        for kind in KINDS:
            of_kind = shifts(base, plan, kind)
            lines += [(plan, shift) for shift in of_kind[:MOST_SHIFTS]]
            if len(of_kind) > MOST_SHIFTS:
                more = f"{plan.name}: {len(of_kind) - MOST_SHIFTS} more {KINDS[kind]}"
                left_out.append(f"Smaller ones omitted: {more}.")
    if not lines:
        notes.append("None: shipments, stock, training and recruitment are the same in all plans.")
    heading = "Flows, stock and people, largest differences first"
    yield Paragraphs(notes, is_note=True, heading=heading, is_apart=False)
    if lines:
        yield _shifted(comparison, lines)
    yield from left_out


def _shifted(comparison: Comparison, lines: Sequence[Shifted]) -> DocumentTable[Shifted]:
    def faint(line: Shifted) -> Mapping[str, Any]:
        return _faint(comparison, line[0])

    def form(line: Shifted) -> str:
        return number_format(max(line[1].before, line[1].after))

    fields: list[Field[Shifted]] = [
        Field("plan", lambda line: line[0].name, "text", accent=faint),
        Field("location", lambda line: _where(line[1]), "text", accent=faint),
        Field("goods or skill", lambda line: _what(line[1]), "text", accent=faint),
        Field("measure", lambda line: KINDS[line[1].kind], "text", accent=lambda line: {**faint(line), **WEAK}),
        Field("unit", lambda line: line[1].unit, "text", accent=faint),
        Field("in the base", lambda line: line[1].before, form=form, accent=faint),
        Field("in the plan", lambda line: line[1].after, form=form, accent=faint),
        Field("difference", lambda line: line[1].change, form=lambda line: signed(form(line)), accent=faint),
        Field("share", lambda line: line[1].part, form=SHARE_FORMAT, accent=faint),
    ]
    return DocumentTable(lines, fields, is_sized=False)


def _where(shift: Shift) -> str:
    if shift.kind == "flows":
        return f"{shift.labels[0]} → {shift.labels[1]}"
    return shift.labels[1] if shift.kind in ("trainees", "recruits") else shift.labels[0]


def _what(shift: Shift) -> str:
    return shift.labels[0] if shift.kind in ("trainees", "recruits") else shift.labels[-1]


SHADES: Mapping[str, Mapping[str, Any]] = {
    ALL: {"bg_color": "#D5EBD9", "font_color": GOOD, "bold": True},
    MANY: {"bg_color": "#EAF5EC"},
}


def agreement_sheet(comparison: Comparison) -> DocumentSheet:
    """The sheet 'No-regret'."""
    common, due, when = agreements(comparison), decide_now(comparison), when_due(comparison)
    none = "None: no plan makes any investment." if comparison.solved else "None: no plan was found."
    blocks: list[DocumentBlock] = [none]
    if common:
        table = DocumentTable(common, _built(comparison), "Built at any time", is_sized=False)
        nothing = f"None: no plan has a decision due {when}."
        first = DocumentTable(due, _due(comparison), f"Decisions due {when}", is_sized=False, nothing=nothing)
        blocks = [Paragraphs(list(_counted(comparison)), has_gap=True), table, first]
    title = "Investments common to the plans"
    about = "All: in every plan; most: in at least two thirds; few: in fewer. What-ifs without a plan do not count."
    widths = [30, 15, 10, 10, 10, 12, 12, 11, 11, 15, 38, 54] if common else ()
    return DocumentSheet("No-regret", "Lead times", title, about, blocks, widths)


def _counted(comparison: Comparison) -> Iterator[str]:
    """Year until which the future is unknown, and plans that do not count."""
    yield knowledge(comparison)
    vague = [plan.name for plan in comparison.solved if plan not in comparison.telling]
    if vague:
        yield f"Not counted, as their cost differences are {WITHIN}: {some(vague, 160)}."
    undecided = [plan.name for plan in comparison.telling if plan not in comparison.deciding]
    if undecided:
        why = "as they decide on no investment ('plan' is 'held' or 'none')"
        yield f"Not counted, {why}: {some(undecided, 160)}."


def knowledge(comparison: Comparison) -> str:
    """Year until which it is unknown which what-if materialises."""
    differ, when = differ_in(comparison), when_due(comparison)
    first = comparison.solved[0].periods[0]
    if differ is None:
        return f"The inputs of all plans are the same. Decisions of {first} are due now."
    if when == "now":
        return (
            f"The inputs of the what-ifs differ from {differ} on. Decisions of {first} have to be taken before it is "
            "known which of them materialises; each plan was made as if that were known."
        )
    return (
        f"The inputs of the what-ifs are the same until {differ - 1}. Decisions due {when} have to be taken before it "
        "is known which of them materialises; each plan was made as if that were known."
    )


def _built(comparison: Comparison) -> list[Field[Agreement]]:
    names = [plan.name for plan in comparison.deciding]
    return [
        *_named(),
        Field("built in", lambda row: row.built_in, "text", accent=lambda row: SHADES.get(row.built_in, {})),
        Field(f"plans (of {len(names)})", lambda row: len(row.building)),
        Field("earliest first decision", lambda row: row.earliest, "year"),
        Field("latest first decision", lambda row: row.latest, "year"),
        Field("minimum capacity", lambda row: row.least),
        Field("maximum capacity", lambda row: row.greatest),
        Field("plans deciding in the first period", lambda row: len(row.first)),
        Field("which plans", lambda row: listed(row.building, names, 38), "text"),
    ]


def _due(comparison: Comparison) -> list[Field[Agreement]]:
    names = [plan.name for plan in comparison.deciding]
    return [
        *_named(),
        Field("decided by", lambda row: row.due_in, "text", accent=lambda row: SHADES.get(row.due_in, {})),
        Field(f"plans (of {len(names)})", lambda row: len(row.due)),
        Field("plans building at any time", lambda row: len(row.building)),
        Field("latest first decision", lambda row: row.latest, "year"),
        Field("minimum capacity", lambda row: row.least_due),
        Field("maximum capacity", lambda row: row.greatest_due),
        Field("plans deciding in the first period", lambda row: len(row.first)),
        Field("which plans", lambda row: listed(row.due, names, 38), "text"),
        Field("recommendation", lambda row: row.advice, "text"),
    ]


def _named() -> list[Field[Agreement]]:
    return [
        Field("project", lambda row: row.marked, "text"),
        Field("country", lambda row: row.country, "text"),
        Field("unit", lambda row: row.unit, "text"),
    ]
