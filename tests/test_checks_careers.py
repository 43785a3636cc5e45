"""Checks of contracts, retraining, short time and overstaffing: what is nonsense is reported at its cell, what is odd
is doubted, and a correct book passes."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from model.testing import Skill
from tests.books import SHEETS, errors, put, put_row, told, write
from tests.steps import check_workbook
from tests.test_checks import Planted, doubtful, wrong

HEADER = ["skill", "market", "headcount", "other need", "training seats", "attrition from", "attrition of recruits",
          "term of service", "wage"]  # fmt: skip
UNITS = ["unit", None, "people", "people", "people", None, "%", "years", "USD/y"]

BOOK = copy.deepcopy(SHEETS) | {
    "Skills": [
        HEADER,
        UNITS,
        ["Operator", "Australia", 20, None, 5, None, None, None, 90_000],
        ["Operator", "USA", 50, 2, 5, "first period", 0.1, None, None],
        ["Chemist", "Australia", None, None, 2, None, None, 4, None],
    ],
    "Recruiting": [
        ["skill", "market", "contract", "recruits", "recruiting cost", "term of service"],
        ["unit", None, None, "people/y", "USD per person", "years"],
        ["Operator", "USA", "two years", 5, 20_000, 2],
    ],
    "Retraining": [
        ["skill", "new skill", "market", "limit", "maximum share", "retraining time", "success rate"],
        ["unit", None, None, "people/y", "%/y", "years", "%"],
        ["Operator", "Chemist", "Australia", 2, 0.25, 1, 0.9],
    ],
    "Short time": [
        ["skill", "market", "limit", "share of work", "pay"],
        ["unit", None, "people", "%", "USD/y"],
        ["Operator", "Australia", 5, 0.5, 60_000],
    ],
    "Overstaffing": [
        ["skill", "market", "limit", "overstaffing cost"],
        ["unit", None, "people", "USD/y per person"],
        ["any", "Australia", 3, None],
        ["Operator", "Australia", None, 1000],
    ],
}  # fmt: skip


PEOPLE = ("Skills", "Recruiting", "Retraining", "Short time", "Overstaffing")


def book(path: Path, planted: Planted | None = None) -> Path:
    per_cent = [put(f"{cell}", value, "0%") for cell, value in (("Skills!G4", 0.1), ("Retraining!E3", 0.25),
                ("Retraining!G3", 0.9), ("Short time!D3", 0.5))]  # fmt: skip
    return write(path, *per_cent, *(planted.changes if planted else ()), sheets=BOOK)


CAREERS = {
    "contract where nobody has the skill": wrong(
        "Recruiting!B3", ("a labour market of 'Operator' in Skills: Australia, USA",), put("Recruiting!B3", "China")
    ),
    "new skill in another market": wrong(
        "Retraining!B4", ("a labour market of 'Chemist' in Skills: Australia",),
        put_row("Retraining", "Operator", "Chemist", "USA"),
    ),
    "skill in another market": wrong(
        "Retraining!C4", ("a labour market of 'Chemist' in Skills: Australia",),
        put_row("Retraining", "Chemist", "Operator", "USA"),
    ),
    "short time where nobody has the skill": wrong(
        "Short time!B3", ("a labour market of 'Operator'",), put("Short time!B3", "China")
    ),
    "overstaffing where nobody is": wrong(
        "Overstaffing!B3", ("a labour market of a skill in Skills",), put("Overstaffing!B3", "China")
    ),
    "misspelt skill": wrong("Retraining!B3", ('Did you mean "Chemist"?',), put("Retraining!B3", "Chemits")),
    "retraining for the same": wrong(
        "Retraining!B3", ("another skill than 'Operator'",), put("Retraining!B3", "Operator")
    ),
    "attrition of recruits who do not leave": wrong(
        "Skills!G4", ("not from the first period on", "Type 'first period'"), put("Skills!F4", "second period")
    ),
    "short time that is full time": wrong("Short time!D3", ("less than 100 %",), put("Short time!D3", 1, "0%")),
    "contract twice": wrong(
        "Recruiting!A4", ("Rows 3 and 4 have the same key",), put_row("Recruiting", "Operator", "USA", "two years")
    ),
    "no term": wrong("Recruiting!F3", ("must be above 0",), put("Recruiting!F3", 0)),
    "overstaffing of no limit": doubtful("Overstaffing!C4", ("no effect",), put("Overstaffing!D4", None)),
    "all serve a term": doubtful(
        "Retraining!A4", ("term to its end",), put_row("Retraining", "Chemist", "Operator", "Australia")
    ),
    "nobody has the skill": doubtful(
        "Retraining!A3", ("no recruits or trainees",), put("Skills!C3", 0), put("Skills!E3", 0)
    ),
    "term of nobody": doubtful(
        "Skills!H5", ("There is only the headcount",), put("Skills!E5", 0), put("Skills!C5", 3),
        put("Retraining!B3", "Smith"), put_row("Skills", "Smith", "Australia"),
    ),
    "retraining for ever": doubtful("Retraining!F3", ("less than 5 years",), put("Retraining!F3", 5)),
    "nobody succeeds": doubtful("Retraining!G3", ("more than 0 %",), put("Retraining!G3", 0, "0%")),
    "people missing for other work": doubtful(
        "Skills!C3", ("at least 25 people", "other work need in 2026"), put("Skills!D3", 25)
    ),
}  # fmt: skip


def test_a_correct_book_passes(tmp_path: Path) -> None:
    """Without a warning about people; 'training cost', 'recruits from abroad' and other columns that are not there mean
    what an empty cell means."""
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx"))
    assert tables is not None, told(errors(problems))
    about = [problem for problem in problems if problem.sheet in PEOPLE]
    assert about == [], told(about)
    assert [row.training_cost.at(2026) for row in tables[Skill]] == [0, 0, 0]


@pytest.mark.parametrize("planted", CAREERS.values(), ids=CAREERS.keys())
def test_a_mistake_is_reported_at_its_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx", planted))
    here = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    assert here, f"nothing reported at {planted.where}:\n{told(problems)}"
    for words in planted.says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(here)}"
    assert (tables is None) == (not planted.is_warning), told(problems)
