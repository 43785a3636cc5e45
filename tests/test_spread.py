"""How far lines of results differ over plans that cost little more, by hand; and where the workbook tells it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Tables
from model.reports.results.stress import has_less_again
from model.results.columns import Outcome
from model.results.optimality import Span
from model.results.risk import Shortfall
from model.results.view import Record
from model.studies.explain.alternatives import spread_of
from model.studies.explain.words import because_said, within_said
from model.system.files import report_beside, report_of_plan
from model.testing import Project
from tests.inline import tables
from tests.jobs import Store
from tests.micro.case import CITY, PRESS, WORKS
from tests.steps import results_book, solve_tables
from tests.studies import Alternatives, Interview, Verdict, answer, ask_alternatives, ask_why, decision_said, written
from tests.studies import explain_document as document

UNMET = "unmet in other plans: least found (t)", "unmet in other plans: greatest found (t)"
SIZES = (
    "in other plans", "size in other plans: least found", "size in other plans: greatest found",
    "first decided in other plans: earliest found", "first decided in other plans: latest found",
)  # fmt: skip


@cache
def found() -> Alternatives:
    """100 magnets are made of ore at 1 by Line (100), 200 in all, or by Spare (102), 202. In the outage of Works, which
    is not expected to happen, Line makes none, and Spare all. Without Gate (50 with its ore) 10 of alloy are short, at
    1000 each. Plans may cost 255."""
    given = tables(
        CITY,
        PRESS,
        """
        Settings
        first year | 2027
        last year  | 2027

        Commodities
        commodity
        alloy

        Capacity
        plant | site
        Works | City
        Yard  | City
        Mill  | City

        Recipes
        recipe | commodity | quantity
        melt   | ore       | -1
        melt   | alloy     | 1

        Operations
        plant | recipe
        Yard  | press
        Mill  | melt

        Demand
        market | product | 2027 | shortage cost
        City   | magnet  | 100  | 50
        City   | alloy   | 10   | 1000

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 100
        Spare   | Yard  | modules | 100
        Gate    | Mill  | modules | 10

        Costs
        item  | fixed capex
        Line  | 100
        Spare | 102
        Gate  | 40

        Disruptions
        disruption | action   | target | start
        outage     | capacity | Works  | 2027
        """,
    )
    with TemporaryDirectory() as folder:
        interview = Interview(solve_tables(given))
        answer(ask_why(interview), Store(Path(folder)))
        return answer(ask_alternatives(interview, 0.02), Store(Path(folder)))


def test_sizes_and_what_is_unmet_over_other_plans() -> None:
    spread = spread_of(found())
    assert spread.sizes == {
        "Line": Span(0, 100, "real choice"),
        "Spare": Span(0, 100, "real choice"),
        "Gate": Span(10, 10, "must be built", is_proven=True),
    }
    assert spread.unmet == {"outage, 2027": Span(pytest.approx(0, abs=1e-6), pytest.approx(100))}
    assert (spread.others, spread.reacting) == (1, 1)  # with Spare in place of Line, found again and again


def lines(sheet: str, heading: str, book: bytes) -> list[Record]:
    """The rows of a table by header, once the workbook was written."""
    rows = [list(row) for row in openpyxl.load_workbook(BytesIO(book))[sheet].iter_rows(values_only=True)]
    at = next(at for at, row in enumerate(rows) if row[0] == heading)
    made: list[Record] = []
    for row in rows[at + 2 :]:
        if not row[0]:
            break
        made.append(dict(zip(rows[at + 1], row, strict=True)))
    return made


def test_lines_of_the_results_tell_it() -> None:
    book = written(document(found().explanation, found()))
    names = openpyxl.load_workbook(BytesIO(book)).sheetnames
    assert names[:5] == ["Summary", "Contents", "Why", "Alternatives", "Decisions"]
    built = {row["project"]: [row[each] for each in SIZES] for row in lines("Builds", "Every investment", book)}
    assert built == {"Line": ["real choice", 0, 100, 2027, 2027], "Gate": ["must be built", 10, 10, 2027, 2027]}
    for heading in ("Each disruption at its worst start", "The disruption scenario"):
        (row,) = lines("Stress test", heading, book)
        assert [row[each] for each in UNMET] == pytest.approx([0, 100], abs=1e-6)


def test_what_is_short_without_it_comes_first(snapshot: SnapshotAssertion) -> None:
    gate = next(each for each in found().explanation.decisions if each.subject.name == "Gate")
    assert because_said(gate) == snapshot
    assert decision_said(gate, found().explanation) == snapshot


def test_plans_that_differ_say_what_more_they_cost_and_when_they_decide() -> None:
    heading = "Plans that differ as much as can be, each from all before it (found); in brackets when first decided"
    rows = lines("Alternatives", heading, written(document(found().explanation, found())))
    told = {row["investment or contract"]: [row["the plan"], row["Alternative 1"]] for row in rows}
    assert told == {
        "cost": [250, 252],
        "additional cost": [0, 2],
        "Line": ["100 (2027)", "–"],
        "Spare": ["–", "100 (2027)"],
    }


def test_what_the_workbook_requires_is_no_finding(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Line is asked for: at least a module in Projects."""
    given = found().explanation.plan.tables
    rows = [replace(row, minimum_modules=1) if row.project == "Line" else row for row in given[Project]]
    known = explained(replace(given, rows={**given.rows, Project: rows}), 0.02, tmp_path)
    verdicts = {each.subject.name: each.verdict for each in known.ranges}
    assert verdicts == {"Line": Verdict.REQUIRED, "Gate": Verdict.MUST, "Spare": Verdict.NEVER}
    assert within_said(known) == snapshot


def test_without_other_plans_there_are_no_such_columns() -> None:
    plan = found().explanation.plan
    for content in (written(document(found().explanation)), results_book(plan).content()):
        (row,) = lines("Stress test", "The disruption scenario", content)
        assert not set(row) & set(UNMET)
        assert not set(lines("Builds", "Every investment", content)[0]) & set(SIZES)


def explained(given: Tables, within: float, folder: Path) -> Alternatives:
    interview = Interview(solve_tables(given))
    answer(ask_why(interview), Store(folder))
    return answer(ask_alternatives(interview, within), Store(folder))


def test_what_the_plan_builds_is_never_called_never_built(tmp_path: Path) -> None:
    """50 are made of ore at 1 by a line of 2 a tonne, 150 in all; bought at 3.1 they cost 155. That a million could be
    built makes nothing of 50."""
    given = tables(
        CITY,
        PRESS,
        WORKS,
        """
        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 3.1

        Demand
        market | product | 2026
        City   | magnet  | 50

        Projects
        project | plant | kind | maximum size
        Line    | Works | size | 1000000

        Costs
        item | capex per unit
        Line | 2
        """,
    )
    (line,) = explained(given, 0.1, tmp_path).ranges
    assert line.verdict == Verdict.CHOICE
    assert line.found[0] == 0 and line.proven[1] >= line.found[1] >= 50


def test_what_was_built_before_the_plan_is_no_choice(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """The only module is decided already: the plan has nothing to say of it, and neither have others."""
    given = tables(
        CITY,
        PRESS,
        WORKS,
        """
        Demand
        market | product | 2026
        City   | magnet  | 50

        Projects
        project | plant | kind    | module size | maximum modules
        Line    | Works | modules | 50          | 1

        Decisions
        decision | action | subject | rule         | year | size
        made     | build  | Line    | already made | 2025 | 50
        """,
    )
    found = explained(given, 0.05, tmp_path)
    assert found.ranges == ()
    assert within_said(found) == snapshot
    (row,) = lines("Builds", "Every investment", written(document(found.explanation, found)))
    assert row["decided (year)"] == 2025 and [row[each] for each in SIZES] == [None] * len(SIZES)


def test_a_tolerance_is_told_as_it_was_asked_for(snapshot: SnapshotAssertion) -> None:
    assert within_said(replace(found(), tolerance=0.015)) == snapshot


def test_the_page_of_a_plan_is_not_that_of_its_explanation() -> None:
    assert report_beside(Path("a_explained.xlsx")) == Path("a_explained_report.html")
    assert report_of_plan(Path("a_explained.xlsx")) == Path("a_report.html") == report_of_plan(Path("a_plan.xlsx"))


def test_years_with_less_short_are_told_and_rounding_is_not() -> None:
    """10 more in the first year and 4 less in the second are 6 more in all, though years say 10."""
    outcome = Outcome("cut, 2026", "cut", "", 2026, 2028.0, 0.0, 0.0, 0.0, 200.0, 26.0, 20.0, 0.87)
    assert has_less_again((outcome, Shortfall(16.0, (10.0, 0.0))))
    assert not has_less_again((outcome, Shortfall(20.0, (6.0 + 1e-7, 0.0))))
