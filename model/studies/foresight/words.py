"""Summary of a plan for several futures: decisions due now, those of each future, and the value of waiting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.reports.phrases import gap_text, joined, money, percent
from model.results.evpi_vss import Interval
from model.results.first_stage import PEOPLE
from model.sheets.names import NOT_KNOWN, count
from model.solver.termination import gap_of
from model.studies.foresight.question import NOW, Choice, Foresight, Missing, Way

PREPARES = "now, to prepare"

LESS_ALONE = "later, less or not at all if the workbook as it is were certain"

MOST = 8
"""Decisions that a sentence names; the others are counted."""

Line = tuple[str, Interval | Missing, str]
"""A way of deciding, its cost or value, and its description."""


def lines(found: Foresight) -> list[Line]:
    """Expected cost of each way of deciding, and the values of waiting, preparing and information."""
    return [*costs(found), *worths(found)]


def costs(found: Foresight) -> list[Line]:
    """Expected cost of each way of deciding."""
    alone = f", of {found.may_react} alone" if found.may_react else ""
    together = f"decides by future what comes after it is known{alone}"
    by_another = f"the cheaper of those that were found: none was of all futures together ({found.not_together})"
    return [
        _line("this plan", found.staged, by_another if found.not_together else together),
        _line("all decided at once", found.at_once, "the same investments, contracts and people in every future"),
        _line("without foresight", found.unaware, "planned for the workbook as it is, and anew once it is known"),
        _line("known from the start", found.perfect, "no plan can cost less"),
    ]


def worths(found: Foresight) -> list[Line]:
    """Values of waiting, preparing and information."""
    return [
        _line("value of waiting", found.waiting, "all decided at once, less this plan"),
        _line("value of preparing", found.preparing, "without foresight, less this plan; VSS"),
        _line("value of perfect information", found.knowing, "this plan, less known from the start; EVPI"),
    ]


def _line(name: str, value: Way | Interval | Missing, what: str) -> Line:
    if isinstance(value, Missing):
        return name, value, value.why if value.said == NOT_KNOWN else what
    return name, value.cost if isinstance(value, Way) else value, what


def said(value: Interval | Missing, amount: str) -> str:
    """A figure in words."""
    return value.said if isinstance(value, Missing) else value.said(amount)


def when_said(choice: Choice) -> str:
    """When something is decided, in words."""
    return PREPARES if choice.prepares else choice.when


def findings(found: Foresight) -> list[str]:
    """Cost of the plan, decisions due now, preparatory ones, and those of each future."""
    cost, amount = found.staged.cost, found.staged.plans[0].amount
    gap = gap_of(cost.most, cost.least)
    proof = f"proven: at most {gap_text(gap)} could still be saved" if gap > 0 else "proven optimal"
    choices = found.choices()
    now = [each for each in choices if each.when == NOW and not each.prepares]
    prepares = [each for each in choices if each.prepares]
    told = [
        f"Expected cost {money(cost.most)} {amount}; {proof}.",
        f"Decide now, before {found.first_known}, in any case: {_some(now)}." if now else "",
        f"Prepare now ({LESS_ALONE}{_open(found)}): {_some(prepares)}." if prepares else "",
        *_by_future(found, choices),
        *(f"{name[0].upper()}{name[1:]}: {said(value, amount)} ({what})." for name, value, what in worths(found)),
    ]
    return [each for each in told if each]


def _open(found: Foresight) -> str:
    """Remark on the value of preparing, if two plans that differ within their gaps may explain all of it."""
    worth = found.preparing
    is_proven = worth.said != NOT_KNOWN if isinstance(worth, Missing) else worth.least > 0
    return "" if is_proven else "; whether that saves anything is open at this gap"


def _by_future(found: Foresight, choices: Sequence[Choice]) -> Iterator[str]:
    """Decisions of single futures, and those of every future in different sizes."""
    later = [each for each in choices if each.depends]
    for number, future in enumerate(found.futures):
        known = f", known from {future.known:.0f}" if number else ""
        own = [each for each in later if each.is_in(number) and not all(map(each.is_in, range(len(found.futures))))]
        yield f"If '{future.name}' ({percent(future.probability)}{known}): {_some(own, number)}."
    sizes = [each for each in later if all(map(each.is_in, range(len(found.futures))))]
    if sizes:
        yield f"In every future, in different sizes: {_some(sizes)}."
    if not later:
        yield "Every decision is the same in all futures."


def _some(choices: Sequence[Choice], future: int | None = None) -> str:
    """Decisions by name, investments and contracts first; people and further ones by number."""
    named = [each for each in choices if each.unit != PEOPLE]
    shown = [_named(each, future) for each in named[:MOST]]
    people = len(choices) - len(named)
    more = [f"{len(named) - MOST} more"] if len(named) > MOST else []
    counted = [count(people, "decision on people", "decisions on people")] if people else []
    return joined([*shown, *more, *counted]) or "nothing else"


def _named(choice: Choice, future: int | None) -> str:
    """'build Line in 2028 (10 t/y)'."""
    what = " ".join(part for part in (choice.kind, choice.subject, choice.way, choice.place) if part)
    size = choice.size if future is None else choice.sizes[future]
    much = f" ({size:,.6g} {choice.unit})" if size is not None and choice.unit else ""
    return f"{what} in {choice.year}{much}"
