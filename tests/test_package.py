"""The program as a package: a name that no file of a user hides, types that find mistakes, and what its wheel says of
itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_string
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.version import Version

import model
import model.testing
import supply_plan
import supply_plan.testing
from tests.test_dependencies import VENDORED

ROOT = Path(__file__).parents[1]

HIDDEN = "a module of the user"
HIDING = f"print('{HIDDEN}')\n\ndef solve() -> None: ...\n"

SAME = """
import supply_plan
import model
import model.testing
from supply_plan.testing import check_family

assert all(getattr(supply_plan, name) is getattr(model, name) for name in model.__all__)
assert supply_plan.__version__ == model.__version__
print(supply_plan.check(supply_plan.load(r"{quickstart}")))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a user, who has a file model.py."""
    (tmp_path / "model.py").write_text(HIDING)
    return tmp_path


def python(folder: Path, *arguments: str, paths: str = str(ROOT), code: int = 0) -> str:
    """What Python prints in a folder."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_another_name_has_the_same_objects() -> None:
    assert all(getattr(supply_plan, name) is getattr(model, name) for name in model.__all__)
    assert dir(supply_plan) == dir(model) and supply_plan.__all__ == model.__all__  # type: ignore[attr-defined]
    assert supply_plan.testing.check_family is model.testing.check_family
    assert supply_plan.testing.Demand is model.testing.Demand
    with pytest.raises(AttributeError, match="'supply_plan' has no attribute 'lod'"):
        _ = supply_plan.lod  # type: ignore[attr-defined]


def test_a_file_of_a_user_does_not_hide_the_planner(folder: Path) -> None:
    script = SAME.format(quickstart=ROOT / "inputs" / "quickstart.xlsx")
    assert python(folder, "-c", script) == "[]\n"


def test_commands_in_processes_of_their_own_are_not_hidden(folder: Path) -> None:
    assert "-m supply_plan" in python(folder, "-m", "supply_plan", "--help").splitlines()[0]
    source = ROOT / "inputs" / "quickstart.xlsx"
    printed = python(folder, "-m", "supply_plan", "tornado", str(source), "--out", "t.xlsx", "--jobs", "2", "--quiet")
    assert HIDDEN not in printed and (folder / "t.xlsx").exists()


def test_two_modules_of_one_name_are_refused_in_words(folder: Path) -> None:
    printed = python(folder, "-c", "import model\nimport supply_plan", code=1)
    assert re.search(r"ImportError: .*model\.py is imported as 'model'.*rename that file", printed)


# --- types -------------------------------------------------------------------------------------------

MISTAKES = """
import {name} as planner

tables = planner.lod("mine.xlsx")
tables = planner.load("mine.xlsx", "Sites")
plan = planner.solve(tables, gap="1%")
print(plan.objectiv)
sheets: dict[str, int] = planner.to_frames(tables)
for problem in planner.check(tables):
    print(problem.sheet_name)
"""


@pytest.mark.parametrize("name", ["model", "supply_plan"])
def test_six_mistakes_of_a_script_are_six_errors_of_mypy(name: str, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "script.py").write_text(MISTAKES.format(name=name))
    cache = f"--cache-dir={ROOT / '.mypy_cache'}"
    config = f"--config-file={ROOT / 'pyproject.toml'}"
    printed = python(ROOT, "-m", "mypy", cache, config, str(tmp_path / "script.py"), code=1)
    lines = re.findall(r"script\.py:(\d+): error: .*\[([a-z-]+)\]", printed)
    assert lines == [
        ("4", "attr-defined"),
        ("5", "call-arg"),
        ("6", "arg-type"),
        ("7", "attr-defined"),
        ("8", "assignment"),
        ("10", "attr-defined"),
    ], printed


# --- the wheel ---------------------------------------------------------------------------------------

PARTS = ("model", "supply_plan", "inputs", "docs", "LICENSE", "NOTICE", "README.md", "pyproject.toml")

BUILD = "from setuptools.build_meta import {how}; print({how}(r'{target}'))"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What wheels are built from."""
    if find_spec("setuptools") is None or Version(version("setuptools")) < Version("77"):
        pytest.skip("needs setuptools 77")
    folder = tmp_path_factory.mktemp("source")
    for part in PARTS:
        (folder / part).parent.mkdir(exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, folder / part)
    return folder


def built(source: Path, how: str, target: Path) -> Path:
    """The wheel, unpacked."""
    python(source, "-c", BUILD.format(how=how, target=target), paths="")
    (wheel,) = target.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(target)
    return target


def test_the_wheel_has_both_names_and_says_what_it_is(source: Path, folder: Path) -> None:
    target = built(source, "build_wheel", folder / "target")
    (about,) = target.glob("*.dist-info")
    facts = message_from_string((about / "METADATA").read_text("utf-8"))
    assert facts["Summary"] and facts["License-Expression"] == "Apache-2.0"
    assert "Typing :: Typed" in facts.get_all("Classifier", [])
    texts = (path for path in (about / "licenses").rglob("*") if path.is_file())
    named = re.findall(r"\S+LICENCE", (ROOT / "NOTICE").read_text("utf-8"))
    assert {path.relative_to(about / "licenses").as_posix() for path in texts} == {"LICENSE", "NOTICE", *named}
    data = f"{about.stem}.data/data/share/supply-plan"
    assert all((target / data / name).is_file() for name in ("inputs/quickstart.xlsx", "docs/desk.md"))
    assert len(named) == 6 and (target / "supply_plan" / "py.typed").exists()
    script = SAME.format(quickstart=ROOT / "inputs" / "quickstart.xlsx")
    assert python(folder, "-c", script, paths=str(target)) == "[]\n"


def test_an_editable_install_has_both_names(source: Path, folder: Path) -> None:
    target = built(source, "build_editable", folder / "target")
    script = f"import site; site.addsitedir(r'{target}')\n"
    script += SAME.format(quickstart=ROOT / "inputs" / "quickstart.xlsx")
    assert python(folder, "-c", script, paths="") == "[]\n"


def test_files_of_others_are_in_the_notice() -> None:
    """Each vendored file, by its version; and no address of a project that is not there."""
    notice = (ROOT / "NOTICE").read_text("utf-8")
    for folder in VENDORED:
        page = (folder / "README.md").read_text("utf-8")
        for name, release in re.findall(r"^\| (\S+) \| \S+ ([\d.]+) ", page, re.MULTILINE):
            assert name in notice and f" {release}" in notice, name
    release, *_ = re.findall(r"world-atlas ([\d.]+\d)", (VENDORED[0].parent / "world" / "LICENCE").read_text("utf-8"))
    assert f"world-atlas {release}" in notice
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert len(project["classifiers"]) == len(set(project["classifiers"]))
