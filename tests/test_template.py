"""The workbooks that planners get: complete, documented, the same bytes each time, and what is shipped is current."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

import model
from inputs.build import antibiotics, gallium_germanium, graphite_anode, quickstart, rare_earths
from model import Tables
from model.docs.pages import FOLDER, PAGES
from model.testing import (
    SHEET_OF,
    ByYear,
    Commodity,
    Country,
    Demand,
    Kind,
    Limit,
    Project,
    Settings,
    Site,
    Skill,
    Supplier,
)
from model.workbook.template import ordered_sheets
from tests.books import put, write
from tests.conftest import solved
from tests.goldens import manpower
from tests.office import needs_office, printed
from tests.shipped import INPUTS, shipped, together
from tests.steps import ExitCode, check_workbook, input_bytes, main, write_inputs

pytestmark = pytest.mark.usefixtures("lines_to_fill_in")

SHIPPED = {
    "quickstart": quickstart, "rare_earths": rare_earths, "gallium_germanium": gallium_germanium,
    "graphite_anode": graphite_anode, "antibiotics": antibiotics,
}  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.xlsx"
    write_inputs(path, None)
    return path


@pytest.fixture(scope="module")
def template(empty: Path) -> openpyxl.Workbook:
    """The empty workbook, to be looked at."""
    return openpyxl.load_workbook(empty)


def headers(page: openpyxl.worksheet.worksheet.Worksheet) -> list[str]:
    return [str(cell.value) for cell in page[1] if cell.value is not None]


def read_back(path: Path) -> Tables:
    """The tables of a workbook that must have no problems."""
    tables, problems = check_workbook(path)
    assert tables is not None
    assert [str(problem) for problem in problems if not problem.is_warning] == []
    return tables


def parts(content: bytes) -> dict[str, bytes]:
    """The files within a workbook: how they are compressed may depend on the machine."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_template_has_every_sheet_after_a_page_about_them(template: openpyxl.Workbook) -> None:
    assert template.sheetnames == ["About", *(sheet.name for sheet in ordered_sheets())]
    linked = {cell.value for row in template["About"].iter_rows(max_col=1) for cell in row if cell.hyperlink}
    assert linked == set(template.sheetnames[1:])


def test_every_declared_column_has_a_header_with_a_note_and_a_unit(template: openpyxl.Workbook) -> None:
    for sheet in ordered_sheets():
        page = template[sheet.name]
        if sheet.vertical:
            assert [row[0].value for row in page.iter_rows(min_row=2)] == [column.header for column in sheet.columns]
            continue
        assert page["A2"].value == "unit", sheet.name
        assert headers(page)[-len(sheet.everywhere) :] == [column.header for column in sheet.everywhere], sheet.name
        for column in sheet.columns:
            shown = "2026" if column.bare else column.header
            at = headers(page).index(shown) + 1
            assert page.cell(1, at).comment or not (column.note or column.required), (sheet.name, column.header)
            assert bool(page.cell(2, at).value) == bool(column.unit) or at == 1, (sheet.name, column.header)


def test_choices_and_references_to_one_sheet_offer_a_list(template: openpyxl.Workbook) -> None:
    for sheet in ordered_sheets():
        page = template[sheet.name]
        for column in sheet.columns:
            if column.kind is Kind.CHOICE or len(column.of) == 1:
                if sheet.vertical:
                    cell = page.cell(2 + sheet.columns.index(column), 2)
                else:
                    cell = page.cell(3, 1 + headers(page).index(column.header))
                rules = [rule for rule in page.data_validations.dataValidation if cell.coordinate in rule.sqref]
                assert [rule.type for rule in rules] == ["list"], (sheet.name, column.header)


def test_a_template_without_rows_reads_as_a_workbook_without_rows(tmp_path: Path) -> None:
    """What is missing is rows of the required sheets, and something that is wanted: the template itself is no
    problem."""
    path = tmp_path / "none.xlsx"
    write_inputs(path, None)
    _, problems = check_workbook(path)
    required = {sheet.name for sheet in ordered_sheets() if sheet.required}
    assert {problem.sheet for problem in problems if not problem.is_warning} <= {*required, "Demand"}


def test_the_same_rows_give_the_same_bytes() -> None:
    assert input_bytes(None, "t") == input_bytes(None, "t")
    assert input_bytes(quickstart.tables(), "t") == input_bytes(quickstart.tables(), "t")


def test_text_stays_text(tmp_path: Path) -> None:
    """Names that Excel would take for formulas, links or numbers come back as they were."""
    names = ["=1+1", "http://example.org", "007", "1e5"]
    rows = [Country(country=name, line=line) for line, name in enumerate(names, start=3)]
    write_inputs(tmp_path / "names.xlsx", Tables.of(Settings(first_year=2026, last_year=2027), rows))
    page = openpyxl.load_workbook(tmp_path / "names.xlsx")["Countries"]
    assert [(page.cell(line, 1).value, page.cell(line, 1).data_type) for line in range(3, 7)] == [
        (name, "s") for name in names
    ]


def test_years_have_a_column_each_and_a_constant_holds_among_them(tmp_path: Path) -> None:
    """One supplier has a price by year, another one price for all years: it stands in the first year's column."""
    rows = [
        Country(country="Chile", line=3),
        Site(site="Port", country="Chile", line=3),
        Commodity(commodity="Ore", line=3),
        Supplier(supplier="A", site="Port", commodity="Ore", price=ByYear.of({2026: 5, 2028: 7}), line=3),
        Supplier(supplier="B", site="Port", commodity="Ore", price=ByYear.of(6), line=4),
        Demand(market="Port", product="Ore", quantity=ByYear.of({2027: 1}), shortage_cost=9, line=3),
    ]
    path = tmp_path / "years.xlsx"
    write_inputs(path, Tables.of(Settings(first_year=2026, last_year=2028), rows))
    page = openpyxl.load_workbook(path)["Suppliers"]
    assert headers(page)[3:6] == ["price 2026", "price 2028", "limit"]
    first, second = read_back(path)[Supplier]
    assert [first.price.at(year) for year in (2026, 2027, 2028)] == [5, 6, 7]
    assert [second.price.at(year) for year in (2026, 2028)] == [6, 6]


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_is_current(name: str) -> None:
    builder = SHIPPED[name]
    current = input_bytes(builder.tables(), builder.TITLE)
    assert parts((INPUTS / f"{name}.xlsx").read_bytes()) == parts(current), "write it anew: python -m inputs.build"


@together
@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_reads_back_as_it_was_built(name: str) -> None:
    built, read = SHIPPED[name].tables(), shipped(name)
    assert read.settings == built.settings
    for row_class, sheet in SHEET_OF.items():
        if not sheet.vertical:
            assert read[row_class] == built[row_class], sheet.name


@pytest.mark.parametrize("builder", SHIPPED.values(), ids=SHIPPED)
def test_every_row_that_is_shipped_says_where_it_comes_from(builder: ModuleType) -> None:
    for rows in builder.tables().rows.values():
        assert all(row.source for row in rows)


def test_the_quick_start_costs_what_its_docstring_adds_up_to() -> None:
    """39.05 million: one module, decided in 2026; see inputs/build/quickstart.py."""
    plan = solved(quickstart.tables())
    assert plan.objective == pytest.approx(39.05)
    build = plan.frames["builds"].iloc[0]
    assert (len(plan.frames["builds"]), build["decided"], build["modules"]) == (1, 2026, 1)
    assert plan.frames["limits"]["actual"].to_list() == pytest.approx([0.5])


def test_the_quick_starts_other_plans_cost_what_its_docstring_says() -> None:
    """A year later 45.54 million; nothing built 58.64 million, where no limit forbids it."""
    tables = quickstart.tables()
    [module] = tables[Project]
    for earliest, cost in ((2027, 45.54), (2030, 58.64)):
        rows = {**tables.rows, Project: [replace(module, earliest_decision=earliest)], Limit: []}
        assert solved(Tables(tables.settings, rows)).objective == pytest.approx(cost)


def test_generated_pages_are_current() -> None:
    for name, page in PAGES.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == page(), "write it anew: python -m model.docs"


def test_every_sheet_and_column_is_documented() -> None:
    page = PAGES["inputs.md"]()
    for sheet in ordered_sheets():
        section = page.split(f"\n## {sheet.name}\n")[1].split("\n## ")[0]
        assert sheet.about in section
        for column in sheet.columns:
            assert f"| {column.header} |" in section or f"| **{column.header}** |" in section


def test_no_part_of_the_package_is_stored_twice(empty: Path) -> None:
    names = zipfile.ZipFile(empty).namelist()
    assert len(names) == len(set(names))


@needs_office
def test_libreoffice_opens_the_books(empty: Path, tmp_path: Path) -> None:
    books = [empty, INPUTS / "quickstart.xlsx", INPUTS / "rare_earths.xlsx"]
    for page in printed(tmp_path, *books):
        assert page.stat().st_size > 10_000


def test_zeros_that_an_empty_cell_means_too_are_left_out() -> None:
    """The quick start's operators: nobody is there yet (0, which is the default), and they earn 100,000."""
    page = openpyxl.load_workbook(INPUTS / "quickstart.xlsx")["Skills"]
    shown = dict(zip(headers(page), (cell.value for cell in page[3]), strict=False))
    assert (shown["headcount"], shown["wage"]) == (None, 100_000)


def test_so_are_zeros_of_columns_by_year() -> None:
    page = openpyxl.load_workbook(INPUTS / "quickstart.xlsx")["Costs"]
    shown = dict(zip(headers(page), (cell.value for cell in page[3]), strict=False))
    assert (shown["fixed capex"], shown["fixed opex"], shown["variable opex"]) == (None, None, 4_000)


@pytest.mark.parametrize("name", SHIPPED)
def test_an_example_is_copied_as_it_is_shipped(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.xlsx"
    assert main(["template", str(path), "--example", name]) == ExitCode.OPTIMAL
    assert path.read_bytes() == (INPUTS / f"{name}.xlsx").read_bytes()
    assert main(["template", str(tmp_path / "other.xlsx"), "--example", name, "--currency", "EUR"]) == ExitCode.INPUT
    assert not (tmp_path / "other.xlsx").exists() and "other options" in capsys.readouterr().err


def asked(path: Path, *options: str) -> openpyxl.Workbook:
    """The template that a planner asks for."""
    assert main(["template", str(path), *options]) == 0
    return openpyxl.load_workbook(path)


def test_a_template_has_the_currency_scale_and_years_that_were_asked_for(tmp_path: Path) -> None:
    options = ("--currency", "EUR", "--amounts", "ones", "--years", "2026-2033")
    book = asked(tmp_path / "mine.xlsx", *options)
    settings = {row[0].value: row[1].value for row in book["Settings"].iter_rows(min_row=2)}
    money = {"currency": "EUR", "amounts": "ones"}
    assert {"first year": 2026, "last year": 2033, **money}.items() <= settings.items()
    units = dict(zip(headers(book["Costs"]), (cell.value for cell in book["Costs"][2]), strict=False))
    assert (units["fixed capex"], units["variable opex"]) == ("EUR", "EUR/unit")
    assert [head for head in headers(book["Demand"]) if head.isdigit()] == [str(year) for year in range(2026, 2034)]
    words = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    words += [cell.comment.text for page in book for row in page.iter_rows(max_row=1) for cell in row if cell.comment]
    others = [word for word in words if "USD" in word or "million " in word]
    assert all(word.endswith("Empty means USD.") for word in others)


@pytest.mark.parametrize(
    "option",
    [("--years", "2033-2026"), ("--years", "soon"), ("--amounts", "lots"), ("--currency", "=1+1")],
    ids=" ".join,
)
def test_what_a_template_cannot_be_made_of_is_refused(option: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["template", str(tmp_path / "mine.xlsx"), *option])
    assert refused.value.code == 2 and not (tmp_path / "mine.xlsx").exists()


def test_sheets_of_a_first_plan_come_before_the_others(template: openpyxl.Workbook) -> None:
    names = template.sheetnames[1:]
    core = [sheet.name for sheet in SHEET_OF.values() if sheet.core]
    assert set(names[: len(core)]) == set(core) >= {"Settings", "Sites", "Suppliers", "Demand", "Projects", "Skills"}
    assert {sheet.name for sheet in SHEET_OF.values() if sheet.required} <= set(core)
    for part in (names[: len(core)], names[len(core) :]):
        tabs = [{sheet.name: sheet.tab for sheet in SHEET_OF.values()}[name] for name in part]
        assert len(set(tabs)) == sum(tab != before for tab, before in zip(tabs, ["", *tabs[:-1]], strict=True))


@pytest.mark.parametrize("options", [(), ("--currency", "EUR", "--amounts", "ones", "--years", "2030-2035")], ids=len)
def test_a_template_that_is_filled_in_is_not_warned_of(options: tuple[str, ...], tmp_path: Path) -> None:
    """Settings are changed afterwards to another horizon: columns of years that hold nothing are no news."""
    path = tmp_path / "mine.xlsx"
    book = asked(path, *options)
    book["Settings"]["B2"], book["Settings"]["B3"] = 2032, 2034
    for name, row in {
        "Countries": {"country": "Chile"}, "Sites": {"site": "Port", "country": "Chile"},
        "Commodities": {"commodity": "Ore"},
        "Suppliers": {"supplier": "A", "site": "Port", "commodity": "Ore", "price": 5},
        "Demand": {"market": "Port", "product": "Ore", "shortage cost": 9} | {str(y): 1 for y in (2032, 2033, 2034)},
    }.items():  # fmt: skip
        for head, value in row.items():
            book[name].cell(3, 1 + headers(book[name]).index(head)).value = value
    book.save(path)
    assert [str(problem) for problem in check_workbook(path)[1]] == []


def test_the_unit_row_of_a_template_is_no_problem_where_settings_change_the_scale(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Nobody typed 'million USD' over figures in ones: it is told once; 'thousand USD' somebody typed."""
    path = write(tmp_path / "ones.xlsx", lambda book: book["Settings"].append(["amounts", "ones", None]))
    tables, problems = check_workbook(path)
    told = [str(problem) for problem in problems if problem.cell == "C2" and problem.sheet == "Costs"]
    assert tables is not None
    assert len(told) == 1
    assert told == snapshot
    tables, problems = check_workbook(write(tmp_path / "typed.xlsx", put("Costs!C2", "thousand USD")))
    assert tables is None and any(problem.cell == "C2" and not problem.is_warning for problem in problems)


def test_a_workbook_of_people_alone_has_a_plan(tmp_path: Path) -> None:
    """Williams's manpower planning, without the site and the market that a workbook had to have."""
    path = tmp_path / "people.xlsx"
    write_inputs(path, manpower.manpower(manpower.LEAST_COST).without(Demand, Site, Commodity))
    book = openpyxl.load_workbook(path)
    del book["Sites"]
    book.save(path)
    assert solved(read_back(path)).objective == pytest.approx(manpower.COST, abs=0.01)


def test_a_workbook_that_wants_nothing_is_told_all_that_can_be_wanted(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    path = tmp_path / "idle.xlsx"
    rows = [Country(country="Chile"), Skill(skill="Operator", market="Chile", headcount=5.0)]
    write_inputs(path, Tables.of(Settings(first_year=2026, last_year=2027), rows))
    [problem] = [problem for problem in check_workbook(path)[1] if not problem.is_warning]
    assert problem.sheet == "Demand"
    assert problem.expected == snapshot


def test_an_installed_program_calls_itself_by_its_command(tmp_path: Path) -> None:
    """A copy without run.py beside it, as an installed wheel is: messages and workbooks say supply-plan."""
    shutil.copytree(Path(model.__file__).parent, tmp_path / "model", ignore=shutil.ignore_patterns("__pycache__"))

    def told(*words: str) -> str:
        command = [sys.executable, "-m", "model", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout

    assert "supply-plan check" in told("template", "new.xlsx")
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    words = [str(text) for cell in cells for text in (cell.value, cell.comment and cell.comment.text) if text]
    assert sum("supply-plan" in each for each in words) > 5 and not [each for each in words if "run.py" in each]
    named = [path for path in (tmp_path / "model").rglob("*.py") if "'python run.py" in path.read_text("utf-8")]
    sheets = {path.name for path in named}
    assert sheets <= {"whatifs.py", "imports.py"}, "docstrings of sheets, which are read in the other form"


@pytest.mark.parametrize(("typed", "meant"), [("sovle", "solve"), ("chek", "check"), ("tornadoo", "tornado")])
def test_a_mistyped_command_is_told_which_was_meant(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([typed, "inputs/quickstart.xlsx"])
    assert ended.value.code == ExitCode.INPUT
    assert f"mean '{meant}'?" in capsys.readouterr().err
