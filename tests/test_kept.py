"""What a solve has learned: kept beside its results, with which later questions begin, and lost without harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.search import as_large
from tests.steps import ExitCode, main, write_inputs
from tests.test_explain import choices


@pytest.fixture(autouse=True)
def _is_worth_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small workbooks learn nothing, as they are solved before it is read."""
    as_large(monkeypatch, "relaxation")


@pytest.fixture
def solved(tmp_path: Path) -> Path:
    """A solved workbook."""
    book = tmp_path / "choices.xlsx"
    write_inputs(book, choices())
    assert main(["solve", str(book), "--quiet", "--out", str(_plan(book))]) == ExitCode.OPTIMAL
    return book


def _plan(book: Path) -> Path:
    return book.with_name("choices_plan.xlsx")


def _asked(book: Path, solves: list[str], command: str, *options: str) -> list[str]:
    """What a study solves, of all solves in this process."""
    before = len(solves)
    out = book.with_name(f"{command}.xlsx")
    assert main([command, str(book), *options, "--quiet", "--out", str(out)]) == ExitCode.OPTIMAL
    return solves[before:]


def _is_learned_again(book: Path, solves: list[str]) -> bool:
    """Whether a study solves anything before it asks about the plan."""
    return "Gate" not in _asked(book, solves, "explain", str(_plan(book)), "--why", "Gate")[0]


def _delete(path: Path) -> None:
    path.unlink()


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def _alter(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_question_begins_with_what_the_solve_has_learned(solved: Path, in_this_process: list[str]) -> None:
    assert not _is_learned_again(solved, in_this_process)


@pytest.mark.parametrize("spoil", [_delete, _truncate, _alter])
def test_what_is_lost_is_learned_again(
    solved: Path, spoil: Callable[[Path], None], in_this_process: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _is_learned_again(solved, in_this_process)
    expected = capsys.readouterr().out
    for kept in solved.parent.glob(".runs/*"):
        spoil(kept)
    assert _is_learned_again(solved, in_this_process)
    told = capsys.readouterr()
    assert told.out == expected
    assert bool(told.err) == (spoil is not _delete)


def test_another_version_of_the_program_learns_it_again(
    solved: Path, in_this_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("model.runs.file", "model.runs.job", "model.runs.store"):
        monkeypatch.setattr(f"{name}.program_version", lambda: "another")
    assert _is_learned_again(solved, in_this_process)


def test_a_study_begins_with_the_plan_that_was_solved(
    solved: Path, in_this_process: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is the same one as the study finds itself."""
    assert _asked(solved, in_this_process, "tornado") == []
    known = capsys.readouterr().out
    for kept in solved.parent.glob(".runs/*"):
        kept.unlink()
    assert _asked(solved, in_this_process, "tornado") == ["base"]
    assert capsys.readouterr().out == known


def test_a_search_from_an_earlier_plan_says_where_nothing_is_kept_of_it(
    solved: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    again = ["solve", str(solved), "--quiet", "--start", str(_plan(solved)), "--out", str(solved.with_name("b.xlsx"))]
    assert main(again) == ExitCode.OPTIMAL
    assert not capsys.readouterr().err
    for kept in solved.parent.glob(".runs/*"):
        kept.unlink()
    assert main(again) == ExitCode.OPTIMAL
    assert capsys.readouterr().err == snapshot
