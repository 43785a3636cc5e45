"""Results on disk: one file per job, found again by the job's inputs; and the best plan of an unfinished search."""

from __future__ import annotations

import datetime
import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.errors import InputError, OutputRefused
from model.results.decisions import Incumbent
from model.results.plan import Plan, amount_text
from model.runs.file import FORMAT, SUFFIX, complaint_of, complaints, packed, parts, program_version, recomputed, seal
from model.runs.job import FINAL, KEPT, Job, Result, State, key_of, result_of, values_of
from model.runs.record import places, plan_of, plan_record
from model.sheets.names import CALLED
from model.sheets.tables import Tables
from model.system.files import ready, rescue, save, unfinished_beside
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Results on disk: one file per job, written whole, found again by the job's inputs.


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
        "changes": result.changes,
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
            result, wrong = _result(job, header, record)
        except FileNotFoundError:
            return None
        except Exception as error:  # whatever a file that someone changed leads to
            wrong = [complaint_of(error)]
        if wrong:
            warn(f"{file} is ignored, and {job.name} is solved again: {'; '.join(wrong)}")
            return None
        return replace(result, is_reused=True, file=file)

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
        result = Result(job, state, reason, seconds, bound=float(header["bound"]), changes=header["changes"])
        return result, ["it reports a plan but has none"] if result.has_plan else []
    stored_plan = plan_of(record, job.tables)
    plan = recomputed(stored_plan, is_whole=job.is_whole)
    result = result_of(job, plan, seconds)
    doubts = [] if state == result.state else [f"it says {state} and its plan {plan.outcome}"]
    if result.is_audited != all(check.passed for check in stored_plan.audit):
        doubts += complaints(plan) or ["it reports a failed audit, but the plan passes"]
    elif reason != result.reason or (job.is_whole and stored_plan.audit != tuple(plan.audit)):
        doubts.append("what it says of its audit is not what that finds")
    return result, doubts


def _places(tables: Tables) -> str:
    return hashlib.sha256(json.dumps(places(tables), sort_keys=True).encode()).hexdigest()


# ----------------------------------------------------------------------------------------------------------------------
# Checkpoints: the best plan of an unfinished search, next to the future results, should the search be killed, the
# machine fail or the disk be full.


CHECKPOINT_FORMAT = 1
MOST = 64 << 20
"""Bytes of a file that is read."""


@dataclass(frozen=True)
class Left:
    """Checkpoint of an earlier search."""

    plan: Incumbent
    found: str
    """When it was found."""
    is_same: bool
    """Whether the workbook was the same, under this version of the program."""

    @property
    def name(self) -> str:
        """Description of the start of a search in results."""
        return f"the best plan of an unfinished search, found {self.found}"


class Unfinished:
    """The file of one search."""

    def __init__(self, results: Path, tables: Tables) -> None:
        self._amount = amount_text(tables)
        self._results = results
        self.file = unfinished_beside(results)
        self._key = key_of(values_of(tables))
        self._left = self._read()
        self._best = self._left.plan if self._left is not None and self._left.is_same else None

    @property
    def left(self) -> Left | None:
        """Checkpoint of an earlier search that has not been improved since."""
        return self._left

    def required(self) -> Left:
        """The same. Raises InputError if there is none."""
        if self._left is None:
            raise InputError(f"There is no plan to resume from: {self.file} does not exist or cannot be read.")
        return self._left

    def message(self, workbook: Path) -> str:
        """Description of the checkpoint and how to use it; empty if there is none."""
        if self._left is None or not self.file.exists():
            return ""
        at_least = "" if self._left.plan.is_settled else "at least "
        other = "" if self._left.is_same else ", from another version of the workbook or program"
        return (
            f"The best plan of an unfinished search is kept in {self.file}: it costs {at_least}"
            f"{self._left.plan.cost:,.6g} {self._amount} and was found {self._left.found}{other}. "
            f"To start from it: {CALLED} solve {workbook} --out {self._results} --resume."
        )

    def better(self, plan: Incumbent) -> None:
        """Keep a plan, unless a better one is kept already. A disk that does not take it does not end the search."""
        if self._best is not None and not self._best.is_worse(plan):
            return
        now = datetime.datetime.now().astimezone().isoformat(" ", "minutes")
        self._best, self._left = plan, Left(plan, now, is_same=True)
        decided = [[name, key, value] for (name, key), value in plan.decided.items()]
        record = {"format": CHECKPOINT_FORMAT, "key": self._key, "found": now, **vars(plan), "decided": decided}
        with suppress(OutputRefused):
            save(self.file, json.dumps(record).encode(), is_lasting=False)

    def done(self, cost: float) -> None:
        """The results are written: delete the checkpoint, unless its plan is better."""
        best = self._best
        if best is not None and (not best.is_settled or cost <= best.cost + SOLVED * abs(cost)):
            with suppress(OSError):
                self.file.unlink(missing_ok=True)

    def refuted(self) -> None:
        """The workbook has no plan: the checkpoint of this search was feasible in some of its disruptions only."""
        if self._left is not None and self._left.is_same:
            self._left = self._best = None
            with suppress(OSError):
                self.file.unlink(missing_ok=True)

    def _read(self) -> Left | None:
        """None if there is no such file, or an unreadable one."""
        try:
            if self.file.stat().st_size > MOST:
                return None
            return _left(json.loads(self.file.read_bytes()), self._key)
        except Exception:  # whatever a file that someone changed leads to
            return None


def _left(record: Any, key: str) -> Left | None:
    if record["format"] != CHECKPOINT_FORMAT:
        return None
    decided = {
        (str(name), tuple(at) if isinstance(at, list) else at): float(value) for name, at, value in record["decided"]
    }
    plan = Incumbent(decided, float(record["cost"]), int(record["round"]), bool(record["is_settled"]))
    return Left(plan, str(record["found"]), record["key"] == key)
