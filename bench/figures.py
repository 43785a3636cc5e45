"""``python -m bench.figures --seed 7 --count 80`` draws figures of the example at random, for somebody to check.

Every number in a row with a source may be drawn, each with its cell, its row, its source and its note. Whoever checks
them should not have entered them. What was found is in docs/checked_figures.md.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import openpyxl

from inputs.build import rare_earths
from inputs.build.figures import table
from model.sheets.schema import SHEET_OF

WORKBOOK = Path(__file__).resolve().parents[1] / "inputs" / "rare_earths.xlsx"
FIRST_LINE = 3
"""Below header and units."""


class Figure(NamedTuple):
    """A number of the workbook, and what is said of it."""

    cell: str
    row: str
    column: str
    value: float
    source: str
    notes: str


def figures(workbook: Path = WORKBOOK) -> Iterator[Figure]:
    """All numbers in rows with a source."""
    rare_earths.tables()  # declares its sheets
    book = openpyxl.load_workbook(workbook, read_only=True)
    for sheet in book.worksheets:
        rows = sheet.iter_rows()
        header = [str(cell.value or "") for cell in next(rows, ())]
        if "source" not in header:
            continue
        defaults = _defaults(sheet.title)
        source, notes = header.index("source"), header.index("notes") if "notes" in header else -1
        for cells in rows:
            if cells[0].value is None or cells[0].row is None or cells[0].row < FIRST_LINE or not cells[source].value:
                continue
            for name, cell in zip(header, cells, strict=False):
                is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
                if is_number and cell.value not in defaults.get(name, ()):
                    named = " ".join(str(each.value) for each in cells[:3] if isinstance(each.value, str))
                    yield Figure(f"{sheet.title}!{cell.coordinate}", named, name, float(cell.value),
                                 str(cells[source].value), str(cells[notes].value or ""))  # fmt: skip


def _defaults(sheet: str) -> dict[str, tuple[object]]:
    """What an empty cell means, by header: a figure that says nothing else is not drawn."""
    of = next((declared for declared in SHEET_OF.values() if declared.name == sheet), None)
    if of is None:
        return {}
    given = {each.name: each.default for each in fields(of.row_class)}
    return {column.header: (given[column.attribute],) for column in of.columns if column.attribute in given}


def drawn(seed: int, count: int) -> list[Figure]:
    """Figures drawn at random."""
    return sorted(random.Random(seed).sample(list(figures()), count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=80)
    asked = parser.parse_args()
    rows = [(each.cell, each.row, each.column, f"{each.value:g}", each.source, each.notes)
            for each in drawn(asked.seed, asked.count)]  # fmt: skip
    print(table(("cell", "row", "column", "value", "source", "note"), rows))


if __name__ == "__main__":
    main()
