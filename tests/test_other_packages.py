"""A family of another package joins template, check, solve, what-ifs, results, pages and keys like those inside; one
that cannot be used is refused with its name. Installed is the package of examples/, as docs/adding-a-constraint.md
shows it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import openpyxl
import pytest
from packaging.version import Version
from syrupy.assertion import SnapshotAssertion

from tests.steps import ExitCode

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "water_permits"

WORKBOOK = """
import sys
from tests.steps import write_inputs
from model.testing import tables
from test_water_permits import AT_A_FEE, WORKS

write_inputs(sys.argv[1], tables(WORKS, AT_A_FEE, '''
    What-ifs
    what-if | description
    Drought | the permit of the delta is halved

    Changes
    what-if | sheet         | rows  | column | operation   | value
    Drought | Water permits | Delta | permit | multiply  | 0.5
'''))
"""

PAGES = """
from model.docs.pages import inputs_page, mathematics_page
from model.docs.results import results_page

for page in (inputs_page(), mathematics_page(), results_page()):
    print(page)
"""

VERSION = "from model.runs.file import program_version; print(program_version())"


def installed(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package of an example, built and installed as by its users."""
    source = shutil.copytree(example, tmp_path_factory.mktemp("source") / "example")
    folder = tmp_path_factory.mktemp("target")
    is_recent = find_spec("setuptools") is not None and Version(version("setuptools")) >= Version("77")
    how = ["--no-build-isolation"] if is_recent else []  # else pip fetches one that is
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", *how, "--target", str(folder), str(source)]
    subprocess.run(command, check=True, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(EXAMPLE, tmp_path_factory)


@pytest.fixture(scope="module")
def workbook(target: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("books") / "water.xlsx"
    run(target, "-c", WORKBOOK, str(path))
    return path


def run(target: Path, *arguments: str, code: int = ExitCode.OPTIMAL) -> str:
    """What Python prints in a process in which a folder of packages is installed."""
    paths = os.pathsep.join(map(str, (target, ROOT, EXAMPLE / "tests")))
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_its_own_tests_pass(target: Path) -> None:
    run(target, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(EXAMPLE / "tests"))


def test_the_template_has_its_sheets(target: Path, tmp_path: Path) -> None:
    """Each where its family stands in the order, with its notes and units."""
    run(target, "run.py", "template", str(tmp_path / "empty.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "empty.xlsx")
    assert [cell.value for cell in book["Water permits"][1]][:3] == ["basin", "country", "permit"]
    assert book["Water use"]["C2"].value == "m3 per unit"
    names = book.sheetnames
    assert names.index("Water permits") == names.index("Transport footprints") + 1


def test_mistakes_in_its_sheets_are_reported_by_cell(target: Path, workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Water use"]["A3"], book["Water permits"]["C3"] = "Wroks", "12 l"
    book.save(tmp_path / "bad.xlsx")
    said = run(target, "run.py", "check", str(tmp_path / "bad.xlsx"), code=ExitCode.INPUT)
    assert "Water use!A3" in said and '"Works"?' in said and "Water permits!C3" in said


def test_a_plan_has_its_result_table_and_names_the_package(target: Path, workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.xlsx"
    assert "supply-plan-water-permits 1.0" in run(target, "run.py", "--version")
    run(target, "run.py", "solve", str(workbook), "--out", str(out), "--quiet")
    book = openpyxl.load_workbook(out)
    cells = {str(cell.value) for row in book["Water permits"].iter_rows() for cell in row}
    assert {"withdrawn", "m3/y", "Delta"} <= cells
    said = " ".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value)
    assert "supply-plan-water-permits 1.0" in said and "water fees" in said


def test_what_ifs_in_processes_of_their_own_know_it(target: Path, workbook: Path, tmp_path: Path) -> None:
    """With half of the permit, 100 of the 160 m3 of Works pay the fee of 3: 100 + 300."""
    out = tmp_path / "batch.xlsx"
    run(target, "run.py", "batch", str(workbook), "--out", str(out), "--jobs", "2", "--quiet")
    numbers = {
        round(cell.value, 6)
        for page in openpyxl.load_workbook(out)
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell.value, float | int)
    }
    assert {220, 400} <= numbers


def test_the_pages_have_its_sheets_and_its_mathematics(target: Path) -> None:
    said = run(target, "-c", PAGES)
    for words in (
        "## Water permits",
        "## Water use",
        "### `water_limit`",
        "| water fees | operation",
        "| withdrawn |",
    ):
        assert words in said, words


def test_next_years_workbook_has_its_rows(target: Path, workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for row in book["Settings"].iter_rows():
        if row[0].value == "last year":
            row[1].value = 2027
    book.save(tmp_path / "two.xlsx")
    run(target, "run.py", "solve", str(tmp_path / "two.xlsx"), "--out", str(tmp_path / "plan.xlsx"), "--quiet")
    later = tmp_path / "later.xlsx"
    run(target, "run.py", "roll", str(tmp_path / "two.xlsx"), str(tmp_path / "plan.xlsx"), "--to", "2027", "--out",
        str(later))  # fmt: skip
    assert openpyxl.load_workbook(later)["Water permits"]["A3"].value == "Delta"


def test_the_key_of_results_changes_with_the_package(target: Path, tmp_path: Path) -> None:
    same, changed = (shutil.copytree(target, tmp_path / name) for name in ("same", "changed"))
    with (changed / "water_permits" / "checks.py").open("a") as file:
        file.write("# another state of the family\n")
    first, again, other, without = (run(each, "-c", VERSION) for each in (target, same, changed, tmp_path))
    assert first == again
    assert len({first, other, without}) == 3


# --- packages that cannot be used --------------------------------------------------------------------

SOUND = "def coefficients(context): pass\ndef build(m, data): pass\n"

UNUSABLE = {
    "routes": SOUND,
    "broken": "import a_module_that_is_not_there\n",
    "failing": "1 / 0\n",
    "ending": "import sys\nsys.exit(0)\n",
    "half": "def coefficients(context): pass\n",
    "nowhere": f"AFTER = 'water'\n{SOUND}",
}

CLASHING = {
    "tolls": "from model.sheets.schema import Row, key, sheet\n\n@sheet('routes', tab='Network')\nclass Toll(Row):\n"
    f"    '''Tolls.'''\n    toll: str = key()\n\n{SOUND}",
    "levies": "from model.families.common.protocol import BUYERS, Cost\n\n"
    f"COSTS = (Cost('purchases', 'freight', BUYERS, (), print),)\n{SOUND}",
}


def packages(folder: Path, families: dict[str, str]) -> Path:
    """A folder with a package for each family."""
    for name, content in families.items():
        about = folder / f"plan_{name}-2.1.dist-info"
        about.mkdir()
        (folder / f"plan_{name}.py").write_text(content)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: plan-{name}\nVersion: 2.1\n")
        (about / "entry_points.txt").write_text(f"[supply_plan.families]\n{name} = plan_{name}\n")
    return folder


@pytest.mark.parametrize("families", [UNUSABLE, CLASHING], ids=["unusable", "clashing"])
@pytest.mark.parametrize("command", ["check", "solve"])
def test_a_package_that_cannot_be_used_is_named(
    families: dict[str, str], command: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """All of them at once, with what to do; help is still there."""
    target = packages(tmp_path, families)
    said = run(target, "run.py", command, "inputs/quickstart.xlsx", code=ExitCode.INPUT)
    assert all(f"plan-{name} 2.1" in said for name in families)
    if command == "check":
        assert said == snapshot
    run(target, "run.py", "--help")


def test_the_page_quotes_files_of_the_example() -> None:
    page = (ROOT / "docs" / "adding-a-constraint.md").read_text("utf-8")
    quoted = set(re.findall(r"examples/water_permits/([\w/.]+)", page))
    there = {path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*.*") if path.suffix in (".py", ".toml")}
    assert quoted == there
