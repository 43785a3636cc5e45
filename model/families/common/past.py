"""State of a plan at the start of a later year, and its statement in the workbook of that year.

Each family that carries a state from one period to the next states in ``ROLL`` how it becomes inputs: rules that take
the past and yield changes of cells and rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from model.families.decisions.rows import ALREADY_MADE, Decision
from model.scenario.calendar import Calendar
from model.sheets.byyear import ByYear
from model.sheets.names import node_name
from model.sheets.schema import Row
from model.sheets.tables import Tables

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Edit:
    """A new value of a cell, in a yearly column of its cells; None clears it."""

    row: Row
    attribute: str
    value: Any
    why: str


@dataclass(frozen=True)
class Added:
    """A row more."""

    row: Row
    why: str


@dataclass(frozen=True)
class Off:
    """A row that is no longer in use, and with it all that refers to it."""

    row: Row
    why: str


@dataclass(frozen=True)
class Cannot:
    """A cell whose later value cannot be stated in any workbook of the later year."""

    row: Row
    attribute: str
    why: str


Change = Edit | Added | Off | Cannot


@dataclass(frozen=True)
class Past:
    """Undisturbed results of a plan before a given year."""

    tables: Tables
    calendar: Calendar
    """Sketch of the plan."""
    to: int
    """First year of the later workbook, the start of a period of the plan but the first."""
    frames: Mapping[str, pd.DataFrame]
    """Result tables of the plan."""

    @property
    def periods(self) -> tuple[int, ...]:
        """Periods that are over."""
        return tuple(t for t in self.calendar.periods if t < self.to)

    @property
    def ahead(self) -> Calendar:
        """The calendar of the later workbook."""
        return replace(self.calendar, first_year=self.to)

    @property
    def last(self) -> int:
        """The last period that is over."""
        return self.periods[-1]

    @property
    def years(self) -> str:
        """Years that are over, in words."""
        first, last = self.calendar.first_year, self.to - 1
        return str(first) if first == last else f"{first}–{last}"

    @property
    def growth(self) -> float:
        """Factor by which an amount grows when it is discounted to the later first year."""
        return float((1 + self.calendar.discount_rate) ** (self.to - self.calendar.first_year))

    def lines(self, table: str, moment: str = "node", within: Iterable[int] | None = None) -> list[SimpleNamespace]:
        """Lines of a result table in periods that are over, undisturbed; or in some of them."""
        frame = self.frames.get(table)
        if frame is None or frame.empty:
            return []
        periods = self.periods if within is None else tuple(within)
        if moment == "node":
            known: dict[Any, int] = {node_name("", t): t for t in periods}
        else:
            known = {t: t for t in periods}
        found = frame[frame[moment].isin(list(known))]
        columns = [str(name) for name in found.columns]
        return [
            SimpleNamespace(**dict(zip(columns, line, strict=True)), at=known[line[columns.index(moment)]])
            for line in found.itertuples(index=False, name=None)
        ]

    def at_end(self, table: str, key: tuple[str, ...], value: str, moment: str = "node") -> dict[Any, float]:
        """A column of a result table in the last period that is over, by the columns that identify its lines."""
        lines = self.lines(table, moment, within=(self.last,))
        keys = ((tuple(getattr(each, name) for name in key), each) for each in lines)
        return {at if len(at) > 1 else at[0]: float(getattr(each, value)) for at, each in keys}

    def made(self, action: str, subject: str, year: int, **values: Any) -> Decision:
        """An 'already made' row of Decisions, with a name of its own."""
        parts = [str(self.to), action, subject, *(str(values[name]) for name in ("place", "way") if values.get(name))]
        name = f"{' '.join(parts)} ({year})"
        return Decision(decision=name, action=action, subject=subject, rule=ALREADY_MADE, year=year, **values)

    def made_before(self, action: str) -> list[Decision]:
        """Rows for decisions made before the plan began."""
        return [row for row in self.tables[Decision] if (row.rule, row.action) == (ALREADY_MADE, action)]


Rolling = Callable[[Past], Iterator[Change]]


def continued(before: ByYear | None, values: Mapping[int, float], first: int) -> ByYear:
    """New values from a first year on, joined to the values of the years before."""
    known = before if before is not None else ByYear.of(0.0)
    points = {year: value for year, value in known.points if 0 < year < first}
    return ByYear.of({**points, first - 1: known.at(first - 1), **values})
