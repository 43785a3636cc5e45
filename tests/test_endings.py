"""How the command ends when something outside ends it: nothing that it has found is lost, no traceback is shown."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Tables
from model.results.decisions import Decisions
from model.runs.store import Unfinished
from tests.conftest import full_disk
from tests.figures import Incumbent
from tests.inline import tables
from tests.jobs import as_ctrl_c, shop
from tests.slow import slow_tables
from tests.steps import ExitCode, carried_plan, load_tables, main, write_inputs
from tests.test_regret import WORKS

ROOT = Path(__file__).parents[1]
QUICKSTART = str(ROOT / "inputs" / "quickstart.xlsx")
RUN = [sys.executable, str(ROOT / "run.py")]

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has neither these files nor these signals")


def shell(line: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command under a shell, as ``line`` has it end: ``"$@"`` stands for the command."""
    command = ["sh", "-c", line, "sh", *RUN, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


@posix_only
@pytest.mark.parametrize(
    ("line", "command", "code"),
    [
        ('"$@" > /dev/full', ["check", QUICKSTART], ExitCode.OUTPUT),
        ('"$@" > /dev/full', ["--help"], ExitCode.OUTPUT),
        ('"$@" >&-', ["--help"], ExitCode.OPTIMAL),
        ('{ "$@"; echo $? >&2; } | true', ["--help"], ExitCode.OPTIMAL),
    ],
    ids=["full", "full, of help", "closed", "unread"],
)
def test_what_cannot_be_printed_ends_with_an_exit_code(line: str, command: list[str], code: int) -> None:
    """That nobody reads it is no error; a full disk behind it is one, since to be printed is all that was asked."""
    ended = shell(line, *command)
    assert "Traceback" not in ended.stderr and "Exception" not in ended.stderr
    assert int(ended.stderr.split()[-1] if "echo" in line else ended.returncode) == code
    assert ("standard output cannot be written: no space left on device" in ended.stderr) is (code == ExitCode.OUTPUT)


def test_without_what_the_program_needs_it_says_how_to_install_it(snapshot: SnapshotAssertion) -> None:
    """As it is after cloning: without packages (``-S``)."""
    command = [sys.executable, "-S", str(ROOT / "run.py"), "check", QUICKSTART]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ended.returncode == ExitCode.FAILED
    assert ended.stderr == snapshot


@posix_only
def test_a_plan_is_written_though_nothing_can_be_said(tmp_path: Path) -> None:
    """Both streams are closed: no line of a library goes into the workbook that takes their place."""
    out = tmp_path / "plan.xlsx"
    ended = shell('"$@" <&- >&- 2>&-', "solve", QUICKSTART, "--out", str(out))
    assert ended.returncode == ExitCode.OPTIMAL
    assert "Summary" in openpyxl.load_workbook(out, read_only=True).sheetnames


# ---------------------------------------------------------------------------------------------- a search that is ended


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("slow") / "slow.xlsx"
    write_inputs(book, slow_tables())
    return book


def wait_for(file: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while not file.exists():
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.05)


@posix_only
def test_a_system_that_ends_the_program_gets_the_best_plan_so_far(slow: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.xlsx"
    command = [*RUN, "solve", str(slow), "--out", str(out)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        wait_for(tmp_path / "plan_unfinished.json", process)
        process.terminate()
        assert process.wait(timeout=60) == ExitCode.LIMIT
    assert carried_plan(out).outcome == "interrupted"
    assert {each.name for each in tmp_path.iterdir()} == {"plan.xlsx", "plan_report.html"}


@posix_only
def test_a_search_without_a_plan_ends_in_the_stage_that_it_is_in(tmp_path: Path) -> None:
    """As long as there is nothing to keep, it does not go on to the next stage: here from building a large model."""
    command = [*RUN, "solve", "inputs/rare_earths.xlsx", "--progress", "json", "--out", str(tmp_path / "plan.xlsx")]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if "Building" in line)
        process.send_signal(signal.SIGINT)
        later = process.stderr.read()
        assert process.wait(timeout=60) == ExitCode.FAILED
    assert "Identifying" not in later and not list(tmp_path.iterdir())


@posix_only
def test_a_signal_that_is_ignored_from_the_start_stays_so() -> None:
    """Under ``nohup`` a terminal that is closed ends nothing. Afterwards all is as it was."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with as_ctrl_c():
            os.kill(os.getpid(), signal.SIGHUP)
            with pytest.raises(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGTERM)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_search_that_is_killed_leaves_its_best_plan(
    slow: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """As by a machine that loses its power or runs out of memory. The next search tells how to go on from there, and
    one that is asked to comes to a plan at least as good, which says what it began with."""
    out, kept = tmp_path / "plan.xlsx", tmp_path / "plan_unfinished.json"
    with subprocess.Popen([*RUN, "solve", str(slow), "--out", str(out)], cwd=ROOT) as process:
        wait_for(kept, process)
        time.sleep(0.5)
        process.kill()
    assert not out.exists()
    cost = json.loads(kept.read_text())["cost"]
    ask = ["solve", str(slow), "--out", str(out), "--quiet", "--time-limit", "1"]
    assert main([*ask, "--resume"]) == ExitCode.LIMIT
    plan = carried_plan(out)
    assert plan.objective <= cost + 1e-6
    assert str(plan.statistics["started from"]) == snapshot
    assert not kept.exists()


# ---------------------------------------------------------------------------------------------- what is left


def left(folder: Path, tables: Tables, cost: float, decided: Decisions | None = None) -> Path:
    """The file of a search for ``plan.xlsx`` that was killed."""
    search = Unfinished(folder / "plan.xlsx", tables)
    search.better(Incumbent(decided or {("build", ("Separation module", 2027)): 1.0}, cost, 1, is_settled=True))
    return search.file


def test_what_is_left_changes_no_plan_unless_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """A workbook has one plan: an earlier search is told of, and not started from."""
    tables, _ = load_tables(Path(QUICKSTART))
    file = left(tmp_path, tables, 45.54)
    ask = ["solve", QUICKSTART, "--out", str(tmp_path / "plan.xlsx"), "--quiet"]
    assert main(ask) == ExitCode.OPTIMAL
    said = capsys.readouterr().err
    assert said == snapshot
    plan = carried_plan(tmp_path / "plan.xlsx")
    assert plan.objective == pytest.approx(39.05) and "started from" not in plan.statistics
    assert not file.exists(), "the results are there, and better"
    assert main([*ask, "--resume"]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot


def test_a_plan_that_is_better_than_the_results_stays(tmp_path: Path) -> None:
    tables, _ = load_tables(Path(QUICKSTART))
    file = left(tmp_path, tables, 30.0)
    content = file.read_bytes()
    search = Unfinished(tmp_path / "plan.xlsx", tables)
    search.better(Incumbent({}, 40.0, 2, is_settled=True))
    search.better(Incumbent({}, 20.0, 9, is_settled=False))
    search.done(40.0)
    assert file.read_bytes() == content
    search.better(Incumbent({}, 29.0, 1, is_settled=True))
    assert Unfinished(tmp_path / "plan.xlsx", tables).required().plan.cost == 29.0
    search.done(29.0)
    assert not file.exists()


def test_a_plan_of_a_workbook_that_has_none_is_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It held in some disruptions alone; one of an earlier state of the workbook stays."""
    book = tmp_path / "works.xlsx"
    write_inputs(book, shop(sold=1))
    tables, _ = load_tables(book)
    file = left(tmp_path, tables, 1.0)
    ask = ["solve", str(book), "--out", str(tmp_path / "plan.xlsx"), "--quiet"]
    assert main(ask) == ExitCode.INFEASIBLE and not file.exists()
    capsys.readouterr()
    assert main(ask) == ExitCode.INFEASIBLE and "--resume" not in capsys.readouterr().err
    left(tmp_path, slow_tables(), 1.0)
    assert main(ask) == ExitCode.INFEASIBLE and file.exists()


def test_a_plan_of_another_workbook_is_told_as_that_and_gives_way(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    tables, _ = load_tables(Path(QUICKSTART))
    left(tmp_path, slow_tables(), 1.0)
    search = Unfinished(tmp_path / "plan.xlsx", tables)
    assert search.message(Path(QUICKSTART)) == snapshot
    search.better(Incumbent({}, 40.0, 1, is_settled=False))
    assert Unfinished(tmp_path / "plan.xlsx", tables).message(Path("x.xlsx")) == snapshot


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100_000, b'{"format": 1, "key": 3}'])
def test_what_cannot_be_read_is_as_if_it_were_not_there(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "plan_unfinished.json").write_bytes(content)
    search = Unfinished(tmp_path / "plan.xlsx", slow_tables())
    assert search.left is None and search.message(Path("x.xlsx")) == ""
    search.better(Incumbent({("build", "x"): 1.0}, 40.0, 1, is_settled=True))
    assert Unfinished(tmp_path / "plan.xlsx", slow_tables()).required().plan.decided == {("build", "x"): 1.0}


def test_a_disk_that_is_full_at_the_end_says_how_to_get_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """No place takes the results; what was decided was kept while there was room."""
    out = tmp_path / "plan.xlsx"
    full_disk(monkeypatch, lambda path: path.suffix == ".xlsx")
    ask = ["solve", QUICKSTART, "--out", str(out), "--quiet"]
    assert main(ask) == ExitCode.OUTPUT
    said = capsys.readouterr().err
    assert said == snapshot
    monkeypatch.undo()
    assert main([*ask, "--resume"]) == ExitCode.OPTIMAL
    assert carried_plan(out).objective == pytest.approx(39.05)


def test_quiet_tells_of_no_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks for quiet is told the result, and of errors; without it the first warnings stand beside it."""
    book = tmp_path / "works.xlsx"
    write_inputs(book, tables(WORKS.replace("| 1000", "|")))
    ask = ["solve", str(book), "--out", str(tmp_path / "plan.xlsx")]
    assert main(ask) == ExitCode.OPTIMAL
    assert "warning  Demand!" in capsys.readouterr().err
    assert main([*ask, "--quiet"]) == ExitCode.OPTIMAL
    told = capsys.readouterr()
    assert told.err == "" and told.out.startswith("Plan (optimal)")
