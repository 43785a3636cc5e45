"""The study ``foresight``: what to decide now, and what to leave until it is known which future comes."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import ExitCode, InputError
from model.runs.job import Asking
from model.sheets.tables import Tables
from model.studies.foresight.document import document
from model.studies.foresight.futures import futures_of
from model.studies.foresight.question import Foresight
from model.studies.foresight.two_stage_solve import foresight
from model.studies.foresight.words import costs, findings, said
from model.studies.study import RunContext, Study
from model.studies.values import percent

if TYPE_CHECKING:
    from model.reports.document import Document


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
        self, tables: Tables, title: str = "", *, future: Sequence[Sequence[str | float]] | None = None,
        may_react: str = "",
    ) -> None:  # fmt: skip
        self.tables, self.future, self.may_react = tables, future or (), may_react

    def cases(self, context: RunContext) -> Asking[Foreseen]:
        """Its programs are of all futures together: solved in this process."""
        yield []
        futures = futures_of(self.tables, [_future(*map(str, each)) for each in self.future])
        found = foresight(futures, context.request(self.tables), self.may_react)
        return Foreseen(found, context.gap_of(self.tables))

    def document(self, found: Foreseen) -> Document:
        return document(found.foresight)

    def printed(self, found: Foreseen, document: Document | None, wrote: Sequence[Path]) -> Iterator[str]:
        amount = found.foresight.staged.plans[0].amount
        ways = [(f"{name}: {said(value, amount)}", what) for name, value, what in costs(found.foresight)]
        width = max(len(each) for each, _ in ways)
        yield from (f"{way:<{width}}  {what}" for way, what in ways)
        yield from (f"  {each}" for each in findings(found.foresight))
        yield f"Wrote {wrote[0]} and {wrote[1]}."


def _future(name: str, probability: str, year: str) -> tuple[str, float, int]:
    """What was typed. Raises InputError where it is no probability or year."""
    try:
        return name, percent(probability), int(year)
    except (ValueError, ArgumentTypeError):
        wanted = "a probability such as 20% and a year such as 2030"
        raise InputError(f"--future '{name}' {probability} {year}: expected {wanted}.") from None
