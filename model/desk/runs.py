"""Runs of commands: one at a time, each in a folder of its own, found again after a restart."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from model.desk.registry import CANCELLED, DONE, LOST, QUEUED, RUNNING, DeskRun, RunRegistry
from model.system import processes
from model.system.files import (
    DAMAGED,
    NO_PLAN,
    STORE,
    SUFFIX,
    brief_beside,
    relaxed_beside,
    report_beside,
    unfinished_beside,
)
from model.system.run_folder import RunFolder

LOOKED_AT = ("build", "signed")
"""Decisions shown during the search: investments and contracts."""


class Runs:
    """The runs of one user."""

    def __init__(self, folder: Path, registry: RunRegistry) -> None:
        self.folder, self.registry = folder, registry
        self._started: dict[str, subprocess.Popen[bytes]] = {}
        """Those that this process has started: the system keeps their exit code for it."""
        self._unheard: set[str] = set()
        """Runs to be stopped as soon as their process has started."""

    def of(self, run: DeskRun) -> RunFolder:
        """The folder of a run."""
        return RunFolder(self.folder / "runs" / run.id)

    def step(self) -> bool:
        """Update running runs and start the next one; True if any is open."""
        running = self.registry.rows(DeskRun, state=RUNNING)
        waiting = self.registry.rows(DeskRun, state=QUEUED)
        for run in running:
            self._look(run)
        if waiting and not any(run.state == RUNNING for run in running):
            self._start(waiting[0])
        return bool(running or waiting)

    def _start(self, run: DeskRun) -> None:
        run.state, run.started = RUNNING, time.time()
        self.registry.put(run)
        self._started[run.id] = self.of(run).start(**{STORE: str(self.folder.resolve() / "store")})

    def _look(self, run: DeskRun) -> None:
        """Note the end of a run that has ended, in whichever way."""
        process, code, alive = self._started.get(run.id), self.of(run).code, self.of(run).pid
        own_code = None if process is None else process.poll()
        if code is None and (alive is not None or (process is not None and own_code is None)):
            if run.id in self._unheard and self.of(run).stop():
                self._unheard.discard(run.id)
            return
        if process is not None and own_code is not None and own_code < 0 and sys.platform != "win32":
            with suppress(OSError):  # what a killed run has left behind, while its id cannot have been given again
                processes.end(process.pid)
        own_or_run = own_code if code is None and own_code is not None and own_code >= 0 else code
        run.state, run.code, run.ended = LOST if own_or_run is None else DONE, own_or_run, time.time()
        self._started.pop(run.id, None)
        self.registry.put(run)

    def stop(self, run: DeskRun, *, at_once: bool = False) -> None:
        """Ask a run to finish with its best result; or end it."""
        if run.state == QUEUED:
            run.state = CANCELLED
        elif run.state == RUNNING:
            run.is_stopping = True
            if not self.of(run).stop(at_once=at_once):
                self._unheard.add(run.id)
        self.registry.put(run)

    def files(self, run: DeskRun) -> dict[str, Path]:
        """Files of a run that can be fetched, by kind."""
        place, name = self.of(run).place, str(run.options["name"])
        results = place / f"{Path(name).stem}{run.options['ending']}.xlsx"
        diagnosis = results.with_name(f"{Path(name).stem}{NO_PLAN}.xlsx")
        relaxed = relaxed_beside(results)
        code_seen = {
            "results": results,
            "page": report_beside(results),
            "brief": brief_beside(results),
            "workbook": relaxed if relaxed.is_file() else place / name,
            "diagnosis": diagnosis,
            "why": report_beside(diagnosis),
        }
        return {kind: path for kind, path in code_seen.items() if path.is_file()}

    def plan(self, run: DeskRun | None) -> Any:
        """The plan of a run as data; None if it has none."""
        is_solve = run is not None and run.state == DONE and run.options["ending"] == SUFFIX
        return _parsed(self.of(run).printed()) if run is not None and is_solve else None

    def first_plan(self, run: DeskRun) -> list[tuple[int, str]]:
        """Investments and contracts of the best plan so far, by year."""
        results = self.of(run).place / f"{Path(str(run.options['name'])).stem}{run.options['ending']}.xlsx"
        with suppress(OSError, ValueError, KeyError, TypeError):  # there is none yet, or it is just being written
            record = json.loads(unfinished_beside(results).read_text("utf-8"))
            decided = [at for name, at, _ in record["decided"] if name in LOOKED_AT]
            return sorted((int(at[-1]), str(at[0])) for at in decided)
        return []

    def messages(self, run: DeskRun) -> list[str]:
        """Output and messages of a run."""
        printed = [line for line in self.of(run).printed().splitlines() if not line.startswith(("{", "Wrote "))]
        own = f"{self.of(run).place.resolve()}{os.sep}"
        damaged = [f"{name.partition(DAMAGED)[0]} was damaged, and is kept as {name}." for name in self.of(run).damaged]
        return [line.replace(own, "") for line in [*printed, *self.of(run).curve().messages, *damaged]]

    def hash_of(self, run: DeskRun) -> str:
        """Hash of the results workbook; empty without one."""
        path = self.files(run).get("results")
        return "" if path is None else hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=16)
def _parsed(printed: str) -> Any:
    try:
        paths = json.loads(printed)
    except ValueError:
        return None
    return paths if isinstance(paths, dict) and "decisions" in paths else None
