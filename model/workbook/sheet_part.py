"""The rows and cells of a sheet in the bytes of its part, and the part with other values in some of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from model.workbook.styles import Area

At = tuple[int, int]
"""Line and column."""

TAG = re.compile(rb"<[^<>\s/]+(?:\s+[^\s=<>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(/?)>")
ARRAYS = ("array", "dataTable")
"""Kinds of formulas whose results fill an area."""


@dataclass(frozen=True)
class Stored:
    """The content of a cell in the file: its kind, and the bytes between its tags. Without a style it has that of
    its place."""

    kind: str
    inner: bytes
    style: str | None = None


Value = str | bool | int | float | Stored | None
"""None empties a cell."""
Cells = Mapping[At, Value]


@dataclass
class _Cell:
    """Where a cell is in the bytes of its part, and its formula: its attributes and text."""

    start: int
    inner: int
    end: int = 0
    style: str = ""
    kind: str = ""
    formula: dict[str, str] = field(default_factory=dict)
    text: str = ""
    is_formula: bool = False

    @property
    def area(self) -> Area | None:
        """The cells that its formula fills, if it is one for several."""
        is_array = self.formula.get("t") in ARRAYS and ":" in self.formula.get("ref", "")
        return Area(*range_boundaries(self.formula["ref"])) if is_array else None


@dataclass
class _RowSpan:
    """Position of a row: the start and end of its first tag, and the end of its cells."""

    start: int
    open_end: int
    is_closed: bool
    end: int = 0
    is_hidden: bool = False
    cells: dict[int, _Cell] = field(default_factory=dict)


class SheetPart:
    """The rows of a sheet's part."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self.lines: dict[int, _RowSpan] = {}
        self.data_end = 0
        """Before the end tag of all rows,"""
        self.empty_data: tuple[int, int] | None = None
        """or, if there are none, the tag that states it."""
        self.prefix = ""
        self.merged: list[Area] = []
        self._line = self._column = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = self._text
        self._is_formula = False
        self._parser.Parse(xml, True)

    def cell(self, at: At) -> _Cell | None:
        return self.lines[at[0]].cells.get(at[1]) if at[0] in self.lines else None

    def formulas(self) -> Iterator[tuple[At, _Cell]]:
        """Cells with a formula."""
        for line, row in self.lines.items():
            for column, cell in row.cells.items():
                if cell.is_formula:
                    yield (line, column), cell

    def stored(self, at: At) -> Stored:
        """The content of a cell, with its style."""
        cell = self.cell(at)
        return Stored("", b"", "") if cell is None else Stored(cell.kind, self.inner(cell), cell.style)

    def inner(self, cell: _Cell) -> bytes:
        """The bytes between the tags of a cell."""
        return self.xml[cell.inner : cell.end].rpartition(b"</")[0]

    # ------------------------------------------------------------------------------------------ elements in order

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        prefix, _, name = tag.rpartition(":")
        place = self._parser.CurrentByteIndex
        if name == "row":
            self._line = int(float(attributes["r"])) if "r" in attributes else self._line + 1
            self._column = 0
            match = _tag(self.xml, place)
            is_hidden = attributes.get("hidden") in ("1", "true")
            self.lines[self._line] = _RowSpan(place, match.end(), match[1] == b"/", is_hidden=is_hidden)
        elif name == "c" and self._line:
            self._column = coordinate_to_tuple(attributes["r"])[1] if "r" in attributes else self._column + 1
            match = _tag(self.xml, place)
            is_empty = match[1] == b"/"  # where such a tag ends expat tells differently from version to version
            end, style, kind = match.end() if is_empty else 0, attributes.get("s", ""), attributes.get("t", "")
            self.lines[self._line].cells[self._column] = _Cell(place, match.end(), end, style, kind)
        elif name == "f" and self._line and self._column:
            cell = self.lines[self._line].cells[self._column]
            cell.formula, cell.is_formula, self._is_formula = attributes, True, True
        elif name == "sheetData":
            self.prefix = f"{prefix}:" if prefix else ""
            match = _tag(self.xml, place)
            if match[1] == b"/":
                self.empty_data = (place, match.end())
        elif name == "mergeCell":
            self.merged.append(Area(*range_boundaries(attributes["ref"])))

    def _text(self, text: str) -> None:
        if self._is_formula:
            self.lines[self._line].cells[self._column].text += text

    def _end(self, tag: str) -> None:
        name, place = tag.rpartition(":")[2], self._parser.CurrentByteIndex
        if name == "c" and self._line:
            cell = self.lines[self._line].cells[self._column]
            cell.end = cell.end or self.xml.index(b">", place) + 1
        elif name == "f":
            self._is_formula = False
        elif name == "row":
            line = self.lines[self._line]
            line.end = line.open_end if line.is_closed else place
        elif name == "sheetData":
            self.data_end = place
            self._line = 0

    # ------------------------------------------------------------------------------------------ replacements

    def style(self, at: At, head: int = 0) -> str:
        """The style of a cell, or of the nearest one above it, below a head."""
        above = (line for line in sorted(self.lines, reverse=True) if head < line <= at[0])
        return next((cell.style for line in above if (cell := self.lines[line].cells.get(at[1]))), "")

    def spliced(self, cells: Cells, styles: Mapping[At, str]) -> bytes:
        """The part with other values in some cells, each with its style."""
        by_line: dict[int, dict[int, str]] = {}
        for (line, column), value in cells.items():
            text = _cell(self.prefix, line, column, value, styles[line, column])
            by_line.setdefault(line, {})[column] = text
        pieces: list[tuple[int, int, bytes]] = []
        lines = sorted(self.lines)
        for number in sorted(by_line):
            if number in self.lines:
                pieces += self._in_line(self.lines[number], by_line[number])
            else:
                text = "".join(text for _, text in sorted(by_line[number].items()))
                row = f'<{self.prefix}row r="{number}">{text}</{self.prefix}row>'.encode()
                later = next((line for line in lines if line > number), None)
                place = self.data_end if later is None else self.lines[later].start
                pieces.append((place, place, row))
        if self.empty_data is not None:
            rows = b"".join(text for *_, text in pieces)
            own = self.prefix.encode()
            pieces = [(*self.empty_data, b"<%ssheetData>%s</%ssheetData>" % (own, rows, own))]
        parts: list[bytes] = []
        last = 0
        for start, end, piece in sorted(pieces, key=lambda piece: piece[:2]):
            parts += [self.xml[last:start], piece]
            last = end
        spliced = b"".join([*parts, self.xml[last:]])
        return re.sub(rb"<(\w+:)?dimension\b[^>]*/>", b"", spliced, count=1)

    def _in_line(self, line: _RowSpan, values: Mapping[int, str]) -> Iterator[tuple[int, int, bytes]]:
        """(start, end, text) of each piece of a row that is replaced; it no longer says which columns it spans if it
        gets others."""
        opened = self.xml[line.start : line.open_end]
        if values.keys() - line.cells.keys():
            opened = re.sub(rb'\s+spans="[^"]*"', b"", opened, count=1)
        if line.is_closed:
            text = "".join(text for _, text in sorted(values.items()))
            opened = opened.rstrip()[:-2].rstrip() + b">"
            yield line.start, line.open_end, opened + text.encode() + f"</{self.prefix}row>".encode()
            return
        yield line.start, line.open_end, opened
        later_cells: dict[int, list[str]] = {}
        for column, text in sorted(values.items()):
            if column in line.cells:
                yield line.cells[column].start, line.cells[column].end, text.encode()
            else:
                later = next((line.cells[cell].start for cell in sorted(line.cells) if cell > column), line.end)
                later_cells.setdefault(later, []).append(text)
        for place, texts in later_cells.items():
            yield place, place, "".join(texts).encode()


def _tag(xml: bytes, place: int) -> re.Match[bytes]:
    """The tag that begins at a place. Raises ValueError if none does."""
    match = TAG.match(xml, place)
    if match is None:
        raise ValueError(f"no tag at byte {place}")
    return match


def _cell(own: str, line: int, column: int, value: Value, style: str) -> str:
    """The XML of a cell, whose names have a prefix of their own."""
    named = f' r="{get_column_letter(column)}{line}"' + (f' s="{style}"' if style else "")
    if isinstance(value, Stored):
        named += f' t="{value.kind}"' if value.kind else ""
        return f"<{own}c{named}>{value.inner.decode()}</{own}c>" if value.inner else f"<{own}c{named}/>"
    if value is None:
        return f"<{own}c{named}/>"
    if isinstance(value, str):
        text = f'<{own}is><{own}t xml:space="preserve">{escape(value)}</{own}t></{own}is>'
        return f'<{own}c{named} t="inlineStr">{text}</{own}c>'
    if isinstance(value, bool):
        return f'<{own}c{named} t="b"><{own}v>{int(value)}</{own}v></{own}c>'
    return f"<{own}c{named}><{own}v>{value!r}</{own}v></{own}c>"
