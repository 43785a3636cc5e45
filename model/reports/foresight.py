"""Futures, as an Excel workbook: what each way of deciding costs, and what is decided now and in which future."""

from __future__ import annotations

import math

from model.planning.information import Interval
from model.reports.book import Book
from model.reports.looks import Field
from model.reports.page import Page
from model.results.view import View
from model.studies.foresight import Choice, Foresight, Way
from model.studies.futures import Future
from model.system.outputs import Output

NO_PLAN = "no plan"


def foresight_bytes(found: Foresight) -> bytes:
    """The workbook as a file's content."""
    book = Book(View(found.staged.plans[0]), "Futures", Output.FORESIGHT)
    _write_ways(book, found)
    _write_choices(book, found)
    return book.content()


def lines(found: Foresight) -> list[tuple[str, Interval | None, str]]:
    """What each way of deciding is expected to cost, and what it is worth to wait, to prepare and to know."""

    def cost(way: Way | None) -> Interval | None:
        return None if way is None else way.cost

    return [
        ("this plan", cost(found.staged), "decides by future what comes after it is known"),
        ("all decided at once", cost(found.at_once), "the same investments, contracts and people in every future"),
        ("without foresight", cost(found.unaware), "planned for the workbook as it is, and anew once it is known"),
        ("known from the start", cost(found.told), "no plan can cost less"),
        ("waiting is worth", found.waiting, "all decided at once, less this plan"),
        ("preparing is worth", found.preparing, "without foresight, less this plan"),
        ("knowing now would be worth", found.knowing, "this plan, less known from the start"),
    ]


def said(value: Interval | None, amount: str) -> str:
    """A figure in words."""
    return NO_PLAN if value is None else value.said(amount)


def choice_said(found: Foresight, choice: Choice) -> str:
    """A decision in words: what, how much, and when or in which future."""
    what = " ".join(part for part in (choice.kind, choice.subject, choice.way, choice.place) if part)
    if choice.size is None:
        each = zip(choice.sizes, found.futures, strict=True)
        sizes = (f"{size:.6g} {choice.unit}".rstrip() + f" if '{f.name}'" for size, f in each)
        return f"{choice.year}: {what}, by future: {', '.join(sizes)}"
    why = f"now, to be prepared (otherwise {choice.planned:.6g})" if choice.prepares else choice.when
    return f"{choice.year}: {what}, {choice.size:.6g} {choice.unit}".rstrip() + f": {why}"


def _write_ways(book: Book, found: Foresight) -> None:
    """The sheet 'Futures'."""
    amount = book.view.amount
    page = Page(
        book, "Futures", "Risk", "What may come, and what it is worth to wait and to prepare",
        "Expected cost, discounted. What is decided before a future is known is the same in all that cannot be told "
        "apart yet. 'No plan': some future cannot be met that way.",
    )  # fmt: skip
    futures: list[Field[tuple[int, Future]]] = [
        Field("future", lambda line: line[1].name, "text"),
        Field("probability", lambda line: line[1].probability, "share"),
        Field("known from", lambda line: None if math.isinf(line[1].known) else int(line[1].known), "year"),
        Field(f"cost with this plan ({amount})", lambda line: found.staged.plans[line[0]].objective),
        Field(f"known from the start ({amount})", lambda line: found.told.plans[line[0]].objective),
    ]
    page.table(list(enumerate(found.futures)), futures, kept=1)
    ways: list[Field[tuple[str, Interval | None, str]]] = [
        Field("way of deciding", lambda line: line[0], "text", 28),
        Field(f"expected ({amount})", lambda line: said(line[1], amount), "text", 40),
        Field("what it is", lambda line: line[2], "text", 60),
    ]
    page.table(lines(found), ways, heading="Ways of deciding")


def _write_choices(book: Book, found: Foresight) -> None:
    """The sheet 'Decisions by future'."""
    page = Page(
        book, "Decisions by future", "Capacity", "What is decided now, later in any case, and in which future",
        f"'now': before {found.first_known}, when nothing is known. 'planned alone': as much would be decided if the "
        "workbook as it is were certain; what is decided now beyond that prepares for another future.",
    )  # fmt: skip
    choices = found.choices()
    if not choices:
        page.note("Nothing is decided in advance.")
        return

    def size(number: int, name: str) -> Field[Choice]:
        return Field(name, lambda each: each.sizes[number] or None)

    page.table(
        choices,
        [
            Field("year", lambda each: each.year, "year"),
            Field("action", lambda each: each.kind, "text", 14),
            Field("subject", lambda each: each.subject, "text"),
            Field("place", lambda each: each.place, "text"),
            Field("way", lambda each: each.way, "text"),
            Field("when", lambda each: each.when, "text", 30),
            Field("unit", lambda each: each.unit, "text", 10),
            *(size(number, future.name) for number, future in enumerate(found.futures)),
            Field("planned alone", lambda each: each.planned or None),
        ],
        kept=3,
    )
