"""Small charts over years or months, side by side: each names the rows or columns of a table that it draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from model.reports.html.elements import PageChart
from model.results.year_series import Line

BAR, LINE, DASH = "bar", "line", "dash"


@dataclass(frozen=True)
class Curve:
    """One series: the row of a table with years across or one of its cells, or two columns."""

    name: str
    mark: str
    kind: str
    """Kind of its colour, ``country``, or with its name, ``stage:oxide``."""
    row: int | None = None
    columns: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Panel:
    """A small chart: its title with the unit, the number of its table among those of the picture, its series."""

    title: str
    table: int
    curves: Sequence[Curve]
    is_share: bool = False
    case: str = ""
    """The disruption that it is of."""


def curves(
    lines: Sequence[Line], mark: str, kind: str, keep: Callable[[Line], bool] = bool, label: int = 0
) -> list[Curve]:
    """The series of those lines of a block that are kept, named by a label."""
    return [Curve(line.labels[label], mark, kind, row=at) for at, line in enumerate(lines) if keep(line)]


def panels(panels_drawn: Sequence[Panel], across: int = 3) -> PageChart:
    """The charts side by side, at most ``across`` of them."""
    return PageChart("panels", {"across": across, "panels": [asdict(panel) for panel in panels_drawn]})
