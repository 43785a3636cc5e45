"""Descriptive columns of result tables besides names, which their families declare, and the period of each node."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from model.families import load
from model.families.common.describing import Describe, Described
from model.families.instance import Instance
from model.sheets.tables import Tables


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


_EMPTY: dict[tuple[str, ...], pd.DataFrame] = {}
"""Described frames without rows, by name and columns: the same for every plan, and most frames have none."""


class Describer:
    """Adds it to each frame of a plan."""

    def __init__(self, tables: Tables, instance: Instance, frames: Mapping[str, pd.DataFrame]) -> None:
        self.period = instance.tree.period
        self.plan = Described(tables, instance.owners, instance.parts, frames)

    def __call__(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        if not frame.empty:
            return self._with_all(name, frame)
        key = name, *frame.columns
        if key not in _EMPTY:
            _EMPTY[key] = self._with_all(name, frame)
        return _EMPTY[key].copy(deep=False)  # there is no value in it that anybody could change

    def _with_all(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.copy(deep=False)
        if describe := _describing().get(name):
            frame = describe(self.plan, frame)
        if "node" in frame and "period" not in frame:
            frame["period"] = pd.array([self.period.get(n) for n in frame["node"].tolist()], dtype="Int64")
        return frame


@cache
def _describing() -> dict[str, Describe]:
    """Functions that add columns to reports of all families, by name of the report."""
    reports = (report for family in load() for report in getattr(family, "REPORTS", ()))
    return {report.name: report.describe for report in reports if report.describe is not None}
