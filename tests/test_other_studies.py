"""A study of another package is a command, a call from Python and a form of the desk, each with its package; one that
cannot be used says why, and nothing else stops. Installed is the package of examples/, as docs/adding-a-study.md shows
it."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.steps import ExitCode
from tests.test_adding_a_study import PAGE, quoted
from tests.test_other_packages import installed, run

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "doubled_input"
PACKAGE = "supply-plan-doubled-input 1.0"
QUICKSTART = str(ROOT / "inputs" / "quickstart.xlsx")
OPTIONS = ("--sheet", "Suppliers", "--column", "price")

CALL = f"""
import supply_plan

result = supply_plan.run("doubled", supply_plan.load(r"{QUICKSTART}"), sheet="Suppliers", column="price")
print(result.findings)
"""

DESK = """
from model.desk.asking import ASKED, QUESTIONS

print([QUESTIONS[name].title for name in ASKED if name == "doubled"])
"""


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(EXAMPLE, tmp_path_factory)


def test_the_page_quotes_the_example() -> None:
    files = {
        "model/studies/doubled.py": "doubled_input/study.py",
        "examples/doubled_input/doubled_input/__init__.py": "doubled_input/__init__.py",
    }
    for title, file in files.items():
        assert quoted(title) == (EXAMPLE / file).read_text("utf-8")
    assert (EXAMPLE / "pyproject.toml").read_text("utf-8") in PAGE


def test_help_version_and_the_desk_name_the_package(target: Path, snapshot: SnapshotAssertion) -> None:
    (line,) = (line for line in run(target, "run.py", "--more").splitlines() if line.startswith("  doubled "))
    assert line == snapshot
    assert f"doubled of {PACKAGE}" in run(target, "run.py", "--version")
    assert "--column" in run(target, "run.py", "doubled", "--help")
    assert run(target, "-c", DESK).strip() == f"['Doubled (of {PACKAGE})']"


def test_it_is_a_command_with_processes_of_its_own(target: Path, tmp_path: Path) -> None:
    """At twice the prices all magnets are still delivered."""
    out = tmp_path / "doubled.xlsx"
    printed = run(target, "run.py", "doubled", QUICKSTART, *OPTIONS, "--out", str(out), "--jobs", "2", "--quiet")
    assert re.match("Lowest fill rate: 100.%; Suppliers, price doubled: 100.%\\.", printed)
    assert openpyxl.load_workbook(out)["Doubled"] and (tmp_path / "doubled_report.html").exists()


def test_it_is_a_call(target: Path) -> None:
    assert re.search("Suppliers, price doubled: 100.%", run(target, "-c", CALL))


# --- packages that cannot be used --------------------------------------------------------------------

ENTRY = """
from model.studies.options import Option, StudyEntry
from model.system.files import Output

ENTRY = StudyEntry("{name}", "{place}", Output.COMPARISON, "What?", "A study.", {options})
"""

UNUSABLE = {
    "solve": ENTRY.format(name="solve", place="a:B", options="()"),
    "stocks": ENTRY.format(name="stocks", place="a:B", options="()"),
    "broken": "import a_module_that_is_not_there\n",
    "ending": "import sys\nsys.exit(0)\n",
    "none": "ENTRY = 1\n",
    "other": ENTRY.format(name="another", place="a:B", options="()"),
    "nowhere": ENTRY.format(name="nowhere", place="a", options="()"),
    "twice": ENTRY.format(name="twice", place="a:B", options="(Option('out', ''),)"),
    "absent": ENTRY.format(name="absent", place="not_there.study:Study", options="()"),
}


@pytest.fixture(scope="module")
def unusable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package for each study that cannot be used."""
    folder = tmp_path_factory.mktemp("unusable")
    for name, content in UNUSABLE.items():
        about = folder / f"plan_{name}-2.1.dist-info"
        about.mkdir()
        (folder / f"plan_{name}.py").write_text(content)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: plan-{name}\nVersion: 2.1\n")
        (about / "entry_points.txt").write_text(f"[supply_plan.studies]\n{name} = plan_{name}:ENTRY\n")
    return folder


def test_help_says_why_a_study_cannot_be_used(unusable: Path, snapshot: SnapshotAssertion) -> None:
    """All but the one that is found when it is asked for; all other commands are listed as ever."""
    help_text = run(unusable, "run.py", "--more")
    assert [line for line in help_text.splitlines() if line.startswith("The package ")] == snapshot
    assert all(f"\n  {name} " in help_text for name in ("solve", "stocks", "absent"))


@pytest.mark.parametrize("name", ["broken", "absent"])
def test_its_command_ends_with_the_reason(unusable: Path, name: str, snapshot: SnapshotAssertion) -> None:
    assert run(unusable, "run.py", name, QUICKSTART, code=ExitCode.INPUT).splitlines()[-1] == snapshot


def test_other_commands_go_on(unusable: Path) -> None:
    assert run(unusable, "run.py", "check", QUICKSTART).strip().endswith("no errors.")
