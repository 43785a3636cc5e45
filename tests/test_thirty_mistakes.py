"""A copy of the shipped example with more than thirty planted mistakes: one run of check tells all of them by cell."""

from __future__ import annotations

import datetime
import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).parents[1]

Plant = Callable[[Workbook], str]
"""Plants a mistake and returns the cell, or the sheet, that must be named."""


def at(sheet: Worksheet, header: str, row: int) -> str:
    """Address of a column's cell in a row."""
    column = next(cell.column_letter for cell in sheet[1] if str(cell.value) == header)
    return f"{column}{row}"


def put(sheet: str, header: str, row: int, value: object) -> Plant:
    """Write a value into a cell."""

    def plant(book: Workbook) -> str:
        address = at(book[sheet], header, row)
        book[sheet][address] = value
        return f"{sheet}!{address}"

    return plant


def change(sheet: str, header: str, row: int, edit: Callable[[str], str]) -> Plant:
    """Edit the text of a cell."""

    def plant(book: Workbook) -> str:
        address = at(book[sheet], header, row)
        book[sheet][address] = edit(str(book[sheet][address].value))
        return f"{sheet}!{address}"

    return plant


def error(sheet: str, header: str, row: int) -> Plant:
    """An Excel error in a cell."""

    def plant(book: Workbook) -> str:
        address = at(book[sheet], header, row)
        book[sheet][address].value = "#REF!"
        book[sheet][address].data_type = "e"
        return f"{sheet}!{address}"

    return plant


def append(sheet: str, told: str, **values: object) -> Plant:
    """A further row, written under the last; the cell that must be named is in the column ``told``."""

    def plant(book: Workbook) -> str:
        page = book[sheet]
        row = max(cell.row for cell in page["A"] if cell.value not in (None, "")) + 1
        for header, value in values.items():
            page[at(page, header.replace("_", " "), row)] = value
        return f"{sheet}!{at(page, told, row)}"

    return plant


RISK = {
    "Disruptions": ("disruption", "action", "target", "value", "start", "duration", "probability"),
    "Limits": ("limit", "measure", "of", "scope", "bound", "value", "during"),
}  # fmt: skip
"""Columns of the sheets that say what may go wrong and what must hold then."""


def risk(name: str, told: str, **values: object) -> Plant:
    """A row of a sheet about risk, which is made where the book has none."""

    def plant(book: Workbook) -> str:
        if name not in book.sheetnames:
            book.create_sheet(name).append(RISK[name])
        page = book[name]
        headers = {str(cell.value).rsplit(" 20", 1)[0]: str(cell.value) for cell in reversed(page[1]) if cell.value}
        row = max(cell.row for cell in page["A"] if cell.value not in (None, "")) + 1
        for header, value in values.items():
            page[at(page, headers[header.replace("_", " ")], row)] = value
        return f"{name}!{at(page, headers[told], row)}"

    return plant


def copy_of_first(sheet: str) -> Plant:
    """The first row once more at the end."""

    def plant(book: Workbook) -> str:
        page = book[sheet]
        row = max(cell.row for cell in page["A"] if cell.value not in (None, "")) + 1
        for cell in page[3]:
            page.cell(row, cell.column, cell.value)
        return f"{sheet}!A{row}"

    return plant


def header(sheet: str, old: str, new: str) -> Plant:
    """A header renamed."""

    def plant(book: Workbook) -> str:
        cell = next(cell for cell in book[sheet][1] if str(cell.value) == old)
        cell.value = new
        return f"{sheet}!{cell.coordinate}"

    return plant


def doubled(sheet: str, name: str) -> Plant:
    """A header that stands twice."""

    def plant(book: Workbook) -> str:
        page = book[sheet]
        column = max(cell.column for cell in page[1] if cell.value not in (None, "")) + 1
        page.cell(1, column, name)
        return f"{sheet}!{page.cell(1, column).coordinate}"

    return plant


def renamed(old: str, new: str) -> Plant:
    def plant(book: Workbook) -> str:
        book[old].title = new
        return new

    return plant


def title_above(sheet: str) -> Plant:
    def plant(book: Workbook) -> str:
        book[sheet].insert_rows(1)
        book[sheet]["A1"] = "Our stockpiles"
        return f"{sheet}!A1"

    return plant


def thoughts(book: Workbook) -> str:
    """A sheet that the program does not know."""
    book.create_sheet("Thoughts")["A1"] = "ask Canberra"
    return "Thoughts"


def alchemy(book: Workbook) -> str:
    """Fifty tonnes out of one."""
    page = book["Recipes"]
    quantity = page[at(page, "quantity", 1)].column
    takes = {row[0].value for row in page.iter_rows(min_row=3) if isinstance(row[quantity - 1].value, int | float)
             and row[quantity - 1].value < 0}  # fmt: skip
    made = next(row[quantity - 1] for row in page.iter_rows(min_row=3)
                if row[0].value in takes and row[quantity - 1].value > 0)  # fmt: skip
    made.value = 50
    return f"Recipes!{made.coordinate}"


def outside(sheet: str) -> Plant:
    def plant(book: Workbook) -> str:
        book[sheet]["Z90"] = "remember to ask"
        return f"{sheet}!Z90"

    return plant


def refusal(book: Workbook) -> str:
    """Goods that are refused, of no origin, in a row without any."""
    page = book["Demand"]
    if "excluded goods" not in [cell.value for cell in page[1]]:
        page.cell(1, page.max_column + 1, "excluded goods")
    origins = [cell.column for cell in page[1] if cell.value == "excluded origins"]
    row = next(row for row in range(3, page.max_row + 1) if not any(page.cell(row, at).value for at in origins))
    address = at(page, "excluded goods", row)
    page[address] = book["Commodities"]["A3"].value
    return f"Demand!{address}"


MISTAKES: dict[str, Plant] = {
    "decimal comma": put("Costs", "fixed capex", 3, "12,5"),
    "thousands mark": put("Costs", "capex per unit", 4, "1'000"),
    "unit typed in": put("Capacity", "existing capacity", 3, "12 kt"),
    "currency typed in": put("Routes", "freight", 3, "USD 600"),
    "85 in a per cent column": put("Skills", "attrition", 3, 85),
    "negative number": put("Skills", "wage", 4, -5),
    "not decided yet": put("Lead times", "construction", 3, "TBD"),
    "required cell blank": put("Sites", "country", 3, None),
    "number that became a date": put("Skills", "wage", 5, datetime.datetime(2026, 3, 1)),
    "error value": error("Demand", "2030", 3),
    "formula without a value": put("Demand", "2026", 4, "=1+1"),
    "yes in a number cell": put("Costs", "variable opex", 5, True),
    "half a module": put("Projects", "maximum modules", 3, 1.5),
    "choice misspelt": put("Projects", "kind", 4, "module"),
    "doubled key": copy_of_first("Commodities"),
    "misspelt reference": change("Operations", "plant", 3, lambda text: text[:-2] + text[-1]),
    "look-alike letter": change("Suppliers", "commodity", 3, lambda text: text.replace("o", "о", 1)),
    "invisible character": change("Sites", "country", 4, lambda text: text + "\u200b"),
    "space at the end": change("Suppliers", "site", 4, lambda text: text + " "),
    "reference to nothing": put("Lead times", "project", 4, "Castle in the air"),
    "unknown sheet": thoughts,
    "misspelt sheet": renamed("Substitutes", "Substitute"),
    "misspelt column": header("Routes", "loss", "los"),
    "doubled column": doubled("Groups", "member"),
    "title above the header": title_above("Stockpiles"),
    "value outside the table": outside("Groups"),
    "year that is none": put("Projects", "earliest decision", 5, 20300),
    "to-year before from-year": append(
        "Capacity", "in service until", plant="Old works", site="Osaka", existing_capacity=1, in_service_from=2035,
        in_service_until=2030,
    ),
    "plant with no operation": append("Capacity", "plant", plant="Idle works", site="Osaka", existing_capacity=10),
    "demand nothing can serve": append(
        "Demand", "product", market="US defence", product="Unobtainium",
        **{str(year): 5 for year in range(2026, 2041)}, shortage_cost=1,
    ),
    "commodity for it": append("Commodities", "commodity", commodity="Unobtainium", unit="t"),
    "recipe that makes mass": alchemy,
    "project never online": append(
        "Projects", "project", project="Too late", plant="Benson magnets", kind="modules", module_size=100,
        minimum_modules=1,
    ),
    "lead time for it": append("Lead times", "permitting", project="Too late", permitting=30),
    "skill nobody offers": append("Staffing", "skill", technology="Hard-rock mine", skill="Alchemist", operation=1),
    "disruption in no year": risk(
        "Disruptions", "start", disruption="Past", action="exports", target="China", start="20l9", duration=2
    ),
    "demand of a plant": risk(
        "Disruptions", "target", disruption="Boom", action="demand", target="Benson magnets", value=1.5, start=2030
    ),
    "technology misspelt": risk(
        "Disruptions", "target", disruption="Strike", action="capacity", target="Hard-rok mine", start=2030
    ),
    "exports that grow": risk(
        "Disruptions", "value", disruption="Typhoon", action="exports", target="China", value=1.5, start=2030
    ),
    "delay of no years": risk(
        "Disruptions", "value", disruption="Slow", action="delay", target="Benson magnets", start=2030
    ),
    "more than certain": risk(
        "Disruptions", "probability", disruption="Ban", action="exports", target="each country", start="each",
        duration=2, probability=0.5,
    ),
    "share of 65": risk("Limits", "value", limit="Cap", measure="share", scope="each country", value=65),
    "least HHI": risk("Limits", "bound", limit="Spread", measure="HHI", bound="at least", value=5000),
    "service of a technology": risk(
        "Limits", "of", limit="Serve", measure="service", of="Hard-rock mine", value=0.5, during="undisturbed"
    ),
    "limit in no disruption": risk(
        "Limits", "during", limit="Serve too", measure="service", value=0.5, during="Third world war"
    ),
    "bound without value": risk("Limits", "value", limit="Open", measure="unmet"),
    "refusal of no origin": refusal,
}  # fmt: skip

NO_MISTAKE = {"commodity for it", "lead time for it"}
"""Rows that another mistake needs."""


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], subprocess.CompletedProcess[str], bool]:
    """(where each mistake stands, the finished check, whether the file is as it was)."""
    book = openpyxl.load_workbook(ROOT / "inputs" / "rare_earths.xlsx")
    planted = {name: plant(book) for name, plant in MISTAKES.items()}
    path = tmp_path_factory.mktemp("mistakes") / "plan.xlsx"
    book.save(path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    script = (
        "import sys; from model.cli.app import main; code = main(['check', sys.argv[1]]);"
        "assert not {'highspy', 'pyomo'} & set(sys.modules); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return planted, done, before == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("mistake", [name for name in MISTAKES if name not in NO_MISTAKE])
def test_each_mistake_is_told_by_cell(
    mistake: str, checked: tuple[dict[str, str], subprocess.CompletedProcess[str], bool]
) -> None:
    planted, done, _ = checked
    where = planted[mistake]
    told = [line for line in done.stderr.splitlines() if line.startswith((f"error  {where} ", f"error  {where}:"))]
    assert told, f"nothing said of {where}:\n{done.stderr}"


def test_the_command_ends_with_the_code_for_problems(
    checked: tuple[dict[str, str], subprocess.CompletedProcess[str], bool],
) -> None:
    assert checked[1].returncode == 2 and "Traceback" not in checked[1].stderr


def test_the_workbook_is_not_touched(
    checked: tuple[dict[str, str], subprocess.CompletedProcess[str], bool],
) -> None:
    assert checked[2]
