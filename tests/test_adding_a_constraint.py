"""docs/adding-a-constraint.md does what it says: one new file and one word, in a copy of the program."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from model.families import FAMILIES

ROOT = Path(__file__).parents[1]

ADD_A_PERMIT = """
import sys
from pathlib import Path
from model.families.water import WaterPermit
from model.world.limits import Limit
from model.whatif.load import load_tables
from model.sheets.schema import ByYear
from model.sheets.common import Plant
from model.sheets.tables import Tables
from model.workbook.template import write_inputs

tables, _ = load_tables(Path("inputs/quickstart.xlsx"))
rows = [row for rows in tables.rows.values() for row in rows if not isinstance(row, Limit)]  # which ask for more
plant = sys.argv[1]
permit = WaterPermit(plant=plant, water_use=2.0, permit=ByYear.of(float(sys.argv[2])))
write_inputs(Path("inputs/water.xlsx"), Tables.of(tables.settings, [*rows, permit]))
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with the page's file and word in it."""
    copy = tmp_path_factory.mktemp("program")
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("model", "inputs"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    shutil.copy(ROOT / "run.py", copy)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/adding-a-constraint.md").read_text("utf-8"), re.DOTALL)
    file, word = blocks
    assert re.findall(r'"(\w+)"', word) == [*FAMILIES, "water"]
    (copy / "model/families/water.py").write_text(file, "utf-8")
    listing = copy / "model/families/__init__.py"
    text, count = re.subn(r"FAMILIES = \(.*?\)[^\n]*\n", word, listing.read_text("utf-8"), count=1, flags=re.DOTALL)
    assert count == 1
    listing.write_text(text, "utf-8")
    return copy


def run(program: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=program, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def water_drawn(program: Path) -> list[float]:
    """What the results say each plant draws each year."""
    page = openpyxl.load_workbook(program / "outputs/water_plan.xlsx")["Water"]
    lines = [[cell.value for cell in row] for row in page.iter_rows()]
    return [value for line in lines if "m3/y" in line for value in line if isinstance(value, int | float)]


def plant_in_use(program: Path) -> str:
    script = (
        "from pathlib import Path; from model.pipeline import solve_tables; from model.whatif.load import load_tables;"
        "plan = solve_tables(load_tables(Path('inputs/quickstart.xlsx'))[0]);"
        "used = plan.frames['capacity'].groupby('plant')['used'].max(); print(used.idxmax(), used.max(), sep='|')"
    )
    return run(program, "-c", script).strip()


def test_the_new_family_has_its_sheet_binds_and_reports(program: Path) -> None:
    plant, used = plant_in_use(program).split("|")
    permit = float(used)  # at 2 m3 a unit, half of what the plant would like to draw
    (program / "add.py").write_text(ADD_A_PERMIT, "utf-8")
    run(program, "add.py", plant, str(permit))
    run(program, "run.py", "solve", "inputs/water.xlsx", "--quiet")
    drawn = water_drawn(program)
    assert drawn and max(drawn) == pytest.approx(permit)


def test_the_template_and_the_docs_know_the_new_sheet(program: Path) -> None:
    run(program, "run.py", "template", "empty.xlsx")
    page = openpyxl.load_workbook(program / "empty.xlsx")["Water permits"]
    assert [cell.value for cell in page[1]][:2] == ["plant", "water use"]
    assert [cell.value for cell in page[2]][1] == "m3/unit"
    text = run(program, "-c", "from model.docs.pages import inputs_page; print(inputs_page())")
    assert "## Water permits" in text


def test_bad_rows_of_the_new_sheet_are_problems_by_cell(program: Path) -> None:
    run(program, "run.py", "template", "bad.xlsx")
    book = openpyxl.load_workbook(program / "bad.xlsx")
    book["Water permits"]["A3"], book["Water permits"]["B3"] = "Nowhere", "12 l"
    book.save(program / "bad.xlsx")
    done = subprocess.run(
        [sys.executable, "run.py", "check", "bad.xlsx"],
        cwd=program, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Water permits!A3" in done.stderr and "Water permits!B3" in done.stderr
