"""Lines of a page: labels, a unit and a value for each year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from model.results.view import Record, View, text

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
                lines.append(Line(own, unit, values, (over_years(view, values, unit),)))
    return lines


def by_year(view: View, rows: Iterable[Record], measure: str) -> tuple[float | None, ...]:
    """Sum of a measure by period; None without any value."""
    sums: dict[int, float | None] = dict.fromkeys(view.periods)
    for row in rows:
        value, period = row.get(measure), row.get("period")
        if isinstance(value, (int, float)) and period in sums:
            sums[period] = (sums[period] or 0.0) + value
    return tuple(sums.values())


def over_years(view: View, values: Iterable[float | None], unit: str) -> float | None:
    """Sum over all years of a yearly rate; None for other units, such as stock."""
    if not unit.endswith(RATE):
        return None
    return view.years * sum(value or 0.0 for value in values)


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
    ranked = sorted(lines, key=lambda line: -sum(abs(value or 0.0) for value in line.values))
    if len(ranked) <= most + 1:
        return ranked
    return [*ranked[:most], summed(ranked[most:], rest)]


def money_by_year(view: View) -> str:
    """Unit of spending in a period."""
    return view.amount if view.years == 1 else f"{view.amount} per period"
