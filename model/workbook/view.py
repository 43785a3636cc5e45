"""A plan as the pages of a workbook read it: plain rows, units that fit the row, orders that stay the same."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import pandas

from model.leadtime import Project
from model.sheets import Commodity, Country, Plant

Record = dict[str, Any]

OTHER_NAMES = {"production": "conversion"}

NOISE = 1e-6
"""Solvers return 1e-9 for nothing; what is smaller than this is shown as nothing."""

TONNES = {"kg": 1e-3, "t": 1.0, "kt": 1e3}
UNKNOWN_UNIT = re.compile(r"\{unit\}|\bunit\b")


class View:
    """Read access to a plan; nothing is computed here but sums."""

    def __init__(self, plan: Any) -> None:
        self.plan = plan
        self.settings = plan.tables.settings
        self.periods: tuple[int, ...] = tuple(int(period) for period in plan.periods)
        self.years = int(self.settings.years_per_period)
        self.amount = str(plan.amount)
        self._rows: dict[str, list[Record]] = {}

    # ------------------------------------------------------------------------------------------ rows

    def _frame(self, name: str) -> Any:
        """A frame by its name, or by the other name that it goes by."""
        frames = self.plan.frames
        return frames.get(name) if name in frames else frames.get(OTHER_NAMES.get(name, name))

    def columns(self, name: str) -> list[str]:
        frame = self._frame(name)
        return [] if frame is None else [str(column) for column in frame.columns]

    def rows(self, name: str) -> list[Record]:
        """All rows of a frame, of every node."""
        if name not in self._rows:
            columns = self.columns(name)
            frame = self._frame(name)
            lists = [] if frame is None else [frame.iloc[:, at].tolist() for at in range(len(columns))]
            self._rows[name] = [
                dict(zip(columns, map(plain, values), strict=True)) for values in zip(*lists, strict=True)
            ]
        return self._rows[name]

    def trunk(self, name: str) -> list[Record]:
        """The rows of no disruption."""
        return [row for row in self.rows(name) if is_trunk(row)]

    def branches(self, name: str) -> list[Record]:
        """The rows of disruptions."""
        return [row for row in self.rows(name) if not is_trunk(row)]

    # ------------------------------------------------------------------------------------------ time

    @cached_property
    def year_labels(self) -> list[str]:
        """How periods are headed: ``2026``, or ``2026–28`` where a period has several years."""
        if self.years == 1:
            return [str(period) for period in self.periods]
        return [f"{period}–{(period + self.years - 1) % 100:02d}" for period in self.periods]

    @property
    def horizon(self) -> str:
        return f"{self.periods[0]}–{self.periods[-1] + self.years - 1}"

    def by_period(self, rows: Iterable[Record], measure: str) -> list[float]:
        """Sum of a measure over rows, by period."""
        sums = dict.fromkeys(self.periods, 0.0)
        for row in rows:
            if row["period"] in sums:
                sums[row["period"]] += row[measure] or 0.0
        return list(sums.values())

    # ------------------------------------------------------------------------------------------ names

    @cached_property
    def commodities(self) -> dict[str, Commodity]:
        return {each.commodity: each for each in self.plan.tables[Commodity]}

    @cached_property
    def stages(self) -> list[str]:
        """In order of first mention, which is the order of the chain."""
        return list(dict.fromkeys(each.stage for each in self.plan.tables[Commodity] if each.stage))

    @cached_property
    def governance(self) -> dict[str, float]:
        scores = {each.country: each.governance for each in self.plan.tables[Country]}
        return {country: score for country, score in scores.items() if score is not None}

    @cached_property
    def capacity_units(self) -> dict[str, str]:
        """By plant, and by project the unit of its plant."""
        units = {each.plant: each.capacity_unit for each in self.plan.tables[Plant]}
        return units | {each.project: units.get(each.plant, "") for each in self.plan.tables[Project]}

    def stage_of(self, commodity: str | None) -> str:
        """Stage of a commodity, which may have none."""
        known = self.commodities.get(text(commodity))
        return known.stage if known else ""

    def stage_rank(self, stage: str | None) -> int:
        return self.stages.index(stage) if stage in self.stages else len(self.stages)

    def in_order(self, rows: Iterable[Record], labels: Sequence[str]) -> list[Record]:
        """Rows by their labels; stages in the order of the chain."""

        def rank(row: Record) -> list[tuple[int, str]]:
            stage = row["stage"] if "stage" in row else self.stage_of(row.get("commodity"))
            return [(self.stage_rank(stage), "")] + [(0, text(row.get(label))) for label in labels if label != "stage"]

        return sorted(rows, key=rank)

    # ------------------------------------------------------------------------------------------ units

    def unit(self, name: str, column: str, row: Record | None = None) -> str:
        """Unit of a column; where that differs by commodity or plant, the unit that holds for the row."""
        unit = str(self.plan.unit_of(name, column) or self.plan.unit_of(OTHER_NAMES.get(name, name), column) or "")
        unit = unit.replace("{amount}", self.amount).replace("{currency}", str(self.plan.currency))
        own = self._own_unit(row) if row else ""
        return UNKNOWN_UNIT.sub(lambda _: own, unit) if own else unit.replace("{unit}", "unit")

    def _own_unit(self, row: Record) -> str:
        for column in ("commodity", "product"):
            if row.get(column) in self.commodities:
                return self.commodities[row[column]].unit
        for column in ("plant", "project"):
            if row.get(column) in self.capacity_units:
                return self.capacity_units[row[column]]
        return ""

    def common_unit(self, name: str, column: str) -> str:
        """Unit of a column if all its rows agree, else the general word."""
        units = {self.unit(name, column, row) for row in self.rows(name)}
        return units.pop() if len(units) == 1 else self.unit(name, column)


def is_trunk(row: Record) -> bool:
    """True of rows without disruption, and of rows that do not know disruptions."""
    return "node" not in row or "period" not in row or str(row["node"]) == str(row["period"])


def plain(value: Any) -> Any:
    """A cell's value as text, int, float, bool or None."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if value is pandas.NA or value is pandas.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return 0.0 if abs(value) < NOISE else value
    return value if isinstance(value, int) else str(value)


def text(value: Any) -> str:
    return "" if value is None else str(value)
