"""Cells from which formulas are calculated: if one changes, the saved result is old until Excel calculates again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.utils.cell import range_boundaries

from model.sheets.names import place
from model.workbook.grid import SheetGrid
from model.workbook.guard import LAST_COLUMN, LAST_ROW
from model.workbook.styles import Area

CELLS = r"\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+"
AREA = re.compile(rf"(?:(?:'((?:[^']|'')+)'|([^'!:\[\]]+))!)?({CELLS})", re.IGNORECASE)
BY_TEXT = ("INDIRECT(", "OFFSET(", "CELL(", "INFO(")
"""Functions that reach cells which their formula does not name."""


@dataclass(frozen=True)
class FormulaInputs:
    """Cells from which a formula is calculated."""

    sheet: str
    """In small letters; empty: any."""
    area: Area
    formula: str
    """Place of the formula."""

    def covers(self, sheet: str, line: int, column: int) -> bool:
        return self.sheet in ("", sheet.casefold()) and self.area.covers(line, column)


EVERYTHING = ("", Area(1, 1, LAST_COLUMN, LAST_ROW))


def inputs_of(grids: Mapping[str, SheetGrid], names: Mapping[str, str]) -> list[FormulaInputs]:
    """The inputs of every formula of a workbook; ``names`` are its own in small letters, with their texts."""
    inputs: dict[tuple[str, Area], FormulaInputs] = {}
    for title, grid in grids.items():
        for cell in (cell for row in grid.rows for cell in row if cell.formula):
            for area in _areas(cell.formula, title, names):
                inputs.setdefault(area, FormulaInputs(*area, place(title, cell.address)))
    return list(inputs.values())


def _areas(formula: str, sheet: str, names: Mapping[str, str], depth: int = 0) -> Iterator[tuple[str, Area]]:
    """Areas that a formula in a sheet reads; everything, if it does not tell."""
    if not formula.startswith("=") or depth > len(names) or any(word in formula.upper() for word in BY_TEXT):
        yield EVERYTHING
        return
    for token in Tokenizer(formula).items:
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            continue
        if match := AREA.fullmatch(token.value):
            low, top, high, bottom = range_boundaries(match[3])
            title = (match[1] or match[2] or sheet).replace("''", "'").casefold()
            yield title, Area(low or 1, top or 1, high or LAST_COLUMN, bottom or LAST_ROW)
        else:
            text = names.get(token.value.casefold())
            yield from [EVERYTHING] if text is None else _areas(f"={text}", sheet, names, depth + 1)
