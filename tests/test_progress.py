"""Progress tells the truth at every moment, and its clock never stands still."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from model import progress
from tests import test_contributions
from tests.jobs import Board, Store
from tests.steps import Progress
from tests.studies import asked, catalogue


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def with_clock(patch: pytest.MonkeyPatch, clock: Callable[[], float]) -> None:
    patch.setattr(progress.time, "monotonic", clock)


def shown(told: Progress) -> str:
    return " ".join(told.line.split())


def test_the_clock_goes_on_while_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOG_EVERY", 0.1)
    stream = io.StringIO()
    told = Progress(stream)
    told.stage("Solving")
    deadline = time.monotonic() + 10
    while stream.getvalue().count("Solving") < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    told.close()
    lines = stream.getvalue().splitlines()
    assert len(lines) >= 3 and len(set(lines)) >= 2, "lines come by themselves, each later than the last"
    time.sleep(0.3)
    assert stream.getvalue().splitlines() == lines, "none after the end"


def test_a_live_line_goes_on_by_itself_and_leaves_nothing() -> None:
    stream = Terminal()
    told = Progress(stream)
    told.stage("Solving")
    deadline = time.monotonic() + 10
    while stream.getvalue().count("Solving") < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    before = stream.getvalue()
    assert before.count("Solving") >= 3
    told.close()
    after = stream.getvalue()[len(before) :]
    assert after.rpartition("Solving")[2].endswith("\x1b[2K"), "the line is erased, and nothing is written after that"


def test_share_estimate_and_bounds(monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    told = Progress.silent()
    now = time.monotonic()
    with_clock(monkeypatch, lambda: now)
    told.stage("Testing disruptions")
    now += 10
    told.share(1, 100)
    assert "1 of 100" in shown(told) and "left" not in shown(told), "one in a hundred tells no pace"
    told.share(20, 100)
    assert shown(told) == snapshot
    told.share(100, 100)
    assert "left" not in shown(told)
    told.bounds(1234.56, 1000.0, 0.19)
    told.bounds(1e30, -1e30, 1e9)
    told.stage("Solving")
    assert "of 100" not in shown(told), "what is of one stage is not told of the next"
    assert "1,234.6" in shown(told) and "1,000.0" in shown(told), "neither plan nor bound vanishes"
    told.bounds(1e30, 1100.0, 1e9)
    assert "1,234.6" in shown(told) and "10.90%" in shown(told)
    told.stage("Building the model")
    assert "gap" not in shown(told), "another solve has neither"


FUTURES = "The plan in each future"


@pytest.mark.parametrize(("course", "omitted"), [(progress.SMALL, ""), (progress.LARGE, ""), (progress.LARGE, FUTURES)])
@pytest.mark.parametrize("slower", [0.6, 1.0, 1.7])
def test_the_time_left_of_a_run_is_right_within_a_factor_of_two_after_a_tenth_of_it(
    course: progress.Course, omitted: str, slower: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the workbook is read, until a twelfth is left, and also where solving takes another part of it than where
    the course was measured; without futures from 0.7 of it on."""
    now = 0.0
    with_clock(monkeypatch, lambda: now)
    told = Progress(quiet=True, is_run=True)
    told.omit(omitted)
    slower = max(slower, 0.7) if omitted else slower
    course = {words: seconds for words, seconds in course.items() if words != omitted}
    solving = ("Identifying", "Rounding", "Planning for")
    lasts = {words: seconds * (slower if words.startswith(solving) else 1) for words, seconds in course.items()}
    whole, wrong = sum(lasts.values()), []
    for words, seconds in lasts.items():
        told.stage(words)
        for step in range(10):
            if words == progress.STEPS:
                told.part(step / 10)
            elif words == FUTURES:
                told.share(4 * step // 10, 4)
            if (
                now > whole / 10
                and not words.startswith("Reading ")
                and whole - now > whole / 12
                and not (told.left and 0.5 <= told.left / (whole - now) <= 2)
            ):
                wrong.append((words, step, told.left, whole - now))
            now += seconds / 10
    assert wrong == []


def test_quiet_is_quiet() -> None:
    stream = io.StringIO()
    told = Progress(stream, quiet=True)
    told.stage("Solving")
    told.bounds(1.0, 1.0, 0.0)
    told.close()
    assert stream.getvalue() == ""


def test_a_long_run_is_announced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three candidates have eight sets."""
    monkeypatch.setattr("model.studies.contributions.study.LONG", 0.0)
    said = io.StringIO()
    study = catalogue.new_study("contributions", test_contributions.chain())
    asked(study, Store(tmp_path), board=Board(said), workers=2)
    assert "8 solves" in said.getvalue() and "2 at a" in said.getvalue()


def test_a_solve_besides_takes_back_neither_the_costs_nor_the_step_of_a_run() -> None:
    """As the baseline and the months of a plan, which build models of their own."""
    told = progress.JsonLines(io.StringIO(), quiet=True, is_run=True)
    told.stage("Reading plan.xlsx")
    told.stage("Building the model")
    told.bounds(39.0, 38.0, 0.03)
    told.stage("Without the plan")
    step = json.loads(told.line)["step"]
    told.other().stage("Building the model")
    line = json.loads(told.line)
    assert (line["best"], line["bound"], line["step"]) == (39.0, 38.0, step)
    told.stage("Building the model")
    line = json.loads(told.line)
    assert line["best"] is None and line["step"] < step, "a new solve of its own begins anew"


def test_time_before_the_first_stage_is_of_no_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solve that is late is told of a stage that has a name, however slow the machine was before it."""
    now = [0.0]
    with_clock(monkeypatch, lambda: now[0])
    steps = Progress.silent()
    now[0] = 100.0
    steps.stage("Identifying")
    now[0] = 103.0
    assert steps.longest == ("Identifying", 3.0)
