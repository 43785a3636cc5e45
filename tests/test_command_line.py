"""The command line as a planner meets it: help, second names, slips, and the pages that quote it."""

from __future__ import annotations

import contextlib
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.steps import main

ROOT = Path(__file__).parents[1]
LINE = re.compile(r"^  ([a-z-]+) {2,}(.*\?.*)$", re.MULTILINE)
"""A command in help: its name, and the question that it answers."""
RUN = re.compile(r"^# (.*)\npython run\.py (\S+)", re.MULTILINE)
BLOCK = re.compile(r"^```\n(.*?)^```", re.DOTALL | re.MULTILINE)
FIGURES = (r"in \d+\.\d s, of which the solver took \d+\.\d s", r"holds to \S+")
"""Parts of the output that no two runs share."""


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COLUMNS", "80")
    arguments, sys.argv = sys.argv, ["run.py"]
    yield
    sys.argv = arguments


def printed(capsys: pytest.CaptureFixture[str], words: list[str]) -> str:
    """What a command prints, its errors first, as they come before the result."""
    with contextlib.suppress(SystemExit):
        main(words)
    output = capsys.readouterr()
    return output.err + output.out


def test_help_shows_ten_commands_and_more_shows_all(capsys: pytest.CaptureFixture[str]) -> None:
    few, every = printed(capsys, ["--help"]), printed(capsys, ["--more"])
    first, names = dict(LINE.findall(few)), [name for name, _ in LINE.findall(every)]
    assert list(first) == names[:10] and len(first) == 10
    assert len(names) == len(set(names)) == 28 and "--more" in few
    assert {"what-if", "decide", "stocks"} <= set(names) and not {"batch", "lock", "goals"} & set(names)
    assert names.index("investor") - names.index("closures") == 1
    for name in names:
        assert f"usage: run.py {name} " in printed(capsys, [name, "--help"])


@pytest.mark.parametrize(("name", "other"), [("what-if", "batch"), ("stocks", "goals"), ("decide", "lock")])
def test_a_command_of_two_names_is_one(capsys: pytest.CaptureFixture[str], name: str, other: str) -> None:
    """Both reach the same command, which reports the same missing file."""
    rest = {"decide": ["no.xlsx", "--keep", "x", "--out", "a.xlsx"], "stocks": ["--scenario", "War"]}.get(name, [])
    words = ["no.xlsx", *rest]
    assert printed(capsys, [name, *words]) == printed(capsys, [other, *words])
    assert "not exist" in printed(capsys, [name, *words])


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["slove", "a.xlsx"], "'solve'"),
        (["whatif"], "'what-if'"),
        (["decde"], "'decide'"),
        (["frontier", "a.xlsx", "--limt", "x"], "'--limit'"),
        (["solve", "a.xlsx", "--gapp=1%"], "'--gap'"),
        (["what-if", "a.xlsx", "--skip-regrets"], "'--skip-regret'"),
    ],
)
def test_a_slip_gets_the_nearest(capsys: pytest.CaptureFixture[str], words: list[str], meant: str) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert f"Did you mean {meant}?" in capsys.readouterr().err


def test_a_misspelt_sheet_gets_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(ROOT / "inputs" / "quickstart.xlsx")
    book["Capacity"].title = "Capcity"
    book.save(tmp_path / "a.xlsx")
    assert "to Capacity?" in printed(capsys, ["check", str(tmp_path / "a.xlsx")])


def test_the_readme_lists_each_command_with_its_question(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    quoted = [(name, question) for question, name in RUN.findall(page)]
    assert quoted == LINE.findall(printed(capsys, ["--more"]))


def test_the_tutorial_shows_what_the_terminal_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every block is a run: commands behind '$', and all that they print."""
    monkeypatch.chdir(tmp_path)
    Path("inputs").mkdir()
    Path("inputs/quickstart.xlsx").write_bytes((ROOT / "inputs" / "quickstart.xlsx").read_bytes())
    book = openpyxl.load_workbook("inputs/quickstart.xlsx")
    book["Sites"]["B5"], book["Capacity"]["B5"], book["Costs"]["C6"] = "USA\u200b", "Texas Wroks", "5,5"
    book.save("slips.xlsx")
    blocks = BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 4
    for block in blocks:
        assert block.startswith("$ python run.py ")
        lines = ""
        for command in re.findall(r"^\$ python run\.py (.*)$", block, re.MULTILINE):
            lines += f"$ python run.py {command}\n{printed(capsys, shlex.split(command))}"
        assert masked(lines) == masked(block)


def masked(text: str) -> str:
    for figure in FIGURES:
        text = re.sub(figure, "…", text)
    return text
