"""Cells written in place: nothing else in the file changes, and what is read back is what was meant."""

from __future__ import annotations

import io
import math
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils import get_column_letter

from model import InputError
from tests.office import converted, needs_office
from tests.shipped import INPUTS
from tests.steps import Patch, load_grid

BOOKS = ("quickstart", "gallium_germanium", "graphite_anode", "antibiotics", "rare_earths")
TEXTS = (
    "plain",
    "a < b & c > d",
    'say "x"',
    "  spaces  ",
    "line\nbreak",
    "ü日本語 €",
    "=SUM(1)",
    "'quoted",
    "]]>",
    "0012",
)
CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)


def grids_of(content: bytes) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(content)
        return load_grid(path)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def flat(grids: dict[str, Any]) -> dict[tuple[str, int, int], Any]:
    return {(title, cell.line, cell.column): cell for title, grid in grids.items() for row in grid.rows for cell in row}


def without(xml: bytes, addresses: set[str]) -> bytes:
    """A sheet without some cells, new rows, its size and the columns that rows span."""
    xml = CELL.sub(lambda cell: b"" if cell[1].decode() in addresses else cell[0], xml)
    return re.sub(rb'<row r="\d+"></row>|<dimension ref="[^"]*"/>| spans="[^"]*"', b"", xml)


def edits(grids: dict[str, Any], chance: random.Random) -> Iterator[tuple[str, int, int, Any]]:
    """Texts, numbers, booleans and nothing, in cells that are there and new ones."""
    sheets = [title for title, grid in grids.items() if title != "About" and grid.rows]
    while True:
        title = chance.choice(sheets)
        rows = grids[title].rows
        line = chance.randrange(3, rows[-1][0].line + 6)
        column = chance.randrange(1, max(cell.column for row in rows for cell in row) + 1)
        numbers = (round(chance.uniform(-1e6, 1e6), 3), chance.randrange(10**6), chance.random() * 1e-9)
        yield title, line, column, chance.choice((chance.choice(TEXTS), *numbers, None, chance.random() < 0.5))


@pytest.mark.parametrize("name", BOOKS)
def test_two_hundred_edits_change_their_cells_and_nothing_else(name: str) -> None:
    content = (INPUTS / f"{name}.xlsx").read_bytes()
    assert Patch(content).content() == content
    grids = grids_of(content)
    before, meant = flat(grids), dict[tuple[str, int, int], Any]()
    chance = edits(grids, random.Random(7))
    edited = content
    for _ in range(5):
        patch = Patch(edited)
        for _ in range(40):
            title, line, column, value = next(chance)
            patch.put(title, {(line, column): value}, head=2)
            meant[title, line, column] = value
        edited = patch.content()
    places = Patch(content).parts
    now, ours = parts(edited), parts(content)
    assert list(now) == list(ours)
    assert {part for part in ours if ours[part] != now[part]} <= {places[title] for title, *_ in meant}
    for title in {title for title, *_ in meant}:
        cells = {f"{get_column_letter(column)}{line}" for name, line, column in meant if name == title}
        assert without(ours[places[title]], cells) == without(now[places[title]], cells)
    after = flat(grids_of(edited))
    expected = {at: cell.value for at, cell in before.items()} | meant
    read = {at: cell.value for at, cell in after.items()}
    assert {at: read.get(at) for at in expected} == expected and read.keys() <= expected.keys()
    assert all(isinstance(read[at], bool) == isinstance(value, bool) for at, value in meant.items() if at in read)
    untouched = before.keys() - meant.keys()
    assert {at: after[at] for at in untouched} == {at: before[at] for at in untouched}


@pytest.mark.parametrize("name", BOOKS)
def test_rows_are_appended_and_deleted(name: str) -> None:
    """A row that is copied to the end and one that is deleted, on several sheets: the grid is that which is meant."""
    content = (INPUTS / f"{name}.xlsx").read_bytes()
    before = grids_of(content)
    patch = Patch(content)
    sheets = [title for title, grid in before.items() if title not in ("About", "Settings") and len(grid.rows) > 4][:8]
    meant: dict[str, list[dict[int, Any]]] = {}
    for title in sheets:
        rows = [{cell.column: cell.value for cell in row} for row in before[title].rows]
        last = before[title].rows[-1][0].line
        source = before[title].rows[3]
        cells = {(last + 1, cell.column): cell.value for cell in source}
        patch.append(title, cells, {at: (source[0].line, at[1]) for at in cells}, {}, 2)
        patch.delete(title, before[title].rows[2][0].line, last + 1)
        meant[title] = [*rows[:2], *rows[3:], rows[3]]
    after = grids_of(patch.content())
    assert sheets
    for title in sheets:
        assert [{cell.column: cell.value for cell in row} for row in after[title].rows] == meant[title]
        formats = {cell.column: cell.number_format for cell in before[title].rows[3]}
        assert {cell.column: cell.number_format for cell in after[title].rows[-1]} == formats


@pytest.fixture(scope="module")
def rich() -> bytes:
    """A workbook with what planners add: formulas of each kind, an Excel table, rules, notes, merged cells, a chart."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    page, other = book.add_worksheet("Capacity"), book.add_worksheet("Other")
    per_cent, day = book.add_format({"num_format": "0.0 %"}), book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, ["plant", "share", "tonnes", "total"])
    for line in range(2, 12):
        page.write_row(line, 0, [f"P{line}", line / 100, line * 10])
        page.write_formula(line, 3, f"=B{line + 1}*C{line + 1}", None, line * line / 10)
    page.write(2, 1, 0.02, per_cent)
    page.write(3, 2, 45000, day)
    page.add_table(1, 5, 6, 7, {"columns": [{"header": "a"}, {"header": "b"}, {"header": "c"}]})
    page.data_validation("A3:A12", {"validate": "list", "source": ["x", "y"]})
    page.data_validation("F3:F7", {"validate": "list", "source": ["x", "y"]})
    page.conditional_format("C3:C12", {"type": "data_bar"})
    page.write_array_formula("J3:J5", "{=B3:B5*2}", None, 1)
    page.merge_range("L3:M4", "merged")
    page.add_sparkline("K3", {"range": "Capacity!C3:C12"})
    page.write_comment("A1", "note", {"width": 300, "height": 200})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Capacity!$C$3:$C$12"})
    page.insert_chart("N2", chart)
    other.write_formula("A1", "=Capacity!C3+1", None, 21)
    other.write_formula("A2", "=SUM(all_tonnes)", None, 1)
    book.define_name("all_tonnes", "=Capacity!$C$3:$C$12")
    book.close()
    content.seek(0)
    now = parts(content.getvalue())
    sheet = now["xl/worksheets/sheet1.xml"].replace(b"<f>B3*C3</f>", b'<f t="shared" ref="D3:D12" si="0">B3*C3</f>')
    for line in range(4, 13):
        sheet = sheet.replace(b"<f>B%d*C%d</f>" % (line, line), b'<f t="shared" si="0"/>')
    now["xl/worksheets/sheet1.xml"] = sheet
    now["xl/workbook.xml"] = now["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in now.items():
            archive.writestr(name, text)
    return packed.getvalue()


def read_back(content: bytes, sheet: str = "Capacity") -> dict[str, Any]:
    return {cell.address: cell for row in grids_of(content)[sheet].rows for cell in row}


def test_what_planners_add_stays(rich: bytes) -> None:
    patch = Patch(rich)
    patch.put("Capacity", {(3, 4): 5.5, (20, 1): "new", (5, 2): True, (4, 3): 7})
    now, ours = parts(patch.content()), parts(rich)
    assert {name for name in ours if ours[name] != now[name]} == {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
    cells = read_back(patch.content())
    assert cells["B5"].value is True and cells["A20"].value == "new"
    assert cells["C4"].value == 7 and cells["C4"].number_format == "General"  # not the seventh of January 1900
    assert patch.formulas == [("Capacity", "D3")]
    assert cells["D3"].value == 5.5 and not cells["D3"].formula
    assert [cells[f"D{line}"].formula for line in (4, 12)] == ["=B4*C4", "=B12*C12"]
    assert cells["D12"].value == 12.1
    assert b"sparkline" in now["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    ("at", "value", "words"),
    [
        ((4, 10), 1.0, "J4 is part of an array formula"),
        ((2, 6), "renamed", "F2 is a header of an Excel table"),
        ((3, 13), "x", "M3 is among merged cells"),
        ((3, 1), "bell\x07", "Excel cannot hold this text"),
        ((3, 1), "_x0041_", "Excel cannot hold this text"),
        ((3, 1), "x" * 32_768, "Excel cannot hold this text"),
        ((3, 2), math.nan, "not a number that Excel can hold"),
        ((3, 2), -math.inf, "not a number that Excel can hold"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused_before_anything_is(
    at: tuple[int, int], value: Any, words: str, rich: bytes
) -> None:
    patch = Patch(rich)
    with pytest.raises(InputError, match=re.escape(words)):
        patch.put("Capacity", {(20, 1): "another", at: value})
    assert patch.content() == rich


def test_a_row_in_use_by_formulas_is_not_deleted(rich: bytes) -> None:
    with pytest.raises(InputError, match="formulas or names may refer to it"):
        Patch(rich).delete("Capacity", 4, 12)


def test_a_number_has_the_format_that_gives_its_meaning(rich: bytes) -> None:
    patch = Patch(rich)
    patch.put(
        "Capacity", {(4, 2): 0.05, (5, 2): 0.06, (3, 2): 0.07}, percents={(4, 2): True, (5, 2): True, (3, 2): False}
    )
    cells = read_back(patch.content())
    assert (
        cells["B4"].is_percent and cells["B5"].is_percent and not cells["B6"].is_percent and not cells["B3"].is_percent
    )
    again = Patch(patch.content())
    again.put("Capacity", {(6, 2): 0.07}, percents={(6, 2): True})
    assert parts(again.content())["xl/styles.xml"] == parts(patch.content())["xl/styles.xml"]


def test_an_appended_row_is_in_the_table_and_has_its_drop_downs(rich: bytes) -> None:
    patch = Patch(rich)
    patch.append("Capacity", {(8, 6): "x", (8, 7): 2}, {}, {}, 2)
    page = openpyxl.load_workbook(io.BytesIO(patch.content()))["Capacity"]
    assert [table.ref for table in page.tables.values()] == ["F2:H8"]
    assert sorted(str(rule.sqref) for rule in page.data_validations.dataValidation) == ["A3:A12", "F3:F8"]


def is_alike(read: Any, value: Any) -> bool:
    """LibreOffice writes 15 digits, no empty text, and the text of a formula as one."""
    if isinstance(value, float) and not isinstance(read, str | None):
        return math.isclose(read, value, rel_tol=1e-13)
    return (read or None) == (value or None) or value == "=SUM(1)" or read in ("=FALSE()", "=TRUE()")


@needs_office
def test_libreoffice_keeps_notes_panes_and_drop_downs(tmp_path: Path) -> None:
    """Of a workbook that has been edited as many as of the one that has not."""
    content = (INPUTS / "quickstart.xlsx").read_bytes()
    patch = Patch(content)
    chance = edits(grids_of(content), random.Random(3))
    for _ in range(100):
        title, line, column, value = next(chance)
        patch.put(title, {(line, column): value}, head=2)
    (tmp_path / "edited.xlsx").write_bytes(patch.content())
    (tmp_path / "original.xlsx").write_bytes(content)
    (tmp_path / "out").mkdir()
    original, edited = (
        openpyxl.load_workbook(book)
        for book in converted("xlsx", tmp_path / "out", tmp_path / "original.xlsx", tmp_path / "edited.xlsx")
    )
    for page, other in zip(original, edited, strict=True):
        assert page.freeze_panes == other.freeze_panes
        assert len(page.data_validations.dataValidation) == len(other.data_validations.dataValidation)
        notes, others = ([c.comment.text for row in sheet for c in row if c.comment] for sheet in (page, other))
        assert notes == others
    ours = openpyxl.load_workbook(tmp_path / "edited.xlsx")
    for page in ours:
        for row in page.iter_rows():
            for cell in row:
                read = edited[page.title].cell(cell.row, cell.column).value
                assert is_alike(read, cell.value), cell
