"""State of a plan at the start of a later year, and its statement in the workbook of that year.

Each family that carries a state from one period to the next states in ``ROLL`` how it becomes inputs: rules that take
the past and yield changes of cells and rows. A row that is no longer in use takes along the rows that refer to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from model.families.decisions.rows import ALREADY_MADE, Decision
from model.scenario.calendar import Calendar
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.names import node_name
from model.sheets.schema import NO, SHEET_OF, Kind, Row
from model.sheets.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

FIRST_LINE = 3
"""First line of a sheet without rows: under header and units."""


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
    """First year of the later workbook, the start of a period of the plan but the first; of months any year."""
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
            period_at: dict[Any, int] = {node_name("", t): t for t in periods}
        else:
            period_at = {t: t for t in periods}
        selected = frame[frame[moment].isin(list(period_at))]
        columns = [str(name) for name in selected.columns]
        return [
            SimpleNamespace(**dict(zip(columns, line, strict=True)), at=period_at[line[columns.index(moment)]])
            for line in selected.itertuples(index=False, name=None)
        ]

    def years_of(self, period: int) -> range:
        """Years of a period that are over."""
        return range(period, min(self.calendar.after(period), self.to))

    def at_end(self, table: str, key: tuple[str, ...], value: str, moment: str = "node") -> dict[Any, float]:
        """A column of a result table in the last period that is over, by the columns that identify its lines."""
        return self._at(self.last, table, key, value, moment)

    def level(
        self, table: str, key: tuple[str, ...], value: str, opening: Mapping[Any, float], *, is_rate: bool = False
    ) -> dict[Any, float]:
        """A level at the end of the last year, or the amount of a rate: within a period on a straight line from the end
        of the one before, at first from the ``opening``."""

        def at_end(period: int) -> dict[Any, float]:
            years = self.calendar.length(period) if is_rate else 1
            return {at: years * level for at, level in self._at(period, table, key, value).items()}

        after, share = at_end(self.last), len(self.years_of(self.last)) / self.calendar.length(self.last)
        if share == 1:
            return after
        before = at_end(self.periods[-2]) if len(self.periods) > 1 else opening
        return {
            at: (1 - share) * before.get(at, 0.0) + share * after.get(at, 0.0)
            for at in dict.fromkeys([*before, *after])
        }

    def _at(self, period: int, table: str, key: tuple[str, ...], value: str, moment: str = "node") -> dict[Any, float]:
        lines = self.lines(table, moment, within=(period,))
        keys = ((tuple(getattr(line, name) for name in key), line) for line in lines)
        return {at if len(at) > 1 else at[0]: float(getattr(line, value)) for at, line in keys}

    def already_made(self, action: str, subject: str, year: int, **values: Any) -> Decision:
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
    earlier = before if before is not None else ByYear.of(0.0)
    points = {year: value for year, value in earlier.points if 0 < year < first}
    return ByYear.of({**points, first - 1: earlier.at(first - 1), **values})


def applied(past: Past, changes: Sequence[Change]) -> tuple[Tables, list[Change]]:
    """The tables with some changes, and the effective changes among these, with further ones that follow."""
    off = {_at(change.row): change for change in changes if isinstance(change, Off)}
    off |= {_at(change.row): change for change in _with_them(past.tables, [change.row for change in off.values()])}
    edits: dict[tuple[type[Any], int], dict[str, Any]] = {}
    effective: list[Change] = []
    for change in changes:
        if (
            isinstance(change, Edit)
            and _at(change.row) not in off
            and getattr(change.row, change.attribute) != change.value
        ):
            edits.setdefault(_at(change.row), {})[change.attribute] = change.value
            effective.append(change)
    rows: dict[type[Any], list[Any]] = {}
    idle: dict[type[Any], list[Any]] = {}
    for row_class, lines in past.tables.off.items():
        for row in lines:
            edited = replace(row, **edits.get(_at(row), {}))
            (idle if edited.in_use == NO else rows).setdefault(row_class, []).append(edited)
    for row_class, lines in past.tables.rows.items():
        for row in lines:
            if _at(row) in off:
                idle.setdefault(row_class, []).append(replace(row, in_use=NO))
            else:
                rows.setdefault(row_class, []).append(replace(row, **edits.get(_at(row), {})))
    for change in changes:
        if isinstance(change, Added):
            row_class = type(change.row)
            lines = [*rows.get(row_class, []), *idle.get(row_class, [])]
            row = replace(change.row, line=max((row.line for row in lines), default=FIRST_LINE - 1) + 1)
            (idle if row.in_use == NO else rows).setdefault(row_class, []).append(row)
            effective.append(Added(row, change.why))
    settings = replace(past.tables.settings, **edits.get(_at(past.tables.settings), {}))
    return Tables(settings, rows, idle), [*effective, *off.values()]


def _at(row: Row) -> tuple[type[Any], int]:
    return type(row), row.line


def _with_them(tables: Tables, gone: Sequence[Row]) -> Iterator[Off]:
    """Rows that refer to rows that are no longer in use."""
    gone_names = {(SHEET_OF[type(row)].name, _name(row)) for row in gone if _name(row)}
    others = [row for rows in tables.rows.values() for row in rows if row not in gone]
    left = {(SHEET_OF[type(row)].name, _name(row)) for row in others}
    gone_names -= left  # another row of the same name is still in use
    if not gone_names:
        return
    referring: list[Row] = []
    for row_class, rows in tables.rows.items():
        if row_class is Settings:
            continue
        columns = [column for column in SHEET_OF[row_class].columns if column.kind is Kind.REFERENCE]
        for row in rows:
            if row not in gone and (name := next((n for n in _names(row, columns, gone_names) if n), "")):
                referring.append(row)
                yield Off(row, f"'{name}' is no longer in use")
    if referring:
        yield from _with_them(tables, [*gone, *referring])


def _names(row: Row, columns: Sequence[Any], gone_names: set[tuple[str, str]]) -> Iterator[str]:
    """Names in a row that refer only to lost rows."""
    for column in columns:
        name = getattr(row, column.attribute)
        if name and any((sheet, name) in gone_names for sheet in column.of):
            yield name


def _name(row: Row) -> str:
    """Name of a row, if its sheet has names."""
    key = SHEET_OF[type(row)].key
    return str(getattr(row, key[0].attribute)) if key and key[0].kind is Kind.NAME else ""


def with_cells(**cells: Any) -> Callable[[Any, Settings], Any]:
    """A row with other values in some cells, whatever the settings."""
    return lambda row, settings: replace(row, **cells)


def never_after(last_year: str, **cells: Any) -> Callable[[Any, Settings], Any]:
    """A row whose last year, in a column, is over before the horizon begins, with other values in further cells."""
    return lambda row, settings: replace(row, **cells, **{last_year: settings.first_year - 1})
