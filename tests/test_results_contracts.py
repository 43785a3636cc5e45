"""The results workbook of a plan with contracts."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from tests.steps import results_bytes
from tests.test_audit_contracts import offtakes


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_contracts_have_pages_and_react_to_disruptions() -> None:
    """What is signed, with years that are no quantities; below it deliveries; what a ban changes of them."""
    book = openpyxl.load_workbook(BytesIO(results_bytes(offtakes())))
    lines = [[cell for cell in row if cell.value is not None] for row in book["Contracts"].iter_rows()]
    long = next(line for line in lines if line and line[0].value == "long")
    assert [cell.value for cell in long] == ["long", "mine", "Mine", "A", "magnet", 2026, 1, 2033]
    assert (long[5].number_format, long[7].number_format) == ("0", "0.0")
    deliveries = [[cell.value for cell in row] for row in book["Contracts"].iter_rows()]
    assert any("made up" in row and "t/y" in row for row in deliveries)
    reactions = [[cell.value for cell in row] for row in book["Responses"].iter_rows()]
    assert any(row[0] == "ban, 2030" and "taken" in row for row in reactions)


def test_the_first_page_says_what_is_signed() -> None:
    plan = offtakes()
    signed = plan.frames["contracts"]["contract"].tolist()
    page = openpyxl.load_workbook(BytesIO(results_bytes(plan)))["Summary"]
    (said,) = (str(row[0]) for row in page.iter_rows(values_only=True) if "The plan signs " in str(row[0]))
    assert signed and signed[0] in said
