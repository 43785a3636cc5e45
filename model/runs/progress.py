"""All jobs and how far they are: a live table on a terminal, plain lines in a log."""

from __future__ import annotations

import math
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from model.progress import LOG_EVERY
from model.runs.job import Job, Result, State

WAITING, RUNNING = "waiting", "running"
COLOURS = {State.OPTIMAL: "green", State.LIMIT: "yellow", RUNNING: "cyan", WAITING: "dim"}
BAD = "red"
AROUND = 6
"""Lines of a terminal that the table's frame and the rest need."""


@dataclass(eq=False)
class ProgressLine:
    """Progress of a job."""

    name: str
    state: str = WAITING
    stage: str = ""
    gap: float | None = None
    began: float = math.nan
    seconds: float = math.nan
    is_reused: bool = False

    @property
    def rank(self) -> int:
        """Priority on a short display: running, failed, waiting, done."""
        return {RUNNING: 0, WAITING: 2, State.OPTIMAL: 3, State.LIMIT: 3}.get(self.state, 1)

    @property
    def status(self) -> str:
        words = self.stage.lower() if self.state == RUNNING and self.stage else self.state
        return f"{words} (from an earlier run)" if self.is_reused else words

    @property
    def gap_said(self) -> str:
        return "" if self.gap is None or not math.isfinite(self.gap) else f"{self.gap:.2%}"

    def seconds_at(self, now: float) -> str:
        seconds = now - self.began if self.state == RUNNING else self.seconds
        return "" if math.isnan(seconds) or self.is_reused else f"{seconds:,.1f} s"


class Board:
    """Progress of a list of jobs."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._quiet = quiet
        self._lines: dict[int, ProgressLine] = {}
        self._live: Any = None
        self._began = self._written = time.monotonic()

    @classmethod
    def silent(cls) -> Board:
        return cls(quiet=True)

    # ------------------------------------------------------------------------------------------------ events

    def open(self, jobs: Sequence[Job]) -> None:
        """Show a list of jobs."""
        self._lines = {id(job): ProgressLine(job.name) for job in jobs}
        self._go_live()

    def _go_live(self) -> None:
        if not self._quiet and self._live is None and self._stream.isatty():
            from rich.console import Console
            from rich.live import Live

            console = Console(file=self._stream)
            self._live = Live(console=console, get_renderable=lambda: self._table(console.height), transient=True)
            self._live.start()

    def started(self, job: Job) -> None:
        line = self._lines[id(job)]
        line.state, line.stage, line.began = RUNNING, "starting", time.monotonic()

    def progress(self, job: Job, stage: str, gap: float | None) -> None:
        line = self._lines[id(job)]
        line.stage, line.gap = stage, gap

    def retried(self, job: Job, reason: str) -> None:
        line = self._lines[id(job)]
        line.state, line.gap = WAITING, None
        self._say(f"{job.name}: {reason}; retrying")

    def finished(self, result: Result) -> None:
        line = self._lines[id(result.job)]
        line.state, line.seconds, line.is_reused = result.state, result.seconds, result.is_reused
        line.gap = result.gap if result.has_plan else None
        gap = f"gap {line.gap_said}" if line.gap_said else ""
        facts = [line.status, gap, line.seconds_at(0.0)]
        if not self._live:
            self._say(f"{self._count()}  {line.name}: {', '.join(fact for fact in facts if fact)}")

    def tick(self) -> None:
        """Show that time passes."""
        if not self._live and time.monotonic() - self._written >= LOG_EVERY:
            running = [line for line in self._lines.values() if line.state == RUNNING]
            stages = [
                (line.name, line.stage.lower(), f", gap {line.gap_said}" if line.gap_said else "") for line in running
            ]
            text = "; ".join(f"{name} ({stage}{gap})" for name, stage, gap in stages)
            self._say(f"{self._count()}  running: {text}")

    def warned(self, words: str) -> None:
        """A warning to the planner, printed even without a progress display."""
        if self._live is not None:
            self._say(f"warning  {words}")
        else:
            print(f"warning  {words}", file=self._stream, flush=True)

    def stopped(self) -> None:
        """Ctrl-C came."""
        for line in self._lines.values():
            line.state = State.STOPPED if line.state in (WAITING, RUNNING) else line.state
        self._say("stopped; finished solves are kept")

    def close(self) -> None:
        """Restore the terminal, keeping the final table."""
        if self._live is not None:
            self._live.transient = False
            self._live.stop()
            self._live = None

    # ------------------------------------------------------------------------------------------ how it looks

    def _count(self) -> str:
        states = Counter(line.state for line in self._lines.values())
        return f"{len(self._lines) - states[WAITING] - states[RUNNING]} of {len(self._lines)}"

    def _say(self, words: str) -> None:
        if self._quiet:
            return
        self._written = time.monotonic()
        if self._live is not None:
            self._live.console.print(words, markup=False, highlight=False)
        else:
            print(f"{self._written - self._began:6.1f} s  {words}", file=self._stream, flush=True)

    def _table(self, height: int) -> Any:
        from rich.table import Table
        from rich.text import Text

        now = time.monotonic()
        table = Table(title=f"{self._count()} done, {now - self._began:,.0f} s", title_justify="left")
        for header in ("job", "state", "gap", "time"):
            table.add_column(header, justify="right" if header in ("gap", "time") else "left")
        room = max(height - AROUND, 1)
        chosen = sorted(self._lines.values(), key=lambda line: line.rank)[:room]
        for line in (line for line in self._lines.values() if line in chosen):
            colour = COLOURS.get(line.state, BAD)
            table.add_row(Text(line.name), Text(line.status, colour), line.gap_said, line.seconds_at(now))
        if len(chosen) < len(self._lines):
            table.caption = f"and {len(self._lines) - len(chosen)} more"
        return table
