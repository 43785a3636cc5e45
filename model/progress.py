"""Progress on anything that takes longer than two seconds: one live line on a terminal, plain lines in a log."""

from __future__ import annotations

import logging
import math
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from model.results.decisions import Incumbent

LOG_EVERY = 5.0
"""Seconds between plain lines while nothing but time changes."""


class Progress:
    """What stage the program is in, for how long, and how good the best plan is."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._quiet = quiet
        self._live: Any = None
        self._began = time.monotonic()
        self._stage = ""
        self._bounds = ""
        self._written = -math.inf
        self.better: Callable[[Incumbent], None] = lambda plan: None
        """Told of each better plan, for whoever keeps it should the search be killed."""
        if not quiet and self._stream.isatty():
            from rich.console import Console

            self._live = Console(file=self._stream).status("")
            self._live.start()

    @classmethod
    def silent(cls) -> Progress:
        return cls(quiet=True)

    def stage(self, name: str) -> None:
        """Enter a stage."""
        self._stage, self._bounds = name, ""
        self._show(always=True)

    def bounds(self, incumbent: float, bound: float, gap: float) -> None:
        """The best plan so far, the bound on any plan, and the gap between them as a fraction."""
        best = f"best plan {incumbent:,.1f}" if abs(incumbent) < 1e29 else "no plan yet"
        proven = f"bound {bound:,.1f}" if abs(bound) < 1e29 else "no bound yet"
        distance = f"gap {gap:.2%}" if gap < 1e3 else "gap unknown"
        self._bounds = f"{best} · {proven} · {distance}"
        self._show(always=False)

    def tick(self) -> None:
        """Show that time goes on."""
        self._show(always=False)

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _show(self, *, always: bool) -> None:
        if self._quiet:
            return
        elapsed = time.monotonic() - self._began
        line = f"{elapsed:6.1f} s  {self._stage}" + (f"  {self._bounds}" if self._bounds else "")
        if self._live is not None:
            self._live.update(line)
        elif always or elapsed - self._written >= LOG_EVERY:
            print(line, file=self._stream, flush=True)
            self._written = elapsed


class Logged(Progress):
    """Stages and bounds as records of a logger, for whoever calls the program from another."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self._log = logging.getLogger("model")

    def stage(self, name: str) -> None:
        super().stage(name)
        self._log.info("%s", name)

    def bounds(self, incumbent: float, bound: float, gap: float) -> None:
        super().bounds(incumbent, bound, gap)
        self._log.debug("%s", self._bounds)
