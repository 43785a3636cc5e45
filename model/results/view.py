"""A plan as the pages of a workbook read it: plain rows, units that fit the row, stable orders; and lines of labels,
a unit and a value for each year."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas

from model.families.conversion.algebra import capacity_units
from model.families.investment.rows import Project
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.scenario.calendar import Calendar
from model.sheets.common import Commodity, Country
from model.sheets.names import branch_name, node_name
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Directory
from model.tolerances import MOMENT, SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# A plan as the pages of a workbook read it: plain rows, units that fit the row, orders that stay the same.


Record = dict[str, Any]
Columns = dict[str, list[Any]]

PLAIN = frozenset({str, int, bool, type(None)})
"""Types of plain values."""

OTHER_NAMES = {"production": "conversion"}


TONNES = {"kg": 1e-3, "t": 1.0, "kt": 1e3}
UNKNOWN_UNIT = re.compile(r"\{unit\}|\bunit\b")


class View:
    """Read access to a plan, with no computation except sums."""

    def __init__(self, plan: Any) -> None:
        self.plan = plan
        self.settings = plan.tables.settings
        self.periods: tuple[int, ...] = tuple(int(period) for period in plan.periods)
        self.calendar = Calendar.of(self.settings)
        self.amount = str(plan.amount)
        self._rows: dict[tuple[str, str], list[Record]] = {}
        self._branches: dict[str, Any] = {}
        self._places: dict[str, tuple[Mapping[Any, Any], Columns]] = {}

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
        return self._records(name, "all", lambda frame: frame)

    def trunk(self, name: str) -> list[Record]:
        """The rows of no disruption."""
        return self._records(name, "trunk", lambda frame: frame[~in_branch(frame)])

    def branches(self, name: str) -> Any:
        """The rows of disruptions, as a frame: there may be very many."""
        if name not in self._branches:
            frame = self._frame(name)
            self._branches[name] = pandas.DataFrame() if frame is None else frame[in_branch(frame)]
        return self._branches[name]

    def branch(self, name: str, branch: str) -> list[Record]:
        """The rows of one disruption's branch."""
        frame = self.branches(name)
        if frame.empty:
            return []
        if name not in self._places:
            self._places[name] = frame.groupby("node", sort=False).indices, columns(frame)
        at_node, cells = self._places[name]
        nodes = [node_name(branch, year) for period in self.periods for year in self.calendar.years_of(period)]
        places = [place for node in nodes for place in at_node.get(node, ())]
        return records({column: [values[at] for at in places] for column, values in cells.items()})

    @cached_property
    def has_branches(self) -> bool:
        """Whether the plan has responses to disruptions."""
        return any(not self.branches(name).empty for name in self.plan.frames if name not in (LIMITS_FRAME, REPORTED))

    @property
    def measures(self) -> Mapping[str, float]:
        """Single figures of the plan, such as the value of perfect information."""
        return dict(self.plan.measures)

    @property
    def undisrupted(self) -> str:
        """Remark of a page on the trunk's figures, after a full stop."""
        return " Undisrupted case; for disruptions see 'Stress test'." if self.has_branches else ""

    def _records(self, name: str, part: str, select: Callable[[Any], Any]) -> list[Record]:
        if (name, part) not in self._rows:
            frame = self._frame(name)
            self._rows[name, part] = [] if frame is None else records(columns(select(frame)))
        return self._rows[name, part]

    def sums(self, name: str, labels: Sequence[str], measure: str) -> dict[tuple[str, ...], float]:
        """Sum of a measure over all nodes, by labels, in order of first mention."""
        frame = self._frame(name)
        if frame is None or frame.empty:
            return {}
        sums = frame.groupby(list(labels), sort=False, dropna=False)[measure].sum()
        keys = [key if isinstance(key, tuple) else (key,) for key in sums.index.tolist()]
        named = [tuple(text(plain(part)) for part in key) for key in keys]
        return dict(zip(named, map(float, sums.tolist()), strict=True))

    # ------------------------------------------------------------------------------------------ time

    @cached_property
    def year_labels(self) -> list[str]:
        """Headings of periods: ``2026``, or ``2026–28`` for a period of several years."""
        lengths = self.calendar.lengths
        return [
            str(period) if lengths[period] == 1 else f"{period}–{(period + lengths[period] - 1) % 100:02d}"
            for period in self.periods
        ]

    @property
    def horizon(self) -> str:
        first, last = self.periods[0], self.calendar.last_year
        return str(first) if first == last else f"{first}–{last}"

    @property
    def a_period(self) -> str:
        """'year', 'period of 3 years' or, if they have several lengths, 'period of 1 to 3 years'."""
        least, most = (of(self.calendar.lengths.values()) for of in (min, max))
        return "year" if most == 1 else f"period of {most if least == most else f'{least} to {most}'} years"

    def years_of(self, row: Record) -> int:
        """Years of the node of a row."""
        return self.calendar.length(self.calendar.time_of(row["node"]))

    def in_periods(self, rows: Iterable[Record]) -> Iterator[tuple[int, float, Record]]:
        """Rows with the periods of the trunk that they fall into, and their parts of the years that their branch has in
        these: means of these years are sums of rates times these parts."""
        for row in rows:
            period = self.calendar.period_of(row["period"])
            years = self._years_in.get((branch_name(row["node"]), period), self.calendar.length(period))
            yield period, self.years_of(row) / years, row

    @cached_property
    def _years_in(self) -> Counter[tuple[str, int]]:
        """Years that each branch has in each period."""
        counts: Counter[tuple[str, int]] = Counter()
        years = [(period, year) for period in self.periods for year in self.calendar.times(period)]
        for outcome in {outcome.branch: outcome for outcome in self.plan.outcomes}.values():
            for period, year in years:
                if self.calendar.overlap(outcome.start, outcome.end, year) > MOMENT:
                    counts[outcome.branch, period] += 1
        return counts

    def level(self, levels: Mapping[int, float], year: int, opening: float) -> float:
        """An amount of the undisturbed course when a year begins, by those at the ends of periods."""
        parts = self.calendar.parts_at(year)
        return sum(part * (opening if period is None else levels.get(period, 0.0)) for period, part in parts)

    @property
    def in_disruptions(self) -> str:
        """Remark on figures of disruptions by period, after a full stop."""
        has_means = self.has_branches and not self.calendar.is_yearly
        return " In a disruption, a period shows the mean of the years that this has in it." if has_means else ""

    def spans(self, periods: Iterable[int]) -> str:
        """Periods, those that follow each other as a span: '2028, 2030–2033'."""
        spans: list[list[int]] = []
        for period in sorted(periods):
            if spans and period == self.calendar.after(spans[-1][1]):
                spans[-1][1] = period
            else:
                spans.append([period, period])
        return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)

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
        return {row.commodity: row for row in self.plan.tables[Commodity]}

    @cached_property
    def stages(self) -> list[str]:
        """In order of first mention, which is the order of the chain."""
        return list(dict.fromkeys(row.stage for row in self.plan.tables[Commodity] if row.stage))

    @cached_property
    def governance(self) -> dict[str, float]:
        scores = {row.country: row.governance for row in self.plan.tables[Country]}
        return {country: score for country, score in scores.items() if score is not None}

    @cached_property
    def capacity_units(self) -> dict[str, str]:
        """By plant, and by project the unit of its plant."""
        units = capacity_units(self.plan.tables)
        return units | {row.project: units.get(row.plant, "") for row in self.plan.tables[Project]}

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.plan.tables)

    @cached_property
    def _units(self) -> dict[str, dict[str, str]]:
        """By column of names whose unit is declared beside them, and by name."""
        units: dict[str, dict[str, str]] = {}
        for row_class, sheet in SHEET_OF.items():
            if sheet.measured:
                by_name = {getattr(row, sheet.measured): row.unit for row in self.plan.tables[row_class] if row.unit}
                units.setdefault(sheet.measured, {}).update(by_name)
        return units

    def stage_of(self, commodity: str | None) -> str:
        """Stage of a commodity, which may have none."""
        row = self.commodities.get(text(commodity))
        return row.stage if row else ""

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
        """Unit of a column; if it differs by commodity or plant, the unit of the row."""
        unit = str(self.plan.unit_of(name, column) or self.plan.unit_of(OTHER_NAMES.get(name, name), column) or "")
        unit = unit.replace("{amount}", self.amount).replace("{currency}", str(self.plan.currency))
        own = self._own_unit(row) if row else ""
        return UNKNOWN_UNIT.sub(lambda _: own, unit) if own else unit.replace("{unit}", "unit")

    def _own_unit(self, row: Record) -> str:
        for column, unit_of in self._units.items():
            if (unit := unit_of.get(text(row.get(column)))) is not None:
                return unit
        for column in ("commodity", "product"):
            if row.get(column) in self.commodities:
                return self.commodities[row[column]].unit
        if row.get("goods"):
            units = {self.commodities[commodity].unit for commodity in self.directory.commodities(row["goods"])}
            return units.pop() if len(units) == 1 else ""
        for column in ("plant", "project"):
            if row.get(column) in self.capacity_units:
                return self.capacity_units[row[column]]
        return ""

    def common_unit(self, name: str, column: str) -> str:
        """Unit of a column if all its rows agree, else the general word."""
        units = {self.unit(name, column, row) for row in self.trunk(name)}
        return units.pop() if len(units) == 1 else self.unit(name, column)


def in_branch(frame: Any) -> Any:
    """By row of a frame, whether it belongs to a disruption: its node is not just its period."""
    if "node" not in frame or "period" not in frame:
        return pandas.Series(False, index=frame.index)
    return frame["node"].astype(str) != frame["period"].astype(str)


def columns(frame: Any) -> Columns:
    """The columns of a frame with plain values."""
    return {str(name): _plain(frame.iloc[:, at]) for at, name in enumerate(frame.columns)}


def _plain(column: Any) -> list[Any]:
    """The same as `plain` of each value, of most columns at once."""
    if column.dtype != float:
        cells = column.tolist()
        return cells if set(map(type, cells)) <= PLAIN else list(map(plain, cells))
    values = column.to_numpy()
    plain_values: list[Any] = np.where(np.abs(values) < SOLVED, 0.0, values).tolist()
    for at in np.flatnonzero(~np.isfinite(values)).tolist():
        plain_values[at] = None
    return plain_values


def records(cells: Columns) -> list[Record]:
    """Rows from columns."""
    return [dict(zip(cells, values, strict=True)) for values in zip(*cells.values(), strict=True)]


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
        return 0.0 if abs(value) < SOLVED else value
    return value if isinstance(value, int) else str(value)


def text(value: Any) -> str:
    return "" if value is None else str(value)


# ----------------------------------------------------------------------------------------------------------------------
# Lines of a page: labels, a unit and a value for each year.


RATE = "/y"


@dataclass(frozen=True)
class Line:
    """One line with years across. ``look`` is 'plain', 'share' (a fraction shown as %) or 'total' (set in bold)."""

    labels: tuple[str, ...]
    unit: str
    values: tuple[float | None, ...]
    totals: tuple[float | None, ...] = ()
    look: str = "plain"
    marked: Collection[int] = ()
    """Places of the values that are shaded."""

    @property
    def size(self) -> float:
        """Largest figure, which decides the decimals."""
        return max((abs(value) for value in self.values if value is not None), default=0.0)


def lines_of(view: View, name: str, labels: Sequence[str], measures: Sequence[str]) -> list[Line]:
    """A frame's trunk with years across, one line for each combination of labels and measure. Lines of zeros are left
    out.

    The name of the measure is the last label if there are several.
    """
    rows = view.in_order(view.trunk(name), labels)
    groups: dict[tuple[str, ...], list[Record]] = {}
    for row in rows:
        groups.setdefault(tuple(text(row.get(label)) for label in labels), []).append(row)
    lines = []
    for group, members in groups.items():
        for measure in measures:
            values = by_year(view, members, measure)
            if any(values):
                unit = view.unit(name, measure, members[0]) or view.unit(name, measures[0], members[0])
                own = (*group, measure.replace("_", " ")) if len(measures) > 1 else group
                lines.append(Line(own, unit, values, (total_of(view, values, unit),)))
    return lines


def by_year(view: View, rows: Iterable[Record], measure: str) -> tuple[float | None, ...]:
    """Sum of a measure by period; None without any value."""
    sums: dict[int, float | None] = dict.fromkeys(view.periods)
    for row in rows:
        value, period = row.get(measure), row.get("period")
        if isinstance(value, (int, float)) and period in sums:
            sums[period] = (sums[period] or 0.0) + value
    return tuple(sums.values())


def total_of(view: View, values: Iterable[float | None], unit: str) -> float | None:
    """Sum over all years of a yearly rate; None for other units, such as stock."""
    return over_years(view, values) if unit.endswith(RATE) else None


def over_years(view: View, values: Iterable[float | None]) -> float:
    """Sum over all years of a rate by period."""
    years = view.calendar.lengths.values()
    return float(sum(length * (value or 0.0) for length, value in zip(years, values, strict=True)))


def summed(lines: Sequence[Line], labels: tuple[str, ...], look: str = "plain") -> Line:
    """The sum of lines of one unit."""
    values = tuple(
        sum(value or 0.0 for value in column) for column in zip(*(line.values for line in lines), strict=True)
    )
    totals = tuple(
        sum(value or 0.0 for value in column) for column in zip(*(line.totals for line in lines), strict=True)
    )
    return Line(labels, lines[0].unit, values, totals, look)


def ratio(above: Line, below: Line, labels: tuple[str, ...]) -> Line:
    """One line as a share of another."""
    values = tuple(
        (over or 0.0) / under if under else None for over, under in zip(above.values, below.values, strict=True)
    )
    totals = tuple(
        (over or 0.0) / under if under else None for over, under in zip(above.totals, below.totals, strict=True)
    )
    return Line(labels, "%", values, totals, "share")


def largest(lines: Sequence[Line], most: int, rest: tuple[str, ...]) -> list[Line]:
    """The largest lines in descending order, all others as one more line with the labels ``rest``."""

    def size(line: Line) -> float:
        if line.unit.endswith(RATE) and line.totals:  # a period counts with its years
            return line.totals[0] or 0.0
        return sum(abs(value or 0.0) for value in line.values)

    ranked = sorted(lines, key=lambda line: -size(line))
    if len(ranked) <= most + 1:
        return ranked
    return [*ranked[:most], summed(ranked[most:], rest)]


def money_by_year(view: View) -> str:
    """Unit of spending in a period."""
    return view.amount if view.calendar.is_yearly else f"{view.amount} per period"
