"""The unit row under a header. It is informative only: a changed unit has no effect, and is a problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from model.errors import Problem
from model.sheets.common import Settings
from model.sheets.names import skeleton
from model.sheets.row_units import unit_text
from model.sheets.schema import SHEET_OF, Column, Sheet
from model.workbook.cells import Terms
from model.workbook.grid import RawCell, SheetGrid, address
from model.workbook.headers import ColumnLayout, normal

AS_NEW = {name: str(SHEET_OF[Settings].column(name).default) for name in ("currency", "amounts")}
"""Money of a template that was not asked for in another."""


def read_units(grid: SheetGrid, layout: ColumnLayout, sheet: Sheet, terms: Terms) -> list[Problem]:
    """Problems of the unit row, if the line under the header is one; the rows then start below it."""
    line = layout.header + 1
    cells = next((row for row in grid.rows if row[0].line == line), ())
    texts = [(cell, layout.places[cell.column][0]) for cell in cells if cell.column in layout.places]
    first = next((cell for cell in cells if cell.column == layout.leftmost), None)
    if first is None and not _are_units(texts, terms):
        return []
    if first is not None and normal(first.text) not in ("unit", "units"):
        return []
    layout.first = line + 1
    problems = []
    if first is None:
        where = address(layout.leftmost, line)
        fix = f"Type 'unit' in {where}: the row holds the units"
        problems.append(Problem(sheet.name, where, "", "the word 'unit'", fix))
    filled = {cell.column for row in grid.rows if row[0].line > line for cell in row if not cell.is_blank}
    others = [
        (cell, column)
        for cell, column in texts
        if cell is not first and cell.column in filled and is_other_unit(cell.text, column, terms)
    ]
    if not terms.knows_units:
        return problems
    named = [(cell, column) for cell, column in others if is_as_new(cell.text, column, terms)]
    problems += [Problem(sheet.name, c.address, c.text, *_restore(k, terms)) for c, k in others if (c, k) not in named]
    for cell, column in named[:1]:
        wanted = f"the unit '{terms.unit(column)}'"
        is_scaled = "{amount}" in column.unit and terms.settings.amounts != AS_NEW["amounts"]
        money = f"'{terms.unit(column)}'" if is_scaled else terms.settings.currency
        setting = "currency and amounts" if is_scaled else "the currency"
        fix = f"Money is read in {money}, as Settings says: correct the unit row, or {setting} there"
        problems.append(Problem(sheet.name, cell.address, cell.text, wanted, fix, is_warning=True))
    return problems


def is_as_new(text: str, column: Column, terms: Terms) -> bool:
    """Whether a text is the column's unit in the currency or the scale of a new template: then the planner did not type
    it, and Settings have changed since."""
    settings = terms.settings
    as_new = (
        replace(settings, currency=currency, amounts=amounts)
        for currency in (AS_NEW["currency"], settings.currency)
        for amounts in (AS_NEW["amounts"], settings.amounts)
    )
    return _plain(text) in {_plain(unit_text(column, unit)) for unit in as_new}


def is_other_unit(text: str, column: Column, terms: Terms) -> bool:
    """Whether a text is another unit than the column's; in a column without a unit any text is accepted."""
    plain = _plain(text)
    return bool(column.unit and plain) and plain not in (_plain(terms.unit(column)), _plain(column.unit))


def _are_units(cells: Sequence[tuple[RawCell, Column]], terms: Terms) -> bool:
    """Whether cells of a line without a name are the units of their columns."""
    return bool(cells) and all(
        column.unit and isinstance(cell.value, str) and not is_other_unit(cell.text, column, terms)
        for cell, column in cells
    )


def _restore(column: Column, terms: Terms) -> tuple[str, str]:
    """Correct content of a unit cell, and how to achieve the intended effect."""
    unit = terms.unit(column)
    fix = f"Restore '{unit}': changing a unit here has no effect. Convert the values instead"
    if "{unit}" in column.unit:
        fix += ". Units are set in Commodities and Capacity"
    elif "{" in column.unit:
        fix += ". Currency and scale are set in Settings"
    return f"the unit '{unit}'", fix


def _plain(text: str) -> str:
    """A unit regardless of capitals and spaces."""
    return skeleton(text).replace(" ", "")
