"""Periods of several years: which columns that take years count exactly, which as a mean, which bind whole periods.

Each is asked of every micro instance that fills the column, in periods of 2, 3 and 5 years: the program is the same, or
not, when the values of a period's years become their mean, or when a year within a period becomes its first or the
next period's. docs/conventions.md has the table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.fuzzing import history
from bench.fuzzing.workbook import random_workbook
from model import Tables, families
from model.families.maturing import Maturing
from model.families.recycling.algebra import RecyclingData
from model.families.stockpiles.algebra import Stockpiles
from model.testing import SHEET_OF, ByYear, Disruption, Kind, Operation, Recycling
from tests.inline import tables
from tests.micro import MICRO
from tests.micro.case import CITY, PRESS
from tests.steps import Calendar, build_model, read_instance, read_matrix

families.load()

PAGE = Path(__file__).parents[1] / "docs" / "conventions.md"

MEAN, BY_YEAR = "mean of the period's years", "each year by itself"
PRO_RATA, WHOLE, NEXT = "pro rata", "the whole period that the year is in", "the next period that begins in it or later"
REFUSED, NOT_COUNTED = "refused unless a period begins then", "before any period"
LENGTHS = (2, 3, 5)

LATE = ("until", "latest")
"""In the names of columns for the end of something."""

Table = dict[str, list[tuple[str, str]]]
"""(sheet, column) by how it counts."""


def stated() -> Table:
    """The table of docs/conventions.md."""
    text = PAGE.read_text("utf-8").partition("## Periods of several years")[2]
    rows = re.findall(r"^\| \*\*(.+?)\*\*.*?\| (.+) \|$", text, re.MULTILINE)
    return {
        how: [
            (sheet, column)
            for part in listed.split("; ")
            for sheet, _, columns in [part.partition(": ")]
            for column in columns.split(", ")
        ]
        for how, listed in rows
    }


def counted(*how: str) -> list[Any]:
    return [pytest.param(one, sheet, column, id=f"{sheet}: {column}") for one in how for sheet, column in stated()[one]]


def test_the_table_has_every_column_that_takes_years() -> None:
    declared = [
        (sheet.name, column.header)
        for sheet in SHEET_OF.values()
        for column in sheet.columns
        if column.kind in (Kind.YEARLY, Kind.YEAR) or column.unit == "year"
    ]
    told = Counter(each for columns in stated().values() for each in columns)
    assert told == Counter(declared)
    assert [*stated()] == [MEAN, BY_YEAR, PRO_RATA, WHOLE, NEXT, REFUSED, NOT_COUNTED]


def cases(row_class: type[Any], attribute: str) -> Iterator[Tables]:
    """Micro instances that have rows of a sheet, those first whose column is filled; without disruptions, in which
    everything counts by year."""
    known = [given for maker in (*MICRO.values(), long_ago) if (given := maker()).rows.get(row_class)]
    known = [replace(given, rows={**given.rows, Disruption: []}) for given in known]
    yield from sorted(known, key=lambda given: not any(getattr(row, attribute) for row in given[row_class]))


def in_periods(given: Tables, years: int) -> Tables:
    """The tables over four periods of so many years."""
    first = given.settings.first_year
    return replace(given, settings=replace(given.settings, years_per_period=years, last_year=first + 4 * years - 1))


def with_values(given: Tables, row_class: type[Any], attribute: str, value: Callable[[Any], Any]) -> Tables:
    rows = [replace(row, **{attribute: value(getattr(row, attribute))}) for row in given[row_class]]
    return replace(given, rows={**given.rows, row_class: rows})


def numbers(given: Tables) -> list[Any]:
    """All numbers of a program."""
    matrix, _ = read_matrix(build_model(read_instance(given)))
    a = matrix.rows
    sides = [matrix.cost, matrix.lower, matrix.upper, matrix.row_lower, matrix.row_upper, np.array([matrix.offset])]
    return [*sides, a.row, a.columns, a.values, a.constants]


def alike(one: list[Any], other: list[Any]) -> bool:
    """Whether two programs are the same, up to rounding."""
    return all(a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-12) for a, b in zip(one, other, strict=True))


def uneven(given: Tables, *, is_past: bool, mean: bool) -> Callable[[ByYear | None], ByYear | None]:
    """Values that differ within each period, or their mean over it, and the last year's apart."""
    settings = given.settings
    first, length = settings.first_year, settings.years_per_period
    years = range(first - 12 * length, first) if is_past else range(first, settings.last_year + 1)

    def value(before: ByYear | None) -> ByYear | None:
        if before is None:
            return None
        points = {year: before.at(year) * (1 - 0.05 * ((7 * year + 3 * (year // 3)) % 6)) for year in years}
        if mean:
            blocks = {year: [y for y in years if (y - first) // length == (year - first) // length] for year in years}
            points = {year: sum(points[y] for y in block) / length for year, block in blocks.items()}
        return ByYear.of(points)

    return value


def same_by_mean(given: Tables, row_class: type[Any], attribute: str, *, is_past: bool) -> bool | None:
    """Whether the program is the same with the mean of a period's years; None if the column does not matter to it."""
    whole, one, other = (
        numbers(with_values(given, row_class, attribute, value))
        for value in (
            lambda before: before and ByYear.of(before.at(given.settings.first_year)),
            uneven(given, is_past=is_past, mean=False),
            uneven(given, is_past=is_past, mean=True),
        )
    )
    return None if alike(whole, one) and alike(one, other) else alike(one, other)


def sheet_of(name: str, header: str) -> tuple[type[Any], Any]:
    sheet = next(each for each in SHEET_OF.values() if each.name == name)
    return sheet.row_class, next(each for each in sheet.columns if each.header == header)


@pytest.mark.parametrize("years", LENGTHS)
@pytest.mark.parametrize(("how", "sheet", "header"), counted(MEAN, BY_YEAR))
def test_values_by_year_count_as_the_table_says(how: str, sheet: str, header: str, years: int) -> None:
    row_class, column = sheet_of(sheet, header)
    found = []
    for given in cases(row_class, column.attribute):
        try:
            same = same_by_mean(in_periods(given, years), row_class, column.attribute, is_past=column.past)
        except (KeyError, ValueError):  # a micro instance whose other cells need single years
            continue
        found += [] if same is None else [same]
        if found and (how == MEAN or not same):
            break
    assert found and (all(found) if how == MEAN else not all(found))


def year_counts(given: Tables, row_class: type[Any], attribute: str) -> str:
    """How a year within the second period counts; empty if it does not matter."""
    first, length = given.settings.first_year, given.settings.years_per_period
    start, end = first + length, first + 2 * length - 1

    def at(year: int) -> list[Any]:
        return numbers(with_values(given, row_class, attribute, lambda _: year))

    is_late = any(word in attribute for word in LATE)
    told = at(start if is_late else end)
    whole, beside = (at(end), at(start - 1)) if is_late else (at(start), at(end + 1))
    if alike(whole, beside):
        return ""
    return WHOLE if alike(told, whole) else NEXT if alike(told, beside) else PRO_RATA


@pytest.mark.parametrize("years", LENGTHS)
@pytest.mark.parametrize(("how", "sheet", "header"), counted(PRO_RATA, WHOLE, NEXT))
def test_a_year_within_a_period_counts_as_the_table_says(how: str, sheet: str, header: str, years: int) -> None:
    row_class, column = sheet_of(sheet, header)
    for given in cases(row_class, column.attribute):
        try:
            told = year_counts(in_periods(given, years), row_class, column.attribute)
        except (KeyError, ValueError):
            continue
        if told and (how != PRO_RATA or told == PRO_RATA):
            assert told == how
            return
    pytest.fail("no micro instance in which it matters")


CURED = """
    Settings
    last year        | {last}
    years per period | {years}

    Capacity
    plant | site | existing capacity
    Works | City | 50

    Demand
    market | product | 2026
    City   | magnet  | 10

    Suppliers
    supplier  | site | commodity | price
    far       | City | magnet    | 10
    collector | City | ore       | 2

    Operations
    plant | recipe | delay   | begun 2023 | begun 2024 | begun 2025
    Works | press  | {delay} | 0          | 100        | 0

    Recycling
    supplier  | market | product | collection rate | lag     | spread   {sold}
    collector | City   | magnet  | 50 %            | {delay} | {spread} | 0 | 100 | 0

    Stockpiles
    stockpile | site | commodity | opening stock | shelf life | received 2023 | received 2024 | received 2025
    shed      | City | magnet    | 0             | {delay}    | 0             | 100           | 0
"""


def cured(years: int, delay: float, spread: float = 0.0) -> Tables:
    sold = "".join(f"| past sales {year}" for year in (2023, 2024, 2025))
    text = CURED.format(years=years, last=2025 + 2 * years, delay=delay, spread=spread, sold=sold)
    return tables(CITY, PRESS.split("Operations")[0], text)


def long_ago() -> Tables:
    """What was received long before the plan still keeps."""
    return cured(1, 7.0, 1.0)


@pytest.mark.parametrize("years", LENGTHS)
@pytest.mark.parametrize(("delay", "spread"), [(0.4, 0.3), (1, 0), (1.5, 1), (2, 2), (3, 1), (4.25, 0), (7, 5)])
def test_history_comes_year_by_year(years: int, delay: float, spread: float) -> None:
    """100 begun, sold and received in 2024 and nothing before or after: with a delay of a year none of it comes in the
    plan, whatever the length of its periods. Curves of what was begun so far say the same (`bench.fuzzing.history`)."""
    given = cured(years, delay, spread)
    instance = read_instance(given)
    assert list(history.unlike(instance, given)) == []
    came = {n: value for (*_, n), value in instance.part(Maturing).before.items()}
    assert years * sum(came.values()) == pytest.approx(100 * min(1, max(0, delay - 1), max(0, 2 * years + 2 - delay)))
    if delay == 1:
        assert set(came.values()) == set(instance.part(RecyclingData).past.values()) == {0.0}


@pytest.mark.parametrize("years", LENGTHS)
def test_periods_have_the_sums_of_their_years(years: int) -> None:
    """History in periods of several years is that of periods of one year, added up."""
    many = cured(years, 2.75, 1.5)
    single = replace(many, settings=replace(many.settings, years_per_period=1))
    calendar = Calendar.of(many.settings)
    for kind, attribute in ((Maturing, "before"), (RecyclingData, "past")):
        by_period, by_year = (getattr(read_instance(each).part(kind), attribute) for each in (many, single))
        for (*key, n), value in by_period.items():
            assert value == pytest.approx(sum(by_year[*key, str(y)] for y in calendar.years_of(int(n))) / years)
    kept, alone = (read_instance(each).part(Stockpiles).kept_before for each in (many, single))
    assert all(value == pytest.approx(alone[q, str(int(n) + years - 1)]) for (q, n), value in kept.items())


def test_the_fuzzer_draws_periods_of_several_years_with_history() -> None:
    drawn = [random_workbook(f"history-{seed}") for seed in range(12)]
    assert any(
        not Calendar.of(given.settings).is_yearly
        and any(row.begun for row in given[Operation]) | any(row.past_sales for row in given[Recycling])
        for given in drawn
    )
