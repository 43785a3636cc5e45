"""The guard promises: what is no workbook, broken or hostile is refused in one clear line, quickly and in little
memory, before any library parses it; and no good workbook is refused."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from model import FileRefused
from model.workbook import guard
from tests.books import write
from tests.conftest import failing
from tests.shipped import INPUTS
from tests.steps import ExitCode, load_grid

MEGABYTE = 1 << 20
Content = Callable[[dict[str, bytes]], bytes]


def good_parts() -> dict[str, bytes]:
    """The parts of a small workbook."""
    memory = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "site"
    book.save(memory)
    with zipfile.ZipFile(memory) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return memory.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(old: bytes, new: bytes) -> Content:
    """A workbook whose first sheet has something replaced."""

    def make(parts: dict[str, bytes]) -> bytes:
        assert old in parts[SHEET]
        return packed(parts | {SHEET: parts[SHEET].replace(old, new)})

    return make


def with_part(name: str, content: bytes) -> Content:
    return lambda parts: packed(parts | {name: content})


def without(name: str) -> Content:
    return lambda parts: packed({key: value for key, value in parts.items() if key != name})


def doubled(parts: dict[str, bytes]) -> bytes:
    memory = io.BytesIO(packed(parts))
    with zipfile.ZipFile(memory, "a") as archive, pytest.warns(UserWarning):
        archive.writestr(SHEET, parts[SHEET])
    return memory.getvalue()


def encrypted_part(parts: dict[str, bytes]) -> bytes:
    """The flag 'encrypted' set on every part."""
    content = bytearray(packed(parts))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def overlapping(parts: dict[str, bytes]) -> bytes:
    """Two entries of the table of contents that point to the same bytes."""
    content = bytearray(packed(parts))
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def many_parts(parts: dict[str, bytes]) -> bytes:
    return packed(parts | {f"xl/media/{number}.bin": b"" for number in range(4000)})


def claims_many_parts(parts: dict[str, bytes]) -> bytes:
    content = bytearray(packed(parts))
    end = content.rfind(b"PK\x05\x06")
    content[end + 10 : end + 16] = struct.pack("<HI", 65535, 0xFFFFFFFF)
    return bytes(content)


def bomb(parts: dict[str, bytes]) -> bytes:
    return packed(parts | {SHEET: parts[SHEET] + b" " * (50 * MEGABYTE)})


def many_small_bombs(parts: dict[str, bytes]) -> bytes:
    return packed(parts | {f"xl/worksheets/sheet{number}.xml": b" " * (7 * MEGABYTE) for number in range(2, 12)})


def lies_about_size(parts: dict[str, bytes]) -> bytes:
    """A bomb whose table of contents claims that it is small."""
    content = bytearray(bomb(parts))
    size = struct.pack("<I", len(parts[SHEET]) + 50 * MEGABYTE)
    at = content.find(size)
    while at >= 0:
        content[at : at + 4] = struct.pack("<I", 1000)
        at = content.find(size)
    return bytes(content)


def damaged(parts: dict[str, bytes]) -> bytes:
    content = bytearray(packed(parts))
    at = content.find(SHEET.encode()) + len(SHEET) + 20
    content[at : at + 8] = b"\xff" * 8
    return bytes(content)


def ole(stream: str) -> Content:
    mark = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return lambda parts: mark + bytes(2000) + stream.encode("utf-16-le") + bytes(2000)


def xml(declaration: bytes) -> Content:
    """A part with something between its declaration and its root."""
    return with_part("docProps/extra.xml", b'<?xml version="1.0"?>' + declaration + b"<a/>")


def types(old: bytes, new: bytes) -> Content:
    return lambda parts: packed(parts | {guard.CONTENT_TYPES: parts[guard.CONTENT_TYPES].replace(old, new)})


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]>'

HOSTILE: dict[str, tuple[Content, str]] = {
    "empty file": (lambda parts: b"", "is empty"),
    "CSV": (lambda parts: b"site,country\nMt Weld,Australia\n", "CSV"),
    "CSV with semicolons": (lambda parts: b"site;country\n", "CSV"),
    "web page": (lambda parts: b"\n<html><table><tr><td>1</td></tr></table></html>", "web page"),
    "XML of 2003": (lambda parts: b'<?xml version="1.0"?><Workbook/>', "XML"),
    "PDF": (lambda parts: b"%PDF-1.7\n", "PDF"),
    "picture": (lambda parts: b"\x89PNG\r\n\x1a\n" + bytes(100), "not a workbook"),
    "old workbook": (ole("Workbook"), "Excel 97–2003"),
    "encrypted workbook": (ole("EncryptedPackage"), "encrypted with a password"),
    "other OLE": (ole("WordDocument"), "old Office format"),
    "broken content types": (types(b"</Types>", b""), "damaged"),
    "content types without end": (types(b"</Types>", b" " * (MEGABYTE + 1) + b"</Types>"), "more parts"),
    "cut off": (lambda parts: packed(parts)[:-400], "cut off"),
    "cut off early": (lambda parts: packed(parts)[:600], "cut off"),
    "empty zip": (lambda parts: packed({}), "not a workbook"),
    "any zip": (lambda parts: packed({"a.txt": b"a"}), "not a workbook"),
    "text document": (types(b"spreadsheetml", b"wordprocessingml"), "text document"),
    "binary workbook": (types(b"spreadsheetml.sheet.main+xml", b"sheet.binary.macroEnabled.main"), ".xlsb"),
    "OpenDocument": (with_part("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
    "no workbook part": (without("xl/workbook.xml"), "holds no workbook"),
    "strict workbook": (
        lambda parts: packed(parts | {"xl/workbook.xml": parts["xl/workbook.xml"].replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")}),
        "Strict Open XML",
    ),
    "encrypted part": (encrypted_part, "encrypted with a password"),
    "part twice": (doubled, "twice"),
    "part twice in other capitals": (with_part("xl/Worksheets/Sheet1.xml", b"<a/>"), "twice"),
    "part outside": (with_part("../../evil.xml", b"<a/>"), "points outside"),
    "part at the root": (with_part("/etc/evil.xml", b"<a/>"), "points outside"),
    "part on a drive": (with_part("C:/evil.xml", b"<a/>"), "points outside"),
    "part with backslashes": (with_part("..\\evil.xml", b"<a/>"), "points outside"),
    "overlapping parts": (overlapping, "overlap"),
    "many parts": (many_parts, "more parts"),
    "claims many parts": (claims_many_parts, "more parts"),
    "bomb": (bomb, "zip bomb"),
    "many small bombs": (many_small_bombs, "MB of tables"),
    "bomb that claims to be small": (lies_about_size, "damaged"),
    "damaged part": (damaged, "damaged"),
    "document type": (xml(b"<!DOCTYPE a>"), "document type"),
    "entities": (xml(LAUGHS), "document type"),
    "entity late in a part": (
        with_part("docProps/extra.xml", b"<a>" + b" " * 70_000 + b"<!ENTITY x 'y'></a>"), "document type or entity"
    ),
    "document type across a border": (
        with_part("docProps/extra.xml", b"<a>" + b" " * (guard.CHUNK - 8) + b"<!DOCTYPE b></a>"), "document type"
    ),
    "UTF-16": (with_part("docProps/extra.xml", '<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16")), "encoding"),
    "EBCDIC": (
        with_part("docProps/extra.xml", '<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037")), "encoding"
    ),
    "UTF-7": (with_part("docProps/extra.xml", b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/>'), "encoding"),
    "row beyond the last": (with_sheet(b'<row r="1"', b'<row r="2000000000"'), "not a cell address"),
    "row just beyond the last": (with_sheet(b'<row r="1"', b'<row r="1048577"'), "not a cell address"),
    "column beyond the last": (with_sheet(b'<c r="A1"', b'<c r="XFE1"'), "not a cell address"),
    "column far beyond": (with_sheet(b'<c r="A1"', b'<c r="ZZZZZZZZ1"'), "not a cell address"),
    "row zero": (with_sheet(b'<c r="A1"', b'<c r="A0000000"'), "not a cell address"),
    "address in disguise": (with_sheet(b'<row r="1"', b'<row r="&#50;000000000"'), "not a cell address"),
    "dimension beyond": (with_sheet(b'ref="A1:A1"', b'ref="A1:XFE9999999"'), "not a cell address"),
}  # fmt: skip


def test_cells_of_a_usual_workbook_are_not_looked_at_one_by_one() -> None:
    """The quick scan finds nothing: neither an address that may be far nor what looks like one."""
    with zipfile.ZipFile(INPUTS / "quickstart.xlsx") as archive:
        chunks = [chunk for name in archive.namelist() for chunk in guard.chunks(archive, name)]
    assert len(chunks) > 50 and [guard.FAR.search(chunk) for chunk in chunks] == [None] * len(chunks)


@pytest.mark.parametrize(("content", "says"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_that_is_no_good_workbook_is_refused_in_one_line(tmp_path: Path, content: Content, says: str) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content(good_parts()))
    started = time.perf_counter()
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused) as refused:
            guard.inspect(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    message = str(refused.value)
    assert says in message and str(path) in message and "\n" not in message
    assert refused.value.exit_code == ExitCode.INPUT
    assert peak < 12 * MEGABYTE
    assert time.perf_counter() - started < 5  # under 0.5 s when nothing else runs


def test_what_parts_are_is_read_by_a_parser_and_not_searched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Content types of one long tag: a search that tries every beginning with every end takes minutes for 200 kB."""

    def search(*_: object) -> None:
        raise AssertionError("searched")

    monkeypatch.setattr(guard.re, "search", search)
    tag = b"<Types " + b" ".join(b'PartName%d="/xl/workbook.xml"' % number for number in range(7000)) + b"/>"
    assert len(tag) > 200_000
    path = tmp_path / "plan.xlsx"
    path.write_bytes(with_part(guard.CONTENT_TYPES, tag)(good_parts()))
    guard.inspect(path)


def test_a_part_named_in_a_remark_is_not_taken_for_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    remark = b'<!-- <Override PartName="/xl/old.xml" ContentType="sheet.main+xml"/> --><Override '
    path.write_bytes(types(b"<Override ", remark)(good_parts()))
    guard.inspect(path)


@pytest.mark.parametrize(
    ("name", "says"), [("nothing.xlsx", "does not exist"), ("", "folder"), ("~$plan.xlsx", "Name the workbook itself")]
)
def test_a_name_that_is_no_file_is_refused(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "~$plan.xlsx").write_bytes(b"planner")
    with pytest.raises(FileRefused, match=says.replace("$", r"\$")):
        guard.inspect(tmp_path / name)


def test_a_file_that_may_not_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "plan.xlsx")
    failing(monkeypatch, Path, "open", PermissionError(13, "Permission denied"))
    with pytest.raises(FileRefused, match="Permission denied"):
        guard.inspect(path)


def test_good_workbooks_pass(tmp_path: Path) -> None:
    guard.inspect(write(tmp_path / "plan.xlsx"))
    for path in (Path(__file__).parent.parent / "inputs").glob("*.xlsx"):
        started = time.perf_counter()
        guard.inspect(path)
        assert time.perf_counter() - started < 5  # about 0.01 s


@pytest.mark.parametrize(
    "change",
    [
        with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros"),
        with_part("xl/media/image1.png", b"\x89PNG"),
        with_sheet(b'<c r="A1"', b'<c r="XFD1"'),
        with_sheet(b'<row r="1"', b'<row r="1048576"'),
        with_sheet(b"<sheetData>", b"<!-- kept by a careful writer --><sheetData>"),
    ],
    ids=["macros", "picture", "last column", "last row", "comment"],
)
def test_what_is_unusual_but_harmless_passes(tmp_path: Path, change: Content) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(change(good_parts()))
    guard.inspect(path)


def test_what_is_parsed_is_what_was_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is another one by the time that it is parsed: the one that the guard let pass is read."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(packed(good_parts()))
    look = guard.inspect

    def swapped(path: Path) -> bytes | None:
        content = look(path)
        path.write_bytes(b"hostile")
        return content

    monkeypatch.setattr(guard, "inspect", swapped)
    assert [cell.value for row in load_grid(path)["Sheet"].rows for cell in row] == ["site"]
    assert path.read_bytes() == b"hostile"


def test_a_cell_in_the_last_corner_does_not_hang_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "site", "note"
    book.save(path)
    started = time.perf_counter()
    grid = load_grid(path)["Sheet"]
    assert [row[0].address for row in grid.rows] == ["A1", "XFD1048576"]
    assert time.perf_counter() - started < 10  # about 0.3 s


def test_a_number_that_is_none_is_named_by_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    parts = good_parts()
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b'<row r="2"><c r="B2"><v>NaN</v></c></row></sheetData>')
    path.write_bytes(packed(parts))
    with pytest.raises(FileRefused, match="Sheet!B2 holds 'NaN', which is not a number"):
        load_grid(path)


def test_a_part_that_openpyxl_cannot_read_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(with_sheet(b"</sheetData>", b"<unclosed></sheetData>")(good_parts()))
    with pytest.raises(FileRefused, match="cannot be read"):
        load_grid(path)


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        (b'<c r="A%d"><v>1</v></c>', "All rows are filled: 150,001 on its largest sheet. Let one row stand for many"),
        (b'<c r="A%d" s="1"></c>  ', "Only 1 of 150,001 rows on its largest sheet are filled: delete the empty"),
    ],
    ids=["filled", "formatted only"],
)
def test_a_workbook_that_is_too_large_is_told_what_makes_it_smaller(cell: bytes, advice: str, tmp_path: Path) -> None:
    line = b'<row r="%d">' + cell * 17 + b"</row>"
    rows = b"".join(line % ((row,) * 18) for row in range(2, 150_002))
    file = tmp_path / "large.xlsx"
    file.write_bytes(with_sheet(b"</sheetData>", rows + b"</sheetData>")(good_parts()))
    with pytest.raises(FileRefused, match=advice):
        guard.inspect(file)
