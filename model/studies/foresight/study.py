"""The study ``foresight``: what to decide now, and what to leave until it is known which future comes."""

from __future__ import annotations

import math
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from model.errors import ExitCode, InputError
from model.reports import phrases
from model.reports.document import Document, DocumentSheet, DocumentTable, DrawnBar, PagePart, Shown, bar_chart
from model.reports.html.elements import Square, squares
from model.reports.html.tables import shown
from model.reports.palette import HUES
from model.reports.phrases import gap_text, joined, money
from model.reports.styles import Field, is_whole, number_format
from model.results.first_stage import PEOPLE
from model.results.optimality import Interval
from model.results.view import View
from model.runs.job import Asking
from model.sheets.names import NOT_KNOWN, count
from model.sheets.tables import Tables
from model.solver.termination import gap_of
from model.studies.foresight.question import NOW, Choice, Foresight, Future, Missing, Way, futures_of
from model.studies.foresight.two_stage_solve import foresight
from model.studies.options import percent
from model.studies.study import RunContext, Study
from model.system.files import Output


@dataclass(frozen=True)
class Foreseen:
    """A plan for several futures, solved to a gap."""

    foresight: Foresight
    gap: float

    @property
    def exit_code(self) -> ExitCode:
        is_done = self.foresight.is_within(self.gap) and self.foresight.is_whole
        return ExitCode.OPTIMAL if is_done else ExitCode.LIMIT


class ForesightStudy(Study[Foreseen]):
    """One plan for several futures: each ``future`` a what-if, its probability and the year it is known from; those of
    the workbook unless given."""

    def __init__(
        self,
        tables: Tables,
        title: str = "",
        *,
        future: Sequence[Sequence[str | float]] | None = None,
        may_react: str = "",
    ) -> None:
        self.tables, self.future, self.may_react = tables, future or (), may_react

    def cases(self, context: RunContext) -> Asking[Foreseen]:
        """Its programs are of all futures together: solved in this process."""
        yield []
        futures = futures_of(self.tables, [_future(*map(str, option)) for option in self.future])
        foreseen = foresight(futures, context.request(self.tables), self.may_react)
        return Foreseen(foreseen, context.gap_of(self.tables))

    def document(self, finding: Foreseen) -> Document:
        return document(finding.foresight)

    def printed(self, finding: Foreseen, document: Document | None, wrote: Sequence[Path]) -> Iterator[str]:
        amount = finding.foresight.staged.plans[0].amount
        ways = [(f"{name}: {figure_text(value, amount)}", what) for name, value, what in costs(finding.foresight)]
        width = max(len(way) for way, _ in ways)
        yield from (f"{way:<{width}}  {what}" for way, what in ways)
        yield from (f"  {sentence}" for sentence in findings(finding.foresight))
        yield f"Wrote {wrote[0]} and {wrote[1]}."


def _future(name: str, probability: str, year: str) -> tuple[str, float, int]:
    """What was typed. Raises InputError where it is no probability or year."""
    try:
        return name, percent(probability), int(year)
    except (ValueError, ArgumentTypeError):
        wanted = "a probability such as 20% and a year such as 2030"
        raise InputError(f"--future '{name}' {probability} {year}: expected {wanted}.") from None


# ---------------------------------------------------------------------------------------------- the document


MOST_PAGES = 4
"""Pages of decisions on paper."""

WIDTHS = (28.0, 19.0, 19.0, 34.0, 20.0)
"""Widths of the columns of 'Futures', shared by two tables."""


def document(finding: Foresight) -> Document:
    futures, ways, choices = _futures(finding), _ways(finding), _choices(finding)
    title = "What to decide now, and what to leave until more is known"
    named = ", ".join(f"{future.name} {phrases.percent(future.probability)}" for future in finding.futures)
    worth = "What may come, and what it is worth to wait and to prepare"
    about = (
        "Expected cost, discounted; proven: at least and at most. What is decided before a future is known is the "
        "same in all that cannot be told apart yet. 'no plan': some future cannot be met that way. 'not known': "
        "neither a plan nor a proof was found in time."
    )
    when = "What is decided now, later in any case, and in which future"
    about_when = (
        f"'now': before {finding.first_known}, when nothing is known. 'planned alone': as much would be decided if "
        "the workbook as it is were certain; what is decided now beyond that prepares for another future "
        f"('{PREPARES}'). Within the gap, small differences may mean nothing."
    )
    sheets = [
        DocumentSheet("Futures", "Risk", worth, about, [futures, ways], WIDTHS),
        DocumentSheet(CHOICES, "Capacity", when, about_when, [choices], papers=MOST_PAGES),
    ]
    may_come = "Each future, how likely it is, from when on it is known, and its cost."
    shown: list[Shown] = [
        _worth(finding, ways),
        _decisions(finding, choices),
        PagePart("futures", "What may come", [may_come], [futures]),
    ]
    view, says = View(finding.staged.plans[0]), findings(finding)
    return Document("Futures", title, f"Futures: {named}", Output.FORESIGHT, view, says, sheets, shown)


def _futures(finding: Foresight) -> DocumentTable[tuple[int, Future]]:
    amount = finding.staged.plans[0].amount
    fields: list[Field[tuple[int, Future]]] = [
        Field("future", lambda line: line[1].name, "text"),
        Field("probability", lambda line: line[1].probability, "share"),
        Field("known from", lambda line: None if math.isinf(line[1].known_from) else int(line[1].known_from), "year"),
        Field(f"cost with this plan ({amount})", lambda line: finding.staged.plans[line[0]].objective),
        Field(f"known from the start ({amount})", lambda line: finding.perfect.plans[line[0]].objective),
    ]
    return DocumentTable(list(enumerate(finding.futures)), fields, is_sized=False)


def _ways(finding: Foresight) -> DocumentTable[Line]:
    amount, form = finding.staged.plans[0].amount, number_format(abs(finding.staged.cost.most))
    fields: list[Field[Line]] = [
        Field("way of deciding", lambda line: line[0], "text"),
        Field(f"at least ({amount})", lambda line: _end(line[1], "least"), "mixed", form=form),
        Field(f"at most ({amount})", lambda line: _end(line[1], "most"), "mixed", form=form),
        Field("what it is", lambda line: line[2], "wrapped"),
    ]
    return DocumentTable(lines(finding), fields, WAYS, is_sized=False)


def _end(value: Interval | Missing, name: str) -> float | str:
    return value.state if isinstance(value, Missing) else float(getattr(value, name))


def _choices(finding: Foresight) -> DocumentTable[Choice]:
    """Decisions by year; one without its size in a future says nothing, so that all columns are on paper."""

    def size(name: str, get: Callable[[Choice], float]) -> Field[Choice]:
        return Field(name, lambda choice: get(choice) or None, width=13, form=_format)

    fields: list[Field[Choice]] = [
        Field("year", lambda choice: choice.year, "year", 7),
        Field("action", lambda choice: choice.kind, "text", 8),
        Field("subject", lambda choice: choice.subject, "text", 28),
        Field("place", lambda choice: " ".join(filter(None, (choice.way, choice.place))), "wrapped", 18),
        Field("when", when_said, "wrapped", 18),
        *(size(future.name, partial(_in, number)) for number, future in enumerate(finding.futures)),
        size("planned alone", lambda choice: choice.planned),
        Field("unit", lambda choice: choice.unit, "text", 8),
    ]
    return DocumentTable(finding.choices(), fields, is_whole=True, frozen=3, nothing="Nothing is decided in advance.")


def _in(number: int, choice: Choice) -> float:
    return choice.sizes[number]


def _format(choice: Choice) -> str:
    """Number format of a row: people and tonnes have one column."""
    sizes = [*choice.sizes, choice.planned]
    return number_format(max(sizes), is_whole(sizes))


NAMES = {"at least (proven)": HUES[0], "at most": HUES[3]}

MOST_DRAWN = 30
"""Lines of the picture of decisions; the table has all."""

WAYS = "Ways of deciding"
"""Heading of their costs."""

CHOICES = "Decisions by future"
"""The sheet of decisions."""

Named = tuple[str, str, str, str]
"""Decisions in one line of the picture: (kind, subject, place, way)."""


def _worth(finding: Foresight, table: DocumentTable[Line]) -> Shown:
    amount = finding.staged.plans[0].amount
    says = (
        f"Expected saving ({amount}, discounted) by deciding only once it is known which future comes, by planning "
        "for all futures rather than for the workbook as it is, and by knowing now which one comes. Where nothing is "
        "proven, the gap of the solves leaves open whether it is worth anything."
    )
    bars = [_bar(*line, amount) for line in worths(finding)]
    return bar_chart("worth", "What waiting, preparing and knowing are worth", says, NAMES, bars, [table])


def _bar(name: str, figure: Interval | Missing, what: str, amount: str) -> DrawnBar:
    if isinstance(figure, Missing):
        return DrawnBar(name, instead=figure.state)
    least, most = (
        f"{name}: at {word} {money(end)} {amount}" for word, end in (("least", figure.least), ("most", figure.most))
    )
    return DrawnBar(name, [figure.least, figure.most - figure.least], [least, f"{most} ({what})"])


def _decisions(finding: Foresight, table: DocumentTable[Choice]) -> PagePart:
    """Decisions that differ between futures, or exist because of them, by year."""
    special = [choice for choice in finding.choices() if choice.depends or choice.prepares]
    lines: dict[Named, list[Choice]] = {}
    for choice in sorted(special, key=lambda choice: choice.unit == PEOPLE):  # investments first
        lines.setdefault((choice.kind, choice.subject, choice.place, choice.way), []).append(choice)
    pictured = dict(list(lines.items())[:MOST_DRAWN])
    rest = (
        f" The first {len(pictured)} of {len(lines)} are drawn, investments first."
        if len(pictured) < len(lines)
        else ""
    )
    says = [
        "Each line is a decision, each square the year in which it is taken: dark if before anything is known, only to "
        f"prepare, else with the futures in which it is.{rest} What is the same in every future is in the table alone."
        if pictured
        else "Every decision is the same in all futures, and nothing is decided now only to prepare."
    ]
    periods = finding.staged.plans[0].periods
    names = [" ".join(filter(None, (kind, subject, way, place))) for kind, subject, place, way in pictured]
    marks = []
    for row, choices in enumerate(pictured.values()):
        marks += [_mark(finding, choice, row, periods.index(choice.year), names[row]) for choice in choices]
    drawn = [squares(list(map(str, periods)), names, marks, "year of the decision")]
    return PagePart(
        "decisions", "What is decided now, and what in which future", says, [table], drawn if pictured else []
    )


def _mark(finding: Foresight, choice: Choice, row: int, column: int, name: str) -> Square:
    """Dark for a preparatory decision; otherwise with the futures that it is taken in."""
    of = {
        future.name: size
        for at, (future, size) in enumerate(zip(finding.futures, choice.sizes, strict=True))
        if choice.prepares or choice.is_in(at)
    }
    sizes = ", ".join(
        f"{future}: {shown(size, number_format(size))} {choice.unit}".strip() for future, size in of.items()
    )
    tip = f"{choice.year}: {name}, {when_said(choice)}\n{sizes}"
    return Square(column, row, 0.85 if choice.prepares else 0.2, PREPARES if choice.prepares else ", ".join(of), tip)


# ---------------------------------------------------------------------------------------------- in words


PREPARES = "now, to prepare"

LESS_ALONE = "later, less or not at all if the workbook as it is were certain"

MOST = 8
"""Decisions that a sentence names; the others are counted."""

Line = tuple[str, Interval | Missing, str]
"""A way of deciding, its cost or value, and its description."""


def lines(finding: Foresight) -> list[Line]:
    """Expected cost of each way of deciding, and the values of waiting, preparing and information."""
    return [*costs(finding), *worths(finding)]


def costs(finding: Foresight) -> list[Line]:
    """Expected cost of each way of deciding."""
    alone = f", of {finding.may_react} alone" if finding.may_react else ""
    together = f"decides by future what comes after it is known{alone}"
    by_another = f"the cheaper of those that were found: none was of all futures together ({finding.not_together})"
    return [
        _line("this plan", finding.staged, by_another if finding.not_together else together),
        _line("all decided at once", finding.at_once, "the same investments, contracts and people in every future"),
        _line("without foresight", finding.unaware, "planned for the workbook as it is, and anew once it is known"),
        _line("known from the start", finding.perfect, "no plan can cost less"),
    ]


def worths(finding: Foresight) -> list[Line]:
    """Values of waiting, preparing and information."""
    return [
        _line("value of waiting", finding.waiting, "all decided at once, less this plan"),
        _line("value of preparing", finding.preparing, "without foresight, less this plan; VSS"),
        _line("value of perfect information", finding.knowing, "this plan, less known from the start; EVPI"),
    ]


def _line(name: str, value: Way | Interval | Missing, what: str) -> Line:
    if isinstance(value, Missing):
        return name, value, value.why if value.state == NOT_KNOWN else what
    return name, value.cost if isinstance(value, Way) else value, what


def figure_text(value: Interval | Missing, amount: str) -> str:
    """A figure in words."""
    return value.state if isinstance(value, Missing) else value.in_words(amount)


def when_said(choice: Choice) -> str:
    """When something is decided, in words."""
    return PREPARES if choice.prepares else choice.when


def findings(finding: Foresight) -> list[str]:
    """Cost of the plan, decisions due now, preparatory ones, and those of each future."""
    cost, amount = finding.staged.cost, finding.staged.plans[0].amount
    gap = gap_of(cost.most, cost.least)
    proof = f"proven: at most {gap_text(gap)} could still be saved" if gap > 0 else "proven optimal"
    choices = finding.choices()
    now = [choice for choice in choices if choice.when == NOW and not choice.prepares]
    prepares = [choice for choice in choices if choice.prepares]
    sentences = [
        f"Expected cost {money(cost.most)} {amount}; {proof}.",
        f"Decide now, before {finding.first_known}, in any case: {_some(now)}." if now else "",
        f"Prepare now ({LESS_ALONE}{_open(finding)}): {_some(prepares)}." if prepares else "",
        *_by_future(finding, choices),
        *(
            f"{name[0].upper()}{name[1:]}: {figure_text(value, amount)} ({what})."
            for name, value, what in worths(finding)
        ),
    ]
    return [sentence for sentence in sentences if sentence]


def _open(finding: Foresight) -> str:
    """Remark on the value of preparing, if two plans that differ within their gaps may explain all of it."""
    worth = finding.preparing
    is_proven = worth.state != NOT_KNOWN if isinstance(worth, Missing) else worth.least > 0
    return "" if is_proven else "; whether that saves anything is open at this gap"


def _by_future(finding: Foresight, choices: Sequence[Choice]) -> Iterator[str]:
    """Decisions of single futures, and those of every future in different sizes."""
    later = [choice for choice in choices if choice.depends]
    for number, future in enumerate(finding.futures):
        when = f", known from {future.known_from:.0f}" if number else ""
        own = [
            choice
            for choice in later
            if choice.is_in(number) and not all(map(choice.is_in, range(len(finding.futures))))
        ]
        yield f"If '{future.name}' ({phrases.percent(future.probability)}{when}): {_some(own, number)}."
    sizes = [choice for choice in later if all(map(choice.is_in, range(len(finding.futures))))]
    if sizes:
        yield f"In every future, in different sizes: {_some(sizes)}."
    if not later:
        yield "Every decision is the same in all futures."


def _some(choices: Sequence[Choice], future: int | None = None) -> str:
    """Decisions by name, investments and contracts first; people and further ones by number."""
    named = [choice for choice in choices if choice.unit != PEOPLE]
    shown = [_named(choice, future) for choice in named[:MOST]]
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
