"""docs/adding-a-study.md is true: its file and its entry, as quoted there, are a command and a call from Python."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

import model
from tests.steps import ExitCode, main
from tests.studies import catalogue

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "adding-a-study.md").read_text("utf-8")


def quoted(title: str) -> str:
    (found,) = re.findall(rf'```python title="[^"]*{re.escape(title)}"\n(.*?)```', PAGE, re.DOTALL)
    return str(found)


@pytest.fixture
def _added(monkeypatch: pytest.MonkeyPatch) -> None:
    """The study as the page has it."""
    module = ModuleType("model.studies.doubled")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(quoted("doubled.py"), "doubled.py", "exec"), module.__dict__)
    entry = eval(quoted("catalogue.py"), dict(vars(catalogue)))
    monkeypatch.setitem(catalogue.STUDIES, entry.name, entry)


@pytest.mark.usefixtures("_added", "in_this_process")
def test_the_study_is_a_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """At twice the prices all magnets are still delivered."""
    (line,) = re.findall(r"^python run\.py (doubled .*)$", PAGE, re.MULTILINE)
    out = tmp_path / "doubled.xlsx"
    assert main([*line.split(), "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot
    rows = [[cell for cell in row if cell is not None] for row in openpyxl.load_workbook(out)["Doubled"].values]
    assert rows == snapshot
    assert "<h1>One input doubled</h1>" in (tmp_path / "doubled_report.html").read_text("utf-8")


@pytest.mark.usefixtures("_added", "in_this_process")
def test_the_study_is_a_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "outputs").mkdir()
    (tmp_path / "inputs").symlink_to(ROOT / "inputs")
    monkeypatch.chdir(tmp_path)
    names = {"model": model}
    exec(quoted("from Python"), names)
    found = names["result"].frames["Doubled"]  # type: ignore[attr-defined]
    assert list(found["fill rate"]) == list(found["fill rate, Suppliers, price doubled"]) == [1.0] * len(found)
    assert (tmp_path / "outputs" / "doubled.xlsx").exists()
