"""Decisions due now."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from model.families.investment.rows import Project, ProjectStatus
from model.ledger.parties import NOBODY
from model.reports.answers.answer import AnswerPicture, Fact, Key, Mark, MarkedRow, PlanAnswer, Strip, all_rows, fits
from model.reports.document import DocumentTable
from model.reports.phrases import in_words, joined, month, percent, with_changed
from model.reports.results.without import NOTHING
from model.reports.styles import Field, number_format
from model.results.build import Build, new_builds
from model.results.first_stage import SUBJECTS, Commitment, due_now, first_years
from model.results.investor import main_products
from model.results.view import View
from model.sheets.names import count
from model.tolerances import SOLVED

KEPT_COLUMN: Field[Commitment] = Field("kept", lambda decision: "kept" if decision.is_kept else "", "text")
"""Mark of decisions that the workbook keeps."""


MOST_INVESTMENTS = 7
"""Rows of the picture."""
LEAST_YEARS = 4
"""Minimum length of its axis."""


def decide(view: View) -> PlanAnswer:
    """The decisions of the first period, also those that the workbook keeps; the largest investments first."""
    now = [decision for decision in first_years(view) if decision.year == view.periods[0]]
    now.sort(key=lambda decision: (decision.kind != "build", -_outlay(decision)))
    builds = [decision for decision in now if decision.kind == "build"]
    others: dict[str, dict[str, Commitment]] = {}
    for decision in now:
        if decision.kind != "build":
            others.setdefault(decision.kind, {}).setdefault(decision.title, decision)
    by_kind = {kind: list(subjects.values()) for kind, subjects in others.items()}
    year = view.year_labels[0]
    return PlanAnswer(
        f"What to decide in {year}",
        _headline(view, builds, sum(map(len, by_kind.values()))),
        [fact for fact in (_paid(view), _later(view), _smaller(by_kind)) if fact],
        _picture(view),
        _table(view, now),
        all_rows(len(now), "decision"),
        "Decisions",
    )


def _headline(view: View, builds: Sequence[Commitment], others: int) -> str:
    """How many investments, and their capital."""
    year, total = view.year_labels[0], in_words(view, sum(map(_outlay, builds)))
    if len(builds) == 1:
        named = f"Decide one investment in {year}: {builds[0].marked}, {total}"
        return named if fits(named) else f"Decide one investment in {year}, {total}"
    if builds:
        number = sum(build.is_kept for build in builds)
        some = "; all are kept" if number == len(builds) else f"; {number} are kept" if number > 1 else "; one is kept"
        return f"Decide {len(builds)} investments in {year}, {total} in all{some if number else ''}"
    if others:
        return f"No investment in {year}; {count(others, 'smaller decision')} due"
    return f"Nothing to decide in {year}"


def _outlay(decision: Commitment) -> float:
    return decision.outlay or 0.0


def _paid(view: View) -> Fact | None:
    """Total commitment of the first period, and the part that it pays."""
    due = due_now(view)
    if due.outlay <= NOTHING:
        return None
    spent = "none" if due.spent <= NOTHING else in_words(view, due.spent)
    spent = "all" if due.spent >= due.outlay - NOTHING else spent
    return Fact(in_words(view, due.outlay), f"committed, {spent} of it paid in {view.year_labels[0]}")


def _later(view: View) -> Fact | None:
    """Investments that follow."""
    if not view.plan.tables[Project]:
        return None
    later = [build for build in new_builds(view) if build.decided > view.periods[0]]
    if not later:
        return Fact("None later", "no investment follows")
    first, last = min(build.decided for build in later), max(build.decided for build in later)
    when = f"decided in {first}" if first == last else f"decided {first}–{last}"
    capital = in_words(view, sum(build.capex for build in later))
    return Fact(f"{len(later)} later", f"{'investment' if len(later) == 1 else 'investments'}, {capital}, {when}")


def _smaller(others: Mapping[str, Sequence[Commitment]]) -> Fact | None:
    """Decisions other than investments, by kind; the only one of a kind by name, skills always by number."""
    number = sum(map(len, others.values()))
    ranked = sorted(others.items(), key=lambda item: -len(item[1]))
    named = [
        f"{kind} {subjects[0].subject}"
        if len(subjects) == 1 and kind in SUBJECTS
        else f"{kind} {count(len(subjects), *SUBJECTS.get(kind, ('skill', 'skills')))}"
        for kind, subjects in ranked
    ]
    noun, most = "decision" if number == 1 else "decisions", 2 if len(named) > 3 else 3
    rest = sum(len(subjects) for _, subjects in ranked[most:])
    shown = joined([*named[:most], *([f"{rest} more"] if rest else [])])
    return Fact(f"{number} smaller", f"{noun}: {shown}") if number else None


def _picture(view: View) -> AnswerPicture:
    """From decision to full capacity: the largest investments of the first period."""
    first, remark = view.periods[0], with_changed(view.plan.changed_cells)
    builds = sorted((build for build in new_builds(view) if build.decided == first), key=lambda build: -build.capex)
    caption = f"Investments decided in {view.year_labels[0]}, from decision to full capacity"
    if not builds:
        return AnswerPicture("gantt", caption, note=f"The plan builds nothing new this year. {remark}".strip())
    shown, rest = builds[:MOST_INVESTMENTS], builds[MOST_INVESTMENTS:]
    end = max(first + LEAST_YEARS, *(math.ceil(build.full - SOLVED) for build in shown))
    end = min(end, max(view.calendar.end, first + LEAST_YEARS))
    sums = f"; {in_words(view, sum(build.capex for build in rest))}"
    strip = Strip(
        "",
        first,
        end,
        [(year, str(year)) for year in range(first, end)],
        [_row(view, build, end) for build in shown],
        str(view.plan.currency),
        f"and {count(len(rest), 'smaller investment')}{sums}" if rest else "",
    )
    key = [Key(look, words) for look, words in PHASES.items()]
    return AnswerPicture("gantt", caption, [strip], key, remark)


PHASES = {"permits": "permits", "building": "building", "online": "online", "ramp": "ramp-up"}


def _row(view: View, build: Build, end: int) -> MarkedRow:
    ends = build.decided, build.building_from, build.online, build.full
    spans = zip(("permits", "building", "ramp"), ends, ends[1:], strict=False)
    marks = [Mark(look, start, min(stop, end)) for look, start, stop in spans if min(stop, end) > start]
    marks += [Mark("online", build.online, build.online)] if build.online < end else []
    return MarkedRow(
        build.project,
        build.country,
        marks,
        in_words(view, build.capex).partition(" ")[2],
        f"building from {month(build.building_from)}, online {month(build.online)}, full {month(build.full)}",
    )


def _table(view: View, now: Sequence[Commitment]) -> DocumentTable[Commitment]:
    builds = {build.project: build for build in new_builds(view) if build.decided == view.periods[0]}
    products = main_products(view)

    def of(decision: Commitment) -> Build | None:
        return builds.get(decision.subject) if decision.kind == "build" else None

    fields: list[Field[Commitment]] = [
        Field("decision", lambda decision: decision.words, "text"),
        Field("place", lambda decision: decision.where, "text"),
        Field("size", lambda decision: decision.size, form=lambda decision: number_format(decision.size or 0.0)),
        Field("unit", lambda decision: decision.unit, "text"),
        Field("online", lambda decision: month(build.online) if (build := of(decision)) else "", "text"),
        Field(
            f"outlay ({view.amount})",
            lambda decision: decision.outlay,
            form=lambda decision: number_format(_outlay(decision)),
        ),
        Field(
            "for", lambda decision: products.get(build.plant, build.stage) if (build := of(decision)) else "", "text"
        ),
        Field("sponsor", lambda decision: build.sponsor or NOBODY if (build := of(decision)) else "", "text"),
    ]
    if any(decision.is_kept for decision in now):
        fields.append(KEPT_COLUMN)
    if view.plan.tables[ProjectStatus]:
        fields += [
            Field("status", lambda decision: _status(build) if (build := of(decision)) else "", "text"),
            Field("offtake", lambda decision: _offtake(build) if (build := of(decision)) else "", "text"),
        ]
    return DocumentTable(now, fields)


def _status(build: Build) -> str:
    """How far its sponsor has come, and when that was so: 'financed (2025-11)'."""
    status = build.status
    return f"{status.status} ({status.as_of[:7]})" if status else ""


def _offtake(build: Build) -> str:
    """Share sold ahead, and its buyers: '39 % to Iluka'."""
    status = build.status
    if status is None or not status.offtake:
        return ""
    return f"{percent(status.offtake)} to {status.buyers}" if status.buyers else percent(status.offtake)
