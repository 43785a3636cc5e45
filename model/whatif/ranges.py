"""The ends of a range as what-ifs, and values between them: by the same changes of cells as any what-if."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from model.errors import InputError, Problem
from model.families.common.checking import problem
from model.sheets.names import count, shown
from model.sheets.schema import SHEET_OF, Column, Entry, Kind
from model.sheets.tables import Tables
from model.sheets.whatifs import ADD, HIGH, LOW, MULTIPLY, Change, Range
from model.whatif.apply import Unread
from model.whatif.changes import Making, entry_text
from model.whatif.selectors import places_of, rows_of, sheet_of
from model.whatif.validation import Blame, problems_of
from model.whatif.variants import EditableTables, Variant

ENDS = (LOW, HIGH)

UNCHANGED = {MULTIPLY: 1.0, ADD: 0.0}
"""The operand that leaves a cell unchanged."""

DIGITS = 5
"""Digits of values between the ends: displayed values are the ones solved."""

SIGNS = {MULTIPLY: "× ", ADD: "+ "}


@dataclass(frozen=True)
class Ranged:
    """An input with the ends that it has, ready to be solved."""

    row: Range
    tables: Tables = field(repr=False)
    """The unchanged workbook."""
    ends: Mapping[str, Variant] = field(repr=False)

    @property
    def name(self) -> str:
        return self.row.input

    def typed(self, end: str) -> str:
        """An end as the planner typed it: '30', '× 0.8', '+ 2'."""
        typed = getattr(self.row, end)
        value = _number(typed)
        text = entry_text(typed) if value is None or typed.is_percent else f"{value:,.12g}"
        return _signed(self.row.operation, text)

    @property
    def base_said(self) -> str:
        """Value in the workbook; for several values, their number."""
        if self.row.operation in UNCHANGED:
            return self.figure(UNCHANGED[self.row.operation])
        typed = list(dict.fromkeys(change.old for variant in self.ends.values() for change in variant.changed))
        if not typed:
            return self.typed(next(iter(self.ends)))
        if len(typed) > 1:
            return f"{len(typed)} values"
        return "empty" if typed[0] is None else self._text(typed[0])

    def beside(self) -> Iterator[Problem]:
        """A warning if the workbook's value lies outside the range, in all cells on the same side."""
        if self.row.operation in UNCHANGED:
            other_ends = [UNCHANGED[self.row.operation]]
        else:
            other_ends = [change.old for end in self.ends.values() for change in end.changed]
        if not other_ends or not all(isinstance(text, int | float) for text in other_ends):
            return
        for end, nearest, is_outside in ((LOW, max(other_ends), operator.gt), (HIGH, min(other_ends), operator.lt)):
            stop = self._stop(end) if end in self.ends else None
            if stop is not None and is_outside(stop, nearest):
                holds = "no change" if self.row.operation in UNCHANGED else "what the workbook holds"
                wanted = f"at {'most' if end == LOW else 'least'} {self.figure(nearest)}, {holds}"
                fix = "The range lies beside it: correct the range, or the workbook"
                yield problem(self.row, end, wanted, fix, value=entry_text(getattr(self.row, end)), is_warning=True)

    # ------------------------------------------------------------------------------------------ values between

    def is_continuous(self, end: str) -> bool:
        """Whether there are values between the workbook's and an end: numbers, with equal values in all cells that are
        set."""
        return self._start(end) is not None and self._stop(end) is not None

    def value(self, end: str, part: float) -> float:
        """The value at a fraction of the interval to an end, in displayed digits; an integer if the cells hold
        integers."""
        start, stop = self._start(end), self._stop(end)
        if start is None or stop is None:
            return math.nan
        return self.rounded(start + part * (stop - start))

    def value_said(self, end: str, part: float) -> str:
        return self.figure(self.value(end, part))

    def between(self, end: str, part: float) -> Variant | None:
        """The workbook with that value; None if the cells cannot hold it, or the workbook then has errors."""
        value = self.value(end, part)
        variant, problems, value_tables = varied(self.tables, f"{self.name} {self.figure(value)}", self.change(value))
        return None if variant is None or _has_errors([*problems, *problems_of(value_tables)]) else variant

    def change(self, value: float) -> Change:
        """The change of cells to a value, a factor or a difference."""
        typed = Entry(value, "0.0%" if self._is_percent else "General")
        return replace(change_of(self.row, next(iter(self.ends))), value=typed)

    @cached_property
    def span(self) -> tuple[float, float] | None:
        """The least and the greatest number that the cells may be changed by or to; None if they hold no equal numbers.
        An end that is not given is the workbook's value."""
        ends = [self._stop(end) for end in self.ends]
        ends += [self._start(next(iter(self.ends)))] if len(ends) == 1 else []
        numbers = [end for end in ends if end is not None]
        return (min(numbers), max(numbers)) if len(numbers) == len(ends) and len(set(numbers)) == 2 else None

    def rounded(self, value: float) -> float:
        """A number in displayed digits; whole if the cells hold whole numbers."""
        return float(round(value)) if self._is_whole else float(f"{value:.{DIGITS}g}")

    @cached_property
    def _column(self) -> Column:
        change = change_of(self.row, next(iter(self.ends)))
        sheet, _ = sheet_of(change)
        if sheet is None:
            raise ValueError(f"{self.name}: {change.sheet} is no sheet")
        book = EditableTables.of(self.tables)
        places, _ = places_of(change, sheet, rows_of(change, sheet, book)[0])
        return places[0][1].column

    @property
    def _is_whole(self) -> bool:
        return self._column.whole or self._column.kind is Kind.YEAR

    @property
    def _is_percent(self) -> bool:
        """Whether its values are typed and displayed in per cent."""
        typed = (getattr(self.row, end) for end in self.ends)
        is_typed = any(value is not None and value.is_percent for value in typed)
        return is_typed or (self._column.is_percent and self.row.operation != MULTIPLY)

    def _start(self, end: str) -> float | None:
        if self.row.operation in UNCHANGED:
            is_exact = not (self._is_whole and self.row.operation == MULTIPLY)
            return UNCHANGED[self.row.operation] if is_exact else None
        return _one_number({change.old for change in self.ends[end].changed})

    def _stop(self, end: str) -> float | None:
        if self.row.operation in UNCHANGED:
            return _number(getattr(self.row, end))
        return _one_number({change.new for change in self.ends[end].changed})

    def figure(self, value: float) -> str:
        """A value as it is typed: '30', '× 0.8', '+ 2'."""
        return _signed(self.row.operation, self._text(value))

    def _text(self, value: Any) -> str:
        is_number = isinstance(value, int | float) and not self._is_percent and self._column.kind is not Kind.YEAR
        return f"{value:,.12g}" if is_number else shown(value, is_percent=self._is_percent)


def _signed(operation: str, value: str) -> str:
    if operation == ADD and value.startswith("-"):
        return f"− {value[1:]}"
    return SIGNS.get(operation, "") + value


def _number(entry: Entry | None) -> float | None:
    """A typed number; None for any other entry."""
    value = None if entry is None else entry.value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _one_number(values: set[object]) -> float | None:
    """The number that all cells hold."""
    (value,) = values if len(values) == 1 else (None,)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


# ---------------------------------------------------------------------------------------------- made


def change_of(row: Range, end: str) -> Change:
    """An end of a range as a change of cells, with the address of the range."""
    cells = {name: row.cell(name) for name in ("sheet", "rows", "column", "from_year", "until_year", "operation")}
    return Change(
        what_if=f"{row.input}: {end}",
        sheet=row.sheet,
        rows=row.rows,
        column=row.column,
        from_year=row.from_year,
        until_year=row.until_year,
        operation=row.operation,
        value=getattr(row, end),
        line=row.line,
        cells={**cells, "what_if": row.cell("input"), "value": row.cell(end)},
    )


def varied(
    tables: Tables, name: str, change: Change, *, unread: frozenset[str] = frozenset()
) -> tuple[Variant | None, list[Problem], Tables]:
    """The workbook with one change, None if it cannot be made; the problems of the change; and the same with rows not
    in use. Rows of the sheets ``unread`` are missing."""
    original = EditableTables.of(tables)
    making = Making(original.copy())
    making.make([change], unread=unread)
    changed_tables = making.book.tables()
    if _has_errors(making.problems):
        return None, making.problems, changed_tables
    variant = Variant(
        name, Tables(changed_tables.settings, changed_tables.rows), changed=making.book.changed_from(original)
    )
    return variant, [*making.problems, *making.idle([change])], changed_tables


def ranges_of(tables: Tables) -> list[Ranged]:
    """Every range of tables that were checked, in the order of the sheet. Raises InputError with all problems."""
    ranges, problems = review_ranges(tables, Unread(looks_at_tables=False))
    errors = [problem for problem in problems if not problem.is_warning]
    if errors:
        raise InputError(f"The ranges have {count(len(errors), 'error')}.", problems)
    return ranges


def review_ranges(tables: Tables, unread: Unread) -> tuple[list[Ranged], list[Problem]]:
    """Every valid range, and the problems of the others; ``unread`` is about lines of Ranges."""
    blame = Blame(EditableTables.of(tables), unread.base, is_range=True)
    incomplete = frozenset(SHEET_OF[doubt].name for doubt in unread.doubts.incomplete)
    reviewed: list[Ranged] = []
    problems: list[Problem] = []
    for row in tables[Range]:
        if row.line and row.line in unread.patched:
            continue
        own = list(_of_ends(row))
        ends: dict[str, Variant] = {}
        for end in (end for end in ENDS if getattr(row, end) is not None):
            change = change_of(row, end)
            variant, wrong, changed_tables = varied(tables, change.what_if, change, unread=incomplete)
            own += wrong
            if variant is None:
                continue
            ends[end] = variant
            if unread.looks_at_tables and row.line not in unread.changes and variant.changed:
                own += blame.problems(variant.name, [change], changed_tables, variant.changed)
        if ends and not _has_errors(own):
            reviewed.append(Ranged(row, tables, ends))
            own += reviewed[-1].beside()
        # Both ends may have the same error, reported at the range.
        of_ranges = [replace(problem, sheet=SHEET_OF[Range].name) for problem in own]
        problems += {(problem.cell, problem.expected): problem for problem in of_ranges}.values()
    return reviewed, problems


def _has_errors(problems: Sequence[Problem]) -> bool:
    return any(not problem.is_warning for problem in problems)


def _of_ends(row: Range) -> Iterator[Problem]:
    """An end at least, and the low one below the high one."""
    if row.low is None and row.high is None:
        yield problem(row, LOW, "a low value, a high value, or both", "Type one, or delete the row")
    low, high = _number(row.low), _number(row.high)
    if low is None or high is None or low < high or row.low is None or row.high is None:
        return
    if row.low.is_percent == row.high.is_percent:
        fix = "Swap the two" if low > high else "Clear one of them"
        yield problem(row, HIGH, f"a value above the low one, {entry_text(row.low)}", fix, value=entry_text(row.high))
