"""How the command ends when something outside ends it: nothing that it has found is lost, no traceback is shown."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from model.errors import ExitCode
from model.stopping import as_ctrl_c
from model.workbook.template import write_inputs
from tests.slow import slow_tables

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


@posix_only
def test_a_system_that_ends_the_program_gets_the_best_plan_so_far(slow: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.xlsx"
    command = [*RUN, "solve", str(slow), "--out", str(out)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "best plan" not in process.stderr.readline():
            assert process.poll() is None
        process.terminate()
        assert process.wait(timeout=60) == ExitCode.LIMIT
    assert openpyxl.load_workbook(out, read_only=True)["Solver"]["B4"].value == "interrupted"


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
