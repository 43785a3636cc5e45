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
KEPT: Field[Commitment] = Field("kept", lambda each: "kept" if each.is_kept else "", "text")
"""Mark of decisions that the workbook keeps."""


def decide(view: View) -> PlanAnswer:
    """The decisions of the first period, also those that the workbook keeps; the largest investments first."""
    now = [each for each in first_years(view) if each.year == view.periods[0]]
    now.sort(key=lambda each: (each.kind != "build", -_outlay(each)))
    builds = [each for each in now if each.kind == "build"]
    others = _words([each for each in due_first(view) if each.year == view.periods[0] and each.kind != "build"])
    lead = sentence(joined(others)).removesuffix(".") or "Nothing to decide yet"
    if builds:
        capital = sum(map(_outlay, builds))
        lead = f"Decide {count(len(builds), 'investment')} for {in_words(view, capital)}{_kept(builds)}"
    are_kept = all(each.is_kept for each in builds)  # then the lead says so
    marks = ["" if are_kept or not each.is_kept else ", kept" for each in builds]
    largest = [
        f"{each.subject} ({each.where}, {in_words(view, _outlay(each))}{mark})"
        for each, mark in zip(builds, marks, strict=True)
    ]
    beside = f"Beside them: {joined(others)}." if builds and others else ""
    said = [
        with_changed(view.plan.changed_cells),
        sentence(listed(largest, "smaller", 1 if are_kept else NAMED)),
        beside,
        _paid(view),
        _later(view, len(builds)),
    ]
    question = f"What to decide in {view.year_labels[0]}"
    return PlanAnswer(question, lead, " ".join(filter(None, said)), _table(view, now), "Decisions")


def _kept(builds: Sequence[Commitment]) -> str:
    """How many of the investments the workbook keeps."""
    number = sum(each.is_kept for each in builds)
    all_of_them = "kept" if number == 1 else "all kept"
    return f", {all_of_them if number == len(builds) else f'{number} of them kept'}" if number else ""


def _outlay(each: Commitment) -> float:
    return each.outlay or 0.0


def _words(found: Sequence[Commitment]) -> list[str]:
    """Decisions in words, with the place if the same skill is, say, trained in one and released in another."""
    places: dict[str, set[str]] = {}
    for each in found:
        places.setdefault(each.title, set()).add(each.where)
    return [f"{each.marked} ({each.where})" if len(places[each.title]) > 1 else each.marked for each in found]


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
    later = [each for each in new_builds(view) if each.decided > view.periods[0]]
    if not later:
        return "No investment follows." if now else NONE if view.plan.tables[Project] else ""
    first, last = min(each.decided for each in later), max(each.decided for each in later)
    when = f"in {first}" if first == last else f"from {first} to {last}"
    verb, capital = "follows" if len(later) == 1 else "follow", sum(each.capex for each in later)
    return f"{count(len(later), 'investment')} for {in_words(view, capital)} {verb} {when}."


def _table(view: View, now: Sequence[Commitment]) -> DocumentTable[Commitment]:
    builds = {each.project: each for each in new_builds(view) if each.decided == view.periods[0]}
    products = main_products(view)

    def of(each: Commitment) -> Build | None:
        return builds.get(each.subject) if each.kind == "build" else None

    fields: list[Field[Commitment]] = [
        Field("decision", lambda each: each.words, "text"),
        Field("place", lambda each: each.where, "text"),
        Field("size", lambda each: each.size, form=lambda each: number_format(each.size or 0.0)),
        Field("unit", lambda each: each.unit, "text"),
        Field("online", lambda each: month(build.online) if (build := of(each)) else "", "text"),
        Field(f"outlay ({view.amount})", lambda each: each.outlay, form=lambda each: number_format(_outlay(each))),
        Field("for", lambda each: products.get(build.plant, build.stage) if (build := of(each)) else "", "text"),
        Field("sponsor", lambda each: build.sponsor or NOBODY if (build := of(each)) else "", "text"),
    ]
    if any(each.is_kept for each in now):
        fields.append(KEPT)
    if view.plan.tables[ProjectStatus]:
        fields += [
            Field("status", lambda each: _status(build) if (build := of(each)) else "", "text"),
            Field("offtake", lambda each: _offtake(build) if (build := of(each)) else "", "text"),
        ]
    return DocumentTable(now, fields)


def _status(build: Build) -> str:
    """How far its sponsor has come, and when that was so: 'financed (2025-11)'."""
    known = build.known
    return f"{known.status} ({known.as_of[:7]})" if known else ""


def _offtake(build: Build) -> str:
    """What is sold ahead, and to whom: '39 % to Iluka'."""
    known = build.known
    if known is None or not known.offtake:
        return ""
    return f"{percent(known.offtake)} to {known.buyers}" if known.buyers else percent(known.offtake)
