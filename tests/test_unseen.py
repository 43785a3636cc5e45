"""What is read though a planner may not see it is told once, with its places; what stands twice is not read at all."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import FileRefused, Problem
from tests.books import Change, errors, put, told, write
from tests.steps import read_workbook

ROOT = Path(__file__).parents[1]
Edit = Callable[[str], str]


def edited(path: Path, part: str, edit: Edit) -> Path:
    """The workbook with a part of its zip edited."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    assert edit(text) != text
    parts[part] = edit(text).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def saved_formula(where: str, formula: str, value: float) -> Callable[[Path], Path]:
    """Puts a formula with its saved result into a cell that holds a number."""
    name, _, address = where.partition("!")

    def change(path: Path) -> Path:
        number = openpyxl.load_workbook(path).sheetnames.index(name) + 1
        cell = rf'(<c r="{address}"[^>]*?)(?: t="n")?>\s*(?:<v>[^<]*</v>|<v\s*/>)\s*</c>'
        new = rf"\1><f>{formula}</f><v>{value}</v></c>"
        return edited(path, f"xl/worksheets/sheet{number}.xml", lambda text: re.sub(cell, new, text))

    return change


def manual(path: Path) -> Path:
    return edited(
        path, "xl/workbook.xml", lambda text: re.sub(r"<calcPr[^>]*/>", '<calcPr calcId="1" calcMode="manual"/>', text)
    )


def automatic(path: Path) -> Path:
    """As Excel saves it: openpyxl asks for a calculation on load, so that no result counts as saved."""
    return edited(path, "xl/workbook.xml", lambda text: re.sub(r"<calcPr[^>]*/>", '<calcPr calcId="1"/>', text))


def about(problems: list[Problem], words: str) -> list[Problem]:
    return [problem for problem in problems if words in str(problem)]


def hide_rows(name: str, *lines: int) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        for line in lines:
            book[name].row_dimensions[line].hidden = True

    return change


def hide_column(name: str, letter: str) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book[name].column_dimensions[letter].hidden = True

    return change


def hide_sheet(name: str, state: str) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book[name].sheet_state = state

    return change


def warnings_of(path: Path, words: str) -> list[Problem]:
    tables, problems = read_workbook(path)
    assert tables is not None and errors(problems) == [], told(problems)
    return about(problems, words)


def test_hidden_rows_are_told_once_with_their_places(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    path = write(tmp_path / "plan.xlsx", hide_rows("Routes", 4, 5, 7), hide_rows("Suppliers", 3), hide_rows("Costs", 2))
    (warning,) = warnings_of(path, "Hidden or filtered rows")
    assert warning.is_warning and warning.where == "Routes!A4"
    assert warning.fix == snapshot


def test_a_hidden_row_that_is_not_in_use_is_no_matter(tmp_path: Path) -> None:
    changes = (put("Routes!J1", "in use"), put("Routes!J7", "no"), hide_rows("Routes", 7))
    assert not warnings_of(write(tmp_path / "plan.xlsx", *changes), "Hidden or filtered rows")


def test_hidden_columns_are_told_once_with_their_places(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    changes = (hide_column("Routes", "F"), hide_column("Demand", "C"), hide_column("Countries", "D"))
    (warning,) = warnings_of(write(tmp_path / "plan.xlsx", *changes), "Hidden columns")
    assert warning.fix == snapshot


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_told_once(tmp_path: Path, state: str) -> None:
    changes = (hide_sheet("Routes", state), hide_sheet("Outlets", state))
    (warning,) = warnings_of(write(tmp_path / "plan.xlsx", *changes), "Hidden sheets")
    assert warning.where == "Routes" and "(Routes; Outlets)" in warning.fix


def test_results_under_manual_calculation_are_told(tmp_path: Path) -> None:
    path = manual(saved_formula("Routes!D3", "100*2", 200)(write(tmp_path / "plan.xlsx")))
    (warning,) = warnings_of(path, "calculates only on request")
    assert warning.where == "Routes!D3" and "(Routes D3)" in warning.fix


def test_results_that_excel_keeps_up_to_date_are_not_told(tmp_path: Path) -> None:
    path = automatic(saved_formula("Routes!D3", "Suppliers!D3/500", 200)(write(tmp_path / "plan.xlsx")))
    tables, problems = read_workbook(path)
    assert tables is not None and not about(problems, "formula") and not about(problems, "calculates")


def test_manual_calculation_without_formulas_is_not_told(tmp_path: Path) -> None:
    assert not warnings_of(manual(write(tmp_path / "plan.xlsx")), "calculates only on request")


@pytest.mark.parametrize(
    "formula",
    ["[1]Prices!A1", "'[1]Spot prices'!A1*2", "[2]!'EUR'", "'C:\\\\data\\\\[Market.xlsx]Spot'!B2", "DDE(&quot;a&quot;)",
     "RTD(&quot;bloomberg&quot;,,&quot;NdPr&quot;)", "spot_price"],
)  # fmt: skip
def test_a_price_from_another_file_or_program_is_told(tmp_path: Path, formula: str) -> None:
    path = automatic(saved_formula("Suppliers!D3", formula, 100000)(write(tmp_path / "plan.xlsx")))
    name = "<definedNames><definedName name='Spot_Price'>[1]Spot!$A$1</definedName></definedNames><calcPr"
    path = edited(path, "xl/workbook.xml", lambda text: re.sub(r"(<definedNames\s*/>)?<calcPr", name, text))
    (warning,) = warnings_of(path, "from another file or program")
    assert warning.where == "Suppliers!D3"


@pytest.mark.parametrize(
    "formula", ["SUM(Table1[2030],Routes!D3)", "&quot;[1]x!&quot;&amp;1", "Table1[[#Totals],[a]]*2"]
)
def test_a_formula_within_the_workbook_is_not(tmp_path: Path, formula: str) -> None:
    path = automatic(saved_formula("Suppliers!D3", formula, 100000)(write(tmp_path / "plan.xlsx")))
    assert not warnings_of(path, "from another file or program")


def twice_in_a_row(text: str) -> str:
    return re.sub(r'(<c r="B3".*?</c>)', r"\1\1", text)


def row_twice(text: str) -> str:
    return re.sub(r'(<row r="3".*?</row>)', r"\1\1", text)


def row_before(text: str) -> str:
    return re.sub(r'(<row r="3".*?</row>)(<row r="4".*?</row>)', r"\2\1", text)


def in_the_row_of_others(text: str) -> str:
    return text.replace('<c r="B3"', '<c r="B4"')


@pytest.mark.parametrize(
    ("edit", "says"),
    [(twice_in_a_row, "the cell B3 twice"), (row_twice, "row 3 twice"), (row_before, "row 3 after row 4"),
     (in_the_row_of_others, "the cell B4 in row 3")],
)  # fmt: skip
def test_what_stands_twice_or_out_of_order_is_refused(tmp_path: Path, edit: Edit, says: str) -> None:
    """openpyxl leaves out rows that do not ascend, and all but the last of cells of one address."""
    path = edited(write(tmp_path / "plan.xlsx"), "xl/worksheets/sheet2.xml", edit)
    with pytest.raises(FileRefused, match=f"{says}, in the sheet 'Countries': it is ambiguous which one counts"):
        read_workbook(path)


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "plan.xlsx")
    edited(path, "xl/workbook.xml", lambda text: text.replace('name="Outlets"', 'name="Costs"'))
    with pytest.raises(FileRefused, match="two sheets named 'Costs'"):
        read_workbook(path)


@pytest.mark.parametrize("name", ["quickstart", "rare_earths", "gallium_germanium", "graphite_anode", "antibiotics"])
def test_nothing_of_the_examples_is_unseen(name: str) -> None:
    _, problems = read_workbook(ROOT / "inputs" / f"{name}.xlsx")
    assert not [problem for problem in problems if "hidden" in str(problem).casefold() or "calculat" in str(problem)]
