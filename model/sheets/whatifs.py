"""The sheets of further solves: what-ifs with their changes in other sheets, ranges of inputs, payers; and the
sheets of imports."""

from __future__ import annotations

from dataclasses import MISSING

from model.sheets.common import PLACES
from model.sheets.names import CALLED
from model.sheets.schema import NO, YES, Entry, Row, choice, entry, key, number, percent, reference, sheet, text, year

# ----------------------------------------------------------------------------------------------------------------------
# The sheets of imports: which cells a file of data fills, and the names that it has for those of the workbook.


CSV, USGS, COMTRADE, EUROSTAT = "csv", "usgs", "comtrade", "eurostat"
FORMATS = (CSV, USGS, COMTRADE, EUROSTAT)


@sheet("Imports", tab="What-if")
class Import(Row):
    """A table that 'python run.py import' reads from a file of comma-separated values. It proposes rows and cells, with
    their source; nothing changes until they are accepted, and then in a copy of the workbook."""

    import_: str = key(header="import", note="Any name, such as 'US imports 2025'.")
    sheet: str = text(default=MISSING, note="Sheet that gets the rows, such as 'Suppliers'.")
    format: str = choice(
        FORMATS,
        default=CSV,
        note="'usgs': world production of the Mineral Commodity Summaries, a column for each year. 'comtrade': UN "
        "Comtrade. 'eurostat': SDMX-CSV. 'csv': any other table.",
    )
    only: str = text(note="Rows of the file that count, such as 'flowDesc = Import; cmdCode = 280530'. Empty: all.")
    year: str = text(
        note="For values by year: header of the year in the file, or a year that all values are for. Empty: as the "
        "format has it, otherwise every year."
    )


@sheet("Import columns", tab="What-if")
class ImportColumn(Row):
    """A column of the sheet that an import fills. Numbers of the same row and year are added up."""

    import_: str = key(of="Imports", header="import")
    column: str = key(note="Header in the sheet, such as 'limit'.")
    take: str = text(note="Header in the file. Empty: 'value'.")
    value: str = text(note="What every row gets; the file is not asked.")
    per: str = text(note="Header by whose sum the sum of 'take' is divided, such as a net weight for a price.")
    factor: float = number("×", default=1.0, note="Units of the workbook per unit of the file.")


@sheet("Import names", tab="What-if")
class ImportName(Row):
    """A name in the file, and the name in the workbook that it stands for."""

    import_: str = key(of="Imports", any=True, header="import", default="any")
    found: str = key(note="As the file has it.")
    name: str = text(default=MISSING, note="As the workbook has it.")


# ----------------------------------------------------------------------------------------------------------------------
# The sheets of further solves: what-ifs with their changes in other sheets, ranges of inputs, and payers.


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
