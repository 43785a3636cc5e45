"""Replacement of some cells of a workbook, keeping everything else: formats, notes, drop-downs, charts.

Only the XML of these cells is replaced; the file is not rewritten by a library. Values that cannot be written without
harm to something else are refused before anything is changed.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Set
from copy import copy
from dataclasses import replace
from functools import partial
from xml.sax.saxutils import escape, quoteattr, unescape

from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import range_boundaries

from model.errors import InputError
from model.workbook.grid import address, relations_of, sheet_parts
from model.workbook.sheet_part import At, Cells, SheetPart, Stored, Value
from model.workbook.styles import Area

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_")
"""Letters that XML cannot hold, and texts that Excel reads as such letters."""
LONGEST = 32_767
"""Letters of a cell."""
SHARED = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|></(?:\w+:)?f>)")
"""The formula of a cell that has that of another."""
GENERAL, PERCENT = 0, 10
"""Number formats that every workbook has, by their number: any number, and 0.00%."""


class Patch:
    """A workbook in which some cells get other values."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.parts = sheet_parts(self.archive).sheets
        self.changed: dict[str, bytes] = {}
        self.formulas: list[tuple[str, str]] = []
        """(sheet, cell) of formulas that gave way to values."""
        self._original = content

    def put(
        self,
        title: str,
        cells: Cells,
        like: Mapping[At, At] | None = None,
        percents: Mapping[At, bool] | None = None,
        head: int = 0,
    ) -> None:
        """Write values into a sheet; a new cell is formatted like the given one, by default the one above, below the
        lines of the ``head``. ``percents``: whether cells must be shown as per cent, or must not. Raises InputError for
        values that cannot be written; then nothing is."""
        part = self.parts[title]
        sheet = SheetPart(self._utf8(part))
        cells = {at: _writable(value, f"{title}!{address(at[1], at[0])}") for at, value in cells.items()}
        self._refuse_bound_cells(title, sheet, cells)
        overwritten = sorted(at for at in cells if (cell := sheet.cell(at)) and cell.is_formula)
        self.formulas += [(title, address(column, line)) for line, column in overwritten]
        cells = {**self._freed(sheet, cells), **cells}
        styles = {at: sheet.style((like or {}).get(at, at), head) for at in cells}
        styles |= {
            at: value.style for at, value in cells.items() if isinstance(value, Stored) and value.style is not None
        }
        codes = {style: self._code(style) for style in set(styles.values())}
        for at, value in cells.items():
            code, percent = codes[styles[at]], (percents or {}).get(at)
            if percent and "%" not in code:
                styles[at] = self._formatted(styles[at], PERCENT)
            elif isinstance(value, int | float) and (is_date_format(code) or (percent is False and "%" in code)):
                styles[at] = self._formatted(styles[at], GENERAL)
        self.changed[part] = sheet.spliced(cells, styles)

    def append(self, title: str, cells: Cells, like: Mapping[At, At], percents: Mapping[At, bool], head: int) -> None:
        """Write rows below the last one: an Excel table, drop-downs and conditional formats that end above them reach
        them, too."""
        first, last = min(line for line, _ in cells), max(line for line, _ in cells)
        columns = {column for _, column in cells}
        self.put(title, cells, like, percents, head)
        part = self.parts[title]
        self.changed[part] = RULES.sub(partial(_longer, first=first, last=last, columns=columns), self.changed[part])
        for table, xml, area in self._tables(title):
            if area.last_line == first - 1 and columns & set(range(area.first_column, area.last_column + 1)):
                if re.search(rb'totalsRowCount="[1-9]', xml):
                    raise InputError(f"{title}: an Excel table ends in a row of totals. Add the row in Excel.")
                longer = replace(area, last_line=last)
                self.changed[table] = xml.replace(f'ref="{area.address}"'.encode(), f'ref="{longer.address}"'.encode())

    def delete(self, title: str, first: int, last: int) -> None:
        """Delete a row: those below it, to the last, move up by one with their formats, and the last becomes empty.
        Raises InputError where that would harm something that stays at its place."""
        sheet = SheetPart(self._utf8(self.parts[title]))
        self._refuse_bound(title, sheet, first, last)
        lines = range(first, last + 1)
        columns: set[int] = set().union(*(sheet.lines[line].cells for line in lines if line in sheet.lines))
        cells: dict[At, Value] = {(last, column): None for column in columns}
        for line in lines[:-1]:
            cells |= {(line, column): sheet.stored((line + 1, column)) for column in columns}
        self.put(title, cells)

    def add_sheet(self, title: str, cells: Cells) -> None:
        """A sheet more, the last one."""
        number = 1 + max(
            [int(number) for name in self.archive.namelist() for number in re.findall(r"(\d+)\.xml$", name)]
        )
        part = f"xl/worksheets/sheet{number}.xml"
        empty = SheetPart(f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode())
        self.changed[part] = empty.spliced(cells, dict.fromkeys(cells, ""))
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
        """The workbook as a file's content: the original if nothing was changed."""
        if not self.changed:
            return self._original
        if self.formulas:
            self._forget_order_of_calculation()
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self.archive.infolist():
                if self.changed.get(info.filename, b" "):
                    archive.writestr(copy(info), self._now(info.filename), zipfile.ZIP_DEFLATED)
            for name in self.changed.keys() - set(self.archive.namelist()):
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), self.changed[name], zipfile.ZIP_DEFLATED)
        return memory.getvalue()

    # ------------------------------------------------------------------------------------------ refusals

    def _refuse_bound_cells(self, title: str, sheet: SheetPart, cells: Collection[At]) -> None:
        """Raise InputError for cells that belong to a formula for several or name the column of an Excel table, or that
        merged cells hide."""
        tops = [
            Area(area.first_column, area.first_line, area.last_column, area.first_line)
            for *_, area in self._tables(title)
        ]
        bound = [(area, "is part of an array formula") for _, cell in sheet.formulas() if (area := cell.area)]
        bound += [(area, "is a header of an Excel table") for area in tops]
        bound += [(area, "is among merged cells") for area in sheet.merged]
        for line, column in cells if bound else ():
            for words in (words for area, words in bound if area.covers(line, column)):
                raise InputError(f"{title}!{address(column, line)} {words}: change it in Excel.")

    def _refuse_bound(self, title: str, sheet: SheetPart, first: int, last: int) -> None:
        """Raise InputError if something is bound to the lines of rows that would move."""
        quoted = title.replace("'", "''").encode()
        names = re.findall(rb"<(?:\w+:)?definedName\b(?![^>]*_xlnm)[^>]*>([^<]*)<", self._now(self._book()[0]))
        noted = b"".join(xml for kind in ("comments", "threadedComment") for _, xml in self._related(title, kind))
        refs = re.findall(
            rb'<(?:\w+:)?(?:comment|threadedComment|hyperlink)\b[^>]*?\bref="[A-Z]+(\d+)', noted + sheet.xml
        )
        has_formulas = any(re.search(rb"<(\w+:)?f[\s>/]", self._now(part)) for part in self.parts.values())
        why = {
            "formulas or names may refer to it": has_formulas or any(quoted in text for text in names),
            "notes or links belong to its rows": any(int(line) >= first for line in refs),
            "cells are merged": any(area.last_line >= first for area in sheet.merged),
            "rows are hidden": any(row.is_hidden for line, row in sheet.lines.items() if first <= line <= last),
        }
        for words in (words for words, is_so in why.items() if is_so):
            fix = "delete it in Excel, or type 'no' in 'in use'"
            raise InputError(f"A row of {title} cannot be deleted here, as {words}: {fix}.")

    # ------------------------------------------------------------------------------- formulas, tables, formats

    def _freed(self, sheet: SheetPart, cells: Cells) -> dict[At, Value]:
        """Cells that share the formula of one that is overwritten, with the formula written out."""
        freed: dict[At, Value] = {}
        masters = {at: cell for at, cell in sheet.formulas() if at in cells and "si" in cell.formula and cell.text}
        for (line, column), master in masters.items():
            shared = Translator(f"={master.text}", address(column, line))
            for at, cell in sheet.formulas():
                if at not in cells and not cell.text and cell.formula.get("si") == master.formula["si"]:
                    text = shared.translate_formula(address(at[1], at[0]))[1:]
                    own = f"<{sheet.prefix}f>{escape(text)}</{sheet.prefix}f>".encode()
                    freed[at] = Stored(cell.kind, own.join(SHARED.split(sheet.inner(cell), 1)))
        return freed

    def _related(self, title: str, kind: str) -> list[tuple[str, bytes]]:
        """Parts of a kind that belong to a sheet, and their content."""
        relations = relations_of(self.archive, self.parts[title]).values()
        return [(part, self._now(part)) for name, part in relations if name.endswith(f"/{kind}")]

    def _tables(self, title: str) -> Iterator[tuple[str, bytes, Area]]:
        """Excel tables of a sheet: the part of each, its content, and its cells."""
        for part, xml in self._related(title, "table"):
            if ref := re.search(rb'<(?:\w+:)?table\b[^>]*?\sref="([^"]+)"', xml):
                yield part, xml, Area(*range_boundaries(ref[1].decode()))

    def _styles(self) -> tuple[str, bytes, list[bytes]]:
        """The part of styles, its content, and the formats of cells; none in a workbook without styles."""
        relations = relations_of(self.archive, self._book()[0]).values()
        part = next((part for kind, part in relations if kind.endswith("/styles")), "")
        xml = self._now(part) if part else b""
        formats = b"".join(re.findall(rb"<(?:\w+:)?cellXfs\b.*</(?:\w+:)?cellXfs>", xml, re.DOTALL))
        return part, xml, re.findall(rb"<(?:\w+:)?xf\b[^>]*?(?:/>|>.*?</(?:\w+:)?xf>)", formats, re.DOTALL)

    def _code(self, style: str) -> str:
        """The number format of a style."""
        _, xml, formats = self._styles()
        number = b"".join(re.findall(rb'numFmtId="(\d+)"', formats[int(style or 0)])) if formats else b"0"
        codes = dict(re.findall(rb'\bnumFmtId="(\d+)"\s+formatCode="([^"]*)"', xml))
        own = unescape(codes[number].decode(), {"&quot;": '"'}) if number in codes else ""
        return own or BUILTIN_FORMATS.get(int(number), "")

    def _formatted(self, style: str, number: int) -> str:
        """The style that is the same but for its number format; it is added at the end if there is none."""
        part, xml, formats = self._styles()
        if not formats:
            return style
        plain = re.sub(rb'\s+applyNumberFormat="[^"]*"', b"", formats[int(style or 0)])
        wanted = re.sub(rb'numFmtId="\d+"', b'numFmtId="%d" applyNumberFormat="1"' % number, plain, count=1)
        if wanted in formats:
            return str(formats.index(wanted))
        before, end, after = xml.rpartition(formats[-1])
        counted = rb'(<(?:\w+:)?cellXfs\b[^>]*?count=")\d+'
        before = re.sub(counted, rb"\g<1>%d" % (len(formats) + 1), before, count=1)
        self.changed[part] = before + end + wanted + after
        return str(len(formats))

    # ------------------------------------------------------------------------------------------ parts

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


RULES = re.compile(rb'(<(?:\w+:)?(?:dataValidation|conditionalFormatting)\b[^>]*?\bsqref=")([^"]+)(")')


def _longer(rule: re.Match[bytes], first: int, last: int, columns: Set[int]) -> bytes:
    """A drop-down or format that reaches new lines, if its cells in any of their columns end above them."""
    areas = []
    for text in rule[2].decode().split():
        area = Area(*range_boundaries(text))
        is_above = area.last_line == first - 1 and columns & set(range(area.first_column, area.last_column + 1))
        areas.append(replace(area, last_line=last).address if is_above else text)
    return rule[1] + " ".join(areas).encode() + rule[3]


def _writable(value: Value, where: str) -> Value:
    """A value as it is written. Raises InputError for one that Excel cannot hold."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        if len(value) > LONGEST or UNWRITABLE.search(value):
            raise InputError(f"{where}: Excel cannot hold this text: {value[:40]!r}.")
        return value or None
    if isinstance(value, float) and not math.isfinite(value):
        raise InputError(f"{where}: {value} is not a number that Excel can hold.")
    return value
