"""A folder for a run of commands: their record, the process that is at it, its exit code, progress, and how to stop it.

    python -m model.system.run_folder FOLDER

is that process, which outlives whoever has started it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from model.errors import ExitCode
from model.system import processes
from model.system.files import DAMAGED, put_aside, save
from model.system.processes import answer

STEPS, ALIVE, ENDED = "steps.json", "alive.json", "ended.json"
"""Files of a run: its commands, the process that is at it, and its exit code."""
SAID, PROGRESS = "said-{}.txt", "progress.jsonl"
"""Standard output of each command; progress and messages."""
GOES_ON = (ExitCode.OPTIMAL, ExitCode.LIMIT)
MOST_POINTS = 400
"""Points of a curve of progress."""


@dataclass(frozen=True)
class ProgressCurve:
    """Progress of a run: its last event, and costs found and proven over time."""

    last: Mapping[str, Any] = field(default_factory=dict)
    points: Sequence[tuple[float, float | None, float | None]] = ()
    """(seconds, best, bound)"""
    messages: Sequence[str] = ()
    """Errors and warnings."""
    remedies: Sequence[Sequence[Mapping[str, str]]] = ()
    """Cells of each remedy as fields of a what-if."""


class RunFolder:
    """The folder of a run, as whoever looks after it sees it."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def prepare(self, steps: Sequence[Sequence[str]], record: Mapping[str, Any]) -> None:
        """Write the commands, which run one after the other, and the record of the run."""
        save(self.place / "record.json", json.dumps({**record, "steps": steps}).encode())
        save(self.place / STEPS, json.dumps(steps).encode())

    def start(self, **environment: str) -> subprocess.Popen[bytes]:
        """Begin, in a process of its own."""
        command = [sys.executable, "-m", "model.system.run_folder", "."]
        return processes.start(command, self.place, {**processes.environment(), **environment})

    @property
    def code(self) -> int | None:
        """The exit code, once it has ended by itself."""
        return self._state(ENDED, "code").get("code")

    @property
    def pid(self) -> int | None:
        """The process that is at it; None if it is gone, also if its id has been given to another one."""
        alive = self._state(ALIVE, "pid")
        return alive["pid"] if alive and processes.is_alive(alive["pid"], str(alive.get("began", ""))) else None

    def _state(self, name: str, number: str) -> dict[str, Any]:
        """Content of a file with a number; a damaged one is put aside, as if it had never been written."""
        path = self.place / name
        state = _read(path)
        if isinstance(state, dict) and isinstance(state.get(number), int):
            return state
        with suppress(OSError):  # it is not there
            put_aside(path)
        return {}

    @property
    def damaged(self) -> list[str]:
        """Names of files that were put aside."""
        return sorted(path.name for path in self.place.glob(f"*{DAMAGED}*"))

    def stop(self, *, at_once: bool = False) -> bool:
        """Ask the process to finish, or end it; True if it was alive."""
        pid = self.pid
        with suppress(OSError):  # it has just ended
            if pid is not None:
                (processes.end if at_once else processes.stop)(pid)
        return pid is not None

    def printed(self) -> str:
        """Standard output of the last command."""
        steps = _read(self.place / STEPS)
        path = self.place / SAID.format(len(steps) - 1 if isinstance(steps, list) else 0)
        return path.read_text("utf-8", "replace") if path.is_file() else ""

    def curve(self) -> ProgressCurve:
        """Progress so far."""
        path = self.place / PROGRESS
        try:
            return _curve(path, path.stat().st_size)
        except OSError:
            return ProgressCurve()


@lru_cache(maxsize=16)
def _curve(path: Path, size: int) -> ProgressCurve:
    last: dict[str, Any] = {}
    points: list[tuple[float, float | None, float | None]] = []
    messages: list[str] = []
    remedies: list[list[dict[str, str]]] = []
    for line in path.read_text("utf-8", "replace").splitlines():
        if not line.startswith(('{"seconds"', '{"remedies"')):
            messages.append(line)
            continue
        with suppress(ValueError):  # the last one may be cut
            event = json.loads(line)
            if "remedies" in event:
                remedies += event["remedies"]
                continue
            last = event
            costs = last["best"], last["bound"]
            if not points or points[-1][1:] != costs:
                points.append((last["seconds"], *costs))
    return ProgressCurve(last, points[-MOST_POINTS:], messages, remedies)


def _read(path: Path) -> Any:
    """Content of a JSON file; None if there is none, or not a whole one."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def run(folder: Path) -> int:
    """Run the commands of a folder up to the first that fails; returns and writes the exit code."""
    steps = json.loads((folder / STEPS).read_text("utf-8"))
    me = {"pid": os.getpid(), "began": processes.began(os.getpid())}
    save(folder / ALIVE, json.dumps(me).encode())
    asked: list[int] = []
    answer(lambda number, frame: asked.append(number))  # the command gets the signal, too, and ends in its own way
    code = 0
    with (folder / PROGRESS).open("ab") as progress:
        for at, step in enumerate(steps):
            command = [sys.executable, "-m", "model", *step]
            with (folder / SAID.format(at)).open("wb") as stream:
                code = subprocess.run(
                    command, cwd=folder, stdin=subprocess.DEVNULL, stdout=stream, stderr=progress, check=False
                ).returncode
            if code not in GOES_ON or asked:
                break
    save(folder / ENDED, json.dumps({"code": code}).encode())
    return code


if __name__ == "__main__":
    signal.signal(signal.SIGINT, lambda *_: None)  # also before the commands are known
    sys.exit(run(Path(sys.argv[1])) & 0xFF)
