"""The best plan of a search that has not ended, beside where its results will be: should the search be killed, the
machine fail or the disk be full, it is not lost.

It is a file of what is decided in whole numbers, rewritten whole with each better plan, and gone when the results are
there. No later search looks at it unless it is asked to: a workbook has one plan.
"""

from __future__ import annotations

import datetime
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import InputError, OutputRefused
from model.results.decisions import Incumbent
from model.results.plan import amount_text
from model.runs.job import key_of, values_of
from model.sheets.tables import Tables
from model.system.save import save
from model.tolerances import SOLVED

SUFFIX = "_unfinished.json"
FORMAT = 1
MOST = 64 << 20
"""Bytes of a file that is read."""


@dataclass(frozen=True)
class Left:
    """What an earlier search left."""

    plan: Incumbent
    found: str
    """When it was found."""
    is_same: bool
    """Whether the workbook was then what it is now, under this program."""

    @property
    def name(self) -> str:
        """How results say what a search began with."""
        return f"the best plan of an unfinished search, found {self.found}"


class Unfinished:
    """The file of one search."""

    def __init__(self, results: Path, tables: Tables) -> None:
        self._amount = amount_text(tables)
        self._results = results
        self.file = results.with_name(f"{results.stem}{SUFFIX}")
        self._key = key_of(values_of(tables))
        self._left = self._read()
        self._best = self._left.plan if self._left is not None and self._left.is_same else None

    @property
    def left(self) -> Left | None:
        """What an earlier search left here, and has not been bettered since."""
        return self._left

    def required(self) -> Left:
        """The same. Raises InputError where there is none."""
        if self._left is None:
            raise InputError(f"There is no plan to resume from: {self.file} does not exist or cannot be read.")
        return self._left

    def message(self, workbook: Path) -> str:
        """What is kept and how it is got; nothing where nothing is."""
        if self._left is None or not self.file.exists():
            return ""
        at_least = "" if self._left.plan.is_settled else "at least "
        other = "" if self._left.is_same else ", from another version of the workbook or program"
        return (
            f"The best plan of an unfinished search is kept in {self.file}: it costs {at_least}"
            f"{self._left.plan.cost:,.6g} {self._amount} and was found {self._left.found}{other}. "
            f"To start from it: python run.py solve {workbook} --out {self._results} --resume."
        )

    def better(self, plan: Incumbent) -> None:
        """Keep a plan, unless a better one is kept already. A disk that does not take it does not end the search."""
        if self._best is not None and not self._best.is_worse(plan):
            return
        now = datetime.datetime.now().astimezone().isoformat(" ", "minutes")
        self._best, self._left = plan, Left(plan, now, is_same=True)
        decided = [[name, key, value] for (name, key), value in plan.decided.items()]
        record = {"format": FORMAT, "key": self._key, "found": now, **vars(plan), "decided": decided}
        with suppress(OutputRefused):
            save(self.file, json.dumps(record).encode())

    def done(self, cost: float) -> None:
        """The results are there: what was kept has done its duty, unless a plan that is left is better than they."""
        best = self._best
        if best is not None and (not best.is_settled or cost <= best.cost + SOLVED * abs(cost)):
            with suppress(OSError):
                self.file.unlink(missing_ok=True)

    def refuted(self) -> None:
        """The workbook as it is has no plan: what was kept of this search held in some of its disruptions alone."""
        if self._left is not None and self._left.is_same:
            self._left = self._best = None
            with suppress(OSError):
                self.file.unlink(missing_ok=True)

    def _read(self) -> Left | None:
        """None where there is no such file, or one that cannot be read."""
        try:
            if self.file.stat().st_size > MOST:
                return None
            return _left(json.loads(self.file.read_bytes()), self._key)
        except Exception:  # whatever a file that someone changed leads to
            return None


def _left(record: Any, key: str) -> Left | None:
    if record["format"] != FORMAT:
        return None
    decided = {
        (str(name), tuple(at) if isinstance(at, list) else at): float(value) for name, at, value in record["decided"]
    }
    plan = Incumbent(decided, float(record["cost"]), int(record["round"]), bool(record["is_settled"]))
    return Left(plan, str(record["found"]), record["key"] == key)
