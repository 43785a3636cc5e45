"""What is installed with the program is chosen on purpose: each library has its reason, bad versions are shut out."""

from __future__ import annotations

import hashlib
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import model

ROOT = Path(__file__).resolve().parent.parent
REASONS = ROOT / "docs" / "decisions" / "0005-dependencies.md"
VENDORED = (
    ROOT / "model" / "reports" / "html" / "vendor",
    ROOT / "model" / "desk" / "vendor",
    ROOT / "docs" / "vendor",
)


def requirements() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {each.name: each for each in map(Requirement, project["dependencies"])}


def extras() -> set[str]:
    """What extras install besides, such as for development."""
    optional = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    return {Requirement(each).name for part in optional.values() for each in part} - {"supply-diversification-planner"}


def test_every_library_has_a_line_that_says_why() -> None:
    lines = REASONS.read_text(encoding="utf-8").splitlines()
    named = {word for line in lines if line.startswith("| ") for word in line.split("|")[1].replace(",", " ").split()}
    assert set(requirements()) | extras() <= named


def test_the_version_to_cite_and_of_the_site_is_that_of_the_program() -> None:
    about = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {model.__version__}\n" in about
    assert f"\ncopyright: Version {model.__version__}\n" in (ROOT / ".mkdocs.yml").read_text(encoding="utf-8")


def test_no_solver_is_accepted_that_is_known_to_lose_optima() -> None:
    """HiGHS 1.14 in presolve; 1.15.1 without it, which is how a verdict of 'no plan' is checked once more."""
    highspy = requirements()["highspy"].specifier
    assert not [bad for bad in ("1.14.0", "1.15.0", "1.15.1") if bad in highspy]
    assert version("highspy") in highspy


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parent.name)
def test_vendored_files_are_those_of_their_packages(folder: Path) -> None:
    """Each with its licence; no file is there without a line."""
    page = (folder / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (\S+) \| [^|]+ \| [^|]+, (\S+) \| (\w{64}) \|$", page, re.MULTILINE)
    assert {"README.md", *(name for line in lines for name in line[:2])} == {each.name for each in folder.iterdir()}
    assert all((folder / licence).read_text(encoding="utf-8").strip() for _, licence, _ in lines)
    assert [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name, _, _ in lines] == [
        digest for _, _, digest in lines
    ]
