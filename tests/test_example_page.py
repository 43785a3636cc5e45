"""The brief on the rare-earth example, the tables behind it, the figures kept of its plan, and the workbook agree."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from markdown import markdown
from syrupy.assertion import SnapshotAssertion

from inputs.build import brief, brief_blocks, drivers, rare_earths, tested
from inputs.build.assumptions import MOST
from inputs.build.calibration import STATISTICS, is_off
from inputs.build.near_optimal import GROUPS, members, narrowed
from inputs.build.near_optimal import KEPT as NEAR
from inputs.build.pages import EXAMPLE, EXAMPLE_TABLES, KEPT, PAGES, READERS, WORKBOOK, block, example, workbook
from inputs.build.robust import NEARBY, Decisions
from inputs.build.whatifs import GROWS, TIGHTENS
from model.sheets.schema import ESTIMATED
from model.testing import Project
from tests.browser import browser, needs_browser
from tests.steps import ASSUMED, BUILD, GRADES
from tests.studies import Subject

ANEW = "solve it and write it anew: python -m inputs.build.pages rare_earths outputs/rare_earths_plan.xlsx"


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_pages_tell_the_figures_that_are_kept(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == example()[page], ANEW


STYLE = """
@page { size: A4; margin: %dmm }
body { font: 10pt/1.35 "Liberation Sans", Arial, "DejaVu Sans Condensed", sans-serif }
table { border-collapse: collapse; font-size: 9pt }
td, th { padding: 1px 6px; text-align: left }
"""


@needs_browser
@pytest.mark.parametrize(("read", "sheets", "margin"), [(EXAMPLE, 2, 18), *((page, 1, 12) for page in READERS)])
def test_the_pages_are_short_in_print(read: Path, sheets: int, margin: int, tmp_path: Path) -> None:
    """A4, ten points: the brief is read on the way, and those of the readers are one page each."""
    page = tmp_path / "brief.html"
    told = markdown(read.read_text(encoding="utf-8"), extensions=["tables"])
    page.write_text(f"<meta charset='utf-8'><style>{STYLE % margin}</style>{told}", encoding="utf-8")
    with browser(tmp_path) as window:
        window.open(page)
        printed = b64decode(window("Page.printToPDF", preferCSSPageSize=True)["data"])
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == sheets


def test_near_optimal_plans_are_near_this_plan_or_the_page_says_that_there_are_none(kept: dict[str, Any]) -> None:
    near = json.loads(NEAR.read_text(encoding="utf-8"))
    told = block(EXAMPLE.read_text(encoding="utf-8"), "near-optimal plans")
    assert ("not computed" in told) != brief_blocks.is_of(near, kept)


def test_what_drives_the_result_is_of_this_plan_or_the_page_says_that_it_is_not_known(kept: dict[str, Any]) -> None:
    driven = json.loads(drivers.KEPT.read_text(encoding="utf-8"))
    told = block(EXAMPLE_TABLES.read_text(encoding="utf-8"), "drivers")
    assert ("Not computed" in told) != drivers.is_of(driven, kept)


def test_of_what_is_known_of_a_plan_the_narrower_interval_is_kept() -> None:
    """Both are proven and found of the same plan; of another one nothing is known."""
    without: list[list[Any]] = [["A", 10, 90], ["B", 0, "not found"], ["C", 5, 7], ["D", 1, 2]]
    earlier: list[list[Any]] = [["A", 0, 50], ["B", 3, "not found"], ["C", "no plan", "no plan"]]
    found = {"plan": "this", "without": without, "plans": 64}
    kept = narrowed(found, {"plan": "this", "without": earlier, "plans": 2})
    assert kept["without"] == [["A", 10, 50], ["B", 3, "not found"], ["C", "no plan", "no plan"], ["D", 1, 2]]
    assert kept["plans"] == 64 and narrowed(found, {"plan": "other", "without": earlier}) == found


def test_every_group_of_near_optimal_plans_has_investments() -> None:
    tables = rare_earths.tables()
    known = [Subject(BUILD, (row.project,)) for row in tables[Project]]
    assert all(members(tables, known, *which) for _, *which in GROUPS)


def test_the_figures_are_of_the_workbook_as_it_is(kept: dict[str, Any]) -> None:
    assert kept["workbook"] == brief.fingerprint(workbook()), ANEW


def test_the_first_year_is_that_of_the_statistics(kept: dict[str, Any]) -> None:
    """Within a tenth, or the row says why."""
    for each, now in zip(STATISTICS, kept["first year"], strict=True):
        assert not is_off(each, now) or each.differs, each.name


def test_nothing_flows_absurdly(kept: dict[str, Any]) -> None:
    assert kept["oddities"] == []


def test_every_row_has_a_grade_and_a_reason_where_it_is_assumed() -> None:
    tables = rare_earths.tables()
    rows = [row for part in (tables.rows, tables.off) for each in part.values() for row in each]
    grades = [row.source.partition(":")[0] for row in rows]
    assert set(grades) <= set(GRADES)
    assert 5 * grades.count(ASSUMED) <= 2 * len(grades)
    assert all(row.notes for row in rows if row.source == ASSUMED)
    assert all("http" in row.source for row in rows if row.source != ASSUMED)


def test_the_twenty_assumptions_are_such_and_ranked(kept: dict[str, Any]) -> None:
    """Each is estimated or assumed, and sets no larger part of the cost than the one before it."""
    found = kept["assumptions"]
    assert len(found) == MOST
    assert {grade for _, _, grade, _ in found} <= {ESTIMATED, ASSUMED}
    sizes = [abs(amount) for *_, amount in found]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] > 0


def test_each_fact_stands_in_a_cell_of_a_row_with_a_source() -> None:
    book = openpyxl.load_workbook(WORKBOOK, read_only=False)
    lines = block(EXAMPLE_TABLES.read_text(encoding="utf-8"), "facts").strip().splitlines()[2:]
    cells = [line.split(" | ")[1] for line in lines]
    assert len(cells) >= 10
    for sheet, _, address in (cell.partition("!") for cell in cells):
        page = book[sheet]
        assert page[address].value is not None, f"{sheet}!{address}"
        source = next(head.column for head in page[1] if head.value == "source")
        assert page.cell(page[address].row, source).value, f"{sheet}!{address}"


def investment(project: str, decided: int = 2026, capital: int = 100) -> dict[str, Any]:
    return {"project": project, "with": "Firm", "country": "USA", "decided": decided, "online": 2029.0, "size": 10,
            "capital": capital}  # fmt: skip


def test_decide_now_is_what_every_plan_decides_now(snapshot: SnapshotAssertion) -> None:
    """'Both' is in all plans in the first two years; 'Late' is decided later if China grows; 'One' is in no other plan
    within 1 %. A what-if without a plan decides nothing."""
    now = [investment("Both"), investment("Late", 2027), investment("One")]
    found = {"cost": 100, "builds": now}
    plans = {"base": {"status": "optimal", "cost": 100, "bound": 99, "builds": {}},
             GROWS: {"status": "optimal", "cost": 90, "bound": 88, "builds": {"Both": 2027, "Late": 2028, "One": 2026}},
             TIGHTENS: {"status": "infeasible", "cost": None, "bound": None, "builds": {}}}  # fmt: skip
    near = {"plan": brief.identity(100, now), "without": [["Both", 7, 9], ["One", 0, 3]],
            "now": [["Both", "Late", "One"], ["Both", "Late"]]}  # fmt: skip
    decisions = Decisions(now, 2027, found, near, plans)
    assert [each["project"] for each in decisions.robust] == ["Both"]
    assert {each["project"]: decisions.out_in(each["project"]) for each in decisions.choices} == {
        "Late": [GROWS], "One": [NEARBY],
    }  # fmt: skip
    assert [decisions.regret(each) for each in ("Both", "Late", "One")] == ["7", "not computed", "0"]
    assert decisions.told() == snapshot


def test_of_another_plan_nothing_is_known(snapshot: SnapshotAssertion) -> None:
    now = [investment("Both")]
    decisions = Decisions(now, 2027, {"cost": 101, "builds": now}, {"plan": "other"}, {"base": {"cost": 100}})
    assert decisions.robust == decisions.now and not decisions.choices
    assert decisions.told() == snapshot


def test_what_ifs_are_told_with_what_is_proven(snapshot: SnapshotAssertion) -> None:
    """Of a plan of 100 at least 98, and of another of 130 at least 120: 30 more, at least 20 and at most 32."""
    plans = {"base": {"status": "optimal", "cost": 100, "bound": 98, "audit": "passed", "builds": {}},
             "dear": {"status": "optimal", "cost": 130, "bound": 120, "audit": "passed", "builds": {}},
             "same": {"status": "optimal", "cost": 101, "bound": 99, "audit": "FAILED: mass balance",
                      "builds": {}},
             "none": {"status": "infeasible", "cost": None, "bound": None, "audit": None, "builds": {}}}  # fmt: skip
    assert tested.extra(plans, "dear") == (30, 20, 32) and tested.extra(plans, "none") is None
    assert tested.told(plans, ["dear", "same", "none", "new"]) == snapshot
    assert tested.what_if_table(plans, ["dear", "none"]) == snapshot


def test_what_ifs_are_read_from_their_comparison(tmp_path: Path) -> None:
    """A project that is decided twice counts from its first year; batches of different plans are not mixed."""
    for cost, name in ((100.4, "one"), (200.0, "other")):
        book = openpyxl.Workbook()
        log, builds = book.create_sheet("Run log"), book.create_sheet("Builds")
        log.append(["plan", "based on", "status", "minimised cost (million USD)", "proven lower bound (million USD)",
                    "audit"])  # fmt: skip
        log.append(["base", None, "optimal", cost, cost - 1, "passed"])
        log.append(["dear", None, "infeasible", None, None, None])
        builds.append(["project", "country", "unit", "base", "dear"])
        builds.append(["Line", "USA", "t/y", "2027, 2029: 20", None])
        book.save(tmp_path / f"{name}.xlsx")
    found = tested.tested([tmp_path / "one.xlsx"])
    assert found["base"] == {"status": "optimal", "cost": 100, "bound": 99, "audit": "passed", "builds": {"Line": 2027}}
    assert found["dear"] == {"status": "infeasible", "cost": None, "bound": None, "audit": None, "builds": {}}
    assert tested.is_of(found, {"cost": 100}) and not tested.is_of({}, {"cost": 100})
    with pytest.raises(ValueError, match="one plan"):
        tested.tested([tmp_path / "one.xlsx", tmp_path / "other.xlsx"])
