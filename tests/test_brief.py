"""What the brief promises: a short document whose figures are the plan's, and names that stay text."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import docx
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Plan, write
from model.reports.brief.document import SMALL
from tests.example_plan import empty_frames, example_frames, example_plan
from tests.steps import brief_bytes, load_tables, main, results_book, solve_tables

QUICKSTART = Path(__file__).parents[1] / "inputs" / "quickstart.xlsx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDER = {
    "tcPr": ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "vAlign"),
    "tblPr": ("tblStyle", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"),
}
"""In which the standard wants the parts of each (ECMA-376, part 1, 17.4): Word repairs a file that has another."""


@cache
def quickstart() -> Plan:
    return solve_tables(load_tables(QUICKSTART)[0], is_compared=True)


def brief(plan: Plan) -> bytes:
    return brief_bytes(results_book(plan))


def cells(content: bytes) -> list[list[list[str]]]:
    """The texts of every table."""
    document = docx.Document(io.BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def said(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def body(content: bytes) -> Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return fromstring(archive.read("word/document.xml"))


def test_it_begins_with_the_four_answers(snapshot: SnapshotAssertion) -> None:
    """Headlines, then facts and pictures in tables; and the short markets."""
    assert said(brief(quickstart())) == snapshot
    assert cells(brief(quickstart()))[:6] == snapshot


def test_its_pictures_are_made_of_shaded_cells_in_the_colours_of_the_marks() -> None:
    shades = {shade.get(f"{W}fill") for shade in body(brief(quickstart())).iter(f"{W}shd")}
    assert {"E1E3E6", "0B57A4", "A9C6E6", "6F7F92", "F4C7C3", "E9803A"} <= shades


@pytest.mark.parametrize("plan", [quickstart, example_plan])
def test_no_word_is_broken_in_a_wide_font(plan: Callable[[], Plan]) -> None:
    """Columns of tables hold their longest words in letters of 1.9 mm, as in DejaVu Sans, and margins of as much."""
    tables = docx.Document(io.BytesIO(brief(plan()))).tables
    headed = [table for table in tables if len({cell.text for cell in table.rows[0].cells}) > 3]
    assert len(headed) > 3
    for table in headed:
        first, second, *_ = (cell.text for cell in table.rows[0].cells)
        if first in ("", "Cost, present value") or second.isdigit():
            continue  # a picture
        for column in table.columns:
            longest = max(len(word) for cell in column.cells for word in re.split(r"[\s-]", cell.text))
            assert column.width is not None and column.width.mm >= 1.9 * longest + 3.8, column.cells[0].text


def test_no_answer_runs_over_a_page_break() -> None:
    """Every paragraph of an answer is on the page of the next one, up to its remark."""
    document = docx.Document(io.BytesIO(brief(quickstart())))
    headings = [each for each in document.paragraphs if each.style and each.style.name in ("Heading 1", "Heading 2")]
    assert all(each.paragraph_format.keep_with_next for each in headings[:8])
    first = document.tables[0].rows[0].cells[0].paragraphs[0]
    assert first.paragraph_format.keep_with_next


@pytest.mark.parametrize("plan", [quickstart, example_plan, lambda: example_plan(frames=empty_frames(), objective=1.0)])
def test_word_opens_it_without_repair(plan: object) -> None:
    """Parts stand in the order of the standard, no letter is under nine points, and it is the same each time."""
    assert callable(plan)
    content = brief(plan())
    assert content == brief(plan())
    for name, order in ORDER.items():
        for each in body(content).iter(f"{W}{name}"):
            found = [order.index(part.tag.removeprefix(W)) for part in each]
            assert found == sorted(found), [part.tag for part in each]
    sizes = [int(size.get(f"{W}val") or 0) for size in body(content).iter(f"{W}sz") if size.get(f"{W}val")]
    assert all(size >= 2 * SMALL for size in sizes)


def test_it_is_short_whatever_the_plan() -> None:
    """Lists are cut, and say how many more there are: about 130 lines fill four pages."""
    content = brief(example_plan())
    lines = sum(len(table) for table in cells(content)) + len(said(content).splitlines())
    assert lines < 130


def test_names_stay_text() -> None:
    frames = example_frames()
    frames["builds"].loc[0, "project"] = "<w:p>&\x00\ud800</w:p>"
    assert any(
        "<w:p>&</w:p>" in cell for table in cells(brief(example_plan(frames=frames))) for row in table for cell in row
    )


def test_commands_write_it_beside_the_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(QUICKSTART, tmp_path / "works.xlsx")
    assert main(["solve", "works.xlsx", "--brief", "--quiet"]) == 0
    written = tmp_path / "outputs" / "works_brief.docx"
    solved = written.read_bytes()
    written.unlink()
    assert main(["report", str(tmp_path / "outputs" / "works_plan.xlsx")]) == 0 and not written.exists()
    assert main(["report", str(tmp_path / "outputs" / "works_plan.xlsx"), "--brief"]) == 0
    assert cells(written.read_bytes()) == cells(solved)
    assert write(example_plan(), tmp_path / "plan.docx").read_bytes() == brief(example_plan())
