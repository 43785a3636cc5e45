"""The form of an answer, and the words that all of them use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.reports.document import DocumentTable
from model.reports.html.tables import shown
from model.reports.phrases import joined, spoken
from model.reports.styles import TEXTS
from model.results.view import View
from model.scenario.build_context import MONEY
from model.tolerances import SOLVED

NAMED = 3
"""Names in a sentence; the others are counted."""


@dataclass(frozen=True)
class PlanAnswer:
    """A question, its answer in a line, then in a few sentences, and the rows behind it."""

    question: str
    lead: str
    words: str
    table: DocumentTable[Any]
    sheet: str
    """Sheet of the results workbook that has all of it."""

    @property
    def is_figure(self) -> list[bool]:
        """Which columns hold figures."""
        return [field.look not in TEXTS for field in self.table.fields]

    def shown(self, most: int) -> list[list[str]]:
        """The first rows as they are shown."""
        rows = self.table.rows[:most]
        columns = [(field, field.format_of([field.get(row) for row in rows])) for field in self.table.fields]
        return [
            [shown(field.get(row), field.form(row) if callable(field.form) else form) for field, form in columns]
            for row in rows
        ]


def in_words(view: View, amount: float) -> str:
    """An amount of the plan as it is said."""
    return spoken(amount * MONEY[view.settings.amounts], str(view.plan.currency))


def rate(share: float) -> str:
    """A share in whole per cent, '100 %' and '0 %' only for all and none; tables have tenths."""
    if SOLVED < share < 0.01:
        return "under 1 %"
    return f"{min(round(100 * share), 100 if share >= 1 - SOLVED else 99)} %"


def listed(words: Sequence[str], more: str = "more", most: int = NAMED) -> str:
    """The first names, and how many more there are."""
    rest = len(words) - most
    return joined([*words[:most], *([f"{rest} {more}"] if rest > 0 else [])])


def sentence(words: str) -> str:
    """With a capital letter and a full stop; nothing stays nothing."""
    return f"{words[0].upper()}{words[1:]}." if words else ""
