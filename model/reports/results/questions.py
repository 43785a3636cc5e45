"""Features that a planner would question in a plan, in words: a sentence for the first page, a table for the sheet
Investors."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from model.reports.phrases import money, percent
from model.reports.styles import Field
from model.results.doubts import EMPTIED, LOSING, REHIRED, SALVAGED, SHUT, UNDERUSED, Doubt, doubts
from model.results.view import View
from model.sheets.names import count

QUESTIONED = "What a planner would question"

QUESTION_KINDS: Mapping[str, tuple[str, str]] = {
    SHUT: (
        "existing plant stands idle, though cheap to run",
        "existing plants stand idle, though cheap to run",
    ),
    UNDERUSED: ("new plant is used below 60 %", "new plants are used below 60 %"),
    SALVAGED: (
        "new plant earns less than its salvage is worth",
        "new plants earn less than their salvage is worth",
    ),
    EMPTIED: ("store is emptied before a disruption may start", "stores are emptied before a disruption may start"),
    REHIRED: ("skill is released and hired again", "skills are released and hired again"),
    LOSING: ("plant has years with a loss", "plants have years with a loss"),
}
"""One and several of each kind."""


def questions_in_words(view: View) -> str:
    """Number of features of each kind, with the weightiest of each."""
    clauses = []
    for kind, words in QUESTION_KINDS.items():
        of_kind = [doubt for doubt in doubts(view) if doubt.kind == kind]
        if of_kind:
            most = ":" if len(of_kind) == 1 else ", most of all" if kind == LOSING else ", e.g."
            clauses.append(f"{count(len(of_kind), *words)}{most} {of_kind[0].subject}{_weight_in_words(view, kind, of_kind)}")
    return f"Questions before signing (sheet Investors): {'; '.join(clauses)}." if clauses else ""


def _weight_in_words(view: View, kind: str, of_kind: list[Doubt]) -> str:
    """The periods of the weightiest feature; of losses the largest, the sum, and who pays it."""
    if kind != LOSING:
        return f" ({view.spans(of_kind[0].periods)})" if of_kind[0].periods else ""
    loss, paid = sum(doubt.amount for doubt in of_kind), sum(doubt.other for doubt in of_kind)
    who = f"public money pays {money(paid)} in all" if paid > 0 else "no payer is named"
    largest = f"{money(of_kind[0].amount)} of " if len(of_kind) > 1 else ""
    return f" ({largest}{money(loss)} {view.amount}; {who})"


def questioned(view: View) -> list[Field[Doubt]]:
    """Columns of the table of all features."""
    return [
        Field("feature", lambda doubt: doubt.kind, "text"),
        Field("subject", lambda doubt: doubt.subject, "text"),
        Field("years", lambda doubt: view.spans(doubt.periods), "text"),
        Field("what", lambda doubt: QUESTION_DETAILS[doubt.kind](view, doubt), "text"),
    ]


def _idle(view: View, doubt: Doubt) -> str:
    if doubt.other <= 0:
        return "stands idle, although it would earn money"
    return f"stands idle, although running it would cost about {money(doubt.other)} {view.amount}"


def _losing(view: View, doubt: Doubt) -> str:
    who = f"public money for output pays {money(doubt.other)} of it" if doubt.other > 0 else "no payer is named"
    return f"loses {money(doubt.amount)} {view.amount}; {who}"


QUESTION_DETAILS: Mapping[str, Callable[[View, Doubt], str]] = {
    SHUT: _idle,
    UNDERUSED: lambda view, doubt: f"is used to {percent(doubt.other)} after ramp-up",
    SALVAGED: lambda view, doubt: (
        f"salvage {money(doubt.amount)} {view.amount}, operating profit until then "
        f"{money(doubt.other) if doubt.other > 0 else 'none'} (present value)"
    ),
    EMPTIED: lambda view, doubt: f"opening stock is used up; no disruption may start before {doubt.other:.0f}",
    REHIRED: lambda view, doubt: (
        f"{money(doubt.amount)} released, {money(doubt.other)} hired in {view.spans(doubt.periods[1:])}"
    ),
    LOSING: _losing,
}
"""Remarks on a feature of each kind."""
