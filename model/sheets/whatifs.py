"""The sheets of what-ifs: which there are, and what each of them changes in the other sheets."""

from __future__ import annotations

from dataclasses import MISSING

from model.sheets.schema import NO, YES, Entry, Row, choice, entry, key, reference, sheet, text, year

BASE = "base"
"""Name of the workbook as it is."""

SET, MULTIPLY, ADD, CLEAR = "set", "multiply", "add", "clear"

OPERATIONS = (SET, MULTIPLY, ADD, CLEAR)


@sheet("What-ifs", tab="What-if")
class WhatIf(Row):
    """A question to the plan: what if these cells were others? 'python run.py batch' solves them all and compares them
    with the plan of the workbook as it is. What one changes stands in Changes."""

    what_if: str = key(header="what-if")
    description: str = text(note="For the reader of the comparison.")
    run: str = choice((YES, NO), default=YES, note="'no': not solved, but others may be based on it.")
    based_on: str = reference(
        "What-ifs", default="", words=(BASE,), note="Its changes come first. Empty: the workbook as it is."
    )


@sheet("Changes", tab="What-if")
class Change(Row):
    """Cells that a what-if changes. Changes are made from the top of the sheet down, after those of the what-if that it
    is based on. 'in use' of a row is a cell like others. New rows are typed with 'no' in 'in use', for a what-if to set
    it to 'yes'."""

    what_if: str = reference("What-ifs", header="what-if")
    sheet: str = text(default=MISSING, note="Name of the sheet whose cells are changed; may be Settings.")
    rows: str = text(
        default=MISSING,
        note="Names of the first column, as 'Mt Weld' or 'A; B'; * stands for any letters, ? for one; 'any' for all "
        "rows. Where several columns identify a row, or to choose by another one: 'from = Japan; commodity = "
        "NdPr*; Dy*': every condition must hold, a ';' without '=' adds to the names before it. It is the text in the "
        "cell that counts; nothing after '=' means an empty cell. A name that holds ; = * ? or \" goes between double "
        "quotes. In Settings: names of settings.",
    )
    column: str = text(
        default=MISSING,
        note="Header of the column: 'price' for all years, 'price 2030' (or '2030') for that one cell, as if typed: "
        "years interpolated from it follow. In Settings: 'value'.",
    )
    from_year: int | None = year(
        default=None, note="Of values by year: only years from this one on; every other year stays as it is."
    )
    until_year: int | None = year(default=None, note="Only years up to this one.")
    operation: str = choice(
        OPERATIONS,
        note="'multiply' and 'add' need a number in the cell; 'clear' empties it: it means what an empty cell does.",
    )
    value: Entry | None = entry(
        default=None, note="What the column may hold, in its unit; a factor to multiply by. Empty only for 'clear'."
    )

    @property
    def gist(self) -> str:
        """The column that says what the cells become: the value or, where there is none, the operation."""
        return "operation" if self.value is None else "value"
