"""Decisions due now."""

from __future__ import annotations

from collections.abc import Sequence

from model.families.investment.rows import Project, ProjectStatus
from model.ledger.parties import NOBODY
from model.reports.answers.answer import NAMED, PlanAnswer, in_words, listed, sentence
from model.reports.document import DocumentTable
from model.reports.phrases import joined, month, percent, with_changed
from model.reports.results.without import NOTHING
from model.reports.styles import Field, number_format
from model.results.build import Build, new_builds
from model.results.first_stage import Commitment, due_first, due_now, first_years
from model.results.investor import main_products
from model.results.view import View
from model.sheets.names import count

NONE = "The plan makes no investments."
KEPT_COLUMN: Field[Commitment] = Field("kept", lambda decision: "kept" if decision.is_kept else "", "text")
"""Mark of decisions that the workbook keeps."""


def decide(view: View) -> PlanAnswer:
    """The decisions of the first period, also those that the workbook keeps; the largest investments first."""
    now = [decision for decision in first_years(view) if decision.year == view.periods[0]]
    now.sort(key=lambda decision: (decision.kind != "build", -_outlay(decision)))
    builds = [decision for decision in now if decision.kind == "build"]
    others = _words(
        [decision for decision in due_first(view) if decision.year == view.periods[0] and decision.kind != "build"]
    )
    lead = sentence(joined(others)).removesuffix(".") or "Nothing to decide yet"
    if builds:
        capital = sum(map(_outlay, builds))
        lead = f"Decide {count(len(builds), 'investment')} for {in_words(view, capital)}{_kept_in_words(builds)}"
    are_kept = all(build.is_kept for build in builds)  # then the lead says so
    marks = ["" if are_kept or not build.is_kept else ", kept" for build in builds]
    largest = [
        f"{build.subject} ({build.where}, {in_words(view, _outlay(build))}{mark})"
        for build, mark in zip(builds, marks, strict=True)
    ]
    beside = f"Beside them: {joined(others)}." if builds and others else ""
    sentences = [
        with_changed(view.plan.changed_cells),
        sentence(listed(largest, "smaller", 1 if are_kept else NAMED)),
        beside,
        _paid(view),
        _later(view, len(builds)),
    ]
    question = f"What to decide in {view.year_labels[0]}"
    return PlanAnswer(question, lead, " ".join(filter(None, sentences)), _table(view, now), "Decisions")


def _kept_in_words(builds: Sequence[Commitment]) -> str:
    """How many of the investments the workbook keeps."""
    number = sum(build.is_kept for build in builds)
    all_of_them = "kept" if number == 1 else "all kept"
    return f", {all_of_them if number == len(builds) else f'{number} of them kept'}" if number else ""


def _outlay(decision: Commitment) -> float:
    return decision.outlay or 0.0


def _words(decisions: Sequence[Commitment]) -> list[str]:
    """Decisions in words, with the place if the same skill is, say, trained in one and released in another."""
    places: dict[str, set[str]] = {}
    for decision in decisions:
        places.setdefault(decision.title, set()).add(decision.where)
    return [
        f"{decision.marked} ({decision.where})" if len(places[decision.title]) > 1 else decision.marked
        for decision in decisions
    ]


def _paid(view: View) -> str:
    """Total commitment of the first period, and the part that it pays."""
    due = due_now(view)
    if due.outlay <= NOTHING:
        return ""
    spent = "none" if due.spent <= NOTHING else in_words(view, due.spent)
    if due.spent >= due.outlay - NOTHING:
        spent = "all"
    who = "It commits" if due.count == 1 else "Together they commit"
    return f"{who} {in_words(view, due.outlay)}, {spent} of it paid in {view.year_labels[0]}."


def _later(view: View, now: int) -> str:
    """Investments that follow."""
    later = [build for build in new_builds(view) if build.decided > view.periods[0]]
    if not later:
        return "No investment follows." if now else NONE if view.plan.tables[Project] else ""
    first, last = min(build.decided for build in later), max(build.decided for build in later)
    when = f"in {first}" if first == last else f"from {first} to {last}"
    verb, capital = "follows" if len(later) == 1 else "follow", sum(build.capex for build in later)
    return f"{count(len(later), 'investment')} for {in_words(view, capital)} {verb} {when}."


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
    """What is sold ahead, and to whom: '39 % to Iluka'."""
    status = build.status
    if status is None or not status.offtake:
        return ""
    return f"{percent(status.offtake)} to {status.buyers}" if status.buyers else percent(status.offtake)
