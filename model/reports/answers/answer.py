"""The form of an answer, and the words that all of them use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.reports.answers.picture import AnswerPicture
from model.reports.document import DocumentTable
from model.reports.html.tables import shown
from model.reports.styles import TEXTS
from model.tolerances import SOLVED

MOST_WORDS = 12
"""Words of a headline; a figure with its currency and unit counts as one."""
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Fact:
    """A figure, and at most twelve words on it."""

    figure: str
    words: str


@dataclass(frozen=True)
class PlanAnswer:
    """A question, its answer in a headline, three facts and a picture, and the rows behind it: the same on the page, in
    the workbook, in the brief and on the desk."""

    question: str
    headline: str
    facts: Sequence[Fact]
    picture: AnswerPicture
    table: DocumentTable[Any]
    link: str
    """Words that lead to the rows."""
    sheet: str
    """Sheet of the results workbook that has all of it."""

    @property
    def is_figure(self) -> list[bool]:
        """Which columns hold figures."""
        return [field.look not in TEXTS for field in self.table.fields]

    def shown(self, most: int) -> list[list[str]]:
        """The first rows as they are shown."""
        return cells(self.table, most)


def cells(table: DocumentTable[Any], most: int) -> list[list[str]]:
    """The first rows of a table as they are shown."""
    rows = table.rows[:most]
    columns = [(field, field.format_of([field.get(row) for row in rows])) for field in table.fields]
    return [
        [shown(field.get(row), field.form(row) if callable(field.form) else form) for field, form in columns]
        for row in rows
    ]


def rate(share: float) -> str:
    """A share in whole per cent, '100 %' and '0 %' only for all and none; tables have tenths."""
    if SOLVED < share < 0.01:
        return "under 1 %"
    return f"{min(round(100 * share), 100 if share >= 1 - SOLVED else 99)} %"


def in_letters(number: int) -> str:
    """A small number as a word."""
    return SMALL[number] if number < len(SMALL) else str(number)


def fits(headline: str) -> bool:
    """Whether a headline has few enough words."""
    return len(FIGURE.sub("9", headline).split()) <= MOST_WORDS


FIGURE = re.compile(r"(?:\b[A-Z]{3} )?\d[\d.,–]*(?: (?:bn|m|%)(?!\w))?")


def all_rows(number: int, noun: str) -> str:
    """'All decisions': words that lead to the rows behind an answer. Their number is not that of the headline, which
    counts investments."""
    return f"All {noun}s" if number > 1 else f"The {noun}" if number else "No rows"


def capital(words: str) -> str:
    """The words with a capital letter."""
    return words[:1].upper() + words[1:]
