"""The sheets of further solves: what-ifs with their changes in other sheets, ranges of inputs, and payers."""

from __future__ import annotations

from dataclasses import MISSING

from model.sheets.common import PLACES
from model.sheets.imports import Import, ImportColumn, ImportName
from model.sheets.schema import NO, YES, Entry, Row, choice, entry, key, percent, reference, sheet, text, year
from model.sheets.wording import CALLED

BASE = "base"
"""Name of the unchanged workbook."""

NEW, HELD, NONE = "new", "held", "none"
"""First-stage decisions of a what-if: its own plan, those of the base, or none."""

SET, MULTIPLY, ADD, CLEAR = "set", "multiply", "add", "clear"

OPERATIONS = (SET, MULTIPLY, ADD, CLEAR)

LOW, HIGH = "low", "high"
"""The two ends of a range, and the names of their columns."""

ROWS = (
    "Names of the first column, as 'Mt Weld' or 'A; B'; * and ? are wildcards; 'any' for all rows. Where several "
    "columns identify a row, or to choose by another one: 'from = Japan; commodity = NdPr*; Dy*': every condition must "
    "hold, a ';' without '=' adds to the names before it. The text in the cell is compared; nothing after '=' means an "
    'empty cell. A name that holds ; = * ? or " goes between double quotes. In Settings: names of settings.'
)
COLUMN = (
    "Header of the column: 'price' for all years, 'price 2030' (or '2030') for that one cell, as if typed: "
    "interpolated years follow. In Settings: 'value'."
)
FROM_YEAR = "For values by year: only from this year on; other years are unchanged."
UNTIL_YEAR = "For values by year: only up to this year."
"""Notes of the columns that say which cells are meant."""


@sheet("What-ifs", tab="What-if", in_months=False)
class WhatIf(Row):
    """A scenario with changed cells. 'python run.py batch' solves all of them and compares them with the base plan. Its
    changes are in Changes."""

    what_if: str = key(header="what-if")
    description: str = text(note="Shown in the comparison.")
    run: str = choice((YES, NO), default=YES, note="'no': not solved itself, but others may be based on it.")
    plan: str = choice(
        (NEW, HELD, NONE),
        default=NEW,
        note="'held': all that the base plan decides in advance stays (investments, contracts, people), and only the "
        "rest reacts. 'none': nothing new is decided, and limits are measured, not held. 'new': all is decided anew.",
    )
    based_on: str = reference(
        "What-ifs", default="", words=(BASE,), note="Its changes are applied first. Empty: the workbook as it is."
    )
    probability: float = percent(
        default=0.0,
        note="That it materialises, which makes it a future: the plan is compared with doing nothing there, too. "
        "Futures exclude each other; what they leave of 100 % is the workbook as it is. Empty: only a question.",
    )
    known_from: int | None = year(
        default=None, note=f"When a future becomes known, for '{CALLED} foresight'. Empty: in the second period."
    )


@sheet("Changes", tab="What-if", in_months=False)
class Change(Row):
    """Cells that a what-if changes. Changes apply from the top of the sheet down, after those of the what-if it is
    based on. 'in use' can be changed like any cell: add new rows with 'no', for a what-if to set to 'yes'."""

    what_if: str = reference("What-ifs", header="what-if")
    sheet: str = text(default=MISSING, note="Sheet whose cells are changed; may be Settings.")
    rows: str = text(default=MISSING, note=ROWS)
    column: str = text(default=MISSING, note=COLUMN)
    from_year: int | None = year(default=None, note=FROM_YEAR)
    until_year: int | None = year(default=None, note=UNTIL_YEAR)
    operation: str = choice(
        OPERATIONS,
        note="'multiply' and 'add' need a number in the cell; 'clear' empties it, with the meaning of an empty cell.",
    )
    value: Entry | None = entry(
        default=None, note="A value of the column in its unit, or a factor to multiply by. Empty only for 'clear'."
    )

    @property
    def gist(self) -> str:
        """The column with the new content: the value or, if it is empty, the operation."""
        return "operation" if self.value is None else "value"


@sheet("Ranges", tab="What-if", in_months=False)
class Range(Row):
    """An input of which it is not known what it will be: a low and a high value. 'python run.py tornado' solves the
    plan at either end, all other inputs as they are, and ranks the inputs by what that changes."""

    input: str = key(note="Its name in the tornado.")
    sheet: str = text(default=MISSING, note="Sheet whose cells vary; may be Settings.")
    rows: str = text(default=MISSING, note=ROWS)
    column: str = text(default=MISSING, note=COLUMN)
    from_year: int | None = year(default=None, note=FROM_YEAR)
    until_year: int | None = year(default=None, note=UNTIL_YEAR)
    operation: str = choice(
        (SET, MULTIPLY, ADD), note="What 'low' and 'high' are: values ('set'), factors ('multiply'), or differences."
    )
    low: Entry | None = entry(
        default=None, note="A value of the column in its unit, a factor or a difference. Empty: nothing lower is tried."
    )
    high: Entry | None = entry(default=None, note="The same. Empty: nothing higher is tried. One of both is required.")


@sheet("Payers", tab="What-if")
class Payer(Row):
    """A place whose demand a payer serves and whose plants, stocks, staff and funds are the payer's own; one row a
    place. 'python run.py shares' divides the cost of the joint plan among two to six payers. Every market belongs to
    one of them, and no site to two."""

    payer: str = key(note="Such as a government or a firm.")
    place: str = key(of=PLACES, note="All its sites.")


OF_WHAT_IFS = (WhatIf, Change, Range, Payer, Import, ImportColumn, ImportName)
"""Rows that define further solves or imports: the plan of the unchanged workbook does not depend on them."""
