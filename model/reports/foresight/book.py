"""Futures as an Excel workbook: cost of each way of deciding, decisions due now and those of each future."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from model.reports.book import Book
from model.reports.foresight.words import PREPARES, Line, lines, when_said
from model.reports.number_formats import is_whole, number_format
from model.reports.page import Page
from model.reports.styles import Field
from model.results.evpi_vss import Interval
from model.results.view import View
from model.studies.foresight import Choice, Foresight, Missing
from model.studies.futures import Future
from model.system.outputs import Output

WAYS = "Ways of deciding"
"""Heading of their costs."""

CHOICES = "Decisions by future"
"""The sheet of decisions."""

MOST_PAGES = 4
"""Pages of decisions on paper."""

WIDTHS = (28.0, 19.0, 19.0, 34.0, 20.0)
"""Widths of the columns of 'Futures', shared by two tables."""


def foresight_book(found: Foresight) -> Book:
    """The workbook with all its pages."""
    book = Book(View(found.staged.plans[0]), "Futures", Output.FORESIGHT)
    _write_ways(book, found)
    _write_choices(book, found)
    return book


def _write_ways(book: Book, found: Foresight) -> None:
    """The sheet 'Futures'."""
    amount = book.view.amount
    page = Page(
        book, "Futures", "Risk", "What may come, and what it is worth to wait and to prepare",
        "Expected cost, discounted; proven: at least and at most. What is decided before a future is known is the same "
        "in all that cannot be told apart yet. 'No plan': some future cannot be met that way. 'Not found': it is not "
        "known what it would cost.",
    )  # fmt: skip
    page.set_widths(WIDTHS)
    futures: list[Field[tuple[int, Future]]] = [
        Field("future", lambda line: line[1].name, "text"),
        Field("probability", lambda line: line[1].probability, "share"),
        Field("known from", lambda line: None if math.isinf(line[1].known) else int(line[1].known), "year"),
        Field(f"cost with this plan ({amount})", lambda line: found.staged.plans[line[0]].objective),
        Field(f"known from the start ({amount})", lambda line: found.perfect.plans[line[0]].objective),
    ]
    page.table(list(enumerate(found.futures)), futures, sized=False)
    form = number_format(abs(found.staged.cost.most))
    ways: list[Field[Line]] = [
        Field("way of deciding", lambda line: line[0], "text"),
        Field(f"at least ({amount})", lambda line: _end(line[1], "least"), "mixed", form=form),
        Field(f"at most ({amount})", lambda line: _end(line[1], "most"), "mixed", form=form),
        Field("what it is", lambda line: line[2], "wrapped"),
    ]
    page.table(lines(found), ways, heading=WAYS, sized=False)
    page.keep_title()


def _end(value: Interval | Missing, name: str) -> float | str:
    return value.said if isinstance(value, Missing) else float(getattr(value, name))


def _write_choices(book: Book, found: Foresight) -> None:
    """Write the decisions, by year."""
    page = Page(
        book, CHOICES, "Capacity", "What is decided now, later in any case, and in which future",
        f"'now': before {found.first_known}, when nothing is known. 'planned alone': as much would be decided if the "
        f"workbook as it is were certain; what is decided now beyond that prepares for another future ('{PREPARES}'). "
        "Within the gap, small differences may mean nothing.",
        pages=MOST_PAGES,
    )  # fmt: skip
    choices = found.choices()
    if not choices:
        page.note("Nothing is decided in advance.")
        return

    def size(name: str, get: Callable[[Choice], float]) -> Field[Choice]:
        return Field(name, lambda each: get(each) or None, width=13, form=_format)

    columns: list[Field[Choice]] = [
        Field("year", lambda each: each.year, "year", 7),
        Field("action", lambda each: each.kind, "text", 8),
        Field("subject", lambda each: each.subject, "text", 28),
        Field("place", lambda each: " ".join(filter(None, (each.way, each.place))), "wrapped", 18),
        Field("when", when_said, "wrapped", 18),
        *(size(future.name, partial(_in, number)) for number, future in enumerate(found.futures)),
        size("planned alone", lambda each: each.planned),
        Field("unit", lambda each: each.unit, "text", 8),
    ]
    page.table(choices, columns, kept=3, whole=True)  # a decision without its size in a future says nothing


def _in(number: int, choice: Choice) -> float:
    return choice.sizes[number]


def _format(choice: Choice) -> str:
    """Number format of a row: people and tonnes have one column."""
    sizes = [*choice.sizes, choice.planned]
    return number_format(max(sizes), is_whole(sizes))
