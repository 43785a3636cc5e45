"""What is known of projects: it is shown beside the decisions, and a ledger that is stale or contradicts itself, or the
plan, is refused."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from inputs.build import ledger, rare_earths
from inputs.build.status import Known, checked
from model import Plan, Problem, Tables, check
from model.testing import ProjectStatus
from tests.conftest import solved
from tests.inline import tables
from tests.micro.public_money import a_grant_for_one_plant
from tests.steps import brief_bytes, check_workbook, results_book, write_inputs

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read

STATUS = """
    Project status
    item      | status   | as of      | owner | offtake | buyers
    Mill line | financed | 2025-11-30 | A Co  | 40 %    | B Co
"""


def with_status() -> Tables:
    found = tables(STATUS)
    works = a_grant_for_one_plant()
    return Tables(works.settings, {**works.rows, **found.rows})


def decisions(plan: Plan) -> list[list[str]]:
    """The table of what to decide, in the brief."""
    document = docx.Document(io.BytesIO(brief_bytes(results_book(plan), "Plan")))
    every = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return next(rows for rows in every if rows[0][0] == "decision")


def test_status_and_offtake_stand_beside_a_decision(snapshot: SnapshotAssertion) -> None:
    assert decisions(solved(with_status())) == snapshot


def test_without_any_status_the_table_has_no_column_for_it() -> None:
    assert "status" not in decisions(solved(a_grant_for_one_plant()))[0]


def test_a_status_is_of_a_plant_or_a_project(snapshot: SnapshotAssertion) -> None:
    given, found = a_grant_for_one_plant(), tables(STATUS.replace("Mill line |", "Mill lime |"))
    assert [str(each) for each in check(Tables(given.settings, {**given.rows, **found.rows}))] == snapshot


def typed(value: object, path: Path) -> tuple[Tables | None, list[Problem]]:
    """The workbook with something typed as the date."""
    write_inputs(path, with_status())
    book = openpyxl.load_workbook(path)
    book["Project status"]["C3"].value = value
    book.save(path)
    return check_workbook(path)


@pytest.mark.parametrize("value", ["2025-11-30", datetime.datetime(2025, 11, 30)])
def test_a_date_is_typed_as_one_or_as_text(value: object, tmp_path: Path) -> None:
    found, problems = typed(value, tmp_path / "plan.xlsx")
    assert found is not None, problems
    assert [row.as_of for row in found[ProjectStatus]] == ["2025-11-30"]


@pytest.mark.parametrize("value", ["November", 45991])
def test_what_is_no_date_is_told(value: object, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    found, problems = typed(value, tmp_path / "plan.xlsx")
    assert found is None
    assert [str(each) for each in problems if each.sheet == "Project status"] == snapshot


# --- the ledger of the example ---------------------------------------------------------------------------------------


def changed(name: str, **changes: object) -> tuple[Known, ...]:
    """The ledger with another entry for a project."""
    return tuple(replace(each, **changes) if name in each.items else each for each in ledger.LEDGER)  # type: ignore[arg-type]


WRONG: dict[str, Callable[[], tuple[Known, ...]]] = {
    "stale": lambda: changed("Carina", as_of="2025-04-01"),
    "of the future": lambda: changed("Carina", as_of="2026-06-01"),
    "twice": lambda: changed("Carina", items=("Carina", "Caldeira")),
    "of nothing": lambda: changed("Carina", items=("Carina", "Carmina")),
    "two owners": lambda: changed("White Mesa separation", owner="Somebody else"),
    "sold twice": lambda: changed("Donald", offtake={"Energy Fuels": 1.0, "Somebody": 0.1}),
    "too large a loan": lambda: changed("Benson phase 1", loan=2_000),
    "made and only studied": lambda: changed("Longonjo build", status="study"),
    "made and unknown": lambda: tuple(each for each in ledger.LEDGER if "Longonjo build" not in each.items),
    "early": lambda: changed("Longonjo build", first=2029),
    "under construction and not made": lambda: changed("Carina", status="under construction"),
    "running before its first output": lambda: changed("Narva phase 1", first=2028),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_ledger_that_is_stale_or_contradicts_something_is_refused(what: str, snapshot: SnapshotAssertion) -> None:
    with pytest.raises(ValueError, match="ledger") as wrong:
        checked(rare_earths.tables(), WRONG[what](), ledger.DATA_DATE, ledger.SHARED_SITES)
    assert str(wrong.value) == snapshot
