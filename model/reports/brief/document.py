"""A Word document: headings, paragraphs, tables and pictures of shaded cells, on A4; the same content gives the same
bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Sequence

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from model.reports.palette import INK, QUIET, RULE
from model.system.files import CREATED, Output

WIDTH = 178.0
"""Width of the text, in millimetres."""
MARGIN = 16.0
ZIPPED = (2026, 1, 1, 0, 0, 0)
SIZE, SMALL = 10, 9
"""Sizes of letters, in points; the second is the minimum."""


class WordDocument:
    """A document that is filled from top to bottom."""

    def __init__(self, title: str, subtitle: str) -> None:
        self.file = docx.Document()
        properties = self.file.core_properties
        properties.title, properties.subject, properties.author = title, Output.BRIEF, ""
        properties.created = properties.modified = CREATED
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(MARGIN)
        section.top_margin = section.bottom_margin = Mm(MARGIN)
        normal = self.file.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(SIZE)
        for name, size in (("Title", 20), ("Heading 1", 13), ("Heading 2", 12)):
            style = self.file.styles[name]
            style.font.name, style.font.size = "Calibri", Pt(size)
            style.font.color.rgb = _rgb(INK)
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:asciiTheme"), "minorHAnsi")
        _close(self.file.add_heading(_text(title), 0), 0, 2)
        self.remark(subtitle)

    def heading(self, words: str, level: int = 1) -> None:
        _close(self.file.add_heading(_text(words), level), 8 if level == 1 else 0, 3)

    def keep_together(self, first: int) -> None:
        """Keep all that follows a place in the document on one page."""
        for paragraph in list(self.file.element.body.iter(qn("w:p")))[first:]:
            Paragraph(paragraph, self.file).paragraph_format.keep_with_next = True

    @property
    def length(self) -> int:
        """Number of paragraphs by now, also of those in tables."""
        return sum(1 for _ in self.file.element.body.iter(qn("w:p")))

    def columns(self, columns: Sequence[tuple[str, str]]) -> None:
        """Figures with their words below, side by side without lines between them."""
        table = self.file.add_table(1, max(len(columns), 1))
        for cell, (figure, words) in zip(table.rows[0].cells, columns, strict=False):
            _fill(cell, figure, bold=True)
            run = _close(cell.add_paragraph(), 0, 3).add_run(_text(words))
            run.font.size, run.font.color.rgb = Pt(SMALL), _rgb(QUIET)

    def remark(self, words: str) -> None:
        """A small quiet line."""
        run = _close(self.file.add_paragraph(), 0, 3).add_run(_text(words))
        run.font.size, run.font.color.rgb = Pt(SMALL), _rgb(QUIET)

    def bullets(self, texts: Sequence[str]) -> None:
        for words in texts:
            _close(self.file.add_paragraph(_text(words), style="List Bullet"), 0, 2)

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int]) -> None:
        """A table; columns at the places ``right`` are figures. Columns hold their longest words."""
        grid = self._grid(len(rows) + 1, _widths([headers, *rows]))
        for at, header in enumerate(headers):
            _fill(grid[0][at], header, bold=True, colour=QUIET, right=at in right)
        for cells, row in zip(grid[1:], rows, strict=True):
            for at, words in enumerate(row):
                _fill(cells[at], words, right=at in right)

    def cells(
        self, headers: Sequence[str], rows: Sequence[tuple[str, Sequence[tuple[str, str]]]], widths: Sequence[float]
    ) -> None:
        """A picture of shaded cells: of each row its name, then the text and the colour of each cell, either empty."""
        grid = self._grid(len(rows) + 1, widths)
        for at, header in enumerate(headers):
            _fill(grid[0][at], header, bold=True, colour=QUIET, right=at > 0, tight=True)
        for line, (name, squares) in zip(grid[1:], rows, strict=True):
            _fill(line[0], name, tight=True)
            for cell, (words, colour) in zip(line[1:], squares, strict=True):
                _fill(cell, words, right=True, tight=True)
                if colour:
                    _shade(cell, colour)

    def _grid(self, rows: int, widths: Sequence[float]) -> list[list[_Cell]]:
        table = self.file.add_table(rows, len(widths))
        table.autofit = False
        _rule(table)
        _narrow_margins(table)
        scale = WIDTH / sum(widths)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width * scale)
        lines = [list(row.cells) for row in table.rows]
        for line in lines:
            for cell, width in zip(line, widths, strict=True):
                cell.width = Mm(width * scale)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        return lines

    def content(self) -> bytes:
        """The file's content, without the time at which it was written."""
        written, fixed = io.BytesIO(), io.BytesIO()
        self.file.save(written)
        with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
            for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
                part = zipfile.ZipInfo(name, ZIPPED)
                part.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(part, old.read(name))
        return fixed.getvalue()


LETTER, BESIDE, LONGEST = 1.95, 3.9, 40
"""Width of a letter and room beside the words of a cell, on both sides, in millimetres, in the widest fallback font for
Calibri; and letters of a cell on one line."""


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Width of each column: its longest word, and a share of the remaining room by its longest cell [mm]."""
    columns = list(zip(*rows, strict=True))
    least = [LETTER * max(len(word) for cell in column for word in re.split(r"[\s-]", cell)) for column in columns]
    most = [LETTER * min(max(map(len, column)), LONGEST) for column in columns]
    more = [max(longest - word, 0.0) for longest, word in zip(most, least, strict=True)]
    part = max(WIDTH - sum(least) - BESIDE * len(columns), 0.0) / (sum(more) or 1.0)
    return [BESIDE + word + part * room for word, room in zip(least, more, strict=True)]


def _text(words: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(letter for letter in words if letter >= " " and not 0xD800 <= ord(letter) <= 0xDFFF)


def _close(paragraph: Paragraph, before: int, after: int) -> Paragraph:
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    return paragraph


def _fill(
    cell: _Cell, words: str, *, bold: bool = False, colour: str = "", right: bool = False, tight: bool = False
) -> None:
    paragraph = _close(cell.paragraphs[0], 1, 1)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(_text(words))
    run.bold, run.font.size = bold, Pt(SMALL)
    if colour:
        run.font.color.rgb = _rgb(colour)
    if tight:
        margins = OxmlElement("w:tcMar")
        for side in ("w:left", "w:right"):
            margin = OxmlElement(side)
            margin.set(qn("w:w"), "20")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        cell._tc.get_or_add_tcPr().append(margins)


def _shade(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour.removeprefix("#"))
    properties = cell._tc.get_or_add_tcPr()
    margins = properties.find(qn("w:tcMar"))
    if margins is None:
        properties.append(shade)
    else:
        margins.addprevious(shade)  # Word insists on their order


def _rule(table: Table) -> None:
    """A thin line below each row."""
    borders = OxmlElement("w:tblBorders")
    for side in ("w:bottom", "w:insideH"):
        line = OxmlElement(side)
        for name, value in (("w:val", "single"), ("w:sz", "4"), ("w:color", RULE.removeprefix("#"))):
            line.set(qn(name), value)
        borders.append(line)
    after = (qn("w:shd"), qn("w:tblLayout"), qn("w:tblCellMar"), qn("w:tblLook"))
    properties = table._tbl.tblPr
    following = next((name for name in properties if name.tag in after), None)
    if following is None:
        properties.append(borders)
    else:
        following.addprevious(borders)  # Word insists on their order


def _narrow_margins(table: Table) -> None:
    """A millimetre beside the words of a cell in place of two, so that figures are not broken."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        for name, value in (("w:w", str(Mm(1).twips)), ("w:type", "dxa")):
            margin.set(qn(name), value)
        margins.append(margin)
    properties = table._tbl.tblPr
    following = next((name for name in properties if name.tag == qn("w:tblLook")), None)
    if following is None:
        properties.append(margins)
    else:
        following.addprevious(margins)  # Word insists on their order


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#"))
