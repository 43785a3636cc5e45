"""docs/your-own-plan.md is true: its rows and cells, typed into a copy of the quick start, give what it quotes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.steps import main

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "your-own-plan.md").read_text(encoding="utf-8")
BLOCK, EDIT = r"^```(?P<kind>text)?\n(?P<lines>.*?)^```", r"^\| (?P<edited>[\w-]+)!(?P<cell>\w+) \| (?P<value>\w+) \|"
ROWS = r"^### (?P<sheets>[^\n]+)\n(?P<text>[^#`]*)"
STEP = re.compile(f"{BLOCK}|{EDIT}|{ROWS}", re.DOTALL | re.MULTILINE)
"""Commands, what they print or the first page says, cells that are typed over, and sheets with all of their rows."""

BOOK = Path("my_plan.xlsx")
RESULTS = {"solve": "outputs/my_plan_plan.xlsx", "what-if": "outputs/my_plan_comparison.xlsx"}


def typed(text: str) -> str | float | None:
    """What a cell holds after a text has been typed into it."""
    text = text.strip()
    if text.endswith("%"):
        return float(text.removesuffix("%")) / 100
    try:
        return float(text)
    except ValueError:
        return text or None


def fill(book: Workbook, name: str, text: str) -> None:
    """Replace all rows of a sheet by those of a table."""
    sheet = book[name]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    for cell in (cell for row in sheet.iter_rows(min_row=3) for cell in row):
        cell.value = None
    table = [line[1:-1].split("|") for line in text.splitlines() if line.startswith("|")]
    for line, cells in enumerate(table[2:], start=3):
        for header, cell in zip(table[0], cells, strict=True):
            sheet.cell(line, columns[header.strip()]).value = typed(cell)


def first_page(path: str) -> str:
    rows = openpyxl.load_workbook(path).worksheets[0].values
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_your_own_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    BOOK.write_bytes((ROOT / "inputs" / "quickstart.xlsx").read_bytes())
    said, commands = "", []
    for step in STEP.finditer(PAGE):
        if step["kind"]:
            for line in step["lines"].splitlines():
                assert line in said, (line, said)
        elif step["lines"]:
            program, script, command, *options = shlex.split(step["lines"])
            assert (program, script) == ("python", "run.py")
            code = main([command, *options, *(["--quiet"] if command != "check" else [])])
            printed = capsys.readouterr()
            said = printed.out + printed.err + (first_page(RESULTS[command]) if command in RESULTS else "")
            commands.append((command, code))
        else:
            book = openpyxl.load_workbook(BOOK)
            if step["edited"]:
                book[step["edited"]][step["cell"]] = typed(step["value"])
            else:
                for name in step["sheets"].split(", "):
                    fill(book, name, step["text"])
            book.save(BOOK)
    assert commands == [("check", 2), ("check", 0), *[("solve", 0)] * 3, ("what-if", 0)]
