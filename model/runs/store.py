"""Results on disk: one file per job, written whole, found again by the job's inputs.

A file is three lines, compressed: a hash of the rest, the outcome of the job, and its plan, both of these as JSON. The
content is not trusted: a plan is audited again before it is used. A file that is truncated, changed, too large or
unreadable counts as missing, with a warning; so does, silently, one of another version of the program.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.errors import OutputRefused
from model.results.plan import Plan
from model.runs.file import FORMAT, SUFFIX, complaints, packed, parts, program_version, recomputed, said, seal
from model.runs.job import FINAL, KEPT, Job, Result, State, result_of
from model.runs.record import places, plan_of, plan_record
from model.sheets.tables import Tables
from model.system.save import ready, rescue, save

LEFTOVER = 3600.0
"""Seconds after which an unfinished file is abandoned."""

Warn = Callable[[str], None]


def pack(result: Result, plan: Plan | None) -> bytes:
    """The content of a result's file; figures follow from the plan, if there is one."""
    job = result.job
    header = {
        "format": FORMAT,
        "job": job.key(),
        "program": program_version(),
        "name": job.name,
        "state": result.state,
        "reason": result.reason,
        "time limit": job.longest,
        "places": _places(job.tables),
        "seconds": result.seconds,
        "bound": result.bound,
    }
    content = "\n".join([json.dumps(header), json.dumps(None if plan is None else plan_record(plan))]).encode()
    return packed(seal(content) + b"\n" + content, level=5)


class Store:
    """A folder of results."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, key: str) -> Path:
        return self.folder / f"{key}{SUFFIX}"

    def prepare(self) -> None:
        """Make the folder and remove leftovers of killed runs. Raises OutputRefused if it cannot be written."""
        ready(self.folder / "probe")
        for part in self.folder.glob(".*.part"):
            with suppress(OSError):
                if time.time() - part.stat().st_mtime > LEFTOVER:
                    part.unlink()

    def find(self, job: Job, key: str, warn: Warn = lambda words: None) -> Result | None:
        """A final result of an earlier run; None if the job is to be solved. ``warn`` is called for a file that cannot
        be trusted."""
        file = self.file(key)
        try:
            header, record = parts(file)
            if not _counts(job, header):
                return None
            if header["job"] != key:
                raise ValueError("it is of another job")
            found, wrong = _result(job, header, record)
        except FileNotFoundError:
            return None
        except Exception as error:  # whatever a file that someone changed leads to
            wrong = [said(error)]
        if wrong:
            warn(f"{file} is ignored, and {job.name} is solved again: {'; '.join(wrong)}")
            return None
        return replace(found, is_reused=True, file=file)

    def enter(self, job: Job, plan: Plan) -> None:
        """Keep the plan of a job that was found elsewhere, if the folder can be written."""
        with suppress(OutputRefused):
            self.prepare()
            save(self.file(job.key()), pack(result_of(job, plan, plan.seconds), plan))

    def keep(self, result: Result, key: str, content: bytes, warn: Warn = lambda words: None) -> Path | None:
        """Write a result that follows from its input; returns its file. If the folder cannot be written any more, it is
        written elsewhere for this run, with a warning. Raises OutputRefused if no place can."""
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


def _result(job: Job, header: dict[str, Any], record: Any) -> tuple[Result, list[str]]:
    """A result from a file, and its problems: its plan fails, or differs from its description."""
    state, reason, seconds = State(header["state"]), str(header["reason"]), float(header["seconds"])
    if record is None:
        found = Result(job, state, reason, seconds, bound=float(header["bound"]))
        return found, ["it reports a plan but has none"] if found.has_plan else []
    kept = plan_of(record, job.tables)
    plan = recomputed(kept, is_whole=job.is_whole)
    found = result_of(job, plan, seconds)
    doubts = [] if state == found.state else [f"it says {state} and its plan {plan.outcome}"]
    if found.is_audited != all(check.passed for check in kept.audit):
        doubts += complaints(plan) or ["it reports a failed audit, but the plan passes"]
    elif reason != found.reason or (job.is_whole and kept.audit != tuple(plan.audit)):
        doubts.append("what it says of its audit is not what that finds")
    return found, doubts


def _places(tables: Tables) -> str:
    return hashlib.sha256(json.dumps(places(tables), sort_keys=True).encode()).hexdigest()
