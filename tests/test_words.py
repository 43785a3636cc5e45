"""What the results say is so: of the example that newcomers start with, and of workbooks at the edge."""

from __future__ import annotations

import io
from functools import cache

import openpyxl
import pytest

from inputs.build import quickstart
from model.plan import Plan
from model.workbook.results import results_bytes
from tests.conftest import solved

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read


@cache
def quick_start() -> Plan:
    return solved(quickstart.tables())


def said(plan: Plan, *sheets: str) -> str:
    """All that stands on some sheets of the results, or on all of them, a row a line."""
    book = openpyxl.load_workbook(io.BytesIO(results_bytes(plan)))
    return "\n".join(
        " ".join(str(cell) for cell in row if cell is not None)
        for sheet in sheets or book.sheetnames
        for row in book[sheet].iter_rows(values_only=True)
    )


def test_nothing_is_said_of_when_in_a_year_a_shortfall_begins() -> None:
    """The quick start keeps no stock and loses half its supply on the first day; a plan by years cannot date that."""
    text = said(quick_start())
    assert "China stops exporting in 2030" in text
    assert "months" not in said(quick_start(), "Stress", "Summary") and "survive" not in text
