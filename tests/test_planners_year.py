"""docs/planners-year.md is true: its commands, run one after the other, print what it says they print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from tests.steps import ExitCode, main

ROOT = Path(__file__).parents[1]
BLOCK, EDIT = r"```(?P<kind>text)?\n(?P<lines>.*?)```", r"^\| (?P<sheet>\w+)!(?P<cell>\w+) \| (?P<value>\d+) \|"
STEP = re.compile(f"{BLOCK}|{EDIT}", re.DOTALL | re.MULTILINE)
"""Commands, what they print, and cells that are typed in between."""


def test_a_planners_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "quickstart.xlsx").write_bytes((ROOT / "inputs" / "quickstart.xlsx").read_bytes())
    monkeypatch.chdir(tmp_path)
    page, printed, commands = (ROOT / "docs" / "planners-year.md").read_text(encoding="utf-8"), "", 0
    for step in STEP.finditer(page):
        if step["sheet"]:
            book = openpyxl.load_workbook("inputs/quickstart_2027.xlsx")
            book[step["sheet"]][step["cell"]] = int(step["value"])
            book.save("inputs/quickstart_2027.xlsx")
        elif step["kind"]:
            for line in step["lines"].splitlines():
                assert line.rstrip(".") in printed, (line, printed)
        else:
            command = shlex.split(step["lines"])
            assert command[:2] == ["python", "run.py"]
            assert main([*command[2:], "--quiet"]) == ExitCode.OPTIMAL
            printed, commands = capsys.readouterr().out, commands + 1
    assert commands == 5
