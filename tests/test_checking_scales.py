"""Checking is linear and what it says is short, whatever a planner pastes into a sheet. Steps are counted, not seconds:
a step is a line of Python that runs, a comprehension's turn or a call."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from bench.checking import named, write
from model import Problem, Tables
from model.families.common.checking import Doubts
from model.sheets import names
from model.sheets.names import Names, rows_named
from tests.inline import tables
from tests.steps import check, load, run_checks, show_problems

load()


def steps(work: Callable[[], Any]) -> int:
    """How much Python runs."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def growth(work: Callable[[int], Callable[[], Any]], size: int) -> float:
    """By how much more a doubling costs than the one before: 2 where work grows with the size, 4 with its square."""
    work(size)()  # imports and what is worked out once
    one, two, four = (steps(work(each)) for each in (size, 2 * size, 4 * size))
    return (four - two) / (two - one)


@pytest.mark.parametrize("sheet", ["Suppliers", "Projects", "Disruptions", "Public money"])
def test_a_row_with_three_problems_takes_the_same_however_many_there_are(sheet: str, tmp_path: Path) -> None:
    """And not much: 20,000 such rows are checked in seconds."""
    paths = {rows: write(tmp_path / f"{rows}.xlsx", named(sheet), rows, problems=3) for rows in (20, 40, 80)}
    check(paths[20])
    counts = {rows: steps(lambda path=path: check(path)) for rows, path in paths.items()}
    assert (counts[80] - counts[40]) / (counts[40] - counts[20]) < 2.1
    assert (counts[80] - counts[40]) / 40 < 9_000


def misspelt(path: Path, count: int) -> Path:
    """So many sites, and a supplier at each of them, every one misspelt."""
    book = openpyxl.Workbook()
    book.active.title = "Settings"
    sheets = {
        "Settings": [["setting", "value"], ["first year", 2026], ["last year", 2030]],
        "Countries": [["country"], ["A"]],
        "Sites": [["site", "country"], *([f"Refinery no {number}", "A"] for number in range(count))],
        "Commodities": [["commodity"], ["ore"]],
        "Suppliers": [
            ["supplier", "site", "commodity", "price"],
            *([f"S{number}", f"Refinnery no {number}", "ore", 1] for number in range(count)),
        ],
    }
    for name, rows in sheets.items():
        page = book["Settings"] if name == "Settings" else book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def test_names_that_are_misspelt_are_sought_in_time_that_grows_with_their_number(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    def work(count: int) -> Callable[[], Any]:
        path = misspelt(tmp_path / f"{count}.xlsx", count)
        return lambda: check(path)

    assert growth(work, 15) < 2.2
    found = [problem for problem in check(misspelt(tmp_path / "names.xlsx", 60)) if problem.sheet == "Suppliers"]
    assert [problem.fix for problem in found] == snapshot


def test_only_so_many_names_are_held_against_a_long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then a slip is no longer mended, and what a lost row may have said is in doubt."""
    monkeypatch.setattr(names, "MOST_COMPARISONS", 1_000)
    known = Names(f"plant {number}" for number in range(100))
    assert known.meant("plamt 7") == "plant 7"
    assert sum(known.meant(f"plannt {number}") is not None for number in range(100)) == 9
    assert known.compared == 1_000
    assert known.meant("Plant 7") == "plant 7"  # looks the same: no search
    assert known.meant("plamt 7") == "plant 7"  # known already
    doubts = Doubts(lost_words=frozenset(f"plant {number}" for number in range(400)))
    assert not doubts.explain("refinery") and not doubts.explain("mine")
    assert doubts.explain("something else")


def test_disruptions_are_checked_in_time_that_grows_with_their_number() -> None:
    """Each has a site, a plant and branches of its own."""

    def chain(count: int) -> Tables:
        lines = range(count)
        sheets = {
            "Countries": ["country | bloc", *(f"C{n} | B{n}" for n in lines)],
            "Sites": ["site | country", *(f"S{n} | C{n}" for n in lines)],
            "Commodities": ["commodity | stage", *(f"K{n} | stage {n}" for n in lines)],
            "Capacity": ["plant | site | existing capacity | technology", *(f"P{n} | S{n} | 9 | T{n}" for n in lines)],
            "Recipes": ["recipe | commodity | quantity", *(f"R{n} | K{n} | 1" for n in lines)],
            "Operations": ["plant | recipe", *(f"P{n} | R{n}" for n in lines)],
            "Projects": ["project | plant | kind | module size", *(f"J{n} | P{n} | modules | 5" for n in lines)],
            "Demand": ["market | product | 2026 | shortage cost", *(f"S{n} | K{n} | 5 | 9" for n in lines)],
            "Disruptions": [
                "disruption | action | target | value | start | duration",
                *(f"D{n} | capacity | P{n} | 0.5 | 2026 | 1" for n in lines),
            ],
        }
        return tables(*("\n".join([name, *rows]) for name, rows in sheets.items()))

    def work(count: int) -> Callable[[], Any]:
        made = chain(count)
        return lambda: run_checks(made)

    assert growth(work, 10) < 2.4


def test_the_first_problems_of_a_kind_are_told_and_the_rest_counted(
    capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """20,000 rows with three problems each: all of it fits on a screen or two, and every problem is counted."""
    problems = [
        Problem("Suppliers", f"{column}{line}", f"1,{line}", expected.format(line), f"Type 1.{line}")
        for line in range(3, 20_003)
        for column, expected in (("C", "a name from 'C {}'"), ("D", "at least {}"), ("E", "a number"))
    ]
    show_problems([*problems, Problem("Sites", "A3", "", "a name")])
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) < 50
    assert sum(map(len, lines)) < 5_000
    assert lines == snapshot
    assert sum("19,990 more" in line for line in lines) == 3


def test_what_is_told_is_short_however_many_kinds_there_are(
    capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    show_problems(
        [Problem(f"sheet {number}", "A1", "x" * 30_000, "y" * 30_000, "z" * 30_000) for number in range(2_000)]
    )
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1_001
    assert lines[-1] == snapshot
    assert max(map(len, lines)) < 5_000


def test_warnings_are_told_after_problems_and_counted_apart(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem("Sites", f"A{line}", "", "a name", is_warning=line % 2 == 0) for line in range(3, 53)]
    show_problems(problems)
    words = [line.split()[0] for line in capsys.readouterr().err.splitlines()]
    assert words == ["error"] * 10 + ["warning"] * 3


def test_merged_cells_do_not_slow_down_the_rows_below(tmp_path: Path) -> None:
    """Every row has a merged cell: for each empty cell all of them were looked at."""

    def work(count: int) -> Callable[[], Any]:
        path = tmp_path / f"{count}.xlsx"
        book = openpyxl.load_workbook(write(path, named("Countries"), 5 * count, problems=0))
        for line in range(3, 3 + count):
            book["Countries"].merge_cells(f"B{line}:C{line}")
        book.save(path)
        return lambda: check(path)

    assert growth(work, 20) < 2.2


def test_messages_name_a_few_stretches_of_rows(snapshot: SnapshotAssertion) -> None:
    assert rows_named([3, 4, 5, 9]) == "rows 3–5, 9"
    assert rows_named(list(range(3, 20000, 2))) == snapshot
