"""The figures of the three readers' pages, taken from the cells of the example's results workbook.

Each is kept with its cell, so that a reader finds it there: a minister asks who pays, a maker of cars or jets what goes
short and what leaving China costs, a mining firm at which price its mine is worth building.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter

from inputs.build.demand import period
from model.results.plan import Plan
from model.results.risk import BY_MONTHS
from model.sheets.common import Plant, Supplier
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Tables

HIGH, SMCO = "High-coercivity magnet", "SmCo magnet"
MAKERS_OF = (HIGH, "Standard magnet", SMCO)
BUYERS = ("USA", "Germany", "Japan", "Korea")
"""Where markets stand: that of the EU is in Germany."""
MONTHS = (1, 3, 6, 12, 24, 36)
"""Of a disruption, on the page."""
WORSE = 5
"""Points of the share that is met by which a disruption has to lower it to be told of."""
STOCKED = (2026, 2027, 2028, 2030, 2046)
"""First years of the periods at whose end stocks are shown."""

Kept = list[Any]
"""A figure and its cell."""


class Content(NamedTuple):
    """Magnets in a product [kg], and who says so."""

    product: str
    magnet: str
    least: float
    most: float
    source: str

    @property
    def weight(self) -> str:
        return f"{self.least:g}" if self.least == self.most else f"{self.least:g} to {self.most:g}"


ADAMAS = (
    "[Adamas Intelligence](https://www.pulse.bot/defense/news/how-much-rare-earths-does-an-f-35-really-contain-de58adad-"
    "63fb-4f8f-b887-377674870f67/), 2026-04-22"
)
CONTENTS = (
    Content("electric car", "NdFeB", 2.0, 3.0, "[PMR](https://pmarketresearch.com/chemi/wire-drawing-powder-market/"
            "permanent-rare-earth-magnets-market), 2024"),
    Content("combustion car", "NdFeB", 0.35, 0.35, "Argus white paper, 2020"),
    Content("F-35", "NdFeB", 8.0, 20.0, ADAMAS),
    Content("F-35", "SmCo", 22.0, 23.0, ADAMAS),
)  # fmt: skip
"""The 417 kg that are told of an F-35 are parts that hold rare earths, not magnets; no bill of materials backs them."""


class Line(NamedTuple):
    """A row of a table in the results."""

    sheet: str
    number: int
    columns: tuple[Any, ...]
    values: tuple[Any, ...]

    def __getitem__(self, header: Any) -> Any:
        return self.values[self.columns.index(header)]

    def cell(self, header: str) -> str:
        """Address of the cell in a column."""
        return f"{self.sheet}!{get_column_letter(self.columns.index(header) + 1)}{self.number}"

    def kept(self, header: str) -> Kept:
        return [self[header], self.cell(header)]


class ResultsBook:
    """The sheets of a results workbook, read once each."""

    def __init__(self, path: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sparklines, which are not read
            book = openpyxl.load_workbook(path, read_only=True)
        self._book, self._sheets = book, {name: [] for name in book.sheetnames}

    def table(self, sheet: str, *first: str) -> Iterator[Line]:
        """Rows of the table whose header begins so. Raises ValueError if there is none."""
        rows = self._sheets[sheet] = self._sheets[sheet] or list(self._book[sheet].iter_rows(values_only=True))
        start = next((at for at, row in enumerate(rows) if tuple(row[: len(first)]) == first), None)
        if start is None:
            raise ValueError(f"{sheet} has no table that begins with {', '.join(first)}")
        for at in range(start + 1, len(rows)):
            if rows[at][0] is None:
                return
            yield Line(sheet, at + 1, rows[start], rows[at])


def figures(results: Path, plan: Plan) -> dict[str, Any]:
    """All that the three pages state."""
    book = ResultsBook(results)
    returns = list(book.table("Investors", "plant", "project"))
    makers = [row for row in returns if row["product"] in MAKERS_OF]
    raw = _mined(plan.tables)
    standing = {row.plant for row in plan.tables[Plant] if row.existing_capacity.greatest > 0}
    mines = [row for row in returns if row["plant"] in raw]
    return {
        "buyers": [_buyer(row) for row in book.table("Parties", "country or bloc") if row.values[0] in BUYERS],
        "capital": [[row["who"], row.kept(_total(row))] for row in book.table("Who pays", "who", "as")
                    if row["who"] in ("no sponsor yet", "total")],
        "programmes": list(_programmes(book)), "treasuries": _treasuries(book),
        "makers": [[*_investment(row), row["plant"] in standing] for row in makers],
        "mines": [[*_investment(row), row["plant"] in standing] for row in mines],
        "months": list(_months(plan)), "cover": _cover(book), "chinese": _chinese(plan.tables),
    }  # fmt: skip


def _total(row: Line) -> str:
    return next(str(each) for each in row.columns if str(each).startswith("total "))


def _buyer(row: Line) -> list[Any]:
    return [row.values[0], row.kept("buyers pay (million USD)"), row.kept("unserved"), row.kept("plants earn"),
            row.kept("state receives"), row.kept("capital"), row.kept("stockholders pay")]  # fmt: skip


def _treasuries(book: ResultsBook) -> list[list[Any]]:
    return [
        [row["party"], row.kept("expected (million USD)"), row.kept("worst"), row["worst in"]]
        for row in book.table("Parties", "role", "party", "expected (million USD)")
        if row["role"] == "treasury"
    ]


def _programmes(book: ResultsBook) -> Iterator[list[Any]]:
    """Programme, payer, recipient, what is paid in all while nothing happens, its row, and by year or period."""
    for row in book.table("Public money", "programme", "kind"):
        paid = {str(name): value for name, value in zip(row.columns, row.values, strict=True)
                if re.match(r"\d{4}", str(name)) and isinstance(value, (int, float)) and value > 0}  # fmt: skip
        if row["measure"] == "paid" and paid:
            total, yearly = round(sum(paid.values())), {years: round(amount) for years, amount in paid.items()}
            yield [row["programme"], row["kind"], row["payer"], row["recipient"],
                   [total, f"{row.sheet}!{row.number}"], yearly]  # fmt: skip


def _investment(row: Line) -> list[Any]:
    return [row["plant"], row["project"] or "", row["sponsor"], row["product"], row.kept("NPV (million USD)"),
            row.kept("break-even price"), row.kept("price"), row.kept("worst"), row["worst in"],
            row.kept("without public money")]  # fmt: skip


def _mined(tables: Tables) -> set[str]:
    return {row.plant for row in tables[Plant] if row.plant.endswith((" mine", " sands", " stockpile"))}


def _months(plan: Plan) -> Iterator[list[Any]]:
    """Share of demand that is met in some months of the worst disruption, by market and product, and the month in which
    it is lowest; only where it is lower than without the disruption."""
    frame = plan.frames.get(BY_MONTHS)
    if frame is None:
        return
    for (branch, market, product), part in frame[frame["market"] != ""].groupby(["branch", "market", "of"], sort=False):
        wanted, missing = (part[part["measure"] == name].set_index("month") for name in ("demand", "unmet"))
        met, usual = ({month: round(100 * (1 - missing[case].get(month, 0.0) / wanted[case][month]))
                       for month in wanted.index if wanted[case][month] and month <= MONTHS[-1]}
                      for case in ("disrupted", "undisrupted"))  # fmt: skip
        if met and any(usual.get(month, 100) - share > WORSE for month, share in met.items()):
            lowest = min(met, key=lambda month: met[month])
            yield [branch, market, product, *(met[month] for month in MONTHS), met[lowest], int(lowest)]


def _cover(book: ResultsBook) -> list[list[Any]]:
    """Stock of magnets at the end of the first years and of the last one, t."""
    return [
        [row["commodity"], *(row.kept(period(year)) for year in STOCKED)]
        for row in book.table("Stockpiles", "commodity")
        if row["commodity"] in MAKERS_OF
    ]


def _chinese(tables: Tables) -> Mapping[str, Kept]:
    """Prices of Chinese magnets in the workbook's first year, with their cells."""
    first = tables.settings.first_year
    return {
        row.commodity: [row.price.at(first), f"{SHEET_OF[Supplier].name}!{row.cell(f'price {first}')}"]
        for row in tables[Supplier]
        if row.supplier.startswith("Chinese") and row.commodity in MAKERS_OF
    }
