"""The sheets of imports: which cells a file of data fills, and the names that it has for those of the workbook."""

from __future__ import annotations

from dataclasses import MISSING

from model.sheets.schema import Row, choice, key, number, sheet, text

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
