"""Replacement of some cells of a workbook, keeping everything else: formats, notes, drop-downs, charts.

Only the XML of these cells is replaced; the file is not rewritten by a library.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from model.workbook.grid import sheet_parts

Cells = Mapping[tuple[int, int], str | float | None]
"""Values by line and column; None empties a cell."""

TAG = re.compile(rb"<[^<>\s/]+(?:\s+[^\s=<>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(/?)>")
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass
class _Cell:
    """Where a cell is in the bytes of its part."""

    start: int
    end: int = 0
    style: str = ""
    is_formula: bool = False


@dataclass
class _RowSpan:
    """Position of a row: the start and end of its first tag, and the end of its cells."""

    start: int
    open_end: int
    is_closed: bool
    end: int = 0
    cells: dict[int, _Cell] = field(default_factory=dict)


@dataclass
class _Sheet:
    """The rows of a sheet's part."""

    lines: dict[int, _RowSpan] = field(default_factory=dict)
    data_end: int = 0
    """Before the end tag of all rows,"""
    empty_data: tuple[int, int] | None = None
    """or, if there are none, the tag that states it."""
    prefix: str = ""


class Patch:
    """A workbook in which some cells get other values."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.parts = sheet_parts(self.archive).sheets
        self.changed: dict[str, bytes] = {}
        self.formulas: list[tuple[str, str]] = []
        """(sheet, cell) of formulas that gave way to values."""

    def put(self, title: str, cells: Cells, like: Mapping[tuple[int, int], tuple[int, int]] | None = None) -> None:
        """Write values into a sheet; a new cell is formatted like the given one, by default the one above."""
        part = self.parts[title]
        xml = self._utf8(part)
        sheet = _read(xml)
        for at in cells:
            if (line := sheet.lines.get(at[0])) and (cell := line.cells.get(at[1])) and cell.is_formula:
                self.formulas.append((title, f"{get_column_letter(at[1])}{at[0]}"))
        self.changed[part] = _spliced(xml, sheet, cells, like or {})

    def add_sheet(self, title: str, cells: Cells) -> None:
        """A sheet more, the last one."""
        number = 1 + max(
            [int(number) for name in self.archive.namelist() for number in re.findall(r"(\d+)\.xml$", name)]
        )
        part = f"xl/worksheets/sheet{number}.xml"
        empty = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
        self.changed[part] = _spliced(empty, _read(empty), cells, {})
        book, folder, relations = self._book()
        link = f"rIdRolled{number}"
        target = part.removeprefix(f"{folder}/") if folder else part
        ids = [int(number) for number in re.findall(rb'sheetId="(\d+)"', self._now(book))]
        prefix = _prefix_of_relations(self._now(book))
        tag = re.search(rb"<(\w+:)?sheets\b", self._now(book))
        own = (tag[1] or b"").decode() if tag else ""
        entry = f'<{own}sheet name={quoteattr(title)} sheetId="{max(ids) + 1}" {prefix}:id="{link}"/>'
        self._insert(book, f"</{own}sheets>", entry)
        self._insert(
            relations, "</Relationships>", f'<Relationship Id="{link}" Type="{RELATION}/worksheet" Target="{target}"/>'
        )
        self._insert("[Content_Types].xml", "</Types>", f'<Override PartName="/{part}" ContentType="{TYPE}"/>')
        self.parts[title] = part

    def content(self) -> bytes:
        """The workbook as a file's content."""
        if self.formulas:
            self._forget_order_of_calculation()
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self.archive.infolist():
                if self.changed.get(info.filename, b" "):
                    archive.writestr(info, self._now(info.filename), zipfile.ZIP_DEFLATED)
            for name in self.changed.keys() - set(self.archive.namelist()):
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), self.changed[name], zipfile.ZIP_DEFLATED)
        return memory.getvalue()

    def _now(self, part: str) -> bytes:
        return self.changed[part] if part in self.changed else self.archive.read(part)

    def _utf8(self, part: str) -> bytes:
        """A part in UTF-8, as nearly all are."""
        xml = self._now(part)
        if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
            xml = re.sub(r'encoding="[^"]*"', 'encoding="UTF-8"', xml.decode("utf-16"), count=1).encode()
        return xml

    def _book(self) -> tuple[str, str, str]:
        """The part of the workbook itself, its folder, and its relations."""
        root = self.archive.read("_rels/.rels").decode()
        match = re.search(r'<Relationship\b[^>]*?officeDocument"[^>]*>', root)
        target = re.search(r'Target="/?([^"]+)"', match[0]) if match else None
        part = target[1] if target else "xl/workbook.xml"
        folder, _, name = part.rpartition("/")
        return part, folder, f"{folder}/_rels/{name}.rels"

    def _insert(self, part: str, before: str, text: str) -> None:
        xml = self._utf8(part).decode()
        self.changed[part] = xml.replace(before, text + before, 1).encode()

    def _forget_order_of_calculation(self) -> None:
        """Drop the calculation chain, which Excel rebuilds; it treats one that names cells without a formula as
        damage."""
        _, folder, relations = self._book()
        part = f"{folder}/calcChain.xml" if folder else "calcChain.xml"
        if part in self.archive.namelist():
            self.changed[part] = b""
            for name in (relations, "[Content_Types].xml"):
                xml = self._utf8(name).decode()
                self.changed[name] = re.sub(r"<(?:Relationship|Override)\b[^>]*calcChain[^>]*/>", "", xml).encode()


def _prefix_of_relations(book: bytes) -> str:
    """Namespace prefix of relations in the workbook part."""
    match = re.search(rb'xmlns:(\w+)="[^"]*/officeDocument/[^"]*relationships"', book)
    return match[1].decode() if match else "r"


# ------------------------------------------------------------------------------------------ where rows and cells are


def _read(xml: bytes) -> _Sheet:
    """Where the rows and cells of a sheet are."""
    content = _Sheet()
    parser = expat.ParserCreate()
    lines: list[int] = [0]
    at: list[int] = [0]

    def start(tag: str, attributes: dict[str, str]) -> None:
        prefix, _, name = tag.rpartition(":")
        place = parser.CurrentByteIndex
        if name == "row":
            lines[0] = int(float(attributes["r"])) if "r" in attributes else lines[0] + 1
            at[0] = 0
            match = _tag(xml, place)
            content.lines[lines[0]] = _RowSpan(place, match.end(), match[1] == b"/")
        elif name == "c" and lines[0]:
            column = coordinate_to_tuple(attributes["r"])[1] if "r" in attributes else at[0] + 1
            at[0] = column
            match = _tag(xml, place)
            is_empty = match[1] == b"/"  # where such a tag ends expat tells differently from version to version
            cell = _Cell(place, match.end() if is_empty else 0, attributes.get("s", ""))
            content.lines[lines[0]].cells[column] = cell
        elif name == "f" and lines[0] and at[0]:
            content.lines[lines[0]].cells[at[0]].is_formula = True
        elif name == "sheetData":
            content.prefix = f"{prefix}:" if prefix else ""
            match = _tag(xml, place)
            if match[1] == b"/":
                content.empty_data = (place, match.end())

    def end(tag: str) -> None:
        name, place = tag.rpartition(":")[2], parser.CurrentByteIndex
        if name == "c" and lines[0]:
            cell = content.lines[lines[0]].cells[at[0]]
            cell.end = cell.end or xml.index(b">", place) + 1
        elif name == "row":
            line = content.lines[lines[0]]
            line.end = line.open_end if line.is_closed else place
        elif name == "sheetData":
            content.data_end = place
            lines[0] = 0

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(xml, True)
    return content


def _tag(xml: bytes, place: int) -> re.Match[bytes]:
    """The tag that begins at a place. Raises ValueError if none does."""
    match = TAG.match(xml, place)
    if match is None:
        raise ValueError(f"no tag at byte {place}")
    return match


# -------------------------------------------------------------------------------------------------- replacements


def _spliced(xml: bytes, sheet: _Sheet, cells: Cells, like: Mapping[tuple[int, int], tuple[int, int]]) -> bytes:
    """The part with other values in some cells."""
    by_line: dict[int, dict[int, str]] = {}
    for (line, column), value in cells.items():
        style = _style(sheet, *like.get((line, column), (line, column)))
        by_line.setdefault(line, {})[column] = _cell(sheet.prefix, line, column, value, style)
    pieces: list[tuple[int, int, bytes]] = []
    lines = sorted(sheet.lines)
    for number in sorted(by_line):
        if number in sheet.lines:
            pieces += _in_line(xml, sheet, number, by_line[number])
        else:
            text = "".join(text for _, text in sorted(by_line[number].items()))
            row = f'<{sheet.prefix}row r="{number}">{text}</{sheet.prefix}row>'.encode()
            later = next((line for line in lines if line > number), None)
            place = sheet.data_end if later is None else sheet.lines[later].start
            pieces.append((place, place, row))
    if sheet.empty_data is not None:
        rows = b"".join(text for *_, text in pieces)
        own = sheet.prefix.encode()
        pieces = [(*sheet.empty_data, b"<%ssheetData>%s</%ssheetData>" % (own, rows, own))]
    parts: list[bytes] = []
    last = 0
    for start, end, piece in sorted(pieces, key=lambda piece: piece[:2]):
        parts += [xml[last:start], piece]
        last = end
    spliced = b"".join([*parts, xml[last:]])
    return re.sub(rb"<(\w+:)?dimension\b[^>]*/>", b"", spliced, count=1)


def _in_line(xml: bytes, sheet: _Sheet, number: int, values: Mapping[int, str]) -> Iterator[tuple[int, int, bytes]]:
    """(start, end, text) of each piece of a row that is replaced."""
    line = sheet.lines[number]
    if line.is_closed:
        text = "".join(text for _, text in sorted(values.items()))
        opened = xml[line.start : line.open_end].rstrip()[:-2].rstrip() + b">"
        yield line.start, line.open_end, opened + text.encode() + f"</{sheet.prefix}row>".encode()
        return
    later_cells: dict[int, list[str]] = {}
    for column, text in sorted(values.items()):
        if column in line.cells:
            yield line.cells[column].start, line.cells[column].end, text.encode()
        else:
            later = next((line.cells[cell].start for cell in sorted(line.cells) if cell > column), line.end)
            later_cells.setdefault(later, []).append(text)
    for place, texts in later_cells.items():
        yield place, place, "".join(texts).encode()


def _style(sheet: _Sheet, line: int, column: int) -> str:
    """The style of a cell, or of the nearest one above it."""
    above = (above_line for above_line in sorted(sheet.lines, reverse=True) if above_line <= line)
    return next((cell.style for styled in above if (cell := sheet.lines[styled].cells.get(column))), "")


def _cell(own: str, line: int, column: int, value: str | float | None, style: str) -> str:
    """The XML of a cell, whose names have a prefix of their own."""
    named = f' r="{get_column_letter(column)}{line}"' + (f' s="{style}"' if style else "")
    if value is None:
        return f"<{own}c{named}/>"
    if isinstance(value, str):
        text = f'<{own}is><{own}t xml:space="preserve">{escape(value)}</{own}t></{own}is>'
        return f'<{own}c{named} t="inlineStr">{text}</{own}c>'
    return f"<{own}c{named}><{own}v>{value!r}</{own}v></{own}c>"
