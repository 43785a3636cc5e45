"""Results on disk: one file a job, written whole, found again by what the job depends on.

A file is two lines of JSON, compressed: how the job ended, and its plan. What another version of the program wrote, or
what is not whole, counts as not there.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from model.plan import Plan
from model.runs.job import FINAL, KEPT, Job, Result, State
from model.runs.record import places, plan_of, plan_record
from model.runs.version import program_version
from model.tables import Tables
from model.workbook.save import ready, save

FORMAT = 1
SUFFIX = ".json.gz"
BROKEN = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError)
"""What reading a file may raise that is not one of ours."""

FIGURES = ("seconds", "objective", "bound", "gap", "is_audited")
LEFTOVER = 3600.0
"""Seconds after which an unfinished file is nobody's any more."""


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
        **{name: getattr(result, name) for name in FIGURES},
    }
    lines = [json.dumps(header), json.dumps(None if plan is None else plan_record(plan))]
    return gzip.compress("\n".join(lines).encode(), compresslevel=5, mtime=0)


def read_plan(file: Path, tables: Tables | None = None) -> Plan:
    """The plan in a result's file, with ``tables`` in place of those that it was found for. Raises ValueError where the
    file holds none."""
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        header, record = json.loads(stream.readline()), json.loads(stream.readline())
    if header["format"] != FORMAT or header["program"] != program_version() or record is None:
        raise ValueError(f"{file} holds no plan of this version of the program")
    return plan_of(record, tables)


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

    def find(self, job: Job, key: str) -> Result | None:
        """What an earlier run came to, where that would not change: None if the job is to be solved."""
        file = self.file(key)
        try:
            # Read to the end, so that a file which is not whole is found out now.
            header_line, _ = gzip.decompress(file.read_bytes()).split(b"\n", 1)
            header = json.loads(header_line)
            return _result(job, header, file) if _counts(job, header) else None
        except BROKEN:
            return None

    def keep(self, result: Result, key: str, content: bytes) -> Path | None:
        """Write a result that follows from its input; returns its file."""
        if result.state not in KEPT:
            return None
        save(self.file(key), content)
        return self.file(key)


def _counts(job: Job, header: dict[str, Any]) -> bool:
    """Whether a result is one of this program, and would be the same again."""
    state = State(header["state"])
    is_ours = header["format"] == FORMAT and header["program"] == program_version()
    is_done = state in FINAL or header["time limit"] >= job.longest
    # A reason names cells: where these have moved, it is found again.
    is_right = not header["reason"] or header["places"] == _places(job.tables)
    return is_ours and is_done and is_right


def _result(job: Job, header: dict[str, Any], file: Path) -> Result:
    figures = {name: header[name] for name in FIGURES}
    return Result(job, State(header["state"]), header["reason"], **figures, is_reused=True, file=file)


def _places(tables: Tables) -> str:
    return hashlib.sha256(json.dumps(places(tables), sort_keys=True).encode()).hexdigest()
