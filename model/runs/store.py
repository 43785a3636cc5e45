"""Results on disk: one file a job, written whole, found again by what the job depends on.

A file is three lines, compressed: a hash of the rest, how the job ended, and its plan, both of these as JSON. What it
says is not believed: a plan is audited again before it is used. A file that is cut, changed, too large or cannot be
read counts as missing, with a warning; so does, silently, what another version of the program wrote.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from model.errors import OutputRefused
from model.results.plan import Plan
from model.runs import packed
from model.runs.file import FORMAT, SUFFIX, parts, said, seal
from model.runs.job import FINAL, KEPT, Job, Result, State
from model.runs.proof import complaints, recomputed
from model.runs.record import places, plan_of, plan_record
from model.runs.version import program_version
from model.sheets.tables import Tables
from model.system.save import ready, rescue, save

FIGURES = ("objective", "bound", "gap")
"""Of a result, and of its plan."""

LEFTOVER = 3600.0
"""Seconds after which an unfinished file is abandoned."""

Warn = Callable[[str], None]


def pack(result: Result, plan: Plan | None) -> bytes:
    """The content of a result's file."""
    job = result.job
    header = {
        "format": FORMAT,
        "program": program_version(),
        "name": job.name,
        "state": result.state,
        "reason": result.reason,
        "time limit": job.longest,
        "places": _places(job.tables),
        "seconds": result.seconds,
        "is_audited": result.is_audited,
        "measures": dict(result.measures),
        **{name: getattr(result, name) for name in FIGURES},
    }
    content = "\n".join([json.dumps(header), json.dumps(None if plan is None else plan_record(plan))]).encode()
    return packed.packed(seal(job.key(), content) + b"\n" + content, level=5)


class Store:
    """A folder of results."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, key: str) -> Path:
        return self.folder / f"{key}{SUFFIX}"

    def prepare(self) -> None:
        """Make the folder and sweep what killed runs left behind. Raises OutputRefused where it cannot be written."""
        ready(self.folder / "probe")
        for part in self.folder.glob(".*.part"):
            with suppress(OSError):
                if time.time() - part.stat().st_mtime > LEFTOVER:
                    part.unlink()

    def find(self, job: Job, key: str, warn: Warn = lambda words: None) -> Result | None:
        """What an earlier run came to, where that would not change: None if the job is to be solved. ``warn`` is told
        of a file that is there but not to be believed."""
        file = self.file(key)
        try:
            header, record = parts(file, key)
            if not _counts(job, header):
                return None
            found = _result(job, header, file)
            wrong = _doubts(found, record)
        except FileNotFoundError:
            return None
        except Exception as error:  # whatever a file that someone changed leads to
            wrong = [said(error)]
        if wrong:
            warn(f"{file} is ignored, and {job.name} is solved again: {'; '.join(wrong)}")
            return None
        return found

    def keep(self, result: Result, key: str, content: bytes, warn: Warn = lambda words: None) -> Path | None:
        """Write a result that follows from its input; returns its file. Where the folder does not take it any more, it
        is written elsewhere for this run, and ``warn`` is told. Raises OutputRefused where nothing takes it."""
        if result.state not in KEPT:
            return None
        file = self.file(key)
        try:
            save(file, content)
            return file
        except OutputRefused as refused:
            other = rescue(file, content)
            if other is None:
                raise
            warn(f"{refused}. It was written to {other}; the next run will not look there")
            return other


def _counts(job: Job, header: dict[str, Any]) -> bool:
    """Whether a result is one of this program, and would be the same again."""
    if header["format"] != FORMAT or header["program"] != program_version():
        return False
    is_done = State(header["state"]) in FINAL or header["time limit"] >= job.longest
    # A reason names cells: where these have moved, it is found again.
    is_right = not header["reason"] or header["places"] == _places(job.tables)
    return is_done and is_right


def _result(job: Job, header: dict[str, Any], file: Path) -> Result:
    figures: dict[str, Any] = {name: float(header[name]) for name in (*FIGURES, "seconds")}
    figures["measures"] = {str(name): float(value) for name, value in header["measures"].items()}
    state, is_audited = State(header["state"]), bool(header["is_audited"])
    return Result(job, state, str(header["reason"]), **figures, is_audited=is_audited, is_reused=True, file=file)


def _doubts(result: Result, record: Any) -> list[str]:
    """What is wrong with a result that was read: its plan does not hold, or is not the one that it speaks of."""
    if not result.has_plan:
        return ["it has a plan but reports none"] if record is not None else []
    plan = plan_of(record, result.job.tables)
    doubts = [
        f"it says {getattr(result, name):,.6g} and its plan {getattr(plan, name):,.6g} ({name})"
        for name in FIGURES
        if not _is_same(getattr(result, name), float(getattr(plan, name)))
    ]
    if (result.state == State.OPTIMAL) != (plan.outcome == "optimal"):
        doubts.append(f"it says {result.state} and its plan {plan.outcome}")
    failed = complaints(recomputed(plan, is_whole=result.job.is_whole))
    if result.is_audited:
        return doubts + failed
    return doubts if failed else [*doubts, "it reports a failed audit, but the plan passes"]


def _is_same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def _places(tables: Tables) -> str:
    return hashlib.sha256(json.dumps(places(tables), sort_keys=True).encode()).hexdigest()
