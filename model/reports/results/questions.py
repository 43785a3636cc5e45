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

KINDS: Mapping[str, tuple[str, str]] = {
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


def question(view: View) -> str:
    """Number of features of each kind, with the weightiest of each."""
    said = []
    for kind, words in KINDS.items():
        found = [each for each in doubts(view) if each.kind == kind]
        if found:
            most = ":" if len(found) == 1 else ", most of all" if kind == LOSING else ", e.g."
            said.append(f"{count(len(found), *words)}{most} {found[0].subject}{_of_all(view, kind, found)}")
    return f"Questions before signing (sheet Investors): {'; '.join(said)}." if said else ""


def _of_all(view: View, kind: str, found: list[Doubt]) -> str:
    """The periods of the weightiest feature; of losses the largest, the sum, and who pays it."""
    if kind != LOSING:
        return f" ({view.spans(found[0].periods)})" if found[0].periods else ""
    lost, paid = sum(each.amount for each in found), sum(each.other for each in found)
    who = f"public money pays {money(paid)} in all" if paid > 0 else "no payer is named"
    largest = f"{money(found[0].amount)} of " if len(found) > 1 else ""
    return f" ({largest}{money(lost)} {view.amount}; {who})"


def questioned(view: View) -> list[Field[Doubt]]:
    """Columns of the table of all features."""
    return [
        Field("feature", lambda each: each.kind, "text"),
        Field("subject", lambda each: each.subject, "text"),
        Field("years", lambda each: view.spans(each.periods), "text"),
        Field("what", lambda each: DETAILS[each.kind](view, each), "text"),
    ]


def _idle(view: View, each: Doubt) -> str:
    if each.other <= 0:
        return "stands idle, although it would earn money"
    return f"stands idle, although running it would cost about {money(each.other)} {view.amount}"


def _losing(view: View, each: Doubt) -> str:
    who = f"public money for output pays {money(each.other)} of it" if each.other > 0 else "no payer is named"
    return f"loses {money(each.amount)} {view.amount}; {who}"


DETAILS: Mapping[str, Callable[[View, Doubt], str]] = {
    SHUT: _idle,
    UNDERUSED: lambda view, each: f"is used to {percent(each.other)} after ramp-up",
    SALVAGED: lambda view, each: (
        f"its salvage is worth {money(each.amount)} {view.amount}, what it earns until then "
        f"{money(each.other) if each.other > 0 else 'nothing'} (present value)"
    ),
    EMPTIED: lambda view, each: f"opening stock is used up; no disruption may start before {each.other:.0f}",
    REHIRED: lambda view, each: (
        f"{money(each.amount)} released, {money(each.other)} hired in {view.spans(each.periods[1:])}"
    ),
    LOSING: _losing,
}
"""Remarks on a feature of each kind."""
