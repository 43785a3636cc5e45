"""Persistent registry of workbooks, wishes about decisions, and runs."""

from __future__ import annotations

import json
import secrets
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from model.rolling import KEEP, NOT_AT_ALL, NOT_BEFORE, NOT_THEN
from model.system.files import put_aside

QUEUED, RUNNING, DONE, LOST, CANCELLED = "queued", "running", "done", "lost", "cancelled"
"""States of a run."""


@dataclass
class DeskBook:
    """A workbook of a planner, and the state of it that is planned with."""

    id: str
    name: str
    """Name of its copy."""
    version: str = ""
    """Hash of its content."""
    added: float = 0.0
    source: str = ""
    """The planner's own file, if it lies on this machine; it is never written."""
    ignored: str = ""
    """State of that file with which the planner did not want to go on."""
    plan: str = ""
    """The run with the plan that is kept."""
    full_name: str = ""
    """Name as the planner gave it: two workbooks whose copies have the same name are two."""
    origin: str = ""
    """State in which it was dropped or opened; another one was made of it in the browser."""
    same: list[str] = field(default_factory=list)
    """Earlier states that differ only in What-ifs and Changes."""

    @property
    def is_edited(self) -> bool:
        return self.origin not in ("", self.version)

    def is_of(self, run: DeskRun) -> bool:
        """True if a plan is up to date."""
        return run.version in (self.version, *self.same)


@dataclass
class Wish:
    """A planner's wish about a decision."""

    id: str
    """Workbook, and name of the decision."""
    book: str
    name: str
    """Name of the decision in the results."""
    wish: str
    year: int | None
    decision: dict[str, Any]
    """The decision as the plan has it."""

    @property
    def short(self) -> str:
        """The wish in words."""
        words = {NOT_THEN: f"not in {self.decision['row']['year']}", NOT_BEFORE: f"not before {self.year}"}
        return words.get(self.wish, self.wish.replace("-", " "))

    @property
    def sentence(self) -> str:
        """The wish and its decision in words."""
        return f"{self.short}: {self.decision['words']}"

    def contradicts(self, other: Wish) -> bool:
        """Whether one of two wishes keeps what the other rules out."""
        keeps, gone = (self, other) if self.wish == KEEP else (other, self)
        ours, theirs = keeps.decision["row"], gone.decision["row"]
        is_same = all(ours.get(name) == theirs.get(name) for name in ("action", "subject", "place", "way", "rule"))
        if not is_same or keeps.wish != KEEP or gone.wish == KEEP:
            return False
        ruled_out = {NOT_AT_ALL: True, NOT_THEN: ours["year"] == theirs["year"]}
        return bool(ruled_out.get(gone.wish, ours["year"] < (gone.year or 0)))


@dataclass
class DeskRun:
    """A command that was asked for."""

    id: str
    book: str
    version: str
    command: str
    title: str
    queued: float
    options: dict[str, Any]
    """Name of the workbook, ending of the results, and options as filled in."""
    wishes: list[str] = field(default_factory=list)
    """The wishes that it holds, in words."""
    before: str = ""
    """The run whose plan it replaces or is about."""
    changed: list[dict[str, Any]] = field(default_factory=list)
    """Changed cells of an earlier plan without which there is none, which it holds, too."""
    state: str = QUEUED
    code: int | None = None
    started: float = 0.0
    ended: float = 0.0
    is_stopping: bool = False
    is_kept: bool | None = None
    """Whether its plan is kept; None until the planner has decided."""
    note: str = ""
    signed_by: str = ""
    signed_on: float = 0.0
    plan_hash: str = ""
    """Hash of the signed results workbook."""

    @property
    def is_open(self) -> bool:
        return self.state in (QUEUED, RUNNING)


R = TypeVar("R", DeskBook, Wish, DeskRun)


def new_id() -> str:
    """An id that cannot be guessed."""
    return secrets.token_hex(8)


class RunRegistry:
    """Rows of these kinds by id, in a file of SQLite, in the order in which they were added."""

    def __init__(self, path: Path) -> None:
        try:
            self._open(path)
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            self._file.close()
            for ending in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    put_aside(path.with_name(path.name + ending))
            self._open(path)

    def _open(self, path: Path) -> None:
        """Open the file. Raises sqlite3.DatabaseError, ValueError or TypeError if it is damaged."""
        self._file = sqlite3.connect(path, isolation_level=None)
        if self._file.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError(f"{path.name} is damaged")
        self._file.execute("PRAGMA journal_mode=WAL")
        columns = "at INTEGER PRIMARY KEY, kind, id, content, UNIQUE (kind, id)"
        self._file.execute(f"CREATE TABLE IF NOT EXISTS rows ({columns})")
        self.rows(DeskBook), self.rows(Wish), self.rows(DeskRun)

    def put(self, row: DeskBook | Wish | DeskRun) -> None:
        """Add a row, or replace the one with its id."""
        insert = "INSERT INTO rows (kind, id, content) VALUES (?, ?, ?)"
        self._file.execute(
            f"{insert} ON CONFLICT DO UPDATE SET content = excluded.content",
            (type(row).__name__, row.id, json.dumps(vars(row))),
        )

    def rows(self, kind: type[R], **where: Any) -> list[R]:
        """Rows with some values."""
        cursor = self._file.execute("SELECT content FROM rows WHERE kind = ? ORDER BY at", (kind.__name__,))
        rows = [kind(**json.loads(content)) for (content,) in cursor]
        return [row for row in rows if all(getattr(row, name) == value for name, value in where.items())]

    def one(self, kind: type[R], id: str) -> R | None:
        """The row of an id."""
        row = self._file.execute("SELECT content FROM rows WHERE kind = ? AND id = ?", (kind.__name__, id)).fetchone()
        return None if row is None else kind(**json.loads(row[0]))

    def forget(self, wish: Wish) -> None:
        """Delete a wish."""
        self._file.execute("DELETE FROM rows WHERE kind = ? AND id = ?", (Wish.__name__, wish.id))

    def runs(self, book: str) -> list[DeskRun]:
        """Runs about a workbook, the latest first."""
        return self.rows(DeskRun, book=book)[::-1]
