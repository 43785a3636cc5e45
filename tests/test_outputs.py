"""No command writes over what it reads, over a planner's workbook, or over a result of another kind."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from syrupy.assertion import SnapshotAssertion

from model import OutputRefused, Plan, Tables
from model.cli.arguments import parser
from model.cli.study import solved_of
from model.reports.html.page import study_bytes
from model.studies.catalogue import STUDIES
from model.system.files import claim
from model.testing import Import, ImportColumn, Limit, Payer, Project, PublicMoney
from tests.figures import TITLE, Book, compare_plans
from tests.steps import (
    ExitCode,
    Output,
    View,
    brief_bytes,
    input_bytes,
    load_tables,
    main,
    report_bytes,
    results_book,
    results_bytes,
    solve_tables,
)
from tests.studies import comparison_bytes

INPUTS = Path(__file__).parents[1] / "inputs"

LINES = {
    "solve": "solve book.xlsx --brief",
    "batch": "batch book.xlsx",
    "compare": "compare book_plan.xlsx second_plan.xlsx",
    "report": "report book_plan.xlsx",
    "frontier": "frontier book.xlsx",
    "tornado": "tornado book.xlsx",
    "explain": "explain book.xlsx book_plan.xlsx",
    "foresight": "foresight book.xlsx --future Stop 10% 2028",
    "import": "import imported.xlsx trade.csv",
    "lock": "lock book.xlsx book_plan.xlsx",
    "vary": "vary book.xlsx --name Dearer --change Suppliers any price multiply 2",
    "roll": "roll book.xlsx book_plan.xlsx --to 2027",
    "drift": "drift book.xlsx book_plan.xlsx",
    "closures": "closures book.xlsx",
    "security": "security paid.xlsx",
    "goals": "goals book.xlsx --scenario China*",
    "shares": "shares divided.xlsx",
    "mandates": "mandates required.xlsx",
    "investor": "investor book.xlsx",
    "pack": "pack book.xlsx",
    "discover": "discover book.xlsx",
    "contributions": "contributions candidates.xlsx",
    "budget": "budget book.xlsx",
}
"""A line of every command that takes --out."""
FILES = ("book.xlsx", "other.xlsx", "book_plan.xlsx", "third_plan.xlsx", "compared.xlsx", "notes.txt", "named.docx")
"""What must not be replaced: an input, a planner's other workbook, a plan that is read, one that is not, a comparison,
and names that are none of a result."""
OWN = {
    ("solve", "book_plan.xlsx"),
    ("solve", "third_plan.xlsx"),
    ("batch", "compared.xlsx"),
    ("compare", "compared.xlsx"),
}
"""Results of the command's own kind, which it replaces."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve_tables(load_tables(INPUTS / "quickstart.xlsx")[0])


@pytest.fixture(scope="module")
def files(plan: Plan) -> dict[str, bytes]:
    """What stands in the folder of each test, by name."""
    book, results = (INPUTS / "quickstart.xlsx").read_bytes(), results_bytes(plan)
    return {
        **dict.fromkeys(("book.xlsx", "other.xlsx"), book),
        "divided.xlsx": input_bytes(divided(plan.tables), "a"),
        "paid.xlsx": input_bytes(paid(plan.tables), "a"),
        "candidates.xlsx": input_bytes(candidates(plan.tables), "a"),
        "imported.xlsx": input_bytes(imported(plan.tables), "a"),
        "trade.csv": b"name,year\nUSA,2026\n",
        "required.xlsx": input_bytes(required(plan.tables), "a"),
        **dict.fromkeys(("book_plan.xlsx", "second_plan.xlsx", "third_plan.xlsx"), results),
        "compared.xlsx": comparison_bytes(compare_plans("a", [("a", plan), ("b", plan)])),
        **dict.fromkeys(("notes.txt", "named.docx"), b"mine"),
    }


def paid(tables: Tables) -> Tables:
    """A grant for all projects."""
    return tables.replaced(PublicMoney, [PublicMoney(programme="aid", kind="grant", payer="", share=0.1)])


def candidates(tables: Tables) -> Tables:
    """Every project, and a grant."""
    aid = PublicMoney(programme="aid", kind="grant", payer="", share=0.1, candidate="aid")
    projects = [replace(row, candidate=row.project) for row in tables[Project]]
    return tables.replaced(Project, projects).replaced(PublicMoney, [aid])


def required(tables: Tables) -> Tables:
    """The only limit as a mandate."""
    return tables.replaced(Limit, [replace(row, mandate="law") for row in tables[Limit]])


def imported(tables: Tables) -> Tables:
    """Countries from a file."""
    row = Import(import_="trade", sheet="Countries")
    column = ImportColumn(import_="trade", column="country", take="name")
    return tables.replaced(Import, [row]).replaced(ImportColumn, [column])


def divided(tables: Tables) -> Tables:
    """Two payers, of whom one has the demand."""
    return tables.replaced(Payer, [Payer(payer=each, place=each) for each in ("USA", "Australia")])


@pytest.fixture
def folder(files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_that_writes_has_a_line_here() -> None:
    commands = next(each for each in parser()._actions if isinstance(each, argparse._SubParsersAction)).choices
    writing = {name: command for name, command in commands.items() if "--out" in command._option_string_actions}
    assert set(LINES) == {command.get_default("command") or name for name, command in writing.items()}


@pytest.mark.parametrize(
    ("command", "name"), [(command, name) for command in LINES for name in FILES if (command, name) not in OWN]
)
def test_a_command_replaces_nothing_but_its_own_results(
    command: str, name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert main([*LINES[command].split(), "--out", name]) == ExitCode.OUTPUT
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith(name) and "choose" in said.lower()
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("line", ["template other.xlsx", "solve book.xlsx --hold book_plan.xlsx --out book_plan.xlsx"])
def test_neither_a_template_nor_a_new_plan_replaces_what_is_kept(line: str, folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert main(line.split()) == ExitCode.OUTPUT
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("output", [each for each in Output if each.endings == (".xlsx",) and each != Output.INPUTS])
def test_a_result_gives_way_to_one_of_its_kind_alone(output: Output, plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    book = Book(View(plan), "a book", output)
    book.add_sheet("Page", "Settings")
    path.write_bytes(book.content())
    for each in Output:
        if each is output:
            claim(path, each)
        else:
            with pytest.raises(OutputRefused, match=r"result\.xlsx"):
                claim(path, each)


def test_a_brief_that_was_edited_stays(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "brief.docx"
    path.write_bytes(brief_bytes(results_book(plan), TITLE))
    claim(path, Output.BRIEF)
    edited = docx.Document(str(path))
    edited.core_properties.modified = edited.core_properties.modified.replace(month=6)  # as Word does on saving
    edited.save(str(path))
    with pytest.raises(OutputRefused, match="was edited since it was written"):
        claim(path, Output.BRIEF)


def test_a_workbook_of_inputs_may_be_called_a_plan(
    folder: Path, plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether a workbook is of results is read from it, not from its name: 'my_plan.xlsx' is what a planner edits."""
    (folder / "book.xlsx").rename("my_plan.xlsx")
    outputs = folder / "outputs"
    outputs.mkdir()
    (outputs / "my_plan_plan.xlsx").write_bytes(results_bytes(plan))
    assert main(["report", "my_plan.xlsx"]) == ExitCode.OPTIMAL
    assert "outputs" in capsys.readouterr().out and (outputs / "my_plan_report.html").exists()
    explained = solved_of(STUDIES["explain"], Path("my_plan.xlsx"), None)[1]
    assert explained is not None and explained.objective == pytest.approx(plan.objective)


def test_a_report_gives_way_to_a_report_alone(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(report_bytes(results_book(plan)))
    claim(path, Output.REPORT)
    path.write_bytes(study_bytes("a study", "of plans", [], []))
    claim(path, Output.REPORT)


PAGES = (
    "",
    "<html><head><title>Mine</title></head></html>",
    '<html><head><meta name="generator" content="another program"></head></html>',
    '<html><head><meta name="generator" content="supply-plan: brief"></head></html>',
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_another_program_is_no_report(page: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page)
    with pytest.raises(OutputRefused, match="exists and is no report of this program"):
        claim(path, Output.REPORT)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("solve book.xlsx", "book_report.html"),
        ("report book_plan.xlsx --out outputs/page.htm", "page.htm"),
        ("compare book_plan.xlsx second_plan.xlsx", "book_comparison_report.html"),
        ("batch book.xlsx", "book_comparison_report.html"),
        ("frontier book.xlsx", "book_frontier_report.html"),
        ("tornado book.xlsx", "book_tornado_report.html"),
        ("tornado book.xlsx", "book_report.html"),
    ],
)
def test_no_command_replaces_a_page_of_another_program(
    line: str, name: str, folder: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    (folder / "outputs").mkdir()
    page = folder / "outputs" / name
    page.write_text(PAGES[1])
    assert main(line.split()) == ExitCode.OUTPUT
    assert capsys.readouterr().err == snapshot
    assert page.read_text() == PAGES[1] and not list((folder / "outputs").glob("*.xlsx"))


@pytest.mark.parametrize("content", [b"", b"mine", b"PK\x03\x04"])
def test_what_cannot_be_read_is_no_result(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    with pytest.raises(OutputRefused, match="is no plan of this program"):
        claim(path, Output.PLAN)
