"""All solves of a study in one table, though they are several lists."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import TextIO

from model.runs import Job
from model.runs.progress import RUNNING, WAITING, Board, ProgressLine


class StudyBoard(Board):
    """A board that first shows a list of jobs and adds later ones, open until ``end``."""

    def __init__(self, names: Sequence[str], stream: TextIO | None = None, *, quiet: bool = False) -> None:
        super().__init__(stream, quiet=quiet)
        self._lines = {-1 - at: ProgressLine(name) for at, name in enumerate(names)}
        self._seen: list[Job] = []
        """Kept, so that no later job gets the id of an earlier one."""

    def open(self, jobs: Sequence[Job]) -> None:
        """Show a further list; a job that was announced takes its line."""
        self._seen += jobs
        lines_open: dict[str, list[int]] = {}
        for job in jobs:  # two values of a limit may read the same
            lines_open.setdefault(job.name, []).append(id(job))
        jobs_seen = {}
        for at, line in self._lines.items():
            own = lines_open.get(line.name) if at < 0 and line.state == WAITING else None
            jobs_seen[own.pop(0) if own else at] = line
        self._lines = jobs_seen | {at: ProgressLine(name) for name, own in lines_open.items() for at in own}
        self._go_live()

    def close(self) -> None:
        """A list has ended; others may follow."""

    def end(self) -> None:
        """Restore the terminal, keeping the final table."""
        super().close()


class JsonBoard(StudyBoard):
    """The same as lines of JSON, like those of ``JsonLines``: jobs in progress, and the number of finished ones."""

    def _go_live(self) -> None:
        """Lines stay lines on a terminal."""

    def _say(self, words: str) -> None:
        if self._quiet:
            return
        self._written = time.monotonic()
        states = [line.state for line in self._lines.values()]
        running = [line.name for line in self._lines.values() if line.state == RUNNING]
        event = {
            "seconds": round(self._written - self._began, 1),
            "stage": ", ".join(running) or words,
            "share": [sum(state not in (WAITING, RUNNING) for state in states), len(states)],
            "left": None,
            "best": None,
            "bound": None,
        }
        print(json.dumps(event), file=self._stream, flush=True)
