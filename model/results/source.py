"""Source of a plan, printed on its pages."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Workbook, program and time of a solve; times as 'YYYY-MM-DD HH:MM', local."""

    workbook: str
    saved: str
    program: str
    solved: str

    @property
    def words(self) -> str:
        """In one line."""
        return f"{self.workbook}, saved {self.saved}; solved {self.solved} by version {self.program}"


def at_minute(moment: float) -> str:
    """A time in seconds since the epoch, in words."""
    return datetime.datetime.fromtimestamp(moment).isoformat(" ", "minutes")


def now() -> float:
    """This moment, in seconds since the epoch: no result but the line that names it depends on it."""
    return datetime.datetime.now().timestamp()
