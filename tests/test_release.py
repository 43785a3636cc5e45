"""A release writes its version where it is named, and is refused where there can be none."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path

import pytest

import model
from bench import release

ROOT = Path(__file__).resolve().parents[1]
DAY = datetime.date(2027, 1, 31)


def test_a_version_is_written_wherever_it_is_named(tmp_path: Path) -> None:
    for name in ("model/__init__.py", "CHANGELOG.md", "CITATION.cff", ".mkdocs.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    assert release.write_version(tmp_path, "99.1.2", DAY) == [
        Path("model/__init__.py"),
        Path("CHANGELOG.md"),
        Path("CITATION.cff"),
        Path(".mkdocs.yml"),
    ]
    texts = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*") if path.is_file()}
    assert '\n__version__ = "99.1.2"\n' in texts["__init__.py"] and model.__version__ not in texts["__init__.py"]
    citation = dict(line.partition(": ")[::2] for line in texts["CITATION.cff"].splitlines())
    assert (citation["version"], citation["date-released"]) == ("99.1.2", "2027-01-31")
    assert "\ncopyright: Version 99.1.2\n" in texts[".mkdocs.yml"]
    heading = f"## [Unreleased]\n\n## [99.1.2] - 2027-01-31\n\n{release.PROMISE}\n### "
    assert heading in texts["CHANGELOG.md"]
    with pytest.raises(ValueError, match="no entry under"):
        release.write_version(tmp_path, "99.1.3", DAY)
    assert "99.1.3" not in (tmp_path / "model" / "__init__.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(("version", "why"), [("one", "is no version"), (model.__version__, "is not newer")])
def test_what_is_no_newer_version_is_refused(version: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main([version]) == 2
    assert why in capsys.readouterr().err


def test_the_lowest_versions_are_those_that_are_allowed() -> None:
    constraints = release.lowest(("desk",))
    assert "pyomo==6.10.1" in constraints and "starlette==1.0" in constraints
    assert all(re.fullmatch(r"[\w.-]+==[\d.]+", line) for line in constraints)


def test_the_page_of_a_version_links_only_what_is_there() -> None:
    page = (ROOT / "docs" / "versions.md").read_text(encoding="utf-8")
    assert all((ROOT / "docs" / name).is_file() for name in re.findall(r"\]\((\w[\w-]*\.md)\)", page))
    assert "docs/versions.md" in release.PROMISE
