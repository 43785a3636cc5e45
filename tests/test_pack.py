"""The pack for accreditation: what is known is in it, what nobody has asked is said so, and it decides nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

import model
from bench.evidence import Evidence, EvidenceRun, outcome, program_version
from model import InputError, Tables
from model.testing import Supplier
from tests.inline import tables
from tests.micro.concentration import TWO_SELLERS
from tests.steps import ExitCode, main, write_inputs

RANGE = """
    Ranges
    input     | sheet     | rows | column | operation | low | high
    far price | Suppliers | far  | price  | set       | 5   | 20
"""
SOURCES = {"near": "measured: customs statistics, 2024-11; revised 2025-03-02", "far": "Assumed."}


def graded() -> Tables:
    read = tables(TWO_SELLERS, RANGE)
    rows = [replace(row, source=source) for row, source in zip(read[Supplier], SOURCES.values(), strict=True)]
    return read.replaced(Supplier, rows)


def test_every_figure_has_its_grade_its_date_and_whether_its_effect_was_asked() -> None:
    """B sells 100 for 10 each; at 5 that is 500 less, and at 20 it is 1,000 more: a swing of 1,500."""
    log = model.run("pack", graded(), swings=True).frames["Assumptions"]
    prices = log[(log["sheet"] == "Suppliers") & log["column"].str.startswith("price")].set_index("of")
    by_grade = prices.set_index("grade")
    assert by_grade.loc["measured", "date"] == "2025-03-02"
    assert by_grade.loc["measured", "swing"] == "not asked"
    assert by_grade.loc["assumed", "date"] == ""
    assert by_grade.loc["assumed", "swing"] == pytest.approx(1_500)
    assert set(log[log["sheet"] == "Demand"]["grade"]) == {"no grade"}
    assert set(model.run("pack", graded()).frames["Assumptions"]["swing"]) == {"not asked"}


def test_swings_of_demand_by_year() -> None:
    """Its columns have a year and no other header."""
    more = """
        Ranges
        input  | sheet  | rows | column   | operation | low | high
        demand | Demand | any  | quantity | multiply  | 0.5 | 1
    """
    log = model.run("pack", tables(TWO_SELLERS, more), swings=True).frames["Assumptions"]
    quantity = log[(log["sheet"] == "Demand") & log["column"].str.startswith("quantity")]
    assert len(quantity) and (quantity["swing"] != "not asked").all()


@pytest.mark.usefixtures("in_this_process")
def test_what_is_known_is_told_and_the_decision_is_left_blank(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, out = tmp_path / "book.xlsx", tmp_path / "pack.xlsx"
    write_inputs(book, graded())
    assert main(["pack", str(book), "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out.replace(str(tmp_path), "") == snapshot
    pages = {sheet.title: [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
             for sheet in openpyxl.load_workbook(out)}  # fmt: skip
    assert {"Intended use", "Decision"} <= set(pages["Pack"])
    assert "mass balance" in pages["Verification"]
    assert any("Article 24" in str(each) for each in pages["Article 24"])
    assert "accredited" not in str(pages)


def test_evidence_counts_if_it_is_of_this_program(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    file = tmp_path / "evidence.json"
    told = {}
    for name, program, passed in (("ours", program_version(), 200), ("one fails", program_version(), 199),
                                  ("another's", "0" * 64, 200)):  # fmt: skip
        runs = (EvidenceRun("tests", "python -m pytest", 200, passed, "2026-11-30"),)
        file.write_text(Evidence(program, runs).written(), encoding="utf-8")
        result = model.run("pack", graded(), evidence=str(file))
        told[name] = result.findings[4]
        assert any("evidence" in each for each in result.frames) == (name != "another's")
    assert told == snapshot


@pytest.mark.parametrize(
    "content", [None, "", "{}", "[" * 100_000, '{"format": "supply plan evidence 1", "runs": [{"a": 1}]}']
)
def test_what_is_no_evidence_is_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "evidence.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"evidence\.json is no test evidence"):
        model.run("pack", graded(), evidence=str(file))


@pytest.mark.parametrize(
    ("source", "date"),
    [("reported: Firm, 2024-05, https://firm.com/2026/01/02/x", "2024-05"), ("USGS 2025", "2025"), ("assumed", "")],
)
def test_the_date_of_a_figure_is_the_latest_of_its_source_but_none_of_an_address(source: str, date: str) -> None:
    read = graded()
    rows = [replace(row, source=source) for row in read[Supplier]]
    log = model.run("pack", read.replaced(Supplier, rows)).frames["Assumptions"]
    assert set(log[log["sheet"] == "Suppliers"]["date"]) == {date}


def test_an_outcome_of_tests_is_read_from_their_report() -> None:
    report = '<testsuites><testsuite tests="12" failures="1" errors="1" skipped="2"/></testsuites>'
    assert outcome(report) == (10, 8)
