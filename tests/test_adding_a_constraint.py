"""docs/adding-a-constraint.md is true: a family is new files and one word. Export quotas are taken out of a copy of the
program, which does not miss them, and put back."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from model.docs.pages import quoting
from tests.steps import FAMILIES

ROOT = Path(__file__).parents[1]
FAMILY = "export_quotas"
WORDS = re.compile("export_?quota|export quota", re.IGNORECASE)
LISTING = "model/families/__init__.py"
"""The file with the word."""

NEW = {
    f"model/families/{FAMILY}/__init__.py",
    f"model/families/{FAMILY}/rows.py",
    f"model/families/{FAMILY}/algebra.py",
    f"model/families/{FAMILY}/checks.py",
    f"model/audit/{FAMILY}.py",
    f"tests/micro/{FAMILY}.py",
    f"tests/test_{FAMILY}.py",
}

LIMIT_CHINA = """
from model import load, solve
from model.families.export_quotas.rows import ExportQuota
from model.sheets.tables import Tables

tables = load("inputs/quickstart.xlsx")
rows = [row for rows in tables.rows.values() for row in rows]
quota = ExportQuota(country="China", commodity="Oxide", quota=20, duty=10_000)
plan = solve(Tables.of(tables.settings, [*rows, quota]))
print(plan.objective, *plan.frames["export quotas"].query("node == period.astype('str')")["beyond"])
"""

COST = "from model import load, solve; print(solve(load('inputs/quickstart.xlsx')).objective)"


CHAIN = {f"inputs/build/gallium_germanium/{name}.py" for name in ("trade", "whatifs")}
"""A shipped workbook that uses the family."""

PROGRAMS = {"tests/test_unequal_programs.py", "tests/unequal/kinds.py", "tests/unequal/laws.py"}
"""Programs of all families that are written without them."""


def python_files() -> Iterator[Path]:
    for folder in ("model", "tests", "bench", "inputs"):
        yield from (ROOT / folder).rglob("*.py")


def test_no_other_file_knows_of_the_family() -> None:
    """But for this test, which is about it."""
    told = {path for path in python_files() if WORDS.search(path.read_text("utf-8"))} - {Path(__file__)}
    assert {path.relative_to(ROOT).as_posix() for path in told} == NEW | {LISTING} | CHAIN | PROGRAMS
    assert len(WORDS.findall((ROOT / LISTING).read_text("utf-8"))) == 1


def test_the_page_lists_the_files() -> None:
    page = (ROOT / "docs/adding-a-constraint.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)) == NEW | {LISTING}


def test_the_page_quotes_every_file_with_something_in_it() -> None:
    page = (ROOT / "docs/adding-a-constraint.md").read_text("utf-8")
    own, heading, _ = page.partition("\n## A column in a family that is there\n")  # which quotes another family
    quoted = set(re.findall(r'^```python title="([^":]+)', own, re.MULTILINE))
    assert heading and quoted == {name for name in NEW | {LISTING} if name != f"model/families/{FAMILY}/__init__.py"}


def test_a_quotation_of_what_is_not_there_is_an_error() -> None:
    with pytest.raises(LookupError, match="no missing"):
        quoting('```python title="run.py: missing"\n```')


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program as it was before the family."""
    copy = tmp_path_factory.mktemp("without")
    for folder in ("model", "inputs"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "run.py", copy)
    for name in NEW:
        (copy / name).unlink(missing_ok=True)
    (copy / f"model/families/{FAMILY}").rmdir()
    for book in ("inputs/quickstart.xlsx", "inputs/rare_earths.xlsx"):
        (copy / book).unlink()
    builders = copy / "inputs/build/__main__.py"
    builders.write_text(builders.read_text("utf-8").replace("gallium_germanium, ", ""), "utf-8")
    listing = copy / LISTING
    listing.write_text(listing.read_text("utf-8").replace(f'    "{FAMILY}",\n', ""), "utf-8")
    run(copy, "-m", "inputs.build")
    return copy


@pytest.fixture(scope="module")
def put_back(without: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the new files in it, and the word."""
    copy = shutil.copytree(without, tmp_path_factory.mktemp("with") / "program")
    for name in NEW:
        if name.startswith("model/"):
            (copy / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    listing = copy / LISTING
    after = FAMILIES[FAMILIES.index(FAMILY) + 1]
    listing.write_text(listing.read_text("utf-8").replace(f'"{after}"', f'"{FAMILY}", "{after}"'), "utf-8")
    run(copy, "-m", "inputs.build")
    return copy


def run(program: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=program, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def sheets_of(program: Path) -> list[str]:
    (program / "empty.xlsx").unlink(missing_ok=True)
    run(program, "run.py", "template", "empty.xlsx")
    return openpyxl.load_workbook(program / "empty.xlsx").sheetnames


def test_without_its_files_and_the_word_nothing_is_missing(without: Path) -> None:
    """The quick start costs what it costs, and passes the audit; there is no sheet."""
    assert "Export quotas" not in sheets_of(without)
    assert float(run(without, "-c", COST)) == pytest.approx(39.05)


def test_with_them_there_is_a_sheet_and_all_else_is_as_before(put_back: Path) -> None:
    assert "Export quotas" in sheets_of(put_back)
    page = openpyxl.load_workbook(put_back / "empty.xlsx")["Export quotas"]
    assert [cell.value for cell in page[1]][:3] == ["country", "commodity", "to"]
    text = run(put_back, "-c", "from model.docs.pages import inputs_page; print(inputs_page())")
    assert "## Export quotas" in text
    assert float(run(put_back, "-c", COST)) == pytest.approx(39.05)


def test_a_row_costs_what_the_page_says(put_back: Path) -> None:
    """20, 20 and 10 t beyond the quota, at 10,000 each."""
    cost, *beyond = map(float, run(put_back, "-c", LIMIT_CHINA).split())
    assert (cost, beyond) == (pytest.approx(39.55), pytest.approx([20, 20, 10, 0, 0]))
    assert "39.55 instead of 39.05" in (ROOT / "docs/adding-a-constraint.md").read_text("utf-8")


def test_bad_rows_are_errors_by_cell(put_back: Path) -> None:
    sheets_of(put_back)
    book = openpyxl.load_workbook(put_back / "empty.xlsx")
    book["Export quotas"]["A3"], book["Export quotas"]["D3"] = "Nowhere", "12 l"
    book.save(put_back / "bad.xlsx")
    told = run(put_back, "run.py", "check", "bad.xlsx", code=2)
    assert "Export quotas!A3" in told and "Export quotas!D3" in told
