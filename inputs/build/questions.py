"""What-ifs of the smaller chains: a question, and the cells that it changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inputs.build.grades import Documents
from inputs.build.whatifs import ASKED, Step
from model.sheets.schema import REPORTED, Entry, Row
from model.sheets.whatifs import Change, WhatIf


class Question(NamedTuple):
    """A row of What-ifs, the documents that it goes back to, and its rows of Changes."""

    name: str
    asked: str
    steps: tuple[Step, ...]
    ids: tuple[str, ...] = ()
    based_on: str = ""


def rows_of(questions: Sequence[Question], documents: Documents) -> list[Row]:
    made: list[Row] = []
    for each in questions:
        source = documents.graded(REPORTED, *each.ids)
        made.append(WhatIf(what_if=each.name, description=each.asked, based_on=each.based_on, source=source,
                           notes=ASKED))  # fmt: skip
        made += [
            Change(what_if=each.name, sheet=step.sheet, rows=step.rows, column=step.column, from_year=step.from_year,
                   operation=step.operation, value=Entry(step.value, step.number_format), source=source, notes=ASKED)
            for step in each.steps
        ]  # fmt: skip
    return made
