"""What other programs read and write: problems, progress and plans as JSON, decisions that are locked, differences."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.books import put
from tests.shipped import INPUTS
from tests.steps import ExitCode, main

QUICK_START = INPUTS / "quickstart.xlsx"
MODULE = "build Separation module, 2026"


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the plan of the quick start, also as JSON."""
    folder = tmp_path_factory.mktemp("solved")
    said, lines = _said(folder, ["solve", str(QUICK_START), "--out", str(folder / "first_plan.xlsx")], "--json")
    (folder / "first.json").write_text(said, encoding="utf-8")
    (folder / "first.jsonl").write_text(lines, encoding="utf-8")
    return folder


def _said(folder: Path, command: list[str], *options: str, code: int = ExitCode.OPTIMAL) -> tuple[str, str]:
    """What a command prints: its result, and its progress as JSON."""
    out, err = folder / "out", folder / "err"
    asked = [*command, *options, *(["--progress", "json"] if command[0] == "solve" else [])]
    with (
        out.open("w", encoding="utf-8") as result,
        err.open("w", encoding="utf-8") as progress,
        redirect_stdout(result),
        redirect_stderr(progress),
    ):
        assert main(asked) == code
    return out.read_text("utf-8"), err.read_text("utf-8")


def _plan(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def test_progress_tells_plans_that_hold_and_a_bound_that_only_rises(solved: Path) -> None:
    events = [json.loads(line) for line in (solved / "first.jsonl").read_text("utf-8").splitlines()]
    cost = _plan(solved / "first.json")["cost"]
    bests = [event["best"] for event in events if event["best"] is not None]
    bounds = [event["bound"] for event in events if event["bound"] is not None]
    assert bests and all(best >= cost - 1e-6 for best in bests), "also while the world without the plan is solved"
    assert bounds == sorted(bounds) and bounds[-1] <= cost + 1e-6
    assert [event["seconds"] for event in events] == sorted(event["seconds"] for event in events)


def test_a_plan_has_its_answers_and_decisions_by_name(solved: Path, snapshot: SnapshotAssertion) -> None:
    plan = _plan(solved / "first.json")
    figures = ("answers", "cost", "bound", "badges")
    assert plan["cost"] == pytest.approx(39.05) and plan["bound"] == pytest.approx(39.05)
    assert {name: value for name, value in plan.items() if name not in figures} == snapshot
    assert [(each["question"], each["headline"], each["facts"]) for each in plan["answers"]] == snapshot


def test_the_plan_in_a_workbook_reads_the_same(solved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = ["report", str(solved / "first_plan.xlsx"), "--out", str(solved / "page.html"), "--json"]
    assert main(report) == ExitCode.OPTIMAL
    said = json.loads(capsys.readouterr().out)
    first = _plan(solved / "first.json")
    ours, theirs = (plan["answers"][1] for plan in (first, said))
    assert "As stored" in theirs["picture"] and "As stored" not in ours["picture"]
    ours["picture"] = theirs["picture"]
    assert {**said, "badges": [], "bound": round(said["bound"], 6)} == {
        **first, "badges": [], "bound": round(first["bound"], 6),
    }  # fmt: skip


def test_problems_as_json_name_the_cell_and_the_fix(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    book = openpyxl.load_workbook(QUICK_START)
    put("Settings!B3", "soon")(book)
    book.save(tmp_path / "wrong.xlsx")
    said, _ = _said(tmp_path, ["check", str(tmp_path / "wrong.xlsx")], "--json", code=ExitCode.INPUT)
    assert json.loads(said) == snapshot
    (tmp_path / "none.xlsx").write_bytes(b"none")
    said, _ = _said(tmp_path, ["check", str(tmp_path / "none.xlsx")], "--json", code=ExitCode.INPUT)
    assert json.loads(said)["problems"] == []


def test_names_that_questions_are_about(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    assert json.loads(_said(tmp_path, ["check", str(QUICK_START)], "--json")[0])["names"] == snapshot


# --- locks


@pytest.mark.parametrize("plan", ["first.json", "first_plan.xlsx"])
def test_what_is_kept_stands_in_a_copy_and_nothing_else_changes(plan: str, solved: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.xlsx"
    assert main(["lock", str(QUICK_START), str(solved / plan), "--keep", MODULE, "--out", str(out)]) == ExitCode.OPTIMAL
    ours, theirs = openpyxl.load_workbook(QUICK_START), openpyxl.load_workbook(out)
    assert ours.sheetnames == theirs.sheetnames
    differing = {
        (name, cell.coordinate, cell.value)
        for name in theirs.sheetnames
        for row in theirs[name].iter_rows()
        for cell in row
        if cell.value != ours[name][cell.coordinate].value
    }
    line = next(place for _, place, value in differing if value == f"keep: {MODULE}")[1:]
    values = ("keep: " + MODULE, "build", "Separation module", "fixed", 2026, 20)
    assert {value for _, place, value in differing if place.endswith(line)} == set(values)
    assert len(differing) == len(values)


@pytest.mark.parametrize(
    ("wish", "years"), [(["--not-then", MODULE], {2027, 2028}), (["--not-before", MODULE, "2028"], {2028})]
)
def test_what_is_ruled_out_is_not_decided_again(
    wish: list[str], years: set[int], solved: Path, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    copy = tmp_path / "copy.xlsx"
    assert main(["lock", str(QUICK_START), str(solved / "first.json"), *wish, "--out", str(copy)]) == ExitCode.OPTIMAL
    said, _ = _said(tmp_path, ["solve", str(copy), "--out", str(tmp_path / "second_plan.xlsx")], "--json")
    rows = [each["row"] for each in json.loads(said)["decisions"]]
    assert {row["year"] for row in rows if row["subject"] == "Separation module"} <= years
    since = ["report", str(tmp_path / "second_plan.xlsx"), "--since", str(solved / "first_plan.xlsx")]
    assert _said(tmp_path, [*since, "--out", str(tmp_path / "page.html")])[0] == snapshot


def test_locks_that_cannot_be_are_refused_by_name(
    solved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    command = ["lock", str(QUICK_START), str(solved / "first.json"), "--out", str(tmp_path / "copy.xlsx")]
    for wish in (
        ["--keep", "build Tower of Babel, 2026"],
        ["--not-before", MODULE, "soon"],
        ["--keep", MODULE, "--not-at-all", MODULE],
    ):
        assert main([*command, *wish]) == ExitCode.INPUT
    assert main(["lock", str(QUICK_START), str(QUICK_START), *command[3:], "--keep", MODULE]) == ExitCode.INPUT
    assert not (tmp_path / "copy.xlsx").exists()
    assert capsys.readouterr().err == snapshot
