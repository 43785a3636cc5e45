"""Inspection of a file before any library parses it: refuses files that are no workbook, broken or hostile.

Standard library only. Nothing is unpacked whole: parts are streamed, and declared sizes are bounded first, so that the
inspection is quick and small for any file. The file is read once: the inspected bytes are the parsed ones, even if the
file changes meanwhile.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from model.errors import FileRefused

MEGABYTE = 1 << 20
MOST_FILE = 50 * MEGABYTE
MOST_PARTS = 3_000
MOST_DIRECTORY = MEGABYTE
"""Bytes of the zip's table of contents."""
MOST_XML = 60 * MEGABYTE
"""All tables together, unpacked: a million cells."""
MOST_RATIO = 300
"""Unpacked to packed, of a part larger than `RATIO_FROM`. Tables of equal rows reach 100."""
RATIO_FROM = 8 * MEGABYTE
CHUNK = 1 << 16
OVERLAP = 256
"""Bytes of one chunk that are checked again with the next, so that nothing hides on the border."""

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
CONTENT_TYPES = "[Content_Types].xml"
WORKBOOKS = ("sheet.main+xml", "sheet.macroEnabled.main+xml")
"""Endings of the content type of a workbook's first part."""

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    ElementTree.ParseError,
)
"""Exceptions of the standard library for a broken zip or XML."""

AGAIN = "Open it in Excel and save it again as an Excel workbook (.xlsx)"


def inspect(path: Path) -> bytes:
    """The content of a file that is a workbook and can be read safely. Raises FileRefused, with the reason in one line,
    if it is not."""
    try:
        content = _read(path)
        _inspect(path, content)
        return content
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror or error}. Is it open elsewhere?") from error


def _read(path: Path) -> bytes:
    """All of a file, as long as it was when it was opened."""
    if path.name.startswith("~$"):
        raise FileRefused(f"{path} is a lock file that Excel creates for an open workbook. Name the workbook itself")
    if not path.exists():
        raise FileRefused(f"{path} does not exist. Check the spelling.")
    if not path.is_file():
        what = "folder" if path.is_dir() else "device"
        raise FileRefused(f"{path} is not a file but a {what}. Name a workbook (.xlsx)")
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > MOST_FILE:
            most = MOST_FILE // MEGABYTE
            raise FileRefused(f"{path} has {size // MEGABYTE} MB; a workbook of inputs may have {most} MB")
        return file.read(size)


def _inspect(path: Path, content: bytes) -> None:
    file = io.BytesIO(content)
    _inspect_kind(path, file)
    _inspect_directory(path, file, len(content))
    try:
        with zipfile.ZipFile(file) as archive:
            _inspect_parts(path, archive)
            _inspect_kind_of_office_file(path, archive)
            for info in archive.infolist():
                if _is_xml(info.filename):
                    _inspect_xml(path, archive, info)
    except DAMAGE as error:
        raise FileRefused(f"{path} is damaged ({error}). {AGAIN}, or take an earlier copy") from error


# ----------------------------------------------------------------------------------------------- kind of file


def _inspect_kind(path: Path, file: BinaryIO) -> None:
    """Refuse, by its first bytes, a file that is no zip, and name its kind."""
    start = file.read(4096)
    if start.startswith(b"PK\x03\x04"):
        return
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        what = "is empty"
    elif start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        what = _ole(file)
    elif text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        what = f"is a web page (HTML), not a workbook. {AGAIN}"
    elif text.startswith(b"<"):
        what = f"is XML, not a workbook. {AGAIN}"
    elif start.startswith(b"%PDF"):
        what = "is a PDF, not a workbook"
    elif b"\0" not in start and any(mark in start for mark in (b",", b";", b"\t")):
        what = f"is text (CSV), not a workbook. {AGAIN}"
    else:
        what = f"is not a workbook (.xlsx). {AGAIN}"
    raise FileRefused(f"{path} {what}")


def _ole(file: BinaryIO) -> str:
    """Kind of an OLE container: an encrypted workbook, or one of Excel 97 to 2003."""
    encrypted, old = "EncryptedPackage".encode("utf-16-le"), "Workbook".encode("utf-16-le")
    file.seek(0)
    before, what = b"", f"is of an old Office format. {AGAIN}"
    while piece := file.read(MEGABYTE):
        if encrypted in before + piece:
            return "is encrypted with a password. Open it in Excel and save it without one"
        if old in before + piece:
            what = f"is of Excel 97–2003 (.xls). {AGAIN}"
        before = piece[-OVERLAP:]
    return what


def _inspect_directory(path: Path, file: BinaryIO, size: int) -> None:
    """Refuses a zip whose table of contents is missing or of a size that alone would exhaust the reader."""
    tail = min(size, 22 + 65_535)
    file.seek(size - tail)
    end = file.read(tail)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) - at < 22:
        raise FileRefused(f"{path} is cut off: it is truncated. Copy or download it again")
    parts, length = struct.unpack("<HI", end[at + 10 : at + 16])
    if parts > MOST_PARTS or length > MOST_DIRECTORY:
        raise FileRefused(f"{path} claims to have more parts than a workbook has. {AGAIN}")
    file.seek(0)


def _inspect_kind_of_office_file(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuses other files that are zips: text documents, binary workbooks, any zip."""
    names = set(archive.namelist())
    if "mimetype" in names:
        raise FileRefused(f"{path} is an OpenDocument file. Save it as an Excel workbook (.xlsx)")
    if CONTENT_TYPES not in names:
        raise FileRefused(f"{path} is a zip, but not a workbook: it has no {CONTENT_TYPES}")
    types = _content_types(path, archive)
    if any("sheet.binary" in type for type in types.values()):
        raise FileRefused(f"{path} is a binary workbook (.xlsb). {AGAIN}")
    if any("wordprocessingml" in type or "presentationml" in type for type in types.values()):
        raise FileRefused(f"{path} is a text document or a presentation, not a workbook")
    books = (part for part, item in types.items() if item.endswith(WORKBOOKS))
    name = next(books, "/xl/workbook.xml").removeprefix("/")
    if name not in names:
        raise FileRefused(f"{path} holds no workbook: its part {name} is missing. {AGAIN}")
    with archive.open(name) as part:
        if b"http://purl.oclc.org/ooxml/spreadsheetml" in part.read(4096):
            raise FileRefused(f"{path} is a 'Strict Open XML' workbook. Save it as the plain 'Excel Workbook (.xlsx)'")


def _content_types(path: Path, archive: zipfile.ZipFile) -> dict[str, str]:
    """Declared content type of each part, or of each extension."""
    info = archive.getinfo(CONTENT_TYPES)
    if info.file_size > MEGABYTE:
        raise FileRefused(f"{path} claims to have more parts than a workbook has. {AGAIN}")
    _inspect_xml(path, archive, info)  # before the parser sees it
    root = ElementTree.fromstring(archive.read(info))
    return {element.get("PartName", element.get("Extension", "")): element.get("ContentType", "") for element in root}


# ------------------------------------------------------------------------------------------ the parts of the zip


def _inspect_parts(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuses by the table of contents: doubled, encrypted, misplaced, overlapping and exploding parts."""
    seen: set[str] = set()
    infos = archive.infolist()
    for info in infos:
        name = info.orig_filename
        plain = name.replace("\\", "/")
        if plain.startswith("/") or ".." in plain.split("/") or ":" in plain or "\0" in plain or name != plain:
            raise FileRefused(f"{path} holds a part that points outside of it ({name[:60]!r}). Do not open this file")
        if plain.casefold() in seen:
            raise FileRefused(f"{path} holds the part {name[:60]!r} twice. {AGAIN}")
        seen.add(plain.casefold())
        if info.flag_bits & 0x1:
            raise FileRefused(f"{path} is encrypted with a password. Save it without one")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused(f"{path} is packed in a way that workbooks are not. {AGAIN}")
        if info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise FileRefused(
                f"{path} holds a zip bomb: {name[:60]!r} unpacks to far more than its size. Do not open it"
            )
    _refuse_overlaps(path, infos)
    total = sum(info.file_size for info in infos if _is_xml(info.filename))
    if total > MOST_XML:
        raise FileRefused(
            f"{path} unpacks to {total // MEGABYTE} MB of tables; a workbook of inputs may have "
            f"{MOST_XML // MEGABYTE} MB. {_smaller(archive, infos)}"
        )


def _smaller(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> str:
    """Advice on the largest sheet of a workbook beyond the limit: to delete empty rows only if it has some."""
    sheets = [info for info in infos if "worksheets/" in info.filename and _is_xml(info.filename)]
    largest = max(sheets, key=lambda info: info.file_size, default=None)
    rows, filled = (0, 0) if largest is None else _rows_and_filled(archive, largest)
    if filled < MOSTLY * rows:
        return (
            f"Only {filled:,} of {rows:,} rows on its largest sheet are filled: delete the empty but formatted ones "
            "below the tables"
        )
    return (
        f"{'All' if filled == rows else 'Nearly all'} rows are filled: {rows:,} on its largest sheet. Let "
        "one row stand for many, such as a country, a bloc or 'any' in place of each site"
    )


def _rows_and_filled(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> tuple[int, int]:
    """Rows of a sheet, and those with a value."""
    rows, filled, rest = 0, 0, b""
    with archive.open(sheet) as part:
        while piece := part.read(MEGABYTE):
            *ended, rest = ROW.split(rest + piece)
            rows += len(ended)
            filled += sum(VALUE.search(row) is not None for row in ended)
            rest = rest[-MEGABYTE:]
    return rows, filled + (VALUE.search(rest) is not None)


def _refuse_overlaps(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    """Parts that share bytes unpack the same data many times over."""
    end = 0
    for info in sorted(infos, key=lambda entry: entry.header_offset):
        if info.header_offset < end:
            raise FileRefused(f"{path} holds parts that overlap: it is a zip bomb. Do not open this file")
        end = info.header_offset + 30 + len(info.orig_filename) + info.compress_size


# ------------------------------------------------------------------------------------------ XML


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


ENCODING = re.compile(rb'^<\?xml[^>]*?encoding\s*=\s*["\']([A-Za-z0-9._-]+)', re.DOTALL)
PLAIN_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")
"""Encodings in which markup is ASCII, so that a search for it finds it."""

DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
FAR = re.compile(rb"(?<!xmlns:)\br\s*=\s*[\"'](?:[A-Za-z]{3}|[A-Za-z]{0,2}\d{7}|[^\"'<>&]*&)")
"""Pattern of addresses beyond the last cell or row; a quick scan that decides which parts to inspect closely."""

ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
MOSTLY = 0.9
"""Filled share from which on empty rows are not the reason for a workbook's size."""

CELL = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^<>]*?\br\s*=\s*[\"']([^\"']*)[\"']")
DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^<>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")
ADDRESS = re.compile(r"\$?([A-Za-z]*)\$?(\d*)")


def _inspect_xml(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    for number, chunk in enumerate(chunks(archive, info.filename)):
        if number == 0:
            _refuse_encoding(path, info, chunk)
        if b"<!" in chunk and DECLARATION.search(chunk):
            raise FileRefused(
                f"{path} declares a document type or entity in {info.filename!r}, which no workbook does. "
                "Do not open this file"
            )
        addresses = DIMENSION.findall(chunk) if number == 0 else []
        if FAR.search(chunk):
            addresses += CELL.findall(chunk)
        for address in addresses:
            text = address.decode("ascii", "replace")
            if not all(_is_address(name) for name in text.split(":")):
                raise FileRefused(f"{path} has a cell at {text[:40]!r}, which is not a cell address. {AGAIN}")


def chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part, piece by piece, each with the end of the one before."""
    with archive.open(name) as part:
        before = b""
        while piece := part.read(CHUNK):
            yield before + piece
            before = piece[-OVERLAP:]


def _refuse_encoding(path: Path, info: zipfile.ZipInfo, start: bytes) -> None:
    """An encoding whose markup is not ASCII would hide from the search."""
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = ENCODING.match(start)
    if not start.startswith(b"<") or b"\0" in start[:4] or (declared and declared[1].lower() not in PLAIN_ENCODINGS):
        raise FileRefused(f"{path} holds {info.filename!r} in an encoding that workbooks do not use. {AGAIN}")


def _is_address(text: str) -> bool:
    """Whether a cell, row or column lies in a sheet."""
    match = ADDRESS.fullmatch(text.strip())
    if match is None:
        return False
    column = 0
    for letter in match[1].upper()[:4]:
        column = 26 * column + ord(letter) - 64
    return column <= LAST_COLUMN and (not match[2] or (len(match[2]) < 9 and 1 <= int(match[2]) <= LAST_ROW))
